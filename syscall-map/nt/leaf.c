/* SPDX-License-Identifier: MIT */
/* The leaves of NT's calls (door.h): sets, releases and waits that succeed, or fail, at once.
 *
 * A leaf does what the call's own function in event.c, semaphore.c, mutant.c or wait.c would, in the one case in which
 * that needs neither a Linux call that blocks nor a reference: the object can be borrowed, nobody has its line for a
 * moment, no outcome is asked for.  In every other case it changes nothing and leaves the call to that function, which
 * also knows all errors. Left out: waits for all, timers, and what is not in an object's line. */
#pragma GCC target("general-regs-only") /* before any header: the dispatcher has saved no vector register */
#include "nt/leaf.h"

#include "door/guestmem.h"
#include "fault.h"
#include "nt/borrow.h"
#include "nt/event.h"
#include "nt/line.h"
#include "nt/mutant.h"
#include "nt/semaphore.h"

#include <limits.h>
#include <sys/syscall.h>

const door_leaf nt_no_leaves[DOOR_LEAVES];

#ifdef METIC_FAULTS /* the points where a death would matter stand in the usual way */
const door_leaf nt_leaves[DOOR_LEAVES];
#else

/* line_wake(), with no call. */
static inline void wake(struct line *line, int count)
{
    if (!atomic_load(&line->waiters)) return;
    uint32_t flags = atomic_load(&line->flags);
    long result = SYS_futex;
    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(&line->state), "S"(FUTEX_WAKE | (flags & LINE_IN_SEGMENT ? 0 : FUTEX_PRIVATE_FLAG)),
                       "d"(flags & LINE_SHARED ? INT_MAX : count)
                     : "rcx", "r11", "memory");
}

/* Of a line that other processes hold whoever is counted as a waiter may be dead, which line_wake() finds out. */
static inline bool wakes_strangers(struct line *line)
{
    return atomic_load(&line->waiters) && atomic_load(&line->flags) & LINE_SHARED;
}

/* ---- sets and releases ---- */

static inline uint64_t event_change(HANDLE handle, const LONG *previous, bool signalled)
{
    struct nt_thread *self = thread_self();
    uint64_t result = DOOR_LEAF_NOT;
    if (previous) return result;
    borrow_begin(self);
    struct object *object = borrow_object(handle, &event_type, EVENT_MODIFY_STATE);
    if (object) {
        struct line *line = atomic_load_explicit(&object->line, memory_order_relaxed);
        uint32_t state = atomic_load(&line->state), next = signalled ? state | LINE_SIGNALLED : state & ~LINE_SIGNALLED;
        if (state == next && !(state & LINE_LOCKED)) {
            result = STATUS_SUCCESS;
        } else if (!(state & LINE_LOCKED) && !(signalled && wakes_strangers(line)) && line_swap(line, &state, next)) {
            if (signalled) wake(line, line->kind == LINE_EVENT_AUTO ? 1 : INT_MAX);
            result = STATUS_SUCCESS;
        }
    }
    borrow_end(self);
    return result;
}

DOOR_LEAF leaf_set_event(HANDLE EventHandle, LONG *PreviousState)
{
    return event_change(EventHandle, PreviousState, true);
}

DOOR_LEAF leaf_clear_event(HANDLE EventHandle)
{
    return event_change(EventHandle, NULL, false);
}

DOOR_LEAF leaf_release_semaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, LONG *PreviousCount)
{
    struct nt_thread *self = thread_self();
    uint64_t result = DOOR_LEAF_NOT;
    if (PreviousCount || ReleaseCount <= 0) return result;
    borrow_begin(self);
    struct object *object = borrow_object(SemaphoreHandle, &semaphore_type, SEMAPHORE_MODIFY_STATE);
    if (object) {
        struct line *line = atomic_load_explicit(&object->line, memory_order_relaxed);
        uint32_t state = atomic_load(&line->state), by = (uint32_t)ReleaseCount;
        if (!(state & LINE_LOCKED) && by <= line->limit - state && !wakes_strangers(line) &&
            line_swap(line, &state, state + by)) {
            wake(line, (int)by);
            result = STATUS_SUCCESS;
        }
    }
    borrow_end(self);
    return result;
}

DOOR_LEAF leaf_release_mutant(HANDLE MutantHandle, LONG *PreviousCount)
{
    struct nt_thread *self = thread_self();
    uint64_t result = DOOR_LEAF_NOT;
    if (PreviousCount) return result;
    borrow_begin(self);
    struct object *object = borrow_object(MutantHandle, &mutant_type, 0);
    if (object) {
        struct mutant *mutant = (struct mutant *)object;
        struct line *line = atomic_load_explicit(&object->line, memory_order_relaxed);
        uint32_t state = atomic_load(&line->state), count = atomic_load(&line->count);
        if ((state & MUTANT_OWNER) == self->owner.tid && atomic_load(&mutant->end) == END_NOT_YET &&
            !wakes_strangers(line)) {
            if (count == 1) { /* as line_disown(): the handle keeps it from its end */
                mutant_unlink(mutant);
                atomic_store_explicit(&line->count, 0, memory_order_relaxed);
                owner_begin(&self->owner, line);
                owner_unlink(&self->owner, line);
                line_put(line, 0);
                wake(line, 1);
                owner_end(&self->owner);
            } else {
                atomic_store_explicit(&line->count, count - 1, memory_order_relaxed);
            }
            result = STATUS_SUCCESS;
        }
    }
    borrow_end(self);
    return result;
}

/* ---- waits ---- */

enum outcome { TAKEN, NOT_READY, NOT_HERE };

