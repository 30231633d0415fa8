/* SPDX-License-Identifier: MIT */
/* What the tests of the C runtimes share, msvcrt and the Universal CRT: a handler for invalid parameters that counts,
 * without which a call with one would end the program, and the module itself. */
#ifndef METIC_TESTS_CRT_H
#define METIC_TESTS_CRT_H

#include "check.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static volatile int invalid_calls;

__attribute__((unused)) static void __cdecl count_invalid(const wchar_t *expression, const wchar_t *function,
                                                          const wchar_t *file, unsigned line, uintptr_t reserved)
{
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
    invalid_calls++;
}

__attribute__((unused)) static void catch_invalid(void)
{
    _set_invalid_parameter_handler(count_invalid);
}

/* Whether `call` is refused as an invalid parameter: the handler called once, errno as told.  Which functions of msvcrt
 * call the handler is not documented: there errno alone is looked at. */
#ifdef _UCRT
#define RUNTIME              "ucrtbase.dll"
#define REFUSED(call, error) (invalid_calls = 0, errno = 0, (call) && invalid_calls == 1 && errno == (error))
#else
#define RUNTIME              "msvcrt.dll"
#define REFUSED(call, error) (errno = 0, (call) && errno == (error))
#endif

/* A function of the runtime that the headers of the compiler don't declare. */
#define FROM_CRT(result, name, ...)                                                                                    \
    result(__cdecl *name)(__VA_ARGS__) =                                                                               \
        (result(__cdecl *)(__VA_ARGS__))(void *)GetProcAddress(GetModuleHandleA(RUNTIME), #name)

#endif
