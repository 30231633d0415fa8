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

static HANDLE start(void)
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
    CloseHandle(pi.hThread);
    return pi.hProcess;
}

static void spawn(void)
{
    HANDLE process = start();
    WaitForSingleObject(process, INFINITE);
    CloseHandle(process);
}

/* Many, 8 at a time. */
static void spawn_8(void)
{
    const char *starts = getenv("BENCH_STARTS");
    int count = starts ? atoi(starts) : 1000;
    DWORD running = 0;
    HANDLE process[8];
    if (!want("proc.process_8")) return;
    double begin = now_ns();
    for (int i = 0; i < count; i++) {
        DWORD at = running;
        if (running == 8) {
            at = WaitForMultipleObjects(8, process, FALSE, INFINITE);
            CloseHandle(process[at]);
        } else {
            running++;
        }
        process[at] = start();
    }
    WaitForMultipleObjects(running, process, TRUE, INFINITE);
    report("proc.process_8", (now_ns() - begin) / count, "ns");
    while (running) CloseHandle(process[--running]);
}

int main(int argc, char **argv)
{
    bench_init(argc, argv);
    BENCH("proc.thread", join());
    bench_ns *= 5;
    BENCH("proc.process", spawn());
    spawn_8();
    return 0;
}
