/* SPDX-License-Identifier: MIT */
/* The window station and the desktop of the process, as a program asks for them that wants to know whether it has a
 * user in front of it, and message boxes.  There are no windows yet: the station is not visible, and boxes are refused.
 */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

#include <string.h>

#define STATION ((HWINSTA)(ULONG_PTR)0x54)
#define DESKTOP ((HDESK)(ULONG_PTR)0x58)

/* "GetProcessWindowStation function": "Do not close the handle returned." */
HWINSTA WINAPI GetProcessWindowStation(void)
{
    return STATION;
}

/* "GetThreadDesktop function": of a thread of this process.  ERROR_INVALID_PARAMETER. */
HDESK WINAPI GetThreadDesktop(DWORD thread)
{
    HANDLE handle = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, thread);
    if (!handle) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    CloseHandle(handle);
    return DESKTOP;
}

static BOOL give(const void *data, DWORD size, void *out, DWORD room, DWORD *needed)
{
    if (needed) *needed = size;
    if (room < size || !out) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    memcpy(out, data, size);
    return TRUE;
}

/* "GetUserObjectInformationW function": name, type and flags.  ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 * ERROR_INSUFFICIENT_BUFFER, after which *needed says how many bytes it takes. */
BOOL WINAPI GetUserObjectInformationW(HANDLE object, int index, PVOID out, DWORD room, LPDWORD needed)
{
    static const WCHAR station[] = L"WinSta0", desktop[] = L"Default", station_type[] = L"WindowStation",
                       desktop_type[] = L"Desktop";
    BOOL is_station = object == (HANDLE)STATION;
    if (!is_station && object != (HANDLE)DESKTOP) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    switch (index) {
    case UOI_NAME:
        return is_station ? give(station, sizeof station, out, room, needed)
                          : give(desktop, sizeof desktop, out, room, needed);
    case UOI_TYPE:
        return is_station ? give(station_type, sizeof station_type, out, room, needed)
                          : give(desktop_type, sizeof desktop_type, out, room, needed);
    case UOI_FLAGS: return give(&(USEROBJECTFLAGS){FALSE, FALSE, 0}, sizeof(USEROBJECTFLAGS), out, room, needed);
    default: SetLastError(ERROR_INVALID_PARAMETER); return FALSE;
    }
}

BOOL WINAPI GetUserObjectInformationA(HANDLE object, int index, PVOID out, DWORD room, LPDWORD needed)
{
    WCHAR wide[32];
    char narrow[32];
    if (index != UOI_NAME && index != UOI_TYPE) return GetUserObjectInformationW(object, index, out, room, needed);
    if (!GetUserObjectInformationW(object, index, wide, sizeof wide, NULL)) return FALSE;
    int size = WideCharToMultiByte(CP_ACP, 0, wide, -1, narrow, sizeof narrow, NULL, NULL);
    return give(narrow, (DWORD)size, out, room, needed);
}

/* "MessageBoxW function": "If the function fails, the return value is zero." */
static int no_windows(void)
{
    SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    return 0;
}

int WINAPI MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR caption, UINT type)
{
    (void)owner, (void)text, (void)caption, (void)type;
    return no_windows();
}

int WINAPI MessageBoxA(HWND owner, LPCSTR text, LPCSTR caption, UINT type)
{
    (void)owner, (void)text, (void)caption, (void)type;
    return no_windows();
}

int WINAPI MessageBoxIndirectW(const MSGBOXPARAMSW *parameters)
{
    (void)parameters;
    return no_windows();
}

int WINAPI MessageBoxIndirectA(const MSGBOXPARAMSA *parameters)
{
    (void)parameters;
    return no_windows();
}
