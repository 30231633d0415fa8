/* SPDX-License-Identifier: MIT */
/* std::num_put<char>: numbers to text, by the flags, width and precision of a stream and the punctuation of its locale.
 *
 * The C runtime writes the digits; here come groups, the locale's point and the fill.  A precision of 0 is what
 * ISO C++ says, one digit; hexfloat writes all digits. */
#include "number.h"

#include <locale.h>
#include <stdarg.h>

/* snprintf(), which the Universal C Runtime has only as what its header makes it of. */
static int print(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length =
        __stdio_common_vsprintf(_CRT_INTERNAL_PRINTF_STANDARD_SNPRINTF_BEHAVIOR, to, size, format, NULL, arguments);
    va_end(arguments);
    return length;
}

struct facet *num_put_new(void)
{
    struct facet *self = allocate(sizeof *self);
    facet_start(self, num_put_vftable, 0);
    return self;
}

static void put_chars(struct out_iterator *to, const char *text, size_t count)
{
    for (; count; count--, text++)
        if (!to->buffer || streambuf_sputc(to->buffer, *text) == EOF) to->failed = true;
}

static void put_fill(struct out_iterator *to, char fill, size_t count)
{
    while (count--) put_chars(to, &fill, 1);
}

/* Writes text, of which the first `prefix` characters (a sign, 0x) stand left of internal fill; takes the width away.
 */
static struct out_iterator *put_field(struct out_iterator *result, const struct out_iterator *to, struct ios *ios,
                                      char fill, const char *text, size_t count, size_t prefix)
{
    size_t fills = ios->width > 0 && (size_t)ios->width > count ? (size_t)ios->width - count : 0;
    int adjust = ios->flags & ADJUST_FIELD;
    struct out_iterator out = *to;
    if (adjust != LEFT && adjust != INTERNAL) put_fill(&out, fill, fills);
    put_chars(&out, text, prefix);
    if (adjust == INTERNAL) put_fill(&out, fill, fills);
    put_chars(&out, text + prefix, count - prefix);
    ios->width = 0;
    if (adjust == LEFT) put_fill(&out, fill, fills);
    *result = out;
    return result;
}

/* Puts the separators into the digits text[prefix .. end) of a number; returns what it grew by.  There is room. */
static size_t put_groups(char *text, size_t size, size_t prefix, size_t end, const struct punctuation *punctuation)
{
    size_t before = size;
    const char *group = punctuation->grouping;
    while (is_group(*group) && (size_t)*group < end - prefix) {
        end -= (size_t)*group;
        memmove(text + end + 1, text + end, size++ - end);
        text[end] = punctuation->separator;
        if (group[1] > 0) group++;
    }
    return size - before;
}

static size_t prefix_length(const char *text, bool hex)
{
    size_t prefix = *text == '+' || *text == '-';
    if (hex && text[prefix] == '0' && (text[prefix + 1] == 'x' || text[prefix + 1] == 'X')) prefix += 2;
    return prefix;
}

static struct out_iterator *put_integer(struct out_iterator *result, const struct out_iterator *to, struct ios *ios,
                                        char fill, unsigned long long value, bool is_signed)
{
    char text[80], format[10] = "%", *end = format + 1;
    int base = ios->flags & BASE_FIELD;
    if (ios->flags & SHOWPOS) *end++ = '+';
    if (ios->flags & SHOWBASE) *end++ = '#';
    memcpy(end, "I64", 3);
    end[3] = base == OCT ? 'o' : base == HEX ? (ios->flags & UPPERCASE ? 'X' : 'x') : is_signed ? 'd' : 'u';
    end[4] = 0;
    size_t count = (size_t)print(text, sizeof text, format, value);
    size_t prefix = prefix_length(text, base == HEX);
    struct punctuation punctuation;
    punctuation_get(ios->locale, &punctuation);
    count += put_groups(text, count, prefix, count, &punctuation);
    return put_field(result, to, ios, fill, text, count, prefix);
}

