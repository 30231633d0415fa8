/* SPDX-License-Identifier: MIT */
/* Multimedia time.  Linux's clocks and sleeps have a resolution below a millisecond at all times, so that asking for a
 * period only checks it. */
#define _WINMM_ /* these functions are defined here, not imported */
#include "nt.h"
#include <mmsystem.h>

enum { PERIOD_MIN = 1, PERIOD_MAX = 1000000 };

/* "timeBeginPeriod function": TIMERR_NOCANDO where the resolution is out of range. */
MMRESULT WINAPI timeBeginPeriod(UINT period)
{
    return period >= PERIOD_MIN && period <= PERIOD_MAX ? TIMERR_NOERROR : TIMERR_NOCANDO;
}

MMRESULT WINAPI timeEndPeriod(UINT period)
{
    return timeBeginPeriod(period);
}

/* "timeGetDevCaps function": MMSYSERR_ERROR (here TIMERR_NOCANDO too) for a structure that cannot hold it. */
MMRESULT WINAPI timeGetDevCaps(TIMECAPS *caps, UINT size)
{
    if (!caps || size < sizeof *caps) return TIMERR_NOCANDO;
    caps->wPeriodMin = PERIOD_MIN;
    caps->wPeriodMax = PERIOD_MAX;
    return TIMERR_NOERROR;
}

/* "timeGetTime function": milliseconds since the system was started. */
DWORD WINAPI timeGetTime(void)
{
    LARGE_INTEGER counter, frequency;

    NtQueryPerformanceCounter(&counter, &frequency);
    return (DWORD)(counter.QuadPart / (frequency.QuadPart / 1000));
}

/* "timeGetSystemTime function". */
MMRESULT WINAPI timeGetSystemTime(MMTIME *time, UINT size)
{
    if (!time || size < sizeof *time) return TIMERR_NOCANDO;
    time->wType = TIME_MS;
    time->u.ms = timeGetTime();
    return TIMERR_NOERROR;
}
