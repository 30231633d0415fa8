/* SPDX-License-Identifier: MIT */
/* Fiber local storage: an index has a value in each fiber (a thread that is none counts as one) and a callback that is
 * told the value when the fiber, the thread or the index goes.
 *
 * A fiber's values stand in a block that TEB.FlsData points at while it runs; all blocks are in a list, for FlsFree.
 * Index 0 is never given out, as on Windows.  Lock order: `lock` is innermost; no callback runs under it. */
#include "rtl.h"

#define FLS_SLOTS FLS_MAXIMUM_AVAILABLE

struct fls_data {
    struct fls_data *next, *prev;
    PVOID values[FLS_SLOTS];
};

static RTL_SRWLOCK lock;
static struct fls_data *all;
static BOOLEAN taken[FLS_SLOTS];
static PFLS_CALLBACK_FUNCTION callbacks[FLS_SLOTS];

/* "FlsAlloc function": STATUS_NO_MEMORY when all are taken. */
NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION callback, PULONG index)
{
    NTSTATUS status = STATUS_NO_MEMORY;

    RtlAcquireSRWLockExclusive(&lock);
    for (ULONG i = 1; i < FLS_SLOTS; i++)
        if (!taken[i]) {
            taken[i] = TRUE;
            callbacks[i] = callback;
            *index = i;
            status = STATUS_SUCCESS;
            break;
        }
    RtlReleaseSRWLockExclusive(&lock);
    return status;
}

/* "FlsFree function": calls the callback for each fiber whose value is not NULL. */
NTSTATUS NTAPI RtlFlsFree(ULONG index)
{
    PFLS_CALLBACK_FUNCTION callback;
    struct fls_data *data;

    RtlAcquireSRWLockExclusive(&lock);
    if (index >= FLS_SLOTS || !taken[index]) {
        RtlReleaseSRWLockExclusive(&lock);
        return STATUS_INVALID_PARAMETER;
    }
    callback = callbacks[index];
    do {
        PVOID value = NULL;
        for (data = all; data && !data->values[index]; data = data->next)
            ;
        if (!data) break;
        value = data->values[index];
        data->values[index] = NULL;
        if (callback) {
            RtlReleaseSRWLockExclusive(&lock);
            callback(value);
            RtlAcquireSRWLockExclusive(&lock);
        }
    } while (1);
    taken[index] = FALSE;
    callbacks[index] = NULL;
    RtlReleaseSRWLockExclusive(&lock);
    return STATUS_SUCCESS;
}

/* "FlsGetValue function" */
NTSTATUS NTAPI RtlFlsGetValue(ULONG index, PVOID *value)
{
    struct fls_data *data = NtCurrentTeb()->FlsData;

    if (!index || index >= FLS_SLOTS) return STATUS_INVALID_PARAMETER;
    *value = data ? data->values[index] : NULL;
    return STATUS_SUCCESS;
}

/* "FlsSetValue function" */
NTSTATUS NTAPI RtlFlsSetValue(ULONG index, PVOID value)
{
    struct fls_data *data = NtCurrentTeb()->FlsData;

    if (!index || index >= FLS_SLOTS || !taken[index]) return STATUS_INVALID_PARAMETER;
    if (!data) {
        if (!(data = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *data))) return STATUS_NO_MEMORY;
        RtlAcquireSRWLockExclusive(&lock);
        if ((data->next = all)) all->prev = data;
        all = data;
        RtlReleaseSRWLockExclusive(&lock);
        NtCurrentTeb()->FlsData = data;
    }
    data->values[index] = value;
    return STATUS_SUCCESS;
}

/* Ends a fiber's block (TEB.FlsData or a fiber's copy of it): flag 1 runs the callbacks, 2 frees it. */
VOID NTAPI RtlProcessFlsData(PVOID block, ULONG flags)
{
    struct fls_data *data = block;

    if (!data) return;
    if (flags & 1)
        for (ULONG i = 1; i < FLS_SLOTS; i++) {
            PVOID value = data->values[i];
            PFLS_CALLBACK_FUNCTION callback = callbacks[i];
            if (!value) continue;
            data->values[i] = NULL;
            if (callback) callback(value);
        }
    if (flags & 2) {
        RtlAcquireSRWLockExclusive(&lock);
        if (data->prev)
            data->prev->next = data->next;
        else
            all = data->next;
        if (data->next) data->next->prev = data->prev;
        RtlReleaseSRWLockExclusive(&lock);
        rtl_free(data);
    }
}

/* Called by a thread that ends, before its modules are told. */
void fls_thread_leave(void)
{
    RtlProcessFlsData(NtCurrentTeb()->FlsData, 1 | 2);
    NtCurrentTeb()->FlsData = NULL;
}
