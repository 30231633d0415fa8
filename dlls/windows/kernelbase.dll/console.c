/* SPDX-License-Identifier: MIT */
/* The console API where there is no console: every handle that is not a console's is refused as Windows refuses a redirected one, with
 * ERROR_INVALID_HANDLE, and programs then read and write it as a file.  Terminals are plain streams so far, so that is every handle.
 * The list of control handlers is kept; nothing calls it yet. */
#include "kernelbase.h"

struct handler {
    struct handler *next;
    PHANDLER_ROUTINE routine;
};
static struct handler *handlers;
static RTL_SRWLOCK handlers_lock = RTL_SRWLOCK_INIT; /* a leaf */

static BOOL no_console(void)
{
    return base_fail(STATUS_INVALID_HANDLE);
}

/* "SetConsoleCtrlHandler function": removing one that is not there fails with ERROR_INVALID_PARAMETER. */
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE routine, BOOL add)
{
    if (!routine) { /* Ctrl-C is ignored, or no longer: inherited by children, as Windows keeps it */
        base_peb()->ProcessParameters->ConsoleFlags = add ? 1 : 0;
        return TRUE;
    }
    struct handler *handler = add ? base_alloc(sizeof *handler) : NULL;
    if (add && !handler) return FALSE;
    RtlAcquireSRWLockExclusive(&handlers_lock);
    BOOL found = add;
    if (add) {
        *handler = (struct handler){handlers, routine};
        handlers = handler;
    } else {
        for (struct handler **at = &handlers; *at; at = &(*at)->next) {
            if ((*at)->routine != routine) continue;
            handler = *at;
            *at = handler->next;
            found = TRUE;
            break;
        }
    }
    RtlReleaseSRWLockExclusive(&handlers_lock);
    if (!add) base_free(handler);
    return found ? TRUE : base_fail(STATUS_INVALID_PARAMETER);
}

BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group)
{
    (void)event, (void)group;
    return no_console();
}

/* ---- modes and code pages ---- */

BOOL WINAPI GetConsoleMode(HANDLE console, DWORD *mode)
{
    (void)console, (void)mode;
    return no_console();
}

BOOL WINAPI SetConsoleMode(HANDLE console, DWORD mode)
{
    (void)console, (void)mode;
    return no_console();
}

UINT WINAPI GetConsoleCP(void)
{
    return (UINT)no_console();
}

UINT WINAPI GetConsoleOutputCP(void)
{
    return (UINT)no_console();
}

BOOL WINAPI SetConsoleCP(UINT page)
{
    (void)page;
    return no_console();
}

BOOL WINAPI SetConsoleOutputCP(UINT page)
{
    (void)page;
    return no_console();
}

HWND WINAPI GetConsoleWindow(void)
{
    return NULL;
}

/* ---- text ---- */

BOOL WINAPI WriteConsoleW(HANDLE console, const void *text, DWORD length, DWORD *written, void *reserved)
{
    (void)console, (void)text, (void)length, (void)written, (void)reserved;
    return no_console();
}

BOOL WINAPI WriteConsoleA(HANDLE console, const void *text, DWORD length, DWORD *written, void *reserved)
{
    (void)console, (void)text, (void)length, (void)written, (void)reserved;
    return no_console();
}

BOOL WINAPI ReadConsoleW(HANDLE console, void *text, DWORD length, DWORD *read, void *control)
{
    (void)console, (void)text, (void)length, (void)read, (void)control;
    return no_console();
}

BOOL WINAPI ReadConsoleA(HANDLE console, void *text, DWORD length, DWORD *read, void *control)
{
    (void)console, (void)text, (void)length, (void)read, (void)control;
    return no_console();
}

/* ---- the screen ---- */

BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFO info)
{
    (void)console, (void)info;
    return no_console();
}

BOOL WINAPI SetConsoleTextAttribute(HANDLE console, WORD attributes)
{
    (void)console, (void)attributes;
    return no_console();
}

BOOL WINAPI SetConsoleCursorPosition(HANDLE console, COORD position)
{
    (void)console, (void)position;
    return no_console();
}

BOOL WINAPI FillConsoleOutputAttribute(HANDLE console, WORD attribute, DWORD length, COORD at, DWORD *written)
{
    (void)console, (void)attribute, (void)length, (void)at, (void)written;
    return no_console();
}

BOOL WINAPI FillConsoleOutputCharacterW(HANDLE console, WCHAR character, DWORD length, COORD at, DWORD *written)
{
    (void)console, (void)character, (void)length, (void)at, (void)written;
    return no_console();
}

BOOL WINAPI FillConsoleOutputCharacterA(HANDLE console, char character, DWORD length, COORD at, DWORD *written)
{
    (void)console, (void)character, (void)length, (void)at, (void)written;
    return no_console();
}

BOOL WINAPI SetConsoleTitleW(const WCHAR *title)
{
    (void)title;
    return no_console();
}

BOOL WINAPI SetConsoleTitleA(const char *title)
{
    (void)title;
    return no_console();
}

/* ---- input ---- */

BOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE console, DWORD *count)
{
    (void)console, (void)count;
    return no_console();
}

BOOL WINAPI PeekConsoleInputW(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    (void)console, (void)records, (void)length, (void)read;
    return no_console();
}

BOOL WINAPI PeekConsoleInputA(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    (void)console, (void)records, (void)length, (void)read;
    return no_console();
}

BOOL WINAPI ReadConsoleInputW(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    (void)console, (void)records, (void)length, (void)read;
    return no_console();
}

BOOL WINAPI ReadConsoleInputA(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    (void)console, (void)records, (void)length, (void)read;
    return no_console();
}

BOOL WINAPI FlushConsoleInputBuffer(HANDLE console)
{
    (void)console;
    return no_console();
}
