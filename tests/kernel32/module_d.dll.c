/* SPDX-License-Identifier: MIT */
/* Imports from module_c, which imports from here. */
#include "module_dll.h"

__declspec(dllimport) int c_number(void);
int d_number(void);

int d_number(void)
{
    return c_number() + 1;
}

DLL_MAIN('d', TRUE)
