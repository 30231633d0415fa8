/* SPDX-License-Identifier: MIT */
/* Resources: a tree of three levels (type, name, language) in the image ("PE Format", the .rsrc section), found by
 * LdrFindResource_U and read by LdrAccessResource.
 *
 * A module's address may carry bit 0 (the file is mapped flat, offsets are the file's) or bit 1 (laid out, nothing
 * run), as LoadLibraryEx gives for data files.  A wild tree ends in STATUS_INVALID_IMAGE_FORMAT. Left out:
 * language-neutral modules with .mui satellites. */
#include "ldr.h"

#include <string.h>

enum { LEVELS = 3, USER_LANGUAGE = 0x409 }; /* English (United States), as all that nls.c says */

/* The bounds of a module's resources. */
struct tree {
    const char *root;
    ULONG size;
};

static BOOLEAN tree_open(PVOID base, struct tree *tree)
{
    base = (PVOID)((ULONG_PTR)base & ~(ULONG_PTR)2);
    tree->root =
        RtlImageDirectoryEntryToData(base, !((ULONG_PTR)base & 1), IMAGE_DIRECTORY_ENTRY_RESOURCE, &tree->size);
    return tree->root && tree->size >= sizeof(IMAGE_RESOURCE_DIRECTORY);
}

static const void *tree_at(const struct tree *tree, ULONG offset, SIZE_T size)
{
    return offset <= tree->size && size <= tree->size - offset ? tree->root + offset : NULL;
}

/* A folder whose entries are all within the tree. */
static const IMAGE_RESOURCE_DIRECTORY *folder_at(const struct tree *tree, ULONG offset)
{
    const IMAGE_RESOURCE_DIRECTORY *folder = tree_at(tree, offset, sizeof *folder);
    if (!folder) return NULL;
    SIZE_T count = (SIZE_T)folder->NumberOfNamedEntries + folder->NumberOfIdEntries;
    return tree_at(tree, offset, sizeof *folder + count * sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY)) ? folder : NULL;
}

static const IMAGE_RESOURCE_DIRECTORY_ENTRY *entries_of(const IMAGE_RESOURCE_DIRECTORY *folder)
{
    return (const IMAGE_RESOURCE_DIRECTORY_ENTRY *)(folder + 1);
}

/* Compares a wanted name (upper case) with an entry's: below, equal, above 0; a wild one is above. */
static int name_compare(const struct tree *tree, const WCHAR *wanted, ULONG offset)
{
    const IMAGE_RESOURCE_DIR_STRING_U *name = tree_at(tree, offset, sizeof(WORD));
    if (!name || !tree_at(tree, offset, sizeof(WORD) + name->Length * sizeof(WCHAR))) return -1;
    for (ULONG i = 0; i < name->Length; i++)
        if (wanted[i] != name->NameString[i]) return wanted[i] < name->NameString[i] ? -1 : 1;
    return wanted[name->Length] ? 1 : 0;
}

