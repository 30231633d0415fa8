/* SPDX-License-Identifier: MIT */
/* Text to double: exact arithmetic on two doubles where that is correct (at most 15 digits and a power of ten up to
 * 22), libmingwex's correctly rounding strtod for the rest.  The syntax is msvcrt's: decimal digits with the locale's
 * point and an exponent by e, E, d or D; hexadecimal, "inf" and "nan" only in the C99 flavour (ucrtbase). */
#include "crt.h"

double __mingw_strtod(const char *s, char **end);
float __mingw_strtof(const char *s, char **end);

#define EXACT_DIGITS 780 /* no double needs more than 768 significant digits to be told from its neighbours */

static double parse(const char *s, char **end, char point, int single)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    char digit[EXACT_DIGITS + 24];
    int n = 0, any = 0, exponent = 0, negative = 0, sticky = 0;
    unsigned long long mantissa = 0;
    const char *p = s;

    if (end) *end = (char *)s;
    while (space_c((unsigned char)*p)) p++;
    if (*p == '+' || *p == '-') negative = *p++ == '-';
#ifdef CRT_UCRT
    if ((p[0] == '0' && (p[1] | 32) == 'x') || (*p | 32) == 'i' || (*p | 32) == 'n') {
        char *stop;
        double special = single ? __mingw_strtof(p, &stop) : __mingw_strtod(p, &stop);
        if (stop != p) {
            if (end) *end = stop;
            return negative ? -special : special;
        }
        return 0;
    }
#endif
    for (int fraction = 0;; p++) {
        if (*p == point && !fraction) {
            fraction = 1;
            continue;
        }
        if ((unsigned)(*p - '0') > 9) break;
        any = 1;
        if (n || *p != '0') {
            if (n < EXACT_DIGITS) {
                digit[n++] = *p;
                if (n <= 18) mantissa = mantissa * 10 + (unsigned)(*p - '0');
            } else {
                sticky |= *p != '0';
                exponent++;
            }
        }
        exponent -= fraction;
    }
    if (!any) return 0;
    if ((*p | 32) == 'e' || (*p | 32) == 'd') {
        const char *q = p + 1;
        int sign = 1, value = 0;
        if (*q == '+' || *q == '-') sign = *q++ == '-' ? -1 : 1;
        if ((unsigned)(*q - '0') <= 9) {
            for (; (unsigned)(*q - '0') <= 9; q++)
                if (value < 100000) value = value * 10 + (*q - '0');
            exponent += sign * value;
            p = q;
        }
    }
    if (end) *end = (char *)p;
    if (!n) return negative ? -0.0 : 0.0;
#ifdef __SSE2_MATH__ /* x87 would round twice */
    if (!single && n <= 15 && exponent >= -22 && exponent <= 22) {
        double value = (double)mantissa;
        value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
        return negative ? -value : value;
    }
#else
    (void)powers;
#endif
    if (sticky) digit[n++] = '1', exponent--;
    if (exponent > 99999) exponent = 99999;
    if (exponent < -99999) exponent = -99999;
    int power = exponent < 0 ? -exponent : exponent;
    digit[n++] = 'e';
    digit[n++] = exponent < 0 ? '-' : '+';
    for (int scale = 10000; scale; scale /= 10) digit[n++] = (char)('0' + power / scale % 10);
    digit[n] = 0;
    double value = single ? __mingw_strtof(digit, NULL) : __mingw_strtod(digit, NULL);
    if (value > 1.7976931348623157e308 || value == 0 || (single && value > 3.4028234663852886e38)) errno = ERANGE;
    return negative ? -value : value;
}

static char point_of(crt_locale locale)
{
    return *locinfo_of(locale)->lconv->decimal_point;
}

double crt_strtod_l(const char *s, char **end, char point)
{
    return parse(s, end, point, 0);
}

double _strtod_l(const char *s, char **end, crt_locale locale)
{
    if (!s) {
        if (end) *end = NULL;
        crt_invalid();
        return 0;
    }
    return parse(s, end, point_of(locale), 0);
}

double strtod(const char *s, char **end)
{
    return _strtod_l(s, end, NULL);
}

double atof(const char *s)
{
    return _strtod_l(s, NULL, NULL);
}

double _atof_l(const char *s, crt_locale locale)
{
    return _strtod_l(s, NULL, locale);
}

float crt_strtof_l(const char *s, char **end, crt_locale locale)
{
    if (!s) {
        if (end) *end = NULL;
        crt_invalid();
        return 0;
    }
    return (float)parse(s, end, point_of(locale), 1);
}

/* The characters that can belong to a number, made narrow; a byte of the result is a unit of the text. */
static double wide_parse(const wchar_t *s, wchar_t **end, crt_locale locale, int single)
{
    char stack[128], *text = stack, *stop;
    size_t skip = 0, n = 0;
    if (end) *end = (wchar_t *)s;
    if (!s) {
        crt_invalid();
        return 0;
    }
    while (iswctype(s[skip], T_SPACE)) skip++;
    const wchar_t *from = s + skip;
    while (from[n] && from[n] < 128 && !space_c(from[n])) n++;
    if (n >= sizeof stack && !(text = malloc(n + 1))) return 0;
    for (size_t i = 0; i < n; i++) text[i] = (char)from[i];
    text[n] = 0;
    double value = parse(text, &stop, point_of(locale), single);
    if (end && stop != text) *end = (wchar_t *)from + (stop - text);
    if (text != stack) free(text);
    return value;
}

