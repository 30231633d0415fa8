/* SPDX-License-Identifier: MIT */
/* Alternate data streams and extended attributes of files, both in extended attributes of the host. */
#ifndef METIC_NT_ALTERNATE_H
#define METIC_NT_ALTERNATE_H

#include "nt/file.h"

/* Takes "name:stream:type" apart: *units shrinks to the file's name, `stream` gets the stream's in UTF-8, empty for the
 * file's own data.  False: it cannot be such a name.  `has_root`: the name is relative to a folder or file. */
bool alternate_split(const WCHAR *name, size_t *units, bool has_root, char stream[256]);

/* One open of a stream of `base`, whose descriptor (any) it duplicates.  `disposition`, `access`, `share`, `options` as
 * for the file; *info FILE_OPENED ... */
struct alternate_open {
    const char *stream;
    ULONG disposition, share, options;
    ACCESS_MASK access;
};
NTSTATUS alternate_open(struct file *base, const struct alternate_open *open, struct file **made, ULONG *info);

/* Calls `each` for every stream of a file but its own data, with its length; stops where it gives false. */
void alternate_each(int fd, bool (*each)(const char *name, size_t size, void *context), void *context);

/* ---- extended attributes (ea.c) ---- */

/* FILE_FULL_EA_INFORMATION of a guest's buffer set on an open file.  *bad: the offset of one that cannot be. */
NTSTATUS ea_set(int fd, const void *guest, ULONG length, ULONG *bad);

/* How long the list of all is, as FILE_EA_INFORMATION tells it: 0 without any. */
ULONG ea_size(int fd);

#endif
