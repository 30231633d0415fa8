/* SPDX-License-Identifier: MIT */
/* Pipes with names: making, connecting and calling them.
 * Left out: pipes of other computers, security descriptors. */
#include "path.h"

#include "pipes.h"

#define OPEN_MODES                                                                                                     \
    (PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_WRITE_THROUGH | FILE_FLAG_OVERLAPPED | WRITE_DAC | \
     WRITE_OWNER | ACCESS_SYSTEM_SECURITY)
#define PIPE_MODES (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_NOWAIT | PIPE_REJECT_REMOTE_CLIENTS)

/* An NT name that is a pipe's; with what stands behind the folder's. */
static BOOL pipe_name(struct path_nt *path, LPCWSTR name, UNICODE_STRING *rest)
{
    static const WCHAR front[] = L"\\??\\pipe\\";
    const size_t units = sizeof front / sizeof *front - 1;

    if (!path_nt(path, name)) return FALSE;
    if (path->name.Length > units * sizeof(WCHAR) && !_wcsnicmp(path->name.Buffer, front, units)) {
        rest->Buffer = path->name.Buffer + units;
        rest->Length = rest->MaximumLength = (USHORT)(path->name.Length - units * sizeof(WCHAR));
        return TRUE;
    }
    path_release(path);
    return base_fail(STATUS_OBJECT_NAME_INVALID);
}

/* "CreateNamedPipeW function". */
HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD instances, DWORD out_size,
                               DWORD in_size, DWORD wait, SECURITY_ATTRIBUTES *security)
{
    DWORD way = open_mode & PIPE_ACCESS_DUPLEX;
    LARGE_INTEGER timeout = {.QuadPart =
                                 wait ? -10000ll * wait : -500000}; /* "zero will result in ... 50 milliseconds" */
    struct path_nt path;
    UNICODE_STRING rest;
    IO_STATUS_BLOCK io;
    HANDLE handle;

    if (!instances || instances > PIPE_UNLIMITED_INSTANCES || !way || open_mode & ~(DWORD)OPEN_MODES ||
        pipe_mode & ~(DWORD)PIPE_MODES)
        return base_fail(STATUS_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    if (!pipe_name(&path, name, &rest)) return INVALID_HANDLE_VALUE;
    if (wait == NMPWAIT_WAIT_FOREVER) timeout.QuadPart = -MAXLONGLONG;
    if (security && security->bInheritHandle) path.attributes.Attributes |= OBJ_INHERIT;
    ACCESS_MASK access = (way & PIPE_ACCESS_INBOUND ? GENERIC_READ : 0) |
                         (way & PIPE_ACCESS_OUTBOUND ? GENERIC_WRITE : 0) | SYNCHRONIZE | FILE_WRITE_ATTRIBUTES |
                         FILE_READ_ATTRIBUTES | (open_mode & (WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY));
    ULONG share =
        (way & PIPE_ACCESS_INBOUND ? FILE_SHARE_WRITE : 0) | (way & PIPE_ACCESS_OUTBOUND ? FILE_SHARE_READ : 0);
    ULONG options = (open_mode & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT) |
                    (open_mode & FILE_FLAG_WRITE_THROUGH ? FILE_WRITE_THROUGH : 0);
    NTSTATUS status = NtCreateNamedPipeFile(
        &handle, access, &path.attributes, &io, share,
        open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE ? FILE_CREATE : FILE_OPEN_IF, options,
        (pipe_mode & PIPE_TYPE_MESSAGE ? FILE_PIPE_MESSAGE_TYPE : 0) | (pipe_mode & PIPE_REJECT_REMOTE_CLIENTS ? 2 : 0),
        pipe_mode & PIPE_READMODE_MESSAGE ? FILE_PIPE_MESSAGE_MODE : FILE_PIPE_BYTE_STREAM_MODE,
        pipe_mode & PIPE_NOWAIT ? FILE_PIPE_COMPLETE_OPERATION : FILE_PIPE_QUEUE_OPERATION,
        instances == PIPE_UNLIMITED_INSTANCES ? (ULONG)-1 : instances, in_size, out_size, &timeout);
    path_release(&path);
    return base_ok(status) ? handle : INVALID_HANDLE_VALUE;
}

HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode, DWORD instances, DWORD out_size,
                               DWORD in_size, DWORD wait, SECURITY_ATTRIBUTES *security)
{
    WCHAR *wide = base_wide(name);
    HANDLE handle = INVALID_HANDLE_VALUE;

    if (wide || !name)
        handle = CreateNamedPipeW(wide, open_mode, pipe_mode, instances, out_size, in_size, wait, security);
    base_free(wide);
    return handle;
}

