/* SPDX-License-Identifier: MIT */
/* Opening and creating files: CreateFile and its kin, onto NtCreateFile.
 *
 * Left out: extended attributes of a template file, security descriptors and quality of service (a prefix is one domain
 * of trust), file ids (OpenFileById). */
#include "path.h"

/* Flags of CreateFile and the create options that they mean. */
static const struct {
    DWORD flag;
    ULONG option;
} options_of[] = {
    {FILE_FLAG_WRITE_THROUGH,      FILE_WRITE_THROUGH            },
    {FILE_FLAG_NO_BUFFERING,       FILE_NO_INTERMEDIATE_BUFFERING},
    {FILE_FLAG_RANDOM_ACCESS,      FILE_RANDOM_ACCESS            },
    {FILE_FLAG_SEQUENTIAL_SCAN,    FILE_SEQUENTIAL_ONLY          },
    {FILE_FLAG_DELETE_ON_CLOSE,    FILE_DELETE_ON_CLOSE          },
    {FILE_FLAG_BACKUP_SEMANTICS,   FILE_OPEN_FOR_BACKUP_INTENT   },
    {FILE_FLAG_OPEN_REPARSE_POINT, FILE_OPEN_REPARSE_POINT       },
    {FILE_FLAG_OPEN_NO_RECALL,     FILE_OPEN_NO_RECALL           },
};

static ULONG create_options(DWORD flags)
{
    ULONG options = flags & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT;

    for (size_t i = 0; i < sizeof options_of / sizeof *options_of; i++)
        if (flags & options_of[i].flag) options |= options_of[i].option;
    /* "You must set this flag to obtain a handle to a directory." */
    if (!(flags & FILE_FLAG_BACKUP_SEMANTICS)) options |= FILE_NON_DIRECTORY_FILE;
    return options;
}

/* The attributes a new file may be given. */
#define NEW_ATTRIBUTES                                                                                                 \
    (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |                \
     FILE_ATTRIBUTE_NORMAL | FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)

static const ULONG dispositions[] = {
    [CREATE_NEW] = FILE_CREATE,   [CREATE_ALWAYS] = FILE_OVERWRITE_IF,  [OPEN_EXISTING] = FILE_OPEN,
    [OPEN_ALWAYS] = FILE_OPEN_IF, [TRUNCATE_EXISTING] = FILE_OVERWRITE,
};

/* "CreateFileW function": INVALID_HANDLE_VALUE with the last error set; ERROR_ALREADY_EXISTS with success where
 * CREATE_ALWAYS or OPEN_ALWAYS met a file, 0 where they made one. */
HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security, DWORD disposition,
                          DWORD flags, HANDLE template)
{
    struct path_nt path;
    IO_STATUS_BLOCK io;
    HANDLE handle;

    (void)template; /* has nothing to give that a new file could take */
    if (disposition < CREATE_NEW || disposition > TRUNCATE_EXISTING ||
        (disposition == TRUNCATE_EXISTING && !(access & (GENERIC_WRITE | GENERIC_ALL))))
        return base_fail(STATUS_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    if (!path_nt(&path, name)) return INVALID_HANDLE_VALUE;
    if (flags & FILE_FLAG_POSIX_SEMANTICS) path.attributes.Attributes &= ~(ULONG)OBJ_CASE_INSENSITIVE;
    if (security && security->bInheritHandle) path.attributes.Attributes |= OBJ_INHERIT;
    access |= SYNCHRONIZE | FILE_READ_ATTRIBUTES;
    if (flags & FILE_FLAG_DELETE_ON_CLOSE) access |= DELETE;

    BOOL slash = path.name.Length && path.name.Buffer[path.name.Length / sizeof(WCHAR) - 1] == '\\';
    NTSTATUS status = NtCreateFile(&handle, access, &path.attributes, &io, NULL, flags & NEW_ATTRIBUTES, share,
                                   dispositions[disposition], create_options(flags), NULL, 0);
    path_release(&path);
    if (!NT_SUCCESS(status)) {
        base_fail(status);
        if (status == STATUS_OBJECT_NAME_COLLISION)
            RtlSetLastWin32Error(ERROR_FILE_EXISTS);
        else if (status == STATUS_FILE_IS_A_DIRECTORY)
            RtlSetLastWin32Error(slash ? ERROR_PATH_NOT_FOUND : ERROR_ACCESS_DENIED);
        return INVALID_HANDLE_VALUE;
    }
    if ((disposition == CREATE_ALWAYS && io.Information == FILE_OVERWRITTEN) ||
        (disposition == OPEN_ALWAYS && io.Information == FILE_OPENED))
        RtlSetLastWin32Error(ERROR_ALREADY_EXISTS);
    else
        RtlSetLastWin32Error(ERROR_SUCCESS);
    return handle;
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security, DWORD disposition,
                          DWORD flags, HANDLE template)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return INVALID_HANDLE_VALUE;
    HANDLE handle = CreateFileW(path.text, access, share, security, disposition, flags, template);
    path_free(&path);
    return handle;
}

