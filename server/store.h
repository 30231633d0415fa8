/* SPDX-License-Identifier: MIT */
/* What of the registry is kept in a file: by SQLite, which is loaded when the first store is opened.
 *
 * A store holds differences from the installed tree: keys that were made or deleted, values that were set or deleted.
 * Both are known by the key's path below \REGISTRY, in folded units with \ between them.  A function that gives a
 * status has done its work durably, or nothing: what one commits stands whoever is killed. */
#ifndef METIC_SERVER_STORE_H
#define METIC_SERVER_STORE_H

#include "nt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum store_key_flag {
    STORE_GONE = 1,  /* what the installed tree has there does not count */
    STORE_MADE = 2,  /* a key is there */
    STORE_LINK = 4,  /* it is a symbolic link */
    STORE_GIVEN = 8, /* the installed tree's key is there, with what this row says of it */
};

enum { STORE_NO_VALUE = -1 }; /* the type of a value that was deleted */

struct store_units {
    const uint16_t *text;
    size_t length;
};

struct store_key {
    struct store_units path; /* folded */
    struct store_units name; /* as it is spelt, the last part alone */
    struct store_units class_name;
    const void *security;
    size_t security_size;
    uint32_t flags, user_flags;
    int64_t written;
};

struct store_value {
    struct store_units path, folded, name;
    int64_t type; /* or STORE_NO_VALUE */
    const void *data;
    size_t size;
    int64_t written;
};

struct store;

/* Opens a file, or makes one.  STATUS_REGISTRY_CORRUPT: it is no store, or broken; STATUS_REVISION_MISMATCH: a newer
 * version of us made it; STATUS_DLL_NOT_FOUND: there is no SQLite; STATUS_ACCESS_DENIED, STATUS_DISK_FULL,
 * STATUS_REGISTRY_IO_FAILED. */
NTSTATUS store_open(const char *path, struct store **store);
/* Writes the log of changes into the file and ends. */
void store_close(struct store *store);

/* Calls for each row, keys before values and paths in their order, until one gives false.  STATUS_REGISTRY_CORRUPT. */
NTSTATUS store_each(struct store *store, bool (*key)(const struct store_key *key, void *context),
                    bool (*value)(const struct store_value *value, void *context), void *context);

/* One change by itself, or several between store_begin() and store_commit(), whose status is that of all. */
NTSTATUS store_key_put(struct store *store, const struct store_key *key);
NTSTATUS store_value_put(struct store *store, const struct store_value *value);
NTSTATUS store_value_drop(struct store *store, const struct store_units *path, const struct store_units *folded);
/* Everything of a key, and with `below` of all under it. */
NTSTATUS store_key_drop(struct store *store, const struct store_units *path, bool below);
NTSTATUS store_begin(struct store *store);
NTSTATUS store_commit(struct store *store, NTSTATUS so_far);

/* Makes sure that it would survive the machine's end too. */
NTSTATUS store_flush(struct store *store);

/* A number that is kept with the store; 0: none yet. */
uint64_t store_mark(struct store *store, const uint64_t *set);

#endif
