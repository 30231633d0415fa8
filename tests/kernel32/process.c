/* SPDX-License-Identifier: MIT */
/* The calling process as Win32 shows it: identity, times, priority, processors, error modes, working set, end.
 * Debian's Wine keeps no I/O counts, no limits of the working set and no priority boost: there it fails. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <string.h>
#include <winternl.h>

/* which mingw-w64's header lacks */
#define ERROR_PROCESS_MODE_ALREADY_BACKGROUND 402
#define ERROR_PROCESS_MODE_NOT_BACKGROUND     403

#define NO_HANDLE ((HANDLE)(ULONG_PTR)0x7ffc)
#define NO_ID     0xfffffff0u

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static ULONGLONG units(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static void test_identity(void)
{
    HANDLE self;
    DWORD id = GetCurrentProcessId(), code = 0;

    CHECK(GetCurrentProcess() == (HANDLE)-1, "GetCurrentProcess: \"currently (HANDLE)-1\"");
    CHECK(id && GetProcessId(GetCurrentProcess()) == id,
          "GetCurrentProcessId, GetProcessId: \"the process identifier of the specified process\"");
    CHECK(GetProcessId(NO_HANDLE) == 0 && failed(ERROR_INVALID_HANDLE),
          "GetProcessId: \"If the function fails, the return value is zero\"");
    self = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, id);
    CHECK(self && self != GetCurrentProcess() && GetProcessId(self) == id,
          "OpenProcess: \"an open handle to the specified process\"");
    CHECK(GetHandleInformation(self, &code) && code == 0, "OpenProcess: not inheritable");
    CHECK(WaitForSingleObject(self, 0) == WAIT_FAILED && failed(ERROR_ACCESS_DENIED),
          "OpenProcess: the handle has the access asked for, no more (SYNCHRONIZE)");
    CHECK(CloseHandle(self), "OpenProcess: \"When you are finished with the handle, be sure to close it\"");
    self = OpenProcess(SYNCHRONIZE, TRUE, id);
    CHECK(self && GetHandleInformation(self, &code) && code == HANDLE_FLAG_INHERIT, "OpenProcess: bInheritHandle");
    CHECK(WaitForSingleObject(self, 0) == WAIT_TIMEOUT, "OpenProcess: a process that runs is not signaled");
    CloseHandle(self);
    CHECK(!OpenProcess(SYNCHRONIZE, FALSE, 0) && failed(ERROR_INVALID_PARAMETER),
          "OpenProcess: \"If the specified process is the System Idle Process (0x00000000), the function fails and the "
          "last error code is ERROR_INVALID_PARAMETER\"");
    CHECK(!OpenProcess(SYNCHRONIZE, FALSE, NO_ID) && failed(ERROR_INVALID_PARAMETER),
          "OpenProcess: ERROR_INVALID_PARAMETER for an identifier of no process");
    CHECK(GetExitCodeProcess(GetCurrentProcess(), &code) && code == STILL_ACTIVE,
          "GetExitCodeProcess: \"If the process has not terminated ... the status returned is STILL_ACTIVE\"");
    CHECK(!GetExitCodeProcess(NO_HANDLE, &code) && failed(ERROR_INVALID_HANDLE), "GetExitCodeProcess: of no handle");
}

static void test_times(void)
{
    FILETIME created, ended, kernel, user, now;
    IO_COUNTERS io, more;
    HANDLE self = OpenProcess(SYNCHRONIZE, FALSE, GetCurrentProcessId()), event;
    DWORD count, again;
    volatile double x = 1;

    memset(&created, 0, sizeof created);
    for (DWORD from = GetTickCount(); GetTickCount() - from < 60;) x = x * 1.0000001;
    GetSystemTimeAsFileTime(&now);
    CHECK(GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user), "GetProcessTimes: success");
    CHECK(units(created) + 10000 < units(now) + 100000 && units(now) - units(created) < 36000000000ull,
          "GetProcessTimes: creation time lies in the last hour");
    CHECK(units(kernel) + units(user) > 0 && units(user) < 36000000000ull, "GetProcessTimes: some time has been spent");
    CHECK(!GetProcessTimes(NO_HANDLE, &created, &ended, &kernel, &user) && failed(ERROR_INVALID_HANDLE),
          "GetProcessTimes: of no handle fails");
    CHECK(!GetProcessTimes(self, &created, &ended, &kernel, &user) && failed(ERROR_ACCESS_DENIED),
          "GetProcessTimes: \"must have the PROCESS_QUERY_INFORMATION or PROCESS_QUERY_LIMITED_INFORMATION access\"");

    memset(&io, 0xff, sizeof io);
    CHECK(GetProcessIoCounters(GetCurrentProcess(), &io), "GetProcessIoCounters: success");
    printf("# some output to count\n");
    fflush(stdout);
    CHECK(GetProcessIoCounters(GetCurrentProcess(), &more) && more.WriteOperationCount > io.WriteOperationCount &&
              more.WriteTransferCount >= io.WriteTransferCount + 20,
          "GetProcessIoCounters: write operations and bytes are counted");
    CHECK(!GetProcessIoCounters(NO_HANDLE, &io) && failed(ERROR_INVALID_HANDLE), "GetProcessIoCounters: of no handle");

    CHECK(GetProcessHandleCount(GetCurrentProcess(), &count) && count > 0, "GetProcessHandleCount: success");
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &again) && again == count + 1,
          "GetProcessHandleCount: one handle more (%lu, %lu)", count, again);
    CloseHandle(event);
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &again) && again == count, "GetProcessHandleCount: one less");
    CHECK(!GetProcessHandleCount(self, &count) && failed(ERROR_ACCESS_DENIED), "GetProcessHandleCount: no right");
    CloseHandle(self);
}

