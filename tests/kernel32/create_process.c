/* SPDX-License-Identifier: MIT */
/* CreateProcess, the attribute lists, and what is asked of another process: by this program, which starts itself.
 * Rests on "CreateProcessW function", "Creating a Child Process with Redirected Input and Output", "Inheritance",
 * "InitializeProcThreadAttributeList function", "UpdateProcThreadAttribute function", "TerminateProcess function".
 * Debian's Wine keeps the id of an ended process, ends one twice, takes both console flags and calls a folder an
 * invalid handle: there it fails. */
#include "check.h"

#include <string.h>
#include <wchar.h>

static WCHAR self[MAX_PATH];

/* ---- the other side ---- */

static void say(const char *text)
{
    DWORD done;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)strlen(text), &done, NULL);
}

/* child WHAT...: does one thing and ends with a status that says how it went. */
static int child(int argc, char **argv)
{
    const char *what = argv[2];
    char text[600];
    DWORD done;

    if (!strcmp(what, "status")) return (int)strtoul(argv[3], NULL, 0);
    if (!strcmp(what, "sleep")) {
        Sleep(60000);
        return 0;
    }
    if (!strcmp(what, "say")) {
        for (int i = 3; i < argc; i++) {
            say(argv[i]);
            say("|");
        }
        return 0;
    }
    if (!strcmp(what, "copy")) { /* stdin to stdout and stderr, until its end */
        while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), text, sizeof text, &done, NULL) && done) {
            WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, done, &done, NULL);
            WriteFile(GetStdHandle(STD_ERROR_HANDLE), "e", 1, &done, NULL);
        }
        return 5;
    }
    if (!strcmp(what, "write")) { /* to a handle whose value is given */
        HANDLE file = (HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 16);
        return WriteFile(file, "inherited", 9, &done, NULL) ? 7 : (int)GetLastError();
    }
    if (!strcmp(what, "where")) {
        GetCurrentDirectoryA(sizeof text, text);
        say(text);
        say("|");
        say(GetEnvironmentVariableA("METIC_IS_NOT", text, sizeof text) ? text : "(none)");
        say("|");
        say(GetEnvironmentVariableA("HERE", text, sizeof text) ? text : "(none)");
        return 0;
    }
    if (!strcmp(what, "startup")) {
        STARTUPINFOA info;
        GetStartupInfoA(&info);
        sprintf(text, "%s|%s|%lu|%lu|%d|%d|%.*s", info.lpTitle, info.lpDesktop, info.dwFlags & ~STARTF_USESTDHANDLES,
                info.dwX, info.wShowWindow, info.cbReserved2, info.cbReserved2, (const char *)info.lpReserved2);
        say(text);
        return 0;
    }
    if (!strcmp(what, "fault")) *(volatile int *)16 = 1;
    if (!strcmp(what, "exit")) ExitProcess(strtoul(argv[3], NULL, 0));
    return 99;
}

/* ---- this side ---- */

static const WCHAR *line_of(const WCHAR *arguments)
{
    static WCHAR line[1024];
    swprintf(line, sizeof line / sizeof *line, L"\"%ls\" child %ls", self, arguments);
    return line;
}

static BOOL start(const WCHAR *arguments, BOOL inherit, DWORD flags, STARTUPINFOW *startup, PROCESS_INFORMATION *info)
{
    STARTUPINFOW plain = {.cb = sizeof plain};
    return CreateProcessW(NULL, (WCHAR *)line_of(arguments), NULL, NULL, inherit, flags, NULL, NULL,
                          startup ? startup : &plain, info);
}

static DWORD finish(PROCESS_INFORMATION *info)
{
    DWORD code = 0xdead;
    WaitForSingleObject(info->hProcess, INFINITE);
    GetExitCodeProcess(info->hProcess, &code);
    CloseHandle(info->hProcess);
    CloseHandle(info->hThread);
    return code;
}

