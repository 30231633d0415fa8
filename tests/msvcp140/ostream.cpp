/* SPDX-License-Identifier: MIT */
/* std::basic_ostream<char>: insertions, what comes before and after them, positions, and exceptions from the buffer.
 * The sentences are of ISO C++, [ostream] and [facet.num.put.virtuals]. */
#include "std.h"

using std::ostream;

static memory_buffer *buffer; /* most write here */

/* What an insertion writes, with flags, width, precision and fill as given. */
template <class T>
static bool writes(const char *expected, T value, int flags = std::dec, int width = 0, int precision = 6)
{
    ostream s(buffer);
    buffer->restart();
    s.flags(flags);
    s.width(width);
    s.precision(precision);
    s.fill('*');
    s << value;
    return buffer->has(expected) && s.good() && s.width() == 0;
}

static void test_integers()
{
    CHECK(writes("-32768", (short)-32768) && writes("65535", (unsigned short)65535), "short and unsigned short");
    CHECK(writes("-2147483648", -2147483647 - 1) && writes("4294967295", 4294967295u), "int and unsigned");
    CHECK(writes("-5", -5L) && writes("4294967295", 4294967295ul), "long and unsigned long");
    CHECK(writes("-9223372036854775807", -9223372036854775807LL) && writes("18446744073709551615", ~0ull),
          "long long and unsigned long long");
    CHECK(writes("ff", 255, std::hex) && writes("FF", 255, std::hex | std::uppercase) && writes("377", 255, std::oct),
          "hex, oct, uppercase");
    CHECK(writes("0xff", 255, std::hex | std::showbase) && writes("0377", 255u, std::oct | std::showbase), "showbase");
    CHECK(writes("ffff", (short)-1, std::hex) && writes("ffffffff", -1, std::hex) &&
              writes("ffffffffffffffff", -1LL, std::hex),
          "in hex a negative number is its bits");
    CHECK(writes("+7", 7, std::dec | std::showpos) && writes("7", 7u, std::dec | std::showpos),
          "showpos is for signed types");
    CHECK(writes("***7", 7, std::dec, 4) && writes("7***", 7, std::dec | std::left, 4) &&
              writes("***7", 7, std::dec | std::right, 4),
          "width: filled on the left, with `left` on the right; then width(0)");
    CHECK(writes("-**7", -7, std::dec | std::internal, 4) &&
              writes("0x**f", 15, std::hex | std::showbase | std::internal, 5),
          "internal: between sign or 0x and the digits");
    CHECK(writes("1", true) && writes("0", false) && writes("true", true, std::boolalpha) &&
              writes("*false", false, std::boolalpha, 6) && writes("true**", true, std::boolalpha | std::left, 6),
          "bool: a number, or a name with boolalpha");
    CHECK(writes("00000000DEADBEEF", (const void *)0xdeadbeef) &&
              writes("**0000000000000000", (const void *)nullptr, std::dec, 18),
          "a pointer is its digits");
}

static void test_floating()
{
    CHECK(writes("3.14159", 3.14159265) && writes("1e+06", 1000000.0) && writes("0.1", 0.1),
          "general: %g with the precision");
    CHECK(writes("2.5", 2.5f) && writes("-0", -0.0) && writes("2.25", (long double)2.25), "float and long double");
    CHECK(writes("3.14", 3.14159, std::fixed, 0, 2) && writes("3.142e+00", 3.14159, std::scientific, 0, 3) &&
              writes("3.142E+00", 3.14159, std::scientific | std::uppercase, 0, 3),
          "fixed and scientific");
    CHECK(writes("3", 3.14159, std::fixed, 0, 0), "fixed with no digits behind the point");
    CHECK(writes("0x1.8000000000000p+1", 3.0, std::fixed | std::scientific) &&
              writes("0X1.8000000000000P+1", 3.0, std::fixed | std::scientific | std::uppercase),
          "both: %a, with the digits that the C runtime gives it");
    CHECK(writes("3.00000", 3.0, std::showpoint) && writes("+3", 3.0, std::showpos), "showpoint, showpos");
    CHECK(writes("inf", __builtin_inf()) && writes("-inf", -__builtin_inf()) &&
              writes("INF", __builtin_inf(), std::uppercase),
          "infinity");
    CHECK(writes("-**2.5", -2.5, std::internal, 6) && writes("2.5***", 2.5, std::left, 6) &&
              writes("***2.5", 2.5, 0, 6),
          "width");
    CHECK(writes("100000000000000000000.0", 1e20, std::fixed, 0, 1), "many digits before the point");
    char long_text[420];
    memset(long_text, '0', sizeof long_text);
    memcpy(long_text, "0.5", 3);
    long_text[402] = 0;
    CHECK(writes(long_text, 0.5, std::fixed, 0, 400), "many digits behind it");
}

static ostream &note(ostream &s)
{
    event("stream");
    return s;
}

static std::ios_base &make_hex(std::ios_base &s)
{
    s.setf(std::hex, std::dec | std::hex | std::oct);
    return s;
}

