/* SPDX-License-Identifier: MIT */
/* _Mtx_* and _Cnd_*: what std::mutex and std::condition_variable are made of, as slim reader/writer locks and condition
 * variables of Windows.
 *
 * The program gives the memory, whose layout newer programs fill in themselves: zeros are an unlocked mutex.  Functions
 * return _Thrd_success and its like.  A timeout is a time of the system clock. */
#include "thread.h"

/* What programs take for the size of these objects: room for other implementations of long ago. */
#ifdef __x86_64__
enum { LOCK_ROOM = 64, CONDITION_ROOM = 72 };
#else
enum { LOCK_ROOM = 36, CONDITION_ROOM = 40 };
#endif

struct mutex {
    int type;
    union {
        struct {
            void *unused;
            SRWLOCK lock;
        };
        char room[LOCK_ROOM];
    };
    LONG owner;
    int count;
};
struct condition {
    union {
        struct {
            void *unused;
            CONDITION_VARIABLE variable;
        };
        char room[CONDITION_ROOM];
    };
};
#ifdef __x86_64__
_Static_assert(sizeof(struct mutex) == 80 && offsetof(struct mutex, lock) == 16, "_Mtx_internal_imp_t");
_Static_assert(sizeof(struct condition) == 72, "_Cnd_internal_imp_t");
#endif

enum { PLAIN_MUTEX = 1, TRY_MUTEX = 2, TIMED_MUTEX = 4, RECURSIVE_MUTEX = 0x100 };

static LONG self_id(void)
{
    return (LONG)GetCurrentThreadId();
}

/* ---- mutexes ---- */

/* _Mtx_init_in_situ(mutex, type): type is _Mtx_plain, _Mtx_try or _Mtx_timed, with _Mtx_recursive or without. */
void mutex_start(struct mutex *mutex, int type)
{
    memset(mutex, 0, sizeof *mutex);
    mutex->type = type;
    mutex->owner = -1;
}

void mutex_end(struct mutex *mutex)
{
    (void)mutex; /* a slim lock holds nothing */
}

/* _Mtx_init(mutex **, type): one on the heap. */
int mutex_new(struct mutex **mutex, int type)
{
    *mutex = malloc(sizeof **mutex);
    if (!*mutex) return THREAD_NO_MEMORY;
    mutex_start(*mutex, type);
    return THREAD_SUCCESS;
}

void mutex_delete(struct mutex *mutex)
{
    free(mutex);
}

/* The owner takes a recursive mutex again; a plain one too, which only counts, for the standard leaves that undefined.
 */
static int take_again(struct mutex *mutex)
{
    if (!(mutex->type & RECURSIVE_MUTEX) && (mutex->type & ~RECURSIVE_MUTEX) != PLAIN_MUTEX) return THREAD_BUSY;
    mutex->count++;
    return THREAD_SUCCESS;
}

static int taken(struct mutex *mutex)
{
    mutex->owner = self_id();
    mutex->count = 1;
    return THREAD_SUCCESS;
}

int mutex_lock(struct mutex *mutex)
{
    if (mutex->owner == self_id()) return take_again(mutex);
    AcquireSRWLockExclusive(&mutex->lock);
    return taken(mutex);
}

/* _Mtx_trylock: _Thrd_busy where another thread, or this one without _Mtx_recursive, has it. */
int mutex_try(struct mutex *mutex)
{
    if (mutex->owner == self_id()) return mutex->type & RECURSIVE_MUTEX ? take_again(mutex) : THREAD_BUSY;
    return TryAcquireSRWLockExclusive(&mutex->lock) ? taken(mutex) : THREAD_BUSY;
}

/* _Mtx_timedlock(mutex, until): _Thrd_timedout after that time. */
int mutex_lock_until(struct mutex *mutex, const struct xtime *until)
{
    for (;;) {
        int result = mutex_try(mutex);
        if (result == THREAD_SUCCESS) return result;
        if (!time_left(until)) return THREAD_TIMED_OUT;
        Sleep(1);
    }
}

