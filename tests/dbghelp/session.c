/* SPDX-License-Identifier: MIT */
/* Sessions of dbghelp: options, search paths and modules, as documented.  No symbol file is there for any module.
 *
 * Wine 8.0 takes no handle for a session alone ("hProcess: this parameter does not have to be a valid handle" where the
 * process is not invaded), refuses GetCurrentProcess() in EnumerateLoadedModules64, and lets a handle have two sessions
 * or NULL one; it knows no SymRefreshModuleList, and loads no module whose file it cannot open ("BaseOfDll ... the
 * symbol handler uses it"). */
#include "check.h"

#include <dbghelp.h>
#include <string.h>
#include <wchar.h>

#define SELF GetCurrentProcess()
/* A handle is only the session's name where nothing is read from its process. */
#define OTHER ((HANDLE)(ULONG_PTR)0x1234)

static int seen, saw_program, saw_kernel;

static BOOL CALLBACK loaded(PCSTR name, DWORD64 base, ULONG size, PVOID context)
{
    seen++;
    saw_program |= base == (ULONG_PTR)GetModuleHandleA(NULL) && strstr(name, "session.exe") && size > 0x1000;
    saw_kernel |= base == (ULONG_PTR)GetModuleHandleA("kernel32.dll");
    return context != &seen;
}

static BOOL CALLBACK loaded_wide(PCWSTR name, DWORD64 base, ULONG size, PVOID context)
{
    seen++;
    saw_program |= base == (ULONG_PTR)GetModuleHandleA(NULL) && wcsstr(name, L"session.exe") && size > 0x1000;
    saw_kernel |= base == (ULONG_PTR)GetModuleHandleA("kernel32.dll");
    return context != &seen;
}

static BOOL CALLBACK known(PCSTR name, DWORD64 base, PVOID context)
{
    seen++;
    saw_program |= base == (ULONG_PTR)GetModuleHandleA(NULL) && !strcmp(name, "session");
    return context != &seen;
}

static BOOL CALLBACK known_wide(PCWSTR name, DWORD64 base, PVOID context)
{
    seen++;
    saw_program |= base == (ULONG_PTR)GetModuleHandleA(NULL) && !wcscmp(name, L"session");
    return context != &seen;
}

#define LOOK(call) (seen = saw_program = saw_kernel = 0, (call))

static void enumerations(void)
{
    BOOL(WINAPI * EnumerateLoadedModulesExA)
    (HANDLE, PENUMLOADED_MODULES_CALLBACK64, PVOID) =
        (void *)GetProcAddress(GetModuleHandleA("dbghelp.dll"), "EnumerateLoadedModulesEx");
    BOOL(WINAPI * EnumerateLoadedModulesExW)
    (HANDLE, PENUMLOADED_MODULES_CALLBACKW64, PVOID) =
        (void *)GetProcAddress(GetModuleHandleA("dbghelp.dll"), "EnumerateLoadedModulesExW");

    CHECK(LOOK(EnumerateLoadedModules64(SELF, loaded, NULL)) && saw_program && saw_kernel,
          "EnumerateLoadedModules64: \"enumerates the loaded modules\"");
    CHECK(LOOK(EnumerateLoadedModules64(SELF, loaded, &seen)) && seen == 1,
          "EnumerateLoadedModules64: FALSE from the callback stops it");
    CHECK(!EnumerateLoadedModules64(OTHER, loaded, NULL), "EnumerateLoadedModules64: FALSE: there is no such process");
    CHECK(LOOK(EnumerateLoadedModulesW64(SELF, loaded_wide, NULL)) && saw_program && saw_kernel &&
              !EnumerateLoadedModulesW64(OTHER, loaded_wide, NULL),
          "EnumerateLoadedModulesW64");
    CHECK(LOOK(EnumerateLoadedModulesExA(SELF, loaded, NULL)) && saw_program && saw_kernel &&
              !EnumerateLoadedModulesExA(OTHER, loaded, NULL),
          "EnumerateLoadedModulesEx");
    CHECK(LOOK(EnumerateLoadedModulesExW(SELF, loaded_wide, NULL)) && saw_program && saw_kernel &&
              !EnumerateLoadedModulesExW(OTHER, loaded_wide, NULL),
          "EnumerateLoadedModulesExW");
    CHECK(LOOK(SymEnumerateModules64(SELF, known, NULL)) && saw_program && seen > 2,
          "SymEnumerateModules64: \"the modules that have been loaded for the process\"");
    CHECK(LOOK(SymEnumerateModules64(SELF, known, &seen)) && seen == 1,
          "SymEnumerateModules64: until the callback stops");
    CHECK(!SymEnumerateModules64(OTHER, known, NULL) && GetLastError() == ERROR_INVALID_HANDLE,
          "SymEnumerateModules64: FALSE without a session");
    CHECK(LOOK(SymEnumerateModulesW64(SELF, known_wide, NULL)) && saw_program &&
              !SymEnumerateModulesW64(OTHER, known_wide, NULL),
          "SymEnumerateModulesW64");
}

