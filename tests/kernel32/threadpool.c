/* SPDX-License-Identifier: MIT */
/* The thread pool: pools, work, single callbacks, what a callback may ask for at its end. */
#include "pool.h"

static volatile LONG ran;

static void reset(void)
{
    ran = started = 0;
    ResetEvent(go);
}

static void CALLBACK count_simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance;
    InterlockedIncrement((volatile LONG *)context);
}

static void CALLBACK wait_simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance;
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement((volatile LONG *)context);
}

/* ---- work ---- */

static PTP_WORK seen_work;
static DWORD seen_thread;

static void CALLBACK look(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    seen_work = instance && context == &seen_work ? work : NULL;
    seen_thread = GetCurrentThreadId();
}

static void test_work(void)
{
    PTP_WORK work = CreateThreadpoolWork(look, &seen_work, NULL);
    CHECK(work != NULL,
          "CreateThreadpoolWork: \"If the function succeeds, it returns a pointer to a TP_WORK structure\"");
    CHECK(seen_work == NULL, "CreateThreadpoolWork runs nothing yet");
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(seen_work == work, "SubmitThreadpoolWork: \"A worker thread calls the work object's callback function\"");
    CHECK(seen_thread && seen_thread != GetCurrentThreadId(), "the callback runs in another thread");
    CloseThreadpoolWork(work);

    reset();
    work = CreateThreadpoolWork(count_work, (void *)&ran, NULL);
    for (int i = 0; i < 1000; i++) SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(ran == 1000,
          "SubmitThreadpoolWork: \"You can post a work object one or more times ... without waiting for "
          "prior callbacks to complete\" (%ld)",
          ran);
    for (int i = 0; i < 100; i++) SubmitThreadpoolWork(work);
    CloseThreadpoolWork(work);
    CHECK(becomes(&ran, 1100), "CloseThreadpoolWork: \"otherwise, the work object is freed asynchronously after the "
                               "outstanding callbacks complete\"");
    TP_CALLBACK_ENVIRON environment;
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 77;
    SetLastError(0);
    CHECK(!CreateThreadpoolWork(look, NULL, &environment) && GetLastError() == ERROR_INVALID_PARAMETER,
          "CreateThreadpoolWork with an environment of no known version: \"If the function fails, it returns NULL\"");
}

static void test_parallel(void)
{
    PTP_WORK work = CreateThreadpoolWork(wait_work, (void *)&ran, NULL);
    reset();
    for (int i = 0; i < 20; i++) SubmitThreadpoolWork(work);
    /* Wine 8.0 runs fewer */
    CHECK(becomes(&started, 20), "20 callbacks that block run at once: \"The callbacks can execute in parallel\"");
    CHECK(ran == 0, "none of them has ended");
    SetEvent(go);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(ran == 20, "WaitForThreadpoolWorkCallbacks: \"Waits for outstanding work callbacks to complete\"");
    CloseThreadpoolWork(work);
}

static void test_cancel(void)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolThreadMaximum(pool, 1);
    PTP_WORK first = CreateThreadpoolWork(wait_work, (void *)&ran, &environment);
    volatile LONG others = 0;
    PTP_WORK second = CreateThreadpoolWork(count_work, (void *)&others, &environment);
    reset();
    SubmitThreadpoolWork(first);
    CHECK(becomes(&started, 1), "the only thread is busy");
    for (int i = 0; i < 10; i++) SubmitThreadpoolWork(second);
    Sleep(20);
    CHECK(others == 0, "SetThreadpoolThreadMaximum: \"the maximum number of threads that the ... pool can allocate\"");
    WaitForThreadpoolWorkCallbacks(second, TRUE);
    SetEvent(go);
    WaitForThreadpoolWorkCallbacks(first, FALSE);
    SubmitThreadpoolWork(first);
    WaitForThreadpoolWorkCallbacks(first, FALSE);
    CHECK(others == 0 && ran == 2, "WaitForThreadpoolWorkCallbacks: \"optionally cancels pending callbacks that have "
                                   "not yet started to execute\"");
    SubmitThreadpoolWork(second);
    WaitForThreadpoolWorkCallbacks(second, FALSE);
    CHECK(others == 1, "a work object whose callbacks were cancelled can be submitted again");
    CloseThreadpoolWork(first);
    CloseThreadpoolWork(second);
    CloseThreadpool(pool);
}

