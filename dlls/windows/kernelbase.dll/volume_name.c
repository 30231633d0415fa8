/* SPDX-License-Identifier: MIT */
/* Names of volumes and devices: see volume.c for how they are made. */
#include "path.h"

/* "GetVolumePathNameW function": the root of the volume that a file is, or would be, on. */
BOOL WINAPI GetVolumePathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    size_t units, root = 3;

    if (!name || !*name || !buffer || !size) return base_fail(STATUS_INVALID_PARAMETER);
    WCHAR *full = path_full(name, &units);
    if (!full) return FALSE;
    if (full[0] == '\\' && full[1] == '\\' && (full[2] == '?' || full[2] == '.')) {
        for (root = 4; root < units && full[root] != '\\'; root++) {}
        root++;
    } else if (full[0] == '\\') { /* a share's root */
        int parts = 0;
        for (root = 2; root < units && parts < 2; root++) parts += full[root] == '\\';
    }
    BOOL short_of = root > units; /* `\\?\C:` has no separator of its own yet */
    if (root + 1 > size) {
        base_free(full);
        return RtlSetLastWin32Error(ERROR_FILENAME_EXCED_RANGE), FALSE;
    }
    memcpy(buffer, full, (root - short_of) * sizeof(WCHAR));
    buffer[root - 1] = '\\';
    buffer[root] = 0;
    base_free(full);
    if (RtlDoesFileExists_U(buffer)) return TRUE;
    return RtlSetLastWin32Error(ERROR_FILE_NOT_FOUND), FALSE;
}

BOOL WINAPI GetVolumePathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    WCHAR text[MAX_PATH];
    struct path_wide path;

    if (!path_wide(&path, name)) return FALSE;
    BOOL ok = GetVolumePathNameW(path.text, text, MAX_PATH);
    path_free(&path);
    if (!ok) return FALSE;
    if (path_answer(text, wcslen(text), buffer, size) < size) return TRUE;
    return RtlSetLastWin32Error(ERROR_FILENAME_EXCED_RANGE), FALSE;
}

/* "GetVolumeNameForVolumeMountPointW function". */
BOOL WINAPI GetVolumeNameForVolumeMountPointW(LPCWSTR mount, LPWSTR buffer, DWORD size)
{
    static const char digits[] = "0123456789abcdef";
    size_t units = mount ? wcslen(mount) : 0;
    WCHAR letter;

    /* "The string must end with a trailing backslash". */
    if (!units || mount[units - 1] != '\\') return base_fail(STATUS_OBJECT_NAME_INVALID);
    if (!RtlDoesFileExists_U(mount)) return base_fail(STATUS_OBJECT_NAME_NOT_FOUND);
    if (units != 3 || mount[1] != ':') return base_fail(STATUS_NOT_A_REPARSE_POINT); /* no folder is a mount point */
    /* "A reasonable size for the buffer ... is 50 characters." */
    if (size < PATH_VOLUME_UNITS + 1) return RtlSetLastWin32Error(ERROR_FILENAME_EXCED_RANGE), FALSE;
    letter = RtlUpcaseUnicodeChar(mount[0]);
    wcscpy(buffer, PATH_VOLUME_FRONT);
    buffer += wcslen(PATH_VOLUME_FRONT);
    *buffer++ = (WCHAR)digits[letter >> 4 & 15];
    *buffer++ = (WCHAR)digits[letter & 15];
    wcscpy(buffer, L"}\\");
    return TRUE;
}

BOOL WINAPI GetVolumeNameForVolumeMountPointA(LPCSTR mount, LPSTR buffer, DWORD size)
{
    WCHAR text[PATH_VOLUME_UNITS + 1];
    struct path_wide path;

    if (!path_wide(&path, mount)) return FALSE;
    BOOL ok = GetVolumeNameForVolumeMountPointW(path.text, text, PATH_VOLUME_UNITS + 1);
    path_free(&path);
    if (!ok) return FALSE;
    if (path_answer(text, PATH_VOLUME_UNITS, buffer, size) < size) return TRUE;
    return RtlSetLastWin32Error(ERROR_FILENAME_EXCED_RANGE), FALSE;
}

