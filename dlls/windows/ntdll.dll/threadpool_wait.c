/* SPDX-License-Identifier: MIT */
/* Waits of the thread pool: threads that wait for up to 63 objects each, and queue a callback when one is signalled.
 *
 * A completion port can watch objects for its threads too (NtAssociateWaitCompletionPacket), but looks at them only
 * when no packet is there, all its threads waking for each: waits would starve behind work.  So waits have threads of
 * their own, made as needed, which end when they have had nothing to wait for a while.
 *
 * The thread takes the signal and then the lock; whoever unsets the wait meanwhile marks it and waits until the thread
 * has said what became of it.  So no signal is lost: it is either still in the object, or a callback follows.
 *
 * Left out: mutexes, as documented (the thread that waited would own them). */
#include "threadpool.h"

enum { WAITS = MAXIMUM_WAIT_OBJECTS - 1 };

struct wait_thread {
    LIST_ENTRY link;
    HANDLE control; /* an event: look again */
    PTP_WAIT waits[WAITS];
    ULONG count;
    BOOLEAN asleep; /* waits, so that no wait may be taken from the list by others */
};

static RTL_SRWLOCK lock;               /* of all wait threads and of waits' states */
static RTL_CONDITION_VARIABLE settled; /* some WAIT_CANCELLED was answered */
static LIST_ENTRY threads = {&threads, &threads};

LONGLONG wait_deadline(const LARGE_INTEGER *timeout)
{
    LARGE_INTEGER system;
    LONGLONG now = pool_now();
    if (!timeout) return MAXLONGLONG;
    if (timeout->QuadPart <= 0)
        return timeout->QuadPart < now - MAXLONGLONG / 2 ? MAXLONGLONG : now - timeout->QuadPart;
    NtQuerySystemTime(&system);
    return now + (timeout->QuadPart - system.QuadPart);
}

/* ---- the lists; all under the lock ---- */

/* Takes a set wait from its thread's list. */
static void remove_wait(PTP_WAIT wait)
{
    struct wait_thread *thread = wait->thread;
    for (ULONG i = 0; i < thread->count; i++)
        if (thread->waits[i] == wait) {
            thread->waits[i] = thread->waits[--thread->count];
            break;
        }
    NtClose(wait->handle);
    wait->handle = NULL;
    wait->thread = NULL;
    wait->state = WAIT_UNSET;
}

/* What the wait was for has come, or its time is over.  TRUE: its callback, in `instance`, is for the wait thread. */
static BOOLEAN fire(PTP_WAIT wait, BOOLEAN timed_out, PTP_CALLBACK_INSTANCE instance)
{
    BOOLEAN cancelled = wait->state == WAIT_CANCELLED;
    remove_wait(wait);
    wait->fired++;
    if (cancelled) RtlWakeAllConditionVariable(&settled);
    if (!wait->in_thread) {
        pool_post(&wait->object, timed_out);
        return FALSE;
    }
    pool_lock(wait->object.pool);
    object_begin(&wait->object, instance);
    instance->timed_out = timed_out;
    pool_unlock(wait->object.pool);
    return TRUE;
}

/* The lock is released while the callback runs. */
static void run_here(PTP_CALLBACK_INSTANCE instance)
{
    RtlReleaseSRWLockExclusive(&lock);
    object_call(instance);
    RtlAcquireSRWLockExclusive(&lock);
}

/* Answers those who unset waits while the thread slept. */
static void settle(struct wait_thread *thread)
{
    BOOLEAN any = FALSE;
    for (ULONG i = thread->count; i--;)
        if (thread->waits[i]->state == WAIT_CANCELLED) {
            remove_wait(thread->waits[i]);
            any = TRUE;
        }
    if (any) RtlWakeAllConditionVariable(&settled);
}

/* ---- the threads ---- */

/* Sleeps until an object is signalled, the control event or the deadline: which wait's it was, or NULL.  The lock is
 * released meanwhile. */
