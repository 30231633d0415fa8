/* SPDX-License-Identifier: MIT */
/* The startup block: what a process gives one that it makes.
 *
 * It is a memfd, named to the new process by --startup=FD: process parameters, environment and inherited handles in,
 * and the whole exit status out.  Both ends are the same program; whatever else is given as one is refused. */
#ifndef METIC_NT_STARTUP_H
#define METIC_NT_STARTUP_H

#include "nt/job.h"
#include "nt/transfer.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum startup_text {
    STARTUP_FOLDER,
    STARTUP_IMAGE,
    STARTUP_LINE,
    STARTUP_TITLE,
    STARTUP_DESKTOP,
    STARTUP_SHELL,
    STARTUP_RUNTIME,
    STARTUP_ENVIRONMENT,
    STARTUP_TEXTS
};

/* How one of the three standard handles comes to be. */
enum startup_standard {
    STARTUP_VALUE,     /* as the parameters say: an inherited handle's value, or whatever the caller likes */
    STARTUP_DUPLICATE, /* a handle of the new process's own for its descriptor 0, 1 or 2 */
};

/* A handle that is inherited under the same value. */
struct startup_handle {
    uint64_t value;
    uint32_t access, attributes;
    struct transfer what;
    int32_t fd; /* in the new process, -1: none; below 3: a standard one, borrowed */
    uint32_t unused;
};

struct startup {
    char magic[32];
    uint32_t size;         /* of all of it */
    _Atomic uint32_t told; /* 1: `status` is the exit status */
    _Atomic uint32_t status;
    int32_t gate;  /* read until its end or a byte before the guest begins; -1: none */
    int32_t lines; /* holds the shared lines until the new process does; -1: none */
    /* as in the process parameters */
    uint32_t start_x, start_y, count_x, count_y, chars_x, chars_y, fill, window_flags, show_window, console_flags;
    uint32_t group; /* ProcessGroupId; 0: it begins one of its own */
    uint64_t console, standard[3];
    uint32_t standard_how[3];
    uint32_t handles_at, handle_count;
    uint32_t priority_class; /* NT's number */
    uint32_t job_count;
    uint32_t parent; /* Linux id of the process that was named as the parent; 0: whoever made this one */
    struct {
        int32_t fd; /* holds the new process's place in the job */
        uint32_t index;
    } jobs[JOB_DEEP];
    struct {
        uint32_t at, bytes;
    } text[STARTUP_TEXTS]; /* UTF-16 but for STARTUP_RUNTIME */
};

extern const char startup_magic[32];

/* The size of the first page, which both ends keep mapped. */
#define STARTUP_SHARED 4096

/* ---- the new process ---- */

/* Takes the block.  False: it is none. */
bool startup_take(int fd);
bool startup_taken(void);

/* Bytes that the parameters need behind their structure, and those parameters at `p`, whose room ends at `end`. */
size_t startup_room(void);
void startup_parameters(RTL_USER_PROCESS_PARAMETERS *p, char *end);

/* The process has its place in the prefix: takes hold of inherited shared lines. */
void startup_attach(void);

/* Waits until the parent lets the first thread begin, and forgets what is not needed any more. */
void startup_gate(void);

/* The priority class that it was made with (NT's number). */
uint32_t startup_class(void);

/* The Linux id of its parent: who made it, or who was named as that. */
pid_t startup_parent(void);

/* Does the first thread stand there? */
bool startup_waits(void);

/* The process ends: tells the whole status.  Harmless where there is no block. */
void startup_end(uint32_t status);

#endif
