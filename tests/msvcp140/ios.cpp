/* SPDX-License-Identifier: MIT */
/* std::ios_base and std::basic_ios<char>: state and the exceptions it throws, format, locale.
 * The sentences are of ISO C++, [ios.base] and [ios]. */
#include "std.h"

class open_ios : public std::ios
{
  public:
    explicit open_ios(std::streambuf *buffer)
    {
        init(buffer);
    }
    ~open_ios() override
    {
        ::event("end");
    }
    void start(std::streambuf *buffer, bool standard)
    {
        init(buffer, standard);
    }
};

static void test_state()
{
    memory_buffer buffer;
    open_ios s(&buffer), none(nullptr);
    CHECK(s.rdstate() == std::good && s.good() && !s.eof() && !s.fail() && !s.bad(),
          "init: rdstate() is goodbit if sb is not null");
    CHECK(none.rdstate() == std::bad && none.bad() && none.fail() && !none.good(), "and badbit if it is");
    s.setstate(std::eof);
    CHECK(s.rdstate() == std::eof && s.eof() && !s.good() && !s.fail() && s, "setstate adds; eofbit is no failure");
    s.setstate(std::fail);
    CHECK(s.rdstate() == (std::eof | std::fail) && s.fail() && !s.bad() && !s && !(bool)s, "failbit is one");
    s.clear(std::bad);
    CHECK(s.rdstate() == std::bad && s.bad() && s.fail() && !s.eof(),
          "clear(state) sets the state; bad is a failure too");
    s.clear();
    CHECK(s.good() && (bool)s, "clear(): good");
    none.clear();
    CHECK(none.bad(), "clear: if rdbuf() is null, as if clear(state | badbit)");
    s.ios_base::clear(std::fail, false);
    CHECK(s.rdstate() == std::fail, "ios_base's clear does not look at the buffer");
}

static const char *thrown(open_ios &s, int state, int mask)
{
    static char text[64];
    memory_buffer buffer;
    text[0] = 0;
    s.exceptions(std::good);
    s.clear();
    s.exceptions(mask);
    try {
        s.setstate(state);
        return "nothing";
    } catch (const std::ios_base::failure &failure) {
        memcpy(text, failure.what(), strlen(failure.what()) + 1);
        if (failure.code.value != 1 || strcmp(failure.code.category->name(), "iostream")) return "code";
    }
    return text;
}

static void test_exceptions()
{
    memory_buffer buffer;
    open_ios s(&buffer);
    CHECK(s.exceptions() == std::good, "init: exceptions() is goodbit");
    CHECK(!strcmp(thrown(s, std::fail, std::bad), "nothing"),
          "clear: no exception where exceptions() has none of the bits");
    CHECK(s.exceptions() == std::bad, "exceptions(mask) sets it");
    CHECK(!strcmp(thrown(s, std::bad, std::bad), "ios_base::badbit set: iostream stream error"),
          "badbit throws basic_ios::failure");
    CHECK(s.bad(), "after the state is set");
    CHECK(!strcmp(thrown(s, std::fail, std::fail), "ios_base::failbit set: iostream stream error"), "failbit");
    CHECK(!strcmp(thrown(s, std::eof, std::eof), "ios_base::eofbit set: iostream stream error"), "eofbit");
    s.exceptions(0);
    bool caught = false;
    try {
        s.exceptions(std::eof);
    } catch (const std::system_error &) {
        caught = true;
    }
    CHECK(caught, "exceptions(mask) calls clear(rdstate()), which throws");
    s.exceptions(0);
    s.clear();
    s.exceptions(std::bad);
    int value = 0;
    try {
        try {
            throw 5;
        } catch (...) {
            s.setstate(std::bad, true);
        }
    } catch (int n) {
        value = n;
    }
    CHECK(value == 5 && s.bad(), "with `reraise` it is the current exception that is thrown on");
    s.exceptions(0);
}

