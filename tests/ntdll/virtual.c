/* SPDX-License-Identifier: MIT */
/* Virtual memory by its NT calls, as the driver kit's pages for ZwAllocateVirtualMemory and its family say, and the
 * Win32 pages of VirtualAlloc, VirtualProtect, VirtualQuery and VirtualLock where those leave a gap.
 * Debian's wine differs in which status refuses bad arguments (mostly STATUS_INVALID_PARAMETER without a number), reads
 * PAGE_NOACCESS pages, copies nothing where a part could be had, and knows no locked pages. */
#include "sync.h"

#include <string.h>

NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE, void **, ULONG_PTR, SIZE_T *, ULONG, ULONG);
NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE, void **, SIZE_T *, ULONG);
NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE, void **, SIZE_T *, ULONG, ULONG *);
NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE, void *, ULONG, void *, SIZE_T, SIZE_T *);
NTSTATUS NTAPI NtReadVirtualMemory(HANDLE, const void *, void *, SIZE_T, SIZE_T *);
NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE, void *, const void *, SIZE_T, SIZE_T *);
NTSTATUS NTAPI NtLockVirtualMemory(HANDLE, void **, SIZE_T *, ULONG);
NTSTATUS NTAPI NtUnlockVirtualMemory(HANDLE, void **, SIZE_T *, ULONG);
NTSTATUS NTAPI NtFlushInstructionCache(HANDLE, void *, SIZE_T);
NTSTATUS NTAPI NtFlushProcessWriteBuffers(void);

#define SELF   ((HANDLE)(LONG_PTR)-1)
#define NOBODY ((HANDLE)0x7ffc)

enum { PAGE = 0x1000, BLOCK = 0x10000 };

static void *base;
static SIZE_T size;

static NTSTATUS allocate(void *at, SIZE_T bytes, ULONG type, ULONG protect)
{
    base = at;
    size = bytes;
    return NtAllocateVirtualMemory(SELF, &base, 0, &size, type, protect);
}

static NTSTATUS give_back(void *at, SIZE_T bytes, ULONG type)
{
    base = at;
    size = bytes;
    return NtFreeVirtualMemory(SELF, &base, &size, type);
}

static NTSTATUS protect(void *at, SIZE_T bytes, ULONG new, ULONG *old)
{
    base = at;
    size = bytes;
    return NtProtectVirtualMemory(SELF, &base, &size, new, old);
}

static MEMORY_BASIC_INFORMATION query(void *at)
{
    MEMORY_BASIC_INFORMATION info = {0};
    NtQueryVirtualMemory(SELF, at, 0, &info, sizeof info, NULL);
    return info;
}

/* Was the page touched? */
static BOOL untouched(const char *at, SIZE_T bytes)
{
    for (SIZE_T i = 0; i < bytes; i++)
        if (at[i]) return FALSE;
    return TRUE;
}

