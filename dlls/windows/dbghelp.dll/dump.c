/* SPDX-License-Identifier: MIT */
/* Small dumps of this process in a file ("Minidump Files"): the system, threads with their registers and stacks,
 * modules, the exception, and what the caller adds.  Nothing is allocated from the heap while threads stand still, for
 * one of them may hold its lock.  Left out: other processes, callbacks, and the types that ask for more memory than
 * stacks. */
#include "session.h"
#include "nt_process.h"

#include <psapi.h>
#include <tlhelp32.h>

enum {
    ROOM = 256 << 20,
    STREAMS = 16,
    SIGNATURE = 0x504d444d, /* MDMP */
    /* types that ask for nothing more: MiniDumpFilterMemory, ScanMemory, WithUnloadedModules (none are known),
     * FilterModulePaths, WithoutOptionalData, IgnoreInaccessibleMemory */
    KNOWN_TYPES = 0x8 | 0x10 | 0x20 | 0x80 | 0x400 | 0x20000
};

/* The file as it grows: reserved at once, committed as it is used. */
struct dump {
    BYTE *data;
    SIZE_T used, committed;
    BOOL full;
    ULONG streams;
    MINIDUMP_DIRECTORY directory[STREAMS];
    ULONG stacks;
    MINIDUMP_MEMORY_DESCRIPTOR stack[4096];
};

/* Room for `size` bytes, aligned; its place in the file, 0: there is none. */
static RVA take(struct dump *dump, SIZE_T size)
{
    SIZE_T start = (dump->used + 7) & ~(SIZE_T)7, end = start + size;
    if (end > ROOM) dump->full = TRUE;
    if (dump->full) return 0;
    if (end > dump->committed) {
        SIZE_T more = ((end - dump->committed) + 0xfffff) & ~(SIZE_T)0xfffff;
        if (dump->committed + more > ROOM) more = ROOM - dump->committed;
        if (!VirtualAlloc(dump->data + dump->committed, more, MEM_COMMIT, PAGE_READWRITE)) {
            dump->full = TRUE;
            return 0;
        }
        dump->committed += more;
    }
    dump->used = end;
    return (RVA)start;
}

static RVA put(struct dump *dump, const void *data, SIZE_T size)
{
    RVA at = take(dump, size);
    if (at) memcpy(dump->data + at, data, size);
    return at;
}

static void stream(struct dump *dump, ULONG type, RVA at, SIZE_T size)
{
    if (at && dump->streams < STREAMS)
        dump->directory[dump->streams++] = (MINIDUMP_DIRECTORY){
            type, {(ULONG32)size, at}
        };
}

static RVA put_text(struct dump *dump, const WCHAR *text)
{
    ULONG32 bytes = (ULONG32)(wcslen(text) * sizeof *text);
    RVA at = take(dump, sizeof bytes + bytes + sizeof *text);
    if (!at) return 0;
    memcpy(dump->data + at, &bytes, sizeof bytes);
    memcpy(dump->data + at + sizeof bytes, text, bytes + sizeof *text);
    return at;
}

/* ---- streams ---- */

static void put_system(struct dump *dump)
{
    SYSTEM_INFO system;
    MINIDUMP_SYSTEM_INFO info = {0};
    RTL_OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof version};
    GetSystemInfo(&system);
    RtlGetVersion(&version);
    info.ProcessorArchitecture = system.wProcessorArchitecture;
    info.ProcessorLevel = system.wProcessorLevel;
    info.ProcessorRevision = system.wProcessorRevision;
    info.NumberOfProcessors = (UCHAR)system.dwNumberOfProcessors;
    info.ProductType = VER_NT_WORKSTATION;
    info.MajorVersion = version.dwMajorVersion;
    info.MinorVersion = version.dwMinorVersion;
    info.BuildNumber = version.dwBuildNumber;
    info.PlatformId = version.dwPlatformId;
    info.CSDVersionRva = put_text(dump, L"");
    stream(dump, SystemInfoStream, put(dump, &info, sizeof info), sizeof info);
}

static void put_misc(struct dump *dump)
{
    MINIDUMP_MISC_INFO info = {.SizeOfInfo = sizeof info, .Flags1 = MINIDUMP_MISC1_PROCESS_ID};
    info.ProcessId = GetCurrentProcessId();
    stream(dump, MiscInfoStream, put(dump, &info, sizeof info), sizeof info);
}

struct module_list {
    struct dump *dump;
    ULONG count, room;
    MINIDUMP_MODULE *modules;
};

static BOOL CALLBACK add_module(PCWSTR path, DWORD64 base, ULONG size, PVOID context)
{
    struct module_list *list = context;
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader((void *)(ULONG_PTR)base);
    if (list->count == list->room) return FALSE;
    MINIDUMP_MODULE *module = &list->modules[list->count++];
    module->BaseOfImage = base;
    module->SizeOfImage = size;
    if (headers) {
        module->CheckSum = headers->OptionalHeader.CheckSum;
        module->TimeDateStamp = headers->FileHeader.TimeDateStamp;
    }
    module->ModuleNameRva = put_text(list->dump, path);
    return TRUE;
}

