/* SPDX-License-Identifier: MIT */
/* Resources of a module: finding, loading, enumerating; on ntdll's LdrFindResource_U.
 *
 * Types and names are an integer (MAKEINTRESOURCE), a string, or "#123" for the integer 123.  Strings are stored in
 * upper case. */
#include "kernelbase.h"

/* A type or name as the loader wants it: an integer or an upper-case string of ours. */
struct key {
    ULONG_PTR value;
    WCHAR *made; /* freed with base_free() */
};

static BOOL key_make(struct key *key, const WCHAR *name)
{
    key->made = NULL;
    if (IS_INTRESOURCE(name)) {
        key->value = (ULONG_PTR)name;
        return TRUE;
    }
    if (*name == '#') {
        ULONG number = 0;
        for (name++; *name >= '0' && *name <= '9' && number < 0x10000; name++) number = number * 10 + (*name - '0');
        if (*name || number > 0xffff) return base_fail(STATUS_INVALID_PARAMETER);
        key->value = number;
        return TRUE;
    }
    SIZE_T size = (wcslen(name) + 1) * sizeof(WCHAR);
    key->made = base_alloc(size);
    if (!key->made) return FALSE;
    for (WCHAR *to = key->made; (*to = RtlUpcaseUnicodeChar(*name)); to++, name++)
        ;
    key->value = (ULONG_PTR)key->made;
    return TRUE;
}

static HMODULE or_program(HMODULE module)
{
    return module ? module : base_peb()->ImageBaseAddress;
}

/* "FindResourceEx function".  ERROR_RESOURCE_DATA_NOT_FOUND, ERROR_RESOURCE_TYPE_NOT_FOUND,
 * ERROR_RESOURCE_NAME_NOT_FOUND. */
HRSRC WINAPI FindResourceExW(HMODULE module, const WCHAR *type, const WCHAR *name, WORD language)
{
    struct key type_key, name_key = {0};
    IMAGE_RESOURCE_DATA_ENTRY *entry = NULL;

    if (!key_make(&type_key, type)) return NULL;
    if (key_make(&name_key, name)) {
        LDR_RESOURCE_INFO info = {type_key.value, name_key.value, language};
        if (!base_ok(LdrFindResource_U(or_program(module), &info, 3, &entry))) entry = NULL;
    }
    base_free(type_key.made);
    base_free(name_key.made);
    return (HRSRC)entry;
}

HRSRC WINAPI FindResourceW(HMODULE module, const WCHAR *name, const WCHAR *type)
{
    return FindResourceExW(module, type, name, MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL));
}

/* An 8-bit type or name: integers pass through. */
static WCHAR *wide_key(const char *name)
{
    return IS_INTRESOURCE(name) ? (WCHAR *)name : base_wide(name);
}

static void wide_key_free(WCHAR *key)
{
    if (!IS_INTRESOURCE(key)) base_free(key);
}

HRSRC WINAPI FindResourceExA(HMODULE module, const char *type, const char *name, WORD language)
{
    WCHAR *wide_type = wide_key(type), *wide_name = wide_key(name);
    HRSRC found = NULL;

    if ((wide_type || !type) && (wide_name || !name)) found = FindResourceExW(module, wide_type, wide_name, language);
    wide_key_free(wide_type);
    wide_key_free(wide_name);
    return found;
}

HRSRC WINAPI FindResourceA(HMODULE module, const char *name, const char *type)
{
    return FindResourceExA(module, type, name, MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL));
}

HGLOBAL WINAPI LoadResource(HMODULE module, HRSRC resource)
{
    void *data;

    if (!resource) return NULL;
    return base_ok(LdrAccessResource(or_program(module), (IMAGE_RESOURCE_DATA_ENTRY *)resource, &data, NULL)) ? data
                                                                                                              : NULL;
}

/* A loaded resource is its address. */
void *WINAPI LockResource(HGLOBAL data)
{
    return data;
}

