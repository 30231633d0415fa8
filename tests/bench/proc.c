/* SPDX-License-Identifier: MIT */
/* Threads and processes: create, wait, close.  Needs hello.exe beside this program. */
#include "bench.h"

static DWORD WINAPI nothing(void *arg)
{
    (void)arg;
    return 0;
}

static void join(void)
{
    HANDLE t = CreateThread(NULL, 0, nothing, NULL, 0, NULL);
    WaitForSingleObject(t, INFINITE);
    CloseHandle(t);
}

static void spawn(void)
{
    static char self[1000], cmd[1024];
    STARTUPINFOA si = { .cb = sizeof si };
    PROCESS_INFORMATION pi;
    if (!self[0]) {
        GetModuleFileNameA(NULL, self, sizeof self);
        *strrchr(self, '\\') = 0;
    }
    snprintf(cmd, sizeof cmd, "\"%s\\hello.exe\" quiet", self);
    if (!CreateProcessA(NULL, cmd, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi)) die("CreateProcess");
    WaitForSingleObject(pi.hProcess, INFINITE);
    CloseHandle(pi.hThread);
    CloseHandle(pi.hProcess);
}

int main(int argc, char **argv)
{
    bench_init(argc, argv);
    BENCH("proc.thread", join());
    bench_ns *= 5;
    BENCH("proc.process", spawn());
    return 0;
}
