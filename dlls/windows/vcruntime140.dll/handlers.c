/* SPDX-License-Identifier: MIT */
/* The ends of a program that this DLL calls for: terminate and abort are ucrtbase's. */
#include "eh.h"

typedef void(__cdecl *purecall_handler)(void);

__declspec(dllimport) __attribute__((noreturn)) void terminate(void);
__declspec(dllimport) __attribute__((noreturn)) void abort(void);

static void *volatile purecall; /* purecall_handler, of the whole process */

__attribute__((noreturn)) void __std_terminate(void)
{
    terminate();
}

/* "unexpected (CRT)": the thread's handler, then terminate. */
__attribute__((noreturn)) void unexpected(void)
{
    plain_handler handler = _get_unexpected();
    if (handler) handler();
    terminate();
}

/* "_set_purecall_handler": the one that was set, NULL: none. */
purecall_handler _set_purecall_handler(purecall_handler handler)
{
    return (purecall_handler)InterlockedExchangePointer(&purecall, (void *)handler);
}

purecall_handler _get_purecall_handler(void)
{
    return (purecall_handler)purecall;
}

/* "_purecall": what stands in the vtable for a function that a class does not have. */
int _purecall(void)
{
    purecall_handler handler = _get_purecall_handler();
    if (handler) handler();
    abort();
}

/* The compiler's check of a function's stack cookie has failed: __fastfail(FAST_FAIL_STACK_COOKIE_CHECK_FAILURE). */
__attribute__((noreturn)) void __report_gsfailure(uintptr_t cookie)
{
    (void)cookie;
    __asm__ volatile("int $0x29" : : "c"(2));
    __builtin_unreachable();
}

/* Where a debugger may stop before a funclet is called, and after it has returned. */
void __NLG_Dispatch2(void *funclet, void *frame, unsigned code)
{
    (void)funclet;
    (void)frame;
    (void)code;
}

void __NLG_Return2(void)
{
}
