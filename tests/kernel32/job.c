/* SPDX-License-Identifier: MIT */
/* Job objects: members, limits, and what ends them.  Rests on "Job Objects", "AssignProcessToJobObject function",
 * "QueryInformationJobObject function", "JOBOBJECT_BASIC_LIMIT_INFORMATION structure", "JOBOBJECT_BASIC_PROCESS_ID_LIST
 * structure", "CreateJobObjectW function".  Debian's Wine has no accounting, no limits on processes and no NULL job. */
#include "children.h"

#include <stdlib.h>
#include <string.h>

/* child WHAT */
static int child(char **argv)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums;
    BOOL in = FALSE;
    if (!strcmp(argv[2], "sleep")) {
        Sleep(60000);
        return 5;
    }
    if (!strcmp(argv[2], "in")) return IsProcessInJob(GetCurrentProcess(), NULL, &in) ? (in ? 7 : 6) : 99;
    if (!strcmp(argv[2], "own")) /* the job that it is in, without a handle to it */
        return QueryInformationJobObject(NULL, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL)
                   ? (int)sums.ActiveProcesses + 10
                   : (int)GetLastError();
    if (!strcmp(argv[2], "makes")) { /* a child of its own, which outlives it */
        HANDLE grandchild = child_start("sleep", FALSE, 0, NULL);
        return grandchild ? 8 : (int)GetLastError();
    }
    if (!strcmp(argv[2], "breaks")) { /* one that is in no job */
        HANDLE grandchild = child_start("in", FALSE, CREATE_BREAKAWAY_FROM_JOB, NULL);
        return grandchild ? (int)child_finish(grandchild) : (int)GetLastError();
    }
    if (!strcmp(argv[2], "ignores")) return (int)child_finish(child_start("in", FALSE, 0, NULL));
    if (!strcmp(argv[2], "inherited")) {
        HANDLE job = (HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 0);
        return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL)
                   ? (int)sums.TotalProcesses
                   : 99;
    }
    return 98;
}

static JOBOBJECT_BASIC_ACCOUNTING_INFORMATION accounting(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums = {.ActiveProcesses = 0xdead};
    QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL);
    return sums;
}

static BOOL limit(HANDLE job, DWORD flags, DWORD processes)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = flags, .ActiveProcessLimit = processes}
    };
    return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

/* Waits until that many members live; who has ended may be counted for a moment. */
static BOOL settles(HANDLE job, DWORD active)
{
    for (int i = 0; i < 400 && accounting(job).ActiveProcesses != active; i++) Sleep(5);
    return accounting(job).ActiveProcesses == active;
}

/* A child that waits at its start and is in the job. */
static HANDLE member(HANDLE job, const char *arguments, PROCESS_INFORMATION *info)
{
    PROCESS_INFORMATION own;
    if (!info) info = &own;
    if (!child_start(arguments, FALSE, CREATE_SUSPENDED, info)) return NULL;
    if (!AssignProcessToJobObject(job, info->hProcess)) {
        TerminateProcess(info->hProcess, 0);
        return NULL;
    }
    ResumeThread(info->hThread);
    CloseHandle(info->hThread);
    return info->hProcess;
}

static void none(void)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums;
    JOBOBJECT_CPU_RATE_CONTROL_INFORMATION rate;
    BOOL in = 7;
    CHECK(IsProcessInJob(GetCurrentProcess(), NULL, &in) && in == FALSE,
          "IsProcessInJob: \"If JobHandle is NULL, the function tests if the process is running under any job\"");
    CHECK(!QueryInformationJobObject(NULL, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL) &&
              GetLastError() == ERROR_ACCESS_DENIED,
          "QueryInformationJobObject: NULL is the job of the calling process, which has none");
    CHECK(!QueryInformationJobObject(NULL, JobObjectCpuRateControlInformation, &rate, sizeof rate, NULL) &&
              GetLastError() == ERROR_ACCESS_DENIED,
          "QueryInformationJobObject: the same for its share of the processors");
    CHECK(!IsProcessInJob((HANDLE)0x7ffc, NULL, &in) && GetLastError() == ERROR_INVALID_HANDLE,
          "IsProcessInJob: \"If the function fails, the return value is zero\"");
}