BOOL WINAPI FreeResource(HGLOBAL data)
{
    (void)data; /* "This function is obsolete": the module owns the bytes */
    return FALSE;
}

DWORD WINAPI SizeofResource(HMODULE module, HRSRC resource)
{
    (void)module;
    return resource ? ((IMAGE_RESOURCE_DATA_ENTRY *)resource)->Size : (base_fail(STATUS_INVALID_PARAMETER), 0);
}

/* ---- enumeration ---- */

/* A folder of the resource tree, and the root that its names are relative to. */
struct folder {
    const BYTE *root;
    ULONG size; /* of the whole tree */
    const IMAGE_RESOURCE_DIRECTORY *directory;
};

static BOOL folder_find(HMODULE module, ULONG level, const struct key *type, const struct key *name,
                        struct folder *folder)
{
    LDR_RESOURCE_INFO info = {type ? type->value : 0, name ? name->value : 0, 0};
    IMAGE_RESOURCE_DIRECTORY *found, *root;

    if (!base_ok(LdrFindResourceDirectory_U(module, &info, 0, &root)) ||
        !base_ok(LdrFindResourceDirectory_U(module, &info, level, &found)))
        return FALSE;
    /* bit 1 marks an image, bit 0 a flat file (LoadLibraryEx) */
    RtlImageDirectoryEntryToData((void *)((ULONG_PTR)module & ~(ULONG_PTR)2), !((ULONG_PTR)module & 1),
                                 IMAGE_DIRECTORY_ENTRY_RESOURCE, &folder->size);
    folder->root = (const BYTE *)root;
    folder->directory = found;
    return TRUE;
}

static ULONG folder_count(const struct folder *folder)
{
    return folder->directory->NumberOfNamedEntries + folder->directory->NumberOfIdEntries;
}

/* The id of entry `i`, or its name copied to `text` (of `room` WCHARs; a longer one is cut). */
static WCHAR *folder_entry(const struct folder *folder, ULONG i, WCHAR *text, ULONG room)
{
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry = (const IMAGE_RESOURCE_DIRECTORY_ENTRY *)(folder->directory + 1) + i;

    if (!entry->NameIsString) return MAKEINTRESOURCEW(entry->Id);
    if (!text) return NULL; /* only ids were asked for */
    const IMAGE_RESOURCE_DIR_STRING_U *name = (const void *)(folder->root + entry->NameOffset);
    if (entry->NameOffset > folder->size - sizeof(WCHAR) ||
        name->Length * sizeof(WCHAR) > folder->size - sizeof(WCHAR) - entry->NameOffset)
        return NULL; /* a wild one */
    ULONG length = name->Length < room ? name->Length : room - 1;
    memcpy(text, name->NameString, length * sizeof(WCHAR));
    text[length] = 0;
    return text;
}

/* An entry in 8 bits: an integer passes through. */
static char *ansi_entry(WCHAR *entry, char *text, ULONG room)
{
    ULONG bytes;

    if (IS_INTRESOURCE(entry)) return (char *)entry;
    RtlUnicodeToMultiByteN(text, room - 1, &bytes, entry, (ULONG)(wcslen(entry) * sizeof(WCHAR)));
    text[bytes] = 0;
    return text;
}

enum { NAME_ROOM = 512 };

static BOOL stopped(void)
{
    RtlSetLastWin32Error(ERROR_RESOURCE_ENUM_USER_STOP);
    return FALSE;
}

BOOL WINAPI EnumResourceTypesW(HMODULE module, ENUMRESTYPEPROCW visit, LONG_PTR parameter)
{
    struct folder folder;
    WCHAR text[NAME_ROOM];

    if (!folder_find(or_program(module), 0, NULL, NULL, &folder)) return FALSE;
    for (ULONG i = 0; i < folder_count(&folder); i++)
        if (!visit(module, folder_entry(&folder, i, text, NAME_ROOM), parameter)) return stopped();
    return TRUE;
}

