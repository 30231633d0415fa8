/* SPDX-License-Identifier: MIT */
/* Imports from module_d, which imports from here. */
#include "module_dll.h"

__declspec(dllimport) int d_number(void);
int c_number(void);
int c_sum(void);

int c_number(void)
{
    return 1;
}

int c_sum(void)
{
    return d_number() + c_number();
}

DLL_MAIN('c', TRUE)
