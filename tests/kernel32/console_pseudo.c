/* SPDX-License-Identifier: MIT */
/* Pseudo consoles: a program in one has a console of the size that was given; what it writes comes out as VT sequences,
 * what is put in reaches it as keys; it hears of a new size and of the end.
 * Wine 8.0 finds no console in a terminal where standard output is a pipe, nor writes one of a pseudo console's
 * programs to it. */
#define _WIN32_WINNT  0x0a00
#define NTDDI_VERSION 0x0A000006
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

/* ---- the program inside ---- */

static BOOL WINAPI at_close(DWORD event)
{
    DWORD n;
    if (event == CTRL_CLOSE_EVENT) WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "<closed>", 8, &n, NULL);
    return TRUE;
}

static void say(const char *format, ...)
{
    char text[200];
    DWORD n;
    va_list list;
    va_start(list, format);
    int length = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    WriteConsoleA(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)length, &n, NULL);
}

static int inside(const char *what)
{
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
    CONSOLE_SCREEN_BUFFER_INFO info = {0};
    INPUT_RECORD record;
    DWORD mode, n;

    if (!GetConsoleMode(in, &mode) || !GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode) ||
        !GetConsoleScreenBufferInfo(out, &info))
        return 100;
    say("<%d %d>", info.dwSize.X, info.dwSize.Y);
    if (!strcmp(what, "stays")) {
        SetConsoleCtrlHandler(at_close, TRUE);
        say("<ready>");
        Sleep(60000);
        return 1;
    }
    SetConsoleMode(in, ENABLE_WINDOW_INPUT);
    SetConsoleTextAttribute(out, FOREGROUND_RED);
    say("<ready>");
    while (ReadConsoleInputW(in, &record, 1, &n)) {
        if (record.EventType == WINDOW_BUFFER_SIZE_EVENT) {
            COORD size = record.Event.WindowBufferSizeEvent.dwSize;
            say("<size %d %d>", size.X, size.Y);
        }
        if (record.EventType != KEY_EVENT || !record.Event.KeyEvent.bKeyDown) continue;
        if (record.Event.KeyEvent.uChar.UnicodeChar == 'q') return 7;
        say("<key %x %lx>", record.Event.KeyEvent.wVirtualKeyCode, record.Event.KeyEvent.dwControlKeyState);
    }
    return 101;
}

/* ---- the terminal outside ---- */

static char seen[65536];
static volatile LONG seen_size;
static DWORD read_error;

static DWORD WINAPI hear(void *pipe)
{
    DWORD n;
    while (ReadFile(pipe, seen + seen_size, (DWORD)(sizeof seen - 1 - seen_size), &n, NULL) && n)
        InterlockedExchangeAdd(&seen_size, (LONG)n);
    read_error = GetLastError();
    return 0;
}

/* Waits until `text` has come. */
static BOOL comes(const char *text)
{
    for (int i = 0; i < 1000; i++, Sleep(10))
        if (strstr(seen, text)) return TRUE;
    printf("# '%s' did not come; there was: ", text);
    for (const char *p = seen; *p; p++) printf(*p < ' ' ? "^%c" : "%c", *p < ' ' ? *p + 64 : *p);
    printf("\n");
    return FALSE;
}

struct terminal {
    HANDLE keys, hearer;
    HPCON pseudo;
    PROCESS_INFORMATION process;
};

