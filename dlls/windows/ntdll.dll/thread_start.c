/* SPDX-License-Identifier: MIT */
/* What RtlUserThreadStart, the bottom of every thread's stack, does under its exception handler
 * ({x86_64,i386}/thread_start.S). */
#include "ldr.h"

/* Calls `entry` with `argument`; what it returns is the thread's exit status. */
__attribute__((used)) VOID thread_run(PTHREAD_START_ROUTINE entry, PVOID argument)
{
    RtlExitUserThread((NTSTATUS)entry(argument));
}
