/* SPDX-License-Identifier: MIT */
/* What files' user.DOSATTRIB said, kept while their change times stand. */
#ifndef METIC_NT_RECORD_CACHE_H
#define METIC_NT_RECORD_CACHE_H

#include "nt.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

/* What user.DOSATTRIB says. */
struct record {
    bool present;
    ULONG dos;
    int64_t created; /* 0: it says nothing */
};

/* What is known to stand in the file whose statx() just answered `st`.  False: it has to be read. */
bool record_recall(const struct statx *st, struct record *out);

/* CLOCK_REALTIME_COARSE, to be taken before the record is read. */
struct timespec record_clock(void);

/* The record of the file that statx() took by (dir, name, flags) was read after `before`, and is kept where changes
 * that follow must show in the change time. */
void record_keep(const struct statx *st, const struct timespec *before, int dir, const char *name, int flags,
                 const struct record *record);

/* This process changes it. */
void record_forget(const struct stat *st);

#endif
