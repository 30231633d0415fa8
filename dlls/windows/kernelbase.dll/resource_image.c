/* SPDX-License-Identifier: MIT */
/* A PE file in memory whose resource section is replaced by a new one (UpdateResource).
 *
 * A resource section with room up to its neighbour, or with nothing but base relocations behind it, keeps its place;
 * else the new one is appended and the old one stays as dead bytes.  What follows the sections in the file (an
 * installer's data) is kept, but for certificates, which would not hold any longer. */
#include "resource_image.h"

static SIZE_T up(SIZE_T value, SIZE_T alignment)
{
    return (value + alignment - 1) / alignment * alignment;
}

struct view {
    BYTE *bytes;
    SIZE_T size;
    IMAGE_FILE_HEADER *file;
    IMAGE_SECTION_HEADER *sections;
    DWORD *headers_size, *image_size, *checksum, *initialized;
    DWORD section_alignment, file_alignment, directory_count;
    IMAGE_DATA_DIRECTORY *directories;
};

/* The offsets of both layouts differ only past ImageBase. */
static BOOL view_open(struct view *view, BYTE *bytes, SIZE_T size)
{
    const IMAGE_DOS_HEADER *dos = (const IMAGE_DOS_HEADER *)bytes;

    if (size < sizeof *dos || dos->e_magic != IMAGE_DOS_SIGNATURE || dos->e_lfanew < 0) return FALSE;
    SIZE_T at = (SIZE_T)dos->e_lfanew;
    if (at % 4 || at > size || size - at < sizeof(IMAGE_NT_HEADERS64)) return FALSE;
    IMAGE_NT_HEADERS64 *wide = (IMAGE_NT_HEADERS64 *)(bytes + at);
    IMAGE_NT_HEADERS32 *narrow = (IMAGE_NT_HEADERS32 *)wide;
    if (wide->Signature != IMAGE_NT_SIGNATURE) return FALSE;
    BOOL is_wide = wide->OptionalHeader.Magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC;
    if (!is_wide && wide->OptionalHeader.Magic != IMAGE_NT_OPTIONAL_HDR32_MAGIC) return FALSE;

    view->bytes = bytes;
    view->size = size;
    view->file = &wide->FileHeader;
    view->directories = is_wide ? wide->OptionalHeader.DataDirectory : narrow->OptionalHeader.DataDirectory;
    view->directory_count =
        is_wide ? wide->OptionalHeader.NumberOfRvaAndSizes : narrow->OptionalHeader.NumberOfRvaAndSizes;
    /* the fields up to the stack sizes, but for the bases, stand at the same place in both */
    view->headers_size = &wide->OptionalHeader.SizeOfHeaders;
    view->image_size = &wide->OptionalHeader.SizeOfImage;
    view->checksum = &wide->OptionalHeader.CheckSum;
    view->initialized = &wide->OptionalHeader.SizeOfInitializedData;
    view->section_alignment = wide->OptionalHeader.SectionAlignment;
    view->file_alignment = wide->OptionalHeader.FileAlignment;
    view->sections = (IMAGE_SECTION_HEADER *)((BYTE *)&wide->OptionalHeader + wide->FileHeader.SizeOfOptionalHeader);
    if ((BYTE *)(view->sections + wide->FileHeader.NumberOfSections) > bytes + size ||
        !wide->FileHeader.NumberOfSections)
        return FALSE;
    if (!view->section_alignment || !view->file_alignment || view->directory_count <= IMAGE_DIRECTORY_ENTRY_RESOURCE)
        return FALSE;
    if ((BYTE *)(view->directories + view->directory_count) > (BYTE *)view->sections) return FALSE;
    for (WORD i = 0; i < wide->FileHeader.NumberOfSections; i++) {
        const IMAGE_SECTION_HEADER *section = &view->sections[i];
        if (section->SizeOfRawData > size || section->PointerToRawData > size - section->SizeOfRawData) return FALSE;
    }
    return TRUE;
}

static WORD section_of(const struct view *view, DWORD rva)
{
    for (WORD i = 0; i < view->file->NumberOfSections; i++) {
        const IMAGE_SECTION_HEADER *section = &view->sections[i];
        DWORD extent =
            section->Misc.VirtualSize > section->SizeOfRawData ? section->Misc.VirtualSize : section->SizeOfRawData;
        if (rva >= section->VirtualAddress && rva - section->VirtualAddress < extent) return i;
    }
    return view->file->NumberOfSections;
}

