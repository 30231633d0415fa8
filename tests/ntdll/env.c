/* SPDX-License-Identifier: MIT */
/* Environment blocks in ntdll. */
#include "check.h"

#include <winternl.h>

#define MISSING   ((NTSTATUS)0xc0000100)
#define TOO_SMALL ((NTSTATUS)0xc0000023)
#define BAD_ARG   ((NTSTATUS)0xc000000d)

NTSYSAPI NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN, PWSTR *);
NTSYSAPI NTSTATUS NTAPI RtlDestroyEnvironment(PWSTR);
NTSYSAPI NTSTATUS NTAPI RtlQueryEnvironmentVariable(PWSTR, PCWSTR, SIZE_T, PWSTR, SIZE_T, SIZE_T *);
NTSYSAPI NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(PWSTR, PCUNICODE_STRING, PUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI RtlSetEnvironmentVariable(PWSTR *, PUNICODE_STRING, PUNICODE_STRING);
NTSYSAPI NTSTATUS NTAPI RtlSetEnvironmentVar(PWSTR *, PCWSTR, SIZE_T, PCWSTR, SIZE_T);
NTSYSAPI VOID NTAPI RtlSetCurrentEnvironment(PWSTR, PWSTR *);
NTSYSAPI NTSTATUS NTAPI RtlExpandEnvironmentStrings(PWSTR, PCWSTR, SIZE_T, PWSTR, SIZE_T, SIZE_T *);
NTSYSAPI NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(PWSTR, PCUNICODE_STRING, PUNICODE_STRING, PULONG);
NTSYSAPI VOID NTAPI RtlAcquirePebLock(void);
NTSYSAPI VOID NTAPI RtlReleasePebLock(void);

static NTSTATUS set(PWSTR *block, const WCHAR *name, const WCHAR *value)
{
    UNICODE_STRING n, v;
    RtlInitUnicodeString(&n, name);
    RtlInitUnicodeString(&v, value);
    return RtlSetEnvironmentVariable(block, &n, value ? &v : NULL);
}

int main(void)
{
    UNICODE_STRING name, value, text, out;
    WCHAR buffer[100], *block = NULL, *copy = NULL, *old = NULL;
    SIZE_T length;
    ULONG bytes;

    CHECK(RtlCreateEnvironment(FALSE, &block) == 0 && block && !block[0], "RtlCreateEnvironment: an empty block");
    CHECK(set(&block, L"b", L"2") == 0 && set(&block, L"A", L"1") == 0 && set(&block, L"c", L"") == 0,
          "RtlSetEnvironmentVariable: adds");
    CHECK(!memcmp(block, L"A=1\0b=2\0c=\0", 24),
          "Changing Environment Variables: sorted by name without regard to case");
    CHECK(set(&block, L"B", L"two") == 0 && !memcmp(block, L"A=1\0b=two\0c=\0", 28),
          "RtlSetEnvironmentVariable: replaces without regard to case, the name stays as it was");
    CHECK(set(&block, L"a", NULL) == 0 && !memcmp(block, L"b=two\0c=\0", 20),
          "RtlSetEnvironmentVariable: no value removes");
    CHECK(set(&block, L"", L"x") == BAD_ARG && set(&block, L"x=y", L"x") == BAD_ARG,
          "a name may not be empty or hold `=`");
    CHECK(set(&block, L"=C:", L"C:\\x") == 0 && !memcmp(block, L"=C:=C:\\x", 16), "but it may begin with it");

    RtlInitUnicodeString(&name, L"b");
    value = (UNICODE_STRING){0, sizeof buffer, buffer};
    CHECK(RtlQueryEnvironmentVariable_U(block, &name, &value) == 0 && value.Length == 6 && !wcscmp(buffer, L"two"),
          "RtlQueryEnvironmentVariable_U");
    value.MaximumLength = 4;
    CHECK(RtlQueryEnvironmentVariable_U(block, &name, &value) == TOO_SMALL && value.Length == 6,
          "RtlQueryEnvironmentVariable_U: STATUS_BUFFER_TOO_SMALL and the length");
    RtlInitUnicodeString(&name, L"nothing");
    CHECK(RtlQueryEnvironmentVariable_U(block, &name, &value) == MISSING,
          "RtlQueryEnvironmentVariable_U: STATUS_VARIABLE_NOT_FOUND");
    CHECK(RtlQueryEnvironmentVariable(block, L"B", 1, buffer, 100, &length) == 0 && length == 3,
          "RtlQueryEnvironmentVariable");
    CHECK(RtlQueryEnvironmentVariable(block, L"B", 1, buffer, 3, &length) == TOO_SMALL && length == 4,
          "RtlQueryEnvironmentVariable: the room with a terminator");
    CHECK(RtlQueryEnvironmentVariable(block, L"Q", 1, buffer, 100, &length) == MISSING,
          "RtlQueryEnvironmentVariable: STATUS_VARIABLE_NOT_FOUND");

    CHECK(RtlExpandEnvironmentStrings(block, L"%b%/%q%%b%%", 11, buffer, 100, &length) == 0 &&
              !wcscmp(buffer, L"two/%q%two%") && length == 12,
          "ExpandEnvironmentStrings: \"If the name is not found, the %%variableName%% portion is left unexpanded\"");
    RtlInitUnicodeString(&text, L"x%B%");
    out = (UNICODE_STRING){0, sizeof buffer, buffer};
    CHECK(RtlExpandEnvironmentStrings_U(block, &text, &out, &bytes) == 0 && out.Length == 8 && bytes == 10,
          "RtlExpandEnvironmentStrings_U");
    out.MaximumLength = 4;
    CHECK(RtlExpandEnvironmentStrings_U(block, &text, &out, &bytes) == TOO_SMALL && bytes == 10,
          "RtlExpandEnvironmentStrings_U: STATUS_BUFFER_TOO_SMALL");

    for (int i = 0; i < 500; i++) {
        WCHAR n[8] = {'V', (WCHAR)('0' + i / 100), (WCHAR)('0' + i / 10 % 10), (WCHAR)('0' + i % 10), 0};
        if (set(&block, n, L"some longer text as a value") ||
            RtlQueryEnvironmentVariable(block, n, 4, buffer, 100, &length) || length != 27)
            CHECK(0, "a block grows as variables are added");
    }
    CHECK(RtlQueryEnvironmentVariable(block, L"V123", 4, buffer, 100, NULL) == 0,
          "a block grows as variables are added");
    CHECK(RtlDestroyEnvironment(block) == 0, "RtlDestroyEnvironment");

    CHECK(SetEnvironmentVariableW(L"METIC_TEST", L"seen") &&
              RtlQueryEnvironmentVariable(NULL, L"metic_test", 10, buffer, 100, &length) == 0 &&
              !wcscmp(buffer, L"seen"),
          "no block means the process's own");
    CHECK(RtlSetEnvironmentVar(NULL, L"METIC_TEST", 10, L"new", 3) == 0 &&
              GetEnvironmentVariableW(L"METIC_TEST", buffer, 100) == 3,
          "RtlSetEnvironmentVar");
    CHECK(RtlSetEnvironmentVar(NULL, L"", 0, L"new", 3) == BAD_ARG, "RtlSetEnvironmentVar: an empty name");
    CHECK(RtlCreateEnvironment(TRUE, &copy) == 0 &&
              RtlQueryEnvironmentVariable(copy, L"METIC_TEST", 10, buffer, 100, NULL) == 0,
          "RtlCreateEnvironment: a copy of the process's");
    set(&copy, L"METIC_COPY", L"1");
    RtlSetCurrentEnvironment(copy, &old);
    CHECK(GetEnvironmentVariableW(L"METIC_COPY", buffer, 100) == 1 && old, "RtlSetCurrentEnvironment");
    RtlAcquirePebLock();
    CHECK(GetEnvironmentVariableW(L"METIC_COPY", buffer, 100) == 1, "RtlAcquirePebLock: may be owned more than once");
    RtlReleasePebLock();
    return check_done();
}
