/* SPDX-License-Identifier: MIT */
/* The process itself by NT calls: "NtQueryInformationProcess function", the Win32 pages behind the other classes
 * (GetProcessTimes, GetPriorityClass, GetProcessHandleCount, SetErrorMode, ...), "NtOpenProcess function" and
 * "ZwTerminateProcess function". */
#include "sync.h"

#include <psapi.h>
#include <string.h>

NTSTATUS NTAPI NtOpenProcess(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, CLIENT_ID *);
NTSTATUS NTAPI NtTerminateProcess(HANDLE, NTSTATUS);

#define SELF   ((HANDLE)(LONG_PTR)-1)
#define NOBODY ((HANDLE)0x7ffc)
#define BAD    ((void *)16)

static ULONG length;

static NTSTATUS ask(ULONG class, void *out, ULONG size)
{
    length = 0xdead;
    return NtQueryInformationProcess(SELF, (PROCESSINFOCLASS) class, out, size, &length);
}

static void queries(void)
{
    struct {
        NTSTATUS status;
        void *peb;
        ULONG_PTR affinity;
        LONG priority;
        ULONG_PTR id, parent;
    } basic = {0};
    DWORD_PTR affinity = 0, system = 0;
    GetProcessAffinityMask(SELF, &affinity, &system);
    CHECK(ask(0, &basic, sizeof basic) == STATUS_SUCCESS && length == sizeof basic &&
              basic.peb == NtCurrentTeb()->ProcessEnvironmentBlock && basic.id == GetCurrentProcessId() &&
              basic.affinity == affinity && basic.status == STATUS_PENDING && basic.priority == 8,
          "ProcessBasicInformation: PEB, id, affinity; it has not ended");
    CHECK(ask(0, &basic, sizeof basic - 1) == STATUS_INFO_LENGTH_MISMATCH &&
              ask(0, &basic, sizeof basic + 8) == STATUS_INFO_LENGTH_MISMATCH,
          "NtQueryInformationProcess: STATUS_INFO_LENGTH_MISMATCH");
    CHECK(ask(500, &basic, sizeof basic) == STATUS_INVALID_INFO_CLASS,
          "NtQueryInformationProcess: STATUS_INVALID_INFO_CLASS");
    CHECK(ask(0, BAD, sizeof basic) == STATUS_ACCESS_VIOLATION, "NtQueryInformationProcess: a bad pointer");
    CHECK(NtQueryInformationProcess(NOBODY, (PROCESSINFOCLASS)0, &basic, sizeof basic, NULL) == STATUS_INVALID_HANDLE,
          "NtQueryInformationProcess: STATUS_INVALID_HANDLE");

    LARGE_INTEGER times[4] = {0};
    FILETIME wall;
    GetSystemTimeAsFileTime(&wall);
    LONGLONG now = (LONGLONG)wall.dwHighDateTime << 32 | wall.dwLowDateTime;
    volatile double work = 1;
    for (int i = 0; i < 20000000; i++) work = work * 1.0000001;
    CHECK(ask(4, times, sizeof times) == STATUS_SUCCESS && times[0].QuadPart <= now + 10000000 &&
              times[0].QuadPart > now - 1200000000 && times[1].QuadPart == 0 && times[2].QuadPart >= 0 &&
              times[3].QuadPart > 0,
          "ProcessTimes: when it began, no end, the time it used");
    SIZE_T counters[12] = {0};
    CHECK(ask(3, counters, 88) == STATUS_SUCCESS && length == 88 && counters[3] >= counters[4] &&
              counters[4] > 100000 && counters[1] > counters[4],
          "ProcessVmCounters: the working set, its peak, the address space");
    ULONGLONG io[6] = {0};
    CHECK(ask(2, io, sizeof io) == STATUS_SUCCESS, "ProcessIoCounters");
    SIZE_T quota[6] = {0}, least = 0, most = 0;
    GetProcessWorkingSetSize(SELF, &least, &most);
    CHECK(ask(1, quota, sizeof quota) == STATUS_SUCCESS && quota[2] == least && quota[3] == most && most > least,
          "ProcessQuotaLimits: GetProcessWorkingSetSize's limits");
    ULONG handles = 0, more = 0;
    CHECK(ask(20, &handles, sizeof handles) == STATUS_SUCCESS, "ProcessHandleCount");
    HANDLE event = NULL;
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NOTIFICATION, FALSE);
    CHECK(ask(20, &more, sizeof more) == STATUS_SUCCESS && more == handles + 1,
          "ProcessHandleCount: one more, one more");
    CloseHandle(event);
    ULONG_PTR port = 9, wow = 9;
    CHECK(ask(7, &port, sizeof port) == STATUS_SUCCESS && port == 0,
          "ProcessDebugPort: \"a nonzero value indicates that the process is being run under the control of a "
          "debugger\"");
    CHECK(ask(26, &wow, sizeof wow) == STATUS_SUCCESS && wow == 0, "ProcessWow64Information: a 64-bit process");
    ULONG flags = 9, session = 0;
    CHECK(ask(31, &flags, sizeof flags) == STATUS_SUCCESS && flags == 1 &&
              ask(30, &port, sizeof port) == STATUS_PORT_NOT_SET,
          "ProcessDebugFlags, ProcessDebugObjectHandle: no debugger");
    DWORD expected = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &expected);
    CHECK(ask(24, &session, sizeof session) == STATUS_SUCCESS && session == expected,
          "ProcessSessionInformation: ProcessIdToSessionId's answer");
    ULONG cookie = 0, again = 0;
    CHECK(ask(36, &cookie, sizeof cookie) == STATUS_SUCCESS && ask(36, &again, sizeof again) == STATUS_SUCCESS &&
              cookie && cookie == again,
          "ProcessCookie: stays the same");
    ULONGLONG cycles[2] = {0}, later[2] = {0};
    CHECK(ask(38, cycles, sizeof cycles) == STATUS_SUCCESS && cycles[0] > 0, "ProcessCycleTime");
    for (int i = 0; i < 1000000; i++) work = work * 1.0000001;
    CHECK(ask(38, later, sizeof later) == STATUS_SUCCESS && later[0] > cycles[0], "ProcessCycleTime: grows with work");
    struct {
        UNICODE_STRING name;
        WCHAR text[600];
    } image = {0};
    WCHAR path[600] = {0};
    DWORD units = GetModuleFileNameW(NULL, path, 600);
    CHECK(ask(43, &image, sizeof image) == STATUS_SUCCESS && image.name.Length == units * 2 &&
              !memcmp(image.name.Buffer, path, units * 2) && units > 12 &&
              !memcmp(path + units - 12, L"\\process.exe", 24),
          "ProcessImageFileNameWin32: the program's path");
    CHECK(ask(43, &image, 8) == STATUS_INFO_LENGTH_MISMATCH && length > 24,
          "ProcessImageFileNameWin32: too short; the length it takes");
    CHECK(ask(27, &image, sizeof image) == STATUS_SUCCESS && image.name.Length > 24 &&
              !memcmp(image.name.Buffer, L"\\Device\\", 16) &&
              !memcmp((char *)image.name.Buffer + image.name.Length - 24, L"\\process.exe", 24),
          "ProcessImageFileName: its NT name");
    CHECK(ask(27, &image, 8) == STATUS_INFO_LENGTH_MISMATCH && length > 24,
          "ProcessImageFileName: too short; the length it takes");
    ULONG critical = 9;
    CHECK(ask(29, &critical, sizeof critical) == STATUS_SUCCESS && critical == 0,
          "ProcessBreakOnTermination: \"whether the process is considered critical\"");
}

