/* SPDX-License-Identifier: MIT */
/* Texts: the functions of ctype<char> that take a range, and how texts compare in a C locale, as std::regex asks for
 * both.  Methods stand here as functions whose first parameter is the object. */
#include "std.h"

struct facet_object;
struct collate_vector {
    unsigned page;
    wchar_t *name;
};

size_t make_ctype(facet_object **facet,
                  const std::locale *place) __asm__("?_Getcat@?$ctype@D@std@@SA_KPEAPEBVfacet@locale@2@PEBV42@@Z");
const char *tolower(const facet_object *, char *first,
                    const char *last) __asm__("?tolower@?$ctype@D@std@@QEBAPEBDPEADPEBD@Z");
const char *toupper(const facet_object *, char *first,
                    const char *last) __asm__("?toupper@?$ctype@D@std@@QEBAPEBDPEADPEBD@Z");
const char *widen(const facet_object *, const char *first, const char *last,
                  char *to) __asm__("?widen@?$ctype@D@std@@QEBAPEBDPEBD0PEAD@Z");
const char *narrow(const facet_object *, const char *first, const char *last, char otherwise,
                   char *to) __asm__("?narrow@?$ctype@D@std@@QEBAPEBDPEBD0DPEAD@Z");
const char *classes(const facet_object *, const char *first, const char *last,
                    short *masks) __asm__("?is@?$ctype@D@std@@QEBAPEBDPEBD0PEAF@Z");
const char *scan_is(const facet_object *, short mask, const char *first,
                    const char *last) __asm__("?scan_is@?$ctype@D@std@@QEBAPEBDFPEBD0@Z");
const char *scan_not(const facet_object *, short mask, const char *first,
                     const char *last) __asm__("?scan_not@?$ctype@D@std@@QEBAPEBDFPEBD0@Z");
const short *table(const facet_object *) __asm__("?table@?$ctype@D@std@@QEBAPEBFXZ");
collate_vector *getcoll(const std::_Locinfo *,
                        collate_vector *result) __asm__("?_Getcoll@_Locinfo@std@@QEBA?AU_Collvec@@XZ");
size_t number(std::locale::id *) __asm__("??Bid@locale@std@@QEAA_KXZ");

extern "C" {
IMPORTED collate_vector _Getcoll();
IMPORTED int _Strcoll(const char *, const char *, const char *, const char *, const collate_vector *);
IMPORTED size_t _Strxfrm(char *, char *, const char *, const char *, const collate_vector *);
char *setlocale(int category, const char *name);
}
enum { upper = 1, digit = 4, space = 8 };

static void test_ctype()
{
    facet_object *c = nullptr;
    make_ctype(&c, &std::locale::classic());
    char text[] = "aBc1 \xc4", to[8] = {0};
    short masks[6];
    const char *last = text + 6;
    CHECK(tolower(c, text, last) == last && !strcmp(text, "abc1 \xc4"), "tolower(first, last): each in its place");
    CHECK(toupper(c, text, last) == last && !strcmp(text, "ABC1 \xc4"), "toupper(first, last)");
    CHECK(widen(c, text, last, to) == last && !strcmp(to, text), "widen(first, last, to): the same");
    memset(to, 0, sizeof to);
    CHECK(narrow(c, text, last, '?', to) == last && !strcmp(to, text), "narrow(first, last, c, to): the same");
    CHECK(classes(c, text, last, masks) == last && masks[0] & upper && masks[3] & digit && masks[4] & space &&
              !(masks[4] & (upper | digit)),
          "is(first, last, masks): the classes of each");
    CHECK(scan_is(c, digit, text, last) == text + 3 && scan_is(c, digit, text, text + 3) == text + 3,
          "scan_is: the first that is, or last");
    CHECK(scan_not(c, upper, text, last) == text + 3 && scan_not(c, upper, text, text + 2) == text + 2,
          "scan_not: the first that is not");
    CHECK(table(c)[(int)'7'] & digit && !(table(c)[(int)'x'] & digit), "table()");
}

static int compare(const char *a, const char *b, const collate_vector *v)
{
    int order = _Strcoll(a, a + strlen(a), b, b + strlen(b), v);
    return (order > 0) - (order < 0);
}

static void test_collate()
{
    setlocale(0, "C");
    collate_vector c = _Getcoll(), same;
    CHECK(!c.name, "_Getcoll: of the C locale");
    CHECK(compare("abc", "abd", &c) == -1 && compare("abd", "abc", &c) == 1 && compare("abc", "abc", &c) == 0,
          "_Strcoll");
    CHECK(compare("ab", "abc", &c) == -1 && compare("abc", "ab", &c) == 1 && compare("a", "B", &c) == 1,
          "by their bytes, the shorter first");
    char key[8] = {0};
    const char text[] = "xyz";
    CHECK(_Strxfrm(key, key + 8, text, text + 3, &c) == 3 && !memcmp(key, "xyz", 3), "_Strxfrm: the text itself");
    memset(key, 0, sizeof key);
    CHECK(_Strxfrm(key, key + 2, text, text + 3, &c) == 3 && !*key, "how many bytes it takes where there is no room");
    CHECK(setlocale(0, "en-US") != nullptr, "a locale");
    collate_vector v = _Getcoll();
    {
        std::_Locinfo info("en-US");
        CHECK(getcoll(&info, &same) == &same && same.name && same.page == v.page, "_Locinfo::_Getcoll");
    }
    CHECK(v.name && compare("a", "B", &v) == -1 && compare("b", "A", &v) == 1 && compare("a", "a", &v) == 0,
          "_Strcoll: as its language orders");
    char one[64], other[64];
    size_t size = _Strxfrm(one, one + 64, text, text, &v);
    CHECK(size == 0, "_Strxfrm: nothing for nothing");
    const char a[] = "apple", b[] = "Banana";
    size = _Strxfrm(one, one + 64, a, a + 5, &v);
    size_t second = _Strxfrm(other, other + 64, b, b + 6, &v);
    CHECK(size > 0 && size <= 64 && second > 0 && second <= 64 && memcmp(one, other, size < second ? size : second) < 0,
          "_Strxfrm: keys that compare so by their bytes");
    setlocale(0, "C");
    std::locale::id *id =
        (std::locale::id *)GetProcAddress(GetModuleHandleW(L"msvcp140.dll"), "?id@?$collate@D@std@@2V0locale@2@A");
    CHECK(number(id) != 0 && number(id) == id->number, "collate<char>::id");
}

static void test()
{
    test_ctype();
    test_collate();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * _Getcoll
 * ?_Getcoll@_Locinfo@std@@QEBA?AU_Collvec@@XZ
 * _Strcoll
 * _Strxfrm
 * ?is@?$ctype@D@std@@QEBAPEBDPEBD0PEAF@Z
 * ?narrow@?$ctype@D@std@@QEBAPEBDPEBD0DPEAD@Z
 * ?scan_is@?$ctype@D@std@@QEBAPEBDFPEBD0@Z
 * ?scan_not@?$ctype@D@std@@QEBAPEBDFPEBD0@Z
 * ?table@?$ctype@D@std@@QEBAPEBFXZ
 * ?tolower@?$ctype@D@std@@QEBAPEBDPEADPEBD@Z
 * ?toupper@?$ctype@D@std@@QEBAPEBDPEADPEBD@Z
 * ?widen@?$ctype@D@std@@QEBAPEBDPEBD0PEAD@Z
 */
