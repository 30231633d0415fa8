/* SPDX-License-Identifier: MIT */
/* NtNotifyChangeDirectoryFile: a folder's changes, from inotify.
 *
 * The first request for a handle makes its watch, whose filter and depth then stay; inotify keeps what happens between
 * requests.  A subtree has a watch for each of its folders.  Requests of handles for overlapped use are pending; one
 * thread waits for all of them.  A file that is moved out of or into what is watched was removed or added. Left out:
 * the extended class, folders of a view, changes inside a new folder before it is watched. */
#include "nt/notify.h"

#include "door/guestmem.h"
#include "linux/utf.h"
#include "linux/worker.h"
#include "nt/io.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of winnt.h. */
enum {
    FILE_NOTIFY_CHANGE_FILE_NAME = 0x001,
    FILE_NOTIFY_CHANGE_DIR_NAME = 0x002,
    FILE_NOTIFY_CHANGE_ATTRIBUTES = 0x004,
    FILE_NOTIFY_CHANGE_SIZE = 0x008,
    FILE_NOTIFY_CHANGE_LAST_WRITE = 0x010,
    FILE_NOTIFY_CHANGE_LAST_ACCESS = 0x020,
    FILE_NOTIFY_CHANGE_CREATION = 0x040,
    FILE_NOTIFY_CHANGE_SECURITY = 0x100,
};
enum {
    FILE_ACTION_ADDED = 1,
    FILE_ACTION_REMOVED,
    FILE_ACTION_MODIFIED,
    FILE_ACTION_RENAMED_OLD_NAME,
    FILE_ACTION_RENAMED_NEW_NAME
};

/* A record, FILE_NOTIFY_INFORMATION: three numbers (to the next, action, bytes of the name), then the name. */
#define RECORD_HEAD 12

/* One folder of a watch; its place below the top, "" for the top itself, else ended by a slash. */
struct place {
    struct place *next;
    int wd;
    char path[];
};

struct request {
    struct request *next;
    struct io io;
    struct nt_thread *issuer; /* a reference */
    void *buffer;             /* guest */
    ULONG length;
    NTSTATUS status; /* to end with */
    ULONG_PTR done;
};

struct watch {
    struct watch *next;
    const struct file *file; /* not a reference: its cleanup ends the watch */
    int inotify;
    ULONG filter;
    bool tree;
    struct place *places;
    struct request *requests; /* in the order they came */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct watch *watches;
static int wake = -1; /* an eventfd: the thread is to look at the watches again */

/* What inotify tells, as Windows' filters and actions. */
#define FILE_NAMES (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)
#define CONTENTS   (FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE)
#define ATTRIBUTES (FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_CREATION | FILE_NOTIFY_CHANGE_SECURITY)
static const struct {
    uint32_t event;
    ULONG filter, action;
} kinds[] = {
    {IN_CREATE,     FILE_NAMES,                     FILE_ACTION_ADDED   },
    {IN_MOVED_TO,   FILE_NAMES,                     FILE_ACTION_ADDED   },
    {IN_DELETE,     FILE_NAMES,                     FILE_ACTION_REMOVED },
    {IN_MOVED_FROM, FILE_NAMES,                     FILE_ACTION_REMOVED },
    {IN_MODIFY,     CONTENTS,                       FILE_ACTION_MODIFIED},
    {IN_ATTRIB,     ATTRIBUTES,                     FILE_ACTION_MODIFIED},
    {IN_ACCESS,     FILE_NOTIFY_CHANGE_LAST_ACCESS, FILE_ACTION_MODIFIED},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static uint32_t events_of(const struct watch *w)
{
    uint32_t events = IN_ONLYDIR | IN_EXCL_UNLINK;
    if (w->tree) events |= IN_CREATE | IN_MOVED_TO; /* new folders are to be watched */
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].filter & w->filter) events |= kinds[i].event;
    return events;
}

/* --- places --- */

static struct place *place_of(const struct watch *w, int wd)
{
    struct place *place = w->places;
    while (place && place->wd != wd) place = place->next;
    return place;
}

