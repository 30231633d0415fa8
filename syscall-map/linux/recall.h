/* SPDX-License-Identifier: MIT */
/* What whole names in other case were found as: they are asked for again and again. */
#ifndef METIC_LINUX_RECALL_H
#define METIC_LINUX_RECALL_H

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

#define RECALL_LONGEST 1024

struct recall {
    bool known;                /* `host` was found; it may be there no more and is only to be tried */
    bool sure;                 /* the exact name is not there: `host` is to be tried first */
    bool looked;               /* the next two are set */
    struct stat front;         /* the folder in which the two names part */
    struct timespec read;      /* when that was read */
    char host[RECALL_LONGEST]; /* no longer than the name that was asked for */
};

/* What is known of an absolute host path shorter than RECALL_LONGEST. */
void recall_look(const char *asked, struct recall *out);

/* After recall_look() the exact name was tried, and missed. */
void recall_missed(const char *asked, const struct recall *recall);

void recall_note(const char *asked, const char *found);

#endif
