/* SPDX-License-Identifier: MIT */
/* Watching folders for changes. */
#ifndef METIC_NT_NOTIFY_H
#define METIC_NT_NOTIFY_H

#include "nt/file.h"

struct nt_thread;

/* As lock_cancel(), for requests that wait for a change. */
unsigned notify_cancel(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block);

/* The file's last handle has gone: its requests end with STATUS_NOTIFY_CLEANUP, nothing is watched for it any more. */
void notify_close(struct file *file);

#endif
