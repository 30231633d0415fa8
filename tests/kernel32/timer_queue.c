/* SPDX-License-Identifier: MIT */
/* Timer queues: CreateTimerQueueTimer and its family. */
#include "check.h"
#include "counter.h"

static volatile LONG ran, started, fired_flags;
static volatile DWORD seen_thread;
static HANDLE go; /* manual: callbacks that wait may go on */

/* Does the number stop rising?  Callbacks that are queued may be late. */
static BOOL settles(volatile LONG *number)
{
    for (int i = 0; i < 50; i++) {
        LONG before = *number;
        Sleep(40);
        if (*number == before) return TRUE;
    }
    return FALSE;
}

static void CALLBACK count(void *context, BOOLEAN fired)
{
    (void)context;
    seen_thread = GetCurrentThreadId();
    if (fired) InterlockedIncrement(&fired_flags);
    InterlockedIncrement(&ran);
}

static void CALLBACK hold(void *context, BOOLEAN fired)
{
    (void)context, (void)fired;
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement(&ran);
}

static void CALLBACK let_go(void *context, BOOLEAN fired)
{
    (void)context, (void)fired;
    SetEvent(go);
}

static void reset(void)
{
    ran = started = fired_flags = 0;
    ResetEvent(go);
}

static LONGLONG now(void)
{
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    return (LONGLONG)((ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

static void test_create(void)
{
    HANDLE queue = CreateTimerQueue(), timer = NULL;
    CHECK(queue != NULL, "CreateTimerQueue: \"the return value is a handle to the timer queue\"");
    reset();
    LONGLONG before = now();
    CHECK(CreateTimerQueueTimer(&timer, queue, count, NULL, 20, 0, WT_EXECUTEDEFAULT) && timer,
          "CreateTimerQueueTimer: \"If the function succeeds, the return value is nonzero\"");
    CHECK(reaches(&ran, 1) && now() - before >= 190000, "\"This timer expires at the specified due time\"");
    CHECK(seen_thread != GetCurrentThreadId() && fired_flags == 1,
          "TimerOrWaitFired: \"this parameter is always TRUE for timer callbacks\"");
    Sleep(30);
    CHECK(ran == 1, "Period: \"If this parameter is zero, the timer is signaled once\"");
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE), "DeleteTimerQueueTimer: \"nonzero\"");

    reset();
    before = now();
    CreateTimerQueueTimer(&timer, queue, count, NULL, 10, 10, WT_EXECUTEDEFAULT);
    CHECK(reaches(&ran, 4) && now() - before >= 390000,
          "\"If this parameter is greater than zero, the timer is periodic\"");
    DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE);
    LONG last = ran;
    Sleep(30);
    CHECK(ran == last, "\"until the timer is canceled\"");
    reset();
    CreateTimerQueueTimer(&timer, queue, hold, NULL, 1, 5, WT_EXECUTEDEFAULT);
    CHECK(
        reaches(&started, 3) && ran == 0,
        "\"The callback is called every time the period elapses, whether or not the previous callback has finished\"");
    SetEvent(go);
    DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE);
    CHECK(ran == started, "DeleteTimerQueueTimer(INVALID_HANDLE_VALUE): \"waits for any running timer callback "
                          "functions to complete before returning\"");

    static const ULONG flags[] = {WT_EXECUTEINTIMERTHREAD, WT_EXECUTEINPERSISTENTTHREAD, WT_EXECUTEINIOTHREAD,
                                  WT_EXECUTELONGFUNCTION, WT_EXECUTEONLYONCE};
    for (int i = 0; i < 5; i++) {
        reset();
        CHECK(CreateTimerQueueTimer(&timer, queue, count, NULL, 0, 0, flags[i]) && reaches(&ran, 1),
              "CreateTimerQueueTimer with flags %#lx, due at once", flags[i]);
        DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE);
    }
    SetLastError(0);
    /* Wine 8.0 makes it all the same */
    timer = NULL;
    CHECK(!CreateTimerQueueTimer(&timer, queue, count, NULL, 1, 1, WT_EXECUTEONLYONCE) &&
              GetLastError() == ERROR_INVALID_PARAMETER && !timer,
          "WT_EXECUTEONLYONCE: \"If this flag is set, the Period parameter must be zero\"");
    if (timer) DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE), "DeleteTimerQueueEx: \"nonzero\"");
}

