/* SPDX-License-Identifier: MIT */
/* Objects that two processes find by a name: this program and children of it.  Rests on "Object Names", "Kernel object
 * namespaces", "Using Named Objects", "CreateMutexW function", "OpenEventW function", "CreateFileMappingW function",
 * "OpenFileMappingW function". */
#include "children.h"

#include <string.h>

static int child(char **argv)
{
    const char *what = argv[2], *name = argv[3];
    if (!strcmp(what, "set")) {
        HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, name);
        return event && SetEvent(event) ? 7 : 1;
    }
    if (!strcmp(what, "no-event")) return !OpenEventA(EVENT_MODIFY_STATE, FALSE, name) ? (int)GetLastError() : 1;
    if (!strcmp(what, "no-mutex")) return !OpenMutexA(SYNCHRONIZE, FALSE, name) ? (int)GetLastError() : 1;
    if (!strcmp(what, "create-mutex")) {
        HANDLE mutex = CreateMutexA(NULL, TRUE, name);
        DWORD error = GetLastError();
        return !mutex ? 1 : error == ERROR_ALREADY_EXISTS ? 8 : WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0 ? 7 : 2;
    }
    if (!strcmp(what, "own")) { /* and end with it */
        HANDLE mutex = OpenMutexA(SYNCHRONIZE, FALSE, name);
        return mutex && WaitForSingleObject(mutex, 10000) == WAIT_OBJECT_0 ? 7 : 1;
    }
    if (!strcmp(what, "semaphore")) {
        HANDLE semaphore = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name);
        LONG before = -1;
        return semaphore && ReleaseSemaphore(semaphore, 1, &before) && before == 2 ? 7 : 1;
    }
    if (!strcmp(what, "timer")) {
        HANDLE timer = OpenWaitableTimerA(SYNCHRONIZE, FALSE, name);
        return timer && WaitForSingleObject(timer, 10000) == WAIT_OBJECT_0 ? 7 : 1;
    }
    if (!strcmp(what, "mapping")) {
        HANDLE mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
        char *view = mapping ? MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;
        if (!view || strcmp(view, "from the parent")) return 1;
        strcpy(view, "from the child");
        return 7;
    }
    if (!strcmp(what, "keep")) { /* makes it, says so, and stays until it is told */
        HANDLE event = CreateEventA(NULL, TRUE, FALSE, name), ready = OpenEventA(EVENT_ALL_ACCESS, FALSE, argv[4]);
        SetEvent(ready);
        return WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 ? 7 : 1;
    }
    return 99;
}

