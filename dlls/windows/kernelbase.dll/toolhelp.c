/* SPDX-License-Identifier: MIT */
/* Snapshots of processes, threads, modules and heaps ("Tool Help Library").
 *
 * A snapshot is a section that holds the lists as they were, and for each where the next enumeration goes on: so the
 * handle can be closed, duplicated and inherited as any other.  What another process has loaded, and its heaps, are
 * read from its memory (peek.h).  Left out: the blocks of other processes' heaps. */
#include "peek.h"

#include <tlhelp32.h>

/* ntdll's: the modules in load order, the program first. */
NTSTATUS NTAPI LdrEnumerateLoadedModules(ULONG flags, void(NTAPI *visit)(LDR_DATA_TABLE_ENTRY *, void *, BOOLEAN *),
                                         void *context);

enum { MOST_HEAPS = 256 };

enum list { PROCESSES, THREADS, MODULES, HEAPS, LISTS };

static const struct {
    DWORD flag;
    DWORD size; /* of an entry */
} lists[LISTS] = {
    [PROCESSES] = {TH32CS_SNAPPROCESS,                      sizeof(PROCESSENTRY32W)},
    [THREADS] = {TH32CS_SNAPTHREAD,                       sizeof(THREADENTRY32)  },
    [MODULES] = {TH32CS_SNAPMODULE | TH32CS_SNAPMODULE32, sizeof(MODULEENTRY32W) },
    [HEAPS] = {TH32CS_SNAPHEAPLIST,                     sizeof(HEAPLIST32)     },
};

/* What the section begins with. */
struct snapshot {
    struct {
        DWORD at, count; /* offset of the first entry, and how many */
        LONG next;
    } list[LISTS];
};

/* A list while it is gathered. */
struct gathered {
    char *entries;
    DWORD count, room;
    BOOL failed;
};

static DWORD own_id(void)
{
    return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess;
}

/* A new entry of the list, zeroed but for its size; NULL: no memory. */
static void *entry_add(struct gathered *all, enum list which)
{
    struct gathered *list = &all[which];
    DWORD size = lists[which].size;
    if (list->count == list->room) {
        DWORD room = list->room * 2 + 16;
        char *more = list->failed ? NULL : base_alloc((SIZE_T)room * size);
        if (!more) {
            list->failed = TRUE;
            return NULL;
        }
        if (list->entries) memcpy(more, list->entries, (SIZE_T)list->count * size);
        base_free(list->entries);
        list->entries = more;
        list->room = room;
    }
    void *entry = memset(list->entries + (SIZE_T)list->count++ * size, 0, size);
    if (which == HEAPS)
        ((HEAPLIST32 *)entry)->dwSize = size; /* a SIZE_T, alone among them */
    else
        *(DWORD *)entry = size;
    return entry;
}

static void text_put(WCHAR *to, DWORD room, const UNICODE_STRING *from)
{
    DWORD length = from->Length / sizeof(WCHAR);
    if (length >= room) length = room - 1;
    memcpy(to, from->Buffer, length * sizeof(WCHAR));
    to[length] = 0;
}

/* ---- gathering ---- */

static NTSTATUS gather_processes(struct gathered *all, DWORD flags, DWORD id, BOOL *known)
{
    NT_PROCESS_INFORMATION *first, *info;
    NTSTATUS status = peek_processes(&first);
    if (!NT_SUCCESS(status)) return status;
    for (info = first;; info = (NT_PROCESS_INFORMATION *)((char *)info + info->NextEntryOffset)) {
        *known |= info->UniqueProcessId == id;
        PROCESSENTRY32W *process = flags & lists[PROCESSES].flag ? entry_add(all, PROCESSES) : NULL;
        if (process) {
            process->th32ProcessID = (DWORD)info->UniqueProcessId;
            process->cntThreads = info->NumberOfThreads;
            process->th32ParentProcessID = (DWORD)info->InheritedFromUniqueProcessId;
            process->pcPriClassBase = info->BasePriority;
            text_put(process->szExeFile, MAX_PATH, &info->ImageName);
        }
        for (ULONG i = 0; flags & lists[THREADS].flag && i < info->NumberOfThreads; i++) {
            THREADENTRY32 *thread = entry_add(all, THREADS);
            if (!thread) break;
            thread->th32ThreadID = (DWORD)(ULONG_PTR)info->Threads[i].ClientId.UniqueThread;
            thread->th32OwnerProcessID = (DWORD)info->UniqueProcessId;
            thread->tpBasePri = info->Threads[i].BasePriority;
        }
        if (!info->NextEntryOffset) break;
    }
    base_free(first);
    return STATUS_SUCCESS;
}

