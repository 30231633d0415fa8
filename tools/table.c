/* SPDX-License-Identifier: MIT */
/* The reader behind the generators.  Leaves out any recovery: the first error ends the program, naming file and line.
 */
#include "table.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const state_names[STATES] = {"full", "partial", "missing"};

void table_fail(const struct table_line *line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%u: ", line->file, line->number);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

void *table_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return memory;
}

char *table_copy(const char *text, size_t length)
{
    char *copy = table_alloc(length + 1);
    memcpy(copy, text, length);
    return copy;
}

/* A file's text, 0-terminated; NULL: it cannot be read (errno). */
static char *read_text(const char *file)
{
    FILE *stream = fopen(file, "rb");
    if (!stream) return NULL;
    size_t size = 0, room = 1 << 16;
    char *text = table_alloc(room);
    for (size_t got; (got = fread(text + size, 1, room - size - 1, stream)) > 0; size += got)
        if (size + got + 1 == room && !(text = realloc(text, room *= 2))) break;
    int error = ferror(stream);
    fclose(stream);
    if (!text || error) return NULL;
    text[size] = 0;
    return text;
}

static void split(struct table_line *line, char *text)
{
    size_t room = strlen(text) / 2 + 2;
    line->words = table_alloc(room * sizeof *line->words);
    for (char *word = strtok(text, " \t\r"); word; word = strtok(NULL, " \t\r")) line->words[line->count++] = word;
}

struct table table_read(const char *file)
{
    char *text = read_text(file);
    if (!text) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        exit(1);
    }
    size_t lines = 1;
    for (char *p = text; *p; p++) lines += *p == '\n';
    struct table table = {.lines = table_alloc(lines * sizeof *table.lines)};
    for (unsigned number = 1; text; number++) {
        char *end = strchr(text, '\n');
        if (end) *end = 0;
        char *first = text + strspn(text, " \t\r");
        if (*first && *first != '#') {
            struct table_line *line = &table.lines[table.count++];
            *line = (struct table_line){.file = file, .number = number};
            split(line, first);
        }
        text = end ? end + 1 : NULL;
    }
    return table;
}

/* Words `from`..`to`-1 with one blank between. */
static char *join(const struct table_line *line, size_t from, size_t to)
{
    size_t length = 1;
    for (size_t i = from; i < to; i++) length += strlen(line->words[i]) + 1;
    char *text = table_alloc(length);
    for (size_t i = from; i < to; i++) {
        if (i > from) strcat(text, " ");
        strcat(text, line->words[i]);
    }
    return text;
}

struct row_state table_state(const struct table_line *line, size_t *at)
{
    static const char *const reasons[] = {"later", "obsolete", "kernel-only", "hardware", "broker", "screen"};
    struct row_state state = {0};
    while (*at < line->count && state.state < STATES && strcmp(line->words[*at], state_names[state.state]) != 0)
        state.state++;
    if (*at == line->count || state.state == STATES)
        table_fail(line, "expected a state (full TEST, partial WHAT...; or missing REASON)");
    size_t from = ++*at;
    if (from == line->count) table_fail(line, "`%s` says nothing more", state_names[state.state]);
    if (state.state == STATE_PARTIAL) {
        while (*at < line->count && line->words[*at][strlen(line->words[*at]) - 1] != ';') ++*at;
        if (*at == line->count) table_fail(line, "the words of `partial` end with ';'");
        ++*at;
        char *text = join(line, from, *at);
        text[strlen(text) - 1] = 0;
        if (!*text) table_fail(line, "`partial` does not say what is lacking");
        state.text = text;
        return state;
    }
    state.text = line->words[(*at)++];
    if (state.state == STATE_MISSING) {
        for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
            if (strcmp(state.text, reasons[i]) == 0) return state;
        table_fail(line, "`missing %s`: no such reason (later, obsolete, kernel-only, hardware, broker, screen)",
                   state.text);
    }
    return state;
}

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *hit = text; (hit = strstr(hit, word)); hit++)
        if ((hit == text || !word_char(hit[-1])) && !word_char(hit[length])) return true;
    return false;
}

void table_check_test(const struct table_line *line, const char *tests, const struct row_state *state, const char *name)
{
    static struct cached {
        const char *test;
        char *text;
        struct cached *next;
    } * cache;
    if (!tests || state->state != STATE_FULL) return;
    struct cached *found = cache;
    while (found && strcmp(found->test, state->text) != 0) found = found->next;
    if (!found) {
        char path[4096]; /* C, or C++ */
        if (strstr(state->text, "..") ||
            snprintf(path, sizeof path, "%s/%s.cpp", tests, state->text) >= (int)sizeof path)
            table_fail(line, "%s: bad name of a test", state->text);
        char *text = read_text(path);
        path[strlen(path) - 2] = 0;
        if (!text) text = read_text(path);
        found = table_alloc(sizeof *found);
        *found = (struct cached){state->text, text, cache};
        if (!found->text) table_fail(line, "%s is `full %s`, but there is no %s", name, state->text, path);
        cache = found;
    }
    if (!has_word(found->text, name))
        table_fail(line, "%s is `full %s`, but %s/%s.c does not mention it", name, state->text, tests, state->text);
}

/* ---- nt.calls ---- */

