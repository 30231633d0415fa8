/* SPDX-License-Identifier: MIT */
/* What the registry says of the machine and its user: found out at each start of the broker. */
#ifndef METIC_SERVER_BOUND_H
#define METIC_SERVER_BOUND_H

#include "registry_tree.h"

/* Sets it in a tree that nobody reads yet. */
void bound_fill(struct registry_head *tree, const uint16_t *user, size_t user_length, int64_t now);

#endif
