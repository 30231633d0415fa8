/* SPDX-License-Identifier: MIT */
/* Streams: the table of them, their buffers, opening and closing.  A FILE has the layout that <stdio.h> of msvcrt
 * publishes, since getc and putc are macros over it and programs index _iob.  The buffer holds text as the program sees
 * it; the descriptor below translates line ends.  stdout on a terminal and stderr have no buffer of their own: each
 * call gathers its output in a temporary one and writes it at once. */
#include "crt.h"

#define STREAMS 2048
#define BUFFER  4096

FILE _iob[20] = {
    {.flags = F_READ,  .fd = 0},
    {.flags = F_WRITE,                .fd = 1},
    {.flags = F_WRITE,.fd = 2},
    {.fd = -1},
    {.fd = -1               },
    {.fd = -1               },
    {.fd = -1},
    {.fd = -1},
    {.fd = -1               },
    {.fd = -1               },
    {.fd = -1},
    {.fd = -1},
    {.fd = -1               },
    {.fd = -1               },
    {.fd = -1},
    {.fd = -1},
    {.fd = -1               },
    {.fd = -1               },
    {.fd = -1},
    {.fd = -1},
};

struct allocated {
    FILE file;
    struct crt_lock lock;
};
static struct crt_lock iob_locks[20];
static struct allocated *more[STREAMS - 20];
static int more_count;
static int max_stdio = 512;

static struct crt_lock *lock_of(FILE *file)
{
    if (file >= _iob && file < _iob + 20) return &iob_locks[file - _iob];
    return &((struct allocated *)file)->lock;
}

void _lock_file(FILE *file)
{
    crt_lock(lock_of(file));
}

void _unlock_file(FILE *file)
{
    crt_unlock(lock_of(file));
}

#define IN_USE(file) ((file)->flags & (F_READ | F_WRITE | F_UPDATE))

FILE *crt_file_new(void)
{
    FILE *file = NULL;
    _lock(LOCK_IOB);
    for (int i = 3; i < 20 && !file; i++)
        if (!IN_USE(&_iob[i])) file = &_iob[i];
    for (int i = 0; i < more_count && !file; i++)
        if (!IN_USE(&more[i]->file)) file = &more[i]->file;
    if (!file && more_count + 20 < max_stdio) {
        struct allocated *made = calloc(1, sizeof *made);
        if (made) {
            more[more_count++] = made;
            file = &made->file;
        }
    }
    if (file) {
        _lock_file(file);
        *file = (FILE){.fd = -1, .flags = F_UPDATE /* taken */};
    } else {
        errno = EMFILE;
    }
    _unlock(LOCK_IOB);
    return file;
}

static int last_thread; /* the process ends: a lock that is taken is a dead thread's */

/* Calls `each` for all open streams, locked; the sum of its results. */
static int for_all(int (*each)(FILE *))
{
    int sum = 0;
    _lock(LOCK_IOB);
    for (int i = 0; i < 20 + more_count; i++) {
        FILE *file = i < 20 ? &_iob[i] : &more[i - 20]->file;
        if (!IN_USE(file)) continue;
        if (!last_thread)
            _lock_file(file);
        else if (!crt_lock_try(lock_of(file)))
            continue;
        if (IN_USE(file)) sum += each(file);
        _unlock_file(file);
    }
    _unlock(LOCK_IOB);
    return sum;
}

int _getmaxstdio(void)
{
    return max_stdio;
}

int _setmaxstdio(int n)
{
    if (n < 20 || n > STREAMS) return crt_fail_invalid();
    return max_stdio = n;
}

/* ---- buffers ---- */

static int has_buffer(const FILE *file)
{
    return file->flags & (F_MYBUF | F_USERBUF | F_NOBUF | F_TEMPBUF);
}

static void make_buffer(FILE *file)
{
    file->base = malloc(BUFFER);
    if (file->base) {
        file->flags |= F_MYBUF;
        file->size = BUFFER;
    } else {
        file->flags |= F_NOBUF;
        file->base = (char *)&file->charbuf;
        file->size = 2;
    }
    file->ptr = file->base;
    file->count = 0;
}

/* Whether each call's output goes out with it. */
static int call_buffered(FILE *file)
{
    return file == STDERR || (file == STDOUT && _isatty(file->fd));
}