static void questions(void)
{
    HANDLE job = CreateJobObjectW(NULL, NULL), event = CreateEventW(NULL, FALSE, FALSE, NULL), weak = NULL;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits, back;
    JOBOBJECT_BASIC_LIMIT_INFORMATION basic;
    JOBOBJECT_CPU_RATE_CONTROL_INFORMATION rate = {.ControlFlags = 7};
    JOBOBJECT_BASIC_UI_RESTRICTIONS ui = {.UIRestrictionsClass = 7};
    JOBOBJECT_END_OF_JOB_TIME_INFORMATION end = {.EndOfJobTimeAction = 7};
    JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION io;
    JOBOBJECT_BASIC_PROCESS_ID_LIST list;
    DWORD returned = 0;

    CHECK(job && GetLastError() == ERROR_SUCCESS, "CreateJobObject: \"a handle to the job object\"");
    CHECK(accounting(job).ActiveProcesses == 0 && accounting(job).TotalProcesses == 0,
          "BasicAccounting: a new job has no processes");
    CHECK(QueryInformationJobObject(job, JobObjectBasicAndIoAccountingInformation, &io, sizeof io, &returned) &&
              returned == sizeof io && io.BasicInfo.TotalProcesses == 0,
          "BasicAndIoAccounting: \"lpReturnLength: the length of data written\"");
    CHECK(QueryInformationJobObject(job, JobObjectCpuRateControlInformation, &rate, sizeof rate, &returned) &&
              returned == sizeof rate && rate.ControlFlags == 0,
          "CpuRateControl: no control is enabled");
    CHECK(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &list, sizeof list, NULL) &&
              list.NumberOfAssignedProcesses == 0 && list.NumberOfProcessIdsInList == 0,
          "BasicProcessIdList of a job without processes");
    CHECK(!QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &io, 7, NULL) &&
              GetLastError() == ERROR_BAD_LENGTH,
          "QueryInformationJobObject: a wrong length");
    CHECK(!QueryInformationJobObject(job, (JOBOBJECTINFOCLASS)0x777, &io, sizeof io, NULL) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "QueryInformationJobObject: no such class");
    CHECK(!QueryInformationJobObject(event, JobObjectBasicUIRestrictions, &ui, sizeof ui, NULL) &&
              GetLastError() == ERROR_INVALID_HANDLE,
          "QueryInformationJobObject: an event is no job");

    CHECK(limit(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 5),
          "SetInformationJobObject: extended limits");
    memset(&back, 7, sizeof back);
    CHECK(QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &back, sizeof back, &returned) &&
              back.BasicLimitInformation.LimitFlags ==
                  (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_ACTIVE_PROCESS) &&
              back.BasicLimitInformation.ActiveProcessLimit == 5 && returned == sizeof back,
          "QueryInformationJobObject: the same back");
    CHECK(QueryInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic, NULL) &&
              basic.LimitFlags == JOB_OBJECT_LIMIT_ACTIVE_PROCESS && basic.ActiveProcessLimit == 5,
          "BasicLimit: those flags that this class knows");
    basic.LimitFlags = 0;
    CHECK(SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic) &&
              QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &back, sizeof back, NULL) &&
              back.BasicLimitInformation.LimitFlags == JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
          "SetInformationJobObject: basic limits leave the extended ones");
    memset(&limits, 0, sizeof limits);
    limits.BasicLimitInformation.LimitFlags = 0x80000000;
    CHECK(!SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "SetInformationJobObject: no such limit");
    basic.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    CHECK(!SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "KILL_ON_JOB_CLOSE: \"This limit requires use of a JOBOBJECT_EXTENDED_LIMIT_INFORMATION structure\"");
    CHECK(!SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof basic - 1) &&
              GetLastError() == ERROR_BAD_LENGTH,
          "SetInformationJobObject: a wrong length");

    CHECK(QueryInformationJobObject(job, JobObjectBasicUIRestrictions, &ui, sizeof ui, NULL) &&
              ui.UIRestrictionsClass == JOB_OBJECT_UILIMIT_NONE,
          "BasicUIRestrictions: none at first");
    ui.UIRestrictionsClass = JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_EXITWINDOWS;
    CHECK(SetInformationJobObject(job, JobObjectBasicUIRestrictions, &ui, sizeof ui) &&
              (ui.UIRestrictionsClass = 0,
               QueryInformationJobObject(job, JobObjectBasicUIRestrictions, &ui, sizeof ui, NULL)) &&
              ui.UIRestrictionsClass == (JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_EXITWINDOWS),
          "SetInformationJobObject: restrictions of the user interface are kept");
    CHECK(QueryInformationJobObject(job, JobObjectEndOfJobTimeInformation, &end, sizeof end, NULL) &&
              end.EndOfJobTimeAction == JOB_OBJECT_TERMINATE_AT_END_OF_JOB,
          "EndOfJobTime: \"JOB_OBJECT_TERMINATE_AT_END_OF_JOB: this is the default termination action\"");
    end.EndOfJobTimeAction = JOB_OBJECT_POST_AT_END_OF_JOB;
    CHECK(SetInformationJobObject(job, JobObjectEndOfJobTimeInformation, &end, sizeof end) &&
              (end.EndOfJobTimeAction = 7,
               QueryInformationJobObject(job, JobObjectEndOfJobTimeInformation, &end, sizeof end, NULL)) &&
              end.EndOfJobTimeAction == JOB_OBJECT_POST_AT_END_OF_JOB,
          "SetInformationJobObject: the action at the end of the job's time");
    CHECK(WaitForSingleObject(job, 0) == WAIT_TIMEOUT,
          "Job Objects: signalled \"when all of its processes are terminated because the specified end-of-job time "
          "limit has been exceeded\"");

    CHECK(DuplicateHandle(GetCurrentProcess(), job, GetCurrentProcess(), &weak, JOB_OBJECT_ASSIGN_PROCESS, FALSE, 0) &&
              !QueryInformationJobObject(weak, JobObjectBasicUIRestrictions, &ui, sizeof ui, NULL) &&
              GetLastError() == ERROR_ACCESS_DENIED,
          "QueryInformationJobObject: \"The handle must have the JOB_OBJECT_QUERY access right\"");
    CHECK(!SetInformationJobObject(weak, JobObjectBasicUIRestrictions, &ui, sizeof ui) &&
              GetLastError() == ERROR_ACCESS_DENIED,
          "SetInformationJobObject: \"The handle must have the JOB_OBJECT_SET_ATTRIBUTES access right\"");
    CHECK(!TerminateJobObject(weak, 1) && GetLastError() == ERROR_ACCESS_DENIED,
          "TerminateJobObject: \"The handle must have the JOB_OBJECT_TERMINATE access right\"");
    CloseHandle(weak);
    CloseHandle(event);
    CloseHandle(job);
}

