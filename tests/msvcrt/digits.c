/* SPDX-License-Identifier: MIT */
/* Numbers as text in msvcrt: _ltoa and its family of both widths, _ecvt, _fcvt, _gcvt, numbers read in a locale, small
 * arithmetic, as documented. */
#include "../ucrtbase/crt.h"

#include <intrin.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <wchar.h>

#undef _rotl
#undef _rotr
#undef _lrotl
#undef _lrotr
#undef _rotl64
#undef _rotr64

static void digits(void)
{
    char text[80];
    wchar_t wide[80];

    CHECK(_ltoa(-255, text, 16) == text && !strcmp(text, "ffffff01") && !strcmp(_ltoa(-255, text, 10), "-255"),
          "_ltoa: \"each of these functions returns a pointer to str\"");
    CHECK(_ultoa(ULONG_MAX, text, 10) == text && !strcmp(text, "4294967295"), "_ultoa");
    CHECK(_i64toa(INT64_MIN, text, 10) == text && !strcmp(text, "-9223372036854775808"), "_i64toa");
    CHECK(_ui64toa(UINT64_MAX, text, 36) == text && !strcmp(text, "3w5e11264sgsf"), "_ui64toa");
    CHECK(_ltoa_s(-7, text, 3, 10) == 0 && !strcmp(text, "-7") && REFUSED(_ltoa_s(-7, text, 2, 10) == ERANGE, ERANGE) &&
              !*text,
          "_ltoa_s: zero; ERANGE and an empty buffer");
    CHECK(_ltow(-255, wide, 16) == wide && !wcscmp(wide, L"ffffff01"), "_ltow");
    CHECK(_itow(77, wide, 8) == wide && !wcscmp(wide, L"115"), "_itow");
    CHECK(_ultow(ULONG_MAX, wide, 10) == wide && !wcscmp(wide, L"4294967295"), "_ultow");
    CHECK(_i64tow(-5, wide, 10) == wide && !wcscmp(wide, L"-5"), "_i64tow");
    CHECK(_ui64tow(UINT64_MAX, wide, 16) == wide && !wcscmp(wide, L"ffffffffffffffff"), "_ui64tow");
    CHECK(_ltow_s(-7, wide, 3, 10) == 0 && !wcscmp(wide, L"-7") && REFUSED(_ltow_s(-7, wide, 2, 10) == ERANGE, ERANGE),
          "_ltow_s");
    CHECK(_ultow_s(7, wide, 2, 10) == 0 && !wcscmp(wide, L"7") && REFUSED(_ultow_s(77, wide, 2, 10) == ERANGE, ERANGE),
          "_ultow_s");
    CHECK(_i64tow_s(-5, wide, 3, 10) == 0 && !wcscmp(wide, L"-5") &&
              REFUSED(_i64tow_s(-5, wide, 2, 10) == ERANGE, ERANGE),
          "_i64tow_s");
    CHECK(_ui64tow_s(5, wide, 2, 10) == 0 && !wcscmp(wide, L"5") &&
              REFUSED(_ui64tow_s(55, wide, 2, 10) == ERANGE, ERANGE),
          "_ui64tow_s");
}

