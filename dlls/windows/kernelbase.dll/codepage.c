/* SPDX-License-Identifier: MIT */
/* Code pages: text between bytes and UTF-16, and what is known about a code page.  The tables, and the conversions with
 * full lengths, are ntdll's (nls.h); here are the documented lengths, terminators and errors around them. */
#include "kernelbase.h"
#include "codepage_computed.h"
#include "compose.h"
#include "nls.h"

/* A conversion's status as the two functions document it. */
static int converted(ULONG count, NTSTATUS status)
{
    if (count) return (int)count;
    if (status == STATUS_INVALID_PARAMETER_2)
        RtlSetLastWin32Error(ERROR_INVALID_FLAGS);
    else
        base_fail(status);
    return 0;
}

/* What a computed page's conversion answers, given what it needed. */
static int computed(ULONG count, int room, BOOL invalid)
{
    if (invalid || (room && count > (ULONG)room))
        return converted(0, invalid ? STATUS_NO_UNICODE_TRANSLATION : STATUS_BUFFER_TOO_SMALL);
    return (int)count;
}

/* MB_USEGLYPHCHARS: what the screens of OEM code pages show for control characters. */
static WCHAR glyph_of(UINT page, WCHAR unit)
{
    static const WCHAR glyphs[] =
        L"\0\x263a\x263b\x2665\x2666\x2663\x2660\x2022\x25d8\x25cb\x25d9\x2642\x2640\x266a\x266b\x263c"
        L"\x25ba\x25c4\x2195\x203c\x00b6\x00a7\x25ac\x21a8\x2191\x2193\x2192\x2190\x221f\x2194\x25b2\x25bc";

    if (page < 437 || page > 869 || page == 500) return unit;
    return unit < 0x20 ? glyphs[unit] : unit == 0x7f ? 0x2302 : unit;
}

/* MB_COMPOSITE and MB_USEGLYPHCHARS: a second pass over what the table gave. */
static int reform(UINT page, DWORD flags, WCHAR *wide, ULONG length, WCHAR *to, int room)
{
    ULONG count = 0;

    for (ULONG i = 0; i < length; i++) {
        WCHAR parts[COMPOSE_PARTS] = {wide[i]};
        int made = flags & MB_COMPOSITE ? compose_split(wide[i], parts) : 1;
        if (flags & MB_USEGLYPHCHARS) parts[0] = glyph_of(__metic_nls_code_page(page), parts[0]);
        for (int k = 0; k < made; k++, count++)
            if (count < (ULONG)room) to[count] = parts[k];
    }
    return computed(count, room, FALSE);
}

/* "MultiByteToWideChar function": a negative `length` is up to and with the terminator, 0 an error; `room` 0 asks for
 * the size. ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_FLAGS, ERROR_INVALID_PARAMETER, ERROR_NO_UNICODE_TRANSLATION. */
int WINAPI MultiByteToWideChar(UINT page, DWORD flags, const char *from, int length, WCHAR *to, int room)
{
    const struct codepage_computed *rule = codepage_computed(page);
    NTSTATUS status = STATUS_SUCCESS;

    if (!from || !length || room < 0 || (room && !to) || (const void *)from == (const void *)to)
        return base_fail(STATUS_INVALID_PARAMETER);
    ULONG size = length < 0 ? (ULONG)strlen(from) + 1 : (ULONG)length;
    if (rule) {
        if (flags) return converted(0, STATUS_INVALID_PARAMETER_2);
        return computed(rule->to_wide((const BYTE *)from, size, to, (ULONG)room), room, FALSE);
    }
    if (!(flags & (MB_COMPOSITE | MB_USEGLYPHCHARS))) {
        ULONG count = __metic_nls_to_wide(page, flags, from, size, to, (ULONG)room, &status);
        return converted(count, status);
    }
    WCHAR *wide = base_alloc((SIZE_T)size * sizeof(WCHAR));
    if (!wide) return 0;
    ULONG count = __metic_nls_to_wide(page, flags, from, size, wide, size, &status);
    int result = count ? reform(page, flags, wide, count, to, room) : converted(0, status);
    base_free(wide);
    return result;
}

/* WC_COMPOSITECHECK: joins each base with its marks in place; a pair that makes no character stays two (WC_SEPCHARS),
 * loses its mark (WC_DISCARDNS) or becomes the default character (WC_DEFAULTCHAR), for which U+FFFF stands, that no
 * page has.  The new length. */
