/* SPDX-License-Identifier: MIT */
/* The __stdio_common_ printf functions and their options, as the pages "Format specification syntax: printf and wprintf
 * functions", "snprintf", "_vsnprintf_s" and the public corecrt_stdio_config.h have them. */
#include "crt.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <wchar.h>

enum {
    LEGACY_NULL_TERMINATION = 1,
    STANDARD_SNPRINTF = 2,
    LEGACY_WIDE = 4,
    LEGACY_MSVCRT = 8,
    LEGACY_THREE_DIGITS = 16
};

_CRTIMP int __cdecl __stdio_common_vsprintf_s(unsigned __int64 options, char *to, size_t size, const char *format,
                                              _locale_t locale, va_list args);
_CRTIMP int __cdecl __stdio_common_vsprintf_p(unsigned __int64 options, char *to, size_t size, const char *format,
                                              _locale_t locale, va_list args);
_CRTIMP int __cdecl __stdio_common_vsnprintf_s(unsigned __int64 options, char *to, size_t size, size_t most,
                                               const char *format, _locale_t locale, va_list args);
_CRTIMP int __cdecl __stdio_common_vswprintf_s(unsigned __int64 options, wchar_t *to, size_t size,
                                               const wchar_t *format, _locale_t locale, va_list args);
_CRTIMP int __cdecl __stdio_common_vsnwprintf_s(unsigned __int64 options, wchar_t *to, size_t size, size_t most,
                                                const wchar_t *format, _locale_t locale, va_list args);

static char text[512];
static wchar_t wide[512];
static int result;

#define LIST(call)                                                                                                     \
    va_list args;                                                                                                      \
    va_start(args, format);                                                                                            \
    result = call;                                                                                                     \
    va_end(args);                                                                                                      \
    return result;

static int print(unsigned __int64 options, size_t size, const char *format, ...)
{
    memset(text, '?', sizeof text - 1);
    LIST(__stdio_common_vsprintf(options, text, size, format, NULL, args))
}

static int wprint(unsigned __int64 options, size_t size, const wchar_t *format, ...)
{
    for (int i = 0; i < 511; i++) wide[i] = '?';
    LIST(__stdio_common_vswprintf(options, wide, size, format, NULL, args))
}

static int print_s(size_t size, const char *format, ...)
{
    memset(text, '?', sizeof text - 1);
    LIST(__stdio_common_vsprintf_s(0, text, size, format, NULL, args))
}

static int print_p(const char *format, ...)
{
    LIST(__stdio_common_vsprintf_p(0, text, sizeof text, format, NULL, args))
}

static int print_n(size_t size, size_t most, const char *format, ...)
{
    memset(text, '?', sizeof text - 1);
    LIST(__stdio_common_vsnprintf_s(0, text, size, most, format, NULL, args))
}

static int wprint_s(size_t size, const wchar_t *format, ...)
{
    LIST(__stdio_common_vswprintf_s(0, wide, size, format, NULL, args))
}

static int wprint_n(size_t size, size_t most, const wchar_t *format, ...)
{
    LIST(__stdio_common_vsnwprintf_s(0, wide, size, most, format, NULL, args))
}

static int fprint(unsigned __int64 options, FILE *file, const char *format, ...)
{
    LIST(__stdio_common_vfprintf(options, file, format, NULL, args))
}

static int fwprint(unsigned __int64 options, FILE *file, const wchar_t *format, ...)
{
    LIST(__stdio_common_vfwprintf(options, file, format, NULL, args))
}

#define C99 STANDARD_SNPRINTF
/* The text of a format, and the count that came back. */
#define IS(expected, ...) (print(C99, sizeof text, __VA_ARGS__) == (int)strlen(expected) && !strcmp(text, expected))
#define WIDE(options, expected, ...)                                                                                   \
    (wprint(options, 512, __VA_ARGS__) == (int)wcslen(expected) && !wcscmp(wide, expected))

