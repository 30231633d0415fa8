/* SPDX-License-Identifier: MIT */
/* Control handlers and events; how unhandled ones end a program is tests/loader/signals.t's.
 * Wine 8.0 generates no events for a program whose standard handles are not its console. */
#include "check.h"

static HANDLE done;
static volatile LONG calls[3];
static DWORD order[8], count, thread_id, seen;

static BOOL WINAPI first(DWORD event)
{
    order[count++ % 8] = 1;
    InterlockedIncrement(&calls[1]);
    seen = event;
    thread_id = GetCurrentThreadId();
    SetEvent(done);
    return TRUE;
}

static BOOL WINAPI second(DWORD event)
{
    (void)event;
    order[count++ % 8] = 2;
    InterlockedIncrement(&calls[2]);
    return FALSE;
}

/* The event is seen to within a generous time. */
static BOOL comes(DWORD event)
{
    seen = 99;
    return GenerateConsoleCtrlEvent(event, 0) && WaitForSingleObject(done, 20000) == WAIT_OBJECT_0 && seen == event;
}

int main(void)
{
    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    SetLastError(0);
    CHECK(!SetConsoleCtrlHandler(first, FALSE) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SetConsoleCtrlHandler: one that was not added cannot be removed");
    CHECK(SetConsoleCtrlHandler(NULL, FALSE), "SetConsoleCtrlHandler: NULL, FALSE \"restores normal processing\"");
    CHECK(SetConsoleCtrlHandler(first, TRUE), "SetConsoleCtrlHandler: adds a handler");
    CHECK(comes(CTRL_BREAK_EVENT) && calls[1] == 1, "GenerateConsoleCtrlEvent: CTRL_BREAK_EVENT");
    CHECK(thread_id && thread_id != GetCurrentThreadId(),
          "HandlerRoutine: \"the system creates a new thread in the process\"");
    CHECK(comes(CTRL_C_EVENT) && calls[1] == 2, "GenerateConsoleCtrlEvent: CTRL_C_EVENT");
    CHECK(SetConsoleCtrlHandler(second, TRUE), "SetConsoleCtrlHandler: adds another");
    count = 0;
    CHECK(comes(CTRL_BREAK_EVENT) && count == 2 && order[0] == 2 && order[1] == 1,
          "HandlerRoutine: \"called on a last-registered, first-called basis\" until one returns TRUE");
    CHECK(SetConsoleCtrlHandler(second, FALSE), "SetConsoleCtrlHandler: removes one");
    count = 0;
    CHECK(comes(CTRL_BREAK_EVENT) && count == 1 && order[0] == 1, "SetConsoleCtrlHandler: a removed one is not called");
    CHECK(SetConsoleCtrlHandler(NULL, TRUE),
          "SetConsoleCtrlHandler: NULL, TRUE \"causes the calling process to ignore CTRL+C\"");
    CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0) && WaitForSingleObject(done, 200) == WAIT_TIMEOUT,
          "GenerateConsoleCtrlEvent: an ignored Ctrl-C is heard by no handler");
    CHECK(comes(CTRL_BREAK_EVENT), "GenerateConsoleCtrlEvent: Ctrl-Break is");
    CHECK(SetConsoleCtrlHandler(NULL, FALSE) && comes(CTRL_C_EVENT),
          "SetConsoleCtrlHandler: NULL, FALSE: Ctrl-C is heard again");
    SetLastError(0);
    CHECK(!GenerateConsoleCtrlEvent(7, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GenerateConsoleCtrlEvent: no such event");
    CHECK(SetConsoleCtrlHandler(first, FALSE), "SetConsoleCtrlHandler: the last one goes");
    return check_done();
}
