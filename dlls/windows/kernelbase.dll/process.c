/* SPDX-License-Identifier: MIT */
/* The calling process and processes by handle: identity, times, priority, affinity, end.
 *
 * Everything is one Nt call on a process handle.  Making processes is in create_process.c.  What a program gets at its
 * start (command line, STARTUPINFO) is in startup.c. */
#include "kernelbase.h"

HANDLE WINAPI GetCurrentProcess(void)
{
    return NtCurrentProcess();
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess;
}

HANDLE WINAPI GetProcessHeap(void)
{
    return base_peb()->ProcessHeap;
}

/* "TerminateProcess function": a handle with PROCESS_TERMINATE.  NT takes NULL for "all other threads of mine", Win32
 * does not. */
BOOL WINAPI TerminateProcess(HANDLE process, UINT code)
{
    if (!process) return base_fail(STATUS_INVALID_HANDLE);
    return base_ok(NtTerminateProcess(process, (NTSTATUS)code));
}

static BOOL query(HANDLE process, PROCESSINFOCLASS class, void *data, ULONG size)
{
    return base_ok(NtQueryInformationProcess(process, class, data, size, NULL));
}

static BOOL set(HANDLE process, PROCESSINFOCLASS class, void *data, ULONG size)
{
    return base_ok(NtSetInformationProcess(process, class, data, size));
}

/* STILL_ACTIVE (259) while the process runs. */
BOOL WINAPI GetExitCodeProcess(HANDLE process, DWORD *code)
{
    PROCESS_BASIC_INFORMATION info;

    if (!query(process, ProcessBasicInformation, &info, sizeof info)) return FALSE;
    *code = (DWORD)info.ExitStatus;
    return TRUE;
}

/* 0 on failure. */
DWORD WINAPI GetProcessId(HANDLE process)
{
    PROCESS_BASIC_INFORMATION info;

    return query(process, ProcessBasicInformation, &info, sizeof info) ? (DWORD)(ULONG_PTR)info.UniqueProcessId : 0;
}

/* "OpenProcess function": ERROR_INVALID_PARAMETER for an id that no process has. */
HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
    HANDLE process;
    CLIENT_ID client = {(HANDLE)(ULONG_PTR)id, NULL};
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    return base_ok(NtOpenProcess(&process, access, &attributes, &client)) ? process : NULL;
}

BOOL WINAPI GetProcessTimes(HANDLE process, FILETIME *creation, FILETIME *exit, FILETIME *kernel, FILETIME *user)
{
    KERNEL_USER_TIMES times;

    if (!query(process, ProcessTimes, &times, sizeof times)) return FALSE;
    *creation = (FILETIME){times.CreateTime.LowPart, (DWORD)times.CreateTime.HighPart};
    *exit = (FILETIME){times.ExitTime.LowPart, (DWORD)times.ExitTime.HighPart};
    *kernel = (FILETIME){times.KernelTime.LowPart, (DWORD)times.KernelTime.HighPart};
    *user = (FILETIME){times.UserTime.LowPart, (DWORD)times.UserTime.HighPart};
    return TRUE;
}

BOOL WINAPI GetProcessIoCounters(HANDLE process, IO_COUNTERS *counters)
{
    return query(process, ProcessIoCounters, counters, sizeof *counters);
}

BOOL WINAPI GetProcessHandleCount(HANDLE process, DWORD *count)
{
    return query(process, ProcessHandleCount, count, sizeof *count);
}

/* ---- priority ---- */

/* NT's class numbers, and Win32's flags for them. */
static const struct {
    UCHAR nt;
    DWORD win32;
} priority_classes[] = {
    {1, IDLE_PRIORITY_CLASS        },
    {2, NORMAL_PRIORITY_CLASS      },
    {3, HIGH_PRIORITY_CLASS        },
    {4, REALTIME_PRIORITY_CLASS    },
    {5, BELOW_NORMAL_PRIORITY_CLASS},
    {6, ABOVE_NORMAL_PRIORITY_CLASS},
};

/* 0 on failure. */
DWORD WINAPI GetPriorityClass(HANDLE process)
{
    PROCESS_PRIORITY_CLASS info;

    if (!query(process, ProcessPriorityClass, &info, sizeof info)) return 0;
    for (unsigned i = 0; i < ARRAYSIZE(priority_classes); i++)
        if (priority_classes[i].nt == info.PriorityClass) return priority_classes[i].win32;
    return NORMAL_PRIORITY_CLASS;
}

enum {
    ERROR_PROCESS_MODE_ALREADY_BACKGROUND = 402, /* which mingw-w64's header lacks */
    ERROR_PROCESS_MODE_NOT_BACKGROUND = 403
};

