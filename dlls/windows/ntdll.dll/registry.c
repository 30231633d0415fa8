/* SPDX-License-Identifier: MIT */
/* The current user's key.  A prefix is one person's, who has the same identifier in each, so that a prefix that moves
 * takes its registry along; the initial tree (dlls/windows/registry) knows that identifier too. */
#include "nt_key.h"
#include "nt_lib.h"

static const WCHAR user[] = L"\\REGISTRY\\USER\\S-1-5-21-0-0-0-1000";

/* The path is the caller's, for RtlFreeUnicodeString(). */
NTSTATUS NTAPI RtlFormatCurrentUserKeyPath(UNICODE_STRING *path)
{
    return RtlCreateUnicodeString(path, user) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlOpenCurrentUser(ACCESS_MASK access, HANDLE *key)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, user);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return NtOpenKey(key, access, &attributes);
}