static const struct {
    const char *name, *c_type, *c_pointer; /* by value, and behind a `*`; NULL: not so */
    unsigned slots32;
} types[] = {
    {"handle",    "HANDLE",      "HANDLE *",            1},
    {"bool",      "BOOLEAN",     "BOOLEAN *",           1},
    {"u8",        "UCHAR",       "UCHAR *",             1},
    {"u16",       "USHORT",      "USHORT *",            1},
    {"u32",       "ULONG",       "ULONG *",             1},
    {"u64",       "ULONGLONG",   "ULONGLONG *",         2},
    {"i32",       "LONG",        "LONG *",              1},
    {"i64",       "LONGLONG",    "LARGE_INTEGER *",     2},
    {"usize",     "SIZE_T",      "SIZE_T *",            1},
    {"access",    "ACCESS_MASK", "ACCESS_MASK *",       1},
    {"status",    "NTSTATUS",    "NTSTATUS *",          1},
    {"ptr",       "void *",      "void **",             1},
    {"oa",        NULL,          "OBJECT_ATTRIBUTES *", 1},
    {"ustr",      NULL,          "UNICODE_STRING *",    1},
    {"iosb",      NULL,          "IO_STATUS_BLOCK *",   1},
    {"cid",       NULL,          "CLIENT_ID *",         1},
    {"context",   NULL,          "CONTEXT *",           1},
    {"exception", NULL,          "EXCEPTION_RECORD *",  1},
};

/* Buffers: `in[Length]`; the name in brackets is another argument of the row. */
static const struct {
    const char *name, *c_type;
} buffers[] = {
    {"in",      "const void *"  },
    {"out",     "void *"        },
    {"handles", "const HANDLE *"}
};

static void argument_type(const struct call_row *row, struct call_argument *argument)
{
    size_t length = strcspn(argument->type, "*["), whole = strlen(argument->type);
    char behind = argument->type[length];
    argument->slots32 = 1;
    if (behind == '[' && argument->type[whole - 1] == ']') {
        for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
            if (strlen(buffers[i].name) == length && !memcmp(buffers[i].name, argument->type, length))
                argument->c_type = buffers[i].c_type;
        bool known = false;
        for (size_t i = 0; i < row->count; i++) {
            const char *name = row->arguments[i].name;
            known |=
                strlen(name) == whole - length - 2 && !memcmp(name, argument->type + length + 1, whole - length - 2);
        }
        if (!known) table_fail(row->line, "%s:%s: no argument of that name", argument->name, argument->type);
    } else if (!behind || !strcmp(argument->type + length, "*")) {
        for (size_t i = 0; i < sizeof types / sizeof *types; i++)
            if (strlen(types[i].name) == length && !memcmp(types[i].name, argument->type, length)) {
                argument->c_type = behind ? types[i].c_pointer : types[i].c_type;
                argument->slots32 = behind ? 1 : types[i].slots32;
            }
    }
    if (!argument->c_type) table_fail(row->line, "%s:%s: no such type", argument->name, argument->type);
}

static struct call_row call_row(const struct table_line *line, const char *prefix)
{
    struct call_row row = {.line = line};
    char *end;
    unsigned long number = strtoul(line->words[0], &end, 16);
    if (strncmp(line->words[0], "0x", 2) != 0 || *end || end == line->words[0] + 2 || number > 0xfff)
        table_fail(line, "%s: expected a call number, 0x0000 to 0x0fff", line->words[0]);
    row.number = (unsigned)number;
    if (line->count < 2) table_fail(line, "expected: NUMBER NAME STATE ARGUMENTS");
    row.name = line->words[1];
    if (strncmp(row.name, prefix, strlen(prefix)) != 0 ||
        row.name[strspn(row.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")])
        table_fail(line, "%s: expected a name that begins with %s", row.name, prefix);
    size_t at = 2;
    row.state = table_state(line, &at);
    row.signature = join(line, at, line->count);
    row.count = line->count - at;
    row.arguments = table_alloc(row.count * sizeof *row.arguments);
    if (row.count > 18) table_fail(line, "more than 18 arguments");
    for (size_t i = 0; i < row.count; i++) {
        const char *word = line->words[at + i], *colon = strchr(word, ':');
        if (!colon || colon == word || !colon[1]) table_fail(line, "%s: expected NAME:TYPE", word);
        size_t type = strlen(colon + 1);
        row.arguments[i].name = table_copy(word, (size_t)(colon - word));
        row.arguments[i].type = table_copy(colon + 1, type - (colon[type] == '?'));
    }
    for (size_t i = 0; i < row.count; i++) {
        argument_type(&row, &row.arguments[i]);
        row.slots32 += row.arguments[i].slots32;
    }
    return row;
}

struct call_table calls_read(const char *file)
{
    struct table text = table_read(file);
    struct call_table calls = {.name = "nt", .prefix = "Nt", .rows = table_alloc(text.count * sizeof *calls.rows)};
    size_t first = 0;
    if (text.count && !strcmp(text.lines[0].words[0], "table")) {
        const struct table_line *line = &text.lines[first++];
        char *end = NULL;
        unsigned long number = line->count == 4 ? strtoul(line->words[3], &end, 10) : 4;
        if (number > 3 || *end) table_fail(line, "expected: table NAME PREFIX NUMBER, the number 0 to 3");
        calls.name = line->words[1];
        calls.prefix = line->words[2];
        calls.base = (unsigned)number << 12;
    }
    for (size_t i = first; i < text.count; i++) {
        struct call_row row = call_row(&text.lines[i], calls.prefix);
        for (size_t j = 0; j < calls.count; j++) {
            if (!strcmp(calls.rows[j].name, row.name))
                table_fail(row.line, "%s stands in line %u already", row.name, calls.rows[j].line->number);
            if (calls.rows[j].number == row.number)
                table_fail(row.line, "number 0x%04x belongs to %s already", row.number, calls.rows[j].name);
        }
        if (calls.count && calls.rows[calls.count - 1].number > row.number)
            table_fail(row.line, "%s: rows are sorted by number", row.name);
        calls.rows[calls.count++] = row;
    }
    return calls;
}
