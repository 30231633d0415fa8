/* SPDX-License-Identifier: MIT */
/* Threads of another process.  Rests on "CreateRemoteThread function", "OpenThread function", "SuspendThread function",
 * "GetThreadContext function", "QueueUserAPC function", "TerminateThread function", "GetExitCodeThread function".  The
 * child is this program, at the same addresses, as its base says (no ASLR is asked for by the tests' linker). */
#define _WIN32_WINNT 0x0a00
#include "children.h"

#include <stdlib.h>
#include <string.h>

struct shared {
    volatile DWORD thread; /* the child's second thread */
    volatile LONG64 counts;
    volatile LONG apcs, argument, went;
};

static struct shared *shared;
static volatile LONG64 spins;
static volatile LONG stop;

static void open_shared(void)
{
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "metic threads");
    shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
}

/* What other processes have run here. */
static DWORD WINAPI remote(void *argument)
{
    if (!shared) open_shared();
    shared->argument = (LONG)(ULONG_PTR)argument;
    shared->went++;
    return 77;
}

static DWORD WINAPI sleeper(void *argument)
{
    (void)argument;
    while (!stop) SleepEx(INFINITE, TRUE);
    return 0;
}

static void CALLBACK apc(ULONG_PTR argument)
{
    shared->argument = (LONG)argument;
    shared->apcs++;
}

static DWORD WINAPI spinner(void *argument)
{
    (void)argument;
    while (!stop) shared->counts = ++spins;
    return 5;
}

static int child(char **argv)
{
    open_shared();
    HANDLE ready = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic threads ready");
    HANDLE go = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic threads go");
    DWORD id;
    if (!strcmp(argv[2], "knows")) {
        HANDLE thread = (HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 0);
        return GetThreadId(thread) == (DWORD)atol(argv[4]) && WaitForSingleObject(thread, 0) == WAIT_TIMEOUT ? 3 : 4;
    }
    if (!strcmp(argv[2], "spins")) {
        CreateThread(NULL, 0, spinner, NULL, 0, &id);
    } else {
        CreateThread(NULL, 0, sleeper, NULL, 0, &id);
    }
    shared->thread = id;
    SetEvent(ready);
    WaitForSingleObject(go, 20000);
    return 3;
}

static HANDLE start(const char *what, HANDLE ready, PROCESS_INFORMATION *info)
{
    HANDLE process = child_start(what, FALSE, 0, info);
    return process && WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0 ? process : NULL;
}

/* It goes on counting. */
static BOOL counts(void)
{
    LONG64 before = shared->counts;
    for (int i = 0; i < 2000 && shared->counts == before; i++) Sleep(5);
    return shared->counts != before;
}

static BOOL stands(void)
{
    LONG64 before = shared->counts;
    Sleep(30);
    return shared->counts == before;
}

