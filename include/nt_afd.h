/* SPDX-License-Identifier: MIT */
/* What ws2_32 and programs below it say to \Device\Afd: device controls and their structures, by the names under which
 * public NT headers know them, in the form of sockets that name no transport (addresses are SOCKADDRs).
 *
 * Two things are ours: AFD_HERE, which makes a request wait in its caller's thread though the handle is for overlapped
 * use, as ws2_32's blocking calls need; and AFD_TAKE, which accepts in one call.  Nothing here holds but in one
 * process: each word size has its own layout. */
#ifndef METIC_NT_AFD_H
#define METIC_NT_AFD_H

#include "nt.h"

#define AFD_OPEN_PACKET_NAME "AfdOpenPacketXX"

enum {
    AFD_BIND = 0,
    AFD_CONNECT = 1,
    AFD_START_LISTEN = 2,
    AFD_WAIT_FOR_LISTEN = 3,
    AFD_ACCEPT = 4,
    AFD_RECEIVE = 5,
    AFD_RECEIVE_DATAGRAM = 6,
    AFD_SEND = 7,
    AFD_SEND_DATAGRAM = 8,
    AFD_POLL = 9,
    AFD_PARTIAL_DISCONNECT = 10,
    AFD_GET_ADDRESS = 11,
    AFD_QUERY_RECEIVE_INFO = 12,
    AFD_SET_INFORMATION = 14,
    AFD_GET_REMOTE_ADDRESS = 15,
    AFD_GET_INFORMATION = 30,
    AFD_TRANSMIT_FILE = 31,
    AFD_SUPER_ACCEPT = 32,
    AFD_EVENT_SELECT = 33,
    AFD_ENUM_NETWORK_EVENTS = 34,
    AFD_TRANSPORT_IOCTL = 47,
    AFD_SUPER_CONNECT = 49,
    AFD_SUPER_DISCONNECT = 50,
    AFD_RECEIVE_MESSAGE = 51,
    AFD_SEND_MESSAGE = 52,
    AFD_REQUESTS = 53,

    AFD_TAKE = 0x100,       /* ours.  in: AFD_TAKE_INFO; out: AFD_TAKEN */
    AFD_RESOLVE = 0x101,    /* ours, of any handle to the device.  in: AFD_RESOLVE_INFO; out: AFD_RESOLVED */
    AFD_INTERFACES = 0x102, /* ours, the same.  out: AFD_INTERFACE[] */
    AFD_ADDRESSES = 0x103,  /* ours, the same.  out: AFD_ADDRESS_ENTRY[] */
    AFD_HERE = 0x200,       /* ours, added to a request: it waits in its caller's thread */
};

/* Requests by number; the method is part of the code that programs use. */
#define AFD_CODE(request, method)  (0x12u << 12 | (unsigned)(request) << 2 | (method))
#define AFD_IS_CODE(code)          ((code) >> 12 == 0x12u)
#define AFD_REQUEST_OF(code)       ((code) >> 2 & 0x3ffu)
#define IOCTL_AFD_BIND             AFD_CODE(AFD_BIND, 3)
#define IOCTL_AFD_CONNECT          AFD_CODE(AFD_CONNECT, 3)
#define IOCTL_AFD_START_LISTEN     AFD_CODE(AFD_START_LISTEN, 3)
#define IOCTL_AFD_WAIT_FOR_LISTEN  AFD_CODE(AFD_WAIT_FOR_LISTEN, 0)
#define IOCTL_AFD_ACCEPT           AFD_CODE(AFD_ACCEPT, 0)
#define IOCTL_AFD_RECEIVE          AFD_CODE(AFD_RECEIVE, 3)
#define IOCTL_AFD_RECEIVE_DATAGRAM AFD_CODE(AFD_RECEIVE_DATAGRAM, 3)
#define IOCTL_AFD_SEND             AFD_CODE(AFD_SEND, 3)
#define IOCTL_AFD_SEND_DATAGRAM    AFD_CODE(AFD_SEND_DATAGRAM, 3)
#define IOCTL_AFD_POLL             AFD_CODE(AFD_POLL, 0)

