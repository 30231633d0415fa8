/* SPDX-License-Identifier: MIT */
/* Events, mutexes, semaphores, waitable timers and waits as Win32 has them. */
#include "check.h"

#include <string.h>

static HANDLE shared;

/* Did the last call fail with this error? */
static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static BOOL is_set(HANDLE handle)
{
    return WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
}

static void test_events(void)
{
    HANDLE a, b;
    CHECK((a = CreateEventW(NULL, TRUE, FALSE, NULL)) && !is_set(a),
          "CreateEventW: \"If bInitialState is FALSE, it is nonsignaled\"");
    CHECK(SetEvent(a) && is_set(a) && is_set(a),
          "SetEvent: a manual-reset event \"remains signaled until it is set explicitly to nonsignaled\"");
    CHECK(ResetEvent(a) && !is_set(a), "ResetEvent: sets it to nonsignaled");
    CHECK(PulseEvent(a) && !is_set(a), "PulseEvent: \"sets it to the nonsignaled state\" afterwards");
    CloseHandle(a);
    CHECK(!SetEvent(a) && failed(ERROR_INVALID_HANDLE), "SetEvent: of a closed handle fails");
    CHECK(!ResetEvent(NULL) && failed(ERROR_INVALID_HANDLE), "ResetEvent: of no handle fails");
    CHECK(!PulseEvent(NULL) && failed(ERROR_INVALID_HANDLE), "PulseEvent: of no handle fails");
    CHECK((a = CreateEventA(NULL, FALSE, TRUE, "metic-event-a")) && failed(ERROR_SUCCESS),
          "CreateEventA: a new name leaves last error 0");
    CHECK((b = CreateEventW(NULL, TRUE, FALSE, L"metic-event-a")) && failed(ERROR_ALREADY_EXISTS) && is_set(b) &&
              !is_set(a),
          "CreateEventW: \"If the named event object existed before ... GetLastError returns ERROR_ALREADY_EXISTS\" "
          "and its arguments are ignored");
    CloseHandle(b);
    CHECK((b = OpenEventW(EVENT_ALL_ACCESS, FALSE, L"metic-event-a")) && SetEvent(b) && is_set(a),
          "OpenEventW: opens the same event");
    CloseHandle(b);
    CHECK((b = OpenEventA(EVENT_ALL_ACCESS, FALSE, "Local\\metic-event-a")) && SetEvent(b) && is_set(a),
          "OpenEventA: \"Local\\\" names the session's name space");
    CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic-none") && failed(ERROR_FILE_NOT_FOUND),
          "OpenEventA: ERROR_FILE_NOT_FOUND");
    CHECK(!OpenEventW(EVENT_ALL_ACCESS, FALSE, L"METIC-EVENT-A") && failed(ERROR_FILE_NOT_FOUND),
          "OpenEventW: \"name comparisons are case sensitive\"");
    CHECK(!CreateMutexW(NULL, FALSE, L"metic-event-a") && failed(ERROR_INVALID_HANDLE),
          "CreateMutexW: \"If lpName matches the name of an existing event ... GetLastError returns "
          "ERROR_INVALID_HANDLE\"");
    CHECK(!CreateEventA(NULL, FALSE, FALSE, "metic\\event") && failed(ERROR_PATH_NOT_FOUND),
          "CreateEventA: a name has no backslash");
    CloseHandle(a);
    CloseHandle(b);
    CHECK((a = CreateEventExW(NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS)) &&
              is_set(a) && is_set(a),
          "CreateEventExW: flags");
    CloseHandle(a);
    CHECK((a = CreateEventExA(NULL, NULL, 0, SYNCHRONIZE)) && !SetEvent(a) && failed(ERROR_ACCESS_DENIED),
          "CreateEventExA: the access mask holds");
    CloseHandle(a);
    CHECK(!CreateEventExW(NULL, NULL, 0x80, EVENT_ALL_ACCESS) && failed(ERROR_INVALID_PARAMETER),
          "CreateEventExW: an unknown flag fails");
    CHECK(!CreateEventExA(NULL, NULL, 0x80, EVENT_ALL_ACCESS) && failed(ERROR_INVALID_PARAMETER),
          "CreateEventExA: an unknown flag fails");
}

