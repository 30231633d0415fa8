/* SPDX-License-Identifier: MIT */
/* ntdll's side of modules: the Ldr calls below LoadLibrary and its kin, headers in memory (RtlImage*), delayed imports,
 * resources, and how threads and the process end; LdrInitializeThunk has done its work when main begins.  The DLLs are
 * those of ../kernel32. The Ldr calls have no pages of their own; what they do is documented with the functions of
 * kernel32 that stand on them. */
#define WIN32_NO_STATUS
#include "check.h"

#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <stdlib.h>
#include <string.h>
#include <winternl.h>

#define OK(status) ((status) >= 0)

struct module_entry { /* the public part of LDR_DATA_TABLE_ENTRY, all of whose links matter here */
    LIST_ENTRY load, memory, init;
    void *base, *entry;
    ULONG size;
    UNICODE_STRING full, name;
};

NTSYSAPI NTSTATUS NTAPI LdrLoadDll(PWSTR, PULONG, PUNICODE_STRING, PVOID *);
NTSYSAPI NTSTATUS NTAPI LdrUnloadDll(PVOID);
NTSYSAPI NTSTATUS NTAPI LdrGetDllHandle(PWSTR, PULONG, PUNICODE_STRING, PVOID *);
NTSYSAPI NTSTATUS NTAPI LdrGetDllHandleEx(ULONG, PWSTR, PULONG, PUNICODE_STRING, PVOID *);
NTSYSAPI NTSTATUS NTAPI LdrAddRefDll(ULONG, PVOID);
NTSYSAPI NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(PVOID);
NTSYSAPI NTSTATUS NTAPI LdrGetDllFullName(PVOID, PUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI LdrFindEntryForAddress(PVOID, struct module_entry **);
NTSYSAPI NTSTATUS NTAPI LdrEnumerateLoadedModules(ULONG, void(NTAPI *)(struct module_entry *, PVOID, PBOOLEAN), PVOID);
NTSYSAPI NTSTATUS NTAPI LdrLockLoaderLock(ULONG, PULONG, PULONG_PTR);
NTSYSAPI NTSTATUS NTAPI LdrUnlockLoaderLock(ULONG, ULONG_PTR);
NTSYSAPI NTSTATUS NTAPI LdrGetProcedureAddress(PVOID, PANSI_STRING, ULONG, PVOID *);
NTSYSAPI NTSTATUS NTAPI LdrGetProcedureAddressEx(PVOID, PANSI_STRING, ULONG, PVOID *, ULONG);
NTSYSAPI NTSTATUS NTAPI LdrGetProcedureAddressForCaller(PVOID, PANSI_STRING, ULONG, PVOID *, ULONG, PVOID *);
NTSYSAPI NTSTATUS NTAPI LdrFindResource_U(PVOID, const ULONG_PTR *, ULONG, PIMAGE_RESOURCE_DATA_ENTRY *);
NTSYSAPI NTSTATUS NTAPI LdrFindResourceDirectory_U(PVOID, const ULONG_PTR *, ULONG, PIMAGE_RESOURCE_DIRECTORY *);
NTSYSAPI NTSTATUS NTAPI LdrAccessResource(PVOID, PIMAGE_RESOURCE_DATA_ENTRY, PVOID *, PULONG);
NTSYSAPI NTSTATUS NTAPI LdrShutdownThread(void);
NTSYSAPI NTSTATUS NTAPI LdrShutdownProcess(void);
NTSYSAPI VOID NTAPI RtlExitUserThread(NTSTATUS);
NTSYSAPI VOID NTAPI RtlExitUserProcess(NTSTATUS);
NTSYSAPI PVOID NTAPI RtlPcToFileHeader(PVOID, PVOID *);
NTSYSAPI PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID);
NTSYSAPI NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG, PVOID, ULONG64, PIMAGE_NT_HEADERS *);
NTSYSAPI PVOID NTAPI RtlImageDirectoryEntryToData(PVOID, BOOLEAN, USHORT, PULONG);
NTSYSAPI PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS, PVOID, ULONG);
NTSYSAPI PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS, PVOID, ULONG, PIMAGE_SECTION_HEADER *);
NTSYSAPI NTSTATUS NTAPI NtTerminateThread(HANDLE, NTSTATUS);

