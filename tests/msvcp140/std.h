/* SPDX-License-Identifier: MIT */
/* The classes of namespace std as programs of MSVC see them in msvcp140.dll, declared by hand: the compiler makes the
 * same names, layouts and tables of virtual functions of them as of Microsoft's headers. */
#ifndef METIC_STD_H
#define METIC_STD_H

#include "msvc.h"

#define IMPORTED __declspec(dllimport)

extern "C" int memcmp(const void *a, const void *b, size_t size);
extern "C" size_t strlen(const char *text);
void *operator new(size_t size)
{
    return malloc(size);
}
inline void *operator new(size_t, void *at) noexcept
{
    return at;
}

struct _Mbstatet {
    unsigned long wide;
    unsigned short byte, state;
};
struct _Cvtvec {
    unsigned page, longest;
    int is_c;
    unsigned char lead[32];
};
struct _Ctypevec {
    unsigned page;
    const short *table;
    int owned;
    wchar_t *name;
};
struct lconv {
    char *point, *separator, *grouping;
};
struct _iobuf;

namespace std
{
typedef long long streamsize;
typedef long long streamoff;

/* ---- exceptions: __std_exception_copy and _destroy do the work ---- */

extern "C" void __std_exception_copy(const void *from, void *to);
extern "C" void __std_exception_destroy(void *data);

class exception
{
  public:
    exception() : text(nullptr), owned(false)
    {
    }
    exception(const exception &from) : text(nullptr), owned(false)
    {
        __std_exception_copy(&from.text, &text);
    }
    virtual ~exception()
    {
        __std_exception_destroy(&text);
    }
    virtual const char *what() const
    {
        return text ? text : "Unknown exception";
    }

    const char *text;
    bool owned;
};
class bad_alloc : public exception
{
};
class bad_function_call : public exception
{
};
class logic_error : public exception
{
};
class invalid_argument : public logic_error
{
};
class length_error : public logic_error
{
};
class out_of_range : public logic_error
{
};
class runtime_error : public exception
{
};
class overflow_error : public runtime_error
{
};

class error_category;
class error_code
{
  public:
    int value;
    const error_category *category;
};
class error_condition
{
  public:
    int value;
    const error_category *category;
};
struct string_bytes { /* std::string */
    union {
        char small[16];
        char *large;
    };
    size_t size, capacity;
    string_bytes(const string_bytes &) = delete;
    explicit string_bytes(const char *text) : size(strlen(text)), capacity(size < 16 ? 15 : size)
    {
        memcpy(size < 16 ? small : large = (char *)malloc(size + 1), text, size + 1);
    }
    ~string_bytes()
    {
        if (capacity > 15) free(large);
    }
    const char *text() const
    {
        return capacity > 15 ? large : small;
    }
};
class error_category
{
  public:
    virtual ~error_category();
    virtual const char *name() const;
    virtual string_bytes message(int value) const;
    virtual error_condition default_error_condition(int value) const;
    virtual bool equivalent(int value, const error_condition &condition) const;
    virtual bool equivalent(const error_code &code, int value) const;
    uintptr_t address;
};
class _System_error : public runtime_error
{
  public:
    error_code code;
};
class system_error : public _System_error
{
};

/* ---- locales ---- */

class _Lockit
{
  public:
    IMPORTED _Lockit();
    IMPORTED explicit _Lockit(int kind);
    IMPORTED ~_Lockit();

  private:
    int kind;
};

class _Facet_base
{
  public:
    virtual ~_Facet_base()
    {
    }
    virtual void _Incref() = 0;
    virtual _Facet_base *_Decref() = 0;
};
template <class T> class locale_base
{
};
struct crt_new_delete {
};

template <class E> class _Yarn;
template <> class _Yarn<char>
{
  public:
    IMPORTED _Yarn &operator=(const char *text);
    char *text;
    char empty;
};

class _Locinfo;
class locale : public locale_base<int>, public crt_new_delete
{
  public:
    class id
    {
      public:
        IMPORTED operator size_t();
        static int drawn()
        {
            return _Id_cnt;
        }
        size_t number;

      private:
        IMPORTED static int _Id_cnt;
    };
    class facet : public _Facet_base, public crt_new_delete
    {
      public:
        IMPORTED void _Incref() override;
        IMPORTED _Facet_base *_Decref() override;
        unsigned references;

      protected:
        IMPORTED explicit facet(size_t references = 0);
        IMPORTED ~facet() override;
    };
    class _Locimp : public facet
    {
      public:
        facet **facets;
        size_t count;
        int categories;
        bool transparent;
        _Yarn<char> name;

