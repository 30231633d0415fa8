/* SPDX-License-Identifier: MIT */
/* Streams and stream buffers that are moved, swapped and copied, as std::stringstream and std::fstream do with their
 * bases; what a program attaches to a stream; the other ways to get characters.  The sentences are of ISO C++. */
#include "std.h"

template <class Stream> class movable : public Stream
{
  public:
    explicit movable(std::streambuf *buffer) : Stream(buffer)
    {
    }
    movable(movable &&from) : Stream((Stream &&) from)
    {
    }
    movable &operator=(movable &&from)
    {
        Stream::operator=((Stream &&) from);
        return *this;
    }
    void exchange(movable &other)
    {
        Stream::swap(other);
    }
};

/* Moving takes all but the buffer along. */
template <class Stream> static bool moves()
{
    memory_buffer one("x"), two;
    std::ostream tied(&two);
    movable<Stream> from(&one);
    from.precision(3);
    from.fill('f');
    from.tie(&tied);
    from.setstate(std::fail);
    movable<Stream> to((movable<Stream> &&) from);
    bool moved = to.rdbuf() == nullptr && to.precision() == 3 && to.fill() == 'f' && to.tie() == &tied &&
                 to.rdstate() == std::fail;
    moved = moved && from.rdbuf() == &one && from.tie() == nullptr;
    from.set_rdbuf(nullptr);
    to.set_rdbuf(&one);
    return moved && to.rdbuf() == &one && to.rdstate() == std::fail &&
           dynamic_cast<movable<Stream> *>(static_cast<std::ios_base *>(&to)) == &to;
}

/* Swapping exchanges all but the buffers. */
template <class Stream> static bool swaps()
{
    memory_buffer one, two;
    movable<Stream> a(&one), b(&two);
    a.width(5);
    b.flags(std::hex);
    a.exchange(b);
    bool swapped = a.flags() == std::hex && a.width() == 0 && b.width() == 5 && b.flags() == (std::skipws | std::dec);
    a = (movable<Stream> &&) b;
    return swapped && a.width() == 5 && a.rdbuf() == &one && b.rdbuf() == &two && b.flags() == std::hex;
}

static void test_streams()
{
    CHECK(moves<std::ostream>() && moves<std::istream>() && moves<std::iostream>(), "the move constructor");
    CHECK(swaps<std::ostream>() && swaps<std::istream>() && swaps<std::iostream>(), "swap and move assignment");
    memory_buffer text("abc");
    movable<std::istream> a(&text), b(&text);
    char c;
    a.get(c);
    a.exchange(b);
    CHECK(b.gcount() == 1 && a.gcount() == 0, "swap exchanges gcount()");
    movable<std::istream> d((movable<std::istream> &&) b);
    CHECK(d.gcount() == 1 && b.gcount() == 0, "the move constructor takes it");
}

static void on_event(std::ios_base::event what, std::ios_base &, int index)
{
    event("%d:%d", (int)what, index);
}

