/* SPDX-License-Identifier: MIT */
/* Console input: lines, characters and events.
 *
 * Lines are edited in console_line.c; where they are not echoed, or the terminal knows no sequences, by Linux's
 * terminal, which has its own editing back whenever no line is read.  Who asks for events, or reads without
 * ENABLE_LINE_INPUT, gets the terminal's bytes one by one; they become key events, which wait in a queue where
 * WriteConsoleInput puts its own.  Who then reads a line takes what is in the queue first, as typed.
 *
 * One thread at a time reads (`reader`); it sleeps in poll() on the terminal and on an eventfd, by which an event that
 * another thread wrote, or Ctrl-C, ends the sleep.
 * Left out: menu events; more than two characters of dwCtrlWakeupMask at once; a line of more than
 * 4,095 bytes (Linux's own limit). */
#include "nt/console.h"

#include "door/door.h"
#include "door/guestmem.h"
#include "nt/ctrl.h"
#include "nt/status.h"
#include "nt/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

enum { EVENTS_MOST = 65536, LINE_MOST = 8192, ESCAPE_TIME = 50 /* ms until a lone Escape is the key */ };

static _Atomic uint32_t reader; /* the turn of the thread that reads; guards the line and the carry */
static uint16_t line[LINE_MOST];
static size_t line_at, line_units;
static uint8_t carry[4]; /* bytes of a character of which some did not fit the caller's buffer */
static size_t carry_size;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows; a leaf */
static struct console_event *queue;
static size_t queue_at, queue_count, queue_room;
static uint8_t raw[256]; /* bytes that are no whole key yet */
static size_t raw_size;
static struct text_page *page;
static _Atomic int wake_fd = -1;

struct text_page *input_page(struct text_page *new)
{
    pthread_mutex_lock(&lock);
    struct text_page *old = page;
    page = new;
    pthread_mutex_unlock(&lock);
    return old;
}

void console_interrupt(void)
{
    int fd = atomic_load(&wake_fd);
    uint64_t one = 1;
    if (fd >= 0 && write(fd, &one, sizeof one) < 0) return; /* full: it is awake */
}

/* ---- the queue; all under `lock` ---- */

static bool put(const struct console_event *event)
{
    if (queue_count == queue_room) {
        size_t room = queue_room ? queue_room * 2 : 64;
        struct console_event *bigger = room <= EVENTS_MOST ? malloc(room * sizeof *bigger) : NULL;
        if (!bigger) return false;
        for (size_t i = 0; i < queue_count; i++) bigger[i] = queue[(queue_at + i) % queue_room];
        free(queue);
        queue = bigger;
        queue_room = room;
        queue_at = 0;
    }
    queue[(queue_at + queue_count++) % queue_room] = *event;
    watch_changed(true);
    return true;
}

static bool take(struct console_event *event)
{
    if (!queue_count) return false;
    *event = queue[queue_at];
    queue_at = (queue_at + 1) % queue_room;
    if (!--queue_count) watch_changed(false);
    return true;
}

/* Turns raw bytes into events.  `last`: what is there will not be completed. */
static void decode(bool last)
{
    bool plain = (atomic_load(&console_input_mode) & (MODE_VT_INPUT | MODE_LINE)) == MODE_VT_INPUT;
    size_t at = 0, count;
    struct console_event events[KEY_EVENTS];
    while (at < raw_size) {
        size_t used = key_decode(raw + at, raw_size - at, last, plain, events, &count);
        if (!used) break;
        for (size_t i = 0; i < count; i++)
            if (!put(&events[i])) break; /* a full buffer loses keys, as a keyboard's does */
        at += used;
    }
    memmove(raw, raw + at, raw_size - at);
    raw_size -= at;
}

static void fetch_size(int fd);

/* Fetches what the terminal has.  Nothing waits here but a lone Escape, for what may follow it.  `waits`: the caller
 * will wait for input, which stops a process in the background; who only looks is not stopped and sees none, nor does
 * it take the terminal from a thread that reads a line. */
