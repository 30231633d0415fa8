/* SPDX-License-Identifier: MIT */
/* NtQueryEaFile, NtSetEaFile: NT's extended attributes onto those of the host, user.NAME, as Samba maps them.
 *
 * Names are ASCII and have no case for NT: they are kept in capitals, and found whatever their case.  What stands in
 * user attributes for other purposes (DOS attributes, streams, security) is not among them.  An empty value removes.
 * The flag FILE_NEED_EA is not kept.  Left out: asking from a position on (an index). */
#include "nt/alternate.h"

#include "door/guestmem.h"
#include "nt/attributes.h"
#include "nt/disk.h"
#include "nt/io.h"
#include "nt/status.h"
#include "nt_calls.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/xattr.h>

enum {
    EA_HEAD = 8,
    EA_MOST = 65536,
    GET_HEAD = 5
}; /* FILE_FULL_EA_INFORMATION up to its name; FILE_GET_EA_INFORMATION */

static bool is_ea(const char *attribute)
{
    return !strncmp(attribute, "user.", 5) && attribute[5] && strcasecmp(attribute, "user.DOSATTRIB") &&
           strncasecmp(attribute, "user.DosStream.", 15) && strncasecmp(attribute, "user.metic.", 11);
}

/* The file's attributes, and those alone, one behind the other; malloc'd. */
static char *names_of(int fd, size_t *length)
{
    char link[40], *list = NULL;
    ssize_t all = listxattr(fd_name(fd, link), NULL, 0);
    *length = 0;
    if (all <= 0 || !(list = malloc((size_t)all + 1))) return list;
    all = listxattr(fd_name(fd, link), list, (size_t)all);
    for (char *at = list; all > 0 && at < list + all;) {
        size_t size = strlen(at) + 1;
        if (is_ea(at)) {
            memmove(list + *length, at, size);
            *length += size;
        }
        at += size;
    }
    return list;
}

/* The host's name of an attribute: as it stands there, else in capitals.  False: it is not there. */
static bool host_name(int fd, const char *name, size_t length, char to[300])
{
    size_t all;
    bool found = false;
    char *list = names_of(fd, &all);
    memcpy(to, "user.", 5);
    for (size_t i = 0; i < length; i++) to[5 + i] = (char)toupper((unsigned char)name[i]);
    to[5 + length] = 0;
    for (const char *at = list; at && at < list + all && !found; at += strlen(at) + 1)
        if ((found = !strcasecmp(at, to))) strcpy(to, at);
    free(list);
    return found;
}

static bool good_name(const unsigned char *name, size_t length)
{
    if (!length || length > 250) return false;
    for (size_t i = 0; i < length; i++)
        if (name[i] < 0x20 || name[i] >= 0x80 || strchr("\"*+,/:;<=>?[\\]|", name[i])) return false;
    return true;
}

ULONG ea_size(int fd)
{
    size_t all, size = 0;
    char link[40], *list = names_of(fd, &all);
    for (const char *at = list; at && at < list + all; at += strlen(at) + 1) {
        ssize_t value = getxattr(fd_name(fd, link), at, NULL, 0);
        if (value >= 0) size += 5 + strlen(at) - 5 + (size_t)value; /* as OS/2 counted them, without the padding */
    }
    free(list);
    return size ? (ULONG)(size + 4) : 0;
}

static NTSTATUS set_one(int fd, const unsigned char *name, size_t name_length, const void *value, size_t length)
{
    char to[300], link[40];
    bool there = host_name(fd, (const char *)name, name_length, to);
    if (!is_ea(to)) return STATUS_INVALID_EA_NAME;
    if (!length && !there) return STATUS_SUCCESS;
    if ((length ? setxattr(fd_name(fd, link), to, value, length, 0) : removexattr(fd_name(fd, link), to)) == 0)
        return STATUS_SUCCESS;
    switch (errno) {
    case ENOTSUP: return STATUS_EAS_NOT_SUPPORTED;
    case E2BIG:
    case ERANGE:
    case ENOSPC: return STATUS_EA_TOO_LARGE;
    default: return status_from_errno(errno);
    }
}

NTSTATUS ea_set(int fd, const void *guest, ULONG length, ULONG *bad)
{
    NTSTATUS status = STATUS_SUCCESS;
    *bad = 0;
    if (length > EA_MOST) return STATUS_EA_TOO_LARGE;
    unsigned char *all = malloc(length + 1);
    if (!all) return STATUS_NO_MEMORY;
    if (!guest_read(all, guest, length)) {
        free(all);
        return STATUS_ACCESS_VIOLATION;
    }
    for (bool checked = false;; checked = true) { /* nothing is set where one of them cannot be */
        for (uint32_t at = 0, next = 1; next && status == STATUS_SUCCESS; at += next) {
            uint16_t value = 0;
            *bad = at;
            if (at > length || length - at < EA_HEAD) {
                status = STATUS_EA_LIST_INCONSISTENT;
                break;
            }
            memcpy(&next, all + at, 4);
            memcpy(&value, all + at + 6, 2);
            size_t name = all[at + 5], size = EA_HEAD + name + 1 + value;
            if (size > length - at || (next && (next < size || next % 4 || next > length - at)) ||
                all[at + EA_HEAD + name])
                status = STATUS_EA_LIST_INCONSISTENT;
            else if (!good_name(all + at + EA_HEAD, name))
                status = STATUS_INVALID_EA_NAME;
            else if (checked)
                status = set_one(fd, all + at + EA_HEAD, name, all + at + EA_HEAD + name + 1, value);
        }
        if (checked || status != STATUS_SUCCESS) break;
    }
    free(all);
    return status;
}

