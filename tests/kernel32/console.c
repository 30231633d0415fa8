/* SPDX-License-Identifier: MIT */
/* The console: modes, code pages, text in and out, input events, title, being attached.  CONIN$ and CONOUT$ are the
 * console whatever the standard handles are; what is typed is written by WriteConsoleInput.
 * Wine 8.0 differs: it takes modes that do not exist, fails on CON and on a split character, FreeConsole succeeds
 * twice. */
#include "check.h"

#include <string.h>

static HANDLE in, out, pipe_read, pipe_write;

static HANDLE open_console(const char *name)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0,
                       NULL);
}

/* Did `result` fail, and with this error? */
static BOOL failed(BOOL result, DWORD error)
{
    return !result && GetLastError() == error;
}
#define FAILS(call, error) (SetLastError(0), failed((call), (error)))

/* ---- typing ---- */

static INPUT_RECORD key(WORD virtual_key, WCHAR character, BOOL down)
{
    INPUT_RECORD record;
    memset(&record, 0, sizeof record);
    record.EventType = KEY_EVENT;
    record.Event.KeyEvent.bKeyDown = down;
    record.Event.KeyEvent.wRepeatCount = 1;
    record.Event.KeyEvent.wVirtualKeyCode = virtual_key;
    record.Event.KeyEvent.uChar.UnicodeChar = character;
    return record;
}

static DWORD type(const WCHAR *text)
{
    INPUT_RECORD records[64];
    DWORD count = 0, written = 0;
    for (; *text && count < 64; text++) {
        WORD code = *text == '\r' ? VK_RETURN : *text == '\b' ? VK_BACK : *text < 0x80 ? (WORD)(*text & ~0x20) : 0;
        records[count++] = key(code, *text, TRUE);
        records[count++] = key(code, *text, FALSE);
    }
    return WriteConsoleInputW(in, records, count, &written) ? written : 0;
}

/* ---- modes ---- */

