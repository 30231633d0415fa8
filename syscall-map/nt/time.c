/* SPDX-License-Identifier: MIT */
/* Time of day, the performance counter and the timer's resolution.
 * The counter runs at 10 MHz from the host's monotonic clock, as Windows 10's does on machines like ours. */
#include "door/guestmem.h"
#include "linux/clock.h"
#include "nt_calls.h"

#include <time.h>

NTSTATUS sys_NtQuerySystemTime(LARGE_INTEGER *SystemTime)
{
    int64_t now = clock_system_time();
    clock_touch();
    return guest_write(SystemTime, &now, sizeof now) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtQueryPerformanceCounter(LARGE_INTEGER *PerformanceCounter, LARGE_INTEGER *PerformanceFrequency)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t counter = now.tv_sec * 10000000ll + now.tv_nsec / 100, frequency = 10000000;
    if (!guest_write(PerformanceCounter, &counter, sizeof counter)) return STATUS_ACCESS_VIOLATION;
    if (PerformanceFrequency && !guest_write(PerformanceFrequency, &frequency, sizeof frequency))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

/* In units of 100 ns: what Windows answers.  Linux' timers are finer, whatever is set; the shared user page
 * ticks so often. */
enum { COARSEST = 156250, FINEST = 5000 };
static _Atomic uint32_t resolution = COARSEST;

NTSTATUS sys_NtQueryTimerResolution(ULONG *MaximumTime, ULONG *MinimumTime, ULONG *CurrentTime)
{
    const ULONG coarsest = COARSEST, finest = FINEST, now = resolution;
    if (!guest_put(MaximumTime, &coarsest) || !guest_put(MinimumTime, &finest) || !guest_put(CurrentTime, &now))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtSetTimerResolution(ULONG DesiredTime, BOOLEAN SetResolution, ULONG *ActualTime)
{
    ULONG actual = DesiredTime < FINEST ? FINEST : DesiredTime > COARSEST ? COARSEST : DesiredTime;
    if (!guest_probe_write(ActualTime, sizeof actual)) return STATUS_ACCESS_VIOLATION;
    if (SetResolution)
        resolution = actual;
    else if (resolution == COARSEST)
        return STATUS_TIMER_RESOLUTION_NOT_SET;
    else
        resolution = actual = COARSEST;
    clock_set_tick(resolution);
    return guest_put(ActualTime, &actual) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
