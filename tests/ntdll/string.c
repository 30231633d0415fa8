/* SPDX-License-Identifier: MIT */
/* Counted strings in ntdll, and numbers and GUIDs in them. */
#include "check.h"

#include <winternl.h>

#define OVERFLOWED ((NTSTATUS)0x80000005)
#define TOO_SMALL  ((NTSTATUS)0xc0000023)
#define BAD_ARG    ((NTSTATUS)0xc000000d)
#define NAME_LONG  ((NTSTATUS)0xc0000106)
#define MISSING    ((NTSTATUS)0xc0000225)

NTSYSAPI NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING, PCWSTR);
NTSYSAPI VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING, PCUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG, PCUNICODE_STRING, PUNICODE_STRING);
NTSYSAPI BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING, PCWSTR);
NTSYSAPI VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING);
NTSYSAPI LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI LONG NTAPI RtlCompareUnicodeStrings(const WCHAR *, SIZE_T, const WCHAR *, SIZE_T, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING, PCUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING, PCWSTR);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING, BOOLEAN, ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG, PCUNICODE_STRING, PCUNICODE_STRING, PUSHORT);
NTSYSAPI VOID NTAPI RtlCopyString(PSTRING, const STRING *);
NTSYSAPI CHAR NTAPI RtlUpperChar(CHAR);
NTSYSAPI VOID NTAPI RtlUpperString(PSTRING, const STRING *);
NTSYSAPI LONG NTAPI RtlCompareString(const STRING *, const STRING *, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlEqualString(const STRING *, const STRING *, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlPrefixString(const STRING *, const STRING *, BOOLEAN);
NTSYSAPI NTSTATUS NTAPI RtlAppendStringToString(PSTRING, const STRING *);
NTSYSAPI NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING, PCSZ);
NTSYSAPI NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING, PCOEM_STRING, BOOLEAN);
NTSYSAPI NTSTATUS NTAPI RtlUpcaseUnicodeStringToOemString(POEM_STRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI WCHAR NTAPI RtlAnsiCharToUnicodeChar(PUCHAR *);
NTSYSAPI NTSTATUS NTAPI RtlIntegerToChar(ULONG, ULONG, ULONG, PCHAR);
NTSYSAPI NTSTATUS NTAPI RtlLargeIntegerToChar(const ULONGLONG *, ULONG, ULONG, PCHAR);
NTSYSAPI NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG, ULONG, PUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG, ULONG, PUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING, ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING, GUID *);
NTSYSAPI NTSTATUS NTAPI RtlStringFromGUID(const GUID *, PUNICODE_STRING);

static UNICODE_STRING make(const WCHAR *s)
{
    UNICODE_STRING string;
    RtlInitUnicodeString(&string, s);
    return string;
}

static STRING bytes(const char *s)
{
    STRING string;
    RtlInitAnsiString(&string, s);
    return string;
}

