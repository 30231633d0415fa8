/* SPDX-License-Identifier: MIT */
/* A tree as text again: what ECHO ON shows of it, and what another command processor is given of a pipe's side. */
#include "cmd.h"

static void redirects(struct text *text, const struct redirect *redirect, BOOL expanded)
{
    for (; redirect; redirect = redirect->next) {
        text_format(text, L" %d", redirect->handle);
        if (redirect->how == '&')
            text_format(text, L">&%d", redirect->from);
        else
            text_format(text, L"%s%s",
                        redirect->how == 'a'   ? L">>"
                        : redirect->how == '<' ? L"<"
                                               : L">",
                        expanded ? expand_run(text->pool, redirect->name) : redirect->name);
    }
}

/* A command's text with what parsing took off put on again. */
static void escaped(struct text *text, const WCHAR *p)
{
    BOOL quoted = FALSE;
    for (; *p; p++) {
        if (*p == '"') quoted = !quoted;
        if (!quoted && wcschr(L"&|<>^()", *p)) text_char(text, '^');
        text_char(text, *p);
    }
}

static void words(struct text *text, const WCHAR *p, BOOL expanded)
{
    if (expanded)
        escaped(text, expand_run(text->pool, p));
    else
        text_string(text, p);
}

static const WCHAR *const unary[] = {[IF_EXIST] = L"exist",
                                     [IF_DEFINED] = L"defined",
                                     [IF_ERRORLEVEL] = L"errorlevel",
                                     [IF_EXTENSIONS] = L"cmdextversion"};

static void show_if(struct text *text, const struct node *node, BOOL expanded)
{
    text_string(text, L"if ");
    if (node->no_case) text_string(text, L"/I ");
    if (node->negate) text_string(text, L"not ");
    if (node->condition == IF_COMPARE) {
        words(text, node->first, expanded);
        text_format(text, L" %s ", node->operator);
        words(text, node->second, expanded);
    } else {
        text_format(text, L"%s ", unary[node->condition]);
        words(text, node->first, expanded);
    }
    text_char(text, ' ');
    show(text, node->left, expanded);
    if (node->right) {
        text_string(text, L" else ");
        show(text, node->right, expanded);
    }
}

static void show_for(struct text *text, const struct node *node, BOOL expanded)
{
    text_string(text, L"for ");
    if (node->mode) text_format(text, L"/%c ", node->mode);
    if (node->options) text_format(text, L"%s ", node->options);
    text_format(text, L"%%%c in (", node->variable);
    words(text, node->text, expanded);
    text_string(text, L") do ");
    show(text, node->left, expanded);
}

static const WCHAR *const between[] = {
    [NODE_BOTH] = L" & ", [NODE_AND] = L" && ", [NODE_OR] = L" || ", [NODE_PIPE] = L" | "};

void show(struct text *text, const struct node *node, BOOL expanded)
{
    switch (node->kind) {
    case NODE_COMMAND: words(text, node->text, expanded); break;
    case NODE_REM: text_string(text, node->text); break;
    case NODE_BLOCK:
        text_char(text, '(');
        if (!expanded) {
            /* a line for each */
            const struct node *list = node->left;
            text_string(text, L"\r\n");
            struct {
                const struct node *of;
            } stack[64];
            int count = 0;
            while (list->kind == NODE_BOTH && count < 64) {
                stack[count++].of = list->right;
                list = list->left;
            }
            show(text, list, expanded);
            text_string(text, L" \r\n");
            while (count) {
                show(text, stack[--count].of, expanded);
                text_string(text, L" \r\n");
            }
        } else {
            show(text, node->left, expanded);
        }
        text_char(text, ')');
        break;
    case NODE_BOTH:
    case NODE_AND:
    case NODE_OR:
    case NODE_PIPE:
        show(text, node->left, expanded);
        text_string(text, between[node->kind]);
        show(text, node->right, expanded);
        break;
    case NODE_IF: show_if(text, node, expanded); break;
    case NODE_FOR: show_for(text, node, expanded); break;
    }
    redirects(text, node->redirects, expanded);
}

void show_echo(const struct node *node)
{
    struct pool pool = {0};
    struct text text = {.pool = &pool};
    text_string(&text, L"\r\n");
    format_prompt(&text);
    show(&text, node, FALSE);
    text_string(&text, L" \r\n");
    print_text(text_done(&text), text.length);
    pool_free(&pool);
}
