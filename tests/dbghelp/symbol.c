/* SPDX-License-Identifier: MIT */
/* Symbols that dbghelp knows without symbol files: exports; decorated names; images and walked stacks, as documented.
 *
 * Wine 8.0 reads the DWARF symbols that mingw-w64 leaves in the program, and so knows names and lines in it; Windows'
 * dbghelp does not read them.  It gives exports no SYMFLAG_EXPORT, and does not look at SizeOfStruct ("This member must
 * be set to sizeof(SYMBOL_INFO)"). */
#include "check.h"

#include <dbghelp.h>
#include <string.h>
#include <wchar.h>

#define SELF GetCurrentProcess()

static union {
    SYMBOL_INFO info;
    SYMBOL_INFOW wide;
    IMAGEHLP_SYMBOL64 old;
    char room[sizeof(SYMBOL_INFOW) + 256];
} symbol;

static PSYMBOL_INFO fresh(ULONG length)
{
    memset(&symbol, 0, sizeof symbol);
    symbol.info.SizeOfStruct = sizeof symbol.info;
    symbol.info.MaxNameLen = length;
    return &symbol.info;
}

static PSYMBOL_INFOW fresh_wide(void)
{
    memset(&symbol, 0, sizeof symbol);
    symbol.wide.SizeOfStruct = sizeof symbol.wide;
    symbol.wide.MaxNameLen = 64;
    return &symbol.wide;
}

static void symbols(void)
{
    ULONG_PTR ntdll = (ULONG_PTR)GetModuleHandleA("ntdll.dll");
    ULONG_PTR function = (ULONG_PTR)GetProcAddress((HMODULE)ntdll, "RtlInitializeSListHead");
    DWORD64 distance = 99;
    DWORD column = 0;
    IMAGEHLP_LINE64 line = {.SizeOfStruct = sizeof line};
    IMAGEHLP_LINEW64 wide_line = {.SizeOfStruct = sizeof wide_line};

    CHECK(SymFromAddr(SELF, function + 1, &distance, fresh(64)) && distance == 1 &&
              !strcmp(symbol.info.Name, "RtlInitializeSListHead"),
          "SymFromAddr: the exported function that the address lies in: %s", symbol.info.Name);
    CHECK(symbol.info.Address == function && symbol.info.ModBase == ntdll && symbol.info.NameLen == 22 &&
              symbol.info.Size > 1 && symbol.info.Flags == SYMFLAG_EXPORT,
          "SymFromAddr: its address, module, size, SYMFLAG_EXPORT");
    CHECK(SymFromAddr(SELF, function, &distance, fresh(4)) && distance == 0 && !strcmp(symbol.info.Name, "Rtl") &&
              symbol.info.NameLen == 22,
          "SymFromAddr: a name that is cut to MaxNameLen, its whole length");
    CHECK(!SymFromAddr(SELF, 0x1000, &distance, fresh(64)) && GetLastError() == ERROR_MOD_NOT_FOUND,
          "SymFromAddr: no module there");
    CHECK(!SymFromAddr(SELF, (ULONG_PTR)GetModuleHandleA(NULL) + 0x1000, &distance, fresh(64)) &&
              GetLastError() == ERROR_INVALID_ADDRESS,
          "SymFromAddr: a module without symbols");
    CHECK(!SymFromAddr((HANDLE)(ULONG_PTR)0x1234, function, &distance, fresh(64)) &&
              GetLastError() == ERROR_INVALID_HANDLE,
          "SymFromAddr: no session");
    symbol.info.SizeOfStruct = 3;
    CHECK(!SymFromAddr(SELF, function, &distance, &symbol.info) && GetLastError() == ERROR_INVALID_PARAMETER,
          "SymFromAddr: a structure of another size");
    CHECK(SymFromAddrW(SELF, function + 2, &distance, fresh_wide()) && distance == 2 &&
              !wcscmp(symbol.wide.Name, L"RtlInitializeSListHead") && symbol.wide.Address == function,
          "SymFromAddrW");
    CHECK(!SymFromAddrW(SELF, 0x1000, &distance, fresh_wide()), "SymFromAddrW: FALSE");
    CHECK(SymFromName(SELF, "RtlInitializeSListHead", fresh(64)) && symbol.info.Address == function,
          "SymFromName: the address");
    CHECK(SymFromName(SELF, "ntdll!RtlInitializeSListHead", fresh(64)) && symbol.info.Address == function,
          "SymFromName: with the module before it");
    CHECK(!SymFromName(SELF, "no_such_name", fresh(64)) &&
              !SymFromName(SELF, "version!RtlInitializeSListHead", fresh(64)),
          "SymFromName: FALSE");
    memset(&symbol, 0, sizeof symbol);
    symbol.old.SizeOfStruct = sizeof symbol.old;
    symbol.old.MaxNameLength = 64;
    CHECK(SymGetSymFromAddr64(SELF, function + 1, &distance, &symbol.old) && distance == 1 &&
              symbol.old.Address == function && !strcmp(symbol.old.Name, "RtlInitializeSListHead"),
          "SymGetSymFromAddr64");
    CHECK(!SymGetSymFromAddr64(SELF, 0x1000, &distance, &symbol.old), "SymGetSymFromAddr64: FALSE");
    CHECK(!SymGetLineFromAddr64(SELF, function, &column, &line) && GetLastError() == ERROR_INVALID_ADDRESS,
          "SymGetLineFromAddr64: no lines are known of a module without symbols");
    CHECK(!SymGetLineFromAddr64(SELF, 0x1000, &column, &line) && GetLastError() == ERROR_MOD_NOT_FOUND,
          "SymGetLineFromAddr64: no module");
    CHECK(!SymGetLineFromAddrW64(SELF, function, &column, &wide_line) && GetLastError() == ERROR_INVALID_ADDRESS,
          "SymGetLineFromAddrW64");
}

