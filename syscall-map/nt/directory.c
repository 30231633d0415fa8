/* SPDX-License-Identifier: MIT */
/* NtQueryDirectoryFile: getdents64() onto the many classes of folder entries.
 *
 * Names come in batches of up to BATCH, each sorted without regard to case as NTFS gives them, so that an ordinary
 * folder is sorted whole and a huge one streams.  A pattern without wildcards is looked up, not searched.  The folders
 * that views show (system32) list the prefix's own files, then the installed ones.  Attributes are read for the entries
 * that are given out, and for classes that tell them. Left out: short (8.3) names, which are empty; entries by index.
 */
#include "nt/disk.h"

#include "door/guestmem.h"
#include "linux/clock.h"
#include "linux/path.h"
#include "linux/utf.h"
#include "nt/attributes.h"
#include "nt/guest.h"
#include "nt/io.h"
#include "nt/pattern.h"
#include "nt/pipe.h"
#include "nt/status.h"
#include "nt_calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BATCH 16384

/* One name, waiting to be given out; its text is behind the others in the scan's arena. */
struct entry {
    uint32_t name;  /* offset of the host name, ended by 0 */
    uint32_t wide;  /* offset of the UTF-16 name */
    uint32_t units; /* its length */
    int fd;         /* the folder it is in; -1: a view's folder that is not on disk */
};
enum { NO_FOLDER = -1000 }; /* fd of what is no file */

struct directory_scan {
    pthread_mutex_t lock; /* two threads on one handle; never held over guest memory */
    bool started, ended, any;
    WCHAR *pattern; /* upper case */
    size_t pattern_units;
    int second; /* a view's other folder, -1: none */
    int source; /* which is being read: 0 the handle's own, 1 the second */
    struct entry *entries;
    size_t count, next, capacity;
    char *arena;
    size_t arena_used, arena_size;
};

/* Where a class keeps what; 0: it has no such field. */
static const struct layout {
    ULONG class;
    uint8_t name, length, ea, reparse, id, times;
} layouts[] = {
    {FileDirectoryInformation,           64,  60, 0,  0,  0,  1},
    {FileFullDirectoryInformation,       68,  60, 64, 0,  0,  1},
    {FileBothDirectoryInformation,       94,  60, 64, 0,  0,  1},
    {FileNamesInformation,               12,  8,  0,  0,  0,  0},
    {FileIdBothDirectoryInformation,     104, 60, 64, 0,  96, 1},
    {FileIdFullDirectoryInformation,     80,  60, 64, 0,  72, 1},
    {FileIdExtdDirectoryInformation,     88,  60, 64, 68, 72, 1},
    {FileIdExtdBothDirectoryInformation, 114, 60, 64, 68, 72, 1},
};
_Static_assert(offsetof(FILE_DIRECTORY_INFORMATION, FileName) == 64, "documented");
_Static_assert(offsetof(FILE_BOTH_DIR_INFORMATION, FileName) == 94, "documented");
_Static_assert(offsetof(FILE_ID_BOTH_DIR_INFORMATION, FileName) == 104, "documented");
_Static_assert(offsetof(FILE_ID_FULL_DIR_INFORMATION, FileName) == 80, "documented");

void directory_scan_free(struct directory_scan *scan)
{
    if (!scan) return;
    if (scan->second >= 0) close(scan->second);
    pthread_mutex_destroy(&scan->lock);
    free(scan->pattern);
    free(scan->entries);
    free(scan->arena);
    free(scan);
}

/* The handle's scan, made at the first query; NULL: no memory. */
static struct directory_scan *scan_of(struct file *file)
{
    struct directory_scan *scan = atomic_load(&file->scan), *none = NULL;
    if (scan) return scan;
    if (!(scan = calloc(1, sizeof *scan))) return NULL;
    pthread_mutex_init(&scan->lock, NULL);
    scan->second = -1;
    if (atomic_compare_exchange_strong(&file->scan, &none, scan)) return scan;
    directory_scan_free(scan);
    return none;
}

