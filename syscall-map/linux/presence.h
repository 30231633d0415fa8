/* SPDX-License-Identifier: MIT */
/* A process's slot in its prefix: how others see that it is there. */
#ifndef METIC_LINUX_PRESENCE_H
#define METIC_LINUX_PRESENCE_H

#include "segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum presence {
    PRESENCE_TAKEN,
    PRESENCE_NONE,    /* there is no place for it: the program runs all the same, alone */
    PRESENCE_REFUSED, /* another version of us uses the prefix: `reason` says so in one line */
};

/* Before presence_take(): whose child this process is to be taken for; 0: whatever Linux says. */
void presence_parent(uint32_t pid);

/* Takes a slot for this process in the prefix at host path `prefix`, which must exist.  Once; later calls change
 * nothing.  `image` NULL: image and anchor are those of a call before. */
enum presence presence_take(const char *prefix, const char *image, uint32_t anchor, char *reason, size_t size);

/* Gives it back, and removes the runtime folder if nobody else has one.  At the process's end; harmless otherwise. */
void presence_leave(void);

/* Removes the runtime folders of the user's other prefixes whose last process was killed. */
void presence_sweep(void);

/* After presence_take(): is this process the only one in the prefix?  Then it stays so until presence_leave(): who
 * comes meanwhile waits. */
bool presence_alone(void);

/* How many processes are in the prefix at that host path now; nothing is made. */
int presence_count(const char *prefix);

/* The segment's descriptor, which stays this module's, and the number of the process's slot; -1: it has none. */
int presence_segment(uint32_t *slot);

/* Does another process hold the slot?  One's own answers false. */
bool presence_slot_held(uint32_t slot);

/* The runtime folder of the prefix at that host path, if it is there and nobody else's; nothing is made. */
bool presence_folder(const char *prefix, char path[256]);

/* The process ends: its exit status, for those who look at the slot afterwards. */
void presence_tell(uint32_t status);

/* The same of another one, which is about to be killed.  False: the slot is no longer that process's. */
bool presence_tell_of(const struct presence_slot *slot, uint32_t status);

/* The slot that a process took last, which started at `since` (CLOCK_BOOTTIME nanoseconds) or later, alive or not;
 * false: it had none, or another has it by now. */
bool presence_last(uint32_t pid, uint64_t since, struct presence_slot *slot);

/* Calls `visit` for each slot of the prefix that a living process holds (this one's too); stops where it gives not 0
 * and returns that. */
int presence_each(int (*visit)(const struct presence_slot *slot, void *context), void *context);

#endif
