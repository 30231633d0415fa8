/* SPDX-License-Identifier: MIT */
/* Threads that end while the process ends, in every order.  Rests on "ExitProcess function", "ExitThread function",
 * "Terminating a Process". */
#include "children.h"

#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 30 };

static HANDLE gate;
static volatile LONG begun;

static DWORD WINAPI ends(void *argument)
{
    InterlockedIncrement(&begun);
    WaitForSingleObject(gate, INFINITE);
    if ((ULONG_PTR)argument % 3 == 0) ExitThread(1);
    if ((ULONG_PTR)argument % 3 == 1) TerminateThread(GetCurrentThread(), 2);
    return 3;
}

static DWORD WINAPI exits(void *argument)
{
    InterlockedIncrement(&begun);
    WaitForSingleObject(gate, INFINITE);
    ExitProcess(40 + (UINT)(ULONG_PTR)argument % 2);
    return 0;
}

/* Makes others, which end as fast as they begin. */
static DWORD WINAPI makes(void *argument)
{
    (void)argument;
    InterlockedIncrement(&begun);
    WaitForSingleObject(gate, INFINITE);
    for (int i = 0; i < 1 << 30; i++) {
        HANDLE thread = CreateThread(NULL, 0, ends, NULL, 0, NULL);
        if (thread) CloseHandle(thread);
    }
    return 4;
}

static void threads(LPTHREAD_START_ROUTINE routine, int count)
{
    LONG before = begun;
    for (int i = 0; i < count; i++) CloseHandle(CreateThread(NULL, 0, routine, (void *)(ULONG_PTR)i, 0, NULL));
    while (begun < before + count) Sleep(0);
}

static int child(char **argv)
{
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!strcmp(argv[2], "main")) { /* the main thread ends the process among those that end themselves */
        threads(ends, THREADS);
        SetEvent(gate);
        ExitProcess(42);
    }
    if (!strcmp(argv[2], "both")) { /* several end it at once: one status wins */
        threads(exits, THREADS);
        SetEvent(gate);
        ExitThread(9);
    }
    if (!strcmp(argv[2], "last")) { /* nobody ends it: the last thread's end does */
        threads(ends, THREADS);
        SetEvent(gate);
        ExitThread(1);
    }
    if (!strcmp(argv[2], "makes")) {
        threads(makes, 2);
        SetEvent(gate);
        Sleep(2);
        ExitProcess(43);
    }
    return 99;
}

int main(int argc, char **argv)
{
    if (argc > 1) return child(argv);
    int main_right = 0, both_right = 0, last_right = 0, makes_right = 0;
    for (int i = 0; i < ROUNDS; i++) {
        main_right += child_finish(child_start("main", FALSE, 0, NULL)) == 42;
        DWORD status = child_finish(child_start("both", FALSE, 0, NULL));
        both_right += status == 40 || status == 41;
        status = child_finish(child_start("last", FALSE, 0, NULL));
        last_right += status >= 1 && status <= 3;
        makes_right += child_finish(child_start("makes", FALSE, 0, NULL)) == 43;
    }
    CHECK(main_right == ROUNDS, "ExitProcess: \"the exit status for the process and all threads\" (%d)", main_right);
    CHECK(both_right == ROUNDS, "ExitProcess: several threads at once, one of them wins (%d)", both_right);
    CHECK(last_right == ROUNDS, "ExitThread: \"the process's exit code is that of its last thread\" (%d)", last_right);
    CHECK(makes_right == ROUNDS, "ExitProcess: while threads are being made (%d)", makes_right);
    return check_done();
}
