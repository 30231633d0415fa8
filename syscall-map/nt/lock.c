/* SPDX-License-Identifier: MIT */
/* NtLockFile, NtUnlockFile: byte ranges.
 *
 * The table of open files (opened.c) holds every range as NT knows it: several may overlap, a file object may hold the
 * same shared range twice, and a range is given back exactly as it was taken.  It binds the readers and writers of all
 * processes of the prefix; a range of a dead one binds nobody.  The file's open file description holds Linux locks over
 * their union besides (F_OFD_SETLK), which programs of the host meet.  A range beyond what Linux can lock stands in the
 * table alone.  A lock that waits does so in its call, looking again every few milliseconds; on a handle for overlapped
 * use it is a request that stays pending until a range is given back here, or its thread of this file finds that
 * another process gave one back.  Left out: ending a thread's requests with it. */
#include "nt/disk.h"

#include "door/door.h"
#include "door/guestmem.h"
#include "linux/worker.h"
#include "nt/io.h"
#include "nt/opened.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* of what waits; taken before a bucket */
static _Atomic uint32_t range_count;                      /* of this process */

/* A request that is pending. */
struct waiting {
    struct waiting *next;
    struct io io;
    struct nt_thread *issuer; /* a reference */
    uint64_t offset, length;
    ULONG key;
    bool exclusive;
    NTSTATUS status; /* to end with */
};

static struct waiting *first_waiting; /* in the order they came */
static _Atomic uint32_t waiting_count;
static bool watched; /* `watch` runs */

static bool overlap(uint64_t a, uint64_t a_length, uint64_t b, uint64_t b_length)
{
    return a_length && b_length && a <= b + (b_length - 1) && b <= a + (a_length - 1);
}

/* Sets or clears the Linux lock of a range; 0 or an errno. */
static int linux_lock(const struct file *file, short type, uint64_t offset, uint64_t length)
{
    if (!length || offset > INT64_MAX || file->path_only) return 0;
    /* l_len 0 means to the end. */
    struct flock lock = {
        .l_type = type, .l_start = (off_t)offset, .l_len = length > INT64_MAX - offset ? 0 : (off_t)length};
    if (fcntl(file->fd, F_OFD_SETLK, &lock) == 0) return 0;
    if (errno == EBADF && type == F_WRLCK) { /* opened for reading alone: others see a shared one */
        lock.l_type = F_RDLCK;
        lock.l_pid = 0;
        if (fcntl(file->fd, F_OFD_SETLK, &lock) == 0) return 0;
    }
    return errno == EACCES || errno == EAGAIN                     ? EAGAIN
           : errno == EBADF || errno == EINVAL || errno == ENOLCK ? 0
                                                                  : errno;
}

/* Is it a range of this file object? */
static bool is_of(const struct opened *r, const struct opened_file *f, const struct file *file)
{
    return r->owner == f->self && r->file == (uintptr_t)file;
}

/* After a range of `file` went: what the others of its ranges still cover is locked again. */
static void linux_unlock(const struct file *file, const struct opened_file *f, uint64_t offset, uint64_t length)
{
    linux_lock(file, F_UNLCK, offset, length);
    for (struct opened *r = NULL; (r = opened_next(f, r, OPENED_RANGE));)
        if (is_of(r, f, file) && overlap(r->offset, r->length, offset, length))
            linux_lock(file, r->flags & OPENED_EXCLUSIVE ? F_WRLCK : F_RDLCK, r->offset, r->length);
}

/* STATUS_LOCK_NOT_GRANTED: not now. */
static NTSTATUS take(struct file *file, uint64_t offset, uint64_t length, ULONG key, bool exclusive)
{
    struct opened_file f;
    NTSTATUS status = STATUS_SUCCESS;
    if (!opened_lock(&f, file->dev, file->ino)) return STATUS_NO_MEMORY;
    for (struct opened *r = NULL; status == STATUS_SUCCESS && (r = opened_next(&f, r, OPENED_RANGE));)
        if ((exclusive || r->flags & OPENED_EXCLUSIVE) && overlap(r->offset, r->length, offset, length) &&
            opened_alive(r))
            status = STATUS_LOCK_NOT_GRANTED;
    if (status == STATUS_SUCCESS) {
        int error = linux_lock(file, exclusive ? F_WRLCK : F_RDLCK, offset, length);
        if (error) status = error == EAGAIN ? STATUS_LOCK_NOT_GRANTED : status_from_errno(error);
    }
    if (status == STATUS_SUCCESS) {
        struct opened *r = opened_add(&f, OPENED_RANGE);
        if (r) {
            r->flags = exclusive ? OPENED_EXCLUSIVE : 0;
            r->offset = offset;
            r->length = length;
            r->file = (uintptr_t)file;
            r->key = key;
            atomic_fetch_add(&range_count, 1);
        } else {
            linux_unlock(file, &f, offset, length);
            status = STATUS_INSUFFICIENT_RESOURCES;
        }
    }
    opened_unlock(&f);
    return status;
}

