/* SPDX-License-Identifier: MIT */
/* Numbers from and to text, and the classes of characters, in the Universal CRT, as documented. */
#include "crt.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <wchar.h>
#include <wctype.h>

static void integers(void)
{
#ifdef _UCRT
    FROM_CRT(long long, llabs, long long);
#endif
    char *end, text[72];
    wchar_t *wend, wide[72];

    CHECK(strtoll("-9223372036854775808x", &end, 10) == INT64_MIN && *end == 'x', "strtoll: the whole range");
    errno = 0;
    CHECK(strtoll("9223372036854775808", NULL, 10) == INT64_MAX && errno == ERANGE, "strtoll: LLONG_MAX, ERANGE");
    CHECK(strtoull("18446744073709551615", &end, 10) == UINT64_MAX && !*end, "strtoull: the whole range");
    errno = 0;
    CHECK(strtoull("18446744073709551616", NULL, 10) == UINT64_MAX && errno == ERANGE, "strtoull: ULLONG_MAX, ERANGE");
    CHECK(_strtoi64("0x7fffffffffffffff", NULL, 16) == INT64_MAX &&
              _strtoui64("ffffffffffffffff", NULL, 16) == UINT64_MAX,
          "_strtoi64, _strtoui64: by a base");
    CHECK(REFUSED(strtol(NULL, NULL, 10) == 0, EINVAL), "strtol: NULL invokes the invalid parameter handler");
    CHECK(REFUSED(strtol("1", NULL, 1) == 0, EINVAL), "strtol: and a base of 1");
    CHECK(wcstol(L" -42!", &wend, 10) == -42 && *wend == '!' && wcstoul(L"ff", NULL, 16) == 255, "wcstol, wcstoul");
    CHECK(wcstoll(L"-5000000000", NULL, 10) == -5000000000ll && wcstoull(L"5000000000", NULL, 10) == 5000000000ull,
          "wcstoll, wcstoull");
    CHECK(atol("-7x") == -7 && atoll("5000000000") == 5000000000ll && _atoi64("-5000000000") == -5000000000ll,
          "atol, atoll, _atoi64");
    CHECK(_wtoi(L"12") == 12 && _wtol(L"-3") == -3 && _wtoi64(L"5000000000") == 5000000000ll, "_wtoi, _wtol, _wtoi64");
    CHECK(REFUSED(atol(NULL) == 0, EINVAL) && REFUSED(_wtoi64(NULL) == 0, EINVAL), "atol, _wtoi64: NULL");

    CHECK(!strcmp(_itoa(-255, text, 16), "ffffff01") && !strcmp(_itoa(-255, text, 10), "-255"),
          "_itoa: a sign in base 10 only");
    CHECK(_itoa_s(42, text, 3, 10) == 0 && !strcmp(text, "42"), "_itoa_s: \"Zero if successful\"");
    CHECK(REFUSED(_itoa_s(42, text, 2, 10) == ERANGE, ERANGE) && !*text,
          "_itoa_s: too small a buffer is emptied, ERANGE");
    CHECK(REFUSED(_itoa_s(42, text, 9, 37) == EINVAL, EINVAL), "_itoa_s: \"radix < 2 or radix > 36: EINVAL\"");
    CHECK(REFUSED(_itoa_s(42, NULL, 9, 10) == EINVAL, EINVAL), "_itoa_s: NULL");
    CHECK(_i64toa_s(INT64_MIN, text, sizeof text, 2) == 0 && strlen(text) == 64 && *text == '1',
          "_i64toa_s: 64 binary digits");
    CHECK(_ui64toa_s(UINT64_MAX, text, sizeof text, 10) == 0 && !strcmp(text, "18446744073709551615"), "_ui64toa_s");
    CHECK(_ultoa_s(ULONG_MAX, text, sizeof text, 36) == 0 && !strcmp(text, "1z141z3"), "_ultoa_s: base 36");
    CHECK(_itow_s(-1, wide, 72, 10) == 0 && !wcscmp(wide, L"-1") && REFUSED(_itow_s(10, wide, 2, 10) == ERANGE, ERANGE),
          "_itow_s");

#ifdef _UCRT
    CHECK(llabs(-5000000000ll) == 5000000000ll, "llabs");
#endif
    CHECK(abs(-3) == 3 && abs(4) == 4 && labs(-4) == 4 && labs(5) == 5, "abs, labs");
    div_t d = div(-7, 2);
    ldiv_t l = ldiv(-7, 2);
    lldiv_t ll = lldiv(-5000000001ll, 2);
    CHECK(d.quot == -3 && d.rem == -1 && l.quot == -3 && l.rem == -1 && ll.quot == -2500000000ll && ll.rem == -1,
          "div, ldiv, lldiv: quotient and remainder");
    CHECK(_byteswap_ushort(0x1234) == 0x3412 && _byteswap_ulong(0x12345678) == 0x78563412 &&
              _byteswap_uint64(0x0102030405060708) == 0x0807060504030201,
          "_byteswap_ushort, _byteswap_ulong, _byteswap_uint64");
}

