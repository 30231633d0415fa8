/* SPDX-License-Identifier: MIT */
/* Folders with a purpose: the current one, Windows' own, the temporary one and names in it. */
#include "path.h"

#define WINDOWS L"C:\\windows"

/* "GetCurrentDirectory function". */
DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer)
{
    ULONG room = size > 0x10000 ? 0x20000 : size * (ULONG)sizeof(WCHAR);

    return RtlGetCurrentDirectory_U(room, buffer) / sizeof(WCHAR);
}

DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer)
{
    for (ULONG bytes = 0x400;;) {
        ULONG room = bytes;
        WCHAR *text = base_alloc(room);
        if (!text) return 0;
        bytes = RtlGetCurrentDirectory_U(room, text);
        DWORD result = bytes < room ? path_answer(text, bytes / sizeof(WCHAR), buffer, buffer ? size : 0) : 0;
        base_free(text);
        if (bytes < room) return result;
    }
}

/* "SetCurrentDirectory function". */
BOOL WINAPI SetCurrentDirectoryW(LPCWSTR name)
{
    UNICODE_STRING text;
    NTSTATUS status = RtlInitUnicodeStringEx(&text, name);

    if (NT_SUCCESS(status)) status = name && *name ? RtlSetCurrentDirectory_U(&text) : STATUS_OBJECT_NAME_INVALID;
    return base_ok(status);
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR name)
{
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = SetCurrentDirectoryW(path.text);
    path_free(&path);
    return ok;
}

/* "GetSystemDirectoryW function" and its kin. */
UINT WINAPI GetSystemDirectoryW(LPWSTR buffer, UINT size)
{
    return path_answer_wide(WINDOWS L"\\system32", wcslen(WINDOWS L"\\system32"), buffer, size);
}

UINT WINAPI GetSystemDirectoryA(LPSTR buffer, UINT size)
{
    return path_answer(WINDOWS L"\\system32", wcslen(WINDOWS L"\\system32"), buffer, size);
}

UINT WINAPI GetWindowsDirectoryW(LPWSTR buffer, UINT size)
{
    return path_answer_wide(WINDOWS, wcslen(WINDOWS), buffer, size);
}

UINT WINAPI GetWindowsDirectoryA(LPSTR buffer, UINT size)
{
    return path_answer(WINDOWS, wcslen(WINDOWS), buffer, size);
}

UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR buffer, UINT size)
{
    return GetWindowsDirectoryW(buffer, size);
}

UINT WINAPI GetSystemWindowsDirectoryA(LPSTR buffer, UINT size)
{
    return GetWindowsDirectoryA(buffer, size);
}

UINT WINAPI GetSystemWow64DirectoryW(LPWSTR buffer, UINT size)
{
    return path_answer_wide(WINDOWS L"\\SysWOW64", wcslen(WINDOWS L"\\SysWOW64"), buffer, size);
}

UINT WINAPI GetSystemWow64DirectoryA(LPSTR buffer, UINT size)
{
    return path_answer(WINDOWS L"\\SysWOW64", wcslen(WINDOWS L"\\SysWOW64"), buffer, size);
}

/* "The GetTempPath function checks for the existence of environment variables in the following order and uses the first
 * path found: TMP, TEMP, USERPROFILE, the Windows directory."  The full path in the heap, with a separator at its end.
 */
static WCHAR *temp_folder(size_t *units)
{
    static const WCHAR *const names[] = {L"TMP", L"TEMP", L"USERPROFILE"};
    WCHAR *value = base_alloc(0x10000), *full = NULL;

    if (!value) return NULL;
    for (size_t i = 0; !full && i < sizeof names / sizeof *names; i++) {
        SIZE_T length;
        if (NT_SUCCESS(RtlQueryEnvironmentVariable(NULL, names[i], wcslen(names[i]), value, 0x7ffe, &length)) &&
            length) {
            if (!path_separator(value[length - 1])) value[length++] = '\\';
            value[length] = 0;
            full = path_full(value, units);
        }
    }
    if (!full) full = path_full(WINDOWS L"\\", units);
    base_free(value);
    return full;
}

