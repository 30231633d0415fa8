/* SPDX-License-Identifier: MIT */
/* What the files of exception handling know of each other (x86-64; i386 has a chain of its own). */
#ifndef METIC_NTDLL_EXCEPTION_H
#define METIC_NTDLL_EXCEPTION_H

#include "nt.h"

/* ---- exception.c ---- */
BOOLEAN exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context);
LONG vectored_call(EXCEPTION_RECORD *record, CONTEXT *context, BOOLEAN continuing);
/* Asks the filter of last resort about an exception that nobody handled: EXCEPTION_CONTINUE_EXECUTION, or
 * EXCEPTION_EXECUTE_HANDLER, with which the process is to end quietly.  Where the filter declines, the host tells of it
 * and ends the process. */
LONG exception_unhandled(EXCEPTION_RECORD *record, CONTEXT *context);

/* ---- called by the assembly, and by it ---- */
__attribute__((noreturn)) void exception_enter(EXCEPTION_RECORD *record, CONTEXT *context);
__attribute__((noreturn)) void exception_raised(EXCEPTION_RECORD *record, CONTEXT *context);

#ifdef _WIN64
/* x86_64/exception.S: calls a language handler under a frame that turns an exception inside it into a nested one, or an
 * unwind inside it into a collided one. */
EXCEPTION_DISPOSITION exception_call_handler(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                             DISPATCHER_CONTEXT *dispatcher);
EXCEPTION_DISPOSITION exception_call_unwinder(EXCEPTION_RECORD *record, PVOID frame, CONTEXT *context,
                                              DISPATCHER_CONTEXT *dispatcher);

/* function.c: the image and function entry of an address, dynamic tables included; NULL: a leaf, or no code that is
 * known. */
PRUNTIME_FUNCTION unwind_lookup(ULONG64 pc, ULONG64 *base);

/* Is a frame within the current thread's stack, and aligned? */
static inline BOOLEAN unwind_in_stack(ULONG64 frame)
{
    const TEB *teb = NtCurrentTeb();
    return !(frame & 7) && frame >= (ULONG64)teb->NtTib.StackLimit && frame < (ULONG64)teb->NtTib.StackBase;
}

/* x86_64/exception.S: the caller's context without what a function need not keep: x87 registers, xmm0 to xmm5; and
 * going to such a one, where r10, r11 and the flags need not be kept either. */
void context_capture_kept(CONTEXT *context);
__attribute__((noreturn)) void context_restore_kept(const CONTEXT *context);

/* x86_64/exception.S: goes to a context with all its integer, control and floating-point registers, without a system
 * call. */
__attribute__((noreturn)) void context_restore(const CONTEXT *context);

/* Calls record->ExceptionInformation[0](record) on a frame beyond which unwinding finds `context`; goes to that
 * context, with the answer for rip. */
__attribute__((noreturn)) void context_consolidate(CONTEXT *context, EXCEPTION_RECORD *record);

/* x86_64/thread_start.S: where a thread that died of an exception goes once its frames are unwound; the code is in rax.
 */
extern const char thread_start_died[];
#endif

#endif
