/* SPDX-License-Identifier: MIT */
/* Wait lines on futexes.
 *
 * A change is one compare-and-swap on the state word, then a look at `waiters`; a waiter raises `waiters` first and
 * looks at the state afterwards: so either the setter wakes, or the waiter sees the change.  Timers need no thread of
 * the host: their deadline stands in the line, whoever waits sleeps no longer than until then and fires the timer
 * itself.
 *
 * Deaths.  Of a shared line every sleeper is woken at each change, not one: then one that is killed before it could
 * take the signal takes nothing with it; and wait.c looks again at times, for a setter that was killed before it could
 * wake.  Mutants of a dead thread are given up by the kernel.  Who dies with LINE_LOCKED set, or counted as a waiter,
 * is found by those who spin, or wake nobody: intent.c. */
#include "nt/line.h"

#include "fault.h"
#include "linux/broker.h"
#include "linux/shm.h"
#include "nt/intent.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* ---- where they live ---- */

enum { CHUNK = 64, CHUNKS = 1 << 16, UNLISTED = 0xffffffff };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of this part; taken under shared.c's, before a leaf */
static struct line first_chunk[CHUNK] __attribute__((aligned(64)));
static struct line *chunks[CHUNKS] = {first_chunk};
static uint32_t fresh = 1; /* index 0 is none */
static uint32_t free_first;

/* Pages of the segment that this process has leased, and the free lines in them. */
static uint32_t *pages;
static size_t page_count, page_room;
static uint32_t shareable_first;

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

static void line_init(struct line *line, enum line_kind kind, uint32_t state, uint32_t limit, uint32_t flags)
{
    line->limit = limit;
    line->period = 0;
    line->before = NULL;
    atomic_store(&line->count, 0);
    atomic_store(&line->flags, flags);
    atomic_store(&line->waiters, 0);
    atomic_store(&line->deadline, 0);
    atomic_store(&line->state, state);
    line->kind = kind;
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
    if (line) line_init(line, kind, state, limit, 0);
    return line;
}

struct line *line_find(uint32_t index)
{
    struct line *page = shm_page(index / SEGMENT_PAGE_LINES);
    return page ? &page[index % SEGMENT_PAGE_LINES] : NULL;
}

/* Makes nothing of a line; whoever owns its page may use it again. */
static void line_clear(struct line *line)
{
    atomic_fetch_add(&line->generation, 1);
    atomic_store(&line->flags, LINE_IN_SEGMENT);
    line->next = UNLISTED;
    __atomic_store_n(&line->kind, LINE_FREE, __ATOMIC_RELEASE);
}

/* Clears the shared lines of a page that nobody holds any more; in one whose owner has died or is about to, the others
 * as well.  True: it is all free. */
static bool page_clear(uint32_t page, bool all)
{
    struct line *lines = shm_page(page);
    bool empty = true;
    int claims = -1;
    for (uint32_t i = 0; i < SEGMENT_PAGE_LINES; i++) {
        uint32_t index = page * SEGMENT_PAGE_LINES + i;
        bool shared = atomic_load(&lines[i].flags) & LINE_SHARED;
        if (lines[i].kind == LINE_FREE) continue;
        if (shared && claims < 0) claims = shm_claims_begin();
        if (shared ? !shm_claim(claims, index) : !all) {
            empty = false;
            continue;
        }
        FAULT(line_claimed);
        line_clear(&lines[i]);
        if (shared) shm_unclaim(claims, index);
    }
    if (claims >= 0) close(claims);
    return empty;
}

static bool page_sweep(uint32_t page)
{
    return page_clear(page, true);
}

/* Lists a page's lines that are free and in no list; under `lock`. */
static void page_list(uint32_t page)
{
    struct line *lines = shm_page(page);
    for (uint32_t i = SEGMENT_PAGE_LINES; i-- > 0;)
        if (lines[i].kind == LINE_FREE && lines[i].next == UNLISTED) {
            lines[i].next = shareable_first;
            shareable_first = lines[i].index;
        }
}

