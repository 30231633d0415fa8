/* SPDX-License-Identifier: MIT */
/* Random bytes for those of our DLLs that hand them out: the kernel's generator, through the device that serves it. */
#include "nt.h"

/* Fills `size` bytes; FALSE where the device is out of reach. */
BOOLEAN NTAPI __metic_random(void *buffer, SIZE_T size)
{
    static const WCHAR text[] = L"\\Device\\KsecDD";
    UNICODE_STRING name = {sizeof text - sizeof *text, sizeof text, (WCHAR *)text};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE device;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&device, FILE_READ_DATA | SYNCHRONIZE, &attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_SYNCHRONOUS_IO_NONALERT);
    if (!NT_SUCCESS(status)) return FALSE;
    for (SIZE_T done = 0; NT_SUCCESS(status) && done < size; done += io.Information) {
        ULONG part = size - done < 0x10000000 ? (ULONG)(size - done) : 0x10000000;
        status = NtReadFile(device, NULL, NULL, NULL, &io, (char *)buffer + done, part, NULL, NULL);
        if (NT_SUCCESS(status) && !io.Information) status = STATUS_UNSUCCESSFUL;
    }
    NtClose(device);
    return NT_SUCCESS(status);
}
