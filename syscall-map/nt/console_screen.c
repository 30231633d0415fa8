/* SPDX-License-Identifier: MIT */
/* The console's screen: text, cursor, cells and colours onto a terminal that knows VT sequences.
 *
 * An image of the screen is kept of what this process wrote (and what the terminal echoed for it): cells, colours and the
 * cursor.  What was there before counts as blank, and row 0 is the row where the program began.  While nothing has told
 * where that row is on the terminal, the cursor is moved by differences alone, so that "go back to where I was" works;
 * once the program has filled or addressed the whole screen, rows are absolute.  The terminal is never asked for
 * anything: an answer would come between the keys.
 *
 * Without ENABLE_VIRTUAL_TERMINAL_PROCESSING control characters have no effect beyond what ENABLE_PROCESSED_OUTPUT
 * documents; they are shown as Windows' console shows them, so text cannot play with the terminal.  A terminal that says
 * TERM=dumb, or nothing, gets no sequences: cursor movement is then STATUS_NOT_SUPPORTED, colours have no effect.
 * Left out: what other processes write; scroll-back; more than one screen buffer. */
#include "nt/console.h"

#include "door/guestmem.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

enum { CHUNK = 2048, DEFAULT_ATTRIBUTES = 7, WIDEST = 1000 };

static _Atomic uint32_t turn; /* of the thread that writes; guards all that follows */
static struct text_page *page;
static struct text_state text_state;

static struct {
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
} screen = {.attributes = DEFAULT_ATTRIBUTES, .shown = DEFAULT_ATTRIBUTES, .cursor_size = 25};

/* What is to be written, gathered. */
struct out {
    int fd;
    NTSTATUS status;
    size_t size;
    char bytes[4096];
};

static void out_flush(struct out *out)
{
    size_t at = 0;
    while (at < out->size && out->status == STATUS_SUCCESS) {
        long put = thread_block(SYS_write, out->fd, (long)(out->bytes + at), (long)(out->size - at), 0, 0, 0);
        if (put == -EAGAIN) {
            struct pollfd p = {.fd = out->fd, .events = POLLOUT};
            put = thread_block(SYS_poll, (long)&p, 1, -1, 0, 0, 0);
            if (put >= 0) continue;
        }
        if (put == -EINTR)
            out->status = STATUS_THREAD_IS_TERMINATING;
        else if (put < 0)
            out->status = status_from_errno((int)put);
        else
            at += (size_t)put;
    }
    out->size = 0;
}

static void out_bytes(struct out *out, const char *bytes, size_t size)
{
    if (out->size + size > sizeof out->bytes) out_flush(out);
    memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
}

static void out_point(struct out *out, uint32_t point)
{
    char bytes[4];
    out_bytes(out, bytes, text_to_utf8(point, bytes));
}

__attribute__((format(printf, 2, 3))) static void out_format(struct out *out, const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    out_bytes(out, text, (size_t)length);
}

static bool can_sequences(void)
{
    if (!screen.asked) {
        const char *term = getenv("TERM");
        screen.asked = true;
        screen.can = term && *term && strcmp(term, "dumb") != 0;
    }
    return screen.can;
}

/* ---- the image ---- */

static struct console_cell *row(int y)
{
    return screen.cells + (size_t)y * (size_t)screen.width;
}

static void blank(int y, int from, int to)
{
    for (int x = from; screen.cells && x < to; x++) row(y)[x] = (struct console_cell){' ', screen.attributes};
}

/* Fits the image to the terminal's size. */
static void fit(int fd)
{
    struct winsize size = {0};
    int width = 80, height = 25;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
        width = size.ws_col < WIDEST ? size.ws_col : WIDEST;
        height = size.ws_row < WIDEST ? size.ws_row : WIDEST;
    }
    if (width == screen.width && height == screen.height) return;
    struct console_cell *cells = malloc((size_t)width * (size_t)height * sizeof *cells), *old = screen.cells;
    int old_width = screen.width, old_height = screen.height;
    int drop = screen.y >= height ? screen.y - height + 1 : 0; /* rows that leave at the top */
    for (int y = 0; cells && y < height; y++)
        for (int x = 0; x < width; x++) {
            bool had = old && y + drop < old_height && x < old_width;
            cells[y * width + x] =
                had ? old[(y + drop) * old_width + x] : (struct console_cell){' ', DEFAULT_ATTRIBUTES};
        }
    free(old);
    screen.cells = cells;
    screen.width = width;
    screen.height = height;
    screen.y -= drop;
    if (screen.x > width) screen.x = width;
}

