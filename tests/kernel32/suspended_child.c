/* SPDX-License-Identifier: MIT */
/* A child that is created suspended: it is in the lists, its thread can be opened, and it begins with the processors it
 * was given meanwhile. */
#include "check.h"

#include <string.h>
#include <tlhelp32.h>

static int listed(DWORD process, DWORD thread)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS | TH32CS_SNAPTHREAD, 0);
    PROCESSENTRY32 p = {.dwSize = sizeof p};
    THREADENTRY32 t = {.dwSize = sizeof t};
    int found = 0;
    for (BOOL more = Process32First(snapshot, &p); more; more = Process32Next(snapshot, &p))
        found += p.th32ProcessID == process && p.th32ParentProcessID == GetCurrentProcessId();
    for (BOOL more = Thread32First(snapshot, &t); more; more = Thread32Next(snapshot, &t))
        found += 10 * (t.th32ThreadID == thread && t.th32OwnerProcessID == process);
    CloseHandle(snapshot);
    return found;
}

static int child(void)
{
    DWORD_PTR own, all;
    GetProcessAffinityMask(GetCurrentProcess(), &own, &all);
    return (int)own;
}

int main(int argc, char **argv)
{
    char program[MAX_PATH], line[MAX_PATH + 8];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION made;
    DWORD_PTR before = 0, all = 0, now = 0;
    DWORD code = 0;
    (void)argv;
    if (argc > 1) return child();
    GetModuleFileNameA(NULL, program, sizeof program);
    strcat(strcat(strcat(strcpy(line, "\""), program), "\""), " x");
    CHECK(CreateProcessA(program, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &made),
          "CreateProcess: CREATE_SUSPENDED");
    CHECK(listed(made.dwProcessId, made.dwThreadId) == 11,
          "CreateToolhelp32Snapshot: the process and its thread are there at once");
    CloseHandle(made.hThread);
    HANDLE process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, made.dwProcessId);
    CHECK(GetProcessAffinityMask(process, &before, &all) && before && !(before & ~all),
          "GetProcessAffinityMask: of another process");
    const DWORD_PTR lowest = before & -before;
    CHECK(SetProcessAffinityMask(process, lowest) && GetProcessAffinityMask(process, &now, &all) && now == lowest,
          "SetProcessAffinityMask: of another process");
    CHECK(!SetProcessAffinityMask(process, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SetProcessAffinityMask: no processor at all");
    HANDLE weak = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, made.dwProcessId);
    CHECK(!SetProcessAffinityMask(weak, lowest) && GetLastError() == ERROR_ACCESS_DENIED,
          "SetProcessAffinityMask: \"This handle must have the PROCESS_SET_INFORMATION access right\"");
    CloseHandle(weak);
    HANDLE thread = OpenThread(THREAD_SUSPEND_RESUME | SYNCHRONIZE, FALSE, made.dwThreadId);
    CHECK(thread != NULL && SuspendThread(thread) == 1 && ResumeThread(thread) == 2,
          "OpenThread: another process's thread by its identifier");
    CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT, "it is still suspended");
    CHECK(ResumeThread(thread) == 1, "ResumeThread: \"the thread's previous suspend count\"");
    CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0 && WaitForSingleObject(process, 20000) == WAIT_OBJECT_0,
          "thread and process end");
    CHECK(GetExitCodeProcess(process, &code) && code == (DWORD)lowest, "it ran on the processor it was given");
    CloseHandle(thread);
    CloseHandle(process);
    CloseHandle(made.hProcess);
    return check_done();
}
