/* SPDX-License-Identifier: MIT */
/* Modules' names, handles by name or address, and where DLLs are looked for ("GetModuleFileName", "GetModuleHandleEx",
 * "Dynamic-link library search order", "AddDllDirectory", "SetDllDirectory", "LoadLibraryEx"). */
#include "check.h"

#include <string.h>

static char program[MAX_PATH], folder[MAX_PATH]; /* of this program */

static void names(void)
{
    char name[MAX_PATH];
    WCHAR wide[MAX_PATH];
    DWORD length = GetModuleFileNameA(NULL, program, sizeof program);

    CHECK(length == strlen(program) && length > 16 && program[1] == ':' &&
              !_stricmp(program + length - 16, "\\module_path.exe"),
          "GetModuleFileName: hModule NULL is the path of the executable file");
    strcpy(folder, program);
    *strrchr(folder, '\\') = 0;
    DWORD wide_length = GetModuleFileNameW(GetModuleHandleW(NULL), wide, MAX_PATH);
    CHECK(wide_length == length && WideCharToMultiByte(CP_ACP, 0, wide, -1, name, sizeof name, NULL, NULL) &&
              !strcmp(name, program),
          "GetModuleFileName: the program's handle gives the same; the result is the length without the terminator");
    memset(name, 'x', sizeof name);
    SetLastError(0);
    /* Wine 8 does not write behind the cut text as documented */
    CHECK(GetModuleFileNameA(NULL, name, length) == length && GetLastError() == ERROR_INSUFFICIENT_BUFFER &&
              name[length - 1] == 0 && !strncmp(name, program, length - 1) && name[length] == 'x',
          "GetModuleFileName: \"If the buffer is too small ... the string is truncated to nSize characters including "
          "the terminating null\"");
    memset(wide, 'x', sizeof wide);
    SetLastError(0);
    CHECK(GetModuleFileNameW(NULL, wide, 5) == 5 && GetLastError() == ERROR_INSUFFICIENT_BUFFER && wide[4] == 0 &&
              wide[3] == (UCHAR)program[3] && wide[5] == (WCHAR)0x7878,
          "GetModuleFileNameW: the same in UTF-16");
    CHECK(GetModuleFileNameA(NULL, name, length + 1) == length && !strcmp(name, program),
          "GetModuleFileName: a buffer that just fits");
    CHECK(GetModuleFileNameA(GetModuleHandleA("kernel32"), name, sizeof name) &&
              !_stricmp(strrchr(name, '\\'), "\\kernel32.dll") && strstr(strlwr(name), "\\system32\\"),
          "GetModuleFileName: a DLL of the system's");
    SetLastError(0);
    CHECK(!GetModuleFileNameA((HMODULE)0x12340000, name, sizeof name) && GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetModuleFileName: \"If the function fails, the return value is 0\"");
    SetLastError(0);
    CHECK(!GetModuleFileNameW((HMODULE)0x12340000, wide, MAX_PATH) && GetLastError(),
          "GetModuleFileNameW: fails alike");
}

