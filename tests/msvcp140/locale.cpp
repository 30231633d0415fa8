/* SPDX-License-Identifier: MIT */
/* std::locale: its facets and their numbers, the global and the classic locale, _Locinfo and the locks. */
#include "std.h"

extern "C" {
char *setlocale(int category, const char *name);
uintptr_t _beginthreadex(void *, unsigned, unsigned (*)(void *), void *, unsigned, unsigned *);
unsigned WaitForSingleObject(void *, unsigned);
int CloseHandle(void *);
void Sleep(unsigned);
}
enum { all_categories = 0 };

struct noting_facet : std::locale::facet {
    explicit noting_facet(size_t references = 0) : facet(references)
    {
    }
    ~noting_facet() override
    {
        event("end");
    }
    static std::locale::id id;
};
std::locale::id noting_facet::id;

static const std::locale::facet *facet_in(const std::locale &place, size_t id)
{
    return id < place.imp->count ? place.imp->facets[id] : nullptr;
}

static void test_facets()
{
    int before = std::locale::id::drawn();
    std::locale::id other = {0};
    size_t first = noting_facet::id, second = other;
    CHECK(first && second == first + 1 && (size_t)noting_facet::id == first,
          "locale::id: each kind of facet draws its number once");
    CHECK(std::locale::id::drawn() == before + 2 && std::locale::id::drawn() == (int)second,
          "_Id_cnt: how many are drawn");

    noting_facet *f = new noting_facet;
    CHECK(f->references == 0, "facet(0)");
    f->_Incref();
    f->_Incref();
    CHECK(f->references == 2 && f->_Decref() == nullptr && f->references == 1, "_Incref, _Decref");
    CHECK(f->_Decref() == f, "_Decref returns the facet to the last who held it");
    delete f;
    CHECK(happened("end"), "the destructor is virtual");
    {
        noting_facet counted(5);
        CHECK(counted.references == 5, "facet(n)");
    }
    CHECK(happened("end"), "and ends");

    f = new noting_facet;
    {
        std::locale mine(std::locale::classic(), f);
        CHECK(facet_in(mine, first) == f && f->references == 1, "a locale with a facet: it holds it");
        CHECK(!facet_in(std::locale::classic(), first), "the locale that it was made from has not");
        CHECK(mine.imp->references == 1 && !mine.imp->transparent, "its implementation has one holder");
        {
            std::locale again(mine, (noting_facet *)new noting_facet);
            CHECK(f->references == 1 && facet_in(again, first) != f, "in a copy another stands in its place");
            std::locale copy(mine), *same = &copy;
            CHECK(copy.imp == mine.imp && mine.imp->references == 2 && same->imp->facets[first] == f,
                  "a copy is the same");
        }
        CHECK(happened("end"), "a facet ends with the last locale that has it");
    }
    CHECK(happened("end"), "this one too");
}

static void test_locales()
{
    const std::locale &classic = std::locale::classic();
    CHECK(!strcmp(classic.imp->name.text, "C") && classic.imp == std::locale::classic_imp(),
          "locale::classic(): \"C\"; _Clocptr is its implementation");
    CHECK(std::locale::current() == classic.imp, "at first it is the global one");
    unsigned references = classic.imp->references;
    CHECK(std::locale::start(false) == classic.imp && classic.imp->references == references,
          "_Init(false): the global locale");
    CHECK(std::locale::start(true) == classic.imp && classic.imp->references == references + 1,
          "_Init(true): held once more");
    classic.imp->_Decref();
    {
        std::locale empty = std::locale::empty();
        CHECK(empty.imp->transparent && !strcmp(empty.imp->name.text, "*") && empty.imp->references == 1,
              "locale::empty(): transparent, without a name");
    }
    std::locale mine(classic, new noting_facet);
    {
        std::locale old = std::locale::global(mine);
        CHECK(old.imp == classic.imp && std::locale::current() == mine.imp, "locale::global(l) returns the one before");
        std::locale now;
        CHECK(now.imp == mine.imp, "locale(): a copy of the global locale");
        std::locale back = std::locale::global(classic);
        CHECK(back.imp == mine.imp && std::locale::current() == classic.imp, "and back");
    }
    CHECK(mine.imp->references == 1, "none of these holds it any longer");
    std::locale::_Locimp *before = std::locale::current();
    std::locale::set_current(mine.imp);
    CHECK(std::locale::current() == mine.imp, "_Setgloballocale(imp): as it says");
    std::locale::set_current(before);
}

static void test_yarn()
{
    std::_Yarn<char> yarn = {nullptr, 0};
    char text[] = "abc";
    CHECK(&(yarn = text) == &yarn && yarn.text != text && !strcmp(yarn.text, "abc"), "_Yarn = text: a copy");
    char *copy = yarn.text;
    yarn = copy;
    CHECK(yarn.text == copy, "of itself: nothing happens");
    yarn = (const char *)nullptr;
    CHECK(!yarn.text, "NULL: nothing");
}

