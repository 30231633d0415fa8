/* SPDX-License-Identifier: MIT */
/* What a thread is doing to lines of the segment, where those who outlive it can read it.
 *
 * A thread that locks lines, or sleeps on them, has an intent: it names the lines that count it as a waiter, and says
 * whether what it has locked is decided.  Its first word is one of Linux's robust futexes, so the kernel marks it at
 * any death.  Whoever then meets a line that the dead left locked, or wakes nobody where waiters are counted, carries
 * out or takes back what was under way. */
#ifndef METIC_NT_INTENT_H
#define METIC_NT_INTENT_H

#include "nt/line.h"

/* The number of the thread's intent, which is made at the first call; 0: the segment is seen by nobody else, or is
 * full. */
uint32_t intent_need(struct line_owner *self);

/* From here on, or no longer, the lines that the thread has locked are to be committed if it dies. */
static inline void intent_decide(struct line_owner *self, bool decided)
{
    if (self->intent) atomic_store(&self->intent->decided, decided);
}

/* The line counts the thread as a waiter, as the last of those it waits for; and it no longer counts the last one. */
void intent_wait(struct line_owner *self, struct line *line);
void intent_leave(struct line_owner *self, struct line *line);

/* Mends what the thread with that intent left, if it is dead; or what all the dead left, rarely. */
void intent_mend(uint32_t number);
void intent_mend_all(void);

/* The thread ends. */
void intent_end(struct line_owner *self);

/* The process ends, in its last thread, which is `self`: gives back the pages. */
void intent_leave_all(struct line_owner *self);

#endif
