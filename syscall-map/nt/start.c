/* SPDX-License-Identifier: MIT */
/* The start of a Windows process: program and ntdll mapped, PEB, TEB and process parameters laid out, first thread into
 * ntdll.
 *
 * One private region holds what Windows keeps in three: the PEB, the first TEB with the host's block behind it, and the
 * process parameters with their strings and the environment.  Everything else (imports, heaps, TLS) is ntdll's own
 * work, in the guest. A program is started with as few Linux calls as it takes: this file is the start-up cost of every
 * program. */
#include "door/system.h"
#include "door/guestmem.h"
#include "linux/cpu.h"
#include "linux/clock.h"
#include "linux/prefix.h"
#include "linux/prepared.h"
#include "linux/path.h"
#include "linux/presence.h"
#include "linux/utf.h"
#include "linux/vm.h"
#include "nt/ctrl.h"
#include "nt/environment.h"
#include "nt/file.h"
#include "nt/process.h"
#include "nt/remote.h"
#include "nt/section.h"
#include "nt/stack.h"
#include "nt/shared_data.h"
#include "nt/startup.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PEB_AT = 0, TEB_AT = 0x1000, BLOCK_AT = TEB_AT + DOOR_BLOCK_OFFSET, PARAMETERS_AT = 0x4000 };

_Static_assert(sizeof(TEB) <= DOOR_BLOCK_OFFSET, "the host's block stands behind the TEB");
_Static_assert(BLOCK_AT + sizeof(struct door_thread) <= PARAMETERS_AT, "one page for the host's block");

struct process process;

static int fail(int status, char *reason, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, size, format, arguments);
    va_end(arguments);
    return status;
}

/* ---- the command line ---- */

/* Appends one argument as Windows' C runtimes parse it: quotes around blanks, a backslash before a quote, and
 * backslashes doubled where a quote follows ("Parsing C command-line arguments"). */
static char *quote(char *out, const char *argument)
{
    if (*argument && !strpbrk(argument, " \t\n\v\"")) return stpcpy(out, argument);
    *out++ = '"';
    for (const char *p = argument;; p++) {
        size_t backslashes = strspn(p, "\\");
        p += backslashes;
        size_t written = !*p ? backslashes * 2 : *p == '"' ? backslashes * 2 + 1 : backslashes;
        memset(out, '\\', written);
        out += written;
        if (!*p) break;
        *out++ = *p;
    }
    *out++ = '"';
    *out = 0;
    return out;
}

/* The program's name is quoted without escapes, as CommandLineToArgvW reads it. */
static char *command_line(const char *program, int argc, char **argv)
{
    size_t room = strlen(program) + 4;
    for (int i = 1; i < argc; i++) room += strlen(argv[i]) * 2 + 4;
    char *line = malloc(room);
    if (!line) return NULL;
    char *end = line + sprintf(line, strpbrk(program, " \t") ? "\"%s\"" : "%s", program);
    for (int i = 1; i < argc; i++) {
        *end++ = ' ';
        end = quote(end, argv[i]);
    }
    return line;
}

/* ---- batch files ---- */

static bool is_batch(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && (!strcasecmp(path + length - 4, ".bat") || !strcasecmp(path + length - 4, ".cmd"));
}

/* One argument as the command processor takes it: quoted where it holds what means something there. */
static char *quote_batch(char *out, const char *argument)
{
    if (*argument && !strpbrk(argument, " \t\"&|<>()^,;=")) return stpcpy(out, argument);
    *out++ = '"';
    for (const char *p = argument; *p; p++) {
        if (*p == '"') *out++ = '"';
        *out++ = *p;
    }
    *out++ = '"';
    *out = 0;
    return out;
}

/* A batch file is run by the command processor, whose /c takes the outermost quotes off. */
static char *batch_line(const char *processor, const char *path, int argc, char **argv)
{
    char *batch = environment_dos_path(path);
    size_t room = strlen(processor) + 16 + (batch ? strlen(batch) : 0);
    for (int i = 1; i < argc; i++) room += strlen(argv[i]) * 2 + 4;
    char *line = batch ? malloc(room) : NULL;
    if (line) {
        char *end = line + sprintf(line, "%s /c \"\"%s\"", processor, batch);
        for (int i = 1; i < argc; i++) {
            *end++ = ' ';
            end = quote_batch(end, argv[i]);
        }
        strcpy(end, "\"");
    }
    free(batch);
    return line;
}