static NTSTATUS fetch(int fd, bool waits)
{
    fetch_size(fd);
    if (!waits && (!tty_is_ours(fd) || (atomic_load(&reader) && tty_mode() != TTY_KEYS))) return STATUS_SUCCESS;
    if (!tty_set(fd, TTY_KEYS)) return waits ? STATUS_IO_DEVICE_ERROR : STATUS_SUCCESS;
    pthread_mutex_lock(&lock);
    for (;;) {
        ssize_t got = read(fd, raw + raw_size, sizeof raw - raw_size);
        if (got > 0) raw_size += (size_t)got;
        decode(got <= 0 && raw_size == sizeof raw);
        if (got > 0 && raw_size < sizeof raw) continue;
        struct pollfd more = {.fd = fd, .events = POLLIN};
        if (!raw_size) break;
        if (poll(&more, 1, ESCAPE_TIME) == 1 && more.revents == POLLIN) continue;
        decode(true);
        break;
    }
    bool taken = !waits && queue_count; /* perhaps from under the eyes of who sleeps until there is something */
    pthread_mutex_unlock(&lock);
    if (taken && atomic_load(&reader)) console_interrupt();
    return STATUS_SUCCESS;
}

void input_look(int fd)
{
    fetch(fd, false);
    pthread_mutex_lock(&lock);
    watch_changed(queue_count != 0);
    pthread_mutex_unlock(&lock);
}

/* ---- the terminal's size ---- */

static _Atomic bool resized;

/* In the handler of SIGWINCH. */
static bool note_size(int signal)
{
    (void)signal;
    atomic_store(&resized, true);
    console_interrupt();
    watch_call();
    return false;
}

void input_watch_size(void)
{
    static _Atomic bool once;
    bool ignored;
    if (!atomic_exchange(&once, true)) door_signal_catch(SIGWINCH, note_size, &ignored);
}

bool input_resized(void)
{
    return atomic_load(&resized);
}

/* With ENABLE_WINDOW_INPUT a new size is an event. */
static void fetch_size(int fd)
{
    struct winsize size;
    struct console_event event = {.type = 4 /* WINDOW_BUFFER_SIZE_EVENT */};
    if (!atomic_exchange(&resized, false) || !(atomic_load(&console_input_mode) & MODE_WINDOW)) return;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return;
    event.size = (struct console_point){(int16_t)size.ws_col, (int16_t)size.ws_row};
    pthread_mutex_lock(&lock);
    put(&event);
    pthread_mutex_unlock(&lock);
}

/* ---- waiting ---- */

static bool alerted(uint32_t seen)
{
    return ctrl_count() != seen && atomic_load(&console_input_mode) & MODE_PROCESSED_INPUT;
}

enum source { FROM_EVENT, FROM_TERMINAL, FROM_NOWHERE /* the terminal has gone */ };

/* Sleeps until the terminal has input, or the eventfd calls.  STATUS_ALERTED: Ctrl-C came since `seen`. */
static NTSTATUS wait_input(int fd, uint32_t seen, enum source *source)
{
    if (atomic_load(&wake_fd) < 0) {
        int made = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), none = -1;
        if (made >= 0 && !atomic_compare_exchange_strong(&wake_fd, &none, made)) close(made);
    }
    struct pollfd fds[2] = {
        {.fd = fd,                    .events = POLLIN},
        {.fd = atomic_load(&wake_fd), .events = POLLIN}
    };
    uint64_t count;
    int bytes = 0;
    *source = FROM_EVENT;
    if (alerted(seen)) return STATUS_ALERTED;
    long result = thread_block(SYS_poll, (long)fds, 2, -1, 0, 0, 0);
    if (result < 0) return result == -EINTR ? STATUS_THREAD_IS_TERMINATING : status_from_errno((int)result);
    if (fds[1].revents && read(fds[1].fd, &count, sizeof count) < 0 && errno != EAGAIN) return status_from_errno(errno);
    if (fds[0].revents) *source = FROM_TERMINAL;
    if (fds[0].revents & ~POLLIN && (ioctl(fd, FIONREAD, &bytes) < 0 || !bytes)) *source = FROM_NOWHERE;
    return alerted(seen) ? STATUS_ALERTED : STATUS_SUCCESS;
}

/* ---- lines ---- */

static void append(uint16_t unit)
{
    if (line_units < LINE_MOST) line[line_units++] = unit;
}

