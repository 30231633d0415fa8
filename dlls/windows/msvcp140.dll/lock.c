/* SPDX-License-Identifier: MIT */
/* std::_Lockit: the library's own recursive locks, one for each kind of shared state, as critical sections. */
#include "msvcp.h"

static CRITICAL_SECTION locks[LOCKS];

void locks_start(void)
{
    for (int i = 0; i < LOCKS; i++) InitializeCriticalSection(&locks[i]);
}

void lock_enter(int kind)
{
    EnterCriticalSection(&locks[kind]);
}

void lock_leave(int kind)
{
    LeaveCriticalSection(&locks[kind]);
}

static bool lock_exists(int kind)
{
    return kind >= 0 && kind < LOCKS;
}

/* _Lockit::_Lockit(int kind): owns the lock until it is destroyed; a kind that does not exist locks nothing. */
struct lockit *METHOD lockit_make(struct lockit *self, int kind)
{
    self->kind = kind;
    if (lock_exists(kind)) lock_enter(kind);
    return self;
}

/* _Lockit::_Lockit(): the lock of locales. */
struct lockit *METHOD lockit_make_locale(struct lockit *self)
{
    return lockit_make(self, LOCK_LOCALE);
}

void METHOD lockit_destroy(struct lockit *self)
{
    if (lock_exists(self->kind)) lock_leave(self->kind);
}
