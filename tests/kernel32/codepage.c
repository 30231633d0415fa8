/* SPDX-License-Identifier: MIT */
/* Code pages: conversions with their flags, lengths and errors, and what is known about a code page.
 * The checks that need a certain page name it; only the last few take 1252 and 437 for the system's own. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static WCHAR wide[64];
static char bytes[64];

static BOOL failed(int result, DWORD error)
{
    return result == 0 && GetLastError() == error;
}

static BOOL to_wide(UINT page, DWORD flags, const char *from, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;

    wmemset(wide, 0x7777, ARRAYSIZE(wide));
    return MultiByteToWideChar(page, flags, from, -1, NULL, 0) == length &&
           MultiByteToWideChar(page, flags, from, -1, wide, ARRAYSIZE(wide)) == length && !wcscmp(wide, wanted) &&
           wide[length] == 0x7777;
}

static BOOL to_bytes(UINT page, DWORD flags, const WCHAR *from, const char *wanted)
{
    int length = (int)strlen(wanted) + 1;

    memset(bytes, 0x77, sizeof bytes);
    return WideCharToMultiByte(page, flags, from, -1, NULL, 0, NULL, NULL) == length &&
           WideCharToMultiByte(page, flags, from, -1, bytes, sizeof bytes, NULL, NULL) == length &&
           !strcmp(bytes, wanted) && bytes[length] == 0x77;
}

static void lengths(void)
{
    wmemset(wide, 0x7777, ARRAYSIZE(wide));
    CHECK(MultiByteToWideChar(1252, 0, "abc", 2, wide, 8) == 2 && wide[1] == 'b' && wide[2] == 0x7777,
          "MultiByteToWideChar: \"does not null-terminate an output string if the input string length is explicitly "
          "specified\"");
    CHECK(MultiByteToWideChar(1252, 0, "a\0b", 3, wide, 8) == 3 && !wide[1] && wide[2] == 'b',
          "MultiByteToWideChar: zeros within the length");
    CHECK(MultiByteToWideChar(1252, 0, "abc", -1, wide, 4) == 4 && !wide[3],
          "MultiByteToWideChar: -1: with \"the terminating null character\"");
    CHECK(MultiByteToWideChar(1252, 0, "abc", -5, NULL, 0) == 4,
          "MultiByteToWideChar: other negative lengths mean the same");
    CHECK(failed(MultiByteToWideChar(1252, 0, "abc", 0, wide, 8), ERROR_INVALID_PARAMETER),
          "MultiByteToWideChar: \"if cbMultiByte is 0, the function fails\"");
    CHECK(failed(MultiByteToWideChar(1252, 0, NULL, 1, wide, 8), ERROR_INVALID_PARAMETER),
          "MultiByteToWideChar: no source");
    CHECK(failed(MultiByteToWideChar(1252, 0, "abc", 3, NULL, 8), ERROR_INVALID_PARAMETER),
          "MultiByteToWideChar: no buffer of a given size");
    CHECK(failed(MultiByteToWideChar(1252, 0, "abc", 3, wide, -1), ERROR_INVALID_PARAMETER),
          "MultiByteToWideChar: a negative size");
    CHECK(failed(MultiByteToWideChar(1252, 0, (char *)wide, 3, wide, 8), ERROR_INVALID_PARAMETER),
          "MultiByteToWideChar: \"pointers must not be the same. If they are the same, ... ERROR_INVALID_PARAMETER\"");
    CHECK(failed(MultiByteToWideChar(1252, 0, "abc", 3, wide, 2), ERROR_INSUFFICIENT_BUFFER),
          "MultiByteToWideChar: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(MultiByteToWideChar(12345, 0, "abc", 3, wide, 8), ERROR_INVALID_PARAMETER),
          "MultiByteToWideChar: no such code page");
    CHECK(failed(MultiByteToWideChar(1252, 0x100, "abc", 3, wide, 8), ERROR_INVALID_FLAGS),
          "MultiByteToWideChar: ERROR_INVALID_FLAGS");
    CHECK(failed(MultiByteToWideChar(1252, MB_PRECOMPOSED | MB_COMPOSITE, "abc", 3, wide, 8), ERROR_INVALID_FLAGS),
          "MultiByteToWideChar: MB_PRECOMPOSED and MB_COMPOSITE \"are mutually exclusive\"");

    memset(bytes, 0x77, sizeof bytes);
    CHECK(WideCharToMultiByte(1252, 0, L"abc", 2, bytes, 8, NULL, NULL) == 2 && bytes[1] == 'b' && bytes[2] == 0x77,
          "WideCharToMultiByte: \"does not null-terminate an output string if the input string length is explicitly "
          "specified\"");
    CHECK(WideCharToMultiByte(1252, 0, L"a\0b", 3, bytes, 8, NULL, NULL) == 3 && !bytes[1] && bytes[2] == 'b',
          "WideCharToMultiByte: zeros within the length");
    CHECK(WideCharToMultiByte(1252, 0, L"abc", -1, bytes, 4, NULL, NULL) == 4 && !bytes[3],
          "WideCharToMultiByte: -1: with the terminator");
    CHECK(WideCharToMultiByte(1252, 0, L"abc", -5, NULL, 0, NULL, NULL) == 4,
          "WideCharToMultiByte: other negative lengths mean the same");
    CHECK(failed(WideCharToMultiByte(1252, 0, L"abc", 0, bytes, 8, NULL, NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: \"If cchWideChar is set to 0, the function fails\"");
    CHECK(failed(WideCharToMultiByte(1252, 0, NULL, 1, bytes, 8, NULL, NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: no source");
    CHECK(failed(WideCharToMultiByte(1252, 0, L"abc", 3, NULL, 8, NULL, NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: no buffer of a given size");
    CHECK(failed(WideCharToMultiByte(1252, 0, L"abc", 3, bytes, -1, NULL, NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: a negative size");
    CHECK(failed(WideCharToMultiByte(1252, 0, (WCHAR *)bytes, 3, bytes, 8, NULL, NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: the pointers are the same");
    CHECK(failed(WideCharToMultiByte(1252, 0, L"abc", 3, bytes, 2, NULL, NULL), ERROR_INSUFFICIENT_BUFFER),
          "WideCharToMultiByte: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(WideCharToMultiByte(12345, 0, L"abc", 3, bytes, 8, NULL, NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: no such code page");
    CHECK(failed(WideCharToMultiByte(1252, 0x1000, L"abc", 3, bytes, 8, NULL, NULL), ERROR_INVALID_FLAGS),
          "WideCharToMultiByte: ERROR_INVALID_FLAGS");
}

static void tables(void)
{
    char all[257];

    CHECK(to_wide(1252, 0, "A\x80\x9f\xe9\xff", L"A\x20ac\x178\xe9\xff"), "MultiByteToWideChar: 1252");
    CHECK(to_bytes(1252, 0, L"A\x20ac\x178\xe9\xff", "A\x80\x9f\xe9\xff"), "WideCharToMultiByte: 1252");
    CHECK(to_wide(437, 0, "\x81\xe1\xf7\x01", L"\xfc\xdf\x2248\x01"), "MultiByteToWideChar: 437");
    CHECK(to_bytes(437, 0, L"\xfc\xdf\x2248\x01", "\x81\xe1\xf7\x01"), "WideCharToMultiByte: 437");
    CHECK(to_wide(1251, 0, "\xcf\xf0\xe8", L"\x41f\x440\x438") && to_bytes(1251, 0, L"\x41f\x440\x438", "\xcf\xf0\xe8"),
          "1251, both ways");
    CHECK(to_wide(932, 0, "\x93\xfa\x96{\xb1", L"\x65e5\x672c\xff71") &&
              to_bytes(932, 0, L"\x65e5\x672c\xff71", "\x93\xfa\x96{\xb1"),
          "932: two bytes and one, both ways");
    CHECK(to_wide(936, 0, "\xd6\xd0z", L"\x4e2dz") && to_bytes(936, 0, L"\x4e2dz", "\xd6\xd0z"), "936, both ways");
    CHECK(to_wide(28591, 0, "\x80\xe9", L"\x80\xe9") && to_bytes(28591, 0, L"\x80\xe9", "\x80\xe9"),
          "28591: ISO 8859-1, both ways");
    CHECK(to_wide(20127, 0, "plain", L"plain"), "MultiByteToWideChar: 20127, US-ASCII");
    for (int i = 0; i < 256; i++) all[i] = (char)(i + 1);
    all[255] = all[256] = 0;
    CHECK(MultiByteToWideChar(1252, MB_ERR_INVALID_CHARS, all, 256, (WCHAR[256]){0}, 256) == 256,
          "MultiByteToWideChar: every byte of 1252 has a character");

    /* what is invalid */
    SetLastError(0);
    CHECK(failed(MultiByteToWideChar(932, MB_ERR_INVALID_CHARS, "a\x81\x20", 3, wide, 8), ERROR_NO_UNICODE_TRANSLATION),
          "MultiByteToWideChar: MB_ERR_INVALID_CHARS: ERROR_NO_UNICODE_TRANSLATION");
    CHECK(MultiByteToWideChar(932, 0, "\x81\x40 ", 3, wide, 8) == 2 && wide[0] == 0x3000,
          "MultiByteToWideChar: a lead byte with its trail byte is one");
}

