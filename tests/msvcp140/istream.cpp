/* SPDX-License-Identifier: MIT */
/* std::basic_istream<char>: extractions of numbers and characters, positions, and exceptions from the buffer.
 * The sentences are of ISO C++, [istream] and [facet.num.get.virtuals]. */
#include "std.h"

using std::istream;

/* Extracts a T from text: the value and the state; next is the character that is read after it. */
template <class T>
static bool reads(const char *text, T expected, int state, int flags = std::skipws | std::dec, int next = -1)
{
    memory_buffer buffer(text);
    istream s(&buffer);
    T value = (T)1;
    s.flags(flags);
    s >> value;
    bool good = value == expected && s.rdstate() == state && buffer.sgetc() == next;
    if (!good) say("# %s: state %d, next %d\n", text, s.rdstate(), buffer.sgetc());
    return good;
}

static void test_integers()
{
    const int dec = std::skipws | std::dec, hex = std::skipws | std::hex, oct = std::skipws | std::oct,
              any = std::skipws;
    CHECK(reads<short>(" -32768,", -32768, std::good, dec, ',') && reads<unsigned short>("65535", 65535, std::eof),
          "short and unsigned short");
    CHECK(reads<int>("-2147483648 ", -2147483647 - 1, std::good, dec, ' ') &&
              reads<unsigned>("+4294967295", 4294967295u, std::eof),
          "int and unsigned");
    CHECK(reads<long>("12x", 12, std::good, dec, 'x') && reads<unsigned long>("12", 12, std::eof),
          "long and unsigned long");
    CHECK(reads<long long>("-9223372036854775807", -9223372036854775807LL, std::eof) &&
              reads<unsigned long long>("18446744073709551615", ~0ull, std::eof),
          "long long and unsigned long long");
    CHECK(reads<int>("ff", 255, std::eof, hex) && reads<int>("0xFFg", 255, std::good, hex, 'g') &&
              reads<int>("17", 15, std::eof, oct),
          "hex, oct");
    CHECK(reads<int>("0x1f", 31, std::eof, any) && reads<int>("017", 15, std::eof, any) &&
              reads<int>("17", 17, std::eof, any),
          "no basefield: as in a program's text");
    CHECK(reads<int>("007", 7, std::eof) && reads<int>("0", 0, std::eof) && reads<int>("0x", 0, std::good, dec, 'x'),
          "leading zeros");
    CHECK(reads<int>("x", 0, std::fail, dec, 'x') && reads<int>("", 1, std::fail | std::eof) &&
              reads<int>("-", 0, std::fail | std::eof),
          "no number: zero and failbit; the end of input: eofbit");
    CHECK(reads<int>("2147483648", 2147483647, std::fail | std::eof) &&
              reads<int>("-2147483649", -2147483647 - 1, std::fail | std::eof),
          "too large: the largest or smallest, and failbit");
    CHECK(reads<short>("40000", 32767, std::fail | std::eof) &&
              reads<unsigned short>("70000", 65535, std::fail | std::eof),
          "for short too");
    CHECK(reads<unsigned>("-1", 4294967295u, std::eof), "a negative number for an unsigned type wraps around");
    CHECK(reads<unsigned long long>("18446744073709551616", ~0ull, std::fail | std::eof) &&
              reads<long long>("9223372036854775808", 9223372036854775807LL, std::fail | std::eof),
          "long long's limits");
    CHECK(reads<bool>("1", true, std::eof) && reads<bool>("0", false, std::eof) &&
              reads<bool>("2", true, std::fail | std::eof),
          "bool as a number");
    CHECK(reads<bool>("true!", true, std::good, std::skipws | std::boolalpha, '!') &&
              reads<bool>("falsex", false, std::good, std::skipws | std::boolalpha, 'x') &&
              reads<bool>("tru", false, std::fail | std::eof, std::boolalpha),
          "bool by name with boolalpha");
    CHECK(reads<void *>("00000000DEADBEEF ", (void *)0xdeadbeef, std::good, dec, ' ') &&
              reads<void *>("zz", (void *)nullptr, std::fail, dec, 'z'),
          "a pointer is hexadecimal");
    CHECK(reads<int>("  5", 0, std::fail, std::dec, ' '), "without skipws white space is no number");
}

static void test_floating()
{
    CHECK(reads<double>("3.25e2;", 325, std::good, std::skipws, ';') && reads<double>("-.5", -0.5, std::eof) &&
              reads<double>("7.", 7, std::eof),
          "double");
    CHECK(reads<float>("2.5", 2.5f, std::eof) &&
              reads<long double>("1e-2 ", (long double)0.01, std::good, std::skipws, ' '),
          "float and long double");
    CHECK(reads<double>("e5", 0, std::fail, std::skipws, 'e') && reads<double>("1e", 0, std::fail | std::eof) &&
              reads<double>(".", 0, std::fail | std::eof),
          "no number: zero and failbit");
    CHECK(reads<double>("0.1", 0.1, std::eof) && reads<double>("000123.5", 123.5, std::eof) &&
              reads<double>("1e+2", 100, std::eof),
          "digits");
    CHECK(reads<double>("0x1.8p1", 3, std::eof, std::fixed | std::scientific), "hexfloat");
    CHECK(reads<float>("1e", 0, std::fail | std::eof), "float: no number");
}