int mutex_unlock(struct mutex *mutex)
{
    if (--mutex->count == 0) {
        mutex->owner = -1;
        ReleaseSRWLockExclusive(&mutex->lock);
    }
    return THREAD_SUCCESS;
}

/* _Mtx_current_owns: whether the calling thread has it. */
int mutex_is_mine(struct mutex *mutex)
{
    return mutex->count != 0 && mutex->owner == self_id();
}

/* ---- condition variables ---- */

void condition_start(struct condition *condition)
{
    memset(condition, 0, sizeof *condition);
}

void condition_end(struct condition *condition)
{
    (void)condition;
}

int condition_new(struct condition **condition)
{
    *condition = calloc(1, sizeof **condition);
    return *condition ? THREAD_SUCCESS : THREAD_NO_MEMORY;
}

void condition_delete(struct condition *condition)
{
    free(condition);
}

static bool wait_for(struct condition *condition, struct mutex *mutex, DWORD milliseconds)
{
    int count = mutex->count;
    mutex->owner = -1;
    mutex->count = 0;
    bool woken = SleepConditionVariableSRW(&condition->variable, &mutex->lock, milliseconds, 0);
    mutex->owner = self_id();
    mutex->count = count;
    return woken;
}

/* _Cnd_wait(condition, mutex): gives the mutex up while it waits. */
int condition_wait(struct condition *condition, struct mutex *mutex)
{
    wait_for(condition, mutex, INFINITE);
    return THREAD_SUCCESS;
}

int condition_wait_until(struct condition *condition, struct mutex *mutex, const struct xtime *until)
{
    return wait_for(condition, mutex, time_left(until)) || time_left(until) ? THREAD_SUCCESS : THREAD_TIMED_OUT;
}

int condition_signal(struct condition *condition)
{
    WakeConditionVariable(&condition->variable);
    return THREAD_SUCCESS;
}

int condition_broadcast(struct condition *condition)
{
    WakeAllConditionVariable(&condition->variable);
    return THREAD_SUCCESS;
}

/* ---- std::notify_all_at_thread_exit ---- */

struct at_exit {
    struct at_exit *next;
    DWORD thread;
    struct condition *condition;
    struct mutex *mutex;
    int *ready;
};
static struct at_exit *at_exits;

/* _Cnd_register_at_thread_exit(condition, mutex, ready): at the end of the calling thread, which has the mutex, *ready
 * becomes 1, the mutex free, and all who wait are woken. */
void condition_at_thread_exit(struct condition *condition, struct mutex *mutex, int *ready)
{
    struct at_exit *entry = allocate(sizeof *entry);
    lock_enter(LOCK_AT_THREAD_EXIT);
    *entry = (struct at_exit){at_exits, GetCurrentThreadId(), condition, mutex, ready};
    at_exits = entry;
    lock_leave(LOCK_AT_THREAD_EXIT);
}

/* Takes the entries of a mutex or, with NULL, of the calling thread out of the list. */
static struct at_exit *take_entries(const struct mutex *mutex)
{
    struct at_exit *taken_out = NULL;
    lock_enter(LOCK_AT_THREAD_EXIT);
    for (struct at_exit **at = &at_exits; *at;) {
        struct at_exit *entry = *at;
        if (mutex ? entry->mutex == mutex : entry->thread == GetCurrentThreadId()) {
            *at = entry->next;
            entry->next = taken_out;
            taken_out = entry;
        } else {
            at = &entry->next;
        }
    }
    lock_leave(LOCK_AT_THREAD_EXIT);
    return taken_out;
}

void condition_not_at_thread_exit(struct mutex *mutex)
{
    for (struct at_exit *entry = take_entries(mutex), *next; entry; entry = next) {
        next = entry->next;
        free(entry);
    }
}

/* _Cnd_do_broadcast_at_thread_exit: std::thread calls it when its function has returned. */
void condition_thread_exits(void)
{
    for (struct at_exit *entry = take_entries(NULL), *next; entry; entry = next) {
        next = entry->next;
        if (entry->ready) *entry->ready = 1;
        mutex_unlock(entry->mutex);
        condition_broadcast(entry->condition);
        free(entry);
    }
}
