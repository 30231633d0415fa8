/* SPDX-License-Identifier: MIT */
/* Multibyte characters and locales in msvcrt, in code page 932, whose characters have one or two bytes, as documented.
 */
#include "../ucrtbase/crt.h"

#include <locale.h>
#include <mbctype.h>
#include <mbstring.h>
#include <wchar.h>

/* Hiragana A. */
#define A_BYTES "\x82\xa0"
#define A_WIDE  0x3042

typedef unsigned char byte;
#define B(text) ((const byte *)(text))

static void characters(void)
{
    FROM_CRT(int, ___mb_cur_max_func, void);
    wchar_t wide = 0;
    char bytes[16] = "";
    int size = 99;

    CHECK(mbtowc(&wide, "\xe4", 1) == 1 && wide == 0xe4 && mbtowc(&wide, "", 1) == 0,
          "mbtowc: in the C locale a byte is a character");
    CHECK(wctomb(bytes, 0xe4) == 1 && *bytes == '\xe4' && wctomb(bytes, 0x20ac) == -1,
          "wctomb: -1 where the locale has no such character");
    CHECK(setlocale(LC_ALL, ".932") && strstr(setlocale(LC_CTYPE, NULL), ".932"),
          "setlocale: \"a pointer to the string associated with the specified locale and category\"");
    CHECK(___mb_cur_max_func() == 2 && __mb_cur_max == 2, "__mb_cur_max: two bytes");
    CHECK(mbtowc(&wide, A_BYTES, 2) == 2 && wide == A_WIDE, "mbtowc: a character of two bytes");
    CHECK(mbtowc(&wide, A_BYTES, 1) == -1, "mbtowc: -1: the second byte is not there");
    CHECK(wctomb(bytes, A_WIDE) == 2 && !memcmp(bytes, A_BYTES, 2), "wctomb: its bytes");
    CHECK(wctomb_s(&size, bytes, 16, A_WIDE) == 0 && size == 2 && !memcmp(bytes, A_BYTES, 2), "wctomb_s: 0");
    CHECK(REFUSED(wctomb_s(&size, bytes, 1, A_WIDE) == ERANGE, ERANGE), "wctomb_s: ERANGE: the buffer is too small");
    CHECK(mblen(A_BYTES, 2) == 2 && mblen("a", 2) == 1 && mblen("", 1) == 0 && mblen("\x82", 1) == -1, "mblen");
    CHECK(btowc('a') == 'a' && btowc(0x82) == WEOF && btowc(EOF) == WEOF,
          "btowc: WEOF where the byte is no whole character");
    CHECK(wctob('a') == 'a' && wctob(A_WIDE) == EOF, "wctob: EOF where the character has more than one byte");
    CHECK(MB_CUR_MAX == 2, "MB_CUR_MAX");
    CHECK(isleadbyte(0x82) && !isleadbyte('a'), "isleadbyte: nonzero for the first byte of a multibyte character");
}

static void strings(void)
{
    wchar_t text[16];
    char bytes[16] = "";
    size_t made = 0;

    CHECK(mbstowcs(text, A_BYTES "z", 16) == 2 && text[0] == A_WIDE && text[1] == 'z' && !text[2] &&
              mbstowcs(NULL, A_BYTES "z", 0) == 2,
          "mbstowcs: \"the number of converted multibyte characters\"");
    CHECK(mbstowcs(text, "\x82", 16) == (size_t)-1, "mbstowcs: -1 for an invalid character");
    CHECK(wcstombs(bytes, L"\x3042z", 16) == 3 && !strcmp(bytes, A_BYTES "z") && wcstombs(NULL, L"\x3042", 0) == 2,
          "wcstombs: \"the number of bytes written\"");
    CHECK(wcstombs(bytes, L"\x0416\xac00", 16) == (size_t)-1, "wcstombs: -1 where there is no such character");
    CHECK(mbstowcs_s(&made, text, 16, A_BYTES, _TRUNCATE) == 0 && made == 2 && text[0] == A_WIDE && !text[1],
          "mbstowcs_s: with the terminator");
    CHECK(REFUSED(mbstowcs_s(&made, text, 2, "abc", 3) == ERANGE, ERANGE) && !*text, "mbstowcs_s: ERANGE");
    CHECK(wcstombs_s(&made, bytes, 16, L"\x3042", _TRUNCATE) == 0 && made == 3 && !strcmp(bytes, A_BYTES),
          "wcstombs_s: with the terminator");
    CHECK(REFUSED(wcstombs_s(&made, bytes, 2, L"abc", 3) == ERANGE, ERANGE) && !*bytes, "wcstombs_s: ERANGE");
    CHECK(wcstombs_s(&made, bytes, 3, L"abc", _TRUNCATE) == STRUNCATE && !strcmp(bytes, "ab"), "wcstombs_s: STRUNCATE");
    CHECK(_mbstrlen(A_BYTES "z") == 2 && _mbstrlen("\x82") == (size_t)-1,
          "_mbstrlen: characters; -1 for an invalid one");
    CHECK(_mbstrnlen(A_BYTES "zz", 3) == 2 && _mbstrnlen("\x82!", 1) == (size_t)-1, "_mbstrnlen: within so many bytes");
}