static void makes(HANDLE process, DWORD process_id)
{
    DWORD id = 0, code = 0;
    HANDLE thread = CreateRemoteThread(process, NULL, 0, remote, (void *)1234, 0, &id), same;
    CHECK(thread && id && GetThreadId(thread) == id && GetProcessIdOfThread(thread) == process_id,
          "CreateRemoteThread: \"a handle to the new thread\", and its identifier");
    CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && shared->went == 1 && shared->argument == 1234,
          "CreateRemoteThread: it runs there, with its parameter, and its end is waited for");
    CHECK(GetExitCodeThread(thread, &code) && code == 77, "GetExitCodeThread: what its function returned");
    CHECK(SuspendThread(thread) == (DWORD)-1, "SuspendThread: it has ended");
    CloseHandle(thread);
    thread = CreateRemoteThreadEx(process, NULL, 0x20000, remote, (void *)5, CREATE_SUSPENDED, NULL, NULL);
    CHECK(thread && WaitForSingleObject(thread, 30) == WAIT_TIMEOUT && shared->went == 1,
          "CREATE_SUSPENDED: \"does not run until the ResumeThread function is called\"");
    CHECK(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE, "GetExitCodeThread: STILL_ACTIVE");
    CHECK(DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &same, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "DuplicateHandle: of a thread of another process");
    CHECK(ResumeThread(same) == 1 && WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && shared->went == 2,
          "ResumeThread: \"the thread's previous suspend count\"");
    CloseHandle(same);
    CloseHandle(thread);
    CHECK(!CreateRemoteThread((HANDLE)0x7ffc, NULL, 0, remote, NULL, 0, NULL) && GetLastError() == ERROR_INVALID_HANDLE,
          "CreateRemoteThread: no such process");
    char memory[256];
    SIZE_T size = sizeof memory;
    LPPROC_THREAD_ATTRIBUTE_LIST list = (void *)memory;
    GROUP_AFFINITY group = {.Mask = 1}, back = {0};
    InitializeProcThreadAttributeList(list, 1, 0, &size);
    UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY, &group, sizeof group, NULL, NULL);
    thread = CreateRemoteThreadEx(process, NULL, 0, remote, NULL, CREATE_SUSPENDED, list, NULL);
    CHECK(thread && GetThreadGroupAffinity(thread, &back) && back.Mask == 1,
          "CreateRemoteThreadEx: PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY");
    ResumeThread(thread);
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    thread = CreateRemoteThreadEx(GetCurrentProcess(), NULL, 0, sleeper, NULL, CREATE_SUSPENDED, list, NULL);
    CHECK(thread && GetThreadGroupAffinity(thread, &back) && back.Mask == 1, "and in this process");
    TerminateThread(thread, 0);
    CloseHandle(thread);
    group.Group = 7;
    CHECK(!CreateRemoteThreadEx(process, NULL, 0, remote, NULL, 0, list, NULL) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "CreateRemoteThreadEx: a group that there is not");
    HANDLE weak;
    DuplicateHandle(GetCurrentProcess(), process, GetCurrentProcess(), &weak, PROCESS_QUERY_INFORMATION, FALSE, 0);
    CHECK(!CreateRemoteThread(weak, NULL, 0, remote, NULL, 0, NULL) && GetLastError() == ERROR_ACCESS_DENIED,
          "CreateRemoteThread: \"The handle must have the PROCESS_CREATE_THREAD ... access rights\"");
    CloseHandle(weak);
}

static void opened(DWORD process_id)
{
    FILETIME created, ended, kernel, user, before;
    HANDLE thread = OpenThread(THREAD_ALL_ACCESS, FALSE, shared->thread);
    DWORD code;
    GetSystemTimeAsFileTime(&before);
    CHECK(thread && GetProcessIdOfThread(thread) == process_id && GetThreadId(thread) == shared->thread,
          "OpenThread: a thread of another process");
    CHECK(GetThreadTimes(thread, &created, &ended, &kernel, &user) && CompareFileTime(&created, &before) <= 0 &&
              created.dwHighDateTime,
          "GetThreadTimes: it was made before now");
    CHECK(GetThreadPriority(thread) == THREAD_PRIORITY_NORMAL &&
              SetThreadPriority(thread, THREAD_PRIORITY_BELOW_NORMAL) &&
              GetThreadPriority(thread) == THREAD_PRIORITY_BELOW_NORMAL,
          "SetThreadPriority: kept there");
    CHECK(QueueUserAPC(apc, thread, 99), "QueueUserAPC: to a thread that waits alertably");
    for (int i = 0; i < 2000 && !shared->apcs; i++) Sleep(5);
    CHECK(shared->apcs == 1 && shared->argument == 99, "QueueUserAPC: it is called there");
    CHECK(TerminateThread(thread, 12) && WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "TerminateThread");
    CHECK(GetExitCodeThread(thread, &code) && code == 12, "GetExitCodeThread: the status that it was given");
    CHECK(!QueueUserAPC(apc, thread, 1), "QueueUserAPC: it has ended");
    CHECK(!OpenThread(THREAD_ALL_ACCESS, FALSE, shared->thread) && GetLastError() == ERROR_INVALID_PARAMETER,
          "OpenThread: \"If the specified thread does not exist\"");
    CloseHandle(thread);
}

/* A handle to the calling thread, inherited and given. */
static void given(HANDLE ready, HANDLE go)
{
    HANDLE own, there = NULL;
    PROCESS_INFORMATION info;
    char line[64];
    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &own, 0, TRUE, DUPLICATE_SAME_ACCESS);
    snprintf(line, sizeof line, "knows %#llx %lu", (unsigned long long)(ULONG_PTR)own, GetCurrentThreadId());
    CHECK(child_finish(child_start(line, TRUE, 0, NULL)) == 3, "a handle to a thread is inherited");
    HANDLE process = start("sleeps", ready, &info);
    CHECK(DuplicateHandle(GetCurrentProcess(), own, process, &there, 0, FALSE, DUPLICATE_SAME_ACCESS) && there,
          "DuplicateHandle: of a thread into another process");
    CloseHandle(own);
    own = NULL;
    CHECK(DuplicateHandle(process, there, GetCurrentProcess(), &own, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE) &&
              GetThreadId(own) == GetCurrentThreadId(),
          "DuplicateHandle: and back");
    CloseHandle(own);
    HANDLE thread = CreateRemoteThread(process, NULL, 0, remote, (void *)3, CREATE_SUSPENDED, NULL);
    CHECK(DuplicateHandle(GetCurrentProcess(), thread, process, &there, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "DuplicateHandle: of a thread into its own process");
    ResumeThread(thread);
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    SetEvent(go);
    CHECK(child_finish(process) == 3, "the process ends");
    CloseHandle(info.hThread);
}

