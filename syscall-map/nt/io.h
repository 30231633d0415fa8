/* SPDX-License-Identifier: MIT */
/* How a request on a file begins and ends, for every call that takes an event, an APC and an IO_STATUS_BLOCK. */
#ifndef METIC_NT_IO_H
#define METIC_NT_IO_H

#include "nt/file.h"

struct nt_thread;

/* A request under way.  Everything in it that is the guest's has been probed. */
struct io {
    struct file *file;
    ACCESS_MASK granted;
    struct object *event; /* NULL: none */
    bool overlapped;      /* its end signals the file, where there is no event */
    void *apc, *apc_context;
    IO_STATUS_BLOCK *status; /* guest */
};

/* What is asked of a file, as the call gave it. */
struct io_request {
    enum io_act { IO_READ, IO_WRITE, IO_CONTROL } act;
    bool fs;    /* IO_CONTROL: by NtFsControlFile */
    ULONG code; /* IO_CONTROL */
    void *in, *out;
    ULONG in_length, out_length;
    const int64_t *offset; /* NULL: none */
};

/* Looks up file and event and probes the status block.  `access`: any one of these rights is needed (0: none). */
NTSTATUS io_begin(struct io *io, HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *status,
                  ACCESS_MASK access);

/* Writes the status block, signals the event, queues the APC, gives the references back; answers what the call returns.
 */
NTSTATUS io_end(struct io *io, NTSTATUS status, ULONG_PTR information);

/* The request goes on after its call: writes STATUS_PENDING, and answers it for the call to return.  io_finish() is to
 * follow, with the thread that made the request. */
NTSTATUS io_pend(struct io *io);

/* The end of a request that was pending, in any thread: whatever its status, the event is signalled, the APC goes to
 * `issuer`, the completion port hears of it.  Gives the references back. */
void io_finish(struct io *io, struct nt_thread *issuer, NTSTATUS status, ULONG_PTR information);

/* Does [buffer, buffer + length) lie where guests live?  Ranges given to Linux calls must. */
bool io_range(const void *buffer, size_t length);

#endif
