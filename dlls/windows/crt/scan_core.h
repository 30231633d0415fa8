/* SPDX-License-Identifier: MIT */
/* The scanner's text for one character type of the format; CHAR, SCAN, NAME and WIDE are the includer's. */

static int NAME(get)(struct scan *scan)
{
    int c = scan->source->get(scan->source);
    if (c >= 0) scan->read++;
    return c;
}

static void NAME(back)(struct scan *scan, int c)
{
    if (c >= 0) {
        scan->source->back(scan->source, c);
        scan->read--;
    }
}

static int NAME(is_space)(int c)
{
#if WIDE
    return c >= 0 && iswctype((wint_t)c, T_SPACE);
#else
    return c >= 0 && (ctype_of(c, NULL) & T_SPACE);
#endif
}

/* A text item: %s, %c, %[.  Returns 1 stored, 0 no match, -1 input ended first. */
static int NAME(text)(struct scan *scan, struct scan_spec *spec, const CHAR *set, const CHAR *set_end, int invert,
                      int wide)
{
    int c, n = 0, limit = spec->width ? spec->width : spec->conversion == 'c' ? 1 : INT_MAX, result = 0;
    char *narrow_out = NULL;
    wchar_t *wide_out = NULL;
    void *start = NULL;
    size_t room = (size_t)-1;

    if (!spec->suppress) {
        start = va_arg(scan->args, void *);
        if (scan->options & SCAN_SECURE) room = va_arg(scan->args, unsigned);
        if (wide)
            wide_out = start;
        else
            narrow_out = start;
    }
    while (n < limit) {
        c = NAME(get)(scan);
        if (c < 0) {
            if (!n) result = -1;
            break;
        }
        int matches = 1;
        if (spec->conversion == 's') {
            matches = !NAME(is_space)(c);
        } else if (spec->conversion == '[') {
            int in = 0;
            for (const CHAR *p = set; p < set_end; p++) {
                if (p + 2 < set_end && p[1] == '-') {
                    unsigned low = (UCHAR_)p[0], high = (UCHAR_)p[2];
                    if (low > high) {
                        unsigned t = low;
                        low = high, high = t;
                    }
                    in |= (unsigned)c >= low && (unsigned)c <= high;
                    p += 2;
                } else {
                    in |= (unsigned)c == (UCHAR_)*p;
                }
            }
            matches = in != invert;
        }
        if (!matches) {
            NAME(back)(scan, c);
            break;
        }
        n++;
        if (!start) continue;
        size_t need = spec->conversion == 'c' ? 1 : 2;
        if (wide) {
            wchar_t unit = (wchar_t)c;
            if (room < need) {
                result = -2;
                break;
            }
#if !WIDE
            char bytes[2] = {(char)c, 0};
            size_t have = 1;
            if (ctype_of(c, NULL) & T_LEAD) {
                bytes[1] = (char)NAME(get)(scan);
                have = 2;
            }
            if (crt_mbtowc(&unit, bytes, have, scan->locale) < 0) unit = '?';
#endif
            *wide_out++ = unit;
            room--;
        } else {
#if WIDE
            char bytes[8];
            int made = crt_wctomb(bytes, (wchar_t)c, scan->locale);
            if (made < 0) {
                bytes[0] = '?';
                made = 1;
            }
#else
            char bytes[1] = {(char)c};
            int made = 1;
#endif
            if (room < need - 1 + (size_t)made) {
                result = -2;
                break;
            }
            memcpy(narrow_out, bytes, (size_t)made);
            narrow_out += made;
            room -= (size_t)made;
        }
    }
    if (result == -2) { /* the buffer is too small: an empty string and no match, as scanf_s documents */
        if (wide)
            *(wchar_t *)start = 0;
        else
            *(char *)start = 0;
        errno = ENOMEM;
        return 0;
    }
    if (spec->conversion == 'c' ? n < limit : !n) return result;
    if (start && spec->conversion != 'c') {
        if (wide)
            *wide_out = 0;
        else
            *narrow_out = 0;
    }
    return 1;
}

