/* SPDX-License-Identifier: MIT */
/* The locks and waits as ntdll has them, by status; tests/kernel32/critsec.c, srwlock.c and initonce.c test them under
 * load. */
#define _WIN32_WINNT 0x0602
#include "check.h"

#define NTSYS __declspec(dllimport)
NTSYS LONG NTAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION);
NTSYS LONG NTAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION, ULONG);
NTSYS LONG NTAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION, ULONG, ULONG);
NTSYS LONG NTAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION);
NTSYS LONG NTAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION);
NTSYS BOOLEAN NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION);
NTSYS LONG NTAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION);
NTSYS ULONG NTAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION);
NTSYS ULONG NTAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION);
NTSYS VOID NTAPI RtlInitializeSRWLock(PRTL_SRWLOCK);
NTSYS VOID NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK);
NTSYS VOID NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK);
NTSYS VOID NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK);
NTSYS VOID NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK);
NTSYS BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK);
NTSYS BOOLEAN NTAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK);
NTSYS VOID NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE);
NTSYS LONG NTAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE, PRTL_CRITICAL_SECTION, const LARGE_INTEGER *);
NTSYS LONG NTAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE, PRTL_SRWLOCK, const LARGE_INTEGER *, ULONG);
NTSYS VOID NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE);
NTSYS VOID NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE);
NTSYS LONG NTAPI RtlWaitOnAddress(const void *, PVOID, SIZE_T, const LARGE_INTEGER *);
NTSYS VOID NTAPI RtlWakeAddressSingle(const void *);
NTSYS VOID NTAPI RtlWakeAddressAll(const void *);
NTSYS VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE);
NTSYS LONG NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE, ULONG, PVOID *);
NTSYS LONG NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE, ULONG, PVOID);
NTSYS LONG NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE, PRTL_RUN_ONCE_INIT_FN, PVOID, PVOID *);

NTSYS ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION, ULONG);
NTSYS LONG NTAPI RtlInitBarrier(PRTL_BARRIER, ULONG, ULONG);
NTSYS BOOLEAN NTAPI RtlBarrier(PRTL_BARRIER, ULONG);
NTSYS LONG NTAPI RtlDeleteBarrier(PRTL_BARRIER);

#define TIMED_OUT 0x102
#define PENDING   0x103

static RTL_SRWLOCK lock;
static RTL_CONDITION_VARIABLE variable;
static RTL_CRITICAL_SECTION section;
static volatile LONG flag, value, woken;

static DWORD WINAPI wake_later(void *arg)
{
    Sleep(30);
    if (arg) {
        RtlEnterCriticalSection(&section);
        flag = 1;
        RtlLeaveCriticalSection(&section);
        RtlWakeAllConditionVariable(&variable);
    } else {
        RtlAcquireSRWLockExclusive(&lock);
        flag = 1;
        RtlReleaseSRWLockExclusive(&lock);
        RtlWakeConditionVariable(&variable);
    }
    return 0;
}

static DWORD WINAPI wait_value(void *arg)
{
    LONG old = 0;
    (void)arg;
    while (value == 0) RtlWaitOnAddress((void *)&value, &old, sizeof old, NULL);
    InterlockedIncrement(&woken);
    return 0;
}

static DWORD WINAPI init(PRTL_RUN_ONCE once, PVOID parameter, PVOID *context)
{
    (void)once;
    *context = parameter;
    return parameter != NULL;
}

static void join(HANDLE thread)
{
    WaitForSingleObject(thread, 10000);
    CloseHandle(thread);
}

static RTL_BARRIER barrier;
static volatile LONG arrived, lasts, early;

static DWORD WINAPI meets(void *rounds)
{
    for (LONG_PTR round = 1; round <= (LONG_PTR)rounds; round++) {
        InterlockedIncrement(&arrived);
        if (RtlBarrier(&barrier, 0)) InterlockedIncrement(&lasts);
        if (arrived < round * 3) InterlockedIncrement(&early);
        RtlBarrier(&barrier, 2); /* SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY */
    }
    return 0;
}

/* "EnterSynchronizationBarrier function" and its neighbours. */
static void barriers(void)
{
    HANDLE threads[3];
    CHECK(RtlInitBarrier(&barrier, 0, -1) < 0 && RtlInitBarrier(&barrier, 3, (ULONG)-2) < 0,
          "RtlInitBarrier: no threads, a spin count below -1");
    CHECK(RtlInitBarrier(&barrier, 3, 10) == 0, "RtlInitBarrier: for three threads");
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, meets, (void *)20, 0, NULL);
    for (int i = 0; i < 3; i++) join(threads[i]);
    CHECK(arrived == 60 && !early, "RtlBarrier: nobody goes on before all have come");
    CHECK(lasts == 20, "RtlBarrier: \"TRUE for the last thread to signal the barrier\", and for it alone");
    CHECK(RtlDeleteBarrier(&barrier) == 0, "RtlDeleteBarrier");
    RtlInitBarrier(&barrier, 1, 0);
    CHECK(RtlBarrier(&barrier, 0) == TRUE && RtlBarrier(&barrier, 0) == TRUE, "RtlBarrier: of one thread");
    RtlDeleteBarrier(&barrier);
}

