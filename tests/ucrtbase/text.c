/* SPDX-License-Identifier: MIT */
/* Strings of both widths in the Universal CRT, the secure functions above all, as documented. */
#include "crt.h"

#include <search.h>
#include <wchar.h>

static void narrow(void)
{
    FROM_CRT(size_t, strnlen, const char *, size_t);
    char text[16] = "", *next = NULL, list[] = "one, two,,three";

    CHECK(strcpy_s(text, 4, "abc") == 0 && !strcmp(text, "abc"), "strcpy_s: \"Zero if successful\"");
    CHECK(REFUSED(strcpy_s(text, 3, "abc") == ERANGE, ERANGE) && !*text,
          "strcpy_s: too small: ERANGE, an empty string");
    CHECK(REFUSED(strcpy_s(NULL, 3, "abc") == EINVAL, EINVAL) && REFUSED(strcpy_s(text, 3, NULL) == EINVAL, EINVAL),
          "strcpy_s: NULL: EINVAL");
    strcpy(text, "ab");
    CHECK(strcat_s(text, 5, "cd") == 0 && !strcmp(text, "abcd"), "strcat_s: appends");
    CHECK(REFUSED(strcat_s(text, 5, "e") == ERANGE, ERANGE) && !*text, "strcat_s: too small: ERANGE");
    CHECK(strncpy_s(text, 8, "abcdef", 3) == 0 && !strcmp(text, "abc"),
          "strncpy_s: count characters and the terminator");
    CHECK(strncpy_s(text, 4, "abcdef", _TRUNCATE) == STRUNCATE && !strcmp(text, "abc"),
          "strncpy_s: _TRUNCATE cuts: STRUNCATE");
    /* Wine 8.0 leaves errno alone */
    CHECK(REFUSED(strncpy_s(text, 4, "abcdef", 4) == ERANGE, ERANGE) && !*text, "strncpy_s: too small: ERANGE");
    strcpy(text, "ab");
    CHECK(strncat_s(text, 8, "cdef", 2) == 0 && !strcmp(text, "abcd"), "strncat_s: at most count");
    CHECK(REFUSED(strncat_s(text, 6, "efg", 3) == ERANGE, ERANGE), "strncat_s: ERANGE");
    CHECK(strncat(strcpy(text, "ab"), "cdef", 2) == text && !strcmp(text, "abcd"),
          "strncat: at most count, terminated");
    CHECK(strnlen("abc", 10) == 3 && strnlen("abcdef", 4) == 4,
          "strnlen: \"returns numberOfElements\" where no terminator is");

    CHECK(!strcmp(strtok_s(list, ", ", &next), "one") && !strcmp(strtok_s(NULL, ", ", &next), "two") &&
              !strcmp(strtok_s(NULL, ", ", &next), "three") && strtok_s(NULL, ", ", &next) == NULL,
          "strtok_s: \"the next token\", then NULL");
    char again[] = "a b";
    CHECK(!strcmp(strtok(again, " "), "a") && !strcmp(strtok(NULL, " "), "b") && strtok(NULL, " ") == NULL,
          "strtok: the same");
    const char *found = strpbrk(strcpy(text, "abcd"), "xcd");
    CHECK(found == text + 2 && strpbrk(text, "xyz") == NULL, "strpbrk: \"the first occurrence of any character\"");
    CHECK(!strcmp(_strupr(strcpy(text, "aBc1")), "ABC1") && !strcmp(_strlwr(strcpy(text, "AbC1")), "abc1"),
          "_strupr, _strlwr");
    /* Wine 8.0: ucrtbase's _strnset fills nothing */
    CHECK(!strcmp(_strrev(strcpy(text, "abc")), "cba") && !strcmp(_strset(strcpy(text, "abc"), 'x'), "xxx") &&
              !strcmp(_strnset(strcpy(text, "abc"), 'y', 2), "yyc"),
          "_strrev, _strset, _strnset");
    CHECK(strxfrm(text, "abc", sizeof text) == 3 && !strcmp(text, "abc"), "strxfrm: in the C locale the string itself");
    CHECK(memcpy_s(text, 4, "wxyz", 4) == 0 && !memcmp(text, "wxyz", 4), "memcpy_s: \"Zero if successful\"");
    CHECK(REFUSED(memcpy_s(text, 3, "1234", 4) == ERANGE, ERANGE) && !memcmp(text, "\0\0\0z", 4),
          "memcpy_s: too small: ERANGE, \"dest is zeroed\"");
    CHECK(memmove_s(text, 4, "wxyz", 4) == 0 && REFUSED(memmove_s(text, 3, "1234", 4) == ERANGE, ERANGE), "memmove_s");
    CHECK(_memicmp("aBc", "AbC", 3) == 0 && _memicmp("a", "B", 1) < 0, "_memicmp: without case");
    CHECK(_memccpy(text, "abcdef", 'c', 6) == text + 3 && _memccpy(text, "abc", 'x', 3) == NULL,
          "_memccpy: \"the character in dest immediately following c\", else NULL");
}

