/* SPDX-License-Identifier: MIT */
/* A line, and those that its parentheses take in, as a tree.
 *
 * From loose to tight: & (or a new line within parentheses), ||, &&, |.  A quote hides all up to the next one or to the
 * line's end; a caret hides the next character, and at the end of a line joins the next to it. What IF and FOR run
 * reaches to the line's end, & and all ("if", "for"); parse_for.c has these two. */
#include "cmd.h"

static struct node *parse_list(struct parser *parser);

static struct node *new_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = pool_alloc(parser->pool, sizeof *node);
    memset(node, 0, sizeof *node);
    node->kind = kind;
    return node;
}

/* The source's next line, expanded; NULL: there is none. */
static WCHAR *source_line(struct pool *pool, struct source *source, BOOL more)
{
    const WCHAR *line = NULL;
    switch (source->kind) {
    case SOURCE_TEXT:
        line = source->text;
        source->text = NULL;
        break;
    case SOURCE_BATCH: line = batch_line(pool); break;
    case SOURCE_INPUT:
        if (more) {
            print(L"More? ");
        } else if (shell.echo) {
            struct text text = {.pool = pool};
            text_string(&text, L"\r\n");
            format_prompt(&text);
            print(L"%s", text_done(&text));
        }
        line = read_line(pool);
        break;
    }
    return line ? expand_percent(pool, line) : NULL;
}

BOOL parse_more(struct parser *parser)
{
    WCHAR *line = parser->ended ? NULL : source_line(parser->pool, parser->source, TRUE);
    parser->at = line ? line : L"";
    if (!line) parser->ended = TRUE;
    return line != NULL;
}

struct node *parse_wrong(struct parser *parser, const WCHAR *token)
{
    if (!parser->failed) {
        if (*token)
            print_error(L"%s was unexpected at this time.\r\n", token);
        else
            print_error(L"The syntax of the command is incorrect.\r\n");
    }
    parser->failed = TRUE;
    return NULL;
}

/* The operator or word that stands where it cannot. */
static struct node *wrong_here(struct parser *parser)
{
    const WCHAR *p = skip_delimiters(parser->at), *end = p;
    if (*p && wcschr(L"&|<>", *p))
        end += p[1] == *p ? 2 : 1;
    else if (*p == '(' || *p == ')')
        end++;
    else
        while (*end && !is_delimiter(*end) && !wcschr(L"&|<>()", *end)) end++;
    return parse_wrong(parser, pool_copy(parser->pool, p, (size_t)(end - p)));
}

/* ---- words ---- */

WCHAR *parse_token(struct parser *parser)
{
    struct text text = {.pool = parser->pool};
    const WCHAR *p = skip_delimiters(parser->at);
    BOOL quoted = FALSE;
    for (; *p; p++) {
        if (*p == '"') quoted = !quoted;
        if (!quoted) {
            if (is_delimiter(*p) || wcschr(L"&|<>", *p) || (*p == ')' && parser->depth) || (*p == '(' && !text.length))
                break;
            if (*p == '^') {
                if (!p[1]) break;
                p++;
            }
        }
        text_char(&text, *p);
    }
    parser->at = p;
    return text.length ? text_done(&text) : NULL;
}

BOOL parse_word_is(const struct parser *parser, const WCHAR *word)
{
    const WCHAR *p = skip_delimiters(parser->at);
    if (!same_start(p, word)) return FALSE;
    p += wcslen(word);
    return !*p || is_delimiter(*p) || wcschr(L"&|<>()\"/", *p);
}

/* What a redirection goes to or comes from; escapes are taken, quotes kept. */
static WCHAR *redirect_name(struct parser *parser)
{
    struct text text = {.pool = parser->pool};
    const WCHAR *p = skip_delimiters(parser->at);
    BOOL quoted = FALSE;
    for (; *p; p++) {
        if (*p == '"') quoted = !quoted;
        if (!quoted) {
            if (is_delimiter(*p) || wcschr(L"&|<>", *p) || (*p == ')' && parser->depth)) break;
            if (*p == '^' && p[1]) p++;
        }
        text_char(&text, *p);
    }
    parser->at = p;
    return text.length ? text_done(&text) : NULL;
}

