/* SPDX-License-Identifier: MIT */
/* START: a program, or a command processor with a built-in command or batch file, that is not waited for but with
 * /WAIT. Windows are left out, and so are /MIN and /MAX; nothing but programs is associated with a file. */
#include "cmd.h"

struct starting {
    BOOL wait, same_console;
    DWORD flags;
    WCHAR *folder;
};

static const struct {
    const WCHAR *name;
    DWORD flags;
} priorities[] = {
    {L"/LOW",         IDLE_PRIORITY_CLASS        },
    {L"/NORMAL",      NORMAL_PRIORITY_CLASS      },
    {L"/HIGH",        HIGH_PRIORITY_CLASS        },
    {L"/REALTIME",    REALTIME_PRIORITY_CLASS    },
    {L"/ABOVENORMAL", ABOVE_NORMAL_PRIORITY_CLASS},
    {L"/BELOWNORMAL", BELOW_NORMAL_PRIORITY_CLASS},
};

/* One switch; false: it is none. */
static BOOL take_switch(struct pool *pool, struct starting *s, const WCHAR *word, const WCHAR **rest)
{
    if (same(word, L"/WAIT") || same(word, L"/W"))
        s->wait = TRUE;
    else if (same(word, L"/B"))
        s->same_console = TRUE;
    else if (same(word, L"/MIN") || same(word, L"/MAX") || same(word, L"/I") || same(word, L"/SEPARATE") ||
             same(word, L"/SHARED"))
        return TRUE;
    else if (same_start(word, L"/D")) {
        WCHAR *folder = word[2] ? pool_string(pool, word + 2) : next_word(pool, rest);
        if (!folder) return FALSE;
        s->folder = unquoted(pool, folder);
    } else if (same(word, L"/NODE") || same(word, L"/AFFINITY")) {
        next_word(pool, rest);
    } else {
        for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++)
            if (same(word, priorities[i].name)) {
                s->flags |= priorities[i].flags;
                return TRUE;
            }
        return FALSE;
    }
    return TRUE;
}

int do_start(struct command *command)
{
    struct pool *pool = command->pool;
    struct starting s = {0};
    const WCHAR *at = skip_delimiters(command->arguments), *arguments;
    int code = 1;
    BOOL titled = FALSE;
    while (*at == '/' || (*at == '"' && !titled)) {
        if (*at == '"') { /* the first in quotes is the title, whatever it says */
            titled = TRUE;
            at++;
            while (*at && *at != '"') at++;
            if (*at) at++;
            at = skip_delimiters(at);
            continue;
        }
        const WCHAR *rest = at + 1;
        while (*rest && !is_delimiter(*rest) && *rest != '/' && *rest != '"') rest++;
        if (upper(at[1]) == 'D' && *rest == '"') { /* /D"path" */
            WCHAR *folder = next_word(pool, &rest);
            s.folder = unquoted(pool, folder);
        } else {
            WCHAR *word = pool_copy(pool, at, (size_t)(rest - at));
            if (!take_switch(pool, &s, word, &rest)) {
                print_error(L"Invalid switch - \"%s\".\r\n", word + 1);
                return shell.level = 1;
            }
        }
        at = skip_delimiters(rest);
    }
    if (!*at) at = self_path();
    if (!s.same_console) s.flags |= CREATE_NEW_CONSOLE;

    const WCHAR *end = at;
    BOOL quoted = FALSE;
    for (; *end && (quoted || (!is_delimiter(*end) && (*end != '/' || end == at))); end++)
        if (*end == '"') quoted = !quoted;
    WCHAR *name = unquoted(pool, pool_copy(pool, at, (size_t)(end - at)));
    WCHAR *path = builtin_find(at, &arguments) ? NULL : find_program(pool, name);
    struct text line = {.pool = pool};
    if (path && !is_batch(path)) {
        text_string(&line, at);
    } else if (path || builtin_find(at, &arguments)) {
        /* what a command processor runs stays open in a window of its own */
        text_format(&line, L"\"%s\" %s \"%s\"", self_path(), s.same_console || s.wait ? L"/c" : L"/K", at);
        path = (WCHAR *)self_path();
    } else {
        print_error(L"The system cannot find the file %s.\r\n", name);
        return shell.level = 9059;
    }
    HANDLE process = start_program(pool, path, text_done(&line), s.flags, s.folder, &code);
    if (!process) return shell.level = code;
    if (s.wait) return shell.level = wait_program(process);
    CloseHandle(process);
    return 0;
}
