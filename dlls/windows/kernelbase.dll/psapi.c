/* SPDX-License-Identifier: MIT */
/* The status of processes ("Process Status API"): which there are, their modules and how much memory they take.  Each
 * name stands in kernel32.dll with K32 before it and in psapi.dll without.  Left out: working sets page by page,
 * drivers, page files. */
#include "peek.h"
#include "nt_system.h"

#include <psapi.h>

static BOOL fail(DWORD error)
{
    RtlSetLastWin32Error(error);
    return FALSE;
}

/* ---- processes ---- */

/* "EnumProcesses function": as many as have room; `written` are bytes, fewer than `size` if those were all. */
BOOL WINAPI K32EnumProcesses(DWORD *ids, DWORD size, DWORD *written)
{
    NT_PROCESS_INFORMATION *first, *info;
    DWORD count = 0, room = size / sizeof *ids;
    if (!base_ok(peek_processes(&first))) return FALSE;
    for (info = first; count < room; info = (NT_PROCESS_INFORMATION *)((char *)info + info->NextEntryOffset)) {
        ids[count++] = (DWORD)info->UniqueProcessId;
        if (!info->NextEntryOffset) break;
    }
    base_free(first);
    *written = count * sizeof *ids;
    return TRUE;
}

/* "GetProcessMemoryInfo function": the structure or its longer form.  ERROR_INSUFFICIENT_BUFFER. */
BOOL WINAPI K32GetProcessMemoryInfo(HANDLE process, PROCESS_MEMORY_COUNTERS *out, DWORD size)
{
    VM_COUNTERS_EX counters;
    if (size < sizeof *out) return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!base_ok(NtQueryInformationProcess(process, ProcessVmCounters, &counters, sizeof counters, NULL))) return FALSE;
    PROCESS_MEMORY_COUNTERS_EX all = {
        .cb = size >= sizeof all ? sizeof all : sizeof *out,
        .PageFaultCount = counters.PageFaultCount,
        .PeakWorkingSetSize = counters.PeakWorkingSetSize,
        .WorkingSetSize = counters.WorkingSetSize,
        .QuotaPeakPagedPoolUsage = counters.QuotaPeakPagedPoolUsage,
        .QuotaPagedPoolUsage = counters.QuotaPagedPoolUsage,
        .QuotaPeakNonPagedPoolUsage = counters.QuotaPeakNonPagedPoolUsage,
        .QuotaNonPagedPoolUsage = counters.QuotaNonPagedPoolUsage,
        .PagefileUsage = counters.PagefileUsage,
        .PeakPagefileUsage = counters.PeakPagefileUsage,
        .PrivateUsage = counters.PrivateUsage,
    };
    memcpy(out, &all, all.cb);
    return TRUE;
}

/* "GetPerformanceInfo function".  ERROR_BAD_LENGTH. */
BOOL WINAPI K32GetPerformanceInfo(PERFORMANCE_INFORMATION *out, DWORD size)
{
    SYSTEM_PERFORMANCE_INFORMATION now;
    SYSTEM_BASIC_INFORMATION basic;
    NT_PROCESS_INFORMATION *first, *info;
    if (size < sizeof *out) return fail(ERROR_BAD_LENGTH);
    if (!base_ok(NtQuerySystemInformation(SystemPerformanceInformation, &now, sizeof now, NULL)) ||
        !base_ok(NtQuerySystemInformation(SystemBasicInformation, &basic, sizeof basic, NULL)) ||
        !base_ok(peek_processes(&first)))
        return FALSE;
    *out = (PERFORMANCE_INFORMATION){
        .cb = sizeof *out,
        .CommitTotal = now.CommittedPages,
        .CommitLimit = now.CommitLimit,
        .CommitPeak = now.PeakCommitment,
        .PhysicalTotal = basic.NumberOfPhysicalPages,
        .PhysicalAvailable = now.AvailablePages,
        .PageSize = basic.PageSize,
    };
    for (info = first;; info = (NT_PROCESS_INFORMATION *)((char *)info + info->NextEntryOffset)) {
        out->ProcessCount++;
        out->ThreadCount += info->NumberOfThreads;
        out->HandleCount += info->HandleCount;
        if (!info->NextEntryOffset) break;
    }
    base_free(first);
    return TRUE;
}

