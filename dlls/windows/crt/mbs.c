/* SPDX-License-Identifier: MIT */
/* Strings of the multibyte code page (_setmbcp): a character is one byte, or two where the first is a lead byte.  The
 * page is the system's ANSI one at first, as documented; its tables are made at the first use.  Characters compare as
 * numbers (lead byte high), or folded for the _i functions.  Left out: the Japanese conversions (_mbctohira and so on).
 */
#include "crt.h"

enum { M_KANA_S = 1, M_KANA_P = 2, M_LEAD = 4, M_TRAIL = 8, M_UPPER = 16, M_LOWER = 32 };
typedef unsigned char byte;

static struct crt_mbcinfo current;
struct crt_mbcinfo *crt_mbcinfo;
/* Exported: index 0 is EOF. */
unsigned char _mbctype[257];

static void make(struct crt_mbcinfo *info, unsigned page)
{
    CPINFO cp;
    memset(info, 0, sizeof *info);
    info->refcount = 1;
    info->codepage = (int)page;
    for (int i = 0; i < 256; i++) info->casemap[i] = 0;
    for (int i = 'A'; i <= 'Z'; i++) {
        info->type[1 + i] |= M_UPPER;
        info->casemap[i] = (byte)(i + 32);
        info->type[1 + i + 32] |= M_LOWER;
        info->casemap[i + 32] = (byte)i;
    }
    if (!page || !GetCPInfo(page, &cp)) return;
    info->is_multibyte = cp.MaxCharSize == 2;
    for (int k = 0; k + 1 < MAX_LEADBYTES && cp.LeadByte[k] && info->is_multibyte; k += 2)
        for (int i = cp.LeadByte[k]; i <= cp.LeadByte[k + 1]; i++) info->type[1 + i] |= M_LEAD;
    if (info->is_multibyte)
        for (int i = page == 932 || page == 936 || page == 950 ? 0x40 : 0x41; i < 255; i++)
            if (i != 127) info->type[1 + i] |= M_TRAIL;
    if (page == 932)
        for (int i = 0xa1; i <= 0xdf; i++) info->type[1 + i] |= i < 0xa6 ? M_KANA_P : M_KANA_S;
}

struct crt_mbcinfo *crt_mbc(crt_locale locale)
{
    if (locale && locale->mbcinfo) return locale->mbcinfo;
    if (!crt_mbcinfo) {
        _lock(LOCK_MBC);
        if (!crt_mbcinfo) {
            make(&current, GetACP());
            memcpy(_mbctype, current.type, sizeof _mbctype);
            __atomic_store_n(&crt_mbcinfo, &current, __ATOMIC_RELEASE);
        }
        _unlock(LOCK_MBC);
    }
    return crt_mbcinfo;
}

int _getmbcp(void)
{
    struct crt_mbcinfo *info = crt_mbc(NULL);
    return info->is_multibyte ? info->codepage : 0;
}

/* _setmbcp: _MB_CP_SBCS 0, _MB_CP_OEM -2, _MB_CP_ANSI -3, _MB_CP_LOCALE -4, or a code page. */
int _setmbcp(int page)
{
    unsigned number = page == -2   ? GetOEMCP()
                      : page == -3 ? GetACP()
                      : page == -4 ? crt_locinfo_now()->codepage
                                   : (unsigned)page;
    if (number && !IsValidCodePage(number)) return crt_fail_invalid();
    crt_mbc(NULL);
    _lock(LOCK_MBC);
    make(&current, number);
    memcpy(_mbctype, current.type, sizeof _mbctype);
    _unlock(LOCK_MBC);
    return 0;
}

/* The byte that <mbctype.h>'s macros read. */
unsigned char *__p__mbctype(void)
{
    crt_mbc(NULL);
    return _mbctype;
}

/* ---- one character ---- */

static int is_lead(const struct crt_mbcinfo *m, byte c)
{
    return m->type[1 + c] & M_LEAD;
}

/* Bytes of the character at s: 1 or 2; a lead byte before the terminator counts 1. */
static size_t width(const struct crt_mbcinfo *m, const byte *s)
{
    return m->is_multibyte && is_lead(m, *s) && s[1] ? 2 : 1;
}

static unsigned value(const struct crt_mbcinfo *m, const byte *s)
{
    return width(m, s) == 2 ? (unsigned)s[0] << 8 | s[1] : s[0];
}

