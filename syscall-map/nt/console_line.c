/* SPDX-License-Identifier: MIT */
/* Editing a line that is being read, with history, on a terminal that knows VT sequences.
 *
 * Keys as Windows' console has them: arrows, Home, End, Delete, Insert, Escape for an empty line, with Ctrl by words or
 * to an end; Up and Down for the lines before, Page Up and Page Down for the first and the last of them.  Those of
 * Linux's terminal stay where Windows has none: Ctrl-U, Ctrl-W, and Ctrl-D for the end of the file or of the line so
 * far.
 *
 * The line begins where the cursor stood and may take several rows.  What is typed at its end is shown as it is; any
 * other change draws the line again.  Rows are counted from the cursor, as scrolling moves them.
 * Left out: the history as a list (F7) and by beginnings (F8), aliases. */
#include "nt/console_screen.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 8192, HISTORY = 50 /* lines, as Windows keeps by default */ };
enum { CTRL = 4 | 8 };
enum { VK_PRIOR = 0x21, VK_NEXT, VK_END, VK_HOME, VK_LEFT, VK_UP, VK_RIGHT, VK_DOWN, VK_INSERT = 0x2d, VK_DELETE };

/* All of it belongs to the thread that reads. */
static uint16_t text[LINE_MOST];
static size_t units, cursor; /* `cursor` is an index of `text` */
static bool overwrites;
static int start_x, start_y;           /* on the screen */
static uint16_t *history[HISTORY + 1]; /* the last one first; ends with a 0 unit each */
static int recalled = -1;              /* which one is shown */

/* ---- places ---- */

/* The code point at `at`, and how many units it has. */
static uint32_t point_at(size_t at, size_t *length)
{
    bool pair = text[at] >> 10 == 0x36 && at + 1 < units && text[at + 1] >> 10 == 0x37;
    *length = pair ? 2 : 1;
    return pair ? 0x10000u + ((text[at] & 0x3ffu) << 10 | (text[at + 1] & 0x3ffu)) : text[at];
}

/* Where the next character stands after `point`, in columns and rows from the line's first row. */
static void step(int *x, int *row, uint32_t point)
{
    int width = point < 0x20 ? 1 : text_width(point);
    if (point == '\t') {
        *x = (*x | 7) + 1 < screen->width ? (*x | 7) + 1 : screen->width - 1;
        return;
    }
    if (*x + width > screen->width) {
        *x = 0;
        ++*row;
    }
    *x += width;
}

static void place(size_t upto, int *x, int *row)
{
    size_t length;
    *x = start_x;
    *row = 0;
    for (size_t at = 0; at < upto; at += length) step(x, row, point_at(at, &length));
}

/* Moves to a place of the line; what has left the screen at its top, or is not on it since its size changed, is as near
 * as can be. */
static void move(struct out *out, int x, int row)
{
    screen_move(out, clamp(x, 0, screen->width - 1), clamp(start_y + row, 0, screen->height - 1));
}

/* Moves the terminal's cursor to where `cursor` stands; a full row's end is the next one's beginning. */
static void show_cursor(struct out *out)
{
    int x, row;
    place(cursor, &x, &row);
    if (x >= screen->width) {
        x = 0;
        row++;
        if (start_y + row >= screen->height) { /* that row is not there yet */
            screen_move(out, screen->width - 1, screen->height - 1);
            screen_type(out, '\n');
            start_y--;
        }
    }
    move(out, x, row);
}

/* Draws the line again; before, it went on to column `old_x` of row `old_row`. */
static void draw(struct out *out, int old_x, int old_row)
{
    size_t length;
    int x = start_x, row = 0;
    int gone = start_y < 0 ? -start_y : 0; /* rows that have left the screen */
    move(out, gone ? 0 : start_x, gone);
    for (size_t at = 0; at < units; at += length) {
        uint32_t point = point_at(at, &length);
        step(&x, &row, point);
        if (row >= gone) screen_type(out, point);
    }
    start_y = screen->y - row;
    for (int old = row; old < old_row || (old == old_row && (old > row || x < old_x)); old++) {
        /* what stands behind it no more; a full row has nothing behind it, but its end would be erased */
        if (start_y + old < 0 || start_y + old >= screen->height) continue;
        if (old > row) move(out, 0, old);
        for (int i = old > row ? 0 : x; screen->cells && i < screen->width; i++)
            screen_row(start_y + old)[i] = (struct console_cell){' ', screen->attributes};
        if (old > row || x < screen->width) out_bytes(out, "\033[K", 3);
    }
    show_cursor(out);
}

/* ---- changes ---- */

/* Replaces [from, to) by `count` units; false: it would be too long. */
static bool replace(int fd, size_t from, size_t to, const uint16_t *by, size_t count)
{
    struct out out;
    int old_x, old_row;
    if (units - (to - from) + count > LINE_MOST - 2 || screen_begin(&out, fd, NULL) != STATUS_SUCCESS) return false;
    bool at_end = from == to && to == units && cursor == units;
    bool last = !count && to == units && cursor == units && from + 1 == to && text[from] != '\t' &&
                text_width(text[from]) == 1 && screen->x > 1 && screen->x < screen->width;
    place(units, &old_x, &old_row);
    memmove(text + from + count, text + to, (units - to) * sizeof *text);
    memcpy(text + from, by, count * sizeof *text);
    units += count - (to - from);
    cursor = from + count;
    if (at_end) {
        size_t length;
        int x, row;
        for (size_t at = from; at < units; at += length) screen_type(&out, point_at(at, &length));
        place(units, &x, &row);
        start_y = screen->y - row;
    } else if (last) { /* the end of a row's part: erased where it stands */
        out_bytes(&out, "\b \b", 3);
        if (screen->cells) screen_row(screen->y)[screen->x - 1].character = ' ';
        screen->x--;
    } else {
        draw(&out, old_x, old_row);
    }
    screen_end(&out);
    return true;
}

