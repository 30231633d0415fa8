/* SPDX-License-Identifier: MIT */
/* What the files of the thread pool share: pools (threadpool.c), callback objects (threadpool_object.c) and what they
 * are (threadpool_{work,timer,wait,io}.c), cleanup groups (threadpool_group.c).
 *
 * Lock order: a timer queue's lock, the timers' lock or the waits' lock, then a cleanup group's, then a pool's, which
 * is a leaf.  No callback of the program's runs under any of them. */
#ifndef METIC_NTDLL_THREADPOOL_H
#define METIC_NTDLL_THREADPOOL_H

#include "rtl.h"

#include "nt_threadpool.h"

static inline void list_init(LIST_ENTRY *list)
{
    list->Flink = list->Blink = list;
}

static inline BOOLEAN list_empty(const LIST_ENTRY *list)
{
    return list->Flink == list;
}

static inline void list_append(LIST_ENTRY *list, LIST_ENTRY *link)
{
    link->Flink = list;
    link->Blink = list->Blink;
    list->Blink->Flink = link;
    list->Blink = link;
}

static inline void list_remove(LIST_ENTRY *link)
{
    link->Flink->Blink = link->Blink;
    link->Blink->Flink = link->Flink;
}

#define POOL_MAXIMUM 500               /* "By default, the thread pool has a maximum of 500 threads." */
#define HELPER_IDLE  (-5 * 10000000ll) /* so long a timer or wait thread stays without anything to do, in 100 ns */

typedef struct _TP_POOL {
    ULONG users; /* the owner, and each object */
    HANDLE port;
    RTL_SRWLOCK lock;                              /* of all that follows, and of the objects' counts */
    LIST_ENTRY queues[TP_CALLBACK_PRIORITY_COUNT]; /* of objects with pending callbacks */
    ULONG queued;                                  /* objects in the queues */
    ULONG taken;                                   /* rises with each callback taken from them */
    ULONG references;                              /* one for all users, one a thread, one a thread that wakes it */
    ULONG threads, minimum, maximum;
    ULONG idle;      /* of the threads: they wait for the port, or are on their way there */
    ULONG watching;  /* of these: they look again soon */
    ULONG unbounded; /* of the threads: what they run may take long, and does not count as running */
    ULONG requests;  /* for whose packets a thread must be there */
    BOOLEAN token;   /* a packet that says "look at the queues" is in the port, or just out of it */
    BOOLEAN closed;  /* no user is left: the threads end */
    TP_POOL_STACK_INFORMATION stack;
} TP_POOL;

struct tp_object;

/* What differs between the kinds of objects. */
struct tp_kind {
    void (*call)(struct tp_object *object, PTP_CALLBACK_INSTANCE instance); /* without locks */
    void (*disarm)(struct tp_object *object);  /* it is to queue no new callbacks; may wait for a helper thread */
    void (*destroy)(struct tp_object *object); /* before the memory is freed */
};

/* The head of each work, timer, wait and I/O object. */
struct tp_object {
    const struct tp_kind *kind;
    PTP_POOL pool;
    /* under the pool's lock */
    LIST_ENTRY link;  /* in a queue of the pool */
    ULONG references; /* the program's, the queue's, one a callback that runs, one a request */
    ULONG pending;    /* callbacks that have not begun; of an I/O object: requests that have not ended */
    ULONG timed_out;  /* of these, callbacks of a wait whose time ran out */
    ULONG skipped;    /* of an I/O object: requests whose callbacks are cancelled */
    ULONG running;    /* callbacks that have begun and count for who waits */
    ULONG inside;     /* callbacks that have begun */
    BOOLEAN queued;
    BOOLEAN released; /* the program has given it back */
    RTL_CONDITION_VARIABLE done;
    /* fixed, from the callback environment */
    PVOID callback, context, race_dll;
    PTP_CLEANUP_GROUP group;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled;
    PTP_SIMPLE_CALLBACK finalization;
    TP_CALLBACK_PRIORITY priority;
    BOOLEAN long_function, persistent;
    BOOLEAN simple; /* the program never holds it: it ends with its only callback */
    /* under the group's lock */
    LIST_ENTRY member;
    ULONGLONG joined;        /* its number in the group */
    BYTE phase;              /* how far releasing the group's members has come with it */
    HANDLE completion_event; /* signalled when it is gone; under the pool's lock */
};

