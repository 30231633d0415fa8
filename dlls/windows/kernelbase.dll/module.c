/* SPDX-License-Identifier: MIT */
/* Modules: loading, looking up, names, exported functions, search folders; the loader itself is ntdll's.
 *
 * A module loaded as a data file alone is a mapping whose address has bit 0 set (a flat view of the file) or bit 1
 * (laid out like an image, nothing run); datafile.c makes and ends those. */
#include "kernelbase.h"

enum {
    SEARCH_FLAGS = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR |
                   LOAD_LIBRARY_SEARCH_USER_DIRS | LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS,
    DATA_FLAGS = LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE | LOAD_LIBRARY_AS_IMAGE_RESOURCE,
    KNOWN_FLAGS = SEARCH_FLAGS | DATA_FLAGS | DONT_RESOLVE_DLL_REFERENCES | LOAD_WITH_ALTERED_SEARCH_PATH |
                  LOAD_IGNORE_CODE_AUTHZ_LEVEL | LOAD_LIBRARY_REQUIRE_SIGNED_TARGET | LOAD_LIBRARY_SAFE_CURRENT_DIRS,
};

/* "LoadLibraryEx function".  ERROR_MOD_NOT_FOUND; ERROR_INVALID_PARAMETER for an empty name, a second handle, or flags
 * that exclude each other. */
HMODULE WINAPI LoadLibraryExW(const WCHAR *file, HANDLE reserved, DWORD flags)
{
    UNICODE_STRING name;
    void *module;
    ULONG characteristics = 0;

    if (!file || reserved || flags & ~(DWORD)KNOWN_FLAGS ||
        ((flags & LOAD_WITH_ALTERED_SEARCH_PATH) && (flags & SEARCH_FLAGS)) ||
        ((flags & LOAD_LIBRARY_AS_DATAFILE) && (flags & LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE)))
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = RtlInitUnicodeStringEx(&name, file);
    if (!base_ok(status)) return NULL;
    while (name.Length && name.Buffer[name.Length / sizeof(WCHAR) - 1] == ' ') name.Length -= sizeof(WCHAR);
    if (!name.Length) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (flags & DATA_FLAGS) return base_load_data(&name, flags);
    if (flags & DONT_RESOLVE_DLL_REFERENCES) characteristics = IMAGE_FILE_EXECUTABLE_IMAGE;
    /* instead of a search path: the search flags, told from a pointer by bit 0 */
    const WCHAR *how = (const WCHAR *)(ULONG_PTR)((flags & (SEARCH_FLAGS | LOAD_WITH_ALTERED_SEARCH_PATH)) | 1);
    return base_ok(LdrLoadDll((WCHAR *)how, &characteristics, &name, &module)) ? module : NULL;
}

HMODULE WINAPI LoadLibraryExA(const char *file, HANDLE reserved, DWORD flags)
{
    WCHAR *wide = base_wide(file);
    HMODULE module = NULL;

    if (wide)
        module = LoadLibraryExW(wide, reserved, flags);
    else if (!file)
        base_fail(STATUS_INVALID_PARAMETER);
    base_free(wide);
    return module;
}

HMODULE WINAPI LoadLibraryW(const WCHAR *file)
{
    return LoadLibraryExW(file, NULL, 0);
}

HMODULE WINAPI LoadLibraryA(const char *file)
{
    return LoadLibraryExA(file, NULL, 0);
}

BOOL WINAPI FreeLibrary(HMODULE module)
{
    if ((ULONG_PTR)module & 3) return base_free_data(module);
    return base_ok(LdrUnloadDll(module));
}

void WINAPI FreeLibraryAndExitThread(HMODULE module, DWORD code)
{
    FreeLibrary(module);
    RtlExitUserThread((NTSTATUS)code);
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
    return base_ok(LdrDisableThreadCalloutsForDll(module));
}

/* ---- handles ---- */