static void floats(void)
{
    char *end;
    wchar_t *wend;
    const char *text;
    FROM_CRT(double, strtod, const char *, char **);
    FROM_CRT(double, wcstod, const wchar_t *, wchar_t **);

    CHECK(atof("3.25abc") == 3.25 && atof("-1e3") == -1000 && atof("x") == 0,
          "atof: \"0.0 if the input cannot be converted\"");
    CHECK(REFUSED(atof(NULL) == 0, EINVAL), "atof: NULL");
    CHECK(strtod(text = " 0.1e-2z", &end) == 0.001 && *end == 'z', "strtod: the value and where it ends");
    CHECK(strtod(text = "zz", &end) == 0 && end == text, "strtod: \"0 if no conversion can be performed\"");
#ifdef _UCRT
    CHECK(strtod("0x1.8p1", NULL) == 3 && strtod("-INF", NULL) == -INFINITY && isnan(strtod("nan", NULL)),
          "strtod: hexadecimal, infinities and NaN");
    CHECK(strtod("infinity!", &end) == INFINITY && *end == '!' && strtod("1e", &end) == 1 && *end == 'e',
          "strtod: where it stops");
#endif
    errno = 0;
    CHECK(strtod("1e400", NULL) == HUGE_VAL && errno == ERANGE, "strtod: \"+/-HUGE_VAL\" on overflow, ERANGE");
    errno = 0;
    CHECK(strtod("1e-400", NULL) == 0 && errno == ERANGE, "strtod: ERANGE on underflow");
    CHECK(strtod("2.2250738585072011e-308", NULL) == 2.2250738585072011e-308 &&
              strtod("9007199254740993", NULL) == 9007199254740992.0 &&
              strtod("9007199254740993.00000000000000000000000000000001", NULL) == 9007199254740994.0,
          "strtod: the nearest double, however many digits there are");
#ifdef _UCRT
    FROM_CRT(float, strtof, const char *, char **);
#endif
#ifdef _UCRT
    FROM_CRT(float, wcstof, const wchar_t *, wchar_t **);
#endif
#ifdef _UCRT
    CHECK(strtof("16777217", NULL) == 16777216.0f && strtof("0.1x", &end) == 0.1f && *end == 'x',
          "strtof: the nearest float");
    CHECK(strtof("1.00000005960464477540", NULL) == 1.00000011920928955078f, "strtof: rounded once");
    errno = 0;
    CHECK(isinf(strtof("1e39", NULL)) && errno == ERANGE, "strtof: ERANGE on overflow");
#endif
    CHECK(wcstod(L"-2.5,", &wend) == -2.5 && *wend == ',' && _wtof(L"1e2") == 100, "wcstod, _wtof");
#ifdef _UCRT
    CHECK(wcstof(L"0.1", &wend) == 0.1f && !*wend, "wcstof");
#endif
    CHECK(REFUSED(strtod(NULL, &end) == 0, EINVAL), "strtod: NULL");
}

#define CLASS(name, chars) CHECK(all(name, chars), #name ": of the characters of the C locale")

static int all(int(__cdecl *is)(int), const char *expected)
{
    for (int c = -1; c < 256; c++) {
        int in = c > 0 && c < 128 && strchr(expected, c) != NULL;
        if (!is(c) != !in) return 0;
    }
    return 1;
}

static int wide_all(int(__cdecl *is)(wint_t), const char *expected)
{
    for (wint_t c = 1; c < 128; c++)
        if (!is(c) != !strchr(expected, c)) return 0;
    return !is(WEOF);
}

#undef iswascii
#undef __pctype_func
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGIT "0123456789"
#define PUNCT "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
#define CNTRL "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24\25\26\27\30\31\32\33\34\35\36\37\177"

