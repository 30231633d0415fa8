/* SPDX-License-Identifier: MIT */
/* Folders read for a case-insensitive search, kept while they stand unchanged.
 *
 * A folder is believed while its size, mtime and ctime are those it had when it was read and, where two changes in a
 * tick may get one time (kernels before 6.13; tmpfs, whose unlink takes the time of the file), both were 20 ms old by
 * then; network and FAT file systems get 2 s on any kernel.  A change of our own is carried over in place; where times
 * are exact, or the size tells a change within a tick (tmpfs counts entries by it), the carried state is believed for
 * CARRY_MS, so that a change another process made in the same microseconds is seen after that.  Left out: inotify,
 * which costs more than it saves here. */
#include "linux/dircache.h"

#include "linux/utf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define FOLDERS_MAX 64
#define BYTES_MAX   (16u << 20)
#define CARRY_MS    50

struct folder {
    struct stat st; /* identity and times */
    struct timespec read;
    int64_t slack;   /* ns */
    bool counted;    /* its size tells how many entries it has */
    int64_t carried; /* when the first change of our own was carried over (ns), 0: none */
    uint64_t used;   /* for choosing which to forget */
    char *names;     /* one after the other, each ended by 0 */
    size_t names_used, names_size;
    uint32_t *table; /* offset in names + 1; 0 empty, TOMBSTONE removed */
    uint32_t slots, filled;
    bool twins; /* names that differ in case alone: the table holds the first */
};
#define TOMBSTONE 0xffffffffu

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct folder *folders[FOLDERS_MAX];
static uint64_t clock_hand;
static size_t bytes_held;

static int64_t nanoseconds(const struct timespec *t)
{
    return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static struct timespec now_coarse(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME_COARSE, &t);
    return t;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && nanoseconds(&a->st_mtim) == nanoseconds(&b->st_mtim) &&
           nanoseconds(&a->st_ctim) == nanoseconds(&b->st_ctim);
}

bool dircache_fresh(const struct stat *then, const struct stat *now, const struct timespec *read, int64_t slack)
{
    if (!same_state(then, now)) return false;
    int64_t limit = nanoseconds(read) - slack;
    return !slack || (nanoseconds(&then->st_mtim) < limit && nanoseconds(&then->st_ctim) < limit);
}

/* How far apart two changes may be and yet bear the same time. */
static int64_t slack_of(int fd, bool *counted)
{
    static const unsigned long exact[] = {0xef53 /* ext */, 0x58465342 /* xfs */, 0x9123683e /* btrfs */};
    static const unsigned long vague[] = {
        0x6969 /* nfs */,      0x65735546 /* fuse */, 0x4d44 /* fat */, 0xff534d42 /* cifs */,
        0xfe534d42 /* smb2 */, 0x01021997 /* 9p */,   0x2011bab0 /* exfat */};
    static int multigrain = -1;
    if (multigrain < 0) {
        struct utsname name;
        int major = 0, minor = 0;
        multigrain = uname(&name) == 0 && sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
                     (major > 6 || (major == 6 && minor >= 13));
    }
    struct statfs fs;
    if (fstatfs(fd, &fs) != 0) return 2000000000;
    *counted = (unsigned long)fs.f_type == 0x01021994; /* tmpfs */
    for (size_t i = 0; i < sizeof vague / sizeof *vague; i++)
        if ((unsigned long)fs.f_type == vague[i]) return 2000000000;
    for (size_t i = 0; multigrain && i < sizeof exact / sizeof *exact; i++)
        if ((unsigned long)fs.f_type == exact[i]) return 0;
    return 20000000;
}

int64_t dircache_slack(int fd)
{
    bool counted;
    return slack_of(fd, &counted);
}

