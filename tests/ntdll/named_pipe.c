/* SPDX-License-Identifier: MIT */
/* Pipes by the calls below Win32: NtCreateNamedPipeFile, \Device\NamedPipe, the pipe's controls and information classes
 * of the driver kit's ntifs.h.
 * Wine 8.0 lets FILE_CREATE make a further instance, more of them than may be, and of another type; it takes parameters
 * that cannot be, tells no messages apart when it peeks, and has no attributes. */
#include "file.h"

#define FSCTL_DISCONNECT  0x00110004
#define FSCTL_LISTEN      0x00110008
#define FSCTL_PEEK        0x0011400c
#define FSCTL_WAIT        0x00110018
#define FSCTL_IMPERSONATE 0x0011001c
#define FSCTL_ATTRIBUTE   0x00110028
#define FSCTL_CONNECTION  0x00110030
#define FSCTL_TRANSCEIVE  0x0011c017
#define PipeClass         ((FILE_INFORMATION_CLASS)23)
#define PipeLocalClass    ((FILE_INFORMATION_CLASS)24)
#define BOTH              (FILE_SHARE_READ | FILE_SHARE_WRITE)
#define SYNCHRONOUS       FILE_SYNCHRONOUS_IO_NONALERT
#define UNLIMITED         ((ULONG)-1)
enum { DISCONNECTED = 1, LISTENING, CONNECTED, CLOSING };

struct local {
    ULONG type, configuration, most, instances, in, available, out, quota, state, end;
};

static WCHAR full_name[64];
static IO_STATUS_BLOCK io;
static LARGE_INTEGER timeout = {.QuadPart = -1000000};

static void attributes_of(OBJECT_ATTRIBUTES *oa, UNICODE_STRING *string, const WCHAR *name, HANDLE root)
{
    RtlInitUnicodeString(string, name);
    InitializeObjectAttributes(oa, string, OBJ_CASE_INSENSITIVE, root, NULL);
}

/* A server's end; `type`: 1 messages, both ways of them. */
static NTSTATUS make(HANDLE *pipe, const WCHAR *name, HANDLE root, ULONG disposition, ULONG options, ULONG type,
                     ULONG most)
{
    UNICODE_STRING string;
    OBJECT_ATTRIBUTES oa;
    attributes_of(&oa, &string, name, root);
    return NtCreateNamedPipeFile(pipe, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &oa, &io, BOTH, disposition, options,
                                 type, type, 0, most, 8192, 1024, &timeout);
}

static NTSTATUS open(HANDLE *pipe, const WCHAR *name, HANDLE root, ULONG options)
{
    UNICODE_STRING string;
    OBJECT_ATTRIBUTES oa;
    attributes_of(&oa, &string, name, root);
    return NtOpenFile(pipe, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &oa, &io, BOTH, options);
}

static NTSTATUS control(HANDLE pipe, ULONG code, void *in, ULONG in_size, void *out, ULONG out_size)
{
    return NtFsControlFile(pipe, NULL, NULL, NULL, &io, code, in, in_size, out, out_size);
}

static NTSTATUS put(HANDLE pipe, const char *text)
{
    return NtWriteFile(pipe, NULL, NULL, NULL, &io, (void *)text, (ULONG)strlen(text), NULL, NULL);
}

static ULONG state_of(HANDLE pipe)
{
    struct local local = {0};
    return NtQueryInformationFile(pipe, &io, &local, sizeof local, PipeLocalClass) ? 0 : local.state;
}

