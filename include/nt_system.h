/* SPDX-License-Identifier: MIT */
/* Structures of NtQuerySystemInformation and NtQueryInformationProcess beyond those in nt_info.h, as public books lay
 * them out. */
#ifndef METIC_NT_SYSTEM_H
#define METIC_NT_SYSTEM_H

#include "nt.h"

typedef struct _RTL_TIME_ZONE_INFORMATION {
    LONG Bias;
    WCHAR StandardName[32];
    TIME_FIELDS StandardStart;
    LONG StandardBias;
    WCHAR DaylightName[32];
    TIME_FIELDS DaylightStart;
    LONG DaylightBias;
} RTL_TIME_ZONE_INFORMATION;
typedef struct _RTL_DYNAMIC_TIME_ZONE_INFORMATION {
    RTL_TIME_ZONE_INFORMATION tzi;
    WCHAR TimeZoneKeyName[128];
    BOOLEAN DynamicDaylightTimeDisabled;
} RTL_DYNAMIC_TIME_ZONE_INFORMATION;

typedef struct _SYSTEM_PERFORMANCE_INFORMATION {
    LARGE_INTEGER IdleProcessTime, IoReadTransferCount, IoWriteTransferCount, IoOtherTransferCount;
    ULONG IoReadOperationCount, IoWriteOperationCount, IoOtherOperationCount;
    ULONG AvailablePages, CommittedPages, CommitLimit, PeakCommitment; /* pages */
    ULONG PageFaultCount;
    ULONG Others[62]; /* counters of the memory manager, the cache and the system calls: not kept, 0 */
} SYSTEM_PERFORMANCE_INFORMATION;
_Static_assert(sizeof(SYSTEM_PERFORMANCE_INFORMATION) == 312,
               "as in Windows XP and later, without the tail of Windows 10");

typedef struct _SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION {
    LARGE_INTEGER IdleTime, KernelTime, UserTime, DpcTime, InterruptTime; /* 100 ns; KernelTime includes IdleTime */
    ULONG InterruptCount;
} SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION;

typedef struct _SYSTEM_KERNEL_DEBUGGER_INFORMATION {
    BOOLEAN KernelDebuggerEnabled, KernelDebuggerNotPresent;
} SYSTEM_KERNEL_DEBUGGER_INFORMATION;

typedef struct _PROCESS_SESSION_INFORMATION {
    ULONG SessionId;
} PROCESS_SESSION_INFORMATION;
typedef struct _THREAD_CYCLE_TIME_INFORMATION {
    ULONGLONG AccumulatedCycles, CurrentCycleCount;
} THREAD_CYCLE_TIME_INFORMATION;
typedef THREAD_CYCLE_TIME_INFORMATION PROCESS_CYCLE_TIME_INFORMATION;

#ifndef _WIN32
typedef struct _IO_COUNTERS {
    ULONGLONG ReadOperationCount, WriteOperationCount, OtherOperationCount, ReadTransferCount, WriteTransferCount,
        OtherTransferCount;
} IO_COUNTERS;
typedef struct _QUOTA_LIMITS_EX {
    SIZE_T PagedPoolLimit, NonPagedPoolLimit, MinimumWorkingSetSize, MaximumWorkingSetSize, PagefileLimit;
    LARGE_INTEGER TimeLimit;
    SIZE_T WorkingSetLimit, Reserved2, Reserved3, Reserved4;
    ULONG Flags, CpuRateLimit;
} QUOTA_LIMITS_EX;

enum {
    RelationProcessorCore,
    RelationNumaNode,
    RelationCache,
    RelationProcessorPackage,
    RelationGroup,
    RelationAll = 0xffff
};
typedef struct _CACHE_DESCRIPTOR {
    BYTE Level, Associativity;
    WORD LineSize;
    DWORD Size;
    DWORD Type; /* 0 unified, 1 instruction, 2 data, 3 trace */
} CACHE_DESCRIPTOR;
typedef struct _SYSTEM_LOGICAL_PROCESSOR_INFORMATION {
    ULONG_PTR ProcessorMask;
    DWORD Relationship;
    union {
        struct {
            BYTE Flags;
        } ProcessorCore;
        struct {
            DWORD NodeNumber;
        } NumaNode;
        CACHE_DESCRIPTOR Cache;
        ULONGLONG Reserved[2];
    };
} SYSTEM_LOGICAL_PROCESSOR_INFORMATION;
typedef struct _GROUP_AFFINITY {
    KAFFINITY Mask;
    WORD Group, Reserved[3];
} GROUP_AFFINITY;
#endif

/* "ResponseReturnToCaller" ... of NtRaiseHardError */
enum {
    HARDERROR_RETURN_TO_CALLER,
    HARDERROR_NOT_HANDLED,
    HARDERROR_ABORT,
    HARDERROR_CANCEL,
    HARDERROR_IGNORE,
    HARDERROR_NO,
    HARDERROR_OK
};
enum {
    OptionAbortRetryIgnore,
    OptionOk,
    OptionOkCancel,
    OptionRetryCancel,
    OptionYesNo,
    OptionYesNoCancel,
    OptionShutdownSystem
};

#endif