/* The value of the extended attribute that makes an open of \Device\Afd\Endpoint a socket. */
typedef struct _AFD_OPEN_PACKET {
    ULONG EndpointFlags; /* AFD_ENDPOINT_* */
    ULONG GroupID;
    LONG AddressFamily, SocketType, Protocol;
    ULONG TransportDeviceNameLength;
} AFD_OPEN_PACKET;
enum { AFD_ENDPOINT_CONNECTIONLESS = 1, AFD_ENDPOINT_MESSAGES = 0x10, AFD_ENDPOINT_RAW = 0x20 };

typedef struct _AFD_SOCKADDR { /* as long as its buffer is */
    USHORT family;
    CHAR data[126];
} AFD_SOCKADDR;

enum { AFD_NORMALADDRUSE, AFD_REUSEADDRESS, AFD_WILDCARDADDRESS, AFD_EXCLUSIVEADDRUSE };
typedef struct _AFD_BIND_INFO_TL { /* the answer is the address that was bound */
    ULONG ShareAccess;
    AFD_SOCKADDR Address;
} AFD_BIND_INFO_TL;

typedef struct _AFD_CONNECT_JOIN_INFO_TL {
    BOOLEAN SanActive;
    HANDLE RootEndpoint, ConnectEndpoint;
    AFD_SOCKADDR RemoteAddress;
} AFD_CONNECT_JOIN_INFO_TL;

typedef struct _AFD_SUPER_CONNECT_INFO_TL { /* the answer's buffer has what is sent first */
    BOOLEAN SanActive;
    AFD_SOCKADDR RemoteAddress;
} AFD_SUPER_CONNECT_INFO_TL;

typedef struct _AFD_LISTEN_INFO {
    BOOLEAN SanActive;
    ULONG MaximumConnectionQueue;
    BOOLEAN UseDelayedAcceptance;
} AFD_LISTEN_INFO;

typedef struct _AFD_LISTEN_RESPONSE_INFO_TL {
    LONG Sequence;
    AFD_SOCKADDR RemoteAddress;
} AFD_LISTEN_RESPONSE_INFO_TL;

typedef struct _AFD_ACCEPT_INFO {
    BOOLEAN SanActive;
    LONG Sequence;
    HANDLE AcceptHandle;
} AFD_ACCEPT_INFO;

typedef struct _AFD_SUPER_ACCEPT_INFO {
    BOOLEAN SanActive, FixAddressAlignment;
    HANDLE AcceptHandle;
    ULONG ReceiveDataLength, LocalAddressLength, RemoteAddressLength;
} AFD_SUPER_ACCEPT_INFO;

typedef struct _AFD_TAKE_INFO {
    ULONG Attributes; /* of the handle: OBJ_INHERIT */
} AFD_TAKE_INFO;
typedef struct _AFD_TAKEN {
    HANDLE Handle;
    AFD_SOCKADDR RemoteAddress;
} AFD_TAKEN;

typedef struct _AFD_WSABUF {
    ULONG len;
    PVOID buf;
} AFD_WSABUF;

enum { AFD_NO_FAST_IO = 1, AFD_OVERLAPPED = 2, AFD_WAITALL = 0x4000 /* ours */ };
enum {
    TDI_RECEIVE_PARTIAL = 0x10,
    TDI_RECEIVE_NORMAL = 0x20,
    TDI_RECEIVE_EXPEDITED = 0x40,
    TDI_RECEIVE_PEEK = 0x80,
    TDI_SEND_EXPEDITED = 0x20,
    TDI_SEND_PARTIAL = 0x40,
};
typedef struct _AFD_RECV_INFO { /* also what is sent */
    AFD_WSABUF *BufferArray;
    ULONG BufferCount, AfdFlags, TdiFlags;
} AFD_RECV_INFO, AFD_SEND_INFO;

typedef struct _AFD_DATAGRAM_INFO {
    AFD_WSABUF *BufferArray;
    ULONG BufferCount, AfdFlags, TdiFlags;
    PVOID Address;
    ULONG *AddressLength;
} AFD_DATAGRAM_INFO;

