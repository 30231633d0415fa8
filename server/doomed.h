/* SPDX-License-Identifier: MIT */
/* Files that are to go with their processes: opened for deletion on close. */
#ifndef METIC_SERVER_DOOMED_H
#define METIC_SERVER_DOOMED_H

#include "client.h"

/* The file (dev, ino), called `name` in the open folder, goes when the client's process dies.  False: no memory, or it
 * is no folder or no name. */
bool doomed_add(const struct client *client, uint64_t dev, uint64_t ino, const uint8_t *name, size_t length,
                int folder);

/* That process closed it itself. */
void doomed_spare(const struct client *client, uint64_t dev, uint64_t ino);

/* A connection ended: perhaps its process did. */
void doomed_ended(const struct client *client);

/* Removes what is due: milliseconds until there is more to look at, -1: nothing is. */
int doomed_sweep(void);

#endif
