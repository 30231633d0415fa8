/* SPDX-License-Identifier: MIT */
/* FindFirstFile and its kin: a folder's entries by pattern, onto NtQueryDirectoryFile.
 *
 * The last part of the name is the pattern; the kernel's matching has the characters DOS_STAR `<`, DOS_QM `>` and
 * DOS_DOT `"` for what DOS programs mean by `*`, `?` and `.`.  Left out: changes of folders, streams, case-sensitive
 * searches of folders that are not. */
#include "find_names.h"
#include "path.h"

#define FIND_MAGIC  0x646e6966
#define ENTRY_BYTES 4096

struct find {
    ULONG magic;
    HANDLE folder;
    RTL_CRITICAL_SECTION lock;
    FINDEX_INFO_LEVELS level;
    ULONG size, next; /* of the buffer; where its next entry is, 0: none is left */
    BOOL more;        /* the kernel may have more than the buffer */
    char *buffer;
};

/* FindFirstFile of a DOS device gives this handle, and the device as its only entry. */
#define DEVICE_HANDLE ((HANDLE)1)

static DWORD reparse_of(const FILE_BOTH_DIR_INFORMATION *entry)
{
    /* "If dwFileAttributes includes FILE_ATTRIBUTE_REPARSE_POINT, this member specifies the reparse point tag." */
    return entry->FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? entry->EaSize : 0;
}

static void give(const struct find *find, const FILE_BOTH_DIR_INFORMATION *entry, WIN32_FIND_DATAW *data)
{
    size_t units = entry->FileNameLength / sizeof(WCHAR), short_units = (UCHAR)entry->ShortNameLength / sizeof(WCHAR);

    data->dwFileAttributes = entry->FileAttributes;
    data->ftCreationTime = (FILETIME){entry->CreationTime.LowPart, (DWORD)entry->CreationTime.HighPart};
    data->ftLastAccessTime = (FILETIME){entry->LastAccessTime.LowPart, (DWORD)entry->LastAccessTime.HighPart};
    data->ftLastWriteTime = (FILETIME){entry->LastWriteTime.LowPart, (DWORD)entry->LastWriteTime.HighPart};
    data->nFileSizeHigh = (DWORD)entry->EndOfFile.HighPart;
    data->nFileSizeLow = entry->EndOfFile.LowPart;
    data->dwReserved0 = reparse_of(entry);
    data->dwReserved1 = 0;
    if (units >= MAX_PATH) units = MAX_PATH - 1;
    memcpy(data->cFileName, entry->FileName, units * sizeof(WCHAR));
    data->cFileName[units] = 0;
    if (find->level == FindExInfoBasic || short_units > 12) short_units = 0;
    memcpy(data->cAlternateFileName, entry->ShortName, short_units * sizeof(WCHAR));
    data->cAlternateFileName[short_units] = 0;
}

/* Fills the buffer.  `pattern` is for the first time alone. */
static NTSTATUS fill(struct find *find, UNICODE_STRING *pattern)
{
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryDirectoryFile(find->folder, NULL, NULL, NULL, &io, find->buffer, find->size,
                                           FileBothDirectoryInformation, FALSE, pattern, pattern != NULL);

    find->next = 0;
    find->more = NT_SUCCESS(status);
    return status;
}

/* Gives the entry the search stands at, and goes on. */
static void take(struct find *find, WIN32_FIND_DATAW *data)
{
    const FILE_BOTH_DIR_INFORMATION *entry = (const void *)(find->buffer + find->next);

    give(find, entry, data);
    if (entry->NextEntryOffset)
        find->next += entry->NextEntryOffset;
    else
        find->next = ULONG_MAX;
}

/* Rewrites a pattern for the kernel: `?` is DOS_QM, a dot before `?` or `*` DOS_DOT, a star before a dot DOS_STAR;
 * `*.*` means everything.  `dropped`: the name ended in a dot that the path's normalisation took away, so that `*.`
 * finds names without one. */
