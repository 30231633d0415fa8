/* SPDX-License-Identifier: MIT */
/* Pages of the prefix's segment that this process leases, and the locks that keep a shared line alive. */
#ifndef METIC_LINUX_SHM_H
#define METIC_LINUX_SHM_H

#include "segment.h"

#include <stdbool.h>
#include <stdint.h>

/* Maps the segment, or memory of the process's own of the same layout where there is none; once.  False: no memory.
 * Every function below but shm_is_shared() needs it. */
bool shm_map(void);

/* Can other processes see it?  False before shm_map(). */
bool shm_is_shared(void);

/* A page's memory; NULL: no such page was ever leased. */
void *shm_page(uint32_t page);

/* The page table's entry of a page that shm_page() knows. */
struct segment_page *shm_entry(uint32_t page);

/* This process's mark as a page's owner. */
uint32_t shm_self(void);

/* Is the process with that mark, which was seen in the segment, alive?  SEGMENT_ORPHAN and nonsense are not. */
bool shm_alive(uint32_t owner);

/* A process's mark that no later one with its slot has: `owner` in the low half, 0 where nobody has that slot.  And is
 * the process with that mark alive? */
uint64_t shm_mark(uint32_t owner);
bool shm_mark_alive(uint64_t mark);

/* Memory of the segment outside the pages, and room in the file for it, before it is touched: false, there is none. */
void *shm_at(int64_t offset);
bool shm_allocate(int64_t offset, int64_t length);

/* A page of one's own for that use, with whatever was left in it; 0: there is none.  `sweep` is asked about a page
 * whose owner has died, which is the caller's meanwhile: true: nothing in it is anybody's. */
uint32_t shm_lease(uint32_t use, bool (*sweep)(uint32_t page));

/* Gives up a page of one's own: to all if it is empty, to nobody if others still use something in it. */
void shm_return(uint32_t page, bool empty);

/* A descriptor until whose closing no other process mends what the dead left in pages; -1: one does. */
int shm_mend_begin(void);

/* ---- lines that other processes may hold: by index ---- */

/* Holds a line; false: the kernel has no more locks. */
bool shm_hold(uint32_t line);

/* Lets go of it.  True: nobody else holds it, and nobody can until shm_drop_end(). */
bool shm_drop(uint32_t line);
void shm_drop_end(uint32_t line);

/* For lines that somebody may have held who died: the segment once more, a descriptor to be closed; -1. By it, a line
 * that nobody holds, this process neither, is claimed until shm_unclaim(): meanwhile nobody can.  False: somebody does.
 */
int shm_claims_begin(void);
bool shm_claim(int claims, uint32_t line);
void shm_unclaim(int claims, uint32_t line);

/* A descriptor that holds these lines for whoever has it: for a new process.  -errno. */
int shm_carry(const uint32_t *lines, uint32_t count);

#endif
