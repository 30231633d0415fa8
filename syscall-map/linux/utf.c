/* SPDX-License-Identifier: MIT */
/* UTF-16 <-> UTF-8 with the reversible mapping that utf.h states, for names and texts.  Code pages are the guest's
 * affair. */
#include "linux/utf.h"

#include <locale.h>
#include <pthread.h>
#include <wctype.h>

/* Where converted text goes: counts on behind the end. */
struct sink8 {
    char *to;
    size_t size, used;
};
struct sink16 {
    uint16_t *to;
    size_t size, used;
};

static void put8(struct sink8 *sink, unsigned byte)
{
    if (sink->used < sink->size) sink->to[sink->used] = (char)byte;
    sink->used++;
}

static void put16(struct sink16 *sink, unsigned unit)
{
    if (sink->used < sink->size) sink->to[sink->used] = (uint16_t)unit;
    sink->used++;
}

static bool is_high(unsigned unit)
{
    return unit >> 10 == 0xd800 >> 10;
}

static bool is_low(unsigned unit)
{
    return unit >> 10 == 0xdc00 >> 10;
}

/* May not stand in a Windows file name (the slash and 0 cannot stand in a host name either). */
static bool is_forbidden(unsigned c)
{
    static const uint64_t set[2] = {0xffffffff | 1ull << '"' | 1ull << '*' | 1ull << ':' | 1ull << '<' | 1ull << '>' |
                                        1ull << '?',
                                    1ull << ('|' - 64) | 1ull << ('\\' - 64)};
    return c < 0x80 && set[c >> 6] >> (c & 63) & 1;
}

/* Does the name end in a dot or blank that Windows would cut off?  Not the names "." and "..". */
static bool is_trailing(const unsigned char *s, size_t bytes)
{
    return s[bytes - 1] == ' ' || (s[bytes - 1] == '.' && !(bytes == 1 || (bytes == 2 && s[0] == '.')));
}

/* Is a character, with `left` bytes or units behind it, what a forbidden one stands as in a name? */
static bool stands_for_another(uint32_t c, size_t left)
{
    return c > 0xf000 && c < 0xf080 && (is_forbidden(c & 0x7f) || (left == 0 && (c == 0xf02e || c == 0xf020)));
}

static size_t to_8(char *to, size_t size, const uint16_t *from, size_t units, bool name)
{
    size_t plain = 0; /* most names are ASCII */
    for (; plain < units && plain < size && from[plain] < 0x80; plain++) to[plain] = (char)from[plain];
    struct sink8 sink = {to, size, plain};
    for (size_t i = plain; i < units; i++) {
        unsigned c = from[i];
        if (c < 0x80) {
            put8(&sink, c);
        } else if (c < 0x800) {
            put8(&sink, 0xc0 | c >> 6);
            put8(&sink, 0x80 | (c & 0x3f));
        } else if (is_high(c) && i + 1 < units && is_low(from[i + 1])) {
            c = 0x10000 + ((c & 0x3ff) << 10 | (from[++i] & 0x3ff));
            put8(&sink, 0xf0 | c >> 18);
            put8(&sink, 0x80 | (c >> 12 & 0x3f));
            put8(&sink, 0x80 | (c >> 6 & 0x3f));
            put8(&sink, 0x80 | (c & 0x3f));
        } else if (c >= 0xdc80 && c <= 0xdcff) {
            put8(&sink, c & 0xff);
        } else if (name && stands_for_another(c, units - i - 1)) {
            put8(&sink, c & 0x7f);
        } else {
            put8(&sink, 0xe0 | c >> 12);
            put8(&sink, 0x80 | (c >> 6 & 0x3f));
            put8(&sink, 0x80 | (c & 0x3f));
        }
    }
    return sink.used;
}

/* The length of the sequence at `s` in UTF-8's scheme (shortest form, up to U+10FFFF, surrogates included); 0: none.
 * `value` gets the character. */
