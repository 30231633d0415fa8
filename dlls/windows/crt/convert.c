/* SPDX-License-Identifier: MIT */
/* Integers from and to text: strtol, atoi, _itoa and their wide and _l families.  The digits of integers are ASCII in
 * every locale, so the _l ones differ in nothing; wide digits of other scripts are not read. */
#include "crt.h"

static unsigned digit_value(unsigned c)
{
    if (c - '0' < 10u) return c - '0';
    if ((c | 32) - 'a' < 26u) return (c | 32) - 'a' + 10;
    return 99;
}

#define CHAR           char
#define PARSE          parse
#define PARSE_SIGNED   parse_signed
#define PARSE_UNSIGNED parse_unsigned
#define IS_SPACE(c)    space_c((unsigned char)(c))
#include "integer.h"
#undef CHAR
#undef PARSE
#undef PARSE_SIGNED
#undef PARSE_UNSIGNED
#undef IS_SPACE
#define CHAR           wchar_t
#define PARSE          wparse
#define PARSE_SIGNED   wparse_signed
#define PARSE_UNSIGNED wparse_unsigned
#define IS_SPACE(c)    iswctype(c, T_SPACE)
#include "integer.h"

#define I64_MIN (-9223372036854775807ll - 1)
#define I64_MAX 9223372036854775807ll
#define U64_MAX (~0ull)

#define FAMILY(type, name, l_name, call, ...)                                                                          \
    type name(const FROM *s, FROM **end, int base)                                                                     \
    {                                                                                                                  \
        return (type)call(s, end, base, __VA_ARGS__);                                                                  \
    }                                                                                                                  \
    type l_name(const FROM *s, FROM **end, int base, crt_locale locale)                                                \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return (type)call(s, end, base, __VA_ARGS__);                                                                  \
    }

#define FROM char
FAMILY(long, strtol, _strtol_l, parse_signed, LONG_MIN, LONG_MAX)
FAMILY(unsigned long, strtoul, _strtoul_l, parse_unsigned, ULONG_MAX)
FAMILY(long long, _strtoi64, _strtoi64_l, parse_signed, I64_MIN, I64_MAX)
FAMILY(unsigned long long, _strtoui64, _strtoui64_l, parse_unsigned, U64_MAX)
#undef FROM
#define FROM wchar_t
FAMILY(long, wcstol, _wcstol_l, wparse_signed, LONG_MIN, LONG_MAX)
FAMILY(unsigned long, wcstoul, _wcstoul_l, wparse_unsigned, ULONG_MAX)
FAMILY(long long, _wcstoi64, _wcstoi64_l, wparse_signed, I64_MIN, I64_MAX)
FAMILY(unsigned long long, _wcstoui64, _wcstoui64_l, wparse_unsigned, U64_MAX)

#define AFAMILY(from, type, name, l_name, call, ...)                                                                   \
    type name(const from *s)                                                                                           \
    {                                                                                                                  \
        return (type)call(s, NULL, 10, __VA_ARGS__);                                                                   \
    }                                                                                                                  \
    type l_name(const from *s, crt_locale locale)                                                                      \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return (type)call(s, NULL, 10, __VA_ARGS__);                                                                   \
    }

AFAMILY(char, int, atoi, _atoi_l, parse_signed, INT_MIN, INT_MAX)
AFAMILY(char, long, atol, _atol_l, parse_signed, LONG_MIN, LONG_MAX)
AFAMILY(char, long long, _atoi64, _atoi64_l, parse_signed, I64_MIN, I64_MAX)
AFAMILY(wchar_t, int, _wtoi, _wtoi_l, wparse_signed, INT_MIN, INT_MAX)
AFAMILY(wchar_t, long, _wtol, _wtol_l, wparse_signed, LONG_MIN, LONG_MAX)
AFAMILY(wchar_t, long long, _wtoi64, _wtoi64_l, wparse_signed, I64_MIN, I64_MAX)

/* ---- to text ---- */

/* The digits backwards into the end of `buffer`; the first one. */
static char *digits(unsigned long long value, unsigned radix, char *end)
{
    do *--end = "0123456789abcdefghijklmnopqrstuvwxyz"[value % radix];
    while (value /= radix);
    return end;
}

static int to_text(unsigned long long value, int negative, char *to, size_t size, int radix)
{
    char buffer[66], *end = buffer + sizeof buffer, *p;
    if (!to || !size || radix < 2 || radix > 36) {
        if (to && size) *to = 0;
        return crt_invalid();
    }
    p = digits(negative ? 0 - value : value, (unsigned)radix, end);
    if (negative) *--p = '-';
    if ((size_t)(end - p) >= size) {
        *to = 0;
        return crt_invalid_as(ERANGE);
    }
    memcpy(to, p, (size_t)(end - p));
    to[end - p] = 0;
    return 0;
}

