/* SPDX-License-Identifier: MIT */
/* Multibyte characters, locales and the scanner of the Universal CRT, as documented. */
#include "crt.h"

#include <locale.h>
#include <mbstring.h>
#include <wchar.h>

enum { SECURE = 1, LEGACY_WIDE = 2 };

_CRTIMP int __cdecl __stdio_common_vsscanf(unsigned __int64 options, const char *s, size_t n, const char *format,
                                           _locale_t locale, va_list args);
_CRTIMP int __cdecl __stdio_common_vswscanf(unsigned __int64 options, const wchar_t *s, size_t n, const wchar_t *format,
                                            _locale_t locale, va_list args);
_CRTIMP int __cdecl __stdio_common_vfscanf(unsigned __int64 options, FILE *file, const char *format, _locale_t locale,
                                           va_list args);

static void characters(void)
{
    wchar_t wide = 0, text[16];
    char bytes[16] = "";
    mbstate_t state;
    size_t made = 0;
    const char *from;

    CHECK(mbtowc(&wide, "\xe4", 1) == 1 && wide == 0xe4 && mbtowc(&wide, "", 1) == 0,
          "mbtowc: in the C locale a byte is a character");
    CHECK(wctomb(bytes, 0xe4) == 1 && *bytes == '\xe4' && wctomb(bytes, 0x20ac) == -1,
          "wctomb: -1 where the locale has no such character");
    /* Wine 8.0 has no locales in UTF-8 ("Starting in Windows 10 version 1803"); what fails below rests on that */
    CHECK(setlocale(LC_ALL, ".UTF-8") != NULL && strstr(setlocale(LC_CTYPE, NULL), "utf8"),
          "setlocale: \".UTF-8\" is accepted");
    FROM_CRT(int, ___mb_cur_max_func, void);
    FROM_CRT(unsigned, ___lc_codepage_func, void);
    CHECK(___mb_cur_max_func() == 4 && ___lc_codepage_func() == 65001, "___mb_cur_max_func: 4 bytes in UTF-8");
    CHECK(mbtowc(&wide, "\xe2\x82\xac", 3) == 3 && wide == 0x20ac, "mbtowc: a character of UTF-8");
    errno = 0;
    CHECK(mbtowc(&wide, "\xff", 1) == -1 && errno == EILSEQ, "mbtowc: -1, EILSEQ");
    CHECK(wctomb(bytes, 0x20ac) == 3 && !memcmp(bytes, "\xe2\x82\xac", 3), "wctomb: its bytes");
    CHECK(mblen("\xc3\xa4", 2) == 2 && mblen("\xc3", 1) == -1 && mblen("", 1) == 0, "mblen");
    CHECK(mbstowcs(text, "\xc3\xa4z", 16) == 2 && !wcscmp(text, L"\xe4z") && mbstowcs(NULL, "\xc3\xa4z", 0) == 2,
          "mbstowcs");
    CHECK(mbstowcs(text, "\xf0\x9f\x98\x80", 16) == 2 && text[0] == 0xd83d && text[1] == 0xde00, "mbstowcs: a pair");
    CHECK(mbstowcs(text, "\xff", 16) == (size_t)-1, "mbstowcs: -1 for an invalid character");
    CHECK(wcstombs(bytes, L"\xe4z", 16) == 3 && !strcmp(bytes, "\xc3\xa4z") && wcstombs(NULL, L"\x20ac", 0) == 3,
          "wcstombs");
    CHECK(wcstombs(bytes, L"\xd83d\xde00", 16) == 4 && !strcmp(bytes, "\xf0\x9f\x98\x80"), "wcstombs: a pair");
    CHECK(wcstombs(bytes, L"\xd83d!", 16) == (size_t)-1, "wcstombs: -1 for half a pair");
    CHECK(mbstowcs_s(&made, text, 16, "\xc3\xa4", _TRUNCATE) == 0 && made == 2 && !wcscmp(text, L"\xe4"),
          "mbstowcs_s: with the terminator");
    CHECK(REFUSED(mbstowcs_s(&made, text, 2, "abc", 3) == ERANGE, ERANGE) && !*text, "mbstowcs_s: ERANGE");
    CHECK(wcstombs_s(&made, bytes, 16, L"\x20ac", _TRUNCATE) == 0 && made == 4 && !strcmp(bytes, "\xe2\x82\xac"),
          "wcstombs_s");
    CHECK(REFUSED(wcstombs_s(&made, bytes, 2, L"abc", 3) == ERANGE, ERANGE) && !*bytes, "wcstombs_s: ERANGE");
    CHECK(wcstombs_s(&made, bytes, 3, L"abc", _TRUNCATE) == STRUNCATE && !strcmp(bytes, "ab"), "wcstombs_s: STRUNCATE");

    FROM_CRT(size_t, mbrtowc, wchar_t *, const char *, size_t, mbstate_t *);
    FROM_CRT(size_t, wcrtomb, char *, wchar_t, mbstate_t *);
    FROM_CRT(size_t, mbrlen, const char *, size_t, mbstate_t *);
    FROM_CRT(size_t, mbsrtowcs, wchar_t *, const char **, size_t, mbstate_t *);
    memset(&state, 0, sizeof state);
    CHECK(mbrtowc(&wide, "\xe2", 1, &state) == (size_t)-2 && mbrtowc(&wide, "\x82", 1, &state) == (size_t)-2 &&
              mbrtowc(&wide, "\xac!", 2, &state) == 1 && wide == 0x20ac,
          "mbrtowc: -2 for an incomplete character, whose rest comes with the next call");
    CHECK(mbrtowc(&wide, "\xc3\xa4", 2, &state) == 2 && wide == 0xe4 && mbrtowc(&wide, "", 1, &state) == 0,
          "mbrtowc: the length");
    errno = 0;
    CHECK(mbrtowc(&wide, "\xe2!", 2, &state) == (size_t)-1 && errno == EILSEQ, "mbrtowc: -1, EILSEQ");
    memset(&state, 0, sizeof state);
    CHECK(mbrlen("\xc3", 1, &state) == (size_t)-2 && mbrlen("\xa4", 1, &state) == 1 && mbrlen("x", 1, &state) == 1,
          "mbrlen");
    CHECK(wcrtomb(bytes, 0x20ac, &state) == 3 && !memcmp(bytes, "\xe2\x82\xac", 3) && wcrtomb(NULL, 'x', &state) == 1,
          "wcrtomb");
    CHECK(wcrtomb(bytes, 0xd800, &state) == (size_t)-1, "wcrtomb: -1 for half a pair");
    from = "a\xc3\xa4";
    CHECK(mbsrtowcs(text, &from, 16, &state) == 2 && from == NULL && !wcscmp(text, L"a\xe4"),
          "mbsrtowcs: \"NULL if the end is reached\"");
    from = "\xff";
    CHECK(mbsrtowcs(text, &from, 16, &state) == (size_t)-1, "mbsrtowcs: -1");

    FROM_CRT(size_t, mbrtoc16, unsigned short *, const char *, size_t, mbstate_t *);
    FROM_CRT(size_t, c16rtomb, char *, unsigned short, mbstate_t *);
    FROM_CRT(size_t, mbrtoc32, unsigned *, const char *, size_t, mbstate_t *);
    FROM_CRT(size_t, c32rtomb, char *, unsigned, mbstate_t *);
    unsigned short unit = 0;
    unsigned point = 0;
    memset(&state, 0, sizeof state);
    CHECK(mbrtoc16(&unit, "\xf0\x9f\x98\x80", 4, &state) == 4 && unit == 0xd83d &&
              mbrtoc16(&unit, "x", 1, &state) == (size_t)-3 && unit == 0xde00,
          "mbrtoc16: a pair, the second half with -3");
    CHECK(mbrtoc16(&unit, "\xff", 1, &state) == (size_t)-1, "mbrtoc16: -1");
    memset(&state, 0, sizeof state);
    CHECK(mbrtoc32(&point, "\xf0\x9f", 2, &state) == (size_t)-2 && mbrtoc32(&point, "\x98\x80", 2, &state) == 2 &&
              point == 0x1f600,
          "mbrtoc32: in pieces");
    CHECK(mbrtoc32(&point, "\xc0\x80", 2, &state) == (size_t)-1, "mbrtoc32: -1 for what is too long");
    memset(&state, 0, sizeof state);
    CHECK(c16rtomb(bytes, 0xd83d, &state) == 0 && c16rtomb(bytes, 0xde00, &state) == 4 &&
              !memcmp(bytes, "\xf0\x9f\x98\x80", 4),
          "c16rtomb: nothing for the first half, four bytes for the second");
    CHECK(c32rtomb(bytes, 0x20ac, &state) == 3 && !memcmp(bytes, "\xe2\x82\xac", 3) &&
              c32rtomb(bytes, 0x110000, &state) == (size_t)-1,
          "c32rtomb");
    CHECK(setlocale(LC_ALL, "C") && ___mb_cur_max_func() == 1, "and the C locale again");

    CHECK(setlocale(LC_ALL, "en-US") && !strcmp(setlocale(LC_ALL, NULL), "en-US") && setlocale(LC_ALL, "en_US.UTF-8") &&
              ___mb_cur_max_func() == 4,
          "setlocale: \"IETF-standardized locale strings\"");
    struct lconv *conventions = localeconv();
    CHECK(!strcmp(conventions->thousands_sep, ",") && !strcmp(conventions->currency_symbol, "$") &&
              conventions->frac_digits == 2,
          "localeconv: the locale's conventions");
    CHECK(setlocale(LC_ALL, "C") && setlocale(LC_NUMERIC, "en-US") && !strcmp(setlocale(LC_CTYPE, NULL), "C") &&
              strstr(setlocale(LC_ALL, NULL), "LC_NUMERIC=en-US"),
          "setlocale: one category; LC_ALL names each where they differ");
    char *all = _strdup(setlocale(LC_ALL, NULL));
    CHECK(setlocale(LC_ALL, "C") && setlocale(LC_ALL, all) && !strcmp(setlocale(LC_NUMERIC, NULL), "en-US"),
          "setlocale: what it gave sets the same again");
    free(all);
    CHECK(setlocale(LC_ALL, "") != NULL && strcmp(setlocale(LC_ALL, NULL), "C") && setlocale(LC_ALL, "C"),
          "setlocale: \"\" is the user's default locale");
    CHECK(setlocale(LC_ALL, "xx-nowhere") == NULL && setlocale(99, "C") == NULL, "setlocale: NULL");
    _locale_t utf8 = _create_locale(LC_ALL, ".UTF-8");
    CHECK(_mbstowcs_l(text, "\xc3\xa4", 16, utf8) == 1 && *text == 0xe4 &&
              _mbstowcs_l(text, "\xff", 16, utf8) == (size_t)-1,
          "_mbstowcs_l");
    CHECK(_wcstombs_l(bytes, L"\xe4", 16, utf8) == 2 && !strcmp(bytes, "\xc3\xa4") &&
              _wcstombs_l(bytes, L"\xd800", 16, utf8) == (size_t)-1,
          "_wcstombs_l");
    _free_locale(utf8);
    CHECK(_wsetlocale(LC_ALL, L"nowhere") == NULL && !wcscmp(_wsetlocale(LC_ALL, NULL), L"C"), "_wsetlocale");

    const unsigned char *word = (const unsigned char *)"abcabc";
    CHECK(_mbschr(word, 'b') == word + 1 && _mbschr(word, 'x') == NULL, "_mbschr");
    CHECK(_mbsnbcmp(word, (const unsigned char *)"abd", 2) == 0 && _mbsnbcmp(word, (const unsigned char *)"abd", 3) < 0,
          "_mbsnbcmp");
    CHECK(_mbsrchr(word, 'b') == word + 4 && _mbslen(word) == 6 && _mbscmp(word, word) == 0 &&
              _mbscmp(word, word + 1) < 0,
          "_mbsrchr, _mbslen, _mbscmp");
}

