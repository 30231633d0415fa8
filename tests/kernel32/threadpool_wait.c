/* SPDX-License-Identifier: MIT */
/* The thread pool's waits: SetThreadpoolWait and its family. */
#include "check.h"
#include "counter.h"

static volatile LONG ran, timeouts;
static PTP_WAIT seen;
static DWORD seen_thread;

static FILETIME *after(FILETIME *time, int milliseconds)
{
    LARGE_INTEGER value = {.QuadPart = milliseconds * -10000ll};
    *time = (FILETIME){value.LowPart, (DWORD)value.HighPart};
    return time;
}

static void CALLBACK count(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)context;
    seen = instance ? wait : NULL;
    seen_thread = GetCurrentThreadId();
    if (result == WAIT_TIMEOUT) InterlockedIncrement(&timeouts);
    if (result == WAIT_OBJECT_0) InterlockedIncrement(&ran);
}

static LONGLONG now(void)
{
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    return (LONGLONG)((ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

static void test_signal(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    PTP_WAIT wait = CreateThreadpoolWait(count, NULL, NULL);
    FILETIME time;
    CHECK(wait != NULL, "CreateThreadpoolWait: \"it returns a pointer to a TP_WAIT structure\"");
    SetThreadpoolWait(wait, event, NULL);
    Sleep(10);
    CHECK(ran == 0, "SetThreadpoolWait: nothing happens while the object is not signaled");
    SetEvent(event);
    CHECK(reaches(&ran, 1), "SetThreadpoolWait: \"A worker thread calls the wait object's callback function after the "
                            "handle becomes signaled\"");
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(seen == wait && seen_thread != GetCurrentThreadId(), "the callback is told the wait, in another thread");
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "the wait has taken the signal");
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 1, "\"You must re-register the event with the wait object ... each time to trigger the wait "
                    "callback\"");
    SetThreadpoolWait(wait, event, NULL);
    CHECK(reaches(&ran, 2), "an object that is signaled already");

    LONGLONG before = now();
    SetThreadpoolWait(wait, event, after(&time, 20));
    CHECK(reaches(&timeouts, 1) && now() - before >= 190000,
          "pftTimeout negative: \"the amount of time to wait relative to the current time\"");
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 2 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "a wait that has timed out does not wait");
    before = now();
    LARGE_INTEGER at = {.QuadPart = before + 200000};
    time = (FILETIME){at.LowPart, (DWORD)at.HighPart};
    SetThreadpoolWait(wait, event, &time);
    CHECK(reaches(&timeouts, 2) && now() - before >= 190000,
          "pftTimeout positive: \"the absolute time since January 1, 1601 (UTC)\"");
    time = (FILETIME){0, 0};
    SetThreadpoolWait(wait, event, &time);
    CHECK(reaches(&timeouts, 3), "\"If this parameter points to 0, the wait times out immediately\"");
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CloseThreadpoolWait(wait);
    CloseHandle(event);

    TP_CALLBACK_ENVIRON environment;
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 77;
    SetLastError(0);
    /* Wine 8.0 takes any version */
    CHECK(!CreateThreadpoolWait(count, NULL, &environment) && GetLastError() == ERROR_INVALID_PARAMETER,
          "CreateThreadpoolWait with an environment of no known version: \"If the function fails, it returns NULL\"");
}

static void test_stop(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), other = CreateEventW(NULL, FALSE, FALSE, NULL);
    PTP_WAIT wait = CreateThreadpoolWait(count, NULL, NULL);
    ran = timeouts = 0;
    CHECK(!SetThreadpoolWaitEx(wait, event, NULL, NULL), "SetThreadpoolWaitEx: FALSE, as nothing was set");
    CHECK(SetThreadpoolWaitEx(wait, other, NULL, NULL),
          "SetThreadpoolWaitEx: \"TRUE, if the timer was previously active and was canceled\"");
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 0 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
          "\"Setting the handle for a wait object replaces the previous handle\", whose signal stays");
    SetEvent(other);
    CHECK(reaches(&ran, 1), "the new handle counts");
    CHECK(!SetThreadpoolWaitEx(wait, NULL, NULL, NULL), "SetThreadpoolWaitEx: FALSE once the callback was queued");
    SetThreadpoolWait(wait, event, NULL);
    SetThreadpoolWait(wait, NULL, NULL);
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 1 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
          "SetThreadpoolWait: \"If this parameter is NULL, the wait object will cease to queue new callbacks\"");
    SetThreadpoolWait(wait, event, NULL);
    CloseThreadpoolWait(wait);
    SetEvent(event);
    Sleep(10);
    CHECK(ran == 1 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
          "\"use CloseThreadpoolWait to cancel the wait and then close the handle\"");
    CloseHandle(event);
    CloseHandle(other);
}

/* ---- handles of no use ---- */

static DWORD raised;
static ULONG_PTR raised_with;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    if (exception->ExceptionRecord->ExceptionCode != 0xc000070a) return EXCEPTION_CONTINUE_SEARCH;
    raised = exception->ExceptionRecord->ExceptionCode;
    raised_with = exception->ExceptionRecord->ExceptionInformation[0];
    return EXCEPTION_CONTINUE_EXECUTION; /* the function goes on, and sets nothing */
}

