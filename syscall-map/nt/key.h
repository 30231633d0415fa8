/* SPDX-License-Identifier: MIT */
/* Registry keys as objects. */
#ifndef METIC_NT_KEY_H
#define METIC_NT_KEY_H

#include "linux/registry.h"
#include "nt/object.h"

#include <stdbool.h>

/* Rights of keys ("Registry Key Security and Access Rights"). */
enum {
    KEY_QUERY_VALUE = 0x1,
    KEY_SET_VALUE = 0x2,
    KEY_CREATE_SUB_KEY = 0x4,
    KEY_ENUMERATE_SUB_KEYS = 0x8,
    KEY_NOTIFY = 0x10,
    KEY_CREATE_LINK = 0x20,
    KEY_WOW64_64KEY = 0x100,
    KEY_WOW64_32KEY = 0x200,
    KEY_READ = 0x20019,
    KEY_WRITE = 0x20006,
    KEY_ALL_ACCESS = 0xf003f,
};

enum {
    REG_OPTION_VOLATILE = 1,
    REG_OPTION_CREATE_LINK = 2,
    REG_OPTION_BACKUP_RESTORE = 4,
    REG_OPTION_OPEN_LINK = 8,
    REG_OPTION_DONT_VIRTUALIZE = 16,
};

struct key_watch; /* key_notify.c */

struct key {
    struct object object;
    struct registry_place place;
    struct key_watch *watch; /* NULL until changes are first asked for */
};

extern const struct object_type key_type;

/* The key of a handle with these rights; object_put() its object. */
NTSTATUS key_get(HANDLE handle, ACCESS_MASK access, struct key **key);

/* Does something to the key with a name that the guest gives. */
typedef int32_t key_named_act(struct registry_place *place, const uint16_t *name, size_t length);
NTSTATUS key_do_named(HANDLE handle, ACCESS_MASK access, UNICODE_STRING *guest_name, key_named_act *act);

/* Forgets who waits for changes of a key whose last handle goes. */
void key_watch_end(struct key *key);

/* A path that a 32-bit program, or one that asks so, means by another: malloc'd, NULL where it is the same (or there is
 * no memory).  `path` begins with \REGISTRY. */
uint16_t *key_path_32(const uint16_t *path, size_t length, size_t *changed_length);

/* A result of variable length: what the caller gave, and how much the whole would be. */
struct key_out {
    char *guest;
    ULONG length;
    size_t needed;
    bool fault;
};

/* Writes bytes at an offset of the result as far as there is room. */
void key_put(struct key_out *out, size_t at, const void *bytes, size_t size);

/* What the call answers: STATUS_BUFFER_TOO_SMALL where not even `fixed` bytes fit, STATUS_BUFFER_OVERFLOW where not all
 * does.  Tells the whole length. */
NTSTATUS key_out_end(const struct key_out *out, size_t fixed, ULONG *ResultLength);

#endif