      private:
        IMPORTED static _Locimp *_Clocptr;
        IMPORTED static _Locimp *_New_Locimp(bool transparent);
        IMPORTED static _Locimp *_New_Locimp(const _Locimp &from);
        IMPORTED static _Locimp *_Makeloc(const _Locinfo &info, int categories, _Locimp *imp, const locale *from);
        IMPORTED static void _Locimp_Addfac(_Locimp *imp, facet *facet, size_t id);
        friend class locale;
    };
    locale() : imp(_Init(true))
    {
    }
    locale(const locale &from) : imp(from.imp)
    {
        imp->_Incref();
    }
    locale(const char *name, int categories);
    locale(const locale &one, const locale &other, int categories);
    template <class F> locale(const locale &from, F *facet) : imp(_Locimp::_New_Locimp(*from.imp))
    {
        _Locimp::_Locimp_Addfac(imp, facet, F::id);
    }
    ~locale()
    {
        delete imp->_Decref();
    }
    locale &operator=(const locale &) = delete;
    IMPORTED static const locale &classic();
    IMPORTED static locale empty();
    IMPORTED static locale global(const locale &);
    static _Locimp *current()
    {
        return _Getgloballocale();
    }
    static _Locimp *classic_imp()
    {
        return _Locimp::_Clocptr;
    }
    static void set_current(_Locimp *imp)
    {
        _Setgloballocale(imp);
    }
    static _Locimp *start(bool incref)
    {
        return _Init(incref);
    }
    _Locimp *imp;

  private:
    IMPORTED static void _Setgloballocale(void *imp);
    IMPORTED static _Locimp *_Init(bool incref);
    IMPORTED static _Locimp *_Getgloballocale();
};
static_assert(sizeof(locale) == 16 && sizeof(locale::facet) == 16, "as MSVC has them");

class _Locinfo
{
  public:
    IMPORTED _Locinfo(const char *name = "C");
    IMPORTED ~_Locinfo();
    IMPORTED const char *_Getfalse() const;
    IMPORTED const char *_Gettrue() const;
    IMPORTED ::_Cvtvec _Getcvt() const;
    IMPORTED _Locinfo(int categories, const char *name);
    IMPORTED _Locinfo &_Addcats(int categories, const char *name);
    IMPORTED const char *_Getname() const;
    IMPORTED ::_Ctypevec _Getctype() const;
    IMPORTED const ::lconv *_Getlconv() const;
    _Lockit lock;
    struct {
        void *text, *empty;
    } days, months, wide_days, wide_months;
    _Yarn<char> old_name, new_name;
};
static_assert(sizeof(_Locinfo) == 104, "as MSVC has it");

/* As Microsoft's header makes locales with a name, and out of two. */
inline locale::locale(const char *name, int categories) : imp(_Locimp::_New_Locimp(false))
{
    _Init(false);
    _Locinfo info(categories, name);
    if (!strcmp(info._Getname(), "*")) return;
    _Locimp::_Makeloc(info, categories, imp, nullptr);
    imp->categories = categories;
    imp->name = name;
}
inline locale::locale(const locale &one, const locale &other, int categories) : imp(_Locimp::_New_Locimp(*one.imp))
{
    _Locinfo info;
    _Locimp::_Makeloc(info, categories, imp, &other);
}

/* ---- streams ---- */

template <class S> class fpos
{
  public:
    fpos(streamoff at) : offset(at), position(0), state()
    {
    }
    operator streamoff() const
    {
        return offset + position;
    }
    streamoff offset;
    long long position;
    S state;
};
typedef fpos<_Mbstatet> streampos;

template <class E> struct char_traits;
template <class E, class T> class basic_streambuf;
template <class E, class T> class basic_ios;
template <class E, class T> class basic_ostream;
template <class E, class T> class basic_istream;
template <class E, class T> class basic_iostream;
typedef basic_streambuf<char, char_traits<char>> streambuf;
typedef basic_ios<char, char_traits<char>> ios;
typedef basic_ostream<char, char_traits<char>> ostream;
typedef basic_istream<char, char_traits<char>> istream;
typedef basic_iostream<char, char_traits<char>> iostream;

enum { good = 0, eof = 1, fail = 2, bad = 4 };
enum { in = 1, out = 2, ate = 4, app = 8, trunc = 16, binary = 32, no_create = 64, no_replace = 128 };
enum { begin, current, end };
enum {
    skipws = 1,
    unitbuf = 2,
    uppercase = 4,
    showbase = 8,
    showpoint = 0x10,
    showpos = 0x20,
    left = 0x40,
    right = 0x80,
    internal = 0x100,
    dec = 0x200,
    oct = 0x400,
    hex = 0x800,
    scientific = 0x1000,
    fixed = 0x2000,
    boolalpha = 0x4000,
};

class ios_base
{
  public:
    enum event { erase_event, imbue_event, copyfmt_event };
    class failure : public system_error
    {
    };
    IMPORTED virtual ~ios_base();
    IMPORTED explicit operator bool() const;
    IMPORTED bool operator!() const;
    IMPORTED void clear(int state, bool reraise);
    IMPORTED int rdstate() const;
    IMPORTED bool good() const;
    IMPORTED bool eof() const;
    IMPORTED bool fail() const;
    IMPORTED bool bad() const;
    IMPORTED int exceptions() const;
    IMPORTED void exceptions(int mask);
    IMPORTED int flags() const;
    IMPORTED int flags(int flags);
    IMPORTED int setf(int flags);
    IMPORTED int setf(int flags, int mask);
    IMPORTED void unsetf(int flags);
    IMPORTED streamsize precision() const;
    IMPORTED streamsize precision(streamsize);
    IMPORTED streamsize width() const;
    IMPORTED streamsize width(streamsize);
    IMPORTED locale getloc() const;
    IMPORTED locale imbue(const locale &);
    IMPORTED void register_callback(void (*function)(event, ios_base &, int), int index);
    IMPORTED static void _Addstd(ios_base *);
    IMPORTED static int xalloc();
    IMPORTED long &iword(int);
    IMPORTED void *&pword(int);
    IMPORTED static bool sync_with_stdio(bool);
    IMPORTED ios_base &copyfmt(const ios_base &);
    IMPORTED void swap(ios_base &);

