/* SPDX-License-Identifier: MIT */
/* The table of open files: what the processes of a prefix know of each other's opens and byte-range locks. */
#ifndef METIC_NT_OPENED_H
#define METIC_NT_OPENED_H

#include <stdbool.h>
#include <stdint.h>

enum opened_kind {
    OPENED_NONE,
    OPENED_SHARES, /* all opens of one process */
    OPENED_RANGE,  /* one byte range that one file object has locked */
};
enum { OPENED_PENDING = 1, OPENED_EXCLUSIVE = 1 };

struct opened {
    uint64_t owner; /* shm_mark() of the process; 0: the entry is free */
    uint64_t dev, ino;
    uint32_t next; /* of the bucket, 0 ends; an entry stays in its bucket for ever */
    uint16_t kind;
    uint16_t flags;
    union {
        struct {
            uint32_t opens;
            uint32_t users; /* opens that read, write or delete: only these are checked */
            uint32_t readers, writers, deleters;
            uint32_t share_read, share_write, share_delete;
        };
        struct {
            uint64_t offset, length;
            uint64_t file; /* the file object, in its owner's memory */
            uint32_t key;
        };
    };
};

/* A file whose bucket is locked; while it is, nothing may block for long, and guest memory is not touched. */
struct opened_file {
    uint64_t dev, ino;
    struct opened_bucket *bucket;
    uint64_t self; /* this process's mark */
};

/* Locks the bucket of a file.  False: there is no table, and no memory for one. */
bool opened_lock(struct opened_file *file, uint64_t dev, uint64_t ino);
void opened_unlock(struct opened_file *file);

/* The file's next entry of a kind after `last` (NULL: the first); NULL: no more.  Its owner may be dead. */
struct opened *opened_next(const struct opened_file *file, const struct opened *last, enum opened_kind kind);

/* Does its owner live?  One that does not is removed. */
bool opened_alive(struct opened *entry);

/* A fresh entry of this process; NULL: the table is full. */
struct opened *opened_add(struct opened_file *file, enum opened_kind kind);
void opened_remove(struct opened *entry);

/* Has any process of the prefix ever locked a range?  Cheap. */
bool opened_ranges(void);

#endif