static void handles(void)
{
    HMODULE self = GetModuleHandleA(NULL), module, b;
    char path[MAX_PATH];
    WCHAR wide[MAX_PATH];

    CHECK(self && *(WORD *)self == IMAGE_DOS_SIGNATURE && self == GetModuleHandleW(NULL),
          "GetModuleHandle: NULL is the program");
    CHECK(GetModuleHandleA("module_path.exe") == self && GetModuleHandleW(L"MODULE_PATH.EXE") == self,
          "GetModuleHandle: the program by its name");
    CHECK(GetModuleHandleA(program) == self, "GetModuleHandle: by its path");
    CHECK(!GetModuleHandleA("module_path") && GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetModuleHandle: \".dll\" is appended to a name without ending");
    CHECK(GetModuleHandleA("kernel32.dll") == GetModuleHandleA("KERNEL32"),
          "GetModuleHandle: any case, with ending or without");
    CHECK(!GetModuleHandleA("kernel32."), "GetModuleHandle: a dot at the end says that there is no ending");

    b = LoadLibraryA("module_b.dll");
    snprintf(path, sizeof path, "%s\\module_b.dll", folder);
    CHECK(b && GetModuleHandleA(path) == b, "GetModuleHandle: by full path");
    CHECK(!GetModuleHandleW(L"Z:\\no\\module_b.dll") && GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetModuleHandle: a path must match as a whole");
    CHECK(GetModuleHandleExA(0, "module_b", &module) && module == b, "GetModuleHandleEx: by name");
    CHECK(FreeLibrary(b) && GetModuleHandleA("module_b") == b,
          "GetModuleHandleEx: it has incremented the reference count");
    CHECK(GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, L"module_b.dll", &module) && module == b,
          "GetModuleHandleExW: by name");
    CHECK(FreeLibrary(b) && !GetModuleHandleA("module_b"),
          "GetModuleHandleEx: GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT does not");
    module = (HMODULE)1;
    SetLastError(0);
    CHECK(!GetModuleHandleExW(0, L"module_b.dll", &module) && GetLastError() == ERROR_MOD_NOT_FOUND && !module,
          "GetModuleHandleEx: fails for what is not loaded, and *phModule is NULL");
    module = (HMODULE)1;
    CHECK(!GetModuleHandleExA(0, "module_b.dll", &module) && !module, "GetModuleHandleExA: fails alike");

    CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                             (char *)(void *)handles, &module) &&
              module == self,
          "GetModuleHandleEx: GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS gives the module that holds the address");
    SetLastError(0);
    CHECK(!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, wide, &module) &&
              GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetModuleHandleEx: fails for an address that no module holds");
    SetLastError(0);
    CHECK(!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, NULL,
                              &module) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "GetModuleHandleEx: GET_MODULE_HANDLE_EX_FLAG_PIN \"cannot be used with\" ..._UNCHANGED_REFCOUNT");
    CHECK(!GetModuleHandleExA(0x100, NULL, &module) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GetModuleHandleEx: unknown flags");
    CHECK(!GetModuleHandleExA(0, NULL, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "GetModuleHandleEx: phModule must be given");
    CHECK(GetModuleHandleExW(0, NULL, &module) && module == self, "GetModuleHandleEx: a NULL name is the program");

    b = LoadLibraryA("module_d.dll");
    CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN, "module_d.dll", &module) && module == b,
          "GetModuleHandleEx: pins a module");
    FreeLibrary(b);
    FreeLibrary(b);
    FreeLibrary(b);
    CHECK(GetModuleHandleA("module_d.dll") == b,
          "GetModuleHandleEx: a pinned one \"stays loaded until the process is terminated\"");
}

/* ---- where DLLs are found ---- */

/* Puts a copy of module_b.dll there. */
static BOOL copy_to(const char *where)
{
    char from[MAX_PATH];
    snprintf(from, sizeof from, "%s\\module_b.dll", folder);
    return CopyFileA(from, where, FALSE);
}

static const char *found_in(const char *name, DWORD flags)
{
    static char path[MAX_PATH];
    HMODULE module = LoadLibraryExA(name, NULL, flags);
    if (!module) return "nowhere";
    GetModuleFileNameA(module, path, sizeof path);
    FreeLibrary(module);
    *strrchr(path, '\\') = 0;
    return strrchr(path, '\\') + 1;
}