/* --- requests that wait --- */

/* Under the mutex: moves a request from the list of those that wait to `done`. */
static void settle(struct waiting **link, NTSTATUS status, struct waiting ***done)
{
    struct waiting *w = *link;
    *link = w->next;
    w->next = NULL;
    w->status = status;
    **done = w;
    *done = &w->next;
    atomic_fetch_sub(&waiting_count, 1);
}

/* Without the mutex: tells their makers. */
static unsigned finish(struct waiting *done)
{
    unsigned count = 0;
    for (struct waiting *next; done; done = next, count++) {
        next = done->next;
        io_finish(&done->io, done->issuer, done->status, 0);
        object_put(&done->issuer->object);
        free(done);
    }
    return count;
}

/* A range was given back: who may have it now? */
static void look_again(void)
{
    struct waiting *done = NULL, **end = &done;
    if (!atomic_load(&waiting_count)) return;
    pthread_mutex_lock(&mutex);
    for (struct waiting **link = &first_waiting; *link;) {
        const struct waiting *w = *link;
        NTSTATUS status = take(w->io.file, w->offset, w->length, w->key, w->exclusive);
        if (status == STATUS_LOCK_NOT_GRANTED)
            link = &(*link)->next;
        else
            settle(link, status, &end);
    }
    pthread_mutex_unlock(&mutex);
    finish(done);
}

/* Other processes say nothing when they unlock. */
static void *watch(void *unused)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    bool more = true;
    (void)unused;
    while (more) {
        nanosleep(&pause, NULL);
        look_again();
        pthread_mutex_lock(&mutex);
        more = watched = first_waiting != NULL;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

/* Under the mutex. */
static void start_watch(void)
{
    if (!watched)
        watched = worker_start(watch, NULL, 128 << 10, true) == 0; /* else this process's own unlocking must do */
}

/* Takes over *io.  STATUS_PENDING, or what came of it meanwhile. */
static NTSTATUS wait_pending(struct io *io, uint64_t offset, uint64_t length, ULONG key, bool exclusive)
{
    struct waiting *w = malloc(sizeof *w);
    if (!w) return io_end(io, STATUS_NO_MEMORY, 0);
    *w = (struct waiting){NULL, *io, thread_self(), offset, length, key, exclusive, STATUS_PENDING};
    io_pend(io);
    pthread_mutex_lock(&mutex);
    NTSTATUS status = take(io->file, offset, length, key, exclusive); /* it may have been given back just now */
    if (status == STATUS_LOCK_NOT_GRANTED) {
        struct waiting **link = &first_waiting;
        while (*link) link = &(*link)->next;
        *link = w;
        object_ref(&w->issuer->object);
        atomic_fetch_add(&waiting_count, 1);
        start_watch();
    }
    pthread_mutex_unlock(&mutex);
    if (status == STATUS_LOCK_NOT_GRANTED) return STATUS_PENDING;
    free(w);
    return io_end(io, status, 0);
}

unsigned lock_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block)
{
    struct waiting *done = NULL, **end = &done;
    if (!atomic_load(&waiting_count)) return 0;
    pthread_mutex_lock(&mutex);
    for (struct waiting **link = &first_waiting; *link;) {
        const struct waiting *w = *link;
        if (w->io.file == file && (!issuer || w->issuer == issuer) && (!block || w->io.status == block))
            settle(link, STATUS_CANCELLED, &end);
        else
            link = &(*link)->next;
    }
    pthread_mutex_unlock(&mutex);
    return finish(done);
}

void lock_release_all(struct file *file)
{
    struct opened_file f;
    lock_cancel(file, NULL, NULL);
    if (!atomic_load(&range_count) || !opened_lock(&f, file->dev, file->ino)) return;
    bool any = false;
    for (struct opened *r = NULL; (r = opened_next(&f, r, OPENED_RANGE));) {
        if (!is_of(r, &f, file)) continue;
        linux_lock(file, F_UNLCK, r->offset, r->length);
        opened_remove(r);
        atomic_fetch_sub(&range_count, 1);
        any = true;
    }
    opened_unlock(&f);
    if (any) look_again();
}

