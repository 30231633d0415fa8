/* SPDX-License-Identifier: MIT */
/* The facets that streams use: ctype<char>, codecvt, numpunct, num_put, num_get; those of the library, and the
 * program's own, whose virtual functions the library calls.  The functions behind them: _Getctype, _Mbrtowc, ... */
#include "std.h"

typedef _Ctypevec ctype_vector;

extern "C" {
IMPORTED ctype_vector _Getctype();
IMPORTED _Cvtvec _Getcvt();
IMPORTED int _Mbrtowc(wchar_t *, const char *, size_t, _Mbstatet *, const _Cvtvec *);
IMPORTED int _Wcrtomb(char *, wchar_t, _Mbstatet *, const _Cvtvec *);
IMPORTED int _Tolower(int, const ctype_vector *);
IMPORTED int _Toupper(int, const ctype_vector *);
IMPORTED double _Stodx(const char *, char **, long, int *);
IMPORTED float _Stofx(const char *, char **, long, int *);
char *setlocale(int category, const char *name);
int *_errno();
}

namespace std
{
struct ctype_base : locale::facet {
    enum { space = 0x48, digit = 4, alpha = 0x107, upper = 1 };
    using facet::facet;
};
template <class E> class ctype;
template <> class ctype<char> : public ctype_base
{
  public:
    IMPORTED static size_t _Getcat(const locale::facet **facet = nullptr, const locale *place = nullptr);
    IMPORTED bool is(short mask, char c) const;
    IMPORTED char tolower(char c) const;
    IMPORTED char toupper(char c) const;
    IMPORTED char widen(char c) const;
    IMPORTED char narrow(char c, char otherwise) const;
    IMPORTED static locale::id id;

  protected:
    ~ctype() override
    {
    }
    virtual char do_tolower(char c) const
    {
        event("tolower");
        return c;
    }
    virtual const char *do_tolower(char *, const char *) const
    {
        event("tolower-range");
        return nullptr;
    }
    virtual char do_toupper(char c) const
    {
        event("toupper");
        return c;
    }
    virtual const char *do_toupper(char *, const char *) const
    {
        event("toupper-range");
        return nullptr;
    }
    virtual char do_widen(char c) const
    {
        event("widen");
        return c;
    }
    virtual const char *do_widen(const char *, const char *, char *) const
    {
        event("widen-range");
        return nullptr;
    }
    virtual char do_narrow(char c, char) const
    {
        event("narrow");
        return c;
    }
    virtual const char *do_narrow(const char *, const char *, char, char *) const
    {
        event("narrow-range");
        return nullptr;
    }
    ctype_vector vector;
};

class codecvt_base : public locale::facet
{
  public:
    enum { ok, partial, error, noconv };
    IMPORTED bool always_noconv() const;