    size_t standard;

  protected:
    ios_base()
    {
    }
    int state, mask, format;
    streamsize digits, columns;
    void *slots, *callbacks;
    locale *place;
};

template <> class basic_ios<char, char_traits<char>> : public ios_base
{
  public:
    IMPORTED virtual ~basic_ios();
    IMPORTED void clear(int state = std::good, bool reraise = false);
    IMPORTED void setstate(int state, bool reraise = false);
    IMPORTED ostream *tie() const;
    IMPORTED ostream *tie(ostream *);
    IMPORTED streambuf *rdbuf() const;
    IMPORTED streambuf *rdbuf(streambuf *);
    IMPORTED locale imbue(const locale &);
    IMPORTED char fill() const;
    IMPORTED char fill(char);
    IMPORTED char narrow(char c, char otherwise) const;
    IMPORTED char widen(char c) const;
    IMPORTED basic_ios &copyfmt(const basic_ios &);
    IMPORTED void swap(basic_ios &);
    IMPORTED void move(basic_ios &);
    IMPORTED void move(basic_ios &&);
    IMPORTED void set_rdbuf(streambuf *);

  protected:
    IMPORTED basic_ios();
    IMPORTED void init(streambuf *buffer = nullptr, bool standard = false);

  private:
    streambuf *buffer;
    ostream *tied;
    char filler;
};
static_assert(sizeof(ios) == 96, "as MSVC has it");

template <> class basic_streambuf<char, char_traits<char>>
{
  public:
    IMPORTED virtual ~basic_streambuf();
    IMPORTED streampos pubseekoff(streamoff offset, int way, int mode = std::in | std::out);
    IMPORTED streampos pubseekpos(streampos position, int mode = std::in | std::out);
    IMPORTED basic_streambuf *pubsetbuf(char *, streamsize);
    IMPORTED locale pubimbue(const locale &);
    IMPORTED locale getloc() const;
    IMPORTED streamsize in_avail();
    IMPORTED int pubsync();
    IMPORTED int sbumpc();
    IMPORTED int sgetc();
    IMPORTED streamsize sgetn(char *, streamsize);
    IMPORTED int snextc();
    IMPORTED int sputbackc(char);
    IMPORTED void stossc();
    IMPORTED int sungetc();
    IMPORTED int sputc(char);
    IMPORTED streamsize sputn(const char *, streamsize);
    IMPORTED virtual void _Lock();
    IMPORTED virtual void _Unlock();

  protected:
    IMPORTED basic_streambuf();
    IMPORTED basic_streambuf(const basic_streambuf &);
    IMPORTED basic_streambuf &operator=(const basic_streambuf &);
    IMPORTED void swap(basic_streambuf &);
    IMPORTED char *eback() const;
    IMPORTED char *gptr() const;
    IMPORTED char *pbase() const;
    IMPORTED char *pptr() const;
    IMPORTED char *egptr() const;
    IMPORTED void gbump(int);
    IMPORTED void setg(char *, char *, char *);
    IMPORTED char *epptr() const;
    IMPORTED char *_Gndec();
    IMPORTED char *_Gninc();
    IMPORTED char *_Gnpreinc();
    IMPORTED streamsize _Gnavail() const;
    IMPORTED void pbump(int);
    IMPORTED void setp(char *, char *);
    IMPORTED void setp(char *, char *, char *);
    IMPORTED char *_Pninc();
    IMPORTED streamsize _Pnavail() const;
    IMPORTED void _Init();
    IMPORTED void _Init(char **, char **, int *, char **, char **, int *);
    IMPORTED virtual int overflow(int = -1);
    IMPORTED virtual int pbackfail(int = -1);
    IMPORTED virtual streamsize showmanyc();
    IMPORTED virtual int underflow();
    IMPORTED virtual int uflow();
    IMPORTED virtual streamsize xsgetn(char *, streamsize);
    IMPORTED virtual streamsize xsputn(const char *, streamsize);
    IMPORTED virtual streampos seekoff(streamoff, int, int = std::in | std::out);
    IMPORTED virtual streampos seekpos(streampos, int = std::in | std::out);
    IMPORTED virtual basic_streambuf *setbuf(char *, streamsize);
    IMPORTED virtual int sync();
    IMPORTED virtual void imbue(const locale &);

  private:
    char *get_first, *put_first, **get_first_at, **put_first_at, *get_next, *put_next, **get_next_at, **put_next_at;
    int get_count, put_count, *get_count_at, *put_count_at;

  protected:
    locale *place;
};
static_assert(sizeof(streambuf) == 104, "as MSVC has it");

#pragma vtordisp(push, 2)
template <> class basic_ostream<char, char_traits<char>> : virtual public ios
{
  public:
    IMPORTED explicit basic_ostream(streambuf *, bool standard = false);
    IMPORTED virtual ~basic_ostream();
    IMPORTED bool opfx();
    IMPORTED void osfx();
    IMPORTED void _Osfx();
    IMPORTED basic_ostream &operator<<(basic_ostream &(*)(basic_ostream &));
    IMPORTED basic_ostream &operator<<(ios_base &(*)(ios_base &));
    IMPORTED basic_ostream &operator<<(bool);
    IMPORTED basic_ostream &operator<<(short);
    IMPORTED basic_ostream &operator<<(unsigned short);
    IMPORTED basic_ostream &operator<<(int);
    IMPORTED basic_ostream &operator<<(unsigned);
    IMPORTED basic_ostream &operator<<(long);
    IMPORTED basic_ostream &operator<<(unsigned long);
    IMPORTED basic_ostream &operator<<(long long);
    IMPORTED basic_ostream &operator<<(unsigned long long);
    IMPORTED basic_ostream &operator<<(float);
    IMPORTED basic_ostream &operator<<(double);
    IMPORTED basic_ostream &operator<<(long double);
    IMPORTED basic_ostream &operator<<(const void *);
    IMPORTED basic_ostream &operator<<(streambuf *);
    IMPORTED basic_ostream &put(char);
    IMPORTED basic_ostream &write(const char *, streamsize);
    IMPORTED basic_ostream &flush();
    IMPORTED basic_ostream &seekp(streampos);
    IMPORTED basic_ostream &seekp(streamoff, int);
    IMPORTED streampos tellp();

  protected:
    IMPORTED basic_ostream(basic_ostream &&);
    IMPORTED basic_ostream &operator=(basic_ostream &&);
    IMPORTED void swap(basic_ostream &);
};

template <> class basic_istream<char, char_traits<char>> : virtual public ios
{
  public:
    IMPORTED explicit basic_istream(streambuf *, bool standard = false);
    IMPORTED virtual ~basic_istream();
    IMPORTED bool _Ipfx(bool no_skip = false);
    IMPORTED basic_istream &operator>>(basic_istream &(*)(basic_istream &));
    IMPORTED basic_istream &operator>>(ios_base &(*)(ios_base &));
    IMPORTED basic_istream &operator>>(bool &);
    IMPORTED basic_istream &operator>>(short &);
    IMPORTED basic_istream &operator>>(unsigned short &);
    IMPORTED basic_istream &operator>>(int &);
    IMPORTED basic_istream &operator>>(unsigned &);
    IMPORTED basic_istream &operator>>(long &);
    IMPORTED basic_istream &operator>>(unsigned long &);
    IMPORTED basic_istream &operator>>(long long &);
    IMPORTED basic_istream &operator>>(unsigned long long &);
    IMPORTED basic_istream &operator>>(float &);
    IMPORTED basic_istream &operator>>(double &);
    IMPORTED basic_istream &operator>>(long double &);
    IMPORTED basic_istream &operator>>(void *&);
    IMPORTED basic_istream &operator>>(streambuf *);
    IMPORTED int get();
    IMPORTED basic_istream &get(char &);
    IMPORTED basic_istream &getline(char *, streamsize);
    IMPORTED basic_istream &getline(char *, streamsize, char);
    IMPORTED basic_istream &ignore(streamsize = 1, int = -1);
    IMPORTED basic_istream &read(char *, streamsize);
    IMPORTED int peek();
    IMPORTED basic_istream &putback(char);
    IMPORTED basic_istream &unget();
    IMPORTED streamsize gcount() const;
    IMPORTED int sync();
    IMPORTED basic_istream &seekg(streampos);
    IMPORTED basic_istream &seekg(streamoff, int);
    IMPORTED streampos tellg();
    IMPORTED basic_istream &get(char *, streamsize);
    IMPORTED basic_istream &get(char *, streamsize, char);
    IMPORTED basic_istream &get(streambuf &);
    IMPORTED basic_istream &get(streambuf &, char);
    IMPORTED streamsize readsome(char *, streamsize);

  protected:
    IMPORTED basic_istream(basic_istream &&);
    IMPORTED basic_istream &operator=(basic_istream &&);
    IMPORTED void swap(basic_istream &);

  private:
    streamsize taken;
};
#pragma vtordisp(pop)

template <> class basic_iostream<char, char_traits<char>> : public istream, public ostream
{
  public:
    IMPORTED explicit basic_iostream(streambuf *);
    IMPORTED virtual ~basic_iostream();

  protected:
    IMPORTED basic_iostream(basic_iostream &&);
    IMPORTED basic_iostream &operator=(basic_iostream &&);
    IMPORTED void swap(basic_iostream &);
};
static_assert(sizeof(ostream) == 112 && sizeof(istream) == 120 && sizeof(iostream) == 128, "as MSVC has them");
} // namespace std

