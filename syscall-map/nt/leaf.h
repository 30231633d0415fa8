/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_LEAF_H
#define METIC_NT_LEAF_H

#include "door/door.h"

/* The leaves of NT's calls (door.h), by number. */
extern const door_leaf nt_leaves[DOOR_LEAVES];

/* The same without any: while calls are traced. */
extern const door_leaf nt_no_leaves[DOOR_LEAVES];

#endif