static void test_formats()
{
    memory_buffer one, two;
    std::ostream a(&one), b(&two);
    int index = std::ios_base::xalloc(), other = std::ios_base::xalloc();
    CHECK(other == index + 1, "xalloc: another number each time");
    CHECK(a.iword(index) == 0 && a.pword(index) == nullptr, "iword, pword: first 0");
    a.iword(index) = 5;
    a.pword(other) = &one;
    for (int i = 0; i < 40; i++) a.iword(other + 1 + i) = i;
    CHECK(a.iword(index) == 5 && a.pword(other) == &one && a.iword(other + 30) == 29, "then what they were set to");
    a.register_callback(on_event, 1);
    a.register_callback(on_event, 2);
    b.register_callback(on_event, 9);
    a.fill('f');
    a.tie(&b);
    a.width(4);
    a.flags(std::hex);
    b.setstate(std::eof);
    CHECK(&b.copyfmt(a) == &b && happened("0:9 2:2 2:1"),
          "copyfmt: erase_event, then copyfmt_event to what was copied");
    CHECK(b.fill() == 'f' && b.tie() == &b && b.width() == 4 && b.flags() == std::hex && b.iword(index) == 5 &&
              b.pword(other) == &one,
          "all is copied");
    CHECK(b.rdbuf() == &two && b.rdstate() == std::eof, "but rdbuf() and rdstate()");
    a.exceptions(std::eof);
    bool thrown = false;
    try {
        b.copyfmt(a);
    } catch (const std::ios_base::failure &) {
        thrown = true;
    }
    CHECK(thrown && b.exceptions() == std::eof, "exceptions() last, which throws where the state says so");
    std::ios_base &base = a;
    CHECK(&base.copyfmt(a) == &base && a.width() == 4, "of itself: nothing");
    memory_buffer three;
    std::ostream c(&three);
    c.precision(11);
    static_cast<std::ios_base &>(c).copyfmt(b);
    CHECK(c.precision() == 6 && c.fill() == ' ' && c.width() == 4, "ios_base's copyfmt: what ios_base has");
    c.width(1);
    static_cast<std::ios_base &>(a).swap(c);
    CHECK(a.width() == 1 && c.width() == 4 && a.fill() == 'f' && a.rdbuf() == &one, "ios_base::swap too");
    std::ios &d = c;
    d.exceptions(0);
    a.exceptions(0);
    d.swap(a);
    CHECK(c.fill() == 'f' && a.fill() == ' ' && c.rdbuf() == &three, "basic_ios::swap");
    a.width(77);
    d.move(static_cast<std::ios &>(a));
    CHECK(c.width() == 77 && c.rdbuf() == nullptr, "basic_ios::move");
    a.width(78);
    d.move((std::ios &&) a);
    CHECK(c.width() == 78, "of an rvalue");
    bool before = std::ios_base::sync_with_stdio(false);
    CHECK(before && !std::ios_base::sync_with_stdio(true), "sync_with_stdio: what was said before, first true");
    event_length = 0;
    events[0] = 0;
}

class open_buffer : public std::streambuf
{
  public:
    open_buffer()
    {
    }
    open_buffer(const open_buffer &from) : std::streambuf(from)
    {
    }
    using std::streambuf::eback;
    using std::streambuf::egptr;
    using std::streambuf::epptr;
    using std::streambuf::gptr;
    using std::streambuf::pbase;
    using std::streambuf::pptr;
    using std::streambuf::setg;
    using std::streambuf::setp;
    using std::streambuf::swap;
    open_buffer &operator=(const open_buffer &from)
    {
        std::streambuf::operator=(from);
        return *this;
    }
    int imbued = 0;

  private:
    void imbue(const std::locale &) override
    {
        imbued++;
    }
};

static bool reads_at(const open_buffer &b, char *first, char *next, char *last)
{
    return b.eback() == first && b.gptr() == next && b.egptr() == last;
}

static bool writes_at(const open_buffer &b, char *first, char *next, char *last)
{
    return b.pbase() == first && b.pptr() == next && b.epptr() == last;
}

static void test_buffers()
{
    char text[] = "0123456789";
    std::locale mine = std::locale::empty();
    open_buffer a;
    a.pubimbue(mine);
    a.setg(text, text + 1, text + 4);
    a.setp(text + 5, text + 6, text + 9);
    open_buffer copy(a), other, assigned;
    CHECK(reads_at(copy, text, text + 1, text + 4) && writes_at(copy, text + 5, text + 6, text + 9),
          "a copy has the same pointers");
    std::locale there = copy.getloc();
    CHECK(there.imp == mine.imp, "and the locale");
    assigned = a;
    CHECK(reads_at(assigned, text, text + 1, text + 4) && writes_at(assigned, text + 5, text + 6, text + 9) &&
              assigned.imbued == 1,
          "assigned: by pubimbue()");
    other.setg(text + 9, text + 9, text + 10);
    a.swap(other);
    CHECK(reads_at(a, text + 9, text + 9, text + 10) && writes_at(a, nullptr, nullptr, nullptr), "swap: the pointers");
    CHECK(reads_at(other, text, text + 1, text + 4) && writes_at(other, text + 5, text + 6, text + 9), "of both");
    std::locale now = other.getloc();
    CHECK(now.imp == mine.imp && a.imbued == 1 && other.imbued == 0, "and the locales");
    other.stossc();
    CHECK(other.gptr() == text + 2, "stossc: over a character");
}

