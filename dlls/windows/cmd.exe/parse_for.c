/* SPDX-License-Identifier: MIT */
/* IF and FOR, as their own pages of the reference write them. */
#include "cmd.h"

static struct node *new_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = pool_alloc(parser->pool, sizeof *node);
    memset(node, 0, sizeof *node);
    node->kind = kind;
    return node;
}

static BOOL at_equals(const struct parser *parser)
{
    const WCHAR *p = skip_blanks(parser->at);
    return p[0] == '=' && p[1] == '=';
}

/* What a comparison's side is, "==" being no part of it. */
static WCHAR *side(struct parser *parser)
{
    WCHAR *token = parse_token(parser);
    if (!token) {
        const WCHAR *p = skip_delimiters(parser->at);
        parse_wrong(parser, *p ? pool_copy(parser->pool, p, 1) : L"");
    }
    return token;
}

static const WCHAR *const comparisons[] = {L"EQU", L"NEQ", L"LSS", L"LEQ", L"GTR", L"GEQ"};

static struct node *condition(struct parser *parser, struct node *node, WCHAR *first)
{
    static const struct {
        const WCHAR *word;
        enum condition condition;
    } unary[] = {
        {L"exist",         IF_EXIST     },
        {L"defined",       IF_DEFINED   },
        {L"errorlevel",    IF_ERRORLEVEL},
        {L"cmdextversion", IF_EXTENSIONS},
    };
    for (size_t i = 0; i < sizeof unary / sizeof *unary; i++)
        if (same(first, unary[i].word) && !at_equals(parser)) {
            node->condition = unary[i].condition;
            return (node->first = side(parser)) ? node : NULL;
        }
    node->condition = IF_COMPARE;
    node->first = first;
    if (at_equals(parser)) {
        node->operator= L"==";
        parser->at = skip_blanks(parser->at) + 2;
        while (*parser->at == '=') parser->at++;
    } else {
        WCHAR *operator= side(parser);
        if (!operator) return NULL;
        for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
            if (shell.extensions && same(operator, comparisons[i])) node->operator= comparisons[i];
        if (!node->operator) return parse_wrong(parser, operator);
    }
    return (node->second = side(parser)) ? node : NULL;
}

struct node *parse_if(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_IF);
    parser->at = skip_delimiters(parser->at) + 2;
    WCHAR *token;
    for (;;) {
        /* an operand may be empty but for quotes; one that is nothing at all is an error of the line */
        if (!(token = side(parser))) return NULL;
        if (same(token, L"/i") && shell.extensions && !at_equals(parser))
            node->no_case = TRUE;
        else if (same(token, L"not") && !at_equals(parser))
            node->negate = !node->negate;
        else
            break;
    }
    if (!condition(parser, node, token)) return NULL;
    if (!*skip_delimiters(parser->at)) return parse_wrong(parser, L"");
    if (!(node->left = parse_body(parser))) return parser->ended ? NULL : parse_wrong(parser, L"");
    if (!parse_word_is(parser, L"else")) return node;
    parser->at = skip_delimiters(parser->at) + 4;
    if (!(node->right = parse_body(parser))) return parser->ended ? NULL : parse_wrong(parser, L"");
    return node;
}

/* ---- FOR ---- */

/* Between the parentheses; a new line is a blank. */
static WCHAR *set(struct parser *parser)
{
    struct text text = {.pool = parser->pool};
    BOOL quoted = FALSE;
    for (;; parser->at++) {
        WCHAR c = *parser->at;
        if (!c) {
            quoted = FALSE;
            if (!parse_more(parser)) return NULL;
            text_char(&text, ' ');
            parser->at--;
            continue;
        }
        if (c == '"') quoted = !quoted;
        if (!quoted) {
            if (c == ')') break;
            if (c == '^' && parser->at[1]) {
                c = *++parser->at;
            } else if (wcschr(L"&|<>", c)) {
                parse_wrong(parser, pool_copy(parser->pool, &c, 1));
                return NULL;
            }
        }
        text_char(&text, c);
    }
    parser->at++;
    return text_done(&text);
}

/* /D /R [folder] /L /F ["options"] */
static BOOL mode(struct parser *parser, struct node *node, const WCHAR *token)
{
    WCHAR letter = upper(token[1]);
    if (!letter || token[2] || !wcschr(L"DRLF", letter) || !shell.extensions) {
        parse_wrong(parser, token);
        return FALSE;
    }
    node->mode = letter;
    if ((letter == 'R' || letter == 'F') && *skip_delimiters(parser->at) != '%') {
        const WCHAR *before = parser->at;
        WCHAR *options = parse_token(parser);
        if (options && *options == '/')
            parser->at = before;
        else
            node->options = options;
    }
    return TRUE;
}

struct node *parse_for(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_FOR);
    WCHAR *token;
    parser->at = skip_delimiters(parser->at) + 3;
    for (;;) {
        if (!(token = parse_token(parser))) {
            const WCHAR *p = skip_delimiters(parser->at);
            return parse_wrong(parser, *p ? pool_copy(parser->pool, p, 1) : L"");
        }
        if (*token != '/') break;
        if (!mode(parser, node, token)) return NULL;
    }
    if (token[0] != '%' || !token[1] || token[1] >= 128 || token[2]) return parse_wrong(parser, token);
    node->variable = token[1];
    token = parse_token(parser);
    if (!token || !same(token, L"in")) {
        const WCHAR *p = skip_delimiters(parser->at);
        return parse_wrong(parser, token ? token : *p ? pool_copy(parser->pool, p, 1) : L"");
    }
    parser->at = skip_delimiters(parser->at);
    if (*parser->at != '(') {
        token = parse_token(parser);
        return parse_wrong(parser, token ? token : L"");
    }
    parser->at++;
    if (!(node->text = set(parser))) return NULL;
    token = parse_token(parser);
    if (!token || !same(token, L"do")) {
        const WCHAR *p = skip_delimiters(parser->at);
        return parse_wrong(parser, token ? token : *p ? pool_copy(parser->pool, p, 1) : L"");
    }
    if (!(node->left = parse_body(parser))) return parser->ended ? NULL : parse_wrong(parser, L"");
    return node;
}
