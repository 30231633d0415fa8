/* SPDX-License-Identifier: MIT */
/* The tables of `__CxxFrameHandler4` ("Making C++ Exception Handling Smaller On x64"): byte streams of numbers of one
 * to five bytes; a catch block has tables of its own.  Checked against the tables of programs that have them.
 *
 *     function    flags, [numbers], [unwind map], [try map], state map, [where a catch block finds its function's
 * frame] unwind map  count; each: distance back to the entry of the state it leads to x 4 + kind, [function], [object]
 *     try map     count; each: low, high, catch high, handlers
 *     handlers    count; each: flags, [adjectives], [type], [object], function, [up to two continuations]
 *     state map   count; each: distance from the last address, state + 1
 *
 * Bracketed parts are there where the flags say so; what is an address is 32 bits from the image's base. */
#include "eh.h"

enum {
    IS_CATCH = 1,
    IS_SEPARATED = 2, /* in several pieces, each with a state map */
    HAS_NUMBERS = 4,
    HAS_UNWIND = 8,
    HAS_TRIES = 16,
    CXX_ONLY = 32,
    IS_NOEXCEPT = 64
};
enum { HANDLER_HAS_ADJECTIVES = 1, HANDLER_HAS_TYPE = 2, HANDLER_HAS_OBJECT = 4, HANDLER_FAR = 8 };
enum { UNWIND_NOTHING, UNWIND_OBJECT, UNWIND_POINTER, UNWIND_FUNCLET };

/* A number: the low bits of its first byte tell how many follow. */
static uint32_t number(const uint8_t **at)
{
    const uint8_t *p = *at;
    if (!(p[0] & 1)) {
        *at += 1;
        return p[0] >> 1;
    }
    if (!(p[0] & 2)) {
        *at += 2;
        return p[0] >> 2 | (uint32_t)p[1] << 6;
    }
    if (!(p[0] & 4)) {
        *at += 3;
        return p[0] >> 3 | (uint32_t)p[1] << 5 | (uint32_t)p[2] << 13;
    }
    if (!(p[0] & 8)) {
        *at += 4;
        return p[0] >> 4 | (uint32_t)p[1] << 4 | (uint32_t)p[2] << 12 | (uint32_t)p[3] << 20;
    }
    *at += 5;
    return p[1] | (uint32_t)p[2] << 8 | (uint32_t)p[3] << 16 | (uint32_t)p[4] << 24;
}

static int32_t address(const uint8_t **at)
{
    int32_t value;
    memcpy(&value, *at, sizeof value);
    *at += sizeof value;
    return value;
}

bool eh_open(struct eh_function *function, const DISPATCHER_CONTEXT *dispatcher, uint64_t frame)
{
    const uint64_t base = function->base;
    const uint8_t *at = eh_at(base, *(const int32_t *)dispatcher->HandlerData);
    const uint8_t flags = *at++;
    function->start = eh_start_of(dispatcher->FunctionEntry, base);
    function->low = -1;
    function->high = INT32_MAX;
    function->cxx_only = flags & CXX_ONLY;
    function->is_noexcept = flags & IS_NOEXCEPT;
    function->is_catch = flags & IS_CATCH;
    if (flags & HAS_NUMBERS) number(&at);
    if (flags & HAS_UNWIND) function->map.unwind = eh_at(base, address(&at));
    if (flags & HAS_TRIES) function->map.tries = eh_at(base, address(&at));
    function->map.states = eh_at(base, address(&at));
    if (flags & IS_CATCH) function->frame = *(const uint64_t *)(frame + number(&at));
    if (flags & IS_SEPARATED) {
        /* the piece that the address is in */
        const uint8_t *pieces = function->map.states;
        function->map.states = NULL;
        for (uint32_t count = number(&pieces); count; count--) {
            uint32_t start = (uint32_t)address(&pieces);
            int32_t states = address(&pieces);
            if (start != function->start) continue;
            function->map.states = eh_at(base, states);
            break;
        }
    }
    return true;
}

