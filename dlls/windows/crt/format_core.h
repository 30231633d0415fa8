/* SPDX-License-Identifier: MIT */
/* The formatter's text for one character type.  CHAR, SINK, FORMAT, LIT(x), and WIDE (1 or 0) are the includer's;
 * numbers are made narrow by format.c's number functions and widened on the way out. */

static int NAME(pad)(struct SINK *sink, CHAR c, int n)
{
    CHAR run[32];
    for (int i = 0; i < 32 && i < n; i++) run[i] = c;
    for (; n > 0; n -= 32)
        if (!sink->put(sink, run, n < 32 ? (size_t)n : 32)) return 0;
    return 1;
}

/* Puts out narrow text that is ASCII (the digits of numbers). */
static int NAME(put_ascii)(struct SINK *sink, const char *s, size_t n)
{
#if WIDE
    wchar_t run[64];
    while (n) {
        size_t part = n < 64 ? n : 64;
        for (size_t i = 0; i < part; i++) run[i] = (unsigned char)s[i];
        if (!sink->put(sink, run, part)) return 0;
        s += part, n -= part;
    }
    return 1;
#else
    return !n || sink->put(sink, s, n);
#endif
}

/* A number: sign or prefix, zeros, digits, with padding to the width. */
static int NAME(put_number)(struct SINK *sink, const struct spec *spec, const struct number *number, int *total)
{
    int length = number->prefix_length + number->zeros + number->length + number->tail_zeros + number->tail_length;
    int gap = spec->width > length ? spec->width - length : 0;
    int zeros = number->zeros;
    *total += length + gap;
    if (gap && (spec->flags & LEFT) == 0 && (spec->flags & ZERO)) {
        zeros += gap;
        gap = 0;
    }
    if (gap && !(spec->flags & LEFT) && !NAME(pad)(sink, ' ', gap)) return 0;
    if (!NAME(put_ascii)(sink, number->prefix, (size_t)number->prefix_length) || !NAME(pad)(sink, '0', zeros) ||
        !NAME(put_ascii)(sink, number->text, (size_t)number->length) || !NAME(pad)(sink, '0', number->tail_zeros) ||
        !NAME(put_ascii)(sink, number->tail, (size_t)number->tail_length))
        return 0;
    return !(gap && (spec->flags & LEFT)) || NAME(pad)(sink, ' ', gap);
}

static int NAME(put_padded)(struct SINK *sink, const struct spec *spec, const CHAR *s, size_t n, int *total)
{
    int gap = spec->width > (int)n ? spec->width - (int)n : 0;
    *total += (int)n + gap;
    if (gap && !(spec->flags & LEFT) && !NAME(pad)(sink, spec->flags & ZERO ? '0' : ' ', gap)) return 0;
    if (n && !sink->put(sink, s, n)) return 0;
    return !(gap && (spec->flags & LEFT)) || NAME(pad)(sink, ' ', gap);
}

