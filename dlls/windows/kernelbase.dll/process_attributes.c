/* SPDX-License-Identifier: MIT */
/* The attribute lists of STARTUPINFOEX: InitializeProcThreadAttributeList and its kin.
 *
 * A list holds pointers to the caller's values, which "must persist until the attribute list is destroyed".  Taken are
 * those that CreateProcess can honour: the handles to be inherited, jobs, a parent process, and a pseudo console; and
 * those of CreateRemoteThreadEx: affinity and ideal processor.  Any other is refused with ERROR_NOT_SUPPORTED, as one
 * that the system does not know. */
#include "process_attributes.h"

struct _PROC_THREAD_ATTRIBUTE_LIST {
    DWORD present; /* a bit for each attribute's number */
    DWORD capacity, count;
    struct {
        DWORD_PTR attribute;
        SIZE_T size;
        void *value;
    } entries[];
};

/* The size a value must have, or be a multiple of. */
static const struct {
    DWORD_PTR attribute;
    SIZE_T size;
    BOOL several;
} known[] = {
    {PROC_THREAD_ATTRIBUTE_PARENT_PROCESS,  sizeof(HANDLE),           FALSE},
    {PROC_THREAD_ATTRIBUTE_HANDLE_LIST,     sizeof(HANDLE),           TRUE },
    {PROC_THREAD_ATTRIBUTE_JOB_LIST,        sizeof(HANDLE),           TRUE },
    {PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY,  sizeof(GROUP_AFFINITY),   FALSE},
    {PROC_THREAD_ATTRIBUTE_IDEAL_PROCESSOR, sizeof(PROCESSOR_NUMBER), FALSE},
    {PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE,   sizeof(HANDLE),           FALSE}, /* the handle itself stands for a pointer to it */
};

#define NUMBER_MOST 31

/* "InitializeProcThreadAttributeList function": NULL asks for the size, and fails with ERROR_INSUFFICIENT_BUFFER. */
BOOL WINAPI InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD count, DWORD flags, SIZE_T *size)
{
    SIZE_T needed = sizeof *list + count * sizeof *list->entries;

    if (flags || count > NUMBER_MOST) return base_fail(STATUS_INVALID_PARAMETER);
    BOOL fits = list && *size >= needed;
    *size = needed;
    if (!fits) return base_fail(STATUS_BUFFER_TOO_SMALL);
    list->present = list->count = 0;
    list->capacity = count;
    return TRUE;
}

/* "UpdateProcThreadAttribute function".  Each attribute stands in a list once. */
BOOL WINAPI UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD flags, DWORD_PTR attribute, void *value,
                                      SIZE_T size, void *previous, SIZE_T *returned)
{
    DWORD bit = 1u << (attribute & PROC_THREAD_ATTRIBUTE_NUMBER & NUMBER_MOST);
    unsigned i = 0;

    if (flags || previous || returned) return base_fail(STATUS_INVALID_PARAMETER); /* reserved */
    while (i < ARRAYSIZE(known) && known[i].attribute != attribute) i++;
    if (i == ARRAYSIZE(known)) return base_fail(STATUS_NOT_SUPPORTED);
    if (!size || (known[i].several ? size % known[i].size : size != known[i].size)) {
        SetLastError(ERROR_BAD_LENGTH);
        return FALSE;
    }
    if (list->present & bit) return base_fail(STATUS_OBJECT_NAME_EXISTS);
    if (list->count == list->capacity) {
        SetLastError(ERROR_GEN_FAILURE);
        return FALSE;
    }
    list->entries[list->count].attribute = attribute;
    list->entries[list->count].size = size;
    list->entries[list->count++].value = value;
    list->present |= bit;
    return TRUE;
}

void WINAPI DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list)
{
    list->present = list->count = list->capacity = 0; /* nothing in it is ours */
}

void *process_attribute(const struct _PROC_THREAD_ATTRIBUTE_LIST *list, DWORD_PTR attribute, SIZE_T *size)
{
    for (DWORD i = 0; list && i < list->count; i++)
        if (list->entries[i].attribute == attribute) {
            *size = list->entries[i].size;
            return list->entries[i].value;
        }
    return NULL;
}
