/* SPDX-License-Identifier: MIT */
/* _stat and _fstat in their six layouts (time and size of 32 or 64 bits), _access, _chmod, _utime.  Device and inode
 * numbers are the drive's and 0, as msvcrt has them; the mode's x bit comes from the file name. */
#include "crt.h"

enum { MODE_FORMAT = 0xf000, MODE_FILE = 0x8000, MODE_FOLDER = 0x4000, MODE_CHARS = 0x2000, MODE_PIPE = 0x1000 };
enum { MODE_R = 0444, MODE_W = 0222, MODE_X = 0111 };

struct status {
    unsigned device;
    unsigned short mode;
    short links;
    long long size;
    time64 access, modify, change;
};

#define STAT_LAYOUT(name, size_type, time_type)                                                                        \
    struct name {                                                                                                      \
        unsigned dev;                                                                                                  \
        unsigned short ino, mode;                                                                                      \
        short nlink, uid, gid;                                                                                         \
        unsigned rdev;                                                                                                 \
        size_type size;                                                                                                \
        time_type atime, mtime, ctime;                                                                                 \
    }
STAT_LAYOUT(stat32, int, int);
STAT_LAYOUT(stat64, long long, time64);
STAT_LAYOUT(stat32i64, long long, int);
STAT_LAYOUT(stat64i32, int, time64);

static int is_program(const wchar_t *path)
{
    static const wchar_t *const kinds[] = {L".exe", L".com", L".bat", L".cmd"};
    size_t n = wcslen(path);
    for (size_t i = 0; n >= 4 && i < 4; i++)
        if (!_wcsicmp(path + n - 4, kinds[i])) return 1;
    return 0;
}

static unsigned drive_of(const wchar_t *path)
{
    wchar_t here[PATH_BUFFER];
    if (path[0] && path[1] == ':') return (unsigned)(path[0] | 32) - 'a';
    if (GetCurrentDirectoryW(PATH_BUFFER, here) && here[1] == ':') return (unsigned)(here[0] | 32) - 'a';
    return 0;
}

static int stat_path(const wchar_t *path, struct status *out)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    if (!path || !out) return crt_fail_invalid();
    if (wcspbrk(path, L"?*")) {
        *__doserrno() = ERROR_FILE_NOT_FOUND;
        return crt_fail(ENOENT);
    }
    size_t n = wcslen(path);
    /* A trailing separator is refused but on a root: it is no name of a file. */
    int root = (n == 1 && (*path == '\\' || *path == '/')) || (n == 3 && path[1] == ':');
    if (n && !root && (path[n - 1] == '\\' || path[n - 1] == '/')) {
        *__doserrno() = ERROR_FILE_NOT_FOUND;
        return crt_fail(ENOENT);
    }
    if (!GetFileAttributesExW(path, GetFileExInfoStandard, &data)) return crt_fail_last();
    memset(out, 0, sizeof *out);
    out->device = drive_of(path);
    out->links = 1;
    out->mode = MODE_R;
    if (!(data.dwFileAttributes & FILE_ATTRIBUTE_READONLY) || (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
        out->mode |= MODE_W;
    if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
        out->mode |= MODE_FOLDER | MODE_X;
    } else {
        out->mode |= MODE_FILE;
        if (is_program(path)) out->mode |= MODE_X;
        out->size = (long long)data.nFileSizeHigh << 32 | data.nFileSizeLow;
    }
    out->access = crt_from_filetime(&data.ftLastAccessTime);
    out->modify = crt_from_filetime(&data.ftLastWriteTime);
    out->change = crt_from_filetime(&data.ftCreationTime);
    return 0;
}

static int stat_fd(int fd, struct status *out)
{
    BY_HANDLE_FILE_INFORMATION data;
    struct crt_fd *f = crt_fd_typed(fd);
    if (!f) return -1;
    if (!out) return crt_fail_invalid();
    memset(out, 0, sizeof *out);
    out->links = 1;
    if (f->flags & (FD_DEV | FD_PIPE)) {
        out->mode = f->flags & FD_DEV ? MODE_CHARS : MODE_PIPE;
        out->device = (unsigned)fd;
        DWORD available;
        if ((f->flags & FD_PIPE) && PeekNamedPipe((HANDLE)f->handle, NULL, 0, NULL, &available, NULL))
            out->size = available;
        return 0;
    }
    if (!GetFileInformationByHandle((HANDLE)f->handle, &data)) return crt_fail_last();
    out->mode = MODE_R;
    if (!(data.dwFileAttributes & FILE_ATTRIBUTE_READONLY)) out->mode |= MODE_W;
    out->mode |= data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? MODE_FOLDER | MODE_X : MODE_FILE;
    out->size = (long long)data.nFileSizeHigh << 32 | data.nFileSizeLow;
    out->links = (short)data.nNumberOfLinks;
    out->access = crt_from_filetime(&data.ftLastAccessTime);
    out->modify = crt_from_filetime(&data.ftLastWriteTime);
    out->change = crt_from_filetime(&data.ftCreationTime);
    return 0;
}

