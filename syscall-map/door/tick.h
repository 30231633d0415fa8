/* SPDX-License-Identifier: MIT */
/* Timers of guest threads: a signal at times, which ends with -EINTR what the thread sleeps in. */
#ifndef METIC_TICK_H
#define METIC_TICK_H

#include <stdint.h>

/* A timer of the calling guest thread, stopped; negative: there is none to be had.  It goes with tick_drop(), before
 * the thread ends. */
int tick_make(void);
void tick_drop(int timer);

/* Lets it tick each so many nanoseconds from now on; 0: no more.  May be called in a signal handler. */
void tick_set(int timer, int64_t nanoseconds);

/* Called in the handler at each tick, on the timer's thread; NULL: nothing.  Once, at the start. */
extern void (*tick_seen)(void);

#endif
