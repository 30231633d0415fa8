/* SPDX-License-Identifier: MIT */
/* The conversions that every family of kernelbase needs; see kernelbase.h. */
#include "kernelbase.h"

BOOL base_fail(NTSTATUS status)
{
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(status);
    return FALSE;
}

BOOL base_ok(NTSTATUS status)
{
    return NT_SUCCESS(status) ? TRUE : base_fail(status);
}

LARGE_INTEGER *base_timeout(LARGE_INTEGER *timeout, DWORD milliseconds)
{
    if (milliseconds == INFINITE) return NULL;
    timeout->QuadPart = -(LONGLONG)milliseconds * 10000;
    return timeout;
}

void *base_alloc(SIZE_T size)
{
    void *memory = RtlAllocateHeap(base_peb()->ProcessHeap, 0, size);
    if (!memory) RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY);
    return memory;
}

void base_free(void *memory)
{
    if (memory) RtlFreeHeap(base_peb()->ProcessHeap, 0, memory);
}

static BOOL has_prefix(const WCHAR *name, const WCHAR *prefix)
{
    for (; *prefix; name++, prefix++)
        if (*name != *prefix) return FALSE;
    return TRUE;
}

NTSTATUS base_object_name(struct base_object *object, const WCHAR *name, const SECURITY_ATTRIBUTES *security)
{
    static const WCHAR session[] = L"\\Sessions\\1\\BaseNamedObjects\\", machine[] = L"\\BaseNamedObjects\\";
    ULONG attributes = OBJ_OPENIF; /* "The name comparison is case sensitive." */

    if (security && security->bInheritHandle) attributes |= OBJ_INHERIT;
    InitializeObjectAttributes(&object->attributes, NULL, attributes, NULL,
                               security ? security->lpSecurityDescriptor : NULL);
    if (!name) return STATUS_SUCCESS;
    if (!*name) {
        /* An empty name names the folder itself; for a creation it counts as none. */
        return STATUS_SUCCESS;
    }

    const WCHAR *folder = session;
    if (has_prefix(name, L"Global\\"))
        folder = machine, name += 7;
    else if (has_prefix(name, L"Local\\"))
        name += 6;

    size_t length = wcslen(name), before = wcslen(folder);
    if (length > MAX_PATH) return STATUS_NAME_TOO_LONG;
    memcpy(object->text, folder, before * sizeof(WCHAR));
    memcpy(object->text + before, name, (length + 1) * sizeof(WCHAR));
    object->name.Buffer = object->text;
    object->name.Length = (USHORT)((before + length) * sizeof(WCHAR));
    object->name.MaximumLength = object->name.Length + sizeof(WCHAR);
    object->attributes.ObjectName = &object->name;
    return STATUS_SUCCESS;
}

WCHAR *base_wide(const char *text)
{
    if (!text) return NULL;
    size_t length = strlen(text) + 1;
    ULONG bytes;

    if (length > 0x3fffffff) return base_fail(STATUS_NAME_TOO_LONG), NULL;
    NTSTATUS status = RtlMultiByteToUnicodeSize(&bytes, text, (ULONG)length);
    if (!NT_SUCCESS(status)) return base_fail(status), NULL;
    WCHAR *wide = base_alloc(bytes);
    if (!wide) return NULL;
    RtlMultiByteToUnicodeN(wide, bytes, &bytes, text, (ULONG)length);
    return wide;
}

char *base_ansi(const WCHAR *text, int length)
{
    ULONG size = (ULONG)(length < 0 ? wcslen(text) + 1 : (size_t)length) * sizeof(WCHAR), bytes;

    RtlUnicodeToMultiByteSize(&bytes, text, size);
    char *ansi = base_alloc(bytes);
    if (ansi) RtlUnicodeToMultiByteN(ansi, bytes, &bytes, text, size);
    return ansi;
}
