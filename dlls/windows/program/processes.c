/* SPDX-License-Identifier: MIT */
/* Which processes TASKLIST shows and TASKKILL ends. */
#include "processes.h"

enum { BY_IMAGE, BY_PID, BY_SESSION };
enum { EQUAL, UNEQUAL, GREATER, LESS, AT_LEAST, AT_MOST };

PROCESSENTRY32W *processes_all(struct pool *pool)
{
    size_t count = 0, room = 64;
    PROCESSENTRY32W *list = pool_alloc(pool, room * sizeof *list);
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (snapshot == INVALID_HANDLE_VALUE) return NULL;
    list[0].dwSize = sizeof *list;
    for (BOOL on = Process32FirstW(snapshot, &list[0]); on; on = Process32NextW(snapshot, &list[count])) {
        if (++count + 1 == room) {
            PROCESSENTRY32W *grown = pool_alloc(pool, room * 2 * sizeof *grown);
            memcpy(grown, list, count * sizeof *grown);
            list = grown;
            room *= 2;
        }
        list[count].dwSize = sizeof *list;
    }
    CloseHandle(snapshot);
    list[count].dwSize = 0;
    return list;
}

BOOL number_whole(const WCHAR *text, DWORD *number)
{
    *number = 0;
    if (!*text) return FALSE;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return FALSE;
        *number = *number * 10 + (DWORD)(*text - '0');
    }
    return TRUE;
}

BOOL filter_read(struct pool *pool, const WCHAR *given, struct filter *filter)
{
    static const WCHAR *const kinds[] = {L"IMAGENAME", L"PID", L"SESSION"};
    static const WCHAR *const orders[] = {L"eq", L"ne", L"gt", L"lt", L"ge", L"le"};
    WCHAR *what = next_word(pool, &given), *order = next_word(pool, &given);
    filter->text = without_end(pool_string(pool, skip_blanks(given)));
    filter->what = filter->order = -1;
    for (int i = 0; what && i < (int)(sizeof kinds / sizeof *kinds); i++)
        if (same(what, kinds[i])) filter->what = i;
    for (int i = 0; order && i < (int)(sizeof orders / sizeof *orders); i++)
        if (same(order, orders[i])) filter->order = i;
    if (filter->what < 0 || filter->order < 0 || !*filter->text) return FALSE;
    if (filter->what == BY_IMAGE) return filter->order == EQUAL || filter->order == UNEQUAL;
    return number_whole(filter->text, &filter->number);
}

BOOL name_matches(const WCHAR *pattern, const WCHAR *name)
{
    size_t length = wcslen(pattern);
    if (length && pattern[length - 1] == '*') return !_wcsnicmp(pattern, name, length - 1);
    return same(pattern, name);
}

BOOL filter_matches(const struct filter *filter, const PROCESSENTRY32W *entry)
{
    if (filter->what == BY_IMAGE) return name_matches(filter->text, entry->szExeFile) == (filter->order == EQUAL);
    DWORD session = 0, value = entry->th32ProcessID;
    if (filter->what == BY_SESSION) value = ProcessIdToSessionId(entry->th32ProcessID, &session) ? session : 0;
    switch (filter->order) {
    case EQUAL: return value == filter->number;
    case UNEQUAL: return value != filter->number;
    case GREATER: return value > filter->number;
    case LESS: return value < filter->number;
    case AT_LEAST: return value >= filter->number;
    default: return value <= filter->number;
    }
}
