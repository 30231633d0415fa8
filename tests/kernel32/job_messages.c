/* SPDX-License-Identifier: MIT */
/* The completion port of a job.  Rests on "JOBOBJECT_ASSOCIATE_COMPLETION_PORT structure" and "Job Objects".  Debian's
 * Wine tells nothing of the limit. */
#include "children.h"

#include <stdlib.h>
#include <string.h>

static int child(char **argv)
{
    if (!strcmp(argv[2], "sleep")) Sleep(60000);
    if (!strcmp(argv[2], "crash")) TerminateProcess(GetCurrentProcess(), 0xC0000005);
    if (!strcmp(argv[2], "makes")) return (int)child_finish(child_start("exit", FALSE, 0, NULL));
    return 5;
}

/* The next message is this one. */
static BOOL next(HANDLE port, ULONG_PTR key, DWORD message, DWORD id)
{
    DWORD got = 0;
    ULONG_PTR got_key = 0;
    OVERLAPPED *overlapped = (OVERLAPPED *)-1;
    if (!GetQueuedCompletionStatus(port, &got, &got_key, &overlapped, 20000)) {
        printf("# no message, error %lu\n", GetLastError());
        return FALSE;
    }
    if (got != message || got_key != key || (ULONG_PTR)overlapped != id)
        printf("# message %lu key %llu of %llu\n", got, (unsigned long long)got_key,
               (unsigned long long)(ULONG_PTR)overlapped);
    return got == message && got_key == key && (ULONG_PTR)overlapped == id;
}

static BOOL nothing(HANDLE port)
{
    DWORD got;
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    return !GetQueuedCompletionStatus(port, &got, &key, &overlapped, 50) && GetLastError() == WAIT_TIMEOUT;
}

static HANDLE member(HANDLE job, const char *arguments, PROCESS_INFORMATION *info)
{
    if (!child_start(arguments, FALSE, CREATE_SUSPENDED, info)) return NULL;
    if (!AssignProcessToJobObject(job, info->hProcess)) return NULL;
    ResumeThread(info->hThread);
    CloseHandle(info->hThread);
    return info->hProcess;
}

int main(int argc, char **argv)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags = JOB_OBJECT_LIMIT_ACTIVE_PROCESS, .ActiveProcessLimit = 1}
    };
    PROCESS_INFORMATION first, second;
    DWORD got;
    ULONG_PTR key;
    OVERLAPPED *overlapped;

    if (argc > 2 && !strcmp(argv[1], "child")) return child(argv);
    HANDLE job = CreateJobObjectW(NULL, NULL), port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT how = {(void *)77, port};

    CHECK(!SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &how, sizeof how - 1) &&
              GetLastError() == ERROR_BAD_LENGTH,
          "SetInformationJobObject: a wrong length");
    how.CompletionPort = job;
    CHECK(!SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &how, sizeof how) &&
              GetLastError() == ERROR_INVALID_HANDLE,
          "SetInformationJobObject: a job is no port");
    how.CompletionPort = port;
    CHECK(SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &how, sizeof how),
          "SetInformationJobObject: a completion port");
    CHECK(!SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &how, sizeof how) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "\"Once associated, a job's port cannot be changed\"");
    CHECK(nothing(port), "no message without members");

    member(job, "sleep", &first);
    CHECK(next(port, 77, JOB_OBJECT_MSG_NEW_PROCESS, first.dwProcessId),
          "JOB_OBJECT_MSG_NEW_PROCESS: lpOverlapped is \"the identifier of the process added to the job\"");
    member(job, "exit", &second);
    CHECK(next(port, 77, JOB_OBJECT_MSG_NEW_PROCESS, second.dwProcessId), "and for the second one");
    CHECK(child_finish(second.hProcess) == 5 && next(port, 77, JOB_OBJECT_MSG_EXIT_PROCESS, second.dwProcessId),
          "JOB_OBJECT_MSG_EXIT_PROCESS: \"the identifier of the exiting process\"");
    TerminateProcess(first.hProcess, 3);
    CHECK(child_finish(first.hProcess) == 3 && next(port, 77, JOB_OBJECT_MSG_EXIT_PROCESS, first.dwProcessId),
          "JOB_OBJECT_MSG_EXIT_PROCESS of one that was terminated");
    CHECK(next(port, 77, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0),
          "JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO: \"the number of active processes has been decremented to 0\"");

    member(job, "crash", &first);
    CHECK(next(port, 77, JOB_OBJECT_MSG_NEW_PROCESS, first.dwProcessId) &&
              next(port, 77, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS, first.dwProcessId),
          "JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS: STATUS_ACCESS_VIOLATION");
    CHECK(next(port, 77, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0), "zero comes each time");
    child_finish(first.hProcess);

    member(job, "makes", &first);
    CHECK(next(port, 77, JOB_OBJECT_MSG_NEW_PROCESS, first.dwProcessId), "one that makes another");
    CHECK(GetQueuedCompletionStatus(port, &got, &key, &overlapped, 20000) && got == JOB_OBJECT_MSG_NEW_PROCESS &&
              key == 77 && (ULONG_PTR)overlapped != first.dwProcessId,
          "JOB_OBJECT_MSG_NEW_PROCESS: a child of a member");
    CHECK(next(port, 77, JOB_OBJECT_MSG_EXIT_PROCESS, (DWORD)(ULONG_PTR)overlapped) &&
              next(port, 77, JOB_OBJECT_MSG_EXIT_PROCESS, first.dwProcessId) &&
              next(port, 77, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0),
          "both ends, in their order");
    child_finish(first.hProcess);

    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    member(job, "sleep", &first);
    child_start("sleep", FALSE, CREATE_SUSPENDED, &second);
    CHECK(!AssignProcessToJobObject(job, second.hProcess) &&
              next(port, 77, JOB_OBJECT_MSG_NEW_PROCESS, first.dwProcessId) &&
              next(port, 77, JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT, 0),
          "JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT: \"the active process limit has been exceeded\"");
    child_finish(second.hProcess);
    CloseHandle(second.hThread);
    TerminateJobObject(job, 0);
    CHECK(child_finish(first.hProcess) == 0 && next(port, 77, JOB_OBJECT_MSG_EXIT_PROCESS, first.dwProcessId) &&
              next(port, 77, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0),
          "TerminateJobObject: the same messages");
    CHECK(nothing(port), "and no other");
    CloseHandle(job);
    CloseHandle(port);
    return check_done();
}