static int to_wtext(unsigned long long value, int negative, wchar_t *to, size_t size, int radix)
{
    char buffer[68];
    if (!to || !size) return crt_invalid();
    int error = to_text(value, negative, buffer, size < sizeof buffer ? size : sizeof buffer, radix);
    for (size_t i = 0;; i++)
        if (!(to[i] = (unsigned char)buffer[i]) || error) break;
    return error;
}

#define UNBOUNDED 67
#define TO_FAMILY(type, wider, name, wname, is_negative)                                                               \
    int name##_s(type value, char *to, size_t size, int radix)                                                         \
    {                                                                                                                  \
        return to_text((unsigned long long)(wider)value, is_negative, to, size, radix);                                \
    }                                                                                                                  \
    int wname##_s(type value, wchar_t *to, size_t size, int radix)                                                     \
    {                                                                                                                  \
        return to_wtext((unsigned long long)(wider)value, is_negative, to, size, radix);                               \
    }                                                                                                                  \
    char *name(type value, char *to, int radix)                                                                        \
    {                                                                                                                  \
        to_text((unsigned long long)(wider)value, is_negative, to, UNBOUNDED, radix);                                  \
        return to;                                                                                                     \
    }                                                                                                                  \
    wchar_t *wname(type value, wchar_t *to, int radix)                                                                 \
    {                                                                                                                  \
        to_wtext((unsigned long long)(wider)value, is_negative, to, UNBOUNDED, radix);                                 \
        return to;                                                                                                     \
    }

/* A sign is written in radix 10 alone; other radixes show the value's bits. */
#define SIGNED_IN_TEN (radix == 10 && value < 0)
TO_FAMILY(unsigned long, unsigned long, _ultoa, _ultow, 0)
TO_FAMILY(unsigned long long, unsigned long long, _ui64toa, _ui64tow, 0)
TO_FAMILY(long long, long long, _i64toa, _i64tow, SIGNED_IN_TEN)

#define TO_FAMILY_32(type, name, wname)                                                                                \
    int name##_s(type value, char *to, size_t size, int radix)                                                         \
    {                                                                                                                  \
        return SIGNED_IN_TEN ? _i64toa_s(value, to, size, radix) : _ultoa_s((unsigned long)value, to, size, radix);    \
    }                                                                                                                  \
    int wname##_s(type value, wchar_t *to, size_t size, int radix)                                                     \
    {                                                                                                                  \
        return SIGNED_IN_TEN ? _i64tow_s(value, to, size, radix) : _ultow_s((unsigned long)value, to, size, radix);    \
    }                                                                                                                  \
    char *name(type value, char *to, int radix)                                                                        \
    {                                                                                                                  \
        name##_s(value, to, UNBOUNDED, radix);                                                                         \
        return to;                                                                                                     \
    }                                                                                                                  \
    wchar_t *wname(type value, wchar_t *to, int radix)                                                                 \
    {                                                                                                                  \
        wname##_s(value, to, UNBOUNDED, radix);                                                                        \
        return to;                                                                                                     \
    }
TO_FAMILY_32(int, _itoa, _itow)
TO_FAMILY_32(long, _ltoa, _ltow)

/* ---- small arithmetic of <stdlib.h> ---- */

int(abs)(int n)
{
    return n < 0 ? -n : n;
}

long(labs)(long n)
{
    return n < 0 ? -n : n;
}

struct div_int {
    int quotient, remainder;
};
struct div_long {
    long quotient, remainder;
};

struct div_int div(int a, int b)
{
    return (struct div_int){a / b, a % b};
}

struct div_long ldiv(long a, long b)
{
    return (struct div_long){a / b, a % b};
}

long long(_abs64)(long long n)
{
    return n < 0 ? -n : n;
}

unsigned(_rotl)(unsigned v, int n)
{
    return v << (n & 31) | v >> (-n & 31);
}

unsigned(_rotr)(unsigned v, int n)
{
    return v >> (n & 31) | v << (-n & 31);
}

unsigned long(_lrotl)(unsigned long v, int n)
{
    return _rotl(v, n);
}

unsigned long(_lrotr)(unsigned long v, int n)
{
    return _rotr(v, n);
}

unsigned long long(_rotl64)(unsigned long long v, int n)
{
    return v << (n & 63) | v >> (-n & 63);
}

unsigned long long(_rotr64)(unsigned long long v, int n)
{
    return v >> (n & 63) | v << (-n & 63);
}

unsigned long long _byteswap_uint64(unsigned long long v)
{
    return __builtin_bswap64(v);
}

unsigned long _byteswap_ulong(unsigned long v)
{
    return __builtin_bswap32(v);
}

unsigned short _byteswap_ushort(unsigned short v)
{
    return __builtin_bswap16(v);
}
