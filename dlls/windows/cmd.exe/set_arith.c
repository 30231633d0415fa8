/* SPDX-License-Identifier: MIT */
/* SET /A: the operators of "set" by rank, on 32 bits; names stand for variables, and assignments set them. */
#include "cmd.h"

/* ERRORLEVEL for each error, as observed, and its text. */
enum wrong { NOTHING, PARENTHESES, OPERAND, OPERATOR, NUMBER, RANGE, ZERO };
static const struct {
    int level;
    const WCHAR *text;
} errors[] = {
    [PARENTHESES] = {1073750988, L"Unbalanced parenthesis."                                       },
    [OPERAND] = {1073750989, L"Missing operand."                                              },
    [OPERATOR] = {1073750990, L"Missing operator."                                             },
    [NUMBER] = {1073750991, L"Invalid number.  Numeric constants are either decimal (17),\r\n"
                            L"hexadecimal (0x11), or octal (021)."},
    [RANGE] = {1073750992, L"Invalid number.  Numbers are limited to 32-bits of precision." },
    [ZERO] = {1073750993, L"Divide by zero error."                                         },
};

struct reader {
    struct pool *pool;
    const WCHAR *at;
    enum wrong wrong;
    int open;
};

/* The digits at *at by their base; false: none.  *wrong as they are too large, or no number. */
static BOOL read_number(const WCHAR **at, int *value, enum wrong *wrong)
{
    const WCHAR *p = *at;
    unsigned base = 10;
    ULONGLONG sum = 0;
    if (*p < '0' || *p > '9') return FALSE;
    if (*p == '0' && (p[1] | 32) == 'x') {
        base = 16;
        p += 2;
    } else if (*p == '0') {
        base = 8;
    }
    const WCHAR *first = p;
    for (;; p++) {
        unsigned digit = *p >= '0' && *p <= '9'                 ? (unsigned)*p - '0'
                         : (*p | 32) >= 'a' && (*p | 32) <= 'z' ? (unsigned)(*p | 32) - 'a' + 10
                                                                : 99;
        if (digit == 99) break;
        if (digit >= base) *wrong = NUMBER;
        sum = sum * base + digit;
        if (sum > 0xffffffffu) sum = 0x1ffffffffull; /* and stays too large */
    }
    if (p == first) *wrong = NUMBER;
    if (!*wrong && (sum > 0xffffffffu || (base == 10 && sum > 0x80000000u))) *wrong = RANGE;
    *value = sum > 0x7fffffff && base == 10 ? 0x7fffffff : (int)(unsigned)sum;
    *at = p;
    return TRUE;
}

BOOL number_read(const WCHAR **at, int *value)
{
    enum wrong wrong = NOTHING;
    const WCHAR *p = *at;
    if (!read_number(&p, value, &wrong) || wrong == NUMBER) return FALSE;
    *at = p;
    return TRUE;
}

static int comma(struct reader *r);

static WCHAR peek(struct reader *r)
{
    while (*r->at && (*r->at <= ' ')) r->at++;
    return *r->at;
}

static BOOL is_name(WCHAR c)
{
    return c > ' ' && !wcschr(L"()!~-*/%+<>&^|=,\"", c);
}

static WCHAR *take_name(struct reader *r)
{
    const WCHAR *start = r->at;
    while (*r->at && is_name(*r->at)) r->at++;
    return pool_copy(r->pool, start, (size_t)(r->at - start));
}

static int value_of(struct pool *pool, const WCHAR *name)
{
    WCHAR *value = variable_get(pool, name);
    const WCHAR *p = value ? skip_blanks(value) : L"";
    BOOL minus = *p == '-';
    int number = 0;
    if (*p == '-' || *p == '+') p++;
    if (!number_read(&p, &number)) number = 0;
    return minus ? (int)(0u - (unsigned)number) : number;
}

