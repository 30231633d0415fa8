/* SPDX-License-Identifier: MIT */
/* Security identifiers. */
#include "nt/sid.h"

#include <string.h>
#include <unistd.h>

struct sid sid_make(uint8_t authority, uint8_t count, const uint32_t *sub)
{
    struct sid sid = {
        .revision = 1, .count = count, .authority = {0, 0, 0, 0, 0, authority}
    };
    memcpy(sid.sub, sub, count * sizeof *sub);
    return sid;
}

bool sid_equal(const struct sid *a, const struct sid *b)
{
    return a->count == b->count && !memcmp(a, b, sid_length(a));
}

bool sid_read(struct sid *sid, const void *from, size_t length)
{
    memset(sid, 0, sizeof *sid);
    if (length < 8) return false;
    memcpy(sid, from, 8);
    if (sid->revision != 1 || sid->count > 15 || length < sid_length(sid)) return false;
    memcpy(sid, from, sid_length(sid));
    return true;
}

struct sid sid_user(void)
{
    return sid_make(5, 5, (const uint32_t[]){21, 0, 0, 0, 1000});
}

struct sid sid_group(void)
{
    return sid_make(5, 5, (const uint32_t[]){21, 0, 0, 0, 513});
}

struct sid sid_everyone(void)
{
    return sid_make(1, 1, (const uint32_t[]){0});
}

struct sid sid_of_uid(uid_t uid)
{
    return uid == geteuid() ? sid_user() : sid_make(22, 2, (const uint32_t[]){1, uid});
}

struct sid sid_of_gid(gid_t gid)
{
    return gid == getegid() ? sid_group() : sid_make(22, 2, (const uint32_t[]){2, gid});
}

bool sid_to_uid(const struct sid *sid, uid_t *uid)
{
    struct sid user = sid_user(), unix_user = sid_make(22, 2, (const uint32_t[]){1, sid->sub[1]});
    *uid = sid_equal(sid, &user) ? geteuid() : sid->sub[1];
    return sid_equal(sid, &user) || sid_equal(sid, &unix_user);
}

bool sid_to_gid(const struct sid *sid, gid_t *gid)
{
    struct sid group = sid_group(), unix_group = sid_make(22, 2, (const uint32_t[]){2, sid->sub[1]});
    *gid = sid_equal(sid, &group) ? getegid() : sid->sub[1];
    return sid_equal(sid, &group) || sid_equal(sid, &unix_group);
}
