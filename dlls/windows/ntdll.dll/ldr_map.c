/* SPDX-License-Identifier: MIT */
/* Finding a DLL's file and mapping it ("Dynamic-Link Library Search Order").
 *
 * A name without a folder is looked for in the application's folder, C:\windows\system32, C:\windows\system,
 * C:\windows, the current folder and PATH; LOAD_LIBRARY_SEARCH_* narrow that.  AddDllDirectory's folders and
 * SetDllDirectory's count.  Windows' known DLLs are the system's own, wherever else a file of that name stands. Left
 * out: side-by-side assemblies, .local redirection. */
#include "ldr.h"

#include <string.h>

enum { PATH_ROOM = 1024 };

/* ---- folders that the program named ---- */

struct added_folder {
    struct added_folder *next;
    SIZE_T length;
    WCHAR text[];
};
static struct added_folder *added_folders; /* AddDllDirectory */
static UNICODE_STRING dll_directory;       /* SetDllDirectory; Buffer NULL: not set */
static ULONG default_flags;                /* SetDefaultDllDirectories */

NTSTATUS NTAPI LdrSetDefaultDllDirectories(ULONG flags)
{
    const ULONG known = LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_USER_DIRS |
                        LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    if (!flags || flags & ~known) return STATUS_INVALID_PARAMETER;
    default_flags = flags;
    return STATUS_SUCCESS;
}

/* The folder must be there, and its path absolute. */
NTSTATUS NTAPI LdrAddDllDirectory(PUNICODE_STRING name, PVOID *cookie)
{
    UNICODE_STRING nt;
    OBJECT_ATTRIBUTES attributes;
    FILE_BASIC_INFORMATION information;
    const SIZE_T length = name->Length / sizeof(WCHAR);
    if (length < 3 || !((name->Buffer[1] == ':' && (name->Buffer[2] == '\\' || name->Buffer[2] == '/')) ||
                        (name->Buffer[0] == '\\' && name->Buffer[1] == '\\')))
        return STATUS_INVALID_PARAMETER;
    struct added_folder *folder = rtl_allocate(sizeof *folder + name->Length + sizeof(WCHAR));
    if (!folder) return STATUS_NO_MEMORY;
    folder->length = length;
    memcpy(folder->text, name->Buffer, name->Length);
    folder->text[length] = 0;
    NTSTATUS status = STATUS_OBJECT_NAME_INVALID;
    if (RtlDosPathNameToNtPathName_U(folder->text, &nt, NULL, NULL)) {
        InitializeObjectAttributes(&attributes, &nt, OBJ_CASE_INSENSITIVE, NULL, NULL);
        status = NtQueryAttributesFile(&attributes, &information);
        RtlFreeUnicodeString(&nt);
    }
    if (!NT_SUCCESS(status)) {
        rtl_free(folder);
        return status;
    }
    loader_enter();
    folder->next = added_folders;
    added_folders = folder;
    loader_leave();
    *cookie = folder;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrRemoveDllDirectory(PVOID cookie)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    loader_enter();
    for (struct added_folder **at = &added_folders; *at; at = &(*at)->next) {
        if (*at != cookie) continue;
        *at = (*at)->next;
        rtl_free(cookie);
        status = STATUS_SUCCESS;
        break;
    }
    loader_leave();
    return status;
}

