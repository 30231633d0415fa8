/* SPDX-License-Identifier: MIT */
/* std::ctype<char>: classes by the C runtime's table, case, and widening that leaves a char what it is. */
#include "convert.h"

struct ctype {
    struct facet facet;
    struct ctypevec vec;
};

struct facet *ctype_new(void)
{
    struct ctype *self = allocate(sizeof *self);
    facet_start(&self->facet, ctype_vftable, 0);
    getctype(&self->vec);
    return &self->facet;
}

static void ctype_free_table(struct ctype *self)
{
    if (self->vec.delete_table) free((void *)self->vec.table);
    free(self->vec.locale_name);
}

void *METHOD ctype_delete(struct ctype *self, unsigned flags)
{
    ctype_free_table(self);
    return facet_destroy(&self->facet, flags);
}

enum { CTYPE_CATEGORY = 2 };

/* A facet made for the locale that locale's name says. */
static void make_named(const struct facet **facet, const struct locale *locale, struct facet *(*make)(void))
{
    if (!facet || *facet) return;
    struct locinfo info;
    locinfo_make(&info, locale_name(locale));
    *facet = make();
    locinfo_destroy(&info);
}

/* ctype<char>::_Getcat(const facet **, const locale *): the C category (LC_CTYPE), and a new facet if asked for one. */
size_t ctype_getcat(const struct facet **facet, const struct locale *locale)
{
    make_named(facet, locale, ctype_new);
    return CTYPE_CATEGORY;
}

size_t codecvt_getcat(const struct facet **facet, const struct locale *locale)
{
    make_named(facet, locale, codecvt_new);
    return CTYPE_CATEGORY;
}

size_t wide_codecvt_getcat(const struct facet **facet, const struct locale *locale)
{
    make_named(facet, locale, wide_codecvt_new);
    return CTYPE_CATEGORY;
}

/* ctype<char>::is(mask, c): whether c is of one of mask's classes (the bits of isspace() and its like). */
bool METHOD ctype_is(const struct ctype *self, short mask, char c)
{
    return self->vec.table[(unsigned char)c] & mask;
}

char METHOD ctype_do_tolower(const struct ctype *self, char c)
{
    return (char)convert_lower((unsigned char)c, &self->vec);
}

const char *METHOD ctype_do_tolower_range(const struct ctype *self, char *first, const char *last)
{
    for (; first != last; first++) *first = ctype_do_tolower(self, *first);
    return first;
}

char METHOD ctype_do_toupper(const struct ctype *self, char c)
{
    return (char)convert_upper((unsigned char)c, &self->vec);
}

const char *METHOD ctype_do_toupper_range(const struct ctype *self, char *first, const char *last)
{
    for (; first != last; first++) *first = ctype_do_toupper(self, *first);
    return first;
}

char METHOD ctype_do_widen(const struct ctype *self, char c)
{
    (void)self;
    return c;
}

const char *METHOD ctype_do_widen_range(const struct ctype *self, const char *first, const char *last, char *to)
{
    (void)self;
    memcpy(to, first, (size_t)(last - first));
    return last;
}

char METHOD ctype_do_narrow(const struct ctype *self, char c, char otherwise)
{
    (void)self, (void)otherwise;
    return c;
}

const char *METHOD ctype_do_narrow_range(const struct ctype *self, const char *first, const char *last, char otherwise,
                                         char *to)
{
    (void)self, (void)otherwise;
    memcpy(to, first, (size_t)(last - first));
    return last;
}

/* ctype<char>::tolower(c) and its like call the virtual functions, which a derived class may have of its own. */
struct ctype_vftable {
    struct facet_vftable facet;
    const char *(METHOD *tolower_range)(const struct ctype *self, char *first, const char *last);
    char(METHOD *tolower)(const struct ctype *self, char c);
    const char *(METHOD *toupper_range)(const struct ctype *self, char *first, const char *last);
    char(METHOD *toupper)(const struct ctype *self, char c);
    const char *(METHOD *widen_range)(const struct ctype *self, const char *first, const char *last, char *to);
    char(METHOD *widen)(const struct ctype *self, char c);
    const char *(METHOD *narrow_range)(const struct ctype *self, const char *first, const char *last, char otherwise,
                                       char *to);
    char(METHOD *narrow)(const struct ctype *self, char c, char otherwise);
};
#define VIRTUAL(self) ((const struct ctype_vftable *)(self)->facet.vftable)

char METHOD ctype_tolower(const struct ctype *self, char c)
{
    return VIRTUAL(self)->tolower(self, c);
}

char METHOD ctype_toupper(const struct ctype *self, char c)
{
    return VIRTUAL(self)->toupper(self, c);
}

char METHOD ctype_widen(const struct ctype *self, char c)
{
    return VIRTUAL(self)->widen(self, c);
}

char METHOD ctype_narrow(const struct ctype *self, char c, char otherwise)
{
    return VIRTUAL(self)->narrow(self, c, otherwise);
}

/* The same for [first, last); these return last. */
const char *METHOD ctype_tolower_range(const struct ctype *self, char *first, const char *last)
{
    return VIRTUAL(self)->tolower_range(self, first, last);
}

const char *METHOD ctype_toupper_range(const struct ctype *self, char *first, const char *last)
{
    return VIRTUAL(self)->toupper_range(self, first, last);
}

const char *METHOD ctype_widen_range(const struct ctype *self, const char *first, const char *last, char *to)
{
    return VIRTUAL(self)->widen_range(self, first, last, to);
}

const char *METHOD ctype_narrow_range(const struct ctype *self, const char *first, const char *last, char otherwise,
                                      char *to)
{
    return VIRTUAL(self)->narrow_range(self, first, last, otherwise, to);
}

/* ctype<char>::is(first, last, masks): the classes of each. */
const char *METHOD ctype_is_range(const struct ctype *self, const char *first, const char *last, short *masks)
{
    for (; first != last; first++) *masks++ = self->vec.table[(unsigned char)*first];
    return first;
}

/* ctype<char>::scan_is, scan_not: the first that is, or is not, of one of mask's classes; last where there is none. */
const char *METHOD ctype_scan_is(const struct ctype *self, short mask, const char *first, const char *last)
{
    while (first != last && !ctype_is(self, mask, *first)) first++;
    return first;
}

const char *METHOD ctype_scan_not(const struct ctype *self, short mask, const char *first, const char *last)
{
    while (first != last && ctype_is(self, mask, *first)) first++;
    return first;
}

const short *METHOD ctype_table(const struct ctype *self)
{
    return self->vec.table;
}

/* For streams: the locale's facet, whatever class it is of. */
const short *locale_classes(const struct locale *locale)
{
    return ((const struct ctype *)facet_use(locale, FACET_CTYPE))->vec.table;
}

char locale_widen(const struct locale *locale, char c)
{
    return ctype_widen((const struct ctype *)facet_use(locale, FACET_CTYPE), c);
}

char locale_narrow(const struct locale *locale, char c, char otherwise)
{
    return ctype_narrow((const struct ctype *)facet_use(locale, FACET_CTYPE), c, otherwise);
}
