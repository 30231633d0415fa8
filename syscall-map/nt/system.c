/* SPDX-License-Identifier: MIT */
/* NtQuerySystemInformation: a table of classes, each filled from what Linux tells (sysconf, sysinfo, /proc/stat).
 * Left out: lists of kernel modules, handles and pools. */
#include "door/guestmem.h"
#include "linux/cpu.h"
#include "linux/clock.h"
#include "nt/process_list.h"
#include "nt/timezone.h"
#include "nt/topology.h"
#include "nt_calls.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum { PROCESSORS = 64 };

union answer {
    SYSTEM_BASIC_INFORMATION basic;
    SYSTEM_PROCESSOR_INFORMATION processor;
    SYSTEM_PERFORMANCE_INFORMATION performance;
    SYSTEM_TIMEOFDAY_INFORMATION time;
    SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION processors[PROCESSORS];
    SYSTEM_KERNEL_DEBUGGER_INFORMATION debugger;
    RTL_TIME_ZONE_INFORMATION zone;
    RTL_DYNAMIC_TIME_ZONE_INFORMATION dynamic_zone;
};

static ULONG tell_basic(union answer *answer)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    unsigned count = cpu_count();
    answer->basic = (SYSTEM_BASIC_INFORMATION){
        .TimerResolution = 156250,
        .PageSize = 4096,
        .NumberOfPhysicalPages = (ULONG)pages,
        .LowestPhysicalPageNumber = 1,
        .HighestPhysicalPageNumber = (ULONG)pages,
        .AllocationGranularity = 0x10000,
        .MinimumUserModeAddress = 0x10000,
        .MaximumUserModeAddress = 0x7ffffffeffff,
        .ActiveProcessorsAffinityMask = count == 64 ? ~0ull : (1ull << count) - 1,
        .NumberOfProcessors = (CCHAR)count,
    };
    return sizeof answer->basic;
}

static ULONG tell_processor(union answer *answer)
{
    answer->processor = (SYSTEM_PROCESSOR_INFORMATION){
        .ProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64,
        .ProcessorLevel = 6,
        .MaximumProcessors = (USHORT)cpu_count(),
    };
    return sizeof answer->processor;
}

static ULONG tell_performance(union answer *answer)
{
    struct sysinfo info;
    long available = sysconf(_SC_AVPHYS_PAGES);
    sysinfo(&info);
    uint64_t unit = info.mem_unit, total = (info.totalram + info.totalswap) * unit / 4096,
             unused = (info.freeram + info.freeswap) * unit / 4096;
    FILE *file = fopen("/proc/meminfo", "re");
    char line[128];
    long kib;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %ld", &kib) == 1) available = kib / 4;
    if (file) fclose(file);
    answer->performance.AvailablePages = (ULONG)available;
    answer->performance.CommitLimit = (ULONG)total;
    answer->performance.CommittedPages = (ULONG)(total - unused);
    answer->performance.PeakCommitment = answer->performance.CommittedPages;
    return sizeof answer->performance;
}

static ULONG tell_time(union answer *answer)
{
    SYSTEM_TIMEOFDAY_INFORMATION *time = &answer->time;
    time->CurrentTime.QuadPart = clock_system_time();
    time->BootTime.QuadPart = time->CurrentTime.QuadPart - clock_interrupt_time();
    time->TimeZoneBias.QuadPart = timezone_bias(&time->TimeZoneId);
    return sizeof *time;
}

/* Times of each processor from /proc/stat, in its ticks of 10 ms; the first line there is all of them together. */
static ULONG tell_processors(union answer *answer)
{
    FILE *file = fopen("/proc/stat", "re");
    char line[256];
    while (file && fgets(line, sizeof line, file)) {
        int number;
        unsigned long long user, nice, system, idle;
        if (strncmp(line, "cpu", 3) || line[3] == ' ' ||
            sscanf(line, "cpu%d %llu %llu %llu %llu", &number, &user, &nice, &system, &idle) != 5)
            continue;
        if ((number = cpu_of_linux(number)) < 0 || number >= PROCESSORS) continue;
        SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION *one = &answer->processors[number];
        one->IdleTime.QuadPart = (LONGLONG)idle * 100000;
        one->KernelTime.QuadPart = (LONGLONG)(system + idle) * 100000;
        one->UserTime.QuadPart = (LONGLONG)(user + nice) * 100000;
    }
    if (file) fclose(file);
    return cpu_count() * (ULONG)sizeof *answer->processors;
}

static ULONG tell_debugger(union answer *answer)
{
    answer->debugger.KernelDebuggerNotPresent = TRUE;
    return sizeof answer->debugger;
}

static ULONG tell_zone(union answer *answer)
{
    RTL_DYNAMIC_TIME_ZONE_INFORMATION zone;
    timezone_get(&zone);
    answer->zone = zone.tzi;
    return sizeof answer->zone;
}

static ULONG tell_dynamic_zone(union answer *answer)
{
    timezone_get(&answer->dynamic_zone);
    return sizeof answer->dynamic_zone;
}

static const struct {
    ULONG class;
    ULONG (*tell)(union answer *answer); /* how many bytes */
} classes[] = {
    {SystemBasicInformation,                tell_basic       },
    {SystemProcessorInformation,            tell_processor   },
    {SystemPerformanceInformation,          tell_performance },
    {SystemTimeOfDayInformation,            tell_time        },
    {SystemProcessorPerformanceInformation, tell_processors  },
    {SystemKernelDebuggerInformation,       tell_debugger    },
    {SystemCurrentTimeZoneInformation,      tell_zone        },
    {SystemEmulationBasicInformation,       tell_basic       },
    {SystemEmulationProcessorInformation,   tell_processor   },
    {SystemDynamicTimeZoneInformation,      tell_dynamic_zone},
};

/* Those whose length is not fixed. */
static const struct {
    ULONG class;
    NTSTATUS (*query)(void *guest, ULONG length, ULONG *needed);
} lists[] = {
    {SystemProcessInformation,          process_list_query},
    {SystemLogicalProcessorInformation, topology_query    },
};

NTSTATUS sys_NtQuerySystemInformation(ULONG SystemInformationClass, void *SystemInformation,
                                      ULONG SystemInformationLength, ULONG *ReturnLength)
{
    union answer answer;
    size_t i = 0;
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        if (lists[l].class != SystemInformationClass) continue;
        ULONG needed = 0;
        NTSTATUS status = lists[l].query(SystemInformation, SystemInformationLength, &needed);
        return ReturnLength && !guest_put(ReturnLength, &needed) ? STATUS_ACCESS_VIOLATION : status;
    }
    while (i < sizeof classes / sizeof *classes && classes[i].class != SystemInformationClass) i++;
    if (i == sizeof classes / sizeof *classes) return STATUS_INVALID_INFO_CLASS;
    memset(&answer, 0, sizeof answer);
    ULONG size = classes[i].tell(&answer);
    if (ReturnLength && !guest_put(ReturnLength, &size)) return STATUS_ACCESS_VIOLATION;
    if (SystemInformationLength < size) return STATUS_INFO_LENGTH_MISMATCH;
    return guest_write(SystemInformation, &answer, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* The result is the number itself. */
NTSTATUS sys_NtGetCurrentProcessorNumber(void)
{
    return (NTSTATUS)cpu_current();
}
