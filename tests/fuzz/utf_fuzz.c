/* SPDX-License-Identifier: MIT */
/* libFuzzer on the conversions between UTF-8 and UTF-16: any bytes survive the way to UTF-16 and back, sizes told are
 * those needed, and no more is written than there is room for. */
#include "linux/utf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef size_t (*to_16)(uint16_t *to, size_t size, const char *from, size_t bytes);
typedef size_t (*to_8)(char *to, size_t size, const uint16_t *from, size_t units);

static void fail(const char *what)
{
    fprintf(stderr, "utf: not true that %s\n", what);
    abort();
}

static void *room(size_t bytes)
{
    void *block = malloc(bytes ? bytes : 1);
    if (!block) exit(0);
    return block;
}

/* Bytes to UTF-16 and back. */
static void bytes_survive(to_16 widen, to_8 narrow, const uint8_t *data, size_t size, size_t less)
{
    char *from = room(size), *back = room(size);
    if (size) memcpy(from, data, size);
    size_t units = widen(NULL, 0, from, size);
    uint16_t *wide = room(units * 2), *part = room(less * 2);
    if (widen(wide, units, from, size) != units) fail("the size told is the size needed");
    if (widen(part, less, from, size) != units) fail("the size told does not depend on the room");
    if (narrow(NULL, 0, wide, units) != size) fail("bytes come back, as many as there were");
    if (narrow(back, size, wide, units) != size || (size && memcmp(from, back, size))) fail("bytes come back");
    free(from);
    free(back);
    free(wide);
    free(part);
}

/* Any units to bytes: no crash, the sizes agree, and what bytes they give survives. */
static void units_convert(to_16 widen, to_8 narrow, const uint8_t *data, size_t size, size_t less)
{
    size_t units = size / 2;
    uint16_t *wide = room(units * 2);
    if (units) memcpy(wide, data, units * 2);
    size_t bytes = narrow(NULL, 0, wide, units);
    char *text = room(bytes), *part = room(less);
    if (narrow(text, bytes, wide, units) != bytes) fail("the size told is the size needed");
    if (narrow(part, less, wide, units) != bytes) fail("the size told does not depend on the room");
    bytes_survive(widen, narrow, (const uint8_t *)text, bytes, less);
    for (size_t i = 0; i < units; i++)
        if (utf_upper(utf_upper(wide[i])) != utf_upper(wide[i])) fail("upper case is upper case already");
    if (!utf_equal(wide, units, wide, units)) fail("a string equals itself");
    free(wide);
    free(text);
    free(part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size) return 0;
    size_t less = data[0] % 32;
    data++, size--;
    bytes_survive(utf_to_16, utf_to_8, data, size, less);
    units_convert(utf_to_16, utf_to_8, data, size, less);
    /* a name has no NUL */
    uint8_t *name = room(size + 2);
    memcpy(name, data, size);
    for (size_t i = 0; i < size; i++)
        if (!name[i]) name[i] = 1;
    bytes_survive(utf_name_to_16, utf_name_to_8, name, size, less);
    memcpy(name, data, size);
    for (size_t i = 0; i + 1 < size; i += 2)
        if (!name[i] && !name[i + 1]) name[i] = 1;
    units_convert(utf_name_to_16, utf_name_to_8, name, size, less);
    free(name);
    return 0;
}
