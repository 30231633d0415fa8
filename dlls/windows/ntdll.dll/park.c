/* SPDX-License-Identifier: MIT */
/* Queues of threads that wait for a word of memory (park.h).  Onto NtWaitForAlertByThreadId, which sleeps until some
 * thread calls NtAlertThreadByThreadId with the sleeper's id; an alert may come late or for nothing, so each sleeper
 * has a flag of its own and looks at it again.
 *
 * A bucket costs a cache line, touched only by threads that wait or wake; nothing here is set up at start. */
#include "park.h"

#define BUCKETS    64
#define SPIN_LIMIT 60 /* steps before a waiter sleeps; about 2 us */

struct waiter {
    struct waiter *next;
    const volatile void *address;
    ULONG_PTR tag;
    HANDLE thread;
    volatile LONG awake;
};

static struct bucket {
    volatile LONG lock;
    volatile LONG waiters; /* may be read without the lock after a full fence */
    struct waiter *first, *last;
} __attribute__((aligned(64))) buckets[BUCKETS];

static struct bucket *bucket_of(const volatile void *address)
{
    ULONG_PTR n = (ULONG_PTR)address >> 3;
    return &buckets[(n ^ n >> 6 ^ n >> 13) % BUCKETS];
}

NTSTATUS park_exit_status;

/* Called before a wait that has no end in time.  When the process ends, this thread is the only one left: what it would
 * wait for is a dead thread's, and Windows ends the process there and then. */
static void give_up_at_end(void)
{
    PEB_LDR_DATA *loader = NtCurrentTeb()->ProcessEnvironmentBlock->Ldr;
    if (loader && loader->ShutdownInProgress) NtTerminateProcess(NtCurrentProcess(), park_exit_status);
}

static void bucket_lock(struct bucket *bucket)
{
    for (ULONG spins = 0; InterlockedExchange(&bucket->lock, 1); spins++) {
        while (bucket->lock && spins < 100) {
            YieldProcessor();
            spins++;
        }
        if (spins >= 100) {
            give_up_at_end();
            NtYieldExecution();
        }
    }
}

static void bucket_unlock(struct bucket *bucket)
{
    __atomic_store_n(&bucket->lock, 0, __ATOMIC_RELEASE);
}

BOOLEAN spin_step(ULONG *count)
{
    if (*count >= SPIN_LIMIT || NtCurrentTeb()->ProcessEnvironmentBlock->NumberOfProcessors < 2) return FALSE;
    for (ULONG i = 0, n = ++*count < 8 ? *count : 8; i < n; i++) YieldProcessor();
    return TRUE;
}

/* Takes the waiter off its bucket's queue, if it is there. */
static BOOLEAN leave_queue(struct bucket *bucket, struct waiter *waiter)
{
    struct waiter *before = NULL, *at = bucket->first;

    for (; at && at != waiter; at = at->next) before = at;
    if (!at) return FALSE;
    if (before)
        before->next = at->next;
    else
        bucket->first = at->next;
    if (bucket->last == at) bucket->last = before;
    bucket->waiters--;
    return TRUE;
}

NTSTATUS park(const volatile void *address, ULONG_PTR tag, BOOLEAN (*still)(void *), void (*sleeping)(void *),
              void *context, const LARGE_INTEGER *timeout)
{
    struct bucket *bucket = bucket_of(address);
    struct waiter self = {.address = address, .tag = tag, .thread = NtCurrentTeb()->ClientId.UniqueThread};
    LARGE_INTEGER deadline, *until = NULL;

    if (timeout && timeout->QuadPart != MINLONGLONG) {
        deadline = *timeout;
        until = &deadline;
        if (deadline.QuadPart < 0) { /* relative: fixed now, as the sleep may be cut into pieces */
            LARGE_INTEGER counter, frequency;
            NtQueryPerformanceCounter(&counter, &frequency);
            deadline.QuadPart = counter.QuadPart - deadline.QuadPart; /* both in 100 ns */
        }
    }

    bucket_lock(bucket);
    InterlockedIncrement(&bucket->waiters); /* a fence: still() reads after this is seen */
    if (still && !still(context)) {
        bucket->waiters--;
        bucket_unlock(bucket);
        return STATUS_SUCCESS;
    }
    if (bucket->last)
        bucket->last->next = &self;
    else
        bucket->first = &self;
    bucket->last = &self;
    bucket_unlock(bucket);
    if (sleeping) sleeping(context);
    if (!timeout) give_up_at_end();

    while (!__atomic_load_n(&self.awake, __ATOMIC_ACQUIRE)) {
        LARGE_INTEGER left;
        NTSTATUS status;
        if (until && timeout->QuadPart < 0) {
            LARGE_INTEGER counter, frequency;
            NtQueryPerformanceCounter(&counter, &frequency);
            left.QuadPart = counter.QuadPart < deadline.QuadPart ? counter.QuadPart - deadline.QuadPart : 0;
            status = NtWaitForAlertByThreadId((PVOID)address, &left);
        } else {
            status = NtWaitForAlertByThreadId((PVOID)address, until);
        }
        if (status == STATUS_TIMEOUT) {
            BOOLEAN left_queue;
            bucket_lock(bucket);
            left_queue = leave_queue(bucket, &self);
            bucket_unlock(bucket);
            if (left_queue) return STATUS_TIMEOUT;
            until = NULL; /* just taken off by a waker, whose flag comes at once */
        }
    }
    return STATUS_SUCCESS;
}

ULONG unpark(const volatile void *address, ULONG most, BOOLEAN (*take)(void *, ULONG_PTR),
             void (*done)(void *, ULONG, BOOLEAN), void *context)
{
    struct bucket *bucket = bucket_of(address);
    struct waiter *woken = NULL, **tail = &woken, *before = NULL, *at, *next;
    ULONG count = 0;
    BOOLEAN more = FALSE;

    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!done && bucket->waiters == 0) return 0;
    bucket_lock(bucket);
    for (at = bucket->first; at; at = next) {
        next = at->next;
        if (at->address != address) {
            before = at;
            continue;
        }
        if (count == most || (take && !take(context, at->tag))) {
            more = TRUE;
            break;
        }
        if (before)
            before->next = next;
        else
            bucket->first = next;
        if (bucket->last == at) bucket->last = before;
        bucket->waiters--;
        at->next = NULL;
        *tail = at;
        tail = &at->next;
        count++;
    }
    if (done) done(context, count, more);
    bucket_unlock(bucket);
    for (at = woken; at; at = next) {
        HANDLE thread = at->thread; /* the waiter is gone once its flag is set */
        next = at->next;
        __atomic_store_n(&at->awake, 1, __ATOMIC_RELEASE);
        NtAlertThreadByThreadId(thread);
    }
    return count;
}
