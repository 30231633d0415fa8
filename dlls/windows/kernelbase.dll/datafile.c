/* SPDX-License-Identifier: MIT */
/* Modules loaded for their resources alone (LOAD_LIBRARY_AS_DATAFILE and its kin): the file is mapped, nothing in it
 * runs.
 *
 * The handle is the address with bit 0 set where the file is mapped flat, bit 1 where it is laid out as an image;
 * ntdll's resource functions know both. */
#include "kernelbase.h"

static NTSTATUS open_file(const UNICODE_STRING *name, DWORD flags, HANDLE *file)
{
    WCHAR path[1024];
    WCHAR *part;
    UNICODE_STRING nt;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    WCHAR copy[1024];

    if (name->Length >= sizeof copy) return STATUS_NAME_TOO_LONG;
    memcpy(copy, name->Buffer, name->Length);
    copy[name->Length / sizeof(WCHAR)] = 0;
    DWORD length = SearchPathW(NULL, copy, L".DLL", ARRAYSIZE(path), path, &part);
    if (!length) return STATUS_DLL_NOT_FOUND;
    if (length >= ARRAYSIZE(path)) return STATUS_NAME_TOO_LONG;
    if (!RtlDosPathNameToNtPathName_U(path, &nt, NULL, NULL)) return STATUS_OBJECT_NAME_INVALID;
    InitializeObjectAttributes(&attributes, &nt, OBJ_CASE_INSENSITIVE, NULL, NULL);
    ULONG share = FILE_SHARE_READ | FILE_SHARE_DELETE;
    if (flags & LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE) share = FILE_SHARE_READ;
    NTSTATUS status = NtOpenFile(file, FILE_READ_DATA | SYNCHRONIZE, &attributes, &io, share,
                                 FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    RtlFreeUnicodeString(&nt);
    return status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND ? STATUS_DLL_NOT_FOUND
                                                                                            : status;
}

/* Does all that ntdll goes by, to find resources in a flat file, stand in the `size` bytes that are mapped? */
static BOOL is_whole(void *base, SIZE_T size)
{
    IMAGE_NT_HEADERS *headers;
    if (!NT_SUCCESS(RtlImageNtHeaderEx(0, base, size, &headers))) return FALSE;
    const IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(headers);
    const WORD count = headers->FileHeader.NumberOfSections;
    if ((SIZE_T)((const BYTE *)(section + count) - (const BYTE *)base) > size) return FALSE;
    for (WORD i = 0; i < count; i++)
        if (section[i].SizeOfRawData > size || section[i].PointerToRawData > size - section[i].SizeOfRawData)
            return FALSE;
    ULONG length;
    BYTE *resources = RtlImageDirectoryEntryToData(base, FALSE, IMAGE_DIRECTORY_ENTRY_RESOURCE, &length);
    return !resources || (length <= size && (SIZE_T)(resources - (BYTE *)base) <= size - length);
}

HMODULE base_load_data(const UNICODE_STRING *name, DWORD flags)
{
    HANDLE file, section;
    void *address = NULL;
    SIZE_T size = 0;
    BOOL image = (flags & LOAD_LIBRARY_AS_IMAGE_RESOURCE) != 0;
    NTSTATUS status = open_file(name, flags, &file);

    if (!base_ok(status)) return NULL;
    status = NtCreateSection(&section, SECTION_MAP_READ | SECTION_QUERY, NULL, NULL, PAGE_READONLY,
                             image ? SEC_IMAGE : SEC_COMMIT, file);
    NtClose(file);
    if (!base_ok(status)) return NULL;
    status = NtMapViewOfSection(section, NtCurrentProcess(), &address, 0, 0, NULL, &size, ViewShare, 0, PAGE_READONLY);
    NtClose(section);
    if (!base_ok(status)) return NULL;

    /* an image was looked at by who mapped it; a flat file may be anything */
    if (image || is_whole(address, size)) return (HMODULE)((ULONG_PTR)address | (image ? 2 : 1));
    NtUnmapViewOfSection(NtCurrentProcess(), address);
    base_fail(STATUS_INVALID_IMAGE_FORMAT);
    return NULL;
}

BOOL base_free_data(HMODULE module)
{
    return base_ok(NtUnmapViewOfSection(NtCurrentProcess(), (void *)((ULONG_PTR)module & ~(ULONG_PTR)3)));
}