/* Under `lock`: one page more; false: there is none. */
static bool page_add(void)
{
    if (page_count == page_room) {
        size_t room = page_room ? page_room * 2 : 16;
        uint32_t *more = realloc(pages, room * sizeof *more);
        if (!more) return false;
        pages = more;
        page_room = room;
    }
    uint32_t page = shm_lease(SEGMENT_LINES_USE, page_sweep);
    if (!page) return false;
    FAULT(page_leased);
    pages[page_count++] = page;
    struct line *lines = shm_page(page);
    for (uint32_t i = 0; i < SEGMENT_PAGE_LINES; i++) {
        lines[i].index = page * SEGMENT_PAGE_LINES + i;
        lines[i].kind = LINE_FREE;
        lines[i].next = UNLISTED;
    }
    page_list(page);
    return true;
}

struct line *line_create_shareable(enum line_kind kind, uint32_t state, uint32_t limit)
{
    struct line *line = NULL;
    if (!shm_map()) return NULL;
    pthread_mutex_lock(&lock);
    /* others may have freed lines in our pages */
    for (size_t i = 0; !shareable_first && shm_is_shared() && i < page_count; i++) page_list(pages[i]);
    /* and who held one last may have died: looked for each time that there are twice as many */
    if (!shareable_first && shm_is_shared() && page_count && !(page_count & (page_count - 1)))
        for (size_t i = 0; i < page_count; i++) {
            page_clear(pages[i], false);
            page_list(pages[i]);
        }
    if (shareable_first || page_add()) {
        line = line_find(shareable_first);
        shareable_first = line->next;
    }
    pthread_mutex_unlock(&lock);
    if (line) line_init(line, kind, state, limit, LINE_IN_SEGMENT);
    return line;
}

/* A line of the segment that nobody holds any more. */
static void line_release(struct line *line)
{
    uint32_t page = line->index / SEGMENT_PAGE_LINES, orphan = SEGMENT_ORPHAN;
    pthread_mutex_lock(&lock);
    line_clear(line);
    FAULT(line_cleared);
    if (atomic_load(&shm_entry(page)->owner) == shm_self()) {
        line->next = shareable_first;
        shareable_first = line->index;
    } else if (atomic_compare_exchange_strong(&shm_entry(page)->owner, &orphan, shm_self())) {
        shm_return(page, page_sweep(page));
    }
    pthread_mutex_unlock(&lock);
}

void line_reclaim(struct line *line, uint32_t generation)
{
    int claims = shm_claims_begin();
    if (shm_claim(claims, line->index) && atomic_load(&line->generation) == generation) line_release(line);
    if (claims >= 0) close(claims);
}

void line_free(struct line *line)
{
    if (!line) return;
    uint32_t flags = atomic_load(&line->flags);
    if (!(flags & LINE_IN_SEGMENT)) {
        pthread_mutex_lock(&lock);
        line->kind = LINE_FREE;
        line->next = free_first;
        free_first = line->index;
        pthread_mutex_unlock(&lock);
    } else if (!(flags & LINE_SHARED)) {
        line_release(line);
    } else {
        uint32_t index = line->index, generation = atomic_load(&line->generation);
        bool last = shm_drop(index);
        FAULT(line_dropped);
        /* two that let go at once may both get the lock, one after the other: the first has freed the line */
        if (last && atomic_load(&line->generation) == generation) line_release(line);
        if (last) shm_drop_end(index);
        FAULT(line_let_go);
        if (flags & LINE_NAMED) broker_name_gone(index, generation);
    }
}

void line_leave(void)
{
    if (!shm_is_shared()) return;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < page_count; i++) {
        shm_return(pages[i], page_sweep(pages[i]));
        FAULT(page_returned);
    }
    page_count = 0;
    pthread_mutex_unlock(&lock);
}

/* ---- the state word ---- */

int64_t line_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

void line_wake_waiters(struct line *line, int count)
{
    uint32_t flags = atomic_load(&line->flags);
    long woken = syscall(SYS_futex, &line->state, FUTEX_WAKE | (flags & LINE_IN_SEGMENT ? 0 : FUTEX_PRIVATE_FLAG),
                         flags & LINE_SHARED ? INT_MAX : count, NULL, NULL, 0);
    if (!woken && flags & LINE_SHARED) intent_mend_all(); /* who is counted may be dead */
}

void line_wait_begin(struct line *line, struct line_owner *self)
{
    bool listed = atomic_load(&line->flags) & LINE_IN_SEGMENT && intent_need(self);
    atomic_fetch_add(&line->waiters, 1);
    if (listed) intent_wait(self, line);
    FAULT(wait_begun);
}

void line_wait_end(struct line *line, struct line_owner *self)
{
    intent_leave(self, line);
    atomic_fetch_sub(&line->waiters, 1);
}

