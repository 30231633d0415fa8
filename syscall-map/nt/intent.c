/* SPDX-License-Identifier: MIT */
/* Intents: pages of the segment that hold nothing else, seven in a page.
 *
 * Mending is done by one at a time, under a lock of the segment's file that the kernel drops at any death, and each
 * step can be done twice: a line that the dead left locked is unlocked by one swap, in the state before or, where the
 * intent says decided, in the one after.  The number of a waiter is written behind the line's count, and taken back
 * before it: who dies between leaves a line that counts one waiter too many, never one too few.  Left out: what a
 * thread with more than 2,047 mutants leaves, as the kernel reads no further. */
#include "nt/intent.h"

#include "fault.h"
#include "linux/shm.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IN_PAGE = SEGMENT_PAGE_SIZE / sizeof(struct intent), UNITS = sizeof(struct intent) / SEGMENT_LINE_SIZE };
_Static_assert(IN_PAGE == 7, "as the head says");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the pages; a leaf but for shm's */
static pthread_mutex_t mending = PTHREAD_MUTEX_INITIALIZER;
static __thread bool mends; /* this thread has `mending` */
static uint32_t *pages;
static size_t page_count;
static uint32_t free_first; /* of this process's; the next one's number stands in waits */

static struct intent *find(uint32_t number)
{
    uint32_t page = number / SEGMENT_PAGE_LINES, unit = number % SEGMENT_PAGE_LINES;
    char *memory = shm_page(page);
    if (!memory || shm_entry(page)->use != SEGMENT_INTENTS || unit % UNITS || unit / UNITS >= IN_PAGE) return NULL;
    return (struct intent *)memory + unit / UNITS;
}

static bool is_dead(const struct intent *intent)
{
    return atomic_load(&intent->owner) & FUTEX_OWNER_DIED;
}

/* ---- mending ---- */

/* A line that the dead had locked. */
static void mend_locked(struct line *line, uint32_t number, bool decided)
{
    uint64_t both = atomic_load(&line->both);
    uint32_t state = (uint32_t)both;
    if (line->kind == LINE_FREE || line->kind == LINE_MUTANT || line->kind >= LINE_KINDS) return;
    if (!(state & LINE_LOCKED) || both >> 32 != number) return;
    state &= ~LINE_LOCKED;
    uint64_t after = decided ? line_taken_state(line, state) : state;
    atomic_compare_exchange_strong(&line->both, &both, after);
    line_wake(line, INT_MAX);
}

/* A line that counts the dead as a waiter; if it is shared: who else would it count? */
static void mend_waited(uint32_t index, uint32_t generation)
{
    struct line *line = line_find(index);
    int hold = line && atomic_load(&line->flags) & LINE_SHARED ? shm_carry(&index, 1) : -1;
    if (hold < 0) return;
    if (atomic_load(&line->generation) == generation && atomic_load(&line->flags) & LINE_SHARED) {
        uint32_t waiters = atomic_load(&line->waiters);
        while (waiters && !atomic_compare_exchange_weak(&line->waiters, &waiters, waiters - 1)) {}
    }
    close(hold);
    line_reclaim(line, generation); /* who let go meanwhile was not the last */
}

/* Under both locks. */
static void mend(struct intent *intent, uint32_t number)
{
    if (!is_dead(intent)) return;
    bool decided = atomic_load(&intent->decided);
    for (uint32_t page = 1; shm_page(page); page++) {
        struct line *lines = shm_page(page);
        if (shm_entry(page)->use != SEGMENT_LINES_USE) continue;
        for (uint32_t i = 0; i < SEGMENT_PAGE_LINES; i++) mend_locked(&lines[i], number, decided);
    }
    uint32_t count = atomic_load(&intent->waits);
    if (count > INTENT_LINES) count = INTENT_LINES;
    while (count--) {
        atomic_store(&intent->waits, count);
        mend_waited(intent->lines[count].index, intent->lines[count].generation);
    }
    atomic_store(&intent->decided, 0);
    atomic_store(&intent->owner, 0);
}

static int mend_begin(void)
{
    pthread_mutex_lock(&mending);
    int fd = shm_mend_begin();
    mends = fd >= 0;
    if (fd < 0) pthread_mutex_unlock(&mending);
    return fd;
}

static void mend_end(int fd)
{
    close(fd);
    mends = false;
    pthread_mutex_unlock(&mending);
}

