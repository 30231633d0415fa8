/* SPDX-License-Identifier: MIT */
/* Access tokens, on their Nt calls, and the names of privileges. */
#define WINADVAPI
#include "nt.h"
#include "nt_lib.h"

static BOOL done(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return TRUE;
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

BOOL WINAPI OpenProcessToken(HANDLE process, DWORD access, HANDLE *token)
{
    return done(NtOpenProcessToken(process, access, token));
}

BOOL WINAPI OpenThreadToken(HANDLE thread, DWORD access, BOOL as_self, HANDLE *token)
{
    return done(NtOpenThreadToken(thread, access, (BOOLEAN)as_self, token));
}

/* "GetTokenInformation function": ERROR_INSUFFICIENT_BUFFER, and the size. */
BOOL WINAPI GetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS class, LPVOID info, DWORD size, PDWORD needed)
{
    return done(NtQueryInformationToken(token, class, info, size, (ULONG *)needed));
}

BOOL WINAPI SetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS class, LPVOID info, DWORD size)
{
    return done(NtSetInformationToken(token, class, info, size));
}

/* "DuplicateTokenEx function". */
BOOL WINAPI DuplicateTokenEx(HANDLE token, DWORD access, LPSECURITY_ATTRIBUTES security,
                             SECURITY_IMPERSONATION_LEVEL level, TOKEN_TYPE type, PHANDLE copy)
{
    SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, level, SECURITY_STATIC_TRACKING, FALSE};
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, NULL, security && security->bInheritHandle ? OBJ_INHERIT : 0, NULL, NULL);
    attributes.SecurityQualityOfService = &quality;
    return done(NtDuplicateToken(token, access, &attributes, FALSE, type, copy));
}

BOOL WINAPI DuplicateToken(HANDLE token, SECURITY_IMPERSONATION_LEVEL level, PHANDLE copy)
{
    return DuplicateTokenEx(token, TOKEN_IMPERSONATE | TOKEN_QUERY, NULL, level, TokenImpersonation, copy);
}

/* "SetThreadToken function": NULL, the calling thread; a NULL token ends what it impersonates. */
BOOL WINAPI SetThreadToken(PHANDLE thread, HANDLE token)
{
    return done(
        NtSetInformationThread(thread ? *thread : NtCurrentThread(), ThreadImpersonationToken, &token, sizeof token));
}

BOOL WINAPI RevertToSelf(void)
{
    return SetThreadToken(NULL, NULL);
}

/* "ImpersonateLoggedOnUser function": a primary token is duplicated. */
BOOL WINAPI ImpersonateLoggedOnUser(HANDLE token)
{
    TOKEN_TYPE type;
    DWORD size;
    HANDLE copy = NULL;
    if (!GetTokenInformation(token, TokenType, &type, sizeof type, &size)) return FALSE;
    if (type == TokenPrimary && !DuplicateToken(token, SecurityImpersonation, &copy)) return FALSE;
    BOOL ok = SetThreadToken(NULL, copy ? copy : token);
    DWORD error = GetLastError();
    if (copy) NtClose(copy);
    SetLastError(error);
    return ok;
}

/* "ImpersonateSelf function". */
BOOL WINAPI ImpersonateSelf(SECURITY_IMPERSONATION_LEVEL level)
{
    HANDLE own, copy;
    if (!OpenProcessToken(NtCurrentProcess(), TOKEN_DUPLICATE, &own)) return FALSE;
    BOOL ok = DuplicateTokenEx(own, 0, NULL, level, TokenImpersonation, &copy);
    if (ok) {
        ok = SetThreadToken(NULL, copy);
        NtClose(copy);
    }
    NtClose(own);
    return ok;
}

/* "CheckTokenMembership function": whether a SID is enabled in a token; NULL: the calling thread's, or its process's.
 */
