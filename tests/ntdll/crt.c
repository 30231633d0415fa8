/* SPDX-License-Identifier: MIT */
/* The functions of the C library that ntdll exports, as the pages of the C runtime library say; ntdll knows the C
 * locale alone. Debian's wine differs where a comment says so. */
#include "check.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define NT(name) ((typeof(&name))(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), #name))

static char text[64];
static WCHAR wide[64];

static void memory(void)
{
    char a[300], b[300];
    for (int i = 0; i < 300; i++) a[i] = (char)i;
    memset(b, 0, sizeof b);
    CHECK(NT(memcpy)(b, a, 300) == b && b[299] == a[299] && b[0] == a[0] && b[150] == a[150],
          "memcpy: copies, \"returns the value of dest\"");
    CHECK(NT(memmove)(b + 3, b, 200) == b + 3 && b[3] == a[0] && b[202] == a[199] && b[203] == a[203],
          "memmove: regions may overlap, upwards");
    NT(memcpy)(b, a, 300);
    CHECK(NT(memmove)(b, b + 3, 200) == b && b[0] == a[3] && b[199] == a[202] && b[200] == a[200],
          "memmove: and downwards");
    CHECK(NT(memset)(b + 1, 0x17f, 100) == b + 1 && b[1] == 0x7f && b[100] == 0x7f && b[101] != 0x7f && b[0] == a[3],
          "memset: the character's low byte");
    CHECK(NT(memchr)(a, 0x105, 300) == a + 5 && NT(memchr)(a, 5, 5) == NULL,
          "memchr: a pointer to the first, NULL if there is none within count");
    CHECK(NT(memcmp)("abc", "abd", 2) == 0 && NT(memcmp)("abc", "abd", 3) < 0 && NT(memcmp)("\x80", "\x7f", 1) > 0 &&
              NT(memcmp)("x", "y", 0) == 0,
          "memcmp: by unsigned bytes");
    CHECK(NT(_memicmp)("aBc1", "AbC2", 3) == 0 && NT(_memicmp)("aBc1", "AbC2", 4) < 0 && NT(_memicmp)("b", "A", 1) > 0,
          "_memicmp: without regard to case");
}

static void strings(void)
{
    CHECK(NT(strlen)("") == 0 && NT(strlen)("hello") == 5, "strlen");
    CHECK(NT(strnlen)("hello", 3) == 3 && NT(strnlen)("hello", 9) == 5 && NT(strnlen)("", 4) == 0,
          "strnlen: at most the number given");
    CHECK(NT(strcpy)(text, "one") == text && !memcmp(text, "one", 4), "strcpy");
    CHECK(NT(strcat)(text, "two") == text && !memcmp(text, "onetwo", 7), "strcat");
    CHECK(NT(strncat)(text, "three", 2) == text && !memcmp(text, "onetwoth", 9), "strncat: at most count, then a NUL");
    memset(text, 'x', sizeof text);
    CHECK(NT(strncpy)(text, "ab", 5) == text && !memcmp(text, "ab\0\0\0x", 6),
          "strncpy: \"padded with null characters\"");
    memset(text, 'x', sizeof text);
    CHECK(NT(strncpy)(text, "abcdef", 3) == text && !memcmp(text, "abcx", 4),
          "strncpy: \"not null-terminated\" where it does not fit");
    CHECK(NT(strcmp)("abc", "abc") == 0 && NT(strcmp)("abc", "abd") < 0 && NT(strcmp)("abcd", "abc") > 0 &&
              NT(strcmp)("\x80", "a") > 0,
          "strcmp: by unsigned characters");
    CHECK(NT(strncmp)("abcx", "abcy", 3) == 0 && NT(strncmp)("abcx", "abcy", 4) < 0 && NT(strncmp)("ab", "aa", 9) > 0 &&
              NT(strncmp)("a", "b", 0) == 0,
          "strncmp");
    CHECK(NT(_stricmp)("HeLLo", "hEllO") == 0 && NT(_stricmp)("a", "B") < 0 && NT(_stricmp)("C", "b") > 0,
          "_stricmp: without regard to case");
    CHECK(NT(_strnicmp)("ABCx", "abcY", 3) == 0 && NT(_strnicmp)("ABCx", "abcY", 4) < 0 &&
              NT(_strnicmp)("z", "A", 1) > 0,
          "_strnicmp");
    const char *s = "a.b.c";
    CHECK(NT(strchr)(s, '.') == s + 1 && NT(strchr)(s, 0) == s + 5 && !NT(strchr)(s, 'z'),
          "strchr: the first, the NUL too");
    CHECK(NT(strrchr)(s, '.') == s + 3 && NT(strrchr)(s, 0) == s + 5 && !NT(strrchr)(s, 'z'), "strrchr: the last");
    CHECK(NT(strstr)(s, "b.") == s + 2 && NT(strstr)(s, "") == s && !NT(strstr)(s, "bc") &&
              NT(strstr)("aab", "ab") != NULL,
          "strstr: the first occurrence, all of it");
    CHECK(NT(strspn)("aabbc", "ab") == 4 && NT(strspn)("xyz", "ab") == 0, "strspn");
    CHECK(NT(strcspn)("xyab", "ab") == 2 && NT(strcspn)("xyz", "ab") == 3, "strcspn");
    CHECK(NT(strpbrk)(s, "cb") == s + 2 && !NT(strpbrk)(s, "xyz"), "strpbrk: any of the set, NULL for none");
    strcpy(text, "MiXed \xc9");
    CHECK(NT(_strlwr)(text) == text && !strcmp(text, "mixed \xc9"), "_strlwr: the C locale's letters");
    CHECK(NT(_strupr)(text) == text && !strcmp(text, "MIXED \xc9"), "_strupr");
}