/* Before any thread stands still: the loader's lock and the heap are used here. */
static BOOL put_modules(struct dump *dump)
{
    struct module_list list = {dump, 0, 1024, dbghelp_alloc(1024 * sizeof(MINIDUMP_MODULE))};
    if (!list.modules) return FALSE;
    BOOL done = EnumerateLoadedModulesW64(GetCurrentProcess(), add_module, &list);
    SIZE_T size = sizeof list.count + list.count * sizeof *list.modules;
    RVA at = done ? take(dump, size) : 0;
    if (at) {
        memcpy(dump->data + at, &list.count, sizeof list.count);
        memcpy(dump->data + at + sizeof list.count, list.modules, list.count * sizeof *list.modules);
        stream(dump, ModuleListStream, at, size);
    }
    dbghelp_free(list.modules);
    return done;
}

static ULONG_PTR stack_of(const CONTEXT *context)
{
#ifdef __x86_64__
    return context->Rsp;
#else
    return context->Esp;
#endif
}

/* A thread's registers, and its stack from where it is to its base. */
static void put_thread(struct dump *dump, HANDLE handle, DWORD id, const CONTEXT *context, MINIDUMP_THREAD *out)
{
    THREAD_BASIC_INFORMATION basic;
    NT_TIB tib;
    out->ThreadId = id;
    out->PriorityClass = NORMAL_PRIORITY_CLASS;
    out->ThreadContext.DataSize = sizeof *context;
    out->ThreadContext.Rva = put(dump, context, sizeof *context);
    if (!NT_SUCCESS(NtQueryInformationThread(handle, ThreadBasicInformation, &basic, sizeof basic, NULL))) return;
    out->Teb = (ULONG_PTR)basic.TebBaseAddress;
    ULONG_PTR top = stack_of(context);
    if (!dbghelp_read(GetCurrentProcess(), out->Teb, &tib, sizeof tib)) return;
    ULONG_PTR base = (ULONG_PTR)tib.StackBase;
    if (top < (ULONG_PTR)tib.StackLimit || top >= base || dump->stacks == ARRAYSIZE(dump->stack)) return;
    RVA at = take(dump, base - top);
    if (!at || !dbghelp_read(GetCurrentProcess(), top, dump->data + at, base - top)) return;
    out->Stack.StartOfMemoryRange = top;
    out->Stack.Memory = (MINIDUMP_LOCATION_DESCRIPTOR){(ULONG32)(base - top), at};
    dump->stack[dump->stacks++] = out->Stack;
}

static void put_threads(struct dump *dump, const MINIDUMP_EXCEPTION_INFORMATION *exception)
{
    enum { MOST = ARRAYSIZE(dump->stack) };
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    DWORD self = GetCurrentThreadId(), process = GetCurrentProcessId();
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    RVA at = take(dump, sizeof(ULONG32) + MOST * sizeof(MINIDUMP_THREAD));
    ULONG32 count = 0;
    if (snapshot == INVALID_HANDLE_VALUE || !at) return;
    MINIDUMP_THREAD *threads = (void *)(dump->data + at + sizeof count);
    for (BOOL more = Thread32First(snapshot, &entry); more && count < MOST; more = Thread32Next(snapshot, &entry)) {
        CONTEXT context = {.ContextFlags = CONTEXT_ALL};
        DWORD id = entry.th32ThreadID;
        if (entry.th32OwnerProcessID != process) continue;
        HANDLE handle = OpenThread(THREAD_GET_CONTEXT | THREAD_SUSPEND_RESUME | THREAD_QUERY_INFORMATION, FALSE, id);
        if (!handle) continue;
        BOOL stopped = id != self && SuspendThread(handle) != (DWORD)-1, known = TRUE;
        if (exception && exception->ThreadId == id && exception->ExceptionPointers)
            context = *exception->ExceptionPointers->ContextRecord;
        else if (id == self)
            RtlCaptureContext(&context);
        else
            known = stopped && GetThreadContext(handle, &context);
        if (known) put_thread(dump, handle, id, &context, &threads[count++]);
        if (stopped) ResumeThread(handle);
        CloseHandle(handle);
    }
    CloseHandle(snapshot);
    memcpy(dump->data + at, &count, sizeof count);
    stream(dump, ThreadListStream, at, sizeof count + count * sizeof(MINIDUMP_THREAD));
    ULONG32 stacks = dump->stacks;
    RVA list = take(dump, sizeof stacks + stacks * sizeof *dump->stack);
    if (!list) return;
    memcpy(dump->data + list, &stacks, sizeof stacks);
    memcpy(dump->data + list + sizeof stacks, dump->stack, stacks * sizeof *dump->stack);
    stream(dump, MemoryListStream, list, sizeof stacks + stacks * sizeof *dump->stack);
}

