/* SPDX-License-Identifier: MIT */
/* std::basic_streambuf<char>: the buffers of a derived class, and the virtual functions that the base class has.
 * The sentences are of ISO C++, [streambuf]. */
#include "std.h"

/* Opens what is protected, and notes each virtual call. */
class open_buffer : public std::streambuf
{
  public:
    using std::streambuf::_Gnavail;
    using std::streambuf::_Gndec;
    using std::streambuf::_Gninc;
    using std::streambuf::_Gnpreinc;
    using std::streambuf::_Init;
    using std::streambuf::_Pnavail;
    using std::streambuf::_Pninc;
    using std::streambuf::eback;
    using std::streambuf::egptr;
    using std::streambuf::epptr;
    using std::streambuf::gbump;
    using std::streambuf::gptr;
    using std::streambuf::pbase;
    using std::streambuf::pbump;
    using std::streambuf::pptr;
    using std::streambuf::setg;
    using std::streambuf::setp;
};

class noting_buffer : public open_buffer
{
  public:
    ~noting_buffer() override
    {
        event("end");
    }

  protected:
    void _Lock() override
    {
        event("lock");
    }
    void _Unlock() override
    {
        event("unlock");
    }
    int overflow(int c) override
    {
        event("overflow%d", c);
        return 7;
    }
    int pbackfail(int c) override
    {
        event("pbackfail%d", c);
        return 8;
    }
    std::streamsize showmanyc() override
    {
        event("showmanyc");
        return 9;
    }
    int underflow() override
    {
        event("underflow");
        return 10;
    }
    int uflow() override
    {
        event("uflow");
        return 11;
    }
    std::streamsize xsgetn(char *, std::streamsize count) override
    {
        event("xsgetn%d", (int)count);
        return 12;
    }
    std::streamsize xsputn(const char *, std::streamsize count) override
    {
        event("xsputn%d", (int)count);
        return 13;
    }
    std::streampos seekoff(std::streamoff offset, int way, int mode) override
    {
        event("seekoff%d,%d,%d", (int)offset, way, mode);
        return 14;
    }
    std::streampos seekpos(std::streampos position, int mode) override
    {
        event("seekpos%d,%d", (int)(std::streamoff)position, mode);
        return 15;
    }
    std::streambuf *setbuf(char *, std::streamsize size) override
    {
        event("setbuf%d", (int)size);
        return nullptr;
    }
    int sync() override
    {
        event("sync");
        return 16;
    }
    void imbue(const std::locale &) override
    {
        event("imbue");
    }
};

/* The base class's own virtual functions, called as such. */
class base_calls : public open_buffer
{
  public:
    using std::streambuf::imbue;
    using std::streambuf::overflow;
    using std::streambuf::pbackfail;
    using std::streambuf::seekoff;
    using std::streambuf::seekpos;
    using std::streambuf::setbuf;
    using std::streambuf::showmanyc;
    using std::streambuf::sync;
    using std::streambuf::uflow;
    using std::streambuf::underflow;
    using std::streambuf::xsgetn;
    using std::streambuf::xsputn;
};

static void test_get_area()
{
    open_buffer b;
    char text[] = "abcdef";
    CHECK(!b.eback() && !b.gptr() && !b.egptr() && b._Gnavail() == 0, "after construction the get pointers are null");
    b.setg(text, text + 1, text + 5);
    CHECK(b.eback() == text && b.gptr() == text + 1 && b.egptr() == text + 5, "setg sets eback, gptr, egptr");
    CHECK(b._Gnavail() == 4, "_Gnavail counts what can be read");
    CHECK(b.sgetc() == 'b' && b.gptr() == text + 1, "sgetc returns the next character and stays");
    CHECK(b.sbumpc() == 'b' && b.gptr() == text + 2, "sbumpc returns the next character and goes on");
    CHECK(b.snextc() == 'd' && b.gptr() == text + 3, "snextc goes on and returns the next character");
    CHECK(b.sungetc() == 'c' && b.gptr() == text + 2, "sungetc goes back one");
    CHECK(b.sputbackc('b') == 'b' && b.gptr() == text + 1, "sputbackc(c) goes back where c stands there");
    CHECK(b.sputbackc('x') == -1 && b.gptr() == text + 1, "sputbackc of another character: pbackfail(), which is eof");
    b.gbump(2);
    CHECK(b.gptr() == text + 3 && b._Gnavail() == 2, "gbump adds to gptr");
    CHECK(b._Gninc() == text + 3 && b.gptr() == text + 4, "_Gninc returns where it stood");
    CHECK(b._Gndec() == text + 3 && b.gptr() == text + 3 && b._Gnavail() == 2, "_Gndec returns where it stands");
    CHECK(b._Gnpreinc() == text + 4 && b._Gnavail() == 1, "_Gnpreinc returns where it stands");
    char to[8] = {0};
    b.setg(text, text, text + 6);
    CHECK(b.sgetn(to, 4) == 4 && !memcmp(to, "abcd", 5) && b.gptr() == text + 4, "sgetn copies from the get area");
    CHECK(b.sgetn(to, 4) == 2 && !memcmp(to, "efcd", 5), "sgetn ends where underflow() gives eof");
    CHECK(b.sgetc() == -1 && b.sbumpc() == -1 && b.snextc() == -1, "at the end sgetc, sbumpc and snextc give eof");
    text[0] = '\xff';
    b.setg(text, text, text + 1);
    CHECK(b.sbumpc() == 0xff, "a character is converted by to_int_type: 0xff is not eof");
    CHECK(b.sungetc() == 0xff && b.sungetc() == -1, "sungetc at eback: pbackfail(), which is eof");
}

