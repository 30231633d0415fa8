/* SPDX-License-Identifier: MIT */
/* Sections and their views by NT calls: the driver kit's ZwCreateSection, ZwOpenSection, ZwMapViewOfSection,
 * ZwUnmapViewOfSection, and the Win32 pages of CreateFileMapping, MapViewOfFile and FlushViewOfFile where those leave a
 * gap.  NtQuerySection is told in books. Debian's wine refuses some bad arguments with another status. */
#include "file.h"

NTSTATUS NTAPI NtCreateSection(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, LARGE_INTEGER *, ULONG, ULONG, HANDLE);
NTSTATUS NTAPI NtOpenSection(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtQuerySection(HANDLE, ULONG, void *, SIZE_T, SIZE_T *);
NTSTATUS NTAPI NtMapViewOfSection(HANDLE, HANDLE, void **, ULONG_PTR, SIZE_T, LARGE_INTEGER *, SIZE_T *, ULONG, ULONG,
                                  ULONG);
NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE, void *);
NTSTATUS NTAPI NtUnmapViewOfSectionEx(HANDLE, void *, ULONG);
NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE, void **, SIZE_T *, IO_STATUS_BLOCK *);

#define NOBODY ((HANDLE)0x7ffc)

enum { PAGE = 0x1000, BLOCK = 0x10000, VIEW_SHARE = 1, VIEW_UNMAP = 2, MISSING = 99 };

static char *view;
static SIZE_T size;

/* Maps it from `offset` on: `bytes` of it, 0 is all. */
static NTSTATUS map(HANDLE section, LONGLONG offset, SIZE_T bytes, ULONG protect)
{
    void *at = NULL;
    LARGE_INTEGER from = {.QuadPart = offset};
    size = bytes;
    NTSTATUS status = NtMapViewOfSection(section, SELF, &at, 0, 0, &from, &size, VIEW_UNMAP, 0, protect);
    view = at;
    return status;
}

static NTSTATUS section_of(HANDLE *section, LONGLONG bytes, ULONG protect, ULONG attributes, HANDLE file)
{
    LARGE_INTEGER most = {.QuadPart = bytes};
    return NtCreateSection(section, SECTION_ALL_ACCESS, NULL, bytes ? &most : NULL, protect, attributes, file);
}

static MEMORY_BASIC_INFORMATION query(void *at)
{
    MEMORY_BASIC_INFORMATION info = {0};
    VirtualQuery(at, &info, sizeof info);
    return info;
}