/* At < or >; false: it was wrong. */
static BOOL redirection(struct parser *parser, int handle, struct redirect **list)
{
    struct redirect *redirect = pool_alloc(parser->pool, sizeof *redirect), **last = list;
    memset(redirect, 0, sizeof *redirect);
    redirect->how = *parser->at++;
    redirect->handle = handle >= 0 ? handle : redirect->how == '<' ? 0 : 1;
    if (redirect->how == '>' && *parser->at == '>') {
        redirect->how = 'a';
        parser->at++;
    }
    if (*parser->at == '&' && redirect->how != 'a') {
        const WCHAR *p = skip_blanks(parser->at + 1);
        if (*p < '0' || *p > '9') {
            parser->at = p;
            wrong_here(parser);
            return FALSE;
        }
        redirect->how = '&';
        redirect->from = *p - '0';
        parser->at = p + 1;
    } else if (!(redirect->name = redirect_name(parser))) {
        wrong_here(parser);
        return FALSE;
    }
    while (*last) last = &(*last)->next;
    *last = redirect;
    return TRUE;
}

/* Redirections where a command could begin, or behind a parenthesis. */
static BOOL redirections(struct parser *parser, struct redirect **list)
{
    for (;;) {
        const WCHAR *p = skip_delimiters(parser->at);
        int handle = -1;
        if (*p >= '0' && *p <= '9' && (p[1] == '<' || p[1] == '>')) handle = *p++ - '0';
        if (*p != '<' && *p != '>') return TRUE;
        parser->at = p;
        if (!redirection(parser, handle, list)) return FALSE;
    }
}

/* ---- commands ---- */

static struct node *simple(struct parser *parser, struct redirect *redirects)
{
    struct text text = {.pool = parser->pool};
    struct node *node = new_node(parser, NODE_COMMAND);
    BOOL quoted = FALSE, plain_digit = FALSE; /* the last character is a digit that may be a handle */
    node->redirects = redirects;
    for (;;) {
        WCHAR c = *parser->at;
        if (!c) break;
        if (quoted || c == '"') {
            if (c == '"') quoted = !quoted;
        } else if (c == '^') {
            if (!parser->at[1]) {
                /* the next line follows at once, its first character hidden */
                if (!parse_more(parser)) break;
                if (!*parser->at && !parse_more(parser)) break;
            } else {
                parser->at++;
            }
            if (!(c = *parser->at)) break;
            text_char(&text, c);
            parser->at++;
            plain_digit = FALSE;
            continue;
        } else if (c == '&' || c == '|' || (c == ')' && parser->depth)) {
            break;
        } else if (c == '<' || c == '>') {
            int handle = -1;
            if (plain_digit) {
                handle = text.at[--text.length] - '0';
                text.at[text.length] = 0;
            }
            if (!redirection(parser, handle, &node->redirects)) return NULL;
            plain_digit = FALSE;
            continue;
        }
        plain_digit = c >= '0' && c <= '9' && !quoted && (!text.length || is_delimiter(text.at[text.length - 1]));
        text_char(&text, c);
        parser->at++;
    }
    node->text = text_done(&text);
    return node;
}

/* A remark is the rest of the line, but for an operator at its very beginning. */
static struct node *remark(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_REM);
    const WCHAR *start = skip_delimiters(parser->at);
    const WCHAR *p = skip_delimiters(start + 3);
    if (*p == '&' || *p == '|' || (*p == ')' && parser->depth)) {
        node->text = pool_copy(parser->pool, start, 3);
        parser->at = p;
    } else {
        node->text = pool_string(parser->pool, start);
        parser->at = L"";
    }
    return node;
}

static struct node *command(struct parser *parser)
{
    struct redirect *redirects = NULL;
    struct node *node;
    if (!redirections(parser, &redirects)) return NULL;
    parser->at = skip_delimiters(parser->at);
    switch (*parser->at) {
    case '@':
        parser->at++;
        if ((node = command(parser))) node->quiet = TRUE;
        return node;
    case '(':
        node = new_node(parser, NODE_BLOCK);
        parser->at++;
        parser->depth++;
        node->left = parse_list(parser);
        parser->depth--;
        if (parser->failed) return NULL;
        if (*parser->at != ')') return parser->ended ? NULL : wrong_here(parser);
        if (!node->left) return wrong_here(parser); /* parentheses around nothing */
        parser->at++;
        node->redirects = redirects;
        return redirections(parser, &node->redirects) ? node : NULL;
    case '&':
    case '|': return wrong_here(parser);
    }
    if (parse_word_is(parser, L"if")) {
        node = parse_if(parser);
    } else if (parse_word_is(parser, L"for")) {
        node = parse_for(parser);
    } else if (parse_word_is(parser, L"rem") && skip_delimiters(parser->at)[3] != '/') {
        node = remark(parser);
    } else {
        return simple(parser, redirects);
    }
    if (node) node->redirects = redirects;
    return node;
}

