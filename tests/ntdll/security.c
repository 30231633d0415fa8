/* SPDX-License-Identifier: MIT */
/* Security identifiers, access control lists and security descriptors in ntdll.  Debian's Wine bounds no counts and
 * looks at few revisions; the documentation decides. */
#define WIN32_NO_STATUS
#include "check.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>

#include <string.h>

#define NT __declspec(dllimport)
NT BOOLEAN NTAPI RtlValidSid(PSID);
NT ULONG NTAPI RtlLengthRequiredSid(ULONG);
NT ULONG NTAPI RtlLengthSid(PSID);
NT NTSTATUS NTAPI RtlInitializeSid(PSID, PSID_IDENTIFIER_AUTHORITY, UCHAR);
NT PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID);
NT PULONG NTAPI RtlSubAuthoritySid(PSID, ULONG);
NT PUCHAR NTAPI RtlSubAuthorityCountSid(PSID);
NT NTSTATUS NTAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY, UCHAR, ULONG, ULONG, ULONG, ULONG, ULONG,
                                              ULONG, ULONG, ULONG, PSID *);
NT PVOID NTAPI RtlFreeSid(PSID);
NT NTSTATUS NTAPI RtlCopySid(ULONG, PSID, PSID);
NT BOOLEAN NTAPI RtlEqualSid(PSID, PSID);
NT BOOLEAN NTAPI RtlEqualPrefixSid(PSID, PSID);
NT BOOLEAN NTAPI RtlValidAcl(PACL);
NT NTSTATUS NTAPI RtlCreateAcl(PACL, ULONG, ULONG);
NT NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL, ULONG, ACCESS_MASK, PSID);
NT NTSTATUS NTAPI RtlAddAccessAllowedAceEx(PACL, ULONG, ULONG, ACCESS_MASK, PSID);
NT NTSTATUS NTAPI RtlAddAccessDeniedAce(PACL, ULONG, ACCESS_MASK, PSID);
NT NTSTATUS NTAPI RtlGetAce(PACL, ULONG, PVOID *);
NT NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR, ULONG);
NT BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR);
NT ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR);
NT NTSTATUS NTAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID, BOOLEAN);
NT NTSTATUS NTAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID, BOOLEAN);
NT NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR, BOOLEAN, PACL, BOOLEAN);
NT NTSTATUS NTAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR, BOOLEAN, PACL, BOOLEAN);
NT NTSTATUS NTAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID *, PBOOLEAN);
NT NTSTATUS NTAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID *, PBOOLEAN);
NT NTSTATUS NTAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR, PBOOLEAN, PACL *, PBOOLEAN);
NT NTSTATUS NTAPI RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR, PBOOLEAN, PACL *, PBOOLEAN);

static SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};
static PSID admins;

static void test_sid(void)
{
    BYTE room[SECURITY_MAX_SID_SIZE] = {0};
    PSID none;
    CHECK(RtlAllocateAndInitializeSid(&nt, 2, 32, 544, 0, 0, 0, 0, 0, 0, &admins) == STATUS_SUCCESS &&
              RtlValidSid(admins),
          "RtlAllocateAndInitializeSid, RtlValidSid");
    CHECK(RtlAllocateAndInitializeSid(&nt, 9, 1, 1, 1, 1, 1, 1, 1, 1, &none) == STATUS_INVALID_SID,
          "RtlAllocateAndInitializeSid: eight at most");
    CHECK(!RtlValidSid(room) && RtlInitializeSid(room, &nt, 16) == STATUS_INVALID_PARAMETER &&
              RtlInitializeSid(room, &nt, 2) == STATUS_SUCCESS,
          "RtlInitializeSid: fifteen at most");
    CHECK(*RtlSubAuthorityCountSid(admins) == 2 && *RtlSubAuthoritySid(admins, 1) == 544 &&
              !memcmp(RtlIdentifierAuthoritySid(admins), &nt, sizeof nt),
          "RtlSubAuthorityCountSid, RtlSubAuthoritySid, RtlIdentifierAuthoritySid");
    CHECK(RtlLengthSid(admins) == 16 && RtlLengthRequiredSid(15) == 68, "RtlLengthSid, RtlLengthRequiredSid");
    CHECK(RtlCopySid(15, room, admins) == STATUS_BUFFER_TOO_SMALL && RtlCopySid(16, room, admins) == STATUS_SUCCESS &&
              RtlEqualSid(room, admins),
          "RtlCopySid: STATUS_BUFFER_TOO_SMALL; RtlEqualSid");
    *RtlSubAuthoritySid(room, 1) = 7;
    CHECK(!RtlEqualSid(room, admins) && RtlEqualPrefixSid(room, admins), "RtlEqualPrefixSid: all but the last");
    *RtlSubAuthoritySid(room, 0) = 7;
    CHECK(!RtlEqualPrefixSid(room, admins), "RtlEqualPrefixSid: another");
}

