/* SPDX-License-Identifier: MIT */
/* Changes to a registry tree in memory (registry_tree.h).  The broker makes them, and at build time tools/mkregistry.c.
 *
 * Keys and values are named by their offsets.  Whoever changes a tree that others read calls hive_begin() before and
 * hive_end() after.  Nothing fails once hive_room() has said that there is room. */
#ifndef METIC_SERVER_HIVE_H
#define METIC_SERVER_HIVE_H

#include "registry_tree.h"

/* Makes an empty tree in REGISTRY_ROOM zeroed bytes, with the C library's upper case and the key \REGISTRY. */
void hive_init(struct registry_head *tree);

/* Is there room for a change that brings so many bytes of names and data to `key` (0: any)? */
bool hive_room(const struct registry_head *tree, uint32_t key, size_t bytes);

void hive_begin(struct registry_head *tree);
void hive_end(struct registry_head *tree);

struct registry_key *hive_key(struct registry_head *tree, uint32_t at);

/* A new subkey, which is not there yet. */
uint32_t hive_key_create(struct registry_head *tree, uint32_t parent, const uint16_t *name, size_t length,
                         uint32_t flags, int64_t now);

/* Removes a key without subkeys. */
void hive_key_delete(struct registry_head *tree, uint32_t key, int64_t now);

/* Removes a key with all that is in it; `gone` hears each one's offset before. */
void hive_tree_delete(struct registry_head *tree, uint32_t key, int64_t now, void (*gone)(uint32_t key));

void hive_key_rename(struct registry_head *tree, uint32_t key, const uint16_t *name, size_t length, int64_t now);
void hive_class_set(struct registry_head *tree, uint32_t key, const uint16_t *text, size_t length);
void hive_security_set(struct registry_head *tree, uint32_t key, const void *bytes, uint32_t size, int64_t now);

void hive_value_set(struct registry_head *tree, uint32_t key, const uint16_t *name, size_t length, uint32_t type,
                    const void *data, uint32_t size, uint32_t flags, int64_t now);
/* false: there is none. */
bool hive_value_delete(struct registry_head *tree, uint32_t key, const uint16_t *name, size_t length, int64_t now);

/* Counts a change of a kind (REGISTRY_CHANGED_) in a key and those above it. */
void hive_changed(struct registry_head *tree, uint32_t key, unsigned kind);

#endif
