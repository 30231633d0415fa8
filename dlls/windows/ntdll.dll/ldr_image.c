/* SPDX-License-Identifier: MIT */
/* Reading mapped PE images: RtlImageNtHeader and its kin ("ImageNtHeader function" and neighbours in the Image Help
 * Library's pages), and the bounded accessors that the loader itself uses. */
#include "ldr.h"

#include <string.h>

/* Are these bytes in sections that can be read?  Asked only of images that have others. */
static BOOLEAN is_readable(const struct module *module, ULONG rva, SIZE_T size)
{
    const IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(module->headers);
    for (WORD i = 0; i < module->headers->FileHeader.NumberOfSections; i++, section++) {
        SIZE_T length = section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData;
        if (section->Characteristics & (IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE | IMAGE_SCN_MEM_EXECUTE)) continue;
        if (rva < section->VirtualAddress + ((length + 4095) & ~(SIZE_T)4095) && rva + size > section->VirtualAddress)
            return FALSE;
    }
    return TRUE;
}

const void *image_at(const struct module *module, ULONG rva, SIZE_T size)
{
    ULONG whole = module->entry.SizeOfImage;
    if (!rva || rva >= whole || size > whole - rva) return NULL;
    if (module->holed && !is_readable(module, rva, size)) return NULL;
    return (const char *)module->entry.DllBase + rva;
}

const char *image_string(const struct module *module, ULONG rva)
{
    SIZE_T room = 4096;
    const char *text = image_at(module, rva, 1);
    if (!text) return NULL;
    if (room > module->entry.SizeOfImage - rva) room = module->entry.SizeOfImage - rva;
    while (module->holed && !is_readable(module, rva, room)) room--;
    return strnlen(text, room) < room ? text : NULL;
}

const void *image_directory(const struct module *module, ULONG index, ULONG *size)
{
    const IMAGE_OPTIONAL_HEADER *optional = &module->headers->OptionalHeader;
    if (index >= optional->NumberOfRvaAndSizes || !optional->DataDirectory[index].VirtualAddress) return NULL;
    *size = optional->DataDirectory[index].Size;
    return image_at(module, optional->DataDirectory[index].VirtualAddress, *size);
}

NTSTATUS window_open(struct window *window, const struct module *module, ULONG rva, SIZE_T size)
{
    const IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(module->headers);
    const ULONG whole = module->entry.SizeOfImage, headers = module->headers->OptionalHeader.SizeOfHeaders;
    window->open = FALSE;
    if (rva >= whole || size > whole - rva) return STATUS_INVALID_IMAGE_FORMAT;
    if (module->flat) { /* all of it is writable; what the loader itself goes by stays as it is */
        window->first = headers;
        window->end = whole;
        return rva >= headers ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
    }
    for (WORD i = 0; i < module->headers->FileHeader.NumberOfSections; i++, section++) {
        SIZE_T length = section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData;
        length = (length + 4095) & ~(SIZE_T)4095;
        if (rva < section->VirtualAddress || rva - section->VirtualAddress >= length) continue;
        if (size > length - (rva - section->VirtualAddress)) break;
        window->first = section->VirtualAddress;
        window->end = section->VirtualAddress + (ULONG)length;
        if (section->Characteristics & IMAGE_SCN_MEM_WRITE) return STATUS_SUCCESS;
        /* other threads may be running what stands beside */
        const ULONG protect =
            section->Characteristics & IMAGE_SCN_MEM_EXECUTE ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
        window->at = (char *)module->entry.DllBase + rva;
        window->size = size;
        NTSTATUS status = NtProtectVirtualMemory(NtCurrentProcess(), &window->at, &window->size, protect, &window->old);
        window->open = NT_SUCCESS(status);
        return status;
    }
    return STATUS_INVALID_IMAGE_FORMAT;
}

void window_close(struct window *window)
{
    ULONG old;
    if (window->open) NtProtectVirtualMemory(NtCurrentProcess(), &window->at, &window->size, window->old, &old);
    window->open = FALSE;
}