static volatile DWORD threads_seen[2];

static void CALLBACK note_thread(void *context, BOOLEAN fired)
{
    (void)fired;
    *(volatile DWORD *)context = GetCurrentThreadId();
    Sleep(5);
    InterlockedIncrement(&ran);
}

static void test_thread(void)
{
    HANDLE queue = CreateTimerQueue(), timers[2];
    reset();
    for (int i = 0; i < 2; i++)
        CreateTimerQueueTimer(&timers[i], queue, note_thread, (void *)&threads_seen[i], 1, 0, WT_EXECUTEINTIMERTHREAD);
    CHECK(reaches(&ran, 2) && threads_seen[0] == threads_seen[1],
          "WT_EXECUTEINTIMERTHREAD: \"The callback function is invoked by the timer thread itself\"");
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE), "DeleteTimerQueueEx takes the queue's timers with it");
    /* the default queue */
    reset();
    CHECK(CreateTimerQueueTimer(&timers[0], NULL, count, NULL, 1, 0, 0) && reaches(&ran, 1),
          "\"If this parameter is NULL, the timer is associated with the default timer queue\"");
    CHECK(DeleteTimerQueueTimer(NULL, timers[0], INVALID_HANDLE_VALUE), "and is deleted from there");
}

static void test_change(void)
{
    HANDLE queue = CreateTimerQueue(), timer;
    reset();
    CreateTimerQueueTimer(&timer, queue, count, NULL, 60000, 0, 0);
    CHECK(ChangeTimerQueueTimer(queue, timer, 1, 0) && reaches(&ran, 1),
          "ChangeTimerQueueTimer: \"Updates a timer-queue timer\": a nearer time");
    CHECK(ChangeTimerQueueTimer(queue, timer, 1, 0), "ChangeTimerQueueTimer after the time succeeds");
    Sleep(30);
    CHECK(ran == 1,
          "\"If you call ChangeTimerQueueTimer on a one-shot timer ... that has already expired, the timer is "
          "not updated\"");
    DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE);
    reset();
    CreateTimerQueueTimer(&timer, queue, count, NULL, 1, 5, 0);
    reaches(&ran, 2);
    CHECK(ChangeTimerQueueTimer(queue, timer, 60000, 0), "a periodic timer is changed");
    CHECK(settles(&ran), "to one that expires much later");
    LONG last = ran;
    ChangeTimerQueueTimer(queue, timer, 1, 5);
    CHECK(reaches(&ran, last + 2), "and to a periodic one again");
    SetLastError(0);
    /* Wine 8.0 ends the program here */
    CHECK(!ChangeTimerQueueTimer(queue, NULL, 1, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "ChangeTimerQueueTimer without a timer: \"If the function fails, the return value is zero\"");
    DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE);
    DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE);
}

