/* SPDX-License-Identifier: MIT */
/* Pipes with names, both ends of which are used in turn: making, opening, modes, messages, disconnecting. */
#include "children.h"

#include <string.h>

#ifndef PIPE_UNLIMITED_INSTANCES
#define PIPE_UNLIMITED_INSTANCES 255
#endif

static char name[64];
static WCHAR wide_name[64];
static char buffer[1 << 18];

static BOOL failed(DWORD code)
{
    DWORD got = GetLastError();
    if (got != code) printf("# error %lu, not %lu\n", got, code);
    return got == code;
}

static HANDLE server_make(DWORD open_mode, DWORD pipe_mode, DWORD instances)
{
    SetLastError(0);
    return CreateNamedPipeA(name, open_mode, pipe_mode, instances, 4096, 4096, 0, NULL);
}

static HANDLE client_open(DWORD access)
{
    SetLastError(0);
    return CreateFileA(name, access, 0, NULL, OPEN_EXISTING, 0, NULL);
}

#define DUPLEX (GENERIC_READ | GENERIC_WRITE)
#define NONE   INVALID_HANDLE_VALUE

/* Wine 8.0 makes pipes without instances, and more than it was told may be, of other kinds and though they should be
 * first; the client's end of a pipe is no invalid function to it but one that is not supported. */
