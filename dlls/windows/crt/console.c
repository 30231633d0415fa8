/* SPDX-License-Identifier: MIT */
/* Console input and output past the streams: _getch, _putch, _cputs, _kbhit, _cprintf and their wide forms, on the
 * console's own CONIN$ and CONOUT$ whatever the standard handles are. */
#include "crt.h"

static HANDLE in_handle, out_handle;
static int pushed = -1, second = -1;

static HANDLE open_console(HANDLE *handle, const wchar_t *name)
{
    if (!*handle) {
        HANDLE h = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                               OPEN_EXISTING, 0, NULL);
        *handle = h;
    }
    return *handle;
}

/* The two codes of a key without a character: 0 or 0xe0, then its scan code. */
static int special_key(const KEY_EVENT_RECORD *key)
{
    int extended = key->dwControlKeyState & ENHANCED_KEY;
    unsigned scan = key->wVirtualScanCode;
    if (!extended && !(scan >= 59 && scan <= 68) && scan != 87 && scan != 88) return 0;
    second = (int)scan;
    return extended ? 0xe0 : 0x100; /* 0x100 stands for a first code of 0 */
}

static wint_t read_key(void)
{
    HANDLE in = open_console(&in_handle, L"CONIN$");
    if (in == INVALID_HANDLE_VALUE) return WEOF;
    if (pushed >= 0) {
        int c = pushed;
        pushed = -1;
        return (wint_t)c;
    }
    if (second >= 0) {
        int c = second;
        second = -1;
        return (wint_t)c;
    }
    DWORD mode, n;
    wint_t result = WEOF;
    if (!GetConsoleMode(in, &mode)) return WEOF;
    SetConsoleMode(in, 0);
    for (;;) {
        INPUT_RECORD record;
        if (!ReadConsoleInputW(in, &record, 1, &n) || !n) break;
        if (record.EventType != KEY_EVENT || !record.Event.KeyEvent.bKeyDown) continue;
        if (record.Event.KeyEvent.uChar.UnicodeChar) {
            result = record.Event.KeyEvent.uChar.UnicodeChar;
            break;
        }
        int first = special_key(&record.Event.KeyEvent);
        if (first) {
            result = (wint_t)(first & 0xff);
            break;
        }
    }
    SetConsoleMode(in, mode);
    return result;
}

wint_t _getwch(void)
{
    return read_key();
}

int _getch(void)
{
    char text[4];
    wint_t c = read_key();
    if (c == WEOF) return EOF;
    wchar_t unit = c;
    return WideCharToMultiByte(GetConsoleCP(), 0, &unit, 1, text, 4, NULL, NULL) == 1 ? (unsigned char)*text
                                                                                      : (int)(c & 0xff);
}

wint_t _putwch(wchar_t c)
{
    DWORD n;
    HANDLE out = open_console(&out_handle, L"CONOUT$");
    if (out == INVALID_HANDLE_VALUE || !WriteConsoleW(out, &c, 1, &n, NULL)) return WEOF;
    return c;
}

int _putch(int c)
{
    DWORD n;
    char byte = (char)c;
    HANDLE out = open_console(&out_handle, L"CONOUT$");
    return out != INVALID_HANDLE_VALUE && WriteConsoleA(out, &byte, 1, &n, NULL) ? (unsigned char)c : EOF;
}

int _getche(void)
{
    int c = _getch();
    return c != EOF && _putch(c) != EOF ? c : EOF;
}

wint_t _getwche(void)
{
    wint_t c = _getwch();
    return c != WEOF && _putwch(c) != WEOF ? c : WEOF;
}

int _ungetch(int c)
{
    if (c == EOF || pushed >= 0) return EOF;
    return pushed = c & 0xff;
}

wint_t _ungetwch(wint_t c)
{
    if (c == WEOF || pushed >= 0) return WEOF;
    pushed = c;
    return c;
}

/* _kbhit: whether a key waits. */
int _kbhit(void)
{
    INPUT_RECORD records[32];
    DWORD n;
    HANDLE in = open_console(&in_handle, L"CONIN$");
    if (pushed >= 0 || second >= 0) return -1;
    if (in == INVALID_HANDLE_VALUE || !PeekConsoleInputW(in, records, 32, &n)) return 0;
    for (DWORD i = 0; i < n; i++)
        if (records[i].EventType == KEY_EVENT && records[i].Event.KeyEvent.bKeyDown &&
            records[i].Event.KeyEvent.uChar.UnicodeChar)
            return 1;
    return 0;
}

int _cputs(const char *s)
{
    DWORD n;
    if (!s) return crt_fail_invalid();
    HANDLE out = open_console(&out_handle, L"CONOUT$");
    return out != INVALID_HANDLE_VALUE && WriteConsoleA(out, s, (DWORD)strlen(s), &n, NULL) ? 0 : -1;
}

int _cputws(const wchar_t *s)
{
    DWORD n;
    if (!s) return crt_fail_invalid();
    HANDLE out = open_console(&out_handle, L"CONOUT$");
    return out != INVALID_HANDLE_VALUE && WriteConsoleW(out, s, (DWORD)wcslen(s), &n, NULL) ? 0 : -1;
}

/* _cgets: s[0] says how many fit; s[1] gets how many came; the text is at s + 2. */
char *_cgets(char *s)
{
    DWORD n = 0;
    HANDLE in = open_console(&in_handle, L"CONIN$");
    if (!s || !*s) {
        crt_invalid();
        return NULL;
    }
    if (in == INVALID_HANDLE_VALUE || !ReadConsoleA(in, s + 2, (unsigned char)s[0], &n, NULL)) n = 0;
    while (n && (s[1 + n] == '\n' || s[1 + n] == '\r')) n--;
    s[1] = (char)n;
    s[2 + n] = 0;
    return s + 2;
}

static int put_console(struct crt_sink *sink, const char *s, size_t n)
{
    DWORD done;
    return WriteConsoleA(sink->target, s, (DWORD)n, &done, NULL) != 0;
}

static int wput_console(struct crt_wsink *sink, const wchar_t *s, size_t n)
{
    DWORD done;
    return WriteConsoleW(sink->target, s, (DWORD)n, &done, NULL) != 0;
}

int _vcprintf(const char *format, va_list args)
{
    struct crt_sink sink = {put_console, open_console(&out_handle, L"CONOUT$"), 0};
    return sink.target == INVALID_HANDLE_VALUE ? -1 : crt_format(&sink, FMT_DEFAULT, format, NULL, args);
}

int _vcwprintf(const wchar_t *format, va_list args)
{
    struct crt_wsink sink = {wput_console, open_console(&out_handle, L"CONOUT$"), 0};
    return sink.target == INVALID_HANDLE_VALUE ? -1 : crt_wformat(&sink, FMT_DEFAULT, format, NULL, args);
}

int _cprintf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int total = _vcprintf(format, args);
    va_end(args);
    return total;
}

int _cwprintf(const wchar_t *format, ...)
{
    va_list args;
    va_start(args, format);
    int total = _vcwprintf(format, args);
    va_end(args);
    return total;
}