static istream *other;

static istream &note(istream &)
{
    event("stream");
    return *other;
}

static std::ios_base &make_hex(std::ios_base &s)
{
    s.setf(std::hex, std::dec | std::hex | std::oct);
    return s;
}

static void test_manipulators()
{
    memory_buffer buffer("ff 1");
    istream s(&buffer);
    istream another(&buffer);
    other = &another;
    int n = 0;
    CHECK(&(s >> note) == &another && happened("stream"), "stream >> function: its result is the function's");
    CHECK(&(s >> make_hex) == &s, "or with its ios_base");
    s >> n;
    CHECK(n == 255, "which it changed");
}

static void test_characters()
{
    memory_buffer buffer("abc\ndefg\n\nlast");
    istream s(&buffer);
    char text[8], c = 0;
    CHECK(s.get() == 'a' && s.gcount() == 1, "get()");
    CHECK(&s.get(c) == &s && c == 'b', "get(c)");
    CHECK(s.peek() == 'c' && s.gcount() == 0 && s.get() == 'c', "peek() leaves it");
    CHECK(s.unget().good() && s.get() == 'c' && s.putback('c').good() && s.get() == 'c', "unget, putback");
    s.putback('x');
    CHECK(s.rdstate() == std::bad, "putback of another character: badbit");
    s.clear();
    CHECK(s.get() == '\n' && &s.getline(text, 8) == &s && !strcmp(text, "defg") && s.gcount() == 5,
          "getline: the delimiter is taken and not stored");
    s.getline(text, 8);
    CHECK(!*text && s.gcount() == 1 && s.good(), "an empty line");
    s.getline(text, 3);
    CHECK(!strcmp(text, "la") && s.rdstate() == std::fail && s.gcount() == 2,
          "getline: failbit where the line does not fit");
    s.clear();
    s.getline(text, 8, 't');
    CHECK(!strcmp(text, "s") && s.good() && s.peek() == -1 && s.rdstate() == std::eof,
          "getline(text, n, delimiter); peek at the end: eofbit");
    s.getline(text, 8);
    CHECK(!*text && s.rdstate() == (std::eof | std::fail), "a stream that is not good: failbit");
    s.clear();
    c = 'k';
    CHECK(s.get() == -1 && s.rdstate() == (std::eof | std::fail) && s.gcount() == 0,
          "get at the end: eofbit and failbit");
    s.clear();
    s.get(c);
    CHECK(c == 'k' && s.fail(), "and get(c) leaves c alone");
}

static void test_blocks()
{
    memory_buffer buffer("0123456789"), to;
    istream s(&buffer);
    char text[16];
    CHECK(&s.read(text, 4) == &s && s.gcount() == 4 && !memcmp(text, "0123", 4) && s.good(), "read");
    s.ignore(2);
    CHECK(s.gcount() == 2 && s.get() == '6', "ignore(n)");
    s.ignore(9, '8');
    CHECK(s.gcount() == 2 && s.get() == '9', "ignore(n, delimiter) takes the delimiter");
    s.ignore();
    CHECK(s.rdstate() == std::eof && s.gcount() == 0, "ignore at the end: eofbit");
    s.clear();
    s.seekg(std::streampos(7));
    s.read(text, 9);
    CHECK(s.gcount() == 3 && s.rdstate() == (std::eof | std::fail) && !memcmp(text, "789", 3),
          "read: eofbit and failbit where there is less");
    s.clear();
    s.seekg(2, std::begin);
    s >> &to;
    CHECK(to.has("23456789") && s.rdstate() == std::eof && s.gcount() == 8, "stream >> buffer: all of it");
    s.clear();
    s >> &to;
    CHECK(s.rdstate() == (std::eof | std::fail), "nothing: failbit");
}

static void test_positions()
{
    memory_buffer buffer("abcdef");
    istream s(&buffer);
    CHECK(s.tellg() == 0 && &s.seekg(3, std::begin) == &s && s.tellg() == 3 && s.get() == 'd',
          "seekg(off, dir), tellg");
    CHECK(s.seekg(-2, std::current).get() == 'c' && s.seekg(std::streampos(5)).get() == 'f', "from here; seekg(pos)");
    s.get();
    CHECK(s.rdstate() == (std::eof | std::fail), "at the end");
    s.clear(std::eof);
    CHECK(s.seekg(0, std::begin).good() && s.get() == 'a', "seekg takes eofbit away first");
    s.seekg(50, std::begin);
    CHECK(s.rdstate() == std::fail && s.tellg() == -1, "failbit where it fails; then tellg is -1");
    s.clear();
    s.seekg(std::streampos(50));
    CHECK(s.rdstate() == std::fail, "seekg(pos) too");
    s.clear();
    CHECK(s.sync() == 0 && buffer.syncs == 1, "sync: rdbuf()->pubsync()");
    istream none(nullptr);
    CHECK(none.sync() == -1, "-1 without a buffer");
}

