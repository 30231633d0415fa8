/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_STATUS_H
#define METIC_NT_STATUS_H

#include "nt.h"

/* The status Windows gives where Linux gave `error` (an errno, or its negative as system calls return it); 0 is
 * STATUS_SUCCESS. What is not in the table is STATUS_UNSUCCESSFUL. */
NTSTATUS status_from_errno(int error);

#endif
