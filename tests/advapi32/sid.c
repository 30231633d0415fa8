/* SPDX-License-Identifier: MIT */
/* Security identifiers, and the name of the user.  GetSidLengthRequired, AllocateAndInitializeSid, FreeSid and their
 * kin stand on ntdll's Rtl functions.  Debian's Wine bounds neither counts nor numbers, and spells long
 * authorities otherwise; the documentation decides. */
#include "check.h"

#include <sddl.h>
#include <string.h>

#define FAILS(call, error, ...) CHECK((SetLastError(0), !(call)) && GetLastError() == (DWORD)(error), __VA_ARGS__)

static SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY}, world = {SECURITY_WORLD_SID_AUTHORITY};

static void test_make(void)
{
    PSID admins = NULL, everyone = NULL;
    BYTE room[SECURITY_MAX_SID_SIZE] = {0}, other[SECURITY_MAX_SID_SIZE] = {0};
    CHECK(AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0,
                                   &admins) &&
              IsValidSid(admins),
          "AllocateAndInitializeSid");
    CHECK(*GetSidSubAuthorityCount(admins) == 2 && *GetSidSubAuthority(admins, 0) == 32 &&
              *GetSidSubAuthority(admins, 1) == 544,
          "GetSidSubAuthority, GetSidSubAuthorityCount: what was given");
    CHECK(!memcmp(GetSidIdentifierAuthority(admins), &nt, sizeof nt), "GetSidIdentifierAuthority");
    CHECK(GetLengthSid(admins) == 16 && GetSidLengthRequired(2) == 16 && GetSidLengthRequired(15) == 68,
          "GetLengthSid, GetSidLengthRequired: 8 bytes, and 4 for each subauthority");
    FAILS(AllocateAndInitializeSid(&nt, 9, 1, 2, 3, 4, 5, 6, 7, 8, &everyone), ERROR_INVALID_SID,
          "AllocateAndInitializeSid: \"a value from 1 to 8\"");
    CHECK(AllocateAndInitializeSid(&nt, 8, 1, 2, 3, 4, 5, 6, 7, 8, &everyone) &&
              *GetSidSubAuthority(everyone, 7) == 8 && *GetSidSubAuthority(everyone, 3) == 4 && !FreeSid(everyone),
          "FreeSid: \"If the function succeeds, the function returns NULL.\"");

    CHECK(InitializeSid(room, &world, 1) && (*GetSidSubAuthority(room, 0) = 7, IsValidSid(room)), "InitializeSid");
    CHECK(GetLengthSid(room) == 12 && !EqualSid(room, admins), "EqualSid: others are not the same");
    FAILS(InitializeSid(other, &world, 16), ERROR_INVALID_PARAMETER, "InitializeSid: 15 is the most");
    CHECK(!IsValidSid(other), "IsValidSid: no revision");
    FAILS(CopySid(15, other, admins), ERROR_INSUFFICIENT_BUFFER, "CopySid: the buffer is too small");
    CHECK(CopySid(16, other, admins) && EqualSid(other, admins) && IsValidSid(other), "CopySid, EqualSid");
    *GetSidSubAuthority(other, 1) = 545;
    CHECK(!EqualSid(other, admins) && EqualPrefixSid(other, admins),
          "EqualPrefixSid: \"the SID without the last subauthority value\"");
    *GetSidSubAuthority(other, 0) = 33;
    CHECK(!EqualPrefixSid(other, admins) && !EqualPrefixSid(room, admins), "EqualPrefixSid: other prefixes");
    FreeSid(admins);
}

