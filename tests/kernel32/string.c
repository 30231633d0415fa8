/* SPDX-License-Identifier: MIT */
/* lstrlen, lstrcpy, lstrcpyn, lstrcat, lstrcmp and their kin, also with bad pointers; MulDiv. */
#include "check.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>

static WCHAR wide[16];
static char ansi[16];

static void lengths(const void *bad)
{
    CHECK(lstrlenW(L"abc") == 3 && lstrlenW(L"") == 0, "lstrlenW: \"the length of the string, in characters\"");
    CHECK(lstrlenA("abc\xe9") == 4 && lstrlenA("") == 0, "lstrlenA: \"the length of the string\"");
    CHECK(lstrlenW(NULL) == 0 && lstrlenA(NULL) == 0,
          "lstrlenW, lstrlenA: \"If lpString is NULL, the function returns 0\"");
    CHECK(lstrlenW(bad) == 0 && lstrlenA(bad) == 0, "lstrlenW, lstrlenA: 0 of a pointer to nothing");
}

static void copies(void *bad, char *edge)
{
    memset(wide, 0x77, sizeof wide), memset(ansi, 0x77, sizeof ansi);
    CHECK(lstrcpyW(wide, L"abc") == wide && !wcscmp(wide, L"abc") && wide[4] == 0x7777,
          "lstrcpyW: \"the return value is a pointer to the buffer\"");
    CHECK(lstrcpyA(ansi, "abc") == ansi && !strcmp(ansi, "abc") && ansi[4] == 0x77,
          "lstrcpyA: \"the return value is a pointer to the buffer\"");
    CHECK(lstrcatW(wide, L"de") == wide && !wcscmp(wide, L"abcde") && lstrcatW(wide, L"") == wide, "lstrcatW");
    CHECK(lstrcatA(ansi, "de") == ansi && !strcmp(ansi, "abcde") && lstrcatA(ansi, "") == ansi, "lstrcatA");
    CHECK(!lstrcpyW(NULL, L"a") && !lstrcpyW(wide, NULL) && !lstrcpyA(NULL, "a") && !lstrcpyA(ansi, NULL),
          "lstrcpyW, lstrcpyA: \"If the function fails, the return value is NULL\"");
    CHECK(!lstrcatW(NULL, L"a") && !lstrcatW(wide, NULL) && !lstrcatA(NULL, "a") && !lstrcatA(ansi, NULL),
          "lstrcatW, lstrcatA: \"If the function fails, the return value is NULL\"");
    CHECK(!lstrcpyW(wide, bad) && !lstrcpyA(bad, "a"),
          "lstrcpyW, lstrcpyA: \"When this function catches SEH errors, it returns NULL\"");
    CHECK(!lstrcatW(bad, L"a") && !lstrcatA(ansi, bad),
          "lstrcatW, lstrcatA: \"When this function catches SEH errors, it returns NULL\"");
    edge[0] = 'x';
    CHECK(lstrlenA(edge) == 0 && !lstrcpyA(ansi, edge) && !lstrcpyA(edge, "yz") && edge[0] == 'y',
          "lstrlenA, lstrcpyA: text that runs into memory that is not there");
    CHECK(!wcscmp(lstrcpyW(wide, L"again"), L"again"), "the program goes on");

    memset(wide, 0x77, sizeof wide), memset(ansi, 0x77, sizeof ansi);
    CHECK(lstrcpynW(wide, L"abcdef", 4) == wide && !wcscmp(wide, L"abc") && wide[4] == 0x7777,
          "lstrcpynW: \"the number of characters ... including a terminating null character\"");
    CHECK(lstrcpynA(ansi, "abcdef", 4) == ansi && !strcmp(ansi, "abc") && ansi[4] == 0x77,
          "lstrcpynA: \"including a terminating null character\"");
    CHECK(lstrcpynW(wide, L"xy", 8) == wide && !wcscmp(wide, L"xy") && lstrcpynA(ansi, "xy", 8) == ansi &&
              !strcmp(ansi, "xy"),
          "lstrcpynW, lstrcpynA: a shorter text");
    CHECK(lstrcpynW(wide, L"z", 1) == wide && !*wide && lstrcpynA(ansi, "z", 1) == ansi && !*ansi,
          "lstrcpynW, lstrcpynA: room for the terminator alone");
    CHECK(!lstrcpynW(wide, bad, 4) && !lstrcpynA(ansi, bad, 4) && !lstrcpynW(NULL, L"a", 4) && !lstrcpynA(NULL, "a", 4),
          "lstrcpynW, lstrcpynA: \"If the function fails, the return value is NULL\"");
}