/* ---- modules ---- */

/* The modules of the process, one's own under the loader's lock. */
static BOOL modules_visit(HANDLE process, BOOL (*visit)(HANDLE, const LDR_DATA_TABLE_ENTRY *, void *), void *context)
{
    PEB peb;
    DWORD id;
    ULONG_PTR cookie;
    if (!base_ok(peek_peb(process, &peb, &id))) return FALSE;
    BOOL own = id == (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess;
    if (own && !base_ok(LdrLockLoaderLock(0, NULL, &cookie))) return FALSE;
    peek_modules(process, &peb, visit, context);
    if (own) LdrUnlockLoaderLock(0, cookie);
    return TRUE;
}

struct list {
    HMODULE *modules;
    DWORD room, count;
};

static BOOL list_add(HANDLE process, const LDR_DATA_TABLE_ENTRY *module, void *context)
{
    struct list *list = context;
    (void)process;
    if (list->count < list->room) list->modules[list->count] = module->DllBase;
    list->count++;
    return TRUE;
}

/* "EnumProcessModulesEx function": `needed` bytes would hold all.  ERROR_INVALID_PARAMETER: no such filter. */
BOOL WINAPI K32EnumProcessModulesEx(HANDLE process, HMODULE *modules, DWORD size, DWORD *needed, DWORD filter)
{
    struct list list = {modules, size / sizeof *modules, 0};
    if (filter > LIST_MODULES_ALL) return fail(ERROR_INVALID_PARAMETER);
    BOOL others = sizeof(void *) == 8 && filter == LIST_MODULES_32BIT; /* there are none of these */
    if (!others && !modules_visit(process, list_add, &list)) return FALSE;
    *needed = list.count * sizeof *modules;
    return TRUE;
}

BOOL WINAPI K32EnumProcessModules(HANDLE process, HMODULE *modules, DWORD size, DWORD *needed)
{
    return K32EnumProcessModulesEx(process, modules, size, needed, LIST_MODULES_DEFAULT);
}

/* A module while it is looked for: `base` NULL: the first. */
struct wanted {
    const void *base;
    LDR_DATA_TABLE_ENTRY module;
    WCHAR *name; /* NULL: not asked for */
    DWORD room, length;
    BOOL whole, found;
};

static BOOL wanted_match(HANDLE process, const LDR_DATA_TABLE_ENTRY *module, void *context)
{
    struct wanted *wanted = context;
    if (wanted->base && module->DllBase != wanted->base) return TRUE;
    wanted->found = TRUE;
    wanted->module = *module;
    if (wanted->name)
        wanted->length =
            peek_text(process, wanted->whole ? &module->FullDllName : &module->BaseDllName, wanted->name, wanted->room);
    return FALSE;
}

static BOOL wanted_find(HANDLE process, struct wanted *wanted)
{
    if (!modules_visit(process, wanted_match, wanted)) return FALSE;
    return wanted->found || fail(ERROR_INVALID_HANDLE);
}

/* The length of the name, cut to `room` if it must be; 0: failed. */
static DWORD module_name(HANDLE process, HMODULE module, BOOL whole, WCHAR *name, DWORD room)
{
    struct wanted wanted = {.base = module, .name = name, .room = room, .whole = whole};
    if (!room) return fail(ERROR_INSUFFICIENT_BUFFER);
    return wanted_find(process, &wanted) ? wanted.length : 0;
}

/* The same text in the ANSI code page, cut to `room` bytes with the terminator; its length. */
static DWORD narrow(const WCHAR *wide, char *out, DWORD room)
{
    char *ansi = base_ansi(wide, -1);
    if (!ansi) return fail(ERROR_NOT_ENOUGH_MEMORY);
    DWORD length = (DWORD)strlen(ansi);
    if (length >= room) length = room - 1;
    memcpy(out, ansi, length);
    out[length] = 0;
    base_free(ansi);
    return length;
}

static DWORD module_name_narrow(HANDLE process, HMODULE module, BOOL whole, char *name, DWORD room)
{
    WCHAR wide[MAX_PATH * 4];
    if (!room) return fail(ERROR_INSUFFICIENT_BUFFER);
    return module_name(process, module, whole, wide, ARRAYSIZE(wide)) ? narrow(wide, name, room) : 0;
}

/* "GetModuleBaseNameW function": NULL: the program's. */
DWORD WINAPI K32GetModuleBaseNameW(HANDLE process, HMODULE module, WCHAR *name, DWORD room)
{
    return module_name(process, module, FALSE, name, room);
}

DWORD WINAPI K32GetModuleBaseNameA(HANDLE process, HMODULE module, char *name, DWORD room)
{
    return module_name_narrow(process, module, FALSE, name, room);
}

/* "GetModuleFileNameExW function": "the function succeeds but the file name is truncated and null-terminated". */
DWORD WINAPI K32GetModuleFileNameExW(HANDLE process, HMODULE module, WCHAR *name, DWORD room)
{
    return module_name(process, module, TRUE, name, room);
}

DWORD WINAPI K32GetModuleFileNameExA(HANDLE process, HMODULE module, char *name, DWORD room)
{
    return module_name_narrow(process, module, TRUE, name, room);
}

/* "GetModuleInformation function".  ERROR_INVALID_HANDLE: no such module. */
BOOL WINAPI K32GetModuleInformation(HANDLE process, HMODULE module, MODULEINFO *out, DWORD size)
{
    struct wanted wanted = {.base = module};
    if (size < sizeof *out) return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!wanted_find(process, &wanted)) return FALSE;
    out->lpBaseOfDll = wanted.module.DllBase;
    out->SizeOfImage = wanted.module.SizeOfImage;
    out->EntryPoint = wanted.module.EntryPoint;
    return TRUE;
}

