/* SPDX-License-Identifier: MIT */
/* Streams of the Universal CRT, as documented. */
#include "crt.h"

#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <share.h>
#include <sys/stat.h>
#include <wchar.h>

#undef getc
#undef feof
#undef ferror

_CRTIMP FILE *__cdecl __acrt_iob_func(unsigned index);
_CRTIMP errno_t __cdecl _get_stream_buffer_pointers(FILE *file, char ***base, char ***at, int **count);
_CRTIMP void __cdecl _lock_file(FILE *file);
_CRTIMP void __cdecl _unlock_file(FILE *file);

static const char name[] = "stream.tmp";
static char line[64];

static void writing(void)
{
    FILE *file = NULL;

    errno = 0;
    CHECK(fopen("not-there.tmp", "r") == NULL && errno == ENOENT, "fopen: \"A null pointer value indicates an error\"");
    CHECK(REFUSED(fopen(name, "q") == NULL, EINVAL), "fopen: an unknown mode invokes the invalid parameter handler");
    CHECK(fopen_s(&file, "not-there.tmp", "r") == ENOENT && file == NULL, "fopen_s: \"an error code on failure\"");
    CHECK(REFUSED(fopen_s(NULL, name, "r") == EINVAL, EINVAL), "fopen_s: EINVAL for a NULL pFile");
    CHECK(fopen_s(&file, name, "wb") == 0 && file, "fopen_s: \"Zero if successful\"");
    /* Wine 8.0 shares them */
    CHECK(fopen(name, "rb") == NULL && fclose(file) == 0,
          "fopen_s: \"Files that are opened by fopen_s aren't sharable\"");
    file = fopen(name, "wb");
    CHECK(fwrite("0123", 1, 4, file) == 4 && fwrite("abcdef", 3, 2, file) == 2, "fwrite: \"the number of full items\"");
    CHECK(REFUSED(fwrite("x", 1, 1, NULL) == 0, EINVAL), "fwrite: a NULL stream");
    CHECK(fputc('\n', file) == '\n', "fputc: \"the character written\"");
    CHECK(fputs("second line\n", file) >= 0, "fputs: \"a non-negative value\"");
    CHECK(REFUSED(fputs(NULL, file) == EOF, EINVAL), "fputs: NULL");
    CHECK(_ftelli64(file) == 23 && ftell(file) == 23, "ftell, _ftelli64: \"the current file position\"");
    FILE *other = fopen(name, "rb");
    CHECK(fread(line, 1, 4, other) == 0, "what is written stays in the buffer");
    fclose(other);
    CHECK(fflush(file) == 0, "fflush: \"0 if the buffer was successfully flushed\"");
    other = fopen(name, "rb");
    CHECK(other && fread(line, 1, 4, other) == 4 && !memcmp(line, "0123", 4), "and can be read then");
    fclose(other);
    other = fopen(name, "rb");
    CHECK(fputc('x', other) == EOF, "fputc: \"a return value of EOF indicates an error\"");
    clearerr(other);
    CHECK(fwrite("x", 1, 1, other) == 0 && ferror(other), "fwrite to a stream for reading: none, ferror says so");
    clearerr(other);
    CHECK(!ferror(other) && !feof(other), "clearerr: \"Resets the error indicator for a stream\"");
    CHECK(fputs("x", other) == EOF, "fputs: \"On an error, returns EOF\"");
    CHECK(fclose(other) == 0 && fclose(file) == 0, "fclose: \"0 if the stream is successfully closed\"");
    CHECK(REFUSED(fclose(NULL) == EOF, EINVAL), "fclose: EOF for NULL");

    file = fopen("NUL", "w");
    fputc('x', file);
    _close(_fileno(file));
    CHECK((invalid_calls = 0, fflush(file)) == EOF, "fflush: \"EOF indicates an error\"");
    fclose(file);
#ifdef _UCRT
    CHECK(fopen(name, "wx") == NULL && errno == EEXIST,
          "fopen: mode x \"forces the function to fail if the file exists\"");
#endif
    file = _wfopen(L"stream.tmp", L"ab");
    CHECK(file && fputs("end", file) >= 0 && fclose(file) == 0, "_wfopen: opens for appending");
    CHECK(_wfopen(L"not-there.tmp", L"r") == NULL, "_wfopen: NULL where there is no file");
    CHECK(_wfopen_s(&file, L"stream.tmp", L"rb") == 0 && fread(line, 1, 64, file) == 26 && !memcmp(line + 23, "end", 3),
          "_wfopen_s: and it was appended");
    fclose(file);
    CHECK(_wfopen_s(&file, L"not-there.tmp", L"rb") == ENOENT, "_wfopen_s: an error code");
    file = _fsopen(name, "rb", _SH_DENYWR);
    CHECK(file && fopen(name, "r+") == NULL, "_fsopen: _SH_DENYWR \"denies write access to a file\"");
    fclose(file);
    CHECK(_fsopen("not-there.tmp", "rb", _SH_DENYNO) == NULL, "_fsopen: NULL on an error");
}

