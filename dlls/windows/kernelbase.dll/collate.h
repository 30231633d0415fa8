/* SPDX-License-Identifier: MIT */
#ifndef METIC_COLLATE_H
#define METIC_COLLATE_H

/* What a character weighs, level by level; `late`: a hyphen or apostrophe of a word sort, behind the `late_at`-th other
 * character. */
struct weight {
    ULONG primary, late_at;
    WCHAR accent, late;
    BYTE form;
};

/* A walk over a string; `flags`: those of CompareString.  `rest`: letters of a ligature that come next; `number_end`:
 * of the number that the walk is in; `count`: the characters so far. */
struct collate {
    const WCHAR *at, *end, *rest, *number_end;
    DWORD flags;
    ULONG count;
};

/* The next character that weighs anything; FALSE: the end. */
BOOL collate_next(struct collate *walk, struct weight *out);

/* The value of a decimal digit of any script; -1: it is none. */
int collate_digit(WCHAR unit);

/* -1, 0 or 1. */
int collate_compare(const WCHAR *a, int a_length, const WCHAR *b, int b_length, DWORD flags);

/* Bytes that memcmp() orders as collate_compare() does the strings; the size of the whole key, at most `room` are
 * written. */
int collate_key(const WCHAR *text, int length, DWORD flags, BYTE *to, int room);

#endif
