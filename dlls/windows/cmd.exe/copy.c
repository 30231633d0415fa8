/* SPDX-License-Identifier: MIT */
/* COPY, MOVE, REN. */
#include "cmd.h"
#include "files.h"

WCHAR *files_rename(struct pool *pool, const WCHAR *name, const WCHAR *pattern)
{
    struct text made = {.pool = pool};
    const WCHAR *from = name;
    for (; *pattern; pattern++) {
        if (*pattern == '*') {
            /* as far as the last of what follows the star */
            WCHAR stop = pattern[1];
            const WCHAR *end = stop ? wcsrchr(from, stop) : NULL;
            if (!end) end = from + wcslen(from);
            text_add(&made, from, (size_t)(end - from));
            from = end;
        } else if (*pattern == '?') {
            if (*from && *from != '.') text_char(&made, *from++);
        } else {
            text_char(&made, *pattern);
            if (*pattern == '.') {
                while (*from && *from != '.') from++;
                if (*from) from++;
            } else if (*from && *from != '.') {
                from++;
            }
        }
    }
    while (made.length && (made.at[made.length - 1] == '.' || made.at[made.length - 1] == ' '))
        made.at[--made.length] = 0;
    return text_done(&made);
}

BOOL files_overwrite(struct command *command, const struct words *words, const WCHAR *path, BOOL *all)
{
    BOOL quiet = shell.batch != NULL || *all;
    WCHAR *given = environment_get(command->pool, L"COPYCMD");
    DWORD attributes = GetFileAttributesW(path);
    if (given && (wcsstr(given, L"/Y") || wcsstr(given, L"/y"))) quiet = TRUE;
    for (int i = 0; i < words->switch_count; i++)
        if (same(words->switches[i], L"/y"))
            quiet = TRUE;
        else if (same(words->switches[i], L"/-y"))
            quiet = *all;
    if (quiet || attributes == INVALID_FILE_ATTRIBUTES || attributes & FILE_ATTRIBUTE_DIRECTORY) return TRUE;
    struct text question = {.pool = command->pool};
    text_format(&question, L"Overwrite %s? (Yes/No/All): ", path);
    return ask(text_done(&question), TRUE, all);
}

static BOOL known_switches(const struct words *words, const WCHAR *const *known)
{
    for (int i = 0; i < words->switch_count; i++) {
        const WCHAR *const *k = known;
        while (*k && !same(words->switches[i], *k)) k++;
        if (*k) continue;
        print_error(L"Invalid switch - \"%s\".\r\n", words->switches[i] + 1);
        return FALSE;
    }
    return TRUE;
}

/* ---- COPY ---- */

struct copying {
    struct command *command;
    struct words words;
    HANDLE into; /* of several that are joined; INVALID_HANDLE_VALUE */
    int copied;
    BOOL all, failed, joins;
};

/* Adds a file's bytes to an open one; from a file of text up to its Ctrl-Z. */
static DWORD add_bytes(HANDLE to, const WCHAR *path, BOOL text)
{
    char *bytes = memory_new(65536);
    DWORD got, written, error = 0;
    HANDLE from = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (from == INVALID_HANDLE_VALUE) {
        memory_free(bytes);
        return GetLastError();
    }
    while (ReadFile(from, bytes, 65536, &got, NULL) && got) {
        char *end = text ? memchr(bytes, 26, got) : NULL;
        if (end) got = (DWORD)(end - bytes);
        if (got && (!WriteFile(to, bytes, got, &written, NULL) || written != got)) {
            error = GetLastError();
            break;
        }
        if (end) break;
    }
    CloseHandle(from);
    memory_free(bytes);
    return error;
}

static BOOL same_file(struct pool *pool, const WCHAR *a, const WCHAR *b)
{
    return same(true_path(pool, full_path(pool, a)), true_path(pool, full_path(pool, b)));
}

/* Is it a device, which no copy can be made over? */
static BOOL is_device(const WCHAR *path)
{
    const WCHAR *name = path + files_front(path);
    return same(name, L"nul") || same(name, L"con") || same(name, L"nul:") || same(name, L"con:");
}

static void copy_one(struct copying *c, const WCHAR *from, const WCHAR *to)
{
    struct pool *pool = c->command->pool;
    DWORD error = 0;
    if (c->into != INVALID_HANDLE_VALUE) {
        if (same_file(pool, from, to)) return; /* it is there already, at the front */
        error = add_bytes(c->into, from, !has_switch(&c->words, L"/b"));
    } else if (is_device(to) || is_device(from)) {
        HANDLE out = CreateFileW(to, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, CREATE_ALWAYS,
                                 FILE_ATTRIBUTE_NORMAL, NULL);
        if (out == INVALID_HANDLE_VALUE) {
            error = GetLastError();
        } else {
            print_flush();
            error = add_bytes(out, from, FALSE);
            CloseHandle(out);
        }
    } else if (same_file(pool, from, to)) {
        print_error(L"The file cannot be copied onto itself.\r\n");
        c->failed = TRUE;
        return;
    } else {
        if (!files_overwrite(c->command, &c->words, to, &c->all)) return;
        error = CopyFileW(from, to, FALSE) ? 0 : GetLastError();
    }
    if (error) {
        print_system_error(error);
        c->failed = TRUE;
    } else {
        c->copied++;
    }
}

