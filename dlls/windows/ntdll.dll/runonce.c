/* SPDX-License-Identifier: MIT */
/* One-time initialization: one word, onto park.c.
 *
 * The low two bits are the state, the rest is the context that the initializer left (RTL_RUN_ONCE_CTX_RESERVED_BITS).
 */
#include "nt.h"

#include "park.h"

enum { ONCE_NEW, ONCE_RUNNING, ONCE_DONE, ONCE_ASYNC };

static ULONG_PTR swap(PRTL_RUN_ONCE once, ULONG_PTR from, ULONG_PTR to)
{
    return (ULONG_PTR)InterlockedCompareExchangePointer(&once->Ptr, (PVOID)to, (PVOID)from);
}

static BOOLEAN still_running(void *context)
{
    return (ULONG_PTR)((PRTL_RUN_ONCE)context)->Ptr == ONCE_RUNNING;
}

/* "InitOnceInitialize function" */
VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE once)
{
    once->Ptr = NULL;
}

/* "InitOnceBeginInitialize function": STATUS_SUCCESS when done (and *context set), STATUS_PENDING when the caller is to
 * initialize. */
NTSTATUS NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE once, ULONG flags, PVOID *context)
{
    if ((flags & ~(ULONG)(RTL_RUN_ONCE_CHECK_ONLY | RTL_RUN_ONCE_ASYNC)) || (flags & (flags - 1)))
        return STATUS_INVALID_PARAMETER_2;
    for (;;) {
        ULONG_PTR v = (ULONG_PTR)__atomic_load_n(&once->Ptr, __ATOMIC_ACQUIRE);

        if ((v & 3) == ONCE_DONE) {
            if (context) *context = (PVOID)(v & ~(ULONG_PTR)3);
            return STATUS_SUCCESS;
        }
        if (flags & RTL_RUN_ONCE_CHECK_ONLY) return STATUS_UNSUCCESSFUL;
        if (flags & RTL_RUN_ONCE_ASYNC) {
            if (v == ONCE_RUNNING) return STATUS_INVALID_PARAMETER;
            if (v == ONCE_ASYNC || swap(once, ONCE_NEW, ONCE_ASYNC) == ONCE_NEW) return STATUS_PENDING;
        } else {
            if (v == ONCE_ASYNC) return STATUS_INVALID_PARAMETER;
            if (v == ONCE_NEW) {
                if (swap(once, ONCE_NEW, ONCE_RUNNING) == ONCE_NEW) return STATUS_PENDING;
            } else {
                park(once, 0, still_running, NULL, once, NULL);
            }
        }
    }
}

/* "InitOnceComplete function": STATUS_UNSUCCESSFUL where another thread's asynchronous initialization came first. */
NTSTATUS NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE once, ULONG flags, PVOID context)
{
    ULONG_PTR to = (ULONG_PTR)context | ONCE_DONE;

    if (flags & ~(ULONG)(RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED)) return STATUS_INVALID_PARAMETER_2;
    if (flags & RTL_RUN_ONCE_INIT_FAILED) {
        if (context) return STATUS_INVALID_PARAMETER_3;
        if (flags & RTL_RUN_ONCE_ASYNC) return STATUS_INVALID_PARAMETER_2;
        to = ONCE_NEW;
    } else if ((ULONG_PTR)context & 3) {
        return STATUS_INVALID_PARAMETER_3;
    }
    if (flags & RTL_RUN_ONCE_ASYNC)
        return swap(once, ONCE_ASYNC, to) == ONCE_ASYNC ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
    if (swap(once, ONCE_RUNNING, to) != ONCE_RUNNING) return STATUS_UNSUCCESSFUL;
    unpark(once, ~0u, NULL, NULL, NULL);
    return STATUS_SUCCESS;
}

/* "InitOnceExecuteOnce function": calls `init` unless it has succeeded before; STATUS_UNSUCCESSFUL where it answers
 * FALSE. */
NTSTATUS NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE once, PRTL_RUN_ONCE_INIT_FN init, PVOID parameter, PVOID *context)
{
    PVOID result = NULL;
    NTSTATUS status = RtlRunOnceBeginInitialize(once, 0, context);

    if (status != STATUS_PENDING) return status;
    if (!init(once, parameter, &result)) {
        RtlRunOnceComplete(once, RTL_RUN_ONCE_INIT_FAILED, NULL);
        return STATUS_UNSUCCESSFUL;
    }
    status = RtlRunOnceComplete(once, 0, result);
    if (NT_SUCCESS(status) && context) *context = result;
    return status;
}