int crt_buffer_begin(FILE *file, char *buffer, int size)
{
    if (file->flags & F_STRING || (file->flags & F_TEMPBUF) || !(file->flags & (F_WRITE | F_UPDATE)) ||
        (file->flags & F_READ))
        return 0;
    if (file->flags & (F_MYBUF | F_USERBUF)) return 0;
    if (!(file->flags & F_NOBUF) && !call_buffered(file)) return 0;
    file->base = file->ptr = buffer;
    file->size = file->count = size;
    int began = F_TEMPBUF | (file->flags & F_NOBUF);
    file->flags = (file->flags & ~F_NOBUF) | F_WRITE | F_TEMPBUF;
    return began;
}

void crt_buffer_end(FILE *file, int began)
{
    if (!began) return;
    crt_flush(file);
    file->flags = (file->flags & ~F_TEMPBUF) | (began & F_NOBUF);
    file->ptr = file->base = began & F_NOBUF ? (char *)&file->charbuf : NULL;
    file->size = began & F_NOBUF ? 2 : 0;
    file->count = 0;
}

/* Writes what is buffered, drops what was read ahead.  0 or EOF. */
int crt_flush(FILE *file)
{
    int result = 0;
    if ((file->flags & (F_READ | F_WRITE)) == F_WRITE && file->base) {
        int n = (int)(file->ptr - file->base);
        if (n > 0) {
            if (_write(file->fd, file->base, (unsigned)n) == n) {
                if (file->flags & F_UPDATE) file->flags &= ~F_WRITE;
            } else {
                file->flags |= F_ERROR;
                result = EOF;
            }
        }
    }
    file->ptr = file->base;
    file->count = 0;
    if (file->flags & F_TEMPBUF) {
        file->count = file->size;
        file->flags |= F_WRITE;
    }
    return result;
}

/* putc's slow way: the buffer is full, or there is none yet. */
int _flsbuf(int c, FILE *file)
{
    int n = 0, done = 0;

    if (!(file->flags & (F_WRITE | F_UPDATE)) || (file->flags & F_STRING)) {
        errno = file->flags & F_STRING ? ERANGE : EBADF;
        file->flags |= F_ERROR;
        file->count = 0;
        return EOF;
    }
    if (file->flags & F_READ) { /* from reading to writing: allowed at the end alone */
        file->count = 0;
        if (!(file->flags & F_EOF)) {
            file->flags |= F_ERROR;
            return EOF;
        }
        file->ptr = file->base;
        file->flags &= ~F_READ;
    }
    file->flags = (file->flags | F_WRITE) & ~F_EOF;
    file->count = 0;
    if (!has_buffer(file) && !call_buffered(file)) make_buffer(file);
    char byte = (char)c;
    if (file->flags & (F_MYBUF | F_USERBUF | F_TEMPBUF)) {
        n = (int)(file->ptr - file->base);
        file->ptr = file->base + 1;
        file->count = file->size - 1;
        if (n > 0) done = _write(file->fd, file->base, (unsigned)n);
        *file->base = byte;
    } else {
        n = 1;
        done = _write(file->fd, &byte, 1);
    }
    if (done != n) {
        file->flags |= F_ERROR;
        return EOF;
    }
    return (unsigned char)byte;
}

/* getc's slow way: fills the buffer. */
int _filbuf(FILE *file)
{
    if (!(file->flags & (F_READ | F_UPDATE)) || (file->flags & F_STRING)) {
        file->count = 0;
        if (file->flags & F_STRING) {
            file->flags |= F_EOF;
        } else {
            errno = EBADF;
            file->flags |= F_ERROR;
        }
        return EOF;
    }
    if (file->flags & F_WRITE) {
        errno = EBADF;
        file->flags |= F_ERROR;
        file->count = 0;
        return EOF;
    }
    file->flags |= F_READ;
    if (!has_buffer(file)) make_buffer(file);
    file->ptr = file->base;
    int got = _read(file->fd, file->base, (unsigned)(file->flags & F_NOBUF ? 1 : file->size));
    if (got <= 0) {
        file->flags |= got ? F_ERROR : F_EOF;
        file->count = 0;
        return EOF;
    }
    file->count = got - 1;
    return (unsigned char)*file->ptr++;
}

