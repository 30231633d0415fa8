/* SPDX-License-Identifier: MIT */
/* XCOPY: files and trees of folders ("xcopy").  Status 0: copied; 1: none was found; 4: a wrong command line, or
 * nothing of that name; 5: an error of the disk.  Left out: owners and access lists (/O /X), encryption (/G), links
 * themselves (/B); /V, /Z, /J and /N have no effect. */
#include "program.h"

static struct {
    BOOL ask, go_on, quiet, full, list, newer, update, into_folder, tree, empty, only_tree, keep, read_only, hidden,
        archive, reset_archive, yes, exclude;
    SYSTEMTIME since;
    BOOL has_since;
    WCHAR **excluded;
    int excluded_count;
    unsigned copied;
    int status;
    struct pool *pool;
} how;

static WCHAR *full_path(const WCHAR *name)
{
    DWORD length = GetFullPathNameW(name, 0, NULL, NULL);
    WCHAR *path = pool_alloc(how.pool, (length + 2) * sizeof *path);
    *path = 0;
    GetFullPathNameW(name, length + 1, path, NULL);
    return path;
}

static BOOL is_folder(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

static WCHAR answer(const WCHAR *question, const WCHAR *letters)
{
    for (;;) {
        struct pool pool = {0};
        print(L"%s", question);
        WCHAR *line = read_line(&pool), letter = line ? upper(*skip_blanks(line)) : 0;
        pool_free(&pool);
        if (!line || (letter && wcschr(letters, letter))) return letter;
    }
}

/* A folder with all that lead to it. */
static BOOL make_folder(const WCHAR *path)
{
    if (is_folder(path)) return TRUE;
    struct pool pool = {0};
    WCHAR *copy = pool_string(&pool, path), *slash = wcsrchr(copy, '\\');
    BOOL done = TRUE;
    if (slash && slash > copy && slash[-1] != ':') {
        *slash = 0;
        done = make_folder(copy);
    }
    pool_free(&pool);
    return done && (CreateDirectoryW(path, NULL) || is_folder(path));
}

static BOOL is_excluded(const WCHAR *path)
{
    struct pool pool = {0};
    WCHAR *large = _wcsupr(pool_string(&pool, path));
    BOOL found = FALSE;
    for (int i = 0; i < how.excluded_count && !found; i++) found = wcsstr(large, how.excluded[i]) != NULL;
    pool_free(&pool);
    return found;
}

/* /D: is the source new enough? */
static BOOL wanted_by_time(const WIN32_FIND_DATAW *data, const WCHAR *to)
{
    WIN32_FILE_ATTRIBUTE_DATA there;
    if (how.has_since) {
        FILETIME local, since;
        FileTimeToLocalFileTime(&data->ftLastWriteTime, &local);
        SystemTimeToFileTime(&how.since, &since);
        return CompareFileTime(&local, &since) >= 0;
    }
    return !how.newer || !GetFileAttributesExW(to, GetFileExInfoStandard, &there) ||
           CompareFileTime(&data->ftLastWriteTime, &there.ftLastWriteTime) > 0;
}

/* False: this was the end. */
static BOOL copy_file(const WCHAR *from, const WCHAR *to, const WIN32_FIND_DATAW *data)
{
    struct pool pool = {0};
    struct text question = {.pool = &pool};
    DWORD there = GetFileAttributesW(to);
    WCHAR *absolute = full_path(from);
    if (is_excluded(absolute) || !wanted_by_time(data, to)) return TRUE;
    if (how.update && there == INVALID_FILE_ATTRIBUTES) return TRUE;
    if (how.ask) {
        text_format(&question, L"%s (Y/N)? ", from);
        if (answer(text_done(&question), L"YN") != 'Y') return TRUE;
    } else if (there != INVALID_FILE_ATTRIBUTES && !how.yes && !how.list) {
        text_format(&question, L"Overwrite %s (Yes/No/All)? ", full_path(to));
        WCHAR letter = answer(text_done(&question), L"YNA");
        if (letter == 'A') how.yes = TRUE;
        if (letter != 'Y' && letter != 'A') return letter != 0;
    }
    if (same(absolute, full_path(to))) {
        print_error(L"File cannot be copied onto itself\r\n");
        how.status = 4;
        return FALSE;
    }
    if (!how.quiet || how.list) {
        if (how.full)
            print(L"%s -> %s\r\n", absolute, full_path(to));
        else
            print(L"%s\r\n", from);
    }
    how.copied++;
    if (how.list) return TRUE;
    if (how.read_only && there != INVALID_FILE_ATTRIBUTES && there & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(to, there & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    if (!CopyFileW(from, to, FALSE)) {
        DWORD error = GetLastError();
        how.copied--;
        print_error(L"File creation error - ");
        print_system_error(error);
        how.status = error == ERROR_DISK_FULL ? 5 : 4;
        return how.go_on;
    }
    if (!how.keep && data->dwFileAttributes & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(to, data->dwFileAttributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    if (how.reset_archive) SetFileAttributesW(from, data->dwFileAttributes & ~(DWORD)FILE_ATTRIBUTE_ARCHIVE);
    pool_free(&pool);
    return TRUE;
}

static WCHAR *join(struct pool *pool, const WCHAR *folder, const WCHAR *name)
{
    struct text path = {.pool = pool};
    size_t length = wcslen(folder);
    text_add(&path, folder, length);
    if (length && folder[length - 1] != '\\' && folder[length - 1] != ':') text_char(&path, '\\');
    text_string(&path, name);
    return text_done(&path);
}

/* A pattern's files of one folder into another, which is made when it is needed; with /S the folders below.  `name`:
 * the copy's, where it is not the source's.  False: this was the end. */
static BOOL copy_folder(const WCHAR *folder, const WCHAR *pattern, const WCHAR *to, const WCHAR *name)
{
    struct pool pool = {0};
    WIN32_FIND_DATAW data;
    BOOL on = TRUE, made = FALSE;
    if (how.only_tree || how.empty) made = how.list || make_folder(to);
    HANDLE find = how.only_tree ? INVALID_HANDLE_VALUE : FindFirstFileW(join(&pool, folder, pattern), &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
            if (data.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM) && !how.hidden) continue;
            if ((how.archive || how.reset_archive) && !(data.dwFileAttributes & FILE_ATTRIBUTE_ARCHIVE)) continue;
            if (!made && !how.list && !make_folder(to)) {
                print_error(L"Unable to create directory - %s\r\n", to);
                how.status = 4;
                on = FALSE;
                break;
            }
            made = TRUE;
            on = copy_file(join(&pool, folder, data.cFileName), join(&pool, to, name ? name : data.cFileName), &data);
        } while (on && FindNextFileW(find, &data));
        FindClose(find);
    }
    if (on && (how.tree || how.only_tree)) {
        find = FindFirstFileW(join(&pool, folder, L"*"), &data);
        if (find != INVALID_HANDLE_VALUE) {
            do {
                if (!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || is_dots(data.cFileName)) continue;
                if (data.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM) && !how.hidden) continue;
                if (is_excluded(join(&pool, full_path(join(&pool, folder, data.cFileName)), L""))) continue;
                on = copy_folder(join(&pool, folder, data.cFileName), pattern, join(&pool, to, data.cFileName), NULL);
            } while (on && FindNextFileW(find, &data));
            FindClose(find);
        }
    }
    pool_free(&pool);
    return on;
}

/* /EXCLUDE:a+b: lines of files, parts of paths. */
static BOOL read_excluded(WCHAR *names)
{
    for (WCHAR *p = names; p;) {
        WCHAR *plus = wcschr(p, '+');
        size_t length, units, most = 1;
        if (plus) *plus = 0;
        char *bytes = read_all(how.pool, p, &length);
        if (!bytes) {
            print_error(L"Can't read file: %s\r\n\r\n", p);
            return FALSE;
        }
        WCHAR *text = _wcsupr(decode(how.pool, bytes, length, &units));
        for (size_t i = 0; i < units; i++) most += text[i] == '\n';
        WCHAR **list = pool_alloc(how.pool, (most + (size_t)how.excluded_count) * sizeof *list);
        if (how.excluded_count) memcpy(list, how.excluded, (size_t)how.excluded_count * sizeof *list);
        how.excluded = list;
        while (*text) {
            WCHAR *end = text;
            while (*end && *end != '\n' && *end != '\r') end++;
            WCHAR *next = end;
            while (*next == '\n' || *next == '\r') next++;
            *end = 0;
            if (*text) list[how.excluded_count++] = text;
            text = next;
        }
        p = plus ? plus + 1 : NULL;
    }
    return TRUE;
}

static BOOL take_switch(WCHAR *given)
{
    static const struct {
        const WCHAR *name;
        BOOL *flag;
    } flags[] = {
        {L"p",  &how.ask          },
        {L"c",  &how.go_on        },
        {L"q",  &how.quiet        },
        {L"f",  &how.full         },
        {L"l",  &how.list         },
        {L"d",  &how.newer        },
        {L"u",  &how.update       },
        {L"i",  &how.into_folder  },
        {L"s",  &how.tree         },
        {L"e",  &how.empty        },
        {L"t",  &how.only_tree    },
        {L"k",  &how.keep         },
        {L"r",  &how.read_only    },
        {L"h",  &how.hidden       },
        {L"a",  &how.archive      },
        {L"m",  &how.reset_archive},
        {L"y",  &how.yes          },
        {L"v",  NULL              },
        {L"z",  NULL              },
        {L"j",  NULL              },
        {L"n",  NULL              },
        {L"-y", NULL              },
        {L"w",  NULL              },
    };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (same(given, flags[i].name)) {
            if (flags[i].flag) *flags[i].flag = TRUE;
            if (same(given, L"-y")) how.yes = FALSE;
            if (same(given, L"w")) {
                print(L"Press any key when ready to copy file(s)");
                read_key();
                print(L"\r\n");
            }
            return TRUE;
        }
    if (same_start(given, L"exclude:")) return read_excluded(given + 8);
    if (same_start(given, L"d:")) {
        WORD parts[3] = {0};
        int part = 0;
        for (given += 2; *given && part < 3; given++)
            if (*given == '-' || *given == '/')
                part++;
            else
                parts[part] = (WORD)(parts[part] * 10 + (*given - '0'));
        how.since.wMonth = parts[0];
        how.since.wDay = parts[1];
        how.since.wYear = parts[2] < 80 ? parts[2] + 2000 : parts[2] < 100 ? parts[2] + 1900 : parts[2];
        return how.has_since = TRUE;
    }
    print_error(L"Invalid switch - /%s\r\n", given);
    return FALSE;
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    WCHAR *names[2] = {NULL, (WCHAR *)L"."}, *name = NULL, *source_name;
    int given = 0;
    how.pool = pool;
    for (int i = 1; i < count; i++) {
        WCHAR *p = arguments[i];
        if (*p == '/') {
            /* switches may stand together: /s/e */
            while (*p == '/') {
                WCHAR *next = same_start(p, L"/d:") || same_start(p, L"/exclude:") ? NULL : wcschr(p + 1, '/');
                WCHAR *one = pool_copy(pool, p + 1, next ? (size_t)(next - p - 1) : wcslen(p + 1));
                if (!take_switch(one)) return 4;
                if (!next) break;
                p = next;
            }
        } else if (given < 2) {
            names[given++] = p;
        } else {
            print_error(L"Invalid number of parameters\r\n");
            return 4;
        }
    }
    if (!given) {
        print_error(L"Invalid number of parameters\r\n");
        return 4;
    }
    if (how.empty) how.tree = TRUE;
    WCHAR *source = names[0], *to = names[1];
    size_t length = wcslen(source), front = 0;
    BOOL whole = is_folder(source), pattern = wcspbrk(source, L"*?") != NULL;
    if (whole && length > 1 && source[length - 1] == '\\' && source[length - 2] != ':') source[--length] = 0;
    for (size_t i = 0; source[i] && !whole; i++)
        if (source[i] == '\\' || source[i] == '/' || source[i] == ':') front = i + 1;
    WCHAR *folder = whole ? source : pool_copy(pool, source, front);
    source_name = whole ? (WCHAR *)L"*" : source + front;
    if (!whole && !pattern && !how.tree && GetFileAttributesW(source) == INVALID_FILE_ATTRIBUTES) {
        print_error(L"File not found - %s\r\n", source_name);
        print(L"0 File(s) copied\r\n");
        return 4;
    }
    size_t end = wcslen(to);
    BOOL ends = end && (to[end - 1] == '\\' || to[end - 1] == ':');
    if (end > 1 && to[end - 1] == '\\' && to[end - 2] != ':') to[end - 1] = 0;
    if (!ends && !is_folder(to)) {
        BOOL into = how.into_folder && (whole || pattern);
        if (!into && GetFileAttributesW(to) == INVALID_FILE_ATTRIBUTES) {
            struct text question = {.pool = pool};
            text_format(
                &question,
                L"Does %s specify a file name\r\nor directory name on the target\r\n(F = file, D = directory)? ", to);
            WCHAR letter = answer(text_done(&question), L"FD");
            if (!letter) return 2;
            into = letter == 'D';
        }
        if (!into) { /* a file of that name */
            WCHAR *slash = wcsrchr(to, '\\');
            name = slash ? slash + 1 : to;
            to = slash ? pool_copy(pool, to, (size_t)(slash - to)) : (WCHAR *)L".";
        }
    }
    copy_folder(folder, source_name, to, name);
    if (!how.copied && !how.status && !how.only_tree && !how.newer && !how.has_since && !how.update && pattern) {
        print_error(L"File not found - %s\r\n", source_name);
        how.status = 1;
    }
    if (!how.only_tree) print(L"%u File(s)%s\r\n", how.copied, how.list ? L"" : L" copied");
    return how.status;
}
