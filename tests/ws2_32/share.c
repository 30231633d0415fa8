/* SPDX-License-Identifier: MIT */
/* Sockets of two processes: inheritance and WSADuplicateSocket.  The test starts itself as the other process. */
#include "pair.h"

#include <stdlib.h>

/* The other process: answers on the socket it was given. */
static int answer(SOCKET socket, const char *text)
{
    char byte;
    if (recv(socket, &byte, 1, 0) != 1) return 2;
    if (send(socket, text, (int)strlen(text), 0) < 0) return 3;
    closesocket(socket);
    return 7;
}

static int child(int argc, char **argv)
{
    start();
    if (!strcmp(argv[1], "inherit")) return answer((SOCKET)strtoull(argv[2], NULL, 16), "heir");
    WSAPROTOCOL_INFOW info;
    HANDLE section = (HANDLE)(ULONG_PTR)strtoull(argv[2], NULL, 16);
    HANDLE ready = (HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 16);
    (void)argc;
    if (WaitForSingleObject(ready, 10000) != WAIT_OBJECT_0) return 4;
    WSAPROTOCOL_INFOW *given = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    if (!given) return 5;
    info = *given;
    SOCKET socket =
        WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED);
    if (socket == INVALID_SOCKET) return 6;
    return answer(socket, "twin");
}

static HANDLE run(const char *arguments, DWORD *id)
{
    char own[MAX_PATH], line[MAX_PATH + 100];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process = {0};
    GetModuleFileNameA(NULL, own, sizeof own);
    snprintf(line, sizeof line, "\"%s\" %s", own, arguments);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) return NULL;
    CloseHandle(process.hThread);
    if (id) *id = process.dwProcessId;
    return process.hProcess;
}

static DWORD status_of(HANDLE process)
{
    DWORD status = 0;
    WaitForSingleObject(process, 20000);
    GetExitCodeProcess(process, &status);
    CloseHandle(process);
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 2) return child(argc, argv);
    SOCKET ends[2];
    char text[100], buffer[8] = {0};
    start();
    pair(ends);
    snprintf(text, sizeof text, "inherit %llx", (unsigned long long)ends[1]);
    HANDLE process = run(text, NULL);
    closesocket(ends[1]);
    CHECK(process && send(ends[0], "?", 1, 0) == 1 && recv(ends[0], buffer, 4, MSG_WAITALL) == 4 &&
              !memcmp(buffer, "heir", 4),
          "a socket's handle is inherited, and is a socket in the child");
    CHECK(status_of(process) == 7 && recv(ends[0], buffer, 1, 0) == 0, "the connection ends with the child's");
    closesocket(ends[0]);
    pair(ends);
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    HANDLE section =
        CreateFileMappingW(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, 0, sizeof(WSAPROTOCOL_INFOW), NULL);
    HANDLE ready = CreateEventW(&inherited, TRUE, FALSE, NULL);
    WSAPROTOCOL_INFOW *info = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD id = 0;
    SetHandleInformation((HANDLE)ends[0], HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation((HANDLE)ends[1], HANDLE_FLAG_INHERIT, 0);
    snprintf(text, sizeof text, "duplicate %llx %llx", (unsigned long long)(ULONG_PTR)section,
             (unsigned long long)(ULONG_PTR)ready);
    process = run(text, &id);
    CHECK(WSADuplicateSocketW(ends[1], id, info) == 0 && info->iAddressFamily == AF_INET &&
              info->iSocketType == SOCK_STREAM,
          "WSADuplicateSocket: \"returns a WSAPROTOCOL_INFO structure that can be used to create a new socket "
          "descriptor for a shared socket\"");
    closesocket(ends[1]);
    SetEvent(ready);
    CHECK(send(ends[0], "?", 1, 0) == 1 && recv(ends[0], buffer, 4, MSG_WAITALL) == 4 && !memcmp(buffer, "twin", 4),
          "which WSASocket does in the other process");
    CHECK(status_of(process) == 7, "and it has the socket alone");
    closesocket(ends[0]);
    pair(ends);
    WSAPROTOCOL_INFOA narrow;
    CHECK(WSADuplicateSocketA(ends[0], GetCurrentProcessId(), &narrow) == 0, "WSADuplicateSocketA for the own process");
    SOCKET second = WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &narrow, 0, 0);
    CHECK(second != ends[0] && send(second, "2", 1, 0) == 1 && recv(ends[1], buffer, 1, 0) == 1 && *buffer == '2',
          "a second descriptor of the same socket");
    closesocket(second);
    CHECK(FAILS(WSADuplicateSocketW(ends[0], 0, info), WSAEINVAL),
          "WSADuplicateSocket: \"WSAEINVAL\" for a process that is none");
    CHECK(FAILS(WSADuplicateSocketW((SOCKET)0x7ffffff0, id, info), WSAENOTSOCK), "WSADuplicateSocket: \"WSAENOTSOCK\"");
    CHECK(FAILS(WSADuplicateSocketA((SOCKET)0x7ffffff0, id, &narrow), WSAENOTSOCK), "the same of WSADuplicateSocketA");
    closesocket(ends[0]);
    closesocket(ends[1]);
    return check_done();
}