static void test_acl(ACL *acl, ULONG size)
{
    ACCESS_ALLOWED_ACE *ace = NULL;
    CHECK(RtlCreateAcl(acl, 4, ACL_REVISION) == STATUS_BUFFER_TOO_SMALL &&
              RtlCreateAcl(acl, size, 9) == STATUS_INVALID_PARAMETER && !RtlValidAcl(acl),
          "RtlCreateAcl: STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_PARAMETER");
    CHECK(RtlCreateAcl(acl, size, ACL_REVISION) == STATUS_SUCCESS && RtlValidAcl(acl) && !acl->AceCount,
          "RtlCreateAcl, RtlValidAcl");
    CHECK(RtlAddAccessAllowedAce(acl, ACL_REVISION, DELETE, admins) == STATUS_SUCCESS &&
              RtlAddAccessAllowedAceEx(acl, ACL_REVISION, INHERIT_ONLY_ACE, DELETE, admins) == STATUS_SUCCESS &&
              RtlAddAccessDeniedAce(acl, ACL_REVISION, WRITE_DAC, admins) == STATUS_SUCCESS && acl->AceCount == 3,
          "RtlAddAccessAllowedAce, RtlAddAccessAllowedAceEx, RtlAddAccessDeniedAce");
    CHECK(RtlAddAccessAllowedAce(acl, ACL_REVISION, DELETE, admins) == STATUS_ALLOTTED_SPACE_EXCEEDED,
          "STATUS_ALLOTTED_SPACE_EXCEEDED");
    CHECK(RtlGetAce(acl, 2, (void **)&ace) == STATUS_SUCCESS && ace->Header.AceType == ACCESS_DENIED_ACE_TYPE &&
              ace->Mask == WRITE_DAC && RtlEqualSid(&ace->SidStart, admins),
          "RtlGetAce");
    CHECK(RtlGetAce(acl, 3, (void **)&ace) == STATUS_INVALID_PARAMETER, "RtlGetAce: there is no fourth");
}

static void test_descriptor(ACL *acl)
{
    SECURITY_DESCRIPTOR d;
    PSID sid = NULL;
    PACL got = NULL;
    BOOLEAN present = 9, defaulted = 9;
    memset(&d, 0x55, sizeof d);
    CHECK(RtlCreateSecurityDescriptor(&d, 9) == STATUS_UNKNOWN_REVISION && !RtlValidSecurityDescriptor(&d) &&
              RtlSetOwnerSecurityDescriptor(&d, admins, FALSE) == STATUS_UNKNOWN_REVISION,
          "STATUS_UNKNOWN_REVISION");
    CHECK(RtlCreateSecurityDescriptor(&d, SECURITY_DESCRIPTOR_REVISION) == STATUS_SUCCESS &&
              RtlValidSecurityDescriptor(&d) && RtlLengthSecurityDescriptor(&d) == sizeof d,
          "RtlCreateSecurityDescriptor, RtlValidSecurityDescriptor");
    CHECK(RtlGetDaclSecurityDescriptor(&d, &present, &got, &defaulted) == STATUS_SUCCESS && !present &&
              RtlSetDaclSecurityDescriptor(&d, TRUE, acl, TRUE) == STATUS_SUCCESS &&
              RtlGetDaclSecurityDescriptor(&d, &present, &got, &defaulted) == STATUS_SUCCESS && present && defaulted &&
              got == acl,
          "RtlSetDaclSecurityDescriptor, RtlGetDaclSecurityDescriptor");
    CHECK(RtlGetSaclSecurityDescriptor(&d, &present, &got, &defaulted) == STATUS_SUCCESS && !present &&
              RtlSetSaclSecurityDescriptor(&d, TRUE, NULL, FALSE) == STATUS_SUCCESS &&
              RtlGetSaclSecurityDescriptor(&d, &present, &got, &defaulted) == STATUS_SUCCESS && present && !defaulted &&
              !got,
          "RtlSetSaclSecurityDescriptor, RtlGetSaclSecurityDescriptor");
    CHECK(RtlSetOwnerSecurityDescriptor(&d, admins, TRUE) == STATUS_SUCCESS &&
              RtlGetOwnerSecurityDescriptor(&d, &sid, &defaulted) == STATUS_SUCCESS && sid == admins && defaulted,
          "RtlSetOwnerSecurityDescriptor, RtlGetOwnerSecurityDescriptor");
    sid = NULL;
    CHECK(RtlSetGroupSecurityDescriptor(&d, admins, FALSE) == STATUS_SUCCESS &&
              RtlGetGroupSecurityDescriptor(&d, &sid, &defaulted) == STATUS_SUCCESS && sid == admins && !defaulted,
          "RtlSetGroupSecurityDescriptor, RtlGetGroupSecurityDescriptor");
    CHECK(RtlLengthSecurityDescriptor(&d) == sizeof d + 16 + 16 + acl->AclSize, "RtlLengthSecurityDescriptor");
    d.Revision = 2;
    CHECK(RtlSetGroupSecurityDescriptor(&d, NULL, FALSE) == STATUS_UNKNOWN_REVISION &&
              RtlSetDaclSecurityDescriptor(&d, TRUE, NULL, FALSE) == STATUS_UNKNOWN_REVISION &&
              RtlSetSaclSecurityDescriptor(&d, TRUE, NULL, FALSE) == STATUS_UNKNOWN_REVISION &&
              RtlGetDaclSecurityDescriptor(&d, &present, &got, &defaulted) == STATUS_UNKNOWN_REVISION &&
              RtlGetSaclSecurityDescriptor(&d, &present, &got, &defaulted) == STATUS_UNKNOWN_REVISION &&
              RtlGetOwnerSecurityDescriptor(&d, &sid, &defaulted) == STATUS_UNKNOWN_REVISION &&
              RtlGetGroupSecurityDescriptor(&d, &sid, &defaulted) == STATUS_UNKNOWN_REVISION,
          "\"The given descriptor's revision is not known or not supported\": STATUS_UNKNOWN_REVISION");
}

int main(void)
{
    static union {
        ACL acl;
        BYTE room[8 + 3 * 24];
    } list;
    test_sid();
    test_acl(&list.acl, sizeof list);
    test_descriptor(&list.acl);
    CHECK(!RtlFreeSid(admins), "RtlFreeSid: NULL");
    return check_done();
}