typedef struct _AFD_SEND_DATAGRAM_INFO {
    AFD_WSABUF *BufferArray;
    ULONG BufferCount, AfdFlags, TdiFlags;
    struct {
        PVOID Handle, RequestNotifyObject, RequestContext;
        LONG TdiStatus;
        PVOID SendDatagramInformation;
    } TdiRequest;
    struct {
        LONG UserDataLength;
        PVOID UserData;
        LONG OptionsLength;
        PVOID Options;
        LONG RemoteAddressLength;
        PVOID RemoteAddress;
    } TdiConnInfo;
} AFD_SEND_DATAGRAM_INFO;

typedef struct _AFD_MESSAGE_INFO { /* for sending Address is what its length says by value */
    AFD_DATAGRAM_INFO dgi;
    PVOID ControlBuffer;
    ULONG *ControlLength;
    ULONG *MsgFlags;
} AFD_MESSAGE_INFO;

enum {
    AFD_POLL_RECEIVE_BIT,
    AFD_POLL_RECEIVE_EXPEDITED_BIT,
    AFD_POLL_SEND_BIT,
    AFD_POLL_DISCONNECT_BIT,
    AFD_POLL_ABORT_BIT,
    AFD_POLL_LOCAL_CLOSE_BIT,
    AFD_POLL_CONNECT_BIT,
    AFD_POLL_ACCEPT_BIT,
    AFD_POLL_CONNECT_FAIL_BIT,
    AFD_NUM_POLL_EVENTS = 13,

    AFD_POLL_RECEIVE = 1 << AFD_POLL_RECEIVE_BIT,
    AFD_POLL_RECEIVE_EXPEDITED = 1 << AFD_POLL_RECEIVE_EXPEDITED_BIT,
    AFD_POLL_SEND = 1 << AFD_POLL_SEND_BIT,
    AFD_POLL_DISCONNECT = 1 << AFD_POLL_DISCONNECT_BIT,
    AFD_POLL_ABORT = 1 << AFD_POLL_ABORT_BIT,
    AFD_POLL_LOCAL_CLOSE = 1 << AFD_POLL_LOCAL_CLOSE_BIT,
    AFD_POLL_CONNECT = 1 << AFD_POLL_CONNECT_BIT,
    AFD_POLL_ACCEPT = 1 << AFD_POLL_ACCEPT_BIT,
    AFD_POLL_CONNECT_FAIL = 1 << AFD_POLL_CONNECT_FAIL_BIT,
    AFD_POLL_ALL = (1 << AFD_NUM_POLL_EVENTS) - 1,
};
typedef struct _AFD_POLL_HANDLE_INFO {
    HANDLE Handle;
    ULONG PollEvents;
    NTSTATUS Status;
} AFD_POLL_HANDLE_INFO;
typedef struct _AFD_POLL_INFO {
    LARGE_INTEGER Timeout;
    ULONG NumberOfHandles;
    BOOLEAN Unique;
    AFD_POLL_HANDLE_INFO Handles[];
} AFD_POLL_INFO;

typedef struct _AFD_TRANSMIT_FILE_INFO {
    LARGE_INTEGER Offset, WriteLength; /* -1: the file's own position; 0: to its end */
    ULONG SendPacketLength;
    HANDLE FileHandle; /* NULL: none */
    PVOID Head;
    ULONG HeadLength;
    PVOID Tail;
    ULONG TailLength;
    ULONG Flags; /* AFD_TF_* */
} AFD_TRANSMIT_FILE_INFO;
enum { AFD_TF_DISCONNECT = 1, AFD_TF_REUSE_SOCKET = 2 };

typedef struct _AFD_EVENT_SELECT_INFO {
    HANDLE Event;
    ULONG PollEvents;
} AFD_EVENT_SELECT_INFO;
typedef struct _AFD_ENUM_NETWORK_EVENTS_INFO {
    ULONG PollEvents;
    NTSTATUS EventStatus[AFD_NUM_POLL_EVENTS];
} AFD_ENUM_NETWORK_EVENTS_INFO;

enum {
    AFD_PARTIAL_DISCONNECT_SEND = 1,
    AFD_PARTIAL_DISCONNECT_RECEIVE = 2,
    AFD_ABORTIVE_DISCONNECT = 4,
    AFD_UNCONNECT_DATAGRAM = 8,
};
typedef struct _AFD_PARTIAL_DISCONNECT_INFO {
    ULONG DisconnectMode;
    LARGE_INTEGER Timeout;
} AFD_PARTIAL_DISCONNECT_INFO;

