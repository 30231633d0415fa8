/* SPDX-License-Identifier: MIT */
/* Sets of ids, none of which is 0. */
#ifndef METIC_SERVER_IDSET_H
#define METIC_SERVER_IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset {
    uint64_t *ids; /* `room` of them, in no order; 0: free */
    size_t room, count;
};

/* false: no memory. */
bool idset_add(struct idset *set, uint64_t id);
void idset_remove(struct idset *set, uint64_t id);
void idset_free(struct idset *set);

#endif
