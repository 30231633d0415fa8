/* SPDX-License-Identifier: MIT */
/* Calls on handles of any type: NtClose, NtDuplicateObject, NtQueryObject, NtSetInformationObject, NtCompareObjects.
 * Left out: handles of other processes, ObjectTypesInformation (the list of every type). */
#include "nt/handle.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt_calls.h"

#include <stdlib.h>
#include <string.h>

NTSTATUS sys_NtClose(HANDLE Handle)
{
    return handle_close(Handle);
}

/* STATUS_SUCCESS where `handle` means this process. */
static NTSTATUS require_self(HANDLE handle)
{
    struct object *object, *self;
    if (handle == (HANDLE)(intptr_t)-1) return STATUS_SUCCESS;
    NTSTATUS status = handle_get(handle, NULL, PROCESS_DUP_HANDLE, &object);
    if (status != STATUS_SUCCESS) return status;
    status = STATUS_NOT_IMPLEMENTED; /* other processes come with the broker */
    if (handle_get((HANDLE)(intptr_t)-1, NULL, 0, &self) == STATUS_SUCCESS) {
        if (self == object)
            status = STATUS_SUCCESS;
        else if (self->type != object->type)
            status = STATUS_OBJECT_TYPE_MISMATCH;
        object_put(self);
    }
    object_put(object);
    return status;
}

NTSTATUS sys_NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle, HANDLE TargetProcessHandle,
                               HANDLE *TargetHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes, ULONG Options)
{
    HANDLE target = NULL;
    NTSTATUS status = STATUS_SUCCESS;
    bool makes = TargetProcessHandle || !(Options & DUPLICATE_CLOSE_SOURCE);
    if (TargetHandle && !guest_probe_write(TargetHandle, sizeof target)) return STATUS_ACCESS_VIOLATION;
    if ((status = require_self(SourceProcessHandle)) != STATUS_SUCCESS) return status;
    if (makes) {
        status = require_self(TargetProcessHandle);
        if (status == STATUS_SUCCESS)
            status = handle_duplicate(SourceHandle, DesiredAccess, HandleAttributes, Options, &target);
    }
    /* The source is closed whatever came of the rest, as documented. */
    if (Options & DUPLICATE_CLOSE_SOURCE) {
        NTSTATUS closed = handle_close(SourceHandle);
        if (!makes) status = closed;
    }
    if (status == STATUS_SUCCESS && makes && TargetHandle && !guest_put(TargetHandle, &target)) {
        handle_close(target);
        return STATUS_ACCESS_VIOLATION;
    }
    return status;
}

