/* SPDX-License-Identifier: MIT */
/* The one formatter behind every printf: narrow and wide text from format_core.h, numbers here.  Flavours (crt.h, FMT_)
 * say what msvcrt and ucrtbase do differently.  Arguments are fetched by kind, so that positional ones need two passes
 * over the format and no more. */
#include "crt.h"

enum { LEFT = 1, PLUS = 2, SPACE = 4, SHARP = 8, ZERO = 16 };
enum { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_POINTER };
enum kind { KIND_NONE, KIND_INT, KIND_64, KIND_POINTER, KIND_DOUBLE };
int crt_count_output = !CRT_STRICT; /* %n is taken; of _set_printf_count_output */
#define POSITIONAL_MAX 64
#define NUMBER_TEXT    1200

struct spec {
    int flags, width, precision;
    int star_width, star_precision;
    int index, width_index, precision_index;
    int size, wide, narrow;
    int conversion;
};

union argument {
    int i;
    unsigned long long u;
    double d;
    void *p;
};

/* What a number is made of: prefix, zeros, text, zeros behind it, tail (an exponent). */
struct number {
    char prefix[4];
    int prefix_length, zeros, length, tail_zeros, tail_length;
    char *text;
    char tail[8];
    char buffer[NUMBER_TEXT];
};

typedef struct {
    unsigned short Length, MaximumLength;
    void *Buffer;
} UNICODE_STRING_;

static enum kind argument_kind(const struct spec *spec, unsigned options)
{
    (void)options;
    switch (spec->conversion) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        if (spec->size == SIZE_64 || (spec->size == SIZE_POINTER && sizeof(void *) == 8)) return KIND_64;
        return KIND_INT;
    case 'c':
    case 'C': return KIND_INT;
    case 'p':
    case 's':
    case 'S':
    case 'Z':
    case 'n': return KIND_POINTER;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return KIND_DOUBLE;
    }
    return KIND_NONE;
}

#define FETCH(value, kind, args)                                                                                       \
    do {                                                                                                               \
        (value).u = 0;                                                                                                 \
        if ((kind) == KIND_INT)                                                                                        \
            (value).i = va_arg(args, int);                                                                             \
        else if ((kind) == KIND_64)                                                                                    \
            (value).u = va_arg(args, unsigned long long);                                                              \
        else if ((kind) == KIND_DOUBLE)                                                                                \
            (value).d = va_arg(args, double);                                                                          \
        else                                                                                                           \
            (value).p = va_arg(args, void *);                                                                          \
    } while (0)

static void number_integer(struct number *number, const struct spec *spec_in, unsigned long long raw)
{
    struct spec *spec = (struct spec *)spec_in; /* a precision switches the flag 0 off */
    int c = spec->conversion, negative = 0, bits = 32;
    char *p = number->buffer + 80, *end = p;

    if (spec->size == SIZE_64 || (spec->size == SIZE_POINTER && sizeof(void *) == 8))
        bits = 64;
    else if (spec->size == SIZE_SHORT)
        bits = 16;
    else if (spec->size == SIZE_CHAR)
        bits = 8;
    number->prefix_length = number->zeros = number->tail_zeros = number->tail_length = 0;
    if (c == 'p') { /* the address with all its digits, upper case, no prefix */
        bits = 8 * (int)sizeof(void *);
        spec->precision = 2 * (int)sizeof(void *);
    }
    if (c == 'd' || c == 'i') {
        long long value = bits == 64   ? (long long)raw
                          : bits == 16 ? (short)raw
                          : bits == 8  ? (signed char)raw
                                       : (int)raw;
        negative = value < 0;
        raw = negative ? 0 - (unsigned long long)value : (unsigned long long)value;
        if (negative)
            number->prefix[number->prefix_length++] = '-';
        else if (spec->flags & PLUS)
            number->prefix[number->prefix_length++] = '+';
        else if (spec->flags & SPACE)
            number->prefix[number->prefix_length++] = ' ';
    } else if (bits < 64) {
        raw &= (1ull << bits) - 1;
    }
    if (spec->precision >= 0) spec->flags &= ~ZERO;
    if (c == 'x' || c == 'X' || c == 'p') {
        const char *digits = c == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
        if ((spec->flags & SHARP) && raw && c != 'p') {
            number->prefix[0] = '0';
            number->prefix[1] = (char)c;
            number->prefix_length = 2;
        }
        for (; raw; raw >>= 4) *--p = digits[raw & 15];
    } else if (c == 'o') {
        for (; raw; raw >>= 3) *--p = (char)('0' + (raw & 7));
        if ((spec->flags & SHARP) && spec->precision <= end - p) spec->precision = (int)(end - p) + 1;
    } else {
        while (raw >> 32) {
            *--p = (char)('0' + raw % 10);
            raw /= 10;
        }
        for (unsigned small = (unsigned)raw; small; small /= 10) *--p = (char)('0' + small % 10);
    }
    number->text = p;
    number->length = (int)(end - p);
    int least = spec->precision < 0 ? 1 : spec->precision;
    if (number->length < least) number->zeros = least - number->length;
}