  protected:
    codecvt_base(size_t references = 0) : facet(references)
    {
    }
    virtual bool do_always_noconv() const
    {
        return false;
    }
    virtual int do_max_length() const
    {
        return 1;
    }
    virtual int do_encoding() const
    {
        return 1;
    }
};
template <class I, class X, class S> class codecvt;
template <> class codecvt<char, char, _Mbstatet> : public codecvt_base
{
  public:
    IMPORTED static size_t _Getcat(const locale::facet **facet = nullptr, const locale *place = nullptr);
    IMPORTED int in(_Mbstatet &, const char *, const char *, const char *&, char *, char *, char *&) const;
    IMPORTED int out(_Mbstatet &, const char *, const char *, const char *&, char *, char *, char *&) const;
    IMPORTED int unshift(_Mbstatet &, char *, char *, char *&) const;
    IMPORTED static locale::id id;

  protected:
    virtual int do_in(_Mbstatet &, const char *, const char *, const char *&, char *, char *, char *&) const
    {
        event("in");
        return 4;
    }
    virtual int do_out(_Mbstatet &, const char *, const char *, const char *&, char *, char *, char *&) const
    {
        event("out");
        return 5;
    }
    virtual int do_unshift(_Mbstatet &, char *, char *, char *&) const
    {
        event("unshift");
        return 6;
    }
    virtual int do_length(_Mbstatet &, const char *, const char *, size_t) const
    {
        return 7;
    }
};
template <> class codecvt<wchar_t, char, _Mbstatet> : public codecvt_base
{
  public:
    IMPORTED explicit codecvt(size_t references = 0);
    IMPORTED static size_t _Getcat(const locale::facet **facet = nullptr, const locale *place = nullptr);
    IMPORTED int in(_Mbstatet &, const char *, const char *, const char *&, wchar_t *, wchar_t *, wchar_t *&) const;
    IMPORTED int out(_Mbstatet &, const wchar_t *, const wchar_t *, const wchar_t *&, char *, char *, char *&) const;
    IMPORTED static locale::id id;

  protected:
    IMPORTED ~codecvt() override;
    IMPORTED bool do_always_noconv() const override;
    IMPORTED int do_max_length() const override;
    IMPORTED int do_encoding() const override;
    IMPORTED virtual int do_in(_Mbstatet &, const char *, const char *, const char *&, wchar_t *, wchar_t *,
                               wchar_t *&) const;
    IMPORTED virtual int do_out(_Mbstatet &, const wchar_t *, const wchar_t *, const wchar_t *&, char *, char *,
                                char *&) const;
    IMPORTED virtual int do_unshift(_Mbstatet &, char *, char *, char *&) const;
    IMPORTED virtual int do_length(_Mbstatet &, const char *, const char *, size_t) const;
    _Cvtvec vector;
};

template <class E> class numpunct;
template <> class numpunct<char> : public locale::facet
{
  public:
    IMPORTED static locale::id id;

  protected:
    virtual char do_decimal_point() const
    {
        return ',';
    }
    virtual char do_thousands_sep() const
    {
        return '.';
    }
    virtual string_bytes do_grouping() const
    {
        return string_bytes("\3");
    }
    virtual string_bytes do_falsename() const
    {
        return string_bytes("nein");
    }
    virtual string_bytes do_truename() const
    {
        return string_bytes("ja, und zwar ganz gewiss"); /* too long to stand in the object */
    }
};

template <class E, class T> class ostreambuf_iterator
{
  public:
    bool failed;
    streambuf *buffer;
    ostreambuf_iterator(const ostreambuf_iterator &from) : failed(from.failed), buffer(from.buffer)
    {
    }
};
typedef ostreambuf_iterator<char, char_traits<char>> to_buffer;
template <class E, class I> class num_put;
template <> class num_put<char, to_buffer> : public locale::facet
{
  public:
    IMPORTED static locale::id id;

  protected:
#define PUT(type, name)                                                                                                \
    virtual to_buffer do_put(to_buffer to, ios_base &, char fill, type value) const                                    \
    {                                                                                                                  \
        event(name "%c%d", fill, (int)(intptr_t)value);                                                                \
        return to;                                                                                                     \
    }
    PUT(bool, "bool")
    PUT(long, "long")
    PUT(unsigned long, "ulong")
    PUT(long long, "i64")
    PUT(unsigned long long, "u64")
    PUT(double, "double")
    PUT(long double, "ldouble")
    PUT(const void *, "pointer")
};
template <class E, class T> class istreambuf_iterator
{
  public:
    streambuf *buffer;
    bool got;
    char value;
    istreambuf_iterator(const istreambuf_iterator &from) : buffer(from.buffer), got(from.got), value(from.value)
    {
    }
};
typedef istreambuf_iterator<char, char_traits<char>> from_buffer;
template <class E, class I> class num_get;
template <> class num_get<char, from_buffer> : public locale::facet
{
  public:
    IMPORTED static locale::id id;

  protected:
#define GET(type, name, number)                                                                                        \
    virtual from_buffer do_get(from_buffer from, from_buffer, ios_base &, int &state, type &value) const               \
    {                                                                                                                  \
        event(name);                                                                                                   \
        value = (type)number;                                                                                          \
        state |= eof;                                                                                                  \
        return from;                                                                                                   \
    }
    GET(bool, "bool", 1)
    GET(unsigned short, "ushort", 2)
    GET(unsigned, "uint", 3)
    GET(long, "long", 4)
    GET(unsigned long, "ulong", 5)
    GET(long long, "i64", 6)
    GET(unsigned long long, "u64", 7)
    GET(float, "float", 8)
    GET(double, "double", 9)
    GET(long double, "ldouble", 10)
    GET(void *, "pointer", 11ull)
};
} // namespace std

typedef std::codecvt<char, char, _Mbstatet> narrow_codecvt;
typedef std::codecvt<wchar_t, char, _Mbstatet> wide_codecvt;

/* A facet of the library's own, made anew. */
template <class F> static F *made()
{
    const std::locale::facet *facet = nullptr;
    F::_Getcat(&facet, &std::locale::classic());
    return (F *)facet;
}

