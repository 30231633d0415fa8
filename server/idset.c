/* SPDX-License-Identifier: MIT */
/* Sets of ids: open addressing in a table of a power of two, at most half full. */
#include "idset.h"

#include <stdlib.h>

static size_t place(const struct idset *set, uint64_t id)
{
    size_t at = (size_t)(id * 0x9e3779b97f4a7c15u >> 32) & (set->room - 1);
    while (set->ids[at] && set->ids[at] != id) at = (at + 1) & (set->room - 1);
    return at;
}

bool idset_add(struct idset *set, uint64_t id)
{
    if (set->count * 2 >= set->room) {
        struct idset wider = {.room = set->room ? set->room * 2 : 8, .count = set->count};
        if (!(wider.ids = calloc(wider.room, sizeof *wider.ids))) return false;
        for (size_t i = 0; i < set->room; i++)
            if (set->ids[i]) wider.ids[place(&wider, set->ids[i])] = set->ids[i];
        free(set->ids);
        *set = wider;
    }
    size_t at = place(set, id);
    set->count += !set->ids[at];
    set->ids[at] = id;
    return true;
}

void idset_remove(struct idset *set, uint64_t id)
{
    if (!set->room) return;
    size_t at = place(set, id);
    if (!set->ids[at]) return;
    set->ids[at] = 0;
    set->count--;
    /* Those that stood behind it because it was there come forward. */
    for (size_t i = (at + 1) & (set->room - 1); set->ids[i]; i = (i + 1) & (set->room - 1)) {
        uint64_t moved = set->ids[i];
        set->ids[i] = 0;
        set->ids[place(set, moved)] = moved;
    }
}

void idset_free(struct idset *set)
{
    free(set->ids);
    *set = (struct idset){0};
}
