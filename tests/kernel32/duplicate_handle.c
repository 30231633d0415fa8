/* SPDX-License-Identifier: MIT */
/* DuplicateHandle into and out of another process: this program and children of it.  Rests on "DuplicateHandle
 * function", "Handle Inheritance", "Process Security and Access Rights".  Debian's Wine closes no handle elsewhere
 * without a target process, as that page's remarks do: there it fails. */
#include "children.h"

#include <string.h>

/* child WHAT: says in a named mapping what it has, or looks there for what it was given. */
struct shared {
    volatile ULONG_PTR handle;
    volatile LONG result;
};

static int child(char **argv)
{
    HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "metic duplicates"), handle;
    HANDLE ready = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic ready"),
           go = OpenEventA(EVENT_ALL_ACCESS, FALSE, "metic go");
    struct shared *shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    const char *what = argv[2];
    DWORD done;
    char text[8] = "";

    if (!shared || !ready || !go) return 1;
    if (!strcmp(what, "offers")) { /* an event of its own that the parent is to take */
        handle = CreateEventW(NULL, TRUE, FALSE, NULL);
        shared->handle = (ULONG_PTR)handle;
        SetEvent(ready);
        WaitForSingleObject(go, 10000);
        return WaitForSingleObject(handle, 0) == WAIT_OBJECT_0 ? 7 : 2;
    }
    SetEvent(ready);
    WaitForSingleObject(go, 10000);
    handle = (HANDLE)shared->handle;
    if (!strcmp(what, "sets")) return SetEvent(handle) ? 7 : (int)GetLastError();
    if (!strcmp(what, "reads"))
        return ReadFile(handle, text, 5, &done, NULL) && done == 5 && !strcmp(text, "hello") ? 7 : 3;
    if (!strcmp(what, "id")) return (int)GetProcessId(handle);
    if (!strcmp(what, "closed")) return !CloseHandle(handle) && GetLastError() == ERROR_INVALID_HANDLE ? 7 : 4;
    return 99;
}

static HANDLE start(const char *what, DWORD flags, PROCESS_INFORMATION *info)
{
    return child_start(what, FALSE, flags, info);
}

static DWORD finish(PROCESS_INFORMATION *info)
{
    CloseHandle(info->hThread);
    return child_finish(info->hProcess);
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argv);
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 100, L"metic duplicates");
    HANDLE ready = CreateEventW(NULL, FALSE, FALSE, L"metic ready"), go = CreateEventW(NULL, FALSE, FALSE, L"metic go");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), there = NULL, here = NULL, weak;
    struct shared *shared = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    PROCESS_INFORMATION info;
    DWORD done, id;

    HANDLE process = start("sets", 0, &info);
    WaitForSingleObject(ready, 10000);
    CHECK(DuplicateHandle(GetCurrentProcess(), event, process, &there, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "a handle is made in a child that runs");
    shared->handle = (ULONG_PTR)there;
    SetEvent(go);
    CHECK(finish(&info) == 7 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "the child sets the event by it");
    ResetEvent(event);

    process = start("sets", CREATE_SUSPENDED, &info);
    CHECK(DuplicateHandle(GetCurrentProcess(), event, process, &there, SYNCHRONIZE, FALSE, 0),
          "into one that is suspended before its first instruction");
    shared->handle = (ULONG_PTR)there;
    ResumeThread(info.hThread);
    WaitForSingleObject(ready, 10000);
    SetEvent(go);
    CHECK(finish(&info) == ERROR_ACCESS_DENIED && WaitForSingleObject(event, 0) == WAIT_TIMEOUT,
          "dwDesiredAccess is \"the access requested for the new handle\"");

    process = start("offers", 0, &info);
    WaitForSingleObject(ready, 10000);
    CHECK(
        DuplicateHandle(process, (HANDLE)shared->handle, GetCurrentProcess(), &here, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
            SetEvent(here),
        "a child's handle is duplicated here");
    CHECK(!DuplicateHandle(process, (HANDLE)0x7770, GetCurrentProcess(), &weak, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
              GetLastError() == ERROR_INVALID_HANDLE,
          "what is no handle there");
    SetEvent(go);
    CHECK(finish(&info) == 7, "both are of one object");
    CloseHandle(here);

    process = start("closed", 0, &info);
    WaitForSingleObject(ready, 10000);
    DuplicateHandle(GetCurrentProcess(), event, process, &there, 0, FALSE, DUPLICATE_SAME_ACCESS);
    shared->handle = (ULONG_PTR)there;
    CHECK(DuplicateHandle(process, there, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE),
          "DUPLICATE_CLOSE_SOURCE without a target closes a handle in another process");
    SetEvent(go);
    CHECK(finish(&info) == 7, "it is closed there");

    HANDLE ends[2];
    CreatePipe(&ends[0], &ends[1], NULL, 0);
    process = start("reads", 0, &info);
    WaitForSingleObject(ready, 10000);
    CHECK(DuplicateHandle(GetCurrentProcess(), ends[0], process, &there, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE) &&
              !CloseHandle(ends[0]),
          "a pipe's end is moved to a child");
    shared->handle = (ULONG_PTR)there;
    WriteFile(ends[1], "hello", 5, &done, NULL);
    SetEvent(go);
    CHECK(finish(&info) == 7, "which reads from it");
    CloseHandle(ends[1]);

    process = start("id", 0, &info);
    WaitForSingleObject(ready, 10000);
    id = GetCurrentProcessId();
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), process, &there, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "the pseudo-handle of this process becomes a real one there");
    shared->handle = (ULONG_PTR)there;
    weak = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, info.dwProcessId);
    CHECK(!DuplicateHandle(GetCurrentProcess(), event, weak, &here, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
              GetLastError() == ERROR_ACCESS_DENIED,
          "\"The handle must have the PROCESS_DUP_HANDLE access right\"");
    CloseHandle(weak);
    SetEvent(go);
    CHECK(finish(&info) == id, "it is this one's");
    return check_done();
}
