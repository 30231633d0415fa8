/* SPDX-License-Identifier: MIT */
/* Included by string.c for each width: F is the function's name with its letter, T a text of that width. */
static void F(checks)(void)
{
    static const CH text[] = T("one TWO one two");
    CH buffer[16];
    int number = 99;
    LONGLONG large = 99;

    CHECK(F(StrChr)(text, 'n') == text + 1 && F(StrChr)(text, 'x') == NULL, "StrChr: the first occurrence, or NULL");
    CHECK(F(StrChrI)(text, 't') == text + 4 && F(StrChrI)(text, 'x') == NULL, "StrChrI: without case");
    CHECK(F(StrRChr)(text, NULL, 'n') == text + 9 && F(StrRChr)(text, text + 5, 'n') == text + 1 &&
              F(StrRChr)(text, NULL, 'x') == NULL,
          "StrRChr: the last one before the end");
    CHECK(F(StrRChrI)(text, NULL, 'W') == text + 13 && F(StrRChrI)(text, NULL, 'x') == NULL, "StrRChrI");
    CHECK(F(StrStr)(text, T("two")) == text + 12 && F(StrStr)(text, T("x")) == NULL, "StrStr");
    CHECK(F(StrStrI)(text, T("two")) == text + 4 && F(StrStrI)(text, T("x")) == NULL, "StrStrI");
    CHECK(F(StrRStrI)(text, NULL, T("ONE")) == text + 8 && F(StrRStrI)(text, text + 8, T("ONE")) == text &&
              F(StrRStrI)(text, NULL, T("x")) == NULL,
          "StrRStrI: the last one before the end");
    CHECK(F(StrSpn)(text, T("noe")) == 3 && F(StrSpn)(text, T("x")) == 0, "StrSpn");
    CHECK(F(StrCSpn)(text, T(" T")) == 3 && F(StrCSpn)(text, T("o")) == 0, "StrCSpn");
    CHECK(F(StrPBrk)(text, T("WT")) == text + 4 && F(StrPBrk)(text, T("x")) == NULL, "StrPBrk");
    CHECK(F(StrCmpN)(T("abc"), T("abd"), 2) == 0 && F(StrCmpN)(T("abc"), T("abd"), 3) < 0 &&
              F(StrCmpN)(T("b"), T("a"), 3) > 0,
          "StrCmpN");
    CHECK(F(StrCmpNI)(T("ABC"), T("abd"), 2) == 0 && F(StrCmpNI)(T("ABC"), T("abd"), 3) < 0 &&
              F(StrCmpNI)(T("b"), T("A"), 3) > 0,
          "StrCmpNI");
    CH *copy = F(StrDup)(text);
    CHECK(copy && copy != text && !memcmp(copy, text, sizeof text) && LocalSize(copy) >= sizeof text,
          "StrDup: a copy, LocalFree's");
    LocalFree(copy);
    CHECK(F(StrToInt)(T("-12x")) == -12 && F(StrToInt)(T("x")) == 0 && F(StrToInt)(T("0x10")) == 0,
          "StrToInt: decimal digits alone");
    CHECK(F(StrToIntEx)(T("0x1F"), STIF_SUPPORT_HEX, &number) && number == 31 &&
              F(StrToIntEx)(T("-5"), STIF_DEFAULT, &number) && number == -5,
          "StrToIntEx: STIF_SUPPORT_HEX");
    CHECK(!F(StrToIntEx)(T("x"), STIF_DEFAULT, &number), "StrToIntEx: FALSE");
    CHECK(F(StrToInt64Ex)(T("5000000000"), STIF_DEFAULT, &large) && large == 5000000000 &&
              !F(StrToInt64Ex)(T(""), STIF_DEFAULT, &large),
          "StrToInt64Ex");
    memcpy(buffer, T("__ab_c_"), sizeof T("__ab_c_"));
    CHECK(F(StrTrim)(buffer, T("_")) && !memcmp(buffer, T("ab_c"), sizeof T("ab_c")) && !F(StrTrim)(buffer, T("_")),
          "StrTrim: \"TRUE if any characters were removed\"");
    memcpy(buffer, T("ab"), sizeof T("ab"));
    CHECK(F(StrCatBuff)(buffer, T("cdef"), 5) == buffer && !memcmp(buffer, T("abcd"), sizeof T("abcd")),
          "StrCatBuff: never behind the buffer");
}