static NTSTATUS query_basic(struct object *object, ACCESS_MASK access, ULONG attributes, void *out, ULONG length,
                            ULONG *needed)
{
    OBJECT_BASIC_INFORMATION info = {
        .Attributes = attributes | (object->flags & OBJECT_PERMANENT ? OBJ_PERMANENT : 0),
        .GrantedAccess = access,
        .HandleCount = atomic_load(&object->handles),
        .PointerCount = atomic_load(&object->handles) + 1,
        .NameInfoSize = object->name ? (ULONG)(sizeof(UNICODE_STRING) + (object->name->length + 1) * sizeof(WCHAR)) : 0,
        .TypeInfoSize = (ULONG)(sizeof(OBJECT_TYPE_INFORMATION) + (strlen(object->type->name) + 1) * sizeof(WCHAR)),
    };
    *needed = sizeof info;
    if (length != sizeof info) return STATUS_INFO_LENGTH_MISMATCH;
    return guest_put(out, &info) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS query_name(struct object *object, void *out, ULONG length, ULONG *needed)
{
    if (!object->type->query_name)
        return guest_put_name(out, length, object->name ? object->name->text : NULL,
                              object->name ? object->name->length : 0, needed);
    WCHAR *text;
    size_t units;
    NTSTATUS status = object->type->query_name(object, &text, &units);
    if (status != STATUS_SUCCESS) return status;
    status = guest_put_name(out, length, text, units, needed);
    free(text);
    return status;
}

static NTSTATUS query_type(struct object *object, void *out, ULONG length, ULONG *needed)
{
    const struct object_type *type = object->type;
    size_t units = strlen(type->name);
    WCHAR name[64] = {0};
    OBJECT_TYPE_INFORMATION info = {0};
    for (size_t i = 0; i < units; i++) name[i] = (unsigned char)type->name[i];
    *needed = (ULONG)(sizeof info + (units + 1) * sizeof *name);
    if (length < *needed) return STATUS_INFO_LENGTH_MISMATCH;
    info.TypeName.Length = (USHORT)(units * sizeof *name);
    info.TypeName.MaximumLength = (USHORT)((units + 1) * sizeof *name);
    info.TypeName.Buffer = (WCHAR *)((char *)out + sizeof info);
    info.TotalNumberOfObjects = 1;
    info.TotalNumberOfHandles = atomic_load(&object->handles);
    info.GenericMapping = type->mapping;
    info.ValidAccessMask = type->valid_access;
    info.SecurityRequired = 1;
    return guest_write((char *)out + sizeof info, name, (units + 1) * sizeof *name) && guest_put(out, &info)
               ? STATUS_SUCCESS
               : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS query_flags(ULONG attributes, void *out, ULONG length, ULONG *needed)
{
    OBJECT_HANDLE_FLAG_INFORMATION info = {.Inherit = !!(attributes & OBJ_INHERIT),
                                           .ProtectFromClose = !!(attributes & OBJ_PROTECT_CLOSE)};
    *needed = sizeof info;
    if (length < sizeof info) return STATUS_INFO_LENGTH_MISMATCH;
    return guest_put(out, &info) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtQueryObject(HANDLE Handle, ULONG ObjectInformationClass, void *ObjectInformation,
                           ULONG ObjectInformationLength, ULONG *ReturnLength)
{
    struct object *object;
    ACCESS_MASK access;
    ULONG attributes, needed = 0;
    if (ReturnLength && !guest_probe_write(ReturnLength, sizeof needed)) return STATUS_ACCESS_VIOLATION;
    if (ObjectInformationClass != ObjectBasicInformation && ObjectInformationClass != ObjectNameInformation &&
        ObjectInformationClass != ObjectTypeInformation && ObjectInformationClass != ObjectHandleFlagInformation)
        return ObjectInformationClass == ObjectTypesInformation ? STATUS_NOT_IMPLEMENTED : STATUS_INVALID_INFO_CLASS;
    NTSTATUS status = handle_get_rights(Handle, NULL, 0, &object, &access, &attributes);
    if (status != STATUS_SUCCESS) return status;
    switch (ObjectInformationClass) {
    case ObjectBasicInformation:
        status = query_basic(object, access, attributes, ObjectInformation, ObjectInformationLength, &needed);
        break;
    case ObjectNameInformation: status = query_name(object, ObjectInformation, ObjectInformationLength, &needed); break;
    case ObjectTypeInformation: status = query_type(object, ObjectInformation, ObjectInformationLength, &needed); break;
    default: status = query_flags(attributes, ObjectInformation, ObjectInformationLength, &needed); break;
    }
    object_put(object);
    if (ReturnLength && needed && !guest_put(ReturnLength, &needed)) return STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS sys_NtSetInformationObject(HANDLE Handle, ULONG ObjectInformationClass, const void *ObjectInformation,
                                    ULONG ObjectInformationLength)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;
    if (ObjectInformationClass != ObjectHandleFlagInformation) return STATUS_INVALID_INFO_CLASS;
    if (ObjectInformationLength != sizeof info) return STATUS_INFO_LENGTH_MISMATCH;
    if (!guest_get(&info, ObjectInformation)) return STATUS_ACCESS_VIOLATION;
    return handle_set_attributes(Handle,
                                 (info.Inherit ? OBJ_INHERIT : 0) | (info.ProtectFromClose ? OBJ_PROTECT_CLOSE : 0));
}

NTSTATUS sys_NtCompareObjects(HANDLE FirstObjectHandle, HANDLE SecondObjectHandle)
{
    struct object *first, *second;
    NTSTATUS status = handle_get(FirstObjectHandle, NULL, 0, &first);
    if (status != STATUS_SUCCESS) return status;
    status = handle_get(SecondObjectHandle, NULL, 0, &second);
    if (status == STATUS_SUCCESS) {
        status = first == second ? STATUS_SUCCESS : STATUS_NOT_SAME_OBJECT;
        object_put(second);
    }
    object_put(first);
    return status;
}
