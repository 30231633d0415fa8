/* SPDX-License-Identifier: MIT */
/* %~fpdnxsatz and $VAR: of batch arguments and FOR's variables ("call", "for").
 *
 * A value is taken without its quotes; f, d, p, n and x are those of its full path, whose existing components stand as
 * on disk. */
#include "cmd.h"

WCHAR *full_path(struct pool *pool, const WCHAR *name)
{
    DWORD length = GetFullPathNameW(*name ? name : L".", 0, NULL, NULL);
    WCHAR *full = pool_alloc(pool, (length + 2) * sizeof *full);
    if (!length || !GetFullPathNameW(*name ? name : L".", length + 1, full, NULL)) return pool_string(pool, name);
    return full;
}

WCHAR *true_path(struct pool *pool, const WCHAR *full)
{
    WCHAR *path = pool_string(pool, full);
    if (!path[0] || path[1] != ':') return path;
    struct text out = {.pool = pool};
    WCHAR drive[] = {upper(path[0]), ':', 0};
    text_string(&out, drive);
    for (WCHAR *p = path + 2; *p;) {
        WCHAR *end = *p == '\\' ? p + 1 : p;
        while (*end && *end != '\\') end++;
        WCHAR after = *end;
        WIN32_FIND_DATAW data;
        *end = 0;
        HANDLE find = end - p > 1 && !wcspbrk(p, L"*?") ? FindFirstFileW(path, &data) : INVALID_HANDLE_VALUE;
        if (find == INVALID_HANDLE_VALUE) {
            text_string(&out, p);
        } else {
            FindClose(find);
            text_char(&out, '\\');
            text_string(&out, data.cFileName);
        }
        *end = after;
        p = end;
    }
    return text_done(&out);
}

/* Where a name is found in the folders of a variable; "" where nowhere. */
static WCHAR *search(struct pool *pool, const WCHAR *variable, const WCHAR *name)
{
    WCHAR *folders = environment_get(pool, variable);
    if (!folders) return pool_string(pool, L"");
    DWORD length = SearchPathW(folders, name, NULL, 0, NULL, NULL);
    if (!length) return pool_string(pool, L"");
    WCHAR *found = pool_alloc(pool, (length + 1) * sizeof *found);
    SearchPathW(folders, name, NULL, length + 1, found, NULL);
    return found;
}

static void add_attributes(struct text *out, DWORD attributes)
{
    static const struct {
        DWORD bit;
        WCHAR letter;
    } letters[] = {
        {FILE_ATTRIBUTE_DIRECTORY,     'd'},
        {FILE_ATTRIBUTE_READONLY,      'r'},
        {FILE_ATTRIBUTE_ARCHIVE,       'a'},
        {FILE_ATTRIBUTE_HIDDEN,        'h'},
        {FILE_ATTRIBUTE_SYSTEM,        's'},
        {FILE_ATTRIBUTE_COMPRESSED,    'c'},
        {FILE_ATTRIBUTE_OFFLINE,       'o'},
        {FILE_ATTRIBUTE_TEMPORARY,     't'},
        {FILE_ATTRIBUTE_REPARSE_POINT, 'l'},
    };
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        text_char(out, attributes & letters[i].bit ? letters[i].letter : '-');
}

enum {
    FULL = 1,
    DRIVE = 2,
    FOLDER = 4,
    NAME = 8,
    ENDING = 16,
    SHORT_NAME = 32,
    ATTRIBUTES = 64,
    WRITTEN = 128,
    LENGTH = 256
};

static unsigned modifier_of(WCHAR c)
{
    static const WCHAR letters[] = L"fdpnxsatz";
    const WCHAR *p = wcschr(letters, c | 32);
    return c && p && *p ? 1u << (p - letters) : 0;
}

