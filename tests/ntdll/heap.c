/* SPDX-License-Identifier: MIT */
/* The heap as ntdll has it.  tests/kernel32/heap.c tests what the Heap functions document. */
#include "check.h"

#include <winternl.h>

typedef struct {
    PVOID address;
    SIZE_T size;
    UCHAR overhead, segment;
    USHORT flags;
    ULONG_PTR more[4];
} WALK;

NTSYSAPI PVOID NTAPI RtlReAllocateHeap(PVOID, ULONG, PVOID, SIZE_T);
NTSYSAPI SIZE_T NTAPI RtlSizeHeap(PVOID, ULONG, PVOID);
NTSYSAPI BOOLEAN NTAPI RtlValidateHeap(PVOID, ULONG, PVOID);
NTSYSAPI BOOLEAN NTAPI RtlLockHeap(PVOID);
NTSYSAPI BOOLEAN NTAPI RtlUnlockHeap(PVOID);
NTSYSAPI ULONG NTAPI RtlCompactHeap(PVOID, ULONG);
NTSYSAPI ULONG NTAPI RtlGetProcessHeaps(ULONG, PVOID *);
NTSYSAPI NTSTATUS NTAPI RtlWalkHeap(PVOID, WALK *);

#define THREADS 4
static PVOID heap;
static void *volatile shared[256];
static volatile LONG wrong;

/* Allocates, fills, exchanges with the other threads, checks what comes back and frees it. */
static DWORD WINAPI churn(void *arg)
{
    unsigned r = (unsigned)(ULONG_PTR)arg * 7919 + 1;

    for (int i = 0; i < 40000; i++) {
        r = r * 1664525 + 1013904223;
        unsigned kind = (r >> 16) % 100;
        SIZE_T size = kind < 90 ? (r >> 4) % 3000 : kind < 98 ? (r >> 4) % 60000 : (r >> 4) % 2500000;
        unsigned char *p = RtlAllocateHeap(heap, r & 0x10000 ? HEAP_ZERO_MEMORY : 0, size), *q;

        if (!p || RtlSizeHeap(heap, 0, p) != size || (ULONG_PTR)p % MEMORY_ALLOCATION_ALIGNMENT) {
            wrong++;
            return 1;
        }
        if (r & 0x10000)
            for (SIZE_T k = 0; k<size; k += size> 5000 ? 509 : 1) wrong += p[k] != 0;
        memset(p, (unsigned char)size, size > 5000 ? 5000 : size);
        if (size) p[size - 1] = (unsigned char)size;
        if (!(q = InterlockedExchangePointer((void *volatile *)&shared[(r >> 8) % 256], p))) continue;
        size = RtlSizeHeap(heap, 0, q);
        for (SIZE_T k = 0; k < size && k < 5000; k++) wrong += q[k] != (unsigned char)size;
        if (size) wrong += q[size - 1] != (unsigned char)size;
        if (r & 0x20000) {
            SIZE_T want = (r >> 5) % (size * 2 + 10);
            q = RtlReAllocateHeap(heap, 0, q, want);
            for (SIZE_T k = 0; k < size && k < want && k < 5000; k++) wrong += q[k] != (unsigned char)size;
        }
        wrong += !RtlFreeHeap(heap, 0, q);
    }
    return 0;
}

static void threads(const char *which)
{
    HANDLE thread[THREADS];

    wrong = 0;
    memset((void *)shared, 0, sizeof shared);
    for (int i = 0; i < THREADS; i++) thread[i] = CreateThread(NULL, 0, churn, (void *)(ULONG_PTR)(i + 1), 0, NULL);
    WaitForMultipleObjects(THREADS, thread, TRUE, INFINITE);
    CHECK(!wrong, "%s: %d threads allocate, exchange and free blocks, and each holds what was put there", which,
          THREADS);
    CHECK(RtlValidateHeap(heap, 0, NULL), "%s: and the heap is sound", which);
    for (int i = 0; i < 256; i++) RtlFreeHeap(heap, 0, shared[i]);
}

