/* SPDX-License-Identifier: MIT */
/* Wait lines: the 64 bytes that say whether an object is signalled, and how threads sleep on it.
 *
 * Everything a wait looks at, and everything that a set, reset, release or death must write, stands in the line; no
 * pointer that another process would follow does.  Lines of objects that may come to be shared live in the prefix's
 * segment (linux/shm.h), the others in memory of the process. */
#ifndef METIC_NT_LINE_H
#define METIC_NT_LINE_H

#include "door/door.h"

#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum line_kind {
    LINE_FREE,
    LINE_EVENT,      /* stays signalled: notification events, threads, processes */
    LINE_EVENT_AUTO, /* one wait takes the signal: synchronisation events */
    LINE_SEMAPHORE,  /* state: the count */
    LINE_MUTANT,     /* state: who owns it, see below */
    LINE_TIMER,
    LINE_TIMER_AUTO,
    LINE_HOLD, /* no wait looks at it: what is shared is the object's life */
    LINE_JOB,  /* stays signalled, as events do */
    LINE_KINDS
};

/* The state word.  Semaphores use the low 31 bits for their count. */
#define LINE_LOCKED    0x80000000u /* a wait for all, or a timer's change, is at it: spin, write nothing */
#define LINE_SIGNALLED 0x00000001u
#define LINE_ARMED     0x00000004u /* timers: `deadline` counts */
#define LINE_SEQUENCE  0x00000100u /* what a pulse, or setting a timer, adds */
#define LINE_SEQUENCES 0x7fffff00u

/* A mutant's state word is one of Linux's robust futexes, so that the kernel itself gives up what a dying thread
 * owns: the owner's Linux thread id, and two bits.  An owner without MUTANT_HELD has it for a moment, in a wait for
 * all that may yet fail: spin. */
#define MUTANT_HELD      FUTEX_WAITERS
#define MUTANT_ABANDONED FUTEX_OWNER_DIED
#define MUTANT_OWNER     FUTEX_TID_MASK

/* Of a mutant that nobody owns: was its last owner's end not of his will?  The kernel's bit alone says that somebody
 * died who had it for a moment, in a wait for all, and had not got it. */
static inline bool mutant_is_abandoned(uint32_t state)
{
    return (state & (MUTANT_ABANDONED | MUTANT_HELD | MUTANT_OWNER)) == (MUTANT_ABANDONED | MUTANT_HELD);
}

#define LINE_IN_SEGMENT 1u
#define LINE_SHARED     2u /* other processes hold it, or once did; stays */
#define LINE_NAMED      4u /* the broker was told a name of it */

struct line {
    union {
        struct {
            _Atomic uint32_t state; /* the futex word */
            _Atomic uint32_t count; /* mutants: how often the owner owns it; others: whose intent has set LINE_LOCKED */
        };
        _Atomic uint64_t both; /* so that nobody locks a line without saying who he is */
    };
    uint32_t kind;               /* enum line_kind */
    _Atomic uint32_t waiters;    /* threads that sleep or are about to */
    uint32_t limit;              /* semaphores: the most the count may be */
    _Atomic uint32_t flags;      /* LINE_IN_SEGMENT, LINE_SHARED, LINE_NAMED */
    _Atomic uint32_t generation; /* rises when the line is freed */
    uint32_t period;             /* timers: milliseconds, 0: once; changed under LINE_LOCKED */
    _Atomic int64_t deadline;    /* timers: CLOCK_MONOTONIC nanoseconds; changed under LINE_LOCKED */
    uint32_t next;               /* of free lines */
    uint32_t index;
    struct robust_list owned; /* mutants: in the owner's list, which the kernel reads at its death */
    struct line *before;      /* mutants: in the same list; the owner's process alone follows it */
};
_Static_assert(sizeof(struct line) == 64 && offsetof(struct line, generation) == 24, "as include/segment.h says");

