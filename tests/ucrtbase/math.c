/* SPDX-License-Identifier: MIT */
/* Mathematics in the Universal CRT, as documented: values, special values, the error handler. */
#include "crt.h"

#include <float.h>
#include <math.h>

#ifdef _UCRT
#define C99(X) X(double, lgamma, (double))
#else
#define C99(X)
#endif
/* The compiler's library has these itself; here the runtime's own are called. */
#define OWN(X)                                                                                                         \
    X(double, fabs, (double))                                                                                          \
    X(float, powf, (float, float))                                                                                     \
    X(float, tanhf, (float))                                                                                           \
    X(float, expf, (float))                                                                                            \
    X(double, ceil, (double))                                                                                          \
    X(double, cos, (double))                                                                                           \
    X(double, exp, (double))                                                                                           \
    X(double, floor, (double))                                                                                         \
    X(double, log, (double))                                                                                           \
    X(double, sin, (double))                                                                                           \
    X(double, sqrt, (double))                                                                                          \
    C99(X)                                                                                                             \
    X(double, atan2, (double, double))                                                                                 \
    X(double, fmod, (double, double))                                                                                  \
    X(double, pow, (double, double))                                                                                   \
    X(double, ldexp, (double, int))                                                                                    \
    X(double, modf, (double, double *))                                                                                \
    X(float, acosf, (float))                                                                                           \
    X(float, ceilf, (float))                                                                                           \
    X(float, cosf, (float))                                                                                            \
    X(float, floorf, (float))                                                                                          \
    X(float, logf, (float))                                                                                            \
    X(float, sinf, (float))                                                                                            \
    X(float, sqrtf, (float))                                                                                           \
    X(float, fmodf, (float, float))                                                                                    \
    X(void, _fpreset, (void))
#define POINTER(result, name, arguments) static result(__cdecl *own_##name) arguments;
#define LOAD(result, name, arguments)    own_##name = (void *)GetProcAddress(GetModuleHandleA(RUNTIME), #name);
OWN(POINTER)

static void load(void)
{
    OWN(LOAD)
}
#define powf     own_powf
#define tanhf    own_tanhf
#define fabs     own_fabs
#define expf     own_expf
#define ceil     own_ceil
#define cos      own_cos
#define exp      own_exp
#define floor    own_floor
#define log      own_log
#define sin      own_sin
#define sqrt     own_sqrt
#define lgamma   own_lgamma
#define atan2    own_atan2
#define fmod     own_fmod
#define pow      own_pow
#define ldexp    own_ldexp
#define modf     own_modf
#define acosf    own_acosf
#define ceilf    own_ceilf
#define cosf     own_cosf
#define floorf   own_floorf
#define logf     own_logf
#define sinf     own_sinf
#define sqrtf    own_sqrtf
#define fmodf    own_fmodf
#define _fpreset own__fpreset

#undef isnan
#undef isinf
#define INF ((double)INFINITY)
/* At most two units in the last place away. */
#define CLOSE(x, y)  within(x, y, 4.5e-16)
#define CLOSEF(x, y) within(x, y, 2.5e-7)

static int within(double x, double y, double bound)
{
    double distance = x - y, size = y < 0 ? -y : y;
    return (distance < 0 ? -distance : distance) <= bound * (size < 1e-300 ? 1 : size);
}

static int is_nan(double x)
{
    return x != x;
}

static int sign_of(double x)
{
    union {
        double d;
        long long bits;
    } u = {x};
    return u.bits < 0;
}

