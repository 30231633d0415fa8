/* SPDX-License-Identifier: MIT */
/* std::locale: counted facets, the locale objects that hold them, the global and the classic locale, _Locinfo.
 *
 * A locale is a pointer to a _Locimp, which has a vector of facets, indexed by the number that each kind of facet draws
 * at its first use.  The classic locale's vector is empty: a facet that is not there is made once and shared (facet_use
 * here, std::use_facet in programs).  Left out: locales put together from others (_Makeloc), wide facets but codecvt.
 */
#include "msvcp.h"

#include <locale.h>

int id_count; /* locale::id::_Id_cnt: how many numbers are drawn */
struct locale_id ctype_id, codecvt_id, wide_codecvt_id, numpunct_id, num_put_id, num_get_id;

static struct locimp *global_locale;
static struct locale classic_locale;
struct locimp *classic_imp; /* locale::_Locimp::_Clocptr */

/* ---- strings that own their memory ---- */

const char *yarn_text(const struct yarn *yarn)
{
    return yarn->text ? yarn->text : &yarn->empty;
}

/* _Yarn<char>::operator=(const char *): a copy of text, or nothing for NULL. */
struct yarn *METHOD yarn_assign(struct yarn *self, const char *text)
{
    if (self->text == text) return self;
    free(self->text);
    self->text = NULL;
    if (!text) return self;
    size_t size = strlen(text) + 1;
    self->text = malloc(size);
    if (self->text) memcpy(self->text, text, size);
    return self;
}

void yarn_destroy(struct yarn *yarn)
{
    free(yarn->text);
    yarn->text = NULL;
}

/* ---- facets ---- */

void facet_start(struct facet *self, const void *vftable, size_t references)
{
    self->vftable = vftable;
    self->references = (LONG)references;
}

/* locale::facet::facet(size_t references): with 0 the last locale that holds it deletes it. */
struct facet *METHOD facet_make(struct facet *self, size_t references)
{
    facet_start(self, facet_vftable, references);
    return self;
}

void METHOD facet_clean(struct facet *self)
{
    self->vftable = (const void *)facet_vftable;
}

void *METHOD facet_destroy(struct facet *self, unsigned flags)
{
    facet_clean(self);
    return object_delete(self, flags);
}

void METHOD facet_incref(struct facet *self)
{
    InterlockedIncrement(&self->references);
}

/* Returns the facet where nobody holds it any longer, for the caller to delete; else NULL. */
struct facet *METHOD facet_decref(struct facet *self)
{
    return InterlockedDecrement(&self->references) == 0 ? self : NULL;
}

void facet_release(struct facet *facet)
{
    struct facet *last = facet->vftable->decref(facet);
    if (last) last->vftable->destroy(last, 1);
}

/* locale::id::operator size_t(): the number of this kind of facet, drawn at the first call. */
size_t METHOD locale_id_number(struct locale_id *self)
{
    if (!self->id) {
        lock_enter(LOCK_LOCALE);
        if (!self->id) self->id = (size_t)++id_count;
        lock_leave(LOCK_LOCALE);
    }
    return self->id;
}

/* ---- the vector of facets ---- */

/* locale::_Locimp::_New_Locimp(bool): one without facets; what a transparent one lacks is looked up in the global
 * locale. */
struct locimp *locimp_new(bool transparent)
{
    struct locimp *imp = allocate(sizeof *imp);
    memset(imp, 0, sizeof *imp);
    facet_start(&imp->facet, locimp_vftable, 1);
    imp->transparent = transparent;
    yarn_assign(&imp->name, "*");
    return imp;
}

/* locale::_Locimp::_New_Locimp(const _Locimp &): one that holds the same facets. */
struct locimp *locimp_copy(const struct locimp *from)
{
    struct locimp *imp = locimp_new(from->transparent);
    lock_enter(LOCK_LOCALE);
    imp->categories = from->categories;
    yarn_assign(&imp->name, yarn_text(&from->name));
    imp->facets = malloc((from->count + !from->count) * sizeof *imp->facets);
    for (size_t i = 0; imp->facets && i < from->count; i++) {
        imp->facets[i] = from->facets[i];
        if (imp->facets[i]) imp->facets[i]->vftable->incref(imp->facets[i]);
        imp->count = i + 1;
    }
    lock_leave(LOCK_LOCALE);
    if (!imp->facets) {
        facet_release(&imp->facet);
        throw_bad_alloc();
    }
    return imp;
}

void *METHOD locimp_delete(struct locimp *self, unsigned flags)
{
    lock_enter(LOCK_LOCALE);
    while (self->count)
        if (self->facets[--self->count]) facet_release(self->facets[self->count]);
    free(self->facets);
    self->facets = NULL;
    lock_leave(LOCK_LOCALE);
    yarn_destroy(&self->name);
    return facet_destroy(&self->facet, flags);
}

