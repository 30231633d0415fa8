/* SPDX-License-Identifier: MIT */
/* The names of open descriptors. */
#ifndef METIC_LINUX_FDNAME_H
#define METIC_LINUX_FDNAME_H

#include <stddef.h>

/* The host path of an open descriptor.  Its length, or a negated error (ENOENT: removed). */
int path_of_fd(int fd, char *to, size_t size);

/* There is no /proc to ask: names are kept from now on, which costs each open a little. */
void fdname_keep(void);

/* `fd` was opened by this name, absolute or relative to the folder `dir`.  Does nothing unless names are kept. */
void fdname_opened(int fd, int dir, const char *host);

#endif
