/* SPDX-License-Identifier: MIT */
/* Locales with a name: std::_Locinfo by category, and std::locale(name), whose facets are made for what the C runtime
 * says of that locale.  The sentences are of ISO C++, [locale]. */
#include "std.h"

extern "C" {
char *setlocale(int category, const char *name);
}
enum { lc_all, lc_collate, lc_ctype, lc_monetary, lc_numeric };
enum { ctype_category = 2, numeric_category = 8, all_categories = 63 };

static bool c_locale_is(int category, const char *name)
{
    return !strcmp(setlocale(category, nullptr), name);
}

static void test_locinfo()
{
    setlocale(lc_all, "C");
    {
        std::_Locinfo info(numeric_category, "en-US");
        CHECK(!c_locale_is(lc_numeric, "C") && c_locale_is(lc_ctype, "C"),
              "_Locinfo(categories, name): these of the C runtime's locale");
        const lconv *conventions = info._Getlconv();
        CHECK(!strcmp(conventions->separator, ",") && !strcmp(conventions->grouping, "\3") &&
                  !strcmp(conventions->point, "."),
              "_Getlconv: its conventions");
        CHECK(!info._Getctype().name, "_Getctype: LC_CTYPE is still C");
        CHECK(&info._Addcats(ctype_category, "en-US") == &info && !c_locale_is(lc_ctype, "C"),
              "_Addcats adds categories");
        _Ctypevec ctype = info._Getctype();
        CHECK(ctype.name && ctype.table && ctype.table[(int)'A'] & 1, "_Getctype: now it has a name");
        if (ctype.owned > 0) free((void *)ctype.table);
        free(ctype.name);
    }
    CHECK(c_locale_is(lc_all, "C"), "its destructor: as before");
    {
        std::_Locinfo info(all_categories, "en-US");
        CHECK(!c_locale_is(lc_all, "C") && c_locale_is(lc_all, info._Getname()), "all categories; _Getname");
        info._Addcats(numeric_category, "no such locale");
        CHECK(!strcmp(info._Getname(), "*"), "a locale that is not there: *");
        info._Addcats(numeric_category, "C");
        CHECK(!strcmp(info._Getname(), "*"), "which it stays");
    }
    bool thrown = false;
    try {
        std::_Locinfo info(all_categories, nullptr);
    } catch (const std::runtime_error &e) {
        thrown = !strcmp(e.what(), "bad locale name");
    }
    CHECK(thrown, "_Locinfo(categories, NULL) throws runtime_error");
    thrown = false;
    try {
        std::_Locinfo info("C");
        info._Addcats(all_categories, nullptr);
    } catch (const std::runtime_error &) {
        thrown = true;
    }
    CHECK(thrown && c_locale_is(lc_all, "C"), "_Addcats(categories, NULL) too");
}

static void test_locale()
{
    memory_buffer buffer("1,234,567 12 ");
    std::locale plain(std::locale::classic()), english("en-US", all_categories);
    CHECK(!strcmp(english.imp->name.text, "en-US") && english.imp->categories == all_categories &&
              english.imp->references == 1,
          "std::locale(name)");
    CHECK(c_locale_is(lc_all, "C"), "the C runtime's locale is what it was");
    std::ostream out(&buffer);
    std::istream in(&buffer);
    int n = 0;
    in.imbue(english);
    in >> n;
    CHECK(n == 1234567 && in.good(), "numbers are read with its groups");
    buffer.restart();
    out.imbue(english);
    out << 7654321 << 12345678.0;
    CHECK(buffer.has("7,654,3211.23457e+07"), "and written");
    buffer.restart();
    out.setf(std::fixed);
    out.precision(1);
    out << 1234.5;
    CHECK(buffer.has("1,234.5"), "with the point");
    out.imbue(plain);
    buffer.restart();
    out << 7654321;
    CHECK(buffer.has("7654321"), "the classic locale has no groups");

    std::locale only_ctype("en-US", ctype_category);
    out.imbue(only_ctype);
    buffer.restart();
    out << 7654321;
    CHECK(buffer.has("7654321"), "of some categories only these facets");
    std::locale both(only_ctype, english, numeric_category);
    out.imbue(both);
    buffer.restart();
    out << 7654321;
    CHECK(buffer.has("7,654,321"), "a category of another locale");
    CHECK(both.imp->categories == (ctype_category | numeric_category), "says so");
    out.imbue(plain);
    in.imbue(plain);
    CHECK(english.imp->references == 1 && only_ctype.imp->references == 1, "the streams let them go");
    std::locale bad("no such locale", all_categories);
    CHECK(!strcmp(bad.imp->name.text, "*") && bad.imp->count == 0, "a name that is not there makes no facets");
}

static void test()
{
    test_locinfo();
    test_locale();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ?_Addcats@_Locinfo@std@@QEAAAEAV12@HPEBD@Z
 * ?_Getctype@_Locinfo@std@@QEBA?AU_Ctypevec@@XZ
 * ?_Getlconv@_Locinfo@std@@QEBAPEBUlconv@@XZ
 * ?_Getname@_Locinfo@std@@QEBAPEBDXZ
 * ??0_Locinfo@std@@QEAA@HPEBD@Z
 * ?_Makeloc@_Locimp@locale@std@@CAPEAV123@AEBV_Locinfo@3@HPEAV123@PEBV23@@Z
 * ?_New_Locimp@_Locimp@locale@std@@CAPEAV123@_N@Z
 */