/* "GetModuleHandleEx function". */
BOOL WINAPI GetModuleHandleExW(DWORD flags, const WCHAR *name, HMODULE *module)
{
    NTSTATUS status = STATUS_SUCCESS;
    void *found = NULL;

    if (!module) return base_fail(STATUS_INVALID_PARAMETER);
    *module = NULL;
    if (flags & ~(DWORD)(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT |
                         GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) ||
        ((flags & GET_MODULE_HANDLE_EX_FLAG_PIN) && (flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT)))
        return base_fail(STATUS_INVALID_PARAMETER);

    ULONG_PTR cookie; /* nobody unloads it between finding and counting */
    LdrLockLoaderLock(0, NULL, &cookie);
    if (!name) {
        found = base_peb()->ImageBaseAddress;
    } else if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) {
        RtlPcToFileHeader((void *)name, &found);
        if (!found) status = STATUS_DLL_NOT_FOUND;
    } else {
        UNICODE_STRING text;
        status = RtlInitUnicodeStringEx(&text, name);
        if (NT_SUCCESS(status)) status = LdrGetDllHandle(NULL, NULL, &text, &found);
    }
    if (NT_SUCCESS(status) && !(flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT))
        status = LdrAddRefDll(flags & GET_MODULE_HANDLE_EX_FLAG_PIN ? LDR_ADDREF_DLL_PIN : 0, found);
    LdrUnlockLoaderLock(0, cookie);
    if (!base_ok(status)) return FALSE;
    *module = found;
    return TRUE;
}

BOOL WINAPI GetModuleHandleExA(DWORD flags, const char *name, HMODULE *module)
{
    if (!name || (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS))
        return GetModuleHandleExW(flags, (const WCHAR *)name, module);
    if (!module) return base_fail(STATUS_INVALID_PARAMETER);
    *module = NULL;
    WCHAR *wide = base_wide(name);
    BOOL ok = wide && GetModuleHandleExW(flags, wide, module);
    base_free(wide);
    return ok;
}

/* The reference count stays as it is; NULL is the program. */
HMODULE WINAPI GetModuleHandleW(const WCHAR *name)
{
    HMODULE module;

    if (!name) return base_peb()->ImageBaseAddress;
    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name, &module) ? module : NULL;
}

HMODULE WINAPI GetModuleHandleA(const char *name)
{
    HMODULE module;

    if (!name) return base_peb()->ImageBaseAddress;
    return GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name, &module) ? module : NULL;
}

/* ---- functions ---- */

/* A name, or an ordinal where the high bits are 0.  ERROR_PROC_NOT_FOUND. */
FARPROC WINAPI GetProcAddress(HMODULE module, const char *name)
{
    void *address;
    NTSTATUS status;
    ANSI_STRING text;

    if (!module) module = base_peb()->ImageBaseAddress;
    if ((ULONG_PTR)name > 0xffff) {
        RtlInitAnsiString(&text, name);
        status = LdrGetProcedureAddress(module, &text, 0, &address);
    } else {
        status = LdrGetProcedureAddress(module, NULL, (ULONG)(ULONG_PTR)name, &address);
        if (status == STATUS_ORDINAL_NOT_FOUND) status = STATUS_ENTRYPOINT_NOT_FOUND;
    }
    return base_ok(status) ? (FARPROC)address : NULL;
}

/* ---- file names ---- */

/* "GetModuleFileName function": the length without the terminator; a name that does not fit is cut, ended, and
 * ERROR_INSUFFICIENT_BUFFER is set with `size` as the result. */
DWORD WINAPI GetModuleFileNameW(HMODULE module, WCHAR *buffer, DWORD size)
{
    UNICODE_STRING name = {.Buffer = buffer, .MaximumLength = (USHORT)(size > 0x7fff ? 0xfffe : size * sizeof(WCHAR))};

    if ((ULONG_PTR)module & 3) return base_fail(STATUS_DLL_NOT_FOUND), 0;
    NTSTATUS status = LdrGetDllFullName(module, &name);
    if (status == STATUS_BUFFER_TOO_SMALL) {
        RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
        return size;
    }
    if (!base_ok(status)) return 0;
    RtlSetLastWin32Error(ERROR_SUCCESS);
    return name.Length / sizeof(WCHAR);
}

