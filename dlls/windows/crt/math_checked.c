/* SPDX-License-Identifier: MIT */
/* libmingwex's functions with the errors that the documents give them: a domain error is EDOM, a pole or an overflow
 * ERANGE, and a program's own handler (__setusermatherr) may say the result.  The .spec exports them without crt_. */
#include "crt.h"
#include "matherr.h"

#define INF __builtin_inf()
#define NAN __builtin_nan("")

double sin(double x), cos(double x), exp(double x), log(double x), pow(double x, double y), fmod(double x, double y),
    trunc(double x);
float sinf(float x), cosf(float x), expf(float x), logf(float x), log10f(float x), powf(float x, float y),
    fmodf(float x, float y);

static double domain(const char *name, double x)
{
    return __builtin_isnan(x) ? x : crt_math_error(MATH_DOMAIN, name, x, 0, NAN);
}

double crt_sin(double x)
{
    return __builtin_isfinite(x) ? sin(x) : domain("sin", x);
}

double crt_cos(double x)
{
    return __builtin_isfinite(x) ? cos(x) : domain("cos", x);
}

double crt_exp(double x)
{
    double r = exp(x);
    return __builtin_isinf(r) && __builtin_isfinite(x) ? crt_math_error(MATH_OVERFLOW, "exp", x, 0, r) : r;
}

double crt_log(double x)
{
    if (x < 0) return domain("log", x);
    return x == 0 ? crt_math_error(MATH_SING, "log", x, 0, -INF) : log(x);
}

double crt_sqrt(double x)
{
    double r;
    if (x < 0) return domain("sqrt", x);
    __asm__("sqrtsd %1, %0" : "=x"(r) : "x"(x));
    return r;
}

double crt_fmod(double x, double y)
{
    if (__builtin_isnan(x) || __builtin_isnan(y)) return x + y;
    return y == 0 || __builtin_isinf(x) ? crt_math_error(MATH_DOMAIN, "fmod", x, y, NAN) : fmod(x, y);
}

static double power(double x, double y, double (*call)(double, double), double most)
{
    if (__builtin_isfinite(x) && __builtin_isfinite(y)) {
        if (x < 0 && y != trunc(y)) return crt_math_error(MATH_DOMAIN, "pow", x, y, NAN);
        if (x == 0 && y < 0) {
            int odd = y == trunc(y) && fmod(y, 2) != 0;
            return crt_math_error(MATH_SING, "pow", x, y, odd && __builtin_signbit(x) ? -INF : INF);
        }
        double r = call(x, y);
        return r > most || r < -most ? crt_math_error(MATH_OVERFLOW, "pow", x, y, r > 0 ? INF : -INF) : r;
    }
    return call(x, y);
}

double crt_pow(double x, double y)
{
    return power(x, y, pow, 0x1.fffffffffffffp1023);
}

/* ---- float ---- */

static double powf_wide(double x, double y)
{
    return powf((float)x, (float)y);
}

float crt_powf(float x, float y)
{
    return (float)power(x, y, powf_wide, 0x1.fffffep127);
}

float crt_sinf(float x)
{
    return __builtin_isfinite(x) ? sinf(x) : (float)domain("sinf", x);
}

float crt_cosf(float x)
{
    return __builtin_isfinite(x) ? cosf(x) : (float)domain("cosf", x);
}

float crt_expf(float x)
{
    float r = expf(x);
    return __builtin_isinf(r) && __builtin_isfinite(x) ? (float)crt_math_error(MATH_OVERFLOW, "expf", x, 0, r) : r;
}

float crt_logf(float x)
{
    if (x < 0) return (float)domain("logf", x);
    return x == 0 ? (float)crt_math_error(MATH_SING, "logf", x, 0, -INF) : logf(x);
}

float crt_log10f(float x)
{
    if (x < 0) return (float)domain("log10f", x);
    return x == 0 ? (float)crt_math_error(MATH_SING, "log10f", x, 0, -INF) : log10f(x);
}

float crt_sqrtf(float x)
{
    float r;
    if (x < 0) return (float)domain("sqrtf", x);
    __asm__("sqrtss %1, %0" : "=x"(r) : "x"(x));
    return r;
}

float crt_fmodf(float x, float y)
{
    if (__builtin_isnan(x) || __builtin_isnan(y)) return x + y;
    return y == 0 || __builtin_isinf(x) ? (float)crt_math_error(MATH_DOMAIN, "fmodf", x, y, NAN) : fmodf(x, y);
}
