/* SPDX-License-Identifier: MIT */
/* File mappings: making and opening them, views, what is written, names.
 * Debian's Wine flushes what is no view, and says ERROR_INVALID_PARAMETER for an offset beyond the mapping. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

#define GRANULARITY 0x10000

static HANDLE open_file(const char *name, DWORD access)
{
    return CreateFileA(name, access, SHARE_ALL, NULL, OPEN_ALWAYS, 0, NULL);
}

static BOOL refused(HANDLE mapping, DWORD error)
{
    if (!mapping) return failed(error);
    CloseHandle(mapping);
    return FALSE;
}

static DWORD protection_of(void *address)
{
    MEMORY_BASIC_INFORMATION info;

    return VirtualQuery(address, &info, sizeof info) && info.Type == MEM_MAPPED ? info.Protect : 0;
}

static void test_file(void)
{
    DWORD done;
    HANDLE file, mapping;
    char *view, *other;

    put_file("a.txt", "0123456789");
    file = open_file("a.txt", GENERIC_READ | GENERIC_WRITE);
    SetLastError(0xdead);
    mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    CHECK(mapping && failed(0), "CreateFileMappingA: \"If the function succeeds, the return value is a handle to the "
                                "newly created file mapping object\"");
    view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(view && !((ULONG_PTR)view & (GRANULARITY - 1)) && protection_of(view) == PAGE_READWRITE,
          "MapViewOfFile: \"the starting address of the mapped view\"; FILE_MAP_WRITE \"A read/write view of the file "
          "is mapped\"");
    CHECK(!memcmp(view, "0123456789", 10), "MapViewOfFile: dwNumberOfBytesToMap 0, \"to the end of the file mapping\"");
    CHECK(view[10] == 0 && view[4095] == 0, "MapViewOfFile: the rest of the last page is zero");
    memcpy(view, "ABC", 3);
    CHECK(holds("a.txt", "ABC3456789"), "MapViewOfFile: a view and the file are coherent");
    WriteFile(file, "xyz", 3, &done, NULL);
    CHECK(!memcmp(view, "xyz3", 4), "WriteFile: and the other way");
    CHECK(FlushViewOfFile(view, 0) && FlushViewOfFile(view + 2, 3),
          "FlushViewOfFile: \"If the function succeeds, the return value is nonzero\"");
    CHECK(!FlushViewOfFile(&done, 4), "FlushViewOfFile: of what is no view");
    other = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 5);
    CHECK(other && other != view && protection_of(other) == PAGE_READONLY && !memcmp(other, "xyz34", 5),
          "MapViewOfFile: FILE_MAP_READ, another view of the same bytes");
    CHECK(CloseHandle(mapping) && CloseHandle(file) && view[0] == 'x',
          "UnmapViewOfFile: \"the system ... until all views are unmapped\" keeps the file");
    CHECK(UnmapViewOfFile(view) && protection_of(view) == 0,
          "UnmapViewOfFile: \"If the function succeeds, the return value is nonzero\", and the view has gone");
    CHECK(!UnmapViewOfFile(view) && failed(ERROR_INVALID_ADDRESS),
          "UnmapViewOfFile: ERROR_INVALID_ADDRESS where there is no view");
    CHECK(UnmapViewOfFile(other) && protection_of(other) == 0, "UnmapViewOfFile: the other view");
    DeleteFileA("a.txt");
}

static void test_sizes(void)
{
    HANDLE file, mapping;
    char *view;

    file = open_file("empty", GENERIC_READ | GENERIC_WRITE);
    CHECK(refused(CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_FILE_INVALID),
          "CreateFileMappingA: \"An attempt to map a file with a length of 0 (zero) fails with an error code of "
          "ERROR_FILE_INVALID\"");
    mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, GRANULARITY + 100, NULL);
    CHECK(mapping && GetFileSize(file, NULL) == GRANULARITY + 100,
          "CreateFileMappingW: \"If an application specifies a size for the file mapping object that is larger than "
          "the size of the actual named file on disk ..., the file on disk is increased to match\"");
    view = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, GRANULARITY, 0);
    CHECK(view && protection_of(view) == PAGE_READWRITE && (memcpy(view, "far", 3), view[99] == 0),
          "MapViewOfFile: from an offset; FILE_MAP_ALL_ACCESS");
    UnmapViewOfFile(view);
    char text[4] = "";
    DWORD done;
    SetFilePointer(file, GRANULARITY, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, text, 3, &done, NULL) && !memcmp(text, "far", 3), "MapViewOfFile: writes where the offset is");
    CHECK(!MapViewOfFile(mapping, FILE_MAP_READ, 0, 1234, 10) && failed(ERROR_MAPPED_ALIGNMENT),
          "MapViewOfFile: the offset \"must be a multiple of the allocation granularity\": ERROR_MAPPED_ALIGNMENT");
    CHECK(!MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 10 * GRANULARITY) && failed(ERROR_ACCESS_DENIED),
          "MapViewOfFile: \"must be within the maximum size specified by CreateFileMapping\"");
    CHECK(!MapViewOfFile(mapping, FILE_MAP_READ, 1, 0, 0) && failed(ERROR_ACCESS_DENIED),
          "MapViewOfFile: an offset beyond it");
    CloseHandle(mapping);
    CloseHandle(file);
    file = open_file("empty", GENERIC_READ);
    CHECK(refused(CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 10 * GRANULARITY, NULL), ERROR_NOT_ENOUGH_MEMORY),
          "CreateFileMappingW: a read-only mapping does not make a file larger");
    CHECK(refused(CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_ACCESS_DENIED),
          "CreateFileMappingW: PAGE_READWRITE \"must have been created with the GENERIC_READ and GENERIC_WRITE access "
          "rights\"");
    CHECK(refused(CreateFileMappingW(file, NULL, 0x777, 0, 0, NULL), ERROR_INVALID_PARAMETER),
          "CreateFileMappingW: no such protection");
    CHECK(refused(CreateFileMappingA(NO_HANDLE, NULL, PAGE_READONLY, 0, 0, NULL), ERROR_INVALID_HANDLE),
          "CreateFileMappingA: of no file");
    CHECK(refused(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_INVALID_PARAMETER),
          "CreateFileMappingA: memory of the paging file needs a size");
    mapping = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 100, NULL);
    view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    CHECK(view && protection_of(view) == PAGE_READONLY, "CreateFileMappingA: PAGE_READONLY, a part of the file");
    UnmapViewOfFile(view);
    CHECK(!MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0) && failed(ERROR_ACCESS_DENIED),
          "FILE_MAP_WRITE: \"must have been created with PAGE_READWRITE or PAGE_EXECUTE_READWRITE protection\"");
    CHECK(!MapViewOfFile(mapping, FILE_MAP_READ | FILE_MAP_EXECUTE, 0, 0, 0) && failed(ERROR_ACCESS_DENIED),
          "FILE_MAP_EXECUTE: of a mapping that has no execute protection");
    CHECK(!MapViewOfFile(NO_HANDLE, FILE_MAP_READ, 0, 0, 0) && failed(ERROR_INVALID_HANDLE),
          "MapViewOfFile: of no mapping");
    CloseHandle(mapping);
    CloseHandle(file);
    DeleteFileA("empty");
}

static void test_copy(void)
{
    HANDLE file, mapping;
    char *view, *second;

    put_file("a.txt", "0123456789");
    file = open_file("a.txt", GENERIC_READ);
    mapping = CreateFileMappingA(file, NULL, PAGE_WRITECOPY, 0, 0, NULL);
    view = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0, 0);
    second = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0, 0);
    CHECK(view && protection_of(view) == PAGE_WRITECOPY,
          "MapViewOfFile: FILE_MAP_COPY \"A copy-on-write view of the file is mapped\"");
    memcpy(view, "mine", 4);
    CHECK(!memcmp(view, "mine4", 5) && holds("a.txt", "0123456789") && !memcmp(second, "0123", 4),
          "FILE_MAP_COPY: \"the changes are not written to the original file\", nor to other views");
    UnmapViewOfFile(view);
    UnmapViewOfFile(second);
    CloseHandle(mapping);
    CloseHandle(file);

    file = open_file("code", GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE);
    mapping = CreateFileMappingA(file, NULL, PAGE_EXECUTE_READWRITE, 0, 4096, NULL);
    view = MapViewOfFile(mapping, FILE_MAP_WRITE | FILE_MAP_EXECUTE, 0, 0, 0);
    CHECK(view && protection_of(view) == PAGE_EXECUTE_READWRITE, "MapViewOfFile: FILE_MAP_EXECUTE with FILE_MAP_WRITE");
    memcpy(view, "\xb8\x2a\x00\x00\x00\xc3", 6); /* mov eax, 42; ret */
    CHECK(FlushInstructionCache(GetCurrentProcess(), view, 6) && ((int (*)(void))view)() == 42,
          "FILE_MAP_EXECUTE: \"An executable view of the file is mapped (mapped memory can be run as code)\"");
    UnmapViewOfFile(view);
    CloseHandle(mapping);
    CloseHandle(file);
    DeleteFileA("code");
    DeleteFileA("a.txt");
}