static PTP_WAIT sleep_for(struct wait_thread *thread, NTSTATUS *status)
{
    HANDLE handles[MAXIMUM_WAIT_OBJECTS] = {thread->control};
    PTP_WAIT waits[WAITS];
    ULONG count = thread->count;
    LONGLONG nearest = MAXLONGLONG;
    LARGE_INTEGER timeout = {.QuadPart = HELPER_IDLE}, *until = &timeout;

    for (ULONG i = 0; i < count; i++) {
        waits[i] = thread->waits[i];
        handles[i + 1] = waits[i]->handle;
        if (waits[i]->deadline < nearest) nearest = waits[i]->deadline;
    }
    if (nearest != MAXLONGLONG) {
        LONGLONG now = pool_now();
        timeout.QuadPart = nearest > now ? now - nearest : 0;
    } else if (count) {
        until = NULL;
    }
    thread->asleep = TRUE;
    RtlReleaseSRWLockExclusive(&lock);
    *status = NtWaitForMultipleObjects(count + 1, handles, WaitAny, TRUE, until);
    RtlAcquireSRWLockExclusive(&lock);
    thread->asleep = FALSE;
    if (*status > STATUS_WAIT_0 && *status <= STATUS_WAIT_0 + (LONG)count) return waits[*status - STATUS_WAIT_0 - 1];
    return NULL;
}

/* The wait failed: something cannot be waited for, and never fires.  Which wait's object is signalled, or NULL. */
static PTP_WAIT drop_bad(struct wait_thread *thread)
{
    LARGE_INTEGER now = {.QuadPart = 0};
    for (ULONG i = thread->count; i--;) {
        PTP_WAIT wait = thread->waits[i];
        NTSTATUS status = NtWaitForSingleObject(wait->handle, FALSE, &now);
        if (status == STATUS_WAIT_0) return wait;
        if (!NT_ERROR(status)) continue;
        if (wait->state == WAIT_CANCELLED) RtlWakeAllConditionVariable(&settled);
        remove_wait(wait);
    }
    return NULL;
}

/* One wait whose time is over, or NULL. */
static PTP_WAIT late(struct wait_thread *thread)
{
    LONGLONG now = pool_now();
    for (ULONG i = 0; i < thread->count; i++)
        if (thread->waits[i]->deadline <= now) return thread->waits[i];
    return NULL;
}

static DWORD WINAPI wait_thread(PVOID argument)
{
    struct wait_thread *thread = argument;
    TP_CALLBACK_INSTANCE instance;
    NTSTATUS status;

    RtlAcquireSRWLockExclusive(&lock);
    for (;;) {
        PTP_WAIT wait = sleep_for(thread, &status);
        if (status == STATUS_TIMEOUT && !thread->count) break;
        if (NT_ERROR(status)) wait = drop_bad(thread);
        BOOLEAN here = wait && fire(wait, FALSE, &instance);
        settle(thread);
        if (here) run_here(&instance);
        while (status == STATUS_TIMEOUT && (wait = late(thread)))
            if (fire(wait, TRUE, &instance)) run_here(&instance);
    }
    list_remove(&thread->link);
    RtlReleaseSRWLockExclusive(&lock);
    NtClose(thread->control);
    rtl_free(thread);
    return 0;
}

/* A thread with room for one more wait. */
static struct wait_thread *thread_with_room(void)
{
    struct wait_thread *thread;
    for (LIST_ENTRY *link = threads.Flink; link != &threads; link = link->Flink) {
        thread = CONTAINING_RECORD(link, struct wait_thread, link);
        if (thread->count < WAITS) return thread;
    }
    thread = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *thread);
    if (!thread) return NULL;
    if (!NT_SUCCESS(NtCreateEvent(&thread->control, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE))) {
        rtl_free(thread);
        return NULL;
    }
    if (!NT_SUCCESS(pool_thread(wait_thread, thread, NULL))) {
        NtClose(thread->control);
        rtl_free(thread);
        return NULL;
    }
    list_append(&threads, &thread->link);
    return thread;
}

/* ---- setting ---- */

/* Can it be waited for?  A wait for it and for what never comes takes nothing from it. */
static NTSTATUS waitable(HANDLE handle)
{
    static HANDLE never;
    LARGE_INTEGER now = {.QuadPart = 0};
    if (!never) {
        HANDLE event = NULL;
        NTSTATUS status = NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
        if (!NT_SUCCESS(status)) return status;
        if (InterlockedCompareExchangePointer(&never, event, NULL)) NtClose(event);
    }
    HANDLE both[] = {never, handle};
    return NtWaitForMultipleObjects(ARRAY_SIZE(both), both, WaitAll, FALSE, &now);
}

