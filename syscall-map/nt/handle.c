/* SPDX-License-Identifier: MIT */
/* The handle table.
 *
 * An entry's word holds the object's address, a generation and a count of references taken through it:
 *
 *      63                    21 20       12 11       0
 *     | address >> 4           | generation | count   |
 *
 * A look-up is one compare-and-swap that adds 1 to the count; the reference it took is given back with object_put(), on
 * the object's own counter.  A handle stands for OBJECT_HANDLE_BIAS references there, less those counted in its word,
 * which closing settles: so the object's counter cannot reach 0 while a handle lives, and neither a look-up nor its end
 * touches more than one shared word.  A count that grows to its half moves to the object.  Since address and generation
 * are in the swapped word, a look-up that meets a close either has its reference or fails; the rights, read before the
 * swap, belong to the same generation.
 *
 * What only looks at an object's line, to set an event or to take one that is set, need not write to shared words at
 * all: it borrows the object.  A thread says in a word of its own that it has borrowed, by a plain store; who frees an
 * object that was borrowable makes every thread see the handle gone with one barrier for all of them (membarrier), and
 * waits for those that say so.
 *
 * Free entries are a stack through their own memory, its head tagged against reuse.  Nothing here takes a lock.
 * Left out: handles of other processes. */
#include "nt/handle.h"

#include "linux/barrier.h"
#include "nt/borrow.h"

#include <sched.h>
#include <stdlib.h>

_Static_assert(OBJECT_HANDLE_BIAS > COUNT_MAX, "a handle outweighs what its word can count");

static struct entry first_chunk[CHUNK_ENTRIES];
_Atomic(struct entry *) handle_chunks[CHUNKS] = {first_chunk};
static _Atomic uint64_t free_head;      /* index, and a tag << 32; index 0: none */
static _Atomic uint32_t fresh_next = 1; /* entries from here up were never used; entry 0 is no handle */
static _Atomic uint32_t open_count;
static struct object *(*pseudo[8])(void);

#define ATTRIBUTES (OBJ_INHERIT | OBJ_PROTECT_CLOSE)

static void entry_free(uint32_t index, struct entry *entry)
{
    uint64_t head = atomic_load(&free_head);
    do atomic_store(&entry->info, INFO_FREE | (uint32_t)head);
    while (!atomic_compare_exchange_weak(&free_head, &head, ((head >> 32) + 1) << 32 | index));
}

/* A free entry's index; 0: none, or no memory. */
static uint32_t entry_take(void)
{
    uint64_t head = atomic_load(&free_head);
    while ((uint32_t)head) {
        /* Entries are never unmapped: what is read from one that another thread took is discarded by the tag. */
        uint32_t next = (uint32_t)atomic_load(&entry_at((uint32_t)head)->info);
        if (atomic_compare_exchange_weak(&free_head, &head, ((head >> 32) + 1) << 32 | next)) return (uint32_t)head;
    }
    uint32_t index = atomic_load(&fresh_next);
    do {
        if (index >= ENTRIES_MAX) return 0;
        if (!entry_at(index)) {
            struct entry *chunk = calloc(CHUNK_ENTRIES, sizeof *chunk), *none = NULL;
            if (!chunk) return 0;
            if (!atomic_compare_exchange_strong(&handle_chunks[index >> CHUNK_BITS], &none, chunk)) free(chunk);
        }
    } while (!atomic_compare_exchange_weak(&fresh_next, &index, index + 1));
    return index;
}

static void entry_fill(struct entry *entry, struct object *object, ACCESS_MASK access, ULONG attributes)
{
    atomic_fetch_add_explicit(&object->refs, OBJECT_HANDLE_BIAS, memory_order_relaxed);
    atomic_fetch_add_explicit(&object->handles, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&open_count, 1, memory_order_relaxed);
    atomic_store_explicit(&entry->info,
                          access | (uint64_t)(attributes & ATTRIBUTES) << 32 | (object->type->retires ? INFO_LEND : 0),
                          memory_order_relaxed);
    uint64_t generation = atomic_load_explicit(&entry->word, memory_order_relaxed) & GENERATION_MASK;
    atomic_store_explicit(&entry->word, (uint64_t)(uintptr_t)object >> 4 << ADDRESS_SHIFT | generation,
                          memory_order_release);
}

NTSTATUS handle_create(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *handle)
{
    uint32_t index = entry_take();
    if (!index) return STATUS_INSUFFICIENT_RESOURCES;
    entry_fill(entry_at(index), object, access, attributes);
    *handle = (HANDLE)((uintptr_t)index << 2);
    return STATUS_SUCCESS;
}

