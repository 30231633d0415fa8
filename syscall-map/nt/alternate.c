/* SPDX-License-Identifier: MIT */
/* Alternate data streams ("file:stream:$DATA") onto extended attributes user.DosStream.NAME:$DATA, as Samba keeps them.
 *
 * An open stream's bytes are in memory that the opens of this process share, and go into the attribute with every write
 * before it is acknowledged.  What the file system cannot hold there is a full disk (ext4: 4 KiB a file, others up to
 * 64 KiB).  Folders have streams too.  Left out: what another process writes to a stream while this one has it open. */
#include "nt/alternate.h"

#include "linux/utf.h"
#include "nt/attributes.h"
#include "nt/disk.h"
#include "nt/share.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/xattr.h>
#include <unistd.h>

#define FRONT "user.DosStream."
#define BACK  ":$DATA"
enum { NAME_ROOM = 256 + 32, VALUE_MOST = 65536 };

/* What the opens of one stream share. */
struct stream {
    struct stream *next;
    dev_t dev;
    ino_t ino; /* of the file */
    unsigned opens;
    int memory; /* its bytes */
    char name[NAME_ROOM];
};

struct stream_file {
    struct file file; /* fd: a description of the memory of its own */
    int base;         /* the file */
    struct stream *stream;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the list; a leaf */
static struct stream *streams;

static bool is_word(const WCHAR *text, size_t units, const char *word)
{
    if (units != strlen(word)) return false;
    for (size_t i = 0; i < units; i++)
        if (text[i] >= 0x80 || utf_upper(text[i]) != (unsigned char)word[i]) return false;
    return true;
}

bool alternate_split(const WCHAR *name, size_t *units, bool has_root, char stream[256])
{
    size_t last = *units, colon;
    stream[0] = 0;
    while (last && name[last - 1] != '\\') last--;
    for (colon = last; colon < *units && name[colon] != ':'; colon++) {}
    if (colon == *units || (colon == last && !has_root) || (!has_root && last <= 4)) return true; /* "\??\C:" */
    size_t second = colon + 1, end = *units;
    while (second < end && name[second] != ':') second++;
    if (second < end && !is_word(name + second + 1, end - second - 1, "$DATA")) {
        /* a folder's own stream is the folder */
        if (!is_word(name + second + 1, end - second - 1, "$INDEX_ALLOCATION") ||
            !(second == colon + 1 || is_word(name + colon + 1, second - colon - 1, "$I30")))
            return false;
        *units = colon;
        return true;
    }
    if (second == colon + 1 && second == end) return false; /* "file:" */
    for (size_t i = colon + 1; i < second; i++)
        if (name[i] == '/' || !name[i]) return false;
    size_t length = utf_name_to_8(stream, 255, name + colon + 1, second - colon - 1);
    if (length > 200) return false;
    stream[length] = 0;
    *units = colon;
    return true;
}

static bool is_stream(const char *name, size_t *inner)
{
    size_t length = strlen(name);
    if (length <= sizeof FRONT - 1 + sizeof BACK - 1 || strncmp(name, FRONT, sizeof FRONT - 1) ||
        strcmp(name + length - (sizeof BACK - 1), BACK))
        return false;
    *inner = length - (sizeof FRONT - 1) - (sizeof BACK - 1);
    return true;
}

/* The list of a file's attributes, malloc'd; *length 0 and NULL: none. */
static char *list_of(int fd, ssize_t *length)
{
    char link[40], *list = NULL;
    const char *path = fd_name(fd, link);
    *length = listxattr(path, NULL, 0);
    if (*length <= 0 || !(list = malloc((size_t)*length))) {
        *length = 0;
        return NULL;
    }
    *length = listxattr(path, list, (size_t)*length);
    if (*length < 0) *length = 0;
    return list;
}

void alternate_each(int fd, bool (*each)(const char *name, size_t size, void *context), void *context)
{
    ssize_t length;
    size_t inner;
    char link[40], *list = list_of(fd, &length);
    for (const char *name = list; name && name < list + length; name += strlen(name) + 1) {
        if (!is_stream(name, &inner)) continue;
        char own[256];
        ssize_t size = getxattr(fd_name(fd, link), name, NULL, 0);
        if (size < 0 || inner >= sizeof own) continue;
        memcpy(own, name + sizeof FRONT - 1, inner);
        own[inner] = 0;
        if (!each(own, (size_t)size, context)) break;
    }
    free(list);
}

/* The attribute that a stream stands in, in whatever case; false: there is none, and `name` is what it would be. */
static bool find_name(int fd, const char *stream, char name[NAME_ROOM])
{
    ssize_t length;
    char *list = list_of(fd, &length);
    bool found = false;
    snprintf(name, NAME_ROOM, FRONT "%s" BACK, stream);
    for (const char *at = list; at && at < list + length && !found; at += strlen(at) + 1)
        if ((found = !strcasecmp(at, name))) snprintf(name, NAME_ROOM, "%s", at);
    free(list);
    return found;
}

static int save(const struct stream_file *s)
{
    char value[VALUE_MOST], link[40];
    ssize_t length = pread(s->stream->memory, value, sizeof value, 0);
    off_t size = lseek(s->stream->memory, 0, SEEK_END);
    if (length < 0) return errno;
    if (size > (off_t)sizeof value) return ENOSPC;
    if (setxattr(fd_name(s->base, link), s->stream->name, value, (size_t)length, 0) == 0) return 0;
    return errno == E2BIG || errno == ERANGE ? ENOSPC : errno;
}

/* What the attribute could not take is taken back. */
static NTSTATUS saved(const struct stream_file *s, off_t before)
{
    int error = save(s);
    if (error && ftruncate(s->stream->memory, before) == 0) save(s);
    return error ? status_from_errno(error) : STATUS_SUCCESS;
}

static NTSTATUS stream_file_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset,
                                  ULONG_PTR *done)
{
    const struct stream_file *s = (const struct stream_file *)file;
    off_t before = lseek(s->stream->memory, 0, SEEK_END);
    NTSTATUS status = disk_write(file, buffer, length, offset, done);
    if (!*done) return status;
    status = saved(s, before);
    if (status != STATUS_SUCCESS) *done = 0;
    return status;
}

