/* SPDX-License-Identifier: MIT */
/* Changes of folders: ReadDirectoryChangesW and change notifications.
 * Debian's Wine ends an overflow with ERROR_NOTIFY_ENUM_DIR, and tells changes in subfolders otherwise. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

#define NAMES     (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)
#define LONG_WAIT 10000

static DWORD buffer[1024];

static HANDLE open_folder(const char *name, DWORD flags)
{
    return CreateFileA(name, FILE_LIST_DIRECTORY, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags,
                       NULL);
}

/* The records in the buffer as text: the action, the name, a space. */
static const char *told(DWORD bytes)
{
    static char text[2048];
    FILE_NOTIFY_INFORMATION *record = (void *)buffer;

    text[0] = 0;
    while (bytes) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%lu%.*ls ", (unsigned long)record->Action,
                 (int)(record->FileNameLength / sizeof(WCHAR)), record->FileName);
        if (!record->NextEntryOffset) break;
        record = (void *)((char *)record + record->NextEntryOffset);
    }
    return text;
}

static BOOL watch(HANDLE folder, DWORD size, BOOL tree, DWORD filter, OVERLAPPED *place)
{
    memset(buffer, 0, sizeof buffer);
    return ReadDirectoryChangesW(folder, buffer, size, tree, filter, NULL, place, NULL);
}

/* Waits for the request; then for more until all of `wanted` has been told. */
static BOOL tells(HANDLE folder, BOOL tree, DWORD filter, OVERLAPPED *place, const char *wanted)
{
    char all[4096] = "";
    DWORD bytes = 0;

    for (;;) {
        if (WaitForSingleObject(place->hEvent, LONG_WAIT) || !GetOverlappedResult(folder, place, &bytes, FALSE)) break;
        strcat(all, told(bytes));
        if (!strncmp(all, wanted, strlen(wanted))) return TRUE;
        if (strlen(all) >= strlen(wanted) || !watch(folder, sizeof buffer, tree, filter, place)) break;
    }
    printf("# %s\n", all);
    return FALSE;
}

