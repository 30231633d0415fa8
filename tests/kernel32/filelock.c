/* SPDX-License-Identifier: MIT */
/* Byte-range locks: LockFile, LockFileEx, UnlockFile, UnlockFileEx, whom they bind, and requests that wait.
 * Debian's Wine binds nobody, and nothing waits for one handle's ranges there. */
#include "scratch.h"

#ifndef ERROR_INVALID_LOCK_RANGE
#define ERROR_INVALID_LOCK_RANGE 307
#endif

static HANDLE one, two; /* two opens of one file */

static BOOL reads(HANDLE file, DWORD offset, DWORD size)
{
    char text[64];
    DWORD done;

    SetFilePointer(file, (LONG)offset, NULL, FILE_BEGIN);
    return ReadFile(file, text, size, &done, NULL) && done == size;
}

static BOOL writes(HANDLE file, DWORD offset, DWORD size)
{
    DWORD done;

    SetFilePointer(file, (LONG)offset, NULL, FILE_BEGIN);
    return WriteFile(file, "xxxxxxxxxxxxxxxx", size, &done, NULL) && done == size;
}

static void test_lock_file(void)
{
    CHECK(LockFile(one, 10, 0, 10, 0), "LockFile: \"If the function succeeds, the return value is nonzero (TRUE)\"");
    CHECK(!LockFile(two, 15, 0, 10, 0) && failed(ERROR_LOCK_VIOLATION),
          "LockFile: an overlapping range is ERROR_LOCK_VIOLATION");
    CHECK(!LockFile(one, 10, 0, 10, 0) && failed(ERROR_LOCK_VIOLATION),
          "LockFile: ranges of one handle may not overlap either");
    CHECK(LockFile(two, 20, 0, 10, 0) && LockFile(two, 0, 0, 10, 0), "LockFile: ranges that meet do not overlap");
    CHECK(
        !reads(two, 12, 2) && failed(ERROR_LOCK_VIOLATION),
        "LockFile: \"Locking a portion of a file ... denies all other processes both read and write access\": reading");
    CHECK(!writes(two, 19, 1) && failed(ERROR_LOCK_VIOLATION), "LockFile: writing");
    CHECK(!reads(two, 5, 20) && failed(ERROR_LOCK_VIOLATION), "LockFile: a read that ends in the range");
    CHECK(reads(one, 12, 2) && writes(one, 12, 2), "LockFile: the handle that locked reads and writes");
    CHECK(reads(two, 20, 5), "LockFile: outside of the range others read");
    CHECK(!UnlockFile(one, 10, 0, 5, 0) && failed(ERROR_NOT_LOCKED),
          "UnlockFile: \"the region to unlock must correspond exactly to an existing locked region\"");
    CHECK(!UnlockFile(two, 10, 0, 10, 0) && failed(ERROR_NOT_LOCKED), "UnlockFile: of another handle's range");
    CHECK(UnlockFile(one, 10, 0, 10, 0), "UnlockFile: \"the return value is nonzero\"");
    CHECK(!UnlockFile(one, 10, 0, 10, 0) && failed(ERROR_NOT_LOCKED), "UnlockFile: once");
    CHECK(reads(two, 12, 2) && writes(two, 12, 2), "UnlockFile: others read and write again");
    CHECK(LockFile(one, 10, 0, 10, 0), "UnlockFile: the range can be locked again");
    CHECK(LockFile(one, 0, 0x40, 1, 0x10) && !LockFile(two, 5, 0x48, 1, 0) && failed(ERROR_LOCK_VIOLATION),
          "LockFile: \"Locking a region that goes beyond the current end-of-file position is not an error\"; 64 bits");
    CHECK(UnlockFile(one, 0, 0x40, 1, 0x10), "UnlockFile: 64 bits");
    CHECK(!LockFile(one, 0xffffffff, 0xffffffff, 2, 0) && failed(ERROR_INVALID_LOCK_RANGE),
          "LockFile: ERROR_INVALID_LOCK_RANGE where offset and size pass 64 bits");
    CHECK(UnlockFile(one, 10, 0, 10, 0) && UnlockFile(two, 20, 0, 10, 0) && UnlockFile(two, 0, 0, 10, 0),
          "UnlockFile: the rest");
    CHECK(!LockFile(NO_HANDLE, 0, 0, 1, 0) && failed(ERROR_INVALID_HANDLE), "LockFile: of no handle");
    CHECK(!UnlockFile(NO_HANDLE, 0, 0, 1, 0) && failed(ERROR_INVALID_HANDLE), "UnlockFile: of no handle");
}

