/* SPDX-License-Identifier: MIT */
/* Timers of the thread pool: one thread for all of the process, which sleeps until the next one is to have expired and
 * then queues the callbacks of all that have.
 *
 * A timer stands in two pairing heaps: by the time at which it expires, and by the time at which it is to have expired
 * at the latest (its window being over), which is what the thread sleeps for; so timers with windows share wake-ups.
 * The callbacks of a periodic timer are queued each period, "whether or not the previous callback has finished"; of
 * periods that the thread could not see (the machine was busy) one is.
 *
 * Left out: an absolute time does not follow the wall clock when that is set after the timer was. */
#include "threadpool.h"

static RTL_SRWLOCK lock;
static RTL_CONDITION_VARIABLE changed;             /* the thread is to look again */
static struct heap_node *first_due, *first_latest; /* the heaps' tops */
static LONGLONG sleeps_until;
static BOOLEAN running; /* the thread is there */

#define MILLISECOND 10000ll

/* ---- pairing heaps ---- */

static struct heap_node *heap_merge(struct heap_node *a, struct heap_node *b)
{
    if (!a) return b;
    if (!b) return a;
    if (b->key < a->key) {
        struct heap_node *swap = a;
        a = b;
        b = swap;
    }
    b->previous = a;
    b->next = a->child;
    if (b->next) b->next->previous = b;
    a->child = b;
    return a;
}

/* Makes one heap of a node's children: in pairs from left to right, then all pairs from right to left. */
static struct heap_node *heap_children(struct heap_node *node)
{
    struct heap_node *pairs = NULL, *heap = NULL, *at = node->child, *next;
    for (; at; at = next) {
        struct heap_node *right = at->next;
        next = right ? right->next : NULL;
        at->next = at->previous = NULL;
        if (right) right->next = right->previous = NULL;
        at = heap_merge(at, right);
        at->next = pairs;
        pairs = at;
    }
    for (at = pairs; at; at = next) {
        next = at->next;
        at->next = NULL;
        heap = heap_merge(heap, at);
    }
    node->child = NULL;
    return heap;
}

static void heap_insert(struct heap_node **top, struct heap_node *node, LONGLONG key)
{
    *node = (struct heap_node){.key = key};
    *top = heap_merge(*top, node);
}

static void heap_remove(struct heap_node **top, struct heap_node *node)
{
    struct heap_node *rest = heap_children(node);
    if (node == *top) {
        *top = rest;
    } else {
        if (node->previous->child == node)
            node->previous->child = node->next;
        else
            node->previous->next = node->next;
        if (node->next) node->next->previous = node->previous;
        *top = heap_merge(*top, rest);
    }
    if (*top) (*top)->previous = (*top)->next = NULL;
}

/* ---- the thread ---- */

static void insert(PTP_TIMER timer, LONGLONG due)
{
    timer->armed = TRUE;
    heap_insert(&first_due, &timer->due, due);
    heap_insert(&first_latest, &timer->latest, due + timer->window * MILLISECOND);
}

static void take_out(PTP_TIMER timer)
{
    timer->armed = FALSE;
    heap_remove(&first_due, &timer->due);
    heap_remove(&first_latest, &timer->latest);
}

/* The lock is released while a callback runs in this thread. */
static void expire(PTP_TIMER timer, LONGLONG now)
{
    LONGLONG due = timer->due.key, period = timer->period * MILLISECOND;
    take_out(timer);
    if (period) insert(timer, due + ((now - due) / period + 1) * period);
    if (!timer->in_thread) {
        pool_post(&timer->object, FALSE);
        return;
    }
    TP_CALLBACK_INSTANCE instance;
    pool_lock(timer->object.pool);
    object_begin(&timer->object, &instance);
    pool_unlock(timer->object.pool);
    RtlReleaseSRWLockExclusive(&lock);
    object_call(&instance);
    RtlAcquireSRWLockExclusive(&lock);
}

