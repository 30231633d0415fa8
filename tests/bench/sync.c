/* SPDX-License-Identifier: MIT */
/* Kernel-style and user-mode synchronisation, in one process and between two. */
#include "bench.h"

static HANDLE a, b, sema, mutex, many[8];
static CRITICAL_SECTION cs;
static SRWLOCK srw = SRWLOCK_INIT;
static CONDITION_VARIABLE cv = CONDITION_VARIABLE_INIT;
static volatile LONG stop, turn;
static volatile double shared_count;

static DWORD WINAPI event_peer(void *arg)
{
    (void)arg;
    while (WaitForSingleObject(a, INFINITE) == WAIT_OBJECT_0 && !stop) SetEvent(b);
    return 0;
}

static DWORD WINAPI cond_peer(void *arg)
{
    (void)arg;
    AcquireSRWLockExclusive(&srw);
    while (!stop) {
        while (turn == 0 && !stop) SleepConditionVariableSRW(&cv, &srw, INFINITE, 0);
        turn = 0;
        WakeConditionVariable(&cv);
    }
    ReleaseSRWLockExclusive(&srw);
    return 0;
}

static void cond_round(void)
{
    AcquireSRWLockExclusive(&srw);
    turn = 1;
    WakeConditionVariable(&cv);
    while (turn == 1) SleepConditionVariableSRW(&cv, &srw, INFINITE, 0);
    ReleaseSRWLockExclusive(&srw);
}

static DWORD WINAPI cs_thread(void *arg)
{
    (void)arg;
    while (!stop) {
        EnterCriticalSection(&cs);
        shared_count++;
        LeaveCriticalSection(&cs);
    }
    return 0;
}

static DWORD WINAPI srw_thread(void *arg)
{
    (void)arg;
    while (!stop) {
        AcquireSRWLockExclusive(&srw);
        shared_count++;
        ReleaseSRWLockExclusive(&srw);
    }
    return 0;
}

static volatile LONG to_do;

static void CALLBACK pool_item(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)instance, (void)context, (void)work;
    InterlockedDecrement(&to_do);
}

static void CALLBACK pool_simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance, (void)context;
    if (!InterlockedDecrement(&to_do)) SetEvent(a);
}

/* 1,000 submissions of an object; 1,000 objects; one, waited for */
static void pool(void)
{
    PTP_WORK work = CreateThreadpoolWork(pool_item, NULL, NULL);
    if (!work) die("CreateThreadpoolWork");
    BENCH_PER("sync.pool_work", 1000.0, {
        for (int k = 0; k < 1000; k++) SubmitThreadpoolWork(work);
        WaitForThreadpoolWorkCallbacks(work, FALSE);
    });
    BENCH_PER("sync.pool_new", 1000.0, {
        to_do = 1000;
        for (int k = 0; k < 1000; k++) TrySubmitThreadpoolCallback(pool_simple, NULL, NULL);
        WaitForSingleObject(a, INFINITE);
    });
    BENCH("sync.pool_pingpong", {
        SubmitThreadpoolWork(work);
        WaitForThreadpoolWorkCallbacks(work, FALSE);
    });
    CloseThreadpoolWork(work);
}

static void contended(const char *name, LPTHREAD_START_ROUTINE fn)
{
    HANDLE t[2];
    if (!want(name)) return;
    stop = 0;
    shared_count = 0;
    double t0 = now_ns();
    for (int i = 0; i < 2; i++) t[i] = CreateThread(NULL, 0, fn, NULL, 0, NULL);
    Sleep((DWORD)(bench_ns / 1e6));
    stop = 1;
    WaitForMultipleObjects(2, t, TRUE, INFINITE);
    report(name, (now_ns() - t0) / shared_count, "ns");
    for (int i = 0; i < 2; i++) CloseHandle(t[i]);
}

static DWORD WINAPI sleeper(void *end)
{
    return WaitForSingleObject(end, INFINITE);
}