static void search(void)
{
    char here[MAX_PATH], path[MAX_PATH], long_path[1024];
    WCHAR added[MAX_PATH], wide[MAX_PATH];

    CreateDirectoryA("one", NULL);
    CreateDirectoryA("two", NULL);
    CreateDirectoryA("three", NULL);
    CreateDirectoryA("four", NULL);
    CHECK(copy_to("one\\msp_x.dll") && copy_to("two\\msp_x.dll") && copy_to("three\\msp_x.dll") &&
              copy_to("four\\msp_x.dll") && copy_to("four\\kernel32.dll") && copy_to("four\\msp_y"),
          "copies of a DLL in four folders");
    GetFullPathNameA("one", sizeof here, here, NULL);
    SetEnvironmentVariableA("PATH", here);
    CHECK(!strcmp(found_in("msp_x.dll", 0), "one"), "search order: PATH");
    SetCurrentDirectoryA("two");
    CHECK(!strcmp(found_in("msp_x", 0), "two"), "search order: the current folder before PATH");
    GetFullPathNameA("..\\three", sizeof here, here, NULL);
    CHECK(SetDllDirectoryA(here) && !strcmp(found_in("msp_x.dll", 0), "three"),
          "SetDllDirectory: the folder, and no longer the current one");
    CHECK(GetDllDirectoryA(sizeof path, path) == strlen(here) && !strcmp(path, here),
          "GetDllDirectory: the folder that was set; its length");
    CHECK(GetDllDirectoryW(MAX_PATH, wide) == strlen(here) && wide[0] == (UCHAR)here[0] && !wide[strlen(here)],
          "GetDllDirectoryW: the same");
    memset(path, 'x', 4);
    CHECK(GetDllDirectoryA(3, path) == strlen(here) + 1 && GetDllDirectoryW(3, wide) == strlen(here) + 1,
          "GetDllDirectory: a small buffer gives the size with the terminator");
    CHECK(SetDllDirectoryW(L"") && !strcmp(found_in("msp_x.dll", 0), "one"),
          "SetDllDirectory: \"\" takes the current folder out of the search");
    CHECK(!GetDllDirectoryA(sizeof path, path), "GetDllDirectory: nothing where it is empty");
    SetLastError(0);
    /* Wine 8 takes any text, and searches the current folder all the same */
    CHECK(!SetDllDirectoryA("C:\\a;C:\\b") && GetLastError() == ERROR_INVALID_PARAMETER,
          "SetDllDirectory: fails for a list of folders");
    CHECK(!SetDllDirectoryW(L"C:\\a;C:\\b"), "SetDllDirectoryW: fails alike");
    CHECK(SetDllDirectoryA(NULL) && !strcmp(found_in("msp_x.dll", 0), "two"),
          "SetDllDirectory: NULL restores the order");
    SetCurrentDirectoryA("..");

    /* a path; a file without ending */
    GetFullPathNameA("four\\msp_x.dll", sizeof here, here, NULL);
    CHECK(!strcmp(found_in(here, 0), "four"), "LoadLibrary: a full path");
    CHECK(!strcmp(found_in("four\\msp_x", 0), "four"), "LoadLibrary: a relative path; the ending is appended");
    CHECK(!strcmp(found_in("four/msp_x.dll", 0), "four"), "LoadLibrary: with a slash");
    CHECK(!strcmp(found_in("four\\msp_y.", 0), "four") && !strcmp(found_in("four\\msp_y", 0), "nowhere"),
          "LoadLibrary: a dot at the end keeps \".dll\" from being appended");
    SetCurrentDirectoryA("four");
    CHECK(!_stricmp(found_in("kernel32.dll", 0), "system32"), "search order: a loaded module of the same name serves");
    SetCurrentDirectoryA("..");
    memset(long_path, 'a', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = 0;
    SetLastError(0);
    CHECK(!LoadLibraryA(long_path) && GetLastError(), "LoadLibrary: fails for a name that is too long");

    /* flags */
    CHECK(!strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_SYSTEM32), "nowhere"),
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_SYSTEM32 searches the system folder alone");
    CHECK(!_stricmp(found_in("advapi32.dll", LOAD_LIBRARY_SEARCH_SYSTEM32), "system32"),
          "LoadLibraryEx: and finds what is there");
    CHECK(!_stricmp(found_in("module_b.dll", LOAD_LIBRARY_SEARCH_APPLICATION_DIR), "kernel32") &&
              !strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_APPLICATION_DIR), "nowhere"),
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_APPLICATION_DIR, the program's folder alone");
    CHECK(!strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_USER_DIRS), "nowhere"),
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_USER_DIRS without any added");
    GetFullPathNameW(L"three", MAX_PATH, added, NULL);
    DLL_DIRECTORY_COOKIE cookie = AddDllDirectory(added), second;
    CHECK(cookie && !strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_USER_DIRS), "three"),
          "AddDllDirectory: the folder is searched");
    CHECK(!strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_DEFAULT_DIRS), "three"),
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_DEFAULT_DIRS holds it too");
    CHECK(!strcmp(found_in("msp_x.dll", 0), "one"), "AddDllDirectory: not in the standard order");
    GetFullPathNameW(L"four", MAX_PATH, wide, NULL);
    second = AddDllDirectory(wide);
    CHECK(second && second != cookie && RemoveDllDirectory(cookie) &&
              !strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_USER_DIRS), "four"),
          "RemoveDllDirectory: the folder is searched no longer, another one is");
    CHECK(RemoveDllDirectory(second) && !strcmp(found_in("msp_x.dll", LOAD_LIBRARY_SEARCH_USER_DIRS), "nowhere"),
          "RemoveDllDirectory: nor that");
    SetLastError(0);
    CHECK(!AddDllDirectory(L"three") && GetLastError() == ERROR_INVALID_PARAMETER,
          "AddDllDirectory: \"must be an absolute path\"");
    SetLastError(0);
    CHECK(!AddDllDirectory(L"C:\\no such folder") && GetLastError() == ERROR_FILE_NOT_FOUND,
          "AddDllDirectory: fails for what is not there");

    /* the DLL's own folder */
    CreateDirectoryA("five", NULL);
    snprintf(path, sizeof path, "%s\\module_c.dll", folder);
    CopyFileA(path, "five\\msp_c.dll", FALSE);
    snprintf(path, sizeof path, "%s\\module_t.dll", folder);
    CopyFileA(path, "five\\module_t.dll", FALSE);
    GetFullPathNameA("five\\msp_c.dll", sizeof here, here, NULL);
    CHECK(!strcmp(found_in(here, LOAD_WITH_ALTERED_SEARCH_PATH), "five"),
          "LoadLibraryEx: LOAD_WITH_ALTERED_SEARCH_PATH with a full path");
    CHECK(!strcmp(found_in(here, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS), "five"),
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR with a full path");
    SetLastError(0);
    CHECK(!LoadLibraryExA("msp_x.dll", NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR: \"lpFileName must specify a fully qualified path\"");

    SetLastError(0);
    CHECK(!SetDefaultDllDirectories(0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SetDefaultDllDirectories: no flag");
    CHECK(!SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SetDefaultDllDirectories: LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR is none of its flags");
    CHECK(SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32) && !strcmp(found_in("msp_x.dll", 0), "nowhere"),
          "SetDefaultDllDirectories: the process' default search");
    CHECK(SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS) &&
              !strcmp(found_in("module_b.dll", 0), "kernel32"),
          "SetDefaultDllDirectories: the default ones, the program's folder among them");

    static const char *const files[] = {"one\\msp_x.dll",  "two\\msp_x.dll",     "three\\msp_x.dll",
                                        "four\\msp_x.dll", "four\\kernel32.dll", "four\\msp_y",
                                        "five\\msp_c.dll", "five\\module_t.dll"};
    static const char *const folders[] = {"one", "two", "three", "four", "five"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) DeleteFileA(files[i]);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) RemoveDirectoryA(folders[i]);
}

int main(void)
{
    names();
    handles();
    search();
    return check_done();
}
