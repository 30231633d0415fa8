/* SPDX-License-Identifier: MIT */
/* Atom tables ("About Atom Tables"): strings under 16-bit numbers from 0xC000, compared without regard to case, with a
 * count of references; and integer atoms, numbers below 0xC000 that stand for themselves (as a pointer or as "#1234").
 */
#include "rtl.h"

#define FIRST_ATOM 0xc000
#define LAST_ATOM  0xffff
#define NAME_MAX   255

struct atom {
    struct atom *next; /* of its bucket */
    USHORT number, references, pinned, length;
    WCHAR name[];
};

struct atom_table {
    RTL_SRWLOCK lock;
    ULONG buckets;
    struct atom **by_number; /* LAST_ATOM - FIRST_ATOM + 1 once the first atom is made; grows by doubling */
    ULONG room;
    struct atom *bucket[];
};

/* Whether the name is an integer atom: its number, -1 for one out of range, or 0. */
static LONG integer_atom(PCWSTR name)
{
    ULONG value = 0;

    if ((ULONG_PTR)name <= 0xffff) return (ULONG_PTR)name && (ULONG_PTR)name < FIRST_ATOM ? (LONG)(ULONG_PTR)name : -1;
    if (name[0] != '#' || !name[1]) return 0;
    for (name++; *name; name++) {
        if (*name < '0' || *name > '9') return 0;
        if ((value = value * 10 + (*name - '0')) > 0xffff) return -1;
    }
    return value && value < FIRST_ATOM ? (LONG)value : -1;
}

static struct atom **find_atom(struct atom_table *table, PCWSTR name, ULONG length)
{
    UNICODE_STRING string = {(USHORT)(length * sizeof(WCHAR)), (USHORT)(length * sizeof(WCHAR)), (PWSTR)name};
    struct atom **at;
    ULONG hash;

    RtlHashUnicodeString(&string, TRUE, 0, &hash);
    for (at = &table->bucket[hash % table->buckets]; *at; at = &(*at)->next)
        if (RtlCompareUnicodeStrings((*at)->name, (*at)->length, name, length, TRUE) == 0) break;
    return at;
}

static struct atom *by_number(struct atom_table *table, ULONG number)
{
    return number >= FIRST_ATOM && number - FIRST_ATOM < table->room ? table->by_number[number - FIRST_ATOM] : NULL;
}

/* "InitAtomTable function": 0 buckets for the default of 37. */
NTSTATUS NTAPI RtlCreateAtomTable(ULONG buckets, PVOID *out)
{
    struct atom_table *table;

    if (*out) return STATUS_SUCCESS;
    if (buckets < 1 || buckets > 4096) buckets = 37;
    table =
        RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *table + buckets * sizeof table->bucket[0]);
    if (!table) return STATUS_NO_MEMORY;
    table->buckets = buckets;
    *out = table;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlDestroyAtomTable(PVOID handle)
{
    struct atom_table *table = handle;

    for (ULONG i = 0; i < table->room; i++) rtl_free(table->by_number[i]);
    rtl_free(table->by_number);
    rtl_free(table);
    return STATUS_SUCCESS;
}

static NTSTATUS atom_new(struct atom_table *table, struct atom **at, PCWSTR name, ULONG length, PUSHORT out)
{
    struct atom *atom, **grown;
    ULONG slot = 0, room;

    while (slot < table->room && table->by_number[slot]) slot++;
    if (slot > LAST_ATOM - FIRST_ATOM) return STATUS_NO_MEMORY;
    if (slot == table->room) {
        room = table->room ? table->room * 2 : 32;
        if (!(grown = RtlAllocateHeap(rtl_peb()->ProcessHeap, HEAP_ZERO_MEMORY, room * sizeof *grown)))
            return STATUS_NO_MEMORY;
        memcpy(grown, table->by_number, table->room * sizeof *grown);
        rtl_free(table->by_number);
        table->by_number = grown;
        table->room = room;
    }
    if (!(atom = rtl_allocate(sizeof *atom + (length + 1) * sizeof(WCHAR)))) return STATUS_NO_MEMORY;
    atom->next = NULL;
    atom->number = (USHORT)(FIRST_ATOM + slot);
    atom->references = 1;
    atom->pinned = 0;
    atom->length = (USHORT)length;
    memcpy(atom->name, name, length * sizeof(WCHAR));
    atom->name[length] = 0;
    table->by_number[slot] = atom;
    *at = atom;
    *out = atom->number;
    return STATUS_SUCCESS;
}