static bool arena_reserve(struct directory_scan *scan, size_t size)
{
    if (scan->arena_used + size <= scan->arena_size) return true;
    size_t bytes = 2 * scan->arena_size + size + 4096;
    char *arena = realloc(scan->arena, bytes);
    if (!arena) return false;
    scan->arena = arena;
    scan->arena_size = bytes;
    return true;
}

/* Adds a name if the pattern lets it through; false: no memory. */
static bool entry_add(struct directory_scan *scan, const char *name, int fd)
{
    size_t length = strlen(name);
    if (!arena_reserve(scan, length + 2 + 2 * (length + 1))) return false;
    scan->arena_used += scan->arena_used & 1;
    WCHAR *wide = (WCHAR *)(scan->arena + scan->arena_used);
    size_t units = utf_name_to_16(wide, length, name, length);
    if (!pattern_match(scan->pattern, scan->pattern_units, wide, units)) return true;
    if (scan->count == scan->capacity) {
        size_t capacity = scan->capacity ? 2 * scan->capacity : 64;
        struct entry *entries = realloc(scan->entries, capacity * sizeof *entries);
        if (!entries) return false;
        scan->entries = entries;
        scan->capacity = capacity;
    }
    struct entry *e = &scan->entries[scan->count++];
    *e = (struct entry){.wide = (uint32_t)scan->arena_used, .units = (uint32_t)units, .fd = fd};
    scan->arena_used += 2 * units;
    e->name = (uint32_t)scan->arena_used;
    memcpy(scan->arena + scan->arena_used, name, length + 1);
    scan->arena_used += length + 1;
    return true;
}

static int entry_compare(const void *left, const void *right, void *context)
{
    const struct directory_scan *scan = context;
    const struct entry *a = left, *b = right;
    const WCHAR *x = (const WCHAR *)(scan->arena + a->wide), *y = (const WCHAR *)(scan->arena + b->wide);
    for (uint32_t i = 0; i < a->units && i < b->units; i++) {
        int difference = x[i] == y[i] ? 0 : utf_upper(x[i]) - utf_upper(y[i]);
        if (difference) return difference;
    }
    return a->units != b->units ? (a->units > b->units ? 1 : -1) : strcmp(scan->arena + a->name, scan->arena + b->name);
}

/* Sorts the entries from `front` on.  Many file systems list names in the order in which they were made, or in the
 * opposite one, which often is theirs. */
static void sort(struct directory_scan *scan, size_t front)
{
    struct entry *first = scan->entries + front;
    size_t count = scan->count - front, up = 1, down = 1;
    if (!count) return;
    while (up < count && entry_compare(&first[up - 1], &first[up], scan) < 0) up++;
    if (up == count) return;
    while (down < count && entry_compare(&first[down - 1], &first[down], scan) > 0) down++;
    if (down < count) {
        qsort_r(first, count, sizeof *first, entry_compare, scan);
        return;
    }
    for (size_t i = 0; i < count / 2; i++) {
        struct entry e = first[i];
        first[i] = first[count - 1 - i];
        first[count - 1 - i] = e;
    }
}

