/* SPDX-License-Identifier: MIT */
/* Copying files: contents, attributes and the time of the last write.
 *
 * Progress routines are asked after each block, as documented.  Left out: COPY_FILE_RESTARTABLE's record in the copy
 * (such a copy is made whole or not at all), encryption. */
#include "path.h"

#define BLOCK 0x40000

struct copy {
    HANDLE from, to;
    LARGE_INTEGER size, done;
    LPPROGRESS_ROUTINE progress;
    void *data;
    const BOOL *cancel;
};

/* Asks the progress routine; 0 to go on, else an error to end with. */
static DWORD report(struct copy *copy, DWORD reason)
{
    if (copy->cancel && *(volatile const BOOL *)copy->cancel) return ERROR_REQUEST_ABORTED;
    if (!copy->progress) return 0;
    switch (
        copy->progress(copy->size, copy->done, copy->size, copy->done, 1, reason, copy->from, copy->to, copy->data)) {
    case PROGRESS_CONTINUE: return 0;
    case PROGRESS_QUIET: copy->progress = NULL; return 0;
    default: return ERROR_REQUEST_ABORTED; /* PROGRESS_CANCEL, and PROGRESS_STOP without a record to go on from */
    }
}

static DWORD copy_data(struct copy *copy)
{
    DWORD error = report(copy, CALLBACK_STREAM_SWITCH), got, put;
    size_t room = copy->size.QuadPart < BLOCK ? (size_t)copy->size.QuadPart + 1 : BLOCK;
    char *block = base_alloc(room);

    if (!block) return ERROR_NOT_ENOUGH_MEMORY;
    while (!error) {
        if (!ReadFile(copy->from, block, (DWORD)room, &got, NULL)) {
            error = GetLastError();
            break;
        }
        if (!got) break;
        if (!WriteFile(copy->to, block, got, &put, NULL)) {
            error = GetLastError();
        } else {
            copy->done.QuadPart += got;
            error = report(copy, CALLBACK_CHUNK_FINISHED);
        }
    }
    base_free(block);
    return error;
}

/* DUPLICATE_EXTENTS_DATA, as documented. */
struct duplicate {
    HANDLE from;
    LARGE_INTEGER source, target, count;
};
#define DUPLICATE_EXTENTS 0x00098344 /* FSCTL_DUPLICATE_EXTENTS_TO_FILE */
#define DUPLICATE_LEAST   0x10000    /* bytes, below which a copy is as fast */

/* Lets both files have the same blocks, where the file system can; FALSE: the copy is as it was. */
static BOOL share_data(struct copy *copy)
{
    struct duplicate all = {.from = copy->from, .count = copy->size};
    FILE_END_OF_FILE_INFORMATION end = {copy->size};
    IO_STATUS_BLOCK io;

    if (copy->progress || copy->size.QuadPart < DUPLICATE_LEAST ||
        !NT_SUCCESS(NtFsControlFile(copy->to, NULL, NULL, NULL, &io, DUPLICATE_EXTENTS, &all, sizeof all, NULL, 0)))
        return FALSE;
    NtSetInformationFile(copy->to, &io, &end, sizeof end, FileEndOfFileInformation);
    return TRUE;
}