static DWORD WINAPI takes_and_ends(void *argument)
{
    (void)argument;
    return WaitForSingleObject(shared, INFINITE);
}

static DWORD WINAPI releases(void *argument)
{
    (void)argument;
    return ReleaseMutex(shared) ? 0 : GetLastError();
}

static DWORD run(DWORD(WINAPI *routine)(void *))
{
    DWORD code = 99;
    HANDLE thread = CreateThread(NULL, 0, routine, NULL, 0, NULL);
    WaitForSingleObject(thread, 10000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void test_mutexes(void)
{
    HANDLE b;
    CHECK((shared = CreateMutexW(NULL, TRUE, L"metic-mutex")) != NULL, "CreateMutexW: success");
    CHECK(run(releases) == ERROR_NOT_OWNER,
          "ReleaseMutex: \"fails if the calling thread does not own the mutex object\"");
    CHECK(is_set(shared) && ReleaseMutex(shared) && ReleaseMutex(shared) && !ReleaseMutex(shared) &&
              failed(ERROR_NOT_OWNER),
          "ReleaseMutex: \"must call ReleaseMutex one time for each time that it obtained ownership\"");
    CHECK(run(takes_and_ends) == WAIT_OBJECT_0 && WaitForSingleObject(shared, 0) == WAIT_ABANDONED,
          "WaitForSingleObject: WAIT_ABANDONED after the owner's end");
    ReleaseMutex(shared);
    CHECK((b = CreateMutexA(NULL, TRUE, "metic-mutex")) && failed(ERROR_ALREADY_EXISTS),
          "CreateMutexA: ERROR_ALREADY_EXISTS");
    CHECK(!ReleaseMutex(b) && failed(ERROR_NOT_OWNER),
          "CreateMutexA: \"the calling thread does not obtain ownership\" of one that existed");
    CloseHandle(b);
    CHECK((b = OpenMutexW(MUTEX_ALL_ACCESS, FALSE, L"metic-mutex")) != NULL && CloseHandle(b),
          "OpenMutexW: opens by name");
    CHECK((b = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "metic-mutex")) != NULL && CloseHandle(b),
          "OpenMutexA: opens by name");
    CHECK(!OpenMutexW(MUTEX_ALL_ACCESS, FALSE, L"metic-none") && failed(ERROR_FILE_NOT_FOUND),
          "OpenMutexW: ERROR_FILE_NOT_FOUND");
    CHECK(!OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "metic-none") && failed(ERROR_FILE_NOT_FOUND),
          "OpenMutexA: ERROR_FILE_NOT_FOUND");
    CHECK(!ReleaseMutex(NULL) && failed(ERROR_INVALID_HANDLE), "ReleaseMutex: of no handle fails");
    CloseHandle(shared);
    CHECK((b = CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS)) && ReleaseMutex(b) &&
              !ReleaseMutex(b),
          "CreateMutexExW: CREATE_MUTEX_INITIAL_OWNER");
    CloseHandle(b);
    CHECK((b = CreateMutexExA(NULL, NULL, 0, MUTEX_ALL_ACCESS)) && !ReleaseMutex(b), "CreateMutexExA: not owned");
    CloseHandle(b);
    CHECK(!CreateMutexExW(NULL, L"metic\\mutex", 0, MUTEX_ALL_ACCESS) && failed(ERROR_PATH_NOT_FOUND) &&
              !CreateMutexExA(NULL, "metic\\mutex", 0, MUTEX_ALL_ACCESS) && failed(ERROR_PATH_NOT_FOUND) &&
              !CreateMutexA(NULL, FALSE, "metic\\mutex") && failed(ERROR_PATH_NOT_FOUND),
          "CreateMutexExW, CreateMutexExA, CreateMutexA: a name has no backslash");
}

