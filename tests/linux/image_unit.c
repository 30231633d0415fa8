/* SPDX-License-Identifier: MIT */
/* The PE parser: a good image, and every field of it broken in turn; then what mapping makes of the good ones. */
#include "linux/image_build.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static uint8_t file[IMAGE_FILE_SIZE];
static struct image image;
static const char *reason;

/* As image_open() gives a file's bytes: the first page, or all where that does not do.  In a block of that size, so
 * that a reader beyond it can be caught. */
static int parse(const uint8_t *bytes, size_t size)
{
    int error = E2BIG;
    for (size_t given = size < IMAGE_HEADER_SIZE ? size : IMAGE_HEADER_SIZE; error == E2BIG; given = size) {
        uint8_t *copy = malloc(given ? given : 1);
        assert_non_null(copy);
        memcpy(copy, bytes, given);
        reason = NULL;
        error = image_parse(copy, given, size, &image, &reason);
        free(copy);
        if (given == size) break;
    }
    return error;
}

static void good_image(void **state)
{
    (void)state;
    image_build(file);
    assert_int_equal(parse(file, sizeof file), 0);
    assert_null(image_broken(&image, sizeof file));
    assert_int_equal(image.base, 0x140000000);
    assert_int_equal(image.size, IMAGE_SIZE);
    assert_int_equal(image.entry, 0x1000);
    assert_int_equal(image.headers, 0x400);
    assert_int_equal(image.machine, 0x8664);
    assert_int_equal(image.subsystem, 3);
    assert_int_equal(image.subsystem_major, 6);
    assert_int_equal(image.subsystem_minor, 1);
    assert_int_equal(image.characteristics, 0x22);
    assert_int_equal(image.dll_characteristics, 0x160);
    assert_int_equal(image.stack_reserve, 0x200000);
    assert_int_equal(image.stack_commit, 0x1000);
    assert_int_equal(image.heap_reserve, 0x100000);
    assert_int_equal(image.heap_commit, 0x2000);
    assert_false(image.is_dll);
    assert_false(image.flat);
    assert_true(image.relocatable);
    assert_int_equal(image.section_count, 4);
    assert_string_equal(image.sections[2].name, ".data");
    assert_int_equal(image.sections[0].prot, PROT_READ | PROT_EXEC);
    assert_int_equal(image.sections[1].prot, PROT_READ);
    assert_int_equal(image.sections[2].prot, PROT_READ | PROT_WRITE);
    assert_int_equal(image.sections[2].rva, 0x3000);
    assert_int_equal(image.sections[2].size, 0x2000);
    assert_int_equal(image.sections[2].file_offset, 0x800);
    assert_int_equal(image.sections[2].file_size, 0x200);
}

struct change {
    unsigned at, bytes;
    uint64_t value;
};

/* A directory's two fields: 16 bytes behind the image. */
#define AT_END (16ull << 32 | IMAGE_SIZE)