int eh_state(const struct eh_function *function, uint64_t pc)
{
    const uint8_t *at = function->map.states;
    const uint32_t wanted = (uint32_t)(pc - function->base) - function->start;
    uint32_t place = 0;
    int state = -1;
    if (!at) return -1;
    for (uint32_t count = number(&at); count; count--) {
        place += number(&at);
        if (place > wanted) break;
        state = (int)number(&at) - 1;
    }
    return state;
}

/* `*at` is how many have been read; the stream is read from its beginning, as it is short. */
bool eh_next_try(const struct eh_function *function, uintptr_t *at, struct eh_try *out)
{
    const uint8_t *stream = function->map.tries;
    if (!stream || *at >= number(&stream)) return false;
    for (uintptr_t i = 0; i <= *at; i++) {
        out->low = (int)number(&stream);
        out->high = (int)number(&stream);
        out->catch_high = (int)number(&stream);
        out->at = eh_at(function->base, address(&stream));
    }
    const uint8_t *handlers = out->at;
    out->count = (int)number(&handlers);
    out->at = handlers;
    ++*at;
    return true;
}

bool eh_next_handler(const struct eh_function *function, struct eh_try *from, struct eh_handler *out)
{
    const uint8_t *at = from->at;
    if (from->count-- <= 0) return false;
    const uint8_t flags = *at++;
    *out = (struct eh_handler){0};
    if (flags & HANDLER_HAS_ADJECTIVES) out->adjectives = number(&at);
    if (flags & HANDLER_HAS_TYPE) out->type = eh_at(function->base, address(&at));
    if (flags & HANDLER_HAS_OBJECT) out->object = (int32_t)number(&at);
    out->address = function->base + (uint32_t)address(&at);
    out->continuations = flags >> 4 & 3;
    for (int i = 0; i < out->continuations; i++) {
        uint32_t to = flags & HANDLER_FAR ? (uint32_t)address(&at) : function->start + number(&at);
        if (i < 2) out->continuation[i] = function->base + to;
    }
    from->at = at;
    return true;
}

struct unwind_entry {
    uint32_t kind, back;
    int32_t function;
    uint32_t object;
};

static struct unwind_entry unwind_entry(const uint8_t **at)
{
    uint32_t first = number(at);
    struct unwind_entry entry = {.kind = first & 3, .back = first >> 2};
    if (entry.kind != UNWIND_NOTHING) entry.function = address(at);
    if (entry.kind == UNWIND_OBJECT || entry.kind == UNWIND_POINTER) entry.object = number(at);
    return entry;
}

struct eh_step eh_leave(const struct eh_function *function, int state)
{
    const uint8_t *at = function->map.unwind, *first, *here;
    struct unwind_entry entry = {0};
    struct eh_step step = {.to = -1};
    uint32_t count = at ? number(&at) : 0;
    if (state < 0 || (uint32_t)state >= count) __std_terminate(); /* tables that contradict themselves */
    first = here = at;
    for (int i = 0; i <= state; i++) {
        here = at;
        entry = unwind_entry(&at);
    }
    if (entry.kind != UNWIND_NOTHING) {
        void *object = (void *)(function->frame + entry.object);
        step.action = entry.kind == UNWIND_FUNCLET ? EH_FUNCLET : EH_DESTRUCTOR;
        step.address = function->base + (uint32_t)entry.function;
        step.object = entry.kind == UNWIND_POINTER ? *(void **)object : object;
    }
    if (entry.back && entry.back <= (uint32_t)(here - first)) {
        const uint8_t *target = here - entry.back; /* which state's entry is it? */
        step.to = 0;
        for (at = first; at < target; step.to++) unwind_entry(&at);
    }
    return step;
}

/* This format has no exception specifications. */
bool eh_is_specified(const struct eh_function *function, const EXCEPTION_RECORD *record)
{
    (void)function;
    (void)record;
    return true;
}

EXCEPTION_DISPOSITION __CxxFrameHandler4(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                         DISPATCHER_CONTEXT *dispatcher)
{
    return eh_frame_handler(record, frame, context, dispatcher);
}
