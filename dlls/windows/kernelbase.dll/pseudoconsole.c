/* SPDX-License-Identifier: MIT */
/* Pseudo consoles.  One is a file of the host's (syscall-map/nt/console_pseudo.c); its handle is the HPCON, which
 * CreateProcess takes by PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE. */
#define _WIN32_WINNT  0x0A00
#define NTDDI_VERSION 0x0A000006 /* 1809 */
#include "console.h"

#define KNOWN_FLAGS 1u /* PSEUDOCONSOLE_INHERIT_CURSOR: rows count from the cursor's in any case */

/* "CreatePseudoConsole function": E_INVALIDARG, or the error as an HRESULT.  The handles stay the caller's. */
HRESULT WINAPI CreatePseudoConsole(COORD size, HANDLE input, HANDLE output, DWORD flags, HPCON *pseudo)
{
    static const WCHAR text[] = L"\\Device\\ConDrv\\Pseudo";
    UNICODE_STRING name = {sizeof text - sizeof *text, sizeof text, (WCHAR *)text};
    struct console_pseudo asked = {
        .input = (ULONG_PTR)input, .output = (ULONG_PTR)output, .size = {size.X, size.Y}
    };
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE made;

    if (!pseudo || size.X <= 0 || size.Y <= 0 || flags & ~KNOWN_FLAGS) return E_INVALIDARG;
    *pseudo = NULL;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&made, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_SYNCHRONOUS_IO_NONALERT);
    if (NT_SUCCESS(status)) {
        status = console_call(made, CONSOLE_PSEUDO_START, &asked, sizeof asked, NULL, 0, NULL);
        if (!NT_SUCCESS(status)) NtClose(made);
    }
    if (!NT_SUCCESS(status)) return HRESULT_FROM_WIN32(RtlNtStatusToDosError(status));
    *pseudo = made;
    return S_OK;
}

/* "ResizePseudoConsole function". */
HRESULT WINAPI ResizePseudoConsole(HPCON pseudo, COORD size)
{
    struct console_point to = {size.X, size.Y};

    if (!pseudo || size.X <= 0 || size.Y <= 0) return E_INVALIDARG;
    NTSTATUS status = console_call(pseudo, CONSOLE_PSEUDO_RESIZE, &to, sizeof to, NULL, 0, NULL);
    return NT_SUCCESS(status) ? S_OK : HRESULT_FROM_WIN32(RtlNtStatusToDosError(status));
}

/* "ClosePseudoConsole function": the programs in it get CTRL_CLOSE_EVENT; the output ends with the last of them. */
void WINAPI ClosePseudoConsole(HPCON pseudo)
{
    if (pseudo) NtClose(pseudo);
}
