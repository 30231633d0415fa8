/* SPDX-License-Identifier: MIT */
/* Exact decimal digits of a double, in base 10^9 on the stack: no allocation and no lock, unlike libmingwex's gdtoa.
 * A double is m x 2^e with m < 2^53; its decimal expansion is finite, so rounding is exact. */
#include "crt.h"

#define LIMB  1000000000u
#define LIMBS 128

/* value = sum of limb[i] x 10^(9 x (point - 1 - i)); limbs [0, n). */
struct decimal {
    unsigned limb[LIMBS];
    int n, point;
};

static void decimal_make(struct decimal *d, unsigned long long m, int e)
{
    unsigned reversed[LIMBS];
    int n = 0;
    if (e >= 0) {
        /* Little endian: multiply by 2^29 at a time. */
        while (m) {
            reversed[n++] = (unsigned)(m % LIMB);
            m /= LIMB;
        }
        while (e > 0) {
            int shift = e > 29 ? 29 : e;
            unsigned long long carry = 0;
            for (int i = 0; i < n; i++) {
                carry += (unsigned long long)reversed[i] << shift;
                reversed[i] = (unsigned)(carry % LIMB);
                carry /= LIMB;
            }
            if (carry) reversed[n++] = (unsigned)carry;
            e -= shift;
        }
        for (int i = 0; i < n; i++) d->limb[i] = reversed[n - 1 - i];
        d->n = d->point = n;
        return;
    }
    int zeros = __builtin_ctzll(m);
    if (zeros > -e) zeros = -e;
    m >>= zeros, e += zeros;
    while (m) {
        reversed[n++] = (unsigned)(m % LIMB);
        m /= LIMB;
    }
    for (int i = 0; i < n; i++) d->limb[i] = reversed[n - 1 - i];
    d->n = d->point = n;
    int first = 0;
    while (e < 0) { /* divide by 2^shift: each division adds at most one limb; 10^9 = 2^9 x 5^9 divides evenly */
        int shift = e < -9 ? 9 : -e;
        unsigned mask = (1u << shift) - 1, rest = 0;
        for (int i = first; i < d->n; i++) {
            unsigned long long v = (unsigned long long)rest * LIMB + d->limb[i];
            d->limb[i] = (unsigned)(v >> shift);
            rest = (unsigned)v & mask;
        }
        if (rest) d->limb[d->n++] = (unsigned)(((unsigned long long)rest * LIMB) >> shift);
        while (first < d->n && !d->limb[first]) first++;
        e += shift;
    }
    if (first) {
        memmove(d->limb, d->limb + first, (size_t)(d->n - first) * sizeof *d->limb);
        d->n -= first;
        d->point -= first;
    }
}

void crt_digits(double value, int count, int fixed, int limit, struct crt_digits *out)
{
    union {
        double d;
        unsigned long long bits;
    } u = {value};
    unsigned long long m = u.bits & 0xfffffffffffffull;
    int e = (int)(u.bits >> 52 & 0x7ff);
    struct decimal d;
    char *digit = out->digit;
    int have = 0;

    if (!e && !m) {
        out->exponent = 1;
        out->count = 1;
        digit[0] = '0';
        return;
    }
    if (e)
        m |= 1ull << 52;
    else
        e = 1;
    e -= 1075;
    decimal_make(&d, m, e);

    /* Text of all limbs, as far as it can matter. */
    unsigned top = d.limb[0];
    int width = 0;
    for (unsigned t = top; t; t /= 10) width++;
    out->exponent = (d.point - 1) * 9 + width;
    int want = fixed ? out->exponent + count : count;
    int exact = want < limit ? want : limit;
    if (want > (int)sizeof out->digit - 1) want = (int)sizeof out->digit - 1;
    if (exact < 0) { /* far below the last place */
        out->count = 0;
        return;
    }
    int sticky = 0;
    for (int i = 0; i < d.n; i++) {
        char nine[9];
        unsigned limb = d.limb[i];
        if (have > exact) { /* only whether anything follows matters */
            if (limb) {
                sticky = 1;
                break;
            }
            continue;
        }
        for (int k = 8; k >= 0; k--) {
            nine[k] = (char)('0' + limb % 10);
            limb /= 10;
        }
        int skip = i ? 0 : 9 - width;
        for (int k = skip; k < 9; k++) {
            if (have < (int)sizeof out->digit - 10)
                digit[have++] = nine[k];
            else
                sticky |= nine[k] != '0';
        }
    }
    if (have > exact) { /* round half up on the exact digits; half to even where the standard asks for it */
        int half = digit[exact] == '5';
        int up = digit[exact] > '5' || half;
        for (int k = exact + 1; k < have; k++) sticky |= digit[k] != '0';
#ifdef CRT_UCRT
        if (half && !sticky) up = exact > 0 && (digit[exact - 1] & 1);
#else
        (void)half;
#endif
        have = exact;
        if (up) {
            int k = exact;
            while (k > 0 && digit[k - 1] == '9') digit[--k] = '0';
            if (k > 0) {
                digit[k - 1]++;
            } else { /* 99.9 became 100.0 */
                memmove(digit + 1, digit, (size_t)have);
                digit[0] = '1';
                out->exponent++;
                have = fixed ? have + 1 : have ? have : 1;
            }
        }
    }
    /* More digits than the limit gives exactly: the rest are zeros; a second rounding where fewer are wanted is the
     * caller's, who asked for `limit` digits first. */
    out->count = have;
}
