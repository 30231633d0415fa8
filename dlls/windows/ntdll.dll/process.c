/* SPDX-License-Identifier: MIT */
/* What a process asks about itself, and what it says to a debugger.
 *
 * There is no debugger: what is printed for one goes nowhere, as on Windows without one ("OutputDebugString"). */
#include "ldr.h"

PPEB NTAPI RtlGetCurrentPeb(VOID)
{
    return rtl_peb();
}

ULONG __cdecl DbgPrint(PCSTR format, ...)
{
    (void)format;
    return STATUS_SUCCESS;
}

ULONG __cdecl DbgPrintEx(ULONG component, ULONG level, PCSTR format, ...)
{
    (void)component;
    (void)level;
    (void)format;
    return STATUS_SUCCESS;
}

/* "DebugBreak function": without a debugger an exception like any other. */
VOID NTAPI DbgBreakPoint(VOID)
{
    __asm__ volatile("int3");
}

VOID NTAPI DbgUserBreakPoint(VOID)
{
    __asm__ volatile("int3");
}

/* The thread's hard-error mode ("SetThreadErrorMode function"), in NT's bits. */
ULONG NTAPI RtlGetThreadErrorMode(void)
{
    return NtCurrentTeb()->HardErrorMode;
}

NTSTATUS NTAPI RtlSetThreadErrorMode(ULONG mode, PULONG old)
{
    TEB *teb = NtCurrentTeb();
    if (mode & ~0x70u) return STATUS_INVALID_PARAMETER_1;
    if (old) *old = teb->HardErrorMode;
    teb->HardErrorMode = mode;
    return STATUS_SUCCESS;
}
