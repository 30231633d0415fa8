/* SPDX-License-Identifier: MIT */
/* The heap's inner structures, shared by heap.c, heap_pool.c, heap_region.c and heap_walk.c.
 *
 * A heap owns regions of address space, cut into blocks of 64 KiB.  A block, or a run of them, is a span:
 *   SMALL    pieces of one size class            up to HEAP_SMALL_MAX bytes
 *   NURSERY  pieces of any class, carved in order: the first few allocations of each class, so that a program
 *            that allocates little touches one page and not one a class
 *   RUN      one allocation in whole blocks      up to HEAP_RUN_BLOCKS blocks
 *   LARGE    one allocation with address space of its own
 * The span's description stands at its start, so it is found from any pointer into the first block by a mask.
 *
 * Spans of pieces belong to a pool.  The process heap has one pool a thread (TEB.ReservedForPerf points at it):
 * its owner allocates and frees without a lock or an atomic operation; other threads free by pushing the piece
 * on the pool's `remote` list, which the owner takes over when it runs dry.  A pool whose thread has ended waits
 * as a whole for the next new thread.  Any other heap has a single pool, used under the heap's lock.
 *
 * Each piece has an 8-byte header: the size that was asked for and a tag made of the heap's cookie, the class and the
 * state; a wrong tag (double free, overrun, wild pointer) ends the process with STATUS_HEAP_CORRUPTION.
 *
 * Lock order: heap->lock, then nothing. */
#ifndef METIC_NTDLL_HEAP_H
#define METIC_NTDLL_HEAP_H

#include "nt.h"

#ifndef LIKELY
#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#endif

#define HEAP_BLOCK_SHIFT 16
#define HEAP_BLOCK       ((SIZE_T)1 << HEAP_BLOCK_SHIFT)
#define HEAP_SPAN_HEADER 96 /* from a span's start to the first user byte; a multiple of 16 */
#define HEAP_PIECE_MAX   ((HEAP_BLOCK - HEAP_SPAN_HEADER) / 2 & ~(SIZE_T)15)
#define HEAP_SMALL_MAX   (HEAP_PIECE_MAX - sizeof(struct heap_header))
#define HEAP_CLASSES     70
#define HEAP_RUN_BLOCKS  16 /* 1 MiB */
#define HEAP_SIGNATURE   0x70616568

#define HEAP_STATE_USED 0xb5u
#define HEAP_STATE_FREE 0x4au
#define HEAP_STATE_FLIP ((HEAP_STATE_USED ^ HEAP_STATE_FREE) << 24)
#define HEAP_STATE_SENT (0x01u << 24) /* flipped while a piece that another thread freed is on its way to the owner */

enum heap_span_kind { HEAP_SMALL = 1, HEAP_NURSERY, HEAP_RUN, HEAP_LARGE };

/* What a block of a region is at the moment.  CLEAN memory has never been written and reads as zero. */
enum heap_block_state { HEAP_BLOCK_CLEAN, HEAP_BLOCK_DIRTY, HEAP_BLOCK_DECOMMITTED, HEAP_BLOCK_USED };

struct heap_header {
    ULONG size; /* bytes asked for; 0 for runs and large blocks, whose span knows */
    ULONG tag;  /* cookie, class << 16, state << 24 */
};

/* A free piece, seen from its user address. */
struct heap_free {
    struct heap_free *next;
};

struct heap_span {
    struct heap *heap;
    struct heap_pool *pool; /* SMALL, NURSERY: the owner */
    ULONG tag;              /* SMALL: the tag of every live piece; others: 0, which no live piece has */
    UCHAR kind;
    UCHAR class;
    UCHAR full;             /* not current and in no list: the next free puts it on its bin's list */
    ULONG used;             /* live pieces */
    struct heap_free *free; /* SMALL */
    ULONG fresh;            /* offset of the first piece header that was never handed out */
    ULONG step;             /* SMALL: bytes a piece, header included */
    union {
        struct heap_region *region; /* all but LARGE */
        SIZE_T reserved;
    };
    union {
        struct {
            struct heap_span *next, *prev; /* SMALL: the bin's list; LARGE: the heap's */
        };
    };
    SIZE_T size;   /* RUN, LARGE: bytes asked for */
    SIZE_T length; /* RUN: blocks; LARGE: bytes committed */
};

struct heap_bin {
    struct heap_span *span;    /* the current one; pool->empty where there is none */
    struct heap_span *partial; /* others that have room */
    struct heap_free *nursery; /* free pieces in nursery spans */
    ULONG nursed;              /* bytes this class has taken from the nursery */
};

struct heap_pool {
    struct heap *heap;
    struct heap_pool *next;            /* of all pools of the heap */
    struct heap_pool *idle;            /* list of pools without a thread */
    struct heap_free *volatile remote; /* freed by other threads */
    struct heap_span *nursery;
    struct heap_span empty; /* never has room */
    struct heap_bin bins[HEAP_CLASSES];
};

struct heap_region {
    struct heap_region *next;
    char *base;
    ULONG blocks;     /* reserved */
    ULONG committed;  /* from the base on */
    ULONG first_free; /* no free block lies before this one */
    ULONG free;       /* number of blocks not in use */
    UCHAR state[];    /* enum heap_block_state, one a block */
};

