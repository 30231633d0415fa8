/* SPDX-License-Identifier: MIT */
/* ntdll's functions for security identifiers, access control lists and security descriptors in memory.  Guest side. */
#ifndef METIC_NT_SECURITY_H
#define METIC_NT_SECURITY_H

#include "nt.h"

/* ---- sid ---- */
BOOLEAN NTAPI RtlValidSid(PSID sid);
ULONG NTAPI RtlLengthRequiredSid(ULONG count);
ULONG NTAPI RtlLengthSid(PSID sid);
NTSTATUS NTAPI RtlInitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, UCHAR count);
PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID sid);
PULONG NTAPI RtlSubAuthoritySid(PSID sid, ULONG index);
PUCHAR NTAPI RtlSubAuthorityCountSid(PSID sid);
NTSTATUS NTAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, UCHAR count, ULONG a, ULONG b, ULONG c,
                                           ULONG d, ULONG e, ULONG f, ULONG g, ULONG h, PSID *sid);
PVOID NTAPI RtlFreeSid(PSID sid);
NTSTATUS NTAPI RtlCopySid(ULONG room, PSID to, PSID from);
BOOLEAN NTAPI RtlEqualSid(PSID a, PSID b);
BOOLEAN NTAPI RtlEqualPrefixSid(PSID a, PSID b);

/* ---- acl ---- */
BOOLEAN NTAPI RtlValidAcl(PACL acl);
NTSTATUS NTAPI RtlCreateAcl(PACL acl, ULONG size, ULONG revision);
NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL acl, ULONG revision, ACCESS_MASK mask, PSID sid);
NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL acl, ULONG revision, ULONG flags, ACCESS_MASK mask, PSID sid);
NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL acl, ULONG revision, ACCESS_MASK mask, PSID sid);
NTSTATUS NTAPI RtlGetAce(PACL acl, ULONG index, PVOID *ace);

/* ---- descriptor ---- */
NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, ULONG revision);
BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor);
ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor);
NTSTATUS NTAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID owner, BOOLEAN defaulted);
NTSTATUS NTAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID group, BOOLEAN defaulted);
NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, BOOLEAN present, PACL acl,
                                            BOOLEAN defaulted);
NTSTATUS NTAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, BOOLEAN present, PACL acl,
                                            BOOLEAN defaulted);
NTSTATUS NTAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID *owner, PBOOLEAN defaulted);
NTSTATUS NTAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PSID *group, PBOOLEAN defaulted);
NTSTATUS NTAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PBOOLEAN present, PACL *acl,
                                            PBOOLEAN defaulted);
NTSTATUS NTAPI RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, PBOOLEAN present, PACL *acl,
                                            PBOOLEAN defaulted);

#endif
