/* SPDX-License-Identifier: MIT */
/* The mathematics of <math.h>: libmingwex's functions where it has the double ones under their own names (sin, exp, pow
 * ...), its long double ones rounded where it has only those, and Bessel functions of ours.  Domain errors set EDOM,
 * overflow ERANGE.  Nothing that takes `long double` is exported: on this system that type is double. */
#include "crt.h"
#include "matherr.h"

#define INF __builtin_inf()
#define NAN __builtin_nan("")
double _HUGE = __builtin_inf();
int _fltused = 0x9875;

long double acosl(long double x);
long double asinl(long double x);
long double atanl(long double x);
long double tanl(long double x);
long double sinhl(long double x);
long double coshl(long double x);
long double tanhl(long double x);
long double log10l(long double x);
long double sqrtl(long double x);
double sin(double x);
double cos(double x);
double exp(double x);
double log(double x);
double pow(double x, double y);
double sqrt(double x);
double floor(double x);
double ceil(double x);
double fabs(double x);
double fmod(double x, double y);
double modf(double x, double *whole);
double ldexp(double x, int e);
double atan2(double y, double x);
double hypot(double x, double y);
float acosf(float), asinf(float), atanf(float), atan2f(float, float), ceilf(float), cosf(float), coshf(float),
    expf(float), floorf(float), fmodf(float, float), logf(float), log10f(float), modff(float, float *),
    powf(float, float), sinf(float), sinhf(float), sqrtf(float), tanf(float), tanhf(float), hypotf(float, float),
    nextafterf(float, float), logbf(float), scalbnf(float, int);

/* Makes the linker take these from the archive: the .spec exports them under their own names. */
void *const crt_math_from_archive[] = {
    (void *)floor,  (void *)ceil,  (void *)fabs,  (void *)modf,   (void *)ldexp, (void *)atan2,
    (void *)acosf,  (void *)asinf, (void *)atanf, (void *)atan2f, (void *)ceilf, (void *)coshf,
    (void *)floorf, (void *)modff, (void *)sinhf, (void *)tanf,   (void *)tanhf,
};

/* A program's own error handler (__setusermatherr): it may replace the result; nonzero says that it handled the error.
 */
struct exception {
    int type;
    char *name;
    double arg1, arg2, retval;
};
static int (*user_matherr)(struct exception *);

void __setusermatherr(int (*handler)(struct exception *))
{
    user_matherr = handler;
}

double crt_math_error(int type, const char *name, double a, double b, double result)
{
    struct exception e = {type, (char *)name, a, b, result};
    if (user_matherr && user_matherr(&e)) return e.retval;
    errno = type == 1 ? EDOM : ERANGE;
    return e.retval;
}

static double domain(const char *name, double x)
{
    return __builtin_isnan(x) ? x : crt_math_error(MATH_DOMAIN, name, x, 0, NAN);
}

/* libmingwex calls this for its own errors. */
void __mingw_raise_matherr(int type, const char *name, double a1, double a2, double result)
{
    crt_math_error(type, name, a1, a2, result);
}

void __mingw_setusermatherr(int (*handler)(struct exception *))
{
    __setusermatherr(handler);
}

double acos(double x)
{
    return x >= -1 && x <= 1 ? (double)acosl(x) : domain("acos", x);
}

double asin(double x)
{
    return x >= -1 && x <= 1 ? (double)asinl(x) : domain("asin", x);
}

double atan(double x)
{
    return (double)atanl(x);
}

double tan(double x)
{
    return __builtin_isinf(x) ? domain("tan", x) : (double)tanl(x);
}

double sinh(double x)
{
    double y = (double)sinhl(x);
    return __builtin_isinf(y) && !__builtin_isinf(x) ? crt_math_error(MATH_OVERFLOW, "sinh", x, 0, y) : y;
}

double cosh(double x)
{
    double y = (double)coshl(x);
    return __builtin_isinf(y) && !__builtin_isinf(x) ? crt_math_error(MATH_OVERFLOW, "cosh", x, 0, y) : y;
}

double tanh(double x)
{
    return (double)tanhl(x);
}

double log10(double x)
{
    if (x < 0) return domain("log10", x);
    if (x == 0) return crt_math_error(MATH_SING, "log10", x, 0, -INF);
    return (double)log10l(x);
}

/* The square has room in long double, and its root is exact to the double's last place. */
double _hypot(double x, double y)
{
    if (__builtin_isinf(x) || __builtin_isinf(y)) return INF;
    long double wide_x = x, wide_y = y;
    double r = (double)sqrtl(wide_x * wide_x + wide_y * wide_y);
    return __builtin_isinf(r) ? crt_math_error(MATH_OVERFLOW, "_hypot", x, y, r) : r;
}

