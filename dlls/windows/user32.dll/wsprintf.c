/* SPDX-License-Identifier: MIT */
/* wsprintf and wvsprintf: user32's own small formatter ("wsprintfW function"): c C d h hc hd hs i l lc ld li ls lu lx p
 * s S u x X and I64; no floating point; at most 1,024 characters.  One loop writes UTF-16; the 8-bit forms convert. */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

#include <stdarg.h>
#include <string.h>

enum { LIMIT = 1024 };

struct spec {
    BOOL left, prefix, zero, longs, shorts, wide64;
    int width, precision; /* precision -1: none */
};

struct out {
    WCHAR *at, *end;
};

static void put(struct out *out, WCHAR unit)
{
    if (out->at < out->end) *out->at++ = unit;
}

static void pad(struct out *out, int count, WCHAR unit)
{
    while (count-- > 0) put(out, unit);
}

static void put_number(struct out *out, const struct spec *spec, ULONGLONG value, BOOL negative, unsigned base,
                       BOOL upper)
{
    WCHAR digits[24];
    int count = 0;
    do {
        unsigned digit = (unsigned)(value % base);
        digits[count++] = (WCHAR)(digit < 10 ? '0' + digit : (upper ? 'A' : 'a') + digit - 10);
    } while (value /= base);
    int zeros = spec->precision > count ? spec->precision - count : 0;
    int front = negative + (spec->prefix && base == 16 ? 2 : 0), fill = spec->width - count - zeros - front;
    if (spec->zero && !spec->left && spec->precision < 0 && fill > 0) zeros += fill, fill = 0;
    if (!spec->left) pad(out, fill, ' ');
    if (negative) put(out, '-');
    if (spec->prefix && base == 16) put(out, '0'), put(out, upper ? 'X' : 'x');
    pad(out, zeros, '0');
    while (count) put(out, digits[--count]);
    if (spec->left) pad(out, fill, ' ');
}

/* `wide`: the text is UTF-16, else in the ANSI code page. */
static void put_text(struct out *out, const struct spec *spec, const void *text, int length, BOOL wide)
{
    WCHAR converted[LIMIT];
    ULONG size = 0;
    if (!text) text = L"(null)", wide = TRUE, length = -1;
    if (length < 0) {
        length = 0;
        while ((spec->precision < 0 || length < spec->precision) &&
               (wide ? ((const WCHAR *)text)[length] : ((const char *)text)[length]))
            length++;
    }
    if (!wide) {
        RtlMultiByteToUnicodeN(converted, sizeof converted, &size, text, (ULONG)length);
        text = converted;
        length = (int)(size / sizeof(WCHAR));
    }
    if (!spec->left) pad(out, spec->width - length, ' ');
    for (int i = 0; i < length; i++) put(out, ((const WCHAR *)text)[i]);
    if (spec->left) pad(out, spec->width - length, ' ');
}

/* `wide`: the function is the wide one, which says what %s, %c and their capitals mean. */
static int format(WCHAR *to, const WCHAR *p, va_list arguments, BOOL wide)
{
    struct out out = {to, to + LIMIT};
    for (; *p; p++) {
        if (*p != '%' || p[1] == '%') {
            put(&out, *p);
            p += *p == '%';
            continue;
        }
        struct spec spec = {.precision = -1};
        for (p++;; p++) {
            if (*p == '-')
                spec.left = TRUE;
            else if (*p == '#')
                spec.prefix = TRUE;
            else if (*p == '0')
                spec.zero = TRUE;
            else
                break;
        }
        for (; *p >= '0' && *p <= '9'; p++) spec.width = spec.width * 10 + (*p - '0');
        if (*p == '.')
            for (p++, spec.precision = 0; *p >= '0' && *p <= '9'; p++)
                spec.precision = spec.precision * 10 + (*p - '0');
        for (;; p++) {
            if (*p == 'l' || *p == 'w')
                spec.longs = TRUE;
            else if (*p == 'h')
                spec.shorts = TRUE;
            else if (*p == 'I' && p[1] == '6' && p[2] == '4')
                spec.wide64 = TRUE, p += 2;
            else
                break;
        }
        BOOL text_wide = spec.longs ? TRUE : spec.shorts ? FALSE : wide;
        switch (*p) {
        case 'd':
        case 'i': {
            LONGLONG value = spec.wide64 ? va_arg(arguments, LONGLONG) : va_arg(arguments, int);
            put_number(&out, &spec, value < 0 ? 0 - (ULONGLONG)value : (ULONGLONG)value, value < 0, 10, FALSE);
            break;
        }
        case 'u':
            put_number(&out, &spec, spec.wide64 ? va_arg(arguments, ULONGLONG) : va_arg(arguments, unsigned), FALSE, 10,
                       FALSE);
            break;
        case 'x':
        case 'X':
            put_number(&out, &spec, spec.wide64 ? va_arg(arguments, ULONGLONG) : va_arg(arguments, unsigned), FALSE, 16,
                       *p == 'X');
            break;
        case 'p':
            spec.precision = sizeof(void *) * 2;
            put_number(&out, &spec, (ULONG_PTR)va_arg(arguments, void *), FALSE, 16, TRUE);
            break;
        case 'C':
        case 'c': {
            WCHAR unit = (WCHAR)va_arg(arguments, int);
            char byte = (char)unit;
            BOOL one_wide = *p == 'C' && !spec.longs && !spec.shorts ? !wide : text_wide;
            put_text(&out, &spec, one_wide ? (const void *)&unit : &byte, 1, one_wide);
            break;
        }
        case 'S':
            put_text(&out, &spec, va_arg(arguments, const void *), -1, spec.longs || spec.shorts ? text_wide : !wide);
            break;
        case 's': put_text(&out, &spec, va_arg(arguments, const void *), -1, text_wide); break;
        case 0: p--; break;
        default: put(&out, *p);
        }
    }
    return (int)(out.at - to);
}

int WINAPI wvsprintfW(WCHAR *to, const WCHAR *text, va_list arguments)
{
    WCHAR made[LIMIT + 1];
    int length = format(made, text, arguments, TRUE);
    memcpy(to, made, (SIZE_T)length * sizeof *to);
    to[length] = 0;
    return length;
}

int WINAPI wvsprintfA(char *to, const char *text, va_list arguments)
{
    WCHAR made[LIMIT + 1], wide[LIMIT + 1];
    ULONG size = 0;
    RtlMultiByteToUnicodeN(wide, LIMIT * sizeof *wide, &size, text, (ULONG)strlen(text));
    wide[size / sizeof *wide] = 0;
    int length = format(made, wide, arguments, FALSE);
    RtlUnicodeToMultiByteN(to, LIMIT, &size, made, (ULONG)length * sizeof *made);
    to[size] = 0;
    return (int)size;
}

int WINAPIV wsprintfW(WCHAR *to, const WCHAR *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    int length = wvsprintfW(to, text, arguments);
    va_end(arguments);
    return length;
}

int WINAPIV wsprintfA(char *to, const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    int length = wvsprintfA(to, text, arguments);
    va_end(arguments);
    return length;
}