static DWORD status_of(const WCHAR *arguments)
{
    PROCESS_INFORMATION info;
    return start(arguments, FALSE, 0, NULL, &info) ? finish(&info) : 0xbad;
}

/* A pipe, of whose ends `inherited` (0: reading, 1: writing) goes to children. */
static void make_pipe(HANDLE ends[2], int inherited)
{
    SECURITY_ATTRIBUTES security = {.nLength = sizeof security, .bInheritHandle = TRUE};
    CreatePipe(&ends[0], &ends[1], &security, 0);
    SetHandleInformation(ends[!inherited], HANDLE_FLAG_INHERIT, 0);
}

/* What a child writes to its stdout, up to the end of it; the child's status in *status. */
static const char *output_of(const WCHAR *arguments, DWORD flags, STARTUPINFOW *startup, const WCHAR *folder,
                             void *block, DWORD *status)
{
    static char text[2048];
    STARTUPINFOW plain = {.cb = sizeof plain};
    PROCESS_INFORMATION info;
    DWORD length = 0, got;
    HANDLE out[2];

    if (!startup) startup = &plain;
    make_pipe(out, 1);
    startup->dwFlags |= STARTF_USESTDHANDLES;
    startup->hStdInput = NULL;
    startup->hStdOutput = startup->hStdError = out[1];
    BOOL ok = CreateProcessW(NULL, (WCHAR *)line_of(arguments), NULL, NULL, TRUE, flags, block, folder, startup, &info);
    CloseHandle(out[1]);
    while (ok && ReadFile(out[0], text + length, sizeof text - 1 - length, &got, NULL) && got) length += got;
    text[length] = 0;
    CloseHandle(out[0]);
    *status = ok ? finish(&info) : 0xbad;
    return text;
}

static void test_status(void)
{
    PROCESS_INFORMATION info;
    DWORD code;

    CHECK(status_of(L"status 0") == 0, "the status of a process that ended well");
    CHECK(status_of(L"status 0x12345678") == 0x12345678, "all 32 bits of the status");
    CHECK(status_of(L"exit 0x80000001") == 0x80000001, "of ExitProcess too");
    CHECK(start(L"fault", FALSE, CREATE_NO_WINDOW, NULL, &info) && finish(&info) == 0xc0000005,
          "an exception that nobody handles: its code");

    CHECK(start(L"sleep", FALSE, 0, NULL, &info), "CreateProcess");
    CHECK(info.dwProcessId && info.dwProcessId == GetProcessId(info.hProcess) &&
              info.dwProcessId != GetCurrentProcessId(),
          "dwProcessId: the new process's id");
    CHECK(info.dwThreadId && info.dwThreadId == GetThreadId(info.hThread) && info.dwThreadId != GetCurrentThreadId(),
          "dwThreadId: its first thread's");
    CHECK(WaitForSingleObject(info.hProcess, 0) == WAIT_TIMEOUT && WaitForSingleObject(info.hThread, 0) == WAIT_TIMEOUT,
          "neither is signalled while it runs");
    CHECK(GetExitCodeProcess(info.hProcess, &code) && code == STILL_ACTIVE, "GetExitCodeProcess: STILL_ACTIVE");
    HANDLE again = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, info.dwProcessId);
    CHECK(again && GetProcessId(again) == info.dwProcessId, "OpenProcess by its id");
    SetLastError(0);
    CHECK(!TerminateProcess(again, 1) && GetLastError() == ERROR_ACCESS_DENIED, "without PROCESS_TERMINATE: refused");
    CHECK(TerminateProcess(info.hProcess, 0xabcdef01), "TerminateProcess");
    CHECK(WaitForSingleObject(again, INFINITE) == WAIT_OBJECT_0, "which signals it, by any handle");
    CHECK(WaitForSingleObject(info.hThread, INFINITE) == WAIT_OBJECT_0, "and its thread");
    CHECK(GetExitCodeProcess(again, &code) && code == 0xabcdef01, "with the status that was given");
    CHECK(GetExitCodeThread(info.hThread, &code) && code == 0xabcdef01, "the thread too");
    SetLastError(0);
    CHECK(!TerminateProcess(info.hProcess, 2) && GetLastError() == ERROR_ACCESS_DENIED,
          "\"After a process has terminated, call to TerminateProcess with open handles to the process fails with "
          "ERROR_ACCESS_DENIED\"");
    FILETIME created, ended, kernel, user;
    CHECK(GetProcessTimes(again, &created, &ended, &kernel, &user) && CompareFileTime(&ended, &created) >= 0,
          "GetProcessTimes: it ended after it was created");
    CloseHandle(again);
    CloseHandle(info.hProcess);
    CloseHandle(info.hThread);
    SetLastError(0);
    CHECK(!OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, info.dwProcessId) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "no process has that id any more");
}