static void test_delete(void)
{
    HANDLE queue = CreateTimerQueue(), timer, other, done = CreateEventW(NULL, TRUE, FALSE, NULL);
    reset();
    SetLastError(0);
    CHECK(!DeleteTimerQueueTimer(queue, NULL, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "DeleteTimerQueueTimer without a timer: \"If the function fails, the return value is zero\"");
    CreateTimerQueueTimer(&timer, queue, count, NULL, 10, 0, 0);
    /* Wine 8.0 says ERROR_IO_PENDING though no callback is outstanding; so does its DeleteTimerQueue below */
    CHECK(DeleteTimerQueueTimer(queue, timer, NULL), "DeleteTimerQueueTimer(NULL) of a timer that has not expired");
    Sleep(30);
    CHECK(ran == 0, "which never expires");

    CreateTimerQueueTimer(&timer, queue, hold, NULL, 0, 0, 0);
    reaches(&started, 1);
    SetLastError(0);
    CHECK(!DeleteTimerQueueTimer(queue, timer, NULL) && GetLastError() == ERROR_IO_PENDING,
          "DeleteTimerQueueTimer(NULL) while a callback runs: \"If the error code is ERROR_IO_PENDING, it is not "
          "necessary to call this function again\"");
    SetEvent(go);
    CHECK(reaches(&ran, 1), "\"the timer callback function will run to completion\"");

    reset();
    CreateTimerQueueTimer(&timer, queue, hold, NULL, 0, 0, 0);
    reaches(&started, 1);
    SetLastError(0);
    CHECK(!DeleteTimerQueueTimer(queue, timer, done) && GetLastError() == ERROR_IO_PENDING &&
              WaitForSingleObject(done, 10) == WAIT_TIMEOUT,
          "DeleteTimerQueueTimer with an event while a callback runs");
    SetEvent(go);
    CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0 && ran == 1,
          "\"the event object to be signaled when the system has canceled the timer and all callback functions have "
          "completed\"");
    ResetEvent(done);
    CreateTimerQueueTimer(&timer, queue, hold, NULL, 60000, 0, 0);
    CHECK(DeleteTimerQueueTimer(queue, timer, done) && WaitForSingleObject(done, 10000) == WAIT_OBJECT_0,
          "and where none runs");

    reset();
    CreateTimerQueueTimer(&timer, queue, hold, NULL, 0, 0, WT_EXECUTELONGFUNCTION);
    reaches(&started, 1);
    CreateTimerQueueTimer(&other, NULL, let_go, NULL, 20, 0, 0);
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE) && ran == 1,
          "\"If this parameter is INVALID_HANDLE_VALUE, the function waits\"");
    DeleteTimerQueueTimer(NULL, other, INVALID_HANDLE_VALUE);

    /* queues */
    reset();
    ResetEvent(done);
    CreateTimerQueueTimer(&timer, queue, hold, NULL, 0, 0, 0);
    CreateTimerQueueTimer(&other, queue, count, NULL, 30, 0, 0);
    reaches(&started, 1);
    SetLastError(0);
    /* Wine 8.0 signals the event at once, or never */
    CHECK(!DeleteTimerQueueEx(queue, done) && GetLastError() == ERROR_IO_PENDING &&
              WaitForSingleObject(done, 60) == WAIT_TIMEOUT,
          "DeleteTimerQueueEx with an event while a callback runs");
    SetEvent(go);
    CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0 && ran == 1,
          "\"the event object to be signaled when ... all callback functions have completed\"; \"Any pending timers in "
          "the queue are canceled and deleted\"");
    queue = CreateTimerQueue();
    ResetEvent(done);
    CreateTimerQueueTimer(&timer, queue, count, NULL, 60000, 0, 0);
    CHECK(DeleteTimerQueueEx(queue, done) && WaitForSingleObject(done, 10000) == WAIT_OBJECT_0,
          "DeleteTimerQueueEx of a queue without callbacks signals the event too");
    queue = CreateTimerQueue();
    reset();
    CreateTimerQueueTimer(&timer, queue, hold, NULL, 0, 0, 0);
    reaches(&started, 1);
    CreateTimerQueueTimer(&other, NULL, let_go, NULL, 20, 0, 0);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE) && ran == 1,
          "DeleteTimerQueueEx(INVALID_HANDLE_VALUE): \"the function waits for all callback functions to complete\"");
    DeleteTimerQueueTimer(NULL, other, INVALID_HANDLE_VALUE);
    SetLastError(0);
    CHECK(!DeleteTimerQueueEx(NULL, NULL) && GetLastError() == ERROR_INVALID_HANDLE,
          "DeleteTimerQueueEx without a queue: \"If the function fails, the return value is zero\"");

    queue = CreateTimerQueue();
    CHECK(DeleteTimerQueue(queue), "DeleteTimerQueue: \"If the function succeeds, the return value is nonzero\"");
    SetLastError(0);
    CHECK(!DeleteTimerQueue(NULL) && GetLastError() == ERROR_INVALID_HANDLE, "DeleteTimerQueue without a queue fails");
    queue = CreateTimerQueue();
    reset();
    timer = SetTimerQueueTimer(queue, count, NULL, 1, 0, FALSE);
    CHECK(timer && reaches(&ran, 1), "SetTimerQueueTimer makes a timer");
    CancelTimerQueueTimer(queue, timer);
    reset();
    timer = SetTimerQueueTimer(queue, count, NULL, 20, 0, TRUE);
    CHECK(CancelTimerQueueTimer(queue, timer), "CancelTimerQueueTimer deletes it");
    Sleep(40);
    CHECK(ran == 0, "and it never expires");
    SetLastError(0);
    CHECK(!CancelTimerQueueTimer(queue, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "CancelTimerQueueTimer without a timer fails");
    DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE);
    CloseHandle(done);
}