static void wide(void)
{
    static WCHAR huge[40000];
    UNICODE_STRING a, b, c;
    WCHAR room[8];
    USHORT at;
    ULONG hash, hash2;

    a = make(L"abc");
    CHECK(a.Length == 6 && a.MaximumLength == 8,
          "RtlInitUnicodeString: lengths in bytes, the maximum with the terminator");
    a = make(NULL);
    CHECK(a.Length == 0 && a.MaximumLength == 0 && !a.Buffer, "RtlInitUnicodeString: NULL gives an empty string");
    for (int i = 0; i < 39999; i++) huge[i] = 'x';
    CHECK(RtlInitUnicodeStringEx(&a, huge) == NAME_LONG, "RtlInitUnicodeStringEx: STATUS_NAME_TOO_LONG");
    CHECK(RtlInitUnicodeStringEx(&a, L"ok") == 0 && a.Length == 4, "RtlInitUnicodeStringEx: succeeds");

    b = (UNICODE_STRING){0, sizeof room, room};
    a = make(L"hello");
    RtlCopyUnicodeString(&b, &a);
    CHECK(b.Length == 10 && room[4] == 'o' && room[5] == 0,
          "RtlCopyUnicodeString: copies, with a terminator where it fits");
    a = make(L"0123456789");
    RtlCopyUnicodeString(&b, &a);
    CHECK(b.Length == sizeof room && room[7] == '7', "RtlCopyUnicodeString: cut at MaximumLength");
    RtlCopyUnicodeString(&b, NULL);
    CHECK(b.Length == 0, "RtlCopyUnicodeString: no source, an empty string");

    a = make(L"dup");
    CHECK(RtlDuplicateUnicodeString(1, &a, &c) == 0 && c.Length == 6 && c.MaximumLength == 8 && c.Buffer[3] == 0,
          "RtlDuplicateUnicodeString: terminated");
    RtlFreeUnicodeString(&c);
    CHECK(!c.Buffer && !c.Length, "RtlFreeUnicodeString: zeroes the string");
    CHECK(RtlDuplicateUnicodeString(2, &a, &c) == BAD_ARG, "RtlDuplicateUnicodeString: flag 2 alone is invalid");
    CHECK(RtlCreateUnicodeString(&c, L"made") && c.Length == 8 && c.MaximumLength == 10,
          "RtlCreateUnicodeString: a copy");
    RtlEraseUnicodeString(&c);
    CHECK(c.Length == 0 && c.Buffer[0] == 0, "RtlEraseUnicodeString: zeroes the text");
    RtlFreeUnicodeString(&c);

    a = make(L"Abc");
    b = make(L"aBD");
    CHECK(RtlCompareUnicodeString(&a, &b, FALSE) < 0, "RtlCompareUnicodeString: case counts");
    CHECK(RtlCompareUnicodeString(&a, &b, TRUE) < 0, "RtlCompareUnicodeString: c before D without regard to case");
    b = make(L"aBC");
    CHECK(RtlCompareUnicodeString(&a, &b, TRUE) == 0 && RtlEqualUnicodeString(&a, &b, TRUE) &&
              !RtlEqualUnicodeString(&a, &b, FALSE),
          "RtlEqualUnicodeString: with and without regard to case");
    CHECK(RtlCompareUnicodeStrings(L"ab", 2, L"abc", 3, FALSE) < 0, "the shorter string comes first");
    a = make(L"AB");
    CHECK(RtlPrefixUnicodeString(&a, &b, TRUE) && !RtlPrefixUnicodeString(&a, &b, FALSE) &&
              !RtlPrefixUnicodeString(&b, &a, TRUE),
          "RtlPrefixUnicodeString");
    a = make(L"\x00c4\x0436");
    b = make(L"\x00e4\x0416");
    CHECK(RtlEqualUnicodeString(&a, &b, TRUE), "letters beyond ASCII have case as well");

    b = (UNICODE_STRING){0, sizeof room, room};
    a = make(L"cd");
    CHECK(RtlAppendUnicodeToString(&b, L"ab") == 0 && RtlAppendUnicodeStringToString(&b, &a) == 0 && b.Length == 8 &&
              !wcscmp(room, L"abcd"),
          "RtlAppendUnicodeStringToString");
    CHECK(RtlAppendUnicodeToString(&b, L"efghi") == TOO_SMALL && b.Length == 8,
          "RtlAppendUnicodeToString: STATUS_BUFFER_TOO_SMALL");

    a = make(L"a\x00e9z");
    CHECK(RtlUpcaseUnicodeString(&c, &a, TRUE) == 0 && c.Length == 6 && c.Buffer[1] == 0xc9 && c.Buffer[2] == 'Z',
          "RtlUpcaseUnicodeString");
    RtlFreeUnicodeString(&c);
    b = (UNICODE_STRING){0, 4, room};
    CHECK(RtlUpcaseUnicodeString(&b, &a, FALSE) == OVERFLOWED, "RtlUpcaseUnicodeString: STATUS_BUFFER_OVERFLOW");
    a = make(L"\x00c9Z");
    CHECK(RtlDowncaseUnicodeString(&b, &a, FALSE) == 0 && room[0] == 0xe9 && room[1] == 'z',
          "RtlDowncaseUnicodeString");

    a = make(L"Hash");
    b = make(L"hASH");
    CHECK(RtlHashUnicodeString(&a, TRUE, 0, &hash) == 0 && RtlHashUnicodeString(&b, TRUE, 1, &hash2) == 0 &&
              hash == hash2,
          "RtlHashUnicodeString: equal without regard to case");
    CHECK(RtlHashUnicodeString(&a, FALSE, 1, &hash2) == 0 &&
              hash2 == ((('H' * 65599u + 'a') * 65599u + 's') * 65599u + 'h'),
          "HASH_STRING_ALGORITHM_X65599");
    CHECK(RtlHashUnicodeString(&a, FALSE, 9, &hash2) == BAD_ARG,
          "RtlHashUnicodeString: an unknown algorithm is STATUS_INVALID_PARAMETER");

    a = make(L"one.two.three");
    b = make(L".");
    CHECK(RtlFindCharInUnicodeString(0, &a, &b, &at) == 0 && at == 8,
          "RtlFindCharInUnicodeString: from the front, behind the find");
    CHECK(RtlFindCharInUnicodeString(1, &a, &b, &at) == 0 && at == 14, "from the back, before the find");
    b = make(L"?");
    CHECK(RtlFindCharInUnicodeString(0, &a, &b, &at) == MISSING, "STATUS_NOT_FOUND");
}

