/* SPDX-License-Identifier: MIT */
/* std::time_put<char>: times to text, as std::put_time asks for; the C runtime's strftime() writes it, in the C
 * runtime's locale. */
#include "number.h"

#include <time.h>

struct locale_id time_put_id;

extern const void *const time_put_vftable[];

struct time_put_functions {
    struct facet_vftable facet;
    struct out_iterator *(METHOD *put)(const struct facet *self, struct out_iterator *result, struct out_iterator *to,
                                       struct ios *ios, char fill, const struct tm *time, char letter, char modifier);
};
#define VIRTUAL(self) ((const struct time_put_functions *)(self)->vftable)

static void put_chars(struct out_iterator *to, const char *text, size_t count)
{
    for (; count; count--, text++)
        if (!to->buffer || streambuf_sputc(to->buffer, *text) == EOF) to->failed = true;
}

static struct facet *time_put_new(void)
{
    struct facet *self = allocate(sizeof *self + sizeof(void *)); /* room for MSVC's names of days and months */
    memset(self, 0, sizeof *self + sizeof(void *));
    facet_start(self, time_put_vftable, 0);
    return self;
}

/* time_put<char>::_Getcat(const facet **, const locale *): the C category (LC_TIME), and a new facet if asked for one.
 */
size_t time_put_getcat(const struct facet **facet, const struct locale *locale)
{
    (void)locale;
    if (facet && !*facet) *facet = time_put_new();
    return CATEGORY_TIME;
}

/* time_put::do_put: one conversion.  A mark before it tells an empty result from one that has no room. */
struct out_iterator *METHOD time_put_do_put(const struct facet *self, struct out_iterator *result,
                                            struct out_iterator *to, struct ios *ios, char fill, const struct tm *time,
                                            char letter, char modifier)
{
    char format[] = {'!', '%', modifier ? modifier : letter, modifier ? letter : 0, 0};
    (void)self, (void)ios, (void)fill;
    struct out_iterator out = *to;
    for (size_t size = 64; size <= 1 << 16; size *= 4) {
        char *text = allocate(size);
        size_t count = strftime(text, size, format, time);
        if (count) put_chars(&out, text + 1, count - 1);
        free(text);
        if (count) break;
    }
    *result = out;
    return result;
}

/* time_put::put(to, ios, fill, time, letter, modifier): %letter, or %modifier letter, of strftime(). */
struct out_iterator *METHOD time_put_letter(const struct facet *self, struct out_iterator *result,
                                            struct out_iterator *to, struct ios *ios, char fill, const struct tm *time,
                                            char letter, char modifier)
{
    return VIRTUAL(self)->put(self, result, to, ios, fill, time, letter, modifier);
}

/* time_put::put(to, ios, fill, time, first, last): a whole format; what is no conversion stands for itself. */
struct out_iterator *METHOD time_put_format(const struct facet *self, struct out_iterator *result,
                                            struct out_iterator *to, struct ios *ios, char fill, const struct tm *time,
                                            const char *first, const char *last)
{
    struct out_iterator out = *to;
    for (; first != last; first++) {
        const char *next = first + 1;
        char modifier = 0;
        if (*first == '%' && next != last && (*next == 'E' || *next == 'O' || *next == '#')) modifier = *next++;
        if (*first != '%' || next == last) {
            put_chars(&out, first, 1);
            continue;
        }
        struct out_iterator before = out;
        VIRTUAL(self)->put(self, &out, &before, ios, fill, time, *next, modifier);
        first = next;
    }
    *result = out;
    return result;
}
