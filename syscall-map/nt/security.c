/* SPDX-License-Identifier: MIT */
/* NtQuerySecurityObject, NtSetSecurityObject: security descriptors of files onto owner, group and mode.
 *
 * Owner and group are the file's (sid.c says who is who); the DACL is three entries, of owner, group and Everyone, made
 * of the mode's bits.  A descriptor that is set changes the mode to what its entries for these three allow, and is kept
 * whole in user.metic.security, with the mode and owner that it was given for: while those stand it is told again as it
 * was set, and no longer once a program of the host has changed them.  Linux decides who may do what, by the mode.
 * A registry key keeps what was set with it.  Other objects have a descriptor that lets their user do all, and take
 * none.  Left out: inheritance, and the SACL, which no program here may read. */
#include "nt/file.h"

#include "door/guestmem.h"
#include "nt/attributes.h"
#include "nt/handle.h"
#include "nt/key.h"
#include "nt/sid.h"
#include "nt/status.h"
#include "nt_calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
    OWNER = 1, /* SECURITY_INFORMATION */
    GROUP = 2,
    DACL = 4,
    SACL = 8,
    LABEL = 0x10,
    DACL_PRESENT = 4, /* SECURITY_DESCRIPTOR_CONTROL */
    SACL_PRESENT = 0x10,
    DACL_KEPT = 0x1500 | DACL_PRESENT, /* auto-inherited, protected and their like */
    SELF_RELATIVE = 0x8000,
    ACL_MOST = 16384,
    ALLOWED = 0, /* ACE types */
    DENIED = 1,
};
#define KEPT "user.metic.security"

/* A descriptor taken apart. */
struct descriptor {
    bool has_owner, has_group, has_dacl; /* has_dacl without bytes: a NULL DACL, which lets everybody do all */
    struct sid owner, group;
    uint16_t control;
    size_t dacl_length;
    char dacl[ACL_MOST];
};

/* The head of a self-relative descriptor, in memory and on disk. */
struct relative {
    uint8_t revision, zero;
    uint16_t control;
    uint32_t owner, group, sacl, dacl;
};
struct kept {
    uint32_t mode, uid, gid; /* that it was given for */
    struct relative head;
};

/* ---- from the mode ---- */

/* What rwx bits allow, as NT rights. */
static ACCESS_MASK rights_of(mode_t bits, bool folder, bool owner)
{
    if (bits == 7 && owner) return FILE_ALL_ACCESS;
    ACCESS_MASK rights = READ_CONTROL | SYNCHRONIZE | FILE_READ_ATTRIBUTES;
    if (bits & 4) rights |= FILE_GENERIC_READ;
    if (bits & 2) rights |= FILE_GENERIC_WRITE | DELETE | (folder ? FILE_DELETE_CHILD : 0);
    if (bits & 1) rights |= FILE_GENERIC_EXECUTE;
    if (owner) rights |= WRITE_DAC | WRITE_OWNER | FILE_WRITE_ATTRIBUTES | DELETE;
    return rights;
}

static size_t put_ace(char *at, ACCESS_MASK rights, const struct sid *sid)
{
    uint16_t size = (uint16_t)(8 + sid_length(sid));
    memset(at, 0, 2);
    memcpy(at + 2, &size, 2);
    memcpy(at + 4, &rights, 4);
    memcpy(at + 8, sid, sid_length(sid));
    return size;
}

static void of_mode(const struct stat *st, struct descriptor *d)
{
    struct sid everyone = sid_everyone();
    bool folder = S_ISDIR(st->st_mode);
    *d = (struct descriptor){.has_owner = true,
                             .has_group = true,
                             .has_dacl = true,
                             .owner = sid_of_uid(st->st_uid),
                             .group = sid_of_gid(st->st_gid),
                             .control = DACL_PRESENT};
    size_t at = 8;
    at += put_ace(d->dacl + at, rights_of(st->st_mode >> 6 & 7, folder, true), &d->owner);
    at += put_ace(d->dacl + at, rights_of(st->st_mode >> 3 & 7, folder, false), &d->group);
    at += put_ace(d->dacl + at, rights_of(st->st_mode & 7, folder, false), &everyone);
    const uint16_t head[] = {2, (uint16_t)at, 3, 0};
    memcpy(d->dacl, head, sizeof head);
    d->dacl_length = at;
}

