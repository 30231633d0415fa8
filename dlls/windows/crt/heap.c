/* SPDX-License-Identifier: MIT */
/* malloc and friends on the process heap.  Aligned blocks keep the pointer to the block they lie in in front of them.
 */
#include "crt.h"

#define HEAP_MAX_REQUEST ((size_t)-1 - 0x1f)

typedef int (*new_handler)(size_t);
static new_handler handler;
static int handler_mode;

/* _callnewh: calls the new handler; 0 where there is none or it could do nothing. */
int _callnewh(size_t size)
{
    return handler && handler(size);
}

/* malloc: a block of `size` bytes aligned for any type, NULL with errno = ENOMEM.  malloc(0) is a block. */
void *malloc(size_t size)
{
    for (;;) {
        void *block = size <= HEAP_MAX_REQUEST ? RtlAllocateHeap(crt_heap(), 0, size) : NULL;
        if (__builtin_expect(block != NULL, 1)) return block;
        if (!handler_mode || !_callnewh(size)) {
            errno = ENOMEM;
            return NULL;
        }
    }
}

void *calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total) || total > HEAP_MAX_REQUEST) {
        errno = ENOMEM;
        return NULL;
    }
    for (;;) {
        void *block = RtlAllocateHeap(crt_heap(), HEAP_ZERO_MEMORY, total);
        if (block) return block;
        if (!handler_mode || !_callnewh(total)) {
            errno = ENOMEM;
            return NULL;
        }
    }
}

void *realloc(void *block, size_t size)
{
    if (!block) return malloc(size);
    if (!size) {
        free(block);
        return NULL;
    }
    for (;;) {
        void *moved = size <= HEAP_MAX_REQUEST ? RtlReAllocateHeap(crt_heap(), 0, block, size) : NULL;
        if (moved) return moved;
        if (!handler_mode || !_callnewh(size)) {
            errno = ENOMEM;
            return NULL;
        }
    }
}

void *_recalloc(void *block, size_t count, size_t size)
{
    size_t total, had = block ? RtlSizeHeap(crt_heap(), 0, block) : 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    char *moved = realloc(block, total);
    if (moved && total > had) memset(moved + had, 0, total - had);
    return moved;
}

void free(void *block)
{
    if (block) RtlFreeHeap(crt_heap(), 0, block);
}

/* _msize: the size that was asked for; (size_t)-1 and EINVAL on NULL. */
size_t _msize(void *block)
{
    if (!block) {
        crt_invalid();
        return (size_t)-1;
    }
    return RtlSizeHeap(crt_heap(), 0, block);
}

/* _expand: grows or shrinks in place, NULL where that can't be done. */
void *_expand(void *block, size_t size)
{
    if (!block) {
        crt_invalid();
        return NULL;
    }
    return RtlReAllocateHeap(crt_heap(), HEAP_REALLOC_IN_PLACE_ONLY, block, size);
}

int _heapchk(void)
{
    return HeapValidate(crt_heap(), 0, NULL) ? -2 /* _HEAPOK */ : -4 /* _HEAPBADNODE */;
}

int _heapmin(void)
{
    return HeapCompact(crt_heap(), 0) ? 0 : crt_fail_last();
}

int _heapset(unsigned fill)
{
    (void)fill;
    return _heapchk();
}

/* _heapadd: not supported by this heap, as documented (ENOSYS). */
int _heapadd(void *block, size_t size)
{
    (void)block;
    (void)size;
    return crt_fail(ENOSYS);
}

intptr_t _get_heap_handle(void)
{
    return (intptr_t)crt_heap();
}

size_t _get_sbh_threshold(void)
{
    return 0;
}

int _set_sbh_threshold(size_t threshold)
{
    return threshold == 0;
}

/* ---- aligned blocks ---- */

void *_aligned_offset_malloc(size_t size, size_t alignment, size_t offset)
{
    if (!alignment || (alignment & (alignment - 1)) || (offset && offset >= size)) {
        crt_invalid();
        return NULL;
    }
    if (alignment < sizeof(void *)) alignment = sizeof(void *);
    size_t gap = (0 - offset) & (sizeof(void *) - 1);
    size_t extra = sizeof(void *) + gap + alignment - 1;
    if (size > HEAP_MAX_REQUEST - extra) {
        errno = ENOMEM;
        return NULL;
    }
    char *base = malloc(size + extra);
    if (!base) return NULL;
    char *block = (char *)(((uintptr_t)base + extra + offset) & ~(uintptr_t)(alignment - 1)) - offset;
    ((void **)(block - gap))[-1] = base;
    return block;
}

/* The word before the block, rounded down: where _aligned_offset_malloc left the block it lies in. */
static void **aligned_base(void *block)
{
    return (void **)((uintptr_t)block & ~(uintptr_t)(sizeof(void *) - 1)) - 1;
}

void *_aligned_malloc(size_t size, size_t alignment)
{
    return _aligned_offset_malloc(size, alignment, 0);
}

void _aligned_free(void *block)
{
    if (block) free(*aligned_base(block));
}

size_t _aligned_msize(void *block, size_t alignment, size_t offset)
{
    if (!block) {
        crt_invalid();
        return (size_t)-1;
    }
    if (alignment < sizeof(void *)) alignment = sizeof(void *);
    size_t gap = (0 - offset) & (sizeof(void *) - 1);
    return _msize(*aligned_base(block)) - (sizeof(void *) + gap + alignment - 1);
}

void *_aligned_offset_realloc(void *block, size_t size, size_t alignment, size_t offset)
{
    if (!block) return _aligned_offset_malloc(size, alignment, offset);
    if (!size) {
        _aligned_free(block);
        return NULL;
    }
    char *base = *aligned_base(block);
    size_t had = _msize(base) - (size_t)((char *)block - base);
    void *moved = _aligned_offset_malloc(size, alignment, offset);
    if (moved) {
        memcpy(moved, block, had < size ? had : size);
        _aligned_free(block);
    }
    return moved;
}

void *_aligned_realloc(void *block, size_t size, size_t alignment)
{
    return _aligned_offset_realloc(block, size, alignment, 0);
}

void *_aligned_recalloc(void *block, size_t count, size_t size, size_t alignment)
{
    size_t total, had = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    if (block) had = _msize(*aligned_base(block)) - (size_t)((char *)block - (char *)*aligned_base(block));
    char *moved = _aligned_realloc(block, total, alignment);
    if (moved && total > had) memset(moved + had, 0, total - had);
    return moved;
}

/* ---- new handler ---- */

new_handler crt_set_new_handler(new_handler next)
{
    return (new_handler)InterlockedExchangePointer((void *volatile *)&handler, (void *)next);
}

new_handler crt_query_new_handler(void)
{
    return handler;
}

int crt_query_new_mode(void)
{
    return handler_mode;
}

int crt_set_new_mode(int mode)
{
    if (mode != 0 && mode != 1) return crt_fail_invalid();
    return (int)InterlockedExchange((LONG *)&handler_mode, mode);
}

/* operator new: asks the new handler, then gives NULL; throwing bad_alloc belongs to the C++ library. */
void *crt_operator_new(size_t size)
{
    for (;;) {
        void *block = malloc(size);
        if (block || !_callnewh(size)) return block;
    }
}

void crt_operator_delete(void *block)
{
    free(block);
}
