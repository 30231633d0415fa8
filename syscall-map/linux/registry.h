/* SPDX-License-Identifier: MIT */
/* The prefix's registry as a process sees it: a tree that it maps and reads by itself, and changes that it asks the
 * broker for.  registry_tree.h says how the tree lies there.
 *
 * A broker that comes after another has another tree: places in the old one are looked for by their paths before the
 * new broker answers anybody, so that whoever holds a place does not notice.  Results are NT's status codes: those of
 * linux/broker.h, of server/registry.h and these. */
#ifndef METIC_LINUX_REGISTRY_H
#define METIC_LINUX_REGISTRY_H

#include "registry_tree.h"

/* A key that somebody has open; zeroed before registry_hold(). */
struct registry_place {
    const struct registry_head *tree; /* NULL: being moved */
    uint32_t at;                      /* 0: it has gone */
    uint64_t id;
    struct registry_place *next, **link;
};

/* One look at the tree. */
struct registry_reading {
    const struct registry_head *tree;
    const struct registry_key *key;
    uint32_t at, sequence;
};

/* Begins to read at a place, or with NULL at \REGISTRY.  STATUS_KEY_DELETED. */
int32_t registry_enter(struct registry_place *place, struct registry_reading *reading);

/* Did the tree stand still since then?  false: what was read counts for nothing, enter again. */
bool registry_leave(const struct registry_reading *reading);

/* Keeps a place that was found in a reading; false: that tree is not the one any more. */
bool registry_hold(struct registry_place *place, const struct registry_head *tree, uint32_t at, uint64_t id);
void registry_release(struct registry_place *place);

/* A path below \REGISTRY as it is spelt, with \ before each name; units, which may be more than `room`.  In a reading.
 */
size_t registry_path(const struct registry_reading *reading, uint16_t *text, size_t room);

struct registry_new_key {
    const uint16_t *name, *class_name;
    size_t length, class_length;
    const void *security;
    size_t security_size;
    uint32_t flags; /* REGISTRY_VOLATILE, REGISTRY_LINK */
};

/* Makes a subkey, or finds the one that is there.  `place` is held then. */
int32_t registry_create(struct registry_place *parent, const struct registry_new_key *made,
                        struct registry_place *place, bool *created);
int32_t registry_delete(struct registry_place *place);
int32_t registry_rename(struct registry_place *place, const uint16_t *name, size_t length);
/* `what`: enum registry_set of the server. */
enum { REGISTRY_WRITTEN, REGISTRY_USER_FLAGS, REGISTRY_SECURITY };
int32_t registry_set(struct registry_place *place, uint32_t what, const void *data, size_t size);
int32_t registry_set_value(struct registry_place *place, const uint16_t *name, size_t length, uint32_t type,
                           const void *data, size_t size);
int32_t registry_delete_value(struct registry_place *place, const uint16_t *name, size_t length);
int32_t registry_flush_all(void);

/* The tree's count of changes, 0: there is no tree yet; and sleeping until it is another one, at most so long. */
uint32_t registry_changes(void);
void registry_wait(uint32_t changes, int milliseconds);

#endif
