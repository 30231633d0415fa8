/* SPDX-License-Identifier: MIT */
/* Security descriptors of files: "GetFileSecurityW function" and its neighbours.  (NtQuerySecurityObject,
 * NtSetSecurityObject) */
#include "check.h"

#include <aclapi.h>
#include <windows.h>

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {SECURITY_WORLD_RID}};
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define PARTS     (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

int main(void)
{
    static _Alignas(8) char room[4096], dacl_room[1024], user_room[256];
    PSECURITY_DESCRIPTOR descriptor = room, found;
    TOKEN_USER *user = (TOKEN_USER *)user_room;
    SECURITY_DESCRIPTOR made;
    ACL *dacl = (ACL *)dacl_room, *there;
    ACCESS_ALLOWED_ACE *ace;
    PSID owner, group;
    BOOL present, defaulted;
    DWORD size = 0;
    HANDLE token, file = CreateFileW(L"secured", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);

    CloseHandle(file);
    OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token);
    GetTokenInformation(token, TokenUser, user, sizeof user_room, &size);
    CloseHandle(token);
    size = 0;
    CHECK(!GetFileSecurityW(L"secured", PARTS, NULL, 0, &size) && failed(ERROR_INSUFFICIENT_BUFFER) && size > 40,
          "GetFileSecurity: lpnLengthNeeded is \"the number of bytes necessary to store the complete descriptor\"");
    CHECK(GetFileSecurityW(L"secured", PARTS, descriptor, sizeof room, &size) &&
              IsValidSecurityDescriptor(descriptor) && GetSecurityDescriptorLength(descriptor) <= size,
          "and the descriptor is a valid one");
    CHECK(GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) && EqualSid(owner, user->User.Sid),
          "who made a file is its owner");
    CHECK(GetSecurityDescriptorGroup(descriptor, &group, &defaulted) && IsValidSid(group), "it has a group");
    CHECK(GetSecurityDescriptorDacl(descriptor, &present, &there, &defaulted) && present && IsValidAcl(there) &&
              there->AceCount,
          "and a DACL");
    CHECK(!GetFileSecurityW(L"absent", PARTS, descriptor, sizeof room, &size) && failed(ERROR_FILE_NOT_FOUND),
          "GetFileSecurity: ERROR_FILE_NOT_FOUND");
    CHECK(GetFileSecurityW(L"secured", OWNER_SECURITY_INFORMATION, descriptor, sizeof room, &size) &&
              GetSecurityDescriptorDacl(descriptor, &present, &there, &defaulted) && !present,
          "what was not asked for is not there");

    InitializeAcl(dacl, sizeof dacl_room, ACL_REVISION);
    AddAccessAllowedAce(dacl, ACL_REVISION, FILE_ALL_ACCESS, user->User.Sid);
    AddAccessAllowedAceEx(dacl, ACL_REVISION, 0, FILE_GENERIC_READ, &everyone);
    InitializeSecurityDescriptor(&made, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&made, TRUE, dacl, FALSE);
    CHECK(SetFileSecurityW(L"secured", DACL_SECURITY_INFORMATION, &made), "SetFileSecurity sets a DACL");
    CHECK(GetFileSecurityW(L"secured", PARTS, descriptor, sizeof room, &size) &&
              GetSecurityDescriptorDacl(descriptor, &present, &there, &defaulted) && present && there->AceCount == 2 &&
              GetAce(there, 1, (void **)&ace) && ace->Mask == FILE_GENERIC_READ && EqualSid(&ace->SidStart, &everyone),
          "which is told as it was set");
    CHECK(GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) && EqualSid(owner, user->User.Sid),
          "and leaves the owner");
    CHECK(!SetFileSecurityW(L"absent", DACL_SECURITY_INFORMATION, &made) && failed(ERROR_FILE_NOT_FOUND),
          "SetFileSecurity: ERROR_FILE_NOT_FOUND");
    made.Revision = 9;
    CHECK(!SetFileSecurityW(L"secured", DACL_SECURITY_INFORMATION, &made) && failed(ERROR_UNKNOWN_REVISION),
          "ERROR_UNKNOWN_REVISION: a descriptor of another kind");

    CHECK(GetNamedSecurityInfoW(L"secured", SE_FILE_OBJECT, PARTS, &owner, &group, &there, NULL, &found) == 0 &&
              EqualSid(owner, user->User.Sid) && there->AceCount == 2,
          "GetNamedSecurityInfo: the parts, in a descriptor for LocalFree");
    CHECK(!LocalFree(found), "which it is");
    CHECK(GetNamedSecurityInfoW(L"absent", SE_FILE_OBJECT, PARTS, &owner, &group, &there, NULL, &found) ==
              ERROR_FILE_NOT_FOUND,
          "GetNamedSecurityInfo: ERROR_FILE_NOT_FOUND");
    InitializeAcl(dacl, sizeof dacl_room, ACL_REVISION);
    AddAccessAllowedAce(dacl, ACL_REVISION, FILE_ALL_ACCESS, user->User.Sid);
    CHECK(SetNamedSecurityInfoW((WCHAR *)L"secured", SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, dacl,
                                NULL) == 0 &&
              GetNamedSecurityInfoW(L"secured", SE_FILE_OBJECT, PARTS, &owner, &group, &there, NULL, &found) == 0 &&
              there->AceCount == 1 && !LocalFree(found),
          "SetNamedSecurityInfo");
    file = CreateFileW(L"secured", READ_CONTROL | WRITE_DAC, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(SetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL) == 0 &&
              GetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &there, NULL, &found) == 0 &&
              !there && !LocalFree(found),
          "SetSecurityInfo, GetSecurityInfo: a NULL DACL, which gives everybody all rights");
    CHECK(SetSecurityInfo(file, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, user->User.Sid, NULL, NULL, NULL) ==
              ERROR_ACCESS_DENIED,
          "WRITE_OWNER is needed to set the owner");
    CloseHandle(file);
    file = CreateFileW(L"secured", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(GetSecurityInfo(file, SE_FILE_OBJECT, SACL_SECURITY_INFORMATION, NULL, NULL, NULL, &there, &found) ==
              ERROR_ACCESS_DENIED,
          "and ACCESS_SYSTEM_SECURITY to see the SACL");
    CloseHandle(file);
    DeleteFileW(L"secured");
    return check_done();
}
