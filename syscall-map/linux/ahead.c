/* SPDX-License-Identifier: MIT */
/* Memory made ready before it is asked for, on huge pages and mremap.
 *
 * Garbage collectors and allocators reserve much and commit a page or two at a time.  Each such step costs Linux a page
 * fault a page, which is more than the step itself; and a mapping that grows by steps never holds a huge page.  So a
 * whole block is filled elsewhere, closed, and moved into the reservation, where its pages can be touched no sooner
 * than before: a step then only opens them.  What is filled for nothing is bounded by what was asked for: one block for
 * each STEPS_A_BLOCK bytes.
 *
 * Left out: blocks of which a part was committed before, and memory that is committed in large pieces: a program may
 * want that for a few of its pages alone. */
#include "linux/ahead.h"

#include <stddef.h>
#include <sys/mman.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { STEPS_A_BLOCK = 0x100000 };

static uint64_t stepped; /* since the last block */

bool ahead_step(uint64_t size)
{
    stepped += size;
    return stepped >= STEPS_A_BLOCK;
}

void ahead_fill(uint64_t block)
{
    stepped = 0; /* where it fails once, it is not tried at each step */
    char *room = mmap(NULL, 2 * AHEAD_BLOCK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return;
    char *at = (char *)(((uint64_t)room + AHEAD_BLOCK - 1) & ~(AHEAD_BLOCK - 1));
    madvise(at, AHEAD_BLOCK, MADV_HUGEPAGE); /* without it, small pages: still one call for all */
    if (mprotect(at, AHEAD_BLOCK, PROT_READ | PROT_WRITE) || madvise(at, AHEAD_BLOCK, MADV_POPULATE_WRITE) ||
        mprotect(at, AHEAD_BLOCK, PROT_NONE) ||
        mremap(at, AHEAD_BLOCK, AHEAD_BLOCK, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)block) == MAP_FAILED) {
        munmap(room, 2 * AHEAD_BLOCK);
        return;
    }
    if (at > room) munmap(room, (size_t)(at - room));
    munmap(at + AHEAD_BLOCK, (size_t)(room + AHEAD_BLOCK - at));
}
