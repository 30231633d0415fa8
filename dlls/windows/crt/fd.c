/* SPDX-License-Identifier: MIT */
/* File descriptors: a table of blocks of 32 over Windows handles, inheritance through STARTUPINFO's reserved block,
 * handles in and out, duplicates, close, seek, size, locking.  Reading and writing stand in fd_io.c, opening in
 * fd_open.c.  What kind of file a handle is gets asked when somebody needs to know: a start asks nothing. */
#include "crt.h"

/* Exported: programs reach the handle of descriptor n at __pioinfo[n / 32] + n % 32. */
struct crt_fd *__pioinfo[FD_BLOCKS];
struct crt_fd __badioinfo = {.handle = -1, .flags = 0, .ahead = '\n'};
static int fd_limit; /* descriptors that have a place */

static struct crt_fd *place(int fd)
{
    return &__pioinfo[fd / FD_BLOCK][fd % FD_BLOCK];
}

static int grow(void)
{
    if (fd_limit >= FD_MAX) return 0;
    struct crt_fd *block = calloc(FD_BLOCK, sizeof *block);
    if (!block) return 0;
    for (int i = 0; i < FD_BLOCK; i++) {
        block[i].handle = -1;
        block[i].ahead = '\n';
    }
    __pioinfo[fd_limit / FD_BLOCK] = block;
    fd_limit += FD_BLOCK;
    return 1;
}

/* The inherited block: a count, that many flag bytes, that many handles (unaligned). */
static void inherit(const STARTUPINFOW *startup)
{
    int count;
    const unsigned char *block = startup->lpReserved2;
    if (!block || startup->cbReserved2 < sizeof count) return;
    memcpy(&count, block, sizeof count);
    if (count < 0 || count > FD_MAX || sizeof count + (size_t)count * (1 + sizeof(intptr_t)) > startup->cbReserved2)
        return;
    for (int fd = 0; fd < count; fd++) {
        unsigned char flags = block[sizeof count + (size_t)fd];
        intptr_t handle;
        memcpy(&handle, block + sizeof count + (size_t)count + (size_t)fd * sizeof handle, sizeof handle);
        if (!(flags & FD_OPEN) || handle == -1 || handle == -2) continue;
        while (fd >= fd_limit)
            if (!grow()) return;
        place(fd)->handle = handle;
        place(fd)->flags = flags & (unsigned char)~FD_EOF;
    }
}

