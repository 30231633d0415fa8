/* SPDX-License-Identifier: MIT */
/* TIMEOUT: waits for seconds or for a key ("timeout"). */
#include "program.h"

static BOOL read_number(const WCHAR *text, int *value)
{
    BOOL minus = *text == '-';
    int number = 0;
    if (minus) text++;
    if (!*text) return FALSE;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || number > 99999) return FALSE;
        number = number * 10 + (*text - '0');
    }
    *value = minus ? -number : number;
    return TRUE;
}

/* A key that was pressed is taken from the input. */
static BOOL key_pressed(HANDLE input)
{
    INPUT_RECORD record;
    DWORD got = 0;
    while (PeekConsoleInputW(input, &record, 1, &got) && got) {
        ReadConsoleInputW(input, &record, 1, &got);
        if (record.EventType == KEY_EVENT && record.Event.KeyEvent.bKeyDown) return TRUE;
    }
    return FALSE;
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    HANDLE input = output_handle(0);
    BOOL keys = TRUE, given = FALSE;
    int seconds = 0;
    (void)pool;
    for (int i = 1; i < count; i++) {
        if (same(arguments[i], L"/nobreak")) {
            keys = FALSE;
        } else if (same(arguments[i], L"/t") && i + 1 < count && read_number(arguments[i + 1], &seconds)) {
            given = TRUE;
            i++;
        } else if (!given && read_number(arguments[i], &seconds)) {
            given = TRUE;
        } else {
            print_error(L"ERROR: Invalid syntax. Type \"TIMEOUT /?\" for usage.\r\n");
            return 1;
        }
    }
    if (!given || seconds < -1 || seconds > 99999) {
        print_error(L"ERROR: Invalid value for timeout (/T) specified. Valid range is -1 to 99999 seconds.\r\n");
        return 1;
    }
    if (!is_console(input)) {
        print_error(L"ERROR: Input redirection is not supported, exiting the process immediately.\r\n");
        return 1;
    }
    if (seconds < 0) {
        print(L"\r\nPress any key to continue ...");
    } else {
        print(keys ? L"\r\nWaiting for %2d seconds, press a key to continue ..."
                   : L"\r\nWaiting for %d seconds, press CTRL+C to quit ...",
              seconds);
    }
    print_flush();
    ULONGLONG end = GetTickCount64() + (ULONGLONG)(seconds > 0 ? seconds : 0) * 1000;
    while (seconds < 0 || GetTickCount64() < end) {
        ULONGLONG left = seconds < 0 ? 1000 : end - GetTickCount64();
        DWORD part = left > 1000 ? 1000 : (DWORD)left;
        if (!keys)
            Sleep(part);
        else if (WaitForSingleObject(input, part) == WAIT_OBJECT_0 && key_pressed(input))
            break;
    }
    print(L"\r\n");
    return 0;
}