static void paged(void)
{
    HANDLE section = NULL, other = NULL;
    CHECK(section_of(&section, 3 * PAGE - 5, PAGE_READWRITE, SEC_COMMIT, NULL) == STATUS_SUCCESS && section,
          "ZwCreateSection: backed by the paging file");
    CHECK(map(section, 0, 0, PAGE_READWRITE) == STATUS_SUCCESS && size == 3 * PAGE && (ULONG_PTR)view % BLOCK == 0,
          "ZwMapViewOfSection: a size of 0 is all of it, rounded up to pages");
    char *first = view;
    CHECK(first[0] == 0 && first[3 * PAGE - 1] == 0,
          "CreateFileMapping: \"the initial contents of the pages ... are 0\"");
    memcpy(first, "shared", 6);
    CHECK(map(section, 0, PAGE, PAGE_READONLY) == STATUS_SUCCESS && size == PAGE && view != first &&
              !memcmp(view, "shared", 6),
          "sections: a second view shows the same memory");
    first[1] = 'H';
    CHECK(view[1] == 'H', "sections: and what is written later");
    CHECK(query(view).Type == MEM_MAPPED && query(view).Protect == PAGE_READONLY &&
              query(view).AllocationBase == view && query(view).RegionSize == PAGE,
          "VirtualQuery: MEM_MAPPED, with the view's protection");
    char *second = view;
    CHECK(map(section, 0, PAGE, PAGE_WRITECOPY) == STATUS_SUCCESS, "PAGE_WRITECOPY: a view whose changes stay its own");
    view[0] = 'X';
    CHECK(first[0] == 's' && second[0] == 's' && view[0] == 'X' && view[1] == 'H',
          "PAGE_WRITECOPY: the others do not see them");
    CHECK(NtUnmapViewOfSection(SELF, view + 17) == STATUS_SUCCESS && query(view).State == MEM_FREE,
          "ZwUnmapViewOfSection: any address within the view");
    CHECK(NtUnmapViewOfSection(SELF, view) == STATUS_NOT_MAPPED_VIEW,
          "ZwUnmapViewOfSection: STATUS_NOT_MAPPED_VIEW where there is none");
    CHECK(NtUnmapViewOfSection(NOBODY, second) == STATUS_INVALID_HANDLE, "ZwUnmapViewOfSection: STATUS_INVALID_HANDLE");
    CHECK(NtUnmapViewOfSectionEx(SELF, second, 0) == STATUS_SUCCESS, "UnmapViewOfFileEx: as UnmapViewOfFile");
    CHECK(NtUnmapViewOfSectionEx(SELF, second, 0) == STATUS_NOT_MAPPED_VIEW &&
              NtUnmapViewOfSectionEx(SELF, second, 0x1000) == STATUS_INVALID_PARAMETER_3,
          "UnmapViewOfFileEx: nothing mapped there; flags that are none");
    int local;
    CHECK(NtUnmapViewOfSection(SELF, &local) == STATUS_NOT_MAPPED_VIEW,
          "ZwUnmapViewOfSection: private memory is no view");
    NtClose(section);
    CHECK(!memcmp(first, "sHared", 6),
          "CreateFileMapping: \"mapped views ... maintain internal references\": a view outlives the handle");
    NtUnmapViewOfSection(SELF, first);

    section_of(&section, 2 * BLOCK, PAGE_READWRITE, SEC_COMMIT, NULL);
    map(section, 0, 0, PAGE_READWRITE);
    first = view;
    first[BLOCK] = 5;
    CHECK(map(section, BLOCK, PAGE, PAGE_READWRITE) == STATUS_SUCCESS && view[0] == 5,
          "ZwMapViewOfSection: from an offset on");
    NtUnmapViewOfSection(SELF, view);
    CHECK(map(section, PAGE, PAGE, PAGE_READWRITE) == STATUS_MAPPED_ALIGNMENT,
          "ZwMapViewOfSection: STATUS_MAPPED_ALIGNMENT for an offset that is no multiple of 64 KiB");
    CHECK(map(section, 2 * BLOCK, PAGE, PAGE_READWRITE) == STATUS_INVALID_VIEW_SIZE &&
              map(section, BLOCK, BLOCK + 1, PAGE_READWRITE) == STATUS_INVALID_VIEW_SIZE,
          "ZwMapViewOfSection: STATUS_INVALID_VIEW_SIZE beyond its end");
    CHECK(map(section, 0, 0, PAGE_READWRITE | PAGE_READONLY) == STATUS_INVALID_PAGE_PROTECTION,
          "ZwMapViewOfSection: STATUS_INVALID_PAGE_PROTECTION");
    void *at = first;
    size = PAGE;
    CHECK(NtMapViewOfSection(section, SELF, &at, 0, 0, NULL, &size, VIEW_UNMAP, 0, PAGE_READWRITE) ==
              STATUS_CONFLICTING_ADDRESSES,
          "ZwMapViewOfSection: STATUS_CONFLICTING_ADDRESSES where there is a view already");
    at = (void *)(ULONG_PTR)PAGE;
    CHECK(NtMapViewOfSection(section, SELF, &at, 0, 0, NULL, &size, VIEW_UNMAP, 0, PAGE_READWRITE) ==
              STATUS_MAPPED_ALIGNMENT,
          "ZwMapViewOfSection: views begin on 64 KiB");
    NtUnmapViewOfSection(SELF, first);
    at = first;
    size = PAGE;
    CHECK(NtMapViewOfSection(section, SELF, &at, 0, 0, NULL, &size, VIEW_UNMAP, 0, PAGE_READWRITE) == STATUS_SUCCESS &&
              at == first,
          "ZwMapViewOfSection: at the address asked for");
    NtUnmapViewOfSection(SELF, at);
    at = NULL;
    CHECK(NtMapViewOfSection(NOBODY, SELF, &at, 0, 0, NULL, &size, VIEW_UNMAP, 0, PAGE_READWRITE) ==
                  STATUS_INVALID_HANDLE &&
              NtMapViewOfSection(section, NOBODY, &at, 0, 0, NULL, &size, VIEW_UNMAP, 0, PAGE_READWRITE) ==
                  STATUS_INVALID_HANDLE &&
              NtMapViewOfSection(section, SELF, NULL, 0, 0, NULL, &size, VIEW_UNMAP, 0, PAGE_READWRITE) ==
                  STATUS_ACCESS_VIOLATION &&
              NtMapViewOfSection(section, SELF, &at, 0, 0, NULL, &size, 7, 0, PAGE_READWRITE) ==
                  STATUS_INVALID_PARAMETER_8,
          "ZwMapViewOfSection: bad handles, pointers and dispositions");
    NtDuplicateObject(SELF, section, SELF, &other, SECTION_QUERY, 0, 0);
    CHECK(map(other, 0, 0, PAGE_READONLY) == STATUS_ACCESS_DENIED,
          "ZwMapViewOfSection: a handle without SECTION_MAP_READ is denied");
    NtClose(other);
    NtClose(section);
}

