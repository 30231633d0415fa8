/* SPDX-License-Identifier: MIT */
/* Reading and writing, byte-range locks, device controls, and the end of overlapped requests.
 *
 * An OVERLAPPED begins with what NT calls an IO_STATUS_BLOCK, and is handed down as one.  A synchronous handle never
 * answers "pending"; should one, its request is waited for. */
#include "kernelbase.h"

_Static_assert(offsetof(OVERLAPPED, InternalHigh) == offsetof(IO_STATUS_BLOCK, Information),
               "one is read as the other");

static IO_STATUS_BLOCK *block_of(OVERLAPPED *overlapped)
{
    return (IO_STATUS_BLOCK *)&overlapped->Internal;
}

/* Where a request is to begin, for NtReadFile. */
static LARGE_INTEGER offset_of(const OVERLAPPED *overlapped)
{
    LARGE_INTEGER offset;

    offset.LowPart = overlapped->Offset;
    offset.HighPart = (LONG)overlapped->OffsetHigh;
    return offset;
}

/* The completion context of a request: "a valid event handle whose low-order bit is set keeps the completion from being
 * queued to the completion port". */
static void *context_of(OVERLAPPED *overlapped)
{
    return (ULONG_PTR)overlapped->hEvent & 1 ? NULL : overlapped;
}

static HANDLE event_of(const OVERLAPPED *overlapped)
{
    return (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
}

static NTSTATUS wait_for(HANDLE file, NTSTATUS status, IO_STATUS_BLOCK *io)
{
    if (status != STATUS_PENDING) return status;
    status = NtWaitForSingleObject(file, FALSE, NULL);
    return NT_SUCCESS(status) ? io->Status : status;
}

/* "ReadFile function". */
BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, DWORD *done, OVERLAPPED *overlapped)
{
    IO_STATUS_BLOCK io = {.Status = STATUS_SUCCESS, .Information = 0};
    NTSTATUS status;

    if (done) *done = 0;
    if (overlapped) {
        LARGE_INTEGER offset = offset_of(overlapped);
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        status = NtReadFile(file, event_of(overlapped), NULL, context_of(overlapped), block_of(overlapped), buffer,
                            size, &offset, NULL);
        if (!NT_ERROR(status) && status != STATUS_PENDING && done) *done = (DWORD)overlapped->InternalHigh;
        /* "If the file is opened for overlapped use, ReadFile returns FALSE at its end" with ERROR_HANDLE_EOF */
        return status != STATUS_PENDING ? base_ok(status) : base_fail(status);
    }
    status = wait_for(file, NtReadFile(file, NULL, NULL, NULL, &io, buffer, size, NULL, NULL), &io);
    /* "When a synchronous read operation reaches the end of a file, ReadFile returns TRUE and sets *lpNumberOfBytesRead
     * to zero." */
    if (status == STATUS_END_OF_FILE) return TRUE;
    if (!NT_ERROR(status) && done) *done = (DWORD)io.Information;
    /* a read of the console that Ctrl-C ended */
    if (status == STATUS_ALERTED) RtlSetLastWin32Error(ERROR_OPERATION_ABORTED);
    return base_ok(status);
}

/* "WriteFile function". */
BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, DWORD *done, OVERLAPPED *overlapped)
{
    IO_STATUS_BLOCK io = {.Status = STATUS_SUCCESS, .Information = 0};
    NTSTATUS status;

    if (done) *done = 0;
    if (overlapped) {
        LARGE_INTEGER offset = offset_of(overlapped);
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        status = NtWriteFile(file, event_of(overlapped), NULL, context_of(overlapped), block_of(overlapped),
                             (void *)buffer, size, &offset, NULL);
        if (!NT_ERROR(status) && status != STATUS_PENDING && done) *done = (DWORD)overlapped->InternalHigh;
        return status != STATUS_PENDING ? base_ok(status) : base_fail(status);
    }
    status = wait_for(file, NtWriteFile(file, NULL, NULL, NULL, &io, (void *)buffer, size, NULL, NULL), &io);
    if (!NT_ERROR(status) && done) *done = (DWORD)io.Information;
    return base_ok(status);
}

