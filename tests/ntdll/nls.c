/* SPDX-License-Identifier: MIT */
/* Case mapping and conversions in ntdll. */
#include "check.h"

#include <winternl.h>

NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR);
NTSYSAPI WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR);
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH, ULONG, PULONG, const CHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlOemToUnicodeN(PWCH, ULONG, PULONG, const CHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR, ULONG, PULONG, const WCHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToOemN(PCHAR, ULONG, PULONG, const WCHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeToMultiByteN(PCHAR, ULONG, PULONG, const WCHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeToOemN(PCHAR, ULONG, PULONG, const WCHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG, const CHAR *, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR, ULONG, PULONG, PCSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToUTF8N(PSTR, ULONG, PULONG, PCWSTR, ULONG);

#define SOME_NOT_MAPPED ((NTSTATUS)0x107)
#define TOO_SMALL       ((NTSTATUS)0xc0000023)

static void cases(void)
{
    static const WCHAR pairs[][2] = {
        {'a',    'A'   },
        {'z',    'Z'   },
        {0xe9,   0xc9  },
        {0xff,   0x178 },
        {0x101,  0x100 },
        {0x3b1,  0x391 },
        {0x436,  0x416 },
        {0x561,  0x531 },
        {0xff41, 0xff21},
        {0x24d0, 0x24b6}
    };
    static const WCHAR same[] = {'1', '[', 0xdf, 0xf7, 0xd7, 0x131, 0x17f, 0xb5, 0x4e00, 0x5d0, 0xd800};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        CHECK(RtlUpcaseUnicodeChar(pairs[i][0]) == pairs[i][1] && RtlDowncaseUnicodeChar(pairs[i][1]) == pairs[i][0],
              "RtlUpcaseUnicodeChar: U+%04X and U+%04X", pairs[i][0], pairs[i][1]);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        CHECK(RtlUpcaseUnicodeChar(same[i]) == same[i], "RtlUpcaseUnicodeChar: U+%04X has no upper case of one unit",
              same[i]);
}

static void pages(void)
{
    WCHAR wide[16];
    char text[16];
    ULONG size;

    CHECK(RtlMultiByteToUnicodeN(wide, sizeof wide, &size, "A\x80\xff", 3) == 0 && size == 6 && wide[1] == 0x20ac &&
              wide[2] == 0xff,
          "RtlMultiByteToUnicodeN: 1252");
    CHECK(RtlMultiByteToUnicodeN(wide, 4, &size, "abc", 3) == 0 && size == 4,
          "RtlMultiByteToUnicodeN: what does not fit is left out");
    CHECK(RtlOemToUnicodeN(wide, sizeof wide, &size, "\x81", 1) == 0 && wide[0] == 0xfc, "RtlOemToUnicodeN: 437");
    CHECK(RtlUnicodeToMultiByteN(text, sizeof text, &size, L"\x20ac\x4e00z", 6) == 0 && size == 3 &&
              !memcmp(text, "\x80?z", 3),
          "RtlUnicodeToMultiByteN: the default character is ?");
    CHECK(RtlUnicodeToMultiByteN(text, 1, &size, L"ab", 4) == 0 && size == 1,
          "RtlUnicodeToMultiByteN: what does not fit is left out");
    CHECK(RtlUnicodeToOemN(text, sizeof text, &size, L"\x00fc", 2) == 0 && size == 1 && text[0] == '\x81',
          "RtlUnicodeToOemN");
    CHECK(RtlUpcaseUnicodeToMultiByteN(text, sizeof text, &size, L"\x00fcx", 4) == 0 && !memcmp(text, "\xdcX", 2),
          "RtlUpcaseUnicodeToMultiByteN");
    CHECK(RtlUpcaseUnicodeToOemN(text, sizeof text, &size, L"\x00fcx", 4) == 0 && !memcmp(text, "\x9aX", 2),
          "RtlUpcaseUnicodeToOemN");
    CHECK(RtlMultiByteToUnicodeSize(&size, "abc", 3) == 0 && size == 6, "RtlMultiByteToUnicodeSize");
    CHECK(RtlUnicodeToMultiByteSize(&size, (PWCH)L"abc", 6) == 0 && size == 3, "RtlUnicodeToMultiByteSize");
}

static void utf8(void)
{
    static const struct {
        const char *text;
        const WCHAR *wide;
        NTSTATUS status;
    } rows[] = {
        {"abc",                  L"abc",          0              },
        {"\xc3\xa9\xe2\x82\xac", L"\x00e9\x20ac", 0              },
        {"\xf0\x9f\x98\x80",     L"\xd83d\xde00", 0              },
        {"\xff"
         "a",           L"\xfffd"
         L"a",              SOME_NOT_MAPPED},
        {"\xc0\xaf",             L"\xfffd\xfffd", SOME_NOT_MAPPED},
        {"\xe2\x82"
         "x",           L"\xfffdx",      SOME_NOT_MAPPED},
    };
    WCHAR wide[16];
    char text[16];
    ULONG size;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        NTSTATUS status = RtlUTF8ToUnicodeN(wide, sizeof wide, &size, rows[i].text, (ULONG)strlen(rows[i].text));
        CHECK(status == rows[i].status && size == wcslen(rows[i].wide) * 2 && !memcmp(wide, rows[i].wide, size),
              "RtlUTF8ToUnicodeN: row %u", (unsigned)i);
        if (status == 0)
            CHECK(RtlUnicodeToUTF8N(text, sizeof text, &size, rows[i].wide, (ULONG)wcslen(rows[i].wide) * 2) == 0 &&
                      size == strlen(rows[i].text) && !memcmp(text, rows[i].text, size),
                  "RtlUnicodeToUTF8N: and back");
    }
    CHECK(RtlUTF8ToUnicodeN(NULL, 0, &size, "\xc3\xa9z", 3) == 0 && size == 4,
          "RtlUTF8ToUnicodeN: no buffer asks for the size");
    CHECK(RtlUTF8ToUnicodeN(wide, 2, &size, "ab", 2) == TOO_SMALL, "RtlUTF8ToUnicodeN: STATUS_BUFFER_TOO_SMALL");
    CHECK(RtlUnicodeToUTF8N(text, sizeof text, &size, L"\xd800", 2) == SOME_NOT_MAPPED && size == 3 &&
              !memcmp(text, "\xef\xbf\xbd", 3),
          "RtlUnicodeToUTF8N: half a pair is U+FFFD and STATUS_SOME_NOT_MAPPED");
    CHECK(RtlUnicodeToUTF8N(text, 2, &size, L"\x20ac", 2) == TOO_SMALL, "RtlUnicodeToUTF8N: STATUS_BUFFER_TOO_SMALL");
    CHECK(RtlUnicodeToUTF8N(text, sizeof text, &size, NULL, 2) < 0, "RtlUnicodeToUTF8N: no source is an error");
}

int main(void)
{
    cases();
    pages();
    utf8();
    return check_done();
}
