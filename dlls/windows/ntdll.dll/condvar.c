/* SPDX-License-Identifier: MIT */
/* Condition variables: one word that says whether threads may be waiting, onto park.c.  The waiter is queued before it
 * releases its lock, so no wake between the two is lost. */
#include "nt.h"

#include "park.h"

struct sleeper {
    PRTL_CONDITION_VARIABLE variable;
    PRTL_CRITICAL_SECTION section;
    PRTL_SRWLOCK lock;
    ULONG flags;
};

/* "InitializeConditionVariable function" */
VOID NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE variable)
{
    variable->Ptr = NULL;
}

static BOOLEAN queue_up(void *context)
{
    struct sleeper *sleeper = context;
    __atomic_store_n(&sleeper->variable->Ptr, (PVOID)1, __ATOMIC_SEQ_CST);
    return TRUE;
}

static void release_lock(void *context)
{
    struct sleeper *sleeper = context;

    if (sleeper->section)
        RtlLeaveCriticalSection(sleeper->section);
    else if (sleeper->flags & RTL_CONDITION_VARIABLE_LOCKMODE_SHARED)
        RtlReleaseSRWLockShared(sleeper->lock);
    else
        RtlReleaseSRWLockExclusive(sleeper->lock);
}

/* "SleepConditionVariableCS function": STATUS_TIMEOUT where the time is over; the section is owned again either way. */
NTSTATUS NTAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE variable, PRTL_CRITICAL_SECTION section,
                                           const LARGE_INTEGER *timeout)
{
    struct sleeper sleeper = {.variable = variable, .section = section};
    NTSTATUS status = park(variable, 0, queue_up, release_lock, &sleeper, timeout);

    RtlEnterCriticalSection(section);
    return status;
}

/* "SleepConditionVariableSRW function" */
NTSTATUS NTAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE variable, PRTL_SRWLOCK lock,
                                            const LARGE_INTEGER *timeout, ULONG flags)
{
    struct sleeper sleeper = {.variable = variable, .lock = lock, .flags = flags};
    NTSTATUS status;

    if (flags & ~(ULONG)RTL_CONDITION_VARIABLE_LOCKMODE_SHARED) return STATUS_INVALID_PARAMETER_2;
    status = park(variable, 0, queue_up, release_lock, &sleeper, timeout);
    if (flags & RTL_CONDITION_VARIABLE_LOCKMODE_SHARED)
        RtlAcquireSRWLockShared(lock);
    else
        RtlAcquireSRWLockExclusive(lock);
    return status;
}

static void after_wake(void *context, ULONG woken, BOOLEAN more)
{
    PRTL_CONDITION_VARIABLE variable = context;

    (void)woken;
    if (!more) variable->Ptr = NULL;
}

static void wake(PRTL_CONDITION_VARIABLE variable, ULONG most)
{
    if (__atomic_load_n(&variable->Ptr, __ATOMIC_SEQ_CST)) unpark(variable, most, NULL, after_wake, variable);
}

/* "WakeConditionVariable function" */
VOID NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE variable)
{
    wake(variable, 1);
}

/* "WakeAllConditionVariable function" */
VOID NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE variable)
{
    wake(variable, ~0u);
}
