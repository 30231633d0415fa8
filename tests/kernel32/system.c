/* SPDX-License-Identifier: MIT */
/* The system as programs ask of it: version, processors, memory; the last error, encoded pointers and interlocked
 * lists. Debian's Wine is another version and knows no NUMA node. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <cpuid.h>
#include <string.h>
#include <winternl.h>

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

/* ---- version ---- */

static void test_version(void)
{
    OSVERSIONINFOEXW wide = {.dwOSVersionInfoSize = sizeof wide}, asked;
    OSVERSIONINFOEXA narrow = {.dwOSVersionInfoSize = sizeof narrow};
    OSVERSIONINFOW shorter = {.dwOSVersionInfoSize = sizeof shorter};
    DWORD version = GetVersion();
    ULONGLONG least = VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL), all;

    CHECK(GetVersionExW((OSVERSIONINFOW *)&wide) && wide.dwMajorVersion >= 6 && wide.dwMajorVersion <= 10 &&
              wide.dwBuildNumber >= 9200 && wide.dwPlatformId == VER_PLATFORM_WIN32_NT,
          "GetVersionExW: OSVERSIONINFOEXW");
    CHECK(
        version && LOBYTE(LOWORD(version)) == wide.dwMajorVersion && HIBYTE(LOWORD(version)) == wide.dwMinorVersion &&
            HIWORD(version) == wide.dwBuildNumber,
        "GetVersion: \"the low-order byte contains the major version, the high-order byte the minor\", then the build");
    CHECK(GetVersionExA((OSVERSIONINFOA *)&narrow) && narrow.dwMajorVersion == wide.dwMajorVersion &&
              narrow.dwMinorVersion == wide.dwMinorVersion && narrow.dwBuildNumber == wide.dwBuildNumber &&
              narrow.wProductType == wide.wProductType && narrow.wSuiteMask == wide.wSuiteMask,
          "GetVersionExA: the same");
    memset(&shorter.dwMajorVersion, 0xff, sizeof shorter - sizeof shorter.dwOSVersionInfoSize);
    CHECK(GetVersionExW(&shorter) && shorter.dwMajorVersion == wide.dwMajorVersion &&
              !wcscmp(shorter.szCSDVersion, wide.szCSDVersion),
          "GetVersionExW: OSVERSIONINFOW");
    wide.dwOSVersionInfoSize = narrow.dwOSVersionInfoSize = 12;
    CHECK(!GetVersionExW((OSVERSIONINFOW *)&wide) && failed(ERROR_INSUFFICIENT_BUFFER) &&
              !GetVersionExA((OSVERSIONINFOA *)&narrow) && failed(ERROR_INSUFFICIENT_BUFFER),
          "GetVersionExW, GetVersionExA: \"fails if you specify an invalid value for the dwOSVersionInfoSize member\"");

    asked = wide;
    asked.dwOSVersionInfoSize = sizeof asked;
    CHECK(least != 0 && VerifyVersionInfoW(&asked, VER_MAJORVERSION, least),
          "VerifyVersionInfoW: the own version is enough");
    asked.dwMajorVersion = 5;
    asked.dwMinorVersion = 1;
    all = VerSetConditionMask(least, VER_MINORVERSION, VER_GREATER_EQUAL);
    CHECK(all != least && VerifyVersionInfoW(&asked, VER_MAJORVERSION | VER_MINORVERSION, all),
          "VerifyVersionInfoW: \"10.0 is greater than 5.1\": the minor version counts only where the majors are equal");
    asked.dwMajorVersion = 99;
    CHECK(!VerifyVersionInfoW(&asked, VER_MAJORVERSION, least) && failed(ERROR_OLD_WIN_VERSION),
          "VerifyVersionInfoW: ERROR_OLD_WIN_VERSION");
    CHECK(VerifyVersionInfoW(&asked, VER_MAJORVERSION, VerSetConditionMask(0, VER_MAJORVERSION, VER_LESS)),
          "VerSetConditionMask: VER_LESS");
    asked.wProductType = VER_NT_WORKSTATION;
    CHECK(VerifyVersionInfoW(&asked, VER_PRODUCT_TYPE, VerSetConditionMask(0, VER_PRODUCT_TYPE, VER_EQUAL)) ==
              (wide.wProductType == VER_NT_WORKSTATION),
          "VerifyVersionInfoW: the product type");
    CHECK(!VerifyVersionInfoW(&asked, 0, least) && failed(ERROR_BAD_ARGUMENTS), "VerifyVersionInfoW: nothing is asked");
    CHECK(!VerifyVersionInfoW(&asked, VER_MAJORVERSION, 0) && failed(ERROR_BAD_ARGUMENTS),
          "VerifyVersionInfoW: no condition");
    narrow.dwOSVersionInfoSize = sizeof narrow;
    CHECK(VerifyVersionInfoA(&narrow, VER_MAJORVERSION, least), "VerifyVersionInfoA: likewise");
    narrow.dwMajorVersion = 99;
    CHECK(!VerifyVersionInfoA(&narrow, VER_MAJORVERSION, least) && failed(ERROR_OLD_WIN_VERSION),
          "VerifyVersionInfoA: too old");
}

