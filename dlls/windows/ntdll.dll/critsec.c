/* SPDX-License-Identifier: MIT */
/* Critical sections.  A lock in the caller's memory: taken and released by one atomic instruction each, onto park.c
 * where threads must wait.
 *
 * LockCount is kept as documented for Windows Vista and later ("Displaying a Critical Section"): bit 0 clear while
 * owned, bit 1 clear while a woken thread is on its way, the rest the one's complement of the number of waiting
 * threads; so -1 is free and -2 owned without waiters.  A released section may be taken by any thread before the woken
 * one runs.
 *
 * Left out: LockSemaphore is never used, and there is no time-out ("RTL: possible deadlock" of CriticalSectionTimeout).
 */
#include "nt.h"

#include "park.h"

#define SECTION_FREE  1
#define SECTION_AWAKE 2 /* set: no woken thread is on its way */
#define SECTION_ONE   4 /* one waiter less, in the complement */
#define SPIN_MASK     0x00ffffffu

static HANDLE current_thread(void)
{
    return NtCurrentTeb()->ClientId.UniqueThread;
}

/* "InitializeCriticalSectionEx function": the spin count's high byte holds flags. */
NTSTATUS NTAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION section, ULONG spin, ULONG flags)
{
    if (spin & 0xff000000 || flags & ~(ULONG)RTL_CRITICAL_SECTION_ALL_FLAG_BITS)
        return spin & 0xff000000 ? STATUS_INVALID_PARAMETER_2 : STATUS_INVALID_PARAMETER_3;
    section->DebugInfo = (PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1; /* none is kept */
    section->LockCount = -1;
    section->RecursionCount = 0;
    section->OwningThread = NULL;
    section->LockSemaphore = NULL;
    section->SpinCount = NtCurrentTeb()->ProcessEnvironmentBlock->NumberOfProcessors > 1 ? spin : 0;
    return STATUS_SUCCESS;
}

/* "InitializeCriticalSection function" */
NTSTATUS NTAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION section)
{
    return RtlInitializeCriticalSectionEx(section, 0, 0);
}

/* "InitializeCriticalSectionAndSpinCount function" */
NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION section, ULONG spin)
{
    return RtlInitializeCriticalSectionEx(section, spin & SPIN_MASK, 0);
}

/* "SetCriticalSectionSpinCount function": answers the previous count. */
ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION section, ULONG spin)
{
    ULONG old = (ULONG)section->SpinCount & SPIN_MASK;
    section->SpinCount = NtCurrentTeb()->ProcessEnvironmentBlock->NumberOfProcessors > 1 ? spin & SPIN_MASK : 0;
    return old;
}

/* "DeleteCriticalSection function": the section may be initialized anew. */
NTSTATUS NTAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION section)
{
    section->DebugInfo = NULL;
    section->LockCount = -1;
    section->RecursionCount = 0;
    section->OwningThread = NULL;
    section->LockSemaphore = NULL;
    section->SpinCount = 0;
    return STATUS_SUCCESS;
}

static BOOLEAN still_owned(void *context)
{
    RTL_CRITICAL_SECTION *section = context;
    LONG count = section->LockCount;

    /* a wake that found no one may have left the mark of a woken thread: take it back, or the next release wakes nobody
     */
    while (!(count & SECTION_FREE) && !(count & SECTION_AWAKE)) {
        LONG seen = InterlockedCompareExchange(&section->LockCount, count | SECTION_AWAKE, count);
        if (seen == count) return TRUE;
        count = seen;
    }
    return !(count & SECTION_FREE);
}

static void enter_slow(RTL_CRITICAL_SECTION *section)
{
    ULONG spins = 0;
    ULONG_PTR more = section->SpinCount & SPIN_MASK;
    LONG count;

    for (;;) { /* spin: take it whenever it is free */
        count = section->LockCount;
        if ((count & SECTION_FREE) &&
            InterlockedCompareExchange(&section->LockCount, count & ~SECTION_FREE, count) == count)
            return;
        if (!spin_step(&spins)) {
            if (!more) break;
            more--;
            YieldProcessor();
        }
    }
    /* be counted as a waiter */
    do {
        count = section->LockCount;
        if (count & SECTION_FREE) {
            if (InterlockedCompareExchange(&section->LockCount, count & ~SECTION_FREE, count) == count) return;
            continue;
        }
        if (InterlockedCompareExchange(&section->LockCount, count - SECTION_ONE, count) == count) break;
    } while (1);
    for (;;) {
        park(section, 0, still_owned, NULL, section, NULL);
        for (spins = 0;;) {
            count = section->LockCount;
            if (count & SECTION_FREE) { /* taken: waiter no more, and on the way no more */
                LONG taken = ((count & ~SECTION_FREE) + SECTION_ONE) | SECTION_AWAKE;
                if (InterlockedCompareExchange(&section->LockCount, taken, count) == count) return;
            } else if (!spin_step(&spins)) {
                break;
            }
        }
        InterlockedOr(&section->LockCount, SECTION_AWAKE); /* back to sleep: the next release wakes again */
    }
}

/* "EnterCriticalSection function" */
NTSTATUS NTAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION section)
{
    HANDLE self = current_thread();

    if (InterlockedCompareExchange(&section->LockCount, -2, -1) != -1) {
        if (section->OwningThread == self) {
            section->RecursionCount++;
            return STATUS_SUCCESS;
        }
        enter_slow(section);
    }
    section->OwningThread = self;
    section->RecursionCount = 1;
    return STATUS_SUCCESS;
}

/* "TryEnterCriticalSection function" */
BOOLEAN NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION section)
{
    HANDLE self = current_thread();
    LONG count = section->LockCount;

    while (count & SECTION_FREE) {
        LONG seen = InterlockedCompareExchange(&section->LockCount, count & ~SECTION_FREE, count);
        if (seen == count) {
            section->OwningThread = self;
            section->RecursionCount = 1;
            return TRUE;
        }
        count = seen;
    }
    if (section->OwningThread != self) return FALSE;
    section->RecursionCount++;
    return TRUE;
}

static void wake_one(RTL_CRITICAL_SECTION *section, LONG count)
{
    /* one woken thread at a time; count is what it was when released */
    while (count != -1 && (count & SECTION_FREE) && (count & SECTION_AWAKE)) {
        LONG seen = InterlockedCompareExchange(&section->LockCount, count & ~SECTION_AWAKE, count);
        if (seen == count) {
            if (!unpark(section, 1, NULL, NULL, NULL)) /* it is not asleep yet, and will look */
                InterlockedOr(&section->LockCount, SECTION_AWAKE);
            return;
        }
        count = seen;
    }
}

/* "LeaveCriticalSection function" */
NTSTATUS NTAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION section)
{
    LONG count;

    if (--section->RecursionCount) return STATUS_SUCCESS;
    section->OwningThread = NULL;
    count = InterlockedCompareExchange(&section->LockCount, -1, -2);
    if (count != -2) {
        count = InterlockedOr(&section->LockCount, SECTION_FREE) | SECTION_FREE;
        wake_one(section, count);
    }
    return STATUS_SUCCESS;
}

/* Whether any thread owns it, and whether the caller does ("RtlIsCriticalSectionLocked"). */
ULONG NTAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION section)
{
    return section->RecursionCount != 0;
}

ULONG NTAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION section)
{
    return section->OwningThread == current_thread() && section->RecursionCount != 0;
}
