/* SPDX-License-Identifier: MIT */
/* Environment variables, command line and STARTUPINFO; ExitProcess.
 * Debian's Wine leaves the last error where a value is empty. */
#include "check.h"

#include <string.h>
#include <wchar.h>

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static void test_wide(void)
{
    WCHAR text[64] = L"", *long_value;

    CHECK(SetEnvironmentVariableW(L"metic_wide", L"a value"), "SetEnvironmentVariableW: success");
    CHECK(GetEnvironmentVariableW(L"metic_wide", text, 64) == 7 && !wcscmp(text, L"a value"),
          "GetEnvironmentVariableW: \"the number of characters stored in the buffer, not including the terminating "
          "null\"");
    CHECK(GetEnvironmentVariableW(L"METIC_Wide", text, 64) == 7, "Environment variables: names are not case sensitive");
    wcscpy(text, L"keep");
    CHECK(GetEnvironmentVariableW(L"metic_wide", text, 7) == 8 && GetEnvironmentVariableW(L"metic_wide", NULL, 0) == 8,
          "GetEnvironmentVariableW: \"If lpBuffer is not large enough ... the buffer size, in characters, required to "
          "hold the "
          "string and its terminating null character\"");
    CHECK(GetEnvironmentVariableW(L"metic_wide", text, 8) == 7 && !wcscmp(text, L"a value"),
          "GetEnvironmentVariableW: exactly enough room");
    CHECK(SetEnvironmentVariableW(L"metic_wide", L"") && (SetLastError(99), TRUE) &&
              GetEnvironmentVariableW(L"metic_wide", text, 64) == 0 && failed(ERROR_SUCCESS) && !*text,
          "GetEnvironmentVariableW: an empty value is told from none by the last error");
    CHECK(SetEnvironmentVariableW(L"metic_wide", NULL) && !GetEnvironmentVariableW(L"metic_wide", text, 64) &&
              failed(ERROR_ENVVAR_NOT_FOUND),
          "SetEnvironmentVariableW: \"If this parameter is NULL, the variable is deleted\"; ERROR_ENVVAR_NOT_FOUND");
    CHECK(!SetEnvironmentVariableW(L"", L"x") && failed(ERROR_INVALID_PARAMETER) &&
              !SetEnvironmentVariableW(L"me=tic", L"x") && failed(ERROR_INVALID_PARAMETER) &&
              !SetEnvironmentVariableW(NULL, L"x"),
          "SetEnvironmentVariableW: \"must not include an equal sign (=)\", nor be empty");
    CHECK(SetEnvironmentVariableW(L"metic_\x4e2d", L"\x6587\x5b57") &&
              GetEnvironmentVariableW(L"metic_\x4e2d", text, 64) == 2 && !wcscmp(text, L"\x6587\x5b57") &&
              SetEnvironmentVariableW(L"metic_\x4e2d", NULL),
          "SetEnvironmentVariableW: any characters");
    long_value = HeapAlloc(GetProcessHeap(), 0, 65536);
    for (int i = 0; i < 32760; i++) long_value[i] = (WCHAR)('a' + i % 26);
    long_value[32760] = 0;
    CHECK(SetEnvironmentVariableW(L"metic_long", long_value) &&
              GetEnvironmentVariableW(L"metic_long", NULL, 0) == 32761,
          "SetEnvironmentVariableW: \"The maximum size of a user-defined environment variable is 32,767 characters\"");
    memset(long_value, 0, 65536);
    CHECK(GetEnvironmentVariableW(L"metic_long", long_value, 32768) == 32760 && long_value[32759] == 'a' + 32759 % 26 &&
              !long_value[32760],
          "GetEnvironmentVariableW: a long value");
    SetEnvironmentVariableW(L"metic_long", NULL);
    HeapFree(GetProcessHeap(), 0, long_value);
}

