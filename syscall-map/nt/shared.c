/* SPDX-License-Identifier: MIT */
/* Which of this process's objects other processes hold too, by the index of their line.
 *
 * A process holds each shared line with one lock (linux/shm.h), however many handles it has: so one line is one
 * object here, and this table finds it when the line comes again by a name, by inheritance or by duplication.  Left
 * out: objects without a line in the segment, which are threads and processes. */
#include "nt/shared.h"

#include "fault.h"
#include "linux/broker.h"
#include "linux/shm.h"
#include "nt/event.h"
#include "nt/job.h"
#include "nt/intent.h"
#include "nt/line.h"
#include "nt/mutant.h"
#include "nt/semaphore.h"
#include "nt/timer.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { LEAST = 64 };

struct entry {
    struct object *object; /* no reference: it leaves the table when its last one goes */
    struct entry *next;
    uint32_t index;
};

static struct entry **table; /* as long as `buckets`, a power of 2; grows with what is in it */
static size_t buckets, count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* taken under name.c's, before line.c's */

/* The objects that have a line of each kind, and one without it yet. */
static const struct {
    const struct object_type *type;
    struct object *(*blank)(void);
} kinds[LINE_KINDS] = {
    [LINE_EVENT] = {&event_type,     event_blank    },
    [LINE_EVENT_AUTO] = {&event_type,     event_blank    },
    [LINE_SEMAPHORE] = {&semaphore_type, semaphore_blank},
    [LINE_MUTANT] = {&mutant_type,    mutant_blank   },
    [LINE_TIMER] = {&timer_type,     timer_blank    },
    [LINE_TIMER_AUTO] = {&timer_type,     timer_blank    },
    [LINE_JOB] = {&job_type,       NULL           }, /* made of a descriptor */
};

/* Where the entry of a line is linked, or would be; while there is no table NULL stands there. */
static struct entry **find(uint32_t index)
{
    static struct entry *none;
    if (!buckets) return &none;
    struct entry **at = &table[index & (buckets - 1)];
    while (*at && (*at)->index != index) at = &(*at)->next;
    return at;
}

static void grow(void)
{
    size_t wider = buckets ? buckets * 2 : LEAST;
    struct entry **fresh = calloc(wider, sizeof *fresh);
    if (!fresh) return;
    for (size_t i = 0; i < buckets; i++)
        for (struct entry *entry; (entry = table[i]);) {
            table[i] = entry->next;
            entry->next = fresh[entry->index & (wider - 1)];
            fresh[entry->index & (wider - 1)] = entry;
        }
    free(table);
    table = fresh;
    buckets = wider;
}

/* Under the lock. */
static bool insert(struct object *object, uint32_t index)
{
    if (count >= buckets) grow(); /* without memory the chains become longer */
    struct entry *entry = buckets ? malloc(sizeof *entry) : NULL;
    if (!entry) return false;
    struct entry **at = &table[index & (buckets - 1)];
    *entry = (struct entry){object, *at, index};
    *at = entry;
    count++;
    return true;
}

bool shared_publish(struct object *object)
{
    struct line *line = atomic_load(&object->line);
    if (!line || !(atomic_load(&line->flags) & LINE_IN_SEGMENT) || !shm_is_shared()) return false;
    pthread_mutex_lock(&lock);
    bool known = atomic_load(&line->flags) & LINE_SHARED;
    if (!known && shm_hold(line->index)) {
        FAULT(publish_held);
        known = insert(object, line->index);
        if (known)
            atomic_fetch_or(&line->flags, LINE_SHARED);
        else
            shm_drop_end(line->index);
    }
    pthread_mutex_unlock(&lock);
    return known;
}

/* One more reference, unless the last one has gone. */
static bool revive(struct object *object)
{
    int64_t refs = atomic_load(&object->refs);
    while (refs > 0)
        if (atomic_compare_exchange_weak(&object->refs, &refs, refs + 1)) return true;
    return false;
}