/* The end of the last character, on the screen and in the line. */
static void erase(int fd, bool echo)
{
    static const uint16_t back[] = {'\b', ' ', '\b'};
    if (!line_units) return;
    bool pair = line_units > 1 && line[line_units - 1] >> 10 == 0x37 && line[line_units - 2] >> 10 == 0x36;
    line_units -= pair ? 2 : 1;
    if (echo) screen_echo(fd, back, 3);
}

/* Gives what is in the queue to the line's editor; true: the line is whole. */
static bool line_edited(int fd, uint32_t wakeup)
{
    struct console_event event;
    const uint16_t *text;
    for (;;) {
        pthread_mutex_lock(&lock);
        bool got = take(&event);
        pthread_mutex_unlock(&lock);
        if (!got) return false;
        if (event.type != 1 || !event.key.down) continue;
        for (unsigned repeat = event.key.repeat ? event.key.repeat : 1; repeat--;)
            if (edit_key(fd, &event, wakeup)) {
                line_units = edit_text(&text);
                memcpy(line, text, line_units * sizeof *line);
                return true;
            }
    }
}

/* Reads keys until the line is whole, and gives the terminal back its own editing for whoever reads next. */
static NTSTATUS edit_line(int fd, uint32_t seen, uint32_t wakeup)
{
    enum source source = FROM_EVENT;
    NTSTATUS status;
    edit_begin(fd);
    while ((status = fetch(fd, true)) == STATUS_SUCCESS && !line_edited(fd, wakeup)) {
        if (source == FROM_NOWHERE) break;
        if ((status = wait_input(fd, seen, &source)) != STATUS_SUCCESS) break;
    }
    tty_set(fd, TTY_LINES);
    return status;
}

/* Takes what is in the queue as typed; true: the line is whole.  `wakeup`: control characters that end it too. */
static bool line_from_queue(int fd, uint32_t wakeup)
{
    struct console_event event;
    bool echo = atomic_load(&console_input_mode) & MODE_ECHO, got = true;
    while (got) {
        pthread_mutex_lock(&lock);
        got = take(&event);
        pthread_mutex_unlock(&lock);
        if (!got || event.type != 1 || !event.key.down || !event.key.character) continue;
        uint16_t unit = event.key.character;
        for (unsigned repeat = event.key.repeat ? event.key.repeat : 1; repeat--;)
            if (unit == '\r' || unit == '\n') { /* Ctrl+J ends a line on every terminal */
                static const uint16_t end[] = {'\r', '\n'};
                append('\r');
                append('\n');
                if (echo) screen_echo(fd, end, 2);
                return true;
            } else if (unit < 0x20 && wakeup >> unit & 1) {
                append(unit);
                return true;
            } else if (unit == '\b') {
                erase(fd, echo);
            } else if (unit == 0x1b) {
                while (line_units) erase(fd, echo);
            } else {
                append(unit);
                if (echo) screen_echo(fd, &unit, 1);
            }
    }
    return false;
}

/* What Linux hands out: a line, the part before Ctrl-D, or nothing. */
static NTSTATUS line_from_terminal(int fd, bool *whole)
{
    uint8_t bytes[LINE_MOST / 2];
    uint32_t points[LINE_MOST / 2 + 4];
    struct text_state state = {0};
    long got = thread_block(SYS_read, fd, (long)bytes, sizeof bytes, 0, 0, 0);
    if (got == -EAGAIN) return STATUS_SUCCESS;
    if (got < 0) return got == -EINTR ? STATUS_THREAD_IS_TERMINATING : status_from_errno((int)got);
    size_t begin = line_units, count = text_from_bytes(NULL, &state, bytes, (size_t)got, points);
    for (size_t i = 0; i < count; i++) {
        uint16_t units[2];
        size_t n = text_to_wide(points[i], units);
        if (points[i] == '\n') append('\r');
        for (size_t k = 0; k < n; k++) append(units[k]);
    }
    if (atomic_load(&console_input_mode) & MODE_ECHO) screen_echoed(fd, line + begin, line_units - begin);
    *whole = true;
    return STATUS_SUCCESS;
}

