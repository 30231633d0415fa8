/* SPDX-License-Identifier: MIT */
/* NT's CONTEXT made of what the host saved of a guest's registers, and back. */
#ifndef METIC_NT_CONTEXT_H
#define METIC_NT_CONTEXT_H

#include "door/door.h"
#include "nt.h"

#include <stdbool.h>
#include <ucontext.h>

/* Fills a CONTEXT as the guest will be once its call has returned `result`: rsp, rip, the non-volatile registers; the
 * volatile ones are 0.  ContextFlags and the debug registers are left alone. */
void context_of_frame(const struct door_frame *frame, uint64_t result, CONTEXT *context);

/* Fills a whole CONTEXT from what a signal interrupted; `extended`: its ContextFlags say that extended state follows.
 */
void context_of_signal(const ucontext_t *from, CONTEXT *context, bool extended);

/* The integer registers that a guest is to continue with; of the flags those that user code may set, interrupts on. */
struct door_regs context_regs(const CONTEXT *context);

#endif