/* Changes to the good image, and a part of the reason it is refused for; NULL: it is still good. */
static const struct {
    struct change changes[3];
    const char *why;
} broken[] = {
  /* what it is instead */
    {{{0, 2, 0}},                                                          "does not begin with MZ"            },
    {{{0, 4, 0x464c457f}},                                                 "ELF program"                       },
    {{{0, 2, 0x2123}},                                                     "is a script"                       },
    {{{0x3c, 4, 0}},                                                       "DOS program"                       },
    {{{PE, 4, 0x4551}},                                                    "DOS program"                       },
    {{{PE, 4, 0x14550}},                                                   "DOS program"                       },
    {{{0x3c, 4, 0xfffffff0}, {0x18, 2, 0x1c}},                             "DOS program"                       },
    {{{0x3c, 4, 0xfffffff0}},                                              "truncated before its PE header"    },
    {{{0x3c, 4, IMAGE_FILE_SIZE}},                                         "truncated before its PE header"    },
    {{{0x3c, 4, IMAGE_FILE_SIZE - 1}},                                     "truncated before its PE header"    },
    {{{0x3c, 4, IMAGE_FILE_SIZE - 4}, {IMAGE_FILE_SIZE - 4, 4, 0x4550}},   "truncated within its PE header"    },
    {{{PE, 2, 0x454e}},                                                    "16-bit Windows program"            },
    {{{PE, 2, 0x454c}},                                                    "VxD or OS/2"                       },
    {{{PE, 2, 0x584c}},                                                    "OS/2"                              },
    {{{COFF, 2, 0x14c}, {OPTIONAL, 2, 0x10b}},                             "32-bit Windows program"            },
    {{{COFF, 2, 0x1c4}},                                                   "for ARM;"                          },
    {{{COFF, 2, 0xaa64}},                                                  "for ARM64;"                        },
    {{{COFF, 2, 0xa641}},                                                  "for ARM64;"                        },
    {{{COFF, 2, 0x200}},                                                   "for Itanium;"                      },
    {{{COFF, 2, 0xebc}},                                                   "EFI byte code"                     },
    {{{COFF, 2, 0x5064}},                                                  "for RISC-V;"                       },
    {{{COFF, 2, 0x1234}},                                                  "another processor"                 },
    {{{OPTIONAL + 68, 2, 10}},                                             "EFI program"                       },
    {{{OPTIONAL + 68, 2, 13}},                                             "EFI program"                       },
    {{{OPTIONAL + 68, 2, 10}, {COFF, 2, 0xaa64}},                          "EFI program"                       },
    {{{OPTIONAL + 68, 2, 1}},                                              "driver or native program"          },
    {{{OPTIONAL + 68, 2, 9}},                                              "another subsystem"                 },
    {{{OPTIONAL + 68, 2, 9}, {COFF + 18, 2, 0x2022}},                      NULL                                }, /* of a DLL it says nothing */
    {{{DIRECTORY(14), 4, 0x2000}, {DIRECTORY(14) + 4, 4, 72}},             ".NET program"                      },
 /* for any processor: PE32, whose directories stand 16 bytes before PE32+'s */
    {{{DIRECTORY(12), 4, 0x2000}, {COFF, 2, 0x14c}, {OPTIONAL, 4, 0x10b}}, "32-bit Windows program"            },
    {{{COFF + 18, 2, 0x20}},                                               "not linked without errors"         },
    {{{COFF + 18, 2, 0x23}},                                               NULL                                }, /* relocations stripped */
  /* sizes of the headers */
    {{{OPTIONAL, 2, 0x10b}},                                               "damaged PE header"                 },
    {{{OPTIONAL, 2, 0x107}},                                               "damaged PE header"                 },
    {{{COFF + 16, 2, 0}},                                                  "damaged PE header"                 },
    {{{COFF + 16, 2, 111}},                                                "damaged PE header"                 },
    {{{COFF + 16, 2, 239}},                                                "damaged PE header"                 }, /* 16 directories do not fit */
    {{{COFF + 16, 2, 0xffff}},                                             "truncated within its PE header"    },
    {{{OPTIONAL + 108, 4, 0xffffffff}},                                    NULL                                }, /* more than 16 count as 16 */
    {{{OPTIONAL + 108, 4, 0}},                                             NULL                                },
    {{{COFF + 2, 2, 97}},                                                  "more than 96 sections"             },
    {{{COFF + 2, 2, 0xffff}},                                              "more than 96 sections"             },
    {{{COFF + 2, 2, 96}},                                                  "truncated within its section table"},
    {{{COFF + 2, 2, 0}},                                                   "no sections"                       },
    {{{OPTIONAL + 60, 4, 0}},                                              "header size"                       },
    {{{OPTIONAL + 60, 4, IMAGE_SIZE + 1}},                                 "header size"                       },
    {{{OPTIONAL + 60, 4, IMAGE_FILE_SIZE + 1}},                            "truncated within its headers"      },
    {{{OPTIONAL + 60, 4, 1}},                                              NULL                                }, /* the section table is kept all the same */
    {{{OPTIONAL + 60, 4, 0x1001}, {SECTION_RAW_SIZE(3), 4, 0}},            "truncated within its headers"      },
 /* alignments, size, base, entry */
    {{{OPTIONAL + 36, 4, 0}},                                              "impossible alignments"             },
    {{{OPTIONAL + 36, 4, 0x300}},                                          "impossible alignments"             },
    {{{OPTIONAL + 36, 4, 0x2000}},                                         "impossible alignments"             },
    {{{OPTIONAL + 32, 4, 0}},                                              "impossible alignments"             },
    {{{OPTIONAL + 32, 4, 0x1800}},                                         "impossible alignments"             },
    {{{OPTIONAL + 32, 4, 0x400}},                                          "impossible alignments"             }, /* below a page both must be the same */
    {{{OPTIONAL + 32, 4, 0x80000000}},                                     "misaligned section"                },
    {{{OPTIONAL + 32, 4, 0x2000}},                                         "misaligned section"                },
    {{{OPTIONAL + 56, 4, 0}},                                              "image size"                        },
    {{{OPTIONAL + 56, 4, 0xffffffff}},                                     "image size"                        },
    {{{OPTIONAL + 56, 4, 0x5000}},                                         "section outside the image"         },
    {{{OPTIONAL + 56, 4, 0x7fff0000}},                                     NULL                                }, /* nothing stands behind the last section */
    {{{OPTIONAL + 24, 8, 0x140001000}},                                    "multiple of 64 KiB"                },
    {{{OPTIONAL + 24, 8, 0xffffffffffff0000}},                             NULL                                }, /* it is to be moved */
    {{{OPTIONAL + 16, 4, IMAGE_SIZE}},                                     "entry point outside"               },
    {{{OPTIONAL + 16, 4, 0xffffffff}},                                     "entry point outside"               },
    {{{OPTIONAL + 16, 4, 0}},                                              NULL                                },
 /* sections */
    {{{SECTION_RVA(0), 4, 0}},                                             "overlapping sections"              }, /* the headers */
    {{{SECTION_RVA(1), 4, 0x1000}},                                        "overlapping sections"              },
    {{{SECTION_RVA(3), 4, 0x4000}},                                        "overlapping sections"              },
    {{{SECTION_VSIZE(2), 4, 0x2001}},                                      "overlapping sections"              },
    {{{SECTION_VSIZE(2), 4, 0x1000}},                                      "gap between its sections"          },
    {{{SECTION_RVA(0), 4, 0x1200}},                                        "misaligned section"                },
    {{{SECTION_RVA(3), 4, 0x6000}},                                        "section outside the image"         },
    {{{SECTION_RVA(3), 4, 0xfffff000}},                                    "section outside the image"         },
    {{{SECTION_VSIZE(3), 4, 0xffffffff}},                                  "section outside the image"         },
    {{{SECTION_VSIZE(3), 4, 0x1001}},                                      "section outside the image"         },
    {{{SECTION_VSIZE(3), 4, 0}, {SECTION_RAW_SIZE(3), 4, 0}},              "empty section"                     },
    {{{SECTION_VSIZE(3), 4, 0}},                                           NULL                                }, /* then the size in the file counts */
    {{{SECTION_RAW(3), 4, IMAGE_FILE_SIZE + 512}},                         "section outside the file"          },
    {{{SECTION_RAW(3), 4, 0xffffffff}},                                    "section outside the file"          },
    {{{SECTION_RAW(3), 4, IMAGE_FILE_SIZE}},                               "truncated within a section"        },
    {{{SECTION_RAW_SIZE(2), 4, 0x1000}},                                   "truncated within a section"        },
    {{{SECTION_RAW_SIZE(3), 4, 0xffffffff}},                               NULL                                }, /* 16 bytes of it are wanted, and there */
    {{{SECTION_RAW(3), 4, 0}},                                             NULL                                }, /* zeros */
    {{{SECTION_RAW(3), 4, 0x8ff}},                                         NULL                                }, /* down to a sector */
    {{{SECTION_FLAGS(3), 4, 0}},                                           "relocations outside"               }, /* not readable */
  /* directories */
    {{{DIRECTORY(0), 8, AT_END}},                                          "export table outside"              },
    {{{DIRECTORY(0), 4, 0xffffffff}},                                      "export table outside"              },
    {{{DIRECTORY(0) + 4, 4, 0xffffffff}},                                  "export table outside"              },
    {{{DIRECTORY(1), 4, IMAGE_SIZE - 39}},                                 "import table outside"              },
    {{{DIRECTORY(1), 4, 0x80000000}},                                      "import table outside"              },
    {{{DIRECTORY(1), 4, 0}},                                               NULL                                },
    {{{DIRECTORY(2), 8, AT_END}},                                          "resources outside"                 },
    {{{DIRECTORY(3), 8, AT_END}},                                          "exception table outside"           },
    {{{DIRECTORY(4), 4, 0x7fffffff}, {DIRECTORY(4) + 4, 4, 8}},            NULL                                }, /* certificates are not in the image */
    {{{DIRECTORY(5), 4, 0x12345678}},                                      "relocations outside"               },
    {{{DIRECTORY(5) + 4, 4, 0x1001}},                                      "relocations outside"               },
    {{{DIRECTORY(9), 4, 0xfffffff0}},                                      "TLS table outside"                 },
    {{{DIRECTORY(9) + 4, 4, 0x4000}},                                      "TLS table outside"                 },
    {{{DIRECTORY(10), 8, AT_END}},                                         "load configuration outside"        },
    {{{DIRECTORY(11), 8, AT_END}},                                         "bound imports outside"             },
    {{{DIRECTORY(12), 8, AT_END}},                                         "import addresses outside"          },
    {{{DIRECTORY(13), 8, AT_END}},                                         "delayed imports outside"           },
};

