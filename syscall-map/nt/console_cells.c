/* SPDX-License-Identifier: MIT */
/* What programs ask of the screen besides writing text: its size, cursor, colours, and its cells, which are read from
 * the image (console_screen.c) and drawn again where they change. */
#include "nt/console_screen.h"

#include "door/guestmem.h"

#include <stdlib.h>
#include <string.h>

static NTSTATUS get_screen(void *guest, ULONG length, ULONG_PTR *done)
{
    struct console_screen answer = {
        .size = {(int16_t)screen->width,   (int16_t)screen->height},
        .cursor = {(int16_t)clamp(screen->x, 0,                       screen->width - 1), (int16_t)screen->y},
        .attributes = screen->attributes,
        .right = (int16_t)(screen->width - 1),
        .bottom = (int16_t)(screen->height - 1),
        .largest = {(int16_t)screen->width,      (int16_t)screen->height                            },
    };
    if (length < sizeof answer) return STATUS_BUFFER_TOO_SMALL;
    *done = sizeof answer;
    return guest_put(guest, &answer) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static bool inside(int x, int y)
{
    return x >= 0 && x < screen->width && y >= 0 && y < screen->height;
}

static NTSTATUS set_cursor(struct out *out, const void *in)
{
    struct console_point to;
    if (!guest_get(&to, in)) return STATUS_ACCESS_VIOLATION;
    if (!inside(to.x, to.y)) return STATUS_INVALID_PARAMETER;
    if (screen_knows_sequences()) {
        screen_move(out, to.x, to.y);
    } else if (to.x == 0 && to.y == screen->y) {
        out_bytes(out, "\r", 1);
        screen->x = 0;
    } else if (to.x != clamp(screen->x, 0, screen->width - 1) || to.y != screen->y) {
        return STATUS_NOT_SUPPORTED;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS set_attribute(struct out *out, const void *in)
{
    uint16_t attributes;
    if (!guest_get(&attributes, in)) return STATUS_ACCESS_VIOLATION;
    screen->attributes = attributes;
    screen_colour(out, attributes);
    return STATUS_SUCCESS;
}

/* Draws `count` changed cells from (x, y) on, row after row, and goes back. */
static void redraw(struct out *out, int x, int y, size_t count)
{
    int back_x = screen->x, back_y = screen->y;
    while (count && y < screen->height) {
        int part = screen->width - x;
        if ((size_t)part > count) part = (int)count;
        screen_draw(out, x, y++, part);
        count -= (size_t)part;
        x = 0;
    }
    screen_move(out, clamp(back_x, 0, screen->width - 1), back_y);
    screen_colour(out, screen->attributes);
}

/* How many cells a run has on the screen; its first one's index. */
static size_t run_cells(const struct console_run *run, size_t *first)
{
    *first = (size_t)run->at.y * (size_t)screen->width + (size_t)run->at.x;
    size_t total = (size_t)screen->width * (size_t)screen->height;
    return run->length < total - *first ? run->length : total - *first;
}

static NTSTATUS fill(struct out *out, const void *in, void *guest, ULONG out_length, ULONG_PTR *done)
{
    struct console_fill fill;
    size_t first;
    if (!guest_get(&fill, in)) return STATUS_ACCESS_VIOLATION;
    if (out_length < sizeof(uint32_t)) return STATUS_BUFFER_TOO_SMALL;
    if (!inside(fill.run.at.x, fill.run.at.y)) return STATUS_INVALID_PARAMETER;
    if (!screen_knows_sequences() || !screen->cells) return STATUS_NOT_SUPPORTED;
    size_t count = run_cells(&fill.run, &first), low = SIZE_MAX, high = 0;
    bool all = count == (size_t)screen->width * (size_t)screen->height;
    for (size_t i = first; i < first + count; i++) {
        struct console_cell before = screen->cells[i], *cell = &screen->cells[i];
        if (fill.run.parts & CONSOLE_CHARACTERS) cell->character = fill.cell.character, cell->attributes &= 0xfcff;
        if (fill.run.parts & CONSOLE_ATTRIBUTES) cell->attributes = fill.cell.attributes;
        if (!memcmp(&before, cell, sizeof before) && !(fill.run.parts & CONSOLE_CHARACTERS)) continue;
        if (low == SIZE_MAX) low = i;
        high = i + 1;
    }
    if (all && fill.run.parts & CONSOLE_CHARACTERS && fill.cell.character == ' ') {
        /* the usual way to clear: what stood there before goes as well, and rows are known from here on */
        int x = clamp(screen->x, 0, screen->width - 1), y = screen->y;
        out_bytes(out, "\033[m\033[2J", 7);
        screen->shown = DEFAULT_ATTRIBUTES;
        screen->absolute = true;
        screen_move(out, x, y);
        for (size_t i = 0; i < count && low != SIZE_MAX; i++)
            if (screen->cells[i].attributes == DEFAULT_ATTRIBUTES && low == i) low = i + 1 < high ? i + 1 : SIZE_MAX;
    }
    if (low != SIZE_MAX)
        redraw(out, (int)(low % (size_t)screen->width), (int)(low / (size_t)screen->width), high - low);
    uint32_t filled = (uint32_t)count;
    *done = sizeof filled;
    return guest_put(guest, &filled) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS read_cells(const void *in, void *guest, ULONG length, ULONG_PTR *done)
{
    struct console_run run;
    size_t first;
    if (!guest_get(&run, in)) return STATUS_ACCESS_VIOLATION;
    if (!inside(run.at.x, run.at.y)) return STATUS_INVALID_PARAMETER;
    if (!screen->cells) return STATUS_NO_MEMORY;
    size_t size = run_cells(&run, &first) * sizeof *screen->cells;
    if (size > length) size = length - length % sizeof *screen->cells;
    *done = size;
    return guest_write(guest, screen->cells + first, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS write_cells(struct out *out, const void *in, ULONG length, ULONG_PTR *done)
{
    struct console_run run;
    size_t first, given = (length - sizeof run) / sizeof(struct console_cell);
    const struct console_cell *guest = (const struct console_cell *)((const char *)in + sizeof run);
    if (!guest_get(&run, in)) return STATUS_ACCESS_VIOLATION;
    if (!inside(run.at.x, run.at.y)) return STATUS_INVALID_PARAMETER;
    if (!screen_knows_sequences() || !screen->cells) return STATUS_NOT_SUPPORTED;
    size_t count = run_cells(&run, &first);
    if (count > given) count = given;
    for (size_t i = 0; i < count; i++) {
        struct console_cell cell;
        if (!guest_get(&cell, guest + i)) return STATUS_ACCESS_VIOLATION;
        if (run.parts & CONSOLE_CHARACTERS) screen->cells[first + i].character = cell.character;
        if (run.parts & CONSOLE_ATTRIBUTES) screen->cells[first + i].attributes = cell.attributes;
    }
    redraw(out, run.at.x, run.at.y, count);
    *done = count;
    return STATUS_SUCCESS;
}

/* "ScrollConsoleScreenBuffer function": a rectangle moves, what it leaves is filled. */
static NTSTATUS scroll(struct out *out, const void *in)
{
    struct console_scroll s;
    if (!guest_get(&s, in)) return STATUS_ACCESS_VIOLATION;
    if (!screen_knows_sequences() || !screen->cells) return STATUS_NOT_SUPPORTED;
    size_t size = (size_t)screen->width * (size_t)screen->height;
    struct console_cell *before = malloc(size * sizeof *before);
    if (!before) return STATUS_NO_MEMORY;
    memcpy(before, screen->cells, size * sizeof *before);
    size_t low = SIZE_MAX, high = 0;
    for (int y = 0; y < screen->height; y++)
        for (int x = 0; x < screen->width; x++) {
            if (x < s.clip_left || x > s.clip_right || y < s.clip_top || y > s.clip_bottom) continue;
            int from_x = x - s.to.x + s.left, from_y = y - s.to.y + s.top;
            bool comes = from_x >= s.left && from_x <= s.right && from_y >= s.top && from_y <= s.bottom;
            bool leaves = x >= s.left && x <= s.right && y >= s.top && y <= s.bottom;
            if (!comes && !leaves) continue;
            size_t at = (size_t)y * (size_t)screen->width + (size_t)x;
            screen->cells[at] = comes && inside(from_x, from_y) ? before[from_y * screen->width + from_x] : s.fill;
            if (low == SIZE_MAX) low = at;
            high = at + 1;
        }
    free(before);
    if (low != SIZE_MAX)
        redraw(out, (int)(low % (size_t)screen->width), (int)(low / (size_t)screen->width), high - low);
    return STATUS_SUCCESS;
}

static NTSTATUS get_cursor(void *guest, ULONG length, ULONG_PTR *done)
{
    struct console_cursor cursor = {screen->cursor_size, !screen->cursor_hidden};
    if (length < sizeof cursor) return STATUS_BUFFER_TOO_SMALL;
    *done = sizeof cursor;
    return guest_put(guest, &cursor) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS shape_cursor(struct out *out, const void *in)
{
    struct console_cursor cursor;
    if (!guest_get(&cursor, in)) return STATUS_ACCESS_VIOLATION;
    if (cursor.size < 1 || cursor.size > 100) return STATUS_INVALID_PARAMETER;
    screen->cursor_size = cursor.size; /* terminals have a few shapes of their own: kept, not shown */
    if (!screen_knows_sequences() || screen->cursor_hidden == !cursor.visible) return STATUS_SUCCESS;
    screen->cursor_hidden = !cursor.visible;
    tty_undo(out->fd, TTY_UNDO_CURSOR, !cursor.visible);
    out_bytes(out, cursor.visible ? "\033[?25h" : "\033[?25l", 6);
    return STATUS_SUCCESS;
}

/* The least a control's input must have. */
static const struct {
    ULONG code, least;
} inputs[] = {
    {CONSOLE_GET_SCREEN,    0                            },
    {CONSOLE_SET_CURSOR,    sizeof(struct console_point) },
    {CONSOLE_SET_ATTRIBUTE, sizeof(uint16_t)             },
    {CONSOLE_FILL,          sizeof(struct console_fill)  },
    {CONSOLE_READ_CELLS,    sizeof(struct console_run)   },
    {CONSOLE_WRITE_CELLS,   sizeof(struct console_run)   },
    {CONSOLE_SCROLL,        sizeof(struct console_scroll)},
    {CONSOLE_GET_CURSOR,    0                            },
    {CONSOLE_SHAPE_CURSOR,  sizeof(struct console_cursor)},
    {CONSOLE_SHOW,          0                            },
};

NTSTATUS screen_control(struct file *file, ULONG code, const void *in, ULONG in_length, void *guest, ULONG out_length,
                        ULONG_PTR *done)
{
    struct out out;
    if (code == CONSOLE_WRITE_WIDE) return screen_write_wide(file, in, in_length, done);
    if (code == CONSOLE_WRITE_BYTES) return screen_write_bytes(file, in, in_length, done);
    size_t i = 0;
    while (i < sizeof inputs / sizeof *inputs && inputs[i].code != code) i++;
    if (i == sizeof inputs / sizeof *inputs) return STATUS_INVALID_HANDLE;
    if (in_length < inputs[i].least) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = screen_begin(&out, file->fd, screen_of(file)), ended;
    if (status != STATUS_SUCCESS) return status;
    switch (code) {
    case CONSOLE_GET_SCREEN: status = get_screen(guest, out_length, done); break;
    case CONSOLE_SET_CURSOR: status = set_cursor(&out, in); break;
    case CONSOLE_SET_ATTRIBUTE: status = set_attribute(&out, in); break;
    case CONSOLE_FILL: status = fill(&out, in, guest, out_length, done); break;
    case CONSOLE_READ_CELLS: status = read_cells(in, guest, out_length, done); break;
    case CONSOLE_WRITE_CELLS: status = write_cells(&out, in, in_length, done); break;
    case CONSOLE_SCROLL: status = scroll(&out, in); break;
    case CONSOLE_SHOW: status = screen_show(&out); break;
    case CONSOLE_GET_CURSOR: status = get_cursor(guest, out_length, done); break;
    default: status = shape_cursor(&out, in); break;
    }
    ended = screen_end(&out);
    return status != STATUS_SUCCESS ? status : ended;
}
