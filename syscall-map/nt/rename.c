/* SPDX-License-Identifier: MIT */
/* Renaming and hard links: FileRenameInformation, FileLinkInformation and their Ex forms.
 *
 * The old name is the one the descriptor has now.  A target that exists in other case counts as existing; a new
 * spelling of the file's own name is a rename.  Replacing is refused while the target is open (unless POSIX semantics
 * are asked) or read-only, as on NTFS.  Left out: renames into a view of installed files. */
#include "nt/disk.h"

#include "linux/path.h"
#include "nt/share.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A move or link, prepared. */
struct change {
    struct file *file;
    ULONG flags; /* FILE_RENAME_* */
    bool link;
    char old[PATH_MAX];
    struct path *target;
    char wanted[256]; /* the last component as it was given */
};

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Is the target in the folder that the old name is in? */
static bool in_same_folder(const struct change *c)
{
    char folder[PATH_MAX];
    struct stat st;
    size_t length = (size_t)(last_component(c->old) - c->old);
    memcpy(folder, c->old, length);
    folder[length] = 0;
    return stat(folder, &st) == 0 && st.st_ino == c->target->parent.st_ino && st.st_dev == c->target->parent.st_dev;
}

/* May what stands at the target give way? */
static NTSTATUS check_replaced(const struct change *c, const struct stat *there)
{
    if (!(c->flags & FILE_RENAME_REPLACE_IF_EXISTS)) return STATUS_OBJECT_NAME_COLLISION;
    bool posix = c->flags & FILE_RENAME_POSIX_SEMANTICS;
    if (S_ISDIR(there->st_mode))
        return posix && S_ISDIR(c->file->mode) && !c->link ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
    if (S_ISDIR(c->file->mode)) return STATUS_ACCESS_DENIED;
    if (S_ISREG(there->st_mode) && !(there->st_mode & 0222) && !(c->flags & FILE_RENAME_IGNORE_READONLY_ATTRIBUTE))
        return STATUS_ACCESS_DENIED;
    return !posix && share_is_open(there->st_dev, there->st_ino) ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

static int move(const struct change *c, bool replace)
{
    struct path *t = c->target;
    if (c->link) {
        if (replace && unlinkat(t->dir, t->host, 0) != 0 && errno != ENOENT) return errno;
        char link[40];
        snprintf(link, sizeof link, "/proc/self/fd/%d", c->file->fd);
        return linkat(AT_FDCWD, link, t->dir, t->host, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
    }
    if (replace) return renameat(AT_FDCWD, c->old, t->dir, t->host) == 0 ? 0 : errno;
    if (syscall(SYS_renameat2, AT_FDCWD, c->old, t->dir, t->host, 1 /* RENAME_NOREPLACE */) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    /* A file system that cannot refuse: look, then do. */
    struct stat st;
    if (fstatat(t->dir, t->host, &st, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
    return renameat(AT_FDCWD, c->old, t->dir, t->host) == 0 ? 0 : errno;
}

/* The target was found under `path`; `exists`: in whatever case. */
static NTSTATUS perform(struct change *c, bool exists)
{
    struct path *t = c->target;
    struct stat there;
    bool replace = false;
    if (exists && fstatat(t->dir, t->host, &there, AT_SYMLINK_NOFOLLOW) == 0) {
        bool same = there.st_ino == c->file->ino && there.st_dev == c->file->dev;
        /* Two names of one file are one link's spelling only in one folder. */
        if (same && !c->link && strcasecmp(last_component(t->host), last_component(c->old)) == 0) {
            char *name = (char *)last_component(t->host);
            if (strlen(c->wanted) == strlen(name)) strcpy(name, c->wanted);
            replace = true;
        } else if (same && c->link) {
            return STATUS_OBJECT_NAME_COLLISION;
        } else {
            NTSTATUS status = check_replaced(c, &there);
            if (status != STATUS_SUCCESS) return status;
            replace = true;
        }
    }
    int error = move(c, replace);
    if (error == 0) {
        path_added(t, !c->link && in_same_folder(c) ? last_component(c->old) : NULL);
        if (c->file->doomed && !c->link) file_delete_on_close(c->file, true); /* by its new name */
        return STATUS_SUCCESS;
    }
    if (error == ENOTEMPTY || error == EISDIR || error == ENOTDIR || error == EINVAL)
        return STATUS_ACCESS_DENIED; /* onto, or into, a folder */
    return status_from_errno(error);
}

/* Parses the target: absolute, below a handle, or a bare name in the file's own folder. */
static NTSTATUS parse_target(struct change *c, const FILE_RENAME_INFORMATION *info, const WCHAR *name, size_t units,
                             struct file **root)
{
    int error;
    if (info->RootDirectory) {
        NTSTATUS status = file_get(info->RootDirectory, 0, root);
        if (status != STATUS_SUCCESS) return status;
        error = path_parse(name, units, (*root)->fd, (*root)->view, c->target);
    } else if (units && name[0] == '\\') {
        error = path_parse(name, units, -1, PREFIX_PLAIN, c->target);
    } else {
        /* The folder is named by the file's own path: its text becomes the front of the target's. */
        size_t front = (size_t)(last_component(c->old) - c->old), dos = path_to_dos(c->old, NULL, 0);
        WCHAR *whole = malloc((4 + dos + 1 + units) * sizeof *whole);
        if (!whole) return STATUS_NO_MEMORY;
        char folder[PATH_MAX];
        memcpy(folder, c->old, front);
        folder[front > 1 ? front - 1 : 1] = 0;
        for (int i = 0; i < 4; i++) whole[i] = (unsigned char)"\\??\\"[i];
        size_t at = 4 + path_to_dos(folder, whole + 4, dos + 1);
        if (whole[at - 1] != '\\') whole[at++] = '\\';
        memcpy(whole + at, name, units * sizeof *whole);
        error = path_parse(whole, at + units, -1, PREFIX_PLAIN, c->target);
        free(whole);
    }
    return error ? path_status(error) : STATUS_SUCCESS;
}

NTSTATUS disk_rename(struct file *file, const void *in, ULONG length, bool link, bool extended)
{
    const FILE_RENAME_INFORMATION *info = in;
    struct path target;
    struct file *root = NULL;
    struct change c = {.file = file, .link = link, .target = &target};
    ULONG head = offsetof(FILE_RENAME_INFORMATION, FileName);
    if (info->FileNameLength & 1 || info->FileNameLength > length - head || !info->FileNameLength)
        return STATUS_INVALID_PARAMETER;
    c.flags = extended ? info->Flags : info->ReplaceIfExists ? FILE_RENAME_REPLACE_IF_EXISTS : 0;
    if (link && S_ISDIR(file->mode)) return STATUS_FILE_IS_A_DIRECTORY;
    int got = path_of_fd(file->fd, c.old, sizeof c.old);
    if (got < 0) return got == -ENOENT ? STATUS_FILE_DELETED : status_from_errno(got);
    /* The text stands at an offset that is not a multiple of the struct's alignment: it is copied. */
    size_t units = info->FileNameLength / sizeof(WCHAR);
    WCHAR *name = malloc(info->FileNameLength);
    if (!name) return STATUS_NO_MEMORY;
    memcpy(name, (const char *)in + head, info->FileNameLength);
    NTSTATUS status = parse_target(&c, info, name, units, &root);
    free(name);
    if (status == STATUS_SUCCESS) {
        int error = target.kind == PATH_FILE && !target.is_root ? path_writable(&target, true) : -EACCES;
        snprintf(c.wanted, sizeof c.wanted, "%s", last_component(target.host));
        if (!error) error = path_correct(&target);
        if (error == 0 || error == -ENOENT)
            status = perform(&c, error == 0);
        else
            status = path_status(error);
        path_free(&target);
    }
    if (root) object_put(&root->object);
    return status;
}
