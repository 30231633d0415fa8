/* SPDX-License-Identifier: MIT */
/* NtLockFile, NtUnlockFile: byte ranges.
 *
 * A table of this process holds every range as NT knows it: several may overlap, a file object may hold the same shared
 * range twice, and a range is given back exactly as it was taken.  The file's open file description holds Linux locks
 * over their union (F_OFD_SETLK), which other processes meet; NT's locks bind readers and writers too, and the table
 * makes them do so inside the process.  A range beyond what Linux can lock stands in the table alone. Left out: binding
 * the reads and writes of other processes; a waiting lock looks again every few milliseconds. */
#include "nt/disk.h"

#include "door/door.h"
#include "door/guestmem.h"
#include "nt/io.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

struct range {
    struct range *next;
    struct file *owner; /* not a reference: its cleanup removes it */
    dev_t dev;
    ino_t ino;
    uint64_t offset, length;
    ULONG key;
    bool exclusive;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct range *ranges;
static _Atomic uint32_t range_count;

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

/* After a range of `file` went: what the others of its ranges still cover is locked again. */
static void linux_unlock(const struct file *file, uint64_t offset, uint64_t length)
{
    linux_lock(file, F_UNLCK, offset, length);
    for (const struct range *r = ranges; r; r = r->next)
        if (r->owner == file && overlap(r->offset, r->length, offset, length))
            linux_lock(file, r->exclusive ? F_WRLCK : F_RDLCK, r->offset, r->length);
}

/* STATUS_LOCK_NOT_GRANTED: not now. */
static NTSTATUS try_lock(struct file *file, uint64_t offset, uint64_t length, ULONG key, bool exclusive)
{
    struct range *fresh = malloc(sizeof *fresh);
    NTSTATUS status = fresh ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    pthread_mutex_lock(&mutex);
    for (const struct range *r = ranges; r && status == STATUS_SUCCESS; r = r->next)
        if (r->ino == file->ino && r->dev == file->dev && (exclusive || r->exclusive) &&
            overlap(r->offset, r->length, offset, length))
            status = STATUS_LOCK_NOT_GRANTED;
    if (status == STATUS_SUCCESS) {
        int error = linux_lock(file, exclusive ? F_WRLCK : F_RDLCK, offset, length);
        if (error) status = error == EAGAIN ? STATUS_LOCK_NOT_GRANTED : status_from_errno(error);
    }
    if (status == STATUS_SUCCESS) {
        *fresh = (struct range){ranges, file, file->dev, file->ino, offset, length, key, exclusive};
        ranges = fresh;
        atomic_fetch_add(&range_count, 1);
    }
    pthread_mutex_unlock(&mutex);
    if (status != STATUS_SUCCESS) free(fresh);
    return status;
}

void lock_release_all(struct file *file)
{
    if (!atomic_load(&range_count)) return;
    pthread_mutex_lock(&mutex);
    for (struct range **link = &ranges; *link;) {
        struct range *r = *link;
        if (r->owner != file) {
            link = &r->next;
            continue;
        }
        *link = r->next;
        linux_lock(file, F_UNLCK, r->offset, r->length);
        free(r);
        atomic_fetch_sub(&range_count, 1);
    }
    pthread_mutex_unlock(&mutex);
}

bool lock_permits(struct file *file, int64_t offset, uint64_t length, bool write)
{
    bool permitted = true;
    if (!atomic_load(&range_count)) return true;
    pthread_mutex_lock(&mutex);
    for (const struct range *r = ranges; r && permitted; r = r->next)
        /* A shared lock forbids writing to everyone, its owner too; an exclusive one everything to the others. */
        if (r->ino == file->ino && r->dev == file->dev && (r->exclusive ? r->owner != file : write) &&
            overlap(r->offset, r->length, (uint64_t)offset, length))
            permitted = false;
    pthread_mutex_unlock(&mutex);
    return permitted;
}

/* Gives one range back; STATUS_RANGE_NOT_LOCKED. */
static NTSTATUS unlock(struct file *file, uint64_t offset, uint64_t length, ULONG key)
{
    NTSTATUS status = STATUS_RANGE_NOT_LOCKED;
    pthread_mutex_lock(&mutex);
    struct range **found = NULL;
    for (struct range **link = &ranges; *link; link = &(*link)->next) {
        struct range *r = *link;
        /* Of an exclusive and a shared lock of one range the exclusive goes first (UnlockFileEx). */
        if (r->owner == file && r->offset == offset && r->length == length && r->key == key &&
            (!found || (r->exclusive && !(*found)->exclusive)))
            found = link;
    }
    if (found) {
        struct range *r = *found;
        *found = r->next;
        free(r);
        atomic_fetch_sub(&range_count, 1);
        linux_unlock(file, offset, length);
        status = STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&mutex);
    return status;
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
    /* Windows reports failure to lock at once; a waiting request looks again, ever more rarely. */
    struct timespec pause = {.tv_nsec = 100000};
    while ((status = try_lock(io.file, offset, length, Key, ExclusiveLock)) == STATUS_LOCK_NOT_GRANTED &&
           !FailImmediately) {
        if (thread_block(SYS_nanosleep, (long)&pause, 0, 0, 0, 0, 0) == -EINTR) {
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