/* One execution of a callback; on the stack of the thread that runs it. */
typedef struct _TP_CALLBACK_INSTANCE {
    struct tp_object *object;
    BOOLEAN associated; /* counted in the object's `running` */
    BOOLEAN worker;     /* the thread is the pool's */
    BOOLEAN unbounded;  /* counted in the pool's `unbounded` */
    BOOLEAN timed_out;
    FILE_IO_COMPLETION_INFORMATION packet; /* of an I/O object */
    HANDLE event, semaphore, mutex;
    ULONG count; /* for the semaphore */
    PRTL_CRITICAL_SECTION section;
    PVOID dll;
} TP_CALLBACK_INSTANCE;

/* ---- threadpool.c ---- */

/* The process's default pool, made at the first use; NULL: no memory. */
PTP_POOL pool_default(void);

/* One user more, or less; the last one's going ends the pool. */
void pool_use(PTP_POOL pool);
void pool_unuse(PTP_POOL pool);

/* "WT_SET_MAX_THREADPOOL_THREADS": raises the limit to what the upper half of the flags says. */
void pool_raise(PTP_POOL pool, ULONG flags);

/* Queues a callback of the object; `timed_out` is told to a wait's.  A simple object is the queue's now. */
void pool_post(struct tp_object *object, BOOLEAN timed_out);

/* Takes back the object's callbacks that have not begun; under the pool's lock.  TRUE: the queue's reference is the
 * caller's now. */
BOOLEAN pool_unpost(struct tp_object *object);

/* Has a thread be there, for packets or what is posted; FALSE: none could be made. */
BOOLEAN pool_ready(PTP_POOL pool);

/* The calling worker does not count as running any more.  FALSE: no other thread is there, and none could be made. */
BOOLEAN pool_leave(PTP_CALLBACK_INSTANCE instance);

/* Starts a thread of ntdll's own; `stack` may be NULL. */
NTSTATUS pool_thread(PTHREAD_START_ROUTINE start, PVOID argument, const TP_POOL_STACK_INFORMATION *stack);

/* A pool's lock is held for less than a microsecond.  A worker that slept for it would seem to be blocked, and have
 * another one take its place: so they spin and yield. */
void pool_lock_slowly(PTP_POOL pool);

static inline void pool_lock(PTP_POOL pool)
{
    if (!RtlTryAcquireSRWLockExclusive(&pool->lock)) pool_lock_slowly(pool);
}

static inline void pool_unlock(PTP_POOL pool)
{
    RtlReleaseSRWLockExclusive(&pool->lock);
}

/* The process ends, and its other threads have ended: nothing is to be waited for. */
static inline BOOLEAN pool_ending(void)
{
    return rtl_peb()->Ldr->ShutdownInProgress;
}

/* Now, in units of 100 ns that only go forward. */
LONGLONG pool_now(void);

/* ---- threadpool_object.c ---- */

/* Makes an object of `size` bytes as the environment says (NULL: the default pool).  STATUS_INVALID_PARAMETER,
 * STATUS_NO_MEMORY, a DLL's status. */
NTSTATUS object_make(SIZE_T size, const struct tp_kind *kind, PVOID callback, PVOID context,
                     const TP_CALLBACK_ENVIRON *environment, struct tp_object **out);

/* Makes an object of the older interfaces, as their flags (WT_...) say, for the default pool. */
NTSTATUS object_make_flags(SIZE_T size, const struct tp_kind *kind, PVOID callback, PVOID context, ULONG flags,
                           struct tp_object **out);

/* A callback of the object begins in the calling thread, which gets a reference for it; under the pool's lock. */
void object_begin(struct tp_object *object, PTP_CALLBACK_INSTANCE instance);

/* Runs the callback that has begun, then does what it asked for; without locks. */
void object_run(PTP_CALLBACK_INSTANCE instance);

