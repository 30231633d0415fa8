/* SPDX-License-Identifier: MIT */
/* NT's own base structures, which windows.h does not define; for both sides. */
#ifndef METIC_NT_BASE_H
#define METIC_NT_BASE_H

#ifdef _WIN32
typedef LONG NTSTATUS; /* some of windows.h's parts have it, not all */
#ifndef NT_SUCCESS
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#endif
typedef LONG KPRIORITY;
typedef short CSHORT;
#else
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#endif
#define NT_ERROR(status) ((ULONG)(status) >> 30 == 3)

typedef struct _UNICODE_STRING {
    USHORT Length, MaximumLength; /* bytes */
    WCHAR *Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _STRING {
    USHORT Length, MaximumLength;
    CHAR *Buffer;
} STRING, ANSI_STRING, OEM_STRING, UTF8_STRING, *PSTRING, *PANSI_STRING, *POEM_STRING, *PUTF8_STRING;
typedef const STRING *PCANSI_STRING, *PCOEM_STRING, *PCSTRING;

typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor, SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;
#define OBJ_PROTECT_CLOSE      0x001 /* in OBJECT_HANDLE_FLAG_INFORMATION's sense; never in OBJECT_ATTRIBUTES */
#define OBJ_INHERIT            0x002
#define OBJ_PERMANENT          0x010
#define OBJ_EXCLUSIVE          0x020
#define OBJ_CASE_INSENSITIVE   0x040
#define OBJ_OPENIF             0x080
#define OBJ_OPENLINK           0x100
#define OBJ_KERNEL_HANDLE      0x200
#define OBJ_FORCE_ACCESS_CHECK 0x400
#define OBJ_VALID_ATTRIBUTES   0x1ff2
#define InitializeObjectAttributes(p, n, a, r, s)                                                                      \
    (*(p) = (OBJECT_ATTRIBUTES){sizeof(OBJECT_ATTRIBUTES), (r), (n), (a), (s), NULL})

typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;
typedef void(NTAPI *PIO_APC_ROUTINE)(PVOID context, PIO_STATUS_BLOCK status, ULONG reserved);

typedef struct _CLIENT_ID {
    HANDLE UniqueProcess, UniqueThread;
} CLIENT_ID, *PCLIENT_ID;

typedef struct _CURDIR {
    UNICODE_STRING DosPath;
    HANDLE Handle;
} CURDIR;

typedef struct _TIME_FIELDS {
    CSHORT Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday;
} TIME_FIELDS, *PTIME_FIELDS;

typedef struct _KSYSTEM_TIME {
    ULONG LowPart;
    LONG High1Time, High2Time;
} KSYSTEM_TIME;

typedef struct _OBJECT_NAME_INFORMATION {
    UNICODE_STRING Name;
} OBJECT_NAME_INFORMATION;

/* dispositions and options of NtCreateFile; where windows.h has them too, spelt as there */
#define FILE_SUPERSEDE                 0x00000000
#define FILE_OPEN                      0x00000001
#define FILE_CREATE                    0x00000002
#define FILE_OPEN_IF                   0x00000003
#define FILE_OVERWRITE                 0x00000004
#define FILE_OVERWRITE_IF              0x00000005
#define FILE_MAXIMUM_DISPOSITION       0x00000005
#define FILE_SUPERSEDED                0
#define FILE_OPENED                    1
#define FILE_CREATED                   2
#define FILE_OVERWRITTEN               3
#define FILE_EXISTS                    4
#define FILE_DOES_NOT_EXIST            5
#define FILE_DIRECTORY_FILE            0x00000001
#define FILE_WRITE_THROUGH             0x00000002
#define FILE_SEQUENTIAL_ONLY           0x00000004
#define FILE_NO_INTERMEDIATE_BUFFERING 0x00000008
#define FILE_SYNCHRONOUS_IO_ALERT      0x00000010
#define FILE_SYNCHRONOUS_IO_NONALERT   0x00000020
#define FILE_NON_DIRECTORY_FILE        0x00000040
#define FILE_CREATE_TREE_CONNECTION    0x00000080
#define FILE_COMPLETE_IF_OPLOCKED      0x00000100
#define FILE_NO_EA_KNOWLEDGE           0x00000200
#define FILE_OPEN_REMOTE_INSTANCE      0x00000400
#define FILE_RANDOM_ACCESS             0x00000800
#define FILE_DELETE_ON_CLOSE           0x00001000
#define FILE_OPEN_BY_FILE_ID           0x00002000
#define FILE_OPEN_FOR_BACKUP_INTENT    0x00004000
#define FILE_NO_COMPRESSION            0x00008000
#define FILE_OPEN_REQUIRING_OPLOCK     0x00010000
#define FILE_DISALLOW_EXCLUSIVE        0x00020000
#define FILE_RESERVE_OPFILTER          0x00100000
#define FILE_OPEN_REPARSE_POINT        0x00200000
#define FILE_OPEN_NO_RECALL            0x00400000
#define FILE_OPEN_FOR_FREE_SPACE_QUERY 0x00800000
#define FILE_USE_FILE_POINTER_POSITION 0xfffffffe
#define FILE_WRITE_TO_END_OF_FILE      0xffffffff
#define FILE_PIPE_BYTE_STREAM_TYPE     0
#define FILE_PIPE_MESSAGE_TYPE         1
#define FILE_PIPE_BYTE_STREAM_MODE     0
#define FILE_PIPE_MESSAGE_MODE         1
#define FILE_PIPE_QUEUE_OPERATION      0
#define FILE_PIPE_COMPLETE_OPERATION   1
#define FILE_PIPE_INBOUND              0
#define FILE_PIPE_OUTBOUND             1
#define FILE_PIPE_FULL_DUPLEX          2

#ifndef FILE_DEVICE_DISK
#define FILE_DEVICE_CD_ROM              0x02
#define FILE_DEVICE_DISK                0x07
#define FILE_DEVICE_DISK_FILE_SYSTEM    0x08
#define FILE_DEVICE_FILE_SYSTEM         0x09
#define FILE_DEVICE_NETWORK_FILE_SYSTEM 0x14
#define FILE_DEVICE_UNKNOWN             0x22
#define FILE_DEVICE_CONSOLE             0x50
#endif
/* FILE_FS_DEVICE_INFORMATION.Characteristics */
#define FILE_REMOVABLE_MEDIA 0x01
#define FILE_REMOTE_DEVICE   0x10
#ifndef FILE_DEVICE_NAMED_PIPE
#define FILE_DEVICE_NAMED_PIPE 0x11
#endif
#ifndef FILE_DEVICE_NULL
#define FILE_DEVICE_NULL 0x15
#endif
#ifndef FILE_DEVICE_CONSOLE
#define FILE_DEVICE_CONSOLE 0x50
#endif

/* file-system controls; the guest's winioctl.h has all but the pipe's */
#ifndef FSCTL_SET_REPARSE_POINT
#define FSCTL_IS_VOLUME_MOUNTED      0x00090028
#define FSCTL_SET_REPARSE_POINT      0x000900a4
#define FSCTL_GET_REPARSE_POINT      0x000900a8
#define FSCTL_SET_SPARSE             0x000900c4
#define FSCTL_SET_ZERO_DATA          0x000980c8
#define FSCTL_QUERY_ALLOCATED_RANGES 0x000940cf
#endif
#ifndef FSCTL_PIPE_PEEK
#define FSCTL_PIPE_PEEK 0x0011400c
#endif
#ifndef STATUS_NOT_SAME_OBJECT
#define STATUS_NOT_SAME_OBJECT ((NTSTATUS)0xC00001AC)
#endif

/* NtLockVirtualMemory's kinds */
#define MAP_PROCESS 1
#define MAP_SYSTEM  2

#define NtCurrentProcess() ((HANDLE)(LONG_PTR)-1)
#define NtCurrentThread()  ((HANDLE)(LONG_PTR)-2)

#ifndef DUPLICATE_SAME_ATTRIBUTES
#define DUPLICATE_SAME_ATTRIBUTES 4
#endif
#ifndef IO_COMPLETION_ALL_ACCESS
#define IO_COMPLETION_MODIFY_STATE 2
#define IO_COMPLETION_ALL_ACCESS   (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 3)
#endif
#ifndef IO_COMPLETION_QUERY_STATE
#define IO_COMPLETION_QUERY_STATE 1
#endif
#ifndef EVENT_QUERY_STATE
#define EVENT_QUERY_STATE 1
#endif
#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 2
#endif
#ifndef SEMAPHORE_QUERY_STATE
#define SEMAPHORE_QUERY_STATE 1
#endif

typedef enum _EVENT_TYPE { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum _TIMER_TYPE { NotificationTimer, SynchronizationTimer } TIMER_TYPE;
typedef enum _WAIT_TYPE { WaitAll, WaitAny } WAIT_TYPE;

#endif
