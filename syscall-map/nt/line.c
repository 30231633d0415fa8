/* SPDX-License-Identifier: MIT */
/* Wait lines on futexes.
 *
 * A change is one compare-and-swap on the state word, then a look at `waiters`; a waiter raises `waiters` first and
 * looks at the state afterwards: so either the setter wakes, or the waiter sees the change.  Timers need no thread of
 * the host: their deadline stands in the line, whoever waits sleeps no longer than until then and fires the timer
 * itself.
 *
 * Left out for now: lines of other processes (LINE_FUTEX is the private kind). */
#include "nt/line.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64, CHUNKS = 1 << 16 };

static struct line first_chunk[CHUNK] __attribute__((aligned(64)));
static struct line *chunks[CHUNKS] = {first_chunk};
static uint32_t fresh = 1; /* index 0 is none */
static uint32_t free_first;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Under `lock`; NULL: no memory. */
static struct line *line_fresh(void)
{
    struct line **chunk = &chunks[fresh / CHUNK];
    if (fresh == CHUNK * CHUNKS) return NULL;
    if (!*chunk && !(*chunk = aligned_alloc(sizeof(struct line), CHUNK * sizeof(struct line)))) return NULL;
    struct line *line = &(*chunk)[fresh % CHUNK];
    *line = (struct line){.index = fresh++};
    return line;
}

struct line *line_create(enum line_kind kind, uint32_t state, uint32_t limit)
{
    pthread_mutex_lock(&lock);
    struct line *line;
    if (free_first) {
        line = &chunks[free_first / CHUNK][free_first % CHUNK];
        free_first = line->next;
    } else {
        line = line_fresh();
    }
    pthread_mutex_unlock(&lock);
    if (!line) return NULL;
    line->kind = kind;
    line->limit = limit;
    line->count = 0;
    line->period = 0;
    atomic_store(&line->owner, 0);
    atomic_store(&line->waiters, 0);
    atomic_store(&line->deadline, 0);
    atomic_store(&line->state, state);
    return line;
}

void line_free(struct line *line)
{
    if (!line) return;
    pthread_mutex_lock(&lock);
    line->kind = LINE_FREE;
    line->generation++;
    line->next = free_first;
    free_first = line->index;
    pthread_mutex_unlock(&lock);
}

int64_t line_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

void line_wake_waiters(struct line *line, int count)
{
    syscall(SYS_futex, &line->state, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count, NULL, NULL, 0);
}

bool line_signal(struct line *line)
{
    uint32_t state;
    do {
        state = line_state(line);
        if (state & LINE_SIGNALLED) return true;
    } while (!atomic_compare_exchange_weak(&line->state, &state, state | LINE_SIGNALLED));
    line_wake(line, line->kind == LINE_EVENT_AUTO ? 1 : INT_MAX);
    return false;
}

bool line_reset(struct line *line)
{
    uint32_t state;
    do {
        state = line_state(line);
        if (!(state & LINE_SIGNALLED)) return false;
    } while (!atomic_compare_exchange_weak(&line->state, &state, state & ~LINE_SIGNALLED));
    return true;
}

bool line_pulse(struct line *line)
{
    bool one = line->kind == LINE_EVENT_AUTO;
    uint32_t state, next;
    do {
        state = line_state(line);
        next = (state & ~(LINE_SEQUENCES | LINE_SIGNALLED)) | ((state + LINE_SEQUENCE) & LINE_SEQUENCES);
        if (one && atomic_load(&line->waiters)) next |= LINE_SIGNALLED;
    } while (!atomic_compare_exchange_weak(&line->state, &state, next));
    line_wake(line, one ? 1 : INT_MAX);
    return state & LINE_SIGNALLED;
}

bool line_ready(struct line *line, uint32_t state, uint32_t self)
{
    switch (line->kind) {
    case LINE_SEMAPHORE: return state != 0;
    case LINE_MUTANT: return state & LINE_SIGNALLED || atomic_load(&line->owner) == self;
    case LINE_TIMER:
    case LINE_TIMER_AUTO:
        return state & LINE_SIGNALLED || (state & LINE_ARMED && atomic_load(&line->deadline) <= line_now());
    default: return state & LINE_SIGNALLED;
    }
}

/* A timer's time has come: signalled, and armed again if it is periodic.  Under LINE_LOCKED. */
static uint32_t timer_fire(struct line *line, uint32_t state)
{
    int64_t now, deadline = atomic_load(&line->deadline);
    if (!(state & LINE_ARMED) || deadline > (now = line_now())) return state;
    state |= LINE_SIGNALLED;
    if (!line->period) return state & ~LINE_ARMED;
    int64_t period = line->period * 1000000ll;
    atomic_store(&line->deadline, deadline + ((now - deadline) / period + 1) * period);
    return state;
}

uint32_t line_take_locked(struct line *line, uint32_t state, uint32_t self, enum line_take *taken)
{
    *taken = LINE_TAKEN;
    switch (line->kind) {
    case LINE_SEMAPHORE: return state - 1;
    case LINE_EVENT_AUTO: return state & ~LINE_SIGNALLED;
    case LINE_TIMER: return timer_fire(line, state);
    case LINE_TIMER_AUTO: return timer_fire(line, state) & ~LINE_SIGNALLED;
    case LINE_MUTANT:
        line->count++;
        if (!(state & LINE_SIGNALLED)) return state; /* ours already */
        if (state & LINE_ABANDONED) *taken = LINE_TAKEN_ABANDONED;
        atomic_store(&line->owner, self);
        return state & ~(LINE_SIGNALLED | LINE_ABANDONED);
    default: return state;
    }
}

enum line_take line_take(struct line *line, uint32_t self)
{
    enum line_take taken = LINE_TAKEN;
    uint32_t state = line_state(line);
    for (;;) {
        if (!line_ready(line, state, self)) return LINE_NOT;
        if (line->kind == LINE_EVENT) return LINE_TAKEN;
        if (line->kind == LINE_MUTANT && atomic_load(&line->owner) == self) {
            line->count++;
            return LINE_TAKEN;
        }
        if (line->kind != LINE_TIMER && line->kind != LINE_TIMER_AUTO) { /* one swap does it */
            uint32_t next = line->kind == LINE_SEMAPHORE ? state - 1 : state & ~(LINE_SIGNALLED | LINE_ABANDONED);
            if (!atomic_compare_exchange_weak(&line->state, &state, next)) {
                state = line_state(line);
                continue;
            }
            if (line->kind != LINE_MUTANT) return LINE_TAKEN;
            line->count = 1;
            atomic_store_explicit(&line->owner, self, memory_order_release);
            return state & LINE_ABANDONED ? LINE_TAKEN_ABANDONED : LINE_TAKEN;
        }
        state = line_lock(line);
        bool ready = line_ready(line, state, self);
        line_unlock(line, ready ? line_take_locked(line, state, self, &taken) : state);
        return ready ? taken : LINE_NOT;
    }
}
