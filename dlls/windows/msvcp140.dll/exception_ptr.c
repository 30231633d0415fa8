/* SPDX-License-Identifier: MIT */
/* __ExceptionPtr*: what std::exception_ptr is made of.
 *
 * A pointer shares a copy of the exception object, with all that is needed to throw it once more: the parameters of the
 * exception that _CxxThrowException raises.  Of an exception of another kind (an access violation, caught by code that
 * asks for these too) its record is kept.  Where the object's copy constructor throws, std::bad_exception is held. */
#include "msvcp.h"

struct shared {
    volatile LONG references;
    EXCEPTION_RECORD record;
    long long object[]; /* the copy, for which 8 bytes are as much alignment as an exception object gets */
};
struct exception_pointer {
    struct shared *shared;
    void *unused;
};

/* Tables of the compiler: addresses in them are relative to an image on x86-64. */
struct throw_info {
    unsigned attributes;
    int destructor, forward, types;
};
struct catchable {
    unsigned properties;
    int type, member, vbtable, displacement, size, copy;
};
struct catchables {
    int count, types[];
};
enum { CATCHABLE_PLAIN = 1, CATCHABLE_VIRTUAL_BASES = 4 };
enum { CXX_CODE = 0xe06d7363u, CXX_MAGIC = 0x19930520 };
enum { MAGIC, OBJECT, INFO, IMAGE, CXX_PARAMETERS = sizeof(void *) == 8 ? IMAGE + 1 : IMAGE };

void **__cdecl __current_exception(void);
extern const void *const bad_exception_vftable[];
extern const char thrown_bad_exception[];

static const void *at(const EXCEPTION_RECORD *record, int address)
{
    uintptr_t base = CXX_PARAMETERS > IMAGE ? record->ExceptionInformation[IMAGE] : 0;
    return address ? (const void *)(base + (sizeof base == 8 ? (uintptr_t)(intptr_t)address : (unsigned)address))
                   : NULL;
}

static bool is_cxx(const EXCEPTION_RECORD *record)
{
    return record->ExceptionCode == CXX_CODE && record->NumberParameters >= (DWORD)CXX_PARAMETERS &&
           record->ExceptionInformation[INFO];
}

static const struct throw_info *info_of(const EXCEPTION_RECORD *record)
{
    return (const void *)record->ExceptionInformation[INFO];
}

/* The first of the types by which it can be caught is its own. */
static const struct catchable *own_type(const EXCEPTION_RECORD *record)
{
    const struct catchables *types = at(record, info_of(record)->types);
    return at(record, types->types[0]);
}

static void copy_object(void *to, const void *from, const EXCEPTION_RECORD *record)
{
    const struct catchable *type = own_type(record);
    const void *copy = type->properties & CATCHABLE_PLAIN ? NULL : at(record, type->copy);
    if (!copy)
        memcpy(to, from, (size_t)type->size);
    else if (type->properties & CATCHABLE_VIRTUAL_BASES)
        ((void *(METHOD *)(void *, const void *, int))copy)(to, from, 1);
    else
        ((void *(METHOD *)(void *, const void *))copy)(to, from);
}

static void destroy_object(void *object, const EXCEPTION_RECORD *record)
{
    const void *destructor = at(record, info_of(record)->destructor);
    if (destructor) ((void(METHOD *)(void *))destructor)(object);
}

/* ---- making a copy, whose constructor may throw ---- */

struct copying {
    struct guard guard;
    struct shared *shared;
    const EXCEPTION_RECORD *record;
    bool failed;
};

static bool copy_enter(struct guard *guard)
{
    (void)guard;
    return true;
}

static void copy_attempt(struct guard *guard)
{
    struct copying *copying = (struct copying *)guard;
    copy_object(copying->shared->object, (const void *)copying->record->ExceptionInformation[OBJECT], copying->record);
}

static void copy_caught(struct guard *guard)
{
    ((struct copying *)guard)->failed = true;
}

static void copy_done(struct guard *guard)
{
    (void)guard;
}

static void image_of(EXCEPTION_RECORD *record)
{
    PVOID base = NULL;
    RtlPcToFileHeader((PVOID)record->ExceptionInformation[INFO], &base);
    if (CXX_PARAMETERS > IMAGE) record->ExceptionInformation[IMAGE] = (ULONG_PTR)base;
}

static EXCEPTION_RECORD cxx_record(const void *object, const void *info)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = CXX_CODE, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .NumberParameters = CXX_PARAMETERS};
    record.ExceptionInformation[MAGIC] = CXX_MAGIC;
    record.ExceptionInformation[OBJECT] = (ULONG_PTR)object;
    record.ExceptionInformation[INFO] = (ULONG_PTR)info;
    image_of(&record);
    return record;
}

