/* SPDX-License-Identifier: MIT */
/* The rest of msvcrt's streams: the standard ones, words, wide characters, temporary files, shared opening and locks of
 * ranges, messages on stderr, as documented. */
#include "../ucrtbase/crt.h"

#include <conio.h>
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <share.h>
#include <sys/locking.h>
#include <sys/stat.h>
#include <wchar.h>

#undef getchar
#undef _getc_nolock
#undef _putc_nolock
#undef putchar
#undef getwchar
#undef putwchar
#undef getwc
#undef putwc

static char said[128];

/* Puts a file in a standard stream's place; -1 takes it back. */
static int standing(int descriptor, int saved, const char *name, int flags)
{
    fflush(NULL);
    if (saved >= 0) {
        _dup2(saved, descriptor);
        _close(saved);
        return -1;
    }
    saved = _dup(descriptor);
    int file = _open(name, flags | _O_TEXT, _S_IREAD | _S_IWRITE);
    _dup2(file, descriptor);
    _close(file);
    return saved;
}

static const char *contents(const char *name)
{
    FILE *file = fopen(name, "rb");
    said[file ? fread(said, 1, sizeof said - 1, file) : 0] = 0;
    if (file) fclose(file);
    return said;
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");
    fputs(text, file);
    fclose(file);
}

static void standard(void)
{
    FROM_CRT(wint_t, getwchar, void);
    FROM_CRT(wint_t, putwchar, wchar_t);
    wchar_t wide[32];
    char line[32];

    put("lines.tmp", "a\nb next\nwide\nz");
    int saved = standing(0, -1, "lines.tmp", _O_RDONLY);
    int first = getchar(), second = _fgetchar(), third = (clearerr(stdin), getchar());
    char *got = gets(line);
    int w1 = getwchar(), w2 = _fgetwchar();
    wchar_t *wgot = _getws(wide), last = (wchar_t)getwchar();
    int ends = getchar(), wends = getwchar();
    char *none = gets(line + 16);
    wchar_t *wnone = _getws(wide + 16);
    clearerr(stdin);
    standing(0, saved, NULL, 0);
    CHECK(first == 'a' && second == '\n' && third == 'b', "getchar, _fgetchar: \"the character read\"");
    CHECK(got == line && !strcmp(line, " next"), "gets: a line without its end");
    CHECK(w1 == 'w' && w2 == 'i', "getwchar, _fgetwchar: \"the character read\"");
    CHECK(wgot == wide && !wcscmp(wide, L"de") && last == 'z', "_getws: a line without its end");
    CHECK(ends == EOF && wends == WEOF && none == NULL && wnone == NULL, "at the end: EOF, WEOF, NULL");

    saved = standing(1, -1, "lines.tmp", _O_WRONLY | _O_TRUNC);
    int p1 = _fputchar('f'), p2 = putwchar('w'), p3 = _fputwchar('x'), p4 = _putws(L"yz");
    standing(1, saved, NULL, 0);
    CHECK(p1 == 'f' && p2 == 'w' && p3 == 'x' && p4 >= 0 && !strcmp(contents("lines.tmp"), "fwxyz\r\n"),
          "_fputchar, putwchar, _fputwchar: the character; _putws: \"a nonnegative value\": %s", said);

    saved = standing(2, -1, "lines.tmp", _O_WRONLY | _O_TRUNC);
    errno = ENOENT;
    perror("narrow");
    errno = EACCES;
    _wperror(L"wide");
    errno = ENOENT;
    perror(NULL);
    standing(2, saved, NULL, 0);
    CHECK(!strcmp(contents("lines.tmp"), "narrow: No such file or directory\r\nwide: Permission denied\r\n"
                                         "No such file or directory\r\n"),
          "perror, _wperror: the string, a colon, the message: %s", said);
}

