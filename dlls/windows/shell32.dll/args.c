/* SPDX-License-Identifier: MIT */
/* A command line as its arguments ("CommandLineToArgvW function"). */
#define _SHELL32_
#include "nt.h"
#include "nt_lib.h"

#include <shellapi.h>
#include <wchar.h>

static BOOL is_space(WCHAR c)
{
    return c == ' ' || c == '\t';
}

/* The program's name: quotes alone count in it, no backslashes; puts it to `to`.  Where it ends in the line. */
static const WCHAR *take_program(const WCHAR *line, WCHAR **to)
{
    if (*line == '"') {
        for (line++; *line && *line != '"'; line++) *(*to)++ = *line;
        if (*line) line++;
    } else {
        for (; *line && *line > ' '; line++) *(*to)++ = *line;
    }
    *(*to)++ = 0;
    return line;
}

/* Another argument.  Before a quote two backslashes are one, and an odd one takes the quote's meaning; two quotes
 * within a quoted part are one quote that ends it. */
static const WCHAR *take_argument(const WCHAR *line, WCHAR **to)
{
    BOOL quoted = FALSE;
    while (*line && (quoted || !is_space(*line))) {
        size_t backslashes = 0;
        while (line[backslashes] == '\\') backslashes++;
        BOOL before_quote = line[backslashes] == '"';
        for (size_t i = 0; i < (before_quote ? backslashes / 2 : backslashes); i++) *(*to)++ = '\\';
        line += backslashes;
        if (before_quote) {
            BOOL literal = backslashes % 2 || (quoted && line[1] == '"');
            if (literal) *(*to)++ = '"';
            if (!(backslashes % 2)) {
                line += literal;
                quoted = !quoted;
            }
            line++;
        } else if (!backslashes) {
            *(*to)++ = *line++;
        }
    }
    *(*to)++ = 0;
    return line;
}

/* The pointers and the texts are one LocalAlloc'd block, the caller's to LocalFree; NULL with the last error.  Of an
 * empty line: the program's path. */
LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR line, int *count)
{
    WCHAR own[MAX_PATH];
    if (!line || !count) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    BOOL empty = !*line;
    if (empty) {
        if (!GetModuleFileNameW(NULL, own, MAX_PATH)) return NULL;
        line = own;
    }
    /* no more arguments than every second character, and no text longer than its own part of the line */
    size_t length = wcslen(line), most = length / 2 + 2;
    WCHAR **arguments = LocalAlloc(LMEM_FIXED, (most + 1) * sizeof *arguments + (length + most + 1) * sizeof(WCHAR));
    if (!arguments) return NULL;
    WCHAR *to = (WCHAR *)(arguments + most + 1);
    *count = 1;
    arguments[0] = to;
    if (empty) {
        wcscpy(to, own); /* its spaces separate nothing */
    } else {
        line = take_program(line, &to);
        for (;;) {
            while (is_space(*line)) line++;
            if (!*line) break;
            arguments[(*count)++] = to;
            line = take_argument(line, &to);
        }
    }
    arguments[*count] = NULL;
    return arguments;
}
