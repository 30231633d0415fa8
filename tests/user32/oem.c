/* SPDX-License-Identifier: MIT */
/* user32's classes of characters, counted 8-bit case, the OEM code page; as documented, with 1252 as the ANSI code page
 * and 437 as the OEM one. */
#include "check.h"

#include <string.h>
#include <wchar.h>

int main(void)
{
    char text[16], out[16];
    WCHAR wide[16];

    CHECK(IsCharAlphaW('a') && IsCharAlphaW(0xe9) && !IsCharAlphaW('1'), "IsCharAlphaW: \"nonzero if alphabetical\"");
    CHECK(IsCharAlphaA('a') && IsCharAlphaA('\xe9') && !IsCharAlphaA('1'), "IsCharAlphaA");
    CHECK(IsCharAlphaNumericW('1') && IsCharAlphaNumericW('a') && !IsCharAlphaNumericW('-'), "IsCharAlphaNumericW");
    CHECK(IsCharAlphaNumericA('1') && IsCharAlphaNumericA('a') && !IsCharAlphaNumericA('-'), "IsCharAlphaNumericA");
    CHECK(IsCharLowerW(0xe9) && !IsCharLowerW('A') && IsCharLowerA('\xe9') && !IsCharLowerA('A'),
          "IsCharLowerW, IsCharLowerA");
    CHECK(IsCharUpperW(0xc9) && !IsCharUpperW('a') && IsCharUpperA('\xc9') && !IsCharUpperA('a'),
          "IsCharUpperW, IsCharUpperA");
    strcpy(text, "ab\xe9z");
    CHECK(CharUpperBuffA(text, 3) == 3 && !strcmp(text, "AB\xc9z"), "CharUpperBuffA: \"the number processed\"");
    CHECK(CharLowerBuffA(text, 2) == 2 && !strcmp(text, "ab\xc9z") && CharLowerBuffA(text, 0) == 0 &&
              CharUpperBuffA(text, 0) == 0,
          "CharLowerBuffA");

    CHECK(CharToOemA("a\xe4", out) && !strcmp(out, "a\x84"), "CharToOemA: with the terminator");
    CHECK(OemToCharA("a\x84", out) && !strcmp(out, "a\xe4"), "OemToCharA");
    CHECK(!CharToOemA(NULL, out) && !OemToCharA(NULL, out), "CharToOemA, OemToCharA: FALSE for NULL");
    strcpy(text, "\xe4\xe4\xe4");
    CHECK(CharToOemBuffA(text, text, 2) && !strcmp(text, "\x84\x84\xe4"),
          "CharToOemBuffA: in place, so many characters");
    CHECK(OemToCharBuffA(text, text, 2) && !strcmp(text, "\xe4\xe4\xe4") && !OemToCharBuffA(NULL, text, 1) &&
              !CharToOemBuffA(NULL, text, 1),
          "OemToCharBuffA");
    CHECK(CharToOemW(L"a\xe4", out) && !strcmp(out, "a\x84") && !CharToOemW(NULL, out), "CharToOemW");
    CHECK(OemToCharW("a\x84", wide) && !wcscmp(wide, L"a\xe4") && !OemToCharW(NULL, wide), "OemToCharW");
    strcpy(out, "....");
    CHECK(CharToOemBuffW(L"\xe4\xe4", out, 1) && !strcmp(out, "\x84...") && !CharToOemBuffW(NULL, out, 1),
          "CharToOemBuffW");
    wcscpy(wide, L"....");
    CHECK(OemToCharBuffW("\x84\x84", wide, 1) && !wcscmp(wide, L"\xe4...") && !OemToCharBuffW(NULL, wide, 1),
          "OemToCharBuffW");
    return check_done();
}
