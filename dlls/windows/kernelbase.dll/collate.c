/* SPDX-License-Identifier: MIT */
/* The order of strings: CompareString and the sort keys of LCMapString.
 *
 * A character has three weights, compared one after the other over the whole string: what it is (blank < punctuation < symbol < digit <
 * letter, letters by the alphabet), its accent, its case (lower before upper).  In a word sort, the default, hyphen and apostrophe weigh
 * nothing until all else is equal ("Handling Sorting in Your Applications").  Accents are known for letters whose base is
 * Latin.  Left out: contractions, expansions and other locales' orders. */
#include "kernelbase.h"
#include "collate.h"
#include "locale.h"
#include "nls.h"

enum { BLANK = 1, PUNCTUATION, SYMBOL, DIGIT, LETTER };

/* The base of an accented Latin letter; the unit itself where it has none. */
static WCHAR base_of(WCHAR unit)
{
    /* rows of 16 from U+00C0; 0: no accented letter */
    static const char latin[] = "AAAAAA\0CEEEEIIII" "\0NOOOOO\0\0UUUUY\0\0" "aaaaaa\0ceeeeiiii" "\0nooooo\0\0uuuuy\0y"
                                "AaAaAaCcCcCcCcDd" "DdEeEeEeEeEeGgGg" "GgGgHhHhIiIiIiIi" "Ii\0\0JjKk\0LlLlLlL"
                                "lLlNnNnNn\0\0\0OoOo" "Oo\0\0RrRrRrSsSsSs" "SsTtTtTtUuUuUuUu" "UuUuWwYyYZzZzZz";
    unsigned i = unit - 0xc0u;

    return i < sizeof latin - 1 && latin[i] ? (WCHAR)latin[i] : unit;
}

/* FALSE: it weighs nothing at any level. */
static BOOL weigh(WCHAR unit, DWORD flags, struct weight *out)
{
    USHORT type, mark;
    WCHAR  base, lower;

    __metic_nls_types(CT_CTYPE1, &unit, 1, &type);
    __metic_nls_types(CT_CTYPE3, &unit, 1, &mark);
    *out = (struct weight){0};
    if (!unit || ((type & C1_CNTRL) && !(type & C1_SPACE))) return FALSE;
    if ((mark & C3_NONSPACING) && !(type & C1_ALPHA)) { /* a combining accent: weighs as one alone */
        if (flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC)) return FALSE;
        out->accent = unit;
        return TRUE;
    }
    if (!(flags & SORT_STRINGSORT) && (unit == '-' || unit == '\'')) {
        if (flags & NORM_IGNORESYMBOLS) return FALSE;
        out->late = unit;
        return TRUE;
    }
    if (type & C1_DIGIT) {
        out->primary = DIGIT << 16 | unit;
    } else if (type & C1_ALPHA) {
        base = base_of(unit);
        __metic_nls_lower(&base, 1, &lower);
        out->primary = LETTER << 16 | lower;
        if (base != unit) __metic_nls_lower(&unit, 1, &out->accent);
        out->upper = (type & C1_UPPER) != 0;
    } else {
        if (flags & NORM_IGNORESYMBOLS) return FALSE;
        int kind     = type & C1_SPACE ? BLANK : wcschr(L"+<=>", unit) || !(type & C1_PUNCT) ? SYMBOL : PUNCTUATION;
        out->primary = (ULONG)kind << 16 | unit;
    }
    if (flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC)) out->accent = 0;
    if (flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)) out->upper = 0;
    return TRUE;
}

BOOL collate_next(struct collate *walk, struct weight *out)
{
    while (walk->at < walk->end)
        if (weigh(*walk->at++, walk->flags, out)) return TRUE;
    return FALSE;
}

/* One level of a character; `present` says whether it counts there. */
static ULONG level_of(const struct weight *weight, int level, BOOL *present)
{
    switch (level) {
    case 0: *present = weight->primary != 0; return weight->primary;
    case 1: *present = weight->primary || weight->accent; return weight->accent;
    case 2: *present = weight->primary || weight->accent; return weight->upper;
    default: *present = weight->late != 0; return weight->late;
    }
}

/* The next weight that counts at a level; 0xffffffff past the end would sort last, so the end is told apart. */
static BOOL next_at(struct collate *walk, int level, ULONG *value)
{
    struct weight weight;
    BOOL          present;

    while (collate_next(walk, &weight)) {
        *value = level_of(&weight, level, &present);
        if (present) return TRUE;
    }
    return FALSE;
}

