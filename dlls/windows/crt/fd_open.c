/* SPDX-License-Identifier: MIT */
/* Opening files by name: _open, _sopen, _creat and their wide and _s forms, onto CreateFileW.  A byte order mark is
 * looked for where the text encoding was asked for (_O_WTEXT, _O_U8TEXT, _O_U16TEXT). */
#include "crt.h"

int _fmode = O_TEXT_;
int _commode;
int crt_umask;

/* What files that say no mode of their own are opened with: _fmode, _commode. */
int *__p__fmode(void)
{
    return &_fmode;
}

int *__p__commode(void)
{
    return &_commode;
}

int _get_fmode(int *mode)
{
    if (!mode) return crt_invalid();
    *mode = _fmode;
    return 0;
}

int _set_fmode(int mode)
{
    if (mode != O_TEXT_ && mode != O_BINARY_) return crt_invalid();
    _fmode = mode;
    return 0;
}

/* _umask: the old mask; _S_IWRITE (0x80) alone counts on this system. */
int _umask(int mask)
{
    int old = crt_umask;
    crt_umask = mask & 0x180;
    return old;
}

int _umask_s(int mask, int *old)
{
    if (!old) return crt_invalid();
    *old = _umask(mask);
    return 0;
}

/* Reads or writes the byte order mark; settles the encoding. */
static int settle_encoding(struct crt_fd *f, int flags)
{
    unsigned char mark[3];
    DWORD n = 0;
    LARGE_INTEGER size, zero = {.QuadPart = 0};
    int writes = flags & (O_WRONLY_ | O_RDWR_), reads = !(flags & O_WRONLY_);

    f->encoding = flags & O_U8TEXT_ ? FD_UTF8 : flags & O_U16TEXT_ ? FD_UTF16 : FD_ANSI;
    if (!GetFileSizeEx((HANDLE)f->handle, &size)) return 1;
    if (!size.QuadPart) {
        if (flags & O_WTEXT_) f->encoding = FD_UTF16;
        if (writes) {
            BOOL ok = f->encoding == FD_UTF8 ? WriteFile((HANDLE)f->handle, "\xef\xbb\xbf", 3, &n, NULL)
                                             : WriteFile((HANDLE)f->handle, "\xff\xfe", 2, &n, NULL);
            return ok;
        }
        return 1;
    }
    if (!reads) return 1;
    if (!ReadFile((HANDLE)f->handle, mark, 3, &n, NULL)) return 0;
    LARGE_INTEGER skip = zero;
    if (n == 3 && mark[0] == 0xef && mark[1] == 0xbb && mark[2] == 0xbf) {
        f->encoding = FD_UTF8;
        skip.QuadPart = 3;
    } else if (n >= 2 && mark[0] == 0xff && mark[1] == 0xfe) {
        f->encoding = FD_UTF16;
        skip.QuadPart = 2;
    }
    return SetFilePointerEx((HANDLE)f->handle, skip, NULL, FILE_BEGIN);
}

