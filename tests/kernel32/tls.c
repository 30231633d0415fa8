/* SPDX-License-Identifier: MIT */
/* Thread and fiber local storage by index, as documented. */
#define _WIN32_WINNT 0x0601
#include "check.h"

static DWORD slot, fls;
static volatile LONG called, sum;
static HANDLE ready, go;

static VOID WINAPI callback(PVOID value)
{
    InterlockedIncrement(&called);
    InterlockedExchangeAdd(&sum, (LONG)(LONG_PTR)value);
}

static DWORD WINAPI other(void *arg)
{
    (void)arg;
    if (TlsGetValue(slot) || FlsGetValue(fls)) return 1;
    if (!TlsSetValue(slot, (void *)5) || !FlsSetValue(fls, (void *)5)) return 2;
    SetEvent(ready);
    WaitForSingleObject(go, INFINITE);
    return TlsGetValue(slot) ? 3 : 0;
}

int main(void)
{
    DWORD many[1100], n = 0, code = 99, again;
    HANDLE thread;
    int wrong = 0;

    ready = CreateEventA(NULL, FALSE, FALSE, NULL);
    go = CreateEventA(NULL, FALSE, FALSE, NULL);
    slot = TlsAlloc();
    fls = FlsAlloc(callback);
    CHECK(slot != TLS_OUT_OF_INDEXES, "TlsAlloc: \"the return value is a TLS index\"");
    CHECK(fls != FLS_OUT_OF_INDEXES, "FlsAlloc: \"the return value is an FLS index\"");
    SetLastError(55);
    CHECK(!TlsGetValue(slot) && GetLastError() == ERROR_SUCCESS,
          "TlsAlloc: \"initialized to zero\"; TlsGetValue: \"the function clears the last error when it succeeds\"");
    CHECK(TlsSetValue(slot, (void *)1) && TlsGetValue(slot) == (void *)1, "TlsSetValue, TlsGetValue");
    CHECK(FlsSetValue(fls, (void *)1) && FlsGetValue(fls) == (void *)1, "FlsSetValue, FlsGetValue");
    thread = CreateThread(NULL, 0, other, NULL, 0, NULL);
    WaitForSingleObject(ready, 5000);
    CHECK(TlsGetValue(slot) == (void *)1 && FlsGetValue(fls) == (void *)1, "each thread has its own value");
    CHECK(TlsFree(slot), "TlsFree");
    again = TlsAlloc();
    CHECK(again == slot && !TlsGetValue(slot), "a freed index comes back, its value 0");
    SetEvent(go);
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &code);
    CHECK(code == 0, "in every thread (%lu)", code);
    CHECK(called == 1 && sum == 5, "FlsAlloc: the callback is called at thread exit with the thread's value");
    CHECK(FlsFree(fls) && called == 2 && sum == 6, "FlsFree: the callback is called for each value");
    CHECK(!FlsFree(fls) && GetLastError() == ERROR_INVALID_PARAMETER, "FlsFree: an index that is not taken");
    CHECK(!FlsSetValue(100000, NULL) && GetLastError() == ERROR_INVALID_PARAMETER,
          "FlsSetValue: an index out of range");
    CHECK(!FlsGetValue(100000) && GetLastError() == ERROR_INVALID_PARAMETER, "FlsGetValue: an index out of range");

    while (n < 1100 && (many[n] = TlsAlloc()) != TLS_OUT_OF_INDEXES) {
        wrong += !TlsSetValue(many[n], (void *)(ULONG_PTR)(n + 1));
        n++;
    }
    CHECK(n >= 1000 && n < 1100, "TlsAlloc: \"There is a maximum of 1,088 TLS indexes per process\" (%lu more)", n);
    for (DWORD i = 0; i < n; i++) wrong += TlsGetValue(many[i]) != (void *)(ULONG_PTR)(i + 1);
    CHECK(!wrong, "each keeps its value");
    for (DWORD i = 0; i < n; i++) wrong += !TlsFree(many[i]);
    CHECK(!wrong, "and is freed");
    CHECK(!TlsFree(many[0]) && GetLastError() == ERROR_INVALID_PARAMETER, "TlsFree: an index that is not taken");
    CHECK(!TlsSetValue(5000, NULL) && GetLastError() == ERROR_INVALID_PARAMETER, "TlsSetValue: an index out of range");
    for (n = 0, wrong = 0; n < 5000 && (again = FlsAlloc(NULL)) != FLS_OUT_OF_INDEXES; n++) wrong += again >= 5000;
    CHECK(n >= 100 && n < 5000 && !wrong, "FlsAlloc: \"FLS_OUT_OF_INDEXES\" when none is left (%lu more)", n);
    SetLastError(0);
    CHECK(!TlsGetValue(5000) && GetLastError() == ERROR_INVALID_PARAMETER, "TlsGetValue: an index out of range");
    return check_done();
}
