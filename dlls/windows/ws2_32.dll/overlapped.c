/* SPDX-License-Identifier: MIT */
/* Overlapped requests: the OVERLAPPED structure is the request's status block, its event is the request's event, a
 * completion routine an APC, and without one the structure is what a completion port tells. */
#include "overlapped.h"

/* The APC of requests with a completion routine, which is its context. */
static void NTAPI completed(void *context, IO_STATUS_BLOCK *status, ULONG reserved)
{
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = context;

    (void)reserved;
    routine((DWORD)ws_error(status->Status), (DWORD)status->Information, (WSAOVERLAPPED *)status, 0);
}

int ws_overlapped(SOCKET socket, ULONG request, const void *in, ULONG in_length, void *out, ULONG out_length,
                  WSAOVERLAPPED *overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, DWORD *count, DWORD *flags)
{
    HANDLE event = routine ? NULL : overlapped->hEvent; /* "the hEvent parameter is ignored" */
    void *context = routine ? (void *)routine : (ULONG_PTR)event & 1 ? NULL : (void *)overlapped;

    event = (HANDLE)((ULONG_PTR)event & ~(ULONG_PTR)1);
    overlapped->Internal = (ULONG_PTR)STATUS_PENDING;
    NTSTATUS status = NtDeviceIoControlFile((HANDLE)socket, event, routine ? (void *)completed : NULL, context,
                                            (IO_STATUS_BLOCK *)overlapped, AFD_CODE(request, 3), (void *)in, in_length,
                                            out, out_length);
    int error = ws_error(status);
    /* It ends as one that was pending does: whoever waits for it hears of the datagram that was too long. */
    if (status == STATUS_BUFFER_OVERFLOW) error = WSA_IO_PENDING;
    if (error) return ws_fail(error);
    if (count) *count = (DWORD)overlapped->InternalHigh;
    if (flags) *flags = 0;
    return 0;
}

/* "WSAGetOverlappedResult function". */
BOOL WSAAPI WSAGetOverlappedResult(SOCKET socket, WSAOVERLAPPED *overlapped, DWORD *transferred, BOOL wait,
                                   DWORD *flags)
{
    if (!ws_started()) return FALSE;
    if (!overlapped || !transferred || !flags) {
        ws_fail(WSAEFAULT);
        return FALSE;
    }
    if (*(volatile ULONG_PTR *)&overlapped->Internal == (ULONG_PTR)STATUS_PENDING) {
        if (!wait) {
            ws_fail(WSA_IO_INCOMPLETE);
            return FALSE;
        }
        HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
        if (WaitForSingleObject(event ? event : (HANDLE)socket, INFINITE) == WAIT_FAILED) return FALSE;
    }
    NTSTATUS status = (NTSTATUS)overlapped->Internal;
    *transferred = (DWORD)overlapped->InternalHigh;
    *flags = 0;
    int error = ws_error(status);
    if (error) ws_fail(error);
    return !error;
}
