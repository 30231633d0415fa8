/* SPDX-License-Identifier: MIT */
/* Mutants, which Win32 calls mutexes.
 *
 * Owner, recursion and the abandoned mark stand in the wait line.  An owned mutant outlives its handles, and hangs in
 * the owner's list, which only that thread touches: at its end each is abandoned and one waiter woken; where
 * the process is killed, the kernel does that (line.h). Left
 * out: STATUS_MUTANT_LIMIT_EXCEEDED after 2^31 recursions. */
#include "nt/mutant.h"

#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/shared.h"
#include "nt/thread.h"
#include "nt_calls.h"

/* Nobody can come to it any more.  Its owner may give it up at this moment: one of the two ends it. */
static bool mutant_keeps(struct object *object)
{
    struct mutant *mutant = (struct mutant *)object;
    uint32_t expected = END_WHEN_FREE;
    atomic_store(&mutant->end, END_WHEN_FREE);
    return atomic_load(&mutant->owner) || !atomic_compare_exchange_strong(&mutant->end, &expected, END_NOW);
}

const struct object_type mutant_type = {
    .name = "Mutant",
    .valid_access = MUTANT_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | MUTANT_QUERY_STATE, STANDARD_RIGHTS_WRITE, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                MUTANT_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .retires = true,
    .keeps = mutant_keeps,
    .destroy = object_retire,
    .last_handle = name_forget,
};

struct object *mutant_blank(void)
{
    return object_create(&mutant_type, sizeof(struct mutant));
}

void mutant_taken(struct object *object, struct line *line)
{
    if (atomic_load(&line->count) != 1) return; /* owned before */
    mutant_link((struct mutant *)object, thread_self());
}

/* The calling thread, which owns it and has borrowed it or has a reference, gives it up.  True: its end was waiting for
 * that, and is the caller's to make (object_end()) when it has returned what it borrowed. */
static bool mutant_give_up(struct mutant *mutant, struct line *line, bool abandoned)
{
    uint32_t expected = END_WHEN_FREE;
    mutant_unlink(mutant);
    line_disown(line, &thread_self()->owner, abandoned); /* a full barrier */
    return atomic_load(&mutant->end) == END_WHEN_FREE &&
           atomic_compare_exchange_strong(&mutant->end, &expected, END_NOW);
}

void mutant_abandon_all(struct nt_thread *self)
{
    while (self->owned) {
        struct mutant *mutant = self->owned;
        handle_lend();
        bool end = mutant_give_up(mutant, atomic_load(&mutant->object.line), true);
        handle_return();
        if (end) object_end(&mutant->object);
    }
    line_owner_leave(&self->owner);
}

NTSTATUS sys_NtCreateMutant(HANDLE *MutantHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                            BOOLEAN InitialOwner)
{
    struct guest_attributes attributes;
    if (!guest_probe_write(MutantHandle, sizeof *MutantHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct object *object = mutant_blank();
    struct line *line = object ? line_create_shareable(LINE_MUTANT, 0, 0) : NULL;
    if (line) {
        atomic_store(&object->line, line);
        if (InitialOwner) { /* before others can see it */
            line_take(line, &thread_self()->owner);
            mutant_taken(object, line);
        }
        object_ref(object);
        status = name_publish(object, DesiredAccess, &attributes, MutantHandle);
        if (InitialOwner && status != STATUS_SUCCESS) /* another has the name: ours goes */
            mutant_give_up((struct mutant *)object, line, false);
        object_put(object);
    } else {
        if (object) object_free(object);
        status = STATUS_NO_MEMORY;
    }
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenMutant(HANDLE *MutantHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&mutant_type, DesiredAccess, ObjectAttributes, MutantHandle);
}

/* Takes one off the calling thread's count, and tells what NT calls the count before.  *end as mutant_give_up(). */
static NTSTATUS release(struct object *object, LONG *was, bool *end)
{
    struct line *line = atomic_load(&object->line);
    if ((atomic_load(&line->state) & MUTANT_OWNER) != thread_self()->owner.tid) return STATUS_MUTANT_NOT_OWNED;
    uint32_t count = atomic_load(&line->count);
    *was = 1 - (LONG)count; /* 1 for free, 0 for owned once, and down */
    if (count == 1)
        *end = mutant_give_up((struct mutant *)object, line, false);
    else
        atomic_store_explicit(&line->count, count - 1, memory_order_relaxed);
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtReleaseMutant(HANDLE MutantHandle, LONG *PreviousCount)
{
    struct object *object;
    bool end = false, borrowed;
    LONG was;
    if (PreviousCount && !guest_probe_write(PreviousCount, sizeof *PreviousCount)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = handle_use(MutantHandle, &mutant_type, 0, &object, &borrowed);
    if (status != STATUS_SUCCESS) return status;
    status = release(object, &was, &end);
    handle_done(object, borrowed);
    if (end) object_end(object);
    if (status != STATUS_SUCCESS) return status;
    return PreviousCount && !guest_put(PreviousCount, &was) ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

NTSTATUS sys_NtQueryMutant(HANDLE MutantHandle, ULONG MutantInformationClass, void *MutantInformation,
                           ULONG MutantInformationLength, ULONG *ReturnLength)
{
    struct object *object;
    struct {
        LONG count;
        BOOLEAN owned_by_caller, abandoned;
    } answer = {0}; /* MUTANT_BASIC_INFORMATION */
    ULONG length = sizeof answer;
    if (MutantInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
    if (MutantInformationLength != sizeof answer) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = handle_get(MutantHandle, &mutant_type, MUTANT_QUERY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    struct line *line = atomic_load(&object->line);
    uint32_t state = line_state(line);
    answer.owned_by_caller = (state & MUTANT_OWNER) == thread_self()->owner.tid;
    answer.abandoned = mutant_is_abandoned(state);
    answer.count = state & MUTANT_OWNER ? 1 - (LONG)atomic_load(&line->count) : 1;
    object_put(object);
    if (!guest_put(MutantInformation, &answer) || (ReturnLength && !guest_put(ReturnLength, &length)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
