/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_MUTANT_H
#define METIC_NT_MUTANT_H

#include "nt/object.h"
#include "nt/thread.h"

extern const struct object_type mutant_type;

/* `end` of a mutant that a thread of this process owns after its last handle went: it lives until it is given up. */
enum { END_NOT_YET, END_WHEN_FREE, END_NOW };

struct mutant {
    struct object object;
    struct mutant *next, **back;       /* of what the owner owns */
    _Atomic(struct nt_thread *) owner; /* of this process; NULL: none */
    _Atomic uint32_t end;
};

/* Into and out of the list of what a thread owns, which only it touches. */
static inline void mutant_link(struct mutant *mutant, struct nt_thread *owner)
{
    atomic_store_explicit(&mutant->owner, owner, memory_order_relaxed);
    mutant->next = owner->owned;
    mutant->back = &owner->owned;
    if (mutant->next) mutant->next->back = &mutant->next;
    owner->owned = mutant;
}

static inline void mutant_unlink(struct mutant *mutant)
{
    *mutant->back = mutant->next;
    if (mutant->next) mutant->next->back = mutant->back;
    atomic_store_explicit(&mutant->owner, NULL, memory_order_relaxed);
}

/* The calling thread has just taken the mutant's line: notes it among what the thread owns. */
void mutant_taken(struct object *object, struct line *line);

/* The calling thread ends: what it owns is abandoned. */
void mutant_abandon_all(struct nt_thread *self);

/* A mutant that has no line yet: shared.c gives it one.  NULL: no memory. */
struct object *mutant_blank(void);

#endif