/* Under the lock: gives `object`, which has none, a line that this process doesn't hold yet. */
static NTSTATUS attach(struct object *object, uint32_t index, uint32_t generation)
{
    struct line *line = line_find(index);
    if (!line) return STATUS_INVALID_PARAMETER;
    if (!shm_hold(index)) return STATUS_NO_MEMORY;
    FAULT(attach_held);
    uint32_t kind = __atomic_load_n(&line->kind, __ATOMIC_ACQUIRE);
    NTSTATUS status = STATUS_SUCCESS;
    if (atomic_load(&line->generation) != generation || !(atomic_load(&line->flags) & LINE_SHARED))
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    else if (kind >= LINE_KINDS || line->index != index ||
             (kind == LINE_HOLD ? object->type->wait != OBJECT_WAIT_NEVER : kinds[kind].type != object->type))
        status = STATUS_INVALID_PARAMETER;
    else if (!insert(object, index))
        status = STATUS_NO_MEMORY;
    FAULT(attach_known);
    if (status == STATUS_SUCCESS)
        atomic_store(&object->line, line);
    else
        shm_drop_end(index);
    return status;
}

/* Who holds a line that has a name is to know it (linux/broker.h). */
static void learn_name(struct object *object, uint32_t index, uint32_t generation)
{
    if (atomic_load(&atomic_load(&object->line)->flags) & LINE_NAMED) broker_name_learn(index, generation);
}

struct object *shared_blank(uint32_t kind)
{
    return kind < LINE_KINDS && kinds[kind].blank ? kinds[kind].blank() : NULL;
}

bool shared_attach(struct object *object, uint32_t index, uint32_t generation)
{
    if (!shm_map() || !shm_is_shared()) return false;
    pthread_mutex_lock(&lock);
    bool attached = !*find(index) && attach(object, index, generation) == STATUS_SUCCESS;
    pthread_mutex_unlock(&lock);
    if (attached) learn_name(object, index, generation);
    return attached;
}

NTSTATUS shared_adopt(uint32_t index, uint32_t generation, struct object *blank, struct object **object)
{
    NTSTATUS status = shm_map() && shm_is_shared() ? STATUS_PENDING : STATUS_INVALID_PARAMETER;
    for (; status == STATUS_PENDING; sched_yield()) {
        pthread_mutex_lock(&lock);
        struct entry *entry = *find(index);
        if (!entry) {
            status = attach(*object = blank, index, generation);
        } else if (revive(entry->object)) { /* else it is on its way out */
            struct line *line = atomic_load(&entry->object->line);
            status = STATUS_SUCCESS;
            *object = entry->object;
            if (atomic_load(&line->generation) != generation) status = STATUS_OBJECT_NAME_NOT_FOUND;
            if (entry->object->type != blank->type) status = STATUS_INVALID_PARAMETER;
        }
        pthread_mutex_unlock(&lock);
        if (status == STATUS_PENDING || *object == blank) continue;
        if (status != STATUS_SUCCESS) object_put(*object);
    }
    if (status != STATUS_SUCCESS || *object != blank) object_put(blank);
    if (status == STATUS_SUCCESS) learn_name(*object, index, generation);
    return status;
}

void shared_line_free(struct object *object)
{
    struct line *line = atomic_load(&object->line);
    if (!line || !(atomic_load(&line->flags) & LINE_SHARED)) {
        line_free(line);
        return;
    }
    pthread_mutex_lock(&lock);
    struct entry **at = find(line->index), *entry = *at;
    if (entry) {
        *at = entry->next;
        count--;
    }
    line_free(line);
    pthread_mutex_unlock(&lock);
    free(entry);
}

void shared_leave(struct line_owner *self)
{
    /* No thread of the guest runs any more, or none that could finish: what it has locked stays locked. */
    if (pthread_mutex_trylock(&lock)) return;
    for (size_t i = 0; i < buckets; i++)
        for (struct entry *entry = table[i]; entry; entry = entry->next) {
            struct line *line = line_find(entry->index);
            bool mine = line && line->kind == LINE_MUTANT && atomic_load(&line->state) & MUTANT_OWNER;
            if (!mine) line_free(line); /* an owned one is the kernel's to give up, and then the page's owner's */
        }
    intent_leave_all(self);
    line_leave();
}