static bool is_same(int fd, const char *path)
{
    struct stat a, b;
    return path && *path && fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

/* Names that are not in the folder on disk: a drive's top has no dots, C:\windows has the views. */
static bool special_names(struct directory_scan *scan, const struct file *file, bool *dots)
{
    char windows[PATH_MAX];
    *dots = !is_same(file->fd, "/") && !is_same(file->fd, prefix_drive_c());
    if (*prefix_drive_c() && snprintf(windows, sizeof windows, "%s/windows", prefix_drive_c()) < (int)sizeof windows &&
        is_same(file->fd, windows)) {
        static const char *const names[PREFIX_VIEWS] = {[PREFIX_SYSTEM32] = "system32", [PREFIX_SYSWOW64] = "syswow64"};
        for (int view = PREFIX_SYSTEM32; view < PREFIX_VIEWS; view++)
            if (prefix_installed(view) && faccessat(file->fd, names[view], F_OK, 0) != 0 &&
                !entry_add(scan, names[view], -1 - view))
                return false;
    }
    return true;
}

/* The names of pipes, in no order: all at once.  What Windows tells besides, the numbers of instances, is 0. */
static int read_pipes(struct directory_scan *scan)
{
    char name[3 * PIPE_NAME + 1];
    scan->count = scan->next = scan->arena_used = 0;
    scan->started = scan->ended = true;
    for (uint32_t after = 0; pipe_name_next(&after, name, sizeof name);)
        if (!entry_add(scan, name, NO_FOLDER)) return ENOMEM;
    return 0;
}

/* Reads the next batch; 0 or an errno.  None: scan->count stays 0. */
static int read_batch(struct directory_scan *scan, struct file *file)
{
    _Alignas(8) char buffer[32768];
    bool dots = true;
    if (file->ops == &pipe_root_ops) return read_pipes(scan);
    scan->count = scan->next = scan->arena_used = 0;
    if (!scan->started) {
        scan->started = true;
        if (lseek(file->fd, 0, SEEK_SET) < 0) return errno;
        if (!special_names(scan, file, &dots) ||
            (dots && (!entry_add(scan, ".", file->fd) || !entry_add(scan, "..", file->fd))))
            return ENOMEM;
        if (file->view && scan->second < 0 && !is_same(file->fd, prefix_installed(file->view)))
            scan->second = open(prefix_installed(file->view), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (scan->second >= 0) lseek(scan->second, 0, SEEK_SET);
    }
    while (scan->count < BATCH && !scan->ended) {
        int fd = scan->source ? scan->second : file->fd;
        long got = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
        if (got < 0) return errno;
        if (got == 0) {
            scan->ended = scan->source || scan->second < 0;
            scan->source = 1;
            continue;
        }
        for (long at = 0; at < got;) {
            struct dirent64 *d = (struct dirent64 *)(buffer + at);
            at += d->d_reclen;
            const char *name = d->d_name;
            if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))) continue;
            if (scan->source && faccessat(file->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
                continue; /* the prefix's own hides it */
            if (!entry_add(scan, name, fd)) return ENOMEM;
        }
    }
    /* ".", ".." stay in front. */
    size_t front = 0;
    while (front < scan->count && scan->arena[scan->entries[front].name] == '.' && scan->entries[front].units <= 2 &&
           !strcmp(scan->arena + scan->entries[front].name, front ? ".." : "."))
        front++;
    sort(scan, front);
    return 0;
}

/* A pattern without wildcards names one entry at most. */
static int find_one(struct directory_scan *scan, struct file *file, const WCHAR *name, size_t units)
{
    struct path path;
    struct stat st;
    scan->count = scan->next = scan->arena_used = 0;
    scan->started = scan->ended = true;
    int error = path_parse(name, units, file->fd, file->view, &path);
    if (error) return 0; /* a name that cannot be is not there */
    error = path_stat(&path, &st, AT_SYMLINK_NOFOLLOW);
    if (error == 0 && path.dir == file->fd) {
        if (!entry_add(scan, path.host, file->fd)) error = -ENOMEM;
    } else if (error == 0) { /* in a view: which of the two has it? */
        bool own = path.fixed && stat(path.host, &st) == 0;
        const char *found = own ? path.host : path.base, *slash = strrchr(found, '/');
        if (!own && scan->second < 0)
            scan->second = open(prefix_installed(path.view), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (!entry_add(scan, slash ? slash + 1 : found, own ? file->fd : scan->second)) error = -ENOMEM;
    }
    path_free(&path);
    return error == -ENOMEM ? ENOMEM : 0;
}

/* Begins a scan, or begins it again; 0 or an errno. */
static int scan_begin(struct directory_scan *scan, struct file *file, const struct guest_text *pattern)
{
    static const WCHAR all[] = {'*'};
    if (pattern->length || !scan->pattern) { /* a restart keeps the first pattern unless it brings one */
        const WCHAR *text = pattern->length ? pattern->text : all;
        size_t units = pattern->length ? pattern->length : 1;
        if (units == 3 && text[0] == '*' && text[1] == '.' && text[2] == '*') /* matches names without a dot too */
            units = 1;
        WCHAR *kept = malloc(units * sizeof *kept);
        if (!kept) return ENOMEM;
        memcpy(kept, text, units * sizeof *kept);
        free(scan->pattern);
        scan->pattern = kept;
        scan->pattern_units = units;
    }
    scan->started = scan->ended = scan->any = false;
    scan->source = 0;
    scan->count = scan->next = 0;
    if (!pattern_has_wildcards(scan->pattern, scan->pattern_units) && file->ops != &pipe_root_ops)
        return find_one(scan, file, scan->pattern, scan->pattern_units);
    return 0;
}

/* The next entry; NULL: no more, or `error`. */
static struct entry *scan_next(struct directory_scan *scan, struct file *file, int *error)
{
    *error = 0;
    while (scan->next == scan->count) {
        if (scan->ended && scan->started) {
            scan->count = scan->next = 0;
            return NULL;
        }
        if ((*error = read_batch(scan, file)) != 0) return NULL;
    }
    return &scan->entries[scan->next];
}

/* Writes the fixed part of an entry into `out` (zeroed). */
static void put_entry(const struct layout *layout, const struct attributes *a, ULONG name_bytes, unsigned char *out)
{
    memcpy(out + layout->length, &name_bytes, 4);
    if (!layout->times) return;
    const int64_t numbers[] = {a->created, a->accessed, a->written, a->changed, a->size, a->allocated};
    memcpy(out + 8, numbers, sizeof numbers);
    memcpy(out + 56, &a->dos, 4);
    if (layout->ea) memcpy(out + layout->ea, &a->reparse, 4); /* EaSize is the tag of what has one */
    if (layout->reparse) memcpy(out + layout->reparse, &a->reparse, 4);
    if (layout->id) memcpy(out + layout->id, &a->st.stx_ino, 8);
}

static void entry_attributes(const struct directory_scan *scan, const struct entry *e, struct attributes *a)
{
    int error = ENOENT;
    if (e->fd >= 0)
        error = attributes_read(e->fd, scan->arena + e->name, AT_SYMLINK_NOFOLLOW, a);
    else if (e->fd != NO_FOLDER)
        error = attributes_read(AT_FDCWD, prefix_installed((enum prefix_view)(-1 - e->fd)), 0, a);
    if (error) { /* gone since it was listed: it is listed once more, without facts */
        memset(a, 0, sizeof *a);
        a->dos = FILE_ATTRIBUTE_NORMAL;
    }
}

/* One query under the scan's lock, into host memory. */
static NTSTATUS fill(struct directory_scan *scan, struct file *file, const struct layout *layout, unsigned char *out,
                     ULONG length, bool single, ULONG_PTR *done)
{
    size_t at = 0, last = 0;
    int error;
    bool first = !scan->any;
    for (struct entry *e; (e = scan_next(scan, file, &error)); scan->next++) {
        struct attributes a = {0};
        size_t start = (at + 7) & ~(size_t)7, bytes = e->units * sizeof(WCHAR);
        bool fits = start + layout->name + bytes <= length;
        if (!fits && at) break;
        if (layout->times) entry_attributes(scan, e, &a);
        size_t head = layout->name, room = fits ? bytes : (length - head) & ~(size_t)1;
        memset(out + at, 0, start - at);
        memset(out + start, 0, head);
        put_entry(layout, &a, (ULONG)bytes, out + start);
        memcpy(out + start + head, scan->arena + e->wide, room);
        if (at) {
            uint32_t next = (uint32_t)(start - last);
            memcpy(out + last, &next, sizeof next);
        }
        last = start;
        at = start + head + room;
        scan->any = true;
        if (!fits) {
            *done = at;
            return STATUS_BUFFER_OVERFLOW; /* the name is cut; the entry comes again */
        }
        if (single) {
            scan->next++;
            break;
        }
    }
    if (error) return status_from_errno(error);
    *done = at;
    return at ? STATUS_SUCCESS : first ? STATUS_NO_SUCH_FILE : STATUS_NO_MORE_FILES;
}

static NTSTATUS query(struct file *file, void *guest, ULONG length, const struct layout *layout, bool restart,
                      bool single, const struct guest_text *pattern, ULONG_PTR *done)
{
    bool folder = file->ops == &file_disk_ops && S_ISDIR(file->mode) && !file->path_only;
    if (!folder && file->ops != &pipe_root_ops) return STATUS_INVALID_PARAMETER;
    struct directory_scan *scan = scan_of(file);
    if (!scan) return STATUS_NO_MEMORY;
    /* What does not fit 64 KiB comes with the next call. */
    ULONG host_length = length < 65536 ? length : 65536;
    unsigned char *out = malloc(host_length);
    if (!out) return STATUS_NO_MEMORY;
    pthread_mutex_lock(&scan->lock);
    int error = restart || !scan->pattern ? scan_begin(scan, file, pattern) : 0;
    NTSTATUS status = error ? status_from_errno(error) : fill(scan, file, layout, out, host_length, single, done);
    pthread_mutex_unlock(&scan->lock);
    if (*done && !guest_write(guest, out, *done)) status = STATUS_ACCESS_VIOLATION, *done = 0;
    free(out);
    return status;
}

static NTSTATUS query_directory(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                                IO_STATUS_BLOCK *IoStatusBlock, void *FileInformation, ULONG Length, ULONG class,
                                bool restart, bool single, UNICODE_STRING *FileName)
{
    struct io io;
    struct guest_text pattern;
    ULONG_PTR done = 0;
    size_t row = 0;
    while (row < sizeof layouts / sizeof *layouts && layouts[row].class != class) row++;
    if (row == sizeof layouts / sizeof *layouts) return STATUS_INVALID_INFO_CLASS;
    if (Length < (ULONG)layouts[row].name + sizeof(WCHAR)) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = guest_text_read(FileName, &pattern);
    if (status != STATUS_SUCCESS) return status;
    status = io_begin(&io, FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FILE_LIST_DIRECTORY);
    if (status == STATUS_SUCCESS) {
        status = query(io.file, FileInformation, Length, &layouts[row], restart, single, &pattern, &done);
        clock_touch();
        status = io_end(&io, status, done);
    }
    guest_text_free(&pattern);
    return status;
}

NTSTATUS sys_NtQueryDirectoryFile(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                                  IO_STATUS_BLOCK *IoStatusBlock, void *FileInformation, ULONG Length,
                                  ULONG FileInformationClass, BOOLEAN ReturnSingleEntry, UNICODE_STRING *FileName,
                                  BOOLEAN RestartScan)
{
    return query_directory(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FileInformation, Length,
                           FileInformationClass, RestartScan, ReturnSingleEntry, FileName);
}

NTSTATUS sys_NtQueryDirectoryFileEx(HANDLE FileHandle, HANDLE Event, void *ApcRoutine, void *ApcContext,
                                    IO_STATUS_BLOCK *IoStatusBlock, void *FileInformation, ULONG Length,
                                    ULONG FileInformationClass, ULONG QueryFlags, UNICODE_STRING *FileName)
{
    enum { RESTART = 1, SINGLE = 2, INDEX = 4 };
    if (QueryFlags & INDEX) return STATUS_NOT_SUPPORTED;
    return query_directory(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FileInformation, Length,
                           FileInformationClass, QueryFlags & RESTART, QueryFlags & SINGLE, FileName);
}
