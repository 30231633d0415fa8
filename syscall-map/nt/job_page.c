/* SPDX-License-Identifier: MIT */
/* A job's shared memory: a memfd with limits, sums and a table of members, and open-file-description locks on bytes
 * behind its end, which the kernel drops at any death.
 *
 * Nobody has to say that he died: a member lives as long as a descriptor is open that has its byte locked, a job has
 * handles as long as one is open with a read lock on theirs, and whoever changes the table does it under a lock of the
 * same kind.  Entries of the dead are taken again by whoever needs one. */
#include "nt/job_page.h"

#include "linux/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOCKS_BEHIND (1ll << 40)

/* The bytes, from LOCKS_BEHIND on. */
enum { BYTE_TABLE, BYTE_HANDLES, BYTE_WATCH, BYTE_MEMBERS = 64 };

static const char magic[8] = "METICJOB";

static bool lock_byte(int fd, int command, short type, uint32_t byte)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = LOCKS_BEHIND + byte, .l_len = 1};
    int result;
    do result = fcntl(fd, command, &lock);
    while (result && errno == EINTR);
    return !result;
}

static bool is_locked(int fd, uint32_t byte)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS_BEHIND + byte, .l_len = 1};
    return !fcntl(fd, F_OFD_GETLK, &lock) && lock.l_type != F_UNLCK;
}

/* Another description of the same file: locks belong to descriptions. */
static int again(int fd)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, O_RDWR | O_CLOEXEC);
}

static bool view_map(struct job_view *view)
{
    void *page = mmap(NULL, sizeof *view->page, PROT_READ | PROT_WRITE, MAP_SHARED, view->fd, 0);
    view->page = page == MAP_FAILED ? NULL : page;
    pthread_mutex_init(&view->mutex, NULL);
    return view->page;
}