/* Buffer NULL restores the default search; an empty name takes the current folder out of it. */
NTSTATUS NTAPI LdrSetDllDirectory(PUNICODE_STRING name)
{
    UNICODE_STRING copy = {0, 0, NULL};
    if (name->Buffer) {
        copy = (UNICODE_STRING){name->Length, (USHORT)(name->Length + 2), rtl_allocate((SIZE_T)name->Length + 2)};
        if (!copy.Buffer) return STATUS_NO_MEMORY;
        memcpy(copy.Buffer, name->Buffer, name->Length);
        copy.Buffer[name->Length / sizeof(WCHAR)] = 0;
    }
    loader_enter();
    if (dll_directory.Buffer) rtl_free(dll_directory.Buffer);
    dll_directory = copy;
    loader_leave();
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrGetDllDirectory(PUNICODE_STRING name)
{
    NTSTATUS status = STATUS_SUCCESS;
    loader_enter();
    if ((ULONG)dll_directory.Length + sizeof(WCHAR) <= name->MaximumLength) {
        memcpy(name->Buffer, dll_directory.Buffer, dll_directory.Length);
        name->Buffer[dll_directory.Length / sizeof(WCHAR)] = 0;
        name->Length = dll_directory.Length;
    } else {
        name->Length = dll_directory.Length + sizeof(WCHAR);
        status = STATUS_BUFFER_TOO_SMALL;
    }
    loader_leave();
    return status;
}

/* ---- relocation ---- */

/* One block, whose places all lie within the section that `window` has open. */
static NTSTATUS relocate_block(const struct module *module, const USHORT *entry, ULONG count, ULONG page,
                               LONG_PTR delta, const struct window *window)
{
    for (ULONG i = 0; i < count; i++) {
        ULONG rva = page + (entry[i] & 0xfff), kind = entry[i] >> 12;
        if (kind == IMAGE_REL_BASED_ABSOLUTE) continue;
        if (rva < window->first || rva >= window->end || window->end - rva < (kind == IMAGE_REL_BASED_DIR64 ? 8 : 4))
            return STATUS_INVALID_IMAGE_FORMAT;
        void *at = (char *)module->entry.DllBase + rva;
        switch (kind) {
        case IMAGE_REL_BASED_DIR64: *(LONGLONG UNALIGNED *)at += delta; break;
        case IMAGE_REL_BASED_HIGHLOW: *(LONG UNALIGNED *)at += (LONG)delta; break;
        case IMAGE_REL_BASED_HIGH: *(USHORT UNALIGNED *)at += (USHORT)(delta >> 16); break;
        case IMAGE_REL_BASED_LOW: *(USHORT UNALIGNED *)at += (USHORT)delta; break;
        default: return STATUS_INVALID_IMAGE_FORMAT;
        }
    }
    return STATUS_SUCCESS;
}

/* Blocks come sorted, so that each section is opened once.  What a block says is read before anything is written: the
 * table itself may lie where a hostile one relocates. */
static NTSTATUS relocate(struct module *module, const char *at, ULONG size, LONG_PTR delta)
{
    struct window window = {0};
    NTSTATUS status = STATUS_SUCCESS;
    for (ULONG done = 0; NT_SUCCESS(status) && size - done >= sizeof(IMAGE_BASE_RELOCATION);) {
        const IMAGE_BASE_RELOCATION block = *(const IMAGE_BASE_RELOCATION *)(at + done);
        if (!block.SizeOfBlock && !block.VirtualAddress) break; /* padding at the end */
        if (block.SizeOfBlock < sizeof block || block.SizeOfBlock > size - done)
            return window_close(&window), STATUS_INVALID_IMAGE_FORMAT;
        if (block.VirtualAddress < window.first || block.VirtualAddress >= window.end) {
            struct window next;
            window_close(&window);
            status = window_open(&next, module, block.VirtualAddress, 1);
            window = next;
            if (NT_SUCCESS(status) && window.open) { /* the rest of the section as well */
                window_close(&window);
                status = window_open(&window, module, window.first, window.end - window.first);
            }
        }
        if (NT_SUCCESS(status))
            status = relocate_block(module, (const USHORT *)(at + done + sizeof block),
                                    (block.SizeOfBlock - sizeof block) / 2, block.VirtualAddress, delta, &window);
        done += block.SizeOfBlock;
    }
    window_close(&window);
    return status;
}

NTSTATUS map_relocate(struct module *module)
{
    LONG_PTR delta = (LONG_PTR)module->entry.DllBase - (LONG_PTR)module->headers->OptionalHeader.ImageBase;
    ULONG size;
    if (!delta) return STATUS_SUCCESS;
    if (module->headers->FileHeader.Characteristics & IMAGE_FILE_RELOCS_STRIPPED) return STATUS_CONFLICTING_ADDRESSES;
    const char *at = image_directory(module, IMAGE_DIRECTORY_ENTRY_BASERELOC, &size);
    if (!at) return STATUS_SUCCESS; /* nothing in it depends on where it lies */
    NTSTATUS status = relocate(module, at, size, delta);
    return status == STATUS_INVALID_IMAGE_FORMAT ? loader_refuse(module, "has wild relocations") : status;
}

/* ---- mapping ---- */

static NTSTATUS map_section(HANDLE section, const WCHAR *path, SIZE_T length, struct module **out)
{
    PVOID base = NULL;
    SIZE_T size = 0;
    NTSTATUS status =
        NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &size, ViewShare, 0, PAGE_READONLY);
    NtClose(section);
    if (!NT_SUCCESS(status)) return status;
    struct module *module = module_add(base, path, length);
    if (!module) {
        NtUnmapViewOfSection(NtCurrentProcess(), base);
        return STATUS_NO_MEMORY;
    }
    status = status == STATUS_IMAGE_NOT_AT_BASE ? map_relocate(module) : STATUS_SUCCESS;
    if (NT_SUCCESS(status)) status = tls_image_add(module);
    if (!NT_SUCCESS(status)) {
        tls_image_remove(module); /* what it had given to some threads */
        module_remove(module);
        NtUnmapViewOfSection(NtCurrentProcess(), base);
        return status;
    }
    *out = module;
    return STATUS_SUCCESS;
}

