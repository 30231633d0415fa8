/* SPDX-License-Identifier: MIT */
/* Folders: CD, PUSHD, POPD, MD, RD. */
#include "cmd.h"

/* ---- the current one ---- */

BOOL change_folder(struct pool *pool, const WCHAR *name, BOOL drive_too)
{
    WCHAR *full = full_path(pool, name);
    WCHAR *here = current_folder(pool);
    DWORD attributes = GetFileAttributesW(full);
    if (full[0] == '\\' && full[1] == '\\') {
        print_error(L"'%s'\r\nCMD does not support UNC paths as current directories.\r\n", full);
        return FALSE;
    }
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        print_error(L"The system cannot find the path specified.\r\n");
        return FALSE;
    }
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        print_error(L"The directory name is invalid.\r\n");
        return FALSE;
    }
    full = true_path(pool, full);
    size_t length = wcslen(full);
    if (length > 3 && full[length - 1] == '\\') full[length - 1] = 0;
    WCHAR variable[] = {'=', upper(full[0]), ':', 0};
    if (full[1] == ':' && upper(full[0]) != upper(here[0])) {
        SetEnvironmentVariableW(variable, full); /* that drive's own */
        if (!drive_too) return TRUE;
        WCHAR before[] = {'=', upper(here[0]), ':', 0};
        SetEnvironmentVariableW(before, here);
    }
    if (SetCurrentDirectoryW(full)) {
        if (full[1] == ':') SetEnvironmentVariableW(variable, full);
        return TRUE;
    }
    print_system_error(GetLastError());
    return FALSE;
}

int do_cd(struct command *command)
{
    struct pool *pool = command->pool;
    const WCHAR *p = skip_delimiters(command->arguments);
    BOOL drive_too = FALSE;
    if (p[0] == '/' && upper(p[1]) == 'D' && (!p[2] || is_delimiter(p[2]) || p[2] == '"')) {
        drive_too = TRUE;
        p = skip_delimiters(p + 2);
    }
    /* "CHDIR command does not treat spaces as delimiters" */
    WCHAR *name = without_end(unquoted(pool, p));
    if (!*name) {
        print(L"%s\r\n", current_folder(pool));
        return 0;
    }
    if (name[1] == ':' && !name[2] && !drive_too) { /* shows that drive's folder */
        WCHAR variable[] = {'=', upper(name[0]), ':', 0}, *here = current_folder(pool);
        WCHAR *folder = upper(here[0]) == upper(name[0]) ? here : environment_get(pool, variable);
        WCHAR root[] = {upper(name[0]), ':', '\\', 0};
        if (GetDriveTypeW(root) == DRIVE_NO_ROOT_DIR) {
            print_system_error(ERROR_INVALID_DRIVE);
            return 1;
        }
        print(L"%s\r\n", folder ? folder : root);
        return 0;
    }
    return change_folder(pool, name, drive_too) ? 0 : 1;
}

/* ---- PUSHD, POPD ---- */

static struct pushed {
    struct pushed *next;
    WCHAR *folder;
} * pushed;

int pushed_count(void)
{
    int count = 0;
    for (const struct pushed *p = pushed; p; p = p->next) count++;
    return count;
}

int do_pushd(struct command *command)
{
    WCHAR *name = without_end(unquoted(command->pool, skip_delimiters(command->arguments)));
    if (!*name) {
        for (const struct pushed *p = pushed; p; p = p->next) print(L"%s\r\n", p->folder);
        return 0;
    }
    WCHAR *here = current_folder(command->pool);
    if (!change_folder(command->pool, name, TRUE)) return 1;
    struct pushed *entry = memory_new(sizeof *entry);
    entry->folder = string_new(here);
    entry->next = pushed;
    pushed = entry;
    return 0;
}

int do_popd(struct command *command)
{
    struct pushed *entry = pushed;
    if (!entry) return 1;
    BOOL done = change_folder(command->pool, entry->folder, TRUE);
    pushed = entry->next;
    memory_free(entry->folder);
    memory_free(entry);
    return done ? 0 : 1;
}

/* ---- MD ---- */

