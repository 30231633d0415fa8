/* SPDX-License-Identifier: MIT */
/* FIND: the lines that hold a string, of files or standard input ("find").  Status 0: some do; 1: none; 2: an error. */
#include "program.h"

struct finding {
    BOOL without, count, number, no_case, ended;
    WCHAR *wanted;
    BOOL found;
};

static int wrong(const WCHAR *text)
{
    print_error(L"%s\r\n", text);
    return 2;
}

static BOOL holds(const struct finding *f, const WCHAR *line)
{
    if (!*f->wanted) return FALSE; /* nothing is in no line */
    if (!f->no_case) return wcsstr(line, f->wanted) != NULL;
    for (; *line; line++)
        if (same_start(line, f->wanted)) return TRUE;
    return FALSE;
}

/* How many lines match. */
static unsigned search(struct finding *f, const char *bytes, size_t length)
{
    unsigned number = 0, count = 0;
    for (size_t at = 0; at < length;) {
        struct pool pool = {0};
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t whole = end ? (size_t)(end - bytes) + 1 - at : length - at, plain = whole, units;
        while (plain && (bytes[at + plain - 1] == '\n' || bytes[at + plain - 1] == '\r')) plain--;
        number++;
        if (holds(f, decode(&pool, bytes + at, plain, &units)) != f->without) {
            count++;
            if (!f->count) {
                if (f->number) print(L"[%u]", number);
                print_bytes(bytes + at, plain);
                print(L"\r\n");
            }
        }
        pool_free(&pool);
        at += whole;
    }
    if (count) f->found = TRUE;
    return count;
}

static BOOL search_file(struct finding *f, const WCHAR *name)
{
    struct pool pool = {0};
    size_t length;
    char *bytes = read_all(&pool, name, &length);
    if (!bytes) {
        print_error(L"File not found - %s\r\n", name);
        return FALSE;
    }
    WCHAR *title = _wcsupr(pool_string(&pool, name));
    print(f->count ? L"\r\n---------- %s: " : L"\r\n---------- %s\r\n", title);
    unsigned count = search(f, bytes, length);
    if (f->count) print(L"%u\r\n", count);
    pool_free(&pool);
    return TRUE;
}

/* A name, or all that a pattern means. */
static BOOL search_names(struct pool *pool, struct finding *f, const WCHAR *name)
{
    WIN32_FIND_DATAW data;
    if (!wcspbrk(name, L"*?")) return search_file(f, name);
    HANDLE find = FindFirstFileW(name, &data);
    if (find == INVALID_HANDLE_VALUE) {
        print_error(L"File not found - %s\r\n", name);
        return FALSE;
    }
    size_t front = 0;
    for (size_t i = 0; name[i]; i++)
        if (name[i] == '\\' || name[i] == '/' || name[i] == ':') front = i + 1;
    do {
        struct text path = {.pool = pool};
        if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        text_add(&path, name, front);
        text_string(&path, data.cFileName);
        search_file(f, path.at);
    } while (FindNextFileW(find, &data));
    FindClose(find);
    return TRUE;
}

/* The command line is read as it was written: the string must stand in quotes, and "" in it means one. */
int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    struct finding f = {0};
    const WCHAR *p = GetCommandLineW();
    BOOL quoted = FALSE, good = TRUE;
    int names = 0;
    (void)count;
    (void)arguments;
    for (; *p && (quoted || !is_blank(*p)); p++)
        if (*p == '"') quoted = !quoted;
    while (*(p = skip_blanks(p))) {
        struct text word = {.pool = pool};
        if (*p == '"' && !f.wanted) {
            for (p++; *p && (*p != '"' || p[1] == '"'); p++) {
                if (*p == '"') p++;
                text_char(&word, *p);
            }
            if (!*p) return wrong(L"FIND: Parameter format not correct");
            p++;
            f.wanted = text_done(&word);
        } else if (*p == '/') {
            const WCHAR *start = ++p;
            while (*p && !is_blank(*p) && *p != '/' && *p != '"') p++;
            WCHAR *name = pool_copy(pool, start, (size_t)(p - start));
            if (same(name, L"v"))
                f.without = TRUE;
            else if (same(name, L"c"))
                f.count = TRUE;
            else if (same(name, L"n"))
                f.number = TRUE;
            else if (same(name, L"i"))
                f.no_case = TRUE;
            else if (same(name, L"?")) {
                print(L"Searches for a text string in a file or files.\r\n\r\nFIND [/V] [/C] [/N] [/I] [/OFF[LINE]] "
                      L"\"string\" "
                      L"[[drive:][path]filename[ ...]]\r\n");
                return 0;
            } else if (!same(name, L"off") && !same(name, L"offline")) {
                return wrong(L"FIND: Invalid switch");
            }
        } else {
            if (!f.wanted) return wrong(L"FIND: Parameter format not correct");
            for (; *p && (quoted || !is_blank(*p)); p++)
                if (*p == '"')
                    quoted = !quoted;
                else
                    text_char(&word, *p);
            names++;
            good &= search_names(pool, &f, text_done(&word));
        }
    }
    if (!f.wanted) return wrong(L"FIND: Parameter format not correct");
    if (!names) {
        size_t length;
        char *bytes = read_all(pool, NULL, &length);
        unsigned found = search(&f, bytes, length);
        if (f.count) print(L"%u\r\n", found);
    }
    return !good ? 2 : f.found ? 0 : 1;
}