static void line_feed(void)
{
    if (screen.y + 1 < screen.height) {
        screen.y++;
        return;
    }
    if (!screen.cells) return;
    memmove(row(0), row(1), (size_t)(screen.height - 1) * (size_t)screen.width * sizeof *screen.cells);
    blank(screen.height - 1, 0, screen.width);
}

/* A character that takes cells: into the image. */
static void image_put(uint32_t point)
{
    uint16_t units[2];
    int width = text_width(point);
    if (!width) return;
    if (screen.x + width > screen.width) {
        if (!(atomic_load(&console_output_mode) & MODE_WRAP)) {
            screen.x = screen.width - width;
        } else {
            screen.x = 0;
            line_feed();
        }
    }
    size_t n = text_to_wide(point, units);
    for (int i = 0; i < width && screen.cells; i++) {
        struct console_cell *cell = &row(screen.y)[screen.x + i];
        cell->character = units[(size_t)i < n ? i : 0];
        /* COMMON_LVB_LEADING_BYTE, COMMON_LVB_TRAILING_BYTE */
        cell->attributes = screen.attributes | (width == 2 ? i ? 0x200 : 0x100 : 0);
    }
    screen.x += width;
}

static void image_control(uint32_t point)
{
    switch (point) {
    case '\b':
        if (screen.x == screen.width && screen.x) screen.x--; /* the cursor stands on the last column */
        if (screen.x) screen.x--;
        break;
    case '\t': screen.x = (screen.x | 7) + 1 < screen.width ? (screen.x | 7) + 1 : screen.width - 1; break;
    case '\n':
        if (!(atomic_load(&console_output_mode) & MODE_VT && atomic_load(&console_output_mode) & MODE_NO_AUTO_RETURN))
            screen.x = 0;
        line_feed();
        break;
    case '\r': screen.x = 0; break;
    default: break;
    }
}

/* ---- VT sequences that the program sends ---- */

static int number(int which, int otherwise)
{
    return screen.numbers[which] > 0 ? screen.numbers[which] : otherwise;
}

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static void erase_display(int how)
{
    int from = how == 0 ? screen.y + 1 : 0, to = how == 1 ? screen.y : screen.height;
    for (int y = from; y < to; y++) blank(y, 0, screen.width);
    if (how == 2) screen.absolute = true;
}

static void erase_row(int how)
{
    blank(screen.y, how == 0 ? screen.x : 0, how == 1 ? clamp(screen.x + 1, 0, screen.width) : screen.width);
}

/* What a finished CSI sequence does to the image; colours are the terminal's own business. */
static void csi(uint32_t final)
{
    int right = screen.width - 1, bottom = screen.height - 1, n = number(0, 1);
    switch (final) {
    case 'A': screen.y = clamp(screen.y - n, 0, bottom); break;
    case 'B': screen.y = clamp(screen.y + n, 0, bottom); break;
    case 'C': screen.x = clamp(screen.x + n, 0, right); break;
    case 'D': screen.x = clamp(screen.x - n, 0, right); break;
    case 'G': screen.x = clamp(n - 1, 0, right); break;
    case 'd':
        screen.y = clamp(n - 1, 0, bottom);
        screen.absolute = true;
        break;
    case 'H':
    case 'f':
        screen.y = clamp(n - 1, 0, bottom);
        screen.x = clamp(number(1, 1) - 1, 0, right);
        screen.absolute = true;
        break;
    case 'J':
        erase_display(number(0, 0));
        if (number(0, 0) != 1) erase_row(0);
        break;
    case 'K': erase_row(number(0, 0)); break;
    default: break;
    }
}