int collate_compare(const WCHAR *a, int a_length, const WCHAR *b, int b_length, DWORD flags)
{
    for (int level = 0; level < 4; level++) {
        struct collate x = {a, a + a_length, flags}, y = {b, b + b_length, flags};
        for (;;) {
            ULONG v = 0, w = 0;
            BOOL  more_x = next_at(&x, level, &v), more_y = next_at(&y, level, &w);
            if (!more_x || !more_y) {
                if (more_x != more_y) return more_x ? 1 : -1;
                break;
            }
            if (v != w) return v < w ? -1 : 1;
        }
    }
    return 0;
}

enum {
    COMPARE_FLAGS = NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC |
                    SORT_STRINGSORT | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | NORM_LINGUISTIC_CASING | LOCALE_USE_CP_ACP,
};

static int compare(enum locale locale, DWORD flags, const WCHAR *a, int a_length, const WCHAR *b, int b_length)
{
    if (!a || !b || locale == LOCALE_NONE || a_length < -1 || b_length < -1) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & ~(DWORD)COMPARE_FLAGS) return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    if (a_length < 0) a_length = (int)wcslen(a);
    if (b_length < 0) b_length = (int)wcslen(b);
    return CSTR_EQUAL + collate_compare(a, a_length, b, b_length, flags);
}

int WINAPI CompareStringW(LCID id, DWORD flags, const WCHAR *a, int a_length, const WCHAR *b, int b_length)
{
    return compare(locale_of_id(id), flags, a, a_length, b, b_length);
}

int WINAPI CompareStringEx(const WCHAR *name, DWORD flags, const WCHAR *a, int a_length, const WCHAR *b, int b_length,
                           NLSVERSIONINFO *version, void *reserved, LPARAM parameter)
{
    (void)version;
    if (reserved || parameter) return base_fail(STATUS_INVALID_PARAMETER);
    return compare(locale_of_name(name), flags, a, a_length, b, b_length);
}

/* `text` in UTF-16; base_free() it. */
static WCHAR *widen(const char *text, int *length)
{
    int count = *length < 0 ? (int)strlen(text) : *length;
    WCHAR *wide = base_alloc(((SIZE_T)count + 1) * sizeof(WCHAR));
    if (!wide) return NULL;
    *length = count ? MultiByteToWideChar(CP_ACP, 0, text, count, wide, count) : 0;
    return wide;
}

int WINAPI CompareStringA(LCID id, DWORD flags, const char *a, int a_length, const char *b, int b_length)
{
    int result = 0;

    if (!a || !b) return base_fail(STATUS_INVALID_PARAMETER);
    WCHAR *x = widen(a, &a_length), *y = widen(b, &b_length);
    if (x && y) result = CompareStringW(id, flags, x, a_length, y, b_length);
    base_free(x);
    base_free(y);
    return result;
}

/* By the numbers of the units. */
int WINAPI CompareStringOrdinal(const WCHAR *a, int a_length, const WCHAR *b, int b_length, BOOL ignore_case)
{
    if (!a || !b || a_length < -1 || b_length < -1) return base_fail(STATUS_INVALID_PARAMETER);
    SIZE_T x = a_length < 0 ? wcslen(a) : (SIZE_T)a_length, y = b_length < 0 ? wcslen(b) : (SIZE_T)b_length;
    LONG   order = RtlCompareUnicodeStrings(a, x, b, y, (BOOLEAN)(ignore_case != FALSE));
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

/* ---- sort keys ---- */

int collate_key(const WCHAR *text, int length, DWORD flags, BYTE *to, int room)
{
    int size = 0;

    for (int level = 0; level < 4; level++) {
        struct collate walk = {text, text + length, flags};
        ULONG          value;
        /* a level's bytes are never 0 or 1, which separate */
        while (next_at(&walk, level, &value)) {
            BYTE bytes[4] = {(BYTE)(2 + (value >> 16)), (BYTE)(2 + (value >> 12 & 15)), (BYTE)(2 + (value >> 6 & 63)), (BYTE)(2 + (value & 63))};
            int  first = level == 0 ? 0 : level == 2 ? 3 : 1;
            for (int i = first; i < 4; i++, size++)
                if (size < room) to[size] = bytes[i];
        }
        if (size < room) to[size] = level < 3;
        size++;
    }
    return size;
}
