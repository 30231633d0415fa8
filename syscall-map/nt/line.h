/* SPDX-License-Identifier: MIT */
/* Wait lines: the 64 bytes that say whether an object is signalled, and how threads sleep on it.
 *
 * Everything a wait looks at, and everything that a set, reset, release or death must write, stands in the line; no
 * pointer does, so that a line can live in memory that several processes map.  The home of all lines is line.c: process
 * memory for now. */
#ifndef METIC_NT_LINE_H
#define METIC_NT_LINE_H

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum line_kind {
    LINE_FREE,
    LINE_EVENT,      /* stays signalled: notification events, threads, processes */
    LINE_EVENT_AUTO, /* one wait takes the signal: synchronisation events */
    LINE_SEMAPHORE,  /* state: the count */
    LINE_MUTANT,     /* LINE_SIGNALLED: nobody owns it */
    LINE_TIMER,
    LINE_TIMER_AUTO,
};

/* The state word.  Semaphores use the low 31 bits for their count. */
#define LINE_LOCKED    0x80000000u /* a wait for all is looking at it: spin, write nothing */
#define LINE_SIGNALLED 0x00000001u
#define LINE_ABANDONED 0x00000002u /* mutants: the owner died */
#define LINE_ARMED     0x00000004u /* timers: `deadline` counts */
#define LINE_SEQUENCE  0x00000100u /* what a pulse, or setting a timer, adds */
#define LINE_SEQUENCES 0x7fffff00u

struct line {
    _Atomic uint32_t state;   /* the futex word */
    _Atomic uint32_t waiters; /* threads that sleep or are about to */
    _Atomic uint32_t owner;   /* mutants: the owner's thread id, 0: none */
    uint32_t kind;            /* enum line_kind */
    int32_t count;            /* mutants: how often the owner owns it; only the owner looks */
    uint32_t limit;           /* semaphores: the most the count may be */
    uint32_t generation;      /* rises when the line is freed */
    uint32_t period;          /* timers: milliseconds, 0: once; changed under LINE_LOCKED */
    _Atomic int64_t deadline; /* timers: CLOCK_MONOTONIC nanoseconds; changed under LINE_LOCKED */
    uint32_t next;            /* of free lines */
    uint32_t index;
    uint32_t reserved[4];
};
_Static_assert(sizeof(struct line) == 64, "a cache line each");

/* A line with this state; NULL: no memory.  `limit`: semaphores. */
struct line *line_create(enum line_kind kind, uint32_t state, uint32_t limit);

/* Gives it back; nobody may be waiting.  NULL is nothing. */
void line_free(struct line *line);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t line_now(void);

/* Wakes up to `count` threads that sleep on the line; the caller has changed the state before. */
void line_wake_waiters(struct line *line, int count);

static inline void line_wake(struct line *line, int count)
{
    if (atomic_load(&line->waiters)) line_wake_waiters(line, count);
}

/* The state word once it is not locked. */
static inline uint32_t line_state(struct line *line)
{
    uint32_t state;
    for (unsigned spins = 0; (state = atomic_load(&line->state)) & LINE_LOCKED; spins++)
        if (spins > 100)
            sched_yield();
        else
            __builtin_ia32_pause();
    return state;
}

/* Sets LINE_LOCKED, spinning while another has it; the state before.  Undone by line_unlock(), soon. */
static inline uint32_t line_lock(struct line *line)
{
    uint32_t state;
    do state = line_state(line);
    while (!atomic_compare_exchange_weak(&line->state, &state, state | LINE_LOCKED));
    return state;
}

static inline void line_unlock(struct line *line, uint32_t state)
{
    atomic_store(&line->state, state);
}

/* Signals an event line (LINE_EVENT, LINE_EVENT_AUTO) and wakes who can go on.  Was it signalled before? */
bool line_signal(struct line *line);

/* Takes an event's or timer's signal away.  Was it signalled before? */
bool line_reset(struct line *line);

/* Lets through who waits now, and leaves the event unsignalled.  An auto event with a waiter keeps its signal until a
 * waiter has taken it. */
bool line_pulse(struct line *line);

enum line_take { LINE_NOT, LINE_TAKEN, LINE_TAKEN_ABANDONED };

/* Could thread `self` take it now?  `state` has no LINE_LOCKED.  A timer whose time has come counts. */
bool line_ready(struct line *line, uint32_t state, uint32_t self);

/* Takes the line for thread `self` if it can be taken: resets, counts down, owns. */
enum line_take line_take(struct line *line, uint32_t self);

/* The same for a line that the caller has locked and found ready: the state to unlock it with. */
uint32_t line_take_locked(struct line *line, uint32_t state, uint32_t self, enum line_take *taken);

/* Someone who was woken, or could have been, leaves without having taken the line: whoever else waits is to look. */
static inline void line_pass(struct line *line, uint32_t self)
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
