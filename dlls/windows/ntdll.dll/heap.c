/* SPDX-License-Identifier: MIT */
/* The heap: RtlCreateHeap and the calls on a block.  heap.h has the picture; heap_pool.c, heap_region.c and heap_walk.c
 * the rest.  Everything ends in NtAllocateVirtualMemory and NtFreeVirtualMemory.
 *
 * Left out: RtlCreateHeap's caller-supplied memory, lock and commit routine (they fail), tags, user values, and debug
 * heaps.  A heap with a maximum size counts bytes, it does not lay them out in one region. */
#include "heap.h"

#ifdef _WIN64
#define FIXED_BLOCK_MAX 0xff000u /* of a heap with a maximum size: "slightly less than 1,024 KB" */
#else
#define FIXED_BLOCK_MAX 0x7f000u /* "slightly less than 512 KB" */
#endif
#define SIZE_LIMIT ((SIZE_T)-1 / 2 - HEAP_BLOCK) /* no request beyond this is even tried */
#define CALL_FLAGS (HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS | HEAP_ZERO_MEMORY | HEAP_REALLOC_IN_PLACE_ONLY)

struct heap *heap_process;

/* All heaps stand in the PEB's list, where other processes find them; the host made room for some behind the PEB. */
static RTL_SRWLOCK heaps_lock;

/* Ends the process: the heap's memory cannot be trusted any more.  As documented for HeapEnableTerminationOnCorruption,
 * which is always in force here; no handler of the program is asked. */
void heap_corrupt(struct heap *heap, void *p)
{
    EXCEPTION_RECORD record = {.ExceptionCode = STATUS_HEAP_CORRUPTION, .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    CONTEXT context;

    RtlCaptureContext(&context);
    record.ExceptionAddress = __builtin_return_address(0);
    record.NumberParameters = 2;
    record.ExceptionInformation[0] = (ULONG_PTR)heap;
    record.ExceptionInformation[1] = (ULONG_PTR)p;
    NtRaiseException(&record, &context, FALSE);
    NtTerminateProcess(NtCurrentProcess(), STATUS_HEAP_CORRUPTION);
    __builtin_unreachable();
}

static void *no_memory(struct heap *heap, ULONG flags, SIZE_T size)
{
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_NO_MEMORY);
    if ((flags | heap->flags) & HEAP_GENERATE_EXCEPTIONS) {
        EXCEPTION_RECORD record = {.ExceptionCode = STATUS_NO_MEMORY, .NumberParameters = 1};
        record.ExceptionInformation[0] = size;
        RtlRaiseException(&record);
    }
    return NULL;
}

/* ---- the list ---- */

/* FALSE: no memory. */
static BOOL list_add(struct heap *heap)
{
    PEB *peb = NtCurrentTeb()->ProcessEnvironmentBlock;
    BOOL added = TRUE;

    RtlAcquireSRWLockExclusive(&heaps_lock);
    if (peb->NumberOfHeaps == peb->MaximumNumberOfHeaps) { /* the list before stays where it is: somebody may read it */
        PVOID *more = RtlAllocateHeap(heap_process, 0, 2 * peb->MaximumNumberOfHeaps * sizeof *more);
        if ((added = more != NULL)) {
            memcpy(more, peb->ProcessHeaps, peb->NumberOfHeaps * sizeof *more);
            peb->ProcessHeaps = more;
            peb->MaximumNumberOfHeaps *= 2;
        }
    }
    if (added) peb->ProcessHeaps[peb->NumberOfHeaps++] = heap;
    RtlReleaseSRWLockExclusive(&heaps_lock);
    return added;
}

static void list_remove(struct heap *heap)
{
    PEB *peb = NtCurrentTeb()->ProcessEnvironmentBlock;

    RtlAcquireSRWLockExclusive(&heaps_lock);
    for (ULONG i = 0; i < peb->NumberOfHeaps; i++)
        if (peb->ProcessHeaps[i] == heap) {
            peb->ProcessHeaps[i] = peb->ProcessHeaps[--peb->NumberOfHeaps];
            break;
        }
    RtlReleaseSRWLockExclusive(&heaps_lock);
}

/* ---- heaps ---- */

