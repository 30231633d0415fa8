/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_PROCESS_LIST_H
#define METIC_NT_PROCESS_LIST_H

#include "nt.h"

/* SystemProcessInformation: every process of the prefix with its threads, into guest memory; `needed` bytes.
 * STATUS_INFO_LENGTH_MISMATCH, STATUS_ACCESS_VIOLATION, STATUS_NO_MEMORY. */
NTSTATUS process_list_query(void *guest, ULONG length, ULONG *needed);

#endif