static void test_ctype()
{
    std::ctype<char> *c = made<std::ctype<char>>();
    const std::locale::facet *same = c;
    CHECK(c && c->references == 0 && std::ctype<char>::_Getcat() == 2, "_Getcat: LC_CTYPE, and a new facet");
    CHECK(std::ctype<char>::_Getcat(&same, &std::locale::classic()) == 2 && same == c,
          "where there is one it makes none");
    CHECK(c->is(std::ctype_base::space, ' ') && c->is(std::ctype_base::space, '\n') &&
              !c->is(std::ctype_base::space, 'x'),
          "is(space, c)");
    CHECK(c->is(std::ctype_base::digit, '7') && !c->is(std::ctype_base::digit, 'a') &&
              c->is(std::ctype_base::upper, 'A'),
          "is(digit, c), is(upper, c)");
    CHECK(c->tolower('A') == 'a' && c->tolower('a') == 'a' && c->tolower('[') == '[', "tolower");
    CHECK(c->toupper('z') == 'Z' && c->toupper('Z') == 'Z' && c->toupper('\xe4') == '\xe4', "toupper");
    CHECK(c->widen('\xe4') == '\xe4' && c->narrow('\xe4', '?') == '\xe4', "widen, narrow: the same");
    delete (std::_Facet_base *)c;
    class own_ctype : public std::ctype<char>
    {
    } own;
    own.tolower('a'), own.toupper('a'), own.widen('a'), own.narrow('a', 'b');
    CHECK(happened("tolower toupper widen narrow"), "the program's own facet: its virtual functions");
    std::locale mine(std::locale::classic(), new own_ctype);
    memory_buffer buffer;
    std::ostream s(&buffer);
    s.imbue(mine);
    CHECK(s.widen('a') == 'a' && happened("widen"), "which streams find by ctype<char>::id");
}

static void test_narrow_codecvt()
{
    narrow_codecvt *c = made<narrow_codecvt>();
    _Mbstatet state = {0, 0, 0};
    const char *text = "abc", *next = nullptr;
    char to[4], *to_next = nullptr;
    CHECK(c && narrow_codecvt::_Getcat() == 2 && c->always_noconv(),
          "codecvt<char, char, mbstate_t>::always_noconv(): true");
    CHECK(c->in(state, text, text + 3, next, to, to + 4, to_next) == std::codecvt_base::noconv && next == text &&
              to_next == to,
          "in: noconv");
    next = nullptr;
    CHECK(c->out(state, text, text + 3, next, to, to + 4, to_next) == std::codecvt_base::noconv && next == text,
          "out: noconv");
    to_next = nullptr;
    CHECK(c->unshift(state, to, to + 4, to_next) == std::codecvt_base::noconv && to_next == to, "unshift: noconv");
    delete (std::_Facet_base *)c;
    class own_codecvt : public narrow_codecvt
    {
    } own;
    CHECK(!own.always_noconv() && own.in(state, text, text, next, to, to, to_next) == 4 &&
              own.out(state, text, text, next, to, to, to_next) == 5 && own.unshift(state, to, to, to_next) == 6 &&
              happened("in out unshift"),
          "the program's own facet: its virtual functions");
    std::locale mine(std::locale::classic(), new own_codecvt);
    size_t narrow = narrow_codecvt::id, wide = wide_codecvt::id, other = std::ctype<char>::id;
    CHECK(narrow && wide && other && narrow != wide && wide != other && narrow != other,
          "each kind of facet has its id");
    CHECK(mine.imp->facets[narrow] && (wide >= mine.imp->count || !mine.imp->facets[wide]), "by which a locale has it");
}

