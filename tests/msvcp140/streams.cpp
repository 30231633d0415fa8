/* SPDX-License-Identifier: MIT */
/* std::cin, cout, cerr and clog over the C runtime's streams; std::_Fiopen; how streams end, and the tables that say
 * what they are. */
#include "std.h"

namespace std
{
IMPORTED extern istream cin;
IMPORTED extern ostream cout, cerr, clog;
IMPORTED _iobuf *_Fiopen(const char *name, int mode, int sharing);
IMPORTED _iobuf *_Fiopen(const wchar_t *name, int mode, int sharing);
} // namespace std

extern "C" {
int _dup(int);
int _dup2(int, int);
int _open(const char *name, int flags, ...);
int _close(int);
int _read(int, void *, unsigned);
int remove(const char *);
int fputs(const char *, void *);
char *fgets(char *, int, void *);
int fclose(void *);
int fgetc(void *);
int fputc(int, void *);
long ftell(void *);
int ungetc(int, void *);
}
enum { read_write = 2, create = 0x100, truncate = 0x200, as_binary = 0x8000, deny_none = 0x40 };

static const char name[] = "msvcp140_streams.tmp";
static const wchar_t wide_name[] = L"msvcp140_streams.tmp";

/* The file in the place of a descriptor. */
struct redirected {
    int descriptor, saved, file;
    explicit redirected(int number, const char *content = nullptr) : descriptor(number)
    {
        file = _open(name, read_write | create | truncate, 0600);
        if (content) {
            void *to = std::_Fiopen(name, std::out | std::binary, deny_none);
            fputs(content, to);
            fclose(to);
        }
        saved = _dup(descriptor);
        _dup2(file, descriptor);
    }
    bool has(const char *expected)
    {
        char text[200];
        int bytes = _open(name, as_binary), size = _read(bytes, text, sizeof text);
        _close(bytes);
        return size == (int)strlen(expected) && !memcmp(text, expected, (size_t)size);
    }
    ~redirected()
    {
        _dup2(saved, descriptor);
        _close(saved);
        _close(file);
        remove(name);
    }
};

static void test_output()
{
    bool right, flushed, mixed;
    {
        redirected out(1);
        std::cout << 12;
        std::cout.put('a').write("bc\n", 3);
        std::cout.flush();
        right = out.has("12abc\r\n");
        fputs("C", __acrt_iob_func(1));
        std::cout << 5;
        fputs("C", __acrt_iob_func(1));
        flushed = std::cout.flush().good();
        mixed = out.has("12abc\r\nC5C");
    }
    CHECK(right, "cout writes to stdout, in text mode");
    CHECK(flushed && mixed, "in order with what C writes there");
    CHECK(std::cout.good() && !(std::cout.flags() & std::unitbuf) && std::cout.tie() == nullptr,
          "cout: not unitbuf, not tied");
    CHECK((std::cerr.flags() & std::unitbuf) && std::cerr.tie() == &std::cout, "cerr: unitbuf, tied to cout");
    CHECK(!(std::clog.flags() & std::unitbuf) && std::clog.rdbuf() != std::cerr.rdbuf() && std::clog.good(),
          "clog: not unitbuf");
    {
        redirected err(2);
        std::cerr << 7;
        right = err.has("7");
        std::clog << 8;
        std::clog.flush();
        mixed = err.has("78");
    }
    CHECK(right, "cerr writes to stderr at once");
    CHECK(mixed, "clog too");
    std::ios_base *base = &std::cout;
    CHECK(dynamic_cast<std::ostream *>(base) == &std::cout, "cout says what it is");
}

static void test_input()
{
    int n = 0, first, again, back, end;
    char line[16] = {0}, block[4] = {0};
    long long got;
    {
        redirected in(0, "17 rest\r\nxyz12345");
        std::cin >> n;
        first = std::cin.get();
        again = std::cin.unget().get();
        std::cin.getline(line, sizeof line);
        std::cin.putback('q');
        back = std::cin.get();
        fgetc(__acrt_iob_func(0));
        std::cin.read(block, 3);
        got = std::cin.gcount();
        std::cin.ignore(4);
        end = std::cin.peek();
    }
    CHECK(n == 17 && first == ' ' && again == ' ', "cin reads stdin; unget");
    CHECK(!strcmp(line, "rest") && back == 'q', "in text mode; putback");
    CHECK(got == 3 && !memcmp(block, "yz1", 3), "together with C");
    CHECK(end == -1 && std::cin.rdstate() == std::eof, "up to its end");
    CHECK(std::cin.tie() == &std::cout, "cin is tied to cout");
    std::cin.clear();
}

/* Opens the file so, writes, and says whether its content is then as expected. */
static bool opens(int mode, const char *write, const char *expected)
{
    char text[64] = {0};
    _iobuf *file = std::_Fiopen(name, mode, deny_none);
    if (!file) return false;
    fputs(write, file);
    fclose(file);
    file = std::_Fiopen(wide_name, std::in | std::binary, deny_none);
    if (!file) return false;
    fgets(text, sizeof text, file);
    fclose(file);
    return !strcmp(text, expected);
}

/* Whether a file with something in it that was opened so can be read. */
static bool reads(int mode)
{
    opens(std::out, "q", "q");
    _iobuf *file = std::_Fiopen(name, mode, deny_none);
    bool can = fgetc(file) == 'q';
    fclose(file);
    return can;
}