static void refusals(void)
{
    HANDLE section = NULL;
    CHECK(section_of(&section, 0, PAGE_READWRITE, SEC_COMMIT, NULL) == STATUS_INVALID_PARAMETER_4,
          "ZwCreateSection: without a file a size is needed");
    CHECK(section_of(&section, PAGE, 0x33, SEC_COMMIT, NULL) == STATUS_INVALID_PAGE_PROTECTION,
          "ZwCreateSection: STATUS_INVALID_PAGE_PROTECTION");
    CHECK(section_of(&section, PAGE, PAGE_READWRITE, 0, NULL) == STATUS_INVALID_PARAMETER_6,
          "ZwCreateSection: committed, reserved or an image");
    CHECK(section_of(&section, 1ll << 60, PAGE_READWRITE, SEC_COMMIT, NULL) == STATUS_SECTION_TOO_BIG,
          "ZwCreateSection: STATUS_SECTION_TOO_BIG");
    CHECK(section_of(&section, PAGE, PAGE_READWRITE, SEC_COMMIT, NOBODY) == STATUS_INVALID_HANDLE,
          "ZwCreateSection: STATUS_INVALID_HANDLE");
    CHECK(section_of(&section, 0, PAGE_READONLY, SEC_IMAGE, NULL) == STATUS_INVALID_FILE_FOR_SECTION,
          "ZwCreateSection: STATUS_INVALID_FILE_FOR_SECTION, an image needs a file");
    CHECK(NtCreateSection(NULL, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READWRITE, SEC_COMMIT, NULL) ==
              STATUS_ACCESS_VIOLATION,
          "ZwCreateSection: a bad pointer");
}