static void WINAPI gather_module(LDR_DATA_TABLE_ENTRY *module, void *context, BOOLEAN *stop)
{
    MODULEENTRY32W *entry = entry_add(context, MODULES);
    if (!entry) {
        *stop = TRUE;
        return;
    }
    entry->th32ModuleID = 1; /* "This member is no longer used, and is always set to one" */
    entry->th32ProcessID = own_id();
    entry->GlblcntUsage = entry->ProccntUsage = 0xffff; /* "generally not meaningful, and usually equal to 0xFFFF" */
    entry->modBaseAddr = module->DllBase;
    entry->modBaseSize = module->SizeOfImage;
    entry->hModule = module->DllBase;
    text_put(entry->szModule, MAX_MODULE_NAME32 + 1, &module->BaseDllName);
    text_put(entry->szExePath, MAX_PATH, &module->FullDllName);
}

static void heap_entry(struct gathered *all, DWORD id, const void *heap, BOOL first)
{
    HEAPLIST32 *entry = entry_add(all, HEAPS);
    if (!entry) return;
    entry->th32ProcessID = id;
    entry->th32HeapID = (ULONG_PTR)heap;
    entry->dwFlags = first ? HF32_DEFAULT : 0;
}

static void gather_heaps(struct gathered *all)
{
    void *heaps[MOST_HEAPS];
    ULONG count = RtlGetProcessHeaps(ARRAYSIZE(heaps), heaps);
    if (count > ARRAYSIZE(heaps)) count = ARRAYSIZE(heaps);
    for (ULONG i = 0; i < count; i++) heap_entry(all, own_id(), heaps[i], heaps[i] == base_peb()->ProcessHeap);
}

/* ---- from another process ---- */

struct other {
    struct gathered *all;
    DWORD id;
};

static BOOL peek_module(HANDLE process, const LDR_DATA_TABLE_ENTRY *module, void *context)
{
    struct other *other = context;
    MODULEENTRY32W *entry = entry_add(other->all, MODULES);
    if (!entry) return FALSE;
    entry->th32ModuleID = 1;
    entry->th32ProcessID = other->id;
    entry->GlblcntUsage = entry->ProccntUsage = 0xffff;
    entry->modBaseAddr = module->DllBase;
    entry->modBaseSize = module->SizeOfImage;
    entry->hModule = module->DllBase;
    peek_text(process, &module->BaseDllName, entry->szModule, MAX_MODULE_NAME32 + 1);
    peek_text(process, &module->FullDllName, entry->szExePath, MAX_PATH);
    return TRUE;
}

static void peek_heaps(struct gathered *all, HANDLE process, DWORD id, const PEB *peb)
{
    void *heaps[MOST_HEAPS];
    ULONG count = peb->NumberOfHeaps < MOST_HEAPS ? peb->NumberOfHeaps : MOST_HEAPS;
    if (!peek(process, peb->ProcessHeaps, heaps, count * sizeof *heaps)) return;
    for (ULONG i = 0; i < count; i++) heap_entry(all, id, heaps[i], heaps[i] == peb->ProcessHeap);
}

