/* SPDX-License-Identifier: MIT */
/* The names of objects in \BaseNamedObjects. */
#ifndef METIC_NT_NAME_H
#define METIC_NT_NAME_H

#include "nt/guest.h"
#include "nt/object.h"

/* Makes the handle of a new object, and its name if `attributes` has one.  Takes over the caller's reference, also on
 * failure. `access` may hold generic bits; `handle` is guest memory, probed by the caller before.
 * STATUS_OBJECT_NAME_EXISTS (a success, with OBJ_OPENIF): the handle is one to the object that has the name already.
 * STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_OBJECT_PATH_NOT_FOUND. */
NTSTATUS name_publish(struct object *object, ACCESS_MASK access, const struct guest_attributes *attributes,
                      HANDLE *handle);

/* Opens an object by name, as NtOpenEvent and its like do; `oa` and `handle` are guest memory.
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH and the above. */
NTSTATUS name_open(const struct object_type *type, ACCESS_MASK access, const OBJECT_ATTRIBUTES *oa, HANDLE *handle);

/* object_type.last_handle of types whose objects have names: the name goes with the last handle. */
void name_forget(struct object *object);

/* What NT calls the type of an object that the broker named (enum name_type). */
const char *name_type_text(uint16_t type);

/* NtMakePermanentObject and NtMakeTemporaryObject; an object without a name is neither. */
NTSTATUS name_set_permanent(struct object *object, bool permanent);

#endif
