/* SPDX-License-Identifier: MIT */
/* Files that several processes have open: share modes, deletions that are pending, byte-range locks, deletion on close,
 * and what is left of them when a process is terminated.
 * Debian's wine answers ERROR_DELETE_PENDING (303) where a file is marked for deletion, its locks bind no reads and
 * writes of other processes, and a file to be deleted on close outlives the process that is terminated. */
#include "children.h"
#include "scratch.h"

/* What a child does with `victim`, then it says so and waits to be ended. */
static int child(const char *what, const char *event_name)
{
    HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, event_name), file = INVALID_HANDLE_VALUE;
    OVERLAPPED at = {.Offset = 10};
    DWORD done;

    if (!strcmp(what, "alone")) file = CreateFileA("victim", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (!strcmp(what, "look")) file = CreateFileA("victim", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    if (!strcmp(what, "on-close"))
        file = CreateFileA("victim", GENERIC_READ | DELETE, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE,
                           NULL);
    if (!strcmp(what, "lock") || !strcmp(what, "share-lock")) {
        file = CreateFileA("victim", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
        if (!LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY | (*what == 'l' ? LOCKFILE_EXCLUSIVE_LOCK : 0), 0, 10, 0, &at))
            return 2;
    }
    if (!strcmp(what, "delete")) return DeleteFileA("victim") ? 0 : (int)GetLastError();
    if (!strcmp(what, "open")) { /* and goes */
        file = CreateFileA("victim", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
        return file == INVALID_HANDLE_VALUE ? (int)GetLastError() : 0;
    }
    if (!strcmp(what, "open-write")) {
        file = CreateFileA("victim", GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
        return file == INVALID_HANDLE_VALUE ? (int)GetLastError() : 0;
    }
    if (!strcmp(what, "replace"))
        return MoveFileExA("other", "victim", MOVEFILE_REPLACE_EXISTING) ? 0 : (int)GetLastError();
    if (!strcmp(what, "read-locked")) {
        char byte;
        file = CreateFileA("victim", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
        SetFilePointer(file, 12, NULL, FILE_BEGIN);
        return ReadFile(file, &byte, 1, &done, NULL) ? 0 : (int)GetLastError();
    }
    if (file == INVALID_HANDLE_VALUE) return 3;
    SetEvent(event);
    Sleep(60000);
    return 4;
}

static HANDLE event;
static char event_name[40];

/* A child that has done it and waits. */
static HANDLE waiting_child(const char *what)
{
    char line[80];

    snprintf(line, sizeof line, "%s %s", what, event_name);
    HANDLE process = child_start(line, FALSE, 0, NULL), both[2] = {event, process};
    CHECK(process && WaitForMultipleObjects(2, both, FALSE, 20000) == WAIT_OBJECT_0, "a child: %s", what);
    return process;
}

static void end_child(HANDLE process)
{
    TerminateProcess(process, 77);
    CHECK(child_finish(process) == 77, "TerminateProcess: \"terminates the specified process\"");
}

static DWORD ask_child(const char *what)
{
    char line[80];

    snprintf(line, sizeof line, "%s %s", what, event_name);
    return child_finish(child_start(line, FALSE, 0, NULL));
}

static HANDLE open_victim(DWORD access, DWORD share)
{
    return CreateFileA("victim", access, share, NULL, OPEN_EXISTING, 0, NULL);
}

static void test_shares(void)
{
    put_file("victim", "0123456789abcdefghijklmnopqrstuvwxyz");
    HANDLE process = waiting_child("alone");
    CHECK(open_victim(GENERIC_READ, SHARE_ALL) == INVALID_HANDLE_VALUE && failed(ERROR_SHARING_VIOLATION),
          "dwShareMode 0: \"Prevents subsequent open operations on a file\", those of other processes too");
    HANDLE looks = open_victim(FILE_READ_ATTRIBUTES, 0);
    CHECK(looks != INVALID_HANDLE_VALUE,
          "dwDesiredAccess: attributes can be queried \"even if GENERIC_READ access would have been denied\"");
    CloseHandle(looks);
    CHECK(!DeleteFileA("victim") && failed(ERROR_SHARING_VIOLATION),
          "DeleteFile fails \"if an application attempts to open a file\" that another has without FILE_SHARE_DELETE");
    end_child(process);
    HANDLE file = open_victim(GENERIC_READ, FILE_SHARE_READ);
    CHECK(file != INVALID_HANDLE_VALUE, "the end of a process closes its files, and frees their sharing modes");
    CHECK(ask_child("open") == 0, "FILE_SHARE_READ: \"Enables subsequent open operations on a file to request read\"");
    CHECK(ask_child("open-write") == ERROR_SHARING_VIOLATION, "and what was not shared is refused to other processes");
    CloseHandle(file);
    CHECK(ask_child("open-write") == 0, "\"The sharing options remain in effect until you close the handle\"");
}

static void test_pending(void)
{
    FILE_DISPOSITION_INFO gone = {TRUE};

    put_file("victim", "pending");
    HANDLE process = waiting_child("look");
    HANDLE file = open_victim(GENERIC_READ | DELETE, SHARE_ALL);
    CHECK(file != INVALID_HANDLE_VALUE && SetFileInformationByHandle(file, FileDispositionInfo, &gone, sizeof gone),
          "FILE_DISPOSITION_INFO: \"Indicates whether the file should be deleted\"");
    CHECK(ask_child("open") == ERROR_ACCESS_DENIED, "a file marked for deletion is opened by no other process");
    CloseHandle(file);
    CHECK(open_victim(GENERIC_READ, SHARE_ALL) == INVALID_HANDLE_VALUE && failed(ERROR_ACCESS_DENIED),
          "\"the file is not deleted until all open handles to the file are closed\", another process's too");
    end_child(process);
    put_file("victim", "again"); /* where nobody was left to remove it it is made anew */
    CHECK(DeleteFileA("victim") && !is_there("victim"), "and after the last one it can be made, and removed");
}

static void test_replaced(void)
{
    put_file("victim", "old");
    put_file("other", "new");
    HANDLE file = open_victim(GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    CHECK(ask_child("replace") != 0 && holds("victim", "old"),
          "MOVEFILE_REPLACE_EXISTING: a file that another process has open without FILE_SHARE_DELETE is not replaced");
    CHECK(ask_child("delete") == ERROR_SHARING_VIOLATION, "nor deleted");
    CloseHandle(file);
    CHECK(ask_child("replace") == 0 && holds("victim", "new"), "once it is closed it is");
    CHECK(ask_child("delete") == 0 && !is_there("victim"), "and deleted too");
}

static void test_locks(void)
{
    char bytes[8];
    DWORD done;

    put_file("victim", "0123456789abcdefghijklmnopqrstuvwxyz");
    HANDLE process = waiting_child("lock"), file = open_victim(GENERIC_READ | GENERIC_WRITE, SHARE_ALL);
    OVERLAPPED at = {.Offset = 15}, before = {.Offset = 0};
    SetFilePointer(file, 12, NULL, FILE_BEGIN);
    CHECK(!ReadFile(file, bytes, 4, &done, NULL) && failed(ERROR_LOCK_VIOLATION),
          "LockFileEx: an exclusive lock \"denies all other processes both read and write access\"");
    SetFilePointer(file, 8, NULL, FILE_BEGIN);
    CHECK(!WriteFile(file, "xxxx", 4, &done, NULL) && failed(ERROR_LOCK_VIOLATION), "writing into it as well");
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, bytes, 8, &done, NULL) && done == 8, "what is not locked is read");
    CHECK(!LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY, 0, 2, 0, &at) && failed(ERROR_LOCK_VIOLATION),
          "LOCKFILE_FAIL_IMMEDIATELY: \"The function returns immediately if it is unable to acquire the requested "
          "lock\"");
    CHECK(LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &before) &&
              UnlockFileEx(file, 0, 10, 0, &before),
          "another region is locked");
    end_child(process);
    CHECK(LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 2, 0, &at),
          "\"If a process terminates with a portion of a file locked ... the locks are unlocked by the operating "
          "system\"");
    UnlockFileEx(file, 0, 2, 0, &at);

    process = waiting_child("share-lock");
    SetFilePointer(file, 12, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, bytes, 4, &done, NULL) && done == 4 && !memcmp(bytes, "cdef", 4),
          "a shared lock lets other processes read");
    SetFilePointer(file, 12, NULL, FILE_BEGIN);
    CHECK(!WriteFile(file, "xxxx", 4, &done, NULL) && failed(ERROR_LOCK_VIOLATION),
          "a shared lock \"denies all processes write access\"");
    CHECK(LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY, 0, 2, 0, &at), "and a second shared lock is granted");
    end_child(process);
    CHECK(ask_child("read-locked") == 0, "a child reads what is locked for sharing");
    UnlockFileEx(file, 0, 2, 0, &at);
    CHECK(LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 2, 0, &before) && ask_child("read-locked") == 0,
          "a child reads beside this process's lock");
    UnlockFileEx(file, 0, 2, 0, &before);
    before.Offset = 11;
    CHECK(LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 2, 0, &before) &&
              ask_child("read-locked") == ERROR_LOCK_VIOLATION,
          "and not inside it");
    CloseHandle(file);
    CHECK(ask_child("read-locked") == 0, "a file's end frees its locks");
    DeleteFileA("victim");
}

static void test_on_close(void)
{
    put_file("victim", "short-lived");
    HANDLE process = waiting_child("on-close");
    CHECK(is_there("victim"), "a file that is to be deleted on close is there while it is open");
    end_child(process);
    for (int i = 0; i < 500 && is_there("victim"); i++) Sleep(10);
    CHECK(!is_there("victim"), "FILE_FLAG_DELETE_ON_CLOSE: \"The file is to be deleted immediately after all of its "
                               "handles are closed\", by the end of its process too");
    DeleteFileA("victim");
}

int main(int argc, char **argv)
{
    if (argc > 3) return child(argv[2], argv[3]);
    snprintf(event_name, sizeof event_name, "file-processes-%lu", (unsigned long)GetCurrentProcessId());
    event = CreateEventA(NULL, FALSE, FALSE, event_name);
    scratch_enter();
    test_shares();
    test_pending();
    test_replaced();
    test_locks();
    test_on_close();
    scratch_leave();
    return check_done();
}
