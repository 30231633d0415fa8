/* SPDX-License-Identifier: MIT */
/* The status of processes: which there are, their modules, their memory; of this process and of a child. */
#include "check.h"

#include <psapi.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static HANDLE self, child, no_process;
static DWORD child_id;

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static BOOL listed(const DWORD *ids, DWORD count, DWORD id)
{
    for (DWORD i = 0; i < count; i++)
        if (ids[i] == id) return TRUE;
    return FALSE;
}

static void test_processes(void)
{
    DWORD ids[4096], written = 0;
    CHECK(K32EnumProcesses(ids, sizeof ids, &written) && written && written < sizeof ids && !(written % sizeof *ids),
          "EnumProcesses: \"The number of bytes returned in the pProcessIds array\"");
    CHECK(listed(ids, written / sizeof *ids, GetCurrentProcessId()) && listed(ids, written / sizeof *ids, child_id),
          "EnumProcesses: this process and its child are in the list");
    written = 0;
    CHECK(K32EnumProcesses(ids, sizeof *ids, &written) && written == sizeof *ids,
          "EnumProcesses: no more than there is room for");
}

static void test_memory(void)
{
    PROCESS_MEMORY_COUNTERS counters = {0};
    PROCESS_MEMORY_COUNTERS_EX more = {0};
    /* Wine 8.0 counts no page faults */
    CHECK(K32GetProcessMemoryInfo(self, &counters, sizeof counters) && counters.cb == sizeof counters &&
              counters.WorkingSetSize > 65536 && counters.PeakWorkingSetSize >= counters.WorkingSetSize &&
              counters.PageFaultCount,
          "GetProcessMemoryInfo: \"The current working set size, in bytes\", its peak, the page faults");
    /* Wine 8.0 leaves PrivateUsage 0 ("The Commit Charge value in bytes for this process") */
    CHECK(K32GetProcessMemoryInfo(self, (PROCESS_MEMORY_COUNTERS *)&more, sizeof more) && more.cb == sizeof more &&
              more.PrivateUsage && more.WorkingSetSize > 65536,
          "GetProcessMemoryInfo: PrivateUsage in the longer structure");
    SIZE_T before = more.PrivateUsage, size = 32 << 20;
    char *memory = VirtualAlloc(NULL, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    memset(memory, 1, size);
    /* Wine 8.0: as above */
    CHECK(K32GetProcessMemoryInfo(self, (PROCESS_MEMORY_COUNTERS *)&more, sizeof more) &&
              more.PrivateUsage >= before + size / 2 && more.WorkingSetSize >= size / 2,
          "GetProcessMemoryInfo: 32 MiB of memory that was written to count");
    VirtualFree(memory, 0, MEM_RELEASE);
    memset(&counters, 0, sizeof counters);
    CHECK(K32GetProcessMemoryInfo(child, &counters, sizeof counters) && counters.WorkingSetSize > 65536,
          "GetProcessMemoryInfo: of a child");
    CHECK(!K32GetProcessMemoryInfo(self, &counters, sizeof counters - 1) && failed(ERROR_INSUFFICIENT_BUFFER),
          "GetProcessMemoryInfo: too small a structure");
    CHECK(!K32GetProcessMemoryInfo(no_process, &counters, sizeof counters) && failed(ERROR_INVALID_HANDLE),
          "GetProcessMemoryInfo: no process");

    PERFORMANCE_INFORMATION system = {0};
    CHECK(K32GetPerformanceInfo(&system, sizeof system) && system.PageSize == 4096 && system.PhysicalTotal &&
              system.PhysicalAvailable && system.PhysicalAvailable <= system.PhysicalTotal &&
              system.ProcessCount >= 2 && system.ThreadCount >= system.ProcessCount && system.CommitLimit,
          "GetPerformanceInfo: pages, processes and threads");
    CHECK(!K32GetPerformanceInfo(&system, sizeof system - 1) && failed(ERROR_BAD_LENGTH),
          "GetPerformanceInfo: ERROR_BAD_LENGTH");
}

static void test_modules(HANDLE process, const char *whose)
{
    HMODULE modules[256], few[1] = {NULL}, system = GetModuleHandleA("ntdll.dll");
    DWORD needed = 0, again = 0, found = 0;
    char name[MAX_PATH] = "", path[MAX_PATH], own[MAX_PATH], tail[4];
    WCHAR wide[MAX_PATH] = L"", own_wide[MAX_PATH];
    MODULEINFO info = {0};

    GetModuleFileNameA(NULL, own, MAX_PATH), GetModuleFileNameW(NULL, own_wide, MAX_PATH);
    CHECK(K32EnumProcessModules(process, modules, sizeof modules, &needed) && needed >= 3 * sizeof *modules &&
              needed < sizeof modules && modules[0] == GetModuleHandleA(NULL),
          "EnumProcessModules: the program first, of %s", whose);
    for (DWORD i = 0; i < needed / sizeof *modules; i++) found += modules[i] == system;
    CHECK(found == 1, "EnumProcessModules: and ntdll.dll, once");
    CHECK(K32EnumProcessModules(process, few, sizeof few, &again) && again == needed && few[0] == modules[0],
          "EnumProcessModules: \"The number of bytes required to store all module handles\"");
    CHECK(K32EnumProcessModulesEx(process, modules, sizeof modules, &again, LIST_MODULES_ALL) && again == needed,
          "EnumProcessModulesEx: LIST_MODULES_ALL");

    CHECK(K32GetModuleBaseNameA(process, system, name, sizeof name) == 9 && !_stricmp(name, "ntdll.dll"),
          "GetModuleBaseNameA: \"the length of the string copied to the buffer, in characters\"");
    CHECK(K32GetModuleBaseNameW(process, NULL, wide, MAX_PATH) && !_wcsicmp(wide, wcsrchr(own_wide, '\\') + 1),
          "GetModuleBaseNameW: \"If this parameter is NULL, this function returns the name of the file used to create "
          "the calling process\"");
    CHECK(K32GetModuleFileNameExA(process, NULL, path, sizeof path) == strlen(own) && !_stricmp(path, own),
          "GetModuleFileNameExA: NULL: \"the path of the executable file of the process\"");
    CHECK(K32GetModuleFileNameExW(process, modules[0], wide, MAX_PATH) == wcslen(own_wide) && !_wcsicmp(wide, own_wide),
          "GetModuleFileNameExW: a module's path");
    CHECK(K32GetModuleFileNameExA(process, NULL, tail, sizeof tail) && !strncmp(tail, own, 3) && !tail[3],
          "GetModuleFileNameExA: \"the file name is truncated and null-terminated\"");
    /* Wine 8.0 answers one of these with another error */
    CHECK(!K32GetModuleBaseNameA(process, (HMODULE)0x10, name, sizeof name) && failed(ERROR_INVALID_HANDLE) &&
              !K32GetModuleBaseNameW(process, (HMODULE)0x10, wide, MAX_PATH) && failed(ERROR_INVALID_HANDLE) &&
              !K32GetModuleFileNameExA(process, (HMODULE)0x10, name, sizeof name) && failed(ERROR_INVALID_HANDLE) &&
              !K32GetModuleFileNameExW(process, (HMODULE)0x10, wide, MAX_PATH) && failed(ERROR_INVALID_HANDLE),
          "\"If the function fails, the return value is zero\": no such module");
    CHECK(K32GetModuleInformation(process, modules[0], &info, sizeof info) && info.lpBaseOfDll == modules[0] &&
              (char *)info.EntryPoint > (char *)modules[0] &&
              (char *)info.EntryPoint < (char *)modules[0] + info.SizeOfImage,
          "GetModuleInformation: base, size and entry");
    CHECK(!K32GetModuleInformation(process, (HMODULE)0x10, &info, sizeof info) && failed(ERROR_INVALID_HANDLE),
          "GetModuleInformation: no such module");
    CHECK(!K32GetModuleInformation(process, modules[0], &info, 4) && failed(ERROR_INSUFFICIENT_BUFFER),
          "GetModuleInformation: too small a structure");

    const char *base = strrchr(own, '\\');
    DWORD length = K32GetProcessImageFileNameA(process, path, sizeof path);
    CHECK(length == strlen(path) && !strncmp(path, "\\Device\\", 8) && !_stricmp(strrchr(path, '\\'), base),
          "GetProcessImageFileNameA: \"returns the path in device form\"");
    CHECK(K32GetProcessImageFileNameW(process, wide, MAX_PATH) == length && wide[0] == '\\' && wide[1] == 'D',
          "GetProcessImageFileNameW: the same");
    CHECK(!K32GetProcessImageFileNameA(process, path, 5) && failed(ERROR_INSUFFICIENT_BUFFER) &&
              !K32GetProcessImageFileNameW(process, wide, 5) && failed(ERROR_INSUFFICIENT_BUFFER),
          "GetProcessImageFileName: ERROR_INSUFFICIENT_BUFFER");
}

static void test_failures(void)
{
    HMODULE modules[2];
    DWORD needed;
    CHECK(!K32EnumProcessModules(no_process, modules, sizeof modules, &needed) && failed(ERROR_INVALID_HANDLE),
          "EnumProcessModules: no process");
    CHECK(!K32EnumProcessModulesEx(no_process, modules, sizeof modules, &needed, LIST_MODULES_ALL) &&
              failed(ERROR_INVALID_HANDLE),
          "EnumProcessModulesEx: no process");
    char own[MAX_PATH], path[MAX_PATH] = "";
    WCHAR wide[MAX_PATH] = L"";
    GetModuleFileNameA(NULL, own, MAX_PATH);
    HMODULE module = GetModuleHandleA(NULL);
    DWORD length = K32GetMappedFileNameA(self, module, path, sizeof path);
    CHECK(length && length == strlen(path) && !_stricmp(strrchr(path, '\\'), strrchr(own, '\\')),
          "GetMappedFileNameA: the file of this program, in device form (%s)", path);
    CHECK(K32GetMappedFileNameW(self, module, wide, MAX_PATH) == length, "GetMappedFileNameW: the same");
    CHECK(!K32GetMappedFileNameW(self, &length, wide, MAX_PATH) &&
              !K32GetMappedFileNameA(self, &length, path, MAX_PATH),
          "GetMappedFileName: 0: no file stands at that address");
}

int main(int argc, char **argv)
{
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit, .bInheritHandle = TRUE};
    PROCESS_INFORMATION made;
    char path[MAX_PATH], line[MAX_PATH + 32], word[8] = "";
    HANDLE in, out;
    DWORD done;

    if (argc > 1) { /* the child: it has its modules, and waits for its end */
        WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), argv[1], 5, &done, NULL);
        Sleep(60000);
        return 0;
    }
    GetModuleFileNameA(NULL, path, MAX_PATH);
    sprintf(line, "\"%s\" ready", path);
    CreatePipe(&in, &out, &inherit, 0);
    startup.hStdOutput = out;
    if (!CHECK(CreateProcessA(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made), "a child starts"))
        return check_done();
    CloseHandle(out);
    CHECK(ReadFile(in, word, 5, &done, NULL) && done == 5 && !memcmp(word, "ready", 5), "it is there");
    child_id = made.dwProcessId;
    child = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, child_id);
    self = GetCurrentProcess();
    no_process = (HANDLE)0x7ff0;

    test_processes();
    test_memory();
    test_modules(self, "this process");
    test_modules(child, "a child");
    test_failures();

    TerminateProcess(made.hProcess, 0);
    WaitForSingleObject(made.hProcess, INFINITE);
    CloseHandle(child), CloseHandle(made.hProcess), CloseHandle(made.hThread), CloseHandle(in);
    return check_done();
}