static void test_wide_codecvt()
{
    class own_codecvt : public wide_codecvt
    {
      public:
        using wide_codecvt::do_encoding;
        using wide_codecvt::do_length;
        using wide_codecvt::do_max_length;
        using wide_codecvt::do_unshift;
    } plain;
    _Mbstatet state = {0, 0, 0};
    const char text[] = "a\xe4", *next;
    wchar_t wide[4], *wide_next;
    const wchar_t *from_next;
    char bytes[8], *bytes_next;
    CHECK(!plain.always_noconv() && wide_codecvt::_Getcat() == 2,
          "codecvt<wchar_t, char, mbstate_t>::always_noconv(): false");
    CHECK(plain.in(state, text, text + 2, next, wide, wide + 4, wide_next) == std::codecvt_base::ok &&
              next == text + 2 && wide_next == wide + 2 && wide[0] == 'a' && wide[1] == 0xe4,
          "in: in the C locale a byte is a character");
    CHECK(plain.in(state, text, text + 2, next, wide, wide + 1, wide_next) == std::codecvt_base::partial &&
              next == text + 1,
          "in: partial without room");
    const wchar_t wide_text[] = L"x\x20ac";
    CHECK(plain.out(state, wide_text, wide_text + 1, from_next, bytes, bytes + 8, bytes_next) ==
                  std::codecvt_base::ok &&
              from_next == wide_text + 1 && bytes_next == bytes + 1 && *bytes == 'x',
          "out");
    CHECK(plain.out(state, wide_text, wide_text + 2, from_next, bytes, bytes + 8, bytes_next) ==
                  std::codecvt_base::error &&
              from_next == wide_text + 1,
          "out: error at a character that the locale lacks");
    bytes_next = nullptr;
    CHECK(plain.do_max_length() == 1 && plain.do_encoding() == 1 && plain.do_length(state, text, text + 2, 9) == 2 &&
              plain.do_length(state, text, text + 2, 1) == 1,
          "max_length, encoding: one byte a character; length");
    CHECK(plain.do_unshift(state, bytes, bytes + 8, bytes_next) == std::codecvt_base::ok && bytes_next == bytes,
          "unshift: nothing to write");
    setlocale(0, "en-US.UTF-8");
    std::locale::_Locimp *imp = std::locale::classic().imp;
    char *name = imp->name.text;
    char utf8[] = "en-US.UTF-8";
    imp->name.text = utf8;
    wide_codecvt *c = made<wide_codecvt>();
    imp->name.text = name;
    setlocale(0, "C");
    const char euro[] = "\xe2\x82\xacz";
    CHECK(c->in(state, euro, euro + 4, next, wide, wide + 4, wide_next) == std::codecvt_base::ok && wide[0] == 0x20ac &&
              wide[1] == 'z' && wide_next == wide + 2,
          "_Getcat: for the locale's name; in: UTF-8");
    CHECK(c->in(state, euro, euro + 2, next, wide, wide + 4, wide_next) == std::codecvt_base::partial && next == euro,
          "partial within a character");
    CHECK(c->in(state, euro + 1, euro + 4, next, wide, wide + 4, wide_next) == std::codecvt_base::error,
          "error at what is no UTF-8");
    CHECK(c->out(state, wide_text, wide_text + 2, from_next, bytes, bytes + 8, bytes_next) == std::codecvt_base::ok &&
              bytes_next == bytes + 4 && !memcmp(bytes, "x\xe2\x82\xac", 4),
          "out: UTF-8");
    CHECK(c->out(state, wide_text, wide_text + 2, from_next, bytes, bytes + 3, bytes_next) ==
                  std::codecvt_base::partial &&
              bytes_next == bytes + 1,
          "out: partial without room");
    delete (std::_Facet_base *)c;
}

static void test_numpunct()
{
    memory_buffer buffer("1.234.567 1.2.3 12,5 nein ");
    std::locale german(std::locale::classic(), new std::numpunct<char>);
    std::ostream out(&buffer);
    std::istream in(&buffer);
    out.imbue(german);
    buffer.restart();
    out << 1234567 << true;
    CHECK(buffer.has("1.234.5671"), "grouping() and thousands_sep() of the locale's numpunct");
    buffer.restart();
    out.setf(std::boolalpha);
    out << true << false;
    CHECK(buffer.has("ja, und zwar ganz gewissnein"), "truename() and falsename()");
    buffer.restart();
    out.setf(std::fixed);
    out.precision(2);
    out << 12345.678 << -999.5;
    CHECK(buffer.has("12.345,68-999,50"), "decimal_point()");

    memory_buffer text("1.234.567 1.2.3 12,5 nein");
    std::istream s(&text);
    int n = 0;
    double d = 0;
    bool b = true;
    s.imbue(german);
    s >> n;
    CHECK(n == 1234567 && s.good(), "groups are read");
    s >> n;
    CHECK(s.rdstate() == std::fail, "wrong ones are not");
    s.clear();
    s >> d;
    CHECK(d == 12.5 && s.good(), "its point is read");
    s.setf(std::boolalpha);
    s >> b;
    CHECK(!b && !s.fail(), "its names too");
}

