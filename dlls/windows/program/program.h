/* SPDX-License-Identifier: MIT */
/* What the programs of the system folder share: memory in pools, text, words, and what they print and read.  They link
 * kernelbase and ntdll alone and have no C runtime. */
#ifndef METIC_PROGRAM_H
#define METIC_PROGRAM_H

#include <stdarg.h>
#include <stddef.h>
#include <windows.h>

/* ---- memory and text: text.c ---- */

struct pool {
    struct pool_piece *pieces;
};

/* Memory until pool_free(); the process ends where there is none. */
void *pool_alloc(struct pool *pool, size_t size);
void pool_free(struct pool *pool);
WCHAR *pool_copy(struct pool *pool, const WCHAR *text, size_t length);
WCHAR *pool_string(struct pool *pool, const WCHAR *text);

/* Memory for longer; the process ends where there is none. */
void *memory_new(size_t size);
void memory_free(void *memory);
WCHAR *string_new(const WCHAR *text);

/* Text that grows; `at` is always terminated once something was added. */
struct text {
    struct pool *pool;
    WCHAR *at;
    size_t length, room;
};

void text_add(struct text *text, const WCHAR *add, size_t length);
void text_string(struct text *text, const WCHAR *add);
void text_char(struct text *text, WCHAR c);
/* %s %c %d %u (64 bits: %D %U) %x, with a width, - and 0. */
void text_format(struct text *text, const WCHAR *format, ...);
/* What was added; "" where that is nothing. */
WCHAR *text_done(struct text *text);

BOOL is_blank(WCHAR c);     /* space and tab */
BOOL is_delimiter(WCHAR c); /* what stands between a command's words: blanks , ; = */
WCHAR upper(WCHAR c);
BOOL same(const WCHAR *a, const WCHAR *b); /* but for case */
BOOL same_start(const WCHAR *text, const WCHAR *start);
const WCHAR *skip_delimiters(const WCHAR *p);
const WCHAR *skip_blanks(const WCHAR *p);
/* Without its quotation marks, wherever they stand. */
WCHAR *unquoted(struct pool *pool, const WCHAR *text);
/* The folder's own name or its parent's, "." and "..". */
BOOL is_dots(const WCHAR *name);
/* A folder below the one that was listed; no link, which might lead back. */
BOOL is_inner_folder(const WIN32_FIND_DATAW *found);
/* Takes the next word from *at, quotes kept; NULL: none. */
WCHAR *next_word(struct pool *pool, const WCHAR **at);
WCHAR *without_end(WCHAR *text); /* of blanks; in place */

/* ---- output: output.c ---- */

/* Where 0, 1 and 2 are, and whether text goes out as UTF-16; the program's own. */
HANDLE output_handle(int number);
extern BOOL output_unicode;

/* To the standard handles as redirected: a console gets it as it is, all else in the console's code page or, with /U,
 * as UTF-16. */
void print(const WCHAR *format, ...);
void print_text(const WCHAR *text, size_t length);
void output_write(int handle, const WCHAR *text, size_t length);
void print_error(const WCHAR *format, ...);
/* The system's text of an error, then a new line, to standard error. */
void print_system_error(DWORD error);
void print_flush(void);
/* The bytes as text, by the console's code page. */
WCHAR *decode(struct pool *pool, const char *bytes, size_t length, size_t *units);
BOOL is_console(HANDLE handle);
/* Waits for a key, or a byte of what stdin is; 0: there is no more. */
WCHAR read_key(void);
/* A line without its end; NULL: there is no more. */
WCHAR *read_line(struct pool *pool);

/* Options of a command: takes each /X... word from *at into `found`; the rest are its operands. */
struct words {
    WCHAR **switches;
    int switch_count;
    WCHAR **names; /* quotes removed */
    int count;
};
void words_split(struct pool *pool, const WCHAR *arguments, struct words *words);
BOOL has_switch(const struct words *words, const WCHAR *name);
/* ---- a program without a command line of its own kind: entry.c ---- */

/* The program; its status.  The arguments are taken apart as C runtimes do, the first being its own name. */
int program_main(struct pool *pool, int count, WCHAR **arguments);

/* All of a file, or of standard input where `name` is NULL; NULL: GetLastError() says why not. */
char *read_all(struct pool *pool, const WCHAR *name, size_t *length);
/* Bytes to standard output as they are. */
void print_bytes(const char *bytes, size_t length);

#endif
