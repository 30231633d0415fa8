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

/* Makes a folder that is a junction to another, whose full path it holds. */
static BOOL make_junction(struct pool *pool, const WCHAR *name, const WCHAR *target)
{
    /* REPARSE_DATA_BUFFER of IO_REPARSE_TAG_MOUNT_POINT, as documented */
    struct {
        ULONG tag;
        USHORT length, reserved, substitute_offset, substitute_length, print_offset, print_length;
        WCHAR names[];
    } * data;
    WCHAR full[MAX_PATH * 4];
    DWORD units = GetFullPathNameW(target, sizeof full / sizeof *full, full, NULL), done;
    if (!units || units >= sizeof full / sizeof *full) return FALSE;
    USHORT bytes = (USHORT)(units * sizeof(WCHAR));
    size_t size = sizeof *data + 2 * bytes + 6 * sizeof(WCHAR);
    data = pool_alloc(pool, size);
    memset(data, 0, size);
    data->tag = IO_REPARSE_TAG_MOUNT_POINT;
    data->length = (USHORT)(size - 8);
    data->substitute_length = (USHORT)(bytes + 4 * sizeof(WCHAR));
    data->print_offset = (USHORT)(data->substitute_length + sizeof(WCHAR));
    data->print_length = bytes;
    memcpy(data->names, L"\\??\\", 4 * sizeof(WCHAR));
    memcpy(data->names + 4, full, bytes);
    memcpy((char *)data->names + data->print_offset, full, bytes);
    if (!CreateDirectoryW(name, NULL)) return FALSE;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                              FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
    BOOL ok = file != INVALID_HANDLE_VALUE &&
              DeviceIoControl(file, FSCTL_SET_REPARSE_POINT, data, (DWORD)size, NULL, 0, &done, NULL);
    DWORD error = GetLastError();
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    if (!ok) RemoveDirectoryW(name);
    SetLastError(error);
    return ok;
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
    if (junction)
        done = make_junction(command->pool, name, target);
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
    else if (junction)
        print(L"Junction created for %s <<===>> %s\r\n", name, target);
    else
        print(L"symbolic link created for %s <<===>> %s\r\n", name, target);
    return 0;
}
