/* SPDX-License-Identifier: MIT */
/* Anonymous pipes: reading, writing, peeking, and what the one end sees when the other closes.
 * Debian's Wine tells in PeekNamedPipe's last parameter what is left of the bytes. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#include <string.h>

#define NO_HANDLE ((HANDLE)(ULONG_PTR)0x7ffc)

static char buffer[200000];

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static void test_bytes(void)
{
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit, .bInheritHandle = TRUE};
    HANDLE reader = NULL, writer = NULL, extra;
    DWORD count = 99, available = 99, rest = 99, flags = 99;

    CHECK(CreatePipe(&reader, &writer, NULL, 0) && reader && writer && reader != writer,
          "CreatePipe: \"returns handles to the read and write ends of the pipe\"");
    CHECK(GetFileType(reader) == FILE_TYPE_PIPE && GetFileType(writer) == FILE_TYPE_PIPE, "CreatePipe: both are pipes");
    CHECK(GetHandleInformation(reader, &flags) && !flags && GetHandleInformation(writer, &flags) && !flags,
          "CreatePipe: \"If lpPipeAttributes is NULL, the handle cannot be inherited\"");
    CHECK(PeekNamedPipe(reader, NULL, 0, NULL, &available, NULL) && available == 0, "PeekNamedPipe: nothing yet");
    CHECK(WriteFile(writer, "hello world", 11, &count, NULL) && count == 11, "WriteFile: to the pipe");
    memset(buffer, 0, 32);
    CHECK(
        PeekNamedPipe(reader, buffer, 5, &count, &available, &rest) && count == 5 && available == 11 &&
            !memcmp(buffer, "hello\0", 6),
        "PeekNamedPipe: \"copies data from the pipe into a buffer without removing it\", and tells how much there is");
    CHECK(rest == 0, "PeekNamedPipe: \"This parameter will be zero for byte-type named pipes or for anonymous pipes\"");
    CHECK(ReadFile(reader, buffer, 6, &count, NULL) && count == 6 && !memcmp(buffer, "hello ", 6),
          "ReadFile: as many as asked for");
    CHECK(ReadFile(reader, buffer, 100, &count, NULL) && count == 5 && !memcmp(buffer, "world", 5),
          "ReadFile: returns when there is something, not only when the buffer is full");
    CHECK(!ReadFile(writer, buffer, 1, &count, NULL) && failed(ERROR_ACCESS_DENIED),
          "ReadFile: the write end cannot be read");
    CHECK(!WriteFile(reader, "x", 1, &count, NULL) && failed(ERROR_ACCESS_DENIED),
          "WriteFile: nor the read end written");
    CHECK(DuplicateHandle(GetCurrentProcess(), writer, GetCurrentProcess(), &extra, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
              WriteFile(writer, "last", 4, &count, NULL) && CloseHandle(writer) &&
              PeekNamedPipe(reader, NULL, 0, NULL, &available, NULL) && available == 4,
          "CloseHandle: of one of two handles of the write end changes nothing");
    CloseHandle(extra);
    CHECK(ReadFile(reader, buffer, 100, &count, NULL) && count == 4,
          "ReadFile: what was written before the end is still read");
    CHECK(
        !ReadFile(reader, buffer, 100, &count, NULL) && failed(ERROR_BROKEN_PIPE) && count == 0,
        "ReadFile: \"If an anonymous pipe is being used and the write handle has been closed, ... GetLastError returns "
        "ERROR_BROKEN_PIPE\"");
    CHECK(!PeekNamedPipe(reader, NULL, 0, NULL, &available, NULL) && failed(ERROR_BROKEN_PIPE),
          "PeekNamedPipe: so does this");
    CloseHandle(reader);
    CHECK(!PeekNamedPipe(reader, NULL, 0, NULL, &available, NULL) && failed(ERROR_INVALID_HANDLE),
          "PeekNamedPipe: no handle");

    CreatePipe(&reader, &writer, &inherit, 0);
    CHECK(GetHandleInformation(reader, &flags) && flags == HANDLE_FLAG_INHERIT &&
              GetHandleInformation(writer, &flags) && flags == HANDLE_FLAG_INHERIT,
          "CreatePipe: bInheritHandle");
    CHECK(WriteFile(writer, "", 0, &count, NULL) && count == 0, "WriteFile: of nothing");
    CloseHandle(reader);
    CHECK(!WriteFile(writer, "x", 1, &count, NULL) && (failed(ERROR_NO_DATA) || failed(ERROR_BROKEN_PIPE)),
          "WriteFile: the read end is closed");
    CloseHandle(writer);
}

static DWORD WINAPI writes_much(void *writer)
{
    DWORD count = 0;
    BOOL ok;

    for (unsigned i = 0; i < sizeof buffer; i++) buffer[i] = (char)(i % 251);
    ok = WriteFile(writer, buffer, sizeof buffer, &count, NULL);
    CloseHandle(writer);
    return ok && count == sizeof buffer;
}

static void test_flow(void)
{
    HANDLE reader, writer, thread;
    DWORD count, total = 0, code = 99, wrong = 0;
    static unsigned char part[3000];

    CreatePipe(&reader, &writer, NULL, 4096);
    thread = CreateThread(NULL, 0, writes_much, writer, 0, NULL);
    while (ReadFile(reader, part, sizeof part, &count, NULL)) {
        for (DWORD i = 0; i < count; i++) wrong += part[i] != (total + i) % 251;
        total += count;
    }
    CHECK(failed(ERROR_BROKEN_PIPE) && total == sizeof buffer && !wrong,
          "WriteFile: more than the pipe holds comes through in order (%lu)", total);
    WaitForSingleObject(thread, 10000);
    GetExitCodeThread(thread, &code);
    CHECK(code == 1, "WriteFile: \"does not return until it has written the specified number of bytes\"");
    CloseHandle(thread);
    CloseHandle(reader);
}

static void test_state(void)
{
    HANDLE reader, writer, event = CreateEventW(NULL, FALSE, FALSE, NULL);
    DWORD flags = 99, out = 0, in = 0, instances = 0, state = 99, mode;

    CreatePipe(&reader, &writer, NULL, 8192);
    CHECK(GetNamedPipeInfo(reader, &flags, &out, &in, &instances) && (flags & PIPE_SERVER_END) &&
              !(flags & PIPE_TYPE_MESSAGE) && in >= 8192 && instances == 1,
          "GetNamedPipeInfo: \"the handle refers to the server end\"; of bytes; one instance");
    CHECK(GetNamedPipeInfo(writer, &flags, NULL, NULL, NULL) && !(flags & PIPE_SERVER_END),
          "GetNamedPipeInfo: the client end");
    CHECK(!GetNamedPipeInfo(event, &flags, NULL, NULL, NULL) &&
              !GetNamedPipeInfo(NO_HANDLE, &flags, NULL, NULL, NULL) && failed(ERROR_INVALID_HANDLE),
          "GetNamedPipeInfo: of no pipe");
    CHECK(GetNamedPipeHandleStateW(reader, &state, &instances, NULL, NULL, NULL, 0) && state == 0 && instances == 1,
          "GetNamedPipeHandleStateW: waiting, bytes, one instance");
    mode = 0;
    CHECK(SetNamedPipeHandleState(reader, &mode, NULL, NULL) &&
              GetNamedPipeHandleStateW(reader, &state, NULL, NULL, NULL, NULL, 0) && state == 0,
          "SetNamedPipeHandleState: PIPE_WAIT");
    CHECK(GetNamedPipeHandleStateA(writer, &state, &instances, NULL, NULL, NULL, 0) && state == 0 && instances == 1,
          "GetNamedPipeHandleStateA: likewise");
    mode = 0x1000;
    CHECK(!SetNamedPipeHandleState(reader, &mode, NULL, NULL) && failed(ERROR_INVALID_PARAMETER),
          "SetNamedPipeHandleState: no such mode");
    mode = PIPE_READMODE_MESSAGE;
    CHECK(!SetNamedPipeHandleState(reader, &mode, NULL, NULL) && failed(ERROR_INVALID_PARAMETER),
          "SetNamedPipeHandleState: a pipe of bytes has no messages");
    CHECK(!GetNamedPipeHandleStateW(NO_HANDLE, &state, NULL, NULL, NULL, NULL, 0) && failed(ERROR_INVALID_HANDLE) &&
              !GetNamedPipeHandleStateA(NO_HANDLE, &state, NULL, NULL, NULL, NULL, 0) && failed(ERROR_INVALID_HANDLE),
          "GetNamedPipeHandleStateW, GetNamedPipeHandleStateA: no handle");
    CloseHandle(reader);
    CloseHandle(writer);
    CloseHandle(event);
}

int main(void)
{
    test_bytes();
    test_flow();
    test_state();
    return check_done();
}