static void translate(WCHAR *pattern, USHORT *bytes, BOOL dropped)
{
    size_t units = *bytes / sizeof(WCHAR);

    if (units == 3 && pattern[0] == '*' && pattern[1] == '.' && pattern[2] == '*') {
        *bytes = sizeof(WCHAR);
        return;
    }
    for (size_t i = 0; i < units; i++) {
        if (pattern[i] == '.' && i && pattern[i - 1] == '*') pattern[i - 1] = '<';
        if (pattern[i] == '?' || pattern[i] == '*') {
            if (pattern[i] == '?') pattern[i] = '>';
            if (i && pattern[i - 1] == '.') pattern[i - 1] = '"';
        }
    }
    if (dropped && units && pattern[units - 1] == '*') pattern[units - 1] = '<';
}

static HANDLE find_device(LPCWSTR name, ULONG device, WIN32_FIND_DATAW *data)
{
    size_t at = (device >> 16) / sizeof(WCHAR), units = (device & 0xffff) / sizeof(WCHAR);

    memset(data, 0, sizeof *data);
    data->dwFileAttributes = FILE_ATTRIBUTE_ARCHIVE;
    memcpy(data->cFileName, name + at, units * sizeof(WCHAR));
    return DEVICE_HANDLE;
}

static HANDLE failed(NTSTATUS status, DWORD error)
{
    base_fail(status);
    if (error) RtlSetLastWin32Error(error);
    return INVALID_HANDLE_VALUE;
}

static struct find *find_create(FINDEX_INFO_LEVELS level, DWORD flags)
{
    ULONG size = flags & FIND_FIRST_EX_LARGE_FETCH ? 16 * ENTRY_BYTES : ENTRY_BYTES;
    struct find *find = base_alloc(sizeof *find + size);

    if (!find) return NULL;
    *find = (struct find){.magic = FIND_MAGIC, .level = level, .size = size, .buffer = (char *)(find + 1)};
    RtlInitializeCriticalSection(&find->lock);
    return find;
}

static void find_free(struct find *find)
{
    find->magic = 0;
    RtlDeleteCriticalSection(&find->lock);
    base_free(find);
}

/* "FindFirstFileExW function": ERROR_FILE_NOT_FOUND where nothing matches, ERROR_PATH_NOT_FOUND where the folder is not
 * there. */
HANDLE WINAPI FindFirstFileExW(LPCWSTR name, FINDEX_INFO_LEVELS level, LPVOID result, FINDEX_SEARCH_OPS operation,
                               LPVOID filter, DWORD flags)
{
    struct path_nt path;
    UNICODE_STRING pattern;
    IO_STATUS_BLOCK io;
    HANDLE folder;
    ULONG device;

    if (level > FindExInfoBasic || operation >= FindExSearchLimitToDevices || filter || flags & ~7u || !result)
        return failed(operation == FindExSearchLimitToDevices ? STATUS_NOT_SUPPORTED : STATUS_INVALID_PARAMETER, 0);
    if (name && (device = RtlIsDosDeviceName_U(name))) return find_device(name, device, result);
    if (!path_nt(&path, name)) return INVALID_HANDLE_VALUE;

    /* split into folder and pattern; a drive's root keeps its separator */
    size_t units = path.name.Length / sizeof(WCHAR), at = units, given = wcslen(name);
    while (at && path.name.Buffer[at - 1] != '\\') at--;
    BOOL dropped = given && name[given - 1] == '.' && units && path.name.Buffer[units - 1] == '*';
    pattern.Buffer = path.name.Buffer + at;
    pattern.Length = pattern.MaximumLength = (USHORT)((units - at) * sizeof(WCHAR));
    if (!pattern.Length) { /* "must not end in a trailing backslash" */
        path_release(&path);
        return failed(STATUS_NO_SUCH_FILE, ERROR_FILE_NOT_FOUND);
    }
    translate(pattern.Buffer, &pattern.Length, dropped);
    BOOL root = at == 7 && path.name.Buffer[5] == ':'; /* \??\C:\ */
    path.name.Length = (USHORT)((root ? at : at - 1) * sizeof(WCHAR));
    if (flags & FIND_FIRST_EX_CASE_SENSITIVE) path.attributes.Attributes &= ~(ULONG)OBJ_CASE_INSENSITIVE;
    NTSTATUS status = NtOpenFile(&folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &path.attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                 FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT);
    if (!NT_SUCCESS(status)) {
        path_release(&path);
        return failed(status, status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_TYPE_MISMATCH
                                  ? ERROR_PATH_NOT_FOUND
                                  : 0);
    }
    struct find *find = find_create(level, flags);
    status = STATUS_NO_MEMORY;
    if (find) {
        find->folder = folder;
        status = fill(find, &pattern);
        if (NT_SUCCESS(status)) take(find, result);
    }
    path_release(&path);
    if (!find || !NT_SUCCESS(status)) {
        NtClose(folder);
        if (find) find_free(find);
        return failed(status,
                      status == STATUS_NO_SUCH_FILE || status == STATUS_NO_MORE_FILES ? ERROR_FILE_NOT_FOUND : 0);
    }
    return find;
}

