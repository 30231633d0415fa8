/* SPDX-License-Identifier: MIT */
/* The types of objects, as a list. */
#ifndef METIC_NT_OBJECT_TYPES_H
#define METIC_NT_OBJECT_TYPES_H

#include "nt/object.h"

/* What NT would call the type's index: types of one name have one. */
uint8_t object_type_index(const struct object_type *type);

/* NtQueryObject's ObjectTypeInformation: an OBJECT_TYPE_INFORMATION with the name behind it, at `out` (guest memory);
 * how many bytes that is, 0: a fault. */
size_t object_type_put(const struct object_type *type, uint32_t objects, uint32_t handles, void *out);
size_t object_type_size(const struct object_type *type);

/* ObjectTypesInformation. */
NTSTATUS object_types_put(void *out, ULONG length, ULONG *needed);

#endif
