/* SPDX-License-Identifier: MIT */
/* The resource section of a PE file that is held in memory as it stands in the file. */
#ifndef METIC_RESOURCE_IMAGE_H
#define METIC_RESOURCE_IMAGE_H

#include "kernelbase.h"

/* The resource tree, with its length and RVA; a length of 0 where the image has none.  NULL: not a PE image. */
const void *resource_image_tree(void *bytes, SIZE_T size, SIZE_T *length, DWORD *rva);

/* The RVA at which a tree of `length` bytes will stand; 0: there is no room for a section header, or it is no PE image.
 */
DWORD resource_image_place(void *bytes, SIZE_T size, SIZE_T length);

/* A copy of the file with `tree`, made for `rva` (resource_image_place), in place of its resources; base_free() it.
 * `bytes` is changed too.  NULL: out of memory, or no PE image. */
void *resource_image_replace(void *bytes, SIZE_T size, const void *tree, SIZE_T length, DWORD rva, SIZE_T *new_size);

#endif