struct out_iterator *METHOD num_put_do_i32(const struct facet *self, struct out_iterator *result,
                                           struct out_iterator *to, struct ios *ios, char fill, int value)
{
    (void)self;
    /* in octal and hexadecimal a long is seen as it lies in memory: 32 bits */
    bool plain = (ios->flags & BASE_FIELD) == OCT || (ios->flags & BASE_FIELD) == HEX;
    return put_integer(result, to, ios, fill, plain ? (unsigned)value : (unsigned long long)value, true);
}

struct out_iterator *METHOD num_put_do_u32(const struct facet *self, struct out_iterator *result,
                                           struct out_iterator *to, struct ios *ios, char fill, unsigned value)
{
    (void)self;
    return put_integer(result, to, ios, fill, value, false);
}

struct out_iterator *METHOD num_put_do_i64(const struct facet *self, struct out_iterator *result,
                                           struct out_iterator *to, struct ios *ios, char fill, long long value)
{
    (void)self;
    return put_integer(result, to, ios, fill, (unsigned long long)value, true);
}

struct out_iterator *METHOD num_put_do_u64(const struct facet *self, struct out_iterator *result,
                                           struct out_iterator *to, struct ios *ios, char fill,
                                           unsigned long long value)
{
    (void)self;
    return put_integer(result, to, ios, fill, value, false);
}

struct out_iterator *METHOD num_put_do_bool(const struct facet *self, struct out_iterator *result,
                                            struct out_iterator *to, struct ios *ios, char fill, bool value)
{
    char name[NAME_SIZE];
    if (!(ios->flags & BOOLALPHA))
        return ((const struct num_put_vftable *)self->vftable)->put_i32(self, result, to, ios, fill, value);
    punctuation_name(ios->locale, value, name, sizeof name);
    return put_field(result, to, ios, fill, name, strlen(name), 0);
}

/* A pointer is its hexadecimal digits, as many as it has. */
struct out_iterator *METHOD num_put_do_pointer(const struct facet *self, struct out_iterator *result,
                                               struct out_iterator *to, struct ios *ios, char fill, const void *value)
{
    char text[32];
    (void)self;
    size_t count = (size_t)print(text, sizeof text, "%p", value);
    return put_field(result, to, ios, fill, text, count, 0);
}

struct out_iterator *METHOD num_put_do_double(const struct facet *self, struct out_iterator *result,
                                              struct out_iterator *to, struct ios *ios, char fill, double value)
{
    char format[10] = "%", *end = format + 1, small[512];
    int floating = ios->flags & FLOAT_FIELD;
    bool hex = floating == FLOAT_FIELD;
    (void)self;
    if (ios->flags & SHOWPOS) *end++ = '+';
    if (ios->flags & SHOWPOINT) *end++ = '#';
    if (!hex) {
        *end++ = '.';
        *end++ = '*';
    }
    const char *letters = ios->flags & UPPERCASE ? "GEFA" : "gefa";
    *end++ = letters[floating >> 12];
    *end = 0;

    int precision = ios->precision < 0 ? 6 : ios->precision > INT_MAX / 2 ? INT_MAX / 2 : (int)ios->precision;
    /* room for as much again: the separators, should each digit get one */
    char *text = small;
    size_t room = sizeof small / 2, count;
    for (;;) {
        int length = hex ? print(text, room, format, value) : print(text, room, format, precision, value);
        count = length > 0 ? (size_t)length : 0;
        if (count < room) break;
        room = count + 1;
        text = allocate(2 * room);
    }

    struct punctuation punctuation;
    punctuation_get(ios->locale, &punctuation);
    size_t prefix = prefix_length(text, hex);
    char *point = memchr(text, localeconv()->decimal_point[0], count);
    size_t whole = point ? (size_t)(point - text) : strcspn(text, hex ? "pP" : "eE");
    if (point) *point = punctuation.point;
    if (text[prefix] >= '0' && text[prefix] <= '9') /* not for inf and nan */
        count += put_groups(text, count, prefix, whole, &punctuation);
    put_field(result, to, ios, fill, text, count, prefix);
    if (text != small) free(text);
    return result;
}

struct out_iterator *METHOD num_put_do_long_double(const struct facet *self, struct out_iterator *result,
                                                   struct out_iterator *to, struct ios *ios, char fill, double value)
{
    return num_put_do_double(self, result, to, ios, fill, value);
}