/* ---- single callbacks, and what they ask for ---- */

static void test_simple(void)
{
    TP_CALLBACK_ENVIRON environment;
    reset();
    CHECK(TrySubmitThreadpoolCallback(count_simple, (void *)&ran, NULL) && becomes(&ran, 1),
          "TrySubmitThreadpoolCallback: \"Requests that a thread pool worker thread call the specified callback\"");
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 77;
    SetLastError(0);
    /* Wine 8.0 takes any version */
    CHECK(!TrySubmitThreadpoolCallback(count_simple, (void *)&ran, &environment) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "TrySubmitThreadpoolCallback with an environment of no known version: \"it returns FALSE\"");
    DestroyThreadpoolEnvironment(&environment);
    /* version 1, as programs for Windows Vista have it, ends before the priority */
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 1;
    environment.CallbackPriority = (TP_CALLBACK_PRIORITY)1234;
    environment.Size = 0;
    CHECK(TrySubmitThreadpoolCallback(count_simple, (void *)&ran, &environment) && becomes(&ran, 2),
          "an environment of version 1 has no priority");
}

struct end {
    HANDLE event, semaphore, mutex, inside;
    CRITICAL_SECTION section;
    HMODULE module;
    BOOL long_run, event_before;
};

static void CALLBACK ask(PTP_CALLBACK_INSTANCE instance, void *context)
{
    struct end *end = context;
    end->long_run = CallbackMayRunLong(instance);
    EnterCriticalSection(&end->section);
    WaitForSingleObject(end->mutex, INFINITE);
    SetEventWhenCallbackReturns(instance, end->event);
    ReleaseSemaphoreWhenCallbackReturns(instance, end->semaphore, 2);
    ReleaseMutexWhenCallbackReturns(instance, end->mutex);
    LeaveCriticalSectionWhenCallbackReturns(instance, &end->section);
    FreeLibraryWhenCallbackReturns(instance, end->module);
    SetEvent(end->inside);
    WaitForSingleObject(go, 10000);
    end->event_before =
        WaitForSingleObject(end->event, 0) == WAIT_OBJECT_0 || WaitForSingleObject(end->semaphore, 0) == WAIT_OBJECT_0;
}

static void test_end(void)
{
    struct end end = {.event = CreateEventW(NULL, TRUE, FALSE, NULL),
                      .semaphore = CreateSemaphoreW(NULL, 0, 5, NULL),
                      .mutex = CreateMutexW(NULL, FALSE, NULL),
                      .inside = CreateEventW(NULL, FALSE, FALSE, NULL)};
    LONG before;
    reset();
    InitializeCriticalSection(&end.section);
    end.module = LoadLibraryW(L"version.dll");
    CHECK(TrySubmitThreadpoolCallback(ask, &end, NULL) && WaitForSingleObject(end.inside, 10000) == WAIT_OBJECT_0,
          "a callback asks for things to be done at its end");
    CHECK(WaitForSingleObject(end.mutex, 0) == WAIT_TIMEOUT && !TryEnterCriticalSection(&end.section) &&
              GetModuleHandleW(L"version.dll") == end.module,
          "nothing of it is done while it runs");
    SetEvent(go);
    CHECK(WaitForSingleObject(end.event, 10000) == WAIT_OBJECT_0,
          "SetEventWhenCallbackReturns: \"the event that the thread pool will set to the signaled state\"");
    CHECK(!end.event_before, "but not before the callback returns");
    CHECK(WaitForSingleObject(end.mutex, 10000) == WAIT_OBJECT_0,
          "ReleaseMutexWhenCallbackReturns: \"the mutex that the thread pool will release\"");
    CHECK(WaitForSingleObject(end.semaphore, 10000) == WAIT_OBJECT_0 && ReleaseSemaphore(end.semaphore, 1, &before) &&
              before == 1,
          "ReleaseSemaphoreWhenCallbackReturns: \"crel: The amount by which to increment the semaphore\"");
    for (int i = 0; i < 2000 && !TryEnterCriticalSection(&end.section); i++) Sleep(1);
    CHECK(end.section.OwningThread == (HANDLE)(ULONG_PTR)GetCurrentThreadId(),
          "LeaveCriticalSectionWhenCallbackReturns: \"the critical section that the thread pool will release\"");
    for (int i = 0; i < 2000 && GetModuleHandleW(L"version.dll"); i++) Sleep(1);
    CHECK(!GetModuleHandleW(L"version.dll"),
          "FreeLibraryWhenCallbackReturns: \"the DLL that the thread pool will unload\"");
    CHECK(end.long_run, "CallbackMayRunLong: \"returns TRUE if another thread ... is available ... or the thread pool "
                        "was able to spin up a new thread\"");
    LeaveCriticalSection(&end.section);
    ReleaseMutex(end.mutex);
    DeleteCriticalSection(&end.section);
    CloseHandle(end.event), CloseHandle(end.semaphore), CloseHandle(end.mutex), CloseHandle(end.inside);
}