static void reading(void)
{
    FILE *file = fopen(name, "r");
    fpos_t position;

    CHECK(_fileno(file) > 2 && _fileno(stdout) == 1, "_fileno: \"the file descriptor\"");
    CHECK(REFUSED(_fileno(NULL) == -1, EINVAL), "_fileno: -1 for NULL");
    CHECK(getc(file) == '0' && fgetc(file) == '1', "getc, fgetc: \"the character read\"");
    CHECK(ungetc('#', file) == '#' && fgetc(file) == '#', "ungetc: the character is read next");
    CHECK(ungetc(EOF, file) == EOF, "ungetc of EOF: EOF");
    CHECK(fgetpos(file, &position) == 0 && position == 2, "fgetpos: \"If successful, returns 0\"");
    CHECK(fgets(line, 5, file) == line && !strcmp(line, "23ab"), "fgets: numChars - 1 characters");
    CHECK(fgets(line, sizeof line, file) == line && !strcmp(line, "cdef\n"), "fgets: with the line's end");
    CHECK(REFUSED(fgets(NULL, 5, file) == NULL, EINVAL), "fgets: NULL");
    CHECK(fsetpos(file, &position) == 0 && fgetc(file) == '2', "fsetpos: back to where fgetpos was");
    CHECK(REFUSED(fgetpos(file, NULL) != 0, EINVAL), "fgetpos: \"On failure, it returns a nonzero value\"");
    CHECK(REFUSED(fsetpos(NULL, &position) != 0, EINVAL), "fsetpos: nonzero");
    CHECK(fseek(file, 4, SEEK_SET) == 0 && fgetc(file) == 'a' && fseek(file, 1, SEEK_CUR) == 0 && fgetc(file) == 'c',
          "fseek: \"If successful, fseek returns 0\"");
    CHECK(fseek(file, -3, SEEK_END) == 0 && fgets(line, 9, file) && !strcmp(line, "end"), "fseek: from the end");
    CHECK(REFUSED(fseek(file, 0, 99) == -1, EINVAL), "fseek: an invalid origin");
    CHECK(fseek(file, -1, SEEK_SET) != 0, "fseek: \"Otherwise, it returns a nonzero value\"");
    CHECK(_fseeki64(file, 11, SEEK_SET) == 0 && fgets(line, 64, file) && !strcmp(line, "second line\n"), "_fseeki64");
    CHECK(_fseeki64(file, -1, SEEK_SET) != 0, "_fseeki64: nonzero on failure");
    fread(line, 1, 64, file);
    CHECK(fgetc(file) == EOF && feof(file), "fgetc: EOF \"to indicate an error or end of file\", feof says which");
    CHECK(fgets(line, 9, file) == NULL, "fgets: NULL at the end");
    rewind(file);
    CHECK(!feof(file) && ftell(file) == 0 && fgetc(file) == '0',
          "rewind: to the beginning, \"clears the error indicators\"");
    CHECK(ungetc('y', file) == 'y' && fread(line, 1, 3, file) == 3 && !memcmp(line, "y12", 3),
          "fread: what was put back too");
    CHECK(REFUSED(fread(NULL, 1, 1, file) == 0, EINVAL), "fread: NULL");
    CHECK(REFUSED(ungetc('x', NULL) == EOF, EINVAL), "ungetc: NULL");
    memset(line, '#', sizeof line);
#ifdef _UCRT
    CHECK(fread_s(line, 4, 2, 2, file) == 2 && !memcmp(line, "3abc#", 5), "fread_s: \"the number of full items\"");
    CHECK(REFUSED(fread_s(line, 3, 2, 2, file) == 0, ERANGE), "fread_s: 0, ERANGE where the buffer is too small");
#endif
    fclose(file);

    file = fopen(name, "w");
    CHECK(REFUSED(setvbuf(file, line, 12345, 10) != 0, EINVAL), "setvbuf: \"if type or size is not valid\", nonzero");
    CHECK(setvbuf(file, NULL, _IONBF, 0) == 0, "setvbuf: \"Returns 0 if successful\"");
    fputs("a\nb\n", file);
    FILE *other = fopen(name, "rb");
    CHECK(fread(line, 1, 9, other) == 6 && !memcmp(line, "a\r\nb\r\n", 6), "_IONBF: no buffer; text mode writes CR-LF");
    fclose(other);
    fclose(file);
    CHECK((file = freopen(name, "rt", fopen("NUL", "r"))) && fread(line, 1, 9, file) == 4 && !memcmp(line, "a\nb\n", 4),
          "freopen: \"a pointer to the newly opened file\"; text mode reads LF");
    fclose(file);
    CHECK(freopen("not-there.tmp", "r", fopen("NUL", "r")) == NULL, "freopen: \"On error, NULL\"");

    FROM_CRT(void, setbuf, FILE *, char *);
    FROM_CRT(int, putc, int, FILE *);
#ifdef _UCRT
    FROM_CRT(int, _fgetc_nolock, FILE *);
    FROM_CRT(int, _ungetc_nolock, int, FILE *);
#endif
    file = fopen(name, "wb");
    setbuf(file, NULL);
    CHECK(putc('a', file) == 'a' && putc('\n', file) == '\n', "putc: \"the character written\"");
    other = fopen(name, "rb");
    CHECK(fread(line, 1, 9, other) == 2, "setbuf: NULL: no buffer");
    fclose(other);
    fclose(file);
    file = fopen(name, "rb");
    CHECK(putc('x', file) == EOF, "putc: EOF");
    clearerr(file);
#ifdef _UCRT
    CHECK(_fgetc_nolock(file) == 'a' && _ungetc_nolock('b', file) == 'b' && _fgetc_nolock(file) == 'b' &&
              _fgetc_nolock(file) == '\n' && _fgetc_nolock(file) == EOF && _ungetc_nolock(EOF, file) == EOF,
          "_fgetc_nolock, _ungetc_nolock");
#endif
    fclose(file);
    file = fopen(name, "r");
#ifdef _UCRT
    char **base, **at;
    int *count;
    fgetc(file);
    CHECK(_get_stream_buffer_pointers(file, &base, &at, &count) == 0 && *at == *base + 1 && *count >= 0 && **at == '\n',
          "_get_stream_buffer_pointers: the buffer, the place in it and what is left");
    CHECK(REFUSED(_get_stream_buffer_pointers(NULL, &base, &at, &count) == EINVAL, EINVAL),
          "_get_stream_buffer_pointers: NULL is refused");
#endif
    fclose(file);
}