static void allocating(void)
{
    CHECK(allocate(NULL, 100, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) == STATUS_SUCCESS && base && size == PAGE &&
              (ULONG_PTR)base % BLOCK == 0,
          "ZwAllocateVirtualMemory: the size is \"rounded up to the next host page size boundary\", the base is on the "
          "allocation "
          "granularity");
    char *one = base;
    CHECK(untouched(one, PAGE), "MEM_COMMIT: \"the memory ... initialized to zero\"");
    one[0] = one[PAGE - 1] = 1;
    CHECK(give_back(one, 0, MEM_RELEASE) == STATUS_SUCCESS && size == PAGE,
          "ZwFreeVirtualMemory: MEM_RELEASE with size 0 frees the entire region and tells its size");
    CHECK(query(one).State == MEM_FREE, "MEM_RELEASE: the pages are free");

    CHECK(allocate(NULL, 16 * BLOCK, MEM_RESERVE, PAGE_READWRITE) == STATUS_SUCCESS && size == 16 * BLOCK,
          "MEM_RESERVE");
    char *region = base;
    MEMORY_BASIC_INFORMATION info = query(region + 5);
    CHECK(
        info.State == MEM_RESERVE && info.BaseAddress == region && info.RegionSize == 16 * BLOCK &&
            info.AllocationBase == region && info.AllocationProtect == PAGE_READWRITE && info.Type == MEM_PRIVATE &&
            info.Protect == 0,
        "VirtualQuery: of reserved pages \"the information in the Protect member is undefined\" (0), the rest is told");
    CHECK(allocate(region + BLOCK + 10, PAGE, MEM_COMMIT, PAGE_READONLY) == STATUS_SUCCESS && base == region + BLOCK &&
              size == 2 * PAGE,
          "MEM_COMMIT: the region includes all pages that have a byte in the range");
    info = query(region + BLOCK + PAGE);
    CHECK(info.State == MEM_COMMIT && info.Protect == PAGE_READONLY && info.BaseAddress == region + BLOCK + PAGE &&
              info.RegionSize == PAGE && info.AllocationBase == region,
          "VirtualQuery: counts pages alike from the page that was asked for on");
    info = query(region);
    CHECK(info.State == MEM_RESERVE && info.RegionSize == BLOCK, "VirtualQuery: up to those that differ");
    CHECK(
        allocate(region + BLOCK, PAGE, MEM_COMMIT, PAGE_READWRITE) == STATUS_SUCCESS &&
            query(region + BLOCK).Protect == PAGE_READWRITE,
        "VirtualAlloc: \"an attempt to commit a page that is already committed does not cause the function to fail\"");
    CHECK(allocate(region, BLOCK, MEM_RESERVE, PAGE_READWRITE) == STATUS_CONFLICTING_ADDRESSES,
          "MEM_RESERVE: STATUS_CONFLICTING_ADDRESSES where memory is reserved already");
    CHECK(allocate(region + 15 * BLOCK, 2 * BLOCK, MEM_COMMIT, PAGE_READWRITE) == STATUS_CONFLICTING_ADDRESSES,
          "MEM_COMMIT: beyond the end of what is reserved is refused");
    region[BLOCK] = 7;
    CHECK(give_back(region + BLOCK, PAGE, MEM_DECOMMIT) == STATUS_SUCCESS && query(region + BLOCK).State == MEM_RESERVE,
          "MEM_DECOMMIT: \"the pages are in the reserved state\"");
    CHECK(allocate(region + BLOCK, PAGE, MEM_COMMIT, PAGE_READWRITE) == STATUS_SUCCESS && region[BLOCK] == 0,
          "MEM_DECOMMIT: their contents are gone");
    CHECK(give_back(region + BLOCK, 0, MEM_RELEASE) == STATUS_FREE_VM_NOT_AT_BASE,
          "MEM_RELEASE: STATUS_FREE_VM_NOT_AT_BASE for an address within the region");
    CHECK(give_back(region, 17 * BLOCK, MEM_DECOMMIT) == STATUS_UNABLE_TO_FREE_VM,
          "ZwFreeVirtualMemory: more than the region is refused");
    CHECK(give_back(region, 0, MEM_DECOMMIT) == STATUS_SUCCESS && size == 16 * BLOCK &&
              query(region + BLOCK).State == MEM_RESERVE,
          "MEM_DECOMMIT: size 0 is the whole region");
    CHECK(give_back(region, 0, MEM_RELEASE) == STATUS_SUCCESS, "MEM_RELEASE: of a region that was decommitted");
    CHECK(give_back(region, 0, MEM_RELEASE) == STATUS_MEMORY_NOT_ALLOCATED,
          "ZwFreeVirtualMemory: STATUS_MEMORY_NOT_ALLOCATED, it is free");

    CHECK(
        allocate(region + 3, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE) == STATUS_SUCCESS &&
            base == region,
        "MEM_RESERVE: an address asked for is \"rounded down to the nearest multiple of the allocation granularity\"");
    static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3}; /* mov eax, 42; ret */
    memcpy(region, code, sizeof code);
    CHECK(((int (*)(void))(void *)region)() == 42, "PAGE_EXECUTE_READWRITE: code can be written and run");
    CHECK(NtFlushInstructionCache(SELF, region, sizeof code) == STATUS_SUCCESS &&
              NtFlushInstructionCache(SELF, NULL, 0) == STATUS_SUCCESS,
          "FlushInstructionCache: a range, or all of it");
    CHECK(NtFlushInstructionCache(NOBODY, region, sizeof code) == STATUS_INVALID_HANDLE,
          "FlushInstructionCache: STATUS_INVALID_HANDLE");
    CHECK(NtFlushProcessWriteBuffers() == STATUS_SUCCESS, "FlushProcessWriteBuffers: there is no way to fail");
    give_back(region, 0, MEM_RELEASE);
}

