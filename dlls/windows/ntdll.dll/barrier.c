/* SPDX-License-Identifier: MIT */
/* Synchronization barriers: threads wait until as many as the barrier was made for have come; onto park.c.
 *
 * Reserved1 counts the threads still to come, Reserved2 how many there are in all, Reserved3[0] is the round,
 * Reserved3[1] the threads that are inside (for RtlDeleteBarrier), Reserved4 the processors that allow spinning,
 * Reserved5 the spin count. */
#include "nt.h"

#include "park.h"

struct round {
    PRTL_BARRIER barrier;
    ULONG_PTR number;
};

static volatile ULONG_PTR *round_of(PRTL_BARRIER barrier)
{
    return (volatile ULONG_PTR *)&barrier->Reserved3[0];
}

static volatile ULONG_PTR *inside_of(PRTL_BARRIER barrier)
{
    return (volatile ULONG_PTR *)&barrier->Reserved3[1];
}

static BOOLEAN same_round(void *context)
{
    struct round *round = context;
    return *round_of(round->barrier) == round->number;
}

static BOOLEAN someone_inside(void *context)
{
    return *inside_of(context) != 0;
}

/* "InitializeSynchronizationBarrier function": spin -1 for the default of 2,000. */
NTSTATUS NTAPI RtlInitBarrier(PRTL_BARRIER barrier, ULONG threads, ULONG spin)
{
    if ((LONG)threads <= 0 || (LONG)spin < -1) return STATUS_INVALID_PARAMETER;
    barrier->Reserved1 = barrier->Reserved2 = threads;
    barrier->Reserved3[0] = barrier->Reserved3[1] = 0;
    barrier->Reserved4 = NtCurrentTeb()->ProcessEnvironmentBlock->NumberOfProcessors;
    barrier->Reserved5 = (LONG)spin == -1 ? 2000 : spin;
    return STATUS_SUCCESS;
}

/* "EnterSynchronizationBarrier function": TRUE in the thread that came last. */
BOOLEAN NTAPI RtlBarrier(PRTL_BARRIER barrier, ULONG flags)
{
    struct round round = {barrier, *round_of(barrier)};
    BOOLEAN last = FALSE;

    __atomic_add_fetch(inside_of(barrier), 1, __ATOMIC_SEQ_CST);
    if (__atomic_sub_fetch(&barrier->Reserved1, 1, __ATOMIC_SEQ_CST) == 0) {
        last = TRUE;
        barrier->Reserved1 = barrier->Reserved2;
        __atomic_add_fetch(round_of(barrier), 1, __ATOMIC_SEQ_CST);
        unpark(round_of(barrier), ~0u, NULL, NULL, NULL);
    } else {
        ULONG spin = flags & SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY || barrier->Reserved4 < 2 ? 0
                     : flags & SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY                          ? ~0u
                                                                                                : barrier->Reserved5;
        while (same_round(&round) && (spin == ~0u || spin-- != 0)) {
            YieldProcessor();
            if (spin == ~0u) NtYieldExecution(); /* more threads than processors must get through as well */
        }
        while (same_round(&round)) park(round_of(barrier), 0, same_round, NULL, &round, NULL);
    }
    if (__atomic_sub_fetch(inside_of(barrier), 1, __ATOMIC_SEQ_CST) == 0 &&
        !(flags & SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE))
        unpark(inside_of(barrier), ~0u, NULL, NULL, NULL);
    return last;
}

/* "DeleteSynchronizationBarrier function": waits until no thread is inside any more. */
NTSTATUS NTAPI RtlDeleteBarrier(PRTL_BARRIER barrier)
{
    while (someone_inside(barrier)) park(inside_of(barrier), 0, someone_inside, NULL, barrier, NULL);
    return STATUS_SUCCESS;
}
