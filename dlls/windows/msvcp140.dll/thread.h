/* SPDX-License-Identifier: MIT */
/* Results and times of the functions of threads. */
#ifndef METIC_THREAD_H
#define METIC_THREAD_H

#include "msvcp.h"

enum { THREAD_SUCCESS, THREAD_NO_MEMORY, THREAD_TIMED_OUT, THREAD_BUSY, THREAD_ERROR };

struct xtime { /* of the system clock, since 1970 */
    long long seconds;
    LONG nanoseconds;
};
/* Milliseconds until then, rounded up; 0 when it is past. */
DWORD time_left(const struct xtime *until);

#endif
