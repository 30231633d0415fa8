/* SPDX-License-Identifier: MIT */
/* Security descriptors in memory: absolute ones are made and changed, self-relative ones too are read
 * ("Absolute and Self-Relative Security Descriptors").  Left out: making one form of the other. */
#include "nt_security.h"
#include "rtl.h"

/* Where the parts lie, of either form. */
struct parts {
    PSID owner, group;
    PACL sacl, dacl;
};

static struct parts parts_of(PSECURITY_DESCRIPTOR descriptor)
{
    const SECURITY_DESCRIPTOR *d = descriptor;
    const SECURITY_DESCRIPTOR_RELATIVE *r = descriptor;
    char *base = descriptor;
    struct parts parts;
    if (d->Control & SE_SELF_RELATIVE)
        parts = (struct parts){r->Owner ? base + r->Owner : NULL, r->Group ? base + r->Group : NULL,
                               r->Sacl ? (PACL)(base + r->Sacl) : NULL, r->Dacl ? (PACL)(base + r->Dacl) : NULL};
    else
        parts = (struct parts){d->Owner, d->Group, d->Sacl, d->Dacl};
    if (!(d->Control & SE_SACL_PRESENT)) parts.sacl = NULL;
    if (!(d->Control & SE_DACL_PRESENT)) parts.dacl = NULL;
    return parts;
}

static BOOLEAN known(PSECURITY_DESCRIPTOR descriptor)
{
    return descriptor && ((const SECURITY_DESCRIPTOR *)descriptor)->Revision == SECURITY_DESCRIPTOR_REVISION;
}

/* An absolute one, of no owner, group and lists. */
NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, ULONG revision)
{
    if (revision != SECURITY_DESCRIPTOR_REVISION) return STATUS_UNKNOWN_REVISION;
    *(SECURITY_DESCRIPTOR *)descriptor = (SECURITY_DESCRIPTOR){.Revision = SECURITY_DESCRIPTOR_REVISION};
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
    if (!known(descriptor)) return FALSE;
    struct parts p = parts_of(descriptor);
    return (!p.owner || RtlValidSid(p.owner)) && (!p.group || RtlValidSid(p.group)) &&
           (!p.sacl || RtlValidAcl(p.sacl)) && (!p.dacl || RtlValidAcl(p.dacl));
}

/* "The length includes the length of all associated structures", each on a boundary of four bytes. */
ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
    const SECURITY_DESCRIPTOR *d = descriptor;
    struct parts p = parts_of(descriptor);
    ULONG length = d->Control & SE_SELF_RELATIVE ? sizeof(SECURITY_DESCRIPTOR_RELATIVE) : sizeof *d;
    if (p.owner) length += RtlLengthSid(p.owner);
    if (p.group) length += RtlLengthSid(p.group);
    if (p.sacl) length += (p.sacl->AclSize + 3u) & ~3u;
    if (p.dacl) length += (p.dacl->AclSize + 3u) & ~3u;
    return length;
}

/* ---- changing ---- */

static NTSTATUS changeable(PSECURITY_DESCRIPTOR descriptor)
{
    if (!known(descriptor)) return STATUS_UNKNOWN_REVISION;
    return ((const SECURITY_DESCRIPTOR *)descriptor)->Control & SE_SELF_RELATIVE ? STATUS_INVALID_SECURITY_DESCR
                                                                                 : STATUS_SUCCESS;
}

static void control(SECURITY_DESCRIPTOR *d, WORD bits, BOOLEAN on)
{
    d->Control = (WORD)(on ? d->Control | bits : d->Control & ~bits);
}

NTSTATUS NTAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID owner, BOOLEAN defaulted)
{
    SECURITY_DESCRIPTOR *d = descriptor;
    NTSTATUS status = changeable(d);
    if (!NT_SUCCESS(status)) return status;
    d->Owner = owner;
    control(d, SE_OWNER_DEFAULTED, defaulted);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID group, BOOLEAN defaulted)
{
    SECURITY_DESCRIPTOR *d = descriptor;
    NTSTATUS status = changeable(d);
    if (!NT_SUCCESS(status)) return status;
    d->Group = group;
    control(d, SE_GROUP_DEFAULTED, defaulted);
    return STATUS_SUCCESS;
}

/* The DACL or the SACL, whose bits these are. */
static NTSTATUS set_acl(SECURITY_DESCRIPTOR *d, PACL *place, WORD present_bit, WORD defaulted_bit, BOOLEAN present,
                        PACL acl, BOOLEAN defaulted)
{
    NTSTATUS status = changeable(d);
    if (!NT_SUCCESS(status)) return status;
    control(d, present_bit, present);
    if (!present) return STATUS_SUCCESS; /* "the pDacl and bDaclDefaulted parameters are ignored" */
    control(d, defaulted_bit, defaulted);
    *place = acl;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, BOOLEAN present, PACL acl,
                                            BOOLEAN defaulted)
{
    SECURITY_DESCRIPTOR *d = descriptor;
    return set_acl(d, &d->Dacl, SE_DACL_PRESENT, SE_DACL_DEFAULTED, present, acl, defaulted);
}

NTSTATUS NTAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, BOOLEAN present, PACL acl,
                                            BOOLEAN defaulted)
{
    SECURITY_DESCRIPTOR *d = descriptor;
    return set_acl(d, &d->Sacl, SE_SACL_PRESENT, SE_SACL_DEFAULTED, present, acl, defaulted);
}

/* ---- reading ---- */

static NTSTATUS tell(PSECURITY_DESCRIPTOR descriptor, WORD bit, PBOOLEAN value)
{
    if (!known(descriptor)) return STATUS_UNKNOWN_REVISION;
    *value = (((const SECURITY_DESCRIPTOR *)descriptor)->Control & bit) != 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID *owner, PBOOLEAN defaulted)
{
    NTSTATUS status = tell(descriptor, SE_OWNER_DEFAULTED, defaulted);
    if (NT_SUCCESS(status)) *owner = parts_of(descriptor).owner;
    return status;
}

NTSTATUS NTAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID *group, PBOOLEAN defaulted)
{
    NTSTATUS status = tell(descriptor, SE_GROUP_DEFAULTED, defaulted);
    if (NT_SUCCESS(status)) *group = parts_of(descriptor).group;
    return status;
}

/* Without a list, `acl` and `defaulted` stay as they are. */
NTSTATUS NTAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PBOOLEAN present, PACL *acl,
                                            PBOOLEAN defaulted)
{
    NTSTATUS status = tell(descriptor, SE_DACL_PRESENT, present);
    if (!NT_SUCCESS(status) || !*present) return status;
    *acl = parts_of(descriptor).dacl;
    return tell(descriptor, SE_DACL_DEFAULTED, defaulted);
}

NTSTATUS NTAPI RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PBOOLEAN present, PACL *acl,
                                            PBOOLEAN defaulted)
{
    NTSTATUS status = tell(descriptor, SE_SACL_PRESENT, present);
    if (!NT_SUCCESS(status) || !*present) return status;
    *acl = parts_of(descriptor).sacl;
    return tell(descriptor, SE_SACL_DEFAULTED, defaulted);
}