/* In newer versions only, and missing from mingw-w64's import library. */
static NTSTATUS(NTAPI *LdrAddDllDirectory)(PUNICODE_STRING, PVOID *);
static NTSTATUS(NTAPI *LdrRemoveDllDirectory)(PVOID);
static NTSTATUS(NTAPI *LdrSetDefaultDllDirectories)(ULONG);
static NTSTATUS(NTAPI *LdrSetDllDirectory)(PUNICODE_STRING);
static NTSTATUS(NTAPI *LdrGetDllDirectory)(PUNICODE_STRING);
static PVOID(NTAPI *LdrResolveDelayLoadedAPI)(PVOID, const IMAGE_DELAYLOAD_DESCRIPTOR *, PVOID, PVOID,
                                              PIMAGE_THUNK_DATA, ULONG);
static BOOL(NTAPI *ApiSetQueryApiSetPresence)(PUNICODE_STRING, PBOOLEAN);
#define FETCH(name) (*(void **)&name = (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), #name))

/* What the DLLs tell, as in ../kernel32/module.c. */
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

static int was_told(const char *what)
{
    int same = !strcmp(told, what);
    if (!same) printf("# told: %s, not %s\n", told, what);
    told_length = 0;
    told[0] = 0;
    return same;
}

static UNICODE_STRING *text(const WCHAR *value)
{
    static UNICODE_STRING strings[4];
    static int next;
    UNICODE_STRING *string = &strings[next++ % 4];
    RtlInitUnicodeString(string, value);
    return string;
}

static ANSI_STRING *name_of(const char *value)
{
    static ANSI_STRING string;
    string.Buffer = (char *)value;
    string.Length = string.MaximumLength = (USHORT)strlen(value);
    return &string;
}

static WCHAR folder[MAX_PATH]; /* of module_*.dll, with a \ at its end */

static WCHAR *path_of(const WCHAR *name)
{
    static WCHAR path[MAX_PATH];
    wcscpy(path, folder);
    return wcscat(path, name);
}

static void find_folder(void)
{
    GetModuleFileNameW(NULL, folder, MAX_PATH);
    *wcsrchr(folder, '\\') = 0;
    wcscpy(wcsrchr(folder, '\\'), L"\\kernel32\\");
}

static void count_modules(struct module_entry *entry, void *context, BOOLEAN *stop)
{
    int *state = context;
    state[0]++;
    if (entry->base == GetModuleHandleA("ntdll.dll")) state[1]++;
    if (state[2]) *stop = TRUE;
}

static DWORD CALLBACK locked(void *cookie)
{
    ULONG disposition = 0;
    if (LdrLockLoaderLock(2, &disposition, cookie)) return 9;
    if (disposition == 1) LdrUnlockLoaderLock(0, *(ULONG_PTR *)cookie);
    return disposition;
}

