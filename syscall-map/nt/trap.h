/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_TRAP_H
#define METIC_NT_TRAP_H

#include "door/door.h"
#include "nt.h"

/* What a trap of guest code becomes. */
enum trap_action {
    TRAP_EXCEPTION, /* `record` is filled */
    TRAP_FAST_FAIL, /* int 29h: the process ends at once */
    TRAP_CALL,      /* int 2Eh: an NT call */
};

/* Reads trap number, error code and, where those do not tell, the instruction.  May move RIP in the context where
 * Windows reports another than Linux (a breakpoint's own address). */
enum trap_action trap_record(const struct door_fault *fault, EXCEPTION_RECORD *record);

#endif
