/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_TOPOLOGY_H
#define METIC_NT_TOPOLOGY_H

#include "nt.h"

/* SystemLogicalProcessorInformation for NtQuerySystemInformation. */
NTSTATUS topology_query(void *guest, ULONG length, ULONG *needed);

#endif
