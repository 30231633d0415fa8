/* SPDX-License-Identifier: MIT */
/* The printf family of msvcrt, each of its functions by one table: what it takes in front of the values, and what it
 * does where the text doesn't fit, as documented. */
#include "../ucrtbase/crt.h"

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <wchar.h>

/* Any of them: each takes a pointer first. */
typedef int(__cdecl *any)(size_t, ...);

#define FORMAT "%d|%5.1f|%-3s|%c"
#define PLAIN  "-42|  3.1|ab |z"
#define PLACES "%4$c|%1$d|%3$-3s|%2$5.1f"
#define PLACED "z|-42|ab |  3.1"
enum { LENGTH = 15, SMALL = 8 };

/* What a function takes: b the buffer, n its size, c the count, f the stream, F the format, l the locale, v a va_list
 * in the values' place.  `fits` says what it does where the text doesn't fit. */
enum fits { ANY, CUT, EMPTY, ENDED };
struct row {
    const char *name, *takes;
    enum fits fits;
    int places;
};

/* clang-format off */
static const struct row strings[] = {
    {"sprintf", "bF", ANY, 0}, {"vsprintf", "bFv", ANY, 0}, {"_sprintf_l", "bFl", ANY, 0}, {"_vsprintf_l", "bFlv", ANY, 0},
    {"_snprintf", "bcF", CUT, 0}, {"_vsnprintf", "bcFv", CUT, 0}, {"vsnprintf", "bcFv", CUT, 0},
    {"_snprintf_l", "bcFl", CUT, 0}, {"_vsnprintf_l", "bcFlv", CUT, 0},
    {"sprintf_s", "bnF", EMPTY, 0}, {"vsprintf_s", "bnFv", EMPTY, 0}, {"_sprintf_s_l", "bnFl", EMPTY, 0},
    {"_vsprintf_s_l", "bnFlv", EMPTY, 0},
    {"_snprintf_s", "bncF", EMPTY, 0}, {"_vsnprintf_s", "bncFv", EMPTY, 0}, {"_snprintf_s_l", "bncFl", EMPTY, 0},
    {"_vsnprintf_s_l", "bncFlv", EMPTY, 0},
    {"_snprintf_c", "bnF", ENDED, 0}, {"_vsnprintf_c", "bnFv", ENDED, 0}, {"_snprintf_c_l", "bnFl", ENDED, 0},
    {"_vsnprintf_c_l", "bnFlv", ENDED, 0},
    {"_vsprintf_p", "bnFv", ENDED, 1}, {"_sprintf_p_l", "bnFl", ENDED, 1}, {"_vsprintf_p_l", "bnFlv", ENDED, 1},
    {"_scprintf", "F", ANY, 0}, {"_vscprintf", "Fv", ANY, 0}, {"_scprintf_l", "Fl", ANY, 0}, {"_vscprintf_l", "Flv", ANY, 0},
    {"_vscprintf_p", "Fv", ANY, 1}, {"_scprintf_p_l", "Fl", ANY, 1}, {"_vscprintf_p_l", "Flv", ANY, 1},
};
static const struct row wide_strings[] = {
    {"swprintf", "bF", ANY, 0}, {"vswprintf", "bFv", ANY, 0},
    {"_snwprintf", "bcF", CUT, 0}, {"_vsnwprintf", "bcFv", CUT, 0}, {"_snwprintf_l", "bcFl", CUT, 0},
    {"_vsnwprintf_l", "bcFlv", CUT, 0},
    {"swprintf_s", "bnF", EMPTY, 0}, {"vswprintf_s", "bnFv", EMPTY, 0}, {"_swprintf_s_l", "bnFl", EMPTY, 0},
    {"_vswprintf_s_l", "bnFlv", EMPTY, 0},
    {"_snwprintf_s", "bncF", EMPTY, 0}, {"_vsnwprintf_s", "bncFv", EMPTY, 0}, {"_snwprintf_s_l", "bncFl", EMPTY, 0},
    {"_vsnwprintf_s_l", "bncFlv", EMPTY, 0},
    {"_swprintf_c", "bnF", ENDED, 0}, {"_vswprintf_c", "bnFv", ENDED, 0}, {"_swprintf_c_l", "bnFl", ENDED, 0},
    {"_vswprintf_c_l", "bnFlv", ENDED, 0},
    {"_vswprintf_p", "bnFv", ENDED, 1}, {"_swprintf_p_l", "bnFl", ENDED, 1}, {"_vswprintf_p_l", "bnFlv", ENDED, 1},
    {"_scwprintf", "F", ANY, 0}, {"_vscwprintf", "Fv", ANY, 0}, {"_scwprintf_l", "Fl", ANY, 0},
    {"_vscwprintf_l", "Flv", ANY, 0},
    {"_vscwprintf_p", "Fv", ANY, 1}, {"_scwprintf_p_l", "Fl", ANY, 1}, {"_vscwprintf_p_l", "Flv", ANY, 1},
};
static const struct row streams[] = {
    {"_fprintf_l", "fFl", ANY, 0}, {"_vfprintf_l", "fFlv", ANY, 0}, {"fprintf_s", "fF", ANY, 0}, {"vfprintf_s", "fFv", ANY, 0},
    {"_fprintf_s_l", "fFl", ANY, 0}, {"_vfprintf_s_l", "fFlv", ANY, 0}, {"_fprintf_p", "fF", ANY, 1},
    {"_vfprintf_p", "fFv", ANY, 1}, {"_fprintf_p_l", "fFl", ANY, 1}, {"_vfprintf_p_l", "fFlv", ANY, 1},
    {"printf", "F", ANY, 0}, {"vprintf", "Fv", ANY, 0}, {"_printf_l", "Fl", ANY, 0}, {"_vprintf_l", "Flv", ANY, 0},
    {"printf_s", "F", ANY, 0}, {"vprintf_s", "Fv", ANY, 0}, {"_printf_s_l", "Fl", ANY, 0}, {"_vprintf_s_l", "Flv", ANY, 0},
    {"_printf_p", "F", ANY, 1}, {"_vprintf_p", "Fv", ANY, 1}, {"_printf_p_l", "Fl", ANY, 1}, {"_vprintf_p_l", "Flv", ANY, 1},
};
static const struct row wide_streams[] = {
    {"fwprintf", "fF", ANY, 0}, {"vfwprintf", "fFv", ANY, 0}, {"_fwprintf_l", "fFl", ANY, 0}, {"_vfwprintf_l", "fFlv", ANY, 0},
    {"fwprintf_s", "fF", ANY, 0}, {"vfwprintf_s", "fFv", ANY, 0}, {"_fwprintf_s_l", "fFl", ANY, 0},
    {"_vfwprintf_s_l", "fFlv", ANY, 0}, {"_fwprintf_p", "fF", ANY, 1}, {"_vfwprintf_p", "fFv", ANY, 1},
    {"_fwprintf_p_l", "fFl", ANY, 1}, {"_vfwprintf_p_l", "fFlv", ANY, 1},
    {"wprintf", "F", ANY, 0}, {"vwprintf", "Fv", ANY, 0}, {"_wprintf_l", "Fl", ANY, 0}, {"_vwprintf_l", "Flv", ANY, 0},
    {"wprintf_s", "F", ANY, 0}, {"vwprintf_s", "Fv", ANY, 0}, {"_wprintf_s_l", "Fl", ANY, 0}, {"_vwprintf_s_l", "Flv", ANY, 0},
    {"_wprintf_p", "F", ANY, 1}, {"_vwprintf_p", "Fv", ANY, 1}, {"_wprintf_p_l", "Fl", ANY, 1}, {"_vwprintf_p_l", "Flv", ANY, 1},
};
/* clang-format on */

