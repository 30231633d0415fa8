/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_SEMAPHORE_H
#define METIC_NT_SEMAPHORE_H

#include "nt/object.h"

extern const struct object_type semaphore_type;

/* A semaphore that has no line yet: shared.c gives it one.  NULL: no memory. */
struct object *semaphore_blank(void);

#endif