/* ---- processors ---- */

static DWORD bits(ULONGLONG mask)
{
    DWORD count = 0;
    for (; mask; mask &= mask - 1) count++;
    return count;
}

static void test_processors(void)
{
    SYSTEM_INFO info, native;
    unsigned a, b, c = 0, d = 0;
    ULONG node = 99;
    ULONGLONG mask = 0;
    GROUP_AFFINITY affinity;

    memset(&info, 0xff, sizeof info);
    memset(&native, 0xff, sizeof native);
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native);
    CHECK(info.dwPageSize == 4096 && info.dwAllocationGranularity == 65536, "GetSystemInfo: page size and granularity");
    CHECK(info.dwNumberOfProcessors >= 1 && bits(info.dwActiveProcessorMask) == info.dwNumberOfProcessors,
          "GetSystemInfo: \"a mask representing the set of processors configured into the system\"");
    CHECK(info.wProcessorArchitecture ==
                  (sizeof(void *) == 8 ? PROCESSOR_ARCHITECTURE_AMD64 : PROCESSOR_ARCHITECTURE_INTEL) &&
              info.wReserved == 0,
          "GetSystemInfo: the architecture of the process");
    CHECK((ULONG_PTR)info.lpMinimumApplicationAddress == 0x10000 &&
              (char *)info.lpMaximumApplicationAddress > (char *)&info + 0x10000,
          "GetSystemInfo: the lowest and the highest address for programs");
    CHECK(native.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 &&
              native.dwNumberOfProcessors == info.dwNumberOfProcessors && native.dwPageSize == 4096 &&
              native.wProcessorLevel == info.wProcessorLevel,
          "GetNativeSystemInfo: of the machine");
    CHECK(GetActiveProcessorCount(0) == info.dwNumberOfProcessors &&
              GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) >= info.dwNumberOfProcessors,
          "GetActiveProcessorCount: \"the number of active processors in a processor group\"");
    CHECK(GetActiveProcessorCount(999) == 0 && failed(ERROR_INVALID_PARAMETER),
          "GetActiveProcessorCount: no such group");
    CHECK(GetMaximumProcessorCount(0) >= info.dwNumberOfProcessors && GetMaximumProcessorCount(999) == 0,
          "GetMaximumProcessorCount: at least those");
    CHECK(GetActiveProcessorGroupCount() >= 1 && GetMaximumProcessorGroupCount() >= GetActiveProcessorGroupCount(),
          "GetActiveProcessorGroupCount, GetMaximumProcessorGroupCount: one group or more");
    CHECK(GetNumaHighestNodeNumber(&node) && node < 64, "GetNumaHighestNodeNumber: success");
    CHECK(GetNumaNodeProcessorMask(0, &mask) && mask && !(mask & ~(ULONGLONG)info.dwActiveProcessorMask),
          "GetNumaNodeProcessorMask: \"the processor mask for the node\"");
    CHECK(!GetNumaNodeProcessorMask(200, &mask) && failed(ERROR_INVALID_PARAMETER),
          "GetNumaNodeProcessorMask: no such node");
    memset(&affinity, 0xff, sizeof affinity);
    CHECK(GetNumaNodeProcessorMaskEx(0, &affinity) && affinity.Mask && affinity.Group == 0,
          "GetNumaNodeProcessorMaskEx: node 0");
    CHECK(!GetNumaNodeProcessorMaskEx(200, &affinity) && failed(ERROR_INVALID_PARAMETER),
          "GetNumaNodeProcessorMaskEx: none");

    __get_cpuid(1, &a, &b, &c, &d);
    CHECK(IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE) &&
              IsProcessorFeaturePresent(PF_COMPARE_EXCHANGE_DOUBLE) &&
              IsProcessorFeaturePresent(PF_RDTSC_INSTRUCTION_AVAILABLE) &&
              IsProcessorFeaturePresent(PF_FASTFAIL_AVAILABLE),
          "IsProcessorFeaturePresent: what every such processor has");
    CHECK(!IsProcessorFeaturePresent(PF_SSE3_INSTRUCTIONS_AVAILABLE) == !(c & 1) &&
              !IsProcessorFeaturePresent(PF_COMPARE_EXCHANGE128) == !(c >> 13 & 1),
          "IsProcessorFeaturePresent: what this processor says itself");
    CHECK(!IsProcessorFeaturePresent(PF_ALPHA_BYTE_INSTRUCTIONS) &&
              !IsProcessorFeaturePresent(PF_ARM_NEON_INSTRUCTIONS_AVAILABLE) && !IsProcessorFeaturePresent(60000),
          "IsProcessorFeaturePresent: \"If the feature is not supported, the return value is zero\"");
}

