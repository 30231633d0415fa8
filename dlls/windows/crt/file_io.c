/* SPDX-License-Identifier: MIT */
/* Reading and writing streams by bytes and lines, and their positions.  A position in text mode is the exact place in
 * the file: it is found by counting how many raw bytes stand behind what the program has taken from the buffer. */
#include "crt.h"

#define SMALL 1024 /* temporary buffer of an unbuffered stream */

size_t fread(void *data, size_t size, size_t count, FILE *file)
{
    size_t total, left;
    char *to = data;
    if (!size || !count) return 0;
    if (!file || !data || __builtin_mul_overflow(size, count, &total)) {
        crt_invalid();
        return 0;
    }
    left = total;
    _lock_file(file);
    while (left) {
        if (file->count > 0) {
            size_t part = (size_t)file->count < left ? (size_t)file->count : left;
            memcpy(to, file->ptr, part);
            file->ptr += part;
            file->count -= (int)part;
            to += part;
            left -= part;
            continue;
        }
        size_t block = file->size > 0 ? (size_t)file->size : 4096;
        if (left >= block && (file->flags & F_READ) && !(file->flags & (F_WRITE | F_STRING | F_EOF))) {
            unsigned direct = left > 0x40000000 ? 0x40000000 : (unsigned)(left - left % block);
            file->ptr = file->base;
            file->count = 0;
            int got = _read(file->fd, to, direct);
            if (got <= 0) {
                file->flags |= got ? F_ERROR : F_EOF;
                break;
            }
            to += got;
            left -= (size_t)got;
            continue;
        }
        int c = _filbuf(file);
        if (c == EOF) break;
        *to++ = (char)c;
        left--;
    }
    _unlock_file(file);
    return (total - left) / size;
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file)
{
    size_t total;
    char buffer[SMALL];
    if (!size || !count) return 0;
    if (!file || !data || __builtin_mul_overflow(size, count, &total)) {
        crt_invalid();
        return 0;
    }
    _lock_file(file);
    int began = crt_buffer_begin(file, buffer, SMALL);
    size_t done = crt_write_stream(file, data, total);
    crt_buffer_end(file, began);
    _unlock_file(file);
    return done / size;
}

int fgetc(FILE *file)
{
    if (!file) return crt_fail_invalid();
    _lock_file(file);
    int c = crt_getc(file);
    _unlock_file(file);
    return c;
}

int getc(FILE *file)
{
    return fgetc(file);
}

int getchar(void)
{
    return fgetc(STDIN);
}

int _fgetchar(void)
{
    return fgetc(STDIN);
}

int _getc_nolock(FILE *file)
{
    return crt_getc(file);
}

int fputc(int c, FILE *file)
{
    if (!file) return crt_fail_invalid();
    _lock_file(file);
    c = crt_putc(c, file);
    _unlock_file(file);
    return c;
}

int putc(int c, FILE *file)
{
    return fputc(c, file);
}

int putchar(int c)
{
    return fputc(c, STDOUT);
}

int _fputchar(int c)
{
    return fputc(c, STDOUT);
}

int _putc_nolock(int c, FILE *file)
{
    return crt_putc(c, file);
}

int crt_ungetc(int c, FILE *file)
{
    if (c == EOF || !((file->flags & F_READ) || ((file->flags & F_UPDATE) && !(file->flags & F_WRITE)))) return EOF;
    if (!file->base) { /* makes the buffer as a read would */
        file->base = malloc(4096);
        if (!file->base) return EOF;
        file->flags |= F_MYBUF;
        file->size = 4096;
        file->ptr = file->base;
    }
    if (file->ptr == file->base) {
        if (file->count) return EOF;
        file->ptr++;
    }
    if (file->flags & F_STRING) { /* a constant string: only what is there can go back */
        if (*--file->ptr != (char)c) {
            file->ptr++;
            return EOF;
        }
    } else {
        *--file->ptr = (char)c;
    }
    file->count++;
    file->flags = (file->flags & ~F_EOF) | F_READ;
    return (unsigned char)c;
}

int ungetc(int c, FILE *file)
{
    if (!file) {
        crt_invalid();
        return EOF;
    }
    _lock_file(file);
    c = crt_ungetc(c, file);
    _unlock_file(file);
    return c;
}

char *fgets(char *s, int n, FILE *file)
{
    char *to = s;
    if (!s || !file || n < 0) {
        crt_invalid();
        return NULL;
    }
    if (n == 0) return NULL;
    _lock_file(file);
    int left = n - 1;
    while (left > 0) {
        if (file->count > 0) {
            int part = file->count < left ? file->count : left;
            char *lf = memchr(file->ptr, '\n', (size_t)part);
            if (lf) part = (int)(lf - file->ptr) + 1;
            memcpy(to, file->ptr, (size_t)part);
            file->ptr += part;
            file->count -= part;
            to += part;
            left -= part;
            if (lf) break;
            continue;
        }
        int c = _filbuf(file);
        if (c == EOF) {
            if (to == s) {
                _unlock_file(file);
                return NULL;
            }
            break;
        }
        *to++ = (char)c;
        left--;
        if (c == '\n') break;
    }
    _unlock_file(file);
    *to = 0;
    return s;
}