static void test_make(void)
{
    HANDLE one, two, client;
    SetLastError(0);
    CHECK(CreateNamedPipeA("\\\\.\\pipe\\x", PIPE_ACCESS_DUPLEX, 0, 0, 0, 0, 0, NULL) == NONE &&
              failed(ERROR_INVALID_PARAMETER),
          "CreateNamedPipe: no instances at all: ERROR_INVALID_PARAMETER");
    CHECK(CreateNamedPipeA("\\\\.\\pipe\\x", PIPE_ACCESS_DUPLEX, 0, 256, 0, 0, 0, NULL) == NONE &&
              failed(ERROR_INVALID_PARAMETER),
          "CreateNamedPipe: \"If nMaxInstances is greater than PIPE_UNLIMITED_INSTANCES, the return value is "
          "INVALID_HANDLE_VALUE and GetLastError returns ERROR_INVALID_PARAMETER\"");
    CHECK(server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_READMODE_MESSAGE, 1) == NONE &&
              failed(ERROR_INVALID_PARAMETER),
          "CreateNamedPipe: PIPE_READMODE_MESSAGE \"can be only used if PIPE_TYPE_MESSAGE is also specified\"");
    CHECK(CreateNamedPipeA("C:\\pipe", PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, NULL) == NONE && failed(ERROR_INVALID_NAME),
          "CreateNamedPipe: the name \"must have the following form: \\\\.\\pipe\\pipename\"");
    CHECK(client_open(DUPLEX) == NONE && failed(ERROR_FILE_NOT_FOUND), "CreateFile: there is no pipe of that name");
    CHECK(!WaitNamedPipeA(name, 10) && failed(ERROR_FILE_NOT_FOUND),
          "WaitNamedPipe: \"If no instances of the specified named pipe exist, ... returns immediately\"");

    one = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 2);
    CHECK(one != NONE && one, "CreateNamedPipeA");
    CHECK(server_make(PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE, PIPE_TYPE_BYTE, 2) == NONE &&
              failed(ERROR_ACCESS_DENIED),
          "CreateNamedPipe: FILE_FLAG_FIRST_PIPE_INSTANCE: \"creation of the next instance fails with "
          "ERROR_ACCESS_DENIED\"");
    CHECK(server_make(PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE, 2) == NONE && failed(ERROR_ACCESS_DENIED),
          "CreateNamedPipe: \"PIPE_ACCESS_* ... must be the same for each instance\"");
    CHECK(server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 2) == NONE && failed(ERROR_ACCESS_DENIED),
          "CreateNamedPipe: \"The same type mode must be specified for each instance\"");
    two = CreateNamedPipeW(wide_name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 2, 0, 0, 0, NULL);
    CHECK(two != NONE && two, "CreateNamedPipeW: a second instance");
    CHECK(server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 2) == NONE && failed(ERROR_PIPE_BUSY),
          "CreateNamedPipe: no more than nMaxInstances: ERROR_PIPE_BUSY");
    CHECK(WaitNamedPipeA(name, 1) && WaitNamedPipeW(wide_name, 1),
          "WaitNamedPipe: \"If an instance of the pipe is available before the time-out interval elapses, the return "
          "value is nonzero\"");
    client = CreateFileA("\\\\.\\PIPE\\Metic_Named_Pipe_x", DUPLEX, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(client == NONE && failed(ERROR_FILE_NOT_FOUND), "CreateFile: another name");
    char upper[64];
    strcpy(upper, name);
    CharUpperA(upper + 9);
    client = CreateFileA(upper, DUPLEX, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(client != NONE, "CreateFile: \"Pipe names are not case sensitive\"");
    HANDLE second = client_open(GENERIC_READ);
    CHECK(second != NONE, "CreateFile: the other instance, to read alone");
    CHECK(client_open(DUPLEX) == NONE && failed(ERROR_PIPE_BUSY),
          "CreateFile: all instances are busy: ERROR_PIPE_BUSY");
    CHECK(!WaitNamedPipeA(name, 30) && failed(ERROR_SEM_TIMEOUT), "WaitNamedPipe: the time is over: ERROR_SEM_TIMEOUT");
    CHECK(!WaitNamedPipeW(wide_name, NMPWAIT_USE_DEFAULT_WAIT) && failed(ERROR_SEM_TIMEOUT),
          "WaitNamedPipe: NMPWAIT_USE_DEFAULT_WAIT: 50 ms, where the server said 0");
    WIN32_FIND_DATAA data;
    BOOL listed = FALSE;
    HANDLE find = FindFirstFileA("\\\\.\\pipe\\*", &data);
    do listed |= find != NONE && !strcmp(data.cFileName, name + 9);
    while (find != NONE && FindNextFileA(find, &data));
    CHECK(listed && FindClose(find), "FindFirstFile: \\\\.\\pipe\\* lists the names");
    CloseHandle(client);
    CloseHandle(second);
    CloseHandle(one);
    CloseHandle(two);
    CHECK(client_open(DUPLEX) == NONE && failed(ERROR_FILE_NOT_FOUND),
          "CloseHandle: \"when the last handle to an instance is closed\" the name has gone");
    SetLastError(0);
    CHECK(FindFirstFileA(name, &data) == NONE && failed(ERROR_FILE_NOT_FOUND), "FindFirstFile: it is not listed");
}

static void test_ways(void)
{
    HANDLE server = server_make(PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE, 1), client;
    DWORD done, flags = 0, in = 0, out = 0, most = 0;
    CHECK(client_open(GENERIC_READ) == NONE && failed(ERROR_ACCESS_DENIED),
          "PIPE_ACCESS_INBOUND: \"data in the pipe flows from client to server only\"");
    client = client_open(GENERIC_WRITE);
    CHECK(client != NONE && WriteFile(client, "abc", 3, &done, NULL) && done == 3 &&
              ReadFile(server, buffer, 10, &done, NULL) && done == 3 && !memcmp(buffer, "abc", 3),
          "a client writes to it, and the server reads, which has not called ConnectNamedPipe");
    CHECK(!WriteFile(server, "x", 1, &done, NULL) && failed(ERROR_ACCESS_DENIED), "the server cannot write");
    CHECK(GetNamedPipeInfo(server, &flags, &out, &in, &most) && flags == (PIPE_SERVER_END | PIPE_TYPE_BYTE) &&
              in == 4096 && out == 4096 && most == 1,
          "GetNamedPipeInfo: the server's end, bytes, sizes, instances (%lx %lu %lu %lu)", flags, out, in, most);
    CHECK(GetNamedPipeInfo(client, &flags, NULL, NULL, NULL) && flags == PIPE_CLIENT_END, "and the client's");
    CloseHandle(client);
    CHECK(!ReadFile(server, buffer, 1, &done, NULL) && failed(ERROR_BROKEN_PIPE),
          "ReadFile: \"the client has closed its handle\": ERROR_BROKEN_PIPE");
    CloseHandle(server);
    server = server_make(PIPE_ACCESS_OUTBOUND, PIPE_TYPE_BYTE, PIPE_UNLIMITED_INSTANCES);
    CHECK(client_open(GENERIC_WRITE) == NONE && failed(ERROR_ACCESS_DENIED),
          "PIPE_ACCESS_OUTBOUND: \"flows from server to client only\"");
    client = client_open(GENERIC_READ);
    CHECK(WriteFile(server, "xyz", 3, &done, NULL) && ReadFile(client, buffer, 10, &done, NULL) && done == 3,
          "the server writes, the client reads");
    CHECK(GetNamedPipeInfo(server, NULL, NULL, NULL, &most) && most == PIPE_UNLIMITED_INSTANCES,
          "GetNamedPipeInfo: PIPE_UNLIMITED_INSTANCES");
    CloseHandle(server);
    CHECK(!ReadFile(client, buffer, 1, &done, NULL) && failed(ERROR_BROKEN_PIPE), "the server has gone");
    CloseHandle(client);
}

static void test_connect(void)
{
    HANDLE server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1), client;
    DWORD done;
    SetLastError(0);
    CHECK(!ReadFile(server, buffer, 1, &done, NULL) && failed(ERROR_PIPE_LISTENING),
          "ReadFile: nobody has come: ERROR_PIPE_LISTENING");
    CHECK(!WriteFile(server, "x", 1, &done, NULL) && failed(ERROR_PIPE_LISTENING), "WriteFile likewise");
    client = client_open(DUPLEX);
    SetLastError(0);
    CHECK(!ConnectNamedPipe(server, NULL) && failed(ERROR_PIPE_CONNECTED),
          "ConnectNamedPipe: \"If a client connects before the function is called, the function returns zero and "
          "GetLastError returns ERROR_PIPE_CONNECTED\"");
    SetLastError(0);
    CHECK(!ConnectNamedPipe(client, NULL) && failed(ERROR_INVALID_FUNCTION), "ConnectNamedPipe: of a client's end");
    SetLastError(0);
    CHECK(!DisconnectNamedPipe(client) && failed(ERROR_INVALID_FUNCTION), "DisconnectNamedPipe: of a client's end");
    WriteFile(client, "lost", 4, &done, NULL);
    WriteFile(server, "lost", 4, &done, NULL);
    CHECK(DisconnectNamedPipe(server),
          "DisconnectNamedPipe: \"If the function succeeds, the return value is nonzero\"");
    SetLastError(0);
    CHECK(!ReadFile(client, buffer, 4, &done, NULL) && failed(ERROR_PIPE_NOT_CONNECTED),
          "DisconnectNamedPipe: \"any unread data in the pipe is discarded\"; the client: ERROR_PIPE_NOT_CONNECTED");
    SetLastError(0);
    CHECK(!WriteFile(client, "x", 1, &done, NULL) && failed(ERROR_PIPE_NOT_CONNECTED), "WriteFile: likewise");
    SetLastError(0);
    CHECK(!ReadFile(server, buffer, 4, &done, NULL) && failed(ERROR_PIPE_NOT_CONNECTED), "the server's reads too");
    SetLastError(0);
    CHECK(!DisconnectNamedPipe(server) && failed(ERROR_PIPE_NOT_CONNECTED), "DisconnectNamedPipe: a second time");
    SetLastError(0);
    HANDLE other = client_open(DUPLEX);
    CHECK(other == NONE && failed(ERROR_PIPE_BUSY), "CreateFile: the server does not wait for anybody");
    CloseHandle(client);
    SetLastError(0);
    CHECK(!ConnectNamedPipe(NONE, NULL) && failed(ERROR_INVALID_HANDLE) && !DisconnectNamedPipe(NULL) &&
              failed(ERROR_INVALID_HANDLE),
          "ConnectNamedPipe, DisconnectNamedPipe: no handle");

    HANDLE child = child_start("echo", FALSE, 0, NULL);
    BOOL connected = ConnectNamedPipe(server, NULL) || GetLastError() == ERROR_PIPE_CONNECTED;
    CHECK(connected, "ConnectNamedPipe: again, for another process");
    ULONG id = 0;
    CHECK(GetNamedPipeClientProcessId(server, &id) && id == GetProcessId(child), "GetNamedPipeClientProcessId (%lu)",
          id);
    CHECK(WriteFile(server, "hello", 5, &done, NULL) && ReadFile(server, buffer, 100, &done, NULL) && done == 5 &&
              !memcmp(buffer, "HELLO", 5),
          "data goes there and back");
    ULONG session = 99, own = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &own);
    CHECK(GetNamedPipeClientSessionId(server, &session) && session == own, "GetNamedPipeClientSessionId");
    CHECK(GetNamedPipeServerSessionId(server, &session) && session == own, "GetNamedPipeServerSessionId");
    CHECK(GetNamedPipeServerProcessId(server, &id) && id == GetCurrentProcessId(), "GetNamedPipeServerProcessId");
    WCHAR computer[32];
    SetLastError(0);
    CHECK(!GetNamedPipeClientComputerNameW(server, computer, sizeof computer) && failed(ERROR_PIPE_LOCAL) &&
              !GetNamedPipeClientComputerNameA(server, buffer, 32) && failed(ERROR_PIPE_LOCAL),
          "GetNamedPipeClientComputerName: \"the client ... is on the same computer\": ERROR_PIPE_LOCAL");
    DisconnectNamedPipe(server);
    CHECK(child_finish(child) == ERROR_PIPE_NOT_CONNECTED, "a client in another process is disconnected");
    SetLastError(0);
    CHECK(!GetNamedPipeClientProcessId(server, &id) && GetLastError(), "GetNamedPipeClientProcessId: nobody is there");
    SetLastError(0);
    CHECK(!GetNamedPipeServerProcessId(NONE, &id) && !GetNamedPipeClientSessionId(NONE, &id) &&
              !GetNamedPipeServerSessionId(NONE, &id) && failed(ERROR_INVALID_HANDLE),
          "and of no handle");
    CloseHandle(server);

    server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1);
    client = client_open(DUPLEX);
    WriteFile(client, "bye", 3, &done, NULL);
    CloseHandle(client);
    SetLastError(0);
    CHECK(!ConnectNamedPipe(server, NULL) && failed(ERROR_NO_DATA),
          "ConnectNamedPipe: \"If a client connects ... and closes its end, ERROR_NO_DATA\"");
    CHECK(ReadFile(server, buffer, 10, &done, NULL) && done == 3, "what it left is read");
    SetLastError(0);
    CHECK(!ReadFile(server, buffer, 10, &done, NULL) && failed(ERROR_BROKEN_PIPE), "and then the end");
    SetLastError(0);
    CHECK(!WriteFile(server, "x", 1, &done, NULL) && failed(ERROR_NO_DATA), "WriteFile: ERROR_NO_DATA");
    CloseHandle(server);
}