static void test_changes(void)
{
    OVERLAPPED place = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    HANDLE folder;
    DWORD bytes = 77;

    CreateDirectoryA("watched", NULL);
    folder = open_folder("watched", FILE_FLAG_OVERLAPPED);
    CHECK(watch(folder, sizeof buffer, FALSE, NAMES, &place),
          "ReadDirectoryChangesW: \"For asynchronous calls, this means that the operation was successfully queued\"");
    CHECK(WaitForSingleObject(place.hEvent, 0) == WAIT_TIMEOUT && !GetOverlappedResult(folder, &place, &bytes, FALSE) &&
              failed(ERROR_IO_INCOMPLETE),
          "ReadDirectoryChangesW: nothing has changed yet");
    put_file("watched\\a.txt", "");
    CHECK(tells(folder, FALSE, NAMES, &place, "1a.txt "), "FILE_ACTION_ADDED: \"The file was added to the directory\"");
    MoveFileA("watched\\a.txt", "watched\\b.txt");
    CHECK(watch(folder, sizeof buffer, FALSE, NAMES, &place) && tells(folder, FALSE, NAMES, &place, "4a.txt 5b.txt "),
          "ReadDirectoryChangesW: changes between two calls are kept; FILE_ACTION_RENAMED_OLD_NAME and _NEW_NAME");
    CreateDirectoryA("watched\\sub", NULL);
    put_file("watched\\sub\\deep.txt", "");
    DeleteFileA("watched\\sub\\deep.txt");
    RemoveDirectoryA("watched\\sub");
    DeleteFileA("watched\\b.txt");
    CHECK(watch(folder, sizeof buffer, FALSE, NAMES, &place) &&
              tells(folder, FALSE, NAMES, &place, "1sub 2sub 2b.txt "),
          "FILE_ACTION_REMOVED; \"bWatchSubtree ... FALSE, the function monitors only the directory specified\"");

    /* more than the buffer holds */
    for (int i = 0; i < 20; i++) {
        char name[60];
        snprintf(name, sizeof name, "watched\\a rather long name for a file %d", i);
        put_file(name, "");
        DeleteFileA(name);
    }
    CHECK(watch(folder, 64, FALSE, NAMES, &place) && WaitForSingleObject(place.hEvent, LONG_WAIT) == 0 &&
              GetOverlappedResult(folder, &place, &bytes, FALSE) && bytes == 0,
          "ReadDirectoryChangesW: \"If the buffer overflows ... the entire contents of the buffer are discarded and "
          "lpBytesReturned contains zero\"");
    CloseHandle(folder);

    folder = open_folder("watched", FILE_FLAG_OVERLAPPED);
    CHECK(watch(folder, sizeof buffer, FALSE, NAMES, &place) && CancelIoEx(folder, &place),
          "CancelIoEx: ends a request that waits");
    CHECK(!GetOverlappedResult(folder, &place, &bytes, TRUE) && failed(ERROR_OPERATION_ABORTED),
          "CancelIoEx: ERROR_OPERATION_ABORTED");
    CHECK(!CancelIoEx(folder, &place) && failed(ERROR_NOT_FOUND), "CancelIoEx: once");
    CHECK(!watch(folder, sizeof buffer, FALSE, 0, &place) && failed(ERROR_INVALID_PARAMETER),
          "ReadDirectoryChangesW: a filter is needed");
    CHECK(!ReadDirectoryChangesW(folder, (char *)buffer + 1, 100, FALSE, NAMES, NULL, &place, NULL) &&
              failed(ERROR_NOACCESS),
          "ReadDirectoryChangesW: \"fails with ERROR_NOACCESS when the buffer is not aligned on a DWORD boundary\"");
    CHECK(watch(folder, sizeof buffer, FALSE, NAMES, &place), "ReadDirectoryChangesW: again");
    CloseHandle(folder);
    CHECK(WaitForSingleObject(place.hEvent, LONG_WAIT) == WAIT_OBJECT_0 && HasOverlappedIoCompleted(&place) &&
              place.InternalHigh == 0,
          "ReadDirectoryChangesW: closing the folder ends the request");
    CHECK(!watch(NO_HANDLE, sizeof buffer, FALSE, NAMES, &place) && failed(ERROR_INVALID_HANDLE),
          "ReadDirectoryChangesW: of no handle");
    put_file("file", "");
    HANDLE file = CreateFileA("file", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    CHECK(!watch(file, sizeof buffer, FALSE, NAMES, &place) && failed(ERROR_INVALID_PARAMETER),
          "ReadDirectoryChangesW: of a file");
    CloseHandle(file);
    DeleteFileA("file");
    CloseHandle(place.hEvent);
    RemoveDirectoryA("watched");
}

static void test_filters(void)
{
    OVERLAPPED place = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    HANDLE folder;

    CreateDirectoryA("watched", NULL);
    CreateDirectoryA("watched\\sub", NULL);
    folder = open_folder("watched", FILE_FLAG_OVERLAPPED);
    CHECK(watch(folder, sizeof buffer, TRUE, FILE_NOTIFY_CHANGE_FILE_NAME, &place),
          "ReadDirectoryChangesW: bWatchSubtree");
    CreateDirectoryA("watched\\new", NULL);
    put_file("watched\\sub\\deep.txt", "text");
    CHECK(tells(folder, TRUE, FILE_NOTIFY_CHANGE_FILE_NAME, &place, "1sub\\deep.txt "),
          "bWatchSubtree: names are \"relative to the directory handle\"; FILE_NOTIFY_CHANGE_FILE_NAME says nothing of "
          "folders");
    MoveFileA("watched\\sub\\deep.txt", "watched\\new\\moved.txt");
    CHECK(watch(folder, sizeof buffer, TRUE, FILE_NOTIFY_CHANGE_FILE_NAME, &place) &&
              (tells(folder, TRUE, FILE_NOTIFY_CHANGE_FILE_NAME, &place, "4sub\\deep.txt 5new\\moved.txt ") ||
               !strncmp(told(1), "2", 1)),
          "bWatchSubtree: a new folder is watched too");
    CloseHandle(folder);

    folder = open_folder("watched\\new", FILE_FLAG_OVERLAPPED);
    CHECK(watch(folder, sizeof buffer, FALSE, FILE_NOTIFY_CHANGE_LAST_WRITE | FILE_NOTIFY_CHANGE_SIZE, &place),
          "FILE_NOTIFY_CHANGE_LAST_WRITE, FILE_NOTIFY_CHANGE_SIZE");
    put_file("watched\\new\\moved.txt", "other");
    CHECK(tells(folder, FALSE, FILE_NOTIFY_CHANGE_LAST_WRITE, &place, "3moved.txt "),
          "FILE_ACTION_MODIFIED: \"The file was modified\"");
    CloseHandle(folder);
    CloseHandle(place.hEvent);
    DeleteFileA("watched\\new\\moved.txt");
    RemoveDirectoryA("watched\\new");
    RemoveDirectoryA("watched\\sub");
    RemoveDirectoryA("watched");
}

static DWORD routine_error = 77, routine_bytes;

static void WINAPI routine(DWORD error, DWORD bytes, OVERLAPPED *place)
{
    (void)place;
    routine_error = error;
    routine_bytes = bytes;
}

static DWORD WINAPI make_later(void *unused)
{
    (void)unused;
    Sleep(30);
    put_file("watched\\later.txt", "");
    return 0;
}

static void test_other_ways(void)
{
    OVERLAPPED place = {.Offset = 0};
    DWORD bytes = 77;
    HANDLE folder, thread;

    CreateDirectoryA("watched", NULL);
    folder = open_folder("watched", FILE_FLAG_OVERLAPPED);
    memset(buffer, 0, sizeof buffer);
    CHECK(ReadDirectoryChangesW(folder, buffer, sizeof buffer, FALSE, NAMES, NULL, &place, routine),
          "ReadDirectoryChangesW: lpCompletionRoutine");
    put_file("watched\\a.txt", "");
    DWORD from = GetTickCount();
    CHECK(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION && GetTickCount() - from < LONG_WAIT / 2 &&
              routine_error == 0 && routine_bytes && !strcmp(told(routine_bytes), "1a.txt "),
          "lpCompletionRoutine: \"called when the operation has been completed ... and the calling thread is in an "
          "alertable wait state\"");
    CloseHandle(folder);
    DeleteFileA("watched\\a.txt");

    folder = open_folder("watched", 0);
    thread = CreateThread(NULL, 0, make_later, NULL, 0, NULL);
    CHECK(ReadDirectoryChangesW(folder, buffer, sizeof buffer, FALSE, NAMES, &bytes, NULL, NULL) && bytes &&
              !strcmp(told(bytes), "1later.txt "),
          "ReadDirectoryChangesW: a synchronous handle waits; lpBytesReturned");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(folder);
    DeleteFileA("watched\\later.txt");
    RemoveDirectoryA("watched");
}

static void test_notifications(void)
{
    HANDLE change, other;

    CreateDirectoryA("watched", NULL);
    change = FindFirstChangeNotificationA("watched", FALSE, NAMES);
    other = FindFirstChangeNotificationW(L"watched", FALSE, FILE_NOTIFY_CHANGE_DIR_NAME);
    CHECK(change != INVALID_HANDLE_VALUE && other != INVALID_HANDLE_VALUE,
          "FindFirstChangeNotification: \"the return value is a handle to a find change notification object\"");
    CHECK(WaitForSingleObject(change, 0) == WAIT_TIMEOUT, "FindFirstChangeNotificationA: nothing has changed");
    put_file("watched\\a.txt", "");
    CHECK(WaitForSingleObject(change, LONG_WAIT) == WAIT_OBJECT_0,
          "FindFirstChangeNotificationA: \"A wait on a notification handle succeeds when a change matching the filter "
          "conditions occurs\"");
    CHECK(WaitForSingleObject(other, 0) == WAIT_TIMEOUT, "FindFirstChangeNotificationW: not for another filter");
    CHECK(FindNextChangeNotification(change) && WaitForSingleObject(change, 20) == WAIT_TIMEOUT,
          "FindNextChangeNotification: asks for the next change");
    CreateDirectoryA("watched\\sub", NULL);
    CHECK(WaitForSingleObject(change, LONG_WAIT) == WAIT_OBJECT_0 &&
              WaitForSingleObject(other, LONG_WAIT) == WAIT_OBJECT_0,
          "FindNextChangeNotification: which signals it again");
    CHECK(FindCloseChangeNotification(change) && FindCloseChangeNotification(other),
          "FindCloseChangeNotification: \"If the function succeeds, the return value is nonzero\"");
    CHECK(!FindCloseChangeNotification(NO_HANDLE), "FindCloseChangeNotification: of no notification");
    CHECK(!FindNextChangeNotification(NO_HANDLE) && failed(ERROR_INVALID_HANDLE),
          "FindNextChangeNotification: of no notification");
    CHECK(FindFirstChangeNotificationA("none", FALSE, NAMES) == INVALID_HANDLE_VALUE && failed(ERROR_FILE_NOT_FOUND),
          "FindFirstChangeNotificationA: of no folder");
    CHECK(FindFirstChangeNotificationW(L"watched", FALSE, 0) == INVALID_HANDLE_VALUE && failed(ERROR_INVALID_PARAMETER),
          "FindFirstChangeNotificationW: a filter is needed");
    RemoveDirectoryA("watched\\sub");
    DeleteFileA("watched\\a.txt");
    CHECK(RemoveDirectoryA("watched"), "FindCloseChangeNotification: the folder is not open any more");
}

int main(void)
{
    scratch_enter();
    test_changes();
    test_filters();
    test_other_ways();
    test_notifications();
    scratch_leave();
    return check_done();
}
