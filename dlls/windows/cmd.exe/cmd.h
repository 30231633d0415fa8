/* SPDX-License-Identifier: MIT */
/* What the command processor's files share.
 *
 * A line goes through the stages that Microsoft's reference ("cmd", "set", "for", "call") tells of and that scripts
 * rely upon, in this order: %variables% (expand.c), operators, quotes, escapes and redirections (parse.c), which give a
 * tree, and for each command of the tree, as it runs: %X of FOR, !variables! (expand.c), redirections (redirect.c), the
 * command itself (run.c).
 *
 * All text is UTF-16.  Memory comes from pools that end with the line or the command that they serve. */
#ifndef METIC_CMD_H
#define METIC_CMD_H

#include "program.h"

/* ---- the shell's state: main.c ---- */

enum flow {
    FLOW_ON,
    FLOW_JUMP,   /* the batch file's position has changed: what is left of the line is forgotten */
    FLOW_RETURN, /* out of the batch file or subroutine */
    FLOW_QUIT    /* out of the program */
};

struct shell {
    int level; /* ERRORLEVEL */
    BOOL echo, extensions, delayed;
    BOOL once; /* /C: ends behind the command line */
    enum flow flow;
    struct batch *batch; /* NULL: a command line */
    int depth;           /* of batch files and subroutines */
    int for_depth;       /* of FOR within the batch file or subroutine */
    WCHAR *for_values[128];
    volatile LONG interrupted; /* Ctrl-C came */
    BOOL broken;               /* and ended us */
    BOOL verify;
    int color; /* as it was at the start; -1: not known */
};

extern struct shell shell;

/* ---- variables and their expansion: expand.c, modifier.c, variable.c ---- */

/* A variable's value, those made up at each look included; NULL: it is not there. */
WCHAR *variable_get(struct pool *pool, const WCHAR *name);
/* The same, of the environment alone. */
WCHAR *environment_get(struct pool *pool, const WCHAR *name);

/* %name%, and in a batch file %0...%9 %* %~... and %%. */
WCHAR *expand_percent(struct pool *pool, const WCHAR *line);
/* %X of FOR; then !name! where that is enabled. */
WCHAR *expand_run(struct pool *pool, const WCHAR *text);
WCHAR *expand_for(struct pool *pool, const WCHAR *text);
/* What %~fpdnxsatz$VAR:... makes of a value; *at is behind the tilde and goes behind the letter that ends it (a digit,
 * or the variable of a FOR).  NULL: it is no such thing, and *at stays. */
WCHAR *expand_modifiers(struct pool *pool, const WCHAR **at, BOOL argument);
WCHAR *full_path(struct pool *pool, const WCHAR *name);
/* The name as it stands on disk, in all its components that are there. */
WCHAR *true_path(struct pool *pool, const WCHAR *full);

/* ---- the tree: parse.c, parse_for.c, show.c ---- */

struct redirect {
    struct redirect *next;
    int handle; /* 0 to 9 */
    WCHAR how;  /* '>', '<', 'a': append, '&': a copy of `from` */
    int from;
    WCHAR *name; /* not yet expanded */
};

enum node_kind { NODE_COMMAND, NODE_REM, NODE_BLOCK, NODE_BOTH, NODE_AND, NODE_OR, NODE_PIPE, NODE_IF, NODE_FOR };
enum condition { IF_EXIST, IF_DEFINED, IF_ERRORLEVEL, IF_EXTENSIONS, IF_COMPARE };

struct node {
    enum node_kind kind;
    BOOL quiet; /* @ */
    struct redirect *redirects;
    WCHAR *text;               /* a command; the set of FOR */
    struct node *left, *right; /* a block's list is `left`; IF: what then and what else; FOR: its body */
    /* IF */
    BOOL negate, no_case;
    enum condition condition;
    WCHAR *first, *second;
    const WCHAR *operator;
    /* FOR: 0 or one of D R L F */
    WCHAR mode, variable;
    WCHAR *options; /* of /F; the folder of /R */
};

/* Where lines come from. */
enum source_kind { SOURCE_TEXT, SOURCE_BATCH, SOURCE_INPUT };
struct source {
    enum source_kind kind;
    const WCHAR *text; /* NULL: taken */
};

struct parser {
    struct pool *pool;
    struct source *source;
    const WCHAR *at;
    int depth; /* of parentheses */
    BOOL failed, ended;
};

/* The next line, or as many as its parentheses take.  False: there is none.  *tree is NULL for an empty line, or one
 * with an error, which has been told (*failed). */
BOOL parse_next(struct pool *pool, struct source *source, struct node **tree, BOOL *failed);
/* A command's words again, with redirections: what CALL does to them. */
struct node *parse_again(struct pool *pool, const WCHAR *text);
/* parse.c, for parse_for.c: */
WCHAR *parse_token(struct parser *parser);
struct node *parse_body(struct parser *parser);
BOOL parse_more(struct parser *parser);
struct node *parse_wrong(struct parser *parser, const WCHAR *token);
struct node *parse_for(struct parser *parser);
struct node *parse_if(struct parser *parser);
BOOL parse_word_is(const struct parser *parser, const WCHAR *word);

/* The tree as text that parses to the same, with what FOR and !...! put in where `expanded`. */
void show(struct text *text, const struct node *node, BOOL expanded);
/* As ECHO ON shows it before it runs. */
void show_echo(const struct node *node);

