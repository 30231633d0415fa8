/* SPDX-License-Identifier: MIT */
/* Folders: _findfirst and its layouts, _mkdir, _rmdir, the current folder and drive. */
#include "crt.h"

#define FIND_LAYOUT(name, CHAR, time_type, size_type)                                                                  \
    struct name {                                                                                                      \
        unsigned attrib;                                                                                               \
        time_type create, access, write;                                                                               \
        size_type size;                                                                                                \
        CHAR text[260];                                                                                                \
    }
FIND_LAYOUT(find32, char, int, unsigned);
FIND_LAYOUT(find64, char, time64, long long);
FIND_LAYOUT(find32i64, char, int, long long);
FIND_LAYOUT(find64i32, char, time64, unsigned);
FIND_LAYOUT(wfind32, wchar_t, int, unsigned);
FIND_LAYOUT(wfind64, wchar_t, time64, long long);
FIND_LAYOUT(wfind32i64, wchar_t, int, long long);
FIND_LAYOUT(wfind64i32, wchar_t, time64, unsigned);

/* _findfirst documents ENOENT where nothing matches, EINVAL on a bad pattern. */
static intptr_t find_failed(void)
{
    DWORD error = GetLastError();
    *__doserrno() = error;
    switch (error) {
    case ERROR_NO_MORE_FILES:
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND: return crt_fail(ENOENT);
    case ERROR_NOT_ENOUGH_MEMORY: return crt_fail(ENOMEM);
    }
    return crt_fail(EINVAL);
}

static void narrow_name(char *to, const wchar_t *from)
{
    if (!WideCharToMultiByte(CP_ACP, 0, from, -1, to, 260, NULL, NULL)) *to = 0;
}

static void wide_name(wchar_t *to, const wchar_t *from)
{
    wcscpy(to, from);
}

#define FIND_FAMILY(first, next, layout, NAME_IN, set_name, CALL)                                                      \
    static void fill_##layout(const WIN32_FIND_DATAW *from, struct layout *to)                                         \
    {                                                                                                                  \
        to->attrib = from->dwFileAttributes == FILE_ATTRIBUTE_NORMAL ? 0 : from->dwFileAttributes;                     \
        to->create = (__typeof__(to->create))crt_from_filetime(&from->ftCreationTime);                                 \
        to->access = (__typeof__(to->create))crt_from_filetime(&from->ftLastAccessTime);                               \
        to->write = (__typeof__(to->create))crt_from_filetime(&from->ftLastWriteTime);                                 \
        to->size = (__typeof__(to->size))((unsigned long long)from->nFileSizeHigh << 32 | from->nFileSizeLow);         \
        set_name(to->text, from->cFileName);                                                                           \
    }                                                                                                                  \
    intptr_t first(const NAME_IN *pattern, struct layout *out)                                                         \
    {                                                                                                                  \
        WIN32_FIND_DATAW data;                                                                                         \
        if (!pattern || !out) return crt_fail_invalid();                                                               \
        CALL;                                                                                                          \
        if (handle == INVALID_HANDLE_VALUE) return find_failed();                                                      \
        fill_##layout(&data, out);                                                                                     \
        return (intptr_t)handle;                                                                                       \
    }                                                                                                                  \
    int next(intptr_t handle, struct layout *out)                                                                      \
    {                                                                                                                  \
        WIN32_FIND_DATAW data;                                                                                         \
        if (handle == -1 || !out) return crt_fail_invalid();                                                           \
        if (!FindNextFileW((HANDLE)handle, &data)) return (int)find_failed();                                          \
        fill_##layout(&data, out);                                                                                     \
        return 0;                                                                                                      \
    }

static HANDLE find_narrow(const char *pattern, WIN32_FIND_DATAW *data)
{
    wchar_t buffer[PATH_BUFFER], *wide = crt_widen(pattern, buffer, PATH_BUFFER);
    if (!wide) return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstFileW(wide, data);
    crt_release(wide, buffer);
    return handle;
}

#define NARROW HANDLE handle = find_narrow(pattern, &data)
#define WIDE   HANDLE handle = FindFirstFileW(pattern, &data)
FIND_FAMILY(_findfirst32, _findnext32, find32, char, narrow_name, NARROW)
FIND_FAMILY(_findfirst64, _findnext64, find64, char, narrow_name, NARROW)
FIND_FAMILY(_findfirst32i64, _findnext32i64, find32i64, char, narrow_name, NARROW)
FIND_FAMILY(_findfirst64i32, _findnext64i32, find64i32, char, narrow_name, NARROW)
FIND_FAMILY(_wfindfirst32, _wfindnext32, wfind32, wchar_t, wide_name, WIDE)
FIND_FAMILY(_wfindfirst64, _wfindnext64, wfind64, wchar_t, wide_name, WIDE)
FIND_FAMILY(_wfindfirst32i64, _wfindnext32i64, wfind32i64, wchar_t, wide_name, WIDE)
FIND_FAMILY(_wfindfirst64i32, _wfindnext64i32, wfind64i32, wchar_t, wide_name, WIDE)