static void test_suspended(void)
{
    PROCESS_INFORMATION info;

    CHECK(start(L"status 3", FALSE, CREATE_SUSPENDED, NULL, &info), "CREATE_SUSPENDED");
    CHECK(WaitForSingleObject(info.hProcess, 30) == WAIT_TIMEOUT, "it does not run until ResumeThread is called");
    CHECK(SuspendThread(info.hThread) == 1 && ResumeThread(info.hThread) == 2, "the count is told");
    CHECK(WaitForSingleObject(info.hProcess, 30) == WAIT_TIMEOUT, "and must come to 0");
    CHECK(ResumeThread(info.hThread) == 1, "the last ResumeThread");
    CHECK(finish(&info) == 3, "lets it run");
    CHECK(start(L"status 3", FALSE, CREATE_SUSPENDED, NULL, &info), "CREATE_SUSPENDED");
    CHECK(TerminateProcess(info.hProcess, 8) && finish(&info) == 8, "one that has not begun is ended");
}

static void test_arguments(void)
{
    DWORD status;

    CHECK(!strcmp(output_of(L"say a \"b c\" d\\\\ \"\"", 0, NULL, NULL, NULL, &status), "a|b c|d\\\\||") && status == 0,
          "the command line goes through unchanged");
    WCHAR long_line[700];
    wcscpy(long_line, L"say ");
    for (int i = 4; i < 600; i++) long_line[i] = L'x';
    long_line[600] = 0;
    CHECK(strlen(output_of(long_line, 0, NULL, NULL, NULL, &status)) == 597, "a long one too");
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    WCHAR line[] = L"anything child status 4";
    CHECK(CreateProcessW(self, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) && finish(&info) == 4,
          "lpApplicationName names the program, whatever the command line begins with");
}

