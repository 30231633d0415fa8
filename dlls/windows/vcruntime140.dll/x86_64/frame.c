/* SPDX-License-Identifier: MIT */
/* The language handler of C++ on x86-64, for both formats of its tables (fh3.c, vcruntime140_1.dll's fh4.c): which
 * catch block takes an exception, the destructors that an unwind runs, and what may happen while either runs.
 *
 * A catch block is a function of its own, called on top of the stack of whoever threw, so that the exception object
 * stays where it is: "consolidating" unwinds make everything between it and its function's frame invisible.  While it
 * runs, its function's frame still looks as if it stood in the try block; `struct catch` tells what state the frame is
 * in instead.  Each frame, be it a function's or a catch block's, is looked at by itself: it has the states that begin
 * in it, and when it is done the frame of its parent, further up the stack, goes on with the others.
 *
 * How far an unwind has come in a frame stands in the dispatcher context's ScopeIndex (state + 2), which outlives
 * exceptions that the destructors raise: a destructor runs once.  Left out: the functions of managed code. */
#include "eh.h"

/* What the consolidating unwind's record tells the frame that catches, and eh_catch. */
enum {
    PLAN_ROUTINE, /* as RtlRestoreContext wants it */
    PLAN_OWN,     /* the frame that catches, */
    PLAN_STATE,   /* and the state it is unwound to */
    PLAN_AFTER,   /* the state its catch block leaves it in when an exception does */
    PLAN_FRAME,   /* of the whole function */
    PLAN_HANDLER,
    PLAN_RECORD,
    PLAN_CONTEXT,
    PLAN_COUNT
};

/* A catch block that runs. */
struct catch
{
    struct catch *next;
    uint64_t own; /* the frame whose try block it belongs to, */
    int state;    /* and that frame's state from here on */
    struct frame_info info;
    EXCEPTION_RECORD *record; /* what it handles, */
    EXCEPTION_RECORD *outer;  /* and what the catch block around it handles */
    CONTEXT *outer_context;
    bool rethrown;
};

/* Parts of functions are chained to their first. */
uint32_t eh_start_of(const RUNTIME_FUNCTION *entry, uint64_t base)
{
    for (int depth = 0; depth < 32; depth++) {
        const uint8_t *info = eh_at(base, (int32_t)entry->UnwindData);
        if (!(info[0] >> 3 & UNW_FLAG_CHAININFO)) break;
        entry = (const void *)(info + 4 + 2 * ((info[2] + 1) & ~1));
    }
    return entry->BeginAddress;
}

static bool is_cxx(const EXCEPTION_RECORD *record)
{
    return eh_is_cxx(record);
}

static bool is_unwinding(const EXCEPTION_RECORD *record)
{
    return record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND);
}

/* `throw;` */
static bool is_rethrow(const EXCEPTION_RECORD *record)
{
    return is_cxx(record) && !eh_throw_info(record);
}

/* The newest running catch block of a frame.  Those that went without being unwound (a jump that does not unwind) are
 * below the stack pointer by now, and dropped. */
static struct catch *catch_of(struct vcruntime_thread *self, uint64_t own)
{
    const char *here = __builtin_frame_address(0);
    while (self->catches && (const char *)self->catches < here) self->catches = self->catches->next;
    for (struct catch *at = self->catches; at; at = at->next)
        if (at->own == own) return at;
    return NULL;
}

static int current_state(const struct eh_function *function, const DISPATCHER_CONTEXT *dispatcher)
{
    struct vcruntime_thread *self = vcruntime_self();
    if (dispatcher->ScopeIndex) return (int)dispatcher->ScopeIndex - 2;
    const struct catch *running = catch_of(self, function->own);
    if (running) return running->state;
    if (self->passed_frame == function->own) return self->passed_state;
    return eh_state(function, dispatcher->ControlPc);
}

/* ---- catch blocks ---- */

static void catch_end(struct catch *catch)
{
    struct vcruntime_thread *self = vcruntime_self();
    self->catches = catch->next;
    _FindAndUnlinkFrame(&catch->info);
    *__current_exception() = catch->outer;
    *__current_exception_context() = catch->outer_context;
    if (is_cxx(catch->record) && !catch->rethrown && _IsExceptionObjectToBeDestroyed(catch->info.object))
        __DestructExceptionObject(catch->record, true);
}