static void test_num_put()
{
    memory_buffer buffer;
    std::locale mine(std::locale::classic(), new std::num_put<char, std::to_buffer>);
    std::ostream s(&buffer);
    s.imbue(mine);
    s.fill('_');
    s << true << (short)-2 << (unsigned short)3 << 4 << 5u << 6l << 7ul << 8ll << 9ull;
    CHECK(happened("bool_1 long_-2 ulong_3 long_4 ulong_5 long_6 ulong_7 i64_8 u64_9"),
          "integers go to do_put of their type");
    s << 1.0f << 2.0 << (long double)3 << (const void *)4;
    CHECK(happened("double_1 double_2 ldouble_3 pointer_4") && s.good(), "and the others");
}

static void test_num_get()
{
    memory_buffer buffer("x");
    std::locale mine(std::locale::classic(), new std::num_get<char, std::from_buffer>);
    std::istream s(&buffer);
    s.imbue(mine);
    bool b;
    short h;
    unsigned short uh;
    int i;
    unsigned ui;
    long l;
    unsigned long ul;
    long long ll;
    unsigned long long ull;
    s >> b;
    CHECK(b && s.rdstate() == std::eof, "the state that do_get adds");
    s.clear();
    s.exceptions(0);
#define TAKE(value) (s.clear(), s >> value)
    TAKE(h), TAKE(uh), TAKE(i), TAKE(ui), TAKE(l), TAKE(ul), TAKE(ll), TAKE(ull);
    CHECK(h == 4 && uh == 2 && i == 4 && ui == 3 && l == 4 && ul == 5 && ll == 6 && ull == 7,
          "integers come from do_get of their type");
    float f;
    double d;
    long double ld;
    void *p;
    TAKE(f), TAKE(d), TAKE(ld), TAKE(p);
    CHECK(f == 8 && d == 9 && ld == 10 && p == (void *)11, "and the others");
    CHECK(happened("bool long ushort long uint long ulong i64 u64 float double ldouble pointer"), "in this order");
}

static void test_functions()
{
    setlocale(0, "C");
    ctype_vector c = _Getctype();
    _Cvtvec v = _Getcvt();
    _Mbstatet state = {0, 0, 0};
    wchar_t wide = 0;
    char bytes[8];
    CHECK(!c.name && c.table && c.table[(int)'7'] & 4 && v.is_c == 1 && v.longest == 1,
          "_Getctype, _Getcvt: of the C locale");
    CHECK(_Tolower('Q', &c) == 'q' && _Toupper('q', &c) == 'Q' && _Tolower(0xc4, &c) == 0xc4,
          "_Tolower, _Toupper: ASCII");
    CHECK(_Mbrtowc(&wide, "\xe9", 1, &state, &v) == 1 && wide == 0xe9 && _Mbrtowc(&wide, "", 1, &state, &v) == 0 &&
              wide == 0,
          "_Mbrtowc");
    CHECK(_Wcrtomb(bytes, 0xe9, &state, &v) == 1 && *bytes == '\xe9' && _Wcrtomb(bytes, 0x100, &state, &v) == -1,
          "_Wcrtomb");
    if (c.owned > 0) free((void *)c.table);
    CHECK(setlocale(0, "en-US.1252"), "a locale with a code page");
    c = _Getctype();
    v = _Getcvt();
    CHECK(c.name && c.page == 1252 && !v.is_c && v.page == 1252, "_Getctype, _Getcvt: of another");
    CHECK(_Tolower(0xc4, &c) == 0xe4 && _Toupper(0xe4, &c) == 0xc4 && _Toupper('a', &c) == 'A',
          "_Tolower, _Toupper: by its code page");
    CHECK(_Mbrtowc(&wide, "\x80", 1, &state, &v) == 1 && wide == 0x20ac, "_Mbrtowc: by its code page");
    CHECK(_Wcrtomb(bytes, 0x20ac, &state, &v) == 1 && *bytes == '\x80' && _Wcrtomb(bytes, 0x4e00, &state, &v) == -1 &&
              *_errno() == 42,
          "_Wcrtomb: EILSEQ");
    if (c.owned > 0) free((void *)c.table);
    free(c.name);
    setlocale(0, "C");
    char text[] = "12.5x", *end;
    int error = 99;
    *_errno() = 7;
    CHECK(_Stodx(text, &end, 0, &error) == 12.5 && end == text + 4 && error == 0 && *_errno() == 7,
          "_Stodx: as strtod, the error apart");
    CHECK(_Stodx("15", &end, 2, &error) == 1500 && _Stofx("15", &end, -1, &error) == 1.5f, "with a power of ten");
    _Stofx("1e99", &end, 0, &error);
    CHECK(error == 34 && _Stofx("2.5", &end, 0, &error) == 2.5f, "ERANGE");
    _Stodx("1e999", &end, 0, &error);
    CHECK(error == 34 && *_errno() == 7, "errno stays as it was");
}

