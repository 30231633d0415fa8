/* SPDX-License-Identifier: MIT */
/* The start of a small program: its arguments, and reading whole files. */
#include "program.h"

BOOL output_unicode;

HANDLE output_handle(int number)
{
    static const DWORD standard[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    return GetStdHandle(standard[number]);
}

char *read_all(struct pool *pool, const WCHAR *name, size_t *length)
{
    HANDLE file = output_handle(0);
    size_t room = 65536;
    if (name) {
        file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                           OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file == INVALID_HANDLE_VALUE) return NULL;
    }
    char *bytes = pool_alloc(pool, room);
    *length = 0;
    for (;;) {
        DWORD got = 0;
        if (*length == room) {
            char *grown = pool_alloc(pool, room * 2);
            memcpy(grown, bytes, *length);
            bytes = grown;
            room *= 2;
        }
        DWORD part = room - *length > 1 << 20 ? 1 << 20 : (DWORD)(room - *length);
        if (!ReadFile(file, bytes + *length, part, &got, NULL) || !got) break;
        *length += got;
    }
    if (name) CloseHandle(file);
    return bytes;
}

void print_bytes(const char *bytes, size_t length)
{
    struct pool pool = {0};
    size_t units;
    if (is_console(output_handle(1))) {
        WCHAR *text = decode(&pool, bytes, length, &units);
        print_text(text, units);
        pool_free(&pool);
        return;
    }
    print_flush();
    while (length) {
        DWORD part = length > 1 << 20 ? 1 << 20 : (DWORD)length, written = 0;
        if (!WriteFile(output_handle(1), bytes, part, &written, NULL) || !written) return;
        bytes += written;
        length -= written;
    }
}

/* Takes one argument ("Parsing C command-line arguments"). */
static WCHAR *take(struct pool *pool, const WCHAR **at)
{
    struct text text = {.pool = pool};
    const WCHAR *p = *at;
    BOOL quoted = FALSE;
    while (*p && (quoted || !is_blank(*p))) {
        size_t backslashes = 0;
        for (; *p == '\\'; p++) backslashes++;
        for (size_t i = 0; i < (*p == '"' ? backslashes / 2 : backslashes); i++) text_char(&text, '\\');
        if (*p == '"') {
            if (backslashes & 1) {
                text_char(&text, '"');
            } else if (quoted && p[1] == '"') {
                text_char(&text, '"');
                p++;
            } else {
                quoted = !quoted;
            }
            p++;
        } else if (*p && (quoted || !is_blank(*p))) {
            text_char(&text, *p++);
        }
    }
    *at = p;
    return text_done(&text);
}

int program_start(void)
{
    struct pool pool = {0};
    const WCHAR *line = GetCommandLineW();
    WCHAR **arguments = pool_alloc(&pool, (wcslen(line) / 2 + 3) * sizeof *arguments);
    int count = 0;
    for (const WCHAR *p = skip_blanks(line); *p; p = skip_blanks(p)) arguments[count++] = take(&pool, &p);
    arguments[count] = NULL;
    int status = program_main(&pool, count, arguments);
    print_flush();
    ExitProcess((UINT)status);
}
