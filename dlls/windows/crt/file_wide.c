/* SPDX-License-Identifier: MIT */
/* Wide characters on streams.  A stream in text mode holds multibyte text of the LC_CTYPE locale, converted character
 * by character; in binary mode, and in the Unicode text modes, it holds UTF-16 units. */
#include "crt.h"

#define SMALL 1024

/* Whether units go through as they are. */
static int is_units(FILE *file)
{
    struct crt_fd *f = crt_fd_get(file->fd);
    return !f || !(f->flags & FD_TEXT) || f->encoding;
}

wint_t crt_getwc(FILE *file)
{
    if (!(file->flags & F_STRING) && is_units(file)) {
        int low = crt_getc(file), high = low == EOF ? EOF : crt_getc(file);
        return high == EOF ? WEOF : (wint_t)(low | high << 8);
    }
    char text[5];
    wchar_t wide;
    for (size_t n = 0; n < sizeof text;) {
        int c = crt_getc(file);
        if (c == EOF) {
            if (n) errno = EILSEQ;
            return WEOF;
        }
        text[n++] = (char)c;
        int used = crt_mbtowc(&wide, text, n, NULL);
        if (used >= 0) return wide;
        if (n >= (size_t)crt_locinfo_now()->mb_cur_max) break;
    }
    errno = EILSEQ;
    return WEOF;
}

wint_t crt_putwc(wchar_t c, FILE *file)
{
    char text[8];
    int n;
    if (!(file->flags & F_STRING) && is_units(file)) {
        text[0] = (char)c;
        text[1] = (char)(c >> 8);
        n = 2;
    } else if ((n = crt_wctomb(text, c, NULL)) < 0) {
        errno = EILSEQ;
        return WEOF;
    }
    return crt_write_stream(file, text, (size_t)n) == (size_t)n ? c : WEOF;
}

wint_t crt_ungetwc(wint_t c, FILE *file)
{
    char text[8];
    int n;
    if (c == WEOF) return WEOF;
    if (!(file->flags & F_STRING) && is_units(file)) {
        text[0] = (char)c;
        text[1] = (char)(c >> 8);
        n = 2;
    } else if ((n = crt_wctomb(text, c, NULL)) < 0) {
        errno = EILSEQ;
        return WEOF;
    }
    if (!file->base || file->ptr - file->base < n) {
        /* Make room at the beginning of the buffer. */
        if (file->count) return WEOF;
        if (crt_ungetc(0, file) == EOF) return WEOF;
        file->ptr = file->base + n;
        file->count = 0;
    }
    while (n)
        if (crt_ungetc((unsigned char)text[--n], file) == EOF) return WEOF;
    return c;
}

wint_t fgetwc(FILE *file)
{
    if (!file) return (wint_t)crt_fail_invalid();
    _lock_file(file);
    wint_t c = crt_getwc(file);
    _unlock_file(file);
    return c;
}

wint_t getwc(FILE *file)
{
    return fgetwc(file);
}

wint_t getwchar(void)
{
    return fgetwc(STDIN);
}

wint_t _fgetwchar(void)
{
    return fgetwc(STDIN);
}

wint_t fputwc(wchar_t c, FILE *file)
{
    char buffer[SMALL];
    if (!file) return (wint_t)crt_fail_invalid();
    _lock_file(file);
    int began = crt_buffer_begin(file, buffer, SMALL);
    wint_t result = crt_putwc(c, file);
    crt_buffer_end(file, began);
    _unlock_file(file);
    return result;
}

wint_t putwc(wchar_t c, FILE *file)
{
    return fputwc(c, file);
}

wint_t putwchar(wchar_t c)
{
    return fputwc(c, STDOUT);
}

wint_t _fputwchar(wchar_t c)
{
    return fputwc(c, STDOUT);
}

wint_t ungetwc(wint_t c, FILE *file)
{
    _lock_file(file);
    c = crt_ungetwc(c, file);
    _unlock_file(file);
    return c;
}

wchar_t *fgetws(wchar_t *s, int n, FILE *file)
{
    wchar_t *to = s;
    wint_t c = 0;
    if (!s || !file || n < 0) {
        crt_invalid();
        return NULL;
    }
    if (!n) return NULL;
    _lock_file(file);
    while (--n > 0 && (c = crt_getwc(file)) != WEOF) {
        *to++ = c;
        if (c == '\n') break;
    }
    _unlock_file(file);
    if (c == WEOF && to == s) return NULL;
    *to = 0;
    return s;
}

wchar_t *_getws(wchar_t *s)
{
    wchar_t *to = s;
    wint_t c;
    _lock_file(STDIN);
    while ((c = crt_getwc(STDIN)) != WEOF && c != '\n') *to++ = c;
    _unlock_file(STDIN);
    if (c == WEOF && to == s) return NULL;
    *to = 0;
    return s;
}

static int put_all(const wchar_t *s, FILE *file, int line)
{
    char buffer[SMALL];
    int result = 0;
    _lock_file(file);
    int began = crt_buffer_begin(file, buffer, SMALL);
    while (*s && !result)
        if (crt_putwc(*s++, file) == WEOF) result = EOF;
    if (line && !result && crt_putwc('\n', file) == WEOF) result = EOF;
    crt_buffer_end(file, began);
    _unlock_file(file);
    return result;
}

int fputws(const wchar_t *s, FILE *file)
{
    if (!s || !file) return crt_fail_invalid();
    return put_all(s, file, 0);
}

int _putws(const wchar_t *s)
{
    if (!s) return crt_fail_invalid();
    return put_all(s, STDOUT, 1);
}
