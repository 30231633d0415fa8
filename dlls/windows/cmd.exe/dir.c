/* SPDX-License-Identifier: MIT */
/* DIR: short (/B), in columns (/W) or long, of a tree (/S), some (/A) and in order (/O), with the totals.
 *
 * Without /O the names stand in the order of the file system's listing, which on NTFS is by name: by name here too.
 * Left out: /P (pages), /Q (owners). */
#include "cmd.h"
#include "files.h"

struct listing {
    struct pool *pool;
    BOOL bare, tree, wide, lower, no_separator, chosen, aliases, streams;
    struct attributes attributes;
    const WCHAR *order;
    WCHAR time; /* C A W */
    ULONGLONG files, bytes, folders;
    BOOL found, first;
};

static ULONGLONG size_of(const WIN32_FIND_DATAW *data)
{
    return (ULONGLONG)data->nFileSizeHigh << 32 | data->nFileSizeLow;
}

static const FILETIME *time_of(const struct listing *l, const WIN32_FIND_DATAW *data)
{
    return l->time == 'C' ? &data->ftCreationTime : l->time == 'A' ? &data->ftLastAccessTime : &data->ftLastWriteTime;
}

static const WCHAR *ending_of(const WCHAR *name)
{
    const WCHAR *dot = wcsrchr(name, '.');
    return dot ? dot : L"";
}

