/* SPDX-License-Identifier: MIT */
/* Reading, writing, seeking, sizes, overlapped requests and their routines, device controls: handles of disk files.
 * Debian's Wine takes SetEndOfFile for FILE_APPEND_DATA, gives a position beyond 32 bits without its high part, and
 * knows none of the FSCTL_ codes here. */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

#include <winioctl.h>

#define PENDING_STATUS ((ULONG_PTR)0x103)

static HANDLE open_new(const char *name, DWORD flags)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, CREATE_ALWAYS, flags, NULL);
}

static void test_read_write(void)
{
    char text[32] = "";
    DWORD done = 77;
    HANDLE file = open_new("a.txt", 0);

    CHECK(WriteFile(file, "0123456789", 10, &done, NULL) && done == 10,
          "WriteFile: \"A pointer to the variable that receives the number of bytes written\"");
    CHECK(GetFileSize(file, NULL) == 10, "WriteFile: the file has grown");
    CHECK(WriteFile(file, "", 0, &done, NULL) && done == 0 && GetFileSize(file, NULL) == 10,
          "WriteFile: \"A value of zero specifies a null write operation\"");
    done = 77;
    CHECK(ReadFile(file, text, 5, &done, NULL) && done == 0,
          "ReadFile: \"When a synchronous read operation reaches the end of a file, ReadFile returns TRUE and sets "
          "*lpNumberOfBytesRead to zero\"");
    SetFilePointer(file, 3, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, text, 4, &done, NULL) && done == 4 && !memcmp(text, "3456", 4),
          "ReadFile: from the file pointer");
    CHECK(ReadFile(file, text, 9, &done, NULL) && done == 3 && !memcmp(text, "789", 3),
          "ReadFile: less at the end of the file");
    SetFilePointer(file, 2, NULL, FILE_BEGIN);
    CHECK(WriteFile(file, "AB", 2, &done, NULL) && SetFilePointer(file, 0, NULL, FILE_CURRENT) == 4 &&
              holds("a.txt", "01AB456789"),
          "WriteFile: at the file pointer, which goes on");
    CHECK(!ReadFile(NO_HANDLE, text, 4, &done, NULL) && failed(ERROR_INVALID_HANDLE) && done == 0,
          "ReadFile: \"sets this value to zero before doing any work or error checking\"");
    done = 77;
    CHECK(!WriteFile(NO_HANDLE, text, 4, &done, NULL) && failed(ERROR_INVALID_HANDLE) && done == 0,
          "WriteFile: of no handle");
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(!ReadFile(file, (void *)16, 4, &done, NULL) && failed(ERROR_NOACCESS),
          "ReadFile: ERROR_NOACCESS into no memory");
    CHECK(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 0, "ReadFile: a failure leaves the file pointer");
    CloseHandle(file);

    put_file("a.txt", "text");
    file = CreateFileA("a.txt", FILE_APPEND_DATA, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0 && WriteFile(file, "+more", 5, &done, NULL) &&
              holds("a.txt", "text+more"),
          "FILE_APPEND_DATA: writes at the end whatever the file pointer is");
    CHECK(!SetEndOfFile(file) && failed(ERROR_ACCESS_DENIED), "FILE_APPEND_DATA: what is there stays");
    CHECK(!ReadFile(file, text, 4, &done, NULL) && failed(ERROR_ACCESS_DENIED), "FILE_APPEND_DATA: no reading");
    CloseHandle(file);

    file = CreateFileA("a.txt", GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_WRITE_THROUGH, NULL);
    CHECK(FlushFileBuffers(file), "FlushFileBuffers: success");
    CloseHandle(file);
    file = CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!FlushFileBuffers(file) && failed(ERROR_ACCESS_DENIED),
          "FlushFileBuffers: \"The file handle must have the GENERIC_WRITE access right\"");
    CloseHandle(file);
    CHECK(!FlushFileBuffers(NO_HANDLE) && failed(ERROR_INVALID_HANDLE), "FlushFileBuffers: of no handle");

    file = CreateFileA(".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(!ReadFile(file, text, 4, &done, NULL), "ReadFile: a folder has no bytes");
    CloseHandle(file);
    DeleteFileA("a.txt");
}