static void words(void)
{
    FROM_CRT(int, _getc_nolock, FILE *);
    FROM_CRT(int, _putc_nolock, int, FILE *);
    FILE *file = fopen("lines.tmp", "wb");
    CHECK(_putw(0x64636261, file) == 0x64636261 && putwc('w', file) == 'w' && _putc_nolock('n', file) == 'n',
          "_putw: \"the value written\"; putwc; _putc_nolock");
    fclose(file);
    file = fopen("lines.tmp", "rb");
    int word = _getw(file);
    wint_t wide = getwc(file);
    CHECK(word == 0x64636261 && wide == 'w', "_getw: \"the integer value read\"; getwc: in binary mode two bytes");
    CHECK(_getc_nolock(file) == 'n' && _getc_nolock(file) == EOF, "_getc_nolock");
    CHECK(_getw(file) == EOF && feof(file) && getwc(file) == WEOF, "_getw: EOF at the end; getwc: WEOF");
    CHECK(_putw(1, file) == EOF && putwc('x', file) == WEOF && _putc_nolock('x', file) == EOF,
          "_putw: EOF on an error; putwc: WEOF");
    clearerr(file);
    CHECK(clearerr_s(file) == 0 && !feof(file) && REFUSED(clearerr_s(NULL) == EINVAL, EINVAL),
          "clearerr_s: \"Zero if successful\"");
    CHECK(_wfreopen(L"lines.tmp", L"rb", file) == file && fgetc(file) == 'a', "_wfreopen");
    FILE *again = NULL;
    CHECK(freopen_s(&again, "lines.tmp", "rb", file) == 0 && again == file && fgetc(file) == 'a', "freopen_s: 0");
    CHECK(_wfreopen_s(&again, L"lines.tmp", L"rb", file) == 0 && again == file && fgetc(file) == 'a', "_wfreopen_s: 0");
    fclose(file);
    CHECK(_wfreopen(L"not-there.tmp", L"r", fopen("NUL", "r")) == NULL, "_wfreopen: NULL");
    CHECK(freopen_s(&again, "not-there.tmp", "r", fopen("NUL", "r")) == ENOENT && !again, "freopen_s: an error code");
    CHECK(_wfreopen_s(&again, L"not-there.tmp", L"r", fopen("NUL", "r")) == ENOENT && !again, "_wfreopen_s");
    file = _wfsopen(L"lines.tmp", L"rb", _SH_DENYWR);
    CHECK(file && fopen("lines.tmp", "r+") == NULL, "_wfsopen: _SH_DENYWR");
    fclose(file);
    CHECK(_wfsopen(L"not-there.tmp", L"rb", _SH_DENYNO) == NULL, "_wfsopen: NULL");
}

static void temporary(void)
{
    FROM_CRT(errno_t, tmpfile_s, FILE **);
    char pattern[] = "lnXXXXXX", name[64];
    wchar_t wide_pattern[] = L"lwXXXXXX", wide_name[64];
    FILE *file = tmpfile(), *other = NULL;

    CHECK(file && fputs("x", file) >= 0 && fseek(file, 0, SEEK_SET) == 0 && fgetc(file) == 'x',
          "tmpfile: \"a stream pointer\", for both ways");
    CHECK(tmpfile_s(&other) == 0 && other && REFUSED(tmpfile_s(NULL) == EINVAL, EINVAL), "tmpfile_s");
    CHECK(_rmtmp() == 2, "_rmtmp: \"the number of temporary files closed and deleted\"");
    CHECK(_rmtmp() == 0, "_rmtmp: none is left");
    CHECK(_mktemp(pattern) == pattern && strlen(pattern) == 8 && !strchr(pattern, 'X') && !strncmp(pattern, "ln", 2),
          "_mktemp: the name, unique: %s", pattern);
    CHECK(_wmktemp(wide_pattern) == wide_pattern && !wcschr(wide_pattern, 'X'), "_wmktemp");
    strcpy(pattern, "bad");
    CHECK(_mktemp(pattern) == NULL, "_mktemp: NULL where the pattern is badly formed");
    wcscpy(wide_pattern, L"bad");
    CHECK(_wmktemp(wide_pattern) == NULL, "_wmktemp: the same");
    CHECK(tmpnam(name) == name && *name && strcmp(name, tmpnam(NULL)), "tmpnam: another name each time");
    CHECK(_wtmpnam(wide_name) == wide_name && *wide_name, "_wtmpnam");
    CHECK(_wtmpnam_s(wide_name, 64) == 0 && *wide_name && REFUSED(_wtmpnam_s(NULL, 64) == EINVAL, EINVAL),
          "_wtmpnam_s");
    wchar_t *made = _wtempnam(L".", L"line");
    CHECK(made && wcsstr(made, L"line"), "_wtempnam: \"a pointer to the name generated\"");
    free(made);
}