static void classes(void)
{
    FROM_CRT(int, iswascii, wint_t);
    CLASS(isalpha, UPPER LOWER);
    CLASS(isdigit, DIGIT);
    CLASS(isalnum, UPPER LOWER DIGIT);
    CLASS(isupper, UPPER);
    CLASS(islower, LOWER);
    CLASS(isspace, " \t\n\v\f\r");
    CLASS(isblank, " \t");
    CLASS(ispunct, PUNCT);
    CLASS(isxdigit, DIGIT "abcdefABCDEF");
    CLASS(isgraph, UPPER LOWER DIGIT PUNCT);
    CLASS(isprint, UPPER LOWER DIGIT PUNCT " ");
    CHECK(iscntrl(0) && iscntrl(127) && iscntrl('\n') && !iscntrl('a') && !iscntrl(' '), "iscntrl");
    CHECK(wide_all(iswalpha, UPPER LOWER) && iswalpha(0xe4) && iswalpha(0x4e2d) && !iswalpha(0x20ac), "iswalpha");
    CHECK(wide_all(iswdigit, DIGIT) && wide_all(iswalnum, UPPER LOWER DIGIT), "iswdigit, iswalnum");
    CHECK(wide_all(iswupper, UPPER) && iswupper(0xc4) && wide_all(iswlower, LOWER) && iswlower(0xe4),
          "iswupper, iswlower");
    CHECK(wide_all(iswspace, " \t\n\v\f\r") && iswspace(0x3000) && wide_all(iswblank, " \t"), "iswspace, iswblank");
    CHECK(wide_all(iswpunct, PUNCT) && wide_all(iswxdigit, DIGIT "abcdefABCDEF") && wide_all(iswcntrl, CNTRL),
          "iswpunct, iswxdigit, iswcntrl");
    CHECK(wide_all(iswgraph, UPPER LOWER DIGIT PUNCT) && wide_all(iswprint, UPPER LOWER DIGIT PUNCT " "),
          "iswgraph, iswprint");
    CHECK(iswascii(127) && !iswascii(128), "iswascii");
    CHECK(iswctype('a', _LOWER) && !iswctype('a', _UPPER | _DIGIT) && !iswctype(WEOF, _LOWER), "iswctype: by a mask");
    CHECK(iswctype('7', wctype("digit")) && !iswctype('x', wctype("digit")) && wctype("nothing") == 0,
          "wctype: masks by name");
    CHECK(toupper('q') == 'Q' && toupper('Q') == 'Q' && toupper('!') == '!' && toupper(0xe4) == 0xe4, "toupper");
    CHECK(tolower('Q') == 'q' && tolower('1') == '1', "tolower");
    CHECK(towupper('q') == 'Q' && towupper(0xe4) == 0xc4 && towupper('1') == '1', "towupper");
    CHECK(towlower('Q') == 'q' && towlower(0xc4) == 0xe4 && towlower(WEOF) == WEOF, "towlower");
    CHECK(towctrans('q', wctrans("toupper")) == 'Q' && towctrans('Q', wctrans("tolower")) == 'q' && wctrans("x") == 0,
          "towctrans, wctrans");
    FROM_CRT(const unsigned short *, __pctype_func, void);
    CHECK(__pctype_func()['A'] & _UPPER && !(__pctype_func()['a'] & _UPPER) && __pctype_func()[-1] == 0,
          "__pctype_func: the classes of each character, and of EOF");
    CHECK(_isctype('A', _UPPER) && !_isctype('a', _UPPER), "_isctype");

    _locale_t english = _create_locale(LC_ALL, "English_United States.1252");
    CHECK(english != NULL, "_create_locale: \"the locale object\"");
    CHECK(_create_locale(LC_ALL, "Nowhere_Noland") == NULL, "_create_locale: NULL for a locale that isn't there");
    CHECK(_isctype_l(0xe4, _LOWER, english) && !_isctype_l(0xe4, _UPPER, english) && !_isctype(0xe4, _LOWER),
          "_isctype_l");
    CHECK(_toupper_l(0xe4, english) == 0xc4 && _tolower_l(0xc4, english) == 0xe4 && _tolower_l('1', english) == '1',
          "_toupper_l, _tolower_l");
    CHECK(_towupper_l(0xe4, english) == 0xc4 && _towlower_l(0xc4, english) == 0xe4, "_towupper_l, _towlower_l");
    CHECK(_atof_l("2.5", english) == 2.5 && _strtod_l("2.5,", NULL, english) == 2.5, "_atof_l, _strtod_l");
    CHECK(_strcoll_l("\xe4", "b", english) < 0 && _strcoll_l("b", "\xe4", english) > 0 &&
              _strcoll_l("a", "a", english) == 0,
          "_strcoll_l: the locale's order");
    CHECK(_wcscoll_l(L"a", L"B", english) < 0 && _wcscoll_l(L"B", L"a", english) > 0, "_wcscoll_l");
    char key[16], other[16];
    CHECK(_strxfrm_l(key, "a", sizeof key, english) - 2 < sizeof key - 2 &&
              _strxfrm_l(other, "B", sizeof other, english) - 2 < sizeof other - 2 && strcmp(key, other) < 0,
          "_strxfrm_l: keys that compare as the locale's order is");
    CHECK(strcoll("a", "b") < 0 && strcoll("\xe4", "b") > 0 && wcscoll(L"a", L"b") < 0 && wcscoll(L"b", L"a") > 0,
          "strcoll, wcscoll: in the C locale by code");
    _free_locale(english);
}

int main(void)
{
    catch_invalid();
    integers();
    floats();
    classes();
    return check_done();
}
