/* SPDX-License-Identifier: MIT */
/* Narrow strings that know nothing of locales, and the case-insensitive ones that do.  Comparisons return -1, 0 or 1,
 * as msvcrt does where the documents only promise a sign. */
#include "crt.h"

size_t strnlen(const char *s, size_t n)
{
    const char *end = memchr(s, 0, n);
    return end ? (size_t)(end - s) : n;
}

size_t strnlen_s(const char *s, size_t n)
{
    return s ? strnlen(s, n) : 0;
}

char *strcpy(char *to, const char *from)
{
    return memmove(to, from, strlen(from) + 1);
}

char *strcat(char *to, const char *from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncpy(char *to, const char *from, size_t n)
{
    size_t length = strnlen(from, n);
    memcpy(to, from, length);
    memset(to + length, 0, n - length);
    return to;
}

char *strncat(char *to, const char *from, size_t n)
{
    size_t length = strnlen(from, n);
    char *end = to + strlen(to);
    memcpy(end, from, length);
    end[length] = 0;
    return to;
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    unsigned char x = (unsigned char)*a, y = (unsigned char)*b;
    return (x > y) - (x < y);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n && *a && *a == *b; n--) a++, b++;
    if (!n) return 0;
    unsigned char x = (unsigned char)*a, y = (unsigned char)*b;
    return (x > y) - (x < y);
}

#ifdef __SSE2__
typedef char bytes16 __attribute__((vector_size(16), may_alias));

/* Which of 16 aligned bytes are c, or the end: a block never crosses a page. */
static unsigned stop_mask(const char *aligned, bytes16 c)
{
    const bytes16 block = *(const bytes16 *)aligned, zero = {0};
    return (unsigned)__builtin_ia32_pmovmskb128((block == c) | (block == zero));
}
#endif

char *strchr(const char *s, int c)
{
#ifdef __SSE2__
    const char b = (char)c;
    const bytes16 what = {b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
    unsigned skip = (uintptr_t)s & 15, mask = stop_mask(s - skip, what) >> skip;
    if (!mask) {
        s -= skip;
        do s += 16;
        while (!(mask = stop_mask(s, what)));
    }
    s += __builtin_ctz(mask);
    return *s == b ? (char *)s : NULL;
#else
    for (;; s++) {
        if (*s == (char)c) return (char *)s;
        if (!*s) return NULL;
    }
#endif
}

char *strrchr(const char *s, int c)
{
    for (const char *p = s + strlen(s);; p--) {
        if (*p == (char)c) return (char *)p;
        if (p == s) return NULL;
    }
}

/* A set of bytes as 256 bits. */
struct set {
    unsigned bits[8];
};

static void set_make(struct set *set, const char *members)
{
    memset(set, 0, sizeof *set);
    for (; *members; members++) set->bits[(unsigned char)*members >> 5] |= 1u << (*members & 31);
}

static int set_has(const struct set *set, char c)
{
    return set->bits[(unsigned char)c >> 5] >> (c & 31) & 1;
}

size_t strspn(const char *s, const char *members)
{
    struct set set;
    size_t n = 0;
    set_make(&set, members);
    while (set_has(&set, s[n])) n++;
    return n;
}

size_t strcspn(const char *s, const char *members)
{
    struct set set;
    size_t n = 0;
    set_make(&set, members);
    while (s[n] && !set_has(&set, s[n])) n++;
    return n;
}

char *strpbrk(const char *s, const char *members)
{
    s += strcspn(s, members);
    return *s ? (char *)s : NULL;
}

char *strstr(const char *s, const char *what)
{
    size_t n = strlen(what);
    if (!n) return (char *)s;
    for (; (s = strchr(s, *what)); s++)
        if (!strncmp(s, what, n)) return (char *)s;
    return NULL;
}

char *strtok_s(char *s, const char *delimiters, char **next)
{
    if (!next || !delimiters || (!s && !*next)) {
        crt_invalid();
        return NULL;
    }
    if (!s) s = *next;
    s += strspn(s, delimiters);
    if (!*s) {
        *next = s;
        return NULL;
    }
    char *end = s + strcspn(s, delimiters);
    *next = end;
    if (*end) *(*next)++ = 0;
    return s;
}

/* strtok: the place is kept per thread. */
char *strtok(char *s, const char *delimiters)
{
    char **next = &crt_self()->strtok_next;
    if (!s && !*next) return NULL;
    return strtok_s(s, delimiters, next);
}

char *_strdup(const char *s)
{
    if (!s) return NULL;
    size_t size = strlen(s) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, s, size) : NULL;
}