static void paths(void)
{
    char path[64];
    WCHAR wide[64];

    CHECK(SymGetSearchPath(SELF, path, sizeof path) && !strcmp(path, "C:\\symbols"),
          "SymGetSearchPath: what SymInitialize was given");
    CHECK(SymSetSearchPath(SELF, "C:\\one;C:\\two") && SymGetSearchPath(SELF, path, sizeof path) &&
              !strcmp(path, "C:\\one;C:\\two"),
          "SymSetSearchPath");
    CHECK(SymGetSearchPathW(SELF, wide, 64) && !wcscmp(wide, L"C:\\one;C:\\two"), "SymGetSearchPathW");
    CHECK(SymGetSearchPath(SELF, path, 4) && !strcmp(path, "C:\\"), "SymGetSearchPath: cut to the buffer");
    CHECK(SymSetSearchPathW(SELF, L"C:\\three") && SymGetSearchPathW(SELF, wide, 64) && !wcscmp(wide, L"C:\\three"),
          "SymSetSearchPathW");
    CHECK(!SymGetSearchPath(OTHER, path, 64) && GetLastError() == ERROR_INVALID_HANDLE &&
              !SymSetSearchPath(OTHER, "x") && !SymGetSearchPathW(OTHER, wide, 64) && !SymSetSearchPathW(OTHER, L"x"),
          "search paths: FALSE without a session");
}