/* Finds the headers of an image; with `flags` 1 it need not be told its size.  STATUS_INVALID_IMAGE_FORMAT. */
NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG flags, PVOID base, ULONG64 size, PIMAGE_NT_HEADERS *headers)
{
    const IMAGE_DOS_HEADER *dos = base;
    if (!headers) return STATUS_INVALID_PARAMETER;
    *headers = NULL;
    if (!base || base == (PVOID)(LONG_PTR)-1) return STATUS_INVALID_PARAMETER;
    BOOLEAN bounded = !(flags & 1);
    if (bounded && size < sizeof *dos) return STATUS_INVALID_IMAGE_FORMAT;
    if (dos->e_magic != IMAGE_DOS_SIGNATURE || dos->e_lfanew < 0 || dos->e_lfanew >= 0x10000000)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (bounded && (ULONG64)dos->e_lfanew + sizeof(IMAGE_NT_HEADERS) > size) return STATUS_INVALID_IMAGE_FORMAT;
    IMAGE_NT_HEADERS *nt = (IMAGE_NT_HEADERS *)((char *)base + dos->e_lfanew);
    if (nt->Signature != IMAGE_NT_SIGNATURE) return STATUS_INVALID_IMAGE_FORMAT;
    *headers = nt;
    return STATUS_SUCCESS;
}

PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID base)
{
    PIMAGE_NT_HEADERS headers;
    return NT_SUCCESS(RtlImageNtHeaderEx(1, base, 0, &headers)) ? headers : NULL;
}

PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva)
{
    PIMAGE_SECTION_HEADER section = IMAGE_FIRST_SECTION(headers);
    (void)base;
    for (WORD i = 0; i < headers->FileHeader.NumberOfSections; i++, section++)
        if (rva >= section->VirtualAddress && rva - section->VirtualAddress < section->SizeOfRawData) return section;
    return NULL;
}

/* For an image that is mapped as a plain file: where the bytes of an RVA stand. */
PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *last)
{
    PIMAGE_SECTION_HEADER section = last ? *last : NULL;
    if (!section || rva < section->VirtualAddress || rva - section->VirtualAddress >= section->SizeOfRawData)
        section = RtlImageRvaToSection(headers, base, rva);
    if (!section) return NULL;
    if (last) *last = section;
    return (char *)base + section->PointerToRawData + (rva - section->VirtualAddress);
}

PVOID NTAPI RtlImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT directory, PULONG size)
{
    if ((ULONG_PTR)base & 1) { /* a module loaded as a data file is marked so */
        base = (PVOID)((ULONG_PTR)base & ~(ULONG_PTR)1);
        mapped = FALSE;
    }
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base);
    if (!headers) return NULL;
    const IMAGE_DATA_DIRECTORY *entry;
    DWORD count, headers_size;
    /* the word sizes differ in what stands before the directories */
    if (headers->OptionalHeader.Magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC) {
        const IMAGE_OPTIONAL_HEADER64 *optional = &((PIMAGE_NT_HEADERS64)headers)->OptionalHeader;
        entry = optional->DataDirectory;
        count = optional->NumberOfRvaAndSizes;
        headers_size = optional->SizeOfHeaders;
    } else {
        const IMAGE_OPTIONAL_HEADER32 *optional = &((PIMAGE_NT_HEADERS32)headers)->OptionalHeader;
        entry = optional->DataDirectory;
        count = optional->NumberOfRvaAndSizes;
        headers_size = optional->SizeOfHeaders;
    }
    if (directory >= count || directory >= IMAGE_NUMBEROF_DIRECTORY_ENTRIES || !entry[directory].VirtualAddress)
        return NULL;
    *size = entry[directory].Size;
    ULONG rva = entry[directory].VirtualAddress;
    if (mapped || rva < headers_size) return (char *)base + rva;
    return RtlImageRvaToVa(headers, base, rva, NULL);
}
