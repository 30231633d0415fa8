/* SPDX-License-Identifier: MIT */
/* TASKLIST: the processes, as a table, a list or separated by commas ("tasklist").  Left out: other computers, modules
 * (/M), services (/SVC), details (/V), filters other than those of name, id and session. */
#include "processes.h"

#include <psapi.h>

enum { FILTERS_MOST = 16 };

/* 1,234 K */
static WCHAR *memory_of(struct pool *pool, DWORD id)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};
    struct text plain = {.pool = pool}, text = {.pool = pool};
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    if (!process || !K32GetProcessMemoryInfo(process, &counters, sizeof counters)) {
        if (process) CloseHandle(process);
        return pool_string(pool, L"N/A");
    }
    CloseHandle(process);
    text_format(&plain, L"%U", (ULONGLONG)counters.WorkingSetSize / 1024);
    for (size_t i = 0; i < plain.length; i++) {
        if (i && (plain.length - i) % 3 == 0) text_char(&text, ',');
        text_char(&text, plain.at[i]);
    }
    text_string(&text, L" K");
    return text.at;
}

static int wrong(const WCHAR *given)
{
    print_error(L"ERROR: Invalid argument/option - '%s'.\r\nType \"TASKLIST /?\" for usage.\r\n", given);
    return 1;
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    struct filter filters[FILTERS_MOST];
    int filter_count = 0, shown = 0;
    WCHAR form = 'T';
    BOOL header = TRUE;
    for (int i = 1; i < count; i++) {
        if (same(arguments[i], L"/nh")) {
            header = FALSE;
        } else if (same(arguments[i], L"/fo") && i + 1 < count) {
            i++;
            if (!same(arguments[i], L"table") && !same(arguments[i], L"list") && !same(arguments[i], L"csv"))
                return wrong(arguments[i]);
            form = upper(*arguments[i]);
        } else if (same(arguments[i], L"/fi") && i + 1 < count && filter_count < FILTERS_MOST) {
            if (!filter_read(pool, arguments[++i], &filters[filter_count++])) {
                print_error(L"ERROR: The search filter cannot be recognized.\r\n");
                return 1;
            }
        } else {
            return wrong(arguments[i]);
        }
    }
    PROCESSENTRY32W *list = processes_all(pool);
    if (!list) {
        print_system_error(GetLastError());
        return 1;
    }
    for (; list->dwSize; list++) {
        BOOL wanted = TRUE;
        DWORD session = 0;
        for (int i = 0; i < filter_count; i++) wanted &= filter_matches(&filters[i], list);
        if (!wanted) continue;
        ProcessIdToSessionId(list->th32ProcessID, &session);
        const WCHAR *name = session ? L"Console" : L"Services", *memory = memory_of(pool, list->th32ProcessID);
        if (!shown++ && header && form == 'T')
            print(L"\r\nImage Name                     PID Session Name        Session#    Mem Usage\r\n"
                  L"========================= ======== ================ =========== ============\r\n");
        else if (shown == 1 && header && form == 'C')
            print(L"\"Image Name\",\"PID\",\"Session Name\",\"Session#\",\"Mem Usage\"\r\n");
        if (form == 'T')
            print(L"%-25s %8u %-16s %11u %12s\r\n", pool_copy(pool, list->szExeFile, wcsnlen(list->szExeFile, 25)),
                  (unsigned)list->th32ProcessID, name, (unsigned)session, memory);
        else if (form == 'C')
            print(L"\"%s\",\"%u\",\"%s\",\"%u\",\"%s\"\r\n", list->szExeFile, (unsigned)list->th32ProcessID, name,
                  (unsigned)session, memory);
        else
            print(L"\r\nImage Name:   %s\r\nPID:          %u\r\nSession Name: %s\r\nSession#:     %u\r\nMem Usage:    "
                  L"%s\r\n",
                  list->szExeFile, (unsigned)list->th32ProcessID, name, (unsigned)session, memory);
    }
    if (!shown) print(L"INFO: No tasks are running which match the specified criteria.\r\n");
    return 0;
}
