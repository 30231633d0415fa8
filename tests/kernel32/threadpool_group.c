/* SPDX-License-Identifier: MIT */
/* The thread pool's cleanup groups: CloseThreadpoolCleanupGroupMembers and its family. */
#include "pool.h"

static volatile LONG ran, cancelled;

static void reset(void)
{
    ran = started = cancelled = 0;
    ResetEvent(go);
}

static void CALLBACK count_simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance;
    InterlockedIncrement((volatile LONG *)context);
}

static void CALLBACK disassociate(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)work;
    DisassociateCurrentThreadFromCallback(instance);
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement((volatile LONG *)context);
}

static void *cancel_context;

static void CALLBACK on_cancel(void *object, void *cleanup)
{
    cancel_context = cleanup;
    if (object) InterlockedIncrement(&cancelled);
}

static void CALLBACK never(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)instance, (void)timer;
    InterlockedIncrement((volatile LONG *)context);
}

static void CALLBACK never_wait(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance, (void)wait, (void)result;
    InterlockedIncrement((volatile LONG *)context);
}

static DWORD WINAPI let_go(void *after)
{
    Sleep((DWORD)(ULONG_PTR)after);
    SetEvent(go);
    return 0;
}

static void test_group(void)
{
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    FILETIME due = {(DWORD)-600000000ll, -1};
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), thread;
    volatile LONG wrong = 0, queued = 0;
    CHECK(group != NULL, "CreateThreadpoolCleanupGroup: \"it returns a pointer to a TP_CLEANUP_GROUP structure\"");
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolCallbackCleanupGroup(&environment, group, on_cancel);
    SetThreadpoolThreadMaximum(pool, 1);

    /* all callbacks are waited for */
    reset();
    PTP_WORK work = CreateThreadpoolWork(wait_work, (void *)&ran, &environment);
    SubmitThreadpoolWork(work);
    for (int i = 0; i < 5; i++) TrySubmitThreadpoolCallback(count_simple, (void *)&queued, &environment);
    becomes(&started, 1);
    thread = CreateThread(NULL, 0, let_go, (void *)20, 0, NULL);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    CHECK(ran == 1 && queued == 5, "CloseThreadpoolCleanupGroupMembers(FALSE): \"the function waits for outstanding "
                                   "callback functions to complete\"");
    CHECK(cancelled == 0, "and no cancel callback is called: %ld", cancelled);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);

    /* what has not begun is cancelled; the members are released, and told of */
    reset();
    queued = 0;
    work = CreateThreadpoolWork(wait_work, (void *)&ran, &environment);
    PTP_WORK second = CreateThreadpoolWork(count_work, (void *)&queued, &environment);
    PTP_TIMER timer = CreateThreadpoolTimer(never, (void *)&wrong, &environment);
    PTP_WAIT wait = CreateThreadpoolWait(never_wait, (void *)&wrong, &environment);
    PTP_WORK released = CreateThreadpoolWork(count_work, (void *)&wrong, &environment);
    SetThreadpoolTimer(timer, &due, 0, 0);
    SetThreadpoolWait(wait, event, NULL);
    CloseThreadpoolWork(released);
    SubmitThreadpoolWork(work);
    SubmitThreadpoolWork(second);
    becomes(&started, 1);
    thread = CreateThread(NULL, 0, let_go, (void *)20, 0, NULL);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, &environment);
    CHECK(ran == 1, "CloseThreadpoolCleanupGroupMembers: \"blocks until all currently executing callback functions "
                    "finish\"");
    CHECK(queued == 0, "CloseThreadpoolCleanupGroupMembers(TRUE): \"outstanding callbacks are canceled\"");
    CHECK(cancelled == 4,
          "SetThreadpoolCallbackCleanupGroup: the cancel callback is \"called if the cleanup group is "
          "canceled before the associated object is released\" (%ld)",
          cancelled);
    CHECK(cancel_context == &environment, "pvCleanupContext: \"data to pass to the ... cleanup group callback\"");
    SetEvent(event);
    Sleep(10);
    CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0 && wrong == 0, "a member that was released waits no more");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);

    /* a disassociated callback is still the group's */
    reset();
    work = CreateThreadpoolWork(disassociate, (void *)&ran, &environment);
    SubmitThreadpoolWork(work);
    becomes(&started, 1);
    thread = CreateThread(NULL, 0, let_go, (void *)20, 0, NULL);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
    CHECK(ran == 1, "DisassociateCurrentThreadFromCallback: \"The thread remains associated with the object's cleanup "
                    "group until the thread returns to the thread pool\"");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);

    /* "As long as a cleanup group persists, new objects ... are added to the cleanup group" */
    reset();
    work = CreateThreadpoolWork(count_work, (void *)&ran, &environment);
    SubmitThreadpoolWork(work);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    CHECK(ran == 1, "the group can be used again");
    CloseThreadpoolCleanupGroup(group);
    CloseThreadpool(pool);
    CloseHandle(event);
}

int main(void)
{
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    test_group();
    return check_done();
}
