/* SPDX-License-Identifier: MIT */
/* Waits: NtWaitForSingleObject, NtWaitForMultipleObjects, NtSignalAndWaitForSingleObject, NtDelayExecution,
 * NtYieldExecution.
 *
 * What can be taken at once is taken without a Linux call.  Otherwise the thread lists its lines, counts itself a
 * waiter of each, looks again and sleeps: on one futex, or on all by futex_waitv (without that call, on the thread's
 * first line with a short time limit).  Whoever leaves a wait passes on what it could have taken but did not
 * (line_pass): a wake-up is never lost with its waiter.  A wait for all takes nothing until it can take everything: it
 * locks the lines in order of address, looks, and commits or undoes.
 *
 * Left out: an absolute time-out does not follow the wall clock when that is set during the wait; waiting threads are
 * woken in the kernel's order, priorities do not count. */
#include "nt/wait.h"

#include "door/feature.h"
#include "fault.h"
#include "door/guestmem.h"
#include "linux/clock.h"
#include "nt/event.h"
#include "nt/file.h"
#include "nt/handle.h"
#include "nt/intent.h"
#include "nt/line.h"
#include "nt/look.h"
#include "nt/mutant.h"
#include "nt/semaphore.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif
#ifndef FUTEX_32
#define FUTEX_32 2
struct futex_waitv {
    uint64_t val;
    uint64_t uaddr;
    uint32_t flags;
    uint32_t __reserved;
};
#endif

static _Atomic bool waitv_asked, waitv_missing;

/* ---- time ---- */

NTSTATUS wait_deadline(const LARGE_INTEGER *guest, int64_t *deadline)
{
    LARGE_INTEGER timeout;
    if (!guest) {
        *deadline = INT64_MAX;
        return STATUS_SUCCESS;
    }
    if (!guest_get(&timeout, guest)) return STATUS_ACCESS_VIOLATION;
    int64_t units = timeout.QuadPart;
    if (units == 0) {
        *deadline = 0;
    } else if (units < 0) {
        int64_t now = line_now();
        *deadline = units <= -(INT64_MAX - now) / 100 ? INT64_MAX : now - units * 100;
    } else {
        int64_t ahead = units - clock_system_time();
        if (ahead <= 0)
            *deadline = 0;
        else
            *deadline = ahead > (INT64_MAX - line_now()) / 100 ? INT64_MAX : line_now() + ahead * 100;
    }
    return STATUS_SUCCESS;
}

static struct timespec *to_timespec(int64_t deadline, struct timespec *out)
{
    if (deadline == INT64_MAX) return NULL;
    *out = (struct timespec){deadline / 1000000000, deadline % 1000000000};
    return out;
}

/* ---- sleeping ---- */

/* An alertable wait also ends when a timer of the thread's own is to queue its APC. */
static int64_t alert_deadline(struct nt_thread *self, bool alertable, int64_t deadline)
{
    int64_t next = alertable ? timer_apcs(self) : INT64_MAX;
    return next < deadline ? next : deadline;
}

/* A word to sleep on while it has this value. */
struct sleep_word {
    _Atomic uint32_t *word;
    uint32_t value;
    uint32_t private; /* FUTEX_PRIVATE_FLAG; 0: other processes may wake */
};

/* Sleeps until one of the words changes, the deadline or an alert: 0, -EAGAIN, -ETIMEDOUT, -EINTR. */
static long sleep_on(const struct sleep_word *words, uint32_t count, int64_t deadline)
{
    struct timespec at;
    struct timespec *until = to_timespec(deadline, &at);
    if (!atomic_load(&waitv_asked)) {
        if (feature_is_off("waitv")) atomic_store(&waitv_missing, true);
        atomic_store(&waitv_asked, true);
    }
    if (count != 1 && !atomic_load(&waitv_missing)) {
        struct futex_waitv futexes[WAIT_LINES];
        for (uint32_t i = 0; i < count; i++)
            futexes[i] = (struct futex_waitv){words[i].value, (uintptr_t)words[i].word, FUTEX_32 | words[i].private, 0};
        long result = door_block(SYS_futex_waitv, (long)futexes, count, 0, (long)until, CLOCK_MONOTONIC, 0);
        if (result != -ENOSYS && result != -EPERM) {
            clock_touch();
            return result < 0 ? result : 0;
        }
        atomic_store(&waitv_missing, true);
    }
    bool partial = count != 1;
    if (partial) { /* the others are looked at again soon */
        int64_t soon = line_now() + 1000000;
        if (soon < deadline)
            until = to_timespec(soon, &at);
        else
            partial = false;
    }
    long result = door_block(SYS_futex, (long)words[0].word, FUTEX_WAIT_BITSET | words[0].private, (long)words[0].value,
                             (long)until, 0, FUTEX_BITSET_MATCH_ANY);
    clock_touch();
    return partial && result == -ETIMEDOUT ? 0 : result;
}

