/* SPDX-License-Identifier: MIT */
/* What numbers in text look like in a locale, for num_put.c and num_get.c, and how streams call these facets. */
#ifndef METIC_NUMBER_H
#define METIC_NUMBER_H

#include "msvcp.h"

#include <limits.h>

enum { NAME_SIZE = 64, GROUPING_SIZE = 32 };

/* The string of numpunct::grouping(): sizes of groups from the right, the last for all that follow; 0 or CHAR_MAX:
 * none. */
struct punctuation {
    char point, separator, grouping[GROUPING_SIZE];
};
void punctuation_get(const struct locale *locale, struct punctuation *result);
/* The name of a bool, cut to size. */
void punctuation_name(const struct locale *locale, bool value, char *to, size_t size);

static inline bool is_group(char size)
{
    return size > 0 && size != CHAR_MAX;
}

struct num_put_vftable {
    struct facet_vftable facet;
#define PUT(name, type)                                                                                                \
    struct out_iterator *(METHOD * name)(const struct facet *self, struct out_iterator *result,                        \
                                         struct out_iterator *to, struct ios *ios, char fill, type value)
    PUT(put_pointer, const void *);
    PUT(put_long_double, double);
    PUT(put_double, double);
    PUT(put_u64, unsigned long long);
    PUT(put_i64, long long);
    PUT(put_u32, unsigned);
    PUT(put_i32, int);
    PUT(put_bool, bool);
#undef PUT
};

struct num_get_vftable {
    struct facet_vftable facet;
#define GET(name, type)                                                                                                \
    struct in_iterator *(METHOD * name)(const struct facet *self, struct in_iterator *result,                          \
                                        struct in_iterator *from, struct in_iterator *end, struct ios *ios,            \
                                        int *state, type *value)
    GET(get_pointer, void *);
    GET(get_long_double, double);
    GET(get_double, double);
    GET(get_float, float);
    GET(get_u64, unsigned long long);
    GET(get_i64, long long);
    GET(get_u32, unsigned);
    GET(get_i32, int);
    GET(get_uint, unsigned);
    GET(get_u16, unsigned short);
    GET(get_bool, bool);
#undef GET
};

#endif
