/* SPDX-License-Identifier: MIT */
/* Threads as Win32 has them. */
#include "check.h"

#include <string.h>

/* which mingw-w64's header lacks */
#define ERROR_THREAD_MODE_ALREADY_BACKGROUND 400
#define ERROR_THREAD_MODE_NOT_BACKGROUND     401

static volatile LONG counter, stop, calls;
static DWORD seen_id;

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static DWORD WINAPI tells_id(void *argument)
{
    seen_id = GetCurrentThreadId();
    return (DWORD)(ULONG_PTR)argument;
}

static DWORD WINAPI exits(void *argument)
{
    ExitThread((DWORD)(ULONG_PTR)argument);
}

static DWORD WINAPI counts(void *argument)
{
    (void)argument;
    while (!stop) counter++;
    return 0;
}

static DWORD WINAPI sleeps(void *argument)
{
    (void)argument;
    return SleepEx(INFINITE, TRUE);
}

static DWORD join(HANDLE thread)
{
    DWORD code = 99;
    if (WaitForSingleObject(thread, 10000) != WAIT_OBJECT_0 || !GetExitCodeThread(thread, &code)) code = 98;
    CloseHandle(thread);
    return code;
}

static void CALLBACK queued(ULONG_PTR argument)
{
    calls += (LONG)argument;
}

static void test_life(void)
{
    DWORD id = 0, code = 0;
    HANDLE thread = CreateThread(NULL, 0, tells_id, (void *)42, CREATE_SUSPENDED, &id);
    CHECK(thread != NULL && id != 0 && GetThreadId(thread) == id, "CreateThread: gives a handle and the identifier");
    CHECK(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE, "GetExitCodeThread: STILL_ACTIVE before its end");
    CHECK(ResumeThread(thread) == 1, "ResumeThread: \"the return value is the thread's previous suspend count\"");
    CHECK(join(thread) == 42 && seen_id == id, "CreateThread: \"the thread's return value is its exit code\"");
    CHECK(join(CreateThread(NULL, 0, exits, (void *)43, 0, NULL)) == 43,
          "ExitThread: \"the exit code for the thread\"");
    CHECK(join(CreateThread(NULL, 4 << 20, tells_id, (void *)44, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL)) == 44,
          "CreateThread: a stack size");
    CHECK(!GetExitCodeThread(NULL, &code) && failed(ERROR_INVALID_HANDLE), "GetExitCodeThread: of no handle fails");
    CHECK(!GetThreadId(NULL) && failed(ERROR_INVALID_HANDLE), "GetThreadId: of no handle fails");
    CHECK(GetCurrentThreadId() == GetThreadId(GetCurrentThread()),
          "GetCurrentThread: is a handle to the calling thread");
    CHECK(GetProcessIdOfThread(GetCurrentThread()) == GetCurrentProcessId(),
          "GetProcessIdOfThread: the thread's process");
    CHECK(!GetProcessIdOfThread(NULL) && failed(ERROR_INVALID_HANDLE), "GetProcessIdOfThread: of no handle fails");
    thread = OpenThread(THREAD_QUERY_INFORMATION, FALSE, GetCurrentThreadId());
    CHECK(thread && GetThreadId(thread) == GetCurrentThreadId(), "OpenThread: by identifier");
    CHECK(SuspendThread(thread) == (DWORD)-1 && failed(ERROR_ACCESS_DENIED),
          "SuspendThread: needs THREAD_SUSPEND_RESUME");
    CloseHandle(thread);
    CHECK(!OpenThread(THREAD_ALL_ACCESS, FALSE, 3) && failed(ERROR_INVALID_PARAMETER),
          "OpenThread: no such identifier");
}

static void test_control(void)
{
    HANDLE thread = CreateThread(NULL, 0, counts, NULL, 0, NULL);
    while (!counter) Sleep(1);
    CHECK(SuspendThread(thread) == 0, "SuspendThread: \"the thread's previous suspend count\"");
    Sleep(20);
    LONG seen = counter;
    Sleep(30);
    CHECK(counter == seen, "SuspendThread: the thread stands still");
    CHECK(ResumeThread(thread) == 1, "ResumeThread: decrements the count");
    while (counter == seen) Sleep(1);
    CHECK(TerminateThread(thread, 7) && join(thread) == 7, "TerminateThread: \"the exit code for the thread\"");
    CHECK(!TerminateThread(NULL, 7) && failed(ERROR_INVALID_HANDLE), "TerminateThread: of no handle fails");
    CHECK(ResumeThread(NULL) == (DWORD)-1 && failed(ERROR_INVALID_HANDLE), "ResumeThread: of no handle fails");
    thread = CreateThread(NULL, 0, sleeps, NULL, 0, NULL);
    Sleep(30);
    CHECK(QueueUserAPC(queued, thread, 5) && join(thread) == WAIT_IO_COMPLETION && calls == 5,
          "QueueUserAPC: called by a thread in an alertable state");
    CHECK(!QueueUserAPC(queued, NULL, 5) && failed(ERROR_INVALID_HANDLE), "QueueUserAPC: of no handle fails");
    SwitchToThread(); /* either answer is right */
}

