/* SPDX-License-Identifier: MIT */
/* Damaged DLLs: whatever their headers and tables say, LoadLibrary loads them or fails with an error, and
 * GetProcAddress finds something or does not ("PE Format").  First each table's fields with wild values, then many
 * small random changes; the seed is fixed.  Wine 8 faults on some of them. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

static char *original, *bytes;
static DWORD size;
static char folder[MAX_PATH], damaged[MAX_PATH];

static IMAGE_NT_HEADERS *headers(void)
{
    return (IMAGE_NT_HEADERS *)(bytes + ((IMAGE_DOS_HEADER *)bytes)->e_lfanew);
}

static void read_dll(const char *name, BOOL moved)
{
    char path[MAX_PATH];
    DWORD got = 0;
    snprintf(path, sizeof path, "%s\\%s", folder, name);
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    size = GetFileSize(file, NULL);
    free(original);
    free(bytes);
    original = malloc(size);
    bytes = malloc(size);
    if (!ReadFile(file, original, size, &got, NULL)) size = 0;
    CloseHandle(file);
    memcpy(bytes, original, size);
    headers()->OptionalHeader.AddressOfEntryPoint = 0;           /* nothing in it is to run */
    if (moved) headers()->OptionalHeader.ImageBase = 0x7ffe0000; /* taken by the system: it has to be relocated */
    memcpy(original, bytes, size);
}

/* Where the bytes of an RVA stand in the file. */
static char *at(DWORD rva)
{
    IMAGE_SECTION_HEADER *section = IMAGE_FIRST_SECTION(headers());
    for (int i = 0; i < headers()->FileHeader.NumberOfSections; i++, section++)
        if (rva >= section->VirtualAddress && rva - section->VirtualAddress < section->SizeOfRawData)
            return bytes + section->PointerToRawData + (rva - section->VirtualAddress);
    return NULL;
}

static char *directory(int index)
{
    return at(headers()->OptionalHeader.DataDirectory[index].VirtualAddress);
}

/* 0: loaded, and looked into; else the error.  The bytes are the original ones again. */
static DWORD load(void)
{
    DWORD written = 0, error = 0;
    HANDLE file = CreateFileA(damaged, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (file == INVALID_HANDLE_VALUE || !WriteFile(file, bytes, size, &written, NULL))
        printf("# damaged.dll cannot be written\n");
    CloseHandle(file);
    memcpy(bytes, original, size);
    SetLastError(0);
    HMODULE module = LoadLibraryA(damaged);
    if (!module) return error = GetLastError(), error ? error : ~0u;
    static const char *const names[] = {"a_add",    "b_add",  "b_value",  "f_add", "f_again",
                                        "f_circle", "f_gone", "f_secret", "t_get", "zzz"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) GetProcAddress(module, names[i]);
    for (int i = 0; i < 10; i++) GetProcAddress(module, MAKEINTRESOURCEA(i));
    DisableThreadLibraryCalls(module);
    FindResourceA(module, "x", "y");
    return FreeLibrary(module) ? 0 : ~0u;
}

static void put32(char *where, DWORD value)
{
    memcpy(where, &value, sizeof value);
}

static void put64(char *where, ULONGLONG value)
{
    memcpy(where, &value, sizeof value);
}

/* One field of 4 bytes with this value is refused. */
#define REFUSED32(place, value, what)                                                                                  \
    do {                                                                                                               \
        put32(place, value);                                                                                           \
        DWORD error = load();                                                                                          \
        CHECK(error == ERROR_BAD_EXE_FORMAT || error == ERROR_INVALID_PARAMETER, "%s (error %lu)", what, error);       \
    } while (0)
#define REFUSED64(place, value, what)                                                                                  \
    do {                                                                                                               \
        put64(place, value);                                                                                           \
        DWORD error = load();                                                                                          \
        CHECK(error == ERROR_BAD_EXE_FORMAT, "%s (error %lu)", what, error);                                           \
    } while (0)

static void fields(void)
{
    read_dll("module_a.dll", FALSE);
    CHECK(load() == 0, "module_a.dll without a DllMain loads");
    IMAGE_IMPORT_DESCRIPTOR *import = (IMAGE_IMPORT_DESCRIPTOR *)directory(IMAGE_DIRECTORY_ENTRY_IMPORT);
    DWORD lookup = import->OriginalFirstThunk;
    REFUSED32((char *)&import->Name, 0x7fffffff, "an import's DLL has its name outside the image");
    REFUSED32((char *)&import->OriginalFirstThunk, 0x7ffffff0, "the import lookup table lies outside");
    REFUSED32((char *)&import->FirstThunk, 0x7ffffff0, "the import address table lies outside");
    REFUSED32((char *)&import->FirstThunk, 16, "the import address table lies over the headers");
    REFUSED32((char *)&import->FirstThunk, headers()->OptionalHeader.SizeOfImage - 8,
              "the import address table leaves the image");
    REFUSED64(at(lookup), 0x7fffffff, "an imported name lies outside the image");
    REFUSED64(at(lookup), 0x100000001000, "an imported name lies beyond 32 bits");

    read_dll("module_t.dll", FALSE);
    CHECK(load() == 0, "module_t.dll loads");
    char *tls = directory(IMAGE_DIRECTORY_ENTRY_TLS);
    REFUSED64(tls, 0x1234, "the TLS template begins outside the image");
    REFUSED64(tls + 8, 0x7fffffffffff, "the TLS template ends outside the image");
    REFUSED64(tls + 16, 0x1234, "the TLS index lies outside the image");
    REFUSED64(tls + 24, 0x1234, "the TLS callbacks lie outside the image");
    REFUSED32(tls + 32, 0x7fffffff, "the TLS template has 2 GiB of zeros");

    read_dll("module_b.dll", TRUE);
    CHECK(load() == 0, "module_b.dll loads, moved");
    IMAGE_BASE_RELOCATION *block = (IMAGE_BASE_RELOCATION *)directory(IMAGE_DIRECTORY_ENTRY_BASERELOC);
    REFUSED32((char *)&block->SizeOfBlock, 4, "a relocation block is shorter than its header");
    REFUSED32((char *)&block->SizeOfBlock, 0xfffffff0, "a relocation block is longer than the table");
    REFUSED32((char *)&block->VirtualAddress, 0x7ffff000, "a relocation block is for pages outside the image");
    REFUSED32((char *)&block->VirtualAddress, 0, "a relocation block is for the headers");
    put32((char *)&block->VirtualAddress, IMAGE_FIRST_SECTION(headers())->VirtualAddress);
    CHECK(load() == 0, "a relocation of code that is not writable: it is made so for the time");

    /* exports are looked at when something is looked up */
    IMAGE_EXPORT_DIRECTORY *exports = (IMAGE_EXPORT_DIRECTORY *)directory(IMAGE_DIRECTORY_ENTRY_EXPORT);
    static const DWORD wild[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x40000000};
    int loaded = 0, tried = 0;
    for (size_t field = 0; field < sizeof *exports / 4; field++)
        for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
            put32((char *)exports + field * 4, wild[i]);
            loaded += load() == 0;
            tried++;
        }
    CHECK(loaded == tried, "wild export tables: %d of %d load, and give functions or none", loaded, tried);
}