/* A module that is loaded already and may serve one more.  What is being unloaded, or has refused, does not; but when
 * the process ends all are told that they go, and stay. */
static BOOLEAN is_usable(const struct module *module)
{
    return module && (loader_data.ShutdownInProgress || (!module->doomed && module->state != MODULE_DETACHED));
}

/* The DLLs that Windows 10 takes from its system folder alone (the registry's Session Manager\KnownDLLs and what those
 * need, "Dynamic- link library search order"), sorted. */
static const WCHAR *const known_dlls[] = {
    L"advapi32",  L"clbcatq", L"combase",  L"comdlg32", L"coml2",    L"difxapi",    L"gdi32",
    L"gdi32full", L"gdiplus", L"imagehlp", L"imm32",    L"kernel32", L"kernelbase", L"msctf",
    L"msvcp_win", L"msvcrt",  L"normaliz", L"nsi",      L"ntdll",    L"ole32",      L"oleaut32",
    L"psapi",     L"rpcrt4",  L"sechost",  L"setupapi", L"shcore",   L"shell32",    L"shlwapi",
    L"ucrtbase",  L"user32",  L"win32u",   L"wldap32",  L"ws2_32",
};

static BOOLEAN is_known(const WCHAR *name, SIZE_T length)
{
    static const WCHAR ending[] = L".dll";
    SIZE_T low = 0, high = ARRAY_SIZE(known_dlls);
    if (length < 4) return FALSE;
    for (SIZE_T i = 0; i < 4; i++)
        if ((name[length - 4 + i] | 32) != (ending[i] | 32)) return FALSE;
    length -= 4;
    while (low < high) {
        SIZE_T middle = (low + high) / 2, i = 0;
        const WCHAR *known = known_dlls[middle];
        WCHAR unit = 0;
        for (; i < length; i++) {
            unit = name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 32 : name[i];
            if (unit != known[i]) break;
        }
        if (i == length && !known[i]) return TRUE;
        if (i == length || unit < known[i])
            high = middle;
        else
            low = middle + 1;
    }
    return FALSE;
}