static WCHAR *apply(struct pool *pool, WCHAR *value, unsigned what)
{
    struct text out = {.pool = pool};
    if (!what) return value;
    WCHAR *full = true_path(pool, full_path(pool, value));
    WIN32_FILE_ATTRIBUTE_DATA data;
    BOOL there = *value && GetFileAttributesExW(full, GetFileExInfoStandard, &data);
    if (what & SHORT_NAME) {
        DWORD length = GetShortPathNameW(full, NULL, 0);
        WCHAR *other = pool_alloc(pool, (length + 1) * sizeof *other);
        if (length && GetShortPathNameW(full, other, length + 1)) full = other;
        if (!(what & (FULL | DRIVE | FOLDER | NAME | ENDING))) what |= FULL;
    }
    if (there && what & ATTRIBUTES) add_attributes(&out, data.dwFileAttributes);
    if (there && what & WRITTEN) {
        FILETIME local;
        SYSTEMTIME time;
        if (out.length) text_char(&out, ' ');
        FileTimeToLocalFileTime(&data.ftLastWriteTime, &local);
        FileTimeToSystemTime(&local, &time);
        text_format(&out, L"%02d/%02d/%04d %02d:%02d %s", time.wMonth, time.wDay, time.wYear,
                    time.wHour % 12 ? time.wHour % 12 : 12, time.wMinute, time.wHour < 12 ? L"AM" : L"PM");
    }
    if (there && what & LENGTH) {
        if (out.length) text_char(&out, ' ');
        text_format(&out, L"%U", (ULONGLONG)data.nFileSizeHigh << 32 | data.nFileSizeLow);
    }
    if (!(what & (FULL | DRIVE | FOLDER | NAME | ENDING))) return text_done(&out);
    if (out.length) text_char(&out, ' ');
    if (!*value) { /* of nothing, the path is the current folder's and there is no name */
        WCHAR *here = current_folder(pool);
        size_t length = wcslen(here);
        if (what & (FULL | DRIVE)) text_add(&out, here, 2);
        if (what & (FULL | FOLDER)) {
            text_string(&out, here + 2);
            if (length && here[length - 1] != '\\') text_char(&out, '\\');
        }
        return text_done(&out);
    }
    WCHAR *name = wcsrchr(full, '\\');
    name = name ? name + 1 : full;
    WCHAR *ending = wcsrchr(name, '.');
    if (!ending) ending = name + wcslen(name);
    size_t drive = full[0] && full[1] == ':' ? 2 : 0;
    if (what & (FULL | DRIVE)) text_add(&out, full, drive);
    if (what & (FULL | FOLDER)) text_add(&out, full + drive, (size_t)(name - full) - drive);
    if (what & (FULL | NAME)) text_add(&out, name, (size_t)(ending - name));
    if (what & (FULL | ENDING)) text_string(&out, ending);
    return text_done(&out);
}

WCHAR *expand_modifiers(struct pool *pool, const WCHAR **at, BOOL argument)
{
    const WCHAR *p = *at, *variable = NULL;
    unsigned what = 0;
    for (;;) {
        /* a letter may be a modifier as well as FOR's variable: the longest reading that ends in a variable is it */
        if (argument && *p >= '0' && *p <= '9') break;
        if (*p == '$') {
            const WCHAR *colon = wcschr(p, ':');
            if (!colon) return NULL;
            variable = pool_copy(pool, p + 1, (size_t)(colon - p - 1));
            p = colon + 1;
            continue;
        }
        BOOL is_variable = !argument && *p && *p < 128 && shell.for_values[*p];
        unsigned bit = modifier_of(*p);
        if (is_variable) {
            const WCHAR *q = p;
            while (bit && modifier_of(q[1])) q++;
            BOOL later = FALSE;
            for (const WCHAR *r = p + 1; bit && *r && r <= q + 1 && !later; r++)
                later = *r < 128 && shell.for_values[*r] && r <= q + 1;
            if (!bit || !later) break;
        }
        if (!bit) return NULL;
        what |= bit;
        p++;
    }
    const WCHAR *given = argument ? batch_argument(*p - '0') : shell.for_values[*p];
    WCHAR *value = pool_string(pool, given);
    size_t length = wcslen(value);
    if (*value == '"') {
        length -= 1;
        memmove(value, value + 1, (length + 1) * sizeof *value);
        if (length && value[length - 1] == '"') value[length - 1] = 0;
    }
    /* %0 of a subroutine is its label, but its path is the file's; and %0 may have been typed without an ending */
    if (argument && *p == '0' && !shell.batch->shifted && what) value = pool_string(pool, shell.batch->path);
    *at = p + 1;
    if (variable) {
        value = search(pool, variable, value);
        if (!*value) return value;
    }
    return apply(pool, value, what);
}