/* ---- to the mode ---- */

/* The rights that a DACL gives a SID by itself; false: it does not name it. */
static bool dacl_rights(const struct descriptor *d, const struct sid *sid, ACCESS_MASK *allowed)
{
    static const GENERIC_MAPPING map = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
    ACCESS_MASK denied = 0;
    bool named = false;
    *allowed = 0;
    for (size_t at = 8; at + 8 <= d->dacl_length;) {
        uint16_t size;
        ACCESS_MASK rights;
        struct sid who;
        memcpy(&size, d->dacl + at + 2, 2);
        memcpy(&rights, d->dacl + at + 4, 4);
        if (size < 8 || size > d->dacl_length - at) break;
        uint8_t type = (uint8_t)d->dacl[at], flags = (uint8_t)d->dacl[at + 1];
        if (type <= DENIED && !(flags & 8 /* INHERIT_ONLY_ACE */) && sid_read(&who, d->dacl + at + 8, size - 8u) &&
            sid_equal(&who, sid)) {
            if (rights & 0x80000000) rights |= map.GenericRead;
            if (rights & 0x40000000) rights |= map.GenericWrite;
            if (rights & 0x20000000) rights |= map.GenericExecute;
            if (rights & 0x10000000) rights |= map.GenericAll;
            if (type == DENIED)
                denied |= rights & ~*allowed;
            else
                *allowed |= rights & ~denied;
            named = true;
        }
        at += size;
    }
    return named;
}

static mode_t bits_of(ACCESS_MASK rights)
{
    return (rights & FILE_READ_DATA ? 4 : 0) | (rights & FILE_WRITE_DATA ? 2 : 0) | (rights & FILE_EXECUTE ? 1 : 0);
}

/* The mode that a DACL asks for. */
static mode_t mode_of(const struct descriptor *d, const struct stat *st)
{
    struct sid owner = sid_of_uid(st->st_uid), group = sid_of_gid(st->st_gid), everyone = sid_everyone();
    ACCESS_MASK of_owner, of_group, of_all;
    if (!d->dacl_length) return 0777;
    dacl_rights(d, &everyone, &of_all);
    dacl_rights(d, &owner, &of_owner);
    dacl_rights(d, &group, &of_group);
    mode_t all = bits_of(of_all);
    return (bits_of(of_owner) | all) << 6 | (bits_of(of_group) | all) << 3 | all;
}

/* ---- self-relative form ---- */

/* The length of what `what` asks for, and where its parts are. */
static size_t lay_out(const struct descriptor *d, ULONG what, struct relative *head)
{
    size_t at = sizeof *head;
    *head = (struct relative){.revision = 1, .control = SELF_RELATIVE};
    if (what & DACL && d->has_dacl) {
        head->control |= DACL_PRESENT | (d->control & DACL_KEPT);
        if (d->dacl_length) {
            head->dacl = (uint32_t)at;
            at += (d->dacl_length + 3) & ~(size_t)3;
        }
    }
    if (what & OWNER && d->has_owner) {
        head->owner = (uint32_t)at;
        at += sid_length(&d->owner);
    }
    if (what & GROUP && d->has_group) {
        head->group = (uint32_t)at;
        at += sid_length(&d->group);
    }
    return at;
}

static void lay_down(const struct descriptor *d, const struct relative *head, char *to)
{
    memcpy(to, head, sizeof *head);
    if (head->dacl) memcpy(to + head->dacl, d->dacl, d->dacl_length);
    if (head->owner) memcpy(to + head->owner, &d->owner, sid_length(&d->owner));
    if (head->group) memcpy(to + head->group, &d->group, sid_length(&d->group));
}

