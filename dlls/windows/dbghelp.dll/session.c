/* SPDX-License-Identifier: MIT */
/* Sessions of symbols, one a process handle: options, search path, and the modules that are loaded.  Symbol files are
 * never read (symbol.c says what is known without); so options and search path are kept and change nothing. */
#include "session.h"

#include <psapi.h>

static SRWLOCK lock = SRWLOCK_INIT;
static struct session *sessions;
static DWORD options = SYMOPT_UNDNAME; /* "SymSetOptions function": the only one that is on at first */

void *dbghelp_alloc(SIZE_T size)
{
    return RtlAllocateHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, HEAP_ZERO_MEMORY, size);
}

void dbghelp_free(void *block)
{
    if (block) RtlFreeHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, block);
}

BOOL dbghelp_fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

void dbghelp_lock(void)
{
    AcquireSRWLockExclusive(&lock);
}

void dbghelp_unlock(void)
{
    ReleaseSRWLockExclusive(&lock);
}

struct session *session_find(HANDLE process)
{
    for (struct session *s = sessions; s; s = s->next)
        if (s->process == process) return s;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

struct module *session_module(struct session *session, DWORD64 address)
{
    for (struct module *m = session->modules; m; m = m->next)
        if (address >= m->base && address - m->base < m->size) return m;
    SetLastError(ERROR_MOD_NOT_FOUND);
    return NULL;
}

BOOL dbghelp_read(HANDLE process, DWORD64 from, void *to, SIZE_T size)
{
    SIZE_T done = 0;
    return ReadProcessMemory(process, (void *)(ULONG_PTR)from, to, size, &done) && done == size;
}

/* ---- modules ---- */

static void module_name(struct module *module)
{
    const WCHAR *name = module->path, *end = NULL;
    for (const WCHAR *p = module->path; *p; p++)
        if (*p == '\\' || *p == '/' || *p == ':') {
            name = p + 1;
            end = NULL;
        } else if (*p == '.')
            end = p;
    int length = (int)(end ? end - name : (ptrdiff_t)wcslen(name));
    int made = WideCharToMultiByte(CP_ACP, 0, name, length, module->name, sizeof module->name - 1, NULL, NULL);
    module->name[made] = 0;
}

/* Adds a module, of which the header in the process's memory tells the rest; the one that is there already else. */
static struct module *module_add(struct session *session, DWORD64 base, DWORD size, const WCHAR *path)
{
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS nt;
    for (struct module *m = session->modules; m; m = m->next)
        if (m->base == base) return m;
    struct module *module = dbghelp_alloc(sizeof *module);
    if (!module) return NULL;
    module->base = base;
    module->size = size;
    if (dbghelp_read(session->process, base, &dos, sizeof dos) && dos.e_magic == IMAGE_DOS_SIGNATURE &&
        dbghelp_read(session->process, base + dos.e_lfanew, &nt, sizeof nt) && nt.Signature == IMAGE_NT_SIGNATURE) {
        module->time = nt.FileHeader.TimeDateStamp;
        module->checksum = nt.OptionalHeader.CheckSum;
        if (!module->size) module->size = nt.OptionalHeader.SizeOfImage;
    }
    for (size_t i = 0; i < MAX_PATH - 1 && path && path[i]; i++) module->path[i] = path[i];
    module_name(module);
    struct module **end = &session->modules;
    while (*end) end = &(*end)->next;
    *end = module;
    return module;
}

/* Calls `visit` for each module that the process has loaded, the program first; FALSE from it ends that. */
static BOOL loaded_modules(HANDLE process, BOOL (*visit)(void *context, DWORD64 base, DWORD size, const WCHAR *path),
                           void *context)
{
    DWORD bytes = 0;
    HMODULE *modules;
    WCHAR path[MAX_PATH];
    if (!K32EnumProcessModules(process, NULL, 0, &bytes)) return FALSE;
    for (;;) {
        DWORD room = bytes;
        if (!(modules = dbghelp_alloc(room))) return dbghelp_fail(ERROR_NOT_ENOUGH_MEMORY);
        if (!K32EnumProcessModules(process, modules, room, &bytes)) {
            dbghelp_free(modules);
            return FALSE;
        }
        if (bytes <= room) break;
        dbghelp_free(modules);
    }
    for (DWORD i = 0; i < bytes / sizeof *modules; i++) {
        MODULEINFO info;
        if (!K32GetModuleInformation(process, modules[i], &info, sizeof info) ||
            !K32GetModuleFileNameExW(process, modules[i], path, MAX_PATH))
            continue;
        if (!visit(context, (ULONG_PTR)info.lpBaseOfDll, info.SizeOfImage, path)) break;
    }
    dbghelp_free(modules);
    return TRUE;
}

static BOOL add_loaded(void *context, DWORD64 base, DWORD size, const WCHAR *path)
{
    return module_add(context, base, size, path) != NULL;
}

/* ---- sessions ---- */

static WCHAR *copy_text(const WCHAR *text)
{
    SIZE_T size = (wcslen(text) + 1) * sizeof *text;
    WCHAR *copy = dbghelp_alloc(size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

/* "SymInitialize function": the environment's search path where `path` is NULL: _NT_SYMBOL_PATH and
 * _NT_ALTERNATE_SYMBOL_PATH behind the current folder. */
static WCHAR *default_path(void)
{
    static const WCHAR *const names[] = {L"_NT_SYMBOL_PATH", L"_NT_ALTERNATE_SYMBOL_PATH"};
    WCHAR text[2 * MAX_PATH + 4] = L".", value[MAX_PATH];
    for (int i = 0; i < 2; i++) {
        DWORD length = GetEnvironmentVariableW(names[i], value, MAX_PATH);
        if (!length || length >= MAX_PATH) continue;
        wcscat(text, L";");
        wcscat(text, value);
    }
    return copy_text(text);
}

static void session_end(struct session *session)
{
    while (session->modules) {
        struct module *module = session->modules;
        session->modules = module->next;
        dbghelp_free(module);
    }
    dbghelp_free(session->search_path);
    dbghelp_free(session);
}

/* "SymInitializeW function": ERROR_INVALID_PARAMETER where the handle has a session, or is NULL; what
 * EnumProcessModules says of a process that cannot be looked into. */
BOOL WINAPI SymInitializeW(HANDLE process, PCWSTR path, BOOL invade)
{
    if (!process) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    struct session *session = dbghelp_alloc(sizeof *session);
    if (!session) return dbghelp_fail(ERROR_NOT_ENOUGH_MEMORY);
    session->process = process;
    session->search_path = path ? copy_text(path) : default_path();
    if (invade && !loaded_modules(process, add_loaded, session)) {
        session_end(session);
        return FALSE;
    }
    dbghelp_lock();
    for (struct session *s = sessions; s; s = s->next)
        if (s->process == process) {
            dbghelp_unlock();
            session_end(session);
            return dbghelp_fail(ERROR_INVALID_PARAMETER);
        }
    session->next = sessions;
    sessions = session;
    dbghelp_unlock();
    return TRUE;
}

/* A caller's text as UTF-16, to be freed; NULL for NULL. */
static WCHAR *widen(const char *text)
{
    if (!text) return NULL;
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = dbghelp_alloc((SIZE_T)length * sizeof *wide);
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

BOOL WINAPI SymInitialize(HANDLE process, PCSTR path, BOOL invade)
{
    WCHAR *wide = widen(path);
    BOOL done = SymInitializeW(process, wide, invade);
    dbghelp_free(wide);
    return done;
}

/* "SymCleanup function": ERROR_INVALID_HANDLE. */
BOOL WINAPI SymCleanup(HANDLE process)
{
    dbghelp_lock();
    struct session *session = session_find(process);
    if (session) {
        struct session **link = &sessions;
        while (*link != session) link = &(*link)->next;
        *link = session->next;
    }
    dbghelp_unlock();
    if (!session) return FALSE;
    session_end(session);
    return TRUE;
}

/* "SymSetOptions function": the new mask. */
DWORD WINAPI SymSetOptions(DWORD mask)
{
    return options = mask;
}

DWORD WINAPI SymGetOptions(void)
{
    return options;
}

BOOL WINAPI SymSetSearchPathW(HANDLE process, PCWSTR path)
{
    WCHAR *copy = path ? copy_text(path) : default_path();
    if (!copy) return dbghelp_fail(ERROR_NOT_ENOUGH_MEMORY);
    dbghelp_lock();
    struct session *session = session_find(process);
    if (session) {
        WCHAR *old = session->search_path;
        session->search_path = copy;
        copy = old;
    }
    dbghelp_unlock();
    dbghelp_free(copy);
    return session != NULL;
}

BOOL WINAPI SymSetSearchPath(HANDLE process, PCSTR path)
{
    WCHAR *wide = widen(path);
    BOOL done = SymSetSearchPathW(process, wide);
    dbghelp_free(wide);
    return done;
}

/* "SymGetSearchPathW function": cut to `length` characters with the terminator. */
BOOL WINAPI SymGetSearchPathW(HANDLE process, PWSTR path, DWORD length)
{
    if (!path || !length) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    dbghelp_lock();
    struct session *session = session_find(process);
    if (session) {
        const WCHAR *text = session->search_path ? session->search_path : L"";
        DWORD n = 0;
        for (; n + 1 < length && text[n]; n++) path[n] = text[n];
        path[n] = 0;
    }
    dbghelp_unlock();
    return session != NULL;
}

BOOL WINAPI SymGetSearchPath(HANDLE process, PSTR path, DWORD length)
{
    WCHAR wide[1024];
    char narrow[3 * ARRAYSIZE(wide)];
    DWORD n = 0;
    if (!path || !length) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!SymGetSearchPathW(process, wide, ARRAYSIZE(wide))) return FALSE;
    if (!WideCharToMultiByte(CP_ACP, 0, wide, -1, narrow, sizeof narrow, NULL, NULL)) return FALSE;
    for (; n + 1 < length && narrow[n]; n++) path[n] = narrow[n];
    path[n] = 0;
    return TRUE;
}

/* ---- modules of a session ---- */

/* "SymRefreshModuleList function": those that were loaded since. */
BOOL WINAPI SymRefreshModuleList(HANDLE process)
{
    dbghelp_lock();
    struct session *session = session_find(process);
    BOOL done = session && loaded_modules(process, add_loaded, session);
    dbghelp_unlock();
    return done;
}

/* "SymLoadModuleExW function": the base; 0 with ERROR_SUCCESS where the module is known already.  The image in the file
 * alone, at no base, is not read: ERROR_INVALID_PARAMETER. */
DWORD64 WINAPI SymLoadModuleExW(HANDLE process, HANDLE file, PCWSTR image, PCWSTR name, DWORD64 base, DWORD size,
                                PMODLOAD_DATA data, DWORD flags)
{
    (void)file, (void)name, (void)data, (void)flags;
    if (!base) return (DWORD64)dbghelp_fail(ERROR_INVALID_PARAMETER);
    dbghelp_lock();
    struct session *session = session_find(process);
    struct module *module = NULL;
    if (session) {
        BOOL known = FALSE;
        for (struct module *m = session->modules; m; m = m->next) known |= m->base == base;
        SetLastError(ERROR_SUCCESS);
        if (!known && !(module = module_add(session, base, size, image))) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        if (module && !module->size) module->size = 1;
    }
    dbghelp_unlock();
    return module ? base : 0;
}

DWORD64 WINAPI SymLoadModuleEx(HANDLE process, HANDLE file, PCSTR image, PCSTR name, DWORD64 base, DWORD size,
                               PMODLOAD_DATA data, DWORD flags)
{
    WCHAR *wide = widen(image);
    (void)name;
    DWORD64 result = SymLoadModuleExW(process, file, wide, NULL, base, size, data, flags);
    DWORD error = GetLastError();
    dbghelp_free(wide);
    SetLastError(error);
    return result;
}

DWORD64 WINAPI SymLoadModule64(HANDLE process, HANDLE file, PCSTR image, PCSTR name, DWORD64 base, DWORD size)
{
    return SymLoadModuleEx(process, file, image, name, base, size, NULL, 0);
}

BOOL WINAPI SymUnloadModule64(HANDLE process, DWORD64 base)
{
    struct module *module = NULL;
    dbghelp_lock();
    struct session *session = session_find(process);
    if (session) {
        struct module **link = &session->modules;
        while (*link && (*link)->base != base) link = &(*link)->next;
        if ((module = *link)) *link = module->next;
        if (!module) SetLastError(ERROR_MOD_NOT_FOUND);
    }
    dbghelp_unlock();
    dbghelp_free(module);
    return module != NULL;
}

/* "SymGetModuleBase64 function": 0 where none is known there. */
DWORD64 WINAPI SymGetModuleBase64(HANDLE process, DWORD64 address)
{
    dbghelp_lock();
    struct session *session = session_find(process);
    struct module *module = session ? session_module(session, address) : NULL;
    DWORD64 base = module ? module->base : 0;
    dbghelp_unlock();
    return base;
}

/* Both structures are the same up to their first text, and may be of older, shorter versions, which end before the
 * fields that stay 0 here.  What comes before the texts, under the lock; NULL: there is no such module. */
_Static_assert(offsetof(IMAGEHLP_MODULE64, ModuleName) == offsetof(IMAGEHLP_MODULEW64, ModuleName), "one beginning");
static struct module *module_tell(HANDLE process, DWORD64 address, IMAGEHLP_MODULE64 *info)
{
    struct session *session = session_find(process);
    struct module *m = session ? session_module(session, address) : NULL;
    if (!m) return NULL;
    DWORD size = info->SizeOfStruct;
    memset(info, 0, size);
    info->SizeOfStruct = size;
    info->BaseOfImage = m->base;
    info->ImageSize = m->size;
    info->TimeDateStamp = m->time;
    info->CheckSum = m->checksum;
    info->SymType = SymExport;
    return m;
}

BOOL WINAPI SymGetModuleInfo64(HANDLE process, DWORD64 address, PIMAGEHLP_MODULE64 info)
{
    if (info->SizeOfStruct < offsetof(IMAGEHLP_MODULE64, LoadedPdbName) || info->SizeOfStruct > sizeof *info)
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    dbghelp_lock();
    struct module *m = module_tell(process, address, info);
    if (m) {
        memcpy(info->ModuleName, m->name, sizeof m->name);
        WideCharToMultiByte(CP_ACP, 0, m->path, -1, info->ImageName, sizeof info->ImageName - 1, NULL, NULL);
        memcpy(info->LoadedImageName, info->ImageName, sizeof info->ImageName);
    }
    dbghelp_unlock();
    return m != NULL;
}

BOOL WINAPI SymGetModuleInfoW64(HANDLE process, DWORD64 address, PIMAGEHLP_MODULEW64 info)
{
    if (info->SizeOfStruct < offsetof(IMAGEHLP_MODULEW64, LoadedPdbName) || info->SizeOfStruct > sizeof *info)
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    dbghelp_lock();
    struct module *m = module_tell(process, address, (IMAGEHLP_MODULE64 *)info);
    if (m) {
        MultiByteToWideChar(CP_ACP, 0, m->name, -1, info->ModuleName, ARRAYSIZE(info->ModuleName));
        for (size_t i = 0; i + 1 < ARRAYSIZE(info->ImageName) && m->path[i]; i++)
            info->ImageName[i] = info->LoadedImageName[i] = m->path[i];
    }
    dbghelp_unlock();
    return m != NULL;
}

/* Calls `visit` for each module of the session, of which the callback may change the list. */
static BOOL each_module(HANDLE process, BOOL (*visit)(const struct module *module, void *context), void *context)
{
    struct module copy;
    for (int at = 0;; at++) {
        dbghelp_lock();
        struct session *session = session_find(process);
        struct module *module = session ? session->modules : NULL;
        for (int i = 0; module && i < at; i++) module = module->next;
        if (module) copy = *module;
        dbghelp_unlock();
        if (!session) return FALSE;
        if (!module || !visit(&copy, context)) return TRUE;
    }
}

struct enumeration {
    void *callback, *context;
};

static BOOL module_narrow(const struct module *module, void *context)
{
    struct enumeration *e = context;
    return ((PSYM_ENUMMODULES_CALLBACK64)e->callback)(module->name, module->base, e->context);
}

static BOOL module_wide(const struct module *module, void *context)
{
    struct enumeration *e = context;
    WCHAR name[32];
    MultiByteToWideChar(CP_ACP, 0, module->name, -1, name, ARRAYSIZE(name));
    return ((PSYM_ENUMMODULES_CALLBACKW64)e->callback)(name, module->base, e->context);
}

BOOL WINAPI SymEnumerateModules64(HANDLE process, PSYM_ENUMMODULES_CALLBACK64 callback, PVOID context)
{
    return each_module(process, module_narrow, &(struct enumeration){callback, context});
}

BOOL WINAPI SymEnumerateModulesW64(HANDLE process, PSYM_ENUMMODULES_CALLBACKW64 callback, PVOID context)
{
    return each_module(process, module_wide, &(struct enumeration){callback, context});
}

static BOOL loaded_narrow(void *context, DWORD64 base, DWORD size, const WCHAR *path)
{
    struct enumeration *e = context;
    char name[MAX_PATH * 3];
    WideCharToMultiByte(CP_ACP, 0, path, -1, name, sizeof name, NULL, NULL);
    return ((PENUMLOADED_MODULES_CALLBACK64)e->callback)(name, base, size, e->context);
}

static BOOL loaded_wide(void *context, DWORD64 base, DWORD size, const WCHAR *path)
{
    struct enumeration *e = context;
    return ((PENUMLOADED_MODULES_CALLBACKW64)e->callback)((WCHAR *)path, base, size, e->context);
}

/* "EnumerateLoadedModules64 function": of the process itself; no session is needed. */
BOOL WINAPI EnumerateLoadedModules64(HANDLE process, PENUMLOADED_MODULES_CALLBACK64 callback, PVOID context)
{
    return loaded_modules(process, loaded_narrow, &(struct enumeration){callback, context});
}

BOOL WINAPI EnumerateLoadedModulesW64(HANDLE process, PENUMLOADED_MODULES_CALLBACKW64 callback, PVOID context)
{
    return loaded_modules(process, loaded_wide, &(struct enumeration){callback, context});
}