static void broken_images(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        image_build(file);
        for (size_t k = 0; k < 3; k++)
            image_put(file, broken[i].changes[k].at, broken[i].changes[k].bytes, broken[i].changes[k].value);
        int error = parse(file, sizeof file);
        const char *rule = error ? NULL : image_broken(&image, sizeof file);
        bool right = broken[i].why ? error == ENOEXEC && reason && strstr(reason, broken[i].why) : !error && !rule;
        if (!right)
            fail_msg("%u = %#llx: error %d, %s; expected %s", broken[i].changes[0].at,
                     (unsigned long long)broken[i].changes[0].value, error,
                     error  ? reason
                     : rule ? rule
                            : "let pass",
                     broken[i].why ? broken[i].why : "to pass");
    }
}

static void dot_net_for_any_processor(void **state)
{
    (void)state;
    image_build(file);
    image_put(file, COFF, 2, 0x14c);
    image_put(file, OPTIONAL, 2, 0x10b);
    image_put(file, OPTIONAL + 92, 4, 16);              /* PE32: the number of directories */
    image_put(file, OPTIONAL + 96 + 14 * 8, 4, 0x2000); /* and the CLR header's */
    assert_int_equal(parse(file, sizeof file), ENOEXEC);
    assert_non_null(strstr(reason, ".NET program"));
}