struct manipulator {
    void (*function)(std::ios_base &, std::streamsize);
    std::streamsize value;
};
namespace std
{
template <class T> struct _Smanip {
    void (*function)(ios_base &, T);
    T value;
    _Smanip(const _Smanip &) = delete;
};
IMPORTED _Smanip<streamsize> setw(streamsize);
IMPORTED _Smanip<streamsize> setprecision(streamsize);
} // namespace std

static void test_manipulators()
{
    ostream s(buffer);
    buffer->restart();
    CHECK(&(s << note) == &s && happened("stream"), "stream << function: calls it with the stream");
    CHECK(&(s << make_hex << 255) == &s && buffer->has("ff"), "or with its ios_base");
    const std::_Smanip<std::streamsize> &width = std::setw(9), &digits = std::setprecision(3);
    width.function(s, width.value);
    digits.function(s, digits.value);
    CHECK(s.width() == 9 && s.precision() == 3, "setw(n), setprecision(n): as if width(n), precision(n)");
}

static void test_characters()
{
    ostream s(buffer);
    buffer->restart();
    CHECK(&s.put('a').write("bcd", 3).write("x", 0) == &s && buffer->has("abcd") && s.good(), "put, write");
    std::streambuf *none = nullptr;
    memory_buffer from("all of it"), empty, small_room;
    s << &from;
    CHECK(buffer->has("abcdall of it") && s.good(), "stream << buffer: all that can be read from it");
    s << &empty;
    CHECK(s.rdstate() == std::fail, "if nothing was inserted: failbit");
    s.clear();
    s << none;
    CHECK(s.rdstate() == std::bad, "a null pointer: badbit");
    s.put('x').write("x", 1);
    CHECK(buffer->has("abcdall of it") && s.bad(), "a stream that is not good writes nothing");
    class full_buffer : public std::streambuf
    {
    } full;
    ostream f(&full);
    f.put('x');
    CHECK(f.rdstate() == std::bad, "put: badbit where the buffer is full");
    f.clear();
    f.write("x", 1);
    CHECK(f.rdstate() == std::bad, "write too");
    f.clear();
    f << 5;
    CHECK(f.rdstate() == std::bad, "and a number");
    f.clear();
    memory_buffer again("a");
    f << &again;
    CHECK(f.rdstate() == (std::bad | std::fail), "and a buffer, of which nothing was inserted");
}

static void test_sentry()
{
    memory_buffer mine, tied;
    ostream s(&mine), other(&tied);
    s << 1;
    CHECK(mine.locks == 1 && mine.unlocks == 1 && mine.syncs == 0, "the buffer is locked and unlocked once");
    s.tie(&other);
    s << 2;
    CHECK(tied.syncs == 1, "tie() is flushed before");
    s.tie(&s);
    s << 3;
    CHECK(mine.syncs == 0, "unless it is the stream itself");
    s.tie(nullptr);
    s.setf(std::unitbuf);
    s << 4;
    CHECK(mine.syncs == 1, "with unitbuf the stream is flushed after");
    s._Osfx();
    s.osfx();
    CHECK(mine.syncs == 3, "_Osfx() and osfx() do that alone");
    s.unsetf(std::unitbuf);
    CHECK(&s.flush() == &s && mine.syncs == 4 && s.good(), "flush: rdbuf()->pubsync()");
    s.tie(&other);
    CHECK(s.opfx() && tied.syncs == 2, "opfx(): whether the stream is good, after tie() is flushed");
    s.setstate(std::eof);
    CHECK(!s.opfx() && tied.syncs == 2, "where it is not, nothing is flushed");
    s << 5;
    CHECK(mine.has("1234") && s.rdstate() == std::eof, "and nothing inserted");
    ostream none(nullptr);
    none.flush();
    CHECK(none.rdstate() == std::bad, "flush without a buffer does nothing");
    class failing_buffer : public std::streambuf
    {
        int sync() override
        {
            return -1;
        }
    } failing;
    ostream f(&failing);
    f.flush();
    CHECK(f.rdstate() == std::bad, "flush: badbit where pubsync() returns -1");
}

static void test_positions()
{
    memory_buffer mine;
    ostream s(&mine);
    s.write("abcdef", 6);
    CHECK(s.tellp() == 6, "tellp: pubseekoff(0, cur, out)");
    CHECK(&s.seekp(std::streampos(2)) == &s && s.tellp() == 2 && s.good(), "seekp(pos)");
    s.put('X');
    CHECK(&s.seekp(-1, std::current) == &s && s.tellp() == 2, "seekp(off, dir)");
    s.seekp(100, std::begin);
    CHECK(s.rdstate() == std::fail, "seekp: failbit where it fails");
    CHECK(s.tellp() == -1, "tellp: -1 if fail()");
    s.clear();
    s.seekp(std::streampos(100));
    CHECK(s.rdstate() == std::fail, "seekp(pos) too");
}

