/* SPDX-License-Identifier: MIT */
/* _Thrd_*: what std::thread and std::this_thread are made of; _Xtime_* and _Query_perf_*: the clocks of std::chrono. */
#include "thread.h"

#include <limits.h>
#include <process.h>

struct thread {
    HANDLE handle;
    unsigned id;
};

/* A class of 16 bytes comes by pointer on x86-64, one of 8 on the stack of i386. */
#ifdef __x86_64__
#define BY_VALUE      const struct thread *
#define VALUE(thread) (thread)
#else
#define BY_VALUE      struct thread
#define VALUE(thread) (&(thread))
#endif

/* _Thrd_start(thread, function, argument): runs function in a new thread. */
int thread_start(struct thread *thread, unsigned(__stdcall *function)(void *), void *argument)
{
    thread->handle = (HANDLE)_beginthreadex(NULL, 0, function, argument, 0, &thread->id);
    return thread->handle ? THREAD_SUCCESS : THREAD_ERROR;
}

/* _Thrd_join(thread, code): waits for its end, and gives its handle back. */
int thread_join(BY_VALUE thread, int *code)
{
    DWORD result;
    HANDLE handle = VALUE(thread)->handle;
    if (WaitForSingleObject(handle, INFINITE) == WAIT_FAILED || !GetExitCodeThread(handle, &result))
        return THREAD_ERROR;
    if (code) *code = (int)result;
    return CloseHandle(handle) ? THREAD_SUCCESS : THREAD_ERROR;
}

int thread_detach(BY_VALUE thread)
{
    return CloseHandle(VALUE(thread)->handle) ? THREAD_SUCCESS : THREAD_ERROR;
}

unsigned thread_id(void)
{
    return GetCurrentThreadId();
}

void thread_yield(void)
{
    SwitchToThread();
}

unsigned thread_hardware_concurrency(void)
{
    SYSTEM_INFO info;
    GetNativeSystemInfo(&info);
    return info.dwNumberOfProcessors;
}

/* ---- clocks ---- */

/* _Xtime_get_ticks: 100 ns since 1970, of the system clock. */
long long time_ticks(void)
{
    enum { BETWEEN_EPOCHS_DAYS = 134774 }; /* 1601 to 1970 */
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    return (long long)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) -
           BETWEEN_EPOCHS_DAYS * 86400LL * 10000000;
}

/* xtime_get(time, kind): kind 1 is UTC, the only one; returns it, or 0. */
int time_get(struct xtime *time, int kind)
{
    if (kind != 1 || !time) return 0;
    long long ticks = time_ticks();
    *time = (struct xtime){ticks / 10000000, (LONG)(ticks % 10000000 * 100)};
    return kind;
}

static DWORD milliseconds_between(const struct xtime *later, const struct xtime *earlier)
{
    long long seconds = later->seconds - earlier->seconds;
    if (seconds > INT_MAX / 1000) return INT_MAX;
    long long nanoseconds = seconds * 1000000000 + later->nanoseconds - earlier->nanoseconds;
    return seconds < -1 || nanoseconds <= 0 ? 0 : (DWORD)((nanoseconds + 999999) / 1000000);
}

/* _Xtime_diff_to_millis2(later, earlier): rounded up; 0 for a negative difference. */
LONG time_difference(const struct xtime *later, const struct xtime *earlier)
{
    return (LONG)milliseconds_between(later, earlier);
}

DWORD time_left(const struct xtime *until)
{
    struct xtime now;
    time_get(&now, 1);
    return milliseconds_between(until, &now);
}

/* _Thrd_sleep(until) */
void thread_sleep(const struct xtime *until)
{
    for (DWORD left; (left = time_left(until)) != 0;) Sleep(left);
}

/* std::chrono::steady_clock: a count, and how many of it are a second. */
long long performance_counter(void)
{
    LARGE_INTEGER count;
    QueryPerformanceCounter(&count);
    return count.QuadPart;
}

long long performance_frequency(void)
{
    LARGE_INTEGER frequency;
    QueryPerformanceFrequency(&frequency);
    return frequency.QuadPart;
}