static void move_to(int fd, size_t to)
{
    struct out out;
    if (to == cursor || screen_begin(&out, fd, NULL) != STATUS_SUCCESS) return;
    cursor = to;
    show_cursor(&out);
    screen_end(&out);
}

static size_t before(size_t at)
{
    if (!at) return 0;
    return at > 1 && text[at - 1] >> 10 == 0x37 && text[at - 2] >> 10 == 0x36 ? at - 2 : at - 1;
}

static size_t after(size_t at)
{
    size_t length = 0;
    if (at < units) point_at(at, &length);
    return at + length;
}

static size_t word_before(size_t at)
{
    while (at && text[at - 1] == ' ') at--;
    while (at && text[at - 1] != ' ') at--;
    return at;
}

static size_t word_after(size_t at)
{
    while (at < units && text[at] != ' ') at++;
    while (at < units && text[at] == ' ') at++;
    return at;
}

/* ---- history ---- */

static size_t length_of(const uint16_t *line)
{
    size_t length = 0;
    while (line[length]) length++;
    return length;
}

static void remember(void)
{
    if (!units) return;
    if (history[0] && length_of(history[0]) == units && !memcmp(history[0], text, units * sizeof *text)) return;
    uint16_t *copy = malloc((units + 1) * sizeof *copy);
    if (!copy) return;
    memcpy(copy, text, units * sizeof *copy);
    copy[units] = 0;
    free(history[HISTORY - 1]);
    memmove(history + 1, history, (HISTORY - 1) * sizeof *history);
    history[0] = copy;
}

static void recall(int fd, int which)
{
    if (which < -1 || which >= HISTORY || (which >= 0 && !history[which])) return;
    recalled = which;
    replace(fd, 0, units, which < 0 ? (const uint16_t[]){0} : history[which],
            which < 0 ? 0 : length_of(history[which]));
}

/* ---- keys ---- */

void edit_begin(int fd)
{
    struct out out;
    units = cursor = 0;
    recalled = -1;
    if (screen_begin(&out, fd, NULL) != STATUS_SUCCESS) return;
    start_x = screen->x;
    start_y = screen->y;
    if (start_x >= screen->width) start_x = 0, start_y++;
    screen_end(&out);
}

static int oldest(void)
{
    int which = 0;
    while (which + 1 < HISTORY && history[which + 1]) which++;
    return which;
}

/* A key that has no character. */
static void edit_special(int fd, uint16_t key, bool ctrl)
{
    static const uint16_t nothing[1];
    switch (key) {
    case VK_LEFT: move_to(fd, ctrl ? word_before(cursor) : before(cursor)); break;
    case VK_RIGHT: move_to(fd, ctrl ? word_after(cursor) : after(cursor)); break;
    case VK_HOME:
        if (ctrl)
            replace(fd, 0, cursor, nothing, 0);
        else
            move_to(fd, 0);
        break;
    case VK_END:
        if (ctrl)
            replace(fd, cursor, units, nothing, 0);
        else
            move_to(fd, units);
        break;
    case VK_DELETE:
        if (cursor < units) replace(fd, cursor, after(cursor), nothing, 0);
        break;
    case VK_INSERT: overwrites = !overwrites; break;
    case VK_UP: recall(fd, recalled + 1); break;
    case VK_DOWN: recall(fd, recalled - 1); break;
    case VK_PRIOR: recall(fd, oldest()); break;
    case VK_NEXT: recall(fd, 0); break;
    default: break;
    }
}

static void edit_insert(int fd, uint16_t unit)
{
    static uint16_t high;
    uint16_t pair[2] = {high, unit};
    if (unit >> 10 == 0x36) {
        high = unit; /* its other half comes next */
        return;
    }
    bool both = high && unit >> 10 == 0x37;
    replace(fd, cursor, overwrites ? after(cursor) : cursor, both ? pair : pair + 1, both ? 2 : 1);
    high = 0;
}

/* Goes behind the line, and to the next row. */
static void finish(int fd)
{
    struct out out;
    move_to(fd, units);
    if (screen_begin(&out, fd, NULL) != STATUS_SUCCESS) return;
    screen_type(&out, '\n');
    screen_end(&out);
}

bool edit_key(int fd, const struct console_event *event, uint32_t wakeup)
{
    static const uint16_t nothing[1];
    uint16_t unit = event->key.character;
    bool ctrl = event->key.state & CTRL;
    if (!unit) {
        edit_special(fd, event->key.key, ctrl);
        return false;
    }
    if (unit < 0x20 && wakeup >> unit & 1) {
        move_to(fd, units);
        text[units++] = unit;
        return true;
    }
    switch (unit) {
    case '\r':
    case '\n': /* Ctrl+J ends a line on every terminal */
        finish(fd);
        remember();
        text[units++] = '\r';
        text[units++] = '\n';
        return true;
    case 4: /* Ctrl-D */ move_to(fd, units); return true;
    case '\b': replace(fd, before(cursor), cursor, nothing, 0); break;
    case 0x7f: /* Ctrl with Backspace */
    case 0x17: /* Ctrl-W */ replace(fd, word_before(cursor), cursor, nothing, 0); break;
    case 0x15: /* Ctrl-U */ replace(fd, 0, cursor, nothing, 0); break;
    case 0x1b: replace(fd, 0, units, nothing, 0); break;
    default: edit_insert(fd, unit); break;
    }
    return false;
}

size_t edit_text(const uint16_t **to)
{
    *to = text;
    return units;
}
