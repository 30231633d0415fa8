/* SPDX-License-Identifier: MIT */
/* Where our own files stand. */
#ifndef METIC_LINUX_OWN_H
#define METIC_LINUX_OWN_H

/* The path of a file or folder of ours, given as seen from the folder of the program `metic`: as it was installed, or
 * as it was built.  The caller frees it; NULL: it cannot be found, there is no /proc. */
char *own_path(const char *relative);

#endif
