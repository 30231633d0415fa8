/* SPDX-License-Identifier: MIT */
/* Directories and symbolic links of the object name space: NtCreateDirectoryObject, NtQuerySymbolicLinkObject and their
 * families.
 *
 * Both stand in the broker; an object here holds its number, and a line that keeps alive what was made by a program.
 * Left out: shadow directories, private name spaces, security descriptors. */
#include "nt/object_directory.h"

#include "door/guestmem.h"
#include "linux/broker.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/name.h"
#include "nt/shared.h"
#include "nt_calls.h"

#include <stdlib.h>
#include <string.h>

enum {
    DIRECTORY_QUERY = 1,
    DIRECTORY_TRAVERSE = 2,
    DIRECTORY_CREATE_OBJECT = 4,
    DIRECTORY_CREATE_SUBDIRECTORY = 8,
    DIRECTORY_ALL_ACCESS = STANDARD_RIGHTS_REQUIRED | 15,
    SYMBOLIC_LINK_QUERY = 1,
    SYMBOLIC_LINK_ALL_ACCESS = STANDARD_RIGHTS_REQUIRED | 1,
};

struct directory {
    struct object object;
    size_t target_length;
    WCHAR target[]; /* a link's, until the broker has it */
};

static void directory_destroy(struct object *object)
{
    shared_line_free(object);
    object_free(object);
}

const struct object_type object_directory_type = {
    .name = "Directory",
    .valid_access = DIRECTORY_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | DIRECTORY_QUERY | DIRECTORY_TRAVERSE,
                STANDARD_RIGHTS_WRITE | DIRECTORY_CREATE_OBJECT | DIRECTORY_CREATE_SUBDIRECTORY,
                STANDARD_RIGHTS_EXECUTE | DIRECTORY_QUERY | DIRECTORY_TRAVERSE, DIRECTORY_ALL_ACCESS},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = directory_destroy,
};

const struct object_type symbolic_link_type = {
    .name = "SymbolicLink",
    .valid_access = SYMBOLIC_LINK_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | SYMBOLIC_LINK_QUERY, STANDARD_RIGHTS_WRITE,
                STANDARD_RIGHTS_EXECUTE | SYMBOLIC_LINK_QUERY, SYMBOLIC_LINK_ALL_ACCESS},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = directory_destroy,
};

struct object *object_directory_blank(void)
{
    return object_create(&object_directory_type, sizeof(struct directory));
}

struct object *symbolic_link_blank(void)
{
    return object_create(&symbolic_link_type, sizeof(struct directory));
}

static uint64_t id_of(const struct object *object)
{
    return object->name ? atomic_load(&object->name->id) : 0;
}

NTSTATUS object_directory_root(HANDLE handle, uint64_t *id)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &object_directory_type, DIRECTORY_TRAVERSE, &object);
    if (status != STATUS_SUCCESS) return status;
    *id = id_of(object);
    object_put(object);
    return STATUS_SUCCESS;
}

const WCHAR *symbolic_link_target(const struct object *object, size_t *length)
{
    const struct directory *link = (const struct directory *)object;
    *length = link->target_length;
    return object->type == &symbolic_link_type ? link->target : NULL;
}

/* ---- calls ---- */