static void ansi(void)
{
    UNICODE_STRING u, from;
    STRING a, b;
    WCHAR room[4];
    char text[8];
    UCHAR *at = (UCHAR *)"\xe9x";

    a = bytes("abc");
    CHECK(a.Length == 3 && a.MaximumLength == 4, "RtlInitAnsiString");
    RtlInitString(&a, "Abc");
    b = bytes("aBC");
    CHECK(RtlEqualString(&a, &b, TRUE) && !RtlEqualString(&a, &b, FALSE) && RtlCompareString(&a, &b, FALSE) < 0,
          "RtlCompareString, RtlEqualString");
    a = bytes("AB");
    CHECK(RtlPrefixString(&a, &b, TRUE) && !RtlPrefixString(&a, &b, FALSE), "RtlPrefixString");
    CHECK(RtlUpperChar('q') == 'Q' && RtlUpperChar('\xe9') == '\xc9' && RtlUpperChar('1') == '1',
          "RtlUpperChar: by the ANSI code page");
    b = (STRING){0, sizeof text, text};
    RtlUpperString(&b, &a);
    CHECK(b.Length == 2 && text[0] == 'A', "RtlUpperString");
    RtlCopyString(&b, &a);
    CHECK(RtlAppendAsciizToString(&b, "CD") == 0 && RtlAppendStringToString(&b, &a) == 0 && b.Length == 6 &&
              !memcmp(text, "ABCDAB", 6),
          "RtlAppendStringToString");
    CHECK(RtlAppendAsciizToString(&b, "xyz") == TOO_SMALL, "RtlAppendAsciizToString: STATUS_BUFFER_TOO_SMALL");

    a = bytes("gr\xfc\xdf \x80");
    CHECK(RtlAnsiStringToUnicodeString(&u, &a, TRUE) == 0 && u.Length == 12 && u.MaximumLength == 14 &&
              !wcscmp(u.Buffer, L"gr\x00fc\x00df \x20ac"),
          "RtlAnsiStringToUnicodeString: code page 1252");
    CHECK(RtlUnicodeStringToAnsiString(&b, &u, TRUE) == 0 && b.Length == 6 && !memcmp(b.Buffer, a.Buffer, 7),
          "RtlUnicodeStringToAnsiString: and back");
    RtlFreeAnsiString(&b);
    CHECK(RtlUnicodeStringToOemString(&b, &u, TRUE) == 0 && !memcmp(b.Buffer, "gr\x81\xe1 ", 5),
          "RtlUnicodeStringToOemString: code page 437");
    RtlFreeOemString(&b);
    from = make(L"gr\x00fc");
    CHECK(RtlUpcaseUnicodeStringToOemString(&b, &from, TRUE) == 0 && !memcmp(b.Buffer, "GR\x9a", 3),
          "RtlUpcaseUnicodeStringToOemString");
    RtlFreeOemString(&b);
    RtlFreeUnicodeString(&u);
    u = (UNICODE_STRING){0, sizeof room, room};
    CHECK(RtlAnsiStringToUnicodeString(&u, &a, FALSE) == OVERFLOWED,
          "RtlAnsiStringToUnicodeString: STATUS_BUFFER_OVERFLOW");
    b = (STRING){0, 3, text};
    from = make(L"long");
    CHECK(RtlUnicodeStringToAnsiString(&b, &from, FALSE) == OVERFLOWED && !strcmp(text, "lo"),
          "RtlUnicodeStringToAnsiString: cut, terminated, STATUS_BUFFER_OVERFLOW");
    a = bytes("\x84");
    CHECK(RtlOemStringToUnicodeString(&u, &a, FALSE) == 0 && room[0] == 0xe4, "RtlOemStringToUnicodeString");
    CHECK(RtlCreateUnicodeStringFromAsciiz(&u, "az") && u.Length == 4, "RtlCreateUnicodeStringFromAsciiz");
    RtlFreeUnicodeString(&u);
    CHECK(RtlAnsiCharToUnicodeChar(&at) == 0xe9 && *at == 'x', "RtlAnsiCharToUnicodeChar: moves on by the character");
}

