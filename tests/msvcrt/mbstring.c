/* SPDX-License-Identifier: MIT */
/* <mbstring.h> in code page 932, where a character has one or two bytes, each function by the system's code page and by
 * a locale; and strings of both widths by a locale; as documented.  The Universal CRT has them as well. */
#include "../ucrtbase/crt.h"

#include <locale.h>
#include <mbctype.h>
#include <mbstring.h>
#include <wchar.h>

typedef unsigned char byte;
typedef byte *(__cdecl *any)(const void *, ...);
#define B(text) ((byte *)(text))

/* Hiragana A and I; full-width capital and small A. */
#define A   "\x82\xa0"
#define I   "\x82\xa2"
#define CAP "\x82\x60"
#define LOW "\x82\x81"

static _locale_t jis, english;
static byte text[32];

/* Any of them: pointers, counts and the locale are words; what is a number comes back in the low half. */
static any own(const char *name)
{
    any f = (any)(void *)GetProcAddress(GetModuleHandleA(RUNTIME), name);
    if (!f) {
        printf("Bail out! %s is not there\n", name);
        exit(1);
    }
    return f;
}
#define POINTER(name, ...) own(#name)(__VA_ARGS__)
#define NUMBER(name, ...)  ((int)(intptr_t)own(#name)(__VA_ARGS__))
#define SET(s)             (memset(text, '#', sizeof text), (byte *)strcpy((char *)text, s))
#define IS(s)              (!strcmp((char *)text, s))
#define N(n)               ((size_t)(n))
/* The function and the one that takes the locale. */
#define BOTH(name, check_plain, check_locale, why)                                                                     \
    CHECK(check_plain, #name ": %s", why);                                                                             \
    CHECK(check_locale, #name "_l: the same by a locale")

static void walking(void)
{
    byte *s = SET("a" A "b"), *other = B("a" A "b");
    BOTH(_mbsinc, POINTER(_mbsinc, s + 1) == s + 3, POINTER(_mbsinc_l, s + 1, jis) == s + 3, "the next character");
    BOTH(_mbsdec, POINTER(_mbsdec, s, s + 3) == s + 1 && !POINTER(_mbsdec, s, s),
         POINTER(_mbsdec_l, s, s + 3, jis) == s + 1 && !POINTER(_mbsdec_l, s, s, jis), "the one before; NULL");
    BOTH(_mbsninc, POINTER(_mbsninc, s, N(2)) == s + 3, POINTER(_mbsninc_l, s, N(2), jis) == s + 3,
         "count characters on");
    BOTH(_mbsnextc, NUMBER(_mbsnextc, s + 1) == 0x82a0 && NUMBER(_mbsnextc, s) == 'a',
         NUMBER(_mbsnextc_l, s + 1, jis) == 0x82a0, "the character as a number");
    BOTH(_mbclen, NUMBER(_mbclen, s + 1) == 2 && NUMBER(_mbclen, s) == 1, NUMBER(_mbclen_l, s + 1, jis) == 2, "bytes");
    BOTH(_mbslen, NUMBER(_mbslen, s) == 3, NUMBER(_mbslen_l, s, jis) == 3, "characters");
    BOTH(_mbsnlen, NUMBER(_mbsnlen, s, N(9)) == 3 && NUMBER(_mbsnlen, s, N(3)) >= 2,
         NUMBER(_mbsnlen_l, s, N(9), jis) == 3, "within a size");
    BOTH(_mbsnbcnt, NUMBER(_mbsnbcnt, s, N(2)) == 3, NUMBER(_mbsnbcnt_l, s, N(2), jis) == 3,
         "\"the number of bytes in the first characters\"");
    BOTH(_mbsnccnt, NUMBER(_mbsnccnt, s, N(3)) == 2, NUMBER(_mbsnccnt_l, s, N(3), jis) == 2,
         "\"the number of characters in the first bytes\"");
    CHECK(NUMBER(_mbstrlen_l, s, jis) == 3 && NUMBER(_mbstrlen_l, "\x82", jis) == -1, "_mbstrlen_l: characters; -1");
    CHECK(NUMBER(_mbstrnlen_l, s, N(3), jis) == 2 && NUMBER(_mbstrnlen_l, "\x82!", N(1), jis) == -1, "_mbstrnlen_l");

    BOTH(_mbschr, POINTER(_mbschr, s, 0x82a0) == s + 1 && !POINTER(_mbschr, s, 0xa0),
         POINTER(_mbschr_l, s, 'b', jis) == s + 3 && !POINTER(_mbschr_l, s, 0xa0, jis), "a character, not half of one");
    BOTH(_mbsrchr, POINTER(_mbsrchr, s, 0x82a0) == s + 1 && !POINTER(_mbsrchr, s, 'x'),
         POINTER(_mbsrchr_l, s, 'b', jis) == s + 3 && !POINTER(_mbsrchr_l, s, 'x', jis), "the last one");
    BOTH(_mbsstr, POINTER(_mbsstr, s, A "b") == s + 1 && !POINTER(_mbsstr, s, "\xa0"),
         POINTER(_mbsstr_l, s, A "b", jis) == s + 1 && !POINTER(_mbsstr_l, s, "\xa0", jis),
         "a part, not half a character");
    BOTH(_mbspbrk, POINTER(_mbspbrk, s, "b" A) == s + 1 && !POINTER(_mbspbrk, s, "x" I),
         POINTER(_mbspbrk_l, s, "b" A, jis) == s + 1 && !POINTER(_mbspbrk_l, s, "x" I, jis), "the first of a set");
    BOTH(_mbsspn, NUMBER(_mbsspn, s, "a" A) == 3, NUMBER(_mbsspn_l, s, "a" A, jis) == 3,
         "bytes of the set's characters");
    BOTH(_mbscspn, NUMBER(_mbscspn, s, "b" A) == 1, NUMBER(_mbscspn_l, s, "b" A, jis) == 1, "bytes of none of them");
    BOTH(_mbsspnp, POINTER(_mbsspnp, s, "a" A) == s + 3 && !POINTER(_mbsspnp, s, "ab" A),
         POINTER(_mbsspnp_l, s, "a" A, jis) == s + 3 && !POINTER(_mbsspnp_l, s, "ab" A, jis),
         "the first of none; NULL");
    byte list[] = "one" A "two", *next = NULL;
    CHECK(POINTER(_mbstok, list, A) == list && !strcmp((char *)POINTER(_mbstok, NULL, A), "two") &&
              !POINTER(_mbstok, NULL, A),
          "_mbstok: the tokens, then NULL");
    byte list2[] = "one" A "two", list3[] = "one" A "two", list4[] = "one" A "two";
    CHECK(POINTER(_mbstok_l, list2, A, jis) == list2 && !strcmp((char *)POINTER(_mbstok_l, NULL, A, jis), "two") &&
              !POINTER(_mbstok_l, NULL, A, jis),
          "_mbstok_l");
    CHECK(POINTER(_mbstok_s, list3, A, &next) == list3 && !strcmp((char *)POINTER(_mbstok_s, NULL, A, &next), "two") &&
              !POINTER(_mbstok_s, NULL, A, &next),
          "_mbstok_s");
    CHECK(POINTER(_mbstok_s_l, list4, A, &next, jis) == list4 &&
              !strcmp((char *)POINTER(_mbstok_s_l, NULL, A, &next, jis), "two") &&
              !POINTER(_mbstok_s_l, NULL, A, &next, jis),
          "_mbstok_s_l");

#define ORDER(name, ...)                                                                                               \
    (NUMBER(name, s, other __VA_ARGS__) == 0 && NUMBER(name, "a" A, "a" I __VA_ARGS__) < 0 &&                          \
     NUMBER(name, "b", "a" __VA_ARGS__) > 0)
    BOTH(_mbscmp, ORDER(_mbscmp), ORDER(_mbscmp_l, , jis), "the order");
    BOTH(_mbscoll, ORDER(_mbscoll), ORDER(_mbscoll_l, , jis), "the locale's order");
    BOTH(_mbsncmp, ORDER(_mbsncmp, , N(3)), ORDER(_mbsncmp_l, , N(3), jis), "of count characters");
    BOTH(_mbsncoll, ORDER(_mbsncoll, , N(3)), ORDER(_mbsncoll_l, , N(3), jis), "of count characters");
    BOTH(_mbsnbcmp, ORDER(_mbsnbcmp, , N(4)), ORDER(_mbsnbcmp_l, , N(4), jis), "of count bytes");
    BOTH(_mbsnbcoll, ORDER(_mbsnbcoll, , N(4)), ORDER(_mbsnbcoll_l, , N(4), jis), "of count bytes");
#define FOLDED(name, ...)                                                                                              \
    (NUMBER(name, "aBx", "AbX" __VA_ARGS__) == 0 && NUMBER(name, "a", "B" __VA_ARGS__) < 0 &&                          \
     NUMBER(name, "C", "b" __VA_ARGS__) > 0)
#define CASELESS(name, ...)                                                                                            \
    (NUMBER(name, "aB" CAP, "Ab" LOW __VA_ARGS__) == 0 && NUMBER(name, "a", "B" __VA_ARGS__) < 0 &&                    \
     NUMBER(name, "C", "b" __VA_ARGS__) > 0)
    BOTH(_mbsicmp, CASELESS(_mbsicmp), CASELESS(_mbsicmp_l, , jis), "without case, of two bytes too");
    BOTH(_mbsicoll, FOLDED(_mbsicoll), FOLDED(_mbsicoll_l, , jis), "without case");
    BOTH(_mbsnicmp, CASELESS(_mbsnicmp, , N(3)), CASELESS(_mbsnicmp_l, , N(3), jis), "of count characters");
    BOTH(_mbsnicoll, FOLDED(_mbsnicoll, , N(3)), FOLDED(_mbsnicoll_l, , N(3), jis), "of count characters");
    BOTH(_mbsnbicmp, CASELESS(_mbsnbicmp, , N(4)), CASELESS(_mbsnbicmp_l, , N(4), jis), "of count bytes");
    BOTH(_mbsnbicoll, FOLDED(_mbsnbicoll, , N(4)), FOLDED(_mbsnbicoll_l, , N(4), jis), "of count bytes");
}

static void changing(void)
{
    BOTH(_mbslwr, POINTER(_mbslwr, SET("A" CAP)) == text && IS("a" LOW),
         POINTER(_mbslwr_l, SET("A" CAP), jis) == text && IS("a" LOW), "small letters");
    BOTH(_mbsupr, POINTER(_mbsupr, SET("a" LOW)) == text && IS("A" CAP),
         POINTER(_mbsupr_l, SET("a" LOW), jis) == text && IS("A" CAP), "capitals");
    CHECK(NUMBER(_mbslwr_s_l, SET("A" CAP), N(32), jis) == 0 && IS("a" LOW) &&
              REFUSED(NUMBER(_mbslwr_s_l, NULL, N(3), jis) == EINVAL, EINVAL),
          "_mbslwr_s_l");
    CHECK(NUMBER(_mbsupr_s_l, SET("a" LOW), N(32), jis) == 0 && IS("A" CAP) &&
              REFUSED(NUMBER(_mbsupr_s_l, NULL, N(3), jis) == EINVAL, EINVAL),
          "_mbsupr_s_l");
    BOTH(_mbsrev, POINTER(_mbsrev, SET("a" A "b")) == text && IS("b" A "a"),
         POINTER(_mbsrev_l, SET("a" A), jis) == text && IS(A "a"), "whole characters");
    BOTH(_mbsnbcpy, POINTER(_mbsnbcpy, SET("...."), A "b", N(2)) == text && IS(A ".."),
         POINTER(_mbsnbcpy_l, SET("...."), A "b", N(2), jis) == text && IS(A ".."), "count bytes");
    BOTH(_mbsncpy, POINTER(_mbsncpy, SET("...."), A "b", N(1)) == text && IS(A ".."),
         POINTER(_mbsncpy_l, SET("...."), A "b", N(1), jis) == text && IS(A ".."), "count characters");
    BOTH(_mbsnbcat, POINTER(_mbsnbcat, SET("x"), A "b", N(2)) == text && IS("x" A),
         POINTER(_mbsnbcat_l, SET("x"), A "b", N(2), jis) == text && IS("x" A), "count bytes");
    BOTH(_mbsncat, POINTER(_mbsncat, SET("x"), A "b", N(1)) == text && IS("x" A),
         POINTER(_mbsncat_l, SET("x"), A "b", N(1), jis) == text && IS("x" A), "count characters");
#ifndef _UCRT
    CHECK(POINTER(_mbscpy, text, A) == text && IS(A) && POINTER(_mbscat, text, "b") == text && IS(A "b"),
          "_mbscpy, _mbscat");
#endif
    strcpy((char *)text, A "b");
    byte *copy = POINTER(_mbsdup, text);
    CHECK(copy && copy != text && !strcmp((char *)copy, A "b"), "_mbsdup");
    free(copy);
    BOTH(_mbscpy_s,
         NUMBER(_mbscpy_s, text, N(4), "x" A) == 0 && IS("x" A) &&
             REFUSED(NUMBER(_mbscpy_s, text, N(3), "x" A) == ERANGE, ERANGE),
         NUMBER(_mbscpy_s_l, text, N(4), "x" A, jis) == 0 && IS("x" A) &&
             REFUSED(NUMBER(_mbscpy_s_l, text, N(3), "x" A, jis) == ERANGE, ERANGE),
         "zero; ERANGE");
    BOTH(_mbscat_s,
         NUMBER(_mbscat_s, SET("x"), N(4), A) == 0 && IS("x" A) &&
             REFUSED(NUMBER(_mbscat_s, SET("x"), N(3), A) == ERANGE, ERANGE),
         NUMBER(_mbscat_s_l, SET("x"), N(4), A, jis) == 0 && IS("x" A) &&
             REFUSED(NUMBER(_mbscat_s_l, SET("x"), N(3), A, jis) == ERANGE, ERANGE),
         "zero; ERANGE");
    int copied = 0;
    CHECK((POINTER(_mbccpy, SET("...."), A "b"), IS(A "..")) &&
              (POINTER(_mbccpy_l, SET("...."), A "b", jis), IS(A "..")),
          "_mbccpy, _mbccpy_l: one character");
    CHECK(NUMBER(_mbccpy_s_l, text, N(2), &copied, A, jis) == 0 && copied == 2 &&
              REFUSED(NUMBER(_mbccpy_s_l, text, N(1), &copied, A, jis) == ERANGE, ERANGE),
          "_mbccpy_s_l");
    CHECK(NUMBER(_mbsnbcpy_s_l, text, N(9), A "b", N(2), jis) == 0 && IS(A) &&
              REFUSED(NUMBER(_mbsnbcpy_s_l, NULL, N(3), "x", N(1), jis) == EINVAL, EINVAL),
          "_mbsnbcpy_s_l");
    CHECK(NUMBER(_mbsncpy_s_l, text, N(9), A "b", N(1), jis) == 0 && IS(A) &&
              REFUSED(NUMBER(_mbsncpy_s_l, NULL, N(3), "x", N(1), jis) == EINVAL, EINVAL),
          "_mbsncpy_s_l");
    CHECK(NUMBER(_mbsnbcat_s_l, SET("x"), N(9), A "b", N(2), jis) == 0 && IS("x" A) &&
              REFUSED(NUMBER(_mbsnbcat_s_l, NULL, N(3), "x", N(1), jis) == EINVAL, EINVAL),
          "_mbsnbcat_s_l");
    CHECK(NUMBER(_mbsncat_s_l, SET("x"), N(9), A "b", N(1), jis) == 0 && IS("x" A) &&
              REFUSED(NUMBER(_mbsncat_s_l, NULL, N(3), "x", N(1), jis) == EINVAL, EINVAL),
          "_mbsncat_s_l");
    CHECK(POINTER(_mbsset_l, SET("abcd"), 0x82a0, jis) == text && IS(A A), "_mbsset_l");
    CHECK(POINTER(_mbsnset_l, SET(A "cd"), 'x', N(1), jis) == text && IS("xxcd"), "_mbsnset_l");
    CHECK(POINTER(_mbsnbset_l, SET("abcd"), 'x', N(2), jis) == text && IS("xxcd"), "_mbsnbset_l");
    CHECK(NUMBER(_mbsset_s_l, SET("ab"), N(9), 'x', jis) == 0 && IS("xx") &&
              REFUSED(NUMBER(_mbsset_s_l, NULL, N(9), 'x', jis) == EINVAL, EINVAL),
          "_mbsset_s_l");
    CHECK(NUMBER(_mbsnset_s_l, SET("ab"), N(9), 'x', N(1), jis) == 0 && IS("xb") &&
              REFUSED(NUMBER(_mbsnset_s_l, NULL, N(9), 'x', N(1), jis) == EINVAL, EINVAL),
          "_mbsnset_s_l");
    BOTH(_mbsnbset_s,
         NUMBER(_mbsnbset_s, SET("ab"), N(9), 'x', N(1)) == 0 && IS("xb") &&
             REFUSED(NUMBER(_mbsnbset_s, NULL, N(9), 'x', N(1)) == EINVAL, EINVAL),
         NUMBER(_mbsnbset_s_l, SET("ab"), N(9), 'x', N(1), jis) == 0 && IS("xb") &&
             REFUSED(NUMBER(_mbsnbset_s_l, NULL, N(9), 'x', N(1), jis) == EINVAL, EINVAL),
         "zero; EINVAL");
}

/* ---- strings of both widths by a locale ---- */

#define FOLDS(name, T, ...)                                                                                            \
    (NUMBER(name, T "aB\xe4", T "Ab\xc4" __VA_ARGS__) == 0 && NUMBER(name, T "a", T "B" __VA_ARGS__) < 0 &&            \
     NUMBER(name, T "C", T "b" __VA_ARGS__) > 0)
#define SORTS(name, T, ...)                                                                                            \
    (NUMBER(name, T "ab", T "ab" __VA_ARGS__) == 0 && NUMBER(name, T "\xe4", T "b" __VA_ARGS__) < 0 &&                 \
     NUMBER(name, T "b", T "\xe4" __VA_ARGS__) > 0)

static void by_locale(void)
{
    wchar_t wide[32];

    CHECK(FOLDS(_stricmp_l, "", , english) && FOLDS(_strnicmp_l, "", , N(3), english), "_stricmp_l, _strnicmp_l");
    CHECK(FOLDS(_stricoll_l, "", , english) && FOLDS(_strnicoll_l, "", , N(3), english), "_stricoll_l, _strnicoll_l");
    CHECK(FOLDS(_wcsicmp_l, L"", , english) && FOLDS(_wcsnicmp_l, L"", , N(3), english), "_wcsicmp_l, _wcsnicmp_l");
    CHECK(FOLDS(_wcsicoll_l, L"", , english) && FOLDS(_wcsnicoll_l, L"", , N(3), english), "_wcsicoll_l, _wcsnicoll_l");
    CHECK(SORTS(_strncoll_l, "", , N(2), english) && SORTS(_wcsncoll_l, L"", , N(2), english),
          "_strncoll_l, _wcsncoll_l");
    CHECK(FOLDS(_memicmp_l, "", , N(1), english), "_memicmp_l");
    setlocale(LC_ALL, "English_United States.1252");
    CHECK(FOLDS(_stricoll, "") && FOLDS(_strnicoll, "", , N(3)) && SORTS(_strncoll, "", , N(2)),
          "_stricoll, _strnicoll, _strncoll: by the locale that is set");
    CHECK(FOLDS(_wcsicoll, L"") && FOLDS(_wcsnicoll, L"", , N(3)) && SORTS(_wcsncoll, L"", , N(2)),
          "_wcsicoll, _wcsnicoll, _wcsncoll");
    setlocale(LC_ALL, "C");

    CHECK(POINTER(_strlwr_l, SET("A\xc4"), english) == text && IS("a\xe4") &&
              POINTER(_strupr_l, SET("a\xe4"), english) == text && IS("A\xc4"),
          "_strlwr_l, _strupr_l");
    CHECK(NUMBER(_strlwr_s_l, SET("A\xc4"), N(32), english) == 0 && IS("a\xe4") &&
              REFUSED(NUMBER(_strlwr_s_l, NULL, N(3), english) == EINVAL, EINVAL),
          "_strlwr_s_l");
    CHECK(NUMBER(_strupr_s_l, SET("a\xe4"), N(32), english) == 0 && IS("A\xc4") &&
              REFUSED(NUMBER(_strupr_s_l, NULL, N(3), english) == EINVAL, EINVAL),
          "_strupr_s_l");
    CHECK(NUMBER(_strlwr_s, SET("AB"), N(32)) == 0 && IS("ab") &&
              REFUSED(NUMBER(_strlwr_s, NULL, N(3)) == EINVAL, EINVAL),
          "_strlwr_s");
    CHECK(NUMBER(_strupr_s, SET("ab"), N(32)) == 0 && IS("AB") &&
              REFUSED(NUMBER(_strupr_s, NULL, N(3)) == EINVAL, EINVAL),
          "_strupr_s");
#define WIDE(s) wcscpy(wide, s)
#define WIS(s)  (!wcscmp(wide, s))
    CHECK((void *)POINTER(_wcslwr_l, WIDE(L"A\xc4"), english) == wide && WIS(L"a\xe4") &&
              (void *)POINTER(_wcsupr_l, WIDE(L"a\xe4"), english) == wide && WIS(L"A\xc4"),
          "_wcslwr_l, _wcsupr_l");
    CHECK(NUMBER(_wcslwr_s_l, WIDE(L"A\xc4"), N(32), english) == 0 && WIS(L"a\xe4") &&
              REFUSED(NUMBER(_wcslwr_s_l, NULL, N(3), english) == EINVAL, EINVAL),
          "_wcslwr_s_l");
    CHECK(NUMBER(_wcsupr_s_l, WIDE(L"a\xe4"), N(32), english) == 0 && WIS(L"A\xc4") &&
              REFUSED(NUMBER(_wcsupr_s_l, NULL, N(3), english) == EINVAL, EINVAL),
          "_wcsupr_s_l");
    CHECK(NUMBER(_wcslwr_s, WIDE(L"AB"), N(32)) == 0 && WIS(L"ab") &&
              REFUSED(NUMBER(_wcslwr_s, NULL, N(3)) == EINVAL, EINVAL),
          "_wcslwr_s");
    CHECK(NUMBER(_wcsupr_s, WIDE(L"ab"), N(32)) == 0 && WIS(L"AB") &&
              REFUSED(NUMBER(_wcsupr_s, NULL, N(3)) == EINVAL, EINVAL),
          "_wcsupr_s");
    CHECK((void *)POINTER(_wcsset, WIDE(L"abc"), 'x') == wide && WIS(L"xxx") &&
              (void *)POINTER(_wcsnset, WIDE(L"abc"), 'y', N(2)) == wide && WIS(L"yyc"),
          "_wcsset, _wcsnset");
    CHECK(NUMBER(_wcsnset_s, WIDE(L"abc"), N(32), 'z', N(2)) == 0 && WIS(L"zzc") &&
              REFUSED(NUMBER(_wcsnset_s, NULL, N(3), 'z', N(1)) == EINVAL, EINVAL),
          "_wcsnset_s");
    size_t made = 0;
    CHECK(NUMBER(_mbstowcs_s_l, &made, wide, N(32), A, (size_t)_TRUNCATE, jis) == 0 && made == 2 && WIS(L"\x3042") &&
              REFUSED(NUMBER(_mbstowcs_s_l, &made, wide, N(1), "ab", N(2), jis) == ERANGE, ERANGE),
          "_mbstowcs_s_l");
    CHECK(NUMBER(_wcstombs_s_l, &made, text, N(32), L"\x3042", (size_t)_TRUNCATE, jis) == 0 && made == 3 && IS(A) &&
              REFUSED(NUMBER(_wcstombs_s_l, &made, text, N(1), L"ab", N(2), jis) == ERANGE, ERANGE),
          "_wcstombs_s_l");
    int size = 0;
    CHECK(NUMBER(_wctomb_s_l, &size, text, N(32), 0x3042, jis) == 0 && size == 2 &&
              REFUSED(NUMBER(_wctomb_s_l, &size, text, N(1), 0x3042, jis) == ERANGE, ERANGE),
          "_wctomb_s_l");
    CHECK(NUMBER(wmemcpy_s, wide, N(4), L"wxyz", N(4)) == 0 && !wcsncmp(wide, L"wxyz", 4) &&
              REFUSED(NUMBER(wmemcpy_s, wide, N(3), L"1234", N(4)) == ERANGE, ERANGE),
          "wmemcpy_s");
    CHECK(NUMBER(wmemmove_s, wide, N(4), L"wxyz", N(4)) == 0 && !wcsncmp(wide, L"wxyz", 4) &&
              REFUSED(NUMBER(wmemmove_s, wide, N(3), L"1234", N(4)) == ERANGE, ERANGE),
          "wmemmove_s");
}

int main(void)
{
    catch_invalid();
    jis = _create_locale(LC_ALL, ".932");
    english = _create_locale(LC_ALL, "English_United States.1252");
    CHECK(_setmbcp(932) == 0, "_setmbcp: 932");
    walking();
    changing();
    by_locale();
    return check_done();
}