/* A character of the program's with ENABLE_VIRTUAL_TERMINAL_PROCESSING; true: it belongs to a sequence. */
static bool sequence(uint32_t point)
{
    switch (screen.state) {
    case VT_TEXT:
        if (point != 0x1b) return false;
        screen.state = VT_ESCAPE;
        return true;
    case VT_ESCAPE:
        screen.numbers[0] = screen.numbers[1] = screen.which = 0;
        screen.state = point == '[' ? VT_CSI : point == ']' || point == 'P' ? VT_STRING : VT_TEXT;
        if (point >= 0x20 && point < 0x30) screen.state = VT_ESCAPE; /* ESC ( B and the like */
        return true;
    case VT_CSI:
        if (point >= '0' && point <= '9' && screen.which < 2) {
            int *n = &screen.numbers[screen.which];
            if (*n < 10000) *n = *n * 10 + (int)(point - '0');
        } else if (point == ';') {
            screen.which++;
        } else if (point >= 0x40 && point <= 0x7e) {
            csi(point);
            screen.state = VT_TEXT;
        } else if (point == '?' || point == '>') {
            screen.which = 2; /* private: nothing the image knows */
        } else if (point < 0x20) {
            screen.state = VT_TEXT;
            return false;
        }
        return true;
    case VT_STRING:
        if (point == 0x1b) screen.state = VT_STRING_END;
        if (point == '\a') screen.state = VT_TEXT;
        return true;
    case VT_STRING_END: screen.state = VT_TEXT; return true;
    }
    return false;
}

/* ---- moving and colouring the terminal ---- */

static void show_attributes(struct out *out, uint16_t attributes)
{
    attributes &= 0xc0ff;
    if (attributes == screen.shown || !can_sequences()) return;
    screen.shown = attributes;
    tty_undo(out->fd, TTY_UNDO_COLOUR, attributes != DEFAULT_ATTRIBUTES);
    if (attributes == DEFAULT_ATTRIBUTES) {
        out_bytes(out, "\033[m", 3);
        return;
    }
    /* red and blue change places; the fourth bit is the bright half */
    static const uint8_t order[8] = {0, 4, 2, 6, 1, 5, 3, 7};
    unsigned front = attributes & 15, back = attributes >> 4 & 15;
    out_format(out, "\033[0;%u", (front & 8 ? 90 : 30) + order[front & 7]);
    if (back) out_format(out, ";%u", (back & 8 ? 100 : 40) + order[back & 7]);
    if (attributes & 0x4000) out_bytes(out, ";7", 2); /* COMMON_LVB_REVERSE_VIDEO */
    if (attributes & 0x8000) out_bytes(out, ";4", 2); /* COMMON_LVB_UNDERSCORE */
    out_bytes(out, "m", 1);
}

/* Moves the terminal's cursor from the image's to (x, y), and the image's with it. */
static void move(struct out *out, int x, int y)
{
    if (screen.absolute) {
        out_format(out, "\033[%d;%dH", y + 1, x + 1);
    } else {
        if (y < screen.y) out_format(out, "\033[%dA", screen.y - y);
        /* line feeds: the row may lie below the terminal's last one */
        for (int i = screen.y; i < y; i++) out_bytes(out, "\n", 1);
        out_format(out, "\033[%dG", x + 1);
    }
    screen.x = x;
    screen.y = y;
}

/* Draws the image's cells from (x, y) on. */
static void draw(struct out *out, int x, int y, int count)
{
    uint16_t high = 0;
    move(out, x, y);
    for (int i = 0; i < count; i++) {
        struct console_cell cell = row(y)[x + i];
        if (cell.attributes & 0x200) continue; /* the second half of what was drawn */
        show_attributes(out, cell.attributes);
        if (cell.character >> 10 == 0x36) {
            high = cell.character;
            continue;
        }
        out_point(out, high ? 0x10000u + ((high & 0x3ffu) << 10 | (cell.character & 0x3ffu))
                            : cell.character < 0x20 || cell.character >> 11 == 0x1b ? ' '
                                                                                    : cell.character);
        high = 0;
    }
    screen.x = x + count;
}

/* ---- text ---- */