size_t crt_write_stream(FILE *file, const char *data, size_t n)
{
    size_t left = n;
    while (left) {
        if (file->count > 0) {
            size_t part = (size_t)file->count < left ? (size_t)file->count : left;
            memcpy(file->ptr, data, part);
            file->ptr += part;
            file->count -= (int)part;
            data += part;
            left -= part;
            continue;
        }
        if (file->size > 0 && left >= (size_t)file->size && (file->flags & F_WRITE) &&
            !(file->flags & (F_READ | F_STRING)) && (file->flags & (F_MYBUF | F_USERBUF | F_NOBUF | F_TEMPBUF))) {
            if (!(file->flags & F_NOBUF) && crt_flush(file)) break;
            file->flags |= F_WRITE;
            if (file->count) /* a temporary buffer, empty again */
                file->count = 0;
            unsigned direct = left > 0x40000000 ? 0x40000000 : (unsigned)left;
            if (!(file->flags & F_NOBUF)) direct -= direct % (unsigned)file->size;
            int done = _write(file->fd, data, direct);
            if (done <= 0) {
                file->flags |= F_ERROR;
                break;
            }
            data += done;
            left -= (size_t)done;
            if ((unsigned)done < direct) {
                file->flags |= F_ERROR;
                break;
            }
            continue;
        }
        if (_flsbuf((unsigned char)*data, file) == EOF) break;
        data++;
        left--;
    }
    return n - left;
}

/* ---- opening ---- */

/* The mode string; false (EINVAL) where it is malformed. */
int crt_mode(const wchar_t *mode, int *open_flags, int *file_flags)
{
    int flags, f, update = 0, text = 0, commit = 0, scan = 0;
    while (*mode == ' ') mode++;
    switch (*mode) {
    case 'r':
        flags = 0;
        f = F_READ;
        break;
    case 'w':
        flags = O_CREAT_ | O_TRUNC_ | O_WRONLY_;
        f = F_WRITE;
        break;
    case 'a':
        flags = O_CREAT_ | O_APPEND_ | O_WRONLY_;
        f = F_WRITE;
        break;
    default: crt_invalid(); return 0;
    }
    for (mode++; *mode && *mode != ','; mode++) {
        switch (*mode) {
        case ' ': break;
        case '+':
            if (update++) goto bad;
            flags = (flags & ~O_WRONLY_) | O_RDWR_;
            f = F_UPDATE;
            break;
        case 'b':
        case 't':
            if (text++) goto bad;
            flags |= *mode == 'b' ? O_BINARY_ : O_TEXT_;
            break;
        case 'c':
        case 'n':
            if (commit++) goto bad;
            if (*mode == 'c') f |= F_COMMIT;
            break;
        case 'S':
        case 'R':
            if (scan++) goto bad;
            flags |= *mode == 'S' ? O_SEQUENTIAL_ : O_RANDOM_;
            break;
        case 'T': flags |= O_SHORT_LIVED_; break;
        case 'D': flags |= O_TEMPORARY_; break;
        case 'N': flags |= O_NOINHERIT_; break;
#ifdef CRT_UCRT
        case 'x': flags |= O_EXCL_; break;
#endif
        default: goto bad;
        }
    }
    if (*mode == ',') {
        mode++;
        while (*mode == ' ') mode++;
        if (wcsncmp(mode, L"ccs", 3)) goto bad;
        mode += 3;
        while (*mode == ' ') mode++;
        if (*mode++ != '=') goto bad;
        while (*mode == ' ') mode++;
        if (!_wcsnicmp(mode, L"UTF-8", 5)) {
            mode += 5;
            flags |= O_U8TEXT_;
        } else if (!_wcsnicmp(mode, L"UTF-16LE", 8)) {
            mode += 8;
            flags |= O_U16TEXT_;
        } else if (!_wcsnicmp(mode, L"UNICODE", 7)) {
            mode += 7;
            flags |= O_WTEXT_;
        } else {
            goto bad;
        }
        while (*mode == ' ') mode++;
        if (*mode) goto bad;
    }
    *open_flags = flags;
    *file_flags = f;
    return 1;
bad:
    crt_invalid();
    return 0;
}

extern int _commode;

/* Opens into `file` (locked by the caller), which is given up on failure. */
FILE *crt_file_open(const wchar_t *path, const wchar_t *mode, int share, FILE *file)
{
    int open_flags, file_flags, fd;
    file->flags = 0;
    if (!crt_mode(mode, &open_flags, &file_flags) || (fd = crt_open(path, open_flags, share, 0x180)) < 0) return NULL;
    *file = (FILE){.fd = fd, .flags = file_flags | _commode};
    return file;
}