static unsigned fold(const struct crt_mbcinfo *m, unsigned c)
{
    if (c < 256) return m->type[1 + c] & M_UPPER ? m->casemap[c] : c;
    /* Full-width Latin letters of the page, by way of Unicode. */
    char text[2] = {(char)(c >> 8), (char)c};
    wchar_t wide;
    if (MultiByteToWideChar((UINT)m->codepage, 0, text, 2, &wide, 1) == 1) {
        wchar_t lower = towlower(wide);
        if (lower != wide && WideCharToMultiByte((UINT)m->codepage, 0, &lower, 1, text, 2, NULL, NULL) == 2)
            return (unsigned)(byte)text[0] << 8 | (byte)text[1];
    }
    return c;
}

static unsigned unfold(const struct crt_mbcinfo *m, unsigned c)
{
    if (c < 256) return m->type[1 + c] & M_LOWER ? m->casemap[c] : c;
    char text[2] = {(char)(c >> 8), (char)c};
    wchar_t wide;
    if (MultiByteToWideChar((UINT)m->codepage, 0, text, 2, &wide, 1) == 1) {
        wchar_t upper = towupper(wide);
        if (upper != wide && WideCharToMultiByte((UINT)m->codepage, 0, &upper, 1, text, 2, NULL, NULL) == 2)
            return (unsigned)(byte)text[0] << 8 | (byte)text[1];
    }
    return c;
}

/* One body, with and without a locale. */
#define WITH_LOCALE(type, name, parameters, arguments, ...)                                                            \
    type name##_l(parameters, crt_locale locale)                                                                       \
    {                                                                                                                  \
        const struct crt_mbcinfo *m = crt_mbc(locale);                                                                 \
        __VA_ARGS__                                                                                                    \
    }                                                                                                                  \
    type name(parameters)                                                                                              \
    {                                                                                                                  \
        return name##_l(arguments, NULL);                                                                              \
    }
#define P(...) __VA_ARGS__

WITH_LOCALE(int, _ismbblead, P(unsigned c), P(c), return m->type[1 + (byte)c] & M_LEAD;)
WITH_LOCALE(int, _ismbbtrail, P(unsigned c), P(c), return m->type[1 + (byte)c] & M_TRAIL;)
WITH_LOCALE(int, _ismbbkana, P(unsigned c), P(c),
            return m->codepage == 932 ? m->type[1 + (byte)c] & (M_KANA_S | M_KANA_P) : 0;)
WITH_LOCALE(int, _ismbbkalnum, P(unsigned c), P(c), return m->type[1 + (byte)c] & M_KANA_S;)
WITH_LOCALE(int, _ismbbkpunct, P(unsigned c), P(c), return m->type[1 + (byte)c] & M_KANA_P;)
WITH_LOCALE(int, _ismbbkprint, P(unsigned c), P(c), return m->type[1 + (byte)c] & (M_KANA_S | M_KANA_P);)
#define ASCII_OR_KANA(name, mask, kana)                                                                                \
    WITH_LOCALE(int, name, P(unsigned c), P(c),                                                                        \
                return (ctype_of((byte)c, NULL) & (mask)) | (m->type[1 + (byte)c] & (kana));)
ASCII_OR_KANA(_ismbbalpha, T_ALPHA, M_KANA_S)
ASCII_OR_KANA(_ismbbalnum, T_ALPHA | T_DIGIT, M_KANA_S)
ASCII_OR_KANA(_ismbbgraph, T_ALPHA | T_DIGIT | T_PUNCT, M_KANA_S | M_KANA_P)
ASCII_OR_KANA(_ismbbprint, T_ALPHA | T_DIGIT | T_PUNCT | T_BLANK, M_KANA_S | M_KANA_P)
ASCII_OR_KANA(_ismbbpunct, T_PUNCT, M_KANA_P)

/* Classes of a character of one or two bytes. */
static int class_of(const struct crt_mbcinfo *m, unsigned c, int mask)
{
    char text[2] = {(char)(c >> 8), (char)c};
    wchar_t wide;
    if (c < 256) return ctype_of((int)c, NULL) & mask;
    if (!is_lead(m, (byte)(c >> 8)) ||
        MultiByteToWideChar((UINT)m->codepage, MB_ERR_INVALID_CHARS, text, 2, &wide, 1) != 1)
        return 0;
    return iswctype(wide, (unsigned short)mask);
}
#define MB_CLASS(name, mask) WITH_LOCALE(int, name, P(unsigned c), P(c), return class_of(m, c, mask);)
MB_CLASS(_ismbcalnum, T_ALPHA | T_DIGIT)
MB_CLASS(_ismbcalpha, T_ALPHA)
MB_CLASS(_ismbcdigit, T_DIGIT)
MB_CLASS(_ismbcgraph, T_ALPHA | T_DIGIT | T_PUNCT)
MB_CLASS(_ismbclower, T_LOWER)
MB_CLASS(_ismbcprint, T_ALPHA | T_DIGIT | T_PUNCT | T_BLANK)
MB_CLASS(_ismbcpunct, T_PUNCT)
MB_CLASS(_ismbcspace, T_SPACE)
MB_CLASS(_ismbcupper, T_UPPER)
WITH_LOCALE(int, _ismbclegal, P(unsigned c), P(c),
            return (m->type[1 + (byte)(c >> 8)] & M_LEAD) && (m->type[1 + (byte)c] & M_TRAIL);)
