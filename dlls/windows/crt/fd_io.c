/* SPDX-License-Identifier: MIT */
/* _read and _write with the translation of text mode: CR LF to LF and Ctrl-Z as the end on the way in, LF to CR LF on
 * the way out; UTF-8 and UTF-16 text (_O_U8TEXT, _O_U16TEXT) is UTF-16 for the program.  A CR that is the last byte
 * of what a pipe or a terminal gave keeps the byte read behind it in the descriptor. */
#include "crt.h"

#define CTRL_Z 26
#define CR     13
#define LF     10

/* ReadFile; bytes read, 0 at the end, -1 on an error. */
static int read_raw(struct crt_fd *f, void *buffer, unsigned n)
{
    DWORD got = 0;
    if (f->handle == -2) return crt_fail(EBADF);
    if (ReadFile((HANDLE)f->handle, buffer, n, &got, NULL)) {
        f->raw += got;
        return (int)got;
    }
    DWORD error = GetLastError();
    if (error == ERROR_BROKEN_PIPE || error == ERROR_HANDLE_EOF) return 0;
    if (error == ERROR_ACCESS_DENIED) { /* the documented error of reading what is open for writing */
        *__doserrno() = error;
        return crt_fail(EBADF);
    }
    return crt_fail_last();
}

/* Takes the line ends and Ctrl-Z out of n units in place; returns how many are left. */
static int translate_bytes(struct crt_fd *f, char *buffer, int n)
{
    char *from = buffer, *to = buffer, *end = buffer + n;
    while (from < end) {
        char *special = from;
        while (special < end && *special != CR && *special != CTRL_Z) special++;
        memmove(to, from, (size_t)(special - from));
        to += special - from;
        from = special;
        if (from == end) break;
        if (*from == CTRL_Z) {
            if (f->flags & FD_DEV) /* on a device it ends this read alone */
                break;
            f->flags |= FD_EOF;
            break;
        }
        if (from + 1 < end) {
            if (from[1] == LF) from++;
            *to++ = *from++;
            continue;
        }
        /* A CR at the end of what was read: look at the byte behind it. */
        char next;
        from++;
        int got = read_raw(f, &next, 1);
        if (got <= 0) {
            *to++ = CR;
        } else if (f->flags & (FD_DEV | FD_PIPE)) {
            if (next == LF) {
                *to++ = LF;
            } else {
                *to++ = CR;
                f->ahead = (unsigned char)next;
            }
        } else if (next == LF && to == buffer) {
            *to++ = LF; /* nothing else to give: take it */
        } else {
            LARGE_INTEGER back = {.QuadPart = -1};
            if (next == LF)
                back.QuadPart = -2; /* leave CR LF for the next read */
            else
                *to++ = CR;
            SetFilePointerEx((HANDLE)f->handle, back, NULL, FILE_CURRENT);
            f->raw += (unsigned)back.QuadPart;
        }
    }
    return (int)(to - buffer);
}

static int translate_units(struct crt_fd *f, wchar_t *buffer, int n)
{
    int to = 0;
    for (int i = 0; i < n; i++) {
        if (buffer[i] == CTRL_Z) {
            f->flags |= FD_EOF;
            break;
        }
        if (buffer[i] == CR && i + 1 < n && buffer[i + 1] == LF) continue;
        if (buffer[i] == CR && i + 1 == n) {
            wchar_t next;
            int got = read_raw(f, &next, 2);
            if (got == 2) {
                if (next == LF && !to) {
                    buffer[to++] = LF;
                    break;
                }
                LARGE_INTEGER back = {.QuadPart = next == LF ? -4 : -2};
                if (!SetFilePointerEx((HANDLE)f->handle, back, NULL, FILE_CURRENT) && next == LF)
                    buffer[to++] = LF;
                else if (next != LF)
                    buffer[to++] = CR;
                break;
            }
        }
        buffer[to++] = buffer[i];
    }
    return to;
}

/* UTF-8 text: reads half as many bytes as units are wanted, so the units always fit. */
static int read_utf8(struct crt_fd *f, wchar_t *out, unsigned n)
{
    char stack[4096];
    unsigned want = n / 2;
    if (want < 4) return crt_fail(EINVAL);
    if (want > sizeof stack) want = sizeof stack;
    int got = read_raw(f, stack, want - 3);
    if (got <= 0) return got;
    /* Complete the last character. */
    int start = got - 1;
    while (start > 0 && got - start < 4 && ((unsigned char)stack[start] & 0xc0) == 0x80) start--;
    unsigned char lead = (unsigned char)stack[start];
    int need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    while (got - start < need) {
        int more = read_raw(f, stack + got, (unsigned)(need - (got - start)));
        if (more <= 0) break;
        got += more;
    }
    got = translate_bytes(f, stack, got);
    return 2 * MultiByteToWideChar(CP_UTF8, 0, stack, got, out, (int)(n / 2));
}