static void sharing(void)
{
    put("lines.tmp", "0123456789");
    int file = _sopen("lines.tmp", _O_RDWR | _O_BINARY, _SH_DENYRW);
    CHECK(file > 2 && _open("lines.tmp", _O_RDONLY) == -1 && errno == EACCES,
          "_sopen: \"_SH_DENYRW denies read and write access\"");
    _close(file);
    CHECK(_sopen("not-there.tmp", _O_RDONLY, _SH_DENYNO) == -1 && errno == ENOENT, "_sopen: -1, ENOENT");
    file = _wsopen(L"lines.tmp", _O_RDWR | _O_BINARY, _SH_DENYWR);
    CHECK(file > 2 && _open("lines.tmp", _O_WRONLY) == -1, "_wsopen: \"_SH_DENYWR denies write access\"");
    _close(file);
    CHECK(_wsopen(L"not-there.tmp", _O_RDONLY, _SH_DENYNO) == -1, "_wsopen: -1");
    CHECK(_wsopen_s(&file, L"lines.tmp", _O_RDWR | _O_BINARY, _SH_DENYNO, 0) == 0 && file > 2, "_wsopen_s: 0");
    int second = _open("lines.tmp", _O_RDWR | _O_BINARY);
    CHECK(_locking(file, _LK_NBLCK, 4) == 0, "_locking: \"0 if successful\"");
    CHECK(_locking(second, _LK_NBLCK, 4) == -1 && errno == EACCES, "_locking: EACCES: locked already");
    _lseek(file, 0, SEEK_SET);
    CHECK(_locking(file, _LK_UNLCK, 4) == 0 && _locking(second, _LK_NBLCK, 4) == 0,
          "_locking: _LK_UNLCK gives it back");
    CHECK(REFUSED(_locking(9999, _LK_NBLCK, 4) == -1, EBADF), "_locking: EBADF");
    CHECK(_chsize(file, 3) == 0 && _filelength(file) == 3 && REFUSED(_chsize(9999, 3) == -1, EBADF), "_chsize");
    _close(second);
    _close(file);
    CHECK(_wsopen_s(&file, L"not-there.tmp", _O_RDONLY, _SH_DENYNO, 0) == ENOENT && file == -1, "_wsopen_s: ENOENT");
    file = _wcreat(L"lines.tmp", _S_IREAD | _S_IWRITE);
    CHECK(file > 2 && _filelength(file) == 0, "_wcreat: an empty file");
    _close(file);
    CHECK(_wcreat(L"no-folder\\lines.tmp", _S_IREAD) == -1, "_wcreat: -1");
    int before = 0;
    CHECK(_umask_s(_S_IWRITE, &before) == 0 && _umask(0) == _S_IWRITE && REFUSED(_umask_s(0, NULL) == EINVAL, EINVAL),
          "_umask_s: 0; the old mask");
    FILE *first = fopen("lines.tmp", "w"), *other = fopen("NUL", "r");
    fputs("kept", first);
    CHECK(_flushall() >= 2 && !strcmp(contents("lines.tmp"), "kept"), "_flushall: \"the number of open streams\"");
    CHECK(_fcloseall() == 2 && _fcloseall() == 0, "_fcloseall: \"the total number of streams closed\"");
    (void)other;
}

int main(void)
{
    catch_invalid();
    standard();
    words();
    temporary();
    sharing();
    remove("lines.tmp");
    return check_done();
}