/* An answer that is being put together. */
struct answer {
    unsigned char *out;
    size_t size, at, last;
    bool any;
};

/* Adds one; `attribute` NULL: one that is not there, whose value is empty. */
static NTSTATUS put_one(struct answer *a, int fd, const char *attribute, const char *name, size_t name_length)
{
    char link[40];
    ssize_t length = attribute ? getxattr(fd_name(fd, link), attribute, NULL, 0) : 0;
    if (length < 0) length = 0;
    size_t start = (a->at + 3) & ~(size_t)3, size = EA_HEAD + name_length + 1 + (size_t)length;
    if (start + size > a->size) return a->any ? STATUS_BUFFER_OVERFLOW : STATUS_BUFFER_TOO_SMALL;
    unsigned char *to = a->out + start;
    memset(a->out + a->at, 0, start + EA_HEAD - a->at);
    to[5] = (unsigned char)name_length;
    for (size_t i = 0; i < name_length; i++) to[EA_HEAD + i] = (unsigned char)toupper((unsigned char)name[i]);
    to[EA_HEAD + name_length] = 0;
    if (length) length = getxattr(fd_name(fd, link), attribute, to + EA_HEAD + name_length + 1, (size_t)length);
    uint16_t value = length > 0 ? (uint16_t)length : 0;
    memcpy(to + 6, &value, 2);
    if (a->any) {
        uint32_t next = (uint32_t)(start - a->last);
        memcpy(a->out + a->last, &next, 4);
    }
    a->last = start;
    a->at = start + EA_HEAD + name_length + 1 + value;
    a->any = true;
    return STATUS_SUCCESS;
}

static NTSTATUS put_all(struct answer *a, int fd, bool single)
{
    size_t all;
    char *list = names_of(fd, &all);
    NTSTATUS status = STATUS_SUCCESS;
    for (const char *at = list; at && at < list + all && status == STATUS_SUCCESS; at += strlen(at) + 1) {
        status = put_one(a, fd, at, at + 5, strlen(at) - 5);
        if (single) break;
    }
    free(list);
    return status == STATUS_SUCCESS && !a->any ? STATUS_NO_EAS_ON_FILE : status;
}

static NTSTATUS put_listed(struct answer *a, int fd, const unsigned char *wanted, ULONG length, bool single)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (uint32_t at = 0, next = 1; next && status == STATUS_SUCCESS; at += next) {
        char attribute[300];
        if (at > length || length - at < GET_HEAD) return STATUS_EA_LIST_INCONSISTENT;
        memcpy(&next, wanted + at, 4);
        size_t name = wanted[at + 4];
        if (name > length - at - GET_HEAD || next > length - at) return STATUS_EA_LIST_INCONSISTENT;
        if (!good_name(wanted + at + GET_HEAD, name)) return STATUS_INVALID_EA_NAME;
        bool there = host_name(fd, (const char *)wanted + at + GET_HEAD, name, attribute);
        status = put_one(a, fd, there ? attribute : NULL, (const char *)wanted + at + GET_HEAD, name);
        if (single) break;
    }
    return status;
}

NTSTATUS sys_NtQueryEaFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock, void *Buffer, ULONG Length,
                           BOOLEAN ReturnSingleEntry, const void *EaList, ULONG EaListLength, ULONG *EaIndex,
                           BOOLEAN RestartScan)
{
    struct io io;
    (void)RestartScan; /* each query begins at the first */
    if (EaIndex) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, FILE_READ_EA);
    if (status != STATUS_SUCCESS) return status;
    if (io.file->ops != &file_disk_ops) return io_end(&io, STATUS_INVALID_DEVICE_REQUEST, 0);
    struct answer a = {.size = Length < EA_MOST ? Length : EA_MOST};
    ULONG listed = EaList && EaListLength <= EA_MOST ? EaListLength : 0;
    unsigned char *list = listed ? malloc(listed) : NULL;
    a.out = malloc(a.size + EA_HEAD);
    if (!a.out || (listed && !list))
        status = STATUS_NO_MEMORY;
    else if (listed && !guest_read(list, EaList, listed))
        status = STATUS_ACCESS_VIOLATION;
    else
        status = listed ? put_listed(&a, io.file->fd, list, listed, ReturnSingleEntry)
                        : put_all(&a, io.file->fd, ReturnSingleEntry);
    if (NT_ERROR(status)) a.at = 0;
    if (a.at && !guest_write(Buffer, a.out, a.at)) status = STATUS_ACCESS_VIOLATION, a.at = 0;
    free(a.out);
    free(list);
    return io_end(&io, status, a.at);
}

NTSTATUS sys_NtSetEaFile(HANDLE FileHandle, IO_STATUS_BLOCK *IoStatusBlock, const void *Buffer, ULONG Length)
{
    struct io io;
    ULONG bad = 0;
    NTSTATUS status = io_begin(&io, FileHandle, NULL, NULL, NULL, IoStatusBlock, FILE_WRITE_EA);
    if (status != STATUS_SUCCESS) return status;
    status = io.file->ops == &file_disk_ops ? ea_set(io.file->fd, Buffer, Length, &bad) : STATUS_INVALID_DEVICE_REQUEST;
    return io_end(&io, status, status == STATUS_SUCCESS ? 0 : bad);
}