int _read(int fd, void *buffer, unsigned n)
{
    struct crt_fd *f = crt_fd_typed(fd);
    int got, kept = 0;
    char *to = buffer;

    if (!f) return -1;
    if (!n || (f->flags & FD_EOF)) return 0;
    if (!buffer || n > INT_MAX || ((f->flags & FD_TEXT) && f->encoding && (n & 1))) return crt_fail_invalid();
    crt_lock(&f->lock);
    f->raw = 0;
    if ((f->flags & (FD_DEV | FD_PIPE)) && f->ahead != '\n') {
        *to = (char)f->ahead;
        f->ahead = '\n';
        kept = 1;
    }
    if (!(f->flags & FD_TEXT)) {
        got = kept && n == 1 ? 0 : read_raw(f, to + kept, n - (unsigned)kept);
    } else if (f->encoding == FD_UTF8) {
        got = read_utf8(f, buffer, n);
    } else if (f->encoding == FD_UTF16) {
        got = read_raw(f, buffer, n);
        if (got > 0) got = 2 * translate_units(f, buffer, got / 2);
    } else {
        got = kept && n == 1 ? 0 : read_raw(f, to + kept, n - (unsigned)kept);
        if (got >= 0) {
            int all = got + kept;
            got = translate_bytes(f, to, all);
            kept = 0;
        }
    }
    if (got >= 0)
        got += kept;
    else if (kept)
        got = 1;
    crt_unlock(&f->lock);
    return got;
}

/* WriteFile of everything; bytes written, or -1. */
static int write_raw(struct crt_fd *f, const void *buffer, unsigned n)
{
    DWORD done = 0;
    if (f->handle == -2) return crt_fail(EBADF);
    if (WriteFile((HANDLE)f->handle, buffer, n, &done, NULL)) {
        if (done || !n) return (int)done;
        return crt_fail(ENOSPC);
    }
    if (GetLastError() == ERROR_ACCESS_DENIED) { /* open for reading */
        *__doserrno() = GetLastError();
        return crt_fail(EBADF);
    }
    return crt_fail_last();
}

/* LF to CR LF; returns how many bytes of the source went out. */
static int write_text(struct crt_fd *f, const char *s, unsigned n)
{
    char out[5120];
    unsigned at = 0;
    while (at < n) {
        unsigned from = at, filled = 0;
        while (at < n && filled < sizeof out - 1) {
            const char *lf = memchr(s + at, LF, n - at < sizeof out - 1 - filled ? n - at : sizeof out - 1 - filled);
            unsigned run = lf ? (unsigned)(lf - (s + at))
                              : (n - at < sizeof out - 1 - filled ? n - at : (unsigned)sizeof out - 1 - filled);
            memcpy(out + filled, s + at, run);
            filled += run, at += run;
            if (lf) {
                if (filled > sizeof out - 2) break;
                out[filled++] = CR;
                out[filled++] = LF;
                at++;
            }
        }
        int done = write_raw(f, out, filled);
        if (done < 0) return from ? (int)from : -1;
        if ((unsigned)done < filled) { /* count the source bytes that are out */
            unsigned lf = 0;
            for (int i = 0; i < done; i++) lf += out[i] == LF;
            return (int)(from + (unsigned)done - lf);
        }
    }
    return (int)n;
}

static int write_wide(struct crt_fd *f, const wchar_t *s, unsigned n)
{
    wchar_t units[1024];
    char bytes[3 * 1024];
    unsigned at = 0, count = n / 2;
    while (at < count) {
        int filled = 0;
        while (at < count && filled < 1022) {
            /* A pair stays together. */
            if (filled == 1021 && s[at] >= 0xd800 && s[at] < 0xdc00) break;
            if (s[at] == LF) units[filled++] = CR;
            units[filled++] = s[at++];
        }
        int done;
        if (f->encoding == FD_UTF8) {
            int length = WideCharToMultiByte(CP_UTF8, 0, units, filled, bytes, sizeof bytes, NULL, NULL);
            done = write_raw(f, bytes, (unsigned)length);
        } else if (f->flags & FD_DEV) {
            DWORD written;
            done = WriteConsoleW((HANDLE)f->handle, units, (DWORD)filled, &written, NULL)
                       ? 1
                       : write_raw(f, units, 2 * (unsigned)filled);
        } else {
            done = write_raw(f, units, 2 * (unsigned)filled);
        }
        if (done < 0) return -1;
    }
    return (int)n;
}

int _write(int fd, const void *buffer, unsigned n)
{
    struct crt_fd *f = crt_fd_get(fd);
    int done;
    if (!f) return -1;
    if (!n) return 0;
    if (!buffer || n > INT_MAX) return crt_fail_invalid();
    if (f->encoding && (f->flags & FD_TEXT) && !crt_fd_typed(fd)) return -1;
    if (f->encoding && (n & 1)) return crt_fail_invalid();
    crt_lock(&f->lock);
    if (f->flags & FD_APPEND) {
        LARGE_INTEGER none = {.QuadPart = 0};
        SetFilePointerEx((HANDLE)f->handle, none, NULL, FILE_END);
    }
    if (!(f->flags & FD_TEXT))
        done = write_raw(f, buffer, n);
    else if (f->encoding)
        done = write_wide(f, buffer, n);
    else
        done = write_text(f, buffer, n);
    crt_unlock(&f->lock);
    return done;
}
