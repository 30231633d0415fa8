/* SPDX-License-Identifier: MIT */
/* The thread pool when the process ends: its threads never hold it up. */
#include "check.h"

static volatile LONG started;
static HANDLE never;

static void CALLBACK hold(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance, (void)context;
    InterlockedIncrement(&started);
    WaitForSingleObject(never, INFINITE);
}

static void CALLBACK tick(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)instance, (void)context, (void)timer;
    InterlockedIncrement(&started);
}

static void CALLBACK end(PTP_CALLBACK_INSTANCE instance, void *context)
{
    (void)instance;
    ExitProcess((UINT)(ULONG_PTR)context);
}

static void CALLBACK ignore(void *context, BOOLEAN timed_out)
{
    (void)context, (void)timed_out;
}

static void start_everything(HANDLE *wait)
{
    FILETIME soon = {(DWORD)-10000, -1};
    never = CreateEventW(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < 8; i++) TrySubmitThreadpoolCallback(hold, NULL, NULL);
    SetThreadpoolTimer(CreateThreadpoolTimer(tick, NULL, NULL), &soon, 1, 0);
    RegisterWaitForSingleObject(wait, never, ignore, NULL, INFINITE, WT_EXECUTEONLYONCE);
    for (int i = 0; i < 5000 && started < 12; i++) Sleep(1);
}

static HANDLE the_wait;
static PTP_WORK the_work;

static void CALLBACK nothing(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)instance, (void)context, (void)work;
}

/* What a program's destructors do. */
static void tidy(void)
{
    UnregisterWaitEx(the_wait, INVALID_HANDLE_VALUE);
    SubmitThreadpoolWork(the_work);
    WaitForThreadpoolWorkCallbacks(the_work, FALSE);
    CloseThreadpoolWork(the_work);
}

/* What a DLL does when the process ends: the other threads are gone. */
static void NTAPI at_detach(void *module, DWORD reason, void *reserved)
{
    (void)module, (void)reserved;
    if (reason != DLL_PROCESS_DETACH || !the_work || !never) return;
    UnregisterWaitEx(the_wait, INVALID_HANDLE_VALUE);
    WaitForThreadpoolWorkCallbacks(the_work, FALSE);
    TerminateProcess(GetCurrentProcess(), 9);
}

#ifdef _WIN64
__attribute__((section(".CRT$XLY"), used)) static PIMAGE_TLS_CALLBACK tls_callback = at_detach;
#endif

static int child(const char *mode)
{
    if (!strcmp(mode, "return")) {
        start_everything(&the_wait);
        return started >= 12 ? 5 : 1;
    }
    if (!strcmp(mode, "callback")) {
        start_everything(&the_wait);
        TrySubmitThreadpoolCallback(end, (void *)6, NULL);
        Sleep(10000);
        return 1;
    }
    if (!strcmp(mode, "tidy")) {
        HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
        RegisterWaitForSingleObject(&the_wait, event, ignore, NULL, INFINITE, WT_EXECUTEONLYONCE);
        the_work = CreateThreadpoolWork(nothing, NULL, NULL);
        atexit(tidy);
        return 7;
    }
    if (!strcmp(mode, "detach")) {
        start_everything(&the_wait);
        the_work = CreateThreadpoolWork(nothing, NULL, NULL);
        SubmitThreadpoolWork(the_work);
        return 8;
    }
    return 1;
}

/* The exit code of this program with an argument; -1: it has not ended. */
static DWORD run(const WCHAR *mode)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    WCHAR command[MAX_PATH + 20], self[MAX_PATH];
    DWORD code = (DWORD)-2;
    GetModuleFileNameW(NULL, self, MAX_PATH);
    wsprintfW(command, L"\"%ls\" %ls", self, mode);
    if (!CreateProcessW(self, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) return code;
    code = (DWORD)-1;
    if (WaitForSingleObject(process.hProcess, 20000) == WAIT_OBJECT_0)
        GetExitCodeProcess(process.hProcess, &code);
    else
        TerminateProcess(process.hProcess, 1);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

int main(int argc, char **argv)
{
    if (argc > 1) return child(argv[1]);
    CHECK(run(L"return") == 5, "ExitProcess: a program ends though callbacks run, a timer and a wait are set");
    CHECK(run(L"callback") == 6, "ExitProcess in a callback ends the program");
    CHECK(run(L"tidy") == 7, "what a program does at its end still runs callbacks");
    DWORD code = run(L"detach"); /* Wine 8.0 ends the program there, with its own exit code */
    CHECK(code == 9,
          "\"all of the threads in the process ... terminate\" first: a DLL that is told of the end waits for "
          "nobody (%lu)",
          code);
    return check_done();
}