static void numbers(void)
{
    static const struct {
        const WCHAR *text;
        ULONG base, value;
    } rows[] = {
        {L"123",        0,  123      },
        {L"  -5",       0,  (ULONG)-5},
        {L"+7",         10, 7        },
        {L"0x1F",       0,  31       },
        {L"0b101",      0,  5        },
        {L"0o17",       0,  15       },
        {L"1f",         16, 31       },
        {L"777",        8,  511      },
        {L"12z",        10, 12       },
        {L"",           10, 0        },
        {L"4294967296", 10, 0        },
    };
    UNICODE_STRING u, g;
    ULONGLONG big = 0x123456789abcdefull;
    ULONG value;
    WCHAR room[70];
    char text[70];
    GUID guid, want = {
                   0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        u = make(rows[i].text);
        CHECK(RtlUnicodeStringToInteger(&u, rows[i].base, &value) == 0 && value == rows[i].value,
              "RtlUnicodeStringToInteger: row %u (got %lu)", (unsigned)i, value);
    }
    u = make(L"1");
    CHECK(RtlUnicodeStringToInteger(&u, 7, &value) == BAD_ARG,
          "RtlUnicodeStringToInteger: base 7 is STATUS_INVALID_PARAMETER");
    CHECK(RtlCharToInteger("0x20", 0, &value) == 0 && value == 32, "RtlCharToInteger");
    CHECK(RtlCharToInteger("1", 3, &value) == BAD_ARG, "RtlCharToInteger: base 3 is STATUS_INVALID_PARAMETER");
    u = (UNICODE_STRING){0, sizeof room, room};
    CHECK(RtlIntegerToUnicodeString(255, 16, &u) == 0 && u.Length == 4 && !wcscmp(room, L"FF"),
          "RtlIntegerToUnicodeString: base 16");
    CHECK(RtlInt64ToUnicodeString(big, 16, &u) == 0 && !wcscmp(room, L"123456789ABCDEF"), "RtlInt64ToUnicodeString");
    u.MaximumLength = 4;
    CHECK(RtlIntegerToUnicodeString(1234, 10, &u) == OVERFLOWED, "RtlIntegerToUnicodeString: STATUS_BUFFER_OVERFLOW");
    CHECK(RtlIntegerToUnicodeString(1, 5, &u) == BAD_ARG, "RtlIntegerToUnicodeString: STATUS_INVALID_PARAMETER");
    CHECK(RtlIntegerToChar(10, 2, sizeof text, text) == 0 && !strcmp(text, "1010"), "RtlIntegerToChar: base 2");
    CHECK(RtlIntegerToChar(1000, 10, 2, text) == OVERFLOWED, "RtlIntegerToChar: STATUS_BUFFER_OVERFLOW");
    CHECK(RtlLargeIntegerToChar(&big, 16, sizeof text, text) == 0 && !strcmp(text, "123456789ABCDEF"),
          "RtlLargeIntegerToChar");

    u = make(L"{12345678-9abc-DEF0-0102-030405060708}");
    CHECK(RtlGUIDFromString(&u, &guid) == 0 && !memcmp(&guid, &want, sizeof guid), "RtlGUIDFromString");
    CHECK(RtlStringFromGUID(&want, &g) == 0 && g.Length == 76 && !_wcsicmp(g.Buffer, u.Buffer), "RtlStringFromGUID");
    RtlFreeUnicodeString(&g);
    u = make(L"{12345678-9abc-DEF0-0102-03040506070}");
    CHECK(RtlGUIDFromString(&u, &guid) == BAD_ARG, "RtlGUIDFromString: STATUS_INVALID_PARAMETER");
}

int main(void)
{
    wide();
    ansi();
    numbers();
    return check_done();
}
