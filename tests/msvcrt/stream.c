/* SPDX-License-Identifier: MIT */
/* Streams of msvcrt, as documented. */
#include "check.h"

#include <errno.h>
#include <io.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#undef getc

_CRTIMP FILE *__cdecl __iob_func(void);

static int print(FILE *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfprintf(file, format, arguments);
    va_end(arguments);
    return count;
}

int main(void)
{
    static const char name[] = "stream.tmp";
    char line[64];
    FILE *file;

    errno = 0;
    CHECK(fopen("not-there.tmp", "r") == NULL && errno == ENOENT,
          "fopen: \"A null pointer value indicates an error\", ENOENT");
    file = fopen(name, "wb");
    if (!CHECK(file != NULL, "fopen: \"a pointer to the open file\"")) return check_done();
    CHECK(fwrite("0123", 1, 4, file) == 4, "fwrite: \"the number of full items actually written\"");
    CHECK(fwrite("abcdef", 3, 2, file) == 2, "fwrite: of items of three bytes");
    CHECK(fputc('\n', file) == '\n', "fputc: \"the character written\"");
    CHECK(fputs("second line\n", file) >= 0, "fputs: \"a non-negative value if it's successful\"");
    CHECK(fprintf(file, "%d %s|%5.2f|%-4x|%lld\n", -5, "text", 3.14159, 0xabu, 1ll << 40) == 33,
          "fprintf: \"the number of bytes written\"");
    CHECK(print(file, "%c%%%3d\n", 'q', 7) == 6, "vfprintf: the same by a list of arguments");
    CHECK(ferror(file) == 0, "ferror: \"If no error has occurred on stream, ferror returns 0\"");
    CHECK(fflush(file) == 0, "fflush: \"0 if the buffer was successfully flushed\"");
    FILE *other = fopen(name, "rb");
    CHECK(other && fread(line, 1, 4, other) == 4 && !memcmp(line, "0123", 4), "and what was flushed can be read");
    fclose(other);
    other = fopen(name, "rb"); /* writing to one that has been read from, without a seek between, is undefined */
    CHECK(fwrite("x", 1, 1, other) == 0 && ferror(other),
          "fwrite to a stream open for reading: none, and ferror says so");
    CHECK(fputc('x', other) == EOF, "fputc: \"a return value of EOF indicates an error\"");
    CHECK(fputs("x", other) == EOF, "fputs: \"On an error, it returns EOF\"");
    CHECK(fprintf(other, "x") < 0, "fprintf: \"a negative value ... when an output error occurs\"");
    CHECK(print(other, "x") < 0, "vfprintf: the same");
    CHECK(fclose(other) == 0, "fclose: \"0 if the stream is successfully closed\"");
    CHECK(fclose(file) == 0, "fclose of a written one");

    file = fopen(name, "r");
    int descriptor = _fileno(file);
    CHECK(descriptor > 2, "_fileno: \"the file descriptor\"");
    CHECK(getc(file) == '0' && fgetc(file) == '1', "getc, fgetc: \"the character read\"");
    CHECK(ungetc('#', file) == '#' && fgetc(file) == '#', "ungetc: \"the character argument c\", which is read next");
    CHECK(ungetc(EOF, file) == EOF, "ungetc of EOF: EOF, \"and the input stream remains unchanged\"");
    CHECK(fgets(line, 5, file) == line && !strcmp(line, "23ab"),
          "fgets: \"until the number of characters read is equal to numChars - 1\"");
    CHECK(fgets(line, sizeof line, file) == line && !strcmp(line, "cdef\n"),
          "fgets: up to the line end, which \"is included in the string\"");
    CHECK(fgets(line, sizeof line, file) && !strcmp(line, "second line\n"), "the next line");
    CHECK(fgets(line, sizeof line, file) && !strcmp(line, "-5 text| 3.14|ab  |1099511627776\n"),
          "what fprintf wrote: %s", line);
    CHECK(fgets(line, sizeof line, file) && !strcmp(line, "q%  7\n"), "what vfprintf wrote");
    CHECK(fgets(line, sizeof line, file) == NULL && feof(file),
          "fgets: \"NULL is returned to indicate ... an end-of-file condition\"");
    CHECK(fgetc(file) == EOF && getc(file) == EOF, "fgetc, getc: \"EOF to indicate ... end of file\"");
    CHECK(fread(line, 1, 1, file) == 0, "fread: \"may be less than count if ... the end of the file is encountered\"");
    fclose(file);

    file = fopen(name, "w");
    fputs("a\nb\n", file);
    fclose(file);
    file = fopen(name, "rb");
    CHECK(fread(line, 1, 9, file) == 6 && !memcmp(line, "a\r\nb\r\n", 6),
          "text mode writes carriage return and line feed");
    fclose(file);
    file = fopen(name, "rt");
    CHECK(fread(line, 1, 9, file) == 4 && !memcmp(line, "a\nb\n", 4), "and reads them as line feed");
    fclose(file);
    remove(name);

    CHECK(__iob_func() == stdin && __iob_func() + 1 == stdout && __iob_func() + 2 == stderr,
          "__iob_func: stdin, stdout, stderr in a row");
    CHECK(_fileno(stdin) == 0 && _fileno(stdout) == 1 && _fileno(stderr) == 2, "_fileno of the three");
    HMODULE module = GetModuleHandleA("msvcrt.dll");
    CHECK((FILE *)(void *)GetProcAddress(module, "_iob") == __iob_func(), "_iob is the array itself");
    return check_done();
}