static void test_topology(void)
{
    union {
        SYSTEM_LOGICAL_PROCESSOR_INFORMATION plain[1024];
        char bytes[65536];
    } *room = HeapAlloc(GetProcessHeap(), 0, sizeof *room);
    DWORD size = 0, cores = 0, processors = 0, again;
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    CHECK(!GetLogicalProcessorInformation(NULL, &size) && failed(ERROR_INSUFFICIENT_BUFFER) && size > 0 &&
              size % sizeof *room->plain == 0,
          "GetLogicalProcessorInformation: \"GetLastError returns ERROR_INSUFFICIENT_BUFFER and ReturnLength is set to "
          "the "
          "buffer length required\"");
    again = size;
    CHECK(GetLogicalProcessorInformation(room->plain, &size) && size == again,
          "GetLogicalProcessorInformation: success");
    for (DWORD i = 0; i < size / sizeof *room->plain; i++)
        if (room->plain[i].Relationship == RelationProcessorCore)
            cores++, processors += bits(room->plain[i].ProcessorMask);
    CHECK(cores >= 1 && processors == info.dwNumberOfProcessors,
          "GetLogicalProcessorInformation: the cores have all the processors (%lu, %lu)", cores, processors);
    size = 0;
    CHECK(!GetLogicalProcessorInformationEx(RelationAll, NULL, &size) && failed(ERROR_INSUFFICIENT_BUFFER) && size > 0,
          "GetLogicalProcessorInformationEx: the size required");
    size = sizeof *room;
    processors = 0;
    CHECK(GetLogicalProcessorInformationEx(RelationProcessorCore, (void *)room, &size) && size > 0,
          "GetLogicalProcessorInformationEx: success");
    for (DWORD at = 0; at < size;) {
        SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *item = (void *)(room->bytes + at);
        if (item->Relationship != RelationProcessorCore) processors += 1000;
        processors += bits(item->Processor.GroupMask[0].Mask);
        at += item->Size;
    }
    CHECK(processors >= info.dwNumberOfProcessors && processors < 1000,
          "GetLogicalProcessorInformationEx: of the relationship asked for alone (%lu)", processors);
    HeapFree(GetProcessHeap(), 0, room);
}

/* ---- memory ---- */

static void test_memory(void)
{
    MEMORYSTATUSEX status = {.dwLength = sizeof status};
    MEMORYSTATUS old;
    ULONGLONG kilobytes = 0;

    CHECK(GlobalMemoryStatusEx(&status), "GlobalMemoryStatusEx: success");
    CHECK(status.ullTotalPhys > 1 << 20 && status.ullAvailPhys <= status.ullTotalPhys && status.dwMemoryLoad <= 100 &&
              status.ullTotalPageFile && status.ullAvailPageFile <= status.ullTotalPageFile,
          "GlobalMemoryStatusEx: physical memory, its load, the commit limit");
    CHECK(status.ullTotalVirtual > (sizeof(void *) == 8 ? 1ull << 40 : 1ull << 30) &&
              status.ullAvailVirtual < status.ullTotalVirtual && status.ullAvailExtendedVirtual == 0,
          "GlobalMemoryStatusEx: the address space of the process; ullAvailExtendedVirtual \"is always 0\"");
    status.dwLength = 12;
    CHECK(!GlobalMemoryStatusEx(&status) && failed(ERROR_INVALID_PARAMETER),
          "GlobalMemoryStatusEx: \"You must set this member before calling\"");
    memset(&old, 0xff, sizeof old);
    GlobalMemoryStatus(&old);
    CHECK(old.dwLength == sizeof old && old.dwTotalPhys && old.dwTotalPhys <= status.ullTotalPhys &&
              old.dwAvailPhys <= old.dwTotalPhys && old.dwMemoryLoad <= 100,
          "GlobalMemoryStatus: the same, in the size of a pointer");
    CHECK(GetPhysicallyInstalledSystemMemory(&kilobytes) && kilobytes * 1024 >= status.ullTotalPhys / 2,
          "GetPhysicallyInstalledSystemMemory: in kilobytes");
    CHECK(!GetPhysicallyInstalledSystemMemory(NULL) && failed(ERROR_INVALID_PARAMETER),
          "GetPhysicallyInstalledSystemMemory: no place for it");
    CHECK(GetLargePageMinimum() == 0 || GetLargePageMinimum() >= 2 << 20,
          "GetLargePageMinimum: \"If the processor does not support large pages, the return value is zero\"");
}

