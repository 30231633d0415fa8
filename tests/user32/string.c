/* SPDX-License-Identifier: MIT */
/* Characters and wsprintf: what user32 has of text. */
#include "check.h"

#include <stdarg.h>
#include <string.h>
#include <wchar.h>

static WCHAR wide[1100];
static char ansi[1100];

static void cases(void)
{
    wcscpy(wide, L"aB1\xe9\x436");
    CHECK(CharUpperW(wide) == wide && !wcscmp(wide, L"AB1\xc9\x416"),
          "CharUpperW: \"returns a pointer to the converted string\"");
    CHECK(CharLowerW(wide) == wide && !wcscmp(wide, L"ab1\xe9\x436"),
          "CharLowerW: \"returns a pointer to the converted string\"");
    CHECK((ULONG_PTR)CharUpperW((WCHAR *)(ULONG_PTR)0xe9) == 0xc9 &&
              (ULONG_PTR)CharLowerW((WCHAR *)(ULONG_PTR)'Q') == 'q',
          "CharUpperW, CharLowerW: \"If the high-order word of this parameter is zero, the low-order word must contain "
          "a single character\"");
    strcpy(ansi, "aB1\xe9");
    CHECK(CharUpperA(ansi) == ansi && !strcmp(ansi, "AB1\xc9"), "CharUpperA");
    CHECK(CharLowerA(ansi) == ansi && !strcmp(ansi, "ab1\xe9"), "CharLowerA");
    CHECK((ULONG_PTR)CharUpperA((char *)(ULONG_PTR)0xe9) == 0xc9 &&
              (ULONG_PTR)CharLowerA((char *)(ULONG_PTR)'Q') == 'q',
          "CharUpperA, CharLowerA: a single character");
    wcscpy(wide, L"abcd");
    CHECK(CharUpperBuffW(wide, 2) == 2 && !wcscmp(wide, L"ABcd"),
          "CharUpperBuffW: \"the number of characters processed\"");
    CHECK(CharLowerBuffW(wide, 1) == 1 && !wcscmp(wide, L"aBcd") && CharLowerBuffW(wide, 0) == 0 &&
              CharUpperBuffW(wide, 0) == 0,
          "CharLowerBuffW: \"the number of characters processed\"");
}

static void steps(void)
{
    static const WCHAR text[] = L"ab";
    static const char jis[] = "a\x93\xfa"
                              "b"; /* three characters of code page 932 */

    CHECK(CharNextW(text) == text + 1 && CharNextW(text + 2) == text + 2,
          "CharNextW: \"a pointer to the next character\"; at the end it stays");
    CHECK(CharPrevW(text, text + 2) == text + 1 && CharPrevW(text, text) == text,
          "CharPrevW: \"a pointer to the preceding character ... or to the first character\"");
    CHECK(CharNextA("x") != NULL && *CharNextA("xy") == 'y' && *CharNextA("") == 0, "CharNextA");
    CHECK(CharPrevA(jis, jis + 1) == jis && CharPrevA(jis, jis) == jis, "CharPrevA");
    CHECK(CharNextExA(932, jis, 0) == jis + 1 && CharNextExA(932, jis + 1, 0) == jis + 3 &&
              CharNextExA(932, jis + 4, 0) == jis + 4,
          "CharNextExA: a character of two bytes");
    CHECK(CharPrevExA(932, jis, jis + 3, 0) == jis + 1 && CharPrevExA(932, jis, jis + 1, 0) == jis &&
              CharPrevExA(932, jis, jis, 0) == jis,
          "CharPrevExA: a character of two bytes");
}

static BOOL is(int got, const WCHAR *wanted)
{
    if (wcscmp(wide, wanted)) printf("# it is: %ls\n", wide);
    return got == (int)wcslen(wanted) && !wcscmp(wide, wanted);
}

static BOOL is_ansi(int got, const char *wanted)
{
    if (strcmp(ansi, wanted)) printf("# it is: %s\n", ansi);
    return got == (int)strlen(wanted) && !strcmp(ansi, wanted);
}

