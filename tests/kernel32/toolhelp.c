/* SPDX-License-Identifier: MIT */
/* Tool help: snapshots of processes, threads, modules and heaps as documented. */
#include "check.h"

#include <string.h>
#include <tlhelp32.h>

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static HANDLE stop;

static DWORD WINAPI wait_for_it(void *argument)
{
    (void)argument;
    return WaitForSingleObject(stop, 60000);
}

static const char *own_name(char *path)
{
    GetModuleFileNameA(NULL, path, MAX_PATH);
    return strrchr(path, '\\') + 1;
}

static void test_processes(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (!CHECK(snapshot != INVALID_HANDLE_VALUE, "CreateToolhelp32Snapshot: \"an open handle to the snapshot\""))
        return;
    PROCESSENTRY32 entry = {.dwSize = sizeof entry};
    PROCESSENTRY32W wide = {.dwSize = sizeof wide};
    char path[MAX_PATH];
    const char *name = own_name(path);
    DWORD self = GetCurrentProcessId(), seen = 0, threads = 0, all = 0, more = 1;
    CHECK(Process32First(snapshot, &entry), "Process32First: \"TRUE if the first entry has been copied\"");
    do {
        all++;
        if (entry.th32ProcessID != self) continue;
        seen++;
        threads = entry.cntThreads;
        CHECK(!strcmp(entry.szExeFile, name), "szExeFile: \"the name of the executable file for the process\" (%s)",
              entry.szExeFile);
        CHECK(entry.pcPriClassBase == 8 && entry.th32ParentProcessID && entry.th32ParentProcessID != self,
              "the base priority, and a parent");
    } while (Process32Next(snapshot, &entry));
    CHECK(failed(ERROR_NO_MORE_FILES), "Process32Next: \"ERROR_NO_MORE_FILES if no processes exist\"");
    CHECK(seen == 1 && threads >= 2, "this process, once, with its threads");
    CHECK(Process32FirstW(snapshot, &wide), "Process32FirstW begins again");
    DWORD first = wide.th32ProcessID;
    while (Process32NextW(snapshot, &wide)) {
        more++;
        if (wide.th32ProcessID == self) CHECK(wide.cntThreads == threads, "Process32NextW: the same in the wide form");
    }
    CHECK(first && more == all, "as many in both forms");
    CHECK(!Process32NextW(snapshot, &wide) && failed(ERROR_NO_MORE_FILES), "the end stays the end");
    wide.dwSize = 8;
    CHECK(!Process32FirstW(snapshot, &wide),
          "Process32FirstW: \"If you do not initialize dwSize, Process32First fails\"");
    entry.dwSize = 0;
    CHECK(!Process32First(snapshot, &entry), "and so does the narrow form");
    THREADENTRY32 thread = {.dwSize = sizeof thread};
    CHECK(
        !Thread32First(snapshot, &thread) && failed(ERROR_NO_MORE_FILES),
        "\"ERROR_NO_MORE_FILES is returned if no threads exist or the snapshot does not contain thread information\"");
    CHECK(CloseHandle(snapshot), "\"To destroy the snapshot, use the CloseHandle function\"");
    wide.dwSize = sizeof wide;
    CHECK(!Process32FirstW(snapshot, &wide) && failed(ERROR_INVALID_HANDLE), "then it is none");
    CHECK(!Process32Next(NULL, &entry), "Process32Next without a snapshot");
}

static void test_threads(DWORD other)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD | TH32CS_SNAPPROCESS, 0);
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    PROCESSENTRY32 process = {.dwSize = sizeof process};
    DWORD own = 0, main_seen = 0, other_seen = 0;
    CHECK(Thread32First(snapshot, &entry), "Thread32First: \"TRUE if the first entry has been copied\"");
    do {
        if (entry.th32OwnerProcessID != GetCurrentProcessId()) continue;
        own++;
        main_seen += entry.th32ThreadID == GetCurrentThreadId();
        other_seen += entry.th32ThreadID == other;
        CHECK(entry.tpBasePri >= 1 && entry.tpBasePri <= 31 && entry.tpDeltaPri == 0,
              "tpBasePri: \"a number from 0 to 31\"");
    } while (Thread32Next(snapshot, &entry));
    CHECK(failed(ERROR_NO_MORE_FILES), "Thread32Next: ERROR_NO_MORE_FILES");
    CHECK(main_seen == 1 && other_seen == 1, "the threads of this process, each once, by th32OwnerProcessID");
    for (BOOL on = Process32First(snapshot, &process); on; on = Process32Next(snapshot, &process))
        if (process.th32ProcessID == GetCurrentProcessId())
            CHECK(process.cntThreads == own, "cntThreads: \"the number of execution threads\" is the same %lu", own);
    entry.dwSize = 4;
    CHECK(!Thread32First(snapshot, &entry), "Thread32First: dwSize must be set");
    CloseHandle(snapshot);
    CHECK(!Thread32Next(snapshot, &entry), "Thread32Next of a closed snapshot");
}

