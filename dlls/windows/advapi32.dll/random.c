/* SPDX-License-Identifier: MIT */
/* RtlGenRandom, which advapi32 exports as SystemFunction036: the kernel's generator, through the device that serves it. */
#define WINADVAPI
#include "nt.h"

/* "RtlGenRandom function": fills `size` bytes; FALSE where the device is out of reach. */
BOOLEAN WINAPI SystemFunction036(void *buffer, ULONG size)
{
    static const WCHAR text[] = L"\\Device\\KsecDD";
    UNICODE_STRING name = {sizeof text - sizeof *text, sizeof text, (WCHAR *)text};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE device;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&device, FILE_READ_DATA | SYNCHRONIZE, &attributes, &io, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                 FILE_SYNCHRONOUS_IO_NONALERT);
    if (!NT_SUCCESS(status)) return FALSE;
    for (ULONG done = 0; NT_SUCCESS(status) && done < size; done += (ULONG)io.Information) {
        status = NtReadFile(device, NULL, NULL, NULL, &io, (char *)buffer + done, size - done, NULL, NULL);
        if (NT_SUCCESS(status) && !io.Information) status = STATUS_UNSUCCESSFUL;
    }
    NtClose(device);
    return NT_SUCCESS(status);
}
