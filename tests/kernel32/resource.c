/* SPDX-License-Identifier: MIT */
/* Resources of modules: found by type, name and language, read, enumerated; of the program itself, of a DLL loaded as a
 * data file, and of damaged ones ("FindResource", "LoadResource", "EnumResourceNames", "LoadLibraryEx").  resource.rc
 * stands beside. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#define ENGLISH MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)
#define GERMAN  MAKELANGID(LANG_GERMAN, SUBLANG_GERMAN)
#define FRENCH  MAKELANGID(LANG_FRENCH, SUBLANG_FRENCH)
#define NEUTRAL MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL)

static int holds(HMODULE module, HRSRC found, const char *text)
{
    HGLOBAL data = found ? LoadResource(module, found) : NULL;
    const char *bytes = data ? LockResource(data) : NULL;
    return bytes && SizeofResource(module, found) == strlen(text) && !memcmp(bytes, text, strlen(text));
}

static void find(HMODULE module, const char *how)
{
    CHECK(holds(module, FindResourceA(module, MAKEINTRESOURCEA(100), (char *)RT_RCDATA), "hundred"),
          "%s: FindResource by numbers", how);
    CHECK(holds(module, FindResourceW(module, L"named", (WCHAR *)RT_RCDATA), "by name"),
          "%s: FindResource by name, in any case", how);
    CHECK(holds(module, FindResourceA(module, "#100", "#10"), "hundred"),
          "%s: FindResource: a # and digits are a number", how);
    CHECK(holds(module, FindResourceW(module, L"#300", L"#77"), "seven") &&
              holds(module, FindResourceA(module, "Letters", "Alpha"), "alpha"),
          "%s: FindResource: types by number and by name", how);
    CHECK(holds(module, FindResourceExA(module, (char *)RT_RCDATA, MAKEINTRESOURCEA(200), GERMAN),
                "zweihundert, auf Deutsch"),
          "%s: FindResourceEx: the language that was asked for", how);
    CHECK(holds(module, FindResourceExW(module, (WCHAR *)RT_RCDATA, MAKEINTRESOURCEW(200), ENGLISH),
                "two hundred in English"),
          "%s: FindResourceExW: another one", how);
    CHECK(holds(module, FindResourceExA(module, (char *)RT_RCDATA, MAKEINTRESOURCEA(400), FRENCH), "neutral"),
          "%s: FindResourceEx: the neutral one where the language is missing", how);
    SetLastError(0);
    CHECK(!FindResourceA(module, MAKEINTRESOURCEA(100), MAKEINTRESOURCEA(99)) &&
              GetLastError() == ERROR_RESOURCE_TYPE_NOT_FOUND,
          "%s: FindResource: ERROR_RESOURCE_TYPE_NOT_FOUND", how);
    SetLastError(0);
    CHECK(!FindResourceW(module, L"nonesuch", (WCHAR *)RT_RCDATA) && GetLastError() == ERROR_RESOURCE_NAME_NOT_FOUND,
          "%s: FindResource: ERROR_RESOURCE_NAME_NOT_FOUND", how);
    SetLastError(0);
    CHECK(!FindResourceExW(module, (WCHAR *)RT_RCDATA, MAKEINTRESOURCEW(200), FRENCH) &&
              GetLastError() == ERROR_RESOURCE_LANG_NOT_FOUND,
          "%s: FindResourceEx: ERROR_RESOURCE_LANG_NOT_FOUND", how);
    CHECK(!FindResourceExA(module, "ALPHA", MAKEINTRESOURCEA(6), ENGLISH), "%s: FindResourceExA: fails alike", how);
    CHECK(!FindResourceA(module, "#x", (char *)RT_RCDATA), "%s: FindResource: fails for a # without a number", how);
    /* a string table's block: 16 strings with their lengths, of which the first two are set */
    HRSRC strings = FindResourceA(module, MAKEINTRESOURCEA(2), (char *)RT_STRING);
    const WCHAR *block = strings ? LockResource(LoadResource(module, strings)) : NULL;
    CHECK(block && SizeofResource(module, strings) == 2 * (16 + 7 + 9) && block[0] == 7 &&
              !memcmp(block + 1, L"sixteen", 14) && block[8] == 9,
          "%s: a string table", how);
}

