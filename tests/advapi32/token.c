/* SPDX-License-Identifier: MIT */
/* Access tokens and account names, as the pages of securitybaseapi.h and winbase.h say.  (NtOpenProcessToken,
 * NtOpenThreadToken, NtDuplicateToken, NtAdjustPrivilegesToken) */
#include "check.h"

#include <sddl.h>
#include <windows.h>

#define NOBODY ((HANDLE)(ULONG_PTR)0x7ffc)

static union {
    TOKEN_USER user;
    TOKEN_GROUPS groups;
    TOKEN_PRIVILEGES privileges;
    TOKEN_OWNER owner;
    TOKEN_PRIMARY_GROUP group;
    TOKEN_DEFAULT_DACL dacl;
    TOKEN_STATISTICS statistics;
    TOKEN_MANDATORY_LABEL label;
    TOKEN_TYPE type;
    SECURITY_IMPERSONATION_LEVEL level;
    DWORD number;
    char room[4096];
} answer;

static BOOL ask(HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    DWORD size = 0;

    memset(&answer, 0x55, sizeof answer);
    return GetTokenInformation(token, class, &answer, sizeof answer, &size) && size && size <= sizeof answer;
}

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static void test_queries(HANDLE token)
{
    DWORD size = 0, name_size = 257, domain_size = 257, user_size = 257;
    WCHAR name[257], domain[257], user[257];
    BYTE sid[SECURITY_MAX_SID_SIZE];
    SID_NAME_USE use;

    CHECK(!GetTokenInformation(token, TokenUser, NULL, 0, &size) && failed(ERROR_INSUFFICIENT_BUFFER) &&
              size > sizeof(TOKEN_USER),
          "GetTokenInformation: ReturnLength is what it takes");
    CHECK(ask(token, TokenUser) && IsValidSid(answer.user.User.Sid), "TokenUser: \"the user account of the token\"");
    CopySid(sizeof sid, sid, answer.user.User.Sid);
    CHECK(LookupAccountSidW(NULL, sid, name, &name_size, domain, &domain_size, &use) && use == SidTypeUser,
          "LookupAccountSid: the user's account");
    GetUserNameW(user, &user_size);
    CHECK(!_wcsicmp(name, user) && name_size == wcslen(name) && domain_size == wcslen(domain),
          "its name is that of GetUserName; the sizes are without the end");
    size = sizeof answer;
    domain_size = 257;
    CHECK(LookupAccountNameW(NULL, name, &answer, &size, domain, &domain_size, &use) && EqualSid(&answer, sid) &&
              use == SidTypeUser,
          "LookupAccountName: and back");
    name_size = 1;
    domain_size = 257;
    CHECK(
        !LookupAccountSidW(NULL, sid, name, &name_size, domain, &domain_size, &use) &&
            failed(ERROR_INSUFFICIENT_BUFFER) && name_size == wcslen(user) + 1,
        "\"if the buffer is too small ... cchName receives the required buffer size, including the terminating null\"");
    size = 4;
    domain_size = 257;
    CHECK(!LookupAccountNameW(NULL, L"no such account", &answer, &size, domain, &domain_size, &use) &&
              failed(ERROR_NONE_MAPPED),
          "ERROR_NONE_MAPPED: a name that nobody has");
    CHECK(ask(token, TokenOwner) && EqualSid(answer.owner.Owner, sid), "TokenOwner: whose what it makes is");
    CHECK(ask(token, TokenPrimaryGroup) && IsValidSid(answer.group.PrimaryGroup), "TokenPrimaryGroup");
    CHECK(ask(token, TokenGroups) && answer.groups.GroupCount > 2 && IsValidSid(answer.groups.Groups[1].Sid),
          "TokenGroups");
    CHECK(ask(token, TokenDefaultDacl) && IsValidAcl(answer.dacl.DefaultDacl), "TokenDefaultDacl");
    CHECK(ask(token, TokenType) && answer.type == TokenPrimary, "TokenType: a process's is a primary one");
    CHECK(!ask(token, TokenImpersonationLevel) && failed(ERROR_INVALID_PARAMETER),
          "TokenImpersonationLevel: \"If the access token is not an impersonation token, the function fails\"");
    CHECK(ask(token, TokenStatistics) && answer.statistics.TokenType == TokenPrimary && answer.statistics.GroupCount,
          "TokenStatistics");
    CHECK(ask(token, TokenIntegrityLevel) &&
              *GetSidSubAuthority(answer.label.Label.Sid, 0) >= SECURITY_MANDATORY_LOW_RID,
          "TokenIntegrityLevel");
    CHECK(ask(token, TokenElevation) && answer.number <= 1, "TokenElevation");
    CHECK(ask(token, TokenSessionId), "TokenSessionId");
    CHECK(!GetTokenInformation(NOBODY, TokenUser, &answer, sizeof answer, &size) && failed(ERROR_INVALID_HANDLE),
          "ERROR_INVALID_HANDLE");
}