static void test_make(HANDLE root)
{
    HANDLE one, two, three;
    UNICODE_STRING string;
    OBJECT_ATTRIBUTES oa;
    CHECK(make(&one, full_name, NULL, FILE_OPEN, SYNCHRONOUS, 0, 2) == STATUS_OBJECT_NAME_NOT_FOUND,
          "NtCreateNamedPipeFile: FILE_OPEN: there is no instance to make another of");
    CHECK(make(&one, full_name, NULL, FILE_CREATE, SYNCHRONOUS, 0, 2) == STATUS_SUCCESS &&
              io.Information == FILE_CREATED,
          "NtCreateNamedPipeFile: FILE_CREATE: FILE_CREATED");
    CHECK(make(&two, full_name, NULL, FILE_CREATE, SYNCHRONOUS, 0, 2) == STATUS_ACCESS_DENIED,
          "NtCreateNamedPipeFile: FILE_CREATE: there is one");
    CHECK(make(&two, wcsrchr(full_name, '\\') + 1, root, FILE_OPEN, SYNCHRONOUS, 0, 2) == STATUS_SUCCESS &&
              io.Information == FILE_OPENED,
          "NtCreateNamedPipeFile: FILE_OPEN, relative to the folder: FILE_OPENED");
    CHECK(make(&three, full_name, NULL, FILE_OPEN_IF, SYNCHRONOUS, 0, 2) == STATUS_INSTANCE_NOT_AVAILABLE,
          "NtCreateNamedPipeFile: no more instances");
    NtClose(two);
    CHECK(make(&two, full_name, NULL, FILE_OPEN_IF, SYNCHRONOUS, 1, 2) == STATUS_ACCESS_DENIED,
          "NtCreateNamedPipeFile: of another type");
    CHECK(make(&two, full_name, NULL, FILE_OVERWRITE, SYNCHRONOUS, 0, 2) == STATUS_INVALID_PARAMETER,
          "NtCreateNamedPipeFile: no such disposition");
    CHECK(make(&two, full_name, NULL, FILE_OPEN_IF, SYNCHRONOUS, 0, 0) == STATUS_INVALID_PARAMETER,
          "NtCreateNamedPipeFile: no instances");
    attributes_of(&oa, &string, full_name, NULL);
    CHECK(NtCreateNamedPipeFile(&two, GENERIC_READ | SYNCHRONIZE, &oa, &io, BOTH, FILE_OPEN_IF, SYNCHRONOUS, 0, 1, 0, 2,
                                0, 0, &timeout) == STATUS_INVALID_PARAMETER,
          "NtCreateNamedPipeFile: bytes cannot be read as messages");
    CHECK(NtCreateNamedPipeFile(NULL, GENERIC_READ | SYNCHRONIZE, &oa, &io, BOTH, FILE_OPEN_IF, SYNCHRONOUS, 0, 0, 0, 2,
                                0, 0, &timeout) == STATUS_ACCESS_VIOLATION,
          "NtCreateNamedPipeFile: nowhere to put the handle");
    attributes_of(&oa, &string, L"\\Device\\Null\\x", NULL);
    CHECK(NtCreateNamedPipeFile(&two, GENERIC_READ | SYNCHRONIZE, &oa, &io, BOTH, FILE_OPEN_IF, SYNCHRONOUS, 0, 0, 0, 2,
                                0, 0, &timeout) != STATUS_SUCCESS,
          "NtCreateNamedPipeFile: elsewhere than in the pipes' folder");
    CHECK(open(&two, full_name, NULL, SYNCHRONOUS) == STATUS_SUCCESS &&
              open(&three, full_name, NULL, SYNCHRONOUS) == STATUS_PIPE_NOT_AVAILABLE,
          "NtOpenFile: the one instance there is");
    NtClose(two);
    NtClose(one);
    CHECK(open(&two, full_name, NULL, SYNCHRONOUS) == STATUS_OBJECT_NAME_NOT_FOUND, "NtOpenFile: it has gone");
}

