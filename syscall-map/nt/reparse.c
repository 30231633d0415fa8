/* SPDX-License-Identifier: MIT */
/* Reparse points: symbolic links and junctions onto symbolic links of the host, in both directions.
 *
 * Linux keeps no attributes of links, so what a link is stands in the spelling of its target, which leads to the same
 * place for programs of the host: a target that ends in "/." is a junction's, one that ends in "/" a directory link's
 * whose target need not exist, and "//" behind the drive's top a link that Windows calls relative but that begins at
 * the top ("\dir").  Setting and removing replaces the name by a link and back; the handle follows.  Left out: tags of
 * others. */
#include "nt/disk.h"

#include "door/guestmem.h"
#include "linux/path.h"
#include "linux/utf.h"
#include "nt/share.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* REPARSE_DATA_BUFFER up to its path buffer: of a symbolic link, and of a junction without the flags. */
struct link_head {
    ULONG tag;
    USHORT data_length, reserved; /* data_length counts from here on */
    USHORT substitute_offset, substitute_length, print_offset, print_length;
    ULONG flags; /* 1: relative */
};
enum { LINK_RELATIVE = 1, HEAD_LINK = 20, HEAD_JUNCTION = 16, DATA_AT = 8, ALL_MOST = 16384 };

static size_t text_ends(const char *text, size_t length, const char *end)
{
    size_t tail = strlen(end);
    return length > tail && !memcmp(text + length - tail, end, tail) ? tail : 0;
}

ULONG reparse_tag(const char *target, size_t length, bool *folder)
{
    bool junction = target[0] == '/' && text_ends(target, length, "/.");
    *folder = junction || text_ends(target, length, "/");
    return junction ? IO_REPARSE_TAG_MOUNT_POINT : IO_REPARSE_TAG_SYMLINK;
}

/* The host path of the top of the drive that `host` is on: "" for /. */
static const char *drive_top(const char *host)
{
    uint16_t drive[1] = {0};
    path_to_dos(host, drive, 1);
    const char *top = path_drive_root((char)drive[0]);
    return top ? top : "";
}

/* Does the target begin at the drive's top, and say so?  Then where it goes on. */
static const char *from_top(const char *target, const char *top)
{
    size_t length = strlen(top);
    return !strncmp(target, top, length) && target[length] == '/' && target[length + 1] == '/' ? target + length + 1
                                                                                               : NULL;
}

static size_t put_components(WCHAR *to, size_t room, const char *from)
{
    size_t units = 0;
    for (; *from; from += strcspn(from, "/")) {
        if (*from == '/') {
            to[units++] = '\\';
            from += strspn(from, "/");
        }
        size_t length = strcspn(from, "/");
        units += utf_name_to_16(to + units, room - units, from, length);
    }
    return units;
}

NTSTATUS reparse_get(struct file *file, void *out, ULONG length, ULONG_PTR *done)
{
    char target[PATH_MAX], host[PATH_MAX];
    bool folder;
    if (!S_ISLNK(file->mode)) return STATUS_NOT_A_REPARSE_POINT;
    ssize_t got = readlinkat(file->fd, "", target, sizeof target - 1);
    if (got < 0) return status_from_errno(errno);
    target[got] = 0;
    ULONG tag = reparse_tag(target, (size_t)got, &folder);
    const char *inside = path_of_fd(file->fd, host, sizeof host) >= 0 ? from_top(target, drive_top(host)) : NULL;
    bool relative = target[0] != '/' || inside;
    if (inside) memmove(target, inside, strlen(inside) + 1);
    size_t whole = strlen(target);
    if (tag == IO_REPARSE_TAG_MOUNT_POINT && whole > 2) target[whole -= 2] = 0;
    while (folder && whole > 1 && target[whole - 1] == '/') target[--whole] = 0;
    size_t room = 4 + 3 * whole + 8, head_size = tag == IO_REPARSE_TAG_SYMLINK ? HEAD_LINK : HEAD_JUNCTION;
    char *text = calloc(1, HEAD_LINK + 2 * (room + 1) * sizeof(WCHAR));
    if (!text) return STATUS_NO_MEMORY;
    /* The substitute first, \??\ in front unless relative; then the print name, which is the same without that. */
    WCHAR *substitute = (WCHAR *)(text + head_size);
    size_t front = 0, units;
    if (!relative)
        for (const char *s = "\\??\\"; *s; s++) substitute[front++] = (unsigned char)*s;
    units = relative ? put_components(substitute, room, target) : path_to_dos(target, substitute + front, room);
    size_t gap = tag == IO_REPARSE_TAG_MOUNT_POINT; /* a junction's names are ended by 0 */
    memcpy(substitute + front + units + gap, substitute + front, units * sizeof *substitute);
    struct link_head head = {
        .tag = tag,
        .data_length = (USHORT)(head_size - DATA_AT + (2 * units + front + 2 * gap) * sizeof *substitute),
        .substitute_length = (USHORT)((units + front) * sizeof *substitute),
        .print_offset = (USHORT)((units + front + gap) * sizeof *substitute),
        .print_length = (USHORT)(units * sizeof *substitute),
        .flags = relative ? LINK_RELATIVE : 0,
    };
    memcpy(text, &head, head_size);
    ULONG size = DATA_AT + head.data_length;
    NTSTATUS status = size > length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    if (length < DATA_AT)
        status = STATUS_BUFFER_TOO_SMALL;
    else if (!guest_write(out, text, size < length ? size : length))
        status = STATUS_ACCESS_VIOLATION;
    else
        *done = size < length ? size : length;
    free(text);
    return status;
}

