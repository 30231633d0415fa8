/* SPDX-License-Identifier: MIT */
/* The string functions of shlwapi in both widths, as documented:
 * StrCSpnA StrCSpnW StrCatBuffA StrCatBuffW StrCatW StrChrA StrChrIA StrChrIW StrChrW StrCmpIW StrCmpLogicalW
 * StrCmpNA StrCmpNIA StrCmpNIW StrCmpNW StrCmpW StrCpyNW StrCpyW StrDupA StrDupW StrPBrkA StrPBrkW StrRChrA
 * StrRChrIA StrRChrIW StrRChrW StrRStrIA StrRStrIW StrSpnA StrSpnW StrStrA StrStrIA StrStrIW StrStrW StrToInt64ExA
 * StrToInt64ExW StrToIntA StrToIntExA StrToIntExW StrToIntW StrTrimA StrTrimW. */
#include "check.h"

#include <shlwapi.h>
#include <string.h>
#include <wchar.h>

#undef StrToInt64ExA
#undef StrToInt64ExW

#define CH      WCHAR
#define F(name) name##W
#define T(text) L##text
#include "string_checks.h"
#undef CH
#undef F
#undef T

#define CH      char
#define F(name) name##A
#define T(text) text
#include "string_checks.h"

int main(void)
{
    WCHAR text[16];

    checksW();
    checksA();
    CHECK(StrCmpW(L"a", L"a") == 0 && StrCmpW(L"a", L"b") < 0 && StrCmpW(L"b", L"a") > 0, "StrCmpW");
    CHECK(StrCmpIW(L"A", L"a") == 0 && StrCmpIW(L"A", L"b") < 0 && StrCmpIW(L"b", L"A") > 0, "StrCmpIW");
    CHECK(StrCmpLogicalW(L"a2", L"A10") < 0 && StrCmpLogicalW(L"a10", L"a2") > 0 &&
              StrCmpLogicalW(L"a02b", L"A2B") == 0,
          "StrCmpLogicalW: \"digits in the strings are considered as numerical content\"");
    CHECK(StrCpyW(text, L"abc") == text && !wcscmp(text, L"abc"), "StrCpyW");
    CHECK(StrCatW(text, L"de") == text && !wcscmp(text, L"abcde"), "StrCatW");
    CHECK(StrCpyNW(text, L"xyz", 3) == text && !wcscmp(text, L"xy"), "StrCpyNW: with the terminator");
    return check_done();
}
