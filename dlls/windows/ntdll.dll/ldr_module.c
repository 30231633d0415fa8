/* SPDX-License-Identifier: MIT */
/* The list of modules, their references, and the Ldr calls that ask about them. */
#include "ldr.h"

#include <string.h>

RTL_CRITICAL_SECTION loader_lock = {(PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1, -1, 0, NULL, NULL, 4000};
PEB_LDR_DATA loader_data = {
    .Length = sizeof loader_data,
    .InLoadOrderModuleList = {&loader_data.InLoadOrderModuleList,           &loader_data.InLoadOrderModuleList  },
    .InMemoryOrderModuleList = {&loader_data.InMemoryOrderModuleList,         &loader_data.InMemoryOrderModuleList},
    .InInitializationOrderModuleList = {&loader_data.InInitializationOrderModuleList,
                              &loader_data.InInitializationOrderModuleList                                      },
};
struct module *program_module;

static void list_append(LIST_ENTRY *list, LIST_ENTRY *entry)
{
    entry->Flink = list;
    entry->Blink = list->Blink;
    list->Blink->Flink = entry;
    list->Blink = entry;
}

static void list_remove(LIST_ENTRY *entry)
{
    if (!entry->Flink) return;
    entry->Flink->Blink = entry->Blink;
    entry->Blink->Flink = entry->Flink;
    entry->Flink = entry->Blink = NULL;
}

/* ASCII upper case: file names of modules are compared so; anything else must be equal. */
static WCHAR fold(WCHAR unit)
{
    return unit >= 'a' && unit <= 'z' ? unit & ~0x20 : unit < 128 ? unit : RtlUpcaseUnicodeChar(unit);
}

static ULONG name_hash(const WCHAR *name, SIZE_T length)
{
    ULONG hash = 0;
    for (SIZE_T i = 0; i < length; i++) hash = hash * 65599 + fold(name[i]);
    return hash;
}

static BOOLEAN same(const UNICODE_STRING *a, const WCHAR *b, SIZE_T length)
{
    if (a->Length != length * sizeof(WCHAR)) return FALSE;
    for (SIZE_T i = 0; i < length; i++)
        if (fold(a->Buffer[i]) != fold(b[i])) return FALSE;
    return TRUE;
}

struct module *module_add(PVOID base, const WCHAR *path, SIZE_T length)
{
    const IMAGE_NT_HEADERS *headers = RtlImageNtHeader(base);
    struct module *module = headers ? rtl_allocate(sizeof *module + (length + 1) * sizeof(WCHAR)) : NULL;
    if (!module) return NULL;
    memset(module, 0, sizeof *module);
    module->path = (WCHAR *)(module + 1);
    memcpy(module->path, path, length * sizeof(WCHAR));
    module->path[length] = 0;
    module->headers = headers;
    module->bound = TRUE; /* until import_bind() finds otherwise */
    module->flat = headers->OptionalHeader.SectionAlignment < 4096;
    const IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(headers);
    for (WORD i = 0; i < headers->FileHeader.NumberOfSections && !module->flat; i++)
        if (!(section[i].Characteristics & (IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE | IMAGE_SCN_MEM_EXECUTE)))
            module->holed = TRUE;
    SIZE_T file = length;
    while (file && module->path[file - 1] != '\\') file--;

    LDR_DATA_TABLE_ENTRY *entry = &module->entry;
    entry->DllBase = base;
    entry->SizeOfImage = headers->OptionalHeader.SizeOfImage;
    if (headers->OptionalHeader.AddressOfEntryPoint)
        entry->EntryPoint = (char *)base + headers->OptionalHeader.AddressOfEntryPoint;
    entry->FullDllName = (UNICODE_STRING){(USHORT)(length * 2), (USHORT)(length * 2 + 2), module->path};
    entry->BaseDllName =
        (UNICODE_STRING){(USHORT)((length - file) * 2), (USHORT)((length - file) * 2 + 2), module->path + file};
    entry->BaseNameHashValue = name_hash(module->path + file, length - file);
    entry->TimeDateStamp = headers->FileHeader.TimeDateStamp;
    entry->OriginalBase = headers->OptionalHeader.ImageBase;
    entry->ObsoleteLoadCount = 1;
    entry->ReferenceCount = 1;
    if (headers->FileHeader.Characteristics & IMAGE_FILE_DLL) entry->Flags |= LDRP_IMAGE_DLL;
    if (!NT_SUCCESS(function_image_add(module))) {
        rtl_free(module);
        return NULL;
    }
    list_append(&loader_data.InLoadOrderModuleList, &entry->InLoadOrderLinks);
    list_append(&loader_data.InMemoryOrderModuleList, &entry->InMemoryOrderLinks);
    return module;
}

void module_remove(struct module *module)
{
    function_image_remove(module);
    list_remove(&module->entry.InLoadOrderLinks);
    list_remove(&module->entry.InMemoryOrderLinks);
    list_remove(&module->entry.InInitializationOrderLinks);
    if (module->uses) rtl_free(module->uses);
    rtl_free(module);
}

#define MODULES(module)                                                                                                \
    struct module *module = (struct module *)loader_data.InLoadOrderModuleList.Flink;                                  \
    &module->entry.InLoadOrderLinks != &loader_data.InLoadOrderModuleList;                                             \
    module = (struct module *)module->entry.InLoadOrderLinks.Flink

struct module *module_by_base(const void *base)
{
    for (MODULES(module))
        if (module->entry.DllBase == base) return module;
    return NULL;
}

struct module *module_by_address(const void *address)
{
    for (MODULES(module))
        if ((ULONG_PTR)address - (ULONG_PTR)module->entry.DllBase < module->entry.SizeOfImage) return module;
    return NULL;
}

struct module *module_by_name(const WCHAR *name, SIZE_T length)
{
    ULONG hash = name_hash(name, length);
    for (MODULES(module))
        if (module->entry.BaseNameHashValue == hash && same(&module->entry.BaseDllName, name, length)) return module;
    return NULL;
}

struct module *module_by_path(const WCHAR *path, SIZE_T length)
{
    for (MODULES(module))
        if (same(&module->entry.FullDllName, path, length)) return module;
    return NULL;
}

NTSTATUS module_use(struct module *user, struct module *used)
{
    if (user == used) return STATUS_SUCCESS;
    for (ULONG i = 0; i < user->use_count; i++)
        if (user->uses[i] == used) return STATUS_SUCCESS;
    if (user->use_count == user->use_room) {
        ULONG room = user->use_room ? user->use_room * 2 : 8;
        struct module **grown = rtl_allocate(room * sizeof *grown);
        if (!grown) return STATUS_NO_MEMORY;
        if (user->use_count) memcpy(grown, user->uses, user->use_count * sizeof *grown);
        if (user->uses) rtl_free(user->uses);
        user->uses = grown;
        user->use_room = room;
    }
    user->uses[user->use_count++] = used;
    return STATUS_SUCCESS;
}

BOOLEAN module_is_dll(const struct module *module)
{
    return (module->entry.Flags & LDRP_IMAGE_DLL) != 0;
}

/* ---- Ldr calls ---- */

/* Loads a DLL, or takes one more reference ("LoadLibraryEx").  `path` with bit 0 set holds LOAD_LIBRARY_SEARCH_* and
 * LOAD_WITH_ALTERED_SEARCH_PATH in the rest of its bits; `characteristics` with IMAGE_FILE_EXECUTABLE_IMAGE asks to
 * resolve nothing, as does a file that is a program and no DLL. */
NTSTATUS NTAPI LdrLoadDll(PWSTR path, PULONG characteristics, PUNICODE_STRING name, PVOID *base)
{
    struct module *module;
    struct search search = {.flags = (ULONG_PTR)path & 1 ? (ULONG)(ULONG_PTR)path & ~1u : 0};
    SIZE_T length = name->Length / sizeof(WCHAR);
    const BOOLEAN resolve = !(characteristics && *characteristics & IMAGE_FILE_EXECUTABLE_IMAGE);
    *base = NULL;
    if (!length) return STATUS_INVALID_PARAMETER;
    if (search.flags & LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR &&
        !(name->Buffer[0] == '\\' || (length > 2 && name->Buffer[1] == ':')))
        return STATUS_INVALID_PARAMETER; /* it has no folder of its own */
    if (search.flags & (LOAD_WITH_ALTERED_SEARCH_PATH | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR)) {
        SIZE_T folder = length;
        while (folder && name->Buffer[folder - 1] != '\\' && name->Buffer[folder - 1] != '/') folder--;
        search.folder = name->Buffer;
        search.folder_length = folder;
    }
    loader_enter();
    NTSTATUS status = map_dll(name->Buffer, length, &search, &module);
    if (NT_SUCCESS(status)) {
        module->loads++; /* before anything of it runs */
        if (resolve && module_is_dll(module)) {
            status = import_bind(module, &search);
            if (NT_SUCCESS(status)) status = attach_tree(module);
        }
        if (NT_SUCCESS(status)) {
            *base = module->entry.DllBase;
        } else {
            module->loads--;
            unload_unneeded();
        }
    }
    if (!NT_SUCCESS(status)) loader_forget();
    loader_leave();
    return status;
}

/* Gives one reference back ("FreeLibrary"); when the process ends, DLLs stay. */
NTSTATUS NTAPI LdrUnloadDll(PVOID base)
{
    loader_enter();
    struct module *module = module_by_base(base);
    if (module && !loader_data.ShutdownInProgress && !module->pinned && module->loads > 0 && !--module->loads)
        unload_unneeded();
    loader_leave();
    return module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

enum { DLL_ENDING = 4 };

/* The name as it is looked up: with ".dll" where it has no dot, without a dot at its end.  The length, 0: too long. */
static SIZE_T complete_name(const UNICODE_STRING *name, WCHAR *to, SIZE_T room)
{
    SIZE_T length = name->Length / sizeof(WCHAR);
    if (!length || length + DLL_ENDING >= room) return 0;
    memcpy(to, name->Buffer, name->Length);
    for (SIZE_T i = length; i-- && to[i] != '\\' && to[i] != '/';)
        if (to[i] == '.') return i == length - 1 ? length - 1 : length;
    memcpy(to + length, L".dll", DLL_ENDING * sizeof(WCHAR));
    return length + DLL_ENDING;
}

/* The base of a loaded module by name or full path ("GetModuleHandleEx"); flags 1: no reference, 2: pin it. */
NTSTATUS NTAPI LdrGetDllHandleEx(ULONG flags, PWSTR path, PULONG characteristics, PUNICODE_STRING name, PVOID *base)
{
    WCHAR text[512], full[512];
    (void)path;
    (void)characteristics;
    SIZE_T length = complete_name(name, text, ARRAY_SIZE(text));
    BOOLEAN has_path = FALSE;
    if (base) *base = NULL;
    if (!length) return STATUS_DLL_NOT_FOUND;
    for (SIZE_T i = 0; i < length; i++) {
        if (text[i] == '/') text[i] = '\\';
        if (text[i] == '\\') has_path = TRUE;
    }
    const WCHAR *host = has_path ? NULL : apiset_host(text, length);
    if (host) {
        length = wide_length(host);
        memcpy(text, host, length * sizeof(WCHAR));
    }
    if (has_path) {
        text[length] = 0;
        ULONG got = RtlGetFullPathName_U(text, sizeof full, full, NULL);
        if (!got || got >= sizeof full) return STATUS_DLL_NOT_FOUND;
        length = got / sizeof(WCHAR);
    }
    loader_enter();
    struct module *module = has_path ? module_by_path(full, length) : module_by_name(text, length);
    if (module) {
        if (base) *base = module->entry.DllBase;
        if (flags & 2) module->pinned = TRUE;
        if (!(flags & 3)) module->loads++;
    }
    loader_leave();
    return module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

NTSTATUS NTAPI LdrGetDllHandle(PWSTR path, PULONG characteristics, PUNICODE_STRING name, PVOID *base)
{
    return LdrGetDllHandleEx(1, path, characteristics, name, base);
}

/* One more reference; `flags` 1 pins the module for good. */
NTSTATUS NTAPI LdrAddRefDll(ULONG flags, PVOID base)
{
    loader_enter();
    struct module *module = module_by_base(base);
    if (module && flags & 1) module->pinned = TRUE;
    if (module && !(flags & 1)) module->loads++;
    loader_leave();
    return module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

/* STATUS_DLL_NOT_FOUND also for a module with static TLS ("DisableThreadLibraryCalls": that one fails). */
NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(PVOID base)
{
    loader_enter();
    struct module *module = module_by_base(base);
    NTSTATUS status = module && !module->tls ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
    if (!status) module->entry.Flags |= LDRP_DONT_CALL_FOR_THREADS;
    loader_leave();
    return status;
}

/* The full path of a module, ended by a zero; `base` NULL: the program.  STATUS_BUFFER_TOO_SMALL: cut off. */
NTSTATUS NTAPI LdrGetDllFullName(PVOID base, PUNICODE_STRING name)
{
    loader_enter();
    struct module *module = base ? module_by_base(base) : program_module;
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    if (module) {
        const UNICODE_STRING *full = &module->entry.FullDllName;
        const USHORT room =
            name->MaximumLength >= sizeof(WCHAR) ? (USHORT)((name->MaximumLength & ~1u) - sizeof(WCHAR)) : 0;
        name->Length = full->Length <= room ? full->Length : room;
        memcpy(name->Buffer, full->Buffer, name->Length);
        if (name->MaximumLength >= sizeof(WCHAR)) name->Buffer[name->Length / sizeof(WCHAR)] = 0;
        status = full->Length == name->Length && name->MaximumLength >= sizeof(WCHAR) ? STATUS_SUCCESS
                                                                                      : STATUS_BUFFER_TOO_SMALL;
    }
    loader_leave();
    return status;
}

NTSTATUS NTAPI LdrFindEntryForAddress(PVOID address, PLDR_DATA_TABLE_ENTRY *entry)
{
    loader_enter();
    struct module *module = module_by_address(address);
    *entry = module ? &module->entry : NULL;
    loader_leave();
    return module ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}

typedef void(NTAPI *LDR_ENUM_CALLBACK)(PLDR_DATA_TABLE_ENTRY entry, PVOID context, PBOOLEAN stop);
NTSTATUS NTAPI LdrEnumerateLoadedModules(ULONG flags, LDR_ENUM_CALLBACK callback, PVOID context)
{
    BOOLEAN stop = FALSE;
    if (flags || !callback) return STATUS_INVALID_PARAMETER;
    loader_enter();
    unload_hold();
    for (MODULES(module)) {
        callback(&module->entry, context, &stop);
        if (stop) break;
    }
    unload_release();
    loader_leave();
    return STATUS_SUCCESS;
}

/* The lock that DllMain runs under; `flags` 2: only try, `disposition` 1 acquired, 2 not. */
NTSTATUS NTAPI LdrLockLoaderLock(ULONG flags, PULONG disposition, PULONG_PTR cookie)
{
    if (flags & ~3u || !cookie) return STATUS_INVALID_PARAMETER;
    *cookie = 0;
    if (flags & 2) {
        if (!disposition) return STATUS_INVALID_PARAMETER;
        *disposition = RtlTryEnterCriticalSection(&loader_lock) ? 1 : 2;
        if (*disposition == 2) return STATUS_SUCCESS;
    } else {
        loader_enter();
        if (disposition) *disposition = 1;
    }
    *cookie = (ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread | 1;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrUnlockLoaderLock(ULONG flags, ULONG_PTR cookie)
{
    if (flags & ~1u) return STATUS_INVALID_PARAMETER;
    if (!cookie) return STATUS_SUCCESS;
    if (cookie != ((ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread | 1)) return STATUS_INVALID_PARAMETER_2;
    loader_leave();
    return STATUS_SUCCESS;
}

/* The base of the module that holds an address, NULL if none does. */
PVOID NTAPI RtlPcToFileHeader(PVOID address, PVOID *base)
{
    loader_enter();
    struct module *module = module_by_address(address);
    loader_leave();
    return *base = module ? module->entry.DllBase : NULL;
}
