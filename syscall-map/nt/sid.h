/* SPDX-License-Identifier: MIT */
/* Security identifiers as bytes, and who is who: Linux's users and groups as SIDs. */
#ifndef METIC_NT_SID_H
#define METIC_NT_SID_H

#include "nt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SID_MOST = 8 + 4 * 15 };

struct sid {
    uint8_t revision, count, authority[6];
    uint32_t sub[15];
};

/* S-1-AUTHORITY-... with `count` sub-authorities. */
struct sid sid_make(uint8_t authority, uint8_t count, const uint32_t *sub);

static inline size_t sid_length(const struct sid *sid)
{
    return 8u + 4u * sid->count;
}

bool sid_equal(const struct sid *a, const struct sid *b);

/* Takes one from the front of `length` bytes; false: it is none. */
bool sid_read(struct sid *sid, const void *from, size_t length);

/* The user that this process runs as, S-1-5-21-0-0-0-1000, and his group, S-1-5-21-0-0-0-513; Everyone. */
struct sid sid_user(void);
struct sid sid_group(void);
struct sid sid_everyone(void);

/* Owner and group of a file: one's own as above, others S-1-22-1-UID and S-1-22-2-GID, as Samba names Unix's. */
struct sid sid_of_uid(uid_t uid);
struct sid sid_of_gid(gid_t gid);

/* And back; false: it is nobody of Linux's. */
bool sid_to_uid(const struct sid *sid, uid_t *uid);
bool sid_to_gid(const struct sid *sid, gid_t *gid);

#endif
