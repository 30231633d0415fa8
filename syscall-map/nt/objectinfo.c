/* SPDX-License-Identifier: MIT */
/* Calls on handles of any type: NtClose, NtDuplicateObject, NtQueryObject, NtSetInformationObject, NtCompareObjects.
 * Left out: counts of other processes' handles to an object. */
#include "nt/handle.h"
#include "nt/object_types.h"
#include "nt/process.h"
#include "nt/remote.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt_calls.h"

#include <stdlib.h>
#include <string.h>

NTSTATUS sys_NtClose(HANDLE Handle)
{
    return handle_close(Handle);
}

/* A handle of this process to an object of its own, made in another. */
static NTSTATUS duplicate_out(HANDLE source, struct object *process, ACCESS_MASK access, ULONG attributes,
                              ULONG options, HANDLE *target)
{
    struct object *object;
    ACCESS_MASK granted;
    ULONG had;
    uint64_t value = 0;
    NTSTATUS status = handle_get_rights(source, NULL, 0, &object, &granted, &had);
    if (status != STATUS_SUCCESS) return status;
    handle_duplicate_rights(object, options, granted, had, &access, &attributes);
    status = remote_give(process, object, access, attributes, &value);
    object_put(object);
    *target = (HANDLE)(uintptr_t)value;
    return status;
}

/* `from`, `to`: other processes, NULL: this one. */
static NTSTATUS duplicate(struct object *from, HANDLE source, struct object *to, ACCESS_MASK access, ULONG attributes,
                          ULONG options, HANDLE *target)
{
    HANDLE here;
    if (!from && !to) return handle_duplicate(source, access, attributes, options, target);
    if (!from) return duplicate_out(source, to, access, attributes, options, target);
    if (!to) return remote_take(from, (uintptr_t)source, access, attributes, options, target);
    NTSTATUS status = remote_take(from, (uintptr_t)source, access, attributes, options, &here);
    if (status != STATUS_SUCCESS) return status;
    status = duplicate_out(here, to, 0, 0, DUPLICATE_SAME_ACCESS | DUPLICATE_SAME_ATTRIBUTES, target);
    handle_set_attributes(here, 0);
    handle_close(here);
    return status;
}

static NTSTATUS close_in(struct object *process, HANDLE handle)
{
    return process ? remote_close(process, (uintptr_t)handle) : handle_close(handle);
}

NTSTATUS sys_NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle, HANDLE TargetProcessHandle,
                               HANDLE *TargetHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes, ULONG Options)
{
    HANDLE target = NULL;
    struct object *from, *to = NULL;
    bool makes = TargetProcessHandle || !(Options & DUPLICATE_CLOSE_SOURCE);
    if (TargetHandle && !guest_probe_write(TargetHandle, sizeof target)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = process_other(SourceProcessHandle, PROCESS_DUP_HANDLE, &from);
    if (status != STATUS_SUCCESS) return status;
    if (makes) {
        status = process_other(TargetProcessHandle, PROCESS_DUP_HANDLE, &to);
        if (status == STATUS_SUCCESS)
            status = duplicate(from, SourceHandle, to, DesiredAccess, HandleAttributes, Options, &target);
    }
    /* The source is closed whatever came of the rest, as documented. */
    if (Options & DUPLICATE_CLOSE_SOURCE) {
        NTSTATUS closed = close_in(from, SourceHandle);
        if (!makes) status = closed;
    }
    if (status == STATUS_SUCCESS && makes && TargetHandle && !guest_put(TargetHandle, &target)) {
        close_in(to, target);
        status = STATUS_ACCESS_VIOLATION;
    }
    if (from) object_put(from);
    if (to) object_put(to);
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
    *needed = (ULONG)object_type_size(object->type);
    if (length < *needed) return STATUS_INFO_LENGTH_MISMATCH;
    return object_type_put(object->type, 1, atomic_load(&object->handles), out) ? STATUS_SUCCESS
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
    if (ObjectInformationClass == ObjectTypesInformation) { /* of no object */
        NTSTATUS told = object_types_put(ObjectInformation, ObjectInformationLength, &needed);
        return ReturnLength && !guest_put(ReturnLength, &needed) ? STATUS_ACCESS_VIOLATION : told;
    }
    if (ObjectInformationClass != ObjectBasicInformation && ObjectInformationClass != ObjectNameInformation &&
        ObjectInformationClass != ObjectTypeInformation && ObjectInformationClass != ObjectHandleFlagInformation)
        return STATUS_INVALID_INFO_CLASS;
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
