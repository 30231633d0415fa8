/* SPDX-License-Identifier: MIT */
/* SearchPath: a file along a list of folders, onto ntdll's search. */
#include "path.h"

static LONG safe_mode; /* 1: the current folder after the system's; 0x8000: for ever */

/* "SetSearchPathMode function". */
BOOL WINAPI SetSearchPathMode(DWORD flags)
{
    LONG wanted;

    switch (flags) {
    case BASE_SEARCH_PATH_ENABLE_SAFE_SEARCHMODE: wanted = 1; break;
    case BASE_SEARCH_PATH_ENABLE_SAFE_SEARCHMODE | BASE_SEARCH_PATH_PERMANENT:
        wanted = 1 | BASE_SEARCH_PATH_PERMANENT;
        break;
    case BASE_SEARCH_PATH_DISABLE_SAFE_SEARCHMODE: wanted = 0; break;
    default: return base_fail(STATUS_INVALID_PARAMETER);
    }
    for (;;) {
        LONG now = safe_mode;
        /* "any attempt to change this mode ... will fail with ERROR_ACCESS_DENIED" */
        if (now & BASE_SEARCH_PATH_PERMANENT) return wanted & 1 ? TRUE : base_fail(STATUS_ACCESS_DENIED);
        if (InterlockedCompareExchange(&safe_mode, wanted, now) == now) return TRUE;
    }
}

static size_t append(WCHAR *list, size_t at, const WCHAR *folder, size_t units)
{
    if (!units) return at;
    memcpy(list + at, folder, units * sizeof(WCHAR));
    list[at + units] = ';';
    return at + units + 1;
}

/* The folders that NULL stands for: the program's, the current one, the system's three, then PATH; base_free() it. */
static WCHAR *standard_list(void)
{
    enum { ROOM = 0x18000 };
    UNICODE_STRING *program = &base_peb()->ProcessParameters->ImagePathName;
    WCHAR *list = base_alloc(ROOM * sizeof(WCHAR)), folder[MAX_PATH];
    size_t at = 0, units = program->Length / sizeof(WCHAR);

    if (!list) return NULL;
    while (units && !path_separator(program->Buffer[units - 1])) units--;
    at = append(list, at, program->Buffer, units);
    if (!(safe_mode & 1)) at = append(list, at, L".", 1);
    at = append(list, at, folder, GetSystemDirectoryW(folder, MAX_PATH));
    units = GetWindowsDirectoryW(folder, MAX_PATH - 7);
    memcpy(folder + units, L"\\system", 7 * sizeof(WCHAR));
    at = append(list, at, folder, units + 7);
    at = append(list, at, folder, units);
    if (safe_mode & 1) at = append(list, at, L".", 1);
    list[at] = 0;
    DWORD value = GetEnvironmentVariableW(L"PATH", list + at, (DWORD)(ROOM - at));
    if (value >= ROOM - at) value = 0;
    list[at + value] = 0;
    return list;
}

static BOOL has_extension(const WCHAR *name)
{
    const WCHAR *dot = NULL;

    for (; *name; name++)
        if (path_separator(*name))
            dot = NULL;
        else if (*name == '.')
            dot = name;
    return dot != NULL;
}

/* The path found, base_free() it; NULL with ERROR_FILE_NOT_FOUND or another last error. */
static WCHAR *search(const WCHAR *path, const WCHAR *file, const WCHAR *extension)
{
    WCHAR *list = NULL, *named = NULL, *found = NULL;

    if (!file || !*file) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (!path && !(path = list = standard_list())) return NULL;
    if (extension && !has_extension(file)) {
        size_t units = wcslen(file), more = wcslen(extension) + 1;
        if (!(named = base_alloc((units + more) * sizeof(WCHAR)))) goto out;
        memcpy(named, file, units * sizeof(WCHAR));
        memcpy(named + units, extension, more * sizeof(WCHAR));
        file = named;
    }
    ULONG bytes = RtlDosSearchPath_U(path, file, NULL, 0, NULL, NULL);
    if (!bytes) {
        RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND);
    } else if ((found = base_alloc(bytes)) && !RtlDosSearchPath_U(path, file, NULL, bytes, found, NULL)) {
        base_free(found); /* it has gone meanwhile */
        found = NULL;
        RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND);
    }
out:
    base_free(named);
    base_free(list);
    return found;
}

/* Units of a path up to its last part. */
static size_t folder_units(const WCHAR *path, size_t units)
{
    while (units && !path_separator(path[units - 1])) units--;
    return units;
}

/* "SearchPathW function": the length without terminator, or the room needed with it; 0 with ERROR_FILE_NOT_FOUND. */
DWORD WINAPI SearchPathW(LPCWSTR path, LPCWSTR file, LPCWSTR extension, DWORD size, LPWSTR buffer, LPWSTR *part)
{
    WCHAR *found = search(path, file, extension);

    if (part) *part = NULL;
    if (!found) return 0;
    size_t units = wcslen(found);
    DWORD length = path_answer_wide(found, units, buffer, size);
    if (length < size && part) *part = buffer + folder_units(found, units);
    base_free(found);
    return length;
}

DWORD WINAPI SearchPathA(LPCSTR path, LPCSTR file, LPCSTR extension, DWORD size, LPSTR buffer, LPSTR *part)
{
    struct path_wide folders = {0}, name = {0}, ending = {0};
    DWORD length = 0;
    WCHAR *found;

    if (part) *part = NULL;
    if (path_wide(&folders, path) && path_wide(&name, file) && path_wide(&ending, extension) &&
        (found = search(folders.text, name.text, ending.text))) {
        size_t units = wcslen(found);
        length = path_answer(found, units, buffer, size);
        if (length < size && part) *part = buffer + path_narrow(found, folder_units(found, units), NULL, 0);
        base_free(found);
    }
    path_free(&folders);
    path_free(&name);
    path_free(&ending);
    return length;
}

/* "NeedCurrentDirectoryForExePathW function": does a search for this program begin in the current folder? */
BOOL WINAPI NeedCurrentDirectoryForExePathW(LPCWSTR name)
{
    WCHAR value[1];

    if (wcschr(name, '\\')) return TRUE;
    RtlSetLastWin32Error(ERROR_SUCCESS);
    return !GetEnvironmentVariableW(L"NoDefaultCurrentDirectoryInExePath", value, 1) &&
           RtlGetLastWin32Error() == ERROR_ENVVAR_NOT_FOUND;
}

BOOL WINAPI NeedCurrentDirectoryForExePathA(LPCSTR name)
{
    return NeedCurrentDirectoryForExePathW(strchr(name, '\\') ? L"\\" : L"");
}