typedef struct _AFD_RECEIVE_INFORMATION {
    ULONG BytesAvailable, ExpeditedBytesAvailable;
} AFD_RECEIVE_INFORMATION;

enum {
    AFD_INLINE_MODE = 1,
    AFD_NONBLOCKING_MODE = 2,
    AFD_MAX_SEND_SIZE = 3,
    AFD_SENDS_PENDING = 4,
    AFD_RECEIVE_WINDOW_SIZE = 6,
    AFD_SEND_WINDOW_SIZE = 7,
    AFD_CONNECT_TIME = 8,
};
typedef struct _AFD_INFORMATION {
    ULONG InformationType;
    union {
        BOOLEAN Boolean;
        ULONG Ulong;
        LARGE_INTEGER LargeInteger;
    } Information;
} AFD_INFORMATION;

/* Socket options, and controls of ours that ws2_32 keeps no state for: Type says which. */
enum { AFD_OPTION_FAMILY = 0x7f01, AFD_OPTION_PROTOCOL = 0x7f02 }; /* ours, of SOL_SOCKET, to be read */
enum { AFD_TL_ENDPOINT, AFD_TL_SET_OPTION, AFD_TL_GET_OPTION, AFD_TL_SOCKET_CONTROL };
typedef struct _AFD_TL_IO_CONTROL_INFO {
    ULONG Type;
    ULONG Level;         /* SOL_SOCKET, IPPROTO_* */
    ULONG IoControlCode; /* SO_*, IP_*, TCP_*, or SIO_* */
    BOOLEAN EndpointIoctl;
    PVOID InputBuffer;
    SIZE_T InputBufferLength;
} AFD_TL_IO_CONTROL_INFO;

/* Names by the host's resolver: the addresses of a name, or the name of an address. */
enum { AFD_RESOLVE_NAME, AFD_RESOLVE_ADDRESS };
enum { AFD_RESOLVED_MOST = 64 };
typedef struct _AFD_RESOLVE_INFO {
    ULONG Kind;
    LONG Family;    /* AF_UNSPEC: any */
    CHAR Name[256]; /* UTF-8, ended by 0 */
    AFD_SOCKADDR Address;
} AFD_RESOLVE_INFO;
typedef struct _AFD_RESOLVED {
    CHAR Name[256]; /* the canonical name; "": none */
    ULONG Count;
    AFD_SOCKADDR Addresses[AFD_RESOLVED_MOST];
} AFD_RESOLVED;

/* The host's network interfaces, and their addresses; as many as there is room for, and STATUS_BUFFER_OVERFLOW. */
enum {
    AFD_INTERFACE_UP = 1,
    AFD_INTERFACE_RUNNING = 2,
    AFD_INTERFACE_LOOPBACK = 4,
    AFD_INTERFACE_MULTICAST = 8,
    AFD_INTERFACE_POINT = 16
};
typedef struct _AFD_INTERFACE {
    ULONG Index, Flags, Mtu, MacLength;
    ULONG64 Speed; /* bits a second; 0: unknown */
    ULONG64 InBytes, InPackets, InErrors, InDropped, OutBytes, OutPackets, OutErrors, OutDropped;
    UCHAR Mac[32];
    CHAR Name[16];
} AFD_INTERFACE;
typedef struct _AFD_ADDRESS_ENTRY {
    ULONG Index, Prefix;
    AFD_SOCKADDR Address;
} AFD_ADDRESS_ENTRY;

/* A FILE_FULL_EA_INFORMATION with the packet, as NtCreateFile takes it. */
typedef struct _AFD_OPEN_PACKET_FULL_EA {
    ULONG NextEntryOffset;
    UCHAR Flags, EaNameLength;
    USHORT EaValueLength;
    CHAR EaName[sizeof AFD_OPEN_PACKET_NAME];
    AFD_OPEN_PACKET OpenPacket;
} AFD_OPEN_PACKET_FULL_EA;

#endif