/* "GetTempPathW function". */
DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer)
{
    size_t units;
    WCHAR *folder = temp_folder(&units);

    if (!folder) return 0;
    DWORD result = path_answer_wide(folder, units, buffer, buffer ? size : 0);
    base_free(folder);
    return result;
}

DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer)
{
    size_t units;
    WCHAR *folder = temp_folder(&units);

    if (!folder) return 0;
    DWORD result = path_answer(folder, units, buffer, buffer ? size : 0);
    base_free(folder);
    return result;
}

/* "GetTempPath2W function": another folder for the SYSTEM account alone, which nobody is here. */
DWORD WINAPI GetTempPath2W(DWORD size, LPWSTR buffer)
{
    return GetTempPathW(size, buffer);
}

DWORD WINAPI GetTempPath2A(DWORD size, LPSTR buffer)
{
    return GetTempPathA(size, buffer);
}

/* Writes <prefix><hex number>.TMP, terminated. */
static void temp_name(WCHAR *to, LPCWSTR prefix, UINT number)
{
    static const char digits[] = "0123456789ABCDEF";
    int shift = 12;

    for (int i = 0; prefix && i < 3 && prefix[i]; i++) *to++ = prefix[i];
    while (shift && !(number >> shift & 15)) shift -= 4;
    for (; shift >= 0; shift -= 4) *to++ = (WCHAR)digits[number >> shift & 15];
    wcscpy(to, L".TMP");
}

/* "GetTempFileNameW function": the number in the name; 0 on failure.  A number of 0 asks for a new file, by the clock.
 */
UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT unique, LPWSTR buffer)
{
    LARGE_INTEGER now;
    size_t units = folder ? wcslen(folder) : 0;

    if (!folder || !buffer) return base_fail(STATUS_INVALID_PARAMETER);
    /* "The string cannot be longer than MAX_PATH–14 characters or GetTempFileName will fail" */
    if (units > MAX_PATH - 14) return RtlSetLastWin32Error(ERROR_BUFFER_OVERFLOW), 0;
    memmove(buffer, folder, units * sizeof(WCHAR));
    if (!units || !path_separator(buffer[units - 1])) buffer[units++] = '\\';
    buffer[units] = 0;
    DWORD attributes = GetFileAttributesW(buffer);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return RtlSetLastWin32Error(ERROR_DIRECTORY), 0;
    if (unique & 0xffff) {
        temp_name(buffer + units, prefix, unique & 0xffff);
        return unique & 0xffff;
    }
    NtQuerySystemTime(&now);
    /* "If the file already exists, the number is increased by one and the functions tests if this file already exists.
     * This continues until a unique filename is found": 65,535 times at most */
    for (UINT number = (UINT)(now.QuadPart / 10000) & 0xffff, tries = 0; tries < 0xffff; tries++, number++) {
        if (!(number & 0xffff)) number = 1;
        temp_name(buffer + units, prefix, number & 0xffff);
        HANDLE file = CreateFileW(buffer, GENERIC_READ, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            NtClose(file);
            return number & 0xffff;
        }
        if (GetLastError() != ERROR_FILE_EXISTS && GetLastError() != ERROR_SHARING_VIOLATION) return 0;
    }
    return RtlSetLastWin32Error(ERROR_FILE_EXISTS), 0;
}

UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT unique, LPSTR buffer)
{
    struct path_wide path, front;
    WCHAR name[MAX_PATH];
    UINT number = 0;

    if (!path_wide(&path, folder)) return 0;
    if (path_wide(&front, prefix)) {
        number = GetTempFileNameW(path.text, front.text, unique, name);
        if (number) path_narrow(name, wcslen(name), buffer, MAX_PATH);
        path_free(&front);
    }
    path_free(&path);
    return number;
}
