/* SPDX-License-Identifier: MIT */
/* Conversions and small arithmetic that the Universal CRT has beyond msvcrt's: strtof, lldiv and imaxdiv, classes of
 * wide characters by name, the secure restartable functions and those of <uchar.h>. */
#include "../crt/crt.h"

typedef unsigned long long multibyte_state; /* mbstate_t has eight bytes */
float crt_strtof_l(const char *s, char **end, crt_locale locale);
float crt_wcstof_l(const wchar_t *s, wchar_t **end, crt_locale locale);
size_t mbrtowc(wchar_t *wide, const char *s, size_t n, void *state);
size_t wcrtomb(char *s, wchar_t wide, void *state);
size_t mbsrtowcs(wchar_t *to, const char **s, size_t n, void *state);
size_t wcsrtombs(char *to, const wchar_t **s, size_t n, void *state);
int __iscsym(int c);
int __iscsymf(int c);

float _strtof_l(const char *s, char **end, crt_locale locale)
{
    return crt_strtof_l(s, end, locale);
}

float strtof(const char *s, char **end)
{
    return crt_strtof_l(s, end, NULL);
}

float _wcstof_l(const wchar_t *s, wchar_t **end, crt_locale locale)
{
    return crt_wcstof_l(s, end, locale);
}

float wcstof(const wchar_t *s, wchar_t **end)
{
    return crt_wcstof_l(s, end, NULL);
}

/* ---- division ---- */

struct div_64 {
    long long quotient, remainder;
};

struct div_64 lldiv(long long a, long long b)
{
    return (struct div_64){a / b, a % b};
}

struct div_64 imaxdiv(long long a, long long b)
{
    return (struct div_64){a / b, a % b};
}

/* ---- classes ---- */

int isblank(int c)
{
    return c == '\t' || ctype_of(c, NULL) & T_BLANK;
}

int _isblank_l(int c, crt_locale locale)
{
    return c == '\t' || ctype_of(c, locale) & T_BLANK;
}

int iswblank(wint_t c)
{
    return c == '\t' || iswctype(c, T_BLANK);
}

int _iswblank_l(wint_t c, crt_locale locale)
{
    (void)locale;
    return iswblank(c);
}

int __iswcsym(wint_t c)
{
    return c == '_' || iswctype(c, T_ALPHA | T_DIGIT);
}

int __iswcsymf(wint_t c)
{
    return c == '_' || iswctype(c, T_ALPHA);
}

int _iswcsym_l(wint_t c, crt_locale locale)
{
    (void)locale;
    return __iswcsym(c);
}

int _iswcsymf_l(wint_t c, crt_locale locale)
{
    (void)locale;
    return __iswcsymf(c);
}

