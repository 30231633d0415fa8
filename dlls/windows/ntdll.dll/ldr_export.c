/* SPDX-License-Identifier: MIT */
/* Looking up exports: by name through the sorted name table (the importer's hint first), by ordinal, and through forwarders. */
#include "ldr.h"

#include <string.h>

enum { FORWARDS = 16 }; /* how long a chain of forwarders may be */

static NTSTATUS forward(struct module *user, const char *target, PVOID *address, int depth);

static NTSTATUS find(struct module *user, struct module *module, const char *name, ULONG hint, ULONG ordinal, PVOID *address, int depth)
{
    ULONG size, index = 0;
    const NTSTATUS missing = name ? STATUS_ENTRYPOINT_NOT_FOUND : STATUS_ORDINAL_NOT_FOUND;
    const IMAGE_EXPORT_DIRECTORY *exports = image_directory(module, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    if (!exports || size < sizeof *exports) return missing;
    const ULONG *functions = image_at(module, exports->AddressOfFunctions, (SIZE_T)exports->NumberOfFunctions * 4);
    if (!functions) return missing;
    if (name) {
        const ULONG *names = image_at(module, exports->AddressOfNames, (SIZE_T)exports->NumberOfNames * 4);
        const USHORT *ordinals = image_at(module, exports->AddressOfNameOrdinals, (SIZE_T)exports->NumberOfNames * 2);
        if (!names || !ordinals) return missing;
        ULONG low = 0, high = exports->NumberOfNames, middle = hint;
        for (BOOLEAN first = TRUE;; first = FALSE) {
            if (!first || middle >= high) middle = (low + high) / 2;
            if (low >= high) return missing;
            const char *text = image_string(module, names[middle]);
            if (!text) return STATUS_INVALID_IMAGE_FORMAT;
            int order = strcmp(name, text);
            if (!order) break;
            if (order < 0)
                high = middle;
            else
                low = middle + 1;
        }
        index = ordinals[middle];
    } else {
        index = ordinal - exports->Base;
    }
    if (index >= exports->NumberOfFunctions || !functions[index]) return missing;
    ULONG rva = functions[index];
    const char *at = image_at(module, rva, 1);
    if (!at) return STATUS_INVALID_IMAGE_FORMAT;
    if ((const char *)exports <= at && at < (const char *)exports + size) {
        const char *target = image_string(module, rva);
        return target ? forward(user, target, address, depth) : STATUS_INVALID_IMAGE_FORMAT;
    }
    *address = (PVOID)at;
    return STATUS_SUCCESS;
}

/* "dll.name" or "dll.#ordinal"; the last dot divides. */
static NTSTATUS forward(struct module *user, const char *target, PVOID *address, int depth)
{
    WCHAR name[80];
    SIZE_T length = 0;
    const char *dot = strrchr(target, '.');
    if (!dot || dot - target > 70 || depth >= FORWARDS) return STATUS_INVALID_IMAGE_FORMAT;
    for (const char *p = target; p < dot; p++) name[length++] = (UCHAR)*p;
    memcpy(name + length, L".dll", 4 * sizeof(WCHAR));
    length += 4;

    const struct search search = {0};
    struct module *module;
    NTSTATUS status = map_dll(name, length, &search, &module);
    if (NT_SUCCESS(status) && module_is_dll(module)) status = import_bind(module, &search);
    if (NT_SUCCESS(status)) status = module_use(user, module);
    if (!NT_SUCCESS(status)) return status;
    ULONG ordinal = 0;
    if (dot[1] == '#')
        for (const char *p = dot + 2; *p >= '0' && *p <= '9'; p++) ordinal = ordinal * 10 + (ULONG)(*p - '0');
    return find(user, module, dot[1] == '#' ? NULL : dot + 1, 0, ordinal, address, depth + 1);
}

NTSTATUS export_find(struct module *user, struct module *module, const char *name, ULONG hint, ULONG ordinal, PVOID *address)
{
    return find(user, module, name, hint, ordinal, address, 0);
}

/* The address of an exported function or variable ("GetProcAddress"); `name` NULL: by ordinal. */
NTSTATUS NTAPI LdrGetProcedureAddress(PVOID base, PANSI_STRING name, ULONG ordinal, PVOID *address)
{
    char text[512];
    *address = NULL;
    if (name) {
        if (!name->Length || name->Length >= sizeof text) return STATUS_ENTRYPOINT_NOT_FOUND;
        memcpy(text, name->Buffer, name->Length);
        text[name->Length] = 0;
    }
    loader_enter();
    struct module *module = module_by_base(base);
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    if (module) {
        ULONG used = module->use_count;
        status = export_find(module, module, name ? text : NULL, 0, ordinal, address);
        /* a forwarder has loaded a DLL, which must be ready before it is called */
        for (; NT_SUCCESS(status) && module->state == MODULE_ATTACHED && used < module->use_count; used++)
            status = attach_tree(module->uses[used]);
        if (!NT_SUCCESS(status)) *address = NULL;
    }
    loader_leave();
    return status;
}

NTSTATUS NTAPI LdrGetProcedureAddressEx(PVOID base, PANSI_STRING name, ULONG ordinal, PVOID *address, ULONG flags)
{
    return flags & ~1u ? STATUS_INVALID_PARAMETER_5 : LdrGetProcedureAddress(base, name, ordinal, address);
}

NTSTATUS NTAPI LdrGetProcedureAddressForCaller(PVOID base, PANSI_STRING name, ULONG ordinal, PVOID *address, ULONG flags,
                                               PVOID *caller)
{
    (void)caller;
    return LdrGetProcedureAddressEx(base, name, ordinal, address, flags);
}
