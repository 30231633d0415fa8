/* SPDX-License-Identifier: MIT */
/* RegisterWaitForSingleObject, UnregisterWait and UnregisterWaitEx. */
#include "check.h"
#include "counter.h"

static volatile LONG ran, timeouts, started, running, most;
static DWORD seen_thread;
static HANDLE go; /* manual: callbacks that wait may go on */

static void CALLBACK count(void *context, BOOLEAN timed_out)
{
    (void)context;
    seen_thread = GetCurrentThreadId();
    InterlockedIncrement(timed_out ? &timeouts : &ran);
}

static void CALLBACK hold(void *context, BOOLEAN timed_out)
{
    (void)context, (void)timed_out;
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement(&ran);
}

static void CALLBACK let_go(void *context, BOOLEAN timed_out)
{
    (void)context, (void)timed_out;
    SetEvent(go);
}

static void reset(void)
{
    ran = timeouts = started = running = most = 0;
    ResetEvent(go);
}

static LONGLONG now(void)
{
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    return (LONGLONG)((ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

static void test_register(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), wait = NULL;
    reset();
    CHECK(RegisterWaitForSingleObject(&wait, event, count, NULL, INFINITE, WT_EXECUTEDEFAULT) && wait,
          "RegisterWaitForSingleObject: \"If the function succeeds, the return value is nonzero\"");
    Sleep(10);
    CHECK(ran == 0, "nothing happens while the object is not signaled");
    SetEvent(event);
    CHECK(reaches(&ran, 1), "\"The specified object is in the signaled state\": the callback is queued");
    CHECK(seen_thread != GetCurrentThreadId(), "to another thread");
    SetEvent(event);
    CHECK(reaches(&ran, 2), "\"Otherwise, the timer is reset every time the wait operation completes until the wait "
                            "operation is canceled\"");
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE), "UnregisterWaitEx: \"the return value is nonzero\"");
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 2 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "a wait that was unregistered takes no signal");

    CHECK(RegisterWaitForSingleObject(&wait, event, count, NULL, INFINITE, WT_EXECUTEONLYONCE), "WT_EXECUTEONLYONCE");
    SetEvent(event);
    CHECK(reaches(&ran, 3), "is called for the first signal");
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 3 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
          "\"The thread will no longer wait on the handle after the callback function has been called once\"");
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE),
          "\"Even wait operations that use WT_EXECUTEONLYONCE must be canceled\"");

    LONGLONG before = now();
    RegisterWaitForSingleObject(&wait, event, count, NULL, 10, WT_EXECUTEDEFAULT);
    /* Wine 8.0 is early at times */
    CHECK(reaches(&timeouts, 3) && now() - before >= 290000, "\"The time-out interval elapses\", again and again");
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE) && ran == 3, "and TimerOrWaitFired said so");
    timeouts = 0;
    RegisterWaitForSingleObject(&wait, event, count, NULL, 0, WT_EXECUTEONLYONCE);
    CHECK(reaches(&timeouts, 1), "\"If dwMilliseconds is zero, the function tests the object's state\"");
    UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
    SetEvent(event);
    RegisterWaitForSingleObject(&wait, event, count, NULL, 0, WT_EXECUTEONLYONCE);
    /* Wine 8.0 does not test it */
    CHECK(reaches(&ran, 4), "which may be signaled");
    UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);

    CloseHandle(event);
}

