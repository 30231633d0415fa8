/* SPDX-License-Identifier: MIT */
/* Texts of errno values: strerror, perror, _sys_errlist, with the wide and _s forms. */
#include "crt.h"

const char *_sys_errlist[] = {
    "No error",
    "Operation not permitted",
    "No such file or directory",
    "No such process",
    "Interrupted function call",
    "Input/output error",
    "No such device or address",
    "Arg list too long",
    "Exec format error",
    "Bad file descriptor",
    "No child processes",
    "Resource temporarily unavailable",
    "Not enough space",
    "Permission denied",
    "Bad address",
    "Unknown error",
    "Resource device",
    "File exists",
    "Improper link",
    "No such device",
    "Not a directory",
    "Is a directory",
    "Invalid argument",
    "Too many open files in system",
    "Too many open files",
    "Inappropriate I/O control operation",
    "Unknown error",
    "File too large",
    "No space left on device",
    "Invalid seek",
    "Read-only file system",
    "Too many links",
    "Broken pipe",
    "Domain error",
    "Result too large",
    "Unknown error",
    "Resource deadlock avoided",
    "Unknown error",
    "Filename too long",
    "No locks available",
    "Function not implemented",
    "Directory not empty",
    "Illegal byte sequence",
    "Unknown error",
};
int _sys_nerr = sizeof _sys_errlist / sizeof *_sys_errlist - 1;

#define TEXT_SIZE 512

static const char *text_of(int error)
{
    return _sys_errlist[(unsigned)error < (unsigned)_sys_nerr ? error : _sys_nerr];
}

static char *text_buffer(void)
{
    struct crt_thread *self = crt_self();
    if (!self->text) self->text = malloc(TEXT_SIZE);
    return self->text;
}

static wchar_t *wtext_buffer(void)
{
    struct crt_thread *self = crt_self();
    if (!self->wtext) self->wtext = malloc(TEXT_SIZE * sizeof *self->wtext);
    return self->wtext;
}

char *strerror(int error)
{
    char *out = text_buffer();
    return out ? strcpy(out, text_of(error)) : "Not enough space";
}

int strerror_s(char *out, size_t size, int error)
{
    if (!out || !size) return crt_invalid();
    crt_snprintf(out, size, "%s", text_of(error));
    return 0;
}

/* _strerror: "text: error of errno\n", or without a text the error alone. */
char *_strerror(const char *text)
{
    char *out = text_buffer();
    if (!out) return NULL;
    if (text && *text)
        crt_snprintf(out, TEXT_SIZE, "%.94s: %s\n", text, text_of(errno));
    else
        crt_snprintf(out, TEXT_SIZE, "%s\n", text_of(errno));
    return out;
}

int _strerror_s(char *out, size_t size, const char *text)
{
    if (!out || !size) return crt_invalid();
    if (text && *text)
        crt_snprintf(out, size, "%s: %s\n", text, text_of(errno));
    else
        crt_snprintf(out, size, "%s\n", text_of(errno));
    return 0;
}

static void widen(wchar_t *out, size_t size, const char *text)
{
    size_t i = 0;
    for (; text[i] && i + 1 < size; i++) out[i] = (unsigned char)text[i];
    out[i] = 0;
}

wchar_t *_wcserror(int error)
{
    wchar_t *out = wtext_buffer();
    if (out) widen(out, TEXT_SIZE, text_of(error));
    return out;
}

int _wcserror_s(wchar_t *out, size_t size, int error)
{
    if (!out || !size) return crt_invalid();
    widen(out, size, text_of(error));
    return 0;
}

int __wcserror_s(wchar_t *out, size_t size, const wchar_t *text)
{
    wchar_t line[TEXT_SIZE];
    size_t n = 0;
    if (!out || !size) return crt_invalid();
    if (text && *text) {
        for (; text[n] && n < 94; n++) line[n] = text[n];
        line[n++] = ':';
        line[n++] = ' ';
    }
    widen(line + n, TEXT_SIZE - n - 1, text_of(errno));
    wcscat(line, L"\n");
    size_t length = wcslen(line) < size - 1 ? wcslen(line) : size - 1;
    memcpy(out, line, length * sizeof *out);
    out[length] = 0;
    return 0;
}

wchar_t *__wcserror(const wchar_t *text)
{
    wchar_t *out = wtext_buffer();
    if (out) __wcserror_s(out, TEXT_SIZE, text);
    return out;
}

/* perror: the text, and what errno means, to stderr. */
void perror(const char *text)
{
    const char *error = text_of(errno);
    if (text && *text)
        fprintf(STDERR, "%s: %s\n", text, error);
    else
        fprintf(STDERR, "%s\n", error);
}

void _wperror(const wchar_t *text)
{
    const char *error = text_of(errno);
    char *narrow = text && *text ? crt_narrow(text) : NULL;
    if (narrow)
        fprintf(STDERR, "%s: %s\n", narrow, error);
    else
        fprintf(STDERR, "%s\n", error);
    free(narrow);
}

int *__sys_nerr(void)
{
    return &_sys_nerr;
}

const char **__sys_errlist(void)
{
    return _sys_errlist;
}
