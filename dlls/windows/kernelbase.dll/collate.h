/* SPDX-License-Identifier: MIT */
#ifndef METIC_COLLATE_H
#define METIC_COLLATE_H

/* What a character weighs, level by level; `late`: hyphens and apostrophes of a word sort. */
struct weight {
    ULONG primary;
    WCHAR accent, late;
    BYTE  upper;
};

/* A walk over a string; `flags`: those of CompareString. */
struct collate {
    const WCHAR *at, *end;
    DWORD        flags;
};

/* The next character that weighs anything; FALSE: the end. */
BOOL collate_next(struct collate *walk, struct weight *out);

/* -1, 0 or 1. */
int collate_compare(const WCHAR *a, int a_length, const WCHAR *b, int b_length, DWORD flags);

/* Bytes that memcmp() orders as collate_compare() does the strings; the size of the whole key, at most `room` are written. */
int collate_key(const WCHAR *text, int length, DWORD flags, BYTE *to, int room);

#endif
