/* SPDX-License-Identifier: MIT */
/* Symbols by address and by name.  The only ones that are known are those a module exports, as a debugger has them that
 * finds no symbol file: SymExport.  Lines and types are never known. */
#include "session.h"

#include <stdlib.h>

enum { NAME_ROOM = 1024 };

/* An export, found; its size reaches to the next one. */
struct symbol {
    DWORD64 base, address;
    DWORD size;
    char name[NAME_ROOM];
};

/* A module's export table, copied. */
struct exports {
    DWORD64 base;
    DWORD start, size; /* of the directory: what points into it is a forwarder */
    DWORD names, functions;
    DWORD *function, *name;
    WORD *ordinal;
};

static void exports_end(struct exports *e)
{
    dbghelp_free(e->function);
}

/* Reads the table of the image at `base`; FALSE: it has none. */
static BOOL exports_begin(HANDLE process, DWORD64 base, struct exports *e)
{
    IMAGE_DOS_HEADER dos;
    union {
        IMAGE_NT_HEADERS32 narrow;
        IMAGE_NT_HEADERS64 wide;
    } nt;
    IMAGE_EXPORT_DIRECTORY directory;

    if (!dbghelp_read(process, base, &dos, sizeof dos) || dos.e_magic != IMAGE_DOS_SIGNATURE ||
        !dbghelp_read(process, base + dos.e_lfanew, &nt, sizeof nt) || nt.narrow.Signature != IMAGE_NT_SIGNATURE)
        return FALSE;
    const IMAGE_DATA_DIRECTORY *where = nt.narrow.OptionalHeader.Magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC
                                            ? nt.wide.OptionalHeader.DataDirectory
                                            : nt.narrow.OptionalHeader.DataDirectory;
    if (!where->VirtualAddress || !dbghelp_read(process, base + where->VirtualAddress, &directory, sizeof directory))
        return FALSE;
    DWORD names = directory.NumberOfNames, functions = directory.NumberOfFunctions;
    if (!names || names > 0x10000 || functions > 0x10000) return FALSE;
    e->base = base;
    e->start = where->VirtualAddress;
    e->size = where->Size;
    e->names = names;
    e->functions = functions;
    if (!(e->function = dbghelp_alloc((SIZE_T)functions * 4 + (SIZE_T)names * 6))) return FALSE;
    e->name = e->function + functions;
    e->ordinal = (WORD *)(e->name + names);
    if (dbghelp_read(process, base + directory.AddressOfFunctions, e->function, (SIZE_T)functions * 4) &&
        dbghelp_read(process, base + directory.AddressOfNames, e->name, (SIZE_T)names * 4) &&
        dbghelp_read(process, base + directory.AddressOfNameOrdinals, e->ordinal, (SIZE_T)names * 2))
        return TRUE;
    exports_end(e);
    return FALSE;
}

/* The address of the i-th name relative to the image; 0 for a forwarder. */
static DWORD export_at(const struct exports *e, DWORD i)
{
    if (e->ordinal[i] >= e->functions) return 0;
    DWORD at = e->function[e->ordinal[i]];
    return at - e->start < e->size ? 0 : at;
}

static BOOL export_name(HANDLE process, const struct exports *e, DWORD i, char *name)
{
    DWORD64 from = e->base + e->name[i];
    for (DWORD n = 0; n < NAME_ROOM - 1; n++) {
        if (!dbghelp_read(process, from + n, &name[n], 1)) return FALSE;
        if (!name[n]) return TRUE;
    }
    name[NAME_ROOM - 1] = 0;
    return TRUE;
}

static BOOL symbol_make(HANDLE process, const struct exports *e, DWORD chosen, DWORD module_size, struct symbol *out)
{
    DWORD at = export_at(e, chosen), next = module_size;
    for (DWORD i = 0; i < e->names; i++) {
        DWORD other = export_at(e, i);
        if (other > at && other < next) next = other;
    }
    out->base = e->base;
    out->address = e->base + at;
    out->size = next - at;
    return export_name(process, e, chosen, out->name);
}

