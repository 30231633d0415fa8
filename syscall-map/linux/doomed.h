/* SPDX-License-Identifier: MIT */
/* The files of this process that are to be deleted on close, for the broker that comes after this one. */
#ifndef METIC_LINUX_DOOMED_H
#define METIC_LINUX_DOOMED_H

#include <stdbool.h>
#include <stdint.h>

struct doomed {
    struct doomed *next;
    uint64_t dev, ino;
    int folder;
    char name[256];
};

/* Notes a copy, with a descriptor of its own for the folder; false: there is no memory. */
bool doomed_note(const struct doomed *doomed);

/* It is no more to be deleted. */
void doomed_forget(uint64_t dev, uint64_t ino);

/* Calls `tell` for each. */
void doomed_each(void (*tell)(const struct doomed *doomed, void *context), void *context);

#endif
