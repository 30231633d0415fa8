/* SPDX-License-Identifier: MIT */
#ifndef METIC_LOADER_PREFIX_H
#define METIC_LOADER_PREFIX_H

#include "loader/options.h"

/* `metic prefix VERB`, with the words that follow; the exit status.  After prefix_init(). */
int prefix_run(const struct options *options, int count, char **words);

#endif