/* Watches a folder, and with `tree` those below it; `path` as in struct place.  0 or an errno. */
static int place_add(struct watch *w, const char *path, int depth)
{
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "/proc/self/fd/%d/%s", w->file->fd, path) >= (int)sizeof name) return ENAMETOOLONG;
    int wd = inotify_add_watch(w->inotify, name, events_of(w));
    if (wd < 0) return errno;
    for (struct place **link = &w->places; *link; link = &(*link)->next)
        if ((*link)->wd == wd) { /* it was moved */
            struct place *old = *link;
            *link = old->next;
            free(old);
            break;
        }
    struct place *place = malloc(sizeof *place + strlen(path) + 1);
    if (!place) return ENOMEM;
    place->wd = wd;
    strcpy(place->path, path);
    place->next = w->places;
    w->places = place;
    if (!w->tree || depth > 64) return 0;
    DIR *folder = opendir(name);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char below[PATH_MAX];
        if (entry->d_type != DT_DIR || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (snprintf(below, sizeof below, "%s%s/", path, entry->d_name) < (int)sizeof below)
            place_add(w, below, depth + 1);
    }
    if (folder) closedir(folder);
    return 0;
}

static void places_free(struct watch *w)
{
    for (struct place *next; w->places; w->places = next) {
        next = w->places->next;
        free(w->places);
    }
}

/* --- records --- */

struct records {
    unsigned char *data;
    size_t used, last, room;
    bool any, too_many;
};

static void record(struct records *r, ULONG action, const char *path, const char *name)
{
    char whole[PATH_MAX];
    WCHAR wide[PATH_MAX];
    int length = snprintf(whole, sizeof whole, "%s%s", path, name);
    size_t units = 0, at = (r->used + 3) & ~(size_t)3, head = RECORD_HEAD;
    if (length < 0 || length >= (int)sizeof whole) return;
    for (const char *part = whole;;) {
        size_t bytes = strcspn(part, "/");
        units += utf_name_to_16(wide + units, PATH_MAX - units, part, bytes);
        if (!part[bytes]) break;
        wide[units++] = '\\';
        part += bytes + 1;
    }
    r->any = true;
    if (r->too_many || at + head + units * sizeof *wide > r->room) {
        r->too_many = true;
        return;
    }
    if (r->used) {
        uint32_t next = (uint32_t)(at - r->last);
        memcpy(r->data + r->last, &next, sizeof next);
    }
    memset(r->data + r->used, 0, at - r->used);
    const uint32_t fields[] = {0, action, (uint32_t)(units * sizeof *wide)};
    memcpy(r->data + at, fields, sizeof fields);
    memcpy(r->data + at + head, wide, units * sizeof *wide);
    r->last = at;
    r->used = at + head + units * sizeof *wide;
}

/* One event; `moved`: the cookie of the move whose old name stands before, or 0.  Answers the cookie of a move whose
 * new name follows. */
static void translate(struct watch *w, const struct inotify_event *e, uint32_t moved, bool new_follows,
                      struct records *r)
{
    const struct place *place = place_of(w, e->wd);
    const bool folder = e->mask & IN_ISDIR;
    if (e->mask & IN_Q_OVERFLOW) r->any = r->too_many = true;
    if (!place || !e->len) return;
    char path[PATH_MAX]; /* place_add() may move the place */
    snprintf(path, sizeof path, "%s", place->path);
    if (w->tree && folder && e->mask & (IN_CREATE | IN_MOVED_TO)) {
        char below[2 * PATH_MAX];
        snprintf(below, sizeof below, "%s%s/", path, e->name);
        place_add(w, below, 0);
    }
    for (size_t i = 0; i < KINDS; i++) {
        if (!(e->mask & kinds[i].event) || !(w->filter & kinds[i].filter)) continue;
        if (kinds[i].filter == FILE_NAMES &&
            !(w->filter & (folder ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME)))
            continue;
        ULONG action = kinds[i].action;
        if (e->mask & IN_MOVED_FROM && new_follows) action = FILE_ACTION_RENAMED_OLD_NAME;
        if (e->mask & IN_MOVED_TO && e->cookie == moved) action = FILE_ACTION_RENAMED_NEW_NAME;
        record(r, action, path, e->name);
        break;
    }
}

