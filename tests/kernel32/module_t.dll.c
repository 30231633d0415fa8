/* SPDX-License-Identifier: MIT */
/* Static thread-local storage and TLS callbacks, without a C runtime. */
#include "module_dll.h"

ULONG _tls_index;
__attribute__((section(".tls"))) ULONG t_start = 100;
__attribute__((section(".tls$ZZZ"))) ULONG t_end = 0;

ULONG *t_get(void);
ULONG t_index(void);

static void WINAPI callback_first(void *module, DWORD reason, void *reserved)
{
    (void)module;
    note('1', reason, reserved);
}

static void WINAPI callback_second(void *module, DWORD reason, void *reserved)
{
    (void)module;
    note('2', reason, reserved);
}

static const PIMAGE_TLS_CALLBACK callbacks[] = {callback_first, callback_second, NULL};
const IMAGE_TLS_DIRECTORY64 _tls_used = {
    (ULONG_PTR)&t_start, (ULONG_PTR)&t_end, (ULONG_PTR)&_tls_index, (ULONG_PTR)callbacks, 12, 0};

/* The calling thread's copy: 100, then three zeros. */
ULONG *t_get(void)
{
    return ((ULONG **)__readgsqword(0x58))[_tls_index];
}

ULONG t_index(void)
{
    return _tls_index;
}

DLL_MAIN('t', TRUE)
