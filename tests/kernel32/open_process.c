/* SPDX-License-Identifier: MIT */
/* OpenProcess of processes that the caller did not make: this program's children look at each other and at it.  Rests
 * on "OpenProcess function", "Process Security and Access Rights", "GetExitCodeProcess function", "TerminateProcess
 * function", "ReadProcessMemory function", "WriteProcessMemory function".  Debian's Wine opens an ended process, and
 * lets no child write its parent's memory: there it fails. */
#include "children.h"

#include <string.h>

static char text[32] = "before";

/* child WHAT ID [ADDRESS]: does something to the process with that id. */
static int child(char **argv)
{
    const char *what = argv[2];
    DWORD id = strtoul(argv[3], NULL, 10), code = 0;
    SIZE_T done = 0;
    char found[32] = "";
    void *address = (void *)(ULONG_PTR)strtoull(argv[4], NULL, 16);

    if (!strcmp(what, "sleep")) {
        Sleep(60000);
        return 1;
    }
    if (!strcmp(what, "exit")) {
        Sleep(200);
        return 1234567;
    }
    if (!strcmp(what, "wait")) {
        HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
        if (!process || WaitForSingleObject(process, 0) != WAIT_TIMEOUT) return 1;
        if (!GetExitCodeProcess(process, &code) || code != STILL_ACTIVE) return 2;
        HANDLE ready = OpenEventA(EVENT_MODIFY_STATE, FALSE, "metic waits");
        SetEvent(ready);
        if (WaitForSingleObject(process, 20000) != WAIT_OBJECT_0) return 3;
        return GetExitCodeProcess(process, &code) && GetProcessId(process) == id ? (int)code : 4;
    }
    if (!strcmp(what, "end")) {
        HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
        return process && TerminateProcess(process, 43) ? 7 : 1;
    }
    if (!strcmp(what, "end-denied")) {
        HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
        return process && !TerminateProcess(process, 43) && GetLastError() == ERROR_ACCESS_DENIED ? 7 : 1;
    }
    if (!strcmp(what, "memory")) {
        HANDLE process = OpenProcess(PROCESS_VM_READ | PROCESS_VM_WRITE | PROCESS_VM_OPERATION, FALSE, id);
        if (!ReadProcessMemory(process, address, found, 7, &done) || done != 7 || strcmp(found, "before")) return 1;
        if (!WriteProcessMemory(process, address, "after", 6, &done) || done != 6) return 2;
        if (ReadProcessMemory(process, (void *)16, found, 7, NULL) || GetLastError() != ERROR_PARTIAL_COPY) return 3;
        return 7;
    }
    if (!strcmp(what, "memory-denied")) {
        HANDLE process = OpenProcess(PROCESS_VM_READ, FALSE, id);
        return process && !WriteProcessMemory(process, address, "wrong", 6, &done) &&
                       GetLastError() == ERROR_ACCESS_DENIED
                   ? 7
                   : 1;
    }
    return 99;
}

static HANDLE start(const char *what, DWORD id, void *address, DWORD *its)
{
    char arguments[100];
    PROCESS_INFORMATION info;
    sprintf(arguments, "%s %lu %llx", what, id, (unsigned long long)(ULONG_PTR)address);
    if (!child_start(arguments, FALSE, 0, &info)) return NULL;
    CloseHandle(info.hThread);
    if (its) *its = info.dwProcessId;
    return info.hProcess;
}

int main(int argc, char **argv)
{
    if (argc > 4 && !strcmp(argv[1], "child")) return child(argv);
    HANDLE ready = CreateEventW(NULL, FALSE, FALSE, L"metic waits");
    DWORD id, own = GetCurrentProcessId();

    HANDLE first = start("sleep", 0, NULL, &id), second = start("wait", id, NULL, NULL);
    CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0, "a process opens another one's child and waits for it");
    CHECK(TerminateProcess(first, 42) && child_finish(first) == 42 && child_finish(second) == 42,
          "its wait ends with the other's end, and it gets the exit status");
    first = start("exit", 0, NULL, &id);
    second = start("wait", id, NULL, NULL);
    CHECK(child_finish(first) == 1234567 && child_finish(second) == 1234567,
          "the same of one that ends by itself: all 32 bits");
    first = start("sleep", 0, NULL, &id);
    CHECK(child_finish(start("end-denied", id, NULL, NULL)) == 7,
          "\"The handle must have the PROCESS_TERMINATE access right\"");
    CHECK(child_finish(start("end", id, NULL, NULL)) == 7 && child_finish(first) == 43,
          "who has it ends it, with its status");
    CHECK(!OpenProcess(SYNCHRONIZE, FALSE, id) && GetLastError() == ERROR_INVALID_PARAMETER,
          "a process that has ended and has no handles cannot be opened");
    CHECK(child_finish(start("memory-denied", own, text, NULL)) == 7 && !strcmp(text, "before"),
          "\"The handle must have PROCESS_VM_WRITE and PROCESS_VM_OPERATION access to the process\"");
    CHECK(child_finish(start("memory", own, text, NULL)) == 7 && !strcmp(text, "after"),
          "a child reads and writes its parent's memory");
    CloseHandle(ready);
    return check_done();
}