/* ---- enumeration: what is seen is written down ---- */

static char seen[512];

static void see_wide(const WCHAR *what)
{
    char text[64];
    if (IS_INTRESOURCE(what))
        sprintf(text, "#%u ", (unsigned)(ULONG_PTR)what);
    else
        sprintf(text, "%ls ", what);
    strcat(seen, text);
}

static void see(const char *what)
{
    char text[64];
    if (IS_INTRESOURCE(what))
        sprintf(text, "#%u ", (unsigned)(ULONG_PTR)what);
    else
        sprintf(text, "%s ", what);
    strcat(seen, text);
}

static BOOL CALLBACK type_wide(HMODULE module, WCHAR *type, LONG_PTR parameter)
{
    (void)module;
    see_wide(type);
    return parameter != 1;
}

static BOOL CALLBACK type_ansi(HMODULE module, char *type, LONG_PTR parameter)
{
    (void)module;
    see(type);
    return parameter != 1;
}

static BOOL CALLBACK name_wide(HMODULE module, const WCHAR *type, WCHAR *name, LONG_PTR parameter)
{
    (void)module;
    (void)type;
    see_wide(name);
    return parameter != 1;
}

static BOOL CALLBACK name_ansi(HMODULE module, const char *type, char *name, LONG_PTR parameter)
{
    (void)module;
    (void)type;
    see(name);
    return parameter != 1;
}

static BOOL CALLBACK language_wide(HMODULE module, const WCHAR *type, const WCHAR *name, WORD language,
                                   LONG_PTR parameter)
{
    (void)module;
    (void)type;
    (void)name;
    see(MAKEINTRESOURCEA(language));
    return parameter != 1;
}

static BOOL CALLBACK language_ansi(HMODULE module, const char *type, const char *name, WORD language,
                                   LONG_PTR parameter)
{
    return language_wide(module, (WCHAR *)type, (WCHAR *)name, language, parameter);
}

static int was_seen(const char *what)
{
    int same = !strcmp(seen, what);
    if (!same) printf("# seen: %s, not %s\n", seen, what);
    seen[0] = 0;
    return same;
}

static void enumerate(HMODULE module, const char *how)
{
    CHECK(EnumResourceTypesW(module, type_wide, 0) && was_seen("ALPHA #6 #10 #77 "),
          "%s: EnumResourceTypes: names, then numbers", how);
    CHECK(EnumResourceTypesA(module, type_ansi, 0) && was_seen("ALPHA #6 #10 #77 "), "%s: EnumResourceTypesA: the same",
          how);
    CHECK(EnumResourceNamesW(module, (WCHAR *)RT_RCDATA, name_wide, 0) && was_seen("NAMED #100 #200 #400 "),
          "%s: EnumResourceNames", how);
    CHECK(EnumResourceNamesA(module, "alpha", name_ansi, 0) && was_seen("LETTERS "),
          "%s: EnumResourceNamesA: of a type by name", how);
    CHECK(EnumResourceLanguagesW(module, (WCHAR *)RT_RCDATA, MAKEINTRESOURCEW(200), language_wide, 0) &&
              was_seen("#1031 #1033 "),
          "%s: EnumResourceLanguages", how);
    CHECK(EnumResourceLanguagesA(module, (char *)RT_RCDATA, "named", language_ansi, 0) && was_seen("#1033 "),
          "%s: EnumResourceLanguagesA", how);

    CHECK(!EnumResourceTypesW(module, type_wide, 1) && was_seen("ALPHA "),
          "%s: EnumResourceTypes: FALSE from the callback stops", how);
    CHECK(!EnumResourceTypesA(module, type_ansi, 1) && was_seen("ALPHA "), "%s: EnumResourceTypesA: stops", how);
    CHECK(!EnumResourceNamesW(module, (WCHAR *)RT_RCDATA, name_wide, 1) && was_seen("NAMED "),
          "%s: EnumResourceNames: stops", how);
    CHECK(!EnumResourceNamesA(module, (char *)RT_RCDATA, name_ansi, 1) && was_seen("NAMED "),
          "%s: EnumResourceNamesA: stops", how);
    CHECK(!EnumResourceLanguagesW(module, (WCHAR *)RT_RCDATA, MAKEINTRESOURCEW(200), language_wide, 1) &&
              was_seen("#1031 "),
          "%s: EnumResourceLanguages: stops", how);
    CHECK(!EnumResourceLanguagesA(module, (char *)RT_RCDATA, MAKEINTRESOURCEA(200), language_ansi, 1) &&
              was_seen("#1031 "),
          "%s: EnumResourceLanguagesA: stops", how);
    SetLastError(0);
    CHECK(!EnumResourceNamesW(module, MAKEINTRESOURCEW(99), name_wide, 0) &&
              GetLastError() == ERROR_RESOURCE_TYPE_NOT_FOUND && was_seen(""),
          "%s: EnumResourceNames: ERROR_RESOURCE_TYPE_NOT_FOUND", how);
    SetLastError(0);
    CHECK(!EnumResourceLanguagesW(module, (WCHAR *)RT_RCDATA, L"no", language_wide, 0) &&
              GetLastError() == ERROR_RESOURCE_NAME_NOT_FOUND,
          "%s: EnumResourceLanguages: ERROR_RESOURCE_NAME_NOT_FOUND", how);
}

