/* SPDX-License-Identifier: MIT */
/* The guest's address space: which ranges below the border are reserved, which pages of them are committed, and how
 * protected.
 *
 * A region is what one reservation made (NT's AllocationBase); its pages stand in runs of equal state.  Protections are
 * kept twice: as the host's PROT_* and as the foreign system's own word, which queries give back unchanged. All
 * functions return 0 or an errno; addresses and sizes are multiples of the page size. */
#ifndef METIC_VM_H
#define METIC_VM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define VM_PAGE        4096ull
#define VM_GRANULARITY 0x10000ull

enum vm_kind { VM_PRIVATE, VM_MAPPED, VM_IMAGE };

struct vm_protect {
    int host;         /* PROT_* */
    uint32_t foreign; /* the system's word, without its guard flag */
    bool guard;       /* the first access clears it and is told to the system */
};

/* Where a new region may lie. */
struct vm_place {
    uint64_t at;   /* exactly here; 0: anywhere */
    uint64_t high; /* below this address; 0: the border */
    bool top_down;
};

struct vm_info {
    uint64_t base, size;          /* of the run of equal pages that holds the address */
    uint64_t region, region_size; /* region 0: the range is free */
    enum vm_kind kind;
    bool committed;
    uint32_t region_protect;
    struct vm_protect protect;
    void *owner;
};

/* Reserves a region of `size` bytes and, where `commit` is not NULL, commits all of it at once (readable memory is
 * zero). EEXIST: `at` is taken; ENOMEM: no room. */
int vm_reserve(const struct vm_place *place, uint64_t size, uint32_t region_protect, const struct vm_protect *commit,
               uint64_t *base);

/* Maps a file or memfd as a region. `shared`: writes reach the file.  `owner` is given back by vm_release(). */
int vm_map_file(const struct vm_place *place, uint64_t size, int fd, off_t offset, uint32_t region_protect,
                const struct vm_protect *protect, bool shared, void *owner, uint64_t *base);

/* Makes room for an image: inaccessible pages of kind VM_IMAGE, over which image_map() then maps.  `owner` as above. */
int vm_reserve_image(const struct vm_place *place, uint64_t size, uint32_t region_protect, void *owner, uint64_t *base);

/* Notes memory that somebody else has mapped already (an image, the shared user page). */
int vm_adopt(uint64_t base, uint64_t size, enum vm_kind kind, uint32_t region_protect, const struct vm_protect *protect,
             void *owner);

/* Notes the protection of pages whose mapping somebody else has set already (image sections). */
int vm_note(uint64_t base, uint64_t size, const struct vm_protect *protect);

/* Commits pages of a private region or a view; pages already committed keep their content and take the protection.
 * EINVAL: not inside one region; ENOTSUP: another kind of region. */
int vm_commit(uint64_t base, uint64_t size, const struct vm_protect *protect);

/* vm_commit() of private memory alone; EBUSY: it is a view, and nothing was done. */
int vm_commit_private(uint64_t base, uint64_t size, const struct vm_protect *protect);

/* Makes pages of a view reserved: nobody touches them until vm_commit().  EINVAL, ENOTSUP: as there. */
int vm_hold_back(uint64_t base, uint64_t size);

/* Gives committed pages back; they stay reserved. */
int vm_decommit(uint64_t base, uint64_t size);

/* Frees a private region as vm_release() does, but keeps what Linux gave for the next vm_take_stack() of this size and
 * commit: a stack whose top `commit` bytes are writable and whose rest was never touched.  A few are kept; who needs
 * their place gets it. */
void vm_park_stack(uint64_t base, uint64_t commit);

/* A region as vm_reserve(anywhere) and vm_commit() of its top make it, zeroed, from what was kept.  False: nothing
 * fits.
 */
bool vm_take_stack(uint64_t size, uint64_t commit, const struct vm_protect *writable, uint64_t *base);

/* Frees a whole region.  EINVAL: no region starts there.  `owner` (may be NULL) gets what vm_map_file() was given. */
int vm_release(uint64_t base, enum vm_kind kind_wanted, void **owner, uint64_t *size);

/* Changes the protection of committed pages of one region; `old` gets the first page's.
 * EINVAL: not inside one region; EFAULT: a page is not committed. */
int vm_protect(uint64_t base, uint64_t size, const struct vm_protect *protect, struct vm_protect *old);

/* Keeps committed pages of one region in memory, or no longer.  Not counted: one unpin is enough.
 * EINVAL: not inside one region; EFAULT: a page is not committed or not accessible; ENOENT: one was not pinned; ENOMEM,
 * EPERM: Linux's limit. */
int vm_pin(uint64_t base, uint64_t size, bool pin);

/* What stands at an address.  Always succeeds below the border. */
void vm_query(uint64_t address, struct vm_info *info);

/* ---- write watches ---- */

/* From now on it is noted which pages of the private region that starts at `base` are written to; none counts as
 * written yet.  For a region that nobody else knows of yet.  ENOMEM. */
int vm_watch(uint64_t base);

/* The pages of [base, base + size) that were written since the watch began or they were reset, in order, at most *count
 * of them; *count becomes how many.  `reset`: those are watched anew.  `pages` NULL: all of the range.
 * EINVAL: the range is not inside one watched region. */
int vm_watch_look(uint64_t base, uint64_t size, bool reset, uint64_t *pages, size_t *count);

/* ---- faults ---- */

enum vm_fault {
    VM_FAULT_NONE,  /* the protection forbids it, or nothing is there */
    VM_FAULT_AGAIN, /* the page may be touched now */
    VM_FAULT_GUARD, /* it was a guard page; the guard is gone now */
};

/* A guest access at `address` faulted.  May be called in a signal handler, as faults never come from within this file.
 */
enum vm_fault vm_fault(uint64_t address, bool write);

#endif