static void test_semaphores(void)
{
    HANDLE a, b;
    LONG was = -1;
    CHECK((a = CreateSemaphoreW(NULL, 1, 2, L"metic-semaphore")) && is_set(a) && !is_set(a),
          "CreateSemaphoreW: \"the state is signaled when the count is greater than zero\"");
    CHECK(ReleaseSemaphore(a, 2, &was) && was == 0 && !ReleaseSemaphore(a, 1, &was) && failed(ERROR_TOO_MANY_POSTS),
          "ReleaseSemaphore: \"if the specified amount would cause the count to exceed the maximum ... the function "
          "returns FALSE\"");
    CHECK(!ReleaseSemaphore(a, 0, NULL) && failed(ERROR_INVALID_PARAMETER),
          "ReleaseSemaphore: \"the value must be greater than zero\"");
    CHECK((b = CreateSemaphoreA(NULL, 0, 1, "metic-semaphore")) && failed(ERROR_ALREADY_EXISTS) && is_set(b),
          "CreateSemaphoreA: ERROR_ALREADY_EXISTS");
    CloseHandle(b);
    CHECK((b = OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, L"metic-semaphore")) && is_set(b) && CloseHandle(b),
          "OpenSemaphoreW: by name");
    CHECK((b = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "metic-semaphore")) && !is_set(b) && CloseHandle(b),
          "OpenSemaphoreA: by name");
    CHECK(!OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, L"metic-none") && failed(ERROR_FILE_NOT_FOUND),
          "OpenSemaphoreW: ERROR_FILE_NOT_FOUND");
    CHECK(!OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "metic-none") && failed(ERROR_FILE_NOT_FOUND),
          "OpenSemaphoreA: ERROR_FILE_NOT_FOUND");
    CHECK(!CreateSemaphoreW(NULL, 2, 1, NULL) && failed(ERROR_INVALID_PARAMETER) &&
              !CreateSemaphoreA(NULL, -1, 1, NULL) && failed(ERROR_INVALID_PARAMETER),
          "CreateSemaphoreW, CreateSemaphoreA: \"greater than or equal to zero and less than or equal to "
          "lMaximumCount\"");
    CloseHandle(a);
    CHECK((a = CreateSemaphoreExW(NULL, 1, 1, NULL, 0, SEMAPHORE_ALL_ACCESS)) && is_set(a) && CloseHandle(a),
          "CreateSemaphoreExW: success");
    CHECK((a = CreateSemaphoreExA(NULL, 1, 1, NULL, 0, SYNCHRONIZE)) && is_set(a) && !ReleaseSemaphore(a, 1, NULL) &&
              failed(ERROR_ACCESS_DENIED) && CloseHandle(a),
          "CreateSemaphoreExA: the access mask holds");
    CHECK(!CreateSemaphoreExW(NULL, 2, 1, NULL, 0, SEMAPHORE_ALL_ACCESS) && failed(ERROR_INVALID_PARAMETER) &&
              !CreateSemaphoreExA(NULL, 2, 1, NULL, 0, SEMAPHORE_ALL_ACCESS) && failed(ERROR_INVALID_PARAMETER),
          "CreateSemaphoreExW, CreateSemaphoreExA: fail alike");
}

static LONG routine_calls;

static void CALLBACK routine(void *argument, DWORD low, DWORD high)
{
    (void)low;
    (void)high;
    routine_calls += (LONG)(LONG_PTR)argument;
}