static void decorated(void)
{
    char text[128];
    WCHAR wide[128];
    static const char name[] = "?twice@math@@YAHH@Z";

    CHECK(UnDecorateSymbolName(name, text, sizeof text, UNDNAME_NAME_ONLY) == 11 && !strcmp(text, "math::twice"),
          "UnDecorateSymbolName: UNDNAME_NAME_ONLY: %s", text);
    CHECK(UnDecorateSymbolName(name, text, sizeof text, UNDNAME_COMPLETE) == 28 &&
              !strcmp(text, "int __cdecl math::twice(int)"),
          "UnDecorateSymbolName: \"the number of characters in the buffer, not including the terminator\": %s", text);
    CHECK(UnDecorateSymbolName("plain", text, sizeof text, UNDNAME_COMPLETE) == 5 && !strcmp(text, "plain"),
          "UnDecorateSymbolName: a name that is not decorated stays");
    CHECK(UnDecorateSymbolName(name, NULL, 0, 0) == 0, "UnDecorateSymbolName: zero without a buffer");
    CHECK(UnDecorateSymbolNameW(L"?twice@math@@YAHH@Z", wide, 128, UNDNAME_NAME_ONLY) == 11 &&
              !wcscmp(wide, L"math::twice") && UnDecorateSymbolNameW(L"x", NULL, 0, 0) == 0,
          "UnDecorateSymbolNameW");
}

static void images(void)
{
    char *base = (char *)GetModuleHandleA("ntdll.dll"), not_one[64] = "MZ";
    PIMAGE_NT_HEADERS headers = ImageNtHeader(base);
    PIMAGE_SECTION_HEADER section = NULL;
    ULONG size = 0;

    CHECK(headers && headers->Signature == IMAGE_NT_SIGNATURE && (char *)headers == base + *(int *)(base + 60),
          "ImageNtHeader: \"a pointer to an IMAGE_NT_HEADERS structure\"");
    CHECK(ImageNtHeader(not_one) == NULL, "ImageNtHeader: NULL for what is no image");
    IMAGE_DATA_DIRECTORY exports = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    CHECK(ImageDirectoryEntryToData(base, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size) == base + exports.VirtualAddress &&
              size == exports.Size,
          "ImageDirectoryEntryToData: the entry's data and their size");
    CHECK(ImageDirectoryEntryToData(base, TRUE, IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR, &size) == NULL && size == 0,
          "ImageDirectoryEntryToData: NULL where there is none");
    CHECK(ImageDirectoryEntryToDataEx(base, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size, &section) ==
                  base + exports.VirtualAddress &&
              ImageDirectoryEntryToDataEx(base, TRUE, IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR, &size, NULL) == NULL,
          "ImageDirectoryEntryToDataEx");
    section = ImageRvaToSection(headers, base, exports.VirtualAddress);
    CHECK(section && exports.VirtualAddress - section->VirtualAddress < section->SizeOfRawData &&
              ImageRvaToSection(headers, base, 0x7ffff000) == NULL,
          "ImageRvaToSection: the section; NULL");
    PIMAGE_SECTION_HEADER last = NULL;
    CHECK(ImageRvaToVa(headers, base, exports.VirtualAddress, &last) ==
                  base + section->PointerToRawData + (exports.VirtualAddress - section->VirtualAddress) &&
              last == section && ImageRvaToVa(headers, base, 0x7ffff000, NULL) == NULL,
          "ImageRvaToVa: in a file that is mapped flat; NULL");

    CHECK(MakeSureDirectoryPathExists("dbg.tmp\\a\\b\\file") &&
              GetFileAttributesA("dbg.tmp\\a\\b") == FILE_ATTRIBUTE_DIRECTORY &&
              GetFileAttributesA("dbg.tmp\\a\\b\\file") == INVALID_FILE_ATTRIBUTES,
          "MakeSureDirectoryPathExists: every folder, not what is behind the last backslash");
    CHECK(MakeSureDirectoryPathExists("dbg.tmp\\a\\"), "MakeSureDirectoryPathExists: those that are there already");
    fclose(fopen("dbg.tmp\\f", "w"));
    CHECK(!MakeSureDirectoryPathExists("dbg.tmp\\f\\x\\"), "MakeSureDirectoryPathExists: FALSE through a file");
    remove("dbg.tmp\\f");
    RemoveDirectoryA("dbg.tmp\\a\\b");
    RemoveDirectoryA("dbg.tmp\\a");
    RemoveDirectoryA("dbg.tmp");
}

