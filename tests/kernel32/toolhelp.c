/* SPDX-License-Identifier: MIT */
/* Tool help: snapshots of processes, threads, modules and heaps as documented. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
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

/* ---- another process ---- */

static char known[] = "known to the parent";

/* As the child: looks at its parent, whose id and address of `known` it is told, and waits to be looked at. */
static int child(DWORD parent, const void *address)
{
    char text[sizeof known] = "";
    SIZE_T count = 0;
    if (!Toolhelp32ReadProcessMemory(parent, address, text, sizeof text, &count) || count != sizeof text) return 10;
    if (strcmp(text, "told by the parent!")) return 11;
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, parent);
    MODULEENTRY32W entry = {.dwSize = sizeof entry};
    if (snapshot == INVALID_HANDLE_VALUE || !Module32FirstW(snapshot, &entry) || entry.th32ProcessID != parent)
        return 12;
    CloseHandle(snapshot);
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, parent);
    if (!process || GetProcessId(process) != parent) return 13;
    if (ReadProcessMemory(process, address, text, 1, &count)) return 14; /* not with this handle */
    CloseHandle(process);
    puts("ready");
    fflush(stdout);
    Sleep(60000);
    return 0;
}

static void test_other(void)
{
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit, .bInheritHandle = TRUE};
    PROCESS_INFORMATION process;
    char command[MAX_PATH + 64], path[MAX_PATH], line[16] = "";
    HANDLE in, out;
    DWORD done = 0, status = 0;
    strcpy(known, "told by the parent!");
    GetModuleFileNameA(NULL, path, sizeof path);
    snprintf(command, sizeof command, "\"%s\" %lu %p", path, GetCurrentProcessId(), (void *)known);
    CreatePipe(&in, &out, &inherit, 0);
    SetHandleInformation(in, HANDLE_FLAG_INHERIT, 0);
    startup.hStdOutput = out;
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    if (!CHECK(CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process), "a child")) return;
    CloseHandle(out);
    ReadFile(in, line, 5, &done, NULL);
    if (done != 5) WaitForSingleObject(process.hProcess, 10000);
    GetExitCodeProcess(process.hProcess, &status);
    CHECK(done == 5 && !memcmp(line, "ready", 5),
          "Toolhelp32ReadProcessMemory, CreateToolhelp32Snapshot, OpenProcess, of a process that made this one (%lu)",
          status);

    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE | TH32CS_SNAPHEAPLIST, process.dwProcessId);
    CHECK(snapshot != INVALID_HANDLE_VALUE, "CreateToolhelp32Snapshot: modules and heaps of another process");
    MODULEENTRY32 module = {.dwSize = sizeof module};
    HEAPLIST32 heap = {.dwSize = sizeof heap};
    DWORD kernel32 = 0;
    CHECK(Module32First(snapshot, &module) && !strcmp(module.szExePath, path) &&
              module.th32ProcessID == process.dwProcessId,
          "the program it runs comes first");
    IMAGE_DOS_HEADER header = {0};
    SIZE_T count = 0;
    CHECK(Toolhelp32ReadProcessMemory(process.dwProcessId, module.modBaseAddr, &header, sizeof header, &count) &&
              header.e_magic == IMAGE_DOS_SIGNATURE,
          "and stands where the snapshot says");
    do kernel32 += !_stricmp(module.szModule, "kernel32.dll");
    while (Module32Next(snapshot, &module));
    CHECK(kernel32 == 1, "then its DLLs");
    CHECK(Heap32ListFirst(snapshot, &heap) && heap.th32ProcessID == process.dwProcessId &&
              heap.dwFlags == HF32_DEFAULT && heap.th32HeapID,
          "its default heap");
    CloseHandle(snapshot);
    DWORD seen = 0;
    PROCESSENTRY32 entry = {.dwSize = sizeof entry};
    snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    for (BOOL on = Process32First(snapshot, &entry); on; on = Process32Next(snapshot, &entry))
        seen += entry.th32ProcessID == process.dwProcessId && entry.th32ParentProcessID == GetCurrentProcessId();
    CHECK(seen == 1, "th32ParentProcessID: \"the process that created this process\"");
    CloseHandle(snapshot);
    TerminateProcess(process.hProcess, 0);
    WaitForSingleObject(process.hProcess, 10000);
    CHECK(CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, process.dwProcessId) == INVALID_HANDLE_VALUE,
          "an ended process has no modules");
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    CloseHandle(in);
}

int main(int argc, char **argv)
{
    if (argc == 3) return child(strtoul(argv[1], NULL, 10), (void *)(ULONG_PTR)strtoull(argv[2], NULL, 16));
    DWORD id;
    stop = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, wait_for_it, NULL, 0, &id);
    test_processes();
    test_threads(id);
    test_modules();
    test_heaps();
    test_memory();
    test_other();
    SetEvent(stop);
    WaitForSingleObject(thread, INFINITE);
    return check_done();
}