/* After so many looks who spins asks at each whether anybody will ever unlock the line. */
enum { SPINS = 100 };

uint32_t line_settle(struct line *line)
{
    for (uint32_t spins = 0;; spins++) {
        uint64_t both = atomic_load(&line->both);
        if (line_is_settled(line, (uint32_t)both)) return (uint32_t)both;
        if (spins < SPINS) {
            __builtin_ia32_pause();
            continue;
        }
        sched_yield();
        /* a mutant's comes free by the kernel; of the others those of this process alone by their threads */
        if (line->kind != LINE_MUTANT && atomic_load(&line->flags) & LINE_IN_SEGMENT) intent_mend(both >> 32);
    }
}

uint32_t line_lock(struct line *line, struct line_owner *self)
{
    uint64_t who = atomic_load(&line->flags) & LINE_IN_SEGMENT ? intent_need(self) : 0, state = line_state(line);
    if (line_is_alone(line))
        atomic_store_explicit(&line->both, who << 32 | state | LINE_LOCKED, memory_order_relaxed);
    else
        while (!atomic_compare_exchange_weak(&line->both, &state, who << 32 | state | LINE_LOCKED))
            state = line_state(line);
    FAULT(line_locked);
    return (uint32_t)state;
}

void line_unlock(struct line *line, uint32_t state)
{
    atomic_store_explicit(&line->both, state, line_is_alone(line) ? memory_order_relaxed : memory_order_seq_cst);
}

bool line_signal(struct line *line)
{
    uint32_t state;
    do {
        state = line_state(line);
        if (state & LINE_SIGNALLED) return true;
    } while (!line_swap(line, &state, state | LINE_SIGNALLED));
    FAULT(event_set);
    line_wake(line, line->kind == LINE_EVENT_AUTO ? 1 : INT_MAX);
    return false;
}

bool line_reset(struct line *line)
{
    uint32_t state;
    do {
        state = line_state(line);
        if (!(state & LINE_SIGNALLED)) return false;
    } while (!line_swap(line, &state, state & ~LINE_SIGNALLED));
    return true;
}

bool line_pulse(struct line *line)
{
    bool one = line->kind == LINE_EVENT_AUTO;
    uint32_t state, next;
    do {
        state = line_state(line);
        if (one && atomic_load(&line->waiters) && atomic_load(&line->flags) & LINE_SHARED) intent_mend_all();
        next = (state & ~(LINE_SEQUENCES | LINE_SIGNALLED)) | ((state + LINE_SEQUENCE) & LINE_SEQUENCES);
        if (one && atomic_load(&line->waiters)) next |= LINE_SIGNALLED;
    } while (!line_swap(line, &state, next));
    FAULT(event_pulsed);
    line_wake(line, one ? 1 : INT_MAX);
    return state & LINE_SIGNALLED;
}

/* ---- mutants ---- */

void line_owner_know(struct line_owner *self)
{
    if (self->known) return;
    self->list.list.next = &self->list.list;
    self->list.futex_offset = (long)offsetof(struct line, state) - (long)offsetof(struct line, owned);
    self->known = syscall(SYS_set_robust_list, &self->list, sizeof self->list) == 0;
}

void line_owner_leave(struct line_owner *self)
{
    static struct robust_list_head nothing = {.list = {&nothing.list}};
    if (self->known) syscall(SYS_set_robust_list, &nothing, sizeof nothing);
    self->known = false;
    intent_end(self);
}

/* Makes `self` the owner if there is none; `held`: not for a moment only.  One that was abandoned and is had for a
 * moment looks held, so that it is abandoned again where its owner of a moment dies. */
static bool mutant_swap(struct line *line, struct line_owner *self, uint32_t *state, bool held)
{
    uint32_t next;
    line_owner_know(self);
    owner_begin(self, line);
    do {
        *state = line_state(line);
        if (*state & MUTANT_OWNER) {
            owner_end(self);
            return false;
        }
        next = self->tid | (held || mutant_is_abandoned(*state) ? MUTANT_HELD : 0);
    } while (!line_swap(line, state, next));
    FAULT(mutant_swapped);
    owner_link(self, line);
    FAULT(mutant_linked);
    owner_end(self);
    return true;
}