/* Makes a heap ("HeapCreate function"): reserve 0 for one that grows, else its maximum.  NULL on failure. */
PVOID NTAPI RtlCreateHeap(ULONG flags, PVOID base, SIZE_T reserve, SIZE_T commit, PVOID lock,
                          PRTL_HEAP_PARAMETERS parameters)
{
    struct heap *heap;

    (void)commit, (void)lock;
    if (base || (parameters && parameters->CommitRoutine))
        return NULL; /* memory or a commit routine of the caller's own */
    if (reserve && !(flags & HEAP_GROWABLE)) {
        if (reserve > SIZE_LIMIT) return NULL;
        heap = heap_first_region(0, FALSE);
    } else {
        heap = heap_first_region(0, FALSE);
        reserve = 0;
    }
    if (!heap) return NULL;
    heap->flags = flags & (HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS);
    heap->growable = reserve == 0;
    heap->limit = (reserve + 0xfff) & ~(SIZE_T)0xfff;
    if (!list_add(heap)) {
        heap_regions_release(heap);
        return NULL;
    }
    return heap;
}

/* The process heap, which alone has a pool for each thread; called once, before anything allocates.  NULL: no memory.
 */
PVOID heap_process_create(void)
{
    struct heap *heap = heap_first_region(0, TRUE);

    if (!heap) return NULL;
    heap->growable = TRUE;
    heap_process = heap;
    list_add(heap);
    NtCurrentTeb()->ReservedForPerf = heap->pools; /* the first thread's */
    return heap;
}

/* Frees a heap and all its blocks ("HeapDestroy function").  NULL on success, else the heap. */
PVOID NTAPI RtlDestroyHeap(PVOID handle)
{
    struct heap *heap = handle;

    if (!heap || heap == heap_process || heap->signature != HEAP_SIGNATURE) return handle;
    list_remove(heap);
    heap->signature = 0;
    heap_regions_release(heap);
    return NULL;
}

/* Writes up to `count` heap handles and says how many there are ("GetProcessHeaps function"). */
ULONG NTAPI RtlGetProcessHeaps(ULONG count, PVOID *out)
{
    PEB *peb = NtCurrentTeb()->ProcessEnvironmentBlock;

    RtlAcquireSRWLockShared(&heaps_lock);
    ULONG n = peb->NumberOfHeaps;
    memcpy(out, peb->ProcessHeaps, (n < count ? n : count) * sizeof *out);
    RtlReleaseSRWLockShared(&heaps_lock);
    return n;
}

/* One allocation in whole blocks or in address space of its own; under no lock.  `reserve`: room to grow. */
static void *big_allocate(struct heap *heap, ULONG flags, SIZE_T size, SIZE_T reserve)
{
    ULONG blocks = (ULONG)((size + HEAP_SPAN_HEADER + HEAP_BLOCK - 1) >> HEAP_BLOCK_SHIFT);
    BOOLEAN clean = TRUE;
    struct heap_span *span;
    struct heap_header *header;

    heap_enter(heap, flags);
    if (size + HEAP_SPAN_HEADER > HEAP_RUN_BLOCKS * HEAP_BLOCK) {
        span = heap_large_take(heap, size, reserve, &clean);
    } else if ((span = heap_blocks_take(heap, blocks, &clean))) {
        span->heap = heap;
        span->kind = HEAP_RUN;
        span->length = blocks;
    }
    if (span && !heap->growable) heap->in_use += size;
    heap_leave(heap, flags);
    if (!span) return NULL;
    span->size = size;
    span->tag = 0;
    span->pool = NULL;
    header = (struct heap_header *)((char *)span + HEAP_SPAN_HEADER) - 1;
    header->tag = heap_tag(heap, 0xff);
    header->size = 0;
    if ((flags & HEAP_ZERO_MEMORY) && !clean) memset(header + 1, 0, size);
    return header + 1;
}

static void *allocate_slow(struct heap *heap, ULONG flags, SIZE_T size)
{
    void *p;

    if (size > SIZE_LIMIT) return no_memory(heap, flags, size);
    if (!heap->growable && (size > FIXED_BLOCK_MAX || heap->in_use + size > heap->limit))
        return no_memory(heap, flags, size);
    if (size > HEAP_SMALL_MAX) {
        if (!(p = big_allocate(heap, flags, size, size))) return no_memory(heap, flags, size);
        return p;
    }
    if (heap->threaded) {
        struct heap_pool *pool = heap_pool_of_thread(heap);
        if (heap->locked) { /* RtlLockHeap: wait until it is over */
            RtlEnterCriticalSection(&heap->lock);
            p = pool ? heap_pool_take(pool, heap_class(size + sizeof(struct heap_header)), (ULONG)size) : NULL;
            RtlLeaveCriticalSection(&heap->lock);
        } else {
            p = pool ? heap_pool_take(pool, heap_class(size + sizeof(struct heap_header)), (ULONG)size) : NULL;
        }
    } else {
        heap_enter(heap, flags);
        p = heap_pool_take(heap->pools, heap_class(size + sizeof(struct heap_header)), (ULONG)size);
        if (p && !heap->growable) heap->in_use += size;
        heap_leave(heap, flags);
    }
    if (!p) return no_memory(heap, flags, size);
    if (flags & HEAP_ZERO_MEMORY) memset(p, 0, size);
    return p;
}