FILE *_wfsopen(const wchar_t *path, const wchar_t *mode, int share)
{
    FILE *file, *result;
    if (!path || !mode || !*mode) {
        crt_invalid();
        return NULL;
    }
    if (!*path) {
        crt_invalid();
        return NULL;
    }
    if (!(file = crt_file_new())) return NULL;
    result = crt_file_open(path, mode, share, file);
    _unlock_file(file);
    return result;
}

static wchar_t *widen_mode(const char *mode, wchar_t *out, int size)
{
    int i = 0;
    for (; mode[i] && i < size - 1; i++) out[i] = (unsigned char)mode[i];
    out[i] = 0;
    return out;
}

FILE *_fsopen(const char *path, const char *mode, int share)
{
    wchar_t buffer[PATH_BUFFER], wmode[64], *wide;
    if (!path || !mode) {
        crt_invalid();
        return NULL;
    }
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return NULL;
    FILE *file = _wfsopen(wide, widen_mode(mode, wmode, 64), share);
    crt_release(wide, buffer);
    return file;
}

FILE *fopen(const char *path, const char *mode)
{
    return _fsopen(path, mode, SH_DENYNO_);
}

FILE *_wfopen(const wchar_t *path, const wchar_t *mode)
{
    return _wfsopen(path, mode, SH_DENYNO_);
}

int fopen_s(FILE **file, const char *path, const char *mode)
{
    if (!file) return crt_invalid();
    *file = _fsopen(path, mode, SH_SECURE_);
    return *file ? 0 : errno;
}

int _wfopen_s(FILE **file, const wchar_t *path, const wchar_t *mode)
{
    if (!file) return crt_invalid();
    *file = _wfsopen(path, mode, SH_SECURE_);
    return *file ? 0 : errno;
}

FILE *_wfdopen(int fd, const wchar_t *mode)
{
    int open_flags, file_flags;
    if (!mode || !crt_fd_get(fd) || !crt_mode(mode, &open_flags, &file_flags)) return NULL;
    FILE *file = crt_file_new();
    if (!file) return NULL;
    *file = (FILE){.fd = fd, .flags = file_flags | _commode};
    if (open_flags & (O_TEXT_ | O_BINARY_)) _setmode(fd, open_flags & O_TEXT_ ? O_TEXT_ : O_BINARY_);
    _unlock_file(file);
    return file;
}

FILE *_fdopen(int fd, const char *mode)
{
    wchar_t wmode[64];
    if (!mode) {
        crt_invalid();
        return NULL;
    }
    return _wfdopen(fd, widen_mode(mode, wmode, 64));
}

/* ---- closing ---- */

static int close_stream(FILE *file)
{
    int result = EOF;
    if (IN_USE(file)) {
        result = crt_flush(file);
        if (file->flags & F_MYBUF) free(file->base);
        if (_close(file->fd) < 0) result = EOF;
        if (file->tmpname) {
            wchar_t *name = (wchar_t *)file->tmpname;
            DeleteFileW(name);
            free(name);
        }
    }
    *file = (FILE){.fd = -1};
    return result;
}

int fclose(FILE *file)
{
    if (!file) {
        crt_invalid();
        return EOF;
    }
    if (file->flags & F_STRING) {
        file->flags = 0;
        return EOF;
    }
    _lock_file(file);
    int result = close_stream(file);
    _unlock_file(file);
    return result;
}

static int close_user(FILE *file)
{
    if (file < _iob + 3 && file >= _iob) return 0;
    return close_stream(file) ? 0 : 1;
}

/* _fcloseall: closes all but the standard streams; how many. */
int _fcloseall(void)
{
    return for_all(close_user);
}

static int close_temporary(FILE *file)
{
    return file->tmpname ? (close_stream(file), 1) : 0;
}

/* _rmtmp: closes and removes what tmpfile made; how many. */
int _rmtmp(void)
{
    return for_all(close_temporary);
}

