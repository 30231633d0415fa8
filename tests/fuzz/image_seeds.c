/* SPDX-License-Identifier: MIT */
/* Writes the seeds of image_fuzz into the folder named: a small program, and its variations.  tests/fuzz/image/ holds
 * what it wrote.
 *
 *     cc -Itests -Isyscall-map -o seeds tests/fuzz/image_seeds.c && ./seeds tests/fuzz/image */
#include "linux/image_build.h"

#include <stdio.h>

enum { SEED_SIZE = 0x600 }; /* headers and one section */

struct change {
    unsigned at, bytes;
    uint64_t value;
};

static const struct {
    const char *name;
    struct change changes[9];
} seeds[] = {
    {"program",         {{0}}                                       },
    {"dll",             {{COFF + 18, 2, 0x2022}}                    },
    {"no-directories",  {{OPTIONAL + 108, 4, 0}}                    },
    {"all-directories",
     {{DIRECTORY(2), 8, 16ull << 32 | 0x2100},
      {DIRECTORY(3), 8, 12ull << 32 | 0x2180},
      {DIRECTORY(10), 8, 64ull << 32 | 0x2120},
      {DIRECTORY(11), 8, 8ull << 32 | 0x2190},
      {DIRECTORY(12), 8, 16ull << 32 | 0x21a0},
      {DIRECTORY(13), 8, 32ull << 32 | 0x21c0}}                     },
    {"one-section",
     {{COFF + 2, 2, 1},
      {OPTIONAL + 56, 4, 0x2000},
      {DIRECTORY(0), 8, 0},
      {DIRECTORY(1), 8, 0},
      {DIRECTORY(5), 8, 0},
      {DIRECTORY(9), 8, 0}}                                         },
    {"flat",
     {{OPTIONAL + 32, 4, 0x200},
      {OPTIONAL + 56, 4, SEED_SIZE},
      {OPTIONAL + 16, 4, 0x400},
      {DIRECTORY(0), 8, 0},
      {DIRECTORY(1), 8, 0},
      {DIRECTORY(5), 8, 0},
      {DIRECTORY(9), 8, 0}}                                         },
    {"aligned-64k",
     {{OPTIONAL + 32, 4, 0x10000},
      {OPTIONAL + 56, 4, 0x30000},
      {COFF + 2, 2, 2},
      {SECTION_RVA(0), 4, 0x10000},
      {SECTION_RVA(1), 4, 0x20000},
      {DIRECTORIES, 8, 0},
      {DIRECTORY(1), 8, 0},
      {DIRECTORY(9), 8, 0},
      {DIRECTORY(5), 8, 0}}                                         },
    {"no-relocations",  {{COFF + 18, 2, 0x23}, {DIRECTORY(5), 8, 0}}},
    {"pe32",            {{COFF, 2, 0x14c}, {OPTIONAL, 2, 0x10b}}    },
    {"arm64",           {{COFF, 2, 0xaa64}}                         },
    {"efi",             {{OPTIONAL + 68, 2, 10}}                    },
    {"dot-net",         {{DIRECTORY(14), 8, 72ull << 32 | 0x2100}}  },
    {"ne",              {{PE, 4, 0x454e}}                           },
    {"le",              {{PE, 4, 0x454c}}                           },
    {"dos",             {{0x3c, 4, 0}, {0x18, 2, 0x1c}}             },
    {"elf",             {{0, 4, 0x464c457f}}                        },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        uint8_t file[IMAGE_FILE_SIZE];
        char path[4096];
        image_build(file);
        for (unsigned k = 1; k < 4; k++) image_put(file, SECTION_RAW(k), 4, 0); /* zeros */
        for (size_t k = 0; k < sizeof seeds->changes / sizeof *seeds->changes; k++)
            image_put(file, seeds[i].changes[k].at, seeds[i].changes[k].bytes, seeds[i].changes[k].value);
        snprintf(path, sizeof path, "%s/%s", argc > 1 ? argv[1] : ".", seeds[i].name);
        FILE *out = fopen(path, "wb");
        if (!out || fwrite(file, 1, SEED_SIZE, out) != SEED_SIZE || fclose(out)) return perror(path), 1;
    }
    return 0;
}
