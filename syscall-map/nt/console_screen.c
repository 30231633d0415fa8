/* SPDX-License-Identifier: MIT */
/* The console's screen: text, cursor, cells and colours onto a terminal that knows VT sequences.
 *
 * An image of the screen is kept of what this process wrote (and what the terminal echoed for it): cells, colours and
 * the cursor.  What was there before counts as blank, and row 0 is the row where the program began.  While nothing has
 * told where that row is on the terminal, the cursor is moved by differences alone, so that "go back to where I was"
 * works; once the program has filled or addressed the whole screen, rows are absolute.  The terminal is never asked for
 * anything: an answer would come between the keys.
 *
 * Without ENABLE_VIRTUAL_TERMINAL_PROCESSING control characters have no effect beyond what ENABLE_PROCESSED_OUTPUT
 * documents; they are shown as Windows' console shows them, so text cannot play with the terminal.  A terminal that
 * says TERM=dumb, or nothing, gets no sequences: cursor movement is then STATUS_NOT_SUPPORTED, colours have no effect.
 * Left out: what other processes write; scroll-back. */
#include "nt/console_screen.h"

#include "door/guestmem.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <fcntl.h>
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

enum { CHUNK = 2048, WIDEST = 1000 };

static _Atomic uint32_t turn; /* of the thread that writes; guards all that follows */
static struct text_page *page;
static struct text_state text_state;

struct screen screen_first = {
    .mode = MODE_OUTPUT_DEFAULT, .attributes = DEFAULT_ATTRIBUTES, .shown = DEFAULT_ATTRIBUTES, .cursor_size = 25};
struct screen *screen = &screen_first, *screen_active = &screen_first;

