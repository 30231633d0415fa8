/* SPDX-License-Identifier: MIT */
/* ATTRIB: shows and changes attributes of files ("attrib").  The letters of +X and -X are R A S H I O.  Left out: the
 * attributes of links themselves (/L). */
#include "program.h"

static struct {
    DWORD on, off;
    BOOL tree, folders;
    BOOL found, failed;
} how;

static const struct {
    WCHAR letter;
    DWORD bit;
    int column;
} letters[] = {
    {'A', FILE_ATTRIBUTE_ARCHIVE,             0},
    {'S', FILE_ATTRIBUTE_SYSTEM,              3},
    {'H', FILE_ATTRIBUTE_HIDDEN,              4},
    {'R', FILE_ATTRIBUTE_READONLY,            5},
    {'O', FILE_ATTRIBUTE_OFFLINE,             6},
    {'I', FILE_ATTRIBUTE_NOT_CONTENT_INDEXED, 7},
};

static void one(struct pool *pool, const WCHAR *path, DWORD attributes)
{
    how.found = TRUE;
    if (how.on || how.off) {
        DWORD wanted = (attributes | how.on) & ~how.off;
        if (wanted != attributes && !SetFileAttributesW(path, wanted ? wanted : FILE_ATTRIBUTE_NORMAL)) {
            print_error(L"Access denied - %s\r\n", path);
            how.failed = TRUE;
        }
        return;
    }
    WCHAR columns[] = L"                    ";
    DWORD length = GetFullPathNameW(path, 0, NULL, NULL);
    WCHAR *full = pool_alloc(pool, (length + 1) * sizeof *full);
    GetFullPathNameW(path, length + 1, full, NULL);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (attributes & letters[i].bit) columns[letters[i].column] = letters[i].letter;
    print(L"%s %s\r\n", columns, full);
}

static void each(const WCHAR *pattern, size_t front)
{
    struct pool pool = {0};
    struct text path = {.pool = &pool};
    WIN32_FIND_DATAW data;
    BOOL wild = wcspbrk(pattern, L"*?") != NULL;
    text_add(&path, pattern, front);
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            BOOL folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
            if (is_dots(data.cFileName)) continue;
            if (folder && wild && !how.folders) continue;
            path.length = front;
            text_string(&path, data.cFileName);
            one(&pool, path.at, data.dwFileAttributes);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    if (how.tree) {
        path.length = front;
        text_char(&path, '*');
        if ((find = FindFirstFileW(path.at, &data)) != INVALID_HANDLE_VALUE) {
            do {
                if (!is_inner_folder(&data)) continue;
                path.length = front;
                text_format(&path, L"%s\\", data.cFileName);
                size_t inner = path.length;
                text_string(&path, pattern + front);
                each(path.at, inner);
            } while (FindNextFileW(find, &data));
            FindClose(find);
        }
    }
    pool_free(&pool);
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    const WCHAR *name = NULL;
    (void)pool;
    for (int i = 1; i < count; i++) {
        const WCHAR *given = arguments[i];
        if ((*given == '+' || *given == '-') && given[1] && !given[2]) {
            size_t k = 0;
            while (k < sizeof letters / sizeof *letters && letters[k].letter != upper(given[1])) k++;
            if (k == sizeof letters / sizeof *letters) {
                print_error(L"Invalid switch - %s\r\n", given);
                return 1;
            }
            *(*given == '+' ? &how.on : &how.off) |= letters[k].bit;
        } else if (same(given, L"/s")) {
            how.tree = TRUE;
        } else if (same(given, L"/d")) {
            how.folders = TRUE;
        } else if (*given == '/' || name) {
            print_error(L"Parameter format not correct -\r\n");
            return 1;
        } else {
            name = given;
        }
    }
    if (!name) name = L"*";
    size_t front = 0;
    for (size_t i = 0; name[i]; i++)
        if (name[i] == '\\' || name[i] == '/' || name[i] == ':') front = i + 1;
    each(name, front);
    if (!how.found) {
        print(L"File not found - %s\r\n", name);
        return 1;
    }
    return how.failed ? 1 : 0;
}
