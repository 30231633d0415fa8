/* SPDX-License-Identifier: MIT */
/* The start of a process that another one made: parameters, environment and handles from the startup block.
 *
 * Inherited files keep their handle values; those that are standard handles own the descriptors 0 to 2, so that closing
 * the handle closes the last descriptor.  Shared wait lines (shared.h) are attached to their objects once the process
 * has its slot; until then the parent holds them for it, by a descriptor. */
#include "nt/startup.h"

#include "fault.h"
#include "nt/console.h"
#include "nt/ctrl.h"
#include "nt/file.h"
#include "nt/handle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char startup_magic[32] = "metic startup " METIC_VERSION;

static _Atomic bool waits;    /* at the gate */
static struct startup *block; /* NULL: this process was not made by another of ours */

static bool within(uint32_t at, uint64_t bytes, uint32_t size)
{
    return at <= size && bytes <= size - at;
}

static bool sound(const struct startup *given, off_t size)
{
    if (memcmp(given->magic, startup_magic, sizeof startup_magic) != 0 || given->size != size) return false;
    for (int i = 0; i < STARTUP_TEXTS; i++)
        if (given->text[i].at & 7 || !within(given->text[i].at, given->text[i].bytes, given->size)) return false;
    return !(given->handles_at & 7) && given->job_count <= JOB_DEEP &&
           within(given->handles_at, (uint64_t)given->handle_count * sizeof(struct startup_handle), given->size);
}

static bool same_object(const struct startup_handle *a, const struct startup_handle *b)
{
    return a->what.type == b->what.type && a->fd == b->fd && a->what.index == b->what.index &&
           a->what.pid == b->what.pid;
}

/* Several handles to one object have the same descriptor, line or process. */
static void inherit(const struct startup_handle *given, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool again = false;
        for (uint32_t j = 0; j < i && !again; j++) again = same_object(&given[j], &given[i]);
        struct object *object = again ? NULL : transfer_object(&given[i].what, given[i].fd);
        if (!object) continue;
        for (uint32_t j = i; j < count; j++)
            if (same_object(&given[j], &given[i]))
                handle_create_at(object, given[j].access, given[j].attributes, (HANDLE)(uintptr_t)given[j].value);
        object_put(object);
    }
}

void startup_attach(void)
{
    const struct startup_handle *given = (const struct startup_handle *)((const char *)block + block->handles_at);
    for (uint32_t i = 0; i < block->handle_count; i++) {
        HANDLE handle = (HANDLE)(uintptr_t)given[i].value;
        struct object *object;
        if (handle_get(handle, NULL, 0, &object) != STATUS_SUCCESS) continue;
        FAULT(start_attaches);
        bool attached = transfer_attach(object, &given[i].what);
        object_put(object);
        if (attached) continue;
        handle_set_attributes(handle, 0); /* one that is protected goes as well */
        handle_close(handle);
    }
    FAULT(start_attached);
    if (block->lines >= 0) close(block->lines);
    job_member_begin();
}

bool startup_take(int fd)
{
    struct stat st;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (fstat(fd, &st) != 0 || st.st_size < STARTUP_SHARED || st.st_size > UINT32_MAX) return false;
    void *mapped = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) return false;
    close(fd);
    if (!sound(mapped, st.st_size)) {
        munmap(mapped, (size_t)st.st_size);
        return false;
    }
    block = mapped;
    inherit((const struct startup_handle *)((const char *)block + block->handles_at), block->handle_count);
    for (uint32_t i = 0; i < block->job_count; i++) job_member_inherited(block->jobs[i].fd, block->jobs[i].index);
    return true;
}

bool startup_taken(void)
{
    return block != NULL;
}

/* The current folder's buffer has room for any other. */
enum { FOLDER_ROOM = 4200 * 2 };

size_t startup_room(void)
{
    size_t room = FOLDER_ROOM;
    for (int i = 0; i < STARTUP_TEXTS; i++) room += block->text[i].bytes + 16;
    return room;
}