/* The export before or at the address.  ERROR_INVALID_HANDLE, ERROR_MOD_NOT_FOUND, ERROR_INVALID_ADDRESS. */
static BOOL symbol_at(HANDLE process, DWORD64 address, struct symbol *out)
{
    struct exports e;
    dbghelp_lock();
    struct session *session = session_find(process);
    struct module *module = session ? session_module(session, address) : NULL;
    DWORD64 base = module ? module->base : 0;
    DWORD size = module ? module->size : 0;
    dbghelp_unlock();
    if (!module) return FALSE;
    if (!exports_begin(process, base, &e)) return dbghelp_fail(ERROR_INVALID_ADDRESS);
    DWORD chosen = 0, best = 0;
    for (DWORD i = 0; i < e.names; i++) {
        DWORD at = export_at(&e, i);
        if (at && at <= address - base && at > best) best = at, chosen = i;
    }
    BOOL found = best && symbol_make(process, &e, chosen, size, out);
    exports_end(&e);
    return found || dbghelp_fail(ERROR_INVALID_ADDRESS);
}

/* "module!name" or "name", of which the first module that has it counts. */
static BOOL symbol_named(HANDLE process, const char *name, struct symbol *out)
{
    const char *mark = strchr(name, '!');
    SIZE_T prefix = mark ? (SIZE_T)(mark - name) : 0;
    struct exports e;
    BOOL found = FALSE;
    dbghelp_lock();
    struct session *session = session_find(process);
    for (struct module *m = session ? session->modules : NULL; m && !found; m = m->next) {
        if (mark && (_strnicmp(m->name, name, prefix) || m->name[prefix])) continue;
        if (!exports_begin(process, m->base, &e)) continue;
        for (DWORD i = 0; i < e.names && !found; i++)
            found = export_at(&e, i) && export_name(process, &e, i, out->name) &&
                    !strcmp(out->name, mark ? mark + 1 : name) && symbol_make(process, &e, i, m->size, out);
        exports_end(&e);
    }
    dbghelp_unlock();
    return session && (found || dbghelp_fail(ERROR_MOD_NOT_FOUND));
}

/* ---- what the caller gets ---- */

/* The name as the options want it: undecorated where it is a decorated one. */
static void shown(const struct symbol *symbol, char *name)
{
    if (symbol->name[0] == '?' && SymGetOptions() & SYMOPT_UNDNAME &&
        UnDecorateSymbolName(symbol->name, name, NAME_ROOM, UNDNAME_NAME_ONLY))
        return;
    memcpy(name, symbol->name, strlen(symbol->name) + 1);
}

/* Both structures are the same up to the name.  What comes before it, and how much of the name there is room for. */
_Static_assert(offsetof(SYMBOL_INFO, Name) == offsetof(SYMBOL_INFOW, Name), "one beginning");
static ULONG give_head(const struct symbol *symbol, SYMBOL_INFO *out, char *name)
{
    shown(symbol, name);
    ULONG length = (ULONG)strlen(name), room = out->MaxNameLen;
    out->TypeIndex = out->info = out->Register = out->Scope = 0;
    out->Size = symbol->size;
    out->ModBase = symbol->base;
    out->Flags = SYMFLAG_EXPORT;
    out->Value = 0;
    out->Address = symbol->address;
    out->Tag = 10; /* SymTagPublicSymbol */
    out->NameLen = length;
    return length < room ? length : room - 1;
}

static BOOL give(const struct symbol *symbol, PSYMBOL_INFO out)
{
    char name[NAME_ROOM];
    ULONG length = give_head(symbol, out, name);
    if (!out->MaxNameLen) return TRUE;
    memcpy(out->Name, name, length);
    out->Name[length] = 0;
    return TRUE;
}

static BOOL give_wide(const struct symbol *symbol, PSYMBOL_INFOW out)
{
    char name[NAME_ROOM];
    ULONG length = give_head(symbol, (SYMBOL_INFO *)out, name);
    if (!out->MaxNameLen) return TRUE;
    for (ULONG i = 0; i < length; i++) out->Name[i] = (unsigned char)name[i];
    out->Name[length] = 0;
    return TRUE;
}

/* "SymFromAddr function": the export that the address lies in, and how far. */
BOOL WINAPI SymFromAddr(HANDLE process, DWORD64 address, PDWORD64 displacement, PSYMBOL_INFO out)
{
    struct symbol symbol;
    if (!out || out->SizeOfStruct != sizeof *out) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!symbol_at(process, address, &symbol)) return FALSE;
    if (displacement) *displacement = address - symbol.address;
    return give(&symbol, out);
}

