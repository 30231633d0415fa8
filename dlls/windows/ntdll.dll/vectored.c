/* SPDX-License-Identifier: MIT */
/* Vectored exception and continue handlers ("Vectored Exception Handling"): two lists, called in order, under a lock
 * that handlers themselves may take again to add or remove others. */
#include "exception.h"
#include "rtl.h"
#include "nt_lib.h"

struct handler {
    struct handler *next, *previous;
    PVECTORED_EXCEPTION_HANDLER function;
    LONG uses; /* 1, and 1 more for each call under way */
    BOOLEAN removed;
};

struct list {
    struct handler *first, *last;
};

static struct list lists[2]; /* exceptions, continues */
static RTL_CRITICAL_SECTION lock = {
    (PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1, -1, 0, NULL, NULL, 0}; /* a leaf but for the heap's */

static PVOID add(struct list *list, ULONG first, PVECTORED_EXCEPTION_HANDLER function)
{
    struct handler *handler = rtl_allocate(sizeof *handler);
    if (!handler) return NULL;
    *handler = (struct handler){.function = function, .uses = 1};
    RtlEnterCriticalSection(&lock);
    struct handler *before = first ? NULL : list->last, *after = first ? list->first : NULL;
    handler->previous = before;
    handler->next = after;
    *(before ? &before->next : &list->first) = handler;
    *(after ? &after->previous : &list->last) = handler;
    RtlLeaveCriticalSection(&lock);
    return handler;
}

/* With the lock held. */
static void put(struct list *list, struct handler *handler)
{
    if (--handler->uses) return;
    *(handler->previous ? &handler->previous->next : &list->first) = handler->next;
    *(handler->next ? &handler->next->previous : &list->last) = handler->previous;
    rtl_free(handler);
}

static ULONG remove(struct list *list, PVOID which)
{
    ULONG found = 0;
    RtlEnterCriticalSection(&lock);
    for (struct handler *handler = list->first; handler; handler = handler->next) {
        if (handler != which || handler->removed) continue;
        handler->removed = TRUE;
        put(list, handler);
        found = 1;
        break;
    }
    RtlLeaveCriticalSection(&lock);
    return found;
}

/* "AddVectoredExceptionHandler function" */
PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER function)
{
    return add(&lists[0], first, function);
}

ULONG NTAPI RtlRemoveVectoredExceptionHandler(PVOID handler)
{
    return remove(&lists[0], handler);
}

PVOID NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER function)
{
    return add(&lists[1], first, function);
}

ULONG NTAPI RtlRemoveVectoredContinueHandler(PVOID handler)
{
    return remove(&lists[1], handler);
}

LONG vectored_call(EXCEPTION_RECORD *record, CONTEXT *context, BOOLEAN continuing)
{
    struct list *list = &lists[continuing];
    EXCEPTION_POINTERS pointers = {record, context};
    LONG answer = EXCEPTION_CONTINUE_SEARCH;
    if (!list->first) return answer; /* the common case takes no lock */
    RtlEnterCriticalSection(&lock);
    for (struct handler *handler = list->first; handler && answer != EXCEPTION_CONTINUE_EXECUTION;) {
        if (!handler->removed) {
            handler->uses++;
            RtlLeaveCriticalSection(&lock);
            answer = handler->function(&pointers);
            RtlEnterCriticalSection(&lock);
            struct handler *next = handler->next;
            put(list, handler);
            handler = next;
        } else {
            handler = handler->next;
        }
    }
    RtlLeaveCriticalSection(&lock);
    return answer;
}
