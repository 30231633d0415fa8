/* SPDX-License-Identifier: MIT */
/* memcpy and friends.  SSE2 is part of every x86-64; on i386 the same loops run on integer registers through the
 * compiler's lowering.  Large copies use `rep movsb`, which the processor turns into whole cache lines.
 * Built without loop-to-call conversion: the compiler would make these functions call themselves. */
#include "crt.h"

typedef long long block16 __attribute__((vector_size(16), aligned(1), may_alias));
typedef unsigned long long block8 __attribute__((aligned(1), may_alias));
typedef unsigned block4 __attribute__((aligned(1), may_alias));
typedef unsigned short block2 __attribute__((aligned(1), may_alias));

#define STRING_COPY_FROM 2048 /* from here on `rep movsb` wins */

static void copy_small(unsigned char *d, const unsigned char *s, size_t n)
{
    /* Both ends are read before anything is written, so overlap does no harm. */
    if (n >= 8) {
        block8 a = *(const block8 *)s, b = *(const block8 *)(s + n - 8);
        *(block8 *)d = a;
        *(block8 *)(d + n - 8) = b;
    } else if (n >= 4) {
        block4 a = *(const block4 *)s, b = *(const block4 *)(s + n - 4);
        *(block4 *)d = a;
        *(block4 *)(d + n - 4) = b;
    } else if (n >= 2) {
        block2 a = *(const block2 *)s, b = *(const block2 *)(s + n - 2);
        *(block2 *)d = a;
        *(block2 *)(d + n - 2) = b;
    } else if (n) {
        *d = *s;
    }
}

/* memmove: copies n bytes, the areas may overlap.  Returns `to`.  memcpy is the same function: programs rely on it. */
void *memmove(void *to, const void *from, size_t n)
{
    unsigned char *d = to;
    const unsigned char *s = from;

    if (n <= 16) {
        copy_small(d, s, n);
        return to;
    }
    if (n <= 32) {
        block16 a = *(const block16 *)s, b = *(const block16 *)(s + n - 16);
        *(block16 *)d = a;
        *(block16 *)(d + n - 16) = b;
        return to;
    }
    if (n <= 64) {
        block16 a = *(const block16 *)s, b = *(const block16 *)(s + 16);
        block16 c = *(const block16 *)(s + n - 32), e = *(const block16 *)(s + n - 16);
        *(block16 *)d = a;
        *(block16 *)(d + 16) = b;
        *(block16 *)(d + n - 32) = c;
        *(block16 *)(d + n - 16) = e;
        return to;
    }
    if ((size_t)(d - s) >= n) { /* forward is safe: d before s, or behind its end */
        block16 head = *(const block16 *)s, tail = *(const block16 *)(s + n - 16);
        unsigned char *first = d, *last = d + n - 16;
        if (n >= STRING_COPY_FROM && (size_t)(s - d) >= 64) {
            __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
            return to;
        }
        size_t skip = 16 - ((uintptr_t)d & 15);
        d += skip, s += skip, n -= skip;
        while (n > 64) {
            block16 a = *(const block16 *)s, b = *(const block16 *)(s + 16);
            block16 c = *(const block16 *)(s + 32), e = *(const block16 *)(s + 48);
            *(block16 *)d = a;
            *(block16 *)(d + 16) = b;
            *(block16 *)(d + 32) = c;
            *(block16 *)(d + 48) = e;
            d += 64, s += 64, n -= 64;
        }
        while (n > 16) {
            *(block16 *)d = *(const block16 *)s;
            d += 16, s += 16, n -= 16;
        }
        *(block16 *)first = head;
        *(block16 *)last = tail;
        return to;
    }
    block16 head = *(const block16 *)s;
    while (n > 16) {
        n -= 16;
        *(block16 *)(d + n) = *(const block16 *)(s + n);
    }
    *(block16 *)d = head;
    return to;
}

#ifdef __x86_64__
__asm__(".globl memcpy\n\t.set memcpy, memmove");
#else
__asm__(".globl _memcpy\n\t.set _memcpy, _memmove");
#endif

/* memset: n bytes of c. */
void *memset(void *to, int c, size_t n)
{
    unsigned char *d = to;
    block8 eight = 0x0101010101010101ull * (unsigned char)c;
    block16 v = {(long long)eight, (long long)eight};

    if (n < 16) {
        if (n >= 8) {
            *(block8 *)d = eight;
            *(block8 *)(d + n - 8) = eight;
        } else if (n >= 4) {
            *(block4 *)d = (unsigned)eight;
            *(block4 *)(d + n - 4) = (unsigned)eight;
        } else if (n) {
            d[0] = d[n - 1] = (unsigned char)c;
            if (n == 3) d[1] = (unsigned char)c;
        }
        return to;
    }
    if (n >= STRING_COPY_FROM) {
        __asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
        return to;
    }
    *(block16 *)(d + n - 16) = v;
    for (size_t i = 0; i + 16 < n; i += 16) *(block16 *)(d + i) = v;
    return to;
}

