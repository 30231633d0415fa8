/* SPDX-License-Identifier: MIT */
/* Security identifiers in memory ("SID structure"). */
#include "nt_security.h"
#include "rtl.h"

#define ALLOCATED_MOST 8 /* subauthorities, by RtlAllocateAndInitializeSid */

BOOLEAN NTAPI RtlValidSid(PSID sid)
{
    const SID *s = sid;
    return s && s->Revision == SID_REVISION && s->SubAuthorityCount <= SID_MAX_SUB_AUTHORITIES;
}

ULONG NTAPI RtlLengthRequiredSid(ULONG count)
{
    return (ULONG)(offsetof(SID, SubAuthority) + count * sizeof(DWORD));
}

ULONG NTAPI RtlLengthSid(PSID sid)
{
    return RtlLengthRequiredSid(((const SID *)sid)->SubAuthorityCount);
}

/* The subauthorities are the caller's to set.  STATUS_INVALID_PARAMETER: too many. */
NTSTATUS NTAPI RtlInitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, UCHAR count)
{
    SID *s = sid;
    if (count > SID_MAX_SUB_AUTHORITIES) return STATUS_INVALID_PARAMETER;
    s->Revision = SID_REVISION;
    s->SubAuthorityCount = count;
    s->IdentifierAuthority = *authority;
    return STATUS_SUCCESS;
}

PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID sid)
{
    return &((SID *)sid)->IdentifierAuthority;
}

PULONG NTAPI RtlSubAuthoritySid(PSID sid, ULONG index)
{
    return (PULONG)((SID *)sid)->SubAuthority + index;
}

PUCHAR NTAPI RtlSubAuthorityCountSid(PSID sid)
{
    return &((SID *)sid)->SubAuthorityCount;
}

/* Freed by RtlFreeSid.  STATUS_INVALID_SID: more than eight. */
NTSTATUS NTAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, UCHAR count, ULONG a, ULONG b, ULONG c,
                                           ULONG d, ULONG e, ULONG f, ULONG g, ULONG h, PSID *sid)
{
    const ULONG given[ALLOCATED_MOST] = {a, b, c, d, e, f, g, h};
    if (count > ALLOCATED_MOST) return STATUS_INVALID_SID;
    PSID made = RtlAllocateHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, RtlLengthRequiredSid(count));
    if (!made) return STATUS_NO_MEMORY;
    RtlInitializeSid(made, authority, count);
    for (UCHAR i = 0; i < count; i++) *RtlSubAuthoritySid(made, i) = given[i];
    *sid = made;
    return STATUS_SUCCESS;
}

/* NULL; the SID itself where it could not be freed ("FreeSid function"). */
PVOID NTAPI RtlFreeSid(PSID sid)
{
    return RtlFreeHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, sid) ? NULL : sid;
}

NTSTATUS NTAPI RtlCopySid(ULONG room, PSID to, PSID from)
{
    ULONG length = RtlLengthSid(from);
    if (room < length) return STATUS_BUFFER_TOO_SMALL;
    memmove(to, from, length);
    return STATUS_SUCCESS;
}

static BOOLEAN same(const SID *a, const SID *b, ULONG less)
{
    if (a->Revision != b->Revision || a->SubAuthorityCount != b->SubAuthorityCount) return FALSE;
    ULONG count = a->SubAuthorityCount > less ? a->SubAuthorityCount - less : 0;
    return !memcmp(&a->IdentifierAuthority, &b->IdentifierAuthority, sizeof a->IdentifierAuthority) &&
           !memcmp(a->SubAuthority, b->SubAuthority, count * sizeof(DWORD));
}

BOOLEAN NTAPI RtlEqualSid(PSID a, PSID b)
{
    return same(a, b, 0);
}

/* All but the last subauthority is the same. */
BOOLEAN NTAPI RtlEqualPrefixSid(PSID a, PSID b)
{
    return same(a, b, 1);
}