/* ---- the thread's last error, pointers, lists ---- */

static DWORD WINAPI sees_own_error(void *argument)
{
    (void)argument;
    SetLastError(7);
    return GetLastError();
}

struct item {
    SLIST_ENTRY entry;
    LONG value;
} __attribute__((aligned(MEMORY_ALLOCATION_ALIGNMENT)));

static SLIST_HEADER list;
static struct item items[4000];

static DWORD WINAPI pushes(void *argument)
{
    struct item *mine = argument;
    for (int i = 0; i < 1000; i++) {
        InterlockedPushEntrySList(&list, &mine[i].entry);
        if (i & 1) { /* and moves one that anybody pushed */
            PSLIST_ENTRY entry = InterlockedPopEntrySList(&list);
            if (entry) InterlockedPushEntrySList(&list, entry);
        }
    }
    return 0;
}

static void test_small(void)
{
    HANDLE threads[4];
    DWORD code = 0;
    int local, count = 0;
    LONG sum = 0;
    PSLIST_ENTRY entry;

    SetLastError(12345);
    threads[0] = CreateThread(NULL, 0, sees_own_error, NULL, 0, NULL);
    WaitForSingleObject(threads[0], 5000);
    GetExitCodeThread(threads[0], &code);
    CloseHandle(threads[0]);
    SetLastError(12345);
    CHECK(GetLastError() == 12345 && code == 7, "SetLastError, GetLastError: \"the calling thread's last-error code\"");

    CHECK(DecodePointer(EncodePointer(&local)) == &local && EncodePointer(&local) != &local,
          "EncodePointer, DecodePointer: \"can be used to provide another layer of protection\": there and back");
    CHECK(DecodeSystemPointer(EncodeSystemPointer(&local)) == &local && EncodeSystemPointer(&local) != &local,
          "EncodeSystemPointer, DecodeSystemPointer: there and back");

    memset(&list, 0xff, sizeof list);
    InitializeSListHead(&list);
    CHECK(QueryDepthSList(&list) == 0 && !InterlockedPopEntrySList(&list), "InitializeSListHead: an empty list");
    CHECK(!InterlockedPushEntrySList(&list, &items[0].entry) &&
              InterlockedPushEntrySList(&list, &items[1].entry) == &items[0].entry && QueryDepthSList(&list) == 2,
          "InterlockedPushEntrySList: \"The return value is the previous first item in the list\"; QueryDepthSList");
    CHECK(InterlockedPopEntrySList(&list) == &items[1].entry && QueryDepthSList(&list) == 1,
          "InterlockedPopEntrySList: \"a pointer to the item removed from the list\"");
    CHECK(InterlockedFlushSList(&list) == &items[0].entry && !InterlockedFlushSList(&list) &&
              QueryDepthSList(&list) == 0,
          "InterlockedFlushSList: \"a pointer to the items removed from the list\"");
    for (int i = 0; i < 4000; i++) items[i].value = i;
    for (int i = 0; i < 4; i++) threads[i] = CreateThread(NULL, 0, pushes, items + 1000 * i, 0, NULL);
    WaitForMultipleObjects(4, threads, TRUE, 20000);
    for (int i = 0; i < 4; i++) CloseHandle(threads[i]);
    for (entry = InterlockedFlushSList(&list); entry && count < 5000; entry = entry->Next, count++)
        sum += ((struct item *)entry)->value;
    CHECK(count == 4000 && sum == 3999 * 2000, "SLists: nothing is lost or doubled between threads (%d, %ld)", count,
          sum);
}

int main(void)
{
    test_version();
    test_processors();
    test_topology();
    test_memory();
    test_small();
    return check_done();
}