static DWORD extent_of(const IMAGE_SECTION_HEADER *section)
{
    return section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData;
}

const void *resource_image_tree(void *bytes, SIZE_T size, SIZE_T *length, DWORD *rva)
{
    struct view view;

    *length = 0;
    *rva = 0;
    if (!view_open(&view, bytes, size)) return NULL;
    *rva = view.directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress;
    WORD index = *rva ? section_of(&view, *rva) : view.file->NumberOfSections;
    if (index == view.file->NumberOfSections) return view.bytes; /* none: a valid image, no bytes */
    const IMAGE_SECTION_HEADER *section = &view.sections[index];
    DWORD into = *rva - section->VirtualAddress;
    if (into < section->SizeOfRawData) *length = section->SizeOfRawData - into;
    return view.bytes + section->PointerToRawData + into;
}

/* Is all that the section holds the base relocations, so that it may move? */
static BOOL is_movable(const struct view *view, WORD index)
{
    const IMAGE_SECTION_HEADER *section = &view->sections[index];

    if (view->directory_count <= IMAGE_DIRECTORY_ENTRY_BASERELOC) return FALSE;
    if (view->directories[IMAGE_DIRECTORY_ENTRY_BASERELOC].VirtualAddress != section->VirtualAddress) return FALSE;
    for (DWORD i = 0; i < view->directory_count; i++)
        if (i != IMAGE_DIRECTORY_ENTRY_BASERELOC && i != IMAGE_DIRECTORY_ENTRY_SECURITY &&
            section_of(view, view->directories[i].VirtualAddress) == index && view->directories[i].VirtualAddress)
            return FALSE;
    return TRUE;
}

DWORD resource_image_place(void *bytes, SIZE_T size, SIZE_T length)
{
    struct view view;

    if (!view_open(&view, bytes, size)) return 0;
    WORD count = view.file->NumberOfSections;
    DWORD rva = view.directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress;
    WORD index = rva ? section_of(&view, rva) : count;
    if (index < count && view.sections[index].VirtualAddress == rva) {
        if (index + 1 == count || rva + up(length, view.section_alignment) <= view.sections[index + 1].VirtualAddress)
            return rva;
        if (index + 2 == count && is_movable(&view, (WORD)(index + 1))) return rva;
    }
    /* a new section needs a header of its own, before the first section's bytes */
    DWORD first = *view.headers_size;
    for (WORD i = 0; i < count; i++)
        if (view.sections[i].SizeOfRawData && view.sections[i].PointerToRawData < first)
            first = view.sections[i].PointerToRawData;
    if ((BYTE *)(view.sections + count + 1) > view.bytes + first) return 0;
    const IMAGE_SECTION_HEADER *last = &view.sections[count - 1];
    return (DWORD)up((SIZE_T)last->VirtualAddress + extent_of(last), view.section_alignment);
}

/* Raw bytes behind `from` move by `by`: whoever names their place in the file is told. */
static void shift_pointers(struct view *view, DWORD from, LONG by)
{
    for (WORD i = 0; i < view->file->NumberOfSections; i++)
        if (view->sections[i].SizeOfRawData && view->sections[i].PointerToRawData >= from)
            view->sections[i].PointerToRawData += (DWORD)by;
    if (view->file->PointerToSymbolTable >= from && view->file->PointerToSymbolTable)
        view->file->PointerToSymbolTable += (DWORD)by;
}

static void shift_debug(struct view *view, DWORD from, LONG by)
{
    if (view->directory_count <= IMAGE_DIRECTORY_ENTRY_DEBUG) return;
    const IMAGE_DATA_DIRECTORY *directory = &view->directories[IMAGE_DIRECTORY_ENTRY_DEBUG];
    WORD index = section_of(view, directory->VirtualAddress);
    if (!directory->VirtualAddress || index == view->file->NumberOfSections) return;
    DWORD into = directory->VirtualAddress - view->sections[index].VirtualAddress;
    if (into > view->sections[index].SizeOfRawData || directory->Size > view->sections[index].SizeOfRawData - into)
        return;
    IMAGE_DEBUG_DIRECTORY *row = (IMAGE_DEBUG_DIRECTORY *)(view->bytes + view->sections[index].PointerToRawData + into);
    for (DWORD i = 0; i < directory->Size / sizeof *row; i++)
        if (row[i].PointerToRawData >= from) row[i].PointerToRawData += (DWORD)by;
}