/* Under the lock: what has happened, into `r`. */
static void gather(struct watch *w, struct records *r)
{
    _Alignas(struct inotify_event) char events[32768];
    ssize_t got = read(w->inotify, events, sizeof events / 2);
    uint32_t moved = 0;
    if (got <= 0) return;
    /* the two halves of a move come together; the second may be a moment later */
    struct pollfd more = {.fd = w->inotify, .events = POLLIN};
    if (poll(&more, 1, 1) > 0) {
        ssize_t rest = read(w->inotify, events + got, sizeof events - (size_t)got);
        if (rest > 0) got += rest;
    }
    for (char *at = events; at < events + got;) {
        const struct inotify_event *e = (const struct inotify_event *)at;
        at += sizeof *e + e->len;
        const struct inotify_event *next = at < events + got ? (const struct inotify_event *)at : NULL;
        bool follows = e->mask & IN_MOVED_FROM && next && next->mask & IN_MOVED_TO && next->cookie == e->cookie;
        translate(w, e, moved, follows, r);
        moved = follows ? e->cookie : 0;
    }
}

/* Under the lock: an answer for a request of `length` bytes, in `out`; false: nothing has happened. */
static bool answer(struct watch *w, unsigned char *out, ULONG length, NTSTATUS *status, ULONG_PTR *done)
{
    struct records r = {.data = out, .room = length};
    gather(w, &r);
    if (!r.any) return false;
    *status = r.too_many ? STATUS_NOTIFY_ENUM_DIR : STATUS_SUCCESS;
    *done = r.too_many ? 0 : r.used;
    return true;
}

/* --- the thread --- */

static void finish(struct request *r, const unsigned char *data)
{
    if (r->done && !guest_write(r->buffer, data, r->done)) r->status = STATUS_ACCESS_VIOLATION, r->done = 0;
    io_finish(&r->io, r->issuer, r->status, r->done);
    object_put(&r->issuer->object);
    free(r);
}

