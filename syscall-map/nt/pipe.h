/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_PIPE_H
#define METIC_NT_PIPE_H

#include "nt/file.h"

extern const struct file_ops pipe_ops;      /* one end of a pipe */
extern const struct file_ops pipe_root_ops; /* \Device\NamedPipe\ itself */

/* Opens \Device\NamedPipe\ or, with an empty name relative to an unnamed pipe's server end, its client end. */
NTSTATUS pipe_open(const struct device_open *open, struct file **file);

#endif
