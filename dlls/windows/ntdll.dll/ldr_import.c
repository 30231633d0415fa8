/* SPDX-License-Identifier: MIT */
/* Binding imports ("PE Format", the .idata section).
 *
 * An import of a DLL that is not there fails the load; a function that is not there is bound to a thunk that ends the
 * program when it is called, naming function, DLL and importer: most programs never call what they cannot find. */
#include "ldr.h"

#include <string.h>

/* ---- missing functions ---- */

struct missing {
    const char *dll, *function; /* `function` NULL: by ordinal */
    ULONG ordinal;
    const struct module *importer;
};

#ifdef _WIN64
enum { THUNK = 24 };
#else
enum { THUNK = 12 };
#endif

extern void ldr_missing_entry(void); /* passes the record on to ldr_missing_called() */

/* Writes `jump to ldr_missing_entry with the record` at `at`. */
static void thunk_write(UCHAR *at, const struct missing *record)
{
#ifdef _WIN64
    const void *target = ldr_missing_entry;
    memcpy(at, "\x49\xba", 2); /* mov r10, record */
    memcpy(at + 2, &record, 8);
    memcpy(at + 10, "\x49\xbb", 2); /* mov r11, target */
    memcpy(at + 12, &target, 8);
    memcpy(at + 20, "\x41\xff\xe3\xcc", 4); /* jmp r11 */
#else
    const void *target = ldr_missing_entry;
    at[0] = 0x68; /* push record */
    memcpy(at + 1, &record, 4);
    at[5] = 0xb8; /* mov eax, target */
    memcpy(at + 6, &target, 4);
    memcpy(at + 10, "\xff\xe0", 2); /* jmp eax */
#endif
}

PVOID import_missing_thunk(const struct module *importer, const char *dll, const char *function, ULONG ordinal)
{
    static UCHAR *next, *end; /* in a page of thunks */
    struct missing *record = rtl_allocate(sizeof *record);
    if (!record) return NULL;
    *record = (struct missing){dll, function, ordinal, importer};
    if (end - next < THUNK) {
        PVOID page = NULL;
        SIZE_T size = 4096;
        if (NtAllocateVirtualMemory(NtCurrentProcess(), &page, 0, &size, MEM_RESERVE | MEM_COMMIT,
                                    PAGE_EXECUTE_READWRITE))
            return NULL;
        next = page;
        end = next + size;
    }
    UCHAR *thunk = next;
    thunk_write(thunk, record);
    next += THUNK;
    return thunk;
}

static void text_of(UNICODE_STRING *string, WCHAR *room, SIZE_T size, const char *text, ULONG ordinal)
{
    char number[12];
    if (!text) {
        char *end = number + sizeof number - 1;
        *end = 0;
        do *--end = (char)('0' + ordinal % 10);
        while (ordinal /= 10);
        text = end;
    }
    SIZE_T length = 0;
    for (; text[length] && length < size; length++) room[length] = (UCHAR)text[length];
    *string = (UNICODE_STRING){(USHORT)(length * 2), (USHORT)(length * 2), room};
}

/* A missing function was called: one line on the host's stderr, and the end. */
__attribute__((noreturn, used)) void ldr_missing_called(const struct missing *missing)
{
    WCHAR function_text[256], dll_text[128];
    UNICODE_STRING function, dll, importer = missing->importer->entry.BaseDllName;
    ULONG_PTR parameters[3] = {(ULONG_PTR)&function, (ULONG_PTR)&dll, (ULONG_PTR)&importer};
    const NTSTATUS status = missing->function ? STATUS_ENTRYPOINT_NOT_FOUND : STATUS_ORDINAL_NOT_FOUND;
    ULONG response;
    text_of(&function, function_text, ARRAY_SIZE(function_text), missing->function, missing->ordinal);
    text_of(&dll, dll_text, ARRAY_SIZE(dll_text), missing->dll, 0);
    NtRaiseHardError(status, 3, 7, parameters, 1, &response);
    for (;;) NtTerminateProcess(NtCurrentProcess(), status);
}

/* ---- binding ---- */

