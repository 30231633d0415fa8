/* SPDX-License-Identifier: MIT */
/* The order of strings: CompareString and the sort keys of LCMapString.
 *
 * A character has three weights, compared one after the other over the whole string: what it is (blank < punctuation <
 * symbol < digit < letter, letters by the alphabet), its accents, its form (lower before upper case, kana, width).  In
 * a word sort, the default, hyphen and apostrophe weigh nothing until all else is equal ("Handling Sorting in Your
 * Applications").  A base with its marks weighs as the character they make, a ligature as its letters.  Left out:
 * contractions and the orders of other locales than English. */
#include "kernelbase.h"
#include "collate.h"
#include "compose.h"
#include "kana.h"
#include "locale.h"
#include "nls.h"

enum { BLANK = 1, PUNCTUATION, SYMBOL, DIGIT, LETTER };
enum { FORM_UPPER = 1, FORM_WIDTH = 2, FORM_KANA = 4 };
enum { STROKE = 0x338, NUMBER = 0x1000 };

#ifndef SORT_DIGITSASNUMBERS
#define SORT_DIGITSASNUMBERS 0x8
#endif

static USHORT type_of(ULONG which, WCHAR unit)
{
    USHORT type;

    __metic_nls_types(which, &unit, 1, &type);
    return type;
}

/* Letters with a stroke are their base with an accent, though Unicode takes them not apart. */
static WCHAR without_stroke(WCHAR unit)
{
    static const WCHAR rows[][2] = {
        {0xd8,  'O'},
        {0xf8,  'o'},
        {0x110, 'D'},
        {0x111, 'd'},
        {0x126, 'H'},
        {0x127, 'h'},
        {0x141, 'L'},
        {0x142, 'l'},
        {0x166, 'T'},
        {0x167, 't'}
    };

    if (unit >= 0xd8 && unit <= 0x167)
        for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
            if (rows[i][0] == unit) return rows[i][1];
    return unit;
}

int collate_digit(WCHAR unit)
{
    static const WCHAR raised[] = {0xb9, 0xb2, 0xb3};
    WCHAR zero = unit;

    if (unit >= '0' && unit <= '9') return unit - '0';
    if (unit < 0x80 || !(type_of(CT_CTYPE1, unit) & C1_DIGIT)) return -1;
    for (int i = 0; i < 3; i++)
        if (raised[i] == unit) return i + 1;
    /* the digits of a script stand in a row of ten: count back to its 0 */
    while (unit - zero < 9 && type_of(CT_CTYPE1, (WCHAR)(zero - 1)) & C1_DIGIT) zero--;
    return unit - zero;
}

static BOOL is_mark(WCHAR unit)
{
    return unit >= 0x300 && type_of(CT_CTYPE3, unit) & C3_NONSPACING && !(type_of(CT_CTYPE1, unit) & C1_ALPHA);
}

/* Two marks on one base weigh together. */
static void add_mark(struct weight *weight, WCHAR mark)
{
    weight->accent = (WCHAR)(weight->accent * 113 + mark);
}

/* The weight of a letter, digit or sign without the marks that may follow it; FALSE: it weighs nothing at any level. */
static BOOL weigh(WCHAR unit, DWORD flags, struct weight *out)
{
    WCHAR parts[COMPOSE_PARTS], lower;
    int count, value;

    WCHAR ordinary = kana_ordinary(unit), kana = kana_katakana(ordinary);
    if (unit == 0x3000) ordinary = kana = ' ';
    out->form = (ordinary != unit ? FORM_WIDTH : 0) | (kana != ordinary ? FORM_KANA : 0);
    count = compose_split(kana, parts);
    for (int i = 1; i < count; i++) add_mark(out, parts[i]);
    WCHAR base = without_stroke(parts[0]);
    if (base != parts[0]) add_mark(out, STROKE);

    USHORT type = type_of(CT_CTYPE1, base);
    if (!base || ((type & C1_CNTRL) && !(type & C1_SPACE))) return FALSE;
    if (!(flags & SORT_STRINGSORT) && (base == '-' || base == '\'')) {
        if (flags & NORM_IGNORESYMBOLS) return FALSE;
        out->late = base;
        return TRUE;
    }
    if ((value = collate_digit(base)) >= 0) {
        out->primary = DIGIT << 16 | (ULONG)('0' + value);
        if (base >= 0x80) add_mark(out, base);
    } else if (type & C1_ALPHA) {
        __metic_nls_lower(&base, 1, &lower);
        out->primary = LETTER << 16 | lower;
        if (type & C1_UPPER) out->form |= FORM_UPPER;
    } else {
        if (flags & NORM_IGNORESYMBOLS) return FALSE;
        int kind = type & C1_SPACE ? BLANK : wcschr(L"+<=>", base) || !(type & C1_PUNCT) ? SYMBOL : PUNCTUATION;
        out->primary = (ULONG)kind << 16 | base;
    }
    return TRUE;
}

/* What the caller's flags leave out of a weight. */
static void forget(struct weight *weight, DWORD flags)
{
    if (flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC)) weight->accent = 0;
    if (flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)) weight->form &= (BYTE)~FORM_UPPER;
    if (flags & NORM_IGNOREWIDTH) weight->form &= (BYTE)~FORM_WIDTH;
    if (flags & NORM_IGNOREKANATYPE) weight->form &= (BYTE)~FORM_KANA;
}

