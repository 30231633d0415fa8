/* SPDX-License-Identifier: MIT */
/* More than one screen buffer: each has cells, a cursor, colours and a mode of its own; one is shown.
 * Wine 8.0 finds no console in a terminal where standard output is a pipe. */
#include "check.h"

#include <string.h>
#include <windows.h>

static void write_at(HANDLE buffer, SHORT x, SHORT y, const char *text)
{
    DWORD n;
    SetConsoleCursorPosition(buffer, (COORD){x, y});
    WriteConsoleA(buffer, text, (DWORD)strlen(text), &n, NULL);
}

/* Is that text at (x, y)? */
static BOOL has(HANDLE buffer, SHORT x, SHORT y, const char *text)
{
    char found[100] = "";
    DWORD n = 0;
    return ReadConsoleOutputCharacterA(buffer, found, (DWORD)strlen(text), (COORD){x, y}, &n) && n == strlen(text) &&
           !memcmp(found, text, n);
}

int main(void)
{
    HANDLE first = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL), second, third,
           file;
    CONSOLE_SCREEN_BUFFER_INFO one, two;
    CONSOLE_SCREEN_BUFFER_INFOEX extended = {.cbSize = sizeof extended};
    CONSOLE_SELECTION_INFO selection = {.dwFlags = 77};
    CONSOLE_CURSOR_INFO hidden = {25, FALSE}, cursor;
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    DWORD mode, flags = 99, handle_flags = 0;

    second = CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 0, NULL, CONSOLE_TEXTMODE_BUFFER, NULL);
    CHECK(second != INVALID_HANDLE_VALUE, "CreateConsoleScreenBuffer: \"a handle to the new console screen buffer\"");
    CHECK(CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 0, NULL, 2, NULL) == INVALID_HANDLE_VALUE &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "\"The only supported screen buffer type is CONSOLE_TEXTMODE_BUFFER\"");
    GetConsoleScreenBufferInfo(first, &one);
    CHECK(GetConsoleScreenBufferInfo(second, &two) && two.dwSize.X == one.dwSize.X && two.dwSize.Y == one.dwSize.Y,
          "it has the size of the window");
    CHECK(two.dwCursorPosition.X == 0 && two.dwCursorPosition.Y == 0, "and its cursor in the corner");

    write_at(first, 0, 0, "of the first");
    write_at(second, 3, 2, "of the second");
    CHECK(has(first, 0, 0, "of the first") && has(second, 3, 2, "of the second"), "each keeps what was written to it");
    CHECK(!has(first, 3, 2, "of the second"), "and nothing else");
    SetConsoleTextAttribute(second, FOREGROUND_GREEN);
    GetConsoleScreenBufferInfo(first, &one);
    GetConsoleScreenBufferInfo(second, &two);
    CHECK(two.wAttributes == FOREGROUND_GREEN && one.wAttributes != FOREGROUND_GREEN, "colours are a buffer's own");
    SetConsoleMode(second, ENABLE_PROCESSED_OUTPUT);
    CHECK(GetConsoleMode(first, &mode) && mode == (ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT) &&
              GetConsoleMode(second, &mode) && mode == ENABLE_PROCESSED_OUTPUT,
          "SetConsoleMode: modes are a screen buffer's own");
    SetConsoleCursorInfo(second, &hidden);
    CHECK(GetConsoleCursorInfo(first, &cursor) && cursor.bVisible && GetConsoleCursorInfo(second, &cursor) &&
              !cursor.bVisible,
          "and so is the cursor's shape");

    CHECK(SetConsoleActiveScreenBuffer(second), "SetConsoleActiveScreenBuffer succeeds");
    file = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(has(file, 3, 2, "of the second"), "\"CONOUT$: a handle to the active screen buffer\"");
    write_at(first, 0, 1, "while it was not shown");
    CHECK(has(first, 0, 1, "while it was not shown"), "one that is not shown can be written to");
    CHECK(SetConsoleActiveScreenBuffer(first) && has(first, 0, 1, "while it was not shown") &&
              has(first, 0, 0, "of the first"),
          "and is whole when it is shown again");
    CloseHandle(second);
    CHECK(has(file, 3, 2, "of the second"), "a buffer stays until its last handle is closed");
    CloseHandle(file);
    CHECK(!SetConsoleActiveScreenBuffer(file) && GetLastError() == ERROR_INVALID_HANDLE,
          "SetConsoleActiveScreenBuffer: a handle that was closed");
    file = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!SetConsoleActiveScreenBuffer(file) && GetLastError() == ERROR_INVALID_HANDLE, "or one for input");
    CloseHandle(file);

    third = CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 3, &inherit, CONSOLE_TEXTMODE_BUFFER, NULL);
    CHECK(GetHandleInformation(third, &handle_flags) && handle_flags & HANDLE_FLAG_INHERIT,
          "CreateConsoleScreenBuffer: \"bInheritHandle\"");
    SetConsoleActiveScreenBuffer(third);
    CloseHandle(third);
    third = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(has(third, 0, 0, "of the first"), "when the shown one goes another one is shown");
    CloseHandle(third);

    write_at(first, 5, 3, "");
    CHECK(GetConsoleScreenBufferInfoEx(first, &extended) && extended.dwCursorPosition.X == 5 &&
              extended.dwCursorPosition.Y == 3 && extended.dwSize.X == one.dwSize.X &&
              extended.wAttributes == one.wAttributes && extended.ColorTable[15] == RGB(255, 255, 255) &&
              extended.srWindow.Right == one.srWindow.Right,
          "GetConsoleScreenBufferInfoEx tells the same, and the colours");
    extended.cbSize = 8;
    CHECK(!GetConsoleScreenBufferInfoEx(first, &extended) && GetLastError() == ERROR_INVALID_PARAMETER,
          "a structure of another size is refused");
    CHECK(GetConsoleDisplayMode(&flags) && flags == 0, "GetConsoleDisplayMode: not full screen");
    CHECK(GetNumberOfConsoleMouseButtons(&flags) && flags >= 2, "GetNumberOfConsoleMouseButtons");
    CHECK(GetConsoleSelectionInfo(&selection) && selection.dwFlags == CONSOLE_NO_SELECTION,
          "GetConsoleSelectionInfo: nothing is selected");

    FreeConsole();
    CHECK(!GetConsoleDisplayMode(&flags) && GetLastError() == ERROR_INVALID_HANDLE,
          "GetConsoleDisplayMode without a console");
    CHECK(!GetNumberOfConsoleMouseButtons(&flags), "GetNumberOfConsoleMouseButtons");
    CHECK(!GetConsoleSelectionInfo(&selection), "GetConsoleSelectionInfo");
    return check_done();
}