static void none(void)
{
    HMODULE kernel = LoadLibraryA("module_b.dll");
    SetLastError(0);
    CHECK(!FindResourceW(kernel, L"x", L"y") && GetLastError() == ERROR_RESOURCE_DATA_NOT_FOUND,
          "FindResource: ERROR_RESOURCE_DATA_NOT_FOUND: no resources");
    SetLastError(0);
    CHECK(!EnumResourceTypesW(kernel, type_wide, 0) && GetLastError() == ERROR_RESOURCE_DATA_NOT_FOUND,
          "EnumResourceTypes: fails for a module without");
    CHECK(!EnumResourceTypesA(kernel, type_ansi, 0), "EnumResourceTypesA: fails alike");
    CHECK(!LoadResource(NULL, NULL), "LoadResource: NULL for no resource");
    CHECK(!SizeofResource(NULL, NULL), "SizeofResource: 0 for no resource");
    CHECK(!LockResource(NULL), "LockResource: NULL for no resource");
    CHECK(!FreeResource(LoadResource(NULL, FindResourceA(NULL, MAKEINTRESOURCEA(100), (char *)RT_RCDATA))),
          "FreeResource: \"If the function succeeds, the return value is zero\"");
    FreeLibrary(kernel);
}

/* ---- data files ---- */

static char *bytes;
static DWORD size;

static IMAGE_NT_HEADERS *headers(void)
{
    return (IMAGE_NT_HEADERS *)(bytes + ((IMAGE_DOS_HEADER *)bytes)->e_lfanew);
}

/* A file of these bytes, loaded as data; 1: refused with the error that a damaged file gives, 2: loaded and freed, 0:
 * something else. */
static int try_bytes(DWORD count, DWORD flags)
{
    DWORD written;
    HANDLE file = CreateFileA("damaged.dll", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, bytes, count, &written, NULL);
    CloseHandle(file);
    SetLastError(0);
    HMODULE module = LoadLibraryExA(".\\damaged.dll", NULL, flags);
    if (module) return FindResourceA(module, "nonesuch", (char *)RT_RCDATA) ? 0 : FreeLibrary(module) ? 2 : 0;
    return GetLastError() == ERROR_BAD_EXE_FORMAT || GetLastError() == ERROR_FILE_INVALID ? 1 : 0;
}