static ULONG_PTR callers[3];
static volatile int depth;

/* Three frames of its own, the addresses behind whose calls are in `callers`. */
static __attribute__((noinline)) void walk(void)
{
    BOOL(WINAPI * StackWalk_Ex)
    (DWORD, HANDLE, HANDLE, LPSTACKFRAME_EX, PVOID, PREAD_PROCESS_MEMORY_ROUTINE64, PFUNCTION_TABLE_ACCESS_ROUTINE64,
     PGET_MODULE_BASE_ROUTINE64, PTRANSLATE_ADDRESS_ROUTINE64, DWORD) =
        (void *)GetProcAddress(GetModuleHandleA("dbghelp.dll"), "StackWalkEx");
    STACKFRAME64 frame = {0};
    STACKFRAME_EX longer = {.StackFrameSize = sizeof longer};
    CONTEXT context, start;
    DWORD64 pcs[16] = {0}, returns[16] = {0}, stacks[16] = {0}, again[16] = {0};
    int n = 0, m = 0;

    callers[0] = (ULONG_PTR)__builtin_return_address(0);
    RtlCaptureContext(&start);
    context = start;
    while (n < 16 && StackWalk64(IMAGE_FILE_MACHINE_AMD64, SELF, GetCurrentThread(), &frame, &context, NULL,
                                 SymFunctionTableAccess64, SymGetModuleBase64, NULL)) {
        pcs[n] = frame.AddrPC.Offset;
        returns[n] = frame.AddrReturn.Offset;
        stacks[n++] = frame.AddrStack.Offset;
    }
    CHECK(n >= 4 && pcs[0] == start.Rip && stacks[0] == start.Rsp, "StackWalk64: the context's own frame first");
    CHECK(pcs[1] == callers[0] && pcs[2] == callers[1] && pcs[3] == callers[2],
          "StackWalk64: then its callers, one a call");
    CHECK(returns[0] == pcs[1] && returns[1] == pcs[2] && stacks[1] > stacks[0] && stacks[2] > stacks[1],
          "StackWalk64: AddrReturn is where the caller goes on; the stack rises");
    CHECK(n < 16, "StackWalk64: FALSE behind the thread's first function");
    context = start;
    while (m < 16 && StackWalk_Ex(IMAGE_FILE_MACHINE_AMD64, SELF, GetCurrentThread(), &longer, &context, NULL,
                                  SymFunctionTableAccess64, SymGetModuleBase64, NULL, 0))
        again[m++] = longer.AddrPC.Offset;
    CHECK(m == n && !memcmp(pcs, again, sizeof pcs), "StackWalkEx: the same");
    longer.StackFrameSize = 1;
    CHECK(
        !StackWalk_Ex(IMAGE_FILE_MACHINE_AMD64, SELF, GetCurrentThread(), &longer, &context, NULL, NULL, NULL, NULL, 0),
        "StackWalkEx: FALSE for a structure of another size");
    CHECK(!StackWalk64(IMAGE_FILE_MACHINE_ARM, SELF, GetCurrentThread(), &frame, &context, NULL, NULL, NULL, NULL),
          "StackWalk64: FALSE for another machine");
}

static __attribute__((noinline)) void middle(void)
{
    callers[1] = (ULONG_PTR)__builtin_return_address(0);
    walk();
    depth++;
}

static __attribute__((noinline)) void outer(void)
{
    callers[2] = (ULONG_PTR)__builtin_return_address(0);
    middle();
    depth++;
}

int main(void)
{
    CHECK(SymInitialize(SELF, NULL, TRUE), "SymInitialize");
    symbols();
    decorated();
    images();
    outer();
    RUNTIME_FUNCTION *entry = SymFunctionTableAccess64(SELF, (ULONG_PTR)main + 4);
    CHECK(entry && entry->BeginAddress + (ULONG_PTR)GetModuleHandleA(NULL) == (ULONG_PTR)main,
          "SymFunctionTableAccess64: the function's table entry");
    CHECK(SymFunctionTableAccess64(SELF, 0x1000) == NULL, "SymFunctionTableAccess64: NULL where no module is");
    SymCleanup(SELF);
    return check_done();
}