/* The callback has ended; under the pool's lock.  TRUE: the caller must object_destroy() the object, without locks. */
BOOLEAN object_end(PTP_CALLBACK_INSTANCE instance);
void object_destroy(struct tp_object *object);

/* Then, last of all, the DLL that the callback wanted unloaded; without locks. */
void object_unload(PTP_CALLBACK_INSTANCE instance);

/* The rest of a callback that has begun in a thread that is not the pool's; without locks. */
void object_call(PTP_CALLBACK_INSTANCE instance);

/* Gives a reference back, without locks. */
void object_put(struct tp_object *object);

/* Waits until no callback of the object is pending or running; `cancel`: those that have not begun never do. */
void object_wait(struct tp_object *object, BOOLEAN cancel);

/* The program gives the object back: it is freed when its callbacks have ended. */
void object_release(struct tp_object *object);

/* The same for the older interfaces.  `event`: NULL, INVALID_HANDLE_VALUE (wait until the callbacks have ended) or an
 * event to signal then.  STATUS_PENDING: they have not. */
NTSTATUS object_retire(struct tp_object *object, HANDLE event);

/* Raises one of the thread pool's exceptions, with the status that caused it. */
void object_raise(NTSTATUS status, NTSTATUS cause);

/* ---- threadpool_group.c ---- */
void group_join(PTP_CLEANUP_GROUP group, struct tp_object *object);
void group_leave(struct tp_object *object);

/* ---- threadpool_timer.c; timer_queue.c has timers of its own ---- */

struct heap_node {
    struct heap_node *child, *next, *previous; /* previous: the left sibling, or the parent of a first child */
    LONGLONG key;
};

typedef struct _TP_TIMER {
    struct tp_object object;
    /* under the timers' lock */
    struct heap_node due, latest; /* when it expires; when it is to have expired, its window being over */
    ULONG period, window;         /* milliseconds */
    BOOLEAN armed;                /* in the heaps */
    BOOLEAN set;                  /* to a time, which may be over */
    BOOLEAN in_thread;            /* fixed: its callbacks run in the timer thread */
} TP_TIMER;

/* Sets the timer (`due` NULL: stops it).  `waiting_only`: only if it is armed.  Was it armed? */
BOOLEAN timer_set(PTP_TIMER timer, const LARGE_INTEGER *due, ULONG period, ULONG window, BOOLEAN waiting_only);
void timer_disarm(struct tp_object *object);

/* ---- threadpool_wait.c; registered_wait.c has waits of its own ---- */

typedef struct _TP_WAIT {
    struct tp_object object;
    /* under the waits' lock */
    enum { WAIT_UNSET, WAIT_ARMED, WAIT_CANCELLED } state;
    struct wait_thread *thread; /* while it is set */
    HANDLE handle;              /* our own; while it is set */
    LONGLONG deadline;          /* pool_now() */
    ULONG fired;                /* how often */
    BOOLEAN closed;             /* it is not to be set again */
    BOOLEAN in_thread;          /* fixed: its callbacks run in the wait thread */
} TP_WAIT;

/* A handle of our own to what is to be waited for.  STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER_3 (a mutex) ... */
NTSTATUS wait_handle(HANDLE handle, HANDLE *own);

/* Waits for `own`, which becomes the wait's; STATUS_CANCELLED: it is closed.  The wait is unset. */
NTSTATUS wait_set(PTP_WAIT wait, HANDLE own, LONGLONG deadline);
/* The wait is to queue no more callbacks; was it set?  `close`: nor to be set again. */
BOOLEAN wait_unset(PTP_WAIT wait, BOOLEAN close);
void wait_disarm(struct tp_object *object);

/* A time-out (NULL: never) as pool_now() tells the time. */
LONGLONG wait_deadline(const LARGE_INTEGER *timeout);

/* ---- threadpool_io.c ---- */

/* A request of the object that is the packet's key has ended; under the pool's lock.  FALSE: no callback is to run. */
BOOLEAN io_begin(PTP_CALLBACK_INSTANCE instance, struct tp_object **destroy);

#endif
