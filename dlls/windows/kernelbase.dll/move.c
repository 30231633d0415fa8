/* SPDX-License-Identifier: MIT */
/* Moving and replacing files, and giving them further names.
 *
 * Left out: moves that wait for the next start (MOVEFILE_DELAY_UNTIL_REBOOT, refused: there is none), link tracking. */
#include "path.h"

/* Renames (or links, by the class) an open file to a DOS name. */
static NTSTATUS rename_to(HANDLE file, LPCWSTR to, ULONG flags, ULONG class)
{
    IO_STATUS_BLOCK io;
    UNICODE_STRING nt;
    NTSTATUS status = RtlDosPathNameToNtPathName_U_WithStatus(to, &nt, NULL, NULL);

    if (!NT_SUCCESS(status)) return to && *to ? status : STATUS_OBJECT_PATH_NOT_FOUND;
    FILE_RENAME_INFORMATION *info = base_alloc(sizeof *info + nt.Length);
    if (info) {
        memset(info, 0, sizeof *info);
        info->ReplaceIfExists = flags & FILE_RENAME_REPLACE_IF_EXISTS;
        info->FileNameLength = nt.Length;
        memcpy(info->FileName, nt.Buffer, nt.Length);
        status = NtSetInformationFile(file, &io, info, sizeof *info + nt.Length, class);
        base_free(info);
    } else {
        status = STATUS_NO_MEMORY;
    }
    RtlFreeUnicodeString(&nt);
    return status;
}

/* "MoveFileWithProgressW function". */
BOOL WINAPI MoveFileWithProgressW(LPCWSTR from, LPCWSTR to, LPPROGRESS_ROUTINE progress, LPVOID data, DWORD flags)
{
    /* "This value can be used only if the process is in the context of a user who belongs to the administrators group",
     * which nobody here does */
    if (flags & MOVEFILE_DELAY_UNTIL_REBOOT)
        return base_fail(flags & MOVEFILE_COPY_ALLOWED ? STATUS_INVALID_PARAMETER : STATUS_ACCESS_DENIED);
    if (!to) return base_fail(STATUS_INVALID_PARAMETER); /* NULL is for a deletion at the next start */
    if (flags & MOVEFILE_CREATE_HARDLINK) return base_fail(STATUS_INVALID_PARAMETER); /* "reserved for future use" */

    HANDLE file = path_open(from, DELETE | FILE_READ_ATTRIBUTES,
                            FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT |
                                (flags & MOVEFILE_WRITE_THROUGH ? FILE_WRITE_THROUGH : 0));
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = rename_to(file, to, flags & MOVEFILE_REPLACE_EXISTING ? FILE_RENAME_REPLACE_IF_EXISTS : 0,
                                FileRenameInformation);
    FILE_BASIC_INFORMATION basic = {.FileAttributes = 0};
    IO_STATUS_BLOCK io;
    NtQueryInformationFile(file, &io, &basic, sizeof basic, FileBasicInformation);
    NtClose(file);
    /* "MOVEFILE_COPY_ALLOWED: if the file is to be moved to a different volume, the function simulates the move by
     * using the CopyFile and DeleteFile functions"; a folder cannot be moved so */
    if (status != STATUS_NOT_SAME_DEVICE || !(flags & MOVEFILE_COPY_ALLOWED)) return base_ok(status);
    if (basic.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) return base_fail(STATUS_ACCESS_DENIED);
    if (!CopyFileExW(from, to, progress, data, NULL,
                     (flags & MOVEFILE_REPLACE_EXISTING ? 0 : COPY_FILE_FAIL_IF_EXISTS) | COPY_FILE_COPY_SYMLINK))
        return FALSE;
    /* "the function leaves the original file" where it cannot be deleted */
    DeleteFileW(from);
    return TRUE;
}

BOOL WINAPI MoveFileWithProgressA(LPCSTR from, LPCSTR to, LPPROGRESS_ROUTINE progress, LPVOID data, DWORD flags)
{
    struct path_wide source, target;

    if (!path_wide(&source, from)) return FALSE;
    BOOL ok = path_wide(&target, to);
    if (ok) {
        ok = MoveFileWithProgressW(source.text, target.text, progress, data, flags);
        path_free(&target);
    }
    path_free(&source);
    return ok;
}

BOOL WINAPI MoveFileExW(LPCWSTR from, LPCWSTR to, DWORD flags)
{
    return MoveFileWithProgressW(from, to, NULL, NULL, flags);
}

