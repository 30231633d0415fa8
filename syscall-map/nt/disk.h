/* SPDX-License-Identifier: MIT */
/* The operations behind file_disk_ops and file_stream_ops, each in the source named here; file.c puts them into the
 * tables. */
#ifndef METIC_NT_DISK_H
#define METIC_NT_DISK_H

#include "nt/file.h"

struct nt_thread;

/* open.c: the status for a name that linux/path.c refused with `error` (negated). */
NTSTATUS path_status(int error);

/* io.c */
NTSTATUS disk_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
NTSTATUS disk_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
NTSTATUS disk_flush(struct file *file);
NTSTATUS stream_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
NTSTATUS stream_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
NTSTATUS stream_flush(struct file *file);

/* control.c */
NTSTATUS disk_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                      ULONG out_length, ULONG_PTR *done);
NTSTATUS stream_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                        ULONG out_length, ULONG_PTR *done);

#ifndef FSCTL_DELETE_REPARSE_POINT
#define FSCTL_DELETE_REPARSE_POINT 0x000900ac
#endif
#ifndef FSCTL_DUPLICATE_EXTENTS_TO_FILE
#define FSCTL_DUPLICATE_EXTENTS_TO_FILE 0x00098344
#endif
/* reparse.c: FSCTL_GET_, SET_ and DELETE_REPARSE_POINT. */
NTSTATUS reparse_get(struct file *file, void *out, ULONG length, ULONG_PTR *done);
NTSTATUS reparse_set(struct file *file, const void *in, ULONG length);
NTSTATUS reparse_delete(struct file *file, const void *in, ULONG length);
/* What a link's target (ended by 0) says by its spelling: IO_REPARSE_TAG_*, and whether it is a link to a folder
 * wherever it leads. */
ULONG reparse_tag(const char *target, size_t length, bool *folder);

/* fileinfo.c, rename.c */
NTSTATUS disk_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done);
NTSTATUS disk_set(struct file *file, ULONG class, const void *in, ULONG length);
NTSTATUS stream_set(struct file *file, ULONG class, const void *in, ULONG length);
NTSTATUS stream_query(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done);
/* FileRenameInformation, FileLinkInformation and their Ex forms. */
NTSTATUS disk_rename(struct file *file, const void *in, ULONG length, bool link, bool extended);

/* volume.c */
/* A volume's serial number, the same for every file of a file system and another for another; the short one is its low
 * half. */
uint64_t disk_serial(dev_t dev);

NTSTATUS disk_query_volume(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done);

/* lock.c: gives up every byte-range lock of the file. */
void lock_release_all(struct file *file);
/* Ends the requests for locks that wait on `file`: those of `issuer` (NULL: of any thread) with this status block
 * (NULL: with any).  How many. */
unsigned lock_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block);
/* May the range be read, or written, through this file?  Other files' locks say.  `offset` LOCK_AT_POSITION: where the
 * file's own position is, which is asked for only if there are locks. */
#define LOCK_AT_POSITION (-1)
bool lock_permits(struct file *file, int64_t offset, uint64_t length, bool write);

/* directory.c */
void directory_scan_free(struct directory_scan *scan);

#endif
