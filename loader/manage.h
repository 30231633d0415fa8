/* SPDX-License-Identifier: MIT */
/* What is done to the programs of a prefix from outside: metic ps, stop, start. */
#ifndef METIC_LOADER_MANAGE_H
#define METIC_LOADER_MANAGE_H

#include "loader/options.h"

/* Does what the command asks for; the exit status.  After prefix_init(). */
int manage_run(const struct options *options);

#endif
