/* SPDX-License-Identifier: MIT */
/* Waiting on objects, and the locks whose Win32 form differs from ntdll's (most are forwarded there by the .spec). */
#include "kernelbase.h"

/* The standard handles' pseudo values count as the handles themselves. */
static BOOL is_standard(HANDLE handle)
{
    return (DWORD)(ULONG_PTR)handle - STD_ERROR_HANDLE <= STD_INPUT_HANDLE - STD_ERROR_HANDLE;
}

static HANDLE real(HANDLE handle)
{
    if (!is_standard(handle)) return handle;
    const RTL_USER_PROCESS_PARAMETERS *p = base_peb()->ProcessParameters;

    switch ((DWORD)(ULONG_PTR)handle) {
    case STD_INPUT_HANDLE: return p->StandardInput;
    case STD_OUTPUT_HANDLE: return p->StandardOutput;
    case STD_ERROR_HANDLE: return p->StandardError;
    }
    return handle;
}

/* A wait's status as Win32 gives it. */
static DWORD waited(NTSTATUS status)
{
    return NT_SUCCESS(status) ? (DWORD)status : (base_fail(status), WAIT_FAILED);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    handle = real(handle);
    do /* STATUS_ALERTED is NtAlertThread's, no Win32 function's: wait on */
        status = NtWaitForSingleObject(handle, (BOOLEAN)(alertable != FALSE), base_timeout(&timeout, milliseconds));
    while (status == STATUS_ALERTED);
    return waited(status);
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds)
{
    return WaitForSingleObjectEx(handle, milliseconds, FALSE);
}

/* "WaitForMultipleObjectsEx function": at most MAXIMUM_WAIT_OBJECTS handles, ERROR_INVALID_PARAMETER for more or none.
 */
DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds, BOOL alertable)
{
    HANDLE copy[MAXIMUM_WAIT_OBJECTS];
    LARGE_INTEGER timeout;
    NTSTATUS status;
    DWORD usual = 0;

    if (!count || count > MAXIMUM_WAIT_OBJECTS) return base_fail(STATUS_INVALID_PARAMETER), WAIT_FAILED;
    while (usual < count && !is_standard(handles[usual])) usual++;
    if (usual < count) {
        for (DWORD i = 0; i < count; i++) copy[i] = real(handles[i]);
        handles = copy;
    }
    do
        status = NtWaitForMultipleObjects(count, handles, all ? WaitAll : WaitAny, (BOOLEAN)(alertable != FALSE),
                                          base_timeout(&timeout, milliseconds));
    while (status == STATUS_ALERTED);
    return waited(status);
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds)
{
    return WaitForMultipleObjectsEx(count, handles, all, milliseconds, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE wait, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = NtSignalAndWaitForSingleObject(signal, real(wait), (BOOLEAN)(alertable != FALSE),
                                                     base_timeout(&timeout, milliseconds));

    return waited(status);
}

/* ---- locks ---- */

void WINAPI InitializeCriticalSection(CRITICAL_SECTION *section)
{
    RtlInitializeCriticalSection((RTL_CRITICAL_SECTION *)section);
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(CRITICAL_SECTION *section, DWORD spins)
{
    return base_ok(RtlInitializeCriticalSectionAndSpinCount((RTL_CRITICAL_SECTION *)section, spins));
}

BOOL WINAPI InitializeCriticalSectionEx(CRITICAL_SECTION *section, DWORD spins, DWORD flags)
{
    return base_ok(RtlInitializeCriticalSectionEx((RTL_CRITICAL_SECTION *)section, spins, flags));
}

/* ERROR_TIMEOUT where the time ran out. */
BOOL WINAPI SleepConditionVariableCS(CONDITION_VARIABLE *variable, CRITICAL_SECTION *section, DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = RtlSleepConditionVariableCS((RTL_CONDITION_VARIABLE *)variable, (RTL_CRITICAL_SECTION *)section,
                                                  base_timeout(&timeout, milliseconds));

    return status == STATUS_TIMEOUT ? base_fail(status) : base_ok(status);
}

BOOL WINAPI SleepConditionVariableSRW(CONDITION_VARIABLE *variable, SRWLOCK *lock, DWORD milliseconds, ULONG flags)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = RtlSleepConditionVariableSRW((RTL_CONDITION_VARIABLE *)variable, (RTL_SRWLOCK *)lock,
                                                   base_timeout(&timeout, milliseconds), flags);

    return status == STATUS_TIMEOUT ? base_fail(status) : base_ok(status);
}

/* "WaitOnAddress function": ERROR_TIMEOUT; returns also without a change ("spuriously"), so callers loop. */
BOOL WINAPI WaitOnAddress(volatile void *address, void *compare, SIZE_T size, DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = RtlWaitOnAddress((void *)address, compare, size, base_timeout(&timeout, milliseconds));

    return status == STATUS_TIMEOUT ? base_fail(status) : base_ok(status);
}

BOOL WINAPI InitOnceBeginInitialize(INIT_ONCE *once, DWORD flags, BOOL *pending, void **context)
{
    NTSTATUS status = RtlRunOnceBeginInitialize((RTL_RUN_ONCE *)once, flags, context);

    if (!base_ok(status)) return FALSE;
    *pending = status == STATUS_PENDING;
    return TRUE;
}

BOOL WINAPI InitOnceComplete(INIT_ONCE *once, DWORD flags, void *context)
{
    return base_ok(RtlRunOnceComplete((RTL_RUN_ONCE *)once, flags, context));
}

struct once_call {
    PINIT_ONCE_FN function;
    void *parameter;
    INIT_ONCE *once;
};

static ULONG NTAPI run_once(RTL_RUN_ONCE *once, void *data, void **context)
{
    const struct once_call *call = data;

    (void)once;
    return (ULONG)call->function(call->once, call->parameter, context);
}

/* FALSE where the function said so; then the next caller tries again. */
BOOL WINAPI InitOnceExecuteOnce(INIT_ONCE *once, PINIT_ONCE_FN function, void *parameter, void **context)
{
    struct once_call call = {function, parameter, once};

    return NT_SUCCESS(RtlRunOnceExecuteOnce((RTL_RUN_ONCE *)once, run_once, &call, context));
}

BOOL WINAPI InitializeSynchronizationBarrier(SYNCHRONIZATION_BARRIER *barrier, LONG threads, LONG spins)
{
    return base_ok(RtlInitBarrier((RTL_BARRIER *)barrier, (ULONG)threads, (ULONG)spins));
}

BOOL WINAPI EnterSynchronizationBarrier(SYNCHRONIZATION_BARRIER *barrier, DWORD flags)
{
    return RtlBarrier((RTL_BARRIER *)barrier, flags);
}

BOOL WINAPI DeleteSynchronizationBarrier(SYNCHRONIZATION_BARRIER *barrier)
{
    return NT_SUCCESS(RtlDeleteBarrier((RTL_BARRIER *)barrier));
}