static ULONG join_marks(DWORD flags, WCHAR *text, ULONG length)
{
    ULONG made = 0;

    for (ULONG i = 0; i < length; i++) {
        USHORT mark = 0;
        WCHAR whole;
        if (made && text[i] >= 0x300) __metic_nls_types(CT_CTYPE3, &text[i], 1, &mark);
        if (!(mark & C3_NONSPACING))
            text[made++] = text[i];
        else if ((whole = compose_pair(text[made - 1], text[i])))
            text[made - 1] = whole;
        else if (flags & WC_DEFAULTCHAR)
            text[made - 1] = 0xffff;
        else if (!(flags & WC_DISCARDNS))
            text[made++] = text[i];
    }
    return made;
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, const WCHAR *from, int length, char *to, int room,
                               const char *default_char, BOOL *used_default)
{
    const struct codepage_computed *rule = codepage_computed(page);
    NTSTATUS status = STATUS_SUCCESS;

    if (!from || !length || room < 0 || (room && !to) || (const void *)from == (const void *)to)
        return base_fail(STATUS_INVALID_PARAMETER);
    ULONG size = length < 0 ? (ULONG)wcslen(from) + 1 : (ULONG)length;
    if (rule) {
        BOOL invalid = FALSE;
        if (default_char || used_default) return base_fail(STATUS_INVALID_PARAMETER);
        if (flags) return converted(0, STATUS_INVALID_PARAMETER_2);
        ULONG count = rule->to_bytes(from, size, (BYTE *)to, (ULONG)room, &invalid);
        return computed(count, room, invalid);
    }
    if (!(flags & WC_COMPOSITECHECK) || __metic_nls_code_page(page) == CP_UTF8) {
        ULONG count =
            __metic_nls_to_bytes(page, flags, from, size, to, (ULONG)room, default_char, used_default, &status);
        return converted(count, status);
    }
    WCHAR *joined = base_alloc((SIZE_T)size * sizeof(WCHAR));
    if (!joined) return 0;
    memcpy(joined, from, (SIZE_T)size * sizeof(WCHAR));
    ULONG count = __metic_nls_to_bytes(page, flags, joined, join_marks(flags, joined, size), to, (ULONG)room,
                                       default_char, used_default, &status);
    base_free(joined);
    return converted(count, status);
}

UINT WINAPI GetACP(void)
{
    return __metic_nls_code_page(CP_ACP);
}

UINT WINAPI GetOEMCP(void)
{
    return __metic_nls_code_page(CP_OEMCP);
}

static BOOL facts_of(UINT page, struct nls_info *info)
{
    const struct codepage_computed *rule = codepage_computed(page);

    if (!rule) return __metic_nls_info(page, info);
    *info = (struct nls_info){page, rule->max_bytes, '?', 0xfffd, {0}};
    return TRUE;
}

BOOL WINAPI IsValidCodePage(UINT page)
{
    struct nls_info info;

    /* The pseudo pages CP_ACP ... CP_THREAD_ACP are no code pages. */
    return page > CP_THREAD_ACP && page != CP_SYMBOL && facts_of(page, &info);
}

/* FALSE with ERROR_INVALID_PARAMETER: no such code page. */
BOOL WINAPI GetCPInfo(UINT page, CPINFO *out)
{
    struct nls_info info;

    if (!out || !facts_of(page, &info)) return base_fail(STATUS_INVALID_PARAMETER);
    memset(out, 0, sizeof *out);
    out->MaxCharSize = info.max_bytes;
    out->DefaultChar[0] = (BYTE)info.default_char;
    if (info.default_char > 0xff) { /* lead byte first */
        out->DefaultChar[0] = (BYTE)(info.default_char >> 8);
        out->DefaultChar[1] = (BYTE)info.default_char;
    }
    memcpy(out->LeadByte, info.lead, sizeof out->LeadByte);
    return TRUE;
}

static const struct {
    UINT page;
    const WCHAR *name;
} page_names[] = {
    {437,   L"437   (OEM - United States)"          },
    {850,   L"850   (OEM - Multilingual Latin I)"   },
    {932,   L"932   (ANSI/OEM - Japanese Shift-JIS)"},
    {1250,  L"1250  (ANSI - Central Europe)"        },
    {1251,  L"1251  (ANSI - Cyrillic)"              },
    {1252,  L"1252  (ANSI - Latin I)"               },
    {20127, L"20127 (US-ASCII)"                     },
    {65000, L"65000 (UTF-7)"                        },
    {65001, L"65001 (UTF-8)"                        },
};

static BOOL page_facts(UINT page, DWORD flags, CPINFOEXW *out, UINT *id)
{
    struct nls_info info;

    if (flags || !out || !facts_of(page, &info)) return base_fail(STATUS_INVALID_PARAMETER);
    GetCPInfo(page, (CPINFO *)out); /* a CPINFOEX begins like a CPINFO */
    out->UnicodeDefaultChar = info.default_wide;
    out->CodePage = *id = info.id;
    return TRUE;
}