/* A buffer over memory, which notes the calls of its virtual functions that change something. */
class memory_buffer : public std::streambuf
{
  public:
    explicit memory_buffer(const char *text = "")
    {
        size_t size = strlen(text);
        memcpy(bytes, text, size);
        setg(bytes, bytes, bytes + size);
        setp(bytes, bytes + sizeof bytes - 1);
    }
    bool has(const char *expected) const
    {
        size_t size = (size_t)(pptr() - pbase());
        bool same = size == strlen(expected) && !memcmp(bytes, expected, size);
        if (!same) say("# expected: %s\n# in buffer: %.*s\n", expected, (int)size, bytes);
        return same;
    }
    void restart()
    {
        setp(bytes, bytes + sizeof bytes - 1);
    }
    int syncs = 0, locks = 0, unlocks = 0;

  protected:
    int sync() override
    {
        syncs++;
        return 0;
    }
    void _Lock() override
    {
        locks++;
    }
    void _Unlock() override
    {
        unlocks++;
    }
    std::streampos seekoff(std::streamoff offset, int way, int mode) override
    {
        char *last = mode & std::in ? egptr() : pptr();
        char *next = mode & std::in ? gptr() : pptr();
        char *to = (way == std::begin ? bytes : way == std::current ? next : last) + offset;
        if (to < bytes || to > last) return std::streampos(-1);
        if (mode & std::in) setg(bytes, to, egptr());
        if (mode & std::out) setp(bytes, to, epptr());
        return std::streampos(to - bytes);
    }
    std::streampos seekpos(std::streampos position, int mode) override
    {
        return seekoff(position, std::begin, mode);
    }

  private:
    char bytes[2000];
};

/* A buffer that throws an int where it is asked for anything. */
class throwing_buffer : public std::streambuf
{
  protected:
    int overflow(int) override
    {
        throw 1;
    }
    int underflow() override
    {
        throw 2;
    }
    int sync() override
    {
        throw 3;
    }
};

#endif