/* Takes an ACL's length from its head; 0: it is none. */
static size_t acl_length(const char *head)
{
    uint16_t size;
    memcpy(&size, head + 2, 2);
    return (head[0] < 2 || head[0] > 4 || size < 8 || size > ACL_MOST) ? 0 : size;
}

/* Takes a self-relative descriptor apart; false: it is none that was made here. */
static bool take_apart(const char *base, size_t size, struct descriptor *d)
{
    struct relative head;
    if (size < sizeof head) return false;
    memcpy(&head, base, sizeof head);
    *d = (struct descriptor){.control = head.control, .has_dacl = head.control & DACL_PRESENT};
    d->has_owner = head.owner && head.owner < size && sid_read(&d->owner, base + head.owner, size - head.owner);
    d->has_group = head.group && head.group < size && sid_read(&d->group, base + head.group, size - head.group);
    if (head.dacl && head.dacl < size && size - head.dacl >= 8) d->dacl_length = acl_length(base + head.dacl);
    if (!d->has_owner || !d->has_group || (d->dacl_length && d->dacl_length > size - head.dacl)) return false;
    if (d->dacl_length) memcpy(d->dacl, base + head.dacl, d->dacl_length);
    return true;
}

/* The kept descriptor, if it is of the file as it is now. */
static bool read_kept(const struct file *file, const struct stat *st, struct descriptor *d)
{
    char link[40], *all = malloc(65536);
    ssize_t length = all ? getxattr(fd_name(file->fd, link), KEPT, all, 65536) : -1;
    struct kept kept;
    bool good = length >= (ssize_t)sizeof kept;
    if (good) memcpy(&kept, all, sizeof kept);
    good = good && kept.mode == st->st_mode && kept.uid == st->st_uid && kept.gid == st->st_gid;
    if (good) good = take_apart(all + offsetof(struct kept, head), (size_t)length - offsetof(struct kept, head), d);
    free(all);
    return good;
}

static int write_kept(const struct file *file, const struct descriptor *d)
{
    struct stat st;
    struct kept kept;
    char link[40];
    size_t length = lay_out(d, OWNER | GROUP | DACL, &kept.head), front = offsetof(struct kept, head);
    char *all = calloc(1, front + length);
    if (!all) return ENOMEM;
    if (fstat(file->fd, &st) != 0) {
        free(all);
        return errno;
    }
    kept.mode = st.st_mode;
    kept.uid = st.st_uid;
    kept.gid = st.st_gid;
    memcpy(all, &kept, front);
    lay_down(d, &kept.head, all + front);
    int error = setxattr(fd_name(file->fd, link), KEPT, all, front + length, 0) ? errno : 0;
    free(all);
    return error == ENOTSUP || error == EPERM || error == ENOSPC ? 0 : error; /* the mode holds what it can */
}

/* ---- keys ---- */

enum { KEY_DESCRIPTOR_MOST = 3000 };

/* The descriptor that was set for a key; where there is none `d` stays. */
static NTSTATUS describe_key(struct key *key, struct descriptor *d)
{
    struct registry_reading reading;
    char bytes[KEY_DESCRIPTOR_MOST];
    uint32_t size;
    do {
        NTSTATUS status = registry_enter(&key->place, &reading);
        if (status != STATUS_SUCCESS) return status;
        const struct registry_bytes *kept =
            registry_at(reading.tree, registry_load(&reading.key->security), sizeof *kept);
        size = kept ? registry_load(&kept->size) : 0;
        if (size > sizeof bytes ||
            !registry_at(reading.tree, registry_load(&reading.key->security), sizeof *kept + size))
            size = 0;
        if (size) memcpy(bytes, kept->bytes, size);
    } while (!registry_leave(&reading));
    struct descriptor *told = size ? malloc(sizeof *told) : NULL;
    if (told && take_apart(bytes, size, told)) *d = *told;
    free(told);
    return STATUS_SUCCESS;
}

