/* SPDX-License-Identifier: MIT */
/* The handle table's words, and how an object is borrowed through them: handle.c says how.  Here for handle.c and for
 * leaf.c, which calls no other function. */
#ifndef METIC_NT_BORROW_H
#define METIC_NT_BORROW_H

#include "nt/handle.h"
#include "nt/thread.h"

#define COUNT_BITS       12
#define COUNT_MAX        ((1u << COUNT_BITS) - 1)
#define COUNT_MOVE       (1u << (COUNT_BITS - 1))
#define GENERATION_ONE   (1ull << COUNT_BITS)
#define GENERATION_MASK  (0x1ffull << COUNT_BITS)
#define ADDRESS_SHIFT    21
#define ADDRESS_OF(word) ((struct object *)(uintptr_t)((word) >> ADDRESS_SHIFT << 4))

#define CHUNK_BITS    14
#define CHUNK_ENTRIES (1u << CHUNK_BITS)
#define CHUNKS        (1u << (24 - CHUNK_BITS))
#define ENTRIES_MAX   (CHUNKS * CHUNK_ENTRIES)

#define INFO_FREE (1ull << 63)
#define INFO_LEND (1ull << 62) /* the object's type retires */

struct entry {
    _Atomic uint64_t word; /* address 0: free */
    _Atomic uint64_t info; /* rights, and attributes << 32; of a free entry: INFO_FREE and the index of the next */
};

extern _Atomic(struct entry *) handle_chunks[CHUNKS];

static inline struct entry *entry_at(uint32_t index)
{
    struct entry *chunk = atomic_load_explicit(&handle_chunks[index >> CHUNK_BITS], memory_order_acquire);
    return chunk ? &chunk[index & (CHUNK_ENTRIES - 1)] : NULL;
}

/* The entry a handle value names; NULL: it cannot be a handle. */
static inline struct entry *entry_of(HANDLE handle)
{
    uintptr_t index = (uintptr_t)handle >> 2;
    return index - 1 < ENTRIES_MAX - 1 ? entry_at((uint32_t)index) : NULL;
}

/* From here to borrow_end() nothing that the thread sees through a handle goes. */
static inline void borrow_begin(struct nt_thread *self)
{
    atomic_store_explicit(&self->borrows, 1, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst); /* the barrier is who frees one's to make */
}

static inline void borrow_end(struct nt_thread *self)
{
    atomic_store_explicit(&self->borrows, 0, memory_order_release);
}

/* An object that can be borrowed, in a handle with these rights; `type` NULL: any.  NULL: there is none. */
static inline struct object *borrow_object(HANDLE handle, const struct object_type *type, ACCESS_MASK access)
{
    struct entry *entry = entry_of(handle);
    if (!entry) return NULL;
    uint64_t word = atomic_load_explicit(&entry->word, memory_order_acquire);
    uint64_t info = atomic_load_explicit(&entry->info, memory_order_acquire);
    bool same = (atomic_load_explicit(&entry->word, memory_order_relaxed) ^ word) >> COUNT_BITS == 0;
    bool fits = same && (info & (INFO_LEND | INFO_FREE)) == INFO_LEND && !(access & ~(ACCESS_MASK)info);
    struct object *object = ADDRESS_OF(word);
    return fits && object && (!type || object->type == type) ? object : NULL;
}

#endif
