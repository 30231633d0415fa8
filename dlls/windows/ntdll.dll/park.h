/* SPDX-License-Identifier: MIT */
/* Where threads wait for a word of memory to change: one queue a hash of the word's address, in this process only.
 * Critical sections, SRW locks, condition variables, run-once, barriers and WaitOnAddress are built on it, so each of
 * them is no more than a word and needs no handle.  The sleeping is NtWaitForAlertByThreadId's.
 *
 * Lock order: a bucket's lock is innermost; the callbacks below run under it and take none. */
#ifndef METIC_NTDLL_PARK_H
#define METIC_NTDLL_PARK_H

#include "nt.h"

/* Sleeps until unparked, if `still(context)`, asked under the bucket's lock, says that there is something to wait for.
 * `sleeping(context)`, where given, is called once the thread is queued and before it sleeps (to release a lock).
 * `tag` is told to whoever wakes.  Timeout: 100 ns units as NtWaitForSingleObject takes them, NULL: for ever.
 * STATUS_SUCCESS when unparked or not needed, STATUS_TIMEOUT. */
NTSTATUS park(const volatile void *address, ULONG_PTR tag, BOOLEAN (*still)(void *context),
              void (*sleeping)(void *context), void *context, const LARGE_INTEGER *timeout);

/* Wakes threads that wait for the address, oldest first: as long as `take(context, tag)` answers TRUE for the next one
 * (NULL: every one), `most` at most.  `done(context, woken, more)`, where given, runs under the bucket's lock after
 * they were taken off the queue and before they run; `more` says that others wait on.  Answers how many were woken. */
ULONG unpark(const volatile void *address, ULONG most, BOOLEAN (*take)(void *context, ULONG_PTR tag),
             void (*done)(void *context, ULONG woken, BOOLEAN more), void *context);

/* The status with which the process is ending. */
extern NTSTATUS park_exit_status;

/* One step of spinning for a lock; FALSE when it is time to sleep.  `count` begins at 0. */
BOOLEAN spin_step(ULONG *count);

#endif
