/* SPDX-License-Identifier: MIT */
/* The state of power: not known, which the documentation has values for. */
#include "kernelbase.h"

/* "SYSTEM_POWER_STATUS structure": 255 is "Unknown status", and of the times "-1 if remaining seconds are unknown". */
BOOL WINAPI GetSystemPowerStatus(SYSTEM_POWER_STATUS *status)
{
    if (!status) return base_fail(STATUS_INVALID_PARAMETER);
    *status = (SYSTEM_POWER_STATUS){255, 255, 255, 0, (DWORD)-1, (DWORD)-1};
    return TRUE;
}