static void test_unregister(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), done = CreateEventW(NULL, TRUE, FALSE, NULL), wait;
    SetLastError(0);
    CHECK(!UnregisterWait(NULL) && GetLastError() == ERROR_INVALID_HANDLE,
          "UnregisterWait without a handle: \"If the function fails, the return value is zero\"");
    SetLastError(0);
    CHECK(!UnregisterWaitEx(NULL, NULL) && GetLastError() == ERROR_INVALID_HANDLE, "UnregisterWaitEx likewise");
    reset();
    RegisterWaitForSingleObject(&wait, event, hold, NULL, INFINITE, 0);
    CHECK(UnregisterWait(wait), "UnregisterWait: \"If the function succeeds, the return value is nonzero\"");

    RegisterWaitForSingleObject(&wait, event, hold, NULL, INFINITE, 0);
    SetEvent(event);
    reaches(&started, 1);
    SetLastError(0);
    CHECK(
        !UnregisterWait(wait) && GetLastError() == ERROR_IO_PENDING,
        "UnregisterWait: \"If any callback functions ... have not completed ... fails with the ERROR_IO_PENDING error "
        "code\"");
    SetEvent(event);
    Sleep(10);
    CHECK(started == 1 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
          "\"no new callback functions ... can be queued\" all the same");
    SetEvent(go);
    CHECK(reaches(&ran, 1), "and the callback ends");

    reset();
    RegisterWaitForSingleObject(&wait, event, hold, NULL, INFINITE, 0);
    SetEvent(event);
    reaches(&started, 1);
    SetLastError(0);
    CHECK(!UnregisterWaitEx(wait, done) && GetLastError() == ERROR_IO_PENDING &&
              WaitForSingleObject(done, 10) == WAIT_TIMEOUT,
          "UnregisterWaitEx with an event, while a callback runs: ERROR_IO_PENDING, the event is not signaled");
    SetEvent(go);
    CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0 && ran == 1,
          "\"the event object to be signaled when the wait operation has been unregistered\"");
    ResetEvent(done);
    RegisterWaitForSingleObject(&wait, event, hold, NULL, INFINITE, 0);
    CHECK(UnregisterWaitEx(wait, done) && WaitForSingleObject(done, 10000) == WAIT_OBJECT_0,
          "UnregisterWaitEx with an event where no callback runs signals it too");

    reset();
    RegisterWaitForSingleObject(&wait, event, hold, NULL, INFINITE, WT_EXECUTELONGFUNCTION);
    SetEvent(event);
    reaches(&started, 1);
    HANDLE wake = CreateWaitableTimerW(NULL, FALSE, NULL), second;
    LARGE_INTEGER due = {.QuadPart = -200000};
    SetWaitableTimer(wake, &due, 0, NULL, NULL, FALSE);
    RegisterWaitForSingleObject(&second, wake, let_go, NULL, INFINITE, WT_EXECUTEONLYONCE);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE) && ran == 1,
          "UnregisterWaitEx(INVALID_HANDLE_VALUE): \"waits for all callback functions to complete before returning\"");
    UnregisterWaitEx(second, INVALID_HANDLE_VALUE);
    CloseHandle(wake);
    CloseHandle(event);
    CloseHandle(done);
}

/* ---- the wait thread ---- */

static HANDLE own_wait;
static volatile LONG own_result;

static void CALLBACK unregister_own(void *context, BOOLEAN timed_out)
{
    (void)timed_out;
    WaitForSingleObject(context, 10000); /* until own_wait is written */
    SetLastError(0);
    own_result = UnregisterWait(own_wait) ? -1 : (LONG)GetLastError();
}

static void CALLBACK overlap(void *context, BOOLEAN timed_out)
{
    (void)context, (void)timed_out;
    LONG now_running = InterlockedIncrement(&running);
    if (now_running > most) most = now_running;
    Sleep(5);
    InterlockedDecrement(&running);
    InterlockedIncrement(&ran);
}

static void test_threads(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), ready = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE semaphore = CreateSemaphoreW(NULL, 0, 100, NULL), wait;
    reset();
    RegisterWaitForSingleObject(&wait, semaphore, overlap, NULL, INFINITE, WT_EXECUTEINWAITTHREAD);
    ReleaseSemaphore(semaphore, 5, NULL);
    CHECK(reaches(&ran, 5) && most == 1,
          "WT_EXECUTEINWAITTHREAD: \"The callback function is invoked by the wait thread "
          "itself\", one after the other (%ld at once)",
          most);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE), "and is unregistered");
    CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT,
          "\"the count of a semaphore object is decreased by one\" for each callback");

    reset();
    RegisterWaitForSingleObject(&wait, semaphore, hold, NULL, INFINITE, WT_EXECUTEDEFAULT);
    ReleaseSemaphore(semaphore, 3, NULL);
    CHECK(reaches(&started, 3), "without it the object is waited for again while a callback runs");
    SetEvent(go);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE) && ran == 3, "and all are waited for");

    static const ULONG flags[] = {WT_EXECUTEDEFAULT, WT_EXECUTEINWAITTHREAD, WT_EXECUTEINPERSISTENTTHREAD,
                                  WT_EXECUTEINIOTHREAD};
    for (int i = 0; i < 4; i++) {
        own_result = 0;
        ResetEvent(ready);
        RegisterWaitForSingleObject(&own_wait, event, unregister_own, ready, INFINITE, flags[i]);
        SetEvent(ready);
        SetEvent(event);
        for (int k = 0; k < 2000 && !own_result; k++) Sleep(1);
        CHECK(own_result == ERROR_IO_PENDING, "UnregisterWait in the wait's own callback (flags %#lx)", flags[i]);
    }

    /* "You should not register an object that remains signaled ... unless you set the WT_EXECUTEONLYONCE or
     * WT_EXECUTEINWAITTHREAD flag" */
    reset();
    SetEvent(ready);
    RegisterWaitForSingleObject(&wait, ready, count, NULL, INFINITE, WT_EXECUTEINWAITTHREAD);
    CHECK(reaches(&ran, 100), "an object that remains signaled calls back again and again");
    HANDLE other;
    RegisterWaitForSingleObject(&other, event, hold, NULL, INFINITE, WT_EXECUTEDEFAULT);
    SetEvent(event);
    /* in Wine 8.0 it does */
    CHECK(reaches(&started, 1), "and keeps no other wait from being seen");
    SetEvent(go);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE) && UnregisterWaitEx(other, INVALID_HANDLE_VALUE),
          "both are unregistered");
    CloseHandle(event);
    CloseHandle(ready);
    CloseHandle(semaphore);
}