HANDLE WINAPI FindFirstFileW(LPCWSTR name, WIN32_FIND_DATAW *data)
{
    return FindFirstFileExW(name, FindExInfoStandard, data, FindExSearchNameMatch, NULL, 0);
}

static struct find *find_of(HANDLE handle)
{
    struct find *find = handle;

    if (handle == INVALID_HANDLE_VALUE || !handle || (ULONG_PTR)handle & (sizeof(void *) - 1) ||
        find->magic != FIND_MAGIC)
        return base_fail(STATUS_INVALID_HANDLE), NULL;
    return find;
}

/* "FindNextFileW function": ERROR_NO_MORE_FILES at the end. */
BOOL WINAPI FindNextFileW(HANDLE handle, WIN32_FIND_DATAW *data)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct find *find;

    if (handle == DEVICE_HANDLE) return base_fail(STATUS_NO_MORE_FILES);
    if (!(find = find_of(handle))) return FALSE;
    RtlEnterCriticalSection(&find->lock);
    if (find->next == ULONG_MAX) {
        status = find->more ? fill(find, NULL) : STATUS_NO_MORE_FILES;
        if (!NT_SUCCESS(status)) find->next = ULONG_MAX;
    }
    if (NT_SUCCESS(status)) take(find, data);
    RtlLeaveCriticalSection(&find->lock);
    return base_ok(status);
}

BOOL WINAPI FindClose(HANDLE handle)
{
    struct find *find;

    if (handle == DEVICE_HANDLE || find_names_close(handle)) return TRUE;
    if (!(find = find_of(handle))) return FALSE;
    NtClose(find->folder);
    find_free(find);
    return TRUE;
}

/* An entry with 8-bit names. */
static void narrow(const WIN32_FIND_DATAW *from, WIN32_FIND_DATAA *to)
{
    to->dwFileAttributes = from->dwFileAttributes;
    to->ftCreationTime = from->ftCreationTime;
    to->ftLastAccessTime = from->ftLastAccessTime;
    to->ftLastWriteTime = from->ftLastWriteTime;
    to->nFileSizeHigh = from->nFileSizeHigh;
    to->nFileSizeLow = from->nFileSizeLow;
    to->dwReserved0 = from->dwReserved0;
    to->dwReserved1 = from->dwReserved1;
    path_narrow(from->cFileName, wcslen(from->cFileName), to->cFileName, sizeof to->cFileName);
    path_narrow(from->cAlternateFileName, wcslen(from->cAlternateFileName), to->cAlternateFileName,
                sizeof to->cAlternateFileName);
}

HANDLE WINAPI FindFirstFileExA(LPCSTR name, FINDEX_INFO_LEVELS level, LPVOID result, FINDEX_SEARCH_OPS operation,
                               LPVOID filter, DWORD flags)
{
    WIN32_FIND_DATAW data;
    struct path_wide path;

    if (!path_wide(&path, name)) return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstFileExW(path.text, level, result ? &data : NULL, operation, filter, flags);
    path_free(&path);
    if (handle != INVALID_HANDLE_VALUE) narrow(&data, result);
    return handle;
}

HANDLE WINAPI FindFirstFileA(LPCSTR name, WIN32_FIND_DATAA *data)
{
    return FindFirstFileExA(name, FindExInfoStandard, data, FindExSearchNameMatch, NULL, 0);
}

BOOL WINAPI FindNextFileA(HANDLE handle, WIN32_FIND_DATAA *result)
{
    WIN32_FIND_DATAW data;

    if (!FindNextFileW(handle, &data)) return FALSE;
    narrow(&data, result);
    return TRUE;
}
