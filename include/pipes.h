/* SPDX-License-Identifier: MIT */
/* What processes and the broker both know of named pipes. */
#ifndef METIC_PIPES_H
#define METIC_PIPES_H

#include <stdint.h>

/* Controls, of ntifs.h */
#define FSCTL_PIPE_DISCONNECT               0x00110004
#define FSCTL_PIPE_LISTEN                   0x00110008
#define FSCTL_PIPE_WAIT                     0x00110018
#define FSCTL_PIPE_IMPERSONATE              0x0011001c
#define FSCTL_PIPE_GET_PIPE_ATTRIBUTE       0x00110028
#define FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE 0x00110030
#define FSCTL_PIPE_TRANSCEIVE               0x0011c017

/* What all instances of a name have in common. */
enum pipe_kind {
    PIPE_KIND_MESSAGES = 1, /* what is written goes as messages */
    PIPE_KIND_TO_SERVER = 2,
    PIPE_KIND_TO_CLIENT = 4,
    PIPE_KINDS = 8
};

enum pipe_flag {
    PIPE_FIRST = 1, /* there must be no other instance */
    PIPE_NEXT = 2,  /* there must be one */
    PIPE_AGAIN = 4, /* the broker before knew it */
};

/* What a client wants to do with its end. */
enum pipe_access { PIPE_READS = 1, PIPE_WRITES = 2 };

enum { PIPE_NAME = 512, PIPE_UNLIMITED = 255 };

/* What the broker writes into a client's end before the client gets it: its server reads this first. */
struct pipe_greeting {
    uint32_t client; /* Linux number */
    uint32_t reserved;
};

#endif
