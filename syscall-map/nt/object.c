/* SPDX-License-Identifier: MIT */
/* Objects: creation, references, generic rights, and the end of those that can be borrowed.  Names and security
 * descriptors are the broker's and the caller's affair. */
#include "nt/object.h"

#include "nt/handle.h"
#include "nt/line.h"
#include "nt/shared.h"
#include "nt/thread.h"

#include <pthread.h>
#include <stdlib.h>

void object_init(struct object *object, const struct object_type *type)
{
    object->type = type;
    atomic_init(&object->refs, 1);
    atomic_init(&object->handles, 0);
    object->flags = 0;
    atomic_init(&object->line, NULL);
    object->name = NULL;
}

void *object_create(const struct object_type *type, size_t size)
{
    struct object *object = calloc(1, size);
    if (object) object_init(object, type);
    return object;
}

void object_free(struct object *object)
{
    free(object->name);
    free(object);
}

/* Threads may have a retired object borrowed: its memory waits until there are some more, whose end costs a barrier in
 * every thread together.  Not so a shared one: others see that it has gone. */
enum { RETIRED_MOST = 64 };
static struct object *retired;
static unsigned retired_count;
static pthread_mutex_t retired_lock = PTHREAD_MUTEX_INITIALIZER; /* a leaf */

void object_retire(struct object *object)
{
    const struct line *line = atomic_load(&object->line);
    bool shared = line && atomic_load(&line->flags) & LINE_SHARED;
    pthread_mutex_lock(&retired_lock);
    object->retired = retired;
    retired = object;
    struct object *list = NULL;
    if (++retired_count >= RETIRED_MOST || shared || thread_is_alone()) {
        list = retired;
        retired = NULL;
        retired_count = 0;
    }
    pthread_mutex_unlock(&retired_lock);
    if (list) handle_settle();
    for (struct object *next; list; list = next) {
        next = list->retired;
        if (!list->type->keeps || !list->type->keeps(list)) object_end(list);
    }
}

void object_end(struct object *object)
{
    shared_line_free(object);
    object_free(object);
}

void object_put(struct object *object)
{
    if (atomic_fetch_sub_explicit(&object->refs, 1, memory_order_acq_rel) == 1) object->type->destroy(object);
}

ACCESS_MASK object_map_access(const struct object_type *type, ACCESS_MASK desired)
{
    const struct {
        ACCESS_MASK generic, means;
    } map[] = {
        {GENERIC_READ,    type->mapping.GenericRead   },
        {GENERIC_WRITE,   type->mapping.GenericWrite  },
        {GENERIC_EXECUTE, type->mapping.GenericExecute},
        {GENERIC_ALL,     type->mapping.GenericAll    },
        {MAXIMUM_ALLOWED, type->valid_access          },
    };
    ACCESS_MASK granted = desired;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (desired & map[i].generic) granted = (granted & ~map[i].generic) | map[i].means;
    for (size_t i = 0; i < sizeof type->implied / sizeof *type->implied; i++)
        if (granted & type->implied[i].has) granted |= type->implied[i].gives;
    return granted;
}

ACCESS_MASK object_grant(const struct object_type *type, ACCESS_MASK desired)
{
    return object_map_access(type, desired) & (type->valid_access | ACCESS_SYSTEM_SECURITY);
}
