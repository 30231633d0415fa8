/* SPDX-License-Identifier: MIT */
/* The __conio_common_ functions, which the inline functions of the Universal CRT's <conio.h> call, and lines of the
 * console into buffers that are told their size. */
#include "../crt/crt.h"

/* corecrt_stdio_config.h's bits, as in stdio.c. */
enum { LEGACY_WIDE = 4, LEGACY_MSVCRT = 8, LEGACY_THREE_DIGITS = 16 };

int _putch(int c);
wint_t _putwch(wchar_t c);
int _getche(void);
wint_t _getwche(void);
int _ungetch(int c);
wint_t _ungetwch(wint_t c);

static unsigned flavour(unsigned long long options, unsigned more)
{
    return more | (options & LEGACY_WIDE ? FMT_WIDE_S : 0) | (options & LEGACY_THREE_DIGITS ? FMT_THREE_DIGITS : 0) |
           (options & LEGACY_MSVCRT ? 0 : FMT_STANDARD);
}

static int put(struct crt_sink *sink, const char *s, size_t n)
{
    (void)sink;
    for (; n; n--)
        if (_putch((unsigned char)*s++) == EOF) return 0;
    return 1;
}

static int wput(struct crt_wsink *sink, const wchar_t *s, size_t n)
{
    (void)sink;
    for (; n; n--)
        if (_putwch(*s++) == WEOF) return 0;
    return 1;
}

#define PRINT(name, CHAR, SINK, PUT, ENGINE, more)                                                                     \
    int name(unsigned long long options, const CHAR *format, crt_locale locale, va_list args)                          \
    {                                                                                                                  \
        struct SINK sink = {PUT, NULL, 0};                                                                             \
        return ENGINE(&sink, flavour(options, more), format, locale, args);                                            \
    }
PRINT(__conio_common_vcprintf, char, crt_sink, put, crt_format, 0)
PRINT(__conio_common_vcprintf_s, char, crt_sink, put, crt_format, 0)
PRINT(__conio_common_vcprintf_p, char, crt_sink, put, crt_format, FMT_POSITIONAL)
PRINT(__conio_common_vcwprintf, wchar_t, crt_wsink, wput, crt_wformat, 0)
PRINT(__conio_common_vcwprintf_s, wchar_t, crt_wsink, wput, crt_wformat, 0)
PRINT(__conio_common_vcwprintf_p, wchar_t, crt_wsink, wput, crt_wformat, FMT_POSITIONAL)

static int get(struct crt_source *source)
{
    (void)source;
    return _getche();
}

static void back(struct crt_source *source, int c)
{
    (void)source;
    _ungetch(c);
}

static int wget(struct crt_source *source)
{
    (void)source;
    wint_t c = _getwche();
    return c == WEOF ? -1 : c;
}

static void wback(struct crt_source *source, int c)
{
    (void)source;
    _ungetwch((wint_t)c);
}

int __conio_common_vcscanf(unsigned long long options, const char *format, crt_locale locale, va_list args)
{
    struct crt_source source = {get, back, NULL, NULL, NULL};
    return crt_scan(&source, options & SCAN_SECURE, format, locale, args);
}

int __conio_common_vcwscanf(unsigned long long options, const wchar_t *format, crt_locale locale, va_list args)
{
    struct crt_source source = {wget, wback, NULL, NULL, NULL};
    return crt_wscan(&source, options & (SCAN_SECURE | SCAN_WIDE_S), format, locale, args);
}

/* _cgetws_s: a line without its end, and its length; an errno value. */
int _cgetws_s(wchar_t *to, size_t size, size_t *length)
{
    if (length) *length = 0;
    if (!to || !size || !length) {
        if (to && size) *to = 0;
        return crt_invalid();
    }
    *to = 0;
    HANDLE in = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                            OPEN_EXISTING, 0, NULL);
    if (in == INVALID_HANDLE_VALUE) return crt_fail_last(), errno;
    DWORD n = 0;
    if (size > 1 && !ReadConsoleW(in, to, (DWORD)(size - 1), &n, NULL)) crt_fail_last(), n = 0;
    CloseHandle(in);
    while (n && (to[n - 1] == '\n' || to[n - 1] == '\r')) n--;
    to[n] = 0;
    *length = n;
    return 0;
}

int _cgets_s(char *to, size_t size, size_t *length)
{
    if (length) *length = 0;
    if (!to || !size || !length) {
        if (to && size) *to = 0;
        return crt_invalid();
    }
    *to = 0;
    wchar_t *wide = malloc(size * sizeof *wide);
    if (!wide) return errno;
    int error = _cgetws_s(wide, size, length);
    if (!error) {
        int n = WideCharToMultiByte(CP_ACP, 0, wide, (int)*length, to, (int)size - 1, NULL, NULL);
        *length = n > 0 ? (size_t)n : 0;
        to[*length] = 0;
    }
    free(wide);
    return error;
}
