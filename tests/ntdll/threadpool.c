/* SPDX-License-Identifier: MIT */
/* The thread pool by ntdll's own functions: Tp*, RtlQueueWorkItem, RtlRegisterWait, timer queues. */
#include "check.h"
#include "counter.h"

#define STATUS_PENDING_           ((LONG)0x00000103)
#define STATUS_INVALID_PARAMETER_ ((LONG)0xC000000D)
#define STATUS_INVALID_HANDLE_    ((LONG)0xC0000008)
#define STATUS_TOO_MANY_THREADS_  ((LONG)0xC0000129)
#define STATUS_CANCELLED_         ((LONG)0xC0000120)

typedef struct {
    union {
        LONG Status;
        void *Pointer;
    };
    ULONG_PTR Information;
} io_status;
typedef void(NTAPI *io_callback)(PTP_CALLBACK_INSTANCE, void *, void *, io_status *, PTP_IO);

LONG NTAPI TpAllocPool(PTP_POOL *, void *);
void NTAPI TpReleasePool(PTP_POOL);
void NTAPI TpSetPoolMaxThreads(PTP_POOL, ULONG);
LONG NTAPI TpSetPoolMinThreads(PTP_POOL, ULONG);
LONG NTAPI TpSetPoolStackInformation(PTP_POOL, TP_POOL_STACK_INFORMATION *);
LONG NTAPI TpQueryPoolStackInformation(PTP_POOL, TP_POOL_STACK_INFORMATION *);
LONG NTAPI TpAllocCleanupGroup(PTP_CLEANUP_GROUP *);
void NTAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP);
void NTAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP, ULONG, void *);
LONG NTAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE);
void NTAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE, HANDLE);
void NTAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE, HANDLE, ULONG);
void NTAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE, HANDLE);
void NTAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE, CRITICAL_SECTION *);
void NTAPI TpCallbackUnloadDllOnCompletion(PTP_CALLBACK_INSTANCE, void *);
void NTAPI TpDisassociateCallback(PTP_CALLBACK_INSTANCE);
LONG NTAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK, void *, PTP_CALLBACK_ENVIRON);
LONG NTAPI TpAllocWork(PTP_WORK *, PTP_WORK_CALLBACK, void *, PTP_CALLBACK_ENVIRON);
void NTAPI TpPostWork(PTP_WORK);
void NTAPI TpWaitForWork(PTP_WORK, ULONG);
void NTAPI TpReleaseWork(PTP_WORK);
LONG NTAPI TpAllocTimer(PTP_TIMER *, PTP_TIMER_CALLBACK, void *, PTP_CALLBACK_ENVIRON);
void NTAPI TpSetTimer(PTP_TIMER, LARGE_INTEGER *, ULONG, ULONG);
ULONG NTAPI TpSetTimerEx(PTP_TIMER, LARGE_INTEGER *, ULONG, ULONG);
ULONG NTAPI TpIsTimerSet(PTP_TIMER);
void NTAPI TpWaitForTimer(PTP_TIMER, ULONG);
void NTAPI TpReleaseTimer(PTP_TIMER);
LONG NTAPI TpAllocWait(PTP_WAIT *, PTP_WAIT_CALLBACK, void *, PTP_CALLBACK_ENVIRON);
void NTAPI TpSetWait(PTP_WAIT, HANDLE, LARGE_INTEGER *);
ULONG NTAPI TpSetWaitEx(PTP_WAIT, HANDLE, LARGE_INTEGER *, void *);
void NTAPI TpWaitForWait(PTP_WAIT, ULONG);
void NTAPI TpReleaseWait(PTP_WAIT);
LONG NTAPI TpAllocIoCompletion(PTP_IO *, HANDLE, io_callback, void *, PTP_CALLBACK_ENVIRON);
void NTAPI TpStartAsyncIoOperation(PTP_IO);
void NTAPI TpCancelAsyncIoOperation(PTP_IO);
void NTAPI TpWaitForIoCompletion(PTP_IO, ULONG);
void NTAPI TpReleaseIoCompletion(PTP_IO);
LONG NTAPI RtlSetIoCompletionCallback(HANDLE, LPOVERLAPPED_COMPLETION_ROUTINE, ULONG);
LONG NTAPI RtlQueueWorkItem(WORKERCALLBACKFUNC, void *, ULONG);
LONG NTAPI RtlRegisterWait(HANDLE *, HANDLE, WAITORTIMERCALLBACKFUNC, void *, ULONG, ULONG);
LONG NTAPI RtlDeregisterWait(HANDLE);
LONG NTAPI RtlDeregisterWaitEx(HANDLE, HANDLE);
LONG NTAPI RtlCreateTimerQueue(HANDLE *);
LONG NTAPI RtlDeleteTimerQueue(HANDLE);
LONG NTAPI RtlDeleteTimerQueueEx(HANDLE, HANDLE);
LONG NTAPI RtlCreateTimer(HANDLE, HANDLE *, WAITORTIMERCALLBACKFUNC, void *, ULONG, ULONG, ULONG);
LONG NTAPI RtlUpdateTimer(HANDLE, HANDLE, ULONG, ULONG);
LONG NTAPI RtlDeleteTimer(HANDLE, HANDLE, HANDLE);

