/* SPDX-License-Identifier: MIT */
/* The console's screen: size, cursor, colours, and cells that are written, filled, read back and moved.
 * Wine 8.0 differs: it knows no VT sequences, and answers a missing right with ERROR_INVALID_HANDLE. */
#include "check.h"

#include <string.h>

static HANDLE in, out, pipe_read, pipe_write;
static CONSOLE_SCREEN_BUFFER_INFO info;

static BOOL failed(BOOL result, DWORD error)
{
    return !result && GetLastError() == error;
}
#define FAILS(call, error) (SetLastError(0), failed((call), (error)))

static COORD at(int x, int y)
{
    COORD c = {(SHORT)x, (SHORT)y};
    return c;
}

static BOOL cursor_is(int x, int y)
{
    return GetConsoleScreenBufferInfo(out, &info) && info.dwCursorPosition.X == x && info.dwCursorPosition.Y == y;
}

/* Clears the whole screen, as programs do. */
static void clear(void)
{
    DWORD done, all;
    GetConsoleScreenBufferInfo(out, &info);
    all = (DWORD)info.dwSize.X * (DWORD)info.dwSize.Y;
    FillConsoleOutputCharacterW(out, L' ', all, at(0, 0), &done);
    FillConsoleOutputAttribute(out, 7, all, at(0, 0), &done);
    SetConsoleCursorPosition(out, at(0, 0));
}

