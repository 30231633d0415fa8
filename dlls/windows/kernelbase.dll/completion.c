/* SPDX-License-Identifier: MIT */
/* I/O completion ports.  An OVERLAPPED_ENTRY is NT's FILE_IO_COMPLETION_INFORMATION by another name. */
#include "kernelbase.h"

_Static_assert(sizeof(OVERLAPPED_ENTRY) == sizeof(FILE_IO_COMPLETION_INFORMATION), "one is the other");

/* "CreateIoCompletionPort function": makes a port, ties a file to one, or both.  NULL on failure. */
HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE existing, ULONG_PTR key, DWORD threads)
{
    HANDLE port = existing;

    if (file == INVALID_HANDLE_VALUE && existing) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (!existing && !base_ok(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, threads))) return NULL;
    if (file == INVALID_HANDLE_VALUE) return port;
    FILE_COMPLETION_INFORMATION tie = {port, (void *)key};
    IO_STATUS_BLOCK io;
    if (base_ok(NtSetInformationFile(file, &io, &tie, sizeof tie, FileCompletionInformation))) return port;
    if (!existing) NtClose(port);
    return NULL;
}

/* "PostQueuedCompletionStatus function". */
BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED *overlapped)
{
    return base_ok(NtSetIoCompletion(port, (void *)key, overlapped, STATUS_SUCCESS, bytes));
}

/* What a wait that got no packet sets; FALSE. */
static BOOL no_packet(NTSTATUS status)
{
    if (status == STATUS_TIMEOUT)
        RtlSetLastWin32Error(WAIT_TIMEOUT);
    else if (status == STATUS_ABANDONED_WAIT_0)
        RtlSetLastWin32Error(ERROR_ABANDONED_WAIT_0);
    else if (status == STATUS_USER_APC)
        RtlSetLastWin32Error(WAIT_IO_COMPLETION);
    else
        base_fail(status);
    return FALSE;
}

/* "GetQueuedCompletionStatus function": FALSE with *overlapped NULL where no packet came, FALSE with *overlapped set
 * where the packet is of a request that failed. */
BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, DWORD *bytes, ULONG_PTR *key, OVERLAPPED **overlapped,
                                      DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    void *key_context = NULL, *context = NULL;
    NTSTATUS status = NtRemoveIoCompletion(port, &key_context, &context, &io, base_timeout(&timeout, milliseconds));

    if (status != STATUS_SUCCESS) {
        *overlapped = NULL;
        return no_packet(status);
    }
    *key = (ULONG_PTR)key_context;
    *overlapped = context;
    *bytes = (DWORD)io.Information;
    return base_ok(io.Status);
}

/* "GetQueuedCompletionStatusEx function". */
BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, OVERLAPPED_ENTRY *entries, ULONG count, ULONG *removed,
                                        DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;
    ULONG got = 0;
    NTSTATUS status = NtRemoveIoCompletionEx(port, (FILE_IO_COMPLETION_INFORMATION *)entries, count, &got,
                                             base_timeout(&timeout, milliseconds), (BOOLEAN)alertable);

    *removed = got;
    return status == STATUS_SUCCESS || no_packet(status);
}
