/* SPDX-License-Identifier: MIT */
/* Loading and freeing DLLs: when DllMain and TLS callbacks run, how references count, what fails; and functions by
 * name, ordinal and forwarder ("LoadLibraryEx", "FreeLibrary", "GetProcAddress", "DllMain entry point").  The
 * module_*.dll.c stand beside. */
#include "check.h"

#include <string.h>

/* What the DLLs tell: a letter, + attach, - detach, ( thread begins, ) thread ends; ! where `reserved` is not NULL. */
static char told[256];
static size_t told_length;

__declspec(dllexport) void note(char who, DWORD reason, void *reserved);
__declspec(dllexport) void note(char who, DWORD reason, void *reserved)
{
    if (told_length > sizeof told - 4) return;
    told[told_length++] = who;
    told[told_length++] = reason == DLL_PROCESS_ATTACH   ? '+'
                          : reason == DLL_PROCESS_DETACH ? '-'
                          : reason == DLL_THREAD_ATTACH  ? '('
                                                         : ')';
    if (reserved) told[told_length++] = '!';
    told[told_length] = 0;
}

/* Was exactly this told since the last time? */
static int was_told(const char *what)
{
    int same = !strcmp(told, what);
    if (!same) printf("# told: %s, not %s\n", told, what);
    told_length = 0;
    told[0] = 0;
    return same;
}

typedef int (*number)(void);
typedef int (*binary)(int, int);

#define NUMBER(module, name) ((number)(void *)GetProcAddress(module, name))
#define IS_LOADED(name)      (GetModuleHandleA(name) != NULL)