static void test_not_found(void)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    WCHAR none[] = L"there-is-no-such-program x", folder[MAX_PATH + 40], text[] = L"not-a-program.exe";
    WCHAR harmless[] = L"x child status 0";

    SetLastError(0);
    CHECK(!CreateProcessW(NULL, none, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) &&
              GetLastError() == ERROR_FILE_NOT_FOUND,
          "ERROR_FILE_NOT_FOUND");
    SetLastError(0);
    CHECK(!CreateProcessW(L"no-such.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) &&
              GetLastError() == ERROR_FILE_NOT_FOUND,
          "by lpApplicationName as well");
    SetLastError(0);
    CHECK(!CreateProcessW(L"C:\\no\\such.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) &&
              GetLastError() == ERROR_PATH_NOT_FOUND,
          "ERROR_PATH_NOT_FOUND");
    swprintf(folder, sizeof folder / sizeof *folder, L"%ls", self);
    *wcsrchr(folder, L'\\') = 0;
    SetLastError(0);
    CHECK(!CreateProcessW(folder, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) &&
              GetLastError() == ERROR_ACCESS_DENIED,
          "a folder: ERROR_ACCESS_DENIED");
    HANDLE file = CreateFileW(text, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD done;
    WriteFile(file, "this is text, and long enough to be read as a header of sixty-four bytes.", 73, &done, NULL);
    CloseHandle(file);
    SetLastError(0);
    CHECK(!CreateProcessW(NULL, text, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) &&
              GetLastError() == ERROR_BAD_EXE_FORMAT,
          "a file that is no program: ERROR_BAD_EXE_FORMAT");
    DeleteFileW(text);
    SetLastError(0);
    CHECK(!CreateProcessW(self, harmless, NULL, NULL, FALSE, 0, NULL, L"C:\\no such folder", &startup, &info) &&
              GetLastError() == ERROR_DIRECTORY,
          "a current folder that is none: ERROR_DIRECTORY");
    SetLastError(0);
    CHECK(!CreateProcessW(self, harmless, NULL, NULL, FALSE, DETACHED_PROCESS | CREATE_NEW_CONSOLE, NULL, NULL,
                          &startup, &info) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "\"CREATE_NEW_CONSOLE: This flag cannot be used with DETACHED_PROCESS\"");
}

static void test_where(void)
{
    char windows[MAX_PATH], expected[MAX_PATH + 40];
    static WCHAR block[] = L"ALPHA=1\0HERE=wide\0SystemRoot=C:\\windows\0";
    static char narrow[] = "ALPHA=1\0HERE=narrow\0SystemRoot=C:\\windows\0";
    DWORD status;

    GetWindowsDirectoryA(windows, sizeof windows);
    SetEnvironmentVariableA("HERE", "ours");
    sprintf(expected, "%s|(none)|ours", windows);
    WCHAR folder[MAX_PATH];
    GetWindowsDirectoryW(folder, MAX_PATH);
    CHECK(!stricmp(output_of(L"where", 0, NULL, folder, NULL, &status), expected) && status == 0,
          "lpCurrentDirectory; \"if lpEnvironment is NULL, the new process uses the environment of the calling "
          "process\"");
    GetCurrentDirectoryA(sizeof windows, windows);
    sprintf(expected, "%s|(none)|wide", windows);
    CHECK(!strcmp(output_of(L"where", CREATE_UNICODE_ENVIRONMENT, NULL, NULL, block, &status), expected),
          "a block of variables, CREATE_UNICODE_ENVIRONMENT; the same current folder");
    sprintf(expected, "%s|(none)|narrow", windows);
    CHECK(!strcmp(output_of(L"where", 0, NULL, NULL, narrow, &status), expected), "a block of ANSI characters");
}

static void test_standard(void)
{
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION info;
    HANDLE in[2], out[2], err[2];
    char text[64];
    DWORD done;

    make_pipe(in, 0);
    make_pipe(out, 1);
    make_pipe(err, 1);
    startup.hStdInput = in[0];
    startup.hStdOutput = out[1];
    startup.hStdError = err[1];
    CHECK(start(L"copy", TRUE, 0, &startup, &info), "three pipes");
    CloseHandle(in[0]);
    CloseHandle(out[1]);
    CloseHandle(err[1]);
    CHECK(WriteFile(in[1], "through", 7, &done, NULL) && ReadFile(out[0], text, sizeof text, &done, NULL) &&
              done == 7 && !memcmp(text, "through", 7),
          "what the child reads, it writes");
    CHECK(ReadFile(err[0], text, sizeof text, &done, NULL) && done == 1 && *text == 'e', "to its stderr as well");
    CloseHandle(in[1]);
    CHECK(finish(&info) == 5, "the end of its stdin is the end of the pipe");
    SetLastError(0);
    CHECK(!ReadFile(out[0], text, sizeof text, &done, NULL) && GetLastError() == ERROR_BROKEN_PIPE &&
              !ReadFile(err[0], text, sizeof text, &done, NULL) && GetLastError() == ERROR_BROKEN_PIPE,
          "and its own end that of the others: nothing keeps them open");
    CloseHandle(out[0]);
    CloseHandle(err[0]);

    STARTUPINFOW shown = {.cb = sizeof shown,
                          .lpTitle = (WCHAR *)L"a title",
                          .lpDesktop = (WCHAR *)L"desk",
                          .dwX = 12,
                          .dwFlags = STARTF_USESHOWWINDOW | STARTF_USEPOSITION,
                          .wShowWindow = 6,
                          .cbReserved2 = 5,
                          .lpReserved2 = (BYTE *)"12345"};
    CHECK(!strcmp(output_of(L"startup", 0, &shown, NULL, NULL, &done), "a title|desk|5|12|6|5|12345"),
          "GetStartupInfo: what the parent gave");
}

static void test_inherit(void)
{
    SECURITY_ATTRIBUTES security = {.nLength = sizeof security, .bInheritHandle = TRUE};
    union {
        STARTUPINFOEXW extended;
        STARTUPINFOW plain;
    } startup = {.extended.StartupInfo.cb = sizeof startup.extended};
    PROCESS_INFORMATION info;
    WCHAR arguments[64];
    char room[256], text[32];
    SIZE_T size = 0;
    DWORD done;
    HANDLE file = CreateFileW(L"inherited", GENERIC_READ | GENERIC_WRITE, 0, &security, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    HANDLE other = CreateFileW(L"inherited-2", GENERIC_READ | GENERIC_WRITE, 0, &security, CREATE_ALWAYS,
                               FILE_FLAG_DELETE_ON_CLOSE, NULL);

    swprintf(arguments, 64, L"write %llx", (unsigned long long)(ULONG_PTR)file);
    CHECK(start(arguments, TRUE, 0, NULL, &info) && finish(&info) == 7, "an inherited handle has the same value");
    CHECK(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 9 && SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0 &&
              ReadFile(file, text, sizeof text, &done, NULL) && done == 9 && !memcmp(text, "inherited", 9),
          "and is the same file, with one position");
    CHECK(start(arguments, FALSE, 0, NULL, &info) && finish(&info) != 7, "bInheritHandles FALSE: nothing is inherited");
    SetHandleInformation(file, HANDLE_FLAG_INHERIT, 0);
    CHECK(start(arguments, TRUE, 0, NULL, &info) && finish(&info) != 7, "a handle without HANDLE_FLAG_INHERIT neither");
    SetHandleInformation(file, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);

    LPPROC_THREAD_ATTRIBUTE_LIST list = (void *)room;
    SetLastError(0);
    CHECK(!InitializeProcThreadAttributeList(NULL, 1, 0, &size) && GetLastError() == ERROR_INSUFFICIENT_BUFFER &&
              size && size <= sizeof room,
          "InitializeProcThreadAttributeList: the size that a list needs");
    size--;
    CHECK(!InitializeProcThreadAttributeList(list, 1, 0, &size) && GetLastError() == ERROR_INSUFFICIENT_BUFFER,
          "less does not do");
    size = sizeof room;
    CHECK(!InitializeProcThreadAttributeList(list, 1, 1, &size) && GetLastError() == ERROR_INVALID_PARAMETER,
          "\"dwFlags: This parameter is reserved and must be zero\"");
    CHECK(InitializeProcThreadAttributeList(list, 1, 0, &size), "InitializeProcThreadAttributeList");
    CHECK(!UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &other, 3, NULL, NULL) &&
              GetLastError() == ERROR_BAD_LENGTH,
          "a list of handles has whole handles");
    CHECK(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &other, sizeof other, NULL, NULL),
          "UpdateProcThreadAttribute");
    CHECK(!UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, &other, sizeof other, NULL, NULL),
          "no more attributes than there is room for");
    startup.extended.lpAttributeList = list;
    CHECK(start(arguments, TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.plain, &info) && finish(&info) != 7,
          "PROC_THREAD_ATTRIBUTE_HANDLE_LIST: a handle that is not in it");
    swprintf(arguments, 64, L"write %llx", (unsigned long long)(ULONG_PTR)other);
    CHECK(start(arguments, TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.plain, &info) && finish(&info) == 7,
          "and one that is");
    SetHandleInformation(other, HANDLE_FLAG_INHERIT, 0);
    SetLastError(0);
    CHECK(!start(arguments, TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.plain, &info) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "\"These handles must be created as inheritable handles\"");
    DeleteProcThreadAttributeList(list);
    CloseHandle(file);
    CloseHandle(other);
    CHECK(GetFileAttributesW(L"inherited") == INVALID_FILE_ATTRIBUTES, "no child keeps a file from being deleted");
}

