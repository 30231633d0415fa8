/* SPDX-License-Identifier: MIT */
/* Waitable timers: NtCreateTimer, NtSetTimer and their family.
 *
 * No thread of the host counts time.  The deadline stands in the wait line: who waits sleeps until then and fires the
 * timer (line.c).  A timer with an APC also hangs in the list of the thread that set it, which looks there in each
 * alertable wait. Left out: waking the machine (STATUS_TIMER_RESUME_IGNORED says so), tolerable delays, names'
 * security. */
#include "nt/timer.h"

#include "fault.h"
#include "door/guestmem.h"
#include "linux/clock.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/shared.h"
#include "nt/thread.h"
#include "nt/wait.h"
#include "nt_calls.h"

#include <limits.h>

struct timer {
    struct object object;
    struct nt_thread *thread; /* the one that gets the APC; NULL: none */
    struct timer *next;       /* of that thread's */
    uint64_t routine, context;
    int64_t deadline; /* of the next APC, CLOCK_MONOTONIC nanoseconds */
    uint32_t period;  /* milliseconds */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the APC side; taken before a thread's lock */

static void timer_destroy(struct object *object)
{
    shared_line_free(object);
    object_free(object);
}

/* The APC's side of a cancellation.  A timer in a thread's list has a reference for that. */
static void apc_cancel(struct timer *timer)
{
    pthread_mutex_lock(&lock);
    struct nt_thread *thread = timer->thread;
    if (thread) {
        struct timer **at = &thread->timers;
        while (*at && *at != timer) at = &(*at)->next;
        if (*at) *at = timer->next;
        timer->thread = NULL;
        apc_remove(thread, timer);
    }
    pthread_mutex_unlock(&lock);
    if (thread) object_put(&timer->object);
}

static void timer_last_handle(struct object *object)
{
    name_forget(object);
    apc_cancel((struct timer *)object);
}

const struct object_type timer_type = {
    .name = "Timer",
    .valid_access = TIMER_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | TIMER_QUERY_STATE, STANDARD_RIGHTS_WRITE | TIMER_MODIFY_STATE,
                STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, TIMER_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .destroy = timer_destroy,
    .last_handle = timer_last_handle,
};

struct object *timer_blank(void)
{
    return object_create(&timer_type, sizeof(struct timer));
}

int64_t timer_apcs(struct nt_thread *self)
{
    int64_t next = INT64_MAX;
    if (!__atomic_load_n(&self->timers, __ATOMIC_ACQUIRE)) /* only this thread adds to it */
        return next;
    int64_t now = line_now();
    uint64_t time = (uint64_t)clock_system_time();
    pthread_mutex_lock(&lock);
    for (struct timer *timer = self->timers; timer; timer = timer->next) {
        if (timer->deadline <= now) {
            apc_remove(self, timer); /* one APC a timer at most, as the object holds one */
            apc_queue(self, timer->routine, timer->context, (uint32_t)time, time >> 32, timer);
            int64_t period = timer->period * 1000000ll;
            timer->deadline = period ? timer->deadline + ((now - timer->deadline) / period + 1) * period : INT64_MAX;
        }
        if (timer->deadline < next) next = timer->deadline;
    }
    pthread_mutex_unlock(&lock);
    return next;
}

void timer_drop(struct nt_thread *self)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        struct timer *timer = self->timers;
        if (timer) {
            self->timers = timer->next;
            timer->thread = NULL;
        }
        pthread_mutex_unlock(&lock);
        if (!timer) return;
        object_put(&timer->object);
    }
}

