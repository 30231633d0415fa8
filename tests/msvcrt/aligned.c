/* SPDX-License-Identifier: MIT */
/* Aligned memory of msvcrt, as documented. */
#include "check.h"

#include <malloc.h>
#include <stdint.h>
#include <string.h>

int main(void)
{
    int right = 1;
    for (size_t alignment = 16; alignment <= 65536; alignment *= 4) {
        char *block = _aligned_malloc(100, alignment);
        right &= block && (uintptr_t)block % alignment == 0;
        if (block) memset(block, 1, 100);
        _aligned_free(block);
    }
    CHECK(right, "_aligned_malloc: \"a pointer to the memory block\" on the alignment asked for");
    CHECK(_aligned_malloc((size_t)-1000, 64) == NULL, "_aligned_malloc: \"NULL if the operation failed\"");
    char *block = _aligned_malloc(10, 4096);
    memcpy(block, "123456789", 10);
    block = _aligned_realloc(block, 100000, 4096);
    CHECK(block && (uintptr_t)block % 4096 == 0 && !strcmp(block, "123456789"),
          "_aligned_realloc keeps alignment and contents");
    CHECK(_aligned_realloc(block, 0, 4096) == NULL,
          "_aligned_realloc: \"NULL if the size is zero\", and the block is freed");
    char *before = NULL;
    int again = 0;
    for (int i = 0; i < 5000; i++) {
        block = _aligned_malloc(50000, 64);
        again |= block == before;
        if (i % 100 == 0) before = block;
        _aligned_free(block);
    }
    CHECK(again, "_aligned_free: \"Frees a block of memory\": some of 5,000 in a row stand where another stood");
    return check_done();
}
