/* SPDX-License-Identifier: MIT */
/* qsort, bsearch, linear search, random numbers.  qsort is quicksort by the median of three (of nine on long runs) with
 * the longer half last, and heapsort where it goes wrong: n log n always, nothing allocated. */
#include "crt.h"

typedef int (*comparison)(void *context, const void *a, const void *b);
typedef int (*plain_comparison)(const void *a, const void *b);

struct order {
    comparison compare;
    plain_comparison plain;
    void *context;
    size_t size;
};

static inline int before(const struct order *o, const char *a, const char *b)
{
    return o->plain ? o->plain(a, b) < 0 : o->compare(o->context, a, b) < 0;
}

static inline void swap(char *a, char *b, size_t size)
{
    if (size == 4) {
        unsigned t = *(unsigned *)a;
        *(unsigned *)a = *(unsigned *)b;
        *(unsigned *)b = t;
        return;
    }
    if (size == 8) {
        unsigned long long t = *(unsigned long long *)a;
        *(unsigned long long *)a = *(unsigned long long *)b;
        *(unsigned long long *)b = t;
        return;
    }
    while (size >= 8) {
        unsigned long long t = *(unsigned long long *)a;
        *(unsigned long long *)a = *(unsigned long long *)b;
        *(unsigned long long *)b = t;
        a += 8, b += 8, size -= 8;
    }
    while (size--) {
        char t = *a;
        *a++ = *b;
        *b++ = t;
    }
}

static void sift(const struct order *o, char *base, size_t i, size_t n)
{
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && before(o, base + child * o->size, base + (child + 1) * o->size)) child++;
        if (!before(o, base + i * o->size, base + child * o->size)) return;
        swap(base + i * o->size, base + child * o->size, o->size);
    }
}

static void heap_sort(const struct order *o, char *base, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift(o, base, i, n);
    while (n > 1) {
        n--;
        swap(base, base + n * o->size, o->size);
        sift(o, base, 0, n);
    }
}

static void insertion_sort(const struct order *o, char *base, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (char *p = base + i * o->size; p > base && before(o, p, p - o->size); p -= o->size)
            swap(p, p - o->size, o->size);
}

static char *median(const struct order *o, char *a, char *b, char *c)
{
    if (before(o, a, b)) return before(o, b, c) ? b : before(o, a, c) ? c : a;
    return before(o, a, c) ? a : before(o, b, c) ? c : b;
}

static void sort(const struct order *o, char *base, size_t n)
{
    size_t size = o->size;
    int depth = 2 * (int)(sizeof(size_t) * 8 - (size_t)__builtin_clzll(n | 1) + (sizeof(size_t) == 4 ? 32 : 0));
    struct {
        char *base;
        size_t n;
        int depth;
    } stack[2 * sizeof(size_t) * 8];
    int top = 0;
    for (;;) {
        if (n <= 12 || --depth < 0) {
            if (n <= 12)
                insertion_sort(o, base, n);
            else
                heap_sort(o, base, n);
            if (!top) return;
            base = stack[--top].base;
            n = stack[top].n;
            depth = stack[top].depth;
            continue;
        }
        char *last = base + (n - 1) * size, *middle = base + n / 2 * size;
        if (n > 100) {
            size_t step = n / 8 * size;
            middle =
                median(o, median(o, base, base + step, base + 2 * step),
                       median(o, middle - step, middle, middle + step), median(o, last - 2 * step, last - step, last));
        } else {
            middle = median(o, base, middle, last);
        }
        swap(base, middle, size);
        char *i = base, *j = base + n * size;
        for (;;) {
            do i += size;
            while (i < base + n * size && before(o, i, base));
            do j -= size;
            while (j > base && before(o, base, j));
            if (i >= j) break;
            swap(i, j, size);
        }
        swap(base, j, size);
        size_t left = (size_t)(j - base) / size, right = n - left - 1;
        char *right_base = j + size;
        if (left > right) {
            stack[top].base = base;
            stack[top].depth = depth;
            stack[top++].n = left;
            base = right_base;
            n = right;
        } else {
            stack[top].base = right_base;
            stack[top].depth = depth;
            stack[top++].n = right;
            n = left;
        }
    }
}

