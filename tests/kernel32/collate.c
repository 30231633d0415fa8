/* SPDX-License-Identifier: MIT */
/* The order of strings, and mapping them: CompareString, LCMapString, FoldString.
 * Debian's Wine has no place of a hyphen, weighs control characters, and in LCMapString has no title case, swaps
 * no bytes by LCMAP_BYTEREV with a terminator, drops accents of letters by NORM_IGNORENONSPACE and lets LCMAP_SORTKEY
 * go with case; it has no hashes, sort handles and Chinese variants. */
#include "check.h"

#include <string.h>
#include <wchar.h>

enum { EN_US = 0x409, NO_LOCALE = 0x9999, DIGITS_AS_NUMBERS = 0x8, TITLECASE = 0x300 };

static WCHAR wide[64];
static char ansi[64];

static BOOL failed(int result, DWORD error)
{
    return result == 0 && GetLastError() == error;
}

/* The order of two strings by keys: as CompareString answers it. */
static int by_keys(DWORD flags, const WCHAR *a, const WCHAR *b)
{
    BYTE x[256], y[256];
    int m = LCMapStringW(EN_US, LCMAP_SORTKEY | flags, a, -1, (WCHAR *)x, sizeof x);
    int n = LCMapStringW(EN_US, LCMAP_SORTKEY | flags, b, -1, (WCHAR *)y, sizeof y);

    if (!m || !n || x[m - 1] || y[n - 1] || memchr(x, 0, (size_t)m - 1)) return 0;
    int order = strcmp((char *)x, (char *)y);
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

static void order(void)
{
    static const struct {
        const WCHAR *a, *b;
        DWORD flags;
        int result;
        const char *why;
    } rows[] = {
        {L"abc",          L"abc",           0,                          CSTR_EQUAL,        "the same"                                                                 },
        {L"",             L"",              0,                          CSTR_EQUAL,        "two empty ones"                                                           },
        {L"abc",          L"abd",           0,                          CSTR_LESS_THAN,    "letters by the alphabet"                                                  },
        {L"ab",           L"abc",           0,                          CSTR_LESS_THAN,    "\"If ... equal up to the end of the shorter string, the shorter is less\""},
        {L"b",            L"A",             0,                          CSTR_GREATER_THAN, "the alphabet before case"                                                 },
        {L"a",            L"A",             0,                          CSTR_LESS_THAN,    "lower before upper case"                                                  },
        {L"aB",           L"Ab",            0,                          CSTR_LESS_THAN,    "the first difference of case decides"                                     },
        {L"Ab",           L"aC",            0,                          CSTR_LESS_THAN,    "case after the whole alphabet"                                            },
        {L"a",            L"A",             NORM_IGNORECASE,            CSTR_EQUAL,        "NORM_IGNORECASE"                                                          },
        {L"\xe9",         L"\xc9",          LINGUISTIC_IGNORECASE,      CSTR_EQUAL,        "LINGUISTIC_IGNORECASE"                                                    },
        {L"e",            L"\xe9",          0,                          CSTR_LESS_THAN,    "an accent makes greater"                                                  },
        {L"\xe9"
         L"a",   L"eb",            0,                          CSTR_LESS_THAN,    "accents after the whole alphabet"                                         },
        {L"e",            L"\xe9",          NORM_IGNORENONSPACE,        CSTR_EQUAL,        "NORM_IGNORENONSPACE"                                                      },
        {L"o",            L"\x151",         LINGUISTIC_IGNOREDIACRITIC, CSTR_EQUAL,        "LINGUISTIC_IGNOREDIACRITIC"                                               },
        {L"\xe9",         L"e\x301",        0,                          CSTR_EQUAL,        "a precomposed letter is its base with the mark"                           },
        {L"x\x301",       L"x",             0,                          CSTR_GREATER_THAN, "a mark without precomposed letter"                                        },
        {L"1",            L"a",             0,                          CSTR_LESS_THAN,    "digits before letters"                                                    },
        {L"!",            L"1",             0,                          CSTR_LESS_THAN,    "punctuation before digits"                                                },
        {L" ",            L"!",             0,                          CSTR_LESS_THAN,    "blanks before punctuation"                                                },
        {L"10",           L"2",             0,                          CSTR_LESS_THAN,    "digits one by one"                                                        },
        {L"10",           L"2",             DIGITS_AS_NUMBERS,          CSTR_GREATER_THAN, "SORT_DIGITSASNUMBERS: \"Treat digits as numbers\""                        },
        {L"a9z",          L"a10a",          DIGITS_AS_NUMBERS,          CSTR_LESS_THAN,    "SORT_DIGITSASNUMBERS within words"                                        },
        {L"co-op",        L"coop",          0,                          CSTR_GREATER_THAN, "a hyphen counts when all else is equal"                                   },
        {L"co-op",        L"cooq",          0,                          CSTR_LESS_THAN,    "word sort: the hyphen weighs nothing before"                              },
        {L"co-op",        L"coo-p",         0,                          CSTR_LESS_THAN,    "word sort: where the hyphen stands"                                       },
        {L"coop",         L"co-op",         SORT_STRINGSORT,            CSTR_GREATER_THAN,
         "SORT_STRINGSORT: \"Treat punctuation the same as symbols\""                                                                                                 },
        {L"we're",        L"were",          SORT_STRINGSORT,            CSTR_LESS_THAN,    "SORT_STRINGSORT: the apostrophe"                                          },
        {L"a!b",          L"ab",            NORM_IGNORESYMBOLS,         CSTR_EQUAL,        "NORM_IGNORESYMBOLS"                                                       },
        {L"a-b",          L"ab",            NORM_IGNORESYMBOLS,         CSTR_EQUAL,        "NORM_IGNORESYMBOLS: hyphens"                                              },
        {L"\x3042",       L"\x30a2",        NORM_IGNOREKANATYPE,        CSTR_EQUAL,        "NORM_IGNOREKANATYPE"                                                      },
        {L"\x3042",       L"\x30a2",        0,                          CSTR_GREATER_THAN, "katakana before hiragana"                                                 },
        {L"A",            L"\xff21",        NORM_IGNOREWIDTH,           CSTR_EQUAL,        "NORM_IGNOREWIDTH"                                                         },
        {L"A",            L"\xff21",        0,                          CSTR_LESS_THAN,    "narrow before wide"                                                       },
        {L"encyclop\xe6"
         L"dia", L"encyclopaedia", 0,                          CSTR_EQUAL,        "a ligature is its letters"                                                },
        {L"stra\xdf"
         L"e",   L"strasse",       0,                          CSTR_EQUAL,        "sharp s is ss"                                                            },
        {L"\x416",        L"\x436",         0,                          CSTR_GREATER_THAN, "case of other alphabets"                                                  },
        {L"z",            L"\x430",         0,                          CSTR_LESS_THAN,    "Latin before Cyrillic"                                                    },
        {L"a\x1"
         L"b",   L"ab",            0,                          CSTR_EQUAL,        "control characters weigh nothing"                                         },
    };

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) {
        const WCHAR *a = rows[i].a, *b = rows[i].b;
        int back = CSTR_EQUAL * 2 - rows[i].result;
        CHECK(CompareStringW(EN_US, rows[i].flags, a, -1, b, -1) == rows[i].result &&
                  CompareStringW(EN_US, rows[i].flags, b, -1, a, -1) == back,
              "CompareStringW: %s", rows[i].why);
        CHECK(by_keys(rows[i].flags, a, b) == rows[i].result, "LCMapStringW: LCMAP_SORTKEY: the keys' order: %s",
              rows[i].why);
    }
    CHECK(CompareStringW(EN_US, 0, L"abX", 2, L"abY", 2) == CSTR_EQUAL, "CompareStringW: lengths");
    CHECK(CompareStringW(EN_US, 0, L"ab", -7, L"ab", 2) == CSTR_EQUAL,
          "CompareStringW: \"a negative value if the string is null-terminated\"");
    CHECK(CompareStringW(EN_US, 0, L"a", 0, L"b", 0) == CSTR_EQUAL, "CompareStringW: no characters");
    CHECK(CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, L"FILE", -1, L"file", -1) == CSTR_EQUAL,
          "CompareStringW: the invariant locale");
    CHECK(failed(CompareStringW(EN_US, 0, NULL, -1, L"a", -1), ERROR_INVALID_PARAMETER),
          "CompareStringW: ERROR_INVALID_PARAMETER");
    CHECK(failed(CompareStringW(NO_LOCALE, 0, L"a", -1, L"b", -1), ERROR_INVALID_PARAMETER),
          "CompareStringW: no such locale");
    CHECK(failed(CompareStringW(EN_US, 0x400, L"a", -1, L"b", -1), ERROR_INVALID_FLAGS),
          "CompareStringW: ERROR_INVALID_FLAGS");

    CHECK(CompareStringEx(L"en-US", NORM_IGNORECASE, L"ABC", -1, L"abd", -1, NULL, NULL, 0) == CSTR_LESS_THAN,
          "CompareStringEx: less");
    CHECK(CompareStringEx(LOCALE_NAME_INVARIANT, NORM_IGNORECASE, L"ABC", 3, L"abc", 3, NULL, NULL, 0) == CSTR_EQUAL,
          "CompareStringEx: equal");
    CHECK(CompareStringEx(LOCALE_NAME_USER_DEFAULT, 0, L"b", -1, L"A", -1, NULL, NULL, 0) == CSTR_GREATER_THAN,
          "CompareStringEx: greater");
    CHECK(failed(CompareStringEx(L"qq-QQQQ-what", 0, L"a", -1, L"b", -1, NULL, NULL, 0), ERROR_INVALID_PARAMETER),
          "CompareStringEx: no such locale"); /* Debian's Wine takes it */
    CHECK(failed(CompareStringEx(L"en-US", 0x400, L"a", -1, L"b", -1, NULL, NULL, 0), ERROR_INVALID_FLAGS),
          "CompareStringEx: ERROR_INVALID_FLAGS");
    CHECK(failed(CompareStringEx(L"en-US", 0, L"a", -1, NULL, -1, NULL, NULL, 0), ERROR_INVALID_PARAMETER),
          "CompareStringEx: ERROR_INVALID_PARAMETER");

    CHECK(CompareStringA(EN_US, 0, "a", -1, "B", -1) == CSTR_LESS_THAN &&
              CompareStringA(EN_US, 0, "b", -1, "A", -1) == CSTR_GREATER_THAN,
          "CompareStringA: less, greater");
    CHECK(CompareStringA(EN_US, NORM_IGNORECASE, "\xe9x", 1, "\xc9y", 1) == CSTR_EQUAL,
          "CompareStringA: by the locale's code page");
    CHECK(failed(CompareStringA(EN_US, 0, NULL, -1, "a", -1), ERROR_INVALID_PARAMETER) &&
              failed(CompareStringA(EN_US, 0x400, "a", -1, "b", -1), ERROR_INVALID_FLAGS),
          "CompareStringA: errors");

    CHECK(CompareStringOrdinal(L"a", -1, L"B", -1, FALSE) == CSTR_GREATER_THAN &&
              CompareStringOrdinal(L"a", -1, L"B", -1, TRUE) == CSTR_LESS_THAN,
          "CompareStringOrdinal: by numbers; bIgnoreCase");
    CHECK(CompareStringOrdinal(L"\xe9", -1, L"\xc9", -1, TRUE) == CSTR_EQUAL &&
              CompareStringOrdinal(L"\xe9", -1, L"e\x301", -1, TRUE) == CSTR_GREATER_THAN,
          "CompareStringOrdinal: the system's case table, no meaning");
    CHECK(CompareStringOrdinal(L"ab", 1, L"ac", 1, FALSE) == CSTR_EQUAL &&
              CompareStringOrdinal(L"a", 1, L"ab", 2, FALSE) == CSTR_LESS_THAN,
          "CompareStringOrdinal: lengths");
    CHECK(CompareStringOrdinal(L"co-op", -1, L"coop", -1, FALSE) == CSTR_LESS_THAN,
          "CompareStringOrdinal: a hyphen is a unit like another");
    CHECK(failed(CompareStringOrdinal(NULL, -1, L"a", -1, FALSE), ERROR_INVALID_PARAMETER) &&
              failed(CompareStringOrdinal(L"a", -1, NULL, -1, FALSE), ERROR_INVALID_PARAMETER),
          "CompareStringOrdinal: ERROR_INVALID_PARAMETER");
}