static void test_locinfo()
{
    char before[64];
    memcpy(before, setlocale(all_categories, nullptr), strlen(setlocale(all_categories, nullptr)) + 1);
    setlocale(all_categories, "en-US");
    {
        std::_Locinfo info("C");
        CHECK(!strcmp(setlocale(all_categories, nullptr), "C") && !strcmp(info.new_name.text, "C"),
              "_Locinfo(name): the C runtime's locale is name");
        CHECK(!strcmp(info._Getfalse(), "false") && !strcmp(info._Gettrue(), "true"), "_Getfalse, _Gettrue");
        _Cvtvec conversion = info._Getcvt();
        CHECK(conversion.is_c && conversion.longest == 1, "_Getcvt: how characters are converted");
    }
    CHECK(strcmp(setlocale(all_categories, nullptr), "C") != 0, "its destructor: as it was before");
    {
        std::_Locinfo info("no such locale");
        CHECK(!strcmp(info.new_name.text, "*"), "a locale that is not there: *");
    }
    setlocale(all_categories, before);
    bool thrown = false;
    try {
        std::_Locinfo info(nullptr);
    } catch (const std::runtime_error &e) {
        thrown = !strcmp(e.what(), "bad locale name");
    }
    CHECK(thrown, "_Locinfo(NULL) throws runtime_error");
    std::_Lockit again(0);
    CHECK(true, "and leaves the lock free");
}

struct contender {
    int kind;
    volatile int got;
};

static unsigned contend(void *argument)
{
    contender *c = (contender *)argument;
    std::_Lockit lock(c->kind);
    c->got = 1;
    return 0;
}

static uintptr_t start_contender(contender *c)
{
    return _beginthreadex(nullptr, 0, contend, c, 0, nullptr);
}

static bool end_contender(uintptr_t thread)
{
    bool ended = WaitForSingleObject((void *)thread, 10000) == 0;
    CloseHandle((void *)thread);
    return ended;
}

static void test_locks()
{
    contender same = {2, 0}, other = {3, 0}, places = {0, 0};
    uintptr_t thread;
    {
        std::_Lockit lock(2), again(2);
        thread = start_contender(&same);
        CHECK(end_contender(start_contender(&other)) && other.got, "_Lockit(kind): the locks are several");
        Sleep(30);
        CHECK(!same.got, "who wants the same waits; the owner does not");
    }
    CHECK(end_contender(thread) && same.got, "until both are destroyed");
    {
        std::_Lockit lock;
        thread = start_contender(&places);
        Sleep(30);
        CHECK(!places.got, "_Lockit(): the lock of locales, which is 0");
    }
    CHECK(end_contender(thread) && places.got, "until it is destroyed");
    std::_Lockit none(99);
    CHECK(true, "a kind that does not exist locks nothing");
}

static void test()
{
    test_facets();
    test_locales();
    test_yarn();
    test_locinfo();
    test_locks();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??4?$_Yarn@D@std@@QEAAAEAV01@PEBD@Z
 * ??Bid@locale@std@@QEAA_KXZ
 * ?_Clocptr@_Locimp@locale@std@@0PEAV123@EA
 * ?_Decref@facet@locale@std@@UEAAPEAV_Facet_base@3@XZ
 * ?_Getcvt@_Locinfo@std@@QEBA?AU_Cvtvec@@XZ
 * ?_Getfalse@_Locinfo@std@@QEBAPEBDXZ
 * ?_Getgloballocale@locale@std@@CAPEAV_Locimp@12@XZ
 * ?_Gettrue@_Locinfo@std@@QEBAPEBDXZ
 * ?_Id_cnt@id@locale@std@@0HA
 * ?_Incref@facet@locale@std@@UEAAXXZ
 * ?_Init@locale@std@@CAPEAV_Locimp@12@_N@Z
 * ?_Locimp_Addfac@_Locimp@locale@std@@CAXPEAV123@PEAVfacet@23@_K@Z
 * ??0_Locinfo@std@@QEAA@PEBD@Z
 * ??1_Locinfo@std@@QEAA@XZ
 * ??0_Lockit@std@@QEAA@H@Z
 * ??0_Lockit@std@@QEAA@XZ
 * ??1_Lockit@std@@QEAA@XZ
 * ?_New_Locimp@_Locimp@locale@std@@CAPEAV123@AEBV123@@Z
 * ?_Setgloballocale@locale@std@@CAXPEAX@Z
 * ?classic@locale@std@@SAAEBV12@XZ
 * ?empty@locale@std@@SA?AV12@XZ
 * ??0facet@locale@std@@IEAA@_K@Z
 * ??1facet@locale@std@@MEAA@XZ
 * ?global@locale@std@@SA?AV12@AEBV12@@Z
 */