static NTSTATUS fill_line(int fd, uint32_t seen, uint32_t wakeup)
{
    bool whole = false;
    enum source source;
    line_at = line_units = 0;
    if (atomic_load(&console_input_mode) & MODE_ECHO && screen_edits(fd)) return edit_line(fd, seen, wakeup);
    NTSTATUS status = tty_mode() == TTY_KEYS ? fetch(fd, true) : STATUS_SUCCESS;
    while (status == STATUS_SUCCESS && !(whole = line_from_queue(fd, wakeup))) {
        tty_wakeup(wakeup);
        tty_set(fd, TTY_LINES);
        status = wait_input(fd, seen, &source);
        if (status == STATUS_SUCCESS && source == FROM_TERMINAL) status = line_from_terminal(fd, &whole);
        if (whole || (status == STATUS_SUCCESS && source == FROM_NOWHERE)) break;
    }
    if (status != STATUS_SUCCESS) line_units = 0;
    return status;
}

/* Without ENABLE_LINE_INPUT: whatever characters there are, one at least; none where the terminal has gone. */
static NTSTATUS fill_keys(int fd, uint32_t seen)
{
    struct console_event event;
    enum source source = FROM_EVENT;
    line_at = line_units = 0;
    for (;;) {
        NTSTATUS status = fetch(fd, true);
        pthread_mutex_lock(&lock);
        while (line_units < LINE_MOST - 1 && take(&event))
            if (event.type == 1 && event.key.down && event.key.character) append(event.key.character);
        pthread_mutex_unlock(&lock);
        if (line_units || source == FROM_NOWHERE) return STATUS_SUCCESS;
        if (status == STATUS_SUCCESS) status = wait_input(fd, seen, &source);
        if (status != STATUS_SUCCESS) return status;
    }
}

/* ---- reading text ---- */

static NTSTATUS give_wide(void *buffer, ULONG length, ULONG_PTR *done)
{
    size_t units = length / 2 < line_units - line_at ? length / 2 : line_units - line_at;
    if (!guest_write(buffer, line + line_at, units * 2)) return STATUS_ACCESS_VIOLATION;
    line_at += units;
    *done = units * 2;
    return STATUS_SUCCESS;
}

static NTSTATUS give_bytes(uint8_t *buffer, ULONG length, ULONG_PTR *done)
{
    uint8_t out[4096];
    while (*done < length) {
        size_t size = 0, room = length - *done < sizeof out ? length - *done : sizeof out;
        while (size < room && (carry_size || line_at < line_units)) {
            if (!carry_size) {
                uint32_t point = line[line_at++];
                if (point >> 10 == 0x36 && line_at < line_units && line[line_at] >> 10 == 0x37)
                    point = 0x10000 + ((point & 0x3ff) << 10 | (line[line_at++] & 0x3ff));
                pthread_mutex_lock(&lock);
                carry_size = text_to_bytes(page, point, carry);
                pthread_mutex_unlock(&lock);
            }
            size_t part = carry_size < room - size ? carry_size : room - size;
            memcpy(out + size, carry, part);
            memmove(carry, carry + part, carry_size -= part);
            size += part;
        }
        if (!size) break;
        if (!guest_write(buffer + *done, out, size)) return STATUS_ACCESS_VIOLATION;
        *done += size;
    }
    return STATUS_SUCCESS;
}

NTSTATUS input_read(struct file *file, bool wide, uint32_t wakeup, void *buffer, ULONG length, ULONG_PTR *done)
{
    if (!length) return STATUS_SUCCESS;
    NTSTATUS status = turn_take(&reader);
    if (status != STATUS_SUCCESS) return status;
    if (line_at == line_units && !carry_size) {
        uint32_t seen = ctrl_count(), mode = atomic_load(&console_input_mode);
        status = mode & MODE_LINE ? fill_line(file->fd, seen, wakeup) : fill_keys(file->fd, seen);
        /* "ReadFile: Ctrl+Z at the beginning of a line is the end of the file" */
        if (status == STATUS_SUCCESS && !wide && mode & MODE_LINE && mode & MODE_PROCESSED_INPUT && line_units &&
            line[0] == 0x1a)
            line_at = line_units;
    }
    if (status == STATUS_SUCCESS) status = wide ? give_wide(buffer, length, done) : give_bytes(buffer, length, done);
    turn_give(&reader);
    return status;
}