static BOOL set_class(HANDLE process, UCHAR class)
{
    PROCESS_PRIORITY_CLASS info = {.PriorityClass = class};

    return set(process, ProcessPriorityClass, &info, sizeof info);
}

/* "SetPriorityClass function": PROCESS_MODE_BACKGROUND_BEGIN and PROCESS_MODE_BACKGROUND_END are for the current
 * process only, and fail inside and outside the mode, in which it is an idle process. */
static BOOL set_background(HANDLE process, BOOL begin)
{
    static SRWLOCK lock = SRWLOCK_INIT;
    static UCHAR before; /* the class outside the mode; 0: not in it */
    PROCESS_PRIORITY_CLASS info;
    BOOL done = FALSE;
    NTSTATUS status = NtCompareObjects(process, NtCurrentProcess());

    if (status == STATUS_NOT_SAME_OBJECT) status = STATUS_INVALID_PARAMETER;
    if (status) return base_fail(status);
    RtlAcquireSRWLockExclusive(&lock);
    if (begin == (before != 0)) {
        SetLastError(begin ? ERROR_PROCESS_MODE_ALREADY_BACKGROUND : ERROR_PROCESS_MODE_NOT_BACKGROUND);
    } else if (!begin) {
        done = set_class(process, before);
        if (done) before = 0;
    } else if (query(NtCurrentProcess(), ProcessPriorityClass, &info, sizeof info)) {
        done = set_class(process, 1);
        if (done) before = info.PriorityClass;
    }
    RtlReleaseSRWLockExclusive(&lock);
    return done;
}

/* ERROR_INVALID_PARAMETER for a value that is no class. */
BOOL WINAPI SetPriorityClass(HANDLE process, DWORD class)
{
    if (class == PROCESS_MODE_BACKGROUND_BEGIN || class == PROCESS_MODE_BACKGROUND_END)
        return set_background(process, class == PROCESS_MODE_BACKGROUND_BEGIN);
    for (unsigned i = 0; i < ARRAYSIZE(priority_classes); i++)
        if (priority_classes[i].win32 == class) return set_class(process, priority_classes[i].nt);
    return base_fail(STATUS_INVALID_PARAMETER);
}

BOOL WINAPI GetProcessPriorityBoost(HANDLE process, BOOL *disabled)
{
    ULONG value;

    if (!query(process, ProcessPriorityBoost, &value, sizeof value)) return FALSE;
    *disabled = value != 0;
    return TRUE;
}

BOOL WINAPI SetProcessPriorityBoost(HANDLE process, BOOL disable)
{
    ULONG value = disable != 0;

    return set(process, ProcessPriorityBoost, &value, sizeof value);
}

/* ---- processors ---- */

BOOL WINAPI GetProcessAffinityMask(HANDLE process, DWORD_PTR *process_mask, DWORD_PTR *system_mask)
{
    PROCESS_BASIC_INFORMATION info;
    SYSTEM_BASIC_INFORMATION system;

    if (!query(process, ProcessBasicInformation, &info, sizeof info)) return FALSE;
    if (!base_ok(NtQuerySystemInformation(SystemBasicInformation, &system, sizeof system, NULL))) return FALSE;
    *process_mask = info.AffinityMask;
    *system_mask = system.ActiveProcessorsAffinityMask;
    return TRUE;
}

/* ERROR_INVALID_PARAMETER where the mask names a processor that the system has not, or none. */
BOOL WINAPI SetProcessAffinityMask(HANDLE process, DWORD_PTR mask)
{
    return set(process, ProcessAffinityMask, &mask, sizeof mask);
}

/* ---- what kind of process ---- */

BOOL WINAPI IsWow64Process(HANDLE process, BOOL *wow64)
{
    ULONG_PTR peb32;

    if (!query(process, ProcessWow64Information, &peb32, sizeof peb32)) return FALSE;
    *wow64 = peb32 != 0;
    return TRUE;
}

/* "IsWow64Process2 function": *machine is IMAGE_FILE_MACHINE_UNKNOWN where the process is not a WOW64 one. */
BOOL WINAPI IsWow64Process2(HANDLE process, USHORT *machine, USHORT *native)
{
    BOOL wow64;

    if (!IsWow64Process(process, &wow64)) return FALSE;
    *machine = wow64 ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_UNKNOWN;
    if (native) *native = IMAGE_FILE_MACHINE_AMD64;
    return TRUE;
}

BOOL WINAPI CheckRemoteDebuggerPresent(HANDLE process, BOOL *present)
{
    HANDLE port;

    if (!process || !present) return base_fail(STATUS_INVALID_PARAMETER);
    if (!query(process, ProcessDebugPort, &port, sizeof port)) return FALSE;
    *present = port != NULL;
    return TRUE;
}