static void numbers(void)
{
    CHECK(IS("-5 5 +5  5", "%d %i %+d % d", -5, 5, 5, 5), "signed decimal, flags + and blank: %s", text);
    CHECK(IS("0x1f 0X1F 017 1f", "%#x %#X %#o %x", 31, 31, 15, 31), "x, X, o with #: %s", text);
    CHECK(IS("0", "%#x", 0), "\"for x and X: prefixes any nonzero output value\": %s", text);
    CHECK(IS("   42|42   |00042|  042", "%5d|%-5d|%05d|%5.3d", 42, 42, 42, 42), "width and precision: %s", text);
    CHECK(IS("   42|42", "%*d|%.*d", 5, 42, -1, 42), "width and precision from arguments: %s", text);
    /* Wine 8.0 does not know hh ("The hh, j, z, and t length prefixes are C99") */
    CHECK(IS("-1 255 65535", "%hhd %hhu %hu", 255, 255, 65535), "sizes hh and h: %s", text);
    CHECK(IS("-9223372036854775808 18446744073709551615", "%lld %llu", INT64_MIN, UINT64_MAX), "size ll: %s", text);
    CHECK(IS("1099511627776 1099511627776 7", "%I64d %jd %I32d", 1ll << 40, 1ll << 40, 7), "sizes I64, j, I32: %s",
          text);
    CHECK(IS("1099511627776 -2 3", "%zu %td %Id", (size_t)1 << 40, (ptrdiff_t)-2, (ptrdiff_t)3), "sizes z, t, I: %s",
          text);
    CHECK(IS("000000001234ABCD", "%p", (void *)0x1234abcd), "p: \"an address in hexadecimal digits\", all of them: %s",
          text);
    CHECK(IS("100%", "%d%%", 100), "a percent sign: %s", text);
    CHECK(IS("Ax", "%c%c", 'A', 'x'), "c: %s", text);
}

