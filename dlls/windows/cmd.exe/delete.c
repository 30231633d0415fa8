/* SPDX-License-Identifier: MIT */
/* DEL and the patterns and attributes that the commands of files share. */
#include "cmd.h"
#include "files.h"

WCHAR *files_join(struct pool *pool, const WCHAR *folder, size_t length, const WCHAR *name)
{
    struct text path = {.pool = pool};
    text_add(&path, folder, length);
    text_string(&path, name);
    return text_done(&path);
}

size_t files_front(const WCHAR *path)
{
    size_t front = 0;
    for (size_t i = 0; path[i]; i++)
        if (path[i] == '\\' || path[i] == '/' || path[i] == ':') front = i + 1;
    return front;
}

BOOL files_is_folder(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

BOOL files_attributes(const WCHAR *letters, struct attributes *wanted)
{
    static const WCHAR known[] = L"drhasilo";
    static const DWORD bits[] = {FILE_ATTRIBUTE_DIRECTORY,     FILE_ATTRIBUTE_READONLY,
                                 FILE_ATTRIBUTE_HIDDEN,        FILE_ATTRIBUTE_ARCHIVE,
                                 FILE_ATTRIBUTE_SYSTEM,        FILE_ATTRIBUTE_NOT_CONTENT_INDEXED,
                                 FILE_ATTRIBUTE_REPARSE_POINT, FILE_ATTRIBUTE_OFFLINE};
    wanted->on = wanted->off = 0;
    if (*letters == ':') letters++;
    for (; *letters; letters++) {
        BOOL off = *letters == '-';
        if (off) letters++;
        const WCHAR *p = *letters ? wcschr(known, *letters | 32) : NULL;
        if (!p || !*p) return FALSE;
        *(off ? &wanted->off : &wanted->on) |= bits[p - known];
    }
    return TRUE;
}

BOOL files_match(const struct attributes *wanted, DWORD attributes)
{
    return (attributes & wanted->on) == wanted->on && !(attributes & wanted->off);
}

const struct found *files_find(struct pool *pool, const WCHAR *pattern)
{
    WIN32_FIND_DATAW data;
    struct found *first = NULL, **last = &first;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE) return NULL;
    do {
        if (is_dots(data.cFileName)) continue;
        *last = pool_alloc(pool, sizeof **last);
        (*last)->next = NULL;
        (*last)->data = data;
        last = &(*last)->next;
    } while (FindNextFileW(find, &data));
    FindClose(find);
    return first;
}

/* ---- DEL ---- */

struct deleting {
    BOOL ask, force, tree, quiet, has_attributes;
    struct attributes attributes;
    int deleted, failed;
};

static void delete_in(struct deleting *how, const WCHAR *folder, size_t length, const WCHAR *pattern)
{
    struct pool pool = {0};
    for (const struct found *f = files_find(&pool, files_join(&pool, folder, length, pattern)); f; f = f->next) {
        DWORD attributes = f->data.dwFileAttributes;
        if (attributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        if (how->has_attributes ? !files_match(&how->attributes, attributes)
                                : (attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) != 0)
            continue;
        WCHAR *path = files_join(&pool, folder, length, f->data.cFileName);
        if (how->ask) {
            struct text question = {.pool = &pool};
            text_format(&question, L"%s, Delete (Y/N)? ", full_path(&pool, path));
            if (!ask(text_done(&question), FALSE, NULL)) continue;
        }
        if (how->force && attributes & FILE_ATTRIBUTE_READONLY)
            SetFileAttributesW(path, attributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
        DWORD error = !how->force && attributes & FILE_ATTRIBUTE_READONLY ? ERROR_ACCESS_DENIED
                      : DeleteFileW(path)                                 ? 0
                                                                          : GetLastError();
        if (error) {
            print_error(L"%s\r\n", full_path(&pool, path));
            print_system_error(error);
            how->failed++;
        } else {
            how->deleted++;
            if (how->tree) print(L"Deleted file - %s\r\n", full_path(&pool, path));
        }
    }
    if (how->tree)
        for (const struct found *f = files_find(&pool, files_join(&pool, folder, length, L"*")); f; f = f->next) {
            if (!(f->data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) ||
                f->data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
                continue;
            WCHAR *inner = files_join(&pool, folder, length, f->data.cFileName);
            inner = files_join(&pool, inner, wcslen(inner), L"\\");
            delete_in(how, inner, wcslen(inner), pattern);
        }
    pool_free(&pool);
}

int do_del(struct command *command)
{
    struct words words;
    struct deleting how = {0};
    words_split(command->pool, command->arguments, &words);
    how.ask = has_switch(&words, L"/p");
    how.force = has_switch(&words, L"/f");
    how.tree = has_switch(&words, L"/s");
    how.quiet = has_switch(&words, L"/q");
    for (int i = 0; i < words.switch_count; i++) {
        const WCHAR *given = words.switches[i] + 1;
        if (upper(*given) == 'A') {
            how.has_attributes = TRUE;
            if (files_attributes(given + 1, &how.attributes)) continue;
        } else if (*given && !given[1] && wcschr(L"pfsqPFSQ", *given)) {
            continue;
        }
        print_error(L"Invalid switch - \"%s\".\r\n", given);
        return 1;
    }
    if (!words.count) return wrong_syntax();
    for (int i = 0; i < words.count; i++) {
        WCHAR *name = words.names[i];
        const WCHAR *pattern = name + files_front(name);
        size_t front = files_front(name);
        int before = how.deleted + how.failed;
        if (!wcspbrk(name, L"*?") && files_is_folder(name)) {
            name = files_join(command->pool, name, wcslen(name), name[wcslen(name) - 1] == '\\' ? L"*" : L"\\*");
            front = files_front(name);
            pattern = name + front;
        }
        if ((!wcscmp(pattern, L"*") || !wcscmp(pattern, L"*.*")) && !how.quiet && !how.ask) {
            struct text question = {.pool = command->pool};
            text_format(&question, L"%s, Are you sure (Y/N)? ", full_path(command->pool, name));
            if (!ask(text_done(&question), FALSE, NULL)) continue;
        }
        delete_in(&how, name, front, pattern);
        if (before == how.deleted + how.failed) print_error(L"Could Not Find %s\r\n", full_path(command->pool, name));
    }
    return how.failed ? 1 : 0;
}
