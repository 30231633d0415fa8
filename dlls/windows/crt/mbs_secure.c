/* SPDX-License-Identifier: MIT */
/* The rest of <mbstring.h>: the secure copies, filling, case in place, and the classes of Japanese characters (code
 * page 932), whose ranges the documents give.  Half-width forms (_mbbtombc, _mbctombb) and the JIS conversions are left
 * out. */
#include "crt.h"

typedef unsigned char byte;
enum { LEAD = 4 }; /* of crt_mbcinfo's types */

byte *_mbslwr_l(byte *s, crt_locale locale);
byte *_mbsupr_l(byte *s, crt_locale locale);

/* Bytes of the character at s; a lead byte before the terminator counts 1. */
static size_t width(const struct crt_mbcinfo *m, const byte *s)
{
    return m->is_multibyte && m->type[1 + *s] & LEAD && s[1] ? 2 : 1;
}

static int refuse(byte *to, size_t size, int error)
{
    if (to && size) *to = 0;
    return crt_invalid_as(error);
}

/* Appends to to[at...]: at most `count` characters, or bytes, never half a character. */
static int append(byte *to, size_t size, size_t at, const byte *from, size_t count, int bytes,
                  const struct crt_mbcinfo *m)
{
    if (!from) return refuse(to, size, EINVAL);
    size_t left = count;
    while (*from && left) {
        size_t w = width(m, from);
        if (bytes && w > left) break;
        if (at + w >= size) {
            if (count != TRUNCATE) return refuse(to, size, ERANGE);
            to[at] = 0;
            return STRUNCATE;
        }
        memcpy(to + at, from, w);
        at += w, from += w;
        left -= bytes ? w : 1;
    }
    to[at] = 0;
    return 0;
}

static int copy(byte *to, size_t size, const byte *from, size_t count, int bytes, crt_locale locale)
{
    if (!to && !size && !count) return 0;
    if (!to || !size) return crt_invalid();
    if (!count) {
        *to = 0;
        return 0;
    }
    return append(to, size, 0, from, count, bytes, crt_mbc(locale));
}

static int concatenate(byte *to, size_t size, const byte *from, size_t count, int bytes, crt_locale locale)
{
    if (!to && !size && !count) return 0;
    if (!to || !size) return crt_invalid();
    size_t at = strnlen((char *)to, size);
    if (at == size) return refuse(to, size, EINVAL);
    return count ? append(to, size, at, from, count, bytes, crt_mbc(locale)) : 0;
}

#define COPY(name, call, bytes)                                                                                        \
    int name##_l(byte *to, size_t size, const byte *from, size_t count, crt_locale locale)                             \
    {                                                                                                                  \
        return call(to, size, from, count, bytes, locale);                                                             \
    }                                                                                                                  \
    int name(byte *to, size_t size, const byte *from, size_t count)                                                    \
    {                                                                                                                  \
        return call(to, size, from, count, bytes, NULL);                                                               \
    }
COPY(_mbsncpy_s, copy, 0)
COPY(_mbsnbcpy_s, copy, 1)
COPY(_mbsncat_s, concatenate, 0)
COPY(_mbsnbcat_s, concatenate, 1)

int _mbscpy_s_l(byte *to, size_t size, const byte *from, crt_locale locale)
{
    return copy(to, size, from, TRUNCATE - 1, 1, locale);
}

int _mbscat_s_l(byte *to, size_t size, const byte *from, crt_locale locale)
{
    return concatenate(to, size, from, TRUNCATE - 1, 1, locale);
}

/* One character. */
void _mbccpy_l(byte *to, const byte *from, crt_locale locale)
{
    memcpy(to, from, width(crt_mbc(locale), from));
}

void _mbccpy(byte *to, const byte *from)
{
    _mbccpy_l(to, from, NULL);
}

int _mbccpy_s_l(byte *to, size_t size, int *copied, const byte *from, crt_locale locale)
{
    if (copied) *copied = 0;
    if (!to || !size || !from) return refuse(to, size, EINVAL);
    size_t w = width(crt_mbc(locale), from);
    if (w > size) return refuse(to, size, ERANGE);
    memcpy(to, from, w);
    if (copied) *copied = (int)w;
    return 0;
}

int _mbccpy_s(byte *to, size_t size, int *copied, const byte *from)
{
    return _mbccpy_s_l(to, size, copied, from, NULL);
}

