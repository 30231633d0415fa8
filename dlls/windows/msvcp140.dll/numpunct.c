/* SPDX-License-Identifier: MIT */
/* std::numpunct<char>: how numbers are written in a C locale. */
#include "number.h"

#include <locale.h>

struct numpunct {
    struct facet facet;
    const char *grouping;
    char point, separator;
    const char *false_name, *true_name;
};
struct numpunct_vftable {
    struct facet_vftable facet;
    char(METHOD *decimal_point)(const struct numpunct *self);
    char(METHOD *thousands_sep)(const struct numpunct *self);
    struct string *(METHOD *grouping)(const struct numpunct *self, struct string *result);
    struct string *(METHOD *falsename)(const struct numpunct *self, struct string *result);
    struct string *(METHOD *truename)(const struct numpunct *self, struct string *result);
};

static struct facet *numpunct_with(char point, char separator, const char *grouping)
{
    struct numpunct *self = allocate(sizeof *self);
    facet_start(&self->facet, numpunct_vftable, 0);
    self->grouping = copy_string(grouping);
    self->point = point;
    self->separator = separator;
    self->false_name = copy_string("false");
    self->true_name = copy_string("true");
    return &self->facet;
}

/* The facet that a stream finds where its locale has none: "C", with the separator that stays unused for want of
 * groups. */
struct facet *numpunct_new(void)
{
    return numpunct_with('.', ',', "");
}

/* That of the C runtime's locale now. */
struct facet *numpunct_named(void)
{
    const struct lconv *conventions = localeconv();
    return numpunct_with(conventions->decimal_point[0], conventions->thousands_sep[0], conventions->grouping);
}

void *METHOD numpunct_delete(struct numpunct *self, unsigned flags)
{
    free((char *)self->grouping);
    free((char *)self->false_name);
    free((char *)self->true_name);
    return facet_destroy(&self->facet, flags);
}

char METHOD numpunct_do_decimal_point(const struct numpunct *self)
{
    return self->point;
}

char METHOD numpunct_do_thousands_sep(const struct numpunct *self)
{
    return self->separator;
}

struct string *METHOD numpunct_do_grouping(const struct numpunct *self, struct string *result)
{
    string_make(result, self->grouping, strlen(self->grouping));
    return result;
}

struct string *METHOD numpunct_do_falsename(const struct numpunct *self, struct string *result)
{
    string_make(result, self->false_name, strlen(self->false_name));
    return result;
}

struct string *METHOD numpunct_do_truename(const struct numpunct *self, struct string *result)
{
    string_make(result, self->true_name, strlen(self->true_name));
    return result;
}

/* ---- for num_put and num_get ---- */

static void copy_short(char *to, size_t size, struct string *from)
{
    const char *text = string_text(from);
    size_t length = from->size < size - 1 ? from->size : size - 1;
    memcpy(to, text, length);
    to[length] = 0;
    string_destroy(from);
}

void punctuation_get(const struct locale *locale, struct punctuation *result)
{
    const struct numpunct *self = (const struct numpunct *)facet_use(locale, FACET_NUMPUNCT);
    const struct numpunct_vftable *virtual = (const struct numpunct_vftable *)self->facet.vftable;
    struct string text;
    result->point = virtual->decimal_point(self);
    result->separator = virtual->thousands_sep(self);
    copy_short(result->grouping, sizeof result->grouping, virtual->grouping(self, &text));
}

void punctuation_name(const struct locale *locale, bool value, char *to, size_t size)
{
    const struct numpunct *self = (const struct numpunct *)facet_use(locale, FACET_NUMPUNCT);
    const struct numpunct_vftable *virtual = (const struct numpunct_vftable *)self->facet.vftable;
    struct string text;
    copy_short(to, size, (value ? virtual->truename : virtual->falsename)(self, &text));
}
