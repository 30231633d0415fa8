/* SPDX-License-Identifier: MIT */
/* GlobalAlloc, LocalAlloc and their families: fixed and movable blocks, locks, discarding.
 * Debian's Wine answers ERROR_INVALID_PARAMETER for the handle NULL, and LocalReAlloc makes no fixed object movable
 * there. */
#include "check.h"

#include <string.h>

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

/* What the Global and the Local family have in common, as both share flags and handles. */
static const struct family {
    const char *name;
    HGLOBAL(WINAPI *alloc)(UINT, SIZE_T);
    HGLOBAL(WINAPI *realloc)(HGLOBAL, SIZE_T, UINT);
    HGLOBAL(WINAPI *free)(HGLOBAL);
    void *(WINAPI *lock)(HGLOBAL);
    BOOL(WINAPI *unlock)(HGLOBAL);
    SIZE_T(WINAPI *size)(HGLOBAL);
    UINT(WINAPI *flags)(HGLOBAL);
    HGLOBAL(WINAPI *handle)(LPCVOID);
} families[] = {
    {"Global", GlobalAlloc, GlobalReAlloc, GlobalFree, GlobalLock, GlobalUnlock, GlobalSize, GlobalFlags, GlobalHandle},
    {"Local",  LocalAlloc,  LocalReAlloc,  LocalFree,  LocalLock,  LocalUnlock,  LocalSize,  LocalFlags,  LocalHandle },
};

static BOOL all_zero(const char *at, SIZE_T size)
{
    while (size)
        if (at[--size]) return FALSE;
    return TRUE;
}

static void test_fixed(const struct family *f)
{
    char *block = f->alloc(GMEM_FIXED, 100), *other;

    CHECK(block && f->size(block) >= 100, "%sAlloc: fixed: \"The return value is a pointer\"; %sSize", f->name,
          f->name);
    memset(block, 0x5a, 100);
    CHECK(f->lock(block) == block && f->flags(block) == 0, "%sLock, %sFlags: a fixed block's handle is its address",
          f->name, f->name);
    CHECK(f->handle(block) == block, "%sHandle: so is its handle", f->name);
    other = f->realloc(block, 5000, GMEM_MOVEABLE);
    CHECK(other && f->size(other) >= 5000 && other[0] == 0x5a && other[99] == 0x5a,
          "%sReAlloc: \"a fixed memory object may be moved\" with MOVEABLE; its contents come along", f->name);
    CHECK(f->realloc(other, 2000, 0) == other && f->size(other) >= 2000 && other[99] == 0x5a,
          "%sReAlloc: to less, in place", f->name);
    CHECK(!f->free(other), "%sFree: \"If the function succeeds, the return value is NULL\"", f->name);
    block = f->alloc(GPTR, 300);
    CHECK(block && all_zero(block, 300), "%sAlloc: GPTR: \"Initializes memory contents to zero\"", f->name);
    block = f->realloc(block, 10000, GMEM_ZEROINIT | GMEM_MOVEABLE);
    CHECK(block && all_zero(block, 10000), "%sReAlloc: \"the additional memory contents to be initialized to zero\"",
          f->name);
    f->free(block);
    CHECK(!f->alloc(GMEM_FIXED, (SIZE_T)-1 / 2) && failed(ERROR_NOT_ENOUGH_MEMORY), "%sAlloc: more than there is",
          f->name);
    block = f->alloc(GMEM_FIXED, 0);
    CHECK(block && !f->free(block), "%sAlloc: a fixed block of size 0 is a block", f->name);
    CHECK(!f->free(NULL), "%sFree: NULL is ignored", f->name);
}