/* An absolute NT name as a host path, spelled as it stands on disk where it is there. */
static NTSTATUS absolute_target(const WCHAR *name, size_t units, char *to, size_t size)
{
    struct path path;
    while (units > 1 && name[units - 1] == '\\' && name[units - 2] != ':') units--;
    int error = path_parse(name, units, -1, PREFIX_PLAIN, &path);
    if (error) return path_status(error);
    NTSTATUS status = STATUS_IO_REPARSE_DATA_INVALID;
    if (path.kind == PATH_FILE) {
        if (!path.view && !path.is_root) path_correct(&path);
        const char *host = path.view && path.base ? path.base : path.host;
        if (snprintf(to, size, "%s", *host ? host : "/") < (int)size) status = STATUS_SUCCESS;
    }
    path_free(&path);
    return status;
}

/* A relative one, by components: .. and . stay as they are; `link` is the link's own host path. */
static NTSTATUS relative_target(const char *link, const WCHAR *name, size_t units, char *to, size_t size)
{
    size_t used = 0;
    if (units && name[0] == '\\') {
        int front = snprintf(to, size, "%s/", drive_top(link)); /* the name's own slash is the second */
        if (front < 0 || (size_t)front >= size) return STATUS_IO_REPARSE_DATA_INVALID;
        used = (size_t)front;
    }
    if (used + 3 * units + 1 > size) return STATUS_IO_REPARSE_DATA_INVALID;
    for (size_t i = 0; i < units; i++) {
        size_t start = i;
        while (i < units && name[i] != '\\') i++;
        used += utf_name_to_8(to + used, size - used, name + start, i - start);
        if (i < units) to[used++] = '/';
    }
    to[used] = 0;
    return used ? STATUS_SUCCESS : STATUS_IO_REPARSE_DATA_INVALID;
}

/* The host target of a link record. */
static NTSTATUS host_target(const struct file *file, const char *link, const struct link_head *head, const WCHAR *names,
                            size_t units, char *to, size_t size)
{
    size_t first = head->substitute_offset / sizeof *names, count = head->substitute_length / sizeof *names;
    bool junction = head->tag == IO_REPARSE_TAG_MOUNT_POINT, relative = !junction && head->flags & LINK_RELATIVE;
    if (first > units || count > units - first || !count) return STATUS_IO_REPARSE_DATA_INVALID;
    NTSTATUS status = relative ? relative_target(link, names + first, count, to, size - 3)
                               : absolute_target(names + first, count, to, size - 3);
    if (status != STATUS_SUCCESS) return status;
    size_t length = strlen(to);
    if (junction) {
        strcpy(to + length, to[length - 1] == '/' ? "." : "/.");
        if (!strcmp(to, "/.")) strcpy(to, "//."); /* of the top itself */
    } else if (S_ISDIR(file->mode) && to[length - 1] != '/') {
        strcpy(to + length, "/");
    }
    return STATUS_SUCCESS;
}

/* The handle shows what its name is now; `fd` is taken over. */
static NTSTATUS become(struct file *file, int fd)
{
    struct stat st;
    if (fd < 0) return status_from_errno(errno);
    if (fstat(fd, &st) != 0 || dup3(fd, file->fd, O_CLOEXEC) < 0) {
        NTSTATUS status = status_from_errno(errno);
        close(fd);
        return status;
    }
    close(fd);
    share_leave(file);
    file->path_only = true;
    file->mode = st.st_mode & S_IFMT;
    file->dev = st.st_dev;
    file->ino = st.st_ino;
    share_join(file);
    return STATUS_SUCCESS;
}