WITH_LOCALE(unsigned, _mbctolower, P(unsigned c), P(c), return fold(m, c);)
WITH_LOCALE(unsigned, _mbctoupper, P(unsigned c), P(c), return unfold(m, c);)
WITH_LOCALE(size_t, _mbclen, P(const byte *s), P(s), return m->is_multibyte && is_lead(m, *s) ? 2 : 1;)

/* Whether the byte at `at` is a lead or trail byte in the string that begins at `s`. */
static int kind_at(const struct crt_mbcinfo *m, const byte *s, const byte *at)
{
    while (s < at) {
        size_t n = width(m, s);
        if (n == 2 && s + 1 == at) return 2;
        s += n;
    }
    return s == at && is_lead(m, *s) ? 1 : 0;
}
WITH_LOCALE(int, _ismbslead, P(const byte *s, const byte *at), P(s, at), return kind_at(m, s, at) == 1 ? -1 : 0;)
WITH_LOCALE(int, _ismbstrail, P(const byte *s, const byte *at), P(s, at), return kind_at(m, s, at) == 2 ? -1 : 0;)
WITH_LOCALE(int, _mbbtype, P(byte c, int before), P(c, before), {
    if (before == 1) return m->type[1 + c] & M_TRAIL ? 2 : -1;
    return m->type[1 + c] & M_LEAD ? 1 : (ctype_of(c, NULL) & (T_ALPHA | T_DIGIT | T_PUNCT | T_BLANK)) ? 0 : -1;
})
WITH_LOCALE(int, _mbsbtype, P(const byte *s, size_t n), P(s, n), {
    const byte *at = s + n;
    for (const byte *p = s; p < at; p++)
        if (!*p) return -1; /* "NULL byte found before the byte at offset count" */
    int kind = kind_at(m, s, at);
    return kind ? kind : *at ? 0 : -1;
})

/* ---- walking ---- */

WITH_LOCALE(byte *, _mbsinc, P(const byte *s), P(s), return (byte *)s + width(m, s);)
WITH_LOCALE(byte *, _mbsdec, P(const byte *start, const byte *at), P(start, at), {
    const byte *last = NULL;
    for (const byte *p = start; p < at; p += width(m, p)) last = p;
    return (byte *)last;
})
WITH_LOCALE(unsigned, _mbsnextc, P(const byte *s), P(s), return value(m, s);)
WITH_LOCALE(size_t, _mbsnbcnt, P(const byte *s, size_t n), P(s, n), {
    const byte *p = s; /* bytes in the first n characters */
    while (n-- && *p) p += width(m, p);
    return (size_t)(p - s);
})
WITH_LOCALE(size_t, _mbsnccnt, P(const byte *s, size_t n), P(s, n), {
    size_t count = 0; /* characters in the first n bytes */
    for (const byte *p = s; *p && p < s + n; p += width(m, p)) count++;
    return count;
})
WITH_LOCALE(byte *, _mbsninc, P(const byte *s, size_t n), P(s, n), {
    (void)m;
    return s ? (byte *)s + _mbsnbcnt_l(s, n, locale) : NULL;
})
WITH_LOCALE(size_t, _mbslen, P(const byte *s), P(s), {
    size_t n = 0;
    for (; *s; s += width(m, s)) n++;
    return n;
})
WITH_LOCALE(size_t, _mbsnlen, P(const byte *s, size_t size), P(s, size), {
    size_t n = 0;
    const byte *end = s + size;
    for (; s < end && *s; s += width(m, s)) n++;
    return s >= end ? size : n;
})

/* ---- searching ---- */

WITH_LOCALE(byte *, _mbschr, P(const byte *s, unsigned c), P(s, c), {
    for (;; s += width(m, s)) {
        if (value(m, s) == c) return (byte *)s;
        if (!*s) return NULL;
    }
})
WITH_LOCALE(byte *, _mbsrchr, P(const byte *s, unsigned c), P(s, c), {
    const byte *found = NULL;
    for (;; s += width(m, s)) {
        if (value(m, s) == c) found = s;
        if (!*s) return (byte *)found;
    }
})
WITH_LOCALE(byte *, _mbsstr, P(const byte *s, const byte *what), P(s, what), {
    size_t n = strlen((const char *)what);
    for (;; s += width(m, s)) {
        if (!strncmp((const char *)s, (const char *)what, n)) return (byte *)s;
        if (!*s) return NULL;
    }
})

