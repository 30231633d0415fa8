/* SPDX-License-Identifier: MIT */
/* The scanf family of msvcrt over the one scanner (crt/scan.c): from strings, from streams, and from counted strings.
 */
#include "../crt/crt.h"

/* What %s of a wide format takes where no option says it. */
#define SCAN_BASE (CRT_STRICT ? 0 : SCAN_WIDE_S)

static int string_get(struct crt_source *source)
{
    const unsigned char *at = source->at;
    if (at == source->end || !*at) return -1;
    source->at = at + 1;
    return *at;
}

static void string_back(struct crt_source *source, int c)
{
    (void)c;
    source->at = (const char *)source->at - 1;
}

static int wstring_get(struct crt_source *source)
{
    const wchar_t *at = source->at;
    if (at == source->end || !*at) return -1;
    source->at = at + 1;
    return *at;
}

static void wstring_back(struct crt_source *source, int c)
{
    (void)c;
    source->at = (const wchar_t *)source->at - 1;
}

static int stream_get(struct crt_source *source)
{
    return crt_getc(source->file);
}

static void stream_back(struct crt_source *source, int c)
{
    crt_ungetc(c, source->file);
}

static int wstream_get(struct crt_source *source)
{
    wint_t c = crt_getwc(source->file);
    return c == WEOF ? -1 : c;
}

static void wstream_back(struct crt_source *source, int c)
{
    crt_ungetwc((wint_t)c, source->file);
}

static int scan_string(const char *s, size_t n, unsigned options, const char *format, crt_locale locale, va_list args)
{
    if (!s || !format) {
        crt_invalid();
        return EOF;
    }
    struct crt_source source = {string_get, string_back, s, n == (size_t)-1 ? NULL : s + n, NULL};
    return crt_scan(&source, options, format, locale, args);
}

static int scan_wstring(const wchar_t *s, size_t n, unsigned options, const wchar_t *format, crt_locale locale,
                        va_list args)
{
    if (!s || !format) {
        crt_invalid();
        return EOF;
    }
    struct crt_source source = {wstring_get, wstring_back, s, n == (size_t)-1 ? NULL : s + n, NULL};
    return crt_wscan(&source, options, format, locale, args);
}

static int scan_stream(FILE *file, unsigned options, const char *format, crt_locale locale, va_list args)
{
    if (!file || !format) {
        crt_invalid();
        return EOF;
    }
    struct crt_source source = {stream_get, stream_back, NULL, NULL, file};
    _lock_file(file);
    int result = crt_scan(&source, options, format, locale, args);
    _unlock_file(file);
    return result;
}

static int scan_wstream(FILE *file, unsigned options, const wchar_t *format, crt_locale locale, va_list args)
{
    if (!file || !format) {
        crt_invalid();
        return EOF;
    }
    struct crt_source source = {wstream_get, wstream_back, NULL, NULL, file};
    _lock_file(file);
    int result = crt_wscan(&source, options, format, locale, args);
    _unlock_file(file);
    return result;
}

#define PAIR(CHAR, options, name, name_l, CALL, ...)                                                                   \
    int name(__VA_ARGS__ const CHAR *format, ...)                                                                      \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        crt_locale locale = NULL;                                                                                      \
        va_start(args, format);                                                                                        \
        int result = CALL;                                                                                             \
        va_end(args);                                                                                                  \
        return result;                                                                                                 \
    }                                                                                                                  \
    int name_l(__VA_ARGS__ const CHAR *format, crt_locale locale, ...)                                                 \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int result = CALL;                                                                                             \
        va_end(args);                                                                                                  \
        return result;                                                                                                 \
    }
#define COMMA         ,
#define REST(options) (options) | SCAN_BASE, format, locale, args
PAIR(char, 0, sscanf, _sscanf_l, scan_string(s, (size_t)-1, REST(0)), const char *s COMMA)
PAIR(char, 0, sscanf_s, _sscanf_s_l, scan_string(s, (size_t)-1, REST(SCAN_SECURE)), const char *s COMMA)
PAIR(char, 0, _snscanf, _snscanf_l, scan_string(s, n, REST(0)), const char *s COMMA size_t n COMMA)
PAIR(char, 0, _snscanf_s, _snscanf_s_l, scan_string(s, n, REST(SCAN_SECURE)), const char *s COMMA size_t n COMMA)
PAIR(char, 0, fscanf, _fscanf_l, scan_stream(file, REST(0)), FILE *file COMMA)
PAIR(char, 0, fscanf_s, _fscanf_s_l, scan_stream(file, REST(SCAN_SECURE)), FILE *file COMMA)
PAIR(char, 0, scanf, _scanf_l, scan_stream(STDIN, REST(0)), )
PAIR(char, 0, scanf_s, _scanf_s_l, scan_stream(STDIN, REST(SCAN_SECURE)), )
PAIR(wchar_t, 0, swscanf, _swscanf_l, scan_wstring(s, (size_t)-1, REST(0)), const wchar_t *s COMMA)
PAIR(wchar_t, 0, swscanf_s, _swscanf_s_l, scan_wstring(s, (size_t)-1, REST(SCAN_SECURE)), const wchar_t *s COMMA)
PAIR(wchar_t, 0, _snwscanf, _snwscanf_l, scan_wstring(s, n, REST(0)), const wchar_t *s COMMA size_t n COMMA)
PAIR(wchar_t, 0, _snwscanf_s, _snwscanf_s_l, scan_wstring(s, n, REST(SCAN_SECURE)),
     const wchar_t *s COMMA size_t n COMMA)
PAIR(wchar_t, 0, fwscanf, _fwscanf_l, scan_wstream(file, REST(0)), FILE *file COMMA)
PAIR(wchar_t, 0, fwscanf_s, _fwscanf_s_l, scan_wstream(file, REST(SCAN_SECURE)), FILE *file COMMA)
PAIR(wchar_t, 0, wscanf, _wscanf_l, scan_wstream(STDIN, REST(0)), )
PAIR(wchar_t, 0, wscanf_s, _wscanf_s_l, scan_wstream(STDIN, REST(SCAN_SECURE)), )

/* The va_list forms that mingw's own library asks for. */
int vsscanf(const char *s, const char *format, va_list args)
{
    return scan_string(s, (size_t)-1, 0, format, NULL, args);
}

int vfscanf(FILE *file, const char *format, va_list args)
{
    return scan_stream(file, 0, format, NULL, args);
}

int vswscanf(const wchar_t *s, const wchar_t *format, va_list args)
{
    return scan_wstring(s, (size_t)-1, SCAN_BASE, format, NULL, args);
}

int vfwscanf(FILE *file, const wchar_t *format, va_list args)
{
    return scan_wstream(file, SCAN_BASE, format, NULL, args);
}
