/* SPDX-License-Identifier: MIT */
/* Variables: the environment's, and those that "set" documents as computed at each look (CD DATE TIME RANDOM ERRORLEVEL
 * CMDEXTVERSION CMDCMDLINE), as long as the environment has none of that name. */
#include "cmd.h"

WCHAR *environment_get(struct pool *pool, const WCHAR *name)
{
    WCHAR small[256];
    SetLastError(0);
    DWORD length = GetEnvironmentVariableW(name, small, sizeof small / sizeof *small);
    if (!length) return GetLastError() == ERROR_ENVVAR_NOT_FOUND ? NULL : pool_string(pool, L"");
    if (length < sizeof small / sizeof *small) return pool_copy(pool, small, length);
    WCHAR *large = pool_alloc(pool, (length + 1) * sizeof *large);
    GetEnvironmentVariableW(name, large, length + 1);
    return large;
}

WCHAR *current_folder(struct pool *pool)
{
    DWORD length = GetCurrentDirectoryW(0, NULL);
    WCHAR *folder = pool_alloc(pool, (length + 1) * sizeof *folder);
    GetCurrentDirectoryW(length + 1, folder);
    return folder;
}

void format_date(struct text *text, const SYSTEMTIME *time)
{
    static const WCHAR days[] = L"SunMonTueWedThuFriSat";
    text_add(text, days + time->wDayOfWeek % 7 * 3, 3);
    text_format(text, L" %02d/%02d/%04d", time->wMonth, time->wDay, time->wYear);
}

void format_time(struct text *text, const SYSTEMTIME *time)
{
    text_format(text, L"%2d:%02d:%02d.%02d", time->wHour, time->wMinute, time->wSecond, time->wMilliseconds / 10);
}

/* 0 to 32767 */
static int chance(void)
{
    static unsigned state;
    if (!state) {
        LARGE_INTEGER counter;
        QueryPerformanceCounter(&counter);
        state = (unsigned)counter.QuadPart ^ GetCurrentProcessId() * 2654435761u;
        if (!state) state = 1;
    }
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (int)(state >> 8 & 0x7fff);
}

WCHAR *variable_get(struct pool *pool, const WCHAR *name)
{
    struct text text = {.pool = pool};
    SYSTEMTIME now;
    WCHAR *value = environment_get(pool, name);
    if (value || !shell.extensions) return value;
    if (same(name, L"ERRORLEVEL")) {
        text_format(&text, L"%d", shell.level);
    } else if (same(name, L"CD")) {
        return current_folder(pool);
    } else if (same(name, L"DATE")) {
        GetLocalTime(&now);
        format_date(&text, &now);
    } else if (same(name, L"TIME")) {
        GetLocalTime(&now);
        format_time(&text, &now);
    } else if (same(name, L"RANDOM")) {
        text_format(&text, L"%d", chance());
    } else if (same(name, L"CMDEXTVERSION")) {
        text_string(&text, L"2");
    } else if (same(name, L"CMDCMDLINE")) {
        text_string(&text, GetCommandLineW());
    } else {
        return NULL;
    }
    return text_done(&text);
}
