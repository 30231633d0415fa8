/* SPDX-License-Identifier: MIT */
/* Classes of characters in a locale, of bytes and of multibyte characters (code page 932), each by a row: which of some
 * characters it takes, as documented.  The Universal CRT has them as well. */
#include "../ucrtbase/crt.h"

#include <ctype.h>
#include <locale.h>
#include <mbctype.h>
#include <wchar.h>

#undef __pwctype_func
#undef _toupper
#undef _tolower
#undef __toascii

typedef int(__cdecl *class_of)(unsigned c, _locale_t locale);

static class_of own(const char *name)
{
    return (class_of)(void *)GetProcAddress(GetModuleHandleA(RUNTIME), name);
}

struct row {
    const char *name, *takes; /* a letter for each of the characters below that it takes */
};

/* As many characters as letters: how the rows call them. */
struct character {
    char letter;
    unsigned code;
};

/* clang-format off */
static const struct character latin[] = {
    {'A', 'A'}, {'z', 'z'}, {'5', '5'}, {'f', 'f'}, {'!', '!'}, {'_', ' '}, {'t', '\t'}, {'c', 1}, {'e', 0xe4}, {'E', 0xc4}, {'0', 0},
};
static const struct row narrow[] = {
    {"_isalnum_l", "Az5feE"}, {"_isalpha_l", "AzfeE"}, {"_iscntrl_l", "tc0"}, {"_isdigit_l", "5"}, {"_isgraph_l", "Az5f!eE"},
    {"_islower_l", "zfe"}, {"_isprint_l", "Az5f!_eE"}, {"_isspace_l", "_t"}, {"_isupper_l", "AE"}, {"_isxdigit_l", "A5f"},
};
static const struct row wide[] = {
    {"_iswalnum_l", "Az5feE"}, {"_iswalpha_l", "AzfeE"}, {"_iswcntrl_l", "tc0"}, {"_iswdigit_l", "5"},
    {"_iswgraph_l", "Az5f!eE"}, {"_iswlower_l", "zfe"}, {"_iswprint_l", "Az5f!_eE"}, {"_iswpunct_l", "!"},
    {"_iswspace_l", "_t"}, {"_iswupper_l", "AE"}, {"_iswxdigit_l", "A5f"},
};
static const struct row simple[] = {
    {"__isascii", "Az5f!_tc0"}, {"__iscsym", "Az5f"}, {"__iscsymf", "Azf"},
};
/* Half-width katakana has one byte: a full stop, WO and A; then a lead byte, and one that can only be a second one. */
static const struct character japanese[] = {
    {'A', 'A'}, {'z', 'z'}, {'5', '5'}, {'!', '!'}, {'_', ' '}, {'.', 0xa1}, {'w', 0xa6}, {'a', 0xb1}, {'L', 0x82}, {'T', 0x80}, {'0', 0},
};
static const struct row bytes[] = {
    {"_ismbbalnum", "Az5wa"}, {"_ismbbalpha", "Azwa"}, {"_ismbbgraph", "Az5!.wa"}, {"_ismbbkalnum", "wa"}, {"_ismbbkana", ".wa"},
    {"_ismbbkprint", ".wa"}, {"_ismbbkpunct", "."}, {"_ismbblead", "L"}, {"_ismbbprint", "Az5!_.wa"}, {"_ismbbpunct", "!."},
    {"_ismbbtrail", "Az.waLT"},
    {"_ismbbalnum_l", "Az5wa"}, {"_ismbbalpha_l", "Azwa"}, {"_ismbbgraph_l", "Az5!.wa"}, {"_ismbbkalnum_l", "wa"},
    {"_ismbbkana_l", ".wa"}, {"_ismbbkprint_l", ".wa"}, {"_ismbbkpunct_l", "."}, {"_ismbblead_l", "L"},
    {"_ismbbprint_l", "Az5!_.wa"}, {"_ismbbpunct_l", "!."}, {"_ismbbtrail_l", "Az.waLT"},
};
/* Full-width capital A, small a, 0; hiragana A, katakana A, a symbol, kanji of level 1 and 2; a byte that is none. */
static const struct character characters[] = {
    {'A', 'A'}, {'z', 'z'}, {'5', '5'}, {'!', '!'}, {'_', ' '}, {'W', 0x8260}, {'w', 0x8281}, {'h', 0x82a0}, {'k', 0x8341},
    {'s', 0x8141}, {'1', 0x889f}, {'2', 0x989f}, {'x', 0x8220},
};
static const struct row multibyte[] = {
    {"_ismbcdigit", "5"}, {"_ismbcdigit_l", "5"}, {"_ismbcspace", "_"}, {"_ismbcspace_l", "_"},
    {"_ismbcupper", "AW"}, {"_ismbcupper_l", "AW"}, {"_ismbclower", "zw"}, {"_ismbclower_l", "zw"},
    {"_ismbclegal", "Wwhks12"}, {"_ismbclegal_l", "Wwhks12"},
    {"_ismbchira_l", "h"}, {"_ismbckata_l", "k"}, {"_ismbcsymbol_l", "s"},
    {"_ismbcl0_l", "Wwhksx"}, {"_ismbcl1_l", "1"}, {"_ismbcl2_l", "2"},
};
/* clang-format on */