/* The entry of a name or number, by binary search: names come first, both halves sorted. */
static const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry_find(const struct tree *tree, const IMAGE_RESOURCE_DIRECTORY *folder,
                                                        ULONG_PTR wanted)
{
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entries = entries_of(folder);
    const BOOLEAN by_name = wanted > 0xffff;
    ULONG low = by_name ? 0 : folder->NumberOfNamedEntries;
    ULONG high = low + (by_name ? folder->NumberOfNamedEntries : folder->NumberOfIdEntries);
    while (low < high) {
        ULONG middle = (low + high) / 2;
        int order;
        if (by_name)
            order = name_compare(tree, (const WCHAR *)wanted, entries[middle].NameOffset);
        else
            order = wanted < entries[middle].Id ? -1 : wanted > entries[middle].Id;
        if (!order) return &entries[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The language level: the one asked for, without its sublanguage, none, the user's, English, then whatever is there
 * ("FindResourceEx function", remarks on the default language). */
static const IMAGE_RESOURCE_DIRECTORY_ENTRY *language_find(const struct tree *tree,
                                                           const IMAGE_RESOURCE_DIRECTORY *folder, WORD wanted)
{
    const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry = entry_find(tree, folder, wanted);
    if (entry || (PRIMARYLANGID(wanted) != LANG_NEUTRAL && wanted)) {
        if (!entry && SUBLANGID(wanted) != SUBLANG_NEUTRAL) entry = entry_find(tree, folder, PRIMARYLANGID(wanted));
        if (!entry) entry = entry_find(tree, folder, LANG_NEUTRAL);
        return entry;
    }
    static const WORD order[] = {LANG_NEUTRAL, USER_LANGUAGE, LANG_ENGLISH};
    for (ULONG i = 0; i < ARRAY_SIZE(order); i++)
        if ((entry = entry_find(tree, folder, order[i]))) return entry;
    return folder->NumberOfNamedEntries + folder->NumberOfIdEntries ? entries_of(folder) : NULL;
}

/* Goes down `level` levels; gives a folder or a leaf. */
static NTSTATUS find(PVOID base, const LDR_RESOURCE_INFO *info, ULONG level, BOOLEAN leaf, const void **found)
{
    static const NTSTATUS missing[LEVELS] = {STATUS_RESOURCE_TYPE_NOT_FOUND, STATUS_RESOURCE_NAME_NOT_FOUND,
                                             STATUS_RESOURCE_LANG_NOT_FOUND};
    const ULONG_PTR keys[LEVELS] = {info ? info->Type : 0, level > 1 ? info->Name : 0, level > 2 ? info->Language : 0};
    struct tree tree;
    *found = NULL;
    if (level > LEVELS) return STATUS_INVALID_PARAMETER_3;
    if (!tree_open(base, &tree)) return STATUS_RESOURCE_DATA_NOT_FOUND;
    const IMAGE_RESOURCE_DIRECTORY *folder = folder_at(&tree, 0);
    for (ULONG i = 0; i < level; i++) {
        if (!folder) return STATUS_INVALID_IMAGE_FORMAT;
        const IMAGE_RESOURCE_DIRECTORY_ENTRY *entry =
            i == LEVELS - 1 ? language_find(&tree, folder, (WORD)keys[i]) : entry_find(&tree, folder, keys[i]);
        if (!entry) return missing[i];
        if (!entry->DataIsDirectory) {
            if (!leaf || i != level - 1) return STATUS_RESOURCE_DATA_NOT_FOUND;
            *found = tree_at(&tree, entry->OffsetToData, sizeof(IMAGE_RESOURCE_DATA_ENTRY));
            return *found ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
        }
        folder = folder_at(&tree, entry->OffsetToDirectory);
    }
    if (leaf) return STATUS_RESOURCE_DATA_NOT_FOUND;
    *found = folder;
    return folder ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
}

/* The data entry of a resource.  Names are upper case.  STATUS_RESOURCE_DATA_NOT_FOUND: the module has no resources;
 * STATUS_RESOURCE_TYPE_NOT_FOUND, STATUS_RESOURCE_NAME_NOT_FOUND, STATUS_RESOURCE_LANG_NOT_FOUND. */
NTSTATUS NTAPI LdrFindResource_U(PVOID base, PLDR_RESOURCE_INFO info, ULONG level, PIMAGE_RESOURCE_DATA_ENTRY *entry)
{
    const void *found;
    NTSTATUS status = find(base, info, level, TRUE, &found);
    *entry = (PIMAGE_RESOURCE_DATA_ENTRY)found;
    return status;
}

/* The folder below `level` keys of `info`; level 0 is the root. */
NTSTATUS NTAPI LdrFindResourceDirectory_U(PVOID base, PLDR_RESOURCE_INFO info, ULONG level,
                                          PIMAGE_RESOURCE_DIRECTORY *directory)
{
    const void *found;
    NTSTATUS status = find(base, info, level, FALSE, &found);
    *directory = (PIMAGE_RESOURCE_DIRECTORY)found;
    return status;
}

/* The bytes of a resource and their number; either may be NULL. */
NTSTATUS NTAPI LdrAccessResource(PVOID base, PIMAGE_RESOURCE_DATA_ENTRY entry, PVOID *address, PULONG size)
{
    PVOID image = (PVOID)((ULONG_PTR)base & ~(ULONG_PTR)3);
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(image);
    if (!headers) return STATUS_INVALID_IMAGE_FORMAT;
    if (entry->OffsetToData >= headers->OptionalHeader.SizeOfImage ||
        entry->Size > headers->OptionalHeader.SizeOfImage - entry->OffsetToData)
        return STATUS_INVALID_IMAGE_FORMAT;
    char *bytes = (char *)image + entry->OffsetToData;
    if ((ULONG_PTR)base & 1) {
        const IMAGE_SECTION_HEADER *section = RtlImageRvaToSection(headers, image, entry->OffsetToData);
        if (!section || entry->Size > section->SizeOfRawData - (entry->OffsetToData - section->VirtualAddress))
            return STATUS_INVALID_IMAGE_FORMAT;
        bytes = (char *)image + section->PointerToRawData + (entry->OffsetToData - section->VirtualAddress);
    }
    if (address) *address = bytes;
    if (size) *size = entry->Size;
    return STATUS_SUCCESS;
}
