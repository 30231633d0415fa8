/* SPDX-License-Identifier: MIT */
/* The DLL that the other ones import from: a function, a function by ordinal alone, a variable, a pointer that is
 * relocated. */
#include "module_dll.h"

int b_value = 42;
int *b_pointer = &b_value;
int b_add(int x, int y);
int b_secret(void);

int b_add(int x, int y)
{
    return x + y;
}

int b_secret(void)
{
    return 4711;
}

DLL_MAIN('b', TRUE)