static void test_timers(void)
{
    HANDLE a, b;
    LARGE_INTEGER soon = {.QuadPart = -200000}, far_away = {.QuadPart = -600000000}, absolute;
    FILETIME now;
    CHECK((a = CreateWaitableTimerW(NULL, TRUE, L"metic-timer")) && !is_set(a),
          "CreateWaitableTimerW: created inactive");
    CHECK((b = OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, L"metic-timer")) && CloseHandle(b),
          "OpenWaitableTimerW: by name");
    CHECK((b = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "metic-timer")) && CloseHandle(b),
          "OpenWaitableTimerA: by name");
    CHECK((b = CreateWaitableTimerA(NULL, TRUE, "metic-timer")) && failed(ERROR_ALREADY_EXISTS) && CloseHandle(b),
          "CreateWaitableTimerA: ERROR_ALREADY_EXISTS");
    CHECK(!OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, L"metic-none") && failed(ERROR_FILE_NOT_FOUND) &&
              !OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "metic-none") && failed(ERROR_FILE_NOT_FOUND),
          "OpenWaitableTimerW, OpenWaitableTimerA: ERROR_FILE_NOT_FOUND");
    CHECK(SetWaitableTimer(a, &soon, 0, NULL, NULL, FALSE) && WaitForSingleObject(a, 5000) == WAIT_OBJECT_0 &&
              is_set(a),
          "SetWaitableTimer: \"when the due time arrives, the timer is signaled\"");
    CHECK(SetWaitableTimer(a, &far_away, 0, NULL, NULL, FALSE) && !is_set(a) && CancelWaitableTimer(a) && !is_set(a),
          "CancelWaitableTimer: \"does not change the signaled state of the timer\"");
    CHECK(!CancelWaitableTimer(NULL) && failed(ERROR_INVALID_HANDLE), "CancelWaitableTimer: of no handle fails");
    CHECK(!SetWaitableTimer(a, &soon, -1, NULL, NULL, FALSE) && failed(ERROR_INVALID_PARAMETER),
          "SetWaitableTimer: a period below 0 fails");
    CHECK(SetWaitableTimer(a, &soon, 0, routine, (void *)3, FALSE) && SleepEx(5000, TRUE) == WAIT_IO_COMPLETION &&
              routine_calls == 3,
          "SetWaitableTimer: the completion routine is called in an alertable state");
    CloseHandle(a);
    CHECK((a = CreateWaitableTimerExW(NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS)) &&
              SetWaitableTimerEx(a, &soon, 0, NULL, NULL, NULL, 0) && WaitForSingleObject(a, 5000) == WAIT_OBJECT_0 &&
              is_set(a) && CloseHandle(a),
          "CreateWaitableTimerExW, SetWaitableTimerEx: success");
    CHECK(!SetWaitableTimerEx(NULL, &soon, 0, NULL, NULL, NULL, 0) && failed(ERROR_INVALID_HANDLE),
          "SetWaitableTimerEx: of no handle fails");
    CHECK((a = CreateWaitableTimerExA(NULL, "metic-timer-ex", 0, TIMER_QUERY_STATE | TIMER_MODIFY_STATE)) &&
              failed(ERROR_SUCCESS) && WaitForSingleObject(a, 0) == WAIT_FAILED && failed(ERROR_ACCESS_DENIED),
          "CreateWaitableTimerExA: the access mask holds");
    CHECK((b = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "metic-timer-ex")) &&
              SetWaitableTimer(a, &soon, 0, NULL, NULL, FALSE) && WaitForSingleObject(b, 5000) == WAIT_OBJECT_0 &&
              !is_set(b),
          "CreateWaitableTimerExA: without CREATE_WAITABLE_TIMER_MANUAL_RESET a wait resets it");
    CloseHandle(a);
    CHECK(SetWaitableTimer(b, &soon, 10, NULL, NULL, FALSE) && WaitForSingleObject(b, 5000) == WAIT_OBJECT_0 &&
              WaitForSingleObject(b, 5000) == WAIT_OBJECT_0 && WaitForSingleObject(b, 5000) == WAIT_OBJECT_0,
          "SetWaitableTimer: \"A periodic timer automatically reactivates each time the period elapses\"");
    GetSystemTimeAsFileTime(&now);
    absolute.QuadPart = ((LONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime) - 10;
    CHECK(SetWaitableTimer(b, &absolute, 0, NULL, NULL, FALSE) && WaitForSingleObject(b, 5000) == WAIT_OBJECT_0,
          "SetWaitableTimer: \"Positive values indicate absolute time\"; one that has passed is due at once");
    absolute.QuadPart += 36000000000;
    CHECK(SetWaitableTimer(b, &absolute, 0, NULL, NULL, FALSE) && !is_set(b), "SetWaitableTimer: an hour from now");
    CloseHandle(b);
    CHECK(!CreateWaitableTimerExW(NULL, NULL, 0x80, TIMER_ALL_ACCESS) && failed(ERROR_INVALID_PARAMETER) &&
              !CreateWaitableTimerExA(NULL, NULL, 0x80, TIMER_ALL_ACCESS) && failed(ERROR_INVALID_PARAMETER),
          "CreateWaitableTimerExW, CreateWaitableTimerExA: an unknown flag fails");
    CHECK(!CreateWaitableTimerW(NULL, FALSE, L"metic\\timer") && failed(ERROR_PATH_NOT_FOUND) &&
              !CreateWaitableTimerA(NULL, FALSE, "metic\\timer") &&
              !CreateWaitableTimerExW(NULL, L"metic\\timer", 0, TIMER_ALL_ACCESS),
          "CreateWaitableTimerW and its like: a name has no backslash");
}

