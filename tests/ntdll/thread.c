/* SPDX-License-Identifier: MIT */
/* Threads and APCs by their NT calls. */
#include "sync.h"

static volatile LONG counter;
static DWORD tls_index;

static DWORD WINAPI returns_argument(void *argument)
{
    return (DWORD)(ULONG_PTR)argument;
}

static DWORD WINAPI counts(void *stop)
{
    while (!*(volatile LONG *)stop) counter++;
    return 5;
}

static DWORD WINAPI waits_for(void *event)
{
    return (DWORD)NtWaitForSingleObject(event, FALSE, NULL);
}

static DWORD WINAPI stack_user(void *argument)
{
    volatile char big[200 * 1024]; /* more than is committed at first */
    (void)argument;
    for (int i = (int)sizeof big - 1; i >= 0; i -= 64) /* downwards, as a stack is used */
        big[i] = 1;
    return big[0] + 1;
}

static void test_create(void)
{
    HANDLE thread = NULL;
    CHECK(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, GetCurrentProcess(), (void *)returns_argument, (void *)42,
                           0, 0, 0, 0, NULL) == STATUS_SUCCESS,
          "NtCreateThreadEx: success");
    CHECK(thread_join(thread) == 42, "threads: \"the thread's return value is its exit code\"");
    CHECK(thread_join(thread_make(stack_user, NULL, 0)) != 0, "threads: \"the stack ... grows as needed\"");
    CHECK(NtCreateThreadEx(NULL, THREAD_ALL_ACCESS, NULL, GetCurrentProcess(), (void *)returns_argument, NULL, 0, 0, 0,
                           0, NULL) == STATUS_ACCESS_VIOLATION,
          "NtCreateThreadEx: a bad pointer");
    CHECK(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, (HANDLE)0x7ffc, (void *)returns_argument, NULL, 0, 0, 0, 0,
                           NULL) == STATUS_INVALID_HANDLE,
          "NtCreateThreadEx: STATUS_INVALID_HANDLE for no process");
    HANDLE threads[50];
    DWORD sum = 0;
    for (int i = 0; i < 50; i++) threads[i] = thread_make(returns_argument, (void *)(ULONG_PTR)i, 0);
    for (int i = 0; i < 50; i++) sum += thread_join(threads[i]);
    CHECK(sum == 1225, "threads: fifty at once");
    struct {
        NTSTATUS exit_status;
        void *teb;
        CLIENT_ID id;
        ULONG_PTR affinity;
        LONG priority, base;
    } info;
    ULONG length = 0;
    CHECK(NtQueryInformationThread(GetCurrentThread(), (THREADINFOCLASS)0, &info, sizeof info, &length) ==
                  STATUS_SUCCESS &&
              length == sizeof info && info.teb == NtCurrentTeb() && info.exit_status == STATUS_PENDING &&
              (DWORD)(ULONG_PTR)info.id.UniqueThread == GetCurrentThreadId(),
          "NtQueryInformationThread: ThreadBasicInformation");
    CHECK(NtQueryInformationThread(GetCurrentThread(), (THREADINFOCLASS)0, &info, 8, NULL) ==
              STATUS_INFO_LENGTH_MISMATCH,
          "NtQueryInformationThread: a wrong length is refused");
    ULONG last = 9;
    HANDLE idle = thread_make(returns_argument, NULL, 1);
    CHECK(NtQueryInformationThread(GetCurrentThread(), (THREADINFOCLASS)12, &last, sizeof last, NULL) ==
                  STATUS_SUCCESS &&
              last == 0,
          "NtQueryInformationThread: ThreadAmILastThread is 0 while there is another");
    NtResumeThread(idle, NULL);
    thread_join(idle);
    CLIENT_ID id = {NULL, (HANDLE)(ULONG_PTR)GetCurrentThreadId()};
    CHECK(NtOpenThread(&thread, THREAD_QUERY_LIMITED_INFORMATION, named(L"", 0), &id) == STATUS_SUCCESS &&
              GetThreadId(thread) == GetCurrentThreadId(),
          "NtOpenThread: by its id");
    CHECK(NtSuspendThread(thread, NULL) == STATUS_ACCESS_DENIED, "NtSuspendThread: needs THREAD_SUSPEND_RESUME");
    CloseHandle(thread);
    id.UniqueThread = (HANDLE)3;
    CHECK(NtOpenThread(&thread, THREAD_ALL_ACCESS, named(L"", 0), &id) == STATUS_INVALID_CID,
          "NtOpenThread: STATUS_INVALID_CID");
    ULONG priority = 1;
    CHECK(NtSetInformationThread(GetCurrentThread(), (THREADINFOCLASS)3, &priority, sizeof priority) ==
                  STATUS_SUCCESS &&
              GetThreadPriority(GetCurrentThread()) == 1,
          "NtSetInformationThread: ThreadBasePriority");
    priority = 0;
    NtSetInformationThread(GetCurrentThread(), (THREADINFOCLASS)3, &priority, sizeof priority);
    CHECK(NtSetInformationThread(GetCurrentThread(), (THREADINFOCLASS)3, &priority, 2) == STATUS_INFO_LENGTH_MISMATCH,
          "NtSetInformationThread: a wrong length is refused");
    tls_index = TlsAlloc();
    TlsSetValue(tls_index, (void *)7);
    TlsFree(tls_index);
    CHECK(TlsAlloc() == tls_index && TlsGetValue(tls_index) == NULL,
          "TlsAlloc: \"all slots for the index are initialized to zero\"");
    TlsFree(tls_index);
}

