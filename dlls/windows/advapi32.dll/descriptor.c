/* SPDX-License-Identifier: MIT */
/* Security descriptors and access control lists in memory, on ntdll's. */
#define WINADVAPI
#include "nt_security.h"

static BOOL done(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return TRUE;
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

/* ---- access control lists ---- */

BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision)
{
    return done(RtlCreateAcl(acl, size, revision));
}

BOOL WINAPI IsValidAcl(PACL acl)
{
    return RtlValidAcl(acl) ? TRUE : done(STATUS_INVALID_ACL);
}

/* "AddAccessAllowedAce function".  ERROR_ALLOTTED_SPACE_EXCEEDED, ERROR_INVALID_ACL, ERROR_INVALID_SID. */
BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
    return done(RtlAddAccessAllowedAce(acl, revision, mask, sid));
}

BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
    return done(RtlAddAccessAllowedAceEx(acl, revision, flags, mask, sid));
}

BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
    return done(RtlAddAccessDeniedAce(acl, revision, mask, sid));
}

BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID *ace)
{
    return done(RtlGetAce(acl, index, ace));
}

/* ---- descriptors ---- */

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision)
{
    return done(RtlCreateSecurityDescriptor(descriptor, revision));
}

BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
    return RtlValidSecurityDescriptor(descriptor) ? TRUE : done(STATUS_INVALID_SECURITY_DESCR);
}

BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner, BOOL defaulted)
{
    return done(RtlSetOwnerSecurityDescriptor(descriptor, owner, defaulted != 0));
}

BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group, BOOL defaulted)
{
    return done(RtlSetGroupSecurityDescriptor(descriptor, group, defaulted != 0));
}

/* "SetSecurityDescriptorDacl function": present and NULL allows everyone everything. */
BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl, BOOL defaulted)
{
    return done(RtlSetDaclSecurityDescriptor(descriptor, present != 0, acl, defaulted != 0));
}

BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl, BOOL defaulted)
{
    return done(RtlSetSaclSecurityDescriptor(descriptor, present != 0, acl, defaulted != 0));
}

BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID *owner, BOOL *defaulted)
{
    BOOLEAN flag;
    BOOL got = done(RtlGetOwnerSecurityDescriptor(descriptor, owner, &flag));
    if (got) *defaulted = flag;
    return got;
}

BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID *group, BOOL *defaulted)
{
    BOOLEAN flag;
    BOOL got = done(RtlGetGroupSecurityDescriptor(descriptor, group, &flag));
    if (got) *defaulted = flag;
    return got;
}

/* "If lpbDaclPresent is FALSE, the other two are not set." */
BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL *present, PACL *acl, BOOL *defaulted)
{
    BOOLEAN there, flag;
    BOOL got = done(RtlGetDaclSecurityDescriptor(descriptor, &there, acl, &flag));
    if (got) *present = there;
    if (got && there) *defaulted = flag;
    return got;
}

BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL *present, PACL *acl, BOOL *defaulted)
{
    BOOLEAN there, flag;
    BOOL got = done(RtlGetSaclSecurityDescriptor(descriptor, &there, acl, &flag));
    if (got) *present = there;
    if (got && there) *defaulted = flag;
    return got;
}