void NTAPI base_completed(void *routine, IO_STATUS_BLOCK *io, ULONG reserved)
{
    DWORD error = NT_SUCCESS(io->Status) ? ERROR_SUCCESS : RtlNtStatusToDosError(io->Status);

    (void)reserved;
    ((LPOVERLAPPED_COMPLETION_ROUTINE)routine)(error, (DWORD)io->Information,
                                               CONTAINING_RECORD(io, OVERLAPPED, Internal));
}

static BOOL queued(NTSTATUS status)
{
    if (NT_ERROR(status)) return base_fail(status);
    /* "the calling thread must check GetLastError on return: it may hold ERROR_SUCCESS and still need attention" */
    RtlSetLastWin32Error(ERROR_SUCCESS);
    return TRUE;
}

/* "ReadFileEx function": the routine runs in an alertable wait of this thread. */
BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD size, OVERLAPPED *overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    LARGE_INTEGER offset = offset_of(overlapped);

    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    return queued(NtReadFile(file, NULL, (void *)base_completed, (void *)routine, block_of(overlapped), buffer, size,
                             &offset, NULL));
}

BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD size, OVERLAPPED *overlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    LARGE_INTEGER offset = offset_of(overlapped);

    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    return queued(NtWriteFile(file, NULL, (void *)base_completed, (void *)routine, block_of(overlapped), (void *)buffer,
                              size, &offset, NULL));
}

BOOL WINAPI FlushFileBuffers(HANDLE file)
{
    IO_STATUS_BLOCK io;

    return base_ok(NtFlushBuffersFile(file, &io));
}

static LARGE_INTEGER joined(DWORD low, DWORD high)
{
    LARGE_INTEGER value;

    value.LowPart = low;
    value.HighPart = (LONG)high;
    return value;
}

/* "LockFile function": exclusive, and never waiting. */
BOOL WINAPI LockFile(HANDLE file, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high)
{
    LARGE_INTEGER offset = joined(offset_low, offset_high), size = joined(size_low, size_high);
    IO_STATUS_BLOCK io;

    return base_ok(wait_for(file, NtLockFile(file, NULL, NULL, NULL, &io, &offset, &size, 0, TRUE, TRUE), &io));
}

BOOL WINAPI UnlockFile(HANDLE file, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high)
{
    LARGE_INTEGER offset = joined(offset_low, offset_high), size = joined(size_low, size_high);
    IO_STATUS_BLOCK io;

    return base_ok(NtUnlockFile(file, &io, &offset, &size, 0));
}

/* "LockFileEx function". */
BOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD size_low, DWORD size_high,
                       OVERLAPPED *overlapped)
{
    LARGE_INTEGER size = joined(size_low, size_high), offset;

    if (reserved) return base_fail(STATUS_INVALID_PARAMETER);
    offset = offset_of(overlapped);
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    NTSTATUS status =
        NtLockFile(file, event_of(overlapped), NULL, context_of(overlapped), block_of(overlapped), &offset, &size, 0,
                   (flags & LOCKFILE_FAIL_IMMEDIATELY) != 0, (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0);
    return status != STATUS_PENDING ? base_ok(status) : base_fail(status);
}

BOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD size_low, DWORD size_high, OVERLAPPED *overlapped)
{
    LARGE_INTEGER size = joined(size_low, size_high), offset;
    IO_STATUS_BLOCK io;

    if (reserved) return base_fail(STATUS_INVALID_PARAMETER);
    offset = offset_of(overlapped);
    return base_ok(NtUnlockFile(file, &io, &offset, &size, 0));
}