static void modules(void)
{
    PVOID b = NULL, again = NULL;
    CHECK(OK(LdrLoadDll(NULL, NULL, text(path_of(L"module_b.dll")), &b)) && b && was_told("b+"),
          "LdrLoadDll: by path; DllMain is called");
    CHECK(OK(LdrLoadDll(NULL, NULL, text(L"module_b"), &again)) && again == b && was_told(""),
          "LdrLoadDll: a loaded one again, by name");
    again = b;
    CHECK(LdrLoadDll(NULL, NULL, text(L"module_gone.dll"), &again) == STATUS_DLL_NOT_FOUND && !again,
          "LdrLoadDll: STATUS_DLL_NOT_FOUND");
    CHECK(OK(LdrGetDllHandle(NULL, NULL, text(L"MODULE_B.DLL"), &again)) && again == b,
          "LdrGetDllHandle: by name, in any case");
    CHECK(LdrGetDllHandle(NULL, NULL, text(L"module_gone.dll"), &again) == STATUS_DLL_NOT_FOUND,
          "LdrGetDllHandle: STATUS_DLL_NOT_FOUND");
    CHECK(OK(LdrGetDllHandleEx(0, NULL, NULL, text(path_of(L"module_b.dll")), &again)) && again == b,
          "LdrGetDllHandleEx: by path, with a reference");
    CHECK(LdrGetDllHandleEx(0, NULL, NULL, text(L"Z:\\module_b.dll"), &again) == STATUS_DLL_NOT_FOUND,
          "LdrGetDllHandleEx: another path");
    CHECK(OK(LdrAddRefDll(0, b)), "LdrAddRefDll: one more reference");
    CHECK(LdrAddRefDll(0, (PVOID)0x12340000) == STATUS_DLL_NOT_FOUND, "LdrAddRefDll: STATUS_DLL_NOT_FOUND");

    WCHAR room[MAX_PATH];
    UNICODE_STRING full = {0, sizeof room, room};
    CHECK(OK(LdrGetDllFullName(b, &full)) && !_wcsicmp(room, path_of(L"module_b.dll")) &&
              full.Length == wcslen(room) * 2,
          "LdrGetDllFullName");
    full.MaximumLength = 8;
    CHECK(LdrGetDllFullName(b, &full) == STATUS_BUFFER_TOO_SMALL, "LdrGetDllFullName: STATUS_BUFFER_TOO_SMALL");
    CHECK(LdrGetDllFullName((PVOID)0x12340000, &full) == STATUS_DLL_NOT_FOUND,
          "LdrGetDllFullName: STATUS_DLL_NOT_FOUND");

    struct module_entry *entry = NULL;
    CHECK(OK(LdrFindEntryForAddress((char *)b + 0x1000, &entry)) && entry->base == b &&
              !_wcsnicmp(entry->name.Buffer, L"module_b.dll", 12) &&
              entry->size == RtlImageNtHeader(b)->OptionalHeader.SizeOfImage,
          "LdrFindEntryForAddress: the entry of the module that holds it");
    CHECK(LdrFindEntryForAddress(room, &entry) == STATUS_NO_MORE_ENTRIES, "LdrFindEntryForAddress: none");
    int state[3] = {0};
    CHECK(OK(LdrEnumerateLoadedModules(0, count_modules, state)) && state[0] >= 4 && state[1] == 1,
          "LdrEnumerateLoadedModules: all, ntdll once");
    int one[3] = {0, 0, 1};
    CHECK(OK(LdrEnumerateLoadedModules(0, count_modules, one)) && one[0] == 1,
          "LdrEnumerateLoadedModules: until the callback wants no more");
    CHECK(!OK(LdrEnumerateLoadedModules(0, NULL, NULL)), "LdrEnumerateLoadedModules: without a callback");
    PVOID base = NULL;
    CHECK(RtlPcToFileHeader((char *)b + 0x1000, &base) == b && base == b, "RtlPcToFileHeader: the module's base");
    CHECK(!RtlPcToFileHeader(room, &base) && !base,
          "RtlPcToFileHeader: \"NULL ... if the PC value does not lie within\" one");

    CHECK(OK(LdrDisableThreadCalloutsForDll(b)), "LdrDisableThreadCalloutsForDll");
    CHECK(!OK(LdrDisableThreadCalloutsForDll((PVOID)0x12340000)), "LdrDisableThreadCalloutsForDll: no module there");
    for (int i = 0; i < 3; i++) LdrUnloadDll(b);
    CHECK(was_told("") && OK(LdrUnloadDll(b)) && was_told("b-"), "LdrUnloadDll: with the last reference");
    CHECK(LdrUnloadDll(b) == STATUS_DLL_NOT_FOUND, "LdrUnloadDll: STATUS_DLL_NOT_FOUND");

    ULONG_PTR cookie = 0, other;
    ULONG disposition = 0;
    CHECK(OK(LdrLockLoaderLock(0, &disposition, &cookie)) && disposition == 1 && cookie, "LdrLockLoaderLock");
    CHECK(OK(LdrUnlockLoaderLock(0, cookie)), "LdrUnlockLoaderLock");
    CHECK(!OK(LdrUnlockLoaderLock(0, cookie + 0x1000)) && !OK(LdrUnlockLoaderLock(8, cookie)),
          "LdrUnlockLoaderLock: a wrong cookie, wrong flags");
    CHECK(!OK(LdrLockLoaderLock(0, NULL, NULL)) && !OK(LdrLockLoaderLock(2, NULL, &cookie)),
          "LdrLockLoaderLock: what must be given");
    HANDLE thread = CreateThread(NULL, 0, locked, &other, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    DWORD code = 0;
    CHECK(GetExitCodeThread(thread, &code) && code == 1, "LdrLockLoaderLock: tried in another thread while it is free");
    CloseHandle(thread);
}

static void functions(void)
{
    PVOID b = NULL, add = NULL, other = NULL;
    LdrLoadDll(NULL, NULL, text(path_of(L"module_b.dll")), &b);
    was_told("b+");
    CHECK(OK(LdrGetProcedureAddress(b, name_of("b_add"), 0, &add)) && ((int (*)(int, int))add)(1, 2) == 3,
          "LdrGetProcedureAddress: by name");
    CHECK(OK(LdrGetProcedureAddress(b, NULL, 3, &other)) && other == add, "LdrGetProcedureAddress: by ordinal");
    CHECK(LdrGetProcedureAddress(b, name_of("b_none"), 0, &other) == STATUS_ENTRYPOINT_NOT_FOUND && !other,
          "LdrGetProcedureAddress: STATUS_ENTRYPOINT_NOT_FOUND");
    CHECK(LdrGetProcedureAddress(b, NULL, 99, &other) == STATUS_ORDINAL_NOT_FOUND,
          "LdrGetProcedureAddress: STATUS_ORDINAL_NOT_FOUND");
    CHECK(LdrGetProcedureAddress((PVOID)0x12340000, NULL, 1, &other) == STATUS_DLL_NOT_FOUND,
          "LdrGetProcedureAddress: no module there");
    CHECK(OK(LdrGetProcedureAddressEx(b, name_of("b_add"), 0, &other, 0)) && other == add, "LdrGetProcedureAddressEx");
    CHECK(!OK(LdrGetProcedureAddressEx(b, name_of("b_add"), 0, &other, 0x80)),
          "LdrGetProcedureAddressEx: unknown flags");
    CHECK(OK(LdrGetProcedureAddressForCaller(b, name_of("b_add"), 0, &other, 0, NULL)) && other == add,
          "LdrGetProcedureAddressForCaller");
    CHECK(LdrGetProcedureAddressForCaller(b, NULL, 99, &other, 0, NULL) == STATUS_ORDINAL_NOT_FOUND,
          "LdrGetProcedureAddressForCaller: fails alike");
    LdrUnloadDll(b);
    was_told("b-");
}

static void folders(void)
{
    PVOID cookie = NULL, b = NULL;
    WCHAR room[MAX_PATH], added[MAX_PATH];
    UNICODE_STRING name = {0, sizeof room, room};
    if (!FETCH(LdrAddDllDirectory) || !FETCH(LdrRemoveDllDirectory) || !FETCH(LdrSetDefaultDllDirectories) ||
        !FETCH(LdrSetDllDirectory) || !FETCH(LdrGetDllDirectory)) {
        CHECK(0, "the functions are exported");
        return;
    }
    wcscpy(added, folder);
    added[wcslen(added) - 1] = 0;
    CHECK(!OK(LdrLoadDll(NULL, NULL, text(L"module_b.dll"), &b)), "LdrLoadDll: the folder is not searched");
    CHECK(OK(LdrAddDllDirectory(text(added), &cookie)) && cookie, "LdrAddDllDirectory");
    CHECK(!OK(LdrAddDllDirectory(text(L"relative"), &b)), "LdrAddDllDirectory: a relative path");
    CHECK(OK(LdrLoadDll((PWSTR)(ULONG_PTR)(LOAD_LIBRARY_SEARCH_USER_DIRS | 1), NULL, text(L"module_b.dll"), &b)) &&
              OK(LdrUnloadDll(b)) && was_told("b+b-"),
          "LdrLoadDll: LOAD_LIBRARY_SEARCH_USER_DIRS, as LoadLibraryEx passes it on");
    CHECK(OK(LdrSetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)) &&
              OK(LdrLoadDll(NULL, NULL, text(L"module_b.dll"), &b)) && OK(LdrUnloadDll(b)),
          "LdrSetDefaultDllDirectories: the default holds the added ones");
    CHECK(!OK(LdrSetDefaultDllDirectories(1)), "LdrSetDefaultDllDirectories: unknown flags");
    CHECK(OK(LdrRemoveDllDirectory(cookie)) && !OK(LdrLoadDll(NULL, NULL, text(L"module_b.dll"), &b)),
          "LdrRemoveDllDirectory");
    CHECK(!OK(LdrRemoveDllDirectory(cookie)), "LdrRemoveDllDirectory: a cookie that is not valid");
    CHECK(OK(LdrSetDllDirectory(text(added))) && OK(LdrGetDllDirectory(&name)) && name.Length == wcslen(added) * 2 &&
              !wcscmp(room, added),
          "LdrSetDllDirectory, LdrGetDllDirectory");
    name.MaximumLength = 4;
    CHECK(LdrGetDllDirectory(&name) == STATUS_BUFFER_TOO_SMALL, "LdrGetDllDirectory: STATUS_BUFFER_TOO_SMALL");
    CHECK(OK(LdrLoadDll(NULL, NULL, text(L"module_b.dll"), &b)) && OK(LdrUnloadDll(b)),
          "LdrSetDllDirectory: it is searched");
    told_length = 0, told[0] = 0;

    BOOLEAN present = 2;
    CHECK(FETCH(ApiSetQueryApiSetPresence) &&
              ApiSetQueryApiSetPresence(text(L"api-ms-win-core-file-l1-1-0"), &present) >= 0 && present == TRUE,
          "ApiSetQueryApiSetPresence (\"IsApiSetImplemented\"): a contract that is there");
    CHECK(ApiSetQueryApiSetPresence(text(L"api-ms-win-nonesuch-l1-1-0"), &present) >= 0 && present == FALSE,
          "ApiSetQueryApiSetPresence: one that is not");
}

