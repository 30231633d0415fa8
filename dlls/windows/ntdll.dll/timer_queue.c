/* SPDX-License-Identifier: MIT */
/* Timer queues, the older interface to timers (threadpool_timer.c): a queue is a list of timers that are deleted
 * together.  It lives until the last of its timers has ended. */
#include "threadpool.h"

struct timer_queue {
    RTL_SRWLOCK lock; /* of what follows */
    LIST_ENTRY timers;
    ULONG references; /* the program's, and each timer's */
    HANDLE completion_event;
    RTL_CONDITION_VARIABLE done;
};

struct queue_timer {
    TP_TIMER timer;
    struct timer_queue *queue;
    LIST_ENTRY link; /* in the queue, while the program has not deleted it; under the queue's lock */
    BOOLEAN once;    /* it was set without a period */
};

static void queue_put_unlock(struct timer_queue *queue)
{
    BOOLEAN last = --queue->references == 0;
    HANDLE event = queue->completion_event;
    if (queue->references == 1) RtlWakeAllConditionVariable(&queue->done);
    RtlReleaseSRWLockExclusive(&queue->lock);
    if (!last) return;
    rtl_free(queue);
    if (event) NtSetEvent(event, NULL);
}

static void queue_timer_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    (void)instance;
    ((WAITORTIMERCALLBACKFUNC)object->callback)(object->context, TRUE); /* "always TRUE for timer callbacks" */
}

static void queue_timer_destroy(struct tp_object *object)
{
    struct timer_queue *queue = CONTAINING_RECORD(object, struct queue_timer, timer.object)->queue;
    RtlAcquireSRWLockExclusive(&queue->lock);
    queue_put_unlock(queue);
}

static const struct tp_kind queue_timer_kind = {
    .call = queue_timer_call, .disarm = timer_disarm, .destroy = queue_timer_destroy};

/* ---- queues ---- */

/* "CreateTimerQueue function" */
NTSTATUS NTAPI RtlCreateTimerQueue(PHANDLE out)
{
    struct timer_queue *queue = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *queue);
    if (!queue) return STATUS_NO_MEMORY;
    list_init(&queue->timers);
    queue->references = 1;
    *out = queue;
    return STATUS_SUCCESS;
}

/* The queue that NULL stands for; NULL: no memory. */
static struct timer_queue *queue_of(HANDLE queue)
{
    static struct timer_queue *the_queue;
    HANDLE made;
    if (queue) return queue;
    if (!__atomic_load_n(&the_queue, __ATOMIC_ACQUIRE) && NT_SUCCESS(RtlCreateTimerQueue(&made)) &&
        InterlockedCompareExchangePointer((PVOID *)&the_queue, made, NULL))
        rtl_free(made);
    return the_queue;
}

/* "DeleteTimerQueueEx function": STATUS_PENDING where callbacks have not ended yet. */
NTSTATUS NTAPI RtlDeleteTimerQueueEx(HANDLE handle, HANDLE event)
{
    struct timer_queue *queue = handle;
    BOOLEAN wait = event == INVALID_HANDLE_VALUE;
    if (!queue || handle == INVALID_HANDLE_VALUE) return STATUS_INVALID_HANDLE;
    RtlAcquireSRWLockExclusive(&queue->lock);
    while (!list_empty(&queue->timers)) {
        struct queue_timer *timer = CONTAINING_RECORD(queue->timers.Flink, struct queue_timer, link);
        list_remove(&timer->link);
        list_init(&timer->link);
        RtlReleaseSRWLockExclusive(&queue->lock);
        object_retire(&timer->timer.object, NULL);
        RtlAcquireSRWLockExclusive(&queue->lock);
    }
    while (wait && !pool_ending() && queue->references > 1)
        RtlSleepConditionVariableSRW(&queue->done, &queue->lock, NULL, 0);
    BOOLEAN outstanding = queue->references > 1;
    if (!wait) queue->completion_event = event;
    queue_put_unlock(queue);
    return outstanding ? STATUS_PENDING : STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlDeleteTimerQueue(HANDLE queue)
{
    return RtlDeleteTimerQueueEx(queue, NULL);
}

/* ---- timers ---- */

static void set(struct queue_timer *timer, ULONG due, ULONG period, BOOLEAN waiting_only)
{
    LARGE_INTEGER at = {.QuadPart = -(LONGLONG)due * 10000};
    timer_set(&timer->timer, &at, period, 0, waiting_only);
}

/* "CreateTimerQueueTimer function" */
NTSTATUS NTAPI RtlCreateTimer(HANDLE handle, PHANDLE out, WAITORTIMERCALLBACKFUNC callback, PVOID context, ULONG due,
                              ULONG period, ULONG flags)
{
    struct timer_queue *queue = queue_of(handle);
    struct tp_object *object;
    if (handle == INVALID_HANDLE_VALUE) return STATUS_INVALID_HANDLE;
    if (!queue) return STATUS_NO_MEMORY;
    /* "If this flag is set, the Period parameter must be zero." */
    if (flags & WT_EXECUTEONLYONCE && period) return STATUS_INVALID_PARAMETER;
    NTSTATUS status =
        object_make_flags(sizeof(struct queue_timer), &queue_timer_kind, (PVOID)callback, context, flags, &object);
    if (!NT_SUCCESS(status)) return status;
    struct queue_timer *timer = CONTAINING_RECORD(object, struct queue_timer, timer.object);
    timer->timer.in_thread = (flags & WT_EXECUTEINTIMERTHREAD) != 0;
    timer->queue = queue;
    timer->once = !period;
    RtlAcquireSRWLockExclusive(&queue->lock);
    queue->references++;
    list_append(&queue->timers, &timer->link);
    RtlReleaseSRWLockExclusive(&queue->lock);
    *out = timer; /* before a callback may use it */
    set(timer, due, period, FALSE);
    return STATUS_SUCCESS;
}

/* "ChangeTimerQueueTimer function": one that has expired, and has no period, "is not updated". */
NTSTATUS NTAPI RtlUpdateTimer(HANDLE queue, HANDLE handle, ULONG due, ULONG period)
{
    struct queue_timer *timer = handle;
    (void)queue;
    if (!timer) return STATUS_INVALID_PARAMETER;
    set(timer, due, period, timer->once);
    timer->once = !period;
    return STATUS_SUCCESS;
}

/* "DeleteTimerQueueTimer function": STATUS_PENDING where callbacks have not ended yet. */
NTSTATUS NTAPI RtlDeleteTimer(HANDLE handle, HANDLE timer_handle, HANDLE event)
{
    struct queue_timer *timer = timer_handle;
    (void)handle;
    if (!timer) return STATUS_INVALID_PARAMETER;
    RtlAcquireSRWLockExclusive(&timer->queue->lock);
    list_remove(&timer->link);
    list_init(&timer->link);
    RtlReleaseSRWLockExclusive(&timer->queue->lock);
    return object_retire(&timer->timer.object, event);
}
