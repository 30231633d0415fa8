/* SPDX-License-Identifier: MIT */
/* Presence slots: a file in the prefix's runtime folder, whose bytes are locked by the processes that live in the
 * prefix.
 *
 * The runtime folder is $XDG_RUNTIME_DIR/metic/DEV-INODE, else the same under /dev/shm/metic-UID or /tmp/metic-UID. Its
 * file `segment` begins with a page that says who may read it; slots follow.  The kernel drops a lock at any death, so
 * a slot that is not locked is nobody's, whatever it says.  The file goes with the last one that leaves in order.
 * Its layout stands in include/segment.h. */
#include "linux/presence.h"

#include "fault.h"
#include "linux/broker.h"
#include "prepared_names.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* The byte that is locked by who keeps others out for longer than it takes to leave (presence_alone()). */
#define GATE_AT (1ll << 42)

static int segment = -1;
static uint32_t own_slot;
static const char *own_image = ""; /* of the first presence_take() */
static uint32_t own_anchor, own_parent;
static char folder[256];

static off_t slot_at(uint32_t slot)
{
    return SEGMENT_SLOTS_AT + (off_t)slot * (off_t)sizeof(struct presence_slot);
}

static bool lock(int fd, short type, off_t from, off_t length)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = from, .l_len = length};
    return fcntl(fd, F_OFD_SETLK, &range) == 0;
}

/* A folder of our own that nobody else may enter; made if it is not there.  errno is ENOENT only where somebody removed
 * it, or the folder above, just now. */
static bool own_folder(const char *path, bool top)
{
    struct stat info;
    if (mkdir(path, 0700) && errno != EEXIST) {
        if (top && errno == ENOENT) errno = ENOTDIR;
        return false;
    }
    return !lstat(path, &info) && S_ISDIR(info.st_mode) && info.st_uid == geteuid() && !(info.st_mode & 077);
}

/* Opens the segment in the folder below `base`, making what is missing if `make`; -1: it cannot be.  `folder` is set.
 */
static int segment_open(const char *base, const struct stat *prefix, bool make, off_t *length)
{
    char path[300];
    struct stat info;
    if (snprintf(folder, sizeof folder, "%s/%llx-%llx", base, (unsigned long long)prefix->st_dev,
                 (unsigned long long)prefix->st_ino) >= (int)sizeof folder)
        return -1;
    if (make && (!own_folder(base, true) || !own_folder(folder, false))) return -1;
    snprintf(path, sizeof path, "%s/segment", folder);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (make ? O_CREAT : 0), 0600);
    if (fd < 0) return -1;
    if (fstat(fd, &info) || !S_ISREG(info.st_mode) || info.st_uid != geteuid()) {
        close(fd);
        return -1;
    }
    *length = info.st_size;
    return fd;
}

static void boot_read(int fd, char boot[40])
{
    struct statfs info;
    memset(boot, 0, 40);
    if (!fstatfs(fd, &info) && info.f_type == TMPFS_MAGIC) return;
    int id = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (id >= 0 && read(id, boot, 36) != 36) boot[0] = 0;
    if (id >= 0) close(id);
}

/* Is the file, of that length, one that we may use?  Writes its header if it has none yet: everybody would write the
 * same. */
static enum presence header_check(int fd, off_t length, char *reason, size_t size)
{
    struct segment_header mine = {.magic = "METICSEG", .layout = SEGMENT_LAYOUT, .slots = SEGMENT_SLOTS}, found;
    boot_read(fd, mine.boot);
    ssize_t got = pread(fd, &found, sizeof found, 0);
    bool stale =
        got == sizeof found && !memcmp(found.magic, mine.magic, sizeof mine.magic) && memcmp(found.boot, mine.boot, 40);
    if (got == 0 || stale) {
        /* in this order: who sees the size sees the header */
        if (pwrite(fd, &mine, sizeof mine, 0) != sizeof mine || ftruncate(fd, SEGMENT_SIZE)) return PRESENCE_NONE;
        return PRESENCE_TAKEN;
    }
    if (got == sizeof found &&
        !memcmp(&found, &mine, sizeof mine)) /* its length, where the first died on the way or may not */
        return length >= SEGMENT_SIZE || !ftruncate(fd, SEGMENT_SIZE) ? PRESENCE_TAKEN : PRESENCE_NONE;
    snprintf(reason, size, "the prefix is in use by another version of metic (%s/segment)", folder);
    return PRESENCE_REFUSED;
}

