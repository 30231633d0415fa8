/* SPDX-License-Identifier: MIT */
/* libFuzzer on registration files: whatever stands in one, what it is said to say lies in the text, in order. */
#include "dlls/windows/program/regfile.c"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint16_t *text;
static size_t length;

static void inside(const void *from, size_t bytes)
{
    const volatile uint8_t *at = from; /* reading is what counts */
    if (at < (uint8_t *)text || bytes > (size_t)((uint8_t *)(text + length) - at)) abort();
    for (size_t i = 0; i < bytes; i++) (void)at[i];
}

static int act(const struct regfile_line *line, void *context)
{
    unsigned *last = context;
    if (line->line < *last) abort();
    *last = line->line;
    inside(line->path, line->path_length * sizeof *text);
    if (line->what == REGFILE_KEY || line->what == REGFILE_KEY_DELETE) return 0;
    if (line->name_length) inside(line->name, line->name_length * sizeof *text);
    if (line->what == REGFILE_VALUE && line->type == 4 && line->size == 4) return 0; /* a number stands elsewhere */
    if (line->what == REGFILE_VALUE && line->size) inside(line->data, line->size);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char head[] = "Windows Registry Editor Version 5.00\r\n";
    /* half of the inputs begin as a file does, else none would get further */
    bool begins = size && data[0] & 1;
    size_t front = begins ? sizeof head - 1 : 0;
    unsigned last = 0, skipped;
    length = front + size;
    text = malloc((length ? length : 1) * sizeof *text);
    if (!text) return 0;
    for (size_t i = 0; i < front; i++) text[i] = (uint8_t)head[i];
    for (size_t i = 0; i < size; i++) text[front + i] = data[i] == 0xff ? 0xfeff : data[i];
    regfile_read(text, length, act, &last, &skipped);
    free(text);
    return 0;
}
