/* SPDX-License-Identifier: MIT */
/* What is asked of an address space, this process's own or another's, in plain values. */
#ifndef METIC_NT_VIRTUAL_H
#define METIC_NT_VIRTUAL_H

#include "nt.h"

#include <stdint.h>

enum virtual_op {
    VIRTUAL_ALLOCATE, /* zero_bits, type, protect */
    VIRTUAL_FREE,     /* type */
    VIRTUAL_PROTECT,  /* protect, which becomes the old one */
    VIRTUAL_LOCK,
    VIRTUAL_UNLOCK,
    VIRTUAL_QUERY, /* `info` comes */
};

struct virtual_order {
    uint64_t base, size; /* of what is meant; then of the pages that it was */
    uint64_t zero_bits;
    ULONG type, protect;
    MEMORY_BASIC_INFORMATION info;
};

/* Does it in this process.  Touches no guest memory. */
NTSTATUS virtual_do(enum virtual_op op, struct virtual_order *order);

#endif
