/* SPDX-License-Identifier: MIT */
/* Looking at a heap as a whole: validation, enumeration, locking, and its settings.
 *
 * RtlWalkHeap enumerates live blocks and, as regions, the address space the heap holds; it does not list free pieces
 * one by one.  A heap is not compacted: free memory beyond a bound has been decommitted when it was freed. */
#include "heap.h"

/* RtlWalkHeap's flags */
#define WALK_BUSY   0x0001
#define WALK_REGION 0x0002

/* "HeapLock function": other threads wait with their next allocation until RtlUnlockHeap. */
BOOLEAN NTAPI RtlLockHeap(PVOID handle)
{
    struct heap *heap = handle;

    if (heap->flags & HEAP_NO_SERIALIZE) return FALSE;
    RtlEnterCriticalSection(&heap->lock);
    heap->locked++;
    return TRUE;
}

/* "HeapUnlock function": FALSE where the caller does not hold the lock. */
BOOLEAN NTAPI RtlUnlockHeap(PVOID handle)
{
    struct heap *heap = handle;

    if ((heap->flags & HEAP_NO_SERIALIZE) || !RtlIsCriticalSectionLockedByThread(&heap->lock) || !heap->locked) {
        RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_RESOURCE_NOT_OWNED);
        return FALSE;
    }
    heap->locked--;
    RtlLeaveCriticalSection(&heap->lock);
    return TRUE;
}

/* Steps through the pieces of a span: the next header after `header` (NULL: the first), or NULL. */
static struct heap_header *next_piece(struct heap_span *span, struct heap_header *header, ULONG first)
{
    char *at = header ? (char *)header + heap_class_bytes(header->tag >> 16 & 0xff) : (char *)span + first;

    return at < (char *)span + span->fresh ? (struct heap_header *)at : NULL;
}

/* Where a nursery's first piece header stands. */
static ULONG nursery_first(struct heap_span *span)
{
    return (ULONG)((((char *)span->pool + sizeof *span->pool) - (char *)span + 15) & ~15) + sizeof(struct heap_header);
}

static ULONG first_piece(struct heap_span *span)
{
    return span->kind == HEAP_NURSERY ? nursery_first(span) : HEAP_SPAN_HEADER - sizeof(struct heap_header);
}

static BOOLEAN tag_sound(const struct heap *heap, const struct heap_span *span, ULONG tag)
{
    ULONG state = tag >> 24, class = tag >> 16 & 0xff;

    return (tag & 0xffff) == heap->cookie && class < HEAP_CLASSES &&
           (span->kind == HEAP_NURSERY || class == span->class) &&
           (state == HEAP_STATE_USED || state == HEAP_STATE_FREE || state == (HEAP_STATE_USED ^ HEAP_STATE_SENT >> 24));
}

static BOOLEAN span_sound(struct heap *heap, struct heap_span *span)
{
    if (span->heap != heap) return FALSE;
    if (span->kind == HEAP_RUN || span->kind == HEAP_LARGE)
        return heap_header_of((char *)span + HEAP_SPAN_HEADER)->tag == heap_tag(heap, 0xff);
    if (span->kind != HEAP_SMALL && span->kind != HEAP_NURSERY) return FALSE;
    for (struct heap_header *h = next_piece(span, NULL, first_piece(span)); h; h = next_piece(span, h, 0))
        if (!tag_sound(heap, span, h->tag)) return FALSE;
    return TRUE;
}

static struct heap_span *region_span(struct heap_region *region, ULONG block)
{
    return (struct heap_span *)(region->base + ((SIZE_T)block << HEAP_BLOCK_SHIFT));
}

/* The first block of a region that may be a span: the process's later regions begin with their description. */
static ULONG region_first_span(const struct heap_region *region)
{
    return (const char *)region == region->base ? 1 : 0;
}

static BOOLEAN block_live(struct heap *heap, struct heap_span *span, const void *p)
{
    struct heap_header *header = heap_header_of((void *)p);

    if (span->kind == HEAP_RUN || span->kind == HEAP_LARGE) return (const char *)p == (char *)span + HEAP_SPAN_HEADER;
    for (struct heap_header *h = next_piece(span, NULL, first_piece(span)); h && h <= header;
         h = next_piece(span, h, 0)) {
        if (!tag_sound(heap, span, h->tag)) return FALSE;
        if (h == header) return h->tag >> 24 == HEAP_STATE_USED;
    }
    return FALSE;
}