static void test_messages(void)
{
    HANDLE server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1);
    HANDLE client = client_open(DUPLEX);
    DWORD done, state = 99, available = 99, left = 99, mode = PIPE_READMODE_MESSAGE;
    CHECK(GetNamedPipeHandleStateW(client, &state, NULL, NULL, NULL, NULL, 0) && state == 0,
          "CreateFile: \"the pipe handle returned ... is in byte-read mode\"");
    CHECK(GetNamedPipeHandleStateA(server, &state, NULL, NULL, NULL, NULL, 0) && state == PIPE_READMODE_MESSAGE,
          "CreateNamedPipe: the server's as it asked for");
    WriteFile(server, "one", 3, &done, NULL);
    WriteFile(server, "three", 5, &done, NULL);
    CHECK(ReadFile(client, buffer, 100, &done, NULL) && done == 8 && !memcmp(buffer, "onethree", 8),
          "byte-read mode: \"data is read as a stream of bytes\" (%lu)", done);
    CHECK(SetNamedPipeHandleState(client, &mode, NULL, NULL), "SetNamedPipeHandleState: PIPE_READMODE_MESSAGE");
    CHECK(WriteFile(client, "first", 5, &done, NULL) && done == 5 && WriteFile(client, "", 0, &done, NULL) &&
              WriteFile(client, "third one", 9, &done, NULL),
          "WriteFile: three messages, one of them empty");
    CHECK(PeekNamedPipe(server, buffer, 3, &done, &available, &left) && done == 3 && available == 14 && left == 2,
          "PeekNamedPipe: read 3, available 14, left of this message 2 (%lu %lu %lu)", done, available, left);
    CHECK(ReadFile(server, buffer, 100, &done, NULL) && done == 5 && !memcmp(buffer, "first", 5),
          "ReadFile: one message at a time");
    CHECK(
        ReadFile(server, buffer, 100, &done, NULL) && done == 0,
        "ReadFile: \"the other end of the pipe called the WriteFile function with nNumberOfBytesToWrite set to zero\"");
    SetLastError(0);
    CHECK(!ReadFile(server, buffer, 5, &done, NULL) && failed(ERROR_MORE_DATA) && done == 5 &&
              !memcmp(buffer, "third", 5),
          "ReadFile: \"If ... the next message is longer than the nNumberOfBytesToRead parameter specifies, ReadFile "
          "returns FALSE and GetLastError returns ERROR_MORE_DATA\"");
    CHECK(PeekNamedPipe(server, NULL, 0, NULL, &available, &left) && available == 4 && left == 4,
          "PeekNamedPipe: the rest of the message");
    CHECK(ReadFile(server, buffer, 100, &done, NULL) && done == 4 && !memcmp(buffer, " one", 4),
          "ReadFile: \"the remainder of the message may be read by a subsequent call\"");

    for (unsigned i = 0; i < sizeof buffer; i++) buffer[i] = (char)(i % 251);
    mode = PIPE_READMODE_BYTE;
    HANDLE child = child_start("big", FALSE, 0, NULL);
    CloseHandle(client);
    DisconnectNamedPipe(server);
    ConnectNamedPipe(server, NULL);
    static char big[200000];
    CHECK(ReadFile(server, big, sizeof big, &done, NULL) && done == 150000 && !memcmp(big, buffer, 150000),
          "a message of 150000 bytes comes as one (%lu)", done);
    CHECK(ReadFile(server, big, sizeof big, &done, NULL) && done == 131072 && !memcmp(big, buffer, 131072),
          "and one of 131072 (%lu)", done);
    CHECK(ReadFile(server, big, sizeof big, &done, NULL) && done == 4 && !memcmp(big, "last", 4), "and the next");
    CHECK(child_finish(child) == 0, "its writer has ended");
    SetLastError(0);
    mode = 0x10;
    CHECK(!SetNamedPipeHandleState(server, &mode, NULL, NULL) && failed(ERROR_INVALID_PARAMETER),
          "SetNamedPipeHandleState: no such mode");
    CloseHandle(server);
}