static void test_members(void)
{
    SID everyone = {SID_REVISION, 1, {SECURITY_WORLD_SID_AUTHORITY}, {SECURITY_WORLD_RID}};
    SID nobody = {SID_REVISION, 1, {SECURITY_NULL_SID_AUTHORITY}, {SECURITY_NULL_RID}};
    BOOL member = FALSE;
    WCHAR name[257], domain[257];
    DWORD name_size = 257, domain_size = 257;
    SID_NAME_USE use;

    CHECK(CheckTokenMembership(NULL, &everyone, &member) && member, "CheckTokenMembership: everybody is of Everyone");
    CHECK(CheckTokenMembership(NULL, &nobody, &member) && !member, "and nobody of Nobody");
    CHECK(!CheckTokenMembership(NOBODY, &everyone, &member) && failed(ERROR_INVALID_HANDLE), "ERROR_INVALID_HANDLE");
    CHECK(LookupAccountSidW(NULL, &everyone, name, &name_size, domain, &domain_size, &use) &&
              !wcscmp(name, L"Everyone") && use == SidTypeWellKnownGroup,
          "S-1-1-0 is Everyone, SidTypeWellKnownGroup");
}

/* Is a privilege there, and enabled? */
static BOOL enabled(HANDLE token, LUID luid)
{
    if (!ask(token, TokenPrivileges)) return FALSE;
    for (DWORD i = 0; i < answer.privileges.PrivilegeCount; i++)
        if (answer.privileges.Privileges[i].Luid.LowPart == luid.LowPart)
            return !!(answer.privileges.Privileges[i].Attributes & SE_PRIVILEGE_ENABLED);
    return FALSE;
}

static void test_privileges(HANDLE token)
{
    TOKEN_PRIVILEGES wanted = {1, {{{0, 0}, SE_PRIVILEGE_ENABLED}}}, before;
    DWORD size = 0;
    HANDLE poor;

    LookupPrivilegeValueW(NULL, L"SeTimeZonePrivilege", &wanted.Privileges[0].Luid);
    CHECK(!enabled(token, wanted.Privileges[0].Luid) &&
              AdjustTokenPrivileges(token, FALSE, &wanted, sizeof before, &before, &size) && failed(ERROR_SUCCESS) &&
              enabled(token, wanted.Privileges[0].Luid),
          "AdjustTokenPrivileges enables one");
    CHECK(before.PrivilegeCount == 1 && !(before.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED) &&
              size == sizeof before,
          "PreviousState: \"the previous state of any privileges that the function modifies\"");
    CHECK(AdjustTokenPrivileges(token, FALSE, &before, 0, NULL, NULL) && !enabled(token, wanted.Privileges[0].Luid),
          "and takes it back");
    wanted.Privileges[0].Luid.LowPart = 2; /* SeCreateTokenPrivilege, which no user has */
    CHECK(AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL) && failed(ERROR_NOT_ALL_ASSIGNED),
          "ERROR_NOT_ALL_ASSIGNED: \"The token does not have one or more of the privileges\"");
    OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &poor);
    CHECK(!AdjustTokenPrivileges(poor, FALSE, &wanted, 0, NULL, NULL) && failed(ERROR_ACCESS_DENIED),
          "\"The token handle must have TOKEN_ADJUST_PRIVILEGES access\"");
    CloseHandle(poor);
}

