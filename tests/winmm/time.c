/* SPDX-License-Identifier: MIT */
/* Multimedia time as documented. */
#include "check.h"

#include <mmsystem.h>

int main(void)
{
    TIMECAPS caps = {0};
    MMTIME time = {0};

    CHECK(timeGetDevCaps(&caps, sizeof caps) == MMSYSERR_NOERROR,
          "timeGetDevCaps: \"Returns MMSYSERR_NOERROR if successful\"");
    CHECK(caps.wPeriodMin == 1 && caps.wPeriodMax == 1000000, "from 1 ms on");
    CHECK(timeGetDevCaps(NULL, sizeof caps) != MMSYSERR_NOERROR, "timeGetDevCaps: \"or an error code otherwise\"");
    CHECK(timeBeginPeriod(1) == TIMERR_NOERROR, "timeBeginPeriod: \"Returns TIMERR_NOERROR if successful\"");
    CHECK(timeEndPeriod(1) == TIMERR_NOERROR, "timeEndPeriod: \"Returns TIMERR_NOERROR if successful\"");
    CHECK(timeBeginPeriod(0) == TIMERR_NOCANDO,
          "timeBeginPeriod: \"TIMERR_NOCANDO if the resolution specified in uPeriod is out of range\"");
    CHECK(timeEndPeriod(0) == TIMERR_NOCANDO, "timeEndPeriod: the same");

    DWORD before = timeGetTime(), ticks = GetTickCount();
    Sleep(30);
    DWORD after = timeGetTime();
    CHECK(before != 0, "timeGetTime: \"the system time, in milliseconds\"");
    CHECK(after - before >= 29, "it goes on: %lu", after - before);
    CHECK(before - ticks < 1000 || ticks - before < 1000,
          "\"the time elapsed since Windows was started\", as GetTickCount's");
    CHECK(timeGetSystemTime(&time, sizeof time) == MMSYSERR_NOERROR && time.wType == TIME_MS,
          "timeGetSystemTime gives milliseconds");
    CHECK(time.u.ms - after < 10000, "of the same clock");
    return check_done();
}
