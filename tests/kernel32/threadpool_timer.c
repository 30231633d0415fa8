/* SPDX-License-Identifier: MIT */
/* The thread pool's timers: SetThreadpoolTimer and its family. */
#include "check.h"
#include "counter.h"

static volatile LONG ran, started;
static HANDLE go; /* manual: callbacks that wait may go on */
static PTP_TIMER seen;
static DWORD seen_thread;

static FILETIME *after(FILETIME *time, int milliseconds)
{
    LARGE_INTEGER value = {.QuadPart = milliseconds * -10000ll};
    *time = (FILETIME){value.LowPart, (DWORD)value.HighPart};
    return time;
}

static void CALLBACK count(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)context;
    seen = instance ? timer : NULL;
    seen_thread = GetCurrentThreadId();
    InterlockedIncrement(&ran);
}

static void CALLBACK hold(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)instance, (void)timer;
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement((volatile LONG *)context);
}

static LONGLONG now(void)
{
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    return (LONGLONG)((ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

static void test_once(void)
{
    FILETIME time;
    LARGE_INTEGER value;
    PTP_TIMER timer = CreateThreadpoolTimer(count, NULL, NULL);
    CHECK(timer != NULL, "CreateThreadpoolTimer: \"it returns a pointer to a TP_TIMER structure\"");
    CHECK(!IsThreadpoolTimerSet(timer), "IsThreadpoolTimerSet: \"otherwise, the return value is FALSE\"");
    ran = 0;
    LONGLONG before = now();
    SetThreadpoolTimer(timer, after(&time, 30), 0, 0);
    CHECK(IsThreadpoolTimerSet(timer), "IsThreadpoolTimerSet: \"The return value is TRUE if the timer is set\"");
    CHECK(reaches(&ran, 1), "SetThreadpoolTimer: \"calls the timer object's callback after the ... timeout expires\"");
    CHECK(now() - before >= 290000, "a relative time: \"the amount of time to wait relative to the current time\"");
    CHECK(seen == timer && seen_thread != GetCurrentThreadId(), "the callback is told the timer, in another thread");
    /* Richter and Nasarre, Windows via C/C++, chapter 11: set is "that is, its pftDueTime value is not NULL" */
    CHECK(IsThreadpoolTimerSet(timer), "IsThreadpoolTimerSet: a timer that has expired is set until it is stopped");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    CHECK(!IsThreadpoolTimerSet(timer), "IsThreadpoolTimerSet is FALSE for a timer that was stopped");

    before = now();
    value.QuadPart = before + 300000;
    time = (FILETIME){value.LowPart, (DWORD)value.HighPart};
    SetThreadpoolTimer(timer, &time, 0, 0);
    CHECK(reaches(&ran, 2) && now() - before >= 290000,
          "an absolute time: \"If positive or zero, it indicates the absolute time\"");
    time = (FILETIME){0, 0};
    SetThreadpoolTimer(timer, &time, 0, 0);
    CHECK(reaches(&ran, 3), "SetThreadpoolTimer: \"if this parameter is zero, the timer will expire immediately\"");
    value.QuadPart = now() - 10000000;
    time = (FILETIME){value.LowPart, (DWORD)value.HighPart};
    SetThreadpoolTimer(timer, &time, 0, 0);
    CHECK(reaches(&ran, 4), "an absolute time that has passed expires at once");
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CloseThreadpoolTimer(timer);

    TP_CALLBACK_ENVIRON environment;
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 77;
    SetLastError(0);
    /* Wine 8.0 takes any version */
    CHECK(!CreateThreadpoolTimer(count, NULL, &environment) && GetLastError() == ERROR_INVALID_PARAMETER,
          "CreateThreadpoolTimer with an environment of no known version: \"If the function fails, it returns NULL\"");
}

static void test_set(void)
{
    FILETIME time;
    PTP_TIMER timer = CreateThreadpoolTimer(count, NULL, NULL);
    ran = 0;
    CHECK(!SetThreadpoolTimerEx(timer, after(&time, 60000), 0, 0),
          "SetThreadpoolTimerEx: FALSE, as the timer was not active");
    CHECK(SetThreadpoolTimerEx(timer, after(&time, 20), 0, 0),
          "SetThreadpoolTimerEx: \"If the timer was previously active and was canceled, a value of TRUE is returned\"");
    CHECK(reaches(&ran, 1), "\"Setting the timer cancels the previous timer, if any\": the nearer time counts");
    SetThreadpoolTimer(timer, after(&time, 10), 0, 0);
    SetThreadpoolTimer(timer, after(&time, 60000), 0, 0);
    Sleep(40);
    CHECK(ran == 1 && IsThreadpoolTimerSet(timer), "and so does a later one");
    CHECK(SetThreadpoolTimerEx(timer, NULL, 0, 0) && !IsThreadpoolTimerSet(timer),
          "SetThreadpoolTimerEx: \"If this parameter is NULL, the timer object will cease to queue new callbacks\"");
    SetThreadpoolTimer(timer, after(&time, 10), 0, 0);
    SetThreadpoolTimer(timer, NULL, 0, 0);
    Sleep(40);
    CHECK(ran == 1, "SetThreadpoolTimer with NULL likewise");
    SetThreadpoolTimer(timer, after(&time, 10), 0, 0);
    CloseThreadpoolTimer(timer);
    Sleep(40);
    CHECK(ran == 1, "CloseThreadpoolTimer: a timer that has not expired never does");
}

static void test_period(void)
{
    FILETIME time;
    PTP_TIMER timer = CreateThreadpoolTimer(count, NULL, NULL);
    ran = 0;
    LONGLONG before = now();
    SetThreadpoolTimer(timer, after(&time, 5), 10, 0);
    CHECK(reaches(&ran, 5), "msPeriod: \"A periodic timer automatically reactivates each time the period elapses\"");
    CHECK(now() - before >= 440000, "five expirations take a due time and four periods");
    CHECK(IsThreadpoolTimerSet(timer), "a periodic timer stays set");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    LONG last = ran;
    Sleep(40);
    CHECK(ran == last, "\"until the timer is canceled\"");
    time = (FILETIME){0, 0};
    SetThreadpoolTimer(timer, &time, 10, 0);
    CHECK(reaches(&ran, last + 3), "a periodic timer that begins at once");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CloseThreadpoolTimer(timer);

    /* the period goes on while a callback runs */
    volatile LONG ended = 0;
    timer = CreateThreadpoolTimer(hold, (void *)&ended, NULL);
    started = 0;
    ResetEvent(go);
    SetThreadpoolTimer(timer, after(&time, 1), 5, 0);
    CHECK(reaches(&started, 3), "callbacks of a periodic timer overlap");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    CHECK(ended == 0, "none of them has ended");
    SetEvent(go);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(ended == started, "WaitForThreadpoolTimerCallbacks: \"Waits for outstanding timer callbacks to complete\"");
    CloseThreadpoolTimer(timer);
}

static void test_window(void)
{
    FILETIME time;
    PTP_TIMER wide = CreateThreadpoolTimer(count, NULL, NULL), narrow = CreateThreadpoolTimer(count, NULL, NULL);
    ran = 0;
    LONGLONG before = now();
    SetThreadpoolTimer(wide, after(&time, 10), 0, 60);
    CHECK(reaches(&ran, 1), "a timer with a window expires");
    CHECK(now() - before >= 90000, "msWindowLength: not before its time");
    SetThreadpoolTimer(wide, after(&time, 1), 0, 60000);
    SetThreadpoolTimer(narrow, after(&time, 20), 0, 0);
    CHECK(reaches(&ran, 3), "\"the system can batch calls\": a timer in its window expires with another");
    CloseThreadpoolTimer(wide);
    CloseThreadpoolTimer(narrow);
}

/* Sets the timer until it has expired before it is stopped. */
static BOOL expire(PTP_TIMER timer)
{
    FILETIME time;
    for (int i = 0; i < 100; i++) {
        SetThreadpoolTimer(timer, after(&time, 1), 0, 0);
        Sleep(20);
        if (!SetThreadpoolTimerEx(timer, NULL, 0, 0)) return TRUE;
    }
    return FALSE;
}

static void test_cancel(void)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    FILETIME time;
    volatile LONG ended = 0;
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolThreadMaximum(pool, 1);
    PTP_TIMER first = CreateThreadpoolTimer(hold, (void *)&ended, &environment);
    PTP_TIMER second = CreateThreadpoolTimer(count, NULL, &environment);
    ran = started = 0;
    ResetEvent(go);
    SetThreadpoolTimer(first, after(&time, 1), 0, 0);
    reaches(&started, 1);
    CHECK(expire(second), "SetThreadpoolTimerEx: \"If FALSE is returned, a callback may be in progress or about to "
                          "commence\"");
    WaitForThreadpoolTimerCallbacks(second, TRUE);
    SetEvent(go);
    WaitForThreadpoolTimerCallbacks(first, FALSE);
    SetThreadpoolTimer(first, after(&time, 1), 0, 0);
    reaches(&ended, 2);
    CHECK(ran == 0, "WaitForThreadpoolTimerCallbacks: \"optionally cancels pending callbacks that have not yet started "
                    "to execute\"");
    ResetEvent(go);
    SetThreadpoolTimer(first, after(&time, 1), 0, 0);
    reaches(&started, 3);
    expire(second);
    CloseThreadpoolTimer(second);
    SetEvent(go);
    CHECK(reaches(&ran, 1), "\"but callbacks already queued will still occur\", CloseThreadpoolTimer or not");
    WaitForThreadpoolTimerCallbacks(first, FALSE);
    CloseThreadpoolTimer(first);
    CloseThreadpool(pool);
}

/* ---- many timers ---- */

enum { MANY = 2000 };

static volatile LONG fired[MANY], early;
static LONGLONG due[MANY];

static void CALLBACK mark(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)instance, (void)timer;
    LONG i = (LONG)(LONG_PTR)context;
    if (now() < due[i]) InterlockedIncrement(&early);
    InterlockedIncrement(&fired[i]);
    InterlockedIncrement(&ran);
}

static void test_many(void)
{
    static PTP_TIMER timers[MANY];
    unsigned random = 12345;
    LONG wanted = 0, wrong = 0;
    FILETIME time;
    ran = 0;
    for (LONG i = 0; i < MANY; i++) timers[i] = CreateThreadpoolTimer(mark, (void *)(LONG_PTR)i, NULL);
    for (LONG i = 0; i < MANY; i++) {
        random = random * 1103515245 + 12345;
        int milliseconds = 100 + (int)(random >> 16) % 100;
        due[i] = now() + milliseconds * 10000 - 10000; /* the wall clock may be set a little meanwhile */
        SetThreadpoolTimer(timers[i], after(&time, milliseconds), 0, random >> 8 & 7);
    }
    /* every third is stopped; the order of the rest is to stand */
    for (LONG i = 0; i < MANY; i += 3) SetThreadpoolTimer(timers[i], NULL, 0, 0);
    for (LONG i = 0; i < MANY; i++) wanted += i % 3 != 0;
    reaches(&ran, wanted);
    Sleep(20);
    for (LONG i = 0; i < MANY; i++) wrong += fired[i] != (i % 3 != 0);
    CHECK(wrong == 0 && ran == wanted, "of 2,000 timers each that was not stopped expires once (%ld of %ld)", ran,
          wanted);
    CHECK(early == 0, "and none before its time (%ld)", early);
    for (LONG i = 0; i < MANY; i++) CloseThreadpoolTimer(timers[i]);

    /* setting and stopping against the expiration: each answer of FALSE is one callback more */
    LONG callbacks = 0;
    PTP_TIMER timer = CreateThreadpoolTimer(count, NULL, NULL);
    ran = 0;
    for (int i = 0; i < 3000; i++) {
        LARGE_INTEGER soon = {.QuadPart = -(i % 50) * 10};
        time = (FILETIME){soon.LowPart, (DWORD)soon.HighPart};
        SetThreadpoolTimer(timer, &time, 0, 0);
        for (volatile int spin = 0; spin < i % 50 * 30; spin++) {}
        if (!SetThreadpoolTimerEx(timer, NULL, 0, 0)) callbacks++;
    }
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(ran == callbacks, "SetThreadpoolTimerEx tells each time whether a callback follows (%ld, %ld)", ran,
          callbacks);
    CloseThreadpoolTimer(timer);
}

int main(void)
{
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    test_once();
    test_set();
    test_period();
    test_window();
    test_cancel();
    test_many();
    return check_done();
}
