/* SPDX-License-Identifier: MIT */
/* The user's account and shares, as the pages of lmaccess.h, lmjoin.h and lmshare.h say.  What depends on the machine
 * (is it in a domain, does it share files?) is not asked for. */
#include "check.h"

#include <windows.h>

#include <lm.h>

int main(void)
{
    HMODULE library = LoadLibraryA("netapi32.dll");
    NET_API_STATUS(WINAPI * allocate)(DWORD, LPVOID *) = (void *)GetProcAddress(library, "NetApiBufferAllocate");
    NET_API_STATUS(WINAPI * release)(LPVOID) = (void *)GetProcAddress(library, "NetApiBufferFree");
    NET_API_STATUS(WINAPI * joined)
    (LPCWSTR, LPWSTR *, PNETSETUP_JOIN_STATUS) = (void *)GetProcAddress(library, "NetGetJoinInformation");
    NET_API_STATUS(WINAPI * user_info)
    (LPCWSTR, LPCWSTR, DWORD, LPBYTE *) = (void *)GetProcAddress(library, "NetUserGetInfo");
    NET_API_STATUS(WINAPI * local_groups)
    (LPCWSTR, LPCWSTR, DWORD, DWORD, LPBYTE *, DWORD, LPDWORD, LPDWORD) =
        (void *)GetProcAddress(library, "NetUserGetLocalGroups");
    NET_API_STATUS(WINAPI * share_add)
    (LPWSTR, DWORD, LPBYTE, LPDWORD) = (void *)GetProcAddress(library, "NetShareAdd");
    NET_API_STATUS(WINAPI * share_del)(LPWSTR, LPWSTR, DWORD) = (void *)GetProcAddress(library, "NetShareDel");
    NETSETUP_JOIN_STATUS status = NetSetupUnknownStatus;
    WCHAR user[257], *domain = NULL;
    DWORD units = 257, count = 0, total = 0;
    USER_INFO_10 *info = NULL;
    USER_INFO_4 *more = NULL;
    LOCALGROUP_USERS_INFO_0 *groups = NULL;
    void *buffer = NULL;

    GetUserNameW(user, &units);
    CHECK(!allocate(32, &buffer) && buffer && memset(buffer, 1, 32) && !release(buffer),
          "NetApiBufferAllocate, NetApiBufferFree: \"NERR_Success\"");
    CHECK(allocate(32, NULL) == ERROR_INVALID_PARAMETER, "NetApiBufferAllocate: nowhere to give it");
    CHECK(!joined(NULL, &domain, &status) && domain && *domain && status != NetSetupUnknownStatus,
          "NetGetJoinInformation: a name, and what it is");
    release(domain);
    CHECK(joined(NULL, NULL, &status) == ERROR_INVALID_PARAMETER, "\"lpNameBuffer\" may not be NULL");
    CHECK(!user_info(NULL, user, 10, (BYTE **)&info) && !_wcsicmp(info->usri10_name, user) && info->usri10_full_name,
          "NetUserGetInfo: level 10");
    release(info);
    CHECK(!user_info(NULL, user, 4, (BYTE **)&more) && IsValidSid(more->usri4_user_sid) &&
              more->usri4_primary_group_id == DOMAIN_GROUP_RID_USERS,
          "level 4: the SID; the primary group is DOMAIN_GROUP_RID_USERS");
    release(more);
    CHECK(user_info(NULL, L"nobody of that name", 10, (BYTE **)&info) == NERR_UserNotFound, "NERR_UserNotFound");
    CHECK(user_info(NULL, user, 77, (BYTE **)&info) == ERROR_INVALID_LEVEL, "ERROR_INVALID_LEVEL");
    CHECK(!local_groups(NULL, user, 0, 0, (BYTE **)&groups, MAX_PREFERRED_LENGTH, &count, &total) && count &&
              count == total && *groups->lgrui0_name,
          "NetUserGetLocalGroups: at least one, and all of them");
    release(groups);
    CHECK(local_groups(NULL, L"nobody of that name", 0, 0, (BYTE **)&groups, MAX_PREFERRED_LENGTH, &count, &total) ==
              NERR_UserNotFound,
          "NERR_UserNotFound");
    CHECK(share_add(NULL, 2, NULL, NULL) != NERR_Success, "NetShareAdd: not without a description");
    CHECK(share_del(NULL, (WCHAR *)L"no share of that name", 0) != NERR_Success, "NetShareDel: not what is not there");
    return check_done();
}
