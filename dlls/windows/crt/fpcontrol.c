/* SPDX-License-Identifier: MIT */
/* The floating-point environment: _controlfp, _statusfp, _clearfp, _fpreset, over MXCSR and the x87 words in the
 * abstract bits of <float.h>.  Precision control exists on the x87 alone; x86-64 ignores it, as documented. */
#include "crt.h"

enum { EM_INEXACT = 1, EM_UNDERFLOW = 2, EM_OVERFLOW = 4, EM_ZERODIVIDE = 8, EM_INVALID = 0x10, EM_DENORMAL = 0x80000 };
enum { MCW_EM = 0x8001f, MCW_RC = 0x300, MCW_PC = 0x30000, MCW_IC = 0x40000, MCW_DN = 0x3000000 };
enum { PC_64 = 0, PC_53 = 0x10000, PC_24 = 0x20000, DN_FLUSH = 0x1000000 };

static unsigned get_mxcsr(void)
{
    unsigned v;
    __asm__ volatile("stmxcsr %0" : "=m"(v));
    return v;
}

static void set_mxcsr(unsigned v)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(v));
}

#ifndef __x86_64__
static unsigned short get_x87(void)
{
    unsigned short v;
    __asm__ volatile("fnstcw %0" : "=m"(v));
    return v;
}

static void set_x87(unsigned short v)
{
    __asm__ volatile("fnclex\n\tfldcw %0" : : "m"(v));
}
#endif

/* Exception bits of the hardware (both units have the same order) to and from the abstract ones. */
static unsigned from_bits(unsigned hard)
{
    unsigned out = 0;
    if (hard & 1) out |= EM_INVALID;
    if (hard & 2) out |= EM_DENORMAL;
    if (hard & 4) out |= EM_ZERODIVIDE;
    if (hard & 8) out |= EM_OVERFLOW;
    if (hard & 16) out |= EM_UNDERFLOW;
    if (hard & 32) out |= EM_INEXACT;
    return out;
}

static unsigned to_bits(unsigned soft)
{
    unsigned out = 0;
    if (soft & EM_INVALID) out |= 1;
    if (soft & EM_DENORMAL) out |= 2;
    if (soft & EM_ZERODIVIDE) out |= 4;
    if (soft & EM_OVERFLOW) out |= 8;
    if (soft & EM_UNDERFLOW) out |= 16;
    if (soft & EM_INEXACT) out |= 32;
    return out;
}

static unsigned control_now(void)
{
#ifdef __x86_64__
    unsigned csr = get_mxcsr();
    unsigned out = from_bits(csr >> 7 & 63) | (csr >> 13 & 3) << 8;
    if (csr & 0x8000) out |= DN_FLUSH;
    return out;
#else
    unsigned short cw = get_x87();
    unsigned out = from_bits(cw & 63) | (unsigned)(cw >> 10 & 3) << 8;
    static const unsigned precision[] = {PC_24, PC_24, PC_53, PC_64};
    return out | precision[cw >> 8 & 3] | ((cw & 0x1000) ? MCW_IC : 0);
#endif
}

/* Rounding: hardware 0 nearest, 1 down, 2 up, 3 chop; the abstract bits 8 and 9 have the same order. */
static void control_set(unsigned v)
{
    unsigned csr = get_mxcsr();
    csr = (csr & ~0xff80u) | to_bits(v) << 7 | (v >> 8 & 3) << 13 | (v & MCW_DN ? 0x8000 : 0);
    set_mxcsr(csr);
#ifndef __x86_64__
    unsigned short cw = (unsigned short)(to_bits(v) | (v >> 8 & 3) << 10 | (v & MCW_IC ? 0x1000 : 0) | 0x40);
    cw |= (v & MCW_PC) == PC_24 ? 0 : (v & MCW_PC) == PC_53 ? 0x200 : 0x300;
    set_x87(cw);
#endif
}

unsigned _control87(unsigned value, unsigned mask)
{
    unsigned now = control_now(), next = (now & ~mask) | (value & mask);
    if (next != now) control_set(next);
    return next;
}

/* _controlfp: the same, but the denormal exception stays as it is. */
unsigned _controlfp(unsigned value, unsigned mask)
{
    return _control87(value, mask & ~(unsigned)EM_DENORMAL);
}

int _controlfp_s(unsigned *out, unsigned value, unsigned mask)
{
    if (mask & ~(unsigned)(MCW_EM | MCW_RC | MCW_PC | MCW_IC | MCW_DN)) {
        if (out) *out = control_now();
        return crt_invalid();
    }
    unsigned now = _controlfp(value, mask);
    if (out) *out = now;
    return 0;
}

unsigned _statusfp(void)
{
    unsigned short sw;
    __asm__ volatile("fnstsw %0" : "=m"(sw));
    return from_bits(sw & 63) | from_bits(get_mxcsr() & 63);
}

unsigned _clearfp(void)
{
    unsigned old = _statusfp();
    __asm__ volatile("fnclex");
    set_mxcsr(get_mxcsr() & ~63u);
    return old;
}

void _fpreset(void)
{
    unsigned short cw = 0x27f; /* the state that a process starts with */
    __asm__ volatile("fninit\n\tfldcw %0" : : "m"(cw));
    set_mxcsr(0x1f80);
}