static void load_and_free(void)
{
    HMODULE b, again;

    SetLastError(0);
    CHECK(!IS_LOADED("module_b.dll") && GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetModuleHandle: fails for a module that is not loaded");
    b = LoadLibraryA("module_b.dll");
    CHECK(b && was_told("b+"),
          "LoadLibrary: DllMain hears DLL_PROCESS_ATTACH, with lpReserved NULL for a dynamic load");
    CHECK(GetModuleHandleA("module_b.dll") == b && GetModuleHandleW(L"MODULE_B") == b,
          "GetModuleHandle: the handle; names are compared case independently, the default ending is .dll");
    again = LoadLibraryW(L"module_b");
    CHECK(again == b && was_told(""),
          "LoadLibrary: a loaded module gives the same handle, without another DLL_PROCESS_ATTACH");
    CHECK(FreeLibrary(b) && IS_LOADED("module_b") && was_told(""), "FreeLibrary: decrements the reference count");
    CHECK(FreeLibrary(b) && was_told("b-"),
          "FreeLibrary: at zero DllMain hears DLL_PROCESS_DETACH, with lpReserved NULL");
    CHECK(!IS_LOADED("module_b"), "FreeLibrary: the module is unloaded");
    MEMORY_BASIC_INFORMATION info;
    CHECK(VirtualQuery(b, &info, sizeof info) == sizeof info &&
              (info.State == MEM_FREE || info.AllocationBase != (void *)b),
          "FreeLibrary: the module is unmapped");
    SetLastError(0);
    CHECK(!FreeLibrary(b) && GetLastError(), "FreeLibrary: fails for a handle that is not valid any more");

    SetLastError(0);
    CHECK(!LoadLibraryA("module_gone.dll") && GetLastError() == ERROR_MOD_NOT_FOUND,
          "LoadLibrary: ERROR_MOD_NOT_FOUND for a missing file");
    char full[MAX_PATH];
    CHECK(GetFullPathNameA("module_b.dll", sizeof full, full, NULL) && !LoadLibraryA(full) &&
              GetLastError() == ERROR_MOD_NOT_FOUND,
          "LoadLibrary: \"If the string specifies a full path, the function searches only that path\"");
    b = LoadLibraryW(L"..\\kernel32\\module_b.dll");
    CHECK(b && FreeLibrary(b) && was_told("b+b-"), "LoadLibrary: a relative path is searched for as a name is");
    SetLastError(0);
    /* Wine 8 leaves module_b loaded here, and where DllMain refuses: more of what follows differs then */
    CHECK(!LoadLibraryA("module_n.dll") && GetLastError() == ERROR_MOD_NOT_FOUND && was_told("") &&
              !IS_LOADED("module_b"),
          "LoadLibrary: fails where a DLL that the module imports is missing; nothing stays");
    SetLastError(0);
    /* Wine 8 takes the handle for nothing */
    CHECK(!LoadLibraryExA("module_b.dll", (HANDLE)8, 0) && GetLastError() == ERROR_INVALID_PARAMETER,
          "LoadLibraryEx: hFile \"is reserved for future use. It must be NULL\"");
    CHECK(!LoadLibraryExW(L"module_b.dll", NULL, LOAD_WITH_ALTERED_SEARCH_PATH | LOAD_LIBRARY_SEARCH_SYSTEM32) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "LoadLibraryEx: LOAD_LIBRARY_SEARCH_* cannot be combined with LOAD_WITH_ALTERED_SEARCH_PATH");
    SetLastError(0);
    CHECK(!LoadLibraryA("") && GetLastError(), "LoadLibrary: fails for an empty name");
}

static void imports(void)
{
    HMODULE a = LoadLibraryA("module_a.dll");

    CHECK(a && was_told("b+f+a+"), "LoadLibrary: what a DLL imports from is initialized before it");
    CHECK(NUMBER(a, "a_secret")() == 4711, "an import by ordinal");
    CHECK(((binary)(void *)GetProcAddress(a, "a_add"))(40, 2) == 42, "an import by name");
    CHECK(NUMBER(a, "a_value")() == 42, "an imported variable");
    CHECK(NUMBER(a, "a_forwarded")() == 1, "imports through forwarders by name and by ordinal");
    HMODULE b = LoadLibraryA("module_b");
    CHECK(FreeLibrary(b) && IS_LOADED("module_b"), "FreeLibrary: a DLL stays while a loaded one imports from it");
    CHECK(FreeLibrary(a) && was_told("a-f-b-"),
          "FreeLibrary: detached in the reverse order, what only the module needed goes too");
    CHECK(!IS_LOADED("module_a") && !IS_LOADED("module_b") && !IS_LOADED("module_f"),
          "FreeLibrary: all three are gone");

    b = LoadLibraryA("module_b");
    a = LoadLibraryA("module_a");
    told_length = 0, told[0] = 0;
    CHECK(FreeLibrary(a) && was_told("a-f-") && IS_LOADED("module_b"), "FreeLibrary: what was loaded for itself stays");
    CHECK(FreeLibrary(b) && was_told("b-"), "FreeLibrary: until it is freed");

    HMODULE c = LoadLibraryA("module_c.dll");
    CHECK(c && was_told("d+c+") && NUMBER(c, "c_sum")() == 3, "two DLLs that import from each other");
    CHECK(FreeLibrary(c) && was_told("c-d-") && !IS_LOADED("module_d"),
          "FreeLibrary: both go, though each is used by the other");
    HMODULE d = LoadLibraryA("module_d.dll");
    CHECK(d && was_told("c+d+"), "the other way round");
    c = LoadLibraryA("module_c.dll");
    CHECK(c && FreeLibrary(d) && was_told("") && IS_LOADED("module_d"), "FreeLibrary: both stay while one is loaded");
    CHECK(FreeLibrary(c) && was_told("d-c-"), "FreeLibrary: and go with it");
}

static void refusal(void)
{
    SetLastError(0);
    CHECK(!LoadLibraryA("module_r.dll") && GetLastError() == ERROR_DLL_INIT_FAILED,
          "DllMain: \"If the return value is FALSE ... the LoadLibrary function returns NULL\"");
    CHECK(was_told("b+r+r-b-"), "DllMain: it hears DLL_PROCESS_DETACH, and what was loaded for it is unloaded");
    CHECK(!IS_LOADED("module_r") && !IS_LOADED("module_b"), "DllMain: a DLL that refuses is unloaded");
    SetLastError(0);
    CHECK(!LoadLibraryA("module_u.dll") && GetLastError() == ERROR_DLL_INIT_FAILED && was_told("b+r+r-b-") &&
              !IS_LOADED("module_u"),
          "LoadLibrary: fails where a DLL that the module imports from refuses; the module itself is not told");
    CHECK(!LoadLibraryA("module_r.dll") && was_told("b+r+r-b-"), "LoadLibrary: each try asks anew");
}

static void functions(void)
{
    HMODULE b = LoadLibraryA("module_b.dll"), f = LoadLibraryA("module_f.dll"), self = GetModuleHandleA(NULL);
    binary add = (binary)(void *)GetProcAddress(b, "b_add");

    CHECK(add && add(20, 3) == 23, "GetProcAddress: by name");
    CHECK((binary)(void *)GetProcAddress(b, MAKEINTRESOURCEA(3)) == add, "GetProcAddress: by ordinal");
    CHECK(NUMBER(b, MAKEINTRESOURCEA(7)) && NUMBER(b, MAKEINTRESOURCEA(7))() == 4711,
          "GetProcAddress: an export without a name");
    CHECK(*(int *)(void *)GetProcAddress(b, "b_value") == 42, "GetProcAddress: an exported variable");
    CHECK(**(int **)(void *)GetProcAddress(b, "b_pointer") == 42,
          "a pointer in a DLL's data holds where the module lies");
    CHECK((void *)GetProcAddress(self, "note") == (void *)note, "GetProcAddress: a program's own export");
    CHECK((void *)GetProcAddress(NULL, "note") == (void *)note, "GetProcAddress: hModule NULL is the program");
    SetLastError(0);
    CHECK(!GetProcAddress(b, "B_add") && GetLastError() == ERROR_PROC_NOT_FOUND,
          "GetProcAddress: names are case sensitive");
    CHECK(!GetProcAddress(b, "b_secret"), "GetProcAddress: NONAME exports no name");
    CHECK(!GetProcAddress(b, ""), "GetProcAddress: fails for an empty name");
    SetLastError(0);
    CHECK(!GetProcAddress(b, MAKEINTRESOURCEA(6)) && GetLastError(),
          "GetProcAddress: fails for an ordinal without a function");
    CHECK(!GetProcAddress(b, MAKEINTRESOURCEA(2)) && !GetProcAddress(b, MAKEINTRESOURCEA(60000)),
          "GetProcAddress: fails for ordinals below the first and behind the last");
    SetLastError(0);
    CHECK(!GetProcAddress((HMODULE)0x12340000, "b_add") && GetLastError() == ERROR_MOD_NOT_FOUND,
          "GetProcAddress: no module there");

    CHECK((binary)(void *)GetProcAddress(f, "f_add") == add,
          "GetProcAddress: a forwarder gives the function it stands for");
    CHECK((binary)(void *)GetProcAddress(f, "f_again") == add, "GetProcAddress: a forwarder to a forwarder");
    CHECK(GetProcAddress(f, "f_secret") == GetProcAddress(b, MAKEINTRESOURCEA(7)),
          "GetProcAddress: a forwarder by ordinal");
    CHECK(!GetProcAddress(f, "f_circle"), "GetProcAddress: fails for a forwarder to itself");
    CHECK(!GetProcAddress(f, "f_gone") && !GetProcAddress(f, "f_lacking"),
          "GetProcAddress: fails for forwarders to nowhere");
    told_length = 0, told[0] = 0;
    CHECK(!IS_LOADED("module_t") && GetProcAddress(f, "f_lazy") && was_told("1+2+t+"),
          "GetProcAddress: a forwarder loads its DLL, which is initialized when it returns");
    CHECK(FreeLibrary(f) && was_told("1-2-t-f-") && !IS_LOADED("module_t"),
          "FreeLibrary: what was loaded for a forwarder goes too");
    FreeLibrary(b);
    told_length = 0, told[0] = 0;
}

static DWORD CALLBACK nothing(void *argument)
{
    (void)argument;
    return 0;
}

static void run_thread(void)
{
    HANDLE thread = CreateThread(NULL, 0, nothing, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static HANDLE go, ready;

static DWORD CALLBACK tls_user(void *argument)
{
    ULONG *(*get)(void) = NULL;
    (void)argument;
    SetEvent(ready);
    WaitForSingleObject(go, INFINITE);
    get = (ULONG * (*)(void))(void *)GetProcAddress(GetModuleHandleA("module_t"), "t_get");
    ULONG *mine = get();
    DWORD result = mine[0] == 100 && !mine[1] && !mine[3];
    mine[0] = 7;
    return result;
}

static DWORD CALLBACK killed(void *argument)
{
    (void)argument;
    SetEvent(ready);
    Sleep(INFINITE);
    return 0;
}

static void threads(void)
{
    HMODULE b = LoadLibraryA("module_b.dll"), c = LoadLibraryA("module_c.dll");
    told_length = 0, told[0] = 0;
    run_thread();
    CHECK(was_told("b(d(c(c)d)b)"), "DllMain: DLL_THREAD_ATTACH in the order of loading, DLL_THREAD_DETACH in reverse");
    CHECK(DisableThreadLibraryCalls(c), "DisableThreadLibraryCalls: a loaded module");
    run_thread();
    CHECK(was_told("b(d(d)b)"), "DisableThreadLibraryCalls: that module alone hears of threads no more");
    FreeLibrary(c);
    CHECK(was_told("c-d-"), "DisableThreadLibraryCalls: but of the process it does");
    SetLastError(0);
    CHECK(!DisableThreadLibraryCalls(c) && GetLastError(),
          "DisableThreadLibraryCalls: fails for a handle that is not valid");

    /* a thread that is there already, and one that was terminated */
    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    ready = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, killed, NULL, 0, NULL);
    WaitForSingleObject(ready, INFINITE);
    TerminateThread(thread, 1);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, tls_user, NULL, 0, NULL);
    WaitForSingleObject(ready, INFINITE);
    told_length = 0, told[0] = 0;
    HMODULE t = LoadLibraryA("module_t.dll");
    CHECK(t && was_told("1+2+t+"), "TLS callbacks run in their order before DllMain");
    ULONG *(*get)(void) = (ULONG * (*)(void))(void *)GetProcAddress(t, "t_get");
    ULONG *mine = get();
    CHECK(mine[0] == 100 && !mine[1] && !mine[2] && !mine[3], "static TLS: the template, then SizeOfZeroFill zeros");
    mine[0] = 5;
    SetEvent(go);
    WaitForSingleObject(thread, INFINITE);
    DWORD code = 0;
    CHECK(GetExitCodeThread(thread, &code) && code == 1, "static TLS: a thread older than the DLL has its own copy");
    CHECK(mine[0] == 5, "static TLS: nobody else's copy is changed");
    CloseHandle(thread);
    CHECK(was_told("1)2)t)b)"), "TLS callbacks hear of a thread's end, before DllMain");
    run_thread();
    CHECK(was_told("b(1(2(t(1)2)t)b)"), "TLS callbacks hear of a thread's begin and end");
    SetLastError(0);
    CHECK(!DisableThreadLibraryCalls(t) && GetLastError(),
          "DisableThreadLibraryCalls: \"fails if the DLL ... has active static thread local storage\"");
    CHECK(FreeLibrary(t) && was_told("1-2-t-"), "TLS callbacks hear DLL_PROCESS_DETACH");
    for (int i = 0; i < 50; i++) {
        t = LoadLibraryA("module_t.dll");
        if (!t || *((ULONG * (*)(void))(void *)GetProcAddress(t, "t_get"))() != 100) break;
        if (i < 49) FreeLibrary(t);
        told_length = 0, told[0] = 0;
    }
    CHECK(t && NUMBER(t, "t_index")() < 60, "static TLS: loaded over and over again");
    FreeLibrary(t);
    FreeLibrary(b);
    CloseHandle(go);
    CloseHandle(ready);
    told_length = 0, told[0] = 0;
}

static DWORD CALLBACK leaves(void *module)
{
    FreeLibraryAndExitThread(module, 17);
}

static void others(void)
{
    DWORD code = 0;
    HMODULE c = LoadLibraryA("module_c.dll");
    HANDLE thread = CreateThread(NULL, 0, leaves, c, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CHECK(GetExitCodeThread(thread, &code) && code == 17, "FreeLibraryAndExitThread: ends the thread with dwExitCode");
    CHECK(!IS_LOADED("module_c"), "FreeLibraryAndExitThread: frees the module");
    CloseHandle(thread);
    told_length = 0, told[0] = 0;

    c = LoadLibraryExA("module_c.dll", NULL, DONT_RESOLVE_DLL_REFERENCES);
    CHECK(c && was_told("") && !IS_LOADED("module_d"),
          "LoadLibraryEx: DONT_RESOLVE_DLL_REFERENCES neither calls DllMain nor loads what is imported");
    CHECK(NUMBER(c, "c_number") && NUMBER(c, "c_number")() == 1, "LoadLibraryEx: its functions are found all the same");
    CHECK(FreeLibrary(c) && was_told("") && !IS_LOADED("module_c"),
          "FreeLibrary: DllMain of such a module is not called");

    HMODULE program = LoadLibraryA("resource.exe");
    CHECK(program && program != GetModuleHandleA(NULL) && FindResourceA(program, "named", (char *)RT_RCDATA) &&
              FreeLibrary(program),
          "LoadLibrary: another program, for its resources; it does not run");
    CHECK(GetModuleHandleA("api-ms-win-core-file-l1-1-0.dll") != NULL &&
              GetProcAddress(LoadLibraryA("api-ms-win-core-file-l1-2-1.dll"), "CreateFileW") ==
                  GetProcAddress(GetModuleHandleA("kernelbase"), "CreateFileW"),
          "API sets: a contract's name stands for the DLL that implements it");
    CHECK(!LoadLibraryA("api-ms-win-nonesuch-l1-1-0.dll"), "API sets: an unknown contract is not found");
}

int main(void)
{
    load_and_free();
    imports();
    refusal();
    functions();
    threads();
    others();
    return check_done();
}
