/* SPDX-License-Identifier: MIT */
/* Looking again, at times, at what is waited for.
 *
 * A time limit of each sleep would do, but Linux has to enter and remove it: a twelfth of a ping-pong between
 * processes.  So a thread that sleeps on shared objects often gets a timer, which ticks on while it does and is stopped
 * by the first tick that finds it elsewhere. */
#include "nt/look.h"

#include "door/tick.h"

#include <stdatomic.h>

enum { BY_LIMIT = 16 /* sleeps of a thread before it gets a timer */, UNMADE = -1, REFUSED = -2 };

static __thread int timer = UNMADE, sleeps;
static __thread volatile bool ticks, sleeping; /* the handler's too */

static void seen(void)
{
    if (sleeping || !ticks) return;
    ticks = false;
    tick_set(timer, 0);
}

bool look_begin(void)
{
    if (timer < 0) {
        if (timer == REFUSED || ++sleeps < BY_LIMIT) return false;
        tick_seen = seen;
        timer = tick_make();
        if (timer < 0) {
            timer = REFUSED;
            return false;
        }
    }
    sleeping = true; /* from here on no tick stops the timer */
    atomic_signal_fence(memory_order_seq_cst);
    if (!ticks) {
        ticks = true;
        tick_set(timer, LOOK_AGAIN);
    }
    return true;
}

void look_end(void)
{
    sleeping = false;
}

void look_leave(void)
{
    if (timer >= 0) tick_drop(timer);
    timer = UNMADE;
}
