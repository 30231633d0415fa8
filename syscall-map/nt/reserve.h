/* SPDX-License-Identifier: MIT */
/* Sections made with SEC_RESERVE: which of their pages are committed, for every view alike. */
#ifndef METIC_NT_RESERVE_H
#define METIC_NT_RESERVE_H

#include "linux/vm.h"
#include "nt/section.h"

/* A fresh view's pages become reserved, but for those that the section has committed. `offset`: of the view in it. */
NTSTATUS reserve_view_add(struct section *section, uint64_t base, uint64_t offset, uint64_t size, ULONG protect);

/* The view has been unmapped.  For any section. */
void reserve_view_remove(struct section *section, uint64_t base);

/* Commits pages of the view of `section` at `region`, and with them those of all its views. */
NTSTATUS reserve_commit(struct section *section, uint64_t region, uint64_t begin, uint64_t end,
                        const struct vm_protect *protect);

/* The section's end. */
void reserve_free(struct section *section);

#endif
