/* SPDX-License-Identifier: MIT */
/* `metic`: finds the program, recognises what it is and hands it to the system that runs it.
 *
 * The loader knows formats, not calls: each format's system has a start function (door/system.h).  Errors are one line
 * with the file's name and the reason, and a shell's exit status. */
#include "door/system.h"
#include "door/trace.h"
#include "linux/own.h"
#include "linux/prefix.h"
#include "loader/find.h"
#include "loader/manage.h"
#include "loader/options.h"
#include "loader/path.h"
#include "loader/pipe.h"
#include "loader/prefix.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static int complain(int status, const char *program, const char *reason)
{
    char line[2 * PATH_MAX + 600];
    int length = snprintf(line, sizeof line - 1, "metic: %s%s%s", program ? program : "", program ? ": " : "", reason);
    if (length > (int)sizeof line - 2) length = (int)sizeof line - 2;
    /* one line, whatever the name holds */
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127) *p = '?';
    strcpy(line + length, "\n");
    fputs(line, stderr);
    return status;
}

/* Why no file of that name can be run. */
static const char *why_not(int error)
{
    switch (error) {
    case ENOENT: return "not found";
    case EISDIR: return "is a folder";
    case EINVAL: return "is not a regular file";
    case EACCES: return "permission denied";
    default: return strerror(error);
    }
}

/* `fd`, the first descriptor opened, is 0, 1 or 2 if one of these was closed.  Those stay nobody's: what the program
 * reads or prints must not be our files.  A descriptor opened for its path alone answers as a closed one does. */
static int standard_reserve(int fd)
{
    int nothing = open("/", O_PATH | O_CLOEXEC), moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    close(fd);
    for (int i = 0; i < 3; i++)
        if (fcntl(i, F_GETFD) < 0) dup3(nothing, i, O_CLOEXEC);
    if (nothing > 2) close(nothing);
    return moved;
}

int main(int argc, char **argv)
{
    struct options options;
    /* The host's part allocates little, mostly from each thread's own cache: two arenas do, where each thread would map
     * one of 128 MiB of address space. */
    mallopt(M_ARENA_MAX, 2);
    options_read(argc, argv, &options);
    if (options.exit_status >= 0) return options.exit_status;
    if (options.trace && *options.trace && !trace_open(options.trace))
        return complain(
            125, NULL,
            "the trace cannot be opened; kinds are calls, file, module, missing, all, and one path with a slash");

    char *libraries = own_path(METIC_RELATIVE_LIB);
    if (!libraries) return complain(126, NULL, "the folder of metic's own files cannot be found; is /proc mounted?");
    char system64[PATH_MAX], system32[PATH_MAX];
    snprintf(system64, sizeof system64, "%s/x86_64-windows", libraries);
    snprintf(system32, sizeof system32, "%s/i386-windows", libraries); /* syswow64, which 64-bit programs may look at */
    if (options.command == COMMAND_PIPE) options.prefix = argv[options.program];
    const struct prefix_options prefix = {
        .folder = options.prefix, .ephemeral = options.ephemeral, .system64 = system64, .system32 = system32};
    char reason[PATH_MAX + 300];
    prefix_init(&prefix);
    if (options.command == COMMAND_PREFIX) return prefix_run(&options, argc - options.program, argv + options.program);
    if (!prefix_open(reason, sizeof reason)) return complain(126, NULL, reason);
    if (options.command == COMMAND_PIPE) return pipe_run(argv[options.program + 1]);
    if (options.command == COMMAND_PATH) return path_run(&options, argc - options.program, argv + options.program);
    if (options.command == COMMAND_REG) /* takes the place of the word `reg` */
        argv[--options.program] = "C:\\windows\\system32\\reg.exe";
    else if (options.command != COMMAND_RUN)
        return manage_run(&options);

    const char *name = argv[options.program];
    char *path;
    int fd = find_program(name, &path);
    if (fd < 0) return complain(fd == -ENOENT ? 127 : 126, name, why_not(-fd));

    if (fd < 3) fd = standard_reserve(fd);

    struct door_program program = {
        .fd = fd,
        .startup = options.startup,
        .path = path,
        .argc = argc - options.program,
        .argv = argv + options.program,
        .environment = environ,
        .libraries = libraries,
    };
    int status = nt_start(&program, reason, sizeof reason);
    return complain(status, name, reason);
}