/* Control characters as Windows' console shows them: code page 437's. */
static const uint16_t glyphs[32] = {' ',    0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022,
                                    0x25d8, 0x25cb, 0x25d9, 0x2642, 0x2640, 0x266a, 0x266b, 0x263c,
                                    0x25ba, 0x25c4, 0x2195, 0x203c, 0x00b6, 0x00a7, 0x25ac, 0x21a8,
                                    0x2191, 0x2193, 0x2192, 0x2190, 0x221f, 0x2194, 0x25b2, 0x25bc};

static void put(struct out *out, uint32_t point, uint32_t mode)
{
    if (mode & MODE_VT && mode & MODE_PROCESSED_OUTPUT && sequence(point)) {
        out_point(out, point);
        return;
    }
    if (point < 0x20) {
        if (mode & MODE_PROCESSED_OUTPUT && ((point >= '\a' && point <= '\n') || point == '\r')) {
            if (point != '\a') image_control(point);
            out_point(out, point);
            return;
        }
        point = glyphs[point];
    } else if (point >= 0x7f && point < 0xa0) {
        point = point == 0x7f ? 0x2302 : 0xfffd; /* C1 controls are sequences to some terminals */
    }
    image_put(point);
    out_point(out, point);
}

/* Begins something that writes: the turn, the size, the colour. */
static NTSTATUS begin(struct out *out, int fd)
{
    NTSTATUS status = turn_take(&turn);
    if (status != STATUS_SUCCESS) return status;
    out->fd = fd;
    out->size = 0;
    out->status = STATUS_SUCCESS;
    fit(fd);
    return STATUS_SUCCESS;
}

static NTSTATUS end(struct out *out)
{
    out_flush(out);
    turn_give(&turn);
    return out->status;
}

static NTSTATUS write_guest(struct file *file, const char *guest, ULONG length, bool wide, ULONG_PTR *done)
{
    struct out out;
    union {
        uint8_t bytes[CHUNK];
        uint16_t wide[CHUNK / 2];
    } in;
    uint32_t points[CHUNK + 4], mode = atomic_load(&console_output_mode);
    NTSTATUS status = begin(&out, file->fd);
    if (status != STATUS_SUCCESS) return status;
    if (wide) length &= ~1u;
    struct termios tty;
    bool returns = mode & MODE_PROCESSED_OUTPUT && !(mode & MODE_VT && mode & MODE_NO_AUTO_RETURN) &&
                   tcgetattr(file->fd, &tty) == 0 && (tty.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR);
    for (ULONG at = 0; at < length && out.status == STATUS_SUCCESS;) {
        size_t size = length - at < CHUNK ? length - at : CHUNK;
        if (!guest_read(&in, guest + at, size)) {
            out_flush(&out);
            out.status = STATUS_ACCESS_VIOLATION;
            break;
        }
        size_t count = wide ? text_from_wide(&text_state, in.wide, size / 2, points)
                            : text_from_bytes(page, &text_state, in.bytes, size, points);
        for (size_t i = 0; i < count; i++) {
            /* the terminal returns by itself at a line feed */
            bool twice = returns && points[i] == '\r' && i + 1 < count && points[i + 1] == '\n';
            if (!twice) put(&out, points[i], mode);
        }
        at += (ULONG)size;
        *done = at;
    }
    return end(&out);
}

NTSTATUS screen_write_bytes(struct file *file, const void *guest, ULONG length, ULONG_PTR *done)
{
    return write_guest(file, guest, length, false, done);
}

NTSTATUS screen_write_wide(struct file *file, const void *guest, ULONG length, ULONG_PTR *done)
{
    return write_guest(file, guest, length, true, done);
}

struct text_page *screen_page(struct text_page *new)
{
    if (turn_take(&turn) != STATUS_SUCCESS) return new; /* the thread ends */
    struct text_page *old = page;
    page = new;
    text_state = (struct text_state){0};
    turn_give(&turn);
    return old;
}

void screen_echo(int fd, const uint16_t *text, size_t units)
{
    static struct text_state state; /* only who reads a line echoes */
    uint32_t points[16];
    struct out out;
    if (units > 8 || begin(&out, fd) != STATUS_SUCCESS) return;
    size_t count = text_from_wide(&state, text, units, points);
    for (size_t i = 0; i < count; i++) put(&out, points[i], MODE_PROCESSED_OUTPUT);
    end(&out);
}

