/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_COMPLETION_H
#define METIC_NT_COMPLETION_H

#include "nt/object.h"

extern const struct object_type completion_type;

/* Queues a packet.  STATUS_NO_MEMORY. */
NTSTATUS completion_post(struct object *port, uint64_t key, uint64_t context, NTSTATUS status, uint64_t information);

#endif