static NTSTATUS read_head(const void *in, ULONG length, struct link_head *head, char *all)
{
    if (length < DATA_AT || length > ALL_MOST) return STATUS_IO_REPARSE_DATA_INVALID;
    if (!guest_read(all, in, length)) return STATUS_ACCESS_VIOLATION;
    *head = (struct link_head){0};
    memcpy(head, all, length < HEAD_LINK ? length : HEAD_LINK);
    if (head->tag != IO_REPARSE_TAG_SYMLINK && head->tag != IO_REPARSE_TAG_MOUNT_POINT)
        return head->tag <= 1 ? STATUS_IO_REPARSE_TAG_INVALID : STATUS_IO_REPARSE_TAG_NOT_HANDLED;
    return STATUS_SUCCESS;
}

/* A file or an empty folder becomes a link; a link of the same tag another one. */
NTSTATUS reparse_set(struct file *file, const void *in, ULONG length)
{
    struct link_head head;
    _Alignas(8) char all[ALL_MOST];
    char host[PATH_MAX], fresh[PATH_MAX + 32], target[PATH_MAX];
    NTSTATUS status = read_head(in, length, &head, all);
    if (status != STATUS_SUCCESS) return status;
    size_t head_size = head.tag == IO_REPARSE_TAG_SYMLINK ? HEAD_LINK : HEAD_JUNCTION;
    if (length < head_size) return STATUS_IO_REPARSE_DATA_INVALID;
    if (head.tag == IO_REPARSE_TAG_MOUNT_POINT && !S_ISDIR(file->mode) && !S_ISLNK(file->mode))
        return STATUS_NOT_A_DIRECTORY;
    int got = path_of_fd(file->fd, host, sizeof host);
    if (got < 0) return status_from_errno(-got);
    if (S_ISLNK(file->mode)) {
        bool folder;
        char old[PATH_MAX];
        ssize_t there = readlinkat(file->fd, "", old, sizeof old - 1);
        if (there < 0) return status_from_errno(errno);
        old[there] = 0;
        if (reparse_tag(old, (size_t)there, &folder) != head.tag) return STATUS_IO_REPARSE_TAG_MISMATCH;
    }
    status = host_target(file, host, &head, (WCHAR *)(all + head_size), (length - head_size) / sizeof(WCHAR), target,
                         sizeof target);
    if (status != STATUS_SUCCESS) return status;
    snprintf(fresh, sizeof fresh, "%s.%d~", host, (int)getpid());
    if (symlink(target, fresh) != 0) return status_from_errno(errno);
    /* a name cannot change from folder to link at once */
    if ((S_ISDIR(file->mode) && rmdir(host) != 0) || rename(fresh, host) != 0) {
        int error = errno;
        unlink(fresh);
        return error == ENOTEMPTY || error == EEXIST ? STATUS_DIRECTORY_NOT_EMPTY : status_from_errno(error);
    }
    return become(file, open(host, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

/* A link becomes an empty file or folder. */
NTSTATUS reparse_delete(struct file *file, const void *in, ULONG length)
{
    struct link_head head;
    _Alignas(8) char all[ALL_MOST];
    char host[PATH_MAX], target[PATH_MAX];
    bool folder;
    struct stat st;
    NTSTATUS status = read_head(in, length, &head, all);
    if (status != STATUS_SUCCESS) return status;
    if (head.data_length) return STATUS_IO_REPARSE_DATA_INVALID;
    if (!S_ISLNK(file->mode)) return STATUS_NOT_A_REPARSE_POINT;
    ssize_t got = readlinkat(file->fd, "", target, sizeof target - 1);
    if (got < 0) return status_from_errno(errno);
    target[got] = 0;
    if (reparse_tag(target, (size_t)got, &folder) != head.tag) return STATUS_IO_REPARSE_TAG_MISMATCH;
    int error = path_of_fd(file->fd, host, sizeof host);
    if (error < 0) return status_from_errno(-error);
    folder = folder || (stat(host, &st) == 0 && S_ISDIR(st.st_mode));
    if (unlink(host) != 0) return status_from_errno(errno);
    if (folder)
        return mkdir(host, 0777) != 0 ? status_from_errno(errno)
                                      : become(file, open(host, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    int fd = open(host, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return status_from_errno(errno);
    close(fd);
    return become(file, open(host, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}