static void of_files(void)
{
    HANDLE file, section = NULL, empty;
    static char text[PAGE + 100];
    memset(text, 'a', sizeof text);
    create(&file, L"section", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, FILE_CREATE, 0);
    NtWriteFile(file, NULL, NULL, NULL, &iosb, text, sizeof text, NULL, NULL);
    CHECK(section_of(&section, 0, PAGE_READWRITE, SEC_COMMIT, file) == STATUS_SUCCESS,
          "ZwCreateSection: of a file, as long as the file");
    struct {
        void *base;
        ULONG attributes;
        LARGE_INTEGER size;
    } basic = {0};
    SIZE_T length = 0;
    CHECK(NtQuerySection(section, 0, &basic, sizeof basic, &length) == STATUS_SUCCESS &&
              basic.size.QuadPart == sizeof text && length == sizeof basic && basic.attributes & SEC_FILE &&
              !(basic.attributes & SEC_IMAGE),
          "NtQuerySection: SectionBasicInformation, its size and kind");
    CHECK(NtQuerySection(section, 0, &basic, 8, NULL) == STATUS_INFO_LENGTH_MISMATCH,
          "NtQuerySection: STATUS_INFO_LENGTH_MISMATCH");
    CHECK(NtQuerySection(section, MISSING, &basic, sizeof basic, NULL) == STATUS_INVALID_INFO_CLASS,
          "NtQuerySection: STATUS_INVALID_INFO_CLASS");
    CHECK(NtQuerySection(NOBODY, 0, &basic, sizeof basic, NULL) == STATUS_INVALID_HANDLE,
          "NtQuerySection: STATUS_INVALID_HANDLE");
    CHECK(map(section, 0, 0, PAGE_READWRITE) == STATUS_SUCCESS && size == 2 * PAGE && view[0] == 'a' &&
              view[sizeof text - 1] == 'a' && view[sizeof text] == 0,
          "MapViewOfFile: the file's bytes, and zeros up to the end of the page");
    view[1] = 'B';
    void *at = view + 3;
    SIZE_T bytes = 1;
    CHECK(NtFlushVirtualMemory(SELF, &at, &bytes, &iosb) == STATUS_SUCCESS && at == view && bytes == PAGE,
          "FlushViewOfFile: writes the pages of a range");
    char back[4] = {0};
    LARGE_INTEGER start = {0};
    NtReadFile(file, NULL, NULL, NULL, &iosb, back, 3, &start, NULL);
    CHECK(!memcmp(back, "aBa", 3), "MapViewOfFile: what is written to the view is in the file");
    int local;
    at = &local;
    CHECK(NtFlushVirtualMemory(SELF, &at, &bytes, &iosb) == STATUS_NOT_MAPPED_DATA,
          "FlushViewOfFile: fails for what is no view");
    at = view;
    CHECK(NtFlushVirtualMemory(NOBODY, &at, &bytes, &iosb) == STATUS_INVALID_HANDLE &&
              NtFlushVirtualMemory(SELF, NULL, &bytes, &iosb) == STATUS_ACCESS_VIOLATION,
          "FlushViewOfFile: bad handles and pointers");
    NtUnmapViewOfSection(SELF, view);
    NtClose(section);
    CHECK(section_of(&section, 3 * PAGE, PAGE_READWRITE, SEC_COMMIT, file) == STATUS_SUCCESS,
          "CreateFileMapping: \"if ... larger than the current size of the actual file on disk, the file on disk is "
          "increased\"");
    struct standard standard;
    NtQueryInformationFile(file, &iosb, &standard, sizeof standard, StandardClass);
    CHECK(standard.end.QuadPart == 3 * PAGE, "CreateFileMapping: and its size tells");
    NtClose(section);
    CHECK(section_of(&section, 5 * PAGE, PAGE_READONLY, SEC_COMMIT, file) == STATUS_SECTION_TOO_BIG,
          "ZwCreateSection: STATUS_SECTION_TOO_BIG where only reading is asked for");
    CHECK(section_of(&section, 0, PAGE_READONLY, SEC_COMMIT, file) == STATUS_SUCCESS &&
              map(section, 0, 0, PAGE_READWRITE) == STATUS_SECTION_PROTECTION,
          "ZwMapViewOfSection: STATUS_SECTION_PROTECTION for more than the section allows");
    NtClose(section);
    CHECK(section_of(&section, 0, PAGE_READONLY, SEC_IMAGE, file) == STATUS_INVALID_IMAGE_FORMAT ||
              section_of(&section, 0, PAGE_READONLY, SEC_IMAGE, file) == STATUS_INVALID_IMAGE_NOT_MZ,
          "ZwCreateSection: STATUS_INVALID_IMAGE_*, the file is no image");
    NtClose(file);
    create(&file, L"section", GENERIC_READ, SHARE_ALL, FILE_OPEN, 0);
    CHECK(section_of(&section, 0, PAGE_READWRITE, SEC_COMMIT, file) == STATUS_ACCESS_DENIED,
          "ZwCreateSection: a file opened for reading cannot be written");
    NtClose(file);
    create(&empty, L"empty", GENERIC_READ | DELETE, SHARE_ALL, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    CHECK(section_of(&section, 0, PAGE_READONLY, SEC_COMMIT, empty) == STATUS_MAPPED_FILE_SIZE_ZERO,
          "ZwCreateSection: STATUS_MAPPED_FILE_SIZE_ZERO");
    NtClose(empty);
    NtDeleteFile(below(L"section"));
}

struct image_facts { /* SECTION_IMAGE_INFORMATION */
    void *entry;
    ULONG zero_bits;
    SIZE_T stack_most, stack_committed;
    ULONG subsystem;
    USHORT subsystem_minor, subsystem_major;
    ULONG os;
    USHORT characteristics, dll_characteristics, machine;
    BOOLEAN has_code;
    UCHAR flags;
    ULONG loader, file_size, checksum;
};

static void images(void)
{
    HANDLE file, section = NULL;
    WCHAR path[MAX_PATH + 8] = L"\\??\\";
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    GetModuleFileNameW(NULL, path + 4, MAX_PATH);
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS s = NtOpenFile(&file, GENERIC_READ | FILE_EXECUTE | SYNCHRONIZE, &attributes, &iosb, FILE_SHARE_READ,
                            FILE_SYNCHRONOUS_IO_NONALERT);
    CHECK(s == STATUS_SUCCESS, "NtOpenFile: the program's own file (%#x)", (unsigned)s);
    CHECK(section_of(&section, 0, PAGE_EXECUTE, SEC_IMAGE, file) == STATUS_SUCCESS,
          "ZwCreateSection: SEC_IMAGE, \"the file ... is an executable image file\"");
    struct image_facts facts = {0};
    SIZE_T length = 0;
    char *self = (char *)GetModuleHandleW(NULL);
    IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)(self + ((IMAGE_DOS_HEADER *)self)->e_lfanew);
    CHECK(NtQuerySection(section, 1, &facts, sizeof facts, &length) == STATUS_SUCCESS && length == sizeof facts &&
              facts.machine == IMAGE_FILE_MACHINE_AMD64 && facts.subsystem == IMAGE_SUBSYSTEM_WINDOWS_CUI &&
              facts.has_code && facts.stack_most == headers->OptionalHeader.SizeOfStackReserve &&
              facts.stack_committed == headers->OptionalHeader.SizeOfStackCommit &&
              facts.subsystem_major == headers->OptionalHeader.MajorSubsystemVersion &&
              facts.subsystem_minor == headers->OptionalHeader.MinorSubsystemVersion &&
              facts.characteristics == headers->FileHeader.Characteristics &&
              facts.dll_characteristics == headers->OptionalHeader.DllCharacteristics,
          "NtQuerySection: SectionImageInformation, from its headers");
    s = map(section, 0, 0, PAGE_READONLY);
    CHECK((s == STATUS_SUCCESS || s == STATUS_IMAGE_NOT_AT_BASE) && view != self &&
              size == headers->OptionalHeader.SizeOfImage && !memcmp(view, self, 0x40),
          "ZwMapViewOfSection: an image is laid out as its headers say; STATUS_IMAGE_NOT_AT_BASE is a success");
    CHECK(query(view).Type == MEM_IMAGE, "VirtualQuery: MEM_IMAGE");
    CHECK(NtUnmapViewOfSection(SELF, view) == STATUS_SUCCESS, "ZwUnmapViewOfSection: of an image");
    NtClose(section);
    HANDLE plain = NULL;
    CHECK(section_of(&plain, 0, PAGE_READONLY, SEC_COMMIT, file) == STATUS_SUCCESS &&
              NtQuerySection(plain, 1, &facts, sizeof facts, NULL) == STATUS_SECTION_NOT_IMAGE,
          "NtQuerySection: STATUS_SECTION_NOT_IMAGE for the same file without SEC_IMAGE");
    NtClose(plain);
    NtClose(file);
}