struct heap {
    ULONG signature;
    ULONG flags;          /* HEAP_NO_SERIALIZE, HEAP_GENERATE_EXCEPTIONS, ... that hold for each call */
    ULONG cookie;         /* 16 bits */
    volatile LONG locked; /* RtlLockHeap is in force */
    BOOLEAN threaded;
    BOOLEAN growable;
    SIZE_T limit, in_use; /* bytes; in_use is kept where the heap is not growable */
    RTL_CRITICAL_SECTION lock;
    struct heap_region *regions;
    struct heap_span *large;
    struct heap_span *spare; /* freed large blocks that the next ones may take, the last freed first */
    struct heap_pool *pools, *idle;
    ULONG blocks_used, blocks_dirty;
    ULONG compatibility; /* HeapCompatibilityInformation as set */
};

extern struct heap *heap_process;

static inline struct heap_span *heap_span_of(const void *p)
{
    return (struct heap_span *)((ULONG_PTR)p & ~(HEAP_BLOCK - 1));
}

static inline struct heap_header *heap_header_of(void *p)
{
    return (struct heap_header *)p - 1;
}

/* The size class of a piece of `bytes` (header included, at most HEAP_PIECE_MAX): steps of 16 to 512, then eight steps
 * to each doubling to 8 KiB, then whole fractions of a block. */
static inline ULONG heap_class(SIZE_T bytes)
{
    ULONG n = (ULONG)bytes - 1, log;
    if (n < 512) return n >> 4;
    if (n < 8192) {
        log = 31 - __builtin_clz(n);
        return 32 + (log - 9) * 8 + ((n >> (log - 3)) & 7);
    }
    for (log = 7; n >= ((ULONG)((HEAP_BLOCK - HEAP_SPAN_HEADER) / log) & ~15u); log--)
        ;
    return 64 + 7 - log;
}

/* Bytes of a piece of the class. */
static inline ULONG heap_class_bytes(ULONG class)
{
    if (class < 32) return (class + 1) << 4;
    if (class < 64) return (64u << ((class - 32) / 8)) * (9 + (class - 32) % 8);
    return (ULONG)((HEAP_BLOCK - HEAP_SPAN_HEADER) / (7 - (class - 64))) & ~15u;
}

static inline ULONG heap_tag(const struct heap *heap, ULONG class)
{
    return heap->cookie | class << 16 | HEAP_STATE_USED << 24;
}

/* heap_pool.c; of a heap with one pool, under its lock */
void *heap_pool_refill(struct heap_pool *pool, ULONG class);
void heap_pool_retire(struct heap_pool *pool, struct heap_span *span);
void heap_pool_free_nursery(struct heap_pool *pool, struct heap_span *span, void *p);
void heap_pool_drain(struct heap_pool *pool);
void heap_pool_init(struct heap_pool *pool, struct heap *heap, struct heap_span *nursery, ULONG fresh);
struct heap_pool *heap_pool_of_thread(struct heap *heap);

/* heap_region.c; under the heap's lock */
struct heap_span *heap_blocks_take(struct heap *heap, ULONG count, BOOLEAN *clean);
void heap_blocks_give(struct heap_span *span, ULONG count);
BOOLEAN heap_blocks_extend(struct heap_span *span, ULONG count, ULONG wanted);
struct heap_span *heap_large_take(struct heap *heap, SIZE_T size, SIZE_T reserve, BOOLEAN *clean);
void heap_large_give(struct heap_span *span);
BOOLEAN heap_large_resize(struct heap_span *span, SIZE_T size);
struct heap *heap_first_region(SIZE_T reserve, BOOLEAN threaded);
void heap_regions_release(struct heap *heap);

DECLSPEC_NORETURN void heap_corrupt(struct heap *heap, void *p);

static inline void heap_enter(struct heap *heap, ULONG flags)
{
    if (!(flags & HEAP_NO_SERIALIZE) || heap->threaded) RtlEnterCriticalSection(&heap->lock);
}

static inline void heap_leave(struct heap *heap, ULONG flags)
{
    if (!(flags & HEAP_NO_SERIALIZE) || heap->threaded) RtlLeaveCriticalSection(&heap->lock);
}

/* The calling thread's pool of the process heap, NULL before its first allocation. */
static inline struct heap_pool *heap_thread_pool(void)
{
    struct heap_pool *pool;
#ifdef _WIN64
    __asm__ volatile("movq %%gs:%c1, %0" : "=r"(pool) : "i"(offsetof(TEB, ReservedForPerf)));
#else
    __asm__ volatile("movl %%fs:%c1, %0" : "=r"(pool) : "i"(offsetof(TEB, ReservedForPerf)));
#endif
    return pool;
}

/* Takes a piece of the class; the pool is the caller's alone.  NULL: no memory. */
static inline void *heap_pool_take(struct heap_pool *pool, ULONG class, ULONG size)
{
    struct heap_span *span = pool->bins[class].span;
    struct heap_free *p = span->free;
    struct heap_header *header;
    ULONG tag = heap_tag(pool->heap, class);

    if (LIKELY(p != NULL)) {
        span->free = p->next;
        span->used++;
    } else if (!(p = heap_pool_refill(pool, class))) {
        return NULL;
    }
    header = heap_header_of(p);
    if (UNLIKELY(header->tag != (tag ^ HEAP_STATE_FLIP))) heap_corrupt(pool->heap, p);
    header->tag = tag;
    header->size = size;
    return p;
}

/* Puts back a live piece of a SMALL span that the pool owns; the pool is the caller's alone. */
static inline void heap_pool_put(struct heap_pool *pool, struct heap_span *span, struct heap_free *p)
{
    heap_header_of(p)->tag = span->tag ^ HEAP_STATE_FLIP;
    p->next = span->free;
    span->free = p;
    if (UNLIKELY((--span->used == 0) | span->full)) heap_pool_retire(pool, span);
}

#endif