/* The language handler of eh_call_catch: an exception leaves a catch block. */
EXCEPTION_DISPOSITION eh_leaves_catch(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                      DISPATCHER_CONTEXT *dispatcher)
{
    struct catch *catch = *(struct catch **)(frame + 0x20);
    (void)context;
    (void)dispatcher;
    if (is_unwinding(record)) {
        catch_end(catch);
        struct vcruntime_thread *self = vcruntime_self();
        self->passed_frame = catch->own;
        self->passed_state = catch->state;
    } else {
        /* the same object goes on to another catch block, which will destroy it */
        const EXCEPTION_RECORD *current = *__current_exception();
        catch->rethrown = is_rethrow(record) && current && current->ExceptionCode == catch->record->ExceptionCode &&
                          (!is_cxx(current) || eh_object(current) == catch->info.object);
    }
    return ExceptionContinueSearch;
}

/* Called by RtlRestoreContext in the place of what was unwound; answers where the program goes on. */
static ULONG_PTR run_catch(EXCEPTION_RECORD *plan)
{
    const ULONG_PTR *told = plan->ExceptionInformation;
    const struct eh_handler *handler = (const void *)told[PLAN_HANDLER];
    struct vcruntime_thread *self = vcruntime_self();
    struct catch catch = {.next = self->catches,
                          .own = told[PLAN_OWN],
                          .state = (int)told[PLAN_AFTER],
                          .record = (EXCEPTION_RECORD *)told[PLAN_RECORD],
                          .outer = *__current_exception(),
                          .outer_context = *__current_exception_context()};
    self->catches = &catch;
    _CreateFrameInfo(&catch.info, is_cxx(catch.record) ? eh_object(catch.record) : NULL);
    *__current_exception() = catch.record;
    *__current_exception_context() = (CONTEXT *)told[PLAN_CONTEXT];
    uint64_t result = eh_call_catch(handler->address, told[PLAN_FRAME], &catch);
    catch_end(&catch);
    if (handler->continuations) result = handler->continuation[result ? 1 : 0];
    return result;
}

/* Unwinds to the frame and calls the catch block; it does not return. */
static void enter_catch(const struct eh_function *function, const struct eh_try *from, const struct eh_handler *handler,
                        EXCEPTION_RECORD *record, CONTEXT *context, DISPATCHER_CONTEXT *dispatcher,
                        const struct catchable *catchable)
{
    const struct eh_handler kept = *handler;
    EXCEPTION_RECORD plan = {.ExceptionCode = (DWORD)STATUS_UNWIND_CONSOLIDATE,
                             .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                             .NumberParameters = EXCEPTION_MAXIMUM_PARAMETERS};
    plan.ExceptionInformation[PLAN_ROUTINE] = (ULONG_PTR)run_catch;
    plan.ExceptionInformation[PLAN_OWN] = function->own;
    plan.ExceptionInformation[PLAN_STATE] = (ULONG_PTR)from->low;
    plan.ExceptionInformation[PLAN_AFTER] = (ULONG_PTR)eh_leave(function, from->low).to;
    plan.ExceptionInformation[PLAN_FRAME] = function->frame;
    plan.ExceptionInformation[PLAN_HANDLER] = (ULONG_PTR)&kept;
    plan.ExceptionInformation[PLAN_RECORD] = (ULONG_PTR)record;
    plan.ExceptionInformation[PLAN_CONTEXT] = (ULONG_PTR)context;
    if (catchable) eh_build(record, function->frame, handler, catchable);
    RtlUnwindEx((PVOID)function->own, (PVOID)dispatcher->ControlPc, &plan, NULL, dispatcher->ContextRecord,
                dispatcher->HistoryTable);
}

/* ---- the search ---- */

static void find_catch(const struct eh_function *function, EXCEPTION_RECORD *record, CONTEXT *context,
                       DISPATCHER_CONTEXT *dispatcher, int state)
{
    const bool cxx = is_cxx(record);
    uintptr_t at = 0;
    struct eh_try block;
    struct eh_handler handler;
    while (eh_next_try(function, &at, &block)) {
        if (state < block.low || state > block.high || block.low <= function->low) continue;
        while (eh_next_handler(function, &block, &handler)) {
            const struct catchable *catchable = NULL;
            if (cxx) {
                catchable = eh_match(record, &handler);
                if (!catchable) continue;
            } else if ((handler.type && handler.type->decorated[0]) || handler.adjectives & HANDLER_CXX_ONLY) {
                continue;
            }
            enter_catch(function, &block, &handler, record, context, dispatcher, catchable);
        }
    }
}

