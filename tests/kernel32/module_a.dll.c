/* SPDX-License-Identifier: MIT */
/* Imports from module_b by name and by ordinal, and from module_f, which forwards there. */
#include "module_dll.h"

__declspec(dllimport) int b_add(int x, int y);
__declspec(dllimport) int b_secret(void);
__declspec(dllimport) int f_add(int x, int y);
__declspec(dllimport) int f_secret(void);
__declspec(dllimport) extern int b_value;
int a_add(int x, int y);
int a_secret(void);
int a_value(void);
int a_forwarded(void);

int a_add(int x, int y)
{
    return b_add(x, y);
}

int a_secret(void)
{
    return b_secret();
}

int a_value(void)
{
    return b_value;
}

int a_forwarded(void)
{
    return f_add(1, 2) == 3 && f_secret() == 4711;
}

DLL_MAIN('a', TRUE)