static BOOL maps(DWORD flags, const WCHAR *from, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;

    wmemset(wide, 0x7777, ARRAYSIZE(wide));
    return LCMapStringW(EN_US, flags, from, -1, NULL, 0) == length &&
           LCMapStringW(EN_US, flags, from, -1, wide, ARRAYSIZE(wide)) == length && !wcscmp(wide, wanted) &&
           wide[length] == 0x7777 &&
           LCMapStringEx(L"en-US", flags, from, -1, wide, ARRAYSIZE(wide), NULL, NULL, 0) == length &&
           !wcscmp(wide, wanted);
}

static void mapping(void)
{
    CHECK(maps(LCMAP_UPPERCASE, L"abc1\xe9\xdf\xff\x436", L"ABC1\xc9\xdf\x178\x416"),
          "LCMapStringW, LCMapStringEx: LCMAP_UPPERCASE");
    CHECK(maps(LCMAP_LOWERCASE, L"ABC1\xc9\x178\x416", L"abc1\xe9\xff\x436"), "LCMapStringW: LCMAP_LOWERCASE");
    CHECK(maps(LCMAP_UPPERCASE | LCMAP_LINGUISTIC_CASING, L"i", L"I"),
          "LCMapStringW: LCMAP_LINGUISTIC_CASING of English");
    CHECK(maps(TITLECASE, L"hello wORLD", L"Hello World"),
          "LCMapStringW: LCMAP_TITLECASE: \"the first letter of each major word is capitalized\"");
    CHECK(maps(LCMAP_BYTEREV, L"\x1234", L"\x3412"), "LCMapStringW: LCMAP_BYTEREV: \"1234h becomes 3412h\"");
    CHECK(maps(LCMAP_HIRAGANA, L"\x30a2\x30f4x", L"\x3042\x3094x") &&
              maps(LCMAP_KATAKANA, L"\x3042\x3094x", L"\x30a2\x30f4x"),
          "LCMapStringW: LCMAP_HIRAGANA, LCMAP_KATAKANA");
    CHECK(maps(LCMAP_FULLWIDTH, L"A \xff71\xff76\xff9e", L"\xff21\x3000\x30a2\x30ac"), "LCMapStringW: LCMAP_FULLWIDTH");
    CHECK(maps(LCMAP_HALFWIDTH, L"\xff21\x3000\x30a2\x30ac", L"A \xff71\xff76\xff9e"), "LCMapStringW: LCMAP_HALFWIDTH");
    CHECK(maps(NORM_IGNORESYMBOLS, L"a!-b", L"ab"), "LCMapStringW: NORM_IGNORESYMBOLS");
    CHECK(maps(NORM_IGNORENONSPACE, L"e\x301\xe9", L"e\xe9"), "LCMapStringW: NORM_IGNORENONSPACE drops marks");
    wmemset(wide, 0x7777, 8);
    CHECK(LCMapStringW(EN_US, LCMAP_UPPERCASE, L"abc", 2, wide, 8) == 2 && wide[1] == 'B' && wide[2] == 0x7777,
          "LCMapStringW: a length without terminator");
    CHECK(LCMapStringW(EN_US, LCMAP_UPPERCASE, L"abc", -9, wide, 8) == 4,
          "LCMapStringW: \"any negative value to specify that the source string is null-terminated\"");
    wcscpy(wide, L"abc");
    CHECK(LCMapStringW(EN_US, LCMAP_UPPERCASE, wide, -1, wide, 8) == 4 && !wcscmp(wide, L"ABC"),
          "LCMapStringW: case in place");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_BYTEREV, wide, -1, wide, 8), ERROR_INVALID_FLAGS),
          "LCMapStringW: the same buffer but for case: ERROR_INVALID_FLAGS");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_UPPERCASE, L"abc", 3, wide, 2), ERROR_INSUFFICIENT_BUFFER),
          "LCMapStringW: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_SORTKEY, L"abc", 3, wide, 2), ERROR_INSUFFICIENT_BUFFER),
          "LCMapStringW: LCMAP_SORTKEY: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_UPPERCASE, L"abc", 0, wide, 8), ERROR_INVALID_PARAMETER),
          "LCMapStringW: \"0 ... the function fails\"");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_UPPERCASE, NULL, 3, wide, 8), ERROR_INVALID_PARAMETER) &&
              failed(LCMapStringW(EN_US, LCMAP_UPPERCASE, L"abc", 3, wide, -1), ERROR_INVALID_PARAMETER),
          "LCMapStringW: ERROR_INVALID_PARAMETER");
    static const DWORD bad[] = {LCMAP_UPPERCASE | LCMAP_SORTKEY, LCMAP_HIRAGANA | LCMAP_KATAKANA,
                                LCMAP_HALFWIDTH | LCMAP_FULLWIDTH, NORM_IGNORESYMBOLS | LCMAP_UPPERCASE,
                                0x10000000 | LCMAP_UPPERCASE};
    for (unsigned i = 0; i < ARRAYSIZE(bad); i++)
        CHECK(failed(LCMapStringW(EN_US, bad[i], L"abc", 3, wide, 8), ERROR_INVALID_FLAGS),
              "LCMapStringW: ERROR_INVALID_FLAGS: 0x%lx", bad[i]);
    CHECK(failed(LCMapStringEx(L"en-US", LCMAP_SORTKEY | LCMAP_LOWERCASE, L"abc", 3, wide, 8, NULL, NULL, 0),
                 ERROR_INVALID_FLAGS),
          "LCMapStringEx: ERROR_INVALID_FLAGS");
    CHECK(
        failed(LCMapStringEx(L"en-US", LCMAP_LOWERCASE, L"abc", 3, wide, 2, NULL, NULL, 0), ERROR_INSUFFICIENT_BUFFER),
        "LCMapStringEx: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(LCMapStringEx(L"en-US", LCMAP_LOWERCASE, L"abc", 0, wide, 8, NULL, NULL, 0), ERROR_INVALID_PARAMETER),
          "LCMapStringEx: ERROR_INVALID_PARAMETER");

    CHECK(LCMapStringA(EN_US, LCMAP_UPPERCASE, "ab\xe9", -1, NULL, 0) == 4 &&
              LCMapStringA(EN_US, LCMAP_UPPERCASE, "ab\xe9", -1, ansi, 8) == 4 && !strcmp(ansi, "AB\xc9"),
          "LCMapStringA: LCMAP_UPPERCASE");
    CHECK(LCMapStringA(EN_US, LCMAP_LOWERCASE, "XYZ", 2, ansi, 8) == 2 && !memcmp(ansi, "xy\xc9", 3),
          "LCMapStringA: a length");
    CHECK(LCMapStringA(EN_US, LCMAP_SORTKEY, "ab", -1, ansi, sizeof ansi) ==
                  LCMapStringW(EN_US, LCMAP_SORTKEY, L"ab", -1, wide, sizeof wide) &&
              !strcmp(ansi, (char *)wide),
          "LCMapStringA: the key is LCMapStringW's");
    CHECK(failed(LCMapStringA(EN_US, LCMAP_UPPERCASE, "abc", 3, ansi, 2), ERROR_INSUFFICIENT_BUFFER),
          "LCMapStringA: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(LCMapStringA(EN_US, LCMAP_UPPERCASE, "abc", 0, ansi, 8), ERROR_INVALID_PARAMETER),
          "LCMapStringA: ERROR_INVALID_PARAMETER");
    CHECK(failed(LCMapStringA(EN_US, LCMAP_UPPERCASE | LCMAP_SORTKEY, "abc", 3, ansi, 8), ERROR_INVALID_FLAGS),
          "LCMapStringA: ERROR_INVALID_FLAGS");
}

