/* SPDX-License-Identifier: MIT */
/* What whole names in other case were found as.
 *
 * The exact name comes first; that it misses is known without asking while the folder in which the two names part
 * stands as it was when the exact name's component was not in it, by the rules of dircache.c.  A miss is dear: Linux
 * walks the path a second time under locks, and tmpfs makes a directory entry for it. */
#include "linux/recall.h"

#include "linux/dircache.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 64 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* a leaf */
static _Atomic bool any;
static struct slot {
    char *asked, *found;
    size_t front, part; /* bytes of `asked`: the folder in which they part, and the component there as well */
    int64_t slack;      /* of that folder's file system */
    dev_t device;       /* which is this one */
    bool guarded;       /* the component was not there when the folder was this: */
    struct stat st;
    struct timespec read;
} slots[SLOTS];

static struct slot *slot_of(const char *asked)
{
    uint64_t hash = 0xcbf29ce484222325ull, word;
    size_t length = strlen(asked), at = 0;
    for (; at + sizeof word <= length; at += sizeof word) {
        memcpy(&word, asked + at, sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
    for (; at < length; at++) hash = (hash ^ (unsigned char)asked[at]) * 0x100000001b3ull;
    return &slots[(hash >> 32) % SLOTS];
}

/* The first `length` bytes of an absolute path; none are the root. */
static const char *front_name(const char *path, size_t length, char *room)
{
    memcpy(room, path, length);
    room[length] = 0;
    return length ? room : "/";
}

void recall_look(const char *asked, struct recall *out)
{
    char room[RECALL_LONGEST];
    out->known = out->sure = out->looked = false;
    if (!atomic_load_explicit(&any, memory_order_relaxed)) return;
    struct slot *slot = slot_of(asked), seen = {0};
    pthread_mutex_lock(&lock);
    if (slot->asked && !strcmp(slot->asked, asked)) {
        out->known = true;
        strcpy(out->host, slot->found);
        seen = *slot;
    }
    pthread_mutex_unlock(&lock);
    if (!out->known) return;
    clock_gettime(CLOCK_REALTIME_COARSE, &out->read);
    out->looked = stat(front_name(asked, seen.front, room), &out->front) == 0 && out->front.st_dev == seen.device;
    out->sure = out->looked && seen.guarded && out->front.st_ino == seen.st.st_ino &&
                dircache_fresh(&seen.st, &out->front, &seen.read, seen.slack);
}

void recall_missed(const char *asked, const struct recall *recall)
{
    char room[RECALL_LONGEST];
    struct stat st;
    if (!recall->known || !recall->looked || recall->sure) return;
    struct slot *slot = slot_of(asked);
    pthread_mutex_lock(&lock);
    bool ours = slot->asked && !strcmp(slot->asked, asked);
    size_t part = ours ? slot->part : 0;
    pthread_mutex_unlock(&lock);
    /* Where the component is there, and what misses is below, the folder tells nothing. */
    bool guards = ours && lstat(front_name(asked, part, room), &st) != 0 && errno == ENOENT;
    pthread_mutex_lock(&lock);
    if (slot->asked && !strcmp(slot->asked, asked) && slot->part == part && slot->device == recall->front.st_dev) {
        slot->guarded = guards;
        slot->st = recall->front;
        slot->read = recall->read;
    }
    pthread_mutex_unlock(&lock);
}

void recall_note(const char *asked, const char *found)
{
    char room[RECALL_LONGEST];
    size_t front = 0, part = 0, length = strlen(asked);
    struct stat st;
    if (length >= sizeof room || strlen(found) > length || *asked != '/') return;
    for (size_t i = 0; asked[i] && asked[i] == found[i]; i++)
        if (asked[i] == '/') front = i;
    for (part = front + 1; asked[part] && asked[part] != '/';) part++;
    int fd = open(front_name(asked, front, room), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    struct slot new = {.front = front, .part = part, .slack = dircache_slack(fd)}, old = new;
    bool known = fstat(fd, &st) == 0;
    close(fd);
    new.device = st.st_dev;
    new.asked = known ? strdup(asked) : NULL;
    new.found = known ? strdup(found) : NULL;
    if (new.asked &&new.found) {
        struct slot *slot = slot_of(asked);
        pthread_mutex_lock(&lock);
        old = *slot;
        *slot = new;
        new = old;
        pthread_mutex_unlock(&lock);
        atomic_store(&any, true);
    }
    free(new.asked);
    free(new.found);
}
