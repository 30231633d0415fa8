/* SPDX-License-Identifier: MIT */
/* A thread's message queue. */
#ifndef METIC_QUEUE_H
#define METIC_QUEUE_H

#define WINUSERAPI /* these functions are defined here, not imported */
#include "nt.h"

struct queued; /* a posted message */
struct timer;

struct queue {
    struct queue *next; /* of all queues, under the list's lock */
    DWORD thread;
    SRWLOCK lock; /* of what follows; nothing else is locked while it is held */
    HANDLE event; /* manual reset: a message was posted since somebody looked */
    struct queued *first, **last;
    BOOL quit; /* PostQuitMessage was called and WM_QUIT not yet taken */
    int exit_code;
    struct timer *timers; /* the thread's own: no lock */
    UINT_PTR last_timer;
};

/* The calling thread's queue, made at the first call; NULL with the last error set. */
struct queue *queue_own(void);

/* Posts to a thread's queue.  ERROR_INVALID_THREAD_ID where the thread has none. */
BOOL queue_post(DWORD thread, UINT message, WPARAM wide, LPARAM narrow);

/* The next message that the filter lets through; `remove`: takes it off. */
BOOL queue_take(struct queue *queue, MSG *message, UINT low, UINT high, BOOL remove);

/* Milliseconds until the next timer is due; INFINITE: none runs. */
DWORD queue_patience(const struct queue *queue);

#endif