static NTSTATUS ask(HANDLE thread, ULONG class, void *out, ULONG size)
{
    return NtQueryInformationThread(thread, (THREADINFOCLASS) class, out, size, NULL);
}

static NTSTATUS tell(HANDLE thread, ULONG class, const void *in, ULONG size)
{
    return NtSetInformationThread(thread, (THREADINFOCLASS) class, (void *)in, size);
}

/* The classes behind GetThreadTimes, SetThreadPriorityBoost, SetThreadIdealProcessor, SetThreadDescription and their
 * kin. */
static void test_information(void)
{
    HANDLE me = GetCurrentThread(), bad = (HANDLE)0x7ffc;
    LARGE_INTEGER times[4] = {0};
    FILETIME wall;
    GetSystemTimeAsFileTime(&wall);
    LONGLONG now = (LONGLONG)wall.dwHighDateTime << 32 | wall.dwLowDateTime;
    CHECK(ask(me, 1, times, sizeof times) == STATUS_SUCCESS && times[0].QuadPart <= now + 10000000 &&
              times[0].QuadPart > now - 6000000000ll && times[2].QuadPart + times[3].QuadPart >= 0,
          "ThreadTimes: when it began, and the time it used");
    HANDLE idle = thread_make(returns_argument, (void *)3, 1);
    ULONG_PTR start = 0;
    CHECK(ask(idle, 9, &start, sizeof start) == STATUS_SUCCESS && start == (ULONG_PTR)returns_argument,
          "ThreadQuerySetWin32StartAddress: where it begins");
    start = 0x1234;
    CHECK(tell(idle, 9, &start, sizeof start) == STATUS_SUCCESS &&
              (start = 0, ask(idle, 9, &start, sizeof start)) == 0 && start == 0x1234,
          "ThreadQuerySetWin32StartAddress: can be set");
    ULONG count = 9, ended = 9;
    CHECK(ask(idle, 35, &count, sizeof count) == STATUS_SUCCESS && count == 1, "ThreadSuspendCount");
    CHECK(ask(idle, 20, &ended, sizeof ended) == STATUS_SUCCESS && ended == 0, "ThreadIsTerminated: not yet");
    NtResumeThread(idle, NULL);
    NtWaitForSingleObject(idle, FALSE, after(10000));
    CHECK(ask(idle, 20, &ended, sizeof ended) == STATUS_SUCCESS && ended == 1, "ThreadIsTerminated: it has");
    struct {
        NTSTATUS exit_status;
        void *teb;
        CLIENT_ID id;
        ULONG_PTR affinity;
        LONG priority, base;
    } info;
    CHECK(ask(idle, 0, &info, sizeof info) == STATUS_SUCCESS && info.exit_status == 3,
          "ThreadBasicInformation: the exit status");
    CHECK(ask(idle, 1, times, sizeof times) == STATUS_SUCCESS && times[1].QuadPart >= times[0].QuadPart,
          "ThreadTimes: when it ended");
    CloseHandle(idle);

    ULONG off = 1, was = 9;
    CHECK(ask(me, 14, &was, sizeof was) == STATUS_SUCCESS && was == 0, "ThreadPriorityBoost: not disabled at first");
    CHECK(tell(me, 14, &off, sizeof off) == STATUS_SUCCESS && ask(me, 14, &was, sizeof was) == STATUS_SUCCESS &&
              was == 1,
          "ThreadPriorityBoost: 1 is disabled");
    off = 0;
    tell(me, 14, &off, sizeof off);
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    ULONG ideal = system.dwNumberOfProcessors - 1, none = 64, wrong = 65;
    PROCESSOR_NUMBER number = {9, 9, 9};
    CHECK(
        tell(me, 13, &ideal, sizeof ideal) >= 0 && tell(me, 13, &none, sizeof none) == (NTSTATUS)ideal &&
            ask(me, 33, &number, sizeof number) == STATUS_SUCCESS && number.Number == ideal && number.Group == 0,
        "SetThreadIdealProcessor: \"the return value is the previous ideal processor\"; MAXIMUM_PROCESSORS only asks");
    CHECK(tell(me, 13, &wrong, sizeof wrong) == STATUS_INVALID_PARAMETER, "ThreadIdealProcessor: one that is none");
    ULONG_PTR mask = 1, nothing = 0;
    GROUP_AFFINITY group = {0};
    CHECK(ask(me, 0, &info, sizeof info) == STATUS_SUCCESS && info.affinity, "ThreadBasicInformation: the affinity");
    mask = info.affinity & -info.affinity;
    CHECK(tell(me, 4, &mask, sizeof mask) == STATUS_SUCCESS && ask(me, 30, &group, sizeof group) == STATUS_SUCCESS &&
              group.Mask == mask && group.Group == 0,
          "ThreadAffinityMask: one processor; ThreadGroupInformation tells it");
    CHECK(tell(me, 4, &nothing, sizeof nothing) == STATUS_INVALID_PARAMETER, "ThreadAffinityMask: none is refused");
    tell(me, 4, &info.affinity, sizeof info.affinity);
    LONG priority = 7;
    CHECK(tell(me, 3, &priority, sizeof priority) == STATUS_INVALID_PARAMETER, "ThreadBasePriority: one that is none");
    LONG level = 9, base = 0;
    CHECK(tell(me, 2, &level, sizeof level) == STATUS_SUCCESS && ask(me, 0, &info, sizeof info) == STATUS_SUCCESS &&
              info.priority == 9,
          "ThreadPriority: the priority itself");
    level = 0;
    CHECK(tell(me, 2, &level, sizeof level) == STATUS_INVALID_PARAMETER &&
              (level = 24, tell(me, 2, &level, sizeof level)) == STATUS_PRIVILEGE_NOT_HELD,
          "ThreadPriority: one that is none, one that needs a privilege");
    tell(me, 3, &base, sizeof base);
    ULONG hint = 9, wanted = 1;
    CHECK(ask(me, 24, &hint, sizeof hint) == STATUS_SUCCESS && hint == 5 &&
              tell(me, 24, &wanted, sizeof wanted) == STATUS_SUCCESS &&
              ask(me, 24, &hint, sizeof hint) == STATUS_SUCCESS && hint == 1,
          "ThreadPagePriority: MEMORY_PRIORITY_NORMAL at first; is set and told");
    wanted = 6;
    CHECK(tell(me, 24, &wanted, sizeof wanted) == STATUS_INVALID_PARAMETER, "ThreadPagePriority: one that is none");
    wanted = 0;
    CHECK(ask(me, 22, &hint, sizeof hint) == STATUS_SUCCESS && hint == 2 &&
              tell(me, 22, &wanted, sizeof wanted) == STATUS_SUCCESS &&
              ask(me, 22, &hint, sizeof hint) == STATUS_SUCCESS && hint == 0,
          "ThreadIoPriority: normal at first; is set and told");
    wanted = 9;
    CHECK(tell(me, 22, &wanted, sizeof wanted) == STATUS_INVALID_PARAMETER, "ThreadIoPriority: one that is none");
    BOOLEAN hidden = 9;
    CHECK(ask(me, 17, &hidden, sizeof hidden) == STATUS_SUCCESS && !hidden && tell(me, 17, NULL, 0) == STATUS_SUCCESS &&
              ask(me, 17, &hidden, sizeof hidden) == STATUS_SUCCESS && hidden,
          "ThreadHideFromDebugger: is set and told");
    struct {
        UNICODE_STRING name;
        WCHAR text[20];
    } description = {0};
    UNICODE_STRING name;
    ULONG length = 0;
    RtlInitUnicodeString(&name, L"worker");
    CHECK(tell(me, 38, &name, sizeof name) == STATUS_SUCCESS &&
              NtQueryInformationThread(me, (THREADINFOCLASS)38, &description, sizeof description, &length) ==
                  STATUS_SUCCESS &&
              description.name.Length == 12 && !wcsncmp(description.name.Buffer, L"worker", 6),
          "ThreadNameInformation: GetThreadDescription's");
    CHECK(NtQueryInformationThread(me, (THREADINFOCLASS)38, &description, 16, &length) == STATUS_BUFFER_TOO_SMALL &&
              length >= 28,
          "ThreadNameInformation: STATUS_BUFFER_TOO_SMALL, and the length it takes");
    CHECK(ask(me, 500, &info, sizeof info) == STATUS_INVALID_INFO_CLASS &&
              tell(me, 500, &info, sizeof info) == STATUS_INVALID_INFO_CLASS,
          "NtQueryInformationThread, NtSetInformationThread: STATUS_INVALID_INFO_CLASS");
    CHECK(ask(bad, 0, &info, sizeof info) == STATUS_INVALID_HANDLE &&
              tell(bad, 14, &off, sizeof off) == STATUS_INVALID_HANDLE,
          "NtQueryInformationThread, NtSetInformationThread: STATUS_INVALID_HANDLE");
    CHECK(ask(me, 0, (void *)16, sizeof info) == STATUS_ACCESS_VIOLATION &&
              tell(me, 14, (void *)16, 4) == STATUS_ACCESS_VIOLATION,
          "NtQueryInformationThread, NtSetInformationThread: bad pointers");
}