static void test_seek(void)
{
    LARGE_INTEGER to, at = {.QuadPart = 77}, size;
    LONG high;
    DWORD high_size = 77, done;
    HANDLE file = open_new("a.txt", 0);

    WriteFile(file, "0123456789", 10, &done, NULL);
    CHECK(SetFilePointer(file, 4, NULL, FILE_BEGIN) == 4 && SetFilePointer(file, -1, NULL, FILE_CURRENT) == 3 &&
              SetFilePointer(file, 2, NULL, FILE_END) == 12,
          "SetFilePointer: from the beginning, the current position, the end; beyond it too");
    CHECK(GetFileSize(file, NULL) == 10,
          "SetFilePointer: \"The size of the file does not increase until you call SetEndOfFile, WriteFile\"");
    CHECK(SetFilePointer(file, -11, NULL, FILE_END) == INVALID_SET_FILE_POINTER && failed(ERROR_NEGATIVE_SEEK),
          "SetFilePointer: \"if the ... new file pointer is negative, the function fails, the file pointer is not "
          "moved, and "
          "the code returned by GetLastError is ERROR_NEGATIVE_SEEK\"");
    CHECK(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 12, "SetFilePointer: not moved then");
    CHECK(SetFilePointer(file, 0, NULL, 3) == INVALID_SET_FILE_POINTER && failed(ERROR_INVALID_PARAMETER),
          "SetFilePointer: no such method");
    high = 2;
    CHECK(SetFilePointer(file, 5, &high, FILE_BEGIN) == 5 && high == 2,
          "SetFilePointer: 64 bits by lpDistanceToMoveHigh");
    high = 0;
    CHECK(SetFilePointer(file, 1, &high, FILE_CURRENT) == 6 && high == 2,
          "SetFilePointer: the high-order part of the result");
    CHECK(SetFilePointer(file, 1, NULL, FILE_CURRENT) == INVALID_SET_FILE_POINTER && failed(ERROR_INVALID_PARAMETER),
          "SetFilePointer: a place that takes more than 32 bits needs lpDistanceToMoveHigh");
    high = 1;
    SetLastError(0xdead);
    CHECK(SetFilePointer(file, -1, &high, FILE_BEGIN) == INVALID_SET_FILE_POINTER && failed(NO_ERROR) && high == 1,
          "SetFilePointer: \"If lpDistanceToMoveHigh is not NULL ... and the new pointer's low part is 0xFFFFFFFF\" "
          "the last error is NO_ERROR");
    CHECK(SetFilePointer(NO_HANDLE, 0, NULL, FILE_BEGIN) == INVALID_SET_FILE_POINTER && failed(ERROR_INVALID_HANDLE),
          "SetFilePointer: of no handle");

    to.QuadPart = 0x300000001ll;
    CHECK(SetFilePointerEx(file, to, &at, FILE_BEGIN) && at.QuadPart == to.QuadPart,
          "SetFilePointerEx: the new file pointer");
    to.QuadPart = 4;
    CHECK(SetFilePointerEx(file, to, NULL, FILE_BEGIN),
          "SetFilePointerEx: \"If this parameter is NULL, the new file pointer is not returned\"");
    to.QuadPart = -5;
    CHECK(!SetFilePointerEx(file, to, &at, FILE_CURRENT) && failed(ERROR_NEGATIVE_SEEK),
          "SetFilePointerEx: ERROR_NEGATIVE_SEEK");
    to.QuadPart = -3;
    CHECK(SetFilePointerEx(file, to, &at, FILE_END) && at.QuadPart == 7, "SetFilePointerEx: from the end");
    CHECK(!SetFilePointerEx(NO_HANDLE, to, &at, FILE_END) && failed(ERROR_INVALID_HANDLE),
          "SetFilePointerEx: of no handle");

    CHECK(SetEndOfFile(file) && GetFileSize(file, &high_size) == 7 && high_size == 0 && holds("a.txt", "0123456"),
          "SetEndOfFile: \"Sets the physical file size for the specified file to the current position of the file "
          "pointer\"");
    to.QuadPart = 0x100000007ll;
    SetFilePointerEx(file, to, NULL, FILE_BEGIN);
    CHECK(SetEndOfFile(file) && GetFileSize(file, &high_size) == 7 && high_size == 1,
          "SetEndOfFile: extends; GetFileSize: the high-order doubleword");
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 0x100000007ll, "GetFileSizeEx: 64 bits");
    to.QuadPart = 0xffffffffll;
    SetFilePointerEx(file, to, NULL, FILE_BEGIN);
    SetEndOfFile(file);
    SetLastError(0xdead);
    CHECK(GetFileSize(file, &high_size) == INVALID_FILE_SIZE && high_size == 0 && failed(NO_ERROR),
          "GetFileSize: \"If the return value is INVALID_FILE_SIZE, an application must call GetLastError\": NO_ERROR "
          "for such a size");
    to.QuadPart = 8;
    SetFilePointerEx(file, to, NULL, FILE_BEGIN);
    SetEndOfFile(file);
    char text[8] = "xxxxxxx";
    SetFilePointer(file, 5, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, text, 8, &done, NULL) && done == 3 && !memcmp(text, "56", 3),
          "SetEndOfFile: what it adds reads as zero");
    CloseHandle(file);
    file = CreateFileA("a.txt", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!SetEndOfFile(file) && failed(ERROR_ACCESS_DENIED),
          "SetEndOfFile: \"must have the GENERIC_WRITE access right\"");
    CloseHandle(file);
    CHECK(!SetEndOfFile(NO_HANDLE) && failed(ERROR_INVALID_HANDLE), "SetEndOfFile: of no handle");
    CHECK(GetFileSize(NO_HANDLE, NULL) == INVALID_FILE_SIZE && failed(ERROR_INVALID_HANDLE),
          "GetFileSize: of no handle");
    CHECK(!GetFileSizeEx(NO_HANDLE, &size) && failed(ERROR_INVALID_HANDLE), "GetFileSizeEx: of no handle");
    CHECK(!SetFileValidData(NO_HANDLE, 1), "SetFileValidData: of no handle");
    DeleteFileA("a.txt");
}