static void test_narrow(void)
{
    char text[64] = "";

    CHECK(SetEnvironmentVariableA("metic_narrow", "some text"), "SetEnvironmentVariableA: success");
    CHECK(GetEnvironmentVariableA("Metic_Narrow", text, 64) == 9 && !strcmp(text, "some text"),
          "GetEnvironmentVariableA: the value and its length");
    CHECK(GetEnvironmentVariableA("metic_narrow", text, 9) == 10 &&
              GetEnvironmentVariableA("metic_narrow", NULL, 0) == 10,
          "GetEnvironmentVariableA: the size needed");
    CHECK(SetEnvironmentVariableA("metic_narrow", "") && (SetLastError(99), TRUE) &&
              GetEnvironmentVariableA("metic_narrow", text, 64) == 0 && failed(ERROR_SUCCESS) && !*text,
          "GetEnvironmentVariableA: an empty value");
    CHECK(SetEnvironmentVariableA("metic_narrow", NULL) && !GetEnvironmentVariableA("metic_narrow", text, 64) &&
              failed(ERROR_ENVVAR_NOT_FOUND),
          "SetEnvironmentVariableA: NULL deletes");
    CHECK(!SetEnvironmentVariableA("", "x") && failed(ERROR_INVALID_PARAMETER) &&
              !SetEnvironmentVariableA("a=b", "x") && failed(ERROR_INVALID_PARAMETER),
          "SetEnvironmentVariableA: no name");
}

static void test_blocks(void)
{
    WCHAR *block, *at, text[64];
    char *narrow, *p;
    int seen = 0, all = 0;

    SetEnvironmentVariableW(L"metic_block", L"xyz");
    block = GetEnvironmentStringsW();
    for (at = block; block && *at; at += wcslen(at) + 1) {
        seen += !wcscmp(at, L"metic_block=xyz");
        all += wcschr(at + 1, '=') != NULL;
    }
    CHECK(block && seen == 1 && all > 1, "GetEnvironmentStringsW: \"Var1=Value1\\0Var2=Value2\\0 ... \\0\"");
    SetEnvironmentVariableW(L"metic_block", L"changed");
    seen = 0;
    for (at = block; *at; at += wcslen(at) + 1) seen += !wcscmp(at, L"metic_block=xyz");
    CHECK(seen == 1, "GetEnvironmentStringsW: the block is a copy");
    CHECK(FreeEnvironmentStringsW(block), "FreeEnvironmentStringsW: \"the return value is nonzero\"");
    narrow = GetEnvironmentStrings();
    seen = 0;
    for (p = narrow; narrow && *p; p += strlen(p) + 1) seen += !strcmp(p, "metic_block=changed");
    CHECK(narrow && seen == 1, "GetEnvironmentStrings: in 8-bit characters");
    CHECK(FreeEnvironmentStringsA(narrow), "FreeEnvironmentStringsA: success");

    SetEnvironmentVariableW(L"metic_block", L"[%metic_none%]");
    SetEnvironmentVariableW(L"metic_two", L"2");
    CHECK(
        ExpandEnvironmentStringsW(L"a%metic_two%b%METIC_TWO%%", text, 64) == 6 && !wcscmp(text, L"a2b2%"),
        "ExpandEnvironmentStringsW: the value for the name between percent signs; \"the number of TCHARs stored in the "
        "destination buffer, including the terminating null character\"");
    CHECK(ExpandEnvironmentStringsW(L"%metic_block% %metic_none%", text, 64) == 28 &&
              !wcscmp(text, L"[%metic_none%] %metic_none%"),
          "ExpandEnvironmentStringsW: \"If the variable is not found, the %%variableName%% portion is left "
          "unexpanded\"; values "
          "are not expanded again");
    CHECK(ExpandEnvironmentStringsW(L"a%metic_two%b", text, 3) == 4 &&
              ExpandEnvironmentStringsW(L"a%metic_two%b", NULL, 0) == 4,
          "ExpandEnvironmentStringsW: \"If the destination buffer is too small ... the return value is the required "
          "buffer "
          "size\"");
    CHECK(ExpandEnvironmentStringsA("a%metic_two%b", (char *)text, 64) >= 4 && !strcmp((char *)text, "a2b"),
          "ExpandEnvironmentStringsA: likewise");
    CHECK(ExpandEnvironmentStringsA("a%metic_two%b", (char *)text, 2) >= 4,
          "ExpandEnvironmentStringsA: the size needed");
    SetEnvironmentVariableW(L"metic_block", NULL);
    SetEnvironmentVariableW(L"metic_two", NULL);
}

