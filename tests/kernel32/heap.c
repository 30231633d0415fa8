/* SPDX-License-Identifier: MIT */
/* The Heap functions as documented; and that damage ends the process. */
#include "check.h"

static LONG WINAPI note(EXCEPTION_POINTERS *info)
{
    ExitProcess(info->ExceptionRecord->ExceptionCode == STATUS_NO_MEMORY ? 77 : 78);
}

/* Runs this program again with one word; its exit code. */
static DWORD again(const char *what)
{
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION process;
    char line[400], self[300];
    DWORD code = 1;

    GetModuleFileNameA(NULL, self, sizeof self);
    snprintf(line, sizeof line, "\"%s\" %s", self, what);
    SetErrorMode(SEM_NOGPFAULTERRORBOX | SEM_FAILCRITICALERRORS);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, NULL, &start, &process))
        return GetLastError() == ERROR_CALL_NOT_IMPLEMENTED ? 0xffffffff : 1;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

static void damage(const char *how)
{
    char *volatile p = HeapAlloc(GetProcessHeap(), 0, 40);

    if (!strcmp(how, "double")) {
        HeapFree(GetProcessHeap(), 0, p);
        HeapFree(GetProcessHeap(), 0, p);
    } else if (!strcmp(how, "wild")) {
        HeapFree(GetProcessHeap(), 0, p + 16);
    } else {
        HANDLE heap = HeapCreate(HEAP_GENERATE_EXCEPTIONS, 0, 65536);
        AddVectoredExceptionHandler(1, note);
        for (;;) HeapAlloc(heap, 0, 1000);
    }
}

static volatile LONG got;

static DWORD WINAPI allocate(void *heap)
{
    void *p = HeapAlloc(heap, 0, 10);
    InterlockedIncrement(&got);
    return HeapFree(heap, 0, p);
}

static void locking(HANDLE heap, const char *which)
{
    HANDLE thread;

    got = 0;
    CHECK(HeapLock(heap) && HeapLock(heap),
          "HeapLock of %s: \"If the function succeeds, the return value is nonzero\", also the second time", which);
    thread = CreateThread(NULL, 0, allocate, heap, 0, NULL);
    CHECK(WaitForSingleObject(thread, 60) == WAIT_TIMEOUT && !got, "\"Only the calling thread can access the heap\"");
    CHECK(HeapFree(heap, 0, HeapAlloc(heap, 0, 5)), "and it can");
    CHECK(HeapUnlock(heap) && HeapUnlock(heap), "HeapUnlock: as often");
    CHECK(WaitForSingleObject(thread, 5000) == WAIT_OBJECT_0 && got, "then the other thread goes on");
    CloseHandle(thread);
}

static void blocks(HANDLE heap, const char *which)
{
    static const SIZE_T sizes[] = {0,    1,    7,     8,     9,     24,     100,     1000,
                                   2016, 8191, 32000, 33000, 65536, 200000, 1048576, 3000000};
    unsigned char *p, *q;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        SIZE_T n = sizes[i];
        p = HeapAlloc(heap, HEAP_ZERO_MEMORY, n);
        if (!CHECK(p && HeapSize(heap, 0, p) == n, "HeapSize of %s: \"the requested size\", %u bytes", which,
                   (unsigned)n))
            continue;
        CHECK((ULONG_PTR)p % MEMORY_ALLOCATION_ALIGNMENT == 0, "MEMORY_ALLOCATION_ALIGNMENT of %u bytes", (unsigned)n);
        for (SIZE_T k = 0; k < n; k++)
            if (p[k]) {
                CHECK(0, "HEAP_ZERO_MEMORY: \"The allocated memory will be initialized to zero\"");
                break;
            }
        memset(p, 0x5a, n);
        CHECK(HeapValidate(heap, 0, p) && HeapValidate(heap, 0, NULL),
              "HeapValidate: the block and the heap are sound");
        q = HeapReAlloc(heap, HEAP_ZERO_MEMORY, p, n * 2 + 100);
        CHECK(q && HeapSize(heap, 0, q) == n * 2 + 100 && (!n || (q[0] == 0x5a && q[n - 1] == 0x5a)) && !q[n] &&
                  !q[n * 2 + 99],
              "HeapReAlloc: \"the contents are preserved\", the rest is zero");
        p = HeapReAlloc(heap, 0, q, n / 2);
        CHECK(p && HeapSize(heap, 0, p) == n / 2 && (n < 2 || p[n / 2 - 1] == 0x5a), "HeapReAlloc: to less");
        CHECK(HeapFree(heap, 0, p), "HeapFree: \"If the function succeeds, the return value is nonzero\"");
    }
    p = HeapAlloc(heap, 0, 500);
    q = HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, p, 400);
    CHECK(q == p && HeapSize(heap, 0, p) == 400, "HEAP_REALLOC_IN_PLACE_ONLY: the block does not move");
    CHECK(!HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, p, 10000000) && HeapSize(heap, 0, p) == 400,
          "HEAP_REALLOC_IN_PLACE_ONLY: \"if the request cannot be completed without moving the block, the function "
          "fails and the original is unchanged\"");
    HeapFree(heap, 0, p);
    CHECK(HeapFree(heap, 0, NULL), "HeapFree: NULL is nothing to do");
    CHECK(
        !HeapAlloc(heap, 0, (SIZE_T)-1 / 2),
        "HeapAlloc: \"If the function fails and HEAP_GENERATE_EXCEPTIONS is not specified, the return value is NULL\"");
}

