/* SPDX-License-Identifier: MIT */
/* Large images whose sections stand at offsets in their file that cannot be mapped: laid out once, mapped by the
 * others. */
#ifndef METIC_LINUX_PREPARED_H
#define METIC_LINUX_PREPARED_H

#include "linux/image.h"

/* Maps an image over reserved memory at `base` from what another process of the prefix has prepared of the same state
 * of the same file.  False: there is none, and whatever stands at `base` is to be mapped over. */
bool prepared_map(int fd, const struct image *image, uint64_t base);

/* The program's file was read, for want of a prepared image: the process makes one for others, if it is the second in
 * the prefix that read it.  Once the process has its slot, before it runs guest code. */
void prepared_publish(int fd, const struct image *image);

#endif