/* "DeviceIoControl function": codes of FILE_DEVICE_FILE_SYSTEM go to the file system, others to the device. */
BOOL WINAPI DeviceIoControl(HANDLE device, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                            DWORD *done, OVERLAPPED *overlapped)
{
    NTSTATUS(NTAPI * control)
    (HANDLE, HANDLE, PVOID, PVOID, IO_STATUS_BLOCK *, ULONG, PVOID, ULONG, PVOID, ULONG) =
        code >> 16 == FILE_DEVICE_FILE_SYSTEM ? (void *)NtFsControlFile : (void *)NtDeviceIoControlFile;
    IO_STATUS_BLOCK io = {.Status = STATUS_SUCCESS, .Information = 0}, *block = &io;
    NTSTATUS status;

    if (done) *done = 0;
    if (overlapped) {
        block = block_of(overlapped);
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        status = control(device, event_of(overlapped), NULL, context_of(overlapped), block, code, in, in_size, out,
                         out_size);
        if (status == STATUS_PENDING) return base_fail(status);
    } else {
        status = wait_for(device, control(device, NULL, NULL, NULL, block, code, in, in_size, out, out_size), block);
    }
    if (!NT_ERROR(status) && done) *done = (DWORD)block->Information;
    return base_ok(status);
}

BOOL WINAPI CancelIo(HANDLE file)
{
    IO_STATUS_BLOCK io;

    return base_ok(NtCancelIoFile(file, &io));
}

/* "CancelIoEx function": ERROR_NOT_FOUND where there is no such request. */
BOOL WINAPI CancelIoEx(HANDLE file, OVERLAPPED *overlapped)
{
    IO_STATUS_BLOCK io;

    return base_ok(NtCancelIoFileEx(file, overlapped ? block_of(overlapped) : NULL, &io));
}

BOOL WINAPI CancelSynchronousIo(HANDLE thread)
{
    IO_STATUS_BLOCK io;

    return base_ok(NtCancelSynchronousIoFile(thread, NULL, &io));
}

/* "GetOverlappedResultEx function": ERROR_IO_INCOMPLETE where the request is under way and there was no time to wait,
 * WAIT_TIMEOUT or WAIT_IO_COMPLETION where a wait ended so. */
BOOL WINAPI GetOverlappedResultEx(HANDLE file, OVERLAPPED *overlapped, DWORD *done, DWORD milliseconds, BOOL alertable)
{
    volatile ULONG_PTR *state = &overlapped->Internal;

    if (*state == (ULONG_PTR)STATUS_PENDING) {
        if (!milliseconds) return RtlSetLastWin32Error(ERROR_IO_INCOMPLETE), FALSE;
        DWORD result = WaitForSingleObjectEx(overlapped->hEvent ? event_of(overlapped) : file, milliseconds, alertable);
        if (result == WAIT_FAILED) return FALSE;
        /* a file is always signalled here: without an event the request's state itself is watched */
        for (DWORD waited = 0; result == WAIT_OBJECT_0 && *state == (ULONG_PTR)STATUS_PENDING; waited++)
            result = waited >= milliseconds && milliseconds != INFINITE ? WAIT_TIMEOUT : SleepEx(1, alertable);
        if (result != WAIT_OBJECT_0) return RtlSetLastWin32Error(result), FALSE;
    }
    *done = (DWORD)overlapped->InternalHigh;
    return base_ok((NTSTATUS)*state);
}

BOOL WINAPI GetOverlappedResult(HANDLE file, OVERLAPPED *overlapped, DWORD *done, BOOL wait)
{
    return GetOverlappedResultEx(file, overlapped, done, wait ? INFINITE : 0, FALSE);
}

/* "SetFileCompletionNotificationModes function". */
BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR flags)
{
    ULONG mode = flags;
    IO_STATUS_BLOCK io;

    if (flags & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE))
        return base_fail(STATUS_INVALID_PARAMETER);
    return base_ok(NtSetInformationFile(file, &io, &mode, sizeof mode, FileIoCompletionNotificationInformation));
}
