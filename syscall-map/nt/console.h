/* SPDX-License-Identifier: MIT */
/* The console as the host's files see it.  A process has one: an input buffer and a screen on one terminal.
 *
 *   console.c         handles, code pages, attaching, what belongs to the process
 *   console_tty.c     the terminal: its modes, and giving it back as it was
 *   console_text.c    bytes of a code page and UTF-16 both ways
 *   console_input.c   reading text and events
 *   console_key.c     what a terminal sends, as keys
 *   console_line.c    editing a line
 *   console_watch.c   waiting for the input buffer's handle
 *   console_screen.c  writing text; console_cells.c: cursor, cells, colours
 *   console_buffer.c  more than one screen buffer
 *   console_pseudo.c  pseudo consoles, which are terminals for other programs */
#ifndef METIC_NT_CONSOLE_H
#define METIC_NT_CONSOLE_H

#include "nt/file.h"

#include "nt_console.h"

#include <stdbool.h>

/* Console modes, as "SetConsoleMode function" names them: of input, then of a screen. */
#define MODE_PROCESSED_INPUT  0x001u
#define MODE_LINE             0x002u
#define MODE_ECHO             0x004u
#define MODE_WINDOW           0x008u
#define MODE_MOUSE            0x010u
#define MODE_QUICK_EDIT       0x040u
#define MODE_VT_INPUT         0x200u
#define MODE_INPUT_ALL        0x3ffu
#define MODE_INPUT_DEFAULT    0x1f7u
#define MODE_PROCESSED_OUTPUT 0x001u
#define MODE_WRAP             0x002u
#define MODE_VT               0x004u
#define MODE_NO_AUTO_RETURN   0x008u
#define MODE_OUTPUT_ALL       0x01fu
#define MODE_OUTPUT_DEFAULT   0x003u

enum console_kind { CONSOLE_CONNECTION, CONSOLE_INPUT, CONSOLE_SCREEN, CONSOLE_PSEUDO };
struct console_file {
    struct file file; /* fd: the terminal; -1 for a connection and a pseudo console */
    enum console_kind kind;
    struct pseudo *pseudo; /* console_pseudo.c's; NULL: none, or not started yet */
    struct screen *buffer; /* a screen buffer of its own; NULL: the first one */
};

/* ---- console.c ---- */

/* 1 + the kind of a console file that another process can inherit; 0: it is none. */
int console_kind_of(const struct file *file);

/* A console file for an inherited descriptor.  NULL: no memory. */
struct file *console_inherited(enum console_kind kind, int fd, ULONG options);

/* The file as a pseudo console; NULL: it is none. */
struct console_file *console_pseudo_of(struct file *file);

extern _Atomic uint32_t console_input_mode, console_output_mode;

/* A lock that may be held while the terminal is waited for.  STATUS_THREAD_IS_TERMINATING: it was not taken. */
NTSTATUS turn_take(_Atomic uint32_t *turn);
void turn_give(_Atomic uint32_t *turn);

/* ---- console_tty.c ---- */

enum tty_mode {
    TTY_AS_FOUND,
    TTY_LINES, /* Linux's line editing, with echo and signals as the console's mode says */
    TTY_KEYS,  /* each byte at once, without echo; read() does not wait */
};
/* The descriptor of the terminal for CONIN$ or CONOUT$; -1: there is none.  The caller closes it. */
int tty_open(bool input);

/* May this process change the terminal without being stopped for it? */
bool tty_is_ours(int fd);

/* Changes the terminal's modes where that is needed; in the background this stops the process, as it does any.  False:
 * they could not be changed. */
bool tty_set(int fd, enum tty_mode mode);
enum tty_mode tty_mode(void);

/* Control characters (bit c) that end a line besides Enter, from the next tty_set() on: the two lowest. */
void tty_wakeup(uint32_t characters);

/* The console's mode was changed: what of it concerns the terminal is done at once. */
void tty_mode_changed(int fd);

/* Gives the terminal back as it was found: before the process stops or dies of a fault.  Async-signal-safe. */
void console_restore(void);

/* The same at the end of the process: other threads change the terminal no more. */
void console_end(void);

/* What console_restore() is to write besides: colours, the cursor, wrapping back to normal. */
enum { TTY_UNDO_COLOUR = 1, TTY_UNDO_CURSOR = 2, TTY_UNDO_WRAP = 4, TTY_UNDO_ALTERNATE = 8, TTY_UNDO_MOUSE = 16 };
void tty_undo(int fd, int what, bool needed);

/* ---- console_text.c ---- */

enum { PAGE_UTF8 = 65001 };
struct text_page;

/* Takes a page's tables as struct console_page says, from the guest.  STATUS_INVALID_PARAMETER. */
NTSTATUS text_page_read(const void *in, ULONG length, struct text_page **page, uint32_t *output);
void text_page_free(struct text_page *page);
uint32_t text_page_number(const struct text_page *page); /* NULL: UTF-8 */

/* Text that comes in pieces.  Characters come out as code points; a byte that means nothing in UTF-8 as TEXT_RAW +
 * byte. */