static void floats(void)
{
    int point = 0, sign = 9;
    char text[40];

    CHECK(!strcmp(_ecvt(3.1415926535, 5, &point, &sign), "31416") && point == 1 && sign == 0,
          "_ecvt: \"a pointer to the string of digits\", the point's place, the sign");
    CHECK(!strcmp(_ecvt(-0.00125, 3, &point, &sign), "125") && point == -2 && sign != 0, "_ecvt: a small negative one");
    CHECK(!strcmp(_fcvt(3.1415926535, 3, &point, &sign), "3142") && point == 1 && sign == 0,
          "_fcvt: \"the number of digits after the decimal point\"");
    CHECK(!strcmp(_fcvt(-1234.5, 1, &point, &sign), "12345") && point == 4 && sign != 0, "_fcvt: before it as well");
    CHECK(_gcvt(-3.14e5, 7, text) == text && !strcmp(text, "-314000."), "_gcvt: in decimal format: %s", text);
#ifdef _UCRT
    CHECK(!strcmp(_gcvt(1.5e20, 3, text), "1.5e+20"), "_gcvt: in exponential format: %s", text);
#else
    CHECK(!strcmp(_gcvt(1.5e20, 3, text), "1.5e+020"), "_gcvt: in exponential format: %s", text);
#endif
    CHECK(_ecvt_s(text, sizeof text, 2.5, 3, &point, &sign) == 0 && !strcmp(text, "250") && point == 1,
          "_ecvt_s: \"Zero if successful\"");
    CHECK(REFUSED(_ecvt_s(NULL, 9, 2.5, 3, &point, &sign) == EINVAL, EINVAL), "_ecvt_s: NULL");
    CHECK(_fcvt_s(text, sizeof text, 2.5, 3, &point, &sign) == 0 && !strcmp(text, "2500") && point == 1, "_fcvt_s");
    CHECK(REFUSED(_fcvt_s(NULL, 9, 2.5, 3, &point, &sign) == EINVAL, EINVAL), "_fcvt_s: NULL");
    CHECK(_gcvt_s(text, sizeof text, 2.5, 5) == 0 && !strcmp(text, "2.5"), "_gcvt_s");
    CHECK(REFUSED(_gcvt_s(NULL, 9, 2.5, 5) == EINVAL, EINVAL), "_gcvt_s: NULL");
}

static void in_a_locale(void)
{
    FROM_CRT(int, _atodbl, double *, char *);
    FROM_CRT(int, _atodbl_l, double *, char *, _locale_t);
    FROM_CRT(int, _atoflt_l, float *, char *, _locale_t);
    FROM_CRT(double, _wtof_l, const wchar_t *, _locale_t);
    FROM_CRT(int, _atoi_l, const char *, _locale_t);
    FROM_CRT(long, _atol_l, const char *, _locale_t);
    FROM_CRT(__int64, _atoi64_l, const char *, _locale_t);
    FROM_CRT(int, _wtoi_l, const wchar_t *, _locale_t);
    FROM_CRT(long, _wtol_l, const wchar_t *, _locale_t);
    FROM_CRT(__int64, _wtoi64_l, const wchar_t *, _locale_t);
    FROM_CRT(long, _strtol_l, const char *, char **, int, _locale_t);
    FROM_CRT(unsigned long, _strtoul_l, const char *, char **, int, _locale_t);
    FROM_CRT(__int64, _strtoi64_l, const char *, char **, int, _locale_t);
    FROM_CRT(unsigned __int64, _strtoui64_l, const char *, char **, int, _locale_t);
    FROM_CRT(long, _wcstol_l, const wchar_t *, wchar_t **, int, _locale_t);
    FROM_CRT(unsigned long, _wcstoul_l, const wchar_t *, wchar_t **, int, _locale_t);
    FROM_CRT(__int64, _wcstoi64_l, const wchar_t *, wchar_t **, int, _locale_t);
    FROM_CRT(unsigned __int64, _wcstoui64_l, const wchar_t *, wchar_t **, int, _locale_t);
    FROM_CRT(__int64, _wcstoi64, const wchar_t *, wchar_t **, int);
    FROM_CRT(unsigned __int64, _wcstoui64, const wchar_t *, wchar_t **, int);
    _locale_t locale = _create_locale(LC_ALL, "English_United States.1252");
    char *end, number[] = "2.5x", large[] = "1e400";
    wchar_t *wend;
    double real = 0;
    float single = 0;

    CHECK(_atodbl(&real, number) == 0 && real == 2.5, "_atodbl: \"0 if successful\"");
    CHECK(_atodbl(&real, large) == 3, "_atodbl: _OVERFLOW");
    CHECK(_atodbl_l(&real, number, locale) == 0 && _atodbl_l(&real, large, locale) == 3, "_atodbl_l");
    CHECK(_atoflt_l(&single, number, locale) == 0 && single == 2.5f && _atoflt_l(&single, large, locale) == 3,
          "_atoflt_l");
    CHECK(_wtof_l(L"-2.5x", locale) == -2.5 && _wtof_l(L"x", locale) == 0, "_wtof_l");
    CHECK(_atoi_l("-12x", locale) == -12 && _atol_l("13", locale) == 13 &&
              _atoi64_l("5000000000", locale) == 5000000000,
          "_atoi_l, _atol_l, _atoi64_l");
    CHECK(_wtoi_l(L"-12x", locale) == -12 && _wtol_l(L"13", locale) == 13 &&
              _wtoi64_l(L"5000000000", locale) == 5000000000,
          "_wtoi_l, _wtol_l, _wtoi64_l");
    CHECK(REFUSED(_atoi_l(NULL, locale) == 0, EINVAL) && REFUSED(_wtoi_l(NULL, locale) == 0, EINVAL),
          "NULL: 0, EINVAL");
    CHECK(_strtol_l("-0x1f!", &end, 0, locale) == -31 && *end == '!' && _strtoul_l("ff", &end, 16, locale) == 255,
          "_strtol_l, _strtoul_l");
    CHECK(_strtoi64_l("-5000000000!", &end, 10, locale) == -5000000000 && *end == '!' &&
              _strtoui64_l("18446744073709551615", &end, 10, locale) == UINT64_MAX,
          "_strtoi64_l, _strtoui64_l");
    errno = 0;
    CHECK(_strtol_l("99999999999", &end, 10, locale) == LONG_MAX && errno == ERANGE, "_strtol_l: LONG_MAX, ERANGE");
    CHECK(_wcstol_l(L"-0x1f!", &wend, 0, locale) == -31 && *wend == '!' && _wcstoul_l(L"ff", &wend, 16, locale) == 255,
          "_wcstol_l, _wcstoul_l");
    CHECK(_wcstoi64_l(L"-5000000000!", &wend, 10, locale) == -5000000000 && *wend == '!' &&
              _wcstoui64_l(L"18446744073709551615", &wend, 10, locale) == UINT64_MAX,
          "_wcstoi64_l, _wcstoui64_l");
    CHECK(_wcstoi64(L"-5000000000!", &wend, 10) == -5000000000 && *wend == '!' &&
              _wcstoui64(L"18446744073709551615", &wend, 10) == UINT64_MAX,
          "_wcstoi64, _wcstoui64");
    errno = 0;
    CHECK(_wcstoi64(L"9223372036854775808", NULL, 10) == INT64_MAX && errno == ERANGE, "_wcstoi64: ERANGE");
    _free_locale(locale);
}

