/* SPDX-License-Identifier: MIT */
/* Where a heap's memory comes from: regions of NtAllocateVirtualMemory cut into blocks of 64 KiB, and large blocks with
 * address space of their own.  Everything here runs under the heap's lock.
 *
 * The first region is reserved and committed in one call and holds the heap itself, its first pool and its nursery in
 * its first block, so that a program's first allocation costs one system call and one page.  Later regions are reserved
 * in full and committed in growing steps.  Free blocks stay committed up to a bound, beyond it they are decommitted. */
#include "heap.h"

#ifdef _WIN64
#define REGION_FIRST 0x100000ull   /* of the process heap */
#define REGION_NEXT  0x4000000ull  /* 64 MiB */
#define REGION_MAX   0x40000000ull /* 1 GiB */
#else
#define REGION_FIRST 0x100000u
#define REGION_NEXT  0x400000u
#define REGION_MAX   0x2000000u
#endif
#define REGION_PRIVATE 0x40000u  /* first region of any other heap */
#define COMMIT_STEP    16u       /* blocks, at least */
#define SPARE_MOST     0x800000u /* bytes of freed large blocks that are kept */
#define DIRTY_KEPT     128u      /* free blocks that stay committed, and ... */
#define DIRTY_SHARE    4u        /* ... as many more as this part of those in use */

static NTSTATUS vm_allocate(void *base, SIZE_T size, ULONG type, void **out)
{
    SIZE_T bytes = size;
    NTSTATUS status = NtAllocateVirtualMemory(NtCurrentProcess(), &base, 0, &bytes, type, PAGE_READWRITE);
    if (NT_SUCCESS(status) && out) *out = base;
    return status;
}

static void vm_free(void *base, SIZE_T size, ULONG type)
{
    NtFreeVirtualMemory(NtCurrentProcess(), &base, &size, type);
}

static SIZE_T round_up(SIZE_T n, SIZE_T to)
{
    return (n + to - 1) & ~(to - 1);
}

static SIZE_T region_bytes(ULONG blocks)
{
    return round_up(sizeof(struct heap_region) + blocks, 16);
}

/* A fresh heap in its first region, with its lock, pool and nursery; NULL: no memory.  `reserve` of 0: the default. */
struct heap *heap_first_region(SIZE_T reserve, BOOLEAN threaded)
{
    SIZE_T size = round_up(reserve ? reserve : threaded ? REGION_FIRST : REGION_PRIVATE, HEAP_BLOCK), at;
    ULONG blocks = (ULONG)(size >> HEAP_BLOCK_SHIFT);
    void *base = NULL;
    struct heap_span *span;
    struct heap *heap;
    struct heap_region *region;
    struct heap_pool *pool;

    if (vm_allocate(NULL, size, MEM_RESERVE | MEM_COMMIT, &base) < 0) return NULL;
    span = base;
    at = HEAP_SPAN_HEADER;
    heap = (struct heap *)((char *)base + at);
    at = round_up(at + sizeof *heap, 16);
    region = (struct heap_region *)((char *)base + at);
    at = round_up(at + region_bytes(blocks), 16);
    pool = (struct heap_pool *)((char *)base + at);
    at = round_up(at + sizeof *pool, 16);

    heap->signature = HEAP_SIGNATURE;
    heap->threaded = threaded;
    heap->regions = region;
    heap->blocks_used = 1;
    RtlInitializeCriticalSectionEx(&heap->lock, 0, RTL_CRITICAL_SECTION_FLAG_NO_DEBUG_INFO);
    heap->cookie = (ULONG)((ULONG_PTR)base >> 16 ^ __builtin_ia32_rdtsc()) & 0xffff;
    region->base = base;
    region->blocks = region->committed = blocks;
    region->state[0] = HEAP_BLOCK_USED;
    region->first_free = 1;
    region->free = blocks - 1;
    span->region = region;
    heap_pool_init(pool, heap, span, (ULONG)at + 8);
    return heap;
}

static struct heap_region *region_new(struct heap *heap, ULONG blocks)
{
    SIZE_T size = REGION_NEXT, first;
    struct heap_region *region;
    void *base;

