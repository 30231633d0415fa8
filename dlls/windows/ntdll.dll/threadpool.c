/* SPDX-License-Identifier: MIT */
/* Pools of threads: queues of objects whose callbacks are to run, and threads that run them.  Onto a completion port.
 *
 * The queues are plain memory, and a thread that runs takes one callback after the other from them without a system
 * call.  The port is where threads wait, and what decides how many run: it lets as many run as there are processors,
 * and another one as soon as one of these blocks.  As long as there is something in the queues, one packet (the token)
 * is in the port, so that a thread is called whenever one more may run; and one thread more than run waits there for
 * that.  A thread comes back to the port after some callbacks, so that requests' packets get their turn.
 *
 * The port does not see a thread that blocks in a read or that spins.  So threads that wait while others run watch:
 * where nothing was taken from the queues for a while, one takes a callback without being called.
 *
 * Nothing is made before the first use.  A thread with nothing to do ends after five seconds, but for the pool's
 * minimum, for one that ran a callback for a persistent thread and for one whose requests have not ended.
 *
 * Left out: NT's worker factories, activation contexts, impersonation. */
#include "threadpool.h"

enum {
    IN_A_ROW = 16, /* callbacks between two looks at the port */
    WATCHERS = 3,  /* so that one is left when others are called */
};

#define SECOND      10000000ll
#define IDLE        (5 * SECOND)
#define IDLE_KEPT   (60 * SECOND) /* a thread that stays looks so often whether it is to */
#define WATCH       (SECOND / 10)
#define WAKE_TOKEN  1u
#define WAKE_THREAD 2u

static DWORD WINAPI worker(PVOID argument);

LONGLONG pool_now(void)
{
    LARGE_INTEGER counter, frequency;
    NtQueryPerformanceCounter(&counter, &frequency);
    return counter.QuadPart; /* in 100 ns */
}

NTSTATUS pool_thread(PTHREAD_START_ROUTINE start, PVOID argument, const TP_POOL_STACK_INFORMATION *stack)
{
    HANDLE thread;
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (PVOID)start, argument, 0,
                                       0, stack ? stack->StackCommit : 0, stack ? stack->StackReserve : 0, NULL);
    if (NT_SUCCESS(status)) NtClose(thread);
    return status;
}

void pool_lock_slowly(PTP_POOL pool)
{
    for (ULONG i = 0; i < 200; i++) {
        if (i < 20 && rtl_peb()->NumberOfProcessors > 1)
            for (ULONG k = 0; k < 20; k++) YieldProcessor();
        else
            NtYieldExecution();
        if (RtlTryAcquireSRWLockExclusive(&pool->lock)) return;
    }
    RtlAcquireSRWLockExclusive(&pool->lock);
}

/* ---- waking; the lock is held where nothing else is said ---- */

static ULONG busy_threads(const TP_POOL *pool)
{
    return pool->threads - pool->idle - pool->unbounded;
}

/* A thread is to be made. */
static ULONG want_thread(PTP_POOL pool)
{
    pool->threads++;
    pool->idle++;
    pool->watching++;
    pool->references++;
    return WAKE_THREAD;
}

/* Something is, or may come, for another thread: what is to be done, without the lock, by pool_wake(). */
static ULONG want_more(PTP_POOL pool)
{
    ULONG wake = 0;
    if (!pool->queued && !pool->requests) return 0;
    if (pool->queued && !pool->token) {
        pool->token = TRUE;
        wake = WAKE_TOKEN;
    }
    if (pool->threads < pool->maximum &&
        (!pool->idle || (!pool->watching && busy_threads(pool) >= rtl_peb()->NumberOfProcessors)))
        wake |= want_thread(pool);
    if (wake) pool->references++;
    return wake;
}

static void pool_put_unlock(PTP_POOL pool)
{
    BOOLEAN last = --pool->references == 0;
    pool_unlock(pool);
    if (!last) return;
    NtClose(pool->port);
    rtl_free(pool);
}

static BOOLEAN start_worker(PTP_POOL pool)
{
    TP_POOL_STACK_INFORMATION stack = pool->stack;
    if (NT_SUCCESS(pool_thread(worker, pool, &stack))) return TRUE;
    pool_lock(pool);
    pool->threads--;
    pool->idle--;
    pool->watching--;
    pool_put_unlock(pool);
    return FALSE;
}

