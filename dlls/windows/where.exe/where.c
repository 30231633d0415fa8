/* SPDX-License-Identifier: MIT */
/* WHERE: where files are, in the current folder and along PATH, with the endings of PATHEXT ("where").  Status 0:
 * found; 1: not; 2: an error. */
#include "program.h"

static struct {
    BOOL quiet, quoted, details;
    unsigned found;
} how;

static void tell(const WCHAR *path)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    how.found++;
    if (how.quiet) return;
    if (how.details && GetFileAttributesExW(path, GetFileExInfoStandard, &data)) {
        FILETIME local;
        SYSTEMTIME t;
        FileTimeToLocalFileTime(&data.ftLastWriteTime, &local);
        FileTimeToSystemTime(&local, &t);
        print(L"%10U   %02d/%02d/%04d  %02d:%02d:%02d %s  ", (ULONGLONG)data.nFileSizeHigh << 32 | data.nFileSizeLow,
              t.wMonth, t.wDay, t.wYear, t.wHour % 12 ? t.wHour % 12 : 12, t.wMinute, t.wSecond,
              t.wHour < 12 ? L"AM" : L"PM");
    }
    print(how.quoted ? L"\"%s\"\r\n" : L"%s\r\n", path);
}

/* What one pattern means in one folder, the ending added or not. */
static void look(const WCHAR *folder, size_t length, const WCHAR *pattern, const WCHAR *ending, size_t ending_length)
{
    struct pool pool = {0};
    struct text path = {.pool = &pool};
    WIN32_FIND_DATAW data;
    text_add(&path, folder, length);
    if (length && folder[length - 1] != '\\' && folder[length - 1] != '/') text_char(&path, '\\');
    size_t front = path.length;
    text_string(&path, pattern);
    text_add(&path, ending, ending_length);
    HANDLE find = FindFirstFileW(path.at, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
            path.length = front;
            text_string(&path, data.cFileName);
            tell(path.at);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    pool_free(&pool);
}

static void look_all(const WCHAR *folder, size_t length, const WCHAR *pattern, const WCHAR *endings)
{
    look(folder, length, pattern, L"", 0);
    for (const WCHAR *p = endings; *p;) {
        const WCHAR *end = p;
        while (*end && *end != ';') end++;
        if (end > p) look(folder, length, pattern, p, (size_t)(end - p));
        p = *end ? end + 1 : end;
    }
}

static void look_along(const WCHAR *folders, const WCHAR *pattern, const WCHAR *endings)
{
    for (const WCHAR *p = folders; *p;) {
        const WCHAR *end = p;
        while (*end && *end != ';') end++;
        if (end > p) look_all(p, (size_t)(end - p), pattern, endings);
        p = *end ? end + 1 : end;
    }
}

/* /R */
static void look_below(const WCHAR *folder, const WCHAR *pattern)
{
    struct pool pool = {0};
    struct text path = {.pool = &pool};
    WIN32_FIND_DATAW data;
    look(folder, wcslen(folder), pattern, L"", 0);
    text_format(&path, L"%s\\", folder);
    size_t front = path.length;
    text_char(&path, '*');
    HANDLE find = FindFirstFileW(path.at, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (!is_inner_folder(&data)) continue;
            path.length = front;
            text_string(&path, data.cFileName);
            look_below(path.at, pattern);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    pool_free(&pool);
}

static WCHAR *variable(struct pool *pool, const WCHAR *name)
{
    DWORD length = GetEnvironmentVariableW(name, NULL, 0);
    WCHAR *value = pool_alloc(pool, (length + 1) * sizeof *value);
    *value = 0;
    GetEnvironmentVariableW(name, value, length + 1);
    return value;
}

static WCHAR *full(struct pool *pool, const WCHAR *name)
{
    DWORD length = GetFullPathNameW(name, 0, NULL, NULL);
    WCHAR *path = pool_alloc(pool, (length + 1) * sizeof *path);
    *path = 0;
    GetFullPathNameW(name, length + 1, path, NULL);
    while (length > 3 && *path && path[wcslen(path) - 1] == '\\') path[wcslen(path) - 1] = 0;
    return path;
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    const WCHAR *below = NULL, *endings = variable(pool, L"PATHEXT");
    int patterns = 0, status = 0;
    for (int i = 1; i < count; i++) {
        WCHAR *given = arguments[i];
        if (*given == '/') {
            if (same(given, L"/q"))
                how.quiet = TRUE;
            else if (same(given, L"/f"))
                how.quoted = TRUE;
            else if (same(given, L"/t"))
                how.details = TRUE;
            else if (same(given, L"/r") && i + 1 < count)
                below = full(pool, arguments[++i]);
            else if (same(given, L"/?")) {
                print(L"WHERE [/R dir] [/Q] [/F] [/T] pattern...\r\n");
                return 0;
            } else {
                print_error(L"ERROR: Invalid argument or option - '%s'.\r\nType \"WHERE /?\" for usage help.\r\n",
                            given);
                return 2;
            }
            continue;
        }
        unsigned before = how.found;
        WCHAR *colon = wcschr(given, ':');
        patterns++;
        if (below) {
            look_below(below, given);
        } else if (*given == '$' && colon) {
            *colon = 0;
            look_along(variable(pool, given + 1), colon + 1, endings);
        } else if (colon || wcspbrk(given, L"\\/")) {
            /* folders, a colon, a pattern */
            WCHAR *last = wcsrchr(given, ':');
            if (!last || last == given + 1) {
                print_error(L"ERROR: Invalid pattern is specified in \"path:pattern\".\r\n");
                return 2;
            }
            *last = 0;
            look_along(given, last + 1, endings);
        } else {
            WCHAR *here = full(pool, L".");
            look_all(here, wcslen(here), given, endings);
            look_along(variable(pool, L"PATH"), given, endings);
        }
        if (how.found == before) {
            status = 1;
            if (!how.quiet) print_error(L"INFO: Could not find files for the given pattern(s).\r\n");
        }
    }
    if (!patterns) {
        print_error(L"The syntax of this command is:\r\n\r\nWHERE [/R dir] [/Q] [/F] [/T] pattern...\r\n");
        return 2;
    }
    return status;
}
