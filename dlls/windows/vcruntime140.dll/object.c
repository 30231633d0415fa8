/* SPDX-License-Identifier: MIT */
/* Thrown objects: which handler takes one, how its parameter is made from it, and its end. */
#include "eh.h"

/* The subobject that `where` tells of. */
void *__AdjustPointer(void *object, const struct displacement *where)
{
    char *at = (char *)object + where->member;
    if (where->table >= 0) {
        const char *bases = *(const char *const *)((char *)object + where->table);
        at += where->table + *(const int32_t *)(bases + where->entry);
    }
    return at;
}

static bool takes(const struct eh_handler *handler, const struct catchable *catchable, const struct throw_info *info,
                  uint64_t base)
{
    const struct type_descriptor *type = eh_at(base, catchable->type);
    if (!handler->type || !handler->type->decorated[0]) return true;
    if (handler->adjectives & HANDLER_BAD_ALLOC && catchable->properties & CATCHABLE_BAD_ALLOC) return true;
    if (handler->type != type && strcmp(handler->type->decorated, type->decorated)) return false;
    if (catchable->properties & CATCHABLE_BY_REFERENCE_ONLY && !(handler->adjectives & HANDLER_REFERENCE)) return false;
    /* what the thrown pointer points at may get more qualifiers, never fewer */
    return !(info->attributes & THROW_CONST && !(handler->adjectives & HANDLER_CONST)) &&
           !(info->attributes & THROW_VOLATILE && !(handler->adjectives & HANDLER_VOLATILE)) &&
           !(info->attributes & THROW_UNALIGNED && !(handler->adjectives & HANDLER_UNALIGNED));
}

const struct catchable *eh_match(const EXCEPTION_RECORD *record, const struct eh_handler *handler)
{
    const struct throw_info *info = eh_throw_info(record);
    uint64_t base = eh_base(record);
    const struct catchable_array *array = eh_at(base, info->catchables);
    for (int32_t i = 0; i < array->count; i++) {
        const struct catchable *catchable = eh_at(base, array->types[i]);
        if (takes(handler, catchable, info, base)) return catchable;
    }
    return NULL;
}

void eh_build(const EXCEPTION_RECORD *record, uint64_t frame, const struct eh_handler *handler,
              const struct catchable *catchable)
{
    void *object = eh_object(record);
    if (!handler->type || !handler->type->decorated[0] || !handler->object) return;
    void **parameter = (void **)(uintptr_t)(frame + (uint64_t)(int64_t)handler->object);
    if (handler->adjectives & HANDLER_REFERENCE) {
        *parameter = __AdjustPointer(object, &catchable->where);
    } else if (catchable->properties & CATCHABLE_SIMPLE) {
        memmove(parameter, object, (size_t)catchable->size);
        if (catchable->size == sizeof(void *) && *parameter)
            *parameter = __AdjustPointer(*parameter, &catchable->where);
    } else if (!catchable->copy) {
        memmove(parameter, __AdjustPointer(object, &catchable->where), (size_t)catchable->size);
    } else {
        /* with virtual bases, the constructor's third argument asks it to make them as well */
        eh_call_closed(eh_at(eh_base(record), catchable->copy), parameter, __AdjustPointer(object, &catchable->where),
                       !!(catchable->properties & CATCHABLE_VIRTUAL_BASE));
    }
}