/* Takes one entry out of the free ones; false: it is not among them.  Only while there is one thread. */
static bool entry_pick(uint32_t index)
{
    uint64_t head = atomic_load(&free_head);
    uint32_t before = 0, at = (uint32_t)head;
    while (at && at != index) {
        before = at;
        at = (uint32_t)atomic_load(&entry_at(at)->info);
    }
    if (!at) return false;
    uint32_t next = (uint32_t)atomic_load(&entry_at(at)->info);
    if (before)
        atomic_store(&entry_at(before)->info, INFO_FREE | next);
    else
        atomic_store(&free_head, ((head >> 32) + 1) << 32 | next);
    return true;
}

NTSTATUS handle_create_at(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE value)
{
    uint64_t wanted = (uintptr_t)value >> 2, index;
    if (!wanted || wanted >= ENTRIES_MAX) return STATUS_INVALID_HANDLE;
    if (wanted < atomic_load(&fresh_next)) {
        if (!entry_pick((uint32_t)wanted)) return STATUS_INVALID_HANDLE;
        entry_fill(entry_at((uint32_t)wanted), object, access, attributes);
        return STATUS_SUCCESS;
    }
    do { /* those below become free */
        uint64_t head = atomic_exchange(&free_head, 0);
        index = entry_take();
        atomic_store(&free_head, head);
        if (!index) return STATUS_INSUFFICIENT_RESOURCES;
        if (index < wanted) entry_free((uint32_t)index, entry_at((uint32_t)index));
    } while (index < wanted);
    entry_fill(entry_at((uint32_t)index), object, access, attributes);
    return STATUS_SUCCESS;
}

/* Moves the references counted in a word to the object; the caller holds one of them. */
static void entry_settle(struct entry *entry, struct object *object, uint64_t word)
{
    atomic_fetch_add(&object->refs, COUNT_MOVE);
    uint64_t now = word;
    while ((now ^ word) >> COUNT_BITS == 0 && (now & COUNT_MAX) >= COUNT_MOVE)
        if (atomic_compare_exchange_weak(&entry->word, &now, now - COUNT_MOVE)) return;
    /* Closed, or moved by another thread: ours were not needed.  It is not the last: the caller's own remains. */
    atomic_fetch_sub(&object->refs, COUNT_MOVE);
}