bool job_view_create(struct job_view *view)
{
    static _Atomic uint32_t serial;
    *view = (struct job_view){.fd = memfd_create("metic-job", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (view->fd < 0) return false;
    if (ftruncate(view->fd, sizeof *view->page) ||
        fcntl(view->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) || !view_map(view)) {
        job_view_close(view);
        return false;
    }
    view->page->id =
        ((uint64_t)getpid() << 40) ^ ((uint64_t)clock_interrupt_time() << 8) ^ (atomic_fetch_add(&serial, 1) & 0xff);
    if (!view->page->id) view->page->id = 1;
    view->page->sweep_at = 64;
    memcpy(view->page->magic, magic, sizeof magic);
    return true;
}

bool job_view_open(struct job_view *view, int fd)
{
    struct stat st;
    *view = (struct job_view){.fd = -1};
    if (fstat(fd, &st) || st.st_size != sizeof *view->page) return false;
    view->fd = again(fd);
    if (view->fd >= 0 && view_map(view) && !memcmp(view->page->magic, magic, sizeof magic)) return true;
    job_view_close(view);
    return false;
}

void job_view_close(struct job_view *view)
{
    if (view->page) munmap(view->page, sizeof *view->page);
    if (view->fd >= 0) close(view->fd);
    *view = (struct job_view){.fd = -1};
}

void job_lock(struct job_view *view)
{
    pthread_mutex_lock(&view->mutex);
    lock_byte(view->fd, F_OFD_SETLKW, F_WRLCK, BYTE_TABLE);
}

void job_unlock(struct job_view *view)
{
    lock_byte(view->fd, F_OFD_SETLK, F_UNLCK, BYTE_TABLE);
    pthread_mutex_unlock(&view->mutex);
}

void job_changed(struct job_view *view)
{
    atomic_fetch_add(&view->page->changes, 1);
    syscall(SYS_futex, &view->page->changes, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

int job_hold(struct job_view *view)
{
    int fd = again(view->fd);
    if (fd < 0 || lock_byte(fd, F_OFD_SETLK, F_RDLCK, BYTE_HANDLES)) return fd;
    close(fd); /* somebody has just seen that there is none */
    return -1;
}

bool job_is_held(struct job_view *view)
{
    return is_locked(view->fd, BYTE_HANDLES);
}

void job_wait_unheld(struct job_view *view)
{
    lock_byte(view->fd, F_OFD_SETLKW, F_WRLCK, BYTE_HANDLES);
    lock_byte(view->fd, F_OFD_SETLK, F_UNLCK, BYTE_HANDLES);
}

/* ---- members ---- */

bool job_entry_lives(struct job_view *view, uint32_t index)
{
    return view->page->entries[index].state == JOB_ENTRY_MEMBER && is_locked(view->fd, BYTE_MEMBERS + index);
}

void job_entry_free(struct job_view *view, uint32_t index)
{
    view->page->entries[index].state = JOB_ENTRY_FREE;
}

static uint32_t used(const struct job_view *view)
{
    return view->page->used < JOB_MEMBERS ? view->page->used : JOB_MEMBERS;
}

uint32_t job_members(struct job_view *view, uint32_t *pids, uint32_t room)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < used(view); i++) {
        if (!job_entry_lives(view, i)) continue;
        if (count < room) pids[count] = view->page->entries[i].pid;
        count++;
    }
    return count;
}

/* Those who ended without a word, where nobody watches who would want to know. */
static void sweep(struct job_view *view)
{
    bool watched = is_locked(view->fd, BYTE_WATCH);
    uint32_t last = 0;
    for (uint32_t i = 0; i < used(view); i++) {
        if (!watched && view->page->entries[i].state != JOB_ENTRY_FREE && !job_entry_lives(view, i))
            job_entry_free(view, i);
        if (view->page->entries[i].state != JOB_ENTRY_FREE) last = i + 1;
    }
    view->page->used = last;
    view->page->sweep_at = last < 32 ? 64 : 2 * last;
}

/* A description that has the byte of a free entry locked; -1. */
static int free_find(struct job_view *view, uint32_t *index)
{
    int fd = again(view->fd);
    if (fd < 0) return -1;
    if (used(view) >= view->page->sweep_at) sweep(view);
    for (uint32_t i = 0; i < JOB_MEMBERS; i++) {
        /* the byte of one that has told its end is locked until its death */
        if (view->page->entries[i].state != JOB_ENTRY_FREE || !lock_byte(fd, F_OFD_SETLK, F_WRLCK, BYTE_MEMBERS + i))
            continue;
        *index = i;
        return fd;
    }
    close(fd);
    return -1;
}

/* One that is in `inner` may be in this job if all that are in this are in that: a job without members becomes nested.
 * One with limits on the user interface is in no hierarchy. */
static bool nest(struct job_view *view, uint64_t inner)
{
    struct job_page *page = view->page;
    if (inner && page->ui) return false;
    if (page->parent == inner) return true;
    if (job_members(view, NULL, 0)) return false;
    page->parent = inner;
    return true;
}

int job_entry_take(struct job_view *view, const uint64_t *inner, uint32_t pid, uint32_t *index, NTSTATUS *status)
{
    struct job_page *page = view->page;
    const JOB_BASIC_LIMITS *limits = &page->limits.Basic;
    int fd = -1;
    *status = STATUS_SUCCESS;
    job_lock(view);
    if (inner && !nest(view, *inner)) {
        *status = STATUS_ACCESS_DENIED;
    } else if (limits->LimitFlags & JOB_LIMIT_ACTIVE_PROCESS &&
               job_members(view, NULL, 0) >= limits->ActiveProcessLimit) {
        *status = STATUS_QUOTA_EXCEEDED;
        page->refused++;
        page->terminated++;
        job_changed(view);
    } else if ((fd = free_find(view, index)) < 0) {
        *status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        struct job_entry *entry = &page->entries[*index];
        entry->pid = pid;
        entry->status = 0;
        entry->serial++;
        entry->state = JOB_ENTRY_MEMBER;
        if (*index >= page->used) page->used = *index + 1;
        page->total++;
        if (pid) job_changed(view);
    }
    job_unlock(view);
    return fd;
}

void job_entry_begin(struct job_view *view, uint32_t index, uint32_t pid)
{
    job_lock(view);
    view->page->entries[index].pid = pid;
    job_changed(view);
    job_unlock(view);
}

void job_entry_undo(struct job_view *view, uint32_t index)
{
    job_lock(view);
    job_entry_free(view, index);
    view->page->total--;
    job_unlock(view);
}

void job_entry_end(struct job_view *view, uint32_t index, uint32_t status, const struct job_use *use)
{
    struct job_page *page = view->page;
    job_lock(view);
    page->user += use->user;
    page->kernel += use->kernel;
    page->faults += use->faults;
    page->entries[index].status = status;
    page->entries[index].state = is_locked(view->fd, BYTE_WATCH) ? JOB_ENTRY_ENDED : JOB_ENTRY_FREE;
    job_changed(view);
    job_unlock(view);
}

bool job_watch_begin(struct job_view *view)
{
    return lock_byte(view->fd, F_OFD_SETLK, F_WRLCK, BYTE_WATCH);
}