static void modules(void)
{
    ULONG_PTR program = (ULONG_PTR)GetModuleHandleA(NULL);
    IMAGEHLP_MODULE64 info = {.SizeOfStruct = sizeof info};
    IMAGEHLP_MODULEW64 wide = {.SizeOfStruct = sizeof wide};

    CHECK(SymGetModuleBase64(SELF, program + 0x1234) == program, "SymGetModuleBase64: the base of the module");
    CHECK(SymGetModuleBase64(SELF, 0x1000) == 0 && GetLastError() == ERROR_MOD_NOT_FOUND,
          "SymGetModuleBase64: \"If the function fails, the return value is zero\"");
    CHECK(SymGetModuleBase64(OTHER, program) == 0 && GetLastError() == ERROR_INVALID_HANDLE,
          "SymGetModuleBase64: no session");
    CHECK(SymGetModuleInfo64(SELF, program + 1, &info) && info.BaseOfImage == program && info.ImageSize > 0x1000 &&
              !strcmp(info.ModuleName, "session") && strstr(info.ImageName, "session.exe") &&
              info.TimeDateStamp == ImageNtHeader((void *)program)->FileHeader.TimeDateStamp,
          "SymGetModuleInfo64: %s", info.ModuleName);
    CHECK(!SymGetModuleInfo64(SELF, 0x1000, &info) && GetLastError() == ERROR_MOD_NOT_FOUND,
          "SymGetModuleInfo64: none");
    info.SizeOfStruct = 7;
    CHECK(!SymGetModuleInfo64(SELF, program, &info) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SymGetModuleInfo64: a size that is no structure's");
    CHECK(SymGetModuleInfoW64(SELF, program, &wide) && wide.BaseOfImage == program &&
              !wcscmp(wide.ModuleName, L"session") && wcsstr(wide.ImageName, L"session.exe") &&
              !SymGetModuleInfoW64(SELF, 0x1000, &wide),
          "SymGetModuleInfoW64");

    HMODULE later = LoadLibraryA("version.dll");
    CHECK(SymGetModuleBase64(SELF, (ULONG_PTR)later) == 0, "a module that was loaded later is not known");
    CHECK(SymRefreshModuleList(SELF) && SymGetModuleBase64(SELF, (ULONG_PTR)later) == (ULONG_PTR)later,
          "SymRefreshModuleList: it is then");
    CHECK(!SymRefreshModuleList(OTHER) && GetLastError() == ERROR_INVALID_HANDLE, "SymRefreshModuleList: no session");
    CHECK(SymUnloadModule64(SELF, (ULONG_PTR)later) && SymGetModuleBase64(SELF, (ULONG_PTR)later) == 0,
          "SymUnloadModule64: TRUE, and it is not known any more");
    CHECK(!SymUnloadModule64(SELF, (ULONG_PTR)later), "SymUnloadModule64: FALSE for a module that is not known");
    CHECK(SymLoadModule64(SELF, NULL, "version.dll", NULL, (ULONG_PTR)later, 0) == (ULONG_PTR)later &&
              SymGetModuleBase64(SELF, (ULONG_PTR)later + 0x1000) == (ULONG_PTR)later,
          "SymLoadModule64: \"the base address of the loaded module\"");
    CHECK(SymLoadModule64(SELF, NULL, "version.dll", NULL, (ULONG_PTR)later, 0) == 0 && GetLastError() == ERROR_SUCCESS,
          "SymLoadModule64: zero and ERROR_SUCCESS: it was loaded already");
    SymUnloadModule64(SELF, (ULONG_PTR)later);
    CHECK(SymLoadModuleEx(SELF, NULL, "version.dll", NULL, (ULONG_PTR)later, 0x2000, NULL, 0) == (ULONG_PTR)later &&
              SymGetModuleBase64(SELF, (ULONG_PTR)later + 0x1fff) == (ULONG_PTR)later &&
              SymGetModuleBase64(SELF, (ULONG_PTR)later + 0x2000) == 0,
          "SymLoadModuleEx: of the size that is given");
    CHECK(SymLoadModuleEx(OTHER, NULL, "x", NULL, 0x10000, 0, NULL, 0) == 0 && GetLastError() == ERROR_INVALID_HANDLE,
          "SymLoadModuleEx: no session");
    SymUnloadModule64(SELF, (ULONG_PTR)later);
    CHECK(SymLoadModuleExW(SELF, NULL, L"version.dll", NULL, (ULONG_PTR)later, 0, NULL, 0) == (ULONG_PTR)later &&
              SymLoadModuleExW(OTHER, NULL, L"x", NULL, 0x10000, 0, NULL, 0) == 0,
          "SymLoadModuleExW");
    FreeLibrary(later);
}

int main(void)
{
    CHECK(SymGetOptions() == SYMOPT_UNDNAME, "SymGetOptions: undecorated names at first");
    CHECK(SymSetOptions(SYMOPT_UNDNAME | SYMOPT_DEFERRED_LOADS) == (SYMOPT_UNDNAME | SYMOPT_DEFERRED_LOADS) &&
              SymGetOptions() == (SYMOPT_UNDNAME | SYMOPT_DEFERRED_LOADS),
          "SymSetOptions: \"returns the current options mask\"");
    CHECK(!SymCleanup(SELF) && GetLastError() == ERROR_INVALID_HANDLE, "SymCleanup: there is no session");
    CHECK(SymInitialize(SELF, "C:\\symbols", TRUE), "SymInitialize: TRUE");
    CHECK(!SymInitialize(SELF, NULL, FALSE) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SymInitialize: \"a process handle that has a session\" is refused");
    CHECK(!SymInitialize(NULL, NULL, FALSE), "SymInitialize: NULL");
    paths();
    enumerations();
    modules();
    CHECK(SymCleanup(SELF) && !SymGetModuleBase64(SELF, (ULONG_PTR)GetModuleHandleA(NULL)),
          "SymCleanup: ends the session");
    CHECK(SymInitializeW(OTHER, L"C:\\wide", FALSE) && !SymInitializeW(OTHER, NULL, FALSE), "SymInitializeW");
    CHECK(LOOK(SymEnumerateModules64(OTHER, known, NULL)) && seen == 0, "SymInitializeW: without its modules");
    CHECK(SymCleanup(OTHER) && !SymCleanup(OTHER), "SymCleanup: once");
    return check_done();
}