/* Allocates `size` bytes ("HeapAlloc function"); NULL, or an exception where the flags say so, without memory. */
PVOID NTAPI RtlAllocateHeap(PVOID handle, ULONG flags, SIZE_T size)
{
    struct heap *heap = handle;
    struct heap_pool *pool = heap_thread_pool();
    void *p;

    if (UNLIKELY(!pool || pool->heap != heap || size > HEAP_SMALL_MAX || heap->locked))
        return allocate_slow(heap, (flags & CALL_FLAGS) | heap->flags, size);
    p = heap_pool_take(pool, heap_class(size + sizeof(struct heap_header)), (ULONG)size);
    if (UNLIKELY(!p)) return no_memory(heap, flags, size);
    if (flags & HEAP_ZERO_MEMORY) memset(p, 0, size);
    return p;
}

/* The span of a live block of the heap; a block that is none ends the process. */
static struct heap_span *live_span(struct heap *heap, void *p)
{
    struct heap_span *span = heap_span_of(p);
    ULONG tag;

    if (span->heap != heap || ((ULONG_PTR)p & 15)) heap_corrupt(heap, p);
    tag = heap_header_of(p)->tag;
    switch (span->kind) {
    case HEAP_SMALL:
        if (tag == span->tag) return span;
        break;
    case HEAP_NURSERY:
        if ((tag & 0xff00ffff) == heap_tag(heap, 0) && (tag >> 16 & 0xff) < HEAP_CLASSES) return span;
        break;
    case HEAP_RUN:
    case HEAP_LARGE:
        if (tag == heap_tag(heap, 0xff) && (char *)p == (char *)span + HEAP_SPAN_HEADER) return span;
        break;
    }
    heap_corrupt(heap, p);
}

static SIZE_T live_size(struct heap_span *span, void *p)
{
    return span->kind == HEAP_SMALL || span->kind == HEAP_NURSERY ? heap_header_of(p)->size : span->size;
}

static void free_remote(struct heap_pool *pool, struct heap_free *piece)
{
    struct heap_free *head;

    do {
        head = pool->remote;
        piece->next = head;
    } while (InterlockedCompareExchangePointer((PVOID volatile *)&pool->remote, piece, head) != head);
}

static void free_slow(struct heap *heap, ULONG flags, void *p)
{
    struct heap_span *span = live_span(heap, p);
    struct heap_pool *pool = span->pool;

    if (heap->threaded && heap->locked) { /* RtlLockHeap: wait until it is over */
        RtlEnterCriticalSection(&heap->lock);
        RtlLeaveCriticalSection(&heap->lock);
    }
    if (heap->threaded && pool && pool != heap_thread_pool()) {
        /* the tag says so until the owner takes the piece over, which catches a second free */
        struct heap_header *header = heap_header_of(p);
        LONG tag = (LONG)header->tag;
        if ((ULONG)tag >> 24 != HEAP_STATE_USED ||
            InterlockedCompareExchange((volatile LONG *)&header->tag, tag ^ (LONG)HEAP_STATE_SENT, tag) != tag)
            heap_corrupt(heap, p);
        free_remote(pool, p);
        return;
    }
    if (!heap->threaded) heap_enter(heap, flags);
    if (!heap->growable) heap->in_use -= live_size(span, p);
    switch (span->kind) {
    case HEAP_SMALL: heap_pool_put(pool, span, p); break;
    case HEAP_NURSERY: heap_pool_free_nursery(pool, span, p); break;
    case HEAP_RUN:
        heap_header_of(p)->tag ^= HEAP_STATE_FLIP;
        heap_enter(heap, flags);
        heap_blocks_give(span, (ULONG)span->length);
        heap_leave(heap, flags);
        break;
    default:
        heap_header_of(p)->tag ^= HEAP_STATE_FLIP;
        heap_enter(heap, flags);
        heap_large_give(span);
        heap_leave(heap, flags);
    }
    if (!heap->threaded) heap_leave(heap, flags);
}

