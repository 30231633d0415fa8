/* SPDX-License-Identifier: MIT */
/* Cancelling I/O that blocks a thread: CancelSynchronousIo, CancelIo, CancelIoEx (NtCancelSynchronousIoFile). */
#include "check.h"

struct request {
    HANDLE file;
    BOOL write;
    DWORD size, done, error;
    BOOL result;
    volatile LONG begun;
};

static char block[1 << 20];

static DWORD WINAPI transfer(void *argument)
{
    struct request *r = argument;
    InterlockedIncrement(&r->begun);
    SetLastError(0);
    r->result = r->write ? WriteFile(r->file, block, r->size, &r->done, NULL)
                         : ReadFile(r->file, block, r->size, &r->done, NULL);
    r->error = GetLastError();
    return 0;
}

static HANDLE start(struct request *r, HANDLE file, BOOL write, DWORD size)
{
    *r = (struct request){.file = file, .write = write, .size = size};
    HANDLE thread = CreateThread(NULL, 0, transfer, r, 0, NULL);
    while (!r->begun) Sleep(1);
    return thread;
}

/* Cancels until the thread has ended, as it may not have come to its request yet. */
static BOOL cancel(HANDLE thread, HANDLE file)
{
    BOOL cancelled = FALSE;
    for (int i = 0; i < 2000 && WaitForSingleObject(thread, 1) == WAIT_TIMEOUT; i++)
        cancelled |= file ? CancelIoEx(file, NULL) : CancelSynchronousIo(thread);
    CloseHandle(thread);
    return cancelled;
}

static void test_pipe(void)
{
    HANDLE reading, writing, thread;
    struct request r;
    DWORD done;
    CreatePipe(&reading, &writing, NULL, 4096);
    thread = start(&r, reading, FALSE, 10);
    CHECK(cancel(thread, NULL), "CancelSynchronousIo: \"If the function succeeds, the return value is nonzero\"");
    CHECK(!r.result && r.error == ERROR_OPERATION_ABORTED,
          "a read that waits is cancelled: ERROR_OPERATION_ABORTED (%lu)", r.error);
    thread = start(&r, writing, TRUE, sizeof block);
    CHECK(cancel(thread, NULL) && !r.result && r.error == ERROR_OPERATION_ABORTED,
          "a write into a full pipe likewise (%lu)", r.error);
    while (PeekNamedPipe(reading, NULL, 0, NULL, &done, NULL) && done)
        ReadFile(reading, block, sizeof block, &done, NULL);
    thread = start(&r, reading, FALSE, 10);
    CHECK(cancel(thread, reading) && !r.result && r.error == ERROR_OPERATION_ABORTED,
          "CancelIoEx without an OVERLAPPED structure: \"all I/O requests for the hFile parameter are canceled\"");
    thread = start(&r, reading, FALSE, 10);
    Sleep(10);
    SetLastError(0);
    CHECK(CancelIo(reading), "CancelIo: \"If the function succeeds, the return value is nonzero\"");
    SetLastError(0);
    /* Wine 8.0 finds one */
    CHECK(!CancelIoEx(writing, NULL) && GetLastError() == ERROR_NOT_FOUND,
          "CancelIoEx of another file: \"If this function cannot find a request to cancel ... ERROR_NOT_FOUND\"");
    CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT,
          "CancelIo: \"does not cancel I/O operations that other threads issue for a file handle\"");
    WriteFile(writing, "abc", 3, &done, NULL);
    CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0 && r.result && r.done == 3, "which goes on");
    CloseHandle(thread);
    SetLastError(0);
    CHECK(!CancelIo((HANDLE)0x123454) && GetLastError() == ERROR_INVALID_HANDLE, "CancelIo of no file fails");
    CloseHandle(reading);
    CloseHandle(writing);
}

static HANDLE go;

static DWORD WINAPI idle(void *unused)
{
    (void)unused;
    return WaitForSingleObject(go, 10000);
}