static void defaults(void)
{
    BOOL used = 77;

    CHECK(to_bytes(1252, 0, L"a\x4e2dz", "a?z"), "WideCharToMultiByte: the system's default character is ?");
    CHECK(WideCharToMultiByte(1252, 0, L"a\x4e2dz", -1, bytes, 8, "*", &used) == 4 && !strcmp(bytes, "a*z") &&
              used == TRUE,
          "WideCharToMultiByte: lpDefaultChar; lpUsedDefaultChar \"is set to TRUE\"");
    CHECK(WideCharToMultiByte(1252, 0, L"az", -1, bytes, 8, "*", &used) == 3 && used == FALSE,
          "WideCharToMultiByte: \"Otherwise, the flag is set to FALSE\"");
    CHECK(WideCharToMultiByte(932, 0, L"\x5d0", 1, bytes, 8, "\x81\x40", &used) == 2 && !memcmp(bytes, "\x81\x40", 2) &&
              used,
          "WideCharToMultiByte: a default character of two bytes");
    CHECK(WideCharToMultiByte(1252, 0, L"\x2260\x4e2d", 2, NULL, 0, NULL, &used) == 2 && used,
          "WideCharToMultiByte: lpUsedDefaultChar is set when only the size is asked");
    CHECK(to_bytes(1252, 0, L"\x2212\xff21", "-A") || to_bytes(1252, 0, L"\xff21", "A"),
          "WideCharToMultiByte: a best fit without flags");
    used = FALSE;
    CHECK(WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, L"\xff21", 1, bytes, 8, NULL, &used) == 1 &&
              bytes[0] == '?' && used == TRUE,
          "WideCharToMultiByte: WC_NO_BEST_FIT_CHARS: \"any Unicode characters that do not translate directly ... to "
          "the default character\"");
    CHECK(WideCharToMultiByte(1252, 0, L"\xd83d\xde00", 2, bytes, 8, NULL, NULL) == 2 && !memcmp(bytes, "??", 2),
          "WideCharToMultiByte: each half of a pair has the default character");
}