int main(void)
{
    LARGE_INTEGER soon = {.QuadPart = -200000};
    RTL_RUN_ONCE once = RTL_RUN_ONCE_INIT;
    PVOID context = NULL;
    HANDLE thread;
    LONG same = 0;

    CHECK(RtlInitializeCriticalSection(&section) == 0 && !RtlIsCriticalSectionLocked(&section),
          "RtlInitializeCriticalSection");
    CHECK(RtlEnterCriticalSection(&section) == 0 && RtlIsCriticalSectionLocked(&section) &&
              RtlIsCriticalSectionLockedByThread(&section),
          "RtlEnterCriticalSection");
    CHECK(RtlTryEnterCriticalSection(&section) && RtlLeaveCriticalSection(&section) == 0 &&
              RtlIsCriticalSectionLocked(&section),
          "RtlTryEnterCriticalSection: by its owner");
    CHECK(RtlSleepConditionVariableCS(&variable, &section, &soon) == TIMED_OUT &&
              RtlIsCriticalSectionLockedByThread(&section),
          "RtlSleepConditionVariableCS: STATUS_TIMEOUT");
    thread = CreateThread(NULL, 0, wake_later, (void *)1, 0, NULL);
    while (!flag) RtlSleepConditionVariableCS(&variable, &section, NULL);
    CHECK(flag == 1, "RtlWakeAllConditionVariable ends the sleep");
    RtlLeaveCriticalSection(&section);
    join(thread);
    CHECK(!RtlIsCriticalSectionLocked(&section) && RtlDeleteCriticalSection(&section) == 0, "RtlDeleteCriticalSection");
    CHECK(RtlInitializeCriticalSectionAndSpinCount(&section, 100) == 0 && RtlDeleteCriticalSection(&section) == 0,
          "RtlInitializeCriticalSectionAndSpinCount");
    CHECK(RtlInitializeCriticalSectionEx(&section, 100, 0x01000000) == 0 && RtlDeleteCriticalSection(&section) == 0,
          "RtlInitializeCriticalSectionEx");

    RtlInitializeCriticalSectionAndSpinCount(&section, 100);
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    ULONG kept =
        system.dwNumberOfProcessors > 1 ? 100 : 0; /* "on single-processor systems, the spin count is ignored" */
    CHECK(RtlSetCriticalSectionSpinCount(&section, 200) == kept &&
              RtlSetCriticalSectionSpinCount(&section, 0) == kept * 2,
          "SetCriticalSectionSpinCount: \"returns the previous spin count\"");
    RtlDeleteCriticalSection(&section);
    barriers();

    RtlInitializeSRWLock(&lock);
    RtlInitializeConditionVariable(&variable);
    RtlAcquireSRWLockExclusive(&lock);
    CHECK(!RtlTryAcquireSRWLockExclusive(&lock) && !RtlTryAcquireSRWLockShared(&lock),
          "an exclusively owned SRW lock cannot be acquired");
    CHECK(RtlSleepConditionVariableSRW(&variable, &lock, &soon, 0) == TIMED_OUT && !RtlTryAcquireSRWLockShared(&lock),
          "RtlSleepConditionVariableSRW: STATUS_TIMEOUT");
    flag = 0;
    thread = CreateThread(NULL, 0, wake_later, NULL, 0, NULL);
    while (!flag) RtlSleepConditionVariableSRW(&variable, &lock, NULL, 0);
    CHECK(flag == 1, "RtlWakeConditionVariable ends the sleep");
    RtlReleaseSRWLockExclusive(&lock);
    join(thread);
    RtlAcquireSRWLockShared(&lock);
    CHECK(RtlTryAcquireSRWLockShared(&lock) && !RtlTryAcquireSRWLockExclusive(&lock), "a shared one can be shared");
    RtlReleaseSRWLockShared(&lock);
    RtlReleaseSRWLockShared(&lock);
    CHECK(RtlTryAcquireSRWLockExclusive(&lock), "and is free when the last has released it");
    RtlReleaseSRWLockExclusive(&lock);

    CHECK(RtlWaitOnAddress((void *)&value, &same, sizeof same, &soon) == TIMED_OUT, "RtlWaitOnAddress: STATUS_TIMEOUT");
    same = 5;
    CHECK(RtlWaitOnAddress((void *)&value, &same, sizeof same, NULL) == 0, "RtlWaitOnAddress: another value");
    CHECK(RtlWaitOnAddress((void *)&value, &same, 3, NULL) == (LONG)0xc000000d, "RtlWaitOnAddress: no such size");
    thread = CreateThread(NULL, 0, wait_value, NULL, 0, NULL);
    Sleep(20);
    RtlWakeAddressAll((void *)&value);
    Sleep(20);
    CHECK(!woken, "RtlWakeAddressAll: the value is the same");
    value = 1;
    RtlWakeAddressSingle((void *)&value);
    join(thread);
    CHECK(woken == 1, "RtlWakeAddressSingle: wakes");

    CHECK(RtlRunOnceExecuteOnce(&once, init, NULL, &context) < 0, "RtlRunOnceExecuteOnce: the callback fails");
    CHECK(RtlRunOnceExecuteOnce(&once, init, (void *)16, &context) == 0 && context == (void *)16,
          "RtlRunOnceExecuteOnce: it succeeds");
    CHECK(RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_CHECK_ONLY, &context) == 0, "RtlRunOnceBeginInitialize: done");
    RtlRunOnceInitialize(&once);
    CHECK(RtlRunOnceBeginInitialize(&once, 0, &context) == PENDING && RtlRunOnceComplete(&once, 0, (void *)32) == 0,
          "RtlRunOnceComplete");
    CHECK(RtlRunOnceComplete(&once, 0, (void *)32) < 0, "RtlRunOnceComplete: is done");
    return check_done();
}