static volatile LONG may_run_long;

static void CALLBACK ask_long(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)context;
    may_run_long = CallbackMayRunLong(instance) ? 1 : 2;
}

static void CALLBACK disassociate(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)work;
    DisassociateCurrentThreadFromCallback(instance);
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement((volatile LONG *)context);
}

static void test_long(void)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolThreadMaximum(pool, 1);
    TrySubmitThreadpoolCallback(ask_long, NULL, &environment);
    CHECK(becomes(&may_run_long, 2), "CallbackMayRunLong: \"returns FALSE if another thread in the thread pool is not "
                                     "available ... and the thread pool was not able to spin up a new thread\"");
    /* more callbacks that never block or end than there are processors leave others their turn */
    reset();
    SetThreadpoolThreadMaximum(pool, 50);
    SetThreadpoolCallbackRunsLong(&environment);
    for (int i = 0; i < 20; i++) TrySubmitThreadpoolCallback(wait_simple, (void *)&ran, &environment);
    CHECK(becomes(&started, 20), "SetThreadpoolCallbackRunsLong: callbacks that \"may not return quickly\"");
    SetEvent(go);
    CHECK(becomes(&ran, 20), "and all of them end");

    PTP_WORK work = CreateThreadpoolWork(disassociate, (void *)&ran, NULL);
    reset();
    SubmitThreadpoolWork(work);
    CHECK(becomes(&started, 1), "a callback disassociates itself");
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(ran == 0, "DisassociateCurrentThreadFromCallback: \"The current thread will no longer count as executing a "
                    "callback on behalf of the object\"");
    SetEvent(go);
    CHECK(becomes(&ran, 1), "and goes on");
    CloseThreadpoolWork(work);
    CloseThreadpool(pool);
}

static volatile LONG spinning;

static void CALLBACK spin(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance, (void)context;
    InterlockedIncrement(&started);
    while (spinning) YieldProcessor();
    InterlockedIncrement(&ran);
}

static void test_spin(void)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    reset();
    spinning = 1;
    LONG count = (LONG)system.dwNumberOfProcessors + 1;
    for (LONG i = 0; i < count; i++) TrySubmitThreadpoolCallback(spin, NULL, NULL);
    CHECK(becomes(&started, count), "one more callback than processors begins though none of them blocks");
    spinning = 0;
    CHECK(becomes(&ran, count), "and all end");
}

/* ---- pools ---- */

static volatile LONG order;
static LONG place[3];

static void CALLBACK note(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance;
    *(LONG *)context = InterlockedIncrement(&order);
}

static void CALLBACK stack_size(PTP_CALLBACK_INSTANCE instance, void *context)
{
    ULONG_PTR low, high;
    (void)instance;
    GetCurrentThreadStackLimits(&low, &high);
    *(volatile ULONG_PTR *)context = high - low;
}