NTSTATUS sys_NtCreateTimer(HANDLE *TimerHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                           ULONG TimerType)
{
    struct guest_attributes attributes;
    if (TimerType > 1) /* NotificationTimer 0, SynchronizationTimer 1 */
        return STATUS_INVALID_PARAMETER_4;
    if (!guest_probe_write(TimerHandle, sizeof *TimerHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct object *object = timer_blank();
    struct line *line = object ? line_create_shareable(TimerType ? LINE_TIMER_AUTO : LINE_TIMER, 0, 0) : NULL;
    if (line) {
        atomic_store(&object->line, line);
        status = name_publish(object, DesiredAccess, &attributes, TimerHandle);
    } else {
        if (object) object_free(object);
        status = STATUS_NO_MEMORY;
    }
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenTimer(HANDLE *TimerHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&timer_type, DesiredAccess, ObjectAttributes, TimerHandle);
}

/* Changes the line; was it signalled? */
static bool rearm(struct line *line, bool arm, int64_t deadline, uint32_t period)
{
    uint32_t state = line_lock(line, &thread_self()->owner);
    bool was = line_ready(line, state, NULL);
    uint32_t next = state & ~(LINE_SEQUENCES | LINE_ARMED);
    next |= (state + LINE_SEQUENCE) & LINE_SEQUENCES; /* who sleeps must see a change */
    if (arm) {
        next = (next & ~LINE_SIGNALLED) | LINE_ARMED;
        atomic_store(&line->deadline, deadline);
        FAULT(timer_half_set);
        line->period = period;
    } else if (was) {
        next |= LINE_SIGNALLED; /* cancelling leaves the signal */
    }
    line_unlock(line, next);
    FAULT(timer_set);
    line_wake(line, INT_MAX);
    return was;
}

static NTSTATUS set(HANDLE handle, const LARGE_INTEGER *due, uint64_t routine, uint64_t context, bool resume,
                    LONG period, BOOLEAN *previous)
{
    struct object *object;
    int64_t deadline;
    if (!due) return STATUS_ACCESS_VIOLATION;
    if (period < 0) return STATUS_INVALID_PARAMETER_6;
    NTSTATUS status = wait_deadline(due, &deadline);
    if (status == STATUS_SUCCESS && previous && !guest_probe_write(previous, sizeof *previous))
        status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS) status = handle_get(handle, &timer_type, TIMER_MODIFY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    if (deadline <= 0) deadline = line_now();
    struct timer *timer = (struct timer *)object;
    apc_cancel(timer);
    BOOLEAN was = rearm(atomic_load(&object->line), true, deadline, (uint32_t)period);
    if (routine) {
        struct nt_thread *self = thread_self();
        object_ref(object);
        pthread_mutex_lock(&lock);
        timer->routine = routine;
        timer->context = context;
        timer->deadline = deadline;
        timer->period = (uint32_t)period;
        timer->thread = self;
        timer->next = self->timers;
        __atomic_store_n(&self->timers, timer, __ATOMIC_RELEASE);
        pthread_mutex_unlock(&lock);
    }
    object_put(object);
    if (previous && !guest_put(previous, &was)) return STATUS_ACCESS_VIOLATION;
    return resume ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS;
}

NTSTATUS sys_NtSetTimer(HANDLE TimerHandle, LARGE_INTEGER *DueTime, void *TimerApcRoutine, void *TimerContext,
                        BOOLEAN ResumeTimer, LONG Period, BOOLEAN *PreviousState)
{
    return set(TimerHandle, DueTime, (uintptr_t)TimerApcRoutine, (uintptr_t)TimerContext, ResumeTimer, Period,
               PreviousState);
}

NTSTATUS sys_NtSetTimerEx(HANDLE TimerHandle, ULONG TimerSetInformationClass, void *TimerSetInformation,
                          ULONG TimerSetInformationLength)
{
    struct {
        LARGE_INTEGER due;
        uint64_t routine, context, wake;
        ULONG period, delay;
        uint64_t previous;
    } info;                            /* TIMER_SET_COALESCABLE_TIMER_INFO */
    if (TimerSetInformationClass != 0) /* TimerSetCoalescableTimer */
        return STATUS_INVALID_INFO_CLASS;
    if (TimerSetInformationLength != sizeof info) return STATUS_INFO_LENGTH_MISMATCH;
    if (!guest_get(&info, TimerSetInformation)) return STATUS_ACCESS_VIOLATION;
    return set(TimerHandle, TimerSetInformation, info.routine, info.context, info.wake != 0, (LONG)info.period,
               (BOOLEAN *)(uintptr_t)info.previous);
}

NTSTATUS sys_NtCancelTimer(HANDLE TimerHandle, BOOLEAN *CurrentState)
{
    struct object *object;
    if (CurrentState && !guest_probe_write(CurrentState, sizeof *CurrentState)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(TimerHandle, &timer_type, TIMER_MODIFY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    apc_cancel((struct timer *)object);
    BOOLEAN was = rearm(atomic_load(&object->line), false, 0, 0);
    object_put(object);
    return CurrentState && !guest_put(CurrentState, &was) ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

NTSTATUS sys_NtQueryTimer(HANDLE TimerHandle, ULONG TimerInformationClass, void *TimerInformation,
                          ULONG TimerInformationLength, ULONG *ReturnLength)
{
    struct object *object;
    struct {
        LARGE_INTEGER remaining;
        BOOLEAN signalled;
    } answer = {0}; /* TIMER_BASIC_INFORMATION */
    ULONG length = sizeof answer;
    if (TimerInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
    if (TimerInformationLength != sizeof answer) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = handle_get(TimerHandle, &timer_type, TIMER_QUERY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    struct line *line = atomic_load(&object->line);
    uint32_t state = line_state(line);
    answer.signalled = line_ready(line, state, NULL);
    if (state & LINE_ARMED) answer.remaining.QuadPart = (atomic_load(&line->deadline) - line_now()) / 100;
    object_put(object);
    if (!guest_put(TimerInformation, &answer) || (ReturnLength && !guest_put(ReturnLength, &length)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