static NTSTATUS gather_other(struct gathered *all, DWORD flags, DWORD id)
{
    HANDLE process;
    CLIENT_ID client = {(HANDLE)(ULONG_PTR)id, NULL};
    OBJECT_ATTRIBUTES attributes;
    struct other other = {all, id};
    PEB peb;
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    NTSTATUS status = NtOpenProcess(&process, PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, &attributes, &client);
    if (status == STATUS_INVALID_CID) status = STATUS_INVALID_PARAMETER; /* it has just ended */
    if (!NT_SUCCESS(status)) return status;
    status = peek_peb(process, &peb, NULL);
    if (NT_SUCCESS(status) && flags & TH32CS_SNAPMODULE) peek_modules(process, &peb, peek_module, &other);
    if (NT_SUCCESS(status) && flags & TH32CS_SNAPHEAPLIST) peek_heaps(all, process, id, &peb);
    NtClose(process);
    return status;
}

static NTSTATUS gather(struct gathered *all, DWORD flags, DWORD id)
{
    BOOL known = FALSE;
    NTSTATUS status = gather_processes(all, flags, id, &known);
    if (!NT_SUCCESS(status)) return status;
    if (flags & (lists[MODULES].flag | lists[HEAPS].flag)) {
        if (!known) return STATUS_INVALID_PARAMETER;
        BOOL own = id == own_id();
        if (!own) status = gather_other(all, flags, id);
        if (own && flags & TH32CS_SNAPMODULE) status = LdrEnumerateLoadedModules(0, gather_module, all);
        if (own && flags & TH32CS_SNAPHEAPLIST) gather_heaps(all);
    }
    for (int i = 0; i < LISTS; i++)
        if (all[i].failed) status = STATUS_NO_MEMORY;
    return status;
}

/* ---- the snapshot ---- */

static NTSTATUS snapshot_map(HANDLE section, struct snapshot **out)
{
    SIZE_T size = 0;
    *out = NULL;
    return NtMapViewOfSection(section, NtCurrentProcess(), (void **)out, 0, 0, NULL, &size, ViewUnmap, 0,
                              PAGE_READWRITE);
}

static NTSTATUS snapshot_make(const struct gathered *all, BOOL inherit, HANDLE *section)
{
    LARGE_INTEGER size = {.QuadPart = sizeof(struct snapshot)};
    OBJECT_ATTRIBUTES attributes;
    struct snapshot *snapshot;
    for (int i = 0; i < LISTS; i++) size.QuadPart += (LONGLONG)all[i].count * lists[i].size;
    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    NTSTATUS status =
        NtCreateSection(section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE, SEC_COMMIT, NULL);
    if (!NT_SUCCESS(status)) return status;
    status = snapshot_map(*section, &snapshot);
    if (!NT_SUCCESS(status)) {
        NtClose(*section);
        return status;
    }
    DWORD at = sizeof *snapshot;
    for (int i = 0; i < LISTS; i++) {
        SIZE_T bytes = (SIZE_T)all[i].count * lists[i].size;
        snapshot->list[i].at = at;
        snapshot->list[i].count = all[i].count;
        if (bytes) memcpy((char *)snapshot + at, all[i].entries, bytes);
        at += (DWORD)bytes;
    }
    NtUnmapViewOfSection(NtCurrentProcess(), snapshot);
    return STATUS_SUCCESS;
}

/* "CreateToolhelp32Snapshot function".  `id`: whose modules and heaps; 0: one's own.  INVALID_HANDLE_VALUE with
 * ERROR_INVALID_PARAMETER (no such process), ERROR_ACCESS_DENIED. */
HANDLE WINAPI CreateToolhelp32Snapshot(DWORD flags, DWORD id)
{
    struct gathered all[LISTS] = {0};
    HANDLE section = INVALID_HANDLE_VALUE;
    NTSTATUS status = gather(all, flags, id ? id : own_id());
    if (NT_SUCCESS(status)) status = snapshot_make(all, (flags & TH32CS_INHERIT) != 0, &section);
    for (int i = 0; i < LISTS; i++) base_free(all[i].entries);
    return base_ok(status) ? section : INVALID_HANDLE_VALUE;
}