bool lock_permits(struct file *file, int64_t offset, uint64_t length, bool write)
{
    struct opened_file f;
    bool permitted = true;
    if (!opened_ranges()) return true;
    if (offset == LOCK_AT_POSITION) offset = lseek(file->fd, 0, SEEK_CUR);
    if (!opened_lock(&f, file->dev, file->ino)) return true;
    for (struct opened *r = NULL; permitted && (r = opened_next(&f, r, OPENED_RANGE));)
        /* A shared lock forbids writing to everyone, its owner too; an exclusive one everything to the others. */
        if ((r->flags & OPENED_EXCLUSIVE ? !is_of(r, &f, file) : write) &&
            overlap(r->offset, r->length, (uint64_t)offset, length) && opened_alive(r))
            permitted = false;
    opened_unlock(&f);
    return permitted;
}

/* Gives one range back; STATUS_RANGE_NOT_LOCKED. */
static NTSTATUS unlock(struct file *file, uint64_t offset, uint64_t length, ULONG key)
{
    struct opened_file f;
    struct opened *found = NULL;
    if (!opened_lock(&f, file->dev, file->ino)) return STATUS_RANGE_NOT_LOCKED;
    for (struct opened *r = NULL; (r = opened_next(&f, r, OPENED_RANGE));)
        /* Of an exclusive and a shared lock of one range the exclusive goes first (UnlockFileEx). */
        if (is_of(r, &f, file) && r->offset == offset && r->length == length && r->key == key &&
            (!found || (r->flags & OPENED_EXCLUSIVE && !(found->flags & OPENED_EXCLUSIVE))))
            found = r;
    if (found) {
        opened_remove(found);
        atomic_fetch_sub(&range_count, 1);
        linux_unlock(file, &f, offset, length);
    }
    opened_unlock(&f);
    if (found) look_again();
    return found ? STATUS_SUCCESS : STATUS_RANGE_NOT_LOCKED;
}

NTSTATUS sys_NtLockFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                        IO_STATUS_BLOCK *IoStatusBlock, LARGE_INTEGER *ByteOffset, LARGE_INTEGER *Length, ULONG Key,
                        BOOLEAN FailImmediately, BOOLEAN ExclusiveLock)
{
    struct io io;
    uint64_t offset, length;
    if (!guest_get(&offset, ByteOffset) || !guest_get(&length, Length)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status =
        io_begin(&io, FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FILE_READ_DATA | FILE_WRITE_DATA);
    if (status != STATUS_SUCCESS) return status;
    if (io.file->ops != &file_disk_ops || !S_ISREG(io.file->mode)) return io_end(&io, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (length && offset + (length - 1) < offset) return io_end(&io, STATUS_INVALID_LOCK_RANGE, 0);
    if (!FailImmediately && !file_is_synchronous(io.file)) {
        status = take(io.file, offset, length, Key, ExclusiveLock);
        return status == STATUS_LOCK_NOT_GRANTED ? wait_pending(&io, offset, length, Key, ExclusiveLock)
                                                 : io_end(&io, status, 0);
    }
    /* Windows reports failure to lock at once; a waiting request looks again, ever more rarely. */
    struct timespec pause = {.tv_nsec = 100000};
    while ((status = take(io.file, offset, length, Key, ExclusiveLock)) == STATUS_LOCK_NOT_GRANTED &&
           !FailImmediately) {
        if (thread_block(SYS_nanosleep, (long)&pause, 0, 0, 0, 0, 0) < 0) {
            status = STATUS_CANCELLED;
            break;
        }
        if (pause.tv_nsec < 10000000) pause.tv_nsec *= 2;
    }
    return io_end(&io, status, 0);
}

NTSTATUS sys_NtUnlockFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock, LARGE_INTEGER *ByteOffset,
                          LARGE_INTEGER *Length, ULONG Key)
{
    struct io io;
    uint64_t offset, length;
    if (!guest_get(&offset, ByteOffset) || !guest_get(&length, Length)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, FILE_READ_DATA | FILE_WRITE_DATA);
    return status != STATUS_SUCCESS ? status : io_end(&io, unlock(io.file, offset, length, Key), 0);
}
