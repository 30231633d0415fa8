/* SPDX-License-Identifier: MIT */
/* The C++ support that msvcrt.dll exports and that needs no exception handler of its own: terminate and unexpected,
 * type_info.  The frame handler and the thrower are vcruntime140's (msvcrt.spec).  Left out: operator new, which
 * throws, and std::exception with its kin, which old compilers' programs take from here. */
#include "../crt/crt.h"

typedef void (*handler)(void);

/* set_terminate and set_unexpected, per thread as documented. */
handler cxx_set_terminate(handler next)
{
    struct crt_thread *self = crt_self();
    handler old = self->terminate;
    self->terminate = next;
    return old;
}

handler cxx_set_unexpected(handler next)
{
    struct crt_thread *self = crt_self();
    handler old = self->unexpected;
    self->unexpected = next;
    return old;
}

__attribute__((noreturn)) void cxx_terminate(void)
{
    handler h = crt_self()->terminate;
    if (h) h();
    abort();
}

__attribute__((noreturn)) void cxx_unexpected(void)
{
    handler h = crt_self()->unexpected;
    if (h) h();
    cxx_terminate();
}

int __uncaught_exception(void)
{
    return crt_self()->uncaught != 0;
}

/* set_new_handler: only NULL can be set here, as documented for this header; _set_new_handler is the real one. */
void *cxx_set_new_handler(void *next)
{
    extern void *crt_set_new_handler(void *next);
    (void)next;
    crt_set_new_handler(NULL);
    return NULL;
}

/* ---- type_info: vtable, undecorated name (made at the first question), decorated name ---- */

#ifdef __i386__
#define METHOD __attribute__((thiscall))
#else
#define METHOD
#endif

struct type_info {
    const void *vtable;
    char *name;
    char mangled[1];
};

void METHOD cxx_type_info_destroy(struct type_info *self)
{
    free(self->name);
    self->name = NULL;
}

void *METHOD cxx_type_info_delete(struct type_info *self, unsigned flags)
{
    cxx_type_info_destroy(self);
    if (flags & 1) free(self);
    return self;
}

const void *const cxx_type_info_vtable[] = {(void *)cxx_type_info_delete};

int METHOD cxx_type_info_equal(const struct type_info *self, const struct type_info *other)
{
    return !strcmp(self->mangled + 1, other->mangled + 1);
}

int METHOD cxx_type_info_differ(const struct type_info *self, const struct type_info *other)
{
    return strcmp(self->mangled + 1, other->mangled + 1) != 0;
}

int METHOD cxx_type_info_before(const struct type_info *self, const struct type_info *other)
{
    return strcmp(self->mangled + 1, other->mangled + 1) < 0;
}

const char *METHOD cxx_type_info_raw_name(const struct type_info *self)
{
    return self->mangled;
}