static void test_modes(void)
{
    DWORD mode = 0xdead, before;
    const DWORD usual = ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT;
    CHECK(GetConsoleMode(in, &before) && (before & usual) == usual,
          "GetConsoleMode: \"When a console is created, all input modes except ENABLE_WINDOW_INPUT and "
          "ENABLE_VIRTUAL_TERMINAL_INPUT are enabled by default.\"");
    CHECK(GetConsoleMode(out, &mode) && (mode & 3) == (ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT),
          "GetConsoleMode: output is processed and wrapped by default");
    CHECK(FAILS(GetConsoleMode(pipe_read, &mode), ERROR_INVALID_HANDLE),
          "GetConsoleMode: a pipe is no console (ERROR_INVALID_HANDLE)");
    CHECK(FAILS(GetConsoleMode((HANDLE)0x7ff0, &mode), ERROR_INVALID_HANDLE), "GetConsoleMode: nor is no handle");
    CHECK(SetConsoleMode(in, ENABLE_PROCESSED_INPUT) && GetConsoleMode(in, &mode) && mode == ENABLE_PROCESSED_INPUT,
          "SetConsoleMode: input modes are what was set");
    CHECK(FAILS(SetConsoleMode(in, ENABLE_PROCESSED_INPUT | ENABLE_ECHO_INPUT), ERROR_INVALID_PARAMETER),
          "SetConsoleMode: \"ENABLE_ECHO_INPUT can be used only if the ENABLE_LINE_INPUT mode is also enabled.\"");
    CHECK(FAILS(SetConsoleMode(in, 0x10000), ERROR_INVALID_PARAMETER), "SetConsoleMode: no such input mode");
    CHECK(SetConsoleMode(in, before) && GetConsoleMode(in, &mode) && mode == before, "SetConsoleMode: and back");
    CHECK(SetConsoleMode(out, 7) && GetConsoleMode(out, &mode) && mode == 7,
          "SetConsoleMode: ENABLE_VIRTUAL_TERMINAL_PROCESSING can be set");
    CHECK(FAILS(SetConsoleMode(out, 0x10000), ERROR_INVALID_PARAMETER), "SetConsoleMode: no such output mode");
    SetConsoleMode(out, 3);
    CHECK(FAILS(SetConsoleMode(pipe_read, 7), ERROR_INVALID_HANDLE), "SetConsoleMode: a pipe has none");
    CHECK(GetFileType(in) == FILE_TYPE_CHAR && GetFileType(out) == FILE_TYPE_CHAR,
          "GetFileType: \"FILE_TYPE_CHAR: a character file, typically an LPT device or a console\"");
    HANDLE con = CreateFileA("CON", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(con != INVALID_HANDLE_VALUE && SetConsoleMode(con, 3) && WriteConsoleA(con, "", 0, &mode, NULL),
          "CreateFile: CON opened for writing is the screen");
    CHECK(FAILS(GetConsoleMode(con, &mode), ERROR_ACCESS_DENIED),
          "GetConsoleMode: \"The handle must have the GENERIC_READ access right.\"");
    CloseHandle(con);
    con = CreateFileA("CON", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(con != INVALID_HANDLE_VALUE && GetConsoleMode(con, &mode) && mode == before,
          "CreateFile: CON opened for reading is the input buffer");
    CloseHandle(con);
    SetLastError(0);
    con = CreateFileA("CON", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(con == INVALID_HANDLE_VALUE && GetLastError() == ERROR_FILE_NOT_FOUND,
          "CreateFile: CON for both \"causes CreateFile to fail\"");
}

/* ---- code pages ---- */

static void test_pages(void)
{
    UINT input = GetConsoleCP(), output = GetConsoleOutputCP();
    CHECK(IsValidCodePage(input) && IsValidCodePage(output), "GetConsoleCP, GetConsoleOutputCP: code pages that exist");
    CHECK(SetConsoleCP(1252) && GetConsoleCP() == 1252, "SetConsoleCP: input becomes 1252");
    CHECK(GetConsoleOutputCP() == output, "SetConsoleCP: output does not change with it");
    CHECK(SetConsoleOutputCP(932) && GetConsoleOutputCP() == 932, "SetConsoleOutputCP: output becomes 932");
    CHECK(GetConsoleCP() == 1252, "SetConsoleOutputCP: input does not change with it");
    CHECK(FAILS(SetConsoleCP(12345), ERROR_INVALID_PARAMETER) && GetConsoleCP() == 1252,
          "SetConsoleCP: a page that does not exist is ERROR_INVALID_PARAMETER");
    CHECK(FAILS(SetConsoleOutputCP(12345), ERROR_INVALID_PARAMETER) && GetConsoleOutputCP() == 932,
          "SetConsoleOutputCP: the same");
    SetConsoleCP(input);
    SetConsoleOutputCP(output);
}

/* ---- text ---- */

static void test_write(void)
{
    DWORD done = 0xdead;
    CHECK(WriteConsoleW(out, L"h\xe9\x20ac\xd83d\xde00\r\n", 7, &done, NULL) && done == 7,
          "WriteConsoleW: \"lpNumberOfCharsWritten\" counts UTF-16 units");
    CHECK(WriteConsoleA(out, "abc\r\n", 5, &done, NULL) && done == 5, "WriteConsoleA: counts bytes");
    CHECK(WriteConsoleA(out, "x", 0, &done, NULL) && done == 0, "WriteConsoleA: nothing is a success");
    CHECK(WriteFile(out, "de\r\n", 4, &done, NULL) && done == 4, "WriteFile: the console takes bytes");
    CHECK(FAILS(WriteConsoleW(pipe_write, L"x", 1, &done, NULL), ERROR_INVALID_HANDLE),
          "WriteConsoleW: \"fails if it is used with a standard handle that is redirected\"");
    CHECK(FAILS(WriteConsoleA(pipe_write, "x", 1, &done, NULL), ERROR_INVALID_HANDLE), "WriteConsoleA: the same");
    CHECK(FAILS(WriteConsoleW(in, L"x", 1, &done, NULL), ERROR_INVALID_HANDLE), "WriteConsoleW: input is no screen");
    DWORD waiting = 1;
    CHECK(PeekNamedPipe(pipe_read, NULL, 0, NULL, &waiting, NULL) && waiting == 0, "nothing was written to the pipe");
}

static void test_lines(void)
{
    WCHAR text[32];
    char bytes[32];
    DWORD done = 0xdead;
    memset(text, 0, sizeof text);
    type(L"h\xe9\x20ac\r");
    CHECK(ReadConsoleW(in, text, 32, &done, NULL) && done == 5 && !memcmp(text, L"h\xe9\x20ac\r\n", 10),
          "ReadConsoleW: a line, with carriage return and line feed");
    type(L"abX\bc\r");
    CHECK(ReadConsoleW(in, text, 32, &done, NULL) && done == 5 && !memcmp(text, L"abc\r\n", 10),
          "ReadConsoleW: line input is edited: backspace takes a character back");
    type(L"split\r");
    CHECK(ReadConsoleW(in, text, 3, &done, NULL) && done == 3 && !memcmp(text, L"spl", 6),
          "ReadConsoleW: not more than the buffer takes");
    CHECK(ReadConsoleW(in, text, 32, &done, NULL) && done == 4 && !memcmp(text, L"it\r\n", 8),
          "ReadConsoleW: the rest of the line is for the next read");
    CHECK(ReadConsoleW(in, text, 0, &done, NULL) && done == 0, "ReadConsoleW: room for nothing is a success");
    type(L"\xe9z\r");
    CHECK(ReadConsoleA(in, bytes, 32, &done, NULL) && done == 5 && !memcmp(bytes, "\xc3\xa9z\r\n", 5),
          "ReadConsoleA: in the input code page, here UTF-8");
    SetConsoleCP(1252);
    type(L"\xe9z\x4e00\r");
    CHECK(ReadFile(in, bytes, 32, &done, NULL) && done == 5 && !memcmp(bytes, "\xe9z?\r\n", 5),
          "ReadFile: in the input code page, here 1252; what it lacks is a question mark");
    SetConsoleCP(65001);
    type(L"\xe9\x20ac\r");
    CHECK(ReadFile(in, bytes, 1, &done, NULL) && done == 1 && bytes[0] == '\xc3', "ReadFile: a character may be split");
    CHECK(ReadFile(in, bytes, 32, &done, NULL) && done == 6 && !memcmp(bytes, "\xa9\xe2\x82\xac\r\n", 6),
          "ReadFile: and goes on with the rest of its bytes");
    type(L"\x1a\r");
    CHECK(ReadFile(in, bytes, 32, &done, NULL) && done == 0,
          "ReadFile: a line that begins with Ctrl+Z is the end of file");
    CHECK(FAILS(ReadConsoleW(pipe_read, text, 1, &done, NULL), ERROR_INVALID_HANDLE), "ReadConsoleW: no pipe");
    CHECK(FAILS(ReadConsoleA(pipe_read, text, 1, &done, NULL), ERROR_INVALID_HANDLE), "ReadConsoleA: no pipe");
    CHECK(FAILS(ReadConsoleW(out, text, 1, &done, NULL), ERROR_INVALID_HANDLE), "ReadConsoleW: no screen");
    CONSOLE_READCONSOLE_CONTROL control = {sizeof control, 2, 0, 0};
    memcpy(text, L"in", 4);
    type(L"itial\r");
    CHECK(ReadConsoleW(in, text, 32, &done, &control) && done == 9 && !memcmp(text, L"initial\r\n", 18),
          "ReadConsoleW: nInitialChars characters of the buffer stay in front");
    control.nInitialChars = 0;
    control.dwCtrlWakeupMask = 1u << '\t';
    type(L"wake\tup\r");
    CHECK(ReadConsoleW(in, text, 32, &done, &control) && done == 5 && !memcmp(text, L"wake\t", 10),
          "ReadConsoleW: dwCtrlWakeupMask: \"indicates that the read is complete\" at such a character");
    CHECK(ReadConsoleW(in, text, 32, &done, NULL) && done == 4 && !memcmp(text, L"up\r\n", 8),
          "ReadConsoleW: what was typed after it is for the next read");
    control.nLength = 1;
    CHECK(FAILS(ReadConsoleW(in, text, 32, &done, &control), ERROR_INVALID_PARAMETER),
          "ReadConsoleW: nLength is the size of the structure");
    DWORD mode;
    GetConsoleMode(in, &mode);
    SetConsoleMode(in, mode & ~(DWORD)(ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT));
    type(L"k\r");
    CHECK(ReadConsoleW(in, text, 32, &done, NULL) && done == 2 && !memcmp(text, L"k\r", 4),
          "ReadConsoleW: without ENABLE_LINE_INPUT it returns \"when one or more characters are available\", as typed");
    SetConsoleMode(in, mode);
}

static DWORD CALLBACK type_later(void *unused)
{
    (void)unused;
    Sleep(50);
    type(L"late\r");
    return 0;
}

/* ---- events ---- */

static void test_events(void)
{
    INPUT_RECORD records[8];
    DWORD done = 0xdead, count = 0xdead;
    type(L"zzz");
    CHECK(FlushConsoleInputBuffer(in) && GetNumberOfConsoleInputEvents(in, &count) && count == 0,
          "FlushConsoleInputBuffer: \"All input records currently in the input buffer are discarded.\"");
    CHECK(PeekConsoleInputW(in, records, 8, &done) && done == 0,
          "PeekConsoleInputW: \"If no records are available, PeekConsoleInput returns immediately.\"");
    CHECK(type(L"a\xe9") == 4, "WriteConsoleInputW: all were written");
    CHECK(GetNumberOfConsoleInputEvents(in, &count) && count == 4, "GetNumberOfConsoleInputEvents: they wait");
    memset(records, 0xcc, sizeof records);
    CHECK(PeekConsoleInputW(in, records, 3, &done) && done == 3 && records[0].EventType == KEY_EVENT &&
              records[0].Event.KeyEvent.bKeyDown && records[0].Event.KeyEvent.uChar.UnicodeChar == 'a' &&
              records[0].Event.KeyEvent.wVirtualKeyCode == 'A' && !records[1].Event.KeyEvent.bKeyDown &&
              records[2].Event.KeyEvent.uChar.UnicodeChar == 0xe9,
          "PeekConsoleInputW: as they were written, no more than asked");
    CHECK(GetNumberOfConsoleInputEvents(in, &count) && count == 4, "PeekConsoleInputW: \"without removing it\"");
    SetConsoleCP(1252);
    CHECK(PeekConsoleInputA(in, records, 8, &done) && done == 4 && records[0].Event.KeyEvent.uChar.AsciiChar == 'a' &&
              records[2].Event.KeyEvent.uChar.AsciiChar == '\xe9',
          "PeekConsoleInputA: characters of the input code page");
    CHECK(ReadConsoleInputA(in, records, 1, &done) && done == 1 && records[0].Event.KeyEvent.bKeyDown &&
              records[0].Event.KeyEvent.uChar.AsciiChar == 'a',
          "ReadConsoleInputA: the first one");
    CHECK(GetNumberOfConsoleInputEvents(in, &count) && count == 3, "ReadConsoleInputA: \"removes it from the buffer\"");
    SetConsoleCP(65001);
    CHECK(ReadConsoleInputW(in, records, 8, &done) && done == 3 && !records[0].Event.KeyEvent.bKeyDown &&
              records[1].Event.KeyEvent.uChar.UnicodeChar == 0xe9 && records[1].Event.KeyEvent.bKeyDown,
          "ReadConsoleInputW: the others, in order");
    INPUT_RECORD one = key('B', 0, TRUE);
    one.Event.KeyEvent.uChar.AsciiChar = 'b';
    one.Event.KeyEvent.dwControlKeyState = SHIFT_PRESSED;
    CHECK(WriteConsoleInputA(in, &one, 1, &done) && done == 1 && ReadConsoleInputW(in, records, 8, &done) &&
              done == 1 && records[0].Event.KeyEvent.uChar.UnicodeChar == 'b' &&
              records[0].Event.KeyEvent.dwControlKeyState == SHIFT_PRESSED,
          "WriteConsoleInputA: one event in bytes");
    memset(&one, 0, sizeof one);
    one.EventType = WINDOW_BUFFER_SIZE_EVENT;
    one.Event.WindowBufferSizeEvent.dwSize.X = 120;
    one.Event.WindowBufferSizeEvent.dwSize.Y = 40;
    CHECK(WriteConsoleInputW(in, &one, 1, &done) && ReadConsoleInputW(in, records, 8, &done) && done == 1 &&
              records[0].EventType == WINDOW_BUFFER_SIZE_EVENT &&
              records[0].Event.WindowBufferSizeEvent.dwSize.X == 120 &&
              records[0].Event.WindowBufferSizeEvent.dwSize.Y == 40,
          "WriteConsoleInputW: events that are no keys as well");

    CHECK(WaitForSingleObject(in, 0) == WAIT_TIMEOUT, "WaitForSingleObject: no event waits in the input buffer");
    type(L"w");
    CHECK(WaitForSingleObject(in, 20000) == WAIT_OBJECT_0,
          "WaitForSingleObject: \"The console input handle is signaled when there is unread input in the buffer.\"");
    CHECK(ReadConsoleInputW(in, records, 8, &done) && done == 2 && WaitForSingleObject(in, 0) == WAIT_TIMEOUT,
          "WaitForSingleObject: until all of it was read");

    HANDLE thread = CreateThread(NULL, 0, type_later, NULL, 0, NULL);
    HANDLE both[2] = {CreateEventA(NULL, TRUE, FALSE, NULL), in};
    CHECK(WaitForMultipleObjects(2, both, FALSE, 20000) == WAIT_OBJECT_0 + 1,
          "WaitForMultipleObjects: wakes for input");
    CloseHandle(both[0]);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FlushConsoleInputBuffer(in);
    thread = CreateThread(NULL, 0, type_later, NULL, 0, NULL);
    CHECK(ReadConsoleInputW(in, records, 1, &done) && done == 1 && records[0].Event.KeyEvent.uChar.UnicodeChar == 'l',
          "ReadConsoleInputW: \"does not return until at least one input record has been read\"");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FlushConsoleInputBuffer(in);
    thread = CreateThread(NULL, 0, type_later, NULL, 0, NULL);
    WCHAR text[16];
    CHECK(ReadConsoleW(in, text, 16, &done, NULL) && done == 6 && !memcmp(text, L"late\r\n", 12),
          "ReadConsoleW: waits for the line");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FlushConsoleInputBuffer(in);

    CHECK(FAILS(GetNumberOfConsoleInputEvents(pipe_read, &count), ERROR_INVALID_HANDLE),
          "GetNumberOfConsoleInputEvents: no pipe");
    CHECK(FAILS(PeekConsoleInputW(pipe_read, records, 1, &done), ERROR_INVALID_HANDLE), "PeekConsoleInputW: no pipe");
    CHECK(FAILS(PeekConsoleInputA(out, records, 1, &done), ERROR_INVALID_HANDLE), "PeekConsoleInputA: no screen");
    CHECK(FAILS(ReadConsoleInputW(pipe_read, records, 1, &done), ERROR_INVALID_HANDLE), "ReadConsoleInputW: no pipe");
    CHECK(FAILS(ReadConsoleInputA(out, records, 1, &done), ERROR_INVALID_HANDLE), "ReadConsoleInputA: no screen");
    CHECK(FAILS(WriteConsoleInputW(pipe_write, &one, 1, &done), ERROR_INVALID_HANDLE), "WriteConsoleInputW: no pipe");
    CHECK(FAILS(WriteConsoleInputA(out, &one, 1, &done), ERROR_INVALID_HANDLE), "WriteConsoleInputA: no screen");
    CHECK(FAILS(FlushConsoleInputBuffer(pipe_read), ERROR_INVALID_HANDLE), "FlushConsoleInputBuffer: no pipe");
}

/* ---- title, processes, being attached ---- */

static void test_title(void)
{
    WCHAR wide[64];
    char text[64];
    CHECK(SetConsoleTitleW(L"t\xe9st") && GetConsoleTitleW(wide, 64) == 4 && !wcscmp(wide, L"t\xe9st"),
          "SetConsoleTitleW, GetConsoleTitleW: the title and its length");
    CHECK(GetConsoleTitleA(text, 64) == 5 && !strcmp(text, "t\xc3\xa9st"), "GetConsoleTitleA: in the input code page");
    CHECK(SetConsoleTitleA("plain") && GetConsoleTitleW(wide, 64) == 5 && !wcscmp(wide, L"plain"),
          "SetConsoleTitleA: a title in bytes");
    CHECK(GetConsoleTitleW(wide, 3) && !wcscmp(wide, L"pl"), "GetConsoleTitleW: as much of it as fits, ended by 0");
    DWORD list[4] = {0};
    CHECK(GetConsoleProcessList(list, 4) >= 1 && list[0], "GetConsoleProcessList: one process at least");
    CHECK(FAILS(GetConsoleProcessList(NULL, 0), ERROR_INVALID_PARAMETER), "GetConsoleProcessList: no list");
}

static void test_attach(void)
{
    CHECK(FAILS(AllocConsole(), ERROR_ACCESS_DENIED),
          "AllocConsole: \"fails if the calling process already has a console\"");
    CHECK(FAILS(AttachConsole(ATTACH_PARENT_PROCESS), ERROR_ACCESS_DENIED),
          "AttachConsole: \"If the calling process is already attached to a console, ERROR_ACCESS_DENIED\"");
    CHECK(FreeConsole(), "FreeConsole: detaches");
    CHECK(FAILS(FreeConsole(), ERROR_INVALID_PARAMETER),
          "FreeConsole: \"If the calling process is not already attached to a console, ERROR_INVALID_PARAMETER\"");
    CHECK(FAILS(GetConsoleCP() != 0, ERROR_INVALID_HANDLE), "GetConsoleCP: 0 without a console");
    CHECK(FAILS(SetConsoleTitleA("x"), ERROR_INVALID_HANDLE), "SetConsoleTitleA: fails without a console");
    CHECK(FAILS(SetConsoleTitleW(L"x"), ERROR_INVALID_HANDLE), "SetConsoleTitleW: fails without a console");
    CHECK(open_console("CONOUT$") == INVALID_HANDLE_VALUE, "CreateFile: no CONOUT$ without a console");
    CHECK(FAILS(AttachConsole(0x7ffffff0), ERROR_INVALID_PARAMETER), "AttachConsole: no such process");
    CHECK(AttachConsole(ATTACH_PARENT_PROCESS) && GetConsoleCP() != 0, "AttachConsole: to the parent's console");
    FreeConsole();
    CHECK(AllocConsole() && GetConsoleOutputCP() != 0, "AllocConsole: a console again");
    HANDLE again = open_console("CONOUT$");
    CHECK(again != INVALID_HANDLE_VALUE, "CreateFile: and CONOUT$ with it");
    CloseHandle(again);
}

int main(void)
{
    in = open_console("CONIN$");
    out = open_console("CONOUT$");
    CHECK(in != INVALID_HANDLE_VALUE && out != INVALID_HANDLE_VALUE,
          "CreateFile: CONIN$ and CONOUT$ get a handle \"even if the standard handles have been redirected\"");
    CreatePipe(&pipe_read, &pipe_write, NULL, 0);
    SetConsoleCP(65001); /* Windows begins with the OEM code page */
    SetConsoleOutputCP(65001);
    FlushConsoleInputBuffer(in);
    test_modes();
    test_pages();
    test_write();
    test_lines();
    test_events();
    test_title();
    test_attach();
    return check_done();
}