static void restartable(void)
{
    FROM_CRT(size_t, mbrtowc, wchar_t *, const char *, size_t, mbstate_t *);
    FROM_CRT(size_t, wcrtomb, char *, wchar_t, mbstate_t *);
    FROM_CRT(size_t, mbrlen, const char *, size_t, mbstate_t *);
    FROM_CRT(size_t, mbsrtowcs, wchar_t *, const char **, size_t, mbstate_t *);
    FROM_CRT(size_t, wcsrtombs, char *, const wchar_t **, size_t, mbstate_t *);
    FROM_CRT(int, mbsinit, const mbstate_t *);
    wchar_t wide = 0, text[16];
    char bytes[16] = "";
    mbstate_t state;
    const char *from = A_BYTES "a";
    const wchar_t *wide_from = L"\x3042z";

    memset(&state, 0, sizeof state);
    CHECK(mbsinit(&state) && mbsinit(NULL), "mbsinit: \"Nonzero if ps is NULL or not in the middle of a conversion\"");
    CHECK(mbrtowc(&wide, A_BYTES, 1, &state) == (size_t)-2 && !mbsinit(&state) &&
              mbrtowc(&wide, A_BYTES + 1, 1, &state) == 1 && wide == A_WIDE && mbsinit(&state),
          "mbrtowc: -2 for an incomplete character, whose rest comes with the next call");
    CHECK(mbrtowc(&wide, "b", 1, &state) == 1 && wide == 'b' && mbrtowc(&wide, "", 1, &state) == 0,
          "mbrtowc: the length");
    CHECK(mbrlen(A_BYTES, 1, &state) == (size_t)-2 && mbrlen(A_BYTES + 1, 1, &state) == 1 &&
              mbrlen("x", 1, &state) == 1,
          "mbrlen");
    CHECK(wcrtomb(bytes, A_WIDE, &state) == 2 && !memcmp(bytes, A_BYTES, 2) && wcrtomb(NULL, 'x', &state) == 1,
          "wcrtomb: \"the number of bytes required\"");
    CHECK(wcrtomb(bytes, 0xac00, &state) == (size_t)-1, "wcrtomb: -1 where there is no such character");
    CHECK(mbsrtowcs(text, &from, 16, &state) == 2 && from == NULL && text[0] == A_WIDE && text[1] == 'a' && !text[2],
          "mbsrtowcs: \"NULL if the end is reached\"");
    CHECK(wcsrtombs(bytes, &wide_from, 16, &state) == 3 && wide_from == NULL && !strcmp(bytes, A_BYTES "z"),
          "wcsrtombs: the same the other way");
    wide_from = L"\xac00";
    errno = 0;
    CHECK(wcsrtombs(bytes, &wide_from, 16, &state) == (size_t)-1 && errno == EILSEQ, "wcsrtombs: -1, EILSEQ");
    CHECK(setlocale(LC_ALL, "C") != NULL, "and the C locale again");
}

static void locales(void)
{
    wchar_t text[16];
    char bytes[16];
    FROM_CRT(unsigned, ___lc_codepage_func, void);

    CHECK(setlocale(LC_ALL, "English_United States.1252") && ___lc_codepage_func() == 1252,
          "setlocale: language_country.codepage");
    struct lconv *conventions = localeconv();
    CHECK(!strcmp(conventions->thousands_sep, ",") && !strcmp(conventions->currency_symbol, "$") &&
              conventions->frac_digits == 2,
          "localeconv: the locale's conventions");
    CHECK(setlocale(LC_ALL, "C") && !strcmp(localeconv()->thousands_sep, ""), "localeconv: none in the C locale");
    CHECK(setlocale(LC_ALL, "xx-nowhere") == NULL && setlocale(99, "C") == NULL, "setlocale: NULL");
    CHECK(_wsetlocale(LC_ALL, L"nowhere") == NULL && !wcscmp(_wsetlocale(LC_ALL, NULL), L"C"), "_wsetlocale");
    _locale_t japanese = _create_locale(LC_ALL, ".932");
    CHECK(_mbstowcs_l(text, A_BYTES, 16, japanese) == 1 && *text == A_WIDE &&
              _mbstowcs_l(text, "\x82", 16, japanese) == (size_t)-1,
          "_mbstowcs_l: by the locale that is given");
    CHECK(_wcstombs_l(bytes, L"\x3042", 16, japanese) == 2 && !strcmp(bytes, A_BYTES) &&
              _wcstombs_l(bytes, L"\xac00", 16, japanese) == (size_t)-1,
          "_wcstombs_l");
    CHECK(_mbtowc_l(text, A_BYTES, 2, japanese) == 2 && *text == A_WIDE && _mbtowc_l(text, A_BYTES, 1, japanese) == -1,
          "_mbtowc_l");
    CHECK(_wctomb_l(bytes, A_WIDE, japanese) == 2 && !memcmp(bytes, A_BYTES, 2) &&
              _wctomb_l(bytes, 0xac00, japanese) == -1,
          "_wctomb_l");
    CHECK(_mblen_l(A_BYTES, 2, japanese) == 2 && _mblen_l(A_BYTES, 1, japanese) == -1, "_mblen_l");
    _free_locale(japanese);
}

int main(void)
{
    catch_invalid();
    characters();
    strings();
    restartable();
    locales();
    CHECK(_setmbcp(932) == 0, "_setmbcp: 932");
    const byte *word = B(A_BYTES "bc" A_BYTES "bc");
    CHECK(_mbschr(word, 'b') == word + 2 && _mbschr(word, 'x') == NULL && _mbschr(word, 0x82a0) == word, "_mbschr");
    CHECK(_mbsrchr(word, 'b') == word + 6 && _mbsrchr(word, 0xa0) == NULL, "_mbsrchr: a second byte isn't found");
    CHECK(_mbslen(word) == 6 && _mbscmp(word, word) == 0 && _mbscmp(B("a"), B("b")) < 0 && _mbscmp(B("b"), B("a")) > 0,
          "_mbslen, _mbscmp");
    CHECK(_mbsnbcmp(B("abc"), B("abd"), 2) == 0 && _mbsnbcmp(B("abc"), B("abd"), 3) < 0, "_mbsnbcmp: so many bytes");
    return check_done();
}
