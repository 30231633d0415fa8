/* SPDX-License-Identifier: MIT */
/* The system: version, processors, memory, names. */
#include "kernelbase.h"

#include <cpuid.h>
#include <psapi.h>

static BOOL query(SYSTEM_INFORMATION_CLASS class, void *data, ULONG size)
{
    return base_ok(NtQuerySystemInformation(class, data, size, NULL));
}

/* ---- processors ---- */

void WINAPI GetNativeSystemInfo(SYSTEM_INFO *info)
{
    SYSTEM_BASIC_INFORMATION basic = {0};
    SYSTEM_PROCESSOR_INFORMATION processor = {0};

    memset(info, 0, sizeof *info);
    query(SystemBasicInformation, &basic, sizeof basic);
    query(SystemProcessorInformation, &processor, sizeof processor);
    info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64;
    info->dwPageSize = basic.PageSize;
    info->lpMinimumApplicationAddress = (void *)basic.MinimumUserModeAddress;
    info->lpMaximumApplicationAddress = (void *)basic.MaximumUserModeAddress;
    info->dwActiveProcessorMask = basic.ActiveProcessorsAffinityMask;
    info->dwNumberOfProcessors = (DWORD)(UCHAR)basic.NumberOfProcessors;
    info->dwProcessorType = PROCESSOR_AMD_X8664;
    info->dwAllocationGranularity = basic.AllocationGranularity;
    info->wProcessorLevel = processor.ProcessorLevel;
    info->wProcessorRevision = processor.ProcessorRevision;
}

void WINAPI GetSystemInfo(SYSTEM_INFO *info)
{
    GetNativeSystemInfo(info);
#ifndef _WIN64 /* "if the function is called from a 32-bit process": the emulated processor */
    info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_INTEL;
    info->dwProcessorType = PROCESSOR_INTEL_PENTIUM;
#endif
}

enum { LEAF1_C, LEAF1_D, LEAF7_B, EXTENDED_C, EXTENDED_D, XCR0, REGISTERS };

/* Which bit of which register means a feature; `needs` are the XCR0 bits without which the system does not save its
 * registers. */
static const struct {
    BYTE feature, reg, bit, needs;
} features[] = {
    {PF_COMPARE_EXCHANGE_DOUBLE,         LEAF1_D,    8,  0   },
    {PF_MMX_INSTRUCTIONS_AVAILABLE,      LEAF1_D,    23, 0   },
    {PF_XMMI_INSTRUCTIONS_AVAILABLE,     LEAF1_D,    25, 0   },
    {PF_3DNOW_INSTRUCTIONS_AVAILABLE,    EXTENDED_D, 31, 0   },
    {PF_RDTSC_INSTRUCTION_AVAILABLE,     LEAF1_D,    4,  0   },
    {PF_PAE_ENABLED,                     LEAF1_D,    6,  0   },
    {PF_XMMI64_INSTRUCTIONS_AVAILABLE,   LEAF1_D,    26, 0   },
    {PF_NX_ENABLED,                      EXTENDED_D, 20, 0   },
    {PF_SSE3_INSTRUCTIONS_AVAILABLE,     LEAF1_C,    0,  0   },
    {PF_COMPARE_EXCHANGE128,             LEAF1_C,    13, 0   },
    {PF_XSAVE_ENABLED,                   LEAF1_C,    27, 0   },
    {22 /* PF_RDWRFSGSBASE_AVAILABLE */, LEAF7_B,    0,  0   },
    {28 /* PF_RDRAND_... */,             LEAF1_C,    30, 0   },
    {32 /* PF_RDTSCP_... */,             EXTENDED_D, 27, 0   },
    {36 /* PF_SSSE3_... */,              LEAF1_C,    9,  0   },
    {37 /* PF_SSE4_1_... */,             LEAF1_C,    19, 0   },
    {38 /* PF_SSE4_2_... */,             LEAF1_C,    20, 0   },
    {39 /* PF_AVX_... */,                LEAF1_C,    28, 6   },
    {40 /* PF_AVX2_... */,               LEAF7_B,    5,  6   },
    {41 /* PF_AVX512F_... */,            LEAF7_B,    16, 0xe6},
};

/* Asked of the processor itself: no system call, and the shared page stays untouched. */
BOOL WINAPI IsProcessorFeaturePresent(DWORD feature)
{
    unsigned r[REGISTERS] = {0}, a, b, c, d;

    if (feature == PF_FASTFAIL_AVAILABLE || feature == PF_SECOND_LEVEL_ADDRESS_TRANSLATION)
        return feature == PF_FASTFAIL_AVAILABLE;
    __cpuid(1, a, b, r[LEAF1_C], r[LEAF1_D]);
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) r[LEAF7_B] = b;
    if (__get_cpuid(0x80000001, &a, &b, &c, &d)) r[EXTENDED_C] = c, r[EXTENDED_D] = d;
    if (r[LEAF1_C] >> 27 & 1) __asm__ volatile("xgetbv" : "=a"(r[XCR0]), "=d"(d) : "c"(0));
    for (unsigned i = 0; i < ARRAYSIZE(features); i++)
        if (features[i].feature == feature)
            return (r[features[i].reg] >> features[i].bit & 1) && (r[XCR0] & features[i].needs) == features[i].needs;
    return FALSE;
}

DWORD WINAPI GetActiveProcessorCount(WORD group)
{
    if (group && group != ALL_PROCESSOR_GROUPS) return base_fail(STATUS_INVALID_PARAMETER), 0;
    return base_peb()->NumberOfProcessors;
}

