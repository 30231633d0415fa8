/* SPDX-License-Identifier: MIT */
/* Handles: closing, duplicating, their flags; the standard handles.
 * Debian's Wine answers ERROR_ACCESS_DENIED to the DUPLICATE_CLOSE_SOURCE below. */
#define _WIN32_WINNT 0x0a00
#include "check.h"

#ifndef ERROR_NOT_SAME_OBJECT
#define ERROR_NOT_SAME_OBJECT 1656
#endif
#define NO_HANDLE ((HANDLE)(ULONG_PTR)0x7ffc)

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

static BOOL is_set(HANDLE handle)
{
    return WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
}

static void test_close(void)
{
    HANDLE a = CreateEventW(NULL, TRUE, FALSE, NULL);

    CHECK(CloseHandle(a) && !SetEvent(a) && failed(ERROR_INVALID_HANDLE), "CloseHandle: the handle is gone");
    CHECK(!CloseHandle(a) && failed(ERROR_INVALID_HANDLE), "CloseHandle: not a second time");
    CHECK(!CloseHandle(NULL) && failed(ERROR_INVALID_HANDLE), "CloseHandle: NULL is no handle");
    CHECK(
        CloseHandle(GetCurrentProcess()) && CloseHandle(GetCurrentThread()),
        "GetCurrentProcess: \"The pseudo handle need not be closed ... Calling CloseHandle with a pseudo handle has no "
        "effect\"");
}

/* It is not in kernel32.dll, but in kernelbase.dll. */
static BOOL CompareObjectHandles_(HANDLE a, HANDLE b)
{
    BOOL(WINAPI * compare)(HANDLE, HANDLE);
    *(FARPROC *)&compare = GetProcAddress(GetModuleHandleA("kernelbase.dll"), "CompareObjectHandles");
    return compare && compare(a, b);
}
#define CompareObjectHandles CompareObjectHandles_

static void test_duplicate(void)
{
    HANDLE self = GetCurrentProcess(), a = CreateEventW(NULL, TRUE, FALSE, NULL), b = NULL, c = NULL, thread = NULL;
    DWORD flags = 99;

    CHECK(DuplicateHandle(self, a, self, &b, 0, FALSE, DUPLICATE_SAME_ACCESS) && b != a && SetEvent(b) && is_set(a),
          "DuplicateHandle: \"The duplicate handle refers to the same object as the original handle\"");
    CHECK(CompareObjectHandles(a, b),
          "CompareObjectHandles: \"two object handles refer to the same underlying kernel object\"");
    CHECK(GetHandleInformation(b, &flags) && !flags, "DuplicateHandle: not inheritable");
    CHECK(CloseHandle(b) && ResetEvent(a), "DuplicateHandle: closing the one leaves the other");
    CHECK(DuplicateHandle(self, a, self, &b, SYNCHRONIZE, TRUE, 0) && GetHandleInformation(b, &flags) &&
              flags == HANDLE_FLAG_INHERIT,
          "DuplicateHandle: bInheritHandle");
    CHECK(!SetEvent(b) && failed(ERROR_ACCESS_DENIED) && WaitForSingleObject(b, 0) == WAIT_TIMEOUT,
          "DuplicateHandle: dwDesiredAccess is what the new handle may");
    CHECK(DuplicateHandle(self, b, self, &c, EVENT_MODIFY_STATE, FALSE, 0) == FALSE || SetEvent(c),
          "DuplicateHandle: \"the system performs an access check\" for more access than the source has");
    if (c) CloseHandle(c);
    c = NULL;
    CHECK(DuplicateHandle(self, b, self, &c, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE) && c &&
              !CloseHandle(b) && failed(ERROR_INVALID_HANDLE),
          "DuplicateHandle: DUPLICATE_CLOSE_SOURCE");
    CHECK(CloseHandle(c), "DuplicateHandle: the duplicate stays");
    CHECK(DuplicateHandle(self, GetCurrentThread(), self, &thread, 0, FALSE, DUPLICATE_SAME_ACCESS) &&
              GetThreadId(thread) == GetCurrentThreadId() && CloseHandle(thread),
          "DuplicateHandle: makes a real handle of a pseudo handle");
    CHECK(DuplicateHandle(self, self, self, &b, 0, FALSE, DUPLICATE_SAME_ACCESS) && b != self &&
              GetProcessId(b) == GetCurrentProcessId() && CloseHandle(b),
          "DuplicateHandle: of the process");
    CHECK(!DuplicateHandle(self, NO_HANDLE, self, &b, 0, FALSE, DUPLICATE_SAME_ACCESS) && failed(ERROR_INVALID_HANDLE),
          "DuplicateHandle: of no handle fails");
    CHECK(!DuplicateHandle(NO_HANDLE, a, self, &b, 0, FALSE, DUPLICATE_SAME_ACCESS) && failed(ERROR_INVALID_HANDLE),
          "DuplicateHandle: out of no process fails");
    b = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, GetCurrentProcessId());
    CHECK(!DuplicateHandle(b, a, self, &c, 0, FALSE, DUPLICATE_SAME_ACCESS) && failed(ERROR_ACCESS_DENIED),
          "DuplicateHandle: \"The handle must have the PROCESS_DUP_HANDLE access right\"");
    CHECK(!CompareObjectHandles(a, b) && failed(ERROR_NOT_SAME_OBJECT), "CompareObjectHandles: two objects");
    CHECK(!CompareObjectHandles(a, NO_HANDLE) && failed(ERROR_INVALID_HANDLE), "CompareObjectHandles: no handle");
    CloseHandle(b);
    CloseHandle(a);
}

