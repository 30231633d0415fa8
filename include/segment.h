/* SPDX-License-Identifier: MIT */
/* The prefix's segment: the file `segment` in its runtime folder, of which every process of the prefix and its broker
 * know the places named here.
 *
 * A header page, presence slots, a table of pages, the pages themselves, which processes lease, and the table of open
 * files; a page holds 64 wait lines.  What lies behind the end are bytes that nobody writes: they are there to be
 * locked, by open-file-description locks, which the kernel drops at any death.  Every process of the prefix may write
 * anywhere here: whoever reads bounds what it reads. */
#ifndef METIC_SEGMENT_H
#define METIC_SEGMENT_H

#include <stdint.h>

enum {
    SEGMENT_LAYOUT = 4,
    SEGMENT_STATE_AT = 2048, /* of struct segment_state, in the header's page */
    SEGMENT_SLOTS_AT = 4096, /* the first byte of a slot is locked for writing by the process that has it */
    SEGMENT_SLOTS = 16384,
    SEGMENT_SLOT_SIZE = 256,
    SEGMENT_TABLE_AT = SEGMENT_SLOTS_AT + SEGMENT_SLOTS * SEGMENT_SLOT_SIZE, /* a struct segment_page for each page */
    SEGMENT_TABLE = 1 << 18,
    SEGMENT_LINES_AT = SEGMENT_TABLE_AT + SEGMENT_TABLE * 8, /* the pages */
    SEGMENT_PAGE_SIZE = 4096,
    SEGMENT_LINE_SIZE = 64,
    SEGMENT_PAGE_LINES = SEGMENT_PAGE_SIZE / SEGMENT_LINE_SIZE,
    SEGMENT_LINE_GENERATION = 24, /* where a line has its 32-bit generation, which changes when the line is freed */
};

#define SEGMENT_SIZE (1ll << 30)

/* The table of open files (nt/opened.c), at the end. */
#define SEGMENT_OPENED_SIZE (64 << 20)
#define SEGMENT_OPENED_AT   (SEGMENT_SIZE - SEGMENT_OPENED_SIZE)

/* The pages, and the lines, that fit; page 0 and with it line 0 are nobody's. */
#define SEGMENT_PAGES ((uint32_t)((SEGMENT_OPENED_AT - SEGMENT_LINES_AT) / SEGMENT_PAGE_SIZE))
#define SEGMENT_LINES (SEGMENT_PAGES * SEGMENT_PAGE_LINES)

/* Who has handles to the object of line `index`, or holds it for another reason, has a read lock on the byte
 * LOCKS_AT + index. */
#define LOCKS_AT (1ll << 40)

/* Who serves what the broker asks of slot `index`'s process has a write lock on the byte SERVICES_AT + index: a new
 * broker learns here who must come back before it may say that a name is not there. */
#define SERVICES_AT (1ll << 41)

/* Who mends what the dead left half done in pages has a write lock on this byte. */
#define SEGMENT_MEND_AT (1ll << 43)

struct segment_header {
    char magic[8]; /* "METICSEG" */
    uint32_t layout, slots;
    char boot[40]; /* /proc/sys/kernel/random/boot_id; empty where the file system is a new one at each boot */
};

struct segment_state {
    _Atomic uint32_t used; /* pages from here up were never leased */
    _Atomic uint32_t hint; /* below it no page is free */
};

/* A slot as it stands in the file. */
struct presence_slot {
    uint32_t pid;
    uint32_t anchor;  /* page number of what the foreign system is looked into by: NT's PEB; 0: none yet */
    uint64_t started; /* CLOCK_BOOTTIME nanoseconds */
    uint32_t number;  /* the slot's own */
    uint32_t told;    /* 1: `status` is the exit status, of one that ends or has ended */
    uint32_t status;
    uint32_t parent; /* Linux id of the process that it is said to be a child of; 0: Linux knows */
    char image[224]; /* host path of the program, its end if it is long */
};
_Static_assert(sizeof(struct presence_slot) == SEGMENT_SLOT_SIZE, "slots do not cross pages");

enum { SEGMENT_LINES_USE, SEGMENT_INTENTS };

/* The owner of a page: its slot's number + 1, or one of these. */
enum { SEGMENT_FREE = 0, SEGMENT_ORPHAN = 0x7fffffff };
struct segment_page {
    _Atomic uint32_t owner;
    uint32_t use; /* what is in it, for ever */
};
_Static_assert(SEGMENT_TABLE * sizeof(struct segment_page) == SEGMENT_LINES_AT - SEGMENT_TABLE_AT,
               "a table entry each");

#endif
