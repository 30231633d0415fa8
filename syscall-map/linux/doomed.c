/* SPDX-License-Identifier: MIT */
/* The files of this process that are to be deleted on close: a list, which is short. */
#include "linux/doomed.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* a leaf but for doomed_each()'s telling */
static struct doomed *first;

bool doomed_note(const struct doomed *doomed)
{
    struct doomed *copy = malloc(sizeof *copy);
    int folder = copy ? fcntl(doomed->folder, F_DUPFD_CLOEXEC, 3) : -1;
    if (folder < 0) {
        free(copy);
        return false;
    }
    *copy = *doomed;
    copy->folder = folder;
    pthread_mutex_lock(&lock);
    copy->next = first;
    first = copy;
    pthread_mutex_unlock(&lock);
    return true;
}

void doomed_forget(uint64_t dev, uint64_t ino)
{
    pthread_mutex_lock(&lock);
    for (struct doomed **link = &first; *link;) {
        struct doomed *d = *link;
        if (d->ino != ino || d->dev != dev) {
            link = &d->next;
            continue;
        }
        *link = d->next;
        close(d->folder);
        free(d);
    }
    pthread_mutex_unlock(&lock);
}

void doomed_each(void (*tell)(const struct doomed *doomed, void *context), void *context)
{
    pthread_mutex_lock(&lock);
    for (const struct doomed *d = first; d; d = d->next) tell(d, context);
    pthread_mutex_unlock(&lock);
}
