/* SPDX-License-Identifier: MIT */
/* Full, long and short forms of file names.
 * Volumes here make no short (8.3) names: a short form is the name itself, as documented for such volumes. */
#include "path.h"

/* "GetFullPathNameW function". */
DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer, LPWSTR *part)
{
    ULONG room = size > 0x10000 ? 0x20000 : size * (ULONG)sizeof(WCHAR), bytes = 0;
    NTSTATUS status = RtlGetFullPathName_UEx(name, buffer ? room : 0, buffer, part, &bytes);

    if (status == STATUS_BUFFER_TOO_SMALL) return bytes / sizeof(WCHAR);
    if (!NT_SUCCESS(status)) return base_fail(status), 0;
    return bytes / sizeof(WCHAR);
}

/* Where the file part begins in the 8-bit form of a full path; NULL where there is none. */
static char *part_of(char *text)
{
    char *slash = strrchr(text, '\\');

    return slash && slash[1] ? slash + 1 : NULL;
}

DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer, LPSTR *part)
{
    struct path_wide path;
    size_t units;

    if (!path_wide(&path, name)) return 0;
    WCHAR *full = path_full(path.text, &units);
    path_free(&path);
    if (!full) return 0;
    DWORD result = path_answer(full, units, buffer, size);
    base_free(full);
    if (part && result < size) *part = part_of(buffer);
    return result;
}

/* Units at the front of a name that no folder lists: a drive, a share, `\`. */
static size_t root_units(LPCWSTR name)
{
    size_t at = 0;

    if (path_separator(name[0]) && path_separator(name[1])) {
        BOOL device = (name[2] == '?' || name[2] == '.') && path_separator(name[3]);
        at = device ? 4 : 2;
        if (device && name[4] && name[5] == ':') {
            at = 6;
        } else { /* server and share */
            for (int parts = 0; parts < 2 && name[at]; parts++) {
                while (name[at] && !path_separator(name[at])) at++;
                if (parts == 0 && name[at]) at++;
            }
        }
    } else if (name[0] && name[1] == ':') {
        at = 2;
    }
    while (path_separator(name[at])) at++;
    return at;
}

/* A growing result. */
struct text {
    WCHAR *data;
    size_t length, room;
};

static BOOL append(struct text *text, const WCHAR *from, size_t units)
{
    if (text->length + units + 1 > text->room) {
        size_t room = (text->length + units + 1) * 2;
        WCHAR *more = base_alloc(room * sizeof(WCHAR));
        if (!more) return FALSE;
        memcpy(more, text->data, text->length * sizeof(WCHAR));
        base_free(text->data);
        text->data = more;
        text->room = room;
    }
    memcpy(text->data + text->length, from, units * sizeof(WCHAR));
    text->data[text->length += units] = 0;
    return TRUE;
}

static BOOL is_dots(const WCHAR *name, size_t units)
{
    return (units == 1 && name[0] == '.') || (units == 2 && name[0] == '.' && name[1] == '.');
}

/* The name with each component as its folder lists it, in the heap; NULL with the last error set. */
static WCHAR *long_form(LPCWSTR name, size_t *length)
{
    struct text text = {NULL, 0, 0};
    WIN32_FIND_DATAW found;
    size_t at;

    if (!name || !*name) return base_fail(name ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_INVALID_PARAMETER), NULL;
    at = root_units(name);
    if (!append(&text, name, at)) return NULL;
    if (!name[at] && GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) goto failed;
    while (name[at]) {
        size_t begin = at, before = text.length;
        while (name[at] && !path_separator(name[at])) {
            if (name[at] == '*' || name[at] == '?') {
                base_fail(STATUS_OBJECT_NAME_INVALID);
                goto failed;
            }
            at++;
        }
        if (!append(&text, name + begin, at - begin)) goto failed;
        if (!is_dots(name + begin, at - begin)) {
            HANDLE find = FindFirstFileExW(text.data, FindExInfoBasic, &found, FindExSearchNameMatch, NULL, 0);
            if (find == INVALID_HANDLE_VALUE) goto failed;
            FindClose(find);
            if (name[at] && !(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) {
                base_fail(STATUS_OBJECT_PATH_NOT_FOUND);
                goto failed;
            }
            text.length = before;
            if (!append(&text, found.cFileName, wcslen(found.cFileName))) goto failed;
        }
        begin = at;
        while (path_separator(name[at])) at++;
        if (!append(&text, name + begin, at - begin)) goto failed;
    }
    *length = text.length;
    return text.data;
failed:
    base_free(text.data);
    return NULL;
}

/* "GetLongPathNameW function": ERROR_FILE_NOT_FOUND where the file is not there. */
DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    size_t units;
    WCHAR *text = long_form(name, &units);

    if (!text) return 0;
    DWORD result = path_answer_wide(text, units, buffer, buffer ? size : 0);
    base_free(text);
    return result;
}

DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    struct path_wide path;
    size_t units;

    if (!path_wide(&path, name)) return 0;
    WCHAR *text = long_form(path.text, &units);
    path_free(&path);
    if (!text) return 0;
    DWORD result = path_answer(text, units, buffer, buffer ? size : 0);
    base_free(text);
    return result;
}

static BOOL is_there(LPCWSTR name)
{
    if (!name) return base_fail(STATUS_INVALID_PARAMETER);
    return GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES;
}

/* "GetShortPathNameW function". */
DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    if (!is_there(name)) return 0;
    size_t units = wcslen(name);
    if (buffer == name && units < size) return (DWORD)units; /* "can be the same buffer" */
    return path_answer_wide(name, units, buffer, buffer ? size : 0);
}

DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    struct path_wide path;
    DWORD result = 0;

    if (!path_wide(&path, name)) return 0;
    if (is_there(path.text)) result = path_answer(path.text, wcslen(path.text), buffer, buffer ? size : 0);
    path_free(&path);
    return result;
}