int _findclose(intptr_t handle)
{
    if (handle != -1 && FindClose((HANDLE)handle)) return 0;
    return crt_fail(EINVAL);
}

/* ---- making, removing, changing ---- */

int _wmkdir(const wchar_t *path)
{
    if (!path) return crt_fail_invalid();
    return CreateDirectoryW(path, NULL) ? 0 : crt_fail_last();
}

int _wrmdir(const wchar_t *path)
{
    if (!path) return crt_fail_invalid();
    return RemoveDirectoryW(path) ? 0 : crt_fail_last();
}

int _wchdir(const wchar_t *path)
{
    if (!path) return crt_fail_invalid();
    return SetCurrentDirectoryW(path) ? 0 : crt_fail_last();
}

#define NARROW_PATH(name, wide_function)                                                                               \
    int name(const char *path)                                                                                         \
    {                                                                                                                  \
        wchar_t buffer[PATH_BUFFER], *wide;                                                                            \
        if (!path) return crt_fail_invalid();                                                                          \
        if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return -1;                                                 \
        int result = wide_function(wide);                                                                              \
        crt_release(wide, buffer);                                                                                     \
        return result;                                                                                                 \
    }
NARROW_PATH(_mkdir, _wmkdir)
NARROW_PATH(_rmdir, _wrmdir)
NARROW_PATH(_chdir, _wchdir)

int _getdrive(void)
{
    wchar_t here[PATH_BUFFER];
    DWORD n = GetCurrentDirectoryW(PATH_BUFFER, here);
    return n && here[1] == ':' ? (here[0] & ~32) - 'A' + 1 : 0;
}

int _chdrive(int drive)
{
    wchar_t path[3] = {(wchar_t)('A' + drive - 1), ':', 0};
    if (drive < 1 || drive > 26) {
        *__doserrno() = ERROR_INVALID_DRIVE;
        crt_invalid_as(EACCES);
        return -1;
    }
    return SetCurrentDirectoryW(path) ? 0 : crt_fail_last();
}

unsigned long _getdrives(void)
{
    return GetLogicalDrives();
}

/* The current folder of a drive (0: the current one), into `out` or a malloc()ed buffer of `size` at least. */
wchar_t *_wgetdcwd(int drive, wchar_t *out, int size)
{
    wchar_t path[4] = {(wchar_t)('A' + drive - 1), ':', '.', 0};
    wchar_t *name = drive ? path : L".";
    if (size < 0 || (out && !size)) {
        crt_invalid();
        return NULL;
    }
    DWORD need = GetFullPathNameW(name, 0, NULL, NULL);
    if (!need) {
        crt_fail_last();
        return NULL;
    }
    if (out && need > (DWORD)size) {
        errno = ERANGE;
        return NULL;
    }
    if (!out && !(out = malloc((need > (DWORD)size ? need : (DWORD)size) * sizeof *out))) return NULL;
    GetFullPathNameW(name, need, out, NULL);
    return out;
}

wchar_t *_wgetcwd(wchar_t *out, int size)
{
    return _wgetdcwd(0, out, size);
}

char *_getdcwd(int drive, char *out, int size)
{
    wchar_t *wide = _wgetdcwd(drive, NULL, 0);
    if (!wide) return NULL;
    char *name = crt_narrow(wide);
    free(wide);
    if (!name) return NULL;
    if (!out && size > 0 && strlen(name) < (size_t)size) {
        char *grown = realloc(name, (size_t)size);
        return grown ? grown : name;
    }
    if (!out) return name;
    if (size <= 0 || strlen(name) >= (size_t)size) {
        errno = size <= 0 ? EINVAL : ERANGE;
        out = NULL;
    } else {
        strcpy(out, name);
    }
    free(name);
    return out;
}

char *_getcwd(char *out, int size)
{
    return _getdcwd(0, out, size);
}

/* _getdiskfree: clusters and sizes; 0 or a Windows error. */
unsigned _getdiskfree(unsigned drive, unsigned out[4])
{
    wchar_t root[4] = {(wchar_t)('A' + drive - 1), ':', '\\', 0};
    DWORD per_cluster, bytes, available, total;
    if (!out || drive > 26) return (unsigned)crt_invalid();
    if (!GetDiskFreeSpaceW(drive ? root : NULL, &per_cluster, &bytes, &available, &total)) {
        crt_fail_last();
        return GetLastError();
    }
    out[0] = total;
    out[1] = available;
    out[2] = per_cluster;
    out[3] = bytes;
    return 0;
}