/* Infinity and not-a-number: msvcrt writes 1.#INF, 1.#QNAN, 1.#IND, cut to the precision like digits. */
static void number_special(struct number *number, struct spec *spec, double value, unsigned options)
{
    int upper = spec->conversion < 'a', nan = __builtin_isnan(value);
    spec->flags &= ~ZERO;
    if (!(options & FMT_THREE_DIGITS)) {
        union {
            double d;
            unsigned long long bits;
        } u = {value};
        const char *text = !nan                                ? "inf"
                           : u.bits == 0xfff8000000000000ull   ? "nan(ind)"
                           : !(u.bits & 0x0008000000000000ull) ? "nan(snan)"
                                                               : "nan";
        for (number->length = 0; text[number->length]; number->length++)
            number->text[number->length] =
                (char)(upper && text[number->length] >= 'a' ? text[number->length] - 32 : text[number->length]);
        return;
    }
    union {
        double d;
        unsigned long long bits;
    } u = {value};
    const char *text = !nan                                ? "#INF"
                       : u.bits == 0xfff8000000000000ull   ? "#IND"
                       : !(u.bits & 0x0008000000000000ull) ? "#SNAN"
                                                           : "#QNAN";
    /* The text stands where decimals would, and is rounded like them: %.2f of an infinity is 1.#J. */
    int length = (int)strlen(text);
    int c = spec->conversion | 32;
    int places = spec->precision < 0 ? 6 : spec->precision;
    if (c == 'g') places = places ? places - 1 : 0;
    char *out = number->text;
    *out++ = '1';
    if (places || (spec->flags & SHARP)) *out++ = '.';
    int keep = places < length ? places : length;
    memcpy(out, text, (size_t)keep);
    if (keep && keep < length && text[keep] >= '5') out[keep - 1]++;
    out += keep;
    number->length = (int)(out - number->text);
    if (c != 'g' || (spec->flags & SHARP)) number->tail_zeros = places - keep;
    if (c == 'e') {
        memcpy(number->tail, upper ? "E+000" : "e+000", 5);
        number->tail_length = 5;
    }
}

static int put_exponent(char *to, int letter, int exponent, int least)
{
    int n = 0, value = exponent < 0 ? -exponent : exponent;
    to[n++] = (char)letter;
    to[n++] = exponent < 0 ? '-' : '+';
    if (least >= 3 || value >= 100) to[n++] = (char)('0' + value / 100);
    if (least >= 2 || value >= 10) to[n++] = (char)('0' + value / 10 % 10);
    to[n++] = (char)('0' + value % 10);
    return n;
}

/* %a: 0x1.8p+1, thirteen digits unless a precision rounds them (msvcrt writes 6 by default). */
static void number_hex(struct number *number, struct spec *spec, double value, unsigned options, char point)
{
    union {
        double d;
        unsigned long long bits;
    } u = {value};
    int upper = spec->conversion == 'A';
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned long long m = u.bits & 0xfffffffffffffull;
    int e = (int)(u.bits >> 52 & 0x7ff);
    int places = spec->precision, lead = e != 0;
    if (e) m |= 1ull << 52;
    e = e ? e - 1023 : m ? -1022 : 0;
    if (places < 0) places = options & FMT_THREE_DIGITS ? 6 : 13;
    if (places < 13) {
        unsigned long long half = 1ull << (4 * (13 - places) - 1);
        m += half;
        m &= ~(2 * half - 1);
        lead = (int)(m >> 52);
    }
    number->prefix[number->prefix_length++] = '0';
    number->prefix[number->prefix_length++] = upper ? 'X' : 'x';
    char *out = number->text;
    *out++ = (char)('0' + lead);
    if (places || (spec->flags & SHARP)) *out++ = point;
    for (int i = 0; i < places && i < 13; i++) *out++ = digits[m >> (48 - 4 * i) & 15];
    number->length = (int)(out - number->text);
    number->tail_zeros = places > 13 ? places - 13 : 0;
    char tail[8];
    number->tail_length = put_exponent(tail, upper ? 'P' : 'p', e, 1);
    if (number->tail_length > (int)sizeof number->tail) number->tail_length = (int)sizeof number->tail;
    memcpy(number->tail, tail, (size_t)number->tail_length);
}