BOOL WINAPI IsDebuggerPresent(void)
{
    return base_peb()->BeingDebugged;
}

BOOL WINAPI ProcessIdToSessionId(DWORD id, DWORD *session)
{
    PROCESS_SESSION_INFORMATION info;
    HANDLE process;

    if (id == GetCurrentProcessId()) {
        *session = base_peb()->SessionId;
        return TRUE;
    }
    process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    if (!process) return FALSE;
    BOOL ok = query(process, ProcessSessionInformation, &info, sizeof info);
    if (ok) *session = info.SessionId;
    NtClose(process);
    return ok;
}

/* 0 on failure: the (major << 16 | minor) subsystem version that the image of the process asks for. */
DWORD WINAPI GetProcessVersion(DWORD id)
{
    if (id && id != GetCurrentProcessId()) {
        RtlSetLastWin32Error(ERROR_INVALID_PARAMETER);
        return 0;
    }
    IMAGE_NT_HEADERS *nt = RtlImageNtHeader(base_peb()->ImageBaseAddress);
    return MAKELONG(nt->OptionalHeader.MinorSubsystemVersion, nt->OptionalHeader.MajorSubsystemVersion);
}

/* ---- error mode ---- */

/* NT keeps bit 0 the other way round: set means that a critical error is shown. */
UINT WINAPI GetErrorMode(void)
{
    ULONG mode;

    if (!query(NtCurrentProcess(), ProcessDefaultHardErrorMode, &mode, sizeof mode)) return 0;
    return mode ^ SEM_FAILCRITICALERRORS;
}

/* The previous mode.  "SEM_NOALIGNMENTFAULTEXCEPT: after this value is set for a process, subsequent attempts to clear
 * the value are ignored." */
UINT WINAPI SetErrorMode(UINT mode)
{
    UINT before = GetErrorMode();
    ULONG value = (mode | (before & SEM_NOALIGNMENTFAULTEXCEPT)) ^ SEM_FAILCRITICALERRORS;

    NtSetInformationProcess(NtCurrentProcess(), ProcessDefaultHardErrorMode, &value, sizeof value);
    return before;
}

/* A thread's flags stand at other places in NT: 0x10, 0x20, 0x40 for 0x1, 0x2, 0x8000. */
static DWORD win32_error_mode(ULONG nt)
{
    return (nt >> 4 & 3) | (nt & 0x40 ? SEM_NOOPENFILEERRORBOX : 0);
}

DWORD WINAPI GetThreadErrorMode(void)
{
    return win32_error_mode(RtlGetThreadErrorMode());
}

/* "SetThreadErrorMode function": ERROR_INVALID_PARAMETER for a flag that is not one. */
BOOL WINAPI SetThreadErrorMode(DWORD mode, DWORD *before)
{
    ULONG old;

    if (mode & ~(DWORD)(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX))
        return base_fail(STATUS_INVALID_PARAMETER);
    ULONG value = (mode & 3) << 4 | (mode & SEM_NOOPENFILEERRORBOX ? 0x40 : 0);
    if (!base_ok(RtlSetThreadErrorMode(value, &old))) return FALSE;
    if (before) *before = win32_error_mode(old);
    return TRUE;
}

/* ---- working set ---- */

BOOL WINAPI GetProcessWorkingSetSizeEx(HANDLE process, SIZE_T *minimum, SIZE_T *maximum, DWORD *flags)
{
    QUOTA_LIMITS_EX quota;

    if (!query(process, ProcessQuotaLimits, &quota, sizeof quota)) return FALSE;
    *minimum = quota.MinimumWorkingSetSize;
    *maximum = quota.MaximumWorkingSetSize;
    *flags = quota.Flags;
    return TRUE;
}

BOOL WINAPI GetProcessWorkingSetSize(HANDLE process, SIZE_T *minimum, SIZE_T *maximum)
{
    DWORD flags;

    return GetProcessWorkingSetSizeEx(process, minimum, maximum, &flags);
}

BOOL WINAPI SetProcessWorkingSetSizeEx(HANDLE process, SIZE_T minimum, SIZE_T maximum, DWORD flags)
{
    QUOTA_LIMITS_EX quota = {.MinimumWorkingSetSize = minimum, .MaximumWorkingSetSize = maximum, .Flags = flags};

    if (!minimum || !maximum || minimum > maximum) return base_fail(STATUS_INVALID_PARAMETER);
    return set(process, ProcessQuotaLimits, &quota, sizeof quota);
}

BOOL WINAPI SetProcessWorkingSetSize(HANDLE process, SIZE_T minimum, SIZE_T maximum)
{
    return SetProcessWorkingSetSizeEx(process, minimum, maximum, 0);
}
