/* SPDX-License-Identifier: MIT */
/* Handles of any kind: closing, duplicating, their two flags, and the process's standard handles.
 * Windows 3.1's console handles, whose lowest bits were set, are not known: consoles are files here as since Windows 8.
 */
#include "kernelbase.h"

/* Where the process parameters keep a standard handle; NULL: no such number. */
static HANDLE *standard_slot(DWORD which)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = base_peb()->ProcessParameters;

    switch (which) {
    case STD_INPUT_HANDLE: return &parameters->StandardInput;
    case STD_OUTPUT_HANDLE: return &parameters->StandardOutput;
    case STD_ERROR_HANDLE: return &parameters->StandardError;
    default: return NULL;
    }
}

/* "GetStdHandle function": NULL where the process has no such handle, INVALID_HANDLE_VALUE for a wrong number. */
HANDLE WINAPI GetStdHandle(DWORD which)
{
    HANDLE *slot = standard_slot(which);

    if (!slot) return base_fail(STATUS_INVALID_HANDLE), INVALID_HANDLE_VALUE;
    return *slot;
}

BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle)
{
    HANDLE *slot = standard_slot(which);

    if (!slot) return base_fail(STATUS_INVALID_HANDLE);
    *slot = handle;
    return TRUE;
}

/* "SetStdHandleEx" of the console headers: the same, telling the old one. */
BOOL WINAPI SetStdHandleEx(DWORD which, HANDLE handle, HANDLE *before)
{
    HANDLE *slot = standard_slot(which);

    if (!slot) return base_fail(STATUS_INVALID_HANDLE);
    if (before) *before = *slot;
    *slot = handle;
    return TRUE;
}

BOOL WINAPI CloseHandle(HANDLE handle)
{
    return base_ok(NtClose(handle));
}

BOOL WINAPI DuplicateHandle(HANDLE from_process, HANDLE from, HANDLE to_process, HANDLE *to, DWORD access, BOOL inherit,
                            DWORD options)
{
    return base_ok(NtDuplicateObject(from_process, from, to_process, to, access, inherit ? OBJ_INHERIT : 0, options));
}

BOOL WINAPI GetHandleInformation(HANDLE handle, DWORD *flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;

    if (!base_ok(NtQueryObject(handle, ObjectHandleFlagInformation, &info, sizeof info, NULL))) return FALSE;
    *flags = (info.Inherit ? HANDLE_FLAG_INHERIT : 0) | (info.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
    return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;

    if (!base_ok(NtQueryObject(handle, ObjectHandleFlagInformation, &info, sizeof info, NULL))) return FALSE;
    if (mask & HANDLE_FLAG_INHERIT) info.Inherit = (flags & HANDLE_FLAG_INHERIT) != 0;
    if (mask & HANDLE_FLAG_PROTECT_FROM_CLOSE) info.ProtectFromClose = (flags & HANDLE_FLAG_PROTECT_FROM_CLOSE) != 0;
    return base_ok(NtSetInformationObject(handle, ObjectHandleFlagInformation, &info, sizeof info));
}

BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second)
{
    return base_ok(NtCompareObjects(first, second));
}

/* "SetHandleCount": documented to be obsolete and to answer its argument. */
UINT WINAPI SetHandleCount(UINT count)
{
    return count;
}
