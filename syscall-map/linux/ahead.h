/* SPDX-License-Identifier: MIT */
/* Memory made ready before it is asked for, for programs that commit a reservation in small steps. */
#ifndef METIC_AHEAD_H
#define METIC_AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#define AHEAD_BLOCK 0x200000ull /* a huge page, and the alignment of one */

/* Counts a step, `size` bytes committed at once; true if the block it begins in may be made ready.  With the address
 * space's lock held. */
bool ahead_step(uint64_t size);

/* Puts fresh zero pages, inaccessible as the reserved ones were, in place of the block's: later steps within it find
 * them there.  Where that can't be done the block is as it was. */
void ahead_fill(uint64_t block);

#endif