static void truncated_anywhere(void **state)
{
    (void)state;
    image_build(file);
    for (size_t size = 0; size <= sizeof file; size++) {
        int error = parse(file, size);
        if (size >= IMAGE_FILE_NEEDED) {
            assert_int_equal(error, 0);
            assert_null(image_broken(&image, size));
        } else {
            if (error != ENOEXEC || !reason || strchr(reason, '\n'))
                fail_msg("%zu bytes: error %d, %s", size, error, reason);
            if (size >= 0x40 && !strstr(reason, "truncated") && !strstr(reason, "outside the file"))
                fail_msg("%zu bytes: %s", size, reason);
        }
    }
    assert_int_equal(parse(file, 0), ENOEXEC);
    assert_string_equal(reason, "is empty");
}

/* Every byte in turn takes a few values, and then several at once do: nothing may pass that breaks a rule. */
static void damaged_anywhere(void **state)
{
    static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
    uint32_t random = 1;
    (void)state;
    for (size_t at = 0; at < SECTION(4); at++) {
        for (size_t v = 0; v < sizeof values; v++) {
            image_build(file);
            file[at] = values[v];
            int error = parse(file, sizeof file);
            assert_true(error ? error == ENOEXEC && reason : !image_broken(&image, sizeof file));
        }
    }
    for (int round = 0; round < 20000; round++) {
        image_build(file);
        for (int k = 0; k < 1 + round % 7; k++) {
            random = random * 1664525 + 1013904223;
            file[OPTIONAL + (random >> 8) % (SECTION(4) - OPTIONAL)] = (uint8_t)(random >> 24);
        }
        int error = parse(file, sizeof file);
        assert_true(error ? error == ENOEXEC && reason : !image_broken(&image, sizeof file));
    }
}

/* Headers behind a DOS program of 40 KiB: more than the first page must be read. */
static void late_headers(void **state)
{
    (void)state;
    const size_t before = 0xa000, size = before + sizeof file;
    uint8_t *large = calloc(1, size);
    assert_non_null(large);
    image_build(file);
    memcpy(large, file, 0x40);
    image_put(large, 0x3c, 4, before + PE);
    memcpy(large + before, file, sizeof file);
    image_put(large, before + OPTIONAL + 60, 4, before + 0x400);
    image_put(large, before + OPTIONAL + 56, 4, IMAGE_SIZE + before);
    for (unsigned i = 0; i < 4; i++) {
        image_put(large, before + SECTION_RVA(i), 4, before + (i < 3 ? 0x1000 * (i + 1) : 0x5000));
        image_put(large, before + SECTION_RAW(i), 4, before + 0x400 + 0x200 * i);
    }
    memset(large + before + DIRECTORIES, 0, 128);
    reason = NULL;
    assert_int_equal(image_parse(large, IMAGE_HEADER_SIZE, size, &image, &reason), E2BIG);
    assert_non_null(reason);
    assert_int_equal(parse(large, size), 0);
    assert_null(image_broken(&image, size));
    /* the same from a file */
    int fd = memfd_create("image", MFD_CLOEXEC);
    assert_int_equal(write(fd, large, size), size);
    assert_int_equal(image_open(fd, &image, &reason), 0);
    assert_int_equal(image.sections[3].rva, before + 0x5000);
    close(fd);
    free(large);
}