static void test_none(void)
{
    HANDLE thread = CreateThread(NULL, 0, idle, NULL, 0, NULL), weak;
    Sleep(10);
    SetLastError(0);
    CHECK(!CancelSynchronousIo(thread) && GetLastError() == ERROR_NOT_FOUND,
          "CancelSynchronousIo: \"If this function cannot find a request to cancel, the return value is 0 (zero), and "
          "GetLastError returns ERROR_NOT_FOUND\"");
    DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &weak, SYNCHRONIZE, FALSE, 0);
    SetLastError(0);
    CHECK(!CancelSynchronousIo(weak) && GetLastError() == ERROR_ACCESS_DENIED,
          "CancelSynchronousIo: \"The handle must have the THREAD_TERMINATE access right\"");
    SetLastError(0);
    CHECK(!CancelSynchronousIo((HANDLE)0x123454) && GetLastError() == ERROR_INVALID_HANDLE,
          "CancelSynchronousIo of no thread fails");
    SetEvent(go);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(weak);
}

/* ---- a lock and a watch ---- */

static WCHAR folder[MAX_PATH];

static DWORD WINAPI lock(void *argument)
{
    struct request *r = argument;
    OVERLAPPED at = {0};
    InterlockedIncrement(&r->begun);
    r->result = LockFileEx(r->file, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &at);
    r->error = GetLastError();
    return 0;
}

static DWORD WINAPI watch(void *argument)
{
    struct request *r = argument;
    InterlockedIncrement(&r->begun);
    r->result = ReadDirectoryChangesW(r->file, block, 4096, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME, &r->done, NULL, NULL);
    r->error = GetLastError();
    return 0;
}

static void test_others(void)
{
    WCHAR name[MAX_PATH];
    OVERLAPPED at = {0};
    wsprintfW(name, L"%ls\\lock", folder);
    HANDLE one = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 3, NULL, CREATE_ALWAYS, 0, NULL);
    HANDLE two = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    struct request r = {.file = two};
    LockFileEx(one, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &at);
    /* Wine 8.0 cancels neither this nor the watch */
    CHECK(cancel(CreateThread(NULL, 0, lock, &r, 0, NULL), NULL) && !r.result && r.error == ERROR_OPERATION_ABORTED,
          "CancelSynchronousIo of a lock that is waited for");
    CloseHandle(one);
    CloseHandle(two);
    DeleteFileW(name);
    one = CreateFileW(folder, FILE_LIST_DIRECTORY, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    r = (struct request){.file = one};
    CHECK(cancel(CreateThread(NULL, 0, watch, &r, 0, NULL), NULL) && !r.result && r.error == ERROR_OPERATION_ABORTED,
          "CancelSynchronousIo of a watch of a folder");
    CloseHandle(one);
}

/* ---- reading, writing and cancelling at once ---- */

static volatile LONG finished;
static DWORD bytes_read, aborted;

static DWORD WINAPI read_all(void *file)
{
    char buffer[7];
    DWORD done;
    for (;;) {
        if (ReadFile(file, buffer, sizeof buffer, &done, NULL))
            bytes_read += done;
        else if (GetLastError() == ERROR_OPERATION_ABORTED)
            aborted++;
        else
            break;
    }
    finished = 1;
    return 0;
}

static void test_race(void)
{
    HANDLE reading, writing, thread;
    DWORD done, written = 0, cancelled = 0;
    CreatePipe(&reading, &writing, NULL, 4096);
    thread = CreateThread(NULL, 0, read_all, reading, 0, NULL);
    for (int i = 0; i < 3000; i++) {
        cancelled += CancelSynchronousIo(thread) != 0;
        if (i % 3) WriteFile(writing, block, 5, &done, NULL), written += done;
        for (volatile int spin = 0; spin < i % 50 * 20; spin++) {}
    }
    CloseHandle(writing);
    WaitForSingleObject(thread, 10000);
    CHECK(finished && bytes_read == written, "no byte is lost to a cancelled read (%lu of %lu)", bytes_read, written);
    CHECK(aborted <= cancelled, "a read is cancelled once at most for each call (%lu, %lu)", aborted, cancelled);
    CloseHandle(thread);
    CloseHandle(reading);
}

int main(void)
{
    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    GetTempPathW(MAX_PATH, folder);
    wsprintfW(folder + lstrlenW(folder), L"cancel_io.%lu", GetCurrentProcessId());
    CreateDirectoryW(folder, NULL);
    test_pipe();
    test_none();
    test_others();
    test_race();
    CHECK(RemoveDirectoryW(folder), "nothing is left in the folder");
    return check_done();
}
