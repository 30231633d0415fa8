/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_MUTANT_H
#define METIC_NT_MUTANT_H

#include "nt/object.h"

struct nt_thread;
extern const struct object_type mutant_type;

/* The calling thread has just taken the mutant's line: notes it among what the thread owns. */
void mutant_taken(struct object *object, struct line *line);

/* The calling thread ends: what it owns is abandoned. */
void mutant_abandon_all(struct nt_thread *self);

/* A mutant that has no line yet: shared.c gives it one.  NULL: no memory. */
struct object *mutant_blank(void);

#endif
