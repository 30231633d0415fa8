/* SPDX-License-Identifier: MIT */
/* Looking up exports: by name through the sorted name table (the importer's hint first), by ordinal, and through
 * forwarders. */
#include "ldr.h"

#include <string.h>

enum { FORWARDS = 16 }; /* how long a chain of forwarders may be */

static NTSTATUS forward(struct module *user, struct module *from, const char *target, PVOID *address, int depth);

/* Checks the tables' bounds once; what they hold is looked at when it is used. */
static void exports_read(struct module *module)
{
    ULONG size;
    const IMAGE_EXPORT_DIRECTORY *directory = image_directory(module, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    module->exports.known = TRUE;
    if (!directory || size < sizeof *directory) return;
    module->exports.function_count = directory->NumberOfFunctions;
    module->exports.name_count = directory->NumberOfNames;
    module->exports.functions =
        image_at(module, directory->AddressOfFunctions, (SIZE_T)directory->NumberOfFunctions * 4);
    module->exports.names = image_at(module, directory->AddressOfNames, (SIZE_T)directory->NumberOfNames * 4);
    module->exports.ordinals = image_at(module, directory->AddressOfNameOrdinals, (SIZE_T)directory->NumberOfNames * 2);
    if (!module->exports.names || !module->exports.ordinals) module->exports.name_count = 0;
    if (!module->exports.functions) return;
    module->exports.size = size;
    module->exports.directory = directory;
}

enum { WILD = 2 };

/* Compares with the name at an RVA: -1, 0, 1, or WILD where that leaves the image. */
static int name_compare(const struct module *module, const char *name, ULONG rva)
{
    const char *end = (const char *)module->entry.DllBase + module->entry.SizeOfImage, *at;
    if (!rva || rva >= module->entry.SizeOfImage || (module->holed && !image_string(module, rva))) return WILD;
    for (at = (const char *)module->entry.DllBase + rva; at < end; at++, name++) {
        if (*name != *at) return (UCHAR)*name < (UCHAR)*at ? -1 : 1;
        if (!*name) return 0;
    }
    return WILD;
}

static NTSTATUS find(struct module *user, struct module *module, const char *name, ULONG hint, ULONG ordinal,
                     PVOID *address, int depth)
{
    ULONG index;
    const NTSTATUS missing = name ? STATUS_ENTRYPOINT_NOT_FOUND : STATUS_ORDINAL_NOT_FOUND;
    if (!module->exports.known) exports_read(module);
    const IMAGE_EXPORT_DIRECTORY *exports = module->exports.directory;
    if (!exports) return missing;
    if (name) {
        ULONG low = 0, high = module->exports.name_count, middle = hint;
        for (BOOLEAN first = TRUE;; first = FALSE) {
            if (!first || middle >= high) middle = (low + high) / 2;
            if (low >= high) return missing;
            int order = name_compare(module, name, module->exports.names[middle]);
            if (!order) break;
            if (order == WILD) return STATUS_INVALID_IMAGE_FORMAT;
            if (order < 0)
                high = middle;
            else
                low = middle + 1;
        }
        index = module->exports.ordinals[middle];
    } else {
        index = ordinal - exports->Base;
    }
    if (index >= module->exports.function_count || !module->exports.functions[index]) return missing;
    ULONG rva = module->exports.functions[index];
    const char *at = image_at(module, rva, 1);
    if (!at) return STATUS_INVALID_IMAGE_FORMAT;
    if ((const char *)exports <= at && at < (const char *)exports + module->exports.size) {
        const char *target = image_string(module, rva);
        return target ? forward(user, module, target, address, depth) : STATUS_INVALID_IMAGE_FORMAT;
    }
    *address = (PVOID)at;
    return STATUS_SUCCESS;
}

/* The module that the first `length` characters of a forwarder name, found or loaded.  Neighbours mostly name the same
 * one: it is remembered, and stays as long as the module that forwards to it. */
static NTSTATUS forward_module(struct module *from, const char *target, SIZE_T length, struct module **module)
{
    WCHAR name[80];
    const struct search search = {0};
    const char *last = from->exports.forward;
    if (last && !strncmp(last, target, length + 1)) { /* with the dot; what was looked at before is as long */
        *module = from->exports.forward_to;
        return STATUS_SUCCESS;
    }
    for (SIZE_T i = 0; i < length; i++) name[i] = (UCHAR)target[i];
    memcpy(name + length, L".dll", 4 * sizeof(WCHAR));
    NTSTATUS status = map_dll(name, length + 4, &search, module);
    if (NT_SUCCESS(status) && module_is_dll(*module)) status = import_bind(*module, &search);
    if (NT_SUCCESS(status)) status = module_use(from, *module);
    if (NT_SUCCESS(status)) {
        from->exports.forward = target;
        from->exports.forward_to = *module;
    }
    return status;
}

/* "dll.name" or "dll.#ordinal"; the last dot divides. */
static NTSTATUS forward(struct module *user, struct module *from, const char *target, PVOID *address, int depth)
{
    struct module *module;
    const char *dot = strrchr(target, '.');
    if (!dot || dot == target || dot - target > 70 || depth >= FORWARDS) return STATUS_INVALID_IMAGE_FORMAT;
    NTSTATUS status = forward_module(from, target, (SIZE_T)(dot - target), &module);
    if (NT_SUCCESS(status)) status = module_use(user, module);
    if (!NT_SUCCESS(status)) return status;
    ULONG ordinal = 0;
    if (dot[1] == '#')
        for (const char *p = dot + 2; *p >= '0' && *p <= '9'; p++) ordinal = ordinal * 10 + (ULONG)(*p - '0');
    return find(user, module, dot[1] == '#' ? NULL : dot + 1, 0, ordinal, address, depth + 1);
}

NTSTATUS export_find(struct module *user, struct module *module, const char *name, ULONG hint, ULONG ordinal,
                     PVOID *address)
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

NTSTATUS NTAPI LdrGetProcedureAddressForCaller(PVOID base, PANSI_STRING name, ULONG ordinal, PVOID *address,
                                               ULONG flags, PVOID *caller)
{
    (void)caller;
    return LdrGetProcedureAddressEx(base, name, ordinal, address, flags);
}
