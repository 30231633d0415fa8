/* SPDX-License-Identifier: MIT */
/* Private heaps, on ntdll's; what needs no change of arguments is a forwarder there. */
#include "kernelbase.h"

/* "HeapCreate function": a maximum makes the heap fixed in size. */
HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum)
{
    const DWORD known = HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ENABLE_EXECUTE;
    if (maximum && initial > maximum) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    ULONG flags = (options & known) | (maximum ? 0 : HEAP_GROWABLE);
    void *heap = RtlCreateHeap(flags, NULL, maximum, initial, NULL, NULL);
    if (!heap) base_fail(STATUS_NO_MEMORY);
    return heap;
}

/* "HeapDestroy function": the process's own heap cannot be destroyed. */
BOOL WINAPI HeapDestroy(HANDLE heap)
{
    return RtlDestroyHeap(heap) ? base_fail(STATUS_INVALID_HANDLE) : TRUE;
}

/* "GetProcessHeaps function": how many there are, whatever fits. */
DWORD WINAPI GetProcessHeaps(DWORD count, HANDLE *heaps)
{
    return RtlGetProcessHeaps(count, heaps);
}

BOOL WINAPI HeapSetInformation(HANDLE heap, HEAP_INFORMATION_CLASS class, void *information, SIZE_T length)
{
    return base_ok(RtlSetHeapInformation(heap, class, information, length));
}

BOOL WINAPI HeapQueryInformation(HANDLE heap, HEAP_INFORMATION_CLASS class, void *information, SIZE_T length,
                                 SIZE_T *needed)
{
    return base_ok(RtlQueryHeapInformation(heap, class, information, length, needed));
}

/* "HeapWalk function": lpData NULL begins; ERROR_NO_MORE_ITEMS ends. */
BOOL WINAPI HeapWalk(HANDLE heap, PROCESS_HEAP_ENTRY *entry)
{
    const WORD region = entry->wFlags & PROCESS_HEAP_REGION;
    RTL_HEAP_WALK_ENTRY walk = {.DataAddress = entry->lpData, .DataSize = entry->cbData, .Flags = region ? 2 : 1};
    NTSTATUS status = RtlWalkHeap(heap, &walk);
    if (status == STATUS_NO_MORE_ENTRIES) return SetLastError(ERROR_NO_MORE_ITEMS), FALSE;
    if (!base_ok(status)) return FALSE;
    *entry = (PROCESS_HEAP_ENTRY){.lpData = walk.DataAddress,
                                  .cbData = (DWORD)walk.DataSize,
                                  .cbOverhead = walk.OverheadBytes,
                                  .iRegionIndex = walk.SegmentIndex,
                                  .wFlags = walk.Flags & 2   ? PROCESS_HEAP_REGION
                                            : walk.Flags & 1 ? PROCESS_HEAP_ENTRY_BUSY
                                                             : 0};
    if (walk.Flags & 2) {
        entry->Region.dwCommittedSize = walk.Segment.CommittedSize;
        entry->Region.dwUnCommittedSize = walk.Segment.UnCommittedSize;
        entry->Region.lpFirstBlock = walk.Segment.FirstEntry;
        entry->Region.lpLastBlock = walk.Segment.LastEntry;
    }
    return TRUE;
}