static void wide(void)
{
    FROM_CRT(size_t, wcsnlen, const wchar_t *, size_t);
    wchar_t text[16] = L"", *next = NULL, list[] = L"one, two";

    CHECK(wcscpy(text, L"abc") == text && !wcscmp(text, L"abc"), "wcscpy: \"the destination string\"");
    CHECK(wcscat(text, L"def") == text && !wcscmp(text, L"abcdef"), "wcscat appends");
    CHECK(wcsncmp(L"abc", L"abd", 2) == 0 && wcsncmp(L"abc", L"abd", 3) < 0 && wcsncmp(L"b", L"a", 9) > 0, "wcsncmp");
    CHECK(_wcsicmp(L"ABC", L"abc") == 0 && _wcsicmp(L"a", L"B") < 0 && _wcsicmp(L"C", L"b") > 0,
          "_wcsicmp: without case");
    CHECK(_wcsnicmp(L"ABx", L"aby", 2) == 0 && _wcsnicmp(L"ABx", L"aby", 3) < 0, "_wcsnicmp");
    CHECK(wcschr(text, 'c') == text + 2 && wcschr(text, 'x') == NULL && wcschr(text, 0) == text + 6, "wcschr");
    CHECK(wcsrchr(wcscpy(text, L"abab"), 'a') == text + 2 && wcsrchr(text, 'x') == NULL, "wcsrchr");
    CHECK(wcsstr(text, L"ba") == text + 1 && wcsstr(text, L"bb") == NULL, "wcsstr");
    CHECK(wcspbrk(text, L"xb") == text + 1 && wcspbrk(text, L"xy") == NULL, "wcspbrk");
    CHECK(wcsspn(L"aab", L"a") == 2 && wcscspn(L"aab", L"b") == 2, "wcsspn, wcscspn");
    CHECK(wcsncpy(text, L"xyz", 2) == text && !wcscmp(text, L"xyab"),
          "wcsncpy: no terminator where the source is longer");
    CHECK(wcsncat(wcscpy(text, L"ab"), L"cdef", 2) == text && !wcscmp(text, L"abcd"), "wcsncat");
    wchar_t *copy = _wcsdup(L"metic");
    CHECK(copy && !wcscmp(copy, L"metic") && _wcsdup(NULL) == NULL, "_wcsdup: a copy, NULL for NULL");
    free(copy);
    CHECK(wcscpy_s(text, 4, L"abc") == 0 && REFUSED(wcscpy_s(text, 3, L"abc") == ERANGE, ERANGE) && !*text, "wcscpy_s");
    /* Wine 8.0 calls no handler */
    CHECK(wcscat_s(wcscpy(text, L"a"), 3, L"b") == 0 && !wcscmp(text, L"ab") &&
              REFUSED(wcscat_s(text, 3, L"c") == ERANGE, ERANGE),
          "wcscat_s");
    /* Wine 8.0 calls no handler */
    CHECK(wcsncpy_s(text, 4, L"abcdef", _TRUNCATE) == STRUNCATE && !wcscmp(text, L"abc") &&
              REFUSED(wcsncpy_s(text, 4, L"abcdef", 5) == ERANGE, ERANGE),
          "wcsncpy_s");
    CHECK(wcsncat_s(wcscpy(text, L"a"), 4, L"bcd", 2) == 0 && !wcscmp(text, L"abc"), "wcsncat_s");
    CHECK(wcsnlen(L"abc", 9) == 3 && wcsnlen(L"abc", 2) == 2, "wcsnlen");
    CHECK(!wcscmp(wcstok_s(list, L", ", &next), L"one") && !wcscmp(wcstok_s(NULL, L", ", &next), L"two") &&
              wcstok_s(NULL, L", ", &next) == NULL,
          "wcstok_s: the tokens, then NULL");
    CHECK(!wcscmp(_wcsupr(wcscpy(text, L"aB1")), L"AB1") && !wcscmp(_wcslwr(text), L"ab1"), "_wcsupr, _wcslwr");
    CHECK(!wcscmp(_wcsrev(wcscpy(text, L"abc")), L"cba"), "_wcsrev");
    CHECK(wcsxfrm(text, L"abc", 16) == 3 && !wcscmp(text, L"abc"), "wcsxfrm: in the C locale the string itself");
}

