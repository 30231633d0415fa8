/* SPDX-License-Identifier: MIT */
/* What commands print, and what they read from standard input: a console in UTF-16, all else by the console's code page
 * ("cmd": /u and /a). */
#include "program.h"

static struct {
    WCHAR text[2048];
    size_t length;
} waiting; /* for standard output */

BOOL is_console(HANDLE handle)
{
    DWORD mode;
    return GetConsoleMode(handle, &mode);
}

static UINT code_page(void)
{
    UINT page = GetConsoleOutputCP();
    return page ? page : GetOEMCP();
}

static void write_bytes(HANDLE handle, const char *bytes, DWORD size)
{
    while (size) {
        DWORD written = 0;
        if (!WriteFile(handle, bytes, size, &written, NULL) || !written) {
            DWORD error = GetLastError();
            if ((error == ERROR_NO_DATA || error == ERROR_BROKEN_PIPE) && handle != output_handle(2))
                print_error(L"The process tried to write to a nonexistent pipe.\r\n");
            return;
        }
        bytes += written;
        size -= written;
    }
}

void output_write(int number, const WCHAR *text, size_t length)
{
    HANDLE handle = output_handle(number);
    if (number == 1 && length < sizeof waiting.text / sizeof *waiting.text) {
        if (waiting.length + length > sizeof waiting.text / sizeof *waiting.text) print_flush();
        memcpy(waiting.text + waiting.length, text, length * sizeof *text);
        waiting.length += length;
        return;
    }
    if (number == 1) print_flush();
    if (!handle || handle == INVALID_HANDLE_VALUE || !length) return;
    if (is_console(handle)) {
        while (length) {
            DWORD part = length > 8000 ? 8000 : (DWORD)length, written = 0;
            if (!WriteConsoleW(handle, text, part, &written, NULL) || !written) return;
            text += written;
            length -= written;
        }
    } else if (output_unicode) {
        write_bytes(handle, (const char *)text, (DWORD)(length * sizeof *text));
    } else {
        struct pool pool = {0};
        int size = WideCharToMultiByte(code_page(), 0, text, (int)length, NULL, 0, NULL, NULL);
        char *bytes = pool_alloc(&pool, (size_t)size + 1);
        size = WideCharToMultiByte(code_page(), 0, text, (int)length, bytes, size, NULL, NULL);
        write_bytes(handle, bytes, (DWORD)size);
        pool_free(&pool);
    }
}

void print_flush(void)
{
    static WCHAR text[2048];
    size_t length = waiting.length;
    if (!length) return;
    memcpy(text, waiting.text, length * sizeof *text);
    waiting.length = 0;
    HANDLE handle = output_handle(1);
    if (!handle || handle == INVALID_HANDLE_VALUE) return;
    if (is_console(handle)) {
        DWORD written;
        WriteConsoleW(handle, text, (DWORD)length, &written, NULL);
    } else if (output_unicode) {
        write_bytes(handle, (const char *)text, (DWORD)(length * sizeof *text));
    } else {
        static char bytes[2048 * 4];
        int size = WideCharToMultiByte(code_page(), 0, text, (int)length, bytes, sizeof bytes, NULL, NULL);
        write_bytes(handle, bytes, (DWORD)size);
    }
}

void print_text(const WCHAR *text, size_t length)
{
    output_write(1, text, length);
}

void print_system_error(DWORD error)
{
    WCHAR text[512];
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0x409, text,
                                  sizeof text / sizeof *text, NULL);
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r')) length--;
    text[length] = 0;
    if (length)
        print_error(L"%s\r\n", text);
    else
        print_error(L"The system cannot execute the specified program.\r\n");
}

WCHAR *decode(struct pool *pool, const char *bytes, size_t length, size_t *units)
{
    WCHAR *text = pool_alloc(pool, (length + 1) * sizeof *text);
    *units = length ? (size_t)MultiByteToWideChar(code_page(), 0, bytes, (int)length, text, (int)length) : 0;
    text[*units] = 0;
    return text;
}

/* ---- reading ---- */

WCHAR read_key(void)
{
    HANDLE input = output_handle(0);
    DWORD mode, got = 0;
    print_flush();
    if (GetConsoleMode(input, &mode)) {
        WCHAR key = 0;
        SetConsoleMode(input, mode & ~(DWORD)(ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT));
        if (!ReadConsoleW(input, &key, 1, &got, NULL) || !got) key = 0;
        SetConsoleMode(input, mode);
        return key;
    }
    char byte = 0;
    return ReadFile(input, &byte, 1, &got, NULL) && got ? (WCHAR)(unsigned char)byte : 0;
}

WCHAR *read_line(struct pool *pool)
{
    HANDLE input = output_handle(0);
    struct text line = {.pool = pool};
    DWORD got = 0;
    print_flush();
    if (is_console(input)) {
        WCHAR part[512];
        do {
            if (!ReadConsoleW(input, part, sizeof part / sizeof *part, &got, NULL) || !got) return NULL;
            text_add(&line, part, got);
        } while (line.at[line.length - 1] != '\n');
        if (line.at[0] == 26) return NULL; /* Ctrl-Z */
    } else {
        /* byte by byte: what follows the line belongs to whoever reads next */
        struct pool own = {0};
        size_t room = 256, length = 0, units;
        char *bytes = pool_alloc(&own, room), byte;
        while (ReadFile(input, &byte, 1, &got, NULL) && got) {
            if (length == room) {
                char *grown = pool_alloc(&own, room * 2);
                memcpy(grown, bytes, length);
                bytes = grown;
                room *= 2;
            }
            bytes[length++] = byte;
            if (byte == '\n') break;
        }
        if (length) {
            WCHAR *text = decode(&own, bytes, length, &units);
            text_add(&line, text, units);
        }
        pool_free(&own);
        if (!length) return NULL;
    }
    while (line.length && (line.at[line.length - 1] == '\n' || line.at[line.length - 1] == '\r'))
        line.at[--line.length] = 0;
    return text_done(&line);
}
