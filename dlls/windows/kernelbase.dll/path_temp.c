/* SPDX-License-Identifier: MIT */
/* The folder for temporary files, and names in it. */
#include "path.h"

/* The folder as the environment has it, full and with a separator at its end; base_free() it. */
static WCHAR *temporary(size_t *units)
{
    /* "The function checks for the existence of environment variables in the following order": TMP, TEMP, USERPROFILE; then
     * the Windows directory. */
    static const WCHAR *const names[] = {L"TMP", L"TEMP", L"USERPROFILE"};
    WCHAR                     value[MAX_PATH + 1];
    DWORD                     got = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names && !got; i++) {
        got = GetEnvironmentVariableW(names[i], value, MAX_PATH + 1);
        if (got > MAX_PATH) got = 0;
    }
    if (!got) got = GetWindowsDirectoryW(value, MAX_PATH + 1);
    WCHAR *full = path_full(value, units);
    if (!full || (*units && full[*units - 1] == '\\')) return full;
    WCHAR *folder = base_alloc((*units + 2) * sizeof(WCHAR));
    if (folder) {
        memcpy(folder, full, *units * sizeof(WCHAR));
        folder[(*units)++] = '\\';
        folder[*units]     = 0;
    }
    base_free(full);
    return folder;
}

/* "GetTempPathW function": the folder need not be there. */
DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer)
{
    size_t units;
    WCHAR *folder = temporary(&units);

    if (!folder) return 0;
    DWORD length = path_answer_wide(folder, units, buffer, size);
    base_free(folder);
    return length;
}

DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer)
{
    size_t units;
    WCHAR *folder = temporary(&units);

    if (!folder) return 0;
    DWORD length = path_answer(folder, units, buffer, size);
    base_free(folder);
    return length;
}

/* "GetTempPath2W function": another folder for SYSTEM alone, which no program is here. */
DWORD WINAPI GetTempPath2W(DWORD size, LPWSTR buffer)
{
    return GetTempPathW(size, buffer);
}

DWORD WINAPI GetTempPath2A(DWORD size, LPSTR buffer)
{
    return GetTempPathA(size, buffer);
}

/* PATH\PREuuuu.TMP, the number in as many hexadecimal digits as it needs. */
static void temp_name(WCHAR *at, const WCHAR *prefix, UINT number)
{
    static const WCHAR ending[] = L".TMP";
    int                shift    = 12;

    for (int i = 0; i < 3 && prefix && prefix[i]; i++) *at++ = prefix[i];
    while (shift && !(number >> shift & 15)) shift -= 4;
    for (; shift >= 0; shift -= 4) *at++ = L"0123456789ABCDEF"[number >> shift & 15];
    memcpy(at, ending, sizeof ending);
}

/* "GetTempFileNameW function": with a number of 0 it finds a free one and creates the empty file; the number used, or 0 with
 * the last error set. */
UINT WINAPI GetTempFileNameW(LPCWSTR path, LPCWSTR prefix, UINT number, LPWSTR name)
{
    static LONG last; /* so that two calls in one tick do not try the same numbers */

    if (!path || !name) return (UINT)base_fail(STATUS_INVALID_PARAMETER);
    size_t units = wcslen(path);
    /* "The string cannot be longer than MAX_PATH-14 characters or GetTempFileName will fail." */
    if (units > MAX_PATH - 14) return RtlSetLastWin32Error(ERROR_BUFFER_OVERFLOW), 0u;
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return RtlSetLastWin32Error(ERROR_DIRECTORY), 0u;
    memmove(name, path, units * sizeof(WCHAR));
    if (!units || !path_separator(name[units - 1])) name[units++] = '\\';
    if (number & 0xffff) {
        temp_name(name + units, prefix, number & 0xffff);
        return number;
    }
    number = (GetTickCount() + (UINT)InterlockedIncrement(&last)) & 0xffff;
    for (int tries = 0; tries < 0x10000; tries++, number = (number + 1) & 0xffff) {
        if (!number) continue;
        temp_name(name + units, prefix, number);
        HANDLE file = CreateFileW(name, GENERIC_READ, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            CloseHandle(file);
            return number;
        }
        DWORD error = GetLastError();
        if (error != ERROR_FILE_EXISTS && error != ERROR_SHARING_VIOLATION && error != ERROR_ALREADY_EXISTS) return 0;
    }
    RtlSetLastWin32Error(ERROR_FILE_EXISTS);
    return 0;
}

UINT WINAPI GetTempFileNameA(LPCSTR path, LPCSTR prefix, UINT number, LPSTR name)
{
    struct path_wide folder, front;
    WCHAR            made[MAX_PATH];

    if (!path || !name) return (UINT)base_fail(STATUS_INVALID_PARAMETER);
    if (!path_wide(&folder, path)) return 0;
    if (!path_wide(&front, prefix)) return path_free(&folder), 0u;
    UINT used = GetTempFileNameW(folder.text, front.text, number, made);
    path_free(&folder);
    path_free(&front);
    if (used) path_narrow(made, wcslen(made), name, MAX_PATH);
    return used;
}
