/* SPDX-License-Identifier: MIT */
/* TYPE and MKLINK. */
#include "cmd.h"
#include "files.h"

/* A file of UTF-16 is shown as text; all else as it is, unless a console or /U wants UTF-16. */
static DWORD type_file(const WCHAR *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return GetLastError();
    char *bytes = memory_new(65536);
    DWORD got, at = 0;
    BOOL first = TRUE, wide = FALSE;
    HANDLE output = output_handle(1);
    while (ReadFile(file, bytes + at, 65536 - at, &got, NULL) && got) {
        got += at;
        at = 0;
        DWORD from = 0;
        if (first && got >= 2 && (unsigned char)bytes[0] == 0xff && (unsigned char)bytes[1] == 0xfe) {
            wide = TRUE;
            from = 2;
        }
        first = FALSE;
        if (wide) {
            print_text((const WCHAR *)(bytes + from), (got - from) / sizeof(WCHAR));
        } else if (is_console(output) || output_unicode) {
            struct pool pool = {0};
            size_t units;
            DWORD whole = got;
            /* up to a line's end, so that no character of several bytes is cut */
            while (whole && got == 65536 && bytes[whole - 1] != '\n') whole--;
            if (!whole) whole = got;
            WCHAR *text = decode(&pool, bytes, whole, &units);
            print_text(text, units);
            pool_free(&pool);
            at = got - whole;
            memmove(bytes, bytes + whole, at);
        } else {
            DWORD written;
            print_flush();
            if (!WriteFile(output, bytes, got, &written, NULL)) break;
        }
        if (shell.interrupted) break;
    }
    print_flush();
    CloseHandle(file);
    memory_free(bytes);
    return 0;
}

int do_type(struct command *command)
{
    struct pool *pool = command->pool;
    struct words words;
    int result = 0;
    words_split(pool, command->arguments, &words);
    if (!words.count) return wrong_syntax();
    BOOL several = words.count > 1 || wcspbrk(words.names[0], L"*?");
    for (int i = 0; i < words.count; i++) {
        WCHAR *name = words.names[i];
        size_t front = files_front(name);
        BOOL pattern = wcspbrk(name, L"*?") != NULL;
        const struct found *list = pattern ? files_find(pool, name) : NULL;
        struct found one = {0};
        DWORD error = 0;
        if (!pattern) list = &one;
        if (!list) error = ERROR_FILE_NOT_FOUND;
        for (; list; list = list->next) {
            if (list->data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
            WCHAR *path = pattern ? files_join(pool, name, front, list->data.cFileName) : name;
            if (several) print_error(L"\r\n%s\r\n\r\n\r\n", path);
            DWORD failed = type_file(path);
            if (failed) error = failed;
        }
        if (error) {
            print_system_error(error);
            if (several) print_error(L"Error occurred while processing: %s.\r\n", name);
            result = 1;
        }
    }
    return result;
}

int do_mklink(struct command *command)
{
    struct words words;
    words_split(command->pool, command->arguments, &words);
    BOOL folder = has_switch(&words, L"/d"), hard = has_switch(&words, L"/h"), junction = has_switch(&words, L"/j");
    if (words.count != 2 || words.switch_count != folder + hard + junction || folder + hard + junction > 1)
        return wrong_syntax();
    const WCHAR *name = words.names[0], *target = words.names[1];
    BOOL done = FALSE;
    if (junction) /* a junction is no symbolic link, and the host has no other */
        SetLastError(ERROR_NOT_SUPPORTED);
    else if (hard)
        done = CreateHardLinkW(name, target, NULL);
    else
        done = CreateSymbolicLinkW(
            name, target, (folder ? SYMBOLIC_LINK_FLAG_DIRECTORY : 0) | SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE);
    if (!done) {
        print_system_error(GetLastError());
        return 1;
    }
    if (hard)
        print(L"Hardlink created for %s <<===>> %s\r\n", name, target);
    else
        print(L"symbolic link created for %s <<===>> %s\r\n", name, target);
    return 0;
}