/* ---- headers in memory ---- */

static void images(void)
{
    PVOID self = GetModuleHandleA(NULL);
    PIMAGE_NT_HEADERS nt = RtlImageNtHeader(self), found;
    ULONG size = 0;

    CHECK(nt == (PVOID)((char *)self + ((IMAGE_DOS_HEADER *)self)->e_lfanew) && nt->Signature == IMAGE_NT_SIGNATURE,
          "RtlImageNtHeader (\"ImageNtHeader\")");
    char none[512] = "MZ, and no more";
    CHECK(!RtlImageNtHeader(none) && !RtlImageNtHeader(NULL), "RtlImageNtHeader: NULL for what is no image");
    CHECK(OK(RtlImageNtHeaderEx(0, self, 0x1000, &found)) && found == nt,
          "RtlImageNtHeaderEx: within the size that is given");
    CHECK(RtlImageNtHeaderEx(0, self, 0x90, &found) == STATUS_INVALID_IMAGE_FORMAT,
          "RtlImageNtHeaderEx: STATUS_INVALID_IMAGE_FORMAT beyond it");
    CHECK(!OK(RtlImageNtHeaderEx(0, self, 0x1000, NULL)), "RtlImageNtHeaderEx: no place for the result");
    const IMAGE_DATA_DIRECTORY *imports = &nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
    CHECK(RtlImageDirectoryEntryToData(self, TRUE, IMAGE_DIRECTORY_ENTRY_IMPORT, &size) ==
                  (char *)self + imports->VirtualAddress &&
              size == imports->Size,
          "RtlImageDirectoryEntryToData (\"ImageDirectoryEntryToData\"): in a mapped image");
    CHECK(!RtlImageDirectoryEntryToData(self, TRUE, IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR, &size) &&
              !RtlImageDirectoryEntryToData(self, TRUE, 16, &size),
          "RtlImageDirectoryEntryToData: NULL for a directory that is not there");
    PIMAGE_SECTION_HEADER section = RtlImageRvaToSection(nt, self, imports->VirtualAddress), last = NULL;
    CHECK(section && imports->VirtualAddress - section->VirtualAddress < section->SizeOfRawData,
          "RtlImageRvaToSection (\"ImageRvaToSection\")");
    CHECK(!RtlImageRvaToSection(nt, self, 0x7fff0000), "RtlImageRvaToSection: NULL outside");
    CHECK(RtlImageRvaToVa(nt, (PVOID)0x10000, imports->VirtualAddress, &last) ==
                  (char *)0x10000 + section->PointerToRawData + imports->VirtualAddress - section->VirtualAddress &&
              last == section,
          "RtlImageRvaToVa (\"ImageRvaToVa\"): where the bytes stand in a flat file; the section is remembered");
    CHECK(!RtlImageRvaToVa(nt, self, 0x7fff0000, NULL), "RtlImageRvaToVa: NULL outside");
}

