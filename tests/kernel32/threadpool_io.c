/* SPDX-License-Identifier: MIT */
/* The thread pool's I/O: CreateThreadpoolIo and its family, BindIoCompletionCallback. */
#include "check.h"
#include "counter.h"

struct done {
    OVERLAPPED overlapped;
    ULONG result;
    ULONG_PTR bytes;
    PTP_IO io;
    DWORD thread;
};

static volatile LONG ran;
static void *context_seen;
static int the_context;

static void CALLBACK on_io(PTP_CALLBACK_INSTANCE instance, void *context, void *overlapped, ULONG result,
                           ULONG_PTR bytes, PTP_IO io)
{
    struct done *done = overlapped;
    context_seen = instance ? context : NULL;
    done->result = result;
    done->bytes = bytes;
    done->io = io;
    done->thread = GetCurrentThreadId();
    InterlockedIncrement(&ran);
}

static void CALLBACK on_bound(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    struct done *done = (struct done *)overlapped;
    done->result = error;
    done->bytes = bytes;
    InterlockedIncrement(&ran);
}

static WCHAR folder[MAX_PATH], name[MAX_PATH];

/* A folder of our own, opened for overlapped requests that end when something changes in it. */
static HANDLE open_folder(void)
{
    return CreateFileW(folder, FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
}

static DWORD changes[256];

static BOOL watch(HANDLE directory, struct done *done)
{
    return ReadDirectoryChangesW(directory, changes, sizeof changes, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME, NULL,
                                 &done->overlapped, NULL);
}

static int made;

static void child_name(WCHAR *child, int number)
{
    wsprintfW(child, L"%ls\\%d", folder, number);
}

/* One change, which ends one request. */
static void change(void)
{
    WCHAR child[MAX_PATH];
    child_name(child, made++);
    CreateDirectoryW(child, NULL);
}

static DWORD WINAPI change_later(void *unused)
{
    (void)unused;
    Sleep(20);
    change();
    return 0;
}

static void test_file(void)
{
    struct done done = {.result = 77};
    char text[16] = "";
    HANDLE file = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);
    PTP_IO io = CreateThreadpoolIo(file, on_io, &the_context, NULL);
    CHECK(io != NULL, "CreateThreadpoolIo: \"it returns a pointer to the TP_IO structure\"");
    ran = 0;
    StartThreadpoolIo(io);
    BOOL ok = WriteFile(file, "hello", 5, NULL, &done.overlapped);
    CHECK((ok || GetLastError() == ERROR_IO_PENDING) && reaches(&ran, 1),
          "StartThreadpoolIo: \"Notifies the thread pool that I/O operations may begin\": the callback comes");
    CHECK(done.result == NO_ERROR && done.bytes == 5 && done.io == io && context_seen == &the_context,
          "IoCompletionCallback: \"If the I/O is successful, this parameter is NO_ERROR\"; the bytes, the object, the "
          "context");
    CHECK(done.thread != GetCurrentThreadId(), "in a worker thread");
    StartThreadpoolIo(io);
    done.overlapped = (OVERLAPPED){.Offset = 1};
    ok = ReadFile(file, text, 4, NULL, &done.overlapped);
    CHECK((ok || GetLastError() == ERROR_IO_PENDING) && reaches(&ran, 2) && done.bytes == 4 && !strcmp(text, "ello"),
          "a read likewise");
    WaitForThreadpoolIoCallbacks(io, FALSE);
    SetLastError(0);
    CHECK(!CreateThreadpoolIo(file, on_io, NULL, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "CreateThreadpoolIo of a file that is tied already: \"it returns NULL\"");
    CloseHandle(file);
    CloseThreadpoolIo(io);
    SetLastError(0);
    CHECK(!CreateThreadpoolIo((HANDLE)0x123454, on_io, NULL, NULL) && GetLastError() == ERROR_INVALID_HANDLE,
          "CreateThreadpoolIo of no file: \"it returns NULL\"");
    file = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    SetLastError(0);
    CHECK(!CreateThreadpoolIo(file, on_io, NULL, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "CreateThreadpoolIo of a file without FILE_FLAG_OVERLAPPED: \"it returns NULL\"");
    CloseHandle(file);
}

static void test_pending(void)
{
    struct done done = {.result = 77}, second = {.result = 77};
    HANDLE directory = open_folder(), thread;
    DWORD bytes;
    PTP_IO io = CreateThreadpoolIo(directory, on_io, NULL, NULL);
    ran = 0;
    StartThreadpoolIo(io);
    CHECK(watch(directory, &done), "a request waits");
    thread = CreateThread(NULL, 0, change_later, NULL, 0, NULL);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CHECK(ran == 1 && done.result == NO_ERROR && done.bytes > 0,
          "WaitForThreadpoolIoCallbacks: \"Waits for outstanding I/O completion callbacks to complete\", requests that "
          "have not ended among them");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);

    /* a request that fails at once has no callback */
    StartThreadpoolIo(io);
    CHECK(!ReadDirectoryChangesW(directory, changes, sizeof changes, FALSE, 0, NULL, &second.overlapped, NULL),
          "a request fails at once");
    CancelThreadpoolIo(io);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CHECK(ran == 1, "CancelThreadpoolIo: \"Cancels the notification from the StartThreadpoolIo function\"");

    /* a request that fails later has one */
    StartThreadpoolIo(io);
    watch(directory, &done);
    CHECK(CancelIoEx(directory, &done.overlapped) && reaches(&ran, 2) && done.result == ERROR_OPERATION_ABORTED,
          "IoResult: \"Otherwise, this parameter is one of the system error codes\" (%lu)", done.result);

    /* a request whose callback was given up */
    StartThreadpoolIo(io);
    done.overlapped = (OVERLAPPED){.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    watch(directory, &done);
    WaitForThreadpoolIoCallbacks(io, TRUE);
    CHECK(ran == 2, "WaitForThreadpoolIoCallbacks(TRUE) does not wait for a request that has not ended");
    CHECK(!GetOverlappedResult(directory, &done.overlapped, &bytes, FALSE) && GetLastError() == ERROR_IO_INCOMPLETE,
          "\"Pending I/O requests are not canceled\"");
    change();
    CHECK(GetOverlappedResult(directory, &done.overlapped, &bytes, TRUE) && bytes > 0, "it ends all the same");
    Sleep(10);
    CHECK(ran == 2, "without a callback");

    /* closing with a request under way: "otherwise, the I/O completion object is freed asynchronously" */
    StartThreadpoolIo(io);
    done = (struct done){.result = 77};
    watch(directory, &done);
    CloseThreadpoolIo(io);
    change();
    CHECK(reaches(&ran, 3) && done.bytes > 0, "CloseThreadpoolIo: the callback of a request under way still comes");
    CloseHandle(directory);
}

static void test_many(void)
{
    enum { COUNT = 2000 };
    static struct done done[COUNT];
    static char data[COUNT][8];
    HANDLE file = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);
    PTP_IO io = CreateThreadpoolIo(file, on_io, NULL, NULL);
    LONG wrong = 0;
    ran = 0;
    for (int i = 0; i < COUNT; i++) {
        wsprintfA(data[i], "%07d", i);
        done[i].overlapped.Offset = (DWORD)i * 8;
        StartThreadpoolIo(io);
        if (!WriteFile(file, data[i], 8, NULL, &done[i].overlapped) && GetLastError() != ERROR_IO_PENDING)
            CancelThreadpoolIo(io);
    }
    WaitForThreadpoolIoCallbacks(io, FALSE);
    for (int i = 0; i < COUNT; i++) wrong += done[i].bytes != 8 || done[i].io != io;
    CHECK(ran == COUNT && wrong == 0, "2,000 writes have 2,000 callbacks (%ld, %ld wrong)", ran, wrong);
    CloseHandle(file);
    CloseThreadpoolIo(io);
}

static void test_bind(void)
{
    struct done done = {.result = 77};
    HANDLE directory = open_folder();
    ran = 0;
    /* Wine 8.0 takes them, and binds */
    CHECK(!BindIoCompletionCallback(directory, on_bound, 1), "BindIoCompletionCallback: \"Flags: must be zero\"");
    CHECK(BindIoCompletionCallback(directory, on_bound, 0),
          "BindIoCompletionCallback: \"If the function succeeds, the return value is nonzero\"");
    watch(directory, &done);
    change();
    CHECK(reaches(&ran, 1) && done.result == NO_ERROR && done.bytes > 0,
          "\"On completion of an I/O request involving this file, a non-I/O worker thread will execute the ... "
          "callback\"");
    Sleep(10);
    CloseHandle(directory);

    directory = open_folder();
    BindIoCompletionCallback(directory, on_bound, 0);
    watch(directory, &done);
    CancelIoEx(directory, NULL);
    CHECK(reaches(&ran, 2) && done.result == ERROR_OPERATION_ABORTED && done.bytes == 0,
          "FileIOCompletionRoutine: dwErrorCode \"can be one of the system error codes\" (%#lx)", done.result);
    CHECK(!BindIoCompletionCallback(directory, on_bound, 0), "a file is bound once: \"the return value is zero\"");
    CloseHandle(directory);
    CHECK(!BindIoCompletionCallback((HANDLE)0x123454, on_bound, 0), "BindIoCompletionCallback of no file fails");
}

int main(void)
{
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"tpi", 0, name);
    wsprintfW(folder, L"%ls.d", name);
    CreateDirectoryW(folder, NULL);
    test_file();
    test_pending();
    test_many();
    test_bind();
    DeleteFileW(name);
    while (made) {
        WCHAR child[MAX_PATH];
        child_name(child, --made);
        RemoveDirectoryW(child);
    }
    CHECK(RemoveDirectoryW(folder), "nothing is left in the folder");
    return check_done();
}
