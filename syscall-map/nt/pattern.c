/* SPDX-License-Identifier: MIT */
/* File-name patterns.  All places of the pattern that the name read so far can have reached are carried along, so that
 * no pattern takes more than its length times the name's. */
#include "nt/pattern.h"

#include "linux/utf.h"

#include <string.h>

#define PATTERN_MAX 1024

bool pattern_has_wildcards(const WCHAR *pattern, size_t units)
{
    for (size_t i = 0; i < units; i++)
        if (pattern[i] == '*' || pattern[i] == '?' || pattern[i] == '<' || pattern[i] == '>' || pattern[i] == '"')
            return true;
    return false;
}

/* Adds the places that are reached from the marked ones without taking a unit; `next` is the one to come, -1 at the
 * end. */
static void close_over(const WCHAR *pattern, size_t units, bool *at, int next)
{
    for (size_t i = 0; i < units; i++) {
        if (!at[i]) continue;
        if (pattern[i] == '*' || pattern[i] == '<' || (pattern[i] == '>' && (next == '.' || next < 0)) ||
            (pattern[i] == '"' && next < 0))
            at[i + 1] = true;
    }
}

bool pattern_match(const WCHAR *pattern, size_t units, const WCHAR *name, size_t name_units)
{
    bool here[PATTERN_MAX + 1], there[PATTERN_MAX + 1];
    size_t last_dot = name_units; /* of the name; none: its end */
    if (units == 1 && pattern[0] == '*') return true;
    if (units > PATTERN_MAX) return false;
    memset(here, 0, units + 1);
    here[0] = true;
    for (size_t i = 0; i < name_units; i++)
        if (name[i] == '.') last_dot = i;
    for (size_t n = 0; n < name_units; n++) {
        WCHAR c = name[n];
        close_over(pattern, units, here, c);
        memset(there, 0, units + 1);
        for (size_t i = 0; i < units; i++) {
            if (!here[i]) continue;
            switch (pattern[i]) {
            case '*': there[i] = true; break;
            case '<': /* takes anything but the name's last dot */
                if (n != last_dot) there[i] = true;
                break;
            case '?': there[i + 1] = true; break;
            case '>':
                if (c != '.') there[i + 1] = true;
                break;
            case '"':
                if (c == '.') there[i + 1] = true;
                break;
            default:
                if (pattern[i] == c || utf_upper(pattern[i]) == utf_upper(c)) there[i + 1] = true;
            }
        }
        memcpy(here, there, units + 1);
    }
    close_over(pattern, units, here, -1);
    return here[units];
}
