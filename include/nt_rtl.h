/* SPDX-License-Identifier: MIT */
/* ntdll's functions, as our DLLs call and define them; the NtX prototypes are made from nt.calls.  Guest side only.
 * One section a family, as the files of ntdll.dll. */
#ifndef METIC_NT_RTL_H
#define METIC_NT_RTL_H

#include "nt_stubs.h"

#include "nt_lib.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- loader ---- */
NTSTATUS NTAPI LdrLoadDll(PWSTR path, PULONG flags, PUNICODE_STRING name, PVOID *base);
NTSTATUS NTAPI LdrUnloadDll(PVOID base);
NTSTATUS NTAPI LdrGetDllHandle(PWSTR path, PULONG flags, PUNICODE_STRING name, PVOID *base);
NTSTATUS NTAPI LdrGetDllHandleEx(ULONG flags, PWSTR path, PULONG characteristics, PUNICODE_STRING name, PVOID *base);
NTSTATUS NTAPI LdrGetProcedureAddress(PVOID base, PANSI_STRING name, ULONG ordinal, PVOID *address);
#define LDR_ADDREF_DLL_PIN 1
#ifndef LOAD_LIBRARY_SAFE_CURRENT_DIRS
#define LOAD_LIBRARY_SAFE_CURRENT_DIRS 0x00002000
#endif
NTSTATUS NTAPI LdrGetDllFullName(PVOID base, PUNICODE_STRING name);
NTSTATUS NTAPI LdrSetDefaultDllDirectories(ULONG flags);
NTSTATUS NTAPI LdrAddDllDirectory(PUNICODE_STRING name, PVOID *cookie);
NTSTATUS NTAPI LdrRemoveDllDirectory(PVOID cookie);
NTSTATUS NTAPI LdrSetDllDirectory(PUNICODE_STRING name);
NTSTATUS NTAPI LdrGetDllDirectory(PUNICODE_STRING name);
NTSTATUS NTAPI LdrAddRefDll(ULONG flags, PVOID base);
NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(PVOID base);
NTSTATUS NTAPI LdrLockLoaderLock(ULONG flags, PULONG disposition, PULONG_PTR cookie);
NTSTATUS NTAPI LdrUnlockLoaderLock(ULONG flags, ULONG_PTR cookie);
NTSTATUS NTAPI LdrFindEntryForAddress(PVOID address, PLDR_DATA_TABLE_ENTRY *entry);
typedef struct _LDR_RESOURCE_INFO {
    ULONG_PTR Type, Name, Language;
} LDR_RESOURCE_INFO, *PLDR_RESOURCE_INFO;
NTSTATUS NTAPI LdrFindResource_U(PVOID base, PLDR_RESOURCE_INFO info, ULONG level, PIMAGE_RESOURCE_DATA_ENTRY *entry);
NTSTATUS NTAPI LdrFindResourceDirectory_U(PVOID base, PLDR_RESOURCE_INFO info, ULONG level,
                                          PIMAGE_RESOURCE_DIRECTORY *directory);
NTSTATUS NTAPI LdrAccessResource(PVOID base, PIMAGE_RESOURCE_DATA_ENTRY entry, PVOID *address, PULONG size);
NTSTATUS NTAPI LdrShutdownProcess(void);
NTSTATUS NTAPI LdrShutdownThread(void);
PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID base);
NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG flags, PVOID base, ULONG64 size, PIMAGE_NT_HEADERS *headers);
PVOID NTAPI RtlImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT directory, PULONG size);
PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *section);
PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva);
PVOID NTAPI RtlPcToFileHeader(PVOID address, PVOID *base);
__attribute__((noreturn)) VOID NTAPI RtlExitUserProcess(NTSTATUS status);
__attribute__((noreturn)) VOID NTAPI RtlExitUserThread(NTSTATUS status);

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
ULONG NTAPI RtlGetThreadErrorMode(void);
NTSTATUS NTAPI RtlSetThreadErrorMode(ULONG mode, PULONG old);

#ifdef __cplusplus
}
#endif

/* The thread's own block; in place of windows.h's inline function, at whose null-based read the compiler warns. */
static inline TEB *nt_teb(void)
{
    TEB *teb;
#ifdef _WIN64
    __asm__("movq %%gs:0x30, %0" : "=r"(teb));
#else
    __asm__("movl %%fs:0x18, %0" : "=r"(teb));
#endif
    return teb;
}
#define NtCurrentTeb() nt_teb()

#endif
