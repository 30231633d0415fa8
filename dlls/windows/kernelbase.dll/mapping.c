/* SPDX-License-Identifier: MIT */
/* File mappings: onto NtCreateSection and NtMapViewOfSection.  Left out: large pages, NUMA preferences, placeholders.
 */
#include "kernelbase.h"

#define SECTION_FLAGS                                                                                                  \
    (SEC_IMAGE | SEC_IMAGE_NO_EXECUTE | SEC_RESERVE | SEC_COMMIT | SEC_NOCACHE | SEC_LARGE_PAGES | SEC_WRITECOMBINE)

/* What handles of a mapping may do, by its protection. */
static ACCESS_MASK section_access(DWORD protect)
{
    ACCESS_MASK access = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ;

    if (protect & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)) access |= SECTION_MAP_WRITE;
    if (protect & (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY))
        access |= SECTION_MAP_EXECUTE;
    return access;
}

/* "CreateFileMappingW function": NULL with the last error set; ERROR_ALREADY_EXISTS with a handle to one that was
 * there. */
HANDLE WINAPI CreateFileMappingW(HANDLE file, SECURITY_ATTRIBUTES *security, DWORD protect, DWORD high, DWORD low,
                                 LPCWSTR name)
{
    struct base_object object;
    LARGE_INTEGER size = {.QuadPart = (LONGLONG)((ULONGLONG)high << 32 | low)};
    DWORD flags = protect & SECTION_FLAGS;
    HANDLE handle;

    protect &= ~(DWORD)SECTION_FLAGS;
    if (!(flags & (SEC_COMMIT | SEC_RESERVE | SEC_IMAGE))) flags |= SEC_COMMIT;
    if (file == INVALID_HANDLE_VALUE) {
        file = NULL;
        if (!size.QuadPart) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    } else if (!file) {
        return base_fail(STATUS_INVALID_HANDLE), NULL;
    }
    NTSTATUS status = base_object_name(&object, name, security);
    if (NT_SUCCESS(status))
        status = NtCreateSection(&handle, section_access(protect), &object.attributes, size.QuadPart ? &size : NULL,
                                 protect, flags, file);
    if (!NT_SUCCESS(status)) return base_fail(status), NULL;
    RtlSetLastWin32Error(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE WINAPI CreateFileMappingA(HANDLE file, SECURITY_ATTRIBUTES *security, DWORD protect, DWORD high, DWORD low,
                                 LPCSTR name)
{
    WCHAR *wide = base_wide(name);

    if (name && !wide) return NULL;
    HANDLE handle = CreateFileMappingW(file, security, protect, high, low, wide);
    base_free(wide);
    return handle;
}

/* "CreateFileMappingFromApp function": the size in one number. */
HANDLE WINAPI CreateFileMappingFromApp(HANDLE file, SECURITY_ATTRIBUTES *security, ULONG protect, ULONG64 size,
                                       LPCWSTR name)
{
    return CreateFileMappingW(file, security, protect, (DWORD)(size >> 32), (DWORD)size, name);
}

/* FILE_MAP_* as rights to a section: FILE_MAP_COPY needs reading, FILE_MAP_EXECUTE has a bit of its own. */
static ACCESS_MASK view_access(DWORD access)
{
    ACCESS_MASK rights = access & ~(ACCESS_MASK)(FILE_MAP_COPY | FILE_MAP_EXECUTE);

    if (access == FILE_MAP_COPY) rights = SECTION_MAP_READ;
    if (access & FILE_MAP_EXECUTE) rights |= SECTION_MAP_EXECUTE;
    return rights;
}

/* "OpenFileMappingW function". */
HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name)
{
    struct base_object object;
    SECURITY_ATTRIBUTES security = {sizeof security, NULL, inherit};
    HANDLE handle;

    if (!name) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = base_object_name(&object, name, &security);
    if (!NT_SUCCESS(status)) return base_fail(status), NULL;
    object.attributes.Attributes &= ~(ULONG)OBJ_OPENIF;
    return base_ok(NtOpenSection(&handle, view_access(access), &object.attributes)) ? handle : NULL;
}

HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name)
{
    WCHAR *wide = base_wide(name);

    if (name && !wide) return NULL;
    HANDLE handle = OpenFileMappingW(access, inherit, wide);
    base_free(wide);
    return handle;
}

/* The page protection of a view; writing wins over copying, as FILE_MAP_ALL_ACCESS has both bits. */
static ULONG view_protect(DWORD access)
{
    BOOL execute = (access & FILE_MAP_EXECUTE) != 0;

    if (access & FILE_MAP_WRITE) return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (access & FILE_MAP_COPY) return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    if (access & FILE_MAP_READ) return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
    return execute ? PAGE_EXECUTE : PAGE_NOACCESS;
}

/* "MapViewOfFileEx function": `size` 0 is up to the mapping's end.  NULL with the last error set. */
LPVOID WINAPI MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD high, DWORD low, SIZE_T size, LPVOID address)
{
    LARGE_INTEGER offset = {.QuadPart = (LONGLONG)((ULONGLONG)high << 32 | low)};

    return base_ok(NtMapViewOfSection(mapping, NtCurrentProcess(), &address, 0, 0, &offset, &size, ViewShare, 0,
                                      view_protect(access)))
               ? address
               : NULL;
}

LPVOID WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD high, DWORD low, SIZE_T size)
{
    return MapViewOfFileEx(mapping, access, high, low, size, NULL);
}

/* "MapViewOfFileFromApp function". */
LPVOID WINAPI MapViewOfFileFromApp(HANDLE mapping, ULONG access, ULONG64 offset, SIZE_T size)
{
    return MapViewOfFileEx(mapping, access, (DWORD)(offset >> 32), (DWORD)offset, size, NULL);
}

/* "UnmapViewOfFile function": ERROR_INVALID_ADDRESS where no view begins. */
BOOL WINAPI UnmapViewOfFile(LPCVOID address)
{
    return base_ok(NtUnmapViewOfSection(NtCurrentProcess(), (void *)address));
}

/* "UnmapViewOfFileEx function". */
BOOL WINAPI UnmapViewOfFileEx(PVOID address, ULONG flags)
{
    return base_ok(NtUnmapViewOfSectionEx(NtCurrentProcess(), address, flags));
}

/* "UnmapViewOfFile2 function". */
BOOL WINAPI UnmapViewOfFile2(HANDLE process, PVOID address, ULONG flags)
{
    return base_ok(NtUnmapViewOfSectionEx(process, address, flags));
}

/* "FlushViewOfFile function": `size` 0 is up to the view's end. */
BOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T size)
{
    IO_STATUS_BLOCK io;
    void *base = (void *)address;

    return base_ok(NtFlushVirtualMemory(NtCurrentProcess(), &base, &size, &io));
}
