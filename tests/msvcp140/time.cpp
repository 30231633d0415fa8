/* SPDX-License-Identifier: MIT */
/* std::time_put<char>, as std::put_time uses it.  The sentences are of ISO C++, [locale.time.put]. */
#include "std.h"

struct tm {
    int seconds, minutes, hours, day, month, year, weekday, yearday, daylight;
};

namespace std
{
template <class E, class T> class ostreambuf_iterator
{
  public:
    bool failed;
    streambuf *buffer;
    explicit ostreambuf_iterator(streambuf *to) : failed(false), buffer(to)
    {
    }
    ostreambuf_iterator(const ostreambuf_iterator &from) : failed(from.failed), buffer(from.buffer)
    {
    }
};
typedef ostreambuf_iterator<char, char_traits<char>> to_buffer;
template <class E, class I> class time_put;
template <> class time_put<char, to_buffer> : public locale::facet
{
  public:
    IMPORTED static size_t _Getcat(const locale::facet **facet = nullptr, const locale *place = nullptr);
    IMPORTED to_buffer put(to_buffer to, ios_base &, char fill, const tm *time, const char *first,
                           const char *last) const;
    IMPORTED to_buffer put(to_buffer to, ios_base &, char fill, const tm *time, char letter, char modifier) const;
    IMPORTED static locale::id id;

  protected:
    time_put() : facet(0), names(nullptr)
    {
    }
    IMPORTED virtual to_buffer do_put(to_buffer to, ios_base &, char fill, const tm *time, char letter,
                                      char modifier) const;
    void *names;
};
} // namespace std

typedef std::time_put<char, std::to_buffer> putter;

class own_putter : public putter
{
  protected:
    std::to_buffer do_put(std::to_buffer to, std::ios_base &ios, char fill, const tm *time, char letter,
                          char modifier) const override
    {
        event("%c%c%d", letter, modifier ? modifier : '-', time->day);
        return letter == 'd' ? putter::do_put(to, ios, fill, time, letter, modifier) : to;
    }
};

static bool puts(const putter *facet, const char *format, const char *expected)
{
    const tm time = {5, 4, 13, 2, 0, 126, 5, 1, 0};
    memory_buffer buffer;
    std::ostream s(&buffer);
    std::to_buffer end = facet->put(std::to_buffer(&buffer), s, ' ', &time, format, format + strlen(format));
    return !end.failed && end.buffer == &buffer && buffer.has(expected);
}

static void test()
{
    const std::locale::facet *made = nullptr;
    CHECK(putter::_Getcat() == 5 && putter::_Getcat(&made, &std::locale::classic()) == 5 && made,
          "_Getcat: LC_TIME, and a new facet");
    const putter *facet = (const putter *)made;
    CHECK(puts(facet, "%Y-%m-%d %H:%M:%S", "2026-01-02 13:04:05"), "put: a format as strftime's");
    CHECK(puts(facet, "%a %B%%x", "Fri January%x") && puts(facet, "%#d|%Ey", "2|26") && puts(facet, "", ""),
          "names, %%, modifiers");
    CHECK(puts(facet, "no conversion %", "no conversion %"), "a % at the end stands for itself");
    const tm time = {5, 4, 13, 2, 0, 126, 5, 1, 0};
    memory_buffer buffer;
    std::ostream s(&buffer);
    facet->put(std::to_buffer(&buffer), s, ' ', &time, 'j', '\0');
    CHECK(buffer.has("002"), "put(letter, modifier): one conversion");
    own_putter own;
    CHECK(puts(&own, "<%d%Ex>", "<02>") && happened("d-2 xE2"), "do_put of a derived class is called for each");
    std::locale mine(std::locale::classic(), new own_putter);
    size_t id = putter::id;
    CHECK(id && mine.imp->facets[id], "time_put<char>::id: by it a locale has it");
    const char day[] = "%d";
    std::to_buffer nowhere = facet->put(std::to_buffer(nullptr), s, ' ', &time, day, day + 2);
    CHECK(nowhere.failed, "the iterator says that writing failed");
    delete (std::_Facet_base *)made;
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ?_Getcat@?$time_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@SA_KPEAPEBVfacet@locale@2@PEBV42@@Z
 * ?do_put@?$time_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@MEBA?AV?$ostreambuf_iterator@DU?$char_traits@D@std@@@2@V32@AEAVios_base@2@DPEBUtm@@DD@Z
 * ?id@?$time_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@2V0locale@2@A
 * ?put@?$time_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@QEBA?AV?$ostreambuf_iterator@DU?$char_traits@D@std@@@2@V32@AEAVios_base@2@DPEBUtm@@DD@Z
 * ?put@?$time_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@QEBA?AV?$ostreambuf_iterator@DU?$char_traits@D@std@@@2@V32@AEAVios_base@2@DPEBUtm@@PEBD3@Z
 */