static void test_suspend(void)
{
    ULONG was = 9;
    LONG stop = 0;
    HANDLE thread = thread_make(counts, &stop, 1); /* suspended */
    NtDelayExecution(FALSE, after(30));
    CHECK(counter == 0, "NtCreateThreadEx: created suspended, it does not run");
    CHECK(NtResumeThread(thread, &was) == STATUS_SUCCESS && was == 1, "NtResumeThread: tells the suspend count before");
    while (!counter) NtDelayExecution(FALSE, after(1));
    CHECK(NtSuspendThread(thread, &was) == STATUS_SUCCESS && was == 0,
          "NtSuspendThread: tells the suspend count before");
    NtDelayExecution(FALSE, after(20));
    LONG seen = counter;
    NtDelayExecution(FALSE, after(30));
    CHECK(counter == seen, "NtSuspendThread: \"execution is suspended\" in the middle of a loop");
    CHECK(NtSuspendThread(thread, &was) == STATUS_SUCCESS && was == 1 &&
              NtResumeThread(thread, &was) == STATUS_SUCCESS && was == 2,
          "NtSuspendThread: counts");
    NtDelayExecution(FALSE, after(20));
    CHECK(counter == seen, "NtResumeThread: \"if the count is zero, execution is resumed\", not before");
    CHECK(NtResumeThread(thread, &was) == STATUS_SUCCESS && was == 1, "NtResumeThread: the last one");
    while (counter == seen) NtDelayExecution(FALSE, after(1));
    CHECK(NtResumeThread(thread, &was) == STATUS_SUCCESS && was == 0, "NtResumeThread: of a thread that runs");
    stop = 1;
    CHECK(thread_join(thread) == 5, "threads: it comes to its end");
    CHECK(NtSuspendThread((HANDLE)0x7ffc, NULL) == STATUS_INVALID_HANDLE &&
              NtResumeThread((HANDLE)0x7ffc, NULL) == STATUS_INVALID_HANDLE,
          "NtSuspendThread, NtResumeThread: STATUS_INVALID_HANDLE");
    HANDLE event = NULL;
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, FALSE);
    thread = thread_make(waits_for, event, 0);
    NtDelayExecution(FALSE, after(30));
    NtSuspendThread(thread, NULL);
    NtDelayExecution(FALSE, after(30));
    NtResumeThread(thread, NULL);
    CHECK(NtWaitForSingleObject(thread, FALSE, after(30)) == STATUS_TIMEOUT,
          "NtSuspendThread: a wait goes on after it");
    NtSetEvent(event, NULL);
    CHECK(thread_join(thread) == STATUS_WAIT_0, "NtSuspendThread: and ends as it would have");
    CloseHandle(event);
}