static void test_offsets(void)
{
    OVERLAPPED place = {.Offset = 3};
    char text[16] = "";
    DWORD done = 77;
    HANDLE file = open_new("a.txt", 0);

    WriteFile(file, "0123456789", 10, &done, NULL);
    CHECK(ReadFile(file, text, 4, &done, &place) && done == 4 && !memcmp(text, "3456", 4),
          "ReadFile: \"If lpOverlapped is not NULL, the read operation starts at the offset that is specified in the "
          "OVERLAPPED structure\"");
    CHECK(place.Internal == 0 && place.InternalHigh == 4, "OVERLAPPED: status and bytes");
    CHECK(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 7,
          "ReadFile: \"the file pointer is updated before the read returns\" on a synchronous handle");
    place.Offset = 10;
    CHECK(!ReadFile(file, text, 4, &done, &place) && failed(ERROR_HANDLE_EOF) && done == 0,
          "ReadFile: with an OVERLAPPED structure, the end of file is ERROR_HANDLE_EOF");
    place.Offset = 8;
    CHECK(WriteFile(file, "abcd", 4, &done, &place) && done == 4 && holds("a.txt", "01234567abcd"),
          "WriteFile: \"the write operation starts at the offset that is specified in the OVERLAPPED structure\"");
    place.Offset = place.OffsetHigh = 0xffffffff;
    CHECK(
        WriteFile(file, "!", 1, &done, &place) && holds("a.txt", "01234567abcd!"),
        "WriteFile: \"To write to the end of file, specify both the Offset and OffsetHigh members ... as 0xFFFFFFFF\"");
    CloseHandle(file);
    DeleteFileA("a.txt");
}

static DWORD routine_error = 77, routine_bytes, routine_calls;
static OVERLAPPED *routine_place;

static void WINAPI routine(DWORD error, DWORD bytes, OVERLAPPED *place)
{
    routine_error = error;
    routine_bytes = bytes;
    routine_place = place;
    routine_calls++;
}

