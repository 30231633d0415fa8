/* SPDX-License-Identifier: MIT */
/* Cheap calls: time, identity, a bad handle, virtual memory. */
#include "bench.h"
#include <winternl.h>

NTSYSAPI NTSTATUS NTAPI NtQuerySystemTime(PLARGE_INTEGER);

int main(int argc, char **argv)
{
    bench_init(argc, argv);
    LARGE_INTEGER t;
    MEMORY_BASIC_INFORMATION mbi;
    volatile DWORD sink;
    BENCH("sys.systime", NtQuerySystemTime(&t));
    BENCH("sys.tick", sink = GetTickCount());
    BENCH("sys.qpc", QueryPerformanceCounter(&t));
    BENCH("sys.pid", sink = GetCurrentProcessId());
    BENCH("sys.close_bad", NtClose((HANDLE)(ULONG_PTR)0x7ffffff0));
    BENCH("sys.valloc64k", VirtualFree(VirtualAlloc(NULL, 65536, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), 0, MEM_RELEASE));
    BENCH("sys.valloc64k_touch", {
        char *p = VirtualAlloc(NULL, 65536, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        for (int i = 0; i < 65536; i += 4096) p[i] = 1;
        VirtualFree(p, 0, MEM_RELEASE);
    });
    BENCH("sys.vquery", VirtualQuery(&t, &mbi, sizeof mbi));
    (void)sink;
    return 0;
}
