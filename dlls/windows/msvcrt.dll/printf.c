/* SPDX-License-Identifier: MIT */
/* The printf family of msvcrt: every export is a few lines over the one formatter (crt/format.c).  _snprintf and
 * _vsnprintf give -1 and no terminator where the text doesn't fit; the _s forms always terminate and refuse %n; the _p
 * forms take positions (%1$s). */
#include "../crt/crt.h"

#define BASE  FMT_DEFAULT
#define SMALL 1024

/* ---- streams ---- */

static int put_stream(struct crt_sink *sink, const char *s, size_t n)
{
    FILE *file = sink->target;
    if ((size_t)file->count >= n && file->count > 0) {
        for (size_t i = 0; i < n; i++) file->ptr[i] = s[i];
        file->ptr += n;
        file->count -= (int)n;
        return 1;
    }
    return crt_write_stream(file, s, n) == n;
}

static int wput_stream(struct crt_wsink *sink, const wchar_t *s, size_t n)
{
    for (; n; n--)
        if (crt_putwc(*s++, sink->target) == WEOF) return 0;
    return 1;
}

int crt_fprintf(FILE *file, unsigned options, const char *format, crt_locale locale, va_list args)
{
    char buffer[SMALL];
    if (!file || !format) return crt_fail_invalid();
    _lock_file(file);
    struct crt_sink sink = {put_stream, file, 0};
    int began = crt_buffer_begin(file, buffer, SMALL);
    int total = crt_format(&sink, options, format, locale, args);
    crt_buffer_end(file, began);
    if (file->flags & F_ERROR && total >= 0 && began) total = -1;
    _unlock_file(file);
    return total;
}

int crt_fwprintf(FILE *file, unsigned options, const wchar_t *format, crt_locale locale, va_list args)
{
    char buffer[SMALL];
    if (!file || !format) return crt_fail_invalid();
    _lock_file(file);
    struct crt_wsink sink = {wput_stream, file, 0};
    int began = crt_buffer_begin(file, buffer, SMALL);
    int total = crt_wformat(&sink, options, format, locale, args);
    crt_buffer_end(file, began);
    _unlock_file(file);
    return total;
}

/* One variadic function and its va_list twin, each with and without a locale. */
#define STREAM(CHAR, ENGINE, options, name, vname, name_l, vname_l)                                                    \
    int vname_l(FILE *file, const CHAR *format, crt_locale locale, va_list args)                                       \
    {                                                                                                                  \
        return ENGINE(file, options, format, locale, args);                                                            \
    }                                                                                                                  \
    int vname(FILE *file, const CHAR *format, va_list args)                                                            \
    {                                                                                                                  \
        return ENGINE(file, options, format, NULL, args);                                                              \
    }                                                                                                                  \
    int name(FILE *file, const CHAR *format, ...)                                                                      \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        int total = ENGINE(file, options, format, NULL, args);                                                         \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }                                                                                                                  \
    int name_l(FILE *file, const CHAR *format, crt_locale locale, ...)                                                 \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int total = ENGINE(file, options, format, locale, args);                                                       \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }
#define STDOUT_(CHAR, ENGINE, options, name, vname, name_l, vname_l)                                                   \
    int vname_l(const CHAR *format, crt_locale locale, va_list args)                                                   \
    {                                                                                                                  \
        return ENGINE(STDOUT, options, format, locale, args);                                                          \
    }                                                                                                                  \
    int vname(const CHAR *format, va_list args)                                                                        \
    {                                                                                                                  \
        return ENGINE(STDOUT, options, format, NULL, args);                                                            \
    }                                                                                                                  \
    int name(const CHAR *format, ...)                                                                                  \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        int total = ENGINE(STDOUT, options, format, NULL, args);                                                       \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }                                                                                                                  \
    int name_l(const CHAR *format, crt_locale locale, ...)                                                             \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int total = ENGINE(STDOUT, options, format, locale, args);                                                     \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }

STREAM(char, crt_fprintf, BASE, fprintf, vfprintf, _fprintf_l, _vfprintf_l)
STREAM(char, crt_fprintf, BASE | FMT_SECURE, fprintf_s, vfprintf_s, _fprintf_s_l, _vfprintf_s_l)
STREAM(char, crt_fprintf, BASE | FMT_POSITIONAL, _fprintf_p, _vfprintf_p, _fprintf_p_l, _vfprintf_p_l)
STREAM(wchar_t, crt_fwprintf, BASE, fwprintf, vfwprintf, _fwprintf_l, _vfwprintf_l)
STREAM(wchar_t, crt_fwprintf, BASE | FMT_SECURE, fwprintf_s, vfwprintf_s, _fwprintf_s_l, _vfwprintf_s_l)
STREAM(wchar_t, crt_fwprintf, BASE | FMT_POSITIONAL, _fwprintf_p, _vfwprintf_p, _fwprintf_p_l, _vfwprintf_p_l)
STDOUT_(char, crt_fprintf, BASE, printf, vprintf, _printf_l, _vprintf_l)
STDOUT_(char, crt_fprintf, BASE | FMT_SECURE, printf_s, vprintf_s, _printf_s_l, _vprintf_s_l)
STDOUT_(char, crt_fprintf, BASE | FMT_POSITIONAL, _printf_p, _vprintf_p, _printf_p_l, _vprintf_p_l)
STDOUT_(wchar_t, crt_fwprintf, BASE, wprintf, vwprintf, _wprintf_l, _vwprintf_l)
STDOUT_(wchar_t, crt_fwprintf, BASE | FMT_SECURE, wprintf_s, vwprintf_s, _wprintf_s_l, _vwprintf_s_l)
STDOUT_(wchar_t, crt_fwprintf, BASE | FMT_POSITIONAL, _wprintf_p, _vwprintf_p, _wprintf_p_l, _vwprintf_p_l)

/* ---- counting ---- */

#define COUNT(CHAR, ENGINE, options, name, vname, name_l, vname_l)                                                     \
    int vname_l(const CHAR *format, crt_locale locale, va_list args)                                                   \
    {                                                                                                                  \
        size_t stored;                                                                                                 \
        return ENGINE(NULL, 0, &stored, options, format, locale, args);                                                \
    }                                                                                                                  \
    int vname(const CHAR *format, va_list args)                                                                        \
    {                                                                                                                  \
        return vname_l(format, NULL, args);                                                                            \
    }                                                                                                                  \
    int name(const CHAR *format, ...)                                                                                  \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        int total = vname_l(format, NULL, args);                                                                       \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }                                                                                                                  \
    int name_l(const CHAR *format, crt_locale locale, ...)                                                             \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int total = vname_l(format, locale, args);                                                                     \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }
COUNT(char, crt_format_buffer, BASE, _scprintf, _vscprintf, _scprintf_l, _vscprintf_l)
COUNT(char, crt_format_buffer, BASE | FMT_POSITIONAL, _scprintf_p, _vscprintf_p, _scprintf_p_l, _vscprintf_p_l)
COUNT(wchar_t, crt_wformat_buffer, BASE, _scwprintf, _vscwprintf, _scwprintf_l, _vscwprintf_l)
COUNT(wchar_t, crt_wformat_buffer, BASE | FMT_POSITIONAL, _scwprintf_p, _vscwprintf_p, _scwprintf_p_l, _vscwprintf_p_l)

/* ---- buffers ---- */