int crt_open(const wchar_t *path, int flags, int share, int permission)
{
    static const DWORD dispositions[8] = {
        /* by CREAT, TRUNC, EXCL */
        [0] = OPEN_EXISTING, [1] = OPEN_ALWAYS, [2] = TRUNCATE_EXISTING, [3] = CREATE_ALWAYS,
        [4] = OPEN_EXISTING, [5] = CREATE_NEW,  [6] = TRUNCATE_EXISTING, [7] = CREATE_NEW};
    DWORD access, sharing, attributes = FILE_ATTRIBUTE_NORMAL, extra = 0;
    unsigned char fd_flags = 0;
    SECURITY_ATTRIBUTES security = {sizeof security, NULL, !(flags & O_NOINHERIT_)};

    if (!path) return crt_fail_invalid();
    switch (flags & (O_WRONLY_ | O_RDWR_)) {
    case 0: access = GENERIC_READ; break;
    case O_WRONLY_:
        access = GENERIC_WRITE;
        /* appending in a Unicode mode reads the mark first */
        if ((flags & O_APPEND_) && (flags & (O_WTEXT_ | O_U16TEXT_ | O_U8TEXT_))) access |= GENERIC_READ;
        break;
    case O_RDWR_: access = GENERIC_READ | GENERIC_WRITE; break;
    default: return crt_fail_invalid();
    }
    switch (share) {
    case SH_DENYRW_: sharing = 0; break;
    case SH_DENYWR_: sharing = FILE_SHARE_READ; break;
    case SH_DENYRD_: sharing = FILE_SHARE_WRITE; break;
    case SH_COMPAT_:
    case SH_DENYNO_: sharing = FILE_SHARE_READ | FILE_SHARE_WRITE; break;
    case SH_SECURE_: sharing = access == GENERIC_READ ? FILE_SHARE_READ : 0; break;
    default: return crt_fail_invalid();
    }
    DWORD disposition =
        dispositions[(flags & O_CREAT_ ? 1 : 0) | (flags & O_TRUNC_ ? 2 : 0) | (flags & O_EXCL_ ? 4 : 0)];
    if ((flags & O_CREAT_) && !((permission & ~crt_umask) & 0x80)) attributes = FILE_ATTRIBUTE_READONLY;
    if (flags & O_TEMPORARY_) {
        extra |= FILE_FLAG_DELETE_ON_CLOSE;
        access |= DELETE;
        sharing |= FILE_SHARE_DELETE;
    }
    if (flags & O_SHORT_LIVED_) attributes |= FILE_ATTRIBUTE_TEMPORARY;
    if (flags & O_SEQUENTIAL_)
        extra |= FILE_FLAG_SEQUENTIAL_SCAN;
    else if (flags & O_RANDOM_)
        extra |= FILE_FLAG_RANDOM_ACCESS;

    HANDLE handle = CreateFileW(path, access, sharing, &security, disposition, attributes | extra, NULL);
    if (handle == INVALID_HANDLE_VALUE) return crt_fail_last();
    if (flags & O_APPEND_) fd_flags |= FD_APPEND;
    if (flags & O_NOINHERIT_) fd_flags |= FD_NOINHERIT;
    int unicode = flags & (O_WTEXT_ | O_U16TEXT_ | O_U8TEXT_);
    if (unicode || (flags & O_TEXT_) || (!(flags & O_BINARY_) && _fmode != O_BINARY_)) fd_flags |= FD_TEXT;
    int fd = crt_fd_new((intptr_t)handle, fd_flags);
    if (fd < 0) {
        CloseHandle(handle);
        return -1;
    }
    if (unicode) {
        struct crt_fd *f = crt_fd_typed(fd);
        if (f && !(f->flags & (FD_DEV | FD_PIPE))) {
            if (!settle_encoding(f, flags)) {
                crt_fail_last();
                _close(fd);
                return -1;
            }
        } else if (f) {
            f->encoding = flags & O_U8TEXT_ ? FD_UTF8 : flags & O_U16TEXT_ ? FD_UTF16 : FD_ANSI;
        }
    } else if ((fd_flags & FD_TEXT) && (flags & O_RDWR_)) {
        /* A Ctrl-Z at the end would hide what is appended: it is taken away, as documented for "a" and "r+". */
        struct crt_fd *f = crt_fd_typed(fd);
        char last;
        DWORD n;
        LARGE_INTEGER minus = {.QuadPart = -1}, zero = {.QuadPart = 0};
        if (f && !(f->flags & (FD_DEV | FD_PIPE)) && SetFilePointerEx(handle, minus, NULL, FILE_END)) {
            if (ReadFile(handle, &last, 1, &n, NULL) && n == 1 && last == 26 &&
                SetFilePointerEx(handle, minus, NULL, FILE_END))
                SetEndOfFile(handle);
            SetFilePointerEx(handle, zero, NULL, FILE_BEGIN);
        }
    }
    return fd;
}

static int open_narrow(const char *path, int flags, int share, int permission)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!path) return crt_fail_invalid();
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return -1;
    int fd = crt_open(wide, flags, share, permission);
    crt_release(wide, buffer);
    return fd;
}

#define PERMISSION(last)                                                                                               \
    int permission = 0;                                                                                                \
    if (flags & O_CREAT_) {                                                                                            \
        va_list args;                                                                                                  \
        va_start(args, last);                                                                                          \
        permission = va_arg(args, int);                                                                                \
        va_end(args);                                                                                                  \
    }

int _open(const char *path, int flags, ...)
{
    PERMISSION(flags)
    return open_narrow(path, flags, SH_DENYNO_, permission);
}

int _wopen(const wchar_t *path, int flags, ...)
{
    PERMISSION(flags)
    return crt_open(path, flags, SH_DENYNO_, permission);
}

int _sopen(const char *path, int flags, int share, ...)
{
    PERMISSION(share)
    return open_narrow(path, flags, share, permission);
}

int _wsopen(const wchar_t *path, int flags, int share, ...)
{
    PERMISSION(share)
    return crt_open(path, flags, share, permission);
}

int _sopen_s(int *fd, const char *path, int flags, int share, int permission)
{
    if (!fd) return crt_invalid();
    *fd = -1;
    if (!path || (permission & ~0x180)) return crt_invalid();
    *fd = open_narrow(path, flags, share, permission);
    return *fd < 0 ? errno : 0;
}

int _wsopen_s(int *fd, const wchar_t *path, int flags, int share, int permission)
{
    if (!fd) return crt_invalid();
    *fd = -1;
    if (!path || (permission & ~0x180)) return crt_invalid();
    *fd = crt_open(path, flags, share, permission);
    return *fd < 0 ? errno : 0;
}

int _creat(const char *path, int permission)
{
    return open_narrow(path, O_CREAT_ | O_TRUNC_ | O_RDWR_, SH_DENYNO_, permission);
}

int _wcreat(const wchar_t *path, int permission)
{
    return crt_open(path, O_CREAT_ | O_TRUNC_ | O_RDWR_, SH_DENYNO_, permission);
}
