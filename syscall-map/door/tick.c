/* SPDX-License-Identifier: MIT */
/* Timers of guest threads, on Linux's POSIX timers: the alert signal, with nothing to be alerted of. */
#include "door/tick.h"

#include "door/internal.h"

#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void (*tick_seen)(void);

int tick_make(void)
{
    int timer;
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = DOOR_SIGNAL_ALERT;
    event._sigev_un._tid = (pid_t)door_self()->tid;
    return syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) ? -1 : timer;
}

void tick_drop(int timer)
{
    syscall(SYS_timer_delete, timer);
}

void tick_set(int timer, int64_t nanoseconds)
{
    const struct timespec each = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    syscall(SYS_timer_settime, timer, 0, &(struct itimerspec){each, each}, NULL);
}