/* Fills with a character: `count` characters or bytes of the string; a byte that a wide one doesn't fill is a blank. */
static byte *fill(byte *s, unsigned c, size_t count, int bytes, crt_locale locale)
{
    const struct crt_mbcinfo *m = crt_mbc(locale);
    size_t w = c > 255 ? 2 : 1, end = 0, left = count;
    while (s[end] && left && !(bytes && width(m, s + end) > left)) {
        size_t step = width(m, s + end);
        end += step;
        left -= bytes ? step : 1;
    }
    size_t at = 0;
    for (; at + w <= end; at += w) {
        if (w == 2) s[at] = (byte)(c >> 8);
        s[at + w - 1] = (byte)c;
    }
    while (at < end) s[at++] = ' ';
    return s;
}

static int fill_s(byte *s, size_t size, unsigned c, size_t count, int bytes, crt_locale locale)
{
    if (!s || !size || strnlen((char *)s, size) == size) return refuse(s, size, EINVAL);
    fill(s, c, count, bytes, locale);
    return 0;
}

#define FILL(name, bytes)                                                                                              \
    byte *name##_l(byte *s, unsigned c, size_t count, crt_locale locale)                                               \
    {                                                                                                                  \
        return fill(s, c, count, bytes, locale);                                                                       \
    }                                                                                                                  \
    byte *name(byte *s, unsigned c, size_t count)                                                                      \
    {                                                                                                                  \
        return fill(s, c, count, bytes, NULL);                                                                         \
    }                                                                                                                  \
    int name##_s_l(byte *s, size_t size, unsigned c, size_t count, crt_locale locale)                                  \
    {                                                                                                                  \
        return fill_s(s, size, c, count, bytes, locale);                                                               \
    }                                                                                                                  \
    int name##_s(byte *s, size_t size, unsigned c, size_t count)                                                       \
    {                                                                                                                  \
        return fill_s(s, size, c, count, bytes, NULL);                                                                 \
    }
FILL(_mbsnset, 0)
FILL(_mbsnbset, 1)

byte *_mbsset_l(byte *s, unsigned c, crt_locale locale)
{
    return fill(s, c, TRUNCATE, 0, locale);
}

byte *_mbsset(byte *s, unsigned c)
{
    return fill(s, c, TRUNCATE, 0, NULL);
}

int _mbsset_s_l(byte *s, size_t size, unsigned c, crt_locale locale)
{
    return fill_s(s, size, c, TRUNCATE, 0, locale);
}

int _mbsset_s(byte *s, size_t size, unsigned c)
{
    return fill_s(s, size, c, TRUNCATE, 0, NULL);
}

/* ---- case ---- */

#define CASE(name)                                                                                                     \
    int name##_s_l(byte *s, size_t size, crt_locale locale)                                                            \
    {                                                                                                                  \
        if (!s || strnlen((char *)s, size) == size) return refuse(s, size, EINVAL);                                    \
        name##_l(s, locale);                                                                                           \
        return 0;                                                                                                      \
    }                                                                                                                  \
    int name##_s(byte *s, size_t size)                                                                                 \
    {                                                                                                                  \
        return name##_s_l(s, size, NULL);                                                                              \
    }
CASE(_mbslwr)
CASE(_mbsupr)

unsigned char *__p__mbcasemap(void)
{
    return crt_mbc(NULL)->casemap;
}

/* ---- classes ---- */

#define IN_932(name, first, last)                                                                                      \
    int name##_l(unsigned c, crt_locale locale)                                                                        \
    {                                                                                                                  \
        return crt_mbc(locale)->codepage == 932 && c >= (first) && c <= (last);                                        \
    }                                                                                                                  \
    int name(unsigned c)                                                                                               \
    {                                                                                                                  \
        return name##_l(c, NULL);                                                                                      \
    }
IN_932(_ismbchira, 0x829f, 0x82f1)
IN_932(_ismbckata, 0x8340, 0x8396)
IN_932(_ismbcsymbol, 0x8141, 0x81ac)
IN_932(_ismbcl0, 0x8140, 0x889e)
IN_932(_ismbcl1, 0x889f, 0x9872)
IN_932(_ismbcl2, 0x989f, 0xeaa4)

#define BLANK(name)                                                                                                    \
    int name##_l(unsigned c, crt_locale locale)                                                                        \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return c == ' ' || c == '\t';                                                                                  \
    }                                                                                                                  \
    int name(unsigned c)                                                                                               \
    {                                                                                                                  \
        return c == ' ' || c == '\t';                                                                                  \
    }
BLANK(_ismbbblank)
BLANK(_ismbcblank)
