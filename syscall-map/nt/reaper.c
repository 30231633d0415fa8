/* SPDX-License-Identifier: MIT */
/* A host thread, started with the first process that is watched, that sleeps on pidfds.
 *
 * epoll gives numbers, not addresses: what was forgotten while its event was under way is not found any more. */
#include "nt/reaper.h"

#include "linux/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the list; taken before child.c's and presence's */
static struct reaped *watched;
static uint64_t last_id;
static int sleeps = -1; /* epoll: a pidfd for each */

static struct reaped **find(uint64_t id)
{
    struct reaped **at = &watched;
    while (*at && (*at)->id != id) at = &(*at)->next;
    return at;
}

/* Under the lock; a pidfd stays readable: one that is not reaped yet comes again. */
static void one_ended(uint64_t id)
{
    struct reaped **at = find(id), *reaped = *at;
    if (!reaped) return;
    int pidfd = reaped->pidfd;
    struct reaped *next = reaped->next;
    epoll_ctl(sleeps, EPOLL_CTL_DEL, pidfd, NULL);
    *at = next;
    if (reaped->ended(reaped)) return; /* and may be gone */
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = id};
    reaped->next = watched;
    watched = reaped;
    epoll_ctl(sleeps, EPOLL_CTL_ADD, pidfd, &event);
}

static void *reap(void *unused)
{
    (void)unused;
    for (;;) {
        struct epoll_event events[16];
        int count = epoll_wait(sleeps, events, 16, -1);
        pthread_mutex_lock(&lock);
        for (int i = 0; i < count; i++) one_ended(events[i].data.u64);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

bool reaper_start(void)
{
    pthread_mutex_lock(&lock);
    if (sleeps < 0) {
        signal(SIGCHLD, SIG_DFL); /* whoever started us may have ignored it, and then nobody is told of an end */
        sleeps = epoll_create1(EPOLL_CLOEXEC);
        if (sleeps >= 0 && worker_start(reap, NULL, 64 << 10, false)) close(sleeps), sleeps = -1;
    }
    bool ready = sleeps >= 0;
    pthread_mutex_unlock(&lock);
    return ready;
}

bool reaper_watch(struct reaped *reaped)
{
    if (reaped->pidfd < 0 || !reaper_start()) return false;
    pthread_mutex_lock(&lock);
    reaped->id = ++last_id;
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = reaped->id};
    bool added = epoll_ctl(sleeps, EPOLL_CTL_ADD, reaped->pidfd, &event) == 0;
    if (added) {
        reaped->next = watched;
        watched = reaped;
    }
    pthread_mutex_unlock(&lock);
    return added;
}

void reaper_forget(struct reaped *reaped)
{
    pthread_mutex_lock(&lock);
    struct reaped **at = find(reaped->id);
    if (*at == reaped) {
        *at = reaped->next;
        epoll_ctl(sleeps, EPOLL_CTL_DEL, reaped->pidfd, NULL);
    }
    pthread_mutex_unlock(&lock);
}