void crt_fd_init(void)
{
    static const DWORD standard[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    STARTUPINFOW startup;
    if (!grow()) return;
    GetStartupInfoW(&startup);
    inherit(&startup);
    for (int fd = 0; fd < 3; fd++) {
        struct crt_fd *f = place(fd);
        if (f->flags & FD_OPEN) {
            f->flags |= FD_TEXT;
            continue;
        }
        HANDLE handle = GetStdHandle(standard[fd]);
        f->flags = FD_TEXT | FD_OPEN;
        if (handle && handle != INVALID_HANDLE_VALUE) {
            f->handle = (intptr_t)handle;
        } else { /* no such stream: open, as a device without a file behind it, so that numbers 0 to 2 stay taken */
            f->handle = -2;
            f->flags |= FD_DEV;
            f->typed = 1;
        }
    }
}

static struct crt_fd *look(int fd)
{
    if ((unsigned)fd >= (unsigned)fd_limit || !(place(fd)->flags & FD_OPEN)) return NULL;
    return place(fd);
}

struct crt_fd *crt_fd_get(int fd)
{
    struct crt_fd *f = look(fd);
    if (!f) {
        *__doserrno() = 0;
        errno = EBADF;
        if (CRT_STRICT && fd != -2) crt_report_invalid(); /* -2: a stream without a file, as _fileno documents */
    }
    return f;
}

struct crt_fd *crt_fd_typed(int fd)
{
    struct crt_fd *f = crt_fd_get(fd);
    if (f && !f->typed) {
        DWORD type = GetFileType((HANDLE)f->handle) & ~(DWORD)FILE_TYPE_REMOTE;
        if (type == FILE_TYPE_CHAR)
            f->flags |= FD_DEV;
        else if (type == FILE_TYPE_PIPE)
            f->flags |= FD_PIPE;
        f->typed = 1;
    }
    return f;
}

static void set_standard(int fd, intptr_t handle)
{
    static const DWORD standard[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    if ((unsigned)fd < 3 && crt_app_type == 1) SetStdHandle(standard[fd], handle == -1 ? NULL : (HANDLE)handle);
}

static void fd_set(struct crt_fd *f, intptr_t handle, unsigned char flags)
{
    f->handle = handle;
    f->ahead = '\n';
    f->encoding = FD_ANSI;
    f->typed = (flags & (FD_DEV | FD_PIPE)) != 0;
    f->flags = flags | FD_OPEN;
}

int crt_fd_new(intptr_t handle, unsigned char flags)
{
    _lock(LOCK_FD);
    for (int fd = 0;; fd++) {
        if (fd >= fd_limit && !grow()) {
            _unlock(LOCK_FD);
            *__doserrno() = 0;
            return crt_fail(EMFILE);
        }
        if (!(place(fd)->flags & FD_OPEN)) {
            fd_set(place(fd), handle, flags);
            _unlock(LOCK_FD);
            set_standard(fd, handle);
            return fd;
        }
    }
}

/* _open_osfhandle: a descriptor for a handle, which it then owns; _O_APPEND, _O_TEXT, _O_NOINHERIT count. */
int _open_osfhandle(intptr_t handle, int flags)
{
    unsigned char f = 0;
    DWORD type = GetFileType((HANDLE)handle);
    if (type == FILE_TYPE_UNKNOWN && GetLastError() != NO_ERROR) return crt_fail_last();
    if (flags & O_APPEND_) f |= FD_APPEND;
    if (flags & O_TEXT_) f |= FD_TEXT;
    if (flags & O_NOINHERIT_) f |= FD_NOINHERIT;
    if (type == FILE_TYPE_CHAR)
        f |= FD_DEV;
    else if (type == FILE_TYPE_PIPE)
        f |= FD_PIPE;
    return crt_fd_new(handle, f);
}

intptr_t _get_osfhandle(int fd)
{
    struct crt_fd *f = crt_fd_get(fd);
    return f ? f->handle : -1;
}

int _close(int fd)
{
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return -1;
    crt_lock(&f->lock);
    intptr_t handle = f->handle;
    int result = 0, shared = 0;
    /* stdout and stderr may stand on one handle: it closes with the last of them. */
    if (fd == 1 || fd == 2) {
        struct crt_fd *other = look(3 - fd);
        shared = other && other->handle == handle;
    }
    f->flags = 0;
    f->handle = -1;
    f->typed = 0;
    crt_unlock(&f->lock);
    set_standard(fd, -1);
    if (handle != -1 && handle != -2 && !shared && !CloseHandle((HANDLE)handle)) result = crt_fail_last();
    return result;
}

static int duplicate(struct crt_fd *from, intptr_t *handle)
{
    HANDLE copy, self = GetCurrentProcess();
    if (from->handle == -2) {
        *handle = -2;
        return 1;
    }
    if (!DuplicateHandle(self, (HANDLE)from->handle, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS)) {
        crt_fail_last();
        return 0;
    }
    *handle = (intptr_t)copy;
    return 1;
}

int _dup(int fd)
{
    intptr_t handle;
    struct crt_fd *f = crt_fd_typed(fd);
    if (!f || !duplicate(f, &handle)) return -1;
    int copy = crt_fd_new(handle, f->flags & (unsigned char)~FD_NOINHERIT);
    if (copy < 0)
        CloseHandle((HANDLE)handle);
    else
        place(copy)->encoding = f->encoding;
    return copy;
}

/* _dup2: makes `to` refer to the file of `fd`, closing what it referred to; 0 or -1. */
int _dup2(int fd, int to)
{
    intptr_t handle;
    struct crt_fd *f = crt_fd_typed(fd);
    if (!f) return -1;
    if ((unsigned)to >= FD_MAX) return crt_fail(EBADF);
    if (fd == to) return 0;
    while (to >= fd_limit)
        if (!grow()) return crt_fail(EMFILE);
    if (!duplicate(f, &handle)) return -1;
    if (look(to)) _close(to);
    fd_set(place(to), handle, f->flags & (unsigned char)~FD_NOINHERIT);
    place(to)->encoding = f->encoding;
    set_standard(to, handle);
    return 0;
}

int _isatty(int fd)
{
    struct crt_fd *f = crt_fd_typed(fd);
    return f ? f->flags & FD_DEV : 0;
}

/* _setmode: the old mode, -1 on an invalid one. */
int _setmode(int fd, int mode)
{
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return -1;
    int old = !(f->flags & FD_TEXT)     ? O_BINARY_
              : f->encoding == FD_UTF8  ? O_U8TEXT_
              : f->encoding == FD_UTF16 ? O_U16TEXT_
                                        : O_TEXT_;
    unsigned char encoding = FD_ANSI;
    if (mode == O_U8TEXT_)
        encoding = FD_UTF8;
    else if (mode == O_U16TEXT_ || mode == O_WTEXT_)
        encoding = FD_UTF16;
    else if (mode != O_TEXT_ && mode != O_BINARY_)
        return crt_fail_invalid();
    f->encoding = encoding;
    if (mode == O_BINARY_)
        f->flags &= (unsigned char)~FD_TEXT;
    else
        f->flags |= FD_TEXT;
    return old;
}

long long _lseeki64(int fd, long long offset, int whence)
{
    LARGE_INTEGER distance, at;
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return -1;
    if (f->handle == -2) return crt_fail(EBADF);
    distance.QuadPart = offset;
    if (!SetFilePointerEx((HANDLE)f->handle, distance, &at, (DWORD)whence)) return crt_fail_last();
    f->flags &= (unsigned char)~FD_EOF;
    f->ahead = '\n';
    return at.QuadPart;
}

long _lseek(int fd, long offset, int whence)
{
    long long at = _lseeki64(fd, offset, whence);
    if (at > LONG_MAX) return crt_fail(EINVAL);
    return (long)at;
}

long long _telli64(int fd)
{
    return _lseeki64(fd, 0, SEEK_CUR_);
}

long _tell(int fd)
{
    return _lseek(fd, 0, SEEK_CUR_);
}

long long _filelengthi64(int fd)
{
    LARGE_INTEGER size;
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return -1;
    if (!GetFileSizeEx((HANDLE)f->handle, &size)) return crt_fail_last();
    return size.QuadPart;
}

long _filelength(int fd)
{
    long long size = _filelengthi64(fd);
    return size > LONG_MAX ? crt_fail(EINVAL) : (long)size;
}

/* _eof: 1 at the end of the file, 0 before it, -1 on an error. */
int _eof(int fd)
{
    long long size = _filelengthi64(fd), at;
    if (size < 0 || (at = _lseeki64(fd, 0, SEEK_CUR_)) < 0) return -1;
    return at >= size;
}

int _commit(int fd)
{
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return -1;
    if (FlushFileBuffers((HANDLE)f->handle)) return 0;
    *__doserrno() = GetLastError();
    return crt_fail(EBADF);
}

/* _chsize_s: 0 or an errno value; a longer file is filled with zeros, the position stays. */
int _chsize_s(int fd, long long size)
{
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return EBADF;
    if (size < 0) return crt_invalid();
    long long at = _lseeki64(fd, 0, SEEK_CUR_);
    if (at < 0 || _lseeki64(fd, size, SEEK_SET_) < 0) return errno;
    int error = 0;
    if (!SetEndOfFile((HANDLE)f->handle)) {
        _dosmaperr(GetLastError());
        error = errno = GetLastError() == ERROR_INVALID_HANDLE ? EBADF : EACCES;
    }
    _lseeki64(fd, at, SEEK_SET_);
    return error;
}

int _chsize(int fd, long size)
{
    return _chsize_s(fd, size) ? -1 : 0;
}

/* _locking: locks or unlocks bytes from the position on; _LK_LOCK tries ten times, a second apart. */
int _locking(int fd, int mode, long n)
{
    struct crt_fd *f = crt_fd_get(fd);
    if (!f) return -1;
    if (n < 0 || mode < 0 || mode > 4) return crt_fail_invalid();
    long long at = _lseeki64(fd, 0, SEEK_CUR_);
    if (at < 0) return -1;
    for (int tries = 0;; tries++) {
        BOOL ok = mode == 0 ? UnlockFile((HANDLE)f->handle, (DWORD)at, (DWORD)(at >> 32), (DWORD)n, 0)
                            : LockFile((HANDLE)f->handle, (DWORD)at, (DWORD)(at >> 32), (DWORD)n, 0);
        if (ok) return 0;
        _dosmaperr(GetLastError());
        if ((mode != 1 && mode != 3) || tries == 9) {
            if (mode == 1 || mode == 3) errno = EDEADLK;
            return -1;
        }
        Sleep(1000);
    }
}

/* _pipe: read and write ends; the size is a hint. */
int _pipe(int *fds, unsigned size, int mode)
{
    HANDLE in, out;
    SECURITY_ATTRIBUTES security = {sizeof security, NULL, !(mode & O_NOINHERIT_)};
    unsigned char flags = FD_PIPE;
    if (!fds) return crt_fail_invalid();
    fds[0] = fds[1] = -1;
    if (!CreatePipe(&in, &out, &security, size)) return crt_fail_last();
    if (mode & O_NOINHERIT_) flags |= FD_NOINHERIT;
    extern int _fmode;
    if ((mode & O_TEXT_) || (!(mode & O_BINARY_) && _fmode != O_BINARY_)) flags |= FD_TEXT;
    fds[0] = crt_fd_new((intptr_t)in, flags);
    fds[1] = fds[0] < 0 ? -1 : crt_fd_new((intptr_t)out, flags);
    if (fds[1] >= 0) return 0;
    if (fds[0] >= 0)
        _close(fds[0]);
    else
        CloseHandle(in);
    CloseHandle(out);
    return -1;
}