static void CALLBACK queued(ULONG_PTR argument)
{
    routine_calls += (LONG)argument;
}

static void test_waits(void)
{
    HANDLE a = CreateEventW(NULL, FALSE, TRUE, NULL), b = CreateEventW(NULL, FALSE, FALSE, NULL), both[2] = {a, b};
    DWORD from = GetTickCount();
    CHECK(WaitForSingleObject(b, 50) == WAIT_TIMEOUT && GetTickCount() - from >= 40,
          "WaitForSingleObject: WAIT_TIMEOUT");
    CHECK(WaitForSingleObject((HANDLE)0x7ffc, 0) == WAIT_FAILED && failed(ERROR_INVALID_HANDLE),
          "WaitForSingleObject: WAIT_FAILED");
    CHECK(WaitForMultipleObjects(2, both, TRUE, 0) == WAIT_TIMEOUT &&
              WaitForMultipleObjects(2, both, FALSE, INFINITE) == WAIT_OBJECT_0,
          "WaitForMultipleObjects: all, any");
    SetEvent(a);
    SetEvent(b);
    CHECK(WaitForMultipleObjects(2, both, TRUE, INFINITE) == WAIT_OBJECT_0 && !is_set(a) && !is_set(b),
          "WaitForMultipleObjects: all at once");
    CHECK(WaitForMultipleObjects(65, both, FALSE, 0) == WAIT_FAILED && failed(ERROR_INVALID_PARAMETER),
          "WaitForMultipleObjects: \"the maximum number of object handles is MAXIMUM_WAIT_OBJECTS\"");
    routine_calls = 0;
    QueueUserAPC(queued, GetCurrentThread(), 4);
    CHECK(WaitForSingleObjectEx(a, 5000, TRUE) == WAIT_IO_COMPLETION && routine_calls == 4,
          "WaitForSingleObjectEx: WAIT_IO_COMPLETION");
    CHECK(WaitForSingleObjectEx((HANDLE)0x7ffc, 0, TRUE) == WAIT_FAILED && failed(ERROR_INVALID_HANDLE),
          "WaitForSingleObjectEx: WAIT_FAILED");
    QueueUserAPC(queued, GetCurrentThread(), 4);
    CHECK(WaitForMultipleObjectsEx(2, both, FALSE, 5000, TRUE) == WAIT_IO_COMPLETION && routine_calls == 8,
          "WaitForMultipleObjectsEx: WAIT_IO_COMPLETION");
    CHECK(WaitForMultipleObjectsEx(0, both, FALSE, 0, TRUE) == WAIT_FAILED && failed(ERROR_INVALID_PARAMETER),
          "WaitForMultipleObjectsEx: \"cannot be zero\"");
    CHECK(SignalObjectAndWait(a, a, 1000, FALSE) == WAIT_OBJECT_0 &&
              SignalObjectAndWait(b, a, 0, FALSE) == WAIT_TIMEOUT && is_set(b),
          "SignalObjectAndWait: signals the one and waits for the other");
    CHECK(SignalObjectAndWait((HANDLE)0x7ffc, a, 0, FALSE) == WAIT_FAILED && failed(ERROR_INVALID_HANDLE),
          "SignalObjectAndWait: WAIT_FAILED");
    from = GetTickCount();
    Sleep(50);
    CHECK(GetTickCount() - from >= 40, "Sleep: \"suspends the execution until the time-out interval elapses\"");
    CHECK(SleepEx(1, TRUE) == 0, "SleepEx: \"zero if the specified time interval expired\"");
    QueueUserAPC(queued, GetCurrentThread(), 1);
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && routine_calls == 9,
          "SleepEx: WAIT_IO_COMPLETION after a callback");
    CloseHandle(a);
    CloseHandle(b);
}

int main(void)
{
    test_events();
    test_mutexes();
    test_semaphores();
    test_timers();
    test_waits();
    return check_done();
}
