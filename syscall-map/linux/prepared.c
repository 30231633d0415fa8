/* SPDX-License-Identifier: MIT */
/* Prepared images: files in the prefix's runtime folder.
 *
 * Linkers put sections at 512 bytes in the file, which mmap cannot take, so an image is read: a compiler of 20 MB costs
 * 15 ms at each start, of which most is never looked at.  Where a prefix is in use, the second process that reads the
 * same program leaves its image in the runtime folder, offset = RVA; later ones map that, private and page by page as
 * they touch it.
 *
 * An image's name says which state of which file it shows: device, inode, size, both times.  It appears whole (it is
 * written without a name and linked), and not while the file's times are so young that another change could bear the
 * same.  Nothing stays: the images go with the folder, those that nobody needed for longest when they become too many
 * before.  The folder is our user's alone; who may write there is the prefix's trust boundary, as the segment's. Left
 * out: DLLs (only a process that has not begun can be sure that its slot outlives the writing). */
#include "linux/prepared.h"

#include "linux/prefix.h"
#include "linux/presence.h"
#include "prepared_names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <time.h>

enum { PAGE = 4096, NAME = 128, ASKED_MOST = 512 };
#define LEAST (1u << 20)   /* below that reading costs less than a millisecond */
#define MOST  (128u << 20) /* of all of a prefix together, and a quarter of the file system that holds them */
/* Full seconds for which a file must be as it is before its times tell its states apart: some file systems count no
 * less. */
#define SETTLED 1

