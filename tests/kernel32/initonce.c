/* SPDX-License-Identifier: MIT */
/* One-time initialization, WaitOnAddress and synchronization barriers as documented. */
#define _WIN32_WINNT 0x0602
#include "check.h"

typedef BOOL(WINAPI *wait_on)(volatile VOID *, PVOID, SIZE_T, DWORD);
typedef VOID(WINAPI *wake)(PVOID);

#define THREADS 4
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static volatile LONG runs, word, woken, lasts;
static SYNCHRONIZATION_BARRIER barrier;
static volatile LONG arrived[3];
static wait_on wait_on_address;
static wake wake_single, wake_all;

static BOOL CALLBACK make(PINIT_ONCE o, PVOID parameter, PVOID *context)
{
    (void)o;
    InterlockedIncrement(&runs);
    Sleep(30);
    *context = parameter;
    return parameter != NULL;
}

static DWORD WINAPI use(void *arg)
{
    void *context = NULL;
    return InitOnceExecuteOnce(&once, make, arg, &context) && context == arg ? 1 : 0;
}

static DWORD WINAPI wait_word(void *arg)
{
    LONG zero = 0;
    (void)arg;
    while (word == 0) wait_on_address(&word, &zero, sizeof zero, INFINITE);
    InterlockedIncrement(&woken);
    return 0;
}

static DWORD WINAPI pass(void *arg)
{
    (void)arg;
    for (int round = 0; round < 3; round++) {
        InterlockedIncrement(&arrived[round]);
        if (EnterSynchronizationBarrier(&barrier, 0)) InterlockedIncrement(&lasts);
        if (arrived[round] != THREADS) return 1;
    }
    return 0;
}

static DWORD all(LPTHREAD_START_ROUTINE start, void *arg)
{
    HANDLE threads[THREADS];
    DWORD sum = 0, code;

    for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, start, arg, 0, NULL);
    if (WaitForMultipleObjects(THREADS, threads, TRUE, 20000) != WAIT_OBJECT_0) return 1000;
    for (int i = 0; i < THREADS; i++) {
        GetExitCodeThread(threads[i], &code);
        CloseHandle(threads[i]);
        sum += code;
    }
    return sum;
}

int main(void)
{
    static INIT_ONCE other = INIT_ONCE_STATIC_INIT, third = INIT_ONCE_STATIC_INIT;
    HMODULE base = GetModuleHandleA("kernelbase.dll");
    BOOL pending = FALSE;
    void *context = NULL;
    LONG zero = 0;
    HANDLE thread[2];

    CHECK(!InitOnceExecuteOnce(&once, make, NULL, &context),
          "InitOnceExecuteOnce: a callback that fails leaves it undone");
    CHECK(runs == 1, "and has run");
    runs = 0;
    CHECK(all(use, (void *)0x1000) == THREADS && runs == 1,
          "InitOnceExecuteOnce: \"executes successfully only once\", the others wait for it");
    CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context) && !pending &&
              context == (void *)0x1000,
          "InitOnceBeginInitialize: INIT_ONCE_CHECK_ONLY of a finished one");
    CHECK(!InitOnceBeginInitialize(&other, INIT_ONCE_CHECK_ONLY, &pending, &context),
          "INIT_ONCE_CHECK_ONLY: \"If initialization has not completed the function returns FALSE\"");
    CHECK(InitOnceBeginInitialize(&other, 0, &pending, NULL) && pending,
          "InitOnceBeginInitialize: the first caller is to initialize");
    CHECK(InitOnceComplete(&other, INIT_ONCE_INIT_FAILED, NULL), "InitOnceComplete: INIT_ONCE_INIT_FAILED");
    CHECK(InitOnceBeginInitialize(&other, 0, &pending, NULL) && pending && InitOnceComplete(&other, 0, (void *)0x2000),
          "then the next caller is");
    CHECK(InitOnceBeginInitialize(&other, 0, &pending, &context) && !pending && context == (void *)0x2000,
          "InitOnceComplete: the context is kept");
    CHECK(!InitOnceComplete(&other, 0, NULL), "InitOnceComplete: of a finished one fails");
    CHECK(InitOnceBeginInitialize(&third, INIT_ONCE_ASYNC, &pending, NULL) && pending &&
              InitOnceBeginInitialize(&third, INIT_ONCE_ASYNC, &pending, NULL) && pending,
          "INIT_ONCE_ASYNC: \"Enables multiple initialization attempts to execute in parallel\"");
    CHECK(InitOnceComplete(&third, INIT_ONCE_ASYNC, (void *)0x4000) &&
              !InitOnceComplete(&third, INIT_ONCE_ASYNC, (void *)0x8000),
          "only one of them completes");
    InitOnceInitialize(&third);
    CHECK(InitOnceBeginInitialize(&third, 0, &pending, NULL) && pending, "InitOnceInitialize: begins anew");

    wait_on_address = (wait_on)(void *)GetProcAddress(base, "WaitOnAddress");
    wake_single = (wake)(void *)GetProcAddress(base, "WakeByAddressSingle");
    wake_all = (wake)(void *)GetProcAddress(base, "WakeByAddressAll");
    if (CHECK(wait_on_address && wake_single && wake_all,
              "WaitOnAddress, WakeByAddressSingle, WakeByAddressAll are there")) {
        CHECK(!wait_on_address(&word, &zero, sizeof zero, 30) && GetLastError() == ERROR_TIMEOUT,
              "WaitOnAddress: ERROR_TIMEOUT while the value is the same");
        zero = 1;
        CHECK(
            wait_on_address(&word, &zero, sizeof zero, INFINITE),
            "WaitOnAddress: \"If the value at Address differs from CompareAddress, the function returns immediately\"");
        CHECK(!wait_on_address(&word, &zero, 3, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
              "WaitOnAddress: \"AddressSize can be 1, 2, 4, or 8\"");
        for (int i = 0; i < 2; i++) thread[i] = CreateThread(NULL, 0, wait_word, NULL, 0, NULL);
        Sleep(50);
        wake_all((PVOID)&word);
        Sleep(20);
        CHECK(!woken, "a wake without a change: the threads look and wait again");
        word = 1;
        wake_single((PVOID)&word);
        CHECK(WaitForMultipleObjects(2, thread, FALSE, 5000) < 2, "WakeByAddressSingle: wakes one");
        wake_all((PVOID)&word);
        CHECK(WaitForMultipleObjects(2, thread, TRUE, 5000) == WAIT_OBJECT_0 && woken == 2,
              "WakeByAddressAll: wakes all");
    }

    CHECK(InitializeSynchronizationBarrier(&barrier, THREADS, -1), "InitializeSynchronizationBarrier");
    CHECK(all(pass, NULL) == 0 && lasts == 3, "EnterSynchronizationBarrier: none passes before all have come; \"the "
                                              "last thread to signal the barrier returns TRUE\"");
    CHECK(DeleteSynchronizationBarrier(&barrier), "DeleteSynchronizationBarrier: \"always returns TRUE\"");
    CHECK(!InitializeSynchronizationBarrier(&barrier, 0, -1),
          "InitializeSynchronizationBarrier: no threads is an error");
    return check_done();
}
