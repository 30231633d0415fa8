/* SPDX-License-Identifier: MIT */
/* metic pipe: a native program speaks to a named pipe of a prefix. */
#ifndef METIC_LOADER_PIPE_H
#define METIC_LOADER_PIPE_H

/* Copies standard input into the pipe of that name, and what comes out of it to standard output, until both have ended;
 * the exit status.  After prefix_init(). */
int pipe_run(const char *name);

#endif
