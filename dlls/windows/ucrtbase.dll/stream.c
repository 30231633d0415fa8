/* SPDX-License-Identifier: MIT */
/* What the Universal CRT has of streams, files and the environment beyond msvcrt: functions that check a buffer's size,
 * that allocate their result, that open with all choices in one call.  The _nolock functions of <stdio.h> are the
 * ordinary ones, which take the stream's recursive lock once more. */
#include "../crt/crt.h"

size_t fread(void *data, size_t size, size_t count, FILE *file);
char *_mktemp(char *name);
wchar_t *_wmktemp(wchar_t *name);
int _sopen_s(int *fd, const char *path, int flags, int share, int permission);
int _wsopen_s(int *fd, const wchar_t *path, int flags, int share, int permission);
wchar_t *_wgetenv(const wchar_t *name);
extern char *_pgmptr;
extern wchar_t *_wpgmptr;

/* fread_s: as fread, but nothing behind the buffer's end is written: 0 and ERANGE where more would come. */
size_t fread_s(void *buffer, size_t room, size_t size, size_t count, FILE *file)
{
    if (!size || !count) return 0;
    if (!file || !buffer) {
        crt_invalid();
        return 0;
    }
    size_t whole = room / size;
    if (count <= whole) return fread(buffer, size, count, file);
    size_t got = fread(buffer, size, whole, file);
    if (got < whole) return got;
    _lock_file(file);
    int next = crt_getc(file);
    if (next != EOF) crt_ungetc(next, file);
    _unlock_file(file);
    if (next == EOF) return got;
    memset(buffer, 0, room);
    crt_invalid_as(ERANGE);
    return 0;
}

/* gets_s: a line of stdin without its end; NULL at the end, and (the handler called) where the line doesn't fit. */
char *gets_s(char *s, size_t size)
{
    size_t n = 0;
    int c;
    if (!s || !size) {
        crt_invalid();
        return NULL;
    }
    _lock_file(STDIN);
    while ((c = crt_getc(STDIN)) != EOF && c != '\n')
        if (n++ < size) s[n - 1] = (char)c;
    _unlock_file(STDIN);
    *(n < size ? s + n : s) = 0;
    if (c == EOF && !n) return NULL;
    if (n < size) return s;
    crt_invalid_as(ERANGE);
    return NULL;
}

wchar_t *_getws_s(wchar_t *s, size_t size)
{
    size_t n = 0;
    wint_t c;
    if (!s || !size) {
        crt_invalid();
        return NULL;
    }
    _lock_file(STDIN);
    while ((c = crt_getwc(STDIN)) != WEOF && c != '\n')
        if (n++ < size) s[n - 1] = c;
    _unlock_file(STDIN);
    *(n < size ? s + n : s) = 0;
    if (c == WEOF && !n) return NULL;
    if (n < size) return s;
    crt_invalid_as(ERANGE);
    return NULL;
}

/* _dupenv_s: a malloc()ed copy of a variable's value and its size with the terminator; NULL and 0 where it isn't set.
 */
int _dupenv_s(char **out, size_t *count, const char *name)
{
    if (out) *out = NULL;
    if (count) *count = 0;
    if (!out || !name) return crt_invalid();
    _lock(LOCK_ENV);
    char *value = getenv(name), *copy = value ? _strdup(value) : NULL;
    _unlock(LOCK_ENV);
    if (!value) return 0;
    if (!copy) return crt_error(ENOMEM);
    *out = copy;
    if (count) *count = strlen(copy) + 1;
    return 0;
}

int _wdupenv_s(wchar_t **out, size_t *count, const wchar_t *name)
{
    if (out) *out = NULL;
    if (count) *count = 0;
    if (!out || !name) return crt_invalid();
    _lock(LOCK_ENV);
    wchar_t *value = _wgetenv(name), *copy = value ? _wcsdup(value) : NULL;
    _unlock(LOCK_ENV);
    if (!value) return 0;
    if (!copy) return crt_error(ENOMEM);
    *out = copy;
    if (count) *count = wcslen(copy) + 1;
    return 0;
}

/* _mktemp_s: fills the template; an errno value, EINVAL for one that doesn't end in six X. */
#define MKTEMP(name, plain, CHAR, LENGTH)                                                                              \
    int name(CHAR *template, size_t size)                                                                              \
    {                                                                                                                  \
        size_t n = template && size ? LENGTH(template, size) : 0;                                                      \
        if (!template || !size) return crt_invalid();                                                                  \
        for (size_t i = 1; n < size && i <= 6 && i <= n; i++)                                                          \
            if (template[n - i] != 'X') n = size;                                                                      \
        if (n < 6 || n >= size) {                                                                                      \
            *template = 0;                                                                                             \
            return crt_invalid();                                                                                      \
        }                                                                                                              \
        if (plain(template)) return 0;                                                                                 \
        *template = 0;                                                                                                 \
        return errno;                                                                                                  \
    }
MKTEMP(_mktemp_s, _mktemp, char, strnlen)
MKTEMP(_wmktemp_s, _wmktemp, wchar_t, wcsnlen)

/* What the headers' _open, _sopen and _sopen_s come down to; `secure` says that the permission is to be checked. */
int _sopen_dispatch(const char *path, int flags, int share, int permission, int *fd, int secure)
{
    if (!fd) return crt_invalid();
    return _sopen_s(fd, path, flags, share, secure ? permission : permission & 0x180);
}

int _wsopen_dispatch(const wchar_t *path, int flags, int share, int permission, int *fd, int secure)
{
    if (!fd) return crt_invalid();
    return _wsopen_s(fd, path, flags, share, secure ? permission : permission & 0x180);
}

int _get_pgmptr(char **out)
{
    if (!out) return crt_invalid();
    if (!_pgmptr) return crt_invalid();
    *out = _pgmptr;
    return 0;
}

int _get_wpgmptr(wchar_t **out)
{
    if (!out) return crt_invalid();
    if (!_wpgmptr) return crt_invalid();
    *out = _wpgmptr;
    return 0;
}