static void test_overlapped(void)
{
    OVERLAPPED place = {.Offset = 0};
    char text[16] = "";
    DWORD done = 77;
    HANDLE file = open_new("a.txt", FILE_FLAG_OVERLAPPED);

    place.hEvent = CreateEventA(NULL, TRUE, TRUE, NULL);
    CHECK(WriteFile(file, "0123456789", 10, NULL, &place) || failed(ERROR_IO_PENDING),
          "WriteFile: an asynchronous handle succeeds at once or with ERROR_IO_PENDING");
    CHECK(GetOverlappedResult(file, &place, &done, TRUE) && done == 10,
          "GetOverlappedResult: \"the number of bytes that were actually transferred\"");
    CHECK(WaitForSingleObject(place.hEvent, 0) == WAIT_OBJECT_0 && HasOverlappedIoCompleted(&place),
          "OVERLAPPED: \"hEvent ... will be set to a signaled state by the system when the operation has completed\"");
    place.Offset = 6;
    CHECK(ReadFile(file, text, 8, NULL, &place) || failed(ERROR_IO_PENDING), "ReadFile: an asynchronous handle");
    CHECK(GetOverlappedResultEx(file, &place, &done, 1000, FALSE) && done == 4 && !memcmp(text, "6789", 4),
          "GetOverlappedResultEx: bytes");
    place.Offset = 10;
    BOOL ok = ReadFile(file, text, 8, NULL, &place);
    DWORD error = GetLastError();
    CHECK(!ok && (error == ERROR_HANDLE_EOF ||
                  (error == ERROR_IO_PENDING && !GetOverlappedResult(file, &place, &done, TRUE) &&
                   failed(ERROR_HANDLE_EOF))),
          "ReadFile: the end of file is ERROR_HANDLE_EOF on an asynchronous handle");
    place.Internal = PENDING_STATUS;
    CHECK(!GetOverlappedResult(file, &place, &done, FALSE) && failed(ERROR_IO_INCOMPLETE),
          "GetOverlappedResult: \"If this parameter is FALSE and the operation is still pending, the function returns "
          "FALSE and ... ERROR_IO_INCOMPLETE\"");
    CHECK(!GetOverlappedResultEx(file, &place, &done, 0, FALSE) && failed(ERROR_IO_INCOMPLETE),
          "GetOverlappedResultEx: of 0 milliseconds likewise");
    ResetEvent(place.hEvent);
    CHECK(
        !GetOverlappedResultEx(file, &place, &done, 1, FALSE) && failed(WAIT_TIMEOUT),
        "GetOverlappedResultEx: \"If dwMilliseconds is nonzero, and the time-out interval elapses ... WAIT_TIMEOUT\"");
    place.Internal = 0xc0000120; /* cancelled */
    CHECK(!GetOverlappedResult(file, &place, &done, FALSE) && failed(ERROR_OPERATION_ABORTED),
          "GetOverlappedResult: a request that failed");
    CHECK(!ReadFile(file, text, 4, &done, NULL) && failed(ERROR_INVALID_PARAMETER),
          "ReadFile: \"If hFile is opened with FILE_FLAG_OVERLAPPED ... lpOverlapped must point to a valid and unique "
          "OVERLAPPED structure\"");
    CHECK(!WriteFile(file, text, 4, &done, NULL) && failed(ERROR_INVALID_PARAMETER), "WriteFile: likewise");

    memset(&place, 0, sizeof place);
    place.Offset = 2;
    CHECK(ReadFileEx(file, text, 3, &place, routine),
          "ReadFileEx: \"If the function succeeds, the return value is nonzero\"");
    CHECK(routine_calls == 0, "ReadFileEx: the routine waits for an alertable state");
    CHECK(SleepEx(1000, TRUE) == WAIT_IO_COMPLETION && routine_calls == 1,
          "ReadFileEx: \"the completion routine is called when ... the calling thread is in an alertable wait state\"");
    CHECK(routine_error == 0 && routine_bytes == 3 && routine_place == &place && !memcmp(text, "234", 3),
          "FileIOCompletionRoutine: error, bytes, the structure");
    place.Offset = 10;
    CHECK(WriteFileEx(file, "xyz", 3, &place, routine), "WriteFileEx: success");
    CHECK(SleepEx(1000, TRUE) == WAIT_IO_COMPLETION && routine_calls == 2 && routine_bytes == 3 &&
              holds("a.txt", "0123456789xyz"),
          "WriteFileEx: the routine runs, the bytes are there");
    CHECK(!ReadFileEx(NO_HANDLE, text, 3, &place, routine) && failed(ERROR_INVALID_HANDLE), "ReadFileEx: of no handle");
    CHECK(!WriteFileEx(NO_HANDLE, text, 3, &place, routine) && failed(ERROR_INVALID_HANDLE),
          "WriteFileEx: of no handle");
    CHECK(SleepEx(0, TRUE) == 0 && routine_calls == 2, "ReadFileEx: a request that was refused calls nothing");

    CHECK(CancelIo(file),
          "CancelIo: \"If the function succeeds, the return value is nonzero\": nothing to cancel is no failure");
    CHECK(!CancelIo(NO_HANDLE) && failed(ERROR_INVALID_HANDLE), "CancelIo: of no handle");
    CHECK(!CancelIoEx(file, NULL) && failed(ERROR_NOT_FOUND),
          "CancelIoEx: \"If this function cannot find a request to cancel, the return value is 0 (zero), and "
          "GetLastError returns ERROR_NOT_FOUND\"");
    CHECK(!CancelIoEx(NO_HANDLE, NULL) && failed(ERROR_INVALID_HANDLE), "CancelIoEx: of no handle");
    CHECK(SetFileCompletionNotificationModes(file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS),
          "SetFileCompletionNotificationModes: \"Returns nonzero if successful\"");
    HANDLE port = CreateIoCompletionPort(file, NULL, 77, 1);
    ULONG_PTR key = 0;
    OVERLAPPED *which = NULL;
    memset(&place, 0, sizeof place);
    CHECK(ReadFile(file, text, 3, NULL, &place) ? !GetQueuedCompletionStatus(port, &done, &key, &which, 0) && !which
                                                : failed(ERROR_IO_PENDING),
          "FILE_SKIP_COMPLETION_PORT_ON_SUCCESS: \"the I/O Manager does not queue a completion entry to the port\"");
    CloseHandle(port);
    CHECK(!SetFileCompletionNotificationModes(file, 0x80) && failed(ERROR_INVALID_PARAMETER),
          "SetFileCompletionNotificationModes: no such mode");
    CHECK(!SetFileCompletionNotificationModes(NO_HANDLE, FILE_SKIP_SET_EVENT_ON_HANDLE) && failed(ERROR_INVALID_HANDLE),
          "SetFileCompletionNotificationModes: of no handle");
    if (place.hEvent) CloseHandle(place.hEvent);
    CloseHandle(file);
    DeleteFileA("a.txt");
}

