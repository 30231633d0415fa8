/* SPDX-License-Identifier: MIT */
/* The reading of registration files, in place: what a name or data become is never longer than how they are written.
 *
 * "[HKEY_...\...]" opens a key, "[-HKEY_...]" deletes one; "name"= or @= sets a value to "a string", dword:, hex: or
 * hex(type):, or deletes it with -; a backslash at the end of a line of bytes continues it; ; begins a comment. */
#include "regfile.h"

enum { NONE, SZ, EXPAND_SZ, BINARY, DWORD_VALUE, LINK, MULTI_SZ };

struct reader {
    uint16_t *at, *end;
    unsigned line;
};

static int is_space(uint16_t c)
{
    return c == ' ' || c == '\t';
}

static void skip_spaces(struct reader *reader)
{
    while (reader->at < reader->end && is_space(*reader->at)) reader->at++;
}

static int at_line_end(const struct reader *reader)
{
    return reader->at >= reader->end || *reader->at == '\r' || *reader->at == '\n';
}

static void skip_line(struct reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\n') reader->at++;
    if (reader->at < reader->end) reader->at++;
    reader->line++;
}

/* Takes a word, which stands there exactly, whatever its case. */
static int take(struct reader *reader, const char *word)
{
    uint16_t *at = reader->at;
    for (; *word; word++, at++) {
        if (at >= reader->end) return 0;
        uint16_t c = *at, w = (uint8_t)*word;
        if (c >= 'A' && c <= 'Z') c = (uint16_t)(c + 32);
        if (w >= 'A' && w <= 'Z') w = (uint16_t)(w + 32);
        if (c != w) return 0;
    }
    reader->at = at;
    return 1;
}

/* A string in quotation marks, its escapes undone; NULL: it has no end.  A terminator is put behind. */
static uint16_t *take_string(struct reader *reader, size_t *length)
{
    uint16_t *start = ++reader->at, *to = start;
    for (; reader->at < reader->end && *reader->at != '"'; reader->at++) {
        if (*reader->at == '\n') reader->line++;
        if (*reader->at == '\\' && reader->at + 1 < reader->end) reader->at++;
        *to++ = *reader->at;
    }
    if (reader->at >= reader->end) return NULL;
    *length = (size_t)(to - start);
    reader->at++;
    *to = 0;
    return start;
}

static int digit(uint16_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A hexadecimal number; the count of its digits. */
static unsigned take_number(struct reader *reader, uint32_t *number)
{
    unsigned count = 0;
    int d;
    for (*number = 0; reader->at < reader->end && (d = digit(*reader->at)) >= 0; reader->at++, count++)
        *number = *number << 4 | (uint32_t)d;
    return count;
}

/* Bytes with commas between them, over several lines; -1: something else stands there. */
static int take_bytes(struct reader *reader, uint8_t **bytes, size_t *size)
{
    uint8_t *to = *bytes = (uint8_t *)reader->at;
    for (;;) {
        uint32_t byte;
        skip_spaces(reader);
        if (reader->at < reader->end && *reader->at == '\\') {
            reader->at++;
            skip_spaces(reader);
            if (!at_line_end(reader)) return -1;
            skip_line(reader);
            continue;
        }
        if (at_line_end(reader) || *reader->at == ';') break;
        unsigned digits = take_number(reader, &byte);
        if (!digits || digits > 2) return -1;
        *to++ = (uint8_t)byte;
        skip_spaces(reader);
        if (reader->at < reader->end && *reader->at == ',')
            reader->at++;
        else if (!at_line_end(reader) && *reader->at != ';' && *reader->at != '\\')
            return -1;
        else if (at_line_end(reader))
            break;
    }
    *size = (size_t)(to - *bytes);
    return 0;
}

/* What stands behind the = of a value; 0: it makes no sense. */
static int take_value(struct reader *reader, struct regfile_line *line)
{
    static uint32_t number;
    line->what = REGFILE_VALUE;
    skip_spaces(reader);
    if (at_line_end(reader)) return 0;
    if (*reader->at == '-') {
        reader->at++;
        line->what = REGFILE_VALUE_DELETE;
        return 1;
    }
    if (*reader->at == '"') {
        size_t length;
        if (!(line->data = take_string(reader, &length))) return 0;
        line->type = SZ;
        line->size = (length + 1) * sizeof(uint16_t);
        return 1;
    }
    if (take(reader, "dword:")) {
        skip_spaces(reader);
        unsigned digits = take_number(reader, &number);
        line->type = DWORD_VALUE;
        line->data = &number;
        line->size = sizeof number;
        return digits && digits <= 8;
    }
    if (!take(reader, "hex")) return 0;
    line->type = BINARY;
    if (reader->at < reader->end && *reader->at == '(') {
        reader->at++;
        unsigned digits = take_number(reader, &line->type);
        if (!digits || digits > 8 || !take(reader, ")")) return 0;
    }
    if (!take(reader, ":")) return 0;
    uint8_t *bytes;
    if (take_bytes(reader, &bytes, &line->size)) return 0;
    line->data = bytes;
    return 1;
}

static int read_header(struct reader *reader, int *narrow)
{
    if (reader->at < reader->end && *reader->at == 0xfeff) reader->at++;
    *narrow = 0;
    if (!take(reader, "Windows Registry Editor Version 5.00")) {
        if (!take(reader, "REGEDIT4")) return 0;
        *narrow = 1;
    }
    skip_spaces(reader);
    return at_line_end(reader);
}

/* A key's line; 0: it makes no sense. */
static int take_key(struct reader *reader, struct regfile_line *line)
{
    uint16_t *start = ++reader->at, *close = NULL;
    line->what = REGFILE_KEY;
    for (; !at_line_end(reader); reader->at++)
        if (*reader->at == ']') close = reader->at; /* names may hold one themselves */
    if (!close) return 0;
    if (start < close && *start == '-') {
        line->what = REGFILE_KEY_DELETE;
        start++;
    }
    line->path = start;
    line->path_length = (size_t)(close - start);
    return line->path_length != 0;
}

int regfile_read(uint16_t *text, size_t length, int (*act)(const struct regfile_line *line, void *context),
                 void *context, unsigned *skipped)
{
    struct reader reader = {text, text + length, 1};
    struct regfile_line line = {0};
    int in_key = 0, narrow;
    *skipped = 0;
    if (!read_header(&reader, &narrow)) return -1;
    for (skip_line(&reader); reader.at < reader.end; skip_line(&reader)) {
        int good = 1;
        skip_spaces(&reader);
        line.line = reader.line;
        if (at_line_end(&reader) || *reader.at == ';') continue;
        if (*reader.at == '[') {
            good = take_key(&reader, &line);
            in_key = good && line.what == REGFILE_KEY;
        } else {
            line.name = NULL;
            line.name_length = 0;
            line.narrow = 0;
            if (*reader.at == '"')
                good = (line.name = take_string(&reader, &line.name_length)) != NULL;
            else if (*reader.at == '@')
                reader.at++;
            else
                good = 0;
            if (good) skip_spaces(&reader);
            good = good && take(&reader, "=") && take_value(&reader, &line) && in_key;
            line.narrow = narrow && (line.type == EXPAND_SZ || line.type == MULTI_SZ);
        }
        if (!good) {
            ++*skipped;
            continue;
        }
        int result = act(&line, context);
        if (result) return result;
    }
    return 0;
}