static volatile LONG ran, started, cancelled;
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

static void reset(void)
{
    ran = started = cancelled = 0;
    ResetEvent(go);
}

static void NTAPI count_simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance, (void)context;
    InterlockedIncrement(&ran);
}

static void NTAPI hold_work(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)work;
    if (context) TpDisassociateCallback(instance);
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement(&ran);
}

static void NTAPI on_cancel(void *object, void *context)
{
    (void)object, (void)context;
    InterlockedIncrement(&cancelled);
}

static volatile LONG long_status;

static void NTAPI ask_long(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)context;
    long_status = TpCallbackMayRunLong(instance);
    InterlockedIncrement(&ran);
}

/* ---- pools, work, groups ---- */

static void test_work(void)
{
    PTP_POOL pool = NULL;
    PTP_WORK work = NULL, second;
    PTP_CLEANUP_GROUP group;
    TP_CALLBACK_ENVIRON environment;
    TP_POOL_STACK_INFORMATION stack = {1 << 20, 1 << 16}, got = {0};
    CHECK(TpAllocPool(&pool, NULL) == 0 && pool, "TpAllocPool makes a pool");
    CHECK(TpSetPoolStackInformation(pool, &stack) == 0 && TpQueryPoolStackInformation(pool, &got) == 0 &&
              got.StackReserve == 1 << 20 && got.StackCommit == 1 << 16,
          "TpSetPoolStackInformation and TpQueryPoolStackInformation");
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    /* Wine 8.0 answers TRUE */
    CHECK(TpSetPoolMinThreads(pool, 1) == 0, "TpSetPoolMinThreads");
    TpSetPoolMaxThreads(pool, 1);
    reset();
    long_status = 1;
    CHECK(TpSimpleTryPost(ask_long, NULL, &environment) == 0 && reaches(&ran, 1), "TpSimpleTryPost runs a callback");
    CHECK(long_status == STATUS_TOO_MANY_THREADS_, "TpCallbackMayRunLong: no other thread (%#lx)", long_status);
    TpSetPoolMaxThreads(pool, 2);
    TpSimpleTryPost(ask_long, NULL, &environment);
    CHECK(reaches(&ran, 2) && long_status == 0, "TpCallbackMayRunLong: there can be one");
    TpSetPoolMaxThreads(pool, 1);

    CHECK(TpAllocCleanupGroup(&group) == 0, "TpAllocCleanupGroup");
    SetThreadpoolCallbackCleanupGroup(&environment, group, on_cancel);
    CHECK(TpAllocWork(&work, hold_work, NULL, &environment) == 0 && work, "TpAllocWork makes a work object");
    reset();
    TpPostWork(work);
    TpPostWork(work);
    CHECK(reaches(&started, 1), "TpPostWork runs its callback");
    TpAllocWork(&second, hold_work, NULL, &environment);
    TpPostWork(second);
    TpWaitForWork(second, TRUE);
    SetEvent(go);
    TpWaitForWork(work, FALSE);
    CHECK(ran == 2 && started == 2, "TpWaitForWork waits, or cancels");
    TpReleaseWork(second);
    TpReleaseCleanupGroupMembers(group, TRUE, NULL);
    CHECK(cancelled == 1, "TpReleaseCleanupGroupMembers tells of the member that was not released");
    SetThreadpoolCallbackCleanupGroup(&environment, group, NULL);
    reset();
    TpAllocWork(&work, hold_work, &environment, &environment);
    TpPostWork(work);
    reaches(&started, 1);
    TpWaitForWork(work, FALSE);
    CHECK(ran == 0, "TpDisassociateCallback: who waits for the object waits for that callback no more");
    SetEvent(go);
    TpReleaseCleanupGroupMembers(group, FALSE, NULL);
    CHECK(ran == 1, "but the group does");
    TpReleaseCleanupGroup(group);
    TpReleasePool(pool);

    environment.Pool = NULL;
    environment.CleanupGroup = NULL;
    environment.Version = 9;
    /* Wine 8.0 takes any version */
    CHECK(TpSimpleTryPost(count_simple, NULL, &environment) == STATUS_INVALID_PARAMETER_ &&
              TpAllocWork(&work, hold_work, NULL, &environment) == STATUS_INVALID_PARAMETER_,
          "TpSimpleTryPost and TpAllocWork with an environment of no known version");
}