void screen_echoed(int fd, const uint16_t *text, size_t units)
{
    struct text_state state = {0};
    if (turn_take(&turn) != STATUS_SUCCESS) return;
    fit(fd);
    for (size_t i = 0; i < units; i++) {
        uint32_t points[4];
        size_t count = text_from_wide(&state, text + i, 1, points);
        for (size_t k = 0; k < count; k++)
            if (points[k] < 0x20)
                image_control(points[k]);
            else
                image_put(points[k]);
    }
    turn_give(&turn);
}

void screen_mode_changed(struct file *file, uint32_t before)
{
    uint32_t now = atomic_load(&console_output_mode), changed = before ^ now;
    struct out out;
    if (changed & (MODE_VT | MODE_NO_AUTO_RETURN)) tty_set(file->fd, tty_mode());
    if (!(changed & MODE_WRAP) || begin(&out, file->fd) != STATUS_SUCCESS) return;
    if (can_sequences()) {
        tty_undo(file->fd, TTY_UNDO_WRAP, !(now & MODE_WRAP));
        out_bytes(&out, now & MODE_WRAP ? "\033[?7h" : "\033[?7l", 5);
    }
    end(&out);
}

NTSTATUS screen_title(const uint16_t *text, size_t units)
{
    struct text_state state = {0};
    struct out out;
    int fd = tty_open(false);
    if (fd < 0) return STATUS_SUCCESS; /* nobody sees it */
    NTSTATUS status = begin(&out, fd);
    if (status == STATUS_SUCCESS) {
        if (can_sequences()) {
            out_bytes(&out, "\033]0;", 4);
            for (size_t i = 0; i < units; i++) {
                uint32_t points[4];
                size_t count = text_from_wide(&state, text + i, 1, points);
                for (size_t k = 0; k < count; k++)
                    if (points[k] >= 0x20 && points[k] - 0x7f >= 0x21) out_point(&out, points[k]);
            }
            out_bytes(&out, "\a", 1);
        }
        status = end(&out);
    }
    close(fd);
    return status;
}

/* ---- controls ---- */

