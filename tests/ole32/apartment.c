/* SPDX-License-Identifier: MIT */
/* Entering and leaving COM. */
#include "check.h"

#include <initguid.h>
#include <objbase.h>
#include <ole2.h>

DEFINE_GUID(unknown_class, 0x0badc0de, 0x1234, 0x5678, 1, 2, 3, 4, 5, 6, 7, 8);

static DWORD CALLBACK thread(void *result)
{
    *(HRESULT *)result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    CoUninitialize();
    return 0;
}

int main(void)
{
    void *object = (void *)1;
    HRESULT other = E_FAIL;

    CHECK(CoCreateInstance(&unknown_class, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &object) == CO_E_NOTINITIALIZED &&
              !object,
          "CO_E_NOTINITIALIZED: \"CoInitialize has not been called.\"");
    CHECK(CoInitialize(NULL) == S_OK, "CoInitialize: \"The COM library was initialized successfully on this thread.\"");
    CHECK(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE) == S_FALSE,
          "S_FALSE: \"The COM library is already initialized on this thread.\"");
    CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == RPC_E_CHANGED_MODE,
          "RPC_E_CHANGED_MODE: \"A previous call to CoInitializeEx specified the concurrency model for this thread as "
          "...\"");
    /* Wine 8.0 does not look at pvReserved */
    CHECK(CoInitializeEx(&other, COINIT_APARTMENTTHREADED) == E_INVALIDARG && CoInitialize(&other) == E_INVALIDARG,
          "CoInitializeEx: pvReserved \"is reserved and must be NULL\"");
    object = (void *)1;
    CHECK(CoCreateInstance(&unknown_class, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &object) == REGDB_E_CLASSNOTREG &&
              !object,
          "REGDB_E_CLASSNOTREG: \"A specified class is not registered in the registration database.\"");
    CHECK(CoCreateInstance(&unknown_class, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, NULL) == E_POINTER,
          "E_POINTER: \"The ppv parameter is NULL.\"");
    HANDLE h = CreateThread(NULL, 0, thread, &other, 0, NULL);
    WaitForSingleObject(h, INFINITE);
    CloseHandle(h);
    CHECK(other == S_OK, "each thread is on its own");
    CoUninitialize();
    CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == RPC_E_CHANGED_MODE, "one of two calls is undone: still in");
    CoUninitialize();
    /* Wine 8.0 keeps the apartment after the failed CoInitializeEx above: it counts it */
    CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK, "both are: out, and free to choose");
    CoUninitialize();
    CoUninitialize(); /* once too often is no matter */
    CHECK(OleInitialize(NULL) == S_OK && OleInitialize(NULL) == S_FALSE, "OleInitialize: an apartment of one thread");
    CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == RPC_E_CHANGED_MODE, "so it is");
    OleUninitialize();
    OleUninitialize();
    CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK, "OleUninitialize: and out");
    CoUninitialize();
    return check_done();
}