static struct shared *share(const EXCEPTION_RECORD *record)
{
    size_t size = is_cxx(record) ? (size_t)own_type(record)->size : 0;
    struct shared *shared = allocate(sizeof *shared + size);
    *shared = (struct shared){1, *record};
    if (!is_cxx(record)) return shared;
    struct copying copying = {
        {copy_enter, copy_attempt, copy_caught, copy_done, copy_done},
        shared, record, false
    };
    guard_run(&copying.guard);
    shared->record.ExceptionInformation[OBJECT] = (ULONG_PTR)shared->object;
    if (!copying.failed) return shared;
    free(shared);
    struct {
        const void *vftable;
        struct exception_data data;
    } bad = {
        bad_exception_vftable, {"bad exception", false}
    };
    EXCEPTION_RECORD instead = cxx_record(&bad, thrown_bad_exception);
    return share(&instead);
}

/* ---- the functions; a pointer to nothing is zeros ---- */

/* __ExceptionPtrCreate(pointer): to nothing. */
void exception_pointer_make(struct exception_pointer *self)
{
    *self = (struct exception_pointer){0};
}

void exception_pointer_destroy(struct exception_pointer *self)
{
    struct shared *shared = self->shared;
    self->shared = NULL;
    if (!shared || InterlockedDecrement(&shared->references)) return;
    if (is_cxx(&shared->record)) destroy_object(shared->object, &shared->record);
    free(shared);
}

/* __ExceptionPtrCopy(pointer, from): a new pointer that shares the exception. */
void exception_pointer_copy(struct exception_pointer *self, const struct exception_pointer *from)
{
    *self = *from;
    if (self->shared) InterlockedIncrement(&self->shared->references);
}

void exception_pointer_assign(struct exception_pointer *self, const struct exception_pointer *from)
{
    struct exception_pointer old = *self;
    exception_pointer_copy(self, from);
    exception_pointer_destroy(&old);
}

void exception_pointer_swap(struct exception_pointer *self, struct exception_pointer *other)
{
    struct exception_pointer old = *self;
    *self = *other;
    *other = old;
}

/* __ExceptionPtrCompare: whether they share one exception. */
bool exception_pointer_equal(const struct exception_pointer *one, const struct exception_pointer *other)
{
    return one->shared == other->shared;
}

bool exception_pointer_bool(const struct exception_pointer *self)
{
    return self->shared != NULL;
}

/* __ExceptionPtrCurrentException(pointer): std::current_exception(), to nothing outside of catch blocks. */
void exception_pointer_current(struct exception_pointer *self)
{
    const EXCEPTION_RECORD *current = *__current_exception();
    struct exception_pointer now = {current ? share(current) : NULL, NULL};
    exception_pointer_destroy(self);
    *self = now;
}

/* __ExceptionPtrCopyException(pointer, object, throw information): std::make_exception_ptr(). */
void exception_pointer_from(struct exception_pointer *self, const void *object, const void *info)
{
    EXCEPTION_RECORD record = cxx_record(object, info);
    struct exception_pointer now = {share(&record), NULL};
    exception_pointer_destroy(self);
    *self = now;
}

/* __ExceptionPtrRethrow(pointer): std::rethrow_exception(); of nothing, std::bad_exception.  What is thrown is a copy
 * on the stack, which the catch block's end destroys. */
__attribute__((noreturn)) void exception_pointer_rethrow(const struct exception_pointer *self)
{
    struct {
        const void *vftable;
        struct exception_data data;
    } bad = {
        bad_exception_vftable, {"bad exception", false}
    };
    if (!self->shared) _CxxThrowException(&bad, thrown_bad_exception);
    EXCEPTION_RECORD record = self->shared->record;
    if (is_cxx(&record)) {
        void *object = __builtin_alloca((size_t)own_type(&record)->size + 16);
        object = (void *)(((uintptr_t)object + 15) & ~(uintptr_t)15);
        copy_object(object, self->shared->object, &record);
        record.ExceptionInformation[OBJECT] = (ULONG_PTR)object;
    }
    RaiseException(record.ExceptionCode, record.ExceptionFlags & EXCEPTION_NONCONTINUABLE, record.NumberParameters,
                   record.ExceptionInformation);
    abort();
}

/* ---- std::_Rethrow_future_exception(pointer): as rethrow, and the pointer, which comes by value, ends ---- */

struct rethrowing {
    struct guard guard;
    struct exception_pointer *pointer;
};

static void rethrow_attempt(struct guard *guard)
{
    exception_pointer_rethrow(((struct rethrowing *)guard)->pointer);
}

static void rethrow_caught(struct guard *guard)
{
    (void)guard;
    throw_again();
}

static void rethrow_leave(struct guard *guard)
{
    exception_pointer_destroy(((struct rethrowing *)guard)->pointer);
}

void exception_pointer_throw(struct exception_pointer *self)
{
    struct rethrowing rethrowing = {
        {copy_enter, rethrow_attempt, rethrow_caught, copy_done, rethrow_leave},
        self
    };
    guard_run(&rethrowing.guard);
}