static NTSTATUS create(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *oa, const struct guest_text *target)
{
    struct guest_attributes attributes;
    if (!guest_probe_write(handle, sizeof *handle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(oa, &attributes);
    if (status != STATUS_SUCCESS) return status;
    size_t bytes = target ? target->length * sizeof(WCHAR) : 0;
    struct directory *made = object_create(target ? &symbolic_link_type : &object_directory_type, sizeof *made + bytes);
    if (made) {
        if (target) memcpy(made->target, target->text, bytes);
        made->target_length = target ? target->length : 0;
        status = name_publish(&made->object, access, &attributes, handle);
    } else {
        status = STATUS_NO_MEMORY;
    }
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtCreateDirectoryObject(HANDLE *DirectoryHandle, ACCESS_MASK DesiredAccess,
                                     OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return create(DirectoryHandle, DesiredAccess, ObjectAttributes, NULL);
}

NTSTATUS sys_NtCreateDirectoryObjectEx(HANDLE *DirectoryHandle, ACCESS_MASK DesiredAccess,
                                       OBJECT_ATTRIBUTES *ObjectAttributes, HANDLE ShadowDirectoryHandle, ULONG Flags)
{
    if (ShadowDirectoryHandle || Flags) return STATUS_NOT_SUPPORTED;
    return create(DirectoryHandle, DesiredAccess, ObjectAttributes, NULL);
}

NTSTATUS sys_NtOpenDirectoryObject(HANDLE *DirectoryHandle, ACCESS_MASK DesiredAccess,
                                   OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&object_directory_type, DesiredAccess, ObjectAttributes, DirectoryHandle);
}

NTSTATUS sys_NtCreateSymbolicLinkObject(HANDLE *LinkHandle, ACCESS_MASK DesiredAccess,
                                        OBJECT_ATTRIBUTES *ObjectAttributes, UNICODE_STRING *LinkTarget)
{
    struct guest_text target;
    NTSTATUS status = guest_text_read(LinkTarget, &target);
    if (status != STATUS_SUCCESS) return status;
    status = target.length && target.length <= NAME_TARGET
                 ? create(LinkHandle, DesiredAccess, ObjectAttributes, &target)
                 : STATUS_INVALID_PARAMETER;
    guest_text_free(&target);
    return status;
}

NTSTATUS sys_NtOpenSymbolicLinkObject(HANDLE *LinkHandle, ACCESS_MASK DesiredAccess,
                                      OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&symbolic_link_type, DesiredAccess, ObjectAttributes, LinkHandle);
}

NTSTATUS sys_NtQuerySymbolicLinkObject(HANDLE LinkHandle, UNICODE_STRING *LinkTarget, ULONG *ReturnedLength)
{
    UNICODE_STRING string;
    uint16_t text[NAME_TARGET];
    size_t length = 0;
    struct object *object;
    if (!guest_get(&string, LinkTarget) || !guest_probe_write(LinkTarget, sizeof string) ||
        (ReturnedLength && !guest_probe_write(ReturnedLength, sizeof *ReturnedLength)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_get(LinkHandle, &symbolic_link_type, SYMBOLIC_LINK_QUERY, &object);
    if (status != STATUS_SUCCESS) return status;
    status = broker_link_target(id_of(object), text, NAME_TARGET, &length);
    object_put(object);
    if (status != STATUS_SUCCESS) return status;
    ULONG bytes = (ULONG)(length * sizeof(WCHAR));
    if (ReturnedLength && !guest_put(ReturnedLength, &bytes)) return STATUS_ACCESS_VIOLATION;
    if (bytes > string.MaximumLength) return STATUS_BUFFER_TOO_SMALL;
    string.Length = (USHORT)bytes;
    return guest_write(string.Buffer, text, bytes) && guest_put(LinkTarget, &string) ? STATUS_SUCCESS
                                                                                     : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS permanent_set(HANDLE handle, bool permanent)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, NULL, permanent ? 0 : DELETE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = name_set_permanent(object, permanent);
    object_put(object);
    return status;
}

NTSTATUS sys_NtMakePermanentObject(HANDLE Handle)
{
    return permanent_set(Handle, true);
}

NTSTATUS sys_NtMakeTemporaryObject(HANDLE Handle)
{
    return permanent_set(Handle, false);
}

/* ---- listing ---- */

typedef struct _OBJECT_DIRECTORY_INFORMATION {
    UNICODE_STRING Name, TypeName;
} OBJECT_DIRECTORY_INFORMATION;

/* Entries grow from the front of a buffer, with an empty one behind the last; their texts are gathered here and follow
 * them. */
struct listing {
    OBJECT_DIRECTORY_INFORMATION *entries; /* Buffer: an offset into `texts` until the end */
    char *texts;
    size_t count, room, bytes, bytes_room;
};

static bool add_text(struct listing *l, UNICODE_STRING *string, const uint16_t *text, size_t units)
{
    size_t bytes = (units + 1) * sizeof *text;
    if (l->bytes + bytes > l->bytes_room) {
        size_t room = (l->bytes_room + bytes) * 2;
        char *more = realloc(l->texts, room);
        if (!more) return false;
        l->texts = more;
        l->bytes_room = room;
    }
    *string = (UNICODE_STRING){(USHORT)(bytes - 2), (USHORT)bytes, (WCHAR *)(uintptr_t)l->bytes};
    memcpy(l->texts + l->bytes, text, bytes - 2);
    memset(l->texts + l->bytes + bytes - 2, 0, 2);
    l->bytes += bytes;
    return true;
}

static bool add(struct listing *l, const uint16_t *name, size_t length, uint16_t type)
{
    uint16_t text[32];
    size_t units = 0;
    const char *ascii = name_type_text(type);
    for (; ascii[units]; units++) text[units] = (uint8_t)ascii[units];
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 16;
        void *more = realloc(l->entries, room * sizeof *l->entries);
        if (!more) return false;
        l->entries = more;
        l->room = room;
    }
    OBJECT_DIRECTORY_INFORMATION *entry = &l->entries[l->count];
    if (!add_text(l, &entry->Name, name, length) || !add_text(l, &entry->TypeName, text, units)) return false;
    l->count++;
    return true;
}

static size_t listing_size(const struct listing *l)
{
    return (l->count + 1) * sizeof *l->entries + l->bytes;
}

/* Gathers what fits into `length` bytes, and where to go on. */
static NTSTATUS gather(struct listing *l, uint64_t id, size_t length, bool single, ULONG *context)
{
    uint16_t name[NAME_LENGTH], type;
    size_t units;
    for (;;) {
        uint32_t after = *context;
        NTSTATUS status = broker_directory_next(id, &after, name, NAME_LENGTH, &units, &type);
        if (status == STATUS_NO_MORE_ENTRIES && l->count) return STATUS_SUCCESS;
        if (status != STATUS_SUCCESS) return status;
        struct listing before = *l;
        if (!add(l, name, units, type)) return STATUS_NO_MEMORY;
        if (listing_size(l) > length) {
            if (!before.count) return STATUS_BUFFER_TOO_SMALL;
            l->count = before.count;
            l->bytes = before.bytes;
            return STATUS_MORE_ENTRIES;
        }
        *context = after;
        if (single) return STATUS_SUCCESS;
    }
}

static bool put(struct listing *l, char *buffer)
{
    static const OBJECT_DIRECTORY_INFORMATION last;
    size_t front = (l->count + 1) * sizeof last;
    for (size_t i = 0; i < l->count; i++) {
        UNICODE_STRING *const strings[] = {&l->entries[i].Name, &l->entries[i].TypeName};
        for (size_t k = 0; k < 2; k++) strings[k]->Buffer = (WCHAR *)(buffer + front + (uintptr_t)strings[k]->Buffer);
    }
    return guest_write(buffer, l->entries, front - sizeof last) &&
           guest_write(buffer + front - sizeof last, &last, sizeof last) &&
           guest_write(buffer + front, l->texts, l->bytes);
}

NTSTATUS sys_NtQueryDirectoryObject(HANDLE DirectoryHandle, void *Buffer, ULONG Length, BOOLEAN ReturnSingleEntry,
                                    BOOLEAN RestartScan, ULONG *Context, ULONG *ReturnLength)
{
    struct listing l = {0};
    struct object *object;
    ULONG context;
    if (!guest_get(&context, Context) || !guest_probe_write(Context, sizeof context) ||
        (ReturnLength && !guest_probe_write(ReturnLength, sizeof *ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    if (RestartScan) context = 0;
    NTSTATUS status = handle_get(DirectoryHandle, &object_directory_type, DIRECTORY_QUERY, &object);
    if (status != STATUS_SUCCESS) return status;
    status = gather(&l, id_of(object), Length, ReturnSingleEntry, &context);
    object_put(object);
    ULONG size = (ULONG)listing_size(&l);
    if (status == STATUS_SUCCESS || status == STATUS_MORE_ENTRIES) {
        if (!put(&l, Buffer) || !guest_put(Context, &context)) status = STATUS_ACCESS_VIOLATION;
    }
    if (ReturnLength && status != STATUS_NO_MORE_ENTRIES && !guest_put(ReturnLength, &size))
        status = STATUS_ACCESS_VIOLATION;
    free(l.entries);
    free(l.texts);
    return status;
}