static void test_many(void)
{
    HANDLE processes[16];
    PROCESS_INFORMATION info;
    WCHAR arguments[32];
    DWORD sum = 0, code;

    for (int i = 0; i < 16; i++) {
        swprintf(arguments, 32, L"status %d", 100 + i);
        if (!start(arguments, FALSE, 0, NULL, &info)) ExitProcess(1);
        processes[i] = info.hProcess;
        CloseHandle(info.hThread);
    }
    CHECK(WaitForMultipleObjects(16, processes, TRUE, INFINITE) == WAIT_OBJECT_0, "a wait for 16 processes");
    for (int i = 0; i < 16; i++) {
        GetExitCodeProcess(processes[i], &code);
        sum += code;
        CloseHandle(processes[i]);
    }
    CHECK(sum == 16 * 100 + 120, "each has its own status");
}

/* The priority class that a child says it has. */
static DWORD class_of_child(DWORD flags)
{
    char self[MAX_PATH], line[MAX_PATH + 32];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    DWORD code = 0;
    GetModuleFileNameA(NULL, self, sizeof self);
    snprintf(line, sizeof line, "\"%s\" child class", self);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &info)) return 0;
    WaitForSingleObject(info.hProcess, 20000);
    GetExitCodeProcess(info.hProcess, &code);
    CloseHandle(info.hThread);
    CloseHandle(info.hProcess);
    return code;
}