BOOLEAN pool_ready(PTP_POOL pool)
{
    pool_lock(pool);
    BOOLEAN make = !pool->threads;
    if (make) want_thread(pool);
    pool_unlock(pool);
    return !make || start_worker(pool);
}

/* Without the lock. */
static void pool_wake(PTP_POOL pool, ULONG wake)
{
    if (!wake) return;
    if (wake & WAKE_TOKEN) NtSetIoCompletion(pool->port, NULL, NULL, STATUS_SUCCESS, 0);
    if (wake & WAKE_THREAD) start_worker(pool);
    pool_lock(pool);
    pool_put_unlock(pool);
}

/* ---- the queues ---- */

void pool_post(struct tp_object *object, BOOLEAN timed_out)
{
    PTP_POOL pool = object->pool;
    pool_lock(pool);
    object->pending++;
    if (timed_out) object->timed_out++;
    if (!object->queued) {
        object->queued = TRUE;
        if (!object->simple) object->references++; /* a simple object's only one is the queue's */
        list_append(&pool->queues[object->priority], &object->link);
        pool->queued++;
    }
    ULONG wake = want_more(pool);
    pool_unlock(pool);
    pool_wake(pool, wake);
}

static void dequeue(struct tp_object *object)
{
    list_remove(&object->link);
    object->queued = FALSE;
    object->pool->queued--;
}

BOOLEAN pool_unpost(struct tp_object *object)
{
    BOOLEAN queued = object->queued;
    if (queued)
        dequeue(object);
    else
        object->skipped += object->pending; /* requests under way */
    object->pending = object->timed_out = 0;
    if (!object->running || !object->inside) RtlWakeAllConditionVariable(&object->done);
    return queued;
}

/* Begins the next callback, the highest priority's first; FALSE: there is none. */
static BOOLEAN take(PTP_POOL pool, PTP_CALLBACK_INSTANCE instance)
{
    ULONG priority = 0;
    if (!pool->queued) return FALSE;
    while (list_empty(&pool->queues[priority])) priority++;
    struct tp_object *object = CONTAINING_RECORD(pool->queues[priority].Flink, struct tp_object, link);
    object_begin(object, instance);
    instance->worker = TRUE;
    if (object->pending == object->timed_out && object->timed_out) {
        object->timed_out--;
        instance->timed_out = TRUE;
    }
    if (--object->pending) { /* each object in its turn */
        list_remove(&object->link);
        list_append(&pool->queues[priority], &object->link);
    } else {
        dequeue(object);
        object->references--;
    }
    pool->taken++;
    return TRUE;
}

/* ---- threads ---- */

BOOLEAN pool_leave(PTP_CALLBACK_INSTANCE instance)
{
    static HANDLE aside;
    PTP_POOL pool = instance->object->pool;
    FILE_IO_COMPLETION_INFORMATION packet;
    LARGE_INTEGER now = {.QuadPart = 0};
    ULONG count;
    BOOLEAN found = TRUE, make = FALSE;

    if (!instance->worker || instance->unbounded) return TRUE;
    instance->unbounded = TRUE;
    if (!aside) {
        HANDLE port = NULL;
        NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, 0);
        if (port && InterlockedCompareExchangePointer(&aside, port, NULL)) NtClose(port);
    }
    /* a thread counts for the port that it asked last */
    if (aside) NtRemoveIoCompletionEx(aside, &packet, 1, &count, &now, FALSE);
    pool_lock(pool);
    pool->unbounded++;
    if (!pool->idle) {
        make = pool->threads < pool->maximum;
        found = make;
        if (make) want_thread(pool);
    }
    pool_unlock(pool);
    return make ? start_worker(pool) : found;
}

/* Runs the callback that has begun, then others, until there is none or it is time to look at the port. */
static void run(PTP_POOL pool, PTP_CALLBACK_INSTANCE instance, BOOLEAN *persistent)
{
    for (ULONG count = 1;; count++) {
        struct tp_object *object = instance->object;
        ULONG wake = want_more(pool);
        BOOLEAN unbounded;

        *persistent |= object->persistent;
        pool_unlock(pool);
        pool_wake(pool, wake);
        if (object->long_function) pool_leave(instance);
        object_run(instance);
        pool_lock(pool);
        unbounded = instance->unbounded;
        if (unbounded) pool->unbounded--;
        if (object_end(instance)) {
            pool_unlock(pool);
            object_destroy(object);
            pool_lock(pool);
        }
        if (instance->dll) {
            pool_unlock(pool);
            object_unload(instance);
            pool_lock(pool);
        }
        if (unbounded || count == IN_A_ROW || busy_threads(pool) > rtl_peb()->NumberOfProcessors) return;
        if (!take(pool, instance)) return;
    }
}

