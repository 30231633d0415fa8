/* SPDX-License-Identifier: MIT */
/* Threads and processes one after the other, and NtAlertResumeThread. */
#include "sync.h"

NTSTATUS NTAPI NtGetNextThread(HANDLE, HANDLE, ACCESS_MASK, ULONG, ULONG, HANDLE *);
NTSTATUS NTAPI NtGetNextProcess(HANDLE, ACCESS_MASK, ULONG, ULONG, HANDLE *);
NTSTATUS NTAPI NtAlertResumeThread(HANDLE, ULONG *);

static DWORD WINAPI waits_alertable(void *event)
{
    LARGE_INTEGER second = {.QuadPart = -100000000ll};
    return (DWORD)NtWaitForSingleObject(event, TRUE, &second);
}

/* Walks the threads of this process: how often the one with this identifier is met. */
static int met(DWORD id, NTSTATUS *last)
{
    HANDLE thread = NULL, next;
    int times = 0;
    while ((*last = NtGetNextThread(GetCurrentProcess(), thread, THREAD_QUERY_LIMITED_INFORMATION, 0, 0, &next)) ==
           STATUS_SUCCESS) {
        if (thread) CloseHandle(thread);
        thread = next;
        times += GetThreadId(thread) == id;
    }
    if (thread) CloseHandle(thread);
    return times;
}

static void test_threads(void)
{
    DWORD id;
    NTSTATUS last;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), next = (HANDLE)1;
    HANDLE thread = CreateThread(NULL, 0, waits_alertable, event, 0, &id);
    CHECK(met(GetCurrentThreadId(), &last) == 1, "NtGetNextThread: the calling thread is met once");
    CHECK(last == (NTSTATUS)0x8000001A, "NtGetNextThread: STATUS_NO_MORE_ENTRIES behind the last one");
    CHECK(met(id, &last) == 1, "NtGetNextThread: another thread is met once");
    SetEvent(event);
    CHECK(thread_join(thread) == 0 && met(id, &last) == 0, "NtGetNextThread: one that has ended is not met");
    CHECK(NtGetNextThread(GetCurrentProcess(), NULL, THREAD_QUERY_LIMITED_INFORMATION, 0, 5, &next) ==
              STATUS_INVALID_PARAMETER,
          "NtGetNextThread: flags that do not exist");
    CHECK(NtGetNextThread(GetCurrentProcess(), event, THREAD_QUERY_LIMITED_INFORMATION, 0, 0, &next) ==
              STATUS_OBJECT_TYPE_MISMATCH,
          "NtGetNextThread: after what is no thread");
    CHECK(NtGetNextThread((HANDLE)0x7ffc, NULL, THREAD_QUERY_LIMITED_INFORMATION, 0, 0, &next) == STATUS_INVALID_HANDLE,
          "NtGetNextThread: of no process");
    CHECK(NtGetNextThread(GetCurrentProcess(), NULL, THREAD_QUERY_LIMITED_INFORMATION, 0, 0, NULL) ==
              STATUS_ACCESS_VIOLATION,
          "NtGetNextThread: a bad pointer");
    CloseHandle(event);
}

static void test_processes(void)
{
    HANDLE process = NULL, next = NULL, event = CreateEventA(NULL, TRUE, FALSE, NULL);
    NTSTATUS status;
    int own = 0;
    while ((status = NtGetNextProcess(process, PROCESS_QUERY_LIMITED_INFORMATION, 0, 0, &next)) == STATUS_SUCCESS) {
        if (process) CloseHandle(process);
        process = next;
        own += GetProcessId(process) == GetCurrentProcessId();
    }
    if (process) CloseHandle(process);
    CHECK(own == 1, "NtGetNextProcess: this process is met once");
    CHECK(status == (NTSTATUS)0x8000001A, "NtGetNextProcess: STATUS_NO_MORE_ENTRIES behind the last one");
    CHECK(NtGetNextProcess(event, PROCESS_QUERY_LIMITED_INFORMATION, 0, 0, &next) == STATUS_OBJECT_TYPE_MISMATCH,
          "NtGetNextProcess: after what is no process");
    CHECK(NtGetNextProcess(NULL, PROCESS_QUERY_LIMITED_INFORMATION, 0, 0x100, &next) == STATUS_INVALID_PARAMETER,
          "NtGetNextProcess: flags that do not exist");
    CHECK(NtGetNextProcess(NULL, PROCESS_QUERY_LIMITED_INFORMATION, 0, 0, NULL) == STATUS_ACCESS_VIOLATION,
          "NtGetNextProcess: a bad pointer");
    CloseHandle(event);
}

static void test_alert_resume(void)
{
    ULONG before = 99;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, waits_alertable, event, CREATE_SUSPENDED, NULL);
    SuspendThread(thread);
    CHECK(NtAlertResumeThread(thread, &before) == STATUS_SUCCESS && before == 2,
          "NtAlertResumeThread: the suspend count before");
    CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT, "NtAlertResumeThread: it takes one of two away");
    CHECK(NtAlertResumeThread(thread, NULL) == STATUS_SUCCESS, "NtAlertResumeThread: the count need not be asked for");
    CHECK(thread_join(thread) == (DWORD)STATUS_ALERTED, "NtAlertResumeThread: the thread's alertable wait is alerted");
    CHECK(NtAlertResumeThread(event, &before) == STATUS_OBJECT_TYPE_MISMATCH, "NtAlertResumeThread: of no thread");
    CHECK(NtAlertResumeThread(NULL, &before) == STATUS_INVALID_HANDLE, "NtAlertResumeThread: of no handle");
    CloseHandle(event);
}

int main(void)
{
    test_threads();
    test_processes();
    test_alert_resume();
    return check_done();
}
