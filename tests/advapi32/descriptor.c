/* SPDX-License-Identifier: MIT */
/* Security descriptors and access control lists in memory.  Debian's Wine looks less closely at what is valid; the
 * documentation decides. */
#include "check.h"

#include <string.h>

#define FAILS(call, error, ...) CHECK((SetLastError(0), !(call)) && GetLastError() == (DWORD)(error), __VA_ARGS__)

static SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {SECURITY_WORLD_RID}};
static SID local_system = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_LOCAL_SYSTEM_RID}};
static union {
    ACL acl;
    BYTE room[64];
} list, other;

static void test_acl(void)
{
    ACCESS_ALLOWED_ACE *ace = NULL;
    FAILS(InitializeAcl(&list.acl, sizeof(ACL) - 1, ACL_REVISION), ERROR_INSUFFICIENT_BUFFER,
          "InitializeAcl: the buffer \"must be large enough to contain the ACL header\"");
    FAILS(InitializeAcl(&list.acl, sizeof list, 77), ERROR_INVALID_PARAMETER, "InitializeAcl: a revision of no list");
    CHECK(!IsValidAcl(&list.acl), "IsValidAcl: not yet");
    CHECK(InitializeAcl(&list.acl, sizeof list, ACL_REVISION) && IsValidAcl(&list.acl) && list.acl.AceCount == 0 &&
              list.acl.AclSize == sizeof list && list.acl.AclRevision == ACL_REVISION,
          "InitializeAcl: \"An ACL with no ACEs\"");
    FAILS(GetAce(&list.acl, 0, (void **)&ace), ERROR_INVALID_PARAMETER, "GetAce: there is none");
    CHECK(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, &everyone) && list.acl.AceCount == 1,
          "AddAccessAllowedAce");
    CHECK(AddAccessAllowedAceEx(&list.acl, ACL_REVISION, OBJECT_INHERIT_ACE, GENERIC_ALL, &local_system) &&
              list.acl.AceCount == 2,
          "AddAccessAllowedAceEx");
    FAILS(AddAccessDeniedAce(&list.acl, ACL_REVISION, GENERIC_ALL, &everyone), ERROR_ALLOTTED_SPACE_EXCEEDED,
          "\"The new ACE does not fit into the ACL. A larger ACL buffer is required.\"");
    FAILS(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_ALL, &everyone), ERROR_ALLOTTED_SPACE_EXCEEDED,
          "AddAccessAllowedAce: nor an allowing one");
    FAILS(AddAccessAllowedAceEx(&list.acl, ACL_REVISION, 0, GENERIC_ALL, &everyone), ERROR_ALLOTTED_SPACE_EXCEEDED,
          "AddAccessAllowedAceEx: nor by this");
    CHECK(GetAce(&list.acl, 0, (void **)&ace) && (BYTE *)ace == list.room + sizeof(ACL) &&
              ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE && ace->Header.AceFlags == 0 &&
              ace->Header.AceSize == 20 && ace->Mask == GENERIC_READ && EqualSid(&ace->SidStart, &everyone),
          "GetAce: \"obtains a pointer to an access control entry (ACE) in an access control list\"");
    CHECK(GetAce(&list.acl, 1, (void **)&ace) && ace->Header.AceFlags == OBJECT_INHERIT_ACE &&
              ace->Mask == GENERIC_ALL && EqualSid(&ace->SidStart, &local_system),
          "GetAce: the second");
    FAILS(GetAce(&list.acl, 2, (void **)&ace), ERROR_INVALID_PARAMETER, "GetAce: there is no third");
    CHECK(InitializeAcl(&other.acl, sizeof other, ACL_REVISION) &&
              AddAccessDeniedAce(&other.acl, ACL_REVISION, DELETE, &everyone) && GetAce(&other.acl, 0, (void **)&ace) &&
              ace->Header.AceType == ACCESS_DENIED_ACE_TYPE && ace->Mask == DELETE,
          "AddAccessDeniedAce");
    SID bad = everyone;
    bad.Revision = 9;
    FAILS(AddAccessAllowedAce(&other.acl, ACL_REVISION, DELETE, &bad), ERROR_INVALID_SID,
          "\"The specified SID is not structurally valid.\"");
    ACL broken = {ACL_REVISION, 0, sizeof broken, 3, 0};
    CHECK(!IsValidAcl(&broken), "IsValidAcl: more entries than there is room for");
    FAILS(AddAccessAllowedAce(&broken, ACL_REVISION, DELETE, &everyone), ERROR_INVALID_ACL,
          "\"The specified ACL is not properly formed.\"");
}

