/* SPDX-License-Identifier: MIT */
/* Directories and symbolic links of the object name space, which are the broker's. */
#ifndef METIC_NT_OBJECT_DIRECTORY_H
#define METIC_NT_OBJECT_DIRECTORY_H

#include "nt/object.h"

extern const struct object_type object_directory_type;
extern const struct object_type symbolic_link_type;

/* One that has no name yet; NULL: no memory. */
struct object *object_directory_blank(void);
struct object *symbolic_link_blank(void);

/* The directory that a name is relative to (a guest's handle).  STATUS_INVALID_HANDLE and handle_get()'s others. */
NTSTATUS object_directory_root(HANDLE handle, uint64_t *id);

/* A link's target while it is being made; units.  NULL: it is none. */
const WCHAR *symbolic_link_target(const struct object *object, size_t *length);

#endif
