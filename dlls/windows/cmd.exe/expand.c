/* SPDX-License-Identifier: MIT */
/* %name% before a line is taken apart, %X of FOR and !name! as a command runs.
 *
 * After a name may stand :~FROM,COUNT for a part of the value or :OLD=NEW for a replacement ("set"). A % that begins
 * nothing is dropped in a batch file and stays on the command line; so does a name that is not there. */
#include "cmd.h"

/* A number of :~ as SET /A writes one; *at goes behind it. */
static int part_number(const WCHAR **at)
{
    const WCHAR *p = skip_blanks(*at);
    BOOL minus = *p == '-';
    int value = 0;
    if (*p == '-' || *p == '+') p++;
    if (!number_read(&p, &value)) value = 0;
    *at = skip_blanks(p);
    return minus ? -value : value;
}

/* "~FROM,COUNT"; false: it is written in another way. */
static BOOL take_part(struct text *out, const WCHAR *value, const WCHAR *how)
{
    int length = (int)wcslen(value), from = 0, count;
    const WCHAR *p = how + 1;
    from = part_number(&p);
    if (from < 0) from = from + length < 0 ? 0 : from + length;
    if (from > length) from = length;
    count = length - from;
    if (*p == ',') {
        p++;
        int wanted = part_number(&p);
        if (wanted < 0)
            count = count + wanted < 0 ? 0 : count + wanted;
        else if (wanted < count)
            count = wanted;
    }
    if (*p) return FALSE;
    text_add(out, value + from, (size_t)count);
    return TRUE;
}

static size_t find(const WCHAR *value, const WCHAR *wanted, size_t length)
{
    for (const WCHAR *p = value; *p; p++) {
        size_t i = 0;
        while (i < length && p[i] && upper(p[i]) == upper(wanted[i])) i++;
        if (i == length) return (size_t)(p - value);
    }
    return (size_t)-1;
}

/* "OLD=NEW", "*OLD=NEW" */
static BOOL replace(struct text *out, const WCHAR *value, const WCHAR *how)
{
    BOOL through = *how == '*';
    const WCHAR *old = how + through, *equals = *old ? wcschr(old + 1, '=') : NULL;
    if (!equals) return FALSE;
    size_t length = (size_t)(equals - old), at;
    while ((at = find(value, old, length)) != (size_t)-1) {
        if (!through) text_add(out, value, at);
        text_string(out, equals + 1);
        value += at + length;
        if (through) break;
    }
    text_string(out, value);
    return TRUE;
}

/* A name between two `mark`s; *at is behind the first and goes behind the second.  False: there is none.  Both are
 * rules of observed behaviour: where the name before a colon is not there, only that much is taken. */
static BOOL take_variable(struct pool *pool, struct text *out, const WCHAR **at, WCHAR mark, BOOL batch)
{
    const WCHAR *start = *at, *p = start, *value;
    while (*p && *p != mark && (*p != ':' || !shell.extensions)) p++;
    if (*p == ':' && p[1] == mark) p++; /* the colon is the name's */
    if (!*p || p == start) return FALSE;
    value = variable_get(pool, pool_copy(pool, start, (size_t)(p - start)));
    if (*p == mark) {
        if (!value && !batch) return FALSE;
        if (value) text_string(out, value);
        *at = p + 1;
        return TRUE;
    }
    if (!value) {
        if (!batch) return FALSE;
        *at = p + 1; /* what follows the colon is plain text again */
        return TRUE;
    }
    const WCHAR *how = ++p;
    while (*p && *p != mark) p++;
    if (!*p) return FALSE;
    WCHAR *copy = pool_copy(pool, how, (size_t)(p - how));
    if (!(*copy == '~' ? take_part(out, value, copy) : replace(out, value, copy))) text_string(out, copy);
    *at = p + 1;
    return TRUE;
}

/* %0 %1 %* %~...; *at is behind the percent sign. */
static BOOL take_argument(struct pool *pool, struct text *out, const WCHAR **at)
{
    const WCHAR *p = *at;
    if (*p >= '0' && *p <= '9') {
        text_string(out, batch_argument(*p - '0'));
    } else if (*p == '*' && shell.extensions) {
        text_string(out, shell.batch->all);
    } else if (*p == '~' && shell.extensions) {
        p++;
        WCHAR *value = expand_modifiers(pool, &p, TRUE);
        if (!value) return FALSE;
        text_string(out, value);
        *at = p;
        return TRUE;
    } else {
        return FALSE;
    }
    *at = p + 1;
    return TRUE;
}

WCHAR *expand_percent(struct pool *pool, const WCHAR *line)
{
    struct text out = {.pool = pool};
    while (*line) {
        const WCHAR *next = wcschr(line, '%');
        size_t plain = next ? (size_t)(next - line) : wcslen(line);
        text_add(&out, line, plain);
        line += plain;
        if (!next) break;
        line++;
        if (shell.batch && *line == '%') {
            text_char(&out, *line++);
            continue;
        }
        if (shell.batch && take_argument(pool, &out, &line)) continue;
        if (take_variable(pool, &out, &line, '%', shell.batch != NULL)) continue;
        if (!shell.batch) text_char(&out, '%');
    }
    return text_done(&out);
}

WCHAR *expand_for(struct pool *pool, const WCHAR *text)
{
    if (!shell.for_depth || !wcschr(text, '%')) return pool_string(pool, text);
    struct text out = {.pool = pool};
    for (; *text; text++) {
        if (*text == '%') {
            const WCHAR *p = text + 1;
            if (*p < 128 && *p && shell.for_values[*p]) {
                text_string(&out, shell.for_values[*p]);
                text++;
                continue;
            }
            if (*p == '~' && shell.extensions) {
                p++;
                WCHAR *value = expand_modifiers(pool, &p, FALSE);
                if (value) {
                    text_string(&out, value);
                    text = p - 1;
                    continue;
                }
            }
        }
        text_char(&out, *text);
    }
    return text_done(&out);
}

WCHAR *expand_run(struct pool *pool, const WCHAR *text)
{
    WCHAR *given = expand_for(pool, text);
    if (!shell.delayed || !wcschr(given, '!')) return given;
    struct text out = {.pool = pool};
    for (const WCHAR *p = given; *p;) {
        if (*p == '^') {
            if (*++p) text_char(&out, *p++);
        } else if (*p == '!') {
            p++;
            take_variable(pool, &out, &p, '!', TRUE);
        } else {
            text_char(&out, *p++);
        }
    }
    return text_done(&out);
}