static void test_open()
{
    remove(name);
    CHECK(!std::_Fiopen(name, std::in, deny_none), "in: a file that is not there");
    CHECK(!std::_Fiopen(wide_name, std::in | std::out, deny_none), "in | out too");
    CHECK(opens(std::out, "abc", "abc"), "out: \"w\"");
    CHECK(opens(std::out | std::trunc, "d", "d"), "out | trunc: \"w\"");
    CHECK(!reads(std::out) && !reads(std::out | std::app), "which cannot be read");
    CHECK(reads(std::in) && reads(std::in | std::out), "in can");
    fclose(std::_Fiopen(name, std::out, deny_none));
    CHECK(opens(std::out | std::app, "x", "x"), "out | app: \"a\"");
    CHECK(opens(std::app, "y", "xy"), "app alone too: at the end");
    CHECK(opens(std::in | std::out, "z", "zy"), "in | out: \"r+\", in its place");
    CHECK(opens(std::in | std::out | std::app, "w", "zyw"), "in | out | app: \"a+\"");
    _iobuf *file = std::_Fiopen(name, std::in | std::ate, deny_none);
    CHECK(file && ftell(file) == 3, "ate: at its end");
    fclose(file);
    CHECK(!std::_Fiopen(name, std::out | std::no_replace, deny_none) &&
              !std::_Fiopen(wide_name, std::out | std::no_replace, deny_none),
          "_Noreplace: not where there is one");
    CHECK(opens(std::in | std::out | std::trunc, "v", "v"), "in | out | trunc: \"w+\"");
    CHECK(!std::_Fiopen(name, std::trunc, deny_none) && !std::_Fiopen(name, std::in | std::trunc, deny_none) &&
              !std::_Fiopen(name, 0, deny_none),
          "no way to open: null");
    file = std::_Fiopen(name, std::out | std::binary, deny_none);
    fputs("a\n", file);
    fclose(file);
    file = std::_Fiopen(name, std::in | std::binary, deny_none);
    char text[8] = {0};
    fgets(text, sizeof text, file);
    fclose(file);
    CHECK(!strcmp(text, "a\n"), "binary: no line ends are changed");
    remove(name);
    CHECK(!std::_Fiopen(name, std::out | std::no_create, deny_none), "_Nocreate: \"r+\"");
    file = std::_Fiopen(name, std::out | std::no_replace, deny_none);
    CHECK(file, "_Noreplace: where there is none it is made");
    fclose(file);
    remove(name);
}

template <class F> static F *exported(const char *symbol)
{
    return (F *)GetProcAddress(GetModuleHandleW(L"msvcp140.dll"), symbol);
}

class plain_ios : public std::ios
{
  public:
    explicit plain_ios(std::streambuf *buffer)
    {
        init(buffer);
    }
};

static void test_ends()
{
    memory_buffer buffer;
    std::locale::_Locimp *imp = std::locale::classic().imp;
    unsigned before = imp->references;
    alignas(16) char room[sizeof(std::iostream)];

    std::ostream *out = new (room) std::ostream(&buffer);
    CHECK(imp->references == before + 1, "a stream holds its locale");
    exported<void(std::ostream *)>("??_D?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAXXZ")(out);
    CHECK(imp->references == before, "the destructor with the virtual base's: basic_ostream");
    std::istream *in = new (room) std::istream(&buffer);
    exported<void(std::istream *)>("??_D?$basic_istream@DU?$char_traits@D@std@@@std@@QEAAXXZ")(in);
    CHECK(imp->references == before, "basic_istream");
    std::iostream *both = new (room) std::iostream(&buffer);
    exported<void(std::iostream *)>("??_D?$basic_iostream@DU?$char_traits@D@std@@@std@@QEAAXXZ")(both);
    CHECK(imp->references == before, "basic_iostream");

    plain_ios *s = new (room) plain_ios(&buffer);
    s->register_callback(
        [](std::ios_base::event what, std::ios_base &, int index) { event("%d,%d", (int)what, index); }, 3);
    exported<void(std::ios_base *)>("?_Ios_base_dtor@ios_base@std@@CAXPEAV12@@Z")(s);
    CHECK(imp->references == before && happened("0,3"), "_Ios_base_dtor: the end of an ios_base");
    s = new (room) plain_ios(&buffer);
    exported<void(std::ios_base *)>("??1ios_base@std@@UEAA@XZ")(s);
    CHECK(imp->references == before, "which its destructor does");

    s = new (room) plain_ios(&buffer);
    std::ios_base *base = s;
    CHECK(dynamic_cast<plain_ios *>(base) == s, "dynamic_cast of an object of the program");
    *(void **)room = exported<void>("??_7?$basic_ios@DU?$char_traits@D@std@@@std@@6B@");
    CHECK(!dynamic_cast<plain_ios *>(base) && dynamic_cast<std::ios *>(base) == s, "with basic_ios's table it is one");
    *(void **)room = exported<void>("??_7ios_base@std@@6B@");
    CHECK(!dynamic_cast<std::ios *>(base), "with ios_base's it is only that");
    base->~ios_base();
    CHECK(imp->references == before, "whose destructor is in the table");
    CHECK(*exported<const long long>("?_BADOFF@std@@3_JB") == -1, "_BADOFF");
}

static void test()
{
    test_output();
    test_input();
    test_open();
    test_ends();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ?_Fiopen@std@@YAPEAU_iobuf@@PEBDHH@Z
 * ?_Fiopen@std@@YAPEAU_iobuf@@PEB_WHH@Z
 * ?cerr@std@@3V?$basic_ostream@DU?$char_traits@D@std@@@1@A
 * ?cin@std@@3V?$basic_istream@DU?$char_traits@D@std@@@1@A
 * ?clog@std@@3V?$basic_ostream@DU?$char_traits@D@std@@@1@A
 * ?cout@std@@3V?$basic_ostream@DU?$char_traits@D@std@@@1@A
 */
