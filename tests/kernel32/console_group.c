/* SPDX-License-Identifier: MIT */
/* Control events for process groups.
 * Wine 8.0 generates no events for a program whose standard handles are not its console. */
#include "check.h"

#include <stdlib.h>

static HANDLE seen;
static volatile DWORD event_seen;

static BOOL WINAPI handler(DWORD event)
{
    event_seen = event;
    SetEvent(seen);
    return TRUE;
}

/* Says that it is ready, and waits for an event to come or for the end: 10 and the event, or 5. */
static int child(HANDLE ready, HANDLE end)
{
    HANDLE handles[2];
    handles[0] = seen = CreateEventA(NULL, TRUE, FALSE, NULL);
    handles[1] = end;
    SetConsoleCtrlHandler(handler, TRUE);
    SetEvent(ready);
    switch (WaitForMultipleObjects(2, handles, FALSE, 30000)) {
    case WAIT_OBJECT_0: return 10 + (int)event_seen;
    case WAIT_OBJECT_0 + 1: return 5;
    default: return 6;
    }
}

static HANDLE end;

static PROCESS_INFORMATION start(DWORD flags)
{
    char program[MAX_PATH], line[MAX_PATH + 64];
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION made = {0};
    HANDLE ready = CreateEventA(&inherit, TRUE, FALSE, NULL);
    GetModuleFileNameA(NULL, program, sizeof program);
    snprintf(line, sizeof line, "\"%s\" %lu %lu", program, (unsigned long)(ULONG_PTR)ready,
             (unsigned long)(ULONG_PTR)end);
    if (CreateProcessA(program, line, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &made))
        WaitForSingleObject(ready, 20000);
    CloseHandle(ready);
    return made;
}

static DWORD result(PROCESS_INFORMATION *of)
{
    DWORD code = 99;
    if (WaitForSingleObject(of->hProcess, 20000) == WAIT_OBJECT_0) GetExitCodeProcess(of->hProcess, &code);
    CloseHandle(of->hProcess);
    CloseHandle(of->hThread);
    return code;
}

static BOOL listed(DWORD id)
{
    DWORD list[200], count = GetConsoleProcessList(list, 200);
    for (DWORD i = 0; i < count && count <= 200; i++)
        if (list[i] == id) return TRUE;
    return FALSE;
}

/* All processes of the console. */
static void test_console(void)
{
    DWORD one[2] = {0, 77}, count;
    PROCESS_INFORMATION ours = start(0), group = start(CREATE_NEW_PROCESS_GROUP), alone = start(DETACHED_PROCESS);
    CHECK(listed(GetCurrentProcessId()) && listed(ours.dwProcessId) && listed(group.dwProcessId),
          "GetConsoleProcessList: \"the processes attached to the current console\"");
    CHECK(!listed(alone.dwProcessId), "GetConsoleProcessList: a detached one is not");
    count = GetConsoleProcessList(one, 1);
    CHECK(count >= 3 && one[0] == 0 && one[1] == 77,
          "GetConsoleProcessList: \"the return value is the required number\" and nothing is stored");
    seen = CreateEventA(NULL, TRUE, FALSE, NULL);
    SetConsoleCtrlHandler(handler, TRUE);
    CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0) && WaitForSingleObject(seen, 20000) == WAIT_OBJECT_0,
          "GenerateConsoleCtrlEvent: to group 0, which is everybody, this one too");
    CHECK(result(&ours) == 10 + CTRL_BREAK_EVENT && result(&group) == 10 + CTRL_BREAK_EVENT,
          "GenerateConsoleCtrlEvent: \"all processes that share the console of the calling process\"");
    CHECK(WaitForSingleObject(alone.hProcess, 100) == WAIT_TIMEOUT, "and nobody else");
    CHECK(!listed(group.dwProcessId), "GetConsoleProcessList: who has ended is no more there");
    SetEvent(end);
    CHECK(result(&alone) == 5, "the detached one has seen no event");
}

int main(int argc, char **argv)
{
    if (argc > 2) return child((HANDLE)(ULONG_PTR)atol(argv[1]), (HANDLE)(ULONG_PTR)atol(argv[2]));
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    end = CreateEventA(&inherit, TRUE, FALSE, NULL);
    PROCESS_INFORMATION ours = start(0), first = start(CREATE_NEW_PROCESS_GROUP),
                        other = start(CREATE_NEW_PROCESS_GROUP);
    CHECK(ours.hProcess && first.hProcess && other.hProcess, "CreateProcess: CREATE_NEW_PROCESS_GROUP");
    CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, first.dwProcessId), "GenerateConsoleCtrlEvent: to a group");
    CHECK(result(&first) == 10 + CTRL_BREAK_EVENT,
          "GenerateConsoleCtrlEvent: \"the processes in the group\" receive it");
    CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, other.dwProcessId), "GenerateConsoleCtrlEvent: Ctrl-C to a group");
    CHECK(
        WaitForSingleObject(other.hProcess, 100) == WAIT_TIMEOUT,
        "GenerateConsoleCtrlEvent: \"the CTRL+C signal will not be received by processes within the specified group\"");
    CHECK(WaitForSingleObject(ours.hProcess, 0) == WAIT_TIMEOUT, "a process of another group receives none of it");
    PROCESS_INFORMATION ended = start(CREATE_NEW_PROCESS_GROUP);
    TerminateProcess(ended.hProcess, 3);
    WaitForSingleObject(ended.hProcess, 20000);
    CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, ended.dwProcessId),
          "GenerateConsoleCtrlEvent: to a group whose process has ended, while there is a handle to it");
    CloseHandle(ended.hProcess);
    CloseHandle(ended.hThread);
    CHECK(!GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, ended.dwProcessId) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GenerateConsoleCtrlEvent: and not any more when there is none");
    CHECK(!GenerateConsoleCtrlEvent(7, other.dwProcessId) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GenerateConsoleCtrlEvent: an event that there is not");
    CHECK(!GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0x7ffffffc) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GenerateConsoleCtrlEvent: a group that there is not");
    SetEvent(end);
    CHECK(result(&ours) == 5 && result(&other) == 5, "both have seen no event");
    ResetEvent(end);
    test_console();
    CloseHandle(end);
    return check_done();
}