static void settings(void)
{
    UCHAR class[2] = {0, 2}, told[2] = {9, 9};
    CHECK(GetPriorityClass(SELF) == NORMAL_PRIORITY_CLASS, "GetPriorityClass: normal at first");
    class[1] = 1;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)18, class, 2) == STATUS_SUCCESS &&
              ask(18, told, 2) == STATUS_SUCCESS && told[1] == 1 && GetPriorityClass(SELF) == IDLE_PRIORITY_CLASS,
          "ProcessPriorityClass: is set and told");
    class[1] = 2;
    NtSetInformationProcess(SELF, (PROCESSINFOCLASS)18, class, 2);
    class[1] = 9;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)18, class, 2) == STATUS_INVALID_PARAMETER &&
              GetPriorityClass(SELF) == NORMAL_PRIORITY_CLASS,
          "ProcessPriorityClass: one that is none");
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)18, class, 1) == STATUS_INFO_LENGTH_MISMATCH,
          "NtSetInformationProcess: STATUS_INFO_LENGTH_MISMATCH");
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)18, BAD, 2) == STATUS_ACCESS_VIOLATION,
          "NtSetInformationProcess: a bad pointer");
    CHECK(NtSetInformationProcess(NOBODY, (PROCESSINFOCLASS)18, class, 2) == STATUS_INVALID_HANDLE,
          "NtSetInformationProcess: STATUS_INVALID_HANDLE");
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)500, class, 2) == STATUS_INVALID_INFO_CLASS,
          "NtSetInformationProcess: STATUS_INVALID_INFO_CLASS");
    ULONG boost = 1, was = 9, mode = 0;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)22, &boost, 4) == STATUS_SUCCESS &&
              ask(22, &was, 4) == STATUS_SUCCESS && was == 1,
          "ProcessPriorityBoost: 1 is disabled");
    boost = 0;
    NtSetInformationProcess(SELF, (PROCESSINFOCLASS)22, &boost, 4);
    UINT before = SetErrorMode(0);
    mode = SEM_NOGPFAULTERRORBOX | 1; /* the kernel's sense of the lowest bit is the other way round */
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)12, &mode, 4) == STATUS_SUCCESS &&
              ask(12, &was, 4) == STATUS_SUCCESS && was == mode && GetErrorMode() == SEM_NOGPFAULTERRORBOX,
          "ProcessDefaultHardErrorMode: GetErrorMode's");
    SetErrorMode(before);
    DWORD_PTR old = 0, all = 0, mask = 0;
    GetProcessAffinityMask(SELF, &old, &all);
    mask = old & -old;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)21, &mask, 8) == STATUS_SUCCESS &&
              GetProcessAffinityMask(SELF, &mask, &all) && mask == (old & -old),
          "ProcessAffinityMask: one processor");
    NtSetInformationProcess(SELF, (PROCESSINFOCLASS)21, &old, 8);
    mask = 0;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)21, &mask, 8) == STATUS_INVALID_PARAMETER &&
              GetProcessAffinityMask(SELF, &mask, &all) && mask == old,
          "ProcessAffinityMask: none is refused");
    SIZE_T quota[6] = {0}, least = 0, most = 0;
    ask(1, quota, sizeof quota);
    quota[2] = 100 * 4096, quota[3] = 500 * 4096;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)1, quota, sizeof quota) == STATUS_SUCCESS &&
              GetProcessWorkingSetSize(SELF, &least, &most) && least == 100 * 4096 && most == 500 * 4096,
          "ProcessQuotaLimits: the working set's limits");
    quota[2] = 500 * 4096, quota[3] = 100 * 4096;
    CHECK(NtSetInformationProcess(SELF, (PROCESSINFOCLASS)1, quota, sizeof quota) == STATUS_BAD_WORKING_SET_LIMIT,
          "ProcessQuotaLimits: the least above the most");
}

