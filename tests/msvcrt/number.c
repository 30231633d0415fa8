/* SPDX-License-Identifier: MIT */
/* Numbers, characters, locale and messages in msvcrt, as documented. */
#include "check.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

_CRTIMP unsigned int __cdecl ___lc_codepage_func(void);
_CRTIMP int __cdecl ___mb_cur_max_func(void);
_CRTIMP int *__cdecl _errno(void);

int main(void)
{
    char *end;
    const char *text;

    errno = 0;
    CHECK(strtol(text = " -123x", &end, 10) == -123 && end == text + 5,
          "strtol: the value, and \"a pointer to the character that stops the scan\"");
    CHECK(strtol("0x1f", NULL, 16) == 31 && strtol("0x1f", NULL, 0) == 31 && strtol("017", NULL, 0) == 15 &&
              strtol("z", NULL, 36) == 35,
          "strtol: bases");
    CHECK(strtol(text = "x", &end, 10) == 0 && end == text, "strtol: \"returns 0 if no conversion can be performed\"");
    CHECK(strtol("99999999999", NULL, 10) == LONG_MAX && errno == ERANGE,
          "strtol: \"except when the representation would cause an overflow, LONG_MAX\", ERANGE");
    CHECK(strtol("-99999999999", NULL, 10) == LONG_MIN, "strtol: \"or LONG_MIN\"");
    errno = 0;
    CHECK(strtoul("4294967295", &end, 10) == ULONG_MAX && errno == 0 && !*end, "strtoul: the whole range");
    CHECK(strtoul("4294967296", NULL, 10) == ULONG_MAX && errno == ERANGE, "strtoul: \"ULONG_MAX on overflow\"");
    CHECK(strtoul("-1", NULL, 10) == ULONG_MAX && strtoul("", &end, 10) == 0,
          "strtoul: a sign is allowed; 0 for nothing");
    CHECK(atoi("42") == 42 && atoi(" -7abc") == -7 && atoi("+3") == 3,
          "atoi: \"the int value produced by interpreting the input characters\"");
    CHECK(atoi("abc") == 0 && atoi("") == 0, "atoi: 0 where the input cannot be converted");

    int right = 1;
    for (int c = 0; c < 128; c++) {
        right &= !isspace(c) == !(c == ' ' || (c >= 9 && c <= 13));
        right &= !isupper(c) == !(c >= 'A' && c <= 'Z') && !islower(c) == !(c >= 'a' && c <= 'z');
        right &= !isxdigit(c) == !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
        right &= tolower(c) == (c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    CHECK(right, "isspace, isupper, islower, isxdigit, tolower: of all ASCII characters");
    CHECK(isspace('\t') && !isspace('a'), "isspace");
    CHECK(isupper('A') && !isupper('a'), "isupper");
    CHECK(islower('a') && !islower('A'), "islower");
    CHECK(isxdigit('f') && !isxdigit('g'), "isxdigit");
    CHECK(tolower('Q') == 'q' && tolower('q') == 'q' && tolower('!') == '!', "tolower");

    text = setlocale(LC_ALL, NULL);
    CHECK(text && !strcmp(text, "C"),
          "setlocale: \"At program startup, the equivalent of setlocale(LC_ALL, \"C\") is executed\"");
    CHECK(setlocale(LC_ALL, "no such place") == NULL,
          "setlocale: \"If the locale or category is not valid ... a null pointer\"");
    CHECK(setlocale(LC_ALL, "C") != NULL, "setlocale to C");
    struct lconv *conventions = localeconv();
    CHECK(conventions && !strcmp(conventions->decimal_point, ".") && !*conventions->thousands_sep &&
              conventions->frac_digits == CHAR_MAX,
          "localeconv: the conventions of the C locale");
    CHECK(___lc_codepage_func() == 0, "___lc_codepage_func: the C locale has no code page");
    CHECK(___mb_cur_max_func() == 1, "___mb_cur_max_func: MB_CUR_MAX is 1 in the C locale");

    errno = 0;
    *_errno() = EILSEQ;
    CHECK(errno == EILSEQ && _errno() == &errno, "_errno: errno is a value of the thread's behind a pointer");
    CHECK(!strcmp(strerror(ENOENT), "No such file or directory"),
          "strerror: \"a pointer to the error-message string\"");
    CHECK(!strcmp(strerror(12345), "Unknown error"), "strerror: an unknown number");

    CHECK(getenv("METIC_TEST_NOTHING") == NULL, "getenv: \"NULL if varname isn't found\"");
    CHECK(_putenv("METIC_TEST_WORD=word") == 0 && getenv("METIC_TEST_WORD") &&
              !strcmp(getenv("METIC_TEST_WORD"), "word"),
          "getenv: \"a pointer to the environment table entry\"");
    CHECK(getenv("metic_test_word") != NULL, "getenv: \"not case sensitive in the Windows operating system\"");
    return check_done();
}