static NTSTATUS stream_file_set(struct file *file, ULONG class, const void *in, ULONG length)
{
    const struct stream_file *s = (const struct stream_file *)file;
    struct file whole;
    switch (class) {
    case FileAllocationInformation:
        if (((const FILE_ALLOCATION_INFORMATION *)in)->AllocationSize.QuadPart > VALUE_MOST) return STATUS_DISK_FULL;
        __attribute__((fallthrough));
    case FileEndOfFileInformation: {
        off_t before = lseek(s->stream->memory, 0, SEEK_END);
        if (class == FileEndOfFileInformation &&
            ((const FILE_END_OF_FILE_INFORMATION *)in)->EndOfFile.QuadPart > VALUE_MOST)
            return STATUS_DISK_FULL;
        NTSTATUS status = disk_set(file, class, in, length);
        return status == STATUS_SUCCESS ? saved(s, before) : status;
    }
    case FilePositionInformation: return disk_set(file, class, in, length);
    case FileDispositionInformation:
        share_set_pending(file, ((const FILE_DISPOSITION_INFORMATION *)in)->DoDeleteFile);
        return STATUS_SUCCESS;
    case FileDispositionInformationEx:
        share_set_pending(file, ((const FILE_DISPOSITION_INFORMATION_EX *)in)->Flags & FILE_DISPOSITION_DELETE);
        return STATUS_SUCCESS;
    case FileBasicInformation: /* those of the file */
        whole = *file;
        whole.fd = s->base;
        return disk_set(&whole, class, in, length);
    default: return STATUS_INVALID_PARAMETER;
    }
}