static void classes(void)
{
    CHECK(class_of_child(0) == NORMAL_PRIORITY_CLASS, "CreateProcess: \"the priority class defaults to NORMAL\"");
    CHECK(class_of_child(BELOW_NORMAL_PRIORITY_CLASS) == BELOW_NORMAL_PRIORITY_CLASS &&
              class_of_child(HIGH_PRIORITY_CLASS) == HIGH_PRIORITY_CLASS,
          "CreateProcess: dwCreationFlags \"also controls the new process's priority class\"");
    SetPriorityClass(GetCurrentProcess(), IDLE_PRIORITY_CLASS);
    CHECK(class_of_child(0) == IDLE_PRIORITY_CLASS,
          "CreateProcess: \"the child process receives the default priority class of the calling process\" if that is "
          "IDLE or BELOW_NORMAL");
    SetPriorityClass(GetCurrentProcess(), HIGH_PRIORITY_CLASS);
    CHECK(class_of_child(0) == NORMAL_PRIORITY_CLASS, "CreateProcess: and of no other");
    SetPriorityClass(GetCurrentProcess(), NORMAL_PRIORITY_CLASS);
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[2], "class")) return (int)GetPriorityClass(GetCurrentProcess());
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argc, argv);
    GetModuleFileNameW(NULL, self, MAX_PATH);
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION info;
    char line[MAX_PATH + 40];

    test_status();
    test_suspended();
    test_arguments();
    test_not_found();
    test_where();
    test_standard();
    test_inherit();
    test_many();
    classes();
    sprintf(line, "\"%s\" child status 6", argv[0]);
    CHECK(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) && finish(&info) == 6,
          "CreateProcessA");
    SetLastError(0);
    CHECK(!CreateProcessA("no-such.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info) &&
              GetLastError() == ERROR_FILE_NOT_FOUND,
          "CreateProcessA: ERROR_FILE_NOT_FOUND");
    return check_done();
}
