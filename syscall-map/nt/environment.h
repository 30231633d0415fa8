/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_ENVIRONMENT_H
#define METIC_NT_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The Windows environment block made of the host's: `NAME=VALUE\0` sorted by name, ended by one more NUL.  malloc'd;
 * `units` gets its length in 16-bit units with the last NUL.  NULL: out of memory. */
uint16_t *environment_make(char **host, size_t *units);

/* The DOS path of an absolute host path, in UTF-8, malloc'd.  NULL: out of memory. */
char *environment_dos_path(const char *host);

/* Is it one of the variables that environment_make() adds, with its value there? */
bool environment_is_usual(const char *name, const char *value);

#endif