static void test_thrown()
{
    throwing_buffer thrower;
    ostream s(&thrower);
    s << 1;
    CHECK(s.rdstate() == std::bad, "an exception from the buffer: badbit, and it ends there");
    s.clear();
    s.put('x').write("y", 1);
    CHECK(s.rdstate() == std::bad, "put and write too");
    s.clear();
    s.exceptions(std::bad);
    int n = 0;
    try {
        s << 2.5;
    } catch (int value) {
        n = value;
    }
    CHECK(n == 1 && s.bad(), "if exceptions() has badbit the exception is thrown on");
    s.exceptions(0);
    s.clear();
    s.exceptions(std::fail);
    n = 0;
    s.put('x');
    CHECK(s.bad(), "if it has not, it is not");
    memory_buffer good;
    ostream to(&good);
    to.exceptions(0);
    try {
        to << &thrower;
    } catch (int value) {
        n = value;
    }
    CHECK(n == 2 && to.rdstate() == std::fail, "reading from a buffer threw: failbit, and the exception is thrown on");
    CHECK(good.locks == 1 && good.unlocks == 1, "the stream is unlocked all the same");
    n = 0;
    try {
        ostream flushed(&thrower);
        flushed.exceptions(std::bad);
        flushed.flush();
    } catch (int value) {
        n = value;
    }
    CHECK(n == 3, "flush: an exception of sync()");
    s.exceptions(0);
    s.clear();
    memory_buffer fine;
    ostream second(&fine);
    second.tie(&s);
    second << 7;
    CHECK(fine.has("7") && second.good(), "an exception while tie() is flushed stays in that stream");
    ostream unit(&thrower);
    unit.setf(std::unitbuf);
    unit._Osfx();
    CHECK(unit.good(), "_Osfx() lets no exception out");
}

static void test_making()
{
    alignas(16) char room[sizeof(ostream) + 16];
    memset(room, 0x55, sizeof room);
    ostream *s = new (room) ostream(buffer);
    CHECK((char *)static_cast<std::ios *>(s) == room + 16 && s->good() && s->rdbuf() == buffer,
          "the virtual base stands behind");
    CHECK(s->standard == 0, "not a standard stream");
    s->~ostream();
    CHECK(room[sizeof(ostream)] == 0x55, "of 112 bytes");
    class derived : public ostream
    {
      public:
        derived() : ostream(&own), own("")
        {
        }
        ~derived() override
        {
            ::event("derived");
        }
        memory_buffer own;
    };
    std::ios_base *base = new derived;
    CHECK(dynamic_cast<ostream *>(base) && dynamic_cast<derived *>(base) && !dynamic_cast<std::istream *>(base),
          "dynamic_cast knows what it is");
    ostream *as_stream = dynamic_cast<ostream *>(base);
    as_stream->write("x", 1);
    CHECK(static_cast<derived *>(as_stream)->own.has("x"), "it is of use");
    delete base;
    CHECK(happened("derived"), "the destructor is virtual");
    std::ios_base *plain = new ostream(buffer);
    CHECK(dynamic_cast<ostream *>(plain) && dynamic_cast<std::ios *>(plain), "a stream made by the DLL says its class");
    plain->~ios_base();
    std::iostream both(buffer);
    buffer->restart();
    both << 12;
    std::ios_base *third = &both;
    CHECK(buffer->has("12") && dynamic_cast<std::istream *>(third) == &both && dynamic_cast<ostream *>(third) == &both,
          "basic_iostream is both");
    ostream standard(buffer, true);
    CHECK(standard.standard != 0, "a standard stream has a number");
}

static void test()
{
    memory_buffer shared;
    buffer = &shared;
    test_integers();
    test_floating();
    test_manipulators();
    test_characters();
    test_sentry();
    test_positions();
    test_thrown();
    test_making();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??0?$basic_iostream@DU?$char_traits@D@std@@@std@@QEAA@PEAV?$basic_streambuf@DU?$char_traits@D@std@@@1@@Z
 * ??1?$basic_iostream@DU?$char_traits@D@std@@@std@@UEAA@XZ
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@F@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@G@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@H@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@I@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@J@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@K@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@M@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@N@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@O@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@P6AAEAV01@AEAV01@@Z@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@P6AAEAVios_base@1@AEAV21@@Z@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@PEAV?$basic_streambuf@DU?$char_traits@D@std@@@1@@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@PEBX@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@_J@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@_K@Z
 * ??6?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@_N@Z
 * ?_Osfx@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAXXZ
 * ?flush@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@XZ
 * ?opfx@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAA_NXZ
 * ?osfx@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAXXZ
 * ?put@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@D@Z
 * ?seekp@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@V?$fpos@U_Mbstatet@@@2@@Z
 * ?seekp@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@_JH@Z
 * ?setprecision@std@@YA?AU?$_Smanip@_J@1@_J@Z
 * ?setw@std@@YA?AU?$_Smanip@_J@1@_J@Z
 * ?tellp@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAA?AV?$fpos@U_Mbstatet@@@2@XZ
 * ?write@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@PEBD_J@Z
 */