static void rows(const struct row *row, const struct row *end, const struct character *set, int count, _locale_t locale)
{
    for (; row < end; row++) {
        class_of takes = own(row->name);
        char taken[16] = "";
        for (int i = 0, n = 0; takes && i < count; i++)
            if (takes(set[i].code, locale)) taken[n++] = set[i].letter;
        CHECK(!strcmp(taken, row->takes), "%s: takes %s", row->name, taken);
    }
}

#define ALL(rows)   rows, rows + sizeof rows / sizeof *rows
#define OF(letters) letters, (int)(sizeof letters / sizeof *letters)

int main(void)
{
    catch_invalid();
    _locale_t english = _create_locale(LC_ALL, "English_United States.1252"), jis = _create_locale(LC_ALL, ".932");
    rows(ALL(narrow), OF(latin), english);
    rows(ALL(wide), OF(latin), english);
    rows(ALL(simple), OF(latin), NULL);
    FROM_CRT(int, _iswctype_l, wint_t, wctype_t, _locale_t);
    FROM_CRT(int, __toascii, int);
    FROM_CRT(int, _tolower, int);
    FROM_CRT(int, _toupper, int);
    FROM_CRT(int, _isleadbyte_l, int, _locale_t);
    FROM_CRT(const unsigned short *, __pwctype_func, void);
    CHECK(_iswctype_l('a', _LOWER, english) && !_iswctype_l('a', _UPPER, english), "_iswctype_l: by a mask");
    CHECK(__toascii(0xe1) == 'a' && __toascii('b') == 'b', "__toascii: \"the low-order 7 bits\"");
    CHECK(_tolower('Q') == 'q' && _toupper('q') == 'Q', "_tolower, _toupper: of letters alone");
    CHECK(_isleadbyte_l(0x82, jis) && !_isleadbyte_l('a', jis) && !_isleadbyte_l(0x82, english), "_isleadbyte_l");
    CHECK((__pwctype_func()['A' + 1] | __pwctype_func()['A']) & _UPPER,
          "__pwctype_func: the classes of wide characters");
    _setmbcp(932);
    rows(ALL(bytes), OF(japanese), jis);
    rows(ALL(multibyte), OF(characters), jis);
    FROM_CRT(int, _mbbtype, unsigned char, int);
    FROM_CRT(int, _mbsbtype, const unsigned char *, size_t);
    FROM_CRT(int, _mbsbtype_l, const unsigned char *, size_t, _locale_t);
    CHECK(_mbbtype('a', 0) == 0 && _mbbtype(0x82, 0) == 1 && _mbbtype(0xa0, 1) == 2 && _mbbtype(0x20, 1) == -1,
          "_mbbtype: _MBC_SINGLE, _MBC_LEAD, _MBC_TRAIL, _MBC_ILLEGAL");
    const unsigned char *text = (const unsigned char *)"a\x82\xa0";
    CHECK(_mbsbtype(text, 0) == 0 && _mbsbtype(text, 1) == 1 && _mbsbtype(text, 2) == 2 && _mbsbtype(text, 9) == -1,
          "_mbsbtype: of the byte at the offset");
    CHECK(_mbsbtype_l(text, 1, jis) == 1 && _mbsbtype_l(text, 2, jis) == 2 && _mbsbtype_l(text, 9, jis) == -1,
          "_mbsbtype_l");
    FROM_CRT(int, _ismbslead, const unsigned char *, const unsigned char *);
    FROM_CRT(int, _ismbstrail, const unsigned char *, const unsigned char *);
    FROM_CRT(int, _ismbslead_l, const unsigned char *, const unsigned char *, _locale_t);
    FROM_CRT(int, _ismbstrail_l, const unsigned char *, const unsigned char *, _locale_t);
    CHECK(_ismbslead(text, text + 1) == -1 && _ismbslead(text, text) == 0 && _ismbslead(text, text + 2) == 0,
          "_ismbslead: \"-1 if the character is a lead byte\"");
    CHECK(_ismbstrail(text, text + 2) == -1 && _ismbstrail(text, text) == 0 && _ismbstrail(text, text + 1) == 0,
          "_ismbstrail: \"-1 if the character is a trail byte\"");
    CHECK(_ismbslead_l(text, text + 1, jis) == -1 && _ismbslead_l(text, text, jis) == 0 &&
              _ismbstrail_l(text, text + 2, jis) == -1 && _ismbstrail_l(text, text, jis) == 0,
          "_ismbslead_l, _ismbstrail_l");
    FROM_CRT(unsigned, _mbctolower, unsigned);
    FROM_CRT(unsigned, _mbctoupper, unsigned);
    FROM_CRT(unsigned, _mbctolower_l, unsigned, _locale_t);
    FROM_CRT(unsigned, _mbctoupper_l, unsigned, _locale_t);
    CHECK(_mbctolower('A') == 'a' && _mbctolower(0x8260) == 0x8281 && _mbctolower(0x82a0) == 0x82a0,
          "_mbctolower: also of two bytes");
    CHECK(_mbctoupper('a') == 'A' && _mbctoupper(0x8281) == 0x8260 && _mbctoupper('1') == '1', "_mbctoupper");
    CHECK(_mbctolower_l(0x8260, jis) == 0x8281 && _mbctoupper_l(0x8281, jis) == 0x8260, "_mbctolower_l, _mbctoupper_l");
    return check_done();
}
