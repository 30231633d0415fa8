/* SPDX-License-Identifier: MIT */
/* FINDSTR: the lines that hold strings or expressions, of files, trees of files or standard input ("findstr").  Status
 * 0: some do; 1: none; 2: an error.  Left out: colors (/A, taken and not used). */
#include "findstr.h"

static struct {
    BOOL start, end, literal, expression, tree, no_case, whole, without, numbers, names_only, offsets, printable;
    WCHAR **strings;
    int count;
    BOOL found, many;
} how;

static int wrong(const WCHAR *text)
{
    print_error(L"FINDSTR: %s\r\n", text);
    return 2;
}

static BOOL line_matches(const WCHAR *line)
{
    for (int i = 0; i < how.count; i++)
        if (how.expression ? pattern_matches(how.strings[i], line, how.no_case, how.start, how.end, how.whole)
                           : literal_matches(how.strings[i], line, how.no_case, how.start, how.end, how.whole))
            return TRUE;
    return FALSE;
}

/* /P: a file with characters that are none is left alone. */
static BOOL is_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] < ' ' && (bytes[i] < '\b' || bytes[i] > '\r') && bytes[i] != 26) return FALSE;
    return TRUE;
}

static void search(const WCHAR *name, const char *bytes, size_t length)
{
    unsigned number = 0;
    if (how.printable && !is_text(bytes, length)) return;
    for (size_t at = 0; at < length;) {
        struct pool pool = {0};
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t whole = end ? (size_t)(end - bytes) + 1 - at : length - at, plain = whole, units;
        if (end) plain--;
        if (plain && bytes[at + plain - 1] == '\r') plain--;
        number++;
        BOOL matches = line_matches(decode(&pool, bytes + at, plain, &units)) != how.without;
        pool_free(&pool);
        if (matches) {
            how.found = TRUE;
            if (how.names_only) {
                print(L"%s\r\n", name ? name : L"");
                return;
            }
            if (name && how.many) print(L"%s:", name);
            if (how.numbers) print(L"%u:", number);
            if (how.offsets) print(L"%U:", (ULONGLONG)at);
            print_bytes(bytes + at, plain);
            print(L"\r\n");
        }
        at += whole;
    }
}

static BOOL search_file(const WCHAR *name)
{
    struct pool pool = {0};
    size_t length;
    char *bytes = read_all(&pool, name, &length);
    if (bytes) search(name, bytes, length);
    pool_free(&pool);
    return bytes != NULL;
}

/* A pattern's files in one folder, and with /S in those below; `front` characters of the name are the folder. */
static BOOL search_names(const WCHAR *name, size_t front)
{
    struct pool pool = {0};
    WIN32_FIND_DATAW data;
    BOOL any = FALSE;
    HANDLE find = FindFirstFileW(name, &data);
    struct text path = {.pool = &pool};
    text_add(&path, name, front);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
            path.length = front;
            text_string(&path, data.cFileName);
            if (search_file(path.at))
                any = TRUE;
            else
                print_error(L"FINDSTR: Cannot open %s\r\n", path.at);
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
                text_string(&path, name + front);
                any |= search_names(path.at, inner);
            } while (FindNextFileW(find, &data));
            FindClose(find);
        }
    }
    pool_free(&pool);
    return any;
}

/* The lines of a file of strings or names (/G, /F); "/" is standard input. */
static WCHAR **file_lines(struct pool *pool, const WCHAR *name, int *count)
{
    size_t length, units, most = 2;
    char *bytes = read_all(pool, wcscmp(name, L"/") ? name : NULL, &length);
    *count = 0;
    if (!bytes) return NULL;
    WCHAR *text = decode(pool, bytes, length, &units);
    for (size_t i = 0; i < units; i++) most += text[i] == '\n';
    WCHAR **lines = pool_alloc(pool, most * sizeof *lines);
    for (WCHAR *p = text; *p;) {
        WCHAR *end = p;
        while (*end && *end != '\n') end++;
        WCHAR *next = *end ? end + 1 : end;
        if (end > p && end[-1] == '\r') end--;
        *end = 0;
        if (*p) lines[(*count)++] = p;
        p = next;
    }
    return lines;
}

static void add_string(const WCHAR *text, struct pool *pool)
{
    how.strings[how.count++] = pool_string(pool, text);
}

