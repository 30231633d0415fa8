/* SPDX-License-Identifier: MIT */
/* Access control lists in memory ("ACL structure"): a head, then entries one after the other.
 * Left out: entries of objects, audits, and taking entries away. */
#include "nt_security.h"
#include "rtl.h"

/* What is behind the last entry; NULL: they do not lie within the list. */
static ACE_HEADER *ace_end(PACL acl, ULONG count)
{
    UCHAR *at = (UCHAR *)(acl + 1), *end = (UCHAR *)acl + acl->AclSize;
    for (ULONG i = 0; i < count; i++) {
        const ACE_HEADER *ace = (ACE_HEADER *)at;
        if ((SIZE_T)(end - at) < sizeof *ace || ace->AceSize < sizeof *ace || ace->AceSize > end - at) return NULL;
        at += ace->AceSize;
    }
    return (ACE_HEADER *)at;
}

BOOLEAN NTAPI RtlValidAcl(PACL acl)
{
    return acl && acl->AclRevision >= MIN_ACL_REVISION && acl->AclRevision <= MAX_ACL_REVISION &&
           acl->AclSize >= sizeof *acl && ace_end(acl, acl->AceCount);
}

/* An empty list of `size` bytes.  STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_PARAMETER. */
NTSTATUS NTAPI RtlCreateAcl(PACL acl, ULONG size, ULONG revision)
{
    if (size < sizeof *acl) return STATUS_BUFFER_TOO_SMALL;
    if (size > 0xffff || revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION) return STATUS_INVALID_PARAMETER;
    *acl = (ACL){.AclRevision = (BYTE)revision, .AclSize = (WORD)(size & ~3u)};
    return STATUS_SUCCESS;
}

/* Access-allowed and access-denied entries look the same. */
static NTSTATUS add(PACL acl, ULONG revision, UCHAR type, ULONG flags, ACCESS_MASK mask, PSID sid)
{
    const ULONG known =
        OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | NO_PROPAGATE_INHERIT_ACE | INHERIT_ONLY_ACE | INHERITED_ACE;
    if (!RtlValidSid(sid)) return STATUS_INVALID_SID;
    if (!RtlValidAcl(acl)) return STATUS_INVALID_ACL;
    if (flags & ~known) return STATUS_INVALID_PARAMETER;
    if (revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION) return STATUS_REVISION_MISMATCH;
    ACCESS_ALLOWED_ACE *ace = (ACCESS_ALLOWED_ACE *)ace_end(acl, acl->AceCount);
    ULONG size = (ULONG)offsetof(ACCESS_ALLOWED_ACE, SidStart) + RtlLengthSid(sid);
    if (size > (SIZE_T)((UCHAR *)acl + acl->AclSize - (UCHAR *)ace)) return STATUS_ALLOTTED_SPACE_EXCEEDED;
    ace->Header = (ACE_HEADER){type, (BYTE)flags, (WORD)size};
    ace->Mask = mask;
    RtlCopySid(RtlLengthSid(sid), &ace->SidStart, sid);
    acl->AceCount++;
    if (revision > acl->AclRevision) acl->AclRevision = (BYTE)revision;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL acl, ULONG revision, ACCESS_MASK mask, PSID sid)
{
    return add(acl, revision, ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid);
}

NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL acl, ULONG revision, ULONG flags, ACCESS_MASK mask, PSID sid)
{
    return add(acl, revision, ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
}

NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL acl, ULONG revision, ACCESS_MASK mask, PSID sid)
{
    return add(acl, revision, ACCESS_DENIED_ACE_TYPE, 0, mask, sid);
}

/* The entry itself, within the list.  STATUS_INVALID_PARAMETER: there are fewer. */
NTSTATUS NTAPI RtlGetAce(PACL acl, ULONG index, PVOID *ace)
{
    if (!acl || index >= acl->AceCount || !(*ace = ace_end(acl, index))) return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}