    /* each region twice as long as the last, so that there are few */
    if (heap->regions && heap->regions->next) size = (SIZE_T)heap->regions->blocks * 2 << HEAP_BLOCK_SHIFT;
    if (size > REGION_MAX) size = REGION_MAX;
    while (vm_allocate(NULL, size, MEM_RESERVE, &base) < 0) {
        size = round_up(size / 2, HEAP_BLOCK);
        if (size >> HEAP_BLOCK_SHIFT < (SIZE_T)blocks + 1 || size < REGION_PRIVATE) return NULL;
    }
    first = COMMIT_STEP << HEAP_BLOCK_SHIFT;
    if (first > size) first = size;
    if (vm_allocate(base, first, MEM_COMMIT, NULL) < 0) {
        vm_free(base, 0, MEM_RELEASE);
        return NULL;
    }
    region = base; /* its description fills part of the first block */
    region->base = base;
    region->blocks = (ULONG)(size >> HEAP_BLOCK_SHIFT);
    region->committed = (ULONG)(first >> HEAP_BLOCK_SHIFT);
    region->state[0] = HEAP_BLOCK_USED;
    region->first_free = 1;
    region->free = region->blocks - 1;
    region->next = heap->regions;
    heap->regions = region;
    return region;
}

/* Commits blocks up to `end`, ahead of need. */
static BOOLEAN region_commit(struct heap_region *region, ULONG end)
{
    ULONG target = region->committed + (region->committed / 2 > COMMIT_STEP ? region->committed / 2 : COMMIT_STEP);

    if (end <= region->committed) return TRUE;
    if (target < end) target = end;
    if (target > region->blocks) target = region->blocks;
    while (vm_allocate(region->base + ((SIZE_T)region->committed << HEAP_BLOCK_SHIFT),
                       (SIZE_T)(target - region->committed) << HEAP_BLOCK_SHIFT, MEM_COMMIT, NULL) < 0) {
        if (target == end) return FALSE;
        target = end;
    }
    region->committed = target;
    return TRUE;
}

/* Makes blocks [first, first+count), which are free, USED and committed; *clean says that all of them read as zero. */
static BOOLEAN region_claim(struct heap *heap, struct heap_region *region, ULONG first, ULONG count, BOOLEAN *clean)
{
    ULONG i, gone = 0;

    if (!region_commit(region, first + count)) return FALSE;
    for (i = first; i < first + count; i++) gone += region->state[i] == HEAP_BLOCK_DECOMMITTED;
    if (gone && vm_allocate(region->base + ((SIZE_T)first << HEAP_BLOCK_SHIFT), (SIZE_T)count << HEAP_BLOCK_SHIFT,
                            MEM_COMMIT, NULL) < 0)
        return FALSE;
    *clean = TRUE;
    for (i = first; i < first + count; i++) {
        if (region->state[i] == HEAP_BLOCK_DIRTY) {
            *clean = FALSE;
            heap->blocks_dirty--;
        }
        region->state[i] = HEAP_BLOCK_USED;
    }
    heap->blocks_used += count;
    region->free -= count;
    if (first == region->first_free) {
        for (i = first + count; i < region->blocks && region->state[i] == HEAP_BLOCK_USED; i++)
            ;
        region->first_free = i;
    }
    return TRUE;
}

/* The first of `count` free blocks in a row, or 0. */
static ULONG region_find(const struct heap_region *region, ULONG count)
{
    ULONG run = 0;

    if (region->free < count) return 0;
    for (ULONG i = region->first_free; i < region->blocks; i++) {
        run = region->state[i] == HEAP_BLOCK_USED ? 0 : run + 1;
        if (run == count) return i + 1 - count;
    }
    return 0;
}

/* `count` blocks in a row; only the region of the span is filled in.  *clean: they all read as zero. */
struct heap_span *heap_blocks_take(struct heap *heap, ULONG count, BOOLEAN *clean)
{
    struct heap_region *region;
    struct heap_span *span;
    ULONG first = 0;

    for (region = heap->regions; region; region = region->next)
        if ((first = region_find(region, count))) break;
    if (!region) {
        if (!(region = region_new(heap, count))) return NULL;
        first = 1;
    }
    if (!region_claim(heap, region, first, count, clean)) return NULL;
    span = (struct heap_span *)(region->base + ((SIZE_T)first << HEAP_BLOCK_SHIFT));
    span->region = region;
    return span;
}

/* Marks blocks in use as free; they stay committed as long as few are. */
static void region_release(struct heap *heap, struct heap_region *region, ULONG first, ULONG count)
{
    BOOLEAN keep = heap->blocks_dirty + count <= DIRTY_KEPT + heap->blocks_used / DIRTY_SHARE;

    for (ULONG i = first; i < first + count; i++) region->state[i] = keep ? HEAP_BLOCK_DIRTY : HEAP_BLOCK_DECOMMITTED;
    heap->blocks_used -= count;
    region->free += count;
    if (first < region->first_free) region->first_free = first;
    if (keep)
        heap->blocks_dirty += count;
    else
        vm_free(region->base + ((SIZE_T)first << HEAP_BLOCK_SHIFT), (SIZE_T)count << HEAP_BLOCK_SHIFT, MEM_DECOMMIT);
}

static ULONG span_block(const struct heap_span *span)
{
    return (ULONG)(((const char *)span - span->region->base) >> HEAP_BLOCK_SHIFT);
}