static void test_put_area()
{
    open_buffer b;
    char text[8] = {0};
    CHECK(!b.pbase() && !b.pptr() && !b.epptr() && b._Pnavail() == 0, "after construction the put pointers are null");
    CHECK(b.sputc('x') == -1, "sputc without a put area: overflow(), which is eof");
    b.setp(text, text + 4);
    CHECK(b.pbase() == text && b.pptr() == text && b.epptr() == text + 4, "setp sets pbase, pptr, epptr");
    CHECK(b.sputc('\xfe') == 0xfe && text[0] == '\xfe' && b.pptr() == text + 1, "sputc stores and goes on");
    b.pbump(1);
    CHECK(b.pptr() == text + 2 && b._Pnavail() == 2, "pbump adds to pptr");
    CHECK(b._Pninc() == text + 2 && b.pptr() == text + 3 && b._Pnavail() == 1, "_Pninc returns where it stood");
    b.setp(text, text + 1, text + 4);
    CHECK(b.pbase() == text && b.pptr() == text + 1 && b._Pnavail() == 3, "setp with three: pptr is the second");
    CHECK(b.sputn("uvwxyz", 6) == 3 && !memcmp(text + 1, "uvw", 4), "sputn stores what has room; overflow() is eof");
}

static void test_elsewhere()
{
    open_buffer b;
    char text[] = "12345", *get_first = text, *get_next = text, *put_first = text, *put_next = text + 3;
    int get_count = 3, put_count = 2;
    b._Init(&get_first, &get_next, &get_count, &put_first, &put_next, &put_count);
    CHECK(b.sbumpc() == '1' && get_next == text + 1 && get_count == 2, "_Init(...): the pointers stand elsewhere");
    CHECK(b.sputc('x') == 'x' && put_next == text + 4 && put_count == 1 && text[3] == 'x', "those for writing too");
    b._Init();
    CHECK(!b.gptr() && !b.pptr() && get_next == text + 1, "_Init(): in the object again, and null");
}

static void test_virtual_calls()
{
    noting_buffer *b = new noting_buffer;
    CHECK(b->sgetc() == 10 && b->sbumpc() == 11 && happened("underflow uflow"), "sgetc: underflow(); sbumpc: uflow()");
    CHECK(b->snextc() == 10 && happened("uflow underflow"), "snextc: sbumpc(), then sgetc()");
    CHECK(b->sgetn(nullptr, 3) == 12 && happened("xsgetn3"), "sgetn: xsgetn()");
    CHECK(b->sputc('A') == 7 && b->sputn("x", 5) == 13 && happened("overflow65 xsputn5"),
          "sputc: overflow(); sputn: xsputn()");
    CHECK(b->sputbackc('B') == 8 && b->sungetc() == 8 && happened("pbackfail66 pbackfail-1"),
          "sputbackc, sungetc: pbackfail()");
    CHECK(b->in_avail() == 9 && happened("showmanyc"), "in_avail: showmanyc()");
    CHECK(b->pubseekoff(-5, 2, 1) == 14 && happened("seekoff-5,2,1"), "pubseekoff: seekoff()");
    CHECK(b->pubseekpos(6, 2) == 15 && happened("seekpos6,2"), "pubseekpos: seekpos()");
    CHECK(b->pubsetbuf(nullptr, 4) == nullptr && happened("setbuf4"), "pubsetbuf: setbuf()");
    CHECK(b->pubsync() == 16 && happened("sync"), "pubsync: sync()");
    char text[] = "xyz";
    b->setg(text, text, text + 3);
    CHECK(b->in_avail() == 3 && happened(""), "in_avail: what is there, if anything");
    {
        std::locale place;
        std::locale old = b->pubimbue(place);
        CHECK(old.imp == place.imp && happened("imbue"), "pubimbue: imbue(), and the locale before");
        CHECK(b->getloc().imp == place.imp, "getloc: the locale");
    }
    delete b;
    CHECK(happened("end"), "the destructor is virtual");
}

