/* SPDX-License-Identifier: MIT */
/* Anonymous and named pipes between two threads, and named ones between processes. */
#include "bench.h"

#define BLOCK 65536
static HANDLE in_r, in_w, out_r, out_w;
static char block[BLOCK], sinkbuf[BLOCK];

static DWORD WINAPI echo(void *arg)
{
    char c;
    DWORD n;
    (void)arg;
    while (ReadFile(in_r, &c, 1, &n, NULL) && n == 1 && c) WriteFile(out_w, &c, 1, &n, NULL);
    return 0;
}

static DWORD WINAPI drain(void *arg)
{
    DWORD n;
    (void)arg;
    while (ReadFile(in_r, sinkbuf, BLOCK, &n, NULL) && n) ;
    return 0;
}

static void roundtrip(const char *name)
{
    char c = 1;
    DWORD n;
    HANDLE t = CreateThread(NULL, 0, echo, NULL, 0, NULL);
    BENCH(name, { WriteFile(in_w, &c, 1, &n, NULL); ReadFile(out_r, &c, 1, &n, NULL); });
    c = 0;
    WriteFile(in_w, &c, 1, &n, NULL);
    WaitForSingleObject(t, INFINITE);
}

#define NAME "\\\\.\\pipe\\bench processes"

/* The other process: sends back what comes. */
static int echo_process(void)
{
    in_r = out_w = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    return in_r == INVALID_HANDLE_VALUE || echo(NULL);
}

static void processes(const char *name)
{
    char line[MAX_PATH + 16] = "\"", c = 1;
    STARTUPINFOA si = { .cb = sizeof si };
    PROCESS_INFORMATION pi;
    DWORD n;
    in_w = out_r = CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, NULL);
    GetModuleFileNameA(NULL, line + 1, MAX_PATH);
    strcat(line, "\" echo");
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi)) die("CreateProcess");
    ConnectNamedPipe(in_w, NULL);
    BENCH(name, { WriteFile(in_w, &c, 1, &n, NULL); ReadFile(out_r, &c, 1, &n, NULL); });
    c = 0;
    WriteFile(in_w, &c, 1, &n, NULL);
    WaitForSingleObject(pi.hProcess, INFINITE);
}

int main(int argc, char **argv)
{
    DWORD n;
    if (argc > 1 && !strcmp(argv[1], "echo")) return echo_process();
    bench_init(argc, argv);
    if (want("pipe.anon_pingpong")) {
        CreatePipe(&in_r, &in_w, NULL, 0);
        CreatePipe(&out_r, &out_w, NULL, 0);
        roundtrip("pipe.anon_pingpong");
    }
    if (want("pipe.anon_throughput")) {
        CreatePipe(&in_r, &in_w, NULL, 0);
        HANDLE t = CreateThread(NULL, 0, drain, NULL, 0, NULL);
        double t0 = now_ns(), mib = 0;
        for (; now_ns() - t0 < bench_ns * 2; mib += BLOCK / 1048576.0) WriteFile(in_w, block, BLOCK, &n, NULL);
        CloseHandle(in_w);
        WaitForSingleObject(t, INFINITE);
        report("pipe.anon_throughput", mib / ((now_ns() - t0) / 1e9), "MiB/s");
    }
    if (want("pipe.named_pingpong")) {
        in_r = out_w = CreateNamedPipeA("\\\\.\\pipe\\bench", PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, NULL);
        in_w = out_r = CreateFileA("\\\\.\\pipe\\bench", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (in_w == INVALID_HANDLE_VALUE) die("CreateNamedPipe");
        ConnectNamedPipe(in_r, NULL);
        roundtrip("pipe.named_pingpong");
    }
    if (want("pipe.named_processes")) processes("pipe.named_processes");
    return 0;
}
