/* SPDX-License-Identifier: MIT */
/* PE images: recognised, checked and mapped.  Every byte of the file is hostile. */
#ifndef METIC_LINUX_IMAGE_H
#define METIC_LINUX_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMAGE_SECTIONS     96       /* what Windows' loader accepts */
#define IMAGE_HEADER_SIZE  4096     /* headers nearly always lie within so many bytes of the file */
#define IMAGE_HEADER_LIMIT 0x100000 /* and else must within these */

struct image_section {
    char name[9];
    uint32_t rva, size;              /* in memory; whole pages */
    uint32_t file_offset, file_size; /* what of it comes from the file */
    int prot;                        /* PROT_* */
};

struct image {
    uint64_t base;    /* preferred */
    uint32_t size;    /* in memory */
    uint32_t entry;   /* RVA, 0: none */
    uint32_t headers; /* bytes mapped from the file's start */
    uint64_t file_size;
    uint16_t machine, subsystem, subsystem_major, subsystem_minor, characteristics, dll_characteristics;
    uint64_t stack_reserve, stack_commit, heap_reserve, heap_commit;
    bool is_dll, relocatable, flat; /* flat: one page-aligned lump without section alignment of its own */
    unsigned section_count;
    struct image_section sections[IMAGE_SECTIONS];
};

/* Checks the first `size` bytes of a file that is `file_size` long: all of it, or at least IMAGE_HEADER_SIZE.
 * 0; ENOEXEC and one line in `reason` that says why the file cannot be run; or E2BIG, a reason too: more bytes are
 * needed. */
int image_parse(const void *bytes, size_t size, uint64_t file_size, struct image *image, const char **reason);

/* Reads the headers of an open file and checks them; EIO where it cannot be read. */
int image_open(int fd, struct image *image, const char **reason);

/* Maps headers and sections over reserved memory at `base`, straight from the file where offsets allow it, or from what
 * others have prepared of it.  0 or an errno.  `read` (may be NULL): of its sections at least some
 * were read instead. */
int image_map(int fd, const struct image *image, uint64_t base, bool *read);

/* Gives headers and sections of an image that is one mapping, now with the protection `now`, their own.  0 or an errno.
 */
int image_protect(const struct image *image, uint64_t base, int now);

#endif