struct end {
    HANDLE event, semaphore, mutex;
    CRITICAL_SECTION section;
};

static void NTAPI ask(PTP_CALLBACK_INSTANCE instance, void *context)
{
    struct end *end = context;
    EnterCriticalSection(&end->section);
    WaitForSingleObject(end->mutex, INFINITE);
    TpCallbackSetEventOnCompletion(instance, end->event);
    TpCallbackReleaseSemaphoreOnCompletion(instance, end->semaphore, 3);
    TpCallbackReleaseMutexOnCompletion(instance, end->mutex);
    TpCallbackLeaveCriticalSectionOnCompletion(instance, &end->section);
    TpCallbackUnloadDllOnCompletion(instance, GetModuleHandleW(L"version.dll"));
}

static void test_end(void)
{
    struct end end = {.event = CreateEventW(NULL, TRUE, FALSE, NULL),
                      .semaphore = CreateSemaphoreW(NULL, 0, 5, NULL),
                      .mutex = CreateMutexW(NULL, FALSE, NULL)};
    LONG before = 0;
    InitializeCriticalSection(&end.section);
    LoadLibraryW(L"version.dll");
    TpSimpleTryPost(ask, &end, NULL);
    CHECK(WaitForSingleObject(end.event, 10000) == WAIT_OBJECT_0, "TpCallbackSetEventOnCompletion");
    CHECK(WaitForSingleObject(end.semaphore, 10000) == WAIT_OBJECT_0 && ReleaseSemaphore(end.semaphore, 1, &before) &&
              before == 2,
          "TpCallbackReleaseSemaphoreOnCompletion");
    CHECK(WaitForSingleObject(end.mutex, 10000) == WAIT_OBJECT_0, "TpCallbackReleaseMutexOnCompletion");
    EnterCriticalSection(&end.section);
    CHECK(TRUE, "TpCallbackLeaveCriticalSectionOnCompletion");
    for (int i = 0; i < 2000 && GetModuleHandleW(L"version.dll"); i++) Sleep(1);
    CHECK(!GetModuleHandleW(L"version.dll"), "TpCallbackUnloadDllOnCompletion");
    LeaveCriticalSection(&end.section);
    DeleteCriticalSection(&end.section);
    CloseHandle(end.event), CloseHandle(end.semaphore), CloseHandle(end.mutex);
}

/* ---- timers ---- */

static void NTAPI count_timer(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)instance, (void)context, (void)timer;
    InterlockedIncrement(&ran);
}

static void NTAPI count_legacy(void *context, BOOLEAN fired)
{
    (void)context;
    InterlockedIncrement(fired ? &ran : &started);
}

static void NTAPI hold_legacy(void *context, BOOLEAN fired)
{
    (void)context, (void)fired;
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement(&ran);
}

static void test_timer(void)
{
    LARGE_INTEGER soon = {.QuadPart = -10000}, late = {.QuadPart = -600000000};
    PTP_TIMER timer = NULL;
    TP_CALLBACK_ENVIRON environment;
    reset();
    CHECK(TpAllocTimer(&timer, count_timer, NULL, NULL) == 0 && timer && !TpIsTimerSet(timer), "TpAllocTimer");
    TpSetTimer(timer, &late, 0, 0);
    CHECK(TpIsTimerSet(timer), "TpIsTimerSet");
    CHECK(TpSetTimerEx(timer, &soon, 0, 0) == TRUE && reaches(&ran, 1), "TpSetTimerEx: it was set");
    TpWaitForTimer(timer, FALSE);
    CHECK(TpSetTimerEx(timer, NULL, 0, 0) == FALSE && !TpIsTimerSet(timer), "TpSetTimerEx: it had expired");
    TpSetTimer(timer, &soon, 2, 0);
    CHECK(reaches(&ran, 4), "TpSetTimer with a period");
    TpReleaseTimer(timer);
    CHECK(settles(&ran), "TpReleaseTimer stops it");
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 9;
    CHECK(TpAllocTimer(&timer, count_timer, NULL, &environment) == STATUS_INVALID_PARAMETER_,
          "TpAllocTimer with an environment of no known version");
}