static FILE *stream;
static union {
    char narrow[64];
    wchar_t wide[64];
} buffer;

/* Calls a row's function; the values behind `format` are what a va_list has. */
static int called(const struct row *row, size_t size, const void *format, ...)
{
    any f = (any)(void *)GetProcAddress(GetModuleHandleA(RUNTIME), row->name);
    int is_wide = strchr(row->name, 'w') != NULL;
    const void *text = is_wide ? (const void *)L"ab" : "ab";
    size_t words[8];
    int n = 0, list = 0, result = -2;
    va_list args;

    if (!f) return -3;
    for (const char *p = row->takes; *p; p++)
        if (*p == 'v')
            list = 1;
        else
            words[n++] = *p == 'b'   ? (size_t)&buffer
                         : *p == 'n' ? size
                         : *p == 'c' ? (size == SMALL ? SMALL : 64)
                         : *p == 'f' ? (size_t)stream
                         : *p == 'F' ? (size_t)format
                                     : 0;
    va_start(args, format);
    size_t *w = words;
#define VALUES -42, 3.14, text, 'z'
    if (n == 1) result = list ? f(w[0], args) : f(w[0], VALUES);
    if (n == 2) result = list ? f(w[0], w[1], args) : f(w[0], w[1], VALUES);
    if (n == 3) result = list ? f(w[0], w[1], w[2], args) : f(w[0], w[1], w[2], VALUES);
    if (n == 4) result = list ? f(w[0], w[1], w[2], w[3], args) : f(w[0], w[1], w[2], w[3], VALUES);
    if (n == 5) result = list ? f(w[0], w[1], w[2], w[3], w[4], args) : f(w[0], w[1], w[2], w[3], w[4], VALUES);
    va_end(args);
    return result;
}