/* A hash of the name without its case. */
static uint32_t name_hash(const char *name, size_t length)
{
    uint32_t hash = 2166136261u;
    uint16_t wide[512];
    size_t i = 0;
    while (i < length && (unsigned char)name[i] < 0x80) i++;
    /* The wide form differs from the bytes for forbidden characters too, but then on both sides alike. */
    size_t units = i == length ? 0 : utf_to_16(wide, 512, name, length);
    if (units > 512) units = 512;
    for (i = 0; units ? i < units : i < length; i++)
        hash = (hash ^ utf_upper(units ? wide[i] : (unsigned char)name[i])) * 16777619u;
    return hash;
}

static bool name_equal(const char *a, size_t a_length, const char *b, size_t b_length)
{
    uint16_t wide_a[512], wide_b[512];
    bool ascii = a_length == b_length;
    for (size_t i = 0; ascii && i < a_length; i++) {
        if ((unsigned char)a[i] >= 0x80 || (unsigned char)b[i] >= 0x80)
            ascii = false;
        else if (utf_upper((unsigned char)a[i]) != utf_upper((unsigned char)b[i]))
            return false;
    }
    if (ascii) return true;
    size_t units_a = utf_to_16(wide_a, 512, a, a_length), units_b = utf_to_16(wide_b, 512, b, b_length);
    return units_a <= 512 && units_b <= 512 && utf_equal(wide_a, units_a, wide_b, units_b);
}

/* The slot of a name, or the empty one where it would go. */
static uint32_t slot_of(const struct folder *f, const char *name, size_t length)
{
    uint32_t slot = name_hash(name, length) & (f->slots - 1);
    for (; f->table[slot]; slot = (slot + 1) & (f->slots - 1)) {
        if (f->table[slot] == TOMBSTONE) continue;
        const char *there = f->names + f->table[slot] - 1;
        if (name_equal(there, strlen(there), name, length)) break;
    }
    return slot;
}

/* Puts the offsets into a table twice as large as they need; false: no memory. */
static bool table_grow(struct folder *f, uint32_t slots)
{
    uint32_t *old = f->table, old_slots = f->slots;
    uint32_t *table = calloc(slots, sizeof *table);
    if (!table) return false;
    f->table = table;
    f->slots = slots;
    f->filled = 0;
    for (uint32_t i = 0; i < old_slots; i++) {
        if (!old[i] || old[i] == TOMBSTONE) continue;
        uint32_t slot = name_hash(f->names + old[i] - 1, strlen(f->names + old[i] - 1)) & (slots - 1);
        while (table[slot]) slot = (slot + 1) & (slots - 1);
        table[slot] = old[i];
        f->filled++;
    }
    free(old);
    return true;
}

/* Of several names that differ in case alone the first stays. */
static bool name_add(struct folder *f, const char *name, size_t length)
{
    if (2 * (f->filled + 1) > f->slots && !table_grow(f, f->slots ? 2 * f->slots : 64)) return false;
    uint32_t slot = slot_of(f, name, length);
    if (f->table[slot]) {
        f->twins = f->twins || strcmp(f->names + f->table[slot] - 1, name);
        return true;
    }
    if (f->names_used + length + 1 > f->names_size) {
        size_t size = 2 * f->names_size + length + 1024;
        char *names = realloc(f->names, size);
        if (!names) return false;
        f->names = names;
        f->names_size = size;
    }
    f->table[slot] = (uint32_t)f->names_used + 1;
    f->filled++;
    memcpy(f->names + f->names_used, name, length);
    f->names_used += length;
    f->names[f->names_used++] = 0;
    return true;
}

static size_t folder_bytes(const struct folder *f)
{
    return sizeof *f + f->names_size + f->slots * sizeof *f->table;
}

static void folder_free(struct folder *f)
{
    free(f->names);
    free(f->table);
    free(f);
}

static void folder_forget(size_t index)
{
    bytes_held -= folder_bytes(folders[index]);
    folder_free(folders[index]);
    folders[index] = NULL;
}