static void wide_strings(void)
{
    CHECK(NT(wcslen)(L"") == 0 && NT(wcslen)(L"hello") == 5, "wcslen");
    CHECK(NT(wcsnlen)(L"hello", 3) == 3 && NT(wcsnlen)(L"hello", 9) == 5, "wcsnlen");
    CHECK(NT(wcscpy)(wide, L"one") == wide && !memcmp(wide, L"one", 8), "wcscpy");
    CHECK(NT(wcscat)(wide, L"two") == wide && !memcmp(wide, L"onetwo", 14), "wcscat");
    CHECK(NT(wcsncat)(wide, L"three", 2) == wide && !memcmp(wide, L"onetwoth", 18), "wcsncat");
    memset(wide, 'x', sizeof wide);
    CHECK(NT(wcsncpy)(wide, L"ab", 4) == wide && !memcmp(wide, L"ab\0\0\x7878", 10), "wcsncpy: padded");
    memset(wide, 'x', sizeof wide);
    CHECK(NT(wcsncpy)(wide, L"abcd", 3) == wide && !memcmp(wide, L"abc\x7878", 8), "wcsncpy: cut");
    CHECK(NT(wcscmp)(L"abc", L"abc") == 0 && NT(wcscmp)(L"abc", L"abd") < 0 && NT(wcscmp)(L"\xffff", L"a") > 0,
          "wcscmp: by unsigned units");
    CHECK(NT(wcsncmp)(L"abcx", L"abcy", 3) == 0 && NT(wcsncmp)(L"abcx", L"abcy", 4) < 0 &&
              NT(wcsncmp)(L"b", L"a", 1) > 0,
          "wcsncmp");
    CHECK(NT(_wcsicmp)(L"HeLLo", L"hEllO") == 0 && NT(_wcsicmp)(L"a", L"B") < 0 && NT(_wcsicmp)(L"C", L"b") > 0,
          "_wcsicmp");
    CHECK(NT(_wcsnicmp)(L"ABCx", L"abcY", 3) == 0 && NT(_wcsnicmp)(L"ABCx", L"abcY", 4) < 0 &&
              NT(_wcsnicmp)(L"z", L"A", 1) > 0,
          "_wcsnicmp");
    const WCHAR *s = L"a.b.c";
    CHECK(NT(wcschr)(s, '.') == s + 1 && NT(wcschr)(s, 0) == s + 5 && !NT(wcschr)(s, 'z'), "wcschr");
    CHECK(NT(wcsrchr)(s, '.') == s + 3 && NT(wcsrchr)(s, 0) == s + 5 && !NT(wcsrchr)(s, 'z'), "wcsrchr");
    CHECK(NT(wcsstr)(s, L"b.") == s + 2 && NT(wcsstr)(s, L"") == s && !NT(wcsstr)(s, L"bc"), "wcsstr");
    CHECK(NT(wcsspn)(L"aabbc", L"ab") == 4 && NT(wcsspn)(L"xyz", L"ab") == 0, "wcsspn");
    CHECK(NT(wcscspn)(L"xyab", L"ab") == 2 && NT(wcscspn)(L"xyz", L"ab") == 3, "wcscspn");
    CHECK(NT(wcspbrk)(s, L"cb") == s + 2 && !NT(wcspbrk)(s, L"xyz"), "wcspbrk");
    wcscpy(wide, L"MiXed");
    CHECK(NT(_wcslwr)(wide) == wide && !wcscmp(wide, L"mixed"), "_wcslwr");
    CHECK(NT(_wcsupr)(wide) == wide && !wcscmp(wide, L"MIXED"), "_wcsupr");
}

