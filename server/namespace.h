/* SPDX-License-Identifier: MIT */
/* The tree of named objects. */
#ifndef METIC_SERVER_NAMESPACE_H
#define METIC_SERVER_NAMESPACE_H

#include "names.h"
#include "nt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a named object.  Pointers are the tree's, valid until it changes. */
struct named {
    uint64_t id;
    uint32_t line, generation; /* line 0: the broker's own, always there */
    uint16_t type;             /* enum name_type */
    uint16_t payload_size;
    const uint8_t *payload;
    int fd; /* -1: none */
};

struct named_path {
    uint64_t root; /* a directory's id; 0: the path is absolute */
    const uint16_t *text;
    size_t length;
    uint32_t flags; /* enum name_flag */
};

/* Makes the directories and links that are always there; again after namespace_clear().  false: no memory. */
bool namespace_init(void);

/* Drops everything. */
void namespace_clear(void);

/* broker_name_create() and broker_name_open() of the client (linux/broker.h) say what these answer.  The tree
 * duplicates a new object's fd. */
NTSTATUS namespace_create(const struct named_path *path, const struct named *object, const uint16_t *target,
                          size_t target_length, struct named *found);
NTSTATUS namespace_open(const struct named_path *path, uint16_t type, struct named *found);

/* A process was told of the name and is about to hold its line, or (`more` false) does by now if it wanted to: until
 * then the death of all others does not end the name. */
void namespace_await(uint64_t id, bool more);

/* Drops the name of that line, or id, if nobody has a handle any more: true, it has gone, or was not there.  *id gets
 * the line's name's, 0 if there is none. */
bool namespace_line_gone(uint32_t line, uint32_t generation, uint64_t *id);
bool namespace_id_gone(uint64_t id);

/* STATUS_OBJECT_NAME_NOT_FOUND. */
NTSTATUS namespace_permanent(uint64_t id, bool permanent);

/* Writes the path into `text`, of NAME_LENGTH units.  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_NAME_TOO_LONG. */
NTSTATUS namespace_path(uint64_t id, uint16_t *text, size_t *length);

/* The name of that line, and NAME_PERMANENT if it is so. */
NTSTATUS namespace_of_line(uint32_t line, uint32_t generation, struct named *found, uint32_t *flags);

/* STATUS_OBJECT_TYPE_MISMATCH: it is no link. */
NTSTATUS namespace_target(uint64_t id, const uint16_t **target, size_t *length);

/* The next name behind a position.  STATUS_NO_MORE_ENTRIES, STATUS_INVALID_HANDLE. */
NTSTATUS namespace_next(uint64_t id, uint32_t *after, const uint16_t **name, size_t *length, uint16_t *type);

/* Looks at some names whether they are dead, in turn over all of them; true: it has come to the last. */
bool namespace_sweep(size_t count);

/* With each new name: a little of that, while there are many more names than were alive when it was last done. */
void namespace_tend(void);

/* How many names there are that are not the broker's own. */
size_t namespace_count(void);

#endif