static void test_text(void)
{
    static const struct {
        const WCHAR *text, *same;
        DWORD length, last;
    } sids[] = {
        {L"S-1-5-32-544",               L"S-1-5-32-544",               16, 544 },
        {L"s-1-1-0",                    L"S-1-1-0",                    12, 0   },
        {L"S-1-5-21-4294967295-1-1000", L"S-1-5-21-4294967295-1-1000", 24, 1000},
        {L"S-1-0x123456789012-7",       L"S-1-0x123456789012-7",       12, 7   },
        {L"BA",                         L"S-1-5-32-544",               16, 544 },
        {L"SY",                         L"S-1-5-18",                   12, 18  },
        {L"WD",                         L"S-1-1-0",                    12, 0   },
    };
    static const WCHAR *const bad[] = {L"",        L"S-1",      L"S-1-5",   L"S-1-5-", L"S-1-5-4294967296",
                                       L"S-2-5-1", L"S-1-5-1x", L"Q-1-5-1", L"??"};
    PSID sid = NULL;
    WCHAR *wide = NULL;
    char *text = NULL;
    for (ULONG i = 0; i < ARRAYSIZE(sids); i++) {
        CHECK(ConvertStringSidToSidW(sids[i].text, &sid) && IsValidSid(sid) && GetLengthSid(sid) == sids[i].length &&
                  *GetSidSubAuthority(sid, *GetSidSubAuthorityCount(sid) - 1u) == sids[i].last,
              "ConvertStringSidToSidW: %ls", sids[i].text);
        CHECK(ConvertSidToStringSidW(sid, &wide) && !wcscmp(wide, sids[i].same), "ConvertSidToStringSidW: %ls",
              sids[i].same);
        CHECK(!LocalFree(sid) && !LocalFree(wide), "\"To free the returned buffer, call the LocalFree function.\"");
    }
    for (ULONG i = 0; i < ARRAYSIZE(bad); i++)
        FAILS(ConvertStringSidToSidW(bad[i], &sid), ERROR_INVALID_SID,
              "ERROR_INVALID_SID: \"The string\" \"%ls\" \"is not valid\"", bad[i]);
    FAILS(ConvertStringSidToSidW(NULL, &sid), ERROR_INVALID_PARAMETER, "ConvertStringSidToSidW: NULL");
    FAILS(ConvertStringSidToSidA(NULL, &sid), ERROR_INVALID_PARAMETER, "ConvertStringSidToSidA: NULL");
    FAILS(ConvertStringSidToSidA("S-1-5-z", &sid), ERROR_INVALID_SID, "ConvertStringSidToSidA: ERROR_INVALID_SID");
    CHECK(ConvertStringSidToSidA("S-1-5-18", &sid) && ConvertSidToStringSidA(sid, &text) && !strcmp(text, "S-1-5-18"),
          "ConvertStringSidToSidA, ConvertSidToStringSidA");
    LocalFree(text);
    *(BYTE *)sid = 9;
    FAILS(ConvertSidToStringSidA(sid, &text), ERROR_INVALID_SID, "ConvertSidToStringSidA: ERROR_INVALID_SID");
    FAILS(ConvertSidToStringSidW(sid, &wide), ERROR_INVALID_SID, "ConvertSidToStringSidW: ERROR_INVALID_SID");
    LocalFree(sid);
}

static void test_user(void)
{
    WCHAR wide[260];
    char text[260];
    DWORD size = 260, needed = 1, narrow = 260;
    CHECK(GetUserNameW(wide, &size) && size > 1 && size == wcslen(wide) + 1,
          "GetUserNameW: \"the number of TCHARs copied to the buffer [...] including the terminating null character\"");
    CHECK(GetUserNameA(text, &narrow) && narrow == strlen(text) + 1, "GetUserNameA");
    FAILS(GetUserNameW(wide, &needed), ERROR_INSUFFICIENT_BUFFER, "GetUserNameW: ERROR_INSUFFICIENT_BUFFER");
    CHECK(needed == size && GetUserNameW(wide, &needed), "\"this parameter receives the required buffer size\"");
    needed = 1;
    FAILS(GetUserNameA(text, &needed), ERROR_INSUFFICIENT_BUFFER, "GetUserNameA: ERROR_INSUFFICIENT_BUFFER");
    CHECK(needed == narrow, "GetUserNameA: the size that is needed");
}

int main(void)
{
    test_make();
    test_text();
    test_user();
    return check_done();
}