BOOL WINAPI SymFromAddrW(HANDLE process, DWORD64 address, PDWORD64 displacement, PSYMBOL_INFOW out)
{
    struct symbol symbol;
    if (!out || out->SizeOfStruct != sizeof *out) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!symbol_at(process, address, &symbol)) return FALSE;
    if (displacement) *displacement = address - symbol.address;
    return give_wide(&symbol, out);
}

BOOL WINAPI SymFromName(HANDLE process, PCSTR name, PSYMBOL_INFO out)
{
    struct symbol symbol;
    if (!name || !out || out->SizeOfStruct != sizeof *out) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    return symbol_named(process, name, &symbol) && give(&symbol, out);
}

/* The older structure of the same. */
BOOL WINAPI SymGetSymFromAddr64(HANDLE process, DWORD64 address, PDWORD64 displacement, PIMAGEHLP_SYMBOL64 out)
{
    struct symbol symbol;
    char name[NAME_ROOM];
    if (!out || out->SizeOfStruct < sizeof *out) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!symbol_at(process, address, &symbol)) return FALSE;
    if (displacement) *displacement = address - symbol.address;
    shown(&symbol, name);
    DWORD length = (DWORD)strlen(name), room = out->MaxNameLength;
    out->Address = symbol.address;
    out->Size = symbol.size;
    out->Flags = SYMFLAG_EXPORT;
    if (!room) return TRUE;
    if (length >= room) length = room - 1;
    memcpy(out->Name, name, length);
    out->Name[length] = 0;
    return TRUE;
}

/* "SymGetLineFromAddr64 function": no lines are known: what it says of a module without them. */
static BOOL no_lines(HANDLE process, DWORD64 address)
{
    dbghelp_lock();
    struct session *session = session_find(process);
    struct module *module = session ? session_module(session, address) : NULL;
    dbghelp_unlock();
    return module ? dbghelp_fail(ERROR_INVALID_ADDRESS) : FALSE;
}

BOOL WINAPI SymGetLineFromAddr64(HANDLE process, DWORD64 address, PDWORD displacement, PIMAGEHLP_LINE64 line)
{
    (void)displacement;
    if (!line || line->SizeOfStruct != sizeof *line) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    return no_lines(process, address);
}

BOOL WINAPI SymGetLineFromAddrW64(HANDLE process, DWORD64 address, PDWORD displacement, PIMAGEHLP_LINEW64 line)
{
    (void)displacement;
    if (!line || line->SizeOfStruct != sizeof *line) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    return no_lines(process, address);
}

/* ---- decorated names ---- */

/* "UnDecorateSymbolName function": the number of characters written, without the terminator; a name that is none of
 * C++'s, or cannot be decoded, is copied.  vcruntime140 has the decoder, and is loaded at the first call. */
DWORD WINAPI UnDecorateSymbolName(PCSTR decorated, PSTR out, DWORD size, DWORD flags)
{
    typedef char *(__cdecl * decoder)(char *, const char *, int, void *(__cdecl *)(size_t), void(__cdecl *)(void *),
                                      unsigned short);
    static decoder decode;
    if (!decorated || !out || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    decoder known = __atomic_load_n(&decode, __ATOMIC_ACQUIRE);
    if (!known && *decorated == '?') {
        HMODULE runtime = LoadLibraryW(L"vcruntime140.dll");
        if (runtime) known = (decoder)(void *)GetProcAddress(runtime, "__unDName");
        __atomic_store_n(&decode, known, __ATOMIC_RELEASE);
    }
    if (*decorated == '?' && known && known(out, decorated, (int)size, NULL, NULL, (unsigned short)flags))
        return (DWORD)strlen(out);
    DWORD n = 0;
    for (; n + 1 < size && decorated[n]; n++) out[n] = decorated[n];
    out[n] = 0;
    return n;
}

DWORD WINAPI UnDecorateSymbolNameW(PCWSTR decorated, PWSTR out, DWORD size, DWORD flags)
{
    char narrow[NAME_ROOM], text[NAME_ROOM * 2];
    if (!decorated || !out || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    int length = WideCharToMultiByte(CP_ACP, 0, decorated, -1, narrow, sizeof narrow, NULL, NULL);
    if (!length) return 0;
    DWORD n = 0, made = UnDecorateSymbolName(narrow, text, sizeof text, flags);
    for (; n + 1 < size && n < made; n++) out[n] = (unsigned char)text[n];
    out[n] = 0;
    return n;
}
