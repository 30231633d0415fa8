/* SPDX-License-Identifier: MIT */
/* Files that are to go with their processes.
 *
 * Whoever opens a file for deletion on close deletes it himself when he closes it; this is for those who are killed
 * before.  A file goes by the name that it was told of with, if that is still its own; others who have it open keep it,
 * nameless.  Linux closes a dying process's files one after the other, so its slot may be locked for a moment after its
 * connection has ended: it is looked at again. */
#include "doomed.h"

#include "runtime.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_AGAIN = 20 /* ms */, LOOKS = 100 };

struct doomed {
    struct doomed *next;
    uint32_t slot;
    uint64_t started; /* which of the slot's processes */
    uint64_t dev, ino;
    int folder;
    unsigned looks; /* so many are left, 0: its process lives */
    char name[256];
};

static struct doomed *first;

static struct doomed **find(const struct client *client, uint64_t dev, uint64_t ino)
{
    uint64_t started = runtime_slot_started(client->slot);
    struct doomed **link = &first;
    while (*link && !((*link)->slot == client->slot && (*link)->started == started && (*link)->ino == ino &&
                      (*link)->dev == dev))
        link = &(*link)->next;
    return link;
}

static void forget(struct doomed **link)
{
    struct doomed *d = *link;
    *link = d->next;
    close(d->folder);
    free(d);
}

bool doomed_add(const struct client *client, uint64_t dev, uint64_t ino, const uint8_t *name, size_t length, int folder)
{
    struct stat st;
    uint64_t started = runtime_slot_started(client->slot);
    if (!started || !length || length > 255 || memchr(name, '/', length) || memchr(name, 0, length) ||
        (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.') || fstat(folder, &st) ||
        !S_ISDIR(st.st_mode))
        return false;
    struct doomed **link = find(client, dev, ino);
    if (*link) forget(link);
    struct doomed *d = calloc(1, sizeof *d);
    if (!d || (d->folder = fcntl(folder, F_DUPFD_CLOEXEC, 3)) < 0) {
        free(d);
        return false;
    }
    d->slot = client->slot;
    d->started = started;
    d->dev = dev;
    d->ino = ino;
    memcpy(d->name, name, length);
    d->next = first;
    first = d;
    return true;
}

void doomed_spare(const struct client *client, uint64_t dev, uint64_t ino)
{
    struct doomed **link = find(client, dev, ino);
    if (*link) forget(link);
}

void doomed_ended(const struct client *client)
{
    for (struct doomed *d = first; d; d = d->next)
        if (d->slot == client->slot) d->looks = LOOKS;
}

static void remove_file(const struct doomed *d)
{
    struct stat st;
    if (fstatat(d->folder, d->name, &st, AT_SYMLINK_NOFOLLOW) || st.st_ino != d->ino || st.st_dev != d->dev) return;
    unlinkat(d->folder, d->name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0);
}

int doomed_sweep(void)
{
    bool more = false;
    for (struct doomed **link = &first; *link;) {
        struct doomed *d = *link;
        if (d->looks && runtime_slot_started(d->slot) != d->started) {
            remove_file(d);
            forget(link);
            continue;
        }
        if (d->looks && --d->looks) more = true;
        link = &d->next;
    }
    return more ? LOOK_AGAIN : -1;
}
