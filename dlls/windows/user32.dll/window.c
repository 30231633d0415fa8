/* SPDX-License-Identifier: MIT */
/* Calls on windows.  There are none yet, so that no handle is one: each fails as of a handle that is not a window's
 * (ERROR_INVALID_WINDOW_HANDLE), which programs that have not made one expect. */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

static ULONG_PTR no_window(void)
{
    SetLastError(ERROR_INVALID_WINDOW_HANDLE);
    return 0;
}

BOOL WINAPI IsWindow(HWND window)
{
    (void)window;
    return (BOOL)no_window();
}

BOOL WINAPI IsWindowVisible(HWND window)
{
    (void)window;
    return (BOOL)no_window();
}

BOOL WINAPI IsWindowEnabled(HWND window)
{
    (void)window;
    return (BOOL)no_window();
}

BOOL WINAPI DestroyWindow(HWND window)
{
    (void)window;
    return (BOOL)no_window();
}

BOOL WINAPI EnableWindow(HWND window, BOOL enable)
{
    (void)window, (void)enable;
    return (BOOL)no_window();
}

BOOL WINAPI ShowWindow(HWND window, int how)
{
    (void)window, (void)how;
    return (BOOL)no_window();
}

BOOL WINAPI SetForegroundWindow(HWND window)
{
    (void)window;
    return (BOOL)no_window();
}

BOOL WINAPI SetWindowTextW(HWND window, LPCWSTR text)
{
    (void)window, (void)text;
    return (BOOL)no_window();
}

BOOL WINAPI GetClientRect(HWND window, LPRECT out)
{
    (void)window, (void)out;
    return (BOOL)no_window();
}

BOOL WINAPI GetWindowRect(HWND window, LPRECT out)
{
    (void)window, (void)out;
    return (BOOL)no_window();
}

HWND WINAPI GetDlgItem(HWND dialog, int id)
{
    (void)dialog, (void)id;
    return (HWND)no_window();
}

BOOL WINAPI SetDlgItemTextW(HWND dialog, int id, LPCWSTR text)
{
    (void)dialog, (void)id, (void)text;
    return (BOOL)no_window();
}

/* To all windows (HWND_BROADCAST) it goes, as there are none, and says 0 of none as well. */
LRESULT WINAPI SendMessageW(HWND window, UINT message, WPARAM w, LPARAM l)
{
    (void)message, (void)w, (void)l;
    return window == HWND_BROADCAST ? 0 : (LRESULT)no_window();
}

/* "FindWindowExW function": below the desktop nothing is found; below what is no window it fails. */
HWND WINAPI FindWindowExW(HWND parent, HWND after, LPCWSTR class, LPCWSTR text)
{
    (void)class, (void)text;
    return parent || after ? (HWND)no_window() : NULL;
}