static void test_transact(void)
{
    HANDLE server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1);
    HANDLE child = child_start("transact", FALSE, 0, NULL);
    DWORD done;
    ConnectNamedPipe(server, NULL);
    for (int i = 0; i < 2; i++) {
        CHECK(ReadFile(server, buffer, 100, &done, NULL) && done == 7 && !memcmp(buffer, "request", 7),
              "TransactNamedPipe: the request comes");
        WriteFile(server, "the answer", 10, &done, NULL);
    }
    FlushFileBuffers(server);
    DisconnectNamedPipe(server);
    for (int i = 0; i < 2; i++) {
        CHECK(ConnectNamedPipe(server, NULL) || GetLastError() == ERROR_PIPE_CONNECTED, "CallNamedPipe connects");
        ReadFile(server, buffer, 100, &done, NULL);
        WriteFile(server, buffer, done, &done, NULL);
        CHECK(FlushFileBuffers(server), "FlushFileBuffers: \"returns when the client has read all buffered data\"");
        DisconnectNamedPipe(server);
    }
    CHECK(child_finish(child) == 0, "TransactNamedPipe and CallNamedPipe give the answers");
    SetLastError(0);
    CHECK(!CallNamedPipeA(name, "x", 1, buffer, 10, &done, NMPWAIT_NOWAIT) && failed(ERROR_PIPE_BUSY),
          "CallNamedPipe: NMPWAIT_NOWAIT: \"does not wait\": ERROR_PIPE_BUSY");
    SetLastError(0);
    CHECK(!CallNamedPipeW(wide_name, "x", 1, buffer, 10, &done, 20) && failed(ERROR_SEM_TIMEOUT),
          "CallNamedPipe: nobody came to answer in time");
    CloseHandle(server);
    server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1);
    HANDLE client = client_open(DUPLEX);
    SetLastError(0);
    CHECK(!TransactNamedPipe(client, "x", 1, buffer, 10, &done, NULL) && failed(ERROR_BAD_PIPE),
          "TransactNamedPipe: \"fails if the server did not create the pipe as a message-type pipe\"");
    CloseHandle(client);
    CloseHandle(server);
    SetLastError(0);
    CHECK(!CallNamedPipeA(name, "x", 1, buffer, 10, &done, 10) && failed(ERROR_FILE_NOT_FOUND),
          "CallNamedPipe: there is no such pipe");
}