NTSTATUS wait_handle(HANDLE handle, HANDLE *own)
{
    MUTANT_BASIC_INFORMATION mutant;
    NTSTATUS status =
        NtDuplicateObject(NtCurrentProcess(), handle, NtCurrentProcess(), own, 0, 0, DUPLICATE_SAME_ACCESS);
    if (!NT_SUCCESS(status)) return status;
    status = NtQueryMutant(*own, 0 /* MutantBasicInformation */, &mutant, sizeof mutant, NULL);
    status = status == STATUS_OBJECT_TYPE_MISMATCH ? waitable(*own) : STATUS_INVALID_PARAMETER_3;
    if (NT_SUCCESS(status)) return STATUS_SUCCESS;
    NtClose(*own);
    return status;
}

NTSTATUS wait_set(PTP_WAIT wait, HANDLE own, LONGLONG deadline)
{
    NTSTATUS status = STATUS_CANCELLED;
    RtlAcquireSRWLockExclusive(&lock);
    if (!wait->closed && wait->state == WAIT_UNSET) {
        struct wait_thread *thread = thread_with_room();
        status = thread ? STATUS_SUCCESS : STATUS_NO_MEMORY;
        if (thread) {
            wait->state = WAIT_ARMED;
            wait->handle = own;
            wait->deadline = deadline;
            wait->thread = thread;
            thread->waits[thread->count++] = wait;
            if (thread->asleep) NtSetEvent(thread->control, NULL);
        }
    }
    RtlReleaseSRWLockExclusive(&lock);
    if (!NT_SUCCESS(status)) NtClose(own);
    return status;
}

BOOLEAN wait_unset(PTP_WAIT wait, BOOLEAN close)
{
    RtlAcquireSRWLockExclusive(&lock);
    BOOLEAN was = wait->state == WAIT_ARMED;
    if (close) wait->closed = TRUE;
    if (was && wait->thread->asleep && !pool_ending()) {
        ULONG fired = wait->fired;
        wait->state = WAIT_CANCELLED;
        NtSetEvent(wait->thread->control, NULL);
        while (wait->state == WAIT_CANCELLED) RtlSleepConditionVariableSRW(&settled, &lock, NULL, 0);
        was = wait->fired == fired;
    } else if (was) {
        remove_wait(wait);
    }
    RtlReleaseSRWLockExclusive(&lock);
    return was;
}

void wait_disarm(struct tp_object *object)
{
    wait_unset(CONTAINING_RECORD(object, TP_WAIT, object), TRUE);
}

/* ---- wait objects ---- */

static void wait_call(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_WAIT_CALLBACK)object->callback)(instance, object->context, (PTP_WAIT)object,
                                          instance->timed_out ? WAIT_TIMEOUT : WAIT_OBJECT_0);
}

static const struct tp_kind wait_kind = {.call = wait_call, .disarm = wait_disarm};

/* "CreateThreadpoolWait function" */
NTSTATUS NTAPI TpAllocWait(PTP_WAIT *out, PTP_WAIT_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    return object_make(sizeof(TP_WAIT), &wait_kind, (PVOID)callback, context, environment, (struct tp_object **)out);
}

/* "SetThreadpoolWaitEx function": TRUE where a wait was set, and no callback follows from it.  A handle that cannot be
 * waited for raises STATUS_THREADPOOL_HANDLE_EXCEPTION. */
ULONG NTAPI TpSetWaitEx(PTP_WAIT wait, HANDLE handle, PLARGE_INTEGER timeout, PVOID reserved)
{
    HANDLE own = NULL;
    NTSTATUS status = handle ? wait_handle(handle, &own) : STATUS_SUCCESS;
    (void)reserved;
    if (!NT_SUCCESS(status)) {
        object_raise(STATUS_THREADPOOL_HANDLE_EXCEPTION, status);
        return FALSE;
    }
    BOOLEAN was = wait_unset(wait, FALSE);
    if (own) {
        status = wait_set(wait, own, wait_deadline(timeout));
        if (status == STATUS_NO_MEMORY) RtlRaiseStatus(status);
    }
    return was;
}

/* "SetThreadpoolWait function" */
VOID NTAPI TpSetWait(PTP_WAIT wait, HANDLE handle, PLARGE_INTEGER timeout)
{
    TpSetWaitEx(wait, handle, timeout, NULL);
}

/* "WaitForThreadpoolWaitCallbacks function" */
VOID NTAPI TpWaitForWait(PTP_WAIT wait, ULONG cancel)
{
    object_wait(&wait->object, cancel != 0);
}

/* "CloseThreadpoolWait function": it waits no more; callbacks that are queued run. */
VOID NTAPI TpReleaseWait(PTP_WAIT wait)
{
    object_release(&wait->object);
}
