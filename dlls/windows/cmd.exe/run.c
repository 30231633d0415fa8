/* SPDX-License-Identifier: MIT */
/* Runs a tree.  A command's own result, which && and || look at, and ERRORLEVEL are two things: some commands that fail
 * leave ERRORLEVEL as it is unless || asks (builtin.c says which). */
#include "cmd.h"

static int untold; /* what || makes ERRORLEVEL; 0: it is so already */

/* The file or folder that a command's text names, quotes and all; *arguments: what follows. */
static WCHAR *name_of(struct pool *pool, const WCHAR *text, const WCHAR **arguments)
{
    const WCHAR *start = skip_delimiters(text), *p = start;
    BOOL quoted = FALSE;
    for (; *p && (quoted || (!is_delimiter(*p) && *p != '/')); p++)
        if (*p == '"') quoted = !quoted;
    *arguments = p;
    return pool_copy(pool, start, (size_t)(p - start));
}

int run_command(struct pool *pool, WCHAR *text)
{
    const WCHAR *arguments;
    text = (WCHAR *)skip_delimiters(text);
    if (!*text) return 0;
    untold = 0;
    const struct builtin *builtin = builtin_find(text, &arguments);
    if (builtin) {
        int result = builtin_run(pool, builtin, arguments);
        print_flush();
        if (result && builtin->flags & LEVEL_SILENT) untold = result;
        return result;
    }
    WCHAR *name = name_of(pool, text, &arguments);
    if (!*name) { /* a slash */
        name = pool_string(pool, text);
        arguments = L"";
    }
    return run_external(pool, name, text, arguments);
}

static int run_one(struct pool *pool, const struct node *node)
{
    switch (node->kind) {
    case NODE_COMMAND: return run_command(pool, expand_run(pool, node->text));
    case NODE_BLOCK: return run(node->left);
    case NODE_IF: return run_if(node);
    case NODE_FOR: return run_for(node);
    case NODE_PIPE: return run_pipe(node);
    default: return 0;
    }
}

static int run_redirected(const struct node *node)
{
    struct pool pool = {0};
    struct saved *saved = NULL;
    int result = 1;
    if (!node->redirects) {
        result = run_one(&pool, node);
    } else if (redirect_begin(&pool, node->redirects, &saved)) {
        result = run_one(&pool, node);
        int kept = untold;
        redirect_end(saved);
        untold = kept;
    } else {
        untold = 1;
    }
    pool_free(&pool);
    return result;
}

/* What a Ctrl-C makes of a batch file; the answer is asked for where somebody can give it. */
static void interrupted(void)
{
    shell.interrupted = 0;
    if (shell.batch && is_console(output_handle(0))) {
        for (;;) {
            struct pool pool = {0};
            print(L"Terminate batch job (Y/N)? ");
            WCHAR *line = read_line(&pool);
            WCHAR answer = line ? upper(*skip_blanks(line)) : 'Y';
            pool_free(&pool);
            if (answer == 'N') return;
            if (answer == 'Y') break;
        }
    } else if (!shell.batch && !shell.once) {
        return; /* the prompt again */
    }
    shell.level = (int)STATUS_CONTROL_C_EXIT;
    shell.broken = TRUE;
    shell.flow = FLOW_QUIT;
}

int run(const struct node *node)
{
    int result = 0;
    if (!node || shell.flow != FLOW_ON) return shell.level;
    switch (node->kind) {
    case NODE_BOTH:
        result = run(node->left);
        if (shell.flow == FLOW_ON) result = run(node->right);
        break;
    case NODE_AND:
        result = run(node->left);
        if (!result && shell.flow == FLOW_ON) result = run(node->right);
        break;
    case NODE_OR:
        result = run(node->left);
        if (result && shell.flow == FLOW_ON) {
            if (untold) shell.level = untold;
            untold = 0;
            result = run(node->right);
        }
        break;
    case NODE_REM: break;
    default: result = run_redirected(node); break;
    }
    if (shell.interrupted) interrupted();
    return result;
}

int run_source(struct source *source)
{
    struct batch *batch = shell.batch;
    int result = 0;
    while (shell.flow == FLOW_ON) {
        struct pool pool = {0};
        struct node *tree;
        BOOL failed;
        if (!parse_next(&pool, source, &tree, &failed)) {
            pool_free(&pool);
            break;
        }
        if (tree) {
            if (shell.echo && batch && !tree->quiet) show_echo(tree);
            result = run(tree);
        }
        pool_free(&pool);
        if (failed) {
            /* a line that cannot be understood ends the batch file and those that called it */
            result = 1;
            if (shell.level == 0 || batch) shell.level = 255;
            if (batch) shell.flow = FLOW_QUIT;
            if (source->kind == SOURCE_TEXT) break;
        }
        if (shell.flow == FLOW_JUMP && shell.batch == batch) shell.flow = FLOW_ON;
    }
    return result;
}

int run_text(const WCHAR *text)
{
    struct source source = {SOURCE_TEXT, text};
    return run_source(&source);
}
