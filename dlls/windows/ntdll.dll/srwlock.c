/* SPDX-License-Identifier: MIT */
/* Slim reader/writer locks: one word, onto park.c.
 *
 * Bit 0: owned exclusively.  Bit 1: threads are parked.  The rest: the number of shared owners.  A released lock may be
 * taken by any thread before the woken one runs; new readers do not pass parked threads while other readers own it,
 * so writers do not starve. */
#include "nt.h"

#include "park.h"

#define SRW_OWNED  ((ULONG_PTR)1)
#define SRW_PARKED ((ULONG_PTR)2)
#define SRW_READER ((ULONG_PTR)4)

enum { WRITER, READER };

static volatile ULONG_PTR *word(PRTL_SRWLOCK lock)
{
    return (volatile ULONG_PTR *)&lock->Ptr;
}

static BOOLEAN change(PRTL_SRWLOCK lock, ULONG_PTR *seen, ULONG_PTR to)
{
    return __atomic_compare_exchange_n(word(lock), seen, to, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* "InitializeSRWLock function" */
VOID NTAPI RtlInitializeSRWLock(PRTL_SRWLOCK lock)
{
    lock->Ptr = NULL;
}

static BOOLEAN still_owned(void *context)
{
    ULONG_PTR v = *word(context);
    return (v & SRW_PARKED) && v != SRW_PARKED;
}

/* "AcquireSRWLockExclusive function" */
VOID NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK lock)
{
    ULONG_PTR v = 0;
    ULONG spins = 0;

    if (change(lock, &v, SRW_OWNED)) return;
    for (;;) {
        v = *word(lock);
        if (!(v & ~SRW_PARKED)) {
            if (change(lock, &v, v | SRW_OWNED)) return;
            continue;
        }
        if (!(v & SRW_PARKED) && spin_step(&spins)) continue;
        if (!(v & SRW_PARKED) && !change(lock, &v, v | SRW_PARKED)) continue;
        park(lock, WRITER, still_owned, NULL, lock, NULL);
        spins = 0;
    }
}

/* "AcquireSRWLockShared function" */
VOID NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK lock)
{
    ULONG_PTR v = 0;
    ULONG spins = 0;

    if (change(lock, &v, SRW_READER)) return;
    for (;;) {
        v = *word(lock);
        if (!(v & SRW_OWNED) && (!(v & SRW_PARKED) || v == SRW_PARKED)) {
            if (change(lock, &v, v + SRW_READER)) return;
            continue;
        }
        if (!(v & SRW_PARKED) && spin_step(&spins)) continue;
        if (!(v & SRW_PARKED) && !change(lock, &v, v | SRW_PARKED)) continue;
        park(lock, READER, still_owned, NULL, lock, NULL);
        spins = 0;
    }
}

struct wake {
    PRTL_SRWLOCK lock;
    ULONG taken;
    ULONG_PTR first;
};

/* The oldest waiter; if that is a reader, the readers right behind it as well. */
static BOOLEAN take_waiter(void *context, ULONG_PTR tag)
{
    struct wake *wake = context;

    if (wake->taken++ == 0) {
        wake->first = tag;
        return TRUE;
    }
    return wake->first == READER && tag == READER;
}

static void after_wake(void *context, ULONG woken, BOOLEAN more)
{
    struct wake *wake = context;

    (void)woken;
    if (!more) __atomic_and_fetch(word(wake->lock), ~SRW_PARKED, __ATOMIC_SEQ_CST);
}

static void wake_waiters(PRTL_SRWLOCK lock)
{
    struct wake wake = {.lock = lock};
    unpark(lock, ~0u, take_waiter, after_wake, &wake);
}

/* "ReleaseSRWLockExclusive function"; releasing what is not owned raises STATUS_RESOURCE_NOT_OWNED. */
VOID NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK lock)
{
    ULONG_PTR v = SRW_OWNED;

    if (change(lock, &v, 0)) return;
    if (!(v & SRW_OWNED)) RtlRaiseStatus(STATUS_RESOURCE_NOT_OWNED);
    v = __atomic_and_fetch(word(lock), ~SRW_OWNED, __ATOMIC_SEQ_CST);
    if (v & SRW_PARKED) wake_waiters(lock);
}

/* "ReleaseSRWLockShared function" */
VOID NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK lock)
{
    ULONG_PTR v = SRW_READER;

    if (change(lock, &v, 0)) return;
    if (v < SRW_READER) RtlRaiseStatus(STATUS_RESOURCE_NOT_OWNED);
    v = __atomic_sub_fetch(word(lock), SRW_READER, __ATOMIC_SEQ_CST);
    if (v == SRW_PARKED) wake_waiters(lock);
}

/* "TryAcquireSRWLockExclusive function" */
BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK lock)
{
    ULONG_PTR v = *word(lock);

    while (!(v & ~SRW_PARKED))
        if (change(lock, &v, v | SRW_OWNED)) return TRUE;
    return FALSE;
}

/* "TryAcquireSRWLockShared function" */
BOOLEAN NTAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK lock)
{
    ULONG_PTR v = *word(lock);

    while (!(v & SRW_OWNED) && (!(v & SRW_PARKED) || v == SRW_PARKED))
        if (change(lock, &v, v + SRW_READER)) return TRUE;
    return FALSE;
}