static void trigonometry(void)
{
    CHECK(CLOSE(sin(0.5), 0.479425538604203) && CLOSE(sin(-1000), -0.82687954053200256) && sin(0) == 0, "sin");
    CHECK(CLOSE(cos(0.5), 0.87758256189037272) && cos(0) == 1, "cos");
    CHECK(CLOSE(tan(0.5), 0.54630248984379051) && tan(0) == 0 && CLOSE(tan(-1), -1.5574077246549023), "tan");
    CHECK(is_nan(sin(INF)) && is_nan(cos(INF)) && is_nan(tan(INF)), "sin, cos, tan of an infinity: \"indefinite\"");
    CHECK(CLOSE(asin(0.5), 0.52359877559829887) && CLOSE(asin(1), 1.5707963267948966), "asin: in radians");
    CHECK(CLOSE(acos(0.5), 1.0471975511965979) && acos(1) == 0 && CLOSE(acos(-1), 3.1415926535897931), "acos");
    errno = 0;
    CHECK(is_nan(asin(1.5)) && errno == EDOM, "asin: outside of -1 to 1 \"errno to EDOM and returns a quiet NaN\"");
    errno = 0;
    CHECK(is_nan(acos(-1.5)) && errno == EDOM, "acos: the same");
    CHECK(CLOSE(atan(1), 0.78539816339744828) && CLOSE(atan(-INF), -1.5707963267948966), "atan");
    CHECK(CLOSE(atan2(1, -1), 2.3561944901923448) && atan2(0, 1) == 0 && CLOSE(atan2(-1, 0), -1.5707963267948966),
          "atan2: the quadrant by both signs");
    CHECK(CLOSE(sinh(1), 1.1752011936438014) && CLOSE(cosh(1), 1.5430806348152437) &&
              CLOSE(tanh(0.5), 0.46211715726000979),
          "sinh, cosh, tanh");
    errno = 0;
    /* Wine 8.0 leaves errno alone, here and of cosh */
    CHECK(sinh(1000) == HUGE_VAL && errno == ERANGE,
          "sinh: \"If the result is too large, errno to ERANGE and HUGE_VAL\"");
    errno = 0;
    CHECK(cosh(-1000) == HUGE_VAL && errno == ERANGE, "cosh: the same");
    CHECK(tanh(INF) == 1 && tanh(-INF) == -1, "tanh of the infinities");
    CHECK(CLOSEF(sinf(0.5f), 0.47942555f) && CLOSEF(cosf(0.5f), 0.87758255f) && CLOSEF(acosf(0.5f), 1.0471976f) &&
              CLOSEF(tanhf(0.5f), 0.46211717f),
          "sinf, cosf, acosf, tanhf");
}

static void powers(void)
{
    CHECK(pow(2, 10) == 1024 && pow(2, -1) == 0.5 && CLOSE(pow(2, 0.5), 1.4142135623730951) && pow(-2, 3) == -8, "pow");
    CHECK(pow(0, 0) == 1 && pow(5, 0) == 1 && pow(1, INF) == 1, "pow: \"x != 0.0 and y == 0.0: 1\", and C99's Annex F");
    errno = 0;
    CHECK(is_nan(pow(-8, 1.0 / 3)) && errno == EDOM, "pow: a negative base and a fraction: EDOM");
    errno = 0;
    CHECK(pow(10, 400) == INF && errno == ERANGE, "pow: ERANGE where it overflows");
    CHECK(pow(10, -400) == 0, "pow: 0 where it underflows");
    CHECK(CLOSE(exp(1), 2.7182818284590451) && exp(0) == 1 && exp(-INF) == 0, "exp");
    errno = 0;
    CHECK(exp(1000) == INF && errno == ERANGE, "exp: \"on overflow, INF\"");
    CHECK(CLOSE(log(10), 2.3025850929940459) && log(1) == 0, "log");
    errno = 0;
    CHECK(is_nan(log(-1)) && errno == EDOM, "log: EDOM of a negative number");
    errno = 0;
    CHECK(log(0) == -INF && errno == ERANGE, "log: ERANGE of 0");
    CHECK(log10(1000) == 3 && log10(1) == 0 && is_nan(log10(-1)), "log10");
    CHECK(sqrt(2) == 1.4142135623730951 && sqrt(0) == 0, "sqrt is correctly rounded");
    errno = 0;
    CHECK(is_nan(sqrt(-1)) && errno == EDOM, "sqrt: EDOM of a negative number");
}

static void rounding(void)
{
    double whole;
    int exponent;

    CHECK(floor(-1.5) == -2 && floor(1.5) == 1 && ceil(1.2) == 2 && ceil(-1.2) == -1, "floor, ceil");
    CHECK(sign_of(ceil(-0.5)), "ceil: a negative zero keeps its sign");
    CHECK(fmod(5.5, 2) == 1.5 && fmod(-5.5, 2) == -1.5 && is_nan(fmod(1, 0)), "fmod: \"the same sign as x\"");
    CHECK(fmodf(5.5f, 2) == 1.5f && is_nan(fmodf(1, 0)), "fmodf");
    CHECK(modf(-2.75, &whole) == -0.75 && whole == -2, "modf: both parts have the sign");
    CHECK(ldexp(0.75, 4) == 12 && ldexp(1, -1080) == 0, "ldexp: x * 2^exp");
    errno = 0;
    CHECK(ldexp(1, 5000) == HUGE_VAL && errno == ERANGE, "ldexp: ERANGE");
    CHECK(frexp(16.4, &exponent) == 0.5125 && exponent == 5 && frexp(0, &exponent) == 0 && exponent == 0, "frexp");
    CHECK(_logb(0.25) == -2 && _logb(48) == 5, "_logb: \"the unbiased exponential value of x\"");
    CHECK(fabs(-2.5) == 2.5 && fabs(3) == 3, "fabs");
    CHECK(_copysign(-3, 1) == 3 && _copysign(2, -0.0) == -2 && _chgsign(2) == -2, "_copysign, _chgsign");
    CHECK(_nextafter(0, -1) < 0 && _nextafter(1, 2) == 1 + DBL_EPSILON, "_nextafter");
    CHECK(_hypot(3, 4) == 5 && hypot(3, 4) == 5 && hypot(INF, 1) == INF, "_hypot, hypot");
    CHECK(powf(2, 10) == 1024 && CLOSEF(expf(1), 2.7182817f) && CLOSEF(logf(10), 2.3025851f) && sqrtf(4) == 2,
          "powf, expf, logf, sqrtf");
    CHECK(ceilf(1.2f) == 2 && floorf(-1.5f) == -2, "ceilf, floorf");
}