static DWORD WINAPI wait_for_lock(void *event)
{
    OVERLAPPED place = {.Offset = 0};

    SetEvent(event);
    if (!LockFileEx(two, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &place)) return GetLastError();
    return UnlockFileEx(two, 0, 10, 0, &place) ? 0xcafe : GetLastError();
}

static void test_lock_file_ex(void)
{
    const DWORD at_once = LOCKFILE_FAIL_IMMEDIATELY, alone = LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK;
    OVERLAPPED place = {.Offset = 10}, other = {.Offset = 0};
    DWORD code = 0;

    CHECK(LockFileEx(one, at_once, 0, 10, 0, &place) && place.Internal == 0, "LockFileEx: a shared lock");
    CHECK(LockFileEx(two, at_once, 0, 10, 0, &place), "LockFileEx: of two handles");
    CHECK(reads(one, 10, 5) && reads(two, 10, 5),
          "LockFileEx: \"A shared lock denies ... write access\", not read access");
    CHECK(!writes(two, 10, 5) && failed(ERROR_LOCK_VIOLATION),
          "LockFileEx: \"including the process that first locks the byte range\": no writing");
    CHECK(!LockFileEx(two, alone, 0, 1, 0, &place) && failed(ERROR_LOCK_VIOLATION),
          "LockFileEx: LOCKFILE_FAIL_IMMEDIATELY, ERROR_LOCK_VIOLATION");
    CHECK(UnlockFileEx(one, 0, 10, 0, &place), "UnlockFileEx: \"the return value is nonzero\"");
    CHECK(!UnlockFileEx(one, 0, 10, 0, &place) && failed(ERROR_NOT_LOCKED), "UnlockFileEx: ERROR_NOT_LOCKED");
    CHECK(!LockFileEx(one, alone, 0, 10, 0, &place) && failed(ERROR_LOCK_VIOLATION),
          "LockFileEx: the other handle's lock stands");
    CHECK(UnlockFileEx(two, 0, 10, 0, &place) && LockFileEx(one, alone, 0, 10, 0, &place),
          "LockFileEx: LOCKFILE_EXCLUSIVE_LOCK when nobody has one");
    CHECK(LockFileEx(one, at_once, 0, 10, 0, &place) == FALSE,
          "LockFileEx: a shared lock over an exclusive one is refused");
    UnlockFileEx(one, 0, 10, 0, &place);
    CHECK(!LockFileEx(one, at_once, 1, 10, 0, &place) && failed(ERROR_INVALID_PARAMETER),
          "LockFileEx: dwReserved \"must be set to zero\"");
    CHECK(!UnlockFileEx(one, 1, 10, 0, &place) && failed(ERROR_INVALID_PARAMETER),
          "UnlockFileEx: dwReserved \"must be zero\"");
    CHECK(!LockFileEx(NO_HANDLE, at_once, 0, 10, 0, &place) && failed(ERROR_INVALID_HANDLE),
          "LockFileEx: of no handle");
    CHECK(!UnlockFileEx(NO_HANDLE, 0, 10, 0, &place) && failed(ERROR_INVALID_HANDLE), "UnlockFileEx: of no handle");

    LockFileEx(one, alone, 0, 10, 0, &other);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL),
           thread = CreateThread(NULL, 0, wait_for_lock, event, 0, NULL);
    WaitForSingleObject(event, INFINITE);
    CHECK(WaitForSingleObject(thread, 30) == WAIT_TIMEOUT,
          "LockFileEx: without LOCKFILE_FAIL_IMMEDIATELY \"it waits\"");
    UnlockFileEx(one, 0, 10, 0, &other);
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 0xcafe,
          "LockFileEx: until the range is free");
    CloseHandle(thread);
    CloseHandle(event);

    HANDLE three = CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(LockFile(three, 10, 0, 10, 0), "LockFile: with GENERIC_READ alone");
    CloseHandle(three);
    CHECK(LockFile(one, 10, 0, 10, 0), "LockFile: closing a handle unlocks what it locked");
    UnlockFile(one, 10, 0, 10, 0);
    three = CreateFileA("a.txt", FILE_READ_ATTRIBUTES, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!LockFile(three, 10, 0, 10, 0) && failed(ERROR_ACCESS_DENIED),
          "LockFile: \"The handle must have been created with either GENERIC_READ or GENERIC_WRITE access right\"");
    CloseHandle(three);
}

