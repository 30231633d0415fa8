/* SPDX-License-Identifier: MIT */
/* Control handlers.  The host starts a thread in CtrlRoutine for each event (syscall-map/nt/ctrl.c): Ctrl-C,
 * Ctrl-Break, or the console being closed.  It calls the handlers, the one registered last first, until one says that
 * it has handled the event; if none does, the program ends as "HandlerRoutine callback function" documents, by
 * ExitProcess. */
#include "console.h"

struct handler {
    struct handler *next;
    PHANDLER_ROUTINE routine;
};
static struct handler *handlers;                     /* the last one registered first */
static RTL_SRWLOCK handlers_lock = RTL_SRWLOCK_INIT; /* a leaf */
static RTL_SRWLOCK event_lock = RTL_SRWLOCK_INIT;    /* one event at a time; held while handlers run */

/* "SetConsoleCtrlHandler function": removing one that is not there fails with ERROR_INVALID_PARAMETER. */
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE routine, BOOL add)
{
    if (!routine) { /* Ctrl-C is ignored, or no longer: inherited by children, as Windows keeps it */
        base_peb()->ProcessParameters->ConsoleFlags = add ? 1 : 0;
        return TRUE;
    }
    struct handler *handler = add ? base_alloc(sizeof *handler) : NULL;
    if (add && !handler) return FALSE;
    RtlAcquireSRWLockExclusive(&handlers_lock);
    BOOL found = add;
    if (add) {
        *handler = (struct handler){handlers, routine};
        handlers = handler;
    } else {
        for (struct handler **at = &handlers; *at; at = &(*at)->next) {
            if ((*at)->routine != routine) continue;
            handler = *at;
            *at = handler->next;
            found = TRUE;
            break;
        }
    }
    RtlReleaseSRWLockExclusive(&handlers_lock);
    if (!add) base_free(handler);
    return found ? TRUE : base_fail(STATUS_INVALID_PARAMETER);
}

/* The handlers as they are now, allocated; they may add and remove some while they run. */
static PHANDLER_ROUTINE *handlers_copy(size_t *count)
{
    PHANDLER_ROUTINE *copy;

    *count = 0;
    RtlAcquireSRWLockShared(&handlers_lock);
    for (struct handler *at = handlers; at; at = at->next) ++*count;
    copy = base_alloc((*count + 1) * sizeof *copy);
    size_t i = 0;
    for (struct handler *at = handlers; copy && at; at = at->next) copy[i++] = at->routine;
    RtlReleaseSRWLockShared(&handlers_lock);
    return copy;
}

/* A thread's start: sees to one event. */
DWORD WINAPI CtrlRoutine(void *parameter)
{
    uint32_t event = (uint32_t)(ULONG_PTR)parameter;
    BOOL done = FALSE;
    size_t count;

    if (event == CTRL_C_EVENT && base_peb()->ProcessParameters->ConsoleFlags & 1) return 0;
    RtlAcquireSRWLockExclusive(&event_lock);
    PHANDLER_ROUTINE *copy = handlers_copy(&count);
    for (size_t i = 0; copy && !done && i < count; i++) done = copy[i](event);
    base_free(copy);
    RtlReleaseSRWLockExclusive(&event_lock);
    if (!done) {
        console_call(NULL, CONSOLE_UNHANDLED, &event, sizeof event, NULL, 0, NULL);
        RtlExitUserProcess(STATUS_CONTROL_C_EXIT);
    }
    return 0;
}

/* "GenerateConsoleCtrlEvent function". */
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group)
{
    uint32_t asked[2] = {event, group};

    return base_ok(console_call(NULL, CONSOLE_GENERATE, asked, sizeof asked, NULL, 0, NULL));
}