/* ---- random changes ---- */

static unsigned random_state = 1;

static unsigned pick(unsigned below)
{
    random_state = random_state * 1103515245 + 12345;
    return (random_state >> 8) % below;
}

static DWORD wild_value(DWORD old)
{
    switch (pick(9)) {
    case 0: return 0;
    case 1: return old + 1;
    case 2: return old - 1;
    case 3: return 0xffffffff;
    case 4: return 0x7fffffff;
    case 5: return headers()->OptionalHeader.SizeOfImage - pick(16);
    case 6: return old ^ 1u << pick(32);
    case 7: return pick(0x10000);
    default: return old * 2 + pick(4096);
    }
}

static void change(void)
{
    static const int indexes[] = {IMAGE_DIRECTORY_ENTRY_EXPORT, IMAGE_DIRECTORY_ENTRY_IMPORT,
                                  IMAGE_DIRECTORY_ENTRY_BASERELOC, IMAGE_DIRECTORY_ENTRY_EXPORT,
                                  IMAGE_DIRECTORY_ENTRY_IMPORT};
    unsigned kind = pick(8), offset;
    DWORD old;
    char *where;
    if (kind < 5) {
        IMAGE_DATA_DIRECTORY entry = headers()->OptionalHeader.DataDirectory[indexes[kind]];
        where = at(entry.VirtualAddress);
        if (!where || entry.Size < 8 || entry.Size > 0x1000 || where + entry.Size > bytes + size) return;
        offset = pick(entry.Size - 3);
    } else if (kind == 5) { /* the data directories, but for TLS */
        where = (char *)headers()->OptionalHeader.DataDirectory;
        offset = pick(6) * 8 + pick(2) * 4;
    } else { /* the section table, and some of the headers */
        where = (char *)(kind == 6 ? (void *)IMAGE_FIRST_SECTION(headers())
                                   : (void *)&headers()->OptionalHeader.SectionAlignment);
        offset = pick(kind == 6 ? 30 : 9) * 4;
    }
    memcpy(&old, where + offset, 4);
    put32(where + offset, wild_value(old));
}

static void many(const char *name, int rounds)
{
    int loaded = 0, refused = 0;
    read_dll(name, TRUE);
    for (int i = 0; i < rounds; i++) {
        for (unsigned n = 1 + pick(3); n; n--) change();
        DWORD error = load();
        loaded += !error;
        refused += error && error != ~0u;
    }
    CHECK(loaded + refused == rounds && loaded && refused,
          "%s with %d random changes: %d load, %d are refused with an error", name, rounds, loaded, refused);
}

int main(void)
{
    GetModuleFileNameA(NULL, folder, sizeof folder);
    *strrchr(folder, '\\') = 0;
    strcpy(strrchr(folder, '\\'), "\\kernel32");
    GetFullPathNameA("damaged.dll", sizeof damaged, damaged, NULL);
    SetErrorMode(SEM_FAILCRITICALERRORS);
    SetDllDirectoryA(folder); /* what they import from is found there */
    fields();
    many("module_a.dll", 200);
    many("module_b.dll", 100);
    many("module_f.dll", 200);
    DeleteFileA(damaged);
    return check_done();
}
