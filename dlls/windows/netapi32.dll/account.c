/* SPDX-License-Identifier: MIT */
/* The user as an account, and shares: this machine is in no domain and serves no files. */
#include "nt.h"
#include "nt_lib.h"

#include <lmaccess.h>
#include <lmapibuf.h>
#include <lmerr.h>
#include <lmjoin.h>
#include <lmshare.h>
#include <wchar.h>

NET_API_STATUS WINAPI NetApiBufferAllocate(DWORD size, LPVOID *buffer)
{
    if (!buffer) return ERROR_INVALID_PARAMETER;
    *buffer = LocalAlloc(0, size);
    return *buffer ? NERR_Success : ERROR_NOT_ENOUGH_MEMORY;
}

NET_API_STATUS WINAPI NetApiBufferFree(LPVOID buffer)
{
    LocalFree(buffer);
    return NERR_Success;
}

/* "NetGetJoinInformation function": the workgroup, in a buffer for NetApiBufferFree. */
NET_API_STATUS WINAPI NetGetJoinInformation(LPCWSTR server, LPWSTR *name, PNETSETUP_JOIN_STATUS status)
{
    static const WCHAR workgroup[] = L"WORKGROUP";
    (void)server;
    if (!name || !status) return ERROR_INVALID_PARAMETER;
    if (NetApiBufferAllocate(sizeof workgroup, (void **)name)) return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(*name, workgroup, sizeof workgroup);
    *status = NetSetupWorkgroupName;
    return NERR_Success;
}

/* Is it the user's name, and no other machine's server? */
static NET_API_STATUS is_user(LPCWSTR server, LPCWSTR user, WCHAR name[257])
{
    DWORD units = 257;
    WCHAR computer[257];
    if (!user) return ERROR_INVALID_PARAMETER;
    if (server && *server) {
        while (*server == '\\') server++;
        if (!GetComputerNameW(computer, &units) || _wcsicmp(server, computer)) return NERR_InvalidComputer;
    }
    units = 257;
    return GetUserNameW(name, &units) && !_wcsicmp(user, name) ? NERR_Success : NERR_UserNotFound;
}

/* "NetUserGetInfo function": the texts and the SID stand behind the structure. */
NET_API_STATUS WINAPI NetUserGetInfo(LPCWSTR server, LPCWSTR user, DWORD level, LPBYTE *buffer)
{
    union {
        USER_INFO_0 zero;
        USER_INFO_1 one;
        USER_INFO_4 four;
        USER_INFO_10 ten;
    } info = {{0}};
    static const DWORD sizes[] = {
        [0] = sizeof(USER_INFO_0), [1] = sizeof(USER_INFO_1), [4] = sizeof(USER_INFO_4), [10] = sizeof(USER_INFO_10)};
    WCHAR name[257], domain[257];
    NET_API_STATUS status = is_user(server, user, name);
    if (status) return status;
    if (!buffer) return ERROR_INVALID_PARAMETER;
    if (level >= sizeof sizes / sizeof *sizes || !sizes[level]) return ERROR_INVALID_LEVEL;
    DWORD bytes = (DWORD)((wcslen(name) + 1) * sizeof(WCHAR)), sid_size = SECURITY_MAX_SID_SIZE, units = 257;
    DWORD texts = (sizes[level] + sid_size + 7) & ~7u;
    SID_NAME_USE use;
    char *all;
    if (NetApiBufferAllocate(texts + bytes + sizeof(WCHAR), (void **)&all)) return ERROR_NOT_ENOUGH_MEMORY;
    WCHAR *own = (WCHAR *)(all + texts), *empty = (WCHAR *)(all + texts + bytes);
    memcpy(own, name, bytes);
    *empty = 0;
    PSID sid = all + sizes[level];
    LookupAccountNameW(NULL, name, sid, &sid_size, domain, &units, &use);
    switch (level) {
    case 0: info.zero.usri0_name = own; break;
    case 1:
        info.one = (USER_INFO_1){.usri1_name = own,
                                 .usri1_priv = USER_PRIV_USER,
                                 .usri1_home_dir = empty,
                                 .usri1_comment = empty,
                                 .usri1_flags = UF_SCRIPT | UF_NORMAL_ACCOUNT,
                                 .usri1_script_path = empty};
        break;
    case 4:
        info.four = (USER_INFO_4){.usri4_name = own,
                                  .usri4_priv = USER_PRIV_USER,
                                  .usri4_home_dir = empty,
                                  .usri4_comment = empty,
                                  .usri4_flags = UF_SCRIPT | UF_NORMAL_ACCOUNT,
                                  .usri4_script_path = empty,
                                  .usri4_full_name = own,
                                  .usri4_usr_comment = empty,
                                  .usri4_parms = empty,
                                  .usri4_workstations = empty,
                                  .usri4_acct_expires = TIMEQ_FOREVER,
                                  .usri4_max_storage = USER_MAXSTORAGE_UNLIMITED,
                                  .usri4_logon_server = empty,
                                  .usri4_user_sid = sid,
                                  .usri4_primary_group_id = 513,
                                  .usri4_profile = empty,
                                  .usri4_home_dir_drive = empty};
        break;
    default: info.ten = (USER_INFO_10){own, empty, empty, own}; break;
    }
    memcpy(all, &info, sizes[level]);
    *buffer = (BYTE *)all;
    return NERR_Success;
}

/* "NetUserGetLocalGroups function": Users, as his token says. */
NET_API_STATUS WINAPI NetUserGetLocalGroups(LPCWSTR server, LPCWSTR user, DWORD level, DWORD flags, LPBYTE *buffer,
                                            DWORD most, LPDWORD count, LPDWORD total)
{
    static const WCHAR users[] = L"Users";
    const WCHAR *slash = user ? wcschr(user, '\\') : NULL;
    WCHAR name[257];
    (void)most;
    if (level) return ERROR_INVALID_LEVEL;
    if (flags & ~(DWORD)LG_INCLUDE_INDIRECT || !buffer || !count || !total) return ERROR_INVALID_PARAMETER;
    NET_API_STATUS status = is_user(server, slash ? slash + 1 : user, name);
    if (status) return status;
    LOCALGROUP_USERS_INFO_0 *group;
    if (NetApiBufferAllocate(sizeof *group + sizeof users, (void **)&group)) return ERROR_NOT_ENOUGH_MEMORY;
    group->lgrui0_name = (WCHAR *)(group + 1);
    memcpy(group->lgrui0_name, users, sizeof users);
    *buffer = (BYTE *)group;
    *count = *total = 1;
    return NERR_Success;
}

NET_API_STATUS WINAPI NetShareAdd(LPWSTR server, DWORD level, LPBYTE info, LPDWORD bad)
{
    (void)server, (void)level, (void)info, (void)bad;
    return NERR_ServerNotStarted;
}

NET_API_STATUS WINAPI NetShareDel(LPWSTR server, LPWSTR name, DWORD reserved)
{
    (void)server, (void)name, (void)reserved;
    return NERR_ServerNotStarted;
}
