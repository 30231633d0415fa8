/* SPDX-License-Identifier: MIT */
/* Faults of guest code as NT exceptions. */
#ifndef METIC_NT_EXCEPTION_H
#define METIC_NT_EXCEPTION_H

#include "door/door.h"
#include "nt.h"

/* door_system.fault and .guest_page. */
void exception_fault(struct door_thread *thread, struct door_fault *fault);
bool exception_guest_page(struct door_thread *thread, void *address, bool write);

/* The line about an exception that nobody handles. */
void exception_print(uint32_t code, uint64_t address);

/* Goes to the guest with this CONTEXT, all of it; `extended` (may be NULL): an xsave header with its components. */
_Noreturn void exception_resume(const CONTEXT *context, const void *extended);

#endif
