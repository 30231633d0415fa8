/* SPDX-License-Identifier: MIT */
/* Names of accounts: the user's, his group's and the well-known ones ("Well-known SIDs"), on this machine alone. */
#define WINADVAPI
#include "nt.h"
#include "nt_lib.h"
#include "nt_security.h"

#include <wchar.h>

/* An account: by its SID in words, its name and domain; an empty domain with `own`: the computer's. */
static const struct account {
    const WCHAR *name, *domain;
    SID_NAME_USE use;
    BYTE authority, count;
    DWORD sub[5];
} accounts[] = {
    {NULL,                      NULL,               SidTypeUser,           5,  5, {21, 0, 0, 0, 1000}}, /* the user */
    {NULL,                      NULL,               SidTypeDomain,         5,  4, {21, 0, 0, 0}      }, /* the computer */
    {L"None",                   NULL,               SidTypeGroup,          5,  5, {21, 0, 0, 0, 513} },
    {L"Everyone",               L"",                SidTypeWellKnownGroup, 1,  1, {0}                },
    {L"LOCAL",                  L"",                SidTypeWellKnownGroup, 2,  1, {0}                },
    {L"CREATOR OWNER",          L"",                SidTypeWellKnownGroup, 3,  1, {0}                },
    {L"CREATOR GROUP",          L"",                SidTypeWellKnownGroup, 3,  1, {1}                },
    {L"NETWORK",                L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {2}                },
    {L"INTERACTIVE",            L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {4}                },
    {L"ANONYMOUS LOGON",        L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {7}                },
    {L"Authenticated Users",    L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {11}               },
    {L"This Organization",      L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {15}               },
    {L"SYSTEM",                 L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {18}               },
    {L"LOCAL SERVICE",          L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {19}               },
    {L"NETWORK SERVICE",        L"NT AUTHORITY",    SidTypeWellKnownGroup, 5,  1, {20}               },
    {L"BUILTIN",                L"BUILTIN",         SidTypeDomain,         5,  1, {32}               },
    {L"Administrators",         L"BUILTIN",         SidTypeAlias,          5,  2, {32, 544}          },
    {L"Users",                  L"BUILTIN",         SidTypeAlias,          5,  2, {32, 545}          },
    {L"Guests",                 L"BUILTIN",         SidTypeAlias,          5,  2, {32, 546}          },
    {L"Power Users",            L"BUILTIN",         SidTypeAlias,          5,  2, {32, 547}          },
    {L"Backup Operators",       L"BUILTIN",         SidTypeAlias,          5,  2, {32, 551}          },
    {L"Medium Mandatory Level", L"Mandatory Label", SidTypeLabel,          16, 1, {8192}             },
};
#define ACCOUNTS (sizeof accounts / sizeof *accounts)

static DWORD sid_of(const struct account *account, void *sid)
{
    SID_IDENTIFIER_AUTHORITY authority = {
        {0, 0, 0, 0, 0, account->authority}
    };
    InitializeSid(sid, &authority, account->count);
    for (DWORD i = 0; i < account->count; i++) *RtlSubAuthoritySid(sid, i) = account->sub[i];
    return RtlLengthSid(sid);
}

/* Name and domain, which may be the environment's. */
static BOOL names_of(const struct account *account, WCHAR name[257], WCHAR domain[257])
{
    DWORD units = 257;
    if (account->name)
        wcscpy(name, account->name);
    else if (account->use == SidTypeDomain ? !GetComputerNameW(name, &units) : !GetUserNameW(name, &units))
        return FALSE;
    units = 257;
    if (account->domain)
        wcscpy(domain, account->domain);
    else if (!GetComputerNameW(domain, &units))
        return FALSE;
    return TRUE;
}

/* Gives a text to a caller whose buffer has *size characters: the length, or what it takes with the end. */
static BOOL give(const WCHAR *text, WCHAR *buffer, DWORD *size)
{
    DWORD needed = (DWORD)wcslen(text) + 1, room = buffer ? *size : 0;
    if (room < needed) {
        *size = needed;
        return FALSE;
    }
    memcpy(buffer, text, needed * sizeof *text);
    *size = needed - 1;
    return TRUE;
}

/* "LookupAccountSidW function": ERROR_NONE_MAPPED; ERROR_INSUFFICIENT_BUFFER, and the sizes. */
BOOL WINAPI LookupAccountSidW(LPCWSTR system, PSID sid, LPWSTR name, LPDWORD name_size, LPWSTR domain,
                              LPDWORD domain_size, PSID_NAME_USE use)
{
    BYTE known[SECURITY_MAX_SID_SIZE];
    WCHAR found[257], where[257];
    (void)system; /* no other is asked */
    if (!sid || !IsValidSid(sid)) return SetLastError(ERROR_INVALID_PARAMETER), FALSE;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        sid_of(&accounts[i], known);
        if (!EqualSid(known, sid)) continue;
        if (!names_of(&accounts[i], found, where)) return FALSE;
        BOOL fits = give(found, name, name_size);
        if (!give(where, domain, domain_size) || !fits) return SetLastError(ERROR_INSUFFICIENT_BUFFER), FALSE;
        *use = accounts[i].use;
        return TRUE;
    }
    return SetLastError(ERROR_NONE_MAPPED), FALSE;
}

/* "LookupAccountNameW function": "account" or "domain\account". */
BOOL WINAPI LookupAccountNameW(LPCWSTR system, LPCWSTR account, PSID sid, LPDWORD sid_size, LPWSTR domain,
                               LPDWORD domain_size, PSID_NAME_USE use)
{
    BYTE known[SECURITY_MAX_SID_SIZE];
    WCHAR found[257], where[257];
    const WCHAR *slash = account ? wcschr(account, '\\') : NULL;
    size_t front = slash ? (size_t)(slash - account) : 0;
    (void)system;
    if (!account) return SetLastError(ERROR_NONE_MAPPED), FALSE;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        if (!names_of(&accounts[i], found, where)) return FALSE;
        if (_wcsicmp(found, slash ? slash + 1 : account) ||
            (slash && !(front == 1 && *account == '.') && (wcslen(where) != front || _wcsnicmp(where, account, front))))
            continue;
        DWORD length = sid_of(&accounts[i], known), room = sid ? *sid_size : 0;
        *sid_size = length;
        if (!give(where, domain, domain_size) || room < length) return SetLastError(ERROR_INSUFFICIENT_BUFFER), FALSE;
        memcpy(sid, known, length);
        *use = accounts[i].use;
        return TRUE;
    }
    return SetLastError(ERROR_NONE_MAPPED), FALSE;
}