/* "CreateFile2 function". */
HANDLE WINAPI CreateFile2(LPCWSTR name, DWORD access, DWORD share, DWORD disposition,
                          CREATEFILE2_EXTENDED_PARAMETERS *extended)
{
    if (!extended) return CreateFileW(name, access, share, NULL, disposition, 0, NULL);
    if (extended->dwSize < sizeof *extended) return base_fail(STATUS_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    return CreateFileW(name, access, share, extended->lpSecurityAttributes, disposition,
                       (extended->dwFileAttributes & 0xffff) | (extended->dwFileFlags & 0xfff00000) |
                           extended->dwSecurityQosFlags,
                       extended->hTemplateFile);
}

/* "ReOpenFile function": opens the same file, relative to its handle, with other rights. */
HANDLE WINAPI ReOpenFile(HANDLE original, DWORD access, DWORD share, DWORD flags)
{
    UNICODE_STRING none = {0, 0, NULL};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE handle;

    InitializeObjectAttributes(&attributes, &none, OBJ_CASE_INSENSITIVE, original, NULL);
    access |= SYNCHRONIZE | FILE_READ_ATTRIBUTES;
    if (flags & FILE_FLAG_DELETE_ON_CLOSE) access |= DELETE;
    NTSTATUS status =
        NtOpenFile(&handle, access, &attributes, &io, share, create_options(flags | FILE_FLAG_BACKUP_SEMANTICS));
    return base_ok(status) ? handle : INVALID_HANDLE_VALUE;
}

/* "OpenFile function" of 16-bit days, kept for names of up to 127 characters. */
HFILE WINAPI OpenFile(LPCSTR name, OFSTRUCT *result, UINT style)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE, GENERIC_READ};
    static const DWORD shares[] = {FILE_SHARE_READ | FILE_SHARE_WRITE, 0, FILE_SHARE_READ, FILE_SHARE_WRITE,
                                   FILE_SHARE_READ | FILE_SHARE_WRITE};
    char full[OFS_MAXPATHNAME];
    HANDLE handle;

    if (!result) return base_fail(STATUS_INVALID_PARAMETER), HFILE_ERROR;
    if (style & OF_REOPEN) name = result->szPathName;
    result->cBytes = sizeof *result;
    result->fFixedDisk = FALSE;
    DWORD length = style & OF_PARSE ? 0 : SearchPathA(NULL, name, NULL, sizeof full, full, NULL);
    if (!length) length = GetFullPathNameA(name, sizeof full, full, NULL);
    if (!length || length >= sizeof full) {
        result->nErrCode = ERROR_INVALID_DATA;
        return RtlSetLastWin32Error(ERROR_INVALID_DATA), HFILE_ERROR;
    }
    memcpy(result->szPathName, full, length + 1);
    result->nErrCode = 0;
    if (style & OF_PARSE) return 0;
    if (style & OF_DELETE) {
        if (DeleteFileA(full)) return 1;
        result->nErrCode = (WORD)GetLastError();
        return HFILE_ERROR;
    }
    UINT share = style >> 4 & 7;
    handle = CreateFileA(full, accesses[style & 3], shares[share < 5 ? share : 0], NULL,
                         style & OF_CREATE ? CREATE_ALWAYS : OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (handle == INVALID_HANDLE_VALUE) {
        result->nErrCode = (WORD)GetLastError();
        return HFILE_ERROR;
    }
    if (style & OF_EXIST) {
        CloseHandle(handle);
        return 1;
    }
    return (HFILE)(LONG_PTR)handle;
}

/* "_lopen function", "_lcreat function" and what goes with them. */
HFILE WINAPI _lopen(LPCSTR name, int mode)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE, GENERIC_READ};
    static const DWORD shares[] = {FILE_SHARE_READ | FILE_SHARE_WRITE, 0, FILE_SHARE_READ, FILE_SHARE_WRITE,
                                   FILE_SHARE_READ | FILE_SHARE_WRITE};
    UINT share = (UINT)mode >> 4 & 7;

    return (HFILE)(LONG_PTR)CreateFileA(name, accesses[mode & 3], shares[share < 5 ? share : 0], NULL, OPEN_EXISTING, 0,
                                        NULL);
}

HFILE WINAPI _lcreat(LPCSTR name, int attribute)
{
    return (HFILE)(LONG_PTR)CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                        CREATE_ALWAYS, (DWORD)attribute & NEW_ATTRIBUTES, NULL);
}

HFILE WINAPI _lclose(HFILE file)
{
    return CloseHandle((HANDLE)(LONG_PTR)file) ? 0 : HFILE_ERROR;
}

UINT WINAPI _lread(HFILE file, LPVOID buffer, UINT size)
{
    DWORD done;

    return ReadFile((HANDLE)(LONG_PTR)file, buffer, size, &done, NULL) ? done : (UINT)HFILE_ERROR;
}

UINT WINAPI _lwrite(HFILE file, LPCCH buffer, UINT size)
{
    DWORD done;

    /* "If the uBytes parameter is zero, the file is truncated or extended to the current file position." */
    if (!size) return SetEndOfFile((HANDLE)(LONG_PTR)file) ? 0 : (UINT)HFILE_ERROR;
    return WriteFile((HANDLE)(LONG_PTR)file, buffer, size, &done, NULL) ? done : (UINT)HFILE_ERROR;
}

LONG WINAPI _hread(HFILE file, LPVOID buffer, LONG size)
{
    return (LONG)_lread(file, buffer, (UINT)size);
}

LONG WINAPI _hwrite(HFILE file, LPCCH buffer, LONG size)
{
    return (LONG)_lwrite(file, buffer, (UINT)size);
}

LONG WINAPI _llseek(HFILE file, LONG distance, int from)
{
    return (LONG)SetFilePointer((HANDLE)(LONG_PTR)file, distance, NULL, (DWORD)from);
}
