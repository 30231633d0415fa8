/* SPDX-License-Identifier: MIT */
/* What the calls on registry keys give: "ZwQueryKey", "ZwQueryValueKey" and their structures' pages. */
#ifndef METIC_NT_KEY_INFORMATION_H
#define METIC_NT_KEY_INFORMATION_H

#include "nt.h"

enum { KeyBasicInformation, KeyNodeInformation, KeyFullInformation, KeyNameInformation, KeyCachedInformation };
enum { KeyValueBasicInformation, KeyValueFullInformation, KeyValuePartialInformation };
enum { KeyWriteTimeInformation, KeyWow64FlagsInformation };

typedef struct {
    LARGE_INTEGER LastWriteTime;
    ULONG TitleIndex, ClassOffset, ClassLength, NameLength;
    WCHAR Name[1];
} KEY_NODE_INFORMATION;

typedef struct {
    LARGE_INTEGER LastWriteTime;
    ULONG TitleIndex, ClassOffset, ClassLength;
    ULONG SubKeys, MaxNameLen, MaxClassLen, Values, MaxValueNameLen, MaxValueDataLen;
    WCHAR Class[1];
} KEY_FULL_INFORMATION;

typedef struct {
    ULONG NameLength;
    WCHAR Name[1];
} KEY_NAME_INFORMATION;

typedef struct {
    ULONG TitleIndex, Type, DataOffset, DataLength, NameLength;
    WCHAR Name[1];
} KEY_VALUE_FULL_INFORMATION;

typedef struct {
    ULONG TitleIndex, Type, DataLength;
    UCHAR Data[1];
} KEY_VALUE_PARTIAL_INFORMATION;

typedef struct {
    UNICODE_STRING *ValueName;
    ULONG DataLength, DataOffset, Type;
} KEY_VALUE_ENTRY;

NTSTATUS NTAPI RtlFormatCurrentUserKeyPath(UNICODE_STRING *path);
NTSTATUS NTAPI RtlOpenCurrentUser(ACCESS_MASK access, HANDLE *key);

#endif