/* A source, which may be a pattern or a folder, to a name that may be a pattern or a folder. */
static void copy_source(struct copying *c, WCHAR *source, const WCHAR *destination)
{
    struct pool *pool = c->command->pool;
    size_t length = wcslen(source), front;
    BOOL pattern = wcspbrk(source, L"*?") != NULL;
    if (!pattern && !is_device(source) && files_is_folder(source)) {
        source = files_join(pool, source, length, length && source[length - 1] == '\\' ? L"*" : L"\\*");
        pattern = TRUE;
    }
    front = files_front(source);
    const struct found *list = is_device(source) ? NULL : files_find(pool, source);
    struct found device = {0};
    if (is_device(source)) {
        memcpy(device.data.cFileName, source + front, (wcslen(source + front) + 1) * sizeof(WCHAR));
        list = &device;
    }
    int tried = 0;
    for (; list; list = list->next) {
        if (list->data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ||
            (pattern && list->data.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)))
            continue;
        WCHAR *from = files_join(pool, source, front, list->data.cFileName);
        WCHAR *to = (WCHAR *)destination;
        size_t end = wcslen(to);
        if (!is_device(to) && files_is_folder(to)) {
            if (to[end - 1] != '\\' && to[end - 1] != '/' && to[end - 1] != ':') to = files_join(pool, to, end, L"\\");
            to = files_join(pool, to, wcslen(to), list->data.cFileName);
        } else if (wcspbrk(to, L"*?")) {
            size_t to_front = files_front(to);
            to = files_join(pool, to, to_front, files_rename(pool, list->data.cFileName, to + to_front));
        }
        if (pattern || c->joins) print(L"%s\r\n", from);
        tried++;
        /* several files into one name are joined there */
        if (tried > 1 && to == destination && c->into == INVALID_HANDLE_VALUE && !is_device(to)) {
            c->into = CreateFileW(to, GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
            if (c->into != INVALID_HANDLE_VALUE) SetFilePointer(c->into, 0, NULL, FILE_END);
            copy_one(c, from, to);
            c->copied = 1;
            continue;
        }
        copy_one(c, from, to);
        if (c->into != INVALID_HANDLE_VALUE && c->copied) c->copied = 1;
    }
    if (!tried) {
        if (pattern) print_error(L"%s\r\n", source);
        print_system_error(files_is_folder(files_join(pool, source, front ? front : 0, L".")) || !front
                               ? ERROR_FILE_NOT_FOUND
                               : ERROR_PATH_NOT_FOUND);
        c->failed = TRUE;
    }
}

/* The words, + being one by itself. */
static int split_sources(struct command *command, struct words *words, WCHAR **sources, BOOL *after_plus)
{
    struct text spaced = {.pool = command->pool};
    BOOL quoted = FALSE, plus = FALSE;
    int count = 0;
    for (const WCHAR *p = command->arguments; *p; p++) {
        if (*p == '"') quoted = !quoted;
        if (*p == '+' && !quoted)
            text_string(&spaced, L" + ");
        else
            text_char(&spaced, *p);
    }
    words_split(command->pool, text_done(&spaced), words);
    for (int i = 0; i < words->count; i++) {
        if (!wcscmp(words->names[i], L"+")) {
            plus = TRUE;
            continue;
        }
        after_plus[count] = plus;
        sources[count++] = words->names[i];
        plus = FALSE;
    }
    return count;
}

