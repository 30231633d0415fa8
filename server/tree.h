/* SPDX-License-Identifier: MIT */
/* The nodes of the tree of names, and how they are found: by name, by id, by line. */
#ifndef METIC_SERVER_TREE_H
#define METIC_SERVER_TREE_H

#include "namespace.h"

struct node {
    uint64_t id;
    struct node *parent;          /* NULL: the root, or a directory that died before what is in it */
    struct node *previous, *next; /* in the parent, by position */
    struct node *older, *newer;   /* of all, by id */
    struct node *chain[3];        /* in the tables */
    struct node *first, *last;    /* a directory's */
    struct node *listed;          /* what was last asked for of them */
    uint32_t hash;                /* of parent and name */
    uint32_t position, positions; /* in the parent; given so far to what is in it */
    uint32_t line, generation;
    int fd;
    uint16_t type, payload_size, target_length, length;
    uint32_t awaited;     /* processes that were told of it and may not hold the line yet */
    bool permanent, dead; /* dead: a directory that goes with the last that is in it */
    uint16_t text[];      /* name, target, payload */
};

static inline const uint16_t *node_target(const struct node *node)
{
    return node->text + node->length;
}

static inline const uint8_t *node_payload(const struct node *node)
{
    return (const uint8_t *)(node->text + node->length + node->target_length);
}

/* Makes the root, whose id is 1; false: no memory. */
bool tree_init(void);

/* From now on ids are such as no broker gave before: until then they count from 1, and are the same in each. */
void tree_ids_begin(void);

void tree_clear(void);

/* A unit as names are compared without case: as file names are, one unit for one unit. */
uint16_t tree_fold(uint16_t unit);

struct node *tree_root(void);
struct node *tree_child(const struct node *directory, const uint16_t *text, size_t length, bool insensitive);
struct node *tree_by_id(uint64_t id);
struct node *tree_by_line(uint32_t line, uint32_t generation);

/* The first in a directory behind a position, and the first of all behind an id; NULL: none. */
struct node *tree_next(struct node *directory, uint32_t position);
struct node *tree_behind(uint64_t id);

/* Keeps a descriptor of its own; NULL: no memory, or too many names or descriptors. */
struct node *tree_insert(struct node *directory, const uint16_t *text, size_t length, const struct named *object,
                         const uint16_t *target, size_t target_length);

/* Closes its descriptor. */
void tree_remove(struct node *node);

size_t tree_count(void);

#endif
