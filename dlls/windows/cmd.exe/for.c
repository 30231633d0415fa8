/* SPDX-License-Identifier: MIT */
/* FOR: words and files of a set, folders (/D), a tree of folders (/R), numbers (/L); for_lines.c has /F. */
#include "cmd.h"
#include "for.h"

/* As ECHO ON shows what a loop runs: with its variables put in. */
static void show_body(const struct node *body)
{
    struct pool pool = {0};
    struct text text = {.pool = &pool};
    text_string(&text, L"\r\n");
    format_prompt(&text);
    show(&text, body, FALSE);
    text_string(&text, L" \r\n");
    WCHAR *line = expand_for(&pool, text_done(&text));
    print_text(line, wcslen(line));
    pool_free(&pool);
}

BOOL for_once(struct loop *loop, const WCHAR *value)
{
    WCHAR **slot = &shell.for_values[loop->node->variable];
    *slot = (WCHAR *)value;
    if (shell.echo && shell.batch && !loop->node->left->quiet) show_body(loop->node->left);
    loop->result = run(loop->node->left);
    return shell.flow == FLOW_ON;
}

/* The files, or folders, that a pattern means; each with the folder that the pattern has. */
static BOOL each_file(struct loop *loop, const WCHAR *pattern, BOOL folders)
{
    struct pool pool = {0};
    WIN32_FIND_DATAW data;
    const WCHAR *name = pattern;
    struct list {
        struct list *next;
        WCHAR *path;
    } *first = NULL, **last = &first;
    for (const WCHAR *p = pattern; *p; p++)
        if (*p == '\\' || *p == '/' || *p == ':') name = p + 1;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE) return TRUE;
    /* all before the first runs, which may change the folder */
    do {
        BOOL is_folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        if (is_folder != folders || is_dots(data.cFileName)) continue;
        if (data.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM) && !folders) continue;
        struct text path = {.pool = &pool};
        text_add(&path, pattern, (size_t)(name - pattern));
        text_string(&path, data.cFileName);
        *last = pool_alloc(&pool, sizeof **last);
        (*last)->path = path.at;
        (*last)->next = NULL;
        last = &(*last)->next;
    } while (FindNextFileW(find, &data));
    FindClose(find);
    BOOL on = TRUE;
    for (; first && on; first = first->next) on = for_once(loop, first->path);
    pool_free(&pool);
    return on;
}

/* One word of the set, `folder` before it where that is not NULL. */
static BOOL each_word(struct loop *loop, const WCHAR *word, const WCHAR *folder)
{
    struct pool pool = {0};
    struct text value = {.pool = &pool};
    BOOL on, pattern = wcspbrk(word, L"*?") != NULL;
    if (folder) {
        text_string(&value, folder);
        if (value.length && value.at[value.length - 1] != '\\') text_char(&value, '\\');
    }
    text_string(&value, pattern || folder ? unquoted(&pool, word) : word);
    if (pattern || loop->node->mode == 'D')
        on = each_file(loop, value.at, loop->node->mode == 'D');
    else
        on = for_once(loop, text_done(&value));
    pool_free(&pool);
    return on;
}

static BOOL each_of_set(struct loop *loop, const WCHAR *set, const WCHAR *folder)
{
    struct pool pool = {0};
    WCHAR *word;
    BOOL on = TRUE;
    while (on && (word = next_word(&pool, &set))) on = each_word(loop, word, folder);
    pool_free(&pool);
    return on;
}

/* The set in a folder and in all below it. */
static BOOL tree(struct loop *loop, const WCHAR *set, const WCHAR *folder)
{
    struct pool pool = {0};
    struct text pattern = {.pool = &pool};
    WIN32_FIND_DATAW data;
    if (!each_of_set(loop, set, folder)) return FALSE;
    text_string(&pattern, folder);
    if (pattern.length && pattern.at[pattern.length - 1] != '\\') text_char(&pattern, '\\');
    size_t front = pattern.length;
    text_char(&pattern, '*');
    HANDLE find = FindFirstFileW(pattern.at, &data);
    BOOL on = TRUE;
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (!is_inner_folder(&data)) continue;
            pattern.length = front;
            text_string(&pattern, data.cFileName);
            on = tree(loop, set, pattern.at);
        } while (on && FindNextFileW(find, &data));
        FindClose(find);
    }
    pool_free(&pool);
    return on;
}

/* (start,step,end) */
static void numbers(struct loop *loop, const WCHAR *set)
{
    int given[3] = {0};
    for (int i = 0; i < 3; i++) {
        set = skip_delimiters(set);
        BOOL minus = *set == '-';
        if (*set == '-' || *set == '+') set++;
        if (!number_read(&set, &given[i])) given[i] = 0;
        if (minus) given[i] = -given[i];
        while (*set && !is_delimiter(*set)) set++;
    }
    for (long long at = given[0]; given[1] < 0 ? at >= given[2] : at <= given[2]; at += given[1]) {
        struct pool pool = {0};
        struct text text = {.pool = &pool};
        text_format(&text, L"%d", (int)at);
        BOOL on = for_once(loop, text_done(&text));
        pool_free(&pool);
        if (!on || shell.interrupted) break;
    }
}

int run_for(const struct node *node)
{
    struct pool pool = {0};
    struct loop loop = {node, 0};
    WCHAR *before[128];
    WCHAR *set = expand_run(&pool, node->text);
    WCHAR *options = node->options ? expand_run(&pool, node->options) : NULL;
    memcpy(before, shell.for_values, sizeof before);
    shell.for_depth++;
    switch (node->mode) {
    case 'L': numbers(&loop, set); break;
    case 'F': for_lines(&loop, &pool, set, options ? options : L""); break;
    case 'R': {
        WCHAR *folder = options ? full_path(&pool, unquoted(&pool, options)) : current_folder(&pool);
        size_t length = wcslen(folder);
        if (length > 3 && folder[length - 1] == '\\') folder[length - 1] = 0;
        tree(&loop, set, folder);
        break;
    }
    default: each_of_set(&loop, set, NULL); break;
    }
    shell.for_depth--;
    memcpy(shell.for_values, before, sizeof before);
    pool_free(&pool);
    return loop.result;
}