static HANDLE own_queue, own_timer;
static volatile LONG own_result;

static void CALLBACK delete_own(void *context, BOOLEAN fired)
{
    (void)fired;
    WaitForSingleObject(context, 10000);
    SetLastError(0);
    own_result = DeleteTimerQueueTimer(own_queue, own_timer, NULL) ? -1 : (LONG)GetLastError();
}

static void CALLBACK change_own(void *context, BOOLEAN fired)
{
    (void)fired;
    WaitForSingleObject(context, 10000);
    if (InterlockedIncrement(&ran) == 1) ChangeTimerQueueTimer(own_queue, own_timer, 60000, 0);
}

static void test_own(void)
{
    HANDLE ready = CreateEventW(NULL, TRUE, FALSE, NULL);
    own_queue = CreateTimerQueue();
    CreateTimerQueueTimer(&own_timer, own_queue, delete_own, ready, 0, 0, 0);
    SetEvent(ready);
    for (int k = 0; k < 2000 && !own_result; k++) Sleep(1);
    CHECK(own_result == ERROR_IO_PENDING, "DeleteTimerQueueTimer in the timer's own callback");
    reset();
    ResetEvent(ready);
    CreateTimerQueueTimer(&own_timer, own_queue, change_own, ready, 1, 300, 0);
    SetEvent(ready);
    CHECK(reaches(&ran, 1), "\"You can call ChangeTimerQueueTimer in a timer callback\"");
    CHECK(DeleteTimerQueueEx(own_queue, INVALID_HANDLE_VALUE), "and the queue is deleted");
    CloseHandle(ready);
}

/* ---- making, expiring and deleting at once ---- */

static DWORD WINAPI race(void *queue)
{
    HANDLE timers[20];
    for (int i = 0; i < 60; i++) {
        for (int k = 0; k < 20; k++)
            CreateTimerQueueTimer(&timers[k], queue, count, NULL, k % 3, k % 2, k % 5 ? 0 : WT_EXECUTEINTIMERTHREAD);
        for (int k = 0; k < 20; k++) DeleteTimerQueueTimer(queue, timers[k], k % 4 ? INVALID_HANDLE_VALUE : NULL);
    }
    return 0;
}

static void test_race(void)
{
    HANDLE threads[3], queue = CreateTimerQueue();
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, race, queue, 0, NULL);
    WaitForMultipleObjects(3, threads, TRUE, INFINITE);
    for (int i = 0; i < 3; i++) CloseHandle(threads[i]);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE), "3,600 timers come and go");
    LONG last = ran;
    Sleep(20);
    CHECK(ran == last, "and none is left");
}

int main(void)
{
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    test_create();
    test_thread();
    test_change();
    test_delete();
    test_own();
    test_race();
    return check_done();
}