BOOL WINAPI EnumResourceTypesA(HMODULE module, ENUMRESTYPEPROCA visit, LONG_PTR parameter)
{
    struct folder folder;
    WCHAR text[NAME_ROOM];
    char ansi[NAME_ROOM * 3];

    if (!folder_find(or_program(module), 0, NULL, NULL, &folder)) return FALSE;
    for (ULONG i = 0; i < folder_count(&folder); i++)
        if (!visit(module, ansi_entry(folder_entry(&folder, i, text, NAME_ROOM), ansi, sizeof ansi), parameter))
            return stopped();
    return TRUE;
}

BOOL WINAPI EnumResourceNamesW(HMODULE module, const WCHAR *type, ENUMRESNAMEPROCW visit, LONG_PTR parameter)
{
    struct folder folder;
    struct key key;
    WCHAR text[NAME_ROOM];
    BOOL ok;

    if (!key_make(&key, type)) return FALSE;
    ok = folder_find(or_program(module), 1, &key, NULL, &folder);
    for (ULONG i = 0; ok && i < folder_count(&folder); i++)
        if (!visit(module, type, folder_entry(&folder, i, text, NAME_ROOM), parameter)) ok = stopped();
    base_free(key.made);
    return ok;
}

BOOL WINAPI EnumResourceNamesA(HMODULE module, const char *type, ENUMRESNAMEPROCA visit, LONG_PTR parameter)
{
    struct folder folder;
    struct key key;
    WCHAR *wide = wide_key(type), text[NAME_ROOM];
    char ansi[NAME_ROOM * 3];
    BOOL ok = FALSE;

    if ((wide || !type) && key_make(&key, wide)) {
        ok = folder_find(or_program(module), 1, &key, NULL, &folder);
        for (ULONG i = 0; ok && i < folder_count(&folder); i++)
            if (!visit(module, type, ansi_entry(folder_entry(&folder, i, text, NAME_ROOM), ansi, sizeof ansi),
                       parameter))
                ok = stopped();
        base_free(key.made);
    }
    wide_key_free(wide);
    return ok;
}

BOOL WINAPI EnumResourceLanguagesW(HMODULE module, const WCHAR *type, const WCHAR *name, ENUMRESLANGPROCW visit,
                                   LONG_PTR parameter)
{
    struct folder folder;
    struct key type_key, name_key = {0};
    BOOL ok = FALSE;

    if (!key_make(&type_key, type)) return FALSE;
    if (key_make(&name_key, name)) {
        ok = folder_find(or_program(module), 2, &type_key, &name_key, &folder);
        for (ULONG i = 0; ok && i < folder_count(&folder); i++)
            if (!visit(module, type, name, LOWORD((ULONG_PTR)folder_entry(&folder, i, NULL, 1)), parameter))
                ok = stopped();
    }
    base_free(type_key.made);
    base_free(name_key.made);
    return ok;
}

BOOL WINAPI EnumResourceLanguagesA(HMODULE module, const char *type, const char *name, ENUMRESLANGPROCA visit,
                                   LONG_PTR parameter)
{
    struct folder folder;
    struct key type_key = {0}, name_key = {0};
    WCHAR *wide_type = wide_key(type), *wide_name = wide_key(name);
    BOOL ok = FALSE;

    if ((wide_type || !type) && (wide_name || !name) && key_make(&type_key, wide_type) &&
        key_make(&name_key, wide_name)) {
        ok = folder_find(or_program(module), 2, &type_key, &name_key, &folder);
        for (ULONG i = 0; ok && i < folder_count(&folder); i++)
            if (!visit(module, type, name, LOWORD((ULONG_PTR)folder_entry(&folder, i, NULL, 1)), parameter))
                ok = stopped();
    }
    base_free(type_key.made);
    base_free(name_key.made);
    wide_key_free(wide_type);
    wide_key_free(wide_name);
    return ok;
}