static void test_priority(void)
{
    static const DWORD classes[] = {IDLE_PRIORITY_CLASS, BELOW_NORMAL_PRIORITY_CLASS, ABOVE_NORMAL_PRIORITY_CLASS,
                                    HIGH_PRIORITY_CLASS};
    HANDLE self = GetCurrentProcess(),
           limited = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, GetCurrentProcessId());
    BOOL disabled = 9;

    CHECK(GetPriorityClass(self) == NORMAL_PRIORITY_CLASS, "GetPriorityClass: normal is the default");
    for (unsigned i = 0; i < sizeof classes / sizeof *classes; i++)
        CHECK(SetPriorityClass(self, classes[i]) && GetPriorityClass(self) == classes[i],
              "SetPriorityClass: class 0x%lx is set and told", classes[i]);
    CHECK(SetPriorityClass(self, NORMAL_PRIORITY_CLASS) && GetPriorityClass(self) == NORMAL_PRIORITY_CLASS,
          "SetPriorityClass: back to normal");
    CHECK(!SetPriorityClass(self, PROCESS_MODE_BACKGROUND_END) && failed(ERROR_PROCESS_MODE_NOT_BACKGROUND),
          "SetPriorityClass: \"fails if the process is not in background processing mode\"");
    CHECK(SetPriorityClass(self, PROCESS_MODE_BACKGROUND_BEGIN) && GetPriorityClass(self) == IDLE_PRIORITY_CLASS &&
              !SetPriorityClass(self, PROCESS_MODE_BACKGROUND_BEGIN) && failed(ERROR_PROCESS_MODE_ALREADY_BACKGROUND),
          "SetPriorityClass: \"fails if the process is already in background processing mode\"");
    CHECK(SetPriorityClass(self, PROCESS_MODE_BACKGROUND_END) && GetPriorityClass(self) == NORMAL_PRIORITY_CLASS,
          "SetPriorityClass: PROCESS_MODE_BACKGROUND_END restores what was before");
    CHECK(!SetPriorityClass(self, 0x12345) && failed(ERROR_INVALID_PARAMETER), "SetPriorityClass: no such class");
    CHECK(!SetPriorityClass(limited, IDLE_PRIORITY_CLASS) && failed(ERROR_ACCESS_DENIED),
          "SetPriorityClass: \"must have the PROCESS_SET_INFORMATION access right\"");
    CHECK(GetPriorityClass(limited) == NORMAL_PRIORITY_CLASS, "GetPriorityClass: a limited handle suffices");
    CHECK(GetPriorityClass(NO_HANDLE) == 0 && failed(ERROR_INVALID_HANDLE), "GetPriorityClass: of no handle");

    CHECK(GetProcessPriorityBoost(self, &disabled) && !disabled,
          "GetProcessPriorityBoost: \"FALSE indicates that dynamic boosting is enabled\", the default");
    CHECK(SetProcessPriorityBoost(self, TRUE) && GetProcessPriorityBoost(self, &disabled) && disabled == TRUE,
          "SetProcessPriorityBoost: \"If this parameter is TRUE, dynamic boosting is disabled\"");
    CHECK(SetProcessPriorityBoost(self, FALSE) && GetProcessPriorityBoost(self, &disabled) && !disabled,
          "SetProcessPriorityBoost: enabled again");
    CHECK(!SetProcessPriorityBoost(limited, TRUE) && failed(ERROR_ACCESS_DENIED), "SetProcessPriorityBoost: no right");
    CHECK(!GetProcessPriorityBoost(NO_HANDLE, &disabled) && failed(ERROR_INVALID_HANDLE),
          "GetProcessPriorityBoost: of no handle");
    CloseHandle(limited);
}

