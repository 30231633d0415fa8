/* SPDX-License-Identifier: MIT */
/* Environment variables, on ntdll's Rtl*Environment functions, which hold the lock and the block.
 *
 * The 8-bit functions convert with the ANSI code page. */
#include "kernelbase.h"

/* "GetEnvironmentVariable function": the length without the terminator; where `size` is too small, the size needed with
 * it; 0 with ERROR_ENVVAR_NOT_FOUND where there is no such variable. */
DWORD WINAPI GetEnvironmentVariableW(const WCHAR *name, WCHAR *buffer, DWORD size)
{
    UNICODE_STRING variable, value = {0};

    RtlInitUnicodeString(&variable, name);
    value.Buffer = buffer;
    value.MaximumLength = (USHORT)(size > 0x7fff ? 0xfffe : size * sizeof(WCHAR));
    if (value.MaximumLength) value.MaximumLength -= sizeof(WCHAR); /* room for the terminator */
    NTSTATUS status = RtlQueryEnvironmentVariable_U(NULL, &variable, &value);
    if (status == STATUS_BUFFER_TOO_SMALL) return value.Length / sizeof(WCHAR) + 1;
    if (!base_ok(status)) return 0;
    if (!size) return value.Length / sizeof(WCHAR) + 1; /* an empty value, and not even room for its terminator */
    buffer[value.Length / sizeof(WCHAR)] = 0;
    /* An empty value is told from a failure by the last error. */
    if (!value.Length) RtlSetLastWin32Error(ERROR_SUCCESS);
    return value.Length / sizeof(WCHAR);
}

DWORD WINAPI GetEnvironmentVariableA(const char *name, char *buffer, DWORD size)
{
    WCHAR *wide_name = base_wide(name), *wide = NULL;
    DWORD result = 0, room = 256;

    while (wide_name) {
        wide = base_alloc(room * sizeof(WCHAR));
        if (!wide) break;
        DWORD length = GetEnvironmentVariableW(wide_name, wide, room);
        if (length >= room) { /* it may grow between two calls */
            base_free(wide);
            room = length + 1;
            continue;
        }
        if (!length && NtCurrentTeb()->LastErrorValue != ERROR_SUCCESS) break;
        ULONG bytes, units = length * sizeof(WCHAR);
        RtlUnicodeToMultiByteSize(&bytes, wide, units);
        if (bytes >= size) {
            result = bytes + 1;
        } else {
            RtlUnicodeToMultiByteN(buffer, size, &bytes, wide, units);
            buffer[bytes] = 0;
            result = bytes;
        }
        break;
    }
    base_free(wide);
    base_free(wide_name);
    return result;
}

/* `value` NULL deletes.  ERROR_INVALID_PARAMETER for an empty name or one with a = behind its first character. */
BOOL WINAPI SetEnvironmentVariableW(const WCHAR *name, const WCHAR *value)
{
    UNICODE_STRING variable, text;

    if (!name || !*name) return base_fail(STATUS_INVALID_PARAMETER);
    if (wcslen(name) > 0x7ffe || (value && wcslen(value) > 0x7ffe)) return base_fail(STATUS_INVALID_PARAMETER);
    RtlInitUnicodeString(&variable, name);
    RtlInitUnicodeString(&text, value);
    return base_ok(RtlSetEnvironmentVariable(NULL, &variable, value ? &text : NULL));
}

BOOL WINAPI SetEnvironmentVariableA(const char *name, const char *value)
{
    WCHAR *wide_name = base_wide(name), *wide_value = base_wide(value);
    BOOL ok = FALSE;

    if (!name)
        base_fail(STATUS_INVALID_PARAMETER);
    else if (wide_name && (wide_value || !value))
        ok = SetEnvironmentVariableW(wide_name, wide_value);
    base_free(wide_name);
    base_free(wide_value);
    return ok;
}

/* Length of a block in WCHARs, with the NUL that ends it. */
static SIZE_T block_length(const WCHAR *block)
{
    const WCHAR *end = block;

    while (*end) end += wcslen(end) + 1;
    return (SIZE_T)(end - block) + 1;
}

