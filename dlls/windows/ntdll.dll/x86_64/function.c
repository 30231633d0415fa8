/* SPDX-License-Identifier: MIT */
/* Finding a function's unwind entry by an address in it ("x64 exception handling", "RtlLookupFunctionEntry function"
 * and neighbours): the images' own tables, and those that programs add for code they make.
 *
 * The images stand in a sorted array of their own, so that a look-up takes neither the loader lock (its owner may
 * itself wait for the thread that looks up) nor walks a list that changes.  Left out: the history table, a cache that
 * callers may pass. */
#include "exception.h"
#include "ldr.h"

#include <string.h>

static PRUNTIME_FUNCTION search(PRUNTIME_FUNCTION table, ULONG count, ULONG64 rva)
{
    ULONG low = 0, high = count;
    while (low < high) {
        ULONG middle = low + (high - low) / 2;
        if (rva < table[middle].BeginAddress)
            high = middle;
        else if (rva >= table[middle].EndAddress)
            low = middle + 1;
        else
            return &table[middle];
    }
    return NULL;
}

/* ---- images ---- */

struct image_table {
    ULONG64 base, end;
    PRUNTIME_FUNCTION table; /* sorted, as the format demands; NULL: the image has none */
    ULONG count;
};

/* Readers take no lock: they read, and once more where a writer was about.  An array that was outgrown stays, so that
 * what they read is memory always. */
static struct image_table first_images[32], *images = first_images; /* by base */
static ULONG image_count, image_room = ARRAY_SIZE(first_images);
static ULONG image_changes; /* odd: a writer is about, who holds the loader lock */