char *_strrev(char *s)
{
    for (size_t i = 0, j = strlen(s); i + 1 < j; i++) {
        char c = s[i];
        s[i] = s[--j];
        s[j] = c;
    }
    return s;
}

char *_strset(char *s, int c)
{
    memset(s, c, strlen(s));
    return s;
}

char *_strnset(char *s, int c, size_t n)
{
    memset(s, c, strnlen(s, n));
    return s;
}

/* ---- case-insensitive: each byte by itself, in the LC_CTYPE locale ---- */

static int compare_folded(const unsigned char *a, const unsigned char *b, size_t n, const unsigned char *lower)
{
    for (; n; n--, a++, b++) {
        int x = lower[*a], y = lower[*b];
        if (x != y) return x < y ? -1 : 1;
        if (!x) break;
    }
    return 0;
}

int _strnicmp_l(const char *a, const char *b, size_t n, crt_locale locale)
{
    if (!a || !b) {
        crt_invalid();
        return INT_MAX;
    }
    return compare_folded((const unsigned char *)a, (const unsigned char *)b, n, locinfo_of(locale)->lower);
}

int _stricmp_l(const char *a, const char *b, crt_locale locale)
{
    return _strnicmp_l(a, b, (size_t)-1, locale);
}

int _stricmp(const char *a, const char *b)
{
    return _strnicmp_l(a, b, (size_t)-1, NULL);
}

int _strnicmp(const char *a, const char *b, size_t n)
{
    return _strnicmp_l(a, b, n, NULL);
}

int _memicmp_l(const void *a, const void *b, size_t n, crt_locale locale)
{
    const unsigned char *x = a, *y = b, *lower = locinfo_of(locale)->lower;
    for (; n; n--, x++, y++)
        if (lower[*x] != lower[*y]) return lower[*x] < lower[*y] ? -1 : 1;
    return 0;
}

int _memicmp(const void *a, const void *b, size_t n)
{
    return _memicmp_l(a, b, n, NULL);
}

static char *map_bytes(char *s, const unsigned char *map)
{
    if (!s) {
        crt_invalid();
        return NULL;
    }
    for (unsigned char *p = (unsigned char *)s; *p; p++) *p = map[*p];
    return s;
}

char *_strlwr_l(char *s, crt_locale locale)
{
    return map_bytes(s, locinfo_of(locale)->lower);
}

char *_strupr_l(char *s, crt_locale locale)
{
    return map_bytes(s, locinfo_of(locale)->upper);
}

char *_strlwr(char *s)
{
    return _strlwr_l(s, NULL);
}

char *_strupr(char *s)
{
    return _strupr_l(s, NULL);
}

static int map_bytes_s(char *s, size_t size, const unsigned char *map)
{
    if (!s) return crt_invalid();
    if (strnlen(s, size) >= size) {
        if (size) *s = 0;
        return crt_invalid();
    }
    map_bytes(s, map);
    return 0;
}

int _strlwr_s_l(char *s, size_t size, crt_locale locale)
{
    return map_bytes_s(s, size, locinfo_of(locale)->lower);
}

int _strupr_s_l(char *s, size_t size, crt_locale locale)
{
    return map_bytes_s(s, size, locinfo_of(locale)->upper);
}

int _strlwr_s(char *s, size_t size)
{
    return _strlwr_s_l(s, size, NULL);
}

int _strupr_s(char *s, size_t size)
{
    return _strupr_s_l(s, size, NULL);
}