static void test_base()
{
    base_calls b;
    std::locale place;
    CHECK(b.overflow('x') == -1 && b.pbackfail('x') == -1 && b.underflow() == -1 && b.uflow() == -1,
          "overflow, pbackfail, underflow, uflow: default behavior: traits::eof()");
    CHECK(b.showmanyc() == 0 && b.sync() == 0, "showmanyc, sync: default behavior: zero");
    CHECK(b.seekoff(0, 0, 1) == -1 && b.seekpos(0, 1) == -1,
          "seekoff, seekpos: default behavior: pos_type(off_type(-1))");
    CHECK(b.setbuf(nullptr, 0) == &b, "setbuf: default behavior: this");
    char text[] = "abc", to[4] = {0};
    b.setg(text, text, text + 2);
    b.setp(text + 2, text + 3);
    CHECK(b.xsgetn(to, 3) == 2 && !memcmp(to, "ab", 3), "xsgetn: up to the end");
    CHECK(b.xsputn("12", 2) == 1 && text[2] == '1', "xsputn: until overflow() fails");
    b.imbue(place);
    b._Lock();
    b._Unlock();
    CHECK(b.getloc().imp == std::locale::current(),
          "a new buffer has the global locale; imbue() alone does not change it");
}

/* underflow() makes more available, a character at a time. */
class refilling_buffer : public open_buffer
{
  public:
    char next = 'p', bytes[1];

  protected:
    int underflow() override
    {
        bytes[0] = next++;
        setg(bytes, bytes, bytes + 1);
        return bytes[0];
    }
};

static void test_refill()
{
    refilling_buffer b;
    char to[4] = {0};
    CHECK(b.sbumpc() == 'p' && b._Gnavail() == 0, "uflow: underflow(), then the character is taken");
    CHECK(b.sgetc() == 'q' && b.snextc() == 'r', "sgetc: underflow() keeps it");
    CHECK(b.sgetn(to, 3) == 3 && !memcmp(to, "rst", 4), "xsgetn: uflow() for what the get area lacks");
}

static void test()
{
    test_refill();
    test_get_area();
    test_put_area();
    test_elsewhere();
    test_virtual_calls();
    test_base();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??0?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAA@XZ
 * ??1?$basic_streambuf@DU?$char_traits@D@std@@@std@@UEAA@XZ
 * ?_Gnavail@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBA_JXZ
 * ?_Gndec@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAPEADXZ
 * ?_Gninc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAPEADXZ
 * ?_Gnpreinc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAPEADXZ
 * ?_Init@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXPEAPEAD0PEAH001@Z
 * ?_Init@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXXZ
 * ?_Lock@?$basic_streambuf@DU?$char_traits@D@std@@@std@@UEAAXXZ
 * ?_Pnavail@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBA_JXZ
 * ?_Pninc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAPEADXZ
 * ?_Unlock@?$basic_streambuf@DU?$char_traits@D@std@@@std@@UEAAXXZ
 * ?eback@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBAPEADXZ
 * ?egptr@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBAPEADXZ
 * ?epptr@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBAPEADXZ
 * ?gbump@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXH@Z
 * ?getloc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEBA?AVlocale@2@XZ
 * ?gptr@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBAPEADXZ
 * ?imbue@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAXAEBVlocale@2@@Z
 * ?in_avail@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAA_JXZ
 * ?overflow@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAHH@Z
 * ?pbackfail@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAHH@Z
 * ?pbase@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBAPEADXZ
 * ?pbump@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXH@Z
 * ?pptr@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEBAPEADXZ
 * ?pubimbue@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAA?AVlocale@2@AEBV32@@Z
 * ?pubseekoff@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAA?AV?$fpos@U_Mbstatet@@@2@_JHH@Z
 * ?pubseekpos@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAA?AV?$fpos@U_Mbstatet@@@2@V32@H@Z
 * ?pubsetbuf@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAPEAV12@PEAD_J@Z
 * ?pubsync@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?sbumpc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?seekoff@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAA?AV?$fpos@U_Mbstatet@@@2@_JHH@Z
 * ?seekpos@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAA?AV?$fpos@U_Mbstatet@@@2@V32@H@Z
 * ?setbuf@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAPEAV12@PEAD_J@Z
 * ?setg@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXPEAD00@Z
 * ?setp@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXPEAD00@Z
 * ?setp@?$basic_streambuf@DU?$char_traits@D@std@@@std@@IEAAXPEAD0@Z
 * ?sgetc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?sgetn@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAA_JPEAD_J@Z
 * ?showmanyc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAA_JXZ
 * ?snextc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?sputbackc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHD@Z
 * ?sputc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHD@Z
 * ?sputn@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAA_JPEBD_J@Z
 * ?sungetc@?$basic_streambuf@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?sync@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAHXZ
 * ?uflow@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAHXZ
 * ?underflow@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAAHXZ
 * ?xsgetn@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAA_JPEAD_J@Z
 * ?xsputn@?$basic_streambuf@DU?$char_traits@D@std@@@std@@MEAA_JPEBD_J@Z
 */