/* The hash of a string; 0: none. */
static int hash_of(DWORD flags, const WCHAR *text)
{
    int hash = 0;

    return LCMapStringW(EN_US, LCMAP_HASH | flags, text, -1, (WCHAR *)&hash, sizeof hash) ? hash : 0;
}

static void bytes(void)
{
    int hash = 0, narrow = 0;
    LPARAM handle = 0, invariant = 0;

    CHECK(hash_of(0, L"hello") && hash_of(0, L"hello") != hash_of(0, L"HELLO") &&
              hash_of(LINGUISTIC_IGNORECASE, L"hello") == hash_of(LINGUISTIC_IGNORECASE, L"HELLO") &&
              hash_of(LINGUISTIC_IGNORECASE, L"hello") != hash_of(LINGUISTIC_IGNORECASE, L"hallo"),
          "LCMapStringW: LCMAP_HASH: \"Strings that appear equivalent typically return the same hash\"");
    CHECK(LCMapStringEx(L"en-US", LCMAP_HASH, L"hello", 5, (WCHAR *)&hash, sizeof hash, NULL, NULL, 0) &&
              hash == hash_of(0, L"hello"),
          "LCMapStringEx: LCMAP_HASH, the length with or without terminator");
    CHECK(LCMapStringA(EN_US, LCMAP_HASH, "hello", -1, (char *)&narrow, sizeof narrow) && narrow == hash,
          "LCMapStringA: LCMAP_HASH is LCMapStringW's");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_HASH, L"a", -1, wide, sizeof hash - 1), ERROR_INSUFFICIENT_BUFFER),
          "LCMapStringW: LCMAP_HASH \"requires that the output buffer be of size sizeof(int)\"");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_HASH | LCMAP_UPPERCASE, L"a", -1, wide, 8), ERROR_INVALID_FLAGS) &&
              failed(LCMapStringW(EN_US, LCMAP_HASH | LCMAP_SORTKEY, L"a", -1, wide, 8), ERROR_INVALID_FLAGS),
          "LCMapStringW: LCMAP_HASH with a mapping: ERROR_INVALID_FLAGS");

    CHECK(LCMapStringEx(L"en-US", LCMAP_SORTHANDLE, NULL, 0, (WCHAR *)&handle, sizeof handle, NULL, NULL, 0) &&
              handle &&
              LCMapStringEx(L"", LCMAP_SORTHANDLE, NULL, 0, (WCHAR *)&invariant, sizeof invariant, NULL, NULL, 0) &&
              invariant && invariant != handle,
          "LCMapStringEx: LCMAP_SORTHANDLE: \"a token representing the resolved sort parameters for the locale\"");
    CHECK(LCMapStringEx(NULL, LCMAP_UPPERCASE, L"abc", -1, wide, 8, NULL, NULL, handle) == 4 && !wcscmp(wide, L"ABC") &&
              CompareStringEx(NULL, NORM_IGNORECASE, L"abc", -1, L"ABC", -1, NULL, NULL, handle) == CSTR_EQUAL,
          "LCMapStringEx: \"so future calls can pass a sort handle ... and a null locale name\"");
    CHECK(failed(LCMapStringEx(L"qq-QQQQ-what", LCMAP_SORTHANDLE, NULL, 0, wide, sizeof handle, NULL, NULL, 0),
                 ERROR_INVALID_PARAMETER) &&
              failed(LCMapStringEx(NULL, LCMAP_UPPERCASE, L"abc", -1, wide, 8, NULL, NULL, 77),
                     ERROR_INVALID_PARAMETER) &&
              failed(LCMapStringEx(L"en-US", LCMAP_UPPERCASE, L"abc", -1, wide, 8, NULL, wide, 0),
                     ERROR_INVALID_PARAMETER),
          "LCMapStringEx: no such locale, no such handle, what is reserved");
    CHECK(failed(LCMapStringEx(L"en-US", LCMAP_SORTHANDLE, NULL, 0, wide, 3, NULL, NULL, 0), ERROR_INSUFFICIENT_BUFFER),
          "LCMapStringEx: LCMAP_SORTHANDLE: a small buffer");
    CHECK(failed(LCMapStringEx(L"en-US", LCMAP_SORTHANDLE | LCMAP_UPPERCASE, L"a", 1, wide, 8, NULL, NULL, 0),
                 ERROR_INVALID_FLAGS),
          "LCMapStringEx: LCMAP_SORTHANDLE with a mapping: ERROR_INVALID_FLAGS");
}

