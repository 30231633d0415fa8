/* SPDX-License-Identifier: MIT */
/* What kernelbase and the host's console (syscall-map/nt/console.c) say to each other: device controls of
 * \Device\ConDrv.
 *
 * Windows' own are not documented and belong to its console server; these are private, and laid out alike for both word
 * sizes.  Controls on a console handle answer STATUS_INVALID_HANDLE where the handle is of the wrong kind (input,
 * screen); on any other file NT answers STATUS_INVALID_DEVICE_REQUEST.  Those of the process go to a handle for
 * \Device\ConDrv\Connect. */
#ifndef METIC_NT_CONSOLE_CONTROLS_H
#define METIC_NT_CONSOLE_CONTROLS_H

#include <stdint.h>

/* The rights a control needs stand in its number, not in CTL_CODE's access bits: those would be asked of any file, and
 * a pipe is to answer that it is no console before anything else. */
#define CONSOLE_ANY                 0u
#define CONSOLE_READ                1u
#define CONSOLE_WRITE               2u
#define CONSOLE_EITHER              3u /* one of both: documented with GENERIC_READ, used with GENERIC_WRITE */
#define CONSOLE_CTL(access, number) (0x50u << 16 | (0x800u + (access)*64u + (number)) << 2 | 3u)
#define CONSOLE_RIGHTS(code)        ((code) >> 8 & 3u)

/* ---- a console handle ---- */

#define CONSOLE_GET_MODE CONSOLE_CTL(CONSOLE_READ, 0)   /* out: uint32_t */
#define CONSOLE_SET_MODE CONSOLE_CTL(CONSOLE_EITHER, 1) /* in: uint32_t */
#define CONSOLE_READ_WIDE                                                                                              \
    CONSOLE_CTL(CONSOLE_READ,                                                                                          \
                2) /* in: uint32_t dwCtrlWakeupMask, or nothing; out: UTF-16; STATUS_ALERTED: Ctrl-C broke it */
#define CONSOLE_READ_BYTES    CONSOLE_CTL(CONSOLE_READ, 3)  /* out: bytes of the input code page */
#define CONSOLE_WRITE_WIDE    CONSOLE_CTL(CONSOLE_WRITE, 4) /* in: UTF-16 */
#define CONSOLE_WRITE_BYTES   CONSOLE_CTL(CONSOLE_WRITE, 5) /* in: bytes of the output code page */
#define CONSOLE_COUNT_EVENTS  CONSOLE_CTL(CONSOLE_READ, 6)  /* out: uint32_t */
#define CONSOLE_PEEK_EVENTS   CONSOLE_CTL(CONSOLE_READ, 7)  /* out: struct console_event[] */
#define CONSOLE_READ_EVENTS   CONSOLE_CTL(CONSOLE_READ, 8)  /* the same, waiting for one and taking them */
#define CONSOLE_WRITE_EVENTS  CONSOLE_CTL(CONSOLE_WRITE, 9) /* in: struct console_event[] */
#define CONSOLE_FLUSH_EVENTS  CONSOLE_CTL(CONSOLE_EITHER, 10)
#define CONSOLE_GET_SCREEN    CONSOLE_CTL(CONSOLE_READ, 11)   /* out: struct console_screen */
#define CONSOLE_SET_CURSOR    CONSOLE_CTL(CONSOLE_EITHER, 12) /* in: struct console_point */
#define CONSOLE_SET_ATTRIBUTE CONSOLE_CTL(CONSOLE_EITHER, 13) /* in: uint16_t */
#define CONSOLE_FILL          CONSOLE_CTL(CONSOLE_WRITE, 14)  /* in: struct console_fill; out: uint32_t, cells filled */
#define CONSOLE_READ_CELLS    CONSOLE_CTL(CONSOLE_READ, 15)   /* in: struct console_run; out: struct console_cell[] */
#define CONSOLE_WRITE_CELLS   CONSOLE_CTL(CONSOLE_WRITE, 16)  /* in: struct console_run, struct console_cell[] */
#define CONSOLE_SCROLL        CONSOLE_CTL(CONSOLE_EITHER, 17) /* in: struct console_scroll */
#define CONSOLE_GET_CURSOR    CONSOLE_CTL(CONSOLE_READ, 18)   /* out: struct console_cursor */
#define CONSOLE_SHAPE_CURSOR  CONSOLE_CTL(CONSOLE_EITHER, 19) /* in: struct console_cursor */
#define CONSOLE_SHOW          CONSOLE_CTL(CONSOLE_EITHER, 20) /* this screen buffer becomes the one that is shown */