void intent_mend(uint32_t number)
{
    struct intent *intent = find(number);
    int fd = intent && is_dead(intent) ? mend_begin() : -1;
    if (fd < 0) return;
    mend(intent, number);
    mend_end(fd);
}

/* Is nothing in the page anybody's?  The dead in it are mended. */
static bool page_sweep(uint32_t page)
{
    bool empty = true;
    for (uint32_t i = 0; i < IN_PAGE; i++) {
        uint32_t number = page * SEGMENT_PAGE_LINES + i * UNITS;
        intent_mend(number);
        empty &= !atomic_load(&((struct intent *)shm_page(page))[i].owner);
    }
    return empty;
}

void intent_mend_all(void)
{
    static _Atomic int64_t next;
    int64_t now = line_now(), due = atomic_load(&next);
    enum { RARELY = 100000000 };
    if (mends) return; /* whom mending wakes finds nobody asleep: the others that died are mended another time */
    if (now < due || !atomic_compare_exchange_strong(&next, &due, now + RARELY)) return;
    for (uint32_t page = 1; shm_page(page); page++)
        if (shm_entry(page)->use == SEGMENT_INTENTS)
            for (uint32_t i = 0; i < IN_PAGE; i++) intent_mend(page * SEGMENT_PAGE_LINES + i * UNITS);
}

/* ---- one's own ---- */

/* Under the lock; false: there is no room. */
static bool page_add(void)
{
    uint32_t *more = realloc(pages, (page_count + 1) * sizeof *more);
    if (!more) return false;
    pages = more;
    uint32_t page = shm_lease(SEGMENT_INTENTS, page_sweep);
    if (!page) return false;
    pages[page_count++] = page;
    for (uint32_t i = IN_PAGE; i-- > 0;) {
        uint32_t number = page * SEGMENT_PAGE_LINES + i * UNITS;
        struct intent *intent = find(number);
        memset((void *)intent, 0, sizeof *intent);
        atomic_store(&intent->waits, free_first);
        free_first = number;
    }
    return true;
}

uint32_t intent_need(struct line_owner *self)
{
    if (self->intent) return self->intent_number;
    if (!shm_is_shared()) return 0;
    pthread_mutex_lock(&lock);
    uint32_t number = free_first || page_add() ? free_first : 0;
    struct intent *intent = find(number);
    if (intent) {
        free_first = atomic_load(&intent->waits);
        atomic_store(&intent->waits, 0);
    }
    pthread_mutex_unlock(&lock);
    if (!intent) return 0;
    line_owner_know(self);
    struct line *as_line = (struct line *)intent; /* the same places, as far as the list goes */
    owner_begin(self, as_line);
    atomic_store(&intent->owner, self->tid);
    FAULT(intent_owned);
    owner_link(self, as_line);
    owner_end(self);
    self->intent = intent;
    return self->intent_number = number;
}

void intent_wait(struct line_owner *self, struct line *line)
{
    struct intent *intent = self->intent;
    uint32_t count = intent ? atomic_load_explicit(&intent->waits, memory_order_relaxed) : INTENT_LINES;
    if (count < INTENT_LINES) {
        intent->lines[count].index = line->index;
        intent->lines[count].generation = atomic_load(&line->generation);
        atomic_store_explicit(&intent->waits, count + 1, memory_order_release);
    }
}

void intent_leave(struct line_owner *self, struct line *line)
{
    struct intent *intent = self->intent;
    uint32_t count = intent ? atomic_load_explicit(&intent->waits, memory_order_relaxed) : 0;
    if (count && intent->lines[count - 1].index == line->index) atomic_store(&intent->waits, count - 1);
}

/* Under the lock. */
static void give_back(uint32_t number)
{
    struct intent *intent = find(number);
    atomic_store(&intent->waits, free_first);
    atomic_store(&intent->owner, 0);
    free_first = number;
}

void intent_end(struct line_owner *self)
{
    if (!self->intent) return;
    self->intent = NULL;
    pthread_mutex_lock(&lock);
    give_back(self->intent_number);
    pthread_mutex_unlock(&lock);
}

void intent_leave_all(struct line_owner *self)
{
    if (self->intent) { /* whose memory the kernel must not read when it is somebody else's */
        owner_begin(self, (struct line *)self->intent);
        owner_unlink(self, (struct line *)self->intent);
        atomic_store(&self->intent->owner, 0);
        owner_end(self);
    }
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < page_count; i++) {
        shm_return(pages[i], page_sweep(pages[i]));
        FAULT(intents_returned);
    }
    page_count = 0;
    pthread_mutex_unlock(&lock);
}