static uint64_t page_up(uint64_t value)
{
    return (value + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

/* Is there enough that cannot be mapped from the file itself? */
static bool is_worth(const struct image *image)
{
    uint64_t bytes = 0;
    for (unsigned i = 0; i < image->section_count; i++)
        if (image->sections[i].file_offset % PAGE) bytes += image->sections[i].file_size;
    return bytes >= LEAST && image->size <= MOST;
}

/* What the file systems that tell no reliable times, or not of what other machines write, are called. */
static bool is_vague(int fd)
{
    static const unsigned long vague[] = {
        0x6969 /* nfs */,      0x65735546 /* fuse */, 0x4d44 /* fat */, 0xff534d42 /* cifs */,
        0xfe534d42 /* smb2 */, 0x01021997 /* 9p */,   0x2011bab0 /* exfat */};
    struct statfs fs;
    if (fstatfs(fd, &fs)) return true;
    for (size_t i = 0; i < sizeof vague / sizeof *vague; i++)
        if ((unsigned long)fs.f_type == vague[i]) return true;
    return false;
}

/* The name of a file's state; false: it cannot be read. */
static bool state_name(int fd, const char *kind, char name[NAME])
{
    struct stat s;
    if (fstat(fd, &s)) return false;
    snprintf(name, NAME, "%s%llx-%llx-%llx-%llx.%lx-%llx.%lx", kind, (unsigned long long)s.st_dev,
             (unsigned long long)s.st_ino, (unsigned long long)s.st_size, (unsigned long long)s.st_mtim.tv_sec,
             (unsigned long)s.st_mtim.tv_nsec, (unsigned long long)s.st_ctim.tv_sec, (unsigned long)s.st_ctim.tv_nsec);
    return true;
}

static bool is_settled(int fd)
{
    struct stat s;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return !fstat(fd, &s) && s.st_mtim.tv_sec + SETTLED < now.tv_sec && s.st_ctim.tv_sec + SETTLED < now.tv_sec;
}

static int folder_open(void)
{
    char path[256];
    return presence_folder(prefix_folder(), path) ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
}

/* ---- mapping ---- */

/* What of a section the file does not fill is memory of its own. */
static bool map_rest(const struct image_section *section, uint64_t base)
{
    uint64_t filled = page_up(section->file_size);
    return filled >= section->size || mmap((void *)(base + section->rva + filled), section->size - filled,
                                           section->prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

static bool map_all(int fd, const struct image *image, uint64_t base)
{
    if (mmap((void *)base, page_up(image->size), PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) return false;
    /* refused for code where the folder may not hold programs (noexec) */
    if (image_protect(image, base, PROT_READ)) return false;
    for (unsigned i = 0; i < image->section_count; i++)
        if (!map_rest(&image->sections[i], base)) return false;
    return true;
}

bool prepared_map(int fd, const struct image *image, uint64_t base)
{
    char name[NAME];
    struct stat s;
    int folder, prepared = -1;
    if (!is_worth(image) || (folder = folder_open()) < 0) return false;
    if (state_name(fd, PREPARED_IMAGE, name)) prepared = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    close(folder);
    if (prepared < 0) return false;
    bool mapped = !fstat(prepared, &s) && S_ISREG(s.st_mode) && s.st_uid == geteuid() &&
                  (uint64_t)s.st_size == page_up(image->size) && map_all(prepared, image, base);
    close(prepared);
    return mapped;
}

/* ---- preparing ---- */

/* How many bytes of prepared images there may be.  The segment lives in the same file system. */
static uint64_t limit(int folder, uint64_t bytes)
{
    struct statvfs fs;
    if (fstatvfs(folder, &fs) || (uint64_t)fs.f_bavail * fs.f_frsize / 2 < bytes) return 0;
    uint64_t quarter = (uint64_t)fs.f_blocks * fs.f_frsize / 4;
    return quarter < MOST ? quarter : MOST;
}

/* Makes room for `bytes` more: those that were made first go. */
static bool room_make(int folder, uint64_t bytes)
{
    const uint64_t most = limit(folder, bytes);
    while (bytes <= most) {
        char oldest[256] = "";
        struct timespec age = {0};
        uint64_t used = 0;
        unsigned asked = 0;
        int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *dir = copy < 0 ? NULL : fdopendir(copy);
        struct dirent *entry;
        if (!dir) return false;
        while ((entry = readdir(dir))) {
            struct stat s;
            if (!prepared_is(entry->d_name) || fstatat(folder, entry->d_name, &s, AT_SYMLINK_NOFOLLOW)) continue;
            used += (uint64_t)s.st_blocks * 512;
            bool empty = !s.st_size;
            if (empty && ++asked > ASKED_MOST) unlinkat(folder, entry->d_name, 0);
            if (empty || (*oldest && (s.st_ctim.tv_sec > age.tv_sec ||
                                      (s.st_ctim.tv_sec == age.tv_sec && s.st_ctim.tv_nsec >= age.tv_nsec))))
                continue;
            snprintf(oldest, sizeof oldest, "%s", entry->d_name);
            age = s.st_ctim;
        }
        closedir(dir);
        if (used + bytes <= most) return true;
        if (!*oldest || unlinkat(folder, oldest, 0)) return false;
    }
    return false;
}

static bool copy_part(int to, int from, uint64_t at, uint64_t offset, uint64_t size)
{
    off_t position = (off_t)offset;
    if (lseek(to, (off_t)at, SEEK_SET) < 0) return false;
    while (size) {
        ssize_t done = sendfile(to, from, &position, size);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        size -= (uint64_t)done;
    }
    return true;
}

static bool write_all(int to, int fd, const struct image *image)
{
    if (ftruncate(to, (off_t)page_up(image->size)) || !copy_part(to, fd, 0, 0, image->headers)) return false;
    for (unsigned i = 0; i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (!copy_part(to, fd, section->rva, section->file_offset, section->file_size)) return false;
    }
    return true;
}

static void prepare(int folder, int fd, const struct image *image, const char *name)
{
    char after[NAME], path[64];
    uint64_t bytes = page_up(image->headers);
    for (unsigned i = 0; i < image->section_count; i++) bytes += page_up(image->sections[i].file_size);
    presence_sweep(); /* who was killed with all others of its prefix has left its images */
    if (!room_make(folder, bytes)) return;
    int to = openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (to < 0) return;
    if (write_all(to, fd, image) && state_name(fd, PREPARED_IMAGE, after) && !strcmp(name, after)) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", to);
        if (linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW)) {
            /* another was faster, or there is no /proc: then it is gone with its descriptor */
        }
    }
    close(to);
}

void prepared_publish(int fd, const struct image *image)
{
    char name[NAME], asked[NAME];
    uint32_t slot;
    int folder;
    if (!is_worth(image) || presence_segment(&slot) < 0 || !is_settled(fd) || is_vague(fd) ||
        !state_name(fd, PREPARED_IMAGE, name) || !state_name(fd, PREPARED_ASKED, asked) || (folder = folder_open()) < 0)
        return;
    if (faccessat(folder, name, F_OK, 0)) {
        if (!unlinkat(folder, asked, 0)) {
            prepare(folder, fd, image, name);
        } else {
            int mark = openat(folder, asked, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
            if (mark >= 0) close(mark);
        }
    }
    close(folder);
}