static void test_pool(void)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_POOL_STACK_INFORMATION stack = {4 << 20, 64 << 10}, got = {0};
    TP_CALLBACK_ENVIRON environment;
    volatile ULONG_PTR size = 0;
    CHECK(pool != NULL, "CreateThreadpool: \"If the function succeeds, it returns a pointer to a TP_POOL structure\"");
    CHECK(SetThreadpoolThreadMinimum(pool, 2),
          "SetThreadpoolThreadMinimum: \"If the function succeeds, it returns TRUE\"");
    CHECK(SetThreadpoolThreadMinimum(pool, 0), "SetThreadpoolThreadMinimum back to none");
    CHECK(SetThreadpoolStackInformation(pool, &stack), "SetThreadpoolStackInformation: \"it returns TRUE\"");
    CHECK(QueryThreadpoolStackInformation(pool, &got) && got.StackReserve == 4 << 20 && got.StackCommit == 64 << 10,
          "QueryThreadpoolStackInformation: \"Retrieves the stack reserve and commit sizes for threads in the ... "
          "pool\"");
    stack.StackReserve = (SIZE_T)1 << 46;
    SetThreadpoolStackInformation(pool, &stack);
    /* Wine 8.0 keeps the program's own stack size, and makes the threads */
    CHECK(!SetThreadpoolThreadMinimum(pool, 9),
          "SetThreadpoolThreadMinimum, with stacks for which there is no room: \"If the function fails, it returns "
          "FALSE\"");
    CloseThreadpool(pool);
    pool = CreateThreadpool(NULL);
    SetThreadpoolStackInformation(pool, &stack);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    CHECK(!TrySubmitThreadpoolCallback(count_simple, (void *)&ran, &environment),
          "TrySubmitThreadpoolCallback to a pool that can have no thread: \"it returns FALSE\"");
    CloseThreadpool(pool);

    pool = CreateThreadpool(NULL);
    stack.StackReserve = 4 << 20;
    SetThreadpoolStackInformation(pool, &stack);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    TrySubmitThreadpoolCallback(stack_size, (void *)&size, &environment);
    for (int i = 0; i < 2000 && !size; i++) Sleep(1);
    /* Wine 8.0 keeps the program's own */
    CHECK(size >= 4 << 20 && size < 6 << 20, "SetThreadpoolStackInformation: threads have that stack (%#Ix)", size);

    /* priorities, with the only thread held */
    SetThreadpoolThreadMaximum(pool, 1);
    reset();
    TrySubmitThreadpoolCallback(wait_simple, (void *)&ran, &environment);
    becomes(&started, 1);
    static const TP_CALLBACK_PRIORITY priorities[] = {TP_CALLBACK_PRIORITY_LOW, TP_CALLBACK_PRIORITY_NORMAL,
                                                      TP_CALLBACK_PRIORITY_HIGH};
    for (int i = 0; i < 3; i++) {
        SetThreadpoolCallbackPriority(&environment, priorities[i]);
        TrySubmitThreadpoolCallback(note, &place[i], &environment);
    }
    SetEvent(go);
    CHECK(becomes(&order, 3), "callbacks of three priorities run");
    CHECK(place[2] == 1 && place[1] == 2 && place[0] == 3,
          "SetThreadpoolCallbackPriority: \"the priority of a callback function relative to other work items in the "
          "same thread pool\"");
    SetThreadpoolCallbackPriority(&environment, (TP_CALLBACK_PRIORITY)9);
    SetLastError(0);
    CHECK(!TrySubmitThreadpoolCallback(note, &place[0], &environment) && GetLastError() == ERROR_INVALID_PARAMETER,
          "TrySubmitThreadpoolCallback fails with a priority that is none");

    /* "The thread pool is closed immediately if there are no outstanding ... objects that are bound to the pool";
     * Wine 8.0 ends the program at the submission */
    SetThreadpoolCallbackPriority(&environment, TP_CALLBACK_PRIORITY_NORMAL);
    PTP_WORK work = CreateThreadpoolWork(count_work, (void *)&ran, &environment);
    CloseThreadpool(pool);
    reset();
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(ran == 1, "CloseThreadpool: \"otherwise, the thread pool is released asynchronously after the outstanding "
                    "objects are freed\"");
    CloseThreadpoolWork(work);
}

static void test_library(void)
{
    TP_CALLBACK_ENVIRON environment;
    HMODULE module = LoadLibraryW(L"version.dll");
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackLibrary(&environment, module);
    environment.u.s.Persistent = 1; /* SetThreadpoolCallbackPersistent(&environment), which mingw-w64 lacks */
    reset();
    PTP_WORK work = CreateThreadpoolWork(count_work, (void *)&ran, &environment);
    FreeLibrary(module);
    CHECK(GetModuleHandleW(L"version.dll") == module,
          "SetThreadpoolCallbackLibrary: \"Ensures that the specified DLL remains loaded as long as there are "
          "outstanding callbacks\"");
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(ran == 1, "SetThreadpoolCallbackPersistent: \"the callback should run on a persistent thread\"");
    CloseThreadpoolWork(work);
    for (int i = 0; i < 2000 && GetModuleHandleW(L"version.dll"); i++) Sleep(1);
    CHECK(!GetModuleHandleW(L"version.dll"), "and no longer");
    SetThreadpoolCallbackLibrary(&environment, (void *)0x123450000);
    CHECK(!CreateThreadpoolWork(count_work, NULL, &environment), "CreateThreadpoolWork fails with a DLL that is none");
}