char *gets(char *s)
{
    char *to = s;
    int c;
    if (!s) {
        crt_invalid();
        return NULL;
    }
    _lock_file(STDIN);
    while ((c = crt_getc(STDIN)) != EOF && c != '\n') *to++ = (char)c;
    _unlock_file(STDIN);
    if (c == EOF && to == s) return NULL;
    *to = 0;
    return s;
}

int fputs(const char *s, FILE *file)
{
    if (!s || !file) return crt_fail_invalid();
    size_t n = strlen(s);
    return fwrite(s, 1, n, file) == n ? 0 : EOF;
}

int puts(const char *s)
{
    char buffer[SMALL];
    if (!s) return crt_fail_invalid();
    size_t n = strlen(s);
    _lock_file(STDOUT);
    int began = crt_buffer_begin(STDOUT, buffer, SMALL);
    int ok = crt_write_stream(STDOUT, s, n) == n && crt_putc('\n', STDOUT) != EOF;
    crt_buffer_end(STDOUT, began);
    _unlock_file(STDOUT);
    return ok ? 0 : EOF;
}

int _getw(FILE *file)
{
    int value;
    return fread(&value, sizeof value, 1, file) == 1 ? value : EOF;
}

int _putw(int value, FILE *file)
{
    return fwrite(&value, sizeof value, 1, file) == 1 ? value : EOF;
}

/* ---- positions ---- */

/* How many raw bytes stand behind the first `taken` bytes of a translated text buffer. */
static long long raw_behind(int fd, long long start, unsigned raw, long long taken)
{
    char *bytes = malloc(raw ? raw : 1);
    struct crt_fd *f = crt_fd_get(fd);
    DWORD got = 0;
    long long at = 0;
    LARGE_INTEGER place = {.QuadPart = start}, end = {.QuadPart = start + raw};
    if (!bytes || !f || !SetFilePointerEx((HANDLE)f->handle, place, NULL, FILE_BEGIN) ||
        !ReadFile((HANDLE)f->handle, bytes, raw, &got, NULL)) {
        free(bytes);
        return -1;
    }
    SetFilePointerEx((HANDLE)f->handle, end, NULL, FILE_BEGIN);
    while (taken > 0 && at < (long long)got) {
        if (bytes[at] == '\r' && at + 1 < (long long)got && bytes[at + 1] == '\n') at++;
        at++;
        taken--;
    }
    free(bytes);
    return at;
}

long long crt_tell(FILE *file)
{
    struct crt_fd *f = crt_fd_get(file->fd);
    if (file->count < 0) file->count = 0;
    unsigned raw = f ? f->raw : 0;
    long long at = f ? _lseeki64(file->fd, 0, SEEK_CUR_) : -1;
    if (at < 0) return -1;
    if (!file->base) return at;
    long long inside = file->ptr - file->base;
    int text = f->flags & FD_TEXT;
    if ((file->flags & F_WRITE) && !(file->flags & F_READ)) {
        long long more = inside;
        if (text && !f->encoding)
            for (const char *p = file->base; p < file->ptr; p++) more += *p == '\n';
        if ((f->flags & FD_APPEND) && inside > 0) {
            at = _lseeki64(file->fd, 0, SEEK_END_);
        }
        return at + more;
    }
    if (!file->count) return at;
    if (!text || (long long)raw == inside + file->count || f->encoding || raw < inside) return at - file->count;
    long long start = at - raw;
    long long behind = raw_behind(file->fd, start, raw, inside);
    return behind < 0 ? -1 : start + behind;
}

static int crt_seek(FILE *file, long long offset, int whence)
{
    file->flags &= ~F_EOF;
    if (whence == SEEK_CUR_) {
        long long at = crt_tell(file);
        if (at < 0) return -1;
        offset += at;
        whence = SEEK_SET_;
    }
    crt_flush(file);
    if (file->flags & F_UPDATE) file->flags &= ~(F_READ | F_WRITE);
    return _lseeki64(file->fd, offset, whence) < 0 ? -1 : 0;
}

int _fseeki64(FILE *file, long long offset, int whence)
{
    if (!file || whence < 0 || whence > 2 || !(file->flags & (F_READ | F_WRITE | F_UPDATE))) return crt_fail_invalid();
    _lock_file(file);
    int result = crt_seek(file, offset, whence);
    _unlock_file(file);
    return result;
}

int fseek(FILE *file, long offset, int whence)
{
    return _fseeki64(file, offset, whence);
}

long long _ftelli64(FILE *file)
{
    if (!file) return crt_fail_invalid();
    _lock_file(file);
    long long at = crt_tell(file);
    _unlock_file(file);
    return at;
}

long ftell(FILE *file)
{
    long long at = _ftelli64(file);
    return at > LONG_MAX ? crt_fail(EINVAL) : (long)at;
}

int fgetpos(FILE *file, long long *position)
{
    if (!file || !position) return crt_fail_invalid();
    *position = _ftelli64(file);
    return *position < 0 ? -1 : 0;
}

int fsetpos(FILE *file, const long long *position)
{
    if (!file || !position) return crt_fail_invalid();
    return _fseeki64(file, *position, SEEK_SET_);
}

void rewind(FILE *file)
{
    if (!file) {
        crt_invalid();
        return;
    }
    _lock_file(file);
    crt_seek(file, 0, SEEK_SET_);
    file->flags &= ~(F_ERROR | F_EOF);
    _unlock_file(file);
}