static void test_descriptor(void)
{
    SECURITY_DESCRIPTOR d;
    PSID sid = &d;
    ACL *acl = &other.acl;
    BOOL present = 7, defaulted = 7;
    FAILS(InitializeSecurityDescriptor(&d, 2), ERROR_UNKNOWN_REVISION,
          "InitializeSecurityDescriptor: \"This parameter must be SECURITY_DESCRIPTOR_REVISION.\"");
    memset(&d, 0x55, sizeof d);
    CHECK(!IsValidSecurityDescriptor(&d), "IsValidSecurityDescriptor: none yet");
    FAILS(SetSecurityDescriptorDacl(&d, TRUE, NULL, FALSE), ERROR_UNKNOWN_REVISION, "SetSecurityDescriptorDacl");
    FAILS(SetSecurityDescriptorSacl(&d, TRUE, NULL, FALSE), ERROR_UNKNOWN_REVISION, "SetSecurityDescriptorSacl");
    FAILS(SetSecurityDescriptorOwner(&d, NULL, FALSE), ERROR_UNKNOWN_REVISION, "SetSecurityDescriptorOwner");
    FAILS(SetSecurityDescriptorGroup(&d, NULL, FALSE), ERROR_UNKNOWN_REVISION, "SetSecurityDescriptorGroup");
    FAILS(GetSecurityDescriptorDacl(&d, &present, &acl, &defaulted), ERROR_UNKNOWN_REVISION,
          "GetSecurityDescriptorDacl");
    FAILS(GetSecurityDescriptorSacl(&d, &present, &acl, &defaulted), ERROR_UNKNOWN_REVISION,
          "GetSecurityDescriptorSacl");
    FAILS(GetSecurityDescriptorOwner(&d, &sid, &defaulted), ERROR_UNKNOWN_REVISION, "GetSecurityDescriptorOwner");
    FAILS(GetSecurityDescriptorGroup(&d, &sid, &defaulted), ERROR_UNKNOWN_REVISION, "GetSecurityDescriptorGroup");

    CHECK(InitializeSecurityDescriptor(&d, SECURITY_DESCRIPTOR_REVISION) && IsValidSecurityDescriptor(&d) &&
              GetSecurityDescriptorLength(&d) == sizeof d,
          "InitializeSecurityDescriptor: \"no system access control list (SACL), no discretionary access control list "
          "(DACL), no owner, no primary group\"");
    CHECK(GetSecurityDescriptorOwner(&d, &sid, &defaulted) && !sid && !defaulted,
          "GetSecurityDescriptorOwner: \"If the security descriptor does not contain an owner, the function sets the "
          "pointer [...] to NULL\"");
    CHECK(GetSecurityDescriptorDacl(&d, &present, &acl, &defaulted) && !present && acl == &other.acl,
          "GetSecurityDescriptorDacl: \"If this parameter is FALSE, the security descriptor does not contain a DACL\"");
    CHECK(SetSecurityDescriptorDacl(&d, TRUE, NULL, FALSE) &&
              GetSecurityDescriptorDacl(&d, &present, &acl, &defaulted) && present && !acl && !defaulted,
          "SetSecurityDescriptorDacl: \"a NULL DACL is assigned\"");
    CHECK(SetSecurityDescriptorDacl(&d, TRUE, &list.acl, TRUE) &&
              GetSecurityDescriptorDacl(&d, &present, &acl, &defaulted) && present && acl == &list.acl && defaulted &&
              d.Control == (SE_DACL_PRESENT | SE_DACL_DEFAULTED),
          "SetSecurityDescriptorDacl: \"The DACL is referenced by, not copied into, the security descriptor.\"");
    CHECK(GetSecurityDescriptorSacl(&d, &present, &acl, &defaulted) && !present &&
              SetSecurityDescriptorSacl(&d, TRUE, &other.acl, FALSE) &&
              GetSecurityDescriptorSacl(&d, &present, &acl, &defaulted) && present && acl == &other.acl && !defaulted,
          "SetSecurityDescriptorSacl, GetSecurityDescriptorSacl");
    CHECK(SetSecurityDescriptorOwner(&d, &local_system, TRUE) && GetSecurityDescriptorOwner(&d, &sid, &defaulted) &&
              sid == &local_system && defaulted,
          "SetSecurityDescriptorOwner, GetSecurityDescriptorOwner");
    CHECK(SetSecurityDescriptorGroup(&d, &everyone, FALSE) && GetSecurityDescriptorGroup(&d, &sid, &defaulted) &&
              sid == &everyone && !defaulted,
          "SetSecurityDescriptorGroup, GetSecurityDescriptorGroup");
    CHECK(IsValidSecurityDescriptor(&d) && GetSecurityDescriptorLength(&d) == sizeof d + 12 + 12 + 64 + 64,
          "GetSecurityDescriptorLength: \"The length includes the length of all associated structures.\"");
    everyone.Revision = 9;
    CHECK(!IsValidSecurityDescriptor(&d),
          "IsValidSecurityDescriptor: \"The function checks the validity of the components\"");
    everyone.Revision = SID_REVISION;
    CHECK(SetSecurityDescriptorDacl(&d, FALSE, &list.acl, FALSE) &&
              GetSecurityDescriptorDacl(&d, &present, &acl, &defaulted) && !present,
          "SetSecurityDescriptorDacl: \"If this parameter is FALSE, the function clears this flag\"");
}

static void test_relative(void)
{
    struct {
        SECURITY_DESCRIPTOR_RELATIVE head;
        SID owner;
    } r = {
        .head = {SECURITY_DESCRIPTOR_REVISION, 0, SE_SELF_RELATIVE, sizeof r.head, 0, 0, 0},
          .owner = local_system
    };
    PSID sid = NULL;
    BOOL defaulted;
    CHECK(IsValidSecurityDescriptor(&r) && GetSecurityDescriptorOwner(&r, &sid, &defaulted) && sid == &r.owner,
          "GetSecurityDescriptorOwner: of a self-relative one");
    CHECK(GetSecurityDescriptorLength(&r) == sizeof r, "GetSecurityDescriptorLength: of a self-relative one");
    FAILS(SetSecurityDescriptorOwner(&r, &everyone, FALSE), ERROR_INVALID_SECURITY_DESCR,
          "SetSecurityDescriptorOwner: \"must be in absolute format, not self-relative\"");
}

int main(void)
{
    test_acl();
    test_descriptor();
    test_relative();
    return check_done();
}