static void test_no_wait(void)
{
    HANDLE server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE | PIPE_NOWAIT, 1), client;
    DWORD done, mode, state = 0;
    SetLastError(0);
    CHECK(!ConnectNamedPipe(server, NULL) && failed(ERROR_PIPE_LISTENING),
          "PIPE_NOWAIT: \"ConnectNamedPipe ... returns immediately\": ERROR_PIPE_LISTENING");
    client = client_open(DUPLEX);
    SetLastError(0);
    CHECK(!ConnectNamedPipe(server, NULL) && failed(ERROR_PIPE_CONNECTED), "ConnectNamedPipe: ERROR_PIPE_CONNECTED");
    SetLastError(0);
    CHECK(!ReadFile(server, buffer, 10, &done, NULL) && failed(ERROR_NO_DATA),
          "PIPE_NOWAIT: ReadFile of an empty pipe: ERROR_NO_DATA");
    CHECK(GetNamedPipeHandleStateA(server, &state, NULL, NULL, NULL, NULL, 0) && state == PIPE_NOWAIT,
          "GetNamedPipeHandleState: PIPE_NOWAIT");
    DWORD written = 0, before;
    do {
        before = written;
        if (!WriteFile(server, buffer, 65536, &done, NULL)) break;
        written += done;
    } while (written != before && written < 1 << 26);
    CHECK(written && done == 0, "PIPE_NOWAIT: a full pipe takes nothing more, and the write returns (%lu)", written);
    mode = PIPE_WAIT;
    CHECK(SetNamedPipeHandleState(server, &mode, NULL, NULL) &&
              GetNamedPipeHandleStateW(server, &state, NULL, NULL, NULL, NULL, 0) && state == 0,
          "SetNamedPipeHandleState: PIPE_WAIT");
    CloseHandle(client);
    mode = PIPE_NOWAIT;
    SetNamedPipeHandleState(server, &mode, NULL, NULL);
    DisconnectNamedPipe(server);
    CHECK(ConnectNamedPipe(server, NULL),
          "ConnectNamedPipe: \"In nonblocking mode, ... returns a nonzero value the first time it is called for a pipe "
          "instance that is disconnected from a previous client\"");
    SetLastError(0);
    CHECK(!ConnectNamedPipe(server, NULL) && failed(ERROR_PIPE_LISTENING), "and then zero");
    CloseHandle(server);
}