BOOL WINAPI GetCPInfoExW(UINT page, DWORD flags, CPINFOEXW *out)
{
    UINT id = 0;

    if (!page_facts(page, flags, out, &id)) return FALSE;
    memset(out->CodePageName, 0, sizeof out->CodePageName);
    for (unsigned i = 0; i < ARRAYSIZE(page_names); i++)
        if (page_names[i].page == id) {
            wcscpy(out->CodePageName, page_names[i].name);
            return TRUE;
        }
    for (int i = 0; id; id /= 10, i++) { /* without a name it is called by its number */
        memmove(out->CodePageName + 1, out->CodePageName, (size_t)i * sizeof(WCHAR));
        out->CodePageName[0] = (WCHAR)('0' + id % 10);
    }
    return TRUE;
}

BOOL WINAPI GetCPInfoExA(UINT page, DWORD flags, CPINFOEXA *out)
{
    CPINFOEXW wide;

    if (!out || !GetCPInfoExW(page, flags, &wide)) return out ? FALSE : base_fail(STATUS_INVALID_PARAMETER);
    memcpy(out, &wide, offsetof(CPINFOEXA, CodePageName));
    for (unsigned i = 0; i < ARRAYSIZE(out->CodePageName); i++) out->CodePageName[i] = (char)wide.CodePageName[i];
    return TRUE;
}

BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
    struct nls_info info;

    if (!facts_of(page, &info)) return base_fail(STATUS_INVALID_PARAMETER);
    for (int i = 0; i + 1 < (int)sizeof info.lead && info.lead[i]; i += 2)
        if (byte >= info.lead[i] && byte <= info.lead[i + 1]) return TRUE;
    return FALSE;
}

BOOL WINAPI IsDBCSLeadByte(BYTE byte)
{
    return IsDBCSLeadByteEx(CP_ACP, byte);
}

/* Calls one of the two with the number of each code page as text; it stops when that answers FALSE. */
static BOOL each_page(CODEPAGE_ENUMPROCW wide, CODEPAGE_ENUMPROCA ansi, DWORD flags)
{
    if (!wide && !ansi) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags != CP_INSTALLED && flags != CP_SUPPORTED) return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), FALSE;
    for (UINT page = 37; page <= CP_UTF8; page++) {
        WCHAR text[6] = {0};
        char narrow[6] = {0};
        int at = 5; /* digits from the end; the last stays a terminator */

        if (!IsValidCodePage(page)) continue;
        for (UINT rest = page; rest; rest /= 10) at--, narrow[at] = (char)(text[at] = (WCHAR)('0' + rest % 10));
        if (!(wide ? wide(text + at) : ansi(narrow + at))) break;
    }
    return TRUE;
}

/* "EnumSystemCodePagesW function": what is supported is installed. */
BOOL WINAPI EnumSystemCodePagesW(CODEPAGE_ENUMPROCW visit, DWORD flags)
{
    return each_page(visit, NULL, flags);
}

BOOL WINAPI EnumSystemCodePagesA(CODEPAGE_ENUMPROCA visit, DWORD flags)
{
    return each_page(NULL, visit, flags);
}

/* ---- character types ---- */

/* "GetStringTypeW function": `types` gets a WORD for each unit. */
BOOL WINAPI GetStringTypeW(DWORD which, const WCHAR *text, int length, WORD *types)
{
    if (!text || !types || !length || (const void *)text == (const void *)types)
        return base_fail(STATUS_INVALID_PARAMETER);
    if (which != CT_CTYPE1 && which != CT_CTYPE2 && which != CT_CTYPE3)
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), FALSE;
    __metic_nls_types(which, text, length < 0 ? (ULONG)wcslen(text) + 1 : (ULONG)length, types);
    return TRUE;
}

BOOL WINAPI GetStringTypeExW(LCID locale, DWORD which, const WCHAR *text, int length, WORD *types)
{
    (void)locale; /* "Locale: this parameter is not used" by Unicode's types */
    return GetStringTypeW(which, text, length, types);
}

BOOL WINAPI GetStringTypeA(LCID locale, DWORD which, const char *text, int length, WORD *types)
{
    UINT page = base_locale_page(locale);

    if (!text || !types || !length) return base_fail(STATUS_INVALID_PARAMETER);
    if (length < 0) length = (int)strlen(text) + 1;
    int count = MultiByteToWideChar(page, 0, text, length, NULL, 0);
    if (!count) return FALSE;
    WCHAR *wide = base_alloc((SIZE_T)count * sizeof(WCHAR));
    if (!wide) return FALSE;
    MultiByteToWideChar(page, 0, text, length, wide, count);
    BOOL ok = GetStringTypeW(which, wide, count, types);
    base_free(wide);
    return ok;
}

BOOL WINAPI GetStringTypeExA(LCID locale, DWORD which, const char *text, int length, WORD *types)
{
    return GetStringTypeA(locale, which, text, length, types);
}