double hypot(double x, double y)
{
    return _hypot(x, y);
}

float _hypotf(float x, float y)
{
    return hypotf(x, y);
}

/* ---- the parts of a number ---- */

union number {
    double d;
    unsigned long long bits;
};

double frexp(double x, int *exponent)
{
    union number u = {x};
    int e = (int)(u.bits >> 52 & 0x7ff);
    *exponent = 0;
    if (e == 0x7ff || x == 0) return x;
    if (!e) { /* denormal */
        u.d = x * 0x1p54;
        e = (int)(u.bits >> 52 & 0x7ff) - 54;
    }
    *exponent = e - 1022;
    u.bits = (u.bits & ~(0x7ffull << 52)) | 1022ull << 52;
    return u.d;
}

double _logb(double x)
{
    int e;
    if (x == 0) return crt_math_error(MATH_SING, "_logb", x, 0, -INF);
    if (!__builtin_isfinite(x)) return __builtin_isnan(x) ? x : INF;
    frexp(x, &e);
    return e - 1;
}

float _logbf(float x)
{
    return logbf(x);
}

double _scalb(double x, long e)
{
    double r = ldexp(x, (int)e);
    return (__builtin_isinf(r) && __builtin_isfinite(x)) || (r == 0 && x != 0)
               ? crt_math_error(r == 0 ? MATH_UNDERFLOW : MATH_OVERFLOW, "_scalb", x, (double)e, r)
               : r;
}

float _scalbf(float x, long e)
{
    return scalbnf(x, (int)e);
}

double _copysign(double x, double y)
{
    return __builtin_copysign(x, y);
}

float _copysignf(float x, float y)
{
    return __builtin_copysignf(x, y);
}

double _chgsign(double x)
{
    return -x;
}

float _chgsignf(float x)
{
    return -x;
}

int _finite(double x)
{
    return __builtin_isfinite(x);
}

int _finitef(float x)
{
    return __builtin_isfinite(x);
}

int _isnan(double x)
{
    return __builtin_isnan(x);
}

int _isnanf(float x)
{
    return __builtin_isnan(x);
}

/* _fpclass: one of the _FPCLASS_ bits of <float.h>. */
int _fpclass(double x)
{
    union number u = {x};
    int negative = (int)(u.bits >> 63), e = (int)(u.bits >> 52 & 0x7ff);
    unsigned long long m = u.bits & 0xfffffffffffffull;
    if (e == 0x7ff && m) return m >> 51 ? 2 /* quiet */ : 1 /* signalling */;
    if (e == 0x7ff) return negative ? 4 : 0x200;
    if (!e && !m) return negative ? 0x20 : 0x40;
    if (!e) return negative ? 0x10 : 0x80;
    return negative ? 8 : 0x100;
}

int _fpclassf(float x)
{
    union {
        float f;
        unsigned bits;
    } u = {x};
    int negative = (int)(u.bits >> 31), e = (int)(u.bits >> 23 & 0xff);
    unsigned m = u.bits & 0x7fffff;
    if (e == 0xff && m) return m >> 22 ? 2 : 1;
    if (e == 0xff) return negative ? 4 : 0x200;
    if (!e && !m) return negative ? 0x20 : 0x40;
    if (!e) return negative ? 0x10 : 0x80;
    return negative ? 8 : 0x100;
}

double _nextafter(double x, double y)
{
    union number u = {x};
    if (__builtin_isnan(x) || __builtin_isnan(y)) return x + y;
    if (x == y) return y;
    if (x == 0) {
        u.bits = 1;
        return y < 0 ? -u.d : u.d;
    }
    u.bits += (x < y) == (x > 0) ? 1 : -1ull;
    return u.d;
}

float _nextafterf(float x, float y)
{
    return nextafterf(x, y);
}

struct complex {
    double x, y;
};

double _cabs(struct complex z)
{
    return _hypot(z.x, z.y);
}

/* ---- Bessel functions ----
 * Small arguments: the power series, in long double so that cancellation leaves double's digits; large ones: Hankel's
 * asymptotic expansion; orders in between by recurrence in its stable direction. */

#define PI    3.141592653589793238462643383279502884L
#define EULER 0.577215664901532860606512090082402431L
#define LARGE 25.0

long double sinl(long double x);
long double cosl(long double x);
long double logl(long double x);

/* J_n(x) = sum (-1)^k (x/2)^(2k+n) / (k! (k+n)!) */
static long double series_j(int n, long double x)
{
    long double half = x / 2, term = 1, sum;
    for (int i = 1; i <= n; i++) term *= half / i;
    sum = term;
    for (int k = 1; k < 200; k++) {
        term *= -half * half / ((long double)k * (k + n));
        sum += term;
        if (k > half && (term < 0 ? -term : term) < 1e-25L * (sum < 0 ? -sum : sum)) break;
    }
    return sum;
}

