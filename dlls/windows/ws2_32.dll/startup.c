/* SPDX-License-Identifier: MIT */
/* Starting Windows Sockets, and errors: the last one, and what a status of \Device\Afd is to Winsock. */
#include "ws2_32.h"

static DWORD thread_index = TLS_OUT_OF_INDEXES;

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved)
{
    struct ws_thread *thread;

    (void)module;
    switch (reason) {
    case DLL_PROCESS_ATTACH: thread_index = TlsAlloc(); return thread_index != TLS_OUT_OF_INDEXES;
    case DLL_THREAD_DETACH:
        if ((thread = TlsGetValue(thread_index))) HeapFree(GetProcessHeap(), 0, thread->names);
        HeapFree(GetProcessHeap(), 0, thread);
        return TRUE;
    case DLL_PROCESS_DETACH:
        if (!reserved) TlsFree(thread_index);
        return TRUE;
    default: return TRUE;
    }
}

struct ws_thread *ws_thread(void)
{
    struct ws_thread *thread = TlsGetValue(thread_index);

    if (!thread) {
        thread = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *thread);
        TlsSetValue(thread_index, thread);
    }
    return thread;
}

/* ---- errors ---- */

int WSAAPI WSAGetLastError(void)
{
    return (int)GetLastError();
}

void WSAAPI WSASetLastError(int error)
{
    SetLastError((DWORD)error);
}

int ws_fail(int error)
{
    SetLastError((DWORD)error);
    return SOCKET_ERROR;
}

int ws_error(NTSTATUS status)
{
    static const struct {
        NTSTATUS status;
        int error;
    } errors[] = {
        {STATUS_ACCESS_DENIED,             WSAEACCES            },
        {STATUS_ACCESS_VIOLATION,          WSAEFAULT            },
        {STATUS_BUFFER_TOO_SMALL,          WSAEFAULT            },
        {STATUS_INVALID_PARAMETER,         WSAEINVAL            },
        {STATUS_TOO_MANY_OPENED_FILES,     WSAEMFILE            },
        {STATUS_DEVICE_NOT_READY,          WSAEWOULDBLOCK       },
        {STATUS_CONNECTION_IN_USE,         WSAEALREADY          },
        {STATUS_INVALID_HANDLE,            WSAENOTSOCK          },
        {STATUS_OBJECT_TYPE_MISMATCH,      WSAENOTSOCK          },
        {STATUS_INVALID_DEVICE_REQUEST,    WSAENOTSOCK          }, /* of a file that is no socket */
        {STATUS_BUFFER_OVERFLOW,           WSAEMSGSIZE          },
        {STATUS_INVALID_BUFFER_SIZE,       WSAEMSGSIZE          },
        {STATUS_NOT_FOUND,                 WSAENOPROTOOPT       },
        {STATUS_PROTOCOL_NOT_SUPPORTED,    WSAEPROTONOSUPPORT   },
        {STATUS_NOT_SUPPORTED,             WSAEOPNOTSUPP        },
        {STATUS_NOT_IMPLEMENTED,           WSAEOPNOTSUPP        },
        {STATUS_INVALID_ADDRESS,           WSAEAFNOSUPPORT      },
        {STATUS_ADDRESS_ALREADY_EXISTS,    WSAEADDRINUSE        },
        {STATUS_INVALID_ADDRESS_COMPONENT, WSAEADDRNOTAVAIL     },
        {STATUS_NETWORK_UNREACHABLE,       WSAENETUNREACH       },
        {STATUS_CONNECTION_ABORTED,        WSAECONNABORTED      },
        {STATUS_CONNECTION_RESET,          WSAECONNRESET        },
        {STATUS_PORT_UNREACHABLE,          WSAECONNRESET        },
        {STATUS_INSUFFICIENT_RESOURCES,    WSAENOBUFS           },
        {STATUS_NO_MEMORY,                 WSAENOBUFS           },
        {STATUS_CONNECTION_ACTIVE,         WSAEISCONN           },
        {STATUS_INVALID_CONNECTION,        WSAENOTCONN          },
        {STATUS_PIPE_DISCONNECTED,         WSAESHUTDOWN         },
        {STATUS_IO_TIMEOUT,                WSAETIMEDOUT         },
        {STATUS_CONNECTION_REFUSED,        WSAECONNREFUSED      },
        {STATUS_HOST_DOWN,                 WSAEHOSTDOWN         },
        {STATUS_HOST_UNREACHABLE,          WSAEHOSTUNREACH      },
        {STATUS_CANCELLED,                 WSA_OPERATION_ABORTED},
        {STATUS_PENDING,                   WSA_IO_PENDING       },
    };

    if (status == STATUS_SUCCESS) return 0;
    for (unsigned i = 0; i < ARRAYSIZE(errors); i++)
        if (errors[i].status == status) return errors[i].error;
    return NT_SUCCESS(status) ? 0 : (int)RtlNtStatusToDosError(status);
}

/* ---- starting ---- */

static LONG started;

bool ws_started(void)
{
    if (!started) SetLastError(WSANOTINITIALISED);
    return started;
}

/* "WSAStartup function": gives the version asked for, at most 2.2.  WSAVERNOTSUPPORTED below 1.0, WSAEFAULT. */
int WSAAPI WSAStartup(WORD version, WSADATA *data)
{
    if (!data) return WSAEFAULT;
    WORD major = LOBYTE(version), minor = HIBYTE(version), given = version;
    if (!major) return WSAVERNOTSUPPORTED;
    if (major > 2 || (major == 2 && minor > 2)) given = MAKEWORD(2, 2);
    if (major == 1 && minor > 1) given = MAKEWORD(1, 1);
    *data = (WSADATA){0};
    data->wVersion = given;
    data->wHighVersion = MAKEWORD(2, 2);
    lstrcpyA(data->szDescription, "WinSock 2.0");
    lstrcpyA(data->szSystemStatus, "Running");
    if (given < MAKEWORD(0, 2) && major < 2) { /* "iMaxSockets: ignored for version 2 and later" */
        data->iMaxSockets = 32767;
        data->iMaxUdpDg = 65467;
    }
    InterlockedIncrement(&started);
    return 0;
}

/* "WSACleanup function": as many calls as of WSAStartup. */
int WSAAPI WSACleanup(void)
{
    LONG count = started;

    while (count && InterlockedCompareExchange(&started, count - 1, count) != count) count = started;
    return count ? 0 : ws_fail(WSANOTINITIALISED);
}

/* "WSAIsBlocking", of version 1.1: no call blocks by a loop of messages. */
BOOL WSAAPI WSAIsBlocking(void)
{
    return FALSE;
}

/* "WSACancelBlockingCall has been removed in compliance with the Windows Sockets 2 specification" */
int WSAAPI WSACancelBlockingCall(void)
{
    if (!ws_started()) return SOCKET_ERROR;
    return ws_fail(WSAEOPNOTSUPP);
}
