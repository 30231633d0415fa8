/* SPDX-License-Identifier: MIT */
/* The console: \Device\ConDrv\CurrentIn and CurrentOut on a terminal, and the connection by which a process speaks of
 * its console as a whole.
 *
 * A standard descriptor that is a terminal is a console handle; one that is a pipe or a file is what it is.  CONIN$ and
 * CONOUT$ are the controlling terminal's whatever the standard handles are; without a terminal they cannot be opened
 * (STATUS_INVALID_HANDLE), while the console's code pages, title and events are there for every console program.
 * Programs for Windows' graphical subsystem begin without a console and may attach to it.
 *
 * Left out: a console shared with other processes, windows, fonts, the history. */
#include "nt/console.h"

#include "door/guestmem.h"
#include "linux/utf.h"
#include "nt/ctrl.h"
#include "nt/disk.h"
#include "nt/process.h"
#include "nt/startup.h"
#include "nt/wait.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

_Atomic uint32_t console_input_mode = MODE_INPUT_DEFAULT, console_output_mode = MODE_OUTPUT_DEFAULT;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows; a leaf */
static enum { UNKNOWN, DETACHED, ATTACHED } attached;
static uint16_t *title; /* malloc'd; NULL: the program's path still */
static size_t title_units;

/* ---- turns ---- */

NTSTATUS turn_take(_Atomic uint32_t *turn)
{
    uint32_t is_free = 0;
    if (atomic_compare_exchange_strong(turn, &is_free, 1)) return STATUS_SUCCESS;
    while (atomic_exchange(turn, 2)) {
        NTSTATUS status = wait_word(turn, 2, false, INT64_MAX);
        if (status != STATUS_SUCCESS) return status;
    }
    return STATUS_SUCCESS;
}

void turn_give(_Atomic uint32_t *turn)
{
    if (atomic_exchange(turn, 0) == 2) syscall(SYS_futex, turn, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
}

/* ---- being attached ---- */

static bool is_attached(void)
{
    pthread_mutex_lock(&lock);
    if (attached == UNKNOWN) /* IMAGE_SUBSYSTEM_WINDOWS_CUI */
        attached = ((PEB *)process.peb)->ImageSubsystem == 3 ? ATTACHED : DETACHED;
    bool is = attached == ATTACHED;
    pthread_mutex_unlock(&lock);
    return is;
}

static NTSTATUS attach(const void *in, ULONG length)
{
    uint32_t id;
    if (length < sizeof id) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&id, in)) return STATUS_ACCESS_VIOLATION;
    if (is_attached()) return STATUS_ACCESS_DENIED;
    /* its own, its parent's, or that of another process, none of which shares a console with us yet */
    bool parent = id == UINT32_MAX || id == (uint32_t)startup_parent() * 4;
    if (id && !parent) return STATUS_INVALID_PARAMETER;
    int terminal = tty_open(true);
    if (terminal < 0) return id ? STATUS_INVALID_HANDLE : STATUS_NOT_SUPPORTED;
    close(terminal);
    pthread_mutex_lock(&lock);
    attached = ATTACHED;
    pthread_mutex_unlock(&lock);
    return STATUS_SUCCESS;
}

static NTSTATUS detach(void)
{
    if (!is_attached()) return STATUS_INVALID_PARAMETER;
    pthread_mutex_lock(&lock);
    attached = DETACHED;
    pthread_mutex_unlock(&lock);
    return STATUS_SUCCESS;
}

/* ---- controls of the process ---- */

