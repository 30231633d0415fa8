/* SPDX-License-Identifier: MIT */
/* A process's slot in its prefix: how others see that it is there. */
#ifndef METIC_LINUX_PRESENCE_H
#define METIC_LINUX_PRESENCE_H

#include <stddef.h>
#include <stdint.h>

enum presence {
    PRESENCE_TAKEN,
    PRESENCE_NONE,    /* there is no place for it: the program runs all the same, alone */
    PRESENCE_REFUSED, /* another version of us uses the prefix: `reason` says so in one line */
};

/* A slot as it stands in the file; the process holds an open-file-description lock on its first byte for as long as it
 * lives. */
struct presence_slot {
    uint32_t pid;
    uint32_t anchor;  /* page number of what the foreign system is looked into by: NT's PEB; 0: none yet */
    uint64_t started; /* CLOCK_BOOTTIME nanoseconds */
    char image[240];  /* host path of the program, its end if it is long */
};

/* Takes a slot for this process in the prefix at host path `prefix`, which must exist.  Once; later calls change
 * nothing.  `image` NULL: image and anchor are those of a call before. */
enum presence presence_take(const char *prefix, const char *image, uint32_t anchor, char *reason, size_t size);

/* Gives it back, and removes the runtime folder if nobody else has one.  At the process's end; harmless otherwise. */
void presence_leave(void);

/* Calls `visit` for each slot of the prefix that a living process holds (this one's too); stops where it gives not 0
 * and returns that. */
int presence_each(int (*visit)(const struct presence_slot *slot, void *context), void *context);

#endif
