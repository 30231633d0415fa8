/* SPDX-License-Identifier: MIT */
/* SET, SETLOCAL and ENDLOCAL, PATH, PROMPT. */
#include "cmd.h"

/* ---- showing ---- */

static int by_name(const WCHAR *a, const WCHAR *b)
{
    for (; *a && *b && *a != '=' && *b != '='; a++, b++) {
        int difference = upper(*a) - upper(*b);
        if (difference) return difference;
    }
    return (*a && *a != '=') - (*b && *b != '=');
}

/* Those whose names begin so; whether there are any. */
static BOOL show_variables(struct pool *pool, const WCHAR *start)
{
    WCHAR *block = GetEnvironmentStringsW();
    size_t count = 0;
    for (WCHAR *p = block; p && *p; p += wcslen(p) + 1)
        if (*p != '=' && same_start(p, start)) count++;
    WCHAR **list = pool_alloc(pool, (count + 1) * sizeof *list);
    size_t filled = 0;
    for (WCHAR *p = block; p && *p; p += wcslen(p) + 1) {
        if (*p == '=' || !same_start(p, start)) continue;
        size_t at = filled++;
        for (; at && by_name(list[at - 1], p) > 0; at--) list[at] = list[at - 1];
        list[at] = p;
    }
    for (size_t i = 0; i < count; i++) print(L"%s\r\n", list[i]);
    if (block) FreeEnvironmentStringsW(block);
    return count != 0;
}

/* ---- setting ---- */

/* What stands between quotes; what follows the last one does not count. */
static WCHAR *take_quotes(WCHAR *text)
{
    if (*text != '"') return text;
    WCHAR *last = wcsrchr(++text, '"');
    if (last) *last = 0;
    return text;
}

static int set_arithmetic(struct command *command, const WCHAR *expression)
{
    int value;
    if (!arithmetic(command->pool, unquoted(command->pool, expression), &value)) return shell.level;
    if (!shell.batch) print(L"%d", value);
    return 0;
}

static int set_asked(struct command *command, const WCHAR *text)
{
    WCHAR *words = take_quotes(pool_string(command->pool, skip_delimiters(text)));
    WCHAR *equals = wcschr(words, '=');
    if (!equals) return wrong_syntax();
    *equals = 0;
    WCHAR *question = take_quotes((WCHAR *)skip_blanks(equals + 1));
    print_text(question, wcslen(question));
    WCHAR *answer = read_line(command->pool);
    if (!answer || !*answer) return 1;
    /* control characters at its end are no part of it */
    size_t length = wcslen(answer);
    while (length && answer[length - 1] < ' ') answer[--length] = 0;
    return SetEnvironmentVariableW(words, answer) ? 0 : 1;
}

int do_set(struct command *command)
{
    WCHAR *text = pool_string(command->pool, skip_delimiters(command->arguments));
    if (!*text) {
        show_variables(command->pool, L"");
        return 0;
    }
    if (*text == '/' && shell.extensions) {
        if (upper(text[1]) == 'A') return set_arithmetic(command, text + 2);
        if (upper(text[1]) == 'P') return set_asked(command, text + 2);
        return wrong_syntax();
    }
    text = take_quotes(text);
    WCHAR *equals = wcschr(text, '=');
    if (!equals) {
        without_end(text);
        if (show_variables(command->pool, text)) return 0;
        print_error(L"Environment variable %s not defined\r\n", text);
        return 1;
    }
    if (equals == text) return wrong_syntax();
    *equals++ = 0;
    if (*equals) return SetEnvironmentVariableW(text, equals) ? 0 : 1;
    BOOL there = environment_get(command->pool, text) != NULL;
    SetEnvironmentVariableW(text, NULL);
    return there ? 0 : 1;
}

int do_path(struct command *command)
{
    const WCHAR *text = skip_blanks(command->arguments);
    if (*text == '=') text = skip_blanks(text + 1);
    if (*text) {
        SetEnvironmentVariableW(L"PATH", wcscmp(text, L";") ? text : NULL);
        return 0;
    }
    WCHAR *path = environment_get(command->pool, L"PATH");
    if (path)
        print(L"PATH=%s\r\n", path);
    else
        print(L"No Path\r\n");
    return 0;
}

int do_prompt(struct command *command)
{
    const WCHAR *text = skip_delimiters(command->arguments);
    SetEnvironmentVariableW(L"PROMPT", *text ? text : L"$P$G");
    return 0;
}

/* ---- local changes ---- */

struct local {
    struct local *next;
    WCHAR *variables, *folder;
    BOOL delayed, extensions;
};

static size_t block_size(const WCHAR *block)
{
    const WCHAR *p = block;
    while (*p) p += wcslen(p) + 1;
    return (size_t)(p + 1 - block) * sizeof *p;
}

int do_setlocal(struct command *command)
{
    const WCHAR *at = command->arguments;
    WCHAR *word;
    int result = 0;
    struct local *local = NULL;
    if (shell.batch) { /* it has no effect on a command line */
        WCHAR *block = GetEnvironmentStringsW();
        local = memory_new(sizeof *local);
        local->variables = memcpy(memory_new(block_size(block)), block, block_size(block));
        FreeEnvironmentStringsW(block);
        local->folder = string_new(current_folder(command->pool));
        local->delayed = shell.delayed;
        local->extensions = shell.extensions;
        local->next = shell.batch->locals;
        shell.batch->locals = local;
    }
    while ((word = next_word(command->pool, &at))) {
        static const struct {
            const WCHAR *word;
            BOOL *what, to;
        } words[] = {
            {L"enabledelayedexpansion",  &shell.delayed,    TRUE },
            {L"disabledelayedexpansion", &shell.delayed,    FALSE},
            {L"enableextensions",        &shell.extensions, TRUE },
            {L"disableextensions",       &shell.extensions, FALSE},
        };
        size_t i = 0;
        while (i < sizeof words / sizeof *words && !same(word, words[i].word)) i++;
        if (i == sizeof words / sizeof *words) {
            print_error(L"Invalid parameter to SETLOCAL command\r\n");
            result = 1;
        } else if (local) {
            *words[i].what = words[i].to;
        }
    }
    return result;
}

static void undo(struct batch *batch)
{
    struct local *local = batch->locals;
    batch->locals = local->next;
    SetEnvironmentStringsW(local->variables);
    SetCurrentDirectoryW(local->folder);
    shell.delayed = local->delayed;
    shell.extensions = local->extensions;
    memory_free(local->variables);
    memory_free(local->folder);
    memory_free(local);
}

int do_endlocal(struct command *command)
{
    (void)command;
    if (shell.batch && shell.batch->locals) undo(shell.batch);
    return 0;
}

void locals_free(struct batch *batch)
{
    while (batch->locals) undo(batch);
}