static void test_kinds(void)
{
    HANDLE wait, timer = CreateWaitableTimerW(NULL, TRUE, NULL);
    LARGE_INTEGER due = {.QuadPart = -100000};
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    WCHAR command[MAX_PATH + 20], self[MAX_PATH];
    reset();
    SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE);
    RegisterWaitForSingleObject(&wait, timer, count, NULL, INFINITE, WT_EXECUTEONLYONCE);
    CHECK(reaches(&ran, 1), "\"can wait for the following objects\": a waitable timer");
    UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
    CloseHandle(timer);
    GetModuleFileNameW(NULL, self, MAX_PATH);
    wsprintfW(command, L"\"%ls\" child", self);
    if (CHECK(CreateProcessW(self, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child), "a process starts")) {
        RegisterWaitForSingleObject(&wait, child.hProcess, count, NULL, INFINITE, WT_EXECUTEONLYONCE);
        CHECK(reaches(&ran, 2), "\"can wait for the following objects\": a process");
        UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
        CloseHandle(child.hProcess);
        CloseHandle(child.hThread);
    }
}

/* ---- registering, signalling and unregistering at once ---- */

static volatile LONG total;

static void CALLBACK add(void *context, BOOLEAN timed_out)
{
    (void)context, (void)timed_out;
    InterlockedIncrement(&total);
}

static DWORD WINAPI race(void *result)
{
    HANDLE semaphore = CreateSemaphoreW(NULL, 0, 100000, NULL), wait;
    LONG released = 0;
    for (int i = 0; i < 700; i++) {
        RegisterWaitForSingleObject(&wait, semaphore, add, NULL, INFINITE,
                                    i & 1   ? WT_EXECUTEINWAITTHREAD
                                    : i & 2 ? WT_EXECUTEONLYONCE
                                            : 0);
        for (int k = i % 4; k; k--) released += ReleaseSemaphore(semaphore, 1, NULL) != 0;
        UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
    }
    while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0) released--;
    CloseHandle(semaphore);
    *(LONG *)result = released;
    return 0;
}

static void test_race(void)
{
    HANDLE threads[3];
    LONG taken[3], sum = 0;
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, race, &taken[i], 0, NULL);
    WaitForMultipleObjects(3, threads, TRUE, INFINITE);
    for (int i = 0; i < 3; i++) sum += taken[i], CloseHandle(threads[i]);
    /* Wine 8.0 takes signals without calling back */
    CHECK(sum == total, "each signal that was taken is one callback, and none comes late (%ld, %ld)", sum, total);
}

static void test_failure(void)
{
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL), weak, none;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &weak, EVENT_MODIFY_STATE, FALSE, 0);
    SetLastError(0);
    /* Wine 8.0 takes both, and never calls back */
    CHECK(!RegisterWaitForSingleObject(&none, section, count, NULL, INFINITE, 0) && GetLastError(),
          "RegisterWaitForSingleObject with a file mapping: \"can wait for the following objects\", not for that");
    SetLastError(0);
    CHECK(!RegisterWaitForSingleObject(&none, weak, count, NULL, INFINITE, 0) && GetLastError() == ERROR_ACCESS_DENIED,
          "\"The handles must have the SYNCHRONIZE access right\"");
    CloseHandle(section);
    CloseHandle(weak);
    CloseHandle(event);
    HANDLE wait = NULL;
    SetLastError(0);
    /* Wine 8.0 takes any handle, and its wait thread waits for nothing any more */
    CHECK(!RegisterWaitForSingleObject(&wait, (HANDLE)0x123454, count, NULL, INFINITE, 0) &&
              GetLastError() == ERROR_INVALID_HANDLE && !wait,
          "RegisterWaitForSingleObject with no handle: \"If the function fails, the return value is zero\"");
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) return 0; /* the child */
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    test_register();
    test_unregister();
    test_threads();
    test_kinds();
    test_race();
    test_failure();
    return check_done();
}
