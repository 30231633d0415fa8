/* SPDX-License-Identifier: MIT */
/* Reading the tables (nt.calls, NAME.spec): lines of words, states, types, and the rule that a `full` row has a test.
 */
#ifndef METIC_TOOLS_TABLE_H
#define METIC_TOOLS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One line that is neither empty nor a comment, split at blanks. */
struct table_line {
    const char *file;
    unsigned number;
    char **words; /* `count` of them, then NULL */
    size_t count;
};

struct table {
    struct table_line *lines;
    size_t count;
};

/* Reads a whole file; ends the program with one line on stderr where it cannot.  Nothing is ever freed: tools are
 * short-lived. */
struct table table_read(const char *file);

/* "file:line: message" on stderr, exit status 1. */
_Noreturn __attribute__((format(printf, 2, 3))) void table_fail(const struct table_line *line, const char *format, ...);

/* malloc and strdup that cannot fail. */
void *table_alloc(size_t size);
char *table_copy(const char *text, size_t length);

enum state { STATE_FULL, STATE_PARTIAL, STATE_MISSING, STATES };
extern const char *const state_names[STATES];

struct row_state {
    enum state state;
    const char *text; /* the test's name, what is lacking, or the reason */
};

/* Reads `full TEST`, `partial WHAT IS LACKING;` or `missing REASON` from word `*at` on and moves `*at` behind it. */
struct row_state table_state(const struct table_line *line, size_t *at);

/* With a folder of tests given: a `full` row's test exists there and has `name` as a word of its text. */
void table_check_test(const struct table_line *line, const char *tests, const struct row_state *state,
                      const char *name);

/* One call of nt.calls. */
struct call_argument {
    char *name, *type;  /* as the row has them, without ":" and "?" */
    const char *c_type; /* "HANDLE *" */
    unsigned slots32;   /* 32-bit stack slots: 1 or 2 */
};
struct call_row {
    const struct table_line *line;
    unsigned number;
    const char *name; /* "NtClose" */
    struct row_state state;
    char *signature; /* the row's arguments with one blank between */
    struct call_argument *arguments;
    size_t count;
    unsigned slots32;
};
struct call_table {
    const char *name, *prefix; /* from the line `table NAME PREFIX NUMBER`; else "nt", "Nt" */
    unsigned base;             /* what the door adds to a row's number: 0x1000 times the table's own */
    struct call_row *rows;     /* by rising number, none twice */
    size_t count;
};

/* Reads and checks a *.calls file. */
struct call_table calls_read(const char *file);

#endif