#ifdef _UCRT
/* What came with C99; msvcrt has none of it. */
static void c99(void)
{
    CHECK(CLOSE(asinh(1), 0.88137358701954305) && CLOSE(acosh(2), 1.3169578969248166) &&
              CLOSE(atanh(0.5), 0.54930614433405489),
          "asinh, acosh, atanh");
    CHECK(is_nan(acosh(0.5)) && is_nan(atanh(2)) && atanh(1) == INF, "acosh and atanh outside of their domain");
    CHECK(CLOSEF(acoshf(2), 1.316957951f) && CLOSEF(asinhf(1), 0.881373584f) && CLOSEF(atanhf(0.5f), 0.549306154f),
          "acoshf, asinhf, atanhf");
    CHECK(log2(8) == 3 && log2(0.5) == -1 && is_nan(log2(-1)) && log2(0) == -INF, "log2");
    CHECK(exp2(10) == 1024 && CLOSE(exp2(0.5), 1.4142135623730951) && exp2(-1) == 0.5, "exp2");
    CHECK(CLOSE(expm1(1e-10), 1.00000000005e-10) && CLOSE(log1p(1e-10), 9.9999999995e-11), "expm1, log1p near 0");
    CHECK(is_nan(log1p(-2)) && expm1(-INF) == -1, "log1p, expm1 at the ends");
    CHECK(cbrt(27) == 3 && cbrt(-8) == -2, "cbrt");
    CHECK(log2f(8) == 3 && CLOSEF(expm1f(1e-5f), 1.000005e-5f) && CLOSEF(log1pf(1e-5f), 9.99995e-6f),
          "log2f, expm1f, log1pf");
    CHECK(trunc(-1.7) == -1 && trunc(1.7) == 1 && round(2.5) == 3 && round(-2.5) == -3 &&
              round(0.49999999999999994) == 0,
          "trunc, round");
    CHECK(rint(2.5) == 2 && rint(3.5) == 4 && nearbyint(-2.5) == -2, "rint, nearbyint: \"current rounding direction\"");
    CHECK(lround(2.5) == 3 && llround(-2.5) == -3 && lrint(2.5) == 2 && llrint(3.5) == 4,
          "lround, llround, lrint, llrint");
    CHECK(truncf(-1.7f) == -1 && roundf(2.5f) == 3, "truncf, roundf");
    CHECK(remainder(5, 3) == -1 && remainder(5, 2) == 1, "remainder: to the nearest");
    CHECK(scalbn(3, 4) == 48 && ilogb(48) == 5 && logb(48) == 5, "scalbn, ilogb, logb");
    CHECK(fmax(1, 2) == 2 && fmax(NAN, 3) == 3 && fmin(1, 2) == 1 && fdim(5, 3) == 2 && fdim(3, 5) == 0,
          "fmax, fmin, fdim");
    CHECK(fminf(1, 2) == 1 && fmaxf(1, 2) == 2, "fminf, fmaxf");
    CHECK(fma(2, 3, 4) == 10 && fma(0x1p53, 1, 1) == 0x1p53, "fma: rounded once");
    CHECK(copysign(3, -0.0) == -3, "copysign");
    CHECK(nextafter(1, 2) == 1 + DBL_EPSILON, "nextafter");
    CHECK(CLOSE(erf(0.5), 0.52049987781304652) && CLOSE(erfc(0.5), 0.47950012218695348) && erf(INF) == 1, "erf, erfc");
    CHECK(CLOSE(tgamma(5), 24) && within(lgamma(10), 12.801827480081469, 1e-15) && is_nan(tgamma(-1)),
          "tgamma, lgamma");
}
#endif

static int error_type, error_calls;
static char error_name[16];

