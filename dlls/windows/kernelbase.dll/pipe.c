/* SPDX-License-Identifier: MIT */
/* What pipes with and without names have in common, and anonymous ones, which are made as pipes without a name below
 * \Device\NamedPipe.  Left out: collection limits. */
#include "kernelbase.h"

#define DEFAULT_QUOTA 4096

/* "CreatePipe function". */
BOOL WINAPI CreatePipe(HANDLE *reader, HANDLE *writer, SECURITY_ATTRIBUTES *security, DWORD size)
{
    static const WCHAR folder_name[] = L"\\Device\\NamedPipe\\";
    UNICODE_STRING name = {sizeof folder_name - sizeof(WCHAR), sizeof folder_name, (WCHAR *)folder_name},
                   none = {0, 0, NULL};
    ULONG flags = OBJ_CASE_INSENSITIVE | (security && security->bInheritHandle ? OBJ_INHERIT : 0);
    LARGE_INTEGER timeout = {.QuadPart = -120 * 10000000ll}; /* for waiting on a name, which this pipe has not */
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE folder, server, client;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&folder, GENERIC_READ | SYNCHRONIZE, &attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_SYNCHRONOUS_IO_NONALERT);
    if (!base_ok(status)) return FALSE;
    if (!size) size = DEFAULT_QUOTA;
    InitializeObjectAttributes(&attributes, &none, flags, folder, security ? security->lpSecurityDescriptor : NULL);
    status = NtCreateNamedPipeFile(&server, GENERIC_READ | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE, &attributes, &io,
                                   FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE, FILE_SYNCHRONOUS_IO_NONALERT,
                                   FILE_PIPE_BYTE_STREAM_TYPE, FILE_PIPE_BYTE_STREAM_MODE, FILE_PIPE_QUEUE_OPERATION, 1,
                                   size, size, &timeout);
    NtClose(folder);
    if (!base_ok(status)) return FALSE;
    InitializeObjectAttributes(&attributes, &none, flags, server, NULL);
    status = NtOpenFile(&client, GENERIC_WRITE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &io, FILE_SHARE_READ,
                        FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    if (!base_ok(status)) {
        NtClose(server);
        return FALSE;
    }
    *reader = server;
    *writer = client;
    return TRUE;
}

/* What FSCTL_PIPE_PEEK answers. */
struct peek {
    ULONG state, available, messages, message_length;
    CHAR data[];
};
_Static_assert(offsetof(struct peek, data) == 16, "documented as FILE_PIPE_PEEK_BUFFER");

/* "PeekNamedPipe function": ERROR_BROKEN_PIPE where the pipe is empty and the other end closed. */
BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD size, DWORD *copied, DWORD *available, DWORD *rest)
{
    char small[sizeof(struct peek) + 256];
    struct peek *peek = (struct peek *)small;
    IO_STATUS_BLOCK io = {.Information = 0};
    DWORD room;

    if (!buffer) size = 0;
    if (size > MAXDWORD - sizeof *peek) return base_fail(STATUS_INVALID_PARAMETER);
    room = (DWORD)sizeof *peek + size;
    if (room > sizeof small && !(peek = base_alloc(room))) return FALSE;
    NTSTATUS status = NtFsControlFile(pipe, NULL, NULL, NULL, &io, FSCTL_PIPE_PEEK, NULL, 0, peek, room);
    BOOL ok = status == STATUS_SUCCESS || status == STATUS_BUFFER_OVERFLOW; /* there is more: no failure */
    if (ok) {
        DWORD got = (DWORD)io.Information - (DWORD)sizeof *peek;
        if (size) memcpy(buffer, peek->data, got);
        if (copied) *copied = got;
        if (available) *available = peek->available;
        if (rest) *rest = peek->message_length > got && peek->messages ? peek->message_length - got : 0;
    }
    if (peek != (struct peek *)small) base_free(peek);
    return ok ? TRUE : base_fail(status);
}

/* "SetNamedPipeHandleState function". */
BOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, DWORD *mode, DWORD *collect_bytes, DWORD *collect_time)
{
    FILE_PIPE_INFORMATION info;
    IO_STATUS_BLOCK io;

    if (collect_bytes || collect_time) /* "NULL if the client and server are on the same computer", and else an error */
        return base_fail(STATUS_INVALID_PARAMETER);
    if (!mode) return TRUE;
    if (*mode & ~(DWORD)(PIPE_READMODE_MESSAGE | PIPE_NOWAIT)) return base_fail(STATUS_INVALID_PARAMETER);
    info.ReadMode = *mode & PIPE_READMODE_MESSAGE ? FILE_PIPE_MESSAGE_MODE : FILE_PIPE_BYTE_STREAM_MODE;
    info.CompletionMode = *mode & PIPE_NOWAIT ? FILE_PIPE_COMPLETE_OPERATION : FILE_PIPE_QUEUE_OPERATION;
    return base_ok(NtSetInformationFile(pipe, &io, &info, sizeof info, FilePipeInformation));
}

/* "GetNamedPipeHandleStateW function"; user names and collection limits belong to pipes with names. */
BOOL WINAPI GetNamedPipeHandleStateW(HANDLE pipe, DWORD *state, DWORD *instances, DWORD *collect_bytes,
                                     DWORD *collect_time, LPWSTR user, DWORD user_size)
{
    FILE_PIPE_LOCAL_INFORMATION local;
    FILE_PIPE_INFORMATION info;
    IO_STATUS_BLOCK io;

    (void)user_size;
    if (!base_ok(NtQueryInformationFile(pipe, &io, &info, sizeof info, FilePipeInformation)) ||
        !base_ok(NtQueryInformationFile(pipe, &io, &local, sizeof local, FilePipeLocalInformation)))
        return FALSE;
    if (collect_bytes || collect_time || user) return base_fail(STATUS_INVALID_PARAMETER);
    if (state)
        *state = (info.ReadMode == FILE_PIPE_MESSAGE_MODE ? PIPE_READMODE_MESSAGE : 0) |
                 (info.CompletionMode == FILE_PIPE_COMPLETE_OPERATION ? PIPE_NOWAIT : 0);
    if (instances) *instances = local.CurrentInstances;
    return TRUE;
}

BOOL WINAPI GetNamedPipeHandleStateA(HANDLE pipe, DWORD *state, DWORD *instances, DWORD *collect_bytes,
                                     DWORD *collect_time, LPSTR user, DWORD user_size)
{
    return GetNamedPipeHandleStateW(pipe, state, instances, collect_bytes, collect_time, (LPWSTR)user, user_size);
}

/* "GetNamedPipeInfo function". */
BOOL WINAPI GetNamedPipeInfo(HANDLE pipe, DWORD *flags, DWORD *out_size, DWORD *in_size, DWORD *instances)
{
    FILE_PIPE_LOCAL_INFORMATION local;
    IO_STATUS_BLOCK io;

    if (!base_ok(NtQueryInformationFile(pipe, &io, &local, sizeof local, FilePipeLocalInformation))) return FALSE;
    if (flags)
        *flags = (local.NamedPipeEnd ? PIPE_SERVER_END : PIPE_CLIENT_END) |
                 (local.NamedPipeType == FILE_PIPE_MESSAGE_TYPE ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE);
    if (out_size) *out_size = local.OutboundQuota;
    if (in_size) *in_size = local.InboundQuota;
    if (instances)
        *instances =
            local.MaximumInstances < PIPE_UNLIMITED_INSTANCES ? local.MaximumInstances : PIPE_UNLIMITED_INSTANCES;
    return TRUE;
}