/* Text of the other character type. */
static int NAME(put_other)(struct SINK *sink, const struct spec *spec, const OTHER *s, crt_locale locale, int *total)
{
    CHAR stack[256], *text = stack;
    size_t n = 0, room = 256, limit = spec->precision < 0 ? (size_t)-1 : (size_t)spec->precision;
    int ok = 1;
#if WIDE
    size_t left = spec->precision < 0 ? strlen(s) : (size_t)-1;
    while (n < limit && *s) {
        wchar_t unit;
        int used = crt_mbtowc(&unit, s, left < 5 ? left : 5, locale);
        if (used <= 0) {
            ok = 0;
            break;
        }
        s += used, left -= (size_t)used;
        CHAR one[1] = {unit};
        int made = 1;
#else
    while (*s) {
        char one[8];
        int made = crt_wctomb(one, *s, locale);
        if (made < 0) {
            ok = 0;
            break;
        }
        if (n + (size_t)made > limit) break;
        s++;
#endif
        if (n + (size_t)made > room) {
            CHAR *more = malloc(2 * room * sizeof *more);
            if (!more) {
                ok = 0;
                break;
            }
            memcpy(more, text, n * sizeof *more);
            if (text != stack) free(text);
            text = more;
            room *= 2;
        }
        for (int i = 0; i < made; i++) text[n++] = one[i];
#if !WIDE
        if (n == limit) break;
#endif
    }
    if (ok)
        ok = NAME(put_padded)(sink, spec, text, n, total);
    else
        errno = EILSEQ;
    if (text != stack) free(text);
    return ok;
}

/* A decimal number in the format; -1 where there is none. */
static int NAME(number)(const CHAR **p)
{
    int value = 0;
    if ((unsigned)(**p - '0') > 9) return -1;
    for (; (unsigned)(**p - '0') <= 9; (*p)++)
        if (value < 100000000) value = value * 10 + (int)(**p - '0');
    return value;
}

/* Parses what stands behind '%', up to and with the conversion character; false on an invalid one. */
static int NAME(parse)(const CHAR **at, struct spec *spec)
{
    const CHAR *p = *at;
    *spec = (struct spec){.precision = -1};
    const CHAR *start = p;
    int n = NAME(number)(&p);
    if (n >= 0 && *p == '$') {
        spec->index = n;
        p++;
    } else {
        p = start;
    }
    for (;; p++) {
        if (*p == '-')
            spec->flags |= LEFT;
        else if (*p == '+')
            spec->flags |= PLUS;
        else if (*p == ' ')
            spec->flags |= SPACE;
        else if (*p == '#')
            spec->flags |= SHARP;
        else if (*p == '0')
            spec->flags |= ZERO;
        else
            break;
    }
    if (*p == '*') {
        p++;
        spec->star_width = 1;
        start = p;
        n = NAME(number)(&p);
        if (n >= 0 && *p == '$')
            spec->width_index = n, p++;
        else
            p = start;
    } else if ((n = NAME(number)(&p)) >= 0) {
        spec->width = n;
    }
    if (*p == '.') {
        p++;
        if (*p == '*') {
            p++;
            spec->star_precision = 1;
            start = p;
            n = NAME(number)(&p);
            if (n >= 0 && *p == '$')
                spec->precision_index = n, p++;
            else
                p = start;
        } else {
            n = NAME(number)(&p);
            spec->precision = n >= 0 ? n : 0;
        }
    }
    for (;; p++) {
        if (*p == 'l') {
            if (p[1] == 'l') {
                spec->size = SIZE_64;
                p++;
            } else {
                spec->size = SIZE_LONG;
                spec->wide = 1;
            }
        } else if (*p == 'h') {
            if (p[1] == 'h') {
                spec->size = SIZE_CHAR;
                p++;
            } else {
                spec->size = SIZE_SHORT;
            }
            spec->narrow = 1;
        } else if (*p == 'w') {
            spec->wide = 1;
        } else if (*p == 'I') {
            if (p[1] == '6' && p[2] == '4') {
                spec->size = SIZE_64;
                p += 2;
            } else if (p[1] == '3' && p[2] == '2') {
                spec->size = SIZE_INT;
                p += 2;
            } else {
                spec->size = SIZE_POINTER;
            }
        } else if (*p == 'z' || *p == 't') {
            spec->size = SIZE_POINTER;
        } else if (*p == 'j') {
            spec->size = SIZE_64;
        } else if (*p == 'L' || *p == 'F' || *p == 'N') {
            if (*p == 'F' && p[1] != 's' && p[1] != 'p' && p[1] != 'n') break; /* the conversion %F */
        } else {
            break;
        }
    }
    spec->conversion = (int)*p;
    if (*p) p++;
    *at = p;
    return 1;
}

int FORMAT(struct SINK *sink, unsigned options, const CHAR *format, crt_locale locale, va_list arguments)
{
    const CHAR *p = format;
    int total = 0;
    union argument positional[POSITIONAL_MAX];
    va_list args;

    if (!format) {
        crt_invalid();
        return -1;
    }
    va_copy(args, arguments);
    if ((options & FMT_POSITIONAL) && !NAME(positional)(format, positional, args)) options &= ~(unsigned)FMT_POSITIONAL;
    while (*p) {
        const CHAR *start = p;
        struct spec spec;
        struct number number;
        union argument value;

        while (*p && *p != '%') p++;
        if (p != start) {
            if (!sink->put(sink, start, (size_t)(p - start))) return -1;
            total += (int)(p - start);
        }
        if (!*p) break;
        p++;
        if (*p == '%') {
            CHAR percent = '%';
            p++;
            if (!sink->put(sink, &percent, 1)) return -1;
            total++;
            continue;
        }
        NAME(parse)(&p, &spec);
        int use_index = options & FMT_POSITIONAL;
        if (spec.star_width) {
            spec.width = use_index ? positional[spec.width_index - 1].i : va_arg(args, int);
            if (spec.width < 0) {
                spec.flags |= LEFT;
                spec.width = -spec.width;
            }
        }
        if (spec.star_precision) {
            spec.precision = use_index ? positional[spec.precision_index - 1].i : va_arg(args, int);
            if (spec.precision < 0) spec.precision = -1;
        }
        int c = spec.conversion;
        if (!c) break;
        /* Which width a %s has: h and l say it; else the format's own, and the other one for %S. */
        int text_wide = WIDE && (options & FMT_WIDE_S);
        if (c == 'S' || c == 'C') text_wide = !WIDE || !(options & FMT_WIDE_S);
        if (spec.narrow)
            text_wide = 0;
        else if (spec.wide)
            text_wide = 1;
        enum kind kind = argument_kind(&spec, options);
        if (kind == KIND_NONE) {
            /* Not a conversion: its text stands for itself, without the percent sign, as the documents say. */
            CHAR text = p[-1];
            if (!sink->put(sink, &text, 1)) return -1;
            total++;
            continue;
        }
        if (use_index)
            value = positional[spec.index - 1];
        else
            FETCH(value, kind, args);

        switch (c) {
        case 'c':
        case 'C': {
            CHAR text[8];
            size_t n = 1;
            if (text_wide == WIDE) {
                text[0] = (CHAR)value.i;
            } else {
#if WIDE
                char narrow[2] = {(char)value.i, 0};
                if (crt_mbtowc(text, narrow, 1, locale) < 0) n = 0;
#else
                int made = crt_wctomb(text, (wchar_t)value.i, locale);
                if (made < 0) { /* can't be told: nothing is written, the call goes on */
                    n = 0;
                    if (options & FMT_STANDARD) {
                        errno = EILSEQ;
                        return -1;
                    }
                } else {
                    n = (size_t)made;
                }
#endif
            }
            if (!NAME(put_padded)(sink, &spec, text, n, &total)) return -1;
            break;
        }
        case 's':
        case 'S':
        case 'Z':
            if (c == 'Z') { /* a counted string, as the native API has them */
                const UNICODE_STRING_ *u = value.p;
                if (u && u->Buffer) {
                    int units = spec.wide ? u->Length / 2 : u->Length;
                    if (spec.precision < 0 || spec.precision > units) spec.precision = units;
                    text_wide = spec.wide;
                    value.p = u->Buffer;
                } else {
                    value.p = NULL;
                }
            }
            if (!value.p) {
                text_wide = WIDE;
                value.p = (void *)LIT("(null)");
            }
            if (text_wide == WIDE) {
                const CHAR *s = value.p;
                size_t n = spec.precision < 0 ? LENGTH(s) : NLENGTH(s, (size_t)spec.precision);
                if (!NAME(put_padded)(sink, &spec, s, n, &total)) return -1;
            } else if (!NAME(put_other)(sink, &spec, value.p, locale, &total)) {
                return -1;
            }
            break;
        case 'n':
            if (options & FMT_SECURE || !crt_count_output || !value.p) {
                crt_invalid();
                return -1;
            }
            if (spec.size == SIZE_64)
                *(long long *)value.p = total;
            else if (spec.size == SIZE_SHORT)
                *(short *)value.p = (short)total;
            else
                *(int *)value.p = total;
            break;
        case 'a':
        case 'A':
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
            number_float(&number, &spec, value.d, options, locale);
            if (!NAME(put_number)(sink, &spec, &number, &total)) return -1;
            break;
        default:
            number_integer(&number, &spec, value.u);
            if (!NAME(put_number)(sink, &spec, &number, &total)) return -1;
        }
    }
    va_end(args);
    return total;
}

/* Into a buffer: keeps counting where it is full. */
static int NAME(put_buffer)(struct SINK *sink, const CHAR *s, size_t n)
{
    size_t part = n < sink->room ? n : sink->room;
    CHAR *to = sink->target;
    for (size_t i = 0; i < part; i++) to[i] = s[i];
    sink->target = to + part;
    sink->room -= part;
    return 1;
}

int FORMAT_BUFFER(CHAR *buffer, size_t size, size_t *stored, unsigned options, const CHAR *format, crt_locale locale,
                  va_list args)
{
    struct SINK sink = {NAME(put_buffer), buffer, size};
    int total = FORMAT(&sink, options, format, locale, args);
    *stored = (size_t)((CHAR *)sink.target - buffer);
    return total;
}
