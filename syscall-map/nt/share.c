/* SPDX-License-Identifier: MIT */
/* The table of open files behind share modes and pending deletions.
 *
 * Entries are of fixed size and refer to each other by index, so that the table can move into the prefix's segment,
 * where the other processes see it, without a change of layout.  Left out until then: opens of other processes. */
#include "nt/share.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct share {
    uint64_t dev, ino;
    uint32_t next; /* in the bucket, or of free entries; 0 ends */
    uint32_t opens;
    uint32_t users; /* opens that read, write or delete: only these are checked */
    uint32_t readers, writers, deleters;
    uint32_t share_read, share_write, share_delete;
    uint32_t pending; /* 1: to be deleted at the last close */
};

#define BUCKETS 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t buckets[BUCKETS];
static struct share first_entries[32];
static struct share *entries = first_entries;
static uint32_t entry_count = 32, entry_fresh = 1, entry_free;

static uint32_t *bucket_of(uint64_t dev, uint64_t ino)
{
    uint64_t hash = (dev * 31 + ino) * 0x9e3779b97f4a7c15ull;
    return &buckets[hash >> 56];
}

static uint32_t find(uint64_t dev, uint64_t ino)
{
    uint32_t index = *bucket_of(dev, ino);
    while (index && (entries[index].ino != ino || entries[index].dev != dev)) index = entries[index].next;
    return index;
}

/* A new entry in its bucket; 0: no memory. */
static uint32_t insert(uint64_t dev, uint64_t ino)
{
    uint32_t index = entry_free;
    if (index) {
        entry_free = entries[index].next;
    } else {
        if (entry_fresh == entry_count) {
            struct share *more = malloc(2 * entry_count * sizeof *more);
            if (!more) return 0;
            memcpy(more, entries, entry_count * sizeof *more);
            if (entries != first_entries) free(entries);
            entries = more;
            entry_count *= 2;
        }
        index = entry_fresh++;
    }
    uint32_t *bucket = bucket_of(dev, ino);
    entries[index] = (struct share){.dev = dev, .ino = ino, .next = *bucket};
    *bucket = index;
    return index;
}

static void drop(uint32_t index)
{
    uint32_t *link = bucket_of(entries[index].dev, entries[index].ino);
    while (*link != index) link = &entries[*link].next;
    *link = entries[index].next;
    entries[index].next = entry_free;
    entry_free = index;
}

/* What a file asks of the others. */
struct demand {
    bool reads, writes, deletes;
};

static struct demand demand_of(const struct file *file)
{
    return (struct demand){
        .reads = file->access & (FILE_READ_DATA | FILE_EXECUTE),
        .writes = file->access & (FILE_WRITE_DATA | FILE_APPEND_DATA),
        .deletes = file->access & DELETE,
    };
}

/* Adds `by` (1 or -1) for a file that reads, writes or deletes. */
static void count(struct share *s, const struct file *file, struct demand d, uint32_t by)
{
    s->users += by;
    s->readers += d.reads ? by : 0;
    s->writers += d.writes ? by : 0;
    s->deleters += d.deletes ? by : 0;
    s->share_read += file->share & FILE_SHARE_READ ? by : 0;
    s->share_write += file->share & FILE_SHARE_WRITE ? by : 0;
    s->share_delete += file->share & FILE_SHARE_DELETE ? by : 0;
}

static bool conflicts(const struct share *s, const struct file *file, struct demand d)
{
    return (d.reads && s->share_read < s->users) || (d.writes && s->share_write < s->users) ||
           (d.deletes && s->share_delete < s->users) || (s->readers && !(file->share & FILE_SHARE_READ)) ||
           (s->writers && !(file->share & FILE_SHARE_WRITE)) || (s->deleters && !(file->share & FILE_SHARE_DELETE));
}

NTSTATUS share_enter(struct file *file)
{
    struct demand d = demand_of(file);
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&lock);
    uint32_t index = find(file->dev, file->ino);
    bool uses = d.reads || d.writes || d.deletes;
    if (!index) {
        if (!(index = insert(file->dev, file->ino))) status = STATUS_NO_MEMORY;
    } else if (entries[index].pending) {
        status = STATUS_DELETE_PENDING;
    } else if (uses && conflicts(&entries[index], file, d)) {
        status = STATUS_SHARING_VIOLATION;
    }
    if (status == STATUS_SUCCESS) {
        entries[index].opens++;
        if (uses) count(&entries[index], file, d, 1);
        file->shared = index;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

bool share_leave(struct file *file)
{
    if (!file->shared) return false;
    struct demand d = demand_of(file);
    bool remove = false;
    pthread_mutex_lock(&lock);
    struct share *s = &entries[file->shared];
    if (d.reads || d.writes || d.deletes) count(s, file, d, -1u);
    if (file->delete_closes) s->pending = 1;
    if (--s->opens == 0) {
        remove = s->pending;
        drop(file->shared);
    }
    file->shared = 0;
    pthread_mutex_unlock(&lock);
    return remove;
}

void share_set_pending(struct file *file, bool pending)
{
    pthread_mutex_lock(&lock);
    if (file->shared) entries[file->shared].pending = pending;
    pthread_mutex_unlock(&lock);
}

bool share_pending(struct file *file)
{
    pthread_mutex_lock(&lock);
    bool pending = file->shared && entries[file->shared].pending;
    pthread_mutex_unlock(&lock);
    return pending;
}

bool share_is_open(dev_t dev, ino_t ino)
{
    pthread_mutex_lock(&lock);
    bool open = find(dev, ino) != 0;
    pthread_mutex_unlock(&lock);
    return open;
}
