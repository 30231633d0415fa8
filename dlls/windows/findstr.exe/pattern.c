/* SPDX-License-Identifier: MIT */
/* FINDSTR's expressions: . * ^ $ [class] [^class] \x \< \> ("findstr"); no more than these, * repeats one character. */
#include "findstr.h"

static BOOL is_word(WCHAR c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 127;
}

/* Where the element at p ends, before its star. */
static const WCHAR *element_end(const WCHAR *p)
{
    if (*p == '\\' && p[1]) return p + 2;
    if (*p != '[') return p + 1;
    const WCHAR *q = p + 1;
    if (*q == '^') q++;
    if (*q == ']') q++;
    while (*q && *q != ']') q++;
    return *q ? q + 1 : p + 1; /* a bracket that nothing closes is one itself */
}

static BOOL in_class(const WCHAR *p, const WCHAR *end, WCHAR c, BOOL no_case)
{
    BOOL negated = *++p == '^', found = FALSE;
    if (negated) p++;
    for (const WCHAR *first = p; p < end - 1; p++) {
        WCHAR low = *p, high = low;
        if (p[1] == '-' && p + 2 < end - 1 && (p > first || p[1] == '-')) {
            high = p[2];
            p += 2;
        }
        found |= c >= low && c <= high;
        if (no_case) found |= (upper(c) >= low && upper(c) <= high) || (towlower(c) >= low && towlower(c) <= high);
    }
    return found != negated;
}

static BOOL element_matches(const WCHAR *p, const WCHAR *end, WCHAR c, BOOL no_case)
{
    if (!c) return FALSE;
    if (*p == '.' && end == p + 1) return TRUE;
    if (*p == '[' && end > p + 1) return in_class(p, end, c, no_case);
    WCHAR wanted = *p == '\\' && end == p + 2 ? p[1] : *p;
    return wanted == c || (no_case && upper(wanted) == upper(c));
}

/* Does the rest of the expression match here?  `line` is where the line begins. */
static const WCHAR *match_here(const WCHAR *p, const WCHAR *at, const WCHAR *line, BOOL no_case)
{
    while (*p) {
        if (*p == '$' && !p[1]) return *at ? NULL : at;
        if (*p == '\\' && (p[1] == '<' || p[1] == '>')) {
            BOOL before = at > line && is_word(at[-1]), after = is_word(*at);
            if (p[1] == '<' ? before || !after : !before || after) return NULL;
            p += 2;
            continue;
        }
        const WCHAR *end = element_end(p);
        if (*end == '*') {
            const WCHAR *most = at;
            while (element_matches(p, end, *most, no_case)) most++;
            for (;; most--) {
                const WCHAR *found = match_here(end + 1, most, line, no_case);
                if (found || most == at) return found;
            }
        }
        if (!element_matches(p, end, *at, no_case)) return NULL;
        at++;
        p = end;
    }
    return at;
}

BOOL pattern_matches(const WCHAR *pattern, const WCHAR *line, BOOL no_case, BOOL at_start, BOOL at_end, BOOL whole)
{
    BOOL anchored = *pattern == '^';
    if (anchored) pattern++;
    for (const WCHAR *at = line;; at++) {
        const WCHAR *end = match_here(pattern, at, line, no_case);
        if (end && (!whole || (at == line && !*end)) && (!at_end || !*end)) return TRUE;
        if (anchored || at_start || whole || !*at) return FALSE;
    }
}

BOOL literal_matches(const WCHAR *wanted, const WCHAR *line, BOOL no_case, BOOL at_start, BOOL at_end, BOOL whole)
{
    size_t length = wcslen(wanted), room = wcslen(line);
    if (length > room) return FALSE;
    for (size_t at = 0; at + length <= room; at++) {
        BOOL found = no_case ? same_start(line + at, wanted) : !wcsncmp(line + at, wanted, length);
        if (found && (!at_end || at + length == room) && (!whole || length == room)) return TRUE;
        if (at_start || whole) return FALSE;
    }
    return FALSE;
}
