/* SPDX-License-Identifier: MIT */
/* The registry's tree as it lies in memory: one file without a pointer in it, which the broker alone writes and every
 * process of the prefix maps to read.  The installed initial tree (tools/mkregistry.c) has the same form.
 *
 * A reader takes the sequence number, walks, copies what it wants, and looks whether the number still stands; it was
 * odd while the broker changed something.  What it walked over meanwhile may have been anything, so every offset goes
 * through registry_at() and every count is bounded; what comes out is worth nothing until the number was compared. */
#ifndef METIC_REGISTRY_TREE_H
#define METIC_REGISTRY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    REGISTRY_MAGIC = 0x4745526d,
    REGISTRY_LAYOUT = 1,
    REGISTRY_ROOM = 256 << 20, /* bytes of the mapping */
    REGISTRY_NAME = 256,       /* UTF-16 units of a key's name ("Registry Element Size Limits") */
    REGISTRY_VALUE_NAME = 16383,
    REGISTRY_DEPTH = 512,
    REGISTRY_VALUE = 64 << 20, /* bytes of a value here */
    REGISTRY_CLASSES = 96,     /* of free pieces, by size */
    REGISTRY_FOLD_PAGES = 64,
};

enum registry_flag {
    REGISTRY_VOLATILE = 1, /* gone with the prefix's last program */
    REGISTRY_LINK = 2,     /* its value SymbolicLinkValue says where it leads */
    REGISTRY_INITIAL = 4,  /* it stands in the installed tree */
    REGISTRY_BOUND = 8,    /* made by the broker at each start: cannot be stored */
};

/* Kinds of changes, as the bits of REG_NOTIFY_CHANGE_ count them. */
enum { REGISTRY_CHANGED_NAME, REGISTRY_CHANGED_ATTRIBUTES, REGISTRY_CHANGED_VALUE, REGISTRY_CHANGED_SECURITY };

struct registry_head {
    uint32_t magic, layout;
    uint32_t sequence; /* odd: it is being changed */
    uint32_t changes;  /* counts them: a futex */
    uint32_t used;     /* bytes */
    uint32_t root;     /* the key \REGISTRY */
    uint64_t broker;   /* whose tree it is */
    uint64_t last_id;
    uint32_t free[REGISTRY_CLASSES]; /* the writer's own */
    uint8_t fold_page[256];          /* of a unit's upper byte; 0: its units are their own upper case */
    uint16_t fold[REGISTRY_FOLD_PAGES][256];
};

struct registry_text {
    uint16_t length; /* units */
    uint16_t text[];
};

struct registry_bytes {
    uint32_t size;
    uint8_t bytes[];
};

/* Subkeys in the order of their folded names, values in that of their making. */
struct registry_list {
    uint32_t count;
    struct registry_entry {
        uint32_t hash; /* of the folded name */
        uint32_t at;
    } entries[];
};

struct registry_key {
    uint64_t id; /* never used again */
    int64_t written;
    uint32_t parent; /* 0: the root's, or a key that was deleted */
    uint32_t flags;
    uint32_t name, class_name; /* texts; 0: none */
    uint32_t security;         /* bytes: a self-relative descriptor; 0: the parent's */
    uint32_t subkeys, values;  /* lists; 0: empty */
    uint32_t user_flags;       /* KEY_SET_INFORMATION's wow64 and control flags */
    uint32_t changed[4];       /* counts of changes of this key */
    uint32_t below[4];         /* and of it and all under it */
};

struct registry_value {
    uint32_t type, size, flags;
    uint16_t name_length, reserved;
    uint16_t name[]; /* the data stand behind, at a multiple of 8 */
};

static inline size_t registry_data_at(uint16_t name_length)
{
    return (offsetof(struct registry_value, name) + name_length * sizeof(uint16_t) + 7) & ~(size_t)7;
}

static inline uint32_t registry_load(const uint32_t *from)
{
    return __atomic_load_n(from, __ATOMIC_RELAXED);
}

/* `size` bytes at an offset; NULL: they do not lie in the tree. */
static inline const void *registry_at(const struct registry_head *tree, uint32_t at, size_t size)
{
    if (at < sizeof *tree || at & 7 || size > REGISTRY_ROOM || at > REGISTRY_ROOM - size) return NULL;
    return (const char *)tree + at;
}

