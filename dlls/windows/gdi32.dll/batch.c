/* SPDX-License-Identifier: MIT */
/* Batches of drawing calls: there are none, as nothing draws. */
#define _GDI32_
#include <windows.h>

/* "GdiFlush function": "If all functions in the current batch succeed, the return value is nonzero." */
BOOL WINAPI GdiFlush(void)
{
    return TRUE;
}