static void change_begin(void)
{
    __atomic_store_n(&image_changes, image_changes + 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void change_end(void)
{
    __atomic_store_n(&image_changes, image_changes + 1, __ATOMIC_RELEASE);
}

NTSTATUS function_image_add(const struct module *module)
{
    ULONG size, at;
    struct image_table image = {.base = (ULONG64)module->entry.DllBase,
                                .end = (ULONG64)module->entry.DllBase + module->entry.SizeOfImage};
    image.table = (PRUNTIME_FUNCTION)image_directory(module, IMAGE_DIRECTORY_ENTRY_EXCEPTION, &size);
    image.count = image.table ? size / sizeof *image.table : 0;

    if (image_count == image_room) {
        struct image_table *wider = rtl_allocate(2 * image_room * sizeof *wider);
        if (!wider) return STATUS_NO_MEMORY;
        memcpy(wider, images, image_count * sizeof *images);
        __atomic_store_n(&images, wider, __ATOMIC_RELEASE);
        image_room *= 2;
    }
    change_begin();
    for (at = image_count; at && images[at - 1].base > image.base; at--) images[at] = images[at - 1];
    images[at] = image;
    image_count++;
    change_end();
    return STATUS_SUCCESS;
}

void function_image_remove(const struct module *module)
{
    for (ULONG i = 0; i < image_count; i++) {
        if (images[i].base != (ULONG64)module->entry.DllBase) continue;
        change_begin();
        memmove(&images[i], &images[i + 1], (image_count - i - 1) * sizeof *images);
        image_count--;
        change_end();
        break;
    }
}

static BOOLEAN image_search(ULONG64 pc, struct image_table *found)
{
    /* the number first: the array is then one that has room for it */
    ULONG low = 0, high = __atomic_load_n(&image_count, __ATOMIC_ACQUIRE);
    const struct image_table *array = __atomic_load_n(&images, __ATOMIC_ACQUIRE);
    while (low < high) {
        ULONG middle = low + (high - low) / 2;
        if (pc < array[middle].base) {
            high = middle;
        } else if (pc >= array[middle].end) {
            low = middle + 1;
        } else {
            *found = array[middle];
            return TRUE;
        }
    }
    return FALSE;
}

static BOOLEAN image_of(ULONG64 pc, struct image_table *found)
{
    for (ULONG tries = 0;; tries++) {
        ULONG before = __atomic_load_n(&image_changes, __ATOMIC_ACQUIRE);
        if (!(before & 1)) {
            BOOLEAN hit = image_search(pc, found);
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            if (__atomic_load_n(&image_changes, __ATOMIC_RELAXED) == before) return hit;
        }
        if (tries < 100)
            __builtin_ia32_pause();
        else
            NtYieldExecution();
    }
}

/* ---- tables that programs add ---- */

struct dynamic_table {
    struct dynamic_table *next;
    ULONG64 identifier; /* what it is deleted by */
    ULONG64 base, begin, end;
    PRUNTIME_FUNCTION table; /* NULL: by callback */
    ULONG count;
    BOOLEAN sorted;
    PGET_RUNTIME_FUNCTION_CALLBACK callback;
    PVOID context;
};

static struct dynamic_table *tables;
static RTL_SRWLOCK tables_lock =
    RTL_SRWLOCK_INIT; /* a leaf: neither callbacks nor the tables themselves are touched under it */

static PRUNTIME_FUNCTION lookup_dynamic(ULONG64 pc, ULONG64 *base)
{
    struct dynamic_table copy;
    BOOLEAN hit = FALSE;
    if (!__atomic_load_n(&tables, __ATOMIC_ACQUIRE)) return NULL;
    RtlAcquireSRWLockShared(&tables_lock);
    for (struct dynamic_table *table = tables; table && !hit; table = table->next) {
        hit = pc >= table->begin && pc < table->end;
        if (hit) copy = *table;
    }
    RtlReleaseSRWLockShared(&tables_lock);
    if (!hit) return NULL;
    *base = copy.base;
    if (copy.callback) return copy.callback(pc, copy.context);
    if (copy.sorted) return search(copy.table, copy.count, pc - copy.base);
    for (ULONG i = 0; i < copy.count; i++)
        if (pc - copy.base >= copy.table[i].BeginAddress && pc - copy.base < copy.table[i].EndAddress)
            return &copy.table[i];
    return NULL;
}

static BOOLEAN table_add(const struct dynamic_table *values)
{
    struct dynamic_table *table = rtl_allocate(sizeof *table);
    if (!table) return FALSE;
    *table = *values;
    RtlAcquireSRWLockExclusive(&tables_lock);
    table->next = tables;
    __atomic_store_n(&tables, table, __ATOMIC_RELEASE);
    RtlReleaseSRWLockExclusive(&tables_lock);
    return TRUE;
}

static BOOLEAN table_remove(ULONG64 identifier)
{
    struct dynamic_table *found = NULL;
    RtlAcquireSRWLockExclusive(&tables_lock);
    for (struct dynamic_table **at = &tables; *at; at = &(*at)->next) {
        if ((*at)->identifier != identifier) continue;
        found = *at;
        *at = found->next;
        break;
    }
    RtlReleaseSRWLockExclusive(&tables_lock);
    if (found) rtl_free(found);
    return found != NULL;
}

/* "RtlAddFunctionTable function": entries in any order. */
BOOLEAN NTAPI RtlAddFunctionTable(PRUNTIME_FUNCTION table, DWORD count, DWORD64 base)
{
    struct dynamic_table values = {
        .identifier = (ULONG64)table, .base = base, .table = table, .count = count, .sorted = TRUE};
    ULONG low = ~0u, high = 0;
    for (DWORD i = 0; i < count; i++) {
        if (table[i].BeginAddress < low) low = table[i].BeginAddress;
        if (table[i].EndAddress > high) high = table[i].EndAddress;
        if (i && table[i].BeginAddress < table[i - 1].EndAddress) values.sorted = FALSE;
    }
    values.begin = count ? base + low : base;
    values.end = base + high;
    return table_add(&values);
}

/* "RtlDeleteFunctionTable function": by the table's address, or the identifier of a callback. */
BOOLEAN NTAPI RtlDeleteFunctionTable(PRUNTIME_FUNCTION table)
{
    return table_remove((ULONG64)table);
}

/* "RtlInstallFunctionTableCallback function": the identifier's two low bits are set.  The DLL that serves debuggers is
 * not looked at. */
BOOLEAN NTAPI RtlInstallFunctionTableCallback(DWORD64 identifier, DWORD64 base, DWORD length,
                                              PGET_RUNTIME_FUNCTION_CALLBACK callback, PVOID context, PCWSTR dll)
{
    const struct dynamic_table values = {.identifier = identifier,
                                         .base = base,
                                         .begin = base,
                                         .end = base + length,
                                         .callback = callback,
                                         .context = context};
    (void)dll;
    return (identifier & 3) == 3 && callback ? table_add(&values) : FALSE;
}

/* "RtlAddGrowableFunctionTable function": entries are sorted; more may follow in the same array. */
DWORD NTAPI RtlAddGrowableFunctionTable(PVOID *handle, PRUNTIME_FUNCTION table, DWORD count, DWORD room,
                                        ULONG_PTR begin, ULONG_PTR end)
{
    const struct dynamic_table values = {.identifier = (ULONG64)table,
                                         .base = begin,
                                         .begin = begin,
                                         .end = end,
                                         .table = table,
                                         .count = count,
                                         .sorted = TRUE};
    if (count > room || begin >= end) return (DWORD)STATUS_INVALID_PARAMETER;
    if (!table_add(&values)) return (DWORD)STATUS_NO_MEMORY;
    *handle = table;
    return STATUS_SUCCESS;
}

VOID NTAPI RtlGrowFunctionTable(PVOID handle, DWORD count)
{
    RtlAcquireSRWLockExclusive(&tables_lock);
    for (struct dynamic_table *table = tables; table; table = table->next)
        if (table->identifier == (ULONG64)handle && count > table->count) table->count = count;
    RtlReleaseSRWLockExclusive(&tables_lock);
}

VOID NTAPI RtlDeleteGrowableFunctionTable(PVOID handle)
{
    table_remove((ULONG64)handle);
}

/* ---- look-up ---- */

/* What was found lately, by a hash of the address (its eight bits): exceptions come by the same places again and again.
 * A slot is locked by an odd number; who finds it so, or changed meanwhile, does without. */
static struct found {
    ULONG lock, changes; /* image_changes at the time */
    ULONG64 pc, base;
    PRUNTIME_FUNCTION entry;
} recent[256];

/* An address has two slots. */
static ULONG slot_of(ULONG64 pc)
{
    return (ULONG)(pc * 0x9e3779b97f4a7c15 >> 56);
}

static PRUNTIME_FUNCTION recall(ULONG64 pc, ULONG64 *base)
{
    const struct found *slot = &recent[slot_of(pc)];
    if (slot->pc != pc) slot = &recent[slot_of(pc) ^ 1];
    ULONG lock = __atomic_load_n(&slot->lock, __ATOMIC_ACQUIRE);
    if (slot->pc != pc || lock & 1 || slot->changes != __atomic_load_n(&image_changes, __ATOMIC_RELAXED)) return NULL;
    *base = slot->base;
    PRUNTIME_FUNCTION entry = slot->entry;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return __atomic_load_n(&slot->lock, __ATOMIC_RELAXED) == lock ? entry : NULL;
}

static void remember(ULONG64 pc, ULONG64 base, PRUNTIME_FUNCTION entry, ULONG changes)
{
    struct found *slot = &recent[slot_of(pc)], *other = &recent[slot_of(pc) ^ 1];
    if (slot->pc != pc && (other->pc == pc || other->lock < slot->lock)) slot = other; /* the one that changed less */
    ULONG lock = __atomic_load_n(&slot->lock, __ATOMIC_RELAXED) & ~1u;
    if (!__atomic_compare_exchange_n(&slot->lock, &lock, lock + 1, FALSE, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    slot->pc = pc;
    slot->base = base;
    slot->entry = entry;
    slot->changes = changes;
    __atomic_store_n(&slot->lock, lock + 2, __ATOMIC_RELEASE);
}

PRUNTIME_FUNCTION unwind_lookup(ULONG64 pc, ULONG64 *base)
{
    struct image_table image;
    PRUNTIME_FUNCTION found = recall(pc, base);
    if (found) return found;
    ULONG changes = __atomic_load_n(&image_changes, __ATOMIC_ACQUIRE);
    *base = 0;
    if (image_of(pc, &image)) {
        *base = image.base;
        found = search(image.table, image.count, pc - image.base);
        if (found && !(found->UnwindData & RUNTIME_FUNCTION_INDIRECT)) remember(pc, image.base, found, changes);
    } else {
        found = lookup_dynamic(pc, base);
    }
    if (found && found->UnwindData & RUNTIME_FUNCTION_INDIRECT)
        found = (PRUNTIME_FUNCTION)(*base + (found->UnwindData & ~RUNTIME_FUNCTION_INDIRECT));
    return found;
}

/* "RtlLookupFunctionEntry function": NULL: a leaf function, or none. */
PRUNTIME_FUNCTION NTAPI RtlLookupFunctionEntry(DWORD64 pc, PDWORD64 base, PUNWIND_HISTORY_TABLE history)
{
    (void)history;
    return unwind_lookup(pc, base);
}

/* The whole table of the image that holds an address, its base, and the table's size in bytes. */
PRUNTIME_FUNCTION NTAPI RtlLookupFunctionTable(PVOID pc, PVOID *base, PULONG length)
{
    struct image_table image = {0};
    image_of((ULONG64)pc, &image);
    *base = (PVOID)image.base;
    *length = image.count * (ULONG)sizeof *image.table;
    return image.table;
}
