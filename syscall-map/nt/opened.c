/* SPDX-License-Identifier: MIT */
/* The table of open files, in the prefix's segment.
 *
 * A hash of chains; entries are of fixed size and refer to each other by index.  An entry never leaves its chain, it is
 * only given to another file of the same bucket, so that a process that dies at any moment leaves no chain broken: what
 * its entries say is nobody's, which whoever meets one finds out by the owner's slot.  The lock of a bucket holds its
 * owner's mark and is taken from a dead one; entries are whole at each moment (the owner is written last and removed
 * first).  Any process of the prefix may write here: indices and lengths of chains are bounded. */
#include "nt/opened.h"

#include "linux/shm.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum { BUCKETS = 2048, HEADER_SIZE = 4096, AHEAD = 256 /* entries that get memory at once */ };

struct opened_header {
    _Atomic uint32_t used;   /* entries from here up were never given out; 0 means 1 */
    _Atomic uint32_t ready;  /* below it there is memory */
    _Atomic uint32_t ranges; /* a range was locked */
};

struct opened_bucket {
    _Atomic uint64_t lock; /* whose; 0: nobody's */
    uint32_t first, reserved;
};

#define ENTRIES_AT ((int64_t)(SEGMENT_OPENED_AT + HEADER_SIZE + BUCKETS * sizeof(struct opened_bucket)))
#define ENTRIES    ((uint32_t)((SEGMENT_SIZE - ENTRIES_AT) / (int64_t)sizeof(struct opened)))
_Static_assert(sizeof(struct opened) == 64, "a cache line");

static _Atomic(struct opened_header *) header;

static struct opened *entry_at(uint32_t index)
{
    return index && index < ENTRIES ? (struct opened *)shm_at(ENTRIES_AT) + index : NULL;
}

/* Every process sees to it that header and buckets have memory: reading a hole takes memory too. */
static bool table_map(void)
{
    if (atomic_load_explicit(&header, memory_order_acquire)) return true;
    if (!shm_map() || !shm_allocate(SEGMENT_OPENED_AT, ENTRIES_AT - SEGMENT_OPENED_AT)) return false;
    atomic_store_explicit(&header, shm_at(SEGMENT_OPENED_AT), memory_order_release);
    return true;
}

static struct opened_bucket *bucket_of(uint64_t dev, uint64_t ino)
{
    uint64_t hash = (dev * 31 + ino) * 0x9e3779b97f4a7c15ull;
    return (struct opened_bucket *)shm_at(SEGMENT_OPENED_AT + HEADER_SIZE) + (hash >> 32) % BUCKETS;
}

static void bucket_wait(struct opened_bucket *bucket, uint64_t self)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    for (unsigned tries = 1;; tries++) {
        uint64_t was = 0;
        if (atomic_compare_exchange_weak_explicit(&bucket->lock, &was, self, memory_order_acquire,
                                                  memory_order_relaxed))
            return;
        if (tries % 256 == 0 && was && !shm_mark_alive(was) &&
            atomic_compare_exchange_strong(&bucket->lock, &was, self))
            return;
        if (tries > 4096)
            nanosleep(&pause, NULL);
        else if (tries > 64)
            sched_yield();
        else
            __builtin_ia32_pause();
    }
}

bool opened_lock(struct opened_file *file, uint64_t dev, uint64_t ino)
{
    uint64_t none = 0;
    if (!table_map()) return false;
    *file = (struct opened_file){.dev = dev, .ino = ino, .bucket = bucket_of(dev, ino), .self = shm_mark(shm_self())};
    if (!atomic_compare_exchange_strong_explicit(&file->bucket->lock, &none, file->self, memory_order_acquire,
                                                 memory_order_relaxed))
        bucket_wait(file->bucket, file->self);
    return true;
}

void opened_unlock(struct opened_file *file)
{
    atomic_store_explicit(&file->bucket->lock, 0, memory_order_release);
}

struct opened *opened_next(const struct opened_file *file, const struct opened *last, enum opened_kind kind)
{
    uint32_t index = last ? last->next : file->bucket->first;
    struct opened *entry;
    for (uint32_t steps = 0; (entry = entry_at(index)) && steps < ENTRIES; index = entry->next, steps++)
        if (entry->owner && entry->ino == file->ino && entry->dev == file->dev && entry->kind == kind) return entry;
    return NULL;
}

bool opened_alive(struct opened *entry)
{
    if (shm_mark_alive(entry->owner)) return true;
    opened_remove(entry);
    return false;
}

/* An entry that was never used; NULL: there is none. */
static struct opened *fresh(struct opened_bucket *bucket)
{
    struct opened_header *h = atomic_load(&header);
    uint32_t index = atomic_load(&h->used);
    do {
        if (!index) index = 1;
        if (index >= ENTRIES) return NULL;
        for (uint32_t ready; (ready = atomic_load(&h->ready)) <= index;) {
            uint32_t more = ENTRIES - ready < AHEAD ? ENTRIES - ready : AHEAD;
            if (ready >= ENTRIES || !shm_allocate(ENTRIES_AT + (int64_t)ready * (int64_t)sizeof(struct opened),
                                                  more * (int64_t)sizeof(struct opened)))
                return NULL;
            atomic_compare_exchange_strong(&h->ready, &ready, ready + more);
        }
        uint32_t was = atomic_load(&h->used);
        uint32_t expected = was ? index : 0;
        if (atomic_compare_exchange_weak(&h->used, &expected, index + 1)) break;
        index = expected;
    } while (true);
    struct opened *entry = entry_at(index);
    entry->owner = 0;
    entry->next = bucket->first;
    atomic_thread_fence(memory_order_release); /* the chain is whole at each moment */
    bucket->first = index;
    return entry;
}

struct opened *opened_add(struct opened_file *file, enum opened_kind kind)
{
    struct opened *entry = NULL;
    uint32_t steps = 0;
    for (uint32_t index = file->bucket->first; (entry = entry_at(index)) && steps < ENTRIES;
         index = entry->next, steps++)
        if (!entry->owner) break;
    if (!entry || steps >= ENTRIES) { /* before the chain grows: what the dead left */
        steps = 0;
        for (uint32_t index = file->bucket->first; (entry = entry_at(index)) && steps < ENTRIES;
             index = entry->next, steps++)
            if (entry->owner != file->self && !opened_alive(entry)) break;
    }
    if ((!entry || steps >= ENTRIES) && !(entry = fresh(file->bucket))) return NULL;
    uint32_t next = entry->next;
    *entry = (struct opened){.dev = file->dev, .ino = file->ino, .next = next, .kind = (uint16_t)kind};
    if (kind == OPENED_RANGE) atomic_store(&atomic_load(&header)->ranges, 1);
    atomic_thread_fence(memory_order_release);
    entry->owner = file->self;
    return entry;
}

void opened_remove(struct opened *entry)
{
    entry->owner = 0;
}

bool opened_ranges(void)
{
    struct opened_header *h = atomic_load_explicit(&header, memory_order_acquire);
    return h && atomic_load_explicit(&h->ranges, memory_order_relaxed);
}
