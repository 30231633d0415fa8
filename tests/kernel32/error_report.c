/* SPDX-License-Identifier: MIT */
/* WerSetFlags and WerGetFlags as documented. */
#include "check.h"

HRESULT WINAPI WerSetFlags(DWORD flags);
HRESULT WINAPI WerGetFlags(HANDLE process, DWORD *flags);
#define WER_FAULT_REPORTING_FLAG_NOHEAP 1

int main(void)
{
    DWORD flags = 99;

    CHECK(WerGetFlags(GetCurrentProcess(), &flags) == S_OK && flags == 0,
          "WerGetFlags: \"S_OK on success\"; none are set at first");
    CHECK(WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP) == S_OK, "WerSetFlags: \"S_OK on success\"");
    CHECK(WerGetFlags(GetCurrentProcess(), &flags) == S_OK && flags == WER_FAULT_REPORTING_FLAG_NOHEAP,
          "WerGetFlags gives what was set");
    CHECK(WerSetFlags(0x80000000) != S_OK, "WerSetFlags: \"or an error code on failure\": an unknown flag");
    CHECK(WerGetFlags(NULL, &flags) != S_OK, "WerGetFlags: the same without a process");
    return check_done();
}
