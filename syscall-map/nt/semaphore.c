/* SPDX-License-Identifier: MIT */
/* Semaphores: the count is the wait line's state word, the maximum its limit. */
#include "nt/semaphore.h"

#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/line.h"
#include "nt/name.h"
#include "nt/shared.h"
#include "nt_calls.h"

const struct object_type semaphore_type = {
    .name = "Semaphore",
    .valid_access = SEMAPHORE_ALL_ACCESS,
    .mapping = {STANDARD_RIGHTS_READ | SEMAPHORE_QUERY_STATE, STANDARD_RIGHTS_WRITE | SEMAPHORE_MODIFY_STATE,
                STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, SEMAPHORE_ALL_ACCESS},
    .wait = OBJECT_WAIT_LINE,
    .retires = true,
    .destroy = object_retire,
    .last_handle = name_forget,
};

struct object *semaphore_blank(void)
{
    return object_create(&semaphore_type, sizeof(struct object));
}

NTSTATUS sys_NtCreateSemaphore(HANDLE *SemaphoreHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                               LONG InitialCount, LONG MaximumCount)
{
    struct guest_attributes attributes;
    if (MaximumCount <= 0 || InitialCount < 0 || InitialCount > MaximumCount) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(SemaphoreHandle, sizeof *SemaphoreHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct object *object = semaphore_blank();
    struct line *line =
        object ? line_create_shareable(LINE_SEMAPHORE, (uint32_t)InitialCount, (uint32_t)MaximumCount) : NULL;
    if (line) {
        atomic_store(&object->line, line);
        status = name_publish(object, DesiredAccess, &attributes, SemaphoreHandle);
    } else {
        if (object) object_free(object);
        status = STATUS_NO_MEMORY;
    }
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenSemaphore(HANDLE *SemaphoreHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&semaphore_type, DesiredAccess, ObjectAttributes, SemaphoreHandle);
}

/* Adds to the count, which is told as it was; false: it would exceed the limit. */
static bool release(struct line *line, uint32_t by, uint32_t *was)
{
    do {
        *was = line_state(line);
        if (by > line->limit - *was) return false;
    } while (!line_swap(line, was, *was + by));
    line_wake(line, (int)by);
    return true;
}

NTSTATUS sys_NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, LONG *PreviousCount)
{
    struct object *object;
    if (ReleaseCount <= 0) return STATUS_INVALID_PARAMETER;
    if (PreviousCount && !guest_probe_write(PreviousCount, sizeof *PreviousCount)) return STATUS_ACCESS_VIOLATION;
    uint32_t was;
    bool borrowed;
    NTSTATUS status = handle_use(SemaphoreHandle, &semaphore_type, SEMAPHORE_MODIFY_STATE, &object, &borrowed);
    if (status != STATUS_SUCCESS) return status;
    bool released = release(atomic_load(&object->line), (uint32_t)ReleaseCount, &was);
    handle_done(object, borrowed);
    if (!released) return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    return PreviousCount && !guest_put(PreviousCount, &was) ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

NTSTATUS sys_NtQuerySemaphore(HANDLE SemaphoreHandle, ULONG SemaphoreInformationClass, void *SemaphoreInformation,
                              ULONG SemaphoreInformationLength, ULONG *ReturnLength)
{
    struct object *object;
    LONG answer[2]; /* SEMAPHORE_BASIC_INFORMATION: current, maximum */
    ULONG length = sizeof answer;
    if (SemaphoreInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
    if (SemaphoreInformationLength != sizeof answer) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = handle_get(SemaphoreHandle, &semaphore_type, SEMAPHORE_QUERY_STATE, &object);
    if (status != STATUS_SUCCESS) return status;
    struct line *line = atomic_load(&object->line);
    answer[0] = (LONG)line_state(line);
    answer[1] = (LONG)line->limit;
    object_put(object);
    if (!guest_write(SemaphoreInformation, answer, sizeof answer) ||
        (ReturnLength && !guest_put(ReturnLength, &length)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