/* ---- names of devices' files ---- */

struct counted {
    UNICODE_STRING name;
    WCHAR text[0x1000];
};

/* Of the answer, which stands with its text in `counted`; 0 with ERROR_INSUFFICIENT_BUFFER. */
static DWORD counted_give(const struct counted *counted, WCHAR *out, DWORD room)
{
    DWORD length = counted->name.Length / sizeof(WCHAR);
    if (length >= room) return fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(out, counted->name.Buffer, length * sizeof(WCHAR));
    out[length] = 0;
    return length;
}

/* "GetProcessImageFileNameW function": \Device\... */
DWORD WINAPI K32GetProcessImageFileNameW(HANDLE process, WCHAR *name, DWORD room)
{
    struct counted counted;
    if (!base_ok(NtQueryInformationProcess(process, ProcessImageFileName, &counted, sizeof counted, NULL))) return 0;
    return counted_give(&counted, name, room);
}

DWORD WINAPI K32GetProcessImageFileNameA(HANDLE process, char *name, DWORD room)
{
    WCHAR wide[0x1000];
    if (!K32GetProcessImageFileNameW(process, wide, ARRAYSIZE(wide))) return 0;
    char *ansi = base_ansi(wide, -1);
    BOOL fits = ansi && strlen(ansi) < room;
    base_free(ansi);
    return fits ? narrow(wide, name, room) : (DWORD)fail(ERROR_INSUFFICIENT_BUFFER);
}

/* "GetMappedFileNameW function": the file that stands mapped at an address. */
DWORD WINAPI K32GetMappedFileNameW(HANDLE process, void *address, WCHAR *name, DWORD room)
{
    struct counted counted;
    if (!room) return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!base_ok(
            NtQueryVirtualMemory(process, address, MemoryMappedFilenameInformation, &counted, sizeof counted, NULL)))
        return 0;
    return counted_give(&counted, name, room);
}

DWORD WINAPI K32GetMappedFileNameA(HANDLE process, void *address, char *name, DWORD room)
{
    WCHAR wide[0x1000];
    if (!room) return fail(ERROR_INSUFFICIENT_BUFFER);
    return K32GetMappedFileNameW(process, address, wide, ARRAYSIZE(wide)) ? narrow(wide, name, room) : 0;
}