static void test_information(void)
{
    HANDLE server, client;
    struct local local = {0};
    ULONG pipe[2] = {9, 9};
    struct {
        ULONG length;
        WCHAR text[80];
    } name;
    make(&server, full_name, NULL, FILE_CREATE, SYNCHRONOUS, 1, UNLIMITED);
    CHECK(!NtQueryInformationFile(server, &io, &local, sizeof local, PipeLocalClass) && local.type == 1 &&
              local.configuration == 2 && local.most == UNLIMITED && local.instances == 1 && local.in == 8192 &&
              local.out == 1024 && local.state == LISTENING && local.end == 1,
          "FilePipeLocalInformation: messages, both ways, sizes, it listens, the server's end");
    CHECK(control(server, FSCTL_IMPERSONATE, NULL, 0, NULL, 0) == STATUS_CANNOT_IMPERSONATE,
          "FSCTL_PIPE_IMPERSONATE: nobody has written");
    open(&client, full_name, NULL, SYNCHRONOUS);
    CHECK(state_of(server) == CONNECTED && !NtQueryInformationFile(client, &io, &local, sizeof local, PipeLocalClass) &&
              local.state == CONNECTED && local.end == 0,
          "FilePipeLocalInformation: connected; the client's end");
    CHECK(!NtQueryInformationFile(server, &io, pipe, sizeof pipe, PipeClass) && pipe[0] == 1 && pipe[1] == 0 &&
              !NtQueryInformationFile(client, &io, pipe, sizeof pipe, PipeClass) && pipe[0] == 0 && pipe[1] == 0,
          "FilePipeInformation: as it was made; a client's reads bytes");
    pipe[0] = 1, pipe[1] = 1;
    CHECK(!NtSetInformationFile(client, &io, pipe, sizeof pipe, PipeClass) &&
              !NtQueryInformationFile(client, &io, pipe, sizeof pipe, PipeClass) && pipe[0] == 1 && pipe[1] == 1,
          "FilePipeInformation is set");
    pipe[0] = 2;
    CHECK(NtSetInformationFile(client, &io, pipe, sizeof pipe, PipeClass) == STATUS_INVALID_PARAMETER,
          "FilePipeInformation: no such mode");
    pipe[0] = 1, pipe[1] = 0;
    NtSetInformationFile(client, &io, pipe, sizeof pipe, PipeClass);
    CHECK(!NtQueryInformationFile(client, &io, &name, sizeof name, NameClass) &&
              name.length == wcslen(wcsrchr(full_name, '\\')) * sizeof(WCHAR) &&
              !memcmp(name.text, wcsrchr(full_name, '\\'), name.length),
          "FileNameInformation: \\NAME");
    NtClose(client);
    CHECK(state_of(server) == CLOSING, "FilePipeLocalInformation: the client closes");
    CHECK(control(server, FSCTL_LISTEN, NULL, 0, NULL, 0) == STATUS_PIPE_CLOSING, "FSCTL_PIPE_LISTEN: the same");
    CHECK(!control(server, FSCTL_DISCONNECT, NULL, 0, NULL, 0) && state_of(server) == DISCONNECTED,
          "FSCTL_PIPE_DISCONNECT");
    NtClose(server);
}

