/* SPDX-License-Identifier: MIT */
/* Fiber-local storage as ntdll has it; kernel32's FlsAlloc and its kin are the documented side ("FlsAlloc function" and
 * neighbours). */
#include "check.h"

#include <winternl.h>

NTSYSAPI NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION, ULONG *);
NTSYSAPI NTSTATUS NTAPI RtlFlsFree(ULONG);
NTSYSAPI NTSTATUS NTAPI RtlFlsGetValue(ULONG, PVOID *);
NTSYSAPI NTSTATUS NTAPI RtlFlsSetValue(ULONG, PVOID);
NTSYSAPI VOID NTAPI RtlProcessFlsData(PVOID, ULONG);

#define INVALID ((NTSTATUS)0xc000000d) /* STATUS_INVALID_PARAMETER */

static LONG_PTR sum;

static VOID CALLBACK callback(PVOID value)
{
    sum += (LONG_PTR)value;
}

static ULONG with_callback;

static DWORD WINAPI thread(void *argument)
{
    PVOID value = &value;
    RtlFlsGetValue(with_callback, &value);
    if (value) return 1;
    RtlFlsSetValue(with_callback, argument);
    return 0;
}

int main(void)
{
    ULONG first = 0, index;
    PVOID value = &value;
    CHECK(RtlFlsAlloc(NULL, &first) == 0 && first != 0, "FlsAlloc: an index, which is never 0");
    CHECK(RtlFlsGetValue(first, &value) == 0 && !value,
          "FlsAlloc: \"the slots for the index are initialized to zero\"");
    CHECK(RtlFlsSetValue(first, (PVOID)7) == 0 && RtlFlsGetValue(first, &value) == 0 && value == (PVOID)7,
          "FlsSetValue, FlsGetValue");
    CHECK(FlsGetValue(first) == (PVOID)7, "kernel32 sees the same value");
    CHECK(RtlFlsSetValue(5000, (PVOID)7) == INVALID && RtlFlsSetValue(0, (PVOID)7) == INVALID &&
              RtlFlsSetValue(first + 100, (PVOID)7) == INVALID,
          "FlsSetValue: ERROR_INVALID_PARAMETER for what was never allocated");
    CHECK(RtlFlsGetValue(5000, &value) == INVALID && RtlFlsGetValue(0, &value) == INVALID,
          "FlsGetValue: ERROR_INVALID_PARAMETER");
    CHECK(RtlFlsFree(first) == 0 && RtlFlsFree(first) == INVALID && RtlFlsFree(5000) == INVALID, "FlsFree: once");
    CHECK(RtlFlsAlloc(callback, &with_callback) == 0 && with_callback == first,
          "FlsAlloc: a freed index is given out again");
    CHECK(RtlFlsGetValue(with_callback, &value) == 0 && !value, "FlsFree: its values are gone");
    RtlFlsSetValue(with_callback, (PVOID)5);
    HANDLE other = CreateThread(NULL, 0, thread, (PVOID)30, 0, NULL);
    DWORD code = 9;
    WaitForSingleObject(other, 10000);
    GetExitCodeThread(other, &code);
    CloseHandle(other);
    CHECK(code == 0 && sum == 30, "FlsAlloc: a thread has values of its own; its end calls the callback");
    CHECK(RtlFlsFree(with_callback) == 0 && sum == 35, "FlsFree: calls the callback for each value that is left");
    /* the block that TEB.FlsData points to: flag 1 calls the callbacks, 2 frees it */
    RtlFlsAlloc(callback, &index);
    RtlFlsSetValue(index, (PVOID)100);
    PVOID *data = (PVOID *)((char *)NtCurrentTeb() + 0x17c8);
    CHECK(*data != NULL, "TEB: FlsData points to the values");
    RtlProcessFlsData(*data, 1);
    CHECK(sum == 135 && RtlFlsGetValue(index, &value) == 0 && !value,
          "RtlProcessFlsData: calls the callbacks and clears the values");
    RtlProcessFlsData(*data, 2);
    *data = NULL;
    CHECK(RtlFlsGetValue(index, &value) == 0 && !value && RtlFlsSetValue(index, (PVOID)1) == 0 && *data,
          "RtlProcessFlsData: frees the block; another is made where it is needed");
    CHECK(RtlFlsFree(index) == 0 && sum == 136, "FlsFree: of the new block's value");
    ULONG taken[5000], count = 0;
    while (count < 5000 && RtlFlsAlloc(NULL, &taken[count]) == 0) count++;
    CHECK(count >= 127 && count < 5000, "FlsAlloc: fails when all are taken, 128 at least");
    while (count) RtlFlsFree(taken[--count]);
    return check_done();
}