int do_copy(struct command *command)
{
    static const WCHAR *const known[] = {L"/a", L"/b", L"/d", L"/v", L"/n", L"/y", L"/-y", L"/z", L"/l", NULL};
    struct copying c = {.command = command, .into = INVALID_HANDLE_VALUE};
    size_t most = wcslen(command->arguments) + 1;
    WCHAR **sources = pool_alloc(command->pool, most * sizeof *sources);
    BOOL *after_plus = pool_alloc(command->pool, most * sizeof *after_plus);
    int count = split_sources(command, &c.words, sources, after_plus);
    if (!known_switches(&c.words, known)) return 1;
    if (!count) return wrong_syntax();
    const WCHAR *destination = NULL;
    if (count > 1 && !after_plus[count - 1]) destination = sources[--count];
    for (int i = 1; i < count; i++) {
        if (!after_plus[i]) return wrong_syntax();
        c.joins = TRUE;
    }
    if (!destination && c.joins)
        destination = sources[0];
    else if (!destination)
        destination = L".";
    if (c.joins) {
        WCHAR *to = pool_string(command->pool, destination);
        if (files_is_folder(to)) {
            size_t length = wcslen(to);
            to = files_join(command->pool, to, length, to[length - 1] == '\\' ? L"" : L"\\");
            to = files_join(command->pool, to, wcslen(to), sources[0] + files_front(sources[0]));
        }
        BOOL onto_first = same_file(command->pool, sources[0], to);
        if (!onto_first && !files_overwrite(command, &c.words, to, &c.all)) {
            print(L"        0 file(s) copied.\r\n");
            return 1;
        }
        c.into = CreateFileW(to, GENERIC_WRITE, FILE_SHARE_READ, NULL, onto_first ? OPEN_EXISTING : CREATE_ALWAYS,
                             FILE_ATTRIBUTE_NORMAL, NULL);
        if (c.into == INVALID_HANDLE_VALUE) {
            print_system_error(GetLastError());
            print(L"        0 file(s) copied.\r\n");
            return 1;
        }
        if (onto_first) {
            SetFilePointer(c.into, 0, NULL, FILE_END);
            c.copied = 1;
        }
        destination = to;
    }
    for (int i = 0; i < count && !(c.failed && !c.joins); i++) copy_source(&c, sources[i], destination);
    if (c.into != INVALID_HANDLE_VALUE) CloseHandle(c.into);
    /* a single file that is not there is told of without a count */
    if (!c.failed || c.copied || wcspbrk(sources[0], L"*?") ||
        GetFileAttributesW(sources[0]) != INVALID_FILE_ATTRIBUTES)
        print(L"%9d file(s) copied.\r\n", c.copied);
    return c.failed || !c.copied ? 1 : 0;
}

/* ---- MOVE and REN ---- */

int do_move(struct command *command)
{
    static const WCHAR *const known[] = {L"/y", L"/-y", NULL};
    struct pool *pool = command->pool;
    struct words words;
    int files = 0, folders = 0;
    BOOL all = FALSE, failed = FALSE;
    words_split(pool, command->arguments, &words);
    if (!known_switches(&words, known)) return 1;
    if (words.count < 1 || words.count > 2) return wrong_syntax();
    WCHAR *source = words.names[0], *destination = words.count == 2 ? words.names[1] : (WCHAR *)L".";
    size_t front = files_front(source), length = wcslen(source);
    if (length > 1 && source[length - 1] == '\\' && source[length - 2] != ':') {
        source[length - 1] = 0;
        front = files_front(source);
    }
    BOOL pattern = wcspbrk(source, L"*?") != NULL, into = files_is_folder(destination);
    const struct found *list = files_find(pool, source);
    if (!list) {
        print_system_error(ERROR_FILE_NOT_FOUND);
        return 1;
    }
    for (; list; list = list->next) {
        BOOL is_folder = list->data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
        if (pattern && is_folder) continue;
        WCHAR *from = files_join(pool, source, front, list->data.cFileName), *to = destination;
        if (into && !(same_file(pool, from, destination))) {
            size_t end = wcslen(to);
            to = files_join(pool, to, end, to[end - 1] == '\\' || to[end - 1] == ':' ? L"" : L"\\");
            to = files_join(pool, to, wcslen(to), list->data.cFileName);
        } else if (pattern && !into && files) {
            print_error(L"Cannot move multiple files to a single file.\r\n");
            failed = TRUE;
            break;
        }
        if (pattern) print(L"%s\r\n", full_path(pool, from));
        if (!files_overwrite(command, &words, to, &all)) continue;
        if (MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED | (is_folder ? 0 : MOVEFILE_REPLACE_EXISTING))) {
            if (is_folder)
                folders++;
            else
                files++;
        } else {
            print_system_error(GetLastError());
            failed = TRUE;
        }
    }
    if (folders)
        print(L"%9d dir(s) moved.\r\n", folders);
    else
        print(L"%9d file(s) moved.\r\n", files);
    return failed ? 1 : 0;
}

int do_ren(struct command *command)
{
    struct pool *pool = command->pool;
    struct words words;
    int result = 0;
    words_split(pool, command->arguments, &words);
    if (words.count != 2 || words.switch_count || files_front(words.names[1])) return wrong_syntax();
    WCHAR *source = words.names[0];
    size_t front = files_front(source);
    BOOL pattern = wcspbrk(source, L"*?") != NULL;
    const struct found *list = files_find(pool, source);
    if (!list) {
        print_system_error(ERROR_FILE_NOT_FOUND);
        return 1;
    }
    for (; list; list = list->next) {
        if (pattern && list->data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        WCHAR *from = files_join(pool, source, front, list->data.cFileName);
        WCHAR *name = files_rename(pool, list->data.cFileName, words.names[1]);
        WCHAR *to = files_join(pool, source, front, name);
        if (!same(from, to) && GetFileAttributesW(to) != INVALID_FILE_ATTRIBUTES) {
            print_error(L"A duplicate file name exists, or the file\r\ncannot be found.\r\n");
            result = 1;
        } else if (!MoveFileExW(from, to, 0)) {
            print_system_error(GetLastError());
            result = 1;
        }
    }
    return result;
}
