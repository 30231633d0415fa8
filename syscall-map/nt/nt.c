/* SPDX-License-Identifier: MIT */
/* NT as the door sees it: one struct door_system. */
#include "door/trace.h"
#include "nt/exception.h"
#include "nt/thread.h"

/* A row of nt.calls without an implementation, or a number that NT does not have. */
static uint64_t missing(uint32_t number, const struct door_call *call)
{
    trace_line(TRACE_MISSING | TRACE_CALLS, "missing: %s (call %#x)", call && call->name ? call->name : "?", number);
    return (uint32_t)(call && call->name ? STATUS_NOT_IMPLEMENTED : STATUS_INVALID_SYSTEM_SERVICE);
}

static uint64_t bad_stack(void)
{
    return (uint32_t)STATUS_ACCESS_VIOLATION;
}

const struct door_system nt_system = {
    .name = "NT",
    .missing = missing,
    .bad_stack = bad_stack,
    .fault = exception_fault,
    .leave = thread_leave,
    .guest_page = exception_guest_page,
    .interrupt = thread_interrupt,
};
