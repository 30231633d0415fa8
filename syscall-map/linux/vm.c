/* SPDX-License-Identifier: MIT */
/* The guest's address space on mmap, mprotect and munmap.
 *
 * Reserved pages are mapped PROT_NONE without swap reservation, so that nothing else of this process can settle there;
 * committing is mprotect, decommitting maps fresh PROT_NONE pages.  Bookkeeping is a sorted array of regions, each with
 * a sorted array of runs that covers it.  Linux alone cannot answer a query: it forgets reservations' borders and guard
 * flags.
 *
 * Lock order: vm_lock is a leaf; no other lock is taken and no guest memory touched while it is held.
 * Watched regions: a page that was not written since the last look is not writable to Linux, and its first write
 * faults.
 *
 * Left out: large pages, page-file quotas. */
#include "linux/vm.h"
#include "door/door.h"
#include "linux/ahead.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

struct run {
    uint64_t begin; /* ends where the next begins */
    bool committed, pinned;
    struct vm_protect protect;
};

struct region {
    uint64_t base, end;
    enum vm_kind kind;
    uint32_t protect;
    void *owner;
    uint8_t *written; /* NULL: not watched; a byte for each page, 1: written since the last look */
    unsigned count, room;
    struct run *runs;
    struct run first[2]; /* most regions need no more */
};

/* Adaptive: it is held for a microsecond or two, and a sleep costs both sides tens of them. */
static pthread_mutex_t vm_lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static struct region **regions; /* by base */
static size_t region_count, region_room;

/* New regions without a wish begin here: near each other and near our DLLs, so that they share page tables. */
static const uint64_t bottom = 0x7fe00000000ull, lowest = 0x10000;
static uint64_t cursor = 0x7fe00000000ull;