/* Handles that others got: by inheritance, and by duplication. */
static void test_handed(void)
{
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    char arguments[64];
    HANDLE server =
        CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 0, 0, 0, &inherit);
    HANDLE client = CreateFileA(name, DUPLEX, 0, &inherit, OPEN_EXISTING, 0, NULL), again, child;
    DWORD done;
    sprintf(arguments, "use %lu", (DWORD)(ULONG_PTR)client);
    child = child_start(arguments, TRUE, 0, NULL);
    CloseHandle(client);
    CHECK(WriteFile(server, "hello", 5, &done, NULL) && ReadFile(server, buffer, 100, &done, NULL) && done == 5 &&
              !memcmp(buffer, "HELLO", 5),
          "a child uses the client's end that it inherited");
    CHECK(child_finish(child) == 0, "and ends well");
    CloseHandle(server);

    server =
        CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 0, 0, 0, &inherit);
    client = client_open(DUPLEX);
    ConnectNamedPipe(server, NULL);
    sprintf(arguments, "use %lu", (DWORD)(ULONG_PTR)server);
    child = child_start(arguments, TRUE, 0, NULL);
    CloseHandle(server);
    CHECK(WriteFile(client, "there", 5, &done, NULL) && ReadFile(client, buffer, 100, &done, NULL) && done == 5 &&
              !memcmp(buffer, "THERE", 5),
          "a child serves by the server's end that it inherited, which its maker closed");
    CHECK(child_finish(child) == 0, "and ends well");
    SetLastError(0);
    CHECK(!ReadFile(client, buffer, 1, &done, NULL) && failed(ERROR_BROKEN_PIPE), "and with it the pipe");
    CloseHandle(client);

    server = server_make(PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1);
    client = client_open(DUPLEX);
    CHECK(DuplicateHandle(GetCurrentProcess(), client, GetCurrentProcess(), &again, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
              CloseHandle(client) && WriteFile(again, "x", 1, &done, NULL) && ReadFile(server, buffer, 1, &done, NULL),
          "a duplicate is as good as the first handle");
    CloseHandle(again);
    CloseHandle(server);
}

