/* SPDX-License-Identifier: MIT */
/* <complex.h>: libmingwex's functions, whose complex numbers travel as the header's structures do, and what the
 * headers' own arithmetic calls.  The names that end in l are the double ones (.spec). */
#include "../crt/crt.h"

/* clang-format off */
#define FROM_ARCHIVE(X) \
    X(cabs) X(cabsf) X(cacos) X(cacosf) X(cacosh) X(cacoshf) X(carg) X(cargf) X(casin) X(casinf) X(casinh) X(casinhf) \
    X(catan) X(catanf) X(catanh) X(catanhf) X(ccos) X(ccosf) X(ccosh) X(ccoshf) X(cexp) X(cexpf) X(cimag) X(cimagf) \
    X(clog) X(clog10) X(clog10f) X(clogf) X(conj) X(conjf) X(cpow) X(cpowf) X(cproj) X(cprojf) X(creal) X(crealf) \
    X(csin) X(csinf) X(csinh) X(csinhf) X(csqrt) X(csqrtf) X(ctan) X(ctanf) X(ctanh) X(ctanhf)
/* clang-format on */
#define DECLARE(name) extern char name[];
#define NAME(name)    name,
FROM_ARCHIVE(DECLARE)
void *const crt_complex_used[] = {FROM_ARCHIVE(NAME)};

struct double_complex {
    double re, im;
};
struct float_complex {
    float re, im;
};

struct double_complex _Cbuild(double re, double im)
{
    return (struct double_complex){re, im};
}

struct double_complex _Cmulcc(struct double_complex a, struct double_complex b)
{
    return (struct double_complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

struct double_complex _Cmulcr(struct double_complex a, double b)
{
    return (struct double_complex){a.re * b, a.im * b};
}

struct float_complex _FCbuild(float re, float im)
{
    return (struct float_complex){re, im};
}

struct float_complex _FCmulcc(struct float_complex a, struct float_complex b)
{
    return (struct float_complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

struct float_complex _FCmulcr(struct float_complex a, float b)
{
    return (struct float_complex){a.re * b, a.im * b};
}

/* norm: the square of the absolute value. */
double norm(struct double_complex z)
{
    return z.re * z.re + z.im * z.im;
}

float normf(struct float_complex z)
{
    return z.re * z.re + z.im * z.im;
}