/* One set of three functions a layout.  A size that the layout can't hold: EOVERFLOW (132) as documented for _fstat. */
#define STAT_FAMILY(suffix, layout, narrow_size)                                                                       \
    static int fill_##layout(const struct status *from, struct layout *to)                                             \
    {                                                                                                                  \
        if (narrow_size && from->size > 0x7fffffff) return crt_fail(132);                                              \
        memset(to, 0, sizeof *to);                                                                                     \
        to->dev = to->rdev = from->device;                                                                             \
        to->mode = from->mode;                                                                                         \
        to->nlink = from->links;                                                                                       \
        to->size = (__typeof__(to->size))from->size;                                                                   \
        to->atime = (__typeof__(to->atime))from->access;                                                               \
        to->mtime = (__typeof__(to->atime))from->modify;                                                               \
        to->ctime = (__typeof__(to->atime))from->change;                                                               \
        return 0;                                                                                                      \
    }                                                                                                                  \
    int _wstat##suffix(const wchar_t *path, struct layout *out)                                                        \
    {                                                                                                                  \
        struct status status;                                                                                          \
        if (!out) return crt_fail_invalid();                                                                           \
        return stat_path(path, &status) ? -1 : fill_##layout(&status, out);                                            \
    }                                                                                                                  \
    int _stat##suffix(const char *path, struct layout *out)                                                            \
    {                                                                                                                  \
        wchar_t buffer[PATH_BUFFER], *wide;                                                                            \
        if (!path || !out) return crt_fail_invalid();                                                                  \
        if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return -1;                                                 \
        int result = _wstat##suffix(wide, out);                                                                        \
        crt_release(wide, buffer);                                                                                     \
        return result;                                                                                                 \
    }                                                                                                                  \
    int _fstat##suffix(int fd, struct layout *out)                                                                     \
    {                                                                                                                  \
        struct status status;                                                                                          \
        if (!out) return crt_fail_invalid();                                                                           \
        return stat_fd(fd, &status) ? -1 : fill_##layout(&status, out);                                                \
    }

STAT_FAMILY(32, stat32, 1)
STAT_FAMILY(64, stat64, 0)
STAT_FAMILY(32i64, stat32i64, 0)
STAT_FAMILY(64i32, stat64i32, 1)

/* ---- _access, _chmod ---- */

int _waccess_s(const wchar_t *path, int mode)
{
    if (!path || (mode & ~6)) return crt_invalid();
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        crt_fail_last();
        return errno;
    }
    if ((mode & 2) && (attributes & FILE_ATTRIBUTE_READONLY) && !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        *__doserrno() = ERROR_ACCESS_DENIED;
        return crt_error(EACCES);
    }
    return 0;
}

int _waccess(const wchar_t *path, int mode)
{
    return _waccess_s(path, mode) ? -1 : 0;
}

int _access_s(const char *path, int mode)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!path) return crt_invalid();
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return errno;
    int error = _waccess_s(wide, mode);
    crt_release(wide, buffer);
    return error;
}

int _access(const char *path, int mode)
{
    return _access_s(path, mode) ? -1 : 0;
}

int _wchmod(const wchar_t *path, int mode)
{
    if (!path) return crt_fail_invalid();
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) return crt_fail_last();
    if (mode & 0x80)
        attributes &= ~(DWORD)FILE_ATTRIBUTE_READONLY;
    else
        attributes |= FILE_ATTRIBUTE_READONLY;
    return SetFileAttributesW(path, attributes) ? 0 : crt_fail_last();
}

int _chmod(const char *path, int mode)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!path) return crt_fail_invalid();
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return -1;
    int result = _wchmod(wide, mode);
    crt_release(wide, buffer);
    return result;
}

/* ---- _utime ---- */

static int set_times(HANDLE handle, const time64 *times)
{
    FILETIME access, modify;
    time64 now = times ? 0 : _time64(NULL);
    crt_to_filetime(times ? times[0] : now, &access);
    crt_to_filetime(times ? times[1] : now, &modify);
    return SetFileTime(handle, NULL, &access, &modify) ? 0 : crt_fail_last();
}

int _futime64(int fd, const time64 *times)
{
    struct crt_fd *f = crt_fd_get(fd);
    return f ? set_times((HANDLE)f->handle, times) : -1;
}

int _wutime64(const wchar_t *path, const time64 *times)
{
    if (!path) return crt_fail_invalid();
    HANDLE handle = CreateFileW(path, FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                NULL, OPEN_EXISTING, 0, NULL);
    if (handle == INVALID_HANDLE_VALUE) return crt_fail_last();
    int result = set_times(handle, times);
    CloseHandle(handle);
    return result;
}

int _utime64(const char *path, const time64 *times)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!path) return crt_fail_invalid();
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return -1;
    int result = _wutime64(wide, times);
    crt_release(wide, buffer);
    return result;
}

#define UTIME32(name, wide_name, type, ...)                                                                            \
    int name(type what, const int *times)                                                                              \
    {                                                                                                                  \
        time64 both[2] = {times ? times[0] : 0, times ? times[1] : 0};                                                 \
        return wide_name(what, times ? both : NULL);                                                                   \
    }
UTIME32(_utime32, _utime64, const char *)
UTIME32(_wutime32, _wutime64, const wchar_t *)
UTIME32(_futime32, _futime64, int)
