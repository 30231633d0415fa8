/* SPDX-License-Identifier: MIT */
/* SORT: lines in order, without regard to case unless /C says so ("sort").  Left out: limits of memory (/M, taken and
 * not needed), temporary folders (/T, likewise), record lengths but for the check. */
#include "program.h"

struct line {
    WCHAR *text;
    const WCHAR *key;
};

static struct {
    BOOL down, unique, exact;
    int column;
} how = {.column = 1};

static int compare(const struct line *a, const struct line *b)
{
    int order =
        CompareStringW(LOCALE_USER_DEFAULT, how.exact ? 0 : NORM_IGNORECASE, a->key, -1, b->key, -1) - CSTR_EQUAL;
    return how.down ? -order : order;
}

static void sort(struct line *list, struct line *room, size_t count)
{
    if (count < 2) return;
    size_t half = count / 2, a = 0, b = half, at = 0;
    sort(list, room, half);
    sort(list + half, room, count - half);
    while (at < count)
        room[at++] = b == count || (a < half && compare(&list[a], &list[b]) <= 0) ? list[a++] : list[b++];
    memcpy(list, room, count * sizeof *list);
}

static int wrong(const WCHAR *text)
{
    print_error(L"%s\r\n", text);
    return 1;
}

/* A long switch and where it may be cut off. */
static BOOL is_switch(const WCHAR *given, const WCHAR *name, size_t least)
{
    size_t length = wcslen(given);
    return length >= least && length <= wcslen(name) && !_wcsnicmp(given, name, length);
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    WCHAR *input = NULL, *output = NULL;
    size_t length, units, lines = 0, most = 1;
    for (int i = 1; i < count; i++) {
        WCHAR *given = arguments[i] + 1;
        if (*arguments[i] != '/') {
            if (input) return wrong(L"Input file specified two times.");
            input = arguments[i];
        } else if (*given == '+') {
            how.column = 0;
            for (given++; *given >= '0' && *given <= '9'; given++) how.column = how.column * 10 + (*given - '0');
            if (*given || how.column < 1) return wrong(L"Invalid switch.");
        } else if (is_switch(given, L"reverse", 1)) {
            how.down = TRUE;
        } else if (is_switch(given, L"unique", 3)) {
            how.unique = TRUE;
        } else if (is_switch(given, L"case_sensitive", 1)) {
            how.exact = TRUE;
        } else if (is_switch(given, L"output", 1) && i + 1 < count) {
            output = arguments[++i];
        } else if ((is_switch(given, L"locale", 1) || is_switch(given, L"memory", 1) ||
                    is_switch(given, L"temporary", 1) || is_switch(given, L"record_maximum", 3)) &&
                   i + 1 < count) {
            i++;
        } else if (*given == '?') {
            print(L"SORT [/R] [/+n] [/C] [/UNIQUE] [/L locale] [/M kilobytes] [/REC recordbytes] "
                  L"[[drive1:][path1]filename1] "
                  L"[/T [drive2:][path2]] [/O [drive3:][path3]filename3]\r\n");
            return 0;
        } else {
            return wrong(L"Invalid switch.");
        }
    }
    char *bytes = read_all(pool, input, &length);
    if (!bytes) {
        DWORD error = GetLastError();
        print_error(L"%s", input);
        print_system_error(error);
        return 1;
    }
    WCHAR *text = decode(pool, bytes, length, &units);
    for (size_t i = 0; i < units; i++) most += text[i] == '\n';
    struct line *list = pool_alloc(pool, (most + 1) * 2 * sizeof *list);
    for (WCHAR *p = text, *end = text + units; p < end;) {
        WCHAR *next = p;
        while (next < end && *next != '\n') next++;
        WCHAR *stop = next > p && next[-1] == '\r' ? next - 1 : next;
        BOOL last = next == end;
        *stop = 0;
        list[lines].text = p;
        list[lines].key = (size_t)(stop - p) >= (size_t)how.column ? p + how.column - 1 : L"";
        lines++;
        p = last ? end : next + 1;
    }
    sort(list, list + most + 1, lines);
    if (output) {
        HANDLE file =
            CreateFileW(output, GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file == INVALID_HANDLE_VALUE) {
            DWORD error = GetLastError();
            print_error(L"%s", output);
            print_system_error(error);
            return 1;
        }
        SetStdHandle(STD_OUTPUT_HANDLE, file);
    }
    for (size_t i = 0; i < lines; i++)
        if (!how.unique || !i || compare(&list[i - 1], &list[i])) print(L"%s\r\n", list[i].text);
    return 0;
}
