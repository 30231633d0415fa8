/* SPDX-License-Identifier: MIT */
/* Jobs whose last handle goes, however its owner ends, and members that are killed at any moment.  Rests on
 * "JOBOBJECT_BASIC_LIMIT_INFORMATION structure" (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE), "Job Objects". */
#include "children.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 12 };

static HANDLE job_make(void)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}};
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

static HANDLE member(HANDLE job, const char *arguments)
{
    PROCESS_INFORMATION info;
    if (!child_start(arguments, FALSE, CREATE_SUSPENDED, &info)) return NULL;
    BOOL joined = AssignProcessToJobObject(job, info.hProcess);
    ResumeThread(info.hThread);
    CloseHandle(info.hThread);
    if (joined) return info.hProcess;
    TerminateProcess(info.hProcess, 1);
    return NULL;
}

static int child(char **argv)
{
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "metic jobs killed");
    HANDLE ready = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic jobs ready");
    volatile DWORD *ids = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    if (!strcmp(argv[2], "owner")) { /* two members, one of which has a child */
        HANDLE job = job_make(), first = member(job, "parent"), second = member(job, "sleep");
        if (!first || !second) return 1;
        ids[0] = GetProcessId(first);
        ids[1] = GetProcessId(second);
        while (!ids[2]) Sleep(1);
        SetEvent(ready);
    }
    if (!strcmp(argv[2], "parent")) ids[2] = GetProcessId(child_start("sleep", FALSE, 0, NULL));
    if (!strcmp(argv[2], "breeds")) /* children without end */
        for (;;) CloseHandle(child_start("breeds", FALSE, 0, NULL));
    Sleep(60000);
    return 2;
}

static DWORD active(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION sums = {.ActiveProcesses = 0xdead};
    QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &sums, sizeof sums, NULL);
    return sums.ActiveProcesses;
}

/* The owner is killed: what became of its members. */
static int orphans(volatile DWORD *ids, HANDLE ready)
{
    HANDLE members[3];
    int ended = 0;
    ids[0] = ids[1] = ids[2] = 0;
    HANDLE owner = child_start("owner", FALSE, 0, NULL);
    if (!owner || WaitForSingleObject(ready, 20000) != WAIT_OBJECT_0) return -1;
    for (int i = 0; i < 3; i++) members[i] = OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, ids[i]);
    for (int i = 0; i < 3; i++)
        if (!members[i] || WaitForSingleObject(members[i], 0) != WAIT_TIMEOUT) ended = -100; /* too early */
    TerminateProcess(owner, 9);
    for (int i = 0; i < 3; i++) {
        ended += WaitForSingleObject(members[i], 10000) == WAIT_OBJECT_0;
        TerminateProcess(members[i], 1);
        CloseHandle(members[i]);
    }
    CloseHandle(owner);
    return ended;
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argv);
    HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "metic jobs killed");
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, "metic jobs ready");
    volatile DWORD *ids = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    HANDLE job = job_make(), other, process = member(job, "sleep");

    DuplicateHandle(GetCurrentProcess(), job, GetCurrentProcess(), &other, 0, FALSE, DUPLICATE_SAME_ACCESS);
    CloseHandle(other);
    CHECK(WaitForSingleObject(process, 50) == WAIT_TIMEOUT, "a handle that is not the last one is closed");
    CloseHandle(job);
    CHECK(WaitForSingleObject(process, 10000) == WAIT_OBJECT_0,
          "KILL_ON_JOB_CLOSE: \"all processes associated with the job terminate when the last handle is closed\"");
    CloseHandle(process);

    job = CreateJobObjectW(NULL, NULL);
    process = member(job, "sleep");
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}};
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    CloseHandle(job);
    CHECK(WaitForSingleObject(process, 10000) == WAIT_OBJECT_0, "KILL_ON_JOB_CLOSE: set after a process has joined");
    CloseHandle(process);

    job = CreateJobObjectW(NULL, NULL);
    process = member(job, "sleep");
    CloseHandle(job);
    CHECK(WaitForSingleObject(process, 100) == WAIT_TIMEOUT, "without that limit the members go on");
    TerminateProcess(process, 0);
    CloseHandle(process);

    int right = 0;
    for (int i = 0; i < ROUNDS; i++) right += orphans(ids, ready) == 3;
    CHECK(right == ROUNDS, "KILL_ON_JOB_CLOSE: the owner of the only handle was killed (%d of %d)", right, ROUNDS);

    job = job_make();
    process = member(job, "breeds");
    while (active(job) < 12) Sleep(1);
    CHECK(TerminateJobObject(job, 1) && child_finish(process) == 1, "members that make members are terminated");
    for (int i = 0; i < 2000 && active(job); i++) Sleep(5);
    CHECK(active(job) == 0, "all of them");

    for (int i = 0; i < 30; i++) { /* killed while they start, join and have joined */
        PROCESS_INFORMATION info;
        child_start("sleep", FALSE, i % 3 ? CREATE_SUSPENDED : 0, &info);
        if (i % 2) AssignProcessToJobObject(job, info.hProcess);
        TerminateProcess(info.hProcess, 1);
        if (!(i % 2)) AssignProcessToJobObject(job, info.hProcess);
        child_finish(info.hProcess);
        CloseHandle(info.hThread);
    }
    for (int i = 0; i < 2000 && active(job); i++) Sleep(5);
    CHECK(active(job) == 0, "none of those that were killed is still counted");
    process = member(job, "sleep");
    CHECK(process && active(job) == 1, "and the job can still be joined");
    CloseHandle(job);
    CHECK(WaitForSingleObject(process, 10000) == WAIT_OBJECT_0, "and ends its members");
    return check_done();
}