/* "CheckSumMappedFile function": the sum of 16-bit words with carry, plus the length. */
static DWORD sum(const BYTE *bytes, SIZE_T size)
{
    DWORD total = 0;

    for (SIZE_T i = 0; i < size; i += 2) {
        total += bytes[i] | (i + 1 < size ? bytes[i + 1] << 8 : 0);
        total = (total & 0xffff) + (total >> 16);
    }
    return total + (DWORD)size;
}

void *resource_image_replace(void *bytes, SIZE_T size, const void *tree, SIZE_T length, DWORD rva, SIZE_T *new_size)
{
    struct view view;

    if (!view_open(&view, bytes, size)) return NULL;
    WORD count = view.file->NumberOfSections, index = section_of(&view, rva);
    IMAGE_DATA_DIRECTORY *security = view.directory_count > IMAGE_DIRECTORY_ENTRY_SECURITY
                                         ? &view.directories[IMAGE_DIRECTORY_ENTRY_SECURITY]
                                         : NULL;
    SIZE_T end = size; /* certificates stand at the end */
    if (security && security->VirtualAddress && security->VirtualAddress < size &&
        security->Size >= size - security->VirtualAddress)
        end = security->VirtualAddress;
    if (security) *security = (IMAGE_DATA_DIRECTORY){0};

    DWORD raw = (DWORD)up(length, view.file_alignment), at, old;
    if (index == count) { /* behind everything that the sections hold in the file */
        at = *view.headers_size;
        for (WORD i = 0; i < count; i++)
            if (view.sections[i].PointerToRawData + view.sections[i].SizeOfRawData > at)
                at = view.sections[i].PointerToRawData + view.sections[i].SizeOfRawData;
        old = 0;
    } else {
        at = view.sections[index].PointerToRawData;
        old = view.sections[index].SizeOfRawData;
    }
    DWORD begin = (DWORD)up(at, view.file_alignment), behind = at + old; /* the first byte that moves */
    if (end < behind) end = behind < size ? behind : size;
    LONG by = (LONG)(begin + raw) - (LONG)behind;
    SIZE_T total = begin + raw + (end - behind);
    BYTE *made = base_alloc(total);
    if (!made) return NULL;
    memset(made, 0, total);
    if (by) {
        shift_debug(&view, behind, by);
        shift_pointers(&view, behind, by);
    }
    if (index == count) {
        IMAGE_SECTION_HEADER *section = &view.sections[count];
        *section = (IMAGE_SECTION_HEADER){.Name = ".rsrc",
                                          .VirtualAddress = rva,
                                          .Characteristics = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ};
        view.file->NumberOfSections++;
    } else if (index + 1 < count &&
               rva + up(length, view.section_alignment) > view.sections[index + 1].VirtualAddress) {
        DWORD moved = (DWORD)(rva + up(length, view.section_alignment));
        view.directories[IMAGE_DIRECTORY_ENTRY_BASERELOC].VirtualAddress = view.sections[index + 1].VirtualAddress =
            moved;
    }
    IMAGE_SECTION_HEADER *section = &view.sections[index], *last = &view.sections[view.file->NumberOfSections - 1];
    *view.initialized += raw - old;
    section->Misc.VirtualSize = (DWORD)length;
    section->SizeOfRawData = raw;
    section->PointerToRawData = begin;
    view.directories[IMAGE_DIRECTORY_ENTRY_RESOURCE] = (IMAGE_DATA_DIRECTORY){rva, (DWORD)length};
    *view.image_size = (DWORD)up((SIZE_T)last->VirtualAddress + extent_of(last), view.section_alignment);
    BOOL summed = *view.checksum != 0;
    *view.checksum = 0;

    memcpy(made, bytes, at < end ? at : end);
    memcpy(made + begin, tree, length);
    memcpy(made + begin + raw, (BYTE *)bytes + behind, end - behind);
    if (summed) {
        DWORD value = sum(made, total);
        memcpy(made + ((BYTE *)view.checksum - (BYTE *)bytes), &value, sizeof value);
    }
    *new_size = total;
    return made;
}
