/* SPDX-License-Identifier: MIT */
/* Initialising the common controls. */
#include <windows.h>

/* "InitCommonControls function": "Under Comctl32.dll version 6.0 and later, InitCommonControls does nothing." */
void WINAPI InitCommonControls(void)
{
}
