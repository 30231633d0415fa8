/* SPDX-License-Identifier: MIT */
/* Who has which file open, and what they share: NT's share modes and pending deletions. */
#ifndef METIC_NT_SHARE_H
#define METIC_NT_SHARE_H

#include "nt/file.h"

/* Enters file->dev, ino with file->access and file->share; sets file->shared.  STATUS_SHARING_VIOLATION,
 * STATUS_DELETE_PENDING, STATUS_NO_MEMORY. */
NTSTATUS share_enter(struct file *file);

/* The same of a file that another process gave to this one: it was allowed there. */
void share_join(struct file *file);

/* Leaves.  True: it was the last of all processes' and the file is to be deleted now. */
bool share_leave(struct file *file);

/* Marks or unmarks the file for deletion at its last close; share_pending() tells. */
void share_set_pending(struct file *file, bool pending);
bool share_pending(struct file *file);

/* May a rename replace (dev, ino)?  Not while it is open. */
bool share_is_open(dev_t dev, ino_t ino);

#endif