static void chinese(void)
{
    CHECK(maps(LCMAP_SIMPLIFIED_CHINESE, L"\x99ac\x570b\x66f8 a\x4e00", L"\x9a6c\x56fd\x4e66 a\x4e00"),
          "LCMapStringW: LCMAP_SIMPLIFIED_CHINESE: \"maps traditional Chinese characters to simplified Chinese "
          "characters\"");
    CHECK(
        maps(LCMAP_TRADITIONAL_CHINESE | LCMAP_UPPERCASE, L"\x9a6c\x56fd\x4e66 a\x4e00", L"\x99ac\x570b\x66f8 A\x4e00"),
        "LCMapStringW: LCMAP_TRADITIONAL_CHINESE: \"maps simplified Chinese characters to traditional Chinese "
        "characters\"");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_SIMPLIFIED_CHINESE | LCMAP_TRADITIONAL_CHINESE, L"\x99ac", 1, wide, 8),
                 ERROR_INVALID_FLAGS),
          "LCMapStringW: both Chinese variants at once: ERROR_INVALID_FLAGS");
    CHECK(failed(LCMapStringW(EN_US, LCMAP_SIMPLIFIED_CHINESE, wide, 1, wide, 8), ERROR_INVALID_FLAGS),
          "LCMapStringW: LCMAP_SIMPLIFIED_CHINESE in place: ERROR_INVALID_FLAGS");
    CHECK(LCMapStringA(EN_US, LCMAP_SIMPLIFIED_CHINESE, "abc", -1, ansi, 8) == 4 && !strcmp(ansi, "abc"),
          "LCMapStringA: LCMAP_SIMPLIFIED_CHINESE leaves what has no variant");
}