/* Index of the first region whose end lies above `address`. */
static size_t region_after(uint64_t address)
{
    size_t low = 0, high = region_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (regions[middle]->end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct region *region_at(uint64_t address)
{
    size_t i = region_after(address);
    return i < region_count && regions[i]->base <= address ? regions[i] : NULL;
}

static bool range_free(uint64_t begin, uint64_t end)
{
    size_t i = region_after(begin);
    return i == region_count || regions[i]->base >= end;
}

static int region_insert(uint64_t base, uint64_t end, enum vm_kind kind, uint32_t protect, void *owner,
                         const struct vm_protect *commit)
{
    struct region *region = malloc(sizeof *region);
    if (!region) return ENOMEM;
    if (region_count == region_room) {
        size_t room = region_room ? region_room * 2 : 32;
        struct region **grown = realloc(regions, room * sizeof *grown);
        if (!grown) {
            free(region);
            return ENOMEM;
        }
        regions = grown;
        region_room = room;
    }
    *region = (struct region){
        .base = base, .end = end, .kind = kind, .protect = protect, .owner = owner, .count = 1, .room = 2};
    region->runs = region->first;
    region->first[0].begin = base;
    region->first[0].committed = commit != NULL;
    region->first[0].protect = commit ? *commit : (struct vm_protect){PROT_NONE, 0, false};
    size_t i = region_after(base);
    memmove(regions + i + 1, regions + i, (region_count - i) * sizeof *regions);
    regions[i] = region;
    region_count++;
    return 0;
}

static void region_remove(struct region *region)
{
    size_t i = region_after(region->base);
    memmove(regions + i, regions + i + 1, (--region_count - i) * sizeof *regions);
    if (region->base < cursor && region->base >= bottom) cursor = region->base;
    if (region->runs != region->first) free(region->runs);
    free(region->written);
    free(region);
}

/* ---- runs ---- */

static unsigned run_index(const struct region *region, uint64_t address)
{
    unsigned low = 0, high = region->count;
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        if (region->runs[middle].begin <= address)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint64_t run_end(const struct region *region, unsigned i)
{
    return i + 1 < region->count ? region->runs[i + 1].begin : region->end;
}

static bool run_alike(const struct run *a, const struct run *b)
{
    return a->committed == b->committed && a->pinned == b->pinned && a->protect.host == b->protect.host &&
           a->protect.foreign == b->protect.foreign && a->protect.guard == b->protect.guard;
}

static int runs_room(struct region *region, unsigned more)
{
    if (region->count + more <= region->room) return 0;
    unsigned room = region->room * 2 + more;
    struct run *grown = malloc(room * sizeof *grown);
    if (!grown) return ENOMEM;
    memcpy(grown, region->runs, region->count * sizeof *grown);
    if (region->runs != region->first) free(region->runs);
    region->runs = grown;
    region->room = room;
    return 0;
}

static void run_split(struct region *region, uint64_t at)
{
    if (at <= region->base || at >= region->end) return;
    unsigned i = run_index(region, at);
    if (region->runs[i].begin == at) return;
    memmove(region->runs + i + 2, region->runs + i + 1, (region->count - i - 1) * sizeof *region->runs);
    region->runs[i + 1] = region->runs[i];
    region->runs[i + 1].begin = at;
    region->count++;
}

/* The runs of [begin, end): the first one and the one behind the last.  Room for two more runs must be there. */
static unsigned runs_cut(struct region *region, uint64_t begin, uint64_t end, unsigned *behind)
{
    run_split(region, begin);
    run_split(region, end);
    unsigned first = run_index(region, begin), last = first;
    while (last + 1 < region->count && region->runs[last + 1].begin < end) last++;
    *behind = last + 1;
    return first;
}

/* Makes one of equal runs among [first, behind) and the neighbour on each side. */
static void runs_join(struct region *region, unsigned first, unsigned behind)
{
    if (first > 0) first--;
    if (behind < region->count) behind++;
    unsigned kept = first;
    for (unsigned i = first + 1; i < behind; i++)
        if (!run_alike(&region->runs[i], &region->runs[kept])) region->runs[++kept] = region->runs[i];
    memmove(region->runs + kept + 1, region->runs + behind, (region->count - behind) * sizeof *region->runs);
    region->count -= behind - kept - 1;
}

/* Makes [begin, end) one state; pages that are no longer committed are not pinned either. */
static void runs_set(struct region *region, uint64_t begin, uint64_t end, bool committed,
                     const struct vm_protect *protect)
{
    unsigned behind, first = runs_cut(region, begin, end, &behind);
    for (unsigned i = first; i < behind; i++) {
        region->runs[i].committed = committed;
        region->runs[i].pinned = committed && region->runs[i].pinned;
        region->runs[i].protect = *protect;
    }
    runs_join(region, first, behind);
}

/* ---- stacks kept ---- */

/* Mappings of stacks that were freed: nothing to a query, and gone as soon as somebody needs the place.  A thread costs
 * a third less with them: three calls, and a page table that every processor would have to forget. */
static struct parked {
    uint64_t base, size, commit; /* size 0: free */
} parked[8];

/* Gives back what lies in the way of [base, base + size).  False: nothing did. */
static bool parked_drop(uint64_t base, uint64_t size)
{
    bool dropped = false;
    for (struct parked *p = parked; p < parked + sizeof parked / sizeof *parked; p++) {
        if (!p->size || p->base >= base + size || p->base + p->size <= base) continue;
        munmap((void *)p->base, p->size);
        p->size = 0;
        dropped = true;
    }
    return dropped;
}

/* ---- finding room ---- */

static uint64_t align_up(uint64_t value)
{
    return (value + VM_GRANULARITY - 1) & ~(VM_GRANULARITY - 1);
}

/* The first gap of `size` bytes in [from, high), 0 if none. */
static uint64_t gap_up(uint64_t from, uint64_t high, uint64_t size)
{
    uint64_t at = align_up(from);
    for (size_t i = region_after(at); size <= high && at <= high - size; i++) {
        if (i == region_count || regions[i]->base >= at + size) return at;
        at = align_up(regions[i]->end);
    }
    return 0;
}

static uint64_t gap_down(uint64_t high, uint64_t size)
{
    uint64_t end = high & ~(VM_GRANULARITY - 1);
    while (size <= end && end - size >= lowest) {
        uint64_t at = (end - size) & ~(VM_GRANULARITY - 1);
        size_t i = region_after(at);
        if (i == region_count || regions[i]->base >= at + size) return at;
        end = regions[i]->base & ~(VM_GRANULARITY - 1);
    }
    return 0;
}

static uint64_t gap_find(const struct vm_place *place, uint64_t size, uint64_t from)
{
    uint64_t high = place->high && place->high < DOOR_BORDER ? place->high : DOOR_BORDER;
    if (place->top_down) return gap_down(from ? from : high, size);
    if (high < DOOR_BORDER) return gap_up(from ? from : lowest, high, size);
    uint64_t at = gap_up(from ? from : cursor, high, size);
    return at ? at : gap_up(lowest, bottom, size);
}

/* Maps `size` bytes where `place` allows; with vm_lock held. */
static int map_at_place(const struct vm_place *place, uint64_t size, int prot, int flags, int fd, off_t offset,
                        uint64_t *base)
{
    if (!size || size > DOOR_BORDER) return ENOMEM;
    if (place->at) {
        if (place->at < lowest || place->at > DOOR_BORDER - size) return EINVAL;
        if (!range_free(place->at, place->at + size)) return EEXIST;
        parked_drop(place->at, size);
        void *got = mmap((void *)place->at, size, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);
        if (got == MAP_FAILED) return errno;
        *base = place->at;
        return 0;
    }
    uint64_t from = 0;
    for (int tries = 0; tries < 64; tries++) {
        uint64_t at = gap_find(place, size, from);
        if (!at) return ENOMEM;
        parked_drop(at, size);
        void *got = mmap((void *)at, size, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);
        if (got != MAP_FAILED) {
            *base = at;
            if (!place->high && !place->top_down && at >= bottom) cursor = at + size;
            return 0;
        }
        if (errno != EEXIST && errno != EPERM) return errno;
        if (errno == EPERM && at >= lowest * 16)
            return EPERM; /* not the low-address limit: a file that may not be mapped so */
        from = place->top_down ? at : at + VM_GRANULARITY; /* something of the host's own lies there */
    }
    return ENOMEM;
}

/* What the host is told: a guard page may not be touched at all. */
static int host_prot(const struct vm_protect *protect)
{
    return protect->guard ? PROT_NONE : protect->host;
}

/* The pages of [begin, end) of a watched region get `prot`, but for its PROT_WRITE where they were not written. */
static int watched_protect(const struct region *region, uint64_t begin, uint64_t end, int prot)
{
    if (mprotect((void *)begin, end - begin, prot & ~PROT_WRITE)) return errno;
    for (uint64_t at = begin, stop; prot & PROT_WRITE && at < end; at = stop) {
        const uint8_t *written = region->written + (at - region->base) / VM_PAGE;
        for (stop = at + VM_PAGE; stop < end && written[(stop - at) / VM_PAGE] == *written;) stop += VM_PAGE;
        if (*written && mprotect((void *)at, stop - at, prot)) return errno;
    }
    return 0;
}

/* Tells Linux how pages of a region are protected from now on; an errno. */
static int pages_protect(const struct region *region, uint64_t begin, uint64_t end, const struct vm_protect *protect)
{
    if (region->written) return watched_protect(region, begin, end, host_prot(protect));
    return mprotect((void *)begin, end - begin, host_prot(protect)) ? errno : 0;
}

/* ---- the interface ---- */

int vm_reserve(const struct vm_place *place, uint64_t size, uint32_t region_protect, const struct vm_protect *commit,
               uint64_t *base)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | (commit ? 0 : MAP_NORESERVE);
    pthread_mutex_lock(&vm_lock);
    int error = map_at_place(place, size, commit ? host_prot(commit) : PROT_NONE, flags, -1, 0, base);
    if (!error) {
        error = region_insert(*base, *base + size, VM_PRIVATE, region_protect, NULL, commit);
        if (error) munmap((void *)*base, size);
    }
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_reserve_image(const struct vm_place *place, uint64_t size, uint32_t region_protect, void *owner, uint64_t *base)
{
    static const struct vm_protect none = {PROT_NONE, 0, false};
    pthread_mutex_lock(&vm_lock);
    int error = map_at_place(place, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0, base);
    if (!error) {
        error = region_insert(*base, *base + size, VM_IMAGE, region_protect, owner, &none);
        if (error) munmap((void *)*base, size);
    }
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_map_file(const struct vm_place *place, uint64_t size, int fd, off_t offset, uint32_t region_protect,
                const struct vm_protect *protect, bool shared, void *owner, uint64_t *base)
{
    pthread_mutex_lock(&vm_lock);
    int error = map_at_place(place, size, host_prot(protect), shared ? MAP_SHARED : MAP_PRIVATE, fd, offset, base);
    if (!error) {
        error = region_insert(*base, *base + size, VM_MAPPED, region_protect, owner, protect);
        if (error) munmap((void *)*base, size);
    }
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_adopt(uint64_t base, uint64_t size, enum vm_kind kind, uint32_t region_protect, const struct vm_protect *protect,
             void *owner)
{
    pthread_mutex_lock(&vm_lock);
    int error =
        range_free(base, base + size) ? region_insert(base, base + size, kind, region_protect, owner, protect) : EEXIST;
    pthread_mutex_unlock(&vm_lock);
    return error;
}

/* The region that holds the whole range, with room to split its runs twice. */
static int range_region(uint64_t base, uint64_t size, struct region **region)
{
    *region = size && base < DOOR_BORDER ? region_at(base) : NULL;
    if (!*region || size > (*region)->end - base) return EINVAL;
    return runs_room(*region, 2);
}

int vm_note(uint64_t base, uint64_t size, const struct vm_protect *protect)
{
    struct region *region;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error) runs_set(region, base, base + size, true, protect);
    pthread_mutex_unlock(&vm_lock);
    return error;
}

/* Steps larger than this are no steps. */
enum { STEP_MOST = 0x40000 };

/* The first page of a block that nothing was committed of, in a reservation that is committed step by step. */
static void commit_ahead(const struct region *region, uint64_t base, uint64_t size, const struct vm_protect *protect)
{
    const uint64_t block = base & ~(AHEAD_BLOCK - 1);
    if (region->kind != VM_PRIVATE || region->written || size > STEP_MOST || !ahead_step(size) ||
        host_prot(protect) != (PROT_READ | PROT_WRITE) || block < region->base || region->end - block < AHEAD_BLOCK)
        return;
    const unsigned i = run_index(region, block);
    if (!region->runs[i].committed && run_end(region, i) - block >= AHEAD_BLOCK) ahead_fill(block);
}

static int commit(uint64_t base, uint64_t size, const struct vm_protect *protect, bool of_view)
{
    struct region *region;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error && region->kind != VM_PRIVATE) error = region->kind != VM_MAPPED ? ENOTSUP : of_view ? 0 : EBUSY;
    if (!error) commit_ahead(region, base, size, protect);
    if (!error) error = pages_protect(region, base, base + size, protect);
    if (!error) runs_set(region, base, base + size, true, protect);
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_commit(uint64_t base, uint64_t size, const struct vm_protect *protect)
{
    return commit(base, size, protect, true);
}

int vm_commit_private(uint64_t base, uint64_t size, const struct vm_protect *protect)
{
    return commit(base, size, protect, false);
}

int vm_hold_back(uint64_t base, uint64_t size)
{
    static const struct vm_protect none = {PROT_NONE, 0, false};
    struct region *region;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error && region->kind != VM_MAPPED) error = ENOTSUP;
    if (!error && mprotect((void *)base, size, PROT_NONE)) error = errno;
    if (!error) runs_set(region, base, base + size, false, &none);
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_decommit(uint64_t base, uint64_t size)
{
    static const struct vm_protect none = {PROT_NONE, 0, false};
    struct region *region;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error && region->kind != VM_PRIVATE) error = ENOTSUP;
    if (!error && mmap((void *)base, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) ==
                      MAP_FAILED)
        error = errno;
    if (!error && region->written) memset(region->written + (base - region->base) / VM_PAGE, 0, size / VM_PAGE);
    if (!error) runs_set(region, base, base + size, false, &none);
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_release(uint64_t base, enum vm_kind kind_wanted, void **owner, uint64_t *size)
{
    pthread_mutex_lock(&vm_lock);
    struct region *region = base < DOOR_BORDER ? region_at(base) : NULL;
    int error = 0;
    if (!region || region->base != base) {
        error = EINVAL;
    } else if ((region->kind == VM_PRIVATE) != (kind_wanted == VM_PRIVATE)) {
        error = ENOTSUP;
    } else {
        if (owner) *owner = region->owner;
        if (size) *size = region->end - region->base;
        munmap((void *)base, region->end - base);
        region_remove(region);
    }
    pthread_mutex_unlock(&vm_lock);
    return error;
}

/* Is it as a stack begins: reserved, a guard page, the top committed and writable? */
static bool is_fresh_stack(const struct region *region, uint64_t commit)
{
    const struct run *runs = region->runs;
    uint64_t limit = region->end - commit;
    return region->kind == VM_PRIVATE && !region->written && region->count == 3 && !runs[0].committed &&
           runs[1].begin == limit - VM_PAGE && runs[1].protect.guard && runs[2].begin == limit && runs[2].committed &&
           !runs[2].pinned && runs[2].protect.host == (PROT_READ | PROT_WRITE) && !runs[2].protect.guard;
}

/* Makes pages zero.  The top ones keep their memory, where they have any: a new page costs Linux microseconds. */
static bool zero_top(uint64_t begin, uint64_t end)
{
    enum { PAGES = 64, KEEP = 4 };
    unsigned char present[PAGES];
    const size_t count = (end - begin) / VM_PAGE;
    const uint64_t keep = count > KEEP ? end - KEEP * VM_PAGE : begin;
    if (count > PAGES || mincore((void *)begin, end - begin, present))
        return madvise((void *)begin, end - begin, MADV_DONTNEED) == 0;
    for (uint64_t at = begin; at < keep; at += VM_PAGE)
        if (present[(at - begin) / VM_PAGE] & 1) {
            if (madvise((void *)at, keep - at, MADV_DONTNEED)) return false;
            break;
        }
    for (uint64_t at = keep; at < end; at += VM_PAGE)
        if (present[(at - begin) / VM_PAGE] & 1) memset((void *)at, 0, VM_PAGE);
    return true;
}

void vm_park_stack(uint64_t base, uint64_t commit)
{
    pthread_mutex_lock(&vm_lock);
    struct region *region = region_at(base);
    if (region && region->base == base) {
        const uint64_t size = region->end - base;
        struct parked *p = parked, *end = parked + sizeof parked / sizeof *parked;
        while (p < end && p->size) p++;
        if (p < end && is_fresh_stack(region, commit) && zero_top(base + size - commit, base + size))
            *p = (struct parked){base, size, commit};
        else
            munmap((void *)base, size);
        region_remove(region);
    }
    pthread_mutex_unlock(&vm_lock);
}

bool vm_take_stack(uint64_t size, uint64_t commit, const struct vm_protect *writable, uint64_t *base)
{
    bool taken = false;
    pthread_mutex_lock(&vm_lock);
    for (struct parked *p = parked; p < parked + sizeof parked / sizeof *parked && !taken; p++) {
        if (p->size != size || p->commit != commit) continue;
        if (region_insert(p->base, p->base + size, VM_PRIVATE, 4 /* PAGE_READWRITE */, NULL, NULL)) break;
        struct region *region = region_at(p->base);
        runs_set(region, p->base + size - commit, p->base + size, true, writable);
        *base = p->base;
        p->size = 0;
        taken = true;
    }
    pthread_mutex_unlock(&vm_lock);
    return taken;
}

int vm_protect(uint64_t base, uint64_t size, const struct vm_protect *protect, struct vm_protect *old)
{
    struct region *region;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error) {
        for (unsigned i = run_index(region, base); i < region->count && region->runs[i].begin < base + size; i++)
            if (!region->runs[i].committed) error = EFAULT;
        *old = region->runs[run_index(region, base)].protect;
    }
    if (!error) error = pages_protect(region, base, base + size, protect);
    if (!error) runs_set(region, base, base + size, true, protect);
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_pin(uint64_t base, uint64_t size, bool pin)
{
    struct region *region;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error) {
        unsigned behind, first = runs_cut(region, base, base + size, &behind);
        for (unsigned i = first; i < behind && !error; i++) {
            if (!region->runs[i].committed || !region->runs[i].protect.host) error = EFAULT;
            if (!pin && !region->runs[i].pinned) error = ENOENT;
        }
        if (!error && (pin ? mlock((void *)base, size) : munlock((void *)base, size))) error = errno;
        for (unsigned i = first; i < behind && !error; i++) region->runs[i].pinned = pin;
        runs_join(region, first, behind);
    }
    pthread_mutex_unlock(&vm_lock);
    return error;
}

/* ---- write watches ---- */

int vm_watch(uint64_t base)
{
    pthread_mutex_lock(&vm_lock);
    struct region *region = region_at(base);
    int error = region && region->base == base && region->kind == VM_PRIVATE ? 0 : EINVAL;
    if (!error && !(region->written = calloc((region->end - base) / VM_PAGE, 1))) error = ENOMEM;
    for (unsigned i = 0; !error && i < region->count; i++)
        error = pages_protect(region, region->runs[i].begin, run_end(region, i), &region->runs[i].protect);
    pthread_mutex_unlock(&vm_lock);
    return error;
}

int vm_watch_look(uint64_t base, uint64_t size, bool reset, uint64_t *pages, size_t *count)
{
    struct region *region;
    size_t room = count ? *count : 0, found = 0;
    pthread_mutex_lock(&vm_lock);
    int error = range_region(base, size, &region);
    if (!error && !region->written) error = EINVAL;
    for (uint64_t at = base; !error && at < base + size && (!pages || found < room); at += VM_PAGE) {
        uint8_t *written = &region->written[(at - region->base) / VM_PAGE];
        if (!*written) continue;
        if (pages) pages[found++] = at;
        if (!reset) continue;
        *written = 0;
        const struct run *run = &region->runs[run_index(region, at)];
        if (run->committed) error = pages_protect(region, at, at + VM_PAGE, &run->protect);
    }
    if (count) *count = found;
    pthread_mutex_unlock(&vm_lock);
    return error;
}

void vm_query(uint64_t address, struct vm_info *info)
{
    address &= ~(VM_PAGE - 1);
    *info = (struct vm_info){.base = address};
    pthread_mutex_lock(&vm_lock);
    struct region *region = region_at(address);
    if (region) {
        unsigned i = run_index(region, address);
        info->size = run_end(region, i) - address;
        info->region = region->base;
        info->region_size = region->end - region->base;
        info->kind = region->kind;
        info->region_protect = region->protect;
        info->committed = region->runs[i].committed;
        info->protect = region->runs[i].protect;
        info->owner = region->owner;
    } else {
        size_t i = region_after(address);
        info->size = (i < region_count ? regions[i]->base : DOOR_BORDER) - address;
    }
    pthread_mutex_unlock(&vm_lock);
}

enum vm_fault vm_fault(uint64_t address, bool write)
{
    enum vm_fault result = VM_FAULT_NONE;
    address &= ~(VM_PAGE - 1);
    if (address >= DOOR_BORDER) return result;
    pthread_mutex_lock(&vm_lock);
    struct region *region = region_at(address);
    if (region && !runs_room(region, 2)) {
        struct run *run = &region->runs[run_index(region, address)];
        struct vm_protect protect = run->protect;
        if (run->committed && protect.guard) {
            protect.guard = false;
            pages_protect(region, address, address + VM_PAGE, &protect);
            runs_set(region, address, address + VM_PAGE, true, &protect);
            result = VM_FAULT_GUARD;
        } else if (run->committed && write && region->written && protect.host & PROT_WRITE) {
            region->written[(address - region->base) / VM_PAGE] = 1;
            pages_protect(region, address, address + VM_PAGE, &protect);
            result = VM_FAULT_AGAIN;
        } else if (run->committed && (protect.host & (write ? PROT_WRITE : PROT_READ))) {
            result = VM_FAULT_AGAIN; /* another thread was quicker */
        }
    }
    pthread_mutex_unlock(&vm_lock);
    return result;
}
