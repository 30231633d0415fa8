/* SPDX-License-Identifier: MIT */
/* The thread that goes on with requests for I/O after their calls have returned. */
#ifndef METIC_NT_ENGINE_H
#define METIC_NT_ENGINE_H

#include "nt/object.h"

struct nt_thread;

/* A descriptor that something is expected of; zeroed at first.  Part of `object`, whose destroy() is to forget it. */
struct engine_watch {
    struct object *object;
    /* Called in the engine's thread, once for each engine_expect(), with the events (EPOLL*) that came. */
    void (*ready)(struct engine_watch *watch, uint32_t events);
    /* A thread has ended: what it asked for is to be cancelled. */
    void (*abandon)(struct engine_watch *watch, const struct nt_thread *issuer);
    int fd;
    uint32_t slot; /* 0: none yet */
};

/* Has `ready` called when one of `events` comes at `fd`, or its other end is closed (EPOLLIN: or sends no more); in the
 * place of what was expected before.  Starts the thread.  An errno, 0: it will be. */
int engine_expect(struct engine_watch *watch, int fd, uint32_t events);

/* Nothing is expected any more, and the descriptor may be closed: before that. */
void engine_forget(struct engine_watch *watch);

/* Calls `abandon` of every watch. */
void engine_thread_ended(const struct nt_thread *thread);

#endif