static void test_memory(void)
{
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 2 * GRANULARITY, NULL);
    char *view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0), *second, *fixed;
    SIZE_T zero = 0;

    CHECK(mapping && view, "CreateFileMappingW: INVALID_HANDLE_VALUE, \"a file mapping object of a specified size that "
                           "is backed by the system paging file\"");
    while (zero < 2 * GRANULARITY && !view[zero]) zero++;
    CHECK(zero == 2 * GRANULARITY, "CreateFileMappingW: \"initial contents of the pages ... are 0 (zero)\"");
    second = MapViewOfFile(mapping, FILE_MAP_READ, 0, GRANULARITY, 100);
    memcpy(view + GRANULARITY, "shared", 6);
    CHECK(second && !memcmp(second, "shared", 6), "MapViewOfFile: views of one mapping show the same memory");

    /* a place that is free: where a view has been */
    CHECK(UnmapViewOfFile(second), "UnmapViewOfFile: success");
    fixed = MapViewOfFileEx(mapping, FILE_MAP_READ, 0, GRANULARITY, 0, second);
    CHECK(fixed == second && !memcmp(fixed, "shared", 6), "MapViewOfFileEx: lpBaseAddress, \"the memory address in the "
                                                          "calling process address space where mapping begins\"");
    CHECK(!MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, view) && failed(ERROR_INVALID_ADDRESS),
          "MapViewOfFileEx: \"If there is not enough address space at the specified address, the function fails\"");
    CHECK(!MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, view + 100) && failed(ERROR_MAPPED_ALIGNMENT),
          "MapViewOfFileEx: the address \"must be a multiple of the system's memory allocation granularity, or the "
          "function fails\"");
    CHECK(UnmapViewOfFile(fixed), "UnmapViewOfFile: success");
    fixed = MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 10, NULL);
    CHECK(fixed && UnmapViewOfFile(fixed),
          "MapViewOfFileEx: \"If this parameter is NULL, the operating system chooses the mapping address\"");
    UnmapViewOfFile(view);
    CloseHandle(mapping);

    mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, 4 * GRANULARITY, NULL);
    view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    MEMORY_BASIC_INFORMATION info;
    CHECK(view && VirtualQuery(view, &info, sizeof info) && info.State == MEM_RESERVE,
          "SEC_RESERVE: \"If the file mapping object is backed by the operating system paging file, specifies that "
          "when a view is mapped ... the entire range of pages is reserved for later use\"");
    CHECK(VirtualAlloc(view + GRANULARITY, 4096, MEM_COMMIT, PAGE_READWRITE) == view + GRANULARITY &&
              (view[GRANULARITY] = 'x', VirtualQuery(view + GRANULARITY, &info, sizeof info)) &&
              info.State == MEM_COMMIT,
          "SEC_RESERVE: \"Reserved pages can be committed in subsequent calls to the VirtualAlloc function\"");
    second = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    CHECK(second && VirtualQuery(second + GRANULARITY, &info, sizeof info) && info.State == MEM_COMMIT &&
              second[GRANULARITY] == 'x',
          "SEC_RESERVE: committed for every view");
    UnmapViewOfFile(second);
    UnmapViewOfFile(view);
    CloseHandle(mapping);
}

