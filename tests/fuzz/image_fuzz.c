/* SPDX-License-Identifier: MIT */
/* libFuzzer on the PE parser: the input is the file.  Whatever is let pass keeps the rules that mapping relies on, and
 * whatever is refused has a reason of one line. */
#include "linux/image_build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what)
{
    fprintf(stderr, "image_parse: not true that %s\n", what);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image;
    const char *reason = NULL;
    size_t given = size < IMAGE_HEADER_SIZE ? size : IMAGE_HEADER_SIZE;
    /* a block that ends where the bytes given end, so that one read too many is seen */
    uint8_t *bytes = malloc(given ? given : 1);
    if (!bytes) return 0;
    if (given) memcpy(bytes, data, given);
    int error = image_parse(bytes, given, size, &image, &reason);
    free(bytes);
    if (error == E2BIG) {
        if (given == size) fail("more is asked for only where there is more");
        error = image_parse(data, size, size, &image, &reason);
        if (error == E2BIG) fail("the whole file is enough");
    }
    if (error && error != ENOEXEC) fail("the errors are two");
    if (error && (!reason || !*reason || strchr(reason, '\n'))) fail("a refusal has one line");
    const char *broken = error ? NULL : image_broken(&image, size);
    if (broken) fail(broken);
    return 0;
}