static void test_events(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, L"metic event"), again, ready;
    CHECK(event && GetLastError() == ERROR_SUCCESS, "a new name is no failure");
    again = CreateEventW(NULL, TRUE, TRUE, L"metic event");
    CHECK(again && GetLastError() == ERROR_ALREADY_EXISTS && WaitForSingleObject(again, 0) == WAIT_TIMEOUT,
          "a second creation gives the same event, its parameters \"are ignored\"");
    CHECK(child_finish(child_start("set \"metic event\"", FALSE, 0, NULL)) == 7 &&
              WaitForSingleObject(event, 10000) == WAIT_OBJECT_0,
          "another process opens it by its name and sets it");
    CHECK(child_finish(child_start("set \"Local\\metic event\"", FALSE, 0, NULL)) == 7 &&
              WaitForSingleObject(event, 10000) == WAIT_OBJECT_0,
          "Local\\ is the session's name space");
    CHECK(child_finish(child_start("no-event \"Metic Event\"", FALSE, 0, NULL)) == ERROR_FILE_NOT_FOUND,
          "\"The name comparison is case sensitive\"");
    CHECK(child_finish(child_start("no-mutex \"metic event\"", FALSE, 0, NULL)) == ERROR_INVALID_HANDLE,
          "\"If lpName matches the name of an existing ... the function fails and ... ERROR_INVALID_HANDLE\"");
    CHECK(!CreateMutexW(NULL, FALSE, L"metic event") && GetLastError() == ERROR_INVALID_HANDLE,
          "objects of different types share one name space");
    CHECK(!OpenEventW(EVENT_ALL_ACCESS, FALSE, L"metic no such folder\\event") &&
              GetLastError() == ERROR_PATH_NOT_FOUND,
          "a backslash separates folders, and there is none");
    CloseHandle(again);
    CHECK(child_finish(child_start("set \"metic event\"", FALSE, 0, NULL)) == 7,
          "the name lives while there is a handle");
    CloseHandle(event);
    CHECK(child_finish(child_start("no-event \"metic event\"", FALSE, 0, NULL)) == ERROR_FILE_NOT_FOUND,
          "it goes with the last handle");
    event = CreateEventW(NULL, TRUE, FALSE, L"metic event");
    CHECK(event && GetLastError() == ERROR_SUCCESS && WaitForSingleObject(event, 0) == WAIT_TIMEOUT,
          "and is free for another one");
    CloseHandle(event);

    ready = CreateEventW(NULL, FALSE, FALSE, L"metic ready");
    HANDLE process = child_start("keep \"metic kept\" \"metic ready\"", FALSE, 0, NULL);
    CHECK(WaitForSingleObject(ready, 10000) == WAIT_OBJECT_0, "a child makes an event");
    again = OpenEventW(EVENT_MODIFY_STATE, FALSE, L"metic kept");
    CHECK(again && SetEvent(again) && child_finish(process) == 7, "which the parent opens and sets");
    CHECK(child_finish(child_start("set \"metic kept\"", FALSE, 0, NULL)) == 7,
          "the parent's handle keeps it after its maker's end");
    CloseHandle(again);
    CHECK(!OpenEventW(EVENT_MODIFY_STATE, FALSE, L"metic kept") && GetLastError() == ERROR_FILE_NOT_FOUND,
          "and then it has gone");
    process = child_start("keep \"metic kept\" \"metic ready\"", FALSE, 0, NULL);
    WaitForSingleObject(ready, 10000);
    TerminateProcess(process, 3);
    child_finish(process);
    CHECK(!OpenEventW(EVENT_MODIFY_STATE, FALSE, L"metic kept") && GetLastError() == ERROR_FILE_NOT_FOUND,
          "a terminated process's names go with it");
    CloseHandle(ready);
}

static void test_others(void)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, L"metic mutex");
    CHECK(child_finish(child_start("create-mutex \"metic mutex\"", FALSE, 0, NULL)) == 8,
          "ERROR_ALREADY_EXISTS tells a second instance");
    CHECK(child_finish(child_start("own \"metic mutex\"", FALSE, 0, NULL)) == 7 &&
              WaitForSingleObject(mutex, 10000) == WAIT_ABANDONED,
          "a named mutex is abandoned by its owner's end");
    ReleaseMutex(mutex);
    CloseHandle(mutex);
    CHECK(child_finish(child_start("create-mutex \"metic mutex\"", FALSE, 0, NULL)) == 7,
          "once it has gone another process owns a new one");
    HANDLE semaphore = CreateSemaphoreW(NULL, 2, 3, L"Global\\metic semaphore");
    CHECK(child_finish(child_start("semaphore \"Global\\metic semaphore\"", FALSE, 0, NULL)) == 7 &&
              !ReleaseSemaphore(semaphore, 1, NULL) && GetLastError() == ERROR_TOO_MANY_POSTS,
          "a named semaphore counts for both");
    CloseHandle(semaphore);
    HANDLE timer = CreateWaitableTimerW(NULL, TRUE, L"metic timer");
    LARGE_INTEGER due = {.QuadPart = -500000};
    SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE);
    CHECK(child_finish(child_start("timer \"metic timer\"", FALSE, 0, NULL)) == 7, "a named timer fires for both");
    CloseHandle(timer);
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 100, L"metic mapping");
    char *view = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    strcpy(view, "from the parent");
    CHECK(child_finish(child_start("mapping \"metic mapping\"", FALSE, 0, NULL)) == 7 &&
              !strcmp(view, "from the child"),
          "two processes see one named mapping");
    HANDLE again = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 100, L"metic mapping");
    CHECK(again && GetLastError() == ERROR_ALREADY_EXISTS, "its name is taken");
    CloseHandle(again);
    CloseHandle(mapping);
    CHECK(!strcmp(view, "from the child"), "a view outlives the handle");
    UnmapViewOfFile(view);
    CHECK(!OpenFileMappingW(FILE_MAP_READ, FALSE, L"metic mapping") && GetLastError() == ERROR_FILE_NOT_FOUND,
          "and the name goes with both");
}

int main(int argc, char **argv)
{
    if (argc > 3 && !strcmp(argv[1], "child")) return child(argv);
    test_events();
    test_others();
    return check_done();
}