BOOL WINAPI CheckTokenMembership(HANDLE token, PSID sid, PBOOL member)
{
    union {
        TOKEN_USER user;
        TOKEN_GROUPS groups;
        char room[2048];
    } answer;
    DWORD size;
    if (!token) token = (HANDLE)(LONG_PTR)-6;
    *member = FALSE;
    if (!GetTokenInformation(token, TokenUser, &answer, sizeof answer, &size)) return FALSE;
    *member = EqualSid(answer.user.User.Sid, sid);
    if (!GetTokenInformation(token, TokenGroups, &answer, sizeof answer, &size)) return FALSE;
    for (DWORD i = 0; i < answer.groups.GroupCount && !*member; i++)
        *member = answer.groups.Groups[i].Attributes & SE_GROUP_ENABLED && EqualSid(answer.groups.Groups[i].Sid, sid);
    return TRUE;
}

BOOL WINAPI AdjustTokenPrivileges(HANDLE token, BOOL disable_all, PTOKEN_PRIVILEGES wanted, DWORD size,
                                  PTOKEN_PRIVILEGES previous, DWORD *needed)
{
    NTSTATUS status = NtAdjustPrivilegesToken(token, (BOOLEAN)disable_all, wanted, size, previous, (ULONG *)needed);
    if (NT_SUCCESS(status))
        RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status); /* ERROR_NOT_ALL_ASSIGNED is a success */
    return done(status);
}

/* Privilege constants; the position is the LUID's low part, counted from 2 ("Privilege Constants", winnt.h). */
static const WCHAR *const privileges[] = {
    L"SeCreateTokenPrivilege",
    L"SeAssignPrimaryTokenPrivilege",
    L"SeLockMemoryPrivilege",
    L"SeIncreaseQuotaPrivilege",
    L"SeMachineAccountPrivilege",
    L"SeTcbPrivilege",
    L"SeSecurityPrivilege",
    L"SeTakeOwnershipPrivilege",
    L"SeLoadDriverPrivilege",
    L"SeSystemProfilePrivilege",
    L"SeSystemtimePrivilege",
    L"SeProfileSingleProcessPrivilege",
    L"SeIncreaseBasePriorityPrivilege",
    L"SeCreatePagefilePrivilege",
    L"SeCreatePermanentPrivilege",
    L"SeBackupPrivilege",
    L"SeRestorePrivilege",
    L"SeShutdownPrivilege",
    L"SeDebugPrivilege",
    L"SeAuditPrivilege",
    L"SeSystemEnvironmentPrivilege",
    L"SeChangeNotifyPrivilege",
    L"SeRemoteShutdownPrivilege",
    L"SeUndockPrivilege",
    L"SeSyncAgentPrivilege",
    L"SeEnableDelegationPrivilege",
    L"SeManageVolumePrivilege",
    L"SeImpersonatePrivilege",
    L"SeCreateGlobalPrivilege",
    L"SeTrustedCredManAccessPrivilege",
    L"SeRelabelPrivilege",
    L"SeIncreaseWorkingSetPrivilege",
    L"SeTimeZonePrivilege",
    L"SeCreateSymbolicLinkPrivilege",
};

/* "LookupPrivilegeValueW function": ERROR_NO_SUCH_PRIVILEGE. */
BOOL WINAPI LookupPrivilegeValueW(const WCHAR *system, const WCHAR *name, PLUID luid)
{
    UNICODE_STRING wanted, known;
    if (system && *system) return done(STATUS_NOT_IMPLEMENTED); /* another machine's */
    RtlInitUnicodeString(&wanted, name);
    for (DWORD i = 0; i < sizeof privileges / sizeof *privileges; i++) {
        RtlInitUnicodeString(&known, privileges[i]);
        if (!RtlEqualUnicodeString(&wanted, &known, TRUE)) continue;
        *luid = (LUID){i + 2, 0};
        return TRUE;
    }
    return done(STATUS_NO_SUCH_PRIVILEGE);
}

BOOL WINAPI LookupPrivilegeValueA(const char *system, const char *name, PLUID luid)
{
    UNICODE_STRING wide;
    if (system && *system) return done(STATUS_NOT_IMPLEMENTED);
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, name)) return done(STATUS_NO_MEMORY);
    BOOL found = LookupPrivilegeValueW(NULL, wide.Buffer, luid);
    RtlFreeUnicodeString(&wide);
    return found;
}
