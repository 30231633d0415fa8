/* SPDX-License-Identifier: MIT */
/* NtCreateJobObject and its family: the statuses behind "Job Objects". */
#include "check.h"

#include <winternl.h>
#include <ntstatus.h>
#include <string.h>

NTSTATUS NTAPI NtCreateJobObject(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtOpenJobObject(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtAssignProcessToJobObject(HANDLE, HANDLE);
NTSTATUS NTAPI NtQueryInformationJobObject(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtSetInformationJobObject(HANDLE, ULONG, const void *, ULONG);
NTSTATUS NTAPI NtTerminateJobObject(HANDLE, NTSTATUS);
NTSTATUS NTAPI NtIsProcessInJob(HANDLE, HANDLE);

static UNICODE_STRING name;
static OBJECT_ATTRIBUTES object = {.Length = sizeof object, .ObjectName = &name};

int main(void)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    HANDLE job, again, event = CreateEventW(NULL, FALSE, FALSE, NULL);
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    char self[MAX_PATH];
    ULONG length = 0;

    if (strstr(GetCommandLineA(), " waits")) {
        Sleep(60000);
        return 1;
    }
    RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\metic nt job");
    CHECK(NtCreateJobObject(NULL, JOB_OBJECT_ALL_ACCESS, NULL) == STATUS_ACCESS_VIOLATION,
          "NtCreateJobObject: nowhere to write the handle");
    CHECK(NtCreateJobObject(&job, JOB_OBJECT_ALL_ACCESS, &object) == STATUS_SUCCESS, "NtCreateJobObject: with a name");
    CHECK(NtCreateJobObject(&again, JOB_OBJECT_ALL_ACCESS, &object) == STATUS_OBJECT_NAME_COLLISION,
          "NtCreateJobObject: the name is taken");
    CHECK(NtOpenJobObject(&again, JOB_OBJECT_QUERY, &object) == STATUS_SUCCESS, "NtOpenJobObject");
    name.Length -= sizeof(WCHAR);
    CHECK(NtOpenJobObject(&again, JOB_OBJECT_QUERY, &object) == STATUS_OBJECT_NAME_NOT_FOUND,
          "NtOpenJobObject: no such name");
    CHECK(NtIsProcessInJob(GetCurrentProcess(), job) == STATUS_PROCESS_NOT_IN_JOB, "NtIsProcessInJob: it is not");
    CHECK(NtIsProcessInJob(GetCurrentProcess(), event) == STATUS_OBJECT_TYPE_MISMATCH,
          "NtIsProcessInJob: an event is no job");
    CHECK(NtQueryInformationJobObject(NULL, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL) ==
              STATUS_ACCESS_DENIED,
          "NtQueryInformationJobObject: this process is in no job");
    CHECK(NtQueryInformationJobObject(again, JobObjectBasicAccountingInformation, &sums, sizeof sums, &length) ==
                  STATUS_SUCCESS &&
              length == sizeof sums && sums.TotalProcesses == 0,
          "NtQueryInformationJobObject: no member yet");
    CHECK(NtQueryInformationJobObject(again, JobObjectBasicAccountingInformation, NULL, sizeof sums, NULL) ==
              STATUS_ACCESS_VIOLATION,
          "NtQueryInformationJobObject: nowhere to write to");
    CHECK(NtQueryInformationJobObject(again, JobObjectBasicAccountingInformation, &sums, 3, NULL) ==
              STATUS_INFO_LENGTH_MISMATCH,
          "NtQueryInformationJobObject: a wrong length");
    CHECK(NtQueryInformationJobObject(again, 0x777, &sums, sizeof sums, NULL) == STATUS_INVALID_INFO_CLASS,
          "NtQueryInformationJobObject: no such class");
    CHECK(NtSetInformationJobObject(again, JobObjectExtendedLimitInformation, &limits, sizeof limits) ==
              STATUS_ACCESS_DENIED,
          "NtSetInformationJobObject: the handle may only ask");
    CHECK(NtSetInformationJobObject(job, JobObjectExtendedLimitInformation, NULL, sizeof limits) ==
              STATUS_ACCESS_VIOLATION,
          "NtSetInformationJobObject: nothing to read");
    CHECK(NtSetInformationJobObject(job, 0x777, &limits, sizeof limits) == STATUS_INVALID_INFO_CLASS,
          "NtSetInformationJobObject: no such class");
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    CHECK(NtSetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) == STATUS_SUCCESS,
          "NtSetInformationJobObject: a limit");
    memset(&limits, 0, sizeof limits);
    CHECK(NtQueryInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits, NULL) ==
                  STATUS_SUCCESS &&
              limits.BasicLimitInformation.LimitFlags == JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
          "NtQueryInformationJobObject: it is there");

    GetModuleFileNameA(NULL, self, sizeof self);
    char line[MAX_PATH + 16];
    snprintf(line, sizeof line, "\"%s\" waits", self);
    CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info);
    CHECK(NtAssignProcessToJobObject(event, info.hProcess) == STATUS_OBJECT_TYPE_MISMATCH,
          "NtAssignProcessToJobObject: an event is no job");
    CHECK(NtAssignProcessToJobObject(again, info.hProcess) == STATUS_ACCESS_DENIED,
          "NtAssignProcessToJobObject: the handle may only ask");
    CHECK(NtAssignProcessToJobObject(job, event) == STATUS_OBJECT_TYPE_MISMATCH,
          "NtAssignProcessToJobObject: an event is no process");
    CHECK(NtAssignProcessToJobObject(job, info.hProcess) == STATUS_SUCCESS,
          "NtAssignProcessToJobObject: one that runs");
    CHECK(NtIsProcessInJob(info.hProcess, job) == STATUS_PROCESS_IN_JOB &&
              NtIsProcessInJob(info.hProcess, NULL) == STATUS_PROCESS_IN_JOB,
          "NtIsProcessInJob: it is");
    CHECK(NtTerminateJobObject(again, 5) == STATUS_ACCESS_DENIED, "NtTerminateJobObject: the handle may only ask");
    CHECK(NtTerminateJobObject(job, STATUS_CONTROL_C_EXIT) == STATUS_SUCCESS, "NtTerminateJobObject");
    DWORD code = 0;
    CHECK(WaitForSingleObject(info.hProcess, 20000) == WAIT_OBJECT_0 && GetExitCodeProcess(info.hProcess, &code) &&
              code == (DWORD)STATUS_CONTROL_C_EXIT,
          "NtTerminateJobObject: the member has its status");
    CHECK(NtAssignProcessToJobObject(job, info.hProcess) == STATUS_PROCESS_IS_TERMINATING,
          "NtAssignProcessToJobObject: one that has ended");
    CloseHandle(info.hThread);
    CloseHandle(info.hProcess);
    CloseHandle(again);
    CloseHandle(job);
    return check_done();
}
