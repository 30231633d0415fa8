/* SPDX-License-Identifier: MIT */
/* std::exception and the classes derived from it that this DLL throws: their functions; their tables, in which
 * programs' handlers find them, are classes.S. */
#include "errors.h"

#ifdef __i386__
#define METHOD __attribute__((thiscall))
#else
#define METHOD
#endif

struct exception_data {
    const char *what;
    bool owned;
};
struct exception {
    const void *vtable;
    struct exception_data data;
};

extern const void *const vtable_exception[], *const vtable_bad_cast[], *const vtable_bad_typeid[],
                                                                           *const vtable_non_rtti[];
extern const struct throw_info throw_bad_cast, throw_bad_typeid, throw_non_rtti;
void __std_exception_copy(const struct exception_data *from, struct exception_data *to);
void __std_exception_destroy(struct exception_data *data);

#define COPY(name)                                                                                                     \
    struct exception *METHOD copy_##name(struct exception *to, const struct exception *from)                           \
    {                                                                                                                  \
        to->vtable = vtable_##name;                                                                                    \
        __std_exception_copy(&from->data, &to->data);                                                                  \
        return to;                                                                                                     \
    }
COPY(exception)
COPY(bad_cast)
COPY(bad_typeid)
COPY(non_rtti)

void METHOD exception_destroy(struct exception *self)
{
    __std_exception_destroy(&self->data);
}

struct exception *METHOD exception_delete(struct exception *self, unsigned flags)
{
    exception_destroy(self);
    if (flags & 1) vcruntime_free(self);
    return self;
}

const char *METHOD exception_what(const struct exception *self)
{
    return self->data.what ? self->data.what : "Unknown exception";
}

/* type_info's destructor: the objects of classes.S are never destroyed. */
void *METHOD type_info_delete(void *self, unsigned flags)
{
    (void)flags;
    return self;
}

__attribute__((noreturn)) void error_throw(enum error error, const char *what)
{
    static const struct {
        const void *vtable;
        const struct throw_info *info;
    } kinds[] = {
        [ERROR_BAD_CAST] = {vtable_bad_cast,   &throw_bad_cast  },
        [ERROR_BAD_TYPEID] = {vtable_bad_typeid, &throw_bad_typeid},
        [ERROR_NON_RTTI] = {vtable_non_rtti,   &throw_non_rtti  },
    };
    struct exception object = {.vtable = kinds[error].vtable, .data = {.what = what}};
    _CxxThrowException(&object, kinds[error].info);
}