static void membership(void)
{
    HANDLE job = CreateJobObjectW(NULL, NULL), process, other = CreateJobObjectW(NULL, NULL);
    struct {
        JOBOBJECT_BASIC_PROCESS_ID_LIST list;
        ULONG_PTR more[3];
    } ids;
    PROCESS_INFORMATION info, second;
    BOOL in = FALSE;

    process = child_start("sleep", FALSE, CREATE_SUSPENDED, &info);
    CHECK(process && IsProcessInJob(process, NULL, &in) && !in, "a child of one that is in no job is in none");
    CHECK(AssignProcessToJobObject(job, process), "AssignProcessToJobObject: a child that waits at its start");
    CHECK(IsProcessInJob(process, job, &in) && in, "IsProcessInJob: it is in it");
    CHECK(IsProcessInJob(process, NULL, &in) && in, "IsProcessInJob: and so in one");
    CHECK(IsProcessInJob(process, other, &in) && !in, "IsProcessInJob: not in another one");
    CHECK(IsProcessInJob(GetCurrentProcess(), job, &in) && !in, "IsProcessInJob: this process is not");
    CHECK(accounting(job).ActiveProcesses == 1 && accounting(job).TotalProcesses == 1, "one member");
    ResumeThread(info.hThread);
    CHECK(member(job, "sleep", &second) && accounting(job).ActiveProcesses == 2, "a second one");
    memset(&ids, 7, sizeof ids);
    CHECK(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof ids, NULL) &&
              ids.list.NumberOfAssignedProcesses == 2 && ids.list.NumberOfProcessIdsInList == 2 &&
              ids.list.ProcessIdList[0] + ids.list.ProcessIdList[1] == info.dwProcessId + second.dwProcessId,
          "BasicProcessIdList: both");
    CHECK(!QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof ids.list, NULL) &&
              GetLastError() == ERROR_MORE_DATA && ids.list.NumberOfAssignedProcesses == 2 &&
              ids.list.NumberOfProcessIdsInList == 1,
          "BasicProcessIdList: \"if there is not enough room, the buffer is filled with as many as fit\"");
    CHECK(!AssignProcessToJobObject((HANDLE)0x7ffc, process) && GetLastError() == ERROR_INVALID_HANDLE,
          "AssignProcessToJobObject: no such job");
    CHECK(TerminateJobObject(job, 42), "TerminateJobObject");
    CHECK(child_finish(process) == 42 && child_finish(second.hProcess) == 42,
          "TerminateJobObject: \"uExitCode: The exit code to be used by all processes and threads in the job\"");
    CHECK(settles(job, 0) && accounting(job).TotalProcesses == 2, "none is left of two");
    CloseHandle(info.hThread);

    process = member(job, "own", NULL);
    CHECK(child_finish(process) == 11,
          "QueryInformationJobObject: NULL is \"the job associated with the calling process\"");
    process = member(job, "ignores", NULL);
    CHECK(child_finish(process) == 7, "a child of a member is in the job");
    CHECK(settles(job, 0) && accounting(job).TotalProcesses == 5, "both were counted");
    CHECK(limit(job, 0, 0), "no limit");
    CHECK(child_finish(member(job, "breaks", NULL)) == ERROR_ACCESS_DENIED,
          "CREATE_BREAKAWAY_FROM_JOB: a job without JOB_OBJECT_LIMIT_BREAKAWAY_OK does not let it");
    CHECK(limit(job, JOB_OBJECT_LIMIT_BREAKAWAY_OK, 0) && child_finish(member(job, "breaks", NULL)) == 6,
          "JOB_OBJECT_LIMIT_BREAKAWAY_OK: \"the child process is not associated with the job\"");
    CHECK(child_finish(member(job, "ignores", NULL)) == 7, "JOB_OBJECT_LIMIT_BREAKAWAY_OK: who does not ask stays");
    CHECK(limit(job, JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK, 0) && child_finish(member(job, "ignores", NULL)) == 6,
          "JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK: any child is not associated with the job");
    CHECK(
        child_finish(child_start("breaks", FALSE, 0, NULL)) == 6,
        "CREATE_BREAKAWAY_FROM_JOB: \"If the calling process is not associated with a job, this flag has no effect\"");
    CloseHandle(other);
    CloseHandle(job);
}