static int by_list(const WCHAR *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int count = wvsprintfW(wide, format, arguments);
    va_end(arguments);
    return count;
}

static int by_list_ansi(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int count = wvsprintfA(ansi, format, arguments);
    va_end(arguments);
    return count;
}

static void formats(void)
{
    CHECK(is(wsprintfW(wide, L"%d %i %u", -5, 7, 0xffffffffu), L"-5 7 4294967295"),
          "wsprintfW: d, i, u: \"the number of characters stored\"");
    CHECK(is(wsprintfW(wide, L"%x %X %#x %#X", 0xbeef, 0xbeef, 0xbeef, 0xbeef), L"beef BEEF 0xbeef 0XBEEF"),
          "wsprintfW: x, X, #");
    CHECK(is(wsprintfW(wide, L"[%5d|%-5d|%05d|%.3d]", 42, 42, 42, 42), L"[   42|42   |00042|042]"),
          "wsprintfW: width, -, 0, precision");
    CHECK(is(wsprintfW(wide, L"%ld %lu %lx", -1L, 2UL, 0x1fUL), L"-1 2 1f"), "wsprintfW: l is 32 bits");
    CHECK(is(wsprintfW(wide, L"%I64d %I64x", -5000000000LL, 0x123456789abcdefULL), L"-5000000000 123456789abcdef"),
          "wsprintfW: I64");
    CHECK(is(wsprintfW(wide, L"%s %ls %hs %S", L"one", L"two", "three", "four"), L"one two three four"),
          "wsprintfW: s, ls, hs, S");
    CHECK(is(wsprintfW(wide, L"%c%lc%hc%C", 'a', L'b', 'c', 'd'), L"abcd"), "wsprintfW: c, lc, hc, C");
    CHECK(is(wsprintfW(wide, L"[%6s|%-6s|%.2s]", L"abc", L"abc", L"abc"), L"[   abc|abc   |ab]"),
          "wsprintfW: strings with width and precision");
    CHECK(is(wsprintfW(wide, L"100%% %y"), L"100% y"),
          "wsprintfW: \"any other character following the percent sign is copied\"");
    CHECK(
        is(wsprintfW(wide, L"%p", (void *)(ULONG_PTR)0x1234), sizeof(void *) == 8 ? L"0000000000001234" : L"00001234"),
        "wsprintfW: p: hexadecimal, in full width");
    CHECK(is(wsprintfW(wide, L""), L""), "wsprintfW: nothing");
    CHECK(is_ansi(wsprintfA(ansi, "%d %5x %s %S %ls %c", -5, 0xab, "one", L"two", L"three", 'z'),
                  "-5    ab one two three z"),
          "wsprintfA");
    CHECK(is_ansi(wsprintfA(ansi, "caf\xe9 %s", "\xfc"), "caf\xe9 \xfc"), "wsprintfA: by the ANSI code page");
    CHECK(is(by_list(L"%s=%d", L"x", 3), L"x=3") && is_ansi(by_list_ansi("%s=%d", "x", 3), "x=3"),
          "wvsprintfW, wvsprintfA: a list of arguments");
    for (int i = 0; i < 600; i++) ansi[i] = 'q';
    ansi[600] = 0;
    static char long_text[1100];
    memset(long_text, 'q', 900);
    CHECK(wsprintfA(ansi, "%s%s", long_text, "x") == 901 && ansi[900] == 'x' && !ansi[901], "wsprintfA: long text");
    memset(long_text, 'q', 1099);
    memset(ansi, 0x77, sizeof ansi);
    CHECK(wsprintfA(ansi, "%s", long_text) <= 1024 && ansi[1025] == 0x77,
          "wsprintfA: \"The maximum size of the buffer is 1,024 bytes\"");
}

int main(void)
{
    cases();
    steps();
    formats();
    return check_done();
}
