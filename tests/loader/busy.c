/* SPDX-License-Identifier: MIT */
/* A Windows program for environments.t that uses something of everything the host must give: pages that run, threads,
 * exceptions, clocks, files, mappings, folders, libraries.  Prints one line; every failure is named in it. busy
 * NAME...: what is not to be tried. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int skipped, count;
static char **names;
static char said[1000];

static int wanted(const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return skipped++, 0;
    return 1;
}

static void need(int ok, const char *what)
{
    if (!ok) sprintf(said + strlen(said), " %s(%lu)", what, (unsigned long)GetLastError());
}

static DWORD CALLBACK add(void *at)
{
    for (int i = 0; i < 1000; i++) InterlockedIncrement(at);
    Sleep(1);
    return 7;
}

static void *guarded;
static LONG CALLBACK open_page(EXCEPTION_POINTERS *p)
{
    DWORD old;
    if (p->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
    return VirtualProtect(guarded, 4096, PAGE_READWRITE, &old) ? EXCEPTION_CONTINUE_EXECUTION
                                                               : EXCEPTION_CONTINUE_SEARCH;
}

static void memory(void)
{
    static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3}; /* mov eax, 42; ret */
    void *page = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    need(page != NULL, "executable page");
    if (page) need(((int (*)(void))memcpy(page, code, sizeof code))() == 42, "code");
    char *heap = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 3 << 20);
    need(heap && !heap[3 << 19], "heap");
    HeapFree(GetProcessHeap(), 0, heap);
    guarded = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS);
    void *handler = AddVectoredExceptionHandler(1, open_page);
    *(volatile int *)guarded = 5;
    need(*(int *)guarded == 5, "exception");
    RemoveVectoredExceptionHandler(handler);
}

static void threads(void)
{
    HANDLE all[4];
    LONG sum = 0;
    DWORD code = 0;
    for (int i = 0; i < 4; i++) need((all[i] = CreateThread(NULL, 0, add, &sum, 0, NULL)) != NULL, "thread");
    need(WaitForMultipleObjects(4, all, TRUE, 10000) == WAIT_OBJECT_0, "wait");
    need(sum == 4000 && GetExitCodeThread(all[3], &code) && code == 7, "sum");
    for (int i = 0; i < 4; i++) CloseHandle(all[i]);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    need(event && WaitForSingleObject(event, 5) == WAIT_TIMEOUT && SetEvent(event) &&
             WaitForSingleObject(event, 0) == 0,
         "event");
    CloseHandle(event);
}

static void clocks(void)
{
    LARGE_INTEGER before, after;
    SYSTEMTIME now;
    QueryPerformanceCounter(&before);
    DWORD ticks = GetTickCount();
    Sleep(20);
    QueryPerformanceCounter(&after);
    GetSystemTime(&now);
    need(after.QuadPart > before.QuadPart && GetTickCount() - ticks < 60000 && now.wYear >= 2020, "clock");
}

static void files(void)
{
    char folder[MAX_PATH], name[MAX_PATH], text[16] = "";
    DWORD done = 0;
    need(GetTempPathA(sizeof folder, folder) && GetTempFileNameA(folder, "bsy", 0, name), "temp name");
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, 0, NULL);
    need(file != INVALID_HANDLE_VALUE && WriteFile(file, "some text", 9, &done, NULL) && done == 9, "write");
    HANDLE mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    char *view = mapping ? MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0) : NULL;
    need(view && !memcmp(view, "some text", 9), "view");
    if (view) {
        view[0] = 'S';
        FlushViewOfFile(view, 0);
        UnmapViewOfFile(view);
    }
    CloseHandle(mapping);
    need(SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0 && ReadFile(file, text, 15, &done, NULL) &&
             !strcmp(text, "Some text"),
         "read");
    CloseHandle(file);
    need(DeleteFileA(name), "delete"); /* another that runs beside us may have made one of that name by now */
}

/* On drive C:, so that the prefix must be there. */
static void prefix(void)
{
    char name[60];
    DWORD done = 0;
    sprintf(name, "C:\\ProgramData\\busy-%lu.txt", (unsigned long)GetCurrentProcessId());
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    need(file != INVALID_HANDLE_VALUE && WriteFile(file, "text", 4, &done, NULL) && done == 4, "prefix");
    need(GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES, "file in the prefix");
    CloseHandle(file);
    need(GetFileAttributesA(name) == INVALID_FILE_ATTRIBUTES, "delete on close");
}

static void folders(void)
{
    WIN32_FIND_DATAA found;
    char here[MAX_PATH], library[MAX_PATH];
    HANDLE search = FindFirstFileA("*.txt", &found);
    need(search != INVALID_HANDLE_VALUE && !strcmp(found.cFileName, "a.txt"), "find");
    FindClose(search);
    need(GetCurrentDirectoryA(sizeof here, here) >= 3 && here[1] == ':', "folder");
    need(GetSystemDirectoryA(library, sizeof library) && !stricmp(library, "C:\\windows\\system32"), "system folder");
}

static void libraries(void)
{
    HMODULE library = LoadLibraryA("advapi32.dll");
    need(library && GetProcAddress(library, "RegCloseKey"), "library");
    FreeLibrary(library);
}

/* Standard handles that the program was started with are no others' files: what stdin gives is nothing. */
static void input(void)
{
    char text[100];
    DWORD got = 0;
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
    need(!in || in == INVALID_HANDLE_VALUE || !ReadFile(in, text, sizeof text, &got, NULL) || !got,
         "stdin is something");
}

static const struct {
    const char *name;
    void (*run)(void);
} parts[] = {
    {"memory",    memory   },
    {"threads",   threads  },
    {"clocks",    clocks   },
    {"files",     files    },
    {"prefix",    prefix   },
    {"folders",   folders  },
    {"libraries", libraries},
    {"input",     input    },
};

int main(int argc, char **argv)
{
    count = argc - 1;
    names = argv + 1;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
        if (wanted(parts[i].name)) parts[i].run();
    if (skipped != count) strcat(said, " skipped(0)");
    printf("%s%s\n", *said ? "failed:" : "all is well", said);
    return *said != 0;
}