/* An integer: sign, prefix, digits. */
static int NAME(integer)(struct scan *scan, struct scan_spec *spec)
{
    int c, negative = 0, any = 0, left = spec->width ? spec->width : INT_MAX;
    int base = spec->conversion == 'i'                                                         ? 0
               : spec->conversion == 'o'                                                       ? 8
               : spec->conversion == 'x' || spec->conversion == 'X' || spec->conversion == 'p' ? 16
                                                                                               : 10;
    unsigned long long value = 0;

    c = NAME(get)(scan);
    if (c < 0) return -1;
    if ((c == '-' || c == '+') && left > 1) {
        negative = c == '-';
        left--;
        c = NAME(get)(scan);
    }
    if (c == '0' && (base == 0 || base == 16) && left > 0) {
        any = 1;
        left--;
        c = left > 0 ? NAME(get)(scan) : -2;
        if ((c == 'x' || c == 'X') && left > 0) {
            base = 16;
            any = 0;
            left--;
            c = left > 0 ? NAME(get)(scan) : -2;
        } else if (!base) {
            base = 8;
        }
    }
    if (!base) base = 10;
    while (left > 0 && c >= 0) {
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
        if (digit >= base) break;
        value = value * (unsigned)base + (unsigned)digit;
        any = 1;
        left--;
        c = left > 0 ? NAME(get)(scan) : -2;
    }
    NAME(back)(scan, c);
    if (!any) return 0;
    if (spec->suppress) return 1;
    if (negative) value = 0 - value;
    store_integer(va_arg(scan->args, void *), spec, value);
    return 1;
}

static int NAME(real)(struct scan *scan, struct scan_spec *spec)
{
    char text[512];
    int c, n = 0, left = spec->width ? spec->width : INT_MAX, digits = 0;
    char point = *locinfo_of(scan->locale)->lconv->decimal_point;

#define NEXT()                                                                                                         \
    do {                                                                                                               \
        if (n < (int)sizeof text - 1) text[n++] = (char)c;                                                             \
        c = --left > 0 ? NAME(get)(scan) : -2;                                                                         \
    } while (0)

    c = NAME(get)(scan);
    if (c < 0) return -1;
    if (c == '-' || c == '+') NEXT();
    int hex = 0;
    if (CRT_STRICT && (c | 32) == 'i') {
        const char *name = "infinity";
        for (; *name && (c | 32) == *name; name++, digits++) NEXT();
        if (digits != 3 && digits != 8) digits = 0;
    } else if (CRT_STRICT && (c | 32) == 'n') {
        const char *name = "nan";
        for (; *name && (c | 32) == *name; name++, digits++) NEXT();
        if (digits != 3) digits = 0;
    } else if (CRT_STRICT && c == '0') {
        NEXT();
        digits = 1;
        if ((c | 32) == 'x') {
            NEXT();
            hex = 1;
            digits = 0;
        }
    }
#define DIGIT(c) (((c) >= '0' && (c) <= '9') || (hex && ((c) | 32) >= 'a' && ((c) | 32) <= 'f'))
    int number = !n || (text[n - 1] | 32) < 'a' || hex;
    for (; number && DIGIT(c); digits++) NEXT();
    if (number && c == (unsigned char)point) {
        NEXT();
        for (; DIGIT(c); digits++) NEXT();
    }
#undef DIGIT
    if (digits && number && (hex ? (c | 32) == 'p' : c == 'e' || c == 'E' || c == 'd' || c == 'D')) {
        NEXT();
        if (c == '-' || c == '+') NEXT();
        while (c >= '0' && c <= '9') NEXT();
    }
#undef NEXT
    NAME(back)(scan, c);
    if (!digits) return 0;
    if (spec->suppress) return 1;
    text[n] = 0;
    void *out = va_arg(scan->args, void *);
    if (spec->size == SIZE_LONG || spec->size == SIZE_64)
        *(double *)out = crt_strtod_l(text, NULL, point);
    else
        *(float *)out = crt_strtof_l(text, NULL, scan->locale);
    return 1;
}

