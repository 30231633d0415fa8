/* SPDX-License-Identifier: MIT */
/* The segment's pages and line locks (include/segment.h).
 *
 * A page is leased with one compare-and-swap on its table entry, and allocated in the file before it is touched: a full
 * /dev/shm is an error, not a SIGBUS.  Whoever died keeps its mark on its pages until somebody looks for one: it asks
 * the kernel whether the slot is still locked.
 *
 * Of a line's holders each has a read lock; who lets go tries for the write lock, which it gets alone.  Two that let go
 * at once each fail to get it while the other still reads, so each tries again after it has let go: one succeeds. */
#include "linux/shm.h"

#include "fault.h"
#include "linux/presence.h"
#include "linux/prefix.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static char *memory;
static int file = -1; /* presence.c's; -1: the memory is the process's own */
static uint32_t self = 1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of mapping; a leaf */

static bool allocate(off_t at, off_t length)
{
    return file < 0 || fallocate(file, FALLOC_FL_KEEP_SIZE, at, length) == 0 || errno == EOPNOTSUPP;
}

static struct segment_state *state(void)
{
    return (struct segment_state *)(memory + SEGMENT_STATE_AT);
}

bool shm_map(void)
{
    if (__atomic_load_n(&memory, __ATOMIC_ACQUIRE)) return true;
    prefix_need(); /* a program's first look at a prefix that is not there yet may be this one */
    pthread_mutex_lock(&lock);
    if (!memory) {
        uint32_t slot = 0;
        void *mapped = MAP_FAILED;
        file = presence_segment(&slot);
        if (file >= 0 && allocate(SEGMENT_TABLE_AT, SEGMENT_PAGE_SIZE) &&
            allocate(SEGMENT_LINES_AT, 2 * SEGMENT_PAGE_SIZE))
            mapped = mmap(NULL, SEGMENT_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
        if (mapped == MAP_FAILED) { /* no prefix, no room in its folder: what follows is seen by nobody else */
            file = -1;
            mapped =
                mmap(NULL, SEGMENT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        }
        self = slot + 1;
        if (mapped != MAP_FAILED) __atomic_store_n(&memory, mapped, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&lock);
    return memory != NULL;
}

bool shm_is_shared(void)
{
    return __atomic_load_n(&memory, __ATOMIC_ACQUIRE) && file >= 0;
}

struct segment_page *shm_entry(uint32_t page)
{
    return (struct segment_page *)(memory + SEGMENT_TABLE_AT) + page;
}

void *shm_page(uint32_t page)
{
    uint32_t used = atomic_load(&state()->used);
    if (page == 0 || page >= used || page >= SEGMENT_PAGES) return NULL;
    return memory + SEGMENT_LINES_AT + (size_t)page * SEGMENT_PAGE_SIZE;
}

uint32_t shm_self(void)
{
    return self;
}

bool shm_alive(uint32_t owner)
{
    return owner == self || (owner && owner <= SEGMENT_SLOTS && presence_slot_held(owner - 1));
}

uint64_t shm_mark(uint32_t owner)
{
    if (!owner || owner > SEGMENT_SLOTS) return 0;
    const volatile struct presence_slot *slot =
        (const void *)(memory + SEGMENT_SLOTS_AT + (size_t)(owner - 1) * SEGMENT_SLOT_SIZE);
    return owner | (uint64_t)((uint32_t)slot->started ^ slot->pid * 0x9e3779b9u) << 32;
}

bool shm_mark_alive(uint64_t mark)
{
    uint32_t owner = (uint32_t)mark;
    return mark && shm_mark(owner) == mark && shm_alive(owner);
}

void *shm_at(int64_t offset)
{
    return memory + offset;
}

bool shm_allocate(int64_t offset, int64_t length)
{
    return allocate(offset, length);
}

/* ---- pages ---- */

/* A page behind all that were ever used; 0: none. */
static uint32_t page_fresh(uint32_t use)
{
    struct segment_state *s = state();
    uint32_t page = atomic_load(&s->used);
    do {
        if (page == 0) page = 1;
        if (page >= SEGMENT_PAGES) return 0;
        if (!allocate(SEGMENT_TABLE_AT + (off_t)page * 8 / SEGMENT_PAGE_SIZE * SEGMENT_PAGE_SIZE, SEGMENT_PAGE_SIZE) ||
            !allocate(SEGMENT_LINES_AT + (off_t)page * SEGMENT_PAGE_SIZE, SEGMENT_PAGE_SIZE))
            return 0;
        uint32_t none = SEGMENT_FREE;
        if (!atomic_compare_exchange_strong(&shm_entry(page)->owner, &none, self)) {
            page++; /* another one has it and will say so */
            continue;
        }
        FAULT(page_claimed);
        shm_entry(page)->use = use;
        uint32_t used = atomic_load(&s->used);
        while (used <= page && !atomic_compare_exchange_weak(&s->used, &used, page + 1)) {}
        return page;
    } while (true);
}

/* Looks at the pages in [from, used) for one that is free; `dead`: or whose owner has died and that is empty. */
static uint32_t page_search(uint32_t use, uint32_t from, bool dead, bool (*sweep)(uint32_t page))
{
    uint32_t used = atomic_load(&state()->used), known = SEGMENT_FREE;
    if (used > SEGMENT_PAGES) used = SEGMENT_PAGES;
    for (uint32_t page = from ? from : 1; page < used; page++) {
        _Atomic uint32_t *owner = &shm_entry(page)->owner;
        if (shm_entry(page)->use != use) continue;
        uint32_t was = atomic_load(owner);
        if (was == self && !dead) continue;
        if (was != SEGMENT_FREE) {
            if (!dead || was == self || was == known) continue;
            if (was != SEGMENT_ORPHAN && shm_alive(was)) {
                known = was; /* neighbours are often one process's */
                continue;
            }
        }
        if (!atomic_compare_exchange_strong(owner, &was, self)) continue;
        FAULT(page_taken_over);
        if (was == SEGMENT_FREE || sweep(page)) return page;
        shm_return(page, false);
    }
    return 0;
}

uint32_t shm_lease(uint32_t use, bool (*sweep)(uint32_t page))
{
    struct segment_state *s = state();
    bool lines = use == SEGMENT_LINES_USE; /* the hint is for those */
    uint32_t used = atomic_load(&s->used), hint = lines ? atomic_load(&s->hint) : 1;
    uint32_t page = hint < used ? page_search(use, hint, false, sweep) : 0;
    if (page) {
        if (lines) atomic_compare_exchange_strong(&s->hint, &hint, page + 1);
        return page;
    }
    if (lines && hint < used) atomic_compare_exchange_strong(&s->hint, &hint, used);
    /* The dead are looked for each time the file has doubled, and when it is full. */
    if (used >= 64 && (used & (used - 1)) == 0 && (page = page_search(use, 1, true, sweep))) return page;
    if ((page = page_fresh(use))) return page;
    return page_search(use, 1, true, sweep);
}

void shm_return(uint32_t page, bool empty)
{
    struct segment_state *s = state();
    atomic_store(&shm_entry(page)->owner, empty ? SEGMENT_FREE : SEGMENT_ORPHAN);
    uint32_t hint = atomic_load(&s->hint);
    while (empty && hint > page && !atomic_compare_exchange_weak(&s->hint, &hint, page)) {}
}

/* ---- lines ---- */

static bool line_lock(int fd, short type, uint32_t line)
{
    struct flock byte = {.l_type = type, .l_whence = SEEK_SET, .l_start = LOCKS_AT + line, .l_len = 1};
    return fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

bool shm_hold(uint32_t line)
{
    if (file < 0) return true;
    /* Refused while somebody asks whether it is the last one: that is over at once. */
    while (!line_lock(file, F_RDLCK, line))
        if (errno != EAGAIN && errno != EACCES && errno != EINTR) return false;
    return true;
}

bool shm_drop(uint32_t line)
{
    if (file < 0 || line_lock(file, F_WRLCK, line)) return true;
    line_lock(file, F_UNLCK, line);
    return line_lock(file, F_WRLCK, line);
}

void shm_drop_end(uint32_t line)
{
    if (file >= 0) line_lock(file, F_UNLCK, line);
}

/* The segment once more: what one holds by one's own description never conflicts with one's own questions. */
static int reopen(int flags)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return open(path, O_RDWR | flags);
}

int shm_claims_begin(void)
{
    return file < 0 ? -1 : reopen(O_CLOEXEC);
}

bool shm_claim(int claims, uint32_t line)
{
    return claims >= 0 && line_lock(claims, F_WRLCK, line);
}

void shm_unclaim(int claims, uint32_t line)
{
    line_lock(claims, F_UNLCK, line);
}

int shm_mend_begin(void)
{
    struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SEGMENT_MEND_AT, .l_len = 1};
    int fd = file < 0 ? -1 : reopen(O_CLOEXEC);
    if (fd < 0 || fcntl(fd, F_OFD_SETLK, &byte) == 0) return fd;
    close(fd);
    return -1;
}

int shm_carry(const uint32_t *lines, uint32_t count)
{
    if (file < 0) return -ENOENT;
    int fd = reopen(O_CLOEXEC);
    if (fd < 0) return -errno;
    for (uint32_t i = 0; i < count; i++)
        if (!line_lock(fd, F_RDLCK, lines[i])) {
            int error = errno;
            close(fd);
            return -error;
        }
    return fd;
}
