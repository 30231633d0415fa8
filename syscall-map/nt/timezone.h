/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_TIMEZONE_H
#define METIC_NT_TIMEZONE_H

#include "nt.h"
#include "nt_system.h"

/* The host's zone with this year's rules; the standard and daylight names are the host's abbreviations. */
void timezone_get(RTL_DYNAMIC_TIME_ZONE_INFORMATION *zone);

/* What to add to local time now for UTC, in 100 ns, and 0 unknown, 1 standard, 2 daylight. */
int64_t timezone_bias(ULONG *id);

#endif