/* Frees a block ("HeapFree function"); NULL is allowed. */
BOOLEAN NTAPI RtlFreeHeap(PVOID handle, ULONG flags, PVOID p)
{
    struct heap *heap = handle;
    struct heap_pool *pool = heap_thread_pool();
    struct heap_span *span;

    if (!p) return TRUE;
    span = heap_span_of(p);
    if (LIKELY(span->tag == heap_header_of(p)->tag && span->pool == pool && span->heap == heap && pool &&
               !heap->locked))
        heap_pool_put(pool, span, p);
    else
        free_slow(heap, (flags & CALL_FLAGS) | heap->flags, p);
    return TRUE;
}

/* Bytes the block was allocated with ("HeapSize function"). */
SIZE_T NTAPI RtlSizeHeap(PVOID handle, ULONG flags, PVOID p)
{
    (void)flags;
    if (!p) {
        RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_INVALID_PARAMETER);
        return (SIZE_T)-1;
    }
    return live_size(live_span(handle, p), p);
}

/* Resizes a block where it stands, if that is no waste: TRUE when done. */
static BOOLEAN resize_in_place(struct heap *heap, ULONG flags, struct heap_span *span, void *p, SIZE_T size)
{
    BOOLEAN done = FALSE;
    SIZE_T room;

    if (span->kind == HEAP_SMALL || span->kind == HEAP_NURSERY) {
        ULONG class = heap_header_of(p)->tag >> 16 & 0xff;
        room = heap_class_bytes(class) - sizeof(struct heap_header);
        if (size > room || (size < room / 2 && room > 64 && !(flags & HEAP_REALLOC_IN_PLACE_ONLY))) return FALSE;
        heap_header_of(p)->size = (ULONG)size;
        return TRUE;
    }
    if (size <= HEAP_SMALL_MAX / 2 && !(flags & HEAP_REALLOC_IN_PLACE_ONLY)) return FALSE;
    heap_enter(heap, flags);
    if (span->kind == HEAP_LARGE) {
        if (size >= span->size / 4 || (flags & HEAP_REALLOC_IN_PLACE_ONLY)) done = heap_large_resize(span, size);
    } else if (size + HEAP_SPAN_HEADER <= HEAP_RUN_BLOCKS * HEAP_BLOCK) {
        ULONG blocks = (ULONG)((size + HEAP_SPAN_HEADER + HEAP_BLOCK - 1) >> HEAP_BLOCK_SHIFT);
        if ((done = heap_blocks_extend(span, (ULONG)span->length, blocks))) span->length = blocks;
    }
    if (done) span->size = size;
    heap_leave(heap, flags);
    return done;
}

/* Resizes a block, moving it unless the flags forbid that ("HeapReAlloc function").  NULL on failure: the block is as
 * it was. */
PVOID NTAPI RtlReAllocateHeap(PVOID handle, ULONG flags, PVOID p, SIZE_T size)
{
    struct heap *heap = handle;
    struct heap_span *span;
    SIZE_T old;
    void *moved;

    flags = (flags & CALL_FLAGS) | heap->flags;
    if (!p) { /* "HeapReAlloc: lpMem must be a block of the heap" */
        RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_INVALID_PARAMETER);
        return NULL;
    }
    span = live_span(heap, p);
    old = live_size(span, p);
    if (size > SIZE_LIMIT ||
        (!heap->growable && size > old && (size > FIXED_BLOCK_MAX || heap->in_use - old + size > heap->limit)))
        return no_memory(heap, flags, size);
    if (resize_in_place(heap, flags, span, p, size)) {
        if (!heap->growable) heap->in_use += size - old;
        if ((flags & HEAP_ZERO_MEMORY) && size > old) memset((char *)p + old, 0, size - old);
        return p;
    }
    if (flags & HEAP_REALLOC_IN_PLACE_ONLY) return no_memory(heap, flags, size);
    /* a large block that has grown once will grow again: leave it room */
    if (size > old && size > HEAP_RUN_BLOCKS * HEAP_BLOCK && heap->growable) {
        if (!(moved = big_allocate(heap, flags & ~HEAP_ZERO_MEMORY, size, size < SIZE_LIMIT / 2 ? size * 2 : size)))
            return no_memory(heap, flags, size);
    } else if (!(moved = RtlAllocateHeap(heap, flags & ~HEAP_ZERO_MEMORY, size))) {
        return NULL;
    }
    memcpy(moved, p, size < old ? size : old);
    if ((flags & HEAP_ZERO_MEMORY) && size > old) memset((char *)moved + old, 0, size - old);
    RtlFreeHeap(heap, flags, p);
    return moved;
}
