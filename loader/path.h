/* SPDX-License-Identifier: MIT */
#ifndef METIC_LOADER_PATH_H
#define METIC_LOADER_PATH_H

#include "loader/options.h"

/* `metic path`: prints what each of the `count` paths is called on the other side; the exit status.  After
 * prefix_open(). */
int path_run(const struct options *options, int count, char **paths);

#endif