#define TEXT_RAW 0x200000u
struct text_state {
    uint32_t point, lead, high;
    unsigned need, seen;
    uint8_t bytes[4];
};
/* `out` has room for `length` + 4. */
size_t text_from_bytes(const struct text_page *page, struct text_state *state, const uint8_t *bytes, size_t length,
                       uint32_t *out);
size_t text_from_wide(struct text_state *state, const uint16_t *text, size_t units, uint32_t *out);

/* One character in UTF-8 (`to` has 4 bytes), in UTF-16 (2 units), in a code page (4 bytes); how many. */
size_t text_to_utf8(uint32_t point, char *to);
size_t text_to_wide(uint32_t point, uint16_t *to);
size_t text_to_bytes(const struct text_page *page, uint32_t point, uint8_t *to);

/* How many cells a character takes: 0, 1 or 2. */
int text_width(uint32_t point);

/* ---- console_input.c ---- */

/* `wakeup`: bit c ends a line at control character c. */
NTSTATUS input_read(struct file *file, bool wide, uint32_t wakeup, void *buffer, ULONG length, ULONG_PTR *done);
NTSTATUS input_control(struct file *file, ULONG code, const void *in, ULONG in_length, void *out, ULONG out_length,
                       ULONG_PTR *done);
/* A new input code page; gives the old one. */
struct text_page *input_page(struct text_page *page);

/* Ctrl-C has come: who reads is to stop.  From any thread. */
void console_interrupt(void);

/* Puts what keys the terminal has into the buffer, where no thread is reading lines.  From any thread. */
void input_look(int fd);

/* ENABLE_WINDOW_INPUT was set: from now on a change of the terminal's size becomes an event. */
void input_watch_size(void);

/* Has the size changed since events were last looked for? */
bool input_resized(void);

/* ---- console_watch.c ---- */

/* The line of every handle for the input buffer: signalled while events wait.  Begins to watch the terminal for one
 * that may come.  NULL: no memory. */
struct line *watch_line(int fd);

/* The buffer has changed; `any`: events wait.  Under the buffer's lock. */
void watch_changed(bool any);

/* Makes the watching thread look again.  Async-signal-safe. */
void watch_call(void);

/* ---- console_line.c; of the thread that reads ---- */

/* A new line begins where the cursor stands. */
void edit_begin(int fd);

/* Takes a key that was pressed; true: the line is whole.  `wakeup`: control characters that end it too. */
bool edit_key(int fd, const struct console_event *event, uint32_t wakeup);

/* The line so far, its end included; its units. */
size_t edit_text(const uint16_t **text);

/* ---- console_key.c ---- */

/* Takes one key off the front of what a terminal sent and gives its events (at most KEY_EVENTS); the bytes used, 0:
 * more are needed.  `last`: no more will come.  `plain`: escape sequences are not looked for. */
enum { KEY_EVENTS = 4 };
size_t key_decode(const uint8_t *bytes, size_t length, bool last, bool plain, struct console_event *events,
                  size_t *count);

/* ---- console_pseudo.c ---- */

NTSTATUS pseudo_control(struct console_file *console, ULONG code, const void *in, ULONG length);

/* The last handle goes. */
void pseudo_end(struct console_file *console);

/* The terminal behind a handle for a pseudo console: a descriptor of the caller's own, and its name, by which a session
 * leader gets it as its controlling terminal.  STATUS_INVALID_HANDLE. */
NTSTATUS pseudo_terminal(HANDLE handle, int *fd, char *name, size_t size);

/* ---- console_screen.c, console_cells.c ---- */

NTSTATUS screen_write_bytes(struct file *file, const void *guest, ULONG length, ULONG_PTR *done);
NTSTATUS screen_write_wide(struct file *file, const void *guest, ULONG length, ULONG_PTR *done);
NTSTATUS screen_control(struct file *file, ULONG code, const void *in, ULONG in_length, void *out, ULONG out_length,
                        ULONG_PTR *done);
struct text_page *screen_page(struct text_page *page);

/* ---- console_buffer.c ---- */

/* A new screen buffer, as empty as a new console's; NULL: no memory. */
struct screen *screen_create(void);

/* The one that is shown, with a reference; NULL: that is the first one. */
struct screen *screen_current(void);

/* A reference goes; with the last one the buffer, and if it was shown the first one is again. */
void screen_put(int fd, struct screen *buffer);

/* The buffer of a console file. */
struct screen *screen_of(const struct file *file);

/* Its mode. */
uint32_t screen_mode(const struct file *file);
uint32_t screen_mode_set(struct file *file, uint32_t mode);

/* The output mode was changed from `before`. */
void screen_mode_changed(struct file *file, uint32_t before);

/* The terminal has echoed what was read. */
void screen_echoed(int fd, const uint16_t *text, size_t units);

/* Shows characters as they are typed. */
void screen_echo(int fd, const uint16_t *text, size_t units);
NTSTATUS screen_title(const uint16_t *text, size_t units);

/* Can a line be edited on the terminal behind an input handle's descriptor? */
bool screen_edits(int fd);

/* Asks the terminal to report the mouse and the focus, or no more. */
void screen_mouse(bool report);

#endif
