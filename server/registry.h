/* SPDX-License-Identifier: MIT */
/* The registry of the prefix: its tree, which every process maps, and the two stores behind it. */
#ifndef METIC_SERVER_REGISTRY_H
#define METIC_SERVER_REGISTRY_H

#include "nt.h"
#include "registry_tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key as a process names it: whose tree it looked at, where there, and which. */
struct registry_ref {
    uint64_t tree;
    uint32_t at;
    uint64_t id;
};

/* Every function below answers STATUS_CONNECTION_RESET where the tree is not the one meant, STATUS_KEY_DELETED where
 * the key has gone, and what store.h says where a change cannot be kept: then nothing was changed. */

/* Makes sure that there is a tree: of the installed one, what `folder` (the prefix; stays the caller's) keeps, and of
 * what only lives here.  `user` is named in it.  `fd` gets a descriptor to map, which stays the registry's.
 * STATUS_REVISION_MISMATCH, STATUS_DLL_NOT_FOUND, STATUS_OBJECT_NAME_NOT_FOUND (the installed tree), STATUS_NO_MEMORY.
 * `*aside` > 0: the file was broken and is kept as registry.db.corrupt with that number. */
NTSTATUS registry_map(int folder, const uint16_t *user, size_t user_length, int *fd, uint64_t *number, uint32_t *aside);

/* Forgets the tree and closes the stores; what was kept stays. */
void registry_close(void);

/* Is there one? */
bool registry_is_open(void);

/* `flags`: REGISTRY_VOLATILE, REGISTRY_LINK.  `*created`: it was not there before. */
NTSTATUS registry_key_create(const struct registry_ref *parent, const uint16_t *name, size_t length, uint32_t flags,
                             const uint16_t *class_name, size_t class_length, const void *security, size_t size,
                             struct registry_ref *made, bool *created);
NTSTATUS registry_key_delete(const struct registry_ref *ref);
NTSTATUS registry_key_rename(const struct registry_ref *ref, const uint16_t *name, size_t length);

enum registry_set { REGISTRY_SET_WRITTEN, REGISTRY_SET_USER_FLAGS, REGISTRY_SET_SECURITY };
NTSTATUS registry_key_set(const struct registry_ref *ref, enum registry_set what, const void *data, size_t size);

NTSTATUS registry_value_set(const struct registry_ref *ref, const uint16_t *name, size_t length, uint32_t type,
                            const void *data, size_t size);
NTSTATUS registry_value_delete(const struct registry_ref *ref, const uint16_t *name, size_t length);
NTSTATUS registry_flush(void);

#endif