static void refusals(void)
{
    CHECK(allocate(NULL, 0, MEM_RESERVE, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_4,
          "ZwAllocateVirtualMemory: a size of 0");
    CHECK(allocate(NULL, PAGE, 0, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_5,
          "ZwAllocateVirtualMemory: neither reserve nor commit");
    CHECK(allocate(NULL, PAGE, MEM_RESERVE | 0x40, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_5,
          "ZwAllocateVirtualMemory: an unknown type");
    CHECK(allocate(NULL, PAGE, MEM_RESERVE, 0) == STATUS_INVALID_PAGE_PROTECTION &&
              allocate(NULL, PAGE, MEM_RESERVE, PAGE_READWRITE | PAGE_READONLY) == STATUS_INVALID_PAGE_PROTECTION &&
              allocate(NULL, PAGE, MEM_RESERVE, PAGE_WRITECOPY) == STATUS_INVALID_PAGE_PROTECTION,
          "ZwAllocateVirtualMemory: no protection, two, and copy on write are refused");
    CHECK(NtAllocateVirtualMemory(SELF, NULL, 0, &size, MEM_RESERVE, PAGE_READWRITE) == STATUS_ACCESS_VIOLATION &&
              NtAllocateVirtualMemory(SELF, &base, 0, (SIZE_T *)16, MEM_RESERVE, PAGE_READWRITE) ==
                  STATUS_ACCESS_VIOLATION,
          "ZwAllocateVirtualMemory: bad pointers");
    base = NULL, size = PAGE;
    CHECK(NtAllocateVirtualMemory(NOBODY, &base, 0, &size, MEM_RESERVE, PAGE_READWRITE) == STATUS_INVALID_HANDLE,
          "ZwAllocateVirtualMemory: STATUS_INVALID_HANDLE");
    CHECK(allocate((void *)(ULONG_PTR)0xffff800000000000, PAGE, MEM_RESERVE, PAGE_READWRITE) ==
              STATUS_INVALID_PARAMETER_2,
          "ZwAllocateVirtualMemory: an address that is not a program's");
    base = NULL, size = PAGE;
    CHECK(NtAllocateVirtualMemory(SELF, &base, 40 - 16, &size, MEM_RESERVE, PAGE_READWRITE) ==
              STATUS_INVALID_PARAMETER_3,
          "ZeroBits: \"must be less than 21\"");
    base = NULL, size = PAGE;
    CHECK(NtAllocateVirtualMemory(SELF, &base, 1, &size, MEM_RESERVE, PAGE_READWRITE) == STATUS_SUCCESS &&
              (ULONG_PTR)base < 0x80000000,
          "ZeroBits: so many high-order bits of the low 32 are zero");
    give_back(base, 0, MEM_RELEASE);
    CHECK(give_back((void *)0x10000, 0, 0) == STATUS_INVALID_PARAMETER_4 &&
              give_back((void *)0x10000, 0, MEM_RELEASE | MEM_DECOMMIT) == STATUS_INVALID_PARAMETER_4,
          "ZwFreeVirtualMemory: MEM_RELEASE or MEM_DECOMMIT, not both");
    CHECK(NtFreeVirtualMemory(SELF, &base, NULL, MEM_RELEASE) == STATUS_ACCESS_VIOLATION,
          "ZwFreeVirtualMemory: a bad pointer");
    CHECK(NtFreeVirtualMemory(NOBODY, &base, &size, MEM_RELEASE) == STATUS_INVALID_HANDLE,
          "ZwFreeVirtualMemory: STATUS_INVALID_HANDLE");
    CHECK(give_back(GetModuleHandleW(NULL), 0, MEM_RELEASE) == STATUS_UNABLE_TO_DELETE_SECTION,
          "ZwFreeVirtualMemory: an image is no memory that was allocated");
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    MEMORY_BASIC_INFORMATION info;
    CHECK(NtQueryVirtualMemory(SELF, (char *)system.lpMaximumApplicationAddress + PAGE * 16, 0, &info, sizeof info,
                               NULL) == STATUS_INVALID_PARAMETER,
          "VirtualQuery: fails above the highest address a program can have");
}

static void protecting(void)
{
    ULONG old = 0;
    allocate(NULL, 3 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    char *region = base;
    region[PAGE] = 9;
    CHECK(protect(region + PAGE + 1, 1, PAGE_READONLY, &old) == STATUS_SUCCESS && old == PAGE_READWRITE &&
              base == region + PAGE && size == PAGE,
          "NtProtectVirtualMemory: rounds to pages and tells the protection before");
    MEMORY_BASIC_INFORMATION info = query(region);
    CHECK(info.RegionSize == PAGE && info.Protect == PAGE_READWRITE && query(region + PAGE).Protect == PAGE_READONLY,
          "VirtualProtect: of these pages alone");
    CHECK(protect(region + PAGE, 1, PAGE_NOACCESS, &old) == STATUS_SUCCESS && old == PAGE_READONLY &&
              query(region + PAGE).Protect == PAGE_NOACCESS,
          "VirtualProtect: PAGE_NOACCESS");
    SIZE_T done = 99;
    char byte = 0;
    CHECK(NtReadVirtualMemory(SELF, region + PAGE, &byte, 1, &done) == STATUS_PARTIAL_COPY && done == 0,
          "PAGE_NOACCESS: it cannot be read");
    CHECK(protect(region, 3 * PAGE, PAGE_READWRITE, &old) == STATUS_SUCCESS && old == PAGE_READWRITE &&
              region[PAGE] == 9,
          "VirtualProtect: \"the previous access protection value of the first page\"; contents stay");
    CHECK(protect(region, PAGE, PAGE_READWRITE | PAGE_GUARD, &old) == STATUS_SUCCESS &&
              query(region).Protect == (PAGE_READWRITE | PAGE_GUARD),
          "PAGE_GUARD: is told");
    protect(region, PAGE, PAGE_READWRITE, &old);
    CHECK(old == (PAGE_READWRITE | PAGE_GUARD), "PAGE_GUARD: and taken back");
    CHECK(protect(region, PAGE, 0, &old) == STATUS_INVALID_PAGE_PROTECTION &&
              protect(region, PAGE, PAGE_NOACCESS | PAGE_GUARD, &old) == STATUS_INVALID_PAGE_PROTECTION &&
              protect(region, PAGE, PAGE_WRITECOPY, &old) == STATUS_INVALID_PAGE_PROTECTION,
          "NtProtectVirtualMemory: STATUS_INVALID_PAGE_PROTECTION; guard pages have access, private ones no copy on "
          "write");
    CHECK(protect(region, 4 * PAGE + BLOCK, PAGE_READONLY, &old) == STATUS_CONFLICTING_ADDRESSES,
          "VirtualProtect: \"all pages ... must be within the same reserved region\"");
    CHECK(protect(region, PAGE, PAGE_READONLY, NULL) == STATUS_ACCESS_VIOLATION &&
              query(region).Protect == PAGE_READWRITE,
          "VirtualProtect: without a valid lpflOldProtect \"the function fails\" and changes nothing");
    CHECK(protect(region, 0, PAGE_READONLY, &old) == STATUS_INVALID_PARAMETER_3, "NtProtectVirtualMemory: a size of 0");
    base = region, size = PAGE;
    CHECK(NtProtectVirtualMemory(NOBODY, &base, &size, PAGE_READONLY, &old) == STATUS_INVALID_HANDLE,
          "NtProtectVirtualMemory: STATUS_INVALID_HANDLE");
    give_back(region + PAGE, PAGE, MEM_DECOMMIT);
    CHECK(protect(region, 3 * PAGE, PAGE_READONLY, &old) == STATUS_NOT_COMMITTED,
          "NtProtectVirtualMemory: STATUS_NOT_COMMITTED for a page that is only reserved");
    give_back(region, 0, MEM_RELEASE);
    CHECK(protect(region, PAGE, PAGE_READONLY, &old) == STATUS_CONFLICTING_ADDRESSES,
          "NtProtectVirtualMemory: free memory has no protection");
}

static void querying(void)
{
    MEMORY_BASIC_INFORMATION info;
    SIZE_T length = 0;
    char *image = (char *)GetModuleHandleW(NULL);
    CHECK(NtQueryVirtualMemory(SELF, image + 5, 0, &info, sizeof info, &length) == STATUS_SUCCESS &&
              length == sizeof info && info.Type == MEM_IMAGE && info.AllocationBase == image &&
              info.BaseAddress == image && info.State == MEM_COMMIT && info.Protect == PAGE_READONLY &&
              info.AllocationProtect == PAGE_EXECUTE_WRITECOPY,
          "ZwQueryVirtualMemory: an image's headers: read-only, MEM_IMAGE, mapped as PAGE_EXECUTE_WRITECOPY");
    info = query((void *)querying);
    CHECK(info.Protect == PAGE_EXECUTE_READ && info.AllocationBase == image, "ZwQueryVirtualMemory: its code");
    static int written = 1;
    *(volatile int *)&written = 2;
    info = query(&written);
    /* Windows tells PAGE_WRITECOPY before the page's copy is made and PAGE_READWRITE behind it */
    CHECK(info.Protect == PAGE_READWRITE || info.Protect == PAGE_WRITECOPY, "ZwQueryVirtualMemory: its data");
    int local = 0;
    info = query(&local);
    CHECK(info.Type == MEM_PRIVATE && info.State == MEM_COMMIT && info.Protect == PAGE_READWRITE,
          "ZwQueryVirtualMemory: a stack");
    info = query(NULL);
    CHECK(info.State == MEM_FREE && info.RegionSize >= BLOCK && info.Protect == PAGE_NOACCESS && !info.AllocationBase,
          "ZwQueryVirtualMemory: what is free");
    CHECK(NtQueryVirtualMemory(SELF, image, 0, &info, sizeof info - 1, NULL) == STATUS_INFO_LENGTH_MISMATCH,
          "ZwQueryVirtualMemory: STATUS_INFO_LENGTH_MISMATCH");
    CHECK(NtQueryVirtualMemory(SELF, image, 99, &info, sizeof info, NULL) == STATUS_INVALID_INFO_CLASS,
          "ZwQueryVirtualMemory: STATUS_INVALID_INFO_CLASS");
    CHECK(NtQueryVirtualMemory(SELF, image, 0, (void *)16, sizeof info, NULL) == STATUS_ACCESS_VIOLATION,
          "ZwQueryVirtualMemory: a bad pointer");
    CHECK(NtQueryVirtualMemory(NOBODY, image, 0, &info, sizeof info, NULL) == STATUS_INVALID_HANDLE,
          "ZwQueryVirtualMemory: STATUS_INVALID_HANDLE");
    struct {
        UNICODE_STRING name;
        WCHAR text[600];
    } file = {0};
    static const WCHAR end[] = L"\\virtual.exe", front[] = L"\\Device\\";
    CHECK(NtQueryVirtualMemory(SELF, image, 2, &file, sizeof file, &length) == STATUS_SUCCESS &&
              file.name.Length > sizeof end &&
              !_wcsnicmp(file.name.Buffer + (file.name.Length - (sizeof end - 2)) / 2, end, sizeof end / 2 - 1) &&
              !memcmp(file.name.Buffer, front, sizeof front - 2),
          "GetMappedFileName: the NT name of the file behind it");
    CHECK(NtQueryVirtualMemory(SELF, &local, 2, &file, sizeof file, &length) == STATUS_INVALID_ADDRESS,
          "GetMappedFileName: fails for memory without a file");
}

static void copying(void)
{
    static char from[16] = "0123456789", to[16];
    SIZE_T done = 0;
    CHECK(NtReadVirtualMemory(SELF, from, to, 10, &done) == STATUS_SUCCESS && done == 10 && !memcmp(from, to, 10),
          "ReadProcessMemory: copies, and tells how much");
    CHECK(NtWriteVirtualMemory(SELF, to, "ab", 2, &done) == STATUS_SUCCESS && done == 2 &&
              !memcmp(to, "ab23456789", 10),
          "WriteProcessMemory: likewise");
    allocate(NULL, 4 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    char *region = base;
    allocate(region, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    memset(region, 5, 2 * PAGE);
    char *big = malloc(4 * PAGE);
    memset(big, 0, 4 * PAGE);
    CHECK(NtReadVirtualMemory(SELF, region + PAGE, big, 3 * PAGE, &done) == STATUS_PARTIAL_COPY && done == PAGE &&
              big[0] == 5 && big[PAGE - 1] == 5 && big[PAGE] == 0,
          "ReadProcessMemory: ERROR_PARTIAL_COPY where the range runs into what cannot be read, and how much could");
    CHECK(NtWriteVirtualMemory(SELF, region + PAGE, big + PAGE, 2 * PAGE, &done) == STATUS_PARTIAL_COPY &&
              done == PAGE && region[2 * PAGE - 1] == 0,
          "WriteProcessMemory: likewise");
    free(big);
    CHECK(NtWriteVirtualMemory(SELF, (void *)16, from, 1, &done) == STATUS_PARTIAL_COPY && done == 0,
          "WriteProcessMemory: an address that is not there");
    CHECK(NtReadVirtualMemory(NOBODY, from, to, 1, &done) == STATUS_INVALID_HANDLE &&
              NtWriteVirtualMemory(NOBODY, from, to, 1, &done) == STATUS_INVALID_HANDLE,
          "ReadProcessMemory, WriteProcessMemory: STATUS_INVALID_HANDLE");
    give_back(region, 0, MEM_RELEASE);
}

static void locking(void)
{
    allocate(NULL, 4 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    char *region = base;
    allocate(region, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    base = region + 1, size = 2;
    CHECK(NtLockVirtualMemory(SELF, &base, &size, 1) == STATUS_SUCCESS && base == region && size == PAGE,
          "VirtualLock: all pages that hold a byte of the range");
    base = region, size = PAGE;
    CHECK(NtUnlockVirtualMemory(SELF, &base, &size, 1) == STATUS_SUCCESS, "VirtualUnlock: unlocks them");
    base = region, size = PAGE;
    CHECK(NtUnlockVirtualMemory(SELF, &base, &size, 1) == STATUS_NOT_LOCKED,
          "VirtualUnlock: \"ERROR_NOT_LOCKED\" for pages that are not locked");
    base = region, size = 3 * PAGE;
    CHECK(NtLockVirtualMemory(SELF, &base, &size, 1) == STATUS_ACCESS_VIOLATION,
          "VirtualLock: \"all pages in the specified region must be committed\"");
    base = region, size = PAGE;
    CHECK(NtLockVirtualMemory(NOBODY, &base, &size, 1) == STATUS_INVALID_HANDLE &&
              NtUnlockVirtualMemory(NOBODY, &base, &size, 1) == STATUS_INVALID_HANDLE,
          "VirtualLock, VirtualUnlock: STATUS_INVALID_HANDLE");
    CHECK(NtLockVirtualMemory(SELF, NULL, &size, 1) == STATUS_ACCESS_VIOLATION &&
              NtUnlockVirtualMemory(SELF, &base, NULL, 1) == STATUS_ACCESS_VIOLATION,
          "VirtualLock, VirtualUnlock: bad pointers");
    give_back(region, 0, MEM_RELEASE);
}

NTSTATUS NTAPI NtGetWriteWatch(HANDLE, ULONG, void *, SIZE_T, void **, ULONG_PTR *, ULONG *);
NTSTATUS NTAPI NtResetWriteWatch(HANDLE, void *, SIZE_T);

static void watching(void)
{
    void *pages[8];
    ULONG_PTR count = 8;
    ULONG granularity = 0;
    CHECK(allocate(NULL, 4 * PAGE, MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_5,
          "MEM_WRITE_WATCH: \"If you specify this value, you must also specify MEM_RESERVE\"");
    CHECK(allocate(NULL, 4 * PAGE, MEM_RESERVE | MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE) == STATUS_SUCCESS,
          "MEM_WRITE_WATCH");
    char *region = base;
    region[2 * PAGE + 5] = 1;
    CHECK(NtGetWriteWatch(SELF, 0, region, 4 * PAGE, pages, &count, &granularity) == STATUS_SUCCESS && count == 1 &&
              pages[0] == region + 2 * PAGE && granularity == PAGE,
          "NtGetWriteWatch: the page that was written, and how large pages are");
    CHECK(NtResetWriteWatch(SELF, region, 4 * PAGE) == STATUS_SUCCESS, "NtResetWriteWatch");
    count = 8;
    CHECK(NtGetWriteWatch(SELF, 0, region, 4 * PAGE, pages, &count, &granularity) == STATUS_SUCCESS && !count,
          "then none is");
    CHECK(NtReadVirtualMemory(SELF, &granularity, region + PAGE, 4, NULL) == STATUS_SUCCESS, "a system call writes");
    count = 8;
    CHECK(NtGetWriteWatch(SELF, 0, region, 4 * PAGE, pages, &count, &granularity) == STATUS_SUCCESS && count == 1 &&
              pages[0] == region + PAGE,
          "which counts as well");
    CHECK(NtGetWriteWatch(SELF, 0, region, 4 * PAGE, NULL, &count, &granularity) == STATUS_ACCESS_VIOLATION &&
              NtGetWriteWatch(SELF, 0, region, 4 * PAGE, pages, NULL, &granularity) == STATUS_ACCESS_VIOLATION &&
              NtGetWriteWatch(SELF, 0, region, 4 * PAGE, pages, &count, NULL) == STATUS_ACCESS_VIOLATION,
          "bad pointers");
    CHECK(NtGetWriteWatch(NOBODY, 0, region, 4 * PAGE, pages, &count, &granularity) == STATUS_INVALID_HANDLE &&
              NtResetWriteWatch(NOBODY, region, 4 * PAGE) == STATUS_INVALID_HANDLE,
          "NtGetWriteWatch, NtResetWriteWatch: STATUS_INVALID_HANDLE");
    give_back(region, 0, MEM_RELEASE);
    CHECK(NtResetWriteWatch(SELF, region, 4 * PAGE) == STATUS_INVALID_PARAMETER_1, "nothing is watched there");
}

int main(void)
{
    allocating();
    refusals();
    protecting();
    querying();
    copying();
    locking();
    watching();
    return check_done();
}