FILE *_wfreopen(const wchar_t *path, const wchar_t *mode, FILE *file)
{
    if (!file || !mode || !path) {
        crt_invalid();
        return NULL;
    }
    _lock_file(file);
    int fd = file->fd;
    close_stream(file);
    FILE *result = crt_file_open(path, mode, SH_DENYNO_, file);
    /* A standard stream keeps its number: descriptors are given lowest first, so it came back by itself unless a
     * lower one was free. */
    if (result && fd >= 0 && fd < 3 && result->fd != fd && !_dup2(result->fd, fd)) {
        _close(result->fd);
        result->fd = fd;
    }
    _unlock_file(file);
    return result;
}

FILE *freopen(const char *path, const char *mode, FILE *file)
{
    wchar_t buffer[PATH_BUFFER], wmode[64], *wide;
    if (!path || !mode || !file) {
        crt_invalid();
        return NULL;
    }
    if (!(wide = crt_widen(path, buffer, PATH_BUFFER))) return NULL;
    file = _wfreopen(wide, widen_mode(mode, wmode, 64), file);
    crt_release(wide, buffer);
    return file;
}

int freopen_s(FILE **out, const char *path, const char *mode, FILE *file)
{
    if (!out) return crt_invalid();
    *out = freopen(path, mode, file);
    return *out ? 0 : errno;
}

int _wfreopen_s(FILE **out, const wchar_t *path, const wchar_t *mode, FILE *file)
{
    if (!out) return crt_invalid();
    *out = _wfreopen(path, mode, file);
    return *out ? 0 : errno;
}

/* ---- flushing, buffers ---- */

static int flush_one(FILE *file)
{
    int result = crt_flush(file);
    if (!result && (file->flags & F_COMMIT) && _commit(file->fd)) result = EOF;
    return result;
}

static int flush_writer(FILE *file)
{
    return file->flags & F_WRITE ? flush_one(file) : 0;
}

static int flush_count(FILE *file)
{
    return flush_one(file) ? 0 : 1;
}

int fflush(FILE *file)
{
    if (!file) return for_all(flush_writer) ? EOF : 0;
    _lock_file(file);
    int result = flush_one(file);
    _unlock_file(file);
    return result;
}

/* _flushall: how many streams are open. */
int _flushall(void)
{
    return for_all(flush_count);
}

/* At the end of the process, when the other threads are gone: what lies in the buffers, but for streams they were
 * using. */
void crt_flush_last(void)
{
    last_thread = 1;
    _flushall();
}

/* setvbuf: mode _IOFBF 0, _IOLBF 0x40 (the same here), _IONBF 4. */
int setvbuf(FILE *file, char *buffer, int mode, size_t size)
{
    if (!file || (mode != 0 && mode != 4 && mode != 0x40) || (mode != 4 && (size < 2 || size > INT_MAX)))
        return crt_fail_invalid();
    _lock_file(file);
    int result = 0;
    crt_flush(file);
    if (file->flags & F_MYBUF) free(file->base);
    file->flags &= ~(F_MYBUF | F_USERBUF | F_NOBUF | F_SETVBUF);
    if (mode == 4) {
        file->flags |= F_NOBUF;
        file->base = (char *)&file->charbuf;
        size = 2;
    } else if (buffer) {
        file->flags |= F_USERBUF | F_SETVBUF;
        file->base = buffer;
    } else if ((file->base = malloc(size))) {
        file->flags |= F_MYBUF | F_SETVBUF;
    } else {
        size = 0;
        result = -1;
    }
    file->size = (int)size;
    file->ptr = file->base;
    file->count = 0;
    _unlock_file(file);
    return result;
}

void setbuf(FILE *file, char *buffer)
{
    if (buffer)
        setvbuf(file, buffer, 0, 512);
    else
        setvbuf(file, NULL, 4, 0);
}

int _fileno(FILE *file)
{
    if (!file) return crt_fail_invalid();
    return file->fd;
}

int feof(FILE *file)
{
    return file->flags & F_EOF;
}

int ferror(FILE *file)
{
    return file->flags & F_ERROR;
}

void clearerr(FILE *file)
{
    if (!file) {
        crt_invalid();
        return;
    }
    _lock_file(file);
    file->flags &= ~(F_EOF | F_ERROR);
    struct crt_fd *f = crt_fd_get(file->fd);
    if (f) f->flags &= (unsigned char)~FD_EOF;
    _unlock_file(file);
}

int clearerr_s(FILE *file)
{
    if (!file) return crt_invalid();
    clearerr(file);
    return 0;
}
