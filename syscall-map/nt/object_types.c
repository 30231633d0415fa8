/* SPDX-License-Identifier: MIT */
/* What NtQueryObject tells of types: of an object's, and of all.
 * Handles are counted in this process; objects are as many as it has handles to. */
#include "nt/object_types.h"

#include "door/guestmem.h"
#include "nt/completion.h"
#include "nt/event.h"
#include "nt/file.h"
#include "nt/handle.h"
#include "nt/job.h"
#include "nt/key.h"
#include "nt/mutant.h"
#include "nt/object_directory.h"
#include "nt/process.h"
#include "nt/section.h"
#include "nt/semaphore.h"
#include "nt/thread.h"
#include "nt/timer.h"

#include <string.h>

static const struct object_type *const types[] = {
    &object_directory_type,
    &symbolic_link_type,
    &job_type,
    &process_type,
    &thread_type,
    &event_type,
    &mutant_type,
    &semaphore_type,
    &timer_type,
    &completion_type,
    &file_type,
    &section_type,
    &key_type,
};
enum { TYPES = sizeof types / sizeof *types, FIRST = 2 }; /* indices 0 and 1 are no types */

uint8_t object_type_index(const struct object_type *type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (!strcmp(types[i]->name, type->name)) return (uint8_t)(FIRST + i);
    return 0;
}

size_t object_type_size(const struct object_type *type)
{
    return sizeof(OBJECT_TYPE_INFORMATION) + (strlen(type->name) + 1) * sizeof(WCHAR);
}

size_t object_type_put(const struct object_type *type, uint32_t objects, uint32_t handles, void *out)
{
    const size_t units = strlen(type->name), size = object_type_size(type);
    WCHAR name[64] = {0};
    OBJECT_TYPE_INFORMATION info = {0};
    for (size_t i = 0; i < units; i++) name[i] = (unsigned char)type->name[i];
    info.TypeName.Length = (USHORT)(units * sizeof *name);
    info.TypeName.MaximumLength = (USHORT)((units + 1) * sizeof *name);
    info.TypeName.Buffer = (WCHAR *)((char *)out + sizeof info);
    info.TotalNumberOfObjects = objects;
    info.TotalNumberOfHandles = handles;
    info.GenericMapping = type->mapping;
    info.ValidAccessMask = type->valid_access;
    info.SecurityRequired = 1;
    info.TypeIndex = object_type_index(type);
    bool written = guest_write((char *)out + sizeof info, name, size - sizeof info) &&
                   guest_put((OBJECT_TYPE_INFORMATION *)out, &info);
    return written ? size : 0;
}

static int count(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes, void *context)
{
    uint32_t *counts = context;
    (void)handle, (void)access, (void)attributes;
    uint8_t index = object_type_index(object->type);
    if (index) counts[index - FIRST]++;
    return 0;
}

/* A count, and the entries behind it, each at a multiple of 8. */
NTSTATUS object_types_put(void *out, ULONG length, ULONG *needed)
{
    const ULONG number = TYPES;
    uint32_t counts[TYPES] = {0};
    size_t size = 8;
    for (size_t i = 0; i < TYPES; i++) size += (object_type_size(types[i]) + 7) & ~(size_t)7;
    *needed = (ULONG)size;
    if (length < size) return STATUS_INFO_LENGTH_MISMATCH;
    handle_each(count, counts);
    char *at = (char *)out + 8;
    for (size_t i = 0; i < TYPES; i++) {
        size_t written = object_type_put(types[i], counts[i], counts[i], at);
        if (!written) return STATUS_ACCESS_VIOLATION;
        at += (written + 7) & ~(size_t)7;
    }
    return guest_put((ULONG *)out, &number) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
