/* SPDX-License-Identifier: MIT */
/* A broker that follows one which died: who must come back before it knows the names. */
#ifndef METIC_SERVER_REBUILD_H
#define METIC_SERVER_REBUILD_H

#include <stdbool.h>
#include <stdint.h>

/* Looks who served an earlier broker's orders. */
void rebuild_begin(void);

/* Are names still to come? */
bool rebuild_pending(void);

/* The process of that slot has told all names it knows. */
void rebuild_told(uint32_t slot);

/* Looks whether those who are missing live, and how long they have been waited for: milliseconds until it is to be
 * called again, -1: it is not. */
int rebuild_look(void);

#endif