static void search(const struct eh_function *function, EXCEPTION_RECORD *record, CONTEXT *context,
                   DISPATCHER_CONTEXT *dispatcher)
{
    int state = current_state(function, dispatcher);
    if (is_rethrow(record)) {
        record = *__current_exception();
        context = *__current_exception_context();
        if (!record) return; /* `throw;` with nothing to throw: nobody handles it */
    }
    if (!is_cxx(record)) {
        uintptr_t at = 0;
        struct eh_try block;
        if (record->ExceptionCode == (DWORD)STATUS_BREAKPOINT || !eh_next_try(function, &at, &block)) return;
        se_translator translator = _set_se_translator(NULL);
        _set_se_translator(translator);
        if (translator) {
            EXCEPTION_POINTERS pointers = {record, context};
            translator(record->ExceptionCode, &pointers); /* it may throw what a typed catch block takes */
        }
    }
    find_catch(function, record, context, dispatcher, state);
    if (!is_cxx(record) || function->is_catch) return;
    if (function->is_noexcept) __std_terminate();
    if (!eh_is_specified(function, record)) {
        plain_handler unexpected = _get_unexpected();
        if (unexpected) unexpected();
        __std_terminate();
    }
}

/* ---- the unwind ---- */

/* The language handler of eh_call_closed: nothing may leave that call. */
EXCEPTION_DISPOSITION eh_leaves_closed(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher)
{
    (void)frame;
    (void)context;
    (void)dispatcher;
    if (!is_unwinding(record)) __std_terminate();
    return ExceptionContinueSearch;
}

/* The language handler of eh_call_unwinding: an exception leaves a destructor that another one runs. */
EXCEPTION_DISPOSITION eh_leaves_unwinding(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                          DISPATCHER_CONTEXT *dispatcher)
{
    (void)frame;
    (void)context;
    (void)dispatcher;
    if (is_unwinding(record)) {
        if (*__processing_throw() > 0) --*__processing_throw();
    } else if (is_cxx(record)) {
        *__processing_throw() = 0;
        __std_terminate();
    }
    return ExceptionContinueSearch;
}

static void unwind(const struct eh_function *function, const EXCEPTION_RECORD *record, DISPATCHER_CONTEXT *dispatcher)
{
    int state = current_state(function, dispatcher), target = -1;
    vcruntime_self()->passed_frame = 0;
    if (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND) {
        if (record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE) {
            if (record->ExceptionInformation[PLAN_ROUTINE] == (ULONG_PTR)run_catch)
                target = (int)record->ExceptionInformation[PLAN_STATE];
        } else {
            target = eh_state(function, dispatcher->TargetIp); /* a jump */
        }
    }
    while (state != target && state > function->low && state <= function->high) {
        struct eh_step step = eh_leave(function, state);
        state = step.to;
        dispatcher->ScopeIndex = (ULONG)(state + 2);
        if (step.action == EH_NOTHING) continue;
        ++*__processing_throw();
        eh_call_unwinding(step.address, step.action == EH_DESTRUCTOR ? step.object : NULL, function->frame);
        if (*__processing_throw() > 0) --*__processing_throw();
    }
}

EXCEPTION_DISPOSITION eh_frame_handler(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher)
{
    struct eh_function function = {.base = dispatcher->ImageBase, .own = frame, .frame = frame};
    if (!eh_open(&function, dispatcher, frame)) return ExceptionContinueSearch;
    if (function.cxx_only && !is_cxx(record) && record->ExceptionCode != (DWORD)STATUS_UNWIND_CONSOLIDATE &&
        record->ExceptionCode != (DWORD)STATUS_LONGJUMP) {
        if (is_unwinding(record)) vcruntime_self()->passed_frame = 0;
        return ExceptionContinueSearch;
    }
    if (is_unwinding(record))
        unwind(&function, record, dispatcher);
    else
        search(&function, record, context, dispatcher);
    return ExceptionContinueSearch;
}
