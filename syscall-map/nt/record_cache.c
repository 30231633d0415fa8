/* SPDX-License-Identifier: MIT */
/* What files' user.DOSATTRIB said, kept while their change times stand: a look-up costs one walk of the path then, not
 * two.
 *
 * Whoever sets or removes an extended attribute gives the file a new change time.  Two changes within a tick may get
 * one time, so that only what was SLACK old when it was read is kept: any change that follows gets another time then.
 * File systems that are not known to do so are asked each time.  Readers and writers of a slot take no lock: a slot
 * that changes meanwhile counts as empty.  Left out: device numbers that pass from a known file system to another kind
 * while the process runs. */
#include "nt/record_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SLOTS   8192u /* touched as files are */
#define DEVICES 16u
#define SLACK   20000000ll /* ns */
#define PRESENT 0x80000000u

static struct slot {
    _Atomic uint32_t turn; /* odd: being written */
    _Atomic uint32_t dos;
    _Atomic uint64_t device, inode;
    _Atomic int64_t changed; /* ns; 0: empty */
    _Atomic int64_t created;
} slots[SLOTS];

static _Atomic uint64_t devices[DEVICES]; /* a device's number, times 4, and 2 (ask each time) or 3 (may be kept) */

static uint64_t device_of(const struct statx *st)
{
    return (uint64_t)st->stx_dev_major << 20 | st->stx_dev_minor;
}

static int64_t changed_of(const struct statx *st)
{
    return st->stx_ctime.tv_sec * 1000000000ll + st->stx_ctime.tv_nsec;
}

/* Files made one after the other have numbers one after the other, and no two of them one slot. */
static struct slot *slot_of(uint64_t device, uint64_t inode)
{
    return &slots[(inode + device * 0x9e3779b1u) % SLOTS];
}

bool record_recall(const struct statx *st, struct record *out)
{
    uint64_t device = device_of(st);
    struct slot *slot = slot_of(device, st->stx_ino);
    uint32_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);
    bool known = !(turn & 1) && atomic_load_explicit(&slot->inode, memory_order_relaxed) == st->stx_ino &&
                 atomic_load_explicit(&slot->device, memory_order_relaxed) == device &&
                 atomic_load_explicit(&slot->changed, memory_order_relaxed) == changed_of(st) && changed_of(st);
    uint32_t dos = atomic_load_explicit(&slot->dos, memory_order_relaxed);
    int64_t created = atomic_load_explicit(&slot->created, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    if (!known || atomic_load_explicit(&slot->turn, memory_order_relaxed) != turn) return false;
    *out = (struct record){.present = dos & PRESENT, .dos = dos & ~PRESENT, .created = created};
    return true;
}

struct timespec record_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now;
}

/* Do all changes of a file's attributes show in its change time? */
static bool device_tells(uint64_t device, int dir, const char *name, int flags)
{
    static const unsigned long known[] = {0xef53 /* ext */, 0x58465342 /* xfs */, 0x9123683e /* btrfs */,
                                          0x01021994 /* tmpfs */, 0x794c7630 /* overlayfs */};
    _Atomic uint64_t *place = &devices[device % DEVICES];
    uint64_t there = atomic_load(place);
    struct stat st;
    struct statfs fs;
    bool own = flags & AT_EMPTY_PATH && !*name, tells = false;
    if (there >> 2 == device && there & 2) return there & 1;
    int fd = own ? dir : openat(dir, name, O_PATH | O_CLOEXEC | (flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0));
    if (fd < 0) return false;
    if (fstat(fd, &st) == 0 && ((uint64_t)major(st.st_dev) << 20 | minor(st.st_dev)) == device &&
        fstatfs(fd, &fs) == 0) {
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) tells = tells || (unsigned long)fs.f_type == known[i];
        atomic_store(place, device << 2 | 2 | tells);
    }
    if (!own) close(fd);
    return tells;
}

static void slot_write(struct slot *slot, uint64_t device, uint64_t inode, int64_t changed, const struct record *record)
{
    uint32_t turn = atomic_load_explicit(&slot->turn, memory_order_relaxed);
    /* Whoever comes second leaves the slot to the first. */
    if (turn & 1 || !atomic_compare_exchange_strong(&slot->turn, &turn, turn + 1)) return;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&slot->device, device, memory_order_relaxed);
    atomic_store_explicit(&slot->inode, inode, memory_order_relaxed);
    atomic_store_explicit(&slot->changed, changed, memory_order_relaxed);
    atomic_store_explicit(&slot->created, record->created, memory_order_relaxed);
    atomic_store_explicit(&slot->dos, record->dos | (record->present ? PRESENT : 0), memory_order_relaxed);
    atomic_store_explicit(&slot->turn, turn + 2, memory_order_release);
}

void record_keep(const struct statx *st, const struct timespec *before, int dir, const char *name, int flags,
                 const struct record *record)
{
    uint64_t device = device_of(st);
    int error = errno;
    if (changed_of(st) < before->tv_sec * 1000000000ll + before->tv_nsec - SLACK && !(record->dos & PRESENT) &&
        device_tells(device, dir, name, flags))
        slot_write(slot_of(device, st->stx_ino), device, st->stx_ino, changed_of(st), record);
    errno = error;
}

void record_forget(const struct stat *st)
{
    uint64_t device = (uint64_t)major(st->st_dev) << 20 | minor(st->st_dev);
    struct slot *slot = slot_of(device, st->st_ino);
    if (atomic_load(&slot->inode) == st->st_ino && atomic_load(&slot->device) == device)
        slot_write(slot, device, st->st_ino, 0, &(struct record){0});
}