static void held(HANDLE ready, HANDLE go)
{
    PROCESS_INFORMATION info;
    CONTEXT context = {.ContextFlags = CONTEXT_FULL}, again = {.ContextFlags = CONTEXT_FULL};
    HANDLE process = start("spins", ready, &info);
    HANDLE thread = OpenThread(THREAD_ALL_ACCESS, FALSE, shared->thread);
    DWORD code;

    CHECK(process && counts(), "a thread of the child runs");
    CHECK(SuspendThread(thread) == 0 && SuspendThread(thread) == 1 && stands(),
          "SuspendThread: \"the thread's previous suspend count\"");
    CHECK(GetThreadContext(thread, &context) && context.Rip && context.Rsp, "GetThreadContext: its registers");
    CHECK(context.Rip >= (ULONG_PTR)GetModuleHandleW(NULL) &&
              context.Rip < (ULONG_PTR)GetModuleHandleW(NULL) + 0x100000,
          "GetThreadContext: it stands in this program");
    again = context;
    CHECK(SetThreadContext(thread, &again) && GetThreadContext(thread, &again) && again.Rip == context.Rip &&
              again.Rsp == context.Rsp && again.Rbx == context.Rbx,
          "SetThreadContext: the same");
    CHECK(ResumeThread(thread) == 2 && stands() && ResumeThread(thread) == 1 && counts(),
          "ResumeThread: it goes on once the count is 0");
    SuspendThread(thread);
    CHECK(WriteProcessMemory(process, (void *)&stop, &(LONG){1}, sizeof(LONG), NULL) && stands(),
          "a thread that is suspended sees nothing");
    ResumeThread(thread);
    CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 5,
          "and ends by itself");
    CloseHandle(thread);
    SetEvent(go);
    CHECK(child_finish(process) == 3, "the process does as well");
    CloseHandle(info.hThread);
}

int main(int argc, char **argv)
{
    HANDLE mapping, ready, go, process, thread;
    PROCESS_INFORMATION info;
    DWORD code;
    if (argc > 1) return child(argv);
    mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof *shared, "metic threads");
    ready = CreateEventA(NULL, FALSE, FALSE, "metic threads ready");
    go = CreateEventA(NULL, FALSE, FALSE, "metic threads go");
    shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    process = start("sleeps", ready, &info);
    makes(process, info.dwProcessId);
    opened(info.dwProcessId);
    thread = CreateRemoteThread(process, NULL, 0, remote, NULL, CREATE_SUSPENDED, NULL);
    TerminateProcess(process, 21);
    CHECK(thread && WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) &&
              code == 21,
          "a thread ends with its process, whatever that ended by");
    CHECK(child_finish(process) == 21 && ResumeThread(thread) == (DWORD)-1, "ResumeThread: it has ended");
    CloseHandle(thread);
    CloseHandle(info.hThread);
    shared->went = 0;
    held(ready, go);
    given(ready, go);

    process = child_start("sleeps", FALSE, CREATE_SUSPENDED, &info);
    shared->went = 0;
    thread = CreateRemoteThread(process, NULL, 0, remote, (void *)8, 0, NULL);
    CHECK(thread && WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && shared->went == 1 && shared->argument == 8,
          "CreateRemoteThread: before the first thread has begun");
    HANDLE first = OpenThread(THREAD_ALL_ACCESS, FALSE, info.dwThreadId);
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    GetThreadContext(first, &context); /* what it tells of a thread that has not begun is not looked at */
    CHECK(first && VirtualAllocEx(process, NULL, 4096, MEM_COMMIT, PAGE_READWRITE),
          "a process that was asked for that answers the next question");
    CloseHandle(first);
    CHECK(ResumeThread(info.hThread) == 1 && WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0,
          "and the first one begins afterwards");
    SetEvent(go);
    CHECK(child_finish(process) == 3, "and ends");
    CloseHandle(thread);
    CloseHandle(info.hThread);
    return check_done();
}
