/* SPDX-License-Identifier: MIT */
/* std::num_get<char>: text to numbers.  A field is gathered as long as its characters can belong to a number (ISO C++
 * [facet.num.get.virtuals]), then converted by the C runtime. */
#include "number.h"

#include <errno.h>

enum { FIELD_SIZE = 800, GROUPS = 64 };

struct facet *num_get_new(void)
{
    struct facet *self = allocate(sizeof *self);
    facet_start(self, num_get_vftable, 0);
    return self;
}

/* ---- the input: a stream buffer up to its end ---- */

/* The character at the iterator, EOF at its end.  An iterator that has come to its end has no buffer any more. */
static int peek(struct in_iterator *from)
{
    if (!from->buffer) return EOF;
    if (from->got) return (unsigned char)from->value;
    int c = streambuf_sgetc(from->buffer);
    if (c == EOF) from->buffer = NULL;
    from->got = true;
    from->value = (char)c;
    return c;
}

static void skip(struct in_iterator *from)
{
    if (!from->buffer || streambuf_sbumpc(from->buffer) == EOF) {
        from->buffer = NULL;
        from->got = true;
    } else {
        from->got = false;
    }
}

/* ---- fields ---- */

struct field {
    char text[FIELD_SIZE];
    size_t length;
    bool digits; /* some were seen */
    char groups[GROUPS];
    unsigned group_count; /* separators seen */
};

static void add(struct field *field, int c)
{
    if (field->length < FIELD_SIZE - 1) field->text[field->length++] = (char)c;
}

static void take_sign(struct field *field, struct in_iterator *from)
{
    int c = peek(from);
    if (c != '+' && c != '-') return;
    add(field, c);
    skip(from);
}

static int digit_of(int c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Digits of a base with the separators between; leading zeros count, but of them only one is kept. */
static void take_digits(struct field *field, struct in_iterator *from, int base, const struct punctuation *punctuation)
{
    bool grouped = punctuation && is_group(*punctuation->grouping), started = false;
    for (;; skip(from)) {
        int c = peek(from);
        if (c != EOF && digit_of(c) < base) {
            field->digits = true;
            if (field->groups[field->group_count] < CHAR_MAX) field->groups[field->group_count]++;
            if (c != '0' || started) add(field, c);
            started |= c != '0';
        } else if (grouped && c == (unsigned char)punctuation->separator && field->groups[field->group_count] &&
                   field->group_count < GROUPS - 1) {
            field->group_count++;
        } else {
            break;
        }
    }
    if (field->digits && !started) add(field, '0');
}

/* Whether the groups seen are those of the locale: each of its size, the leftmost not larger. */
static bool groups_fit(const struct field *field, const struct punctuation *punctuation)
{
    const char *size = punctuation->grouping;
    if (!field->group_count) return true;
    for (unsigned i = field->group_count + 1; i-- && is_group(*size);) {
        if (i ? field->groups[i] != *size : field->groups[i] > *size) return false;
        if (size[1] > 0) size++;
    }
    return field->groups[field->group_count] != 0;
}

/* Gathers an integer; returns its base.  An empty text says that there is none. */
static int take_integer(struct field *field, struct in_iterator *from, const struct locale *locale, int flags)
{
    struct punctuation punctuation;
    int base = flags & BASE_FIELD;
    base = base == OCT ? 8 : base == HEX ? 16 : base == 0 ? 0 : 10;
    *field = (struct field){0};
    punctuation_get(locale, &punctuation);
    take_sign(field, from);
    if (peek(from) == '0' && (base == 0 || base == 16)) {
        skip(from);
        int c = peek(from);
        if (c == 'x' || c == 'X') {
            skip(from);
            base = 16;
        } else {
            field->digits = true;
            field->groups[0]++;
            if (!base) base = 8;
        }
    } else if (!base) {
        base = 10;
    }
    take_digits(field, from, base, &punctuation);
    if (!field->digits || !groups_fit(field, &punctuation)) field->length = 0;
    field->text[field->length] = 0;
    return base;
}

static void take_floating(struct field *field, struct in_iterator *from, const struct locale *locale, int flags)
{
    struct punctuation punctuation;
    bool hex = (flags & FLOAT_FIELD) == FLOAT_FIELD;
    int base = 10;
    *field = (struct field){0};
    punctuation_get(locale, &punctuation);
    take_sign(field, from);
    if (hex && peek(from) == '0') {
        skip(from);
        base = 16;
        int c = peek(from);
        if (c == 'x' || c == 'X')
            skip(from);
        else
            field->digits = true;
    } else if (hex) {
        base = 16;
    }
    if (base == 16) {
        add(field, '0');
        add(field, 'x');
    }
    take_digits(field, from, base, &punctuation);
    bool fits = groups_fit(field, &punctuation);
    if (peek(from) == (unsigned char)punctuation.point) {
        add(field, '.');
        skip(from);
        for (int c = peek(from); c != EOF && digit_of(c) < base; c = peek(from)) {
            field->digits = true;
            add(field, c);
            skip(from);
        }
    }
    int c = peek(from);
    if (field->digits && (base == 16 ? c == 'p' || c == 'P' : c == 'e' || c == 'E')) {
        add(field, c);
        skip(from);
        take_sign(field, from);
        field->digits = false;
        for (c = peek(from); c >= '0' && c <= '9'; c = peek(from)) {
            field->digits = true;
            add(field, c);
            skip(from);
        }
    }
    if (!field->digits || !fits) field->length = 0;
    field->text[field->length] = 0;
}

static struct in_iterator *end_field(struct in_iterator *result, struct in_iterator *from, int *state)
{
    if (peek(from) == EOF) *state |= EOF_BIT;
    *result = *from;
    return result;
}

/* ---- the virtual functions: each reads a number, sets failbit where there is none or it is too large, and eofbit at
 * the end of input ---- */

static bool convert_signed(const struct field *field, int base, long long low, long long high, long long *value)
{
    char *end;
    *_errno() = 0;
    *value = _strtoi64(field->text, &end, base);
    bool good = end != field->text && !*_errno();
    if (*value < low || *value > high) {
        *value = *value < low ? low : high;
        good = false;
    }
    return good;
}

static bool convert_unsigned(const struct field *field, int base, unsigned long long high, unsigned long long *value)
{
    char *end;
    bool minus = *field->text == '-';
    *_errno() = 0;
    *value = _strtoui64(field->text + minus, &end, base);
    if (*_errno() || *value > high) {
        *value = high;
        return false;
    }
    if (minus) *value = (0 - *value) & high;
    return end != field->text + minus;
}

static struct in_iterator *get_signed(struct in_iterator *result, struct in_iterator *from, struct ios *ios, int *state,
                                      long long low, long long high, long long *value)
{
    struct field field;
    int base = take_integer(&field, from, ios->locale, ios->flags);
    *value = 0;
    if (!field.length || !convert_signed(&field, base, low, high, value)) *state = FAIL_BIT;
    return end_field(result, from, state);
}

static struct in_iterator *get_unsigned(struct in_iterator *result, struct in_iterator *from, struct ios *ios,
                                        int flags, int *state, unsigned long long high, unsigned long long *value)
{
    struct field field;
    int base = take_integer(&field, from, ios->locale, flags);
    *value = 0;
    if (!field.length || !convert_unsigned(&field, base, high, value)) *state = FAIL_BIT;
    return end_field(result, from, state);
}

#define GET(name, type)                                                                                                \
    struct in_iterator *METHOD num_get_do_##name(const struct facet *self, struct in_iterator *result,                 \
                                                 struct in_iterator *from, struct in_iterator *end, struct ios *ios,   \
                                                 int *state, type *value)