/* Puts ":stream" behind the file's name. */
static NTSTATUS add_name(const struct stream_file *s, FILE_NAME_INFORMATION *name, ULONG length, ULONG_PTR *done)
{
    ULONG head = offsetof(FILE_NAME_INFORMATION, FileName), used = name->FileNameLength;
    WCHAR more[256];
    size_t inner = strlen(s->stream->name) - (sizeof FRONT - 1) - (sizeof BACK - 1), units = 1;
    more[0] = ':';
    units += utf_name_to_16(more + 1, 255, s->stream->name + sizeof FRONT - 1, inner);
    name->FileNameLength += (ULONG)(units * sizeof *more);
    if (head + used + units * sizeof *more > length) return STATUS_BUFFER_OVERFLOW;
    memcpy((char *)name + head + used, more, units * sizeof *more);
    *done += units * sizeof *more;
    return STATUS_SUCCESS;
}

static NTSTATUS stream_file_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    const struct stream_file *s = (const struct stream_file *)file;
    struct file whole = *file;
    whole.fd = s->base;
    whole.ino = s->stream->ino;
    NTSTATUS status = disk_query(&whole, class, out, length, done);
    if (NT_ERROR(status)) return status;
    int64_t size = lseek(s->stream->memory, 0, SEEK_END);
    switch (class) {
    case FileStandardInformation:
    case FileAllInformation: {
        FILE_STANDARD_INFORMATION *standard =
            class == FileAllInformation ? &((FILE_ALL_INFORMATION *)out)->StandardInformation : out;
        standard->EndOfFile.QuadPart = standard->AllocationSize.QuadPart = size;
        standard->DeletePending = share_pending(file);
        standard->Directory = FALSE;
        if (class == FileAllInformation && status == STATUS_SUCCESS)
            status = add_name(s, &((FILE_ALL_INFORMATION *)out)->NameInformation,
                              length - offsetof(FILE_ALL_INFORMATION, NameInformation), done);
        return status;
    }
    case FileNetworkOpenInformation:
        ((FILE_NETWORK_OPEN_INFORMATION *)out)->EndOfFile.QuadPart =
            ((FILE_NETWORK_OPEN_INFORMATION *)out)->AllocationSize.QuadPart = size;
        return status;
    case FileNameInformation:
    case FileNormalizedNameInformation: return status == STATUS_SUCCESS ? add_name(s, out, length, done) : status;
    default: return status;
    }
}

static NTSTATUS stream_file_flush(struct file *file)
{
    return status_from_errno(save((struct stream_file *)file));
}

static NTSTATUS stream_file_volume(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done)
{
    struct file whole = *file;
    whole.fd = ((struct stream_file *)file)->base;
    return disk_query_volume(&whole, class, out, length, done);
}

static void stream_file_cleanup(struct file *file)
{
    const struct stream_file *s = (const struct stream_file *)file;
    char link[40];
    lock_release_all(file);
    if (share_leave(file)) removexattr(fd_name(s->base, link), s->stream->name);
}

static void stream_file_destroy(struct file *file)
{
    const struct stream_file *s = (const struct stream_file *)file;
    pthread_mutex_lock(&lock);
    if (--s->stream->opens == 0) {
        struct stream **link = &streams;
        while (*link != s->stream) link = &(*link)->next;
        *link = s->stream->next;
        close(s->stream->memory);
        free(s->stream);
    }
    pthread_mutex_unlock(&lock);
    close(s->base);
}

static const struct file_ops stream_file_ops = {
    .read = disk_read,
    .write = stream_file_write,
    .flush = stream_file_flush,
    .query = stream_file_query,
    .set = stream_file_set,
    .query_volume = stream_file_volume,
    .cleanup = stream_file_cleanup,
    .destroy = stream_file_destroy,
};