/* ---- the process's console, by \Device\ConDrv\Connect ---- */

#define CONSOLE_GET_PAGES   CONSOLE_CTL(CONSOLE_ANY, 32) /* out: uint32_t[2], input and output */
#define CONSOLE_SET_PAGE    CONSOLE_CTL(CONSOLE_ANY, 33) /* in: struct console_page and what follows it */
#define CONSOLE_GET_TITLE   CONSOLE_CTL(CONSOLE_ANY, 34) /* out: UTF-16 */
#define CONSOLE_SET_TITLE   CONSOLE_CTL(CONSOLE_ANY, 35) /* in: UTF-16 */
#define CONSOLE_IS_ATTACHED CONSOLE_CTL(CONSOLE_ANY, 36) /* STATUS_INVALID_HANDLE: there is none */
#define CONSOLE_ATTACH      CONSOLE_CTL(CONSOLE_ANY, 37) /* in: uint32_t process id, 0: a console of its own */
#define CONSOLE_FREE        CONSOLE_CTL(CONSOLE_ANY, 38)
#define CONSOLE_GENERATE    CONSOLE_CTL(CONSOLE_ANY, 39) /* in: uint32_t[2], event and process group */
#define CONSOLE_UNHANDLED   CONSOLE_CTL(CONSOLE_ANY, 40) /* in: uint32_t event: the program ends of it */
#define CONSOLE_PROCESSES   CONSOLE_CTL(CONSOLE_ANY, 41) /* out: uint32_t[], how many there are and the ids that fit */

/* ---- a pseudo console, a handle for \Device\ConDrv\Pseudo; its last close is its end ---- */

#define CONSOLE_PSEUDO_START  CONSOLE_CTL(CONSOLE_ANY, 48) /* in: struct console_pseudo */
#define CONSOLE_PSEUDO_RESIZE CONSOLE_CTL(CONSOLE_ANY, 49) /* in: struct console_point */

struct console_point {
    int16_t x, y;
};

struct console_pseudo {
    uint64_t input, output; /* handles of pipes */
    struct console_point size;
    uint32_t reserved;
};

struct console_screen {
    struct console_point size, cursor;
    uint16_t attributes;
    int16_t left, top, right, bottom; /* the window, its last column and row counted */
    struct console_point largest;
};

struct console_cell {
    uint16_t character, attributes;
};

/* Cells from one on, row after row. */
struct console_run {
    struct console_point at;
    uint32_t length;
    uint32_t parts; /* CONSOLE_CHARACTERS, CONSOLE_ATTRIBUTES: what is written */
};
enum { CONSOLE_CHARACTERS = 1, CONSOLE_ATTRIBUTES = 2 };

struct console_fill {
    struct console_run run;
    struct console_cell cell;
};

struct console_scroll {
    int16_t left, top, right, bottom;                     /* what moves */
    int16_t clip_left, clip_top, clip_right, clip_bottom; /* where anything may change */
    struct console_point to;
    struct console_cell fill;
};

struct console_cursor {
    uint32_t size, visible;
};

/* A code page.  65001 has nothing behind it; a page of single bytes 256 UTF-16 units; one with lead bytes 256 more for
 * each, `leads` in number: bit b of lead[b / 8] says that b is one, and their tables follow in rising order. */
struct console_page {
    uint32_t page, output, leads;
    uint8_t lead[32];
};

/* INPUT_RECORD. */
struct console_event {
    uint16_t type, unused;
    union {
        struct {
            int32_t down;
            uint16_t repeat, key, scan, character;
            uint32_t state;
        } key;
        struct console_point size;
        struct {
            struct console_point at;
            uint32_t buttons, state, flags;
        } mouse;
        int32_t focus;
        uint32_t words[4];
    };
};
_Static_assert(sizeof(struct console_event) == 20, "an INPUT_RECORD");
_Static_assert(sizeof(struct console_screen) == 22, "no padding");

#endif
