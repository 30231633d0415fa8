/* SPDX-License-Identifier: MIT */
/* FOR /F: the lines of files, of a string or of what a command prints, each taken apart at delimiters ("for"). */
#include "for.h"

enum { TOKENS_MOST = 31 };

struct options {
    WCHAR comment; /* 0: none */
    int skip;
    const WCHAR *delimiters;
    BOOL wanted[TOKENS_MOST + 1], rest, back_quotes;
};

static BOOL tokens_read(struct options *options, const WCHAR **at)
{
    const WCHAR *p = *at;
    memset(options->wanted, 0, sizeof options->wanted);
    while (*p && *p != ' ') {
        int from, to;
        if (*p == '*') {
            options->rest = TRUE;
            p++;
        } else {
            if (!number_read(&p, &from)) return FALSE;
            to = from;
            if (*p == '-') {
                p++;
                if (!number_read(&p, &to)) return FALSE;
            }
            if (from < 1 || to > TOKENS_MOST) return FALSE;
            for (int i = from; i <= to; i++) options->wanted[i] = TRUE;
        }
        if (*p == ',') p++;
    }
    *at = p;
    return TRUE;
}

static BOOL options_read(struct pool *pool, const WCHAR *text, struct options *options)
{
    const WCHAR *p = text = unquoted(pool, text);
    *options = (struct options){.comment = ';', .delimiters = L" \t"};
    options->wanted[1] = TRUE;
    while (*(p = skip_blanks(p))) {
        if (same_start(p, L"eol=")) {
            p += 4;
            options->comment = *p; /* at the end: none */
            if (*p) p++;
        } else if (same_start(p, L"skip=")) {
            p += 5;
            if (!number_read(&p, &options->skip) || options->skip < 1) break;
        } else if (same_start(p, L"delims=")) {
            /* a blank belongs to them at the very end only */
            const WCHAR *start = p += 7, *end = start;
            while (*end && *end != ' ') end++;
            if (*end && !*skip_blanks(end)) end += 1;
            if (*start == ' ' && !*skip_blanks(start)) end = start + 1;
            options->delimiters = pool_copy(pool, start, (size_t)(end - start));
            p = end;
        } else if (same_start(p, L"tokens=")) {
            p += 7;
            if (!tokens_read(options, &p)) break;
        } else if (same_start(p, L"usebackq")) {
            p += 8;
            options->back_quotes = TRUE;
        } else {
            break;
        }
    }
    if (!*p) return TRUE;
    print_error(L"%s was unexpected at this time.\r\n", p);
    return FALSE;
}

/* Gives the variables one line's parts and runs the body; false: the loop is over. */
static BOOL line(struct loop *loop, const struct options *options, const WCHAR *text, size_t length)
{
    struct pool pool = {0};
    WCHAR *copy = pool_copy(&pool, text, length), *p = copy;
    unsigned variable = loop->node->variable;
    const WCHAR *first = NULL;
    int last = 0, found = 0;
    BOOL on = TRUE;
    for (int i = 1; i <= TOKENS_MOST; i++)
        if (options->wanted[i]) last = i;
    for (int i = 1; i <= last + options->rest; i++) {
        while (*p && wcschr(options->delimiters, *p)) p++;
        const WCHAR *value = p;
        if (i > last) { /* what is left of it */
            p += wcslen(p);
        } else {
            while (*p && !wcschr(options->delimiters, *p)) p++;
            if (!options->wanted[i]) {
                if (*p) p++;
                continue;
            }
            if (*p) {
                value = pool_copy(&pool, value, (size_t)(p - value));
                p++;
            }
        }
        if (*value) found++;
        if (!first)
            first = value;
        else if (++variable < 128)
            shell.for_values[variable] = (WCHAR *)value;
    }
    if (first && found) on = for_once(loop, first);
    pool_free(&pool);
    return on;
}

static BOOL lines(struct loop *loop, const struct options *options, const WCHAR *text)
{
    for (int number = 0; *text; number++) {
        const WCHAR *end = text;
        while (*end && *end != '\n') end++;
        size_t length = (size_t)(end - text);
        if (length && text[length - 1] == '\r') length--;
        if (number >= options->skip && length && (!options->comment || *text != options->comment))
            if (!line(loop, options, text, length)) return FALSE;
        text = *end ? end + 1 : end;
    }
    return TRUE;
}

static WCHAR *file_text(struct pool *pool, const WCHAR *name)
{
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    struct pool own = {0};
    size_t room = 4096, length = 0, units;
    char *bytes = pool_alloc(&own, room);
    for (;;) {
        DWORD got = 0;
        if (length == room) {
            char *grown = pool_alloc(&own, room * 2);
            memcpy(grown, bytes, length);
            bytes = grown;
            room *= 2;
        }
        if (!ReadFile(file, bytes + length, (DWORD)(room - length), &got, NULL) || !got) break;
        length += got;
    }
    CloseHandle(file);
    WCHAR *text;
    if (length >= 2 && (unsigned char)bytes[0] == 0xff && (unsigned char)bytes[1] == 0xfe)
        text = pool_copy(pool, (const WCHAR *)(bytes + 2), (length - 2) / sizeof *text);
    else
        text = decode(pool, bytes, length, &units);
    pool_free(&own);
    return text;
}

void for_lines(struct loop *loop, struct pool *pool, const WCHAR *set, const WCHAR *given)
{
    struct options options;
    if (!options_read(pool, given, &options)) {
        loop->result = shell.level = 1;
        return;
    }
    WCHAR *whole = without_end(pool_string(pool, skip_blanks(set))), *word;
    size_t length = wcslen(whole);
    WCHAR string = options.back_quotes ? '\'' : '"', program = options.back_quotes ? '`' : '\'';
    if (length >= 2 && (*whole == string || *whole == program) && whole[length - 1] == *whole) {
        BOOL is_command = *whole == program;
        WCHAR *inner = pool_copy(pool, whole + 1, length - 2);
        lines(loop, &options, is_command ? capture(pool, inner) : inner);
        return;
    }
    const WCHAR *at = whole;
    while ((word = next_word(pool, &at))) {
        WCHAR *name = unquoted(pool, word), *text = file_text(pool, name);
        if (!text) {
            print_error(L"The system cannot find the file %s.\r\n", name);
            loop->result = shell.level = 1;
            return;
        }
        if (!lines(loop, &options, text)) return;
    }
}
