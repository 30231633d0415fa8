/* SPDX-License-Identifier: MIT */
/* TASKKILL: ends processes by id, name or filter, with those that they made by /T ("taskkill").  Without /F a window
 * would be asked to close; a process that has none can only be ended by force.  Left out: other computers. */
#include "processes.h"

enum { FILTERS_MOST = 16, NOT_FOUND = 128 };

static struct {
    BOOL force, tree;
    PROCESSENTRY32W *list;
    int ended, failed;
} how;

static void end(const PROCESSENTRY32W *entry, const WCHAR *by_name, DWORD parent)
{
    DWORD id = entry->th32ProcessID;
    if (how.tree)
        for (PROCESSENTRY32W *p = how.list; p->dwSize; p++)
            if (p->th32ParentProcessID == id && p->th32ProcessID != id && p->th32ProcessID != GetCurrentProcessId())
                end(p, NULL, id);
    HANDLE process = how.force ? OpenProcess(PROCESS_TERMINATE, FALSE, id) : NULL;
    DWORD error = GetLastError();
    BOOL done = process && TerminateProcess(process, 1);
    if (process && !done) error = GetLastError();
    if (process) CloseHandle(process);
    struct pool pool = {0};
    struct text who = {.pool = &pool};
    if (by_name)
        text_format(&who, L"The process \"%s\" with PID %u", entry->szExeFile, (unsigned)id);
    else if (parent)
        text_format(&who, L"The process with PID %u (child process of PID %u)", (unsigned)id, (unsigned)parent);
    else
        text_format(&who, L"The process with PID %u", (unsigned)id);
    if (done) {
        how.ended++;
        print(L"SUCCESS: %s has been terminated.\r\n", who.at);
    } else {
        how.failed++;
        print_error(L"ERROR: %s could not be terminated.\r\nReason: ", who.at);
        if (how.force)
            print_system_error(error);
        else
            print_error(L"This process can only be terminated forcefully (with /F option).\r\n");
    }
    pool_free(&pool);
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    struct filter filters[FILTERS_MOST];
    int filter_count = 0, wanted_count = 0, status = 0;
    WCHAR **wanted = pool_alloc(pool, ((size_t)count + 1) * sizeof *wanted);
    BOOL *is_name = pool_alloc(pool, ((size_t)count + 1) * sizeof *is_name);
    for (int i = 1; i < count; i++) {
        if (same(arguments[i], L"/f")) {
            how.force = TRUE;
        } else if (same(arguments[i], L"/t")) {
            how.tree = TRUE;
        } else if ((same(arguments[i], L"/pid") || same(arguments[i], L"/im")) && i + 1 < count) {
            is_name[wanted_count] = same(arguments[i], L"/im");
            wanted[wanted_count++] = arguments[++i];
        } else if (same(arguments[i], L"/fi") && i + 1 < count && filter_count < FILTERS_MOST) {
            if (!filter_read(pool, arguments[++i], &filters[filter_count++])) {
                print_error(L"ERROR: The search filter cannot be recognized.\r\n");
                return 1;
            }
        } else {
            print_error(L"ERROR: Invalid argument/option - '%s'.\r\nType \"TASKKILL /?\" for usage.\r\n", arguments[i]);
            return 1;
        }
    }
    if (!wanted_count && filter_count) {
        is_name[wanted_count] = TRUE;
        wanted[wanted_count++] = (WCHAR *)L"*";
    }
    if (!wanted_count) {
        print_error(L"ERROR: Invalid syntax. Neither /FI nor /PID nor /IM were specified.\r\nType \"TASKKILL /?\" for "
                    L"usage.\r\n");
        return 1;
    }
    if (!(how.list = processes_all(pool))) {
        print_system_error(GetLastError());
        return 1;
    }
    for (int i = 0; i < wanted_count; i++) {
        DWORD number = 0;
        BOOL by_name = is_name[i] || !number_whole(wanted[i], &number), found = FALSE;
        for (PROCESSENTRY32W *p = how.list; p->dwSize; p++) {
            BOOL matches = by_name ? name_matches(wanted[i], p->szExeFile) : p->th32ProcessID == number;
            for (int j = 0; matches && j < filter_count; j++) matches = filter_matches(&filters[j], p);
            if (!matches || (by_name && p->th32ProcessID == GetCurrentProcessId())) continue;
            found = TRUE;
            end(p, by_name ? p->szExeFile : NULL, 0);
        }
        if (!found && filter_count) {
            print(L"INFO: No tasks running with the specified criteria.\r\n");
        } else if (!found) {
            print_error(L"ERROR: The process \"%s\" not found.\r\n", wanted[i]);
            status = NOT_FOUND;
        }
    }
    return status ? status : how.failed ? 1 : 0;
}
