/* SPDX-License-Identifier: MIT */
/* The streams of a file, and its hard links' names: lists that are read whole when the search begins. */
#include "find_names.h"

#include "path.h"

#include "nt_filestat.h"

#define MAGIC 0x656d616e

/* A search; its handle is its address. */
struct names {
    ULONG magic, next; /* where the next entry is in `list`; `size`: there is none */
    ULONG size;
    WCHAR *front; /* of the links' names: the file's folder, ended by a separator; NULL: streams */
    char list[];
};

BOOL find_names_close(HANDLE handle)
{
    struct names *names = handle;

    if (!names || handle == INVALID_HANDLE_VALUE || (ULONG_PTR)handle & 7 || names->magic != MAGIC) return FALSE;
    names->magic = 0;
    base_free(names->front);
    base_free(names);
    return TRUE;
}

/* Asks a class of a file that lists names, whatever room it takes. */
static struct names *names_read(LPCWSTR name, ULONG class, HANDLE *file)
{
    IO_STATUS_BLOCK io;
    NTSTATUS status = STATUS_NO_MEMORY;

    *file = path_open(name, FILE_READ_ATTRIBUTES, FILE_OPEN_FOR_BACKUP_INTENT);
    if (*file == INVALID_HANDLE_VALUE) return NULL;
    for (ULONG room = 0x1000; room <= 0x10000; room *= 4) {
        struct names *names = base_alloc(sizeof *names + room);
        if (!names) break;
        status = NtQueryInformationFile(*file, &io, names->list, room, class);
        if (status == STATUS_SUCCESS) {
            names->magic = MAGIC;
            names->next = 0;
            names->size = (ULONG)io.Information;
            names->front = NULL;
            return names;
        }
        base_free(names);
        if (status != STATUS_BUFFER_OVERFLOW) break;
    }
    NtClose(*file);
    base_fail(status == STATUS_INVALID_PARAMETER ? STATUS_INVALID_DEVICE_REQUEST : status);
    return NULL;
}

/* "FindFirstStreamW function". */
HANDLE WINAPI FindFirstStreamW(LPCWSTR name, STREAM_INFO_LEVELS level, LPVOID data, DWORD flags)
{
    HANDLE file;

    if (level != FindStreamInfoStandard || flags || !data)
        return base_fail(STATUS_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    struct names *names = names_read(name, FileStreamInformation, &file);
    if (!names) return INVALID_HANDLE_VALUE;
    NtClose(file);
    if (FindNextStreamW(names, data)) return names;
    find_names_close(names);
    return INVALID_HANDLE_VALUE;
}

/* "FindNextStreamW function". */
BOOL WINAPI FindNextStreamW(HANDLE handle, LPVOID data)
{
    struct names *names = handle;
    WIN32_FIND_STREAM_DATA *found = data;

    if (names->magic != MAGIC || names->front) return base_fail(STATUS_INVALID_HANDLE);
    if (names->next >= names->size) return RtlSetLastWin32Error(ERROR_HANDLE_EOF), FALSE;
    const FILE_STREAM_INFORMATION *stream = (void *)(names->list + names->next);
    ULONG units = stream->StreamNameLength / sizeof(WCHAR), most = sizeof found->cStreamName / sizeof(WCHAR) - 1;
    if (units > most) units = most;
    found->StreamSize = stream->StreamSize;
    memcpy(found->cStreamName, stream->StreamName, units * sizeof(WCHAR));
    found->cStreamName[units] = 0;
    names->next = stream->NextEntryOffset ? names->next + stream->NextEntryOffset : names->size;
    return TRUE;
}

/* "FindFirstFileNameW function": names of links in other folders are not known. */
HANDLE WINAPI FindFirstFileNameW(LPCWSTR name, DWORD flags, LPDWORD length, PWSTR to)
{
    HANDLE file;

    if (flags || !length || !to) return base_fail(STATUS_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    struct names *names = names_read(name, FileHardLinkInformation, &file);
    if (!names) return INVALID_HANDLE_VALUE;
    DWORD room = 0x8000;
    names->front = base_alloc(room * sizeof(WCHAR));
    DWORD units = names->front ? GetFinalPathNameByHandleW(file, names->front, room, VOLUME_NAME_NONE) : 0;
    NtClose(file);
    while (units && names->front[units - 1] != '\\') units--;
    if (names->front) names->front[units] = 0;
    names->next = (sizeof(FILE_LINKS_INFORMATION) + 7) & ~7u;
    if (units && FindNextFileNameW(names, length, to)) return names;
    DWORD error = GetLastError();
    find_names_close(names);
    RtlSetLastWin32Error(error);
    return INVALID_HANDLE_VALUE;
}

/* "FindNextFileNameW function". */
BOOL WINAPI FindNextFileNameW(HANDLE handle, LPDWORD length, PWSTR to)
{
    struct names *names = handle;

    if (names->magic != MAGIC || !names->front) return base_fail(STATUS_INVALID_HANDLE);
    if (names->next >= names->size) return RtlSetLastWin32Error(ERROR_HANDLE_EOF), FALSE;
    const FILE_LINK_ENTRY_INFORMATION *link = (void *)(names->list + names->next);
    DWORD front = (DWORD)wcslen(names->front), needed = front + link->FileNameLength + 1, room = *length;
    *length = needed;
    if (room < needed) return RtlSetLastWin32Error(ERROR_MORE_DATA), FALSE;
    memcpy(to, names->front, front * sizeof(WCHAR));
    memcpy(to + front, link->FileName, link->FileNameLength * sizeof(WCHAR));
    to[needed - 1] = 0;
    names->next = link->NextEntryOffset ? names->next + link->NextEntryOffset : names->size;
    return TRUE;
}
