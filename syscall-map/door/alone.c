/* SPDX-License-Identifier: MIT */
/* Whether the process has one thread only. */
#include "door/internal.h"

bool door_alone;
static bool was_joined;

void door_begin_alone(void)
{
    door_alone = !was_joined;
}

void door_not_alone(void)
{
    was_joined = true;
    door_alone = false;
}