#define LIST(call)                                                                                                     \
    va_list args;                                                                                                      \
    va_start(args, format);                                                                                            \
    int result = call;                                                                                                 \
    va_end(args);                                                                                                      \
    return result;

static int scan(unsigned __int64 options, const char *text, const char *format, ...)
{
    LIST(__stdio_common_vsscanf(options, text, (size_t)-1, format, NULL, args))
}

static int scan_n(const char *text, size_t n, const char *format, ...)
{
    LIST(__stdio_common_vsscanf(0, text, n, format, NULL, args))
}

static int wscan(unsigned __int64 options, const wchar_t *text, const wchar_t *format, ...)
{
    LIST(__stdio_common_vswscanf(options, text, (size_t)-1, format, NULL, args))
}

static int fscan(FILE *file, const char *format, ...)
{
    LIST(__stdio_common_vfscanf(0, file, format, NULL, args))
}

static void scanner(void)
{
    int a = 0, b = 0, n = 0;
    long long big = 0;
    unsigned hex = 0;
    short small = 0;
    signed char tiny = 0;
    size_t size = 0;
    float single = 0;
    double real = 0;
    char word[16], set[16], one = 0;
    wchar_t wide[16], wset[16];
    void *pointer = NULL;

    CHECK(scan(0, " 12,-7 rest", "%d,%d %s", &a, &b, word) == 3 && a == 12 && b == -7 && !strcmp(word, "rest"),
          "sscanf: three fields");
    CHECK(scan(0, "0x1f 017 ff", "%i %i %x", &a, &b, &hex) == 3 && a == 31 && b == 15 && hex == 255, "i, x");
    CHECK(scan(0, "5000000000 -3 -4 9", "%lld %hd %hhd %zu", &big, &small, &tiny, &size) == 4 && big == 5000000000ll &&
              small == -3 && tiny == -4 && size == 9,
          "sizes ll, h, hh, z");
    CHECK(scan(0, "2.5 -1e3 0x1p4", "%f %lf %lf", &single, &real, &real) == 3 && single == 2.5f && real == 16,
          "f, lf, hexadecimal");
    CHECK(scan(0, "inf nan", "%lf %f", &real, &single) == 2 && real > 1e308 && single != single, "infinities and NaN");
    CHECK(scan(0, "abc123]", "%[a-c]%2c%n", set, word, &n) == 2 && !strcmp(set, "abc") && !memcmp(word, "12", 2) &&
              n == 5,
          "[, c and n");
    CHECK(scan(0, "xyz", "%[^z]%c", set, &one) == 2 && !strcmp(set, "xy") && one == 'z', "[^");
    CHECK(scan(0, "1 2", "%*d %d", &a) == 1 && a == 2, "* suppresses");
    CHECK(scan(0, "12345", "%2d%3d", &a, &b) == 2 && a == 12 && b == 345, "widths");
    CHECK(scan(0, "1234ABCD", "%p", &pointer) == 1 && pointer == (void *)0x1234abcd, "p");
    CHECK(scan(0, "", "%d", &a) == EOF && scan(0, "x", "%d", &a) == 0 && scan(0, "1 x", "%d %d", &a, &b) == 1,
          "\"EOF for an error or if the end is reached before the first conversion\", else the count");
    CHECK(scan(0, "wide", "%ls", wide) == 1 && !wcscmp(wide, L"wide") && scan(0, "wide", "%S", wide) == 1,
          "ls, S: wide text");
    CHECK(scan(SECURE, "word", "%s", word, 5u) == 1 && !strcmp(word, "word"), "sscanf_s: a size behind the buffer");
    CHECK(scan(SECURE, "word", "%s", word, 4u) == 0 && !*word, "sscanf_s: too small: nothing is stored");
    CHECK(scan_n("12345", 3, "%d", &a) == 1 && a == 123, "_snscanf: so many characters alone");
    CHECK(REFUSED(scan(0, NULL, "%d", &a) == EOF, EINVAL) && REFUSED(scan(0, "1", NULL) == EOF, EINVAL),
          "sscanf: NULL");
    CHECK(wscan(0, L"ab cd", L"%s %ls", word, wide) == 2 && !strcmp(word, "ab") && !wcscmp(wide, L"cd"),
          "swscanf: s takes narrow text by the standard's rule");
    CHECK(wscan(LEGACY_WIDE, L"ab cd", L"%s %S", wide, word) == 2 && !strcmp(word, "cd") && !wcscmp(wide, L"ab"),
          "_CRT_INTERNAL_SCANF_LEGACY_WIDE_SPECIFIERS: the other way round");
    CHECK(wscan(0, L"7 x", L"%d %l[x]", &a, wset) == 2 && a == 7 && !wcscmp(wset, L"x") &&
              wscan(0, L"", L"%d", &a) == EOF,
          "swscanf");

    FILE *file = fopen("scan.tmp", "w+");
    fputs("17 text\n", file);
    rewind(file);
    CHECK(fscan(file, "%d %s", &a, word) == 2 && a == 17 && !strcmp(word, "text"), "fscanf: fields of a stream");
    CHECK(fscan(file, "%d", &a) == EOF, "fscanf: EOF at the end");
    fclose(file);
    remove("scan.tmp");
}

int main(void)
{
    catch_invalid();
    characters();
    scanner();
    return check_done();
}