static int in_set(const struct crt_mbcinfo *m, const byte *set, unsigned c)
{
    for (; *set; set += width(m, set))
        if (value(m, set) == c) return 1;
    return 0;
}
WITH_LOCALE(size_t, _mbsspn, P(const byte *s, const byte *set), P(s, set), {
    const byte *p = s;
    while (*p && in_set(m, set, value(m, p))) p += width(m, p);
    return (size_t)(p - s);
})
WITH_LOCALE(size_t, _mbscspn, P(const byte *s, const byte *set), P(s, set), {
    const byte *p = s;
    while (*p && !in_set(m, set, value(m, p))) p += width(m, p);
    return (size_t)(p - s);
})
WITH_LOCALE(byte *, _mbspbrk, P(const byte *s, const byte *set), P(s, set), {
    (void)m;
    s += _mbscspn_l(s, set, locale);
    return *s ? (byte *)s : NULL;
})
WITH_LOCALE(byte *, _mbsspnp, P(const byte *s, const byte *set), P(s, set), {
    (void)m;
    s += _mbsspn_l(s, set, locale);
    return *s ? (byte *)s : NULL;
})
WITH_LOCALE(byte *, _mbstok_s, P(byte *s, const byte *set, byte **next), P(s, set, next), {
    if (!s) s = *next;
    if (!s) return NULL;
    s += _mbsspn_l(s, set, locale);
    if (!*s) {
        *next = s;
        return NULL;
    }
    byte *end = s + _mbscspn_l(s, set, locale);
    *next = end;
    if (*end) {
        size_t n = width(m, end);
        *end = 0;
        *next = end + n;
    }
    return s;
})

byte *_mbstok(byte *s, const byte *set)
{
    return _mbstok_s(s, set, &crt_self()->mbstok_next);
}

byte *_mbstok_l(byte *s, const byte *set, crt_locale locale)
{
    return _mbstok_s_l(s, set, &crt_self()->mbstok_next, locale);
}

/* ---- comparing: `n` characters, or `bytes` bytes ---- */

static int compare(const struct crt_mbcinfo *m, const byte *a, const byte *b, size_t n, size_t bytes, int folded)
{
    if (!a || !b) {
        crt_invalid();
        return INT_MAX;
    }
    while (n-- && bytes) {
        unsigned x = value(m, a), y = value(m, b);
        if (x != y && folded) x = fold(m, x), y = fold(m, y);
        if (x != y) return x < y ? -1 : 1;
        if (!x) break;
        size_t w = width(m, a);
        bytes -= w < bytes ? w : bytes;
        a += w;
        b += width(m, b);
    }
    return 0;
}
#define WHOLE ((size_t)-1)
WITH_LOCALE(int, _mbscmp, P(const byte *a, const byte *b), P(a, b), return compare(m, a, b, WHOLE, WHOLE, 0);)
WITH_LOCALE(int, _mbsicmp, P(const byte *a, const byte *b), P(a, b), return compare(m, a, b, WHOLE, WHOLE, 1);)
WITH_LOCALE(int, _mbsncmp, P(const byte *a, const byte *b, size_t n), P(a, b, n), return compare(m, a, b, n, WHOLE, 0);)
WITH_LOCALE(int, _mbsnicmp, P(const byte *a, const byte *b, size_t n), P(a, b, n),
            return compare(m, a, b, n, WHOLE, 1);)
WITH_LOCALE(int, _mbsnbcmp, P(const byte *a, const byte *b, size_t n), P(a, b, n),
            return compare(m, a, b, WHOLE, n, 0);)
WITH_LOCALE(int, _mbsnbicmp, P(const byte *a, const byte *b, size_t n), P(a, b, n),
            return compare(m, a, b, WHOLE, n, 1);)