static void utf8(void)
{
    BOOL used;

    CHECK(to_wide(CP_UTF8, 0, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", L"a\xe9\x20ac\xd83d\xde00"),
          "MultiByteToWideChar: UTF-8, one to four bytes");
    CHECK(to_bytes(CP_UTF8, 0, L"a\xe9\x20ac\xd83d\xde00", "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
          "WideCharToMultiByte: UTF-8, one to four bytes");
    CHECK(to_wide(CP_UTF8, MB_ERR_INVALID_CHARS, "\xf4\x8f\xbf\xbf", L"\xdbff\xdfff"),
          "MultiByteToWideChar: the last character there is");
    static const char *const bad[] = {
        "\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "a\xe2\x82"};
    for (unsigned i = 0; i < ARRAYSIZE(bad); i++) {
        CHECK(failed(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bad[i], -1, wide, 16),
                     ERROR_NO_UNICODE_TRANSLATION),
              "MultiByteToWideChar: invalid UTF-8, case %u, with MB_ERR_INVALID_CHARS", i);
        int n = MultiByteToWideChar(CP_UTF8, 0, bad[i], -1, wide, 16);
        CHECK(n >= 2 && wide[n - 2] == 0xfffd && !wide[n - 1],
              "MultiByteToWideChar: invalid UTF-8, case %u: \"replaces illegal sequences with U+FFFD\"", i);
    }
    CHECK(failed(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", 1, wide, 8), ERROR_INVALID_FLAGS),
          "MultiByteToWideChar: UTF-8: \"dwFlags must be set to either 0 or MB_ERR_INVALID_CHARS\"");
    CHECK(failed(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"a\xd800", 2, bytes, 8, NULL, NULL),
                 ERROR_NO_UNICODE_TRANSLATION),
          "WideCharToMultiByte: WC_ERR_INVALID_CHARS: \"fail ... if an invalid input character is encountered\"");
    CHECK(to_bytes(CP_UTF8, 0, L"\xd800z", "\xef\xbf\xbdz") && to_bytes(CP_UTF8, 0, L"\xdc00", "\xef\xbf\xbd"),
          "WideCharToMultiByte: half a pair becomes U+FFFD");
    CHECK(
        failed(WideCharToMultiByte(CP_UTF8, WC_NO_BEST_FIT_CHARS, L"a", 1, bytes, 8, NULL, NULL), ERROR_INVALID_FLAGS),
        "WideCharToMultiByte: UTF-8: no other flag");
    CHECK(failed(WideCharToMultiByte(CP_UTF8, 0, L"a", 1, bytes, 8, "?", NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: UTF-8: lpDefaultChar \"must be set to NULL\"");
    CHECK(failed(WideCharToMultiByte(CP_UTF8, 0, L"a", 1, bytes, 8, NULL, &used), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: UTF-8: lpUsedDefaultChar \"must be set to NULL\"");
    CHECK(failed(WideCharToMultiByte(1252, WC_ERR_INVALID_CHARS, L"a", 1, bytes, 8, NULL, NULL),
                 ERROR_INVALID_FLAGS), /* Debian's Wine takes it */
          "WideCharToMultiByte: WC_ERR_INVALID_CHARS \"only applies when CodePage is specified as CP_UTF8 or 54936\"");
    CHECK(failed(WideCharToMultiByte(CP_UTF8, 0, L"\x20ac", 1, bytes, 2, NULL, NULL), ERROR_INSUFFICIENT_BUFFER),
          "WideCharToMultiByte: no room for the last of three bytes");
    CHECK(failed(MultiByteToWideChar(CP_UTF8, 0, "\xf0\x9f\x98\x80", 4, wide, 1), ERROR_INSUFFICIENT_BUFFER),
          "MultiByteToWideChar: no room for half a pair");
}

static void utf7(void)
{
    CHECK(to_wide(CP_UTF7, 0, "A+ImIDkQ-.", L"A\x2262\x391.") && to_wide(CP_UTF7, 0, "+-x", L"+x"),
          "MultiByteToWideChar: UTF-7 as RFC 2152 has it");
    CHECK(to_wide(CP_UTF7, 0, "+T2A x", L"\x4f60 x"), "MultiByteToWideChar: UTF-7: another character ends a run too");
    CHECK(to_bytes(CP_UTF7, 0, L"A\x2262\x391.", "A+ImIDkQ-.") && to_bytes(CP_UTF7, 0, L"+", "+-"),
          "WideCharToMultiByte: UTF-7");
    CHECK(to_bytes(CP_UTF7, 0, L"\xd83d\xde00", "+2D3eAA-"), "WideCharToMultiByte: UTF-7: a pair");
    CHECK(failed(WideCharToMultiByte(CP_UTF7, 0, L"A\x2262", 2, bytes, 3, NULL, NULL), ERROR_INSUFFICIENT_BUFFER),
          "WideCharToMultiByte: UTF-7: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(MultiByteToWideChar(CP_UTF7, 0, "abc", 3, wide, 2), ERROR_INSUFFICIENT_BUFFER),
          "MultiByteToWideChar: UTF-7: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(MultiByteToWideChar(CP_UTF7, MB_ERR_INVALID_CHARS, "a", 1, wide, 8), ERROR_INVALID_FLAGS),
          "MultiByteToWideChar: 65000: \"dwFlags must be set to 0\"");
    CHECK(
        failed(WideCharToMultiByte(CP_UTF7, WC_NO_BEST_FIT_CHARS, L"a", 1, bytes, 8, NULL, NULL), ERROR_INVALID_FLAGS),
        "WideCharToMultiByte: 65000: \"dwFlags must be set to 0\"");
    CHECK(failed(WideCharToMultiByte(CP_UTF7, 0, L"a", 1, bytes, 8, "?", NULL), ERROR_INVALID_PARAMETER),
          "WideCharToMultiByte: UTF-7: lpDefaultChar \"must be set to NULL\"");
    CHECK(MultiByteToWideChar(CP_SYMBOL, 0, "\x1f\x41\xff", 3, wide, 8) == 3 && wide[0] == 0x1f && wide[1] == 0xf041 &&
              wide[2] == 0xf0ff,
          "MultiByteToWideChar: CP_SYMBOL");
    CHECK(WideCharToMultiByte(CP_SYMBOL, 0, L"\xf041\x1f", 2, bytes, 8, NULL, NULL) == 2 && !memcmp(bytes, "A\x1f", 2),
          "WideCharToMultiByte: CP_SYMBOL");
    CHECK(failed(WideCharToMultiByte(CP_SYMBOL, 0, L"A", 1, bytes, 8, NULL, NULL), ERROR_NO_UNICODE_TRANSLATION),
          "WideCharToMultiByte: CP_SYMBOL has no letters");
}

/* Debian's Wine has WC_COMPOSITECHECK do nothing. */
static void marks(void)
{
    CHECK(to_wide(1252, MB_PRECOMPOSED, "\xe9", L"\xe9"),
          "MultiByteToWideChar: MB_PRECOMPOSED: \"a single character value\"");
    CHECK(to_wide(1252, MB_COMPOSITE, "x\xe9\xc5",
                  L"xe\x301"
                  L"A\x30a"),
          "MultiByteToWideChar: MB_COMPOSITE: \"decomposed characters ... a base character and one or more nonspacing "
          "characters\"");
    CHECK(failed(MultiByteToWideChar(1252, MB_COMPOSITE, "\xe9", 1, wide, 1), ERROR_INSUFFICIENT_BUFFER),
          "MultiByteToWideChar: MB_COMPOSITE needs more room");
    CHECK(to_wide(437, MB_USEGLYPHCHARS,
                  "\x01"
                  "A\x7f",
                  L"\x263a"
                  L"A\x2302"),
          "MultiByteToWideChar: MB_USEGLYPHCHARS: \"glyph characters instead of control characters\"");
    CHECK(to_bytes(1252, WC_COMPOSITECHECK, L"e\x301z", "\xe9z"),
          "WideCharToMultiByte: WC_COMPOSITECHECK: \"Convert composite characters ... to precomposed characters\"");
    CHECK(to_bytes(1252, 0, L"e\x301z", "e\xb4z") || to_bytes(1252, 0, L"e\x301z", "e?z"),
          "WideCharToMultiByte: without it a mark is a character of its own");
    CHECK(to_bytes(1252, WC_COMPOSITECHECK | WC_DISCARDNS, L"x\x301z", "xz"),
          "WideCharToMultiByte: WC_DISCARDNS: \"Discard nonspacing characters\"");
    CHECK(to_bytes(1252, WC_COMPOSITECHECK | WC_DEFAULTCHAR, L"x\x301z", "?z"),
          "WideCharToMultiByte: WC_DEFAULTCHAR: \"Replace exceptions with the default character\"");
    CHECK(WideCharToMultiByte(1252, WC_COMPOSITECHECK | WC_SEPCHARS, L"x\x301z", 3, bytes, 8, NULL, NULL) == 3 &&
              bytes[0] == 'x' && bytes[2] == 'z',
          "WideCharToMultiByte: WC_SEPCHARS: \"Generate separate characters\"");
}

static void facts(void)
{
    CPINFO info;
    CPINFOEXA ansi;
    CPINFOEXW facts;

    CHECK(IsValidCodePage(1252) && IsValidCodePage(437) && IsValidCodePage(CP_UTF8) && IsValidCodePage(CP_UTF7) &&
              IsValidCodePage(932),
          "IsValidCodePage: \"nonzero value if the code page is valid\"");
    CHECK(!IsValidCodePage(12345) && !IsValidCodePage(CP_ACP) && !IsValidCodePage(CP_OEMCP) &&
              !IsValidCodePage(CP_THREAD_ACP),
          "IsValidCodePage: \"0 if the code page is invalid\"");
    CHECK(GetCPInfo(1252, &info) && info.MaxCharSize == 1 && info.DefaultChar[0] == '?' && !info.DefaultChar[1] &&
              !info.LeadByte[0],
          "GetCPInfo: 1252");
    CHECK(GetCPInfo(932, &info) && info.MaxCharSize == 2 && info.LeadByte[0] == 0x81 && info.LeadByte[1] == 0x9f &&
              info.LeadByte[2] == 0xe0 && info.LeadByte[3] == 0xfc && !info.LeadByte[4],
          "GetCPInfo: 932 and its ranges of lead bytes");
    CHECK(GetCPInfo(CP_UTF8, &info) && info.MaxCharSize == 4 && !info.LeadByte[0], "GetCPInfo: UTF-8");
    CHECK(GetCPInfo(CP_UTF7, &info) && info.MaxCharSize == 5, "GetCPInfo: UTF-7");
    CHECK(failed(GetCPInfo(12345, &info), ERROR_INVALID_PARAMETER) &&
              failed(GetCPInfo(1252, NULL), ERROR_INVALID_PARAMETER),
          "GetCPInfo: ERROR_INVALID_PARAMETER");
    CHECK(GetCPInfoExW(CP_ACP, 0, &facts) && facts.CodePage == GetACP() && facts.MaxCharSize >= 1 &&
              facts.CodePageName[0],
          "GetCPInfoExW: CP_ACP gives the page itself");
    CHECK(GetCPInfoExW(1251, 0, &facts) && facts.CodePage == 1251 && facts.UnicodeDefaultChar == '?' &&
              wcsstr(facts.CodePageName, L"Cyrillic"),
          "GetCPInfoExW: name and default"); /* Debian's Wine: "ANSI Cyrillic" */
    CHECK(failed(GetCPInfoExW(12345, 0, &facts), ERROR_INVALID_PARAMETER) &&
              failed(GetCPInfoExW(1252, 0, NULL), ERROR_INVALID_PARAMETER),
          "GetCPInfoExW: ERROR_INVALID_PARAMETER");
    CHECK(GetCPInfoExA(CP_UTF8, 0, &ansi) && ansi.CodePage == CP_UTF8 && ansi.UnicodeDefaultChar == 0xfffd &&
              strstr(ansi.CodePageName, "UTF-8"),
          "GetCPInfoExA: UTF-8");
    CHECK(failed(GetCPInfoExA(12345, 0, &ansi), ERROR_INVALID_PARAMETER), "GetCPInfoExA: ERROR_INVALID_PARAMETER");
    CHECK(IsDBCSLeadByteEx(932, 0x81) && IsDBCSLeadByteEx(932, 0xfc) && IsDBCSLeadByteEx(936, 0xfe),
          "IsDBCSLeadByteEx: \"nonzero value if the byte is a lead byte\"");
    SetLastError(0);
    CHECK(!IsDBCSLeadByteEx(932, 'A') && !IsDBCSLeadByteEx(932, 0xa0) && !IsDBCSLeadByteEx(1252, 0x81) &&
              !GetLastError(),
          "IsDBCSLeadByteEx: other bytes, other pages");
    CHECK(failed(IsDBCSLeadByteEx(12345, 0x81), ERROR_INVALID_PARAMETER), "IsDBCSLeadByteEx: no such code page");
    for (int b = 0, same = 1; b < 256; b++) {
        same &= IsDBCSLeadByte((BYTE)b) == IsDBCSLeadByteEx(CP_ACP, (BYTE)b);
        if (b == 255) CHECK(same, "IsDBCSLeadByte goes by the system's ANSI code page");
    }
    CHECK(IsValidCodePage(GetACP()) && GetACP() == 1252,
          "GetACP: \"the current Windows ANSI code page\", 1252 of English");
    CHECK(IsValidCodePage(GetOEMCP()) && GetOEMCP() == 437,
          "GetOEMCP: \"the current OEM code page\", 437 of English"); /* under Debian's Wine by the Linux locale */
    CHECK(to_wide(CP_ACP, 0, "\x80", L"\x20ac") && to_wide(CP_THREAD_ACP, 0, "\x80", L"\x20ac") &&
              to_wide(CP_OEMCP, 0, "\x80", L"\xc7"),
          "CP_ACP, CP_THREAD_ACP and CP_OEMCP stand for pages");
}

static unsigned visits, last_page;

static BOOL CALLBACK visit(WCHAR *name)
{
    unsigned page = (unsigned)wcstoul(name, NULL, 10);

    visits++;
    if (page == 1252) last_page = page;
    return IsValidCodePage(page);
}

static BOOL CALLBACK visit_ansi(char *name)
{
    visits++;
    last_page = (unsigned)strtoul(name, NULL, 10);
    return FALSE;
}

static void enumeration(void)
{
    CHECK(EnumSystemCodePagesW(visit, CP_INSTALLED) && visits > 3 && last_page == 1252,
          "EnumSystemCodePagesW: CP_INSTALLED");
    visits = 0;
    CHECK(EnumSystemCodePagesW(visit, CP_SUPPORTED) && visits > 3, "EnumSystemCodePagesW: CP_SUPPORTED");
    visits = 0;
    CHECK(EnumSystemCodePagesA(visit_ansi, CP_INSTALLED) && visits == 1 && IsValidCodePage(last_page),
          "EnumSystemCodePagesA: \"to stop enumeration, FALSE\"");
    visits = 0;
    CHECK(failed(EnumSystemCodePagesW(NULL, CP_INSTALLED), ERROR_INVALID_PARAMETER),
          "EnumSystemCodePagesW: no function"); /* Debian's Wine calls it */
    CHECK(failed(EnumSystemCodePagesA(NULL, CP_INSTALLED), ERROR_INVALID_PARAMETER),
          "EnumSystemCodePagesA: no function");
    CHECK(failed(EnumSystemCodePagesW(visit, 0x100), ERROR_INVALID_FLAGS) && !visits,
          "EnumSystemCodePagesW: ERROR_INVALID_FLAGS"); /* Debian's Wine looks at no flags */
    CHECK(failed(EnumSystemCodePagesA(visit_ansi, 0x100), ERROR_INVALID_FLAGS) && !visits,
          "EnumSystemCodePagesA: ERROR_INVALID_FLAGS");
}

int main(void)
{
    lengths();
    tables();
    defaults();
    utf8();
    utf7();
    marks();
    facts();
    enumeration();
    return check_done();
}