static void known(void)
{
    HANDLE section = NULL;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, L"\\KnownDlls\\kernel32.dll");
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    CHECK(NtOpenSection(&section, SECTION_MAP_READ | SECTION_MAP_EXECUTE | SECTION_QUERY, &attributes) ==
              STATUS_SUCCESS,
          "ZwOpenSection: \\KnownDlls holds sections of the system's DLLs");
    struct image_facts facts = {0};
    CHECK(NtQuerySection(section, 1, &facts, sizeof facts, NULL) == STATUS_SUCCESS &&
              facts.characteristics & IMAGE_FILE_DLL,
          "KnownDlls: images of DLLs");
    NtClose(section);
    RtlInitUnicodeString(&name, L"\\KnownDlls\\no such.dll");
    CHECK(NtOpenSection(&section, SECTION_MAP_READ, &attributes) == STATUS_OBJECT_NAME_NOT_FOUND,
          "ZwOpenSection: STATUS_OBJECT_NAME_NOT_FOUND");
    CHECK(NtOpenSection(NULL, SECTION_MAP_READ, &attributes) == STATUS_ACCESS_VIOLATION,
          "ZwOpenSection: a bad pointer");
}

int main(void)
{
    paged();
    refusals();
    of_files();
    images();
    known();
    return check_done();
}
