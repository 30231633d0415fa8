/* SPDX-License-Identifier: MIT */
/* NT page protections as host protections: one table for allocations, sections and views. */
#ifndef METIC_NT_PROTECT_H
#define METIC_NT_PROTECT_H

#include "linux/vm.h"
#include "nt.h"

/* False: not one of PAGE_NOACCESS .. PAGE_EXECUTE_WRITECOPY with at most PAGE_GUARD, PAGE_NOCACHE, PAGE_WRITECOMBINE.
 * `copy` allows the write-copy kinds, which only views have. */
bool protect_from_nt(ULONG protect, bool copy, struct vm_protect *out);

/* The word a query answers with. */
ULONG protect_to_nt(const struct vm_protect *protect);

#endif
