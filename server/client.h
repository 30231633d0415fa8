/* SPDX-License-Identifier: MIT */
/* The processes that are connected to the broker. */
#ifndef METIC_SERVER_CLIENT_H
#define METIC_SERVER_CLIENT_H

#include "idset.h"
#include "protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct client {
    int fd;
    pid_t pid;
    uint32_t slot;
    bool known;         /* it has said hello */
    bool service;       /* orders go here */
    bool told;          /* a service: it has told its names, and takes orders */
    bool waiting;       /* it is not heard until the names of an earlier broker are back */
    bool ended;         /* it is no more, but may still be in this turn's list of events */
    unsigned orders;    /* that it has not done yet */
    struct idset names; /* that it made or opened */
    uint64_t awaited;   /* the name that it was told of last, by an answer to its last message; 0: none */
    struct client *next, **link;
};

/* Begins to listen to a socket that takes connections, and a descriptor of signals. */
bool clients_open(int listener, int signals);

enum turn { TURN_DONE, TURN_SIGNAL, TURN_FAILED };

/* Waits, at most `timeout` milliseconds (-1: for ever), and serves what has come. */
enum turn clients_turn(int timeout);

/* How many are connected. */
size_t clients_count(void);

/* The client that takes orders for a slot; NULL: none. */
struct client *client_service(uint32_t slot);

/* Sends a message; who does not read what was sent to him is disconnected. */
void client_send(struct client *client, const struct wire_out *out, size_t length);

/* Ends a connection; with a reason, that is named in the log. */
void client_end(struct client *client, const char *reason);

/* Hears those that had to wait. */
void clients_hear_all(void);

/* It was told of a name that others made, 0: it says something else, so that it has done with what it was told. */
void client_await(struct client *client, uint64_t id);

/* A name that a client made or opened; and one that it has not any more. */
void client_name_add(struct client *client, uint64_t id);
void client_name_remove(struct client *client, uint64_t id);

/* Work on the names of clients that ended, a little at a time: milliseconds until there is more, -1: there is none. */
int clients_sweep(void);

/* Serves one message (request.c).  NULL, or why that client may not send it now.  Descriptors that came with it stay
 * the caller's. */
const char *request_serve(struct client *client, struct wire_in *in, const struct wire_header *header);

/* Is the broker to stay when nobody is there? (request.c) */
bool request_kept(void);

#endif