static void test_flags(void)
{
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit, .bInheritHandle = TRUE};
    HANDLE a = CreateEventW(&inherit, TRUE, FALSE, NULL);
    DWORD flags = 99;

    CHECK(GetHandleInformation(a, &flags) && flags == HANDLE_FLAG_INHERIT, "GetHandleInformation: HANDLE_FLAG_INHERIT");
    CHECK(SetHandleInformation(a, HANDLE_FLAG_INHERIT, 0) && GetHandleInformation(a, &flags) && flags == 0,
          "SetHandleInformation: \"a mask that specifies the bit flags to be changed\"");
    CHECK(
        SetHandleInformation(a, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE | HANDLE_FLAG_INHERIT) &&
            GetHandleInformation(a, &flags) && flags == HANDLE_FLAG_PROTECT_FROM_CLOSE,
        "SetHandleInformation: what is not in the mask stays");
    CHECK(!CloseHandle(a) && failed(ERROR_INVALID_HANDLE) && SetEvent(a),
          "HANDLE_FLAG_PROTECT_FROM_CLOSE: \"calling the CloseHandle function will not close the object handle\"");
    CHECK(SetHandleInformation(a, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0) && CloseHandle(a),
          "SetHandleInformation: then it closes");
    CHECK(!SetHandleInformation(a, HANDLE_FLAG_INHERIT, 0) && failed(ERROR_INVALID_HANDLE),
          "SetHandleInformation: no handle");
    CHECK(!GetHandleInformation(a, &flags) && failed(ERROR_INVALID_HANDLE), "GetHandleInformation: no handle");
}

static void test_standard(void)
{
    static const DWORD numbers[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    HANDLE event = CreateEventW(NULL, TRUE, TRUE, NULL), output = GetStdHandle(STD_OUTPUT_HANDLE);
    DWORD written = 0;

    CHECK(output && output != INVALID_HANDLE_VALUE && WriteFile(output, "# standard output\n", 18, &written, NULL) &&
              written == 18,
          "GetStdHandle: standard output can be written to");
    for (int i = 0; i < 3; i++) {
        HANDLE before = GetStdHandle(numbers[i]);
        BOOL set = SetStdHandle(numbers[i], event) && GetStdHandle(numbers[i]) == event;
        BOOL back = SetStdHandle(numbers[i], before) && GetStdHandle(numbers[i]) == before;
        CHECK(set && back, "SetStdHandle, GetStdHandle: number %d is set and set back", i);
    }
    CHECK(GetStdHandle(12345) == INVALID_HANDLE_VALUE && failed(ERROR_INVALID_HANDLE),
          "GetStdHandle: \"If the function fails, the return value is INVALID_HANDLE_VALUE\"");
    CHECK(!SetStdHandle(12345, event) && failed(ERROR_INVALID_HANDLE), "SetStdHandle: no such number");
    {
        HANDLE before = NULL, first = GetStdHandle(STD_INPUT_HANDLE);
        BOOL(WINAPI * exchange)(DWORD, HANDLE, HANDLE *);
        *(FARPROC *)&exchange = GetProcAddress(GetModuleHandleA("kernel32.dll"), "SetStdHandleEx");
        CHECK(exchange && exchange(STD_INPUT_HANDLE, event, &before) && before == first &&
                  GetStdHandle(STD_INPUT_HANDLE) == event && exchange(STD_INPUT_HANDLE, first, NULL) &&
                  GetStdHandle(STD_INPUT_HANDLE) == first,
              "SetStdHandleEx: sets it, and gives the previous one");
        CHECK(exchange && !exchange(12345, event, NULL) && failed(ERROR_INVALID_HANDLE),
              "SetStdHandleEx: no such number");
    }
    CloseHandle(event);
    CHECK(SetHandleCount(77) == 77, "SetHandleCount: \"has no effect\": the count that was asked for");
}

int main(void)
{
    test_close();
    test_duplicate();
    test_flags();
    test_standard();
    return check_done();
}