static int compare(const struct listing *l, const WIN32_FIND_DATAW *a, const WIN32_FIND_DATAW *b)
{
    for (const WCHAR *p = l->order; *p; p++) {
        BOOL down = *p == '-';
        int order = 0;
        if (down && !*++p) break;
        switch (upper(*p)) {
        case 'N': order = _wcsicmp(a->cFileName, b->cFileName); break;
        case 'E': order = _wcsicmp(ending_of(a->cFileName), ending_of(b->cFileName)); break;
        case 'S': order = (size_of(a) > size_of(b)) - (size_of(a) < size_of(b)); break;
        case 'D': order = CompareFileTime(time_of(l, a), time_of(l, b)); break;
        case 'G':
            order =
                !!(b->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) - !!(a->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
            break;
        }
        if (order) return down ? -order : order;
    }
    return _wcsicmp(a->cFileName, b->cFileName);
}

/* Sorts by merging; `list` has `count` members. */
static void sort(const struct listing *l, const WIN32_FIND_DATAW **list, const WIN32_FIND_DATAW **room, size_t count)
{
    if (count < 2) return;
    size_t half = count / 2, a = 0, b = half, at = 0;
    sort(l, list, room, half);
    sort(l, list + half, room, count - half);
    while (at < count)
        room[at++] = b == count || (a < half && compare(l, list[a], list[b]) <= 0) ? list[a++] : list[b++];
    memcpy(list, room, count * sizeof(*list));
}

/* 1,234,567 */
static WCHAR *grouped(const struct listing *l, ULONGLONG value)
{
    struct text plain = {.pool = l->pool}, text = {.pool = l->pool};
    text_format(&plain, L"%U", value);
    for (size_t i = 0; i < plain.length; i++) {
        if (i && (plain.length - i) % 3 == 0 && !l->no_separator) text_char(&text, ',');
        text_char(&text, plain.at[i]);
    }
    return text_done(&text);
}

static void print_name(const struct listing *l, const WCHAR *name)
{
    WCHAR *copy = pool_string(l->pool, name);
    if (l->lower) _wcslwr(copy);
    print(L"%s\r\n", copy);
}

/* /R: a file's streams besides its contents, below it. */
static void print_streams(const struct listing *l, const WCHAR *folder, const WIN32_FIND_DATAW *data)
{
    WIN32_FIND_STREAM_DATA stream;
    HANDLE find = FindFirstStreamW(files_join(l->pool, folder, wcslen(folder), data->cFileName), FindStreamInfoStandard,
                                   &stream, 0);
    if (find == INVALID_HANDLE_VALUE) return;
    do
        if (wcscmp(stream.cStreamName, L"::$DATA") != 0) {
            print(L"%38s ", grouped(l, (ULONGLONG)stream.StreamSize.QuadPart));
            print(L"%s%s\r\n", data->cFileName, stream.cStreamName);
        }
    while (FindNextStreamW(find, &stream));
    FindClose(find);
}

static void print_long(const struct listing *l, const WIN32_FIND_DATAW *data)
{
    FILETIME local;
    SYSTEMTIME t;
    FileTimeToLocalFileTime(time_of(l, data), &local);
    FileTimeToSystemTime(&local, &t);
    print(L"%02d/%02d/%04d  %02d:%02d %s ", t.wMonth, t.wDay, t.wYear, t.wHour % 12 ? t.wHour % 12 : 12, t.wMinute,
          t.wHour < 12 ? L"AM" : L"PM");
    BOOL folder = data->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
    if (data->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
        print(folder ? L"   <SYMLINKD>     " : L"   <SYMLINK>      ");
    else if (folder)
        print(L"   <DIR>          ");
    else
        print(L"%17s ", grouped(l, size_of(data)));
    if (l->aliases) {
        print(L"%s", data->cAlternateFileName);
        for (size_t i = wcslen(data->cAlternateFileName); i < 13; i++) print(L" ");
    }
    print_name(l, data->cFileName);
}

/* As many columns as 80 characters take. */
static void print_wide(const struct listing *l, const WIN32_FIND_DATAW **list, size_t count)
{
    size_t widest = 0, column = 0;
    struct text *names = pool_alloc(l->pool, (count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) {
        BOOL folder = list[i]->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
        names[i] = (struct text){.pool = l->pool};
        text_format(&names[i], folder ? L"[%s]" : L"%s", list[i]->cFileName);
        if (l->lower) _wcslwr(names[i].at);
        if (names[i].length > widest) widest = names[i].length;
    }
    size_t columns = widest + 1 > 80 ? 1 : 80 / (widest + 1);
    for (size_t i = 0; i < count; i++) {
        print(L"%s", names[i].at);
        if (++column == columns || i + 1 == count) {
            print(L"\r\n");
            column = 0;
        } else {
            for (size_t j = names[i].length; j < widest + 1; j++) print(L" ");
        }
    }
}

static void print_totals(const struct listing *l, ULONGLONG files, ULONGLONG bytes)
{
    print(L"%16U File(s) %14s bytes\r\n", files, grouped(l, bytes));
}

/* What a pattern means in one folder; `folder` ends in a separator. */
static void list_folder(struct listing *l, WCHAR *folder, const WCHAR *pattern)
{
    struct pool pool = {0}, *before = l->pool;
    WIN32_FIND_DATAW *data = NULL;
    size_t count = 0, room = 0;
    l->pool = &pool;
    WIN32_FIND_DATAW next;
    HANDLE find = FindFirstFileW(files_join(&pool, folder, wcslen(folder), pattern), &next);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            BOOL dots = is_dots(next.cFileName);
            if (dots && (l->bare || files_front(folder) == 3)) continue;
            if (l->chosen ? !files_match(&l->attributes, next.dwFileAttributes)
                          : (next.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) != 0)
                continue;
            if (count == room) {
                WIN32_FIND_DATAW *grown = pool_alloc(&pool, (room = room ? room * 2 : 32) * sizeof *grown);
                if (count) memcpy(grown, data, count * sizeof *grown);
                data = grown;
            }
            data[count++] = next;
        } while (FindNextFileW(find, &next));
        FindClose(find);
    }
    const WIN32_FIND_DATAW **list = pool_alloc(&pool, (count + 1) * 2 * sizeof(WIN32_FIND_DATAW *));
    for (size_t i = 0; i < count; i++) list[i] = &data[i];
    sort(l, list, list + count, count);

    ULONGLONG files = 0, bytes = 0;
    if (count) {
        l->found = TRUE;
        size_t length = wcslen(folder);
        if (!l->bare) {
            WCHAR *shown = pool_copy(&pool, folder, length > 3 ? length - 1 : length);
            print(L"%s Directory of %s\r\n\r\n", l->first ? L"" : L"\r\n", shown);
            l->first = FALSE;
        }
        if (l->wide && !l->bare) print_wide(l, list, count);
        for (size_t i = 0; i < count; i++) {
            BOOL is_folder = list[i]->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
            if (l->bare)
                print_name(l, l->tree ? files_join(&pool, folder, length, list[i]->cFileName) : list[i]->cFileName);
            else if (!l->wide)
                print_long(l, list[i]);
            if (l->streams && !l->bare && !l->wide) print_streams(l, folder, list[i]);
            if (is_folder) {
                l->folders++;
            } else {
                files++;
                bytes += size_of(list[i]);
            }
        }
        if (!l->bare) print_totals(l, files, bytes);
        l->files += files;
        l->bytes += bytes;
    }
    if (l->tree) {
        const struct found *inner = files_find(&pool, files_join(&pool, folder, wcslen(folder), L"*"));
        for (; inner && !shell.interrupted; inner = inner->next) {
            DWORD attributes = inner->data.dwFileAttributes;
            if (!(attributes & FILE_ATTRIBUTE_DIRECTORY) || attributes & FILE_ATTRIBUTE_REPARSE_POINT) continue;
            if (!l->chosen && attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM)) continue;
            WCHAR *path = files_join(&pool, folder, wcslen(folder), inner->data.cFileName);
            list_folder(l, files_join(&pool, path, wcslen(path), L"\\"), pattern);
        }
    }
    l->pool = before;
    pool_free(&pool);
}