/* So many threads stay though they are idle. */
static ULONG least(const TP_POOL *pool)
{
    return pool->minimum || !pool->requests ? pool->minimum : 1;
}

/* How long an idle thread waits for the port.  While others are busy a few watch, the more rarely the more of those
 * there are; but these may only be blocked. */
static LONGLONG patience(PTP_POOL pool, BOOLEAN persistent, LONGLONG idle_for, BOOLEAN *watching)
{
    LONGLONG left = persistent || pool->threads <= least(pool) ? IDLE_KEPT : IDLE - idle_for;
    ULONG busy = busy_threads(pool), processors = rtl_peb()->NumberOfProcessors;
    if (*watching) pool->watching--;
    *watching = busy && pool->watching < WATCHERS;
    if (*watching) {
        ULONG more = busy > processors ? busy - processors : 0;
        LONGLONG watch = WATCH * (1 + (more < 4 ? more : 4));
        pool->watching++;
        if (left > watch) left = watch;
    }
    return left > 0 ? left : 0;
}

static BOOLEAN requests_pending(void)
{
    ULONG pending = 0;
    return NT_SUCCESS(NtQueryInformationThread(NtCurrentThread(), ThreadIsIoPending, &pending, sizeof pending, NULL)) &&
           pending;
}

static DWORD WINAPI worker(PVOID argument)
{
    PTP_POOL pool = argument;
    TP_CALLBACK_INSTANCE instance;
    BOOLEAN watching = TRUE, persistent = FALSE;
    LONGLONG since = pool_now();

    pool_lock(pool);
    while (!pool->closed && pool->threads <= pool->maximum) {
        struct tp_object *destroy = NULL;
        LARGE_INTEGER timeout = {.QuadPart = -patience(pool, persistent, pool_now() - since, &watching)};
        ULONG count, taken = pool->taken, wake = pool->queued ? want_more(pool) : 0;
        BOOLEAN begun = FALSE;

        pool_unlock(pool);
        pool_wake(pool, wake);
        NTSTATUS status = NtRemoveIoCompletionEx(pool->port, &instance.packet, 1, &count, &timeout, TRUE);
        pool_lock(pool);
        pool->idle--;
        if (watching) pool->watching--;
        watching = FALSE;
        if (status == STATUS_SUCCESS) {
            if (instance.packet.KeyContext)
                begun = io_begin(&instance, &destroy);
            else
                pool->token = FALSE;
            if (!begun && !destroy) begun = take(pool, &instance);
        } else if (pool->queued) { /* nobody was called: has anybody else got on? */
            begun = status == STATUS_TIMEOUT && pool->taken == taken && take(pool, &instance);
        } else if (status == STATUS_TIMEOUT && !persistent && pool->threads > least(pool) &&
                   pool_now() - since >= IDLE && !requests_pending()) {
            pool->idle++;
            break;
        }
        if (begun) run(pool, &instance, &persistent);
        if (destroy) {
            pool_unlock(pool);
            object_destroy(destroy);
            pool_lock(pool);
        }
        if (begun) since = pool_now();
        pool->idle++;
    }
    pool->idle--;
    if (watching) pool->watching--;
    pool->threads--;
    /* the next one that is to end, or to run what this one was called for */
    BOOLEAN more = pool->threads && (pool->closed || pool->threads > pool->maximum || pool->queued);
    if (more) {
        pool_unlock(pool);
        NtSetIoCompletion(pool->port, NULL, NULL, STATUS_SUCCESS, 0);
        pool_lock(pool);
    }
    pool_put_unlock(pool);
    return 0;
}

/* ---- pools ---- */

static NTSTATUS make_pool(PTP_POOL *out)
{
    PTP_POOL pool = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *pool);
    if (!pool) return STATUS_NO_MEMORY;
    NTSTATUS status = NtCreateIoCompletion(&pool->port, IO_COMPLETION_ALL_ACCESS, NULL, 0);
    if (!NT_SUCCESS(status)) {
        rtl_free(pool);
        return status;
    }
    for (ULONG i = 0; i < TP_CALLBACK_PRIORITY_COUNT; i++) list_init(&pool->queues[i]);
    pool->users = pool->references = 1;
    pool->maximum = POOL_MAXIMUM;
    *out = pool;
    return STATUS_SUCCESS;
}