static enum line_take mutant_take(struct line *line, struct line_owner *self)
{
    uint32_t state = atomic_load(&line->state);
    if ((state & MUTANT_OWNER) == self->tid) {
        atomic_store_explicit(&line->count, atomic_load(&line->count) + 1, memory_order_relaxed);
        return LINE_TAKEN;
    }
    if (!mutant_swap(line, self, &state, true)) return LINE_NOT;
    atomic_store_explicit(&line->count, 1, memory_order_relaxed);
    return mutant_is_abandoned(state) ? LINE_TAKEN_ABANDONED : LINE_TAKEN;
}

void line_disown(struct line *line, struct line_owner *self, bool abandoned)
{
    atomic_store_explicit(&line->count, 0, memory_order_relaxed);
    self->list.list_op_pending = &line->owned;
    owner_unlink(self, line);
    FAULT(mutant_unlinked);
    atomic_store(&line->state, abandoned ? MUTANT_ABANDONED | MUTANT_HELD : 0);
    FAULT(mutant_given_up);
    line_wake(line, 1);
    owner_end(self);
}

/* ---- taking ---- */

bool line_ready(struct line *line, uint32_t state, const struct line_owner *self)
{
    switch (line->kind) {
    case LINE_SEMAPHORE: return state != 0;
    case LINE_MUTANT: return !(state & MUTANT_OWNER) || (self && (state & MUTANT_OWNER) == self->tid);
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
    atomic_store(&line->state, state | LINE_LOCKED); /* first: this time is not to be lost with us */
    FAULT(timer_fired);
    atomic_store(&line->deadline, deadline + ((now - deadline) / period + 1) * period);
    return state;
}

uint32_t line_taken_state(struct line *line, uint32_t state)
{
    switch (line->kind) {
    case LINE_SEMAPHORE: return state - 1;
    case LINE_EVENT_AUTO: return state & ~LINE_SIGNALLED;
    case LINE_TIMER: return timer_fire(line, state);
    case LINE_TIMER_AUTO: return timer_fire(line, state) & ~LINE_SIGNALLED;
    default: return state;
    }
}

bool line_hold(struct line *line, struct line_owner *self, uint32_t *state)
{
    if (line->kind != LINE_MUTANT) {
        *state = line_lock(line, self);
        if (line_ready(line, *state, self)) return true;
        line_unlock(line, *state);
        return false;
    }
    *state = atomic_load(&line->state);
    return (*state & MUTANT_OWNER) == self->tid || mutant_swap(line, self, state, false);
}

enum line_take line_commit(struct line *line, struct line_owner *self, uint32_t state)
{
    if (line->kind != LINE_MUTANT) {
        line_unlock(line, line_taken_state(line, state));
        return LINE_TAKEN;
    }
    atomic_fetch_add_explicit(&line->count, 1, memory_order_relaxed); /* 0 while nobody owns it */
    if ((state & MUTANT_OWNER) == self->tid) return LINE_TAKEN;
    atomic_store_explicit(&line->count, 1, memory_order_relaxed); /* but after a death */
    line_put(line, self->tid | MUTANT_HELD);
    return mutant_is_abandoned(state) ? LINE_TAKEN_ABANDONED : LINE_TAKEN;
}

void line_restore(struct line *line, struct line_owner *self, uint32_t state)
{
    if (line->kind != LINE_MUTANT) {
        line_unlock(line, state);
    } else if ((state & MUTANT_OWNER) != self->tid) {
        owner_begin(self, line);
        owner_unlink(self, line);
        line_put(line, state);
        if (mutant_is_abandoned(state)) line_wake(line, 1); /* it looked held */
        owner_end(self);
    }
}

enum line_take line_take(struct line *line, struct line_owner *self)
{
    uint32_t state = line_state(line);
    if (line->kind == LINE_MUTANT) return mutant_take(line, self);
    for (;;) {
        if (!line_ready(line, state, self)) return LINE_NOT;
        if (line->kind == LINE_EVENT || line->kind == LINE_JOB) return LINE_TAKEN;
        if (line->kind != LINE_TIMER && line->kind != LINE_TIMER_AUTO) { /* one swap does it */
            uint32_t next = line->kind == LINE_SEMAPHORE ? state - 1 : state & ~LINE_SIGNALLED;
            if (line_swap(line, &state, next)) return LINE_TAKEN;
            state = line_state(line);
            continue;
        }
        bool ready = line_hold(line, self, &state);
        return ready ? line_commit(line, self, state) : LINE_NOT;
    }
}