/* The stream's memory, filled from the attribute at its first open; NULL: errno. */
static struct stream *stream_get(const struct file *base, const char *name)
{
    pthread_mutex_lock(&lock);
    struct stream *s = streams;
    while (s && !(s->ino == base->ino && s->dev == base->dev && !strcmp(s->name, name))) s = s->next;
    if (!s && (s = calloc(1, sizeof *s))) {
        char value[VALUE_MOST], link[40];
        s->memory = memfd_create("stream", MFD_CLOEXEC);
        ssize_t length = getxattr(fd_name(base->fd, link), name, value, sizeof value);
        if (s->memory < 0 || (length > 0 && write(s->memory, value, (size_t)length) != length)) {
            if (s->memory >= 0) close(s->memory);
            free(s);
            s = NULL;
        } else {
            s->dev = base->dev;
            s->ino = base->ino;
            snprintf(s->name, sizeof s->name, "%s", name);
            s->next = streams;
            streams = s;
        }
    }
    if (s) s->opens++;
    pthread_mutex_unlock(&lock);
    return s;
}

/* A number for the stream that no file of its volume has. */
static ino_t number_of(ino_t ino, const char *name)
{
    uint64_t hash = ino * 0x9e3779b97f4a7c15ull;
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 0x100000001b3ull;
    return hash | 1ull << 63;
}

NTSTATUS alternate_open(struct file *base, const struct alternate_open *open_as, struct file **made, ULONG *info)
{
    char name[NAME_ROOM], link[40];
    ULONG d = open_as->disposition;
    if (open_as->options & FILE_DIRECTORY_FILE) return STATUS_NOT_A_DIRECTORY;
    bool exists = find_name(base->fd, open_as->stream, name);
    if (exists && d == FILE_CREATE) return STATUS_OBJECT_NAME_COLLISION;
    if (!exists && (d == FILE_OPEN || d == FILE_OVERWRITE)) return STATUS_OBJECT_NAME_NOT_FOUND;
    struct stream_file *s = (struct stream_file *)file_create(sizeof *s, &stream_file_ops, -1, open_as->access,
                                                              open_as->options, FILE_DEVICE_DISK);
    if (!s) return STATUS_NO_MEMORY;
    s->base = -1;
    s->stream = stream_get(base, name);
    if (!s->stream) {
        s->file.ops = &file_stream_ops;
        object_put(&s->file.object);
        return STATUS_NO_MEMORY;
    }
    s->file.fd = open(fd_name(s->stream->memory, link), O_RDWR | O_CLOEXEC);
    s->base = fcntl(base->fd, F_DUPFD_CLOEXEC, 3);
    s->file.share = open_as->share;
    s->file.mode = S_IFREG;
    s->file.dev = base->dev;
    s->file.ino = number_of(base->ino, name);
    s->file.append = (open_as->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) == FILE_APPEND_DATA;
    NTSTATUS status = s->file.fd < 0 || s->base < 0 ? STATUS_INSUFFICIENT_RESOURCES : share_enter(&s->file);
    if (status == STATUS_SUCCESS && (!exists || d == FILE_OVERWRITE || d == FILE_OVERWRITE_IF || d == FILE_SUPERSEDE)) {
        if (ftruncate(s->stream->memory, 0) != 0) status = status_from_errno(errno);
        int error = status == STATUS_SUCCESS ? save(s) : 0;
        if (error) status = error == ENOTSUP ? STATUS_OBJECT_NAME_INVALID : status_from_errno(error);
    }
    if (status != STATUS_SUCCESS) {
        object_put(&s->file.object);
        return status;
    }
    s->file.delete_closes = open_as->options & FILE_DELETE_ON_CLOSE;
    *info = !exists                               ? FILE_CREATED
            : d == FILE_SUPERSEDE                 ? FILE_SUPERSEDED
            : d == FILE_OPEN || d == FILE_OPEN_IF ? FILE_OPENED
                                                  : FILE_OVERWRITTEN;
    *made = &s->file;
    return STATUS_SUCCESS;
}