static int __cdecl compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int __cdecl compare_in(void *context, const void *a, const void *b)
{
    ++*(int *)context;
    return *(const int *)b - *(const int *)a;
}

static void searching(void)
{
    int values[] = {1, 3, 5, 7, 9, 11, 0}, key = 7, calls = 0;
    unsigned count = 6;

    CHECK(bsearch(&key, values, 6, sizeof *values, compare) == &values[3],
          "bsearch: \"a pointer to an occurrence of key\"");
    key = 8;
    CHECK(bsearch(&key, values, 6, sizeof *values, compare) == NULL, "bsearch: \"If key is not found, NULL\"");
    CHECK(_lfind(&key, values, &count, sizeof *values, compare) == NULL, "_lfind: NULL");
    key = 9;
    CHECK(_lfind(&key, values, &count, sizeof *values, compare) == &values[4],
          "_lfind: \"the first element that matches\"");
    key = 100;
    CHECK(_lsearch(&key, values, &count, sizeof *values, compare) == &values[6] && count == 7 && values[6] == 100,
          "_lsearch: \"the newly added item at the end\"");
    qsort_s(values, 7, sizeof *values, compare_in, &calls);
    CHECK(values[0] == 100 && values[6] == 1 && calls > 5, "qsort_s: in the context's order");
    CHECK(REFUSED((qsort(NULL, 3, 4, compare), 1), EINVAL), "qsort: NULL");

    srand(7);
    int first = rand(), second = rand();
    srand(7);
    CHECK(rand() == first && rand() == second && first != second, "srand: the same seed gives the same numbers");
    int inside = 1;
    for (int i = 0; i < 1000; i++) inside &= (unsigned)rand() <= RAND_MAX;
    CHECK(inside, "rand: \"in the range 0 to RAND_MAX (32767)\"");
    FROM_CRT(errno_t, rand_s, unsigned *);
    unsigned a = 0, b = 0, c = 0;
    CHECK(rand_s(&a) == 0 && rand_s(&b) == 0 && rand_s(&c) == 0 && (a != b || b != c), "rand_s: random numbers");
    /* Wine 8.0 calls no handler */
    CHECK(REFUSED(rand_s(NULL) == EINVAL, EINVAL), "rand_s: NULL");

    char said[64];
    CHECK(strerror_s(said, sizeof said, ENOENT) == 0 && !strcmp(said, "No such file or directory"),
          "strerror_s: the message");
    CHECK(strerror_s(said, 8, ENOENT) == 0 && !strcmp(said, "No such"), "strerror_s: \"truncated if it doesn't fit\"");
    /* Wine 8.0 calls no handler */
    CHECK(REFUSED(strerror_s(NULL, 8, ENOENT) == EINVAL, EINVAL), "strerror_s: NULL");
}

int main(void)
{
    catch_invalid();
    narrow();
    wide();
    searching();
    return check_done();
}
