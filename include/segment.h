/* SPDX-License-Identifier: MIT */
/* The prefix's segment: the file `segment` in its runtime folder, of which every process of the prefix and its broker
 * know the places named here.
 *
 * A header page, presence slots, then wait lines of 64 bytes.  What lies behind the end are bytes that nobody writes:
 * they are there to be locked, by open-file-description locks, which the kernel drops at any death. */
#ifndef METIC_SEGMENT_H
#define METIC_SEGMENT_H

#include <stdint.h>

enum {
    SEGMENT_SLOTS_AT = 4096, /* the first byte of a slot is locked for writing by the process that has it */
    SEGMENT_SLOTS = 16384,
    SEGMENT_SLOT_SIZE = 256,
    SEGMENT_LINES_AT = SEGMENT_SLOTS_AT + SEGMENT_SLOTS * SEGMENT_SLOT_SIZE,
    SEGMENT_LINE_SIZE = 64,
    SEGMENT_LINE_GENERATION = 24, /* where a line has its 32-bit generation, which changes when the line is freed */
};

#define SEGMENT_SIZE (1ll << 30)

/* The lines that fit; index 0 is none. */
#define SEGMENT_LINES ((uint32_t)((SEGMENT_SIZE - SEGMENT_LINES_AT) / SEGMENT_LINE_SIZE))

/* Who has handles to the object of line `index`, or holds it for another reason, has a read lock on the byte
 * LOCKS_AT + index. */
#define LOCKS_AT (1ll << 40)

/* Who serves what the broker asks of slot `index`'s process has a write lock on the byte SERVICES_AT + index: a new
 * broker learns here who must come back before it may say that a name is not there. */
#define SERVICES_AT (1ll << 41)

#endif