/* ---- operators ---- */

static BOOL take_operator(struct parser *parser, const WCHAR *operator)
{
    const WCHAR *p = skip_delimiters(parser->at);
    size_t length = wcslen(operator);
    if (wcsncmp(p, operator, length) || (length == 1 && p[1] == p[0])) return FALSE;
    parser->at = p + length;
    return TRUE;
}

static const struct {
    const WCHAR *operator;
    enum node_kind kind;
} levels[] = {
    {L"||", NODE_OR  },
    {L"&&", NODE_AND },
    {L"|",  NODE_PIPE},
};

static struct node *operators(struct parser *parser, size_t level)
{
    const size_t most = sizeof levels / sizeof *levels;
    struct node *left = level < most ? operators(parser, level + 1) : command(parser);
    while (left && level < most && take_operator(parser, levels[level].operator)) {
        struct node *node = new_node(parser, levels[level].kind);
        while (!*skip_delimiters(parser->at) && parser->depth && parse_more(parser)) {}
        if (!*skip_delimiters(parser->at)) return parse_wrong(parser, L"");
        node->left = left;
        if (!(node->right = operators(parser, level + 1))) return NULL;
        left = node;
    }
    return left;
}

static struct node *both(struct parser *parser, struct node *left, struct node *right)
{
    struct node *node = new_node(parser, NODE_BOTH);
    if (!left || !right) return left ? left : right;
    node->left = left;
    node->right = right;
    return node;
}

/* What stands between & on one line; no line is read but within parentheses of its own. */
struct node *parse_body(struct parser *parser)
{
    struct node *list = NULL;
    for (;;) {
        const WCHAR *p = skip_delimiters(parser->at);
        if (!*p || (*p == ')' && parser->depth)) return list;
        struct node *node = operators(parser, 0);
        if (!node) return NULL;
        list = both(parser, list, node);
        if (parse_word_is(parser, L"else")) return list;
        if (!take_operator(parser, L"&")) return list;
    }
}

/* Within parentheses: lines up to the one that closes them. */
static struct node *parse_list(struct parser *parser)
{
    struct node *list = NULL;
    for (;;) {
        parser->at = skip_delimiters(parser->at);
        if (*parser->at == ')') return list;
        if (!*parser->at || *parser->at == ':') { /* a label means nothing here */
            if (!parse_more(parser)) return NULL;
            continue;
        }
        struct node *node = parse_body(parser);
        if (!node) return NULL;
        list = both(parser, list, node);
        parser->at = skip_delimiters(parser->at);
        if (*parser->at && *parser->at != ')') return wrong_here(parser);
    }
}

BOOL parse_next(struct pool *pool, struct source *source, struct node **tree, BOOL *failed)
{
    struct parser parser = {.pool = pool, .source = source};
    WCHAR *line = source_line(pool, source, FALSE);
    *tree = NULL;
    *failed = FALSE;
    if (!line) return FALSE;
    parser.at = skip_delimiters(line);
    /* a label; a closing parenthesis with nothing open makes the line a remark */
    if (*parser.at == ':' || *parser.at == ')' || !*parser.at) return TRUE;
    BOOL quiet = *parser.at == '@'; /* of the whole line */
    *tree = parse_body(&parser);
    if (*tree) (*tree)->quiet |= quiet;
    if (!parser.failed && *tree && *skip_delimiters(parser.at)) wrong_here(&parser);
    *failed = parser.failed;
    if (parser.failed || parser.ended) *tree = NULL; /* parentheses that nothing closes run nothing */
    return TRUE;
}

struct node *parse_again(struct pool *pool, const WCHAR *text)
{
    struct source source = {.kind = SOURCE_TEXT};
    struct parser parser = {.pool = pool, .source = &source, .at = text};
    struct redirect *redirects = NULL;
    if (!redirections(&parser, &redirects)) return NULL;
    struct node *node = simple(&parser, redirects);
    if (node && *parser.at) wrong_here(&parser);
    return parser.failed ? NULL : node;
}