static int primary(struct reader *r)
{
    WCHAR c = peek(r);
    int value = 0;
    if (r->wrong) return 0;
    switch (c) {
    case '(':
        r->at++;
        r->open++;
        value = comma(r);
        if (r->wrong) return 0;
        if (peek(r) != ')') {
            r->wrong = PARENTHESES;
            return 0;
        }
        r->at++;
        r->open--;
        return value;
    case '-': r->at++; return (int)(0u - (unsigned)primary(r));
    case '+': r->at++; return primary(r);
    case '~': r->at++; return ~primary(r);
    case '!': r->at++; return !primary(r);
    }
    if (c >= '0' && c <= '9') {
        read_number(&r->at, &value, &r->wrong);
        return value;
    }
    if (c && is_name(c)) return value_of(r->pool, take_name(r));
    r->wrong = c == ')' && !r->open ? PARENTHESES : OPERAND;
    return 0;
}

/* From tight to loose; two characters where the operator is doubled. */
static const struct {
    WCHAR sign[3];
    int rank;
} operators[] = {
    {L"*",  5},
    {L"/",  5},
    {L"%",  5},
    {L"+",  4},
    {L"-",  4},
    {L"<<", 3},
    {L">>", 3},
    {L"&",  2},
    {L"^",  1},
    {L"|",  0},
};
enum { RANKS = 6 };

static int apply(struct reader *r, const WCHAR *sign, int a, int b)
{
    switch (*sign) {
    case '*': return (int)((unsigned)a * (unsigned)b);
    case '/':
    case '%':
        if (!b) {
            if (!r->wrong) r->wrong = ZERO;
            return 0;
        }
        if (b == -1) return *sign == '/' ? (int)(0u - (unsigned)a) : 0;
        return *sign == '/' ? a / b : a % b;
    case '+': return (int)((unsigned)a + (unsigned)b);
    case '-': return (int)((unsigned)a - (unsigned)b);
    case '<': return (unsigned)b > 31 ? 0 : (int)((unsigned)a << b);
    case '>': return (unsigned)b > 31 ? (a < 0 ? -1 : 0) : a >> b;
    case '&': return a & b;
    case '^': return a ^ b;
    default: return a | b;
    }
}

/* The operator at the reader, if it has that rank and assigns nothing. */
static const WCHAR *operator_here(struct reader *r, int rank, BOOL assigns)
{
    peek(r);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t length = wcslen(operators[i].sign);
        if (rank >= 0 && operators[i].rank != rank) continue;
        if (!wcsncmp(r->at, operators[i].sign, length) && (r->at[length] == '=') == assigns) return operators[i].sign;
    }
    return NULL;
}

static int ranked(struct reader *r, int rank)
{
    const WCHAR *sign;
    int left = rank == RANKS ? primary(r) : ranked(r, rank + 1);
    while (rank < RANKS && !r->wrong && (sign = operator_here(r, rank, FALSE))) {
        r->at += wcslen(sign);
        int right = ranked(r, rank + 1);
        left = r->wrong ? 0 : apply(r, sign, left, right);
    }
    return left;
}

/* NAME = ..., NAME += ... and so on, from the right */
static int assignment(struct reader *r)
{
    WCHAR c = peek(r);
    const WCHAR *start = r->at, *sign = NULL;
    if (c && is_name(c) && (c < '0' || c > '9')) {
        WCHAR *name = take_name(r);
        c = peek(r);
        if (c == '=' || (sign = operator_here(r, -1, TRUE))) {
            r->at += sign ? wcslen(sign) + 1 : 1;
            int value = assignment(r);
            if (!r->wrong && sign) value = apply(r, sign, value_of(r->pool, name), value);
            if (r->wrong) return 0;
            struct text text = {.pool = r->pool};
            text_format(&text, L"%d", value);
            SetEnvironmentVariableW(name, text_done(&text));
            return value;
        }
        r->at = start;
    }
    return ranked(r, 0);
}

static int comma(struct reader *r)
{
    int value = assignment(r);
    while (!r->wrong && peek(r) == ',') {
        r->at++;
        value = assignment(r);
    }
    return value;
}

BOOL arithmetic(struct pool *pool, const WCHAR *expression, int *value)
{
    struct reader r = {.pool = pool, .at = expression};
    *value = comma(&r);
    if (!r.wrong && peek(&r)) r.wrong = *r.at == ')' ? PARENTHESES : OPERATOR;
    if (!r.wrong) return TRUE;
    print_error(L"%s\r\n", errors[r.wrong].text);
    shell.level = errors[r.wrong].level;
    return FALSE;
}
