/* SPDX-License-Identifier: MIT */
/* C++ exceptions of several threads at once, while modules come and go; and of fibers, each of which has catch blocks
 * of its own. */
#include "msvc.h"

extern "C" {
void **__current_exception();
int __uncaught_exceptions();
void *CreateThread(void *, size_t, unsigned (*start)(void *), void *argument, unsigned flags, unsigned *id);
unsigned WaitForSingleObject(void *handle, unsigned wait);
int CloseHandle(void *handle);
void *LoadLibraryW(const wchar_t *name);
int FreeLibrary(void *module);
void *ConvertThreadToFiber(void *argument);
int ConvertFiberToThread();
void *CreateFiber(size_t size, void (*start)(void *), void *argument);
void SwitchToFiber(void *fiber);
void DeleteFiber(void *fiber);
}

#define NOINLINE __attribute__((noinline))

struct Guard {
    int *counter;
    NOINLINE explicit Guard(int *count) : counter(count)
    {
    }
    NOINLINE ~Guard()
    {
        ++*counter;
    }
};

NOINLINE static void down(int depth, int *counter)
{
    Guard guard(counter);
    if (!depth) throw counter;
    try {
        down(depth - 1, counter);
    } catch (int) {
        ++*counter;
    }
}

static unsigned thread(void *argument)
{
    int *wrong = (int *)argument;
    for (int i = 0; i < 400; i++) {
        int counter = 0;
        try {
            down(i % 6, &counter);
            ++*wrong;
        } catch (int *thrown) {
            if (thrown != &counter || counter != i % 6 + 1 || __uncaught_exceptions()) ++*wrong;
        }
        if (*__current_exception()) ++*wrong;
    }
    return 0;
}

static void test_threads()
{
    void *threads[4];
    int wrong[4] = {}, loads = 0;
    for (int i = 0; i < 4; i++) threads[i] = CreateThread(nullptr, 0, thread, &wrong[i], 0, nullptr);
    for (int i = 0; i < 50; i++) {
        void *module = LoadLibraryW(L"winmm.dll");
        loads += module && FreeLibrary(module);
    }
    for (void *handle : threads) {
        WaitForSingleObject(handle, ~0u);
        CloseHandle(handle);
    }
    CHECK(loads == 50, "modules are loaded and freed meanwhile");
    CHECK(!wrong[0] && !wrong[1] && !wrong[2] && !wrong[3], "each thread catches what it throws, and ends its objects");
}

/* ---- fibers ---- */

static void *first, *second;

NOINLINE static void in_second(void *)
{
    event("current%d", *__current_exception() != nullptr);
    try {
        throw 2;
    } catch (int n) {
        event("second%d", n);
        SwitchToFiber(first);
        event("second%d", n);
        try {
            throw;
        } catch (int same) {
            event("again%d", same);
        }
    }
    SwitchToFiber(first);
}

static void test_fibers()
{
    first = ConvertThreadToFiber(nullptr);
    second = CreateFiber(0, in_second, nullptr);
    try {
        throw 1;
    } catch (int n) {
        event("first%d", n);
        SwitchToFiber(second);
        event("first%d", n);
        try {
            throw;
        } catch (int same) {
            event("again%d", same);
        }
        SwitchToFiber(second);
        event("first%d", n);
    }
    CHECK(happened("first1 current0 second2 first1 again1 second2 again2 first1"),
          "a fiber's handlers know their own exception, whatever the others handle");
    CHECK(!*__current_exception(), "and no exception is left");
    DeleteFiber(second);
    ConvertFiberToThread();
}

static void test()
{
    test_threads();
    test_fibers();
}
