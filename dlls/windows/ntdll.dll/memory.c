/* SPDX-License-Identifier: MIT */
/* memcpy and its kin as ntdll exports them ("memcpy, wmemcpy" and neighbours in the C runtime's reference); also what
 * the compiler calls in our own code.
 *
 * Small sizes go through overlapping loads and stores of one width, large ones through `rep movsb` / `rep stosb`, which
 * processors turn into whole cache lines.  Built (fragment.mk) without loop-to-call conversion: they would call
 * themselves. */
#include <stddef.h>
#include <stdint.h>

typedef long long vector16 __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint64_t word8 __attribute__((aligned(1), may_alias));
typedef uint32_t word4 __attribute__((aligned(1), may_alias));
typedef uint16_t word2 __attribute__((aligned(1), may_alias));

enum { MANY = 1024 }; /* bytes from which the string instructions win */

/* memmove: the areas may overlap.  Programs that call memcpy so rely on its doing the same. */
void *memmove(void *to, const void *from, size_t size)
{
    char *d = to;
    const char *s = from;

/* both ends are loaded before either is stored */
#define ENDS(type)                                                                                                     \
    do {                                                                                                               \
        type first = *(const type *)s, last = *(const type *)(s + size - sizeof last);                                 \
        *(type *)d = first;                                                                                            \
        *(type *)(d + size - sizeof last) = last;                                                                      \
        return to;                                                                                                     \
    } while (0)

    if (size < 2) {
        if (size) *d = *s;
        return to;
    }
    if (size <= 4) ENDS(word2);
    if (size <= 8) ENDS(word4);
    if (size <= 16) ENDS(word8);
    if (size <= 32) ENDS(vector16);
#undef ENDS
    if ((uintptr_t)d - (uintptr_t)s >= size) { /* forwards never overwrites what is still to be read */
        if (size >= MANY) {
            __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(size) : : "memory");
            return to;
        }
        vector16 last = *(const vector16 *)(s + size - 16);
        char *end = d + size - 16;
        for (; d < end; d += 16, s += 16) *(vector16 *)d = *(const vector16 *)s;
        *(vector16 *)end = last;
    } else {
        vector16 first = *(const vector16 *)s;
        for (; size > 16; size -= 16) *(vector16 *)(d + size - 16) = *(const vector16 *)(s + size - 16);
        *(vector16 *)d = first;
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t size) __attribute__((alias("memmove")));

void *memset(void *to, int value, size_t size)
{
    char *d = to;
    const uint64_t eight = (unsigned char)value * 0x0101010101010101ull;

    if (size >= 16) {
        const vector16 v = {(long long)eight, (long long)eight};
        char *end = d + size - 16;
        if (size >= MANY) {
            __asm__ volatile("rep stosb" : "+D"(d), "+c"(size) : "a"(value) : "memory");
            return to;
        }
        for (; d < end; d += 16) *(vector16 *)d = v;
        *(vector16 *)end = v;
    } else if (size >= 8) {
        *(word8 *)d = *(word8 *)(d + size - 8) = eight;
    } else if (size >= 4) {
        *(word4 *)d = *(word4 *)(d + size - 4) = (uint32_t)eight;
    } else {
        while (size--) *d++ = (char)value;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;

    for (; size >= 8 && *(const word8 *)x == *(const word8 *)y; size -= 8) x += 8, y += 8;
    for (; size; size--, x++, y++)
        if (*x != *y) return *x < *y ? -1 : 1;
    return 0;
}

void *memchr(const void *where, int value, size_t size)
{
    for (const unsigned char *p = where; size; size--, p++)
        if (*p == (unsigned char)value) return (void *)p;
    return NULL;
}

size_t strlen(const char *text)
{
    const char *end = text;
    while (*end) end++;
    return (size_t)(end - text);
}

size_t wcslen(const wchar_t *text)
{
    const wchar_t *end = text;
    while (*end) end++;
    return (size_t)(end - text);
}