static void put_exception(struct dump *dump, const MINIDUMP_EXCEPTION_INFORMATION *exception)
{
    MINIDUMP_EXCEPTION_STREAM out = {.ThreadId = exception->ThreadId};
    const EXCEPTION_RECORD *record = exception->ExceptionPointers->ExceptionRecord;
    out.ExceptionRecord.ExceptionCode = record->ExceptionCode;
    out.ExceptionRecord.ExceptionFlags = record->ExceptionFlags;
    out.ExceptionRecord.ExceptionRecord = (ULONG_PTR)record->ExceptionRecord;
    out.ExceptionRecord.ExceptionAddress = (ULONG_PTR)record->ExceptionAddress;
    out.ExceptionRecord.NumberParameters = record->NumberParameters;
    for (DWORD i = 0; i < record->NumberParameters && i < EXCEPTION_MAXIMUM_PARAMETERS; i++)
        out.ExceptionRecord.ExceptionInformation[i] = record->ExceptionInformation[i];
    out.ThreadContext.DataSize = sizeof(CONTEXT);
    out.ThreadContext.Rva = put(dump, exception->ExceptionPointers->ContextRecord, sizeof(CONTEXT));
    stream(dump, ExceptionStream, put(dump, &out, sizeof out), sizeof out);
}

/* ---- the file ---- */

static BOOL write_file(struct dump *dump, HANDLE file, MINIDUMP_TYPE type)
{
    FILETIME now;
    DWORD done;
    GetSystemTimeAsFileTime(&now);
    ULONGLONG ticks = (ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime;
    MINIDUMP_HEADER header = {.Signature = SIGNATURE, .Version = MINIDUMP_VERSION, .Flags = type};
    header.NumberOfStreams = dump->streams;
    header.StreamDirectoryRva = put(dump, dump->directory, dump->streams * sizeof *dump->directory);
    header.TimeDateStamp = (ULONG32)((ticks - 116444736000000000ull) / 10000000);
    if (dump->full) return dbghelp_fail((DWORD)E_OUTOFMEMORY);
    memcpy(dump->data, &header, sizeof header);
    for (SIZE_T at = 0; at < dump->used; at += done) {
        SIZE_T left = dump->used - at;
        if (!WriteFile(file, dump->data + at, left > 0x100000 ? 0x100000 : (DWORD)left, &done, NULL) || !done)
            return dbghelp_fail((DWORD)HRESULT_FROM_WIN32(GetLastError()));
    }
    return TRUE;
}

/* "MiniDumpWriteDump function": the last error is an HRESULT.  E_NOTIMPL for another process or a callback;
 * HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) for a type that asks for more than is written here. */
BOOL WINAPI MiniDumpWriteDump(HANDLE process, DWORD id, HANDLE file, MINIDUMP_TYPE type,
                              CONST PMINIDUMP_EXCEPTION_INFORMATION exception,
                              CONST PMINIDUMP_USER_STREAM_INFORMATION streams,
                              CONST PMINIDUMP_CALLBACK_INFORMATION callback)
{
    (void)process;
    if (id != GetCurrentProcessId() || (callback && callback->CallbackRoutine)) return dbghelp_fail((DWORD)E_NOTIMPL);
    if (type & ~KNOWN_TYPES) return dbghelp_fail((DWORD)HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED));
    struct dump *dump = dbghelp_alloc(sizeof *dump);
    if (!dump) return dbghelp_fail((DWORD)E_OUTOFMEMORY);
    BOOL done = FALSE;
    dump->data = VirtualAlloc(NULL, ROOM, MEM_RESERVE, PAGE_READWRITE);
    dump->used = sizeof(MINIDUMP_HEADER);
    if (!dump->data)
        SetLastError((DWORD)E_OUTOFMEMORY);
    else if (!put_modules(dump))
        SetLastError((DWORD)HRESULT_FROM_WIN32(GetLastError()));
    else {
        put_system(dump);
        put_misc(dump);
        put_threads(dump, exception);
        if (exception && exception->ExceptionPointers) put_exception(dump, exception);
        for (ULONG i = 0; streams && i < streams->UserStreamCount; i++) {
            const MINIDUMP_USER_STREAM *user = &streams->UserStreamArray[i];
            stream(dump, user->Type, put(dump, user->Buffer, user->BufferSize), user->BufferSize);
        }
        done = write_file(dump, file, type);
    }
    if (dump->data) VirtualFree(dump->data, 0, MEM_RELEASE);
    dbghelp_free(dump);
    return done;
}

/* "MiniDumpReadDumpStream function": of a dump that is mapped. */
BOOL WINAPI MiniDumpReadDumpStream(PVOID base, ULONG type, PMINIDUMP_DIRECTORY *directory, PVOID *data, ULONG *size)
{
    const MINIDUMP_HEADER *header = base;
    if (!base || header->Signature != SIGNATURE) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    PMINIDUMP_DIRECTORY row = (PMINIDUMP_DIRECTORY)((BYTE *)base + header->StreamDirectoryRva);
    for (ULONG i = 0; i < header->NumberOfStreams; i++, row++) {
        if (row->StreamType != type) continue;
        if (directory) *directory = row;
        if (data) *data = (BYTE *)base + row->Location.Rva;
        if (size) *size = row->Location.DataSize;
        return TRUE;
    }
    return dbghelp_fail(ERROR_NOT_FOUND);
}
