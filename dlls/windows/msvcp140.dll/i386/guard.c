/* SPDX-License-Identifier: MIT */
/* guard_run for 32-bit programs: the five steps in their order.
 *
 * Left out: the handler.  An exception that a stream buffer throws passes through the stream, whose badbit stays clear.
 */
#include "msvcp.h"

void guard_run(struct guard *guard)
{
    if (guard->enter(guard)) guard->attempt(guard);
    guard->finish(guard);
    guard->leave(guard);
}