static NTSTATUS bind_one(struct module *module, struct module *from, const char *dll, const IMAGE_THUNK_DATA *want,
                         ULONG_PTR *address)
{
    PVOID found = NULL;
    const char *name = NULL;
    ULONG hint = 0, ordinal = 0;
    if (IMAGE_SNAP_BY_ORDINAL(want->u1.Ordinal)) {
        ordinal = (ULONG)IMAGE_ORDINAL(want->u1.Ordinal);
    } else {
        const USHORT *by_name = want->u1.AddressOfData < module->entry.SizeOfImage
                                    ? image_at(module, (ULONG)want->u1.AddressOfData, 3)
                                    : NULL;
        name = by_name ? image_string(module, (ULONG)want->u1.AddressOfData + 2) : NULL;
        if (!name) return loader_refuse(module, "has a wild name in its import table");
        hint = *by_name;
    }
    NTSTATUS status = export_find(module, from, name, hint, ordinal, &found);
    if (status == STATUS_ENTRYPOINT_NOT_FOUND || status == STATUS_ORDINAL_NOT_FOUND || status == STATUS_DLL_NOT_FOUND) {
        found = import_missing_thunk(module, dll, name, ordinal);
        status = found ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    *address = (ULONG_PTR)found;
    return status;
}

/* Binds what `module` wants of one DLL. */
static NTSTATUS bind_dll(struct module *module, struct module *from, const char *dll, ULONG lookup, ULONG addresses)
{
    struct window window;
    ULONG count = 0;
    if (!lookup) lookup = addresses; /* old linkers leave one table only */
    for (;; count++) {
        const IMAGE_THUNK_DATA *want = image_at(module, lookup + count * (ULONG)sizeof *want, sizeof *want);
        if (!want) return loader_refuse(module, "has a wild import table");
        if (!want->u1.AddressOfData) break;
    }
    if (!count) return STATUS_SUCCESS;
    const IMAGE_THUNK_DATA *wants = image_at(module, lookup, count * sizeof *wants);
    ULONG_PTR *to = (ULONG_PTR *)((char *)module->entry.DllBase + addresses);
    NTSTATUS status = wants ? window_open(&window, module, addresses, count * sizeof *to) : STATUS_INVALID_IMAGE_FORMAT;
    if (!NT_SUCCESS(status))
        return status == STATUS_INVALID_IMAGE_FORMAT ? loader_refuse(module, "has wild import addresses") : status;
    for (ULONG i = 0; i < count && NT_SUCCESS(status); i++) {
        IMAGE_THUNK_DATA want = wants[i];
        if (want.u1.AddressOfData) status = bind_one(module, from, dll, &want, &to[i]);
    }
    window_close(&window);
    return status;
}

/* Do the addresses that stand in the file hold?  They were written at build time, for a DLL with that stamp at its own
 * base, which was bound itself: some of its functions are another one's. */
static BOOLEAN is_bound(const IMAGE_IMPORT_DESCRIPTOR *row, const struct module *from)
{
    return row->TimeDateStamp && row->TimeDateStamp != 0xffffffff && row->TimeDateStamp == from->entry.TimeDateStamp &&
           row->OriginalFirstThunk &&
           (ULONG_PTR)from->entry.DllBase == (ULONG_PTR)from->headers->OptionalHeader.ImageBase && from->bound;
}

/* Loads what one row of the import table names, and binds it. */
static NTSTATUS import_row(struct module *module, const IMAGE_IMPORT_DESCRIPTOR *row, const struct search *search)
{
    WCHAR wide[256];
    UNICODE_STRING name;
    struct module *from;
    const char *dll = image_string(module, row->Name);
    if (!dll || !*dll || strnlen(dll, ARRAY_SIZE(wide)) == ARRAY_SIZE(wide))
        return loader_refuse(module, "has a wild name in its import table");
    text_of(&name, wide, ARRAY_SIZE(wide), dll, 0);
    NTSTATUS status = map_dll(name.Buffer, name.Length / sizeof(WCHAR), search, &from);
    if (!NT_SUCCESS(status)) {
        loader_fail(name.Buffer, name.Length / sizeof(WCHAR), module);
        return status;
    }
    if (module_is_dll(from)) status = import_bind(from, search);
    if (NT_SUCCESS(status)) status = module_use(module, from);
    if (!NT_SUCCESS(status) || is_bound(row, from)) return status;
    module->bound = FALSE;
    return bind_dll(module, from, dll, row->OriginalFirstThunk, row->FirstThunk);
}

NTSTATUS import_bind(struct module *module, const struct search *search)
{
    ULONG size;
    NTSTATUS status = STATUS_SUCCESS;
    if (module->state != MODULE_MAPPED || module->busy) return STATUS_SUCCESS;
    const IMAGE_IMPORT_DESCRIPTOR *imports = image_directory(module, IMAGE_DIRECTORY_ENTRY_IMPORT, &size);
    ULONG rva = imports ? (ULONG)((const char *)imports - (const char *)module->entry.DllBase) : 0;
    module->busy = TRUE;
    for (; rva && NT_SUCCESS(status); rva += sizeof *imports) {
        imports = image_at(module, rva, sizeof *imports);
        if (!imports) {
            status = loader_refuse(module, "has a wild import table");
            break;
        }
        if (!imports->Name || !imports->FirstThunk) break;
        const IMAGE_IMPORT_DESCRIPTOR row = *imports; /* a hostile one has its addresses lie over itself */
        status = import_row(module, &row, search);
    }
    module->busy = FALSE;
    if (NT_SUCCESS(status)) module->state = MODULE_BOUND;
    return status;
}