static void in_strings(const struct row *row, const struct row *end)
{
    for (; row < end; row++) {
        int counts = !strchr(row->takes, 'b');
        const char *expected = row->places ? PLACED : PLAIN;
        memset(&buffer, '#', sizeof buffer);
        int n = called(row, 64, row->places ? PLACES : FORMAT, -42, 3.14, "ab", 'z');
        CHECK(n == LENGTH && (counts || !strcmp(buffer.narrow, expected)), "%s: the text, and its length", row->name);
        CHECK(REFUSED(called(row, 64, NULL, 0) == -1, EINVAL), "%s: no format: -1, EINVAL", row->name);
        if (row->fits == ANY) continue;
        memset(&buffer, '#', sizeof buffer);
        n = called(row, SMALL, row->places ? PLACES : FORMAT, -42, 3.14, "ab", 'z');
        CHECK(n == -1 && (row->fits == CUT     ? !memcmp(buffer.narrow, expected, SMALL) && buffer.narrow[SMALL] == '#'
                          : row->fits == EMPTY ? !buffer.narrow[0]
                                               : buffer.narrow[SMALL] == '#'),
              "%s: too small a buffer: -1", row->name);
    }
}

static void in_wide_strings(const struct row *row, const struct row *end)
{
    for (; row < end; row++) {
        int counts = !strchr(row->takes, 'b');
        const wchar_t *expected = row->places ? L"" PLACED : L"" PLAIN;
        memset(&buffer, '#', sizeof buffer);
        int n = called(row, 64, row->places ? L"" PLACES : L"" FORMAT, -42, 3.14, L"ab", 'z');
        CHECK(n == LENGTH && (counts || !wcscmp(buffer.wide, expected)), "%s: the text, and its length", row->name);
        CHECK(REFUSED(called(row, 64, NULL, 0) == -1, EINVAL), "%s: no format: -1, EINVAL", row->name);
        if (row->fits == ANY) continue;
        memset(&buffer, '#', sizeof buffer);
        n = called(row, SMALL, row->places ? L"" PLACES : L"" FORMAT, -42, 3.14, L"ab", 'z');
        CHECK(n == -1 &&
                  (row->fits == CUT     ? !memcmp(buffer.wide, expected, SMALL * 2) && buffer.narrow[SMALL * 2] == '#'
                   : row->fits == EMPTY ? !buffer.wide[0]
                                        : buffer.narrow[SMALL * 2] == '#'),
              "%s: too small a buffer: -1", row->name);
    }
}

/* What a function wrote: into the stream it is given, or into stdout, which is a file while it is called. */
static int wrote(const struct row *row, int is_wide, char *said)
{
    const void *format = is_wide ? row->places ? (const void *)L"" PLACES : L"" FORMAT : row->places ? PLACES : FORMAT;
    const void *text = is_wide ? (const void *)L"ab" : "ab";
    int saved = -1, n;

    stream = fopen("printf.tmp", "w");
    if (row->takes[0] != 'f') {
        fflush(stdout);
        saved = _dup(1);
        _dup2(_fileno(stream), 1);
    }
    n = called(row, 0, format, -42, 3.14, text, 'z');
    if (saved >= 0) {
        fflush(stdout);
        _dup2(saved, 1);
        _close(saved);
    }
    fclose(stream);
    FILE *file = fopen("printf.tmp", "rb");
    said[fread(said, 1, 63, file)] = 0;
    fclose(file);
    remove("printf.tmp");
    return n;
}

static void in_streams(const struct row *row, const struct row *end, int is_wide)
{
    char said[64];
    for (; row < end; row++) {
        int n = wrote(row, is_wide, said);
        CHECK(n == LENGTH && !strcmp(said, row->places ? PLACED : PLAIN), "%s: \"the number of characters printed\"",
              row->name);
        stream = fopen("NUL", "w");
        CHECK(REFUSED(called(row, 0, NULL, 0) == -1, EINVAL), "%s: no format: -1, EINVAL", row->name);
        fclose(stream);
    }
}

int main(void)
{
    catch_invalid();
#define ALL(rows) rows, rows + sizeof rows / sizeof *rows
    in_strings(ALL(strings));
    in_wide_strings(ALL(wide_strings));
    in_streams(ALL(streams), 0);
    in_streams(ALL(wide_streams), 1);
    return check_done();
}
