/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_WAIT_H
#define METIC_NT_WAIT_H

#include "nt/object.h"

/* Waits in the calling thread on 1 to 64 objects that the caller holds.  `all`: until all can be taken at once.
 * `deadline`: CLOCK_MONOTONIC nanoseconds; 0 or less: only looks; INT64_MAX: for ever. STATUS_WAIT_0 + index,
 * STATUS_ABANDONED_WAIT_0 + index, STATUS_TIMEOUT, STATUS_USER_APC, STATUS_ALERTED, STATUS_OBJECT_TYPE_MISMATCH (cannot
 * be waited on), STATUS_THREAD_IS_TERMINATING. */
NTSTATUS wait_objects(struct object **objects, uint32_t count, bool all, bool alertable, int64_t deadline);

/* The same for any of them, but only the first is taken: of the others it says which one is signalled (STATUS_WAIT_0 +
 * index), or was pulsed, and leaves the taking to the caller. */
NTSTATUS wait_and_look(struct object **objects, uint32_t count, bool alertable, int64_t deadline);

/* An NT time-out (NULL: for ever; negative: so many 100 ns from now; 0: now; positive: a time of day) as a deadline for
 * the above. STATUS_ACCESS_VIOLATION. */
NTSTATUS wait_deadline(const LARGE_INTEGER *guest, int64_t *deadline);

/* Sleeps on a futex word while it holds `value`, until `deadline`; alertable or not.  STATUS_SUCCESS (woken, or the
 * value differs), STATUS_TIMEOUT, STATUS_USER_APC, STATUS_ALERTED, STATUS_THREAD_IS_TERMINATING. */
NTSTATUS wait_word(_Atomic uint32_t *word, uint32_t value, bool alertable, int64_t deadline);

#endif