/* The later forms. */
static void test_from_app(void)
{
    /* import libraries lack this one */
    BOOL(WINAPI * unmap_2)
    (HANDLE, PVOID, ULONG) = (void *)GetProcAddress(GetModuleHandleA("kernelbase.dll"), "UnmapViewOfFile2");
    HANDLE mapping = CreateFileMappingFromApp(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 2 * GRANULARITY, NULL);
    char *view = MapViewOfFileFromApp(mapping, FILE_MAP_WRITE, GRANULARITY, 0),
         *all = MapViewOfFileFromApp(mapping, FILE_MAP_READ, 0, 0);

    CHECK(mapping && view && all && protection_of(view) == PAGE_READWRITE,
          "CreateFileMappingFromApp, MapViewOfFileFromApp: sizes and offsets in one number");
    CHECK(all && view && (memcpy(view, "app", 4), !strcmp(all + GRANULARITY, "app")),
          "MapViewOfFileFromApp: from its offset on");
    CHECK(!MapViewOfFileFromApp(mapping, FILE_MAP_READ, 10, 0) && failed(ERROR_MAPPED_ALIGNMENT),
          "MapViewOfFileFromApp: ERROR_MAPPED_ALIGNMENT");
    CHECK(
        refused(CreateFileMappingFromApp(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, NULL), ERROR_INVALID_PARAMETER),
        "CreateFileMappingFromApp: needs a size");
    CHECK(UnmapViewOfFileEx(view, 0) && protection_of(view) == 0, "UnmapViewOfFileEx: the view has gone");
    CHECK(!UnmapViewOfFileEx(view, 0) && failed(ERROR_INVALID_ADDRESS), "UnmapViewOfFileEx: ERROR_INVALID_ADDRESS");
    CHECK(unmap_2(GetCurrentProcess(), all, 0) && protection_of(all) == 0, "UnmapViewOfFile2: of this process");
    CHECK(!unmap_2(GetCurrentProcess(), all, 0) && failed(ERROR_INVALID_ADDRESS),
          "UnmapViewOfFile2: ERROR_INVALID_ADDRESS");
    CloseHandle(mapping);
}