static int hex(WCHAR c)
{
    c = RtlUpcaseUnicodeChar(c);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "GetVolumePathNamesForVolumeNameW function". */
BOOL WINAPI GetVolumePathNamesForVolumeNameW(LPCWSTR volume, LPWSTR buffer, DWORD size, DWORD *needed)
{
    size_t front = wcslen(PATH_VOLUME_FRONT);
    WCHAR root[] = L"A:\\\0"; /* a list of one */

    if (!volume || wcslen(volume) != PATH_VOLUME_UNITS || volume[PATH_VOLUME_UNITS - 1] != '\\')
        return base_fail(STATUS_OBJECT_NAME_INVALID);
    int high = hex(volume[front]), low = hex(volume[front + 1]);
    if (_wcsnicmp(volume, PATH_VOLUME_FRONT, front) || high < 0 || low < 0) return base_fail(STATUS_NO_SUCH_FILE);
    root[0] = (WCHAR)(high << 4 | low);
    if (root[0] < 'A' || root[0] > 'Z' || !RtlDoesFileExists_U(root)) return base_fail(STATUS_NO_SUCH_FILE);
    if (needed) *needed = 5;
    if (size < 5) return RtlSetLastWin32Error(ERROR_MORE_DATA), FALSE;
    memcpy(buffer, root, 5 * sizeof(WCHAR));
    return TRUE;
}

/* What names in \?? mean that are no drives. */
static const struct {
    const WCHAR *name, *device;
} devices[] = {
    {L"CON",     L"\\Device\\ConDrv\\Console"   },
    {L"CONIN$",  L"\\Device\\ConDrv\\CurrentIn" },
    {L"CONOUT$", L"\\Device\\ConDrv\\CurrentOut"},
    {L"NUL",     L"\\Device\\Null"              },
    {L"PIPE",    L"\\Device\\NamedPipe"         },
};
#define DEVICES (sizeof devices / sizeof *devices)

/* Adds a terminated string to a list; FALSE where it does not fit. */
static BOOL add(LPWSTR buffer, DWORD size, DWORD *at, LPCWSTR text)
{
    size_t units = wcslen(text) + 1;

    if (*at + units > size) return FALSE;
    memcpy(buffer + *at, text, units * sizeof(WCHAR));
    *at += (DWORD)units;
    return TRUE;
}

/* "QueryDosDeviceW function": ERROR_INSUFFICIENT_BUFFER where the list does not fit. */
DWORD WINAPI QueryDosDeviceW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    DWORD drives = GetLogicalDrives(), at = 0;
    BOOL found = FALSE, fits = TRUE;
    WCHAR drive[] = L"A:", volume[] = L"\\Device\\HarddiskVolume\0\0";

    for (int i = 0; fits && i < 26; i++) {
        drive[0] = (WCHAR)('A' + i);
        if (!(drives & 1u << i) || (name && _wcsicmp(name, drive))) continue;
        WCHAR *digit = volume + wcslen(L"\\Device\\HarddiskVolume");
        if (i + 1 >= 10) *digit++ = (WCHAR)('0' + (i + 1) / 10);
        *digit++ = (WCHAR)('0' + (i + 1) % 10);
        *digit = 0;
        found = TRUE;
        fits = add(buffer, size, &at, name ? volume : drive);
    }
    for (size_t i = 0; fits && i < DEVICES; i++) {
        if (name && _wcsicmp(name, devices[i].name)) continue;
        found = TRUE;
        fits = add(buffer, size, &at, name ? devices[i].device : devices[i].name);
    }
    if (!found) return base_fail(STATUS_OBJECT_NAME_NOT_FOUND);
    if (!fits || !add(buffer, size, &at, L"")) return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
    return at;
}

DWORD WINAPI QueryDosDeviceA(LPCSTR name, LPSTR buffer, DWORD size)
{
    WCHAR text[1024];
    struct path_wide path;

    if (!path_wide(&path, name)) return 0;
    DWORD units = QueryDosDeviceW(path.text, text, sizeof text / sizeof *text);
    path_free(&path);
    if (units > size) return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
    for (DWORD i = 0; i < units; i++) buffer[i] = (char)text[i]; /* every name is ASCII */
    return units;
}