int SCAN(struct crt_source *source, unsigned options, const CHAR *format, crt_locale locale, va_list arguments)
{
    struct scan state = {.source = source, .options = options, .locale = locale}, *scan = &state;
    int stored = 0, c, matched = 0;
    const CHAR *p = format;

    if (!format) {
        crt_invalid();
        return EOF;
    }
    va_copy(scan->args, arguments);
    while (*p) {
        if (NAME(is_space)((UCHAR_)*p)) {
            while (NAME(is_space)((UCHAR_)*p)) p++;
            do c = NAME(get)(scan);
            while (NAME(is_space)(c));
            NAME(back)(scan, c);
            continue;
        }
        if (*p != '%' || p[1] == '%') {
            if (*p == '%') p++;
            c = NAME(get)(scan);
            if (c != (UCHAR_)*p) {
                NAME(back)(scan, c);
                if (c < 0 && !matched) stored = EOF;
                break;
            }
            p++;
            continue;
        }
        struct scan_spec spec = {0};
        const CHAR *set = NULL, *set_end = NULL;
        int invert = 0, wide, result;
        p++;
        if (*p == '*') {
            spec.suppress = 1;
            p++;
        }
        while ((unsigned)(*p - '0') <= 9) spec.width = spec.width * 10 + (int)(*p++ - '0');
        for (;; p++) {
            if (*p == 'l') {
                spec.size = p[1] == 'l' ? (p++, SIZE_64) : SIZE_LONG;
                spec.wide = spec.size == SIZE_LONG;
            } else if (*p == 'L') {
                spec.size = SIZE_64;
            } else if (*p == 'h') {
                spec.size = p[1] == 'h' ? (p++, SIZE_CHAR) : SIZE_SHORT;
                spec.narrow = 1;
            } else if (*p == 'w') {
                spec.wide = 1;
            } else if (*p == 'I') {
                if (p[1] == '6' && p[2] == '4') {
                    spec.size = SIZE_64;
                    p += 2;
                } else if (p[1] == '3' && p[2] == '2') {
                    p += 2;
                } else {
                    spec.size = SIZE_POINTER;
                }
            } else if (*p == 'z' || *p == 't') {
                spec.size = SIZE_POINTER;
            } else if (*p == 'j') {
                spec.size = SIZE_64;
            } else {
                break;
            }
        }
        spec.conversion = (int)*p;
        if (!*p) break;
        p++;
        wide = WIDE && (options & SCAN_WIDE_S);
        if (spec.conversion == 'S' || spec.conversion == 'C') {
            wide = !wide;
            spec.conversion |= 32;
        }
        if (spec.narrow)
            wide = 0;
        else if (spec.wide)
            wide = 1;
        if (spec.conversion == '[') {
            if (*p == '^') {
                invert = 1;
                p++;
            }
            set = p;
            if (*p == ']') p++;
            while (*p && *p != ']') p++;
            set_end = p;
            if (*p) p++;
        }
        if (spec.conversion != 'c' && spec.conversion != '[' && spec.conversion != 'n') {
            do c = NAME(get)(scan);
            while (NAME(is_space)(c));
            if (c < 0) {
                if (!matched) stored = EOF;
                break;
            }
            NAME(back)(scan, c);
        }
        switch (spec.conversion) {
        case 'n':
            if (!spec.suppress) store_integer(va_arg(scan->args, void *), &spec, (unsigned long long)scan->read);
            continue;
        case 'c':
        case 's':
        case '[': result = NAME(text)(scan, &spec, set, set_end, invert, wide); break;
        case 'p':
            spec.size = SIZE_POINTER;
            /* fall through */
        case 'd':
        case 'i':
        case 'u':
        case 'o':
        case 'x':
        case 'X': result = NAME(integer)(scan, &spec); break;
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G': result = NAME(real)(scan, &spec); break;
        default: result = 0;
        }
        if (result <= 0) {
            if (result < 0 && !matched) stored = EOF;
            break;
        }
        matched = 1;
        stored += !spec.suppress;
    }
    va_end(scan->args);
    return stored;
}
