/* SPDX-License-Identifier: MIT */
/* std::call_once and std::shared_mutex, as one-time initialisation and slim locks of Windows; std::random_device. */
#include "msvcp.h"

/* std::_Execute_once(flag, function, argument): runs function(flag, argument, &context) where no call for this flag has
 * succeeded (returned nonzero) yet; others wait meanwhile.  Returns 0 where it failed. */
int execute_once(INIT_ONCE *flag, int(__cdecl *function)(void *, void *, void **), void *argument)
{
    BOOL pending;
    void *context = NULL;
    if (!InitOnceBeginInitialize(flag, 0, &pending, &context)) return 0;
    if (!pending) return 1;
    if (function(flag, argument, &context)) return InitOnceComplete(flag, 0, context);
    InitOnceComplete(flag, INIT_ONCE_INIT_FAILED, NULL);
    return 0;
}

/* _Smtx_*: a lock is one pointer, first null. */
void shared_lock_exclusive(SRWLOCK *lock)
{
    AcquireSRWLockExclusive(lock);
}

void shared_lock_shared(SRWLOCK *lock)
{
    AcquireSRWLockShared(lock);
}

int shared_try_exclusive(SRWLOCK *lock)
{
    return TryAcquireSRWLockExclusive(lock);
}

int shared_try_shared(SRWLOCK *lock)
{
    return TryAcquireSRWLockShared(lock);
}

void shared_unlock_exclusive(SRWLOCK *lock)
{
    ReleaseSRWLockExclusive(lock);
}

void shared_unlock_shared(SRWLOCK *lock)
{
    ReleaseSRWLockShared(lock);
}

int __cdecl rand_s(unsigned *value);

/* std::_Random_device(): 32 random bits; throws where there are none. */
unsigned random_device(void)
{
    unsigned value;
    if (rand_s(&value)) throw_out_of_range("invalid random_device value");
    return value;
}
