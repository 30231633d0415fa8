/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_EVENT_H
#define METIC_NT_EVENT_H

#include "nt/object.h"

extern const struct object_type event_type;

/* A new event without name or handle, one reference for the caller; NULL: no memory. */
struct object *event_create(bool manual, bool signalled);

/* Signals, resets an event that the caller holds. */
void event_set(struct object *event);
void event_reset(struct object *event);

/* An event that has no line yet: shared.c gives it one.  NULL: no memory. */
struct object *event_blank(void);

#endif