PTP_POOL pool_default(void)
{
    static PTP_POOL the_pool;
    PTP_POOL made;
    if (!__atomic_load_n(&the_pool, __ATOMIC_ACQUIRE) && NT_SUCCESS(make_pool(&made)) &&
        InterlockedCompareExchangePointer((PVOID *)&the_pool, made, NULL))
        pool_unuse(made);
    return the_pool;
}

void pool_use(PTP_POOL pool)
{
    __atomic_add_fetch(&pool->users, 1, __ATOMIC_RELAXED);
}

void pool_unuse(PTP_POOL pool)
{
    if (__atomic_sub_fetch(&pool->users, 1, __ATOMIC_ACQ_REL)) return;
    pool_lock(pool);
    pool->closed = TRUE;
    BOOLEAN threads = pool->threads != 0;
    pool_unlock(pool); /* the users' reference is ours */
    if (threads) NtSetIoCompletion(pool->port, NULL, NULL, STATUS_SUCCESS, 0);
    pool_lock(pool);
    pool_put_unlock(pool);
}

void pool_raise(PTP_POOL pool, ULONG flags)
{
    pool_lock(pool);
    if (flags >> 16 > pool->maximum) pool->maximum = flags >> 16;
    pool_unlock(pool);
}

/* "CreateThreadpool function": `reserved` must be NULL. */
NTSTATUS NTAPI TpAllocPool(PTP_POOL *out, PVOID reserved)
{
    if (!out || reserved) return STATUS_INVALID_PARAMETER;
    return make_pool(out);
}

/* "CloseThreadpool function": it ends with the last object that is bound to it. */
VOID NTAPI TpReleasePool(PTP_POOL pool)
{
    pool_unuse(pool);
}

/* "SetThreadpoolThreadMaximum function" */
VOID NTAPI TpSetPoolMaxThreads(PTP_POOL pool, ULONG maximum)
{
    pool_lock(pool);
    pool->maximum = maximum ? maximum : 1;
    if (pool->minimum > pool->maximum) pool->minimum = pool->maximum;
    ULONG wake = want_more(pool);
    if (pool->threads > pool->maximum && !wake) {
        pool->references++;
        wake = WAKE_TOKEN;
    }
    pool_unlock(pool);
    pool_wake(pool, wake);
}

/* "SetThreadpoolThreadMinimum function": so many threads are there from now on. */
NTSTATUS NTAPI TpSetPoolMinThreads(PTP_POOL pool, ULONG minimum)
{
    BOOLEAN started = TRUE;
    pool_lock(pool);
    ULONG before = pool->minimum;
    pool->minimum = minimum;
    if (pool->maximum < minimum) pool->maximum = minimum;
    while (started && pool->threads < pool->minimum) {
        want_thread(pool);
        pool_unlock(pool);
        started = start_worker(pool);
        pool_lock(pool);
    }
    if (!started) pool->minimum = before;
    pool_unlock(pool);
    return started ? STATUS_SUCCESS : STATUS_TOO_MANY_THREADS;
}

/* "SetThreadpoolStackInformation function": of threads that are made from now on. */
NTSTATUS NTAPI TpSetPoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION stack)
{
    if (!stack) return STATUS_INVALID_PARAMETER;
    pool_lock(pool);
    pool->stack = *stack;
    pool_unlock(pool);
    return STATUS_SUCCESS;
}

/* "QueryThreadpoolStackInformation function": what was set, else what the program's header says. */
NTSTATUS NTAPI TpQueryPoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION stack)
{
    if (!stack) return STATUS_INVALID_PARAMETER;
    pool_lock(pool);
    *stack = pool->stack;
    pool_unlock(pool);
    const IMAGE_NT_HEADERS *headers = RtlImageNtHeader(rtl_peb()->ImageBaseAddress);
    if (!stack->StackReserve) stack->StackReserve = headers->OptionalHeader.SizeOfStackReserve;
    if (!stack->StackCommit) stack->StackCommit = headers->OptionalHeader.SizeOfStackCommit;
    return STATUS_SUCCESS;
}