static void test_processors(void)
{
    HANDLE self = GetCurrentProcess(),
           limited = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, GetCurrentProcessId());
    DWORD_PTR mask = 0, system = 0, one, now;

    CHECK(GetProcessAffinityMask(self, &mask, &system) && mask && !(mask & ~system),
          "GetProcessAffinityMask: \"a process affinity mask is a subset of the system affinity mask\"");
    CHECK(!GetProcessAffinityMask(NO_HANDLE, &one, &now) && failed(ERROR_INVALID_HANDLE),
          "GetProcessAffinityMask: of no handle");
    one = mask & (0 - mask);
    CHECK(SetProcessAffinityMask(self, one) && GetProcessAffinityMask(self, &now, &system) && now == one,
          "SetProcessAffinityMask: one processor, and told back");
    CHECK(SetProcessAffinityMask(self, mask) && GetProcessAffinityMask(self, &now, &system) && now == mask,
          "SetProcessAffinityMask: all again");
    CHECK(!SetProcessAffinityMask(self, 0) && failed(ERROR_INVALID_PARAMETER), "SetProcessAffinityMask: none fails");
    if (~system)
        CHECK(
            !SetProcessAffinityMask(self, ~system & (system + 1)) && failed(ERROR_INVALID_PARAMETER),
            "SetProcessAffinityMask: \"If the process affinity mask requests a processor that is not configured in the "
            "system\"");
    CHECK(!SetProcessAffinityMask(limited, mask) && failed(ERROR_ACCESS_DENIED), "SetProcessAffinityMask: no right");
    CloseHandle(limited);
}

static void test_kind(void)
{
    const IMAGE_DOS_HEADER *dos = (const void *)GetModuleHandleW(NULL);
    const IMAGE_NT_HEADERS *nt = (const void *)((const char *)dos + dos->e_lfanew);
    PEB *peb = NtCurrentTeb()->ProcessEnvironmentBlock;
    BOOL yes = 9;
    USHORT machine = 9, native = 9;
    DWORD session = 99, version;

    CHECK(IsWow64Process(GetCurrentProcess(), &yes) && yes == (sizeof(void *) == 4),
          "IsWow64Process: \"a pointer to a value that is set to TRUE if the process is running under WOW64\"");
    CHECK(!IsWow64Process(NO_HANDLE, &yes) && failed(ERROR_INVALID_HANDLE), "IsWow64Process: of no handle");
    CHECK(IsWow64Process2(GetCurrentProcess(), &machine, &native) && native == IMAGE_FILE_MACHINE_AMD64 &&
              machine == (sizeof(void *) == 4 ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_UNKNOWN),
          "IsWow64Process2: \"IMAGE_FILE_MACHINE_UNKNOWN if the target process is not a WOW64 process\"");
    CHECK(!IsWow64Process2(NO_HANDLE, &machine, &native) && failed(ERROR_INVALID_HANDLE),
          "IsWow64Process2: of no handle");
    CHECK(!IsDebuggerPresent(), "IsDebuggerPresent: \"If the current process is not running in the context of a "
                                "debugger, the return value is zero\"");
    peb->BeingDebugged = 1;
    CHECK(IsDebuggerPresent(), "IsDebuggerPresent: nonzero where the PEB says BeingDebugged");
    peb->BeingDebugged = 0;
    CHECK(CheckRemoteDebuggerPresent(GetCurrentProcess(), &yes) && yes == FALSE,
          "CheckRemoteDebuggerPresent: \"or FALSE otherwise\"");
    CHECK(!CheckRemoteDebuggerPresent(GetCurrentProcess(), NULL) && failed(ERROR_INVALID_PARAMETER) &&
              !CheckRemoteDebuggerPresent(NULL, &yes) && failed(ERROR_INVALID_PARAMETER),
          "CheckRemoteDebuggerPresent: a process and a place for the answer are required");
    CHECK(ProcessIdToSessionId(GetCurrentProcessId(), &session) && session == peb->SessionId,
          "ProcessIdToSessionId: \"the Remote Desktop Services session under which the specified process is running\"");
    CHECK(!ProcessIdToSessionId(NO_ID, &session), "ProcessIdToSessionId: of no process fails");
    version = GetProcessVersion(0);
    CHECK(version ==
                  (DWORD)MAKELONG(nt->OptionalHeader.MinorSubsystemVersion, nt->OptionalHeader.MajorSubsystemVersion) &&
              GetProcessVersion(GetCurrentProcessId()) == version,
          "GetProcessVersion: major and minor \"version of the system on which the specified process expects to run\"");
    CHECK(GetProcessVersion(NO_ID) == 0 && failed(ERROR_INVALID_PARAMETER), "GetProcessVersion: of no process fails");
}

