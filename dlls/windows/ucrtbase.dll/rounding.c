/* SPDX-License-Identifier: MIT */
/* Numbers to whole ones: rint, round and their kin.  The current direction is MXCSR's, so these don't go by way of the
 * x87; half away from zero is told exactly. */
#include "../crt/crt.h"

double trunc(double x);

double rint(double x)
{
    double whole = __builtin_copysign(0x1p52, x);
    if (!(__builtin_fabs(x) < 0x1p52)) return x;
    volatile double sum = x + whole;
    return __builtin_copysign(sum - whole, x);
}

float rintf(float x)
{
    float whole = __builtin_copysignf(0x1p23f, x);
    if (!(__builtin_fabsf(x) < 0x1p23f)) return x;
    volatile float sum = x + whole;
    return __builtin_copysignf(sum - whole, x);
}

double round(double x)
{
    double whole = trunc(x);
    if (!__builtin_isfinite(x)) return x;
    return __builtin_fabs(x - whole) >= 0.5 ? whole + __builtin_copysign(1, x) : whole;
}

float roundf(float x)
{
    return (float)round(x);
}

long long llround(double x)
{
    return (long long)round(x);
}

long lround(double x)
{
    return (long)round(x);
}

long long llroundf(float x)
{
    return (long long)round(x);
}

long lroundf(float x)
{
    return (long)round(x);
}

long long llrint(double x)
{
    return (long long)rint(x);
}

long lrint(double x)
{
    return (long)rint(x);
}

long long llrintf(float x)
{
    return (long long)rint(x);
}

long lrintf(float x)
{
    return (long)rint(x);
}