/* ---- running: run.c, redirect.c, launch.c, pipe.c, batch.c, if.c, for.c, for_lines.c ---- */

/* Runs a tree; 0 or the code of its last command, which && and || ask for. */
int run(const struct node *node);
/* Reads and runs until there is no more line. */
int run_source(struct source *source);
int run_text(const WCHAR *text);
int run_if(const struct node *node);
int run_for(const struct node *node);
/* One command's text, already expanded. */
int run_command(struct pool *pool, WCHAR *text);

struct saved {
    struct saved *next;
    int handle;
    HANDLE before, opened;
};
/* Opens what is named; false: it was told, and nothing is redirected. */
BOOL redirect_begin(struct pool *pool, const struct redirect *list, struct saved **saved);
void redirect_end(struct saved *saved);
void redirect_set(int handle, HANDLE to);
void redirect_init(void);

/* The file that a command's name means, by PATH and PATHEXT; NULL: none. */
WCHAR *find_program(struct pool *pool, const WCHAR *name);
BOOL is_batch(const WCHAR *path);
/* Starts a program with a command line; NULL: it was told why not, and *code is set. */
HANDLE start_program(struct pool *pool, const WCHAR *path, const WCHAR *line, DWORD flags, const WCHAR *folder,
                     int *code);
int wait_program(HANDLE process);
/* Starts this program anew, for a command. */
HANDLE start_self(struct pool *pool, const WCHAR *command, int *code);
/* The path of this program. */
const WCHAR *self_path(void);
int run_external(struct pool *pool, const WCHAR *name, const WCHAR *text, const WCHAR *arguments);

int run_pipe(const struct node *node);
/* Runs a command and gives all that it printed. */
WCHAR *capture(struct pool *pool, const WCHAR *command);

struct batch {
    struct batch *outer;
    WCHAR *path, *name, *all; /* the file; %0; %* */
    WCHAR **arguments;        /* %1 and so on */
    int count;
    BOOL shifted; /* %0 is one of the arguments */
    BOOL ended;   /* there is no next line */
    ULONGLONG position;
    struct local *locals;
    BOOL is_cmd; /* by its ending */
};

/* Runs a batch file, or what follows a label of one; `name` is its %0.  Gives its last command's result: that is what a
 * file returns which is run without CALL, where CALL gives ERRORLEVEL. */
int batch_run(const WCHAR *path, const WCHAR *name, const WCHAR *arguments, const WCHAR *label);
WCHAR *batch_line(struct pool *pool);
/* %0 to %9; "" where there is none. */
const WCHAR *batch_argument(int number);

/* ---- built-in commands: builtin.c has the table ---- */

struct command {
    struct pool *pool;
    const WCHAR *name;      /* as the table has it */
    const WCHAR *arguments; /* all behind the name */
};

enum builtin_flags {
    LEVEL_KEPT = 1,   /* success leaves ERRORLEVEL alone */
    LEVEL_CMD = 2,    /* success clears it in a .cmd file only */
    LEVEL_SILENT = 4, /* failure does not set it either */
};

struct builtin {
    const WCHAR *name;
    int (*run)(struct command *command);
    unsigned flags;
    const WCHAR *help;
};

/* The command that a text begins with; *arguments: what follows.  NULL: none. */
const struct builtin *builtin_find(const WCHAR *text, const WCHAR **arguments);
int builtin_run(struct pool *pool, const struct builtin *builtin, const WCHAR *arguments);

int wrong_syntax(void);
BOOL ask(const WCHAR *question, BOOL with_all, BOOL *all);

/* set_arith.c; the text that was wrong is told. */
BOOL arithmetic(struct pool *pool, const WCHAR *expression, int *value);
BOOL number_read(const WCHAR **at, int *value); /* 10, 0x1f, 017 */

/* locale-independent forms that DIR, %DATE% and the like print */
void format_date(struct text *text, const SYSTEMTIME *time);
void format_time(struct text *text, const SYSTEMTIME *time);
void format_prompt(struct text *text);
WCHAR *current_folder(struct pool *pool);
BOOL change_folder(struct pool *pool, const WCHAR *name, BOOL drive_too);
int pushed_count(void);
void locals_free(struct batch *batch);

int do_assoc(struct command *), do_break(struct command *), do_call(struct command *), do_cd(struct command *),
    do_chcp(struct command *), do_cls(struct command *), do_color(struct command *), do_copy(struct command *),
    do_date(struct command *), do_del(struct command *), do_dir(struct command *), do_echo(struct command *),
    do_endlocal(struct command *), do_exit(struct command *), do_ftype(struct command *), do_goto(struct command *),
    do_md(struct command *), do_mklink(struct command *), do_move(struct command *), do_path(struct command *),
    do_pause(struct command *), do_popd(struct command *), do_prompt(struct command *), do_pushd(struct command *),
    do_rd(struct command *), do_rem(struct command *), do_ren(struct command *), do_set(struct command *),
    do_setlocal(struct command *), do_shift(struct command *), do_start(struct command *), do_time(struct command *),
    do_title(struct command *), do_type(struct command *), do_ver(struct command *), do_verify(struct command *),
    do_vol(struct command *);

#endif
