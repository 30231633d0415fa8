/* SPDX-License-Identifier: MIT */
/* The runtime's locks: recursive, built on slim locks, and free of initialisation so that a start pays nothing for
 * them.  _lock and _unlock hand them out by the documented-by-use indexes (8 is the exit table's, 10 descriptors'). */
#include "crt.h"

void crt_lock(struct crt_lock *lock)
{
    DWORD self = GetCurrentThreadId();
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == self) {
        lock->depth++;
        return;
    }
    AcquireSRWLockExclusive(&lock->lock);
    __atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
}

int crt_lock_try(struct crt_lock *lock)
{
    DWORD self = GetCurrentThreadId();
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == self) {
        lock->depth++;
        return 1;
    }
    if (!TryAcquireSRWLockExclusive(&lock->lock)) return 0;
    __atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
    return 1;
}

void crt_unlock(struct crt_lock *lock)
{
    if (lock->depth) {
        lock->depth--;
        return;
    }
    __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
    ReleaseSRWLockExclusive(&lock->lock);
}

static struct crt_lock locks[LOCK_COUNT];

void _lock(int index)
{
    if ((unsigned)index < LOCK_COUNT) crt_lock(&locks[index]);
}

void _unlock(int index)
{
    if ((unsigned)index < LOCK_COUNT) crt_unlock(&locks[index]);
}
