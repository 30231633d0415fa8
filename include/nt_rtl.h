/* SPDX-License-Identifier: MIT */
/* ntdll's functions, as our DLLs call and define them; the NtX prototypes are made from nt.calls.  Guest side only.
 * One section a family, as the files of ntdll.dll. */
#ifndef METIC_NT_RTL_H
#define METIC_NT_RTL_H

#include "nt_stubs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- loader ---- */
NTSTATUS NTAPI LdrLoadDll(PWSTR path, PULONG flags, PUNICODE_STRING name, PVOID *base);
NTSTATUS NTAPI LdrUnloadDll(PVOID base);
NTSTATUS NTAPI LdrGetDllHandle(PWSTR path, PULONG flags, PUNICODE_STRING name, PVOID *base);
NTSTATUS NTAPI LdrGetDllHandleEx(ULONG flags, PWSTR path, PULONG characteristics, PUNICODE_STRING name, PVOID *base);
NTSTATUS NTAPI LdrGetProcedureAddress(PVOID base, PANSI_STRING name, ULONG ordinal, PVOID *address);
NTSTATUS NTAPI LdrAddRefDll(ULONG flags, PVOID base);
NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(PVOID base);
NTSTATUS NTAPI LdrLockLoaderLock(ULONG flags, PULONG disposition, PULONG_PTR cookie);
NTSTATUS NTAPI LdrUnlockLoaderLock(ULONG flags, ULONG_PTR cookie);
NTSTATUS NTAPI LdrFindEntryForAddress(PVOID address, PLDR_DATA_TABLE_ENTRY *entry);
typedef struct _LDR_RESOURCE_INFO { ULONG_PTR Type, Name, Language; } LDR_RESOURCE_INFO, *PLDR_RESOURCE_INFO;
NTSTATUS NTAPI LdrFindResource_U(PVOID base, PLDR_RESOURCE_INFO info, ULONG level, PIMAGE_RESOURCE_DATA_ENTRY *entry);
NTSTATUS NTAPI LdrFindResourceDirectory_U(PVOID base, PLDR_RESOURCE_INFO info, ULONG level, PIMAGE_RESOURCE_DIRECTORY *directory);
NTSTATUS NTAPI LdrAccessResource(PVOID base, PIMAGE_RESOURCE_DATA_ENTRY entry, PVOID *address, PULONG size);
NTSTATUS NTAPI LdrShutdownProcess(void);
NTSTATUS NTAPI LdrShutdownThread(void);
PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID base);
NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG flags, PVOID base, ULONG64 size, PIMAGE_NT_HEADERS *headers);
PVOID NTAPI RtlImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT directory, PULONG size);
PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *section);
PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva);
PVOID NTAPI RtlPcToFileHeader(PVOID address, PVOID *base);
VOID NTAPI RtlExitUserProcess(NTSTATUS status);
VOID NTAPI RtlExitUserThread(NTSTATUS status);

/* ---- process environment ---- */
PPEB NTAPI RtlGetCurrentPeb(void);
VOID NTAPI RtlAcquirePebLock(void);
VOID NTAPI RtlReleasePebLock(void);
ULONG __cdecl DbgPrint(PCSTR format, ...);
VOID NTAPI DbgBreakPoint(void);

/* ---- last error ---- */
ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status);
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status);
ULONG NTAPI RtlGetLastWin32Error(void);
VOID NTAPI RtlSetLastWin32Error(ULONG error);
VOID NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS status);
NTSTATUS NTAPI RtlGetLastNtStatus(void);

#ifdef __cplusplus
}
#endif

static inline TEB *nt_teb(void)
{
    return (TEB *)NtCurrentTeb();
}

#endif
