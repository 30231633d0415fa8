/* SPDX-License-Identifier: MIT */
/* Programs of the host that a guest starts. */
#ifndef METIC_NT_NATIVE_H
#define METIC_NT_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct path;

/* Is the file (host path) one that the host may run: executable, and an ELF image or a script with #! ? */
bool native_is(const char *program);

/* The host path of an absolute DOS path ("Z:\home\x", "C:/x"), in UTF-8, malloc'd; names stand as on disk where they
 * exist.  NULL: it is none, or no memory. */
char *native_path(const uint16_t *dos, size_t units);

/* Arguments of a command line, taken apart as Windows' C runtimes do, absolute DOS paths turned to the host's.  The
 * first is `program`. One block of malloc'd memory for each, and the list; native_free().  NULL: no memory. */
char **native_arguments(const char *program, const uint16_t *line, size_t units);

/* The host's environment made of a Windows block (see native.c); `folder` is the current one.  native_free(). */
char **native_environment(const uint16_t *block, size_t units, const char *folder);

void native_free(char **list);

#endif
