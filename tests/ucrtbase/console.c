/* SPDX-License-Identifier: MIT */
/* The __conio_common_ functions of the Universal CRT, as <conio.h> calls them.  The test has a terminal. */
#include "crt.h"

#include <conio.h>

#define LIST(name, ...)                                                                                                \
    FROM_CRT(int, name, unsigned __int64, __VA_ARGS__, _locale_t, va_list);                                            \
    va_list args;                                                                                                      \
    va_start(args, format);                                                                                            \
    int result = name(0, format, NULL, args);                                                                          \
    va_end(args);                                                                                                      \
    return result;

static int print(const char *format, ...)
{
    LIST(__conio_common_vcprintf, const char *)
}

static int print_s(const char *format, ...)
{
    LIST(__conio_common_vcprintf_s, const char *)
}

static int print_p(const char *format, ...)
{
    LIST(__conio_common_vcprintf_p, const char *)
}

static int wprint(const wchar_t *format, ...)
{
    LIST(__conio_common_vcwprintf, const wchar_t *)
}

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

int main(void)
{
    catch_invalid();
    CHECK(print("%s %d\r\n", "words", 7) == 9, "_cprintf: \"the number of characters printed\"");
    CHECK(print("%s-%d\r\n", "words", 8) == 9 && screen_says("words-8"), "_cprintf: on the console");
    CHECK(print_s("%c%c\r\n", 'o', 'k') == 4 && screen_says("ok"), "_cprintf_s");
    CHECK(print_p("%2$s %1$s\r\n", "second", "first") == 14 && screen_says("first second"), "_cprintf_p: positions");
    CHECK(wprint(L"%ls %s\r\n", L"wide", "narrow") == 13 && screen_says("wide narrow"),
          "_cwprintf: by the standard's rule");
    CHECK(REFUSED(print(NULL) == -1, EINVAL) && REFUSED(wprint(NULL) == -1, EINVAL), "_cprintf, _cwprintf: NULL");
    CHECK(_cputs("put\r\n") == 0 && screen_says("put"), "_cputs: 0");
    CHECK(_putch('#') == '#' && _cputws(L"\r\n") == 0 && screen_says("#"), "_putch: the character");
    return check_done();
}
