/* SPDX-License-Identifier: MIT */
/* A small valid PE32+ program, built in memory, for tests to break; and what holds of every image that image_parse()
 * lets pass. Offsets are those of "PE Format" in Microsoft's documentation. */
#ifndef METIC_TESTS_IMAGE_BUILD_H
#define METIC_TESTS_IMAGE_BUILD_H

#include "linux/image.h"

#include <string.h>

enum {
    PE = 0x80,                    /* e_lfanew */
    COFF = PE + 4,                /* the file header */
    OPTIONAL = PE + 24,           /* the optional header */
    DIRECTORIES = OPTIONAL + 112, /* 16 pairs of RVA and size */
    SECTIONS = OPTIONAL + 240,    /* 4 rows of 40 bytes */
    IMAGE_FILE_SIZE = 0xc00,
    IMAGE_FILE_NEEDED = 0xa10, /* behind it only padding */
    IMAGE_SIZE = 0x6000,
};

/* The fields of section `i`'s row. */
#define SECTION(i)          (SECTIONS + 40 * (i))
#define SECTION_VSIZE(i)    (SECTION(i) + 8)
#define SECTION_RVA(i)      (SECTION(i) + 12)
#define SECTION_RAW_SIZE(i) (SECTION(i) + 16)
#define SECTION_RAW(i)      (SECTION(i) + 20)
#define SECTION_FLAGS(i)    (SECTION(i) + 36)
#define DIRECTORY(i)        (DIRECTORIES + 8 * (i))

__attribute__((unused)) static void image_put(uint8_t *file, size_t at, unsigned bytes, uint64_t value)
{
    for (unsigned i = 0; i < bytes; i++) file[at + i] = (uint8_t)(value >> 8 * i);
}

/* Code, constants with export, import and TLS directories, data with zeros behind it, relocations.  Each section is
 * full of its own number from 1 on. */
__attribute__((unused)) static void image_build(uint8_t file[IMAGE_FILE_SIZE])
{
    static const struct {
        char name[8];
        uint32_t virtual_size, rva, raw_size, raw, flags;
    } sections[4] = {
        {".text",  0x123,  0x1000, 0x200, 0x400, 0x60000020},
        {".rdata", 0x200,  0x2000, 0x200, 0x600, 0x40000040},
        {".data",  0x1800, 0x3000, 0x200, 0x800, 0xc0000040},
        {".reloc", 0x10,   0x5000, 0x200, 0xa00, 0x42000040},
    };
    static const struct {
        unsigned at, bytes;
        uint64_t value;
    } fields[] = {
        {0x00,             2, 0x5a4d     },
        {0x18,             2, 0x40       }, /* where DOS relocations stand */
        {0x3c,             4, PE         },
        {PE,               4, 0x4550     },
        {COFF + 0,         2, 0x8664     },
        {COFF + 2,         2, 4          }, /* sections */
        {COFF + 16,        2, 240        }, /* size of the optional header */
        {COFF + 18,        2, 0x22       }, /* executable, large addresses */
        {OPTIONAL + 0,     2, 0x20b      },
        {OPTIONAL + 16,    4, 0x1000     }, /* entry */
        {OPTIONAL + 24,    8, 0x140000000},
        {OPTIONAL + 32,    4, 0x1000     },
        {OPTIONAL + 36,    4, 0x200      },
        {OPTIONAL + 48,    2, 6          },
        {OPTIONAL + 50,    2, 1          },
        {OPTIONAL + 56,    4, IMAGE_SIZE },
        {OPTIONAL + 60,    4, 0x400      }, /* headers */
        {OPTIONAL + 68,    2, 3          }, /* console */
        {OPTIONAL + 70,    2, 0x160      },
        {OPTIONAL + 72,    8, 0x200000   },
        {OPTIONAL + 80,    8, 0x1000     },
        {OPTIONAL + 88,    8, 0x100000   },
        {OPTIONAL + 96,    8, 0x2000     },
        {OPTIONAL + 108,   4, 16         },
        {DIRECTORY(0),     4, 0x2000     },
        {DIRECTORY(0) + 4, 4, 40         },
        {DIRECTORY(1),     4, 0x2040     },
        {DIRECTORY(1) + 4, 4, 40         },
        {DIRECTORY(5),     4, 0x5000     },
        {DIRECTORY(5) + 4, 4, 0x10       },
        {DIRECTORY(9),     4, 0x2080     },
        {DIRECTORY(9) + 4, 4, 40         },
    };
    memset(file, 0, IMAGE_FILE_SIZE);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        image_put(file, fields[i].at, fields[i].bytes, fields[i].value);
    for (unsigned i = 0; i < 4; i++) {
        memcpy(file + SECTION(i), sections[i].name, 8);
        image_put(file, SECTION_VSIZE(i), 4, sections[i].virtual_size);
        image_put(file, SECTION_RVA(i), 4, sections[i].rva);
        image_put(file, SECTION_RAW_SIZE(i), 4, sections[i].raw_size);
        image_put(file, SECTION_RAW(i), 4, sections[i].raw);
        image_put(file, SECTION_FLAGS(i), 4, sections[i].flags);
        memset(file + sections[i].raw, (int)i + 1, sections[i].virtual_size < 0x200 ? sections[i].virtual_size : 0x200);
    }
}

/* What later code relies on.  NULL, or what does not hold. */
__attribute__((unused)) static const char *image_broken(const struct image *image, uint64_t file_size)
{
    uint64_t end = image->headers, whole = ((uint64_t)image->size + 4095) & ~4095ull;
    if (image->file_size != file_size) return "the file's size is told";
    if (!image->size || image->size > 0x7fff0000) return "the size is possible";
    if (image->entry >= image->size) return "the entry is in the image";
    if (image->base % 0x10000) return "the base is one";
    if (!image->headers || image->headers > whole || image->headers > file_size)
        return "the headers are in the file and the image";
    if (image->section_count > IMAGE_SECTIONS) return "so many sections are kept";
    if (image->flat && (image->section_count || image->size > file_size)) return "a flat image is the file";
    for (unsigned i = 0; i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (section->rva % 4096 || section->size % 4096 || !section->size) return "sections are pages";
        if (section->rva < end) return "sections ascend behind the headers";
        end = (uint64_t)section->rva + section->size;
        if (end > whole) return "sections are in the image";
        if (section->file_size > section->size) return "no more is taken from the file than fits";
        if ((uint64_t)section->file_offset + section->file_size > file_size)
            return "what is taken from the file is there";
        if (section->name[8]) return "names end";
    }
    return NULL;
}

#endif