/* _snprintf: -1 where the text doesn't fit; no terminator where it fills the buffer to the last place. */
#define OLD(CHAR, ENGINE, core)                                                                                        \
    static int core(CHAR *to, size_t size, unsigned options, const CHAR *format, crt_locale locale, va_list args)      \
    {                                                                                                                  \
        size_t stored;                                                                                                 \
        if (!to && size) return crt_fail_invalid();                                                                    \
        int total = ENGINE(to, size, &stored, options, format, locale, args);                                          \
        if (stored < size) to[stored] = 0;                                                                             \
        return total < 0 || ((size_t)total > size && to) ? -1 : total;                                                 \
    }                                                                                                                  \
    /* With a size and always a terminator: -1 (ERANGE, an empty text) where it doesn't fit. */                        \
    static int core##_s(CHAR *to, size_t size, unsigned options, const CHAR *format, crt_locale locale, va_list args)  \
    {                                                                                                                  \
        size_t stored;                                                                                                 \
        if (!to || !size || !format) return crt_fail_invalid();                                                        \
        int total = ENGINE(to, size, &stored, options, format, locale, args);                                          \
        if (total >= 0 && (size_t)total < size) {                                                                      \
            to[stored] = 0;                                                                                            \
            return total;                                                                                              \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        return total < 0 ? -1 : crt_fail(ERANGE);                                                                      \
    }                                                                                                                  \
    /* _snprintf_s: at most `count` characters; _TRUNCATE cuts and gives -1. */                                        \
    static int core##_n(CHAR *to, size_t size, size_t count, unsigned options, const CHAR *format, crt_locale locale,  \
                        va_list args)                                                                                  \
    {                                                                                                                  \
        size_t stored;                                                                                                 \
        if (!format) return crt_fail_invalid();                                                                        \
        if (!to && !size && !count) return 0;                                                                          \
        if (!to || !size) return crt_fail_invalid();                                                                   \
        size_t room = count < size ? count : size - 1;                                                                 \
        int total = ENGINE(to, room, &stored, options, format, locale, args);                                          \
        to[stored] = 0;                                                                                                \
        if (total < 0) {                                                                                               \
            *to = 0;                                                                                                   \
            return -1;                                                                                                 \
        }                                                                                                              \
        if ((size_t)total <= room) return total;                                                                       \
        if (count == TRUNCATE || count < size) return -1;                                                              \
        *to = 0;                                                                                                       \
        return crt_fail(ERANGE);                                                                                       \
    }
OLD(char, crt_format_buffer, old)
OLD(wchar_t, crt_wformat_buffer, wold)

/* (buffer, size, format): four exports a row. */
#define SIZED(CHAR, core, options, name, vname, name_l, vname_l)                                                       \
    int vname_l(CHAR *to, size_t size, const CHAR *format, crt_locale locale, va_list args)                            \
    {                                                                                                                  \
        return core(to, size, options, format, locale, args);                                                          \
    }                                                                                                                  \
    int vname(CHAR *to, size_t size, const CHAR *format, va_list args)                                                 \
    {                                                                                                                  \
        return core(to, size, options, format, NULL, args);                                                            \
    }                                                                                                                  \
    int name(CHAR *to, size_t size, const CHAR *format, ...)                                                           \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        int total = core(to, size, options, format, NULL, args);                                                       \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }                                                                                                                  \
    int name_l(CHAR *to, size_t size, const CHAR *format, crt_locale locale, ...)                                      \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int total = core(to, size, options, format, locale, args);                                                     \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }
SIZED(char, old, BASE, _snprintf, _vsnprintf, _snprintf_l, _vsnprintf_l)
SIZED(wchar_t, wold, BASE, _snwprintf, _vsnwprintf, _snwprintf_l, _vsnwprintf_l)
SIZED(char, old_s, BASE | FMT_SECURE, sprintf_s, vsprintf_s, _sprintf_s_l, _vsprintf_s_l)
SIZED(wchar_t, wold_s, BASE | FMT_SECURE, swprintf_s, vswprintf_s, _swprintf_s_l, _vswprintf_s_l)
SIZED(char, old_s, BASE | FMT_POSITIONAL, _sprintf_p, _vsprintf_p, _sprintf_p_l, _vsprintf_p_l)
SIZED(wchar_t, wold_s, BASE | FMT_POSITIONAL, _swprintf_p, _vswprintf_p, _swprintf_p_l, _vswprintf_p_l)

