/* SPDX-License-Identifier: MIT */
/* NtCreateUserProcess: a new process, which is `metic` once more with a startup block (startup.h).
 *
 * posix_spawn starts it without copying this one's memory.  The files that it inherits go by descriptors of the same
 * description; nothing else of ours stays open in it, the descriptors 0 to 2 neither unless a standard handle is
 * theirs.  Another parent is one that gives the inherited handles, and whose id is told; Linux has it as a child of
 * ours. Left out: inherited objects that transfer.c leaves out; another parent where it or we are in a job, or without
 * a list of what is inherited. Programs of the host are started as they are (native.c), without a block, and cannot be
 * suspended at their start. */
#include "nt/child.h"

#include "door/guestmem.h"
#include "fault.h"
#include "linux/path.h"
#include "linux/prefix.h"
#include "linux/shm.h"
#include "nt/console.h"
#include "nt/disk.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/job.h"
#include "nt/native.h"
#include "nt/priority.h"
#include "nt/process.h"
#include "nt/remote.h"
#include "nt/section.h"
#include "nt/startup.h"
#include "nt/status.h"
#include "nt/thread.h"
#include "nt_calls.h"
#include "nt_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENVIRONMENT_MOST = 64 << 20, SUBSYSTEM_CONSOLE = 3, LIST_MOST = 4096, ATTRIBUTES_MOST = 32 };

/* Everything that a new process is made of; release() undoes it. */
struct making {
    RTL_USER_PROCESS_PARAMETERS p;
    const RTL_USER_PROCESS_PARAMETERS *guest;
    /* from the attribute list */
    struct guest_text image;
    HANDLE *list; /* only these are inherited; NULL: all that may be */
    size_t list_count;
    bool has_list, inherits;
    PS_STD_HANDLE_INFO standard;
    struct job *jobs[JOB_DEEP]; /* it is to be in, besides its parent's; with references */
    uint32_t job_count;
    struct object *parent; /* another process that is to be its parent; NULL: this one.  With a reference */
    uint8_t class;         /* of its priority; 0: as this process's says */
    CLIENT_ID *client;
    PSIZE_T client_size;
    /* found */
    char program[PATH_MAX], folder[PATH_MAX];
    bool console; /* the program's subsystem */
    char *native; /* a program of the host: its path as it was named; NULL: a Windows program */
    /* made */
    struct startup_handle *handles;
    struct object **objects; /* of the same index; only compared, but those of another parent have a reference */
    size_t count, room;
    int standard_fd[3]; /* what becomes descriptor 0, 1, 2; -1: nothing */
    uint32_t standard_how[3];
    char terminal[64]; /* of the pseudo console that the program is to be in; empty: it stays in ours */
    char *block;
    size_t size;
    int block_fd, gate[2], lines_fd;
    struct job_places places;
    NTSTATUS status; /* of collecting */
};

static void release(struct making *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->handles[i].fd >= 0 && (i == 0 || m->handles[i].fd != m->handles[i - 1].fd)) {
            bool again = false;
            for (size_t j = 0; j < i && !again; j++) again = m->handles[j].fd == m->handles[i].fd;
            if (!again) close(m->handles[i].fd);
        }
    for (int i = 0; i < 3; i++)
        if (m->standard_how[i] == STARTUP_DUPLICATE && m->standard_fd[i] >= 0) close(m->standard_fd[i]);
    if (m->block_fd >= 0) close(m->block_fd);
    if (m->lines_fd >= 0) close(m->lines_fd);
    if (m->gate[0] >= 0) close(m->gate[0]);
    if (m->gate[1] >= 0) close(m->gate[1]);
    for (uint32_t i = 0; i < m->job_count; i++) object_put(&m->jobs[i]->object);
    for (size_t i = 0; m->parent && i < m->count; i++) object_put(m->objects[i]);
    if (m->parent) object_put(m->parent);
    job_places_free(&m->places);
    guest_text_free(&m->image);
    free(m->native);
    free(m->list);
    free(m->handles);
    free(m->objects);
    free(m->block);
}

/* ---- what the caller says ---- */

