/* SPDX-License-Identifier: MIT */
/* What NtQuerySystemInformation tells of processes and their threads: SystemProcessInformation
 * ("NtQuerySystemInformation function", and the fields that page calls reserved, as books give them). */
#ifndef METIC_NT_PROCESSES_H
#define METIC_NT_PROCESSES_H

#include "nt.h"

typedef struct {
    LARGE_INTEGER KernelTime, UserTime, CreateTime;
    ULONG WaitTime;
    void *StartAddress;
    CLIENT_ID ClientId;
    LONG Priority, BasePriority;
    ULONG ContextSwitches, ThreadState, WaitReason;
} NT_THREAD_INFORMATION;

typedef struct {
    ULONG NextEntryOffset; /* from this one's start; 0: the last */
    ULONG NumberOfThreads;
    LARGE_INTEGER WorkingSetPrivateSize;
    ULONG HardFaultCount, NumberOfThreadsHighWatermark;
    ULONGLONG CycleTime;
    LARGE_INTEGER CreateTime, UserTime, KernelTime;
    UNICODE_STRING ImageName; /* without its folder */
    LONG BasePriority;
    ULONG_PTR UniqueProcessId, InheritedFromUniqueProcessId;
    ULONG HandleCount, SessionId;
    ULONG_PTR UniqueProcessKey;
    SIZE_T PeakVirtualSize, VirtualSize;
    ULONG PageFaultCount;
    SIZE_T PeakWorkingSetSize, WorkingSetSize, QuotaPeakPagedPoolUsage, QuotaPagedPoolUsage, QuotaPeakNonPagedPoolUsage,
        QuotaNonPagedPoolUsage, PagefileUsage, PeakPagefileUsage, PrivatePageCount;
    LARGE_INTEGER ReadOperationCount, WriteOperationCount, OtherOperationCount, ReadTransferCount, WriteTransferCount,
        OtherTransferCount;
    NT_THREAD_INFORMATION Threads[];
} NT_PROCESS_INFORMATION;

#ifdef __x86_64__
_Static_assert(sizeof(NT_THREAD_INFORMATION) == 0x50, "SYSTEM_THREAD_INFORMATION");
_Static_assert(sizeof(NT_PROCESS_INFORMATION) == 0x100, "SYSTEM_PROCESS_INFORMATION");
_Static_assert(offsetof(NT_PROCESS_INFORMATION, ImageName) == 0x38, "documented");
_Static_assert(offsetof(NT_PROCESS_INFORMATION, UniqueProcessId) == 0x50, "documented");
#else
_Static_assert(sizeof(NT_THREAD_INFORMATION) == 0x40, "SYSTEM_THREAD_INFORMATION");
_Static_assert(sizeof(NT_PROCESS_INFORMATION) == 0xb8, "SYSTEM_PROCESS_INFORMATION");
#endif

#endif
