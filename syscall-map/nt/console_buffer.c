/* SPDX-License-Identifier: MIT */
/* More than one screen buffer: each has an image, a cursor, colours and a mode; the terminal shows one.
 *
 * What is written to another changes its image alone.  The first buffer is the terminal as the program found it;
 * any other is shown on the terminal's alternate screen, so that the first comes back as it was, with all that stood
 * there before the program began.  CONOUT$ is the one that is shown when it is opened.  A buffer goes
 * with the last file for it. */
#include "nt/console_screen.h"

#include <stdlib.h>
#include <string.h>

struct screen *screen_create(void)
{
    struct screen *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->mode = MODE_OUTPUT_DEFAULT;
    made->references = 1;
    made->attributes = made->shown = DEFAULT_ATTRIBUTES;
    made->cursor_size = 25;
    made->absolute = true;
    return made;
}

struct screen *screen_of(const struct file *file)
{
    struct screen *own = ((const struct console_file *)file)->buffer;
    return own ? own : &screen_first;
}

uint32_t screen_mode(const struct file *file)
{
    return atomic_load(&screen_of(file)->mode);
}

uint32_t screen_mode_set(struct file *file, uint32_t mode)
{
    struct screen *buffer = screen_of(file);
    uint32_t before = atomic_exchange(&buffer->mode, mode), shown = atomic_load(&console_output_mode);
    if (buffer != screen_active) return shown; /* what the terminal does stays */
    atomic_store(&console_output_mode, mode);
    return before;
}

static bool is_blank(int y)
{
    for (int x = 0; x < screen->width; x++) {
        const struct console_cell *cell = screen_row(y) + x;
        if (cell->character != ' ' || cell->attributes != DEFAULT_ATTRIBUTES) return false;
    }
    return true;
}

/* Draws all of it on a screen that is empty. */
static void draw(struct out *out)
{
    int x = clamp(screen->x, 0, screen->width - 1), y = screen->y;
    screen->absolute = true;
    for (int row = 0; screen->cells && row < screen->height; row++)
        if (!is_blank(row)) screen_draw(out, 0, row, screen->width);
    screen_move(out, x, y);
}

NTSTATUS screen_show(struct out *out)
{
    const struct screen *before = screen_active;
    if (screen == before) return STATUS_SUCCESS;
    if (!screen_knows_sequences()) return STATUS_NOT_SUPPORTED;
    screen_active = screen;
    out->hidden = false;
    screen->shown = DEFAULT_ATTRIBUTES;
    out_bytes(out, "\033[m", 3);
    if (screen == &screen_first) {
        out_bytes(out, "\033[?1049l", 8);
        tty_undo(out->fd, TTY_UNDO_ALTERNATE, false);
    } else if (before == &screen_first) {
        out_bytes(out, "\033[?1049h", 8);
        tty_undo(out->fd, TTY_UNDO_ALTERNATE, true);
    }
    if (screen != &screen_first || screen->dirty) {
        out_bytes(out, "\033[2J", 4);
        draw(out);
    }
    screen->dirty = false;
    if (screen->cursor_hidden != before->cursor_hidden) {
        tty_undo(out->fd, TTY_UNDO_CURSOR, screen->cursor_hidden);
        out_bytes(out, screen->cursor_hidden ? "\033[?25l" : "\033[?25h", 6);
    }
    screen_colour(out, screen->attributes);
    uint32_t mode = atomic_load(&screen->mode);
    if ((mode ^ atomic_exchange(&console_output_mode, mode)) & MODE_WRAP) {
        tty_undo(out->fd, TTY_UNDO_WRAP, !(mode & MODE_WRAP));
        out_bytes(out, mode & MODE_WRAP ? "\033[?7h" : "\033[?7l", 5);
    }
    return STATUS_SUCCESS;
}

void screen_put(int fd, struct screen *buffer)
{
    struct out out;
    if (screen_begin(&out, fd, &screen_first) != STATUS_SUCCESS) return; /* the thread ends: it stays */
    bool last = !--buffer->references;
    if (last && buffer == screen_active) screen_show(&out);
    screen_end(&out);
    if (!last) return;
    free(buffer->cells);
    free(buffer);
}