static NTSTATUS pseudo_get(HANDLE handle, const struct object_type *type, struct object **object)
{
    intptr_t value = (intptr_t)handle;
    if (value >= 0 || value < -7 || !pseudo[-value] || !(*object = pseudo[-value]())) return STATUS_INVALID_HANDLE;
    if (type && (*object)->type != type) {
        object_put(*object);
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_get_rights(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object,
                           ACCESS_MASK *granted, ULONG *attributes)
{
    struct entry *entry = entry_of(handle);
    if (!entry) {
        NTSTATUS status = pseudo_get(handle, type, object);
        if (status == STATUS_SUCCESS) {
            if (granted) *granted = (*object)->type->valid_access;
            if (attributes) *attributes = 0;
        }
        return status;
    }
    uint64_t word = atomic_load_explicit(&entry->word, memory_order_acquire), info;
    for (;;) {
        if (!ADDRESS_OF(word)) return STATUS_INVALID_HANDLE;
        info = atomic_load_explicit(&entry->info, memory_order_relaxed);
        if ((word & COUNT_MAX) == COUNT_MAX) { /* thousands of threads at once: let them move the count */
            sched_yield();
            word = atomic_load_explicit(&entry->word, memory_order_acquire);
        } else if (atomic_compare_exchange_weak_explicit(&entry->word, &word, word + 1, memory_order_acq_rel,
                                                         memory_order_acquire)) {
            break;
        }
    }
    struct object *found = ADDRESS_OF(word);
    if ((word & COUNT_MAX) + 1 >= COUNT_MOVE) entry_settle(entry, found, word + 1);
    NTSTATUS status = STATUS_SUCCESS;
    if (type && found->type != type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if (access & ~(ACCESS_MASK)info)
        status = STATUS_ACCESS_DENIED;
    if (status != STATUS_SUCCESS) {
        object_put(found);
        return status;
    }
    if (granted) *granted = (ACCESS_MASK)info;
    if (attributes) *attributes = (ULONG)(info >> 32) & ATTRIBUTES;
    *object = found;
    return STATUS_SUCCESS;
}

NTSTATUS handle_get(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object)
{
    return handle_get_rights(handle, type, access, object, NULL, NULL);
}

void handle_lend(void)
{
    borrow_begin(thread_self());
}

bool handle_borrow(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object)
{
    struct nt_thread *self = thread_self();
    borrow_begin(self);
    *object = borrow_object(handle, type, access);
    if (!*object) borrow_end(self);
    return *object;
}

void handle_return(void)
{
    borrow_end(thread_self());
}

NTSTATUS handle_use(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object,
                    bool *borrowed)
{
    *borrowed = handle_borrow(handle, type, access, object);
    return *borrowed ? STATUS_SUCCESS : handle_get(handle, type, access, object);
}

void handle_done(struct object *object, bool borrowed)
{
    if (borrowed)
        handle_return();
    else
        object_put(object);
}

void handle_settle(void)
{
    if (thread_is_alone()) return;
    barrier_everywhere();
    for (struct nt_thread *thread = thread_next(NULL); thread; thread = thread_next(thread))
        while (atomic_load_explicit(&thread->borrows, memory_order_acquire)) sched_yield();
}

NTSTATUS handle_close(HANDLE handle)
{
    struct entry *entry = entry_of(handle);
    if (!entry) {
        intptr_t value = (intptr_t)handle;
        return value < 0 && value >= -7 && pseudo[-value] ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
    }
    uint64_t word = atomic_load_explicit(&entry->word, memory_order_acquire);
    do {
        if (!ADDRESS_OF(word)) return STATUS_INVALID_HANDLE;
        if (atomic_load_explicit(&entry->info, memory_order_relaxed) & (uint64_t)OBJ_PROTECT_CLOSE << 32)
            return STATUS_HANDLE_NOT_CLOSABLE;
    } while (!atomic_compare_exchange_weak(&entry->word, &word, (word + GENERATION_ONE) & GENERATION_MASK));
    struct object *object = ADDRESS_OF(word);
    entry_free((uint32_t)((uintptr_t)handle >> 2), entry);
    atomic_fetch_sub_explicit(&open_count, 1, memory_order_relaxed);
    if (atomic_fetch_sub(&object->handles, 1) == 1 && object->type->last_handle) object->type->last_handle(object);
    int64_t drop = OBJECT_HANDLE_BIAS - (int64_t)(word & COUNT_MAX);
    if (atomic_fetch_sub_explicit(&object->refs, drop, memory_order_acq_rel) == drop) object->type->destroy(object);
    return STATUS_SUCCESS;
}

void handle_duplicate_rights(const struct object *object, ULONG options, ACCESS_MASK had, ULONG had_attributes,
                             ACCESS_MASK *access, ULONG *attributes)
{
    *access = options & DUPLICATE_SAME_ACCESS ? had : object_grant(object->type, *access);
    if (options & DUPLICATE_SAME_ATTRIBUTES) *attributes = had_attributes;
}

NTSTATUS handle_duplicate(HANDLE source, ACCESS_MASK access, ULONG attributes, ULONG options, HANDLE *target)
{
    struct object *object;
    ACCESS_MASK granted;
    ULONG had;
    NTSTATUS status = handle_get_rights(source, NULL, 0, &object, &granted, &had);
    if (status != STATUS_SUCCESS) return status;
    handle_duplicate_rights(object, options, granted, had, &access, &attributes);
    status = handle_create(object, access, attributes, target);
    object_put(object);
    return status;
}

NTSTATUS handle_set_attributes(HANDLE handle, ULONG attributes)
{
    struct object *object;
    struct entry *entry = entry_of(handle);
    if (!entry) return STATUS_INVALID_HANDLE;
    NTSTATUS status = handle_get(handle, NULL, 0, &object);
    if (status != STATUS_SUCCESS) return status;
    uint64_t info = atomic_load(&entry->info), want = (uint64_t)(attributes & ATTRIBUTES) << 32;
    /* A close in between leaves INFO_FREE, which is never overwritten. */
    do
        if (info & INFO_FREE) status = STATUS_INVALID_HANDLE;
    while (status == STATUS_SUCCESS &&
           !atomic_compare_exchange_weak(&entry->info, &info, (uint32_t)info | (info & INFO_LEND) | want));
    object_put(object);
    return status;
}

uint32_t handle_count(void)
{
    return atomic_load(&open_count);
}

int handle_each(int (*visit)(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes, void *context),
                void *context)
{
    uint32_t end = atomic_load(&fresh_next);
    for (uint32_t index = 1; index < end; index++) {
        HANDLE handle = (HANDLE)((uintptr_t)index << 2);
        struct object *object;
        ACCESS_MASK access;
        ULONG attributes;
        if (handle_get_rights(handle, NULL, 0, &object, &access, &attributes) != STATUS_SUCCESS) continue;
        int result = visit(handle, object, access, attributes, context);
        object_put(object);
        if (result) return result;
    }
    return 0;
}

void handle_set_pseudo(int value, struct object *(*resolve)(void))
{
    pseudo[-value] = resolve;
}