static void wide(void)
{
    wchar_t text[32] = L"";
    FILE *file = fopen(name, "w, ccs=UTF-8");
    CHECK(file && fputwc(0x20ac, file) == 0x20ac, "fputwc: \"the wide character written\"");
    CHECK(fputws(L"uro\n\x4e2d", file) >= 0, "fputws: \"a non-negative value\"");
    fclose(file);
    file = fopen(name, "rb");
    CHECK(fread(line, 1, 64, file) == 14 && !memcmp(line, "\xef\xbb\xbf\xe2\x82\xacuro\r\n\xe4\xb8\xad", 14),
          "\"ccs=UTF-8\": a byte order mark and UTF-8");
    CHECK(fputwc('x', file) == WEOF && fputws(L"x", file) == EOF, "fputwc: WEOF on an error, fputws: EOF");
    fclose(file);
    file = fopen(name, "r, ccs=UTF-8");
    CHECK(fgetwc(file) == 0x20ac && ungetwc('E', file) == 'E', "fgetwc: the character; ungetwc puts one back");
    CHECK(fgetws(text, 32, file) == text && !wcscmp(text, L"Euro\n"), "fgetws: a line");
    CHECK(getwc(file) == 0x4e2d && getwc(file) == WEOF && fgetwc(file) == WEOF, "getwc, fgetwc: WEOF at the end");
    CHECK(fgetws(text, 32, file) == NULL && ungetwc(WEOF, file) == WEOF,
          "fgetws: NULL at the end; WEOF isn't put back");
    fclose(file);
}