/* A range that is taken on a handle for overlapped use. */
static void test_overlapped(void)
{
    OVERLAPPED place = {.Offset = 10}, other = {.Offset = 12};
    DWORD done;
    HANDLE file =
        CreateFileA("a.txt", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);

    LockFileEx(one, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &place);
    other.hEvent = CreateEventA(NULL, TRUE, TRUE, NULL);
    CHECK(!LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 2, 0, &other) && failed(ERROR_IO_PENDING),
          "LockFileEx: on an asynchronous handle \"LockFileEx returns immediately and ... GetLastError returns "
          "ERROR_IO_PENDING\"");
    CHECK(WaitForSingleObject(other.hEvent, 0) == WAIT_TIMEOUT && !HasOverlappedIoCompleted(&other),
          "OVERLAPPED: hEvent is not signaled meanwhile");
    CHECK(!GetOverlappedResult(file, &other, &done, FALSE) && failed(ERROR_IO_INCOMPLETE),
          "GetOverlappedResult: ERROR_IO_INCOMPLETE meanwhile");
    CHECK(UnlockFileEx(one, 0, 10, 0, &place), "UnlockFileEx: gives the range to who waits");
    CHECK(GetOverlappedResult(file, &other, &done, TRUE) && WaitForSingleObject(other.hEvent, 0) == WAIT_OBJECT_0,
          "LockFileEx: the request completes");
    CHECK(!LockFileEx(one, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 10, 0, &place) &&
              failed(ERROR_LOCK_VIOLATION),
          "LockFileEx: it has the range now");

    LockFileEx(one, LOCKFILE_EXCLUSIVE_LOCK, 0, 2, 0, &place);
    OVERLAPPED third = {.Offset = 10};
    third.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(!LockFileEx(file, 0, 0, 1, 0, &third) && failed(ERROR_IO_PENDING) && CancelIoEx(file, &third),
          "CancelIoEx: \"If the function succeeds, the return value is nonzero\"");
    CHECK(!GetOverlappedResult(file, &third, &done, TRUE) && failed(ERROR_OPERATION_ABORTED),
          "CancelIoEx: \"the operation completes with ERROR_OPERATION_ABORTED\"");
    CHECK(!CancelIoEx(file, &third) && failed(ERROR_NOT_FOUND), "CancelIoEx: ERROR_NOT_FOUND then");
    CHECK(!LockFileEx(file, 0, 0, 1, 0, &third) && failed(ERROR_IO_PENDING) && CancelIo(file),
          "CancelIo: \"Cancels all pending input and output (I/O) operations that are issued by the calling thread\"");
    CHECK(!GetOverlappedResult(file, &third, &done, TRUE) && failed(ERROR_OPERATION_ABORTED),
          "CancelIo: they end with ERROR_OPERATION_ABORTED");
    UnlockFileEx(one, 0, 2, 0, &place);
    CloseHandle(file);
    CHECK(LockFile(one, 12, 0, 2, 0) && UnlockFile(one, 12, 0, 2, 0), "LockFileEx: closing unlocks");
    CloseHandle(other.hEvent);
    CloseHandle(third.hEvent);
}

int main(void)
{
    scratch_enter();
    put_file("a.txt", "0123456789abcdefghijklmnopqrstuvwxyz");
    one = CreateFileA("a.txt", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    two = CreateFileA("a.txt", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    test_lock_file();
    test_lock_file_ex();
    test_overlapped();
    CloseHandle(one);
    CloseHandle(two);
    DeleteFileA("a.txt");
    scratch_leave();
    return check_done();
}