/* The watch that has something for its first request: that request, with its answer in `out`. */
static struct request *next_answer(unsigned char *out)
{
    struct request *found = NULL;
    pthread_mutex_lock(&lock);
    for (struct watch *w = watches; w && !found; w = w->next) {
        struct pollfd ready = {.fd = w->inotify, .events = POLLIN};
        struct request *r = w->requests;
        if (!r || poll(&ready, 1, 0) <= 0 || !answer(w, out, r->length, &r->status, &r->done)) continue;
        w->requests = r->next;
        found = r;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static void *serve(void *unused)
{
    static unsigned char out[0x10000];
    (void)unused;
    for (;;) {
        struct pollfd fds[1024] = {
            {.fd = wake, .events = POLLIN}
        };
        nfds_t count = 1;
        pthread_mutex_lock(&lock);
        for (struct watch *w = watches; w && count < sizeof fds / sizeof *fds; w = w->next)
            if (w->requests) fds[count++] = (struct pollfd){.fd = w->inotify, .events = POLLIN};
        pthread_mutex_unlock(&lock);
        poll(fds, count, -1);
        uint64_t times;
        if (read(wake, &times, sizeof times) < 0) { /* it was not that */
        }
        for (struct request *r; (r = next_answer(out));) finish(r, out);
    }
    return NULL;
}

/* Under the lock: has the thread look, and makes it. */
static NTSTATUS rouse(void)
{
    const uint64_t once = 1;
    if (wake < 0) {
        if ((wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) return status_from_errno(errno);
        int error = worker_start(serve, NULL, 256 << 10, true);
        if (error) {
            close(wake);
            wake = -1;
            return status_from_errno(error);
        }
    }
    return write(wake, &once, sizeof once) < 0 && errno != EAGAIN ? status_from_errno(errno) : STATUS_SUCCESS;
}

/* --- requests --- */

static struct watch **find(const struct file *file)
{
    struct watch **link = &watches;
    while (*link && (*link)->file != file) link = &(*link)->next;
    return link;
}

/* Under the lock: the file's watch, made at its first request. */
static NTSTATUS watch_of(const struct file *file, ULONG filter, bool tree, struct watch **out)
{
    if ((*out = *find(file))) return STATUS_SUCCESS;
    struct watch *w = calloc(1, sizeof *w);
    if (!w) return STATUS_NO_MEMORY;
    *w = (struct watch){
        .file = file, .filter = filter, .tree = tree, .inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    int error = w->inotify < 0 ? errno : place_add(w, "", 0);
    if (error) {
        if (w->inotify >= 0) close(w->inotify);
        places_free(w);
        free(w);
        return status_from_errno(error);
    }
    w->next = watches;
    *out = watches = w;
    return STATUS_SUCCESS;
}

/* Of a handle for synchronous use: waits here. */
static NTSTATUS wait_here(struct io *io, ULONG filter, bool tree, void *buffer, ULONG length)
{
    unsigned char *out = malloc(length ? length : 1);
    ULONG_PTR done = 0;
    NTSTATUS status = STATUS_NO_MEMORY;
    while (out) {
        struct watch *w;
        bool answered = false;
        int fd = -1;
        pthread_mutex_lock(&lock);
        status = watch_of(io->file, filter, tree, &w);
        if (!status && !(answered = answer(w, out, length, &status, &done))) fd = w->inotify;
        pthread_mutex_unlock(&lock);
        if (fd < 0) break;
        struct pollfd change = {.fd = fd, .events = POLLIN};
        if (thread_block(SYS_poll, (long)&change, 1, -1, 0, 0, 0) < 0) {
            status = STATUS_CANCELLED;
            break;
        }
    }
    if (done && !guest_write(buffer, out, done)) status = STATUS_ACCESS_VIOLATION, done = 0;
    free(out);
    return io_end(io, status, done);
}

static NTSTATUS wait_pending(struct io *io, ULONG filter, bool tree, void *buffer, ULONG length)
{
    struct request *r = calloc(1, sizeof *r);
    struct watch *w;
    if (!r) return io_end(io, STATUS_NO_MEMORY, 0);
    *r = (struct request){.io = *io, .issuer = thread_self(), .buffer = buffer, .length = length};
    io_pend(io);
    pthread_mutex_lock(&lock);
    NTSTATUS status = watch_of(io->file, filter, tree, &w);
    if (!status) status = rouse();
    if (!status) {
        struct request **link = &w->requests;
        while (*link) link = &(*link)->next;
        *link = r;
        object_ref(&r->issuer->object);
    }
    pthread_mutex_unlock(&lock);
    if (!status) return STATUS_PENDING;
    free(r);
    return io_end(io, status, 0);
}

NTSTATUS sys_NtNotifyChangeDirectoryFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                                         IO_STATUS_BLOCK *IoStatusBlock, void *Buffer, ULONG Length,
                                         ULONG CompletionFilter, BOOLEAN WatchTree)
{
    const ULONG known = FILE_NAMES | CONTENTS | ATTRIBUTES | FILE_NOTIFY_CHANGE_LAST_ACCESS;
    struct io io;
    if (!CompletionFilter || CompletionFilter & ~known) return STATUS_INVALID_PARAMETER;
    if (!io_range(Buffer, Length)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = io_begin(&io, FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FILE_LIST_DIRECTORY);
    if (status) return status;
    if (io.file->ops != &file_disk_ops || !S_ISDIR(io.file->mode) || io.file->path_only)
        return io_end(&io, STATUS_INVALID_PARAMETER, 0);
    if (Length > 0x10000) Length = 0x10000; /* one answer's most */
    if (file_is_synchronous(io.file)) return wait_here(&io, CompletionFilter, WatchTree, Buffer, Length);
    return wait_pending(&io, CompletionFilter, WatchTree, Buffer, Length);
}

/* Ends the requests that fit. */
static unsigned end_requests(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block,
                             NTSTATUS status, bool close_watch)
{
    struct request *done = NULL, **end = &done;
    unsigned count = 0;
    pthread_mutex_lock(&lock);
    struct watch **found = find(file), *w = *found;
    for (struct request **link = w ? &w->requests : &done; *link;) {
        struct request *r = *link;
        if ((!issuer || r->issuer == issuer) && (!block || r->io.status == block)) {
            *link = r->next;
            r->next = NULL;
            r->status = status;
            r->done = 0;
            *end = r;
            end = &r->next;
        } else {
            link = &r->next;
        }
    }
    if (w && close_watch) {
        *found = w->next;
        close(w->inotify);
        places_free(w);
        free(w);
    }
    pthread_mutex_unlock(&lock);
    for (struct request *next; done; done = next, count++) {
        next = done->next;
        finish(done, NULL);
    }
    return count;
}

unsigned notify_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block)
{
    return end_requests(file, issuer, block, STATUS_CANCELLED, false);
}

void notify_close(struct file *file)
{
    if (S_ISDIR(file->mode)) end_requests(file, NULL, NULL, STATUS_NOTIFY_CLEANUP, true);
}