/* ---- resources: a tree laid by hand ---- */

static void resources(void)
{
    WCHAR path[MAX_PATH];
    PVOID module = NULL, bytes = NULL;
    wcscpy(path, folder);
    module = LoadLibraryExW(wcscat(path, L"resource.exe"), NULL, LOAD_LIBRARY_AS_DATAFILE);
    const ULONG_PTR good[3] = {10, 100, 0x409}, bad[3] = {10, 101, 0x409};
    PIMAGE_RESOURCE_DATA_ENTRY entry = NULL;
    PIMAGE_RESOURCE_DIRECTORY directory = NULL;
    ULONG size = 0;
    CHECK(module && OK(LdrFindResource_U(module, good, 3, &entry)) && entry->Size == 7,
          "LdrFindResource_U: by type, name and language");
    CHECK(!OK(LdrFindResource_U(module, bad, 3, &entry)) && !entry, "LdrFindResource_U: a name that is not there");
    LdrFindResource_U(module, good, 3, &entry);
    CHECK(OK(LdrAccessResource(module, entry, &bytes, &size)) && size == 7 && !memcmp(bytes, "hundred", 7),
          "LdrAccessResource: the bytes and their number");
    IMAGE_RESOURCE_DATA_ENTRY wild = {0x7fffffff, 16, 0, 0};
    CHECK(LdrAccessResource(module, &wild, &bytes, &size) == STATUS_INVALID_IMAGE_FORMAT,
          "LdrAccessResource: outside the module");
    wild = *entry;
    wild.Size = 0x7000;
    CHECK(!OK(LdrAccessResource(module, &wild, &bytes, &size)), "LdrAccessResource: longer than its section");
    CHECK(OK(LdrFindResourceDirectory_U(module, good, 1, &directory)) && directory->NumberOfNamedEntries == 1 &&
              directory->NumberOfIdEntries == 3,
          "LdrFindResourceDirectory_U: the folder of a type");
    CHECK(LdrFindResourceDirectory_U(GetModuleHandleA(NULL), good, 1, &directory) == STATUS_RESOURCE_DATA_NOT_FOUND,
          "LdrFindResourceDirectory_U: STATUS_RESOURCE_DATA_NOT_FOUND without resources");
    FreeLibrary(module);
}