static int __cdecl on_error(struct _exception *error)
{
    error_calls++;
    error_type = error->type;
    strncpy(error_name, error->name, 15);
    error->retval = 1234;
    return 1;
}

static void classes(void)
{
#ifdef _UCRT
    FROM_CRT(short, _dtest, double *);
    FROM_CRT(short, _fdtest, float *);
    FROM_CRT(short, _dclass, double);
    FROM_CRT(short, _fdclass, float);
    FROM_CRT(int, _dsign, double);
    FROM_CRT(int, _fdsign, float);
#endif
    FROM_CRT(int, _fpclass, double);
    FROM_CRT(int, _finite, double);
    FROM_CRT(int, _isnan, double);
#ifdef _UCRT
    FROM_CRT(short, _ldtest, double *);
    FROM_CRT(int, _ldsign, double);
#endif
#ifdef _UCRT
    double values[] = {1, 0, INF, NAN, 5e-324};
    static const short expected[] = {-1, 0, 1, 2, -2};
    int right = 1;

    for (int i = 0; i < 5; i++) {
        float single = i == 4 ? 1e-45f : (float)values[i];
        right &= _dtest(&values[i]) == expected[i] && _fdtest(&single) == expected[i];
        right &= _ldtest(&values[i]) == expected[i];
        right &= _dclass(values[i]) == expected[i] && _fdclass(single) == expected[i];
    }
    CHECK(right,
          "_dtest, _fdtest, _dclass, _fdclass: FP_NORMAL, FP_ZERO, FP_INFINITE, FP_NAN, FP_SUBNORMAL of <math.h>");
    CHECK(_ldsign(-1) && !_ldsign(1) && _dsign(-0.0) && !_dsign(0.0) && _fdsign(-1) && !_fdsign(1),
          "_dsign, _fdsign: nonzero for a negative sign");
#endif
    CHECK(_fpclass(1) == _FPCLASS_PN && _fpclass(-INF) == _FPCLASS_NINF && _fpclass(-0.0) == _FPCLASS_NZ &&
              _fpclass(5e-324) == _FPCLASS_PD && _fpclass(NAN) == _FPCLASS_QNAN,
          "_fpclass: \"an integer value that indicates the floating-point class\"");
    CHECK(_finite(1) && !_finite(INF) && _isnan(NAN) && !_isnan(1), "_finite, _isnan");

    __setusermatherr((void *)on_error);
    errno = 0;
    CHECK(log(-1) == 1234 && error_calls == 1 && error_type == _DOMAIN && !strcmp(error_name, "log") && errno == 0,
          "__setusermatherr: the program's handler gives the result of an error");
    __setusermatherr(NULL);
    CHECK(is_nan(log(-1)) && error_calls == 1, "__setusermatherr: and NULL takes it away");
}

/* x as a whole number in the current rounding direction. */
static double whole_of(double x)
{
    volatile double sum = x;
    sum += 0x1p52;
    return sum - 0x1p52;
}

static void control(void)
{
    unsigned now = 0;
    CHECK(_controlfp_s(&now, 0, 0) == 0 && (now & _MCW_RC) == _RC_NEAR,
          "_controlfp_s: \"0 if successful\"; the control word");
    CHECK(_controlfp_s(&now, _RC_UP, _MCW_RC) == 0 && (now & _MCW_RC) == _RC_UP && whole_of(1.2) == 2,
          "_controlfp_s: rounds up");
    CHECK((_controlfp(_RC_CHOP, _MCW_RC) & _MCW_RC) == _RC_CHOP && whole_of(1.7) == 1,
          "_controlfp: \"the new control word\"");
    /* Wine 8.0 takes any mask */
    CHECK(REFUSED(_controlfp_s(&now, 0, 0x80000000) == EINVAL, EINVAL),
          "_controlfp_s: \"or an errno value error code\"");
    _fpreset();
    CHECK(whole_of(1.2) == 1 && (_controlfp(0, 0) & _MCW_RC) == _RC_NEAR,
          "_fpreset: \"reinitializes the math package\"");
    _clearfp();
    volatile double one = 1, zero = 0, out = one / zero;
    (void)out;
    CHECK(_statusfp() & _EM_ZERODIVIDE, "_statusfp: a division by zero shows");
    CHECK((_clearfp() & _EM_ZERODIVIDE) && !(_statusfp() & _EM_ZERODIVIDE),
          "_clearfp: the status before it is cleared");
}

int main(void)
{
    catch_invalid();
    load();
    trigonometry();
    powers();
    rounding();
#ifdef _UCRT
    c99();
#endif
    classes();
    control();
    return check_done();
}
