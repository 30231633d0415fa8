/* SPDX-License-Identifier: MIT */
/* Jobs in jobs, breaking away from some of them, and jobs that a process is in from its start.  Rests on "Nested Jobs",
 * "UpdateProcThreadAttribute function", "AssignProcessToJobObject function".  Debian's Wine nests no jobs. */
#include "children.h"

#include <string.h>

static int child(char **argv)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums = {.TotalProcesses = 0};
    BOOL in = FALSE;
    if (!strcmp(argv[2], "in")) return IsProcessInJob(GetCurrentProcess(), NULL, &in) ? (in ? 7 : 6) : 99;
    if (!strcmp(argv[2], "total")) /* of the innermost */
        return QueryInformationJobObject(NULL, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL)
                   ? (int)sums.TotalProcesses
                   : (int)GetLastError();
    if (!strcmp(argv[2], "breaks") || !strcmp(argv[2], "makes")) {
        HANDLE grandchild =
            child_start("total", FALSE, !strcmp(argv[2], "breaks") ? CREATE_BREAKAWAY_FROM_JOB : 0, NULL);
        return grandchild ? (int)child_finish(grandchild) + 1000 : (int)GetLastError();
    }
    Sleep(60000);
    return 5;
}

static BOOL limit(HANDLE job, DWORD flags, DWORD processes)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = flags, .ActiveProcessLimit = processes}
    };
    return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

static BOOL in(HANDLE process, HANDLE job)
{
    BOOL result = 7;
    return IsProcessInJob(process, job, &result) && result == TRUE;
}

static DWORD active(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums = {.ActiveProcesses = 0xdead};
    QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL);
    return sums.ActiveProcesses;
}

static BOOL settles(HANDLE job, DWORD count)
{
    for (int i = 0; i < 400 && active(job) != count; i++) Sleep(5);
    return active(job) == count;
}

static HANDLE waiting(const char *arguments, DWORD flags, HANDLE *thread)
{
    PROCESS_INFORMATION info = {0};
    child_start(arguments, FALSE, flags | CREATE_SUSPENDED, &info);
    *thread = info.hThread;
    return info.hProcess;
}

/* What a child ends with that is in the job from its first instruction on. */
static DWORD outcome(HANDLE job, const char *arguments)
{
    HANDLE thread, process = waiting(arguments, 0, &thread);
    if (!AssignProcessToJobObject(job, process)) TerminateProcess(process, 0xeeee);
    ResumeThread(thread);
    CloseHandle(thread);
    return child_finish(process);
}

/* A child with a list of jobs; NULL: the last error. */
static HANDLE listed(HANDLE *jobs, DWORD count, const char *arguments)
{
    char memory[512];
    SIZE_T size = sizeof memory;
    STARTUPINFOEXA startup = {.StartupInfo = {.cb = sizeof startup}, .lpAttributeList = (void *)memory};
    PROCESS_INFORMATION info;
    char self[MAX_PATH], line[600];
    GetModuleFileNameA(NULL, self, sizeof self);
    snprintf(line, sizeof line, "\"%s\" child %s", self, arguments);
    if (!InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &size) ||
        !UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_JOB_LIST, jobs,
                                   count * sizeof *jobs, NULL, NULL))
        return NULL;
    BOOL made = CreateProcessA(NULL, line, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                               &startup.StartupInfo, &info);
    DWORD error = GetLastError();
    DeleteProcThreadAttributeList(startup.lpAttributeList);
    SetLastError(error);
    if (made) CloseHandle(info.hThread);
    return made ? info.hProcess : NULL;
}

static void hierarchy(HANDLE outer)
{
    HANDLE inner = CreateJobObjectW(NULL, NULL), deep = CreateJobObjectW(NULL, NULL),
           other = CreateJobObjectW(NULL, NULL), first_thread, second_thread, away_thread;
    HANDLE first = waiting("sleep", 0, &first_thread), second = waiting("sleep", 0, &second_thread),
           away = waiting("sleep", CREATE_BREAKAWAY_FROM_JOB, &away_thread);
    JOBOBJECT_BASIC_UI_RESTRICTIONS ui = {JOB_OBJECT_UILIMIT_HANDLES};

    CHECK(in(first, outer) && in(second, outer) && !in(away, NULL), "children are in the job of their parent");
    CHECK(AssignProcessToJobObject(inner, first) && in(first, inner) && in(first, outer),
          "\"a process can be associated with more than one job in a hierarchy of nested jobs\"");
    CHECK(AssignProcessToJobObject(inner, second) && active(inner) == 2, "the second member of the inner one");
    CHECK(AssignProcessToJobObject(deep, second) && in(second, deep) && in(second, inner) && in(second, outer) &&
              active(deep) == 1 && active(inner) == 2,
          "a third level, with one of them");
    CHECK(!AssignProcessToJobObject(inner, first) && GetLastError() == ERROR_ACCESS_DENIED,
          "AssignProcessToJobObject: it is in it already");
    CHECK(!AssignProcessToJobObject(outer, second) && GetLastError() == ERROR_ACCESS_DENIED,
          "AssignProcessToJobObject: a job is not nested in its child");
    CHECK(AssignProcessToJobObject(other, away) && !AssignProcessToJobObject(other, first) &&
              GetLastError() == ERROR_ACCESS_DENIED && active(other) == 1,
          "\"all members of a job must be in its parent\": one of them is not");
    CHECK(TerminateJobObject(other, 4) && child_finish(away) == 4 && settles(other, 0) &&
              AssignProcessToJobObject(other, first) && in(first, other),
          "a job without members can be nested");
    HANDLE limited = CreateJobObjectW(NULL, NULL);
    SetInformationJobObject(limited, JobObjectBasicUIRestrictions, &ui, sizeof ui);
    CHECK(!AssignProcessToJobObject(limited, second) && GetLastError() == ERROR_ACCESS_DENIED,
          "\"jobs with limits on the user interface cannot be nested\"");
    CHECK(TerminateJobObject(inner, 8) && child_finish(first) == 8 && child_finish(second) == 8 && settles(deep, 0) &&
              settles(other, 0),
          "\"terminating a parent job terminates its child jobs\"");
    CHECK(active(outer) == 1, "and nobody else: this process is left");
    CloseHandle(first_thread);
    CloseHandle(second_thread);
    CloseHandle(away_thread);
    CloseHandle(limited);
    CloseHandle(other);
    CloseHandle(deep);
    CloseHandle(inner);
}