/* memcmp: <0, 0, >0 as the first different byte of `a` is less, none, greater. */
int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (; n >= 8 && *(const block8 *)x == *(const block8 *)y; n -= 8) x += 8, y += 8;
    for (; n; n--, x++, y++)
        if (*x != *y) return *x < *y ? -1 : 1;
    return 0;
}

#ifdef __SSE2__
typedef char bytes16 __attribute__((vector_size(16)));
static unsigned match_mask(const void *aligned, bytes16 what)
{
    return (unsigned)__builtin_ia32_pmovmskb128(*(const bytes16 *)aligned == what);
}
#endif

/* memchr: the first byte equal to c, or NULL. */
void *memchr(const void *s, int c, size_t n)
{
    const unsigned char *p = s;
#ifdef __SSE2__
    if (n >= 32) {
        char b = (char)c;
        bytes16 what = {b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
        unsigned skip = (uintptr_t)p & 15;
        unsigned mask = match_mask(p - skip, what) >> skip;
        if (mask) return (void *)(p + __builtin_ctz(mask));
        p += 16 - skip, n -= 16 - skip;
        for (; n >= 16; p += 16, n -= 16)
            if ((mask = match_mask(p, what))) return (void *)(p + __builtin_ctz(mask));
    }
#endif
    for (; n; n--, p++)
        if (*p == (unsigned char)c) return (void *)p;
    return NULL;
}

/* strlen reads whole aligned blocks, which never cross a page. */
size_t strlen(const char *s)
{
#ifdef __SSE2__
    const bytes16 zero = {0};
    unsigned skip = (uintptr_t)s & 15;
    const char *p = s - skip;
    unsigned mask = match_mask(p, zero) >> skip;
    if (mask) return (unsigned)__builtin_ctz(mask);
    p += 16;
    while ((uintptr_t)p & 63) {
        if ((mask = match_mask(p, zero))) return (size_t)(p - s) + (unsigned)__builtin_ctz(mask);
        p += 16;
    }
    for (;; p += 64) {
        const bytes16 *q = (const bytes16 *)p;
        bytes16 any = (bytes16)__builtin_ia32_pminub128(__builtin_ia32_pminub128(q[0], q[1]),
                                                        __builtin_ia32_pminub128(q[2], q[3]));
        if (__builtin_ia32_pmovmskb128(any == zero)) break;
    }
    while (!(mask = match_mask(p, zero))) p += 16;
    return (size_t)(p - s) + (unsigned)__builtin_ctz(mask);
#else
    const char *p = s;
    while (*p) p++;
    return (size_t)(p - s);
#endif
}

/* wcslen: UTF-16 units before the terminator. */
size_t wcslen(const wchar_t *s)
{
#ifdef __SSE2__
    if (!((uintptr_t)s & 1)) {
        typedef short words8 __attribute__((vector_size(16)));
        const words8 zero = {0};
        unsigned skip = (uintptr_t)s & 15;
        const char *p = (const char *)s - skip;
        unsigned mask = (unsigned)__builtin_ia32_pmovmskb128((bytes16)(*(const words8 *)p == zero)) >> skip;
        if (mask) return (unsigned)__builtin_ctz(mask) / 2;
        do p += 16;
        while (!(mask = (unsigned)__builtin_ia32_pmovmskb128((bytes16)(*(const words8 *)p == zero))));
        return ((size_t)(p - (const char *)s) + (unsigned)__builtin_ctz(mask)) / 2;
    }
#endif
    const wchar_t *p = s;
    while (*p) p++;
    return (size_t)(p - s);
}

/* _memccpy: copies up to and including the first c; the byte after it in `to`, or NULL where c was not met. */
void *_memccpy(void *to, const void *from, int c, size_t n)
{
    unsigned char *d = to;
    const unsigned char *s = from;
    while (n--)
        if ((*d++ = *s++) == (unsigned char)c) return d;
    return NULL;
}

/* _swab: exchanges the bytes of each pair. */
void _swab(char *from, char *to, int n)
{
    for (; n > 1; n -= 2, from += 2, to += 2) {
        char a = from[0], b = from[1];
        to[0] = b;
        to[1] = a;
    }
}

int memcpy_s(void *to, size_t room, const void *from, size_t n)
{
    if (!n) return 0;
    if (!to) return crt_invalid();
    if (!from || room < n) {
        memset(to, 0, room);
        return from ? crt_invalid_as(ERANGE) : crt_invalid();
    }
    memmove(to, from, n);
    return 0;
}

int memmove_s(void *to, size_t room, const void *from, size_t n)
{
    if (!n) return 0;
    if (!to || !from) return crt_invalid();
    if (room < n) return crt_invalid_as(ERANGE);
    memmove(to, from, n);
    return 0;
}

int wmemcpy_s(wchar_t *to, size_t room, const wchar_t *from, size_t n)
{
    return memcpy_s(to, room * sizeof *to, from, n * sizeof *to);
}

int wmemmove_s(wchar_t *to, size_t room, const wchar_t *from, size_t n)
{
    return memmove_s(to, room * sizeof *to, from, n * sizeof *to);
}
