/* SPDX-License-Identifier: MIT */
/* IF: files, variables, ERRORLEVEL and comparisons, of numbers where both sides are such ("if"). */
#include "cmd.h"

static BOOL file_exists(const WCHAR *name)
{
    struct pool pool = {0};
    WCHAR *path = without_end(unquoted(&pool, name));
    size_t length = wcslen(path);
    BOOL found;
    /* the device NUL is in every folder that exists */
    if (length > 4 && same(path + length - 4, L"\\nul")) path[length - 4] = 0;
    if (wcspbrk(path, L"*?")) {
        WIN32_FIND_DATAW data;
        HANDLE find = FindFirstFileW(path, &data);
        found = find != INVALID_HANDLE_VALUE;
        if (found) FindClose(find);
    } else {
        found = *path && GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
    }
    pool_free(&pool);
    return found;
}

static BOOL whole_number(const WCHAR *text, int *value)
{
    BOOL minus = *text == '-';
    if (*text == '-' || *text == '+') text++;
    if (!number_read(&text, value) || *text) return FALSE;
    if (minus) *value = -*value;
    return TRUE;
}

static int order(const struct node *node, const WCHAR *first, const WCHAR *second)
{
    int a, b;
    if (!wcscmp(node->operator, L"==")) {
        if (node->no_case) return !same(first, second);
        return wcscmp(first, second) != 0;
    }
    if (whole_number(first, &a) && whole_number(second, &b)) return (a > b) - (a < b);
    return CompareStringW(LOCALE_USER_DEFAULT, node->no_case ? NORM_IGNORECASE : 0, first, -1, second, -1) - CSTR_EQUAL;
}

static BOOL compare(const struct node *node, const WCHAR *first, const WCHAR *second)
{
    int result = order(node, first, second);
    switch (node->operator[0] << 8 | node->operator[1]) {
    case '=' << 8 | '=':
    case 'E' << 8 | 'Q': return result == 0;
    case 'N' << 8 | 'E': return result != 0;
    case 'L' << 8 | 'S': return result < 0;
    case 'L' << 8 | 'E': return result <= 0;
    case 'G' << 8 | 'T': return result > 0;
    default: return result >= 0;
    }
}

int run_if(const struct node *node)
{
    struct pool pool = {0};
    WCHAR *first = expand_run(&pool, node->first);
    BOOL holds = FALSE;
    int number = 0;
    switch (node->condition) {
    case IF_EXIST: holds = file_exists(first); break;
    case IF_DEFINED: {
        WCHAR *name = unquoted(&pool, first);
        holds = variable_get(&pool, name) != NULL;
        break;
    }
    case IF_ERRORLEVEL: holds = whole_number(first, &number) && shell.level >= number; break;
    case IF_EXTENSIONS: holds = whole_number(first, &number) && shell.extensions && 2 >= number; break;
    case IF_COMPARE: holds = compare(node, first, expand_run(&pool, node->second)); break;
    }
    pool_free(&pool);
    if (node->negate) holds = !holds;
    if (holds) return run(node->left);
    return node->right ? run(node->right) : 0;
}
