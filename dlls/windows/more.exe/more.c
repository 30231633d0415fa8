/* SPDX-License-Identifier: MIT */
/* MORE: files or standard input, a screen at a time where that is a console, else all of it ("more").  Tabs become
 * blanks, and each line ends.  /E's keys but for blank, Enter, P n... and Q are left out. */
#include "program.h"

static struct {
    unsigned tab, from, height, shown;
    BOOL squeeze, pages, clear;
} how = {.tab = 8};

/* Waits at a screen's end; false: that was enough. */
static BOOL next_line(void)
{
    if (!how.pages || ++how.shown < how.height) return TRUE;
    print(L"-- More --");
    WCHAR key = read_key();
    print(L"\r          \r");
    if (upper(key) == 'Q' || !key || key == 3) return FALSE;
    how.shown = key == '\r' || key == '\n' ? how.height - 1 : 0;
    return TRUE;
}

static BOOL show(struct pool *pool, const WCHAR *text, size_t units)
{
    unsigned number = 0;
    BOOL empty_before = FALSE;
    for (size_t at = 0; at < units;) {
        struct text line = {.pool = pool};
        for (; at < units && text[at] != '\n'; at++) {
            size_t blanks = text[at] == '\t' ? how.tab - line.length % how.tab : 0;
            for (size_t i = 0; i < blanks; i++) text_char(&line, ' ');
            if (!blanks && text[at] != '\r') text_char(&line, text[at]);
        }
        at++;
        if (++number <= how.from) continue;
        if (how.squeeze && !line.length && empty_before) continue;
        empty_before = !line.length;
        print(L"%s\r\n", text_done(&line));
        if (!next_line()) return FALSE;
    }
    return TRUE;
}

int program_main(struct pool *pool, int count, WCHAR **arguments)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    size_t length, units;
    int files = 0;
    if (GetConsoleScreenBufferInfo(output_handle(1), &info)) {
        how.pages = TRUE;
        how.height = (unsigned)(info.srWindow.Bottom - info.srWindow.Top);
    }
    for (int i = 1; i < count; i++) {
        const WCHAR *given = arguments[i];
        if (*given == '+') {
            how.from = 0;
            while (*++given >= '0' && *given <= '9') how.from = how.from * 10 + (unsigned)(*given - '0');
        } else if (*given == '/') {
            WCHAR letter = upper(given[1]);
            if (letter == 'T') {
                how.tab = 0;
                for (given += 2; *given >= '0' && *given <= '9'; given++)
                    how.tab = how.tab * 10 + (unsigned)(*given - '0');
                if (!how.tab) how.tab = 1;
            } else if (letter == 'S') {
                how.squeeze = TRUE;
            } else if (letter != 'E' && letter != 'C' && letter != 'P') {
                print_error(L"Invalid switch - %s\r\n", given);
                return 1;
            }
        } else {
            files++;
            char *bytes = read_all(pool, given, &length);
            if (!bytes) {
                print_error(L"Cannot access file %s\r\n", given);
                return 1;
            }
            WCHAR *text = decode(pool, bytes, length, &units);
            if (!show(pool, text, units)) return 0;
        }
    }
    if (!files) {
        char *bytes = read_all(pool, NULL, &length);
        WCHAR *text = decode(pool, bytes, length, &units);
        show(pool, text, units);
    }
    return 0;
}