/* ---- counting ---- */

static volatile LONG total;

static void CALLBACK add(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)instance, (void)context, (void)work;
    InterlockedIncrement(&total);
}

static DWORD WINAPI submit(void *argument)
{
    for (int i = 0; i < 25000; i++) SubmitThreadpoolWork(argument);
    return 0;
}

static void CALLBACK add_simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance, (void)context;
    InterlockedIncrement(&total);
}

/* A callback that submits two more until the depth is reached: 2^(n+1) - 1 in all. */
static void CALLBACK tree(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance;
    ULONG_PTR depth = (ULONG_PTR)context;
    InterlockedIncrement(&total);
    for (int i = 0; depth && i < 2; i++) TrySubmitThreadpoolCallback(tree, (void *)(depth - 1), NULL);
}

static void test_count(void)
{
    HANDLE threads[4];
    PTP_WORK work[2] = {CreateThreadpoolWork(add, NULL, NULL), CreateThreadpoolWork(add, NULL, NULL)};
    for (int i = 0; i < 4; i++) threads[i] = CreateThread(NULL, 0, submit, work[i & 1], 0, NULL);
    WaitForMultipleObjects(4, threads, TRUE, INFINITE);
    for (int i = 0; i < 4; i++) CloseHandle(threads[i]);
    for (int i = 0; i < 2; i++) WaitForThreadpoolWorkCallbacks(work[i], FALSE), CloseThreadpoolWork(work[i]);
    CHECK(total == 100000, "100,000 submissions by four threads are as many callbacks (%ld)", total);
    total = 0;
    for (int i = 0; i < 20000; i++) TrySubmitThreadpoolCallback(add_simple, NULL, NULL);
    CHECK(becomes(&total, 20000), "20,000 single callbacks");
    total = 0;
    TrySubmitThreadpoolCallback(tree, (void *)13, NULL);
    CHECK(becomes(&total, (1 << 14) - 1), "callbacks that submit callbacks");
    /* pools come and go with their threads */
    total = 0;
    for (int i = 0; i < 50; i++) {
        TP_CALLBACK_ENVIRON environment;
        PTP_POOL pool = CreateThreadpool(NULL);
        InitializeThreadpoolEnvironment(&environment);
        SetThreadpoolCallbackPool(&environment, pool);
        for (int k = 0; k < 4; k++) TrySubmitThreadpoolCallback(add_simple, NULL, &environment);
        CloseThreadpool(pool);
    }
    CHECK(becomes(&total, 200), "50 pools that are closed at once run all that they were given");
}

/* ---- QueueUserWorkItem ---- */

static DWORD WINAPI item(void *context)
{
    InterlockedIncrement((volatile LONG *)context);
    return 7;
}

static DWORD WINAPI wait_item(void *context)
{
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement((volatile LONG *)context);
    return 0;
}

static void test_item(void)
{
    reset();
    CHECK(QueueUserWorkItem(item, (void *)&ran, WT_EXECUTEDEFAULT) && becomes(&ran, 1),
          "QueueUserWorkItem: \"Queues a work item to a worker thread in the thread pool\"");
    CHECK(QueueUserWorkItem(item, (void *)&ran, WT_EXECUTEINIOTHREAD) &&
              QueueUserWorkItem(item, (void *)&ran, WT_EXECUTEINPERSISTENTTHREAD) && becomes(&ran, 3),
          "QueueUserWorkItem for an I/O worker and a persistent thread");
    for (int i = 0; i < 10; i++) QueueUserWorkItem(wait_item, (void *)&ran, WT_EXECUTELONGFUNCTION);
    CHECK(becomes(&started, 10), "WT_EXECUTELONGFUNCTION: \"The callback function can perform a long wait\"");
    SetEvent(go);
    CHECK(becomes(&ran, 13), "and all of them end");
    SetLastError(0);
    /* Wine 8.0 takes it */
    CHECK(!QueueUserWorkItem(NULL, NULL, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "QueueUserWorkItem without a function: \"If the function fails, the return value is zero\"");
}

int main(void)
{
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    test_work();
    test_parallel();
    test_cancel();
    test_simple();
    test_end();
    test_long();
    test_spin();
    test_pool();
    test_library();
    test_count();
    test_item();
    return check_done();
}