static void test_modules(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, GetCurrentProcessId());
    MODULEENTRY32 entry = {.dwSize = sizeof entry};
    MODULEENTRY32W wide = {.dwSize = sizeof wide};
    char path[MAX_PATH];
    const char *name = own_name(path);
    BYTE *first = NULL;
    DWORD count = 0, kernel32 = 0, wides = 1;
    CHECK(Module32First(snapshot, &entry), "Module32First: \"TRUE if the first entry has been copied\"");
    CHECK((HMODULE)entry.modBaseAddr == GetModuleHandleA(NULL) && entry.hModule == GetModuleHandleA(NULL) &&
              !strcmp(entry.szModule, name) && !strcmp(entry.szExePath, path) &&
              entry.th32ProcessID == GetCurrentProcessId() && entry.th32ModuleID == 1,
          "the program itself: base address, name and path");
    IMAGE_DOS_HEADER *dos = (IMAGE_DOS_HEADER *)entry.modBaseAddr;
    CHECK(entry.modBaseSize == ((IMAGE_NT_HEADERS *)(entry.modBaseAddr + dos->e_lfanew))->OptionalHeader.SizeOfImage,
          "modBaseSize: \"the size of the module, in bytes\"");
    do {
        count++;
        if ((HMODULE)entry.modBaseAddr == GetModuleHandleA("kernel32")) kernel32++;
        if (!_stricmp(entry.szModule, "kernel32.dll")) first = entry.modBaseAddr;
    } while (Module32Next(snapshot, &entry));
    CHECK(failed(ERROR_NO_MORE_FILES), "Module32Next: ERROR_NO_MORE_FILES");
    CHECK(kernel32 == 1 && (HMODULE)first == GetModuleHandleA("kernel32"), "and kernel32 among its DLLs");
    CHECK(Module32FirstW(snapshot, &wide) && wide.hModule == GetModuleHandleA(NULL), "Module32FirstW begins again");
    while (Module32NextW(snapshot, &wide)) wides++;
    CHECK(wides == count && failed(ERROR_NO_MORE_FILES), "Module32NextW: as many in the wide form");
    wide.dwSize = entry.dwSize = 4;
    CHECK(!Module32FirstW(snapshot, &wide) && !Module32First(snapshot, &entry) && !Module32NextW(snapshot, &wide) &&
              !Module32Next(snapshot, &entry),
          "dwSize must be set");
    CloseHandle(snapshot);
    CHECK(CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, 0x7ffffff0) == INVALID_HANDLE_VALUE &&
              failed(ERROR_INVALID_PARAMETER),
          "CreateToolhelp32Snapshot of a process that there is not: INVALID_HANDLE_VALUE");
    snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE | TH32CS_INHERIT, 0);
    DWORD flags = 0;
    CHECK(GetHandleInformation(snapshot, &flags) && flags & HANDLE_FLAG_INHERIT,
          "TH32CS_INHERIT: \"the snapshot handle is to be inheritable\"; 0 is the current process");
    CloseHandle(snapshot);
}

static void test_heaps(void)
{
    HANDLE heap = HeapCreate(0, 0, 0), snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPHEAPLIST, 0);
    void *block = HeapAlloc(heap, 0, 12345);
    HEAPLIST32 list = {.dwSize = sizeof list};
    HEAPENTRY32 entry = {.dwSize = sizeof entry};
    DWORD own = 0, fallback = 0, found = 0;
    CHECK(Heap32ListFirst(snapshot, &list), "Heap32ListFirst: \"TRUE if the first entry has been copied\"");
    do {
        own += list.th32HeapID == (ULONG_PTR)heap && list.th32ProcessID == GetCurrentProcessId();
        fallback += list.dwFlags == HF32_DEFAULT && list.th32HeapID == (ULONG_PTR)GetProcessHeap();
    } while (Heap32ListNext(snapshot, &list));
    CHECK(failed(ERROR_NO_MORE_FILES), "Heap32ListNext: ERROR_NO_MORE_FILES");
    CHECK(own == 1 && fallback == 1, "a heap of this process, and its default one with HF32_DEFAULT");
    CHECK(Heap32First(&entry, GetCurrentProcessId(), (ULONG_PTR)heap), "Heap32First: the first block of a heap");
    do found += entry.dwAddress == (ULONG_PTR)block && entry.dwBlockSize >= 12345 && entry.dwFlags == LF32_FIXED;
    while (Heap32Next(&entry));
    CHECK(failed(ERROR_NO_MORE_FILES), "Heap32Next: ERROR_NO_MORE_FILES");
    CHECK(found == 1, "and the block that was allocated is among them");
    list.dwSize = 0;
    entry.dwSize = 0;
    CHECK(!Heap32ListFirst(snapshot, &list) && !Heap32ListNext(snapshot, &list) &&
              !Heap32First(&entry, 0, (ULONG_PTR)heap) && !Heap32Next(&entry),
          "dwSize must be set");
    CloseHandle(snapshot);
    HeapDestroy(heap);
}

static void test_memory(void)
{
    char from[] = "metic", to[6] = "";
    SIZE_T count = 0;
    CHECK(Toolhelp32ReadProcessMemory(0, from, to, 6, &count) && count == 6 && !strcmp(to, from),
          "Toolhelp32ReadProcessMemory: 0 is the current process");
    CHECK(Toolhelp32ReadProcessMemory(GetCurrentProcessId(), from + 1, to, 5, &count) && !strcmp(to, "etic"),
          "or by its id");
    CHECK(!Toolhelp32ReadProcessMemory(0, (void *)16, to, 5, &count), "\"FALSE otherwise\": an address that is none");
    CHECK(!Toolhelp32ReadProcessMemory(0x7ffffff0, from, to, 5, &count) && failed(ERROR_INVALID_PARAMETER),
          "a process that is none");
}

int main(void)
{
    DWORD id;
    stop = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, wait_for_it, NULL, 0, &id);
    test_processes();
    test_threads(id);
    test_modules();
    test_heaps();
    test_memory();
    SetEvent(stop);
    WaitForSingleObject(thread, INFINITE);
    return check_done();
}
