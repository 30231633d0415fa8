/* SPDX-License-Identifier: MIT */
/* Looking at processes of the prefix, by the system's list of them and by way of their PEBs.  A process may be changing
 * what is read meanwhile, so chains are followed so far and no further. */
#include "peek.h"

enum { MOST_MODULES = 10000 };

NTSTATUS peek_processes(NT_PROCESS_INFORMATION **out)
{
    NTSTATUS status;
    ULONG size = 0x4000;
    do {
        *out = base_alloc(size);
        if (!*out) return STATUS_NO_MEMORY;
        ULONG needed = 0;
        status = NtQuerySystemInformation(SystemProcessInformation, *out, size, &needed);
        if (NT_SUCCESS(status)) return status;
        base_free(*out);
        size = needed + 0x1000; /* more may come meanwhile */
    } while (status == STATUS_INFO_LENGTH_MISMATCH);
    return status;
}

BOOL peek(HANDLE process, const void *from, void *to, SIZE_T size)
{
    return NT_SUCCESS(NtReadVirtualMemory(process, (void *)from, to, size, NULL));
}

DWORD peek_text(HANDLE process, const UNICODE_STRING *from, WCHAR *to, DWORD room)
{
    DWORD length = from->Length / sizeof(WCHAR);
    if (length >= room) length = room - 1;
    if (!peek(process, from->Buffer, to, length * sizeof(WCHAR))) length = 0;
    to[length] = 0;
    return length;
}

NTSTATUS peek_peb(HANDLE process, PEB *peb, DWORD *id)
{
    PROCESS_BASIC_INFORMATION basic;
    NTSTATUS status = NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL);
    if (!NT_SUCCESS(status)) return status;
    if (id) *id = (DWORD)basic.UniqueProcessId;
    return NtReadVirtualMemory(process, basic.PebBaseAddress, peb, sizeof *peb, NULL);
}

void peek_modules(HANDLE process, const PEB *peb,
                  BOOL (*visit)(HANDLE process, const LDR_DATA_TABLE_ENTRY *module, void *context), void *context)
{
    PEB_LDR_DATA loader;
    LDR_DATA_TABLE_ENTRY module;
    const LIST_ENTRY *end = &((PEB_LDR_DATA *)peb->Ldr)->InLoadOrderModuleList;
    if (!peb->Ldr || !peek(process, peb->Ldr, &loader, sizeof loader)) return; /* it is only starting */
    const LIST_ENTRY *at = loader.InLoadOrderModuleList.Flink;
    for (int i = 0; at != end && i < MOST_MODULES; at = module.InLoadOrderLinks.Flink, i++) {
        if (!peek(process, at, &module, sizeof module)) return; /* InLoadOrderLinks is its first member */
        if (!visit(process, &module, context)) return;
    }
}