static DWORD WINAPI timer_thread(PVOID unused)
{
    (void)unused;
    RtlAcquireSRWLockExclusive(&lock);
    for (;;) {
        LONGLONG now = pool_now();
        LARGE_INTEGER timeout = {.QuadPart = HELPER_IDLE};
        while (first_due && first_due->key <= now) expire(CONTAINING_RECORD(first_due, TP_TIMER, due), now);
        if (first_latest) {
            now = pool_now();
            sleeps_until = first_latest->key;
            if (sleeps_until <= now) continue;
            timeout.QuadPart = now - sleeps_until;
        } else {
            sleeps_until = MAXLONGLONG;
        }
        NTSTATUS status = RtlSleepConditionVariableSRW(&changed, &lock, &timeout, 0);
        if (status == STATUS_TIMEOUT && sleeps_until == MAXLONGLONG && !first_due) break;
    }
    running = FALSE;
    RtlReleaseSRWLockExclusive(&lock);
    return 0;
}

/* The thread is there, and sleeps no longer than the timers allow. */
static void wake_thread(void)
{
    if (running) {
        if (first_latest->key < sleeps_until) {
            sleeps_until = first_latest->key;
            RtlWakeConditionVariable(&changed);
        }
        return;
    }
    sleeps_until = 0; /* it looks before it sleeps */
    running = NT_SUCCESS(pool_thread(timer_thread, NULL, NULL));
}

/* ---- timers ---- */

BOOLEAN timer_set(PTP_TIMER timer, const LARGE_INTEGER *due, ULONG period, ULONG window, BOOLEAN waiting_only)
{
    RtlAcquireSRWLockExclusive(&lock);
    BOOLEAN was = timer->armed;
    if (waiting_only && !was) due = NULL;
    if (was) take_out(timer);
    timer->set = due != NULL;
    if (due) {
        LONGLONG now = pool_now(), at = due->QuadPart;
        if (at > 0) {
            LARGE_INTEGER system;
            NtQuerySystemTime(&system);
            at = at <= system.QuadPart ? now : now + (at - system.QuadPart);
        } else {
            at = at < now - MAXLONGLONG / 2 ? MAXLONGLONG / 2 : now - at;
        }
        timer->period = period;
        timer->window = window;
        if (at <= now && !timer->in_thread) { /* the thread is not needed for the first one */
            pool_post(&timer->object, FALSE);
            at += period * MILLISECOND;
        }
        if (at > now || timer->in_thread) {
            insert(timer, at);
            wake_thread();
        }
    }
    RtlReleaseSRWLockExclusive(&lock);
    return was;
}

void timer_disarm(struct tp_object *object)
{
    timer_set(CONTAINING_RECORD(object, TP_TIMER, object), NULL, 0, 0, FALSE);
}

static void timer_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_TIMER_CALLBACK)object->callback)(instance, object->context, (PTP_TIMER)object);
}

static const struct tp_kind timer_kind = {.call = timer_call, .disarm = timer_disarm};

/* "CreateThreadpoolTimer function" */
NTSTATUS NTAPI TpAllocTimer(PTP_TIMER *out, PTP_TIMER_CALLBACK callback, PVOID context,
                            PTP_CALLBACK_ENVIRON environment)
{
    return object_make(sizeof(TP_TIMER), &timer_kind, (PVOID)callback, context, environment, (struct tp_object **)out);
}

/* "SetThreadpoolTimerEx function": TRUE where the timer was set and will not expire by that any more. */
ULONG NTAPI TpSetTimerEx(PTP_TIMER timer, PLARGE_INTEGER due, ULONG period, ULONG window)
{
    return timer_set(timer, due, period, window, FALSE);
}

/* "SetThreadpoolTimer function" */
VOID NTAPI TpSetTimer(PTP_TIMER timer, PLARGE_INTEGER due, ULONG period, ULONG window)
{
    timer_set(timer, due, period, window, FALSE);
}

/* "IsThreadpoolTimerSet function": whether it was set to a time, be that over, and not stopped since. */
ULONG NTAPI TpIsTimerSet(PTP_TIMER timer)
{
    RtlAcquireSRWLockShared(&lock);
    BOOLEAN set = timer->set;
    RtlReleaseSRWLockShared(&lock);
    return set;
}

/* "WaitForThreadpoolTimerCallbacks function" */
VOID NTAPI TpWaitForTimer(PTP_TIMER timer, ULONG cancel)
{
    object_wait(&timer->object, cancel != 0);
}

/* "CloseThreadpoolTimer function": it expires no more; callbacks that are queued run. */
VOID NTAPI TpReleaseTimer(PTP_TIMER timer)
{
    object_release(&timer->object);
}