static char *put(enum startup_text which, UNICODE_STRING *string, char *at, size_t least)
{
    size_t bytes = block->text[which].bytes, room = bytes + 2 > least ? bytes + 2 : least;
    memcpy(at, (const char *)block + block->text[which].at, bytes);
    string->Buffer = (WCHAR *)at;
    string->Length = (USHORT)bytes;
    string->MaximumLength = (USHORT)(room > 0xfffe ? 0xfffe : room);
    return at + ((room + 7) & ~(size_t)7);
}

/* The standard handles: the values that were given, or handles of this process's own for descriptors 0 to 2. */
static void standard(RTL_USER_PROCESS_PARAMETERS *p)
{
    HANDLE *const to[3] = {&p->StandardInput, &p->StandardOutput, &p->StandardError};
    for (int i = 0; i < 3; i++) {
        *to[i] = (HANDLE)(uintptr_t)block->standard[i];
        if (block->standard_how[i] == STARTUP_DUPLICATE && file_from_fd(i, to[i])) *to[i] = NULL;
    }
}

void startup_parameters(RTL_USER_PROCESS_PARAMETERS *p, char *end)
{
    char *at = (char *)(p + 1);
    p->MaximumLength = p->Length = (ULONG)(end - (char *)p);
    p->Flags = RTL_USER_PROCESS_PARAMETERS_NORMALIZED;
    at = put(STARTUP_FOLDER, &p->CurrentDirectory.DosPath, at, FOLDER_ROOM);
    at = put(STARTUP_IMAGE, &p->ImagePathName, at, 0);
    at = put(STARTUP_LINE, &p->CommandLine, at, 0);
    at = put(STARTUP_TITLE, &p->WindowTitle, at, 0);
    at = put(STARTUP_DESKTOP, &p->DesktopInfo, at, 0);
    at = put(STARTUP_SHELL, &p->ShellInfo, at, 0);
    at = put(STARTUP_RUNTIME, &p->RuntimeData, at, 0);
    p->Environment = (WCHAR *)at;
    p->EnvironmentSize = block->text[STARTUP_ENVIRONMENT].bytes;
    memcpy(at, (const char *)block + block->text[STARTUP_ENVIRONMENT].at, p->EnvironmentSize);
    p->StartingX = block->start_x;
    p->StartingY = block->start_y;
    p->CountX = block->count_x;
    p->CountY = block->count_y;
    p->CountCharsX = block->chars_x;
    p->CountCharsY = block->chars_y;
    p->FillAttribute = block->fill;
    p->WindowFlags = block->window_flags;
    p->ShowWindowFlags = block->show_window;
    p->ConsoleFlags = block->console_flags;
    p->ProcessGroupId = block->group;
    p->ConsoleHandle = (HANDLE)(uintptr_t)block->console;
    standard(p);
}

void startup_gate(void)
{
    char byte;
    int gate = block->gate;
    if (gate >= 0) {
        fcntl(gate, F_SETFD, FD_CLOEXEC);
        ssize_t got;
        atomic_store(&waits, true);
        do {
            ctrl_look(); /* others may want something of this process before it begins */
            got = read(gate, &byte, 1);
        } while (got < 0 && errno == EINTR);
        atomic_store(&waits, false);
        if (got == 0) _exit(1); /* whoever could have let it run has gone */
        close(gate);
    }
    uint32_t size = block->size;
    if (size > STARTUP_SHARED)
        munmap((char *)block + STARTUP_SHARED,
               ((size_t)size + STARTUP_SHARED - 1) / STARTUP_SHARED * STARTUP_SHARED - STARTUP_SHARED);
}

uint32_t startup_class(void)
{
    return block && block->priority_class <= 6 ? block->priority_class : 0;
}

pid_t startup_parent(void)
{
    return block && block->parent ? (pid_t)block->parent : getppid();
}

bool startup_waits(void)
{
    return atomic_load(&waits);
}

void startup_end(uint32_t status)
{
    if (!block) return;
    atomic_store(&block->status, status);
    FAULT(end_half_told);
    atomic_store(&block->told, 1);
}