static void floats(void)
{
    CHECK(IS("3.141593 3.14 3 3.", "%f %.2f %.0f %#.0f", 3.14159265, 3.14159265, 3.14159265, 3.0), "f: %s", text);
    CHECK(IS("1.000000e+10 1.0E-05", "%e %.1E", 1e10, 1e-5), "e: \"at least two digits\" of exponent: %s", text);
    CHECK(IS("1.5e+300", "%.1e", 1.5e300), "three where they are needed: %s", text);
    CHECK(IS("0.0001 1e-05 100000 1e+06 0.10", "%g %g %g %g %#.2g", 1e-4, 1e-5, 1e5, 1e6, 0.1), "g: %s", text);
    CHECK(IS("inf -inf INF nan", "%f %e %F %f", INFINITY, -INFINITY, INFINITY, fabs((double)NAN)),
          "\"inf\", \"INF\" and \"nan\": %s", text);
    CHECK(IS("       inf|inf       ", "%010f|%-10f", INFINITY, INFINITY), "flag 0 doesn't fill an infinity: %s", text);
    CHECK(IS("0x1.8000000000000p+1 0x1.0p-1", "%a %.1a", 3.0, 0.5), "a: \"[-]0xh.hhhhp+-dd\": %s", text);
    CHECK(IS("0.1000000000000000055511151231257827021181583404541015625", "%.55f", 0.1),
          "every digit of a number is exact: %s", text);
    /* Wine 8.0 rounds halves up ("Starting in Windows 10 version 2004, the printf family rounds according to IEEE 754")
     */
    CHECK(IS("0 2 2 4", "%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5), "exact halves are rounded to even: %s", text);
    CHECK(IS("-0.000000", "%f", -0.0), "a negative zero keeps its sign: %s", text);
    CHECK(print(LEGACY_THREE_DIGITS, 99, "%e", 1e10) == 13 && !strcmp(text, "1.000000e+010"),
          "_CRT_INTERNAL_PRINTF_LEGACY_THREE_DIGIT_EXPONENTS: three digits: %s", text);
}

static void strings(void)
{
    CHECK(IS("abc|  abc|abc  |ab", "%s|%5s|%-5s|%.2s", "abc", "abc", "abc", "abc"), "s: %s", text);
    CHECK(IS("(null)", "%s", (char *)NULL), "s of NULL: %s", text);
    CHECK(IS("wide W", "%ls %lc", L"wide", L'W') && IS("wide W", "%S %C", L"wide", L'W'),
          "ls, lc, S and C take wide text in a narrow function: %s", text);
    CHECK(IS("narrow", "%hs", "narrow"), "hs: %s", text);
    CHECK(print(C99, sizeof text, "%ls", L"\x4e2d") == -1 && errno == EILSEQ,
          "a character that can't be converted: -1");
    CHECK(WIDE(C99, L"narrow wide n", L"%s %ls %c", "narrow", L"wide", 'n'),
          "\"%%s\" takes narrow text in a wide function by the standard's rule");
    CHECK(WIDE(C99, L"narrow", L"%hs", "narrow") && WIDE(C99, L"wide", L"%S", L"wide"), "hs and S in a wide function");
    CHECK(WIDE(C99 | LEGACY_WIDE, L"wide narrow narrow W", L"%s %S %hs %c", L"wide", "narrow", "narrow", L'W'),
          "_CRT_INTERNAL_PRINTF_LEGACY_WIDE_SPECIFIERS: s and c by the function's width, S the other one");
    CHECK(WIDE(C99, L"-7 00ff 2.50", L"%d %04x %.2f", -7, 255, 2.5), "numbers in a wide function");
}

static void limits(void)
{
    CHECK(print(C99, 4, "abcdef") == 6 && !memcmp(text, "abc\0?", 5),
          "snprintf: \"the number of characters that would have been written\", terminated");
    CHECK(print(C99, 0, "abcdef") == 6 && *text == '?', "snprintf: nothing is written into no room");
    CHECK(__stdio_common_vsprintf(C99, NULL, 0, "abcdef", NULL, NULL) == 6, "snprintf: NULL and 0 count");
    CHECK(print(C99, 7, "abcdef") == 6 && !memcmp(text, "abcdef\0?", 8), "an exact fit");
    CHECK(print(LEGACY_NULL_TERMINATION, 3, "abcdef") == -1 && !memcmp(text, "abc?", 4),
          "_snprintf: \"len > count: count characters are stored\", no terminator, -1");
    CHECK(print(LEGACY_NULL_TERMINATION, 6, "abcdef") == 6 && !memcmp(text, "abcdef?", 7),
          "_snprintf: \"len = count: no null-terminator is appended, and len is returned\"");
    CHECK(print(LEGACY_NULL_TERMINATION, 9, "abcdef") == 6 && !memcmp(text, "abcdef\0?", 8), "_snprintf: room enough");
    CHECK(print(0, 4, "abcdef") < 0 && !memcmp(text, "abc\0?", 5), "no option: negative, and the text is terminated");
    CHECK(wprint(0, 4, L"abcdef") < 0 && !wmemcmp(wide, L"abc\0?", 5), "swprintf: negative where the text doesn't fit");
    CHECK(wprint(0, 7, L"abcdef") == 6 && !wmemcmp(wide, L"abcdef\0?", 8), "swprintf: an exact fit");
    CHECK(wprint(C99, 4, L"abcdef") == 6 && !wmemcmp(wide, L"abc\0?", 5), "the wide one counts too");
    /* Wine 8.0 calls no handler, neither for the wide function */
    CHECK(REFUSED(__stdio_common_vsprintf(C99, NULL, 5, "x", NULL, NULL) == -1, EINVAL),
          "\"If buffer is a null pointer and count is nonzero\" the handler is invoked");
    CHECK(REFUSED(__stdio_common_vsprintf(C99, text, 5, NULL, NULL, NULL) == -1, EINVAL), "and where format is NULL");
    CHECK(REFUSED(__stdio_common_vswprintf(0, wide, 5, NULL, NULL, NULL) == -1, EINVAL),
          "the same in the wide function");
    int count = 5;
    CHECK(REFUSED(print(C99, sizeof text, "ab%nc", &count) == -1, EINVAL) && count == 5,
          "\"The %%n format is disabled by default\", and an invalid parameter");
    CHECK(_set_printf_count_output(1) == 0 && _get_printf_count_output() == 1, "_set_printf_count_output");
    CHECK(print(C99, sizeof text, "ab%nc", &count) == 3 && count == 2,
          "n: \"the number of characters written so far\"");
    CHECK(_set_printf_count_output(0) == 1 && _get_printf_count_output() == 0,
          "_set_printf_count_output: \"the property before\"");
}

static void secure(void)
{
    CHECK(print_s(7, "%s", "abcdef") == 6 && !strcmp(text, "abcdef"),
          "sprintf_s: \"the number of characters written\"");
    /* Wine 8.0 sets no errno here, nor of swprintf_s */
    CHECK(REFUSED(print_s(6, "%s", "abcdef") == -1, ERANGE) && !*text,
          "sprintf_s: a buffer too small invokes the handler and is emptied");
    CHECK(REFUSED(print_s(6, NULL) == -1, EINVAL), "sprintf_s: a NULL format");
    CHECK(wprint_s(7, L"%d", 123456) == 6 && !wcscmp(wide, L"123456"), "swprintf_s");
    CHECK(REFUSED(wprint_s(6, L"%d", 123456) == -1, ERANGE) && !*wide, "swprintf_s: too small");
    CHECK(print_n(7, 3, "abcdef") == -1 && !strcmp(text, "abc"),
          "_vsnprintf_s: \"-1 if the storage required exceeds count\", which is stored and terminated");
    CHECK(print_n(7, 6, "abcdef") == 6 && !strcmp(text, "abcdef"), "_vsnprintf_s: all of it");
    CHECK(print_n(4, _TRUNCATE, "abcdef") == -1 && !strcmp(text, "abc"),
          "_vsnprintf_s: _TRUNCATE \"writes as much as will fit\", -1");
    CHECK(REFUSED(print_n(4, 5, "abcdef") == -1, ERANGE) && !*text,
          "_vsnprintf_s: \"If the storage exceeds sizeOfBuffer\" and count doesn't cut, the handler is invoked");
    CHECK(wprint_n(4, _TRUNCATE, L"abcdef") == -1 && !wcscmp(wide, L"abc"), "_vsnwprintf_s: _TRUNCATE");
    CHECK(wprint_n(9, 6, L"abcdef") == 6 && !wcscmp(wide, L"abcdef"), "_vsnwprintf_s: all of it");
    CHECK(REFUSED(wprint_n(4, 5, L"abcdef") == -1, ERANGE) && !*wide, "_vsnwprintf_s: too small");
    CHECK(print_p("%2$s %1$d", 5, "five") == 6 && !strcmp(text, "five 5"),
          "_sprintf_p: \"the order in which arguments are used\": %s", text);
    CHECK(print_p("%1$d %1$d", 7) == 3 && !strcmp(text, "7 7"), "_sprintf_p: an argument twice: %s", text);
    CHECK(print_p("%d", 8) == 1 && !strcmp(text, "8"), "_sprintf_p: without positions");
}

static void streams(void)
{
    char line[64] = "";
    FILE *file = fopen("printf.tmp", "w");
    CHECK(fprint(C99, file, "%s-%d\n", "text", 12) == 8, "vfprintf: \"the number of characters written\"");
    CHECK(fwprint(C99, file, L"%ls-%d\n", L"wide", 34) == 8, "vfwprintf: the same");
    CHECK(REFUSED(fprint(C99, file, NULL) == -1, EINVAL), "vfprintf: a NULL format");
    CHECK(REFUSED(fprint(C99, NULL, "x") == -1, EINVAL), "vfprintf: a NULL stream");
    CHECK(REFUSED(fwprint(C99, NULL, L"x") == -1, EINVAL), "vfwprintf: a NULL stream");
    fclose(file);
    file = fopen("printf.tmp", "r");
    CHECK(fgets(line, sizeof line, file) && !strcmp(line, "text-12\n"), "vfprintf: what stands in the file");
    CHECK(fgets(line, sizeof line, file) && !strcmp(line, "wide-34\n"), "vfwprintf: and from the wide one: %s", line);
    /* Wine 8.0 counts what it could not write */
    CHECK(fprint(C99, file, "x") < 0 && fwprint(C99, file, L"x") < 0, "a stream for reading: negative");
    fclose(file);
    remove("printf.tmp");
}

int main(void)
{
    catch_invalid();
    numbers();
    floats();
    strings();
    limits();
    secure();
    streams();
    return check_done();
}