/* The same pairs in a process that has a second thread, which sleeps. */
static void with_another_thread(void)
{
    HANDLE end = CreateEventA(NULL, TRUE, FALSE, NULL), thread;
    if (!want("sync.2threads")) return;
    thread = CreateThread(NULL, 0, sleeper, end, 0, NULL);
    BENCH("sync.2threads_event", { SetEvent(a); WaitForSingleObject(a, INFINITE); });
    BENCH("sync.2threads_mutex", { WaitForSingleObject(mutex, INFINITE); ReleaseMutex(mutex); });
    SetEvent(end);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(end);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "--peer")) {
        a = OpenEventA(EVENT_ALL_ACCESS, FALSE, "bench-a");
        b = OpenEventA(EVENT_ALL_ACCESS, FALSE, "bench-b");
        SetEvent(b);
        for (;;) {
            WaitForSingleObject(a, INFINITE);
            SetEvent(b);
        }
    }
    bench_init(argc, argv);
    InitializeCriticalSection(&cs);
    a = CreateEventA(NULL, FALSE, FALSE, NULL);
    b = CreateEventA(NULL, FALSE, FALSE, NULL);
    sema = CreateSemaphoreA(NULL, 0, 100, NULL);
    mutex = CreateMutexA(NULL, FALSE, NULL);
    for (int i = 0; i < 8; i++) many[i] = CreateEventA(NULL, FALSE, FALSE, NULL);

    BENCH("sync.event", { SetEvent(a); WaitForSingleObject(a, INFINITE); });
    BENCH("sync.sem", { ReleaseSemaphore(sema, 1, NULL); WaitForSingleObject(sema, INFINITE); });
    BENCH("sync.mutex", { WaitForSingleObject(mutex, INFINITE); ReleaseMutex(mutex); });
    BENCH("sync.multi8", { SetEvent(many[7]); WaitForMultipleObjects(8, many, FALSE, INFINITE); });
    BENCH("sync.poll0", WaitForSingleObject(a, 0));
    BENCH("sync.cs", { EnterCriticalSection(&cs); LeaveCriticalSection(&cs); });
    BENCH("sync.srw", { AcquireSRWLockExclusive(&srw); ReleaseSRWLockExclusive(&srw); });
    BENCH("sync.srw_shared", { AcquireSRWLockShared(&srw); ReleaseSRWLockShared(&srw); });
    with_another_thread();
    contended("sync.cs_contended", cs_thread);
    contended("sync.srw_contended", srw_thread);

    if (want("sync.pool")) pool();
    if (want("sync.event_pingpong")) {
        stop = 0;
        HANDLE t = CreateThread(NULL, 0, event_peer, NULL, 0, NULL);
        BENCH("sync.event_pingpong", { SetEvent(a); WaitForSingleObject(b, INFINITE); });
        stop = 1;
        SetEvent(a);
        WaitForSingleObject(t, INFINITE);
    }
    if (want("sync.cond_pingpong")) {
        stop = 0;
        CloseHandle(CreateThread(NULL, 0, cond_peer, NULL, 0, NULL));
        BENCH("sync.cond_pingpong", cond_round());
    }
    if (want("sync.xproc_pingpong")) {
        char cmd[1024];
        STARTUPINFOA si = { .cb = sizeof si };
        PROCESS_INFORMATION pi;
        HANDLE na = CreateEventA(NULL, FALSE, FALSE, "bench-a"), nb = CreateEventA(NULL, FALSE, FALSE, "bench-b");
        snprintf(cmd, sizeof cmd, "\"%s\" --peer", argv[0]);
        if (!CreateProcessA(NULL, cmd, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi)) die("CreateProcess");
        WaitForSingleObject(nb, INFINITE);
        BENCH("sync.xproc_pingpong", { SetEvent(na); WaitForSingleObject(nb, INFINITE); });
        TerminateProcess(pi.hProcess, 0);
        WaitForSingleObject(pi.hProcess, INFINITE);
    }
    return 0;
}