DWORD WINAPI GetMaximumProcessorCount(WORD group)
{
    return GetActiveProcessorCount(group);
}

WORD WINAPI GetActiveProcessorGroupCount(void)
{
    return 1;
}

WORD WINAPI GetMaximumProcessorGroupCount(void)
{
    return 1;
}

BOOL WINAPI GetNumaHighestNodeNumber(ULONG *node)
{
    *node = 0;
    return TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMaskEx(USHORT node, GROUP_AFFINITY *mask)
{
    SYSTEM_BASIC_INFORMATION basic;

    if (node) return base_fail(STATUS_INVALID_PARAMETER);
    if (!query(SystemBasicInformation, &basic, sizeof basic)) return FALSE;
    *mask = (GROUP_AFFINITY){.Mask = basic.ActiveProcessorsAffinityMask};
    return TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMask(UCHAR node, ULONGLONG *mask)
{
    GROUP_AFFINITY affinity = {0};

    if (!GetNumaNodeProcessorMaskEx(node, &affinity)) return FALSE;
    *mask = affinity.Mask;
    return TRUE;
}

/* Both: ERROR_INSUFFICIENT_BUFFER and the size needed. */
BOOL WINAPI GetLogicalProcessorInformation(SYSTEM_LOGICAL_PROCESSOR_INFORMATION *buffer, DWORD *size)
{
    ULONG needed = 0;
    NTSTATUS status = NtQuerySystemInformation(SystemLogicalProcessorInformation, buffer, *size, &needed);

    *size = needed;
    if (status == STATUS_INFO_LENGTH_MISMATCH) status = STATUS_BUFFER_TOO_SMALL;
    return base_ok(status);
}

BOOL WINAPI GetLogicalProcessorInformationEx(LOGICAL_PROCESSOR_RELATIONSHIP kind,
                                             SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *buffer, DWORD *size)
{
    ULONG needed = 0;
    NTSTATUS status = NtQuerySystemInformationEx(SystemLogicalProcessorAndGroupInformation, &kind, sizeof kind, buffer,
                                                 *size, &needed);

    *size = needed;
    if (status == STATUS_INFO_LENGTH_MISMATCH) status = STATUS_BUFFER_TOO_SMALL;
    return base_ok(status);
}

/* ---- memory ---- */

SIZE_T WINAPI GetLargePageMinimum(void)
{
    return 0; /* "If the processor does not support large pages, the return value is zero": we offer none */
}

/* "GlobalMemoryStatusEx function": ERROR_INVALID_PARAMETER where dwLength is not set. */
BOOL WINAPI GlobalMemoryStatusEx(MEMORYSTATUSEX *status)
{
    SYSTEM_BASIC_INFORMATION basic;
    SYSTEM_PERFORMANCE_INFORMATION performance;
    VM_COUNTERS counters;

    if (status->dwLength != sizeof *status) return base_fail(STATUS_INVALID_PARAMETER);
    if (!query(SystemBasicInformation, &basic, sizeof basic) ||
        !query(SystemPerformanceInformation, &performance, sizeof performance) ||
        !base_ok(NtQueryInformationProcess(NtCurrentProcess(), ProcessVmCounters, &counters, sizeof counters, NULL)))
        return FALSE;
    ULONGLONG page = basic.PageSize;
    status->ullTotalPhys = basic.NumberOfPhysicalPages * page;
    status->ullAvailPhys = performance.AvailablePages * page;
    status->ullTotalPageFile = performance.CommitLimit * page;
    status->ullAvailPageFile = (performance.CommitLimit - performance.CommittedPages) * page;
    status->ullTotalVirtual = basic.MaximumUserModeAddress - basic.MinimumUserModeAddress + 1;
    status->ullAvailVirtual = status->ullTotalVirtual - counters.VirtualSize;
    status->ullAvailExtendedVirtual = 0;
    status->dwMemoryLoad =
        status->ullTotalPhys ? (DWORD)((status->ullTotalPhys - status->ullAvailPhys) * 100 / status->ullTotalPhys) : 0;
    return TRUE;
}

static SIZE_T fit(ULONGLONG value)
{
    return value > (SIZE_T)-1 ? (SIZE_T)-1 : (SIZE_T)value;
}

void WINAPI GlobalMemoryStatus(MEMORYSTATUS *status)
{
    MEMORYSTATUSEX ex = {.dwLength = sizeof ex};

    GlobalMemoryStatusEx(&ex);
    *status = (MEMORYSTATUS){.dwLength = sizeof *status,
                             .dwMemoryLoad = ex.dwMemoryLoad,
                             .dwTotalPhys = fit(ex.ullTotalPhys),
                             .dwAvailPhys = fit(ex.ullAvailPhys),
                             .dwTotalPageFile = fit(ex.ullTotalPageFile),
                             .dwAvailPageFile = fit(ex.ullAvailPageFile),
                             .dwTotalVirtual = fit(ex.ullTotalVirtual),
                             .dwAvailVirtual = fit(ex.ullAvailVirtual)};
}

BOOL WINAPI GetPhysicallyInstalledSystemMemory(ULONGLONG *kilobytes)
{
    SYSTEM_BASIC_INFORMATION basic;

    if (!kilobytes) return base_fail(STATUS_INVALID_PARAMETER);
    if (!query(SystemBasicInformation, &basic, sizeof basic)) return FALSE;
    *kilobytes = (ULONGLONG)basic.NumberOfPhysicalPages * basic.PageSize / 1024;
    return TRUE;
}
