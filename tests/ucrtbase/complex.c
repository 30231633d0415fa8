/* SPDX-License-Identifier: MIT */
/* <complex.h> and <fenv.h> of the Universal CRT.  Complex numbers travel as the structures that the public header
 * declares, _Dcomplex and _Fcomplex. */
#include "crt.h"

#include <float.h>

typedef struct {
    double re, im;
} complex_d;
typedef struct {
    float re, im;
} complex_f;

static int close_to(double a, double b)
{
    double d = a - b;
    return (d < 0 ? -d : d) < 1e-14 * (1 + (b < 0 ? -b : b));
}

static int is(complex_d z, double re, double im)
{
    return close_to(z.re, re) && close_to(z.im, im);
}

static int is_f(complex_f z, double re, double im)
{
    double a = z.re - re, b = z.im - im;
    return a * a + b * b < 1e-10;
}

static void numbers(void)
{
    FROM_CRT(complex_d, _Cbuild, double, double);
    FROM_CRT(complex_d, _Cmulcc, complex_d, complex_d);
    FROM_CRT(complex_d, _Cmulcr, complex_d, double);
    FROM_CRT(complex_f, _FCbuild, float, float);
    FROM_CRT(complex_f, _FCmulcc, complex_f, complex_f);
    FROM_CRT(complex_f, _FCmulcr, complex_f, float);
    FROM_CRT(double, cabs, complex_d);
    FROM_CRT(double, carg, complex_d);
    FROM_CRT(double, creal, complex_d);
    FROM_CRT(double, cimag, complex_d);
    FROM_CRT(double, norm, complex_d);
    FROM_CRT(complex_d, conj, complex_d);
    FROM_CRT(complex_d, csqrt, complex_d);
    FROM_CRT(complex_d, cexp, complex_d);
    FROM_CRT(complex_d, clog, complex_d);
    FROM_CRT(complex_d, cpow, complex_d, complex_d);
    FROM_CRT(complex_d, csin, complex_d);
    FROM_CRT(complex_d, ccos, complex_d);
    FROM_CRT(float, cabsf, complex_f);
    FROM_CRT(complex_f, csqrtf, complex_f);
    FROM_CRT(complex_f, conjf, complex_f);
    complex_d z = _Cbuild(3, 4);
    complex_f f = _FCbuild(3, 4);

    CHECK(z.re == 3 && z.im == 4 && f.re == 3 && f.im == 4, "_Cbuild, _FCbuild: from two numbers");
    CHECK(is(_Cmulcc(z, (complex_d){1, 2}), -5, 10) && is(_Cmulcr(z, 2), 6, 8), "_Cmulcc, _Cmulcr: products");
    CHECK(is_f(_FCmulcc(f, (complex_f){1, 2}), -5, 10) && is_f(_FCmulcr(f, 2), 6, 8), "_FCmulcc, _FCmulcr");
    CHECK(cabs(z) == 5 && creal(z) == 3 && cimag(z) == 4 && norm(z) == 25, "cabs, creal, cimag, norm");
    CHECK(close_to(carg(z), 0.92729521800161219), "carg: the argument");
    CHECK(is(conj(z), 3, -4) && is(csqrt(z), 2, 1), "conj, csqrt");
    CHECK(is(csqrt((complex_d){-1, 0}), 0, 1), "csqrt of -1");
    CHECK(is(cexp((complex_d){0, 3.1415926535897931}), -1, 0) && is(clog((complex_d){-1, 0}), 0, 3.1415926535897931),
          "cexp, clog");
    CHECK(is(cpow(z, (complex_d){2, 0}), -7, 24), "cpow");
    CHECK(is(csin((complex_d){1, 1}), 1.2984575814159773, 0.63496391478473613) &&
              is(ccos((complex_d){1, 1}), 0.83373002513114902, -0.98889770576286506),
          "csin, ccos");
    CHECK(cabsf(f) == 5 && is_f(csqrtf(f), 2, 1) && is_f(conjf(f), 3, -4), "cabsf, csqrtf, conjf");
}

/* The values of the public <fenv.h>. */
enum { INEXACT = 1, DIVBYZERO = 8, INVALID = 16, ALL = 31, DOWNWARD = 0x100, UPWARD = 0x200, TOWARDZERO = 0x300 };
typedef struct {
    unsigned long control, status;
} environment;

static volatile double zero, one = 1, sink;

static void environments(void)
{
    FROM_CRT(int, fegetround, void);
    FROM_CRT(int, fesetround, int);
    FROM_CRT(int, fetestexcept, int);
    FROM_CRT(int, feclearexcept, int);
    FROM_CRT(int, fegetexceptflag, unsigned long *, int);
    FROM_CRT(int, fesetexceptflag, const unsigned long *, int);
    FROM_CRT(int, fegetenv, environment *);
    FROM_CRT(int, fesetenv, const environment *);
    FROM_CRT(int, feholdexcept, environment *);
    environment saved;
    unsigned long flags = 0;

    CHECK(fegetround() == 0, "fegetround: FE_TONEAREST at the start");
    CHECK(fesetround(UPWARD) == 0 && fegetround() == UPWARD, "fesetround: \"0 if it succeeds\"");
    volatile double up = one / 3;
    fesetround(DOWNWARD);
    volatile double down = one / 3;
    CHECK(up > down && fegetround() == DOWNWARD, "and divisions follow it");
    CHECK(fesetround(12345) != 0 && fegetround() == DOWNWARD, "fesetround: \"a nonzero value\" for what is no mode");
    fesetround(0);
    CHECK(feclearexcept(ALL) == 0 && fetestexcept(ALL) == 0, "feclearexcept: 0; fetestexcept: none");
    sink = one / zero;
    CHECK(fetestexcept(ALL) == DIVBYZERO && fetestexcept(INVALID) == 0, "fetestexcept: \"the flags that are set\"");
    CHECK(fegetexceptflag(&flags, ALL) == 0 && feclearexcept(DIVBYZERO) == 0 && fetestexcept(ALL) == 0,
          "fegetexceptflag: 0");
    CHECK(fesetexceptflag(&flags, ALL) == 0 && fetestexcept(ALL) == DIVBYZERO, "fesetexceptflag: puts them back");
    fesetround(TOWARDZERO);
    CHECK(fegetenv(&saved) == 0 && feholdexcept(&saved) == 0 && fetestexcept(ALL) == 0,
          "feholdexcept: \"clears the flags\"");
    fesetround(0);
    CHECK(fesetenv(&saved) == 0 && fegetround() == TOWARDZERO && fetestexcept(ALL) == DIVBYZERO,
          "fesetenv: the environment saved");
    fesetround(0);
}

int main(void)
{
    catch_invalid();
    numbers();
    environments();
    return check_done();
}
