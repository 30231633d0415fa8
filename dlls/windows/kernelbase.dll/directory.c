/* SPDX-License-Identifier: MIT */
/* Making and removing folders, and deleting files. */
#include "path.h"

/* "CreateDirectoryW function": ERROR_ALREADY_EXISTS, ERROR_PATH_NOT_FOUND. */
BOOL WINAPI CreateDirectoryW(LPCWSTR name, SECURITY_ATTRIBUTES *security)
{
    struct path_nt path;
    IO_STATUS_BLOCK io;
    HANDLE folder;

    (void)security;
    if (RtlIsDosDeviceName_U(name)) /* "NUL" cannot be a folder's name */
        return base_fail(STATUS_NOT_A_DIRECTORY);
    if (!path_nt(&path, name)) return FALSE;
    NTSTATUS status =
        NtCreateFile(&folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &path.attributes, &io, NULL, FILE_ATTRIBUTE_NORMAL,
                     FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE,
                     FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT, NULL, 0);
    path_release(&path);
    if (!base_ok(status)) return FALSE;
    NtClose(folder);
    return TRUE;
}

BOOL WINAPI CreateDirectoryA(LPCSTR name, SECURITY_ATTRIBUTES *security)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = CreateDirectoryW(path.text, security);
    path_free(&path);
    return ok;
}

/* "CreateDirectoryExW function": the new folder takes the template's attributes. */
BOOL WINAPI CreateDirectoryExW(LPCWSTR template, LPCWSTR name, SECURITY_ATTRIBUTES *security)
{
    DWORD attributes = GetFileAttributesW(template);

    if (attributes == INVALID_FILE_ATTRIBUTES) return FALSE;
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) return base_fail(STATUS_NOT_A_DIRECTORY);
    if (!CreateDirectoryW(name, security)) return FALSE;
    attributes &= FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
    return attributes ? SetFileAttributesW(name, attributes) : TRUE;
}

BOOL WINAPI CreateDirectoryExA(LPCSTR template, LPCSTR name, SECURITY_ATTRIBUTES *security)
{
    struct path_wide from, path;

    if (!path_wide(&from, template)) return FALSE;
    BOOL ok = path_wide(&path, name);
    if (ok) {
        ok = CreateDirectoryExW(from.text, path.text, security);
        path_free(&path);
    }
    path_free(&from);
    return ok;
}

/* Opens `name` itself (a link, not its target) and marks it for deletion, which happens at the close.  POSIX semantics
 * free the name at once where the file system knows them, as Windows 10 does. */
static BOOL delete (LPCWSTR name, ULONG options)
{
    FILE_DISPOSITION_INFORMATION_EX posix = {FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS};
    FILE_DISPOSITION_INFORMATION plain = {TRUE};
    IO_STATUS_BLOCK io;
    HANDLE file = path_open(name, DELETE, options | FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);

    if (file == INVALID_HANDLE_VALUE) return FALSE;
    NTSTATUS status = NtSetInformationFile(file, &io, &posix, sizeof posix, FileDispositionInformationEx);
    if (status == STATUS_INVALID_INFO_CLASS || status == STATUS_NOT_SUPPORTED || status == STATUS_INVALID_PARAMETER)
        status = NtSetInformationFile(file, &io, &plain, sizeof plain, FileDispositionInformation);
    NtClose(file);
    return base_ok(status);
}

/* "RemoveDirectoryW function": ERROR_DIR_NOT_EMPTY, ERROR_DIRECTORY for what is no folder. */
BOOL WINAPI RemoveDirectoryW(LPCWSTR name)
{
    return delete (name, FILE_DIRECTORY_FILE);
}

BOOL WINAPI RemoveDirectoryA(LPCSTR name)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = RemoveDirectoryW(path.text);
    path_free(&path);
    return ok;
}

/* "DeleteFileW function": ERROR_FILE_NOT_FOUND; ERROR_ACCESS_DENIED for a read-only file or a folder. */
BOOL WINAPI DeleteFileW(LPCWSTR name)
{
    return delete (name, FILE_NON_DIRECTORY_FILE);
}

BOOL WINAPI DeleteFileA(LPCSTR name)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = DeleteFileW(path.text);
    path_free(&path);
    return ok;
}
