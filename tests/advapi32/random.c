/* SPDX-License-Identifier: MIT */
/* RtlGenRandom, exported as SystemFunction036; the names of privileges. */
#include "check.h"

#include <string.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG size);

int main(void)
{
    unsigned char a[64] = {0}, b[64] = {0};
    LUID luid = {77, 77}, other;
    int zeros = 0;

    CHECK(SystemFunction036(a, 32) && SystemFunction036(b, 32) && memcmp(a, b, 32),
          "RtlGenRandom: \"TRUE\"; two are not the same");
    for (int i = 0; i < 32; i++) zeros += !a[i];
    CHECK(zeros < 8 && !a[32] && !b[63], "RtlGenRandom: fills the size that is asked, and no more");
    CHECK(SystemFunction036(a, 0), "RtlGenRandom: no bytes");

    CHECK(LookupPrivilegeValueW(NULL, L"SeDebugPrivilege", &luid) && luid.LowPart == 20 && !luid.HighPart,
          "LookupPrivilegeValueW: SE_DEBUG_NAME is 20");
    CHECK(LookupPrivilegeValueW(NULL, L"seshutdownprivilege", &luid) && luid.LowPart == 19,
          "LookupPrivilegeValueW: whatever the case");
    CHECK(LookupPrivilegeValueA(NULL, "SeChangeNotifyPrivilege", &other) && other.LowPart == 23 && !other.HighPart,
          "LookupPrivilegeValueA");
    SetLastError(0);
    CHECK(!LookupPrivilegeValueW(NULL, L"SeNoSuchPrivilege", &luid) && GetLastError() == ERROR_NO_SUCH_PRIVILEGE,
          "LookupPrivilegeValueW: ERROR_NO_SUCH_PRIVILEGE");
    SetLastError(0);
    CHECK(!LookupPrivilegeValueA(NULL, "SeNoSuchPrivilege", &luid) && GetLastError() == ERROR_NO_SUCH_PRIVILEGE,
          "LookupPrivilegeValueA: ERROR_NO_SUCH_PRIVILEGE");
    return check_done();
}
