/* SPDX-License-Identifier: MIT */
/* Virtual memory as Win32 has it: reserving, committing, protecting, asking, locking; and memory of a process by
 * handle. Debian's Wine has other last errors for freed pages, and ERROR_ACCESS_DENIED where memory cannot be copied.
 */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <string.h>

#define NO_HANDLE ((HANDLE)(ULONG_PTR)0x7ffc)
#define PAGE      4096
#define KERNEL    ((void *)0xffff800000000000)

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

/* ---- what an access does ---- */

static struct {
    BOOL armed;
    DWORD code;
    ULONG_PTR kind, address;
} fault;

/* Steps over the two bytes of the instructions below. */
static LONG CALLBACK note(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    if (!fault.armed) return EXCEPTION_CONTINUE_SEARCH;
    if (record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION && record->ExceptionCode != EXCEPTION_GUARD_PAGE)
        return EXCEPTION_CONTINUE_SEARCH;
    fault.code = record->ExceptionCode;
    fault.kind = record->ExceptionInformation[0];
    fault.address = record->ExceptionInformation[1];
#ifdef _WIN64
    pointers->ContextRecord->Rip += 2;
#else
    pointers->ContextRecord->Eip += 2;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* 0, or the code of the exception that the access raised. */
static DWORD reads(const void *at)
{
    fault.code = 0;
    fault.armed = TRUE;
    __asm__ volatile("movb (%0), %%al" : : "c"(at) : "eax", "memory");
    fault.armed = FALSE;
    return fault.code;
}

static DWORD writes(void *at)
{
    fault.code = 0;
    fault.armed = TRUE;
    __asm__ volatile("movb %%al, (%0)" : : "c"(at), "a"(7) : "memory");
    fault.armed = FALSE;
    return fault.code;
}

static BOOL is(const void *address, DWORD state, DWORD protect, SIZE_T size)
{
    MEMORY_BASIC_INFORMATION info;
    return VirtualQuery(address, &info, sizeof info) == sizeof info && info.State == state &&
           (state != MEM_COMMIT || info.Protect == protect) && (!size || info.RegionSize == size);
}

/* ---- the tests ---- */

static void test_alloc(void)
{
    char *base = VirtualAlloc(NULL, 0x30000, MEM_RESERVE, PAGE_READWRITE), *other;

    CHECK(base && !((ULONG_PTR)base & 0xffff), "VirtualAlloc: reserves at a multiple of the allocation granularity");
    CHECK(is(base, MEM_RESERVE, 0, 0x30000) && reads(base) == EXCEPTION_ACCESS_VIOLATION,
          "VirtualAlloc: MEM_RESERVE \"without allocating any actual physical storage\": no access");
    CHECK(VirtualAlloc(base + 0x10001, PAGE, MEM_COMMIT, PAGE_READWRITE) == base + 0x10000,
          "VirtualAlloc: \"the function rounds the specified address down to the nearest page boundary\"");
    CHECK(is(base + 0x10000, MEM_COMMIT, PAGE_READWRITE, 2 * PAGE),
          "VirtualAlloc: \"includes all pages containing one or more bytes in the range\"");
    CHECK(is(base, MEM_RESERVE, 0, 0x10000) && is(base + 0x12000, MEM_RESERVE, 0, 0x1e000),
          "... and no more than those");
    CHECK(!base[0x10000] && !base[0x11fff], "VirtualAlloc: \"the contents will be zero\"");
    base[0x10000] = 42;
    CHECK(
        VirtualAlloc(base + 0x10000, PAGE, MEM_COMMIT, PAGE_READONLY) == base + 0x10000 && base[0x10000] == 42,
        "VirtualAlloc: \"does not fail if you attempt to commit an already committed page\", which keeps its contents");
    CHECK(writes(base + 0x10000) == EXCEPTION_ACCESS_VIOLATION && fault.kind == 1 &&
              fault.address == (ULONG_PTR)base + 0x10000,
          "... and gets the new protection: a write faults, with its kind and address");
    CHECK(!VirtualAlloc(base, PAGE, MEM_RESERVE, PAGE_READWRITE) && failed(ERROR_INVALID_ADDRESS),
          "VirtualAlloc: \"You cannot reserve a page a second time\"");
    CHECK(VirtualFree(base + 0x10000, PAGE, MEM_DECOMMIT) && is(base + 0x10000, MEM_RESERVE, 0, 0) &&
              is(base + 0x11000, MEM_COMMIT, PAGE_READWRITE, PAGE),
          "VirtualFree: MEM_DECOMMIT: \"the pages are in the reserved state\"");
    CHECK(VirtualFree(base + 0x10000, PAGE, MEM_DECOMMIT),
          "VirtualFree: \"does not fail if you attempt to decommit an uncommitted page\"");
    CHECK(VirtualAlloc(base + 0x10000, PAGE, MEM_COMMIT, PAGE_READWRITE) && !base[0x10000],
          "VirtualAlloc: a page committed anew is zero");
    CHECK(VirtualFree(base, 0, MEM_DECOMMIT) && is(base, MEM_RESERVE, 0, 0x30000),
          "VirtualFree: base and size 0: \"decommits the entire region\"");
    CHECK(!VirtualFree(base, PAGE, MEM_RELEASE) && failed(ERROR_INVALID_PARAMETER),
          "VirtualFree: \"If the dwFreeType parameter is MEM_RELEASE, this parameter must be 0\"");
    CHECK(!VirtualFree(base + PAGE, 0, MEM_RELEASE) && failed(ERROR_INVALID_ADDRESS),
          "VirtualFree: MEM_RELEASE takes \"the base address returned by the VirtualAlloc function\"");
    CHECK(!VirtualFree(base, 0, MEM_RELEASE | MEM_DECOMMIT) && failed(ERROR_INVALID_PARAMETER),
          "VirtualFree: \"Do not use this value with MEM_DECOMMIT\"");
    CHECK(!VirtualFree(base, 0, 0) && failed(ERROR_INVALID_PARAMETER), "VirtualFree: no operation");
    CHECK(VirtualFree(base, 0, MEM_RELEASE) && is(base, MEM_FREE, 0, 0),
          "VirtualFree: \"the pages are in the free state\"");
    CHECK(!VirtualFree(base, 0, MEM_RELEASE) && failed(ERROR_INVALID_ADDRESS), "VirtualFree: not a second time");
    CHECK(
        !VirtualAlloc(base, PAGE, MEM_COMMIT, PAGE_READWRITE) && failed(ERROR_INVALID_ADDRESS),
        "VirtualAlloc: \"Attempting to commit a specific address range by specifying MEM_COMMIT without MEM_RESERVE "
        "and a non-NULL lpAddress fails unless the entire range has already been reserved. The resulting error code is "
        "ERROR_INVALID_ADDRESS\"");
    other = VirtualAlloc(base + 100, 10, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    CHECK(other == base && is(base, MEM_COMMIT, PAGE_READWRITE, PAGE), "VirtualAlloc: at an address, both at once");
    VirtualFree(base, 0, MEM_RELEASE);
    other = VirtualAlloc(NULL, 3, MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    CHECK(other && is(other, MEM_COMMIT, PAGE_EXECUTE_READWRITE, PAGE), "VirtualAlloc: MEM_COMMIT alone reserves too");
    memcpy(other, "\xb8\x2a\0\0\0\xc3", 6); /* mov $42, %eax; ret */
    CHECK(FlushInstructionCache(GetCurrentProcess(), other, 6) && ((int (*)(void))(void *)other)() == 42,
          "FlushInstructionCache: success; what stands in PAGE_EXECUTE_READWRITE runs");
    CHECK(!FlushInstructionCache(NO_HANDLE, other, 6) && failed(ERROR_INVALID_HANDLE),
          "FlushInstructionCache: of no handle fails");
    VirtualFree(other, 0, MEM_RELEASE);
    CHECK(!VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER),
          "VirtualAlloc: no size");
    CHECK(!VirtualAlloc(NULL, PAGE, MEM_COMMIT, 0) && failed(ERROR_INVALID_PARAMETER), "VirtualAlloc: no protection");
    CHECK(!VirtualAlloc(NULL, PAGE, MEM_COMMIT, PAGE_READONLY | PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER),
          "VirtualAlloc: protections are \"any one of the memory protection constants\"");
    CHECK(!VirtualAlloc(NULL, PAGE, 0, PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER), "VirtualAlloc: no type");
    CHECK(!VirtualAlloc((void *)0x1000, PAGE, MEM_RESERVE, PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER),
          "VirtualAlloc: nothing lies in the first 64 KiB");
    CHECK(!VirtualAlloc(KERNEL, PAGE, MEM_RESERVE, PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER),
          "VirtualAlloc: nor in the system's half");
    CHECK(!VirtualAlloc(NULL, 0xc0000000000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) &&
              (failed(ERROR_NOT_ENOUGH_MEMORY) || failed(ERROR_COMMITMENT_LIMIT)),
          "VirtualAlloc: more than there is");
    other = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT | MEM_TOP_DOWN, PAGE_READWRITE);
    CHECK(other && (sizeof(void *) == 4 || (ULONG_PTR)other >> 32),
          "VirtualAlloc: MEM_TOP_DOWN: \"at the highest possible address\"");
    VirtualFree(other, 0, MEM_RELEASE);
    other = VirtualAlloc(NULL, 0x10000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    CHECK(VirtualAlloc(other, PAGE, MEM_RESET, PAGE_READWRITE) == other &&
              is(other, MEM_COMMIT, PAGE_READWRITE, 0x10000),
          "VirtualAlloc: MEM_RESET: \"the memory range will not be decommitted\"");
    CHECK(
        VirtualAlloc(other, PAGE, 0x1000000 /* MEM_RESET_UNDO */, PAGE_READWRITE) == other,
        "VirtualAlloc: MEM_RESET_UNDO \"should only be called on an address range to which MEM_RESET was successfully "
        "applied earlier\"");
    CHECK(!VirtualAlloc(other, PAGE, MEM_RESET | MEM_COMMIT, PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER),
          "VirtualAlloc: MEM_RESET \"cannot be used with any other value\"");
    VirtualFree(other, 0, MEM_RELEASE);
}

static void test_protect(void)
{
    char *base = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), *gap;
    DWORD before = 99;

    base[PAGE] = 3;
    CHECK(VirtualProtect(base + PAGE + 8, PAGE, PAGE_READONLY, &before) && before == PAGE_READWRITE &&
              is(base + PAGE, MEM_COMMIT, PAGE_READONLY, 2 * PAGE) && is(base, MEM_COMMIT, PAGE_READWRITE, PAGE),
          "VirtualProtect: all pages that the range touches, and \"the previous access protection value of the first "
          "page\"");
    CHECK(!reads(base + PAGE) && writes(base + PAGE) == EXCEPTION_ACCESS_VIOLATION && base[PAGE] == 3,
          "VirtualProtect: PAGE_READONLY: \"An attempt to write to the committed region results in an access "
          "violation\"");
    CHECK(VirtualProtect(base, PAGE, PAGE_NOACCESS, &before) && reads(base) == EXCEPTION_ACCESS_VIOLATION &&
              fault.kind == 0 && fault.address == (ULONG_PTR)base,
          "VirtualProtect: PAGE_NOACCESS disables all access");
    CHECK(VirtualProtect(base, 4 * PAGE, PAGE_READWRITE, &before) && before == PAGE_NOACCESS && !writes(base) &&
              !writes(base + PAGE),
          "VirtualProtect: pages of different protection together");
    CHECK(VirtualProtect(base, PAGE, PAGE_READWRITE | PAGE_GUARD, &before) && reads(base) == EXCEPTION_GUARD_PAGE &&
              !reads(base) && is(base, MEM_COMMIT, PAGE_READWRITE, 4 * PAGE),
          "VirtualProtect: PAGE_GUARD: \"Any attempt to access a guard page causes the system to raise a "
          "STATUS_GUARD_PAGE_VIOLATION exception and turn off the guard page status\"");
    CHECK(!VirtualProtect(base, PAGE, PAGE_READONLY, NULL) && failed(ERROR_NOACCESS),
          "VirtualProtect: lpflOldProtect: \"If this parameter is NULL or does not point to a valid variable, the "
          "function "
          "fails\"");
    CHECK(is(base, MEM_COMMIT, PAGE_READWRITE, 4 * PAGE), "... and nothing has changed");
    CHECK(!VirtualProtect(base, PAGE, 0x12345, &before) && failed(ERROR_INVALID_PARAMETER),
          "VirtualProtect: no protection");
    VirtualFree(base, 0, MEM_RELEASE);
    CHECK(!VirtualProtect(base, PAGE, PAGE_READONLY, &before) && failed(ERROR_INVALID_ADDRESS),
          "VirtualProtect: free pages");
    gap = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(gap, PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK(!VirtualProtect(gap, 2 * PAGE, PAGE_READONLY, &before) && failed(ERROR_INVALID_ADDRESS),
          "VirtualProtect: \"All pages in the specified region must be ... committed\"");
    VirtualFree(gap, 0, MEM_RELEASE);
}

static void test_query(void)
{
    static const char constant[] = "constant";
    MEMORY_BASIC_INFORMATION info;
    char *base = VirtualAlloc(NULL, 0x20000, MEM_RESERVE, PAGE_NOACCESS);

    VirtualAlloc(base + 0x4000, 0x3000, MEM_COMMIT, PAGE_READONLY);
    memset(&info, 0xaa, sizeof info);
    CHECK(VirtualQuery(base + 0x5123, &info, sizeof info) == sizeof info,
          "VirtualQuery: \"The return value is the actual number of bytes returned\"");
    CHECK(info.BaseAddress == base + 0x5000 && info.AllocationBase == base && info.AllocationProtect == PAGE_NOACCESS &&
              info.RegionSize == 0x2000 && info.State == MEM_COMMIT && info.Protect == PAGE_READONLY &&
              info.Type == MEM_PRIVATE,
          "VirtualQuery: from the page on, as far as all is alike; the allocation's base and first protection");
    VirtualQuery(base, &info, sizeof info);
    CHECK(info.State == MEM_RESERVE && info.Type == MEM_PRIVATE && info.RegionSize == 0x4000 && info.Protect == 0,
          "VirtualQuery: reserved pages");
    VirtualFree(base, 0, MEM_RELEASE);
    VirtualQuery(base, &info, sizeof info);
    CHECK(info.State == MEM_FREE && info.BaseAddress == base && !info.AllocationBase && info.Protect == PAGE_NOACCESS &&
              info.RegionSize >= 0x20000,
          "VirtualQuery: free pages: \"AllocationBase, AllocationProtect, Protect, and Type members is undefined\"");
    VirtualQuery(constant, &info, sizeof info);
    CHECK(info.Type == MEM_IMAGE && info.AllocationBase == GetModuleHandleW(NULL) &&
              (info.Protect == PAGE_READONLY || info.Protect == PAGE_WRITECOPY || info.Protect == PAGE_READWRITE),
          "VirtualQuery: MEM_IMAGE: \"mapped into the view of an image section\"");
    VirtualQuery((void *)(ULONG_PTR)test_query, &info, sizeof info);
    CHECK(info.Type == MEM_IMAGE && info.Protect == PAGE_EXECUTE_READ, "VirtualQuery: code is PAGE_EXECUTE_READ");
    VirtualQuery(&info, &info, sizeof info);
    CHECK(info.State == MEM_COMMIT && info.Type == MEM_PRIVATE && info.Protect == PAGE_READWRITE,
          "VirtualQuery: the stack");
    CHECK(VirtualQuery(base, &info, 8) == 0 && failed(ERROR_BAD_LENGTH), "VirtualQuery: too small a buffer");
    CHECK(
        VirtualQuery(KERNEL, &info, sizeof info) == 0 && failed(ERROR_INVALID_PARAMETER),
        "VirtualQuery: \"If lpAddress specifies an address above the highest memory address accessible to the process, "
        "the function fails with ERROR_INVALID_PARAMETER\"");
}

static void test_lock(void)
{
    char *base = VirtualAlloc(NULL, 0x10000, MEM_RESERVE, PAGE_READWRITE);

    VirtualAlloc(base, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK(VirtualLock(base, PAGE) && !writes(base), "VirtualLock: success");
    CHECK(VirtualUnlock(base, PAGE), "VirtualUnlock: success");
    CHECK(!VirtualUnlock(base, PAGE) && failed(ERROR_NOT_LOCKED),
          "VirtualUnlock: \"sets last error to ERROR_NOT_LOCKED\" for pages that are not locked");
    CHECK(!VirtualLock(base + 2 * PAGE, PAGE), "VirtualLock: \"all pages in the specified region must be committed\"");
    VirtualFree(base, 0, MEM_RELEASE);
}

static void test_handles(void)
{
    DWORD id = GetCurrentProcessId(), before = 0;
    HANDLE self = OpenProcess(PROCESS_VM_OPERATION, FALSE, id), limited = OpenProcess(SYNCHRONIZE, FALSE, id);
    MEMORY_BASIC_INFORMATION info;
    char *base = VirtualAllocEx(self, NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    CHECK(base && !writes(base), "VirtualAllocEx: in the process of the handle");
    CHECK(!VirtualAllocEx(limited, NULL, PAGE, MEM_COMMIT, PAGE_READWRITE) && failed(ERROR_ACCESS_DENIED),
          "VirtualAllocEx: \"The handle must have the PROCESS_VM_OPERATION access right\"");
    CHECK(!VirtualAllocEx(NO_HANDLE, NULL, PAGE, MEM_COMMIT, PAGE_READWRITE) && failed(ERROR_INVALID_HANDLE),
          "VirtualAllocEx: of no handle");
    CHECK(VirtualProtectEx(self, base, PAGE, PAGE_READONLY, &before) && before == PAGE_READWRITE &&
              is(base, MEM_COMMIT, PAGE_READONLY, PAGE),
          "VirtualProtectEx: changes the protection");
    CHECK(!VirtualProtectEx(limited, base, PAGE, PAGE_READWRITE, &before) && failed(ERROR_ACCESS_DENIED),
          "VirtualProtectEx: no right");
    CHECK(VirtualQueryEx(GetCurrentProcess(), base + PAGE, &info, sizeof info) == sizeof info &&
              info.BaseAddress == base + PAGE && info.AllocationBase == base && info.Protect == PAGE_READWRITE,
          "VirtualQueryEx: as VirtualQuery");
    CHECK(VirtualQueryEx(limited, base, &info, sizeof info) == 0 && failed(ERROR_ACCESS_DENIED),
          "VirtualQueryEx: \"The handle must have been opened with the PROCESS_QUERY_INFORMATION access right\"");
    CHECK(!VirtualFreeEx(limited, base, 0, MEM_RELEASE) && failed(ERROR_ACCESS_DENIED), "VirtualFreeEx: no right");
    CHECK(VirtualFreeEx(self, base, 0, MEM_RELEASE) && is(base, MEM_FREE, 0, 0), "VirtualFreeEx: releases");
    base = VirtualAllocExNuma(GetCurrentProcess(), NULL, PAGE, MEM_COMMIT, PAGE_READWRITE, 0);
    CHECK(base && !writes(base) && VirtualFree(base, 0, MEM_RELEASE), "VirtualAllocExNuma: on node 0");
    CHECK(!VirtualAllocExNuma(GetCurrentProcess(), NULL, PAGE, MEM_COMMIT, PAGE_READWRITE, 1000) &&
              failed(ERROR_INVALID_PARAMETER),
          "VirtualAllocExNuma: no such node");
    CloseHandle(self);
    CloseHandle(limited);
}

static void test_copies(void)
{
    HANDLE self = GetCurrentProcess(), limited = OpenProcess(SYNCHRONIZE, FALSE, GetCurrentProcessId());
    char *base = VirtualAlloc(NULL, 3 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), text[2 * PAGE] = "";
    SIZE_T count = 99;
    DWORD before;

    strcpy(base, "some text");
    CHECK(ReadProcessMemory(self, base, text, 10, &count) && count == 10 && !strcmp(text, "some text"),
          "ReadProcessMemory: copies, and tells how much");
    CHECK(ReadProcessMemory(self, base + 5, text, 5, NULL) && !strcmp(text, "text"),
          "ReadProcessMemory: \"If lpNumberOfBytesRead is NULL, the parameter is ignored\"");
    VirtualProtect(base + PAGE, PAGE, PAGE_NOACCESS, &before);
    CHECK(!ReadProcessMemory(self, base + PAGE - 16, text, 32, &count) && failed(ERROR_PARTIAL_COPY),
          "ReadProcessMemory: \"The function fails if the requested read operation crosses into an area of the process "
          "that "
          "is inaccessible\"");
    CHECK(!ReadProcessMemory(self, base + PAGE, text, 16, &count) && failed(ERROR_PARTIAL_COPY) && count == 0,
          "ReadProcessMemory: an area all inaccessible");
    CHECK(!ReadProcessMemory(self, base, base + PAGE, 16, &count) && failed(ERROR_NOACCESS),
          "ReadProcessMemory: a buffer that cannot be written");
    CHECK(!ReadProcessMemory(limited, base, text, 16, &count) && failed(ERROR_ACCESS_DENIED),
          "ReadProcessMemory: \"The handle must have PROCESS_VM_READ access\"");
    CHECK(WriteProcessMemory(self, base, "other", 6, &count) && count == 6 && !strcmp(base, "other"),
          "WriteProcessMemory: copies, and tells how much");
    CHECK(!WriteProcessMemory(self, base + PAGE, "other", 6, &count), "WriteProcessMemory: no access, no copy");
    VirtualProtect(base + PAGE, PAGE, PAGE_READONLY, &before);
    CHECK(!WriteProcessMemory(self, base + PAGE, "other", 6, &count) && failed(ERROR_NOACCESS) && !base[PAGE] &&
              is(base + PAGE, MEM_COMMIT, PAGE_READONLY, PAGE),
          "WriteProcessMemory: \"The entire area to be written to must be accessible and if it is not accessible, the "
          "function fails\"");
    VirtualProtect(base + PAGE, PAGE, PAGE_EXECUTE_READ, &before);
    CHECK(WriteProcessMemory(self, base + PAGE, "code", 5, NULL) && !strcmp(base + PAGE, "code") &&
              is(base + PAGE, MEM_COMMIT, PAGE_EXECUTE_READ, PAGE),
          "WriteProcessMemory: code is written through its protection, which stays");
    CHECK(!WriteProcessMemory(limited, base, "other", 6, &count) && failed(ERROR_ACCESS_DENIED),
          "WriteProcessMemory: \"The handle must have PROCESS_VM_WRITE and PROCESS_VM_OPERATION access\"");
    VirtualFree(base, 0, MEM_RELEASE);
    CloseHandle(limited);
}

static void test_bad(void)
{
    char *base = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    WCHAR *wide = (WCHAR *)(base + PAGE - 8);
    DWORD before;

    memset(base, 'x', PAGE);
    VirtualProtect(base + PAGE, PAGE, PAGE_NOACCESS, &before);
    CHECK(!IsBadReadPtr(base, PAGE) && IsBadReadPtr(base, PAGE + 1) && IsBadReadPtr(NULL, 1) && !IsBadReadPtr(NULL, 0),
          "IsBadReadPtr: \"If the calling process has read access to all bytes ... the return value is zero\"");
    CHECK(!IsBadWritePtr(base, PAGE) && IsBadWritePtr(base + PAGE - 1, 2) && IsBadWritePtr(NULL, 1),
          "IsBadWritePtr: nonzero where a byte cannot be written");
    VirtualProtect(base, PAGE, PAGE_READONLY, &before);
    CHECK(!IsBadReadPtr(base, PAGE) && IsBadWritePtr(base, 1), "IsBadWritePtr: read-only pages");
    CHECK(!IsBadCodePtr((FARPROC)(void *)test_bad) && IsBadCodePtr((FARPROC)(void *)(base + PAGE)) &&
              IsBadCodePtr(NULL),
          "IsBadCodePtr: \"If the calling process has read access to the specified memory, the return value is zero\"");
    CHECK(!IsBadStringPtrA("text", 100) && IsBadStringPtrA(base, PAGE + 1) && !IsBadStringPtrA(base, PAGE),
          "IsBadStringPtrA: up to the terminator or the length");
    VirtualProtect(base, PAGE, PAGE_READWRITE, &before);
    CHECK(!IsBadStringPtrW(L"text", 100) && IsBadStringPtrW(wide, 5) && !IsBadStringPtrW(wide, 4),
          "IsBadStringPtrW: lengths are in characters");
    wide[3] = 0;
    CHECK(!IsBadStringPtrW(wide, 100), "IsBadStringPtrW: what is behind the terminator does not matter");
    VirtualFree(base, 0, MEM_RELEASE);
}

/* ---- FlushProcessWriteBuffers: each side stores, then looks at what the other stored.  Without a barrier between,
 * both may see nothing; one side's call must suffice for both. ---- */

enum { ROUNDS = 5000 };
static struct {
    __attribute__((aligned(64))) volatile LONG value;
} go, done, side[2];
static volatile LONG sight[2];

static void await(const volatile LONG *value, LONG wanted)
{
    for (int spins = 0; *value != wanted; spins++) {
        if (spins < 2000)
            __asm__ volatile("pause");
        else
            SwitchToThread();
    }
}

static DWORD WINAPI fast_side(void *argument)
{
    (void)argument;
    for (LONG round = 1; round <= ROUNDS; round++) {
        await(&go.value, round);
        side[0].value = round;
        __asm__ volatile("" : : : "memory");
        sight[0] = side[1].value;
        InterlockedExchange(&done.value, round);
    }
    return 0;
}

static void test_barrier(void)
{
    HANDLE thread = CreateThread(NULL, 0, fast_side, NULL, 0, NULL);
    LONG blind = 0;

    for (LONG round = 1; round <= ROUNDS; round++) {
        InterlockedExchange(&go.value, round);
        for (int i = round & 15; i; i--) __asm__ volatile("pause");
        for (int i = round >> 4 & 63; i; i--) __asm__ volatile("" : : : "memory");
        side[1].value = round;
        FlushProcessWriteBuffers();
        sight[1] = side[0].value;
        await(&done.value, round);
        blind += sight[0] != round && sight[1] != round;
    }
    CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0 && !blind,
          "FlushProcessWriteBuffers: a barrier for \"all processors in the current process\" (%ld)", blind);
    CloseHandle(thread);
}

static volatile LONG stop_writing;

static DWORD WINAPI write_on(void *at)
{
    while (!stop_writing) InterlockedIncrement(at);
    return 0;
}

static void test_watch(void)
{
    enum { PAGES = 700 };
    static void *pages[PAGES];
    ULONG_PTR count = PAGES;
    DWORD granularity = 0, before;
    CHECK(!VirtualAlloc(NULL, PAGE, MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE) && failed(ERROR_INVALID_PARAMETER),
          "MEM_WRITE_WATCH: \"you must also specify MEM_RESERVE\"");
    char *base = VirtualAlloc(NULL, PAGES * PAGE, MEM_RESERVE | MEM_WRITE_WATCH, PAGE_READWRITE);
    if (!CHECK(base != NULL, "VirtualAlloc: MEM_WRITE_WATCH reserves watched memory")) return;
    CHECK(VirtualAlloc(base, PAGES * PAGE, MEM_COMMIT, PAGE_READWRITE) == base, "and it is committed later");
    CHECK(!GetWriteWatch(0, base, PAGES * PAGE, pages, &count, &granularity) && !count && granularity == PAGE,
          "GetWriteWatch: nothing was written yet; \"the granularity is the page size\"");
    char sum = 0;
    for (int i = 0; i < PAGES; i++) sum |= base[i * PAGE];
    base[3 * PAGE] = 1;
    base[PAGES * PAGE - 1] = 2;
    base[3 * PAGE + 9] = 3;
    count = PAGES;
    CHECK(!sum && !GetWriteWatch(0, base, PAGES * PAGE, pages, &count, &granularity) && count == 2 &&
              pages[0] == base + 3 * PAGE && pages[1] == base + (PAGES - 1) * PAGE,
          "\"the addresses of the pages that are written to\", once each, in order; reading is not writing");
    count = 1;
    CHECK(!GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, PAGES * PAGE, pages, &count, &granularity) && count == 1 &&
              pages[0] == base + 3 * PAGE,
          "as many as there is room for");
    count = PAGES;
    CHECK(!GetWriteWatch(0, base, PAGES * PAGE, pages, &count, &granularity) && count == 1 &&
              pages[0] == base + (PAGES - 1) * PAGE && base[3 * PAGE] == 1,
          "WRITE_WATCH_FLAG_RESET: these are watched anew, the others still count");
    CHECK(!ResetWriteWatch(base, PAGES * PAGE), "ResetWriteWatch: \"If the function succeeds, the return value is 0\"");
    base[3 * PAGE] = 7;
    count = PAGES;
    CHECK(!GetWriteWatch(0, base, PAGES * PAGE, pages, &count, &granularity) && count == 1, "a page is seen again");
    for (int i = 0; i < PAGES; i++) base[i * PAGE] = (char)i;
    count = PAGES;
    CHECK(!GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, PAGES * PAGE, pages, &count, &granularity) && count == PAGES &&
              pages[PAGES - 1] == base + (PAGES - 1) * PAGE,
          "all of them");

    /* protections, and what the system writes */
    CHECK(VirtualProtect(base, 2 * PAGE, PAGE_READONLY, &before) && before == PAGE_READWRITE &&
              VirtualProtect(base, 2 * PAGE, PAGE_READWRITE, &before),
          "protections change as elsewhere");
    base[PAGE] = 5;
    count = PAGES;
    CHECK(!GetWriteWatch(0, base, PAGES * PAGE, pages, &count, &granularity) && count == 1 && pages[0] == base + PAGE,
          "and writes are seen after that");
    HANDLE in, out;
    DWORD done;
    CreatePipe(&in, &out, NULL, 0);
    WriteFile(out, "metic", 5, &done, NULL);
    CHECK(ReadFile(in, base + 8 * PAGE - 2, 5, &done, NULL) && done == 5 && !memcmp(base + 8 * PAGE - 2, "metic", 5),
          "ReadFile fills watched memory");
    CloseHandle(in);
    CloseHandle(out);
    count = PAGES;
    CHECK(!GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, PAGES * PAGE, pages, &count, &granularity) && count == 3 &&
              pages[1] == base + 7 * PAGE && pages[2] == base + 8 * PAGE,
          "and is seen");
    MEMORY_BASIC_INFORMATION info;
    CHECK(VirtualQuery(base, &info, sizeof info) && info.Protect == PAGE_READWRITE && info.RegionSize == PAGES * PAGE,
          "VirtualQuery tells the protection that was asked for");

    /* nothing is lost between a look and the next */
    HANDLE thread = CreateThread(NULL, 0, write_on, base + 5 * PAGE, 0, NULL);
    LONG seen = 0;
    for (int i = 0; i < 300; i++) {
        count = PAGES;
        GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, PAGES * PAGE, pages, &count, &granularity);
        if (count == 1) seen++;
        if (i % 16 == 0) Sleep(1);
    }
    stop_writing = 1;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CHECK(seen > 0, "a thread that writes on is seen while it does (%ld looks of 300)", seen);

    char other[8];
    count = PAGES;
    CHECK(GetWriteWatch(0, other, 1, pages, &count, &granularity) && failed(ERROR_INVALID_PARAMETER),
          "GetWriteWatch of memory that is not watched: \"a nonzero value\"");
    CHECK(ResetWriteWatch(other, 1) && failed(ERROR_INVALID_PARAMETER), "ResetWriteWatch likewise");
    CHECK(GetWriteWatch(2, base, PAGE, pages, &count, &granularity), "GetWriteWatch: unknown flags");
    CHECK(VirtualFree(base, 0, MEM_RELEASE), "VirtualFree releases it");
}

int main(void)
{
    AddVectoredExceptionHandler(1, note);
    test_alloc();
    test_protect();
    test_query();
    test_lock();
    test_handles();
    test_copies();
    test_bad();
    test_barrier();
    test_watch();
    return check_done();
}