static void test_impersonation(HANDLE token)
{
    HANDLE thread, copy, primary;

    CHECK(!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread) && failed(ERROR_NO_TOKEN),
          "OpenThreadToken: a thread that impersonates nobody has no token");
    CHECK(ImpersonateSelf(SecurityImpersonation) && OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread),
          "ImpersonateSelf: \"assigns the token to the calling thread\"");
    CHECK(ask(thread, TokenType) && answer.type == TokenImpersonation && ask(thread, TokenImpersonationLevel) &&
              answer.level == SecurityImpersonation,
          "an impersonation token of that level");
    CloseHandle(thread);
    CHECK(RevertToSelf() && !OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread) && failed(ERROR_NO_TOKEN),
          "RevertToSelf ends it");
    CHECK(DuplicateToken(token, SecurityIdentification, &copy) && ask(copy, TokenImpersonationLevel) &&
              answer.level == SecurityIdentification,
          "DuplicateToken makes an impersonation token");
    CloseHandle(copy);
    DuplicateTokenEx(token, TOKEN_ALL_ACCESS, NULL, SecurityIdentification, TokenImpersonation, &copy);
    CHECK(!DuplicateTokenEx(copy, 0, NULL, SecurityDelegation, TokenImpersonation, &primary) &&
              failed(ERROR_BAD_IMPERSONATION_LEVEL),
          "whose duplicates have no higher level");
    CHECK(SetThreadToken(NULL, copy) && OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, FALSE, &thread) &&
              CloseHandle(thread) && SetThreadToken(NULL, NULL),
          "SetThreadToken assigns it, and NULL ends that");
    CHECK(!SetThreadToken(NULL, token) && failed(ERROR_BAD_TOKEN_TYPE), "a primary token is none to impersonate with");
    CloseHandle(copy);
    CHECK(DuplicateTokenEx(token, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation, TokenPrimary, &primary) &&
              ask(primary, TokenType) && answer.type == TokenPrimary,
          "DuplicateTokenEx makes primary tokens as well");
    CHECK(ImpersonateLoggedOnUser(primary) && OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread) &&
              CloseHandle(thread) && RevertToSelf(),
          "ImpersonateLoggedOnUser takes one of either kind");
    CloseHandle(primary);
    CHECK(!ImpersonateLoggedOnUser(NOBODY) && failed(ERROR_INVALID_HANDLE), "ERROR_INVALID_HANDLE");
    CHECK(!ImpersonateSelf((SECURITY_IMPERSONATION_LEVEL)9) && failed(ERROR_BAD_IMPERSONATION_LEVEL),
          "ImpersonateSelf: ERROR_BAD_IMPERSONATION_LEVEL");
    CHECK(!DuplicateToken(NOBODY, SecurityImpersonation, &copy) && failed(ERROR_INVALID_HANDLE), "DuplicateToken too");
}

static void test_integrity(HANDLE token)
{
    HANDLE copy;
    SID low = {SID_REVISION, 1, {SECURITY_MANDATORY_LABEL_AUTHORITY}, {SECURITY_MANDATORY_LOW_RID}};
    TOKEN_MANDATORY_LABEL label = {
        {&low, SE_GROUP_INTEGRITY}
    };

    DuplicateTokenEx(token, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation, TokenPrimary, &copy);
    CHECK(SetTokenInformation(copy, TokenIntegrityLevel, &label, sizeof label) && ask(copy, TokenIntegrityLevel) &&
              EqualSid(answer.label.Label.Sid, &low),
          "SetTokenInformation: a token's integrity level is lowered");
    low.SubAuthority[0] = SECURITY_MANDATORY_SYSTEM_RID;
    CHECK(!SetTokenInformation(copy, TokenIntegrityLevel, &label, sizeof label) && failed(ERROR_PRIVILEGE_NOT_HELD),
          "and not raised");
    CloseHandle(copy);
}

int main(void)
{
    HANDLE token;

    CHECK(!OpenProcessToken(NOBODY, TOKEN_QUERY, &token) && failed(ERROR_INVALID_HANDLE), "OpenProcessToken fails");
    CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &token), "OpenProcessToken: one's own");
    test_queries(token);
    test_members();
    test_privileges(token);
    test_impersonation(token);
    test_integrity(token);
    CloseHandle(token);
    return check_done();
}