void heap_blocks_give(struct heap_span *span, ULONG count)
{
    struct heap *heap = span->heap;

    span->heap = NULL; /* a second free finds no heap */
    region_release(heap, span->region, span_block(span), count);
}

/* Makes a run of `count` blocks `wanted` blocks long where it stands. */
BOOLEAN heap_blocks_extend(struct heap_span *span, ULONG count, ULONG wanted)
{
    struct heap_region *region = span->region;
    ULONG end = span_block(span) + count;
    BOOLEAN clean;

    if (wanted < count) {
        region_release(span->heap, region, end - (count - wanted), count - wanted);
        return TRUE;
    }
    if (end + (wanted - count) > region->blocks) return FALSE;
    for (ULONG i = end; i < end + (wanted - count); i++)
        if (region->state[i] == HEAP_BLOCK_USED) return FALSE;
    return wanted == count || region_claim(span->heap, region, end, wanted - count, &clean);
}

static void large_enter(struct heap *heap, struct heap_span *span)
{
    span->heap = heap;
    span->prev = NULL;
    if ((span->next = heap->large)) span->next->prev = span;
    heap->large = span;
}

/* A block of `size` user bytes with address space of its own, `reserve` user bytes of it; NULL: no memory.  *clean: it
 * reads as zero. */
struct heap_span *heap_large_take(struct heap *heap, SIZE_T size, SIZE_T reserve, BOOLEAN *clean)
{
    SIZE_T bytes = round_up(size + HEAP_SPAN_HEADER, 0x1000);
    SIZE_T whole = round_up((reserve > size ? reserve : size) + HEAP_SPAN_HEADER, HEAP_BLOCK);
    struct heap_span *span;
    void *base;

    for (struct heap_span **link = &heap->spare; (span = *link); link = &span->next) {
        if (span->length < bytes || span->length / 2 > bytes || span->reserved < whole) continue;
        *link = span->next;
        large_enter(heap, span);
        *clean = FALSE;
        return span;
    }
    if (reserve > size && vm_allocate(NULL, whole, MEM_RESERVE, &base) >= 0) {
        if (vm_allocate(base, bytes, MEM_COMMIT, NULL) < 0) {
            vm_free(base, 0, MEM_RELEASE);
            return NULL;
        }
    } else {
        whole = round_up(bytes, HEAP_BLOCK);
        if (vm_allocate(NULL, bytes, MEM_RESERVE | MEM_COMMIT, &base) < 0) return NULL;
    }
    span = base;
    span->kind = HEAP_LARGE;
    span->reserved = whole;
    span->length = bytes;
    large_enter(heap, span);
    *clean = TRUE;
    return span;
}

static void spares_release(struct heap_span *span)
{
    for (struct heap_span *next; span; span = next) {
        next = span->next;
        vm_free(span, 0, MEM_RELEASE);
    }
}

/* The last ones freed are kept if they aren't huge: programs that allocate such blocks, use a part of them and free
 * them do so again and again. */
void heap_large_give(struct heap_span *span)
{
    struct heap *heap = span->heap;
    struct heap_span **link = &heap->spare, *old = span;

    if (span->prev)
        span->prev->next = span->next;
    else
        heap->large = span->next;
    if (span->next) span->next->prev = span->prev;
    if (span->length <= SPARE_MOST) {
        span->heap = NULL; /* a second free finds no heap */
        span->next = heap->spare;
        heap->spare = span;
        for (SIZE_T bytes = 0; (old = *link) && (bytes += old->length) <= SPARE_MOST;) link = &old->next;
        *link = NULL; /* the oldest go */
    } else {
        span->next = NULL;
    }
    spares_release(old);
}

/* Makes a large block long enough for `size` user bytes where it stands. */
BOOLEAN heap_large_resize(struct heap_span *span, SIZE_T size)
{
    SIZE_T bytes = round_up(size + HEAP_SPAN_HEADER, 0x1000);

    if (bytes > span->reserved) return FALSE;
    if (bytes > span->length && vm_allocate((char *)span + span->length, bytes - span->length, MEM_COMMIT, NULL) < 0)
        return FALSE;
    if (bytes < span->length) vm_free((char *)span + bytes, span->length - bytes, MEM_DECOMMIT);
    span->length = bytes;
    return TRUE;
}

/* Frees all memory of a heap, the heap itself last (it stands in the oldest region). */
void heap_regions_release(struct heap *heap)
{
    struct heap_region *region = heap->regions, *next;

    while (heap->large) heap_large_give(heap->large);
    spares_release(heap->spare);
    for (; region; region = next) {
        next = region->next;
        vm_free(region->base, 0, MEM_RELEASE);
    }
}
