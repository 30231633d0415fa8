/* SPDX-License-Identifier: MIT */
/* For tests of callbacks, which count: waits of two seconds and more for a number. */
#ifndef METIC_TESTS_COUNTER_H
#define METIC_TESTS_COUNTER_H

#include <windows.h>

/* Does it come to the value, or beyond? */
__attribute__((unused)) static BOOL reaches(volatile LONG *number, LONG value)
{
    for (int i = 0; i < 2000 && *number < value; i++) Sleep(1);
    return *number >= value;
}

/* Does it become just that? */
__attribute__((unused)) static BOOL becomes(volatile LONG *number, LONG value)
{
    for (int i = 0; i < 2000 && *number != value; i++) Sleep(1);
    return *number == value;
}

#endif