void qsort(void *base, size_t count, size_t size, plain_comparison compare)
{
    struct order order = {NULL, compare, NULL, size};
    if ((!base && count) || !size || !compare) {
        crt_invalid();
        return;
    }
    if (count > 1) sort(&order, base, count);
}

void qsort_s(void *base, size_t count, size_t size, comparison compare, void *context)
{
    struct order order = {compare, NULL, context, size};
    if ((!base && count) || !size || !compare) {
        crt_invalid();
        return;
    }
    if (count > 1) sort(&order, base, count);
}

void *bsearch(const void *key, const void *base, size_t count, size_t size, plain_comparison compare)
{
    const char *p = base;
    if ((!base && count) || !size || !compare) {
        crt_invalid();
        return NULL;
    }
    while (count) {
        const char *middle = p + count / 2 * size;
        int order = compare(key, middle);
        if (!order) return (void *)middle;
        if (order > 0) {
            p = middle + size;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return NULL;
}

void *bsearch_s(const void *key, const void *base, size_t count, size_t size, comparison compare, void *context)
{
    const char *p = base;
    if ((!base && count) || !size || !compare) {
        crt_invalid();
        return NULL;
    }
    while (count) {
        const char *middle = p + count / 2 * size;
        int order = compare(context, key, middle);
        if (!order) return (void *)middle;
        if (order > 0) {
            p = middle + size;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return NULL;
}

void *_lfind(const void *key, const void *base, unsigned *count, unsigned size, plain_comparison compare)
{
    const char *p = base;
    if (!key || !count || !size || !compare || (!base && *count)) {
        crt_invalid();
        return NULL;
    }
    for (unsigned i = 0; i < *count; i++, p += size)
        if (!compare(key, p)) return (void *)p;
    return NULL;
}

void *_lsearch(const void *key, void *base, unsigned *count, unsigned size, plain_comparison compare)
{
    void *found = _lfind(key, base, count, size, compare);
    if (found || !key || !count || !size || !compare) return found;
    return memcpy((char *)base + (size_t)(*count)++ * size, key, size);
}

void *_lfind_s(const void *key, const void *base, unsigned *count, size_t size, comparison compare, void *context)
{
    const char *p = base;
    if (!key || !count || !size || !compare || (!base && *count)) {
        crt_invalid();
        return NULL;
    }
    for (unsigned i = 0; i < *count; i++, p += size)
        if (!compare(context, key, p)) return (void *)p;
    return NULL;
}

void *_lsearch_s(const void *key, void *base, unsigned *count, size_t size, comparison compare, void *context)
{
    void *found = _lfind_s(key, base, count, size, compare, context);
    if (found || !key || !count || !size || !compare) return found;
    return memcpy((char *)base + (size_t)(*count)++ * size, key, size);
}

/* rand: the linear congruential generator of this runtime, a state for each thread. */
int rand(void)
{
    struct crt_thread *self = crt_self();
    self->rand_seed = self->rand_seed * 214013u + 2531011u;
    return (int)(self->rand_seed >> 16 & 0x7fff);
}

void srand(unsigned seed)
{
    crt_self()->rand_seed = seed;
}

/* rand_s: a number from the system's generator, advapi32's SystemFunction036 as documented. */
int rand_s(unsigned *out)
{
    typedef BOOLEAN(WINAPI * generator)(void *, ULONG);
    static generator generate;
    if (!out) return crt_invalid();
    *out = 0;
    if (!generate) {
        HMODULE library = LoadLibraryW(L"advapi32.dll");
        generate = library ? (generator)(void *)GetProcAddress(library, "SystemFunction036") : NULL;
        if (!generate) return crt_error(ENOMEM);
    }
    return generate(out, sizeof *out) ? 0 : crt_error(ENOMEM);
}