static void test_queue(void)
{
    HANDLE queue, timer, done = CreateEventW(NULL, TRUE, FALSE, NULL);
    reset();
    CHECK(RtlCreateTimerQueue(&queue) == 0, "RtlCreateTimerQueue");
    CHECK(RtlCreateTimer(queue, &timer, count_legacy, NULL, 60000, 0, 0) == 0 &&
              RtlUpdateTimer(queue, timer, 1, 3) == 0 && reaches(&ran, 2),
          "RtlCreateTimer and RtlUpdateTimer");
    CHECK(RtlDeleteTimer(queue, timer, INVALID_HANDLE_VALUE) == 0, "RtlDeleteTimer");
    CHECK(RtlDeleteTimer(queue, NULL, NULL) == STATUS_INVALID_PARAMETER_, "RtlDeleteTimer without a timer");
    CHECK(RtlUpdateTimer(queue, NULL, 1, 1) == STATUS_INVALID_PARAMETER_, "RtlUpdateTimer without a timer");
    CHECK(RtlCreateTimer(queue, &timer, count_legacy, NULL, 1, 1, WT_EXECUTEONLYONCE) == STATUS_INVALID_PARAMETER_,
          "RtlCreateTimer: a period, for once only");
    reset();
    RtlCreateTimer(queue, &timer, hold_legacy, NULL, 0, 0, 0);
    reaches(&started, 1);
    CHECK(RtlDeleteTimerQueueEx(queue, done) == STATUS_PENDING_ && WaitForSingleObject(done, 0) == WAIT_TIMEOUT,
          "RtlDeleteTimerQueueEx while a callback runs");
    SetEvent(go);
    CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0 && ran == 1, "signals the event when it has ended");
    RtlCreateTimerQueue(&queue);
    CHECK(RtlDeleteTimerQueue(queue) == 0, "RtlDeleteTimerQueue");
    CHECK(RtlDeleteTimerQueue(NULL) == STATUS_INVALID_HANDLE_ &&
              RtlDeleteTimerQueueEx(NULL, NULL) == STATUS_INVALID_HANDLE_,
          "RtlDeleteTimerQueue and RtlDeleteTimerQueueEx without a queue");
    CloseHandle(done);
}

/* ---- waits ---- */

static volatile LONG results[2];

static void NTAPI count_wait(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance, (void)context, (void)wait;
    InterlockedIncrement(&results[result != WAIT_OBJECT_0]);
}

static void test_wait(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), wait, done = CreateEventW(NULL, TRUE, FALSE, NULL);
    LARGE_INTEGER soon = {.QuadPart = -10000};
    TP_CALLBACK_ENVIRON environment;
    PTP_WAIT object = NULL;
    CHECK(TpAllocWait(&object, count_wait, NULL, NULL) == 0 && object, "TpAllocWait");
    TpSetWait(object, event, &soon);
    CHECK(reaches(&results[1], 1), "TpSetWait: the time is over");
    CHECK(TpSetWaitEx(object, event, NULL, NULL) == FALSE, "TpSetWaitEx: nothing was set");
    SetEvent(event);
    CHECK(reaches(&results[0], 1), "and the object is signaled");
    TpSetWait(object, event, NULL);
    CHECK(TpSetWaitEx(object, NULL, NULL, NULL) == TRUE, "TpSetWaitEx: a wait was set");
    TpWaitForWait(object, FALSE);
    TpSetWait(object, event, NULL);
    TpReleaseWait(object);
    SetEvent(event);
    CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 && results[0] == 1, "TpReleaseWait: it waits no more");
    InitializeThreadpoolEnvironment(&environment);
    environment.Version = 9;
    CHECK(TpAllocWait(&object, count_wait, NULL, &environment) == STATUS_INVALID_PARAMETER_,
          "TpAllocWait with an environment of no known version");

    reset();
    CHECK(RtlRegisterWait(&wait, event, count_legacy, NULL, INFINITE, 0) == 0, "RtlRegisterWait");
    SetEvent(event);
    CHECK(reaches(&started, 1), "calls back");
    CHECK(RtlDeregisterWaitEx(wait, INVALID_HANDLE_VALUE) == 0, "RtlDeregisterWaitEx waits");
    reset();
    RtlRegisterWait(&wait, event, hold_legacy, NULL, INFINITE, WT_EXECUTEONLYONCE);
    SetEvent(event);
    reaches(&started, 1);
    CHECK(RtlDeregisterWaitEx(wait, done) == STATUS_PENDING_, "RtlDeregisterWaitEx: a callback runs");
    SetEvent(go);
    CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0, "the event is signaled when it has ended");
    RtlRegisterWait(&wait, event, hold_legacy, NULL, INFINITE, 0);
    CHECK(RtlDeregisterWait(wait) == 0, "RtlDeregisterWait");
    CHECK(RtlDeregisterWait(NULL) == STATUS_INVALID_HANDLE_ &&
              RtlDeregisterWaitEx(NULL, NULL) == STATUS_INVALID_HANDLE_,
          "RtlDeregisterWait and RtlDeregisterWaitEx without a wait");
    /* Wine 8.0 takes any handle, and its wait thread waits for nothing any more */
    CHECK(RtlRegisterWait(&wait, NULL, count_legacy, NULL, INFINITE, 0) == STATUS_INVALID_HANDLE_,
          "RtlRegisterWait without an object");
    CloseHandle(event);
    CloseHandle(done);
}