static BOOLEAN validate(struct heap *heap, const void *p)
{
    for (struct heap_span *span = heap->large; span; span = span->next)
        if (!p ? !span_sound(heap, span) : span == heap_span_of(p)) return p ? block_live(heap, span, p) : FALSE;
    for (struct heap_region *region = heap->regions; region; region = region->next) {
        ULONG block = region_first_span(region);
        while (block < region->committed) {
            struct heap_span *span = region_span(region, block);
            if (region->state[block] != HEAP_BLOCK_USED) {
                block++;
                continue;
            }
            if (!p && !span_sound(heap, span)) return FALSE;
            if (p && span == heap_span_of(p)) return span->heap == heap && block_live(heap, span, p);
            block += span->kind == HEAP_RUN ? (ULONG)span->length : 1;
        }
    }
    return !p;
}

/* "HeapValidate function": the whole heap (block NULL), or one block.  A bad block is answered with FALSE, not with the
 * end of the process. */
BOOLEAN NTAPI RtlValidateHeap(PVOID handle, ULONG flags, PVOID block)
{
    struct heap *heap = handle;
    BOOLEAN sound;

    if (!heap || ((ULONG_PTR)heap & 15) || heap->signature != HEAP_SIGNATURE) return FALSE;
    flags |= heap->flags;
    heap_enter(heap, flags);
    sound = validate(heap, block);
    heap_leave(heap, flags);
    return sound;
}

/* "HeapCompact function": the size of the largest free stretch that is committed. */
ULONG NTAPI RtlCompactHeap(PVOID handle, ULONG flags)
{
    struct heap *heap = handle;
    ULONG run = 0, best = 0;

    flags |= heap->flags;
    heap_enter(heap, flags);
    for (struct heap_region *region = heap->regions; region; region = region->next) {
        run = 0;
        for (ULONG i = 0; i < region->committed; i++) {
            run = region->state[i] == HEAP_BLOCK_CLEAN || region->state[i] == HEAP_BLOCK_DIRTY ? run + 1 : 0;
            if (run > best) best = run;
        }
    }
    heap_leave(heap, flags);
    return best << HEAP_BLOCK_SHIFT;
}

static NTSTATUS report_piece(PRTL_HEAP_WALK_ENTRY entry, struct heap_span *span, struct heap_header *header)
{
    entry->DataAddress = header + 1;
    entry->DataSize = span->kind == HEAP_RUN || span->kind == HEAP_LARGE ? span->size : header->size;
    entry->OverheadBytes = sizeof *header;
    entry->SegmentIndex = 0;
    entry->Flags = WALK_BUSY;
    return STATUS_SUCCESS;
}

/* The first live piece of the span after `header` (NULL: from its start). */
static BOOLEAN walk_span(PRTL_HEAP_WALK_ENTRY entry, struct heap_span *span, struct heap_header *header)
{
    if (span->kind == HEAP_RUN || span->kind == HEAP_LARGE) {
        if (header) return FALSE;
        report_piece(entry, span, heap_header_of((char *)span + HEAP_SPAN_HEADER));
        return TRUE;
    }
    for (header = next_piece(span, header, first_piece(span)); header; header = next_piece(span, header, 0))
        if (header->tag >> 24 == HEAP_STATE_USED) {
            report_piece(entry, span, header);
            return TRUE;
        }
    return FALSE;
}

