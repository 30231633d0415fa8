/* SPDX-License-Identifier: MIT */
/* libFuzzer on the wildcards of file names: no pattern takes long or reads too far, and where it has no wildcard it
 * matches what is equal to it. */
#include "linux/utf.h"
#include "nt/pattern.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    size_t units = (size - 1) / 2, first = units ? data[0] % (units + 1) : 0, second = units - first;
    WCHAR *pattern = malloc(first * 2 + 2), *name = malloc(second * 2 + 2);
    if (!pattern || !name) exit(0);
    memcpy(pattern, data + 1, first * 2);
    memcpy(name, data + 1 + first * 2, second * 2);
    bool matches = pattern_match(pattern, first, name, second);
    if (!pattern_has_wildcards(pattern, first) && matches != utf_equal(pattern, first, name, second)) abort();
    WCHAR star = '*';
    if (!pattern_match(&star, 1, name, second)) abort();
    free(pattern);
    free(name);
    return 0;
}
