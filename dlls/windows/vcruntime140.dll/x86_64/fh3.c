/* SPDX-License-Identifier: MIT */
/* The tables of `__CxxFrameHandler3` and its forerunners (as LLVM's WinException writes them): arrays of fixed entries,
 * one set for a function and its catch blocks. */
#include "eh.h"

struct function_info {
    uint32_t magic; /* three bits on top are flags */
    int32_t states, unwind;
    uint32_t try_count;
    int32_t tries;
    uint32_t place_count;
    int32_t places;
    int32_t unwind_help;
    int32_t specification; /* from the second format on */
    int32_t flags;         /* from the third on */
};
enum { FLAG_CXX_ONLY = 1, FLAG_NOEXCEPT = 4 };

struct unwind_entry {
    int32_t to, action;
};

struct try_entry {
    int32_t low, high, catch_high, count, handlers;
};

struct handler_entry {
    uint32_t adjectives;
    int32_t type, object, address;
    int32_t parent; /* where in the catch block's own frame the function's frame is told */
};

struct place {
    uint32_t address;
    int32_t state;
};

struct type_list {
    int32_t count, types;
};

bool eh_open(struct eh_function *function, const DISPATCHER_CONTEXT *dispatcher, uint64_t frame)
{
    const uint64_t base = function->base;
    const struct function_info *info = eh_at(base, *(const int32_t *)dispatcher->HandlerData);
    uint32_t format = (info->magic & 0x1fffffff) - CXX_MAGIC;
    if (format > 2) return false;
    function->info = info;
    function->cxx_only = format >= 2 && info->flags & FLAG_CXX_ONLY;
    function->is_noexcept = format >= 2 && info->flags & FLAG_NOEXCEPT;
    function->low = -1;
    function->high = INT32_MAX;

    /* is it one of the function's catch blocks? */
    const struct try_entry *tries = eh_at(base, info->tries);
    const uint32_t start = info->try_count ? eh_start_of(dispatcher->FunctionEntry, base) : 0;
    for (uint32_t i = 0; i < info->try_count; i++) {
        const struct handler_entry *handlers = eh_at(base, tries[i].handlers);
        for (int32_t k = 0; k < tries[i].count; k++) {
            if ((uint32_t)handlers[k].address != start) continue;
            function->is_catch = true;
            function->frame = *(const uint64_t *)(frame + (uint64_t)(int64_t)handlers[k].parent);
            function->low = tries[i].high;
            function->high = tries[i].catch_high;
            return true;
        }
    }
    return true;
}

int eh_state(const struct eh_function *function, uint64_t pc)
{
    const struct function_info *info = function->info;
    const struct place *places = eh_at(function->base, info->places);
    const uint32_t address = (uint32_t)(pc - function->base);
    uint32_t low = 0, high = info->place_count; /* how many begin at or before the address? */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (places[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? places[low - 1].state : -1;
}

bool eh_next_try(const struct eh_function *function, uintptr_t *at, struct eh_try *out)
{
    const struct function_info *info = function->info;
    if (*at >= info->try_count) return false;
    const struct try_entry *entry = (const struct try_entry *)eh_at(function->base, info->tries) + (*at)++;
    *out = (struct eh_try){entry->low, entry->high, entry->catch_high, entry->count,
                           eh_at(function->base, entry->handlers)};
    return true;
}

bool eh_next_handler(const struct eh_function *function, struct eh_try *from, struct eh_handler *out)
{
    if (from->count-- <= 0) return false;
    const struct handler_entry *entry = from->at;
    from->at = entry + 1;
    *out = (struct eh_handler){.adjectives = entry->adjectives,
                               .type = entry->type ? eh_at(function->base, entry->type) : NULL,
                               .object = entry->object,
                               .address = function->base + (uint32_t)entry->address};
    return true;
}

struct eh_step eh_leave(const struct eh_function *function, int state)
{
    const struct function_info *info = function->info;
    if (state < 0 || state >= info->states) __std_terminate(); /* tables that contradict themselves */
    const struct unwind_entry *entry = (const struct unwind_entry *)eh_at(function->base, info->unwind) + state;
    return (struct eh_step){.to = entry->to,
                            .action = entry->action ? EH_FUNCLET : EH_NOTHING,
                            .address = function->base + (uint32_t)entry->action};
}

bool eh_is_specified(const struct eh_function *function, const EXCEPTION_RECORD *record)
{
    const struct function_info *info = function->info;
    if ((info->magic & 0x1fffffff) == CXX_MAGIC || !info->specification) return true;
    const struct type_list *list = eh_at(function->base, info->specification);
    const struct handler_entry *types = eh_at(function->base, list->types);
    for (int32_t i = 0; i < list->count; i++) {
        const struct eh_handler handler = {.adjectives = types[i].adjectives,
                                           .type = types[i].type ? eh_at(function->base, types[i].type) : NULL};
        if (eh_match(record, &handler)) return true;
    }
    return false;
}

/* The language handler of C++ functions in the formats up to the third. */
EXCEPTION_DISPOSITION __CxxFrameHandler3(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                         DISPATCHER_CONTEXT *dispatcher)
{
    return eh_frame_handler(record, frame, context, dispatcher);
}