/* ---- work items and I/O ---- */

static void NTAPI item(void *context)
{
    InterlockedIncrement(context);
}

static io_status io_seen;
static void *overlapped_seen;

static void NTAPI on_io(PTP_CALLBACK_INSTANCE instance, void *context, void *overlapped, io_status *status, PTP_IO io)
{
    (void)instance, (void)context, (void)io;
    io_seen = *status;
    overlapped_seen = overlapped;
    InterlockedIncrement(&ran);
}

static DWORD bound_status;

static void CALLBACK on_bound(DWORD status, DWORD bytes, OVERLAPPED *overlapped)
{
    (void)bytes, (void)overlapped;
    bound_status = status;
    InterlockedIncrement(&ran);
}

static HANDLE open_folder(void)
{
    return CreateFileW(L".", FILE_LIST_DIRECTORY, 7, NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
}

static void test_io(void)
{
    static DWORD changes[64];
    OVERLAPPED overlapped = {0};
    HANDLE folder = open_folder();
    PTP_IO io = NULL, second;
    reset();
    CHECK(RtlQueueWorkItem(item, (void *)&ran, 0) == 0 && reaches(&ran, 1), "RtlQueueWorkItem");
    /* Wine 8.0 takes it */
    CHECK(RtlQueueWorkItem(NULL, NULL, 0) == STATUS_INVALID_PARAMETER_, "RtlQueueWorkItem without a function");
    reset();
    CHECK(TpAllocIoCompletion(&io, folder, on_io, NULL, NULL) == 0 && io, "TpAllocIoCompletion");
    CHECK(TpAllocIoCompletion(&second, folder, on_io, NULL, NULL) == STATUS_INVALID_PARAMETER_,
          "TpAllocIoCompletion of a file that is tied already");
    TpStartAsyncIoOperation(io);
    TpCancelAsyncIoOperation(io);
    TpWaitForIoCompletion(io, FALSE);
    CHECK(ran == 0, "TpCancelAsyncIoOperation: no request, no callback");
    TpStartAsyncIoOperation(io);
    ReadDirectoryChangesW(folder, changes, sizeof changes, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME, NULL, &overlapped, NULL);
    CancelIoEx(folder, &overlapped);
    TpWaitForIoCompletion(io, FALSE);
    CHECK(ran == 1 && io_seen.Status == STATUS_CANCELLED_ && overlapped_seen == &overlapped,
          "TpWaitForIoCompletion waits; the callback is told the status");
    TpReleaseIoCompletion(io);
    CloseHandle(folder);
    CHECK(TpAllocIoCompletion(&second, NULL, on_io, NULL, NULL) == STATUS_INVALID_HANDLE_,
          "TpAllocIoCompletion: no file");

    folder = open_folder();
    CHECK(RtlSetIoCompletionCallback(folder, on_bound, 0) == 0, "RtlSetIoCompletionCallback");
    ReadDirectoryChangesW(folder, changes, sizeof changes, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME, NULL, &overlapped, NULL);
    CancelIoEx(folder, &overlapped);
    CHECK(reaches(&ran, 2) && bound_status == (DWORD)STATUS_CANCELLED_, "its callback is told a status (%#lx)",
          bound_status);
    CHECK(RtlSetIoCompletionCallback(folder, on_bound, 0) == STATUS_INVALID_PARAMETER_, "once a file");
    CloseHandle(folder);
}

int main(void)
{
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    test_work();
    test_end();
    test_timer();
    test_queue();
    test_io();
    test_wait();
    return check_done();
}