static void test_handles(void)
{
    PTP_WAIT wait = CreateThreadpoolWait(count, NULL, NULL);
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL), handler = AddVectoredExceptionHandler(TRUE, note);
    /* Wine 8.0 takes a mutex, and any handle */
    SetThreadpoolWait(wait, mutex, NULL);
    CHECK(raised == 0xc000070a && (DWORD)raised_with == 0xc00000f1,
          "RegisterWaitForSingleObject: \"Mutex is not supported. ... raises a STATUS_THREADPOOL_HANDLE_EXCEPTION "
          "exception and ... ExceptionInformation[0] will be equal to STATUS_INVALID_PARAMETER_3\": SetThreadpoolWait");
    raised = 0;
    SetThreadpoolWait(wait, (HANDLE)0x123454, NULL);
    CHECK(raised == 0xc000070a && (DWORD)raised_with == 0xc0000008,
          "SetThreadpoolWait: \"If this parameter is not NULL, it must refer to a valid waitable object\"");
    RemoveVectoredExceptionHandler(handler);
    CloseThreadpoolWait(wait);
    CloseHandle(mutex);
}

/* ---- many waits ---- */

enum { MANY = 200 };

static volatile LONG fired[MANY];

static void CALLBACK mark(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance, (void)wait;
    if (result == WAIT_OBJECT_0) InterlockedIncrement(&fired[(LONG_PTR)context]);
    InterlockedIncrement(&ran);
}

static void test_many(void)
{
    HANDLE events[MANY];
    PTP_WAIT waits[MANY];
    LONG wrong = 0;
    ran = 0;
    for (LONG_PTR i = 0; i < MANY; i++) {
        events[i] = CreateEventW(NULL, FALSE, FALSE, NULL);
        waits[i] = CreateThreadpoolWait(mark, (void *)i, NULL);
        SetThreadpoolWait(waits[i], events[i], NULL);
    }
    for (int i = 0; i < MANY; i += 2) SetEvent(events[i]);
    reaches(&ran, MANY / 2);
    for (int i = 0; i < MANY; i++) wrong += fired[i] != !(i & 1);
    CHECK(wrong == 0, "of 200 waits those whose event is set have called back");
    for (int i = 1; i < MANY; i += 2) SetEvent(events[i]);
    CHECK(reaches(&ran, MANY), "and the others when theirs is");
    for (int i = 0; i < MANY; i++) {
        WaitForThreadpoolWaitCallbacks(waits[i], TRUE);
        CloseThreadpoolWait(waits[i]);
        CloseHandle(events[i]);
    }
}

/* ---- setting, signalling and stopping at once ---- */

static HANDLE raced;
static volatile LONG stop;

static DWORD WINAPI signal_it(void *count)
{
    while (!stop) {
        SetEvent(raced);
        ++*(LONG *)count;
        for (volatile int i = 0; i < 500; i++) {}
    }
    return 0;
}

static void test_race(void)
{
    PTP_WAIT wait = CreateThreadpoolWait(count, NULL, NULL);
    LONG signals = 0, callbacks = 0;
    HANDLE semaphore = CreateSemaphoreW(NULL, 0, 1000000, NULL), thread;
    raced = CreateEventW(NULL, FALSE, FALSE, NULL);
    ran = timeouts = stop = 0;
    thread = CreateThread(NULL, 0, signal_it, &signals, 0, NULL);
    for (int i = 0; i < 3000; i++) {
        SetThreadpoolWait(wait, raced, NULL);
        for (volatile int k = 0; k < i % 64 * 20; k++) {}
        if (!SetThreadpoolWaitEx(wait, NULL, NULL, NULL)) callbacks++;
    }
    stop = 1;
    WaitForSingleObject(thread, INFINITE);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(ran == callbacks, "SetThreadpoolWaitEx tells each time whether a callback follows (%ld, %ld)", ran,
          callbacks);
    CloseHandle(thread);

    /* no signal is lost: a semaphore's count is what the callbacks have left of it */
    LONG left = 0;
    ran = 0;
    for (int i = 0; i < 2000; i++) {
        SetThreadpoolWait(wait, semaphore, NULL);
        ReleaseSemaphore(semaphore, 1, NULL);
        SetThreadpoolWait(wait, NULL, NULL);
    }
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0) left++;
    CHECK(ran + left == 2000, "each signal is a callback or still in the object (%ld + %ld)", ran, left);
    CloseThreadpoolWait(wait);
    CloseHandle(semaphore);
    CloseHandle(raced);
}

static void CALLBACK again(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance, (void)result;
    if (InterlockedIncrement(&ran) < 1000) SetThreadpoolWait(wait, context, NULL);
}

static void test_again(void)
{
    HANDLE semaphore = CreateSemaphoreW(NULL, 0, 1000, NULL);
    PTP_WAIT wait = CreateThreadpoolWait(again, semaphore, NULL);
    ran = 0;
    SetThreadpoolWait(wait, semaphore, NULL);
    ReleaseSemaphore(semaphore, 1000, NULL);
    CHECK(reaches(&ran, 1000), "a callback that sets its wait again is called for each of 1,000 signals");
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CloseThreadpoolWait(wait);
    CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT, "and none is left");
    CloseHandle(semaphore);
}

int main(void)
{
    test_signal();
    test_stop();
    test_many();
    test_race();
    test_again();
    test_handles();
    return check_done();
}
