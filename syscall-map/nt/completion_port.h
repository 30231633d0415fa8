/* SPDX-License-Identifier: MIT */
/* What completion.c (ports) and completion_packet.c (what they watch) share. */
#ifndef METIC_NT_COMPLETION_PORT_H
#define METIC_NT_COMPLETION_PORT_H

#include "nt/object.h"

#include <pthread.h>

enum { PORT_WATCHED = 63 }; /* a wait takes 64 objects, and one is the waiter's seat */

struct packet {
    struct packet *next;
    FILE_IO_COMPLETION_INFORMATION information;
    struct wait_packet *owner; /* NULL: malloc'd, freed by who removes it */
};

/* A port.  Lock order: port_watch_lock before a port's `lock`, which is a leaf. */
struct completion {
    struct object object;
    pthread_mutex_t lock; /* of what follows up to the blank line */
    struct packet *first, **last;
    uint32_t depth;
    uint32_t limit;     /* so many of its threads may run at once */
    uint32_t running;   /* threads that work on its packets and are not blocked */
    uint32_t called;    /* of these, on their way to a packet */
    struct seat *seats; /* threads that wait, the last one first */
    bool closed;        /* the last handle is gone */

    struct wait_packet *watched[PORT_WATCHED]; /* with a reference each; under port_watch_lock */
    unsigned watch_count;
};

extern pthread_mutex_t port_watch_lock;

/* ---- completion.c ---- */

/* Queues a packet, and wakes a thread for it where one more may run. */
void port_push(struct completion *port, struct packet *packet);

/* Makes all that wait look again at what is watched. */
void port_look_again(struct completion *port);

/* ---- completion_packet.c ---- */

/* A packet is out of the queue; under port_watch_lock. */
void packet_release(struct packet *packet);

/* What is watched for a port, from index 1 on, with references that packets_put() gives back; how many, plus one. */
uint32_t packets_watched(struct completion *port, struct object **objects, struct wait_packet **packets);
void packets_put(struct object **objects, struct wait_packet **packets, uint32_t count);

/* The target was seen signalled: if it still is, and watched, it is taken and the packet goes into the queue. */
void packet_fire(struct wait_packet *packet, struct object *target);

/* A port is destroyed: it watches nothing any more. */
void packets_drop(struct completion *port);

#endif
