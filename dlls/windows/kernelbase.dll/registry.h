/* SPDX-License-Identifier: MIT */
/* What kernelbase's registry functions share.
 *
 * A key below HKEY_CLASSES_ROOT is two: the user's HKEY_CURRENT_USER\Software\Classes and, below it in rank, the
 * machine's HKEY_LOCAL_MACHINE\Software\Classes.  A handle to one has bit 1 set, which NT passes over; its twin is
 * found by name when it is needed. */
#ifndef METIC_KERNELBASE_REGISTRY_H
#define METIC_KERNELBASE_REGISTRY_H

#include "kernelbase.h"
#include "nt_key.h"
#include "nt_lib.h"

#include <winreg.h>

#define REGISTRY_WOW64 (KEY_WOW64_32KEY | KEY_WOW64_64KEY)

/* The handle of a key that may be a predefined one, which stays open. */
NTSTATUS registry_handle(HKEY key, HANDLE *handle);

static inline BOOL registry_merged(HANDLE handle)
{
    return ((ULONG_PTR)handle & 3) == 2;
}

/* The key of the other side; STATUS_OBJECT_NAME_NOT_FOUND: there is none.  NtClose() it. */
NTSTATUS registry_twin(HANDLE merged, ACCESS_MASK access, HANDLE *twin);

/* Is it the user's side? */
BOOL registry_is_users(HANDLE merged);

/* Opens `sub` (NULL: the key itself); a merged key gives a merged one. */
NTSTATUS registry_open(HKEY key, const WCHAR *sub, ULONG options, ACCESS_MASK access, HANDLE *handle);
/* Opens it, or makes it with what lacks on the way. */
NTSTATUS registry_create(HKEY key, const WCHAR *sub, const WCHAR *class_name, ULONG options, ACCESS_MASK access,
                         HANDLE *handle, ULONG *disposition);

/* A value's data in memory of base_alloc(); `name` NULL: the default value. */
NTSTATUS registry_value(HANDLE key, const WCHAR *name, KEY_VALUE_PARTIAL_INFORMATION **value);
/* The same of a key that may be merged: the user's value hides the machine's. */
NTSTATUS registry_value_merged(HANDLE key, const WCHAR *name, KEY_VALUE_PARTIAL_INFORMATION **value);

/* The key's name, basic information or full information, in memory of base_alloc(). */
NTSTATUS registry_query(HANDLE key, ULONG class, void **information);
NTSTATUS registry_enum(HANDLE key, ULONG index, KEY_NODE_INFORMATION **node);
NTSTATUS registry_enum_value(HANDLE key, ULONG index, KEY_VALUE_FULL_INFORMATION **value);

/* The numbers of these functions' results. */
static inline LSTATUS registry_error(NTSTATUS status)
{
    return status == STATUS_SUCCESS ? ERROR_SUCCESS : (LSTATUS)RtlNtStatusToDosError(status);
}

static inline BOOL registry_is_text(ULONG type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

#endif
