/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_STACK_H
#define METIC_NT_STACK_H

#include <stdint.h>

/* A guest thread's stack, as the TEB tells it. */
struct stack {
    uint64_t allocation; /* TEB.DeallocationStack: the reservation's base */
    uint64_t limit;      /* TEB.StackLimit: the lowest page that may be touched without the guard */
    uint64_t base;       /* TEB.StackBase: the end */
    uint64_t commit;     /* what it began with */
};

/* Reserves `reserve` bytes (0: 1 MiB), commits the top `commit` (at least 64 KiB) and sets the guard page below them.
 * Returns 0 or an errno. */
int stack_create(uint64_t reserve, uint64_t commit, struct stack *stack);
void stack_free(const struct stack *stack);

#endif