/* ---- what children do ---- */

static int child_use(HANDLE pipe)
{
    DWORD done;
    if (!ReadFile(pipe, buffer, 100, &done, NULL)) return (int)GetLastError();
    CharUpperBuffA(buffer, done);
    return WriteFile(pipe, buffer, done, &done, NULL) ? 0 : (int)GetLastError();
}

static int child_main(int argc, char **argv)
{
    DWORD done, mode = PIPE_READMODE_MESSAGE;
    if (!strcmp(argv[2], "use") && argc > 3) return child_use((HANDLE)(ULONG_PTR)atol(argv[3]));
    if (!WaitNamedPipeA(name, 10000)) return (int)GetLastError();
    HANDLE client = client_open(DUPLEX);
    if (client == NONE) return (int)GetLastError();
    if (!strcmp(argv[2], "echo")) {
        int code = child_use(client);
        return code ? code : child_use(client);
    }
    if (!strcmp(argv[2], "big")) {
        for (unsigned i = 0; i < sizeof buffer; i++) buffer[i] = (char)(i % 251);
        return !(WriteFile(client, buffer, 150000, &done, NULL) && done == 150000 &&
                 WriteFile(client, buffer, 131072, &done, NULL) && WriteFile(client, "last", 4, &done, NULL));
    }
    SetNamedPipeHandleState(client, &mode, NULL, NULL);
    if (!TransactNamedPipe(client, "request", 7, buffer, 100, &done, NULL) || done != 10) return 1;
    if (TransactNamedPipe(client, "request", 7, buffer, 4, &done, NULL) || GetLastError() != ERROR_MORE_DATA) return 2;
    if (TransactNamedPipe(client, "x", 1, buffer, 4, &done, NULL) || GetLastError() != ERROR_PIPE_BUSY) return 3;
    if (!ReadFile(client, buffer, 100, &done, NULL) || done != 6) return 4;
    CloseHandle(client);
    if (!CallNamedPipeA(name, "again", 5, buffer, 100, &done, 5000) || done != 5) return 5;
    if (!CallNamedPipeW(wide_name, "again!", 6, buffer, 100, &done, NMPWAIT_WAIT_FOREVER) || done != 6) return 6;
    return 0;
}

int main(int argc, char **argv)
{
    DWORD id = GetCurrentProcessId();
    if (argc > 2 && !GetEnvironmentVariableA("NAMED_PIPE", name, sizeof name)) return 99;
    if (argc <= 2) {
        sprintf(name, "\\\\.\\pipe\\metic_named_pipe.%lu", id);
        SetEnvironmentVariableA("NAMED_PIPE", name);
    }
    MultiByteToWideChar(CP_ACP, 0, name, -1, wide_name, sizeof wide_name / sizeof *wide_name);
    if (argc > 2) return child_main(argc, argv);
    test_make();
    test_ways();
    test_connect();
    test_messages();
    test_transact();
    test_no_wait();
    test_handed();
    return check_done();
}
