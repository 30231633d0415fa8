/* SPDX-License-Identifier: MIT */
/* Text and events of the console.  Text in bytes goes to the host as it is, which knows the console's code pages and
 * keeps what is split across two calls; events in bytes are converted here.
 *
 * Left out: in the 8-bit event functions a character of several bytes is '?'. */
#include "console.h"

_Static_assert(sizeof(INPUT_RECORD) == sizeof(struct console_event), "one is given as the other");

/* ---- text ---- */

static BOOL write_text(HANDLE console, ULONG code, const void *text, DWORD length, ULONG unit, DWORD *written)
{
    ULONG done = 0;

    if (written) *written = 0;
    if (!console) return base_fail(STATUS_INVALID_HANDLE);
    if (length > 0x7fffffff / unit) return base_fail(STATUS_NO_MEMORY);
    NTSTATUS status = console_call(console, code, text, length * unit, NULL, 0, &done);
    if (written) *written = done / unit;
    return base_ok(status);
}

/* "WriteConsole function". */
BOOL WINAPI WriteConsoleW(HANDLE console, const void *text, DWORD length, DWORD *written, void *reserved)
{
    (void)reserved;
    return write_text(console, CONSOLE_WRITE_WIDE, text, length, sizeof(WCHAR), written);
}

BOOL WINAPI WriteConsoleA(HANDLE console, const void *text, DWORD length, DWORD *written, void *reserved)
{
    (void)reserved;
    return write_text(console, CONSOLE_WRITE_BYTES, text, length, 1, written);
}

static BOOL read_text(HANDLE console, ULONG code, const ULONG *wakeup, void *text, DWORD length, ULONG unit,
                      DWORD *read)
{
    ULONG done = 0;

    if (!console) return base_fail(STATUS_INVALID_HANDLE);
    if (length > 0x7fffffff / unit) return base_fail(STATUS_NO_MEMORY);
    NTSTATUS status = console_call(console, code, wakeup, wakeup ? sizeof *wakeup : 0, text, length * unit, &done);
    if (!NT_SUCCESS(status)) return base_fail(status);
    if (read) *read = done / unit;
    /* a read that Ctrl-C ends succeeds with nothing read, and says why */
    if (status == STATUS_ALERTED) RtlSetLastWin32Error(ERROR_OPERATION_ABORTED);
    return TRUE;
}

/* "ReadConsole function": `control` keeps characters of the buffer, which are reported too, and names control
 * characters that end the read besides Enter. */
BOOL WINAPI ReadConsoleW(HANDLE console, void *text, DWORD length, DWORD *read, void *control)
{
    CONSOLE_READCONSOLE_CONTROL *how = control;
    DWORD kept = 0;

    if (how) {
        if (how->nLength != sizeof *how || how->nInitialChars > length) return base_fail(STATUS_INVALID_PARAMETER);
        kept = how->nInitialChars;
        how->dwControlKeyState = 0;
    }
    if (!read_text(console, CONSOLE_READ_WIDE, how ? &how->dwCtrlWakeupMask : NULL, (WCHAR *)text + kept, length - kept,
                   sizeof(WCHAR), read))
        return FALSE;
    if (read) *read += kept;
    return TRUE;
}

BOOL WINAPI ReadConsoleA(HANDLE console, void *text, DWORD length, DWORD *read, void *control)
{
    (void)control; /* "This parameter requires Unicode input by default." */
    return read_text(console, CONSOLE_READ_BYTES, NULL, text, length, 1, read);
}

/* ---- events ---- */

BOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE console, DWORD *count)
{
    return console_do(console, CONSOLE_COUNT_EVENTS, NULL, 0, count, sizeof *count);
}

BOOL WINAPI FlushConsoleInputBuffer(HANDLE console)
{
    return console_do(console, CONSOLE_FLUSH_EVENTS, NULL, 0, NULL, 0);
}

static BOOL get_events(HANDLE console, ULONG code, INPUT_RECORD *records, DWORD length, DWORD *read)
{
    ULONG done;

    if (!console) return base_fail(STATUS_INVALID_HANDLE);
    if (length > 0x7fffffff / sizeof *records) return base_fail(STATUS_NO_MEMORY);
    NTSTATUS status = console_call(console, code, NULL, 0, records, length * sizeof *records, &done);
    if (!NT_SUCCESS(status)) return base_fail(status);
    *read = done / sizeof *records;
    return TRUE;
}

/* uChar.UnicodeChar becomes uChar.AsciiChar. */
static void to_bytes(INPUT_RECORD *records, DWORD count)
{
    UINT page = GetConsoleCP();

    for (DWORD i = 0; i < count; i++) {
        WCHAR wide = records[i].Event.KeyEvent.uChar.UnicodeChar;
        char bytes[8];
        if (records[i].EventType != KEY_EVENT) continue;
        BOOL one = WideCharToMultiByte(page, 0, &wide, 1, bytes, sizeof bytes, NULL, NULL) == 1;
        records[i].Event.KeyEvent.uChar.UnicodeChar = 0;
        records[i].Event.KeyEvent.uChar.AsciiChar = one ? *bytes : '?';
    }
}

/* "PeekConsoleInput function": none waiting is a success. */
BOOL WINAPI PeekConsoleInputW(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    return get_events(console, CONSOLE_PEEK_EVENTS, records, length, read);
}

BOOL WINAPI PeekConsoleInputA(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    if (!get_events(console, CONSOLE_PEEK_EVENTS, records, length, read)) return FALSE;
    to_bytes(records, *read);
    return TRUE;
}

/* "ReadConsoleInput function": "does not return until at least one input record has been read". */
BOOL WINAPI ReadConsoleInputW(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    return get_events(console, CONSOLE_READ_EVENTS, records, length, read);
}

BOOL WINAPI ReadConsoleInputA(HANDLE console, PINPUT_RECORD records, DWORD length, DWORD *read)
{
    if (!get_events(console, CONSOLE_READ_EVENTS, records, length, read)) return FALSE;
    to_bytes(records, *read);
    return TRUE;
}

/* "WriteConsoleInput function": behind what waits already. */
BOOL WINAPI WriteConsoleInputW(HANDLE console, const INPUT_RECORD *records, DWORD length, DWORD *written)
{
    ULONG done;

    if (!console) return base_fail(STATUS_INVALID_HANDLE);
    if (length > 0x7fffffff / sizeof *records) return base_fail(STATUS_NO_MEMORY);
    NTSTATUS status = console_call(console, CONSOLE_WRITE_EVENTS, records, length * sizeof *records, NULL, 0, &done);
    if (!NT_SUCCESS(status)) return base_fail(status);
    *written = done / sizeof *records;
    return TRUE;
}

BOOL WINAPI WriteConsoleInputA(HANDLE console, const INPUT_RECORD *records, DWORD length, DWORD *written)
{
    UINT page = GetConsoleCP();
    INPUT_RECORD *wide = length < 0x1000000 ? base_alloc((length + 1) * sizeof *wide) : NULL;

    if (!wide) return FALSE;
    for (DWORD i = 0; i < length; i++) {
        wide[i] = records[i];
        if (wide[i].EventType != KEY_EVENT) continue;
        char byte = wide[i].Event.KeyEvent.uChar.AsciiChar;
        if (MultiByteToWideChar(page, 0, &byte, 1, &wide[i].Event.KeyEvent.uChar.UnicodeChar, 1) != 1)
            wide[i].Event.KeyEvent.uChar.UnicodeChar = '?';
    }
    BOOL ok = WriteConsoleInputW(console, wide, length, written);
    base_free(wide);
    return ok;
}