static void test_terminate(void)
{
    HANDLE event = NULL;
    LONG stop = 0;
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, FALSE);
    HANDLE thread = thread_make(waits_for, event, 0);
    NtDelayExecution(FALSE, after(30));
    CHECK(NtTerminateThread(thread, 77) == STATUS_SUCCESS && thread_join(thread) == 77,
          "NtTerminateThread: one that waits");
    NtSetEvent(event, NULL);
    CHECK(signalled(event), "NtTerminateThread: it took nothing with it");
    counter = 0;
    thread = thread_make(counts, &stop, 0);
    while (!counter) NtDelayExecution(FALSE, after(1));
    CHECK(NtTerminateThread(thread, 78) == STATUS_SUCCESS && thread_join(thread) == 78,
          "NtTerminateThread: one that runs");
    thread = thread_make(counts, &stop, 1);
    CHECK(NtTerminateThread(thread, 79) == STATUS_SUCCESS && thread_join(thread) == 79,
          "NtTerminateThread: one that is suspended");
    CHECK(NtTerminateThread((HANDLE)0x7ffc, 0) == STATUS_INVALID_HANDLE, "NtTerminateThread: STATUS_INVALID_HANDLE");
    CloseHandle(event);
}

static volatile LONG calls, order;

static void CALLBACK apc(void *a, void *b, void *c)
{
    calls++;
    order = order * 10 + (LONG)((ULONG_PTR)a + (ULONG_PTR)b + (ULONG_PTR)c);
}

