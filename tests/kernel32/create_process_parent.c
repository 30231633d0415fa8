/* SPDX-License-Identifier: MIT */
/* CreateProcess with another process as the parent, by this program, which starts itself three times over.
 * Rests on "UpdateProcThreadAttribute function", PROC_THREAD_ATTRIBUTE_PARENT_PROCESS: "a handle to a process to use
 * instead of the calling process as the parent for the process being created. The process to use must have the
 * PROCESS_CREATE_PROCESS access right. Attributes inherited from the specified process include handles ...".
 * Debian's Wine takes a handle into the list that cannot be inherited, and its server ends where the parent has ended.
 */
#include "check.h"

#include <string.h>
#include <tlhelp32.h>
#include <wchar.h>

static WCHAR self[MAX_PATH];

static DWORD parent_of(DWORD id)
{
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    BOOL more = Process32FirstW(list, &entry);
    while (more && entry.th32ProcessID != id) more = Process32NextW(list, &entry);
    CloseHandle(list);
    return more ? entry.th32ParentProcessID : 0;
}

/* child ID [HANDLE]: is that its parent's id, and can it write there? */
static int child(int argc, char **argv)
{
    DWORD done;
    if (!strcmp(argv[2], "sleep")) Sleep(60000);
    if (parent_of(GetCurrentProcessId()) != strtoul(argv[2], NULL, 0)) return 3;
    if (argc > 3 && !WriteFile((HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 16), "inherited", 9, &done, NULL)) return 4;
    return 7;
}

/* A child of `parent` that inherits that handle of it, if there is one. */
static BOOL start(HANDLE parent, HANDLE inherited, const WCHAR *arguments, DWORD flags, PROCESS_INFORMATION *info)
{
    STARTUPINFOEXW startup = {.StartupInfo.cb = sizeof startup};
    char room[256];
    SIZE_T size = sizeof room;
    WCHAR line[MAX_PATH + 100];

    startup.lpAttributeList = (void *)room;
    swprintf(line, MAX_PATH + 100, L"\"%ls\" child %ls", self, arguments);
    if (!InitializeProcThreadAttributeList(startup.lpAttributeList, 2, 0, &size)) return FALSE;
    BOOL done = (!parent || UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS,
                                                      &parent, sizeof parent, NULL, NULL)) &&
                (!inherited || UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                                         &inherited, sizeof inherited, NULL, NULL)) &&
                CreateProcessW(self, line, NULL, NULL, inherited != NULL, flags | EXTENDED_STARTUPINFO_PRESENT, NULL,
                               NULL, &startup.StartupInfo, info);
    DWORD error = GetLastError();
    DeleteProcThreadAttributeList(startup.lpAttributeList);
    SetLastError(error);
    return done;
}

static DWORD finish(PROCESS_INFORMATION *info)
{
    DWORD code = 0;
    if (WaitForSingleObject(info->hProcess, 60000) == WAIT_OBJECT_0) GetExitCodeProcess(info->hProcess, &code);
    CloseHandle(info->hProcess);
    CloseHandle(info->hThread);
    return code;
}

int main(int argc, char **argv)
{
    PROCESS_INFORMATION parent, info;
    HANDLE opened, weak, there = NULL, fixed = NULL, file;
    WCHAR arguments[64];
    char text[16];
    DWORD done;

    if (argc > 2 && !strcmp(argv[1], "child")) return child(argc, argv);
    GetModuleFileNameW(NULL, self, MAX_PATH);
    if (!start(NULL, NULL, L"sleep", 0, &parent)) return 1;
    opened = OpenProcess(PROCESS_CREATE_PROCESS | PROCESS_DUP_HANDLE, FALSE, parent.dwProcessId);
    weak = OpenProcess(PROCESS_DUP_HANDLE | PROCESS_QUERY_INFORMATION, FALSE, parent.dwProcessId);
    file = CreateFileW(L"inherited", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE,
                       NULL);
    CHECK(DuplicateHandle(GetCurrentProcess(), file, opened, &there, 0, TRUE, DUPLICATE_SAME_ACCESS) && there,
          "an inheritable handle for the parent");
    CHECK(DuplicateHandle(GetCurrentProcess(), file, opened, &fixed, 0, FALSE, DUPLICATE_SAME_ACCESS) && fixed,
          "and one that is not");

    swprintf(arguments, 64, L"%lu", parent.dwProcessId);
    CHECK(start(opened, NULL, arguments, 0, &info) && finish(&info) == 7, "the process says that it is its parent");
    swprintf(arguments, 64, L"%lu %llx", parent.dwProcessId, (unsigned long long)(ULONG_PTR)there);
    CHECK(start(opened, there, arguments, 0, &info) && finish(&info) == 7, "its handles are inherited, not ours");
    CHECK(SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0 && ReadFile(file, text, sizeof text, &done, NULL) &&
              done == 9 && !memcmp(text, "inherited", 9),
          "the child has written to the file behind that");
    CHECK(start(opened, NULL, arguments, CREATE_SUSPENDED, &info) && parent_of(info.dwProcessId) == parent.dwProcessId,
          "whoever asks is told of the parent");
    TerminateProcess(info.hProcess, 9);
    CHECK(finish(&info) == 9, "the maker ends it by his handle");
    swprintf(arguments, 64, L"%lu", GetCurrentProcessId());
    CHECK(start(GetCurrentProcess(), NULL, arguments, 0, &info) && finish(&info) == 7, "the calling process itself");

    SetLastError(0);
    CHECK(!start(opened, fixed, arguments, 0, &info) && GetLastError() == ERROR_INVALID_PARAMETER,
          "PROC_THREAD_ATTRIBUTE_HANDLE_LIST: \"These handles must be created as inheritable handles\"");
    CHECK(!start(weak, NULL, arguments, 0, &info) && GetLastError() == ERROR_ACCESS_DENIED,
          "\"must have the PROCESS_CREATE_PROCESS access right\"");
    TerminateProcess(parent.hProcess, 0);
    WaitForSingleObject(parent.hProcess, INFINITE);
    CHECK(!start(opened, there, arguments, 0, &info), "a parent that has ended has no handles to inherit");
    CloseHandle(weak);
    CloseHandle(opened);
    CloseHandle(file);
    finish(&parent);
    return check_done();
}