/* A copy; give it back with FreeEnvironmentStrings(). */
WCHAR *WINAPI GetEnvironmentStringsW(void)
{
    RtlAcquirePebLock();
    const WCHAR *block = base_peb()->ProcessParameters->Environment;
    SIZE_T size = block_length(block) * sizeof(WCHAR);
    WCHAR *copy = base_alloc(size);
    if (copy) memcpy(copy, block, size);
    RtlReleasePebLock();
    return copy;
}

/* "Note that the ANSI version of this function, GetEnvironmentStringsA, returns OEM characters." */
char *WINAPI GetEnvironmentStringsA(void)
{
    WCHAR *block = GetEnvironmentStringsW();
    char *text = NULL;
    ULONG bytes;

    if (!block) return NULL;
    ULONG size = (ULONG)(block_length(block) * sizeof(WCHAR));
    bytes = size / sizeof(WCHAR) * 3; /* no code page takes more than three bytes for a WCHAR */
    text = base_alloc(bytes);
    if (text) RtlUnicodeToOemN(text, bytes, &bytes, block, size);
    base_free(block);
    return text;
}

BOOL WINAPI FreeEnvironmentStringsW(WCHAR *block)
{
    return RtlFreeHeap(base_peb()->ProcessHeap, 0, block);
}

BOOL WINAPI FreeEnvironmentStringsA(char *block)
{
    return RtlFreeHeap(base_peb()->ProcessHeap, 0, block);
}

/* Replaces the whole block.  ERROR_INVALID_PARAMETER for a string without a =. */
BOOL WINAPI SetEnvironmentStringsW(WCHAR *block)
{
    for (const WCHAR *p = block; *p; p += wcslen(p) + 1)
        if (*p == '=' || !wcschr(p, '=')) return base_fail(STATUS_INVALID_PARAMETER);
    WCHAR *environment;
    if (!base_ok(RtlCreateEnvironment(FALSE, &environment))) return FALSE;
    for (const WCHAR *p = block; *p; p += wcslen(p) + 1) {
        const WCHAR *equals = wcschr(p, '=');
        UNICODE_STRING name = {(USHORT)((equals - p) * 2), (USHORT)((equals - p) * 2), (WCHAR *)p}, value;
        RtlInitUnicodeString(&value, equals + 1);
        NTSTATUS status = RtlSetEnvironmentVariable(&environment, &name, &value);
        if (!NT_SUCCESS(status)) {
            RtlDestroyEnvironment(environment);
            return base_fail(status);
        }
    }
    RtlSetCurrentEnvironment(environment, NULL);
    return TRUE;
}

/* The size needed with the terminator, whether or not it fitted; 0 on failure. */
DWORD WINAPI ExpandEnvironmentStringsW(const WCHAR *from, WCHAR *to, DWORD size)
{
    UNICODE_STRING source, target = {0};
    ULONG needed = 0;

    RtlInitUnicodeString(&source, from);
    target.Buffer = to;
    target.MaximumLength = (USHORT)(size > 0x7fff ? 0xfffe : size * sizeof(WCHAR));
    NTSTATUS status = RtlExpandEnvironmentStrings_U(NULL, &source, &target, &needed);
    if (status == STATUS_BUFFER_TOO_SMALL) {
        if (size) *to = 0;
        return needed / sizeof(WCHAR);
    }
    return base_ok(status) ? needed / sizeof(WCHAR) : 0;
}

DWORD WINAPI ExpandEnvironmentStringsA(const char *from, char *to, DWORD size)
{
    WCHAR *source = base_wide(from), *expanded = NULL;
    char *ansi = NULL;
    DWORD result = 0;

    if (source) {
        DWORD room = ExpandEnvironmentStringsW(source, NULL, 0);
        if (room && (expanded = base_alloc(room * sizeof(WCHAR))) &&
            ExpandEnvironmentStringsW(source, expanded, room) && (ansi = base_ansi(expanded, -1))) {
            result = (DWORD)strlen(ansi) + 1;
            if (result <= size)
                memcpy(to, ansi, result);
            else if (size)
                *to = 0;
        }
    }
    base_free(ansi);
    base_free(expanded);
    base_free(source);
    return result;
}