static void test_names(void)
{
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    HANDLE one, two, event;
    char name[60], *view, *second;
    WCHAR wide[60];
    DWORD flags = 0;

    snprintf(name, sizeof name, "mapping-%lu", (unsigned long)GetCurrentProcessId());
    MultiByteToWideChar(CP_ACP, 0, name, -1, wide, 60);
    CHECK(refused(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND),
          "OpenFileMappingA: \"If the function fails, the return value is NULL\"");
    one = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, name);
    CHECK(one && failed(0), "CreateFileMappingA: a mapping with a name");
    two = CreateFileMappingW(INVALID_HANDLE_VALUE, &inherit, PAGE_READWRITE, 0, 8192, wide);
    CHECK(two && two != one && failed(ERROR_ALREADY_EXISTS),
          "CreateFileMappingW: \"If the object exists before the function call, the function returns a handle to the "
          "existing object (with its current size, not the specified size), and GetLastError returns "
          "ERROR_ALREADY_EXISTS\"");
    CHECK(GetHandleInformation(two, &flags) && flags == HANDLE_FLAG_INHERIT, "CreateFileMappingW: bInheritHandle");
    view = MapViewOfFile(one, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(view && !MapViewOfFile(two, FILE_MAP_READ, 0, 0, 8192), "CreateFileMappingW: of its own size");
    second = MapViewOfFile(two, FILE_MAP_READ, 0, 0, 0);
    strcpy(view, "hello");
    CHECK(second && !strcmp(second, "hello"), "CreateFileMappingW: the same memory");
    UnmapViewOfFile(second);
    CloseHandle(two);
    two = OpenFileMappingA(FILE_MAP_READ, TRUE, name);
    second = MapViewOfFile(two, FILE_MAP_READ, 0, 0, 0);
    CHECK(two && second && !strcmp(second, "hello"),
          "OpenFileMappingA: \"an open handle to the specified file mapping object\"");
    CHECK(GetHandleInformation(two, &flags) && flags == HANDLE_FLAG_INHERIT, "OpenFileMappingA: bInheritHandle");
    CHECK(!MapViewOfFile(two, FILE_MAP_WRITE, 0, 0, 0) && failed(ERROR_ACCESS_DENIED),
          "OpenFileMappingA: with FILE_MAP_READ no writing");
    UnmapViewOfFile(second);
    CloseHandle(two);
    two = OpenFileMappingW(FILE_MAP_ALL_ACCESS, FALSE, wide);
    second = MapViewOfFile(two, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(two && second && !strcmp(second, "hello"), "OpenFileMappingW: likewise");
    UnmapViewOfFile(second);
    UnmapViewOfFile(view);
    CloseHandle(two);
    CloseHandle(one);
    CHECK(refused(OpenFileMappingW(FILE_MAP_READ, FALSE, wide), ERROR_FILE_NOT_FOUND),
          "OpenFileMappingW: the name goes with the last handle");
    event = CreateEventA(NULL, FALSE, FALSE, name);
    CHECK(refused(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, name), ERROR_INVALID_HANDLE),
          "CreateFileMappingA: \"If lpName matches the name of an existing event, ... the function fails, and the "
          "GetLastError function returns ERROR_INVALID_HANDLE\"");
    CHECK(refused(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_INVALID_HANDLE),
          "OpenFileMappingA: of an event's name");
    CloseHandle(event);
}