GET(i32, int)
{
    long long number;
    (void)self, (void)end;
    get_signed(result, from, ios, state, INT_MIN, INT_MAX, &number);
    *value = (int)number;
    return result;
}

GET(i64, long long)
{
    (void)self, (void)end;
    return get_signed(result, from, ios, state, LLONG_MIN, LLONG_MAX, value);
}

GET(u16, unsigned short)
{
    unsigned long long number;
    (void)self, (void)end;
    get_unsigned(result, from, ios, ios->flags, state, USHRT_MAX, &number);
    *value = (unsigned short)number;
    return result;
}

GET(u32, unsigned)
{
    unsigned long long number;
    (void)self, (void)end;
    get_unsigned(result, from, ios, ios->flags, state, UINT_MAX, &number);
    *value = (unsigned)number;
    return result;
}

GET(uint, unsigned)
{
    return num_get_do_u32(self, result, from, end, ios, state, value);
}

GET(u64, unsigned long long)
{
    (void)self, (void)end;
    return get_unsigned(result, from, ios, ios->flags, state, ULLONG_MAX, value);
}

GET(pointer, void *)
{
    unsigned long long number;
    (void)self, (void)end;
    get_unsigned(result, from, ios, HEX, state, UINTPTR_MAX, &number);
    *value = *state & FAIL_BIT ? NULL : (void *)(uintptr_t)number;
    return result;
}

GET(double, double)
{
    struct field field;
    char *last;
    (void)self, (void)end;
    take_floating(&field, from, ios->locale, ios->flags);
    *_errno() = 0;
    *value = field.length ? strtod(field.text, &last) : 0;
    if (!field.length || last == field.text || *_errno()) {
        *state = FAIL_BIT;
        if (!field.length || last == field.text) *value = 0;
    }
    return end_field(result, from, state);
}

GET(long_double, double)
{
    return num_get_do_double(self, result, from, end, ios, state, value);
}

GET(float, float)
{
    struct field field;
    char *last;
    (void)self, (void)end;
    take_floating(&field, from, ios->locale, ios->flags);
    *_errno() = 0;
    *value = field.length ? strtof(field.text, &last) : 0;
    if (!field.length || last == field.text || *_errno()) {
        *state = FAIL_BIT;
        if (!field.length || last == field.text) *value = 0;
    }
    return end_field(result, from, state);
}

/* With boolalpha the longest of the two names that the input goes along with. */
static void take_name(struct in_iterator *from, struct ios *ios, int *state, bool *value)
{
    char names[2][NAME_SIZE];
    bool possible[2] = {true, true};
    int found = -1;
    for (int i = 0; i < 2; i++) punctuation_name(ios->locale, i, names[i], sizeof names[i]);
    for (size_t at = 0; possible[0] || possible[1]; at++) {
        int c = EOF;
        bool wanted = false;
        for (int i = 0; i < 2; i++) {
            if (!possible[i]) continue;
            if (!names[i][at]) {
                found = i;
                possible[i] = false;
            } else {
                wanted = true;
            }
        }
        if (!wanted) break;
        c = peek(from);
        for (int i = 0; i < 2; i++) possible[i] = possible[i] && c != EOF && (unsigned char)names[i][at] == c;
        if (possible[0] || possible[1]) {
            found = -1;
            skip(from);
        }
    }
    *value = found == 1;
    if (found < 0) *state = FAIL_BIT;
}

GET(bool, bool)
{
    long long number;
    (void)self, (void)end;
    if (ios->flags & BOOLALPHA) {
        take_name(from, ios, state, value);
        return end_field(result, from, state);
    }
    get_signed(result, from, ios, state, LLONG_MIN, LLONG_MAX, &number);
    *value = number != 0;
    if (number != 0 && number != 1) *state |= FAIL_BIT;
    return result;
}
