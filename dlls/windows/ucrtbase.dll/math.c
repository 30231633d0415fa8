/* SPDX-License-Identifier: MIT */
/* C99's mathematics, beyond what crt/math.c has for both runtimes: libmingwex's functions exported as they are, and the
 * runtime's own helpers for <math.h> and <complex.h>.  `long double` is double in programs of this runtime, so the
 * .spec makes each name that ends in l one more name of the double function. */
#include "../crt/crt.h"

/* The values of FP_NAN and its kin in the public math.h. */
enum { CLASS_SUBNORMAL = -2, CLASS_NORMAL = -1, CLASS_ZERO = 0, CLASS_INFINITE = 1, CLASS_NAN = 2 };
#define CLASS(x) (short)__builtin_fpclassify(CLASS_NAN, CLASS_INFINITE, CLASS_NORMAL, CLASS_SUBNORMAL, CLASS_ZERO, x)

short _dtest(double *x)
{
    return CLASS(*x);
}

short _fdtest(float *x)
{
    return CLASS(*x);
}

short _dclass(double x)
{
    return CLASS(x);
}

short _fdclass(float x)
{
    return CLASS(x);
}

/* The sign bit, as signbit gives it. */
int _dsign(double x)
{
    return __builtin_signbit(x) ? 0x8000 : 0;
}

int _fdsign(float x)
{
    return __builtin_signbit(x) ? 0x8000 : 0;
}

/* How two numbers compare: bits of _FP_LT 1, _FP_EQ 2, _FP_GT 4; 0 where they don't. */
int _dpcomp(double x, double y)
{
    return x < y ? 1 : x == y ? 2 : x > y ? 4 : 0;
}

int _fdpcomp(float x, float y)
{
    return _dpcomp(x, y);
}

/* The functions taken from libmingwex: naming them here links them in, under the names that the .spec exports. */
/* clang-format off */
#define FROM_ARCHIVE(X) \
    X(acosh) X(acoshf) X(asinh) X(asinhf) X(atanh) X(atanhf) X(cbrt) X(cbrtf) X(copysign) X(copysignf) X(erf) \
    X(erfc) X(erfcf) X(erff) X(exp2) X(exp2f) X(expm1) X(expm1f) X(fdim) X(fdimf) X(fma) X(fmaf) X(fmax) \
    X(fmaxf) X(fmin) X(fminf) X(ilogb) X(ilogbf) X(lgamma) X(lgammaf) \
    X(log1p) X(log1pf) X(log2) X(log2f) X(logb) X(logbf) \
    X(nan) X(nanf) X(remainder) X(remainderf) X(remquo) X(remquof) \
    X(scalbln) X(scalblnf) X(scalbn) X(scalbnf) X(tgamma) X(tgammaf) X(trunc) X(truncf) \
    X(hypotf)
/* clang-format on */
#define DECLARE(name) extern char name[];
#define NAME(name)    name,
FROM_ARCHIVE(DECLARE)
float nextafterf(float x, float y);
void *const crt_math_used[] = {FROM_ARCHIVE(NAME)(void *) nextafterf};

/* nexttoward: the target is double here. */
float nexttowardf(float x, double y)
{
    if (__builtin_isnan(x) || __builtin_isnan(y)) return (float)(x + y);
    if (x == y) return (float)y;
    return nextafterf(x, y > x ? __builtin_inff() : -__builtin_inff());
}