static long double asymptotic(int n, long double x, int second)
{
    long double mu = 4.0L * n * n, p = 1, q = 0, term = 1, last = 1e30L;
    for (int k = 1; k < 60; k++) {
        term *= (mu - (2.0L * k - 1) * (2.0L * k - 1)) / (k * 8.0L * x);
        long double size = term < 0 ? -term : term;
        if (size > last) break;
        last = size;
        switch (k & 3) {
        case 1: q += term; break;
        case 2: p -= term; break;
        case 3: q -= term; break;
        default: p += term;
        }
        if (size < 1e-22L) break;
    }
    long double chi = x - (n / 2.0L + 0.25L) * PI, scale = sqrtl(2 / (PI * x));
    return second ? scale * (p * sinl(chi) + q * cosl(chi)) : scale * (p * cosl(chi) - q * sinl(chi));
}

static long double bessel_j(int n, long double x)
{
    return x < LARGE ? series_j(n, x) : asymptotic(n, x, 0);
}

static long double bessel_y(int n, long double x)
{
    if (x >= LARGE) return asymptotic(n, x, 1);
    /* Y_0 and Y_1 from the series with harmonic numbers. */
    long double half = x / 2, sum = 0, term = n ? half : 1, harmonic = n ? 0.5L : 0; /* (H_k + H_{k+n}) / 2 */
    long double hk = 0, hkn = n ? 1 : 0;
    harmonic = hk + hkn;
    sum = harmonic * term;
    for (int k = 1; k < 200; k++) {
        term *= -half * half / ((long double)k * (k + n));
        hk += 1.0L / k;
        hkn += 1.0L / (k + n);
        long double add = (hk + hkn) * term;
        sum += add;
        if (k > half && (add < 0 ? -add : add) < 1e-25L * (1 + (sum < 0 ? -sum : sum))) break;
    }
    long double y = 2 / PI * (logl(half) + EULER) * series_j(n, x) - sum / PI;
    return n ? y - 2 / (PI * x) : y;
}

double _j0(double x)
{
    return (double)bessel_j(0, fabs(x));
}

double _j1(double x)
{
    double y = (double)bessel_j(1, fabs(x));
    return x < 0 ? -y : y;
}

double _jn(int n, double x)
{
    double sign = 1;
    if (n < 0) {
        n = -n;
        if (n & 1) sign = -sign;
    }
    if (x < 0) {
        x = -x;
        if (n & 1) sign = -sign;
    }
    if (x == 0) return n ? 0 : 1;
    if (x < LARGE) return sign * (double)series_j(n, x);
    if (n <= x) { /* upwards is stable while the order is below the argument */
        long double a = bessel_j(0, x), b = bessel_j(1, x);
        if (!n) return sign * (double)a;
        for (int k = 1; k < n; k++) {
            long double c = 2.0L * k / x * b - a;
            a = b, b = c;
        }
        return sign * (double)b;
    }
    /* Downwards from far above, scaled by J_0 (Miller). */
    int start = 2 * ((n + (int)sqrt(60.0 * n)) / 2 + 10);
    long double next = 0, now = 1e-300L, result = 0, sum = 0;
    for (int k = start; k > 0; k--) {
        long double below = 2.0L * k / x * now - next;
        next = now, now = below;
        if (k - 1 == n) result = now;
        if ((k - 1) % 2 == 0) sum += k - 1 ? 2 * now : now;
        if (now > 1e3000L || now < -1e3000L) {
            now *= 1e-3000L, next *= 1e-3000L, result *= 1e-3000L, sum *= 1e-3000L;
        }
    }
    return sign * (double)(result / sum);
}

double _y0(double x)
{
    if (x < 0) return domain("_y0", x);
    return x == 0 ? crt_math_error(MATH_SING, "_y0", x, 0, -INF) : (double)bessel_y(0, x);
}

double _y1(double x)
{
    if (x < 0) return domain("_y1", x);
    return x == 0 ? crt_math_error(MATH_SING, "_y1", x, 0, -INF) : (double)bessel_y(1, x);
}

double _yn(int n, double x)
{
    double sign = 1;
    if (x < 0) return domain("_yn", x);
    if (x == 0) return crt_math_error(MATH_SING, "_yn", x, 0, -INF);
    if (n < 0) {
        n = -n;
        if (n & 1) sign = -1;
    }
    long double a = bessel_y(0, x), b = bessel_y(1, x);
    if (!n) return (double)a;
    for (int k = 1; k < n; k++) {
        long double c = 2.0L * k / x * b - a;
        a = b, b = c;
    }
    return sign * (double)b;
}
