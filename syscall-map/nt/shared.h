/* SPDX-License-Identifier: MIT */
/* Objects whose wait line other processes hold as well: events, mutants, semaphores, timers. */
#ifndef METIC_NT_SHARED_H
#define METIC_NT_SHARED_H

#include "nt/line.h"
#include "nt/object.h"

/* Lets other processes come to hold the object's line from now on.  False: it has none in a segment that they see. */
bool shared_publish(struct object *object);

/* An object for a line of this kind (enum line_kind) that is still to be attached; NULL: no memory, or no such kind. */
struct object *shared_blank(uint32_t kind);

/* Gives it the line that another process told.  False: the line is no longer that one, or this process doesn't see it.
 */
bool shared_attach(struct object *object, uint32_t index, uint32_t generation);

/* The object of a line that another process told: this process's own for it, or `blank`, which has none yet and is
 * taken over; with a reference.  STATUS_OBJECT_NAME_NOT_FOUND: the line is no longer that one; STATUS_NO_MEMORY;
 * STATUS_INVALID_PARAMETER: no such line, or not one for such an object. */
NTSTATUS shared_adopt(uint32_t index, uint32_t generation, struct object *blank, struct object **object);

/* For destroy() of such an object: gives its line back. */
void shared_line_free(struct object *object);

/* The process ends, in its last thread, which is `self`: lets go of all of them. */
void shared_leave(struct line_owner *self);

#endif