NTSTATUS wait_word(_Atomic uint32_t *word, uint32_t value, bool alertable, int64_t deadline)
{
    struct nt_thread *self = thread_self();
    NTSTATUS status = alertable ? alert_begin(self) : STATUS_SUCCESS;
    if (status != STATUS_SUCCESS) return status;
    bool idle = seat_idle(self);
    while (atomic_load(word) == value) {
        long result = sleep_on(&(struct sleep_word){word, value, FUTEX_PRIVATE_FLAG}, 1,
                               alert_deadline(self, alertable, deadline));
        if (result == -EINTR && thread_interrupted())
            status = STATUS_THREAD_IS_TERMINATING;
        else if (alertable && atomic_load(word) == value)
            status = alert_look(self);
        if (status == STATUS_SUCCESS && result == -ETIMEDOUT && line_now() >= deadline) status = STATUS_TIMEOUT;
        if (status != STATUS_SUCCESS || (result != -EINTR && result != -ETIMEDOUT)) break;
    }
    if (idle) seat_busy(self);
    if (alertable) alert_end(self);
    return status;
}

/* ---- objects ---- */

/* One wait in progress. */
struct wait {
    struct object **objects;
    struct line *lines[WAIT_LINES]; /* NULL: always signalled */
    uint32_t sequences[WAIT_LINES];
    uint32_t count;
    uint32_t taken; /* objects from this index on are looked at, not taken */
    struct line_owner *self;
    bool all;
};

/* The line of an object that can be waited on. */
static NTSTATUS object_line(struct object *object, struct line **line)
{
    if (object->type->wait == OBJECT_WAIT_NEVER) return STATUS_OBJECT_TYPE_MISMATCH;
    *line = atomic_load_explicit(&object->line, memory_order_acquire);
    if (*line) return STATUS_SUCCESS;
    if (object->type == &file_type && ((struct file *)object)->ops->wait_line)
        *line = ((struct file *)object)->ops->wait_line((struct file *)object);
    if (*line || object->type->wait == OBJECT_WAIT_ALWAYS) return STATUS_SUCCESS;
    return STATUS_OBJECT_TYPE_MISMATCH;
}

/* What of a wait doesn't change; not cleared: 64 entries each. */
static void wait_init(struct wait *wait, struct object **objects, uint32_t count, uint32_t taken, bool all)
{
    wait->objects = objects;
    wait->count = count;
    wait->taken = taken;
    wait->all = all && count > 1;
    wait->self = &thread_self()->owner;
}

static NTSTATUS taken_status(struct object *object, struct line *line, enum line_take taken, uint32_t index)
{
    if (line->kind == LINE_MUTANT) mutant_taken(object, line);
    return (taken == LINE_TAKEN_ABANDONED ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0) + (NTSTATUS)index;
}

/* STATUS_PENDING: nothing can be taken. */
static NTSTATUS try_any(struct wait *wait)
{
    for (uint32_t i = 0; i < wait->count; i++) {
        if (!wait->lines[i]) return STATUS_WAIT_0 + (NTSTATUS)i;
        if (i >= wait->taken) {
            if (line_ready(wait->lines[i], line_state(wait->lines[i]), wait->self)) return STATUS_WAIT_0 + (NTSTATUS)i;
            continue;
        }
        enum line_take taken = line_take(wait->lines[i], wait->self);
        if (taken != LINE_NOT) return taken_status(wait->objects[i], wait->lines[i], taken, i);
    }
    return STATUS_PENDING;
}