static void test_format()
{
    memory_buffer buffer;
    open_ios s(&buffer);
    CHECK(s.flags() == (std::skipws | std::dec), "init: flags() is skipws | dec");
    CHECK(s.flags(std::hex | std::left) == (std::skipws | std::dec) && s.flags() == (std::hex | std::left),
          "flags(f) sets, and returns what was");
    CHECK(s.setf(std::showbase) == (std::hex | std::left) && s.flags() == (std::hex | std::left | std::showbase),
          "setf(f) adds");
    CHECK(s.setf(std::oct, std::dec | std::hex | std::oct) == (std::hex | std::left | std::showbase) &&
              s.flags() == (std::oct | std::left | std::showbase),
          "setf(f, mask) clears mask first");
    s.unsetf(std::left | std::oct);
    CHECK(s.flags() == std::showbase, "unsetf clears");
    CHECK(s.precision() == 6 && s.precision(9) == 6 && s.precision() == 9,
          "init: precision() is 6; the setter returns what was");
    CHECK(s.width() == 0 && s.width(7) == 0 && s.width() == 7, "init: width() is 0; the setter returns what was");
    CHECK(s.fill() == ' ' && s.fill('*') == ' ' && s.fill() == '*',
          "init: fill() is widen(' '); the setter returns what was");
    CHECK(s.widen('\xe4') == '\xe4' && s.narrow('\xe4', '?') == '\xe4',
          "widen, narrow: by ctype<char>, which changes nothing");
}

static void test_buffer()
{
    memory_buffer one, other;
    open_ios s(&one);
    CHECK(s.rdbuf() == &one, "rdbuf() returns the buffer");
    s.setstate(std::fail);
    CHECK(s.rdbuf(&other) == &one && s.rdbuf() == &other && s.good(), "rdbuf(sb): another buffer, and clear()");
    CHECK(s.rdbuf(nullptr) == &other && s.bad(), "rdbuf(null): badbit");
    std::ostream out(&one);
    CHECK(s.tie() == nullptr && s.tie(&out) == nullptr && s.tie() == &out && s.tie(nullptr) == &out,
          "tie: as set, first null");
}

static void on_event(std::ios_base::event what, std::ios_base &, int index)
{
    ::event("%d:%d", (int)what, index);
}

static void test_locale()
{
    memory_buffer buffer;
    std::locale mine = std::locale::empty();
    {
        open_ios s(&buffer);
        std::locale first = s.getloc();
        CHECK(first.imp == std::locale::current(), "init: getloc() is a copy of locale()");
        s.register_callback(on_event, 8);
        s.register_callback(on_event, 9);
        {
            std::locale old = s.ios_base::imbue(mine), now = s.getloc();
            CHECK(old.imp == first.imp && now.imp == mine.imp && happened("1:9 1:8"),
                  "ios_base::imbue: calls each callback, the last registered first, and returns what was");
        }
        CHECK(buffer.getloc().imp == first.imp, "it leaves the buffer alone");
        {
            std::locale old = s.imbue(mine);
            CHECK(old.imp == mine.imp && buffer.getloc().imp == mine.imp,
                  "basic_ios::imbue: the buffer's too, by pubimbue");
        }
        CHECK(happened("1:9 1:8"), "each callback again");
    }
    CHECK(happened("end 0:9 0:8"), "the destructor calls each callback with erase_event");
    CHECK(mine.imp->references == 2, "and lets its locale go");
}

static void test_standard()
{
    memory_buffer buffer;
    alignas(open_ios) static char room[sizeof(open_ios)];
    open_ios *s = new (room) open_ios(&buffer);
    CHECK(s->standard == 0, "a stream of the program has no number");
    std::ios_base::_Addstd(s);
    std::ios_base::_Addstd(s);
    size_t number = s->standard;
    CHECK(number > 0, "a standard stream has one");
    s->~open_ios();
    CHECK(s->flags() == (std::skipws | std::dec) && happened("end"), "its first end is not its last");
    std::ios_base *last = new (room) open_ios(&buffer);
    last->standard = number;
    last->~ios_base();
    CHECK(happened("end"), "a virtual destructor");
}