/* SORT_DIGITSASNUMBERS: a number weighs its length first, then its digits. */
static BOOL number_begins(struct collate *walk, struct weight *out)
{
    const WCHAR *end = walk->at;

    if (!(walk->flags & SORT_DIGITSASNUMBERS) || walk->at < walk->number_end || *walk->at < '0' || *walk->at > '9')
        return FALSE;
    while (walk->at + 1 < walk->end && *walk->at == '0' && walk->at[1] >= '0' && walk->at[1] <= '9') walk->at++;
    for (end = walk->at; end < walk->end && *end >= '0' && *end <= '9'; end++) continue;
    walk->number_end = end;
    out->primary = DIGIT << 16 | (ULONG)(NUMBER + min(end - walk->at, 0xfff));
    return TRUE;
}

BOOL collate_next(struct collate *walk, struct weight *out)
{
    while (walk->rest || walk->at < walk->end) {
        *out = (struct weight){0};
        if (!walk->rest) {
            if (number_begins(walk, out)) return TRUE;
            walk->rest = kana_ligature(*walk->at);
            if (walk->rest) walk->at++;
        }
        WCHAR unit = walk->rest ? *walk->rest++ : *walk->at++;
        if (walk->rest && !*walk->rest) walk->rest = NULL;
        BOOL counts;
        if (is_mark(unit)) { /* nothing stands before it */
            counts = TRUE;
            add_mark(out, unit);
        } else {
            counts = weigh(unit, walk->flags, out);
        }
        for (; !walk->rest && walk->at < walk->end; walk->at++) {
            WCHAR mark = kana_ordinary(*walk->at);
            if (!is_mark(mark)) break;
            if (counts && !out->late) add_mark(out, mark);
        }
        forget(out, walk->flags);
        if (out->primary) walk->count++;
        if (out->late) out->late_at = walk->count;
        if (counts && (out->primary || out->accent || out->late)) return TRUE;
    }
    return FALSE;
}

/* One level of a character; `present` says whether it counts there. */
static ULONG level_of(const struct weight *weight, int level, BOOL *present)
{
    switch (level) {
    case 0: *present = weight->primary != 0; return weight->primary;
    case 1: *present = weight->primary || weight->accent; return weight->accent;
    case 2: *present = weight->primary || weight->accent; return weight->form;
    default:
        *present = weight->late != 0;
        return min(weight->late_at, 0x1ffffu) << 8 | (weight->late & 0xffu); /* two ASCII signs */
    }
}

/* The next weight that counts at a level; 0xffffffff past the end would sort last, so the end is told apart. */
static BOOL next_at(struct collate *walk, int level, ULONG *value)
{
    struct weight weight;
    BOOL present;

    while (collate_next(walk, &weight)) {
        *value = level_of(&weight, level, &present);
        if (present) return TRUE;
    }
    return FALSE;
}

int collate_compare(const WCHAR *a, int a_length, const WCHAR *b, int b_length, DWORD flags)
{
    if (a_length == b_length && !memcmp(a, b, (SIZE_T)a_length * sizeof *a)) return 0;
    for (int level = 0; level < 4; level++) {
        struct collate x = {.at = a, .end = a + a_length, .flags = flags},
                       y = {.at = b, .end = b + b_length, .flags = flags};
        for (;;) {
            ULONG v = 0, w = 0;
            BOOL more_x = next_at(&x, level, &v), more_y = next_at(&y, level, &w);
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
    COMPARE_FLAGS = NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | LINGUISTIC_IGNORECASE |
                    LINGUISTIC_IGNOREDIACRITIC | SORT_STRINGSORT | SORT_DIGITSASNUMBERS | NORM_IGNOREKANATYPE |
                    NORM_IGNOREWIDTH | NORM_LINGUISTIC_CASING | LOCALE_USE_CP_ACP,
};

static int compare(enum locale locale, DWORD flags, const WCHAR *a, int a_length, const WCHAR *b, int b_length)
{
    if (!a || !b || locale == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
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
                           NLSVERSIONINFO *version, void *reserved, LPARAM handle)
{
    (void)version;
    if (reserved) return base_fail(STATUS_INVALID_PARAMETER);
    return compare(locale_of_sort(name, handle), flags, a, a_length, b, b_length);
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
    LONG order = RtlCompareUnicodeStrings(a, x, b, y, (BOOLEAN)(ignore_case != FALSE));
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

/* ---- sort keys ---- */

int collate_key(const WCHAR *text, int length, DWORD flags, BYTE *to, int room)
{
    int size = 0;

    for (int level = 0; level < 4; level++) {
        struct collate walk = {.at = text, .end = text + length, .flags = flags};
        ULONG value;
        /* a level's bytes are never 0 or 1, which separate */
        while (next_at(&walk, level, &value)) {
            BYTE bytes[5] = {(BYTE)(2 + (value >> 24 & 63)), (BYTE)(2 + (value >> 18 & 63)),
                             (BYTE)(2 + (value >> 12 & 63)), (BYTE)(2 + (value >> 6 & 63)), (BYTE)(2 + (value & 63))};
            static const int first[] = {1, 2, 4, 0};
            for (int i = first[level]; i < 5; i++, size++)
                if (size < room) to[size] = bytes[i];
        }
        if (size < room) to[size] = level < 3;
        size++;
    }
    return size;
}
