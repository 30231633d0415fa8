/* SPDX-License-Identifier: MIT */
/* Thread local storage by index (TlsAlloc): which indexes are taken stands in the PEB's bitmaps, the values in the TEB:
 * 64 in TlsSlots, 1,024 more in an array that a thread gets with the first one it sets.
 *
 * The private exports are kernelbase's; images' own TLS (the .tls section) is the module loader's affair. */
#include "rtl.h"

#define SLOTS           TLS_MINIMUM_AVAILABLE
#define EXPANSION_SLOTS 1024

static RTL_BITMAP slots, expansion;

/* Points the PEB at its bitmaps; at process start. */
void tls_process_start(void)
{
    PEB *peb = rtl_peb();

    RtlInitializeBitMap(&slots, (PULONG)peb->TlsBitmapBits, SLOTS);
    RtlInitializeBitMap(&expansion, (PULONG)peb->TlsExpansionBitmapBits, EXPANSION_SLOTS);
    peb->TlsBitmap = &slots;
    peb->TlsExpansionBitmap = &expansion;
}

/* Frees what a thread that ends holds. */
void tls_thread_leave(void)
{
    void *values = NtCurrentTeb()->TlsExpansionSlots;

    NtCurrentTeb()->TlsExpansionSlots = NULL;
    rtl_free(values);
}

/* "TlsAlloc function": TLS_OUT_OF_INDEXES when all are taken.  The caller's value is 0, and other threads' are since
 * the index was freed. */
ULONG NTAPI __metic_tls_alloc(VOID)
{
    ULONG index;

    RtlAcquirePebLock();
    index = RtlFindClearBitsAndSet(&slots, 1, 0);
    if (index == ~0u) {
        index = RtlFindClearBitsAndSet(&expansion, 1, 0);
        if (index != ~0u) index += SLOTS;
    }
    RtlReleasePebLock();
    return index;
}

/* "TlsFree function": STATUS_INVALID_PARAMETER for an index that is not taken.  Sets every thread's value to 0. */
NTSTATUS NTAPI __metic_tls_free(ULONG index)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    PRTL_BITMAP map = index < SLOTS ? &slots : &expansion;
    ULONG bit = index < SLOTS ? index : index - SLOTS;

    if (index >= SLOTS + EXPANSION_SLOTS) return status;
    RtlAcquirePebLock();
    if (RtlAreBitsSet(map, bit, 1)) {
        status = NtSetInformationThread(NtCurrentThread(), ThreadZeroTlsCell, &index, sizeof index);
        if (NT_SUCCESS(status)) RtlClearBits(map, bit, 1);
    }
    RtlReleasePebLock();
    return status;
}

/* "TlsSetValue function": STATUS_INVALID_PARAMETER out of range, STATUS_NO_MEMORY. */
NTSTATUS NTAPI __metic_tls_set(ULONG index, PVOID value)
{
    TEB *teb = NtCurrentTeb();

    if (index < SLOTS) {
        teb->TlsSlots[index] = value;
        return STATUS_SUCCESS;
    }
    index -= SLOTS;
    if (index >= EXPANSION_SLOTS) return STATUS_INVALID_PARAMETER;
    if (!teb->TlsExpansionSlots && !(teb->TlsExpansionSlots = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY,
                                                                              EXPANSION_SLOTS * sizeof(PVOID))))
        return STATUS_NO_MEMORY;
    ((PVOID *)teb->TlsExpansionSlots)[index] = value;
    return STATUS_SUCCESS;
}