static DWORD WINAPI in_background(void *argument)
{
    HANDLE self = GetCurrentThread(), real, limited;
    (void)argument;
    DuplicateHandle(GetCurrentProcess(), self, GetCurrentProcess(), &real, 0, FALSE, DUPLICATE_SAME_ACCESS);
    DuplicateHandle(GetCurrentProcess(), self, GetCurrentProcess(), &limited, THREAD_QUERY_INFORMATION, FALSE, 0);
    CHECK(!SetThreadPriority(self, THREAD_MODE_BACKGROUND_END) && failed(ERROR_THREAD_MODE_NOT_BACKGROUND),
          "SetThreadPriority: \"fails if the thread is not in background processing mode\"");
    CHECK(!SetThreadPriority(limited, THREAD_MODE_BACKGROUND_BEGIN) && failed(ERROR_ACCESS_DENIED) &&
              GetThreadPriority(self) == THREAD_PRIORITY_NORMAL,
          "SetThreadPriority: \"The handle must have the THREAD_SET_INFORMATION access right\"");
    CHECK(SetThreadPriority(self, THREAD_PRIORITY_ABOVE_NORMAL) &&
              SetThreadPriority(real, THREAD_MODE_BACKGROUND_BEGIN) && GetThreadPriority(self) == -4,
          "SetThreadPriority: THREAD_MODE_BACKGROUND_BEGIN lowers the priority");
    CHECK(!SetThreadPriority(self, THREAD_MODE_BACKGROUND_BEGIN) && failed(ERROR_THREAD_MODE_ALREADY_BACKGROUND),
          "SetThreadPriority: \"fails if the thread is already in background processing mode\"");
    CHECK(SetThreadPriority(self, THREAD_MODE_BACKGROUND_END) &&
              GetThreadPriority(self) == THREAD_PRIORITY_ABOVE_NORMAL,
          "SetThreadPriority: THREAD_MODE_BACKGROUND_END \"restores the resource scheduling priorities of the thread "
          "as they were before\"");
    CHECK(SetThreadPriority(self, THREAD_PRIORITY_IDLE) && SetThreadPriority(self, THREAD_MODE_BACKGROUND_BEGIN) &&
              SetThreadPriority(self, THREAD_MODE_BACKGROUND_END) && GetThreadPriority(self) == THREAD_PRIORITY_IDLE,
          "SetThreadPriority: and again");
    CloseHandle(real);
    CloseHandle(limited);
    return 0;
}

static void test_background(void)
{
    HANDLE thread = CreateThread(NULL, 0, in_background, NULL, 0, NULL);
    join(thread);
    thread = CreateThread(NULL, 0, sleeps, NULL, CREATE_SUSPENDED, NULL);
    CHECK(!SetThreadPriority(thread, THREAD_MODE_BACKGROUND_BEGIN) && failed(ERROR_INVALID_PARAMETER),
          "SetThreadPriority: a mode \"can be specified only if hThread is a handle to the current thread\"");
    CHECK(SetThreadPriority(thread, THREAD_PRIORITY_TIME_CRITICAL) &&
              GetThreadPriority(thread) == THREAD_PRIORITY_TIME_CRITICAL &&
              SetThreadPriority(thread, THREAD_PRIORITY_IDLE) && GetThreadPriority(thread) == THREAD_PRIORITY_IDLE,
          "SetThreadPriority: of another thread, the two ends");
    TerminateThread(thread, 0);
    join(thread);
    CHECK(!SetThreadPriority(NULL, THREAD_PRIORITY_NORMAL) && failed(ERROR_INVALID_HANDLE) &&
              !SetThreadPriority(NULL, THREAD_MODE_BACKGROUND_BEGIN) && failed(ERROR_INVALID_HANDLE),
          "SetThreadPriority: of no handle fails");
}

static void test_properties(void)
{
    HANDLE self = GetCurrentThread();
    FILETIME created, ended, kernel, user;
    BOOL boost = 9;
    CHECK(GetThreadPriority(self) == THREAD_PRIORITY_NORMAL, "GetThreadPriority: normal at first");
    CHECK(SetThreadPriority(self, THREAD_PRIORITY_BELOW_NORMAL) &&
              GetThreadPriority(self) == THREAD_PRIORITY_BELOW_NORMAL,
          "SetThreadPriority: sets it");
    CHECK(SetThreadPriority(self, THREAD_PRIORITY_NORMAL) && !SetThreadPriority(self, 99) &&
              failed(ERROR_INVALID_PARAMETER),
          "SetThreadPriority: an unknown value fails");
    CHECK(GetThreadPriority(NULL) == THREAD_PRIORITY_ERROR_RETURN && failed(ERROR_INVALID_HANDLE),
          "GetThreadPriority: of no handle fails");
    CHECK(GetThreadPriorityBoost(self, &boost) && boost == FALSE,
          "GetThreadPriorityBoost: \"FALSE indicates that dynamic boosting is enabled\"");
    CHECK(GetThreadTimes(self, &created, &ended, &kernel, &user) && created.dwHighDateTime, "GetThreadTimes: success");
    CHECK(!GetThreadTimes(NULL, &created, &ended, &kernel, &user) && failed(ERROR_INVALID_HANDLE),
          "GetThreadTimes: of no handle fails");
    DWORD_PTR mask, system;
    GetProcessAffinityMask(GetCurrentProcess(), &mask, &system);
    CHECK(SetThreadAffinityMask(self, mask) == mask,
          "SetThreadAffinityMask: \"the return value is the thread's previous affinity mask\"");
    CHECK(SetThreadAffinityMask(self, 0) == 0 && failed(ERROR_INVALID_PARAMETER),
          "SetThreadAffinityMask: of no processor fails");
    CHECK(SetThreadIdealProcessor(self, MAXIMUM_PROCESSORS) != (DWORD)-1,
          "SetThreadIdealProcessor: MAXIMUM_PROCESSORS asks only");
    CHECK(SetThreadIdealProcessor(self, 1000) == (DWORD)-1 && failed(ERROR_INVALID_PARAMETER),
          "SetThreadIdealProcessor: a wrong number fails");
}

int main(void)
{
    test_life();
    test_control();
    test_properties();
    test_background();
    return check_done();
}