static inline uint16_t registry_fold(const struct registry_head *tree, uint16_t unit)
{
    uint8_t page = tree->fold_page[unit >> 8];
    return page ? tree->fold[page % REGISTRY_FOLD_PAGES][unit & 0xff] : unit;
}

static inline uint32_t registry_hash(const struct registry_head *tree, const uint16_t *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ registry_fold(tree, text[i])) * 16777619u;
    return hash;
}

/* As names are ordered: by folded units. */
static inline int registry_compare(const struct registry_head *tree, const uint16_t *a, size_t a_length,
                                   const uint16_t *b, size_t b_length)
{
    size_t least = a_length < b_length ? a_length : b_length;
    for (size_t i = 0; i < least; i++) {
        if (a[i] == b[i]) continue;
        int difference = registry_fold(tree, a[i]) - registry_fold(tree, b[i]);
        if (difference) return difference;
    }
    return a_length < b_length ? -1 : a_length > b_length;
}

static inline const struct registry_key *registry_key(const struct registry_head *tree, uint32_t at)
{
    return registry_at(tree, at, sizeof(struct registry_key));
}

/* A text with its length in `*length`; NULL: there is none. */
static inline const uint16_t *registry_text(const struct registry_head *tree, uint32_t at, size_t *length)
{
    const struct registry_text *text = at ? registry_at(tree, at, sizeof *text) : NULL;
    *length = text ? text->length : 0;
    return text && registry_at(tree, at, sizeof *text + *length * sizeof(uint16_t)) ? text->text : NULL;
}

/* A list with its count; NULL: it is empty. */
static inline const struct registry_entry *registry_list(const struct registry_head *tree, uint32_t at, uint32_t *count)
{
    const struct registry_list *list = at ? registry_at(tree, at, sizeof *list) : NULL;
    *count = list ? registry_load(&list->count) : 0;
    if (!*count || !registry_at(tree, at, sizeof *list + (size_t)*count * sizeof *list->entries)) {
        *count = 0;
        return NULL;
    }
    return list->entries;
}

/* A value's record; NULL: none. */
static inline const struct registry_value *registry_value(const struct registry_head *tree, uint32_t at,
                                                          size_t *name_length, uint32_t *size)
{
    const struct registry_value *value = registry_at(tree, at, sizeof *value);
    if (!value) return NULL;
    *name_length = value->name_length;
    *size = registry_load(&value->size);
    return registry_at(tree, at, registry_data_at((uint16_t)*name_length) + *size) ? value : NULL;
}

/* Where a subkey of that name is, or would be: its place in the list in `*index`.  The offset of the key; 0: none. */
static inline uint32_t registry_find_key(const struct registry_head *tree, const struct registry_key *parent,
                                         const uint16_t *name, size_t length, uint32_t *index)
{
    uint32_t count, low = 0;
    const struct registry_entry *entries = registry_list(tree, registry_load(&parent->subkeys), &count);
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, at = registry_load(&entries[middle].at);
        const struct registry_key *key = registry_key(tree, at);
        size_t other_length;
        const uint16_t *other = key ? registry_text(tree, registry_load(&key->name), &other_length) : NULL;
        if (!other) break;
        int order = registry_compare(tree, name, length, other, other_length);
        if (!order) {
            *index = middle;
            return at;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *index = low;
    return 0;
}

/* A value by its name; 0: none. */
static inline uint32_t registry_find_value(const struct registry_head *tree, const struct registry_key *key,
                                           const uint16_t *name, size_t length, uint32_t *index)
{
    uint32_t count, hash = registry_hash(tree, name, length);
    const struct registry_entry *entries = registry_list(tree, registry_load(&key->values), &count);
    for (uint32_t i = 0; i < count; i++) {
        if (registry_load(&entries[i].hash) != hash) continue;
        uint32_t at = registry_load(&entries[i].at), size;
        size_t other_length;
        const struct registry_value *value = registry_value(tree, at, &other_length, &size);
        if (!value || registry_compare(tree, name, length, value->name, other_length)) continue;
        *index = i;
        return at;
    }
    *index = count;
    return 0;
}

#endif