static BOOL begin(struct terminal *t, const char *program, const char *what)
{
    HANDLE in, out, mine;
    COORD size = {60, 20};
    STARTUPINFOEXA startup = {.StartupInfo = {.cb = sizeof startup}};
    SIZE_T room = 0;
    char line[600];

    memset(t, 0, sizeof *t);
    memset(seen, 0, sizeof seen);
    seen_size = 0;
    read_error = 0;
    if (!CreatePipe(&in, &t->keys, NULL, 0) || !CreatePipe(&mine, &out, NULL, 0)) return FALSE;
    CHECK(CreatePseudoConsole(size, in, out, 0, &t->pseudo) == S_OK && t->pseudo,
          "CreatePseudoConsole: \"If this method succeeds, it returns S_OK\"");
    CloseHandle(in); /* "ensure the handles are closed": the pseudo console has its own */
    CloseHandle(out);
    t->hearer = CreateThread(NULL, 0, hear, mine, 0, NULL);
    InitializeProcThreadAttributeList(NULL, 1, 0, &room);
    startup.lpAttributeList = malloc(room);
    InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &room);
    CHECK(UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE, t->pseudo,
                                    sizeof t->pseudo, NULL, NULL),
          "UpdateProcThreadAttribute takes a pseudo console");
    snprintf(line, sizeof line, "\"%s\" inside %s", program, what);
    BOOL made = CreateProcessA(NULL, line, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                               &startup.StartupInfo, &t->process);
    DeleteProcThreadAttributeList(startup.lpAttributeList);
    free(startup.lpAttributeList);
    return made;
}

static DWORD status_of(struct terminal *t)
{
    DWORD status = 0;
    if (WaitForSingleObject(t->process.hProcess, 30000)) TerminateProcess(t->process.hProcess, 99);
    GetExitCodeProcess(t->process.hProcess, &status);
    return status;
}

int main(int argc, char **argv)
{
    COORD size = {60, 20}, none = {0, 20}, wide = {90, 33};
    HANDLE a, b;
    HPCON pseudo = NULL;
    struct terminal t;
    DWORD n;

    if (argc > 2) return inside(argv[2]);

    CreatePipe(&a, &b, NULL, 0);
    CHECK(CreatePseudoConsole(none, a, b, 0, &pseudo) == E_INVALIDARG && !pseudo,
          "CreatePseudoConsole: a size of nothing is E_INVALIDARG");
    CHECK(CreatePseudoConsole(size, a, b, 0, NULL) == E_INVALIDARG, "and so is no place for the handle");
    CHECK(CreatePseudoConsole(size, INVALID_HANDLE_VALUE, b, 0, &pseudo) == HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE),
          "\"otherwise it returns an HRESULT error code\": handles are looked at");
    CHECK(ResizePseudoConsole(NULL, size) == E_INVALIDARG, "ResizePseudoConsole: no pseudo console is E_INVALIDARG");

    if (!CHECK(begin(&t, argv[0], "keys"), "a program starts in it")) return check_done();
    CHECK(comes("<60 20>"), "its screen has the size that was given");
    CHECK(comes("<ready>"), "it runs");
    char *ready = strstr(seen, "<ready>");
    CHECK(ready && ready - 6 >= seen && memchr(seen, 0x1b, (size_t)(ready - seen)), "colours come out as VT sequences");
    WriteFile(t.keys, "a\x1b[A", 4, &n, NULL);
    CHECK(comes("<key 41 0>") && comes("<key 26 100>"), "what is put in are keys: a, and the up arrow by its sequence");
    CHECK(ResizePseudoConsole(t.pseudo, none) == E_INVALIDARG, "ResizePseudoConsole: a size of nothing");
    CHECK(ResizePseudoConsole(t.pseudo, wide) == S_OK && comes("<size 90 33>"),
          "ResizePseudoConsole: the program hears of the new size");
    WriteFile(t.keys, "q", 1, &n, NULL);
    CHECK(status_of(&t) == 7, "it ends as it wants to");
    CHECK(WaitForSingleObject(t.hearer, 100) == WAIT_TIMEOUT, "the output stays open until ClosePseudoConsole");
    ClosePseudoConsole(t.pseudo);
    CHECK(WaitForSingleObject(t.hearer, 30000) == WAIT_OBJECT_0 && read_error == ERROR_BROKEN_PIPE, "which ends it");

    if (!CHECK(begin(&t, argv[0], "stays"), "another program starts")) return check_done();
    comes("<ready>");
    ClosePseudoConsole(t.pseudo);
    CHECK(comes("<closed>"), "ClosePseudoConsole: \"each client application attached will receive CTRL_CLOSE_EVENT\"");
    CHECK(status_of(&t) != 99, "and it ends, also where its handler returns TRUE");
    CHECK(WaitForSingleObject(t.hearer, 30000) == WAIT_OBJECT_0, "then the output is at its end");

    return check_done();
}
