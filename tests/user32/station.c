/* SPDX-License-Identifier: MIT */
/* The window station and desktop of the process, as documented. */
#include "check.h"

#include <string.h>
#include <wchar.h>

int main(void)
{
    HWINSTA station = GetProcessWindowStation();
    HDESK desktop = GetThreadDesktop(GetCurrentThreadId());
    WCHAR name[32];
    char narrow[32];
    DWORD needed = 0;
    USEROBJECTFLAGS flags;

    CHECK(station != NULL, "GetProcessWindowStation: \"a handle to the window station\"");
    CHECK(GetUserObjectInformationW(station, UOI_NAME, name, sizeof name, &needed) && !wcscmp(name, L"WinSta0") &&
              needed == sizeof L"WinSta0",
          "GetUserObjectInformationW: UOI_NAME: \"WinSta0\" is the interactive one");
    CHECK(GetUserObjectInformationW(station, UOI_TYPE, name, sizeof name, NULL) && !wcscmp(name, L"WindowStation"),
          "GetUserObjectInformationW: UOI_TYPE");
    CHECK(desktop && GetUserObjectInformationW(desktop, UOI_NAME, name, sizeof name, NULL) &&
              !wcscmp(name, L"Default") && GetUserObjectInformationW(desktop, UOI_TYPE, name, sizeof name, NULL) &&
              !wcscmp(name, L"Desktop"),
          "GetThreadDesktop: the desktop");
    CHECK(GetThreadDesktop(0x7fffff01) == NULL, "GetThreadDesktop: NULL: no such thread");
    CHECK(GetUserObjectInformationW(station, UOI_FLAGS, &flags, sizeof flags, &needed) && needed == sizeof flags &&
              !flags.fReserved && (flags.dwFlags & ~WSF_VISIBLE) == 0,
          "GetUserObjectInformationW: UOI_FLAGS");
    needed = 0;
    CHECK(!GetUserObjectInformationW(station, UOI_NAME, name, 4, &needed) &&
              GetLastError() == ERROR_INSUFFICIENT_BUFFER && needed == sizeof L"WinSta0",
          "GetUserObjectInformationW: \"the number of bytes required\"");
    CHECK(!GetUserObjectInformationW((HANDLE)(ULONG_PTR)0x4321, UOI_NAME, name, sizeof name, NULL) &&
              GetLastError() == ERROR_INVALID_HANDLE,
          "GetUserObjectInformationW: ERROR_INVALID_HANDLE");
    CHECK(GetUserObjectInformationA(station, UOI_NAME, narrow, sizeof narrow, &needed) && !strcmp(narrow, "WinSta0"),
          "GetUserObjectInformationA: %lu", needed);
    CHECK(!GetUserObjectInformationA((HANDLE)(ULONG_PTR)0x4321, UOI_NAME, narrow, sizeof narrow, NULL),
          "GetUserObjectInformationA: FALSE");
    return check_done();
}
