/* SPDX-License-Identifier: MIT */
/* Calls on handles that are no windows.  Wine 8.0 without a screen gives DestroyWindow, GetDlgItem, SetDlgItemTextW and
 * FindWindowExW other errors than ERROR_INVALID_WINDOW_HANDLE ("System Error Codes": "Invalid window handle"). */
#include "check.h"

#define REFUSED(call) (SetLastError(0), !(call) && GetLastError() == ERROR_INVALID_WINDOW_HANDLE)

int main(void)
{
    HWND none = (HWND)(ULONG_PTR)0x7ffe;
    RECT rect;

    CHECK(!IsWindow(none) && !IsWindow(NULL), "IsWindow: \"does not identify an existing window: zero\"");
    CHECK(REFUSED(IsWindowVisible(none)), "IsWindowVisible: no window's handle");
    CHECK(REFUSED(IsWindowEnabled(none)), "IsWindowEnabled: no window's handle");
    CHECK(REFUSED(DestroyWindow(none)), "DestroyWindow: no window's handle");
    CHECK(REFUSED(EnableWindow(none, TRUE)), "EnableWindow: no window's handle");
    CHECK(REFUSED(ShowWindow(none, SW_SHOW)), "ShowWindow: no window's handle");
    CHECK(REFUSED(SetForegroundWindow(none)), "SetForegroundWindow: no window's handle");
    CHECK(REFUSED(SetWindowTextW(none, L"text")), "SetWindowTextW: no window's handle");
    CHECK(REFUSED(GetClientRect(none, &rect)), "GetClientRect: no window's handle");
    CHECK(REFUSED(GetWindowRect(none, &rect)), "GetWindowRect: no window's handle");
    CHECK(REFUSED(GetDlgItem(none, 1)), "GetDlgItem: no window's handle");
    CHECK(REFUSED(SetDlgItemTextW(none, 1, L"text")), "SetDlgItemTextW: no window's handle");
    CHECK(REFUSED(SendMessageW(none, WM_NULL, 0, 0)), "SendMessageW: no window's handle");
    CHECK(REFUSED(FindWindowExW(none, NULL, NULL, NULL)), "FindWindowExW: below no window");
    CHECK(!FindWindowExW(NULL, NULL, L"a class that nobody has", NULL), "FindWindowExW: nothing of that class");
    return check_done();
}