DWORD WINAPI GetModuleFileNameA(HMODULE module, char *buffer, DWORD size)
{
    const DWORD room = 0x8000;
    WCHAR *wide = base_alloc(room * sizeof(WCHAR));
    DWORD length = wide ? GetModuleFileNameW(module, wide, room - 1) : 0;
    char *ansi = length ? base_ansi(wide, -1) : NULL;

    length = 0;
    if (ansi) {
        length = (DWORD)strlen(ansi);
        if (length < size) {
            memcpy(buffer, ansi, length + 1);
        } else {
            if (size) memcpy(buffer, ansi, size - 1), buffer[size - 1] = 0;
            length = size;
            RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
        }
        base_free(ansi);
    }
    base_free(wide);
    return length;
}

/* ---- search folders ---- */

BOOL WINAPI SetDefaultDllDirectories(DWORD flags)
{
    return base_ok(LdrSetDefaultDllDirectories(flags));
}

/* NULL on failure; the path must be absolute. */
DLL_DIRECTORY_COOKIE WINAPI AddDllDirectory(PCWSTR folder)
{
    UNICODE_STRING name;
    void *cookie;

    if (!folder) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = RtlInitUnicodeStringEx(&name, folder);
    if (NT_SUCCESS(status)) status = LdrAddDllDirectory(&name, &cookie);
    return base_ok(status) ? cookie : NULL;
}

BOOL WINAPI RemoveDllDirectory(DLL_DIRECTORY_COOKIE cookie)
{
    return base_ok(LdrRemoveDllDirectory(cookie));
}

/* "SetDllDirectory function": an empty name takes the current folder out of the search, NULL restores the order.  A
 * name with a ; is ERROR_INVALID_PARAMETER. */
BOOL WINAPI SetDllDirectoryW(const WCHAR *folder)
{
    UNICODE_STRING name;

    if (folder && wcschr(folder, ';')) return base_fail(STATUS_INVALID_PARAMETER);
    NTSTATUS status = RtlInitUnicodeStringEx(&name, folder);
    if (NT_SUCCESS(status)) status = LdrSetDllDirectory(&name);
    return base_ok(status);
}

BOOL WINAPI SetDllDirectoryA(const char *folder)
{
    WCHAR *wide = base_wide(folder);
    BOOL ok = (wide || !folder) && SetDllDirectoryW(wide);

    base_free(wide);
    return ok;
}

/* The length without the terminator, or the size needed with it. */
DWORD WINAPI GetDllDirectoryW(DWORD size, WCHAR *buffer)
{
    UNICODE_STRING name = {.Buffer = buffer, .MaximumLength = (USHORT)(size > 0x7fff ? 0xfffe : size * sizeof(WCHAR))};
    NTSTATUS status = LdrGetDllDirectory(&name);

    if (status == STATUS_BUFFER_TOO_SMALL) return name.Length / sizeof(WCHAR); /* with the terminator */
    if (!base_ok(status)) return 0;
    DWORD length = name.Length / sizeof(WCHAR);
    if (!length) RtlSetLastWin32Error(ERROR_SUCCESS);
    return length;
}

DWORD WINAPI GetDllDirectoryA(DWORD size, char *buffer)
{
    WCHAR wide[1024];
    DWORD length = GetDllDirectoryW(ARRAYSIZE(wide), wide);

    if (length >= ARRAYSIZE(wide)) return base_fail(STATUS_NAME_TOO_LONG), 0;
    if (!length) wide[0] = 0;
    char *ansi = base_ansi(wide, -1);
    if (!ansi) return 0;
    length = (DWORD)strlen(ansi);
    if (length < size)
        memcpy(buffer, ansi, length + 1);
    else
        length++;
    base_free(ansi);
    return length;
}