static NTSTATUS apply_key(struct key *key, const struct descriptor *d)
{
    struct relative head;
    char bytes[KEY_DESCRIPTOR_MOST] = {0};
    size_t length = lay_out(d, OWNER | GROUP | DACL, &head);
    if (length > sizeof bytes) return STATUS_INVALID_SECURITY_DESCR;
    lay_down(d, &head, bytes);
    return registry_set(&key->place, REGISTRY_SECURITY, bytes, length);
}

/* ---- the calls ---- */

static NTSTATUS describe(struct object *object, struct descriptor *d)
{
    struct stat st;
    const struct file *file = (const struct file *)object;
    if (object->type != &file_type || file->ops != &file_disk_ops) {
        st = (struct stat){.st_mode = 0700, .st_uid = geteuid(), .st_gid = getegid()};
        of_mode(&st, d);
        ACCESS_MASK all = object->type->valid_access;
        memcpy(d->dacl + 12, &all, sizeof all); /* the first entry's rights, its owner's */
        return object->type == &key_type ? describe_key((struct key *)object, d) : STATUS_SUCCESS;
    }
    if (fstat(file->fd, &st) != 0) return status_from_errno(errno);
    if (!read_kept(file, &st, d)) of_mode(&st, d);
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtQuerySecurityObject(HANDLE Handle, ULONG SecurityInformation, void *SecurityDescriptor, ULONG Length,
                                   ULONG *LengthNeeded)
{
    struct object *object;
    struct relative head;
    ACCESS_MASK access = (SecurityInformation & (OWNER | GROUP | DACL | LABEL) ? READ_CONTROL : 0) |
                         (SecurityInformation & SACL ? ACCESS_SYSTEM_SECURITY : 0);
    NTSTATUS status = handle_get(Handle, NULL, access, &object);
    if (status != STATUS_SUCCESS) return status;
    struct descriptor *d = malloc(sizeof *d);
    status = d ? describe(object, d) : STATUS_NO_MEMORY;
    object_put(object);
    if (status == STATUS_SUCCESS) {
        size_t length = lay_out(d, SecurityInformation, &head);
        char *out = calloc(1, length);
        ULONG needed = (ULONG)length;
        if (out) lay_down(d, &head, out);
        if (!out)
            status = STATUS_NO_MEMORY;
        else if (!guest_put(LengthNeeded, &needed))
            status = STATUS_ACCESS_VIOLATION;
        else if (needed > Length)
            status = STATUS_BUFFER_TOO_SMALL;
        else if (!guest_write(SecurityDescriptor, out, needed))
            status = STATUS_ACCESS_VIOLATION;
        free(out);
    }
    free(d);
    return status;
}

static NTSTATUS read_sid(uint64_t address, struct sid *sid)
{
    char bytes[SID_MOST];
    if (!address) return STATUS_INVALID_SECURITY_DESCR;
    if (!guest_read(bytes, (const void *)(uintptr_t)address, 8)) return STATUS_ACCESS_VIOLATION;
    if ((uint8_t)bytes[1] > 15) return STATUS_INVALID_SID;
    size_t length = 8 + 4 * (size_t)(uint8_t)bytes[1];
    if (!guest_read(bytes, (const void *)(uintptr_t)address, length)) return STATUS_ACCESS_VIOLATION;
    return sid_read(sid, bytes, length) ? STATUS_SUCCESS : STATUS_INVALID_SID;
}

/* Reads the parts that `what` names of a guest's descriptor, absolute or self-relative, into `d`. */
static NTSTATUS read_guest(const char *guest, ULONG what, struct descriptor *d)
{
    struct {
        uint8_t revision, zero;
        uint16_t control;
        uint32_t unused;
        uint64_t owner, group, sacl, dacl;
    } absolute;
    struct relative head;
    if (!guest_read(&head, guest, sizeof head)) return STATUS_ACCESS_VIOLATION;
    if (head.revision != 1) return STATUS_UNKNOWN_REVISION;
    uint64_t base = (uintptr_t)guest, owner = head.owner ? base + head.owner : 0,
             group = head.group ? base + head.group : 0, dacl = head.dacl ? base + head.dacl : 0;
    if (!(head.control & SELF_RELATIVE)) {
        if (!guest_read(&absolute, guest, sizeof absolute)) return STATUS_ACCESS_VIOLATION;
        owner = absolute.owner, group = absolute.group, dacl = absolute.dacl;
    }
    NTSTATUS status = STATUS_SUCCESS;
    if (what & OWNER) status = read_sid(owner, &d->owner);
    if (status == STATUS_SUCCESS && what & GROUP) status = read_sid(group, &d->group);
    if (status != STATUS_SUCCESS || !(what & DACL)) return status;
    d->has_dacl = true;
    d->control = head.control;
    d->dacl_length = 0;
    if (!(head.control & DACL_PRESENT) || !dacl) return STATUS_SUCCESS;
    char acl[8];
    if (!guest_read(acl, (const void *)(uintptr_t)dacl, sizeof acl)) return STATUS_ACCESS_VIOLATION;
    if (!(d->dacl_length = acl_length(acl))) return STATUS_INVALID_ACL;
    return guest_read(d->dacl, (const void *)(uintptr_t)dacl, d->dacl_length) ? STATUS_SUCCESS
                                                                              : STATUS_ACCESS_VIOLATION;
}

/* Owner, group and mode as the descriptor says, then the descriptor itself. */
static NTSTATUS apply(const struct file *file, ULONG what, const struct descriptor *d)
{
    struct stat st;
    char link[40];
    uid_t uid = (uid_t)-1;
    gid_t gid = (gid_t)-1;
    if (fstat(file->fd, &st) != 0) return status_from_errno(errno);
    if (what & OWNER && sid_to_uid(&d->owner, &uid) && uid == st.st_uid) uid = (uid_t)-1;
    if (what & GROUP && sid_to_gid(&d->group, &gid) && gid == st.st_gid) gid = (gid_t)-1;
    /* who is nobody of Linux's is kept in the descriptor alone */
    if (what & OWNER && !sid_to_uid(&d->owner, &(uid_t){0})) uid = (uid_t)-1;
    if (what & GROUP && !sid_to_gid(&d->group, &(gid_t){0})) gid = (gid_t)-1;
    if ((uid != (uid_t)-1 || gid != (gid_t)-1) && chown(fd_name(file->fd, link), uid, gid) != 0)
        return errno == EPERM ? STATUS_INVALID_OWNER : status_from_errno(errno);
    if (what & DACL) {
        if (fstat(file->fd, &st) != 0) return status_from_errno(errno);
        mode_t mode = (st.st_mode & 07000) | mode_of(d, &st);
        if (mode != (st.st_mode & 07777) && chmod(fd_name(file->fd, link), mode) != 0) return status_from_errno(errno);
    }
    return status_from_errno(write_kept(file, d));
}

NTSTATUS sys_NtSetSecurityObject(HANDLE Handle, ULONG SecurityInformation, void *SecurityDescriptor)
{
    struct object *object;
    ULONG what = SecurityInformation;
    ACCESS_MASK access = (what & (OWNER | GROUP | LABEL) ? WRITE_OWNER : 0) | (what & DACL ? WRITE_DAC : 0) |
                         (what & SACL ? ACCESS_SYSTEM_SECURITY : 0);
    NTSTATUS status = handle_get(Handle, NULL, access, &object);
    if (status != STATUS_SUCCESS) return status;
    const struct file *file = (const struct file *)object;
    bool disk = object->type == &file_type && file->ops == &file_disk_ops;
    struct descriptor *d = malloc(sizeof *d);
    status = d ? describe(object, d) : STATUS_NO_MEMORY;
    if (status == STATUS_SUCCESS) status = read_guest(SecurityDescriptor, what, d);
    if (status == STATUS_SUCCESS && object->type == &key_type)
        status = apply_key((struct key *)object, d);
    else if (status == STATUS_SUCCESS)
        status = disk ? apply(file, what, d) : STATUS_NOT_SUPPORTED;
    object_put(object);
    free(d);
    return status;
}