static void test_error_modes(void)
{
    UINT first = SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    DWORD before = 99;

    CHECK(GetErrorMode() == (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX), "GetErrorMode: what was set");
    CHECK(SetErrorMode(SEM_NOOPENFILEERRORBOX) == (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX),
          "SetErrorMode: \"The return value is the previous state of the error-mode bit flags\"");
    CHECK(SetErrorMode(0) == SEM_NOOPENFILEERRORBOX && GetErrorMode() == 0, "SetErrorMode: 0 is the default again");
    SetErrorMode(first);

    CHECK(GetThreadErrorMode() == 0, "GetThreadErrorMode: 0 at first");
    CHECK(SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &before) && before == 0 &&
              GetThreadErrorMode() == (SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX),
          "SetThreadErrorMode: sets it, and gives the previous one");
    CHECK(SetThreadErrorMode(0, &before) && before == (SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX) &&
              SetThreadErrorMode(0, NULL),
          "SetThreadErrorMode: lpOldMode \"can be NULL\"");
    CHECK(!SetThreadErrorMode(0x40, &before) && failed(ERROR_INVALID_PARAMETER),
          "SetThreadErrorMode: a flag that is none fails");
}

static void test_working_set(void)
{
    HANDLE self = GetCurrentProcess(),
           limited = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, GetCurrentProcessId());
    SIZE_T low = 0, high = 0, minimum, maximum;
    DWORD flags = 99;

    CHECK(GetProcessWorkingSetSize(self, &low, &high) && low >= 4096 && high > low,
          "GetProcessWorkingSetSize: a minimum and a maximum");
    CHECK(!GetProcessWorkingSetSize(NO_HANDLE, &minimum, &maximum) && failed(ERROR_INVALID_HANDLE),
          "GetProcessWorkingSetSize: of no handle");
    CHECK(GetProcessWorkingSetSizeEx(self, &minimum, &maximum, &flags) && minimum == low && maximum == high &&
              (flags & ~0xfu) == 0,
          "GetProcessWorkingSetSizeEx: the same, and flags");
    CHECK(!GetProcessWorkingSetSizeEx(NO_HANDLE, &minimum, &maximum, &flags) && failed(ERROR_INVALID_HANDLE),
          "GetProcessWorkingSetSizeEx: of no handle");
    CHECK(SetProcessWorkingSetSize(self, low + 40960, high + 40960) &&
              GetProcessWorkingSetSize(self, &minimum, &maximum) && minimum == low + 40960 && maximum == high + 40960,
          "SetProcessWorkingSetSize: both are set");
    CHECK(SetProcessWorkingSetSizeEx(self, low, high, 0) && GetProcessWorkingSetSize(self, &minimum, &maximum) &&
              minimum == low && maximum == high,
          "SetProcessWorkingSetSizeEx: and set back");
    CHECK(
        SetProcessWorkingSetSize(self, (SIZE_T)-1, (SIZE_T)-1) && GetProcessWorkingSetSize(self, &minimum, &maximum) &&
            minimum == low && maximum == high,
        "SetProcessWorkingSetSize: \"The working set can be emptied by specifying the value (SIZE_T)-1 for both\"; the "
        "limits stay");
    CHECK(!SetProcessWorkingSetSize(self, high, low) && failed(ERROR_INVALID_PARAMETER),
          "SetProcessWorkingSetSize: more at least than at most fails");
    CHECK(!SetProcessWorkingSetSizeEx(limited, low, high, 0) && failed(ERROR_ACCESS_DENIED),
          "SetProcessWorkingSetSizeEx: \"must have the PROCESS_SET_QUOTA access right\"");
    CloseHandle(limited);
}

static void test_end(void)
{
    HANDLE limited = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, GetCurrentProcessId());

    CHECK(!TerminateProcess(NO_HANDLE, 1) && failed(ERROR_INVALID_HANDLE), "TerminateProcess: of no handle");
    CHECK(!TerminateProcess(NULL, 1) && failed(ERROR_INVALID_HANDLE), "TerminateProcess: of NULL");
    CHECK(!TerminateProcess(limited, 1) && failed(ERROR_ACCESS_DENIED),
          "TerminateProcess: \"The handle must have the PROCESS_TERMINATE access right\"");
    CloseHandle(limited);
}

int main(void)
{
    HANDLE self = OpenProcess(PROCESS_TERMINATE, FALSE, GetCurrentProcessId());

    test_identity();
    test_times();
    test_priority();
    test_processors();
    test_kind();
    test_error_modes();
    test_working_set();
    test_end();
    /* "TerminateProcess ... unconditionally cause a process to exit", with this code: what comes behind it never runs.
     */
    TerminateProcess(self, (UINT)check_done());
    CHECK(FALSE, "TerminateProcess: ends the process that calls it");
    return 1;
}