static void most(void)
{
    HANDLE job = CreateJobObjectW(NULL, NULL), first;
    PROCESS_INFORMATION info;

    limit(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 1);
    first = member(job, "sleep", NULL);
    child_start("sleep", FALSE, CREATE_SUSPENDED, &info);
    CHECK(first && !AssignProcessToJobObject(job, info.hProcess) && GetLastError() == ERROR_NOT_ENOUGH_QUOTA,
          "ActiveProcessLimit: \"the process is terminated and the association fails\"");
    CHECK(WaitForSingleObject(info.hProcess, 10000) == WAIT_OBJECT_0, "ActiveProcessLimit: it is");
    CloseHandle(info.hThread);
    CloseHandle(info.hProcess);
    TerminateJobObject(job, 3);
    CHECK(child_finish(first) == 3 && settles(job, 0), "the first one was not harmed");
    CHECK(child_finish(member(job, "makes", NULL)) == ERROR_NOT_ENOUGH_QUOTA,
          "ActiveProcessLimit: a member that makes one too many is refused");
    CHECK(limit(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 2) && child_finish(member(job, "makes", NULL)) == 8,
          "ActiveProcessLimit: it can be raised");
    CHECK(accounting(job).ActiveProcesses == 1, "the member that was made is alive");
    TerminateJobObject(job, 0);
    CloseHandle(job);
}