/* With all that lead to it; 0 or an error. */
static DWORD make(WCHAR *path)
{
    if (CreateDirectoryW(path, NULL)) return 0;
    DWORD error = GetLastError();
    if (error != ERROR_PATH_NOT_FOUND || !shell.extensions) return error;
    WCHAR *slash = wcsrchr(path, '\\');
    if (!slash || slash == path) return error;
    *slash = 0;
    DWORD outer = make(path);
    *slash = '\\';
    if (outer && outer != ERROR_ALREADY_EXISTS) return outer;
    return CreateDirectoryW(path, NULL) ? 0 : GetLastError();
}

int do_md(struct command *command)
{
    struct words words;
    int result = 0;
    words_split(command->pool, command->arguments, &words);
    if (!words.count || words.switch_count) return wrong_syntax();
    for (int i = 0; i < words.count; i++) {
        WCHAR *full = full_path(command->pool, words.names[i]);
        size_t length = wcslen(full);
        if (length > 3 && full[length - 1] == '\\') full[length - 1] = 0;
        DWORD error = make(full);
        if (!error) continue;
        result = 1;
        if (error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS)
            print_error(L"A subdirectory or file %s already exists.\r\n", words.names[i]);
        else
            print_system_error(error);
        if (words.count > 1) print_error(L"Error occurred while processing: %s.\r\n", words.names[i]);
    }
    return result;
}

/* ---- RD ---- */

/* Removes all that is in a folder, and it; links are removed, not followed.  0 or the last error. */
static DWORD remove_tree(struct pool *outer, const WCHAR *path)
{
    struct pool pool = {0};
    struct text pattern = {.pool = &pool};
    WIN32_FIND_DATAW data;
    DWORD error = 0;
    (void)outer;
    text_string(&pattern, path);
    if (path[wcslen(path) - 1] != '\\') text_char(&pattern, '\\');
    size_t front = pattern.length;
    text_char(&pattern, '*');
    HANDLE find = FindFirstFileW(pattern.at, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (is_dots(data.cFileName)) continue;
            pattern.length = front;
            text_string(&pattern, data.cFileName);
            DWORD failed = 0;
            BOOL is_link = data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT;
            if (data.dwFileAttributes & FILE_ATTRIBUTE_READONLY)
                SetFileAttributesW(pattern.at, data.dwFileAttributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
            if (!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
                failed = DeleteFileW(pattern.at) ? 0 : GetLastError();
            else if (is_link)
                failed = RemoveDirectoryW(pattern.at) ? 0 : GetLastError();
            else
                failed = remove_tree(&pool, pattern.at);
            if (failed) {
                error = failed;
                if (failed != ERROR_DIR_NOT_EMPTY) {
                    WCHAR *name = pattern.at;
                    print_error(L"%s - ", name);
                    print_system_error(failed);
                }
            }
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    if (!RemoveDirectoryW(path)) {
        DWORD failed = GetLastError();
        if (!error) {
            error = failed;
        }
    }
    pool_free(&pool);
    return error;
}

int do_rd(struct command *command)
{
    struct words words;
    DWORD result = 0;
    words_split(command->pool, command->arguments, &words);
    BOOL tree = has_switch(&words, L"/s"), quiet = has_switch(&words, L"/q");
    for (int i = 0; i < words.switch_count; i++)
        if (!same(words.switches[i], L"/s") && !same(words.switches[i], L"/q")) {
            print_error(L"Invalid switch - \"%s\".\r\n", words.switches[i] + 1);
            return 1;
        }
    if (!words.count) return wrong_syntax();
    for (int i = 0; i < words.count; i++) {
        WCHAR *full = full_path(command->pool, words.names[i]);
        DWORD error = 0, attributes = GetFileAttributesW(full);
        if (attributes == INVALID_FILE_ATTRIBUTES) {
            error = GetLastError();
        } else if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
            error = ERROR_DIRECTORY;
        } else if (tree) {
            struct text question = {.pool = command->pool};
            text_format(&question, L"%s, Are you sure (Y/N)? ", words.names[i]);
            if (!quiet && !ask(text_done(&question), FALSE, NULL)) continue;
            BOOL is_link = attributes & FILE_ATTRIBUTE_REPARSE_POINT;
            error = !is_link ? remove_tree(command->pool, full) : RemoveDirectoryW(full) ? 0 : GetLastError();
        } else {
            error = RemoveDirectoryW(full) ? 0 : GetLastError();
        }
        if (!error) continue;
        print_system_error(error);
        result = error;
    }
    return (int)result;
}
