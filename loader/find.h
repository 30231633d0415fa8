/* SPDX-License-Identifier: MIT */
#ifndef METIC_LOADER_FIND_H
#define METIC_LOADER_FIND_H

/* Opens the program named on the command line and tells its absolute host path (malloc'd).  Returns the descriptor, or
 * minus the errno: -ENOENT where nothing of that name was found. */
int find_program(const char *name, char **path);

#endif
