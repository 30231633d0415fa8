/* SPDX-License-Identifier: MIT */
/* Text to integer, once for both character types.  CHAR, PARSE and the exported names are the includer's.
 * Base 0 reads the prefix; an invalid base is EINVAL; no digits: `end` is the start. */

static unsigned long long PARSE(const CHAR *s, CHAR **end, int base, int *negative, int *overflow)
{
    const CHAR *p = s;
    unsigned long long value = 0;
    int any = 0;

    *negative = *overflow = 0;
    if (end) *end = (CHAR *)s;
    if (!s || base < 0 || base == 1 || base > 36) {
        crt_invalid();
        return 0;
    }
    while (IS_SPACE(*p)) p++;
    if (*p == '-' || *p == '+') *negative = *p++ == '-';
    if ((base == 0 || base == 16) && p[0] == '0' && (p[1] | 32) == 'x' && digit_value(p[2]) < 16) {
        p += 2;
        base = 16;
    } else if (base == 0) {
        base = *p == '0' ? 8 : 10;
    }
    for (;; p++) {
        unsigned digit = digit_value(*p);
        if (digit >= (unsigned)base) break;
        any = 1;
        if (__builtin_mul_overflow(value, (unsigned long long)base, &value) ||
            __builtin_add_overflow(value, digit, &value))
            *overflow = 1;
    }
    if (any && end) *end = (CHAR *)p;
    if (*overflow) value = ~0ull;
    return value;
}

static long long PARSE_SIGNED(const CHAR *s, CHAR **end, int base, long long low, long long high)
{
    int negative, overflow;
    unsigned long long value = PARSE(s, end, base, &negative, &overflow);
    unsigned long long limit = negative ? 0 - (unsigned long long)low : (unsigned long long)high;
    if (value > limit) {
        errno = ERANGE;
        return negative ? low : high;
    }
    return negative ? (long long)(0 - value) : (long long)value;
}

static unsigned long long PARSE_UNSIGNED(const CHAR *s, CHAR **end, int base, unsigned long long high)
{
    int negative, overflow;
    unsigned long long value = PARSE(s, end, base, &negative, &overflow);
    if (overflow || value > high) {
        errno = ERANGE;
        return high;
    }
    return (negative ? 0 - value : value) & high;
}