/* Reads a folder; NULL with errno set. */
static struct folder *folder_read(int dir, const char *path)
{
    struct folder *f = calloc(1, sizeof *f);
    int fd = openat(dir, *path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _Alignas(8) char buffer[32768];
    long got = -1;
    if (!f || fd < 0) goto out;
    f->slack = slack_of(fd, &f->counted);
    f->read = now_coarse();
    if (fstat(fd, &f->st) != 0) goto out;
    while ((got = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < got;) {
            struct dirent64 *entry = (struct dirent64 *)(buffer + at);
            at += entry->d_reclen;
            if (!name_add(f, entry->d_name, strlen(entry->d_name))) {
                errno = ENOMEM;
                got = -1;
                goto out;
            }
        }
    }
    if (got == 0 && !f->slots && !table_grow(f, 64)) got = -1;
out:;
    int error = errno;
    if (fd >= 0) close(fd);
    if (got < 0) {
        if (f) folder_free(f);
        errno = error;
        return NULL;
    }
    return f;
}

static bool is_folder(const struct folder *f, const struct stat *st)
{
    return f && f->st.st_ino == st->st_ino && f->st.st_dev == st->st_dev;
}

/* Is what is known of it, if anything, to be believed? */
static bool folder_stands(const struct folder *f, const struct stat *st)
{
    if (!f->carried) return dircache_fresh(&f->st, st, &f->read, f->slack);
    struct timespec now = now_coarse();
    return dircache_fresh(&f->st, st, &f->read, f->counted ? 0 : f->slack) &&
           nanoseconds(&now) - f->carried < CARRY_MS * 1000000ll;
}

static void folder_keep(struct folder *f)
{
    size_t place = 0;
    for (size_t i = 0; i < FOLDERS_MAX; i++) {
        if (!folders[i]) {
            place = i;
            break;
        }
        if (folders[i]->used < folders[place]->used) place = i;
    }
    if (folders[place]) folder_forget(place);
    folders[place] = f;
    bytes_held += folder_bytes(f);
    f->used = ++clock_hand;
    while (bytes_held > BYTES_MAX) {
        size_t oldest = place;
        for (size_t i = 0; i < FOLDERS_MAX; i++)
            if (folders[i] && folders[i]->used < folders[oldest]->used) oldest = i;
        if (oldest == place) return; /* one great folder alone may exceed the bound */
        folder_forget(oldest);
    }
}

int dircache_find(int dir, const char *path, const struct stat *st, const char *name, size_t length, char *actual)
{
    struct folder *f = NULL;
    int error = 0;
    if (length > 255) return -ENOENT;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < FOLDERS_MAX; i++) {
        if (!is_folder(folders[i], st)) continue;
        if (folder_stands(folders[i], st))
            f = folders[i];
        else
            folder_forget(i);
        break;
    }
    if (!f && !(f = folder_read(dir, path)))
        error = -errno;
    else if (!f->used)
        folder_keep(f);
    if (!error) {
        f->used = ++clock_hand;
        uint32_t offset = f->table[slot_of(f, name, length)];
        if (offset)
            strcpy(actual, f->names + offset - 1);
        else
            error = -ENOENT;
    }
    pthread_mutex_unlock(&lock);
    return error;
}

void dircache_changed(const struct stat *before, const struct stat *after, const char *added, const char *removed)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < FOLDERS_MAX; i++) {
        struct folder *f = folders[i];
        if (!is_folder(f, before)) continue;
        size_t held = folder_bytes(f);
        /* A state just read is good enough to begin with where the size guards it. */
        bool kept = f->counted && !f->carried ? same_state(&f->st, before) : folder_stands(f, before);
        if (kept && removed) {
            uint32_t slot = slot_of(f, removed, strlen(removed));
            /* A twin may stand behind the one that went: only a reading tells. */
            kept = !f->twins && f->table[slot] && !strcmp(f->names + f->table[slot] - 1, removed);
            if (kept) f->table[slot] = TOMBSTONE;
        }
        if (kept && added) kept = name_add(f, added, strlen(added));
        bytes_held += folder_bytes(f) - held;
        if (kept) {
            struct timespec now = now_coarse();
            f->st = *after;
            f->read = now;
            if (!f->carried) f->carried = nanoseconds(&now);
        } else {
            folder_forget(i);
        }
        break;
    }
    pthread_mutex_unlock(&lock);
}