/* locale::_Locimp::_Locimp_Addfac: imp holds facet as the one of number id, in the place of another. */
void locimp_add(struct locimp *imp, struct facet *facet, size_t id)
{
    enum { AT_LEAST = 40 };
    lock_enter(LOCK_LOCALE);
    if (imp->count <= id) {
        size_t count = id + 1 < AT_LEAST ? AT_LEAST : id + 1;
        struct facet **facets = realloc(imp->facets, count * sizeof *facets);
        if (!facets) {
            lock_leave(LOCK_LOCALE);
            throw_bad_alloc();
        }
        imp->facets = facets;
        while (imp->count < count) facets[imp->count++] = NULL;
    }
    facet->vftable->incref(facet);
    if (imp->facets[id]) facet_release(imp->facets[id]);
    imp->facets[id] = facet;
    lock_leave(LOCK_LOCALE);
}

/* ---- the global locale ---- */

/* locale::_Init: the global locale, made at the first call; with incref for a locale object that will hold it. */
struct locimp *locale_init(bool incref)
{
    lock_enter(LOCK_LOCALE);
    struct locimp *imp = global_locale;
    if (!imp) {
        imp = locimp_new(false);
        imp->categories = CATEGORY_ALL;
        yarn_assign(&imp->name, "C");
        facet_incref(&imp->facet);
        classic_locale.imp = classic_imp = global_locale = imp;
    }
    if (incref) imp->facet.vftable->incref(&imp->facet);
    lock_leave(LOCK_LOCALE);
    return imp;
}

/* locale::_Getgloballocale: NULL before the first _Init. */
struct locimp *locale_get_global(void)
{
    return global_locale;
}

/* locale::_Setgloballocale: takes over the caller's reference. */
void locale_set_global(void *imp)
{
    global_locale = imp;
}

/* locale::classic: the "C" locale. */
const struct locale *locale_classic(void)
{
    locale_init(false);
    return &classic_locale;
}

/* locale::empty: what it lacks is looked up in the global locale. */
struct locale *locale_empty(struct locale *result)
{
    locale_init(false);
    result->imp = locimp_new(true);
    return result;
}

/* locale::global(const locale &): makes it the global locale and the C runtime's; the result is the one before. */
struct locale *locale_global(struct locale *result, const struct locale *locale)
{
    locale_init(false);
    lock_enter(LOCK_LOCALE);
    result->imp = global_locale;
    if (global_locale == locale->imp) {
        facet_incref(&global_locale->facet);
    } else {
        global_locale = locale->imp;
        facet_incref(&global_locale->facet);
        const char *name = yarn_text(&global_locale->name);
        if ((global_locale->categories & CATEGORY_ALL) == CATEGORY_ALL) setlocale(LC_ALL, name);
    }
    lock_leave(LOCK_LOCALE);
    return result;
}

/* ---- locale objects ---- */

const char *locale_name(const struct locale *locale)
{
    return locale->imp ? yarn_text(&locale->imp->name) : "";
}

struct locale *locale_new(void)
{
    struct locale *locale = allocate(sizeof *locale);
    locale->imp = locale_init(true);
    return locale;
}

void locale_copy(struct locale *to, const struct locale *from)
{
    to->imp = from->imp;
    to->imp->facet.vftable->incref(&to->imp->facet);
}

void locale_destroy(struct locale *locale)
{
    if (locale->imp) facet_release(&locale->imp->facet);
}

void locale_assign(struct locale *to, const struct locale *from)
{
    if (to->imp == from->imp) return;
    struct locale old = *to;
    locale_copy(to, from);
    locale_destroy(&old);
}

void locale_delete(struct locale *locale)
{
    if (!locale) return;
    locale_destroy(locale);
    free(locale);
}

/* ---- facets that all locales share ---- */

static const struct {
    struct locale_id *id;
    struct facet *(*make)(void);
} shared_kinds[FACET_KINDS] = {
    [FACET_CTYPE] = {&ctype_id,        ctype_new       },
    [FACET_CODECVT] = {&codecvt_id,      codecvt_new     },
    [FACET_WIDE_CODECVT] = {&wide_codecvt_id, wide_codecvt_new},
    [FACET_NUMPUNCT] = {&numpunct_id,     numpunct_new    },
    [FACET_NUM_PUT] = {&num_put_id,      num_put_new     },
    [FACET_NUM_GET] = {&num_get_id,      num_get_new     },
};

static const struct facet *facet_in(const struct locimp *imp, size_t id)
{
    return id < imp->count ? imp->facets[id] : NULL;
}

const struct facet *facet_use(const struct locale *locale, enum facet_kind kind)
{
    static struct facet *shared[FACET_KINDS];
    size_t id = locale_id_number(shared_kinds[kind].id);
    lock_enter(LOCK_LOCALE);
    const struct facet *facet = facet_in(locale->imp, id);
    if (!facet && locale->imp->transparent && global_locale) facet = facet_in(global_locale, id);
    if (!facet) {
        if (!shared[kind]) {
            shared[kind] = shared_kinds[kind].make();
            facet_incref(shared[kind]);
        }
        facet = shared[kind];
    }
    lock_leave(LOCK_LOCALE);
    return facet;
}