/* wctype: the mask that iswctype takes, 0 for no class of that name. */
unsigned short wctype(const char *name)
{
    static const struct {
        const char *name;
        unsigned short mask;
    } classes[] = {
        {"alnum",  T_ALPHA | T_DIGIT                    },
        {"alpha",  T_ALPHA                              },
        {"blank",  T_BLANK                              },
        {"cntrl",  T_CNTRL                              },
        {"digit",  T_DIGIT                              },
        {"graph",  T_PUNCT | T_ALPHA | T_DIGIT          },
        {"lower",  T_LOWER                              },
        {"print",  T_BLANK | T_PUNCT | T_ALPHA | T_DIGIT},
        {"punct",  T_PUNCT                              },
        {"space",  T_SPACE                              },
        {"upper",  T_UPPER                              },
        {"xdigit", T_HEX                                },
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (!strcmp(classes[i].name, name)) return classes[i].mask;
    return 0;
}

enum { TO_UPPER = 1, TO_LOWER = 2 };

unsigned short wctrans(const char *name)
{
    return !strcmp(name, "toupper") ? TO_UPPER : !strcmp(name, "tolower") ? TO_LOWER : 0;
}

wint_t towctrans(wint_t c, unsigned short how)
{
    return how == TO_UPPER ? towupper(c) : how == TO_LOWER ? towlower(c) : c;
}

/* At most `n` characters of a string: what the headers' inline functions count with. */
size_t __strncnt(const char *s, size_t n)
{
    return strnlen(s, n);
}

size_t __wcsncnt(const wchar_t *s, size_t n)
{
    return wcsnlen(s, n);
}

/* ---- restartable, secure ---- */

int wcrtomb_s(size_t *made, char *to, size_t size, wchar_t wide, void *state)
{
    char text[8];
    if (made) *made = (size_t)-1;
    if (!to && size) return crt_invalid();
    size_t n = wcrtomb(to ? text : NULL, wide, state);
    if (n == (size_t)-1) {
        if (to && size) *to = 0;
        return errno;
    }
    if (to) {
        if (n > size) {
            if (size) *to = 0;
            return crt_invalid_as(ERANGE);
        }
        memcpy(to, text, n);
    }
    if (made) *made = n;
    return 0;
}

/* The two conversions of strings have one shape: convert up to `limit`, then end the text or refuse it. */
#define SECURE_STRING(name, call, CHAR, FROM)                                                                          \
    int name(size_t *made, CHAR *to, size_t size, const FROM **s, size_t n, void *state)                               \
    {                                                                                                                  \
        if (made) *made = (size_t)-1;                                                                                  \
        if ((!to && size) || (to && !size) || !s || !*s) {                                                             \
            if (to && size) *to = 0;                                                                                   \
            return crt_invalid();                                                                                      \
        }                                                                                                              \
        size_t count = call(to, s, to ? (n < size ? n : size) : 0, state);                                             \
        if (count == (size_t)-1) {                                                                                     \
            if (to) *to = 0;                                                                                           \
            return errno;                                                                                              \
        }                                                                                                              \
        if (to && count >= size) {                                                                                     \
            if (n != TRUNCATE) {                                                                                       \
                *to = 0;                                                                                               \
                return crt_invalid_as(ERANGE);                                                                         \
            }                                                                                                          \
            to[size - 1] = 0;                                                                                          \
            if (made) *made = size;                                                                                    \
            return STRUNCATE;                                                                                          \
        }                                                                                                              \
        if (to) to[count] = 0;                                                                                         \
        if (made) *made = count + 1;                                                                                   \
        return 0;                                                                                                      \
    }
SECURE_STRING(mbsrtowcs_s, mbsrtowcs, wchar_t, char)
SECURE_STRING(wcsrtombs_s, wcsrtombs, char, wchar_t)

/* ---- <uchar.h>: UTF-8 whatever the locale is, as documented.  The state keeps the bytes of an unfinished character
 * (three at most, their count above them), or the low surrogate that is still to be given. ---- */

static multibyte_state c8_state, c16_state, c32_state;
#define LOW_PENDING (1ull << 40)

static int length_of(unsigned char lead)
{
    return lead < 0x80                   ? 1
           : lead >= 0xc2 && lead < 0xe0 ? 2
           : (lead & 0xf0) == 0xe0       ? 3
           : lead >= 0xf0 && lead < 0xf5 ? 4
                                         : 0;
}

size_t mbrtoc32(unsigned *out, const char *s, size_t n, multibyte_state *state)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (!state) state = &c32_state;
    if (!s) {
        *state = 0;
        return 0;
    }
    unsigned char bytes[4];
    int have = (int)(*state >> 24 & 3), had = have;
    for (int i = 0; i < have; i++) bytes[i] = (unsigned char)(*state >> 8 * i);
    for (size_t used = 0; used < n;) {
        bytes[have++] = (unsigned char)s[used++];
        int want = length_of(bytes[0]);
        if (!want || (have > 1 && (bytes[have - 1] & 0xc0) != 0x80)) break;
        if (have < want) continue;
        unsigned c = want == 1 ? bytes[0] : bytes[0] & (0x7fu >> want);
        for (int i = 1; i < want; i++) c = c << 6 | (bytes[i] & 63);
        if (c < least[want] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) break;
        *state = 0;
        if (out) *out = c;
        return c ? (size_t)(have - had) : 0;
    }
    if (have - had == (int)n && length_of(bytes[0]) > have && (have < 2 || (bytes[have - 1] & 0xc0) == 0x80)) {
        *state = (multibyte_state)have << 24;
        for (int i = 0; i < have; i++) *state |= (multibyte_state)bytes[i] << 8 * i;
        return (size_t)-2;
    }
    *state = 0;
    errno = EILSEQ;
    return (size_t)-1;
}

size_t mbrtoc16(unsigned short *out, const char *s, size_t n, multibyte_state *state)
{
    unsigned c = 0;
    if (!state) state = &c8_state;
    if (s && *state & LOW_PENDING) {
        if (out) *out = (unsigned short)*state;
        *state = 0;
        return (size_t)-3;
    }
    size_t used = mbrtoc32(&c, s, n, state);
    if (used == (size_t)-1 || used == (size_t)-2 || !s) return used;
    if (c >= 0x10000) {
        if (out) *out = (unsigned short)(0xd7c0 + (c >> 10));
        *state = LOW_PENDING | 0xdc00 | (c & 0x3ff);
    } else if (out) {
        *out = (unsigned short)c;
    }
    return used;
}

size_t c32rtomb(char *s, unsigned c, multibyte_state *state)
{
    if (state) *state = 0;
    if (!s) return 1;
    if (c < 0x80) {
        *s = (char)c;
        return 1;
    }
    if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
        errno = EILSEQ;
        return (size_t)-1;
    }
    int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n; i-- > 1; c >>= 6) s[i] = (char)(0x80 | (c & 63));
    *s = (char)(0xf00 >> n | c);
    return (size_t)n;
}

size_t c16rtomb(char *s, unsigned short c, multibyte_state *state)
{
    if (!state) state = &c16_state;
    if (!s) {
        *state = 0;
        return 1;
    }
    unsigned high = (unsigned)*state;
    *state = 0;
    if (high) {
        if ((c & 0xfc00) == 0xdc00) return c32rtomb(s, 0x10000 + ((high & 0x3ff) << 10) + (c & 0x3ff), NULL);
        errno = EILSEQ;
        return (size_t)-1;
    }
    if ((c & 0xfc00) == 0xd800) {
        *state = c;
        return 0;
    }
    return c32rtomb(s, c, NULL);
}