static void test_control(void)
{
    FILE_ZERO_DATA_INFORMATION zero = {{.QuadPart = 2}, {.QuadPart = 5}};
    char text[16] = "";
    DWORD done = 77;
    HANDLE file = open_new("a.txt", 0);

    WriteFile(file, "0123456789", 10, &done, NULL);
    CHECK(DeviceIoControl(file, FSCTL_SET_ZERO_DATA, &zero, sizeof zero, NULL, 0, &done, NULL) && done == 0,
          "DeviceIoControl: FSCTL_SET_ZERO_DATA \"Fills a specified range of a file with zeros\"");
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, text, 16, &done, NULL) && done == 10 && !memcmp(text, "01\0\0\00056789", 10),
          "FSCTL_SET_ZERO_DATA: \"From\" to before \"BeyondFinalZero\"");
    FILE_ALLOCATED_RANGE_BUFFER all = {{.QuadPart = 0}, {.QuadPart = 100}}, got[4];
    CHECK(DeviceIoControl(file, FSCTL_QUERY_ALLOCATED_RANGES, &all, sizeof all, got, sizeof got, &done, NULL) &&
              done == sizeof *got && got[0].FileOffset.QuadPart == 0 && got[0].Length.QuadPart == 10,
          "DeviceIoControl: lpBytesReturned; FSCTL_QUERY_ALLOCATED_RANGES: one range");
    CHECK(!DeviceIoControl(file, FSCTL_GET_REPARSE_POINT, NULL, 0, text, sizeof text, &done, NULL) &&
              failed(ERROR_NOT_A_REPARSE_POINT),
          "FSCTL_GET_REPARSE_POINT: ERROR_NOT_A_REPARSE_POINT");
    CHECK(!DeviceIoControl(file, CTL_CODE(0x2222, 5, METHOD_BUFFERED, FILE_ANY_ACCESS), NULL, 0, text, sizeof text,
                           &done, NULL) &&
              failed(ERROR_INVALID_FUNCTION),
          "DeviceIoControl: ERROR_INVALID_FUNCTION for a code that the device does not know");
    CHECK(!DeviceIoControl(NO_HANDLE, FSCTL_SET_ZERO_DATA, &zero, sizeof zero, NULL, 0, &done, NULL) &&
              failed(ERROR_INVALID_HANDLE),
          "DeviceIoControl: of no handle");
    CloseHandle(file);
    DeleteFileA("a.txt");
}

int main(void)
{
    scratch_enter();
    test_read_write();
    test_seek();
    test_offsets();
    test_overlapped();
    test_control();
    scratch_leave();
    return check_done();
}
