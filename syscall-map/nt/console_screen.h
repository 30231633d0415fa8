/* SPDX-License-Identifier: MIT */
/* What console_screen.c (text) and console_cells.c (controls) share: the image of the screen, and output on its way. */
#ifndef METIC_NT_CONSOLE_SCREEN_H
#define METIC_NT_CONSOLE_SCREEN_H

#include "nt/console.h"

enum { DEFAULT_ATTRIBUTES = 7 };

/* A screen buffer.  Guarded by the turn that screen_begin() takes. */
struct screen {
    _Atomic uint32_t mode; /* MODE_* of output */
    unsigned references;   /* files; the first one has none and stays */
    bool dirty;            /* the first one's: written to while another was active */
    int width, height;
    struct console_cell *cells; /* height rows of width; NULL: no memory, nothing is known */
    int x, y;                   /* x may be `width`: the next character begins a row */
    uint16_t attributes;        /* of what is written next */
    uint16_t shown;             /* what the terminal was last told */
    bool absolute;              /* row 0 is the terminal's first row */
    bool asked, can;            /* does the terminal know sequences? */
    uint32_t cursor_size, cursor_hidden;
    /* a VT sequence of the program's on its way */
    enum { VT_TEXT, VT_ESCAPE, VT_CSI, VT_STRING, VT_STRING_END } state;
    int numbers[2], which;
};
/* What the thread that has the turn works on; and the one that the terminal shows. */
extern struct screen *screen, *screen_active, screen_first;

/* What is to be written, gathered. */
struct out {
    int fd;
    bool hidden; /* it is for a buffer that is not shown: the image alone changes */
    NTSTATUS status;
    size_t size;
    char bytes[4096];
};

/* Begins something that writes to a buffer (NULL: to the one that is shown): takes the turn, fits the image to the
 * terminal.  screen_end() sends what was gathered and gives the turn; the first failure of it all. */
NTSTATUS screen_begin(struct out *out, int fd, struct screen *on);
NTSTATUS screen_end(struct out *out);

void out_bytes(struct out *out, const char *bytes, size_t size);

/* Makes the buffer that is worked on the one that is shown.  STATUS_NOT_SUPPORTED: the terminal cannot. */
NTSTATUS screen_show(struct out *out);

/* Writes one character as what is typed is shown: control characters but a line feed and a tab are glyphs. */
void screen_type(struct out *out, uint32_t point);

/* Does the terminal know VT sequences? */
bool screen_knows_sequences(void);

/* Tells the terminal the colours of what comes. */
void screen_colour(struct out *out, uint16_t attributes);

/* Moves the terminal's cursor from the image's to (x, y), and the image's with it. */
void screen_move(struct out *out, int x, int y);

/* Draws the image's cells from (x, y) on, in one row. */
void screen_draw(struct out *out, int x, int y, int count);

static inline struct console_cell *screen_row(int y)
{
    return screen->cells + (size_t)y * (size_t)screen->width;
}

static inline int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

#endif