/* "AddAtomW function" */
NTSTATUS NTAPI RtlAddAtomToAtomTable(PVOID handle, PCWSTR name, PUSHORT out)
{
    struct atom_table *table = handle;
    LONG integer = integer_atom(name);
    NTSTATUS status = STATUS_SUCCESS;
    struct atom **at;
    SIZE_T length;

    if (integer) {
        *out = integer > 0 ? (USHORT)integer : 0;
        return integer > 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    }
    length = wide_length(name);
    if (!length) return STATUS_OBJECT_NAME_INVALID;
    if (length > NAME_MAX) return STATUS_INVALID_PARAMETER;
    RtlAcquireSRWLockExclusive(&table->lock);
    at = find_atom(table, name, (ULONG)length);
    if (*at) {
        if ((*at)->references < 0xffff) (*at)->references++;
        *out = (*at)->number;
    } else {
        status = atom_new(table, at, name, (ULONG)length, out);
    }
    RtlReleaseSRWLockExclusive(&table->lock);
    return status;
}

/* "FindAtomW function" */
NTSTATUS NTAPI RtlLookupAtomInAtomTable(PVOID handle, PCWSTR name, PUSHORT out)
{
    struct atom_table *table = handle;
    LONG integer = integer_atom(name);
    struct atom *atom;
    SIZE_T length;

    if (integer) {
        if (integer > 0 && out) *out = (USHORT)integer;
        return integer > 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    }
    length = wide_length(name);
    if (!length) return STATUS_OBJECT_NAME_INVALID;
    if (length > NAME_MAX) return STATUS_INVALID_PARAMETER;
    RtlAcquireSRWLockShared(&table->lock);
    atom = *find_atom(table, name, (ULONG)length);
    if (atom && out) *out = atom->number;
    RtlReleaseSRWLockShared(&table->lock);
    return atom ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}

/* "DeleteAtom function" */
NTSTATUS NTAPI RtlDeleteAtomFromAtomTable(PVOID handle, USHORT number)
{
    struct atom_table *table = handle;
    NTSTATUS status = STATUS_SUCCESS;
    struct atom *atom;

    if (number && number < FIRST_ATOM) return STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&table->lock);
    if (!(atom = by_number(table, number))) {
        status = STATUS_INVALID_HANDLE;
    } else if (atom->pinned) {
        status = STATUS_WAS_LOCKED;
    } else if (--atom->references == 0) {
        *find_atom(table, atom->name, atom->length) = atom->next;
        table->by_number[number - FIRST_ATOM] = NULL;
        rtl_free(atom);
    }
    RtlReleaseSRWLockExclusive(&table->lock);
    return status;
}

NTSTATUS NTAPI RtlPinAtomInAtomTable(PVOID handle, USHORT number)
{
    struct atom_table *table = handle;
    struct atom *atom;

    if (number && number < FIRST_ATOM) return STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&table->lock);
    if ((atom = by_number(table, number))) atom->pinned = 1;
    RtlReleaseSRWLockExclusive(&table->lock);
    return atom ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* "GetAtomNameW function": *size is the buffer's in bytes, then the name's (cut to fit, terminated). */
NTSTATUS NTAPI RtlQueryAtomInAtomTable(PVOID handle, USHORT number, PULONG references, PULONG pinned, PWSTR name,
                                       PULONG size)
{
    struct atom_table *table = handle;
    NTSTATUS status = STATUS_SUCCESS;
    WCHAR digits[8];
    UNICODE_STRING string = {0, sizeof digits - sizeof(WCHAR), digits + 1};
    const WCHAR *from = digits;
    struct atom *atom = NULL;
    ULONG bytes;

    if (!number) return STATUS_INVALID_PARAMETER;
    RtlAcquireSRWLockShared(&table->lock);
    if (number < FIRST_ATOM) {
        digits[0] = '#';
        RtlIntegerToUnicodeString(number, 10, &string);
        bytes = string.Length + sizeof(WCHAR);
    } else if ((atom = by_number(table, number))) {
        from = atom->name;
        bytes = atom->length * sizeof(WCHAR);
    } else {
        status = STATUS_INVALID_HANDLE;
        goto out;
    }
    if (references) *references = atom ? atom->references : 1;
    if (pinned) *pinned = atom ? atom->pinned : 1;
    if (size) {
        if (!name || *size < sizeof(WCHAR)) {
            *size = bytes;
            status = STATUS_BUFFER_TOO_SMALL;
        } else {
            if (bytes > *size - sizeof(WCHAR)) {
                bytes = (ULONG)((*size - sizeof(WCHAR)) & ~1u);
                status = STATUS_BUFFER_OVERFLOW;
            }
            memcpy(name, from, bytes);
            name[bytes / sizeof(WCHAR)] = 0;
            *size = bytes;
        }
    }
out:
    RtlReleaseSRWLockShared(&table->lock);
    return status;
}
