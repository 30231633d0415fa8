/* SPDX-License-Identifier: MIT */
/* What one process tells another of an object, so that it has the same: inheritance and duplication. */
#ifndef METIC_NT_TRANSFER_H
#define METIC_NT_TRANSFER_H

#include "nt/object.h"

enum transfer_type {
    TRANSFER_FILE,    /* a descriptor, and what our files know besides it */
    TRANSFER_SECTION, /* a descriptor; `size`, `kind` (PAGE_*), `options` (SEC_*); `index`, `generation` if it is named
                       */
    TRANSFER_LINE,    /* a shared wait line: `index`, `generation`, `kind` */
    TRANSFER_PROCESS, /* `pid` */
    TRANSFER_JOB,     /* a descriptor that is a handle to it; `index`, `generation`, `kind` */
    TRANSFER_THREAD,  /* `pid`, `size` (its id); `index`, `generation` of its beacon (foreign.h) */
    TRANSFER_PIPE,    /* a descriptor, `pipe`; `index` and `generation` are the server's line, 0: it has no name */
};

enum { TRANSFER_SOCKET = 1 }; /* `kind` of a file that is a socket; `size`: it does not block */

struct transfer {
    uint64_t size;
    uint32_t type;                   /* enum transfer_type */
    uint32_t access, options, share; /* as of its first handle */
    uint32_t index, generation, kind;
    uint32_t pid;
    struct {
        uint32_t flags, kind, most, inbound, outbound, epoch, maker, client;
    } pipe;                                     /* pipe.c's */
    uint8_t console, append, path_only, shared; /* console: 1 + enum console_kind, 0: none */
};

/* Describes an object; makes it one that can be shared.  `fd` gets the descriptor behind it, still its own, or -1.
 * STATUS_NOT_SUPPORTED: objects of its kind cannot be had by two processes. */
NTSTATUS transfer_describe(struct object *object, struct transfer *out, int *fd);

/* The object of a description and its descriptor, which is taken over (below 3: borrowed).  NULL: no memory, or
 * nonsense.  Lines and processes are still to be attached. */
struct object *transfer_object(const struct transfer *given, int fd);

/* Attaches it; once this process has its place in the prefix.  False: it is not there any more. */
bool transfer_attach(struct object *object, const struct transfer *given);

#endif