static void opening(void)
{
    HANDLE process = NULL;
    CLIENT_ID id = {(HANDLE)(ULONG_PTR)GetCurrentProcessId(), NULL};
    OBJECT_ATTRIBUTES none;
    InitializeObjectAttributes(&none, NULL, 0, NULL, NULL);
    CHECK(NtOpenProcess(&process, PROCESS_QUERY_LIMITED_INFORMATION, &none, &id) == STATUS_SUCCESS &&
              GetProcessId(process) == GetCurrentProcessId(),
          "NtOpenProcess: by its id");
    UCHAR class[2] = {0, 2};
    CHECK(NtSetInformationProcess(process, (PROCESSINFOCLASS)18, class, 2) == STATUS_ACCESS_DENIED,
          "NtOpenProcess: the handle has the access asked for, no more");
    CHECK(NtTerminateProcess(process, 1) == STATUS_ACCESS_DENIED, "ZwTerminateProcess: needs PROCESS_TERMINATE");
    LARGE_INTEGER zero = {0};
    CHECK(NtWaitForSingleObject(process, FALSE, &zero) == STATUS_ACCESS_DENIED, "NtOpenProcess: nor SYNCHRONIZE");
    CloseHandle(process);
    id.UniqueThread = (HANDLE)(ULONG_PTR)GetCurrentThreadId();
    CHECK(NtOpenProcess(&process, SYNCHRONIZE, &none, &id) == STATUS_SUCCESS && !signalled(process),
          "NtOpenProcess: with a thread's id too; \"a running process is nonsignaled\"");
    CloseHandle(process);
    id.UniqueThread = NULL;
    id.UniqueProcess = (HANDLE)(ULONG_PTR)0x7ffffff0;
    CHECK(NtOpenProcess(&process, SYNCHRONIZE, &none, &id) == STATUS_INVALID_CID,
          "NtOpenProcess: STATUS_INVALID_CID where there is none");
    CHECK(
        NtOpenProcess(&process, SYNCHRONIZE, &none, NULL) == STATUS_INVALID_PARAMETER_MIX,
        "NtOpenProcess: \"STATUS_INVALID_PARAMETER_MIX: the caller provided both a name and a client ID or neither\"");
    CHECK(NtOpenProcess(NULL, SYNCHRONIZE, &none, &id) == STATUS_ACCESS_VIOLATION, "NtOpenProcess: a bad pointer");
    CHECK(NtTerminateProcess(NOBODY, 1) == STATUS_INVALID_HANDLE, "ZwTerminateProcess: STATUS_INVALID_HANDLE");
}

static volatile LONG ran;

static DWORD WINAPI runs(void *argument)
{
    (void)argument;
    for (;;) ran++;
    return 0;
}

static DWORD WINAPI sleeps(void *argument)
{
    (void)argument;
    NtDelayExecution(FALSE, after(100000));
    return 0;
}

int main(void)
{
    queries();
    settings();
    opening();
    HANDLE busy = thread_make(runs, NULL, 0), idle = thread_make(sleeps, NULL, 0);
    while (!ran) NtDelayExecution(FALSE, after(1));
    NTSTATUS others = NtTerminateProcess(NULL, 3);
    CHECK(others == STATUS_SUCCESS && signalled(busy) && signalled(idle),
          "ZwTerminateProcess: without a handle all threads but the caller's end");
    DWORD status = 0;
    CHECK(GetExitCodeThread(busy, &status) && status == 3, "ZwTerminateProcess: with the status given");
    int result = check_done();
    NtTerminateProcess(SELF, result);
    printf("not ok - ZwTerminateProcess: ends the process\n");
    return 1;
}
