/* SPDX-License-Identifier: MIT */
/* Facilities of newer kernels, each of which Metic can do without, more slowly. */
#ifndef METIC_DOOR_FEATURE_H
#define METIC_DOOR_FEATURE_H

#include <stdbool.h>

/* Is the facility switched off by METIC_WITHOUT, a list with commas (tests of the slower ways)?  Known names: sud
 * (Syscall User Dispatch), fsgsbase, waitv (futex_waitv), getxattrat. */
bool feature_is_off(const char *name);

#endif
