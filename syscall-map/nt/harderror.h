/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_HARDERROR_H
#define METIC_NT_HARDERROR_H

#include <stdarg.h>
#include <stdint.h>

/* What the shell gets for a process that ends with `status` because it could not start (127: something was not found),
 * after NtRaiseHardError said so; -1: nothing special. */
int harderror_shell_status(uint32_t status);

/* Prints one line on stderr, with "metic: " before it and a line feed behind, unless METIC_QUIET=1. */
__attribute__((format(printf, 1, 2))) void harderror_print(const char *format, ...);

#endif
