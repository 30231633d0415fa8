/* SPDX-License-Identifier: MIT */
/* <conio.h> of msvcrt: text on the console, and characters that are put back, as documented.  The test has a terminal.
 */
#include "../ucrtbase/crt.h"

#include <conio.h>
#include <wchar.h>

/* The characters of the screen's line before the cursor's. */
static int screen_says(const char *expected)
{
    char text[64] = "";
    CONSOLE_SCREEN_BUFFER_INFO info;
    DWORD n = 0;
    HANDLE out = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                             OPEN_EXISTING, 0, NULL);
    GetConsoleScreenBufferInfo(out, &info);
    COORD start = {0, (SHORT)(info.dwCursorPosition.Y - 1)};
    ReadConsoleOutputCharacterA(out, text, (DWORD)strlen(expected), start, &n);
    CloseHandle(out);
    return n == strlen(expected) && !strcmp(text, expected);
}

static int listed(const char *format, ...)
{
    FROM_CRT(int, _vcprintf, const char *, va_list);
    va_list args;
    va_start(args, format);
    int n = _vcprintf(format, args);
    va_end(args);
    return n;
}

static int wide_listed(const wchar_t *format, ...)
{
    FROM_CRT(int, _vcwprintf, const wchar_t *, va_list);
    va_list args;
    va_start(args, format);
    int n = _vcwprintf(format, args);
    va_end(args);
    return n;
}

int main(void)
{
    FROM_CRT(int, _cprintf, const char *, ...);
    FROM_CRT(int, _cwprintf, const wchar_t *, ...);
    FROM_CRT(int, _cputs, const char *);
    FROM_CRT(int, _cputws, const wchar_t *);
    FROM_CRT(int, _putch, int);
    FROM_CRT(wint_t, _putwch, wchar_t);
    FROM_CRT(int, _ungetch, int);
    FROM_CRT(int, _getch, void);
    FROM_CRT(int, _getche, void);
    FROM_CRT(int, _kbhit, void);
    FROM_CRT(wint_t, _ungetwch, wint_t);
    FROM_CRT(wint_t, _getwch, void);
    FROM_CRT(wint_t, _getwche, void);

    CHECK(_cprintf("%s %d\r\n", "words", 7) == 9 && screen_says("words 7"),
          "_cprintf: \"the number of characters printed\"");
    CHECK(_cwprintf(L"%s-%d\r\n", L"wide", 8) == 8 && screen_says("wide-8"), "_cwprintf");
    CHECK(listed("%c%c\r\n", 'o', 'k') == 4 && screen_says("ok"), "_vcprintf");
    CHECK(wide_listed(L"%d!\r\n", 12) == 5 && screen_says("12!"), "_vcwprintf");
    CHECK(_cputs("put\r\n") == 0 && screen_says("put"), "_cputs: \"If successful, returns a 0\"");
    CHECK(_cputws(L"wput\r\n") == 0 && screen_says("wput"), "_cputws");
    CHECK(REFUSED(_cputs(NULL) == -1, EINVAL) && REFUSED(_cputws(NULL) == -1, EINVAL), "_cputs, _cputws: NULL");
    CHECK(_putch('#') == '#' && _cputws(L"\r\n") == 0 && screen_says("#"), "_putch: \"Returns c if successful\"");
    CHECK(_putwch('+') == '+' && _cputws(L"\r\n") == 0 && screen_says("+"), "_putwch");
    CHECK(!_kbhit(), "_kbhit: 0: no key was pressed");
    CHECK(_ungetch('u') == 'u' && _kbhit() && _getch() == 'u', "_ungetch: \"the next character read by _getch\"");
    CHECK(_ungetch(EOF) == EOF, "_ungetch: EOF");
    _ungetch('v');
    CHECK(_getche() == 'v' && _cputs("\r\n") == 0, "_getche");
    CHECK(_ungetwch('w') == 'w' && _getwch() == 'w', "_ungetwch, _getwch");
    CHECK(_ungetwch(WEOF) == WEOF, "_ungetwch: WEOF");
    _ungetwch('x');
    CHECK(_getwche() == 'x' && _cputs("\r\n") == 0, "_getwche");
    return check_done();
}