/* ---- delayed imports, as Microsoft's linker lays them out; here all RVAs are of this program ---- */

static HMODULE delay_handle;
static char delay_dll[] = "module_b.dll", gone_dll[] = "module_gone.dll";
static struct {
    WORD hint;
    char name[8];
} delay_add = {0, "b_add"}, delay_none = {0, "b_none"};
static IMAGE_THUNK_DATA delay_names[4], delay_addresses[4];
static ULONG hook_reason, hook_error;
static const char *hook_dll;

struct delay_info { /* DELAYLOAD_INFO */
    ULONG size;
    PVOID descriptor, thunk;
    const char *dll;
    ULONG by_name;
    const char *name;
    PVOID base, unused;
    ULONG error;
};

static int replacement(void)
{
    return 99;
}

static PVOID NTAPI hook(ULONG reason, struct delay_info *info)
{
    hook_reason = reason;
    hook_error = info->error;
    hook_dll = info->dll;
    return (PVOID)replacement;
}

static ULONG rva(const void *address)
{
    return (ULONG)((char *)address - (char *)GetModuleHandleA(NULL));
}

static void delayed(void)
{
    PVOID self = GetModuleHandleA(NULL);
    IMAGE_DELAYLOAD_DESCRIPTOR descriptor = {
        {1}, rva(delay_dll), rva(&delay_handle), rva(delay_addresses), rva(delay_names), 0, 0, 0};
    FETCH(LdrResolveDelayLoadedAPI);
    delay_names[0].u1.AddressOfData = rva(&delay_add);
    delay_names[1].u1.Ordinal = IMAGE_ORDINAL_FLAG | 7;
    delay_names[2].u1.AddressOfData = rva(&delay_none);
    SetCurrentDirectoryW(folder);
    int (*add)(int, int) = LdrResolveDelayLoadedAPI(self, &descriptor, NULL, NULL, &delay_addresses[0], 0);
    CHECK(add && add(3, 4) == 7 && was_told("b+") && delay_handle == GetModuleHandleA(delay_dll),
          "ResolveDelayLoadedAPI: loads the DLL and finds the function");
    CHECK(delay_addresses[0].u1.Function == (ULONG_PTR)add, "ResolveDelayLoadedAPI: the thunk is updated");
    int (*secret)(void) = LdrResolveDelayLoadedAPI(self, &descriptor, NULL, NULL, &delay_addresses[1], 0);
    CHECK(secret && secret() == 4711, "ResolveDelayLoadedAPI: by ordinal");
    int (*none)(void) = LdrResolveDelayLoadedAPI(self, &descriptor, (PVOID)hook, NULL, &delay_addresses[2], 0);
    CHECK(none && none() == 99 && hook_reason == 4 && hook_error == ERROR_PROC_NOT_FOUND && hook_dll &&
              !strcmp(hook_dll, delay_dll),
          "ResolveDelayLoadedAPI: FailureDllHook is asked where the function is missing (DELAYLOAD_GPA_FAILURE)");
    delay_handle = NULL;
    descriptor.DllNameRVA = rva(gone_dll);
    none = LdrResolveDelayLoadedAPI(self, &descriptor, (PVOID)hook, NULL, &delay_addresses[3], 0);
    CHECK(!none || (none() == 99 && hook_error == ERROR_MOD_NOT_FOUND), "ResolveDelayLoadedAPI: and where the DLL is");
    delay_names[3].u1.AddressOfData = 0x7fffffff;
    CHECK(!LdrResolveDelayLoadedAPI(self, &descriptor, (PVOID)hook, NULL, &delay_addresses[3], 0),
          "ResolveDelayLoadedAPI: a wild name");
}

