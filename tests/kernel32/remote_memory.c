/* SPDX-License-Identifier: MIT */
/* Memory of another process.  Rests on "VirtualAllocEx function", "VirtualProtectEx function", "VirtualFreeEx
 * function", "VirtualQueryEx function", "WriteProcessMemory function".  Debian's Wine writes into what is only
 * reserved, and has another error for what was released. */
#include "children.h"

#include <string.h>

enum { PAGE = 4096 };

struct shared {
    volatile ULONG_PTR address;
    volatile LONG done;
};

/* Reads where it is told to, and writes behind it. */
static int child(char **argv)
{
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "metic memory"),
           go = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic memory go");
    struct shared *shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    (void)argv;
    if (!shared || WaitForSingleObject(go, 20000) != WAIT_OBJECT_0) return 1;
    char *at = (char *)shared->address;
    if (strcmp(at, "written from outside")) return 2;
    strcpy(at + 100, "written from inside");
    shared->done = 1;
    WaitForSingleObject(go, 20000);
    return 7;
}

static void work(HANDLE process, struct shared *shared, HANDLE go)
{
    MEMORY_BASIC_INFORMATION info;
    SYSTEM_INFO system;
    char text[64] = "", *at, *twice;
    DWORD old = 0;
    SIZE_T done;

    GetSystemInfo(&system);
    at = VirtualAllocEx(process, NULL, 4 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    CHECK(at && !((ULONG_PTR)at % system.dwAllocationGranularity),
          "VirtualAllocEx: \"the base address of the allocated region of pages\"");
    CHECK(VirtualQueryEx(process, at, &info, sizeof info) == sizeof info && info.State == MEM_RESERVE &&
              info.RegionSize == 4 * PAGE && info.AllocationBase == at && info.Type == MEM_PRIVATE,
          "VirtualQueryEx: it is reserved there");
    CHECK(!WriteProcessMemory(process, at, "x", 1, &done), "WriteProcessMemory: into what is only reserved");
    CHECK(VirtualAllocEx(process, at + PAGE + 7, PAGE, MEM_COMMIT, PAGE_READWRITE) == at + PAGE,
          "VirtualAllocEx: \"rounded down to the nearest page boundary\"");
    CHECK(VirtualQueryEx(process, at + PAGE, &info, sizeof info) == sizeof info && info.State == MEM_COMMIT &&
              info.RegionSize == 2 * PAGE && info.Protect == PAGE_READWRITE,
          "VirtualQueryEx: two pages are committed there");
    CHECK(WriteProcessMemory(process, at + PAGE, "written from outside", 21, &done) && done == 21,
          "WriteProcessMemory: into them");
    shared->address = (ULONG_PTR)at + PAGE;
    SetEvent(go);
    for (int i = 0; i < 4000 && !shared->done; i++) Sleep(5);
    CHECK(shared->done && ReadProcessMemory(process, at + PAGE + 100, text, 20, NULL) &&
              !strcmp(text, "written from inside"),
          "the process reads and writes it");

    CHECK(VirtualProtectEx(process, at + PAGE, 1, PAGE_READONLY, &old) && old == PAGE_READWRITE,
          "VirtualProtectEx: \"the previous access protection of the first page\"");
    CHECK(VirtualQueryEx(process, at + PAGE + 5, &info, sizeof info) && info.Protect == PAGE_READONLY &&
              info.RegionSize == PAGE && info.BaseAddress == at + PAGE,
          "VirtualQueryEx: one page can only be read");
    CHECK(!VirtualProtectEx(process, at, 1, PAGE_READONLY, &old) && GetLastError() == ERROR_INVALID_ADDRESS,
          "VirtualProtectEx: what is not committed");
    CHECK(!VirtualProtectEx(process, at + PAGE, 1, PAGE_READONLY, NULL) && GetLastError() == ERROR_NOACCESS,
          "VirtualProtectEx: \"lpflOldProtect: if this parameter is NULL, the function fails\"");
    CHECK(FlushInstructionCache(process, at + PAGE, 1), "FlushInstructionCache of another process");

    twice = VirtualAllocEx(process, at, PAGE, MEM_RESERVE, PAGE_READWRITE);
    CHECK(!twice && GetLastError() == ERROR_INVALID_ADDRESS, "VirtualAllocEx: where there is something already");
    CHECK(!VirtualAllocEx(process, NULL, 0, MEM_COMMIT, PAGE_READWRITE) && GetLastError() == ERROR_INVALID_PARAMETER,
          "VirtualAllocEx: nothing");
    CHECK(!VirtualAllocEx(process, NULL, PAGE, MEM_COMMIT, 0x777) && GetLastError() == ERROR_INVALID_PARAMETER,
          "VirtualAllocEx: no such protection");
    CHECK(!VirtualFreeEx(process, at + PAGE, 0, MEM_RELEASE) && GetLastError() == ERROR_INVALID_ADDRESS,
          "VirtualFreeEx: MEM_RELEASE takes \"the base address returned by VirtualAllocEx\"");
    CHECK(VirtualFreeEx(process, at + PAGE, PAGE, MEM_DECOMMIT) &&
              VirtualQueryEx(process, at + PAGE, &info, sizeof info) && info.State == MEM_RESERVE,
          "VirtualFreeEx: MEM_DECOMMIT");
    CHECK(VirtualFreeEx(process, at, 0, MEM_RELEASE) && VirtualQueryEx(process, at, &info, sizeof info) &&
              info.State == MEM_FREE,
          "VirtualFreeEx: MEM_RELEASE");
    CHECK(!VirtualFreeEx(process, at, 0, MEM_RELEASE) && GetLastError() == ERROR_INVALID_ADDRESS,
          "VirtualFreeEx: it is not there any more");
    at = VirtualAllocEx(process, at, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READ);
    CHECK(at && VirtualQueryEx(process, at, &info, sizeof info) && info.AllocationProtect == PAGE_EXECUTE_READ,
          "VirtualAllocEx: at an address, to be executed");
}

int main(int argc, char **argv)
{
    if (argc > 1) return child(argv);
    HANDLE mapping =
               CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(struct shared), "metic memory"),
           go = CreateEventA(NULL, FALSE, FALSE, "metic memory go"), weak = NULL, process;
    struct shared *shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    MEMORY_BASIC_INFORMATION info;
    PROCESS_INFORMATION suspended;

    process = child_start("reads", FALSE, 0, NULL);
    work(process, shared, go);
    DuplicateHandle(GetCurrentProcess(), process, GetCurrentProcess(), &weak, PROCESS_QUERY_INFORMATION, FALSE, 0);
    CHECK(!VirtualAllocEx(weak, NULL, PAGE, MEM_COMMIT, PAGE_READWRITE) && GetLastError() == ERROR_ACCESS_DENIED,
          "VirtualAllocEx: \"The handle must have the PROCESS_VM_OPERATION access right\"");
    CHECK(VirtualQueryEx(weak, (void *)0x7ffe0000, &info, sizeof info) == sizeof info && info.State == MEM_COMMIT,
          "VirtualQueryEx: \"The handle must have been opened with the PROCESS_QUERY_INFORMATION access right\"");
    CloseHandle(weak);
    CHECK(!VirtualQueryEx((HANDLE)0x7ffc, NULL, &info, sizeof info) && GetLastError() == ERROR_INVALID_HANDLE,
          "VirtualQueryEx: no such process");
    SetEvent(go);
    CHECK(WaitForSingleObject(process, 20000) == WAIT_OBJECT_0, "the process ends");
    CHECK(!VirtualAllocEx(process, NULL, PAGE, MEM_COMMIT, PAGE_READWRITE) && GetLastError() == ERROR_ACCESS_DENIED,
          "VirtualAllocEx: it has no memory any more");
    CHECK(child_finish(process) == 7, "and had ended by itself");

    process = child_start("reads", FALSE, CREATE_SUSPENDED, &suspended);
    char *at = VirtualAllocEx(process, NULL, PAGE, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE), back[8] = "";
    CHECK(at && WriteProcessMemory(process, at, "early", 6, NULL) && ReadProcessMemory(process, at, back, 6, NULL) &&
              !strcmp(back, "early"),
          "VirtualAllocEx: in a process that waits at its start");
    TerminateProcess(process, 0);
    CloseHandle(suspended.hThread);
    CloseHandle(process);
    return check_done();
}