static void test_movable(const struct family *f)
{
    HGLOBAL handle = f->alloc(GMEM_MOVEABLE, 100), zeroed;
    char *block, *again;

    CHECK(handle && f->size(handle) >= 100 && f->flags(handle) == 0,
          "%sAlloc: movable: \"a handle to the memory object\"", f->name);
    block = f->lock(handle);
    CHECK(block && block != handle, "%sLock: \"the first byte of the memory block\"", f->name);
    strcpy(block, "contents");
    CHECK(f->handle(block) == handle, "%sHandle: the handle of what was locked", f->name);
    CHECK(f->lock(handle) == block && (f->flags(handle) & GMEM_LOCKCOUNT) == 2,
          "%sFlags: \"The low-order byte of the low-order word of the return value contains the lock count\"", f->name);
    CHECK(f->unlock(handle) && (f->flags(handle) & GMEM_LOCKCOUNT) == 1,
          "%sUnlock: \"If the memory object is still locked after decrementing the lock count, the return value is "
          "nonzero\"",
          f->name);
    SetLastError(1234);
    CHECK(
        !f->unlock(handle) && failed(NO_ERROR),
        "%sUnlock: \"If the memory object is unlocked after decrementing the lock count, the function returns zero and "
        "GetLastError returns NO_ERROR\"",
        f->name);
    CHECK(!f->unlock(handle) && failed(ERROR_NOT_LOCKED), "%sUnlock: \"ERROR_NOT_LOCKED\" for one that is not locked",
          f->name);
    CHECK(f->realloc(handle, 100000, 0) == handle && f->size(handle) >= 100000,
          "%sReAlloc: a movable object keeps its handle", f->name);
    again = f->lock(handle);
    CHECK(again && !strcmp(again, "contents"), "%sReAlloc: and its contents", f->name);
    f->unlock(handle);
    CHECK(f->realloc(handle, 0, GMEM_MODIFY) == handle && f->size(handle) >= 100000,
          "%sReAlloc: MODIFY: \"the dwBytes parameter is ignored\"", f->name);
    CHECK(f->realloc(handle, 0, GMEM_MOVEABLE) == handle && (f->flags(handle) & GMEM_DISCARDED) && f->size(handle) == 0,
          "%sReAlloc: size 0 discards: %sFlags has DISCARDED", f->name, f->name);
    CHECK(!f->lock(handle) && failed(ERROR_DISCARDED), "%sLock: \"If the memory object has been discarded\"", f->name);
    CHECK(f->realloc(handle, 50, GMEM_MOVEABLE | GMEM_ZEROINIT) == handle && !(f->flags(handle) & GMEM_DISCARDED) &&
              (block = f->lock(handle)) && all_zero(block, 50),
          "%sReAlloc: a discarded object gets memory again", f->name);
    f->unlock(handle);
    CHECK(!f->free(handle), "%sFree: of a movable object", f->name);
    zeroed = f->alloc(GHND, 1000);
    CHECK(zeroed && (block = f->lock(zeroed)) && all_zero(block, 1000), "%sAlloc: GHND: movable and zero", f->name);
    f->unlock(zeroed);
    f->free(zeroed);
    handle = f->alloc(GMEM_MOVEABLE, 0);
    CHECK(
        handle && (f->flags(handle) & GMEM_DISCARDED) && !f->lock(handle),
        "%sAlloc: \"if this parameter is zero and uFlags specifies MOVEABLE, the function returns a handle to a memory "
        "object that is marked as discarded\"",
        f->name);
    f->free(handle);
    CHECK(!f->alloc(GMEM_MOVEABLE, (SIZE_T)-1 / 2) && failed(ERROR_NOT_ENOUGH_MEMORY), "%sAlloc: no memory", f->name);
    block = f->alloc(GMEM_FIXED, 40);
    strcpy(block, "fixed");
    handle = f->realloc(block, 0, GMEM_MODIFY | GMEM_MOVEABLE);
    CHECK(handle && handle != block && (again = f->lock(handle)) && !strcmp(again, "fixed"),
          "%sReAlloc: MODIFY | MOVEABLE: \"changes a fixed memory object to a movable memory object\"", f->name);
    f->unlock(handle);
    f->free(handle);
}

static void test_no_handle(const struct family *f)
{
    HGLOBAL handle = f->alloc(GMEM_MOVEABLE, 100);

    f->free(handle);
    CHECK(f->free(handle) == handle && failed(ERROR_INVALID_HANDLE),
          "%sFree: \"If the function fails, the return value is equal to a handle to the memory object\"", f->name);
    CHECK(!f->lock(handle) && failed(ERROR_INVALID_HANDLE), "%sLock: of a freed handle", f->name);
    CHECK(!f->unlock(handle) && failed(ERROR_INVALID_HANDLE), "%sUnlock: of a freed handle", f->name);
    CHECK(!f->size(handle) && failed(ERROR_INVALID_HANDLE),
          "%sSize: \"If the specified handle is not valid ... the return value is zero\"", f->name);
    CHECK(f->flags(handle) == GMEM_INVALID_HANDLE && failed(ERROR_INVALID_HANDLE),
          "%sFlags: \"If the function fails, the return value is INVALID_HANDLE, indicating that the handle is not "
          "valid\"",
          f->name);
    CHECK(!f->realloc(handle, 10, GMEM_MOVEABLE) && failed(ERROR_INVALID_HANDLE), "%sReAlloc: of a freed handle",
          f->name);
    CHECK(!f->handle(NULL) && failed(ERROR_INVALID_HANDLE), "%sHandle: NULL is in no object", f->name);
    CHECK(!f->lock(NULL) && failed(ERROR_INVALID_HANDLE), "%sLock: of no handle", f->name);
}

/* Many at once, more than a piece of a table holds. */
static void test_many(const struct family *f)
{
    HGLOBAL handles[300];
    int wrong = 0;

    for (int i = 0; i < 300; i++) {
        handles[i] = f->alloc(GMEM_MOVEABLE, (SIZE_T)i + 1);
        *(char *)f->lock(handles[i]) = (char)i;
    }
    for (int i = 0; i < 300; i++) {
        char *block = f->lock(handles[i]);
        wrong += *block != (char)i || f->handle(block) != handles[i] || (f->flags(handles[i]) & GMEM_LOCKCOUNT) != 2;
        f->unlock(handles[i]);
        f->unlock(handles[i]);
        wrong += f->free(handles[i]) != NULL;
    }
    CHECK(!wrong, "%sAlloc: 300 movable objects at a time", f->name);
}

int main(void)
{
    for (unsigned i = 0; i < sizeof families / sizeof *families; i++) {
        test_fixed(&families[i]);
        test_movable(&families[i]);
        test_no_handle(&families[i]);
        test_many(&families[i]);
    }
    return check_done();
}
