/* SPDX-License-Identifier: MIT */
/* Pools of small pieces: where a thread allocates without a lock.  See heap.h for the picture.
 *
 * What runs here runs in the pool's owner (or, for a heap with one pool, under the heap's lock); only `remote` is
 * written by others.  Blocks come from and go to the heap under its lock. */
#include "heap.h"

#define NURSERY_CLASS_BYTES 512  /* what each class may take from the nursery ... */
#define NURSERY_PIECE_MAX   1024 /* ... if its pieces are no longer than this */
#define CARVE_BYTES         4096 /* a span is cut up a page at a time, so that only used pages are touched */

void heap_pool_init(struct heap_pool *pool, struct heap *heap, struct heap_span *nursery, ULONG fresh)
{
    /* the memory is fresh, so everything else is zero */
    pool->heap = heap;
    pool->nursery = nursery;
    for (ULONG i = 0; i < HEAP_CLASSES; i++) pool->bins[i].span = &pool->empty;
    pool->next = heap->pools;
    heap->pools = pool;
    nursery->heap = heap;
    nursery->pool = pool;
    nursery->kind = HEAP_NURSERY;
    nursery->fresh = fresh;
}

/* The calling thread's pool, made or taken over from a thread that has ended; NULL: no memory. */
struct heap_pool *heap_pool_of_thread(struct heap *heap)
{
    struct heap_pool *pool = heap_thread_pool();
    struct heap_span *span;
    BOOLEAN clean;

    if (pool) return pool;
    RtlEnterCriticalSection(&heap->lock);
    if ((pool = heap->idle)) {
        heap->idle = pool->idle;
        pool->idle = NULL;
    } else if ((span = heap_blocks_take(heap, 1, &clean))) {
        pool = (struct heap_pool *)((char *)span + HEAP_SPAN_HEADER);
        if (!clean) memset(span, 0, HEAP_SPAN_HEADER + sizeof *pool);
        span->region = heap->regions; /* unused: a nursery is never given back */
        heap_pool_init(pool, heap, span, (ULONG)((HEAP_SPAN_HEADER + sizeof *pool + 15) & ~15u) + 8);
    }
    RtlLeaveCriticalSection(&heap->lock);
    NtCurrentTeb()->ReservedForPerf = pool;
    return pool;
}

static void list_remove(struct heap_bin *bin, struct heap_span *span)
{
    if (span->prev)
        span->prev->next = span->next;
    else
        bin->partial = span->next;
    if (span->next) span->next->prev = span->prev;
    span->next = span->prev = NULL;
}

static void span_release(struct heap *heap, struct heap_span *span)
{
    heap_enter(heap, heap->flags);
    heap_blocks_give(span, 1);
    heap_leave(heap, heap->flags);
}

/* A piece of `span` was freed and the span is now empty, or was full. */
void heap_pool_retire(struct heap_pool *pool, struct heap_span *span)
{
    struct heap_bin *bin = &pool->bins[span->class];

    if (span == bin->span) return;
    if (span->full) {
        span->full = 0;
        span->prev = NULL;
        if ((span->next = bin->partial)) span->next->prev = span;
        bin->partial = span;
    }
    if (span->used == 0) {
        list_remove(bin, span);
        span_release(pool->heap, span);
    }
}

/* Puts back a live piece of a nursery span. */
void heap_pool_free_nursery(struct heap_pool *pool, struct heap_span *span, void *p)
{
    struct heap_header *header = heap_header_of(p);
    struct heap_bin *bin = &pool->bins[header->tag >> 16 & 0xff];
    struct heap_free *piece = p;

    header->tag ^= HEAP_STATE_FLIP;
    piece->next = bin->nursery;
    bin->nursery = piece;
    span->used--;
}

/* Takes over what other threads have freed. */
void heap_pool_drain(struct heap_pool *pool)
{
    struct heap_free *p = InterlockedExchangePointer((PVOID volatile *)&pool->remote, NULL), *next;

    for (; p; p = next) {
        struct heap_span *span = heap_span_of(p);
        next = p->next;
        heap_header_of(p)->tag ^= HEAP_STATE_SENT;
        if (span->kind == HEAP_SMALL)
            heap_pool_put(pool, span, p);
        else
            heap_pool_free_nursery(pool, span, p);
    }
}

