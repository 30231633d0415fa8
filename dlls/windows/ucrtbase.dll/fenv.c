/* SPDX-License-Identifier: MIT */
/* C99's <fenv.h> over the control and status words, in the bits that the public header gives FE_ names: exceptions as
 * _SW_ bits, rounding as _RC_ bits. */
#include "../crt/crt.h"

enum { ALL_EXCEPT = 0x1f, ROUNDING = 0x300 };
struct environment {
    unsigned long control, status;
};

unsigned _control87(unsigned value, unsigned mask);
unsigned _statusfp(void);
unsigned _clearfp(void);

/* Exceptions of the header (inexact 1, underflow 2, overflow 4, division 8, invalid 16) in MXCSR's order. */
static unsigned to_hard(unsigned soft)
{
    return (soft & 16) >> 4 | (soft & 8) >> 1 | (soft & 4) << 1 | (soft & 2) << 3 | (soft & 1) << 5;
}

static void set_status(unsigned flags)
{
    unsigned csr;
    _clearfp();
    __asm__ volatile("stmxcsr %0" : "=m"(csr));
    csr = (csr & ~63u) | to_hard(flags);
    __asm__ volatile("ldmxcsr %0" : : "m"(csr));
}

int fegetround(void)
{
    return (int)(_control87(0, 0) & ROUNDING);
}

/* fesetround: nonzero for a mode that isn't one. */
int fesetround(int mode)
{
    if (mode & ~ROUNDING) return 1;
    _control87((unsigned)mode, ROUNDING);
    return 0;
}

int fetestexcept(int which)
{
    return (int)_statusfp() & which & ALL_EXCEPT;
}

int feclearexcept(int which)
{
    set_status(_statusfp() & ~(unsigned)which & ALL_EXCEPT);
    return 0;
}

int fegetexceptflag(unsigned long *flags, int which)
{
    *flags = (unsigned long)fetestexcept(which);
    return 0;
}

int fesetexceptflag(const unsigned long *flags, int which)
{
    set_status((_statusfp() & ~(unsigned)which & ALL_EXCEPT) | (*flags & (unsigned)which & ALL_EXCEPT));
    return 0;
}

int fegetenv(struct environment *out)
{
    out->control = _control87(0, 0);
    out->status = _statusfp() & ALL_EXCEPT;
    return 0;
}

int fesetenv(const struct environment *from)
{
    _control87((unsigned)from->control, 0x8001f | ROUNDING);
    set_status((unsigned)from->status);
    return 0;
}

/* feholdexcept: saves the environment, clears the flags and masks all exceptions. */
int feholdexcept(struct environment *out)
{
    fegetenv(out);
    _control87(ALL_EXCEPT, ALL_EXCEPT);
    set_status(0);
    return 0;
}

/* The state a program starts with: what FE_DFL_ENV compares with. */
int __fpe_flt_rounds(void)
{
    static const int rounds[] = {1, 3, 2, 0}; /* FLT_ROUNDS of nearest, down, up, chop */
    return rounds[_control87(0, 0) >> 8 & 3];
}
