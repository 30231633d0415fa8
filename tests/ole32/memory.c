/* SPDX-License-Identifier: MIT */
/* COM's task memory and its IMalloc. */
#define COBJMACROS
#include "check.h"

#include <initguid.h>
#include <objbase.h>
#include <string.h>

int main(void)
{
    char *block = CoTaskMemAlloc(100);
    CHECK(block && memset(block, 7, 100),
          "CoTaskMemAlloc: \"If the function succeeds, it returns the allocated memory block.\"");
    char *grown = CoTaskMemRealloc(block, 70000);
    CHECK(grown && grown[0] == 7 && grown[99] == 7,
          "CoTaskMemRealloc: \"The contents of the block are unchanged up to the shorter of the new and old sizes\"");
    CHECK(
        CoTaskMemRealloc(grown, 0) == NULL,
        "CoTaskMemRealloc: \"If cb is zero and pv is not a NULL pointer, the memory pointed to by pv is freed\", NULL");
    block = CoTaskMemRealloc(NULL, 10);
    CHECK(block != NULL, "\"If pv is a NULL pointer, CoTaskMemRealloc allocates a new memory block\"");
    CoTaskMemFree(block);
    CoTaskMemFree(NULL);
    CHECK(CoTaskMemAlloc((SIZE_T)-1 / 2) == NULL && CoTaskMemRealloc(NULL, (SIZE_T)-1 / 2) == NULL,
          "CoTaskMemAlloc: \"Otherwise, it returns NULL.\"");
    block = CoTaskMemAlloc(0);
    CHECK(block != NULL,
          "CoTaskMemAlloc: \"If cb is 0, CoTaskMemAlloc allocates a zero-length item and returns a valid pointer\"");
    CoTaskMemFree(block);

    IMalloc *allocator = (void *)1, *again = NULL;
    CHECK(CoGetMalloc(2, &allocator) == E_INVALIDARG && !allocator, "CoGetMalloc: dwMemContext \"must be 1\"");
    CHECK(CoGetMalloc(1, NULL) == E_INVALIDARG, "CoGetMalloc: E_INVALIDARG of no pointer");
    if (!CHECK(CoGetMalloc(1, &allocator) == S_OK && allocator,
               "CoGetMalloc: \"The allocator was retrieved successfully.\""))
        return check_done();
    CHECK(CoGetMalloc(1, &again) == S_OK && again == allocator, "there is one");
    block = IMalloc_Alloc(allocator, 50);
    CHECK(block && IMalloc_GetSize(allocator, block) == 50,
          "IMalloc::GetSize: \"The size of the allocated memory block, in bytes\"");
    CHECK(IMalloc_DidAlloc(allocator, block) == 1,
          "IMalloc::DidAlloc: \"The block of memory was allocated by this allocator.\"");
    CHECK(IMalloc_DidAlloc(allocator, &block) == 0,
          "IMalloc::DidAlloc: \"The block of memory was not allocated by this allocator.\"");
    CHECK(IMalloc_DidAlloc(allocator, NULL) == -1, "IMalloc::DidAlloc: -1 of NULL");
    CHECK(IMalloc_GetSize(allocator, NULL) == (SIZE_T)-1,
          "IMalloc::GetSize: \"If pv is a NULL pointer, -1 is returned.\"");
    block = IMalloc_Realloc(allocator, block, 90);
    CHECK(block && IMalloc_GetSize(allocator, block) == 90, "IMalloc::Realloc");
    CoTaskMemFree(block); /* one memory for both */
    block = CoTaskMemAlloc(5);
    IMalloc_Free(allocator, block);
    IUnknown *unknown = NULL;
    CHECK(IMalloc_QueryInterface(allocator, &IID_IMalloc, (void **)&unknown) == S_OK && (void *)unknown == allocator &&
              IMalloc_QueryInterface(allocator, &IID_IUnknown, (void **)&unknown) == S_OK &&
              (void *)unknown == allocator,
          "QueryInterface for IMalloc and IUnknown");
    CHECK(IMalloc_QueryInterface(allocator, &IID_IStream, (void **)&unknown) == E_NOINTERFACE && !unknown,
          "QueryInterface: E_NOINTERFACE, and NULL");
    IMalloc_HeapMinimize(allocator);
    IMalloc_Release(allocator);
    return check_done();
}