static void orders(void)
{
    CHECK(lstrcmpW(L"a", L"b") < 0 && lstrcmpW(L"b", L"a") > 0 && lstrcmpW(L"a", L"a") == 0,
          "lstrcmpW: negative, positive, zero");
    CHECK(lstrcmpA("a", "b") < 0 && lstrcmpA("b", "a") > 0 && lstrcmpA("a", "a") == 0,
          "lstrcmpA: negative, positive, zero");
    CHECK(lstrcmpW(L"b", L"A") > 0 && lstrcmpW(L"a", L"A") < 0 && lstrcmpA("a", "A") < 0,
          "lstrcmpW, lstrcmpA: by the alphabet, then lower before upper case");
    CHECK(lstrcmpW(L"co-op", L"cooq") < 0 && lstrcmpA("co-op", "cooq") < 0,
          "lstrcmpW, lstrcmpA: \"uses a word sort\": \"coop\" and \"co-op\" stay together");
    CHECK(lstrcmpiW(L"ABC", L"abc") == 0 && lstrcmpiW(L"\xe9", L"\xc9") == 0 && lstrcmpiW(L"a", L"B") < 0 &&
              lstrcmpiW(L"B", L"a") > 0,
          "lstrcmpiW: \"The comparison is not case-sensitive\"");
    CHECK(lstrcmpiA("ABC", "abc") == 0 && lstrcmpiA("\xe9", "\xc9") == 0 && lstrcmpiA("a", "B") < 0 &&
              lstrcmpiA("B", "a") > 0,
          "lstrcmpiA: \"The comparison is not case-sensitive\"");
}

static void muldiv(void)
{
    static const struct {
        int number, numerator, denominator, result;
    } rows[] = {
        {10,      3,       5,       6      },
        {1,       1,       2,       1      },
        {1,       1,       3,       0      },
        {2,       1,       3,       1      },
        {-1,      1,       2,       -1     },
        {-1,      1,       3,       0      },
        {7,       -1,      2,       -4     },
        {7,       1,       -2,      -4     },
        {-7,      1,       -2,      4      },
        {0,       5,       7,       0      },
        {INT_MAX, 2,       2,       INT_MAX},
        {INT_MAX, INT_MAX, INT_MAX, INT_MAX},
        {1,       1,       0,       -1     },
        {0,       0,       0,       -1     },
        {INT_MAX, 2,       1,       -1     },
        {INT_MIN, 1,       -1,      -1     },
        {100000,  100000,  100000,  100000 },
    };

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        CHECK(MulDiv(rows[i].number, rows[i].numerator, rows[i].denominator) == rows[i].result,
              "MulDiv: \"rounded to the nearest integer ... If either an overflow occurred or nDenominator was 0, the "
              "return value is -1\": %d * %d / %d",
              rows[i].number, rows[i].numerator, rows[i].denominator);
}

int main(void)
{
    char *pages = VirtualAlloc(NULL, 0x2000, MEM_RESERVE, PAGE_NOACCESS);

    VirtualAlloc(pages, 0x1000, MEM_COMMIT, PAGE_READWRITE);
    lengths(pages + 0x1800);
    copies(pages + 0x1800, pages + 0xfff);
    orders();
    muldiv();
    VirtualFree(pages, 0, MEM_RELEASE);
    return check_done();
}