static void test_gets()
{
    memory_buffer text("ab\ncd;ef\n\ngh"), to;
    std::istream s(&text);
    char line[8];
    CHECK(&s.get(line, 8) == &s && !strcmp(line, "ab") && s.gcount() == 2 && s.peek() == '\n',
          "get(text, n): the line end stays");
    s.get(line, 8);
    CHECK(!*line && s.rdstate() == std::fail, "failbit where nothing was taken");
    s.clear();
    s.ignore();
    CHECK(&s.get(line, 8, ';') == &s && !strcmp(line, "cd") && s.get() == ';', "get(text, n, delimiter)");
    s.get(line, 2);
    CHECK(!strcmp(line, "e") && s.good() && s.gcount() == 1, "a line that does not fit is no failure");
    CHECK(&s.get(to) == &s && to.has("f") && s.gcount() == 1 && s.get() == '\n', "get(buffer)");
    s.get(to);
    CHECK(s.rdstate() == std::fail && s.gcount() == 0, "failbit where nothing was taken");
    s.clear();
    s.ignore();
    CHECK(&s.get(to, 'h') == &s && to.has("fg") && s.peek() == 'h', "get(buffer, delimiter)");
    CHECK(s.readsome(line, 8) == 1 && *line == 'h' && s.good() && s.gcount() == 1, "readsome: what is there");
    CHECK(s.readsome(line, 8) == 0 && s.good(), "which is nothing");
    class ended_buffer : public std::streambuf
    {
        std::streamsize showmanyc() override
        {
            return -1;
        }
    } ended;
    std::istream e(&ended);
    CHECK(e.readsome(line, 1) == 0 && e.rdstate() == std::eof, "eofbit where nothing will come");
    s.get(to);
    s.get(to);
    CHECK(s.rdstate() == (std::eof | std::fail), "and the others at the end");
}

static void test()
{
    test_streams();
    test_formats();
    test_buffers();
    test_gets();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??0?$basic_iostream@DU?$char_traits@D@std@@@std@@IEAA@$$QEAV01@@Z
 * ??4?$basic_iostream@DU?$char_traits@D@std@@@std@@IEAAAEAV01@$$QEAV01@@Z
 * ??0?$basic_istream@DU?$char_traits@D@std@@@std@@IEAA@$$QEAV01@@Z
 * ??4?$basic_istream@DU?$char_traits@D@std@@@std@@IEAAAEAV01@$$QEAV01@@Z
 * ??0?$basic_ostream@DU?$char_traits@D@std@@@std@@IEAA@$$QEAV01@@Z
 * ??4?$basic_ostream@DU?$char_traits@D@std@@@std@@IEAAAEAV01@$$QEAV01@@Z
 * ??0?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAA@AEBV01@@Z
 * ??4?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAAEAV01@AEBV01@@Z
 * ?copyfmt@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAAEAV12@AEBV12@@Z
 * ?copyfmt@ios_base@std@@QEAAAEAV12@AEBV12@@Z
 * ?get@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@AEAV?$basic_streambuf@DU?$char_traits@D@std@@@2@@Z
 * ?get@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@AEAV?$basic_streambuf@DU?$char_traits@D@std@@@2@D@Z
 * ?get@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@PEAD_J@Z
 * ?get@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@PEAD_JD@Z
 * ?iword@ios_base@std@@QEAAAEAJH@Z
 * ?move@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAX$$QEAV12@@Z
 * ?move@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAXAEAV12@@Z
 * ?pword@ios_base@std@@QEAAAEAPEAXH@Z
 * ?readsome@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAA_JPEAD_J@Z
 * ?set_rdbuf@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAXPEAV?$basic_streambuf@DU?$char_traits@D@std@@@2@@Z
 * ?stossc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAXXZ
 * ?swap@?$basic_ios@DU?$char_traits@D@std@@@std@@QEAAXAEAV12@@Z
 * ?swap@?$basic_iostream@DU?$char_traits@D@std@@@std@@IEAAXAEAV12@@Z
 * ?swap@?$basic_istream@DU?$char_traits@D@std@@@std@@IEAAXAEAV12@@Z
 * ?swap@?$basic_ostream@DU?$char_traits@D@std@@@std@@IEAAXAEAV12@@Z
 * ?swap@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXAEAV12@@Z
 * ?swap@ios_base@std@@QEAAXAEAV12@@Z
 * ?sync_with_stdio@ios_base@std@@SA_N_N@Z
 * ?xalloc@ios_base@std@@SAHXZ
 */
