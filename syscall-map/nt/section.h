/* SPDX-License-Identifier: MIT */
/* Sections: memory that several views show: a file's, an image's, or none's. */
#ifndef METIC_NT_SECTION_H
#define METIC_NT_SECTION_H

#include "linux/image.h"
#include "nt/object.h"

struct section {
    struct object object;
    int fd;                  /* of the file, or of a memfd */
    uint64_t size;           /* bytes */
    ULONG protect;           /* PAGE_*: the most a view may ask for */
    ULONG attributes;        /* SEC_* */
    struct image image;      /* SEC_IMAGE only */
    bool was_read;           /* the last time that it was mapped (image_map()) */
    struct reserve *reserve; /* SEC_RESERVE without a file, once it has views: nt/reserve.c */
};

extern const struct object_type section_type;

/* An image section over `fd` (which it takes over, also on failure).  `reason` (may be NULL) gets one line for a
 * refusal. */
NTSTATUS section_create_image(int fd, struct section **section, const char **reason);

/* The section that a process inherits: over `fd`, which it takes over.  NULL: no memory. */
struct object *section_inherited(int fd, uint64_t size, ULONG protect, ULONG attributes);

/* What another process needs to have the same section: bytes (at most 64; how many), and a descriptor that stays the
 * section's. */
uint16_t section_tell(const struct section *section, uint8_t *payload, int *fd);

/* The section of what section_tell() told; takes over `fd`.  NULL: no memory, or nonsense. */
struct object *section_told(int fd, const uint8_t *payload, size_t size);

/* The reason why the last file that could not become an image section was refused; NULL: none was. */
const char *section_refusal(void);

/* Maps an image section at its preferred base, or elsewhere: then STATUS_IMAGE_NOT_AT_BASE, a success. */
NTSTATUS section_map_image(struct section *section, uint64_t *base);

/* The file name behind a mapped address, as MemoryMappedFilenameInformation. */
NTSTATUS section_query_file_name(uint64_t address, void *out, SIZE_T length, SIZE_T *returned);

/* The folder of the installed system DLLs, opened (O_PATH) once; -1: it was not found. */
int section_system_folder(void);

#endif