static NTSTATUS get_title(void *out, ULONG length, ULONG_PTR *done)
{
    pthread_mutex_lock(&lock);
    size_t units = title ? title_units : 0;
    uint16_t *copy = units ? malloc(units * sizeof *copy) : NULL;
    if (copy) memcpy(copy, title, units * sizeof *copy);
    bool set = title != NULL;
    pthread_mutex_unlock(&lock);
    if (!set) return STATUS_NOT_FOUND; /* the guest knows the title the program was started with */
    if (units && !copy) return STATUS_NO_MEMORY;
    size_t size = units * sizeof *copy < length ? units * sizeof *copy : length;
    bool ok = guest_write(out, copy, size);
    free(copy);
    *done = size;
    return ok ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_title(const void *in, ULONG length)
{
    enum { LONGEST = 64 * 1024 }; /* "The total size must be less than 64K." */
    if (length >= LONGEST) return STATUS_INVALID_PARAMETER;
    uint16_t *text = malloc(length + sizeof *text);
    if (!text) return STATUS_NO_MEMORY;
    if (!guest_read(text, in, length)) {
        free(text);
        return STATUS_ACCESS_VIOLATION;
    }
    NTSTATUS status = screen_title(text, length / sizeof *text);
    pthread_mutex_lock(&lock);
    uint16_t *old = title;
    title = text;
    title_units = length / sizeof *text;
    pthread_mutex_unlock(&lock);
    free(old);
    return status;
}

static uint32_t pages[2] = {PAGE_UTF8, PAGE_UTF8}; /* input, output; under `lock` */

static NTSTATUS get_pages(void *out, ULONG length)
{
    uint32_t both[2];
    pthread_mutex_lock(&lock);
    memcpy(both, pages, sizeof both);
    pthread_mutex_unlock(&lock);
    if (length < sizeof both) return STATUS_BUFFER_TOO_SMALL;
    return guest_put(out, &both) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_page(const void *in, ULONG length)
{
    struct text_page *page;
    uint32_t output;
    NTSTATUS status = text_page_read(in, length, &page, &output);
    if (status != STATUS_SUCCESS) return status;
    pthread_mutex_lock(&lock);
    pages[output != 0] = text_page_number(page);
    pthread_mutex_unlock(&lock);
    text_page_free(output ? screen_page(page) : input_page(page));
    return STATUS_SUCCESS;
}

static NTSTATUS generate(const void *in, ULONG length)
{
    uint32_t asked[2];
    if (length < sizeof asked) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&asked, in)) return STATUS_ACCESS_VIOLATION;
    return asked[1] ? ctrl_generate_group(asked[0], asked[1]) : ctrl_generate_console(asked[0]);
}