static void test_making()
{
    void *room[sizeof(std::ios) / sizeof(void *)] = {nullptr};
    typedef void *maker(void *);
    maker *make = (maker *)GetProcAddress(GetModuleHandleW(L"msvcp140.dll"),
                                          "??0?$basic_ios@DU?$char_traits@D@std@@@std@@IEAA@XZ");
    CHECK(make(room) == room && room[0] && dynamic_cast<std::ios *>((std::ios_base *)room),
          "basic_ios() makes it a basic_ios");
}

static void test()
{
    test_making();
    test_state();
    test_exceptions();
    test_format();
    test_buffer();
    CHECK(happened("end end end end end"), "each stream of these ended once");
    test_locale();
    test_standard();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??0?$basic_ios@DU?$char_traits@D@std@@@std@@IEAA@XZ
 * ??1?$basic_ios@DU?$char_traits@D@std@@@std@@UEAA@XZ
 * ??0?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAA@PEAV?$basic_streambuf@DU?$char_traits@D@std@@@1@_N@Z
 * ??1?$basic_ostream@DU?$char_traits@D@std@@@std@@UEAA@XZ
 * ??Bios_base@std@@QEBA_NXZ
 * ?_Addstd@ios_base@std@@SAXPEAV12@@Z
 * ?bad@ios_base@std@@QEBA_NXZ
 * ?clear@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAXH_N@Z
 * ?clear@ios_base@std@@QEAAXH_N@Z
 * ?eof@ios_base@std@@QEBA_NXZ
 * ?exceptions@ios_base@std@@QEAAXH@Z
 * ?exceptions@ios_base@std@@QEBAHXZ
 * ?fail@ios_base@std@@QEBA_NXZ
 * ?fill@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAADD@Z
 * ?fill@?$basic_ios@DU?$char_traits@D@std@@@std@@QEBADXZ
 * ?flags@ios_base@std@@QEAAHH@Z
 * ?flags@ios_base@std@@QEBAHXZ
 * ?getloc@ios_base@std@@QEBA?AVlocale@2@XZ
 * ?good@ios_base@std@@QEBA_NXZ
 * ?imbue@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAA?AVlocale@2@AEBV32@@Z
 * ?imbue@ios_base@std@@QEAA?AVlocale@2@AEBV32@@Z
 * ?init@?$basic_ios@DU?$char_traits@D@std@@@std@@IEAAXPEAV?$basic_streambuf@DU?$char_traits@D@std@@@2@_N@Z
 * ??7ios_base@std@@QEBA_NXZ
 * ?narrow@?$basic_ios@DU?$char_traits@D@std@@@std@@QEBADDD@Z
 * ?precision@ios_base@std@@QEAA_J_J@Z
 * ?precision@ios_base@std@@QEBA_JXZ
 * ?rdbuf@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAPEAV?$basic_streambuf@DU?$char_traits@D@std@@@2@PEAV32@@Z
 * ?rdbuf@?$basic_ios@DU?$char_traits@D@std@@@std@@QEBAPEAV?$basic_streambuf@DU?$char_traits@D@std@@@2@XZ
 * ?rdstate@ios_base@std@@QEBAHXZ
 * ?register_callback@ios_base@std@@QEAAXP6AXW4event@12@AEAV12@H@ZH@Z
 * ?setf@ios_base@std@@QEAAHH@Z
 * ?setf@ios_base@std@@QEAAHHH@Z
 * ?setstate@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAXH_N@Z
 * ?tie@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAPEAV?$basic_ostream@DU?$char_traits@D@std@@@2@PEAV32@@Z
 * ?tie@?$basic_ios@DU?$char_traits@D@std@@@std@@QEBAPEAV?$basic_ostream@DU?$char_traits@D@std@@@2@XZ
 * ?unsetf@ios_base@std@@QEAAXH@Z
 * ?widen@?$basic_ios@DU?$char_traits@D@std@@@std@@QEBADD@Z
 * ?width@ios_base@std@@QEAA_J_J@Z
 * ?width@ios_base@std@@QEBA_JXZ
 */