/* The letters of a switch, which may stand together: /snip. */
static BOOL take_letters(const WCHAR *p)
{
    static const struct {
        WCHAR letter;
        BOOL *flag;
    } letters[] = {
        {'B', &how.start     },
        {'E', &how.end       },
        {'L', &how.literal   },
        {'R', &how.expression},
        {'S', &how.tree      },
        {'I', &how.no_case   },
        {'X', &how.whole     },
        {'V', &how.without   },
        {'N', &how.numbers   },
        {'M', &how.names_only},
        {'O', &how.offsets   },
        {'P', &how.printable },
    };
    for (; *p; p++) {
        size_t i = 0;
        while (i < sizeof letters / sizeof *letters && letters[i].letter != upper(*p)) i++;
        if (i == sizeof letters / sizeof *letters) return FALSE;
        *letters[i].flag = TRUE;
    }
    return TRUE;
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    WCHAR **names = pool_alloc(pool, ((size_t)count + 1) * sizeof *names), **listed = NULL;
    int name_count = 0, listed_count = 0, i;
    BOOL given = FALSE;
    size_t most = wcslen(GetCommandLineW()) + 2, length;
    how.strings = pool_alloc(pool, most * sizeof *how.strings);
    for (i = 1; i < count; i++) {
        WCHAR *p = arguments[i];
        if ((*p != '/' && *p != '-') || !p[1]) break;
        p++;
        if (same_start(p, L"c:")) {
            add_string(p + 2, pool);
            given = TRUE;
        } else if (same_start(p, L"g:")) {
            int lines;
            WCHAR **list = file_lines(pool, p + 2, &lines);
            if (!list) return wrong(L"Cannot open the file of strings.");
            WCHAR **grown = pool_alloc(pool, (most + (size_t)lines) * sizeof *grown);
            memcpy(grown, how.strings, (size_t)how.count * sizeof *grown);
            memcpy(grown + how.count, list, (size_t)lines * sizeof *grown);
            how.strings = grown;
            how.count += lines;
            given = TRUE;
        } else if (same_start(p, L"f:")) {
            if (!(listed = file_lines(pool, p + 2, &listed_count))) return wrong(L"Cannot open the file of names.");
        } else if (same_start(p, L"d:")) {
            if (!SetCurrentDirectoryW(p + 2)) return wrong(L"Cannot change the folder.");
        } else if (same_start(p, L"a:") || same(p, L"off") || same(p, L"offline")) {
            continue;
        } else if (*p == '?') {
            print(
                L"FINDSTR [/B] [/E] [/L] [/R] [/S] [/I] [/X] [/V] [/N] [/M] [/O] [/P] [/F:file] [/C:string] [/G:file] "
                L"[/D:dir] [/A:color] [/OFF[LINE]] strings [[drive:][path]filename[ ...]]\r\n");
            return 0;
        } else if (!take_letters(p)) {
            print_error(L"FINDSTR: /%s ignored\r\n", p);
        }
    }
    if (!given) {
        if (i == count) return wrong(L"Bad command line");
        const WCHAR *p = arguments[i++];
        while (*p) { /* several, with blanks between */
            while (*p == ' ') p++;
            const WCHAR *end = p;
            while (*end && *end != ' ') end++;
            if (end > p) how.strings[how.count++] = pool_copy(pool, p, (size_t)(end - p));
            p = end;
        }
    }
    for (; i < count; i++) names[name_count++] = arguments[i];
    /* the first string says what all are: plain where it holds nothing that means something */
    if (!how.literal && !how.expression && how.count)
        how.expression = wcspbrk(how.strings[0], L".*^$[]\\") != NULL && !given;
    if (how.literal) how.expression = FALSE;
    how.many = name_count > 1 || how.tree || listed || (name_count && wcspbrk(names[0], L"*?"));
    for (int j = 0; j < listed_count; j++) search_file(listed[j]);
    for (int j = 0; j < name_count; j++) {
        size_t front = 0;
        for (size_t k = 0; names[j][k]; k++)
            if (names[j][k] == '\\' || names[j][k] == '/' || names[j][k] == ':') front = k + 1;
        if (!search_names(names[j], front)) {
            print_error(L"FINDSTR: Cannot open %s\r\n", names[j]);
        }
    }
    if (!name_count && !listed) {
        char *bytes = read_all(pool, NULL, &length);
        search(NULL, bytes, length);
    }
    return how.found ? 0 : 1;
}