static void CALLBACK apc_that_queues(void *a, void *b, void *c)
{
    calls++;
    NtQueueApcThread(GetCurrentThread(), (void *)apc, a, b, c);
}

static DWORD WINAPI sleeps_alertably(void *event)
{
    return (DWORD)NtWaitForSingleObject(event, TRUE, after(10000));
}

static void test_apcs(void)
{
    HANDLE event = NULL;
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SYNCHRONIZATION, FALSE);
    CHECK(NtQueueApcThread(GetCurrentThread(), (void *)apc, (void *)1, NULL, NULL) == STATUS_SUCCESS &&
              NtQueueApcThread(GetCurrentThread(), (void *)apc, NULL, (void *)2, NULL) == STATUS_SUCCESS &&
              NtQueueApcThreadEx(GetCurrentThread(), NULL, (void *)apc, NULL, NULL, (void *)3) == STATUS_SUCCESS,
          "NtQueueApcThread: success");
    CHECK(NtDelayExecution(FALSE, after(10)) == STATUS_SUCCESS && calls == 0,
          "APCs: \"unless the thread is in an alertable state\" nothing is called");
    CHECK(NtDelayExecution(TRUE, after(5000)) == STATUS_USER_APC && calls == 3 && order == 123,
          "APCs: all pending ones are called, first in first out, and the wait ends with STATUS_USER_APC");
    NtQueueApcThread(GetCurrentThread(), (void *)apc, NULL, NULL, NULL);
    NtSetEvent(event, NULL);
    CHECK(NtTestAlert() == STATUS_SUCCESS && calls == 4, "NtTestAlert: calls pending APCs");
    CHECK(signalled(event), "APCs: leave other objects alone");
    calls = 0;
    NtQueueApcThread(GetCurrentThread(), (void *)apc_that_queues, NULL, NULL, NULL);
    CHECK(NtWaitForSingleObject(event, TRUE, after(5000)) == STATUS_USER_APC && calls == 2,
          "APCs: one queued by another is called as well");
    calls = 0;
    HANDLE thread = thread_make(sleeps_alertably, event, 0);
    NtDelayExecution(FALSE, after(50));
    NtQueueApcThread(thread, (void *)apc, NULL, NULL, NULL);
    CHECK(thread_join(thread) == STATUS_USER_APC && calls == 1, "APCs: end another thread's alertable wait");
    thread = thread_make(sleeps_alertably, event, 0);
    NtDelayExecution(FALSE, after(50));
    CHECK(NtAlertThread(thread) == STATUS_SUCCESS && thread_join(thread) == STATUS_ALERTED,
          "NtAlertThread: ends an alertable wait with STATUS_ALERTED");
    CHECK(NtAlertThread(GetCurrentThread()) == STATUS_SUCCESS && NtTestAlert() == STATUS_ALERTED &&
              NtTestAlert() == STATUS_SUCCESS,
          "NtTestAlert: tells and clears an alert");
    calls = 0;
    thread = thread_make(returns_argument, (void *)6, 1);
    NtQueueApcThread(thread, (void *)apc, NULL, NULL, NULL);
    NtResumeThread(thread, NULL);
    CHECK(
        thread_join(thread) == 6 && calls == 1,
        "APCs: \"if an application queues an APC before the thread begins running, the thread begins by calling it\"");
    CHECK(NtQueueApcThread((HANDLE)0x7ffc, (void *)apc, NULL, NULL, NULL) == STATUS_INVALID_HANDLE &&
              NtQueueApcThreadEx((HANDLE)0x7ffc, NULL, (void *)apc, NULL, NULL, NULL) == STATUS_INVALID_HANDLE &&
              NtAlertThread((HANDLE)0x7ffc) == STATUS_INVALID_HANDLE,
          "NtQueueApcThread, NtAlertThread: STATUS_INVALID_HANDLE");
    CloseHandle(event);
}

int main(void)
{
    test_create();
    test_information();
    test_suspend();
    test_terminate();
    test_apcs();
    return check_done();
}