/* Puts the command processor in the place of a batch file; its host path, malloc'd.  NULL: it is not there. */
static char *processor_open(int *fd)
{
    const char *folder = prefix_installed(PREFIX_SYSTEM32);
    char *path;
    if (!folder || asprintf(&path, "%s/cmd.exe", folder) < 0) return NULL;
    int opened = open(path, O_RDONLY | O_CLOEXEC);
    if (opened < 0) {
        free(path);
        return NULL;
    }
    close(*fd);
    *fd = opened;
    return path;
}

/* ---- process parameters ---- */

/* Where the next string of the parameters goes. */
struct writer {
    char *at, *end;
};

static void put_string(struct writer *writer, UNICODE_STRING *string, const char *text, size_t room_units)
{
    size_t units = utf_to_16((WCHAR *)writer->at, (size_t)(writer->end - writer->at) / 2, text, strlen(text));
    string->Buffer = (WCHAR *)writer->at;
    string->Length = (USHORT)(units * 2);
    string->MaximumLength = (USHORT)((room_units > units + 1 ? room_units : units + 1) * 2);
    writer->at += (string->MaximumLength + 7) & ~7;
}

struct texts {
    char *image, *folder, *line, *libraries;
    uint16_t *environment;
    size_t environment_units;
};

static void texts_free(struct texts *texts)
{
    free(texts->image);
    free(texts->folder);
    free(texts->line);
    free(texts->environment);
}

/* `batch`: the file that the program, a command processor, runs; NULL: it is an ordinary one. */
static bool texts_make(const struct door_program *program, const char *batch, struct texts *texts)
{
    char here[4096];
    texts->image = environment_dos_path(program->path);
    texts->folder = environment_dos_path(getcwd(here, sizeof here - 1) ? here : "/");
    if (texts->folder && !(path_drives() & 1u << (texts->folder[0] - 'A'))) { /* no drive shows it */
        free(texts->folder);
        texts->folder = strdup("C:\\");
    }
    if (texts->image)
        texts->line = batch ? batch_line(texts->image, batch, program->argc, program->argv)
                            : command_line(texts->image, program->argc, program->argv);
    texts->environment = environment_make(program->environment, &texts->environment_units);
    return texts->image && texts->folder && texts->line && texts->environment;
}

/* Bytes that they take behind the parameters. */
static size_t texts_room(const struct texts *texts)
{
    return 4200 * 2 + 64 + 2 * (2 * strlen(texts->image) + strlen(texts->line) + 32) + 2 * texts->environment_units;
}

static void parameters_fill(char *block, size_t size, const struct texts *texts)
{
    RTL_USER_PROCESS_PARAMETERS *p = (void *)(block + PARAMETERS_AT);
    struct writer writer = {(char *)(p + 1), block + size};
    p->MaximumLength = p->Length = (ULONG)(size - PARAMETERS_AT);
    p->Flags = RTL_USER_PROCESS_PARAMETERS_NORMALIZED;

    char folder[4200];
    size_t length = (size_t)snprintf(folder, sizeof folder, "%s", texts->folder);
    if (length && length + 1 < sizeof folder && folder[length - 1] != '\\') strcpy(folder + length, "\\");
    put_string(&writer, &p->CurrentDirectory.DosPath, folder, 4200);
    put_string(&writer, &p->ImagePathName, texts->image, 0);
    put_string(&writer, &p->CommandLine, texts->line, 0);
    put_string(&writer, &p->WindowTitle, texts->image, 0);
    put_string(&writer, &p->DesktopInfo, "", 0);
    put_string(&writer, &p->ShellInfo, "", 0);
    p->Environment = (WCHAR *)writer.at;
    p->EnvironmentSize = texts->environment_units * 2;
    memcpy(p->Environment, texts->environment, p->EnvironmentSize);

    static const struct {
        int fd;
        size_t offset;
    } standard[] = {
        {0, offsetof(RTL_USER_PROCESS_PARAMETERS, StandardInput) },
        {1, offsetof(RTL_USER_PROCESS_PARAMETERS, StandardOutput)},
        {2, offsetof(RTL_USER_PROCESS_PARAMETERS, StandardError) },
    };
    for (int i = 0; i < 3; i++) {
        HANDLE handle = NULL;
        if (file_from_fd(standard[i].fd, &handle)) handle = NULL;
        memcpy((char *)p + standard[i].offset, &handle, sizeof handle);
    }
}

