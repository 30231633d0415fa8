/* SPDX-License-Identifier: MIT */
/* GlobalAlloc and LocalAlloc: one allocator for both, on the process heap.
 *
 * A fixed block is a heap block, and its address is its handle.  A movable one is an entry of a table: the handle is
 * the entry's address plus the size of a pointer, which no heap block has (they are aligned to two pointers), so the
 * two are told apart by that bit. GlobalLock gives the entry's block, and counts.  Blocks never move by themselves. */
#include "kernelbase.h"

struct movable {
    struct movable *next_free; /* where the handle is free */
    void *memory;              /* NULL: discarded, or of size 0 */
    LONG locks;
    USHORT magic;
    USHORT flags; /* GMEM_DISCARDED */
} __attribute__((aligned(2 * sizeof(void *))));
enum { MAGIC = 0x4d48, A_PIECE = 64, TAG = sizeof(void *) };

/* The entry's second word is what the handle points at, so that handle & TAG is set; entries are 16-byte aligned. */
static struct movable *free_entries;

/* Pieces of the table, never freed: GlobalHandle looks through them. */
struct piece {
    struct piece *next;
    void *unused; /* keeps the entries aligned */
    struct movable entries[A_PIECE];
};
static struct piece *pieces;
static RTL_SRWLOCK lock = RTL_SRWLOCK_INIT;

static HANDLE heap(void)
{
    return base_peb()->ProcessHeap;
}

static struct movable *entry_of(const void *handle)
{
    if (!((ULONG_PTR)handle & TAG)) return NULL;
    struct movable *entry = (struct movable *)((ULONG_PTR)handle - TAG);
    return entry->magic == MAGIC ? entry : NULL;
}

static struct movable *entry_take(void)
{
    RtlAcquireSRWLockExclusive(&lock);
    if (!free_entries) {
        struct piece *piece = RtlAllocateHeap(heap(), HEAP_ZERO_MEMORY, sizeof *piece);
        for (int i = 0; piece && i < A_PIECE; i++) {
            piece->entries[i].next_free = free_entries;
            free_entries = &piece->entries[i];
        }
        if (piece) {
            piece->next = pieces;
            pieces = piece;
        }
    }
    struct movable *entry = free_entries;
    if (entry) free_entries = entry->next_free;
    RtlReleaseSRWLockExclusive(&lock);
    return entry;
}

static void entry_give(struct movable *entry)
{
    RtlAcquireSRWLockExclusive(&lock);
    entry->magic = 0;
    entry->memory = NULL;
    entry->next_free = free_entries;
    free_entries = entry;
    RtlReleaseSRWLockExclusive(&lock);
}

static void *no_memory(void)
{
    RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

static void *bad_handle(void)
{
    RtlSetLastWin32Error(ERROR_INVALID_HANDLE);
    return NULL;
}

/* The flags of GMEM_ and LMEM_ agree: 2 movable, 0x40 zeroed. */
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
    ULONG zero = flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;

    if (!(flags & GMEM_MOVEABLE)) {
        void *memory = RtlAllocateHeap(heap(), zero, size);
        return memory ? memory : no_memory();
    }
    struct movable *entry = entry_take();
    if (!entry) return no_memory();
    entry->locks = 0;
    entry->flags = 0;
    entry->memory = NULL;
    if (size) {
        entry->memory = RtlAllocateHeap(heap(), zero, size);
        if (!entry->memory) {
            entry_give(entry);
            return no_memory();
        }
    } else {
        entry->flags = GMEM_DISCARDED; /* "If this parameter is zero and uFlags specifies GMEM_MOVEABLE, ... marked as
                                          discarded." */
    }
    entry->magic = MAGIC;
    return (char *)entry + TAG;
}

/* NULL is success.  A handle that is none: ERROR_INVALID_HANDLE and the handle. */
HGLOBAL WINAPI GlobalFree(HGLOBAL handle)
{
    struct movable *entry;

    if (!handle) return NULL;
    if (!((ULONG_PTR)handle & TAG)) return RtlFreeHeap(heap(), 0, handle) ? NULL : (bad_handle(), handle);
    entry = entry_of(handle);
    if (!entry) return bad_handle(), handle;
    if (entry->memory) RtlFreeHeap(heap(), 0, entry->memory);
    entry_give(entry);
    return NULL;
}

