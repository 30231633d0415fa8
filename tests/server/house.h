/* SPDX-License-Identifier: MIT */
/* What the broker's tests need: a runtime folder with a segment, lines in it that are held or not, and texts. */
#ifndef METIC_TESTS_SERVER_HOUSE_H
#define METIC_TESTS_SERVER_HOUSE_H

#include "segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A lock of a byte of the segment by an open file description. */
static inline bool house_lock(int segment, off_t byte, short type)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    return fcntl(segment, F_OFD_SETLK, &range) == 0;
}

/* An object's line comes to be, held by `segment`. */
static inline void house_line_make(int segment, uint32_t line, uint32_t generation)
{
    off_t at = SEGMENT_LINES_AT + (off_t)line * SEGMENT_LINE_SIZE + SEGMENT_LINE_GENERATION;
    assert_int_equal(pwrite(segment, &generation, sizeof generation, at), sizeof generation);
    assert_true(house_lock(segment, LOCKS_AT + line, F_RDLCK));
}

static inline void house_line_drop(int segment, uint32_t line)
{
    assert_true(house_lock(segment, LOCKS_AT + line, F_UNLCK));
}

struct house_text {
    uint16_t text[1200];
    size_t length;
};

static inline struct house_text house_text(const char *from)
{
    struct house_text to = {.length = 0};
    while (from[to.length]) to.text[to.length] = (uint8_t)from[to.length], to.length++;
    return to;
}

static inline void house_pause(long milliseconds)
{
    struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

#endif