static void data_files(void)
{
    char path[MAX_PATH];
    GetModuleFileNameA(NULL, path, sizeof path);
    CopyFileA(path, "copy.dll", FALSE);
    GetFullPathNameA("copy.dll", sizeof path, path, NULL);
    HMODULE data = LoadLibraryExA(path, NULL, LOAD_LIBRARY_AS_DATAFILE);
    CHECK(data && ((ULONG_PTR)data & 3) == 1,
          "LoadLibraryEx: LOAD_LIBRARY_AS_DATAFILE marks the handle by its lowest bit (LDR_IS_DATAFILE)");
    find(data, "data file");
    enumerate(data, "data file");
    SetLastError(0);
    CHECK(!GetProcAddress(data, "main") && GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetProcAddress: a data file has no functions");
    CHECK(FreeLibrary(data), "FreeLibrary: a data file");
    CHECK(!FreeLibrary(data), "FreeLibrary: fails the second time");
    data = LoadLibraryExA(path, NULL, LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    CHECK(data && ((ULONG_PTR)data & 3) == 2,
          "LoadLibraryEx: LOAD_LIBRARY_AS_IMAGE_RESOURCE, by the second bit (LDR_IS_IMAGEMAPPING)");
    find(data, "image resource");
    CHECK(FreeLibrary(data), "FreeLibrary: an image resource");
    data = LoadLibraryExW(L"kernel32", NULL, LOAD_LIBRARY_AS_DATAFILE);
    CHECK(data && FreeLibrary(data), "LoadLibraryEx: LOAD_LIBRARY_AS_DATAFILE searches, and appends \".dll\"");
    SetLastError(0);
    CHECK(!LoadLibraryExA("nonesuch.dll", NULL, LOAD_LIBRARY_AS_DATAFILE) &&
              (GetLastError() == ERROR_MOD_NOT_FOUND || GetLastError() == ERROR_FILE_NOT_FOUND),
          "LoadLibraryEx: a data file that is not there");

    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    size = GetFileSize(file, NULL);
    bytes = malloc(size);
    ReadFile(file, bytes, size, &size, NULL);
    CloseHandle(file);
    IMAGE_NT_HEADERS good = *headers();
    IMAGE_DATA_DIRECTORY *directory = &headers()->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_RESOURCE];
    CHECK(try_bytes(size, LOAD_LIBRARY_AS_DATAFILE) == 2, "a copy of the program, as a data file");
    CHECK(try_bytes(0, LOAD_LIBRARY_AS_DATAFILE) == 1, "an empty file is refused");
    CHECK(try_bytes(2, LOAD_LIBRARY_AS_DATAFILE) == 1, "two bytes are refused");
    CHECK(try_bytes(0x100, LOAD_LIBRARY_AS_DATAFILE), "a file cut in its headers is refused, or has no resources");
    /* Wine 8 takes what follows, and may fault when it is read */
    CHECK(try_bytes(0x1000, LOAD_LIBRARY_AS_DATAFILE) == 1, "a file cut in its sections is refused");
    directory->Size = 0x7fffffff;
    CHECK(try_bytes(size, LOAD_LIBRARY_AS_DATAFILE) == 1, "resources longer than the file are refused");
    *headers() = good;
    directory->VirtualAddress = 0x7ffffff0;
    CHECK(try_bytes(size, LOAD_LIBRARY_AS_DATAFILE), "resources that are nowhere");
    *headers() = good;
    headers()->FileHeader.NumberOfSections = 0xffff;
    CHECK(try_bytes(size, LOAD_LIBRARY_AS_DATAFILE) == 1, "more sections than the file holds are refused");
    *headers() = good;
    headers()->FileHeader.SizeOfOptionalHeader = 0xfff0;
    CHECK(try_bytes(size, LOAD_LIBRARY_AS_DATAFILE) == 1, "headers longer than the file are refused");
    *headers() = good;
    ((IMAGE_DOS_HEADER *)bytes)->e_lfanew = (LONG)size - 8;
    CHECK(try_bytes(size, LOAD_LIBRARY_AS_DATAFILE) == 1, "headers at the end of the file are refused");
    DeleteFileA("damaged.dll");
    DeleteFileA("copy.dll");
    free(bytes);
}

int main(void)
{
    find(NULL, "the program");
    find(GetModuleHandleA(NULL), "its handle");
    enumerate(NULL, "the program");
    none();
    data_files();
    return check_done();
}