static void names(void)
{
    HANDLE job = CreateJobObjectA(NULL, "metic job"), again, process;
    char line[64];

    CHECK(job && GetLastError() == ERROR_SUCCESS, "CreateJobObject: a name");
    again = CreateJobObjectW(NULL, L"metic job");
    CHECK(again && GetLastError() == ERROR_ALREADY_EXISTS, "CreateJobObject: \"If the object existed before\"");
    process = member(again, "sleep", NULL);
    CHECK(process && accounting(job).ActiveProcesses == 1, "both handles are to one job");
    CloseHandle(again);
    again = OpenJobObjectA(JOB_OBJECT_TERMINATE, FALSE, "metic job");
    CHECK(again && TerminateJobObject(again, 9), "OpenJobObject: a handle to it");
    CHECK(child_finish(process) == 9, "OpenJobObject: the member ended by it");
    CloseHandle(again);
    CHECK(!OpenJobObjectW(JOB_OBJECT_ALL_ACCESS, FALSE, L"metic other job") && GetLastError() == ERROR_FILE_NOT_FOUND,
          "OpenJobObject: there is no such name");
    CHECK(!OpenJobObjectA(JOB_OBJECT_ALL_ACCESS, FALSE, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "OpenJobObject: no name");
    CHECK(!CreateEventA(NULL, FALSE, FALSE, "metic job") && GetLastError() == ERROR_INVALID_HANDLE,
          "the name is a job's, not an event's");
    SetHandleInformation(job, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    sprintf(line, "inherited %#llx", (unsigned long long)(ULONG_PTR)job);
    CHECK(child_finish(child_start(line, TRUE, 0, NULL)) == 1, "a handle to a job is inherited");
    CloseHandle(job);
    CHECK(!OpenJobObjectW(JOB_OBJECT_ALL_ACCESS, FALSE, L"metic job") && GetLastError() == ERROR_FILE_NOT_FOUND,
          "the name goes with the last handle");
}

/* At last: this process cannot leave it again. */
static void self(void)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    BOOL in = FALSE;
    CHECK(AssignProcessToJobObject(job, GetCurrentProcess()), "AssignProcessToJobObject: the calling process");
    CHECK(IsProcessInJob(GetCurrentProcess(), job, &in) && in && accounting(NULL).ActiveProcesses == 1,
          "this process is in its own job");
    CHECK(child_finish(child_start("in", FALSE, 0, NULL)) == 7, "and its children are");
    CloseHandle(job);
    CHECK(accounting(NULL).TotalProcesses == 2, "a job without handles lives as long as its members");
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argv);
    none();
    questions();
    membership();
    most();
    names();
    self();
    return check_done();
}
