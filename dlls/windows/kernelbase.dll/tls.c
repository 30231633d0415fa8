/* SPDX-License-Identifier: MIT */
/* Thread-local storage by index: TlsAlloc and friends.  (Fiber-local storage is ntdll's RtlFls*, static TLS its
 * loader's.)
 *
 * Slot 0 to 63 stand in the TEB, 1,024 more in an array that the TEB points at, made at its first use.  Which are taken
 * stands in two bit maps of the PEB, changed with atomic operations: no lock is needed. */
#include "kernelbase.h"

enum { FIRST = TLS_MINIMUM_AVAILABLE, MORE = 1024 };

/* Takes the first clear bit of `words`; -1: there is none. */
static int take_bit(ULONG *words, int count)
{
    for (int i = 0; i < count; i++) {
        ULONG word = __atomic_load_n(&words[i], __ATOMIC_RELAXED);
        while (word != 0xffffffff) {
            ULONG bit = ~word & (word + 1);
            if (__atomic_compare_exchange_n(&words[i], &word, word | bit, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
                return i * 32 + __builtin_ctz(bit);
        }
    }
    return -1;
}

/* Clears a bit; FALSE: it was clear. */
static BOOL give_bit(ULONG *words, DWORD index)
{
    ULONG bit = 1u << index % 32;

    return (__atomic_fetch_and(&words[index / 32], ~bit, __ATOMIC_ACQ_REL) & bit) != 0;
}

/* The calling thread's slot; NULL with the last error set: no such index, or out of memory. */
static void **slot(DWORD index)
{
    TEB *teb = NtCurrentTeb();

    if (index < FIRST) return &teb->TlsSlots[index];
    if (index >= FIRST + MORE) {
        RtlSetLastWin32Error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!teb->TlsExpansionSlots) {
        teb->TlsExpansionSlots =
            RtlAllocateHeap(teb->ProcessEnvironmentBlock->ProcessHeap, HEAP_ZERO_MEMORY, MORE * sizeof(void *));
        if (!teb->TlsExpansionSlots) {
            RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY);
            return NULL;
        }
    }
    return &teb->TlsExpansionSlots[index - FIRST];
}

/* "TlsAlloc function": the slots are zero.  TLS_OUT_OF_INDEXES: none is left. */
DWORD WINAPI TlsAlloc(void)
{
    PEB *peb = base_peb();
    int index = take_bit((ULONG *)peb->TlsBitmapBits, FIRST / 32);

    if (index < 0) {
        index = take_bit((ULONG *)peb->TlsExpansionBitmapBits, MORE / 32);
        if (index >= 0) index += FIRST;
    }
    if (index < 0) {
        RtlSetLastWin32Error(ERROR_NO_MORE_ITEMS);
        return TLS_OUT_OF_INDEXES;
    }
    void **value = slot((DWORD)index);
    if (!value) {
        give_bit((ULONG *)peb->TlsExpansionBitmapBits, (DWORD)index - FIRST);
        return TLS_OUT_OF_INDEXES;
    }
    *value = NULL;
    return (DWORD)index;
}

BOOL WINAPI TlsFree(DWORD index)
{
    PEB *peb = base_peb();
    BOOL done = FALSE;

    /* every thread's cell is zeroed first, so that the index never comes back with an old value */
    if (index < FIRST + MORE) {
        const ULONG *words = index < FIRST ? (ULONG *)peb->TlsBitmapBits : (ULONG *)peb->TlsExpansionBitmapBits;
        DWORD bit = index < FIRST ? index : index - FIRST;
        if (words[bit / 32] >> bit % 32 & 1) {
            NtSetInformationThread(NtCurrentThread(), ThreadZeroTlsCell, &index, sizeof index);
            done = give_bit((ULONG *)words, bit);
        }
    }
    return done ? TRUE : base_fail(STATUS_INVALID_PARAMETER);
}

/* "The data stored in a TLS slot can have a value of 0": success clears the last error. */
void *WINAPI TlsGetValue(DWORD index)
{
    TEB *teb = NtCurrentTeb();

    if (index < FIRST) {
        teb->LastErrorValue = ERROR_SUCCESS;
        return teb->TlsSlots[index];
    }
    if (index >= FIRST + MORE) {
        teb->LastErrorValue = ERROR_INVALID_PARAMETER;
        return NULL;
    }
    teb->LastErrorValue = ERROR_SUCCESS;
    return teb->TlsExpansionSlots ? teb->TlsExpansionSlots[index - FIRST] : NULL;
}

BOOL WINAPI TlsSetValue(DWORD index, void *value)
{
    void **place = slot(index);

    if (!place) return FALSE;
    *place = value;
    return TRUE;
}

/* ---- fiber-local storage ---- */

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback)
{
    ULONG index;

    return base_ok(RtlFlsAlloc(callback, &index)) ? index : FLS_OUT_OF_INDEXES;
}

BOOL WINAPI FlsFree(DWORD index)
{
    return base_ok(RtlFlsFree(index));
}

void *WINAPI FlsGetValue(DWORD index)
{
    void *value;

    if (!base_ok(RtlFlsGetValue(index, &value))) return NULL;
    RtlSetLastWin32Error(ERROR_SUCCESS);
    return value;
}

BOOL WINAPI FlsSetValue(DWORD index, void *value)
{
    return base_ok(RtlFlsSetValue(index, value));
}
