/* SPDX-License-Identifier: MIT */
/* Full, long and short forms of a name, and the current folder: onto ntdll's path functions and the folders' entries. */
#include "path.h"

/* Where the last part begins in the 8-bit form of a path whose UTF-16 form has it at `at` units. */
static char *part_of(const WCHAR *text, const WCHAR *at, char *buffer)
{
    return at ? buffer + path_narrow(text, (size_t)(at - text), NULL, 0) : NULL;
}

/* "GetFullPathNameW function": the length without terminator, or the room needed with it; 0 with the last error set.
 * *part is NULL where the path has no last part. */
DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer, LPWSTR *part)
{
    ULONG    bytes  = 0;
    NTSTATUS status = RtlGetFullPathName_UEx(name, size > 0x8000 ? 0x10000 : size * sizeof(WCHAR), buffer, part, &bytes);

    if (!NT_SUCCESS(status) && status != STATUS_BUFFER_TOO_SMALL) return (DWORD)base_fail(status);
    return bytes / sizeof(WCHAR);
}

DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer, LPSTR *part)
{
    struct path_wide path;
    size_t           units;
    DWORD            length = 0;

    if (part) *part = NULL;
    if (!path_wide(&path, name)) return 0;
    WCHAR *full = path_full(path.text, &units);
    path_free(&path);
    if (!full) return 0;
    length = path_answer(full, units, buffer, size);
    if (length < size && part) {
        WCHAR *at = NULL;
        ULONG  room = (ULONG)((units + 1) * sizeof(WCHAR));
        WCHAR *again = base_alloc(room); /* a full path's full path is itself, with its last part told */
        if (again && RtlGetFullPathName_U(full, room, again, &at)) *part = part_of(again, at, buffer);
        base_free(again);
    }
    base_free(full);
    return length;
}

/* "GetCurrentDirectory function". */
DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer)
{
    return RtlGetCurrentDirectory_U(size > 0x8000 ? 0x10000 : size * sizeof(WCHAR), buffer) / sizeof(WCHAR);
}

DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer)
{
    WCHAR *text = base_alloc(0x10000);

    if (!text) return 0;
    DWORD units = GetCurrentDirectoryW(0x8000, text), length = path_answer(text, units, buffer, size);
    base_free(text);
    return length;
}

/* "SetCurrentDirectory function". */
BOOL WINAPI SetCurrentDirectoryW(LPCWSTR name)
{
    UNICODE_STRING string;

    if (!name) return base_fail(STATUS_INVALID_PARAMETER);
    size_t units = wcslen(name);
    if (units >= 0x7ffe) return base_fail(STATUS_NAME_TOO_LONG);
    string = (UNICODE_STRING){(USHORT)(units * sizeof(WCHAR)), (USHORT)(units * sizeof(WCHAR)), (WCHAR *)name};
    return base_ok(RtlSetCurrentDirectory_U(&string));
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR name)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL done = SetCurrentDirectoryW(path.text);
    path_free(&path);
    return done;
}

/* ---- long and short forms ---- */

/* Units at a name's front that no folder lists: a drive, \\?\, \\server\share. */
static size_t front_of(const WCHAR *name)
{
    size_t at = 0;

    if (path_separator(name[0]) && path_separator(name[1])) {
        if ((name[2] == '?' || name[2] == '.') && path_separator(name[3])) return name[4] && name[5] == ':' ? 6 : 4;
        for (int part = 0, at_name = 2; part < 2; part++, at = (size_t)at_name++)
            while (name[at_name] && !path_separator(name[at_name])) at_name++;
        return at;
    }
    return name[0] && name[1] == ':' ? 2 : 0;
}

/* The name with each of its parts as its folder lists it, long or short; a part without a short form stays.  base_free() it;
 * NULL with the last error set, where nothing of that name is there for one. */
static WCHAR *rename_parts(const WCHAR *name, BOOL brief, size_t *units)
{
    WIN32_FIND_DATAW found;

    if (!name) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) return NULL;
    size_t length = wcslen(name), at = front_of(name), used = at, parts = 1;
    for (size_t i = 0; i < length; i++) parts += path_separator(name[i]);
    WCHAR *copy = base_alloc((length + 1) * sizeof(WCHAR)), *out = base_alloc((length + parts * MAX_PATH + 1) * sizeof(WCHAR));
    if (!copy || !out) return base_free(copy), base_free(out), NULL;
    memcpy(copy, name, (length + 1) * sizeof(WCHAR));
    memcpy(out, name, at * sizeof(WCHAR));
    while (at < length) {
        if (path_separator(name[at])) {
            out[used++] = name[at++];
            continue;
        }
        size_t end = at;
        while (end < length && !path_separator(name[end])) end++;
        const WCHAR *part = name + at;
        size_t       count = end - at;
        if (!(part[0] == '.' && (count == 1 || (count == 2 && part[1] == '.')))) {
            copy[end]   = 0;
            HANDLE find = FindFirstFileW(copy, &found);
            copy[end]   = name[end];
            if (find != INVALID_HANDLE_VALUE) {
                FindClose(find);
                part = !brief ? found.cFileName : *found.cAlternateFileName ? found.cAlternateFileName : part;
                if (part != name + at) count = wcslen(part);
            }
        }
        memcpy(out + used, part, count * sizeof(WCHAR));
        used += count;
        at = end;
    }
    base_free(copy);
    *units = used;
    return out;
}

static DWORD wide_parts(const WCHAR *name, BOOL brief, WCHAR *buffer, DWORD size)
{
    size_t units;
    WCHAR *text = rename_parts(name, brief, &units);

    if (!text) return 0;
    DWORD length = path_answer_wide(text, units, buffer, size);
    base_free(text);
    return length;
}

static DWORD narrow_parts(const char *name, BOOL brief, char *buffer, DWORD size)
{
    struct path_wide path;
    size_t           units;

    if (!path_wide(&path, name)) return 0;
    WCHAR *text = rename_parts(path.text, brief, &units);
    path_free(&path);
    if (!text) return 0;
    DWORD length = path_answer(text, units, buffer, size);
    base_free(text);
    return length;
}

/* "GetLongPathNameW function": the buffer may be the name itself. */
DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    return wide_parts(name, FALSE, buffer, size);
}

DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    return narrow_parts(name, FALSE, buffer, size);
}

/* "GetShortPathNameW function": a part without a short name keeps its long one. */
DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    return wide_parts(name, TRUE, buffer, size);
}

DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    return narrow_parts(name, TRUE, buffer, size);
}