/* Last, as it takes all variables away. */
static void test_replace(void)
{
    static WCHAR block[] = L"metic_a=1\0metic_b=2=3\0", wrong[] = L"metic_a=1\0none\0";
    BOOL(WINAPI * set)(WCHAR *);
    WCHAR text[64];

    *(FARPROC *)&set = GetProcAddress(GetModuleHandleA("kernel32.dll"), "SetEnvironmentStringsW");
    SetEnvironmentVariableW(L"metic_c", L"x");
    CHECK(set && !set(wrong) && failed(ERROR_INVALID_PARAMETER) && GetEnvironmentVariableW(L"metic_c", text, 64) == 1,
          "SetEnvironmentStringsW: a string that is no variable fails, and nothing changes");
    CHECK(set && set(block) && GetEnvironmentVariableW(L"metic_b", text, 64) == 3 && !wcscmp(text, L"2=3") &&
              GetEnvironmentVariableW(L"METIC_A", text, 64) == 1 && !GetEnvironmentVariableW(L"metic_c", text, 64),
          "SetEnvironmentStringsW: \"Sets the environment strings of the calling process\": these and no others");
}

static void test_startup(void)
{
    STARTUPINFOW wide, again;
    STARTUPINFOA narrow;
    const WCHAR *line = GetCommandLineW();
    const char *ansi = GetCommandLineA();
    size_t length = line ? wcslen(line) : 0, alike = 0;
    char own[MAX_PATH];
    const char *base;

    GetModuleFileNameA(NULL, own, sizeof own);
    base = strrchr(own, '\\') + 1;
    CHECK(length && strstr(ansi ? ansi : "", "env.exe") && strstr(base, "env"),
          "GetCommandLineW, GetCommandLineA: the program's name");
    while (alike < length && ansi && (WCHAR)(unsigned char)ansi[alike] == line[alike]) alike++;
    CHECK(alike == length && !ansi[length], "GetCommandLineA: the same text in 8-bit characters");
    CHECK(GetCommandLineW() == line && GetCommandLineA() == ansi,
          "GetCommandLineW: \"The pointer is ... managed by the system\"");

    memset(&wide, 0xaa, sizeof wide);
    memset(&again, 0x55, sizeof again);
    memset(&narrow, 0xaa, sizeof narrow);
    GetStartupInfoW(&wide);
    GetStartupInfoW(&again);
    GetStartupInfoA(&narrow);
    /* filled with 0xaa and 0x55 before: what is equal now has been written */
    CHECK(wide.cb == sizeof wide && again.cb == wide.cb && again.dwFlags == wide.dwFlags && again.dwX == wide.dwX &&
              again.dwYCountChars == wide.dwYCountChars && again.wShowWindow == wide.wShowWindow &&
              again.lpTitle == wide.lpTitle && again.lpDesktop == wide.lpDesktop &&
              again.cbReserved2 == wide.cbReserved2 && again.lpReserved2 == wide.lpReserved2 &&
              again.hStdError == wide.hStdError,
          "GetStartupInfoW: fills all of the structure");
    CHECK(narrow.cb == sizeof narrow && narrow.dwFlags == wide.dwFlags && narrow.wShowWindow == wide.wShowWindow &&
              narrow.cbReserved2 == wide.cbReserved2 && narrow.dwX == wide.dwX &&
              narrow.dwFillAttribute == wide.dwFillAttribute,
          "GetStartupInfoA: the same in 8-bit characters");
    CHECK(!wide.lpTitle == !narrow.lpTitle && !wide.lpDesktop == !narrow.lpDesktop &&
              (!wide.lpTitle || strlen(narrow.lpTitle) == wcslen(wide.lpTitle)),
          "GetStartupInfoA: title and desktop");
    if (wide.dwFlags & STARTF_USESTDHANDLES)
        CHECK(wide.hStdOutput == GetStdHandle(STD_OUTPUT_HANDLE) && narrow.hStdOutput == wide.hStdOutput,
              "STARTF_USESTDHANDLES: the standard handles");
}

int main(void)
{
    test_wide();
    test_narrow();
    test_blocks();
    test_startup();
    test_replace();
    /* "ExitProcess: ends the calling process and all its threads", with this code: what comes behind it never runs. */
    ExitProcess((UINT)check_done());
    CHECK(FALSE, "ExitProcess: does not return");
    return 1;
}