/* An installed DLL of ours, by base name. */
static NTSTATUS map_known(const WCHAR *name, SIZE_T length, struct module **module)
{
    static const WCHAR front[] = L"\\KnownDlls\\", folder[] = L"C:\\windows\\system32\\";
    WCHAR text[PATH_ROOM];
    UNICODE_STRING object = {0, 0, text};
    OBJECT_ATTRIBUTES attributes;
    HANDLE section;
    if (length > 200) return STATUS_DLL_NOT_FOUND;
    memcpy(text, front, sizeof front - sizeof *front);
    memcpy(text + ARRAY_SIZE(front) - 1, name, length * sizeof *name);
    object.Length = object.MaximumLength = (USHORT)((ARRAY_SIZE(front) - 1 + length) * sizeof(WCHAR));
    InitializeObjectAttributes(&attributes, &object, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenSection(&section, SECTION_MAP_READ | SECTION_MAP_EXECUTE, &attributes);
    if (!NT_SUCCESS(status)) return STATUS_DLL_NOT_FOUND;
    memcpy(text, folder, sizeof folder - sizeof *folder);
    memcpy(text + ARRAY_SIZE(folder) - 1, name, length * sizeof *name);
    return map_section(section, text, ARRAY_SIZE(folder) - 1 + length, module);
}

/* A file by its full DOS path. */
static NTSTATUS map_file(const WCHAR *path, SIZE_T length, struct module **module)
{
    WCHAR text[PATH_ROOM + 8] = L"\\??\\";
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE file, section;
    *module = module_by_path(path, length);
    if (is_usable(*module)) return STATUS_SUCCESS;
    SIZE_T skip = length > 4 && path[0] == '\\' && path[1] == '\\' && path[2] == '?' ? 4 : 0; /* \\?\ is \??\ already */
    if (length - skip + 4 > PATH_ROOM) return STATUS_NAME_TOO_LONG;
    memcpy(text + 4, path + skip, (length - skip) * sizeof(WCHAR));
    UNICODE_STRING object = {(USHORT)((length - skip + 4) * 2), (USHORT)((length - skip + 4) * 2), text};
    InitializeObjectAttributes(&attributes, &object, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status =
        NtOpenFile(&file, FILE_READ_DATA | FILE_EXECUTE | SYNCHRONIZE, &attributes, &io,
                   FILE_SHARE_READ | FILE_SHARE_DELETE, FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    if (!NT_SUCCESS(status)) return status;
    status = NtCreateSection(&section, SECTION_MAP_READ | SECTION_MAP_EXECUTE | SECTION_QUERY, NULL, NULL, PAGE_EXECUTE,
                             SEC_IMAGE, file);
    NtClose(file);
    return NT_SUCCESS(status) ? map_section(section, path, length, module) : status;
}

static BOOLEAN is_absent(NTSTATUS status)
{
    return status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND ||
           status == STATUS_DLL_NOT_FOUND || status == STATUS_OBJECT_NAME_INVALID ||
           status == STATUS_FILE_IS_A_DIRECTORY || status == STATUS_NAME_TOO_LONG || status == STATUS_NOT_A_DIRECTORY ||
           status == STATUS_OBJECT_PATH_SYNTAX_BAD;
}

/* folder\name; the folder may end in a backslash. */
static NTSTATUS map_in(const WCHAR *folder, SIZE_T folder_length, const WCHAR *name, SIZE_T length,
                       struct module **module)
{
    WCHAR joined[PATH_ROOM], full[PATH_ROOM];
    if (!folder_length || folder_length + length + 2 > PATH_ROOM) return STATUS_DLL_NOT_FOUND;
    memcpy(joined, folder, folder_length * sizeof *folder);
    if (joined[folder_length - 1] != '\\' && joined[folder_length - 1] != '/') joined[folder_length++] = '\\';
    memcpy(joined + folder_length, name, length * sizeof *name);
    joined[folder_length + length] = 0;
    ULONG size = RtlGetFullPathName_U(joined, sizeof full, full, NULL);
    if (!size || size >= sizeof full) return STATUS_DLL_NOT_FOUND;
    NTSTATUS status = map_file(full, size / sizeof(WCHAR), module);
    /* a folder of the search that may not be looked into has nothing for us */
    return status == STATUS_ACCESS_DENIED && !RtlDoesFileExists_U(full) ? STATUS_DLL_NOT_FOUND : status;
}

static SIZE_T folder_part(const UNICODE_STRING *path)
{
    SIZE_T length = path->Length / sizeof(WCHAR);
    while (length && path->Buffer[length - 1] != '\\') length--;
    return length;
}

/* Each folder of a semicolon-separated list. */
static NTSTATUS map_in_list(const WCHAR *list, SIZE_T list_length, const WCHAR *name, SIZE_T length,
                            struct module **module)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    for (SIZE_T i = 0; i < list_length && is_absent(status);) {
        SIZE_T end = i;
        while (end < list_length && list[end] != ';') end++;
        SIZE_T begin = i, size = end - i;
        if (size >= 2 && list[begin] == '"' && list[end - 1] == '"') begin++, size -= 2;
        if (size) status = map_in(list + begin, size, name, length, module);
        i = end + 1;
    }
    return status;
}

static NTSTATUS map_in_path(const WCHAR *name, SIZE_T length, struct module **module)
{
    static const UNICODE_STRING variable = {8, 8, (WCHAR *)L"PATH"};
    UNICODE_STRING value = {0, 0, NULL};
    NTSTATUS status = RtlQueryEnvironmentVariable_U(NULL, &variable, &value);
    if (status != STATUS_BUFFER_TOO_SMALL) return STATUS_DLL_NOT_FOUND;
    value.MaximumLength = value.Length + sizeof(WCHAR);
    value.Buffer = rtl_allocate(value.MaximumLength);
    if (!value.Buffer) return STATUS_NO_MEMORY;
    status = RtlQueryEnvironmentVariable_U(NULL, &variable, &value);
    if (NT_SUCCESS(status)) status = map_in_list(value.Buffer, value.Length / sizeof(WCHAR), name, length, module);
    rtl_free(value.Buffer);
    return status;
}

static NTSTATUS map_search(const WCHAR *name, SIZE_T length, const struct search *search, struct module **module)
{
    static const WCHAR system[] = L"C:\\windows\\system32", system16[] = L"C:\\windows\\system",
                       windows[] = L"C:\\windows";
    const UNICODE_STRING *image = &rtl_peb()->ProcessParameters->ImagePathName;
    const ULONG all = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR |
                      LOAD_LIBRARY_SEARCH_USER_DIRS | LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    ULONG flags = search->flags & all;
    if (!flags && !(search->flags & LOAD_WITH_ALTERED_SEARCH_PATH)) flags = default_flags;
    if (flags & LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)
        flags |= LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_USER_DIRS | LOAD_LIBRARY_SEARCH_SYSTEM32;
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    if (search->folder_length && (!flags || flags & LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR))
        status = map_in(search->folder, search->folder_length, name, length, module);
    else if (!flags)
        status = map_in(image->Buffer, folder_part(image), name, length, module);
    if (is_absent(status) && flags & LOAD_LIBRARY_SEARCH_APPLICATION_DIR)
        status = map_in(image->Buffer, folder_part(image), name, length, module);
    if (flags & LOAD_LIBRARY_SEARCH_USER_DIRS)
        for (struct added_folder *f = added_folders; f && is_absent(status); f = f->next)
            status = map_in(f->text, f->length, name, length, module);
    if (is_absent(status) && dll_directory.Length && (!flags || flags & LOAD_LIBRARY_SEARCH_USER_DIRS))
        status = map_in(dll_directory.Buffer, dll_directory.Length / sizeof(WCHAR), name, length, module);
    if (is_absent(status) && (!flags || flags & LOAD_LIBRARY_SEARCH_SYSTEM32))
        status = map_in(system, ARRAY_SIZE(system) - 1, name, length, module);
    if (flags) return status;
    if (is_absent(status)) status = map_in(system16, ARRAY_SIZE(system16) - 1, name, length, module);
    if (is_absent(status)) status = map_in(windows, ARRAY_SIZE(windows) - 1, name, length, module);
    if (is_absent(status) && !dll_directory.Buffer) status = map_in(L".", 1, name, length, module);
    if (is_absent(status)) status = map_in_path(name, length, module);
    return status;
}

NTSTATUS map_dll(const WCHAR *name, SIZE_T length, const struct search *search, struct module **module)
{
    WCHAR text[PATH_ROOM], full[PATH_ROOM];
    SIZE_T dot = 0, file = 0;
    if (!length || length + 5 >= PATH_ROOM) return STATUS_DLL_NOT_FOUND;
    for (SIZE_T i = 0; i < length; i++) {
        text[i] = name[i] == '/' ? '\\' : name[i];
        if (text[i] == '\\' || text[i] == ':') file = i + 1, dot = 0;
        if (text[i] == '.') dot = i + 1;
    }
    if (dot == length)
        length--; /* a dot at the end: no ending wanted */
    else if (!dot) {
        memcpy(text + length, L".dll", 4 * sizeof *text);
        length += 4;
    }
    text[length] = 0;

    NTSTATUS status;
    if (file && text[0] != '\\' && !(length > 1 && text[1] == ':')) { /* a relative path is searched for as well */
        status = map_search(text, length, search, module);
    } else if (file) {
        ULONG size = RtlGetFullPathName_U(text, sizeof full, full, NULL);
        if (!size || size >= sizeof full) return STATUS_DLL_NOT_FOUND;
        status = map_file(full, size / sizeof(WCHAR), module);
    } else {
        const WCHAR *host = apiset_host(text, length);
        if (host) {
            length = wide_length(host);
            memcpy(text, host, (length + 1) * sizeof *host);
        }
        *module = module_by_name(text, length);
        if (is_usable(*module)) return STATUS_SUCCESS;
        status = is_known(text, length) ? map_known(text, length, module) : STATUS_DLL_NOT_FOUND;
        if (status == STATUS_DLL_NOT_FOUND) status = map_search(text, length, search, module);
    }
    return is_absent(status) ? STATUS_DLL_NOT_FOUND : status;
}