/* ---- mapping ---- */

static uint8_t *map(const uint8_t *bytes, size_t size)
{
    int fd = memfd_create("image", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    reason = NULL;
    if (image_open(fd, &image, &reason)) fail_msg("%s", reason);
    uint8_t *at = mmap(NULL, image.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(at, MAP_FAILED);
    assert_int_equal(image_map(fd, &image, (uint64_t)(uintptr_t)at, NULL), 0);
    close(fd);
    return at;
}

/* Are all bytes of the range this one? */
static bool all(const uint8_t *at, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++)
        if (at[i] != value) return false;
    return true;
}

static void contents(const uint8_t *at)
{
    assert_memory_equal(at, file, 0x400);
    assert_true(all(at + 0x1000, 0x123, 1));
    assert_true(all(at + 0x1123, 0x1000 - 0x123, 0));
    assert_true(all(at + 0x2000, 0x200, 2));
    assert_true(all(at + 0x2200, 0xe00, 0));
    assert_true(all(at + 0x3000, 0x200, 3));
    assert_true(all(at + 0x3200, 0x1e00, 0));
    assert_true(all(at + 0x5000, 0x10, 4));
    assert_true(all(at + 0x5010, 0xff0, 0));
}

/* Sections at sectors of 512 bytes, as linkers write them. */
static void mapped_by_sectors(void **state)
{
    (void)state;
    image_build(file);
    uint8_t *at = map(file, sizeof file);
    contents(at);
    at[0x3000] = at[0x4fff] = 7; /* may be written */
    munmap(at, image.size);
}

/* The same sections, each on a page of the file: `first` is the page of the first one. */
static void by_pages(unsigned first, unsigned pages)
{
    const size_t size = (first + 4 * pages) * 0x1000;
    uint8_t *large = calloc(1, size);
    assert_non_null(large);
    image_build(file);
    image_put(file, OPTIONAL + 36, 4, 0x1000);
    for (unsigned i = 0; i < 4; i++) {
        memcpy(large + (first + i * pages) * 0x1000, file + 0x400 + 0x200 * i, 0x200);
        image_put(file, SECTION_RAW(i), 4, (first + i * pages) * 0x1000);
        image_put(file, SECTION_RAW_SIZE(i), 4, pages * 0x1000);
    }
    memcpy(large, file, 0x400);
    uint8_t *at = map(large, size);
    contents(at);
    at[0x3000] = at[0x4fff] = 7;
    munmap(at, image.size);
    free(large);
}

static void mapped_by_pages(void **state)
{
    (void)state;
    by_pages(1, 1);
    by_pages(2, 2);
    by_pages(3, 17);
}

/* A section that is large enough to be mapped itself, and other bytes behind its end in the file. */
static void mapped_large(void **state)
{
    (void)state;
    enum { LARGE = 0x20000, START = 0x1000 };
    const size_t size = START + LARGE + 0x1000;
    uint8_t *large = malloc(size);
    assert_non_null(large);
    image_build(file);
    image_put(file, COFF + 2, 2, 2);
    image_put(file, OPTIONAL + 56, 4, 0x1000 + LARGE + 0x1000 + 0x3000);
    image_put(file, SECTION_VSIZE(0), 4, LARGE + 0x10);
    image_put(file, SECTION_RAW_SIZE(0), 4, LARGE + 0x200);
    image_put(file, SECTION_RAW(0), 4, START);
    image_put(file, SECTION_RVA(1), 4, 0x1000 + LARGE + 0x1000);
    image_put(file, SECTION_RAW(1), 4, 0x600);
    memset(file + DIRECTORIES, 0, 128);
    memset(large, 9, size);
    memcpy(large, file, 0x800);
    uint8_t *at = map(large, size);
    assert_memory_equal(at, file, 0x400);
    assert_true(all(at + 0x1000, LARGE + 0x10, 9));
    assert_true(all(at + 0x1000 + LARGE + 0x1000, 0x200, 2));
    assert_true(all(at + 0x1000 + LARGE + 0x1200, 0xe00, 0));
    /* what the image spans behind its last section can be read */
    assert_true(all(at + 0x1000 + LARGE + 0x2000, 0x2000, 0));
    munmap(at, image.size);
    free(large);
}

/* Sections aligned to 64 KiB leave room between them, which can be read. */
static void mapped_with_room(void **state)
{
    (void)state;
    image_build(file);
    image_put(file, OPTIONAL + 32, 4, 0x10000);
    image_put(file, OPTIONAL + 56, 4, 0x50000);
    for (unsigned i = 0; i < 4; i++) image_put(file, SECTION_RVA(i), 4, 0x10000 * (i + 1));
    memset(file + DIRECTORIES, 0, 128);
    uint8_t *at = map(file, sizeof file);
    assert_true(all(at + 0x1000, 0xf000, 0));
    assert_true(all(at + 0x10000, 0x123, 1));
    assert_true(all(at + 0x11000, 0xf000, 0));
    assert_true(all(at + 0x30000, 0x200, 3));
    assert_true(all(at + 0x30200, 0xfe00, 0));
    munmap(at, image.size);
}

/* More than is read at once, in sections that begin and end within huge pages, and zeros in between. */
static void mapped_huge(void **state)
{
    (void)state;
    enum { TEXT = 0x500000, ZEROS = 0x300000, DATA = 0x234600, FILE_SIZE = 0x400 + TEXT + DATA };
    uint32_t *words = calloc(1, FILE_SIZE);
    assert_non_null(words);
    for (uint32_t i = 0; i < FILE_SIZE / 4; i++) words[i] = i;
    image_build(file);
    image_put(file, COFF + 2, 2, 2);
    image_put(file, OPTIONAL + 56, 4, 0x1000 + TEXT + ZEROS + DATA + 0xa00 + 0x2000);
    image_put(file, SECTION_VSIZE(0), 4, TEXT + ZEROS);
    image_put(file, SECTION_RAW_SIZE(0), 4, TEXT);
    image_put(file, SECTION_VSIZE(1), 4, DATA + 0x2000);
    image_put(file, SECTION_RVA(1), 4, 0x1000 + TEXT + ZEROS);
    image_put(file, SECTION_RAW_SIZE(1), 4, DATA);
    image_put(file, SECTION_RAW(1), 4, 0x400 + TEXT);
    memset(file + DIRECTORIES, 0, 128);
    memcpy(words, file, 0x400);
    uint8_t *at = map((const uint8_t *)words, FILE_SIZE), *data = at + 0x1000 + TEXT + ZEROS;
    assert_memory_equal(at, words, 0x400);
    assert_true(all(at + 0x400, 0xc00, 0));
    assert_memory_equal(at + 0x1000, words + 0x100, TEXT);
    assert_true(all(at + 0x1000 + TEXT, ZEROS, 0));
    assert_memory_equal(data, words + 0x100 + TEXT / 4, DATA);
    assert_true(all(data + DATA, 0x2000, 0));
    munmap(at, image.size);
    free(words);
}

/* Alignment below a page: the file is the image. */
static void mapped_flat(void **state)
{
    (void)state;
    image_build(file);
    image_put(file, OPTIONAL + 32, 4, 0x200);
    image_put(file, OPTIONAL + 56, 4, sizeof file);
    image_put(file, OPTIONAL + 16, 4, 0x400);
    memset(file + DIRECTORIES, 0, 128);
    uint8_t *at = map(file, sizeof file);
    assert_true(image.flat);
    assert_null(image_broken(&image, sizeof file));
    assert_memory_equal(at, file, sizeof file);
    at[0x400] = 5;
    munmap(at, image.size);
    /* the image must not be longer than the file */
    image_put(file, OPTIONAL + 56, 4, sizeof file + 1);
    assert_int_equal(parse(file, sizeof file), ENOEXEC);
    assert_non_null(strstr(reason, "truncated"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_image),
        cmocka_unit_test(broken_images),
        cmocka_unit_test(truncated_anywhere),
        cmocka_unit_test(damaged_anywhere),
        cmocka_unit_test(dot_net_for_any_processor),
        cmocka_unit_test(late_headers),
        cmocka_unit_test(mapped_by_sectors),
        cmocka_unit_test(mapped_by_pages),
        cmocka_unit_test(mapped_large),
        cmocka_unit_test(mapped_with_room),
        cmocka_unit_test(mapped_huge),
        cmocka_unit_test(mapped_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