static void number_float(struct number *number, const struct spec *spec_in, double value, unsigned options,
                         crt_locale locale)
{
    struct spec *spec = (struct spec *)spec_in;
    struct crt_digits d;
    int c = spec->conversion | 32, precision = spec->precision < 0 ? 6 : spec->precision;
    int exponent_digits = options & FMT_THREE_DIGITS ? 3 : 2;
    int limit = options & FMT_THREE_DIGITS ? 17 : NUMBER_TEXT;
    char point = *locinfo_of(locale)->lconv->decimal_point;

    number->prefix_length = number->zeros = number->tail_zeros = number->tail_length = 0;
    number->text = number->buffer;
    number->length = 0;
    if (__builtin_signbit(value))
        number->prefix[number->prefix_length++] = '-';
    else if (spec->flags & PLUS)
        number->prefix[number->prefix_length++] = '+';
    else if (spec->flags & SPACE)
        number->prefix[number->prefix_length++] = ' ';
    if (!__builtin_isfinite(value)) {
        number_special(number, spec, value, options);
        return;
    }
    if (c == 'a') {
        number_hex(number, spec, value, options, point);
        return;
    }
    int style = c, strip = 0;
    if (c == 'g') {
        if (!precision) precision = 1;
        crt_digits(value, precision, 0, limit, &d);
        int x = value == 0 ? 0 : d.exponent - 1;
        strip = !(spec->flags & SHARP);
        if (x < -4 || x >= precision) {
            style = 'e';
            precision--;
        } else {
            style = 'f';
            precision -= x + 1;
        }
    } else {
        crt_digits(value, c == 'e' ? precision + 1 : precision, c == 'f', limit, &d);
    }

    char *out = number->text;
    int used = 0; /* digits put out so far */
    if (style == 'e') {
        *out++ = d.count ? d.digit[used++] : '0';
    } else if (d.exponent <= 0 || !d.count || value == 0) {
        *out++ = '0';
        if (value == 0) d.count = 0;
    } else {
        for (; used < d.exponent; used++) *out++ = used < d.count ? d.digit[used] : '0';
    }
    if (precision > 0 || (spec->flags & SHARP)) *out++ = point;
    char *decimals = out;
    int places = precision;
    if (style == 'f' && d.exponent < 0 && d.count)
        for (int zeros = -d.exponent; zeros && places; zeros--, places--) *out++ = '0';
    for (; places && used < d.count; places--) *out++ = d.digit[used++];
    number->tail_zeros = places;
    if (strip) {
        number->tail_zeros = 0;
        while (out > decimals && out[-1] == '0') out--;
        if (out == decimals && precision > 0) out--; /* the point goes too */
    }
    number->length = (int)(out - number->text);
    if (style == 'e') {
        int e = value == 0 ? 0 : d.exponent - 1;
        number->tail_length = put_exponent(number->tail, spec->conversion < 'a' ? 'E' : 'e', e, exponent_digits);
    }
}

/* The arguments of a format with positions, in their order; false where it has none. */
#define POSITIONAL(CHAR)                                                                                               \
    {                                                                                                                  \
        enum kind kinds[POSITIONAL_MAX] = {KIND_NONE};                                                                 \
        int last = 0, any = 0;                                                                                         \
        for (const CHAR *p = format; *p;) {                                                                            \
            struct spec spec;                                                                                          \
            if (*p++ != '%') continue;                                                                                 \
            if (*p == '%') {                                                                                           \
                p++;                                                                                                   \
                continue;                                                                                              \
            }                                                                                                          \
            NAME(parse)(&p, &spec);                                                                                    \
            int index[3] = {spec.index, spec.width_index, spec.precision_index};                                       \
            for (int i = 0; i < 3; i++)                                                                                \
                if (index[i] > 0 && index[i] <= POSITIONAL_MAX) {                                                      \
                    kinds[index[i] - 1] = i ? KIND_INT : argument_kind(&spec, 0);                                      \
                    any = 1;                                                                                           \
                    if (index[i] > last) last = index[i];                                                              \
                }                                                                                                      \
        }                                                                                                              \
        for (int i = 0; i < last; i++) FETCH(out[i], kinds[i] ? kinds[i] : KIND_INT, args);                            \
        return any;                                                                                                    \
    }

#define WIDE          0
#define CHAR          char
#define OTHER         wchar_t
#define SINK          crt_sink
#define NAME(x)       narrow_##x
#define LIT(x)        x
#define LENGTH        strlen
#define NLENGTH       strnlen
#define FORMAT        crt_format
#define FORMAT_BUFFER crt_format_buffer
static int narrow_parse(const char **at, struct spec *spec);
static int narrow_positional(const char *format, union argument *out, va_list args) POSITIONAL(char)
#include "format_core.h"
#undef WIDE
#undef CHAR
#undef OTHER
#undef SINK
#undef NAME
#undef LIT
#undef LENGTH
#undef NLENGTH
#undef FORMAT
#undef FORMAT_BUFFER

#define WIDE          1
#define CHAR          wchar_t
#define OTHER         char
#define SINK          crt_wsink
#define NAME(x)       wide_##x
#define LIT(x)        L##x
#define LENGTH        wcslen
#define NLENGTH       wcsnlen
#define FORMAT        crt_wformat
#define FORMAT_BUFFER crt_wformat_buffer
    static int wide_parse(const wchar_t **at, struct spec *spec);
static int wide_positional(const wchar_t *format, union argument *out, va_list args) POSITIONAL(wchar_t)
#include "format_core.h"

    /* snprintf with a terminator always, for the runtime's own use. */
    int crt_snprintf(char *buffer, size_t size, const char *format, ...)
{
    size_t stored;
    va_list args;
    va_start(args, format);
    int total = crt_format_buffer(buffer, size - 1, &stored, FMT_DEFAULT, format, NULL, args);
    va_end(args);
    buffer[stored] = 0;
    return total;
}