/* "HeapQueryInformation function" and "HeapSetInformation function". */
static void information(void)
{
    PVOID growable = RtlCreateHeap(HEAP_GROWABLE, NULL, 0, 0, NULL, NULL),
          plain = RtlCreateHeap(HEAP_NO_SERIALIZE, NULL, 0x10000, 0, NULL, NULL);
    ULONG layout = 9, wanted = 2, wrong = 7;
    SIZE_T needed = 0;
    CHECK(RtlQueryHeapInformation(growable, HeapCompatibilityInformation, &layout, sizeof layout, &needed) == 0 &&
              layout == 2 && needed == 4,
          "HeapQueryInformation: a growable heap has low fragmentation");
    CHECK(RtlQueryHeapInformation(plain, HeapCompatibilityInformation, &layout, sizeof layout, NULL) == 0 &&
              layout == 0,
          "HeapQueryInformation: \"the LFH cannot be enabled\" for HEAP_NO_SERIALIZE");
    CHECK(RtlQueryHeapInformation(growable, HeapCompatibilityInformation, &layout, 2, &needed) == 0xc0000023 &&
              needed == 4,
          "HeapQueryInformation: STATUS_BUFFER_TOO_SMALL, and the size it takes");
    CHECK((LONG)RtlQueryHeapInformation(growable, (HEAP_INFORMATION_CLASS)77, &layout, sizeof layout, NULL) < 0,
          "HeapQueryInformation: a class that is none");
    CHECK(RtlSetHeapInformation(growable, HeapCompatibilityInformation, &wanted, sizeof wanted) == 0,
          "HeapSetInformation: low fragmentation");
    CHECK((LONG)RtlSetHeapInformation(plain, HeapCompatibilityInformation, &wanted, sizeof wanted) < 0,
          "HeapSetInformation: not for HEAP_NO_SERIALIZE");
    CHECK((LONG)RtlSetHeapInformation(growable, HeapCompatibilityInformation, &wrong, sizeof wrong) < 0 &&
              (LONG)RtlSetHeapInformation(growable, HeapCompatibilityInformation, &wanted, 2) < 0,
          "HeapSetInformation: a layout that is none, a size that is none");
    CHECK(RtlSetHeapInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0) == 0,
          "HeapSetInformation: HeapEnableTerminationOnCorruption, for all heaps");
    RtlDestroyHeap(growable);
    RtlDestroyHeap(plain);
}

int main(void)
{
    PVOID heaps[64], p[4];
    WALK walk = {0};
    int seen = 0;
    ULONG count;

    heap = GetProcessHeap();
    threads("the process heap");
    information();
    heap = RtlCreateHeap(HEAP_GROWABLE, NULL, 0, 0, NULL, NULL);
    CHECK(heap != NULL, "RtlCreateHeap: \"a handle to be used in accessing the created heap\"");
    count = RtlGetProcessHeaps(64, heaps);
    for (ULONG i = 0; i < count && i < 64; i++) seen += heaps[i] == heap;
    CHECK(seen == 1 && count >= 2, "GetProcessHeaps: lists it");
    threads("a heap of its own");

    p[0] = RtlAllocateHeap(heap, 0, 100);
    p[1] = RtlAllocateHeap(heap, 0, 3000);
    p[2] = RtlAllocateHeap(heap, 0, 100000);
    p[3] = RtlAllocateHeap(heap, 0, 5000000);
    CHECK(RtlLockHeap(heap), "HeapLock");
    for (seen = 0; RtlWalkHeap(heap, &walk) == 0;)
        for (int i = 0; i < 4; i++) seen += walk.address == p[i];
    CHECK(RtlUnlockHeap(heap) && seen == 4, "HeapWalk: lists each block once");
    CHECK(!RtlUnlockHeap(heap), "HeapUnlock: fails where the thread does not own the lock");
    CHECK(RtlValidateHeap(heap, 0, p[1]) && !RtlValidateHeap(heap, 0, (char *)p[1] + 16),
          "HeapValidate: a block, and what is none");
    CHECK(RtlCompactHeap(heap, 0) > 0, "HeapCompact: \"the size of the largest committed free block\"");
    CHECK(!RtlDestroyHeap(heap), "RtlDestroyHeap: NULL on success");
    count = RtlGetProcessHeaps(64, heaps);
    for (ULONG i = 0; i < count && i < 64; i++)
        CHECK(heaps[i] != heap, "GetProcessHeaps: does not list a destroyed heap");
    CHECK(RtlDestroyHeap(GetProcessHeap()) == GetProcessHeap(), "RtlDestroyHeap: the process heap stays");
    return check_done();
}
