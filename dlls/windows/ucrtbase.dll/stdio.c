/* SPDX-License-Identifier: MIT */
/* The __stdio_common_ functions, which the inline printf and scanf functions of the Universal CRT's headers call. Their
 * first argument is a word of options, whose bits stand in the public corecrt_stdio_config.h. */
#include "../msvcrt.dll/scanf.c"

enum {
    LEGACY_TERMINATION = 1, /* _vsnprintf: no terminator where the text just fills the buffer */
    STANDARD_SNPRINTF = 2,  /* snprintf: the whole text's length also where it doesn't fit */
    LEGACY_WIDE = 4,
    LEGACY_MSVCRT = 8,
    LEGACY_THREE_DIGITS = 16,
};

static unsigned flavour(unsigned long long options, unsigned more)
{
    unsigned flags = more;
    if (options & LEGACY_WIDE) flags |= FMT_WIDE_S;
    if (options & LEGACY_THREE_DIGITS) flags |= FMT_THREE_DIGITS;
    if (!(options & LEGACY_MSVCRT)) flags |= FMT_STANDARD;
    return flags;
}

int _get_printf_count_output(void)
{
    return crt_count_output;
}

/* _set_printf_count_output: whether %n is taken; what it was. */
int _set_printf_count_output(int on)
{
    int old = crt_count_output;
    crt_count_output = on != 0;
    return old;
}

FILE *__acrt_iob_func(unsigned index)
{
    return &_iob[index];
}

/* _get_stream_buffer_pointers: where the stream keeps its buffer, its place in it and the count; each may be NULL. */
int _get_stream_buffer_pointers(FILE *file, char ***base, char ***ptr, int **count)
{
    if (!file) return crt_invalid();
    if (base) *base = &file->base;
    if (ptr) *ptr = &file->ptr;
    if (count) *count = &file->count;
    return 0;
}

#define STREAM(CHAR, ENGINE, name, more)                                                                               \
    int name(unsigned long long options, FILE *file, const CHAR *format, crt_locale locale, va_list args)              \
    {                                                                                                                  \
        return ENGINE(file, flavour(options, more), format, locale, args);                                             \
    }
STREAM(char, crt_fprintf, __stdio_common_vfprintf, 0)
STREAM(char, crt_fprintf, __stdio_common_vfprintf_s, 0)
STREAM(char, crt_fprintf, __stdio_common_vfprintf_p, FMT_POSITIONAL)
STREAM(wchar_t, crt_fwprintf, __stdio_common_vfwprintf, 0)
STREAM(wchar_t, crt_fwprintf, __stdio_common_vfwprintf_s, 0)
STREAM(wchar_t, crt_fwprintf, __stdio_common_vfwprintf_p, FMT_POSITIONAL)

/* Into a buffer: `plain` as the options say where the text is too long; `secure` empties the buffer (ERANGE) unless
 * `most` allows the cut, which then gives -1. */
#define BUFFER(CHAR, ENGINE, name, name_s, name_p, name_n_s)                                                           \
    static int name##_plain(unsigned long long options, unsigned more, CHAR *to, size_t size, const CHAR *format,      \
                            crt_locale locale, va_list args)                                                           \
    {                                                                                                                  \
        size_t stored;                                                                                                 \
        if (!format || (!to && size)) return crt_fail_invalid();                                                       \
        int total = ENGINE(to, size, &stored, flavour(options, more), format, locale, args);                           \
        if (stored < size)                                                                                             \
            to[stored] = 0;                                                                                            \
        else if (size && !(options & LEGACY_TERMINATION))                                                              \
            to[size - 1] = 0;                                                                                          \
        if (total < 0 || !to || options & STANDARD_SNPRINTF) return total;                                             \
        return (size_t)total > size || ((size_t)total == size && !(options & LEGACY_TERMINATION)) ? -1 : total;        \
    }                                                                                                                  \
    static int name##_secure(unsigned long long options, CHAR *to, size_t size, size_t most, const CHAR *format,       \
                             crt_locale locale, va_list args)                                                          \
    {                                                                                                                  \
        size_t stored, room = most < size ? most + 1 : size;                                                           \
        if (!format || !to || !size) return crt_fail_invalid();                                                        \
        int total = ENGINE(to, room - 1, &stored, flavour(options, 0), format, locale, args);                          \
        to[total < 0 ? 0 : stored] = 0;                                                                                \
        if (total < 0 || (size_t)total < room) return total;                                                           \
        if (most < size || most == (size_t)-1) {                                                                       \
            return -1;                                                                                                 \
        }                                                                                                              \
        to[0] = 0;                                                                                                     \
        crt_invalid_as(ERANGE);                                                                                        \
        return -1;                                                                                                     \
    }                                                                                                                  \
    int name(unsigned long long options, CHAR *to, size_t size, const CHAR *format, crt_locale locale, va_list args)   \
    {                                                                                                                  \
        return name##_plain(options, 0, to, size, format, locale, args);                                               \
    }                                                                                                                  \
    int name_p(unsigned long long options, CHAR *to, size_t size, const CHAR *format, crt_locale locale, va_list args) \
    {                                                                                                                  \
        return name##_plain(options, FMT_POSITIONAL, to, size, format, locale, args);                                  \
    }                                                                                                                  \
    int name_s(unsigned long long options, CHAR *to, size_t size, const CHAR *format, crt_locale locale, va_list args) \
    {                                                                                                                  \
        return name##_secure(options, to, size, (size_t)-2, format, locale, args);                                     \
    }                                                                                                                  \
    int name_n_s(unsigned long long options, CHAR *to, size_t size, size_t most, const CHAR *format,                   \
                 crt_locale locale, va_list args)                                                                      \
    {                                                                                                                  \
        return name##_secure(options, to, size, most, format, locale, args);                                           \
    }
BUFFER(char, crt_format_buffer, __stdio_common_vsprintf, __stdio_common_vsprintf_s, __stdio_common_vsprintf_p,
       __stdio_common_vsnprintf_s)
BUFFER(wchar_t, crt_wformat_buffer, __stdio_common_vswprintf, __stdio_common_vswprintf_s, __stdio_common_vswprintf_p,
       __stdio_common_vsnwprintf_s)

/* The scanner's options are the engine's: 1 for the _s functions, 2 for wide formats that take wide text. */
int __stdio_common_vsscanf(unsigned long long options, const char *s, size_t n, const char *format, crt_locale locale,
                           va_list args)
{
    return scan_string(s, n, options & SCAN_SECURE, format, locale, args);
}

int __stdio_common_vswscanf(unsigned long long options, const wchar_t *s, size_t n, const wchar_t *format,
                            crt_locale locale, va_list args)
{
    return scan_wstring(s, n, options & (SCAN_SECURE | SCAN_WIDE_S), format, locale, args);
}

int __stdio_common_vfscanf(unsigned long long options, FILE *file, const char *format, crt_locale locale, va_list args)
{
    return scan_stream(file, options & SCAN_SECURE, format, locale, args);
}

int __stdio_common_vfwscanf(unsigned long long options, FILE *file, const wchar_t *format, crt_locale locale,
                            va_list args)
{
    return scan_wstream(file, options & (SCAN_SECURE | SCAN_WIDE_S), format, locale, args);
}
