/* SPDX-License-Identifier: MIT */
/* Counted strings between UTF-8, the code pages and UTF-16: "RtlUTF8StringToUnicodeString function" and its neighbours,
 * and how long a result will be. */
#include "check.h"

#include <winternl.h>

#include <stdlib.h>
#include <string.h>

NTSYSAPI NTSTATUS NTAPI RtlUTF8StringToUnicodeString(PUNICODE_STRING, const STRING *, BOOLEAN);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToUTF8String(PSTRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI VOID NTAPI RtlFreeUTF8String(PSTRING);
NTSYSAPI NTSTATUS NTAPI RtlInitAnsiStringEx(PSTRING, PCSTR);
NTSYSAPI NTSTATUS NTAPI RtlInitStringEx(PSTRING, PCSTR);
NTSYSAPI ULONG NTAPI RtlxAnsiStringToUnicodeSize(const STRING *);
NTSYSAPI ULONG NTAPI RtlxOemStringToUnicodeSize(const STRING *);
NTSYSAPI ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING);
NTSYSAPI ULONG NTAPI RtlxUnicodeStringToOemSize(PCUNICODE_STRING);

#define OVERFLOWED    ((NTSTATUS)0x80000005) /* STATUS_BUFFER_OVERFLOW */
#define NAME_TOO_LONG ((NTSTATUS)0xc0000106)

static const WCHAR wide[] = L"a\xe9\x20ac\xd83d\xde00z"; /* 1, 2, 3 and 4 bytes in UTF-8 */
static const char bytes[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";

static void utf8(void)
{
    UNICODE_STRING unicode = {0}, source = {sizeof wide - 2, sizeof wide, (WCHAR *)wide};
    STRING string = {sizeof bytes - 1, sizeof bytes, (char *)bytes}, narrow = {0};
    CHECK(RtlUTF8StringToUnicodeString(&unicode, &string, TRUE) == 0 && unicode.Length == sizeof wide - 2 &&
              unicode.MaximumLength >= sizeof wide && !memcmp(unicode.Buffer, wide, sizeof wide),
          "RtlUTF8StringToUnicodeString: allocates and converts, with a NUL behind");
    RtlFreeUnicodeString(&unicode);
    CHECK(RtlUnicodeStringToUTF8String(&narrow, &source, TRUE) == 0 && narrow.Length == sizeof bytes - 1 &&
              !memcmp(narrow.Buffer, bytes, sizeof bytes),
          "RtlUnicodeStringToUTF8String: allocates and converts, with a NUL behind");
    RtlFreeUTF8String(&narrow);
    CHECK(!narrow.Buffer && !narrow.Length && !narrow.MaximumLength, "RtlFreeUTF8String: frees and clears");
    WCHAR room[16];
    char small[16];
    unicode = (UNICODE_STRING){0, sizeof room, room};
    CHECK(RtlUTF8StringToUnicodeString(&unicode, &string, FALSE) == 0 && unicode.Length == sizeof wide - 2 &&
              unicode.Buffer == room && !memcmp(room, wide, sizeof wide - 2),
          "RtlUTF8StringToUnicodeString: into the buffer given");
    narrow = (STRING){0, sizeof small, small};
    CHECK(RtlUnicodeStringToUTF8String(&narrow, &source, FALSE) == 0 && narrow.Length == sizeof bytes - 1 &&
              narrow.Buffer == small && !memcmp(small, bytes, sizeof bytes - 1),
          "RtlUnicodeStringToUTF8String: into the buffer given");
    unicode.MaximumLength = 6;
    CHECK(RtlUTF8StringToUnicodeString(&unicode, &string, FALSE) < 0 ||
              RtlUTF8StringToUnicodeString(&unicode, &string, FALSE) == OVERFLOWED,
          "RtlUTF8StringToUnicodeString: a buffer that is too small");
    narrow.MaximumLength = 3;
    CHECK(RtlUnicodeStringToUTF8String(&narrow, &source, FALSE) == OVERFLOWED,
          "RtlUnicodeStringToUTF8String: STATUS_BUFFER_OVERFLOW for a buffer that is too small");
}

static void counted(void)
{
    STRING string = {9, 9, (char *)"x"};
    char *text = malloc(70000);
    memset(text, 'a', 69999);
    text[69999] = 0;
    CHECK(RtlInitAnsiStringEx(&string, "hello") == 0 && string.Length == 5 && string.MaximumLength == 6 &&
              !strcmp(string.Buffer, "hello"),
          "RtlInitAnsiStringEx");
    CHECK(RtlInitAnsiStringEx(&string, NULL) == 0 && !string.Length && !string.MaximumLength && !string.Buffer,
          "RtlInitAnsiStringEx: NULL is an empty string");
    CHECK(RtlInitAnsiStringEx(&string, text) == NAME_TOO_LONG,
          "RtlInitAnsiStringEx: STATUS_NAME_TOO_LONG above what 16 bits count");
    CHECK(RtlInitStringEx(&string, "hi") == 0 && string.Length == 2 && string.MaximumLength == 3, "RtlInitStringEx");
    CHECK(RtlInitStringEx(&string, text) == NAME_TOO_LONG, "RtlInitStringEx: STATUS_NAME_TOO_LONG");
    free(text);
}

static void sizes(void)
{
    const STRING string = {5, 6, (char *)"hello"};
    const UNICODE_STRING unicode = {10, 12, (WCHAR *)L"hello"}, accent = {2, 2, (WCHAR *)L"\xe9"};
    CHECK(RtlxAnsiStringToUnicodeSize(&string) == 12, "RtlAnsiStringToUnicodeSize: bytes, with a terminating NUL");
    CHECK(RtlxOemStringToUnicodeSize(&string) == 12, "RtlOemStringToUnicodeSize");
    char one[8];
    BOOL missing = FALSE;
    int units =
        WideCharToMultiByte(CP_ACP, 0, L"\xe9", 1, one, sizeof one, NULL, GetACP() == CP_UTF8 ? NULL : &missing);
    CHECK(RtlxUnicodeStringToAnsiSize(&unicode) == 6 && RtlxUnicodeStringToAnsiSize(&accent) == (ULONG)units + 1,
          "RtlUnicodeStringToAnsiSize: what the code page takes");
    units =
        WideCharToMultiByte(CP_OEMCP, 0, L"\xe9", 1, one, sizeof one, NULL, GetOEMCP() == CP_UTF8 ? NULL : &missing);
    CHECK(RtlxUnicodeStringToOemSize(&unicode) == 6 && RtlxUnicodeStringToOemSize(&accent) == (ULONG)units + 1,
          "RtlUnicodeStringToOemSize");
}

int main(void)
{
    utf8();
    counted();
    sizes();
    return check_done();
}
