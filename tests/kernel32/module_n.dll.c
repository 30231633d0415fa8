/* SPDX-License-Identifier: MIT */
/* Imports from module_b and from a DLL that does not exist. */
#include "module_dll.h"

__declspec(dllimport) int b_add(int x, int y);
__declspec(dllimport) int gone(void);
int n_add(void);

int n_add(void)
{
    return b_add(1, gone());
}

DLL_MAIN('n', TRUE)
