/* SPDX-License-Identifier: MIT */
/* What every NT object has in common: a type, references, a handle count, a wait line and a name.
 *
 * An object is a C struct whose first member is `struct object`.  Handles (handle.h) and callers hold references; the
 * last one put runs the type's destroy().  A reference is a plain count in `refs`; a handle counts as
 * OBJECT_HANDLE_BIAS, so that a look-up may leave its reference in the handle's own word (handle.c says why). */
#ifndef METIC_NT_OBJECT_H
#define METIC_NT_OBJECT_H

#include "nt.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line; /* nt/line.h: the state that waits look at */
struct object;

/* How a wait sees objects of a type. */
enum object_wait {
    OBJECT_WAIT_NEVER,  /* cannot be waited on */
    OBJECT_WAIT_LINE,   /* by object->line */
    OBJECT_WAIT_ALWAYS, /* without a line the object counts as signalled (files: no request is ever pending) */
};

struct object_type {
    const char *name;         /* as NtQueryObject tells it: "File", "Event" */
    ACCESS_MASK valid_access; /* every specific and standard right of the type */
    GENERIC_MAPPING mapping;
    enum object_wait wait;
    bool retires; /* destroy() is object_retire(): its objects can be borrowed (handle.h) */
    /* Asked before the end of one that was retired: true, somebody else will end it.  May be NULL. */
    bool (*keeps)(struct object *object);
    /* Rights that bring others with them: a query right its limited form. */
    struct {
        ACCESS_MASK has, gives;
    } implied[2];
    /* The last reference went: free the object.  Never NULL. */
    void (*destroy)(struct object *object);
    /* The last handle was closed while others may still hold references (Windows: cleanup).  May be NULL. */
    void (*last_handle)(struct object *object);
    /* The object's full NT name in `text` (malloc'd by the callee, the caller frees it), `length` in WCHARs; NULL and
     * 0: it has none.  NULL: object->name is all there is. */
    NTSTATUS (*query_name)(struct object *object, WCHAR **text, size_t *length);
};

/* A name in the object namespace, as it was given at creation. */
struct object_name {
    _Atomic uint64_t id; /* the broker's number of it; 0: it has none */
    size_t length;       /* WCHARs */
    WCHAR text[];
};

struct object {
    const struct object_type *type;
    struct object *retired; /* the next one that waits for its end */
    _Atomic int64_t refs;
    _Atomic uint32_t handles;
    uint32_t flags;              /* OBJECT_* */
    _Atomic(struct line *) line; /* NULL until the object has one */
    struct object_name *name;    /* malloc'd, freed with the object; NULL: none */
};
enum { OBJECT_PERMANENT = 1 };

/* What one handle adds to `refs`: more than the references its word can hold (handle.c). */
#define OBJECT_HANDLE_BIAS 8192

/* Gives zeroed memory of `size` bytes (>= sizeof (struct object), 16-byte aligned) that begins with an initialised
 * object holding one reference, the caller's.  NULL: out of memory.  destroy() releases it with object_free(). */
void *object_create(const struct object_type *type, size_t size);

/* For an object in memory of another kind (static, embedded first in a thread block): one reference. */
void object_init(struct object *object, const struct object_type *type);

/* Frees what object_create() gave, the name included; for destroy(). */
void object_free(struct object *object);

/* destroy() of types whose objects can be borrowed: ends it once no thread has it borrowed. */
void object_retire(struct object *object);

/* Gives back line and memory of such an object. */
void object_end(struct object *object);

/* One more reference. */
static inline void object_ref(struct object *object)
{
    atomic_fetch_add_explicit(&object->refs, 1, memory_order_relaxed);
}

/* Gives one reference back; the last one destroys the object. */
void object_put(struct object *object);

/* Rights of a type: generic bits are replaced by what they mean for it, MAXIMUM_ALLOWED by all. */
ACCESS_MASK object_map_access(const struct object_type *type, ACCESS_MASK desired);

/* The same, without what no handle to such an object can have. */
ACCESS_MASK object_grant(const struct object_type *type, ACCESS_MASK desired);

#endif