static NTSTATUS try_all(struct wait *wait)
{
    uint32_t order[WAIT_LINES], states[WAIT_LINES], count = 0, held = 0, abandoned = WAIT_LINES;
    enum line_take taken[WAIT_LINES];
    for (uint32_t i = 0; i < wait->count; i++) {
        if (!wait->lines[i]) continue;
        if (!line_ready(wait->lines[i], line_state(wait->lines[i]), wait->self)) return STATUS_PENDING;
        uint32_t at = count++;
        for (; at && wait->lines[order[at - 1]] > wait->lines[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    while (held < count && line_hold(wait->lines[order[held]], wait->self, &states[held])) {
        FAULT(all_holds);
        held++;
    }
    intent_decide(wait->self, held == count);
    FAULT(all_decided);
    for (uint32_t k = 0; k < held; k++) {
        struct line *line = wait->lines[order[k]];
        if (held < count) {
            line_restore(line, wait->self, states[k]);
            FAULT(all_restored);
            continue;
        }
        taken[k] = line_commit(line, wait->self, states[k]);
        FAULT(all_committed);
        if (taken[k] == LINE_TAKEN_ABANDONED && order[k] < abandoned) abandoned = order[k];
    }
    intent_decide(wait->self, false);
    if (held < count) return STATUS_PENDING;
    for (uint32_t k = 0; k < count; k++)
        if (wait->lines[order[k]]->kind == LINE_MUTANT) mutant_taken(wait->objects[order[k]], wait->lines[order[k]]);
    return abandoned < WAIT_LINES ? STATUS_ABANDONED_WAIT_0 + (NTSTATUS)abandoned : STATUS_WAIT_0;
}

static NTSTATUS wait_try(struct wait *wait)
{
    return wait->all ? try_all(wait) : try_any(wait);
}

/* A notification event was pulsed since the wait began. */
static NTSTATUS try_pulsed(struct wait *wait)
{
    for (uint32_t i = 0; !wait->all && i < wait->count; i++)
        if (wait->lines[i]->kind == LINE_EVENT &&
            (atomic_load(&wait->lines[i]->state) & LINE_SEQUENCES) != wait->sequences[i])
            return STATUS_WAIT_0 + (NTSTATUS)i;
    return STATUS_PENDING;
}

static void wait_register(struct wait *wait)
{
    for (uint32_t i = 0; i < wait->count; i++)
        if (wait->lines[i]) {
            line_wait_begin(wait->lines[i], wait->self);
            wait->sequences[i] = atomic_load(&wait->lines[i]->state) & LINE_SEQUENCES;
        }
}

static void wait_leave(struct wait *wait)
{
    for (uint32_t i = wait->count; i-- > 0;)
        if (wait->lines[i]) line_wait_end(wait->lines[i], wait->self);
    for (uint32_t i = 0; i < wait->count; i++)
        if (wait->lines[i]) line_pass(wait->lines[i], NULL);
}

/* Sleeps once.  For any: on all lines; for all: on the first one that cannot be taken, passing on what it was woken
 * for. */
static long wait_sleep(struct wait *wait, int64_t deadline)
{
    struct sleep_word words[WAIT_LINES];
    uint32_t count = 0, flags = 0;
    for (uint32_t i = 0; i < wait->count; i++) {
        struct line *line = wait->lines[i];
        if (!line) continue;
        uint32_t state = line_state(line);
        if (line_ready(line, state, wait->self)) {
            if (!wait->all) return -EAGAIN;
            line_pass(line, NULL);
            continue;
        }
        int64_t fires = line_deadline(line);
        if (fires < deadline) deadline = fires;
        uint32_t has = atomic_load(&line->flags);
        words[count++] = (struct sleep_word){&line->state, state, has & LINE_IN_SEGMENT ? 0 : FUTEX_PRIVATE_FLAG};
        flags |= has;
        if (wait->all) break;
    }
    if (!count) return -EAGAIN;
    bool looks = flags & LINE_SHARED && deadline == INT64_MAX && look_begin();
    if (flags & LINE_SHARED && !looks) {
        int64_t soon = line_now() + LOOK_AGAIN;
        if (soon < deadline) deadline = soon;
    }
    long result = sleep_on(words, count, deadline);
    if (looks) look_end();
    return result;
}

static NTSTATUS wait_slowly(struct wait *wait, bool alertable, int64_t deadline)
{
    struct nt_thread *self = thread_self();
    NTSTATUS status = alertable ? alert_begin(self) : STATUS_SUCCESS;
    if (status != STATUS_SUCCESS) return status;
    if (deadline <= 0) {
        if (alertable) alert_end(self);
        return STATUS_TIMEOUT;
    }
    bool idle = seat_idle(self);
    wait_register(wait);
    for (;;) {
        status = wait_try(wait);
        if (status == STATUS_PENDING) status = try_pulsed(wait);
        if (status != STATUS_PENDING) break;
        long result = wait_sleep(wait, alert_deadline(self, alertable, deadline));
        if (result == -ETIMEDOUT && deadline != INT64_MAX && line_now() >= deadline) {
            status = wait_try(wait);
            if (status == STATUS_PENDING) status = STATUS_TIMEOUT;
            break;
        }
        status = STATUS_SUCCESS;
        if (result == -EINTR && thread_interrupted())
            status = STATUS_THREAD_IS_TERMINATING;
        else if (alertable && (result == -EINTR || result == -ETIMEDOUT))
            status = alert_look(self);
        if (status != STATUS_SUCCESS) break;
    }
    wait_leave(wait);
    if (idle) seat_busy(self);
    if (alertable) alert_end(self);
    return status;
}

static NTSTATUS wait_for(struct object **objects, uint32_t count, uint32_t taken, bool all, bool alertable,
                         int64_t deadline)
{
    struct wait wait;
    wait_init(&wait, objects, count, taken, all);
    for (uint32_t i = 0; i < count; i++) {
        NTSTATUS status = object_line(objects[i], &wait.lines[i]);
        if (status != STATUS_SUCCESS) return status;
    }
    NTSTATUS status = wait_try(&wait);
    return status == STATUS_PENDING ? wait_slowly(&wait, alertable, deadline) : status;
}

NTSTATUS wait_objects(struct object **objects, uint32_t count, bool all, bool alertable, int64_t deadline)
{
    return wait_for(objects, count, count, all, alertable, deadline);
}

NTSTATUS wait_and_look(struct object **objects, uint32_t count, bool alertable, int64_t deadline)
{
    return wait_for(objects, count, 1, false, alertable, deadline);
}

/* ---- calls ---- */

/* What can be had at once is taken without a reference, and without a look at the clock.  STATUS_PENDING: it cannot. */
static NTSTATUS take_at_once(HANDLE handle)
{
    struct object *object;
    if (!handle_borrow(handle, NULL, SYNCHRONIZE, &object)) return STATUS_PENDING;
    struct line *line = atomic_load_explicit(&object->line, memory_order_relaxed);
    enum line_take taken = line_take(line, &thread_self()->owner);
    NTSTATUS status = taken == LINE_NOT ? STATUS_PENDING : taken_status(object, line, taken, 0);
    handle_return();
    return status;
}

/* NT refuses a wait for all that names an object twice. */
static bool has_twice(struct object **objects, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (objects[i] == objects[j]) return true;
    return false;
}

/* The same of several; all handles are looked at before anything is taken. */
static NTSTATUS take_of_several(const HANDLE *handles, uint32_t count, bool all)
{
    struct object *objects[WAIT_LINES];
    struct wait wait;
    wait_init(&wait, objects, count, count, all);
    for (uint32_t i = 0; i < count; i++) {
        if (!handle_borrow(handles[i], NULL, SYNCHRONIZE, &objects[i])) return STATUS_PENDING;
        wait.lines[i] = atomic_load_explicit(&objects[i]->line, memory_order_relaxed);
    }
    NTSTATUS status = all && has_twice(objects, count) ? STATUS_INVALID_PARAMETER_MIX : wait_try(&wait);
    handle_return();
    return status;
}

NTSTATUS sys_NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, LARGE_INTEGER *Timeout)
{
    int64_t deadline;
    struct object *object;
    if (Timeout && !guest_probe_read(Timeout, sizeof *Timeout)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = take_at_once(Handle);
    if (status != STATUS_PENDING) return status;
    status = wait_deadline(Timeout, &deadline);
    if (status == STATUS_SUCCESS) status = handle_get(Handle, NULL, SYNCHRONIZE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = wait_objects(&object, 1, false, Alertable, deadline);
    object_put(object);
    return status;
}

NTSTATUS sys_NtWaitForMultipleObjects(ULONG Count, const HANDLE *Handles, ULONG WaitType, BOOLEAN Alertable,
                                      LARGE_INTEGER *Timeout)
{
    HANDLE handles[WAIT_LINES];
    struct object *objects[WAIT_LINES];
    int64_t deadline;
    ULONG held = 0;
    if (Count == 0 || Count > WAIT_LINES) return STATUS_INVALID_PARAMETER_1;
    if (WaitType > 1) /* WaitAll 0, WaitAny 1 */
        return STATUS_INVALID_PARAMETER_3;
    if ((Timeout && !guest_probe_read(Timeout, sizeof *Timeout)) ||
        !guest_read(handles, Handles, Count * sizeof *handles))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = take_of_several(handles, Count, WaitType == 0);
    if (status != STATUS_PENDING) return status;
    status = wait_deadline(Timeout, &deadline);
    while (status == STATUS_SUCCESS && held < Count) {
        status = handle_get(handles[held], NULL, SYNCHRONIZE, &objects[held]);
        held += status == STATUS_SUCCESS;
    }
    if (status == STATUS_SUCCESS && WaitType == 0 && has_twice(objects, Count)) status = STATUS_INVALID_PARAMETER_MIX;
    if (status == STATUS_SUCCESS) status = wait_objects(objects, Count, WaitType == 0, Alertable, deadline);
    while (held) object_put(objects[--held]);
    return status;
}

/* The signal of NtSignalAndWaitForSingleObject, by type. */
static NTSTATUS signal_object(HANDLE handle)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, NULL, 0, &object);
    if (status != STATUS_SUCCESS) return status;
    const struct object_type *type = object->type;
    object_put(object);
    if (type == &event_type) return sys_NtSetEvent(handle, NULL);
    if (type == &mutant_type) return sys_NtReleaseMutant(handle, NULL);
    if (type == &semaphore_type) return sys_NtReleaseSemaphore(handle, 1, NULL);
    return STATUS_OBJECT_TYPE_MISMATCH;
}

NTSTATUS sys_NtSignalAndWaitForSingleObject(HANDLE SignalHandle, HANDLE WaitHandle, BOOLEAN Alertable,
                                            LARGE_INTEGER *Timeout)
{
    int64_t deadline;
    struct object *object;
    struct line *line;
    NTSTATUS status = wait_deadline(Timeout, &deadline);
    if (status == STATUS_SUCCESS) status = handle_get(WaitHandle, NULL, SYNCHRONIZE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = object_line(object, &line);
    if (status == STATUS_SUCCESS) status = signal_object(SignalHandle);
    if (status == STATUS_SUCCESS) status = wait_objects(&object, 1, false, Alertable, deadline);
    object_put(object);
    return status;
}

NTSTATUS sys_NtDelayExecution(BOOLEAN Alertable, LARGE_INTEGER *DelayInterval)
{
    int64_t deadline;
    _Atomic uint32_t nothing = 0;
    if (!DelayInterval) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = wait_deadline(DelayInterval, &deadline);
    if (status != STATUS_SUCCESS) return status;
    if (deadline <= 0) {
        if (Alertable && (status = alert_begin(thread_self())) != STATUS_SUCCESS) return status;
        if (Alertable) alert_end(thread_self());
        sched_yield();
        return STATUS_SUCCESS;
    }
    do status = wait_word(&nothing, 0, Alertable, deadline);
    while (status == STATUS_SUCCESS);
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

/* How often the calling thread has left its processor. */
static long switches(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

NTSTATUS sys_NtYieldExecution(void)
{
    long before = switches();
    sched_yield();
    return switches() == before ? STATUS_NO_YIELD_PERFORMED : STATUS_SUCCESS;
}
