/* SPDX-License-Identifier: MIT */
/* i386 has no frame handler yet: what is thrown in these calls is not stopped here. */
#include "errors.h"

void eh_call_closed(const void *function, void *first, void *second, int third)
{
    __asm__ volatile("pushl %[third]\n\tpushl %[second]\n\tcall *%[function]\n\taddl $8, %%esp"
                     :
                     : [function] "r"(function), "c"(first), [second] "r"(second), [third] "r"(third)
                     : "eax", "memory", "cc");
}

void *eh_try(void *(*function)(void *), void *argument)
{
    return function(argument);
}
