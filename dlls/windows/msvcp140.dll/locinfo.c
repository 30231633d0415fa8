/* SPDX-License-Identifier: MIT */
/* std::_Locinfo, and the facets of a locale with a name.
 *
 * While a _Locinfo lives the C runtime is in the locale that it names, and the lock of locales is held; facets made
 * meanwhile remember what they need.  Left out: the facets of time, money, collation and messages, and the wide ones
 * but codecvt: programs make those that they use for themselves. */
#include "convert.h"

#include <locale.h>

static void locinfo_start(struct locinfo *self, const char *name)
{
    memset(self, 0, sizeof *self);
    lockit_make(&self->lock, LOCK_LOCALE);
    if (!name) {
        lockit_destroy(&self->lock);
        throw_runtime_error("bad locale name");
    }
    const char *old = setlocale(LC_ALL, NULL);
    yarn_assign(&self->old_name, old ? old : "");
}

/* _Locinfo::_Locinfo(const char *name): name as for setlocale(); its name is "*" where there is no such locale.  Throws
 * runtime_error for NULL. */
struct locinfo *METHOD locinfo_make(struct locinfo *self, const char *name)
{
    locinfo_start(self, name);
    const char *now = setlocale(LC_ALL, name);
    yarn_assign(&self->new_name, now ? now : "*");
    return self;
}

/* _Locinfo::_Addcats(categories, name): these categories of the C runtime's locale are name's from here on.  Where
 * there is no such locale its own name becomes "*", and stays it. */
struct locinfo *METHOD locinfo_add(struct locinfo *self, int categories, const char *name)
{
    if (!name) throw_runtime_error("bad locale name");
    bool good = strcmp(name, "*") != 0;
    if (good && (categories & CATEGORY_ALL) == CATEGORY_ALL) {
        good = setlocale(LC_ALL, name);
    } else {
        for (int category = LC_MIN + 1; good && category <= LC_MAX; category++)
            if (categories & 1 << (category - 1)) good = setlocale(category, name);
    }
    if (!good)
        yarn_assign(&self->new_name, "*");
    else if (strcmp(yarn_text(&self->new_name), "*") != 0)
        yarn_assign(&self->new_name, setlocale(LC_ALL, NULL));
    return self;
}

/* _Locinfo::_Locinfo(categories, name) */
struct locinfo *METHOD locinfo_make_categories(struct locinfo *self, int categories, const char *name)
{
    locinfo_start(self, name);
    return locinfo_add(self, categories, name);
}

void METHOD locinfo_destroy(struct locinfo *self)
{
    if (self->old_name.text && *self->old_name.text) setlocale(LC_ALL, self->old_name.text);
    struct yarn *yarns[] = {&self->days,        &self->months,   &self->wide_days,
                            &self->wide_months, &self->old_name, &self->new_name};
    for (size_t i = 0; i < sizeof yarns / sizeof *yarns; i++) yarn_destroy(yarns[i]);
    lockit_destroy(&self->lock);
}

const char *METHOD locinfo_getname(const struct locinfo *self)
{
    return yarn_text(&self->new_name);
}

const char *METHOD locinfo_getfalse(const struct locinfo *self)
{
    (void)self;
    return "false";
}

const char *METHOD locinfo_gettrue(const struct locinfo *self)
{
    (void)self;
    return "true";
}

struct cvtvec *METHOD locinfo_getcvt(const struct locinfo *self, struct cvtvec *result)
{
    (void)self;
    return getcvt(result);
}

struct ctypevec *METHOD locinfo_getctype(const struct locinfo *self, struct ctypevec *result)
{
    (void)self;
    return getctype(result);
}

const struct lconv *METHOD locinfo_getlconv(const struct locinfo *self)
{
    (void)self;
    return localeconv();
}

static const struct {
    int category;
    enum facet_kind kind;
    struct locale_id *id;
    struct facet *(*make)(void);
} named_facets[] = {
    {LC_CTYPE,   FACET_CTYPE,        &ctype_id,        ctype_new       },
    {LC_CTYPE,   FACET_CODECVT,      &codecvt_id,      codecvt_new     },
    {LC_CTYPE,   FACET_WIDE_CODECVT, &wide_codecvt_id, wide_codecvt_new},
    {LC_NUMERIC, FACET_NUM_GET,      &num_get_id,      num_get_new     },
    {LC_NUMERIC, FACET_NUM_PUT,      &num_put_id,      num_put_new     },
    {LC_NUMERIC, FACET_NUMPUNCT,     &numpunct_id,     numpunct_named  },
};

/* locale::_Locimp::_Makeloc(info, categories, imp, from): gives imp the facets of these categories: from's or, where
 * that is NULL, those of the C runtime's locale, which is info's.  Returns imp. */
struct locimp *locimp_fill(const struct locinfo *info, int categories, struct locimp *imp, const struct locale *from)
{
    for (size_t i = 0; i < sizeof named_facets / sizeof *named_facets; i++) {
        if (!(categories & 1 << (named_facets[i].category - 1))) continue;
        struct facet *facet = from ? (struct facet *)facet_use(from, named_facets[i].kind) : named_facets[i].make();
        locimp_add(imp, facet, locale_id_number(named_facets[i].id));
    }
    imp->categories |= categories;
    yarn_assign(&imp->name, locinfo_getname(info));
    return imp;
}