/* Locks and fills a free slot, looking from a place of the process's own on. */
static bool slot_take(int fd, const char *image)
{
    struct timespec now;
    struct presence_slot slot = {.pid = (uint32_t)getpid(), .anchor = own_anchor, .parent = own_parent};
    size_t length = strlen(image);
    clock_gettime(CLOCK_BOOTTIME, &now);
    slot.started = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    memcpy(slot.image, length < sizeof slot.image ? image : image + length - sizeof slot.image + 1,
           length < sizeof slot.image ? length : sizeof slot.image - 1);
    for (uint32_t i = 0; i < SEGMENT_SLOTS; i++) {
        uint32_t number = (slot.pid + i) % SEGMENT_SLOTS;
        if (lock(fd, F_WRLCK, slot_at(number), 1)) {
            own_slot = slot.number = number;
            FAULT(slot_locked);
            return pwrite(fd, &slot, sizeof slot, slot_at(number)) == sizeof slot;
        }
        if (i == 63) { /* so many neighbours are rarely taken: somebody holds them all, to remove the file */
            struct flock all = {.l_type = F_WRLCK,
                                .l_whence = SEEK_SET,
                                .l_start = slot_at(0),
                                .l_len = slot_at(SEGMENT_SLOTS) - slot_at(0)};
            if (fcntl(fd, F_OFD_GETLK, &all) || all.l_type == F_UNLCK ||
                all.l_len == slot_at(SEGMENT_SLOTS) - slot_at(0))
                return false;
        }
    }
    return false;
}

static enum presence take_below(const char *base, const struct stat *prefix, const char *image, char *reason,
                                size_t size)
{
    /* Whoever leaves last removes file and folder: who comes at that moment begins again. */
    for (int tries = 0; tries < 1000; tries++, sched_yield()) {
        struct stat info;
        off_t length;
        int fd = segment_open(base, prefix, false, &length);
        if (fd < 0) fd = segment_open(base, prefix, true, &length);
        if (fd < 0) {
            if (errno == ENOENT) continue;
            return PRESENCE_NONE;
        }
        enum presence presence = header_check(fd, length, reason, size);
        if (presence == PRESENCE_TAKEN && slot_take(fd, image) && !fstat(fd, &info) && info.st_nlink) {
            segment = fd;
            return PRESENCE_TAKEN;
        }
        if (presence == PRESENCE_NONE) { /* a full disk, a limit on files: it must not stay for nobody */
            segment = fd;
            presence_leave();
            return PRESENCE_NONE;
        }
        if (presence == PRESENCE_TAKEN) {
            struct flock gate = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = GATE_AT, .l_len = 1};
            fcntl(fd, F_OFD_SETLKW, &gate); /* open, as a rule */
        }
        close(fd);
        if (presence != PRESENCE_TAKEN) return presence;
    }
    return PRESENCE_NONE;
}

/* The places where the runtime folders of prefixes may be, the first first; false: there is none of that number. */
static bool base_name(int number, char base[200])
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    if (number == 0) return runtime && *runtime == '/' && snprintf(base, 200, "%s/metic", runtime) < 200;
    return snprintf(base, 200, "%s/metic-%u", number == 1 ? "/dev/shm" : "/tmp", geteuid()) < 200;
}
enum { BASES = 3 };

void presence_parent(uint32_t pid)
{
    own_parent = pid;
}

enum presence presence_take(const char *prefix, const char *image, uint32_t anchor, char *reason, size_t size)
{
    struct stat info;
    char base[200];
    if (image) own_image = image, own_anchor = anchor;
    if (segment >= 0) return PRESENCE_TAKEN;
    if (stat(prefix, &info)) return PRESENCE_NONE;
    enum presence presence = PRESENCE_NONE;
    for (int i = 0; presence == PRESENCE_NONE && i < BASES; i++)
        if (base_name(i, base)) presence = take_below(base, &info, own_image, reason, size);
    if (presence == PRESENCE_TAKEN) broker_init(folder, own_slot);
    return presence;
}

/* Removes segment and folder if nobody has a slot there: with all slots' bytes at once, nobody else holds one, and
 * nobody can take one until the descriptor is closed. */
static bool remove_unused(int fd, const char *of)
{
    char path[300];
    if (!lock(fd, F_WRLCK, slot_at(0), slot_at(SEGMENT_SLOTS) - slot_at(0))) return false;
    prepared_remove(of);
    snprintf(path, sizeof path, "%s/segment", of);
    unlink(path);
    rmdir(of);
    return true;
}

void presence_leave(void)
{
    if (segment < 0) return;
    if (remove_unused(segment, folder)) {
        char *slash = strrchr(folder, '/');
        *slash = 0;
        if (rmdir(folder) && errno == ENOTEMPTY) { /* other prefixes are in use, or their last program was killed */
            *slash = '/';
            presence_sweep();
            *slash = 0;
            rmdir(folder);
        }
    }
    close(segment);
    segment = -1;
}

void presence_sweep(void)
{
    char base[256], path[300];
    if (segment < 0) return;
    snprintf(base, sizeof base, "%.*s", (int)(strrchr(folder, '/') - folder), folder);
    DIR *dir = opendir(base);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, strrchr(folder, '/') + 1) ||
            snprintf(path, sizeof path, "%s/%s/segment", base, entry->d_name) >= (int)sizeof path)
            continue;
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        *strrchr(path, '/') = 0;
        if (fd < 0) continue;
        struct segment_header header; /* of another version the slots may be elsewhere */
        if (pread(fd, &header, sizeof header, 0) == sizeof header && !memcmp(header.magic, "METICSEG", 8) &&
            header.layout == SEGMENT_LAYOUT && header.slots == SEGMENT_SLOTS)
            remove_unused(fd, path);
        close(fd);
    }
    if (dir) closedir(dir);
}

