/* SPDX-License-Identifier: MIT */
/* The scanf family of msvcrt, each of its functions by one table: where it reads from and what it takes, as documented.
 * The secure ones take a buffer's size behind it. */
#include "../ucrtbase/crt.h"

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <wchar.h>

/* Any of them: each takes a pointer first. */
typedef int(__cdecl *any)(size_t, ...);

/* What a function takes: t the text, n how much of it, f the stream, F the format, l the locale, s the sizes. */
struct row {
    const char *name, *takes;
};

/* clang-format off */
static const struct row strings[] = {
    {"sscanf", "tF"}, {"_sscanf_l", "tFl"}, {"sscanf_s", "tFs"}, {"_sscanf_s_l", "tFls"},
    {"_snscanf", "tnF"}, {"_snscanf_l", "tnFl"}, {"_snscanf_s", "tnFs"}, {"_snscanf_s_l", "tnFls"},
    {"swscanf", "tF"}, {"_swscanf_l", "tFl"}, {"swscanf_s", "tFs"}, {"_swscanf_s_l", "tFls"},
    {"_snwscanf", "tnF"}, {"_snwscanf_l", "tnFl"}, {"_snwscanf_s", "tnFs"}, {"_snwscanf_s_l", "tnFls"},
};
static const struct row streams[] = {
    {"fscanf", "fF"}, {"_fscanf_l", "fFl"}, {"fscanf_s", "fFs"}, {"_fscanf_s_l", "fFls"},
    {"fwscanf", "fF"}, {"_fwscanf_l", "fFl"}, {"fwscanf_s", "fFs"}, {"_fwscanf_s_l", "fFls"},
    {"scanf", "F"}, {"_scanf_l", "Fl"}, {"scanf_s", "Fs"}, {"_scanf_s_l", "Fls"},
    {"wscanf", "F"}, {"_wscanf_l", "Fl"}, {"wscanf_s", "Fs"}, {"_wscanf_s_l", "Fls"},
};
/* clang-format on */

static FILE *stream;
static int number;
static union {
    char narrow[16];
    wchar_t wide[16];
} word;

static int is_wide(const struct row *row)
{
    return strchr(row->name, 'w') != NULL;
}

/* Reads a number and a word. */
static int called(const struct row *row, const void *text, size_t length, unsigned size)
{
    any f = (any)(void *)GetProcAddress(GetModuleHandleA(RUNTIME), row->name);
    const void *format = is_wide(row) ? (const void *)L"%d %s" : "%d %s";
    size_t w[4] = {0};
    int n = 0;

    number = 0;
    memset(&word, 0, sizeof word);
    if (!f) return -3;
    for (const char *p = row->takes; *p; p++)
        if (*p != 's')
            w[n++] = *p == 't'   ? (size_t)text
                     : *p == 'n' ? length
                     : *p == 'f' ? (size_t)stream
                     : *p == 'F' ? (size_t)format
                                 : 0;
#define VALUES &number, &word, size
    if (n == 1) return f(w[0], VALUES);
    if (n == 2) return f(w[0], w[1], VALUES);
    if (n == 3) return f(w[0], w[1], w[2], VALUES);
    return f(w[0], w[1], w[2], w[3], VALUES);
}

static int word_is(const struct row *row, const wchar_t *expected)
{
    char narrow[16];
    snprintf(narrow, sizeof narrow, "%ls", expected);
    return is_wide(row) ? !wcscmp(word.wide, expected) : !strcmp(word.narrow, narrow);
}

static void from_strings(const struct row *row)
{
    const void *text = is_wide(row) ? (const void *)L" -17 words!" : " -17 words!";
    int whole = !strchr(row->takes, 'n'), secure = strchr(row->takes, 's') != NULL;

    CHECK(called(row, text, 7, 16) == 2 && number == -17 && word_is(row, whole ? L"words!" : L"wo"),
          "%s: \"the number of fields successfully converted and assigned\"", row->name);
    CHECK(called(row, is_wide(row) ? (const void *)L"3" : "3", 1, 16) == 1 && number == 3, "%s: the first field alone",
          row->name);
    CHECK(called(row, is_wide(row) ? (const void *)L"x" : "x", 1, 16) == 0, "%s: 0: nothing was assigned", row->name);
    CHECK(called(row, is_wide(row) ? (const void *)L"  " : "  ", 2, 16) == EOF,
          "%s: \"EOF for an error, or if the end is reached before the first conversion\"", row->name);
    if (secure)
        CHECK(called(row, text, 7, 2) == 1 && word_is(row, L""), "%s: a buffer that is too small stays empty",
              row->name);
}

/* What a function reads: from the stream it is given, or from stdin, which is a file while it is called. */
static int read_by(const struct row *row, const char *text, unsigned size)
{
    int saved = -1, n;
    FILE *file = fopen("scanf.tmp", "w");
    fputs(text, file);
    fclose(file);
    stream = fopen("scanf.tmp", "r");
    if (row->takes[0] != 'f') {
        fflush(stdin);
        clearerr(stdin);
        saved = _dup(0);
        _dup2(_fileno(stream), 0);
    }
    n = called(row, NULL, 0, size);
    if (saved >= 0) {
        fflush(stdin);
        _dup2(saved, 0);
        _close(saved);
    }
    fclose(stream);
    remove("scanf.tmp");
    return n;
}

static void from_streams(const struct row *row)
{
    CHECK(read_by(row, " 21 words", 16) == 2 && number == 21 && word_is(row, L"words"),
          "%s: \"the number of fields successfully converted and assigned\"", row->name);
    CHECK(read_by(row, "x", 16) == 0, "%s: 0: nothing was assigned", row->name);
    CHECK(read_by(row, "", 16) == EOF, "%s: EOF at the end", row->name);
    if (strchr(row->takes, 's'))
        CHECK(read_by(row, "21 words", 2) == 1 && word_is(row, L""), "%s: a buffer that is too small stays empty",
              row->name);
}

int main(void)
{
    catch_invalid();
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) from_strings(&strings[i]);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) from_streams(&streams[i]);
    return check_done();
}