static void test_image(void)
{
    char self[MAX_PATH];
    HANDLE file, mapping;
    IMAGE_DOS_HEADER *image;

    GetModuleFileNameA(NULL, self, sizeof self);
    file = CreateFileA(self, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    mapping = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL);
    image = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    IMAGE_NT_HEADERS *nt = image ? (void *)((char *)image + image->e_lfanew) : NULL;
    CHECK(image && image->e_magic == IMAGE_DOS_SIGNATURE && nt->Signature == IMAGE_NT_SIGNATURE,
          "SEC_IMAGE: \"the file that the hFile parameter specifies is an executable image file\"");
    MEMORY_BASIC_INFORMATION info;
    CHECK(nt && VirtualQuery((char *)image + nt->OptionalHeader.AddressOfEntryPoint, &info, sizeof info) &&
              info.Type == MEM_IMAGE && info.AllocationBase == image,
          "SEC_IMAGE: its sections stand at their addresses");
    CHECK(UnmapViewOfFile(image), "UnmapViewOfFile: of an image");
    CloseHandle(mapping);
    CloseHandle(file);
    put_file("text", "no image at all, only text");
    file = open_file("text", GENERIC_READ);
    CHECK(refused(CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL), ERROR_BAD_EXE_FORMAT),
          "SEC_IMAGE: ERROR_BAD_EXE_FORMAT for what is no image");
    CloseHandle(file);
    DeleteFileA("text");
}

int main(void)
{
    scratch_enter();
    test_file();
    test_sizes();
    test_copy();
    test_memory();
    test_from_app();
    test_names();
    test_image();
    scratch_leave();
    return check_done();
}
