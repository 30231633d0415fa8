/* SPDX-License-Identifier: MIT */
/* The environment: a block of NAME=VALUE strings, ended by an empty one, sorted by name without regard to case
 * ("Changing Environment Variables": "the sort is case-insensitive, Unicode order"), and the PEB's lock that guards the
 * process's own.
 *
 * The first block came with the process parameters; once it must grow, it is memory of the process heap, as are the
 * blocks that RtlCreateEnvironment makes. */
#include "rtl.h"

RTL_CRITICAL_SECTION peb_lock = {(PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1, -1, 0, NULL, NULL, 0};

static WCHAR *grown; /* the process's block where it is heap memory */

VOID NTAPI RtlAcquirePebLock(VOID)
{
    RtlEnterCriticalSection(&peb_lock);
}

VOID NTAPI RtlReleasePebLock(VOID)
{
    RtlLeaveCriticalSection(&peb_lock);
}

static WCHAR **process_block(void)
{
    return (WCHAR **)&rtl_peb()->ProcessParameters->Environment;
}

/* Units of the block with its last terminator. */
static SIZE_T block_units(const WCHAR *block)
{
    const WCHAR *at = block;

    while (*at) at += wide_length(at) + 1;
    return (SIZE_T)(at - block) + 1;
}

/* Units of the name at the front of a string of the block; a name may begin with `=`. */
static SIZE_T name_units(const WCHAR *entry)
{
    SIZE_T i = entry[0] == '=' ? 1 : 0;

    while (entry[i] && entry[i] != '=') i++;
    return i;
}

/* The variable's string, or where it would stand (*found FALSE). */
static WCHAR *find(WCHAR *block, const WCHAR *name, SIZE_T length, BOOLEAN *found)
{
    WCHAR *at = block;

    *found = FALSE;
    while (*at) {
        LONG order = RtlCompareUnicodeStrings(name, length, at, name_units(at), TRUE);
        if (order == 0) *found = TRUE;
        if (order == 0) return at;
        at += wide_length(at) + 1;
    }
    /* not there; blocks made elsewhere may be unsorted, so the place is looked for apart */
    for (at = block; *at; at += wide_length(at) + 1)
        if (RtlCompareUnicodeStrings(name, length, at, name_units(at), TRUE) < 0) break;
    return at;
}

/* Reads a variable: *needed is its length in units, with a terminator where `room` (units) is too small. */
NTSTATUS NTAPI RtlQueryEnvironmentVariable(PVOID block, PCWSTR name, SIZE_T name_length, PWSTR value, SIZE_T room,
                                           PSIZE_T needed)
{
    NTSTATUS status = STATUS_VARIABLE_NOT_FOUND;
    BOOLEAN found = FALSE;
    WCHAR *at;

    if (!block) RtlAcquirePebLock();
    at = block ? block : *process_block();
    if (at && name_length) at = find(at, name, name_length, &found);
    if (found) {
        const WCHAR *from = at + name_units(at) + 1;
        SIZE_T length = wide_length(from);
        status = STATUS_SUCCESS;
        if (length < room) {
            memcpy(value, from, (length + 1) * sizeof(WCHAR));
        } else {
            status = STATUS_BUFFER_TOO_SMALL;
            length++;
        }
        if (needed) *needed = length;
    }
    if (!block) RtlReleasePebLock();
    return status;
}

/* The same with counted strings; a value that fits without its terminator is enough. */
NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(PVOID block, PCUNICODE_STRING name, PUNICODE_STRING value)
{
    NTSTATUS status = STATUS_VARIABLE_NOT_FOUND;
    BOOLEAN found = FALSE;
    WCHAR *at;

    if (!block) RtlAcquirePebLock();
    at = block ? block : *process_block();
    if (at && name->Length) at = find(at, name->Buffer, name->Length / sizeof(WCHAR), &found);
    if (found) {
        const WCHAR *from = at + name_units(at) + 1;
        SIZE_T bytes = wide_length(from) * sizeof(WCHAR);
        value->Length = (USHORT)bytes;
        status = bytes <= value->MaximumLength ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL;
        if (NT_SUCCESS(status)) {
            memcpy(value->Buffer, from, bytes);
            if (bytes + sizeof(WCHAR) <= value->MaximumLength) value->Buffer[bytes / sizeof(WCHAR)] = 0;
        }
    }
    if (!block) RtlReleasePebLock();
    return status;
}

/* Puts `entry_units` fresh units at `at` in place of `old_units`, in a block that has that much room. */
static void splice(WCHAR *block, WCHAR *at, SIZE_T old_units, SIZE_T entry_units)
{
    memmove(at + entry_units, at + old_units, (block_units(block) - (SIZE_T)(at - block) - old_units) * sizeof(WCHAR));
}

/* Sets or (value NULL) removes a variable of the block (NULL: the process's), which may move.  Lengths in units. */
NTSTATUS NTAPI RtlSetEnvironmentVar(PWSTR *block, PCWSTR name, SIZE_T name_length, PCWSTR value, SIZE_T value_length)
{
    NTSTATUS status = STATUS_SUCCESS;
    WCHAR **home = block, *at;
    SIZE_T old_units, new_units, units, room;
    BOOLEAN found;

    if (!name_length) return STATUS_INVALID_PARAMETER;
    for (SIZE_T i = 1; i < name_length; i++)
        if (name[i] == '=') return STATUS_INVALID_PARAMETER;
    if (!block) {
        RtlAcquirePebLock();
        home = process_block();
    }
    if (!*home) {
        if (!(*home = rtl_allocate(2 * sizeof(WCHAR)))) {
            status = STATUS_NO_MEMORY;
            goto out;
        }
        (*home)[0] = (*home)[1] = 0;
        if (!block) {
            grown = *home;
            rtl_peb()->ProcessParameters->EnvironmentSize = 2 * sizeof(WCHAR);
        }
    }
    at = find(*home, name, name_length, &found);
    if (!value) {
        if (found)
            splice(*home, at, wide_length(at) + 1, 0);
        else
            status = STATUS_VARIABLE_NOT_FOUND;
        goto out;
    }
    old_units = found ? wide_length(at) + 1 : 0;
    new_units = name_length + 1 + value_length + 1;
    units = block_units(*home);
    room = block ? RtlSizeHeap(rtl_peb()->ProcessHeap, 0, *home) : rtl_peb()->ProcessParameters->EnvironmentSize;
    if ((units + new_units - old_units) * sizeof(WCHAR) > room) {
        WCHAR *moved;
        room = (units + new_units - old_units) * sizeof(WCHAR) * 5 / 4;
        if (!(moved = rtl_allocate(room))) {
            status = STATUS_NO_MEMORY;
            goto out;
        }
        memcpy(moved, *home, units * sizeof(WCHAR));
        at = moved + (at - *home);
        if (block)
            rtl_free(*home);
        else
            rtl_free(grown);
        *home = moved;
        if (!block) {
            grown = moved;
            rtl_peb()->ProcessParameters->EnvironmentSize = room;
        }
    }
    splice(*home, at, old_units, new_units);
    if (!found) /* else it keeps the name it has, with its case */
        memcpy(at, name, name_length * sizeof(WCHAR));
    at[name_length] = '=';
    memcpy(at + name_length + 1, value, value_length * sizeof(WCHAR));
    at[new_units - 1] = 0;
out:
    if (!block) RtlReleasePebLock();
    return status;
}

/* The same with counted strings. */
NTSTATUS NTAPI RtlSetEnvironmentVariable(PWSTR *block, PCUNICODE_STRING name, PCUNICODE_STRING value)
{
    return RtlSetEnvironmentVar(block, name->Buffer, name->Length / sizeof(WCHAR), value ? value->Buffer : NULL,
                                value ? value->Length / sizeof(WCHAR) : 0);
}

/* A new block: empty, or (inherit) a copy of the process's. */
NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN inherit, PWSTR *out)
{
    static const WCHAR empty[2];
    const WCHAR *from = empty;
    SIZE_T units = 2;

    RtlAcquirePebLock();
    if (inherit && *process_block()) {
        from = *process_block();
        units = block_units(from) + 1;
    }
    if ((*out = rtl_allocate(units * sizeof(WCHAR)))) {
        memcpy(*out, from, (units - 1) * sizeof(WCHAR));
        (*out)[units - 1] = 0;
    }
    RtlReleasePebLock();
    return *out ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlDestroyEnvironment(PWSTR block)
{
    rtl_free(block);
    return STATUS_SUCCESS;
}

/* Makes the block the process's own; the former one is answered in *old, or freed. */
VOID NTAPI RtlSetCurrentEnvironment(PWSTR block, PWSTR *old)
{
    RtlAcquirePebLock();
    if (old)
        *old = *process_block();
    else
        rtl_free(grown);
    *process_block() = block;
    rtl_peb()->ProcessParameters->EnvironmentSize = block_units(block) * sizeof(WCHAR);
    grown = block;
    RtlReleasePebLock();
}

/* "ExpandEnvironmentStringsW function": %NAME% becomes the value where there is one, and stays else.  Lengths in units;
 * *needed counts the terminator. */
NTSTATUS NTAPI RtlExpandEnvironmentStrings(PVOID block, PCWSTR from, SIZE_T length, PWSTR to, SIZE_T room,
                                           PSIZE_T needed)
{
    SIZE_T written = 0, i = 0, end;
    WCHAR *env;
    BOOLEAN found;

    RtlAcquirePebLock();
    env = block ? block : *process_block();
    while (i < length) {
        const WCHAR *piece = from + i;
        SIZE_T units = 1;
        if (from[i] == '%') {
            for (end = i + 1; end < length && from[end] != '%'; end++)
                ;
            found = FALSE;
            if (end < length && end > i + 1 && env) {
                WCHAR *at = find(env, from + i + 1, end - i - 1, &found);
                if (found) {
                    piece = at + name_units(at) + 1;
                    units = wide_length(piece);
                    i = end + 1;
                }
            }
            if (!found) { /* up to the next percent sign, which may begin a name */
                units = end < length && end > i ? end - i : length - i;
                i += units;
            }
        } else {
            i++;
        }
        for (SIZE_T k = 0; k < units; k++, written++)
            if (written < room) to[written] = piece[k];
    }
    if (written < room) to[written] = 0;
    RtlReleasePebLock();
    if (needed) *needed = written + 1;
    return written < room ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL;
}

/* The same with counted strings; *needed in bytes. */
NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(PVOID block, PCUNICODE_STRING from, PUNICODE_STRING to, PULONG needed)
{
    SIZE_T units = 0;
    NTSTATUS status = RtlExpandEnvironmentStrings(block, from->Buffer, from->Length / sizeof(WCHAR), to->Buffer,
                                                  to->MaximumLength / sizeof(WCHAR), &units);

    if (NT_SUCCESS(status)) to->Length = (USHORT)((units - 1) * sizeof(WCHAR));
    if (needed) *needed = (ULONG)(units * sizeof(WCHAR));
    return status;
}