/* What a thread is doing to lines of the segment (intent.h). */
enum { INTENT_LINES = 64 };
struct intent {
    _Atomic uint32_t owner;   /* the thread's Linux id; a robust futex; 0: nobody's */
    _Atomic uint32_t decided; /* what it has locked is to be committed, not restored */
    _Atomic uint32_t waits;   /* how many of `lines` count it */
    uint32_t zero[9];         /* of a line kind, flags and generation would stand here: it is none */
    struct robust_list owned; /* in the thread's list, as a line would be */
    struct line *before;
    struct {
        uint32_t index, generation;
    } lines[INTENT_LINES];
};
_Static_assert(offsetof(struct intent, owned) == offsetof(struct line, owned) &&
                   offsetof(struct intent, before) == offsetof(struct line, before),
               "one list holds both");

/* A thread that owns mutants. */
struct line_owner {
    uint32_t tid;
    uint32_t intent_number;
    struct intent *intent; /* NULL: none yet */
    bool known;            /* to the kernel */
    struct robust_list_head list;
};

/* A line with this state; NULL: no memory.  `limit`: semaphores. */
struct line *line_create(enum line_kind kind, uint32_t state, uint32_t limit);

/* The same in the segment, for an object that may be shared one day. */
struct line *line_create_shareable(enum line_kind kind, uint32_t state, uint32_t limit);

/* Gives it back, to the other processes that hold it if it is shared (then under shared.c's lock); none of this
 * process's threads may be waiting.  NULL is nothing. */
void line_free(struct line *line);

/* Frees a shared line that nobody holds any more, if it is still that one. */
void line_reclaim(struct line *line, uint32_t generation);

/* The line of the segment with that index, which somebody else told; NULL: there is none. */
struct line *line_find(uint32_t index);

/* At the process's end: gives back the pages of the segment. */
void line_leave(void);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t line_now(void);

/* Wakes up to `count` threads that sleep on the line; the caller has changed the state before. */
void line_wake_waiters(struct line *line, int count);

static inline void line_wake(struct line *line, int count)
{
    if (atomic_load(&line->waiters)) line_wake_waiters(line, count);
}

/* Has nobody the line for a moment? */
static inline bool line_is_settled(const struct line *line, uint32_t state)
{
    if (line->kind == LINE_MUTANT) return !(state & MUTANT_OWNER) || state & MUTANT_HELD;
    return !(state & LINE_LOCKED);
}

/* The state word of a line that somebody has for a moment, once that is over. */
uint32_t line_settle(struct line *line);

/* The state word once nobody has it for a moment. */
static inline uint32_t line_state(struct line *line)
{
    uint32_t state = atomic_load(&line->state);
    return line_is_settled(line, state) ? state : line_settle(line);
}

/* Is it this thread's alone for now?  Then its changes need no locked instruction: there is no other thread, in this
 * process or with a mapping of the line. */
static inline bool line_is_alone(const struct line *line)
{
    return door_alone && !(atomic_load_explicit(&line->flags, memory_order_relaxed) & LINE_SHARED);
}

/* Changes the state word from *state to `next`, with a full barrier where others may wait; false: it had changed, and
 * *state is what it is now. */
static inline bool line_swap(struct line *line, uint32_t *state, uint32_t next)
{
    if (!line_is_alone(line)) return atomic_compare_exchange_strong(&line->state, state, next);
    uint32_t now = atomic_load_explicit(&line->state, memory_order_relaxed);
    bool same = now == *state;
    if (same)
        atomic_store_explicit(&line->state, next, memory_order_relaxed);
    else
        *state = now;
    return same;
}

/* Changes the state word of a line that the calling thread has, with the same barrier. */
static inline void line_put(struct line *line, uint32_t state)
{
    if (line_is_alone(line))
        atomic_store_explicit(&line->state, state, memory_order_relaxed);
    else
        atomic_store(&line->state, state);
}

/* Sets LINE_LOCKED of a line that is no mutant's; the state before.  Undone by line_unlock(), soon. */
uint32_t line_lock(struct line *line, struct line_owner *self);
void line_unlock(struct line *line, uint32_t state);

