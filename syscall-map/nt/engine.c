/* SPDX-License-Identifier: MIT */
/* The engine: one thread of the process that waits by epoll for whatever pending requests wait for.
 *
 * It knows no requests: who has some expects events of a descriptor, once each time, and goes on with them when it is
 * called.  The kernel is told a slot's number and generation, never a pointer, so an event that comes late finds
 * nobody. A watch's object is held while it is called. */
#include "nt/engine.h"

#include "linux/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 64, STACK = 256 << 10 };

struct slot {
    struct engine_watch *watch; /* NULL: free, and `next` is the next such */
    uint32_t generation, next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all below; within a watch's own */
static struct slot *slots;                               /* the first is nobody's */
static uint32_t room, used = 1, free_slot;
static int poll_fd = -1;

/* One more reference, unless the last one has gone. */
static bool revive(struct object *object)
{
    int64_t refs = atomic_load(&object->refs);
    while (refs > 0)
        if (atomic_compare_exchange_weak(&object->refs, &refs, refs + 1)) return true;
    return false;
}

/* The watch in a slot of that generation (0: any), whose object is held; NULL: it has gone. */
static struct engine_watch *watch_hold(uint32_t index, uint32_t generation)
{
    struct engine_watch *watch = NULL;
    pthread_mutex_lock(&lock);
    if (index < used && (!generation || slots[index].generation == generation)) watch = slots[index].watch;
    if (watch && !revive(watch->object)) watch = NULL;
    pthread_mutex_unlock(&lock);
    return watch;
}

static void *serve(void *unused)
{
    struct epoll_event events[EVENTS];
    (void)unused;
    for (;;) {
        int count = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct engine_watch *watch = watch_hold((uint32_t)(events[i].data.u64 >> 32), (uint32_t)events[i].data.u64);
            if (!watch) continue;
            struct object *object = watch->object;
            watch->ready(watch, events[i].events);
            object_put(object);
        }
    }
    return NULL;
}

/* Under the lock. */
static int start(void)
{
    if (poll_fd >= 0) return 0;
    if ((poll_fd = epoll_create1(EPOLL_CLOEXEC)) < 0) return errno;
    int error = worker_start(serve, NULL, STACK, true);
    if (!error) return 0;
    close(poll_fd);
    poll_fd = -1;
    return error;
}

/* Under the lock: a slot for the watch; 0: no memory. */
static uint32_t slot_take(struct engine_watch *watch)
{
    uint32_t index = free_slot;
    if (index) {
        free_slot = slots[index].next;
    } else {
        if (used >= room) {
            uint32_t wider = room ? room * 2 : 64;
            void *grown = realloc(slots, wider * sizeof *slots);
            if (!grown) return 0;
            slots = grown;
            room = wider;
            slots[0] = (struct slot){0};
        }
        index = used++;
        slots[index] = (struct slot){.generation = 1};
    }
    slots[index].watch = watch;
    return index;
}

int engine_expect(struct engine_watch *watch, int fd, uint32_t events)
{
    int error;
    pthread_mutex_lock(&lock);
    error = start();
    bool fresh = !watch->slot;
    if (!error && fresh && !(watch->slot = slot_take(watch))) error = ENOMEM;
    if (!error) {
        struct epoll_event event = {.events = events | (events & EPOLLIN ? EPOLLRDHUP : 0) | EPOLLONESHOT,
                                    .data.u64 = (uint64_t)watch->slot << 32 | slots[watch->slot].generation};
        if (epoll_ctl(poll_fd, fresh ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event)) error = errno;
        watch->fd = fd;
    }
    pthread_mutex_unlock(&lock);
    if (error && fresh) engine_forget(watch);
    return error;
}

void engine_forget(struct engine_watch *watch)
{
    pthread_mutex_lock(&lock);
    if (watch->slot) {
        struct slot *slot = &slots[watch->slot];
        epoll_ctl(poll_fd, EPOLL_CTL_DEL, watch->fd, NULL); /* others may have the same file open: it would stay */
        slot->watch = NULL;
        if (!++slot->generation) slot->generation = 1;
        slot->next = free_slot;
        free_slot = watch->slot;
        watch->slot = 0;
    }
    pthread_mutex_unlock(&lock);
}

void engine_thread_ended(const struct nt_thread *thread)
{
    for (uint32_t index = 1; index < __atomic_load_n(&used, __ATOMIC_RELAXED); index++) {
        struct engine_watch *watch = watch_hold(index, 0);
        if (!watch) continue;
        struct object *object = watch->object;
        watch->abandon(watch, thread);
        object_put(object);
    }
}