static void test_controls(HANDLE root)
{
    HANDLE server, client;
    char answer[32] = {0};
    struct {
        ULONG state, available, messages, length;
        char data[16];
    } peek;
    struct {
        LARGE_INTEGER timeout;
        ULONG length;
        BOOLEAN given;
        WCHAR name[64];
    } wait = {.timeout.QuadPart = -100000, .given = TRUE};
    wcscpy(wait.name, wcsrchr(full_name, '\\') + 1);
    wait.length = (ULONG)(wcslen(wait.name) * sizeof(WCHAR));
    const ULONG size = (ULONG)((char *)wait.name - (char *)&wait) + wait.length;
    CHECK(control(root, FSCTL_WAIT, &wait, size, NULL, 0) == STATUS_OBJECT_NAME_NOT_FOUND,
          "FSCTL_PIPE_WAIT: no such pipe");
    make(&server, full_name, NULL, FILE_CREATE, SYNCHRONOUS, 1, 1);
    CHECK(control(root, FSCTL_WAIT, &wait, size, NULL, 0) == STATUS_SUCCESS, "FSCTL_PIPE_WAIT: it waits for a client");
    CHECK(control(root, FSCTL_WAIT, &wait, size - 2, NULL, 0) == STATUS_INVALID_PARAMETER &&
              control(root, FSCTL_WAIT, &wait, 4, NULL, 0) == STATUS_INVALID_PARAMETER,
          "FSCTL_PIPE_WAIT: a name that does not fit");
    CHECK(control(root, FSCTL_WAIT, (void *)16, size, NULL, 0) == STATUS_ACCESS_VIOLATION,
          "FSCTL_PIPE_WAIT: no memory");
    CHECK(control(server, FSCTL_PEEK, NULL, 0, &peek, sizeof peek) == STATUS_INVALID_PIPE_STATE,
          "FSCTL_PIPE_PEEK: nobody has come");
    open(&client, full_name, NULL, SYNCHRONOUS);
    CHECK(control(root, FSCTL_WAIT, &wait, size, NULL, 0) == STATUS_IO_TIMEOUT, "FSCTL_PIPE_WAIT: not in time");
    CHECK(control(server, FSCTL_LISTEN, NULL, 0, NULL, 0) == STATUS_PIPE_CONNECTED &&
              control(client, FSCTL_LISTEN, NULL, 0, NULL, 0) == STATUS_ILLEGAL_FUNCTION,
          "FSCTL_PIPE_LISTEN: connected; and of the client");
    put(client, "message");
    CHECK(!control(server, FSCTL_PEEK, NULL, 0, &peek, sizeof peek) && io.Information == 16 + 7 &&
              peek.state == CONNECTED && peek.available == 7 && peek.messages == 1 && peek.length == 7 &&
              !memcmp(peek.data, "message", 7),
          "FSCTL_PIPE_PEEK: one message, whole");
    CHECK(control(server, FSCTL_PEEK, NULL, 0, &peek, 16 + 3) == STATUS_BUFFER_OVERFLOW && io.Information == 16 + 3 &&
              peek.length == 7,
          "FSCTL_PIPE_PEEK: a part of it");
    CHECK(control(server, FSCTL_PEEK, NULL, 0, &peek, 8) == STATUS_BUFFER_TOO_SMALL, "FSCTL_PIPE_PEEK: no room");
    CHECK(control(server, FSCTL_TRANSCEIVE, "x", 1, answer, sizeof answer) == STATUS_PIPE_BUSY,
          "FSCTL_PIPE_TRANSCEIVE: something is there to be read first");
    CHECK(NtReadFile(server, NULL, NULL, NULL, &io, answer, 3, NULL, NULL) == STATUS_BUFFER_OVERFLOW &&
              io.Information == 3,
          "NtReadFile: STATUS_BUFFER_OVERFLOW");
    CHECK(NtReadFile(server, NULL, NULL, NULL, &io, (void *)16, 10, NULL, NULL) == STATUS_ACCESS_VIOLATION &&
              NtReadFile(server, NULL, NULL, NULL, &io, answer, 10, NULL, NULL) == STATUS_SUCCESS &&
              io.Information == 4 && !memcmp(answer, "sage", 4),
          "NtReadFile: a bad buffer costs nothing");
    CHECK(control(client, FSCTL_TRANSCEIVE, "x", 1, answer, sizeof answer) == STATUS_INVALID_READ_MODE,
          "FSCTL_PIPE_TRANSCEIVE: an end that reads bytes");
    ULONG id = 0;
    CHECK(!control(client, FSCTL_ATTRIBUTE, "ServerProcessId", 16, &id, sizeof id) && id == GetCurrentProcessId() &&
              !control(server, FSCTL_CONNECTION, "ClientProcessId", 16, &id, sizeof id) && id == GetCurrentProcessId(),
          "FSCTL_PIPE_GET_PIPE_ATTRIBUTE, FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE: process ids");
    CHECK(control(server, FSCTL_ATTRIBUTE, "Nothing", 8, &id, sizeof id) == STATUS_NOT_FOUND &&
              control(server, FSCTL_ATTRIBUTE, "ServerProcessId", 16, &id, 2) == STATUS_BUFFER_TOO_SMALL,
          "FSCTL_PIPE_GET_PIPE_ATTRIBUTE: no such attribute; no room");
    CHECK(control(server, 0x00119ff8, NULL, 0, NULL, 0) == STATUS_INVALID_DEVICE_REQUEST,
          "a control that there is not");
    CHECK(!control(server, FSCTL_DISCONNECT, NULL, 0, NULL, 0) &&
              control(server, FSCTL_PEEK, NULL, 0, &peek, sizeof peek) == STATUS_PIPE_DISCONNECTED &&
              control(client, FSCTL_PEEK, NULL, 0, &peek, sizeof peek) == STATUS_PIPE_DISCONNECTED &&
              control(client, FSCTL_DISCONNECT, NULL, 0, NULL, 0) == STATUS_ILLEGAL_FUNCTION,
          "FSCTL_PIPE_DISCONNECT: both ends know");
    NtClose(client);
    NtClose(server);
}