static void arithmetic(void)
{
    FROM_CRT(__int64, _abs64, __int64);
    FROM_CRT(unsigned, _rotl, unsigned, int);
    FROM_CRT(unsigned, _rotr, unsigned, int);
    FROM_CRT(unsigned long, _lrotl, unsigned long, int);
    FROM_CRT(unsigned long, _lrotr, unsigned long, int);
    FROM_CRT(unsigned __int64, _rotl64, unsigned __int64, int);
    FROM_CRT(unsigned __int64, _rotr64, unsigned __int64, int);
    char from[] = "abcd", to[] = "....";

    CHECK(_abs64(-5000000000) == 5000000000 && _abs64(3) == 3, "_abs64");
    CHECK(_rotl(0x80000001, 4) == 0x18 && _rotr(0x80000001, 4) == 0x18000000, "_rotl, _rotr: 32 bits go round");
    CHECK(_lrotl(0x80000001, 4) == 0x18 && _lrotr(0x80000001, 4) == 0x18000000, "_lrotl, _lrotr");
    CHECK(_rotl64(0x8000000000000001, 4) == 0x18 && _rotr64(0x8000000000000001, 4) == 0x1800000000000000,
          "_rotl64, _rotr64");
    _swab(from, to, 4);
    CHECK(!strcmp(to, "badc"), "_swab: \"swaps each pair of adjacent bytes\"");
}

int main(void)
{
    catch_invalid();
    digits();
    floats();
    in_a_locale();
    arithmetic();
    return check_done();
}