BOOL WINAPI MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags)
{
    return MoveFileWithProgressA(from, to, NULL, NULL, flags);
}

/* "MoveFileW function": never over what exists (ERROR_ALREADY_EXISTS); a file may change volumes. */
BOOL WINAPI MoveFileW(LPCWSTR from, LPCWSTR to)
{
    return MoveFileWithProgressW(from, to, NULL, NULL, MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI MoveFileA(LPCSTR from, LPCSTR to)
{
    return MoveFileWithProgressA(from, to, NULL, NULL, MOVEFILE_COPY_ALLOWED);
}

/* "ReplaceFileW function": `replaced` takes the contents of `replacement`, keeping its own attributes and creation
 * time; `backup`, where given, becomes what it was. */
BOOL WINAPI ReplaceFileW(LPCWSTR replaced, LPCWSTR replacement, LPCWSTR backup, DWORD flags, LPVOID exclude,
                         LPVOID reserved)
{
    FILE_BASIC_INFORMATION old, now = {.FileAttributes = 0};
    IO_STATUS_BLOCK io;
    HANDLE from, to;

    (void)flags;
    if (exclude || reserved) return base_fail(STATUS_INVALID_PARAMETER);
    to = path_open(replaced, DELETE | FILE_READ_ATTRIBUTES, FILE_NON_DIRECTORY_FILE);
    if (to == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtQueryInformationFile(to, &io, &old, sizeof old, FileBasicInformation);
    /* "ReplaceFile fails with ERROR_ACCESS_DENIED where the replaced file is read-only" */
    if (NT_SUCCESS(status) && old.FileAttributes & FILE_ATTRIBUTE_READONLY) status = STATUS_ACCESS_DENIED;
    if (!NT_SUCCESS(status)) {
        NtClose(to);
        return base_fail(status);
    }
    from = path_open(replacement, DELETE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES, FILE_NON_DIRECTORY_FILE);
    if (from == INVALID_HANDLE_VALUE) {
        NtClose(to);
        return FALSE;
    }
    DWORD error = ERROR_SUCCESS;
    if (backup && !NT_SUCCESS(status = rename_to(to, backup, FILE_RENAME_REPLACE_IF_EXISTS, FileRenameInformation)))
        error = ERROR_UNABLE_TO_REMOVE_REPLACED; /* "the replaced and replacement files retain their original names" */
    NtClose(to);
    if (!error && !NT_SUCCESS(status = rename_to(from, replaced, FILE_RENAME_REPLACE_IF_EXISTS, FileRenameInformation)))
        error = backup ? ERROR_UNABLE_TO_MOVE_REPLACEMENT_2 : ERROR_UNABLE_TO_REMOVE_REPLACED;
    if (!error) {
        now.CreationTime = old.CreationTime;
        now.FileAttributes = old.FileAttributes | FILE_ATTRIBUTE_NORMAL;
        NtSetInformationFile(from, &io, &now, sizeof now, FileBasicInformation);
    }
    NtClose(from);
    if (!error) return TRUE;
    base_fail(status);
    RtlSetLastWin32Error(error);
    return FALSE;
}

BOOL WINAPI ReplaceFileA(LPCSTR replaced, LPCSTR replacement, LPCSTR backup, DWORD flags, LPVOID exclude,
                         LPVOID reserved)
{
    struct path_wide paths[3];
    const char *names[3] = {replaced, replacement, backup};
    int count = 0;

    while (count < 3 && path_wide(&paths[count], names[count])) count++;
    BOOL ok = count == 3 && ReplaceFileW(paths[0].text, paths[1].text, paths[2].text, flags, exclude, reserved);
    while (count--) path_free(&paths[count]);
    return ok;
}

/* "CreateHardLinkW function". */
BOOL WINAPI CreateHardLinkW(LPCWSTR name, LPCWSTR existing, SECURITY_ATTRIBUTES *reserved)
{
    (void)reserved;
    HANDLE file = path_open(existing, FILE_WRITE_ATTRIBUTES, FILE_OPEN_REPARSE_POINT | FILE_NON_DIRECTORY_FILE);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = rename_to(file, name, 0, FileLinkInformation);
    NtClose(file);
    return base_ok(status);
}

BOOL WINAPI CreateHardLinkA(LPCSTR name, LPCSTR existing, SECURITY_ATTRIBUTES *reserved)
{
    struct path_wide link, file;

    if (!path_wide(&link, name)) return FALSE;
    BOOL ok = path_wide(&file, existing);
    if (ok) {
        ok = CreateHardLinkW(link.text, file.text, reserved);
        path_free(&file);
    }
    path_free(&link);
    return ok;
}

/* What FSCTL_SET_REPARSE_POINT takes for a symbolic link, documented as REPARSE_DATA_BUFFER. */
struct link_data {
    ULONG tag;
    USHORT length, reserved;
    USHORT substitute_offset, substitute_length, print_offset, print_length;
    ULONG flags;
    WCHAR path[];
};
_Static_assert(offsetof(struct link_data, path) == 20, "documented");
#define LINK_IS_RELATIVE 1

/* Makes `handle` a link to `target`. */
static NTSTATUS set_link(HANDLE handle, LPCWSTR target)
{
    RTL_PATH_TYPE type = RtlDetermineDosPathNameType_U(target);
    BOOL relative = type == RtlPathTypeRelative || type == RtlPathTypeRooted;
    UNICODE_STRING nt = {0, 0, NULL};
    size_t units = wcslen(target);
    IO_STATUS_BLOCK io;
    NTSTATUS status = STATUS_SUCCESS;

    if (units > 0x3f00) return STATUS_NAME_TOO_LONG;
    if (!relative && !NT_SUCCESS(status = RtlDosPathNameToNtPathName_U_WithStatus(target, &nt, NULL, NULL)))
        return status;
    USHORT print = (USHORT)(units * sizeof(WCHAR));
    USHORT substitute = relative ? print : nt.Length;
    ULONG size = (ULONG)sizeof(struct link_data) + substitute + print;
    struct link_data *data = base_alloc(size);
    if (data) {
        *data =
            (struct link_data){IO_REPARSE_TAG_SYMLINK,         (USHORT)(size - 8), 0, 0, substitute, substitute, print,
                               relative ? LINK_IS_RELATIVE : 0};
        memcpy(data->path, relative ? target : nt.Buffer, substitute);
        memcpy((char *)data->path + substitute, target, print);
        status = NtFsControlFile(handle, NULL, NULL, NULL, &io, FSCTL_SET_REPARSE_POINT, data, size, NULL, 0);
        base_free(data);
    } else {
        status = STATUS_NO_MEMORY;
    }
    RtlFreeUnicodeString(&nt);
    return status;
}

/* "CreateSymbolicLinkW function". */
BOOLEAN WINAPI CreateSymbolicLinkW(LPCWSTR name, LPCWSTR target, DWORD flags)
{
    struct path_nt path;
    FILE_DISPOSITION_INFORMATION gone = {TRUE};
    IO_STATUS_BLOCK io;
    HANDLE handle;
    BOOL folder = flags & SYMBOLIC_LINK_FLAG_DIRECTORY;

    if (flags & ~3u || !target || !*target) return (BOOLEAN)base_fail(STATUS_INVALID_PARAMETER);
    if (!path_nt(&path, name)) return FALSE;
    NTSTATUS status = NtCreateFile(&handle, FILE_WRITE_ATTRIBUTES | DELETE | SYNCHRONIZE, &path.attributes, &io, NULL,
                                   FILE_ATTRIBUTE_NORMAL, 0, FILE_CREATE,
                                   FILE_OPEN_REPARSE_POINT | FILE_SYNCHRONOUS_IO_NONALERT |
                                       (folder ? FILE_DIRECTORY_FILE : FILE_NON_DIRECTORY_FILE),
                                   NULL, 0);
    path_release(&path);
    if (!base_ok(status)) return FALSE;
    status = set_link(handle, target);
    if (!NT_SUCCESS(status)) NtSetInformationFile(handle, &io, &gone, sizeof gone, FileDispositionInformation);
    NtClose(handle);
    return (BOOLEAN)base_ok(status);
}

BOOLEAN WINAPI CreateSymbolicLinkA(LPCSTR name, LPCSTR target, DWORD flags)
{
    struct path_wide link, file;

    if (!path_wide(&link, name)) return FALSE;
    BOOLEAN ok = (BOOLEAN)path_wide(&file, target);
    if (ok) {
        ok = CreateSymbolicLinkW(link.text, file.text, flags);
        path_free(&file);
    }
    path_free(&link);
    return ok;
}