/* ---- the ends ---- */

static volatile LONG went_on;

static DWORD CALLBACK leave(void *argument)
{
    (void)argument;
    RtlExitUserThread(21);
    went_on = 1;
    return 1;
}

static DWORD CALLBACK shut(void *argument)
{
    (void)argument;
    LdrShutdownThread();
    NtTerminateThread(GetCurrentThread(), 22);
    return 1;
}

static DWORD run(LPTHREAD_START_ROUTINE routine)
{
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, routine, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static int fls_called;

static void WINAPI fls_done(void *value)
{
    fls_called += value == &fls_called;
}

int main(void)
{
    find_folder();
    modules();
    functions();
    folders();
    images();
    resources();
    delayed(); /* module_b stays loaded */
    told_length = 0, told[0] = 0;
    CHECK(run(leave) == 21 && !went_on && was_told("b(b)"), "RtlExitUserThread: the status; DLL_THREAD_DETACH");
    CHECK(run(shut) == 22 && was_told("b(b)"), "LdrShutdownThread: DLL_THREAD_DETACH");
    FlsSetValue(FlsAlloc(fls_done), &fls_called);
    LdrShutdownProcess();
    CHECK(was_told("b-!"),
          "LdrShutdownProcess: DLL_PROCESS_DETACH, with lpReserved \"non-NULL if the process is terminating\"");
    CHECK(fls_called == 1, "LdrShutdownProcess: the callbacks of fiber-local storage");
    int failed = check_done();
    RtlExitUserProcess(failed);
    puts("not ok 999 - RtlExitUserProcess: does not return");
    return 1;
}