static void *nursery_carve(struct heap_pool *pool, ULONG class)
{
    struct heap_span *span = pool->nursery;
    struct heap_header *header;
    ULONG bytes = heap_class_bytes(class);

    if (bytes > NURSERY_PIECE_MAX || pool->bins[class].nursed >= NURSERY_CLASS_BYTES ||
        span->fresh + bytes > HEAP_BLOCK)
        return NULL;
    pool->bins[class].nursed += bytes;
    header = (struct heap_header *)((char *)span + span->fresh);
    header->tag = heap_tag(pool->heap, class) ^ HEAP_STATE_FLIP;
    span->fresh += bytes;
    span->used++;
    return header + 1;
}

/* Cuts pieces off the untouched end of a span, to the end of a page, and puts them on its list in address order. */
static BOOLEAN span_carve(struct heap_span *span)
{
    struct heap_free **tail = &span->free;
    ULONG end = (span->fresh / CARVE_BYTES + 1) * CARVE_BYTES, free_tag = span->tag ^ HEAP_STATE_FLIP;

    if (span->fresh + span->step > HEAP_BLOCK) return FALSE;
    do {
        struct heap_header *header = (struct heap_header *)((char *)span + span->fresh);
        header->tag = free_tag;
        *tail = (struct heap_free *)(header + 1);
        tail = &(*tail)->next;
        span->fresh += span->step;
    } while (span->fresh + span->step <= end);
    *tail = NULL;
    return TRUE;
}

static struct heap_span *span_new(struct heap_pool *pool, ULONG class)
{
    struct heap *heap = pool->heap;
    struct heap_span *span;
    BOOLEAN clean;

    heap_enter(heap, heap->flags);
    span = heap_blocks_take(heap, 1, &clean);
    heap_leave(heap, heap->flags);
    if (!span) return NULL;
    span->heap = heap;
    span->pool = pool;
    span->tag = heap_tag(heap, class);
    span->kind = HEAP_SMALL;
    span->class = (UCHAR) class;
    span->full = 0;
    span->used = 0;
    span->free = NULL;
    span->step = heap_class_bytes(class);
    span->fresh = HEAP_SPAN_HEADER - sizeof(struct heap_header);
    span->next = span->prev = NULL;
    return span;
}

/* The current span has nothing on its list: a piece from elsewhere, or NULL without memory.  The answer's header says
 * it is free. */
void *heap_pool_refill(struct heap_pool *pool, ULONG class)
{
    struct heap_bin *bin = &pool->bins[class];
    struct heap_span *span = bin->span;
    struct heap_free *p = bin->nursery;

    if (p) {
        bin->nursery = p->next;
        pool->nursery->used++;
        return p;
    }
    if (span == &pool->empty && (p = nursery_carve(pool, class))) return p;
    if (pool->remote) {
        heap_pool_drain(pool);
        if ((p = bin->nursery)) {
            bin->nursery = p->next;
            pool->nursery->used++;
            return p;
        }
    }
    if (!span->free && (span == &pool->empty || !span_carve(span))) {
        struct heap_span *next = bin->partial;
        if (next)
            list_remove(bin, next);
        else if (!(next = span_new(pool, class)))
            return NULL;
        if (span != &pool->empty) span->full = 1;
        bin->span = span = next;
        if (!span->free && !span_carve(span)) heap_corrupt(pool->heap, span);
    }
    p = span->free;
    span->free = p->next;
    span->used++;
    return p;
}

/* Called by a thread that ends (LdrShutdownThread), after its last callback: leaves its pool to the next new thread. */
void heap_thread_leave(void)
{
    struct heap_pool *pool = heap_thread_pool();
    struct heap *heap;

    if (!pool) return;
    NtCurrentTeb()->ReservedForPerf = NULL;
    heap = pool->heap;
    if (pool->remote) heap_pool_drain(pool);
    RtlEnterCriticalSection(&heap->lock);
    for (ULONG i = 0; i < HEAP_CLASSES; i++) {
        struct heap_bin *bin = &pool->bins[i];
        if (bin->span != &pool->empty && bin->span->used == 0) {
            heap_blocks_give(bin->span, 1);
            bin->span = &pool->empty;
        }
    }
    pool->idle = heap->idle;
    heap->idle = pool;
    RtlLeaveCriticalSection(&heap->lock);
}