static inline enum outcome mutant_take(struct nt_thread *self, struct object *object, struct line *line, uint32_t state)
{
    if ((state & MUTANT_OWNER) == self->owner.tid) {
        atomic_store_explicit(&line->count, atomic_load(&line->count) + 1, memory_order_relaxed);
        return TAKEN;
    }
    if (state) return state & MUTANT_OWNER && state & MUTANT_HELD ? NOT_READY : NOT_HERE;
    if (!self->owner.known) return NOT_HERE;
    owner_begin(&self->owner, line);
    bool taken = line_swap(line, &state, self->owner.tid | MUTANT_HELD);
    if (taken) owner_link(&self->owner, line);
    owner_end(&self->owner);
    if (!taken) return NOT_HERE;
    atomic_store_explicit(&line->count, 1, memory_order_relaxed);
    mutant_link((struct mutant *)object, self);
    return TAKEN;
}

static inline enum outcome take(struct nt_thread *self, struct object *object, struct line *line)
{
    uint32_t state = atomic_load(&line->state);
    switch (line->kind) {
    case LINE_EVENT:
        if (state & LINE_LOCKED) return NOT_HERE;
        return state & LINE_SIGNALLED ? TAKEN : NOT_READY;
    case LINE_EVENT_AUTO:
        if (state & LINE_LOCKED) return NOT_HERE;
        if (!(state & LINE_SIGNALLED)) return NOT_READY;
        return line_swap(line, &state, state & ~LINE_SIGNALLED) ? TAKEN : NOT_HERE;
    case LINE_SEMAPHORE:
        if (state & LINE_LOCKED) return NOT_HERE;
        if (!state) return NOT_READY;
        return line_swap(line, &state, state - 1) ? TAKEN : NOT_HERE;
    case LINE_MUTANT: return mutant_take(self, object, line, state);
    default: return NOT_HERE;
    }
}

/* What a wait that could take nothing answers: STATUS_TIMEOUT where it was not to wait. */
static inline uint64_t not_ready(bool alertable, const LARGE_INTEGER *timeout, int64_t units)
{
    return timeout && !units && !alertable ? STATUS_TIMEOUT : DOOR_LEAF_NOT;
}

DOOR_LEAF leaf_wait(HANDLE Handle, BOOLEAN Alertable, LARGE_INTEGER *Timeout)
{
    struct nt_thread *self = thread_self();
    uint64_t result = DOOR_LEAF_NOT;
    int64_t units = 0;
    if (Timeout && !guest_get(&units, Timeout)) return result;
    borrow_begin(self);
    struct object *object = borrow_object(Handle, NULL, SYNCHRONIZE);
    if (object) {
        enum outcome outcome = take(self, object, atomic_load_explicit(&object->line, memory_order_relaxed));
        if (outcome == TAKEN)
            result = STATUS_WAIT_0;
        else if (outcome == NOT_READY)
            result = not_ready(Alertable, Timeout, units);
    }
    borrow_end(self);
    return result;
}

enum { SEVERAL = 16 };

/* Bits of the state word without which a line of that kind can be passed over; of others take() says whether it can be
 * taken. */
static const uint32_t looks[LINE_KINDS] = {
    [LINE_EVENT] = LINE_LOCKED | LINE_SIGNALLED,
    [LINE_EVENT_AUTO] = LINE_LOCKED | LINE_SIGNALLED,
    [LINE_SEMAPHORE] = ~0u,
};

/* The first of several that can be taken; all handles are looked at before. */
static inline uint64_t take_first(struct nt_thread *self, const HANDLE *handles, uint32_t count)
{
    struct object *objects[SEVERAL];
    uint32_t first = count;
    for (uint32_t i = count; i-- > 0;) {
        if (!(objects[i] = borrow_object(handles[i], NULL, SYNCHRONIZE))) return DOOR_LEAF_NOT;
        struct line *line = atomic_load_explicit(&objects[i]->line, memory_order_relaxed);
        uint32_t at = line->kind < LINE_KINDS ? looks[line->kind] : 0;
        if (!at || atomic_load(&line->state) & at) first = i;
    }
    for (uint32_t i = first; i < count; i++) {
        enum outcome outcome = take(self, objects[i], atomic_load_explicit(&objects[i]->line, memory_order_relaxed));
        if (outcome == TAKEN) return STATUS_WAIT_0 + i;
        if (outcome == NOT_HERE) return DOOR_LEAF_NOT;
    }
    return STATUS_TIMEOUT;
}

DOOR_LEAF leaf_wait_several(ULONG Count, const HANDLE *Handles, ULONG WaitType, BOOLEAN Alertable)
{
    HANDLE handles[SEVERAL];
    uint64_t timeout;
    int64_t units = 0;
    if (!Count || Count > SEVERAL || WaitType != 1 || !door_leaf_argument(5, &timeout) ||
        (timeout && !guest_get(&units, (LARGE_INTEGER *)(uintptr_t)timeout)) ||
        !guest_read(handles, Handles, Count * sizeof *handles))
        return DOOR_LEAF_NOT;
    struct nt_thread *self = thread_self();
    borrow_begin(self);
    uint64_t result = take_first(self, handles, Count);
    borrow_end(self);
    return result == STATUS_TIMEOUT ? not_ready(Alertable, (LARGE_INTEGER *)(uintptr_t)timeout, units) : result;
}

/* ---- the table ---- */

#define LEAF(name) ((door_leaf)(void (*)(void))(name))

const door_leaf nt_leaves[DOOR_LEAVES] = {
    [0x04] = LEAF(leaf_wait),           [0x0a] = LEAF(leaf_release_semaphore), [0x0e] = LEAF(leaf_set_event),
    [0x20] = LEAF(leaf_release_mutant), [0x3e] = LEAF(leaf_clear_event),       [0x5b] = LEAF(leaf_wait_several),
};
#endif