static void breakaway(HANDLE outer)
{
    HANDLE inner = CreateJobObjectW(NULL, NULL);

    CHECK(outcome(inner, "total") == 1, "QueryInformationJobObject: NULL is \"the immediate job\" of a nested one");
    CHECK(outcome(inner, "makes") == 1003, "a member's child is in the inner one as well");
    CHECK(outcome(inner, "breaks") == ERROR_ACCESS_DENIED,
          "\"if the immediate job does not allow breakaway, the child process does not break away even if jobs in its "
          "parent job chain allow it\"");
    limit(inner, JOB_OBJECT_LIMIT_BREAKAWAY_OK, 0);
    CHECK(outcome(inner, "breaks") == 1000 + ERROR_ACCESS_DENIED,
          "\"child processes break away from the immediate job and each job in its parent job chain\"");
    limit(outer, 0, 0);
    CHECK(outcome(inner, "breaks") > 1006 && settles(outer, 1),
          "\"moving up the hierarchy until it reaches a job that does not permit breakaway\"");
    CloseHandle(inner);
}

static void limits(HANDLE outer)
{
    HANDLE inner = CreateJobObjectW(NULL, NULL);

    CHECK(settles(outer, 1) && limit(outer, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 2), "the outer job takes two");
    CHECK(outcome(inner, "makes") == ERROR_NOT_ENOUGH_QUOTA,
          "the outer job's limit holds for members of the inner one");
    limit(outer, 0, 0);
    CHECK(outcome(inner, "makes") > 1000, "without it they are made");
    CloseHandle(inner);
}

static void lists(HANDLE outer)
{
    HANDLE jobs[3] = {CreateJobObjectW(NULL, NULL), CreateJobObjectW(NULL, NULL), (HANDLE)0x7ffc};
    HANDLE process = listed(jobs, 1, "sleep"), both;

    CHECK(process && in(process, jobs[0]) && in(process, outer),
          "PROC_THREAD_ATTRIBUTE_JOB_LIST: \"a list of jobs to be assigned to the child process\"");
    CHECK(TerminateJobObject(jobs[0], 6) && child_finish(process) == 6 && settles(jobs[0], 0),
          "PROC_THREAD_ATTRIBUTE_JOB_LIST: the job ends it");
    both = listed(jobs, 2, "total");
    CHECK(both && child_finish(both) == 1,
          "PROC_THREAD_ATTRIBUTE_JOB_LIST: \"in the order specified\", the last innermost");
    CHECK(!listed(jobs, 3, "sleep") && GetLastError() == ERROR_INVALID_HANDLE,
          "PROC_THREAD_ATTRIBUTE_JOB_LIST: one that is no job");
    CHECK(settles(jobs[0], 0), "and nothing was made");
    limit(jobs[0], JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 0);
    CHECK(!listed(jobs, 1, "sleep") && GetLastError() == ERROR_NOT_ENOUGH_QUOTA,
          "PROC_THREAD_ATTRIBUTE_JOB_LIST: a job that takes no one");
    CloseHandle(jobs[0]);
    CloseHandle(jobs[1]);
}

int main(int argc, char **argv)
{
    if (argc > 1) return child(argv);
    HANDLE outer = CreateJobObjectW(NULL, NULL);
    limit(outer, JOB_OBJECT_LIMIT_BREAKAWAY_OK, 0);
    CHECK(AssignProcessToJobObject(outer, GetCurrentProcess()) && active(outer) == 1, "this process is in a job");
    hierarchy(outer);
    breakaway(outer);
    limits(outer);
    lists(outer);
    CloseHandle(outer);
    return check_done();
}