bool presence_alone(void)
{
    if (segment < 0 || !lock(segment, F_WRLCK, GATE_AT, 1)) return false;
    return lock(segment, F_WRLCK, slot_at(0), slot_at(SEGMENT_SLOTS) - slot_at(0));
}

int presence_segment(uint32_t *slot)
{
    *slot = own_slot;
    return segment;
}

bool presence_folder(const char *prefix, char path[256])
{
    struct stat info, prefix_info;
    char base[200];
    if (segment >= 0) return snprintf(path, 256, "%s", folder) < 256;
    if (stat(prefix, &prefix_info)) return false;
    for (int i = 0; i < BASES; i++)
        if (base_name(i, base) &&
            snprintf(path, 256, "%s/%llx-%llx", base, (unsigned long long)prefix_info.st_dev,
                     (unsigned long long)prefix_info.st_ino) < 256 &&
            !lstat(path, &info))
            return S_ISDIR(info.st_mode) && info.st_uid == geteuid() && !(info.st_mode & 077);
    return false;
}

static bool status_write(uint32_t slot, uint32_t status)
{
    const uint32_t told[2] = {1, status};
    return pwrite(segment, told, sizeof told, slot_at(slot) + (off_t)offsetof(struct presence_slot, told)) ==
           sizeof told;
}

void presence_tell(uint32_t status)
{
    if (segment >= 0) status_write(own_slot, status); /* nobody else can have it */
}

bool presence_tell_of(const struct presence_slot *slot, uint32_t status)
{
    struct presence_slot now;
    uint32_t number = slot->number % SEGMENT_SLOTS;
    return segment >= 0 && pread(segment, &now, sizeof now, slot_at(number)) == sizeof now && now.pid == slot->pid &&
           now.started == slot->started && status_write(number, status);
}

bool presence_last(uint32_t pid, uint64_t since, struct presence_slot *slot)
{
    /* where slot_take() looks, and whatever has left in between */
    for (uint32_t i = 0; segment >= 0 && i < 64; i++)
        if (pread(segment, slot, sizeof *slot, slot_at((pid + i) % SEGMENT_SLOTS)) == sizeof *slot &&
            slot->pid == pid && slot->started >= since)
            return true;
    return false;
}

bool presence_slot_held(uint32_t slot)
{
    struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = slot_at(slot), .l_len = 1};
    return segment >= 0 && fcntl(segment, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
}

/* Visits the locked slots in [from, end): Linux names some lock there, not the first. */
static int each_between(int fd, off_t from, off_t end, int (*visit)(const struct presence_slot *slot, void *context),
                        void *context)
{
    int result = 0;
    while (!result && from < end) {
        struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = end - from};
        struct presence_slot slot;
        if (fcntl(fd, F_OFD_GETLK, &range) || range.l_type == F_UNLCK) break;
        off_t at = range.l_start < from ? from : range.l_start;
        at -= (at - SEGMENT_SLOTS_AT) % (off_t)sizeof slot;
        if ((result = each_between(fd, from, at, visit, context))) break;
        if (pread(fd, &slot, sizeof slot, at) == sizeof slot && slot.pid) {
            slot.number = (uint32_t)((at - SEGMENT_SLOTS_AT) / (off_t)sizeof slot);
            slot.image[sizeof slot.image - 1] = 0;
            result = visit(&slot, context);
        }
        from = at + (off_t)sizeof slot;
    }
    return result;
}

int presence_each(int (*visit)(const struct presence_slot *slot, void *context), void *context)
{
    if (segment < 0) return 0;
    /* Another description of the same file: one's own locks never conflict. */
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", segment);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    int result = fd < 0 ? 0 : each_between(fd, slot_at(0), slot_at(SEGMENT_SLOTS), visit, context);
    if (fd >= 0) close(fd);
    return result;
}

static int count_one(const struct presence_slot *slot, void *context)
{
    (void)slot;
    ++*(int *)context;
    return 0;
}

int presence_count(const char *prefix)
{
    struct stat info;
    char base[200], path[300];
    int count = 0;
    if (stat(prefix, &info)) return 0;
    for (int i = 0; i < BASES; i++) {
        if (!base_name(i, base) ||
            snprintf(path, sizeof path, "%s/%llx-%llx/segment", base, (unsigned long long)info.st_dev,
                     (unsigned long long)info.st_ino) >= (int)sizeof path)
            continue;
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0) continue;
        each_between(fd, slot_at(0), slot_at(SEGMENT_SLOTS), count_one, &count);
        close(fd);
    }
    return count;
}