static void test_info(void)
{
    CHECK(
        GetConsoleScreenBufferInfo(out, &info) && info.dwSize.X > 20 && info.dwSize.Y > 5,
        "GetConsoleScreenBufferInfo: dwSize, \"the size of the console screen buffer, in character columns and rows\"");
    CHECK(info.srWindow.Left >= 0 && info.srWindow.Right < info.dwSize.X && info.srWindow.Bottom < info.dwSize.Y &&
              info.srWindow.Right > info.srWindow.Left,
          "GetConsoleScreenBufferInfo: srWindow lies in the buffer");
    CHECK(info.dwMaximumWindowSize.X >= info.srWindow.Right - info.srWindow.Left + 1,
          "GetConsoleScreenBufferInfo: dwMaximumWindowSize is not below the window's");
    CHECK(FAILS(GetConsoleScreenBufferInfo(pipe_write, &info), ERROR_INVALID_HANDLE),
          "GetConsoleScreenBufferInfo: no pipe");
    CHECK(FAILS(GetConsoleScreenBufferInfo(in, &info), ERROR_INVALID_HANDLE), "GetConsoleScreenBufferInfo: no input");
    HANDLE writer = CreateFileA("CONOUT$", GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(FAILS(GetConsoleScreenBufferInfo(writer, &info), ERROR_ACCESS_DENIED),
          "GetConsoleScreenBufferInfo: \"The handle must have the GENERIC_READ access right.\"");
    CloseHandle(writer);
    COORD largest = GetLargestConsoleWindowSize(out);
    CHECK(largest.X > 0 && largest.Y > 0, "GetLargestConsoleWindowSize: columns and rows");
    SetLastError(0);
    largest = GetLargestConsoleWindowSize(pipe_write);
    CHECK(largest.X == 0 && largest.Y == 0 && GetLastError() == ERROR_INVALID_HANDLE,
          "GetLargestConsoleWindowSize: \"If the function fails, the X and Y members are zero.\"");
    GetConsoleScreenBufferInfo(out, &info);
    CHECK(SetConsoleScreenBufferSize(out, info.dwSize), "SetConsoleScreenBufferSize: the size it has");
    CHECK(FAILS(SetConsoleScreenBufferSize(out, at(1, 1)), ERROR_INVALID_PARAMETER),
          "SetConsoleScreenBufferSize: \"cannot be less than the width and height of the console window\"");
    CHECK(SetConsoleWindowInfo(out, TRUE, &info.srWindow), "SetConsoleWindowInfo: the window it has");
    SMALL_RECT beyond = {0, 0, info.dwSize.X, 1};
    CHECK(FAILS(SetConsoleWindowInfo(out, TRUE, &beyond), ERROR_INVALID_PARAMETER),
          "SetConsoleWindowInfo: \"fails if the specified window rectangle extends beyond the boundaries\"");
}

static void test_cursor(void)
{
    DWORD done;
    clear();
    CHECK(cursor_is(0, 0), "SetConsoleCursorPosition: the first cell");
    CHECK(SetConsoleCursorPosition(out, at(5, 3)) && cursor_is(5, 3), "SetConsoleCursorPosition: any cell");
    WriteConsoleW(out, L"abc", 3, &done, NULL);
    CHECK(cursor_is(8, 3), "WriteConsoleW: \"advances the cursor as characters are written\"");
    WriteConsoleW(out, L"\b", 1, &done, NULL);
    CHECK(cursor_is(7, 3), "ENABLE_PROCESSED_OUTPUT: backspace moves one cell to the left");
    WriteConsoleW(out, L"\t", 1, &done, NULL);
    CHECK(cursor_is(8, 3), "ENABLE_PROCESSED_OUTPUT: a tab moves to the next tab stop");
    WriteConsoleW(out, L"\r", 1, &done, NULL);
    CHECK(cursor_is(0, 3), "ENABLE_PROCESSED_OUTPUT: carriage return moves to the first column");
    WriteConsoleW(out, L"x\r\n", 3, &done, NULL);
    CHECK(cursor_is(0, 4), "ENABLE_PROCESSED_OUTPUT: line feed moves to the next row");
    CHECK(FAILS(SetConsoleCursorPosition(out, at(info.dwSize.X, 0)), ERROR_INVALID_PARAMETER) && cursor_is(0, 4),
          "SetConsoleCursorPosition: \"must be within the boundaries of the console screen buffer\"");
    CHECK(FAILS(SetConsoleCursorPosition(out, at(-1, 0)), ERROR_INVALID_PARAMETER),
          "SetConsoleCursorPosition: also left");
    CHECK(FAILS(SetConsoleCursorPosition(pipe_write, at(0, 0)), ERROR_INVALID_HANDLE),
          "SetConsoleCursorPosition: no pipe");

    CONSOLE_CURSOR_INFO cursor = {0, 0}, before;
    CHECK(GetConsoleCursorInfo(out, &before) && before.dwSize >= 1 && before.dwSize <= 100 && before.bVisible,
          "GetConsoleCursorInfo: dwSize is \"between 1 and 100\"; the cursor is visible");
    cursor.dwSize = 50;
    CHECK(SetConsoleCursorInfo(out, &cursor) && GetConsoleCursorInfo(out, &cursor) && cursor.dwSize == 50 &&
              !cursor.bVisible,
          "SetConsoleCursorInfo: size and visibility");
    cursor.dwSize = 101;
    CHECK(FAILS(SetConsoleCursorInfo(out, &cursor), ERROR_INVALID_PARAMETER), "SetConsoleCursorInfo: not above 100");
    CHECK(SetConsoleCursorInfo(out, &before), "SetConsoleCursorInfo: and back");
    CHECK(FAILS(GetConsoleCursorInfo(pipe_write, &cursor), ERROR_INVALID_HANDLE), "GetConsoleCursorInfo: no pipe");
}

static void test_colours(void)
{
    WORD attributes[4] = {0};
    DWORD done;
    clear();
    CHECK(SetConsoleTextAttribute(out, FOREGROUND_RED | FOREGROUND_INTENSITY) &&
              GetConsoleScreenBufferInfo(out, &info) && info.wAttributes == (FOREGROUND_RED | FOREGROUND_INTENSITY),
          "SetConsoleTextAttribute: wAttributes says so");
    WriteConsoleA(out, "r", 1, &done, NULL);
    SetConsoleTextAttribute(out, BACKGROUND_BLUE | 7);
    WriteConsoleA(out, "b", 1, &done, NULL);
    SetConsoleTextAttribute(out, 7);
    CHECK(ReadConsoleOutputAttribute(out, attributes, 3, at(0, 0), &done) && done == 3 &&
              attributes[0] == (FOREGROUND_RED | FOREGROUND_INTENSITY) && attributes[1] == (BACKGROUND_BLUE | 7) &&
              attributes[2] == 7,
          "SetConsoleTextAttribute: \"This function affects text written after the function call.\"");
    CHECK(FAILS(SetConsoleTextAttribute(pipe_write, 7), ERROR_INVALID_HANDLE), "SetConsoleTextAttribute: no pipe");
    WORD written[2] = {FOREGROUND_GREEN, FOREGROUND_BLUE};
    CHECK(WriteConsoleOutputAttribute(out, written, 2, at(1, 0), &done) && done == 2 &&
              ReadConsoleOutputAttribute(out, attributes, 3, at(0, 0), &done) && attributes[1] == FOREGROUND_GREEN &&
              attributes[2] == FOREGROUND_BLUE && attributes[0] != FOREGROUND_GREEN,
          "WriteConsoleOutputAttribute: from the given cell on");
    CHECK(FAILS(WriteConsoleOutputAttribute(pipe_write, written, 2, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "WriteConsoleOutputAttribute: no pipe");
    CHECK(FAILS(ReadConsoleOutputAttribute(pipe_write, attributes, 2, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "ReadConsoleOutputAttribute: no pipe");
    CHECK(FillConsoleOutputAttribute(out, 0x4e, 3, at(0, 1), &done) && done == 3 &&
              ReadConsoleOutputAttribute(out, attributes, 4, at(0, 1), &done) && attributes[0] == 0x4e &&
              attributes[2] == 0x4e && attributes[3] == 7,
          "FillConsoleOutputAttribute: so many cells");
    GetConsoleScreenBufferInfo(out, &info);
    CHECK(
        FillConsoleOutputAttribute(out, 7, 10, at(info.dwSize.X - 4, info.dwSize.Y - 1), &done) && done == 4,
        "FillConsoleOutputAttribute: \"the number of character cells whose attributes were actually set\": to the end");
    CHECK(FAILS(FillConsoleOutputAttribute(pipe_write, 7, 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "FillConsoleOutputAttribute: no pipe");
}

static void test_characters(void)
{
    WCHAR wide[32];
    char bytes[32];
    DWORD done;
    clear();
    SetConsoleCursorPosition(out, at(2, 1));
    WriteConsoleW(out, L"h\xe9llo", 5, &done, NULL);
    memset(wide, 0, sizeof wide);
    CHECK(ReadConsoleOutputCharacterW(out, wide, 8, at(1, 1), &done) && done == 8 && !memcmp(wide, L" h\xe9llo  ", 16),
          "ReadConsoleOutputCharacterW: what was written, and blanks");
    CHECK(ReadConsoleOutputCharacterA(out, bytes, 5, at(3, 1), &done) && done == 5 && !memcmp(bytes + 1, "llo ", 4),
          "ReadConsoleOutputCharacterA: in bytes");
    CHECK(WriteConsoleOutputCharacterW(out, L"\x20acuro", 4, at(4, 2), &done) && done == 4 &&
              ReadConsoleOutputCharacterW(out, wide, 6, at(3, 2), &done) && !memcmp(wide, L" \x20acuro ", 12),
          "WriteConsoleOutputCharacterW: at the given cell");
    CHECK(cursor_is(7, 1), "WriteConsoleOutputCharacterW: \"The current cursor position is not changed.\"");
    CHECK(WriteConsoleOutputCharacterA(out, "tail", 4, at(info.dwSize.X - 2, 3), &done) && done == 4 &&
              ReadConsoleOutputCharacterW(out, wide, 4, at(info.dwSize.X - 2, 3), &done) && !memcmp(wide, L"tail", 8) &&
              ReadConsoleOutputCharacterW(out, wide, 2, at(0, 4), &done) && !memcmp(wide, L"il", 4),
          "WriteConsoleOutputCharacterA: \"to the end of a row, then at the beginning of the next\"");
    CHECK(FillConsoleOutputCharacterW(out, L'*', 3, at(1, 5), &done) && done == 3 &&
              ReadConsoleOutputCharacterW(out, wide, 5, at(0, 5), &done) && !memcmp(wide, L" *** ", 10),
          "FillConsoleOutputCharacterW: so many cells");
    CHECK(FillConsoleOutputCharacterA(out, '-', 2, at(info.dwSize.X - 2, info.dwSize.Y - 1), &done) && done == 2 &&
              FillConsoleOutputCharacterA(out, '+', 9, at(info.dwSize.X - 1, info.dwSize.Y - 1), &done) && done == 1 &&
              ReadConsoleOutputCharacterA(out, bytes, 2, at(info.dwSize.X - 2, info.dwSize.Y - 1), &done) &&
              !memcmp(bytes, "-+", 2),
          "FillConsoleOutputCharacterA: no further than the buffer's end");
    CHECK(cursor_is(7, 1), "FillConsoleOutputCharacterA: the cursor does not move");
    CHECK(FAILS(FillConsoleOutputCharacterW(pipe_write, L'x', 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "FillConsoleOutputCharacterW: no pipe");
    CHECK(FAILS(FillConsoleOutputCharacterA(in, 'x', 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "FillConsoleOutputCharacterA: no input");
    CHECK(FAILS(ReadConsoleOutputCharacterW(pipe_write, wide, 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "ReadConsoleOutputCharacterW: no pipe");
    CHECK(FAILS(ReadConsoleOutputCharacterA(pipe_write, bytes, 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "ReadConsoleOutputCharacterA: no pipe");
    CHECK(FAILS(WriteConsoleOutputCharacterW(pipe_write, wide, 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "WriteConsoleOutputCharacterW: no pipe");
    CHECK(FAILS(WriteConsoleOutputCharacterA(pipe_write, bytes, 1, at(0, 0), &done), ERROR_INVALID_HANDLE),
          "WriteConsoleOutputCharacterA: no pipe");

    SetConsoleCursorPosition(out, at(info.dwSize.X - 2, 0));
    WriteConsoleA(out, "wrap", 4, &done, NULL);
    CHECK(cursor_is(2, 1) && ReadConsoleOutputCharacterA(out, bytes, 2, at(0, 1), &done) && !memcmp(bytes, "ap", 2),
          "ENABLE_WRAP_AT_EOL_OUTPUT: \"the cursor moves to the beginning of the next row\"");
    SetConsoleCursorPosition(out, at(0, 0));
    WriteConsoleA(out, "top", 3, &done, NULL);
    SetConsoleCursorPosition(out, at(0, 1));
    WriteConsoleA(out, "next", 4, &done, NULL);
    SetConsoleCursorPosition(out, at(0, info.dwSize.Y - 1));
    WriteConsoleA(out, "\r\n", 2, &done, NULL);
    CHECK(cursor_is(0, info.dwSize.Y - 1) && ReadConsoleOutputCharacterA(out, bytes, 4, at(0, 0), &done) &&
              !memcmp(bytes, "next", 4),
          "a line feed in the last row: \"the contents of the screen buffer are scrolled up by one row\"");
    SetConsoleMode(out, 0);
    SetConsoleCursorPosition(out, at(0, 0));
    WriteConsoleA(out, "\r", 1, &done, NULL);
    CHECK(cursor_is(1, 0), "without ENABLE_PROCESSED_OUTPUT a carriage return is a character like others");
    SetConsoleMode(out, 3);
}

static void test_rectangles(void)
{
    static const char text[] = "abcdef";
    CHAR_INFO cells[6], got[12];
    DWORD done;
    char bytes[8];
    clear();
    memset(cells, 0, sizeof cells);
    for (int i = 0; i < 6; i++) {
        cells[i].Char.UnicodeChar = (WCHAR)text[i];
        cells[i].Attributes = (WORD)(i + 1);
    }
    SMALL_RECT region = {4, 2, 6, 3};
    CHECK(WriteConsoleOutputW(out, cells, at(3, 2), at(0, 0), &region) && region.Left == 4 && region.Top == 2 &&
              region.Right == 6 && region.Bottom == 3,
          "WriteConsoleOutputW: a rectangle of cells");
    CHECK(ReadConsoleOutputCharacterA(out, bytes, 5, at(3, 3), &done) && !memcmp(bytes, " def ", 5),
          "WriteConsoleOutputW: row below row");
    memset(got, 0, sizeof got);
    region.Left = 5, region.Top = 2, region.Right = 6, region.Bottom = 3;
    CHECK(ReadConsoleOutputW(out, got, at(3, 3), at(1, 1), &region) && got[4].Char.UnicodeChar == 'b' &&
              got[5].Char.UnicodeChar == 'c' && got[7].Char.UnicodeChar == 'e' && got[7].Attributes == 5 &&
              !got[0].Char.UnicodeChar,
          "ReadConsoleOutputW: into a rectangle of the buffer");
    for (int i = 0; i < 6; i++) cells[i].Char.AsciiChar = (char)(text[i] - 32), cells[i].Attributes = 7;
    region.Left = (SHORT)(info.dwSize.X - 2), region.Top = 0, region.Right = (SHORT)(info.dwSize.X + 5),
    region.Bottom = 0;
    CHECK(WriteConsoleOutputA(out, cells, at(6, 1), at(0, 0), &region) && region.Right == info.dwSize.X - 1,
          "WriteConsoleOutputA: clipped to the screen; the rectangle tells what was written");
    region.Left = (SHORT)(info.dwSize.X - 2), region.Top = 0, region.Right = (SHORT)(info.dwSize.X - 1),
    region.Bottom = 0;
    CHECK(ReadConsoleOutputA(out, got, at(2, 1), at(0, 0), &region) && got[0].Char.AsciiChar == 'A' &&
              got[1].Char.AsciiChar == 'B',
          "ReadConsoleOutputA: in bytes");
    CHECK(FAILS(WriteConsoleOutputW(pipe_write, cells, at(3, 2), at(0, 0), &region), ERROR_INVALID_HANDLE),
          "WriteConsoleOutputW: no pipe");
    CHECK(FAILS(WriteConsoleOutputA(pipe_write, cells, at(3, 2), at(0, 0), &region), ERROR_INVALID_HANDLE),
          "WriteConsoleOutputA: no pipe");
    region.Left = 0, region.Top = 0, region.Right = 1, region.Bottom = 0;
    CHECK(FAILS(ReadConsoleOutputW(pipe_write, got, at(2, 1), at(0, 0), &region), ERROR_INVALID_HANDLE),
          "ReadConsoleOutputW: no pipe");
    region.Left = 0, region.Top = 0, region.Right = 1, region.Bottom = 0;
    CHECK(FAILS(ReadConsoleOutputA(pipe_write, got, at(2, 1), at(0, 0), &region), ERROR_INVALID_HANDLE),
          "ReadConsoleOutputA: no pipe");

    SMALL_RECT from = {4, 2, 6, 2};
    CHAR_INFO fill;
    memset(&fill, 0, sizeof fill);
    fill.Char.UnicodeChar = '.';
    fill.Attributes = 7;
    CHECK(ScrollConsoleScreenBufferW(out, &from, NULL, at(0, 4), &fill) &&
              ReadConsoleOutputCharacterA(out, bytes, 4, at(0, 4), &done) && !memcmp(bytes, "abc ", 4),
          "ScrollConsoleScreenBufferW: a block of cells moves");
    CHECK(ReadConsoleOutputCharacterA(out, bytes, 5, at(3, 2), &done) && !memcmp(bytes, " ... ", 5),
          "ScrollConsoleScreenBufferW: \"the cells left empty are filled\"");
    from.Left = 0, from.Top = 4, from.Right = 2, from.Bottom = 4;
    SMALL_RECT clip = {0, 4, 1, 5};
    fill.Char.UnicodeChar = 0;
    fill.Char.AsciiChar = '#';
    CHECK(ScrollConsoleScreenBufferA(out, &from, &clip, at(0, 5), &fill) &&
              ReadConsoleOutputCharacterA(out, bytes, 3, at(0, 5), &done) && !memcmp(bytes, "ab ", 3) &&
              ReadConsoleOutputCharacterA(out, bytes, 3, at(0, 4), &done) && !memcmp(bytes, "##c", 3),
          "ScrollConsoleScreenBufferA: nothing outside the clipping rectangle changes");
    CHECK(FAILS(ScrollConsoleScreenBufferW(pipe_write, &from, NULL, at(0, 0), &fill), ERROR_INVALID_HANDLE),
          "ScrollConsoleScreenBufferW: no pipe");
    CHECK(FAILS(ScrollConsoleScreenBufferA(pipe_write, &from, NULL, at(0, 0), &fill), ERROR_INVALID_HANDLE),
          "ScrollConsoleScreenBufferA: no pipe");
}

static void test_sequences(void)
{
    DWORD done;
    WCHAR wide[4];
    clear();
    WriteConsoleA(out, "\x1b[31m", 5, &done, NULL);
    CHECK(cursor_is(5, 0) && ReadConsoleOutputCharacterW(out, wide, 2, at(0, 0), &done) && wide[1] == '[',
          "without ENABLE_VIRTUAL_TERMINAL_PROCESSING an escape sequence is text");
    clear();
    SetConsoleMode(out, 7);
    WriteConsoleA(out, "\x1b[31mred\x1b[m\x1b]0;title\x07!", 22, &done, NULL);
    CHECK(cursor_is(4, 0), "ENABLE_VIRTUAL_TERMINAL_PROCESSING: sequences take no cells");
    WriteConsoleA(out, "\x1b[3;7H\x1b[2Cx", 11, &done, NULL);
    CHECK(cursor_is(9, 2), "ENABLE_VIRTUAL_TERMINAL_PROCESSING: sequences move the cursor");
    WriteConsoleA(out, "\x1b[H\x1b[2J", 7, &done, NULL);
    CHECK(ReadConsoleOutputCharacterW(out, wide, 1, at(8, 2), &done) && wide[0] == ' ',
          "ENABLE_VIRTUAL_TERMINAL_PROCESSING: and clear");
    SetConsoleMode(out, 3);
}

int main(void)
{
    in = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    out = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    CreatePipe(&pipe_read, &pipe_write, NULL, 0);
    SetConsoleMode(out, 3);
    test_info();
    test_cursor();
    test_colours();
    test_characters();
    test_rectangles();
    test_sequences();
    return check_done();
}