static NTSTATUS get_screen(void *guest, ULONG length, ULONG_PTR *done)
{
    struct console_screen answer = {
        .size = {(int16_t)screen.width, (int16_t)screen.height},
        .cursor = {(int16_t)clamp(screen.x, 0, screen.width - 1), (int16_t)screen.y},
        .attributes = screen.attributes,
        .right = (int16_t)(screen.width - 1),
        .bottom = (int16_t)(screen.height - 1),
        .largest = {(int16_t)screen.width, (int16_t)screen.height},
    };
    if (length < sizeof answer) return STATUS_BUFFER_TOO_SMALL;
    *done = sizeof answer;
    return guest_put(guest, &answer) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static bool inside(int x, int y)
{
    return x >= 0 && x < screen.width && y >= 0 && y < screen.height;
}

static NTSTATUS set_cursor(struct out *out, const void *in)
{
    struct console_point to;
    if (!guest_get(&to, in)) return STATUS_ACCESS_VIOLATION;
    if (!inside(to.x, to.y)) return STATUS_INVALID_PARAMETER;
    if (can_sequences()) {
        move(out, to.x, to.y);
    } else if (to.x == 0 && to.y == screen.y) {
        out_bytes(out, "\r", 1);
        screen.x = 0;
    } else if (to.x != clamp(screen.x, 0, screen.width - 1) || to.y != screen.y) {
        return STATUS_NOT_SUPPORTED;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS set_attribute(struct out *out, const void *in)
{
    uint16_t attributes;
    if (!guest_get(&attributes, in)) return STATUS_ACCESS_VIOLATION;
    screen.attributes = attributes;
    show_attributes(out, attributes);
    return STATUS_SUCCESS;
}

/* Draws `count` changed cells from (x, y) on, row after row, and goes back. */
static void redraw(struct out *out, int x, int y, size_t count)
{
    int back_x = screen.x, back_y = screen.y;
    while (count && y < screen.height) {
        int part = screen.width - x;
        if ((size_t)part > count) part = (int)count;
        draw(out, x, y++, part);
        count -= (size_t)part;
        x = 0;
    }
    move(out, clamp(back_x, 0, screen.width - 1), back_y);
    show_attributes(out, screen.attributes);
}

/* How many cells a run has on the screen; its first one's index. */
static size_t run_cells(const struct console_run *run, size_t *first)
{
    *first = (size_t)run->at.y * (size_t)screen.width + (size_t)run->at.x;
    size_t total = (size_t)screen.width * (size_t)screen.height;
    return run->length < total - *first ? run->length : total - *first;
}

static NTSTATUS fill(struct out *out, const void *in, void *guest, ULONG out_length, ULONG_PTR *done)
{
    struct console_fill fill;
    size_t first;
    if (!guest_get(&fill, in)) return STATUS_ACCESS_VIOLATION;
    if (out_length < sizeof(uint32_t)) return STATUS_BUFFER_TOO_SMALL;
    if (!inside(fill.run.at.x, fill.run.at.y)) return STATUS_INVALID_PARAMETER;
    if (!can_sequences() || !screen.cells) return STATUS_NOT_SUPPORTED;
    size_t count = run_cells(&fill.run, &first), low = SIZE_MAX, high = 0;
    bool all = count == (size_t)screen.width * (size_t)screen.height;
    for (size_t i = first; i < first + count; i++) {
        struct console_cell before = screen.cells[i], *cell = &screen.cells[i];
        if (fill.run.parts & CONSOLE_CHARACTERS) cell->character = fill.cell.character, cell->attributes &= 0xfcff;
        if (fill.run.parts & CONSOLE_ATTRIBUTES) cell->attributes = fill.cell.attributes;
        if (!memcmp(&before, cell, sizeof before) && !(fill.run.parts & CONSOLE_CHARACTERS)) continue;
        if (low == SIZE_MAX) low = i;
        high = i + 1;
    }
    if (all && fill.run.parts & CONSOLE_CHARACTERS && fill.cell.character == ' ') {
        /* the usual way to clear: what stood there before goes as well, and rows are known from here on */
        int x = clamp(screen.x, 0, screen.width - 1), y = screen.y;
        out_bytes(out, "\033[m\033[2J", 7);
        screen.shown = DEFAULT_ATTRIBUTES;
        screen.absolute = true;
        move(out, x, y);
        for (size_t i = 0; i < count && low != SIZE_MAX; i++)
            if (screen.cells[i].attributes == DEFAULT_ATTRIBUTES && low == i) low = i + 1 < high ? i + 1 : SIZE_MAX;
    }
    if (low != SIZE_MAX)
        redraw(out, (int)(low % (size_t)screen.width), (int)(low / (size_t)screen.width), high - low);
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
    if (!screen.cells) return STATUS_NO_MEMORY;
    size_t size = run_cells(&run, &first) * sizeof *screen.cells;
    if (size > length) size = length - length % sizeof *screen.cells;
    *done = size;
    return guest_write(guest, screen.cells + first, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS write_cells(struct out *out, const void *in, ULONG length, ULONG_PTR *done)
{
    struct console_run run;
    size_t first, given = (length - sizeof run) / sizeof(struct console_cell);
    const struct console_cell *guest = (const struct console_cell *)((const char *)in + sizeof run);
    if (!guest_get(&run, in)) return STATUS_ACCESS_VIOLATION;
    if (!inside(run.at.x, run.at.y)) return STATUS_INVALID_PARAMETER;
    if (!can_sequences() || !screen.cells) return STATUS_NOT_SUPPORTED;
    size_t count = run_cells(&run, &first);
    if (count > given) count = given;
    for (size_t i = 0; i < count; i++) {
        struct console_cell cell;
        if (!guest_get(&cell, guest + i)) return STATUS_ACCESS_VIOLATION;
        if (run.parts & CONSOLE_CHARACTERS) screen.cells[first + i].character = cell.character;
        if (run.parts & CONSOLE_ATTRIBUTES) screen.cells[first + i].attributes = cell.attributes;
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
    if (!can_sequences() || !screen.cells) return STATUS_NOT_SUPPORTED;
    size_t size = (size_t)screen.width * (size_t)screen.height;
    struct console_cell *before = malloc(size * sizeof *before);
    if (!before) return STATUS_NO_MEMORY;
    memcpy(before, screen.cells, size * sizeof *before);
    size_t low = SIZE_MAX, high = 0;
    for (int y = 0; y < screen.height; y++)
        for (int x = 0; x < screen.width; x++) {
            if (x < s.clip_left || x > s.clip_right || y < s.clip_top || y > s.clip_bottom) continue;
            int from_x = x - s.to.x + s.left, from_y = y - s.to.y + s.top;
            bool comes = from_x >= s.left && from_x <= s.right && from_y >= s.top && from_y <= s.bottom;
            bool leaves = x >= s.left && x <= s.right && y >= s.top && y <= s.bottom;
            if (!comes && !leaves) continue;
            size_t at = (size_t)y * (size_t)screen.width + (size_t)x;
            screen.cells[at] = comes && inside(from_x, from_y) ? before[from_y * screen.width + from_x] : s.fill;
            if (low == SIZE_MAX) low = at;
            high = at + 1;
        }
    free(before);
    if (low != SIZE_MAX)
        redraw(out, (int)(low % (size_t)screen.width), (int)(low / (size_t)screen.width), high - low);
    return STATUS_SUCCESS;
}

static NTSTATUS get_cursor(void *guest, ULONG length, ULONG_PTR *done)
{
    struct console_cursor cursor = {screen.cursor_size, !screen.cursor_hidden};
    if (length < sizeof cursor) return STATUS_BUFFER_TOO_SMALL;
    *done = sizeof cursor;
    return guest_put(guest, &cursor) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS shape_cursor(struct out *out, const void *in)
{
    struct console_cursor cursor;
    if (!guest_get(&cursor, in)) return STATUS_ACCESS_VIOLATION;
    if (cursor.size < 1 || cursor.size > 100) return STATUS_INVALID_PARAMETER;
    screen.cursor_size = cursor.size; /* terminals have a few shapes of their own: kept, not shown */
    if (!can_sequences() || screen.cursor_hidden == !cursor.visible) return STATUS_SUCCESS;
    screen.cursor_hidden = !cursor.visible;
    tty_undo(out->fd, TTY_UNDO_CURSOR, !cursor.visible);
    out_bytes(out, cursor.visible ? "\033[?25h" : "\033[?25l", 6);
    return STATUS_SUCCESS;
}

/* The least a control's input must have. */
static const struct {
    ULONG code, least;
} inputs[] = {
    {CONSOLE_GET_SCREEN, 0},
    {CONSOLE_SET_CURSOR, sizeof(struct console_point)},
    {CONSOLE_SET_ATTRIBUTE, sizeof(uint16_t)},
    {CONSOLE_FILL, sizeof(struct console_fill)},
    {CONSOLE_READ_CELLS, sizeof(struct console_run)},
    {CONSOLE_WRITE_CELLS, sizeof(struct console_run)},
    {CONSOLE_SCROLL, sizeof(struct console_scroll)},
    {CONSOLE_GET_CURSOR, 0},
    {CONSOLE_SHAPE_CURSOR, sizeof(struct console_cursor)},
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
    NTSTATUS status = begin(&out, file->fd), ended;
    if (status != STATUS_SUCCESS) return status;
    switch (code) {
    case CONSOLE_GET_SCREEN: status = get_screen(guest, out_length, done); break;
    case CONSOLE_SET_CURSOR: status = set_cursor(&out, in); break;
    case CONSOLE_SET_ATTRIBUTE: status = set_attribute(&out, in); break;
    case CONSOLE_FILL: status = fill(&out, in, guest, out_length, done); break;
    case CONSOLE_READ_CELLS: status = read_cells(in, guest, out_length, done); break;
    case CONSOLE_WRITE_CELLS: status = write_cells(&out, in, in_length, done); break;
    case CONSOLE_SCROLL: status = scroll(&out, in); break;
    case CONSOLE_GET_CURSOR: status = get_cursor(guest, out_length, done); break;
    default: status = shape_cursor(&out, in); break;
    }
    ended = end(&out);
    return status != STATUS_SUCCESS ? status : ended;
}