/* A large block that was freed may come back: not with what stood in it. */
static void test_large_again(void)
{
    const SIZE_T size = 3 << 20;
    HANDLE heap = HeapCreate(0, 0, 0);
    BOOL zero = TRUE;

    for (int i = 0; i < 4; i++) {
        char *block = HeapAlloc(heap, HEAP_ZERO_MEMORY, size - (SIZE_T)i * 1000);
        for (SIZE_T at = 0; at < size - (SIZE_T)i * 1000; at++) zero &= !block[at];
        memset(block, 0x55, size - (SIZE_T)i * 1000);
        HeapFree(heap, 0, block);
    }
    CHECK(zero, "HEAP_ZERO_MEMORY: \"The allocated memory will be initialized to zero\", after a free as well");
    char *first = HeapAlloc(heap, 0, size), *second = HeapAlloc(heap, 0, size);
    memset(first, 1, size);
    memset(second, 2, size);
    CHECK(first[0] == 1 && first[size - 1] == 1 && HeapSize(heap, 0, first) == size && HeapValidate(heap, 0, NULL),
          "two large blocks after that are two");
    HeapFree(heap, 0, second);
    HeapFree(heap, 0, first);
    CHECK(HeapValidate(heap, 0, NULL), "HeapValidate after large blocks were freed");
    HeapDestroy(heap);
}

int main(int argc, char **argv)
{
    HANDLE heap, fixed, heaps[64];
    PROCESS_HEAP_ENTRY entry = {0};
    ULONG value = 9;
    SIZE_T got_size;
    DWORD n, code;
    void *p;
    int seen = 0;

    if (argc > 1) {
        damage(argv[1]);
        return 3;
    }
    blocks(GetProcessHeap(), "the process heap");
    locking(GetProcessHeap(), "the process heap");
    heap = HeapCreate(0, 0, 0);
    CHECK(heap != NULL, "HeapCreate: \"the return value is a handle to the newly created heap\"");
    blocks(heap, "a heap");
    locking(heap, "a heap");
    n = GetProcessHeaps(64, heaps);
    for (DWORD i = 0; i < n && i < 64; i++) seen += heaps[i] == heap || heaps[i] == GetProcessHeap();
    CHECK(seen == 2, "GetProcessHeaps: \"handles to all of the active heaps of the calling process\"");
    CHECK(HeapQueryInformation(heap, HeapCompatibilityInformation, &value, sizeof value, &got_size) &&
              (value == 0 || value == 2) && got_size == sizeof value,
          "HeapQueryInformation: 0 a standard heap, 2 a low-fragmentation heap");
    CHECK(!HeapQueryInformation(heap, HeapCompatibilityInformation, &value, 1, NULL) &&
              GetLastError() == ERROR_INSUFFICIENT_BUFFER,
          "HeapQueryInformation: too small a buffer");
    value = 2;
    CHECK(HeapSetInformation(heap, HeapCompatibilityInformation, &value, sizeof value),
          "HeapSetInformation: the low-fragmentation heap");
    CHECK(HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0),
          "HeapSetInformation: HeapEnableTerminationOnCorruption");
    p = HeapAlloc(heap, 0, 12345);
    seen = 0;
    while (HeapWalk(heap, &entry))
        if (entry.lpData == p) seen += entry.cbData == 12345 && (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY);
    CHECK(seen == 1 && GetLastError() == ERROR_NO_MORE_ITEMS,
          "HeapWalk: \"an allocated block\", then ERROR_NO_MORE_ITEMS");
    CHECK(HeapCompact(heap, 0) >= 16,
          "HeapCompact: \"the return value is the size of the largest committed free block in the heap\"");
    CHECK(HeapValidate(heap, 0, p), "HeapCompact leaves blocks as they are");
    CHECK(HeapDestroy(heap), "HeapDestroy: with blocks still allocated");

    fixed = HeapCreate(HEAP_NO_SERIALIZE, 0, 256 * 1024);
    CHECK(fixed && (p = HeapAlloc(fixed, 0, 100000)) && HeapFree(fixed, 0, p),
          "HeapCreate: a heap of a fixed maximum size serves blocks");
    CHECK(!HeapAlloc(fixed, 0, 2 * 1024 * 1024),
          "\"If dwMaximumSize is not zero, the heap size is fixed and cannot grow beyond the maximum size\"");
    for (n = 0; HeapAlloc(fixed, 0, 1000); n++)
        ;
    CHECK(n > 100 && n <= 262, "blocks are served until it is full (%lu of 1,000 bytes)", n);
    CHECK(HeapDestroy(fixed), "HeapDestroy");

    test_large_again();

    code = again("double");
    if (code == 0xffffffff) {
        printf("# CreateProcess is not there yet: what damage does is not tested\n");
    } else {
        CHECK(code == 0xc0000374,
              "HeapEnableTerminationOnCorruption: freeing twice ends the process with STATUS_HEAP_CORRUPTION (%lx)",
              code);
        code = again("wild");
        CHECK(code == 0xc0000374 || code == 0xc0000005, "so does freeing what was never allocated (%lx)", code);
        code = again("raise");
        CHECK(code == 77,
              "HEAP_GENERATE_EXCEPTIONS: \"raise an exception to indicate a function failure\", STATUS_NO_MEMORY (%lx)",
              code);
    }
    return check_done();
}
