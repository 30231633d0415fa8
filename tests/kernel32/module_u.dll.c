/* SPDX-License-Identifier: MIT */
/* Imports from a DLL that refuses. */
#include "module_dll.h"

__declspec(dllimport) int r_add(int x, int y);
int u_add(int x, int y);

int u_add(int x, int y)
{
    return r_add(x, y);
}

DLL_MAIN('u', TRUE)