/* From block `block` of the region on: the first span with a live piece, regions in list order, then large blocks. */
static NTSTATUS walk_from(PRTL_HEAP_WALK_ENTRY entry, struct heap *heap, struct heap_region *region, ULONG block)
{
    while (region) {
        for (; block < region->committed; block++) {
            struct heap_span *span = region_span(region, block);
            if (region->state[block] != HEAP_BLOCK_USED) continue;
            if (walk_span(entry, span, NULL)) return STATUS_SUCCESS;
            if (span->kind == HEAP_RUN) block += (ULONG)span->length - 1;
        }
        region = region->next;
        if (region) { /* the region itself comes before its blocks */
            entry->DataAddress = region->base;
            entry->DataSize = (SIZE_T)region->blocks << HEAP_BLOCK_SHIFT;
            entry->OverheadBytes = 0;
            entry->Flags = WALK_REGION;
            entry->Segment.CommittedSize = region->committed << HEAP_BLOCK_SHIFT;
            entry->Segment.UnCommittedSize = (region->blocks - region->committed) << HEAP_BLOCK_SHIFT;
            entry->Segment.FirstEntry = region->base;
            entry->Segment.LastEntry = region->base + entry->DataSize;
            return STATUS_SUCCESS;
        }
    }
    if (heap->large) return report_piece(entry, heap->large, heap_header_of((char *)heap->large + HEAP_SPAN_HEADER));
    return STATUS_NO_MORE_ENTRIES;
}

/* "HeapWalk function": the entry after the one given (DataAddress NULL: the first); STATUS_NO_MORE_ENTRIES at the end.
 */
NTSTATUS NTAPI RtlWalkHeap(PVOID handle, PRTL_HEAP_WALK_ENTRY entry)
{
    struct heap *heap = handle;
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    struct heap_region *region;
    struct heap_span *span;

    heap_enter(heap, heap->flags);
    if (!entry->DataAddress) {
        struct heap_region head = {.next = heap->regions};
        status = walk_from(entry, heap, &head, 0);
        goto out;
    }
    for (region = heap->regions; region; region = region->next) {
        SIZE_T offset = (SIZE_T)((char *)entry->DataAddress - region->base);
        if (offset >= (SIZE_T)region->blocks << HEAP_BLOCK_SHIFT) continue;
        if (entry->Flags & WALK_REGION) {
            status = walk_from(entry, heap, region, region_first_span(region));
            goto out;
        }
        span = heap_span_of(entry->DataAddress);
        if (walk_span(entry, span, heap_header_of(entry->DataAddress)))
            status = STATUS_SUCCESS;
        else
            status =
                walk_from(entry, heap, region,
                          (ULONG)(offset >> HEAP_BLOCK_SHIFT) + (span->kind == HEAP_RUN ? (ULONG)span->length : 1));
        goto out;
    }
    for (span = heap->large; span; span = span->next)
        if ((char *)span + HEAP_SPAN_HEADER == entry->DataAddress) {
            span = span->next;
            status = span ? report_piece(entry, span, heap_header_of((char *)span + HEAP_SPAN_HEADER))
                          : STATUS_NO_MORE_ENTRIES;
            break;
        }
out:
    heap_leave(heap, heap->flags);
    return status;
}

/* "HeapQueryInformation function": HeapCompatibilityInformation is 0, or 2 (low fragmentation) as a heap of Windows 10
 * says that has not refused it. */
DWORD NTAPI RtlQueryHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS class, PVOID out, SIZE_T size, PSIZE_T needed)
{
    struct heap *heap = handle;

    if (class != HeapCompatibilityInformation) return STATUS_INVALID_PARAMETER;
    if (needed) *needed = sizeof(ULONG);
    if (size < sizeof(ULONG)) return STATUS_BUFFER_TOO_SMALL;
    *(ULONG *)out = heap->flags & HEAP_NO_SERIALIZE || !heap->growable ? 0 : 2;
    return STATUS_SUCCESS;
}

/* "HeapSetInformation function": termination on corruption is always on; low fragmentation is the only layout there is.
 */
DWORD NTAPI RtlSetHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS class, PVOID in, SIZE_T size)
{
    struct heap *heap = handle;

    switch ((int)class) {
    case HeapCompatibilityInformation:
        if (size < sizeof(ULONG)) return STATUS_BUFFER_TOO_SMALL;
        if (*(ULONG *)in != 2) return STATUS_UNSUCCESSFUL;
        if (heap->flags & HEAP_NO_SERIALIZE || !heap->growable)
            return STATUS_INVALID_PARAMETER; /* "the LFH cannot be enabled" for these */
        heap->compatibility = 2;
        return STATUS_SUCCESS;
    case HeapEnableTerminationOnCorruption: return size == 0 && !in ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    case 3: /* HeapOptimizeResources: free memory beyond a bound is given back at once anyway */ return STATUS_SUCCESS;
    default: return STATUS_INVALID_PARAMETER;
    }
}