static void out_flush(struct out *out)
{
    size_t at = 0;
    if (out->hidden) {
        out->size = 0;
        screen->dirty = true;
    }
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

void out_bytes(struct out *out, const char *bytes, size_t size)
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

bool screen_knows_sequences(void)
{
    if (!screen->asked) {
        const char *term = getenv("TERM");
        screen->asked = true;
        screen->can = term && *term && strcmp(term, "dumb") != 0;
    }
    return screen->can;
}

/* ---- the image ---- */

static void blank(int y, int from, int to)
{
    for (int x = from; screen->cells && x < to; x++) screen_row(y)[x] = (struct console_cell){' ', screen->attributes};
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
    if (width == screen->width && height == screen->height) return;
    struct console_cell *cells = malloc((size_t)width * (size_t)height * sizeof *cells), *old = screen->cells;
    int old_width = screen->width, old_height = screen->height;
    int drop = screen->y >= height ? screen->y - height + 1 : 0; /* rows that leave at the top */
    for (int y = 0; cells && y < height; y++)
        for (int x = 0; x < width; x++) {
            bool had = old && y + drop < old_height && x < old_width;
            cells[y * width + x] =
                had ? old[(y + drop) * old_width + x] : (struct console_cell){' ', DEFAULT_ATTRIBUTES};
        }
    free(old);
    screen->cells = cells;
    screen->width = width;
    screen->height = height;
    screen->y -= drop;
    if (screen->x > width) screen->x = width;
}

static void line_feed(void)
{
    if (screen->y + 1 < screen->height) {
        screen->y++;
        return;
    }
    if (!screen->cells) return;
    memmove(screen_row(0), screen_row(1), (size_t)(screen->height - 1) * (size_t)screen->width * sizeof *screen->cells);
    blank(screen->height - 1, 0, screen->width);
}

/* A character that takes cells: into the image. */
static void image_put(uint32_t point)
{
    uint16_t units[2];
    int width = text_width(point);
    if (!width) return;
    if (screen->x + width > screen->width) {
        if (!(atomic_load(&screen->mode) & MODE_WRAP)) {
            screen->x = screen->width - width;
        } else {
            screen->x = 0;
            line_feed();
        }
    }
    size_t n = text_to_wide(point, units);
    for (int i = 0; i < width && screen->cells; i++) {
        struct console_cell *cell = &screen_row(screen->y)[screen->x + i];
        cell->character = units[(size_t)i < n ? i : 0];
        /* COMMON_LVB_LEADING_BYTE, COMMON_LVB_TRAILING_BYTE */
        cell->attributes = screen->attributes | (width == 2 ? i ? 0x200 : 0x100 : 0);
    }
    screen->x += width;
}

static void image_control(uint32_t point)
{
    switch (point) {
    case '\b':
        if (screen->x == screen->width && screen->x) screen->x--; /* the cursor stands on the last column */
        if (screen->x) screen->x--;
        break;
    case '\t': screen->x = (screen->x | 7) + 1 < screen->width ? (screen->x | 7) + 1 : screen->width - 1; break;
    case '\n':
        if (!(atomic_load(&screen->mode) & MODE_VT && atomic_load(&screen->mode) & MODE_NO_AUTO_RETURN)) screen->x = 0;
        line_feed();
        break;
    case '\r': screen->x = 0; break;
    default: break;
    }
}

/* ---- VT sequences that the program sends ---- */

static int number(int which, int otherwise)
{
    return screen->numbers[which] > 0 ? screen->numbers[which] : otherwise;
}

static void erase_display(int how)
{
    int from = how == 0 ? screen->y + 1 : 0, to = how == 1 ? screen->y : screen->height;
    for (int y = from; y < to; y++) blank(y, 0, screen->width);
    if (how == 2) screen->absolute = true;
}

static void erase_row(int how)
{
    blank(screen->y, how == 0 ? screen->x : 0, how == 1 ? clamp(screen->x + 1, 0, screen->width) : screen->width);
}

/* What a finished CSI sequence does to the image; colours are the terminal's own business. */
static void csi(uint32_t final)
{
    int right = screen->width - 1, bottom = screen->height - 1, n = number(0, 1);
    switch (final) {
    case 'A': screen->y = clamp(screen->y - n, 0, bottom); break;
    case 'B': screen->y = clamp(screen->y + n, 0, bottom); break;
    case 'C': screen->x = clamp(screen->x + n, 0, right); break;
    case 'D': screen->x = clamp(screen->x - n, 0, right); break;
    case 'G': screen->x = clamp(n - 1, 0, right); break;
    case 'd':
        screen->y = clamp(n - 1, 0, bottom);
        screen->absolute = true;
        break;
    case 'H':
    case 'f':
        screen->y = clamp(n - 1, 0, bottom);
        screen->x = clamp(number(1, 1) - 1, 0, right);
        screen->absolute = true;
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
    switch (screen->state) {
    case VT_TEXT:
        if (point != 0x1b) return false;
        screen->state = VT_ESCAPE;
        return true;
    case VT_ESCAPE:
        screen->numbers[0] = screen->numbers[1] = screen->which = 0;
        screen->state = point == '[' ? VT_CSI : point == ']' || point == 'P' ? VT_STRING : VT_TEXT;
        if (point >= 0x20 && point < 0x30) screen->state = VT_ESCAPE; /* ESC ( B and the like */
        return true;
    case VT_CSI:
        if (point >= '0' && point <= '9' && screen->which < 2) {
            int *n = &screen->numbers[screen->which];
            if (*n < 10000) *n = *n * 10 + (int)(point - '0');
        } else if (point == ';') {
            screen->which++;
        } else if (point >= 0x40 && point <= 0x7e) {
            csi(point);
            screen->state = VT_TEXT;
        } else if (point == '?' || point == '>') {
            screen->which = 2; /* private: nothing the image knows */
        } else if (point < 0x20) {
            screen->state = VT_TEXT;
            return false;
        }
        return true;
    case VT_STRING:
        if (point == 0x1b) screen->state = VT_STRING_END;
        if (point == '\a') screen->state = VT_TEXT;
        return true;
    case VT_STRING_END: screen->state = VT_TEXT; return true;
    }
    return false;
}

/* ---- moving and colouring the terminal ---- */

void screen_colour(struct out *out, uint16_t attributes)
{
    attributes &= 0xc0ff;
    if (attributes == screen->shown || !screen_knows_sequences()) return;
    screen->shown = attributes;
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
void screen_move(struct out *out, int x, int y)
{
    if (screen->absolute) {
        out_format(out, "\033[%d;%dH", y + 1, x + 1);
    } else {
        if (y < screen->y) out_format(out, "\033[%dA", screen->y - y);
        /* line feeds: the row may lie below the terminal's last one */
        for (int i = screen->y; i < y; i++) out_bytes(out, "\n", 1);
        out_format(out, "\033[%dG", x + 1);
    }
    screen->x = x;
    screen->y = y;
}

/* Draws the image's cells from (x, y) on. */
void screen_draw(struct out *out, int x, int y, int count)
{
    uint16_t high = 0;
    screen_move(out, x, y);
    for (int i = 0; i < count; i++) {
        struct console_cell cell = screen_row(y)[x + i];
        if (cell.attributes & 0x200) continue; /* the second half of what was drawn */
        screen_colour(out, cell.attributes);
        if (cell.character >> 10 == 0x36) {
            high = cell.character;
            continue;
        }
        out_point(out, high ? 0x10000u + ((high & 0x3ffu) << 10 | (cell.character & 0x3ffu))
                       : cell.character < 0x20 || cell.character >> 11 == 0x1b ? ' '
                                                                               : cell.character);
        high = 0;
    }
    screen->x = x + count;
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

void screen_type(struct out *out, uint32_t point)
{
    put(out, point, point == '\n' || point == '\t' ? MODE_PROCESSED_OUTPUT : 0);
}

bool screen_edits(int fd)
{
    if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDWR || turn_take(&turn) != STATUS_SUCCESS) return false;
    bool can = screen_knows_sequences();
    turn_give(&turn);
    return can;
}

/* Begins something that writes: the turn, the size, the colour. */
NTSTATUS screen_begin(struct out *out, int fd, struct screen *on)
{
    NTSTATUS status = turn_take(&turn);
    if (status != STATUS_SUCCESS) return status;
    screen = on ? on : screen_active;
    out->fd = fd;
    out->hidden = screen != screen_active;
    out->size = 0;
    out->status = STATUS_SUCCESS;
    fit(fd);
    return STATUS_SUCCESS;
}

struct screen *screen_current(void)
{
    if (turn_take(&turn) != STATUS_SUCCESS) return NULL; /* the thread ends */
    struct screen *shown = screen_active == &screen_first ? NULL : screen_active;
    if (shown) shown->references++;
    turn_give(&turn);
    return shown;
}

NTSTATUS screen_end(struct out *out)
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
    uint32_t points[CHUNK + 4];
    NTSTATUS status = screen_begin(&out, file->fd, screen_of(file));
    if (status != STATUS_SUCCESS) return status;
    uint32_t mode = atomic_load(&screen->mode);
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
    return screen_end(&out);
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
    if (units > 8 || screen_begin(&out, fd, NULL) != STATUS_SUCCESS) return;
    size_t count = text_from_wide(&state, text, units, points);
    for (size_t i = 0; i < count; i++) put(&out, points[i], MODE_PROCESSED_OUTPUT);
    screen_end(&out);
}

void screen_echoed(int fd, const uint16_t *text, size_t units)
{
    struct text_state state = {0};
    if (turn_take(&turn) != STATUS_SUCCESS) return;
    screen = screen_active;
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
    if (!(changed & MODE_WRAP) || screen_begin(&out, file->fd, NULL) != STATUS_SUCCESS) return;
    if (screen_knows_sequences()) {
        tty_undo(file->fd, TTY_UNDO_WRAP, !(now & MODE_WRAP));
        out_bytes(&out, now & MODE_WRAP ? "\033[?7h" : "\033[?7l", 5);
    }
    screen_end(&out);
}

NTSTATUS screen_title(const uint16_t *text, size_t units)
{
    struct text_state state = {0};
    struct out out;
    int fd = tty_open(false);
    if (fd < 0) return STATUS_SUCCESS; /* nobody sees it */
    NTSTATUS status = screen_begin(&out, fd, NULL);
    if (status == STATUS_SUCCESS) {
        if (screen_knows_sequences()) {
            out_bytes(&out, "\033]0;", 4);
            for (size_t i = 0; i < units; i++) {
                uint32_t points[4];
                size_t count = text_from_wide(&state, text + i, 1, points);
                for (size_t k = 0; k < count; k++)
                    if (points[k] >= 0x20 && points[k] - 0x7f >= 0x21) out_point(&out, points[k]);
            }
            out_bytes(&out, "\a", 1);
        }
        status = screen_end(&out);
    }
    close(fd);
    return status;
}

void screen_mouse(bool report)
{
    static bool reports; /* under the turn */
    struct out out;
    int fd = tty_open(false);
    if (fd < 0) return;
    if (screen_begin(&out, fd, NULL) == STATUS_SUCCESS) {
        if (report != reports && screen_knows_sequences()) {
            reports = report;
            tty_undo(fd, TTY_UNDO_MOUSE, report);
            out_bytes(&out, report ? "\033[?1003;1004;1006h" : "\033[?1003;1004;1006l", 19);
        }
        screen_end(&out);
    }
    close(fd);
}