/* One switch; false: there is no such. */
static BOOL take_switch(struct listing *l, const WCHAR *given)
{
    const WCHAR *rest = given + 1;
    if (*rest == ':') rest++;
    switch (upper(*given)) {
    case 'A': l->chosen = TRUE; return files_attributes(rest, &l->attributes);
    case 'B': l->bare = TRUE; return TRUE;
    case 'C': l->no_separator = FALSE; return TRUE;
    case 'D':
    case 'W': l->wide = TRUE; return TRUE;
    case 'L': l->lower = TRUE; return TRUE;
    case 'O': l->order = *rest ? rest : L"GN"; return TRUE;
    case 'R': l->streams = TRUE; return TRUE;
    case 'S': l->tree = TRUE; return TRUE;
    case 'T': l->time = upper(*rest); return l->time == 'C' || l->time == 'A' || l->time == 'W';
    case 'X': l->aliases = TRUE; return TRUE;
    case 'N':
    case '4': return TRUE;
    case '-':
        if (upper(given[1]) == 'C') l->no_separator = TRUE;
        return given[1] && wcschr(L"CNPOBSWL4RX", upper(given[1])) != NULL;
    default: return FALSE;
    }
}

int do_dir(struct command *command)
{
    struct words words;
    struct listing l = {.pool = command->pool, .order = L"", .time = 'W', .first = TRUE};
    WCHAR *given = environment_get(command->pool, L"DIRCMD");
    struct text all = {.pool = command->pool};
    if (given) text_format(&all, L"%s ", given);
    text_string(&all, command->arguments);
    words_split(command->pool, text_done(&all), &words);
    for (int i = 0; i < words.switch_count; i++)
        if (!take_switch(&l, words.switches[i] + 1)) {
            print_error(L"Invalid switch - \"%s\".\r\n", words.switches[i] + 1);
            return 1;
        }
    if (!words.count) words.names[words.count++] = (WCHAR *)L".";
    WCHAR drive = 0, *folder = NULL;
    for (int i = 0; i < words.count; i++) {
        WCHAR *name = words.names[i];
        const WCHAR *pattern = L"*";
        size_t length = wcslen(name);
        if (wcspbrk(name, L"*?") || !files_is_folder(name)) {
            size_t front = files_front(name);
            pattern = pool_string(command->pool, name + front);
            folder = full_path(command->pool, front ? pool_copy(command->pool, name, front) : L".");
        } else {
            folder = full_path(command->pool,
                               length == 2 && name[1] == ':' ? files_join(command->pool, name, 2, L".") : name);
        }
        length = wcslen(folder);
        if (length && folder[length - 1] != '\\') folder = files_join(command->pool, folder, length, L"\\");
        if (!l.bare && upper(folder[0]) != drive) {
            struct command volume = {command->pool, L"vol", folder};
            drive = upper(folder[0]);
            do_vol(&volume);
            print(L"\r\n");
        }
        list_folder(&l, true_path(command->pool, folder), pattern);
    }
    if (!l.found) {
        print_error(L"File Not Found\r\n");
        return 1;
    }
    if (!l.bare) {
        ULARGE_INTEGER available = {0};
        if (l.tree) {
            print(L"\r\n     Total Files Listed:\r\n");
            print_totals(&l, l.files, l.bytes);
        }
        GetDiskFreeSpaceExW(folder, &available, NULL, NULL);
        print(L"%16U Dir(s)  %14s bytes free\r\n", l.folders, grouped(&l, available.QuadPart));
    }
    return 0;
}