static void test_sentry()
{
    memory_buffer buffer(" \t\n x"), tied;
    std::ostream out(&tied);
    istream s(&buffer);
    s.tie(&out);
    CHECK(s._Ipfx() && tied.syncs == 1 && buffer.sgetc() == 'x', "_Ipfx: tie() is flushed, white space skipped");
    memory_buffer spaces("  ");
    istream t(&spaces);
    CHECK(t._Ipfx(true) && spaces.sgetc() == ' ' && t.good(), "_Ipfx(true) keeps it");
    CHECK(!t._Ipfx() && t.rdstate() == (std::eof | std::fail), "white space to the end: eofbit and failbit");
    t.clear(std::eof);
    CHECK(!t._Ipfx(true) && t.rdstate() == (std::eof | std::fail), "a stream that is not good: failbit");
    CHECK(s.get() == 'x' && buffer.locks == 1 && buffer.unlocks == 1, "an extraction locks and unlocks its buffer");
}

static void test_thrown()
{
    throwing_buffer thrower;
    istream s(&thrower);
    int n = 5, caught = 0;
    CHECK(s.get() == -1 && s.rdstate() == std::bad, "an exception from the buffer: badbit, and it ends there");
    s.clear();
    s >> n;
    CHECK(s.rdstate() == std::bad && n == 5, "in white space too");
    s.clear();
    s.exceptions(std::bad);
    try {
        s.peek();
    } catch (int value) {
        caught = value;
    }
    CHECK(caught == 2 && s.bad(), "if exceptions() has badbit the exception is thrown on");
    s.exceptions(0);
    s.clear();
    CHECK(s.sync() == -1 && s.rdstate() == std::bad, "sync: -1");
    memory_buffer empty("");
    istream t(&empty);
    t.exceptions(std::eof);
    bool failure = false;
    try {
        t.get();
    } catch (const std::ios_base::failure &) {
        failure = true;
    }
    CHECK(failure && t.rdstate() == (std::eof | std::fail), "a state that exceptions() names throws failure");
    CHECK(empty.locks == 1 && empty.unlocks == 1, "and the stream is unlocked");
}

static void test_making()
{
    memory_buffer buffer("5 6");
    alignas(16) char room[sizeof(istream) + 16];
    memset(room, 0x55, sizeof room);
    istream *s = new (room) istream(&buffer);
    CHECK((char *)static_cast<std::ios *>(s) == room + 24 && s->good() && s->rdbuf() == &buffer && s->gcount() == 0,
          "the virtual base stands behind");
    s->~istream();
    CHECK(room[sizeof(istream)] == 0x55, "of 120 bytes");
    std::iostream *both = new (malloc(sizeof(std::iostream))) std::iostream(&buffer);
    int n = 0;
    *both >> n;
    CHECK(n == 5 && (char *)static_cast<std::ostream *>(both) == (char *)both + 16 &&
              (char *)static_cast<std::ios *>(both) == (char *)both + 32,
          "basic_iostream reads; where its bases stand");
    class derived : public std::iostream
    {
      public:
        explicit derived(std::streambuf *b) : std::iostream(b)
        {
        }
        ~derived() override
        {
            ::event("derived");
        }
    };
    std::ios_base *base = new derived(&buffer);
    CHECK(dynamic_cast<istream *>(base) && dynamic_cast<std::ostream *>(base) && dynamic_cast<derived *>(base),
          "dynamic_cast knows what it is");
    delete base;
    CHECK(happened("derived"), "the destructor is virtual");
    both->~basic_iostream();
}

static void test()
{
    test_integers();
    test_floating();
    test_manipulators();
    test_characters();
    test_blocks();
    test_positions();
    test_sentry();
    test_thrown();
    test_making();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??0?$basic_istream@DU?$char_traits@D@std@@@std@@QEAA@PEAV?$basic_streambuf@DU?$char_traits@D@std@@@1@_N@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAF@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAG@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAH@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAI@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAJ@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAK@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAM@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAN@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAO@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEAPEAX@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEA_J@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEA_K@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@AEA_N@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@P6AAEAV01@AEAV01@@Z@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@P6AAEAVios_base@1@AEAV21@@Z@Z
 * ??5?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV01@PEAV?$basic_streambuf@DU?$char_traits@D@std@@@1@@Z
 * ??1?$basic_istream@DU?$char_traits@D@std@@@std@@UEAA@XZ
 * ?_Ipfx@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAA_N_N@Z
 * ?gcount@?$basic_istream@DU?$char_traits@D@std@@@std@@QEBA_JXZ
 * ?get@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@AEAD@Z
 * ?get@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?getline@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@PEAD_J@Z
 * ?getline@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@PEAD_JD@Z
 * ?ignore@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@_JH@Z
 * ?peek@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?putback@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@D@Z
 * ?read@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@PEAD_J@Z
 * ?seekg@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@V?$fpos@U_Mbstatet@@@2@@Z
 * ?seekg@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@_JH@Z
 * ?sync@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAHXZ
 * ?tellg@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAA?AV?$fpos@U_Mbstatet@@@2@XZ
 * ?unget@?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@XZ
 */
