/* SPDX-License-Identifier: MIT */
/* dynamic_cast and typeid of polymorphic objects, by the tables in front of their vtables (as LLVM's MicrosoftCXXABI
 * writes them).  Left out on i386: turning a wild pointer into an exception. */
#include "eh.h"
#include "errors.h"

struct base_class {
    int32_t type;
    uint32_t contained; /* that many entries that follow are bases of this one */
    struct displacement where;
    uint32_t flags;
    int32_t hierarchy;
};
enum { BASE_HIDDEN = 1 | 8, BASE_PRIVATE = 4 }; /* not public on the way from the whole object; not public itself */

struct hierarchy {
    uint32_t signature, flags;
    int32_t count;
    int32_t bases; /* of offsets of base_class, the class itself first, each base in front of its own */
};

struct locator {
    uint32_t signature;
    int32_t offset;       /* of the vtable in the whole object */
    int32_t construction; /* where, before it, a displacement stands while virtual bases are built */
    int32_t type, hierarchy;
    int32_t self; /* the locator's own offset (x86-64) */
};

/* What an object's vtable says of it. */
struct view {
    char *whole;
    uint64_t base;
    const struct type_descriptor *type;
    const struct hierarchy *hierarchy;
};

static bool look(char *object, struct view *view)
{
    const struct locator *locator = (*(const struct locator ***)object)[-1];
    if (!locator) return false;
    view->whole = object - locator->offset;
    if (locator->construction) view->whole -= *(const int32_t *)(object - locator->construction);
#ifdef _WIN64
    if (locator->signature == 0) {
        PVOID base;
        view->base = (uint64_t)RtlPcToFileHeader((PVOID)locator, &base);
    } else {
        view->base = (uint64_t)locator - (uint32_t)locator->self;
    }
#else
    view->base = 0;
#endif
    view->type = eh_at(view->base, locator->type);
    view->hierarchy = eh_at(view->base, locator->hierarchy);
    return locator->type != 0;
}

static const struct base_class *base_of(const struct view *view, int32_t i)
{
    const int32_t *bases = eh_at(view->base, view->hierarchy->bases);
    return eh_at(view->base, bases[i]);
}

static bool same(const struct view *view, const struct base_class *class, const struct type_descriptor *type)
{
    const struct type_descriptor *own = eh_at(view->base, class->type);
    return own == type || !strcmp(own->decorated, type->decorated);
}

/* Is entry `to` a public base of entry `from`, each step on the way? */
static bool is_public(const struct view *view, int32_t from, int32_t to)
{
    for (int32_t i = from + 1; i <= to; i++) {
        const struct base_class *class = base_of(view, i);
        if (to <= i + (int32_t) class->contained && class->flags & BASE_PRIVATE) return false;
    }
    return true;
}

/* The object of type `wanted` that `source`, a subobject of type `known`, leads to ("[expr.dynamic.cast]"): one that it
 * is a public base of, else one that the whole object, of which it then is a public base, publicly has once. */
static char *cast(const struct view *view, char *source, const struct type_descriptor *known,
                  const struct type_descriptor *wanted)
{
    char *down = NULL, *across = NULL;
    bool downs = false, acrosses = false, across_public = false, source_public = false; /* plural: more than one */
    for (int32_t i = 0; i < view->hierarchy->count; i++) {
        const struct base_class *class = base_of(view, i);
        char *at = NULL;
        if (same(view, class, known)) {
            at = __AdjustPointer(view->whole, &class->where);
            if (at == source && !(class->flags & BASE_HIDDEN)) source_public = true;
        }
        if (!same(view, class, wanted)) continue;
        if (!at) at = __AdjustPointer(view->whole, &class->where);
        if (across && across != at) acrosses = true;
        across = at;
        if (!(class->flags & BASE_HIDDEN)) across_public = true;
        for (int32_t k = i; k <= i + (int32_t) class->contained && k < view->hierarchy->count; k++) {
            const struct base_class *below = base_of(view, k);
            if (!same(view, below, known) || __AdjustPointer(view->whole, &below->where) != source ||
                !is_public(view, i, k))
                continue;
            if (down && down != at) downs = true;
            down = at;
        }
    }
    if (down && !downs) return down;
    return source_public && across_public && !acrosses ? across : NULL;
}

/* ---- the exports: what reads the tables runs where a fault is caught ---- */

struct question {
    char *object, *source;
    const struct type_descriptor *known, *wanted;
    void *answer;
};

static void *ask_cast(void *argument)
{
    struct question *question = argument;
    struct view view;
    if (!look(question->object, &view)) return NULL;
    question->answer = cast(&view, question->source, question->known, question->wanted);
    return question;
}

static void *ask_type(void *argument)
{
    struct question *question = argument;
    struct view view;
    if (!look(question->object, &view)) return NULL;
    question->answer = (void *)view.type;
    return question;
}

static void *ask_whole(void *argument)
{
    struct question *question = argument;
    struct view view;
    if (!look(question->object, &view)) return NULL;
    question->answer = view.whole;
    return question;
}

/* dynamic_cast<wanted>(object): `object` is where its vtable stands, `delta` bytes into the subobject of type `known`.
 * NULL where there is no such object; for a reference std::bad_cast is thrown. */
void *__RTDynamicCast(void *object, int32_t delta, const struct type_descriptor *known,
                      const struct type_descriptor *wanted, int is_reference)
{
    struct question question = {.object = object, .source = (char *)object - delta, .known = known, .wanted = wanted};
    if (!object) return NULL;
    if (!eh_try(ask_cast, &question)) error_throw(ERROR_NON_RTTI, "Access violation - no RTTI data!");
    if (!question.answer && is_reference) error_throw(ERROR_BAD_CAST, "Bad dynamic_cast!");
    return question.answer;
}

/* typeid(*object): std::bad_typeid for NULL, std::__non_rtti_object where no vtable is. */
const void *__RTtypeid(void *object)
{
    struct question question = {.object = object};
    if (!object) error_throw(ERROR_BAD_TYPEID, "Attempted a typeid of nullptr pointer!");
    if (!eh_try(ask_type, &question)) error_throw(ERROR_NON_RTTI, "Access violation - no RTTI data!");
    return question.answer;
}

/* dynamic_cast<void *>(object): where the whole object begins. */
void *__RTCastToVoid(void *object)
{
    struct question question = {.object = object};
    if (!object) return NULL;
    if (!eh_try(ask_whole, &question)) error_throw(ERROR_NON_RTTI, "Access violation - no RTTI data!");
    return question.answer;
}