static void test()
{
    test_ctype();
    test_narrow_codecvt();
    test_wide_codecvt();
    test_numpunct();
    test_num_put();
    test_num_get();
    test_functions();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ??1?$codecvt@_WDU_Mbstatet@@@std@@MEAA@XZ
 * ??0?$codecvt@_WDU_Mbstatet@@@std@@QEAA@_K@Z
 * ?_Getcat@?$codecvt@DDU_Mbstatet@@@std@@SA_KPEAPEBVfacet@locale@2@PEBV42@@Z
 * ?_Getcat@?$codecvt@_WDU_Mbstatet@@@std@@SA_KPEAPEBVfacet@locale@2@PEBV42@@Z
 * ?_Getcat@?$ctype@D@std@@SA_KPEAPEBVfacet@locale@2@PEBV42@@Z
 * _Getctype
 * _Getcvt
 * _Mbrtowc
 * _Stodx
 * _Stofx
 * _Tolower
 * _Toupper
 * _Wcrtomb
 * ?always_noconv@codecvt_base@std@@QEBA_NXZ
 * ?do_always_noconv@?$codecvt@_WDU_Mbstatet@@@std@@MEBA_NXZ
 * ?do_encoding@?$codecvt@_WDU_Mbstatet@@@std@@MEBAHXZ
 * ?do_in@?$codecvt@_WDU_Mbstatet@@@std@@MEBAHAEAU_Mbstatet@@PEBD1AEAPEBDPEA_W3AEAPEA_W@Z
 * ?do_length@?$codecvt@_WDU_Mbstatet@@@std@@MEBAHAEAU_Mbstatet@@PEBD1_K@Z
 * ?do_max_length@?$codecvt@_WDU_Mbstatet@@@std@@MEBAHXZ
 * ?do_out@?$codecvt@_WDU_Mbstatet@@@std@@MEBAHAEAU_Mbstatet@@PEB_W1AEAPEB_WPEAD3AEAPEAD@Z
 * ?do_unshift@?$codecvt@_WDU_Mbstatet@@@std@@MEBAHAEAU_Mbstatet@@PEAD1AEAPEAD@Z
 * ?id@?$codecvt@DDU_Mbstatet@@@std@@2V0locale@2@A
 * ?id@?$codecvt@_WDU_Mbstatet@@@std@@2V0locale@2@A
 * ?id@?$ctype@D@std@@2V0locale@2@A
 * ?id@?$num_get@DV?$istreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@2V0locale@2@A
 * ?id@?$num_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@2V0locale@2@A
 * ?id@?$numpunct@D@std@@2V0locale@2@A
 * ?in@?$codecvt@DDU_Mbstatet@@@std@@QEBAHAEAU_Mbstatet@@PEBD1AEAPEBDPEAD3AEAPEAD@Z
 * ?in@?$codecvt@_WDU_Mbstatet@@@std@@QEBAHAEAU_Mbstatet@@PEBD1AEAPEBDPEA_W3AEAPEA_W@Z
 * ?is@?$ctype@D@std@@QEBA_NFD@Z
 * ?narrow@?$ctype@D@std@@QEBADDD@Z
 * ?out@?$codecvt@DDU_Mbstatet@@@std@@QEBAHAEAU_Mbstatet@@PEBD1AEAPEBDPEAD3AEAPEAD@Z
 * ?out@?$codecvt@_WDU_Mbstatet@@@std@@QEBAHAEAU_Mbstatet@@PEB_W1AEAPEB_WPEAD3AEAPEAD@Z
 * ?tolower@?$ctype@D@std@@QEBADD@Z
 * ?toupper@?$ctype@D@std@@QEBADD@Z
 * ?unshift@?$codecvt@DDU_Mbstatet@@@std@@QEBAHAEAU_Mbstatet@@PEAD1AEAPEAD@Z
 * ?widen@?$ctype@D@std@@QEBADD@Z
 */
