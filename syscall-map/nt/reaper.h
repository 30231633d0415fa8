/* SPDX-License-Identifier: MIT */
/* Told when another process ends. */
#ifndef METIC_NT_REAPER_H
#define METIC_NT_REAPER_H

#include <stdbool.h>
#include <stdint.h>

/* Somebody who waits for a process's end; part of a larger structure. */
struct reaped {
    int pidfd; /* the caller's, which it closes; not before the end or reaper_forget() */
    /* Called once, by the reaper's thread and under its lock: the process has ended, and this is forgotten.  False: it
     * has not after all. */
    bool (*ended)(struct reaped *reaped);
    uint64_t id;
    struct reaped *next;
};

/* Starts what waits.  False: no memory. */
bool reaper_start(void);

/* Waits for its end.  False: it cannot be waited for. */
bool reaper_watch(struct reaped *reaped);

/* No longer; when this returns `ended` will not be called.  Harmless where it was. */
void reaper_forget(struct reaped *reaped);

#endif
