/* SPDX-License-Identifier: MIT */
/* Images in memory: their headers and directories, as ntdll finds them; and the one function of dbghelp that makes
 * folders. */
#include "session.h"

/* "ImageNtHeader function": NULL, and ERROR_BAD_EXE_FORMAT here, for what is no image. */
PIMAGE_NT_HEADERS WINAPI ImageNtHeader(PVOID base)
{
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base);
    if (!headers) SetLastError(ERROR_BAD_EXE_FORMAT);
    return headers;
}

/* "ImageRvaToSection function": NULL where none has it. */
PIMAGE_SECTION_HEADER WINAPI ImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva)
{
    return RtlImageRvaToSection(headers, base, rva);
}

/* "ImageRvaToVa function": within a file that is mapped as it is. */
PVOID WINAPI ImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva, PIMAGE_SECTION_HEADER *last)
{
    return RtlImageRvaToVa(headers, base, rva, last);
}

/* "ImageDirectoryEntryToDataEx function": NULL where the image has no such entry. */
PVOID WINAPI ImageDirectoryEntryToDataEx(PVOID base, BOOLEAN mapped, USHORT entry, PULONG size,
                                         PIMAGE_SECTION_HEADER *section)
{
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base);
    *size = 0;
    if (section) *section = NULL;
    PVOID data = headers ? RtlImageDirectoryEntryToData(base, mapped, entry, size) : NULL;
    if (!data) {
        SetLastError(headers ? ERROR_INVALID_PARAMETER : ERROR_BAD_EXE_FORMAT);
        return NULL;
    }
    if (section && !mapped) {
        /* where it stands in the file, as an address in the image: by the section whose bytes have it */
        ULONG offset = (ULONG)((char *)data - (char *)base);
        PIMAGE_SECTION_HEADER s = IMAGE_FIRST_SECTION(headers);
        for (WORD i = 0; i < headers->FileHeader.NumberOfSections; i++, s++)
            if (offset - s->PointerToRawData < s->SizeOfRawData) *section = s;
    } else if (section)
        *section = RtlImageRvaToSection(headers, base, (ULONG)((char *)data - (char *)base));
    return data;
}

PVOID WINAPI ImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT entry, PULONG size)
{
    return ImageDirectoryEntryToDataEx(base, mapped, entry, size, NULL);
}

/* "MakeSureDirectoryPathExists function": makes every folder of the path; what stands behind its last backslash is a
 * file's name. */
BOOL WINAPI MakeSureDirectoryPathExists(PCSTR path)
{
    char part[MAX_PATH];
    size_t length = path ? strlen(path) : 0;
    if (!length || length >= sizeof part) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < length; i++) {
        part[i] = path[i];
        if (path[i] != '\\' && path[i] != '/') continue;
        part[i + 1] = 0;
        if (!i || path[i - 1] == ':' || path[i - 1] == '\\') continue;
        DWORD attributes = GetFileAttributesA(part);
        if (attributes != INVALID_FILE_ATTRIBUTES) {
            if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) return dbghelp_fail(ERROR_DIRECTORY);
            continue;
        }
        if (!CreateDirectoryA(part, NULL) && GetLastError() != ERROR_ALREADY_EXISTS) return FALSE;
    }
    return TRUE;
}