static BOOL folds(DWORD flags, const WCHAR *from, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;

    wmemset(wide, 0x7777, ARRAYSIZE(wide));
    return FoldStringW(flags, from, -1, NULL, 0) == length &&
           FoldStringW(flags, from, -1, wide, ARRAYSIZE(wide)) == length && !wcscmp(wide, wanted) &&
           wide[length] == 0x7777;
}

static void folding(void)
{
    CHECK(folds(MAP_FOLDDIGITS, L"a\x664\xff17\x96f\xb2", L"a4792"),
          "FoldStringW: MAP_FOLDDIGITS: \"all digits to Unicode characters 0 through 9\"");
    CHECK(folds(MAP_FOLDCZONE, L"\xff21\xff71x", L"A\x30a2x"),
          "FoldStringW: MAP_FOLDCZONE: \"compatibility zone ... to standard Unicode equivalents\"");
    CHECK(folds(MAP_PRECOMPOSED, L"e\x301x\x301", L"\xe9x\x301"), "FoldStringW: MAP_PRECOMPOSED");
    CHECK(folds(MAP_COMPOSITE, L"\xe9\x1ed5", L"e\x301o\x302\x309"), "FoldStringW: MAP_COMPOSITE");
    CHECK(folds(MAP_COMPOSITE, L"\xac01", L"\x1100\x1161\x11a8") &&
              folds(MAP_PRECOMPOSED, L"\x1100\x1161\x11a8", L"\xac01"),
          "FoldStringW: Hangul both ways");
    CHECK(folds(MAP_EXPAND_LIGATURES, L"\xe6\xfb03\xdf", L"aeffiss"), "FoldStringW: MAP_EXPAND_LIGATURES");
    CHECK(FoldStringW(MAP_FOLDDIGITS, L"\x661\x662", 1, wide, 8) == 1 && wide[0] == '1', "FoldStringW: a length");
    CHECK(failed(FoldStringW(MAP_FOLDDIGITS, L"123", 3, wide, 2), ERROR_INSUFFICIENT_BUFFER),
          "FoldStringW: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(FoldStringW(MAP_FOLDDIGITS, L"123", 0, wide, 8), ERROR_INVALID_PARAMETER) &&
              failed(FoldStringW(MAP_FOLDDIGITS, wide, 3, wide, 8), ERROR_INVALID_PARAMETER),
          "FoldStringW: ERROR_INVALID_PARAMETER: no characters, the same buffer");
    CHECK(failed(FoldStringW(MAP_PRECOMPOSED | MAP_COMPOSITE, L"123", 3, wide, 8), ERROR_INVALID_FLAGS) &&
              failed(FoldStringW(0x1, L"123", 3, wide, 8), ERROR_INVALID_FLAGS),
          "FoldStringW: ERROR_INVALID_FLAGS");
    CHECK(FoldStringA(MAP_FOLDDIGITS, "x\xb9\xb2", -1, ansi, 8) == 4 && !strcmp(ansi, "x12") &&
              FoldStringA(MAP_EXPAND_LIGATURES, "\xe6", -1, NULL, 0) == 3,
          "FoldStringA");
    CHECK(failed(FoldStringA(MAP_FOLDDIGITS, "123", 3, ansi, 2), ERROR_INSUFFICIENT_BUFFER) &&
              failed(FoldStringA(0x1, "123", 3, ansi, 8), ERROR_INVALID_FLAGS) &&
              failed(FoldStringA(MAP_FOLDDIGITS, "123", 0, ansi, 8), ERROR_INVALID_PARAMETER),
          "FoldStringA: errors");
}

int main(void)
{
    order();
    mapping();
    bytes();
    chinese();
    folding();
    return check_done();
}