/* Opens a stream of an open file by its name with type. */
static NTSTATUS open_stream(HANDLE file, const WCHAR *name, ULONG bytes, ACCESS_MASK access, ULONG disposition,
                            HANDLE *stream)
{
    UNICODE_STRING text = {(USHORT)bytes, (USHORT)bytes, (WCHAR *)name};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;

    InitializeObjectAttributes(&attributes, &text, OBJ_CASE_INSENSITIVE, file, NULL);
    return NtCreateFile(stream, access | SYNCHRONIZE, &attributes, &io, NULL, 0, FILE_SHARE_READ, disposition,
                        FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

static DWORD copy_stream(struct copy *whole, const FILE_STREAM_INFORMATION *stream)
{
    struct copy copy = *whole;
    DWORD error = 0;

    copy.size = stream->StreamSize;
    copy.done.QuadPart = 0;
    NTSTATUS status =
        open_stream(whole->from, stream->StreamName, stream->StreamNameLength, GENERIC_READ, FILE_OPEN, &copy.from);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) return 0; /* it has gone meanwhile */
    if (!base_ok(status)) return GetLastError();
    status = open_stream(whole->to, stream->StreamName, stream->StreamNameLength, GENERIC_WRITE, FILE_OVERWRITE_IF,
                         &copy.to);
    if (base_ok(status)) {
        copy.progress = NULL;
        error = copy_data(&copy);
        NtClose(copy.to);
    } else {
        error = GetLastError();
    }
    NtClose(copy.from);
    return error;
}

/* Alternate streams and extended attributes. */
static DWORD copy_rest(struct copy *copy)
{
    ULONG size = 0x10000;
    IO_STATUS_BLOCK io;
    char *block = base_alloc(size);
    DWORD error = 0;

    if (!block) return ERROR_NOT_ENOUGH_MEMORY;
    if (NT_SUCCESS(NtQueryEaFile(copy->from, &io, block, size, FALSE, NULL, 0, NULL, TRUE)))
        NtSetEaFile(copy->to, &io, block, (ULONG)io.Information); /* where the target can have none it has none */
    if (NT_SUCCESS(NtQueryInformationFile(copy->from, &io, block, size, FileStreamInformation)) && io.Information)
        for (const FILE_STREAM_INFORMATION *stream = (void *)block; !error;
             stream = (const void *)((const char *)stream + stream->NextEntryOffset)) {
            if (stream->StreamNameLength > 2 * sizeof(WCHAR) && stream->StreamName[1] != ':')
                error = copy_stream(copy, stream);
            if (!stream->NextEntryOffset) break;
        }
    base_free(block);
    return error;
}

/* "COPY_FILE_COPY_SYMLINK: if the source file is a symbolic link, the destination file is also a symbolic link pointing
 * to the same file".  Copies the reparse data; FALSE where the source is no link or its data cannot be set. */
static NTSTATUS copy_link(LPCWSTR from, LPCWSTR to, BOOL must_be_new)
{
    IO_STATUS_BLOCK io;
    struct path_nt path;
    ULONG size = 0x4000;
    HANDLE source = path_open(from, FILE_READ_ATTRIBUTES, FILE_OPEN_REPARSE_POINT), target;

    if (source == INVALID_HANDLE_VALUE) return RtlGetLastNtStatus();
    void *data = base_alloc(size);
    NTSTATUS status = data
                          ? NtFsControlFile(source, NULL, NULL, NULL, &io, FSCTL_GET_REPARSE_POINT, NULL, 0, data, size)
                          : STATUS_NO_MEMORY;
    NtClose(source);
    if (NT_SUCCESS(status) && !path_nt(&path, to)) {
        status = RtlGetLastNtStatus();
    } else if (NT_SUCCESS(status)) {
        size = (ULONG)io.Information;
        status =
            NtCreateFile(&target, FILE_WRITE_ATTRIBUTES | SYNCHRONIZE, &path.attributes, &io, NULL,
                         FILE_ATTRIBUTE_NORMAL, 0, must_be_new ? FILE_CREATE : FILE_OVERWRITE_IF,
                         FILE_OPEN_REPARSE_POINT | FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE, NULL, 0);
        path_release(&path);
        if (NT_SUCCESS(status)) {
            status = NtFsControlFile(target, NULL, NULL, NULL, &io, FSCTL_SET_REPARSE_POINT, data, size, NULL, 0);
            NtClose(target);
        }
    }
    base_free(data);
    return status;
}

/* Are the two handles of one file? */
static BOOL same_file(HANDLE a, HANDLE b)
{
    BY_HANDLE_FILE_INFORMATION first, second;

    return GetFileInformationByHandle(a, &first) && GetFileInformationByHandle(b, &second) &&
           first.nFileIndexLow == second.nFileIndexLow && first.nFileIndexHigh == second.nFileIndexHigh &&
           first.dwVolumeSerialNumber == second.dwVolumeSerialNumber;
}

static HANDLE open_target(LPCWSTR name, DWORD attributes, BOOL must_be_new, HANDLE source)
{
    HANDLE before;

    if (must_be_new)
        return CreateFileW(name, GENERIC_WRITE | DELETE, FILE_SHARE_READ, NULL, CREATE_NEW, attributes, NULL);
    /* a copy onto itself is refused before it is emptied */
    before = path_open(name, FILE_READ_ATTRIBUTES, FILE_NON_DIRECTORY_FILE);
    if (before != INVALID_HANDLE_VALUE) {
        BOOL same = same_file(before, source);
        NtClose(before);
        if (same) return base_fail(STATUS_SHARING_VIOLATION), INVALID_HANDLE_VALUE;
    }
    return CreateFileW(name, GENERIC_WRITE | DELETE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, attributes, NULL);
}

/* "CopyFileExW function". */
BOOL WINAPI CopyFileExW(LPCWSTR from, LPCWSTR to, LPPROGRESS_ROUTINE progress, LPVOID data, LPBOOL cancel, DWORD flags)
{
    struct copy copy = {.progress = progress, .data = data, .cancel = cancel};
    FILE_BASIC_INFORMATION basic, times = {.FileAttributes = 0};
    FILE_DISPOSITION_INFORMATION gone = {TRUE};
    IO_STATUS_BLOCK io;
    BOOL must_be_new = flags & COPY_FILE_FAIL_IF_EXISTS;
    DWORD error;

    if (!from || !to) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & COPY_FILE_COPY_SYMLINK) {
        NTSTATUS status = copy_link(from, to, must_be_new);
        if (status == STATUS_OBJECT_NAME_COLLISION) return RtlSetLastWin32Error(ERROR_FILE_EXISTS), FALSE;
        if (status != STATUS_NOT_A_REPARSE_POINT) return base_ok(status);
    }
    copy.from = CreateFileW(from, GENERIC_READ,
                            FILE_SHARE_READ | (flags & COPY_FILE_OPEN_SOURCE_FOR_WRITE ? FILE_SHARE_WRITE : 0) |
                                FILE_SHARE_DELETE,
                            NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (copy.from == INVALID_HANDLE_VALUE &&
        GetLastError() == ERROR_SHARING_VIOLATION) /* who writes to it shares reading */
        copy.from = CreateFileW(from, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                                OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (copy.from == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtQueryInformationFile(copy.from, &io, &basic, sizeof basic, FileBasicInformation);
    if (!base_ok(status) || !GetFileSizeEx(copy.from, &copy.size)) {
        error = GetLastError();
        goto out;
    }
    /* "File attributes for the existing file are copied to the new file"; a copy is to be archived */
    copy.to = open_target(to, (basic.FileAttributes & ~(DWORD)FILE_ATTRIBUTE_NORMAL) | FILE_ATTRIBUTE_ARCHIVE,
                          must_be_new, copy.from);
    if (copy.to == INVALID_HANDLE_VALUE) {
        error = GetLastError();
        goto out;
    }
    error = share_data(&copy) ? 0 : copy_data(&copy);
    if (!error) error = copy_rest(&copy);
    if (error) {
        NtSetInformationFile(copy.to, &io, &gone, sizeof gone, FileDispositionInformation);
    } else {
        times.LastWriteTime = basic.LastWriteTime;
        NtSetInformationFile(copy.to, &io, &times, sizeof times, FileBasicInformation);
    }
    NtClose(copy.to);
out:
    NtClose(copy.from);
    RtlSetLastWin32Error(error);
    return !error;
}

BOOL WINAPI CopyFileExA(LPCSTR from, LPCSTR to, LPPROGRESS_ROUTINE progress, LPVOID data, LPBOOL cancel, DWORD flags)
{
    struct path_wide source, target;

    if (!path_wide(&source, from)) return FALSE;
    BOOL ok = path_wide(&target, to);
    if (ok) {
        ok = CopyFileExW(source.text, target.text, progress, data, cancel, flags);
        path_free(&target);
    }
    path_free(&source);
    return ok;
}

BOOL WINAPI CopyFileW(LPCWSTR from, LPCWSTR to, BOOL must_be_new)
{
    return CopyFileExW(from, to, NULL, NULL, NULL, must_be_new ? COPY_FILE_FAIL_IF_EXISTS : 0);
}

BOOL WINAPI CopyFileA(LPCSTR from, LPCSTR to, BOOL must_be_new)
{
    return CopyFileExA(from, to, NULL, NULL, NULL, must_be_new ? COPY_FILE_FAIL_IF_EXISTS : 0);
}