/* Copies the first or next entry to `out`, whose dwSize says how much it has room for. */
static BOOL entry_get(HANDLE section, enum list which, BOOL first, void *out, SIZE_T room)
{
    struct snapshot *snapshot;
    if (room < lists[which].size) {
        RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    if (!base_ok(snapshot_map(section, &snapshot))) return FALSE;
    if (first) InterlockedExchange(&snapshot->list[which].next, 0);
    DWORD index = (DWORD)InterlockedIncrement(&snapshot->list[which].next) - 1;
    BOOL there = index < snapshot->list[which].count;
    if (there) {
        memcpy(out, (char *)snapshot + snapshot->list[which].at + (SIZE_T)index * lists[which].size, lists[which].size);
    } else {
        InterlockedDecrement(&snapshot->list[which].next);
        RtlSetLastWin32Error(ERROR_NO_MORE_FILES);
    }
    NtUnmapViewOfSection(NtCurrentProcess(), snapshot);
    return there;
}

static void narrow(char *to, int room, const WCHAR *from)
{
    if (!WideCharToMultiByte(CP_ACP, 0, from, -1, to, room, NULL, NULL)) to[room - 1] = 0;
}

/* ---- processes ---- */

BOOL WINAPI Process32FirstW(HANDLE snapshot, PROCESSENTRY32W *entry)
{
    return entry_get(snapshot, PROCESSES, TRUE, entry, entry->dwSize);
}

/* FALSE with ERROR_NO_MORE_FILES at the end. */
BOOL WINAPI Process32NextW(HANDLE snapshot, PROCESSENTRY32W *entry)
{
    return entry_get(snapshot, PROCESSES, FALSE, entry, entry->dwSize);
}

static BOOL process_narrow(HANDLE snapshot, BOOL first, PROCESSENTRY32 *entry)
{
    PROCESSENTRY32W wide;
    DWORD size = entry->dwSize;
    if (!entry_get(snapshot, PROCESSES, first, &wide, size < sizeof *entry ? 0 : sizeof wide)) return FALSE;
    memcpy(entry, &wide, offsetof(PROCESSENTRY32, szExeFile));
    entry->dwSize = size;
    narrow(entry->szExeFile, sizeof entry->szExeFile, wide.szExeFile);
    return TRUE;
}

BOOL WINAPI Process32First(HANDLE snapshot, PROCESSENTRY32 *entry)
{
    return process_narrow(snapshot, TRUE, entry);
}

BOOL WINAPI Process32Next(HANDLE snapshot, PROCESSENTRY32 *entry)
{
    return process_narrow(snapshot, FALSE, entry);
}

/* ---- threads ---- */

/* Those of all processes: "use th32OwnerProcessID to tell". */
BOOL WINAPI Thread32First(HANDLE snapshot, THREADENTRY32 *entry)
{
    return entry_get(snapshot, THREADS, TRUE, entry, entry->dwSize);
}

BOOL WINAPI Thread32Next(HANDLE snapshot, THREADENTRY32 *entry)
{
    return entry_get(snapshot, THREADS, FALSE, entry, entry->dwSize);
}

/* ---- modules ---- */

BOOL WINAPI Module32FirstW(HANDLE snapshot, MODULEENTRY32W *entry)
{
    return entry_get(snapshot, MODULES, TRUE, entry, entry->dwSize);
}

BOOL WINAPI Module32NextW(HANDLE snapshot, MODULEENTRY32W *entry)
{
    return entry_get(snapshot, MODULES, FALSE, entry, entry->dwSize);
}

static BOOL module_narrow(HANDLE snapshot, BOOL first, MODULEENTRY32 *entry)
{
    MODULEENTRY32W wide;
    DWORD size = entry->dwSize;
    if (!entry_get(snapshot, MODULES, first, &wide, size < sizeof *entry ? 0 : sizeof wide)) return FALSE;
    memcpy(entry, &wide, offsetof(MODULEENTRY32, szModule));
    entry->dwSize = size;
    narrow(entry->szModule, sizeof entry->szModule, wide.szModule);
    narrow(entry->szExePath, sizeof entry->szExePath, wide.szExePath);
    return TRUE;
}

BOOL WINAPI Module32First(HANDLE snapshot, MODULEENTRY32 *entry)
{
    return module_narrow(snapshot, TRUE, entry);
}

BOOL WINAPI Module32Next(HANDLE snapshot, MODULEENTRY32 *entry)
{
    return module_narrow(snapshot, FALSE, entry);
}

/* ---- heaps ---- */

BOOL WINAPI Heap32ListFirst(HANDLE snapshot, HEAPLIST32 *entry)
{
    return entry_get(snapshot, HEAPS, TRUE, entry, entry->dwSize);
}

BOOL WINAPI Heap32ListNext(HANDLE snapshot, HEAPLIST32 *entry)
{
    return entry_get(snapshot, HEAPS, FALSE, entry, entry->dwSize);
}

/* The heap's first block behind `after` (0: the first of all) in the order of the walk; FALSE with
 * ERROR_NO_MORE_FILES: there is none. */
static BOOL block_get(HEAPENTRY32 *entry, DWORD id, ULONG_PTR heap, ULONG_PTR after)
{
    PROCESS_HEAP_ENTRY walk = {0};
    BOOL found = FALSE, passed = !after;
    if (entry->dwSize < sizeof *entry) {
        RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    if (id && id != own_id()) return base_fail(STATUS_ACCESS_DENIED);
    RtlLockHeap((void *)heap);
    while (!found && HeapWalk((HANDLE)heap, &walk)) {
        if (walk.wFlags & (PROCESS_HEAP_REGION | PROCESS_HEAP_UNCOMMITTED_RANGE)) continue;
        found = passed;
        passed |= (ULONG_PTR)walk.lpData == after;
    }
    RtlUnlockHeap((void *)heap);
    if (!found) {
        RtlSetLastWin32Error(ERROR_NO_MORE_FILES);
        return FALSE;
    }
    entry->hHandle = walk.lpData;
    entry->dwAddress = (ULONG_PTR)walk.lpData;
    entry->dwBlockSize = walk.cbData;
    entry->dwFlags = walk.wFlags & PROCESS_HEAP_ENTRY_BUSY ? LF32_FIXED : LF32_FREE;
    entry->dwLockCount = entry->dwResvd = 0;
    entry->th32ProcessID = own_id();
    entry->th32HeapID = heap;
    return TRUE;
}

/* "Heap32First function": `heap` from Heap32ListFirst and its like. */
BOOL WINAPI Heap32First(HEAPENTRY32 *entry, DWORD id, ULONG_PTR heap)
{
    return block_get(entry, id, heap, 0);
}

/* `entry` as the call before left it. */
BOOL WINAPI Heap32Next(HEAPENTRY32 *entry)
{
    return block_get(entry, entry->th32ProcessID, entry->th32HeapID, entry->dwAddress);
}

/* "Toolhelp32ReadProcessMemory function": of the process with an id, 0: one's own. */
BOOL WINAPI Toolhelp32ReadProcessMemory(DWORD id, const void *from, void *to, SIZE_T size, SIZE_T *count)
{
    HANDLE process = OpenProcess(PROCESS_VM_READ, FALSE, id ? id : own_id());
    if (!process) return FALSE;
    BOOL done = ReadProcessMemory(process, from, to, size, count);
    DWORD error = RtlGetLastWin32Error();
    NtClose(process);
    RtlSetLastWin32Error(error);
    return done;
}