/* A class of characters as a string: which of 0..127 belong to it. */
static BOOL class_is(int (*is)(int), const char *members)
{
    for (int c = 0; c < 128; c++)
        if (!is(c) != !(c && strchr(members, c))) return FALSE;
    return TRUE;
}

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGIT "0123456789"
#define PUNCT "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

static void characters(void)
{
    CHECK(class_is(NT(isalpha), UPPER LOWER), "isalpha: letters");
    CHECK(class_is(NT(isupper), UPPER) && class_is(NT(islower), LOWER), "isupper, islower");
    CHECK(class_is(NT(isdigit), DIGIT) && class_is(NT(isxdigit), DIGIT "abcdefABCDEF"), "isdigit, isxdigit");
    CHECK(class_is(NT(isalnum), UPPER LOWER DIGIT), "isalnum");
    CHECK(class_is(NT(ispunct), PUNCT) && class_is(NT(isgraph), UPPER LOWER DIGIT PUNCT), "ispunct, isgraph");
    CHECK(class_is(NT(isprint), UPPER LOWER DIGIT PUNCT " "), "isprint: with the blank");
    CHECK(class_is(NT(isspace), " \t\n\v\f\r"), "isspace");
    CHECK(NT(iscntrl)(0) && NT(iscntrl)(31) && NT(iscntrl)(127) && !NT(iscntrl)(' ') && !NT(iscntrl)('a'),
          "iscntrl: 0 to 31 and 127");
    CHECK(NT(toupper)('a') == 'A' && NT(toupper)('z') == 'Z' && NT(toupper)('1') == '1' && NT(toupper)('A') == 'A',
          "toupper");
    CHECK(NT(tolower)('A') == 'a' && NT(tolower)('Z') == 'z' && NT(tolower)('1') == '1' && NT(tolower)('a') == 'a',
          "tolower");
    CHECK(NT(towupper)('a') == 'A' && NT(towupper)(0xe9) == 0xc9 && NT(towupper)('1') == '1',
          "towupper: Unicode's letters");
    CHECK(NT(towlower)('A') == 'a' && NT(towlower)('1') == '1', "towlower");
}

static void numbers(void)
{
    char *end;
    CHECK(NT(atoi)("  -123abc") == -123 && NT(atoi)("+7") == 7 && NT(atoi)("x") == 0,
          "atoi: blanks, a sign, digits; 0 where there are none");
    CHECK(NT(atol)("2147483647") == LONG_MAX && NT(atol)("-5") == -5 && NT(atol)("") == 0, "atol");
    CHECK(NT(_atoi64)(" -9223372036854775807") == -9223372036854775807ll && NT(_atoi64)("12") == 12 &&
              NT(_atoi64)("z") == 0,
          "_atoi64");
    CHECK(NT(strtol)("0x1Fg", &end, 16) == 0x1f && *end == 'g', "strtol: base 16, with 0x");
    CHECK(NT(strtol)(" 077", &end, 0) == 077 && NT(strtol)("0x10", &end, 0) == 16 &&
              NT(strtol)("-12", NULL, 10) == -12 && NT(strtol)("zz", &end, 36) == 1295,
          "strtol: base 0 looks at the front; up to 36");
    CHECK(NT(strtol)("99999999999", &end, 10) == LONG_MAX && !*end && NT(strtol)("-99999999999", NULL, 10) == LONG_MIN,
          "strtol: LONG_MAX or LONG_MIN for what is too large");
    const char *none = "xyz";
    CHECK(NT(strtol)(none, &end, 10) == 0 && end == none,
          "strtol: \"if no conversion could be performed, returns 0\" and the start");
    CHECK(NT(strtoul)("4294967295", &end, 10) == ULONG_MAX && !*end && NT(strtoul)("ff", NULL, 16) == 255 &&
              NT(strtoul)("99999999999", NULL, 10) == ULONG_MAX,
          "strtoul: ULONG_MAX for what is too large");
    CHECK(NT(strtoul)("-1", NULL, 10) == ULONG_MAX && NT(strtoul)(none, &end, 10) == 0 && end == none,
          "strtoul: a minus sign negates");
}

int main(void)
{
    memory();
    strings();
    wide_strings();
    characters();
    numbers();
    return check_done();
}
