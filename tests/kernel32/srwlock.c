/* SPDX-License-Identifier: MIT */
/* Slim reader/writer locks and condition variables as documented. */
#define _WIN32_WINNT 0x0601
#include "check.h"

#include <string.h>

#define THREADS 4
#define ROUNDS  50000

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT, room;
static CRITICAL_SECTION section;
static LONG pair[2];
static volatile LONG torn, waiting, released;
static LONG queue[8], filled, taken, sum;

static DWORD WINAPI mix(void *arg)
{
    unsigned r = (unsigned)(ULONG_PTR)arg;

    for (int i = 0; i < ROUNDS; i++) {
        r = r * 1664525 + 1013904223;
        if (r >> 30) {
            AcquireSRWLockShared(&lock);
            torn += pair[0] != pair[1];
            ReleaseSRWLockShared(&lock);
        } else {
            AcquireSRWLockExclusive(&lock);
            pair[0]++;
            if (i % 500 == 0) SwitchToThread();
            pair[1]++;
            ReleaseSRWLockExclusive(&lock);
        }
    }
    return 0;
}

static DWORD WINAPI try_exclusive(void *arg)
{
    (void)arg;
    if (!TryAcquireSRWLockExclusive(&lock)) return 0;
    ReleaseSRWLockExclusive(&lock);
    return 1;
}

static DWORD WINAPI try_shared(void *arg)
{
    (void)arg;
    if (!TryAcquireSRWLockShared(&lock)) return 0;
    ReleaseSRWLockShared(&lock);
    return 1;
}

static DWORD run(LPTHREAD_START_ROUTINE start)
{
    HANDLE thread = CreateThread(NULL, 0, start, NULL, 0, NULL);
    DWORD code = 99;
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static DWORD WINAPI wait_changed(void *shared)
{
    if (shared)
        AcquireSRWLockShared(&lock);
    else
        AcquireSRWLockExclusive(&lock);
    InterlockedIncrement(&waiting);
    while (!released)
        SleepConditionVariableSRW(&changed, &lock, INFINITE, shared ? CONDITION_VARIABLE_LOCKMODE_SHARED : 0);
    if (shared)
        ReleaseSRWLockShared(&lock);
    else
        ReleaseSRWLockExclusive(&lock);
    return 0;
}

static DWORD WINAPI produce(void *arg)
{
    for (LONG i = 1; i <= 5000; i++) {
        EnterCriticalSection(&section);
        while (filled == 8) SleepConditionVariableCS(&room, &section, INFINITE);
        queue[filled++] = i;
        LeaveCriticalSection(&section);
        WakeConditionVariable(&changed);
    }
    return (DWORD)(ULONG_PTR)arg;
}

static DWORD WINAPI consume(void *arg)
{
    for (;;) {
        EnterCriticalSection(&section);
        while (!filled && taken < 10000) SleepConditionVariableCS(&changed, &section, INFINITE);
        if (taken == 10000) {
            LeaveCriticalSection(&section);
            WakeAllConditionVariable(&changed);
            return (DWORD)(ULONG_PTR)arg;
        }
        sum += queue[--filled];
        taken++;
        LeaveCriticalSection(&section);
        WakeConditionVariable(&room);
    }
}

static void finish(HANDLE *threads, int count, const char *what)
{
    CHECK(WaitForMultipleObjects((DWORD)count, threads, TRUE, 20000) == WAIT_OBJECT_0, "%s", what);
    for (int i = 0; i < count; i++) CloseHandle(threads[i]);
}

int main(void)
{
    HANDLE threads[THREADS];
    ULONGLONG begin;
    BOOL ok;

    memset(&lock, 0x55, sizeof lock);
    InitializeSRWLock(&lock);
    CHECK(!memcmp(&lock, &(SRWLOCK)SRWLOCK_INIT, sizeof lock) && run(try_exclusive) == 1,
          "InitializeSRWLock: as SRWLOCK_INIT does, \"the lock is free\"");
    AcquireSRWLockExclusive(&lock);
    CHECK(run(try_exclusive) == 0 && run(try_shared) == 0,
          "\"exclusive mode, which grants read/write access to one writer thread at a time\"");
    ReleaseSRWLockExclusive(&lock);
    AcquireSRWLockShared(&lock);
    CHECK(run(try_exclusive) == 0 && run(try_shared) == 1,
          "\"shared mode, which grants shared read-only access to multiple reader threads\"");
    ReleaseSRWLockShared(&lock);
    CHECK(run(try_exclusive) == 1 && run(try_shared) == 1, "a free lock is acquired");
    for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, mix, (void *)(ULONG_PTR)(i + 1), 0, NULL);
    finish(threads, THREADS, "readers and writers all come through");
    CHECK(!torn && pair[0] == pair[1] && pair[0] > 0, "and no reader saw half a change");

    memset(&changed, 0x55, sizeof changed);
    InitializeConditionVariable(&changed);
    CHECK(!memcmp(&changed, &(CONDITION_VARIABLE)CONDITION_VARIABLE_INIT, sizeof changed),
          "InitializeConditionVariable: as CONDITION_VARIABLE_INIT does");
    AcquireSRWLockExclusive(&lock);
    begin = GetTickCount64();
    ok = SleepConditionVariableSRW(&changed, &lock, 50, 0);
    CHECK(!ok && GetLastError() == ERROR_TIMEOUT && GetTickCount64() - begin >= 30,
          "SleepConditionVariableSRW: \"If the timeout expires the function returns FALSE and GetLastError returns "
          "ERROR_TIMEOUT\"");
    CHECK(run(try_shared) == 0, "and the lock is owned again");
    ReleaseSRWLockExclusive(&lock);
    WakeConditionVariable(&changed);
    WakeAllConditionVariable(&changed);
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, wait_changed, (void *)(ULONG_PTR)(i % 2), 0, NULL);
    while (waiting < THREADS) Sleep(1);
    AcquireSRWLockExclusive(&lock);
    released = 1;
    ReleaseSRWLockExclusive(&lock);
    WakeAllConditionVariable(&changed);
    finish(threads, THREADS,
           "WakeAllConditionVariable: \"Wake all threads waiting on the specified condition variable\"");

    InitializeCriticalSection(&section);
    InitializeConditionVariable(&room);
    EnterCriticalSection(&section);
    CHECK(!SleepConditionVariableCS(&room, &section, 20) && GetLastError() == ERROR_TIMEOUT &&
              section.RecursionCount == 1,
          "SleepConditionVariableCS: ERROR_TIMEOUT, and the section is owned again");
    LeaveCriticalSection(&section);
    for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, i < 2 ? produce : consume, NULL, 0, NULL);
    finish(threads, THREADS, "two producers and two consumers over eight places all come through");
    CHECK(sum == 5000 * 5001, "and nothing is lost or taken twice");
    return check_done();
}
