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
