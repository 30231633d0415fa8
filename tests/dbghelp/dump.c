/* SPDX-License-Identifier: MIT */
/* Small dumps of the process, written and read again, as documented.
 *
 * Wine 8.0 says that it is an older Windows, and TRUE where the file takes nothing. */
#include "check.h"

#include <dbghelp.h>
#include <string.h>
#include <wchar.h>

static HANDLE begun, finish;

static DWORD WINAPI waits(void *argument)
{
    volatile char mark[] = "on the other stack";
    SetEvent(begun);
    WaitForSingleObject(finish, INFINITE);
    return mark[0] == 0 || argument == NULL;
}

/* The file as it was written, mapped. */
static char *mapped(HANDLE file)
{
    HANDLE mapping = CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL);
    char *data = mapping ? MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0) : NULL;
    CloseHandle(mapping);
    return data;
}

static int holds(const char *memory, size_t size, const char *text)
{
    for (size_t i = 0; i + strlen(text) <= size; i++)
        if (!memcmp(memory + i, text, strlen(text))) return 1;
    return 0;
}

int main(void)
{
    HANDLE file =
        CreateFileA("dump.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    EXCEPTION_RECORD record = {.ExceptionCode = 0xc0000005, .ExceptionAddress = main, .NumberParameters = 2};
    CONTEXT context;
    EXCEPTION_POINTERS pointers = {&record, &context};
    MINIDUMP_EXCEPTION_INFORMATION exception = {GetCurrentThreadId(), &pointers, FALSE};
    MINIDUMP_USER_STREAM own = {LastReservedStream + 1, 8, "own data"};
    MINIDUMP_USER_STREAM_INFORMATION streams = {1, &own};
    volatile char mark[] = "on the first stack";
    DWORD id = 0;

    begun = CreateEventW(NULL, FALSE, FALSE, NULL);
    finish = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, waits, &id, 0, &id);
    WaitForSingleObject(begun, INFINITE);
    RtlCaptureContext(&context);
    record.ExceptionInformation[1] = 0x1234;
    CHECK(MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &exception, &streams,
                            NULL) &&
              mark[0],
          "MiniDumpWriteDump: \"If the function succeeds, the return value is TRUE\"");
    SetEvent(finish);
    CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "and the other threads go on");

    char *dump = mapped(file), *data;
    MINIDUMP_DIRECTORY *row = NULL;
    ULONG size = 0;
    MINIDUMP_HEADER *header = (MINIDUMP_HEADER *)dump;
    CHECK(dump && !memcmp(dump, "MDMP", 4) && (header->Version & 0xffff) == 0xa793 && header->NumberOfStreams >= 6 &&
              header->Flags == MiniDumpNormal,
          "MINIDUMP_HEADER: MDMP, the version, the streams, the type");
    CHECK(MiniDumpReadDumpStream(dump, SystemInfoStream, &row, (void **)&data, &size) &&
              row->StreamType == SystemInfoStream && size >= sizeof(MINIDUMP_SYSTEM_INFO) &&
              ((MINIDUMP_SYSTEM_INFO *)data)->ProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 &&
              ((MINIDUMP_SYSTEM_INFO *)data)->MajorVersion >= 10,
          "SystemInfoStream; MiniDumpReadDumpStream: its place and size");
    CHECK(MiniDumpReadDumpStream(dump, MiscInfoStream, NULL, (void **)&data, NULL) &&
              ((MINIDUMP_MISC_INFO *)data)->ProcessId == GetCurrentProcessId(),
          "MiscInfoStream: the process");
    CHECK(!MiniDumpReadDumpStream(dump, 0x7777, &row, (void **)&data, &size),
          "MiniDumpReadDumpStream: FALSE: none of that type");

    int found = 0, named = 0;
    if (CHECK(MiniDumpReadDumpStream(dump, ModuleListStream, &row, (void **)&data, &size), "ModuleListStream")) {
        MINIDUMP_MODULE_LIST *list = (void *)data;
        for (ULONG i = 0; i < list->NumberOfModules; i++) {
            MINIDUMP_STRING *name = (void *)(dump + list->Modules[i].ModuleNameRva);
            if (list->Modules[i].BaseOfImage != (ULONG_PTR)GetModuleHandleW(NULL)) continue;
            found++;
            named = name->Length / 2 == wcslen(name->Buffer) && wcsstr(name->Buffer, L"dump.exe");
        }
        CHECK(found == 1 && named && list->NumberOfModules > 2, "ModuleListStream: the program and its DLLs, by name");
    }
    int first = 0, other = 0;
    if (CHECK(MiniDumpReadDumpStream(dump, ThreadListStream, &row, (void **)&data, &size), "ThreadListStream")) {
        MINIDUMP_THREAD_LIST *list = (void *)data;
        for (ULONG i = 0; i < list->NumberOfThreads; i++) {
            MINIDUMP_THREAD *t = &list->Threads[i];
            CONTEXT *registers = (void *)(dump + t->ThreadContext.Rva);
            const char *stack = dump + t->Stack.Memory.Rva;
            int within = registers->Rsp - t->Stack.StartOfMemoryRange < t->Stack.Memory.DataSize &&
                         t->ThreadContext.DataSize == sizeof *registers;
            if (t->ThreadId == GetCurrentThreadId())
                first = within && holds(stack, t->Stack.Memory.DataSize, "on the first stack") &&
                        registers->Rip == context.Rip;
            if (t->ThreadId == id) other = within && holds(stack, t->Stack.Memory.DataSize, "on the other stack");
        }
        CHECK(first, "ThreadListStream: the thread of the exception, with the exception's registers and its stack");
        CHECK(other, "ThreadListStream: another thread, its registers and its stack");
    }
    CHECK(MiniDumpReadDumpStream(dump, ExceptionStream, &row, (void **)&data, &size) &&
              ((MINIDUMP_EXCEPTION_STREAM *)data)->ThreadId == GetCurrentThreadId() &&
              ((MINIDUMP_EXCEPTION_STREAM *)data)->ExceptionRecord.ExceptionCode == 0xc0000005 &&
              ((MINIDUMP_EXCEPTION_STREAM *)data)->ExceptionRecord.ExceptionAddress == (ULONG_PTR)main &&
              ((MINIDUMP_EXCEPTION_STREAM *)data)->ExceptionRecord.ExceptionInformation[1] == 0x1234,
          "ExceptionStream: what was given");
    CHECK(MiniDumpReadDumpStream(dump, LastReservedStream + 1, &row, (void **)&data, &size) && size == 8 &&
              !memcmp(data, "own data", 8),
          "a user stream");
    CHECK(MiniDumpReadDumpStream(dump, MemoryListStream, &row, (void **)&data, &size) &&
              ((MINIDUMP_MEMORY_LIST *)data)->NumberOfMemoryRanges >= 2,
          "MemoryListStream: the stacks");
    UnmapViewOfFile(dump);
    CHECK(!MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), INVALID_HANDLE_VALUE, MiniDumpNormal, NULL,
                             NULL, NULL) &&
              (HRESULT)GetLastError() < 0,
          "MiniDumpWriteDump: FALSE, \"the last error value will be an HRESULT\"");
    CloseHandle(file);
    return check_done();
}