/* A control with an OVERLAPPED structure, or one that is waited for. */
static NTSTATUS control(HANDLE pipe, OVERLAPPED *overlapped, ULONG code, void *in, ULONG in_size, void *out,
                        ULONG out_size, DWORD *done)
{
    IO_STATUS_BLOCK io = {.Status = STATUS_SUCCESS, .Information = 0};
    NTSTATUS status;

    if (overlapped) {
        IO_STATUS_BLOCK *block = (IO_STATUS_BLOCK *)&overlapped->Internal;
        BOOL quiet = (ULONG_PTR)overlapped->hEvent & 1;
        HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
        overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        status = NtFsControlFile(pipe, event, NULL, quiet ? NULL : overlapped, block, code, in, in_size, out, out_size);
        if (done && !NT_ERROR(status) && status != STATUS_PENDING) *done = (DWORD)overlapped->InternalHigh;
        return status;
    }
    status = NtFsControlFile(pipe, NULL, NULL, NULL, &io, code, in, in_size, out, out_size);
    if (status == STATUS_PENDING) {
        status = NtWaitForSingleObject(pipe, FALSE, NULL);
        if (NT_SUCCESS(status)) status = io.Status;
    }
    if (done && !NT_ERROR(status)) *done = (DWORD)io.Information;
    return status;
}

/* "ConnectNamedPipe function". */
BOOL WINAPI ConnectNamedPipe(HANDLE pipe, OVERLAPPED *overlapped)
{
    NTSTATUS status = control(pipe, overlapped, FSCTL_PIPE_LISTEN, NULL, 0, NULL, 0, NULL);

    return status == STATUS_PENDING ? base_fail(status) : base_ok(status);
}

BOOL WINAPI DisconnectNamedPipe(HANDLE pipe)
{
    return base_ok(control(pipe, NULL, FSCTL_PIPE_DISCONNECT, NULL, 0, NULL, 0, NULL));
}

/* "TransactNamedPipe function". */
BOOL WINAPI TransactNamedPipe(HANDLE pipe, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, DWORD *done,
                              OVERLAPPED *overlapped)
{
    NTSTATUS status = control(pipe, overlapped, FSCTL_PIPE_TRANSCEIVE, in, in_size, out, out_size, done);

    return status == STATUS_PENDING ? base_fail(status) : base_ok(status);
}

/* What FSCTL_PIPE_WAIT takes: FILE_PIPE_WAIT_FOR_BUFFER. */
struct wait_for {
    LARGE_INTEGER timeout;
    ULONG name_length;
    BOOLEAN timeout_given;
    WCHAR name[1];
};

/* "WaitNamedPipeW function". */
BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD milliseconds)
{
    static const WCHAR folder_name[] = L"\\Device\\NamedPipe\\";
    UNICODE_STRING folder_string = {sizeof folder_name - sizeof(WCHAR), sizeof folder_name, (WCHAR *)folder_name}, rest;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    struct path_nt path;
    HANDLE folder;

    if (!pipe_name(&path, name, &rest)) return FALSE;
    ULONG size = (ULONG)offsetof(struct wait_for, name) + rest.Length;
    struct wait_for *wait = base_alloc(size + sizeof(LARGE_INTEGER));
    InitializeObjectAttributes(&attributes, &folder_string, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = wait ? NtOpenFile(&folder, FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &io,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_SYNCHRONOUS_IO_NONALERT)
                           : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        wait->timeout.QuadPart = milliseconds == NMPWAIT_WAIT_FOREVER ? -MAXLONGLONG : -10000ll * milliseconds;
        wait->timeout_given = milliseconds != NMPWAIT_USE_DEFAULT_WAIT;
        wait->name_length = rest.Length;
        memcpy(wait->name, rest.Buffer, rest.Length);
        status = NtFsControlFile(folder, NULL, NULL, NULL, &io, FSCTL_PIPE_WAIT, wait, size, NULL, 0);
        NtClose(folder);
    }
    base_free(wait);
    path_release(&path);
    return base_ok(status);
}

BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD milliseconds)
{
    WCHAR *wide = base_wide(name);
    BOOL ok = (wide || !name) && WaitNamedPipeW(wide, milliseconds);

    base_free(wide);
    return ok;
}

/* A client's end, once there is an instance for it. */
static HANDLE open_waiting(LPCWSTR name, DWORD milliseconds)
{
    for (;;) {
        HANDLE pipe = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE || RtlGetLastWin32Error() != ERROR_PIPE_BUSY) return pipe;
        if (milliseconds == NMPWAIT_NOWAIT) return pipe;
        if (!WaitNamedPipeW(name, milliseconds)) return INVALID_HANDLE_VALUE;
    }
}

/* "CallNamedPipeW function". */
BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, DWORD *done,
                           DWORD milliseconds)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    HANDLE pipe = open_waiting(name, milliseconds);

    if (pipe == INVALID_HANDLE_VALUE) return FALSE;
    BOOL ok = SetNamedPipeHandleState(pipe, &mode, NULL, NULL) &&
              TransactNamedPipe(pipe, in, in_size, out, out_size, done, NULL);
    DWORD error = RtlGetLastWin32Error();
    NtClose(pipe);
    RtlSetLastWin32Error(error);
    return ok;
}

BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, DWORD *done,
                           DWORD milliseconds)
{
    WCHAR *wide = base_wide(name);
    BOOL ok = (wide || !name) && CallNamedPipeW(wide, in, in_size, out, out_size, done, milliseconds);

    base_free(wide);
    return ok;
}

/* ---- who is there ---- */

static BOOL attribute(HANDLE pipe, ULONG code, const char *name, ULONG *value)
{
    IO_STATUS_BLOCK io;
    ULONG got;

    if (!base_ok(NtFsControlFile(pipe, NULL, NULL, NULL, &io, code, (void *)name, (ULONG)strlen(name) + 1, &got,
                                 sizeof got)))
        return FALSE;
    *value = got;
    return TRUE;
}

BOOL WINAPI GetNamedPipeClientProcessId(HANDLE pipe, ULONG *id)
{
    return attribute(pipe, FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE, "ClientProcessId", id);
}

BOOL WINAPI GetNamedPipeClientSessionId(HANDLE pipe, ULONG *id)
{
    return attribute(pipe, FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE, "ClientSessionId", id);
}

BOOL WINAPI GetNamedPipeServerProcessId(HANDLE pipe, ULONG *id)
{
    return attribute(pipe, FSCTL_PIPE_GET_PIPE_ATTRIBUTE, "ServerProcessId", id);
}

BOOL WINAPI GetNamedPipeServerSessionId(HANDLE pipe, ULONG *id)
{
    return attribute(pipe, FSCTL_PIPE_GET_PIPE_ATTRIBUTE, "ServerSessionId", id);
}

/* "GetNamedPipeClientComputerNameW function": a client of this computer is ERROR_PIPE_LOCAL. */
BOOL WINAPI GetNamedPipeClientComputerNameW(HANDLE pipe, LPWSTR name, ULONG size)
{
    ULONG id;

    (void)name, (void)size;
    if (!GetNamedPipeClientProcessId(pipe, &id)) return FALSE;
    return RtlSetLastWin32Error(ERROR_PIPE_LOCAL), FALSE;
}

BOOL WINAPI GetNamedPipeClientComputerNameA(HANDLE pipe, LPSTR name, ULONG size)
{
    return GetNamedPipeClientComputerNameW(pipe, (LPWSTR)name, size);
}
