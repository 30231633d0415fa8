/* SPDX-License-Identifier: MIT */
/* The process heap: mixed sizes, one thread and four. */
#include "bench.h"

#define SLOTS 512

static DWORD WINAPI churn(void *arg)
{
    void *p[SLOTS] = { 0 };
    HANDLE h = GetProcessHeap();
    unsigned r = 12345;
    for (int i = 0; i < *(int *)arg; i++) {
        r = r * 1664525 + 1013904223;
        unsigned k = (r >> 8) % SLOTS;
        if (p[k]) HeapFree(h, 0, p[k]);
        p[k] = HeapAlloc(h, 0, 16 + (r >> 20) % 2000);
    }
    for (int i = 0; i < SLOTS; i++) if (p[i]) HeapFree(h, 0, p[i]);
    return 0;
}

static void four(int n)
{
    HANDLE t[4];
    for (int i = 0; i < 4; i++) t[i] = CreateThread(NULL, 0, churn, &n, 0, NULL);
    for (int i = 0; i < 4; i++) {
        WaitForSingleObject(t[i], INFINITE);
        CloseHandle(t[i]);
    }
}

int main(int argc, char **argv)
{
    int n = 2000;
    bench_init(argc, argv);
    BENCH_PER("heap.mixed1", n, churn(&n));
    BENCH_PER("heap.mixed4", 4.0 * n, four(n));
    return 0;
}
