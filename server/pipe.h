/* SPDX-License-Identifier: MIT */
/* Named pipes: which names there are, who serves them, and whom a client is brought together with. */
#ifndef METIC_SERVER_PIPE_H
#define METIC_SERVER_PIPE_H

#include "client.h"
#include "nt.h"
#include "pipes.h"

/* What a server's end says of itself; pointers are the message's. */
struct pipe_offer {
    const uint16_t *name;
    size_t length;
    uint32_t flags;            /* enum pipe_flag */
    uint32_t line, generation; /* whose holders have handles to the server's end */
    uint32_t epoch;            /* how often it was disconnected */
    uint32_t kind, most, inbound, outbound;
    uint64_t timeout;
    int fd; /* the client's end, of which the broker keeps a duplicate; -1: a client has it */
};

/* What a client is told of the pipe that it has now. */
struct pipe_found {
    struct pipe_offer offer; /* the fd is the caller's */
    uint32_t server;         /* the Linux number of who made it */
};

/* One more instance, or what is known of one already.  `made`: it is the name's first.
 * STATUS_ACCESS_DENIED: PIPE_FIRST and there is one, or it differs from them in what all share;
 * STATUS_INSTANCE_NOT_AVAILABLE: no more may be; STATUS_OBJECT_NAME_NOT_FOUND: PIPE_NEXT and there is none. */
NTSTATUS pipe_offer(struct client *client, const struct pipe_offer *offer, bool *made);

/* An instance waits for the next client.  STATUS_OBJECT_NAME_NOT_FOUND: there is no such. */
NTSTATUS pipe_listen(struct client *client, uint32_t line, uint32_t generation, uint32_t epoch, int fd);

/* Brings the client together with whoever waits longest.  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_PIPE_NOT_AVAILABLE,
 * STATUS_ACCESS_DENIED: data goes the other way. */
NTSTATUS pipe_take(struct client *client, const uint16_t *name, size_t length, uint32_t access,
                   struct pipe_found *found);

/* How many instances a name has, how many of them wait, and what WaitNamedPipe takes for NMPWAIT_USE_DEFAULT_WAIT. */
NTSTATUS pipe_look(const uint16_t *name, size_t length, uint32_t *instances, uint32_t *waiting, uint64_t *timeout);

/* The name behind a position, in no order. STATUS_NO_MORE_ENTRIES. */
NTSTATUS pipe_next(uint32_t *after, const uint16_t **name, size_t *length, uint32_t *instances, uint32_t *most);

/* A line's last holder in some process let go of it. */
void pipe_line_gone(uint32_t line, uint32_t generation);

/* A client's connection ended: its instances are looked at, now and a moment later. */
void pipe_client_ended(struct client *client);

/* Work on that; milliseconds until there is more, -1: there is none. */
int pipe_sweep(void);

/* Drops everything. */
void pipe_clear(void);

/* How many instances are known. */
size_t pipe_count(void);

#endif
