/* SPDX-License-Identifier: MIT */
/* The foreign systems a loader can start programs of.  The loader knows a system by this alone. */
#ifndef METIC_DOOR_SYSTEM_H
#define METIC_DOOR_SYSTEM_H

#include "door/door.h"

/* A program about to start. */
struct door_program {
    int fd;           /* the opened file; taken over */
    int startup;      /* -1, or the descriptor of what another process of ours wants it to start with; taken over */
    const char *path; /* absolute host path */
    int argc;         /* the program's own arguments, argv[0] is its name as it was typed */
    char **argv;
    char **environment;    /* the host's */
    const char *libraries; /* folder of our system libraries for guests: .../lib/metic */
};

/* Starts the program in the calling thread; does not return on success.  Otherwise one line in `reason` (at most `size`
 * bytes) and a shell's exit status: 126 cannot be run, 127 something was not found. */
typedef int door_start(const struct door_program *program, char *reason, size_t size);

door_start nt_start;

#endif