static size_t sequence(const unsigned char *s, size_t bytes, uint32_t *value)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] < 0x80) {
        *value = s[0];
        return 1;
    }
    size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || bytes < length) return 0;
    uint32_t c = s[0] & (0x7f >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    *value = c;
    return c < least[length] || c > 0x10ffff ? 0 : length;
}

/* May the surrogate at `s` be read as one?  Not where it is an escaped byte's, nor a high one before anything that
 * could become a low one. */
static bool surrogate_stands(const unsigned char *s, size_t bytes, uint32_t c, bool name)
{
    if (!is_high(c)) return c < 0xdc80 || c > 0xdcff;
    while (bytes) {
        size_t length = sequence(s, bytes, &c);
        if (!length || is_low(c) || (name && length == 3 && stands_for_another(c, bytes - length))) return false;
        if (!is_high(c)) return true;
        s += length;
        bytes -= length;
    }
    return true;
}

static size_t to_16(uint16_t *to, size_t size, const char *from, size_t bytes, bool name)
{
    const unsigned char *s = (const unsigned char *)from;
    size_t plain = 0; /* most names are ASCII; the last byte is looked at below */
    for (; plain + 1 < bytes && plain < size && s[plain] < 0x80 && !(name && is_forbidden(s[plain])); plain++)
        to[plain] = s[plain];
    struct sink16 sink = {to, size, plain};
    for (size_t i = plain; i < bytes;) {
        uint32_t c = 0;
        size_t length = sequence(s + i, bytes - i, &c);
        bool escape = !length;
        if (length == 3 && (c & 0xf800) == 0xd800) escape = !surrogate_stands(s + i, bytes - i, c, name);
        if (name && length == 1 && (is_forbidden(c) || (i + 1 == bytes && is_trailing(s, bytes))))
            c += 0xf000;
        else if (name && length == 3 && stands_for_another(c, bytes - i - length))
            escape = true;
        if (escape) { /* an ill-formed byte alone, a sequence byte by byte */
            for (size_t end = i + (length ? length : 1); i < end; i++) put16(&sink, 0xdc00 | s[i]);
            continue;
        }
        if (c >= 0x10000) {
            put16(&sink, 0xd800 | (c - 0x10000) >> 10);
            put16(&sink, 0xdc00 | (c & 0x3ff));
        } else {
            put16(&sink, c);
        }
        i += length;
    }
    return sink.used;
}

size_t utf_to_8(char *to, size_t size, const uint16_t *from, size_t units)
{
    return to_8(to, size, from, units, false);
}

size_t utf_to_16(uint16_t *to, size_t size, const char *from, size_t bytes)
{
    return to_16(to, size, from, bytes, false);
}

size_t utf_name_to_8(char *to, size_t size, const uint16_t *from, size_t units)
{
    return to_8(to, size, from, units, true);
}

size_t utf_name_to_16(uint16_t *to, size_t size, const char *from, size_t bytes)
{
    return to_16(to, size, from, bytes, true);
}

/* Characters above ASCII take their case from the C library's C.UTF-8 tables, opened at the first one met. */
static locale_t upper_locale;
static pthread_once_t upper_once = PTHREAD_ONCE_INIT;

static void upper_open(void)
{
    upper_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

uint16_t utf_upper(uint16_t unit)
{
    if (unit < 0x80) return unit >= 'a' && unit <= 'z' ? unit - ('a' - 'A') : unit;
    pthread_once(&upper_once, upper_open);
    if (!upper_locale || (unit & 0xf800) == 0xd800) return unit;
    wint_t upper = towupper_l(unit, upper_locale);
    /* A small letter whose capital leaves its block for ASCII (dotless i, long s) stays apart, as on NTFS. */
    return upper < 0x80 || upper > 0xffff ? unit : (uint16_t)upper;
}

bool utf_equal(const uint16_t *a, size_t a_units, const uint16_t *b, size_t b_units)
{
    if (a_units != b_units) return false;
    for (size_t i = 0; i < a_units; i++)
        if (a[i] != b[i] && utf_upper(a[i]) != utf_upper(b[i])) return false;
    return true;
}