/* _snprintf_c: like _snprintf, but always terminated. */
static int old_c(char *to, size_t size, unsigned options, const char *format, crt_locale locale, va_list args)
{
    int total = old(to, size, options, format, locale, args);
    if (to && size && (total < 0 || (size_t)total >= size)) {
        to[size - 1] = 0;
        return -1;
    }
    return total;
}

static int wold_c(wchar_t *to, size_t size, unsigned options, const wchar_t *format, crt_locale locale, va_list args)
{
    int total = wold(to, size, options, format, locale, args);
    if (to && size && (total < 0 || (size_t)total >= size)) {
        to[size - 1] = 0;
        return -1;
    }
    return total;
}
SIZED(char, old_c, BASE, _snprintf_c, _vsnprintf_c, _snprintf_c_l, _vsnprintf_c_l)
SIZED(wchar_t, wold_c, BASE, _swprintf_c, _vswprintf_c, _swprintf_c_l, _vswprintf_c_l)

#define COUNTED(CHAR, core, name, vname, name_l, vname_l)                                                              \
    int vname_l(CHAR *to, size_t size, size_t count, const CHAR *format, crt_locale locale, va_list args)              \
    {                                                                                                                  \
        return core(to, size, count, BASE | FMT_SECURE, format, locale, args);                                         \
    }                                                                                                                  \
    int vname(CHAR *to, size_t size, size_t count, const CHAR *format, va_list args)                                   \
    {                                                                                                                  \
        return core(to, size, count, BASE | FMT_SECURE, format, NULL, args);                                           \
    }                                                                                                                  \
    int name(CHAR *to, size_t size, size_t count, const CHAR *format, ...)                                             \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        int total = core(to, size, count, BASE | FMT_SECURE, format, NULL, args);                                      \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }                                                                                                                  \
    int name_l(CHAR *to, size_t size, size_t count, const CHAR *format, crt_locale locale, ...)                        \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int total = core(to, size, count, BASE | FMT_SECURE, format, locale, args);                                    \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }
COUNTED(char, old_n, _snprintf_s, _vsnprintf_s, _snprintf_s_l, _vsnprintf_s_l)
COUNTED(wchar_t, wold_n, _snwprintf_s, _vsnwprintf_s, _snwprintf_s_l, _vsnwprintf_s_l)

/* (buffer, format), as large as it takes. */
#define UNSIZED(CHAR, core, name, vname, name_l, vname_l)                                                              \
    int vname_l(CHAR *to, const CHAR *format, crt_locale locale, va_list args)                                         \
    {                                                                                                                  \
        return core(to, INT_MAX, BASE, format, locale, args);                                                          \
    }                                                                                                                  \
    int vname(CHAR *to, const CHAR *format, va_list args)                                                              \
    {                                                                                                                  \
        return core(to, INT_MAX, BASE, format, NULL, args);                                                            \
    }                                                                                                                  \
    int name(CHAR *to, const CHAR *format, ...)                                                                        \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        int total = core(to, INT_MAX, BASE, format, NULL, args);                                                       \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }                                                                                                                  \
    int name_l(CHAR *to, const CHAR *format, crt_locale locale, ...)                                                   \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, locale);                                                                                        \
        int total = core(to, INT_MAX, BASE, format, locale, args);                                                     \
        va_end(args);                                                                                                  \
        return total;                                                                                                  \
    }
UNSIZED(char, old, sprintf, vsprintf, _sprintf_l, _vsprintf_l)
UNSIZED(wchar_t, wold, swprintf, vswprintf, crt_swprintf_l, crt_vswprintf_l)

/* vsnprintf of C99, which mingw's own library asks for: the whole length, always terminated. */
int vsnprintf(char *to, size_t size, const char *format, va_list args)
{
    return _vsnprintf(to, size, format, args);
}
