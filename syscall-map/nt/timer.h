/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_TIMER_H
#define METIC_NT_TIMER_H

#include "nt/object.h"

extern const struct object_type timer_type;

/* A timer that has no line yet: shared.c gives it one.  NULL: no memory. */
struct object *timer_blank(void);

#endif