static NTSTATUS job_list_read(struct making *m, const PS_ATTRIBUTE *attribute)
{
    HANDLE handles[JOB_DEEP];
    const size_t count = attribute->Size / sizeof *handles;
    if (attribute->Size % sizeof *handles || count > JOB_DEEP || m->job_count) return STATUS_INVALID_PARAMETER;
    if (!guest_read(handles, attribute->ValuePtr, attribute->Size)) return STATUS_ACCESS_VIOLATION;
    for (size_t i = 0; i < count; i++) {
        struct object *job;
        NTSTATUS status = handle_get(handles[i], &job_type, JOB_OBJECT_ASSIGN_PROCESS, &job);
        if (status != STATUS_SUCCESS) return status;
        m->jobs[m->job_count++] = (struct job *)job;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS attribute_read(struct making *m, const PS_ATTRIBUTE *attribute)
{
    UNICODE_STRING name;
    switch (attribute->Attribute) {
    case PS_ATTRIBUTE_IMAGE_NAME:
        if (attribute->Size > USHRT_MAX - 1) return STATUS_OBJECT_NAME_INVALID;
        name = (UNICODE_STRING){(USHORT)attribute->Size, (USHORT)attribute->Size, attribute->ValuePtr};
        m->image.text = m->image.inside;
        m->image.length = name.Length / sizeof(WCHAR);
        if (m->image.length > sizeof m->image.inside / sizeof(WCHAR) && !(m->image.text = malloc(name.Length)))
            return STATUS_NO_MEMORY;
        return guest_read(m->image.text, name.Buffer, name.Length) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    case PS_ATTRIBUTE_HANDLE_LIST:
        if (attribute->Size % sizeof(HANDLE) || attribute->Size > LIST_MOST * sizeof(HANDLE))
            return STATUS_INVALID_PARAMETER;
        free(m->list);
        if (!(m->list = malloc(attribute->Size + 1))) return STATUS_NO_MEMORY;
        m->list_count = attribute->Size / sizeof(HANDLE);
        m->has_list = true;
        return guest_read(m->list, attribute->ValuePtr, attribute->Size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    case PS_ATTRIBUTE_STD_HANDLE_INFO:
        if (attribute->Size != sizeof m->standard) return STATUS_INVALID_PARAMETER;
        return guest_get(&m->standard, (PS_STD_HANDLE_INFO *)attribute->ValuePtr) ? STATUS_SUCCESS
                                                                                  : STATUS_ACCESS_VIOLATION;
    case PS_ATTRIBUTE_CLIENT_ID:
        if (attribute->Size != sizeof(CLIENT_ID)) return STATUS_INVALID_PARAMETER;
        m->client = attribute->ValuePtr;
        m->client_size = attribute->ReturnLength;
        return guest_probe_write(m->client, sizeof *m->client) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    case PS_ATTRIBUTE_JOB_LIST: return job_list_read(m, attribute);
    case PS_ATTRIBUTE_PRIORITY_CLASS:
        if (attribute->Size != sizeof m->class) return STATUS_INVALID_PARAMETER;
        if (!guest_get(&m->class, (const uint8_t *)attribute->ValuePtr)) return STATUS_ACCESS_VIOLATION;
        return m->class >= 1 && m->class <= 6 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    case PS_ATTRIBUTE_PARENT_PROCESS:
        if (m->parent) return STATUS_INVALID_PARAMETER;
        return process_other((HANDLE)attribute->Value, PROCESS_CREATE_PROCESS, &m->parent);
    default: return STATUS_NOT_SUPPORTED;
    }
}

static NTSTATUS attributes_read(struct making *m, const PS_ATTRIBUTE_LIST *guest)
{
    SIZE_T total;
    const size_t front = offsetof(PS_ATTRIBUTE_LIST, Attributes);
    if (!guest) return STATUS_INVALID_PARAMETER; /* nothing else names the image */
    if (!guest_get(&total, &guest->TotalLength)) return STATUS_ACCESS_VIOLATION;
    if (total < front || (total - front) % sizeof(PS_ATTRIBUTE) ||
        (total - front) / sizeof(PS_ATTRIBUTE) > ATTRIBUTES_MOST)
        return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < (total - front) / sizeof(PS_ATTRIBUTE); i++) {
        PS_ATTRIBUTE attribute;
        if (!guest_get(&attribute, &guest->Attributes[i])) return STATUS_ACCESS_VIOLATION;
        NTSTATUS status = attribute_read(m, &attribute);
        if (status != STATUS_SUCCESS) return status;
    }
    return m->image.length ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- the program, and where it begins ---- */

/* A string of the parameters, which holds an offset where they are not normalized. */
static const void *text_at(const struct making *m, const UNICODE_STRING *string)
{
    bool normal = m->p.Flags & RTL_USER_PROCESS_PARAMETERS_NORMALIZED;
    return normal ? (const char *)string->Buffer : (const char *)m->guest + (uintptr_t)string->Buffer;
}

/* Finds the program, and looks whether it is one. */
static NTSTATUS program_find(struct making *m, ULONG *state)
{
    struct path path;
    const char *reason = NULL;
    struct stat st = {0};
    *state = PsCreateFailOnFileOpen;
    int error = path_parse(m->image.text, m->image.length, -1, PREFIX_PLAIN, &path);
    if (error) return path_status(error);
    int fd = path.kind == PATH_FILE ? path_open(&path, O_RDONLY | O_NONBLOCK) : -EACCES;
    path_free(&path);
    if (fd < 0) return path_status(fd);
    *state = PsCreateFailOnSectionCreate;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return S_ISDIR(st.st_mode) ? STATUS_FILE_IS_A_DIRECTORY : STATUS_INVALID_IMAGE_NOT_MZ;
    }
    error = path_of_fd(fd, m->program, sizeof m->program);
    if (error < 0) {
        close(fd);
        return status_from_errno(error);
    }
    struct section *section;
    NTSTATUS status = section_create_image(fd, &section, &reason);
    if (status != STATUS_SUCCESS) {
        if (m->image.length > 4 && native_is(m->program)) /* behind \??\ stands the DOS path */
            m->native = native_path(m->image.text + 4, m->image.length - 4);
        m->console = true;
        return m->native ? STATUS_SUCCESS : status;
    }
    *state = PsCreateFailExeFormat;
    m->console = section->image.subsystem == SUBSYSTEM_CONSOLE;
    status = section->image.is_dll ? STATUS_INVALID_IMAGE_FORMAT : STATUS_SUCCESS;
    object_put(&section->object);
    return status;
}

/* The current folder's host path. */
static NTSTATUS folder_find(struct making *m, const WCHAR *dos, size_t units)
{
    static const WCHAR front[] = {'\\', '?', '?', '\\'};
    struct path path;
    WCHAR *name = malloc(sizeof front + units * sizeof *name);
    if (!name) return STATUS_NO_MEMORY;
    memcpy(name, front, sizeof front);
    memcpy(name + 4, dos, units * sizeof *name);
    int error = path_parse(name, units + 4, -1, PREFIX_PLAIN, &path), fd = -ENOTDIR;
    if (!error && path.kind == PATH_FILE) fd = path_open(&path, O_PATH | O_DIRECTORY);
    if (!error) path_free(&path);
    free(name);
    if (error || fd < 0) return path_status(error ? error : fd);
    error = path_of_fd(fd, m->folder, sizeof m->folder);
    close(fd);
    return error < 0 ? status_from_errno(error) : STATUS_SUCCESS;
}

/* ---- handles ---- */

static bool in_list(const struct making *m, HANDLE handle)
{
    if (!m->has_list) return true;
    for (size_t i = 0; i < m->list_count; i++)
        if (m->list[i] == handle) return true;
    return false;
}

/* Room for one more; false: no memory. */
static bool room_make(struct making *m)
{
    if (m->count < m->room) return true;
    size_t room = m->room ? m->room * 2 : 16;
    void *handles = realloc(m->handles, room * sizeof *m->handles);
    if (handles) m->handles = handles;
    void *objects = realloc(m->objects, room * sizeof *m->objects);
    if (objects) m->objects = objects;
    if (!handles || !objects) return false;
    m->room = room;
    return true;
}

/* Called for each open handle in rising order: notes each that is inherited, with a descriptor for each object that has
 * one. */
static int collect(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes, void *context)
{
    struct making *m = context;
    int source = -1, fd = -1;
    struct startup_handle one = {.value = (uintptr_t)handle, .access = access, .attributes = attributes};
    if (!(attributes & OBJ_INHERIT) || !in_list(m, handle)) return 0;
    NTSTATUS status = transfer_describe(object, &one.what, &source);
    if (status == STATUS_NOT_SUPPORTED && !m->has_list) return 0; /* not asked for by name */
    if (status == STATUS_SUCCESS && !room_make(m)) status = STATUS_NO_MEMORY;
    for (size_t i = 0; status == STATUS_SUCCESS && i < m->count && fd < 0; i++)
        if (m->objects[i] == object) fd = m->handles[i].fd;
    if (status == STATUS_SUCCESS && source >= 0 && fd < 0 && (fd = fcntl(source, F_DUPFD_CLOEXEC, 3)) < 0)
        status = status_from_errno(errno);
    if (status != STATUS_SUCCESS) {
        m->status = status;
        return 1;
    }
    one.fd = fd;
    m->objects[m->count] = object;
    m->handles[m->count++] = one;
    return 0;
}

/* The same of another parent's handles. */
static NTSTATUS collect_there(struct making *m)
{
    bool in = job_member_of(0);
    NTSTATUS status = in ? STATUS_SUCCESS : remote_in_job(m->parent, &in);
    if (status == STATUS_SUCCESS && (in || (!m->has_list && m->inherits))) status = STATUS_NOT_SUPPORTED;
    for (size_t i = 0; status == STATUS_SUCCESS && i < m->list_count; i++) {
        struct object *object;
        ACCESS_MASK access;
        ULONG attributes;
        const size_t before = m->count;
        status = remote_object(m->parent, (uintptr_t)m->list[i], &object, &access, &attributes);
        if (status == STATUS_INVALID_HANDLE) status = STATUS_INVALID_PARAMETER;
        if (status != STATUS_SUCCESS) break;
        collect(m->list[i], object, access, attributes, m);
        if (m->count == before) object_put(object);
        status = m->status;
    }
    return status;
}

/* A descriptor that holds the shared lines until the new process does. */
static NTSTATUS lines_hold(struct making *m)
{
    uint32_t count = 0, *lines = malloc((m->count + 1) * sizeof *lines);
    if (!lines) return STATUS_NO_MEMORY;
    for (size_t i = 0; i < m->count; i++)
        if (m->handles[i].what.index) lines[count++] = m->handles[i].what.index;
    m->lines_fd = count ? shm_carry(lines, count) : -1;
    free(lines);
    return m->lines_fd < -1 || (count && m->lines_fd < 0) ? status_from_errno(-m->lines_fd) : STATUS_SUCCESS;
}

/* Every handle of the list must be one that is inherited. */
static NTSTATUS list_check(const struct making *m)
{
    for (size_t i = 0; i < m->list_count; i++) {
        bool found = false;
        for (size_t j = 0; j < m->count && !found; j++) found = m->handles[j].value == (uintptr_t)m->list[i];
        if (!found) return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

/* What becomes the descriptors 0 to 2: an inherited file that is a standard handle (the last where it is several), or a
 * duplicate of ours. */
static void standard_choose(struct making *m)
{
    const HANDLE standard[3] = {m->p.StandardInput, m->p.StandardOutput, m->p.StandardError};
    unsigned state = m->standard.Flags & 3;
    bool duplicate = state == PS_STD_STATE_ALWAYS_DUPLICATE || (state == PS_STD_STATE_REQUEST_DUPLICATE && m->console);
    for (int i = 0; i < 3; i++) {
        m->standard_fd[i] = -1;
        if (!standard[i] && m->terminal[0]) {
            m->standard_how[i] = STARTUP_DUPLICATE;
            pseudo_terminal(m->p.ConsoleHandle, &m->standard_fd[i], m->terminal, sizeof m->terminal);
            continue;
        }
        for (size_t j = 0; j < m->count; j++)
            if (m->handles[j].value == (uintptr_t)standard[i]) m->standard_fd[i] = m->handles[j].fd;
        if (m->standard_fd[i] >= 0 || !duplicate) continue;
        struct file *file;
        m->standard_how[i] = STARTUP_DUPLICATE;
        if (file_get(standard[i], 0, &file) != STATUS_SUCCESS) continue;
        if (file->fd >= 0) m->standard_fd[i] = fcntl(file->fd, F_DUPFD_CLOEXEC, 3);
        object_put(&file->object);
    }
    for (int i = 0; i < 3; i++)
        for (int later = i + 1; later < 3; later++)
            if (m->standard_fd[i] >= 0 && m->standard_fd[i] == m->standard_fd[later]) m->standard_fd[i] = -1;
}

/* ---- the startup block ---- */

/* Appends `bytes` of guest memory, or of `from` if that is not NULL, at a multiple of 8; where it stands, 0: no memory,
 * or a fault (then m->status says it). */
static uint32_t append(struct making *m, const void *guest, const void *from, size_t bytes)
{
    size_t at = (m->size + 7) & ~(size_t)7;
    char *grown = realloc(m->block, at + bytes + 8);
    if (!grown) {
        m->status = STATUS_NO_MEMORY;
        return 0;
    }
    m->block = grown;
    memset(grown + m->size, 0, at + bytes + 8 - m->size);
    if (from)
        memcpy(grown + at, from, bytes);
    else if (!guest_read(grown + at, guest, bytes))
        m->status = STATUS_ACCESS_VIOLATION;
    m->size = at + bytes;
    return (uint32_t)at;
}

static void append_text(struct making *m, enum startup_text which, const UNICODE_STRING *string)
{
    uint32_t at = append(m, text_at(m, string), NULL, string->Length);
    if (!m->block) return;
    struct startup *s = (struct startup *)m->block;
    s->text[which].at = at;
    s->text[which].bytes = string->Length;
}

static NTSTATUS block_fill(struct making *m)
{
    const RTL_USER_PROCESS_PARAMETERS *p = &m->p;
    struct startup head = {
        .gate = -1,
        .start_x = p->StartingX,
        .start_y = p->StartingY,
        .count_x = p->CountX,
        .count_y = p->CountY,
        .chars_x = p->CountCharsX,
        .chars_y = p->CountCharsY,
        .fill = p->FillAttribute,
        .window_flags = p->WindowFlags,
        .show_window = p->ShowWindowFlags,
        .console_flags = p->ConsoleFlags,
        .group = p->ProcessGroupId,
        .console = m->terminal[0] ? 0 : (uintptr_t)p->ConsoleHandle,
        .handle_count = (uint32_t)m->count,
        .priority_class = m->class ? m->class : priority_class_inherited(),
        .parent = m->parent ? (uint32_t)process_object_pid(m->parent) : 0,
    };
    head.standard[0] = (uintptr_t)p->StandardInput;
    head.standard[1] = (uintptr_t)p->StandardOutput;
    head.standard[2] = (uintptr_t)p->StandardError;
    memcpy(head.magic, startup_magic, sizeof head.magic);
    memcpy(head.standard_how, m->standard_how, sizeof head.standard_how);
    if (p->EnvironmentSize > ENVIRONMENT_MOST) return STATUS_INVALID_PARAMETER;
    append(m, NULL, &head, sizeof head);
    static const UNICODE_STRING none;
    append_text(m, STARTUP_FOLDER, &p->CurrentDirectory.DosPath);
    append_text(m, STARTUP_IMAGE, &p->ImagePathName);
    append_text(m, STARTUP_LINE, &p->CommandLine);
    append_text(m, STARTUP_TITLE, &p->WindowTitle);
    append_text(m, STARTUP_DESKTOP, &p->DesktopInfo);
    append_text(m, STARTUP_SHELL, &p->ShellInfo);
    append_text(m, STARTUP_RUNTIME, p->RuntimeData.Buffer ? &p->RuntimeData : &none);
    static const WCHAR empty[2];
    size_t bytes = p->Environment ? p->EnvironmentSize : 0;
    uint32_t at = bytes ? append(m, p->Environment, NULL, bytes) : append(m, NULL, empty, sizeof empty);
    if (!m->block) return m->status;
    ((struct startup *)m->block)->text[STARTUP_ENVIRONMENT].at = at;
    ((struct startup *)m->block)->text[STARTUP_ENVIRONMENT].bytes = (uint32_t)(bytes ? bytes : sizeof empty);
    if ((at = append(m, NULL, m->handles ? (void *)m->handles : (void *)"", m->count * sizeof *m->handles)))
        ((struct startup *)m->block)->handles_at = at;
    if (m->size < STARTUP_SHARED) {
        static const char rest[STARTUP_SHARED];
        append(m, NULL, rest, STARTUP_SHARED - m->size);
    }
    return m->status;
}

/* Writes the block, with the descriptors as they will be in the new process, and maps its first page. */
static NTSTATUS block_publish(struct making *m, struct startup **shared)
{
    struct startup *s = (struct startup *)m->block;
    struct startup_handle *handles = (struct startup_handle *)(m->block + s->handles_at);
    s->size = (uint32_t)m->size;
    s->gate = m->gate[0];
    s->lines = m->lines_fd;
    s->job_count = m->native ? 0 : m->places.count;
    for (uint32_t i = 0; i < s->job_count; i++) {
        s->jobs[i].fd = m->places.at[i].fd;
        s->jobs[i].index = m->places.at[i].index;
    }
    for (size_t i = 0; i < m->count; i++)
        for (int j = 0; j < 3; j++)
            if (handles[i].fd >= 3 && m->standard_how[j] == STARTUP_VALUE && m->standard_fd[j] == handles[i].fd)
                handles[i].fd = j;
    m->block_fd = memfd_create("metic-startup", MFD_CLOEXEC);
    if (m->block_fd < 0) return status_from_errno(errno);
    for (size_t done = 0; done < m->size;) {
        ssize_t wrote = write(m->block_fd, m->block + done, m->size - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return STATUS_NO_MEMORY;
        done += (size_t)wrote;
    }
    void *page = mmap(NULL, STARTUP_SHARED, PROT_READ | PROT_WRITE, MAP_SHARED, m->block_fd, 0);
    if (page == MAP_FAILED) return STATUS_NO_MEMORY;
    *shared = page;
    return STATUS_SUCCESS;
}

/* ---- the start ---- */

/* The host's environment, but for what speaks of descriptors of ours. */
static char **environment_for(bool terminal)
{
    extern char **environ;
    static const char ours[] = "METIC_EXIT_STATUS_FD=", term[] = "TERM=xterm-256color";
    size_t count = 0, kept = 0;
    while (environ[count]) count++;
    char **copy = malloc((count + 2) * sizeof *copy);
    if (!copy) return NULL;
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], ours, sizeof ours - 1) != 0 && !(terminal && !strncmp(environ[i], term, 5)))
            copy[kept++] = environ[i];
    if (terminal) copy[kept++] = (char *)term; /* who reads a pseudo console's output knows VT sequences */
    copy[kept] = NULL;
    return copy;
}

/* posix_spawn's orders: the folder, descriptors 0 to 2, and which others stay open. */
static int orders(const struct making *m, posix_spawn_file_actions_t *actions)
{
    const struct startup_handle *handles = m->handles;
    int error = posix_spawn_file_actions_addchdir_np(actions, m->folder);
    /* who leads a session gets the first terminal that it opens as its own */
    if (m->terminal[0] && !error) error = posix_spawn_file_actions_addopen(actions, 0, m->terminal, O_RDWR, 0);
    for (int i = 0; i < 3 && !error; i++)
        error = m->standard_fd[i] >= 0 ? posix_spawn_file_actions_adddup2(actions, m->standard_fd[i], i)
                                       : posix_spawn_file_actions_addopen(actions, i, "/", O_PATH, 0);
    if (m->native) return error; /* it knows of no handle and of no startup block */
    for (size_t i = 0; i < m->count && !error; i++) {
        bool standard = handles[i].fd < 0;
        for (int j = 0; j < 3; j++) standard |= m->standard_fd[j] == handles[i].fd;
        if (!standard) error = posix_spawn_file_actions_adddup2(actions, handles[i].fd, handles[i].fd);
    }
    if (!error) error = posix_spawn_file_actions_adddup2(actions, m->block_fd, m->block_fd);
    if (!error && m->lines_fd >= 0) error = posix_spawn_file_actions_adddup2(actions, m->lines_fd, m->lines_fd);
    for (uint32_t i = 0; i < m->places.count && !error; i++)
        error = posix_spawn_file_actions_adddup2(actions, m->places.at[i].fd, m->places.at[i].fd);
    if (!error && m->gate[0] >= 0) error = posix_spawn_file_actions_adddup2(actions, m->gate[0], m->gate[0]);
    return error;
}

/* A text of the startup block. */
static const uint16_t *block_text(const struct making *m, enum startup_text which, size_t *units)
{
    const struct startup *s = (const struct startup *)m->block;
    *units = s->text[which].bytes / sizeof(uint16_t);
    return (const uint16_t *)(m->block + s->text[which].at);
}

/* A program of the host gets signals as they were before us, and environment and arguments as it writes them. */
static int start_native(struct making *m, const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *attributes, pid_t *pid)
{
    size_t units;
    const uint16_t *text = block_text(m, STARTUP_LINE, &units);
    char **arguments = native_arguments(m->native, text, units);
    text = block_text(m, STARTUP_ENVIRONMENT, &units);
    char **environment = native_environment(text, units, m->folder);
    int error =
        arguments && environment ? posix_spawn(pid, m->native, actions, attributes, arguments, environment) : ENOMEM;
    native_free(arguments);
    native_free(environment);
    return error;
}

static NTSTATUS start(struct making *m, pid_t *pid)
{
    char startup[40], prefix[PATH_MAX + 16];
    char *const arguments[] = {(char *)"metic", startup, prefix, (char *)"--", m->program, NULL};
    char **environment = environment_for(m->terminal[0] != 0);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;

    snprintf(startup, sizeof startup, "--startup=%d", m->block_fd);
    snprintf(prefix, sizeof prefix, "--prefix=%s", prefix_folder());
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                  (m->terminal[0] ? POSIX_SPAWN_SETSID : 0)));
    int error = environment ? orders(m, &actions) : ENOMEM;
    const int32_t increment = door_in_guest_thread ? thread_self()->priority : 0;
    const uint32_t class = m->class ? m->class : priority_class_inherited();
    priority_lend(m->native ? class : 2);
    if (!error)
        error = m->native ? start_native(m, &actions, &attributes, pid)
                          : posix_spawn(pid, "/proc/self/exe", &actions, &attributes, arguments, environment);
    priority_take_back(increment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return error ? status_from_errno(error) : STATUS_SUCCESS;
}

static NTSTATUS prepare(struct making *m, ULONG process_flags, ULONG *state)
{
    NTSTATUS status = program_find(m, state);
    if (status != STATUS_SUCCESS) return status;
    const UNICODE_STRING *name = &m->p.CurrentDirectory.DosPath;
    WCHAR *folder = malloc(name->Length + 1u);
    if (!folder) return STATUS_NO_MEMORY;
    status = guest_read(folder, text_at(m, name), name->Length) ? folder_find(m, folder, name->Length / sizeof(WCHAR))
                                                                : STATUS_ACCESS_VIOLATION;
    free(folder);
    if (status != STATUS_SUCCESS) return status;
    m->inherits = process_flags & PROCESS_CREATE_FLAGS_INHERIT_HANDLES;
    if (m->parent && (status = collect_there(m)) != STATUS_SUCCESS) return status;
    if (m->inherits) {
        if (!m->parent) handle_each(collect, m);
        if (m->status != STATUS_SUCCESS) return m->status;
        if ((status = list_check(m)) != STATUS_SUCCESS) return status;
        if ((status = lines_hold(m)) != STATUS_SUCCESS) return status;
    } else if (m->has_list) {
        return STATUS_INVALID_PARAMETER;
    }
    if ((intptr_t)m->p.ConsoleHandle > 0) {
        int fd;
        if ((status = pseudo_terminal(m->p.ConsoleHandle, &fd, m->terminal, sizeof m->terminal)) != STATUS_SUCCESS)
            return status;
        close(fd); /* it is there; each standard handle gets its own */
    }
    standard_choose(m);
    return block_fill(m);
}

/* Starts what has been prepared; its objects, a reference each. */
static NTSTATUS launch(struct making *m, bool suspended, bool breakaway, struct child **child, struct object **thread,
                       CLIENT_ID *id)
{
    struct startup *shared = NULL;
    uint32_t process_id, thread_id;
    pid_t pid;
    prefix_need(); /* parent and child see each other by it; without one each is alone */
    if (suspended && m->native) return STATUS_NOT_SUPPORTED; /* nothing holds it */
    if (suspended && pipe2(m->gate, O_CLOEXEC) != 0) return status_from_errno(errno);
    NTSTATUS status = job_places_make(&m->places, breakaway, m->jobs, m->job_count);
    if (status == STATUS_SUCCESS) status = block_publish(m, &shared);
    if (status == STATUS_SUCCESS && (!child_prepare() || !child_create(shared, m->program, child, thread))) {
        munmap(shared, STARTUP_SHARED);
        status = STATUS_NO_MEMORY;
    }
    if (status != STATUS_SUCCESS) {
        job_places_undo(&m->places);
        return status;
    }
    FAULT(make_prepared);
    status = start(m, &pid);
    FAULT(make_started);
    if (status != STATUS_SUCCESS) {
        job_places_undo(&m->places);
    } else {
        int gate = m->gate[1];
        job_places_begin(&m->places, (uint32_t)pid);
        m->gate[1] = -1;
        if (!child_started(*child, pid, gate, &process_id, &thread_id)) status = STATUS_NO_MEMORY;
        if (m->native) child_keep(*child, &m->places);
    }
    if (status != STATUS_SUCCESS) {
        object_put(*thread);
        object_put((struct object *)*child);
        return status;
    }
    id->UniqueProcess = (HANDLE)(uintptr_t)process_id;
    id->UniqueThread = (HANDLE)(uintptr_t)thread_id;
    return STATUS_SUCCESS;
}

/* A handle for a new object into the caller's variable. */
static NTSTATUS hand_out(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *guest)
{
    HANDLE handle;
    NTSTATUS status = handle_create(object, object_map_access(object->type, access) & object->type->valid_access,
                                    attributes, &handle);
    if (status != STATUS_SUCCESS || guest_put(guest, &handle)) return status;
    handle_close(handle);
    return STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtCreateUserProcess(HANDLE *ProcessHandle, HANDLE *ThreadHandle, ACCESS_MASK ProcessDesiredAccess,
                                 ACCESS_MASK ThreadDesiredAccess, OBJECT_ATTRIBUTES *ProcessObjectAttributes,
                                 OBJECT_ATTRIBUTES *ThreadObjectAttributes, ULONG ProcessFlags, ULONG ThreadFlags,
                                 void *ProcessParameters, void *CreateInfo, void *AttributeList)
{
    struct making m = {.guest = ProcessParameters, .block_fd = -1, .lines_fd = -1};
    struct guest_attributes process_attributes, thread_attributes;
    PS_CREATE_INFO *create = CreateInfo;
    ULONG state = PsCreateInitialState;
    struct child *child;
    struct object *thread;
    CLIENT_ID id;

    m.gate[0] = m.gate[1] = m.standard_fd[0] = m.standard_fd[1] = m.standard_fd[2] = -1;
    if (!guest_probe_write(ProcessHandle, sizeof(HANDLE)) || !guest_probe_write(ThreadHandle, sizeof(HANDLE)) ||
        !guest_probe_write(create, sizeof *create) || !guest_get(&m.p, m.guest))
        return STATUS_ACCESS_VIOLATION;
    if (ProcessFlags & ~(ULONG)(PROCESS_CREATE_FLAGS_INHERIT_HANDLES | PROCESS_CREATE_FLAGS_BREAKAWAY) ||
        ThreadFlags & ~(ULONG)THREAD_CREATE_FLAGS_CREATE_SUSPENDED)
        return STATUS_NOT_SUPPORTED;
    NTSTATUS status = guest_attributes_read(ProcessObjectAttributes, &process_attributes);
    if (status != STATUS_SUCCESS) return status;
    ULONG process_bits = process_attributes.attributes;
    guest_attributes_free(&process_attributes);
    if ((status = guest_attributes_read(ThreadObjectAttributes, &thread_attributes)) != STATUS_SUCCESS) return status;
    ULONG thread_bits = thread_attributes.attributes;
    guest_attributes_free(&thread_attributes);

    status = attributes_read(&m, AttributeList);
    if (status == STATUS_SUCCESS) status = prepare(&m, ProcessFlags, &state);
    if (status == STATUS_SUCCESS)
        status = launch(&m, ThreadFlags & THREAD_CREATE_FLAGS_CREATE_SUSPENDED,
                        ProcessFlags & PROCESS_CREATE_FLAGS_BREAKAWAY, &child, &thread, &id);
    release(&m);
    if (status != STATUS_SUCCESS) {
        if (state != PsCreateInitialState) guest_put(&create->State, &state);
        return status;
    }
    state = PsCreateSuccess;
    status = hand_out((struct object *)child, ProcessDesiredAccess, process_bits, ProcessHandle);
    if (status == STATUS_SUCCESS) status = hand_out(thread, ThreadDesiredAccess, thread_bits, ThreadHandle);
    if (status == STATUS_SUCCESS && (!guest_put(&create->State, &state) || (m.client && !guest_put(m.client, &id))))
        status = STATUS_ACCESS_VIOLATION;
    object_put(thread);
    object_put((struct object *)child);
    return status;
}
