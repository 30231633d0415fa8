/* SPDX-License-Identifier: MIT */
/* Wait lines under ThreadSanitizer, which guests' address space leaves no room for: threads that set, reset, pulse,
 * release and take the same lines, one by one and several at once, as wait.c does, without guests.  The segment is
 * memory of this process that says it is shared; the tokens that lines stand for are counted. */
#include "linux/broker.h"
#include "linux/shm.h"
#include "nt/intent.h"
#include "nt/line.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- a segment of one's own ---- */

enum { PAGES = 64 };
static _Alignas(64) char memory[PAGES][SEGMENT_PAGE_SIZE];
static struct segment_page table[PAGES];
static _Atomic uint32_t used = 1;
bool door_alone;

bool shm_map(void)
{
    return true;
}
bool shm_is_shared(void)
{
    return true;
}
uint32_t shm_self(void)
{
    return 1;
}
struct segment_page *shm_entry(uint32_t page)
{
    return &table[page];
}
void *shm_page(uint32_t page)
{
    return page && page < atomic_load(&used) ? memory[page] : NULL;
}
uint32_t shm_lease(uint32_t use, bool (*sweep)(uint32_t page))
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    (void)sweep;
    pthread_mutex_lock(&lock);
    uint32_t page = atomic_load(&used);
    table[page].use = use;
    atomic_store(&table[page].owner, 1);
    atomic_store(&used, page + 1);
    pthread_mutex_unlock(&lock);
    return page;
}
void shm_return(uint32_t page, bool empty)
{
    (void)page, (void)empty;
}
bool shm_drop(uint32_t line)
{
    return (void)line, true;
}
void shm_drop_end(uint32_t line)
{
    (void)line;
}
int shm_claims_begin(void)
{
    return -1;
}
bool shm_claim(int claims, uint32_t line)
{
    return (void)claims, (void)line, false;
}
void shm_unclaim(int claims, uint32_t line)
{
    (void)claims, (void)line;
}
int shm_mend_begin(void)
{
    return -1;
}
int shm_carry(const uint32_t *lines, uint32_t count)
{
    return (void)lines, (void)count, -1;
}
void broker_name_gone(uint32_t line, uint32_t generation)
{
    (void)line, (void)generation;
}

/* ---- the lines ---- */

enum { LINES = 6, THREADS = 6, ROUNDS = 20000, TOKENS = 2 };
static struct line *lines[LINES];
static _Atomic int held[LINES], wrong;
static int plain; /* what the mutant guards, which nothing else does */

static int most(int k)
{
    return lines[k]->kind == LINE_SEMAPHORE ? TOKENS : 1;
}

static void got(int k)
{
    if (atomic_fetch_add(&held[k], 1) >= most(k)) atomic_store(&wrong, 1);
    if (lines[k]->kind == LINE_MUTANT) plain++;
}

static void give(int k, struct line_owner *self)
{
    struct line *line = lines[k];
    atomic_fetch_sub(&held[k], 1);
    if (line->kind == LINE_MUTANT) {
        line_disown(line, self, false);
    } else if (line->kind == LINE_SEMAPHORE) {
        uint32_t state;
        do state = line_state(line);
        while (!line_swap(line, &state, state + 1));
        line_wake(line, 1);
    } else {
        line_signal(line);
    }
}

static bool take_all(int a, int b, struct line_owner *self)
{
    uint32_t states[2];
    if (a > b) a ^= b, b ^= a, a ^= b; /* lines were made in order of address */
    if (!line_hold(lines[a], self, &states[0])) return false;
    bool both = line_hold(lines[b], self, &states[1]);
    intent_decide(self, both);
    if (!both) {
        line_restore(lines[a], self, states[0]);
        return false;
    }
    line_commit(lines[a], self, states[0]);
    line_commit(lines[b], self, states[1]);
    intent_decide(self, false);
    return true;
}

static void *work(void *seed)
{
    unsigned random = (unsigned)(uintptr_t)seed;
    struct line_owner self = {.tid = (uint32_t)syscall(SYS_gettid)};
    for (int round = 0; round < ROUNDS; round++) {
        int a = rand_r(&random) % LINES, b = (a + 1 + rand_r(&random) % (LINES - 1)) % LINES;
        line_wait_begin(lines[a], &self);
        bool taken = round % 3 ? line_take(lines[a], &self) != LINE_NOT : take_all(a, b, &self);
        line_wait_end(lines[a], &self);
        line_pass(lines[a], NULL);
        if (!taken) {
            sched_yield();
            continue;
        }
        got(a);
        if (round % 3 == 0) got(b), give(b, &self);
        give(a, &self);
    }
    line_owner_leave(&self);
    return NULL;
}

int main(void)
{
    static const enum line_kind kinds[LINES] = {LINE_SEMAPHORE, LINE_EVENT_AUTO, LINE_MUTANT,
                                                LINE_SEMAPHORE, LINE_EVENT_AUTO, LINE_SEMAPHORE};
    pthread_t threads[THREADS];
    struct line_owner none = {.tid = 1};
    for (int k = 0; k < LINES; k++) {
        uint32_t state = kinds[k] == LINE_SEMAPHORE ? TOKENS : kinds[k] == LINE_EVENT_AUTO;
        lines[k] = line_create_shareable(kinds[k], state, TOKENS);
        if (k && lines[k] <= lines[k - 1]) return puts("not ok 1 - lines in order"), 1;
    }
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)(i + 1));
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int k = 0; k < LINES; k++) {
        for (int i = 0; lines[k]->kind != LINE_MUTANT && i < most(k); i++)
            if (line_take(lines[k], &none) == LINE_NOT) atomic_store(&wrong, 2);
        if (atomic_load(&lines[k]->waiters) ||
            (lines[k]->kind != LINE_MUTANT && line_take(lines[k], &none) != LINE_NOT))
            atomic_store(&wrong, 3);
    }
    printf("%sok 1 - no token was lost or made (%d), %d times under the mutant\n1..1\n", wrong ? "not " : "", wrong,
           plain);
    return wrong != 0;
}