static volatile LONG done;

static unsigned __stdcall writer(void *file)
{
    fputc('w', file);
    InterlockedExchange(&done, 1);
    return 0;
}

static void standard(void)
{
    CHECK(__acrt_iob_func(0) == stdin && __acrt_iob_func(1) == stdout && __acrt_iob_func(2) == stderr &&
              _fileno(__acrt_iob_func(2)) == 2,
          "__acrt_iob_func: the three standard streams by number");
    FILE *file = fopen(name, "wb");
    _lock_file(file);
    _lock_file(file);
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, writer, file, 0, NULL);
    CHECK(WaitForSingleObject(thread, 50) == WAIT_TIMEOUT && !done, "_lock_file: other threads wait");
    _unlock_file(file);
    CHECK(WaitForSingleObject(thread, 50) == WAIT_TIMEOUT && !done, "_lock_file: locked twice, unlocked once");
    _unlock_file(file);
    CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0 && done, "_unlock_file: lets them go on");
    CloseHandle(thread);
    fclose(file);

    fflush(stdout);
    int saved = _dup(1), target = _open(name, _O_WRONLY | _O_TRUNC | _O_CREAT | _O_BINARY, _S_IWRITE);
    CHECK(saved > 2 && target > 2, "_dup: \"a new file descriptor\"");
    int moved = _dup2(target, 1), put = puts("put"), character = putchar('c');
    fflush(stdout);
    _dup2(saved, 1);
    _close(saved);
    CHECK(moved == 0 && put >= 0 && character == 'c',
          "_dup2: 0; puts: \"a nonnegative value\"; putchar: the character");
    CHECK(REFUSED(puts(NULL) == EOF, EINVAL), "puts: EOF for NULL");
    CHECK(REFUSED(_dup(9999) == -1, EBADF) && REFUSED(_dup2(9999, 1) == -1, EBADF), "_dup, _dup2: -1, EBADF");
    CHECK(_commit(target) == 0 && _filelength(target) == 5 && _chsize_s(target, 3) == 0 && _filelengthi64(target) == 3,
          "_commit, _chsize_s: 0; _filelength: \"the file length, in bytes\"");
    CHECK(REFUSED(_commit(9999) == -1, EBADF) && REFUSED(_chsize_s(9999, 0) == EBADF, EBADF) &&
              REFUSED(_filelength(9999) == -1, EBADF) && REFUSED(_filelengthi64(9999) == -1, EBADF),
          "_commit, _chsize_s, _filelength: EBADF");
    _close(target);
    file = fopen(name, "rb");
    CHECK(fread(line, 1, 9, file) == 3 && !memcmp(line, "put", 3), "puts: what it wrote: %.5s", line);
    CHECK(_isatty(_fileno(file)) == 0, "_isatty: 0 for a file");
    fclose(file);
    file = fopen("NUL", "r");
    CHECK(_isatty(_fileno(file)),
          "_isatty: \"a nonzero value if the descriptor is associated with a character device\"");
    fclose(file);

    HANDLE handle = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    int descriptor = _open_osfhandle((intptr_t)handle, _O_RDONLY | _O_TEXT);
    CHECK(descriptor > 2 && _get_osfhandle(descriptor) == (intptr_t)handle,
          "_open_osfhandle: \"a C runtime file descriptor\"");
    CHECK(_open_osfhandle(-1, 0) == -1, "_open_osfhandle: \"Otherwise, it returns -1\"");
    CHECK(REFUSED(_get_osfhandle(9999) == -1, EBADF), "_get_osfhandle: INVALID_HANDLE_VALUE, EBADF");
    file = _fdopen(descriptor, "r");
    CHECK(file && _fileno(file) == descriptor && fgetc(file) == 'p', "_fdopen: \"a pointer to the open stream\"");
    fclose(file);
    CHECK(REFUSED(_fdopen(9999, "r") == NULL, EBADF), "_fdopen: NULL for a descriptor that isn't open");
    file = _wfdopen(_open(name, _O_RDONLY), L"rb");
    CHECK(file && fgetc(file) == 'p', "_wfdopen: the same with a wide mode");
    fclose(file);
    CHECK(REFUSED(_wfdopen(9999, L"r") == NULL, EBADF), "_wfdopen: NULL");
    CHECK(REFUSED(_close(9999) == -1, EBADF) && REFUSED(_write(9999, "x", 1) == -1, EBADF) &&
              REFUSED(_read(9999, line, 1) == -1, EBADF),
          "_close, _write, _read of none: the handler, -1, EBADF");
    int ends[2];
    CHECK(_pipe(ends, 256, _O_BINARY) == 0 && _write(ends[1], "through", 7) == 7 && _read(ends[0], line, 9) == 7 &&
              !memcmp(line, "through", 7),
          "_pipe: \"Returns 0 if successful\", and what is written comes out");
    _close(ends[0]);
    _close(ends[1]);
    CHECK(REFUSED(_pipe(NULL, 256, 0) == -1, EINVAL), "_pipe: NULL");
    CHECK(_sopen_s(&descriptor, name, _O_RDONLY, _SH_DENYNO, 0) == 0 && descriptor > 2, "_sopen_s: zero on success");
    _close(descriptor);
    CHECK(_sopen_s(&descriptor, "not-there.tmp", _O_RDONLY, _SH_DENYNO, 0) == ENOENT && descriptor == -1,
          "_sopen_s: \"In case of an error, -1 is returned through pfh\"");
    CHECK((descriptor = _wopen(L"stream.tmp", _O_RDONLY)) > 2 && _close(descriptor) == 0, "_wopen");
    CHECK(_wopen(L"not-there.tmp", _O_RDONLY) == -1, "_wopen: -1");
    CHECK(tmpnam_s(line, sizeof line) == 0 && strlen(line) > 4, "tmpnam_s: \"0 if successful\"");
    CHECK(REFUSED(tmpnam_s(NULL, 9) == EINVAL, EINVAL), "tmpnam_s: EINVAL for NULL");
    char *made = _tempnam(".", "ucrt");
    CHECK(made && strstr(made, "ucrt"), "_tempnam: \"a pointer to the name generated\"");
    free(made);
    remove(name);
}

int main(void)
{
    catch_invalid();
    writing();
    reading();
    wide();
    standard();
    return check_done();
}