static int collate(const struct crt_mbcinfo *m, const byte *a, const byte *b, size_t bytes, DWORD flags)
{
    int result = CompareStringA(crt_locinfo_now()->handle[CAT_COLLATE] ? crt_locinfo_now()->handle[CAT_COLLATE]
                                                                       : LOCALE_INVARIANT,
                                SORT_STRINGSORT | flags, (const char *)a, (int)strnlen((const char *)a, bytes),
                                (const char *)b, (int)strnlen((const char *)b, bytes));
    (void)m;
    return result ? result - 2 : INT_MAX;
}
#define HALF ((size_t)-1 / 2)
WITH_LOCALE(int, _mbscoll, P(const byte *a, const byte *b), P(a, b), return collate(m, a, b, HALF, 0);)
WITH_LOCALE(int, _mbsicoll, P(const byte *a, const byte *b), P(a, b), return collate(m, a, b, HALF, NORM_IGNORECASE);)
WITH_LOCALE(int, _mbsnbcoll, P(const byte *a, const byte *b, size_t n), P(a, b, n), return collate(m, a, b, n, 0);)
WITH_LOCALE(int, _mbsnbicoll, P(const byte *a, const byte *b, size_t n), P(a, b, n),
            return collate(m, a, b, n, NORM_IGNORECASE);)
WITH_LOCALE(int, _mbsncoll, P(const byte *a, const byte *b, size_t n), P(a, b, n),
            return collate(m, a, b, _mbsnbcnt(a, n), 0);)
WITH_LOCALE(int, _mbsnicoll, P(const byte *a, const byte *b, size_t n), P(a, b, n),
            return collate(m, a, b, _mbsnbcnt(a, n), NORM_IGNORECASE);)

/* ---- copying ---- */

byte *_mbscpy(byte *to, const byte *from)
{
    return (byte *)strcpy((char *)to, (const char *)from);
}

byte *_mbscat(byte *to, const byte *from)
{
    return (byte *)strcat((char *)to, (const char *)from);
}

byte *_mbsdup(const byte *s)
{
    return (byte *)_strdup((const char *)s);
}

WITH_LOCALE(byte *, _mbsncpy, P(byte *to, const byte *from, size_t n), P(to, from, n), {
    byte *p = to;
    while (n && *from) {
        size_t w = width(m, from);
        memcpy(p, from, w);
        p += w, from += w, n--;
    }
    memset(p, 0, n);
    return to;
})
WITH_LOCALE(byte *, _mbsnbcpy, P(byte *to, const byte *from, size_t n), P(to, from, n), {
    byte *p = to;
    while (n && *from) {
        size_t w = width(m, from);
        if (w > n) { /* no half characters */
            break;
        }
        memcpy(p, from, w);
        p += w, from += w, n -= w;
    }
    memset(p, 0, n);
    return to;
})
WITH_LOCALE(byte *, _mbsncat, P(byte *to, const byte *from, size_t n), P(to, from, n), {
    byte *p = to + strlen((char *)to);
    for (; n && *from; n--) {
        size_t w = width(m, from);
        memcpy(p, from, w);
        p += w, from += w;
    }
    *p = 0;
    return to;
})
WITH_LOCALE(byte *, _mbsnbcat, P(byte *to, const byte *from, size_t n), P(to, from, n), {
    byte *p = to + strlen((char *)to);
    while (n && *from) {
        size_t w = width(m, from);
        if (w > n) break;
        memcpy(p, from, w);
        p += w, from += w, n -= w;
    }
    *p = 0;
    return to;
})

static byte *map_all(const struct crt_mbcinfo *m, byte *s, unsigned (*map)(const struct crt_mbcinfo *, unsigned))
{
    for (byte *p = s; *p; p += width(m, p)) {
        unsigned c = map(m, value(m, p));
        if (c < 256) {
            *p = (byte)c;
        } else {
            p[0] = (byte)(c >> 8);
            p[1] = (byte)c;
        }
    }
    return s;
}
WITH_LOCALE(byte *, _mbslwr, P(byte *s), P(s), return map_all(m, s, fold);)
WITH_LOCALE(byte *, _mbsupr, P(byte *s), P(s), return map_all(m, s, unfold);)
WITH_LOCALE(byte *, _mbsrev, P(byte *s), P(s), {
    size_t n = strlen((char *)s);
    byte *copy = malloc(n + 1);
    if (!copy) return NULL;
    memcpy(copy, s, n + 1);
    byte *to = s + n;
    for (const byte *p = copy; *p; p += width(m, p)) {
        to -= width(m, p);
        memcpy(to, p, width(m, p));
    }
    free(copy);
    return s;
})

int _mbscpy_s(byte *to, size_t size, const byte *from)
{
    extern int strcpy_s(char *to, size_t size, const char *from);
    return strcpy_s((char *)to, size, (const char *)from);
}

int _mbscat_s(byte *to, size_t size, const byte *from)
{
    extern int strcat_s(char *to, size_t size, const char *from);
    return strcat_s((char *)to, size, (const char *)from);
}