double _wcstod_l(const wchar_t *s, wchar_t **end, crt_locale locale)
{
    return wide_parse(s, end, locale, 0);
}

float crt_wcstof_l(const wchar_t *s, wchar_t **end, crt_locale locale)
{
    return (float)wide_parse(s, end, locale, 1);
}

double wcstod(const wchar_t *s, wchar_t **end)
{
    return _wcstod_l(s, end, NULL);
}

double _wtof(const wchar_t *s)
{
    return _wcstod_l(s, NULL, NULL);
}

double _wtof_l(const wchar_t *s, crt_locale locale)
{
    return _wcstod_l(s, NULL, locale);
}

/* _atodbl, _atoflt: 0, or _OVERFLOW (3) or _UNDERFLOW (4); no errno. */
int _atodbl_l(double *out, char *s, crt_locale locale)
{
    int saved = errno;
    if (!out || !s) return crt_invalid();
    *out = parse(s, NULL, point_of(locale), 0);
    int result = errno == ERANGE && saved != ERANGE ? (*out == 0 ? 4 : 3) : 0;
    errno = saved;
    return result;
}

int _atodbl(double *out, char *s)
{
    return _atodbl_l(out, s, NULL);
}

int _atoflt_l(float *out, char *s, crt_locale locale)
{
    int saved = errno;
    if (!out || !s) return crt_invalid();
    errno = 0;
    *out = (float)parse(s, NULL, point_of(locale), 1);
    int result = errno == ERANGE ? (*out == 0 ? 4 : 3) : 0;
    errno = saved;
    return result;
}

int _atoflt(float *out, char *s)
{
    return _atoflt_l(out, s, NULL);
}

/* ---- _ecvt, _fcvt, _gcvt ---- */

#define CVT_MAX 349

static char *cvt(double value, int count, int fixed, int *point, int *sign, char *to, size_t size)
{
    struct crt_digits d;
    if (count < 0 && !fixed) count = 0;
    if (count > CVT_MAX) count = CVT_MAX;
    *sign = __builtin_signbit(value) != 0;
    if (!__builtin_isfinite(value)) {
        const char *text = __builtin_isnan(value) ? "1#QNAN" : "1#INF";
        *point = 1;
        crt_snprintf(to, size, "%.*s", count + 1, text);
        return to;
    }
    crt_digits(value, count, fixed, 17, &d);
    *point = value == 0 ? 0 : d.exponent;
    int want = fixed ? (value == 0 ? count : d.exponent + count) : count;
    if (want < 0) want = 0;
    if (want > (int)size - 1) want = (int)size - 1;
    for (int i = 0; i < want; i++) to[i] = i < d.count ? d.digit[i] : '0';
    to[want] = 0;
    return to;
}

char *_ecvt(double value, int count, int *point, int *sign)
{
    return cvt(value, count, 0, point, sign, crt_self()->cvt_text, sizeof crt_self()->cvt_text);
}

char *_fcvt(double value, int count, int *point, int *sign)
{
    return cvt(value, count, 1, point, sign, crt_self()->cvt_text, sizeof crt_self()->cvt_text);
}

int _ecvt_s(char *to, size_t size, double value, int count, int *point, int *sign)
{
    if (!to || !size || !point || !sign) return crt_invalid();
    if (count > 0 && (size_t)count >= size) {
        *to = 0;
        return crt_invalid_as(ERANGE);
    }
    cvt(value, count, 0, point, sign, to, size);
    return 0;
}

int _fcvt_s(char *to, size_t size, double value, int count, int *point, int *sign)
{
    if (!to || !size || !point || !sign) return crt_invalid();
    cvt(value, count, 1, point, sign, to, size);
    return 0;
}

/* _gcvt: %g with `count` digits, but with the point kept ("1." and "1.e+010"). */
char *_gcvt(double value, int count, char *to)
{
    char *p, *e, *z;
    if (!to) {
        crt_invalid();
        return NULL;
    }
    if (count < 1) count = 1;
    crt_snprintf(to, (size_t)count + 16, "%#.*g", count, value);
    /* %#g keeps trailing zeros; _gcvt drops them. */
    p = strchr(to, point_of(NULL));
    if (!p) return to;
    e = strchr(p, 'e');
    z = e ? e : p + strlen(p);
    char *last = z;
    while (last[-1] == '0') last--;
    memmove(last, z, strlen(z) + 1);
    return to;
}

int _gcvt_s(char *to, size_t size, double value, int count)
{
    char text[400];
    if (!to || !size) return crt_invalid();
    if (count < 0 || count > CVT_MAX || (size_t)count >= size) {
        *to = 0;
        return crt_invalid_as(ERANGE);
    }
    _gcvt(value, count, text);
    if (strlen(text) >= size) {
        *to = 0;
        return crt_invalid_as(ERANGE);
    }
    strcpy(to, text);
    return 0;
}
