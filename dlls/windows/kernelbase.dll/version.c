/* SPDX-License-Identifier: MIT */
/* The version of Windows, from ntdll: 10.0.19045 for every program, whatever its manifest says. */
#include "kernelbase.h"

/* "GetVersionEx function": both structures, told apart by their size; ERROR_INSUFFICIENT_BUFFER for another. */
BOOL WINAPI GetVersionExW(OSVERSIONINFOW *info)
{
    if (info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOW) && info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOEXW))
        return base_fail(STATUS_BUFFER_TOO_SMALL);
    return base_ok(RtlGetVersion((PRTL_OSVERSIONINFOW)info));
}

BOOL WINAPI GetVersionExA(OSVERSIONINFOA *info)
{
    OSVERSIONINFOEXW wide = {.dwOSVersionInfoSize = sizeof wide};
    if (info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOA) && info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOEXA))
        return base_fail(STATUS_BUFFER_TOO_SMALL);
    if (!base_ok(RtlGetVersion((PRTL_OSVERSIONINFOW)&wide))) return FALSE;
    info->dwMajorVersion = wide.dwMajorVersion;
    info->dwMinorVersion = wide.dwMinorVersion;
    info->dwBuildNumber = wide.dwBuildNumber;
    info->dwPlatformId = wide.dwPlatformId;
    info->szCSDVersion[0] = 0; /* there is no service pack */
    if (info->dwOSVersionInfoSize == sizeof(OSVERSIONINFOEXA)) {
        OSVERSIONINFOEXA *more = (OSVERSIONINFOEXA *)info;
        more->wServicePackMajor = wide.wServicePackMajor;
        more->wServicePackMinor = wide.wServicePackMinor;
        more->wSuiteMask = wide.wSuiteMask;
        more->wProductType = wide.wProductType;
        more->wReserved = 0;
    }
    return TRUE;
}

/* "GetVersion function": major in the low byte, minor above it, the build in the high word. */
DWORD WINAPI GetVersion(void)
{
    const PEB *peb = base_peb();
    return (DWORD)peb->OSMajorVersion | (DWORD)peb->OSMinorVersion << 8 | (DWORD)peb->OSBuildNumber << 16;
}

/* "VerifyVersionInfoW function": ERROR_OLD_WIN_VERSION where a condition does not hold, ERROR_BAD_ARGUMENTS where one
 * is none. */
BOOL WINAPI VerifyVersionInfoW(OSVERSIONINFOEXW *info, DWORD types, DWORDLONG conditions)
{
    NTSTATUS status = RtlVerifyVersionInfo((PRTL_OSVERSIONINFOEXW)info, types, conditions);

    if (NT_SUCCESS(status)) return TRUE;
    if (status == STATUS_REVISION_MISMATCH)
        RtlSetLastWin32Error(ERROR_OLD_WIN_VERSION);
    else if (status == STATUS_INVALID_PARAMETER)
        RtlSetLastWin32Error(ERROR_BAD_ARGUMENTS);
    else
        base_fail(status);
    return FALSE;
}

BOOL WINAPI VerifyVersionInfoA(OSVERSIONINFOEXA *info, DWORD types, DWORDLONG conditions)
{
    OSVERSIONINFOEXW wide = {.dwOSVersionInfoSize = sizeof wide, /* the service pack's text is never compared */
                             .dwMajorVersion = info->dwMajorVersion,
                             .dwMinorVersion = info->dwMinorVersion,
                             .dwBuildNumber = info->dwBuildNumber,
                             .dwPlatformId = info->dwPlatformId,
                             .wServicePackMajor = info->wServicePackMajor,
                             .wServicePackMinor = info->wServicePackMinor,
                             .wSuiteMask = info->wSuiteMask,
                             .wProductType = info->wProductType};

    return VerifyVersionInfoW(&wide, types, conditions);
}
