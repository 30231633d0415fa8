/* SPDX-License-Identifier: MIT */
/* Refuses to be loaded, when what it imports is ready. */
#include "module_dll.h"

__declspec(dllimport) int b_add(int x, int y);
int r_add(int x, int y);

int r_add(int x, int y)
{
    return b_add(x, y);
}

DLL_MAIN('r', FALSE)