static NTSTATUS list_processes(void *out, ULONG length, ULONG_PTR *done)
{
    uint32_t found[1 + 1024];
    if (length < sizeof *found) return STATUS_BUFFER_TOO_SMALL;
    uint32_t room = length / sizeof *found - 1;
    if (room > 1024) room = 1024;
    found[0] = ctrl_console_processes(found + 1, room);
    *done = (1 + (found[0] < room ? found[0] : room)) * sizeof *found;
    return guest_write(out, found, *done) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS connection_control(ULONG code, const void *in, ULONG in_length, void *out, ULONG out_length,
                                   ULONG_PTR *done)
{
    uint32_t event;
    if (code == CONSOLE_ATTACH) return attach(in, in_length);
    if (code == CONSOLE_UNHANDLED) {
        if (in_length < sizeof event) return STATUS_INVALID_PARAMETER;
        if (!guest_get(&event, in)) return STATUS_ACCESS_VIOLATION;
        ctrl_unhandled(event);
        return STATUS_SUCCESS;
    }
    if (code == CONSOLE_FREE) return detach();
    if (!is_attached()) return STATUS_INVALID_HANDLE;
    switch (code) {
    case CONSOLE_GET_PAGES: *done = sizeof pages; return get_pages(out, out_length);
    case CONSOLE_SET_PAGE: return set_page(in, in_length);
    case CONSOLE_GET_TITLE: return get_title(out, out_length, done);
    case CONSOLE_SET_TITLE: return set_title(in, in_length);
    case CONSOLE_IS_ATTACHED: return STATUS_SUCCESS;
    case CONSOLE_PROCESSES: return list_processes(out, out_length, done);
    case CONSOLE_GENERATE: return generate(in, in_length);
    default: return STATUS_INVALID_DEVICE_REQUEST;
    }
}

/* ---- handles ---- */

static NTSTATUS get_mode(const struct console_file *console, void *out, ULONG length, ULONG_PTR *done)
{
    uint32_t mode = console->kind == CONSOLE_INPUT ? atomic_load(&console_input_mode) : screen_mode(&console->file);
    if (length < sizeof mode) return STATUS_BUFFER_TOO_SMALL;
    *done = sizeof mode;
    return guest_put(out, &mode) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_mode(struct console_file *console, const void *in, ULONG length)
{
    uint32_t mode;
    bool input = console->kind == CONSOLE_INPUT;
    if (length < sizeof mode) return STATUS_INVALID_PARAMETER;
    if (!guest_get(&mode, in)) return STATUS_ACCESS_VIOLATION;
    if (mode & ~(input ? MODE_INPUT_ALL : MODE_OUTPUT_ALL)) return STATUS_INVALID_PARAMETER;
    /* "ENABLE_ECHO_INPUT can be used only if the ENABLE_LINE_INPUT mode is also enabled." */
    if (input && mode & MODE_ECHO && !(mode & MODE_LINE)) return STATUS_INVALID_PARAMETER;
    if (input) {
        uint32_t before = atomic_exchange(&console_input_mode, mode);
        const uint32_t matters = MODE_PROCESSED_INPUT | MODE_LINE | MODE_ECHO;
        if ((before ^ mode) & matters) tty_mode_changed(console->file.fd);
        if (mode & MODE_WINDOW) input_watch_size();
        /* with ENABLE_QUICK_EDIT_MODE, and where the program reads sequences itself, the mouse is the terminal's */
        const uint32_t mouse = MODE_MOUSE | MODE_QUICK_EDIT | MODE_VT_INPUT;
        if ((mode & mouse) == MODE_MOUSE || (before & mouse) == MODE_MOUSE) screen_mouse((mode & mouse) == MODE_MOUSE);
    } else {
        screen_mode_changed(&console->file, screen_mode_set(&console->file, mode));
    }
    return STATUS_SUCCESS;
}

static NTSTATUS console_control(struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out,
                                ULONG out_length, ULONG_PTR *done)
{
    struct console_file *console = (struct console_file *)file;
    if (fs) return STATUS_INVALID_DEVICE_REQUEST;
    if (console->kind == CONSOLE_PSEUDO) return pseudo_control(console, code, in, in_length);
    if (console->kind == CONSOLE_CONNECTION) return connection_control(code, in, in_length, out, out_length, done);
    ULONG needs = CONSOLE_RIGHTS(code);
    ULONG has =
        (file->access & FILE_READ_DATA ? CONSOLE_READ : 0) | (file->access & FILE_WRITE_DATA ? CONSOLE_WRITE : 0);
    if (needs && !(needs & has)) return STATUS_ACCESS_DENIED;
    switch (code) {
    case CONSOLE_GET_MODE: return get_mode(console, out, out_length, done);
    case CONSOLE_SET_MODE: return set_mode(console, in, in_length);
    default:
        return console->kind == CONSOLE_INPUT ? input_control(file, code, in, in_length, out, out_length, done)
                                              : screen_control(file, code, in, in_length, out, out_length, done);
    }
}

static NTSTATUS console_read(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done)
{
    (void)offset;
    if (((struct console_file *)file)->kind != CONSOLE_INPUT) return STATUS_INVALID_HANDLE;
    return input_read(file, false, 0, buffer, length, done);
}

static NTSTATUS console_write(struct file *file, const void *buffer, ULONG length, const int64_t *offset,
                              ULONG_PTR *done)
{
    (void)offset;
    if (((struct console_file *)file)->kind != CONSOLE_SCREEN) return STATUS_INVALID_HANDLE;
    return screen_write_bytes(file, buffer, length, done);
}

static struct line *console_wait_line(struct file *file)
{
    return ((struct console_file *)file)->kind == CONSOLE_INPUT ? watch_line(file->fd) : NULL;
}

static void console_destroy(struct file *file)
{
    struct console_file *console = (struct console_file *)file;
    pseudo_end(console);
    if (console->buffer) screen_put(file->fd, console->buffer);
}

static const struct file_ops console_ops = {
    .read = console_read,
    .write = console_write,
    .flush = stream_flush,
    .control = console_control,
    .query = stream_query,
    .set = stream_set,
    .wait_line = console_wait_line,
    .destroy = console_destroy,
};

static struct file *create(enum console_kind kind, int fd, ULONG options)
{
    struct console_file *console =
        (struct console_file *)file_create(sizeof *console, &console_ops, fd, FILE_GENERIC_READ | FILE_GENERIC_WRITE,
                                           options | FILE_SYNCHRONOUS_IO_NONALERT, FILE_DEVICE_CONSOLE);
    if (!console) return NULL;
    console->kind = kind;
    console->file.mode = S_IFCHR;
    return &console->file;
}

static bool says(const char *text, const WCHAR *rest, size_t units, const char *name)
{
    if (*text) return !units && !strcmp(text + 1, name);
    size_t length = strlen(name);
    if (units != length + 1) return false;
    for (size_t i = 0; i < length; i++)
        if (rest[i + 1] >= 0x80 || utf_upper(rest[i + 1]) != (unsigned char)name[i]) return false;
    return true;
}

NTSTATUS console_open(const struct device_open *request, struct file **file)
{
    if (!request->name) return STATUS_OBJECT_NAME_NOT_FOUND; /* nothing is below a console */
    const char *rest = request->name + strlen("CONDRV");
    bool reads = request->access & FILE_READ_DATA, writes = request->access & (FILE_WRITE_DATA | FILE_APPEND_DATA);
    enum console_kind kind;
    bool fresh = false; /* a screen buffer of its own */
    if (says(rest, request->rest, request->units, "CONNECT"))
        kind = CONSOLE_CONNECTION;
    else if (says(rest, request->rest, request->units, "PSEUDO"))
        kind = CONSOLE_PSEUDO;
    else if ((fresh = says(rest, request->rest, request->units, "SCREEN")))
        kind = CONSOLE_SCREEN;
    else if (says(rest, request->rest, request->units, "CURRENTIN"))
        kind = CONSOLE_INPUT;
    else if (says(rest, request->rest, request->units, "CURRENTOUT"))
        kind = CONSOLE_SCREEN;
    else if (says(rest, request->rest, request->units, "CON") && reads != writes)
        kind = reads ? CONSOLE_INPUT : CONSOLE_SCREEN;
    else /* "CON" for both directions too: "causes CreateFile to fail with ERROR_FILE_NOT_FOUND" */
        return STATUS_OBJECT_NAME_NOT_FOUND;
    int fd = -1;
    if (kind == CONSOLE_INPUT || kind == CONSOLE_SCREEN) {
        if (!is_attached() || (fd = tty_open(kind == CONSOLE_INPUT)) < 0) return STATUS_INVALID_HANDLE;
    }
    if (!(*file = create(kind, fd, request->options))) {
        if (fd >= 0) close(fd);
        return STATUS_NO_MEMORY;
    }
    (*file)->access = request->access;
    if (kind == CONSOLE_SCREEN && !fresh) ((struct console_file *)*file)->buffer = screen_current();
    if (fresh && !(((struct console_file *)*file)->buffer = screen_create())) {
        object_put(&(*file)->object);
        return STATUS_NO_MEMORY;
    }
    return STATUS_SUCCESS;
}

NTSTATUS console_from_fd(int fd, struct file **file)
{
    if (!(*file = create(fd == 0 ? CONSOLE_INPUT : CONSOLE_SCREEN, fd, 0))) return STATUS_NO_MEMORY;
    (*file)->borrowed = true;
    return STATUS_SUCCESS;
}

int console_kind_of(const struct file *file)
{
    return file->ops == &console_ops && file->fd >= 0 ? 1 + (int)((const struct console_file *)file)->kind : 0;
}

struct console_file *console_pseudo_of(struct file *file)
{
    struct console_file *console = (struct console_file *)file;
    return file->ops == &console_ops && console->kind == CONSOLE_PSEUDO ? console : NULL;
}

struct file *console_inherited(enum console_kind kind, int fd, ULONG options)
{
    return create(kind == CONSOLE_INPUT ? CONSOLE_INPUT : CONSOLE_SCREEN, fd, options);
}