/* Pipes without a name, for overlapped use. */
static void test_unnamed(HANDLE root)
{
    HANDLE server, client, event = CreateEventW(NULL, TRUE, FALSE, NULL);
    IO_STATUS_BLOCK pending = {0};
    char answer[16] = {0};
    CHECK(make(&server, L"", root, FILE_CREATE, 0, 1, 1) == STATUS_SUCCESS, "NtCreateNamedPipeFile: without a name");
    CHECK(open(&client, L"", server, SYNCHRONOUS) == STATUS_SUCCESS, "NtOpenFile: its other end");
    HANDLE other = NULL;
    CHECK(open(&other, L"", server, SYNCHRONOUS) == STATUS_PIPE_NOT_AVAILABLE, "NtOpenFile: there is one only");
    CHECK(NtReadFile(server, event, NULL, NULL, &pending, answer, sizeof answer, NULL, NULL) == STATUS_PENDING &&
              WaitForSingleObject(event, 0) == WAIT_TIMEOUT && pending.Status == STATUS_PENDING,
          "NtReadFile: STATUS_PENDING");
    put(client, "words");
    CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 && pending.Status == STATUS_SUCCESS &&
              pending.Information == 5 && !memcmp(answer, "words", 5),
          "NtWriteFile at the other end ends it");
    CHECK(NtReadFile(server, NULL, NULL, NULL, &pending, answer, sizeof answer, NULL, NULL) == STATUS_PENDING &&
              NtCancelIoFileEx(server, &pending, &io) == STATUS_SUCCESS && pending.Status == STATUS_CANCELLED &&
              NtCancelIoFileEx(server, &pending, &io) == STATUS_NOT_FOUND,
          "NtCancelIoFileEx: STATUS_CANCELLED, once");
    CHECK(control(server, FSCTL_DISCONNECT, NULL, 0, NULL, 0) == STATUS_SUCCESS &&
              control(server, FSCTL_LISTEN, NULL, 0, NULL, 0) == STATUS_ILLEGAL_FUNCTION,
          "FSCTL_PIPE_LISTEN: nobody could come");
    NtClose(client);
    NtClose(server);
    CloseHandle(event);
}

int main(void)
{
    HANDLE root;
    swprintf(full_name, 64, L"\\??\\pipe\\Metic nt pipe.%lu", GetCurrentProcessId());
    UNICODE_STRING string;
    OBJECT_ATTRIBUTES oa;
    attributes_of(&oa, &string, L"\\Device\\NamedPipe\\", NULL);
    CHECK(NtOpenFile(&root, GENERIC_READ | SYNCHRONIZE, &oa, &io, BOTH, SYNCHRONOUS) == STATUS_SUCCESS,
          "NtOpenFile: \\Device\\NamedPipe\\");
    test_make(root);
    test_information();
    test_controls(root);
    test_unnamed(root);
    NtClose(root);
    return check_done();
}