/* Signals an event line (LINE_EVENT, LINE_EVENT_AUTO) and wakes who can go on.  Was it signalled before? */
bool line_signal(struct line *line);

/* Takes an event's or timer's signal away.  Was it signalled before? */
bool line_reset(struct line *line);

/* Lets through who waits now, and leaves the event unsignalled.  An auto event with a waiter keeps its signal until a
 * waiter has taken it. */
bool line_pulse(struct line *line);

/* Counts the thread as a waiter of the line, and no more: last in, first out. */
void line_wait_begin(struct line *line, struct line_owner *self);
void line_wait_end(struct line *line, struct line_owner *self);

enum line_take { LINE_NOT, LINE_TAKEN, LINE_TAKEN_ABANDONED };

/* Could thread `self` (NULL: none that owns mutants) take it now?  `state` is line_state()'s.  A timer whose time has
 * come counts. */
bool line_ready(struct line *line, uint32_t state, const struct line_owner *self);

/* Takes the line for thread `self` if it can be taken: resets, counts down, owns. */
enum line_take line_take(struct line *line, struct line_owner *self);

/* The same in two steps, for several lines at once: line_hold() of each in the order of their addresses, false: one
 * could not be taken; then line_commit() or line_restore() of all that were held, with the state that line_hold() gave.
 */
bool line_hold(struct line *line, struct line_owner *self, uint32_t *state);
enum line_take line_commit(struct line *line, struct line_owner *self, uint32_t state);

/* The state of a line that was ready, once it is taken; no mutant's.  Under LINE_LOCKED. */
uint32_t line_taken_state(struct line *line, uint32_t state);

void line_restore(struct line *line, struct line_owner *self, uint32_t state);

/* ---- the list of what a thread owns, which the kernel reads at its death ---- */

#define LINE_OWNED_AT(link) ((struct line *)((char *)(link)-offsetof(struct line, owned)))

/* Whatever happens to the thread from here on, the kernel looks at this line; until it is in the list or done with.
 * The owner is known to the kernel. */
static inline void owner_begin(struct line_owner *self, struct line *line)
{
    self->list.list_op_pending = &line->owned;
    atomic_signal_fence(memory_order_seq_cst);
}

static inline void owner_end(struct line_owner *self)
{
    atomic_signal_fence(memory_order_seq_cst);
    self->list.list_op_pending = NULL;
}

static inline void owner_link(struct line_owner *self, struct line *line)
{
    struct robust_list *first = self->list.list.next;
    line->before = NULL;
    line->owned.next = first;
    if (first != &self->list.list) LINE_OWNED_AT(first)->before = line;
    atomic_signal_fence(memory_order_seq_cst);
    self->list.list.next = &line->owned;
}

static inline void owner_unlink(struct line_owner *self, struct line *line)
{
    struct robust_list *next = line->owned.next;
    if (next != &self->list.list) LINE_OWNED_AT(next)->before = line->before;
    if (line->before)
        line->before->owned.next = next;
    else
        self->list.list.next = next;
    atomic_signal_fence(memory_order_seq_cst);
}

/* Makes the list known to the kernel. */
void line_owner_know(struct line_owner *self);

/* The thread owns nothing any more and is about to end. */
void line_owner_leave(struct line_owner *self);

/* Its owner gives a mutant up, and one waiter is woken. */
void line_disown(struct line *line, struct line_owner *self, bool abandoned);

/* Someone who was woken, or could have been, leaves without having taken the line: whoever else waits is to look. */
static inline void line_pass(struct line *line, const struct line_owner *self)
{
    if (atomic_load(&line->waiters) && line_ready(line, line_state(line), self)) line_wake_waiters(line, 1);
}

/* The line's part of a wait's deadline: a running timer's time, INT64_MAX otherwise. */
static inline int64_t line_deadline(struct line *line)
{
    bool timer = line->kind == LINE_TIMER || line->kind == LINE_TIMER_AUTO;
    return timer && atomic_load(&line->state) & LINE_ARMED ? atomic_load(&line->deadline) : INT64_MAX;
}

#endif