static void peb_fill(PEB *peb, const struct section *image, RTL_USER_PROCESS_PARAMETERS *parameters)
{
    peb->ImageBaseAddress = (void *)process.image_base;
    peb->ProcessParameters = parameters;
    peb->NumberOfProcessors = cpu_count();
    peb->OSMajorVersion = 10;
    peb->OSMinorVersion = 0;
    peb->OSBuildNumber = 19045;
    peb->OSPlatformId = 2; /* VER_PLATFORM_WIN32_NT */
    peb->ImageSubsystem = image->image.subsystem;
    peb->ImageSubsystemMajorVersion = image->image.subsystem_major;
    peb->ImageSubsystemMinorVersion = image->image.subsystem_minor;
    peb->SessionId = 1;
    peb->ProcessHeaps = (void **)(peb + 1);
    peb->MaximumNumberOfHeaps = (TEB_AT - PEB_AT - sizeof *peb) / sizeof *peb->ProcessHeaps;
    peb->HeapSegmentReserve = 0x100000;
    peb->HeapSegmentCommit = 0x2000;
}

/* ---- ntdll ---- */

uint64_t process_export(uint64_t base, const char *wanted)
{
    const char *bytes = (const char *)base;
    uint32_t pe, directory;
    memcpy(&pe, bytes + 0x3c, 4);
    memcpy(&directory, bytes + pe + 24 + 112, 4); /* PE32+: the first data directory */
    uint32_t table[10];
    memcpy(table, bytes + directory, sizeof table);
    const uint32_t *functions = (const void *)(bytes + table[7]), *names = (const void *)(bytes + table[8]);
    const uint16_t *ordinals = (const void *)(bytes + table[9]);
    for (uint32_t low = 0, high = table[6]; low < high;) {
        uint32_t middle = (low + high) / 2;
        int order = strcmp(wanted, bytes + names[middle]);
        if (!order) return base + functions[ordinals[middle]];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

static const struct {
    const char *name;
    uint64_t *address;
    bool needed;
} entries[] = {
    {"LdrInitializeThunk",             &process.start_loader, true },
    {"RtlUserThreadStart",             &process.start_thread, true },
    {"KiUserExceptionDispatcher",      &process.exception,    true },
    {"KiUserApcDispatcher",            &process.apc,          true },
    {"KiRaiseUserExceptionDispatcher", &process.raise_status, false},
    {"NtAccessCheck",                  &process.stubs,        false},
};

static int ntdll_map(const struct door_program *program, char *reason, size_t size)
{
    int folder = section_system_folder();
    int fd = folder < 0 ? -1 : openat(folder, "ntdll.dll", O_RDONLY | O_CLOEXEC);
    const char *why = NULL;
    struct section *section;
    if (fd < 0)
        return fail(127, reason, size, "ntdll.dll was not found in %s; is metic installed whole?", program->libraries);
    if (section_create_image(fd, &section, &why)) return fail(126, reason, size, "ntdll.dll: %s", why);
    NTSTATUS status = section_map_image(section, &process.ntdll_base);
    object_put(&section->object);
    if (status) return fail(126, reason, size, "ntdll.dll cannot be mapped at its base (status %#x)", (unsigned)status);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        *entries[i].address = process_export(process.ntdll_base, entries[i].name);
        if (entries[i].needed && !*entries[i].address)
            return fail(126, reason, size, "ntdll.dll does not export %s", entries[i].name);
    }
    return 0;
}

/* ---- the first thread ---- */

/* KUSER_SHARED_DATA's page belongs to the clock; the one behind it tells guest stubs where the dispatcher is. */
static bool dispatcher_publish(void)
{
    static const struct vm_protect readable = {PROT_READ, PAGE_READONLY, false};
    const uint64_t at = 0x7ffe1000;
    void *page =
        mmap((void *)at, VM_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (page != (void *)at) return false;
    *(const void **)page = door_dispatch;
    return !mprotect(page, VM_PAGE, PROT_READ) && !vm_adopt(at, VM_PAGE, VM_PRIVATE, PAGE_READONLY, &readable, NULL);
}

_Noreturn static void enter(const struct stack *stack, uint64_t entry)
{
    /* what LdrInitializeThunk continues to: RtlUserThreadStart(entry, PEB) */
    uint64_t at = (stack->base - sizeof(CONTEXT) - 64) & ~63ull;
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    context.SegCs = 0x33;
    context.SegDs = context.SegEs = context.SegSs = 0x2b;
    context.SegFs = 0x53;
    context.SegGs = 0x2b;
    context.EFlags = 0x200;
    context.MxCsr = 0x1f80;
    context.FltSave.ControlWord = 0x27f;
    context.FltSave.MxCsr = 0x1f80;
    context.FltSave.MxCsr_Mask = 0xffff;
    context.Rip = process.start_thread;
    context.Rcx = entry;
    context.Rdx = process.peb;
    context.Rsp = (stack->base - 0x28) & ~15ull;
    context.Rsp -= 8; /* as after a call */
    at = (context.Rsp - sizeof context - 64) & ~63ull;
    memcpy((void *)at, &context, sizeof context);

    struct door_regs regs = {
        .rip = process.start_loader, .rcx = at, .rdx = process.ntdll_base, .rsp = at - 0x28, .rflags = 0x200};
    static const uint32_t mxcsr = 0x1f80;
    static const uint16_t control = 0x27f;
    __asm__ volatile("fninit; fldcw %0; ldmxcsr %1" : : "m"(control), "m"(mxcsr));
    door_enter(&regs);
}

int nt_start(const struct door_program *given, char *reason, size_t size)
{
    struct door_program own = *given, *program = &own;
    const char *batch = NULL;
    struct section *image;
    struct texts texts = {0};
    struct stack stack;
    const char *why = NULL;
    int status;

    if (program->startup < 0 && is_batch(program->path)) {
        batch = program->path;
        if (!(program->path = processor_open(&program->fd)))
            return fail(127, reason, size, "cmd.exe was not found; is metic installed whole?");
    }
    process.program = program->path;
    if (program->startup >= 0 && !startup_take(program->startup))
        return fail(125, reason, size, "--startup is for metic's own use");
    NTSTATUS mapped = section_create_image(program->fd, &image, &why);
    if (mapped) return fail(126, reason, size, "%s", why ? why : "cannot be mapped");
    /* before the image, which may ask for their place */
    if (!dispatcher_publish() || clock_init(shared_data_fill))
        return fail(126, reason, size, "the page at 0x7ffe0000 is taken");
    if (section_map_image(image, &process.image_base) < 0)
        return fail(126, reason, size, "there is no room for the image at its base and it cannot be moved");
    process.stack_reserve = image->image.stack_reserve;
    process.stack_commit = image->image.stack_commit;
    if ((status = ntdll_map(program, reason, size))) return status;
    if (door_init()) return fail(126, reason, size, "signal handlers cannot be installed");
    if (!startup_taken() && !texts_make(program, batch, &texts)) return fail(126, reason, size, "out of memory");

    static const struct vm_protect writable = {PROT_READ | PROT_WRITE, PAGE_READWRITE, false};
    const struct vm_place anywhere = {0};
    uint64_t at;
    size_t room =
        PARAMETERS_AT + sizeof(RTL_USER_PROCESS_PARAMETERS) + (startup_taken() ? startup_room() : texts_room(&texts));
    room = (room + VM_PAGE - 1) & ~(size_t)(VM_PAGE - 1);
    if (vm_reserve(&anywhere, room, PAGE_READWRITE, &writable, &at) ||
        stack_create(process.stack_reserve, process.stack_commit, &stack))
        return fail(126, reason, size, "out of memory");

    char *block = (char *)at;
    TEB *teb = (TEB *)(block + TEB_AT);
    process.peb = at + PEB_AT;
    RTL_USER_PROCESS_PARAMETERS *parameters = (void *)(block + PARAMETERS_AT);
    if (startup_taken())
        startup_parameters(parameters, block + room);
    else
        parameters_fill(block, room, &texts);
    peb_fill((PEB *)block, image, parameters);
    if (!parameters->ProcessGroupId) parameters->ProcessGroupId = (uint32_t)getpid() * 4;
    teb->ProcessEnvironmentBlock = (PEB *)block;
    process_init();
    remote_init();
    thread_first(teb, (struct door_thread *)(block + BLOCK_AT), &stack);
    if (startup_parent() != getppid()) presence_parent((uint32_t)startup_parent());
    if (presence_take(prefix_folder(), program->path, (uint32_t)(process.peb / VM_PAGE), reason, size) ==
        PRESENCE_REFUSED)
        return 126;
    if (image->was_read) prepared_publish(image->fd, &image->image);
    if (startup_class() && startup_class() != 2) process_class_begin(startup_class());
    if (startup_taken()) startup_attach();
    uint64_t entry = image->image.entry ? process.image_base + image->image.entry : 0;
    texts_free(&texts);
    object_put(&image->object);
    bool ignore_c;
    if (!ctrl_init(&ignore_c)) return fail(126, reason, size, "signal handlers cannot be installed");
    parameters->ConsoleFlags |= ignore_c;
    if (startup_taken()) startup_gate();
    if (door_thread_enter((struct door_thread *)(block + BLOCK_AT), (uint64_t)(uintptr_t)teb, &nt_system))
        return fail(126, reason, size, "the first thread cannot be set up");
    if (ctrl_waiting()) ((struct door_thread *)(block + BLOCK_AT))->alert = 1;
    enter(&stack, entry);
}
