/* SPDX-License-Identifier: MIT */
/* TransmitFile as documented. */
#include "pair.h"

#include <mswsock.h>

static int take(SOCKET socket, char *buffer, int length)
{
    int got = 0, part;
    while (got < length && (part = recv(socket, buffer + got, length - got, 0)) > 0) got += part;
    return got;
}

int main(void)
{
    enum { SIZE = 300000 };
    char *bytes = malloc(SIZE), *got = malloc(SIZE + 8), path[MAX_PATH], folder[MAX_PATH];
    SOCKET ends[2];
    DWORD done = 0, flags = 0;
    start();
    for (int i = 0; i < SIZE; i++) bytes[i] = (char)(i % 253);
    GetTempPathA(sizeof folder, folder);
    GetTempFileNameA(folder, "tf", 0, path);
    HANDLE file =
        CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    WriteFile(file, bytes, SIZE, &done, NULL);
    pair(ends);
    TRANSMIT_FILE_BUFFERS around = {(void *)"head", 4, (void *)"tail", 4};
    OVERLAPPED o = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    HANDLE port = CreateIoCompletionPort((HANDLE)ends[0], NULL, 3, 0);
    ULONG_PTR key = 0;
    OVERLAPPED *which = NULL;
    CHECK(TransmitFile(ends[0], file, 0, 0, &o, &around, 0) || WSAGetLastError() == WSA_IO_PENDING,
          "TransmitFile: succeeds, or \"WSA_IO_PENDING\"");
    CHECK(take(ends[1], got, SIZE + 8) == SIZE + 8 && !memcmp(got, "head", 4) && !memcmp(got + 4, bytes, SIZE) &&
              !memcmp(got + 4 + SIZE, "tail", 4),
          "the data before, the whole file, the data after");
    CHECK(GetQueuedCompletionStatus(port, &done, &key, &which, 10000) && key == 3 && which == &o && done == SIZE + 8,
          "the completion port is told, and of all bytes");
    CHECK(WSAGetOverlappedResult(ends[0], (WSAOVERLAPPED *)&o, &done, TRUE, &flags) && done == SIZE + 8,
          "as is WSAGetOverlappedResult");
    SetFilePointer(file, 100, NULL, FILE_BEGIN);
    CHECK(TransmitFile(ends[0], file, 50, 0, NULL, NULL, TF_DISCONNECT),
          "TransmitFile without an OVERLAPPED structure");
    CHECK(take(ends[1], got, 60) == 50 && !memcmp(got, bytes + 100, 50),
          "\"nNumberOfBytesToWrite\" bytes from \"the current byte offset in the file\"; TF_DISCONNECT ends the "
          "connection");
    closesocket(ends[0]);
    closesocket(ends[1]);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(!TransmitFile(ends[0], file, 0, 0, NULL, NULL, 0) && WSAGetLastError() == WSAENOTCONN,
          "TransmitFile: \"WSAENOTCONN\"");
    closesocket(ends[0]);
    CHECK(!TransmitFile(ends[0], file, 0, 0, NULL, NULL, 0) && WSAGetLastError() == WSAENOTSOCK,
          "TransmitFile: \"WSAENOTSOCK\"");
    CloseHandle(file);
    CloseHandle(o.hEvent);
    CloseHandle(port);
    return check_done();
}