/* "GlobalLock function": the first byte of the block; NULL and ERROR_DISCARDED where it has none. */
void *WINAPI GlobalLock(HGLOBAL handle)
{
    struct movable *entry;

    if (!((ULONG_PTR)handle & TAG)) return handle ? handle : bad_handle();
    entry = entry_of(handle);
    if (!entry) return bad_handle();
    if (!entry->memory) {
        RtlSetLastWin32Error(ERROR_DISCARDED);
        return NULL;
    }
    LONG locks = __atomic_load_n(&entry->locks, __ATOMIC_RELAXED);
    while (locks < GMEM_LOCKCOUNT &&
           !__atomic_compare_exchange_n(&entry->locks, &locks, locks + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        ;
    return entry->memory;
}

/* FALSE with ERROR_NOT_LOCKED: it was not; FALSE with NO_ERROR: now it is no longer. */
BOOL WINAPI GlobalUnlock(HGLOBAL handle)
{
    struct movable *entry;

    if (!((ULONG_PTR)handle & TAG)) return TRUE; /* "the block is fixed": the count is always 0 */
    entry = entry_of(handle);
    if (!entry) return bad_handle(), FALSE;
    LONG locks = __atomic_load_n(&entry->locks, __ATOMIC_RELAXED);
    do {
        if (!locks) {
            RtlSetLastWin32Error(ERROR_NOT_LOCKED);
            return FALSE;
        }
    } while (!__atomic_compare_exchange_n(&entry->locks, &locks, locks - 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
    if (locks > 1) return TRUE;
    RtlSetLastWin32Error(NO_ERROR);
    return FALSE;
}

/* 0 with ERROR_INVALID_HANDLE; a discarded block has size 0. */
SIZE_T WINAPI GlobalSize(HGLOBAL handle)
{
    struct movable *entry;

    if (!((ULONG_PTR)handle & TAG)) {
        SIZE_T size = handle ? RtlSizeHeap(heap(), 0, handle) : (SIZE_T)-1;
        return size == (SIZE_T)-1 ? (bad_handle(), 0) : size;
    }
    entry = entry_of(handle);
    if (!entry) return bad_handle(), 0;
    return entry->memory ? RtlSizeHeap(heap(), 0, entry->memory) : 0;
}

/* "GlobalFlags function": the lock count in the low byte, GMEM_DISCARDED; GMEM_INVALID_HANDLE on failure. */
UINT WINAPI GlobalFlags(HGLOBAL handle)
{
    struct movable *entry;

    if (!handle) return bad_handle(), GMEM_INVALID_HANDLE;
    if (!((ULONG_PTR)handle & TAG)) return 0;
    entry = entry_of(handle);
    if (!entry) return bad_handle(), GMEM_INVALID_HANDLE;
    return ((UINT)entry->locks & GMEM_LOCKCOUNT) | entry->flags;
}

/* The handle of a block that GlobalLock gave; a fixed block is its own. */
HGLOBAL WINAPI GlobalHandle(const void *memory)
{
    HGLOBAL handle = NULL;

    if (!memory) return bad_handle();
    RtlAcquireSRWLockShared(&lock);
    for (struct piece *piece = pieces; piece && !handle; piece = piece->next)
        for (int i = 0; i < A_PIECE && !handle; i++)
            if (piece->entries[i].magic == MAGIC && piece->entries[i].memory == memory)
                handle = (char *)&piece->entries[i] + TAG;
    RtlReleaseSRWLockShared(&lock);
    if (handle) return handle;
    return RtlValidateHeap(heap(), 0, (void *)memory) ? (void *)memory : bad_handle();
}

/* "GlobalReAlloc function": GMEM_MODIFY changes attributes alone; a fixed block may move only with GMEM_MOVEABLE. */
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL handle, SIZE_T size, UINT flags)
{
    ULONG zero = flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
    struct movable *entry;

    if (!handle) return bad_handle();
    if (!((ULONG_PTR)handle & TAG)) {
        if (flags & GMEM_MODIFY) {
            if (!(flags & GMEM_MOVEABLE)) return handle;
            entry = entry_take(); /* "changes a fixed memory object to a movable memory object" */
            if (!entry) return no_memory();
            *entry = (struct movable){.memory = handle, .magic = MAGIC};
            return (char *)entry + TAG;
        }
        void *memory =
            RtlReAllocateHeap(heap(), zero | (flags & GMEM_MOVEABLE ? 0 : HEAP_REALLOC_IN_PLACE_ONLY), handle, size);
        return memory ? memory : no_memory();
    }
    entry = entry_of(handle);
    if (!entry) return bad_handle();
    if (flags & GMEM_MODIFY) return handle;
    if (!size) { /* discards, unless it is locked */
        if (entry->locks) return RtlSetLastWin32Error(ERROR_INVALID_HANDLE), NULL;
        if (entry->memory) RtlFreeHeap(heap(), 0, entry->memory);
        entry->memory = NULL;
        entry->flags = GMEM_DISCARDED;
        return handle;
    }
    void *memory;
    if (entry->memory)
        memory = RtlReAllocateHeap(heap(),
                                   zero | (entry->locks && !(flags & GMEM_MOVEABLE) ? HEAP_REALLOC_IN_PLACE_ONLY : 0),
                                   entry->memory, size);
    else
        memory = RtlAllocateHeap(heap(), zero, size);
    if (!memory) return no_memory();
    entry->memory = memory;
    entry->flags = 0;
    return handle;
}