/* ---- events ---- */

static NTSTATUS copy_events(void *out, ULONG length, bool remove, ULONG_PTR *done)
{
    struct console_event events[64];
    size_t total = length / sizeof *events, index = 0;
    while (index < total) {
        size_t count = 0;
        pthread_mutex_lock(&lock);
        if (remove)
            while (count < 64 && index + count < total && take(&events[count])) count++;
        else
            for (; count < 64 && index + count < total && index + count < queue_count; count++)
                events[count] = queue[(queue_at + index + count) % queue_room];
        pthread_mutex_unlock(&lock);
        if (!count) break;
        if (!guest_write((struct console_event *)out + index, events, count * sizeof *events))
            return STATUS_ACCESS_VIOLATION;
        index += count;
    }
    *done = index * sizeof *events;
    return STATUS_SUCCESS;
}

static size_t waiting(void)
{
    pthread_mutex_lock(&lock);
    size_t count = queue_count;
    pthread_mutex_unlock(&lock);
    return count;
}

static NTSTATUS read_events(int fd, void *out, ULONG length, ULONG_PTR *done)
{
    enum source source = FROM_EVENT;
    uint32_t seen = ctrl_count();
    if (length < sizeof(struct console_event)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = turn_take(&reader);
    if (status != STATUS_SUCCESS) return status;
    while ((status = fetch(fd, true)) == STATUS_SUCCESS && !waiting()) {
        if (source == FROM_NOWHERE) status = STATUS_PIPE_BROKEN;
        if (status == STATUS_SUCCESS) status = wait_input(fd, seen, &source);
        seen = ctrl_count(); /* Ctrl-C is no event of the input buffer: the wait goes on */
        if (status != STATUS_SUCCESS && status != STATUS_ALERTED) break;
    }
    turn_give(&reader);
    return status == STATUS_SUCCESS ? copy_events(out, length, true, done) : status;
}

static NTSTATUS write_events(const void *in, ULONG length, ULONG_PTR *done)
{
    struct console_event event;
    size_t total = length / sizeof event, index = 0;
    for (; index < total; index++) {
        if (!guest_read(&event, (const struct console_event *)in + index, sizeof event)) return STATUS_ACCESS_VIOLATION;
        pthread_mutex_lock(&lock);
        bool ok = put(&event);
        pthread_mutex_unlock(&lock);
        if (!ok) break;
    }
    if (index) console_interrupt(); /* whoever reads looks again; no Ctrl-C has come */
    *done = index * sizeof event;
    return index || !total ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS count_events(int fd, void *out, ULONG length, ULONG_PTR *done)
{
    fetch(fd, false);
    uint32_t count = (uint32_t)waiting();
    if (length < sizeof count) return STATUS_BUFFER_TOO_SMALL;
    *done = sizeof count;
    return guest_put(out, &count) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS flush(int fd)
{
    if (tty_is_ours(fd)) tcflush(fd, TCIFLUSH);
    pthread_mutex_lock(&lock);
    queue_count = raw_size = 0;
    watch_changed(false);
    pthread_mutex_unlock(&lock);
    return STATUS_SUCCESS;
}

NTSTATUS input_control(struct file *file, ULONG code, const void *in, ULONG in_length, void *out, ULONG out_length,
                       ULONG_PTR *done)
{
    uint32_t wakeup = 0;
    switch (code) {
    case CONSOLE_READ_WIDE:
        if (in_length >= sizeof wakeup && !guest_get(&wakeup, in)) return STATUS_ACCESS_VIOLATION;
        return input_read(file, true, wakeup, out, out_length, done);
    case CONSOLE_READ_BYTES: return input_read(file, false, 0, out, out_length, done);
    case CONSOLE_COUNT_EVENTS: return count_events(file->fd, out, out_length, done);
    case CONSOLE_PEEK_EVENTS: fetch(file->fd, false); return copy_events(out, out_length, false, done);
    case CONSOLE_READ_EVENTS: return read_events(file->fd, out, out_length, done);
    case CONSOLE_WRITE_EVENTS: return write_events(in, in_length, done);
    case CONSOLE_FLUSH_EVENTS: return flush(file->fd);
    default: return STATUS_INVALID_HANDLE;
    }
}
